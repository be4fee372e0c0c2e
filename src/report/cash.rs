//! What is open and how old, who pays late, and how sales become cash.

use super::collections;
use super::context::Context;
use super::format;
use super::model::{
    BarRow, Block, Cell, ChartSpec, Column, Row, Section, Series, Table, TableStyle, Target, Tone, Unit,
};
use super::parts::{chart, place};
use super::summary::{last_months, month_categories};
use super::words;
use crate::base::Money;
use crate::metrics::Measured;
use crate::metrics::aging::{AgingBucket, Balance};
use crate::metrics::payment::PaymentTimes;

/// Days to pay that differ by less than this are much the same.
const LEVEL_DAYS: f64 = 2.0;
/// So many late payers by name.
const LISTED: usize = 20;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let mut blocks = match &cx.results().aging.total {
        Ok(total) if total.items.iter().all(|&items| items == 0) && total.unapplied.is_zero() => {
            vec![Block::missing("aging", "Nothing is open", "No invoice is unpaid and no credit is unapplied.")]
        }
        Ok(total) => vec![aging_chart(cx, total), aging_table(cx, total), late_payers(cx, total)],
        Err(why) => {
            let text =
                format!("{} Add the receivables or payments report of the same system.", words::reason_sentence(why));
            vec![Block::missing("aging", "What is open, and how old", text)]
        }
    };
    blocks.extend(collections::blocks(cx));
    blocks.extend([days(cx), collected(cx)]);
    Section { id: "cash".to_owned(), name: "Cash".to_owned(), headline: headline(cx), lead: lead(cx), blocks }
}

fn headline(cx: &Context<'_>) -> String {
    let Ok(total) = &cx.results().aging.total else {
        return "The exports do not tell what is open".to_owned();
    };
    let owed: Money = total.buckets.iter().copied().sum();
    let overdue = total.overdue_balance();
    match overdue.ratio(owed) {
        None => "Nothing is open".to_owned(),
        Some(_) if overdue.is_zero() => format!("{} is open, none of it past due", cx.short(owed)),
        Some(share) => {
            format!("{} of the {} owed is past due: {}", cx.short(overdue), cx.short(owed), format::percent(share))
        }
    }
}

fn lead(cx: &Context<'_>) -> String {
    let payment = &cx.results().payment;
    let times = cx.payment_times();
    let days = match &times.days_to_pay {
        Ok(days) => *days,
        Err(why) => return format!("Days to pay cannot be said: {}.", words::reason(why)),
    };
    let terms = payment.usual_terms_days.map_or_else(String::new, |terms| format!("; usual terms are {terms}"));
    let beyond = match times.days_beyond_terms {
        Ok(beyond) => format!(" {}.", words::capitalised(&against_terms(beyond))),
        Err(_) => String::new(),
    };
    format!("Customers pay after {} days, weighted by amount{terms}.{beyond}", format::decimal(days, 1))
}

/// Days beyond terms in words.
fn against_terms(beyond: f64) -> String {
    let text = format::decimal(beyond.abs(), 1);
    if text == "0.0" {
        "on average money comes on the due date".to_owned()
    } else if beyond > 0.0 {
        format!("on average money comes {text} days after its due date")
    } else {
        format!("on average money comes {text} days before its due date")
    }
}

fn aging_chart(cx: &Context<'_>, total: &Balance) -> Block {
    let bar = |label: &str, amount: Money, tone| BarRow {
        label: label.to_owned(),
        value: cx.scale(amount),
        text: cx.money(amount),
        tone,
    };
    let mut rows: Vec<BarRow> = AgingBucket::ALL
        .into_iter()
        .zip(total.buckets)
        .map(|(bucket, amount)| {
            bar(words::bucket(bucket), amount, if bucket == AgingBucket::NotDue { Tone::Plain } else { Tone::Bad })
        })
        .collect();
    if !total.unapplied.is_zero() {
        rows.push(bar("Unapplied credit", -total.unapplied, Tone::Quiet));
    }
    let figures = Table::new(
        TableStyle::Mid,
        vec![Column::left("Age"), Column::right("Amount").emphasised()],
        rows.iter().map(|row| Row::body(vec![Cell::text(row.label.clone()), Cell::text(row.text.clone())])).collect(),
    );
    let headline = aging_headline(cx, total);
    let description = format!("{headline}. The open balance is {}.", cx.money(total.open_balance()));
    Block::chart(chart("aging", "Aging", description, ChartSpec::Bars { rows, unit: Unit::Money }, figures))
        .headline(headline)
        .label(format!(
            "What is owed at {}, by days past due, with tax, {}",
            format::long_date(cx.as_of()),
            cx.currency()
        ))
        .link("Aging by customer as data", Target::Data { name: "aging".to_owned() })
}

