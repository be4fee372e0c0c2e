//! Books as QuickBooks Online and Xero export them, as far as these systems can tell of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use ledgerpress::import::ExportFile;

use super::books::{Books, Document, Minor, Payment};
use super::style::grouped;

const COMPANY: &str = "Invented Trading, LLC";
const BEGIN: &str = "January 1, 2023";
const END: &str = "June 30, 2026";

/// What is open of each document: of an invoice what is not paid, of a credit note what is not used.
fn open_amounts(books: &Books) -> BTreeMap<&str, Minor> {
    let standing = books.documents.iter().filter(|document| !document.voided);
    let mut open: BTreeMap<&str, Minor> = standing.map(|d| (d.number.as_str(), d.gross())).collect();
    let mut settle = |number: &str, amount: Minor| {
        if let Some(open) = open.get_mut(number) {
            *open -= amount;
        }
    };
    for document in &books.documents {
        if let Some(invoice) = &document.applies_to {
            settle(invoice, document.gross());
            settle(&document.number, document.gross());
        }
    }
    for (invoice, amount) in books.payments.iter().flat_map(|payment| &payment.parts) {
        if let Some(invoice) = invoice {
            settle(invoice, *amount);
        }
    }
    open
}

/// `1,234.56`, with a minus before it below zero.
fn amount(minor: Minor) -> String {
    format!("{}{}", if minor < 0 { "-" } else { "" }, grouped(minor.unsigned_abs(), ",", '.'))
}

/// A CSV file with rows of one width.
fn csv_file(name: &str, width: usize, rows: Vec<Vec<String>>) -> ExportFile {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for mut row in rows {
        row.resize(width, String::new());
        writer.write_record(&row).expect("memory");
    }
    ExportFile { path: Arc::from(name), bytes: writer.into_inner().expect("memory") }
}

/// The cells of a row.
fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// The reports of QuickBooks Online: what was sold, what of it is open, and all transactions. They tell neither which
/// invoice a payment was for, nor which one a credit memo.
pub(super) fn quickbooks(books: &Books) -> Vec<ExportFile> {
    vec![sales_by_customer_detail(books), invoice_list(books), transaction_list(books)]
}

/// A colon would make a sub-customer of it.
fn quickbooks_name(books: &Books, customer: usize) -> String {
    books.customers[customer].name.replace(':', " -")
}

fn american(date: NaiveDate) -> String {
    date.format("%m/%d/%Y").to_string()
}

/// The report's title rows and headings.
fn report(title: &str, headings: &str) -> Vec<Vec<String>> {
    let headings = headings.split(',').map(str::to_owned).collect();
    vec![row([COMPANY]), row([title]), row([&format!("{BEGIN}-{END}")]), Vec::new(), headings]
}

fn stamp() -> Vec<String> {
    row(["Accrual Basis Tuesday, June 30, 2026 05:41 PM GMT-07:00"])
}

fn kind(document: &Document) -> &'static str {
    if document.is_credit { "Credit Memo" } else { "Invoice" }
}

fn signed(document: &Document, amount: Minor) -> Minor {
    if document.is_credit { -amount } else { amount }
}

/// A row with a label before it and an amount in its last cell.
fn total(label: &str, width: usize, sum: Minor) -> Vec<String> {
    let mut cells = vec![String::new(); width];
    label.clone_into(&mut cells[0]);
    cells[width - 1] = format!("${}", amount(sum)).replace("$-", "-$");
    cells
}

fn sales_by_customer_detail(books: &Books) -> ExportFile {
    let headings =
        ",Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount";
    let mut rows = report("Sales by Customer Detail", headings);
    let mut grand = 0;
    for customer in 0..books.customers.len() {
        let name = quickbooks_name(books, customer);
        let own = books.documents.iter().filter(|d| d.customer == customer && !d.voided);
        let mut sum = 0;
        let mut lines = Vec::new();
        for document in own {
            // In two lines, where there is enough for two.
            let first = document.net / 3;
            for part in [first, document.net - first].into_iter().filter(|part| *part != 0) {
                let part = signed(document, part);
                sum += part;
                let (date, price) = (american(document.date), amount(part));
                lines.push(row(["", &date, kind(document), &document.number, "Goods", "", "1", &price, &price]));
            }
        }
        if !lines.is_empty() {
            rows.push(row([&name]));
            rows.extend(lines);
            rows.push(total(&format!("Total for {name}"), 9, sum));
            grand += sum;
        }
    }
    rows.push(total("TOTAL", 9, grand));
    rows.push(stamp());
    csv_file("Sales by Customer Detail.csv", 9, rows)
}

