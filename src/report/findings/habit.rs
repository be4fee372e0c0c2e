//! How a customer usually pays, where it does so steadily: who always pays late by the same days is late, and not in doubt.

use chrono::{Days, NaiveDate};

use crate::ledger::DocumentIx;
use crate::metrics::aging::OpenItem;
use crate::report::context::{Context, place};

/// So many of the last paid invoices are looked at.
const LAST: usize = 8;
/// Fewer show no habit.
const LEAST: usize = 5;
/// The slowest of them took so many days more than the middle one at most.
const STEADY: i64 = 7;
/// A habit of more days past due is one to change, not to wait for.
const LATE: i64 = 35;

/// Days from invoice to payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Habit {
    /// Of the middle one of the last paid invoices.
    pub(super) usual: i64,
    /// Of the slowest of them.
    pub(super) slowest: i64,
}

/// A customer's habit; `None` where it has none.
pub(super) fn of(cx: &Context<'_>, customer: usize) -> Option<Habit> {
    let invoices = cx.results().payment.customers[customer].invoices.iter();
    steady(invoices.filter(|invoice| invoice.closed_on.is_some()).filter_map(|invoice| invoice.days_to_pay))
}

fn steady(days: impl Iterator<Item = i64>) -> Option<Habit> {
    let mut days: Vec<i64> = days.take(LAST).collect();
    days.sort_unstable();
    let habit = Habit { usual: *days.get(days.len() / 2)?, slowest: *days.last()? };
    (days.len() >= LEAST && habit.slowest - habit.usual <= STEADY).then_some(habit)
}

/// The day on which an open invoice usually is paid, and its customer's habit; `None` where there is no habit, and where the
/// customer has left any invoice open for longer than the slowest was.
pub(super) fn usual_day(cx: &Context<'_>, invoice: DocumentIx) -> Option<(NaiveDate, Habit)> {
    let document = cx.inputs.ledger.document(invoice);
    let habit = of(cx, place(document.customer))?;
    let day = document.date.checked_add_days(Days::new(u64::try_from(habit.usual).ok()?))?;
    let age = |item: &OpenItem| (cx.as_of() - cx.inputs.ledger.document(item.document).date).num_days();
    let items = cx.results().aging.open_items.iter();
    let mut theirs = items.filter(|item| item.customer == document.customer);
    theirs.all(|item| age(item) <= habit.slowest).then_some((day, habit))
}

/// Whether everything that a customer owes past its due date comes by its habit, and five weeks late at most.
pub(super) fn explains_lateness(cx: &Context<'_>, customer: usize) -> bool {
    let items = cx.results().aging.open_items.iter();
    let mut late = items.filter(|item| place(item.customer) == customer && item.days_past_due > 0);
    late.all(|item| {
        let due = cx.as_of().checked_sub_days(Days::new(u64::try_from(item.days_past_due).unwrap_or_default()));
        usual_day(cx, item.document).zip(due).is_some_and(|((day, _), due)| (day - due).num_days() <= LATE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_pays_by_the_same_days_has_a_habit() {
        let school = [62, 58, 60, 61, 59];
        assert_eq!(steady(school.into_iter()), Some(Habit { usual: 60, slowest: 62 }));
        assert_eq!(steady([62, 58, 60, 61].into_iter()), None, "four invoices");
        assert_eq!(steady([62, 58, 60, 61, 68].into_iter()), Some(Habit { usual: 61, slowest: 68 }));
        assert_eq!(steady([62, 58, 60, 61, 90].into_iter()), None, "one was paid a month later");
        let newest_first = [30; 8].into_iter().chain([90]);
        assert_eq!(steady(newest_first), Some(Habit { usual: 30, slowest: 30 }), "long ago");
    }
}
