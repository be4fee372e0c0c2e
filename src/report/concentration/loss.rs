//! What the loss of the largest customers would take away.

use crate::base::Money;
use crate::metrics::collections::HORIZONS;
use crate::metrics::concentration::Loss;
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle};
use crate::report::{format, words};

/// The horizon of expected collections, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;

/// Sales, margin, receivables and expected collections without the largest one, three and five.
pub(super) fn block(cx: &Context<'_>, sellers: &[(usize, Money)]) -> Block {
    let losses = &cx.results().concentration.losses;
    let total = super::total_of(sellers);
    let Some(first) = losses.first() else {
        return Block::missing("loss", "What a loss would cost", format!("No customer bought {}.", cx.window()));
    };
    let forecast = cx.results().collections.forecast.as_ref().ok();
    let total_of_month = forecast.and_then(|forecast| forecast.totals.get(MONTH));
    let has_forecast = total_of_month.is_some_and(|total| total.by_invoice.is_some());
    let has_margin = first.margin.is_some();
    let row = |loss: &Loss| {
        let number = loss.customers.len();
        let names: Vec<String> = loss.customers.iter().map(|&customer| cx.name(place_of(customer))).collect();
        let name =
            if number == 1 { "The largest".to_owned() } else { format!("The {} largest", words::number(number)) };
        let mut cells = vec![
            Cell::with_sub(name, words::list(&names)),
            Cell::text(cx.amounts.change(-loss.sales)),
            Cell::text(format::percent_change(-loss.share)),
            Cell::text(cx.money(total - loss.sales)),
        ];
        cells.extend(has_margin.then(|| Cell::or_dash(loss.margin.map(|margin| cx.amounts.change(-margin)))));
        cells.push(Cell::or_dash(loss.open_balance.map(|open| cx.money(open))));
        cells.push(Cell::or_dash(loss.open_share.map(format::percent)));
        let expected = forecast.and_then(|forecast| forecast.expected_from(&loss.customers, MONTH));
        cells.extend(has_forecast.then(|| Cell::or_dash(expected.map(|amount| cx.money(amount)))));
        Row::body(cells)
    };
    let mut columns = vec![
        Column::left("Without").wide(),
        Column::right("Sales lost"),
        Column::right("Share"),
        Column::right("Sales left").emphasised(),
    ];
    columns.extend(has_margin.then(|| Column::right("Margin lost")));
    columns.extend([Column::right("Open with them"), Column::right("Share of what is owed")]);
    let month = HORIZONS.get(MONTH).map_or_else(String::new, |days| format!("Expected in {days} days"));
    columns.extend(has_forecast.then(|| Column::right(&month)));
    let name = first.customers.first().map_or_else(String::new, |&customer| cx.name(place_of(customer)));
    Block::table("loss", Table::new(TableStyle::Full, columns, losses.iter().map(row).collect()))
        .headline(format!("Without {name}, sales {} would be {}", cx.window(), cx.short(total - first.sales)))
        .label(format!("Sales and receivables of the largest customers by sales, {}", cx.currency()))
        .note(note(cx, total_of_month.map(|_| has_forecast)))
}

/// What the columns are; `has_forecast`: whether what is expected can be said, `None` where there is no forecast at all.
fn note(cx: &Context<'_>, has_forecast: Option<bool>) -> String {
    let margin = match cx.inputs.policies.small_customers.margin {
        Some(margin) => {
            format!(" Margin is {} of sales for every customer, as set for this client.", format::percent(margin))
        }
        None => " What margin would go with them is not known.".to_owned(),
    };
    let expected = match has_forecast {
        Some(true) => " Expected payments are those of their open invoices, each by its customer’s own chances.",
        Some(false) => {
            " What they will pay within 30 days is not said: at past month ends such chances were off by more than all that came."
        }
        None => "",
    };
    format!(
        "Arithmetic, not a forecast: it says what is exposed, not what is likely. What is open is less unapplied credit; it is a \
         share of what all customers owe who owe more than their credit.{margin}{expected}"
    )
}
