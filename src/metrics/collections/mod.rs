//! Expected collections: how much of what is open will be paid in the next days, with the forecast's own track record.
//!
//! # Question
//!
//! What will customers pay in the next 7, 14, 30, 60 and 90 days, which invoices will it be, and how far could such a
//! forecast be trusted in this business so far?
//!
//! # Formula
//!
//! Each invoice is followed by its days past due. They are cut at -20, -10, 0, 5, 10, 20, 30, 45, 60, 90 and 365 days;
//! in each stretch the chance to be paid is
//!
//! - **of all customers**: (paid in it + 0.5) / (at risk in it + 1);
//! - **of one customer**: (paid in it + 5 x the chance of all) / (at risk in it + 5). A customer without history has the
//!   chance of all, and one with much history its own.
//!
//! An open invoice is at risk as long as it is open, so that slow payers are not forgotten; an invoice that is at risk
//! in a part of a stretch counts with that part. The chance that an invoice of age a is paid within H days is
//! 1 - S(a + H) / S(a), where S is the product of the chances not to be paid. Expected collections are the sum of open
//! amounts times chances, so that what is expected of each customer adds up to the total.
//!
//! **Older before newer.** Where at most one in ten of the settled invoices was paid while an older one of the same
//! customer was open, no invoice has a better chance than an older one of the same customer: who has left an invoice
//! unpaid for months is not expected to pay the newest on time. Payments that name no invoice are set against the
//! oldest, so this always holds for them.
//!
//! **Track record.** At up to 24 past month ends the forecast is made from what was known on that day and compared with
//! what was paid. Beside it stand two simple rules: everything is paid on its due date; everyone takes its mean days.
//! Three figures: the error of the total (sum of the distances between forecast and payments, divided by the payments),
//! the bias (the same with its sign; above zero is too much), and the Brier score of the chances (mean squared distance
//! between chance and outcome; 0 is perfect, 0.25 is a coin).
//!
//! **Which rule.** Each horizon is forecast, total and chances alike, by the rule with the smallest error of the total at
//! that horizon, simple rules included. What is likely within a shorter horizon is no less likely within a longer one: the
//! larger chance is taken. Where even so the forecasts erred by more than all that was paid (an error above 100%), no
//! amount is given for that horizon.
//!
//! **Range.** From ten tested month ends on it holds four of five past outcomes: what the payments were above or below the
//! forecast, as part of what was open, leaving out a tenth on either side. A forecast that was always too high so has a
//! range that lies below it. With fewer month ends it holds four of five outcomes of a simulation in which the invoices of
//! one customer are early or late together. A range without width would claim certainty and is not given.
//!
//! # Worked example
//!
//! Forty invoices, all of customers with the same habit: due after 30 days, half of them paid on day 30 (0 days past
//! due), half on day 40 (10 past due). In the stretch from 0 to 5 days past due 20 of 40 are paid: (20 + 0.5) / (40 + 1)
//! = 0.5. An invoice that falls due today is paid within 5 days with a chance of one half.
//!
//! # Edge cases
//!
//! - Fewer than 30 invoices settled by payment: no chances, since they would be noise.
//! - An invoice that a credit note or a write-off closed is followed up to that day and does not count as paid. One that
//!   was closed on an unknown day is left out.
//! - Beyond 365 days past due the chance of all customers is taken.
//! - A part payment leaves the remainder at risk. Unapplied credit is not set against the forecast.
//! - Without month ends at which 30 invoices were settled there is no track record; the chances of each customer are
//!   then used, and the page says that they are untested. The same holds for a single horizon.
//! - Where nothing was forecast and nothing was paid the error is 0; where something was forecast and nothing was paid no
//!   amount is given.
//!
//! # Source
//!
//! A discrete-time hazard with beta-binomial shrinkage, as survival analysis has it (Kaplan and Meier 1958 with partial
//! pooling); Brier 1950 for the score. The stretches and the weight of 5 are ours.

mod back_test;
mod curves;
mod history;
mod simulation;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use back_test::{Score, Tested, TrackRecord};

use self::curves::Curves;
use self::history::{History, OpenInvoice};
use super::arithmetic::nearest;
use super::receivables::balances_known;
use super::{Measured, NotEnough};
use crate::base::Money;
use crate::ledger::{CustomerIx, DocumentIx, Ledger, PaymentData};

/// The horizons of the forecast, in days.
pub const HORIZONS: [u16; 5] = [7, 14, 30, 60, 90];

/// So many invoices must have been settled by payment before chances are given.
pub const SETTLED_MIN: usize = 30;

/// From so many tested month ends on the range is that of the past outcomes.
const RANGE_MIN: usize = 10;

/// What is expected to come in, and how well it was foreseen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Collections {
    /// The forecast at the as-of date.
    pub forecast: Measured<Forecast>,
    /// How forecasts from past month ends did; `None` without a month end that could be tested.
    pub track_record: Option<TrackRecord>,
}

/// A way of saying when an invoice is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// By the chances of each customer.
    Customers,
    /// By the chances of all customers together.
    Pool,
    /// Everything on its due date.
    DueDate,
    /// Everyone after its mean days.
    MeanDays,
}

impl Rule {
    /// All of them, the finer one first.
    pub const ALL: [Self; 4] = [Self::Customers, Self::Pool, Self::DueDate, Self::MeanDays];
}

/// The forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Invoices settled by payment that it was learned from.
    pub settled: usize,
    /// One for each of [`HORIZONS`].
    pub totals: Vec<Expected>,
    /// Every open invoice, by its place in the ledger.
    pub invoices: Vec<InvoiceForecast>,
}

