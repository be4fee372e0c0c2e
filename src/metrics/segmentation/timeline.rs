//! The purchase dates of one customer with what its rhythm is made of running along them, so that any day's view of them
//! is a prefix.

use chrono::NaiveDate;

use super::SegmentationPolicy;

/// Purchase dates with their gaps and running figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Timeline {
    /// Ascending, each once.
    days: Vec<NaiveDate>,
    /// Days from each date to the next.
    gaps: Vec<i64>,
    /// The sum of the logarithms of the gaps up to and including each; short gaps count as the shortest allowed.
    logarithms: Vec<f64>,
    /// The shortest gap up to and including each.
    shortest: Vec<i64>,
}

/// The part of a [`Timeline`] that is known on a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// Purchase dates, ascending, each once.
    pub(super) days: &'a [NaiveDate],
    /// Days from each to the next.
    pub(super) gaps: &'a [i64],
    /// The sum of the logarithms of the gaps.
    pub(super) logarithms: f64,
    /// The shortest gap.
    pub(super) shortest_gap: Option<i64>,
}

impl Timeline {
    /// Of dates in ascending order, each once.
    pub(super) fn new(days: Vec<NaiveDate>, policy: &SegmentationPolicy) -> Self {
        let gaps: Vec<i64> = days.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).collect();
        let logarithms = gaps.iter().scan(0.0, |sum, &gap| {
            *sum += (gap as f64).max(policy.cycle_min_gap_days).ln();
            Some(*sum)
        });
        let shortest = gaps.iter().scan(i64::MAX, |shortest, &gap| {
            *shortest = gap.min(*shortest);
            Some(*shortest)
        });
        Self { logarithms: logarithms.collect(), shortest: shortest.collect(), gaps, days }
    }

    /// What is known at the end of `at`.
    pub(super) fn until(&self, at: NaiveDate) -> Known<'_> {
        let days = self.days.get(..self.days.partition_point(|&day| day <= at)).unwrap_or_default();
        let gaps = self.gaps.get(..days.len().saturating_sub(1)).unwrap_or_default();
        let last = gaps.len().checked_sub(1);
        Known {
            days,
            gaps,
            logarithms: last.and_then(|last| self.logarithms.get(last)).copied().unwrap_or_default(),
            shortest_gap: last.and_then(|last| self.shortest.get(last)).copied(),
        }
    }
}

impl Known<'_> {
    /// The middle gap; the mean of the two middle ones of an even number.
    pub(super) fn median_gap(&self) -> Option<f64> {
        let mut gaps = self.gaps.to_vec();
        gaps.sort_unstable();
        let last = gaps.len().checked_sub(1)?;
        let (lower, upper) = (gaps.get(last / 2)?, gaps.get(last.div_ceil(2))?);
        Some((lower + upper) as f64 / 2.0)
    }

    /// The dates after `day`.
    pub(super) fn since(&self, day: NaiveDate) -> usize {
        self.days.len() - self.days.partition_point(|&d| d <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::day;

    fn timeline(days: &[NaiveDate]) -> Timeline {
        Timeline::new(days.to_vec(), &SegmentationPolicy::default())
    }

    #[test]
    fn gaps_are_days_between_dates() {
        let all = timeline(&[day(2024, 1, 31), day(2024, 3, 1), day(2024, 3, 2)]);
        let known = all.until(day(2024, 12, 31));
        assert_eq!((known.gaps, known.shortest_gap), (&[30_i64, 1][..], Some(1)));
        // The gap of one day counts as seven.
        assert!((known.logarithms - (30.0_f64 * 7.0).ln()).abs() < 1e-12);
        assert_eq!(timeline(&[day(2024, 1, 31)]).until(day(2024, 12, 31)).gaps, Vec::<i64>::new());
    }

    #[test]
    fn a_prefix_is_the_timeline_of_fewer_dates() {
        let days: Vec<NaiveDate> = (1..=12).map(|month| day(2024, month, 3 * month % 28 + 1)).collect();
        let all = timeline(&days);
        for known in 0..days.len() {
            let (cut, alone) = (all.until(days[known]), timeline(&days[..=known]));
            let alone = alone.until(NaiveDate::MAX);
            assert_eq!((cut.days, cut.gaps, cut.shortest_gap), (alone.days, alone.gaps, alone.shortest_gap));
            assert!((cut.logarithms - alone.logarithms).abs() < 1e-12);
        }
    }

    #[test]
    fn medians_and_recent_dates() {
        let known = timeline(&[day(2024, 1, 1), day(2024, 1, 11), day(2024, 1, 31), day(2024, 2, 5)]);
        let known = known.until(day(2024, 12, 31));
        assert_eq!((known.median_gap(), known.since(day(2024, 1, 11))), (Some(10.0), 2));
        let two = timeline(&[day(2024, 1, 1), day(2024, 1, 11), day(2024, 1, 12)]);
        assert_eq!(two.until(day(2024, 1, 12)).median_gap(), Some(5.5));
        assert_eq!(two.until(day(2024, 1, 1)).median_gap(), None);
    }
}
