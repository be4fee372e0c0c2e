//! How forecasts from past month ends did, made from what was known then.

use chrono::{Days, NaiveDate};

use super::curves::Curves;
use super::history::{History, OpenInvoice};
use super::{HORIZONS, Rule, SETTLED_MIN, carried_on};
use crate::base::{Money, Month};
use crate::ledger::Ledger;

/// At most so many month ends.
const MONTH_ENDS: i32 = 24;
/// A forecast that erred by more than this part of what came says less than no forecast.
const ERROR_MAX: f64 = 1.0;

/// How forecasts did, by horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackRecord {
    /// Those of [`HORIZONS`] that are over at one month end or more, shortest first.
    pub horizons: Vec<Tested>,
}

/// How the forecasts of one horizon did.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The horizon, in days.
    pub days: u16,
    /// The month ends, oldest first.
    pub month_ends: Vec<NaiveDate>,
    /// Open invoices over all month ends: so many chances were given.
    pub predictions: usize,
    /// One score a rule, in the order of [`Rule::ALL`].
    pub scores: [Score; 4],
    /// The rule with the smallest error; the finer one of equals.
    pub rule: Rule,
    /// How the forecast that is printed did: by that rule, and no chance below that of a shorter horizon.
    pub made: Score,
    /// For each month end with open invoices: payments less forecast, divided by what was open.
    pub(super) misses: Vec<f64>,
}

/// How one rule did over one horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the distances between forecast and payments, divided by the payments. 0 is perfect. `None` where something
    /// was forecast and nothing was paid.
    pub error: Option<f64>,
    /// Forecast less payments, divided by the payments; above zero is too much. `None` without payments.
    pub bias: Option<f64>,
    /// Mean squared distance between chance and outcome: 0 is perfect, 0.25 is a coin.
    pub brier: f64,
}

impl Score {
    /// Whether such a forecast says anything: it erred by no more than all that was paid.
    pub fn is_usable(&self) -> bool {
        self.error.is_some_and(|error| error <= ERROR_MAX)
    }
}

impl TrackRecord {
    /// What is known of one horizon.
    pub fn of(&self, days: u16) -> Option<&Tested> {
        self.horizons.iter().find(|tested| tested.days == days)
    }
}

/// A month end as it was known then.
struct Past {
    end: NaiveDate,
    open: Vec<OpenInvoice>,
    curves: Curves,
    /// The chance of each open invoice within the horizon before.
    carried: Vec<f64>,
}

/// Tests all rules at every month end whose days are over at `as_of`; `None` where none had enough history.
pub(super) fn track_record(history: &History, ledger: &Ledger, as_of: NaiveDate) -> Option<TrackRecord> {
    let last = Month::last_complete(as_of);
    let first_known = ledger.receivables_since();
    let mut pasts: Vec<Past> = (1 - MONTH_ENDS..=0)
        .map(|months| last.plus(months).last_day())
        .filter(|&end| after(end, HORIZONS[0]) <= as_of)
        .filter(|&end| first_known.is_none_or(|since| since <= end))
        .filter(|&end| history.settled_until(end) >= SETTLED_MIN)
        .map(|end| {
            let open = history.open_at(end);
            let carried = vec![0.0; open.len()];
            Past { end, open, curves: Curves::learned(history, end), carried }
        })
        .collect();
    let horizons: Vec<Tested> = HORIZONS
        .into_iter()
        .filter_map(|days| {
            let over = pasts.partition_point(|past| after(past.end, days) <= as_of);
            tested(history, &mut pasts[..over], days)
        })
        .collect();
    (!horizons.is_empty()).then_some(TrackRecord { horizons })
}

fn after(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// Tests one horizon, and carries the chances of the rule that did best on to the next one.
fn tested(history: &History, pasts: &mut [Past], days: u16) -> Option<Tested> {
    let predictions = pasts.iter().map(|past| past.open.len()).sum();
    if predictions == 0 {
        return None;
    }
    let mut sums = [Sums::default(); Rule::ALL.len()];
    for past in pasts.iter() {
        let outcome = Outcome::of(history, past, days);
        for (rule, sums) in Rule::ALL.into_iter().zip(&mut sums) {
            sums.add(past, &past.curves.chances(rule, &past.open, days), &outcome);
        }
    }
    let scores = sums.map(|sums| sums.score(predictions));
    let error = |score: &Score| score.error.unwrap_or(f64::INFINITY);
    let ranked = Rule::ALL.into_iter().zip(&scores).min_by(|(_, a), (_, b)| error(a).total_cmp(&error(b)));
    let rule = ranked.map_or(Rule::Customers, |(rule, _)| rule);

    let (mut sums, mut misses) = (Sums::default(), Vec::new());
    let mut all_chances = Vec::new();
    for past in pasts.iter() {
        let outcome = Outcome::of(history, past, days);
        let chances = carried_on(&past.carried, past.curves.chances(rule, &past.open, days));
        let forecast = sums.add(past, &chances, &outcome);
        let open: Money = past.open.iter().map(|item| item.open).sum();
        if open.is_positive() {
            misses.push((outcome.paid - forecast) / open.minor() as f64);
        }
        all_chances.push(chances);
    }
    let made = sums.score(predictions);
    if made.is_usable() {
        for (past, chances) in pasts.iter_mut().zip(all_chances) {
            past.carried = chances;
        }
    }
    let month_ends = pasts.iter().map(|past| past.end).collect();
    Some(Tested { days, month_ends, predictions, scores, rule, made, misses })
}

/// What became of the open invoices of a month end.
struct Outcome {
    paid: f64,
    settled: Vec<bool>,
}

impl Outcome {
    fn of(history: &History, past: &Past, days: u16) -> Self {
        let until = after(past.end, days);
        let invoices = || past.open.iter().filter_map(|item| history.invoices.get(item.at));
        let paid: Money = invoices().map(|invoice| invoice.paid_between(past.end, until)).sum();
        let settled = invoices().map(|invoice| invoice.settled_by(until).is_some()).collect();
        Self { paid: paid.minor() as f64, settled }
    }
}

/// Sums over the month ends.
#[derive(Clone, Copy, Default)]
struct Sums {
    paid: f64,
    distance: f64,
    forecast: f64,
    squares: f64,
}

impl Sums {
    /// Adds one month end; gives its forecast.
    fn add(&mut self, past: &Past, chances: &[f64], outcome: &Outcome) -> f64 {
        let forecast =
            past.open.iter().zip(chances).map(|(item, chance)| chance * item.open.minor() as f64).sum::<f64>();
        let squares =
            chances.iter().zip(&outcome.settled).map(|(chance, &came)| (chance - f64::from(u8::from(came))).powi(2));
        self.squares += squares.sum::<f64>();
        self.paid += outcome.paid;
        self.forecast += forecast;
        self.distance += (forecast - outcome.paid).abs();
        forecast
    }

    fn score(self, predictions: usize) -> Score {
        let of_paid = |value: f64| (self.paid > 0.0).then(|| value / self.paid);
        Score {
            // Nothing forecast and nothing paid is a forecast that was right.
            error: if self.distance < 0.5 { Some(0.0) } else { of_paid(self.distance) },
            bias: of_paid(self.forecast - self.paid),
            brier: self.squares / predictions as f64,
        }
    }
}
