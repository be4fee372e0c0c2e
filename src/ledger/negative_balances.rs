//! Customers to whom the business owes more than they owe.

use chrono::NaiveDate;

use super::{CustomerIx, Ledger, PaymentData};
use crate::base::Money;

/// The customers whose payments and credits up to and including `as_of` come to more than their debits, with the balance,
/// which is below zero; in the order of customers. None where the exports tell of no payments.
pub fn negative_balances(ledger: &Ledger, as_of: NaiveDate) -> Vec<(CustomerIx, Money)> {
    if ledger.payment_data() == PaymentData::None {
        return Vec::new();
    }
    let mut balances: Vec<Money> = vec![Money::ZERO; ledger.customers().len()];
    for document in ledger.documents_until(as_of) {
        if let Some(balance) = balances.get_mut(document.customer.0 as usize) {
            match document.kind {
                kind if kind.is_debit() => *balance += document.gross,
                kind if kind.is_credit() => *balance -= document.gross,
                _ => {}
            }
        }
    }
    let numbered = (0..).map(CustomerIx).zip(balances);
    numbered.filter(|(_, balance)| balance.is_negative()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, day};

    #[test]
    fn what_is_paid_after_the_day_does_not_count() {
        let mut books = Books::new("USD");
        let invoice = books.invoice("Acme", day(2025, 1, 5), Money::from_minor(100));
        books.pay(invoice, day(2025, 1, 10), Money::from_minor(100));
        books.document(DocumentKind::Payment, "Acme", day(2025, 1, 20), Money::from_minor(40));
        books.document(DocumentKind::Payment, "Acme", day(2025, 2, 20), Money::from_minor(7));
        let ledger = books.ledger();
        let at = |as_of| negative_balances(&ledger, as_of).into_iter().map(|(_, m)| m.minor()).collect::<Vec<_>>();
        assert_eq!(at(day(2025, 1, 15)), Vec::<i64>::new());
        assert_eq!(at(day(2025, 1, 31)), [-40]);
        assert_eq!(at(day(2025, 2, 28)), [-47]);
    }
}
