//! How often a business's customers buy: the purchase cycle of each and of all, and the repurchase window.

use chrono::NaiveDate;

use super::SegmentationPolicy;
use crate::metrics::arithmetic::counted;

/// The rhythm of the whole business.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BusinessRhythm {
    /// The median customer's median gap between purchases, in days.
    pub(super) cycle_days: f64,
    /// Most repeat purchases come within so many days.
    pub(super) window_days: f64,
    /// Too few customers to measure the two by.
    pub(super) is_assumed: bool,
}

/// The rhythm of one customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OwnCycle {
    pub(super) days: f64,
    /// Buys about once a year.
    pub(super) annual: bool,
}

/// Days from each purchase date to the next.
pub(super) fn gaps(days: &[NaiveDate]) -> Vec<i64> {
    days.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).collect()
}

impl BusinessRhythm {
    /// From the gaps of every customer.
    pub(super) fn of(customers: &[Vec<i64>], policy: &SegmentationPolicy) -> Self {
        let regular: Vec<&Vec<i64>> = customers.iter().filter(|gaps| gaps.len() >= 2).collect();
        let medians = regular.iter().filter_map(|gaps| median(gaps.iter().map(|&gap| gap as f64).collect())).collect();
        let weighted =
            regular.iter().flat_map(|gaps| gaps.iter().map(|&gap| (gap as f64, 1.0 / gaps.len() as f64))).collect();
        let measured = if counted(regular.len()) < policy.cycle_min_customers {
            None
        } else {
            median(medians).zip(weighted_quantile(weighted, policy.window_share))
        };
        let within = |days: f64, [shortest, longest]: [f64; 2]| days.clamp(shortest, longest);
        let (cycle, window) = measured.unwrap_or((policy.default_cycle_days, policy.default_cycle_days));
        Self {
            cycle_days: within(cycle, policy.cycle_bounds_days),
            window_days: within(window, policy.window_bounds_days),
            is_assumed: measured.is_none(),
        }
    }
}

impl OwnCycle {
    /// From the gaps of one customer: their geometric mean, with some gaps of the business's cycle mixed in; the median
    /// gap of one who buys once a year.
    pub(super) fn of(gaps: &[i64], business: &BusinessRhythm, policy: &SegmentationPolicy) -> Self {
        let annual =
            counted(gaps.len()) >= policy.annual_min_gaps && gaps.iter().all(|&gap| gap >= policy.annual_min_gap_days);
        let median_gap = median(gaps.iter().map(|&gap| gap as f64).collect());
        if let (true, Some(days)) = (annual, median_gap) {
            return Self { days, annual };
        }
        let logarithms: f64 = gaps.iter().map(|&gap| (gap as f64).max(policy.cycle_min_gap_days).ln()).sum();
        let prior = policy.cycle_prior_gaps;
        let mean = (prior * business.cycle_days.ln() + logarithms) / (prior + gaps.len() as f64);
        Self { days: mean.exp(), annual: false }
    }
}

/// The middle value; the mean of the two middle ones of an even number.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let (lower, upper) = (values.get(last / 2)?, values.get(last.div_ceil(2))?);
    Some(f64::midpoint(*lower, *upper))
}

/// The smallest value up to which at least the share `q` of the weight lies.
fn weighted_quantile(mut values: Vec<(f64, f64)>, q: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = values.iter().map(|&(_, weight)| weight).sum();
    // Weights are thirds and sevenths; their sum must not miss the share by a rounding.
    let wanted = q * total * (1.0 - 1e-12);
    let mut below = 0.0;
    let reached = |&&(_, weight): &&(f64, f64)| {
        below += weight;
        below >= wanted
    };
    values.iter().find(reached).or(values.last()).map(|&(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::day;

    fn policy() -> SegmentationPolicy {
        SegmentationPolicy::default()
    }

    #[test]
    fn each_customer_has_one_vote() {
        let mut customers = vec![vec![30, 30]; 9];
        customers.push(vec![100; 400]);
        let rhythm = BusinessRhythm::of(&customers, &policy());
        assert_eq!((rhythm.cycle_days, rhythm.is_assumed), (30.0, false));
        // Nine tenths of the weight are gaps of 30 days, so the window is the shortest allowed.
        assert!((rhythm.window_days - 60.0).abs() < 1e-12);
        customers.extend(vec![vec![100, 100]; 2]);
        assert!((BusinessRhythm::of(&customers, &policy()).window_days - 100.0).abs() < 1e-12);
    }

    #[test]
    fn few_regular_customers_leave_the_rhythm_assumed() {
        let mut customers = vec![vec![30, 30]; 9];
        customers.push(vec![30]);
        let assumed = BusinessRhythm { cycle_days: 90.0, window_days: 90.0, is_assumed: true };
        assert_eq!(BusinessRhythm::of(&customers, &policy()), assumed);
        assert_eq!(BusinessRhythm::of(&[], &policy()), assumed);
    }

    #[test]
    fn own_cycles_lean_on_the_business_until_there_are_gaps() {
        let business = BusinessRhythm { cycle_days: 90.0, window_days: 90.0, is_assumed: true };
        let cycle = |gaps: &[i64]| OwnCycle::of(gaps, &business, &policy());
        assert!((cycle(&[]).days - 90.0).abs() < 1e-9);
        // Three gaps of 90 and three of 10 days: the geometric mean is 30.
        assert!((cycle(&[10, 10, 10]).days - 30.0).abs() < 1e-9);
        assert!((cycle(&[1, 1, 1]).days - (90.0_f64 * 7.0).sqrt()).abs() < 1e-9);
        assert_eq!(cycle(&[360, 370]), OwnCycle { days: 365.0, annual: true });
        assert!(!cycle(&[365]).annual && !cycle(&[365, 299]).annual);
    }

    #[test]
    fn gaps_are_days_between_dates() {
        assert_eq!(gaps(&[day(2024, 1, 31), day(2024, 3, 1), day(2024, 3, 2)]), [30, 1]);
        assert_eq!(gaps(&[day(2024, 1, 31)]), Vec::<i64>::new());
        assert_eq!((median(vec![4.0, 1.0, 2.0]), median(vec![1.0, 2.0]), median(vec![])), (Some(2.0), Some(1.5), None));
    }
}
