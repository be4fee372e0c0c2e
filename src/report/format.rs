//! Numbers, money, dates and rates as English text for people: the only rounding for readers.
//!
//! Thousands are parted by commas, negative numbers carry U+2212, what rounds to nothing has no sign, and spaces inside
//! a number or a date are U+00A0 so that they do not break.

use chrono::{Datelike, NaiveDate};

use crate::base::{Currency, Money, Month, Period};

/// Nothing to show.
pub(crate) const DASH: &str = "–";
/// A space that does not break.
pub(crate) const NO_BREAK: char = '\u{a0}';
/// The sign of negative numbers.
const MINUS: char = '\u{2212}';

/// When a number carries a sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Below zero.
    Negative,
    /// Below and above zero: the number is a change.
    Change,
}

/// Puts the sign before digits that hold no sign of their own. Digits that are all zero get none.
fn signed(negative: bool, digits: &str, sign: Sign) -> String {
    let is_nothing = !digits.bytes().any(|b| (b'1'..=b'9').contains(&b));
    match (is_nothing, negative, sign) {
        (false, true, _) => format!("{MINUS}{digits}"),
        (false, false, Sign::Change) => format!("+{digits}"),
        _ => digits.to_owned(),
    }
}

/// Digits with a comma before each group of three.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A finite number rounded half away from zero to so many places, grouped, without sign.
fn magnitude(value: f64, places: usize) -> String {
    let scale = (0..places).fold(1.0, |scale, _| scale * 10.0);
    let text = format!("{:.places$}", (value.abs() * scale).round() / scale);
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{fraction}", grouped(whole)),
        None => grouped(&text),
    }
}

/// What stands behind a figure of this unit: "USD", "days"; nothing behind counts, and shares and indices say themselves.
pub fn unit(unit: &str) -> &str {
    match unit {
        "count" | "ratio" | "index" => "",
        unit => unit,
    }
}

/// A number of things: `1,082`.
pub(crate) fn count(number: impl Into<u64>) -> String {
    grouped(&number.into().to_string())
}

/// The length of a list as a number of things.
pub(crate) fn length(number: usize) -> String {
    grouped(&number.to_string())
}

/// A number with so many decimals: `44.3`. A dash where it is not finite.
pub(crate) fn decimal(value: f64, places: usize) -> String {
    if value.is_finite() { signed(value < 0.0, &magnitude(value, places), Sign::Negative) } else { DASH.to_owned() }
}

/// A change of a number, with its sign: `+0.5`.
pub(crate) fn decimal_change(value: f64, places: usize) -> String {
    if value.is_finite() { signed(value < 0.0, &magnitude(value, places), Sign::Change) } else { DASH.to_owned() }
}

/// A fraction as a rate with one decimal: `94.1%`.
pub(crate) fn percent(fraction: f64) -> String {
    with_percent(decimal(fraction * 100.0, 1))
}

/// A fraction as a rate without decimals: `94%`.
pub(crate) fn percent_whole(fraction: f64) -> String {
    with_percent(decimal(fraction * 100.0, 0))
}

/// A fraction as a rate, with a decimal only where it has one: `8%`, `7.5%`.
pub(crate) fn percent_short(fraction: f64) -> String {
    let hundredfold = fraction * 100.0;
    if (hundredfold.round() - hundredfold).abs() < 1e-9 { percent_whole(fraction) } else { percent(fraction) }
}

/// A relative change with one decimal: `+5.3%`.
pub(crate) fn percent_change(fraction: f64) -> String {
    with_percent(decimal_change(fraction * 100.0, 1))
}

/// A relative change without decimals, for tables of many rows: `−23%`.
pub(crate) fn percent_change_whole(fraction: f64) -> String {
    with_percent(decimal_change(fraction * 100.0, 0))
}

fn with_percent(number: String) -> String {
    if number == DASH { number } else { number + "%" }
}

/// A change of a rate, in points with one decimal: `−10.7 points`.
pub(crate) fn points(fraction: f64) -> String {
    format!("{}{NO_BREAK}points", decimal_change(fraction * 100.0, 1))
}

