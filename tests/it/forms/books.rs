//! Small books made up by chance: what a business sold, to whom, and what was paid for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

/// Amounts in minor units, as everywhere here.
pub(super) type Minor = i64;

/// The facts that every form of the books tells.
#[derive(Clone, Debug)]
pub(super) struct Books {
    pub(super) customers: Vec<Customer>,
    /// By date and number.
    pub(super) documents: Vec<Document>,
    /// By date and number.
    pub(super) payments: Vec<Payment>,
}

#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) terms: u64,
}

/// An invoice or a credit note; amounts are positive for both.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) is_credit: bool,
    pub(super) number: String,
    /// Its place among the customers.
    pub(super) customer: usize,
    pub(super) date: NaiveDate,
    pub(super) due: NaiveDate,
    pub(super) net: Minor,
    pub(super) tax: Minor,
    /// Taken back as if it had never been: only some systems still list it.
    pub(super) voided: bool,
    /// The number of the invoice that a credit note is set against.
    pub(super) applies_to: Option<String>,
}

impl Document {
    pub(super) fn gross(&self) -> Minor {
        self.net + self.tax
    }
}

/// Money received, and what it was set against.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) number: String,
    pub(super) customer: usize,
    pub(super) date: NaiveDate,
    pub(super) parts: Vec<Part>,
}

/// The number of an invoice, and how much is set against it; without one it is on account.
pub(super) type Part = (Option<String>, Minor);

impl Payment {
    pub(super) fn amount(&self) -> Minor {
        self.parts.iter().map(|(_, amount)| amount).sum()
    }
}

/// What is in the books beyond invoices and payments that name them: not every form can tell of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    /// Credit notes.
    pub(super) credits: bool,
    /// Payments on account.
    pub(super) on_account: bool,
}

impl Books {
    /// The customers that anything was sold to or received from, with their places: others are in no system's reports.
    pub(super) fn active_customers(&self) -> impl Iterator<Item = (usize, &Customer)> {
        let documents = self.documents.iter().filter(|document| !document.voided).map(|document| document.customer);
        let active: BTreeSet<usize> = documents.chain(self.payments.iter().map(|payment| payment.customer)).collect();
        self.customers.iter().enumerate().filter(move |(place, _)| active.contains(place))
    }
}

/// The date that all books are seen from. Nothing is dated later.
pub(super) fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day")
}

/// The first day that documents are dated.
pub(super) fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).expect("a day")
}

/// Names that break programs which take them for something else.
const NAMES: [&str; 16] = [
    "Müller; Söhne, Köln",
    "O'Brien \"Bud\" & Co.",
    "=SUM(A1:A9)",
    "1,234.56",
    "31/12/2025",
    "#1 Plumbing",
    "Łódź Żabka",
    "東京 合同会社",
    "Pipe | Works",
    "-- Dash --",
    "Two\nLines",
    "null",
    "Ünïcode Straße",
    "0042",
    "{customer} 100 %",
    "a: b\\c",
];

/// How an invoice is settled.
#[derive(Clone, Copy, Debug)]
enum Settlement {
    Open,
    Paid { after: u64 },
    PartPaid { after: u64, per_cent: i64 },
    PaidTwice { after: u64, again: u64, per_cent: i64 },
    Credited { after: u64, per_cent: i64 },
    OnAccount { after: u64 },
}

fn settlement(kinds: Kinds) -> impl Strategy<Value = Settlement> {
    let after = 0_u64..90;
    let per_cent = 1_i64..100;
    prop_oneof![
        2 => Just(Settlement::Open),
        4 => after.clone().prop_map(|after| Settlement::Paid { after }),
        2 => (after.clone(), per_cent.clone()).prop_map(|(after, per_cent)| Settlement::PartPaid { after, per_cent }),
        2 => (after.clone(), 1_u64..60, per_cent.clone())
            .prop_map(|(after, again, per_cent)| Settlement::PaidTwice { after, again, per_cent }),
        u32::from(kinds.credits) => (after.clone(), 1_i64..=100)
            .prop_map(|(after, per_cent)| Settlement::Credited { after, per_cent }),
        u32::from(kinds.on_account) => after.prop_map(|after| Settlement::OnAccount { after }),
    ]
}

