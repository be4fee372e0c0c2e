//! How long customers take to pay: this year, the year before, all time, and at each month end.

use chrono::NaiveDate;

use crate::ledger::DocumentKind;
use crate::metrics::Measured;
use crate::metrics::payment::PaymentTimes;
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{
    Block, Cell, ChartSpec, Column, Line, LineRole, Reference, Row, Table, TableStyle, Target, Unit,
};
use crate::report::parts::{POINTS_OF_A_LINE, chart, for_scale, place};
use crate::report::words;

/// Days to pay that differ by less than this are much the same.
const LEVEL_DAYS: f64 = 2.0;
/// A customer without whom no more than this part of a change is left makes up about half of it.
const WITHOUT_ONE: f64 = 0.6;
/// From so much more of what is owed past due than a year ago on, nobody is said to pay as then.
const PAST_DUE_ROSE: f64 = 0.05;
const HEADLINE: &str = "How long customers take to pay";

/// Days to pay and against terms: this year, the year before, all time.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let payment = &cx.results().payment;
    let spans = if cx.has_year() {
        vec![("This year", &payment.ttm), ("Year before", &payment.prev_ttm), ("All time", &payment.lifetime)]
    } else {
        vec![("So far", &payment.lifetime)]
    };
    if spans.iter().all(|(_, times)| times.days_to_pay.is_err()) && payment.days_beyond_terms_open.is_err() {
        let why = payment.lifetime.days_to_pay.as_ref().err().map_or_else(String::new, |why| cx.reason_sentence(why));
        return Block::missing("days", HEADLINE, why);
    }
    let mut columns = vec![Column::left("Measure")];
    columns.extend(spans.iter().enumerate().map(|(i, (name, _))| {
        let column = Column::right(name);
        if i == 0 { column.emphasised() } else { column }
    }));
    let terms = match payment.usual_terms_days {
        Some(days) => format!("Usual terms, those of most invoices: {days} days{}. ", other_terms(cx, days)),
        None if payment.terms_vary => "Terms vary from invoice to invoice. ".to_owned(),
        None => String::new(),
    };
    Block::table("days", Table::new(TableStyle::Mid, columns, rows(cx, &spans)))
        .headline(headline(cx))
        .label("Payments dated in each span; credit notes and cash sales are not payments")
        .note(format!(
            "{terms}By amount, a large invoice counts for more than a small one; the simple mean is what many accounting \
             programs show. Both are right. What is past due is counted as if it were paid at the end of the span, so that \
             whoever stops paying is not left out; it will be paid later than that.{}",
            without_one(cx).unwrap_or_default()
        ))
        .link("Every part of a payment as data", Target::Data { name: "settlements".to_owned() })
        .link("Formulas", place("proof", "method-payment"))
}

fn rows(cx: &Context<'_>, spans: &[(&str, &PaymentTimes)]) -> Vec<Row> {
    let row = |name: Cell, get: &dyn Fn(&PaymentTimes) -> Option<String>| {
        let mut cells = vec![name];
        cells.extend(spans.iter().map(|(_, times)| Cell::or_dash(get(times))));
        Row::body(cells)
    };
    let number = |value: &Measured<f64>| value.as_ref().ok().map(|&days| format::decimal(days, 1));
    let mut rows = vec![
        row(
            Cell::with_sub("Days to pay, by amount", "from invoice to payment, weighted by amount")
                .opening("days_to_pay"),
            &|t| number(&t.days_to_pay),
        ),
        row(
            Cell::with_sub(
                "Days to pay, with what is past due",
                "a floor: open items past due counted to the end of the span",
            )
            .opening("days_to_pay_with_open_items"),
            &|t| number(&t.days_to_pay_with_open),
        ),
        row(
            Cell::with_sub("Days to pay, simple", "mean of the invoices closed in the span")
                .opening("days_to_pay_simple"),
            &|t| number(&t.days_to_pay_simple),
        ),
        row(
            Cell::with_sub("Days to pay, median", "half of the money came sooner").opening("days_to_pay_median"),
            &|t| number(&t.days_to_pay_median),
        ),
        row(
            Cell::with_sub("Days to pay, slowest tenth", "nine tenths of the money came sooner; from five payments on")
                .opening("days_to_pay_p90"),
            &|t| number(&t.days_to_pay_p90),
        ),
        row(
            Cell::with_sub("Days beyond terms, paid", "due date to payment, by amount; negative is early")
                .opening("days_beyond_terms_paid"),
            &|t| number(&t.days_beyond_terms),
        ),
        row(Cell::with_sub("Payments counted", "set against invoices"), &|t| Some(format::count(t.payments))),
        row(Cell::with_sub("Parts of them", "one for each invoice that a payment settles"), &|t| {
            Some(format::count(t.parts))
        }),
        row(Cell::with_sub("Amount paid", "with tax"), &|t| Some(cx.money(t.amount))),
    ];
    let open = Cell::or_dash(number(&cx.results().payment.days_beyond_terms_open));
    let open_now = Cell::with_sub("Days beyond terms, open", "age past due of what is past due now, by amount")
        .opening("days_beyond_terms_open");
    let not_kept = (1..spans.len()).map(|_| Cell::dash());
    rows.push(Row::body([open_now, open].into_iter().chain(not_kept).collect()));
    rows
}

