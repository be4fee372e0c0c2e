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
//! **A steady payer.** Where of a customer's last five to eight paid invoices none took over a week more than the middle one,
//! and none that is open is older than the slowest of them, an open invoice is expected as these came, counted from the due date, or from
//! the invoice date where that varies less: (of those that took longer than it is open, the number paid within so many days more + the chance by its customer's curve) / (their number + 1).
//! Who always paid after 60 to 66 days is then not expected after 50.
//!
//! An open invoice is at risk as long as it is open, so that slow payers are not forgotten; an invoice that is at risk
//! in a part of a stretch counts with that part. The chance that an invoice of age a is paid within H days is
//! 1 - S(a + H) / S(a), where S is the product of the chances not to be paid, by its customer's own curve. It is never 0 or 1:
//! with n invoices settled no chance is above (n + 1) / (n + 2). Open amount x chance, to the cent, is what is expected of the
//! invoice.
//!
//! **Older before newer.** Where at most one in ten of the settled invoices was paid while an older one of the same
//! customer was open, no invoice has a better chance than an older one of the same customer: who has left an invoice
//! unpaid for months is not expected to pay the newest on time. Payments that name no invoice are set against the
//! oldest, so this always holds for them.
//!
//! **The total.** Single invoices are best told by their customer's own curve; their sum may be told better by a coarser
//! rule. So the total of each horizon is by one of four rules: each customer's chances; the chances of all customers; every
//! invoice on its due date; every invoice after its customer's mean days. By the last two an invoice whose day has passed has
//! its customer's chance, since what was not paid on its day may never be. Each rule stands also **corrected**: its total x
//! what was paid / what it had forecast, summed over the month ends before. The factor is learned from six month ends or
//! more whose days are over, and used where the as-of date is a month end too. A single dozen or two of month ends cannot tell
//! ways apart whose errors differ by less than a point of the payments: of all that came within a point of the closest, the
//! total is by the first in this order, each rule before its correction. One that stands outside its own range, or in
//! the twentieth of it at either end, errs on one side and is left out, unless all outcomes were within 3.5% of what was open;
//! where every one does, a range is given and no amount. The total is
//! the sum of the single invoices only where it is by each customer's chances as they are. No total is less than that of a
//! shorter horizon.
//!
//! **Track record.** At up to 24 past month ends the forecast is made from what was known on that day, its factor from the
//! month ends that were over by then (at most 12 before the first one tested), and compared with what was paid. The error of a
//! total is the sum of the distances between forecast and payments, divided by the payments (WAPE); the bias is the same
//! with its sign: above zero is too much. The chances are measured by their mean squared distance from the outcome, the
//! Brier score: 0 is perfect, 0.25 is a coin. Where even the best total erred by more than all that was paid (an error above
//! 100%), no amount is given for that horizon; where the sum of each customer's chances did, no chances are.
//!
//! **Range.** From ten tested month ends on it holds four of five past outcomes: what the payments were above or below the
//! total, as part of what was open, leaving out a tenth on either side. With fewer month ends it holds four of five outcomes
//! of a simulation in which the invoices of one customer are early or late together. The total is never outside, and a range
//! without width would claim certainty and is not given. Where a debtor’s invoices that are more likely to
//! stay open than to be paid come to more than the range is wide, the largest such debtor is named: the range does not reckon
//! with all of that being paid.
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
//! - Without month ends at which 30 invoices were settled there is no track record; each customer's chances then give
//!   the total, and the page says that they are untested. The same holds for a single horizon.
//! - Where nothing was forecast and nothing was paid the error is 0; where something was forecast and nothing was paid no
//!   amount is given.
//!
//! # Source
//!
//! A discrete-time hazard with beta-binomial shrinkage, as survival analysis has it (Kaplan and Meier 1958 with partial
//! pooling); Brier 1950 for the score. The stretches and the weight of 5 are ours.

mod back_test;
mod curves;
mod habit;
mod history;
mod simulation;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use back_test::{Score, Tested, TrackRecord};
pub use habit::Habit;

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

/// What has a smaller chance is more likely to stay open than to be paid.
const EVEN: f64 = 0.5;

