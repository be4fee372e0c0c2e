//! **Looks at** what the customers of the year before bought in this one, lost ones included.
//!
//! **Speaks** where that is more than then by 1% of sales or more, and five customers or more bought the year before: good
//! news, with what to keep doing. Silent where sales as a whole grew by a twentieth or more: that finding says it.
//!
//! **Money at stake**: what they bought more, after all losses.
//!
//! **How sure**: firm where several customers carry it; likely where one customer brings more than half of what was
//! gained.

use super::{Found, confidence, largest_first, link, materiality, most_of_all, sales_trend};
use crate::metrics::retention::MovementClass;
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::words;

/// Finds customers who buy more.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    if sales_trend::speaks_of_growth(cx) {
        return Vec::new();
    }
    let retention = &cx.results().retention;
    let Ok(bridge) = &retention.ttm else { return Vec::new() };
    let gain = bridge.expansion - bridge.contraction - bridge.churn;
    let rate = bridge.net_revenue_retention().filter(|_| materiality::of_sales(cx, gain));
    let Some(rate) = rate.filter(|_| bridge.customers.opening >= materiality::CUSTOMERS) else { return Vec::new() };
    let grown = retention.movements.iter().filter(|m| m.class == MovementClass::Expansion);
    let (grown, gained) = largest_first(grown.map(|m| (place_of(m.customer), m.current - m.previous)));
    let Some(&(first, most)) = grown.first() else { return Vec::new() };
    let one = most + most > gained;
    let confidence = if one {
        confidence::likely(format!(
            "The sums are firm. {} of what was gained is one customer, {}, whose next year decides.",
            most.ratio(gained).map_or_else(String::new, format::percent_whole),
            cx.name(first)
        ))
    } else {
        confidence::of_sales(cx)
    };
    vec![Found {
        id: "upside",
        urgency: Urgency::Watch,
        stake: gain,
        kind: "more bought",
        headline: "Good news: keep doing what made last year’s customers buy more".to_owned(),
        seen: format!(
            "Last year’s customers bought {} more than then, lost ones included: net revenue retention is {}.",
            cx.money(gain),
            format::percent(rate)
        ),
        why: format!(
            "It is growth that need not be won anew. {} bought {} more, {}.",
            words::customers_first(grown.len()),
            cx.money(gained),
            most_of_all(cx, &grown, 3)
        ),
        action: "Ask those who grew most why they did, and offer the same to the customers like them.".to_owned(),
        confidence,
        links: vec![
            link("Customers who grew", place("retention", "customers-grown")),
            link("The bridge", place("retention", "bridge")),
        ],
    }]
}
