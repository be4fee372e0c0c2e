//! **Looks at** payments and credit notes that are not set against any invoice, of customers who still owe more than that.
//!
//! **Speaks** where it is 2% of what is owed or more.
//!
//! **Money at stake**: that credit, with tax.
//!
//! **How sure**: firm that the exports show it so; the reason may be bookkeeping that was left undone.

use super::{Found, confidence, largest_first, link, materiality, most_of_all, names_of};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::words;

/// Finds credit that could settle invoices.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let aging = &cx.results().aging;
    if aging.total.is_err() {
        return Vec::new();
    }
    let owing = (0..).zip(&aging.customers).filter(|(_, balance)| !balance.open_balance().is_negative());
    let (with_credit, credit) = largest_first(owing.map(|(customer, balance)| (customer, balance.unapplied)));
    if !materiality::of_owed(cx, credit) {
        return Vec::new();
    }
    let amount = cx.money(credit);
    let share = credit.ratio(materiality::owed(cx)).map_or_else(String::new, format::percent_whole);
    let who = match with_credit.len() {
        1 => names_of(cx, &with_credit, 1),
        n => format!("{}, {}", words::customers(n), most_of_all(cx, &with_credit, 3)),
    };
    vec![Found {
        id: "unapplied-credit",
        urgency: Urgency::Now,
        stake: credit,
        kind: "not set against invoices",
        headline: format!("Set {amount} of payments and credits against invoices"),
        seen: format!("{amount} of payments and credit notes stands unapplied beside open invoices of {who}."),
        why: format!(
            "It is {share} of all that is owed. Until it is applied, invoices look overdue that are paid, and customers \
             may be chased for money they have paid."
        ),
        action: "Ask the bookkeeper to match it, beginning with the customers named, before reminders go out."
            .to_owned(),
        confidence: confidence::firm("The exports show it unapplied; what it was meant for, the payer knows."),
        links: vec![link("Aging", place("cash", "aging"))],
    }]
}
