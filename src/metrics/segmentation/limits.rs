//! What each threshold of the segmentation may be.

use super::SegmentationPolicy;

/// A threshold that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// Its name.
    pub key: &'static str,
    /// What stands there.
    pub seen: String,
    /// What it may be.
    pub range: &'static str,
}

/// The first mistake among some checks: a name, whether it holds, what was seen, what may be.
type Check = (&'static str, bool, String, &'static str);

const SCORE: &str = "a score from 1 to 5";
const TOTAL: &str = "a score from 0 to 100";
const ABOVE_ZERO: &str = "above 0";
const NOT_NEGATIVE: &str = "0 or more";

impl SegmentationPolicy {
    /// Whether every threshold can be used.
    ///
    /// # Errors
    /// The first that can't, in the order of the fields.
    pub fn check(&self) -> Result<(), OutOfRange> {
        let all = [
            self.spans(),
            self.rhythms(),
            self.single_scores(),
            self.totals_and_shares(),
            self.ladders(),
            self.weights(),
        ];
        let failed = all.into_iter().flatten().find(|(_, holds, ..)| !holds);
        failed.map_or(Ok(()), |(key, _, seen, range)| Err(OutOfRange { key, seen, range }))
    }

    /// Months, days and counts.
    fn spans(&self) -> Vec<Check> {
        let months = |key, months: u32| (key, (1..=120).contains(&months), months.to_string(), "1 to 120 months");
        let days = |key, days: i64| (key, (0..=36_500).contains(&days), days.to_string(), "0 to 36500 days");
        vec![
            ("flow_months", (1..=35).contains(&self.flow_months), self.flow_months.to_string(), "1 to 35 months"),
            months("scope_months", self.scope_months),
            months("new_months", self.new_months),
            months("comparison_months", self.comparison_months),
            days("annual_min_gap_days", self.annual_min_gap_days),
            (
                "coverage_days",
                (1..=36_500).contains(&self.coverage_days),
                self.coverage_days.to_string(),
                "1 to 36500 days",
            ),
            days("silent_days", self.silent_days),
            days("trend_min_tenure_days", self.trend_min_tenure_days),
            days("long_overdue_days", self.long_overdue_days),
            days("lapsed_max_days", self.lapsed_max_days),
            (
                "falling_days_back",
                (1..=36_500).contains(&self.falling_days_back),
                self.falling_days_back.to_string(),
                "1 to 36500 days",
            ),
            days("champion_min_tenure_days", self.champion_min_tenure_days),
            days("good_min_tenure_days", self.good_min_tenure_days),
        ]
    }

    /// Cycles and windows.
    fn rhythms(&self) -> Vec<Check> {
        let above_zero = |key, value: f64| (key, value.is_finite() && value > 0.0, value.to_string(), ABOVE_ZERO);
        let not_negative = |key, value: f64| (key, value.is_finite() && value >= 0.0, value.to_string(), NOT_NEGATIVE);
        let bounds = |key, [low, high]: [f64; 2]| {
            let holds = low.is_finite() && high.is_finite() && low > 0.0 && low <= high;
            (key, holds, format!("[{low}, {high}]"), "a shortest and a longest, both above 0")
        };
        vec![
            above_zero("default_cycle_days", self.default_cycle_days),
            bounds("cycle_bounds_days", self.cycle_bounds_days),
            bounds("window_bounds_days", self.window_bounds_days),
            above_zero("cycle_prior_gaps", self.cycle_prior_gaps),
            above_zero("cycle_min_gap_days", self.cycle_min_gap_days),
            above_zero("cycle_tolerance", self.cycle_tolerance),
            above_zero("silent_cycles", self.silent_cycles),
            not_negative("coverage_min", self.coverage_min),
            not_negative("trend_min_deviations", self.trend_min_deviations),
            not_negative("trend_increase", self.trend_increase),
            not_negative("trend_decrease", self.trend_decrease),
            not_negative("falling_slower_max_ratio", self.falling_slower_max_ratio),
        ]
    }

