//! How often a business's customers buy: the purchase cycle of each and of all, and the repurchase window.

use super::SegmentationPolicy;
use super::timeline::Known;
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

impl BusinessRhythm {
    /// From the gaps of every customer.
    pub(super) fn of(customers: &[Known<'_>], policy: &SegmentationPolicy) -> Self {
        let regular: Vec<&Known<'_>> = customers.iter().filter(|known| known.gaps.len() >= 2).collect();
        let measured = if counted(regular.len()) < policy.cycle_min_customers {
            None
        } else {
            let medians = regular.iter().filter_map(|known| known.median_gap()).collect();
            median(medians).zip(weighted_quantile(&gap_weights(&regular), policy.window_share))
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
    pub(super) fn of(known: &Known<'_>, business: &BusinessRhythm, policy: &SegmentationPolicy) -> Self {
        let gaps = known.gaps.len();
        let annual = counted(gaps) >= policy.annual_min_gaps
            && known.shortest_gap.is_none_or(|shortest| shortest >= policy.annual_min_gap_days);
        let median_gap = if annual { known.median_gap() } else { None };
        if let Some(days) = median_gap {
            return Self { days, annual };
        }
        let prior = policy.cycle_prior_gaps;
        let mean = (prior * business.cycle_days.ln() + known.logarithms) / (prior + gaps as f64);
        Self { days: mean.exp(), annual: false }
    }
}

/// How much each length of a gap weighs, from 0 days up: every customer's gaps weigh 1 together.
fn gap_weights(customers: &[&Known<'_>]) -> Vec<f64> {
    let mut weights = Vec::new();
    for known in customers {
        let weight = 1.0 / known.gaps.len() as f64;
        for place in known.gaps.iter().filter_map(|&gap| usize::try_from(gap).ok()) {
            if weights.len() <= place {
                weights.resize(place + 1, 0.0);
            }
            if let Some(sum) = weights.get_mut(place) {
                *sum += weight;
            }
        }
    }
    weights
}

/// The middle value; the mean of the two middle ones of an even number.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let (lower, upper) = (values.get(last / 2)?, values.get(last.div_ceil(2))?);
    Some(f64::midpoint(*lower, *upper))
}

/// The smallest place up to which at least the share `q` of the weight lies.
fn weighted_quantile(weights: &[f64], q: f64) -> Option<f64> {
    let total: f64 = weights.iter().sum();
    // Weights are thirds and sevenths; their sum must not miss the share by a rounding.
    let wanted = q * total * (1.0 - 1e-12);
    let mut below = 0.0;
    let reached = |weight: &f64| {
        below += weight;
        below >= wanted
    };
    let place = weights.iter().position(reached).or(weights.len().checked_sub(1))?;
    Some(place as f64)
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::ledger::testing::day;
    use crate::metrics::segmentation::timeline::Timeline;

    fn policy() -> SegmentationPolicy {
        SegmentationPolicy::default()
    }

    /// A customer that bought with these gaps.
    fn bought(gaps: &[u64]) -> Timeline {
        let days = gaps.iter().scan(day(2000, 1, 1), |day, &gap| {
            *day = *day + Days::new(gap);
            Some(*day)
        });
        Timeline::new(std::iter::once(day(2000, 1, 1)).chain(days).collect(), &policy())
    }

    fn rhythm(customers: &[Vec<u64>]) -> BusinessRhythm {
        let timelines: Vec<Timeline> = customers.iter().map(|gaps| bought(gaps)).collect();
        let known: Vec<Known<'_>> = timelines.iter().map(|timeline| timeline.until(day(2900, 1, 1))).collect();
        BusinessRhythm::of(&known, &policy())
    }

    #[test]
    fn each_customer_has_one_vote() {
        let mut customers = vec![vec![30, 30]; 9];
        customers.push(vec![100; 400]);
        let found = rhythm(&customers);
        assert_eq!((found.cycle_days, found.is_assumed), (30.0, false));
        // Nine tenths of the weight are gaps of 30 days, so the window is the shortest allowed.
        assert!((found.window_days - 60.0).abs() < 1e-12);
        customers.extend(vec![vec![100, 100]; 2]);
        assert!((rhythm(&customers).window_days - 100.0).abs() < 1e-12);
    }

    #[test]
    fn few_regular_customers_leave_the_rhythm_assumed() {
        let mut customers = vec![vec![30, 30]; 9];
        customers.push(vec![30]);
        let assumed = BusinessRhythm { cycle_days: 90.0, window_days: 90.0, is_assumed: true };
        assert_eq!((rhythm(&customers), rhythm(&[])), (assumed, assumed));
    }

    #[test]
    fn own_cycles_lean_on_the_business_until_there_are_gaps() {
        let business = BusinessRhythm { cycle_days: 90.0, window_days: 90.0, is_assumed: true };
        let cycle = |gaps: &[u64]| OwnCycle::of(&bought(gaps).until(day(2900, 1, 1)), &business, &policy());
        assert!((cycle(&[]).days - 90.0).abs() < 1e-9);
        // Three gaps of 90 and three of 10 days: the geometric mean is 30.
        assert!((cycle(&[10, 10, 10]).days - 30.0).abs() < 1e-9);
        assert!((cycle(&[1, 1, 1]).days - (90.0_f64 * 7.0).sqrt()).abs() < 1e-9);
        assert_eq!(cycle(&[360, 370]), OwnCycle { days: 365.0, annual: true });
        assert!(!cycle(&[365]).annual && !cycle(&[365, 299]).annual);
    }

    #[test]
    fn the_middle_of_values() {
        assert_eq!((median(vec![4.0, 1.0, 2.0]), median(vec![1.0, 2.0]), median(vec![])), (Some(2.0), Some(1.5), None));
    }
}
