//! What is open, by age past due.
//!
//! # Question
//!
//! Who owes how much, and for how long has it been due?
//!
//! # Formula
//!
//! The open part of an invoice is its amount with tax, less the payments, credit notes and write-offs set against it up
//! to the as-of date. Its age is the as-of date less its due date, in days.
//!
//! | bucket | age past due |
//! |---|---|
//! | not due | 0 days or fewer |
//! | 1 to 30 | 1 to 30 days |
//! | 31 to 60 | 31 to 60 days |
//! | 61 to 90 | 61 to 90 days |
//! | 91 and more | 91 days and more |
//!
//! Payments and credit notes that are not set against anything are **unapplied credit**. The five buckets less unapplied
//! credit are the **open balance**, which is the balance of the receivables account. **Overdue** is the four buckets
//! past due, before unapplied credit.
//!
//! # Worked example
//!
//! As of 31 March an invoice of 100 due on 31 March is open in full, an invoice of 200 due on 1 March has 150 paid, and
//! a payment of 30 is not set against anything. Not due 100; 1 to 30 days 50; unapplied credit 30; open balance
//! 100 + 50 - 30 = 120; overdue 50.
//!
//! # Edge cases
//!
//! - A payment after the as-of date has not happened: its invoice is open.
//! - Balances carried over from an earlier ledger are aged by their due date like invoices.
//! - A refund that no credit stands against is owed back from its own day.
//! - An open balance below zero means that the client owes the customer.
//! - Without payment data there is no aging. Where an export tells what is paid but not when, there is none before the
//!   day of that export.
//!
//! # Source
//!
//! Common practice of receivables reports; the bounds are those of QuickBooks and Xero.

use chrono::NaiveDate;

use super::Measured;
use super::receivables::{balances_known, due_date, open_amounts, placed_documents};
use crate::base::Money;
use crate::ledger::{CustomerIx, DocumentIx, Ledger};

/// Age past due of an open item: 0 days or fewer is not due; 1 to 30 inclusive; and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgingBucket {
    /// Due at the as-of date or later.
    NotDue,
    /// 1 to 30 days past due.
    Days1To30,
    /// 31 to 60 days past due.
    Days31To60,
    /// 61 to 90 days past due.
    Days61To90,
    /// 91 days past due and more.
    Days91AndMore,
}

impl AgingBucket {
    /// All five, youngest first.
    pub const ALL: [Self; 5] = [Self::NotDue, Self::Days1To30, Self::Days31To60, Self::Days61To90, Self::Days91AndMore];

    /// The bucket of an item so many days past due.
    pub const fn of(days_past_due: i64) -> Self {
        match days_past_due {
            ..=0 => Self::NotDue,
            1..=30 => Self::Days1To30,
            31..=60 => Self::Days31To60,
            61..=90 => Self::Days61To90,
            91.. => Self::Days91AndMore,
        }
    }
}

/// Receivables with tax at the as-of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aging {
    /// Everything; `Err` where the exports do not tell of payments.
    pub total: Measured<Balance>,
    /// One a customer, parallel to [`Ledger::customers`]; zeros where `total` is `Err`.
    pub customers: Vec<Balance>,
    /// Every open invoice, opening balance and unmatched refund, oldest due date first.
    pub open_items: Vec<OpenItem>,
}

/// What is open, by age. The buckets less unapplied credit are the open balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// What is owed, one amount a bucket in the order of [`AgingBucket::ALL`].
    pub buckets: [Money; 5],
    /// How many open items, likewise.
    pub items: [u32; 5],
    /// Payments and credit notes not yet set against anything: positive.
    pub unapplied: Money,
}

impl Balance {
    /// What is owed less unapplied credit; negative where the client owes the customer.
    pub fn open_balance(&self) -> Money {
        self.buckets.iter().copied().sum::<Money>() - self.unapplied
    }

    /// Counts an open item.
    fn add(&mut self, open: Money, days_past_due: i64) {
        let place = AgingBucket::of(days_past_due) as usize;
        if let (Some(amount), Some(items)) = (self.buckets.get_mut(place), self.items.get_mut(place)) {
            *amount += open;
            *items += 1;
        }
    }

    /// What is past due, before unapplied credit.
    pub fn overdue_balance(&self) -> Money {
        self.buckets[1..].iter().copied().sum()
    }
}

/// One open item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Which.
    pub document: DocumentIx,
    /// Whose.
    pub customer: CustomerIx,
    /// Still unpaid.
    pub open: Money,
    /// As-of date less due date; negative is not yet due.
    pub days_past_due: i64,
}

