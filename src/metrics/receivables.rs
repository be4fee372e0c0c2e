//! What is open and what was paid: the base that aging, payment times and segmentation share.

use chrono::NaiveDate;

use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Document, DocumentIx, DocumentKind, Ledger, PaymentData};

/// Whether open balances at `as_of` can be told.
///
/// # Errors
/// [`NotEnough::NoPayments`] without payment data, [`NotEnough::NoReceivablesBefore`] where balances are known only
/// from a later day on.
pub(super) fn balances_known(ledger: &Ledger, as_of: NaiveDate) -> Measured<()> {
    if ledger.payment_data() == PaymentData::None {
        return Err(NotEnough::NoPayments);
    }
    match ledger.receivables_since() {
        Some(since) if as_of < since => Err(NotEnough::NoReceivablesBefore(since)),
        _ => Ok(()),
    }
}

/// Payable by. A debit without a due date (a refund) is payable at once.
pub(super) fn due_date(document: &Document) -> NaiveDate {
    document.due_date.unwrap_or(document.date)
}

/// What is left of each document up to `as_of`, parallel to [`Ledger::documents_until`]: of a debit what is still
/// unpaid, of a credit what is not set against anything, of the others nothing.
pub fn open_amounts(ledger: &Ledger, as_of: NaiveDate) -> Vec<Money> {
    let mut course = OpenAmounts::new(ledger);
    course.at(as_of);
    course.open
}

/// [`open_amounts`] at one day after another, each made from the one before, so that many month ends cost little more
/// than one.
pub(super) struct OpenAmounts<'a> {
    ledger: &'a Ledger,
    open: Vec<Money>,
    /// How many allocations are in them.
    allocations: usize,
}

impl<'a> OpenAmounts<'a> {
    /// Before the first day.
    pub(super) fn new(ledger: &'a Ledger) -> Self {
        Self { ledger, open: Vec::new(), allocations: 0 }
    }

    /// At the end of `day`. Days come in order.
    pub(super) fn at(&mut self, day: NaiveDate) -> &[Money] {
        let in_receivables = |d: &Document| d.kind.is_debit() || d.kind.is_credit();
        let known = self.ledger.documents_until(day);
        let later = known.get(self.open.len()..).unwrap_or_default();
        self.open.extend(later.iter().map(|d| if in_receivables(d) { d.gross } else { Money::ZERO }));
        let allocations = self.ledger.allocations_until(day);
        for allocation in allocations.get(self.allocations..).unwrap_or_default() {
            for end in [allocation.from, allocation.to] {
                if let Some(left) = self.open.get_mut(end.0 as usize) {
                    *left -= allocation.amount;
                }
            }
        }
        self.allocations = self.allocations.max(allocations.len());
        &self.open
    }

    /// The debits with something open at the end of `day`, by date, each with what is open. Days come in order.
    pub(super) fn debits_at(&mut self, day: NaiveDate) -> impl Iterator<Item = (&'a Document, Money)> {
        let documents = self.ledger.documents_until(day);
        let open = documents.iter().zip(self.at(day).iter().copied());
        open.filter(|(document, open)| document.kind.is_debit() && !open.is_zero())
    }
}

/// The part of a payment that went to one invoice.
#[derive(Clone, Copy, Debug)]
pub(super) struct PaidPart {
    pub(super) customer: CustomerIx,
    pub(super) payment: DocumentIx,
    pub(super) paid_on: NaiveDate,
    /// Later than `paid_on` where the payment came before its invoice.
    pub(super) effective_on: NaiveDate,
    pub(super) amount: Money,
    /// Invoice date to payment; 0 where the payment came first.
    pub(super) days_to_pay: i64,
    /// Due date to payment; negative is early.
    pub(super) days_beyond_terms: i64,
    /// Matched oldest first, not by the export.
    pub(super) derived: bool,
}

/// Every payment of an invoice up to `as_of` whose day is known, by day of payment.
pub(super) fn paid_parts(ledger: &Ledger, as_of: NaiveDate) -> Vec<PaidPart> {
    let mut parts: Vec<PaidPart> = ledger
        .allocations_until(as_of)
        .iter()
        .filter_map(|allocation| {
            let (payment, invoice) = (ledger.document(allocation.from), ledger.document(allocation.to));
            let counts = payment.kind == DocumentKind::Payment
                && invoice.kind == DocumentKind::Invoice
                && !payment.date_is_assumed;
            counts.then(|| PaidPart {
                customer: invoice.customer,
                payment: allocation.from,
                paid_on: payment.date,
                effective_on: allocation.date,
                amount: allocation.amount,
                days_to_pay: (payment.date - invoice.date).num_days().max(0),
                days_beyond_terms: (payment.date - due_date(invoice)).num_days(),
                derived: allocation.derived,
            })
        })
        .collect();
    parts.sort_by_key(|part| part.paid_on);
    parts
}

/// The payments dated in `window`, as they were known at its end. `parts` are those of [`paid_parts`], or of one
/// customer in the same order.
pub(super) fn paid_within(parts: &[PaidPart], window: Period) -> impl Iterator<Item = &PaidPart> {
    let first = parts.partition_point(|p| p.paid_on < window.first_day());
    let last = parts.partition_point(|p| p.paid_on <= window.last_day());
    parts.get(first..last).unwrap_or_default().iter().filter(move |p| p.effective_on <= window.last_day())
}

/// One vector a customer out of values in any order, which is kept.
pub(super) fn grouped<T>(
    ledger: &Ledger,
    values: impl IntoIterator<Item = T>,
    customer: impl Fn(&T) -> CustomerIx,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = std::iter::repeat_with(Vec::new).take(ledger.customers().len()).collect();
    for value in values {
        if let Some(group) = groups.get_mut(customer(&value).0 as usize) {
            group.push(value);
        }
    }
    groups
}

