//! **Looks at** what customers lost and customers who buy less took, against what new and returning customers brought.
//!
//! Those who stopped but may only be late, by their own rhythm, are not counted.
//!
//! **Speaks** where the first is larger than the second by 1% of sales or more, and five customers or more bought the year
//! before.
//!
//! **Money at stake**: the difference of the two.
//!
//! **How sure**: firm where the ledger covers three years or more; likely where it is shorter, since a customer who seems
//! new may have bought before it began, and uncertain where the ledger holds no sale of its last weeks.

use super::{Found, confidence, largest_first, link, materiality};
use crate::base::{Money, Period, months_before};
use crate::metrics::retention::{Bridge, MovementClass};
use crate::metrics::scorecard::Driver;
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::parts::place;
use crate::report::retention::Lost;
use crate::report::words;

/// Finds a business that does not replace what it loses.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    let who_stopped = Lost::new(cx);
    let lost = bridge.churn + bridge.contraction - who_stopped.late_sales();
    let won = bridge.new + bridge.reactivation;
    let gap = lost - won;
    if bridge.customers.opening < materiality::CUSTOMERS || !materiality::of_sales(cx, gap) {
        return Vec::new();
    }
    let brought = match won.ratio(lost).filter(|_| won.is_positive()) {
        Some(rate) => format!("{}: {} for each 1.00 lost", cx.money(won), format::decimal(rate, 2)),
        None => "nothing".to_owned(),
    };
    let customers = bridge.customers;
    let late = who_stopped.late.len();
    let left = who_stopped.all.len() - late;
    let came = (customers.new + customers.reactivated) as usize;
    let needed = left.saturating_sub(came);
    let heads = match () {
        () if needed > 0 => {
            format!(" In heads it is {}.", words::counted(needed, "customer fewer", "customers fewer"))
        }
        () if came == 0 => " Nobody left and nobody came: those who stayed buy less.".to_owned(),
        () if came > left => " It won more customers than it lost, but smaller ones.".to_owned(),
        () => " It won as many customers as it lost, but smaller ones.".to_owned(),
    };
    let apart = match late {
        0 => String::new(),
        1 => format!(
            " One more, who had bought for {}, may only be late and is not counted.",
            cx.money(who_stopped.late_sales())
        ),
        n => format!(
            " {} more, who had bought for {}, may only be late and are not counted.",
            words::number_word(n),
            cx.money(who_stopped.late_sales())
        ),
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
            "Customers lost and those who buy less took {} of sales; new and returning customers brought {brought}.{heads}{apart}",
            cx.money(lost)
        ),
        why: expansion(cx, bridge, gap),
        action: match worth_of_one(cx) {
            Some(worth) => format!(
                "Set a number of new customers for the year; one brought {} on average in the year in which it came.",
                cx.money(worth)
            ),
            None => "Set a number of new customers for the year, and look at it with every pack.".to_owned(),
        },
        confidence: confidence::of_change(cx, confidence),
        links: vec![link("Scorecard", place("scorecard", "drivers")), link("The bridge", place("retention", "bridge"))],
    }]
}

/// Whether customers who bought more made up for it, and who they were.
fn expansion(cx: &Context<'_>, bridge: &Bridge, gap: Money) -> String {
    let grown = cx.results().retention.movements.iter().filter(|m| m.class == MovementClass::Expansion);
    let (grown, gained) = largest_first(grown.map(|m| (place_of(m.customer), m.current - m.previous)));
    let Some(&(first, most)) = grown.first() else { return "No customer bought more, either.".to_owned() };
    let made_up = if bridge.expansion >= gap { "makes" } else { "does not make" };
    let one = match most.ratio(gained).filter(|share| *share > 0.5) {
        Some(_) if grown.len() == 1 => format!(" All of it is {}.", cx.name(first)),
        Some(share) => format!(" {} of it is one customer, {}.", format::percent_whole(share), cx.name(first)),
        None => String::new(),
    };
    format!("Customers who bought more brought {}, which {made_up} up for it.{one}", cx.money(bridge.expansion))
}

/// What a new customer brings in the year in which it comes, on average.
fn worth_of_one(cx: &Context<'_>) -> Option<Money> {
    let row = cx.results().scorecard.rows.iter().find(|row| row.driver == Driver::Replacement)?;
    row.step_worth.as_ref().ok().copied()
}
