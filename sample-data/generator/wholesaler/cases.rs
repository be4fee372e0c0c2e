//! The wholesaler's awkward cases: those written by hand, and where to find those that chance made.

use chrono::NaiveDate;

use super::{CASH, CREDITED, STAR};
use crate::books::{Books, Document, Kind, Standing, With};
use crate::buying::{Purchase, single_line};
use crate::calendar::day;
use crate::money::grouped;

/// The day on which what was left of the large credit memo was applied.
pub(super) const CREDIT_USED: NaiveDate = day(2025, 4, 24);

const fn purchase(date: NaiveDate, amount: i64) -> Purchase {
    Purchase { date, amount }
}

/// The purchases of the customer whose credit memo is larger than the invoice that it is about.
pub(super) fn credited_purchases() -> Vec<Purchase> {
    vec![
        purchase(day(2022, 3, 8), 164_000),
        purchase(day(2022, 6, 14), 212_050),
        purchase(day(2022, 9, 20), 187_500),
        purchase(day(2023, 1, 17), 143_000),
        purchase(day(2023, 4, 18), 226_400),
        purchase(day(2023, 7, 25), 198_075),
        purchase(day(2023, 11, 7), 171_000),
        purchase(day(2024, 3, 5), 205_000),
        purchase(day(2024, 6, 11), 243_300),
        purchase(day(2024, 10, 1), 189_900),
        purchase(day(2025, 3, 11), 114_000),
        purchase(day(2025, 4, 22), 231_000),
        purchase(day(2025, 8, 5), 217_600),
        purchase(day(2025, 12, 2), 195_000),
        purchase(day(2026, 3, 17), 229_750),
        purchase(day(2026, 7, 14), 238_000),
    ]
}

/// The credit memo: 1,520.00 about an invoice of 1,140.00, because freight was credited with it.
pub(super) fn large_credit(customer: usize) -> Document {
    hand_written(Kind::CreditNote, customer, day(2025, 3, 25), -152_000, "Shipment refused, freight included")
}

/// The purchases of the customer that pays at the counter.
pub(super) fn cash_purchases() -> Vec<Purchase> {
    vec![
        purchase(day(2023, 5, 16), 41_000),
        purchase(day(2023, 9, 12), 36_500),
        purchase(day(2024, 1, 23), 28_900),
        purchase(day(2024, 5, 21), 52_300),
        purchase(day(2024, 10, 15), 33_000),
        purchase(day(2025, 3, 18), 47_200),
        purchase(day(2025, 8, 12), 39_800),
        purchase(day(2026, 1, 20), 31_500),
        purchase(day(2026, 6, 9), 55_400),
    ]
}

/// The refund to the customer that pays at the counter.
pub(super) fn refund(customer: usize) -> Document {
    hand_written(Kind::Refund, customer, day(2026, 6, 18), -8_640, "Wheelbarrow returned")
}

fn hand_written(kind: Kind, customer: usize, date: NaiveDate, amount: i64, description: &str) -> Document {
    Document {
        number: String::new(),
        kind,
        standing: Standing::Posted,
        customer,
        date,
        due: None,
        lines: vec![single_line("Hardware:Assorted", description, amount, 0)],
        applies_to: None,
    }
}

/// The awkward cases and where they are.
pub(super) fn cases(books: &Books) -> Vec<(&'static str, String)> {
    let of = |name: &str, kind: Kind| {
        let documents = books.documents.iter().filter(move |document| document.kind == kind);
        documents.filter(|document| books.customers[document.customer].name == name).collect::<Vec<_>>()
    };
    let credit = of(CREDITED, Kind::CreditNote);
    let invoices = of(CREDITED, Kind::Invoice);
    let on = |date: NaiveDate| {
        invoices.iter().find(|invoice| invoice.date == date).map_or("", |invoice| invoice.number.as_str())
    };
    let refund = of(CASH, Kind::Refund);
    let receipts = of(CASH, Kind::CashSale);
    let number = |documents: &[&Document]| documents.last().map_or(String::new(), |document| document.number.clone());
    vec![
        (
            "credit memo larger than its invoice",
            format!(
                "{} of 2025-03-25 over 1,520.00, about invoice {} over 1,140.00 ({CREDITED}); the other 380.00 went to invoice {}",
                number(&credit),
                on(day(2025, 3, 11)),
                on(day(2025, 4, 22)),
            ),
        ),
        (
            "payment of nothing that only applies a credit",
            format!("{CREDITED}, 2025-04-24, amount empty in *Invoices and Received Payments* and absent from the transaction list"),
        ),
        ("part payment", part_payment(books)),
        ("invoice paid in part and still open", half_open(books)),
        ("one payment over several invoices", joint_payment(books)),
        (
            "refund",
            format!(
                "{} of 2026-06-18 over -86.40 ({CASH}, who pays by sales receipt, the last one {})",
                number(&refund),
                number(&receipts)
            ),
        ),
        ("invoice credited in full", full_credit(books)),
        ("sub-customers", "`Cedar Point Stores:Mill Pond`, `…:North Bay`, `Larkin Farm Co-op:Redfield`, `…:Upton`; the parents themselves are in the contact list alone".to_owned()),
        ("sub-customer with a comma in its name", "`Cedar Point Stores:Dock Street, East`".to_owned()),
        ("customer with a comma, an apostrophe, an umlaut", format!("`{CREDITED}`, `{CASH}`, `Küchenhaus Löwe`")),
        ("contact without any document", "`Underwood Test Kitchen`, `Zephyr Trading Post`".to_owned()),
        ("discount line without quantity and price", discount(books)),
        ("gone without paying", unpaid_and_gone(books)),
    ]
}