/// How an invoice came to be paid.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settlement {
    /// The day on which nothing was left.
    pub(super) closed: Option<Closing>,
    /// Dated payments, each with its days from invoice to payment and its amount, as a sum of products and a sum.
    weighted_days: i128,
    paid: Money,
}

/// The day on which nothing was left of an invoice, and what brought it about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closing {
    /// When; `None` where a payment without a known day closed it.
    pub(super) day: Option<NaiveDate>,
    /// A payment was among what closed it, so that it counts as paid, not as credited or written off.
    pub(super) by_payment: bool,
}

impl Settlement {
    /// Days from invoice to its payments, weighted by amount, to the nearest whole day.
    pub(super) fn days_to_pay(&self) -> Option<i64> {
        let paid = i128::from(self.paid.minor());
        (paid > 0).then(|| i64::try_from((self.weighted_days + paid / 2) / paid).unwrap_or(i64::MAX))
    }
}

/// The settlement of every document up to `as_of`, parallel to [`Ledger::documents_until`]; `open` are its
/// [`open_amounts`]. Only those of debits mean something.
pub(super) fn settlements(ledger: &Ledger, as_of: NaiveDate, open: &[Money]) -> Vec<Settlement> {
    let mut settlements = vec![Settlement::default(); open.len()];
    for allocation in ledger.allocations_until(as_of) {
        let place = allocation.to.0 as usize;
        let (Some(settlement), Some(left)) = (settlements.get_mut(place), open.get(place)) else { continue };
        let (credit, debit) = (ledger.document(allocation.from), ledger.document(allocation.to));
        let is_payment = credit.kind == DocumentKind::Payment;
        if is_payment && !credit.date_is_assumed {
            let days = (credit.date - debit.date).num_days().max(0);
            settlement.weighted_days += i128::from(days) * i128::from(allocation.amount.minor());
            settlement.paid += allocation.amount;
        }
        if left.is_positive() {
            continue;
        }
        // Allocations come by date, so the last one stands.
        let same_day = settlement.closed.filter(|closing| closing.day == Some(allocation.date));
        settlement.closed = Some(Closing {
            day: (!credit.date_is_assumed).then_some(allocation.date),
            by_payment: is_payment || same_day.is_some_and(|closing| closing.by_payment),
        });
    }
    settlements
}

/// The documents up to `as_of` with their places.
pub(super) fn placed_documents(ledger: &Ledger, as_of: NaiveDate) -> impl Iterator<Item = (DocumentIx, &Document)> {
    (0..).map(DocumentIx).zip(ledger.documents_until(as_of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day, whole};

    #[test]
    fn an_invoice_is_closed_by_the_last_of_its_credits() {
        let mut books = Books::new("USD");
        let paid = books.invoice("Alder", day(2024, 1, 1), whole(100));
        books.credit(DocumentKind::CreditNote, paid, day(2024, 1, 10), whole(40));
        books.pay(paid, day(2024, 1, 21), whole(60));
        let credited = books.invoice("Alder", day(2024, 1, 2), whole(100));
        books.pay(credited, day(2024, 1, 12), whole(60));
        books.credit(DocumentKind::WriteOff, credited, day(2024, 2, 1), whole(40));
        let same_day = books.invoice("Alder", day(2024, 1, 3), whole(100));
        books.pay(same_day, day(2024, 2, 2), whole(60));
        books.credit(DocumentKind::WriteOff, same_day, day(2024, 2, 2), whole(40));
        books.invoice("Alder", day(2024, 1, 4), whole(100));

        let (ledger, as_of) = (books.ledger(), day(2024, 12, 31));
        let settlements = settlements(&ledger, as_of, &open_amounts(&ledger, as_of));
        let closings: Vec<_> = placed_documents(&ledger, as_of)
            .filter(|(_, d)| d.kind == DocumentKind::Invoice)
            .map(|(ix, _)| settlements[ix.0 as usize])
            .map(|s| (s.closed.map(|c| (c.day, c.by_payment)), s.days_to_pay()))
            .collect();
        let expected = [
            (Some((Some(day(2024, 1, 21)), true)), Some(20)),
            (Some((Some(day(2024, 2, 1)), false)), Some(10)),
            (Some((Some(day(2024, 2, 2)), true)), Some(30)),
            (None, None),
        ];
        assert_eq!(closings, expected);
    }

    #[test]
    fn one_day_after_another_is_as_each_day_alone() {
        let mut books = Books::new("USD");
        for month in 1..=9 {
            books.paid("Alder", day(2024, month, 1), 45, whole(100));
        }
        let ledger = books.ledger();
        let mut course = OpenAmounts::new(&ledger);
        for month in 1..=12 {
            assert_eq!(course.at(day(2024, month, 20)), open_amounts(&ledger, day(2024, month, 20)));
        }
        assert_eq!(OpenAmounts::new(&ledger).debits_at(day(2024, 9, 30)).count(), 1);
    }

    #[test]
    fn what_is_paid_later_is_open_now() {
        let mut books = Books::new("USD");
        books.paid("Alder", day(2024, 1, 1), 40, whole(100));
        let ledger = books.ledger();
        assert_eq!(open_amounts(&ledger, day(2024, 2, 9)), [whole(100)]);
        assert_eq!(open_amounts(&ledger, day(2024, 2, 10)), [whole(0), whole(0)]);
        assert_eq!(paid_parts(&ledger, day(2024, 2, 9)).len(), 0);
    }
}
