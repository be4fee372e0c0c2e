//! Where the awkward cases of the service business are.

use super::contracts::{CONTRACTS, LOST, RENAMED};
use super::documents::credits;
use crate::books::{Books, Kind};
use crate::calendar::{AS_OF, days_between};
use crate::money::grouped;

pub(super) fn cases(books: &Books) -> Vec<(&'static str, String)> {
    let open = books.open_balances();
    let name = |customer: usize| &books.customers[customer].name;
    let number = |place: usize| &books.documents[place].number;
    let larger = books
        .documents
        .iter()
        .enumerate()
        .find(|(place, document)| document.kind == Kind::CreditNote && open[*place] < 0);
    let larger = larger.map_or(String::new(), |(place, credit)| {
        let invoice = credit.applies_to.unwrap_or(place);
        format!(
            "{} over {} applies to {} over {} ({}); {} are left",
            credit.number,
            grouped(credit.gross()),
            number(invoice),
            grouped(books.documents[invoice].gross()),
            name(credit.customer),
            grouped(open[place]),
        )
    });
    let unapplied = books.payments.iter().zip(books.unapplied()).find(|(_, left)| *left > 0);
    let unapplied = unapplied.map_or(String::new(), |(payment, left)| {
        format!(
            "{} on {}: {} ({}, who paid an invoice twice); empty `invoice_id`",
            payment.number,
            payment.date,
            grouped(left),
            name(payment.customer)
        )
    });
    let parts = books.payment_parts();
    let joint = books.payments.iter().zip(&parts).find(|(_, parts)| parts.len() > 1);
    let joint = joint.map_or(String::new(), |(payment, parts)| {
        let invoices: Vec<&str> = parts.iter().map(|part| number(part.invoice).as_str()).collect();
        format!(
            "{} over {}: {} ({}), one row for each invoice",
            payment.number,
            grouped(payment.amount),
            invoices.join(" and "),
            name(payment.customer)
        )
    });
    let split = |place: &usize| books.settlements.iter().filter(|part| part.invoice == *place).count() == 2;
    let split: Vec<&str> = (0..books.documents.len())
        .filter(split)
        .filter(|place| credits(&books.documents).iter().all(|credit| credit.invoice != *place))
        .map(|place| number(place).as_str())
        .collect();
    let missing = books.documents.iter().enumerate().filter(|(_, document)| document.due.is_none());
    let missing: Vec<String> = missing
        .map(|(place, document)| {
            let state = if open[place] > 0 { "open" } else { "paid" };
            format!("{} ({}, {state})", document.number, name(document.customer))
        })
        .collect();
    let awaiting = CONTRACTS.iter().enumerate().filter(|(_, contract)| contract.drift == 10 && contract.last.is_none());
    let awaiting: Vec<String> = awaiting
        .filter_map(|(customer, contract)| {
            let last = books.documents.iter().rfind(|document| document.customer == customer)?;
            let text =
                format!("{} ({}, last {} on {})", contract.name, books.customers[customer].id, last.number, last.date);
            (days_between(last.date, AS_OF) > 364).then_some(text)
        })
        .collect();
    let lost = books.documents.iter().rfind(|document| name(document.customer) == LOST);
    let lost = lost.map_or(String::new(), |document| {
        format!("{LOST}: {} of {} over {} was the last", document.number, document.date, grouped(document.gross()))
    });
    let renamed = CONTRACTS.iter().position(|contract| contract.name == RENAMED.1).unwrap_or(0);
    vec![
        ("credit note larger than its invoice", larger),
        ("payment without an invoice", unapplied),
        ("one payment over several invoices", joint),
        (
            "invoices paid in two parts",
            format!("{} invoices, the last of them {}", split.len(), split.last().unwrap_or(&"")),
        ),
        ("invoices without a due date", missing.join(", ")),
        (
            "renamed customer",
            format!(
                "{}: {} in `customers-2025.csv`, {} in `customers.csv`",
                books.customers[renamed].id, RENAMED.0, RENAMED.1
            ),
        ),
        ("month without any sale", "August 2024".to_owned()),
        ("renewal late by ten days each year, so that none falls into the last twelve months", awaiting.join("; ")),
        ("large contract lost", lost),
        ("names with umlauts, quotation marks, a comma, an ampersand", awkward_names(books)),
    ]
}

fn awkward_names(books: &Books) -> String {
    let awkward = books.customers.iter().filter(|customer| customer.name.contains(['"', ',', '&']));
    let awkward: Vec<String> = awkward.map(|customer| format!("{} `{}`", customer.id, customer.name)).collect();
    awkward.join(", ")
}
