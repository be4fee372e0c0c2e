//! QuickBooks Online's reports as CSV: title rows, groups, totals, three empty lines and a stamp.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::books::{Books, Document, Kind, Payment, Standing};
use crate::calendar::{AS_OF, days_between};
use crate::money::{Cents, dollars, grouped};
use crate::sheet::{Ending, Sheet};

const PERIOD: &str = "October 1, 2020-September 30, 2026";
const AS_OF_LINE: &str = "As of Sep 30, 2026";
const ALL_DATES: &str = "All Dates";
const STAMP: &str = "Wednesday, September 30, 2026 05:41 PM GMT-07:00";

/// How a contact is reached.
pub(crate) struct Contact {
    /// The customer's full name.
    pub(crate) name: String,
    /// As in `Phone: (555) 010-0100`, or nothing.
    pub(crate) phone: String,
    /// The address for mail.
    pub(crate) email: String,
    /// Who to ask for.
    pub(crate) person: String,
    /// Where the invoice goes.
    pub(crate) address: String,
}

/// All seven reports: file name and bytes.
pub(crate) fn reports(
    company: &str,
    books: &Books,
    contacts: &[Contact],
) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    [
        ("Sales by Customer Detail.csv", sales_by_customer_detail(company, books)),
        ("Invoice List by Date.csv", invoice_list_by_date(company, books)),
        ("Invoices and Received Payments.csv", invoices_and_received_payments(company, books)),
        ("Transaction List by Customer.csv", transaction_list_by_customer(company, books)),
        ("Open Invoices.csv", open_invoices(company, books)),
        ("AR Aging Detail.csv", aging_detail(company, books)),
        ("Customer Contact List.csv", contact_list(company, contacts)),
    ]
    .into_iter()
    .map(|(name, sheet)| Ok((name.to_owned(), sheet.bytes(Ending::CrLf)?)))
    .collect()
}

fn titled(company: &str, title: &str, period: Option<&str>, header: &str) -> Sheet {
    let mut sheet = Sheet::new(header.split(',').count());
    sheet.row(&[company]);
    sheet.row(&[title]);
    if let Some(period) = period {
        sheet.row(&[period]);
    }
    sheet.empty_line();
    sheet.header(header);
    sheet
}

fn stamped(mut sheet: Sheet, basis: &str) -> Sheet {
    for _ in 0..3 {
        sheet.empty_line();
    }
    sheet.row(&[format!("{basis} {STAMP}")]);
    sheet
}

/// A row with one cell filled beside the first one.
fn total_row(label: &str, total: String, column: usize) -> Vec<String> {
    let mut cells = vec![String::new(); column + 1];
    label.clone_into(&mut cells[0]);
    cells[column] = total;
    cells
}

fn us_date(date: NaiveDate) -> String {
    date.format("%m/%d/%Y").to_string()
}

fn due_date(document: &Document) -> NaiveDate {
    document.due.unwrap_or(document.date)
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "Invoice",
        Kind::CreditNote => "Credit Memo",
        Kind::CashSale => "Sales Receipt",
        Kind::Refund => "Refund",
    }
}

fn sales_by_customer_detail(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = ",Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount,Balance";
    let mut sheet = titled(company, "Sales by Customer Detail", Some(PERIOD), HEADER);
    let mut total = 0;
    for (name, documents) in books.by_customer(&books.documents, |document| document.customer) {
        sheet.row(&[&name]);
        let mut balance = 0;
        for document in documents {
            for line in &document.lines {
                balance += line.amount;
                let (quantity, price) = line
                    .quantity
                    .map_or((String::new(), String::new()), |quantity| (grouped(quantity * 100), grouped(line.price)));
                sheet.row(&[
                    "",
                    &us_date(document.date),
                    type_name(document.kind),
                    &document.number,
                    line.item,
                    &line.description,
                    &quantity,
                    &price,
                    &grouped(line.amount),
                    &grouped(balance),
                ]);
            }
        }
        sheet.row(&total_row(&format!("Total for {name}"), dollars(balance), 8));
        total += balance;
    }
    sheet.row(&total_row("TOTAL", dollars(total), 8));
    stamped(sheet, "Accrual Basis")
}

fn invoice_list_by_date(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = "Date,Transaction type,Num,Name,Memo,Due date,Amount,Open balance";
    let mut sheet = titled(company, "Invoice List by Date", Some(PERIOD), HEADER);
    let (mut total, mut total_open) = (0, 0);
    for (document, open) in
        books.documents.iter().zip(books.open_balances()).filter(|(document, _)| document.is_invoice())
    {
        sheet.row(&[
            &us_date(document.date),
            type_name(document.kind),
            &document.number,
            &books.customers[document.customer].full_name(),
            "",
            &us_date(due_date(document)),
            &grouped(document.gross()),
            &grouped(open),
        ]);
        total += document.gross();
        total_open += open;
    }
    sheet.row(&["TOTAL", "", "", "", "", "", &dollars(total), &dollars(total_open)]);
    stamped(sheet, "")
}

/// A document or a payment on its customer's account.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Document(&'a Document),
    Payment(&'a Payment),
}

impl Entry<'_> {
    fn customer(&self) -> usize {
        match self {
            Self::Document(document) => document.customer,
            Self::Payment(payment) => payment.customer,
        }
    }

    fn date(&self) -> NaiveDate {
        match self {
            Self::Document(document) => document.date,
            Self::Payment(payment) => payment.date,
        }
    }
}