/// A number of days in a sentence: `1 day`, `77 days`.
pub(crate) fn days(number: f64) -> String {
    let text = decimal(number, 0);
    let unit = if text == "1" { "day" } else { "days" };
    format!("{text}{NO_BREAK}{unit}")
}

/// A change in days with one decimal: `+0.5 days`.
pub(crate) fn days_change(number: f64) -> String {
    format!("{}{NO_BREAK}days", decimal_change(number, 1))
}

/// `30 September 2026`.
pub(crate) fn long_date(date: NaiveDate) -> String {
    format!("{}{NO_BREAK}{}{NO_BREAK}{}", date.day(), month_word(date.month()), date.year())
}

/// `5 Sep 2026`, for tables.
pub(crate) fn short_date(date: NaiveDate) -> String {
    format!("{}{NO_BREAK}{}{NO_BREAK}{}", date.day(), month_abbreviation(date.month()), date.year())
}

/// `September 2026`.
pub(crate) fn long_month(month: Month) -> String {
    format!("{}{NO_BREAK}{}", month_word(month.number()), month.year())
}

/// `Sep 2026`.
pub(crate) fn short_month(month: Month) -> String {
    format!("{}{NO_BREAK}{}", month_abbreviation(month.number()), month.year())
}

/// `Sep`, and with the year where `with_year`: `Oct ’25`.
pub(crate) fn tick_month(month: Month, with_year: bool) -> String {
    let name = month_abbreviation(month.number());
    if with_year { format!("{name}{NO_BREAK}’{:02}", month.year().rem_euclid(100)) } else { name.to_owned() }
}

/// The end of a period in a sentence: `September 2026` for a month end, else the day.
pub(crate) fn period_end(date: NaiveDate) -> String {
    if Month::of(date).last_day() == date { long_month(Month::of(date)) } else { long_date(date) }
}

/// The beginning of a period in a sentence: `October 2025` for a first of month, else the day.
pub(crate) fn period_start(date: NaiveDate) -> String {
    if date.day() == 1 { long_month(Month::of(date)) } else { long_date(date) }
}

/// `Oct 2025 – Sep 2026` for whole months, else with days.
pub(crate) fn period(period: Period) -> String {
    let (first, last) = (period.first_day(), period.last_day());
    if first.day() == 1 && Month::of(last).last_day() == last {
        let (from, to) = (short_month(Month::of(first)), short_month(Month::of(last)));
        if from == to { from } else { format!("{from} – {to}") }
    } else if first == last {
        short_date(first)
    } else {
        format!("{} – {}", short_date(first), short_date(last))
    }
}

/// `March`; December for what is no number of a month.
pub(crate) fn month_word(number: u32) -> &'static str {
    match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

fn month_abbreviation(number: u32) -> &'static str {
    &month_word(number)[..3]
}

/// Amounts of one currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amounts {
    /// Of every amount.
    pub currency: Currency,
}

impl Amounts {
    /// Major units, rounded half away from zero.
    fn major_units(self, amount: Money) -> String {
        let per_major = self.currency.minor_per_major().unsigned_abs();
        grouped(&((amount.minor().unsigned_abs() + per_major / 2) / per_major).to_string())
    }

    /// Whole units for tables and findings: `1,638,417`.
    pub(crate) fn whole(self, amount: Money) -> String {
        signed(amount.is_negative(), &self.major_units(amount), Sign::Negative)
    }

    /// Whole units of a change: `+433,710`.
    pub(crate) fn change(self, amount: Money) -> String {
        signed(amount.is_negative(), &self.major_units(amount), Sign::Change)
    }

    /// Whole units, or a dash for exactly nothing.
    pub(crate) fn whole_or_dash(self, amount: Money) -> String {
        if amount.is_zero() { DASH.to_owned() } else { self.whole(amount) }
    }

    /// Every decimal, for the proof: `1,240.00`.
    pub(crate) fn exact(self, amount: Money) -> String {
        let plain = amount.abs().to_plain(self.currency);
        let digits = match plain.split_once('.') {
            Some((whole, fraction)) => format!("{}.{fraction}", grouped(whole)),
            None => grouped(&plain),
        };
        signed(amount.is_negative(), &digits, Sign::Negative)
    }

