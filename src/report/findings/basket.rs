//! **Looks at** the average basket, sales divided by purchases, of the customers who bought in this year and in the year
//! before. Customers who left or came do not move it.
//!
//! **Speaks** where it fell by more than the scorecard’s tolerance for amounts (2% if not set otherwise), and fell so
//! without the customer whose sales fell most, too; where there were thirty purchases or more, and 1% of sales or more is
//! at stake.
//!
//! **Money at stake**: what the average purchase of those customers is smaller by, times their purchases of this year.
//!
//! **How sure**: likely: the average is exact, but whether prices or sizes changed the documents do not tell.

use super::{Found, confidence, link, materiality, nearest};
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;

/// Under so many purchases an average is chance.
const PURCHASES: u32 = 30;

/// Finds smaller purchases.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(basket) = &cx.results().scorecard.basket_of_both else { return Vec::new() };
    let tolerance = cx.inputs.policies.scorecard.level_amount;
    let (all, others) = (basket.all, basket.without_largest_fall);
    let stake = nearest((all.before() - all.now()) * f64::from(all.purchases_now));
    let fell = all.fall() > tolerance && others.is_none_or(|(_, pair)| pair.fall() > tolerance);
    if !(fell && all.purchases_now >= PURCHASES && materiality::of_sales(cx, stake)) {
        return Vec::new();
    }
    let behind = others.map_or_else(String::new, |(customer, pair)| {
        format!(
            " Without {}, whose sales fell most, it fell {}.",
            cx.name(place_of(customer)),
            format::percent(pair.fall())
        )
    });
    let amount = |value: f64| cx.money(nearest(value));
    vec![Found {
        id: "basket",
        urgency: Urgency::Quarter,
        stake,
        kind: "smaller purchases",
        headline: "Look at prices and order sizes: the average purchase is smaller".to_owned(),
        seen: format!(
            "Customers who bought in both years bought for {} at a time, {} less than the {} of the year before, over {} \
             purchases.{behind}",
            amount(all.now()),
            format::percent(all.fall()),
            amount(all.before()),
            format::count(all.purchases_now)
        ),
        why: format!("With last year’s average, as many purchases would have brought {} more.", cx.money(stake)),
        action: "Compare prices, discounts and order sizes of the ten largest customers with last year’s; consider a \
                 smallest order."
            .to_owned(),
        confidence: confidence::likely(
            "The average is exact. Whether prices or sizes changed, the documents do not tell.",
        ),
        links: vec![link("Scorecard", place("scorecard", "drivers"))],
    }]
}
