//! The first page: the verdict, what the pack rests on, five key figures, what to do, and a year of sales.

use super::cash;
use super::context::Context;
use super::format;
use super::model::{
    Block, Body, Cell, ChartSpec, Column, Fact, KeyFigure, Line, LineRole, Row, Section, Spark, Table, TableStyle,
    Tone, Unit,
};
use super::parts::{POINTS_OF_A_LINE, chart, fact, place, spark};
use super::settings_text;
use super::{figures_page, findings, monthly_sales, sales_stop, since, words};
use crate::base::Money;
use crate::metrics::retention::Bridge;
use crate::metrics::sales_stop::SameDays;

/// A relative change smaller than this counts as "held".
pub(super) const HELD: f64 = 0.01;
/// From this share of sales a customer is large enough to be drawn apart.
pub(super) const LARGE_SHARE: f64 = 0.10;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let (first, further) = findings::blocks(cx);
    let mut blocks = vec![
        Block::new("key-figures", Body::KeyFigures { figures: key_figures(cx) }).note(spark_note(cx)),
        first,
        rolling(cx),
        monthly_sales::block(cx),
        Block::new("basis", Body::Table(Box::new(basis(cx))))
            .headline("What these figures rest on")
            .label("Basis of preparation")
            .link("How every figure ties out", place("proof", "tie-outs")),
    ];
    let after_findings = blocks.iter().position(|block| block.id == "findings").map_or(0, |place| place + 1);
    blocks.splice(after_findings..after_findings, since::blocks(cx));
    blocks.extend(further);
    Section { id: "summary".to_owned(), name: "Summary".to_owned(), headline: verdict(cx), lead: lead(cx), blocks }
}

/// The sentence of the whole pack: what sales did, and what last year's customers did.
pub(super) fn verdict(cx: &Context<'_>) -> String {
    if let Some(stop) = cx.sales_stop() {
        return sales_stop::headline(stop);
    }
    let value = &cx.results().value;
    let (Ok(now), Ok(before)) = (&value.net_revenue_ttm, &value.net_revenue_prev_ttm) else {
        return verdict_of_short_history(cx);
    };
    let Some(growth) = (*now - *before).ratio(*before).filter(|_| before.is_positive()) else {
        return format!(
            "Sales of {} in twelve months, against {} in the year before",
            cx.short(*now),
            cx.short(*before)
        );
    };
    let (sales, direction) = if growth.abs() < HELD {
        (format!("Sales held at {}", cx.short(*now)), 0)
    } else if growth > 0.0 {
        (format!("Sales grew {} to {}", format::percent(growth), cx.short(*now)), 1)
    } else {
        (format!("Sales fell {} to {}", format::percent(-growth), cx.short(*now)), -1)
    };
    let retention = cx.results().retention.ttm.as_ref().ok().and_then(Bridge::net_revenue_retention);
    let Some(retention) = retention else { return sales };
    let (customers, retained) = same_customers(retention);
    let link = if direction == retained || direction == 0 && retained > 0 { "and" } else { "but" };
    format!("{sales}, {link} {customers}")
}

/// What last year's customers bought this year, as a clause, and its sign.
pub(super) fn same_customers(retention: f64) -> (String, i8) {
    let change = format::percent((retention - 1.0).abs());
    let (bought, sign) = if change == "0.0%" {
        ("as much as then".to_owned(), 0)
    } else if retention < 1.0 {
        (format!("{change} less"), -1)
    } else {
        (format!("{change} more"), 1)
    };
    (format!("last year’s customers bought {bought}, lost ones included"), sign)
}

fn verdict_of_short_history(cx: &Context<'_>) -> String {
    let value = &cx.results().value;
    if value.customers.iter().all(|customer| customer.first_sale.is_none()) {
        return format!("No sales up to {}", format::long_date(cx.as_of()));
    }
    if let Ok(now) = value.net_revenue_ttm {
        return format!("Sales of {} in twelve months: too early to compare them with a year before", cx.short(now));
    }
    let total = cx.short(cx.window_sales());
    if let (months @ 1.., false) = cx.months_covered() {
        let number = words::counted_first(months, "month", "months");
        return format!("{number} of sales, {total} in all: too short for a year-on-year view");
    }
    let start = format::long_date(cx.inputs.ledger.history_start());
    format!("Sales of {total} since {start}: too short for a year-on-year view")
}

