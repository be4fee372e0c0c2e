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
//! - **Days beyond terms, paid**: sum of amount x (payment date - due date), divided by the sum of the amounts. Negative
//!   is early.
//! - **Days beyond terms, open**: sum of open amount x days past due, divided by the sum of the open amounts, over what
//!   is past due at the as-of date.
//!
//! Each is taken over the payments dated in the trailing twelve months and over all of them. The two readings of days
//! beyond terms are different figures and always stand with their name.
//!
//! # Worked example
//!
//! An invoice of 1,000 is paid with 600 after 20 days and with 400 after 50 days; an invoice of 9,000 is paid after 10
//! days. Weighted: (600 x 20 + 400 x 50 + 9,000 x 10) / 10,000 = 12.2 days. Simple: (50 + 10) / 2 = 30 days. Median: 10
//! days. With terms of 30 days the weighted days beyond terms are 12.2 - 30 = -17.8.
//!
//! # Edge cases
//!
//! - Cash sales, credit notes and write-offs are no payments: they pay nothing late and nothing early. An invoice that
//!   only they closed does not count as paid.
//! - A payment before its invoice counts as 0 days to pay, and as early against the due date.
//! - A payment whose day the exports do not tell settles the invoice and is left out of the days.
//! - Payments of balances carried over from an earlier ledger are left out, since their invoice date is not known.
//! - A payment without a named invoice is set against the oldest open one; the figure says how much of it was.
//! - Where the ledger begins later than the window does, the window's figures are not given; those of all time are.
//!
//! # Source
//!
//! Weighted days in the manner of Tally Street's reading of days sales outstanding; the simple mean as Sage 50,
//! AccountEdge and QuickBooks Desktop document it; days beyond terms as credit insurers use the word.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::aging::{OpenItem, aging};
use super::arithmetic::{counted, weighted_mean};
use super::receivables::{
    PaidPart, due_date, grouped, open_amounts, paid_parts, paid_within, placed_documents, settlements,
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
    /// The most frequent terms of the business's invoices, in days.
    pub usual_terms_days: Option<i64>,
    /// At each of the last 36 complete month ends with a full window: weighted days to pay of the twelve months before,
    /// oldest first; `None` without payments.
    pub rolling_days_to_pay: Vec<(NaiveDate, Option<f64>)>,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<CustomerPayment>,
}

/// How one customer pays.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerPayment {
    /// Payments of the trailing twelve months.
    pub ttm: PaymentTimes,
    /// Payments of all time.
    pub lifetime: PaymentTimes,
    /// As of the whole business.
    pub days_beyond_terms_open: Measured<f64>,
    /// Every invoice up to the as-of date, newest first.
    pub invoices: Vec<InvoiceHistory>,
}

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
    /// Days from due date to payment, weighted by amount; negative is early.
    pub days_beyond_terms: Measured<f64>,
    /// How many allocations of payments.
    pub payments: u32,
    /// Their sum.
    pub amount: Money,
    /// Invoices closed in the window.
    pub invoices_closed: u32,
    /// The part of `amount` whose invoice was matched oldest first, not named by the export.
    pub derived: Money,
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
    let balances_known = aging.total.map(|_| ());
    let (invoices, closed) = invoices(ledger, as_of);

    let windows = Windows::new(ledger, as_of);
    let by_customer = grouped(ledger, invoices, |&(customer, _)| customer)
        .into_iter()
        .zip(grouped(ledger, parts.iter().copied(), |part| part.customer))
        .zip(grouped(ledger, closed.iter().copied(), |invoice| invoice.customer))
        .zip(grouped(ledger, aging.open_items.iter().copied(), |item| item.customer));
    let customers = by_customer
        .map(|(((invoices, parts), closed), open_items)| CustomerPayment {
            ttm: windows.ttm.times(&parts, &closed),
            lifetime: windows.lifetime.times(&parts, &closed),
            days_beyond_terms_open: days_beyond_terms_open(&balances_known, &open_items),
            invoices: invoices.into_iter().rev().map(|(_, invoice)| invoice).collect(),
        })
        .collect();
    Payment {
        ttm: windows.ttm.times(&parts, &closed),
        prev_ttm: windows.previous.times(&parts, &closed),
        lifetime: windows.lifetime.times(&parts, &closed),
        days_beyond_terms_open: days_beyond_terms_open(&balances_known, &aging.open_items),
        usual_terms_days: usual_terms_days(ledger, as_of),
        rolling_days_to_pay: covered_month_ends(ledger, as_of)
            .map(|end| (end, days_to_pay(paid_within(&parts, Period::trailing_twelve_months(end)))))
            .collect(),
        customers,
    }
}