fn aging_headline(cx: &Context<'_>, total: &Balance) -> String {
    let overdue = total.overdue_balance();
    let long = total.buckets[4];
    if overdue.is_zero() {
        return "Nothing is past due".to_owned();
    }
    if long.is_zero() {
        return "Nothing is more than 90 days past due".to_owned();
    }
    let share = long.ratio(overdue).map_or_else(String::new, format::percent_whole);
    format!("{} is 91 days late or more: {share} of what is past due", cx.short(long))
}

fn aging_table(cx: &Context<'_>, total: &Balance) -> Block {
    let owed: Money = total.buckets.iter().copied().sum();
    let share = |amount: Money| Cell::or_dash(amount.ratio(owed).map(format::percent));
    let mut rows: Vec<Row> = AgingBucket::ALL
        .into_iter()
        .zip(total.buckets)
        .zip(total.items)
        .map(|((bucket, amount), items)| {
            Row::body(vec![
                Cell::text(words::bucket(bucket)),
                Cell::text(format::count(items)),
                Cell::text(cx.amounts.exact(amount)),
                share(amount),
            ])
        })
        .collect();
    let items: u32 = total.items.iter().sum();
    let row = |name: &str, items: Cell, amount: Money, share: Cell| {
        vec![Cell::text(name), items, Cell::text(cx.amounts.exact(amount)), share]
    };
    rows.push(Row::subtotal(row("Owed", Cell::text(format::count(items)), owed, share(owed))));
    rows.push(Row::body(row("Unapplied credit", Cell::Blank, -total.unapplied, Cell::Blank)));
    rows.push(Row::total(row("Open balance", Cell::Blank, total.open_balance(), Cell::Blank)));
    let columns =
        vec![Column::left("Age"), Column::right("Items"), Column::right("Amount").emphasised(), Column::right("Share")];
    Block::table("aging-table", Table::new(TableStyle::Mid, columns, rows))
        .headline("The buckets add up to the open balance")
        .label(format!("Open items at {}, with tax, {}", format::long_date(cx.as_of()), cx.currency()))
        .note("An item due on the day itself is not yet past due. Unapplied credit is money or credit notes not yet set against an invoice.")
        .link("The check", place("proof", "identities"))
}

