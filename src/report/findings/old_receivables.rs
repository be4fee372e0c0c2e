//! **Looks at** what is 91 days past due or more.
//!
//! **Speaks** where that is 5% of what is owed or more.
//!
//! **Money at stake**: that amount, with tax, before unapplied credit.
//!
//! **How sure**: as for everything past due. That old money comes in less often is common experience, not computed here.

use super::{Found, confidence, largest_first, link, materiality, most_of_all, names_of};
use crate::base::Money;
use crate::report::context::Context;
use crate::report::parts::place;
use crate::report::{format, words};

/// From this share of what is owed old money is a matter of its own.
const LEAST: f64 = 0.05;

/// Finds old money.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let aging = &cx.results().aging;
    if aging.total.is_err() {
        return Vec::new();
    }
    let (owing, old) = largest_first((0..).zip(aging.customers.iter().map(|balance| balance.buckets[4])));
    let owed = materiality::owed(cx);
    let Some(share) = old.ratio(owed).filter(|share| *share >= LEAST && old.is_positive()) else { return Vec::new() };
    let amount = cx.money(old);
    let credit: Money = owing.iter().map(|&(customer, _)| aging.customers[customer].unapplied).sum();
    let credit = if credit.is_positive() {
        format!(" These customers have unapplied credit of {}, which may settle some of it.", cx.money(credit))
    } else {
        String::new()
    };
    let who = match owing.len() {
        1 => format!("{} owes all of it", names_of(cx, &owing, 1)),
        n => format!("{} owe it, {}", words::customers(n), most_of_all(cx, &owing, 3)),
    };
    let items = aging.open_items.iter().filter(|item| item.days_past_due >= 91);
    let oldest = items.map(|item| item.days_past_due).max().unwrap_or(91);
    vec![Found {
        id: "old-receivables",
        stake: old,
        kind: "91 days late or more",
        headline: format!("Decide on the {amount} that is 91 days late or more"),
        seen: format!(
            "{amount} is 91 days past due or more, {} of all that is owed; {who}.",
            format::percent_whole(share)
        ),
        why: format!(
            "The older a debt, the less often it is paid; the oldest item is {} late.{credit}",
            format::days(oldest as f64)
        ),
        action:
            "Go through it item by item: settle by payment plan, hand over for collection, or write off and reclaim \
                 the tax where the law allows."
                .to_owned(),
        confidence: confidence::of_balances(cx),
        links: vec![link("Late payers", place("cash", "late-payers")), link("Aging", place("cash", "aging"))],
    }]
}
