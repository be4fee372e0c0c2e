//! **Looks at** the customers with the largest shares of sales.
//!
//! **Speaks** where a customer has a tenth of sales or more (the limit of the scorecard’s strong band); up to three
//! such customers of like size are named together. Silent where fewer than five sales are known: any customer is large then.
//! With fewer than five customers, or under a year of sales, it says to win others and nothing of agreements. It adds where the largest share fell because the largest customer left: that is no gain.
//!
//! **Money at stake**: the sales of those customers in the twelve months.
//!
//! **How sure**: firm: shares of sums of documents. Whether they would leave the ledger cannot tell.

use super::{Found, confidence, link, materiality};
use crate::base::Money;
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Confidence, Urgency};
use crate::report::parts::place;
use crate::report::{format, words};

/// Finds customers that sales depend on.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    if materiality::sales_documents(cx) < confidence::FEW {
        return Vec::new();
    }
    let sellers = cx.sellers();
    let total: Money = sellers.iter().map(|&(_, sales)| sales).sum();
    match cx.large_customers().as_slice() {
        [] => Vec::new(),
        [(customer, sales)] => vec![one(cx, *customer, *sales, total, &sellers)],
        several => vec![together(cx, several, total, sellers.len())],
    }
}

fn one(cx: &Context<'_>, customer: usize, sales: Money, total: Money, sellers: &[(usize, Money)]) -> Found {
    let name = cx.name(customer);
    let share = sales.ratio(total).unwrap_or(0.0);
    let next = match sellers.get(1).and_then(|&(_, second)| second.ratio(total)) {
        Some(second) => format!("; the next largest is {}", format::percent(second)),
        None => "; there is no other customer".to_owned(),
    };
    let alone = sellers.len() == 1;
    let headline = if alone {
        format!("Find customers other than {name}")
    } else if is_young(cx, sellers.len()) {
        format!("Win customers other than {name}")
    } else if share >= cx.inputs.policies.scorecard.concentration.steady {
        format!("Depend less on {name}: agree in writing, and win others")
    } else {
        format!("Put {name} on a written agreement")
    };
    let action = if alone {
        ALONE
    } else if is_young(cx, sellers.len()) {
        OTHERS
    } else {
        "Agree on volumes and notice in writing, and set a target for the share of the others."
    };
    let change = if cx.has_year() { change_of_year(cx, customer) } else { String::new() };
    Found {
        id: "concentration",
        urgency: Urgency::Watch,
        stake: sales,
        kind: "sales with one buyer",
        headline,
        seen: format!(
            "{name} bought for {} {}{change} and is {} of sales{next}.",
            cx.money(sales),
            cx.window(),
            format::percent(share)
        ),
        why: format!(
            "Losing it would leave sales of {}.{}{}{}",
            cx.money(total - sales),
            owed(cx, &[customer]),
            few(sellers.len()),
            departure(cx)
        ),
        action: action.to_owned(),
        confidence: sureness(cx),
        links: vec![
            link(name, cx.page(customer)),
            link("Shares of sales", place("concentration", "largest")),
            link("What a loss would cost", place("concentration", "loss")),
        ],
    }
}

fn together(cx: &Context<'_>, large: &[(usize, Money)], total: Money, sellers: usize) -> Found {
    let customers: Vec<usize> = large.iter().map(|&(customer, _)| customer).collect();
    let sales: Money = large.iter().map(|&(_, sales)| sales).sum();
    let names: Vec<String> = customers.iter().map(|&customer| cx.name(customer)).collect();
    let shares: Vec<String> =
        large.iter().map(|&(_, sales)| sales.ratio(total).map_or_else(String::new, format::percent)).collect();
    let (number, all) = (words::number(large.len()), large.len() == sellers);
    let young = is_young(cx, sellers);
    let headline = if all || young {
        format!("Win customers other than {}", words::list(&names))
    } else {
        format!("Depend less on {}: agree in writing, and win others", words::list(&names))
    };
    let losing = if all {
        "There is no other customer.".to_owned()
    } else {
        format!(
            "Losing the {number} would leave sales of {}; losing {} alone, {}.",
            cx.money(total - sales),
            names[0],
            cx.money(total - large[0].1)
        )
    };
    let mut links: Vec<_> = names.iter().zip(&customers).map(|(name, &c)| link(name.clone(), cx.page(c))).collect();
    links.push(link("Shares of sales", place("concentration", "largest")));
    links.push(link("What a loss would cost", place("concentration", "loss")));
    Found {
        id: "concentration",
        urgency: Urgency::Watch,
        stake: sales,
        kind: "sales with few buyers",
        headline,
        seen: format!(
            "{} bought for {} {}: {} of sales, {} together.",
            words::list(&names),
            cx.money(sales),
            cx.window(),
            words::list(&shares),
            sales.ratio(total).map_or_else(String::new, format::percent)
        ),
        why: format!("{losing}{}{}{}", owed(cx, &customers), few(sellers), departure(cx)),
        action: match () {
            () if all => ALONE,
            () if young => OTHERS,
            () => "Agree on volumes and notice in writing with each, and set a target for the share of the others.",
        }
        .to_owned(),
        confidence: sureness(cx),
        links,
    }
}

/// What to do where there is nobody else.
const ALONE: &str = "Set a number of new customers for the year, and look at it with every pack.";
/// What to do where there are few others.
const OTHERS: &str = "Set a number of new customers for the year and a target for sales to the others, and look at both with \
                      every pack.";

/// So few customers or so short a ledger that shares are high by arithmetic.
fn is_young(cx: &Context<'_>, sellers: usize) -> bool {
    !cx.has_year() || sellers < materiality::CUSTOMERS as usize
}

fn sureness(cx: &Context<'_>) -> Confidence {
    let mut sure = confidence::of_sales(cx);
    sure.reason.push_str(" Whether such a customer would leave, the ledger cannot tell.");
    sure
}

/// What they owe, as a sentence; nothing where that is not known or not above zero.
fn owed(cx: &Context<'_>, customers: &[usize]) -> String {
    let owed: Money = customers.iter().map(|&customer| cx.results().aging.customers[customer].open_balance()).sum();
    if cx.results().aging.total.is_err() || !owed.is_positive() {
        return String::new();
    }
    let subject = if customers.len() == 1 { "It also owes" } else { "They also owe" };
    format!(" {subject} {}.", cx.money(owed))
}

/// Said where there are few customers.
fn few(sellers: usize) -> String {
    if (2..10).contains(&sellers) {
        format!(" With {} shares are high by arithmetic.", words::customers(sellers))
    } else {
        String::new()
    }
}

/// Said where the largest share fell because its customer left.
fn departure(cx: &Context<'_>) -> String {
    let Some(departure) = cx.results().concentration.departure else { return String::new() };
    format!(
        " The largest share fell from {} within a year because {} {}, not because sales are better spread.",
        format::percent(departure.share_before),
        cx.name(place_of(departure.customer)),
        if departure.current.is_positive() { "buys less" } else { "left" }
    )
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
