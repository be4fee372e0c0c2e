//! What the rows above the headings and the stamp below the figures say: company, period, as-of date, basis.

use chrono::{Datelike, NaiveDate};

use super::dates::read_date;
use super::month_names::month_named;
use crate::base::DateOrder;
use crate::base::{Basis, Month, Period};

/// What a title row says of the time that a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// "January 1-June 30, 2025".
    Period(Period),
    /// "As of Jun 30, 2025".
    AsOf(NaiveDate),
    /// "All Dates", or days of which nothing tells which number is the day.
    AllDates,
}

/// Words before the day that balances are of, in lower case.
const AS_OF: [&str; 9] = ["as of", "as at", "stand:", "stand", "stichtag:", "stichtag", "per", "au", "end of"];

/// Words before the last day of a period, in lower case, and its months.
const ENDED: [(&str, u32); 2] = [("for the month ended", 1), ("for the year ended", 12)];

/// Words before a period, in lower case.
const PERIOD: [&str; 11] = [
    "for the period",
    "date range:",
    "period:",
    "zeitraum:",
    "zeitraum",
    "vom",
    "von",
    "période du",
    "période :",
    "du",
    "from",
];

/// Reads a title row as a span of time; `None` where it says something else.
pub(crate) fn read_span(text: &str, order: Option<DateOrder>) -> Option<Span> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("all dates") {
        return Some(Span::AllDates);
    }
    read_span_in_order(text, order).or_else(|| {
        let mut spans = DateOrder::ALL.into_iter().filter_map(|order| read_span_in_order(text, Some(order)));
        let first = spans.next()?;
        Some(if spans.all(|span| span == first) { first } else { Span::AllDates })
    })
}

fn read_span_in_order(text: &str, order: Option<DateOrder>) -> Option<Span> {
    let mut as_of = AS_OF.iter().filter_map(|prefix| strip_prefix_any_case(text, prefix));
    if let Some(end) = as_of.find_map(|rest| read_end(rest, order)) {
        return Some(Span::AsOf(end.last));
    }
    let mut ended = ENDED.iter().filter_map(|&(prefix, months)| Some((strip_prefix_any_case(text, prefix)?, months)));
    if let Some(period) = ended.find_map(|(rest, months)| Some(months_ending(read_end(rest, order)?.last, months))) {
        return Some(Span::Period(period));
    }
    let period = PERIOD.iter().filter_map(|prefix| strip_prefix_any_case(text, prefix));
    period.chain([text]).find_map(|text| read_period(text, order)).map(Span::Period)
}

/// A period without the words before it: one day or month, or two.
fn read_period(text: &str, order: Option<DateOrder>) -> Option<Period> {
    let whole = read_end(text, order).map(|end| Period::from_first_to_last(end.first, end.last));
    whole.or_else(|| read_two_ends(text, order))
}

/// The period of so many months, the last of which is that of `last`.
fn months_ending(last: NaiveDate, months: u32) -> Period {
    let first_month = Month::of(last).first_day().checked_sub_months(chrono::Months::new(months - 1));
    Period::from_first_to_last(first_month.unwrap_or(last), last)
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

/// "January 1-June 30, 2025", "1 February 2025 to 31 March 2025", "January - June, 2025", "June 1-15, 2025",
/// "1-15 June 2025".
fn read_two_ends(text: &str, order: Option<DateOrder>) -> Option<Period> {
    let cuts = [" to ", " - ", " \u{2013} ", " bis ", " au ", "-", "\u{2013}"];
    cuts.into_iter().filter_map(|cut| text.split_once(cut)).find_map(|(first, last)| {
        let (first, last) = (first.trim(), last.trim());
        // What both ends have in common may be written at one of them.
        let month_before = || read_end(&format!("{} {last}", first.split(' ').next()?), order);
        let end = read_end(last, order).or_else(month_before)?;
        let year_behind = || read_end(&format!("{first}, {}", end.last.year()), order);
        let month_behind = || read_end(&format!("{first} {}", last.split_once(' ')?.1), order);
        let begin = read_end(first, order).or_else(year_behind).or_else(month_behind)?;
        (begin.first <= end.last).then(|| Period::from_first_to_last(begin.first, end.last))
    })
}

/// The text behind a word and a blank; `prefix` is in lower case.
fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len()).filter(|start| start.to_lowercase() == prefix)?;
    text[start.len()..].strip_prefix(' ').map(str::trim)
}