fn lead(cx: &Context<'_>) -> String {
    let sellers = cx.sellers().len();
    if sellers == 0 {
        return format!(
            "The ledger holds {}.",
            words::counted(cx.inputs.ledger.documents_until(cx.as_of()).len(), "document", "documents")
        );
    }
    let largest = cx.largest().map_or_else(String::new, |largest| {
        format!("; the largest, {}, was {} of sales", cx.name(largest.customer), format::percent(largest.share))
    });
    let bought = words::customers_first(sellers);
    let stopped = findings::stopped(cx).map_or_else(String::new, |stopped| format!(" {stopped}"));
    let same_days = cx.sales_stop().and_then(|stop| sales_stop::same_days(cx, stop));
    let same_days = same_days.map_or_else(String::new, |same_days| format!(" {same_days}"));
    format!("{bought} bought {}{largest}.{stopped}{same_days}", cx.window())
}

fn spark_note(cx: &Context<'_>) -> String {
    let rolling = rolling_sales(cx);
    let Some(&(end, _)) = rolling.last().filter(|_| rolling.len() > 1) else { return String::new() };
    format!(
        "Small charts: up to 36 month ends to {}. Grey dot, a year ago; coloured dot, now; dotted line, 100% or terms.",
        format::period_end(end)
    )
}

/// The facts of the cover and the head of this page.
pub(super) fn facts(cx: &Context<'_>) -> Vec<Fact> {
    let settings = cx.inputs.settings;
    let prepared = settings.prepared_by.clone().unwrap_or_else(|| settings.firm.clone());
    let reviewed = settings.reviewed_by.clone().unwrap_or_else(|| "Draft: not yet reviewed".to_owned());
    vec![
        fact("As of", settings_text::as_of(cx)),
        fact("Period", settings_text::period(cx)),
        fact("Basis", settings_text::basis(cx)),
        fact("Prepared by", prepared),
        fact("Reviewed by", reviewed),
    ]
}

/// The basis of preparation as a table of terms.
fn basis(cx: &Context<'_>) -> Table {
    let rows = settings_text::basis_lines(cx)
        .into_iter()
        .map(|line| Row::body(vec![Cell::text(line.term), Cell::text(line.text)]))
        .collect();
    Table::new(TableStyle::Mid, vec![Column::left("Matter"), Column::left("What holds").wide()], rows)
}

/// The five figures of the strip.
fn key_figures(cx: &Context<'_>) -> Vec<KeyFigure> {
    let to = |figure: KeyFigure, id| KeyFigure { target: Some(figures_page::place_of(id)), ..figure };
    vec![
        to(sales(cx), if cx.has_year() { "net_revenue_ttm" } else { "net_revenue_total" }),
        to(net_retention(cx), "net_revenue_retention_ttm"),
        to(customers_kept(cx), "customer_retention_ttm"),
        to(days_to_pay(cx), if cx.has_year() { "days_to_pay" } else { "days_to_pay_lifetime" }),
        to(largest_customer(cx), "top_1_share"),
    ]
}

fn key_figure(name: &str, value: String) -> KeyFigure {
    KeyFigure {
        name: name.to_owned(),
        value,
        unit: String::new(),
        change: String::new(),
        comparison: String::new(),
        tone: Tone::Plain,
        spark: None,
        target: None,
    }
}

fn without_value(name: &str, why: String) -> KeyFigure {
    KeyFigure { comparison: why, ..key_figure(name, format::DASH.to_owned()) }
}

/// Good or bad where the change is larger than `level`; `better` is the sign of a good change.
fn tone(change: f64, level: f64, better: f64) -> Tone {
    if change.abs() < level {
        Tone::Plain
    } else if change * better > 0.0 {
        Tone::Good
    } else {
        Tone::Bad
    }
}