fn invoice_list(books: &Books) -> ExportFile {
    let mut rows = report("Invoice List by Date", "Date,Transaction type,Num,Name,Memo,Due date,Amount,Open balance");
    let open = open_amounts(books);
    let (mut sum, mut sum_open) = (0, 0);
    for document in books.documents.iter().filter(|document| !document.is_credit) {
        let open = open.get(document.number.as_str()).copied().unwrap_or_default();
        let (gross, memo) = if document.voided { (0, "Voided") } else { (document.gross(), "") };
        let name = quickbooks_name(books, document.customer);
        let (date, due) = (american(document.date), american(document.due));
        rows.push(row([&date, "Invoice", &document.number, &name, memo, &due, &amount(gross), &amount(open)]));
        sum += gross;
        sum_open += open;
    }
    rows.push(row(["TOTAL", "", "", "", "", "", &amount(sum), &amount(sum_open)]));
    rows.push(stamp());
    csv_file("Invoice List by Date.csv", 8, rows)
}

fn transaction_list(books: &Books) -> ExportFile {
    let mut rows =
        report("Transaction List by Customer", ",Date,Transaction type,Num,Posting,Memo/Description,Account,Amount");
    for customer in 0..books.customers.len() {
        let name = quickbooks_name(books, customer);
        let documents = books.documents.iter().filter(|d| d.customer == customer).map(|document| {
            let (gross, memo) = if document.voided { (0, "Voided") } else { (document.gross(), "") };
            (document.date, kind(document), &document.number, memo, signed(document, gross))
        });
        let payments = books.payments.iter().filter(|p| p.customer == customer);
        let payments = payments.map(|payment| (payment.date, "Payment", &payment.number, "", payment.amount()));
        let mut entries: Vec<_> = documents.chain(payments).collect();
        entries.sort();
        if entries.is_empty() {
            continue;
        }
        rows.push(row([&name]));
        let sum = entries.iter().map(|entry| entry.4).sum();
        rows.extend(entries.into_iter().map(|(date, kind, number, memo, gross)| {
            row(["", &american(date), kind, number, "Yes", memo, "Accounts Receivable (A/R)", &amount(gross)])
        }));
        rows.push(total(&format!("Total for {name}"), 8, sum));
    }
    rows.push(stamp());
    csv_file("Transaction List by Customer.csv", 8, rows)
}

/// The exports of Xero: documents with what is due of them, and the postings to accounts receivable, where each payment
/// names its invoice. They do not tell which invoice a credit note was set against.
pub(super) fn xero(books: &Books) -> Vec<ExportFile> {
    vec![sales_invoices(books), account_transactions(books)]
}

