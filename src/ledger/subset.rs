//! A ledger with some of its documents, to ask what the others do to a figure.

use super::{Document, DocumentIx, Ledger, LedgerParts};

impl Ledger {
    /// The same ledger with only the documents that `keep` takes, and with the allocations between those. Customers and
    /// the first day of the history stay as they are.
    #[must_use]
    pub fn with_only(&self, keep: impl Fn(&Document) -> bool) -> Self {
        let mut places: Vec<Option<u32>> = Vec::with_capacity(self.parts.documents.len());
        let mut documents = Vec::new();
        for document in &self.parts.documents {
            let place = u32::try_from(documents.len()).ok().filter(|_| keep(document));
            if place.is_some() {
                documents.push(document.clone());
            }
            places.push(place);
        }
        let place = |ix: DocumentIx| places.get(ix.0 as usize).copied().flatten().map(DocumentIx);
        let allocations = self.parts.allocations.iter().filter_map(|allocation| {
            let (from, to) = (place(allocation.from)?, place(allocation.to)?);
            Some(super::Allocation { from, to, ..*allocation })
        });
        let parts = LedgerParts {
            allocations: allocations.collect(),
            documents,
            customers: self.parts.customers.clone(),
            history_start: Some(self.history_start),
            ..self.parts
        };
        // The documents that are left are in order, and so are the allocations between them.
        Self { history_start: self.history_start, parts }
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::ledger::{DocumentKind, Ledger};
    use proptest::prelude::*;

    #[test]
    fn what_was_set_against_a_document_that_is_gone_is_free_again() {
        let mut books = Books::new("USD");
        let invoice = books.invoice("Alder", day(2024, 1, 1), whole(100));
        books.pay(invoice, day(2024, 1, 20), whole(60));
        books.credit(DocumentKind::CreditNote, invoice, day(2024, 2, 1), whole(40));
        let ledger = books.ledger();
        let without = ledger.with_only(|d| d.kind != DocumentKind::CreditNote);
        assert_eq!((without.documents().len(), without.allocations().len()), (2, 1));
        assert_eq!(without.history_start(), ledger.history_start());
        assert!(ledger.with_only(|d| d.kind == DocumentKind::Payment).allocations().is_empty());
    }

    proptest! {
        #[test]
        fn all_documents_are_the_ledger_and_those_up_to_a_day_are_its_prefix(events in events(), days in 0_i64..2_000) {
            let ledger = books_of(&events).ledger();
            let same = |a: &Ledger, b: &Ledger| (a.documents() == b.documents(), a.allocations() == b.allocations());
            prop_assert_eq!(same(&ledger.with_only(|_| true), &ledger), (true, true));
            let as_of = day(2019, 1, 1) + chrono::TimeDelta::days(days);
            let until = ledger.with_only(|d| d.date <= as_of);
            prop_assert_eq!(until.documents(), ledger.documents_until(as_of));
            prop_assert_eq!(until.allocations(), ledger.allocations_until(as_of));
        }
    }
}
