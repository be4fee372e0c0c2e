//! Calendar words: months, half-open periods, and "so many months before".

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

/// The day `months` months before `date`. A month end stays a month end: 2025-02-28 less twelve
/// months is 2024-02-29, so that windows of whole months tie to reports of the same months.
///
/// ```
/// # use chrono::NaiveDate;
/// # use ledgerpress::base::months_before;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(months_before(day(2025, 2, 28), 12), day(2024, 2, 29));
/// assert_eq!(months_before(day(2024, 3, 30), 1), day(2024, 2, 29));
/// assert_eq!(months_before(day(2024, 3, 15), 12), day(2023, 3, 15));
/// ```
pub fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    let earlier = date.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    if Month::of(date).last_day() == date { Month::of(earlier).last_day() } else { earlier }
}

/// A span of days, from `start` up to but without `end`. Never reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

impl Period {
    /// The span from `first` to `last`, both inclusive, as people say it. Empty where `last` is before
    /// `first`.
    pub fn from_first_to_last(first: NaiveDate, last: NaiveDate) -> Self {
        let end = last.checked_add_days(Days::new(1)).unwrap_or(last);
        Self { start: first, end: end.max(first) }
    }

    /// The `months` months that end with the day `last`: `(last - months, last]`.
    pub fn months_ending(last: NaiveDate, months: u32) -> Self {
        let day_before = months_before(last, months);
        let first = day_before.checked_add_days(Days::new(1)).unwrap_or(day_before);
        Self::from_first_to_last(first, last)
    }

    /// The twelve months that end with the day `as_of`: "trailing twelve months".
    pub fn trailing_twelve_months(as_of: NaiveDate) -> Self {
        Self::months_ending(as_of, 12)
    }

    /// The twelve months before the trailing twelve: `(as_of - 24 months, as_of - 12 months]`.
    pub fn previous_twelve_months(as_of: NaiveDate) -> Self {
        Self::months_ending(months_before(as_of, 12), 12)
    }

    /// Whether `date` lies in the span.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.start <= date && date < self.end
    }

    /// The first day.
    pub fn first_day(&self) -> NaiveDate {
        self.start
    }

    /// The last day; the day before the first one where the span is empty.
    pub fn last_day(&self) -> NaiveDate {
        self.end.pred_opt().unwrap_or(self.end)
    }

    /// How many days it holds.
    pub fn days(&self) -> i64 {
        (self.end - self.start).num_days()
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    /// Months since January of the year 0.
    ordinal: i32,
}

impl Month {
    /// The month that holds `date`.
    pub fn of(date: NaiveDate) -> Self {
        Self { ordinal: date.year() * 12 + date.month0().cast_signed() }
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.ordinal.div_euclid(12)
    }

    /// 1 for January to 12 for December.
    pub fn number(self) -> u32 {
        self.ordinal.rem_euclid(12).cast_unsigned() + 1
    }

    /// The month so many months later; earlier where `months` is negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self { ordinal: self.ordinal + months }
    }

    /// Months from `self` to `other`, negative where `other` is earlier.
    pub fn until(self, other: Self) -> i32 {
        other.ordinal - self.ordinal
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// All its days.
    pub fn period(self) -> Period {
        Period::from_first_to_last(self.first_day(), self.last_day())
    }

    /// The last month that is over at the end of `date`: the month of `date` where that is its last
    /// day, else the one before.
    pub fn last_complete(date: NaiveDate) -> Self {
        let month = Self::of(date);
        if month.last_day() == date { month } else { month.plus(-1) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
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
    fn trailing_twelve_months_of_a_month_end_are_whole_months() {
        let ttm = Period::trailing_twelve_months(day(2025, 2, 28));
        assert_eq!((ttm.first_day(), ttm.last_day()), (day(2024, 3, 1), day(2025, 2, 28)));
        let previous = Period::previous_twelve_months(day(2025, 2, 28));
        assert_eq!((previous.first_day(), previous.last_day()), (day(2023, 3, 1), day(2024, 2, 29)));
        assert_eq!(ttm.days(), 365);
    }

    #[test]
    fn months_know_their_ends() {
        assert_eq!(Month::last_complete(day(2026, 9, 30)).to_string(), "2026-09");
        assert_eq!(Month::last_complete(day(2026, 9, 29)).to_string(), "2026-08");
        assert_eq!(Month::of(day(2026, 1, 31)).plus(-1).last_day(), day(2025, 12, 31));
        assert_eq!(Month::of(day(2025, 11, 1)).until(Month::of(day(2026, 2, 9))), 3);
    }

    proptest! {
        #[test]
        fn the_two_years_before_meet_and_do_not_overlap(offset in 0_u64..20_000) {
            let as_of = day(1990, 1, 1) + Days::new(offset);
            let ttm = Period::trailing_twelve_months(as_of);
            let previous = Period::previous_twelve_months(as_of);
            prop_assert_eq!(previous.last_day().succ_opt(), Some(ttm.first_day()));
            prop_assert!(ttm.contains(as_of) && !previous.contains(as_of));
            prop_assert!((365..=366).contains(&ttm.days()));
        }
    }
}
