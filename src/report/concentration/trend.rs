//! Concentration at each month end: the drawing, the figures behind it, and the same as data.

use chrono::NaiveDate;

use crate::metrics::concentration::Shares;
use crate::report::context::Context;
use crate::report::data::{self, Value};
use crate::report::model::DataKind::{self, Date, Decimal, Integer, Money as Amount, Ratio};
use crate::report::model::{
    Block, Cell, ChartSpec, Column, DataTable, Line, LineRole, Row, Table, TableStyle, Target, Unit,
};
use crate::report::parts::{POINTS_OF_A_LINE, chart, for_scale};
use crate::report::{format, words};

/// Shares that differ by less than this are much the same.
const LEVEL: f64 = 0.01;
const HEADLINE: &str = "Shares of the largest customers, month by month";

/// The shares of the largest, the five and the ten largest at each month end.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let ends = cx.results().concentration.month_ends.iter();
    let ends: Vec<&(NaiveDate, Shares)> = ends.filter(|(end, _)| cx.sales_reach(*end)).collect();
    let (Some((first, then)), Some((last, now))) = (ends.first().copied(), ends.last().copied()) else {
        let text = "A line needs month ends with twelve months of sales before them; the ledger has none yet.";
        return Block::missing("trend", HEADLINE, text);
    };
    if ends.len() < POINTS_OF_A_LINE {
        let text = format!(
            "A line needs {} month ends with twelve months of sales before them; the ledger has {}.",
            words::number(POINTS_OF_A_LINE),
            words::number(ends.len())
        );
        return Block::missing("trend", HEADLINE, text);
    }
    let line = |name: &str, get: fn(&Shares) -> f64, role: LineRole| Line {
        end_label: format!("{} {name}", format::percent(get(now))),
        values: ends.iter().map(|(_, shares)| Some(for_scale(get(shares)))).collect(),
        role,
    };
    let mut lines = vec![line("largest", |s| s.top_1, LineRole::Measured)];
    if now.customers.len() > 5 {
        lines.push(line("five largest", |s| s.top_5, LineRole::Part));
    }
    let headline = headline(then, now, *first);
    let description = format!(
        "{headline}. Largest: {} at {}, {} at {}; five largest: {}, then {}.",
        format::percent(then.top_1),
        format::period_end(*first),
        format::percent(now.top_1),
        format::period_end(*last),
        format::percent(then.top_5),
        format::percent(now.top_5)
    );
    let spec = ChartSpec::Lines {
        month_ends: ends.iter().map(|(end, _)| end.to_string()).collect(),
        lines,
        reference: None,
        unit: Unit::Percent,
        from_zero: true,
    };
    Block::chart(chart("trend", "Shares of the largest customers", description, spec, figures(cx, &ends)))
        .headline(headline)
        .label(format!(
            "Share of the sales of the last twelve months at each month end, {} to {}",
            format::period_end(*first),
            format::period_end(*last)
        ))
        .link("Every month end as data", Target::Data { name: "concentration".to_owned() })
}

/// What the largest share did since the first month end.
fn headline(then: &Shares, now: &Shares, first: NaiveDate) -> String {
    let (was, is) = (format::percent(then.top_1), format::percent(now.top_1));
    let since = format::period_end(first);
    if was == is {
        format!("The largest customer’s share is {is}, as at {since}")
    } else if (now.top_1 - then.top_1).abs() < LEVEL {
        format!("The largest customer’s share is {is}, much as at {since} ({was})")
    } else {
        let verb = if now.top_1 > then.top_1 { "rose" } else { "fell" };
        format!("The largest customer’s share {verb} from {was} to {is} since {since}")
    }
}

fn figures(cx: &Context<'_>, ends: &[&(NaiveDate, Shares)]) -> Table {
    let columns = vec![
        Column::left("Twelve months to"),
        Column::right("Largest").emphasised(),
        Column::right("Five largest"),
        Column::right("Ten largest"),
        Column::right("Concentration index"),
        Column::right("Effective customers"),
        Column::right("Inequality (Gini)"),
        Column::left("The largest").wide(),
    ];
    let row = |(end, shares): &&(NaiveDate, Shares)| {
        let largest = shares.customers.first().map(|&(customer, _)| words::one_line(&cx.name(customer.0 as usize)));
        Row::body(vec![
            Cell::text(format::short_date(*end)),
            Cell::text(format::percent(shares.top_1)),
            Cell::text(format::percent(shares.top_5)),
            Cell::text(format::percent(shares.top_10)),
            Cell::text(format::decimal(shares.herfindahl_hirschman_index, 0)),
            Cell::text(format::decimal(shares.effective_customers, 1)),
            Cell::or_dash(shares.gini.map(|gini| format::decimal(gini, 3))),
            Cell::or_dash(largest),
        ])
    };
    Table::new(TableStyle::Mid, columns, ends.iter().rev().map(row).collect())
}

/// The same for machines, oldest first.
pub(in crate::report) fn data(cx: &Context<'_>) -> DataTable {
    const COLUMNS: [(&str, DataKind); 9] = [
        ("month_end", Date),
        ("customers", Integer),
        ("sales", Amount),
        ("top_1_share", Ratio),
        ("top_5_share", Ratio),
        ("top_10_share", Ratio),
        ("herfindahl_hirschman_index", Decimal),
        ("effective_customers", Decimal),
        ("gini", Ratio),
    ];
    let rows = cx.results().concentration.month_ends.iter().map(|(end, shares)| {
        let row: Vec<Value> = vec![
            Some(end.to_string()),
            Some(shares.customers.len().to_string()),
            Some(data::money(cx, shares.total)),
            data::ratio(Some(shares.top_1)),
            data::ratio(Some(shares.top_5)),
            data::ratio(Some(shares.top_10)),
            data::fixed(shares.herfindahl_hirschman_index, 4),
            data::fixed(shares.effective_customers, 4),
            data::ratio(shares.gini),
        ];
        row
    });
    DataTable::new("concentration", COLUMNS, rows.collect())
}
