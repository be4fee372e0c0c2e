//! Fernlight Studio: three customers and eight months, too little for most figures.

use chrono::NaiveDate;

use crate::books::{Books, Customer, Document, Kind, Standing};
use crate::buying::single_line;
use crate::calendar::{day, plus};
use crate::figures::Figures;
use crate::folder::{Client, Story, filled};
use crate::money::{Cents, grouped, plain};
use crate::plain::{Locale, customers, invoices, payments};
use crate::settling::{Receipt, assembled, numbered, paid};

const COMPANY: &str = "Fernlight Studio Ltd";
const VAT: i64 = 20;
const LOCALE: Locale = Locale { country: "GB", currency: "GBP" };

/// Name and days to the due date.
const CUSTOMERS: [(&str, i64); 3] =
    [("Tollgate Museum Trust", 30), ("Marsh & Daughters Cider", 14), ("Orrery Books", 30)];

/// Customer, day, net amount in pounds, and what was paid when in pence.
type Sale = (usize, NaiveDate, i64, &'static [(NaiveDate, Cents)]);

/// June is missing: the founder was on leave.
const SALES: [Sale; 14] = [
    (0, day(2026, 2, 9), 2400, &[(day(2026, 3, 10), 288_000)]),
    (1, day(2026, 2, 23), 650, &[(day(2026, 3, 6), 78_000)]),
    (0, day(2026, 3, 9), 2400, &[(day(2026, 4, 9), 288_000)]),
    (2, day(2026, 3, 24), 1150, &[(day(2026, 5, 6), 138_000)]),
    (0, day(2026, 4, 9), 2400, &[(day(2026, 5, 11), 288_000)]),
    (1, day(2026, 4, 20), 780, &[(day(2026, 5, 1), 93_600)]),
    (0, day(2026, 5, 11), 2400, &[(day(2026, 6, 10), 288_000)]),
    (2, day(2026, 5, 19), 1320, &[(day(2026, 7, 2), 158_400)]),
    (0, day(2026, 7, 9), 2600, &[(day(2026, 8, 7), 312_000)]),
    (1, day(2026, 7, 21), 690, &[(day(2026, 8, 3), 82_800)]),
    (2, day(2026, 7, 28), 1480, &[(day(2026, 9, 8), 90_000)]),
    (0, day(2026, 8, 10), 2600, &[(day(2026, 9, 9), 312_000)]),
    (0, day(2026, 9, 9), 2600, &[]),
    (1, day(2026, 9, 22), 720, &[]),
];

fn books() -> Books {
    let document = |&(customer, date, net, _): &Sale| Document {
        number: String::new(),
        kind: Kind::Invoice,
        standing: Standing::Posted,
        customer,
        date,
        due: Some(plus(date, CUSTOMERS[customer].1)),
        lines: vec![single_line("", "Design", net * 100, VAT)],
        applies_to: None,
    };
    let mut count = 0;
    let drafts: Vec<Document> = SALES.iter().map(document).collect();
    let documents = numbered(&drafts, |_| {
        count += 1;
        format!("FL-{count:03}")
    });
    let receipts = SALES.iter().enumerate().flat_map(|(place, &(customer, _, _, payments))| {
        let receipt =
            move |&(date, amount)| Receipt { payment: paid(customer, date, amount), settles: vec![(place, amount)] };
        payments.iter().map(receipt)
    });
    let customer = |(place, (name, terms)): (usize, &(&str, i64))| Customer {
        id: format!("C{}", place + 1),
        name: (*name).to_owned(),
        parent: None,
        terms: *terms,
    };
    let customers = CUSTOMERS.iter().enumerate().map(customer).collect();
    let mut books = assembled(customers, documents, receipts.collect(), Vec::new());
    for (place, payment) in books.payments.iter_mut().enumerate() {
        payment.number = format!("PAY-{:02}", place + 1);
    }
    books
}

/// The client's folder.
pub(crate) fn client() -> Result<Client, csv::Error> {
    let books = books();
    let figures = Figures::of(&books);
    let open = books.open_balances();
    let part = books.documents.iter().zip(open).find(|(document, open)| *open > 0 && *open < document.gross());
    let part = part.map_or(String::new(), |(document, open)| {
        format!("{}: {} of {} are still open", document.number, grouped(open), grouped(document.gross()))
    });
    let values = [("receivables", plain(figures.receivables))];
    Ok(Client {
        folder: "fernlight-studio",
        settings: filled(include_str!("settings/fernlight-studio.toml"), &values),
        exports: vec![
            ("customers.csv".to_owned(), customers(&books.customers, &LOCALE)?),
            ("invoices.csv".to_owned(), invoices(&books, &LOCALE)?),
            ("payments.csv".to_owned(), payments(&books)?),
        ],
        notes: Vec::new(),
        story: Story {
            name: COMPANY,
            text: filled(include_str!("stories/fernlight.md"), &values),
            figures: figures.table("GBP"),
            cases: vec![
                ("part payment", part),
                ("month without any sale", "June 2026".to_owned()),
                ("less than twelve months of history", "first invoice FL-001 of 2026-02-09".to_owned()),
                ("pack not reviewed", "`client.toml` has no `reviewed_by`: the pack is a draft".to_owned()),
            ],
        },
    })
}
