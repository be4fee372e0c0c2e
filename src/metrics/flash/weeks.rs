//! The days that a flash looks at: the fiscal quarter and year so far, their weeks, and the same days a year before.

use chrono::{Days, NaiveDate};

use super::Compared;
use crate::base::{Month, Period, months_before};
use crate::ledger::Ledger;
use crate::metrics::revenue::DatedAmounts;
use crate::metrics::window::covered;

/// Months since the fiscal year began.
fn months_into_year(as_of: NaiveDate, end_month: u32) -> i32 {
    let months = (Month::of(as_of).number() + 11).saturating_sub(end_month.clamp(1, 12)) % 12;
    months.cast_signed()
}

/// The fiscal quarter that holds `as_of`, up to it.
pub(super) fn fiscal_quarter(as_of: NaiveDate, end_month: u32) -> Period {
    let first = Month::of(as_of).plus(-(months_into_year(as_of, end_month) % 3));
    Period::from_first_to_last(first.first_day(), as_of)
}

/// The fiscal year that holds `as_of`, up to it.
pub(super) fn fiscal_year(as_of: NaiveDate, end_month: u32) -> Period {
    let first = Month::of(as_of).plus(-months_into_year(as_of, end_month));
    Period::from_first_to_last(first.first_day(), as_of)
}

/// The weeks of a quarter, counted back from its last day, oldest first.
pub(super) fn of_quarter(quarter: Period) -> Vec<Period> {
    let mut weeks = Vec::new();
    let mut last = quarter.last_day();
    while last >= quarter.first_day() {
        let first = last - Days::new(6);
        weeks.push(Period::from_first_to_last(first.max(quarter.first_day()), last));
        last = first - Days::new(1);
    }
    weeks.reverse();
    weeks
}

/// The day before the first one.
pub(super) fn day_before(days: Period) -> NaiveDate {
    days.first_day() - Days::new(1)
}

/// The same days of the year before. What meets this year meets then, and month ends stay month ends.
fn year_before(days: Period) -> Period {
    let before = months_before(day_before(days), 12);
    Period::from_first_to_last(before + Days::new(1), months_before(days.last_day(), 12))
}

/// Net sales of some days and of the same days of the year before: the business's, or one customer's.
pub(super) fn compared(ledger: &Ledger, sales: &DatedAmounts, days: Period) -> Compared {
    let before = year_before(days);
    Compared { now: sales.within(days), year_before: covered(ledger, before).map(|()| sales.within(before)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::day;
    use proptest::prelude::*;

    #[test]
    fn quarters_and_years_follow_the_fiscal_year() {
        let quarter = |as_of, end| fiscal_quarter(as_of, end).first_day();
        let year = |as_of, end| fiscal_year(as_of, end).first_day();
        assert_eq!((quarter(day(2026, 5, 20), 12), year(day(2026, 5, 20), 12)), (day(2026, 4, 1), day(2026, 1, 1)));
        assert_eq!((quarter(day(2026, 9, 30), 9), year(day(2026, 9, 30), 9)), (day(2026, 7, 1), day(2025, 10, 1)));
        assert_eq!((quarter(day(2026, 10, 1), 9), year(day(2026, 10, 1), 9)), (day(2026, 10, 1), day(2026, 10, 1)));
        assert_eq!((quarter(day(2026, 1, 15), 2), year(day(2026, 1, 15), 2)), (day(2025, 12, 1), day(2025, 3, 1)));
        assert_eq!((quarter(day(2026, 3, 1), 1), year(day(2026, 1, 31), 1)), (day(2026, 2, 1), day(2025, 2, 1)));
    }

    #[test]
    fn the_first_week_of_a_quarter_may_be_short() {
        let weeks = of_quarter(fiscal_quarter(day(2026, 5, 20), 12));
        assert_eq!((weeks.len(), weeks[0].days(), weeks[0].last_day()), (8, 1, day(2026, 4, 1)));
        assert!(weeks[1..].iter().all(|week| week.days() == 7));
        assert_eq!(of_quarter(fiscal_quarter(day(2026, 4, 1), 12)).len(), 1);
    }

    #[test]
    fn month_ends_meet_a_year_before() {
        let week = Period::from_first_to_last(day(2025, 2, 22), day(2025, 2, 28));
        let before = year_before(week);
        assert_eq!((before.first_day(), before.last_day()), (day(2024, 2, 22), day(2024, 2, 29)));
        let march = year_before(Period::from_first_to_last(day(2025, 3, 1), day(2025, 3, 7)));
        assert_eq!((march.first_day(), march.days()), (day(2024, 3, 1), 7));
    }

    proptest! {
        #[test]
        fn weeks_make_the_quarter_in_both_years(offset in 0_u64..12_000, end in 1_u32..=12) {
            let as_of = day(1999, 1, 1) + Days::new(offset);
            let quarter = fiscal_quarter(as_of, end);
            let weeks = of_quarter(quarter);
            prop_assert_eq!((weeks[0].first_day(), weeks[weeks.len() - 1].last_day()), (quarter.first_day(), as_of));
            prop_assert!(weeks.len() <= 14 && fiscal_year(as_of, end).days() <= 366 && quarter.days() <= 92);
            prop_assert!(fiscal_year(as_of, end).first_day() <= quarter.first_day());
            for pair in weeks.windows(2) {
                prop_assert_eq!(pair[0].last_day() + Days::new(1), pair[1].first_day());
                prop_assert_eq!(year_before(pair[0]).last_day() + Days::new(1), year_before(pair[1]).first_day());
            }
            prop_assert_eq!(year_before(weeks[0]).first_day(), year_before(quarter).first_day());
            let month = Month::of(quarter.first_day()).plus(-12);
            prop_assert_eq!(year_before(quarter).first_day(), month.first_day());
        }
    }
}
