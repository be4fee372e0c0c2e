//! How forecasts from past month ends did, made from what was known then.

use chrono::{Days, NaiveDate};

use super::curves::Curves;
use super::history::{History, OpenInvoice};
use super::{HORIZONS, Rule, SETTLED_MIN, Way};
use crate::base::{Money, Month};
use crate::ledger::Ledger;

/// At most so many month ends are tested.
const MONTH_ENDS: i32 = 24;
/// From so many more before them it is learned by how much forecasts were off.
const LEARNED_FROM: i32 = 12;
/// Fewer month ends that are over do not show on which side forecasts err.
const CORRECTED_FROM: usize = 6;
/// Errors that differ by less, as parts of the payments, do not tell one way from another.
const ALIKE: f64 = 0.01;
/// Outcomes so close to the total, as part of what was open, are as good as it.
const CLOSE: f64 = 0.035;
/// This part of the range on either side is its edge.
const EDGE: f64 = 0.05;
/// From so many tested month ends on the range is that of the past outcomes.
const RANGE_MIN: usize = 10;
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
    /// How the totals of each way did, in the order of [`Way::ALL`].
    pub scores: [Score; Way::ALL.len()],
    /// The mean squared distance between chance and outcome of each rule, in the order of [`Rule::ALL`]: 0 is perfect, 0.25
    /// is a coin (Brier score).
    pub chances_off: [f64; Rule::ALL.len()],
    /// The first way whose error is within a point of the smallest, of those that are centred.
    pub way: Way,
    /// That way's totals stood inside the range of the outcomes, and not at its edge.
    pub centred: bool,
    /// What was paid / what was forecast over all month ends before the as-of date, where the way is a corrected one: by
    /// this a forecast of now is multiplied.
    pub factor: Option<f64>,
    /// For each month end with open invoices: payments less forecast by that way, divided by what was open.
    pub(super) misses: Vec<f64>,
}

impl Tested {
    /// How the totals of one way did.
    pub fn score(&self, way: Way) -> Score {
        Way::ALL.iter().zip(self.scores).find(|&(&one, _)| one == way).map_or_else(Score::default, |(_, score)| score)
    }

    /// How the totals that are printed did.
    pub fn made(&self) -> Score {
        self.score(self.way)
    }

    /// Whether the chances of the single invoices say anything: so does their sum.
    pub fn has_chances(&self) -> bool {
        self.score(Way::plain(Rule::Customers)).is_usable()
    }
}

/// How the totals of one way did over one horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the distances between forecast and payments, divided by the payments. 0 is perfect. `None` where something
    /// was forecast and nothing was paid.
    pub error: Option<f64>,
    /// Forecast less payments, divided by the payments; above zero is too much. `None` without payments.
    pub bias: Option<f64>,
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
    /// What was forecast for the horizon before: no longer one is less.
    floor: f64,
}

impl Past {
    fn at(history: &History, end: NaiveDate) -> Self {
        Self { end, open: history.open_at(end), curves: Curves::learned(history, end), floor: 0.0 }
    }

    fn all_open(&self) -> f64 {
        total(&self.open, |item| item.open.minor() as f64)
    }
}

fn total(open: &[OpenInvoice], of: impl Fn(&OpenInvoice) -> f64) -> f64 {
    open.iter().map(of).sum()
}

/// Tests all ways at every month end whose days are over at `as_of`; `None` where none had enough history.
pub(super) fn track_record(history: &History, ledger: &Ledger, as_of: NaiveDate) -> Option<TrackRecord> {
    let last = Month::last_complete(as_of);
    let first_known = ledger.receivables_since();
    let mut pasts: Vec<Past> = (1 - MONTH_ENDS - LEARNED_FROM..=0)
        .map(|months| last.plus(months).last_day())
        .filter(|&end| after(end, HORIZONS[0]) <= as_of)
        .filter(|&end| first_known.is_none_or(|since| since <= end))
        .filter(|&end| history.settled_until(end) >= SETTLED_MIN)
        .map(|end| Past::at(history, end))
        .collect();
    let first_tested = last.plus(1 - MONTH_ENDS).last_day();
    let learned_from = pasts.partition_point(|past| past.end < first_tested);
    // What month ends teach of the days after them holds after a month end.
    let corrects = Month::of(as_of).last_day() == as_of;
    let horizons: Vec<Tested> = HORIZONS
        .into_iter()
        .filter_map(|days| {
            let over = pasts.partition_point(|past| after(past.end, days) <= as_of);
            tested(history, &mut pasts[..over], learned_from, days, corrects)
        })
        .collect();
    (!horizons.is_empty()).then_some(TrackRecord { horizons })
}

