//! Scores from 1 to 5, and their weighted total.

use super::evidence::is_not_due_yet;
use super::{Comparison, Evidence, FrequencyTrend, Scores, SegmentationPolicy};
use crate::base::Money;

/// The lifetime values of all scored customers, which value scores rank among.
pub(super) struct LifetimeValues(Vec<Money>);

impl LifetimeValues {
    /// Of all scored customers, in any order.
    pub(super) fn new(mut values: Vec<Money>) -> Self {
        values.sort_unstable();
        Self(values)
    }

    /// The percentile of a value, 0 to 100: the share of values below it, with half of those that are the same.
    pub(super) fn percentile(&self, value: Money) -> Option<f64> {
        let below = self.0.partition_point(|&other| other < value) as f64;
        let up_to = self.0.partition_point(|&other| other <= value) as f64;
        (!self.0.is_empty()).then(|| 100.0 * f64::midpoint(below, up_to) / self.0.len() as f64)
    }

    /// The percentile that the customer with the value `old` would have with `new`, which is larger.
    pub(super) fn percentile_after(&self, old: Money, new: Money) -> Option<f64> {
        // It leaves its own place below the new one.
        let itself = f64::from(u8::from(self.0.binary_search(&old).is_ok() && old < new));
        let below = self.0.partition_point(|&other| other < new) as f64 - itself;
        let up_to = self.0.partition_point(|&other| other <= new) as f64 - itself + 1.0;
        let all = self.0.len() as f64 - itself + 1.0;
        (new > old).then(|| 100.0 * f64::midpoint(below, up_to) / all).or_else(|| self.percentile(old))
    }

    /// The smallest value above `old` with which the customer that has it would pass the percentile `limit`.
    pub(super) fn value_above(&self, old: Money, limit: f64) -> Option<Money> {
        let passes = |value: Money| self.percentile_after(old, value).is_some_and(|percentile| percentile > limit);
        let one = Money::from_minor(1);
        let larger = self.0.get(self.0.partition_point(|&other| other <= old)..).unwrap_or_default();
        let first = larger.partition_point(|&value| !passes(value));
        let before = first.checked_sub(1).and_then(|i| larger.get(i)).copied().unwrap_or(old) + one;
        if passes(before) { Some(before) } else { larger.get(first).copied() }
    }
}

/// The scores of one customer. Without timeliness that score is blank, and its weight is shared out among the others.
/// `None` where it never bought.
pub(super) fn scores(evidence: &Evidence, with_timeliness: bool, policy: &SegmentationPolicy) -> Option<Scores> {
    let recency = recency(evidence, policy)?;
    let frequency = frequency(evidence, policy);
    let (value, momentum) = (value(evidence, policy), momentum(evidence, policy));
    let timeliness = with_timeliness.then(|| timeliness(evidence, policy));
    let [of_value, of_momentum] = policy.monetary_weights;
    let monetary = of_value * f64::from(value) + of_momentum * f64::from(momentum);
    let [r, f, m, t] = policy.weights;
    let parts = [
        (r, Some(f64::from(recency))),
        (f, Some(f64::from(frequency))),
        (m, Some(monetary)),
        (t, timeliness.map(f64::from)),
    ];
    Some(Scores { recency, frequency, value, momentum, monetary, timeliness, total: total(parts) })
}

/// The weighted mean of the scores that are there, from 0 for all 1 to 100 for all 5.
fn total(parts: [(f64, Option<f64>); 4]) -> f64 {
    let there = parts.into_iter().filter_map(|(weight, score)| Some((weight, score?)));
    let (sum, weights) =
        there.fold((0.0, 0.0), |(sum, weights), (weight, score)| (sum + weight * (score - 1.0), weights + weight));
    100.0 * sum / weights / 4.0
}

/// 5 up to the first limit, 4 up to the second, and so on.
fn at_most(value: f64, limits: [f64; 4]) -> u8 {
    limits.into_iter().fold(5, |score, limit| score - u8::from(value > limit))
}

fn recency(evidence: &Evidence, policy: &SegmentationPolicy) -> Option<u8> {
    let days = evidence.recency_days? as f64;
    Some(at_most(days, policy.recency_horizons.map(|horizons| horizons * evidence.horizon_days)))
}

