//! **Looks at** the average basket: sales divided by purchases, against the year before.
//!
//! **Speaks** where it fell by more than the scorecard’s tolerance for amounts (2% if not set otherwise), where there were
//! thirty purchases or more, and where 1% of sales or more is at stake.
//!
//! **Money at stake**: what the average purchase is smaller by, times this year’s purchases.
//!
//! **How sure**: likely: the average is exact, but whether prices, sizes or customers changed the documents do not tell.

use super::{Found, confidence, link, materiality, nearest};
use crate::metrics::scorecard::Driver;
use crate::report::context::Context;
use crate::report::format;
use crate::report::parts::place;

/// Under so many purchases an average is chance.
const PURCHASES: u32 = 30;

/// Finds smaller purchases.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let scorecard = &cx.results().scorecard;
    let row = scorecard.rows.iter().find(|row| row.driver == Driver::AverageBasket);
    let Some([_, Ok(before), Ok(now)]) = row.map(|row| &row.values) else { return Vec::new() };
    let Some(basket) = scorecard.levers.basket.as_ref().ok().filter(|b| b.purchases >= PURCHASES) else {
        return Vec::new();
    };
    let fall = (before - now) / before;
    let per_major = cx.amounts.currency.minor_per_major() as f64;
    let stake = nearest((before - now) * f64::from(basket.purchases) * per_major);
    if !(fall > cx.inputs.policies.scorecard.level_amount && materiality::of_sales(cx, stake)) {
        return Vec::new();
    }
    let amount = |value: f64| format::decimal(value, 0);
    vec![Found {
        id: "basket",
        stake,
        kind: "smaller purchases",
        headline: "Look at prices and order sizes: the average purchase is smaller".to_owned(),
        seen: format!(
            "The average purchase fell {} from {} to {}, over {} purchases.",
            format::percent(fall),
            amount(*before),
            amount(*now),
            format::count(basket.purchases)
        ),
        why: format!(
            "With last year’s average, as many purchases would have brought {} more. Costs of an order do not shrink with \
             it.",
            cx.money(stake)
        ),
        action: "Compare prices, discounts and order sizes of the ten largest customers with last year’s; consider a \
                 smallest order."
            .to_owned(),
        confidence: confidence::likely(
            "The average is exact. Whether prices, sizes or the mix of customers changed, the documents do not tell.",
        ),
        links: vec![link("Scorecard", place("scorecard", "drivers"))],
    }]
}
