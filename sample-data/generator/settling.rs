//! How documents are numbered and invoices are settled.

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;

use crate::books::{Books, Customer, Document, Kind, Payment, Settlement, With};
use crate::money::{Cents, per_mille};

/// A payment with the invoices that it settles, by their place among the documents.
pub(crate) struct Receipt {
    /// The money.
    pub(crate) payment: Payment,
    /// Invoice and amount.
    pub(crate) settles: Vec<(usize, Cents)>,
}

/// Something that happens to the account of a customer, or of a family of sub-customers.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// When.
    pub(crate) date: NaiveDate,
    /// What.
    pub(crate) what: What,
}

/// What happens to an account. The order is the order within a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// The document at this place is issued. A credit note settles the oldest open invoices at once.
    Issue(usize),
    /// What is left of earlier credit notes is applied, which the books record as a payment of nothing.
    UseCredit,
    /// A payment for everything up to an invoice: for older ones in full, for this one in part.
    PayThrough {
        /// The place of the invoice.
        invoice: usize,
        /// How much of what is open of it, in thousandths.
        per_mille: i64,
    },
}

/// The documents in the order of their dates, each with a number.
///
/// Where a credit note names its invoice by place, it names the invoice's new place.
pub(crate) fn numbered(drafts: &[Document], mut number: impl FnMut(&Document) -> String) -> Vec<Document> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&place| (drafts[place].date, drafts[place].kind, drafts[place].customer, place));
    let new_places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    order
        .iter()
        .map(|&old| {
            let mut document = drafts[old].clone();
            document.number = number(&document);
            document.applies_to = document.applies_to.map(|invoice| new_places[&invoice]);
            document
        })
        .collect()
}

/// Books of these parts, payments by date.
pub(crate) fn assembled(
    customers: Vec<Customer>,
    documents: Vec<Document>,
    mut receipts: Vec<Receipt>,
    credits: Vec<Settlement>,
) -> Books {
    receipts.sort_by_key(|receipt| (receipt.payment.date, receipt.payment.customer));
    let mut settlements = credits;
    for (place, receipt) in receipts.iter().enumerate() {
        let with = With::Payment(place);
        settlements.extend(receipt.settles.iter().map(|&(invoice, amount)| Settlement { invoice, with, amount }));
    }
    let payments = receipts.into_iter().map(|receipt| receipt.payment).collect();
    Books { customers, documents, payments, settlements }
}

/// Settles the invoices of one family oldest first, as a reader must who is not told which payment
/// belongs to which invoice.
pub(crate) fn oldest_first(documents: &[Document], mut steps: Vec<Step>) -> (Vec<Receipt>, Vec<Settlement>) {
    steps.sort_by_key(|step| (step.date, step.what));
    steps.dedup_by(paid_together);
    let mut account = Account::default();
    for step in steps {
        match step.what {
            What::Issue(place) => account.issue(documents, place),
            What::UseCredit => account.use_credit(documents, step.date),
            What::PayThrough { invoice, per_mille } => account.pay(documents, step.date, invoice, per_mille),
        }
    }
    (account.receipts, account.credits)
}

/// Joins two payments of one day into the later one, which pays everything up to its invoice.
fn paid_together(next: &mut Step, kept: &mut Step) -> bool {
    let is_payment = |step: &Step| matches!(step.what, What::PayThrough { .. });
    let together = kept.date == next.date && is_payment(kept) && is_payment(next);
    if together {
        *kept = *next;
    }
    together
}

#[derive(Default)]
struct Account {
    open: VecDeque<(usize, Cents)>,
    unused: VecDeque<(usize, Cents)>,
    receipts: Vec<Receipt>,
    credits: Vec<Settlement>,
}

impl Account {
    fn issue(&mut self, documents: &[Document], place: usize) {
        let document = &documents[place];
        match document.kind {
            Kind::Invoice => self.open.push_back((place, document.gross())),
            Kind::CreditNote => {
                let left = self.credit(documents, place, -document.gross());
                if left > 0 {
                    self.unused.push_back((place, left));
                }
            }
            Kind::CashSale | Kind::Refund => {}
        }
    }

    /// Applies a credit note to its customer's oldest open invoices and tells what is left of it.
    fn credit(&mut self, documents: &[Document], credit: usize, amount: Cents) -> Cents {
        let mut left = amount;
        for (invoice, open) in &mut self.open {
            let used = left.min(*open);
            if used > 0 && documents[*invoice].customer == documents[credit].customer {
                *open -= used;
                left -= used;
                self.credits.push(Settlement { invoice: *invoice, with: With::CreditNote(credit), amount: used });
            }
        }
        self.open.retain(|(_, open)| *open > 0);
        left
    }

    fn use_credit(&mut self, documents: &[Document], date: NaiveDate) {
        for (credit, amount) in std::mem::take(&mut self.unused) {
            let left = self.credit(documents, credit, amount);
            if left < amount {
                let customer = documents[credit].customer;
                self.receipts.push(Receipt { payment: paid(customer, date, 0), settles: Vec::new() });
            }
            if left > 0 {
                self.unused.push_back((credit, left));
            }
        }
    }

    fn pay(&mut self, documents: &[Document], date: NaiveDate, last: usize, part: i64) {
        let mut by_customer: BTreeMap<usize, Vec<(usize, Cents)>> = BTreeMap::new();
        for (invoice, open) in &mut self.open {
            if *invoice > last {
                break;
            }
            let amount = if *invoice == last { per_mille(*open, part) } else { *open };
            *open -= amount;
            by_customer.entry(documents[*invoice].customer).or_default().push((*invoice, amount));
        }
        self.open.retain(|(_, open)| *open > 0);
        for (customer, settles) in by_customer {
            let amount = settles.iter().map(|(_, amount)| amount).sum();
            self.receipts.push(Receipt { payment: paid(customer, date, amount), settles });
        }
    }
}

/// A payment without a number.
pub(crate) fn paid(customer: usize, date: NaiveDate, amount: Cents) -> Payment {
    Payment { number: String::new(), customer, date, amount }
}
