//! **Looks at** what customers of high risk owe that is not due yet.
//!
//! **Speaks** where that is 2% of what is owed or more.
//!
//! **Money at stake**: that amount, with tax. What they owe past its due date is another finding.
//!
//! **How sure**: likely: the points of risk are facts, and that they foretell trouble is the usual reading. Where a person
//! has judged a customer, that judgement counts.

use super::{Found, confidence, largest_first, link, materiality, names_of};
use crate::metrics::risk::RiskLevel;
use crate::report::context::Context;
use crate::report::parts::place;
use crate::report::words;

/// Finds money that may become overdue.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let results = cx.results();
    if results.aging.total.is_err() {
        return Vec::new();
    }
    let of_high_risk = results.risk.customers.iter().zip(&results.aging.customers).enumerate();
    let not_due = of_high_risk
        .filter(|(_, (risk, _))| risk.level() == Some(RiskLevel::High))
        .map(|(customer, (_, balance))| (customer, balance.buckets[0]));
    let (owing, stake) = largest_first(not_due);
    if !materiality::of_owed(cx, stake) {
        return Vec::new();
    }
    let (amount, names) = (cx.money(stake), names_of(cx, &owing, 3));
    let who = match owing.len() {
        1 => format!("{names}, who is of high risk, owes"),
        number => format!("{} of high risk owe", words::customers_first(number)),
    };
    let largest = if owing.len() > 1 { format!(" The largest are {names}.") } else { String::new() };
    vec![Found {
        id: "high-risk",
        stake,
        kind: "not due, at high risk",
        headline: match owing.len() {
            1 => format!("Deliver to {names} against payment only, until it has paid"),
            number => format!("Deliver to {} against payment only, until they have paid", words::customers(number)),
        },
        seen: format!("{who} {amount} that is not due yet.{largest}"),
        why: match owing.len() {
            1 => "It has three points of risk or more, such as paying late or buying less, or was judged so.".to_owned(),
            _ => "They pay late, are long past due, have slowed down or buy less: each has three such points or more, or was \
                  judged so."
                .to_owned(),
        },
        action: "Agree on part payment or prepayment before the next delivery, and set a credit limit.".to_owned(),
        confidence: confidence::likely("The points of risk are facts of the ledger; what will happen they do not know."),
        links: vec![link("Risk triage", place("cash", "risk"))],
    }]
}
