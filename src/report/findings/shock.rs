//! **Looks at** sales and cash collected of the last month that is over, against the six months before.
//!
//! **Speaks** where either is lower than in each of the six and more than 15% below their mean, and the mean is 1% of
//! the sales of twelve months or more.
//!
//! **Money at stake**: the mean of the six less the last month.
//!
//! **How sure**: likely; uncertain while entries may still come, in the days after the month.

use super::{Found, confidence, link, materiality};
use crate::base::Money;
use crate::metrics::shock_monitor::{Reading, Shock, Watch, Watched};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;

/// Finds a month out of the ordinary.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let watch = &cx.results().shock_monitor.month;
    watch.figures.iter().filter(|shock| shock.is_bad()).filter_map(|shock| one(cx, watch, shock)).collect()
}

fn one(cx: &Context<'_>, watch: &Watch, shock: &Shock) -> Option<Found> {
    let were = if shock.watched == Watched::NetSales { "were" } else { "was" };
    let (id, what, kind, action) = match shock.watched {
        Watched::NetSales => (
            "sales-shock",
            "Sales",
            "sales below the usual",
            "Look which customers did not order, beginning with the largest, and ask whether the order is only late.",
        ),
        Watched::CashCollected => (
            "cash-shock",
            "Cash collected",
            "cash below the usual",
            if nothing_is_past_due(cx) {
                "No payment is missing, for nothing is past due: see how much less was invoiced, and check the cash plan."
            } else {
                "Compare with what was due in the month: call those whose payment is missing, and check the cash plan."
            },
        ),
        // Its money stands with what is past due.
        Watched::DaysBeyondTermsOpen => return None,
    };
    let (Ok(Reading::Amount(last)), Some((Reading::Amount(lowest), _))) = (&shock.last, shock.range()) else {
        return None;
    };
    let before: Vec<Money> = shock.before.iter().filter_map(|(_, before)| amount(before.as_ref().ok()?)).collect();
    let mean =
        Money::from_minor(before.iter().copied().sum::<Money>().minor() / i64::try_from(before.len().max(1)).ok()?);
    let stake = mean - *last;
    if !materiality::of_sales(cx, mean) || !stake.is_positive() {
        return None;
    }
    let month = format::period_end(watch.period.last_day());
    let late = "Late entries may still change it: the month is less than eleven days over.";
    let confidence = if watch.provisional {
        confidence::uncertain(late)
    } else {
        confidence::likely("Sums of documents; that a month out of the ordinary means something is the usual reading.")
    };
    Some(Found {
        id,
        urgency: Urgency::Now,
        stake,
        kind,
        headline: format!("Find out why {} {were} so low", month_of(what, &month)),
        seen: format!(
            "{what} of {month}: {}, against {} on average in the six months before and {} in the lowest of them.",
            cx.money(*last),
            cx.money(mean),
            cx.money(lowest)
        ),
        why: "A single month is a warning, not a trend; it is cheapest to act on while it is one.".to_owned(),
        action: action.to_owned(),
        confidence,
        links: vec![link("The last month", place("cash", "shocks-month"))],
    })
}

/// All that is owed is known, and none of it past its due date.
fn nothing_is_past_due(cx: &Context<'_>) -> bool {
    cx.results().aging.total.as_ref().is_ok_and(|total| total.overdue_balance().is_zero())
}

fn amount(reading: &Reading) -> Option<Money> {
    match reading {
        Reading::Amount(amount) => Some(*amount),
        Reading::Days(_) => None,
    }
}

fn month_of(what: &str, month: &str) -> String {
    format!("{} of {month}", crate::report::words::uncapitalised(what))
}
