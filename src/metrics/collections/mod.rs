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
//! amounts times chances. The range holds four of five outcomes of a simulation in which the invoices of one customer
//! are early or late together.
//!
//! **Track record.** At up to 24 past month ends the forecast is made from what was known on that day and compared with
//! what was paid. Beside it stand two simple rules: everything is paid on its due date; everyone takes its mean days.
//! Four figures: the error of the total (sum of the distances between forecast and payments, divided by the payments),
//! the bias (the same with its sign; above zero is too much), and the Brier score of the chances (mean squared distance
//! between chance and outcome; 0 is perfect, 0.25 is a coin). The total is forecast by the rule with the smallest error
//! at 30 days, the chances by the one with the smallest Brier score, simple rules included.
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
//!   then used, and the page says that they are untested.
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

pub use back_test::{Score, TrackRecord};

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
    /// The rule of the totals.
    pub totals_by: Rule,
    /// The rule of the chances.
    pub chances_by: Rule,
    /// Invoices settled by payment that it was learned from.
    pub settled: usize,
    /// One for each of [`HORIZONS`].
    pub totals: Vec<Expected>,
    /// Every open invoice, by its place in the ledger.
    pub invoices: Vec<InvoiceForecast>,
}

/// What is expected within one horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Days from the as-of date.
    pub days: u16,
    /// The sum of open amounts times chances.
    pub amount: Money,
    /// One of ten outcomes lies below.
    pub low: Money,
    /// One of ten outcomes lies above.
    pub high: Money,
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
    /// The chance to be paid within each of [`HORIZONS`], 0 to 1.
    pub chances: Vec<f64>,
}

impl Forecast {
    /// What is expected of some customers' open invoices within one of [`HORIZONS`], given by its place: the sum of open
    /// amounts times the chances of each. `None` for another place.
    pub fn expected_from(&self, customers: &[CustomerIx], horizon: usize) -> Option<Money> {
        HORIZONS.get(horizon)?;
        let theirs = self.invoices.iter().filter(|invoice| customers.contains(&invoice.customer));
        let chance = |invoice: &InvoiceForecast| invoice.chances.get(horizon).copied().unwrap_or(0.0);
        Some(nearest(theirs.map(|invoice| invoice.open.minor() as f64 * chance(invoice)).sum()))
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

/// The sum of open amounts times chances, rounded at the end.
fn expected(open: &[OpenInvoice], chance: impl Fn(&OpenInvoice) -> f64) -> Money {
    let minor: f64 = open.iter().map(|item| item.open.minor() as f64 * chance(item)).sum();
    nearest(minor)
}

fn forecast(history: &History, as_of: NaiveDate, record: Option<&TrackRecord>) -> Measured<Forecast> {
    let settled = history.settled_until(as_of);
    let open = history.open_at(as_of);
    if settled < SETTLED_MIN || open.is_empty() {
        return Err(NotEnough::Nothing);
    }
    let curves = Curves::learned(history, as_of);
    let (totals_by, chances_by) = record.map_or((Rule::Customers, Rule::Customers), TrackRecord::best);
    let totals = HORIZONS
        .into_iter()
        .map(|days| {
            let amount = expected(&open, |item| curves.chance(totals_by, item, days));
            let (low, high) = simulation::range(&curves, &open, days);
            // A simple rule may lie outside of what the model holds likely.
            Expected { days, amount, low: low.min(amount), high: high.max(amount) }
        })
        .collect();
    let invoices = open
        .iter()
        .map(|item| InvoiceForecast {
            document: item.document,
            customer: item.customer,
            open: item.open,
            days_past_due: item.days_past_due,
            chances: HORIZONS.iter().map(|&days| curves.chance(chances_by, item, days)).collect(),
        })
        .collect();
    Ok(Forecast { totals_by, chances_by, settled, totals, invoices })
}
