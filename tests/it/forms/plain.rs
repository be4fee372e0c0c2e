//! Books in Ledgerpress's own plain layout: customers, invoices and payments, each in one file or in several.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use ledgerpress::import::ExportFile;
use proptest::prelude::*;

use super::books::{Books, Document, Part, Payment};
use super::style::Style;

pub(super) const CUSTOMERS: [&str; 5] = ["customer_id", "name", "email", "country", "terms_days"];
pub(super) const INVOICES: [&str; 10] =
    ["invoice_id", "customer_id", "type", "issue_date", "due_date", "currency", "net", "tax", "total", "applies_to"];
pub(super) const PAYMENTS: [&str; 5] = ["payment_id", "date", "customer_id", "invoice_id", "amount"];

/// Which file a document or payment stands in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Split {
    /// All in one.
    Whole,
    /// One a year.
    ByYear,
    /// One a customer.
    ByCustomer,
    /// One a year, each with the sixty days before it once more.
    ByYearOverlapping,
    /// All in one, and that file a second time.
    Twice,
}

/// Any way to split.
pub(super) fn any_split() -> impl Strategy<Value = Split> {
    let all = [Split::Whole, Split::ByYear, Split::ByCustomer, Split::ByYearOverlapping, Split::Twice];
    prop::sample::select(all.to_vec())
}

impl Split {
    /// The names of the parts that a row of this day and customer stands in.
    fn parts(self, date: NaiveDate, customer: usize) -> Vec<String> {
        let year = date.year().to_string();
        match self {
            Self::Whole => vec![String::new()],
            Self::ByYear => vec![year],
            Self::ByCustomer => vec![format!("customer {customer}")],
            Self::ByYearOverlapping => {
                let mut parts = vec![year, (date + Days::new(60)).year().to_string()];
                parts.dedup();
                parts
            }
            Self::Twice => vec![String::new(), "copy".to_owned()],
        }
    }

    /// The rows of each part.
    fn split<T>(
        self,
        items: &[T],
        place: impl Fn(&T) -> (NaiveDate, usize),
        rows: impl Fn(&T) -> Vec<Vec<String>>,
    ) -> BTreeMap<String, Vec<Vec<String>>> {
        let mut parts: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for item in items {
            let (date, customer) = place(item);
            for part in self.parts(date, customer) {
                parts.entry(part).or_default().extend(rows(item));
            }
        }
        parts
    }
}

/// A table of the plain layout: its name, headings and rows.
pub(super) type Table = (String, &'static [&'static str], Vec<Vec<String>>);

/// The tables of the books.
pub(super) fn tables(books: &Books, style: &Style, split: Split) -> Vec<Table> {
    let customers = books.active_customers().map(|(_, customer)| {
        [&customer.id, &customer.name, "", "", &customer.terms.to_string()].map(str::to_owned).to_vec()
    });
    let standing: Vec<Document> = books.documents.iter().filter(|document| !document.voided).cloned().collect();
    let invoices = split.split(&standing, |d| (d.date, d.customer), |d| vec![invoice_row(books, style, d)]);
    let payments = split.split(&books.payments, |p| (p.date, p.customer), |p| payment_rows(books, style, p));
    let mut tables: Vec<Table> = vec![("customers".to_owned(), &CUSTOMERS, customers.collect())];
    tables.extend(invoices.into_iter().map(|(part, rows)| (format!("invoices {part}"), &INVOICES[..], rows)));
    tables.extend(payments.into_iter().map(|(part, rows)| (format!("payments {part}"), &PAYMENTS[..], rows)));
    tables
}

/// The books as files of this style.
pub(super) fn files(books: &Books, style: &Style, split: Split) -> Vec<ExportFile> {
    let file = |(name, headings, rows): Table| ExportFile {
        path: Arc::from(format!("{}.csv", name.trim())),
        bytes: style.bytes(headings, rows),
    };
    tables(books, style, split).into_iter().map(file).collect()
}

fn invoice_row(books: &Books, style: &Style, document: &Document) -> Vec<String> {
    let sign = if document.is_credit { -1 } else { 1 };
    vec![
        document.number.clone(),
        books.customers[document.customer].id.clone(),
        if document.is_credit { "credit_note" } else { "invoice" }.to_owned(),
        style.date(document.date),
        if document.is_credit { String::new() } else { style.date(document.due) },
        "USD".to_owned(),
        style.amount(sign * document.net),
        style.amount(sign * document.tax),
        style.amount(sign * document.gross()),
        document.applies_to.clone().unwrap_or_default(),
    ]
}

fn payment_rows(books: &Books, style: &Style, payment: &Payment) -> Vec<Vec<String>> {
    let row = |(invoice, amount): &Part| {
        vec![
            payment.number.clone(),
            style.date(payment.date),
            books.customers[payment.customer].id.clone(),
            invoice.clone().unwrap_or_default(),
            style.amount(*amount),
        ]
    };
    payment.parts.iter().map(row).collect()
}
