//! Bands of the scorecard and the tolerance of level.

use serde::Deserialize;

/// The limits of one driver's bands, in the driver's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandLimits {
    /// From here (or down to here, where lower is better) it is strong.
    pub strong: f64,
    /// From here it is steady; beyond, weak.
    pub steady: f64,
}

/// Bands of the scorecard and the tolerance of "level".
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScorecardPolicy {
    /// Growth: 10 % and 0.
    pub growth: BandLimits,
    /// Repeat revenue: 80 % and 60 %.
    pub repeat_revenue: BandLimits,
    /// Customer retention: 90 % and 75 %.
    pub customer_retention: BandLimits,
    /// Net revenue retention: 100 % and 90 %.
    pub net_revenue_retention: BandLimits,
    /// Largest customer: below 10 % and below 25 %.
    pub concentration: BandLimits,
    /// Days beyond terms: up to 0 and up to 15.
    pub payment_timeliness: BandLimits,
    /// Replacement: 1 and 0.8.
    pub replacement: BandLimits,
    /// Rates that differ by no more than this are level: 1 point.
    pub level_rate: f64,
    /// Amounts that differ by no more than this share are level: 2 %.
    pub level_amount: f64,
    /// Days that differ by no more than this are level: 2.
    pub level_days: f64,
    /// Years that the worth of a point of net revenue retention looks ahead: 5.
    pub simulated_years: u32,
}

impl Default for ScorecardPolicy {
    fn default() -> Self {
        let limits = |strong, steady| BandLimits { strong, steady };
        Self {
            growth: limits(0.10, 0.0),
            repeat_revenue: limits(0.80, 0.60),
            customer_retention: limits(0.90, 0.75),
            net_revenue_retention: limits(1.0, 0.90),
            concentration: limits(0.10, 0.25),
            payment_timeliness: limits(0.0, 15.0),
            replacement: limits(1.0, 0.8),
            level_rate: 0.01,
            level_amount: 0.02,
            level_days: 2.0,
            simulated_years: 5,
        }
    }
}
