//! Open invoices past due on a day, counted as if they were paid on it: the least that days to pay can come to.

use chrono::NaiveDate;

use super::dated_payments;
use crate::base::Money;
use crate::ledger::{CustomerIx, Document, DocumentKind, Ledger};
use crate::metrics::arithmetic::weighted_mean;
use crate::metrics::receivables::{OpenAmounts, PaidPart, balances_known, due_date, grouped};
use crate::metrics::{Measured, NotEnough};

/// The invoices that were past due at the end of a day.
pub(super) struct PastDue {
    invoices: Measured<Vec<Waiting>>,
}

/// One of them.
#[derive(Clone, Copy)]
struct Waiting {
    customer: CustomerIx,
    /// From its own date to that day.
    days: i64,
    /// From its due date to that day.
    days_late: i64,
    open: Money,
}

impl PastDue {
    /// As was known at the end of `day`.
    pub(super) fn at(ledger: &Ledger, day: NaiveDate) -> Self {
        Self::on_course(ledger, &mut OpenAmounts::new(ledger), day)
    }

    /// The same, from a day before.
    pub(super) fn on_course(ledger: &Ledger, open: &mut OpenAmounts<'_>, day: NaiveDate) -> Self {
        let known = dated_payments(ledger).and_then(|()| balances_known(ledger, day));
        let is_late = |d: &Document| d.kind == DocumentKind::Invoice && due_date(d) < day;
        let invoices = known.map(|()| {
            let late = open.debits_at(day).filter(|(d, _)| is_late(d));
            let waiting = |(d, open): (&Document, Money)| Waiting {
                customer: d.customer,
                days: (day - d.date).num_days(),
                days_late: (day - due_date(d)).num_days(),
                open,
            };
            late.map(waiting).collect()
        });
        Self { invoices }
    }

    /// Where it cannot be told.
    pub(super) fn unknown(why: NotEnough) -> Self {
        Self { invoices: Err(why) }
    }

    /// The same of each customer.
    pub(super) fn by_customer(&self, ledger: &Ledger) -> Vec<Self> {
        match &self.invoices {
            Ok(invoices) => grouped(ledger, invoices.iter().copied(), |invoice| invoice.customer)
                .into_iter()
                .map(|invoices| Self { invoices: Ok(invoices) })
                .collect(),
            Err(why) => ledger.customers().iter().map(|_| Self::unknown(why.clone())).collect(),
        }
    }

    /// Days from invoice to payment, weighted by amount, over these payments and what was past due.
    ///
    /// # Errors
    /// Where balances are not known, and where there is neither a payment nor anything past due.
    pub(super) fn days_to_pay_with<'a>(&self, paid: impl Iterator<Item = &'a PaidPart>) -> Measured<f64> {
        let waiting = self.invoices.as_ref().map_err(Clone::clone)?;
        let paid = paid.map(|part| (part.days_to_pay, part.amount));
        weighted_mean(paid.chain(waiting.iter().map(|w| (w.days, w.open)))).ok_or(NotEnough::Nothing)
    }

    /// Days from due date to payment, weighted by amount, over these payments and what was past due.
    ///
    /// # Errors
    /// As [`Self::days_to_pay_with`].
    pub(super) fn days_beyond_terms_with<'a>(&self, paid: impl Iterator<Item = &'a PaidPart>) -> Measured<f64> {
        let waiting = self.invoices.as_ref().map_err(Clone::clone)?;
        let paid = paid.map(|part| (part.days_beyond_terms, part.amount));
        weighted_mean(paid.chain(waiting.iter().map(|w| (w.days_late, w.open)))).ok_or(NotEnough::Nothing)
    }
}