fn frequency(evidence: &Evidence, policy: &SegmentationPolicy) -> u8 {
    if evidence.purchase_dates < 2 {
        return policy.frequency_of_one_purchase;
    }
    let silent = evidence.recency_days.is_some_and(|days| {
        days as f64 > policy.silent_cycles * evidence.purchase_cycle_days && days > policy.silent_days
    });
    let covered = evidence.coverage.is_some_and(|coverage| coverage >= policy.coverage_min);
    let added = u8::from(covered) + u8::from(evidence.trend == FrequencyTrend::Increasing);
    let taken_off = u8::from(silent) + u8::from(evidence.trend == FrequencyTrend::Decreasing);
    (policy.frequency_base + added).saturating_sub(taken_off).clamp(1, 5)
}

fn value(evidence: &Evidence, policy: &SegmentationPolicy) -> u8 {
    match evidence.value_percentile {
        Some(percentile) if evidence.lifetime_value.is_positive() => {
            policy.value_percentiles.into_iter().fold(1, |score, limit| score + u8::from(percentile > limit))
        }
        _ => 1,
    }
}

fn momentum(evidence: &Evidence, policy: &SegmentationPolicy) -> u8 {
    let compared = match evidence.momentum {
        _ if is_not_due_yet(evidence, policy) => policy.momentum_awaiting,
        Some(ratio) => policy.momentum_ratios.into_iter().fold(1, |score, limit| score + u8::from(ratio >= limit)),
        // Back after a year without sales: there is nothing to compare with.
        None if evidence.ttm_sales.is_positive() => policy.momentum_without_comparison,
        None => 1,
    };
    match evidence.comparison {
        Comparison::Fair => compared,
        Comparison::OfFallsOnly => compared.min(policy.momentum_without_comparison),
        Comparison::TooYoung => policy.momentum_without_comparison,
    }
}

