//! Every threshold of the segmentation.

use serde::{Deserialize, Serialize};

/// Every threshold of the segmentation; the defaults are those of RFM+T version 2. Scores run from 1 (worst) to 5
/// (best). Limits of a score come as the four that part it, that of a 5 first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys with their values")]
pub struct SegmentationPolicy {
    /// Months over which the flows between segments are shown.
    pub flow_months: u32,
    /// Show the classic scheme of quintiles beside the nine segments.
    pub rfm_classic: bool,

    /// Lowest momentum score (1 to 5) of a Champion. 3 accepts steady sales; 4 demands growth.
    pub champion_min_momentum: u8,

    /// Months without sale after which a customer is not scored.
    pub scope_months: u32,
    /// Months from the first sale in which a customer can be New.
    pub new_months: u32,

    /// Customers with two gaps between purchases that it takes to measure the business's cycle and window.
    pub cycle_min_customers: u32,
    /// Days of cycle and window where there are fewer.
    pub default_cycle_days: f64,
    /// Shortest and longest cycle of a business, in days.
    pub cycle_bounds_days: [f64; 2],
    /// Shortest and longest repurchase window, in days.
    pub window_bounds_days: [f64; 2],
    /// The share of repeat purchases that come within the repurchase window.
    pub window_share: f64,
    /// How many gaps of the business's cycle are mixed into a customer's own.
    pub cycle_prior_gaps: f64,
    /// Shorter gaps count as so many days in a customer's own cycle.
    pub cycle_min_gap_days: f64,
    /// A customer buys once a year where none of its gaps is shorter, in days.
    pub annual_min_gap_days: i64,
    /// Gaps that it takes to see that.
    pub annual_min_gaps: u32,
    /// How many of its own cycles a customer may stay away before that tells anything.
    pub cycle_tolerance: f64,

    /// Recency: days since the last sale, in horizons (the longer of the window and the tolerated cycle), at most.
    pub recency_horizons: [f64; 4],
    /// Frequency of a customer with one purchase.
    pub frequency_of_one_purchase: u8,
    /// Frequency of any other, before points are added and taken off.
    pub frequency_base: u8,
    /// Days that coverage looks back.
    pub coverage_days: i64,
    /// Purchases as a share of those that its own cycle lets expect, from which a point is added.
    pub coverage_min: f64,
    /// A point is taken off after so many of its own cycles without purchase ...
    pub silent_cycles: f64,
    /// ... and more than so many days.
    pub silent_days: i64,
    /// Standard deviations that purchase dates must differ by to be a trend.
    pub trend_min_deviations: f64,
    /// This year's purchase dates as a share of last year's, from which they increase.
    pub trend_increase: f64,
    /// The same, up to which they decrease.
    pub trend_decrease: f64,
    /// Days since the first sale before there is a trend.
    pub trend_min_tenure_days: i64,

    /// Value: percentiles of lifetime value, above.
    pub value_percentiles: [f64; 4],
    /// Momentum: this year's sales / last year's, at least.
    pub momentum_ratios: [f64; 4],
    /// Months from the first sale before two years can be compared. Falls of whoever first bought in the ledger's first
    /// year count before that.
    pub comparison_months: u32,
    /// Momentum of a customer without a fair comparison.
    pub momentum_without_comparison: u8,
    /// Momentum of a customer whose next purchase is not due yet.
    pub momentum_awaiting: u8,
    /// The parts of value and momentum in the monetary score.
    pub monetary_weights: [f64; 2],
    /// Timeliness: days beyond terms, at most.
    pub timeliness_days: [f64; 4],
    /// Timeliness of a customer with neither payments nor overdue items.
    pub timeliness_without_data: u8,
    /// The parts of recency, frequency, monetary value and timeliness in the score.
    pub weights: [f64; 4],

    /// Days past due from which on an item is long overdue.
    pub long_overdue_days: i64,
    /// Highest timeliness of a Late Payer.
    pub late_max_timeliness: u8,
    /// Lowest recency of a Late Payer without long overdue items.
    pub late_min_recency: u8,
    /// Highest recency of a lapsed customer.
    pub lapsed_max_recency: u8,
    /// Days since the last sale up to which a lapsed customer may be won back.
    pub lapsed_max_days: i64,
    /// Highest momentum of a falling customer.
    pub falling_max_momentum: u8,
    /// The same, where purchases become fewer too.
    pub falling_slower_max_momentum: u8,
    /// This year's sales / last year's below which purchases becoming fewer means falling.
    pub falling_slower_max_ratio: f64,
    /// Days back at which a falling customer's former score is taken.
    pub falling_days_back: i64,

