//! Pipi Bay Coffee Roasters: healthy, prompt payers, and two café groups that grow to a third of it.

mod cafes;
mod cases;
mod documents;

use crate::books::{Books, Settlement, With};
use crate::calendar::{AS_OF, day};
use crate::figures::Figures;
use crate::folder::{Client, Story, filled};
use crate::money::{Cents, grouped, percent, rounded};
use crate::random::Random;
use crate::settling::{Receipt, assembled, paid};
use crate::xero::{Export, account_transactions, aged_receivables_detail, sales_invoices};
use cafes::plans;
use cases::cases;
use documents::{documents, payments};

const COMPANY: &str = "Pipi Bay Coffee Roasters Limited";

const SEED: u64 = 1108;

const GST: i64 = 15;

const GROUP_ONE: &str = "Tūī Street Cafés";

const GROUP_TWO: &str = "Harbourline Hospitality Group";

/// Who paid too much, who has a credit note left, whose invoices were cancelled.
const OVERPAID: &str = "Kōwhai Corner Kitchen";

const CREDITED: &str = "Bluff Road Bakery, Café & Deli";

const VOIDED: &str = "Fantail & Fig";

const DRAFTED: &str = "Café Zürich";

const SLOW: [&str; 2] = ["Ferry Landing Eatery", "The Tin Shed"];

const EXPORTS: [Export; 3] = [
    Export { name: "SalesInvoices 2023-07 to 2024-08.csv", first: day(2023, 7, 1), last: day(2024, 8, 31) },
    Export { name: "SalesInvoices 2024-09 to 2025-09.csv", first: day(2024, 9, 1), last: day(2025, 9, 30) },
    Export { name: "SalesInvoices 2025-09 to 2026-09.csv", first: day(2025, 9, 1), last: AS_OF },
];

fn books() -> Books {
    let mut random = Random::seeded(SEED);
    let plans = plans(&mut random);
    let documents = documents(&mut random, &plans);
    let credits: Vec<Settlement> = documents
        .iter()
        .enumerate()
        .filter_map(|(place, document)| {
            let invoice = document.applies_to?;
            Some(Settlement { invoice, with: With::CreditNote(place), amount: -document.gross() })
        })
        .collect();
    let mut receipts = Vec::new();
    for (place, document) in documents.iter().enumerate().filter(|(_, document)| document.is_invoice()) {
        let credited: Cents = credits.iter().filter(|credit| credit.invoice == place).map(|credit| credit.amount).sum();
        let name = plans[document.customer].customer.name.as_str();
        receipts.extend(payments(&mut random, document, place, name, document.gross() - credited));
    }
    receipts.retain(|receipt| receipt.payment.date <= AS_OF);
    receipts.sort_by_key(|receipt| receipt.payment.date);
    if let Some(last) = receipts.last_mut() {
        last.payment.date = AS_OF;
    }
    let overpaid = receipts.iter().rfind(|receipt| plans[receipt.payment.customer].customer.name == OVERPAID);
    let extra = overpaid.map(|receipt| paid(receipt.payment.customer, receipt.payment.date, 23_000));
    receipts.extend(extra.map(|payment| Receipt { payment, settles: Vec::new() }));
    let customers = plans.into_iter().map(|plan| plan.customer).collect();
    assembled(customers, documents, receipts, credits)
}

/// The client's folder.
pub(crate) fn client() -> Result<Client, csv::Error> {
    let books = books();
    let figures = Figures::of(&books);
    let (one, two) = (figures.of_customer(GROUP_ONE), figures.of_customer(GROUP_TWO));
    let mut exports = Vec::new();
    for export in &EXPORTS {
        exports.push((export.name.to_owned(), sales_invoices(&books, export)?));
    }
    exports.push(("Account Transactions.csv".to_owned(), account_transactions(COMPANY, &books)?));
    exports.push(("Aged Receivables Detail.csv".to_owned(), aged_receivables_detail(COMPANY, &books)?));
    let (before, kept) = figures.kept();
    let values = [
        ("groups_share", percent(one.this_year + two.this_year, figures.sales.this_year)),
        ("groups_share_before", percent(one.last_year + two.last_year, figures.sales.last_year)),
        ("one_now", rounded(one.this_year)),
        ("one_before", rounded(one.last_year)),
        ("two_now", rounded(two.this_year)),
        ("two_before", rounded(two.last_year)),
        ("sales_now", rounded(figures.sales.this_year)),
        ("sales_before", rounded(figures.sales.last_year)),
        ("net_retention", figures.net_retention()),
        ("before", before.to_string()),
        ("kept", kept.to_string()),
        ("gone", (before - kept).to_string()),
        ("receivables", grouped(figures.receivables)),
        ("overdue", grouped(figures.overdue)),
        ("customers", figures.by_customer.len().to_string()),
    ];
    Ok(Client {
        folder: "pipi-bay-coffee",
        settings: include_str!("../settings/pipi-bay-coffee.toml").to_owned(),
        exports,
        notes: vec![
            ("summary.md", filled(include_str!("../notes/pipi-bay-summary.md"), &values)),
            ("concentration.md", filled(include_str!("../notes/pipi-bay-concentration.md"), &values)),
        ],
        story: Story {
            name: COMPANY,
            text: filled(include_str!("../stories/pipi-bay.md"), &values),
            figures: figures.table("NZD"),
            cases: cases(&books),
        },
    })
}
