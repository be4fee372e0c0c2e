//! Where the roaster's awkward cases are.

use super::{CREDITED, DRAFTED, GROUP_ONE, OVERPAID};
use crate::books::{Books, Document, Kind, Standing, With};
use crate::calendar::{AS_OF, day};
use crate::money::grouped;

pub(super) fn cases(books: &Books) -> Vec<(&'static str, String)> {
    let name = |document: &Document| books.customers[document.customer].name.clone();
    let numbers = |standing: Standing| {
        let found = books.documents.iter().filter(|document| document.standing == standing);
        let found: Vec<String> = found.map(|document| format!("{} ({})", document.number, name(document))).collect();
        found.join(", ")
    };
    let open = books.open_balances();
    let unused: Vec<String> = books
        .documents
        .iter()
        .zip(&open)
        .filter(|(_, open)| **open < 0)
        .map(|(document, open)| format!("{} ({}): {}", document.number, name(document), grouped(*open)))
        .collect();
    let over = books.payments.iter().zip(books.unapplied()).find(|(_, left)| *left > 0);
    let over = over.map_or(String::new(), |(payment, left)| {
        format!("{} on {}: {}, without a number", books.customers[payment.customer].name, payment.date, grouped(left))
    });
    let parts = |place: usize| {
        let parts = books.settlements.iter().filter(move |part| part.invoice == place);
        parts.filter_map(|part| match part.with {
            With::Payment(payment) => Some((part.amount, books.payments[payment].date)),
            With::CreditNote(_) => None,
        })
    };
    let split = (0..books.documents.len()).rev().find(|&place| parts(place).count() == 2 && open[place] == 0);
    let split = split.map_or(String::new(), |place| {
        let paid: Vec<String> = parts(place).map(|(amount, date)| format!("{} on {date}", grouped(amount))).collect();
        format!("{} ({}): {}", books.documents[place].number, name(&books.documents[place]), paid.join(" and "))
    });
    let within = |document: &&Document| (day(2025, 9, 1)..=day(2025, 9, 30)).contains(&document.date);
    let twice: Vec<&Document> = books.documents.iter().filter(within).collect();
    let ends = |documents: &[&Document]| {
        let invoices: Vec<&&Document> = documents.iter().filter(|document| document.kind == Kind::Invoice).collect();
        let number =
            |document: Option<&&&Document>| document.map_or("", |document| document.number.as_str()).to_owned();
        (number(invoices.first()), number(invoices.last()))
    };
    let (first, last) = ends(&twice);
    let applied = books.settlements.iter().rfind(|part| matches!(part.with, With::CreditNote(_)));
    let applied = applied.map_or(String::new(), |part| {
        let With::CreditNote(credit) = part.with else { return String::new() };
        format!("{} against {}", books.documents[credit].number, books.documents[part.invoice].number)
    });
    let broken = books.documents.iter().filter(|document| document.lines[0].description.contains('\n'));
    let broken: Vec<&str> = broken.map(|document| document.number.as_str()).collect();
    let long = books.documents.iter().filter(|document| document.lines.len() > 1);
    let long: Vec<&str> = long.map(|document| document.number.as_str()).collect();
    let today = books.payments.iter().zip(books.payment_parts()).filter(|(payment, _)| payment.date == AS_OF);
    let today: Vec<String> =
        today.flat_map(|(_, parts)| parts).map(|part| books.documents[part.invoice].number.clone()).collect();
    vec![
        (
            "the same documents in two exports",
            format!("September 2025, {first} to {last}: {} documents in both files", twice.len()),
        ),
        ("voided documents", numbers(Standing::Voided)),
        ("draft", numbers(Standing::Draft)),
        ("overpayment, not applied", over),
        ("credit note not yet used, without a due date", unused.join(", ")),
        ("credit note applied to an invoice that was paid for the rest", applied),
        ("part payments", split),
        ("line break inside a quoted description", broken.join(", ")),
        (
            "several rows a document",
            format!(
                "{} documents, the last of them {}; totals repeat on each row",
                long.len(),
                long.last().unwrap_or(&"")
            ),
        ),
        ("paid on the last day, listed as owed with 0.00", today.join(", ")),
        (
            "three ways to write a date",
            "`DD/MM/YYYY` in the invoices, `02 Sep 2026` in the account transactions, ISO in the aged receivables"
                .to_owned(),
        ),
        ("byte order mark", "`Account Transactions.csv`".to_owned()),
        (
            "names with macrons, accents, an umlaut and a comma",
            format!("`{GROUP_ONE}`, `{OVERPAID}`, `{DRAFTED}`, `{CREDITED}`"),
        ),
    ]
}
