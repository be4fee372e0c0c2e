//! A row above the headings that tells facts of the whole file by position, as DATEV's first row does.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::dates::read_date;
use super::table::{Row, Table};
use crate::base::{DateOrder, Period};

/// Where the row's facts stand: positions are counted from 1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetadataRule {
    /// What the row's first cell is, in lower case.
    pub(crate) begins_with: Vec<String>,
    /// The fiscal year's first day, as `20260101`: gives dates without a year theirs.
    pub(crate) fiscal_year_start: usize,
    /// How many digits the accounts of the general ledger have; personal accounts have one more.
    pub(crate) account_length: usize,
    /// The first day of the file's period.
    pub(crate) period_first: Option<usize>,
    /// The last day of the file's period.
    pub(crate) period_last: Option<usize>,
    /// The currency of the books: a code of three letters.
    pub(crate) currency: Option<usize>,
}

/// What the row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) fiscal_year_start: NaiveDate,
    pub(crate) account_length: usize,
    pub(crate) period: Option<Period>,
    pub(crate) currency: Option<String>,
}

impl MetadataRule {
    /// The facts that the rows of `table` above its headings, which are at `header`, tell.
    pub(crate) fn read(&self, table: &Table, header: usize) -> Option<Metadata> {
        let is_metadata = |row: &Row<'_>| self.begins_with.contains(&row.cell(0).to_lowercase());
        let row = table.rows().take(header).find(is_metadata)?;
        let cell = |position: usize| position.checked_sub(1).map_or("", |column| row.cell(column));
        let day = |position: usize| read_date(cell(position), None).ok();
        let first_and_last = self.period_first.and_then(day).zip(self.period_last.and_then(day));
        Some(Metadata {
            fiscal_year_start: day(self.fiscal_year_start)?,
            account_length: cell(self.account_length).parse().ok().filter(|length| (1..=9).contains(length))?,
            period: first_and_last.map(|(first, last)| Period::from_first_to_last(first, last)),
            currency: self.currency.map(cell).filter(|code| !code.is_empty()).map(str::to_owned),
        })
    }
}

/// How a date without marks between its numbers is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DateForm {
    /// `0502`, or `502` where a zero got lost: the fifth of February of the fiscal year that the metadata name.
    DayMonth,
    /// `050226` or `05022026`, or either without its first zero.
    DayMonthYear,
}

impl DateForm {
    /// The day that `text` names; `None` where it names none in this form.
    pub(crate) fn read(self, text: &str, metadata: Option<&Metadata>) -> Option<NaiveDate> {
        let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        match (self, digits.len()) {
            (Self::DayMonth, 3 | 4) => {
                let (day, month) = digits.split_at(digits.len() - 2);
                let start = metadata?.fiscal_year_start;
                let in_year = |year| NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?);
                // A fiscal year that crosses the new year has the earlier months in its second calendar year.
                let in_first = in_year(start.year()).filter(|date| *date >= start);
                in_first.or_else(|| in_year(start.year() + 1))
            }
            (Self::DayMonthYear, 5..=8) => {
                let years = if digits.len() > 6 { 4 } else { 2 };
                let (day_and_month, year) = digits.split_at(digits.len() - years);
                let (day, month) = day_and_month.split_at(day_and_month.len() - 2);
                read_date(&format!("{day}/{month}/{year}"), Some(DateOrder::DayFirst)).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::read_table;
    use crate::import::tests::{assert_rows_conserved, codes, import_text};

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    fn metadata(start: NaiveDate) -> Metadata {
        Metadata { fiscal_year_start: start, account_length: 4, period: None, currency: None }
    }

    #[test]
    fn the_year_is_that_of_the_fiscal_year() {
        let of = |text, start| DateForm::DayMonth.read(text, Some(&metadata(start)));
        let calendar = day(2026, 1, 1);
        assert_eq!(of("0502", calendar), Some(day(2026, 2, 5)));
        assert_eq!(of("502", calendar), Some(day(2026, 2, 5)));
        assert_eq!(of("3112", calendar), Some(day(2026, 12, 31)));
        let crossing = day(2025, 7, 1);
        assert_eq!(of("3112", crossing), Some(day(2025, 12, 31)));
        assert_eq!(of("0101", crossing), Some(day(2026, 1, 1)));
        assert_eq!(of("3006", crossing), Some(day(2026, 6, 30)));
        assert_eq!(of("2902", day(2023, 7, 1)), Some(day(2024, 2, 29)));
        for text in ["", "3113", "50", "5.2.", "05022"] {
            assert_eq!(of(text, calendar), None, "{text}");
        }
    }

    #[test]
    fn dates_without_marks_have_two_or_four_digits_of_a_year() {
        let of = |text| DateForm::DayMonthYear.read(text, None);
        for text in ["050226", "50226", "05022026", "5022026"] {
            assert_eq!(of(text), Some(day(2026, 2, 5)), "{text}");
        }
        for text in ["", "310226", "RE-1", "0502", "123456789"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_without_its_metadata_or_in_other_books_is_not_read() {
        let batch = |first: &str| {
            format!(
                "{first}Umsatz;Soll/Haben-Kennzeichen;Konto;Gegenkonto;Belegdatum;Belegfeld 1\n5,00;S;10000;8400;101;R1\n"
            )
        };
        let row = |currency| format!("EXTF;700;21;x;12;;;;;;;;20260101;4;20260101;20261231;;;;;;{currency}\n");
        let read = |text: String| import_text(&text);
        assert_eq!(codes(&read(batch(""))), ["missing-metadata"]);
        let euros = read(batch(&row("EUR")));
        assert_eq!((codes(&euros), euros.documents.len()), (vec!["other-currency"], 0));
        let dollars = read(batch(&row("USD")));
        assert_eq!((codes(&dollars), dollars.documents.len()), (vec![], 1));
        assert_eq!(dollars.documents[0].date, day(2026, 1, 1));
        assert_rows_conserved(&euros.sources);
    }

    #[test]
    fn the_row_is_known_by_its_first_cell() {
        let rule: MetadataRule = toml::from_str(
            "begins_with = ['extf']\nfiscal_year_start = 3\naccount_length = 4\nperiod_first = 5\nperiod_last = 6\ncurrency = 7",
        )
        .expect("a rule");
        let read = |text: &str| rule.read(&read_table(text, b';').expect("a table"), 1);
        let found = read("EXTF;x;20260101;4;20260201;20260228;EUR\na;b;c;d;e;f;g\n").expect("metadata");
        assert_eq!((found.fiscal_year_start, found.account_length), (day(2026, 1, 1), 4));
        assert_eq!(found.period.map(|period| period.last_day()), Some(day(2026, 2, 28)));
        assert_eq!(found.currency.as_deref(), Some("EUR"));
        assert_eq!(read("EXTF;x;;4;;;\na;b;c;d;e;f;g\n"), None);
        assert_eq!(read("x;x;20260101;4;;;\na;b;c;d;e;f;g\n"), None);
    }
}
