//! **Looks at** all customers of the year before who bought nothing in this one, in two groups: those who are silent for
//! longer than their own rhythm allows, and those whose next purchase is not due yet, who may only be late.
//!
//! **Speaks** of each group where it has two customers or more, and 1% of sales or more at stake. A customer that has a
//! finding of its own is left out.
//!
//! **Money at stake**: the sales of the year before of the customers in the group.
//!
//! **How sure**: likely for the first group where most of its sales are of customers with three purchases or more,
//! uncertain otherwise; uncertain for those who may only be late.
//!
//! Customers with debts 91 days past due or more are not on the list to call: their debts come first.

use super::large_loss::{broke_its_rhythm, large_losses};
use super::{Found, confidence, link, materiality, names_of, yearly};
use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Confidence, Urgency};
use crate::report::parts::place;
use crate::report::retention::Lost;
use crate::report::{format, words};

/// Finds customers who stopped.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let retention = &cx.results().retention;
    let Ok(bridge) = &retention.ttm else { return Vec::new() };
    let named: Vec<&Movement> = large_losses(cx);
    let has_its_own = |m: &Movement| named.iter().any(|named| named.customer == m.customer);
    let Lost { all, late } = Lost::new(cx);
    let lost: Vec<&Movement> = all.into_iter().filter(|m| !late.contains(m) && !has_its_own(m)).collect();
    let speaks = |group: &[&Movement]| group.len() > 1 && materiality::of_sales(cx, sum(group));
    let mut found = Vec::new();
    if speaks(&lost) {
        found.push(gone(cx, bridge, &lost, &named, late.len()));
    }
    if speaks(&late) {
        found.push(perhaps_late(cx, &late));
    }
    found
}

fn sum(group: &[&Movement]) -> Money {
    group.iter().map(|m| m.previous).sum()
}

fn amounts(group: &[&Movement]) -> Vec<(usize, Money)> {
    group.iter().map(|m| (place_of(m.customer), m.previous)).collect()
}

fn gone(cx: &Context<'_>, bridge: &Bridge, lost: &[&Movement], named: &[&Movement], late: usize) -> Found {
    let (number, stake) = (lost.len(), sum(lost));
    let names = names_of(cx, &amounts(lost), 2);
    let kept = bridge.customer_retention().map_or_else(String::new, format::percent);
    let before = cx.results().retention.annual[1].as_ref().ok().and_then(Bridge::customer_retention);
    let history = match before {
        Some(before) => format!("A year ago {} of customers were kept, now {kept}.", format::percent(before)),
        None => format!("{kept} of the customers of the year before were kept."),
    };
    let new = if bridge.churn > bridge.new {
        format!(
            " All customers lost took {}, more than new ones brought in ({}).",
            cx.money(bridge.churn),
            cx.money(bridge.new)
        )
    } else {
        format!(" New customers brought in {}.", cx.money(bridge.new))
    };
    let named_lost: Vec<&Movement> = named.iter().copied().filter(|m| m.class == MovementClass::Churn).collect();
    let own = names_of(cx, &amounts(&named_lost), named_lost.len());
    let other = if named_lost.is_empty() { "" } else { "other " };
    Found {
        id: "customers-lost",
        urgency: Urgency::Quarter,
        stake,
        kind: "sales lost",
        headline: format!("Find out why {} {other}customers stopped buying", words::number(number)),
        seen: format!(
            "{} {} {} {names}.{}",
            who(bridge, lost.len(), named_lost.len(), &own, late),
            they_had(cx, stake, number, named_lost.len() + late),
            if number > 2 { "The largest were" } else { "They were" },
            once_a_year(cx, lost)
        ),
        why: history + &new,
        action: call_list(cx, lost),
        confidence: sureness(cx, lost, stake),
        links: vec![
            link("Customers lost", place("retention", "customers-lost")),
            link("The bridge", place("retention", "bridge")),
        ],
    }
}

/// How many stopped in all, and who of them is spoken of elsewhere: `own` by name.
fn who(bridge: &Bridge, lost: usize, named: usize, own: &str, late: usize) -> String {
    let (stopped, opening) = words::pair(lost + named + late, bridge.customers.opening as usize);
    let named = match named {
        0 => String::new(),
        1 => format!(" {own} is one of them and has a finding of its own."),
        _ => format!(" {own} are among them and have findings of their own."),
    };
    let late = match late {
        0 => String::new(),
        1 => " One may only be late, by its own rhythm.".to_owned(),
        n => format!(" {} may only be late, by their own rhythm.", words::number_word(n)),
    };
    words::capitalised(&format!(
        "{stopped} of {opening} customers of the year before bought nothing in this one.{named}{late}"
    ))
}

