//! Dates as exports write them, and the order of day and month that a file keeps to.

use chrono::{Datelike, NaiveDate};

use super::evidence::Finding;
use crate::base::DateOrder;

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateError {
    /// No form of a date, or no day of the calendar.
    Unreadable,
    /// It could be two days, and nothing tells which.
    OrderUnknown,
}

/// Years that a ledger can hold; others are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2099;

/// A date as written: either one day, or two numbers whose order is the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Day(NaiveDate),
    TwoNumbers { first: u32, second: u32, year: i32 },
}

/// Reads a date; a time of day behind it is passed over. Of the numeric forms those with the year first, with the
/// month's name or with dots (`15.01.2025`, always the day first) need no `order`.
pub(crate) fn read_date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, DateError> {
    match parse(text).ok_or(DateError::Unreadable)? {
        Written::Day(day) => Ok(day),
        Written::TwoNumbers { first, second, year } => {
            let (day, month) = match order {
                Some(DateOrder::DayFirst) => (first, second),
                Some(DateOrder::MonthFirst) => (second, first),
                None if first > 12 || first == second => (first, second),
                None if second > 12 => (second, first),
                None => return Err(DateError::OrderUnknown),
            };
            a_day(year, month, day).ok_or(DateError::Unreadable)
        }
    }
}

/// What a date tells of the order that its file keeps to.
pub(crate) fn order_in(text: &str) -> Finding<DateOrder> {
    match parse(text) {
        Some(Written::TwoNumbers { first, second, .. }) => match (first > 12, second > 12) {
            (true, false) => Finding::Says(DateOrder::DayFirst),
            (false, true) => Finding::Says(DateOrder::MonthFirst),
            (false, false) if first != second => Finding::Open,
            _ => Finding::Nothing,
        },
        _ => Finding::Nothing,
    }
}

fn a_day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| YEARS.contains(&date.year()))
}

fn parse(text: &str) -> Option<Written> {
    let text = text.trim();
    if let Some((year, month, day)) = iso_parts(text.as_bytes()) {
        return a_day(year, month, day).map(Written::Day);
    }
    let separator = text.find(|c: char| !c.is_alphanumeric()).and_then(|at| text[at..].chars().next())?;
    let mut parts = text.split([' ', '/', '-', '.', ',', '\u{a0}']).filter(|part| !part.is_empty());
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if !parts.all(is_time) {
        return None;
    }
    match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if a.len() == 4 => Some(Written::Day(a_day(signed(year)?, month, day)?)),
        (Some(first), Some(second), Some(_)) if a.len() <= 2 && b.len() <= 2 => {
            let year = year(c)?;
            if separator == '.' {
                return Some(Written::Day(a_day(year, second, first)?));
            }
            Some(Written::TwoNumbers { first, second, year })
        }
        (Some(day), None, Some(_)) if a.len() <= 2 => Some(Written::Day(a_day(year(c)?, month_named(b)?, day)?)),
        (None, Some(day), Some(_)) if b.len() <= 2 => Some(Written::Day(a_day(year(c)?, month_named(a)?, day)?)),
        _ => None,
    }
}

/// Year, month and day of `2025-01-15`, alone or before a time; `None` where the text is not of this form.
fn iso_parts(bytes: &[u8]) -> Option<(i32, u32, u32)> {
    let (date, rest) = bytes.split_at_checked(10)?;
    let digits = |range: std::ops::Range<usize>| {
        date[range].iter().try_fold(0_u32, |n, byte| byte.is_ascii_digit().then(|| n * 10 + u32::from(byte - b'0')))
    };
    let is_iso = date[4] == b'-' && date[7] == b'-' && matches!(rest, [] | [b' ' | b'T', b'0'..=b'9', ..]);
    if !is_iso {
        return None;
    }
    Some((signed(digits(0..4)?)?, digits(5..7)?, digits(8..10)?))
}

/// A part of a time of day: `05:14:15`, `09:30`, `AM`, `PM`.
fn is_time(part: &str) -> bool {
    let clock = part.contains(':') && part.bytes().all(|b| b.is_ascii_digit() || b == b':');
    clock || part.eq_ignore_ascii_case("am") || part.eq_ignore_ascii_case("pm")
}

fn number(text: &str) -> Option<u32> {
    (text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn signed(year: u32) -> Option<i32> {
    i32::try_from(year).ok()
}

/// A year of four digits, or of two: 70 to 99 are of the last century.
fn year(text: &str) -> Option<i32> {
    let year = signed(number(text)?)?;
    match text.len() {
        4 => Some(year),
        2 if year >= 70 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// 1 for `Jan`, `january`, `JAN` to 12; `Sept` too.
pub(crate) fn month_named(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let fits = |name: &&str| text.len() >= 3 && name.starts_with(&text);
    (1_u32..).zip(NAMES).find(|(_, name)| fits(name)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    #[test]
    fn the_forms_that_need_no_order() {
        for text in [
            "2025-01-15",
            "2025-01-15 05:14:15",
            "2025-01-15T05:14:15+02:00",
            "2025/01/15",
            "15.01.2025",
            "15.1.25",
            "15 Jan 2025",
            "15-Jan-25",
            "Jan 15 2025",
            "January 15, 2025",
            " 15 january 2025 ",
            "1/15/2025",
            "01/15/25",
            "15/01/2025",
            "1/15/2025 09:30 PM",
        ] {
            assert_eq!(read_date(text, None), Ok(day(2025, 1, 15)), "{text}");
        }
        assert_eq!(read_date("1/15/98", None), Ok(day(1998, 1, 15)));
        assert_eq!(read_date("05/05/2025", None), Ok(day(2025, 5, 5)));
    }

    #[test]
    fn the_order_decides_the_others() {
        assert_eq!(read_date("03/04/2025", None), Err(DateError::OrderUnknown));
        assert_eq!(read_date("03/04/2025", Some(DateOrder::DayFirst)), Ok(day(2025, 4, 3)));
        assert_eq!(read_date("03-04-25", Some(DateOrder::MonthFirst)), Ok(day(2025, 3, 4)));
        assert_eq!(read_date("15/04/2025", Some(DateOrder::MonthFirst)), Err(DateError::Unreadable));
        assert_eq!(order_in("15/04/2025"), Finding::Says(DateOrder::DayFirst));
        assert_eq!(order_in("4/15/2025"), Finding::Says(DateOrder::MonthFirst));
        assert_eq!(order_in("4/5/2025"), Finding::Open);
        assert_eq!(order_in("5/5/2025"), Finding::Nothing);
        assert_eq!(order_in("5.4.2025"), Finding::Nothing);
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "x",
            "2025-02-30",
            "2025-13-01",
            "0202-01-15",
            "31/31/2025",
            "1/2",
            "2025",
            "45000",
            "Foo 1 2025",
            "15 Jan 2025 x",
            "2025-01-15x",
            "1/2/3/2025",
            "2025-1-",
            "12/31/202",
            "1,150.00",
        ] {
            assert_eq!(read_date(text, Some(DateOrder::DayFirst)), Err(DateError::Unreadable), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(offset in 0_u64..50_000) {
            let date = day(1960, 1, 1) + chrono::Days::new(offset);
            for form in ["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%B %-d, %Y"] {
                prop_assert_eq!(read_date(&date.format(form).to_string(), None), Ok(date));
            }
            for (form, order) in [("%d/%m/%Y", DateOrder::DayFirst), ("%-m/%-d/%Y", DateOrder::MonthFirst)] {
                prop_assert_eq!(read_date(&date.format(form).to_string(), Some(order)), Ok(date));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = (read_date(&text, None), order_in(&text));
        }
    }
}
