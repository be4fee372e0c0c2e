//! The periods of cohorts: windows of the calendar, and how a customer's own periods lie on them.

use chrono::{Months, NaiveDate};

use super::{Cohort, CohortPeriod, CohortYears};
use crate::base::{Money, Month, Period, months_before};
use crate::metrics::revenue::CustomerRevenue;
use crate::metrics::window::opening_end;

/// The windows of one table and how periods are counted on them.
pub(super) struct Grid {
    /// Oldest first, without gaps, from the ledger's first day to the as-of date or beyond.
    pub(super) windows: Vec<Period>,
    history_start: NaiveDate,
    /// The last day of the ledger's first year.
    opening_end: NaiveDate,
    as_of: NaiveDate,
    counted: CohortYears,
}

/// The twelve months up to `as_of`, the twelve before, and so on back to `start`, oldest first.
pub(super) fn years(start: NaiveDate, as_of: NaiveDate) -> Vec<Period> {
    // Counted back from `as_of` alone: the twelve months to the last day of a February may begin a day later.
    let end = |years: u32| months_before(as_of, 12 * years);
    let first_day = |years: u32| end(years + 1).succ_opt().unwrap_or(start);
    let ended = (0..).take_while(|&years| end(years) >= start);
    let mut windows: Vec<Period> =
        ended.map(|years| from_start(Period::from_first_to_last(first_day(years), end(years)), start)).collect();
    windows.reverse();
    windows
}

/// The quarters of fiscal years from that of `start` to that of `as_of`.
pub(super) fn quarters(start: NaiveDate, as_of: NaiveDate, fiscal_year_end_month: u32) -> Vec<Period> {
    let to_end = |day: NaiveDate| (fiscal_year_end_month + 12 - Month::of(day).number()) % 3;
    let end = |day: NaiveDate| Month::of(day).plus(to_end(day).cast_signed());
    let number = end(start).until(end(as_of)) / 3;
    let ends = (0..=number).map(|quarter| end(start).plus(3 * quarter));
    ends.map(|end| from_start(Period::from_first_to_last(end.plus(-2).first_day(), end.last_day()), start)).collect()
}

/// The part of a window that the ledger covers.
fn from_start(window: Period, start: NaiveDate) -> Period {
    Period::from_first_to_last(window.first_day().max(start), window.last_day())
}

fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

impl Grid {
    pub(super) fn new(windows: Vec<Period>, history_start: NaiveDate, as_of: NaiveDate, counted: CohortYears) -> Self {
        Self { windows, history_start, opening_end: opening_end(history_start), as_of, counted }
    }

    /// The first sale that the ledger's history holds.
    pub(super) fn first_sale(&self, customer: &CustomerRevenue) -> Option<NaiveDate> {
        customer.first_sale_after(day_before(self.history_start))
    }

    /// The ledger's first year, and each window, or what is left of it, after that.
    pub(super) fn spans(&self) -> impl Iterator<Item = Period> {
        let opening = Period::from_first_to_last(self.history_start, self.opening_end);
        let after = self.windows.iter().filter(|window| window.last_day() > self.opening_end).map(|window| {
            let after_opening = self.opening_end.succ_opt().unwrap_or(self.opening_end);
            Period::from_first_to_last(window.first_day().max(after_opening), window.last_day())
        });
        std::iter::once(opening).chain(after)
    }

    fn window_of(&self, day: NaiveDate) -> Option<usize> {
        self.windows.iter().position(|window| window.contains(day))
    }

    /// A customer's own period of this number; `None` beyond the windows.
    pub(super) fn period(&self, first_sale: NaiveDate, number: usize) -> Option<Period> {
        match self.counted {
            CohortYears::SameForAll => self.windows.get(self.window_of(first_sale)? + number).copied(),
            CohortYears::FromFirstSale => {
                let months = u32::try_from(number).ok()?.checked_mul(12)?;
                let first = months_after(first_sale, months);
                Some(Period::from_first_to_last(first, day_before(months_after(first_sale, months + 12))))
            }
        }
    }

    /// A cohort of these first sales, with its periods that have begun, before its customers are added.
    pub(super) fn empty_cohort(&self, first_sales: Period) -> Cohort {
        let begun = |&number: &usize| {
            self.period(first_sales.first_day(), number).is_some_and(|period| period.first_day() <= self.as_of)
        };
        let is_over =
            |number| self.period(first_sales.last_day(), number).is_some_and(|period| period.last_day() <= self.as_of);
        let empty = |number| CohortPeriod { is_over: is_over(number), ..CohortPeriod::default() };
        Cohort {
            first_sales,
            is_opening: first_sales.first_day() == self.history_start,
            is_too_small: false,
            customers: 0,
            periods: (0..=self.windows.len()).take_while(begun).map(empty).collect(),
            window_sales: vec![Money::ZERO; self.windows.len()],
        }
    }
}
