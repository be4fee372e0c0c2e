//! The bridge from last year's sales to this year's, as a drawing and in figures.

use super::customers::List;
use crate::base::{Money, Month};
use crate::metrics::retention::Bridge;
use crate::metrics::sales_stop::SameDays;
use crate::metrics::{Measured, NotEnough};
use crate::report::context::Context;
use crate::report::model::{Block, Cell, ChartSpec, Column, Row, Step, StepKind, Table, TableStyle, Unit};
use crate::report::parts::{chart, place};
use crate::report::{format, sales_stop, words};

/// Sales now of the customers of the year before, with the corrections left aside.
fn same_customers_now(bridge: &Bridge) -> Money {
    bridge.opening_revenue + bridge.expansion - bridge.contraction - bridge.churn
}

/// The bridge of the two last years as a drawing.
pub(super) fn waterfall(cx: &Context<'_>, bridge: &Bridge) -> Block {
    let end = |date| {
        if Month::of(date).last_day() == date { format::short_month(Month::of(date)) } else { format::short_date(date) }
    };
    let total = |label: String, amount: Money| Step {
        label,
        text: cx.money(amount),
        value: cx.scale(amount),
        kind: StepKind::Total,
    };
    let change = |label: &str, amount: Money| Step {
        label: label.to_owned(),
        text: cx.amounts.change(amount),
        value: cx.scale(amount),
        kind: StepKind::Change,
    };
    let mut steps = vec![
        total(format!("Sales to\n{}", end(bridge.previous.last_day())), bridge.opening_revenue),
        change("Bought\nmore", bridge.expansion),
        change("Bought\nless", -bridge.contraction),
        change("Stopped\nbuying", -bridge.churn),
        Step { kind: StepKind::Subtotal, ..total("Last year’s\ncustomers".to_owned(), same_customers_now(bridge)) },
        change("Came\nback", bridge.reactivation),
        change("New\ncustomers", bridge.new),
    ];
    if !bridge.corrections.is_zero() {
        steps.push(change("Corrections", bridge.corrections));
    }
    steps.push(total(format!("Sales to\n{}", end(bridge.current.last_day())), bridge.closing_revenue));
    let rows = steps
        .iter()
        .map(|step| Row::body(vec![Cell::text(step.label.replace('\n', " ")), Cell::text(step.text.clone())]))
        .collect();
    let figures = Table::new(TableStyle::Mid, vec![Column::left("Step"), Column::right("Amount").emphasised()], rows);
    let headline = bridge_headline(cx, bridge);
    let description =
        format!("{headline}. From {} to {}.", cx.money(bridge.opening_revenue), cx.money(bridge.closing_revenue));
    Block::chart(chart("bridge", "Revenue bridge", description, ChartSpec::Waterfall { steps, unit: Unit::Money }, figures))
        .headline(headline)
        .label(format!(
            "From last year’s sales to this year’s, {}. Solid, gained; hatched, lost; outlined, what last year’s customers bought",
            cx.currency()
        ))
        .note(base_note(cx, bridge))
}

fn base_note(cx: &Context<'_>, bridge: &Bridge) -> String {
    if bridge.retention_base == bridge.opening_revenue && bridge.corrections.is_zero() {
        return String::new();
    }
    format!(
        "Net revenue retention divides by {}, the sales of those customers whose sales of the year before were above \
         zero. Corrections are what customers with negative net sales do to the sums.",
        cx.money(bridge.retention_base)
    )
}

fn bridge_headline(cx: &Context<'_>, bridge: &Bridge) -> String {
    if let Some(stop) = cx.sales_stop() {
        return format!("From last year’s sales to those up to {}", format::long_date(stop.last_sale));
    }
    let losses = bridge.contraction + bridge.churn;
    let gains = bridge.expansion;
    let (lost, gained) = (cx.money(losses), cx.money(gains));
    match losses.cmp(&gains) {
        std::cmp::Ordering::Greater => format!("Losses of {lost} outran gains of {gained} from the same customers"),
        std::cmp::Ordering::Less => format!("Gains of {gained} outran losses of {lost} from the same customers"),
        std::cmp::Ordering::Equal if gains.is_zero() => {
            "The same customers bought exactly as much as before".to_owned()
        }
        std::cmp::Ordering::Equal => format!("Gains and losses of {gained} from the same customers cancel out"),
    }
}

/// The name of a movement, leading to the customers who made it.
fn customers_of(name: &str, customers: Option<u32>) -> Cell {
    match List::ALL.into_iter().find(|list| list.in_bridge() == name) {
        Some(list) if customers.is_some_and(|number| number > 0) => Cell::linked(name, place("retention", list.id())),
        _ => Cell::text(name),
    }
}

/// The pairs of years that can be had, oldest first.
fn pairs(annual: &[Measured<Bridge>; 3]) -> Vec<&Bridge> {
    annual.iter().filter_map(|pair| pair.as_ref().ok()).collect()
}

fn year_columns(pairs: &[&Bridge], first: &str) -> Vec<Column> {
    let mut columns = vec![Column::left(first)];
    for (i, pair) in pairs.iter().enumerate() {
        let end = pair.current.last_day();
        let title = if Month::of(end).last_day() == end {
            format::short_month(Month::of(end))
        } else {
            format::short_date(end)
        };
        let column = Column::right(&title);
        columns.push(if i + 1 == pairs.len() { column.emphasised() } else { column });
    }
    columns
}

