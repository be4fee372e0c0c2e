//! What the customers of the service business are billed, and how they pay.

use chrono::{Datelike, NaiveDate};

use super::contracts::{CONTRACTS, Contract};
use crate::books::{Document, Kind, Settlement, Standing, With};
use crate::buying::single_line;
use crate::calendar::{AS_OF, day, days_between, plus, working_day};
use crate::money::{Cents, per_mille};
use crate::random::Random;
use crate::settling::{Receipt, numbered, paid};

const VAT: i64 = 19;

const FIRST_DAY: NaiveDate = day(2021, 1, 4);

/// The office was closed and issued nothing.
const SHUT: (NaiveDate, NaiveDate) = (day(2024, 8, 1), day(2024, 8, 31));

/// Places of the customers in [`CONTRACTS`] to whom something unusual happened.
const CREDITED: usize = 6;

const PAID_TWICE: usize = 9;

const PAID_TOGETHER: usize = 12;

const WITHOUT_DUE_DATE: [usize; 2] = [15, 21];

fn invoice(customer: usize, date: NaiveDate, terms: i64, description: &str, net: Cents) -> Document {
    Document {
        number: String::new(),
        kind: if net < 0 { Kind::CreditNote } else { Kind::Invoice },
        standing: Standing::Posted,
        customer,
        date,
        due: Some(if net < 0 { date } else { plus(date, terms) }),
        lines: vec![single_line("", description, net, VAT)],
        applies_to: None,
    }
}

/// A day on which the office is open.
fn office_day(date: NaiveDate) -> NaiveDate {
    let open = if (SHUT.0..=SHUT.1).contains(&date) { plus(date, 33) } else { date };
    working_day(open)
}

/// One invoice a year, each some days later in the year than the one before, its fee raised by three percent.
fn contract_invoices(customer: usize, contract: &Contract) -> Vec<Document> {
    let year = 365 + contract.drift;
    let last = contract.last.unwrap_or(AS_OF);
    let mut fee = contract.fee * 100;
    let mut date = contract.first;
    let mut documents = Vec::new();
    while date <= last {
        let issued = office_day(date);
        if issued <= AS_OF {
            documents.push(invoice(customer, issued, contract.terms, "Wartungsvertrag", fee));
        }
        date = plus(date, year);
        fee = (per_mille(fee, 1030) + 500) / 1000 * 1000;
    }
    documents
}

/// Small projects beside the contracts of some customers.
fn projects(random: &mut Random, customer: usize, contract: &Contract) -> Vec<Document> {
    if !contract.projects {
        return Vec::new();
    }
    let mut documents = Vec::new();
    let mut date = plus(contract.first.max(FIRST_DAY), random.between(40, 260));
    while date <= contract.last.unwrap_or(AS_OF) {
        let net = random.between(38, 420) * 1000;
        let issued = office_day(date);
        if issued <= AS_OF {
            documents.push(invoice(customer, issued, contract.terms, "Umbau", net));
        }
        date = plus(date, random.between(150, 420));
    }
    documents
}

/// The documents, among them a credit note that is larger than the invoice that it names.
pub(super) fn documents(random: &mut Random) -> Vec<Document> {
    let mut drafts: Vec<Document> = Vec::new();
    for (customer, contract) in CONTRACTS.iter().enumerate() {
        drafts.extend(contract_invoices(customer, contract));
        drafts.extend(projects(random, customer, contract));
    }
    for customer in WITHOUT_DUE_DATE {
        let of_customer = drafts.iter_mut().filter(|document| document.customer == customer);
        if let Some(last) = of_customer.max_by_key(|document| document.date) {
            last.due = None;
        }
    }
    let credited = drafts.len();
    drafts.push(invoice(CREDITED, day(2026, 5, 12), 14, "Türsteuerung", 100_000));
    drafts.push(invoice(PAID_TOGETHER, day(2026, 2, 10), 14, "Umbau Tor 1", 84_000));
    drafts.push(invoice(PAID_TOGETHER, day(2026, 2, 17), 14, "Umbau Tor 2", 126_500));
    let credit = invoice(CREDITED, day(2026, 6, 3), 0, "Rücknahme Türsteuerung samt Einbau", -150_000);
    drafts.push(Document { applies_to: Some(credited), ..credit });
    let full = drafts.iter().position(|document| document.customer == 30 && document.date > day(2023, 1, 1));
    if let Some(place) = full {
        let net = -drafts[place].net() / 4;
        let credit = invoice(30, working_day(plus(drafts[place].date, 6)), 0, "Nachlass", net);
        drafts.push(Document { applies_to: Some(place), ..credit });
    }
    let mut counters = [0; 10];
    numbered(&drafts, |document| {
        let year = document.date.year();
        let place = usize::try_from(year - 2020).unwrap_or(0);
        if document.kind == Kind::CreditNote {
            format!("GU-{year}-{:02}", document.date.month())
        } else {
            counters[place] += 1;
            format!("RE-{year}-{:03}", counters[place])
        }
    })
}

/// What each credit note settles: its invoice, and no more than that comes to.
pub(super) fn credits(documents: &[Document]) -> Vec<Settlement> {
    let settled = |(place, document): (usize, &Document)| {
        let invoice = document.applies_to?;
        let amount = (-document.gross()).min(documents[invoice].gross());
        Some(Settlement { invoice, with: With::CreditNote(place), amount })
    };
    documents.iter().enumerate().filter_map(settled).collect()
}

pub(super) fn receipts(random: &mut Random, documents: &[Document], credits: &[Settlement]) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    let mut together: Vec<(usize, Cents)> = Vec::new();
    for (place, document) in documents.iter().enumerate().filter(|(_, document)| document.kind == Kind::Invoice) {
        let contract = &CONTRACTS[document.customer];
        let credited: Cents = credits.iter().filter(|credit| credit.invoice == place).map(|credit| credit.amount).sum();
        let amount = document.gross() - credited;
        if amount == 0 {
            continue;
        }
        if document.lines[0].description.starts_with("Umbau Tor") {
            together.push((place, amount));
            continue;
        }
        let due = plus(document.date, contract.terms);
        let date = working_day(plus(due, random.around(contract.late, 6)).max(plus(document.date, 2)));
        let receipt =
            |date, amount| Receipt { payment: paid(document.customer, date, amount), settles: vec![(place, amount)] };
        if random.chance(22) {
            let part = per_mille(amount, 500);
            receipts.push(receipt(date, part));
            receipts.push(receipt(working_day(plus(date, 28)), amount - part));
        } else {
            receipts.push(receipt(date, amount));
        }
    }
    let amount = together.iter().map(|(_, amount)| amount).sum();
    receipts.push(Receipt { payment: paid(PAID_TOGETHER, day(2026, 3, 9), amount), settles: together });
    let twice =
        documents.iter().rfind(|document| document.customer == PAID_TWICE && days_between(document.date, AS_OF) > 60);
    let twice = twice.map(|document| (plus(document.date, 40), document.gross()));
    receipts.extend(
        twice.map(|(date, amount)| Receipt {
            payment: paid(PAID_TWICE, working_day(date), amount),
            settles: Vec::new(),
        }),
    );
    receipts.retain(|receipt| receipt.payment.date <= AS_OF);
    receipts
}