/// Days from due date to payment, weighted, over the payments dated in `window`; `parts` are those of [`paid_parts`].
///
/// # Errors
/// Without dated payments, without history, and where nothing was paid in the window.
pub(super) fn days_beyond_terms(ledger: &Ledger, parts: &[PaidPart], window: Period) -> Measured<f64> {
    dated_payments(ledger)?;
    covered(ledger, window)?;
    weighted_mean(paid_within(parts, window).map(|p| (p.days_beyond_terms, p.amount))).ok_or(NotEnough::Nothing)
}

/// Whether the days of payments are known at all.
fn dated_payments(ledger: &Ledger) -> Measured<()> {
    if ledger.payment_data() == PaymentData::Dated { Ok(()) } else { Err(NotEnough::NoPayments) }
}

/// A window, and whether payments in it can be told.
struct Window {
    period: Period,
    known: Measured<()>,
}

/// The windows that payments are averaged over.
struct Windows {
    ttm: Window,
    previous: Window,
    lifetime: Window,
}

impl Windows {
    fn new(ledger: &Ledger, as_of: NaiveDate) -> Self {
        let covered = |period| Window { period, known: dated_payments(ledger).and_then(|()| covered(ledger, period)) };
        let all = Period::from_first_to_last(NaiveDate::MIN, as_of);
        Self {
            ttm: covered(Period::trailing_twelve_months(as_of)),
            previous: covered(Period::previous_twelve_months(as_of)),
            lifetime: Window { period: all, known: dated_payments(ledger) },
        }
    }
}

impl Window {
    /// The averages over this window; `parts` are by day of payment.
    fn times(&self, parts: &[PaidPart], closed: &[ClosedInvoice]) -> PaymentTimes {
        let parts: Vec<&PaidPart> = paid_within(parts, self.period).collect();
        let paid = || parts.iter().copied();
        let closed: Vec<i64> = closed.iter().filter(|c| self.period.contains(c.day)).map(|c| c.days).collect();
        let mean = |days: &[i64]| (!days.is_empty()).then(|| days.iter().sum::<i64>() as f64 / days.len() as f64);
        let measured = |days: Option<f64>| self.known.clone().and_then(|()| days.ok_or(NotEnough::Nothing));
        PaymentTimes {
            days_to_pay: measured(days_to_pay(paid())),
            days_to_pay_simple: measured(mean(&closed)),
            days_to_pay_median: measured(weighted_median(paid().map(|p| (p.days_to_pay, p.amount)).collect())),
            days_beyond_terms: measured(weighted_mean(paid().map(|p| (p.days_beyond_terms, p.amount)))),
            payments: counted(parts.len()),
            amount: paid().map(|p| p.amount).sum(),
            invoices_closed: counted(closed.len()),
            derived: paid().filter(|p| p.derived).map(|p| p.amount).sum(),
        }
    }
}

/// Days from invoice to payment, weighted by amount.
fn days_to_pay<'a>(parts: impl Iterator<Item = &'a PaidPart>) -> Option<f64> {
    weighted_mean(parts.map(|p| (p.days_to_pay, p.amount)))
}

/// The value up to which half of the weight lies; between two values where it is exactly half.
fn weighted_median(mut values: Vec<(i64, Money)>) -> Option<f64> {
    values.sort_unstable();
    let total: i128 = values.iter().map(|&(_, weight)| i128::from(weight.minor())).sum();
    let mut below = 0_i128;
    let mut values = values.into_iter();
    while let Some((value, weight)) = values.next() {
        below += i128::from(weight.minor());
        if below * 2 == total {
            let next = values.next().map_or(value, |(next, _)| next);
            return Some((value + next) as f64 / 2.0);
        }
        if below * 2 > total {
            return Some(value as f64);
        }
    }
    None
}

/// Days past due, weighted by what is open, over what is past due.
fn days_beyond_terms_open(balances_known: &Measured<()>, open_items: &[OpenItem]) -> Measured<f64> {
    balances_known.clone()?;
    let overdue = open_items.iter().filter(|item| item.days_past_due > 0);
    weighted_mean(overdue.map(|item| (item.days_past_due, item.open))).ok_or(NotEnough::Nothing)
}

