//! **Looks at** how many days after the due date invoices are paid, weighted by amount, against the year before.
//!
//! **Speaks** where that grew by more than the scorecard’s tolerance for days (2 days if not set otherwise), with thirty
//! payments or more in each of the two years, and 2% of what is owed or more at stake. Where customers take no longer once what
//! is past due counts, old invoices were collected at last, and the rule is silent.
//!
//! **Money at stake**: sales on account of the twelve months / 365 x the days: cash that customers hold longer.
//!
//! **How sure**: firm where exports link payments to invoices; likely where payments were set against the oldest invoice.

use super::{Found, confidence, largest_first, link, materiality, nearest};
use crate::base::Money;
use crate::report::cash;
use crate::report::context::Context;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::{format, words};

/// Under so many payments an average is chance.
const PAYMENTS: u32 = 30;

/// Finds slower payment.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let payment = &cx.results().payment;
    let (Ok(now), Ok(before)) = (&payment.ttm.days_beyond_terms, &payment.prev_ttm.days_beyond_terms) else {
        return Vec::new();
    };
    let Ok(faster) = &cx.results().scorecard.levers.faster_payment else { return Vec::new() };
    let slower = now - before;
    let stake = nearest(faster.credit_sales.minor() as f64 / 365.0 * slower);
    let enough = payment.ttm.payments >= PAYMENTS && payment.prev_ttm.payments >= PAYMENTS;
    if !(enough && slower > cx.inputs.policies.scorecard.level_days && materiality::of_owed(cx, stake)) {
        return Vec::new();
    }
    let tolerance = cx.inputs.policies.scorecard.level_days;
    if cash::hidden_change(cx).is_some_and(|with_open| with_open <= tolerance) {
        return Vec::new();
    }
    let slowest = slowest(cx);
    let who = match slowest.as_slice() {
        [] => "It is spread over many customers.".to_owned(),
        some => format!("Most of it comes from {}.", words::list(some)),
    };
    vec![Found {
        id: "slower-payment",
        urgency: Urgency::Quarter,
        stake,
        kind: "cash tied up",
        headline: "Stop the drift to later payment".to_owned(),
        seen: format!(
            "Invoices were paid {} than the year before: {}, then {}.",
            later(slower),
            against_terms(*now),
            against_terms(*before)
        ),
        why: format!(
            "At {} of sales on account a year, these days tie up {} for as long as they last. {who}",
            cx.money(faster.credit_sales),
            cx.money(stake)
        ),
        action:
            "Send reminders on the day after the due date, and put the slowest on shorter terms or part payment in \
                 advance."
                .to_owned(),
        confidence: confidence::of_payments(cx),
        links: vec![link("Days to pay", place("cash", "days")), link("Late payers", place("cash", "late-payers"))],
    }]
}

/// "4.2 days later".
fn later(days: f64) -> String {
    format!("{}{}days later", format::decimal(days, 1), format::NO_BREAK)
}

/// "4.2 days after the due date".
fn against_terms(days: f64) -> String {
    let side = if days < 0.0 { "before" } else { "after" };
    format!("{}{}days {side} the due date", format::decimal(days.abs(), 1), format::NO_BREAK)
}

/// The two customers who pay later than over their whole time with the largest effect, by name with both figures.
fn slowest(cx: &Context<'_>) -> Vec<String> {
    let customers = &cx.results().payment.customers;
    let effect = |customer: usize| {
        let (now, always) = (&customers[customer].ttm, &customers[customer].lifetime);
        let (Ok(now_days), Ok(always_days)) = (&now.days_beyond_terms, &always.days_beyond_terms) else { return None };
        Some((customer, nearest(now.amount.minor() as f64 / 365.0 * (now_days - always_days))))
    };
    let (slower, _) = largest_first((0..customers.len()).filter_map(effect));
    let name = |&(customer, _): &(usize, Money)| {
        let days = customers[customer].ttm.days_beyond_terms.as_ref().map_or(0.0, |&days| days);
        format!("{} (paid {})", cx.name(customer), against_terms(days))
    };
    slower.iter().take(2).map(name).collect()
}
