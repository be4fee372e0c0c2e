//! What the rows above the headings and the stamp below the figures say: company, period, as-of date, basis.

use chrono::{Datelike, NaiveDate};

use super::dates::{month_named, read_date};
use crate::base::DateOrder;
use crate::base::{Basis, Month, Period};

/// What a title row says of the time that a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// "January 1-June 30, 2025".
    Period(Period),
    /// "As of Jun 30, 2025".
    AsOf(NaiveDate),
    /// "All Dates".
    AllDates,
}

/// Reads a title row as a span of time; `None` where it says something else.
pub(crate) fn read_span(text: &str, order: Option<DateOrder>) -> Option<Span> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("all dates") {
        return Some(Span::AllDates);
    }
    for prefix in ["as of", "as at"] {
        if let Some(rest) = strip_prefix_any_case(text, prefix) {
            return read_end(rest, order).map(|end| Span::AsOf(end.last));
        }
    }
    let text = strip_prefix_any_case(text, "for the period").unwrap_or(text);
    let whole = read_end(text, order).map(|end| Period::from_first_to_last(end.first, end.last));
    whole.or_else(|| read_two_ends(text, order)).map(Span::Period)
}

/// The days that a word for a day or a month stands for.
struct End {
    first: NaiveDate,
    last: NaiveDate,
}

/// A day, or a month with its year.
fn read_end(text: &str, order: Option<DateOrder>) -> Option<End> {
    if let Ok(day) = read_date(text, order) {
        return Some(End { first: day, last: day });
    }
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let (month, year) = (month_named(words.next()?)?, words.next()?);
    let first = NaiveDate::from_ymd_opt(year.parse().ok().filter(|_| year.len() == 4)?, month, 1)?;
    words.next().is_none().then(|| End { first, last: Month::of(first).last_day() })
}

/// "January 1-June 30, 2025", "1 February 2025 to 31 March 2025", "January - June, 2025".
fn read_two_ends(text: &str, order: Option<DateOrder>) -> Option<Period> {
    let cuts = [" to ", " - ", " \u{2013} ", "-", "\u{2013}"];
    cuts.into_iter().filter_map(|cut| text.split_once(cut)).find_map(|(first, last)| {
        let end = read_end(last, order)?;
        let with_year = || read_end(&format!("{}, {}", first.trim(), end.last.year()), order);
        let begin = read_end(first, order).or_else(with_year)?;
        // "1-15 June 2025" would need the month from the other end: nobody was seen to write it.
        (begin.first <= end.last).then(|| Period::from_first_to_last(begin.first, end.last))
    })
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix))?;
    text[start.len()..].strip_prefix(' ').map(str::trim)
}

/// The stamp that QuickBooks puts below a report: "Accrual Basis Wednesday, September 30, 2026 01:47 PM GMT-05:00".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The accounting basis, where the stamp names it.
    pub(crate) basis: Option<Basis>,
}

/// Reads a stamp; `None` where the text is none.
pub(crate) fn read_stamp(text: &str) -> Option<Stamp> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let text = text.trim();
    let bases = [("accrual basis", Some(Basis::Accrual)), ("cash basis", Some(Basis::Cash))];
    let found = bases.iter().find_map(|(words, basis)| Some((strip_prefix_any_case(text, words)?, *basis)));
    let (rest, basis) = found.unwrap_or((text, None));
    let names_a_time = rest.contains(':') && rest.contains("GMT");
    let begins_with_day = DAYS.iter().any(|day| rest.strip_prefix(day).is_some_and(|rest| rest.starts_with(',')));
    (names_a_time && begins_with_day).then_some(Stamp { basis })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(first: (i32, u32, u32), last: (i32, u32, u32)) -> Span {
        Span::Period(Period::from_first_to_last(day(first), day(last)))
    }

    fn day((y, m, d): (i32, u32, u32)) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    #[test]
    fn title_rows_tell_their_span() {
        for (text, span) in [
            ("All Dates", Span::AllDates),
            ("January 1-June 30, 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("May 11, 2025-May 11, 2026", period((2025, 5, 11), (2026, 5, 11))),
            ("September 2026", period((2026, 9, 1), (2026, 9, 30))),
            ("January - June, 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("For the period 1 February 2025 to 31 March 2025", period((2025, 2, 1), (2025, 3, 31))),
            ("1/1/2025 to 12/31/2025", period((2025, 1, 1), (2025, 12, 31))),
            ("As of Jun 30, 2025", Span::AsOf(day((2025, 6, 30)))),
            ("As at 31 March 2025", Span::AsOf(day((2025, 3, 31)))),
        ] {
            assert_eq!(read_span(text, None), Some(span), "{text}");
        }
        for text in ["Invented Co, LLC", "", "Ageing by due date", "As of today", "June - January, 2025"] {
            assert_eq!(read_span(text, None), None, "{text}");
        }
    }

    #[test]
    fn stamps_tell_the_basis() {
        let stamp = "Wednesday, September 30, 2026 01:47 PM GMT-05:00";
        assert_eq!(read_stamp(&format!("Accrual Basis {stamp}")), Some(Stamp { basis: Some(Basis::Accrual) }));
        assert_eq!(read_stamp(&format!("Cash Basis {stamp}")), Some(Stamp { basis: Some(Basis::Cash) }));
        assert_eq!(read_stamp(&format!(" {stamp}")), Some(Stamp { basis: None }));
        assert_eq!(read_stamp("Cash Basis Ltd"), None);
        assert_eq!(read_stamp("Monday, Tuesday & Co"), None);
    }
}