/// The bridge of up to three pairs of years, its newest movements leading to their customers.
pub(super) fn bridge_table(cx: &Context<'_>) -> Block {
    let pairs = pairs(&cx.results().retention.annual);
    let now = pairs.last().map_or_else(Default::default, |pair| pair.customers);
    let mut columns = year_columns(&pairs, "Twelve months to");
    let newest = columns.last().map_or_else(String::new, |column| column.title.clone());
    columns.push(Column::right(&format!("Customers, {newest}")));
    let row = |name: &str, amount: &dyn Fn(&Bridge) -> String, customers: Option<u32>| {
        let mut cells = vec![customers_of(name, customers)];
        cells.extend(pairs.iter().map(|pair| Cell::text(amount(pair))));
        cells.push(customers.map_or(Cell::Blank, |number| Cell::text(format::count(number))));
        cells
    };
    let money = |get: fn(&Bridge) -> Money| move |b: &Bridge| cx.money(get(b));
    let change = |get: fn(&Bridge) -> Money| move |b: &Bridge| cx.amounts.change(get(b));
    let mut rows = vec![
        Row::body(row("Sales of the year before", &money(|b| b.opening_revenue), Some(now.opening))),
        Row::body(row("Bought more", &change(|b| b.expansion), Some(now.expanded))),
        Row::body(row("Bought less", &change(|b| -b.contraction), Some(now.contracted))),
        Row::body(row("Stopped buying", &change(|b| -b.churn), Some(now.churned))),
        Row::subtotal(row("Last year’s customers", &money(same_customers_now), Some(now.opening - now.churned))),
        Row::body(row("Came back after a pause", &change(|b| b.reactivation), Some(now.reactivated))),
        Row::body(row("New customers", &change(|b| b.new), Some(now.new))),
    ];
    if pairs.iter().any(|b| !b.corrections.is_zero()) {
        rows.push(Row::body(row("Corrections", &change(|b| b.corrections), None)));
    }
    rows.push(Row::total(row("Sales of the year", &money(|b| b.closing_revenue), Some(now.closing))));
    let same = if now.unchanged > 0 {
        let who = words::counted_first(now.unchanged as usize, "customer", "customers");
        format!(" {who} bought for exactly the same amount.")
    } else {
        String::new()
    };
    let headline = match pairs.len() {
        1 => "The same in figures".to_owned(),
        number => format!("The same in figures, {} years", words::number(number)),
    };
    Block::table("bridge-table", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label(format!("Sales and what moved them, {}", words::capitalised(cx.currency())))
        .note(format!(
            "Customers of the year before ({}) less those who stopped ({}) plus new ({}) and returned ({}) are the {} of \
             this year.{same} Both sums are checked on every build.",
            format::count(now.opening),
            format::count(now.churned),
            format::count(now.new),
            format::count(now.reactivated),
            format::count(now.closing)
        ))
        .link("The checks", place("proof", "identities"))
}

/// The rates of the same pairs.
pub(super) fn rates_table(cx: &Context<'_>) -> Block {
    let pairs = pairs(&cx.results().retention.annual);
    let row = |figure: &str, name: &str, meaning: &str, rate: fn(&Bridge) -> Option<f64>| {
        let mut cells = vec![Cell::with_sub(name, meaning).opening(figure)];
        cells.extend(pairs.iter().map(|pair| Cell::or_dash(rate(pair).map(format::percent))));
        Row::body(cells)
    };
    let rows = vec![
        row(
            "net_revenue_retention_ttm",
            "Net revenue retention",
            "last year’s customers’ sales now / then",
            Bridge::net_revenue_retention,
        ),
        row(
            "gross_revenue_retention_ttm",
            "Gross revenue retention",
            "the same without what they bought more",
            Bridge::gross_revenue_retention,
        ),
        row("customer_retention_ttm", "Customers kept", "who bought again / who bought", Bridge::customer_retention),
    ];
    Block::table("rates", Table::new(TableStyle::Mid, year_columns(&pairs, "Twelve months to"), rows))
        .headline("Rates of the same pairs of years")
        .note([stopped(cx), missing_years(cx, &cx.results().retention.annual)].concat())
}

/// That the newest rates are not comparable, where the exports’ sales end early.
fn stopped(cx: &Context<'_>) -> String {
    cx.sales_stop().map_or_else(String::new, |stop| {
        let sales = stop.same_days.as_ref().ok().and_then(SameDays::growth).map_or_else(String::new, |growth| {
            format!(" On the same days of both years all sales changed by {}.", format::percent_change(growth))
        });
        format!("The newest rates are not comparable: {}.{sales} ", words::uncapitalised(&sales_stop::sales_end(stop)))
    })
}

fn missing_years(cx: &Context<'_>, annual: &[Measured<Bridge>; 3]) -> String {
    let missing = annual.iter().filter_map(|pair| pair.as_ref().err());
    let which = if missing.clone().count() > 1 { "second" } else { "third" };
    match missing.clone().next() {
        None => String::new(),
        // The past gets no longer: what its ledger is too short for can never be had.
        Some(NotEnough::History { history_start, .. }) => format!(
            "Earlier pairs are missing: the ledger, which begins in {}, is too short for a {which} pair.",
            format::period_start(*history_start)
        ),
        Some(why) => format!("Earlier pairs are missing: {}.", cx.reason(why)),
    }
}
