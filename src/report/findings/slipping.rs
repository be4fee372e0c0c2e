//! **Looks at** the customers of the segment Don’t Lose Them who still buy, but less than the year before.
//!
//! **Speaks** where what they buy less is 1% of sales or more. A customer that has a finding of its own is left out.
//!
//! **Money at stake**: their sales of the year before less those of this one.
//!
//! **How sure**: the amounts are firm. That they are about to leave is likely: they were among the best, and fall.

use super::large_loss::large_losses;
use super::{Found, confidence, largest_first, link, materiality, names_of};
use crate::base::Money;
use crate::metrics::segmentation::Segment;
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::words;

/// Finds good customers who buy less.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let named: Vec<usize> = large_losses(cx).into_iter().map(|m| place_of(m.customer)).collect();
    let falls = (0..cx.order.len()).filter(|customer| !named.contains(customer)).filter_map(|customer| {
        let value = cx.value(customer);
        let (now, before) = (*value.ttm_sales.as_ref().ok()?, *value.prev_ttm_sales.as_ref().ok()?);
        (cx.segment(customer) == Segment::DontLoseThem && now.is_positive()).then_some((customer, before - now))
    });
    let (falling, stake) = largest_first(falls);
    if !materiality::of_sales(cx, stake) {
        return Vec::new();
    }
    let sales: Money = falling.iter().map(|&(customer, _)| cx.customer_sales(customer)).sum();
    let lifetime: Money = falling.iter().map(|&(customer, _)| cx.value(customer).lifetime_value).sum();
    let fall = stake.ratio(sales + stake).map_or_else(String::new, format::percent_whole);
    let number = falling.len();
    let (headline, seen, action) = if number == 1 {
        let name = names_of(cx, &falling, 1);
        (
            format!("Visit {name} before it leaves"),
            format!(
                "{name}, of the segment Don’t Lose Them, bought for {}, {fall} less than the year before.",
                cx.money(sales)
            ),
            "Visit it this quarter, and ask what it buys elsewhere.".to_owned(),
        )
    } else {
        (
            format!("Visit {} before they leave", words::customers(number)),
            format!(
                "{} of the segment Don’t Lose Them bought for {}, {fall} less than the year before; most of the fall is \
                 {}.",
                words::customers_first(number),
                cx.money(sales),
                names_of(cx, &falling, 3)
            ),
            format!("Visit them this quarter, beginning with {}.", cx.name(falling[0].0)),
        )
    };
    let (they, their) = if number == 1 { ("It was", "its") } else { ("They were", "their") };
    vec![Found {
        id: "customers-slipping",
        urgency: Urgency::Quarter,
        stake,
        kind: "less bought",
        headline,
        seen,
        why: format!(
            "{they} among the best, with {} of sales over {their} lifetime; {} of sales a year is left to lose.",
            cx.money(lifetime),
            cx.money(sales)
        ),
        action,
        confidence: confidence::likely(
            "The amounts are firm; that a fall from among the best goes on is the usual reading.",
        ),
        links: vec![link("Segments", place("segments", "nine"))],
    }]
}