/// The accounting basis that a title row names, as in "Report Type: Accrual (Paid & Unpaid)".
pub(crate) fn read_basis(text: &str) -> Option<Basis> {
    const NAMED: [&str; 3] = ["report type:", "accounting method:", "basis:"];
    let text = text.trim();
    let basis = NAMED.iter().find_map(|prefix| strip_prefix_any_case(text, prefix))?.to_lowercase();
    if basis.starts_with("accrual") {
        Some(Basis::Accrual)
    } else if basis.starts_with("cash") {
        Some(Basis::Cash)
    } else {
        None
    }
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
            ("Jan 1 - Jun 30, 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("Jan. 1-Jun. 30, 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("Jan-Jun, 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("June 1-15, 2025", period((2025, 6, 1), (2025, 6, 15))),
            ("1-15 June 2025", period((2025, 6, 1), (2025, 6, 15))),
            ("1 January - 30 June 2025", period((2025, 1, 1), (2025, 6, 30))),
            ("December 15, 2024 - January 15, 2025", period((2024, 12, 15), (2025, 1, 15))),
            ("October 2024 - March 2025", period((2024, 10, 1), (2025, 3, 31))),
            ("For the month ended 31 March 2025", period((2025, 3, 1), (2025, 3, 31))),
            ("For the year ended 30 June 2025", period((2024, 7, 1), (2025, 6, 30))),
            ("As of June 30, 2025", Span::AsOf(day((2025, 6, 30)))),
            ("Date Range: 2026-01-01 to 2026-12-31", period((2026, 1, 1), (2026, 12, 31))),
            ("Zeitraum 01.01.2026 - 31.12.2026", period((2026, 1, 1), (2026, 12, 31))),
            ("Zeitraum: 01.01.2026-31.12.2026", period((2026, 1, 1), (2026, 12, 31))),
            ("vom 01.01.2026 bis 31.12.2026", period((2026, 1, 1), (2026, 12, 31))),
            ("Januar 2026 bis März 2026", period((2026, 1, 1), (2026, 3, 31))),
            ("Du 01/01/2026 au 31/12/2026", period((2026, 1, 1), (2026, 12, 31))),
            ("Période du 1 janvier 2026 au 31 mars 2026", period((2026, 1, 1), (2026, 3, 31))),
            ("Jul 1 - Sep 30, 25", period((2025, 7, 1), (2025, 9, 30))),
            ("Stand: 30.09.2026", Span::AsOf(day((2026, 9, 30)))),
            ("Stichtag 30. September 2026", Span::AsOf(day((2026, 9, 30)))),
            ("Du 01/07/2026 au 31/08/2026", period((2026, 7, 1), (2026, 8, 31))),
            ("Du 01/07/2026 au 05/08/2026", Span::AllDates),
            ("As of 03/04/2026", Span::AllDates),
            ("Au 30/09/2026", Span::AsOf(day((2026, 9, 30)))),
            ("End of Dec 2025", Span::AsOf(day((2025, 12, 31)))),
            ("As of Jun 30, 2025", Span::AsOf(day((2025, 6, 30)))),
            ("As at 31 March 2025", Span::AsOf(day((2025, 3, 31)))),
            ("End of Dec 2025", Span::AsOf(day((2025, 12, 31)))),
            ("Date Range: 2026-01-01 to 2026-12-31", period((2026, 1, 1), (2026, 12, 31))),
        ] {
            assert_eq!(read_span(text, None), Some(span), "{text}");
        }
        for text in [
            "Invented Co, LLC",
            "",
            "Ageing by due date",
            "As of today",
            "June - January, 2025",
            "7-Eleven",
            "For the year",
        ] {
            assert_eq!(read_span(text, None), None, "{text}");
        }
    }

    #[test]
    fn title_rows_tell_the_basis() {
        assert_eq!(read_basis("Report Type: Accrual (Paid & Unpaid)"), Some(Basis::Accrual));
        assert_eq!(read_basis("Report Type: Cash Basis"), Some(Basis::Cash));
        assert_eq!(read_basis("Report Type: Sales"), None);
        assert_eq!(read_basis("Cash Basis Ltd"), None);
    }

    #[test]
    fn stamps_tell_the_basis() {
        let stamp = "Wednesday, September 30, 2026 01:47 PM GMT-05:00";
        assert_eq!(read_stamp(&format!("Accrual Basis {stamp}")), Some(Stamp { basis: Some(Basis::Accrual) }));
        assert_eq!(read_stamp(&format!("Cash Basis {stamp}")), Some(Stamp { basis: Some(Basis::Cash) }));
        assert_eq!(read_stamp(&format!(" {stamp}")), Some(Stamp { basis: None }));
        assert_eq!(read_stamp("Cash Basis Ltd"), None);
        assert_eq!(read_basis("Report Type: Accrual (Paid & Unpaid)"), Some(Basis::Accrual));
        assert_eq!(read_basis("Report Type: Cash Basis (Paid)"), Some(Basis::Cash));
        assert_eq!(read_basis("Accrual Arts Ltd"), None);
        assert_eq!(read_stamp("Monday, Tuesday & Co"), None);
    }
}