fn day_first(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

fn four_places(minor: Minor) -> String {
    format!("{}{}00", if minor < 0 { "-" } else { "" }, grouped(minor.unsigned_abs(), "", '.'))
}

fn sales_invoices(books: &Books) -> ExportFile {
    let headings = "ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,\
        Description,LineAmount,Currency,Type,Sent,Status";
    let mut rows: Vec<Vec<String>> = vec![headings.split(',').map(str::to_owned).collect()];
    let open = open_amounts(books);
    for document in &books.documents {
        let open = open.get(document.number.as_str()).copied();
        let status = match open {
            None => "Voided",
            Some(0) => "Paid",
            Some(_) => "Awaiting Payment",
        };
        let open = open.unwrap_or_default();
        let sign = |minor: Minor| four_places(signed(document, minor));
        let kind = if document.is_credit { "Sales credit note" } else { "Sales invoice" };
        let first_line = document.net / 3;
        for (line, amount) in [("Goods", first_line), ("More goods", document.net - first_line)] {
            rows.push(row([
                &books.customers[document.customer].name,
                &document.number,
                &day_first(document.date),
                &if document.is_credit { String::new() } else { day_first(document.due) },
                &sign(document.gross()),
                &sign(document.tax),
                &sign(document.gross() - open),
                &sign(open),
                line,
                &sign(amount),
                "USD",
                kind,
                "Sent",
                status,
            ]));
        }
    }
    for (payment, left) in on_account(books) {
        let name = &books.customers[payment.customer].name;
        let (date, left, nothing) = (day_first(payment.date), four_places(left), four_places(0));
        rows.push(row([
            name,
            "",
            &date,
            "",
            &left,
            &nothing,
            &nothing,
            &left,
            "Overpayment",
            &left,
            "USD",
            "Sales overpayment",
            "Sent",
            "Awaiting Payment",
        ]));
    }
    csv_file("SalesInvoices.csv", 14, rows)
}

/// Payments with a part that is set against no invoice, and that part.
fn on_account(books: &Books) -> impl Iterator<Item = (&Payment, Minor)> {
    books.payments.iter().filter_map(|payment| {
        let left = payment.parts.iter().filter(|(invoice, _)| invoice.is_none()).map(|(_, amount)| amount).sum();
        (left != 0).then_some((payment, left))
    })
}

fn account_transactions(books: &Books) -> ExportFile {
    const ACCOUNT: &str = "Accounts Receivable";
    let mut postings: Vec<(NaiveDate, &str, usize, &str, Minor, Minor)> = Vec::new();
    for document in books.documents.iter().filter(|document| !document.voided) {
        let source = if document.is_credit { "Receivable Credit Note" } else { "Receivable Invoice" };
        let (gross, tax) = (signed(document, document.gross()), signed(document, document.tax));
        postings.push((document.date, source, document.customer, &document.number, gross, tax));
    }
    for payment in &books.payments {
        for (invoice, amount) in &payment.parts {
            if let Some(invoice) = invoice {
                postings.push((payment.date, "Receivable Payment", payment.customer, invoice, -amount, 0));
            }
        }
    }
    for (payment, left) in on_account(books) {
        postings.push((payment.date, "Receivable Overpayment", payment.customer, "", -left, 0));
    }
    postings.sort();
    let mut rows = vec![
        row(["Account Transactions"]),
        row([COMPANY]),
        row(["For the period 1 January 2023 to 30 June 2026"]),
        Vec::new(),
        row(["Date", "Source", "Description", "Reference", "Debit", "Credit", "Running Balance", "Gross", "Tax"]),
        row([ACCOUNT]),
        row(["Opening Balance", "", "", "", "0.00", "0.00", "0.00", "0.00", "0.00"]),
    ];
    let (mut debits, mut credits, mut taxes) = (0, 0, 0);
    for (date, source, customer, reference, gross, tax) in postings {
        let (debit, credit) = (gross.max(0), (-gross).max(0));
        (debits, credits, taxes) = (debits + debit, credits + credit, taxes + tax);
        let date = date.format("%d %b %Y").to_string();
        let name = &books.customers[customer].name;
        let amounts = [debit, credit, debits - credits, gross, tax].map(bracketed);
        rows.push([row([&date, source, name, reference]), amounts.to_vec()].concat());
    }
    let total = |label: &str| {
        let sums = [debits, credits, debits - credits, debits - credits, taxes].map(bracketed);
        [row([label, "", "", ""]), sums.to_vec()].concat()
    };
    rows.push(total(&format!("Total {ACCOUNT}")));
    rows.push(row(["Closing Balance", "", "", "", "0.00", "0.00", &bracketed(debits - credits), "0.00", "0.00"]));
    rows.push(total("Total"));
    csv_file("Account Transactions.csv", 9, rows)
}

/// `(1,234.56)` below zero.
fn bracketed(minor: Minor) -> String {
    let bare = grouped(minor.unsigned_abs(), ",", '.');
    if minor < 0 { format!("({bare})") } else { bare }
}
