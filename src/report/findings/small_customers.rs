//! **Looks at** customers who buy for less than the sales that carry their visits.
//!
//! **Speaks** where the client’s settings give the cost of a visit, and three customers or more were below in each of the past
//! five years.
//!
//! **Money at stake**: what visiting those would cost a year more than the share of their sales that selling may cost;
//! customers who once bought more, and new ones, are not in it.
//!
//! **How sure**: likely: the sales are firm, but the visits are those that customers are taken to expect, not counted ones.

use super::{Found, confidence, link, nearest};
use crate::base::Money;
use crate::metrics::small_customers::{RankedCustomer, SizeGroup};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::words;

/// Under so many customers there is nothing to organise.
const LEAST: usize = 3;

/// Finds customers who do not carry their visits.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(threshold) = &cx.results().small_customers.threshold else { return Vec::new() };
    let policy = &cx.inputs.policies.small_customers;
    let of = |group: SizeGroup| threshold.active.iter().filter(|c| c.group == group).collect::<Vec<_>>();
    let (small, new, potential) = (of(SizeGroup::Small), of(SizeGroup::NewAndSmall), of(SizeGroup::Potential));
    let sum = |customers: &[&RankedCustomer]| -> Money { customers.iter().map(|c| c.ttm_sales).sum() };
    let number = small.len();
    let visits = small.iter().map(|_| threshold.management_cost).sum::<Money>();
    let gap = visits - nearest(sum(&small).minor() as f64 * policy.allowed_share);
    if number < LEAST || !gap.is_positive() {
        return Vec::new();
    }
    let all = number + new.len() + potential.len();
    let groups = [
        (number, "in each of the past five years"),
        (new.len(), "in their first year"),
        (potential.len(), "after a better year among those"),
    ];
    let groups = groups.into_iter().filter(|&(number, _)| number > 0);
    let groups: Vec<String> = groups.map(|(number, when)| format!("{} {when}", words::number(number))).collect();
    vec![Found {
        id: "small-customers",
        urgency: Urgency::Watch,
        stake: gap,
        kind: "a year, if visited",
        headline: format!("Serve {} from the desk", words::customers(number)),
        seen: format!(
            "{} buy for less than {} a year, {} together: {}.",
            words::customers_first(all),
            cx.money(threshold.sales_threshold),
            cx.money(sum(&small) + sum(&new) + sum(&potential)),
            words::list(&groups)
        ),
        why: format!(
            "If the {} who never bought more were visited {} a year, it would cost {} more than {} of their sales.",
            words::number(number),
            words::counted(policy.visits_per_year as usize, "time", "times"),
            cx.money(gap),
            format::percent_whole(policy.allowed_share)
        ),
        action: "Serve these by phone and online; keep visits for those who bought more before, and look at the new ones again \
                 in a year."
            .to_owned(),
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
