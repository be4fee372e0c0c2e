//! **Looks at** the sales of the twelve months and of the twelve before.
//!
//! **Speaks** where they differ by 5% or more.
//!
//! **Money at stake**: the difference.
//!
//! **How sure**: firm: sums of documents, and a bridge that adds up to the difference. Why customers did so the ledger
//! cannot tell.

use super::{Found, confidence, largest_first, link, names_of};
use crate::base::Money;
use crate::metrics::retention::Bridge;
use crate::report::context::{Context, place as place_of};
use crate::report::model::Link;
use crate::report::parts::place;
use crate::report::{format, words};

/// From this relative change on.
const LEAST: f64 = 0.05;

/// Finds growth or decline.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let value = &cx.results().value;
    let (Ok(now), Ok(before)) = (&value.net_revenue_ttm, &value.net_revenue_prev_ttm) else { return Vec::new() };
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    let change = *now - *before;
    match change.ratio(*before).filter(|_| before.is_positive()) {
        Some(rate) if rate <= -LEAST => vec![decline(cx, bridge, *now, -change, -rate)],
        Some(rate) if rate >= LEAST => vec![growth(cx, bridge, *now, change, rate)],
        _ => Vec::new(),
    }
}

fn decline(cx: &Context<'_>, bridge: &Bridge, now: Money, fall: Money, rate: f64) -> Found {
    let history = &cx.results().sales_history;
    let months = history.months.iter().rev().skip(usize::from(history.last_is_partial)).take(12);
    let pairs: Vec<bool> = months.filter_map(|m| m.year_before.map(|before| m.net_revenue < before)).collect();
    let below = pairs.iter().filter(|&&below| below).count();
    let breadth = match (below, pairs.len()) {
        (_, 0) => String::new(),
        (below, all) => format!(
            " {} of the last {} months were below the year before.",
            words::number_word(below),
            words::number(all)
        ),
    };
    Found {
        id: "sales-decline",
        stake: fall,
        kind: "less sold",
        headline: format!("Plan for sales of {}, and win back the largest items of the fall", cx.short(now)),
        seen: format!(
            "Sales fell {} to {} {}. {}",
            format::percent(rate),
            cx.money(now),
            cx.window(),
            bridge_sentence(cx, bridge)
        ),
        why: format!("Costs that were right for {} are too high for {}.{breadth}", cx.short(now + fall), cx.short(now)),
        action: "Go through the largest customers of the fall one by one; set costs by what is left until it turns."
            .to_owned(),
        confidence: confidence::of_sales(cx),
        links: links(),
    }
}

fn growth(cx: &Context<'_>, bridge: &Bridge, now: Money, gain: Money, rate: f64) -> Found {
    let movements = cx.results().retention.movements.iter();
    let gains =
        movements.map(|m| (place_of(m.customer), m.current.or_zero_if_negative() - m.previous.or_zero_if_negative()));
    let (gains, _) = largest_first(gains);
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
            (
                format!("Find growth beside {names}"),
                format!("{names} alone bought {} more; {rest}.", cx.money(sum(few))),
            )
        }
        None => (
            "Keep up the growth, and finance it".to_owned(),
            "It comes from many customers: no two brought half of it. Growth ties up cash in stock and receivables."
                .to_owned(),
        ),
    };
    let action = if carried.is_some() {
        "Plan once as if they bought as before, and set a target for the others."
    } else {
        "Ask the customers who grew what they need next, and see that purchasing and credit keep up."
    };
    Found {
        id: "sales-growth",
        stake: gain,
        kind: "more sold",
        headline,
        seen: format!(
            "Sales grew {} to {} {}. {}",
            format::percent(rate),
            cx.money(now),
            cx.window(),
            bridge_sentence(cx, bridge)
        ),
        why,
        action: action.to_owned(),
        confidence: confidence::of_sales(cx),
        links: links(),
    }
}

fn sum(gains: &[(usize, Money)]) -> Money {
    gains.iter().map(|&(_, gained)| gained).sum()
}

/// What moved sales.
fn bridge_sentence(cx: &Context<'_>, bridge: &Bridge) -> String {
    format!(
        "Customers lost took {} and those who buy less {}; customers who buy more brought {}, new and returning ones {}.",
        cx.money(bridge.churn),
        cx.money(bridge.contraction),
        cx.money(bridge.expansion),
        cx.money(bridge.new + bridge.reactivation)
    )
}

fn links() -> Vec<Link> {
    vec![link("Sales by month", place("summary", "monthly-sales")), link("The bridge", place("retention", "bridge"))]
}
