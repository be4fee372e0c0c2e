//! The calendar of the sample: it ends on 30 September 2026, and its years run from October to
//! September, so that each is one of the "trailing twelve months" that a pack looks at.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// The day on which all books end.
pub(crate) const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day of the calendar");

/// How many October-to-September years the longest history has: the first begins in October 2020.
pub(crate) const YEARS: usize = 6;

/// The year that ends with [`AS_OF`].
pub(crate) const THIS_YEAR: usize = YEARS - 1;

/// The year before it.
pub(crate) const LAST_YEAR: usize = YEARS - 2;

/// A day, for dates written in the source.
pub(crate) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// `1 June 2026`: a day in prose.
pub(crate) fn in_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The day so many days later, or earlier where `days` is negative.
pub(crate) fn plus(date: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(distance) } else { date.checked_add_days(distance) };
    moved.expect("a day near the years of the sample")
}

/// Days from `from` to `to`.
pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// The day itself, or the Monday after a weekend. No later than [`AS_OF`].
pub(crate) fn working_day(date: NaiveDate) -> NaiveDate {
    let moved = match date.weekday() {
        Weekday::Sat => plus(date, 2),
        Weekday::Sun => plus(date, 1),
        _ => date,
    };
    if date <= AS_OF && moved > AS_OF { AS_OF } else { moved }
}

/// The number of the October-to-September year that holds `date`, 0 for the first.
pub(crate) fn year_of(date: NaiveDate) -> usize {
    let autumn = i32::from(date.month() >= 10);
    usize::try_from(date.year() - 2021 + autumn).unwrap_or(0)
}

/// The first day of a year: 1 October.
pub(crate) fn year_start(year: usize) -> NaiveDate {
    let year = i32::try_from(year).expect("a small number");
    day(2020 + year, 10, 1)
}

/// The last day of a year: 30 September.
pub(crate) fn year_end(year: usize) -> NaiveDate {
    plus(year_start(year + 1), -1)
}

/// The twentieth nearest to `date`: when a customer does its monthly payment run.
pub(crate) fn payment_run(date: NaiveDate) -> NaiveDate {
    on_day(plus(date, -5), 20)
}

/// The twentieth of the month after, a usual due date in New Zealand.
pub(crate) fn twentieth_of_next_month(date: NaiveDate) -> NaiveDate {
    on_day(next_month(date), 20)
}

/// The day so many months before.
pub(crate) fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).expect("a day near the years of the sample")
}

fn next_month(date: NaiveDate) -> NaiveDate {
    on_day(date, 1).checked_add_months(Months::new(1)).expect("a day near the years of the sample")
}

fn on_day(date: NaiveDate, day: u32) -> NaiveDate {
    date.with_day(day).expect("every month has this day")
}
