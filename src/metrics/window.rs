//! The windows that metrics look through, and whether the ledger covers them.

use chrono::{Datelike, Months, NaiveDate};

use super::{Measured, NotEnough};
use crate::base::{Month, Period, months_before};
use crate::ledger::Ledger;

/// Whether the ledger covers the whole window.
///
/// # Errors
/// [`NotEnough::History`] where the window begins before the ledger does; [`NotEnough::NoSales`] for an empty ledger.
pub(super) fn covered(ledger: &Ledger, window: Period) -> Measured<()> {
    if ledger.documents().is_empty() {
        return Err(NotEnough::NoSales);
    }
    let (needed_from, history_start) = (window.first_day(), ledger.history_start());
    if needed_from < history_start { Err(NotEnough::History { needed_from, history_start }) } else { Ok(()) }
}

/// The first as-of date at which a ledger that begins with `history_start` covers so many months.
pub fn first_covered(history_start: NaiveDate, months: u32) -> NaiveDate {
    let day_before = history_start.pred_opt().unwrap_or(history_start);
    // Months that begin with a first of month end with a month's last day.
    if history_start.day() == 1 {
        Month::of(day_before).plus(months.cast_signed()).last_day()
    } else {
        day_before.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    }
}

/// Whoever first bought in so many first months of a ledger may have been a customer before it begins.
const OPENING_MONTHS: u32 = 12;

/// The last day of a ledger's opening: of whoever first bought up to then nobody can tell for how long it had been a
/// customer.
pub(super) fn opening_end(history_start: NaiveDate) -> NaiveDate {
    let after = history_start.checked_add_months(Months::new(OPENING_MONTHS)).unwrap_or(NaiveDate::MAX);
    after.pred_opt().unwrap_or(after)
}

/// The first day that tells of anything: of the ledger, or of a document before it; `None` without documents.
pub(super) fn first_day(ledger: &Ledger) -> Option<NaiveDate> {
    ledger.documents().first().map(|document| document.date.min(ledger.history_start()))
}

/// The last days of the 36 most recent months that are over at the end of `as_of`, oldest first.
pub(super) fn last_month_ends(as_of: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let last = Month::last_complete(as_of);
    (-35..=0).map(move |months| last.plus(months).last_day())
}

/// The month ends among [`last_month_ends`] whose trailing twelve months the ledger covers.
pub(super) fn covered_month_ends(ledger: &Ledger, as_of: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    last_month_ends(as_of).filter(|&end| covered(ledger, Period::trailing_twelve_months(end)).is_ok())
}

/// Two years before, a year before, and `as_of` itself.
pub(super) fn three_years(as_of: NaiveDate) -> [NaiveDate; 3] {
    [months_before(as_of, 24), months_before(as_of, 12), as_of]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day, whole};

    #[test]
    fn a_window_that_begins_before_the_ledger_is_not_covered() {
        let mut books = Books::new("USD");
        books.invoice("Alder", day(2024, 1, 17), whole(100));
        let ledger = books.ledger();
        assert_eq!(covered(&ledger, Period::trailing_twelve_months(day(2024, 12, 31))), Ok(()));
        let short = covered(&ledger, Period::trailing_twelve_months(day(2024, 12, 30)));
        let reason = NotEnough::History { needed_from: day(2023, 12, 31), history_start: day(2024, 1, 1) };
        assert_eq!(short, Err(reason));
        assert_eq!(
            covered_month_ends(&ledger, day(2025, 2, 27)).collect::<Vec<_>>(),
            [day(2024, 12, 31), day(2025, 1, 31)]
        );
        let empty = Books::new("USD").ledger();
        assert_eq!(covered(&empty, Period::trailing_twelve_months(day(2024, 12, 31))), Err(NotEnough::NoSales));
    }

    #[test]
    fn the_first_covered_day_is_told() {
        assert_eq!(first_covered(day(2024, 2, 1), 24), day(2026, 1, 31));
        assert_eq!(first_covered(day(2024, 3, 1), 24), day(2026, 2, 28));
        assert_eq!(first_covered(day(2022, 3, 1), 24), day(2024, 2, 29));
        assert_eq!(first_covered(day(2024, 2, 10), 36), day(2027, 2, 9));
    }

    #[test]
    fn the_opening_is_the_first_year() {
        assert_eq!(opening_end(day(2024, 2, 1)), day(2025, 1, 31));
        assert_eq!(opening_end(day(2024, 2, 29)), day(2025, 2, 27));
    }

    #[test]
    fn month_ends_stop_at_the_last_whole_month() {
        let ends: Vec<NaiveDate> = last_month_ends(day(2026, 3, 30)).collect();
        assert_eq!((ends.len(), ends[0], ends[35]), (36, day(2023, 3, 31), day(2026, 2, 28)));
    }
}
