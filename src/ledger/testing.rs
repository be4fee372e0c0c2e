//! Small ledgers for tests, written down the way a bookkeeper would say them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{
    Allocation, Customer, CustomerIx, Document, DocumentIx, DocumentKind, DueDateSource, Ledger, LedgerParts,
    PaymentData,
};
use crate::base::{Currency, Money};

/// A day that exists.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// So many whole units of a currency with cents.
pub(crate) fn whole(units: i64) -> Money {
    Money::from_minor(units * 100)
}

/// The books of one business while they are being written. Places of documents are those of writing; a ledger puts
/// them in its own order.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    parts: LedgerParts,
    customers: BTreeMap<String, CustomerIx>,
}

impl Books {
    /// Empty books with dated payments.
    pub(crate) fn new(currency: &str) -> Self {
        let parts = LedgerParts {
            currency: Currency::parse(currency).expect("a currency"),
            customers: Vec::new(),
            documents: Vec::new(),
            allocations: Vec::new(),
            history_start: None,
            payment_data: PaymentData::Dated,
            receivables_since: None,
            tax_unknown: false,
        };
        Self { parts, customers: BTreeMap::new() }
    }

    /// The ledger's first day, where it is not that of the first document's month.
    pub(crate) fn history_from(&mut self, first: NaiveDate) -> &mut Self {
        self.parts.history_start = Some(first);
        self
    }

    /// What is known about payments, where it is not everything.
    pub(crate) fn payment_data(&mut self, known: PaymentData) -> &mut Self {
        self.parts.payment_data = known;
        self
    }

    /// The first day at which receivables are right.
    pub(crate) fn receivables_since(&mut self, first: NaiveDate) -> &mut Self {
        self.parts.receivables_since = Some(first);
        self
    }

    /// The customer of this name, noted on first use.
    pub(crate) fn customer(&mut self, name: &str) -> CustomerIx {
        let next = CustomerIx(u32::try_from(self.parts.customers.len()).expect("few customers"));
        *self.customers.entry(name.to_owned()).or_insert_with(|| {
            self.parts.customers.push(Customer {
                id: name.to_owned(),
                name: name.to_owned(),
                parent: None,
                sub_customers: Vec::new(),
                email: None,
                country: None,
                phone: None,
                address: None,
                credit_limit: None,
                active: None,
                terms_days: None,
            });
            next
        })
    }

    /// What a customer may owe at most.
    pub(crate) fn credit_limit(&mut self, name: &str, limit: Money) -> &mut Self {
        let customer = self.customer(name);
        self.parts.customers[customer.0 as usize].credit_limit = Some(limit);
        self
    }

    /// A document without tax; debits fall due thirty days later.
    pub(crate) fn document(
        &mut self,
        kind: DocumentKind,
        customer: &str,
        date: NaiveDate,
        amount: Money,
    ) -> DocumentIx {
        let place = DocumentIx(u32::try_from(self.parts.documents.len()).expect("few documents"));
        let document = Document {
            kind,
            number: Some(format!("{:06}", place.0)),
            customer: self.customer(customer),
            sub_customer: None,
            date,
            date_is_assumed: false,
            due_date: kind.is_debit().then(|| date + Days::new(30)),
            due_date_source: DueDateSource::Stated,
            net: amount,
            tax: Money::ZERO,
            gross: amount,
            foreign: None,
            origins: Vec::new(),
        };
        self.parts.documents.push(document);
        place
    }

    /// The document at this place of writing, to change what the short forms do not say.
    pub(crate) fn edit(&mut self, place: DocumentIx) -> &mut Document {
        &mut self.parts.documents[place.0 as usize]
    }

    /// An invoice with terms of thirty days.
    pub(crate) fn invoice(&mut self, customer: &str, date: NaiveDate, amount: Money) -> DocumentIx {
        self.document(DocumentKind::Invoice, customer, date, amount)
    }

    /// An invoice with a due date of its own.
    pub(crate) fn invoice_due(&mut self, customer: &str, date: NaiveDate, due: NaiveDate, amount: Money) -> DocumentIx {
        let invoice = self.invoice(customer, date, amount);
        self.edit(invoice).due_date = Some(due);
        invoice
    }

    /// A payment set against one invoice.
    pub(crate) fn pay(&mut self, invoice: DocumentIx, date: NaiveDate, amount: Money) -> DocumentIx {
        self.credit(DocumentKind::Payment, invoice, date, amount)
    }

