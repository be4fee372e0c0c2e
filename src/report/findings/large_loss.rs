//! **Looks at** single customers of the year before who bought nothing in this one, or much less.
//!
//! **Speaks** of a customer whose missing sales are 2% of the sales of the year before or more, and a fifth of its own or
//! more; of the two largest at most. A customer whose next purchase is not due yet by its own rhythm is left out.
//!
//! **Money at stake**: its sales of the year before less those of this one.
//!
//! **How sure**: that it bought less is firm; that it is lost is likely where it bought three times or more and so has a
//! rhythm that it broke, and uncertain otherwise. Of a
//! customer who bought once a year the missing purchase is named.
//!
//! It is to be acted on now where the customer’s silence became longer than its own rhythm allows within the last half year, and
//! its last sale is not a year ago.

use super::{Found, confidence, link, yearly};
use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Confidence, Urgency};
use crate::report::parts::place;
use crate::report::retention::may_only_be_late;
use crate::report::{format, words};

/// A customer's loss counts as large from this share of the sales of the year before.
const LARGE_LOSS: f64 = 0.02;
/// A customer falls where it bought less by at least this share of its own sales.
const FALL: f64 = 0.20;
/// So many single customers at most.
const MOST: usize = 2;
/// A silence that began to be longer than usual so many days ago is recent.
const RECENT_DAYS: f64 = 182.0;
/// From so many purchase dates on a customer has a rhythm.
const RHYTHM: u32 = 3;

/// Finds large customers lost or falling between the year before and this one.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(bridge) = &cx.results().retention.ttm else { return Vec::new() };
    large_losses(cx).into_iter().map(|movement| one(cx, movement, bridge)).collect()
}

/// The customers that this rule speaks of, largest loss first.
pub(super) fn large_losses<'a>(cx: &Context<'a>) -> Vec<&'a Movement> {
    let retention = &cx.results().retention;
    let Ok(bridge) = &retention.ttm else { return Vec::new() };
    let mut large: Vec<&Movement> = retention
        .movements
        .iter()
        .filter(|m| matches!(m.class, MovementClass::Churn | MovementClass::Contraction))
        .filter(|m| loss(m).ratio(bridge.retention_base).is_some_and(|share| share >= LARGE_LOSS))
        .filter(|m| loss(m).ratio(m.previous).is_some_and(|share| share >= FALL))
        .filter(|m| !may_only_be_late(cx, m))
        .collect();
    large.sort_by_key(|m| (std::cmp::Reverse(loss(m)), m.customer));
    large.truncate(MOST);
    large
}

/// What it bought less.
fn loss(movement: &Movement) -> Money {
    movement.previous - movement.current.or_zero_if_negative()
}

/// It bought often enough to have a rhythm of its own, and is silent for longer than that allows.
pub(super) fn broke_its_rhythm(cx: &Context<'_>, movement: &Movement) -> bool {
    let evidence = &cx.scored(place_of(movement.customer)).evidence;
    let allowed = evidence.purchase_cycle_days * cx.inputs.policies.segmentation.cycle_tolerance;
    evidence.purchase_dates >= RHYTHM && evidence.recency_days.is_some_and(|days| days as f64 > allowed)
}

/// It became silent for longer than its own rhythm allows within the last half year.
fn stopped_recently(cx: &Context<'_>, movement: &Movement) -> bool {
    let evidence = &cx.scored(place_of(movement.customer)).evidence;
    let allowed = evidence.purchase_cycle_days * cx.inputs.policies.segmentation.cycle_tolerance;
    let recent = evidence.recency_days.is_some_and(|days| days as f64 <= allowed + RECENT_DAYS);
    recent && movement.class == MovementClass::Contraction && broke_its_rhythm(cx, movement)
}

fn one(cx: &Context<'_>, movement: &Movement, bridge: &Bridge) -> Found {
    let customer = place_of(movement.customer);
    let name = cx.name(customer);
    let now = movement.current.or_zero_if_negative();
    let loss = loss(movement);
    let lost = movement.class == MovementClass::Churn;
    let rank = words::rank(cx.places[customer] + 1);
    let share = format::percent(movement.previous.ratio(bridge.retention_base).unwrap_or(0.0));
    let last = cx
        .value(customer)
        .most_recent_sale
        .map_or_else(String::new, |day| format!(" Its last sale was on {}.", format::long_date(day)));
    let overdue = cx.results().aging.customers[customer].overdue_balance();
    let owes = if overdue.is_positive() {
        format!(" It also owes {} past its due date.", cx.money(overdue))
    } else {
        String::new()
    };
    let old = cx.results().aging.customers[customer].buckets[4];
    let yearly = yearly::missing(cx, customer);
    let (headline, seen, action) = if lost {
        (
            format!("Win back {name}, or find out why it left"),
            format!(
                "{name} bought for {} the year before and nothing in this one.{}",
                cx.money(movement.previous),
                yearly.as_ref().map_or(last, |yearly| format!(" {yearly}"))
            ),
            match (old.is_positive(), &yearly) {
                (true, _) => format!(
                    "Settle first the {} that is 91 days late or more; then ask what would bring it back.",
                    cx.money(old)
                ),
                (false, Some(_)) => {
                    "Call this quarter and ask why it did not come again, and whether it was a contract that was not \
                     renewed."
                        .to_owned()
                }
                (false, None) => "Call this quarter and ask what would bring the next order.".to_owned(),
            },
        )
    } else {
        let fall = format::percent_whole(loss.ratio(movement.previous).unwrap_or(0.0));
        (
            format!("Ask {name} why it buys less"),
            format!(
                "{name} bought for {}, {fall} less than the {} of the year before.{last}",
                cx.money(now),
                cx.money(movement.previous)
            ),
            "Visit it with the list of what it bought last year and no longer buys.".to_owned(),
        )
    };
    Found {
        id: if lost { "customer-lost" } else { "customer-falling" },
        urgency: if stopped_recently(cx, movement) { Urgency::Now } else { Urgency::Quarter },
        stake: loss,
        kind: if lost { "sales lost" } else { "less bought" },
        headline,
        seen,
        why: format!("It was {share} of last year’s sales and is the {rank} customer by lifetime value.{owes}"),
        action,
        confidence: sureness(cx, movement),
        links: vec![link(name, cx.page(customer)), link("The bridge", place("retention", "bridge"))],
    }
}

fn sureness(cx: &Context<'_>, movement: &Movement) -> Confidence {
    if movement.class == MovementClass::Contraction {
        return confidence::of_sales(cx);
    }
    let cycle = cx.scored(place_of(movement.customer)).evidence.purchase_cycle_days;
    if broke_its_rhythm(cx, movement) {
        confidence::likely(format!(
            "That it bought nothing is firm. It used to buy about every {}, so the silence is not its habit.",
            format::days(cycle)
        ))
    } else {
        confidence::uncertain(
            "That it bought nothing is firm. It bought too seldom to have a rhythm that it broke, so it may still come back.",
        )
    }
}
