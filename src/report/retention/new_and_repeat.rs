//! New against repeat sales by month.

use super::not_yet;
use crate::base::Money;
use crate::metrics::NotEnough;
use crate::report::context::Context;
use crate::report::model::{Block, Cell, ChartSpec, Column, Row, Series, Table, TableStyle, Unit};
use crate::report::monthly_sales::{last_months, month_categories};
use crate::report::parts::chart;
use crate::report::{format, words};

/// From so many months of ledger on, those who came in its first year are no longer new in any month shown.
const OPENING_REACHES: usize = 36;

/// New against repeat sales by month.
pub(super) fn new_and_repeat(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "New and repeat sales";
    let months = last_months(cx);
    if cx.results().value.net_revenue_prev_ttm.is_err() || months.is_empty() {
        return Block::missing("new-and-repeat", HEADLINE, without_a_second_year(cx));
    }
    let values = |get: fn(&crate::metrics::sales_history::MonthOfSales) -> Money| {
        months.iter().map(|m| Some(cx.scale(get(m)))).collect::<Vec<_>>()
    };
    let series = |name: &str, values| Series { name: name.to_owned(), values };
    let new: Money = months.iter().map(|m| m.new_customers).sum();
    let all: Money = months.iter().map(|m| m.net_revenue).sum();
    let span = words::counted(months.len(), "month", "months");
    let headline = match new.ratio(all).filter(|share| (0.0..=1.0).contains(share)) {
        Some(0.0) => format!("No new customer bought in these {span}"),
        Some(share) => format!("New customers brought {} of the sales of these {span}", format::percent(share)),
        None => HEADLINE.to_owned(),
    };
    let rows = months.iter().map(|m| {
        Row::body(vec![
            Cell::text(format::short_month(m.month)),
            Cell::text(cx.money(m.repeat_customers)),
            Cell::text(cx.money(m.new_customers)),
            Cell::text(cx.money(m.net_revenue)),
        ])
    });
    let columns =
        vec![Column::left("Month"), Column::right("Repeat"), Column::right("New"), Column::right("Sales").emphasised()];
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let description = format!("{headline}: {} of {}.", cx.short(new), cx.short(all));
    let spec = ChartSpec::Stacks {
        categories: month_categories(cx, months),
        lower: series("repeat customers", values(|m| m.repeat_customers)),
        upper: series("new customers", values(|m| m.new_customers)),
        unit: Unit::Money,
    };
    Block::chart(chart("new-and-repeat", "New and repeat sales", description, spec, figures))
        .headline(headline)
        .label(format!("Sales by month, {}", cx.currency()))
        .note(note(cx, new))
}

/// What is new here, and why that is not what the bridge calls new.
fn note(cx: &Context<'_>, new: Money) -> String {
    let mut text =
        "A customer is new in the month of its first sale and in the eleven after; then its sales are repeat sales."
            .to_owned();
    if cx.months_covered().0 < OPENING_REACHES {
        text += " Whoever bought in the ledger’s first twelve months may have been a customer before, and is not new.";
    }
    match &cx.results().retention.ttm {
        Ok(bridge) if bridge.new != new => format!(
            "{text} The bridge counts {} as new and not {}: it takes all that was bought in the twelve months by customers \
             whose first sale lies in them, and nothing of those who came earlier.",
            cx.money(bridge.new),
            cx.money(new)
        ),
        _ => text,
    }
}

/// Why new and repeat sales cannot be told apart yet.
fn without_a_second_year(cx: &Context<'_>) -> String {
    let why = "In the first year of a ledger every customer looks new.";
    match &cx.results().value.net_revenue_prev_ttm {
        Err(short @ NotEnough::History { .. }) => format!("{why} {}", not_yet(cx, short)),
        _ => format!("{why} New and repeat sales are told apart once it covers two years."),
    }
}
