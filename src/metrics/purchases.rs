//! Purchases of each customer: what average basket, counts and rhythm are made from.

use chrono::NaiveDate;

use super::receivables::{grouped, placed_documents};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, DocumentKind, Ledger};

/// One invoice or cash sale above zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purchase {
    customer: CustomerIx,
    date: NaiveDate,
    /// The day on which credit notes had taken it back in full: from then on it is none.
    credited_on: Option<NaiveDate>,
}

/// The purchases of one customer, by date.
#[derive(Clone, Debug)]
pub(super) struct Purchases(Vec<Purchase>);

impl Purchases {
    /// The days of those that count at the end of `as_of`, ascending; a day with two purchases stands twice.
    pub(super) fn days(&self, as_of: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let until = self.0.partition_point(|p| p.date <= as_of);
        let known = self.0.get(..until).unwrap_or_default();
        known.iter().filter(move |p| p.credited_on.is_none_or(|credited| credited > as_of)).map(|p| p.date)
    }

    /// The same, each day once.
    pub(super) fn distinct_days(&self, as_of: NaiveDate) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self.days(as_of).collect();
        days.dedup();
        days
    }

    /// How many count at the end of `as_of`.
    pub(super) fn count(&self, as_of: NaiveDate) -> usize {
        self.days(as_of).count()
    }

    /// One of them was taken back in full, so that there are fewer on later days.
    pub(super) fn any_credited(&self) -> bool {
        self.0.iter().any(|purchase| purchase.credited_on.is_some())
    }

    /// How many of those that count at the end of `as_of` lie in `window`.
    pub(super) fn count_within(&self, window: Period, as_of: NaiveDate) -> usize {
        self.days(as_of).filter(|&day| window.contains(day)).count()
    }
}

/// The purchases up to `as_of`, parallel to [`Ledger::customers`].
pub(super) fn purchases(ledger: &Ledger, as_of: NaiveDate) -> Vec<Purchases> {
    let credited = fully_credited(ledger, as_of);
    let all = placed_documents(ledger, as_of)
        .filter(|(_, document)| document.kind.is_purchase() && document.sale().is_positive())
        .map(|(ix, document)| Purchase {
            customer: document.customer,
            date: document.date,
            credited_on: credited.get(ix.0 as usize).copied().flatten(),
        });
    grouped(ledger, all, |purchase| purchase.customer).into_iter().map(Purchases).collect()
}

/// The day on which credit notes had taken each document back in full, parallel to [`Ledger::documents_until`].
fn fully_credited(ledger: &Ledger, as_of: NaiveDate) -> Vec<Option<NaiveDate>> {
    let documents = ledger.documents_until(as_of);
    let mut left: Vec<Money> = documents.iter().map(|d| d.gross).collect();
    let mut credited_on = vec![None; documents.len()];
    for allocation in ledger.allocations_until(as_of) {
        let place = allocation.to.0 as usize;
        let by_credit_note = ledger.document(allocation.from).kind == DocumentKind::CreditNote;
        if let (true, Some(left), Some(day)) = (by_credit_note, left.get_mut(place), credited_on.get_mut(place)) {
            *left -= allocation.amount;
            if !left.is_positive() && day.is_none() {
                *day = Some(allocation.date);
            }
        }
    }
    credited_on
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day, whole};

    #[test]
    fn what_is_credited_in_full_is_no_purchase_from_that_day_on() {
        let mut books = Books::new("USD");
        let mistaken = books.invoice("Alder", day(2024, 1, 10), whole(100));
        books.credit(DocumentKind::CreditNote, mistaken, day(2024, 3, 1), whole(100));
        let partly = books.invoice("Alder", day(2024, 1, 10), whole(100));
        books.credit(DocumentKind::CreditNote, partly, day(2024, 3, 1), whole(99));
        books.document(DocumentKind::CashSale, "Alder", day(2024, 1, 10), whole(5));
        books.document(DocumentKind::OpeningBalance, "Alder", day(2024, 1, 1), whole(5));
        let ledger = books.ledger();
        let alder = &purchases(&ledger, day(2024, 12, 31))[0];
        assert_eq!(alder.days(day(2024, 2, 29)).count(), 3);
        assert_eq!(alder.days(day(2024, 3, 1)).count(), 2);
        assert_eq!(alder.distinct_days(day(2024, 3, 1)), [day(2024, 1, 10)]);
        assert_eq!(alder.count_within(Period::trailing_twelve_months(day(2025, 1, 10)), day(2024, 3, 1)), 0);
    }
}