    /// Three digits and their unit: `("3.06", "M")`; up to 999 without a unit.
    pub(crate) fn short_parts(self, amount: Money) -> (String, &'static str) {
        let value = amount.abs().to_major(self.currency);
        let (digits, unit) = if value < 999.5 {
            (magnitude(value, 0), "")
        } else {
            [("k", 1e3), ("M", 1e6), ("bn", 1e9), ("tn", 1e12)]
                .into_iter()
                .map(|(unit, scale)| (value / scale, unit))
                .find(|&(scaled, _)| scaled < 999.5)
                .map_or_else(|| (magnitude(value, 0), ""), |(scaled, unit)| (three_digits(scaled), unit))
        };
        (signed(amount.is_negative(), &digits, Sign::Negative), unit)
    }

    /// Three digits and their unit in a sentence: `3.06 M`, `964 k`.
    pub(crate) fn short(self, amount: Money) -> String {
        let (digits, unit) = self.short_parts(amount);
        if unit.is_empty() { digits } else { format!("{digits}{NO_BREAK}{unit}") }
    }
}

/// A number from about 1 to 999 with three digits.
fn three_digits(value: f64) -> String {
    let places = [9.995, 99.95].into_iter().filter(|&limit| value < limit).count();
    magnitude(value, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts(code: &str) -> Amounts {
        Amounts { currency: Currency::parse(code).expect("a known code") }
    }

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    #[test]
    fn tables_have_whole_units_with_commas() {
        let usd = amounts("USD");
        for (minor, text) in [
            (163_841_700, "1,638,417"),
            (0, "0"),
            (49, "0"),
            (50, "1"),
            (-49, "0"),
            (-50, "−1"),
            (99_950, "1,000"),
            (-31_153_200, "−311,532"),
            (100, "1"),
        ] {
            assert_eq!(usd.whole(Money::from_minor(minor)), text, "{minor}");
        }
        assert_eq!(amounts("JPY").whole(Money::from_minor(1_234_567)), "1,234,567");
        assert_eq!(amounts("KWD").whole(Money::from_minor(1_234_567)), "1,235");
    }

    #[test]
    fn changes_carry_their_sign_and_nothing_has_none() {
        let usd = amounts("USD");
        assert_eq!(usd.change(Money::from_minor(43_371_000)), "+433,710");
        assert_eq!(usd.change(Money::from_minor(-43_371_000)), "−433,710");
        assert_eq!(usd.change(Money::from_minor(-20)), "0");
        assert_eq!(usd.whole_or_dash(Money::ZERO), "–");
        assert_eq!(usd.whole_or_dash(Money::from_minor(10)), "0");
        assert_eq!(percent_change(0.053), "+5.3%");
        assert_eq!(percent_change(-0.0004), "0.0%");
        assert_eq!(percent_change(-0.001), "−0.1%");
        assert_eq!(percent_change_whole(-0.23), "−23%");
        assert_eq!(points(-0.107), "−10.7\u{a0}points");
        assert_eq!(days_change(0.5), "+0.5\u{a0}days");
    }

    #[test]
    fn the_proof_shows_cents() {
        assert_eq!(amounts("USD").exact(Money::from_minor(-124_000)), "−1,240.00");
        assert_eq!(amounts("USD").exact(Money::ZERO), "0.00");
        assert_eq!(amounts("JPY").exact(Money::from_minor(124_000)), "124,000");
        assert_eq!(amounts("KWD").exact(Money::from_minor(5)), "0.005");
    }

    #[test]
    fn sentences_have_three_digits() {
        let usd = amounts("USD");
        for (minor, text) in [
            (306_074_300, "3.06\u{a0}M"),
            (96_448_400, "964\u{a0}k"),
            (5_516_600, "55.2\u{a0}k"),
            (999_400, "9.99\u{a0}k"),
            (999_500, "10.0\u{a0}k"),
            (99_949, "999"),
            (99_950, "1.00\u{a0}k"),
            (99_949_900, "999\u{a0}k"),
            (99_950_000, "1.00\u{a0}M"),
            (76_190, "762"),
            (0, "0"),
            (-1, "0"),
            (-306_074_300, "−3.06\u{a0}M"),
            (123_456_789_012, "1.23\u{a0}bn"),
            (123_456_789_012_345, "1.23\u{a0}tn"),
        ] {
            assert_eq!(usd.short(Money::from_minor(minor)), text, "{minor}");
        }
    }

    #[test]
    fn rates_and_numbers_are_rounded_half_away_from_zero() {
        assert_eq!(percent(0.9412), "94.1%");
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent(0.0), "0.0%");
        assert_eq!(percent(12.5), "1,250.0%");
        assert_eq!(percent_whole(0.555), "56%");
        assert_eq!((percent_short(0.08), percent_short(0.075)), ("8%".to_owned(), "7.5%".to_owned()));
        assert_eq!(decimal(30.25, 1), "30.3");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-4.429, 1), "−4.4");
        assert_eq!(decimal(f64::NAN, 1), "–");
        assert_eq!(percent(f64::INFINITY), "–");
        assert_eq!(decimal(1350.0, 0), "1,350");
        assert_eq!(count(1082_u32), "1,082");
        assert_eq!(length(999), "999");
        assert_eq!(days(1.2), "1\u{a0}day");
        assert_eq!(days(77.28), "77\u{a0}days");
    }

    #[test]
    fn dates_do_not_break() {
        assert_eq!(long_date(day(2026, 9, 30)), "30\u{a0}September\u{a0}2026");
        assert_eq!(short_date(day(2026, 9, 5)), "5\u{a0}Sep\u{a0}2026");
        assert_eq!(long_month(Month::of(day(2026, 5, 1))), "May\u{a0}2026");
        assert_eq!(tick_month(Month::of(day(2025, 10, 1)), true), "Oct\u{a0}’25");
        assert_eq!(tick_month(Month::of(day(2025, 11, 1)), false), "Nov");
        assert_eq!(period_end(day(2026, 9, 30)), "September\u{a0}2026");
        assert_eq!(period_end(day(2026, 9, 29)), "29\u{a0}September\u{a0}2026");
        assert_eq!(period_start(day(2026, 9, 1)), "September\u{a0}2026");
        let whole = Period::from_first_to_last(day(2025, 10, 1), day(2026, 9, 30));
        assert_eq!(period(whole), "Oct\u{a0}2025 – Sep\u{a0}2026");
        let part = Period::from_first_to_last(day(2025, 10, 2), day(2026, 9, 30));
        assert_eq!(period(part), "2\u{a0}Oct\u{a0}2025 – 30\u{a0}Sep\u{a0}2026");
        assert_eq!(period(Month::of(day(2026, 2, 3)).period()), "Feb\u{a0}2026");
    }

    proptest! {
        #[test]
        fn exact_amounts_read_back(minor in -Money::LIMIT..Money::LIMIT) {
            let usd = amounts("USD");
            let plain = usd.exact(Money::from_minor(minor)).replace(',', "").replace(MINUS, "-");
            prop_assert_eq!(Money::parse_plain(&plain, usd.currency), Ok(Money::from_minor(minor)));
        }

        #[test]
        fn short_amounts_stay_within_half_a_digit(minor in 100_000_i64..Money::LIMIT) {
            let (digits, unit) = amounts("USD").short_parts(Money::from_minor(minor));
            let scale = match unit { "k" => 1e3, "M" => 1e6, "bn" => 1e9, _ => 1e12 };
            let value: f64 = digits.parse::<f64>().expect("a number") * scale;
            let exact = minor as f64 / 100.0;
            prop_assert!((value - exact).abs() <= exact * 0.005_001, "{digits} {unit} for {exact}");
            prop_assert_eq!(digits.bytes().filter(u8::is_ascii_digit).count(), 3);
        }

        #[test]
        fn no_number_has_an_ascii_minus(value in -1e12..1e12_f64) {
            for text in [decimal(value, 1), percent(value), percent_change(value), points(value)] {
                prop_assert!(!text.contains('-') && !text.contains("NaN"));
            }
        }
    }
}