fn late_payers(cx: &Context<'_>, total: &Balance) -> Block {
    let aging = &cx.results().aging;
    let mut late: Vec<(usize, Money)> = (0..)
        .zip(&aging.customers)
        .map(|(i, balance)| (i, balance.overdue_balance()))
        .filter(|(_, overdue)| overdue.is_positive())
        .collect();
    late.sort_by_key(|&(i, overdue)| (std::cmp::Reverse(overdue), i));
    if late.is_empty() {
        return Block::missing(
            "late-payers",
            "No customer is past due",
            "Every open item is due at the as-of date or later.",
        );
    }
    let mut oldest = vec![0_i64; aging.customers.len()];
    for item in &aging.open_items {
        let days = &mut oldest[item.customer.0 as usize];
        *days = (*days).max(item.days_past_due);
    }
    let shown = late.len().min(LISTED);
    let days = |value: &Measured<f64>| Cell::or_dash(value.as_ref().ok().map(|&d| format::decimal(d, 0)));
    let mut rows: Vec<Row> = late[..shown]
        .iter()
        .map(|&(i, overdue)| {
            let payment = &cx.results().payment.customers[i];
            Row::body(vec![
                cx.name_cell(i),
                Cell::segment(cx.segment(i)),
                Cell::or_dash(cx.days_to_pay(i).map(|d| format::decimal(d, 0))),
                days(&payment.days_beyond_terms_open),
                Cell::text(format::decimal(oldest[i] as f64, 0)),
                Cell::text(cx.money(aging.customers[i].open_balance())),
                Cell::text(cx.money(overdue)),
            ])
        })
        .collect();
    let sums = |customers: &[(usize, Money)]| {
        let open: Money = customers.iter().map(|&(i, _)| aging.customers[i].open_balance()).sum();
        let overdue: Money = customers.iter().map(|&(_, overdue)| overdue).sum();
        [Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::text(cx.money(open)), Cell::text(cx.money(overdue))]
    };
    if late.len() > shown {
        let name = words::counted(late.len() - shown, "further customer", "further customers");
        rows.push(Row::subtotal([Cell::text(name)].into_iter().chain(sums(&late[shown..])).collect()));
    }
    let name = format!("Past due: {}", words::customers(late.len()));
    rows.push(Row::total([Cell::text(name)].into_iter().chain(sums(&late)).collect()));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment").not_on_phones(),
        Column::right("Days to pay"),
        Column::right("Days past due, by amount"),
        Column::right("Oldest item, days past due"),
        Column::right("Open"),
        Column::right("Past due").emphasised(),
    ];
    let top: Money = late.iter().take(5).map(|&(_, overdue)| overdue).sum();
    let share = top.ratio(total.overdue_balance()).map_or_else(String::new, format::percent_whole);
    let headline = match late.len() {
        1 => format!("{} is the only customer past due", cx.name(late[0].0)),
        n if n > 5 => format!("Five of {n} customers past due hold {share} of it"),
        n => format!("{} are past due", words::customers_first(n)),
    };
    Block::table("late-payers", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("Customers with something past due, largest amount first, {}", cx.currency()))
        .note(format!("Days to pay are those of the payments {}; a dash means that none came.", cx.window()))
}