fn amounts_by_invoice(books: &Books) -> Vec<Vec<(usize, i64)>> {
    let mut parts = vec![Vec::new(); books.documents.len()];
    for settlement in &books.settlements {
        if let With::Payment(payment) = settlement.with {
            parts[settlement.invoice].push((payment, settlement.amount));
        }
    }
    parts
}

fn name_of(books: &Books, document: &Document) -> String {
    books.customers[document.customer].full_name()
}

fn part_payment(books: &Books) -> String {
    let parts = amounts_by_invoice(books);
    let found = parts.iter().enumerate().rfind(|(place, parts)| {
        let paid: i64 = parts.iter().map(|(_, amount)| amount).sum();
        parts.len() == 2 && paid == books.documents[*place].gross()
    });
    found.map_or(String::new(), |(place, parts)| {
        let document = &books.documents[place];
        let part = |(payment, amount): (usize, i64)| format!("{} on {}", grouped(amount), books.payments[payment].date);
        format!("invoice {} ({}): {} and {}", document.number, name_of(books, document), part(parts[0]), part(parts[1]))
    })
}

fn half_open(books: &Books) -> String {
    let open = books.open_balances();
    let found = books.documents.iter().zip(open).filter(|(document, open)| document.is_invoice() && *open > 0);
    let found: Vec<String> = found
        .filter(|(document, open)| *open < document.gross())
        .map(|(document, open)| {
            let (open, gross) = (grouped(open), grouped(document.gross()));
            format!("invoice {} ({}): {open} of {gross}", document.number, name_of(books, document))
        })
        .collect();
    found.join("; ")
}

fn joint_payment(books: &Books) -> String {
    let parts = books.payment_parts();
    let found = books
        .payments
        .iter()
        .zip(&parts)
        .rfind(|(payment, parts)| books.customers[payment.customer].name == STAR && parts.len() >= 2);
    found.map_or(String::new(), |(payment, parts)| {
        let invoices: Vec<&str> = parts.iter().map(|part| books.documents[part.invoice].number.as_str()).collect();
        format!("{STAR}, {}: {} over invoices {}", payment.date, grouped(payment.amount), invoices.join(", "))
    })
}

fn full_credit(books: &Books) -> String {
    let credits = books.documents.iter().filter(|document| document.kind == Kind::CreditNote);
    let mut found = credits.filter_map(|credit| {
        let same = |document: &&Document| {
            document.is_invoice() && document.customer == credit.customer && document.gross() == -credit.gross()
        };
        let invoice = books.documents.iter().rev().find(same)?;
        Some(format!("{} about invoice {} ({})", credit.number, invoice.number, name_of(books, credit)))
    });
    found.next_back().unwrap_or_default()
}

fn discount(books: &Books) -> String {
    let found = books.documents.iter().rfind(|document| document.lines.iter().any(|line| line.quantity.is_none()));
    found.map_or(String::new(), |document| format!("invoice {} and other large ones of {STAR}", document.number))
}

fn unpaid_and_gone(books: &Books) -> String {
    let open = books.open_balances();
    let old =
        books.documents.iter().zip(open).filter(|(document, open)| *open > 0 && document.date < day(2025, 12, 31));
    let old: Vec<String> =
        old.map(|(document, _)| format!("invoice {} ({})", document.number, name_of(books, document))).collect();
    old.join(", ")
}