fn sales(cx: &Context<'_>) -> KeyFigure {
    let value = &cx.results().value;
    let Ok(now) = value.net_revenue_ttm else {
        let (number, unit) = cx.amounts.short_parts(cx.window_sales());
        let start = format::period_start(cx.inputs.ledger.history_start());
        return KeyFigure {
            unit: unit.to_owned(),
            comparison: "less than a year; no comparison yet".to_owned(),
            ..key_figure(&format!("Sales since {start}"), number)
        };
    };
    let (number, unit) = cx.amounts.short_parts(now);
    let mut figure = KeyFigure {
        unit: unit.to_owned(),
        spark: spark(rolling_sales(cx).iter().map(|&(_, sales)| Some(cx.scale(sales))).collect(), None, true),
        ..key_figure("Sales, twelve months", number)
    };
    match (&value.net_revenue_prev_ttm, cx.sales_stop()) {
        (_, Some(stop)) => {
            let growth = stop.same_days.as_ref().ok().and_then(SameDays::growth);
            figure.change = growth.map_or_else(String::new, format::percent_change);
            figure.comparison = match growth {
                Some(_) => format!("up to {}, on the same days of the year before", format::short_date(stop.last_sale)),
                None => sales_stop::remark(stop),
            };
        }
        (Ok(before), None) => {
            if let Some(change) = (now - *before).ratio(*before).filter(|_| before.is_positive()) {
                figure.change = format::percent_change(change);
                figure.tone = tone(change, HELD, 1.0);
            }
            figure.comparison = format!("on the year before, {}", cx.short(*before));
        }
        (Err(why), None) => figure.comparison = cx.reason(why),
    }
    figure
}

fn rate_change(cx: &Context<'_>, figure: &mut KeyFigure, now: f64, before: Option<f64>, better: f64) {
    match (before, cx.sales_stop()) {
        (_, Some(stop)) => figure.comparison = sales_stop::remark(stop),
        (Some(before), None) => {
            figure.change = format::points(now - before);
            figure.tone = tone(now - before, 0.01, better);
            figure.comparison = format!("was {}", format::percent(before));
        }
        (None, None) => "no figure for the year before".clone_into(&mut figure.comparison),
    }
}

fn net_retention(cx: &Context<'_>) -> KeyFigure {
    const NAME: &str = "Net revenue retention";
    let retention = &cx.results().retention;
    let now = match &retention.ttm {
        Ok(bridge) => bridge.net_revenue_retention(),
        Err(why) => return without_value(NAME, cx.reason(why)),
    };
    let Some(now) = now else { return without_value(NAME, "no sales in the year before".to_owned()) };
    let line: Vec<Option<f64>> = cx.retention_month_ends().map(Bridge::net_revenue_retention).collect();
    let mut figure = KeyFigure { spark: spark(line, Some(1.0), false), ..key_figure(NAME, format::percent(now)) };
    let before = retention.annual[1].as_ref().ok().and_then(Bridge::net_revenue_retention);
    rate_change(cx, &mut figure, now, before, 1.0);
    figure
}

fn customers_kept(cx: &Context<'_>) -> KeyFigure {
    const NAME: &str = "Customers kept";
    let retention = &cx.results().retention;
    let now = match &retention.ttm {
        Ok(bridge) => bridge.customer_retention(),
        Err(why) => return without_value(NAME, cx.reason(why)),
    };
    let Some(now) = now else { return without_value(NAME, "no customers in the year before".to_owned()) };
    let line: Vec<Option<f64>> = cx.retention_month_ends().map(Bridge::customer_retention).collect();
    let mut figure = KeyFigure { spark: spark(line, None, false), ..key_figure(NAME, format::percent(now)) };
    let before = retention.annual[1].as_ref().ok().and_then(Bridge::customer_retention);
    rate_change(cx, &mut figure, now, before, 1.0);
    figure
}