/// Computes the aging at `as_of`.
pub fn aging(ledger: &Ledger, as_of: NaiveDate) -> Aging {
    let mut customers = vec![Balance::default(); ledger.customers().len()];
    if let Err(reason) = balances_known(ledger, as_of) {
        return Aging { total: Err(reason), customers, open_items: Vec::new() };
    }
    let mut total = Balance::default();
    let mut open_items = Vec::new();
    for ((ix, document), open) in placed_documents(ledger, as_of).zip(open_amounts(ledger, as_of)) {
        if open.is_zero() {
            continue;
        }
        let balances = [Some(&mut total), customers.get_mut(document.customer.0 as usize)].into_iter().flatten();
        if document.kind.is_credit() {
            balances.for_each(|balance| balance.unapplied += open);
            continue;
        }
        let days_past_due = (as_of - due_date(document)).num_days();
        balances.for_each(|balance| balance.add(open, days_past_due));
        open_items.push(OpenItem { document: ix, customer: document.customer, open, days_past_due });
    }
    open_items.sort_by_key(|item| (-item.days_past_due, item.document));
    Aging { total: Ok(total), customers, open_items }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::ledger::{DocumentKind, PaymentData};
    use crate::metrics::NotEnough;
    use proptest::prelude::*;

    #[test]
    fn worked_example_comes_out() {
        let mut books = Books::new("EUR");
        books.invoice_due("Alder", day(2024, 3, 1), day(2024, 3, 31), whole(100));
        let older = books.invoice_due("Alder", day(2024, 2, 1), day(2024, 3, 1), whole(200));
        books.pay(older, day(2024, 3, 5), whole(150));
        books.document(DocumentKind::Payment, "Birch", day(2024, 3, 6), whole(30));
        let aging = aging(&books.ledger(), day(2024, 3, 31));
        let total = aging.total.expect("payments are known");
        assert_eq!(total.buckets, [whole(100), whole(50), whole(0), whole(0), whole(0)]);
        assert_eq!((total.items, total.unapplied), ([1, 1, 0, 0, 0], whole(30)));
        assert_eq!((total.open_balance(), total.overdue_balance()), (whole(120), whole(50)));
        assert_eq!(aging.customers[1].open_balance(), whole(-30));
        let ages: Vec<i64> = aging.open_items.iter().map(|item| item.days_past_due).collect();
        assert_eq!(ages, [30, 0]);
    }

    #[test]
    fn bounds_belong_to_the_younger_bucket() {
        let bucket = |days| AgingBucket::ALL.iter().position(|&b| b == AgingBucket::of(days));
        let found: Vec<_> = [-5, 0, 1, 30, 31, 60, 61, 90, 91, 4_000].into_iter().filter_map(bucket).collect();
        assert_eq!(found, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn a_refund_without_a_credit_is_owed() {
        let mut books = Books::new("EUR");
        let refund = books.document(DocumentKind::Refund, "Alder", day(2024, 3, 1), whole(40));
        books.edit(refund).due_date = None;
        let total = aging(&books.ledger(), day(2024, 3, 11)).total.expect("payments are known");
        assert_eq!((total.open_balance(), total.items), (whole(40), [0, 1, 0, 0, 0]));
    }

    #[test]
    fn unknown_balances_are_not_zero() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2024, 3, 1), whole(40));
        books.receivables_since(day(2024, 6, 30));
        let before = aging(&books.ledger(), day(2024, 6, 29)).total;
        assert_eq!(before, Err(NotEnough::NoReceivablesBefore(day(2024, 6, 30))));
        assert!(aging(&books.ledger(), day(2024, 6, 30)).total.is_ok());
        books.payment_data(PaymentData::None);
        let none = aging(&books.ledger(), day(2024, 6, 30));
        assert_eq!((none.total, none.open_items.len()), (Err(NotEnough::NoPayments), 0));
    }

    proptest! {
        #[test]
        fn buckets_less_unapplied_are_the_open_documents(events in events()) {
            let (ledger, as_of) = (books_of(&events).ledger(), day(2022, 9, 17));
            let aging = aging(&ledger, as_of);
            let total = aging.total.expect("payments are known");
            let signed = |(document, open): (&crate::ledger::Document, Money)| {
                if document.kind.is_credit() { -open } else { open }
            };
            let open: Money = ledger.documents_until(as_of).iter().zip(open_amounts(&ledger, as_of)).map(signed).sum();
            prop_assert_eq!(total.open_balance(), open);
            prop_assert_eq!(aging.customers.iter().map(Balance::open_balance).sum::<Money>(), open);
            let items: u32 = total.items.iter().sum();
            prop_assert_eq!(items as usize, aging.open_items.len());
        }
    }
}