/// What is expected to come in, and how well it was foreseen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Collections {
    /// The forecast at the as-of date.
    pub forecast: Measured<Forecast>,
    /// How forecasts from past month ends did; `None` without a month end that could be tested.
    pub track_record: Option<TrackRecord>,
    /// How each customer pays, parallel to [`Ledger::customers`]; `None` where it does not pay steadily. Empty where payments
    /// have no days.
    pub habits: Vec<Option<Habit>>,
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

/// A way to a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// By which chances.
    pub rule: Rule,
    /// Whether the sum is multiplied by what was paid / what was forecast at month ends before.
    pub corrected: bool,
}

impl Way {
    /// All of them: each rule as it is, then corrected.
    pub const ALL: [Self; 8] = [
        Self { rule: Rule::Customers, corrected: false },
        Self { rule: Rule::Customers, corrected: true },
        Self { rule: Rule::Pool, corrected: false },
        Self { rule: Rule::Pool, corrected: true },
        Self { rule: Rule::DueDate, corrected: false },
        Self { rule: Rule::DueDate, corrected: true },
        Self { rule: Rule::MeanDays, corrected: false },
        Self { rule: Rule::MeanDays, corrected: true },
    ];

    /// A rule's own total.
    pub const fn plain(rule: Rule) -> Self {
        Self { rule, corrected: false }
    }
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
    /// The way to the total.
    pub way: Way,
    /// What the sum was multiplied by, where the way is a corrected one.
    pub factor: Option<f64>,
    /// How totals made in this way did; `None` where there was no month end to test them at.
    pub past: Option<Score>,
    /// What is expected of the single invoices, added up; `None` where no chances are given for the horizon.
    pub by_invoice: Option<Money>,
    /// What is expected in all: by its way, and no less than within a shorter horizon. `None` where such totals erred by
    /// more than all that was paid, or nearly always on the same side.
    pub amount: Option<Money>,
    /// One of ten outcomes lies below the first amount, one above the second; the expected amount is never outside. `None`
    /// where such totals erred by more than all that was paid, and where it has no width.
    pub range: Option<(Money, Money)>,
    /// The customer with most on invoices that are more likely to stay open, where that is more than the range is wide.
    pub apart: Option<Apart>,
}

/// A customer whose doubtful invoices alone would take the total out of its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// Who.
    pub customer: CustomerIx,
    /// What is open on those of its invoices that are more likely to stay open than to be paid.
    pub open: Money,
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
    /// The chance to be paid within each of [`HORIZONS`], above 0 and below 1, by its customer's curve; `None` where the sum
    /// of such chances erred by more than all that was paid.
    pub chances: Vec<Option<f64>>,
}

impl Forecast {
    /// What is expected of some customers' open invoices within one of [`HORIZONS`], given by its place: the sum of what is
    /// expected of each. `None` for another place, and where no chances are given for the horizon.
    pub fn expected_from(&self, customers: &[CustomerIx], horizon: usize) -> Option<Money> {
        self.totals.get(horizon)?.by_invoice?;
        let theirs = self.invoices.iter().filter(|invoice| customers.contains(&invoice.customer));
        Some(theirs.filter_map(|invoice| invoice.expected(horizon)).sum())
    }
}

impl InvoiceForecast {
    /// What is open of it times its chance within one of [`HORIZONS`], given by its place, to the minor unit.
    pub fn expected(&self, horizon: usize) -> Option<Money> {
        let chance = self.chances.get(horizon).copied().flatten()?;
        Some(nearest(self.open.minor() as f64 * chance))
    }
}

/// Forecasts collections at `as_of`.
pub fn collections(ledger: &Ledger, as_of: NaiveDate) -> Collections {
    if let Err(why) = known(ledger, as_of) {
        return Collections { forecast: Err(why), track_record: None, habits: Vec::new() };
    }
    let history = History::of(ledger, as_of);
    let track_record = back_test::track_record(&history, ledger, as_of);
    let curves = Curves::learned(&history, as_of);
    let forecast = forecast(&history, &curves, as_of, track_record.as_ref());
    Collections { forecast, track_record, habits: curves.into_habits() }
}

fn known(ledger: &Ledger, as_of: NaiveDate) -> Measured<()> {
    balances_known(ledger, as_of)?;
    if ledger.payment_data() == PaymentData::Dated { Ok(()) } else { Err(NotEnough::NoPayments) }
}

