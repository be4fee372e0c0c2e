//! **Looks at** customers who buy for less than the sales that carry their visits.
//!
//! **Speaks** where the client’s settings give the cost of a visit, and three customers or more are below who were so in
//! each of the past five years or are new.
//!
//! **Money at stake**: what visiting them all would cost a year more than the share of their sales that selling may cost;
//! customers who once bought more are not in it.
//!
//! **How sure**: likely: the sales are firm, but the visits are those that customers are taken to expect, not counted ones.

use super::{Found, confidence, link, nearest};
use crate::base::Money;
use crate::metrics::small_customers::{RankedCustomer, SizeGroup};
use crate::report::context::Context;
use crate::report::format;
use crate::report::parts::place;
use crate::report::words;

/// Under so many customers there is nothing to organise.
const LEAST: usize = 3;

/// Finds customers who do not carry their visits.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(threshold) = &cx.results().small_customers.threshold else { return Vec::new() };
    let policy = &cx.inputs.policies.small_customers;
    let (potential, small): (Vec<&RankedCustomer>, Vec<&RankedCustomer>) =
        threshold.active.iter().filter(|c| c.group != SizeGroup::Above).partition(|c| c.group == SizeGroup::Potential);
    let number = small.len();
    let sales: Money = small.iter().map(|c| c.ttm_sales).sum();
    let visits = small.iter().map(|_| threshold.management_cost).sum::<Money>();
    let gap = visits - nearest(sales.minor() as f64 * policy.allowed_share);
    if number < LEAST || !gap.is_positive() {
        return Vec::new();
    }
    let others = match potential.len() {
        0 => String::new(),
        1 => " One more is below now but bought more in one of the past five years, and deserves a visit.".to_owned(),
        n => format!(
            " {} more are below now but bought more in one of the past five years, and deserve a visit.",
            words::number_word(n)
        ),
    };
    vec![Found {
        id: "small-customers",
        stake: gap,
        kind: "a year, if visited",
        headline: format!("Serve {} from the desk", words::customers(number)),
        seen: format!(
            "{} buy for less than {} a year, {} together. If all were visited, {} a year to each would cost {} more than \
             {} of their sales.",
            words::customers_first(number),
            cx.money(threshold.sales_threshold),
            cx.money(sales),
            words::counted(policy.visits_per_year as usize, "visit", "visits"),
            cx.money(gap),
            format::percent_whole(policy.allowed_share)
        ),
        why: format!("None of them bought more in the past five years, or they are new.{others}"),
        action: "Keep visits for those who bought more before; serve the others by phone and online.".to_owned(),
        confidence: confidence::likely(
            "The sales are firm. The visits are those that customers are taken to expect; how many are made is not in the \
             books.",
        ),
        links: vec![
            link("Small customers", place("small-customers", "groups")),
            link("The customers by name", place("customers", "sheet")),
        ],
    }]
}
