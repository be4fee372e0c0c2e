//! The exchange rates that documents in other currencies were converted at.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::words;
use crate::ledger::RateUse;

/// One row a currency and source; `None` where every document is in the client's currency.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let rates = cx.inputs.rates;
    if rates.is_empty() {
        return None;
    }
    let columns = vec![
        Column::left("Currency"),
        Column::left("Rate from").wide(),
        Column::right("Documents"),
        Column::right("Lowest rate"),
        Column::right("Highest rate"),
        Column::left("First document"),
        Column::left("Last document"),
    ];
    let mut currencies: Vec<&str> = rates.iter().map(|used| used.currency.code()).collect();
    currencies.dedup();
    let table = Table::new(TableStyle::Full, columns, rates.iter().map(row).collect());
    Some(
        Block::table("rates", table)
            .headline(format!("Exchange rates of {}", words::list(&currencies)))
            .label(format!("What one unit of each currency is worth; {}", cx.currency()))
            .note(
                "What a payment or credit settles, it settles at the rate of the invoice, so that exchange differences \
                 leave nothing open."
                    .to_owned(),
            ),
    )
}

fn row(used: &RateUse) -> Row {
    Row::body(vec![
        Cell::text(used.currency.code()),
        Cell::text(words::capitalised(used.source.in_words())),
        Cell::text(format::length(used.documents)),
        Cell::text(used.lowest.to_string()),
        Cell::text(used.highest.to_string()),
        Cell::text(format::short_date(used.first)),
        Cell::text(format::short_date(used.last)),
    ])
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::base::{Currency, ExchangeRate};
    use crate::ledger::{RateSource, RateUse};
    use crate::report::compose;
    use crate::report::fixture::established;

    #[test]
    fn rates_are_printed_where_there_are_any() {
        let mut world = established();
        let has_rates = |world: &crate::report::fixture::World| {
            let report = serde_json::to_string(&compose(&world.inputs())).expect("a report");
            report.contains("Exchange rates of EUR") && report.contains("The rates file") && report.contains("1.0912")
        };
        assert!(!has_rates(&world));
        let rate = |text: &str| ExchangeRate::new(text.parse().expect("a number")).expect("a rate");
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
        world.rates = vec![RateUse {
            currency: Currency::parse("EUR").expect("a currency"),
            source: RateSource::RatesFile,
            documents: 3,
            lowest: rate("1.0831"),
            highest: rate("1.0912"),
            first: day,
            last: day,
        }];
        assert!(has_rates(&world));
    }
}
