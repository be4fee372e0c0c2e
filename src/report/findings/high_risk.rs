//! **Looks at** what customers of high risk owe that is not due yet.
//!
//! **Speaks** where that is 2% of what is owed or more. A customer who has a finding of its own for what is past due is left
//! out: there it says that it is of high risk.
//!
//! **Money at stake**: that amount, with tax. What they owe past its due date is another finding.
//!
//! **How sure**: likely: the points of risk are facts, and that they foretell trouble is the usual reading. Where a person
//! has judged a customer, that judgement counts, and the finding says whose it is.

use super::overdue::debtor_of_its_own;
use super::{Found, confidence, largest_first, link, materiality, names_of};
use crate::base::Money;
use crate::metrics::risk::RiskLevel;
use crate::report::cash;
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Confidence, Urgency};
use crate::report::parts::place;
use crate::report::words;

/// Finds money that may become overdue.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let results = cx.results();
    if results.aging.total.is_err() {
        return Vec::new();
    }
    let of_high_risk = results.risk.customers.iter().zip(&results.aging.customers).enumerate();
    let told = debtor_of_its_own(cx);
    let not_due = of_high_risk
        .filter(|&(customer, (risk, _))| risk.level() == Some(RiskLevel::High) && told != Some(customer))
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
        urgency: Urgency::Now,
        stake,
        kind: "not due, at high risk",
        headline: match owing.len() {
            1 => format!("Deliver to {names} against payment only, until it has paid"),
            number => format!("Deliver to {} against payment only, until they have paid", words::customers(number)),
        },
        seen: format!("{who} {amount} that is not due yet.{largest}"),
        why: reasons(cx, &owing),
        action: "Ask for payment before each delivery until then, and set a credit limit for the time after."
            .to_owned(),
        confidence: sureness(cx, &owing),
        links: vec![link("Risk triage", place("cash", "risk"))],
    }]
}

/// That a debtor is of high risk and why, as a sentence behind others; nothing where it is not.
pub(super) fn of_debtor(cx: &Context<'_>, customer: usize) -> String {
    if cx.results().risk.customers[customer].level() != Some(RiskLevel::High) {
        return String::new();
    }
    format!(" {}", reasons(cx, &[(customer, Money::ZERO)]))
}

/// Who was judged by a person, and what the points of the others are.
fn reasons(cx: &Context<'_>, owing: &[(usize, Money)]) -> String {
    let judged = owing.iter().filter_map(|&(customer, _)| judgement(cx, customer));
    let computed: Vec<usize> = owing.iter().map(|&(customer, _)| customer).filter(|&c| !is_judged(cx, c)).collect();
    let points = match computed.as_slice() {
        [] => None,
        [only] => {
            let points = cash::risk_points(cx, *only);
            Some(format!("{} has three points of risk or more: {points}.", cx.name(*only)))
        }
        several => Some(format!(
            "{} pay late, are long past due, have slowed down or buy less: each has three such points or more.",
            words::customers_first(several.len())
        )),
    };
    judged.chain(points).collect::<Vec<_>>().join(" ")
}

fn is_judged(cx: &Context<'_>, customer: usize) -> bool {
    cx.results().risk.customers[customer].judged.is_some()
}

/// What a person said of the customer: who, when and why.
fn judgement(cx: &Context<'_>, customer: usize) -> Option<String> {
    let risk = &cx.results().risk.customers[customer];
    let judged = risk.judged.as_ref()?;
    let ledger = match risk.computed {
        Some(RiskLevel::High) => "; the points of the ledger say so, too".to_owned(),
        Some(level) => format!("; by the points of the ledger alone it would be of {} risk", cash::level_name(level)),
        None => String::new(),
    };
    Some(format!(
        "{} judged {} to be of high risk on {} (“{}”){ledger}.",
        words::one_line(&judged.by),
        cx.name(customer),
        format::long_date(judged.date),
        words::one_line(&judged.note)
    ))
}

fn sureness(cx: &Context<'_>, owing: &[(usize, Money)]) -> Confidence {
    let judged = owing.iter().filter(|&&(customer, _)| is_judged(cx, customer)).count();
    confidence::likely(match judged {
        0 => "The points of risk are facts of the ledger; what will happen they do not know.",
        all if all == owing.len() => {
            "What is owed is firm. That it is at risk is a person’s judgement and not a figure of the ledger."
        }
        _ => {
            "What is owed is firm. Some are of high risk by points, which are facts of the ledger, some by a person’s judgement."
        }
    })
}