/// An invoice before it has its number: customer, days from the first one, net, tax in per cent, settled how, voided.
type Sale = (usize, u64, Minor, i64, Settlement, bool);

/// Books of a few customers and invoices, of which the first one is paid: books without any payment are another matter.
pub(super) fn any_books(kinds: Kinds) -> impl Strategy<Value = Books> {
    let days = u64::try_from((as_of() - first_day()).num_days()).expect("later");
    let sale = (
        0..NAMES.len(),
        0..=days,
        prop_oneof![1_i64..300, 1_000_i64..90_000, 100_000_i64..200_000_000],
        prop::sample::select(vec![0_i64, 7, 19, 20]),
        settlement(kinds),
        prop::bool::weighted(0.08),
    );
    let terms = prop::collection::vec(prop::sample::select(vec![0_u64, 14, 30, 60]), NAMES.len());
    (terms, prop::collection::vec(sale, 1..40)).prop_map(|(terms, mut sales)| {
        sales.push((0, 0, 50_000, 0, Settlement::Paid { after: 10 }, false));
        books(&terms, &sales)
    })
}

fn books(terms: &[u64], sales: &[Sale]) -> Books {
    let customer = |(place, (name, terms)): (usize, (&&str, &u64))| Customer {
        id: format!("C-{place:03}"),
        name: (*name).to_owned(),
        terms: *terms,
    };
    let customers: Vec<Customer> = NAMES.iter().zip(terms).enumerate().map(customer).collect();
    let mut documents = Vec::new();
    // What one customer pays on one day is one payment.
    let mut received: BTreeMap<(NaiveDate, usize), Vec<Part>> = BTreeMap::new();
    for (place, &(customer, offset, net, rate, settlement, voided)) in sales.iter().enumerate() {
        let date = first_day() + Days::new(offset);
        let invoice = Document {
            is_credit: false,
            number: format!("INV-{:04}", place + 1),
            customer,
            date,
            due: date + Days::new(customers[customer].terms),
            net,
            tax: net * rate / 100,
            voided,
            applies_to: None,
        };
        if !voided {
            let mut pay = |after: u64, amount: Minor, against: Option<String>| {
                // Customers pay on every tenth day, so that several invoices are paid at once.
                let day = first_day() + Days::new((offset + after).next_multiple_of(10));
                if day <= as_of() && amount > 0 {
                    received.entry((day, customer)).or_default().push((against, amount));
                }
            };
            let against = Some(invoice.number.clone());
            let gross = invoice.gross();
            match settlement {
                Settlement::Open => {}
                Settlement::Paid { after } => pay(after, gross, against),
                Settlement::PartPaid { after, per_cent } => pay(after, gross * per_cent / 100, against),
                Settlement::PaidTwice { after, again, per_cent } => {
                    pay(after, gross * per_cent / 100, against.clone());
                    pay(after + again + 10, gross - gross * per_cent / 100, against);
                }
                Settlement::Credited { after, per_cent } => documents.extend(credit(&invoice, after, per_cent)),
                Settlement::OnAccount { after } => pay(after, gross, None),
            }
        }
        documents.push(invoice);
    }
    documents.sort_by(|a, b| (a.date, &a.number).cmp(&(b.date, &b.number)));
    let payment = |(place, ((date, customer), parts)): (usize, _)| Payment {
        number: format!("PAY-{:04}", place + 1),
        customer,
        date,
        parts,
    };
    Books { customers, documents, payments: received.into_iter().enumerate().map(payment).collect() }
}

/// A credit note for a part of an invoice; none where it would be of nothing or of the future.
fn credit(invoice: &Document, after: u64, per_cent: i64) -> Option<Document> {
    let date = invoice.date + Days::new(after);
    let note = Document {
        is_credit: true,
        number: invoice.number.replace("INV", "CN"),
        date,
        due: date,
        net: invoice.net * per_cent / 100,
        tax: invoice.tax * per_cent / 100,
        applies_to: Some(invoice.number.clone()),
        ..invoice.clone()
    };
    (date <= as_of() && note.net > 0).then_some(note)
}