/// By amount; where the year's news is another once what is past due counts, that stands beside it.
fn days_to_pay(cx: &Context<'_>) -> KeyFigure {
    const NAME: &str = "Days to pay, by amount";
    let payment = &cx.results().payment;
    let now = match cx.payment_times().days_to_pay {
        Ok(now) => now,
        Err(ref why) => return without_value(NAME, cx.reason(why)),
    };
    let terms = payment.usual_terms_days;
    let reference = terms.map(|days| days as f64);
    let course = |line: &[(chrono::NaiveDate, Option<f64>)]| {
        spark(line.iter().map(|&(_, days)| days).collect(), reference, false)
    };
    let mut figure =
        KeyFigure { spark: course(&payment.rolling_days_to_pay), ..key_figure(NAME, format::decimal(now, 1)) };
    if let Ok(before) = payment.prev_ttm.days_to_pay {
        figure.change = format::days_change(now - before);
        figure.tone = tone(now - before, 2.0, -1.0);
    }
    if let (Some(change), Ok(with_open)) = (cash::hidden_change(cx), &payment.ttm.days_to_pay_with_open) {
        figure.tone = Tone::Plain;
        let (days, change) = (format::decimal(*with_open, 1), format::days_change(change));
        figure.comparison = format!("with what is past due {days}, {change}");
        return figure;
    }
    figure.comparison = match terms {
        Some(days) => format!("usual terms are {days}"),
        None if payment.terms_vary => "terms vary".to_owned(),
        None => "terms are not known".to_owned(),
    };
    figure
}

fn largest_customer(cx: &Context<'_>) -> KeyFigure {
    const NAME: &str = "Largest customer";
    let Some(largest) = cx.largest() else { return without_value(NAME, "no sales in the period".to_owned()) };
    let concentration = &cx.results().concentration;
    let line: Vec<Option<f64>> = concentration.month_ends.iter().map(|(_, shares)| Some(shares.top_1)).collect();
    let mut figure = KeyFigure { spark: spark(line, None, true), ..key_figure(NAME, format::percent(largest.share)) };
    let name = cx.name(largest.customer);
    match (&concentration.now, &concentration.earlier[0]) {
        (Ok(_), Ok(before)) => {
            figure.change = format::points(largest.share - before.top_1);
            let was = format::percent(before.top_1);
            // A share that fell because its customer left is no good news.
            figure.comparison = match concentration.departure {
                None => format!("{name}; was {was}"),
                Some(departure) if departure.customer.0 as usize == largest.customer => {
                    format!("was {was}; it buys less")
                }
                Some(departure) => {
                    // Two names are too long for the tile; the lead has that of the largest.
                    let gone = if departure.current.is_positive() { "buying less" } else { "silent since" };
                    format!("was {was}, of one {gone}")
                }
            };
            if concentration.departure.is_none() {
                figure.tone = tone(largest.share - before.top_1, 0.01, -1.0);
            }
        }
        _ => figure.comparison = format!("{name}, share of sales {}", cx.window()),
    }
    figure
}

/// Rolling twelve-month sales, oldest first, at most 36, as far as the exports’ sales reach.
fn rolling_sales(cx: &Context<'_>) -> Vec<(chrono::NaiveDate, Money)> {
    let all = cx.results().sales_history.rolling_twelve_months.iter().copied();
    let all: Vec<(chrono::NaiveDate, Money)> = all.filter(|&(end, _)| cx.sales_reach(end)).collect();
    all[all.len().saturating_sub(36)..].to_vec()
}

