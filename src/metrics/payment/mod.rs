//! Days to pay and days beyond terms.
//!
//! # Question
//!
//! How long do customers take to pay, and is that sooner or later than agreed?
//!
//! # Formula
//!
//! Every part of a payment that is set against an invoice counts with its amount and its days.
//!
//! - **Days to pay, weighted**: sum of amount x (payment date - invoice date), divided by the sum of the amounts. A
//!   large payment weighs more than a small one.
//! - **Days to pay, simple**: the plain mean of (closing date - invoice date) over the invoices that a payment closed.
//!   It is the figure that Sage 50 and QuickBooks Desktop show. An invoice that is partly paid is not in it.
//! - **Days to pay, median**: half of the money took so many days or fewer.
//! - **Days to pay, nine of ten**: nine tenths of the money took so many days or fewer. From five payments on.
//! - **Days to pay with what is past due**: as the weighted figure, with every open amount that is past due counted as if
//!   it were paid at the end of the span. It will be paid later than that, so this is a floor for what these invoices come
//!   to. A customer who stops paying raises it with every day, and has no part in the figures of what was paid.
//! - **Days beyond terms, paid**: sum of amount x (payment date - due date), divided by the sum of the amounts. Negative
//!   is early.
//! - **Days beyond terms, open**: sum of open amount x days past due, divided by the sum of the open amounts, over what
//!   is past due at the as-of date.
//!
//! Each is taken over the payments dated in the trailing twelve months and over all of them. The two readings of days
//! beyond terms are different figures and always stand with their name.
//!
//! A payment of several invoices has a part for each. The parts are also counted by how long they took: up to 15 days, 16 to 30, 31 to 45, 46 to 60, 61 to 90,
//! 91 to 120, and 121 days or more.
//!
//! # Worked example
//!
//! An invoice of 1,000 is paid with 600 after 20 days and with 400 after 50 days; an invoice of 9,000 is paid after 10
//! days. Weighted: (600 x 20 + 400 x 50 + 9,000 x 10) / 10,000 = 12.2 days. Simple: (50 + 10) / 2 = 30 days. Median: 10
//! days. With terms of 30 days the weighted days beyond terms are 12.2 - 30 = -17.8. Where a third invoice of 1,000 is
//! still open 100 days after its date, the figure with what is past due is (122,000 + 1,000 x 100) / 11,000 = 20.2 days.
//!
//! # Edge cases
//!
//! - Cash sales, credit notes and write-offs are no payments: they pay nothing late and nothing early. An invoice that
//!   only they closed does not count as paid.
//! - Where exactly half of the money took up to so many days, the median lies midway to the next number of days that
//!   occurs; the same of nine tenths.
//! - A payment before its invoice counts as 0 days to pay, and as early against the due date.
//! - The twelve months before are seen as they were at their end: a payment in them for an invoice that was issued later
//!   is not among theirs.
//! - A payment whose day the exports do not tell settles the invoice and is left out of the days.
//! - Payments of balances carried over from an earlier ledger are left out, since their invoice date is not known.
//! - A payment without a named invoice is set against the oldest open one; the figure says how much of it was.
//! - Where the ledger begins later than the window does, the window's figures are not given; those of all time are.
//!
//! # Source
//!
//! Weighted days in the manner of Tally Street's reading of days sales outstanding; the simple mean as Sage 50,
//! AccountEdge and QuickBooks Desktop document it; days beyond terms as credit insurers use the word.

mod floor;
#[cfg(test)]
mod tests;
mod times;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use times::{PaymentTimes, SPREAD, SpreadBand};

use self::floor::PastDue;
use self::times::{ClosedInvoice, Windows, days_to_pay};
use super::aging::{OpenItem, aging};
use super::arithmetic::weighted_mean;
use super::receivables::{
    OpenAmounts, PaidPart, balances_known, due_date, grouped, open_amounts, paid_parts, paid_within, placed_documents,
    settlements,
};
use super::window::{covered, covered_month_ends};
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Document, DocumentIx, DocumentKind, DueDateSource, Ledger, PaymentData};

