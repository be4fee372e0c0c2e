//! How a customer usually pays, where it does so steadily: who always pays late by the same days is late, and not in doubt.

use chrono::{Days, NaiveDate};

use crate::ledger::DocumentIx;
use crate::metrics::collections::Habit;
use crate::report::context::{Context, place};

/// A habit of more days past due is one to change, not to wait for.
pub(super) const LATE: i64 = 35;

/// The day on which an open invoice usually is paid, and its customer's habit; `None` where it has none.
pub(super) fn usual_day<'a>(cx: &Context<'a>, invoice: DocumentIx) -> Option<(NaiveDate, &'a Habit)> {
    let document = cx.inputs.ledger.document(invoice);
    let habit = cx.results().collections.habits.get(place(document.customer))?.as_ref()?;
    let day = document.date.checked_add_days(Days::new(u64::try_from(habit.usual()).ok()?))?;
    Some((day, habit))
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