/// Sales of the last twelve months at each month end, with and without the largest customer.
fn rolling(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Sales of twelve months, month by month";
    let rolling = rolling_sales(cx);
    let (Some(&(first, _)), Some(&(last, latest))) = (rolling.first(), rolling.last()) else {
        return Block::missing(
            "rolling-sales",
            HEADLINE,
            "A line of twelve-month sales begins with the first twelve complete months of the ledger.",
        );
    };
    if rolling.len() < POINTS_OF_A_LINE {
        let text = format!(
            "A line of twelve-month sales needs {} complete months; there are {}.",
            format::length(11 + POINTS_OF_A_LINE),
            format::length(11 + rolling.len())
        );
        return Block::missing("rolling-sales", HEADLINE, text);
    }
    let largest = cx.largest().filter(|largest| cx.has_year() && largest.share >= LARGE_SHARE);
    let without: Option<Vec<Option<Money>>> = largest.map(|largest| {
        let own = &cx.value(largest.customer).rolling;
        rolling
            .iter()
            .map(|(month_end, all)| own.iter().find(|(date, _)| date == month_end).map(|&(_, sales)| *all - sales))
            .collect()
    });
    let mut lines = vec![Line {
        end_label: format!("{} all", cx.short(latest)),
        values: rolling.iter().map(|&(_, sales)| Some(cx.scale(sales))).collect(),
        role: LineRole::Measured,
    }];
    let mut columns = vec![Column::left("Twelve months to"), Column::right("Sales").emphasised()];
    if let (Some(largest), Some(without)) = (largest, &without) {
        let end = without.last().copied().flatten().map_or_else(String::new, |sales| cx.short(sales) + " ");
        lines.push(Line {
            end_label: format!("{end}without {}", cx.name(largest.customer)),
            values: without.iter().map(|sales| sales.map(|s| cx.scale(s))).collect(),
            role: LineRole::Part,
        });
        columns.push(Column::right("Without the largest customer"));
    }
    let rows = (0..rolling.len())
        .rev()
        .map(|i| {
            let mut cells = vec![Cell::text(format::short_date(rolling[i].0)), Cell::text(cx.money(rolling[i].1))];
            cells.extend(without.as_ref().map(|line| Cell::or_dash(line[i].map(|sales| cx.money(sales)))));
            Row::body(cells)
        })
        .collect();
    let headline = rolling_headline(cx, &rolling, without.as_deref());
    let description = format!(
        "{headline}. All sales: {} at {}, {} at {}.",
        cx.short(rolling[0].1),
        format::period_end(first),
        cx.short(latest),
        format::period_end(last)
    );
    let spec = ChartSpec::Lines {
        month_ends: rolling.iter().map(|(date, _)| date.to_string()).collect(),
        lines,
        reference: None,
        unit: Unit::Money,
        from_zero: true,
    };
    let figures = Table::new(TableStyle::Mid, columns, rows);
    Block::chart(chart("rolling-sales", "Rolling twelve-month sales", description, spec, figures))
        .headline(headline)
        .label(format!(
            "Sales of the last twelve months at each month end, {} to {}{}, {}",
            format::period_end(first),
            format::period_end(last),
            last_complete(cx, last),
            cx.currency()
        ))
}

/// ", the last complete one": said of the last month end of a line, where the as-of date is later.
pub(super) fn last_complete(cx: &Context<'_>, end: chrono::NaiveDate) -> &'static str {
    match cx.sales_stop() {
        Some(_) => ", the last one with all its sales",
        None if end == cx.as_of() => "",
        None => ", the last complete one",
    }
}

/// What the line did in its last year; where the largest customer hides a turn, that.
fn rolling_headline(
    cx: &Context<'_>,
    rolling: &[(chrono::NaiveDate, Money)],
    without: Option<&[Option<Money>]>,
) -> String {
    let last = rolling.len() - 1;
    let ago = last.saturating_sub(12);
    let end = format::period_end(rolling[last].0);
    // A line that ends before the figures above it says where.
    let span = match (last, cx.sales_stop()) {
        (12.., None) => "in a year".to_owned(),
        (12.., Some(_)) => format!("in the year to {end}"),
        (_, None) => format!("since {}", format::period_end(rolling[ago].0)),
        (_, Some(_)) => format!("from {} to {end}", format::period_end(rolling[ago].0)),
    };
    let change = |now: Money, then: Money| (now - then).ratio(then).filter(|_| then.is_positive());
    let all = change(rolling[last].1, rolling[ago].1);
    let rest = without.and_then(|line| change(line[last]?, line[ago]?));
    match (all, rest) {
        (Some(all), Some(rest)) if all > -HELD && rest <= -HELD => {
            let name = cx.largest().map_or_else(String::new, |largest| cx.name(largest.customer));
            format!("Without {name}, twelve-month sales fell {} {span}", format::percent(-rest))
        }
        (Some(all), _) if all.abs() < HELD => format!("Twelve-month sales held {span}"),
        (Some(all), _) if all > 0.0 => format!("Twelve-month sales grew {} {span}", format::percent(all)),
        (Some(all), _) => format!("Twelve-month sales fell {} {span}", format::percent(-all)),
        (None, _) => "Sales of twelve months, month by month".to_owned(),
    }
}

/// A line of a customer's rolling sales.
pub(super) fn customer_spark(cx: &Context<'_>, customer: usize) -> Option<Spark> {
    let rolling = &cx.value(customer).rolling;
    if rolling.iter().all(|(_, sales)| sales.is_zero()) {
        return None;
    }
    spark(rolling.iter().map(|&(_, sales)| Some(cx.scale(sales))).collect(), None, true)
}
