//! A large customer lost or falling, and all the customers who stopped buying.

use super::{Found, link};
use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::metrics::segmentation::FrequencyTrend;
use crate::report::context::{Context, place as place_of};
use crate::report::model::Finding;
use crate::report::parts::place;
use crate::report::{format, words};

/// A customer's loss counts as large from this share of the sales of the year before.
const LARGE_LOSS: f64 = 0.02;
/// A customer falls where it bought less by at least this share of its own sales.
const FALL: f64 = 0.20;
/// So many single customers at most.
const MOST: usize = 2;

/// Finds losses between the year before and this one.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let retention = &cx.results().retention;
    let Ok(bridge) = &retention.ttm else { return Vec::new() };
    let loss = |m: &Movement| m.previous - m.current.or_zero_if_negative();
    let mut large: Vec<&Movement> = retention
        .movements
        .iter()
        .filter(|m| matches!(m.class, MovementClass::Churn | MovementClass::Contraction))
        .filter(|m| loss(m).ratio(bridge.retention_base).is_some_and(|share| share >= LARGE_LOSS))
        .filter(|m| loss(m).ratio(m.previous).is_some_and(|share| share >= FALL))
        .filter(|m| !awaits_its_own_cycle(cx, m))
        .collect();
    large.sort_by_key(|m| (std::cmp::Reverse(loss(m)), m.customer));
    let mut found: Vec<Found> = large.into_iter().take(MOST).map(|m| one(cx, m, bridge)).collect();
    if bridge.customers.churned > 1 {
        found.push(all_lost(cx, bridge));
    }
    found
}

/// Its next purchase is not due yet by its own rhythm: an annual renewal that comes some days later than last year's is
/// no loss.
fn awaits_its_own_cycle(cx: &Context<'_>, movement: &Movement) -> bool {
    let customer = &cx.results().segmentation.customers[place_of(movement.customer)];
    movement.class == MovementClass::Churn && customer.evidence.trend == FrequencyTrend::AwaitingOwnCycle
}

fn one(cx: &Context<'_>, movement: &Movement, bridge: &Bridge) -> Found {
    let customer = place_of(movement.customer);
    let name = cx.name(customer);
    let now = movement.current.or_zero_if_negative();
    let loss = movement.previous - now;
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
    let (headline, seen, action) = if lost {
        (
            format!("Win back {name}, or find out why it left"),
            format!("{name} bought for {} the year before and nothing in this one.{last}", cx.money(movement.previous)),
            "The owner calls this month and asks what would bring the next order.",
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
            "The owner visits, with the list of what it bought last year and no longer buys.",
        )
    };
    Found {
        stake: loss,
        finding: Finding {
            id: if lost { "customer-lost" } else { "customer-falling" }.to_owned(),
            amount: cx.money(loss),
            amount_kind: if lost { "sales lost" } else { "less bought" }.to_owned(),
            headline,
            seen,
            why: format!("It was {share} of last year’s sales and is the {rank} customer by lifetime value.{owes}"),
            action: action.to_owned(),
            links: vec![link(name, cx.page(customer)), link("The bridge", place("retention", "bridge"))],
        },
    }
}

fn all_lost(cx: &Context<'_>, bridge: &Bridge) -> Found {
    let churned = bridge.customers.churned as usize;
    let lost: Vec<&Movement> =
        cx.results().retention.movements.iter().filter(|m| m.class == MovementClass::Churn).collect();
    let mut largest = lost.clone();
    largest.sort_by_key(|m| (std::cmp::Reverse(m.previous), m.customer));
    let awaited = lost.iter().filter(|m| awaits_its_own_cycle(cx, m)).count();
    let names: Vec<String> = largest.iter().take(2).map(|m| cx.name(place_of(m.customer))).collect();
    let top: Money = largest.iter().take(10).map(|m| m.previous).sum();
    let kept = bridge.customer_retention().map_or_else(String::new, format::percent);
    let before = cx.results().retention.annual[1].as_ref().ok().and_then(Bridge::customer_retention);
    let history = match before {
        Some(before) => format!("A year ago {} of customers were kept, now {kept}.", format::percent(before)),
        None => format!("{kept} of the customers of the year before were kept."),
    };
    let new = if bridge.churn > bridge.new {
        format!(" The loss is larger than everything that new customers brought in ({}).", cx.money(bridge.new))
    } else {
        format!(" New customers brought in {}.", cx.money(bridge.new))
    };
    let awaited = match awaited {
        0 => String::new(),
        1 => " Of those who stopped, one buys so seldom that its next purchase is not due yet.".to_owned(),
        n => format!(
            " Of those who stopped, {} buy so seldom that their next purchase is not due yet.",
            words::number_word(n)
        ),
    };
    let action = if churned > 10 {
        format!("Call the ten largest of them this month: they are {} of last year’s sales.", cx.money(top))
    } else {
        format!("Call all of them this month, beginning with {}.", words::list(&names))
    };
    Found {
        stake: bridge.churn,
        finding: Finding {
            id: "customers-lost".to_owned(),
            amount: cx.money(bridge.churn),
            amount_kind: "sales lost".to_owned(),
            headline: format!("Find out why {} stopped buying", words::customers(churned)),
            seen: format!(
                "{} of {} customers of the year before bought nothing in this one; they had bought for {}. The largest were {}.",
                words::number_word(churned),
                format::count(bridge.customers.opening),
                cx.money(bridge.churn),
                words::list(&names)
            ),
            why: history + &new + &awaited,
            action,
            links: vec![
                link("Customers lost", place("retention", "customers-lost")),
                link("The bridge", place("retention", "bridge")),
            ],
        },
    }
}