/// What a change in days says.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Sooner,
    Level,
    Later,
}

fn change(now: f64, before: f64) -> Change {
    match now - before {
        days if days.abs() < LEVEL_DAYS => Change::Level,
        days if days > 0.0 => Change::Later,
        _ => Change::Sooner,
    }
}

/// The change in days against a year ago with what is past due, where that is other news than what was paid alone.
pub(in crate::report) fn hidden_change(cx: &Context<'_>) -> Option<f64> {
    let (now, before) = (&cx.results().payment.ttm, &cx.results().payment.prev_ttm);
    let paid = change(*now.days_to_pay.as_ref().ok()?, *before.days_to_pay.as_ref().ok()?);
    let (now, before) = (now.days_to_pay_with_open.as_ref().ok()?, before.days_to_pay_with_open.as_ref().ok()?);
    (change(*now, *before) != paid).then_some(now - before)
}

/// "what is past due rose from 31.1% to 41.2% of what is owed", where it did by much.
fn past_due_rose(cx: &Context<'_>) -> Option<String> {
    let ratios = &cx.results().receivable_ratios;
    let (now, before) = (ratios.now.as_ref().ok()?.past_due_share()?, ratios.year_before()?.past_due_share()?);
    let [from, to] = [before, now].map(format::percent);
    (now - before >= PAST_DUE_ROSE).then(|| format!("what is past due rose from {from} to {to} of what is owed"))
}

/// Now against a year ago. Where the money that has not come tells another story than the money that came, both are told.
fn headline(cx: &Context<'_>) -> String {
    let (now, before) = (&cx.results().payment.ttm, &cx.results().payment.prev_ttm);
    let (Ok(now), Ok(before)) = (&now.days_to_pay, &before.days_to_pay) else { return HEADLINE.to_owned() };
    let days = format::decimal((now - before).abs(), 1);
    let paid = change(*now, *before);
    let came = match paid {
        Change::Sooner => format!("what was paid came {days} days sooner"),
        Change::Level => "what was paid came much as then".to_owned(),
        Change::Later => format!("what was paid came {days} days later"),
    };
    let is_longer = hidden_change(cx).map_or(paid == Change::Later, |with_open| with_open >= LEVEL_DAYS);
    if let Some(rose) = past_due_rose(cx).filter(|_| !is_longer) {
        return format!("{} within a year; {came}", words::capitalised(&rose));
    }
    if let Some(with_open) = hidden_change(cx) {
        let take = match format::decimal(with_open.abs(), 1) {
            longer if with_open >= LEVEL_DAYS => format!("take {longer} days longer than a year ago"),
            shorter if with_open <= -LEVEL_DAYS => format!("take {shorter} days less than a year ago"),
            _ => "take as long as a year ago".to_owned(),
        };
        return format!("With what is past due, customers {take}; {came}");
    }
    match paid {
        Change::Level => format!("Customers pay after {} days, much as a year ago", format::decimal(*now, 1)),
        Change::Later => format!("Customers pay {days} days later than a year ago"),
        Change::Sooner => format!("Customers pay {days} days sooner than a year ago"),
    }
}

/// One month end: days to pay by amount, and with what was past due.
type Point = (NaiveDate, Option<f64>, Option<f64>);

/// Days to pay of the twelve months before each month end; none for too few of them.
pub(super) fn over_time(cx: &Context<'_>) -> Option<Block> {
    let payment = &cx.results().payment;
    let with_open = payment.rolling_days_to_pay_with_open.iter();
    let points: Vec<Point> =
        payment.rolling_days_to_pay.iter().zip(with_open).map(|(&(end, paid), &(_, all))| (end, paid, all)).collect();
    let ((first, ..), &(last, paid, all)) = (points.first()?, points.last()?);
    if points.iter().filter(|(_, paid, _)| paid.is_some()).count() < POINTS_OF_A_LINE {
        return None;
    }
    let label = |days: Option<f64>, name: &str| {
        days.map_or_else(|| name.to_owned(), |days| format!("{} {name}", format::decimal(days, 1)))
    };
    let mut lines = vec![Line {
        end_label: label(paid, "paid"),
        values: points.iter().map(|(_, paid, _)| paid.map(for_scale)).collect(),
        role: LineRole::Measured,
    }];
    if points.iter().any(|(.., all)| all.is_some()) {
        lines.push(Line {
            end_label: label(all, "with past due"),
            values: points.iter().map(|(.., all)| all.map(for_scale)).collect(),
            role: LineRole::Part,
        });
    }
    let cell = |days: Option<f64>| Cell::or_dash(days.map(|days| format::decimal(days, 1)));
    let rows = points
        .iter()
        .rev()
        .map(|&(end, paid, all)| Row::body(vec![Cell::text(format::short_date(end)), cell(paid), cell(all)]));
    let columns = vec![
        Column::left("Twelve months to"),
        Column::right("Days to pay, by amount").emphasised(),
        Column::right("With what was past due"),
    ];
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let spec = ChartSpec::Lines {
        month_ends: points.iter().map(|(end, ..)| end.to_string()).collect(),
        lines,
        reference: payment
            .usual_terms_days
            .map(|days| Reference { value: days as f64, name: format!("usual terms: {days} days") }),
        unit: Unit::Days,
        from_zero: true,
    };
    let headline = range_headline(&points);
    let description = format!("{headline}. At {}: {}.", format::period_end(last), label(paid, "days, paid"));
    Some(
        Block::chart(chart("days-over-time", "Days to pay over time", description, spec, figures))
            .headline(headline)
            .label(format!(
                "Days to pay of the twelve months before each month end, {} to {}",
                format::period_end(*first),
                format::period_end(last)
            ))
            .note("With past due: what was past due at the month end counts as if it were paid on that day."),
    )
}

