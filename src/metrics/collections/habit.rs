//! How a customer usually pays, where it does so steadily.

/// So many of the last invoices that it paid are looked at.
const LAST: usize = 8;
/// Fewer show no habit.
const LEAST: usize = 5;
/// The slowest of them took so many days more than the middle one at most.
const STEADY: i64 = 7;

/// What is known of one paid invoice, and of one that is open: days since its date, and days past due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) age: i64,
    pub(super) past_due: i64,
}

/// Days from invoice to the payment that settled it, of a customer that pays steadily: of its last five to eight invoices none
/// took over a week more than the middle one, and none that is open is older than the slowest of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habit {
    /// Of the last paid invoices, fewest first: days past due, or days since the invoice where these vary less.
    days: Vec<i64>,
    from_due_date: bool,
    usual: i64,
    slowest: i64,
}

impl Habit {
    /// From all paid invoices, oldest invoice first, and the age of the oldest open one.
    pub(super) fn of(paid: &[Course], oldest_open: Option<i64>) -> Option<Self> {
        let last = &paid[paid.len().saturating_sub(LAST)..];
        let sorted = |of: fn(&Course) -> i64| {
            let mut days: Vec<i64> = last.iter().map(of).collect();
            days.sort_unstable();
            days
        };
        let (ages, late) = (sorted(|paid| paid.age), sorted(|paid| paid.past_due));
        let (usual, slowest) = (*ages.get(ages.len() / 2)?, *ages.last()?);
        let steady = ages.len() >= LEAST && slowest - usual <= STEADY;
        let spread = |days: &[i64]| days.last().zip(days.first()).map(|(last, first)| last - first);
        let from_due_date = spread(&late) <= spread(&ages);
        let days = if from_due_date { late } else { ages };
        (steady && oldest_open.is_none_or(|age| age <= slowest)).then_some(Self { days, from_due_date, usual, slowest })
    }

    /// Days of the middle one of the invoices looked at.
    pub fn usual(&self) -> i64 {
        self.usual
    }

    /// Days of the slowest of them.
    pub fn slowest(&self) -> i64 {
        self.slowest
    }

    /// How many invoices were looked at: five to eight.
    pub fn invoices(&self) -> usize {
        self.days.len()
    }

    /// The chance that an open invoice is paid within so many days, where a coarser curve gives it `otherwise`: the curve
    /// counts like one more invoice beside those that took longer than it is open.
    pub(super) fn chance(&self, open: Course, days: i64, otherwise: f64) -> f64 {
        let now = if self.from_due_date { open.past_due } else { open.age };
        let paid_by = |day: i64| self.days.partition_point(|&days| days <= day);
        let (before, then) = (paid_by(now), paid_by(now + days));
        ((then - before) as f64 + otherwise) / ((self.days.len() - before) as f64 + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn courses(days: &[i64]) -> Vec<Course> {
        days.iter().map(|&age| Course { age, past_due: age - 30 }).collect()
    }

    fn of(days: &[i64]) -> Option<(i64, i64)> {
        Habit::of(&courses(days), None).map(|habit| (habit.usual, habit.slowest))
    }

    #[test]
    fn who_pays_by_the_same_days_has_a_habit() {
        assert_eq!(of(&[62, 58, 60, 61, 59]), Some((60, 62)));
        assert_eq!(of(&[62, 58, 60, 61]), None, "four invoices");
        assert_eq!(of(&[62, 58, 60, 61, 68]), Some((61, 68)));
        assert_eq!(of(&[62, 58, 60, 61, 90]), None, "one was paid a month later");
        let oldest_first: Vec<i64> = std::iter::once(90).chain([30; 8]).collect();
        assert_eq!(of(&oldest_first), Some((30, 30)), "long ago");
        assert!(Habit::of(&courses(&[30; 8]), Some(31)).is_none(), "one is open for longer");
    }

    #[test]
    fn the_chance_follows_the_last_payments() {
        let habit = Habit::of(&courses(&[63, 64, 63, 63, 66, 63, 64, 63]), Some(23)).expect("steady");
        let is = |age, until, otherwise, expected: f64| {
            let chance = habit.chance(Course { age, past_due: age - 30 }, until - age, otherwise);
            assert!((chance - expected).abs() < 1e-12, "{chance}");
        };
        is(23, 53, 0.45, 0.05);
        is(23, 63, 0.5, 5.5 / 9.0);
        is(23, 83, 0.9, 8.9 / 9.0);
        is(64, 66, 0.5, 0.75);
        is(66, 90, 0.5, 0.5);
    }

    #[test]
    fn who_pays_on_its_due_dates_is_expected_on_them() {
        // Due on a day of the month, so that terms are of 25 to 30 days.
        let paid: Vec<Course> = (25..=30).map(|age| Course { age, past_due: 0 }).collect();
        let habit = Habit::of(&paid, None).expect("steady");
        let chance = |past_due| habit.chance(Course { age: 26, past_due }, 1, 0.5);
        assert!((chance(-1) - 6.5 / 7.0).abs() < 1e-12 && (chance(-2) - 0.5 / 7.0).abs() < 1e-12);
    }
}
