//! Averages of one span's payments, and how they spread.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::dated_payments;
use super::floor::PastDue;
use crate::base::{Money, Period, months_before};
use crate::ledger::{CustomerIx, Ledger};
use crate::metrics::arithmetic::{counted, weighted_mean};
use crate::metrics::receivables::{PaidPart, paid_within};
use crate::metrics::window::covered;
use crate::metrics::{Measured, NotEnough};

/// The bands that payments are counted in: first and last days from invoice to payment, both inclusive; the last band
/// has no end.
pub const SPREAD: [(i64, Option<i64>); 7] =
    [(0, Some(15)), (16, Some(30)), (31, Some(45)), (46, Some(60)), (61, Some(90)), (91, Some(120)), (121, None)];

/// From so many payments on the slowest tenth can be told.
const PAYMENTS_MIN: usize = 5;

/// Averages over the payments dated in one window. Credit notes, cash sales and payments without a known day are not
/// counted. A payment before its invoice counts as 0 days to pay, and as early against the due date.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentTimes {
    /// Days from invoice to payment, weighted by amount.
    pub days_to_pay: Measured<f64>,
    /// Mean days from invoice to the payment that closed it, over invoices closed in the window.
    pub days_to_pay_simple: Measured<f64>,
    /// Median days from invoice to payment, weighted by amount.
    pub days_to_pay_median: Measured<f64>,
    /// Nine tenths of the amount took so many days or fewer; from five payments on.
    pub days_to_pay_p90: Measured<f64>,
    /// Days to pay with every invoice past due at the window's end as if it were paid then: a floor, never below what
    /// will come out. Weighted by amount; there without a payment too.
    pub days_to_pay_with_open: Measured<f64>,
    /// Days from due date to payment, weighted by amount; negative is early.
    pub days_beyond_terms: Measured<f64>,
    /// How many payments.
    pub payments: u32,
    /// How many parts of them: a payment of several invoices has one for each.
    pub parts: u32,
    /// Their sum.
    pub amount: Money,
    /// The same by days to pay, in the bands of [`SPREAD`].
    pub spread: [SpreadBand; SPREAD.len()],
    /// Invoices closed in the window.
    pub invoices_closed: u32,
    /// The part of `amount` whose invoice was matched oldest first, not named by the export.
    pub derived: Money,
}

/// The parts of payments that took so many days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpreadBand {
    /// How many parts.
    pub parts: u32,
    /// Their sum.
    pub amount: Money,
}

/// An invoice that a payment closed on a known day.
#[derive(Clone, Copy)]
pub(super) struct ClosedInvoice {
    pub(super) customer: CustomerIx,
    pub(super) day: NaiveDate,
    /// From its own date.
    pub(super) days: i64,
}

/// A window, and whether payments in it can be told.
pub(super) struct Window {
    period: Period,
    known: Measured<()>,
}

/// The windows that payments are averaged over.
pub(super) struct Windows {
    pub(super) ttm: Window,
    pub(super) previous: Window,
    pub(super) lifetime: Window,
    year_ago: NaiveDate,
}

impl Windows {
    pub(super) fn new(ledger: &Ledger, as_of: NaiveDate) -> Self {
        let covered = |period| Window { period, known: dated_payments(ledger).and_then(|()| covered(ledger, period)) };
        let all = Period::from_first_to_last(NaiveDate::MIN, as_of);
        Self {
            ttm: covered(Period::trailing_twelve_months(as_of)),
            previous: covered(Period::previous_twelve_months(as_of)),
            lifetime: Window { period: all, known: dated_payments(ledger) },
            year_ago: months_before(as_of, 12),
        }
    }

    /// What was past due at the end of the year before; not looked for where that year is not covered.
    pub(super) fn past_due_a_year_ago(&self, ledger: &Ledger) -> PastDue {
        match &self.previous.known {
            Ok(()) => PastDue::at(ledger, self.year_ago),
            Err(why) => PastDue::unknown(why.clone()),
        }
    }
}

impl Window {
    /// The averages over this window; `parts` are by day of payment, `past_due` is what was so at its end.
    pub(super) fn times(&self, parts: &[PaidPart], closed: &[ClosedInvoice], past_due: &PastDue) -> PaymentTimes {
        let parts: Vec<&PaidPart> = paid_within(parts, self.period).collect();
        let paid = || parts.iter().copied();
        let by_days: Vec<(i64, Money)> = paid().map(|p| (p.days_to_pay, p.amount)).collect();
        let closed: Vec<i64> = closed.iter().filter(|c| self.period.contains(c.day)).map(|c| c.days).collect();
        let mean = |days: &[i64]| (!days.is_empty()).then(|| days.iter().sum::<i64>() as f64 / days.len() as f64);
        let measured = |days: Option<f64>| self.known.clone().and_then(|()| days.ok_or(NotEnough::Nothing));
        let payments = paid().map(|part| part.payment).collect::<BTreeSet<_>>().len();
        let slow = || if payments < PAYMENTS_MIN { None } else { weighted_quantile(by_days.clone(), 9) };
        PaymentTimes {
            days_to_pay: measured(days_to_pay(paid())),
            days_to_pay_simple: measured(mean(&closed)),
            days_to_pay_median: measured(weighted_quantile(by_days.clone(), 5)),
            days_to_pay_p90: measured(slow()),
            days_to_pay_with_open: self.known.clone().and_then(|()| past_due.days_to_pay_with(paid())),
            days_beyond_terms: measured(weighted_mean(paid().map(|p| (p.days_beyond_terms, p.amount)))),
            payments: counted(payments),
            parts: counted(parts.len()),
            amount: paid().map(|p| p.amount).sum(),
            spread: spread(&by_days),
            invoices_closed: counted(closed.len()),
            derived: paid().filter(|p| p.derived).map(|p| p.amount).sum(),
        }
    }
}

/// Days from invoice to payment, weighted by amount.
pub(super) fn days_to_pay<'a>(parts: impl Iterator<Item = &'a PaidPart>) -> Option<f64> {
    weighted_mean(parts.map(|p| (p.days_to_pay, p.amount)))
}

/// The value up to which so many tenths of the weight lie; midway between two values where it is exactly so much.
pub(super) fn weighted_quantile(mut values: Vec<(i64, Money)>, tenths: i128) -> Option<f64> {
    values.sort_unstable();
    let total: i128 = values.iter().map(|&(_, weight)| i128::from(weight.minor())).sum();
    let mut below = 0_i128;
    let mut values = values.into_iter();
    while let Some((value, weight)) = values.next() {
        below += i128::from(weight.minor());
        if below * 10 == total * tenths {
            let next = values.next().map_or(value, |(next, _)| next);
            return Some((value + next) as f64 / 2.0);
        }
        if below * 10 > total * tenths {
            return Some(value as f64);
        }
    }
    None
}

/// Counts payments, each by its days and its amount, in the bands.
fn spread(payments: &[(i64, Money)]) -> [SpreadBand; SPREAD.len()] {
    let mut bands = [SpreadBand::default(); SPREAD.len()];
    for &(days, amount) in payments {
        let place = SPREAD.iter().position(|&(_, last)| last.is_none_or(|last| days <= last));
        if let Some(band) = place.and_then(|place| bands.get_mut(place)) {
            band.parts += 1;
            band.amount += amount;
        }
    }
    bands
}
