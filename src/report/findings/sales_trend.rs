//! **Looks at** the sales of the twelve months and of the twelve before.
//!
//! **Speaks** where they differ by 5% or more.
//!
//! **Money at stake**: the difference.
//!
//! Where it grew, the same finding says what last year’s customers did; no other one repeats it.
//!
//! **How sure**: firm: sums of documents, and a bridge that adds up to the difference. Why customers did so the ledger
//! cannot tell.

use super::{Found, confidence, largest_first, last_quarter, link, materiality, names_of};
use crate::base::Money;
use crate::metrics::retention::Bridge;
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::{Link, Urgency};
use crate::report::monthly_sales::month_behind;
use crate::report::parts::place;
use crate::report::retention::Lost;

/// From this relative fall on.
pub(super) const FALL: f64 = 0.05;
/// From this relative gain on.
const GAIN: f64 = 0.05;

/// Finds growth or decline.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let value = &cx.results().value;
    let (Ok(now), Ok(before)) = (&value.net_revenue_ttm, &value.net_revenue_prev_ttm) else { return Vec::new() };
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    let change = *now - *before;
    match change.ratio(*before).filter(|_| before.is_positive()) {
        Some(rate) if rate <= -FALL => vec![decline(cx, bridge, *now, -change, -rate)],
        Some(rate) if rate >= GAIN => vec![growth(cx, bridge, *now, change, rate)],
        _ => Vec::new(),
    }
}

fn decline(cx: &Context<'_>, bridge: &Bridge, now: Money, fall: Money, rate: f64) -> Found {
    let falls = movements(cx).map(|(customer, now, before)| (customer, before - now));
    let (falls, _) = largest_first(falls);
    let most = falls.first().map_or_else(String::new, |&(customer, less)| {
        let others = fall - less;
        let rest = if others.is_negative() {
            format!("all others together bought {} more", cx.money(-others))
        } else {
            format!("all others together bought {} less", cx.money(others))
        };
        format!("{} alone bought {} less; {rest}.", cx.name(customer), cx.money(less))
    });
    let month = month_behind(cx).map_or_else(String::new, |month| format!(" {month}."));
    Found {
        id: "sales-decline",
        urgency: Urgency::Quarter,
        stake: fall,
        kind: "less sold",
        headline: format!("Plan for sales of {}, and go after the customers behind the fall", cx.short(now)),
        seen: format!(
            "Sales fell {} to {} {}. {}{}",
            format::percent(rate),
            cx.money(now),
            cx.window(),
            bridge_sentence(cx, bridge),
            last_quarter::turned(cx)
        ),
        why: format!("{most}{month}"),
        action:
            "Go through the customers who buy less or stopped, largest first; plan with what is left until it turns."
                .to_owned(),
        confidence: confidence::of_sales(cx),
        links: links(),
    }
}

fn growth(cx: &Context<'_>, bridge: &Bridge, now: Money, gain: Money, rate: f64) -> Found {
    let (gains, _) = largest_first(movements(cx).map(|(customer, now, before)| (customer, now - before)));
    // One or two customers who brought half of it or more.
    let carried = (1..=gains.len().min(2)).map(|number| &gains[..number]).find(|few| sum(few) + sum(few) >= gain);
    let (headline, why) = match carried {
        Some(few) => {
            let names = names_of(cx, few, few.len());
            let others = gain - sum(few);
            let rest = if others.is_negative() {
                format!("all others together fell by {}", cx.money(-others))
            } else {
                format!("all others together grew by {}", cx.money(others))
            };
            let large = cx.large_customers();
            let is_large = |customer: usize| large.iter().any(|&(large, _)| large == customer);
            // Where sales depend on them, a finding of its own says to win others.
            let headline = if few.iter().all(|&(customer, _)| is_large(customer)) {
                format!("Good news: sales grew, most of all with {names}")
            } else {
                format!("Find growth with customers other than {names}")
            };
            (headline, format!("{names} alone bought {} more; {rest}.", cx.money(sum(few))))
        }
        None => (
            "Keep up the growth, and finance it".to_owned(),
            "It comes from many customers: no two brought half of it. Growth ties up cash in stock and receivables."
                .to_owned(),
        ),
    };
    let action = if carried.is_some() {
        "Plan the year once with no more than they bought the year before, and set a target for sales to the others."
    } else {
        "Ask the customers who grew what they need next, and see that purchasing and credit keep up."
    };
    Found {
        id: "sales-growth",
        urgency: Urgency::Watch,
        stake: gain,
        kind: "more sold",
        headline,
        seen: format!(
            "Sales grew {} to {} {}. {}{}",
            format::percent(rate),
            cx.money(now),
            cx.window(),
            bridge_sentence(cx, bridge),
            same_customers(bridge)
        ),
        why,
        action: action.to_owned(),
        confidence: confidence::of_sales(cx),
        links: links(),
    }
}

/// Each customer with its sales of this year and of the year before, none below zero.
fn movements(cx: &Context<'_>) -> impl Iterator<Item = (usize, Money, Money)> {
    let movements = cx.results().retention.movements.iter();
    movements.map(|m| (place_of(m.customer), m.current.or_zero_if_negative(), m.previous.or_zero_if_negative()))
}

/// What last year’s customers did, where there were enough of them.
fn same_customers(bridge: &Bridge) -> String {
    let enough = bridge.customers.opening >= materiality::CUSTOMERS;
    bridge.net_revenue_retention().filter(|_| enough).map_or_else(String::new, |rate| {
        format!(" Net revenue retention, of last year’s customers with the lost ones, is {}.", format::percent(rate))
    })
}

/// Sales fell so much that they have a finding of their own.
pub(super) fn fell(cx: &Context<'_>) -> bool {
    find(cx).iter().any(|found| found.id == "sales-decline")
}

/// Sales grew so much that they have a finding of their own.
pub(super) fn speaks_of_growth(cx: &Context<'_>) -> bool {
    find(cx).iter().any(|found| found.id == "sales-growth")
}

fn sum(gains: &[(usize, Money)]) -> Money {
    gains.iter().map(|&(_, gained)| gained).sum()
}

/// What moved sales.
fn bridge_sentence(cx: &Context<'_>, bridge: &Bridge) -> String {
    format!(
        "Customers lost took {}{} and those who buy less {}; customers who buy more brought {}, new and returning ones {}.",
        cx.money(bridge.churn),
        Lost::new(cx).late_among_them(cx),
        cx.money(bridge.contraction),
        cx.money(bridge.expansion),
        cx.money(bridge.new + bridge.reactivation)
    )
}

fn links() -> Vec<Link> {
    vec![link("Sales by month", place("summary", "monthly-sales")), link("The bridge", place("retention", "bridge"))]
}
