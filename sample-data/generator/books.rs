//! One client's books: customers, documents, payments, and which of them settled which.
//!
//! All exports of a client are written from one [`Books`], so that they agree to the cent.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{AS_OF, plus};
use crate::money::Cents;

/// Someone who buys.
#[derive(Clone)]
pub(crate) struct Customer {
    /// The customer's number, where the layout has one.
    pub(crate) id: String,
    /// The name; for a sub-customer the name below its parent.
    pub(crate) name: String,
    /// The parent of a sub-customer.
    pub(crate) parent: Option<String>,
    /// Days from an invoice to its due date.
    pub(crate) terms: i64,
}

impl Customer {
    /// `Parent:Child`, as QuickBooks writes it.
    pub(crate) fn full_name(&self) -> String {
        self.parent.as_ref().map_or_else(|| self.name.clone(), |parent| format!("{parent}:{}", self.name))
    }

    /// The customer into which sub-customers roll up.
    pub(crate) fn family(&self) -> &str {
        self.parent.as_deref().unwrap_or(&self.name)
    }
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Sold on account.
    Invoice,
    /// Taken back on account; amounts are negative.
    CreditNote,
    /// Sold and paid at once.
    CashSale,
    /// Taken back and repaid at once; amounts are negative.
    Refund,
}

/// Whether a document counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It does.
    Posted,
    /// It was cancelled after it had been issued.
    Voided,
    /// It was never issued.
    Draft,
}

/// One line of a document.
#[derive(Clone)]
pub(crate) struct Line {
    /// What was sold.
    pub(crate) item: &'static str,
    /// What the line says about it.
    pub(crate) description: String,
    /// How many; a discount has no number.
    pub(crate) quantity: Option<i64>,
    /// For how much each, without tax.
    pub(crate) price: Cents,
    /// For how much together, without tax.
    pub(crate) amount: Cents,
    /// The tax on it.
    pub(crate) tax: Cents,
}

/// An invoice, credit note, cash sale or refund.
#[derive(Clone)]
pub(crate) struct Document {
    /// Its number.
    pub(crate) number: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether it counts.
    pub(crate) standing: Standing,
    /// The place of its customer in [`Books::customers`].
    pub(crate) customer: usize,
    /// When it was issued.
    pub(crate) date: NaiveDate,
    /// When it is due, where that is written on it.
    pub(crate) due: Option<NaiveDate>,
    /// What is on it.
    pub(crate) lines: Vec<Line>,
    /// The place of the invoice that a credit note names.
    pub(crate) applies_to: Option<usize>,
}

impl Document {
    /// The amount without tax.
    pub(crate) fn net(&self) -> Cents {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The tax.
    pub(crate) fn tax(&self) -> Cents {
        self.lines.iter().map(|line| line.tax).sum()
    }

    /// The amount with tax.
    pub(crate) fn gross(&self) -> Cents {
        self.net() + self.tax()
    }

    /// Whether it is part of what customers owe.
    pub(crate) fn is_receivable(&self) -> bool {
        self.standing == Standing::Posted && matches!(self.kind, Kind::Invoice | Kind::CreditNote)
    }

    /// Whether it is an invoice that counts.
    pub(crate) fn is_invoice(&self) -> bool {
        self.standing == Standing::Posted && self.kind == Kind::Invoice
    }
}

/// Money that came in.
#[derive(Clone)]
pub(crate) struct Payment {
    /// The number that the layout or the customer's cheque gives it.
    pub(crate) number: String,
    /// The place of its customer in [`Books::customers`].
    pub(crate) customer: usize,
    /// When it came in.
    pub(crate) date: NaiveDate,
    /// How much: zero where it only applied a credit note.
    pub(crate) amount: Cents,
}

/// What an invoice was settled with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// The payment at this place of [`Books::payments`].
    Payment(usize),
    /// The credit note at this place of [`Books::documents`].
    CreditNote(usize),
}

/// A part of a payment or credit note that settles a part of an invoice.
#[derive(Clone, Copy)]
pub(crate) struct Settlement {
    /// The place of the invoice in [`Books::documents`].
    pub(crate) invoice: usize,
    /// What it was settled with.
    pub(crate) with: With,
    /// How much of it, tax included; always positive.
    pub(crate) amount: Cents,
}

/// Everything that one client's accounting system knows about its customers.
pub(crate) struct Books {
    /// Who buys.
    pub(crate) customers: Vec<Customer>,
    /// Documents by date and number.
    pub(crate) documents: Vec<Document>,
    /// Payments by date.
    pub(crate) payments: Vec<Payment>,
    /// Which settled which.
    pub(crate) settlements: Vec<Settlement>,
}

impl Books {
    /// What is open of each document on the last day: negative for a credit note that is not used up.
    pub(crate) fn open_balances(&self) -> Vec<Cents> {
        let mut open: Vec<Cents> =
            self.documents.iter().map(|document| if document.is_receivable() { document.gross() } else { 0 }).collect();
        for settlement in &self.settlements {
            open[settlement.invoice] -= settlement.amount;
            if let With::CreditNote(credit) = settlement.with {
                open[credit] += settlement.amount;
            }
        }
        open
    }

    /// What is left of each payment after all that it settled.
    pub(crate) fn unapplied(&self) -> Vec<Cents> {
        let mut left: Vec<Cents> = self.payments.iter().map(|payment| payment.amount).collect();
        for settlement in &self.settlements {
            if let With::Payment(payment) = settlement.with {
                left[payment] -= settlement.amount;
            }
        }
        left
    }

    /// What customers owe altogether: the control account.
    pub(crate) fn receivables(&self) -> Cents {
        self.open_balances().iter().sum::<Cents>() - self.unapplied().iter().sum::<Cents>()
    }

    /// What of that is past its due date; where none is written the customer's terms tell it.
    pub(crate) fn overdue(&self) -> Cents {
        let open = self.open_balances();
        self.documents.iter().zip(open).filter(|(document, _)| self.is_overdue(document)).map(|(_, open)| open).sum()
    }

    fn is_overdue(&self, document: &Document) -> bool {
        let due = document.due.unwrap_or_else(|| plus(document.date, self.customers[document.customer].terms));
        document.is_invoice() && due < AS_OF
    }

    /// The parts into which each payment was split.
    pub(crate) fn payment_parts(&self) -> Vec<Vec<Settlement>> {
        let mut parts = vec![Vec::new(); self.payments.len()];
        for settlement in &self.settlements {
            if let With::Payment(payment) = settlement.with {
                parts[payment].push(*settlement);
            }
        }
        parts
    }

    /// Documents that count, by customer in the order of their full names.
    pub(crate) fn by_customer<'a, T>(
        &self,
        entries: &'a [T],
        customer: impl Fn(&T) -> usize,
    ) -> Vec<(String, Vec<&'a T>)> {
        let mut groups: BTreeMap<(String, String), Vec<&T>> = BTreeMap::new();
        for entry in entries {
            let name = self.customers[customer(entry)].full_name();
            groups.entry((name.to_lowercase(), name)).or_default().push(entry);
        }
        groups.into_iter().map(|((_, name), group)| (name, group)).collect()
    }
}
