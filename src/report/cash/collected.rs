//! Sales with tax beside cash collected, month by month.

use crate::base::Money;
use crate::metrics::sales_history::MonthOfSales;
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Cell, ChartSpec, Column, Row, Series, Table, TableStyle, Unit};
use crate::report::monthly_sales::{last_months, month_categories};
use crate::report::parts::chart;
use crate::report::words;

/// Composes the block.
pub(super) fn block(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Sales beside cash collected";
    let months = last_months(cx);
    if !cx.has_dated_payments() || months.is_empty() {
        return Block::missing(
            "collected",
            HEADLINE,
            "The exports hold no payments with their dates, so cash cannot be set beside sales.",
        );
    }
    let series = |name: &str, get: fn(&MonthOfSales) -> Money| Series {
        name: name.to_owned(),
        values: months.iter().map(|m| Some(cx.scale(get(m)))).collect(),
    };
    let invoiced: Money = months.iter().map(|m| m.gross_revenue).sum();
    let cash: Money = months.iter().map(|m| m.cash_collected).sum();
    let span = words::counted(months.len(), "month", "months");
    let headline = match cash.ratio(invoiced).filter(|share| *share > 0.0 && invoiced.is_positive()) {
        Some(share) => {
            format!("For every 100 invoiced with tax, {} came in over these {span}", format::decimal(share * 100.0, 1))
        }
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
        .note(format!(
            "Cash is payments and cash sales less refunds. It may be for sales of earlier months.{}",
            not_due(cx)
        ))
}

/// How much of what is open is no cash yet because it is not due, as a sentence behind others.
fn not_due(cx: &Context<'_>) -> String {
    match &cx.results().aging.total {
        Ok(total) if total.buckets[0].is_positive() => {
            let open: Money = total.buckets.iter().copied().sum();
            format!(
                " Of the {} open at {}, {} is not due yet.",
                cx.money(open),
                format::long_date(cx.as_of()),
                cx.money(total.buckets[0])
            )
        }
        _ => String::new(),
    }
}
