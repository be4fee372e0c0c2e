//! Credit notes that a balance shows as used, against invoices that an export shows as settled on a day: the invoice was
//! then settled by both, and only the remainder was paid.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Book;
use crate::base::Money;
use crate::ledger::DocumentKind;
use crate::ledger::assemble::parties::PartyIx;

impl Book {
    /// Sets them against each other, the oldest credit note first; but an invoice for which there is a payment of all
    /// that is open of it, on the day on which it was settled, was settled by that.
    pub(super) fn set_used_credit_notes(&mut self) {
        let settled: Vec<(usize, NaiveDate)> = (0..self.told)
            .filter(|&at| self.facts[at].kind.is_debit() && self.left[at].is_positive())
            .filter_map(|at| Some((at, self.facts[at].settled_on?)))
            .collect();
        if settled.is_empty() {
            return;
        }
        let mut credit_notes: BTreeMap<PartyIx, Vec<usize>> = BTreeMap::new();
        let mut payments: BTreeSet<(PartyIx, NaiveDate, Money)> = BTreeSet::new();
        for (at, fact) in self.facts[..self.told].iter().enumerate() {
            match fact.kind {
                DocumentKind::CreditNote if fact.balance.is_some() => {
                    credit_notes.entry(self.roots[at]).or_default().push(at);
                }
                DocumentKind::Payment => {
                    payments.insert((self.roots[at], fact.date, self.left[at]));
                }
                _ => {}
            }
        }
        for (invoice, day) in settled {
            if payments.contains(&(self.roots[invoice], day, self.left[invoice])) {
                continue;
            }
            for &credit_note in credit_notes.get(&self.roots[invoice]).into_iter().flatten() {
                let one_currency = self.facts[credit_note].currency == self.facts[invoice].currency;
                if one_currency && self.facts[credit_note].date <= day {
                    let part = self.free(credit_note, day).min(self.left[invoice]);
                    self.allocate(credit_note, invoice, part, true);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::DocumentKind;
    use crate::ledger::assemble::drafting::{assembled, credit_note, file, invoice, payment};

    #[test]
    fn an_invoice_settled_by_a_credit_note_and_a_payment_needs_no_other_payment() {
        let assembly = assembled(vec![
            file(
                "invoices.csv",
                vec![
                    invoice("1", "Acme", "2025-02-03").gross("690.00").open("0.00").settled("2025-03-14"),
                    invoice("2", "Acme", "2025-02-04").gross("80.00").open("0.00").settled("2025-03-15"),
                    credit_note("C", "Acme", "2025-02-20").gross("115.00").open("0.00"),
                    credit_note("D", "Acme", "2025-03-20").gross("5.00").open("5.00"),
                ],
            )
            .balances_at("2025-03-31"),
            file(
                "payments.csv",
                vec![
                    payment("P", "Acme", "2025-03-14").gross("575.00"),
                    payment("Q", "Acme", "2025-03-15").gross("80.00"),
                ],
            ),
        ]);
        assert_eq!(
            assembly.ledger.allocations_shown(),
            ["~C 1 2025-02-20 115.00", "P 1 2025-03-14 575.00", "Q 2 2025-03-15 80.00"]
        );
        assert!(assembly.ledger.of_kind(DocumentKind::Refund).is_empty());
    }
}