fn after(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// Tests one horizon at the month ends but the first ones, which are only learned from, and hands the totals of the way that
/// did best on to the next horizon.
fn tested(history: &History, pasts: &mut [Past], learned_from: usize, days: u16, corrects: bool) -> Option<Tested> {
    let scored = pasts.get(learned_from..)?;
    let predictions: usize = scored.iter().map(|past| past.open.len()).sum();
    if predictions == 0 {
        return None;
    }
    let outcomes: Vec<Outcome> = pasts.iter().map(|past| Outcome::of(history, past, days)).collect();
    let by_rule = Rule::ALL.map(|rule| Course::of(pasts, &outcomes, rule, days));
    let chances_off =
        by_rule.each_ref().map(|course| course.squares.iter().skip(learned_from).sum::<f64>() / predictions as f64);
    let of = |rule: Rule| Rule::ALL.iter().zip(&by_rule).find(|&(&one, _)| one == rule).map(|(_, course)| course);
    let forecasts = Way::ALL.map(|way| {
        let Some(course) = of(way.rule) else { return Vec::new() };
        let known = |place: usize| {
            let end = pasts.get(place).map_or(NaiveDate::MIN, |past| past.end);
            pasts.partition_point(|past| after(past.end, days) <= end)
        };
        let factor = |place: usize| way.corrected.then(|| course.factor(&outcomes, known(place))).flatten();
        let forecast = |(place, past): (usize, &Past)| {
            let raw = course.totals.get(place).copied().unwrap_or_default();
            corrected(raw, factor(place), past.all_open() * past.curves.surest()).max(past.floor)
        };
        pasts.iter().enumerate().map(forecast).collect::<Vec<f64>>()
    });
    let scores = forecasts.each_ref().map(|forecasts| score(forecasts, &outcomes, learned_from));
    let error = |place: &usize| scores.get(*place).and_then(|score| score.error).unwrap_or(f64::INFINITY);
    let missed = forecasts.each_ref().map(|made| misses(scored, made, &outcomes, learned_from));
    let centred = missed.each_ref().map(|missed| is_centred(missed));
    // A rule that was worthless is not mended by a factor.
    let may_be_used = |place: &usize| {
        let plain = Way::ALL.iter().position(|&one| one == Way::plain(Way::ALL[*place].rule));
        !Way::ALL[*place].corrected || corrects && plain.is_some_and(|plain| scores[plain].is_usable())
    };
    let is_sound = |place: &usize| centred[*place] && scores[*place].is_usable();
    let candidates: Vec<usize> = (0..Way::ALL.len()).filter(may_be_used).collect();
    let sound: Vec<usize> = candidates.iter().copied().filter(is_sound).collect();
    let candidates = if sound.is_empty() { candidates } else { sound };
    let least = candidates.iter().map(error).fold(f64::INFINITY, f64::min);
    let best = candidates.into_iter().find(|place| error(place) <= least + ALIKE).unwrap_or_default();
    let (way, centred) = (Way::ALL[best], centred[best]);
    let misses = missed[best].clone();
    let factor = way.corrected.then(|| of(way.rule)?.factor(&outcomes, outcomes.len())).flatten();
    let month_ends = scored.iter().map(|past| past.end).collect();
    if scores[best].is_usable() && centred {
        for (past, &forecast) in pasts.iter_mut().zip(&forecasts[best]) {
            past.floor = forecast;
        }
    }
    Some(Tested { days, month_ends, predictions, scores, chances_off, way, centred, factor, misses })
}

/// A forecast times a factor, where there is one; no more than `most`.
pub(super) fn corrected(forecast: f64, factor: Option<f64>, most: f64) -> f64 {
    factor.map_or(forecast, |factor| (forecast * factor).min(most))
}

/// At each month end but the first ones: payments less forecast, divided by what was open; none where nothing was.
fn misses(scored: &[Past], forecasts: &[f64], outcomes: &[Outcome], learned_from: usize) -> Vec<f64> {
    let miss = |(past, (forecast, outcome)): (&Past, (&f64, &Outcome))| {
        let open = past.all_open();
        (open > 0.0).then(|| (outcome.paid - forecast) / open)
    };
    scored.iter().zip(forecasts.iter().zip(outcomes).skip(learned_from)).filter_map(miss).collect()
}

/// Whether a forecast stands inside the range of past outcomes around it, and not at its edge, or they were all close to it.
fn is_centred(misses: &[f64]) -> bool {
    let Some((low, high)) = tenths(misses) else { return true };
    let edge = (high - low) * EDGE;
    (low + edge < 0.0 && 0.0 < high - edge) || (-CLOSE <= low && high <= CLOSE)
}

/// The misses that leave a tenth of all on either side; `None` for too few month ends.
pub(super) fn tenths(misses: &[f64]) -> Option<(f64, f64)> {
    if misses.len() < RANGE_MIN {
        return None;
    }
    let mut misses = misses.to_vec();
    misses.sort_by(f64::total_cmp);
    let tenth = misses.len() / 10;
    Some((*misses.get(tenth)?, *misses.get(misses.len() - 1 - tenth)?))
}

/// What one rule said at each month end.
struct Course {
    /// Open amounts times chances, in minor units.
    totals: Vec<f64>,
    /// Squared distances between chances and outcomes, summed over the open invoices.
    squares: Vec<f64>,
}

impl Course {
    fn of(pasts: &[Past], outcomes: &[Outcome], rule: Rule, days: u16) -> Self {
        let (mut totals, mut squares) = (Vec::new(), Vec::new());
        for (past, outcome) in pasts.iter().zip(outcomes) {
            let chances = past.curves.chances(rule, &past.open, days);
            let amounts = past.open.iter().zip(&chances).map(|(item, chance)| chance * item.open.minor() as f64);
            totals.push(amounts.sum());
            let off = chances.iter().zip(&outcome.settled).map(|(chance, &came)| chance - f64::from(u8::from(came)));
            squares.push(off.map(|off| off * off).sum());
        }
        Self { totals, squares }
    }

    /// What was paid / what was forecast at the first `known` month ends; `None` for too few of them.
    fn factor(&self, outcomes: &[Outcome], known: usize) -> Option<f64> {
        let paid: f64 = outcomes.iter().take(known).map(|outcome| outcome.paid).sum();
        let forecast: f64 = self.totals.iter().take(known).sum();
        (known >= CORRECTED_FROM && forecast > 0.0).then(|| paid / forecast)
    }
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

/// How totals did at the month ends but the first ones.
fn score(forecasts: &[f64], outcomes: &[Outcome], learned_from: usize) -> Score {
    let pairs = || forecasts.iter().zip(outcomes).skip(learned_from);
    let paid: f64 = pairs().map(|(_, outcome)| outcome.paid).sum();
    let distance: f64 = pairs().map(|(forecast, outcome)| (forecast - outcome.paid).abs()).sum();
    let forecast: f64 = pairs().map(|(forecast, _)| forecast).sum();
    let of_paid = |value: f64| (paid > 0.0).then(|| value / paid);
    Score {
        // Nothing forecast and nothing paid is a forecast that was right.
        error: if distance < 0.5 { Some(0.0) } else { of_paid(distance) },
        bias: of_paid(forecast - paid),
    }
}
