//! Exchange rates as typed: `rates.csv` in a client's folder, with the headings `date`, `currency` and `rate`.
//!
//! A rate is what one unit of the currency is worth in the client's own. Each holds until the next one, and for
//! [`RateTable::DAYS_MAX`] days at most.

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Trim};
use rust_decimal::Decimal;

use crate::base::{Currency, ExchangeRate, Origin, Problem, RateTable};

const HEADINGS: [&str; 3] = ["date", "currency", "rate"];
const REMEDY: &str = "Write a day, a currency and what one unit of it is worth in the client's own, as in \
                      `2025-01-31,EUR,1.0850`";

/// Reads the text of a client's `rates.csv`; `file` is its name in messages, `home` the client's currency.
pub fn exchange_rates(text: &str, file: &str, home: Currency) -> (RateTable, Vec<Problem>) {
    let origin = Origin::file(file);
    let (mut table, mut problems) = (RateTable::default(), Vec::new());
    let lines = (1_u32..).zip(text.trim_start_matches('\u{feff}').lines());
    for (at, (row, line)) in lines.filter(|(_, line)| !line.trim().is_empty()).enumerate() {
        let origin = origin.at_row(row);
        let record = match record(line) {
            Ok(record) => record,
            Err(error) => {
                problems.push(Problem::error("unreadable-rate", origin, error.to_string(), REMEDY));
                continue;
            }
        };
        if at == 0 {
            problems.extend(wrong_headings(&record, &origin));
            continue;
        }
        match rate(&record) {
            Ok((_, currency, rate)) if currency == home => problems.extend(rate_of_own(home, rate, origin)),
            Ok((date, currency, rate)) => {
                let known = table.enter(currency, date, rate).filter(|known| *known != rate);
                problems.extend(known.map(|known| {
                    let seen = format!("{currency} has two rates on {date}: {known} above, and {rate} here");
                    Problem::error("conflicting-rates", origin, seen, "Take one of the two lines away")
                }));
            }
            Err(seen) => problems.push(Problem::error("unreadable-rate", origin, seen, REMEDY)),
        }
    }
    (table, problems)
}

/// A rate of the client's own currency other than 1 is that of another currency, or the wrong way round.
fn rate_of_own(home: Currency, rate: ExchangeRate, origin: Origin) -> Option<Problem> {
    (rate.value() != Decimal::ONE).then(|| {
        let seen = format!("{home} is the client's own currency and is worth 1 of itself, not {rate}");
        let remedy = format!("Name the other currency, with what one unit of it is worth in {home}");
        Problem::error("rate-of-own-currency", origin, seen, remedy)
    })
}

/// The cells of one line: no cell of a list of rates goes over several.
fn record(line: &str) -> csv::Result<StringRecord> {
    let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::All).from_reader(line.as_bytes());
    let mut record = StringRecord::new();
    reader.read_record(&mut record)?;
    Ok(record)
}

fn wrong_headings(record: &StringRecord, origin: &Origin) -> Option<Problem> {
    let is_right =
        record.len() == HEADINGS.len() && record.iter().zip(HEADINGS).all(|(a, b)| a.eq_ignore_ascii_case(b));
    let seen = || format!("The headings are `{}`", record.iter().collect::<Vec<_>>().join(","));
    (!is_right).then(|| {
        Problem::error(
            "unreadable-rate",
            origin.clone(),
            seen(),
            "Write the headings `date,currency,rate` on the first line",
        )
    })
}

/// One line, or what is wrong with it.
fn rate(record: &StringRecord) -> Result<(NaiveDate, Currency, ExchangeRate), String> {
    let [Some(date), Some(code), Some(number), None] = [0, 1, 2, 3].map(|column| record.get(column)) else {
        return Err(format!("The line has {} columns", record.len()));
    };
    let currency = Currency::parse(code).map_err(|error| error.to_string())?;
    let day = NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|_| format!("`{date}` is not a day"))?;
    let rate = number.parse().ok().and_then(ExchangeRate::new);
    Ok((day, currency, rate.ok_or_else(|| format!("`{number}` is not a rate above zero"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (RateTable, Vec<Problem>) {
        exchange_rates(text, "rates.csv", Currency::parse("USD").expect("a currency"))
    }

    #[test]
    fn each_line_is_a_rate_or_a_problem_with_its_place() {
        let text = "Date,Currency,Rate\n2025-01-31, eur, 1.0850\n\n2025-02-30,EUR,1\n2025-02-28,EURO,1\n\
                    2025-02-28,EUR,\"1,09\"\n2025-02-28,EUR,0\n2025-02-28,EUR\n2025-01-31,EUR,1.09\n2025-01-31,EUR,1.085\n";
        let (table, problems) = read(text);
        let day = NaiveDate::from_ymd_opt(2025, 2, 1).expect("a day");
        let euro = Currency::parse("EUR").expect("a currency");
        assert_eq!(table.on(euro, day).map(|rate| rate.to_string()).as_deref(), Some("1.085"));
        let seen: Vec<_> = problems.iter().map(|p| (p.origin.as_ref().and_then(|o| o.row), p.seen.as_str())).collect();
        assert_eq!(
            seen,
            [
                (Some(4), "`2025-02-30` is not a day"),
                (Some(5), "`EURO` is not a currency code; write three letters as in USD, EUR or GBP"),
                (Some(6), "`1,09` is not a rate above zero"),
                (Some(7), "`0` is not a rate above zero"),
                (Some(8), "The line has 2 columns"),
                (Some(9), "EUR has two rates on 2025-01-31: 1.085 above, and 1.09 here"),
            ]
        );
    }

    #[test]
    fn the_clients_own_currency_is_worth_one() {
        let (table, problems) = read("date,currency,rate\n2025-01-31,USD,1.00\n2025-01-31,USD,1.085\n");
        assert_eq!(table, RateTable::default());
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].seen, "USD is the client's own currency and is worth 1 of itself, not 1.085");
    }

    #[test]
    fn other_headings_are_a_problem() {
        let (_, problems) = read("currency,date,rate\n");
        assert_eq!(problems[0].seen, "The headings are `currency,date,rate`");
        assert_eq!(read(""), (RateTable::default(), vec![]));
    }
}