/// How the customers of one business pay.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Payments of the trailing twelve months.
    pub ttm: PaymentTimes,
    /// Payments of the twelve months before.
    pub prev_ttm: PaymentTimes,
    /// Payments of all time.
    pub lifetime: PaymentTimes,
    /// Average age past due of open items that are past due, weighted by what is open. In days, above zero.
    pub days_beyond_terms_open: Measured<f64>,
    /// The terms of the business's invoices, in days, where three of five invoices or more have the same.
    pub usual_terms_days: Option<i64>,
    /// Terms in days that invoices state, and how many of them do; by days.
    pub stated_terms: Vec<(i64, u32)>,
    /// Due dates are stated, and no terms are those of three of five invoices.
    pub terms_vary: bool,
    /// At each of the last 36 complete month ends with a full window: weighted days to pay of the twelve months before,
    /// oldest first; `None` without payments.
    pub rolling_days_to_pay: Vec<(NaiveDate, Option<f64>)>,
    /// The same with what was past due on that day; `None` where neither payments nor balances tell.
    pub rolling_days_to_pay_with_open: Vec<(NaiveDate, Option<f64>)>,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<CustomerPayment>,
}

/// How one customer pays.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerPayment {
    /// Payments of the trailing twelve months.
    pub ttm: PaymentTimes,
    /// Payments of the twelve months before.
    pub prev_ttm: PaymentTimes,
    /// Payments of all time.
    pub lifetime: PaymentTimes,
    /// As of the whole business.
    pub days_beyond_terms_open: Measured<f64>,
    /// Every invoice up to the as-of date, newest first.
    pub invoices: Vec<InvoiceHistory>,
}

/// What became of one invoice up to the as-of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceHistory {
    /// Which.
    pub document: DocumentIx,
    /// Still unpaid.
    pub open: Money,
    /// The day on which it was paid or credited in full; `None` while it is open, and where that day is not known.
    pub closed_on: Option<NaiveDate>,
    /// Weighted days from invoice to its payments, rounded; `None` without payment.
    pub days_to_pay: Option<i64>,
    /// Closed: days from due date to the closing day; `None` where that day is not known. Open: days past due at the
    /// as-of date. Negative is early.
    pub days_against_terms: Option<i64>,
}

/// Computes payment behaviour at `as_of`.
pub fn payment(ledger: &Ledger, as_of: NaiveDate) -> Payment {
    let parts = paid_parts(ledger, as_of);
    let aging = aging(ledger, as_of);
    let known = aging.total.map(|_| ());
    let (invoices, closed) = invoices(ledger, as_of);

    let windows = Windows::new(ledger, as_of);
    let (now, then) = (PastDue::at(ledger, as_of), windows.past_due_a_year_ago(ledger));
    let (now_of, then_of) = (now.by_customer(ledger), then.by_customer(ledger));
    let by_customer = grouped(ledger, invoices, |&(customer, _)| customer)
        .into_iter()
        .zip(grouped(ledger, parts.iter().copied(), |part| part.customer))
        .zip(grouped(ledger, closed.iter().copied(), |invoice| invoice.customer))
        .zip(grouped(ledger, aging.open_items.iter().copied(), |item| item.customer))
        .zip(now_of.iter().zip(&then_of));
    let customers = by_customer
        .map(|((((invoices, parts), closed), open_items), (now, then))| CustomerPayment {
            ttm: windows.ttm.times(&parts, &closed, now),
            prev_ttm: windows.previous.times(&parts, &closed, then),
            lifetime: windows.lifetime.times(&parts, &closed, now),
            days_beyond_terms_open: days_beyond_terms_open(&known, &open_items),
            invoices: invoices.into_iter().rev().map(|(_, invoice)| invoice).collect(),
        })
        .collect();
    let stated_terms = stated_terms(ledger, as_of);
    let usual_terms_days = usual_terms(&stated_terms);
    Payment {
        ttm: windows.ttm.times(&parts, &closed, &now),
        prev_ttm: windows.previous.times(&parts, &closed, &then),
        lifetime: windows.lifetime.times(&parts, &closed, &now),
        days_beyond_terms_open: days_beyond_terms_open(&known, &aging.open_items),
        usual_terms_days,
        terms_vary: usual_terms_days.is_none() && !stated_terms.is_empty(),
        stated_terms,
        rolling_days_to_pay: covered_month_ends(ledger, as_of)
            .map(|end| (end, days_to_pay(paid_within(&parts, Period::trailing_twelve_months(end)))))
            .collect(),
        rolling_days_to_pay_with_open: rolling_with_open(ledger, as_of, &parts),
        customers,
    }
}

/// Days to pay with what was past due, at each covered month end, as was known then.
fn rolling_with_open(ledger: &Ledger, as_of: NaiveDate, parts: &[PaidPart]) -> Vec<(NaiveDate, Option<f64>)> {
    let mut open = OpenAmounts::new(ledger);
    let at = |end| {
        let paid = paid_within(parts, Period::trailing_twelve_months(end));
        (end, PastDue::on_course(ledger, &mut open, end).days_to_pay_with(paid).ok())
    };
    covered_month_ends(ledger, as_of).map(at).collect()
}

