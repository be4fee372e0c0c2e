//! **Looks at** what customers lost and customers who buy less took, against what new and returning customers brought.
//!
//! **Speaks** where the first is larger than the second by 1% of sales or more, and five customers or more bought the year
//! before.
//!
//! **Money at stake**: the difference of the two.
//!
//! **How sure**: firm where the ledger covers three years or more; likely where it is shorter, since a customer who seems
//! new may have bought before it began.

use super::{Found, confidence, link, materiality};
use crate::base::{Money, Period, months_before};
use crate::metrics::scorecard::Driver;
use crate::report::context::Context;
use crate::report::format;
use crate::report::parts::place;
use crate::report::words;

/// Finds a business that does not replace what it loses.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    let (won, lost) = (bridge.new + bridge.reactivation, bridge.churn + bridge.contraction);
    let gap = lost - won;
    if bridge.customers.opening < materiality::CUSTOMERS || !materiality::of_sales(cx, gap) {
        return Vec::new();
    }
    let brought = match won.ratio(lost).filter(|_| won.is_positive()) {
        Some(rate) => format!("{}: {} for each 1.00 lost", cx.money(won), format::decimal(rate, 2)),
        None => "nothing".to_owned(),
    };
    let customers = bridge.customers;
    let needed = customers.churned.saturating_sub(customers.new + customers.reactivated);
    let came = customers.new + customers.reactivated;
    let heads = match () {
        () if needed > 0 => {
            format!(" In heads it is {}.", words::counted(needed as usize, "customer fewer", "customers fewer"))
        }
        () if came == 0 => " Nobody left and nobody came: those who stayed buy less.".to_owned(),
        () if came > customers.churned => " It won more customers than it lost, but smaller ones.".to_owned(),
        () => " It won as many customers as it lost, but smaller ones.".to_owned(),
    };
    let expansion = if bridge.expansion >= gap {
        format!(
            "Customers who bought {} more made up for it this year; that is not something to rely on.",
            cx.money(bridge.expansion)
        )
    } else {
        format!("Customers who bought more brought {}, which does not make up for it.", cx.money(bridge.expansion))
    };
    let start = Period::previous_twelve_months(months_before(cx.as_of(), 12)).first_day();
    let confidence = if cx.inputs.ledger.history_start() <= start {
        confidence::of_sales(cx)
    } else {
        confidence::likely(
            "The sums are firm. The ledger is young: a customer who seems new may have bought before it began.",
        )
    };
    vec![Found {
        id: "replacement",
        stake: gap,
        kind: "not replaced",
        headline: "Win more new customers: losses are not replaced".to_owned(),
        seen: format!(
            "Customers lost and those who buy less took {} of sales; new and returning customers brought {brought}.{heads}",
            cx.money(lost)
        ),
        why: expansion,
        action: match worth_of_one(cx) {
            Some(worth) => format!(
                "Set a number of new customers for the year; one brought {} on average in the year in which it came.",
                cx.money(worth)
            ),
            None => "Set a number of new customers for the year, and look at it with every pack.".to_owned(),
        },
        confidence,
        links: vec![link("Scorecard", place("scorecard", "drivers")), link("The bridge", place("retention", "bridge"))],
    }]
}

/// What a new customer brings in the year in which it comes, on average.
fn worth_of_one(cx: &Context<'_>) -> Option<Money> {
    let row = cx.results().scorecard.rows.iter().find(|row| row.driver == Driver::Replacement)?;
    row.step_worth.as_ref().ok().copied()
}