/// What those spoken of had bought for, where so many more are spoken of elsewhere.
fn they_had(cx: &Context<'_>, stake: Money, number: usize, elsewhere: usize) -> String {
    match elsewhere {
        0 => format!("They had bought for {}.", cx.money(stake)),
        _ => format!("The other {} had bought for {}.", words::number(number), cx.money(stake)),
    }
}

/// Whom to call: the largest of those without old debts, and who is left out.
fn call_list(cx: &Context<'_>, lost: &[&Movement]) -> String {
    const CALLED: usize = 10;
    let old_debt = |m: &&Movement| cx.results().aging.customers[place_of(m.customer)].buckets[4].is_positive();
    let (owing, to_call): (Vec<&Movement>, Vec<&Movement>) = lost.iter().copied().partition(old_debt);
    let first = names_of(cx, &amounts(&to_call), 2);
    let call = match (to_call.len(), owing.is_empty()) {
        (0, _) => String::new(),
        (number, _) if number > CALLED => {
            let largest = &to_call[..CALLED];
            let of = if owing.is_empty() { "of them" } else { "of them without old debts" };
            format!("Call the ten largest {of} this quarter: they are {} of last year’s sales.", cx.money(sum(largest)))
        }
        (1, _) => format!("Call {first} this quarter."),
        (_, true) => format!("Call all of them this quarter, beginning with {first}."),
        (_, false) => format!("Call the others this quarter, beginning with {first}."),
    };
    if owing.is_empty() {
        return call;
    }
    let owe = if owing.len() == 1 { "owes" } else { "owe" };
    let debts = format!(
        "{} {owe} money that is 91 days late or more: settle that first.",
        if owing.len() > 2 { words::customers_first(owing.len()) } else { names_of(cx, &amounts(&owing), 2) }
    );
    [debts, call].join(" ").trim_end().to_owned()
}

/// How many of them bought once a year, as a sentence; of one, which month is missing.
fn once_a_year(cx: &Context<'_>, lost: &[&Movement]) -> String {
    let yearly: Vec<(usize, String)> =
        lost.iter().filter_map(|m| Some((place_of(m.customer), yearly::missing(cx, place_of(m.customer))?))).collect();
    match yearly.as_slice() {
        [] => String::new(),
        [(customer, missing)] => format!(" Of {}: {}", cx.name(*customer), words::uncapitalised(missing)),
        several => format!(
            " {} of them bought once a year, and the yearly purchase is missing.",
            words::number_word(several.len())
        ),
    }
}

fn sureness(cx: &Context<'_>, lost: &[&Movement], stake: Money) -> Confidence {
    let regular: Vec<&Movement> = lost.iter().copied().filter(|m| broke_its_rhythm(cx, m)).collect();
    let of_them = match (regular.len(), lost.len()) {
        (2, 2) => "Both".to_owned(),
        (all, number) if all == number => format!("All {}", words::number(number)),
        (0, _) => "None of them".to_owned(),
        (some, number) => format!("{} of the {}", words::number_word(some), words::number(number)),
    };
    let own = format!("{of_them} bought three times or more and are silent for longer than their own rhythm allows.");
    if sum(&regular) + sum(&regular) >= stake {
        confidence::likely(format!("That they bought nothing is firm. {own}"))
    } else {
        confidence::uncertain(format!(
            "That they bought nothing is firm. Most of these sales are of customers without a rhythm that they broke, who may \
             still come back. {own}"
        ))
    }
}

fn perhaps_late(cx: &Context<'_>, late: &[&Movement]) -> Found {
    let (number, stake) = (late.len(), sum(late));
    let names = names_of(cx, &amounts(late), 3);
    Found {
        id: "customers-late",
        urgency: Urgency::Quarter,
        stake,
        kind: "sales awaited",
        headline: format!("Remind {} of the order that is about due", words::customers(number)),
        seen: format!(
            "{} of the year before, who had bought for {}, bought nothing in this one. By their own rhythm the next \
             purchase is not overdue yet. The largest are {names}.",
            words::customers_first(number),
            cx.money(stake)
        ),
        why: "They count as lost until they buy; a word now costs less than winning them back.".to_owned(),
        action: format!(
            "Ask each for the next order or renewal, beginning with {}.",
            cx.name(place_of(late[0].customer))
        ),
        confidence: confidence::uncertain(
            "They may only be late: each buys so seldom that a year without a sale is its habit.",
        ),
        links: vec![
            link("Customers lost", place("retention", "customers-lost")),
            link("The bridge", place("retention", "bridge")),
        ],
    }
}