fn timeliness(evidence: &Evidence, policy: &SegmentationPolicy) -> u8 {
    evidence.days_beyond_terms.map_or(policy.timeliness_without_data, |days| at_most(days, policy.timeliness_days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::whole;

    /// A customer of three years who buys every 40 days, the last time 20 days ago, as much as the year before.
    fn steady() -> Evidence {
        Evidence {
            recency_days: Some(20),
            purchase_cycle_days: 40.0,
            annual: false,
            horizon_days: 100.0,
            tenure_days: 1_100,
            comparison: Comparison::Fair,
            purchases: 28,
            purchase_dates: 28,
            purchase_dates_ttm: 9,
            purchase_dates_prev_ttm: 9,
            coverage: Some(1.0),
            trend: FrequencyTrend::Steady,
            lifetime_value: whole(3_000),
            value_percentile: Some(60.0),
            ttm_sales: whole(1_000),
            prev_ttm_sales: whole(1_000),
            momentum: Some(1.0),
            days_beyond_terms: Some(0.0),
            has_paid: true,
            oldest_overdue_days: 0,
            former_score: None,
        }
    }

    fn scored(evidence: &Evidence) -> Scores {
        scores(evidence, true, &SegmentationPolicy::default()).expect("it has bought")
    }

    #[test]
    fn a_steady_customer() {
        let found = scored(&steady());
        assert_eq!((found.recency, found.frequency, found.value, found.momentum), (5, 4, 3, 3));
        assert_eq!((found.monetary, found.timeliness), (3.0, Some(5)));
        // 100 x (0.25 x 4 + 0.20 x 3 + 0.35 x 2 + 0.20 x 4) / 4
        assert!((found.total - 77.5).abs() < 1e-9);
    }

    #[test]
    fn limits_belong_to_the_better_score() {
        let recency = |days| scored(&Evidence { recency_days: Some(days), ..steady() }).recency;
        assert_eq!([100, 101, 150, 151, 200, 201, 300, 301].map(recency), [5, 4, 4, 3, 3, 2, 2, 1]);
        let timeliness = |days| scored(&Evidence { days_beyond_terms: Some(days), ..steady() }).timeliness;
        let found = [0.0, 0.1, 10.0, 10.1, 30.0, 30.1, 60.0, 60.1].map(timeliness);
        assert_eq!(found, [5, 4, 4, 3, 3, 2, 2, 1].map(Some));
        let momentum = |ratio| scored(&Evidence { momentum: Some(ratio), ..steady() }).momentum;
        assert_eq!([1.25, 1.24, 1.05, 1.04, 0.75, 0.74, 0.40, 0.39].map(momentum), [5, 4, 4, 3, 3, 2, 2, 1]);
        let value = |percentile| scored(&Evidence { value_percentile: Some(percentile), ..steady() }).value;
        assert_eq!([90.1, 90.0, 75.0, 50.0, 25.0].map(value), [5, 4, 3, 2, 1]);
    }

    #[test]
    fn frequency_counts_rhythm_not_purchases() {
        let frequency = |change: fn(&mut Evidence)| {
            let mut evidence = steady();
            change(&mut evidence);
            scored(&evidence).frequency
        };
        assert_eq!(frequency(|e| e.purchase_dates = 1), 2);
        assert_eq!(frequency(|e| e.coverage = Some(0.79)), 3);
        assert_eq!(frequency(|e| e.trend = FrequencyTrend::Increasing), 5);
        assert_eq!(frequency(|e| e.trend = FrequencyTrend::Decreasing), 3);
        assert_eq!(frequency(|e| e.trend = FrequencyTrend::AwaitingOwnCycle), 4);
        assert_eq!(frequency(|e| e.recency_days = Some(120)), 4);
        assert_eq!(frequency(|e| e.recency_days = Some(121)), 3);
        let short_cycle = |e: &mut Evidence| (e.purchase_cycle_days, e.recency_days) = (10.0, Some(60));
        assert_eq!(frequency(short_cycle), 4);
    }

    #[test]
    fn momentum_without_a_fair_comparison() {
        let momentum = |evidence: Evidence| scored(&evidence).momentum;
        assert_eq!(momentum(Evidence { comparison: Comparison::TooYoung, momentum: Some(0.1), ..steady() }), 4);
        let of_falls = |ratio| Evidence { comparison: Comparison::OfFallsOnly, momentum: Some(ratio), ..steady() };
        assert_eq!([0.1, 0.5, 1.0, 1.1, 9.0].map(|ratio| momentum(of_falls(ratio))), [1, 2, 3, 4, 4]);
        let awaiting = Evidence { purchase_dates_ttm: 0, ttm_sales: whole(0), ..steady() };
        assert_eq!(momentum(Evidence { momentum: None, ..awaiting }), 3);
        assert_eq!(momentum(Evidence { momentum: None, prev_ttm_sales: whole(0), ..steady() }), 4);
        assert_eq!(momentum(Evidence { momentum: None, ttm_sales: whole(-5), ..steady() }), 1);
    }

    #[test]
    fn what_is_missing_is_neutral_or_blank() {
        let policy = SegmentationPolicy::default();
        assert_eq!(scored(&Evidence { days_beyond_terms: None, ..steady() }).timeliness, Some(3));
        assert!(scores(&Evidence { recency_days: None, ..steady() }, true, &policy).is_none());
        let blank = scores(&steady(), false, &policy).expect("it has bought");
        // 100 x (0.25 x 4 + 0.20 x 3 + 0.35 x 2) / 0.80 / 4
        assert!(blank.timeliness.is_none() && (blank.total - 71.875).abs() < 1e-9);
    }

    #[test]
    fn a_larger_value_leaves_its_old_place() {
        let values = LifetimeValues::new([10, 20, 30, 40].map(whole).to_vec());
        // 35 in place of 10: below it are 20 and 30.
        assert_eq!(values.percentile_after(whole(10), whole(35)), Some(62.5));
        assert_eq!(values.percentile_after(whole(10), whole(30)), Some(50.0));
        assert_eq!(values.percentile_after(whole(10), whole(10)), values.percentile(whole(10)));
        let cent = Money::from_minor(1);
        assert_eq!(values.value_above(whole(10), 50.0), Some(whole(30) + cent));
        assert_eq!(values.value_above(whole(10), 45.0), Some(whole(30)));
        assert_eq!(values.value_above(whole(10), 90.0), None);
        assert_eq!(values.value_above(whole(40), 85.0), Some(whole(40) + cent));
    }

    #[test]
    fn equal_values_share_the_middle_of_their_ranks() {
        let values = LifetimeValues::new([30, 10, 20, 20].map(whole).to_vec());
        let percentile = |value| values.percentile(whole(value));
        assert_eq!([10, 20, 30, 25, 99].map(percentile), [12.5, 50.0, 87.5, 75.0, 100.0].map(Some));
        assert_eq!(LifetimeValues::new(Vec::new()).percentile(whole(1)), None);
    }
}
