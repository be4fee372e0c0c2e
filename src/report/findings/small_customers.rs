//! **Looks at** customers who buy for less than the sales that carry their visits.
//!
//! **Speaks** where the client’s settings give the cost of a visit, and three customers or more are below who were so in
//! each of the past five years or are new.
//!
//! **Money at stake**: what visiting them all costs a year more than the share of their sales that selling may cost.
//!
//! **How sure**: likely: the sales are firm, but the visits are those that customers are taken to expect, not counted ones.

use super::{Found, confidence, link};
use crate::base::Money;
use crate::metrics::small_customers::SizeGroup;
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
    let below = || threshold.active.iter().filter(|c| c.group != SizeGroup::Above);
    let number = below().count();
    let potential = below().filter(|c| c.group == SizeGroup::Potential).count();
    let gap = threshold.cost_above_allowed(policy.allowed_share);
    if number - potential < LEAST || !gap.is_positive() {
        return Vec::new();
    }
    let sales: Money = below().map(|c| c.ttm_sales).sum();
    let why = match potential {
        0 => "None of them bought more in the past five years.".to_owned(),
        1 => "One of them bought more in one of the past five years and deserves a visit.".to_owned(),
        n => {
            format!("{} of them bought more in one of the past five years and deserve a visit.", words::number_word(n))
        }
    };
    vec![Found {
        id: "small-customers",
        stake: gap,
        kind: "cost a year",
        headline: format!("Serve {} from the desk", words::customers(number - potential)),
        seen: format!(
            "{} buy for less than {} a year, {} together; {} a year to each cost {} more than {} of their sales.",
            words::customers_first(number),
            cx.money(threshold.sales_threshold),
            cx.money(sales),
            words::counted(policy.visits_per_year as usize, "visit", "visits"),
            cx.money(gap),
            format::percent_whole(policy.allowed_share)
        ),
        why,
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