fn forecast(history: &History, curves: &Curves, as_of: NaiveDate, record: Option<&TrackRecord>) -> Measured<Forecast> {
    let settled = history.settled_until(as_of);
    let open = history.open_at(as_of);
    if settled < SETTLED_MIN || open.is_empty() {
        return Err(NotEnough::Nothing);
    }
    let mut invoices: Vec<InvoiceForecast> = open.iter().map(without_chances).collect();
    let mut floor = Money::ZERO;
    let mut totals = Vec::new();
    for (place, days) in HORIZONS.into_iter().enumerate() {
        let tested = record.and_then(|record| record.of(days));
        let chances = curves.chances(Rule::Customers, &open, days);
        let has_chances = tested.is_none_or(Tested::has_chances);
        for (invoice, &chance) in invoices.iter_mut().zip(&chances) {
            invoice.chances.push(has_chances.then_some(chance));
        }
        let by_invoice =
            has_chances.then(|| invoices.iter().filter_map(|invoice| invoice.expected(place)).sum::<Money>());
        let way = tested.map_or(Way::plain(Rule::Customers), |tested| tested.way);
        let (past, factor) = (tested.map(Tested::made), tested.and_then(|tested| tested.factor));
        let mut total = Expected { days, way, factor, past, by_invoice, amount: None, range: None, apart: None };
        if past.is_none_or(|past| past.is_usable()) {
            let of_rule = by_invoice.filter(|_| way == Way::plain(Rule::Customers));
            let amount = of_rule.unwrap_or_else(|| nearest(total_by(curves, &open, &total))).max(floor);
            let range = tested.and_then(|tested| past_range(amount, &open, &tested.misses));
            let (low, high) = range.unwrap_or_else(|| simulation::range(&open, &chances, days));
            let centred = tested.is_none_or(|tested| tested.centred);
            let (low, high) = if centred { (low.min(amount), high.max(amount)) } else { (low, high) };
            total.amount = centred.then_some(amount);
            total.range = (low < high).then_some((low, high));
            total.apart = apart(curves, &open, &chances, &total);
            floor = if centred { amount } else { floor };
        }
        totals.push(total);
    }
    Ok(Forecast { settled, totals, invoices })
}

/// What is expected in all by the way of a horizon, in minor units.
fn total_by(curves: &Curves, open: &[OpenInvoice], of: &Expected) -> f64 {
    let chances = curves.chances(of.way.rule, open, of.days);
    let sum = open.iter().zip(&chances).map(|(item, chance)| item.open.minor() as f64 * chance).sum();
    let all: Money = open.iter().map(|item| item.open).sum();
    back_test::corrected(sum, of.factor, all.minor() as f64 * curves.surest())
}

/// The debtor with most on invoices that are more likely to stay open and come by no habit, where that is more than the range is wide.
fn apart(curves: &Curves, open: &[OpenInvoice], chances: &[f64], of: &Expected) -> Option<Apart> {
    let (low, high) = of.range?;
    let mut debtors: BTreeMap<CustomerIx, Money> = BTreeMap::new();
    let in_doubt = |item: &OpenInvoice, chance: f64| chance < EVEN && curves.habit(item.customer).is_none();
    for (item, _) in open.iter().zip(chances).filter(|&(item, &chance)| in_doubt(item, chance)) {
        *debtors.entry(item.customer).or_default() += item.open;
    }
    let (customer, open) = debtors.into_iter().max_by_key(|&(customer, open)| (open, Reverse(customer)))?;
    (open > high - low).then_some(Apart { customer, open })
}

fn without_chances(item: &OpenInvoice) -> InvoiceForecast {
    let (document, customer) = (item.document, item.customer);
    InvoiceForecast { document, customer, open: item.open, days_past_due: item.days_past_due, chances: Vec::new() }
}

/// The range by what past outcomes were above and below their forecast; `None` for too few of them.
fn past_range(amount: Money, open: &[OpenInvoice], misses: &[f64]) -> Option<(Money, Money)> {
    let (low, high) = back_test::tenths(misses)?;
    let all: Money = open.iter().map(|item| item.open).sum();
    let at = |miss: f64| (amount + nearest(all.minor() as f64 * miss)).clamp(Money::ZERO, all);
    Some((at(low), at(high)))
}
