//! Money past due: the customer who owes most of it, and all the others together.

use super::{Found, link};
use crate::base::Money;
use crate::report::context::Context;
use crate::report::model::Finding;
use crate::report::parts::place;
use crate::report::{format, words};

/// From this share of all that is past due a customer gets a finding of its own: it owes more than the others together.
const OWN_FINDING: f64 = 0.50;

/// Finds what is past due.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let aging = &cx.results().aging;
    let Ok(total) = &aging.total else { return Vec::new() };
    let overdue = total.overdue_balance();
    let mut owing: Vec<(usize, Money)> = (0..)
        .zip(&aging.customers)
        .map(|(customer, balance)| (customer, balance.overdue_balance()))
        .filter(|(_, overdue)| overdue.is_positive())
        .collect();
    owing.sort_by_key(|&(customer, overdue)| (std::cmp::Reverse(overdue), customer));
    let Some(&(first, most)) = owing.first() else { return Vec::new() };
    if most.ratio(overdue).is_some_and(|share| share < OWN_FINDING) {
        return vec![the_others(cx, &owing, None, overdue)];
    }
    let mut found = vec![largest(cx, first, most, overdue)];
    if owing.len() > 1 {
        found.push(the_others(cx, &owing[1..], Some(first), overdue));
    }
    found
}

fn largest(cx: &Context<'_>, customer: usize, overdue: Money, of_all: Money) -> Found {
    let name = cx.name(customer);
    let amount = cx.money(overdue);
    let rank = words::rank(cx.places[customer] + 1);
    let balance = cx.results().aging.customers[customer].open_balance();
    let terms = cx.inputs.ledger.customers()[customer].terms_days;
    let pays = match (cx.days_to_pay(customer), terms) {
        (Some(days), Some(terms)) => format!(" It pays in {} on {terms}-day terms.", format::days(days)),
        (Some(days), None) => format!(" It pays in {}.", format::days(days)),
        (None, _) => String::new(),
    };
    let owes = if balance == overdue {
        format!("{amount}, all of it past due")
    } else {
        format!("{}, of which {amount} is past due", cx.money(balance))
    };
    let all = if overdue == of_all {
        "That is all that is past due".to_owned()
    } else {
        let share = overdue.ratio(of_all).map_or_else(String::new, format::percent_whole);
        format!("That is {share} of the {} past due in all", cx.money(of_all))
    };
    let oldest = oldest_days(cx, customer);
    let bought = cx.customer_sales(customer);
    let action = if bought.is_positive() {
        format!("Ask for the {amount} now, and agree on a date for what follows before the next large order.")
    } else {
        format!("Ask for the {amount} now; it buys nothing at present, so no order will remind it.")
    };
    Found {
        stake: overdue,
        finding: Finding {
            id: "overdue".to_owned(),
            amount: amount.clone(),
            amount_kind: "past due".to_owned(),
            headline: format!("Collect the {amount} that {name} owes past its due date"),
            seen: format!("{name}, the {rank} customer by lifetime value, owes {owes}.{pays}"),
            why: format!("{all}; the oldest open item is {} past due.", format::days(oldest as f64)),
            action,
            links: vec![link(name, cx.page(customer)), link("Aging", place("cash", "aging"))],
        },
    }
}

fn the_others(cx: &Context<'_>, owing: &[(usize, Money)], but: Option<usize>, of_all: Money) -> Found {
    let sum: Money = owing.iter().map(|&(_, overdue)| overdue).sum();
    let amount = cx.money(sum);
    let number = owing.len();
    let top = &owing[..number.min(5)];
    let top_sum: Money = top.iter().map(|&(_, overdue)| overdue).sum();
    let names: Vec<String> = top.iter().take(3).map(|&(customer, _)| cx.name(customer)).collect();
    let others = if but.is_some() { "other " } else { "" };
    let headline = if number == 1 {
        format!("Chase {}, the only other customer past due", names[0])
    } else {
        format!("Chase the {others}{} past due by amount, not by age", words::customers(number))
    };
    let aside = but.map_or_else(String::new, |customer| format!(" beside {}", cx.name(customer)));
    let seen = match number {
        1 => format!("{} owes {amount} past the due date{aside}.", names[0]),
        _ => format!(
            "{} owe {amount} past the due date{aside}; most of all {}.",
            words::customers_first(number),
            words::list(&names)
        ),
    };
    let action = if number > 5 {
        format!("Call the five who owe most first: {} of it. Send statements to the rest.", cx.money(top_sum))
    } else {
        format!("Call {} this week.", words::list(&names))
    };
    let long: Money = owing.iter().map(|&(customer, _)| cx.results().aging.customers[customer].buckets[4]).sum();
    let share = sum.ratio(of_all).filter(|_| but.is_some()).map_or_else(String::new, |share| {
        format!("That is {} of the {} past due in all; ", format::percent_whole(share), cx.money(of_all))
    });
    let why = if long.is_positive() {
        format!("{share}{} of it is 91 days late or more.", cx.money(long))
    } else {
        words::capitalised(&format!("{share}none of it is more than 90 days late, so it can still be had."))
    };
    Found {
        stake: sum,
        finding: Finding {
            id: "overdue-others".to_owned(),
            amount: amount.clone(),
            amount_kind: "past due".to_owned(),
            headline,
            seen,
            why,
            action,
            links: vec![link("Late payers", place("cash", "late-payers")), link("Aging", place("cash", "aging"))],
        },
    }
}

/// Days past due of the customer's oldest open item.
fn oldest_days(cx: &Context<'_>, customer: usize) -> i64 {
    let items = cx.results().aging.open_items.iter();
    items.filter(|item| item.customer.0 as usize == customer).map(|item| item.days_past_due).max().unwrap_or(0)
}
