//! **Looks at** customers whose credit is larger than what they owe: the client owes them money.
//!
//! **Speaks** where that is 2% of what is owed or more, or where nobody owes anything.
//!
//! **Money at stake**: the sum of those credit balances.
//!
//! **How sure**: likely: the exports show it so, but a missing invoice or a payment booked twice would look the same.

use super::{Found, confidence, largest_first, link, materiality, most_of_all, names_of};
use crate::report::context::Context;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::words;

/// Finds customers to whom money is owed.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let aging = &cx.results().aging;
    if aging.total.is_err() {
        return Vec::new();
    }
    let balances = (0..).zip(&aging.customers).map(|(customer, balance)| (customer, -balance.open_balance()));
    let (owed_to, sum) = largest_first(balances);
    let alone = sum.is_positive() && materiality::owed(cx).is_zero();
    if !alone && !materiality::of_owed(cx, sum) {
        return Vec::new();
    }
    let amount = cx.money(sum);
    let seen = match owed_to.len() {
        1 => format!("{} has a credit balance of {amount}.", names_of(cx, &owed_to, 1)),
        n => format!(
            "{} have credit balances of {amount} together, {}.",
            words::customers_first(n),
            most_of_all(cx, &owed_to, 3)
        ),
    };
    vec![Found {
        id: "credit-balances",
        urgency: Urgency::Quarter,
        stake: sum,
        kind: "owed to customers",
        headline: format!("Settle the {amount} that is owed to customers"),
        seen,
        why: "Such balances make the total of receivables look smaller than what can be collected, and customers may ask \
              for the money."
            .to_owned(),
        action: "Look for a payment booked twice or an invoice left out; else refund it or offer it against the next order."
            .to_owned(),
        confidence: confidence::likely(
            "The exports show it so. A missing invoice or a payment booked twice would look the same.",
        ),
        links: vec![link("Aging", place("cash", "aging"))],
    }]
}