/// Between which values the lines ran.
fn range_headline(points: &[Point]) -> String {
    let range = |of: fn(&Point) -> Option<f64>| {
        let values = || points.iter().filter_map(of);
        let ends = [values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max)];
        let [low, high] = ends.map(|days| format::decimal(days, 1));
        if low == high { low } else { format!("{low} to {high}") }
    };
    let months = words::counted(points.iter().filter(|(_, paid, _)| paid.is_some()).count(), "month end", "month ends");
    let paid = range(|point| point.1);
    let has_open = points.iter().any(|(.., all)| all.is_some());
    let with_open = if has_open { range(|point| point.2) } else { paid.clone() };
    let with_open = if with_open == paid { String::new() } else { format!("; with what was past due {with_open}") };
    format!("Over {months} what was paid came after {paid} days{with_open}")
}

/// Behind the usual terms: that invoices with other terms are among those of the span, and on which side; else nothing.
pub(super) fn other_terms(cx: &Context<'_>, usual: i64) -> String {
    let span = cx.window_period();
    let invoices = cx.inputs.ledger.documents_until(cx.as_of()).iter();
    let terms = invoices
        .filter(|d| d.kind == DocumentKind::Invoice && span.contains(d.date))
        .filter_map(|d| Some((d.due_date? - d.date).num_days()));
    let (shorter, longer) =
        terms.fold((false, false), |(shorter, longer), terms| (shorter || terms < usual, longer || terms > usual));
    match (shorter, longer) {
        (true, true) => ", with shorter and longer ones on some invoices",
        (true, false) => ", with shorter ones on some invoices",
        (false, true) => ", with longer ones on some invoices",
        (false, false) => "",
    }
    .to_owned()
}

/// The days and the money of some payments.
#[derive(Clone, Copy, Default)]
struct Paid {
    amount: f64,
    amount_days: f64,
}

impl Paid {
    fn of(times: &PaymentTimes) -> Self {
        let amount = times.amount.minor() as f64;
        Self { amount, amount_days: times.days_to_pay.as_ref().map_or(0.0, |days| days * amount) }
    }

    fn less(self, part: Self) -> Option<f64> {
        let amount = self.amount - part.amount;
        (amount > 0.0).then(|| (self.amount_days - part.amount_days) / amount)
    }
}

/// The customer without whom the change of days to pay would be least, as a sentence; `None` where no single customer makes up
/// about half of it.
fn without_one(cx: &Context<'_>) -> Option<String> {
    let payment = &cx.results().payment;
    let [now, before] = [&payment.ttm, &payment.prev_ttm].map(Paid::of);
    let whole = payment.ttm.days_to_pay.as_ref().ok()? - payment.prev_ttm.days_to_pay.as_ref().ok()?;
    let without = |customer: usize| {
        let of = &payment.customers[customer];
        let [now, before] = [now.less(Paid::of(&of.ttm))?, before.less(Paid::of(&of.prev_ttm))?];
        Some((customer, now, before))
    };
    let (customer, now, before) = (0..payment.customers.len())
        .filter_map(without)
        .min_by(|a, b| (a.1 - a.2).abs().total_cmp(&(b.1 - b.2).abs()))
        .filter(|(_, now, before)| whole.abs() >= LEVEL_DAYS && (now - before).abs() <= whole.abs() * WITHOUT_ONE)?;
    let of = &payment.customers[customer];
    Some(format!(
        " Part of the change is {}, which paid {} against {} the year before: without it what was paid came after {} days, \
         against {}.",
        cx.name(customer),
        cx.money(of.ttm.amount),
        cx.money(of.prev_ttm.amount),
        format::decimal(now, 1),
        format::decimal(before, 1)
    ))
}
