//! Amounts in other currencies than the client's: which columns say them again in the client's, and what a rate is.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::amounts::mark_in;
use super::evidence::Finding;
use super::field::Field;
use super::format::Format;
use super::headings::Headings;
use crate::base::{Currency, DecimalMark, ExchangeRate};

/// Columns that say the amounts over again in another currency, mostly the one that the books are kept in. They are read
/// instead of the usual ones where they are in the client's currency and the row's own is another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Converted {
    /// The heading of the column that names their currency. Without it they are in the client's.
    #[serde(default)]
    pub(crate) currency: Option<Headings>,
    /// Their headings, by the names of the usual columns: all those that hold amounts.
    pub(crate) columns: BTreeMap<String, Headings>,
}

/// Which way round the column `rate` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RateMeans {
    /// What one unit of the document's currency is worth in the client's.
    #[default]
    HomeForOne,
    /// What one unit of the client's currency is worth in the document's.
    OneInHome,
}

/// Where the converted amounts of a file stand.
#[derive(Debug)]
pub(crate) struct ConvertedPlaces {
    /// The column of their currency; `None`: they are in the client's.
    pub(crate) currency: Option<usize>,
    columns: BTreeMap<String, usize>,
}

impl ConvertedPlaces {
    /// Their places among the normal `headings`; `None` where the format has none, or the file lacks one that the
    /// format has: no row is then read half in one currency and half in another.
    pub(crate) fn find(format: &Format, headings: &[String]) -> Option<Self> {
        let converted = format.converted.as_ref()?;
        let mut columns = BTreeMap::new();
        for (name, alternatives) in &converted.columns {
            let usual = format.columns.get(name).and_then(|usual| usual.place_among(headings));
            match (usual, alternatives.place_among(headings)) {
                (_, Some(place)) => drop(columns.insert(name.clone(), place)),
                (Some(_), None) => return None,
                (None, None) => {}
            }
        }
        let currency = match &converted.currency {
            Some(alternatives) => Some(alternatives.place_among(headings)?),
            None => None,
        };
        Some(Self { currency, columns })
    }

    /// The place of the column `name`'s amounts in the other currency.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }
}

/// Checks that `converted` has a column for each that holds amounts.
///
/// # Errors
/// Which one it lacks, or names without need.
pub(crate) fn check(format: &Format) -> Result<(), String> {
    let Some(converted) = &format.converted else { return Ok(()) };
    let amounts = Field::MONEY.iter().map(|field| field.name()).chain(format.also.iter().map(|also| &*also.gross));
    if !format.summed.is_empty() {
        return Err("a format with `converted` cannot have `summed`".to_owned());
    }
    let amounts: Vec<&str> = amounts.filter(|name| format.columns.contains_key(*name)).collect();
    if let Some(name) = amounts.iter().find(|name| !converted.columns.contains_key(**name)) {
        return Err(format!("`converted.columns` lacks `{name}`, which holds amounts"));
    }
    match converted.columns.keys().find(|name| !amounts.contains(&name.as_str())) {
        Some(name) => Err(format!("`converted.columns` names `{name}`, which is not a column of amounts")),
        None => Ok(()),
    }
}

/// Reads an exchange rate: digits with at most one mark between them and the decimals. `None` where it is not one above
/// zero, or where `mark` is unknown and `1,085` could be a thousand.
pub(crate) fn read_rate(
    text: &str,
    mark: Option<DecimalMark>,
    means: RateMeans,
    currency: Currency,
) -> Option<ExchangeRate> {
    let mark = match (mark, mark_in(text, currency)) {
        (Some(mark), _) | (None, Finding::Says(mark)) => mark,
        (None, Finding::Open) => return None,
        (None, Finding::Nothing) => DecimalMark::Point,
    };
    if !text.chars().all(|c| c.is_ascii_digit() || c == mark.character()) {
        return None;
    }
    let number: Decimal = text.replace(mark.character(), ".").parse().ok()?;
    let number = match means {
        RateMeans::HomeForOne => number,
        RateMeans::OneInHome => Decimal::ONE.checked_div(number)?,
    };
    ExchangeRate::new(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: Option<DecimalMark>, means: RateMeans) -> Option<String> {
        let usd = Currency::parse("USD").expect("a currency");
        read_rate(text, mark, means, usd).map(|rate| rate.to_string())
    }

    #[test]
    fn rates_are_read_in_the_files_decimal_mark() {
        let home = RateMeans::HomeForOne;
        for (text, mark, rate) in [
            ("1.085000000000", Some(DecimalMark::Point), Some("1.085")),
            ("1,085", Some(DecimalMark::Comma), Some("1.085")),
            ("1,085", None, None),
            ("1.1", None, Some("1.1")),
            ("149", None, Some("149")),
            ("0.00", Some(DecimalMark::Point), None),
            ("-1.5", Some(DecimalMark::Point), None),
            ("1,085.2", Some(DecimalMark::Point), None),
            ("1.0.8", Some(DecimalMark::Point), None),
            ("n/a", None, None),
        ] {
            assert_eq!(read(text, mark, home).as_deref(), rate, "{text}");
        }
    }

    #[test]
    fn a_rate_may_be_the_other_way_round() {
        assert_eq!(read("0.8", Some(DecimalMark::Point), RateMeans::OneInHome).as_deref(), Some("1.25"));
        assert_eq!(read("0", Some(DecimalMark::Point), RateMeans::OneInHome), None);
    }
}
