//! Net and gross retention at each month end.

use super::not_yet;
use crate::base::Month;
use crate::metrics::retention::Bridge;
use crate::report::context::Context;
use crate::report::model::{Block, Cell, ChartSpec, Column, Line, LineRole, Reference, Row, Table, TableStyle, Unit};
use crate::report::parts::{POINTS_OF_A_LINE, chart, for_scale, place};
use crate::report::summary::last_complete;
use crate::report::{format, sales_stop, words};

/// Net and gross retention at each month end.
pub(super) fn history(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Net and gross revenue retention over time";
    let month_ends: Vec<&Bridge> = cx.retention_month_ends().collect();
    let (Some(first), Some(last), POINTS_OF_A_LINE..) = (month_ends.first(), month_ends.last(), month_ends.len())
    else {
        return Block::missing("history", HEADLINE, without_a_line(cx));
    };
    let line = |rate: fn(&Bridge) -> Option<f64>| month_ends.iter().map(|b| rate(b).map(for_scale)).collect::<Vec<_>>();
    let (net, gross) = (line(Bridge::net_revenue_retention), line(Bridge::gross_revenue_retention));
    let end_label = |values: &[Option<f64>], name: &str| {
        values
            .last()
            .copied()
            .flatten()
            .map_or_else(|| name.to_owned(), |rate| format!("{} {name}", format::percent(rate)))
    };
    let headline = history_headline(&month_ends).unwrap_or_else(|| HEADLINE.to_owned());
    let ends = [format::period_end(first.current.last_day()), format::period_end(last.current.last_day())];
    let description =
        format!("{headline}. At {}: {}, {}.", ends[1], end_label(&net, "net"), end_label(&gross, "gross"));
    let rows = month_ends.iter().rev().map(|b| {
        let rate = |rate: Option<f64>| Cell::or_dash(rate.map(format::percent));
        Row::body(vec![
            Cell::text(format::short_date(b.current.last_day())),
            rate(b.net_revenue_retention()),
            rate(b.gross_revenue_retention()),
            rate(b.customer_retention()),
        ])
    });
    let columns = vec![
        Column::left("Month end"),
        Column::right("Net").emphasised(),
        Column::right("Gross"),
        Column::right("Customers kept"),
    ];
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let spec = ChartSpec::Lines {
        month_ends: month_ends.iter().map(|b| b.current.last_day().to_string()).collect(),
        lines: vec![
            Line { end_label: end_label(&net, "net"), values: net, role: LineRole::Measured },
            Line { end_label: end_label(&gross, "gross"), values: gross, role: LineRole::Comparison },
        ],
        reference: Some(Reference { value: 1.0, name: "100%: the same sales again".to_owned() }),
        unit: Unit::Percent,
        from_zero: false,
    };
    let mut block = Block::chart(chart("history", "Net and gross revenue retention", description, spec, figures))
        .headline(headline)
        .label(format!(
            "Net and gross revenue retention, twelve months on the twelve before, {} to {}{}",
            words::counted(month_ends.len(), "month end", "month ends"),
            ends[1],
            last_complete(cx, last.current.last_day())
        ))
        .note("The scale does not begin at zero because these are ratios, drawn as lines.")
        .aside("Net", "counts what last year’s customers buy now: more, less, or nothing. New customers and those who came back are left out.")
        .aside("Gross", "counts only the losses. It can never pass 100%.")
        .link("Formula", place("proof", "method-retention"));
    if month_ends.len() < 36 {
        let start = format::period_start(cx.inputs.ledger.history_start());
        block =
            block.aside("History", format!("The first point needs 24 months of ledger; this one begins in {start}."));
    }
    block
}

/// Why there is no line yet.
fn without_a_line(cx: &Context<'_>) -> String {
    match (&cx.results().retention.ttm, cx.sales_stop()) {
        (Err(why), _) => not_yet(cx, why),
        (Ok(_), Some(stop)) => format!("{}, too early for a line of month ends.", sales_stop::sales_end(stop)),
        (Ok(_), None) => format!(
            "A line needs {} month ends that have two whole years of sales; until then the rates below stand alone.",
            words::number(POINTS_OF_A_LINE)
        ),
    }
}

/// On which side of 100 % net retention is, and since when.
fn history_headline(month_ends: &[&Bridge]) -> Option<String> {
    let rates: Vec<f64> = month_ends.iter().filter_map(|bridge| bridge.net_revenue_retention()).collect();
    let now = *rates.last()?;
    if rates.len() < month_ends.len() {
        return None;
    }
    let below = now < 1.0;
    let side = if below { "below" } else { "at or above" };
    let run = rates.iter().rev().take_while(|&&rate| (rate < 1.0) == below).count();
    if run == rates.len() {
        return Some(format!("Net retention was {side} 100% at every month end shown"));
    }
    let since = format::long_month(Month::of(month_ends[rates.len() - run].current.last_day()));
    Some(match (below, run) {
        (true, 1) => format!("Net retention fell below 100% in {since}"),
        (true, _) => format!("Net retention passed below 100% in {since} and has not come back"),
        (false, 1) => format!("Net retention came back to 100% in {since}"),
        (false, _) => format!("Net retention came back to 100% in {since} and has stayed there"),
    })
}