/// Days to pay and against terms: this year, the year before, all time.
fn days(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "How long customers take to pay";
    let payment = &cx.results().payment;
    let spans = if cx.has_year() {
        vec![("This year", &payment.ttm), ("Year before", &payment.prev_ttm), ("All time", &payment.lifetime)]
    } else {
        vec![("So far", &payment.lifetime)]
    };
    if spans.iter().all(|(_, times)| times.days_to_pay.is_err()) && payment.days_beyond_terms_open.is_err() {
        let why = payment.lifetime.days_to_pay.as_ref().err().map_or_else(String::new, words::reason_sentence);
        return Block::missing("days", HEADLINE, why);
    }
    let row = |name: &str, sub: &str, get: &dyn Fn(&PaymentTimes) -> Option<String>| {
        let mut cells = vec![Cell::with_sub(name, sub)];
        cells.extend(spans.iter().map(|(_, times)| Cell::or_dash(get(times))));
        Row::body(cells)
    };
    let number = |value: &Measured<f64>| value.as_ref().ok().map(|&days| format::decimal(days, 1));
    let mut rows = vec![
        row("Days to pay, by amount", "from invoice to payment, weighted by amount", &|t| number(&t.days_to_pay)),
        row("Days to pay, simple", "mean of the invoices closed in the span", &|t| number(&t.days_to_pay_simple)),
        row("Days to pay, median", "half of the money came sooner", &|t| number(&t.days_to_pay_median)),
        row("Days beyond terms, paid", "due date to payment, by amount; negative is early", &|t| {
            number(&t.days_beyond_terms)
        }),
        row("Payments counted", "set against invoices", &|t| Some(format::count(t.payments))),
        row("Amount paid", "with tax", &|t| Some(cx.money(t.amount))),
    ];
    let open = Cell::or_dash(number(&payment.days_beyond_terms_open));
    let open_now = Cell::with_sub("Days beyond terms, open", "age past due of what is past due now, by amount");
    let not_kept = (1..spans.len()).map(|_| Cell::dash());
    rows.push(Row::body([open_now, open].into_iter().chain(not_kept).collect()));
    let mut columns = vec![Column::left("Measure")];
    columns.extend(spans.iter().enumerate().map(|(i, (name, _))| {
        let column = Column::right(name);
        if i == 0 { column.emphasised() } else { column }
    }));
    let headline = match (&payment.ttm.days_to_pay, &payment.prev_ttm.days_to_pay) {
        (Ok(now), Ok(before)) if (now - before).abs() < LEVEL_DAYS => {
            format!("Customers pay after {} days, much as a year ago", format::decimal(*now, 1))
        }
        (Ok(now), Ok(before)) => {
            let word = if now > before { "later" } else { "sooner" };
            format!("Customers pay {} days {word} than a year ago", format::decimal((now - before).abs(), 1))
        }
        _ => HEADLINE.to_owned(),
    };
    let terms = match payment.usual_terms_days {
        Some(days) => format!("Usual terms, the most frequent of the invoices: {days} days. "),
        None => String::new(),
    };
    Block::table("days", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label("Payments dated in each span; credit notes and cash sales are not payments")
        .note(format!(
            "{terms}By amount, a large invoice counts for more than a small one; the simple mean is what many accounting \
             programs show. Both are right."
        ))
        .link("Formulas", place("proof", "method-payment"))
}

/// Sales with tax beside cash collected, by month.
fn collected(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Sales beside cash collected";
    let months = last_months(cx);
    if !cx.has_dated_payments() || months.is_empty() {
        return Block::missing(
            "collected",
            HEADLINE,
            "The exports hold no payments with their dates, so cash cannot be set beside sales.",
        );
    }
    let series = |name: &str, get: fn(&crate::metrics::sales_history::MonthOfSales) -> Money| Series {
        name: name.to_owned(),
        values: months.iter().map(|m| Some(cx.scale(get(m)))).collect(),
    };
    let invoiced: Money = months.iter().map(|m| m.gross_revenue).sum();
    let cash: Money = months.iter().map(|m| m.cash_collected).sum();
    let span = words::counted(months.len(), "month", "months");
    let headline = match cash.ratio(invoiced).filter(|share| *share > 0.0 && invoiced.is_positive()) {
        Some(share) => format!("For every 100 sold, {} came in over these {span}", format::decimal(share * 100.0, 1)),
        None => HEADLINE.to_owned(),
    };
    let mut rows: Vec<Row> = months
        .iter()
        .map(|m| {
            Row::body(vec![
                Cell::text(format::short_month(m.month)),
                Cell::text(cx.money(m.gross_revenue)),
                Cell::text(cx.money(m.cash_collected)),
                Cell::text(cx.amounts.change(m.cash_collected - m.gross_revenue)),
            ])
        })
        .collect();
    rows.push(Row::total(vec![
        Cell::text("All"),
        Cell::text(cx.money(invoiced)),
        Cell::text(cx.money(cash)),
        Cell::text(cx.amounts.change(cash - invoiced)),
    ]));
    let columns = vec![
        Column::left("Month"),
        Column::right("Sales with tax"),
        Column::right("Cash collected").emphasised(),
        Column::right("Difference"),
    ];
    let spec = ChartSpec::Pairs {
        categories: month_categories(cx, months),
        first: series("sales with tax", |m| m.gross_revenue),
        second: series("cash collected", |m| m.cash_collected),
        unit: Unit::Money,
    };
    let description = format!("{headline}: {} of {}.", cx.short(cash), cx.short(invoiced));
    Block::chart(chart("collected", "Sales and cash", description, spec, Table::new(TableStyle::Mid, columns, rows)))
        .headline(headline)
        .label(format!("Sales with tax by invoice date and cash by payment date, month by month, {}", cx.currency()))
        .note("Cash is payments and cash sales less refunds. It may be for sales of earlier months.")
}