/// Days from due date to payment, weighted, over the payments dated in `window` and what was past due at its end, as was
/// known then; `parts` are those of [`paid_parts`], and `open` is asked for one window's end after another.
///
/// # Errors
/// Without dated payments, balances or history, and where nothing was paid in the window and nothing past due.
pub(super) fn days_beyond_terms_with_open(
    ledger: &Ledger,
    open: &mut OpenAmounts<'_>,
    parts: &[PaidPart],
    window: Period,
) -> Measured<f64> {
    covered(ledger, window)?;
    PastDue::on_course(ledger, open, window.last_day()).days_beyond_terms_with(paid_within(parts, window))
}

/// Whether the days of payments are known at all.
fn dated_payments(ledger: &Ledger) -> Measured<()> {
    if ledger.payment_data() == PaymentData::Dated { Ok(()) } else { Err(NotEnough::NoPayments) }
}

/// Days past due, weighted by what is open, over what is past due.
fn days_beyond_terms_open(known: &Measured<()>, open_items: &[OpenItem]) -> Measured<f64> {
    known.clone()?;
    let overdue = open_items.iter().filter(|item| item.days_past_due > 0);
    weighted_mean(overdue.map(|item| (item.days_past_due, item.open))).ok_or(NotEnough::Nothing)
}

/// Every invoice with its customer, by date, and those among them that a payment closed.
fn invoices(ledger: &Ledger, as_of: NaiveDate) -> (Vec<(CustomerIx, InvoiceHistory)>, Vec<ClosedInvoice>) {
    let open = open_amounts(ledger, as_of);
    let settlements = settlements(ledger, as_of, &open);
    let (mut invoices, mut closed_by_payment) = (Vec::new(), Vec::new());
    for (((ix, document), open), settlement) in placed_documents(ledger, as_of).zip(open).zip(settlements) {
        if document.kind != DocumentKind::Invoice {
            continue;
        }
        let closed_on = settlement.closed.and_then(|closing| closing.day);
        let last_day = if open.is_positive() { Some(as_of) } else { closed_on };
        let history = InvoiceHistory {
            document: ix,
            open,
            closed_on,
            days_to_pay: settlement.days_to_pay(),
            days_against_terms: last_day.map(|day| (day - due_date(document)).num_days()),
        };
        invoices.push((document.customer, history));
        let by_payment = settlement.closed.is_some_and(|closing| closing.by_payment);
        if let (true, Some(day)) = (by_payment, closed_on) {
            let days = (day - document.date).num_days();
            closed_by_payment.push(ClosedInvoice { customer: document.customer, day, days });
        }
    }
    (invoices, closed_by_payment)
}

/// Average age past due at the end of `day` of what was past due then, weighted by what was open.
///
/// # Errors
/// Where balances are not known, and where nothing was past due.
pub(super) fn days_beyond_terms_open_at(ledger: &Ledger, day: NaiveDate) -> Measured<f64> {
    balances_known(ledger, day)?;
    let mut open = OpenAmounts::new(ledger);
    let overdue = open.debits_at(day).filter(|(d, _)| due_date(d) < day);
    weighted_mean(overdue.map(|(d, open)| ((day - due_date(d)).num_days(), open))).ok_or(NotEnough::Nothing)
}

/// What part of the invoices must have the same terms for them to be the usual ones.
const USUAL_TERMS: f64 = 0.60;

/// The days from invoice to stated due date, and how many invoices have them.
fn stated_terms(ledger: &Ledger, as_of: NaiveDate) -> Vec<(i64, u32)> {
    let stated = |d: &&Document| d.kind == DocumentKind::Invoice && d.due_date_source == DueDateSource::Stated;
    let mut counts: BTreeMap<i64, u32> = BTreeMap::new();
    for document in ledger.documents_until(as_of).iter().filter(stated) {
        *counts.entry((due_date(document) - document.date).num_days()).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// The terms that most invoices have.
fn usual_terms(stated: &[(i64, u32)]) -> Option<i64> {
    let least = USUAL_TERMS * f64::from(stated.iter().map(|(_, count)| count).sum::<u32>());
    stated.iter().find(|&&(_, count)| f64::from(count) >= least).map(|&(days, _)| days)
}