/// An invoice that a payment closed on a known day.
#[derive(Clone, Copy)]
struct ClosedInvoice {
    customer: CustomerIx,
    day: NaiveDate,
    /// From its own date.
    days: i64,
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

/// The most frequent days from invoice to stated due date; the shorter of two that are as frequent.
fn usual_terms_days(ledger: &Ledger, as_of: NaiveDate) -> Option<i64> {
    let stated = |d: &&Document| d.kind == DocumentKind::Invoice && d.due_date_source == DueDateSource::Stated;
    let mut counts: BTreeMap<i64, u32> = BTreeMap::new();
    for document in ledger.documents_until(as_of).iter().filter(stated) {
        *counts.entry((due_date(document) - document.date).num_days()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(days, count)| (count, std::cmp::Reverse(days))).map(|(days, _)| days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use chrono::Days;
    use proptest::prelude::*;

    fn near(measured: Measured<f64>, expected: f64) -> bool {
        measured.is_ok_and(|value| (value - expected).abs() < 1e-9)
    }

    /// Two invoices of January 2024 in books that begin two years before.
    fn worked_example() -> Books {
        let mut books = Books::new("EUR");
        books.history_from(day(2022, 1, 1));
        let first = books.invoice("Alder", day(2024, 1, 1), whole(1_000));
        books.pay(first, day(2024, 1, 21), whole(600));
        books.pay(first, day(2024, 2, 20), whole(400));
        books.paid("Alder", day(2024, 1, 1), 10, whole(9_000));
        books
    }

    #[test]
    fn worked_example_comes_out() {
        let payment = payment(&worked_example().ledger(), day(2024, 12, 31));
        assert!(near(payment.ttm.days_to_pay.clone(), 12.2));
        assert!(near(payment.ttm.days_to_pay_simple.clone(), 30.0));
        assert!(near(payment.ttm.days_to_pay_median.clone(), 10.0));
        assert!(near(payment.ttm.days_beyond_terms.clone(), -17.8));
        assert_eq!((payment.ttm.payments, payment.ttm.invoices_closed), (3, 2));
        assert_eq!((payment.ttm.amount, payment.ttm.derived), (whole(10_000), whole(0)));
        assert_eq!(payment.usual_terms_days, Some(30));
        assert_eq!(payment.prev_ttm.days_to_pay, Err(NotEnough::Nothing));
        assert_eq!(payment.lifetime, payment.ttm);
        let invoices = &payment.customers[0].invoices;
        let told: Vec<_> =
            invoices.iter().map(|i| (i.open, i.closed_on, i.days_to_pay, i.days_against_terms)).collect();
        let large = (whole(0), Some(day(2024, 1, 11)), Some(10), Some(-20));
        let small = (whole(0), Some(day(2024, 2, 20)), Some(32), Some(20));
        assert_eq!(told, [large, small]);
    }

    #[test]
    fn half_of_the_weight_is_between_two_values() {
        let median = |values: &[(i64, i64)]| {
            weighted_median(values.iter().map(|&(value, weight)| (value, whole(weight))).collect())
        };
        assert_eq!(median(&[(30, 1), (10, 1)]), Some(20.0));
        assert_eq!(median(&[(30, 3), (10, 1), (90, 1)]), Some(30.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn early_money_counts_as_no_days_and_as_early() {
        let mut books = Books::new("EUR");
        books.history_from(day(2023, 1, 1));
        let invoice = books.invoice("Alder", day(2024, 3, 10), whole(100));
        books.pay(invoice, day(2024, 2, 29), whole(100));
        let ledger = books.ledger();
        let ttm = payment(&ledger, day(2024, 12, 31)).ttm;
        assert!(near(ttm.days_to_pay, 0.0) && near(ttm.days_to_pay_simple, 0.0));
        assert!(near(ttm.days_beyond_terms, -40.0));
        let before_the_invoice = payment(&ledger, day(2024, 3, 9));
        assert_eq!(before_the_invoice.ttm.days_to_pay, Err(NotEnough::Nothing));
        let rolling = payment(&ledger, day(2024, 12, 31)).rolling_days_to_pay;
        let at = |end| rolling.iter().find(|&&(found, _)| found == end).map(|&(_, days)| days);
        assert_eq!((at(day(2024, 2, 29)), at(day(2024, 3, 31))), (Some(None), Some(Some(0.0))));
    }

    #[test]
    fn credits_and_write_offs_pay_nothing() {
        let mut books = Books::new("EUR");
        books.history_from(day(2023, 1, 1));
        for kind in [DocumentKind::CreditNote, DocumentKind::WriteOff] {
            let invoice = books.invoice("Alder", day(2024, 3, 10), whole(100));
            books.credit(kind, invoice, day(2024, 6, 10), whole(100));
        }
        let opening = books.document(DocumentKind::OpeningBalance, "Alder", day(2024, 1, 1), whole(70));
        books.pay(opening, day(2024, 1, 15), whole(70));
        let payment = payment(&books.ledger(), day(2024, 12, 31));
        assert_eq!((payment.ttm.payments, payment.ttm.invoices_closed), (0, 0));
        assert_eq!(payment.ttm.days_to_pay_simple, Err(NotEnough::Nothing));
        assert_eq!(payment.customers[0].invoices[0].closed_on, Some(day(2024, 6, 10)));
    }

    #[test]
    fn a_payment_without_a_day_settles_and_is_left_out_of_the_days() {
        let mut books = worked_example();
        let invoice = books.invoice("Birch", day(2024, 5, 1), whole(500));
        let payment_at = books.pay(invoice, day(2024, 12, 31), whole(500));
        books.edit(payment_at).date_is_assumed = true;
        let payment = payment(&books.ledger(), day(2024, 12, 31));
        assert!(near(payment.ttm.days_to_pay, 12.2));
        let birch = &payment.customers[1];
        let invoice = &birch.invoices[0];
        assert_eq!((invoice.open, invoice.closed_on, invoice.days_against_terms), (whole(0), None, None));
        assert_eq!(birch.ttm.days_to_pay_simple, Err(NotEnough::Nothing));
        assert_eq!(payment.days_beyond_terms_open, Err(NotEnough::Nothing));
    }

    #[test]
    fn what_is_not_known_is_said() {
        let mut books = worked_example();
        let short = payment(&books.ledger(), day(2022, 6, 30)).ttm.days_to_pay;
        assert!(matches!(short, Err(NotEnough::History { .. })));
        books.payment_data(PaymentData::BalancesOnly);
        let balances = payment(&books.ledger(), day(2024, 1, 20));
        assert_eq!(balances.lifetime.days_to_pay, Err(NotEnough::NoPayments));
        books.payment_data(PaymentData::None);
        let none = payment(&books.ledger(), day(2024, 12, 31));
        assert_eq!(none.days_beyond_terms_open, Err(NotEnough::NoPayments));
        assert_eq!(none.customers[0].ttm.days_beyond_terms, Err(NotEnough::NoPayments));
    }

    #[test]
    fn open_items_past_due_are_weighted_by_what_is_open() {
        let mut books = worked_example();
        books.invoice("Birch", day(2024, 11, 1), whole(300));
        let partly = books.invoice("Birch", day(2024, 10, 2), whole(1_000));
        books.pay(partly, day(2024, 12, 1), whole(900));
        books.invoice("Birch", day(2024, 12, 20), whole(5_000));
        // 300 past due for 30 days, 100 for 60, and 5,000 not due.
        let payment = payment(&books.ledger(), day(2024, 12, 31));
        assert!(near(payment.days_beyond_terms_open, 37.5));
        assert_eq!(payment.customers[0].days_beyond_terms_open, Err(NotEnough::Nothing));
    }

    proptest! {
        #[test]
        fn a_month_end_looks_as_it_did_on_that_day(events in events()) {
            let ledger = books_of(&events).ledger();
            for (end, days) in payment(&ledger, day(2023, 12, 31)).rolling_days_to_pay {
                prop_assert_eq!(payment(&ledger, end).ttm.days_to_pay.ok(), days);
            }
        }

        #[test]
        fn with_the_same_terms_for_all_the_two_averages_are_those_terms_apart(
            payments in proptest::collection::vec((0_u64..300, 0_u64..120, 1_i64..10_000), 1..20),
            terms in 0_u64..90,
        ) {
            let mut books = Books::new("EUR");
            for (issued, days, amount) in payments {
                let date = day(2023, 1, 1) + Days::new(issued);
                let invoice = books.invoice_due("Alder", date, date + Days::new(terms), whole(amount));
                books.pay(invoice, date + Days::new(days), whole(amount));
            }
            let times = payment(&books.ledger(), day(2024, 12, 31)).lifetime;
            let (to_pay, beyond) = (times.days_to_pay.expect("paid"), times.days_beyond_terms.expect("paid"));
            prop_assert!((to_pay - terms as f64 - beyond).abs() < 1e-6);
        }
    }
}
