//! Dates as exports write them, and what each could mean where the order of day, month and year is the file's.

use chrono::{Datelike, NaiveDate};

use super::month_names::month_named;
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
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2099;

/// The days that a date of three numbers can be, by the order of day, month and year: parallel to [`DateOrder::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Readings([Option<NaiveDate>; DateOrder::ALL.len()]);

impl Readings {
    /// The day that it is in one order; `None` where it is no day of the calendar.
    pub(crate) fn in_order(self, order: DateOrder) -> Option<NaiveDate> {
        self.0[order as usize]
    }

    /// Whether it is a day in any order.
    pub(crate) fn is_a_day(self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    /// The day, where no order gives another one.
    fn only(self) -> Result<NaiveDate, DateError> {
        let mut days = self.0.into_iter().flatten();
        let first = days.next().ok_or(DateError::Unreadable)?;
        if days.all(|day| day == first) { Ok(first) } else { Err(DateError::OrderUnknown) }
    }
}

/// A date as written: either one day, or three numbers whose order is the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Day(NaiveDate),
    Numbers(Readings),
}

/// Reads a date; a time of day behind it is passed over. Of the numeric forms those with a year of four digits first,
/// with the month's name or with dots (`15.01.2025`, always the day first) need no `order`.
pub(crate) fn read_date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, DateError> {
    match parse(text).ok_or(DateError::Unreadable)? {
        Written::Day(day) => Ok(day),
        Written::Numbers(readings) => match order {
            Some(order) => readings.in_order(order).ok_or(DateError::Unreadable),
            None => readings.only(),
        },
    }
}

/// The days that a date can be whose order is the file's; `None` where the text is another date or none.
pub(crate) fn readings(text: &str) -> Option<Readings> {
    match parse(text)? {
        Written::Numbers(readings) => Some(readings),
        Written::Day(_) => None,
    }
}

fn a_day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|&date| is_plausible(date))
}

fn parse(text: &str) -> Option<Written> {
    let text = text.trim();
    if let Some((year, month, day)) = iso_parts(text.as_bytes()) {
        return a_day(year, month, day).map(Written::Day);
    }
    if let Some((year, month, day)) = compact_parts(text.as_bytes()) {
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
            // Nobody writes a year of two digits first but with dashes: `26-09-20`.
            let year_first = separator == '-' && a.len() == 2 && c.len() == 2;
            let with_year_first = year_first.then(|| a_day(self::year(a)?, second, number(c)?)).flatten();
            Some(Written::Numbers(Readings([a_day(year, second, first), a_day(year, first, second), with_year_first])))
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

/// Year, month and day of `20250115`; `None` where the text is not of this form.
fn compact_parts(bytes: &[u8]) -> Option<(i32, u32, u32)> {
    let all: &[u8; 8] = bytes.try_into().ok()?;
    let number =
        all.iter().try_fold(0_u32, |n, byte| byte.is_ascii_digit().then(|| n * 10 + u32::from(byte - b'0')))?;
    Some((signed(number / 10_000)?, number / 100 % 100, number % 100))
}

/// Whether a ledger can hold a date; others are typing errors.
pub(crate) fn is_plausible(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// Whether a text that is no date names a year that no ledger can hold: `1926-01-15`, `00010101`.
pub(crate) fn names_other_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| matches!(digits.len(), 4 | 8));
    let mut years = numbers.filter_map(|digits| digits.get(..4)?.parse::<i32>().ok());
    years.any(|year| !YEARS.contains(&year))
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
            "20250115",
            "15.01.2025",
            "15.1.25",
            "15 Jan 2025",
            "15-Jan-25",
            "Jan 15 2025",
            "January 15, 2025",
            " 15 january 2025 ",
            "15. Januar 2025",
            "15 janv. 2025",
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
        assert_eq!(readings("5.4.2025"), None);
        assert_eq!(readings("x"), None);
    }

    #[test]
    fn a_year_of_two_digits_may_come_first_before_dashes_alone() {
        let days = |text| readings(text).expect("a date").0;
        let (september, year_first) = (day(2020, 9, 26), day(2026, 9, 20));
        assert_eq!(days("26-09-20"), [Some(september), None, Some(year_first)]);
        assert_eq!(days("07-14-26"), [None, Some(day(2026, 7, 14)), None]);
        assert_eq!(days("26/09/20"), [Some(september), None, None]);
        assert_eq!(days("26-09-2020"), [Some(september), None, None]);
        assert_eq!(read_date("26.09.20", Some(DateOrder::YearFirst)), Ok(september));
        assert_eq!(read_date("26-09-20", Some(DateOrder::YearFirst)), Ok(year_first));
        assert_eq!(read_date("26-09-20", None), Err(DateError::OrderUnknown));
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
            "20251301",
            "00010101",
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

    #[test]
    fn years_of_no_ledger_are_told_from_what_is_no_date() {
        for text in ["1926-09-02", "02.09.1926", "19260902", "0202-01-15", "9/2/2206", "1970-01-01 00:00:00"] {
            assert_eq!(read_date(text, Some(DateOrder::MonthFirst)), Err(DateError::Unreadable), "{text}");
            assert!(names_other_year(text), "{text}");
        }
        for text in ["", "n/a", "2025-02-30", "31/31/2025", "45000", "12/31/202"] {
            assert!(!names_other_year(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(offset in 0_u64..40_000) {
            let date = day(1990, 1, 1) + chrono::Days::new(offset);
            for form in ["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%B %-d, %Y"] {
                prop_assert_eq!(read_date(&date.format(form).to_string(), None), Ok(date));
            }
            for (form, order) in [("%d/%m/%Y", DateOrder::DayFirst), ("%-m/%-d/%Y", DateOrder::MonthFirst)] {
                prop_assert_eq!(read_date(&date.format(form).to_string(), Some(order)), Ok(date));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = (read_date(&text, None), readings(&text));
        }
    }
}
