//! What would move a customer up: the smallest single change with which the rules give a better segment, found by
//! applying them again with that one input changed.

use super::evidence::evidence_with_purchase;
use super::facts::CustomerFacts;
use super::snapshot::Snapshot;
use super::{Evidence, Segment, SegmentedCustomer};
use crate::base::Money;

/// A single change, and the segment that the rules give with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// What changes.
    pub change: Change,
    /// The segment then.
    pub to: Segment,
}

/// The changes that are tried, in this order; the first that lifts is the one. Everything else stays as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// None: the rules give the better segment already, and it counts at the second month end running.
    SecondMonthEnd,
    /// It has been a customer for so many days.
    Tenure(i64),
    /// It pays for the first time.
    FirstPayment,
    /// It pays no later than so many days beyond terms, open items included.
    DaysBeyondTerms(f64),
    /// It buys once more, for whatever amount.
    Purchase,
    /// So much more in sales of the trailing twelve months.
    Sales(Money),
}

/// The first change that lifts the customer above what the rules say now.
pub(super) fn lift(now: &Snapshot<'_>, customer: &CustomerFacts, segmented: &SegmentedCustomer) -> Option<Lift> {
    let by_rules = segmented.rating.segment;
    let evidence = &segmented.rating.evidence;
    evidence.recency_days?;
    if by_rules.rank() > segmented.segment.rank() {
        return Some(Lift { change: Change::SecondMonthEnd, to: by_rules });
    }
    if by_rules == Segment::Champion {
        return None;
    }
    let tried = |(change, changed): (Change, Evidence)| {
        let in_scope = by_rules != Segment::NotScored || changed.recency_days == Some(0);
        let to = now.rating_by(customer, changed, in_scope).segment;
        (to.rank() > by_rules.rank()).then_some(Lift { change, to })
    };
    tenures(now, evidence)
        .chain(first_payment(evidence))
        .chain(days_beyond_terms(now, evidence))
        .chain(std::iter::once_with(|| purchase(now, customer)))
        .chain(sales(now, evidence))
        .find_map(tried)
}

/// The tenures that rules ask for and that it does not have yet, shortest first.
fn tenures<'a>(now: &Snapshot<'_>, evidence: &'a Evidence) -> impl Iterator<Item = (Change, Evidence)> + 'a {
    let mut days = [now.policy.good_min_tenure_days, now.policy.champion_min_tenure_days];
    days.sort_unstable();
    days.into_iter()
        .filter(|&days| days > evidence.tenure_days)
        .map(|tenure_days| (Change::Tenure(tenure_days), Evidence { tenure_days, ..evidence.clone() }))
}

fn first_payment(evidence: &Evidence) -> Option<(Change, Evidence)> {
    (!evidence.has_paid).then(|| (Change::FirstPayment, Evidence { has_paid: true, ..evidence.clone() }))
}

/// The limits of the timeliness score that it misses, nearest first.
fn days_beyond_terms<'a>(now: &Snapshot<'_>, evidence: &'a Evidence) -> impl Iterator<Item = (Change, Evidence)> + 'a {
    let paid = evidence.days_beyond_terms;
    let limits = now.policy.timeliness_days.into_iter().rev();
    limits
        .filter(move |&limit| paid.is_some_and(|days| days > limit))
        .map(|limit| (Change::DaysBeyondTerms(limit), Evidence { days_beyond_terms: Some(limit), ..evidence.clone() }))
}

fn purchase(now: &Snapshot<'_>, customer: &CustomerFacts) -> (Change, Evidence) {
    let changed = evidence_with_purchase(customer, &now.moment, &now.rhythm, now.policy);
    (Change::Purchase, now.ranked(changed))
}

/// The sales that it lacks to the limits of momentum and value, smallest first; no more than it buys in its better year
/// of two, for more would be another customer.
fn sales<'a>(now: &'a Snapshot<'_>, evidence: &'a Evidence) -> impl Iterator<Item = (Change, Evidence)> + 'a {
    let policy = now.policy;
    let before = evidence.prev_ttm_sales.minor() as f64;
    let ratios = policy.momentum_ratios.into_iter().chain([policy.falling_slower_max_ratio]);
    let for_momentum = ratios
        .filter(|_| evidence.prev_ttm_sales.is_positive())
        .map(|ratio| crate::metrics::arithmetic::nearest((ratio * before).ceil()) - evidence.ttm_sales);
    let for_value = policy.value_percentiles.into_iter().filter_map(|limit| {
        Some(now.lifetime_values.value_above(evidence.lifetime_value, limit)? - evidence.lifetime_value)
    });
    let most = evidence.ttm_sales.max(evidence.prev_ttm_sales);
    let mut lacking: Vec<Money> =
        for_momentum.chain(for_value).filter(|more| more.is_positive() && *more <= most).collect();
    lacking.sort_unstable();
    lacking.dedup();
    lacking.into_iter().map(|more| (Change::Sales(more), with_sales(now, evidence, more)))
}

fn with_sales(now: &Snapshot<'_>, evidence: &Evidence, more: Money) -> Evidence {
    let (ttm_sales, lifetime_value) = (evidence.ttm_sales + more, evidence.lifetime_value + more);
    let both_positive = ttm_sales.is_positive() && evidence.prev_ttm_sales.is_positive();
    Evidence {
        ttm_sales,
        lifetime_value,
        momentum: ttm_sales.ratio(evidence.prev_ttm_sales).filter(|_| both_positive),
        value_percentile: now.lifetime_values.percentile_after(evidence.lifetime_value, lifetime_value),
        ..evidence.clone()
    }
}
