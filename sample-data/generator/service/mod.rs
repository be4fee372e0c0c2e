//! Möhring Wartungstechnik: maintenance contracts, invoiced once a year, and small projects.

mod cases;
mod contracts;
mod documents;

use crate::books::{Books, Customer};
use crate::calendar::in_words;
use crate::figures::Figures;
use crate::folder::{Client, Story, filled};
use crate::money::{percent, plain, rounded};
use crate::plain::{Locale, customers, invoices, payments};
use crate::random::Random;
use crate::settling::assembled;
use cases::cases;
use contracts::{CONTRACTS, Contract, LOST, RENAMED};
use documents::{credits, documents, receipts};

const COMPANY: &str = "Möhring Wartungstechnik GmbH";

const SEED: u64 = 1871;

const LOCALE: Locale = Locale { country: "DE", currency: "EUR" };

/// Customers with these numbers came after the list of 2025 had been written.
const CAME_LATER: usize = 41;

fn books() -> Books {
    let mut random = Random::seeded(SEED);
    let documents = documents(&mut random);
    let credits = credits(&documents);
    let receipts = receipts(&mut random, &documents, &credits);
    let customer = |(place, contract): (usize, &Contract)| Customer {
        id: format!("K-{:03}", place + 1),
        name: contract.name.to_owned(),
        parent: None,
        terms: contract.terms,
    };
    let customers = CONTRACTS.iter().enumerate().map(customer).collect();
    let mut books = assembled(customers, documents, receipts, credits);
    for (place, payment) in books.payments.iter_mut().enumerate() {
        payment.number = format!("ZE-{:04}", place + 1);
    }
    books
}

/// The customers as they were listed at the end of 2025: fewer, and one of them under its earlier name.
fn earlier_customers(books: &Books) -> Vec<Customer> {
    let known = books.customers.iter().take(CAME_LATER).cloned();
    known
        .map(|customer| {
            let renamed = customer.name == RENAMED.1;
            if renamed { Customer { name: RENAMED.0.to_owned(), ..customer } } else { customer }
        })
        .collect()
}

/// The client's folder.
pub(crate) fn client() -> Result<Client, csv::Error> {
    let books = books();
    let figures = Figures::of(&books);
    let (before, kept) = figures.kept();
    let lost = books.documents.iter().rfind(|document| books.customers[document.customer].name == LOST);
    let values = [
        ("customers", figures.by_customer.len().to_string()),
        ("sales_now", rounded(figures.sales.this_year)),
        ("sales_before", rounded(figures.sales.last_year)),
        ("net_retention", figures.net_retention()),
        ("before", before.to_string()),
        ("kept", kept.to_string()),
        ("lost_fee", lost.map(|document| rounded(document.net())).unwrap_or_default()),
        ("lost_share", percent(figures.of_customer(LOST).last_year, figures.sales.last_year)),
        ("lost_day", lost.map(|document| in_words(document.date)).unwrap_or_default()),
        ("receivables", plain(figures.receivables)),
    ];
    Ok(Client {
        folder: "moehring-wartung",
        settings: filled(include_str!("../settings/moehring-wartung.toml"), &values),
        exports: vec![
            ("customers-2025.csv".to_owned(), customers(&earlier_customers(&books), &LOCALE)?),
            ("customers.csv".to_owned(), customers(&books.customers, &LOCALE)?),
            ("invoices.csv".to_owned(), invoices(&books, &LOCALE)?),
            ("payments.csv".to_owned(), payments(&books)?),
        ],
        notes: Vec::new(),
        story: Story {
            name: COMPANY,
            text: filled(include_str!("../stories/moehring.md"), &values),
            figures: figures.table("EUR"),
            cases: cases(&books),
        },
    })
}