    /// Lowest former score for Don't Lose Them.
    pub dont_lose_min_former: f64,
    /// Lowest value score for it.
    pub dont_lose_min_value: u8,
    /// Lowest timeliness for it.
    pub dont_lose_min_timeliness: u8,
    /// Lowest former score of a lapsed customer for Give Attention.
    pub attention_min_former: f64,
    /// Lowest value score for that.
    pub attention_min_value: u8,
    /// Highest value score of a small customer.
    pub small_max_value: u8,
    /// Most purchases of a small customer that is falling.
    pub small_max_purchases: u32,
    /// Lowest score with which such a one is Promising all the same.
    pub small_min_score: f64,

    /// Lowest score of a Champion.
    pub champion_min_score: f64,
    /// Lowest value score of a Champion.
    pub champion_min_value: u8,
    /// Lowest recency of a Champion.
    pub champion_min_recency: u8,
    /// Lowest timeliness of a Champion.
    pub champion_min_timeliness: u8,
    /// Days since the first sale of a Champion, at least.
    pub champion_min_tenure_days: i64,
    /// Lowest score of a Good one.
    pub good_min_score: f64,
    /// Lowest value score of a Good one.
    pub good_min_value: u8,
    /// Days since the first sale of a Good one, at least.
    pub good_min_tenure_days: i64,
    /// Fewest purchases of a Good one.
    pub good_min_purchases: u32,
}

impl Default for SegmentationPolicy {
    fn default() -> Self {
        Self {
            flow_months: 12,
            rfm_classic: false,

            champion_min_momentum: 3,

            scope_months: 36,
            new_months: 12,

            cycle_min_customers: 10,
            default_cycle_days: 90.0,
            cycle_bounds_days: [14.0, 400.0],
            window_bounds_days: [60.0, 400.0],
            window_share: 0.8,
            cycle_prior_gaps: 3.0,
            cycle_min_gap_days: 7.0,
            annual_min_gap_days: 300,
            annual_min_gaps: 2,
            cycle_tolerance: 1.25,

            recency_horizons: [1.0, 1.5, 2.0, 3.0],
            frequency_of_one_purchase: 2,
            frequency_base: 3,
            coverage_days: 730,
            coverage_min: 0.8,
            silent_cycles: 3.0,
            silent_days: 60,
            trend_min_deviations: 1.0,
            trend_increase: 1.2,
            trend_decrease: 0.8,
            trend_min_tenure_days: 365,

            value_percentiles: [90.0, 75.0, 50.0, 25.0],
            momentum_ratios: [1.25, 1.05, 0.75, 0.40],
            comparison_months: 24,
            momentum_without_comparison: 4,
            momentum_awaiting: 3,
            monetary_weights: [0.4, 0.6],
            timeliness_days: [0.0, 10.0, 30.0, 60.0],
            timeliness_without_data: 3,
            weights: [0.25, 0.20, 0.35, 0.20],

            long_overdue_days: 30,
            late_max_timeliness: 2,
            late_min_recency: 3,
            lapsed_max_recency: 2,
            lapsed_max_days: 730,
            falling_max_momentum: 2,
            falling_slower_max_momentum: 3,
            falling_slower_max_ratio: 0.9,
            falling_days_back: 365,

            dont_lose_min_former: 70.0,
            dont_lose_min_value: 4,
            dont_lose_min_timeliness: 4,
            attention_min_former: 50.0,
            attention_min_value: 3,
            small_max_value: 2,
            small_max_purchases: 3,
            small_min_score: 45.0,

            champion_min_score: 80.0,
            champion_min_value: 5,
            champion_min_recency: 4,
            champion_min_timeliness: 3,
            champion_min_tenure_days: 365,
            good_min_score: 60.0,
            good_min_value: 3,
            good_min_tenure_days: 180,
            good_min_purchases: 2,
        }
    }
}
