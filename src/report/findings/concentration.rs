//! Dependence on one customer.

use super::{Found, link};
use crate::base::Money;
use crate::report::context::Context;
use crate::report::model::Finding;
use crate::report::parts::place;
use crate::report::{format, words};

/// From this share of sales a customer is to be watched: the line from which ASC 280 has it disclosed.
pub(crate) const WATCH: f64 = 0.10;
/// From this share dependence is high.
pub(crate) const HIGH: f64 = 0.25;

/// Finds a customer with a tenth of sales or more.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Some(largest) = cx.largest().filter(|largest| largest.share >= WATCH) else { return Vec::new() };
    let sellers = cx.sellers();
    let name = cx.name(largest.customer);
    let share = format::percent(largest.share);
    let change = if cx.has_year() { change_of_year(cx, largest.customer) } else { String::new() };
    let next = match sellers.get(1).and_then(|&(_, sales)| sales.ratio(sellers.iter().map(|&(_, s)| s).sum::<Money>()))
    {
        Some(second) => format!("; the next largest is {}", format::percent(second)),
        None => "; there is no other customer".to_owned(),
    };
    let rest: Money = sellers.iter().skip(1).map(|&(_, sales)| sales).sum();
    let headline = if sellers.len() == 1 {
        format!("Find a second customer beside {name}")
    } else if largest.share >= HIGH {
        format!("Depend less on {name}: agree in writing, and win others")
    } else {
        format!("Put {name} on a written agreement")
    };
    let owed = cx.results().aging.customers[largest.customer].open_balance();
    let receivable = if cx.results().aging.total.is_ok() && owed.is_positive() {
        format!(" It also owes {}.", cx.money(owed))
    } else {
        String::new()
    };
    let few = if sellers.len() < 10 && sellers.len() > 1 {
        format!(" With {} shares are high by arithmetic.", words::customers(sellers.len()))
    } else {
        String::new()
    };
    let action = if sellers.len() == 1 {
        "Set a target for sales to others, and look at it with every pack."
    } else {
        "Agree on volumes and notice in writing, and set a target for the share of the others."
    };
    vec![Found {
        stake: largest.sales,
        finding: Finding {
            id: "concentration".to_owned(),
            amount: cx.money(largest.sales),
            amount_kind: "sales with one buyer".to_owned(),
            headline,
            seen: format!(
                "{name} bought for {} {}{change} and is {share} of sales{next}.",
                cx.money(largest.sales),
                cx.window()
            ),
            why: format!("Losing it would leave sales of {}.{receivable}{few}", cx.money(rest)),
            action: action.to_owned(),
            links: vec![
                link(name, cx.page(largest.customer)),
                link("Shares of sales", place("concentration", "largest")),
            ],
        },
    }]
}

/// What the customer did against the year before, as an inserted clause.
fn change_of_year(cx: &Context<'_>, customer: usize) -> String {
    let value = cx.value(customer);
    let (Ok(now), Ok(before)) = (&value.ttm_sales, &value.prev_ttm_sales) else { return String::new() };
    match (*now - *before).ratio(*before).filter(|_| before.is_positive()) {
        Some(change) if change >= 0.005 => format!(", {} more than the year before,", format::percent_whole(change)),
        Some(change) if change <= -0.005 => format!(", {} less than the year before,", format::percent_whole(-change)),
        Some(_) => ", as much as the year before,".to_owned(),
        None => String::new(),
    }
}