/// What is expected within one horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Days from the as-of date.
    pub days: u16,
    /// The rule that is used.
    pub by: Rule,
    /// How forecasts made in this way did; `None` where there was no month end to test them at.
    pub past: Option<Score>,
    /// The sum of open amounts times chances; `None` where such forecasts erred by more than all that was paid.
    pub amount: Option<Money>,
    /// One of ten outcomes lies below the first amount, one above the second; the expected amount is never outside. `None`
    /// without amount, and where it has no width.
    pub range: Option<(Money, Money)>,
}

/// One open invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceForecast {
    /// Which.
    pub document: DocumentIx,
    /// Whose.
    pub customer: CustomerIx,
    /// What is open of it.
    pub open: Money,
    /// Days past due; negative before.
    pub days_past_due: i64,
    /// The chance to be paid within each of [`HORIZONS`], 0 to 1; `None` where no amount is given for the horizon.
    pub chances: Vec<Option<f64>>,
}

impl Forecast {
    /// What is expected of some customers' open invoices within one of [`HORIZONS`], given by its place: the sum of open
    /// amounts times the chances of each. `None` for another place, and where no amount is given for the horizon.
    pub fn expected_from(&self, customers: &[CustomerIx], horizon: usize) -> Option<Money> {
        self.totals.get(horizon)?.amount?;
        let theirs = self.invoices.iter().filter(|invoice| customers.contains(&invoice.customer));
        Some(nearest(theirs.filter_map(|invoice| invoice.expected_minor(horizon)).sum()))
    }
}

impl InvoiceForecast {
    /// What is open of it times its chance within one of [`HORIZONS`], given by its place, in minor units and not rounded.
    pub fn expected_minor(&self, horizon: usize) -> Option<f64> {
        let chance = self.chances.get(horizon).copied().flatten()?;
        Some(self.open.minor() as f64 * chance)
    }
}

/// Forecasts collections at `as_of`.
pub fn collections(ledger: &Ledger, as_of: NaiveDate) -> Collections {
    if let Err(why) = known(ledger, as_of) {
        return Collections { forecast: Err(why), track_record: None };
    }
    let history = History::of(ledger, as_of);
    let track_record = back_test::track_record(&history, ledger, as_of);
    Collections { forecast: forecast(&history, as_of, track_record.as_ref()), track_record }
}

fn known(ledger: &Ledger, as_of: NaiveDate) -> Measured<()> {
    balances_known(ledger, as_of)?;
    if ledger.payment_data() == PaymentData::Dated { Ok(()) } else { Err(NotEnough::NoPayments) }
}

/// The chances of a horizon, none below that of the horizon before.
fn carried_on(before: &[f64], chances: Vec<f64>) -> Vec<f64> {
    chances.into_iter().zip(before).map(|(chance, &before)| chance.max(before)).collect()
}

fn forecast(history: &History, as_of: NaiveDate, record: Option<&TrackRecord>) -> Measured<Forecast> {
    let settled = history.settled_until(as_of);
    let open = history.open_at(as_of);
    if settled < SETTLED_MIN || open.is_empty() {
        return Err(NotEnough::Nothing);
    }
    let curves = Curves::learned(history, as_of);
    let mut invoices: Vec<InvoiceForecast> = open.iter().map(without_chances).collect();
    let mut carried = vec![0.0; open.len()];
    let mut totals = Vec::new();
    for days in HORIZONS {
        let tested = record.and_then(|record| record.of(days));
        let by = tested.map_or(Rule::Customers, |tested| tested.rule);
        let past = tested.map(|tested| tested.made);
        if past.is_some_and(|past| !past.is_usable()) {
            for invoice in &mut invoices {
                invoice.chances.push(None);
            }
            totals.push(Expected { days, by, past, amount: None, range: None });
            continue;
        }
        carried = carried_on(&carried, curves.chances(by, &open, days));
        for (invoice, &chance) in invoices.iter_mut().zip(&carried) {
            invoice.chances.push(Some(chance));
        }
        let amount = nearest(open.iter().zip(&carried).map(|(item, chance)| item.open.minor() as f64 * chance).sum());
        let (low, high) = match tested.and_then(|tested| past_range(amount, &open, &tested.misses)) {
            Some(range) => range,
            None => simulation::range(&open, &curves.chances(Rule::Customers, &open, days), days),
        };
        let (low, high) = (low.min(amount), high.max(amount));
        totals.push(Expected { days, by, past, amount: Some(amount), range: (low < high).then_some((low, high)) });
    }
    Ok(Forecast { settled, totals, invoices })
}

fn without_chances(item: &OpenInvoice) -> InvoiceForecast {
    let (document, customer) = (item.document, item.customer);
    InvoiceForecast { document, customer, open: item.open, days_past_due: item.days_past_due, chances: Vec::new() }
}

/// The range by what past outcomes were above and below their forecast; `None` for too few of them.
fn past_range(amount: Money, open: &[OpenInvoice], misses: &[f64]) -> Option<(Money, Money)> {
    if misses.len() < RANGE_MIN {
        return None;
    }
    let mut misses = misses.to_vec();
    misses.sort_by(f64::total_cmp);
    let tenth = misses.len() / 10;
    let all: Money = open.iter().map(|item| item.open).sum();
    let at = |miss: f64| (amount + nearest(all.minor() as f64 * miss)).clamp(Money::ZERO, all);
    Some((at(*misses.get(tenth)?), at(*misses.get(misses.len() - 1 - tenth)?)))
}
