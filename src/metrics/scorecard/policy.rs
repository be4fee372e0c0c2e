//! Bands of the scorecard and the tolerance of level.

use serde::Deserialize;

use crate::metrics::retention_simulator::NewBusiness;

/// The limits of one driver's bands, in the driver's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "two limits, such as { strong = 0.10, steady = 0.0 }")]
pub struct BandLimits {
    /// From here (or down to here, where lower is better) it is strong.
    pub strong: f64,
    /// From here it is fair; beyond, weak.
    pub steady: f64,
}

/// Bands of the scorecard and the tolerance of "level".
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys with their values")]
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
    /// What the new-business rate of those years is a share of: the sales of the year before.
    pub new_business: NewBusiness,
    /// Days sooner that the lever of payment looks at: 5.
    pub days_faster: u32,
    /// The step of the average basket that its lever looks at: 1 %.
    pub basket_step: f64,
}

/// A setting of the scorecard that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key, below `[scorecard]`.
    pub key: &'static str,
    /// What stands there.
    pub seen: String,
    /// What it must be.
    pub wanted: &'static str,
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
            new_business: NewBusiness::default(),
            days_faster: 5,
            basket_step: 0.01,
        }
    }
}

impl ScorecardPolicy {
    /// The first setting that cannot be meant: bands the wrong way round, tolerances below zero.
    pub fn mistake(&self) -> Option<Mistake> {
        const HIGHER: &str = "strong at or above steady";
        const LOWER: &str = "strong at or below steady";
        let bands = [
            ("growth", self.growth, HIGHER),
            ("repeat_revenue", self.repeat_revenue, HIGHER),
            ("customer_retention", self.customer_retention, HIGHER),
            ("net_revenue_retention", self.net_revenue_retention, HIGHER),
            ("replacement", self.replacement, HIGHER),
            ("concentration", self.concentration, LOWER),
            ("payment_timeliness", self.payment_timeliness, LOWER),
        ];
        for (key, limits, wanted) in bands {
            let (better, worse) =
                if wanted == HIGHER { (limits.strong, limits.steady) } else { (limits.steady, limits.strong) };
            if !(better.is_finite() && worse.is_finite() && better >= worse) {
                let seen = format!("strong = {}, steady = {}", limits.strong, limits.steady);
                return Some(Mistake { key, seen, wanted });
            }
        }
        let numbers = [
            ("level_rate", self.level_rate, 0.0..=1.0, "0 to 1"),
            ("level_amount", self.level_amount, 0.0..=1.0, "0 to 1"),
            ("level_days", self.level_days, 0.0..=365.0, "0 to 365"),
            ("simulated_years", f64::from(self.simulated_years), 1.0..=10.0, "1 to 10"),
            ("days_faster", f64::from(self.days_faster), 1.0..=365.0, "1 to 365"),
            ("basket_step", self.basket_step, 0.0001..=1.0, "0.0001 to 1"),
        ];
        let wrong = numbers.into_iter().find(|(_, value, range, _)| !range.contains(value));
        wrong.map(|(key, value, _, wanted)| Mistake { key, seen: value.to_string(), wanted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_the_wrong_way_round_are_mistakes() {
        assert_eq!(ScorecardPolicy::default().mistake(), None);
        let key = |change: fn(&mut ScorecardPolicy)| {
            let mut policy = ScorecardPolicy::default();
            change(&mut policy);
            policy.mistake().map(|mistake| mistake.key)
        };
        assert_eq!(key(|p| p.growth.steady = 0.2), Some("growth"));
        assert_eq!(key(|p| p.concentration.strong = 0.3), Some("concentration"));
        assert_eq!(key(|p| p.payment_timeliness.steady = f64::NAN), Some("payment_timeliness"));
        assert_eq!(key(|p| p.level_days = -1.0), Some("level_days"));
        assert_eq!(key(|p| p.simulated_years = 0), Some("simulated_years"));
    }
}
