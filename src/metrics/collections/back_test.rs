//! How forecasts from past month ends did, made from what was known then.

use chrono::{Days, NaiveDate};

use super::curves::Curves;
use super::history::History;
use super::{Rule, SETTLED_MIN};
use crate::base::{Money, Month};
use crate::ledger::Ledger;

/// The horizons that are tested, in days.
const TESTED: [u16; 3] = [7, 14, 30];
/// The horizon that decides which rule is used: the last of them.
const DECIDING: usize = TESTED.len() - 1;
/// At most so many month ends.
const MONTH_ENDS: i32 = 24;

/// How each rule did.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackRecord {
    /// The month ends, oldest first.
    pub month_ends: Vec<NaiveDate>,
    /// Open invoices over all month ends: so many chances were given for each horizon.
    pub predictions: usize,
    /// For each of 7, 14 and 30 days one score a rule, in the order of [`Rule::ALL`].
    pub scores: Vec<(u16, [Score; 4])>,
}

/// How one rule did over one horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the distances between forecast and payments, divided by the payments. 0 is perfect. `None` without
    /// payments.
    pub error: Option<f64>,
    /// Forecast less payments, divided by the payments; above zero is too much.
    pub bias: Option<f64>,
    /// Mean squared distance between chance and outcome: 0 is perfect, 0.25 is a coin.
    pub brier: f64,
}

impl TrackRecord {
    /// The rule with the smallest error of the total, and the one with the smallest Brier score; the finer one of equals.
    pub fn best(&self) -> (Rule, Rule) {
        let by = |measure: &dyn Fn(&Score) -> f64| {
            let scores = self.scores.get(DECIDING).map(|(_, scores)| scores);
            let ranked = scores.and_then(|scores| {
                Rule::ALL.into_iter().zip(scores).min_by(|(_, a), (_, b)| measure(a).total_cmp(&measure(b)))
            });
            ranked.map_or(Rule::Customers, |(rule, _)| rule)
        };
        (by(&|score| score.error.unwrap_or(f64::INFINITY)), by(&|score| score.brier))
    }
}

/// Sums over the month ends.
#[derive(Clone, Copy, Default)]
struct Sums {
    distance: f64,
    forecast: f64,
    squares: f64,
}

/// Tests all rules at every month end whose 30 days are over at `as_of`; `None` where none had enough history.
pub(super) fn track_record(history: &History, ledger: &Ledger, as_of: NaiveDate) -> Option<TrackRecord> {
    let longest = Days::new(u64::from(TESTED[DECIDING]));
    let last = Month::last_complete(as_of);
    let first_known = ledger.receivables_since();
    let month_ends: Vec<NaiveDate> = (1 - MONTH_ENDS..=0)
        .map(|months| last.plus(months).last_day())
        .filter(|&end| end.checked_add_days(longest).is_some_and(|over| over <= as_of))
        .filter(|&end| first_known.is_none_or(|since| since <= end))
        .filter(|&end| history.settled_until(end) >= SETTLED_MIN)
        .collect();
    let mut sums = [[Sums::default(); Rule::ALL.len()]; TESTED.len()];
    let mut paid = [0.0_f64; TESTED.len()];
    let mut predictions = 0;
    for &end in &month_ends {
        let open = history.open_at(end);
        let curves = Curves::learned(history, end);
        predictions += open.len();
        for ((&days, sums), paid) in TESTED.iter().zip(&mut sums).zip(&mut paid) {
            let until = end.checked_add_days(Days::new(u64::from(days))).unwrap_or(end);
            let actual: Money = open.iter().map(|item| history.invoices[item.at].paid_between(end, until)).sum();
            *paid += actual.minor() as f64;
            for (rule, sums) in Rule::ALL.into_iter().zip(sums) {
                let mut forecast = 0.0;
                for item in &open {
                    let chance = curves.chance(rule, item, days);
                    let outcome = history.invoices[item.at].settled_by(until).is_some();
                    forecast += chance * item.open.minor() as f64;
                    sums.squares += (chance - f64::from(u8::from(outcome))).powi(2);
                }
                sums.forecast += forecast;
                sums.distance += (forecast - actual.minor() as f64).abs();
            }
        }
    }
    (predictions > 0).then(|| TrackRecord {
        month_ends,
        predictions,
        scores: TESTED
            .into_iter()
            .zip(sums)
            .zip(paid)
            .map(|((days, sums), paid)| (days, sums.map(|sums| sums.score(paid, predictions))))
            .collect(),
    })
}

impl Sums {
    fn score(self, paid: f64, predictions: usize) -> Score {
        let of_paid = |value: f64| (paid > 0.0).then(|| value / paid);
        Score {
            error: of_paid(self.distance),
            bias: of_paid(self.forecast - paid),
            brier: self.squares / predictions as f64,
        }
    }
}