/// All that happened to the customers' accounts, by date; documents before payments within a day.
fn entries(
    books: &Books,
    documents: impl Fn(&Document) -> bool,
    payments: impl Fn(&Payment) -> bool,
) -> Vec<Entry<'_>> {
    let documents = books.documents.iter().filter(|document| documents(document)).map(Entry::Document);
    let payments = books.payments.iter().filter(|payment| payments(payment)).map(Entry::Payment);
    let mut entries: Vec<Entry> = documents.chain(payments).collect();
    entries.sort_by_key(Entry::date);
    entries
}

fn invoices_and_received_payments(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = ",Date,Transaction type,Memo/Description,Transaction number,Amount";
    let mut sheet = titled(company, "Invoices and Received Payments", Some(ALL_DATES), HEADER);
    for (name, group) in books.by_customer(&entries(books, Document::is_receivable, |_| true), Entry::customer) {
        sheet.row(&[&name]);
        for entry in group {
            let date = us_date(entry.date());
            match entry {
                Entry::Document(document) => {
                    sheet.row(&["", &date, type_name(document.kind), "", &document.number, &grouped(document.gross())]);
                }
                Entry::Payment(payment) => {
                    let amount = if payment.amount == 0 { String::new() } else { grouped(payment.amount) };
                    sheet.row(&["", &date, "Payment", "", "", &amount]);
                }
            }
        }
    }
    stamped(sheet, "")
}

fn transaction_list_by_customer(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = ",Date,Transaction Type,Num,Posting,Memo/Description,Account,Amount";
    const RECEIVABLE: &str = "Accounts Receivable (A/R)";
    const BANK: &str = "Undeposited Funds";
    let mut sheet = titled(company, "Transaction List by Customer", Some(PERIOD), HEADER);
    let posted = |document: &Document| document.standing == Standing::Posted;
    for (name, group) in books.by_customer(&entries(books, posted, |payment| payment.amount != 0), Entry::customer) {
        sheet.row(&[&name]);
        let mut total = 0;
        for entry in group {
            let (kind, number, account, amount) = match entry {
                Entry::Document(document) => {
                    let account = if document.is_receivable() { RECEIVABLE } else { BANK };
                    (type_name(document.kind), &document.number, account, document.gross())
                }
                Entry::Payment(payment) => ("Payment", &payment.number, BANK, payment.amount),
            };
            sheet.row(&["", &us_date(entry.date()), kind, number, "Yes", "", account, &grouped(amount)]);
            total += amount;
        }
        sheet.row(&total_row(&format!("Total for {name}"), dollars(total), 7));
    }
    stamped(sheet, "")
}

fn terms_name(days: i64) -> String {
    if days == 0 { "Due on receipt".to_owned() } else { format!("Net {days}") }
}

/// Documents with something open, and how much.
fn open_documents(books: &Books) -> Vec<(&Document, Cents)> {
    books.documents.iter().zip(books.open_balances()).filter(|(_, open)| *open != 0).collect()
}

fn open_invoices(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = ",Date,Transaction type,Num,Term,Due date,Open balance";
    let mut sheet = titled(company, "Open Invoices", Some(AS_OF_LINE), HEADER);
    let mut grand_total = 0;
    for (name, group) in books.by_customer(&open_documents(books), |(document, _)| document.customer) {
        sheet.row(&[&name]);
        let mut total = 0;
        for (document, open) in group {
            sheet.row(&[
                "",
                &us_date(document.date),
                type_name(document.kind),
                &document.number,
                &terms_name(books.customers[document.customer].terms),
                &us_date(due_date(document)),
                &grouped(*open),
            ]);
            total += open;
        }
        sheet.row(&total_row(&format!("Total for {name}"), dollars(total), 6));
        grand_total += total;
    }
    sheet.row(&total_row("TOTAL", dollars(grand_total), 6));
    stamped(sheet, "")
}

/// The section of the aging report for so many days past due, oldest first.
fn aging_section(days_past_due: i64) -> (usize, &'static str) {
    match days_past_due {
        91.. => (0, "91 or more days past due"),
        61..=90 => (1, "61 - 90 days past due"),
        31..=60 => (2, "31 - 60 days past due"),
        1..=30 => (3, "1 - 30 days past due"),
        _ => (4, "CURRENT"),
    }
}

fn aging_detail(company: &str, books: &Books) -> Sheet {
    const HEADER: &str = ",Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance";
    let mut sheet = titled(company, "A/R Aging Detail Report", Some(AS_OF_LINE), HEADER);
    let mut sections: BTreeMap<(usize, &str), Vec<(&Document, Cents)>> = BTreeMap::new();
    for (document, open) in open_documents(books) {
        let section = aging_section(days_between(due_date(document), AS_OF));
        sections.entry(section).or_default().push((document, open));
    }
    let mut grand_total = 0;
    for ((_, section), documents) in sections {
        sheet.row(&[section]);
        let mut total = 0;
        for (document, open) in documents {
            sheet.row(&[
                "",
                &us_date(document.date),
                type_name(document.kind),
                &document.number,
                &books.customers[document.customer].full_name(),
                &us_date(due_date(document)),
                &grouped(document.gross()),
                &grouped(open),
            ]);
            total += open;
        }
        sheet.row(&total_row(&format!("Total for {section}"), grouped(total), 7));
        grand_total += total;
    }
    sheet.row(&total_row("TOTAL", grouped(grand_total), 7));
    stamped(sheet, "")
}

fn contact_list(company: &str, contacts: &[Contact]) -> Sheet {
    const HEADER: &str = "Customer full name,Phone numbers,Email,Full name,Bill address,Ship address";
    let mut sheet = titled(company, "Customer Contact List", None, HEADER);
    for contact in contacts {
        sheet.row(&[&contact.name, &contact.phone, &contact.email, &contact.person, &contact.address, ""]);
    }
    stamped(sheet, "")
}