    /// A payment, credit note or write-off set against one debit.
    pub(crate) fn credit(&mut self, kind: DocumentKind, to: DocumentIx, date: NaiveDate, amount: Money) -> DocumentIx {
        let customer = self.edit(to).customer;
        let name = self.parts.customers[customer.0 as usize].name.clone();
        let from = self.document(kind, &name, date, amount);
        self.allocate(from, to, amount);
        from
    }

    /// An invoice paid in full so many days later.
    pub(crate) fn paid(&mut self, customer: &str, date: NaiveDate, days: u64, amount: Money) -> DocumentIx {
        let invoice = self.invoice(customer, date, amount);
        self.pay(invoice, date + Days::new(days), amount);
        invoice
    }

    /// Sets a part of a credit against a debit.
    pub(crate) fn allocate(&mut self, from: DocumentIx, to: DocumentIx, amount: Money) {
        let date = self.edit(from).date.max(self.edit(to).date);
        self.parts.allocations.push(Allocation { from, to, date, amount, derived: false });
    }

    /// The finished ledger.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::from(self.parts.clone())
    }
}

/// One sale of books made up by a property test, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its number: the same in any order of writing.
    id: usize,
    customer: u8,
    kind: DocumentKind,
    days: u64,
    terms: u64,
    minor: i64,
    /// Days until it was settled, by how many per cent, and by what.
    settled: Option<(u64, i64, DocumentKind)>,
}

impl Event {
    /// How many customers events speak of.
    pub(crate) const CUSTOMERS: u8 = 7;

    /// Day 0 of all events.
    pub(crate) fn epoch() -> NaiveDate {
        day(2019, 1, 1)
    }

    /// The day of the sale.
    pub(crate) fn date(&self) -> NaiveDate {
        Self::epoch() + Days::new(self.days)
    }

    /// The same sale so many times as large.
    pub(crate) fn times(&self, factor: i64) -> Self {
        Self { minor: self.minor * factor, ..self.clone() }
    }
}

/// Some five years of sales, credit notes, part payments and write-offs of a few customers. Percentages leave whole
/// cents, so that amounts can be scaled.
pub(crate) fn events() -> impl Strategy<Value = Vec<Event>> {
    let kind = prop_oneof![
        6 => Just(DocumentKind::Invoice),
        2 => Just(DocumentKind::CreditNote),
        1 => Just(DocumentKind::CashSale),
        1 => Just(DocumentKind::CashRefund),
        1 => Just(DocumentKind::OpeningBalance),
        1 => Just(DocumentKind::Payment),
    ];
    let by = prop_oneof![
        6 => Just(DocumentKind::Payment),
        1 => Just(DocumentKind::CreditNote),
        1 => Just(DocumentKind::WriteOff),
    ];
    let settled = proptest::option::weighted(0.8, (0_u64..150, prop_oneof![Just(100_i64), 1_i64..=100], by));
    let event = (0..Event::CUSTOMERS, kind, 0_u64..1_900, 0_u64..90, 1_i64..500_000, settled);
    proptest::collection::vec(event, 1..90).prop_map(|events| {
        let numbered = events.into_iter().enumerate();
        numbered
            .map(|(id, (customer, kind, days, terms, hundreds, settled))| Event {
                id,
                customer,
                kind,
                days,
                terms,
                minor: hundreds * 100,
                settled,
            })
            .collect()
    })
}

/// The books that tell of these events; every customer is in them, with or without one.
pub(crate) fn books_of(events: &[Event]) -> Books {
    let mut books = Books::new("EUR");
    books.history_from(Event::epoch());
    let name = |customer: u8| format!("C{customer}");
    for customer in 0..Event::CUSTOMERS {
        books.customer(&name(customer));
    }
    for event in events {
        let sale = books.document(event.kind, &name(event.customer), event.date(), Money::from_minor(event.minor));
        books.edit(sale).number = Some(format!("S{:04}", event.id));
        if !event.kind.is_debit() {
            continue;
        }
        books.edit(sale).due_date = Some(event.date() + Days::new(event.terms));
        if let Some((days, per_cent, by)) = event.settled {
            let amount = Money::from_minor(event.minor / 100 * per_cent);
            let credit = books.credit(by, sale, event.date() + Days::new(days), amount);
            books.edit(credit).number = Some(format!("P{:04}", event.id));
        }
    }
    books
}