    /// Scores of 1 to 5.
    fn single_scores(&self) -> Vec<Check> {
        let score = |(key, score): (&'static str, u8)| (key, (1..=5).contains(&score), score.to_string(), SCORE);
        let all = [
            ("champion_min_momentum", self.champion_min_momentum),
            ("frequency_of_one_purchase", self.frequency_of_one_purchase),
            ("frequency_base", self.frequency_base),
            ("momentum_without_comparison", self.momentum_without_comparison),
            ("momentum_awaiting", self.momentum_awaiting),
            ("timeliness_without_data", self.timeliness_without_data),
            ("late_max_timeliness", self.late_max_timeliness),
            ("late_min_recency", self.late_min_recency),
            ("lapsed_max_recency", self.lapsed_max_recency),
            ("falling_max_momentum", self.falling_max_momentum),
            ("falling_slower_max_momentum", self.falling_slower_max_momentum),
            ("dont_lose_min_value", self.dont_lose_min_value),
            ("dont_lose_min_timeliness", self.dont_lose_min_timeliness),
            ("attention_min_value", self.attention_min_value),
            ("small_max_value", self.small_max_value),
            ("champion_min_value", self.champion_min_value),
            ("champion_min_recency", self.champion_min_recency),
            ("champion_min_timeliness", self.champion_min_timeliness),
            ("good_min_value", self.good_min_value),
        ];
        all.into_iter().map(score).collect()
    }

    /// Scores of 0 to 100, and shares.
    fn totals_and_shares(&self) -> Vec<Check> {
        let total = |key, total: f64| (key, (0.0..=100.0).contains(&total), total.to_string(), TOTAL);
        let share = self.window_share;
        vec![
            total("dont_lose_min_former", self.dont_lose_min_former),
            total("attention_min_former", self.attention_min_former),
            total("small_min_score", self.small_min_score),
            total("champion_min_score", self.champion_min_score),
            total("good_min_score", self.good_min_score),
            ("window_share", share > 0.0 && share <= 1.0, share.to_string(), "above 0 and at most 1"),
        ]
    }

    /// The limits that part scores, that of a 5 first.
    fn ladders(&self) -> Vec<Check> {
        let seen = |limits: [f64; 4]| format!("{limits:?}");
        let rising = |limits: [f64; 4]| limits.iter().all(|limit| limit.is_finite()) && limits.is_sorted();
        let falling = |[a, b, c, d]: [f64; 4]| rising([d, c, b, a]);
        let percents = |limits: [f64; 4]| limits.iter().all(|limit| (0.0..=100.0).contains(limit));
        vec![
            (
                "recency_horizons",
                rising(self.recency_horizons) && self.recency_horizons.iter().all(|&limit| limit > 0.0),
                seen(self.recency_horizons),
                "four numbers above 0, the smallest first",
            ),
            (
                "value_percentiles",
                falling(self.value_percentiles) && percents(self.value_percentiles),
                seen(self.value_percentiles),
                "four numbers from 0 to 100, the largest first",
            ),
            (
                "momentum_ratios",
                falling(self.momentum_ratios) && self.momentum_ratios.iter().all(|&limit| limit >= 0.0),
                seen(self.momentum_ratios),
                "four numbers not below 0, the largest first",
            ),
            (
                "timeliness_days",
                rising(self.timeliness_days),
                seen(self.timeliness_days),
                "four numbers of days, the smallest first",
            ),
        ]
    }

    /// The parts of sums of scores.
    fn weights(&self) -> Vec<Check> {
        let parts = |weights: &[f64]| weights.iter().all(|weight| (0.0..=1.0).contains(weight));
        let add_up = |weights: &[f64]| (weights.iter().sum::<f64>() - 1.0).abs() < 1e-6;
        let [recency, frequency, monetary, _] = self.weights;
        vec![
            (
                "monetary_weights",
                parts(&self.monetary_weights) && add_up(&self.monetary_weights),
                format!("{:?}", self.monetary_weights),
                "two parts that add up to 1",
            ),
            (
                "weights",
                // Timeliness may be blank, and its part is then shared out among the others.
                parts(&self.weights) && add_up(&self.weights) && recency + frequency + monetary > 0.0,
                format!("{:?}", self.weights),
                "four parts that add up to 1, not all of them for timeliness",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn wrong(change: impl Fn(&mut SegmentationPolicy)) -> Option<&'static str> {
        let mut policy = SegmentationPolicy::default();
        change(&mut policy);
        policy.check().err().map(|mistake| mistake.key)
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(SegmentationPolicy::default().check(), Ok(()));
        assert_eq!(wrong(|p| p.champion_min_momentum = 6), Some("champion_min_momentum"));
        assert_eq!(wrong(|p| p.flow_months = 36), Some("flow_months"));
        assert_eq!(wrong(|p| p.scope_months = 0), Some("scope_months"));
        assert_eq!(wrong(|p| p.cycle_bounds_days = [400.0, 14.0]), Some("cycle_bounds_days"));
        assert_eq!(wrong(|p| p.timeliness_days = [0.0, 30.0, 10.0, 60.0]), Some("timeliness_days"));
        assert_eq!(wrong(|p| p.momentum_ratios = [0.4, 0.75, 1.05, 1.25]), Some("momentum_ratios"));
        assert_eq!(wrong(|p| p.weights = [0.0, 0.0, 0.0, 1.0]), Some("weights"));
        assert_eq!(wrong(|p| p.monetary_weights = [0.5, 0.6]), Some("monetary_weights"));
        assert_eq!(wrong(|p| p.good_min_score = f64::NAN), Some("good_min_score"));
        let policy = SegmentationPolicy { good_min_value: 0, ..SegmentationPolicy::default() };
        let mistake = policy.check().expect_err("a mistake");
        assert_eq!((mistake.seen.as_str(), mistake.range), ("0", "a score from 1 to 5"));
    }

    /// Counts that may be anything, and switches.
    const FREE: [&str; 5] =
        ["annual_min_gaps", "cycle_min_customers", "good_min_purchases", "rfm_classic", "small_max_purchases"];

    #[test]
    fn every_threshold_is_checked() {
        let policy = SegmentationPolicy::default();
        let checks = [
            policy.spans(),
            policy.rhythms(),
            policy.single_scores(),
            policy.totals_and_shares(),
            policy.ladders(),
            policy.weights(),
        ];
        let checked: BTreeSet<&str> = checks.iter().flatten().map(|check| check.0).chain(FREE).collect();
        let fields = serde_json::to_value(&policy).expect("plain fields");
        let fields: BTreeSet<&str> = fields.as_object().expect("a table").keys().map(String::as_str).collect();
        assert_eq!(checked, fields);
    }
}
