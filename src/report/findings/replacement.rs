//! **Looks at** what customers lost and customers who buy less took, against what new and returning customers and those who
//! buy more brought.
//!
//! **Speaks** where the first is larger than all of the second by 1% of sales or more, and five customers or more bought
//! the year before. Those who stopped but may only be late, by their own rhythm, count as everywhere in the pack and are
//! named; where the gap is theirs alone the rule is silent. Silent, too, where a finding on the fall of sales says it.
//!
//! **Money at stake**: the difference: what was lost and not made up for.
//!
//! **How sure**: firm where the ledger covers three years or more; likely where it is shorter, since a customer who seems
//! new may have bought before it began.

use super::{Found, confidence, decline_beside, largest_first, link, materiality, sales_trend};
use crate::base::{Period, months_before};
use crate::metrics::retention::{Bridge, BridgeCustomers, MovementClass};
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::retention::Lost;
use crate::report::words;

/// Finds a business that does not replace what it loses.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    let who_stopped = Lost::new(cx);
    let lost = bridge.churn + bridge.contraction;
    let won = bridge.new + bridge.reactivation;
    let gap = lost - won - bridge.expansion;
    if bridge.customers.opening < materiality::CUSTOMERS || !materiality::of_sales(cx, gap - who_stopped.late_sales()) {
        return Vec::new();
    }
    if sales_trend::fell(cx) || decline_beside::speaks(cx) {
        return Vec::new();
    }
    let brought = match won.ratio(lost).filter(|_| won.is_positive()) {
        Some(rate) => format!("{}: {} for each 1.00 lost", cx.money(won), format::decimal(rate, 2)),
        None => "nothing".to_owned(),
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
        urgency: Urgency::Quarter,
        stake: gap,
        kind: "not made up for",
        headline: "Win more new customers: losses are not made up for".to_owned(),
        seen: format!(
            "Customers lost and those who buy less took {} of sales{}; new and returning customers brought {brought}.{}",
            cx.money(lost),
            who_stopped.late_among_them(cx),
            heads(bridge.customers)
        ),
        why: expansion(cx, bridge),
        action: "Set a number of new customers for the year, and look at it with every pack.".to_owned(),
        confidence,
        links: vec![link("Scorecard", place("scorecard", "drivers")), link("The bridge", place("retention", "bridge"))],
    }]
}

/// What it is in customers.
fn heads(customers: BridgeCustomers) -> String {
    let (left, came) = (customers.churned, customers.new + customers.reactivated);
    if left == 0 && came == 0 {
        return " Nobody left and nobody came: those who stayed buy less.".to_owned();
    }
    let number = |of: u32| if of == 0 { "nobody".to_owned() } else { words::number(of as usize) };
    format!(" In customers: {} lost, {} won.", number(left), number(came))
}

/// What customers who bought more brought against it, and who they were.
fn expansion(cx: &Context<'_>, bridge: &Bridge) -> String {
    let grown = cx.results().retention.movements.iter().filter(|m| m.class == MovementClass::Expansion);
    let (grown, gained) = largest_first(grown.map(|m| (place_of(m.customer), m.current - m.previous)));
    let Some(&(first, most)) = grown.first() else { return "No customer bought more, either.".to_owned() };
    let one = match most.ratio(gained).filter(|share| *share > 0.5) {
        Some(_) if grown.len() == 1 => format!(" All of it is {}.", cx.name(first)),
        Some(share) => format!(" {} of it is one customer, {}.", format::percent_whole(share), cx.name(first)),
        None => String::new(),
    };
    format!("Customers who bought more brought {}, which does not make up for it.{one}", cx.money(bridge.expansion))
}
