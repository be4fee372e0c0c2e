//! Xero's exports as CSV: sales invoices (one row a line), account transactions, aged receivables.

use chrono::NaiveDate;

use crate::books::{Books, Document, Kind, Standing, With};
use crate::calendar::{AS_OF, days_between, months_before};
use crate::money::{Cents, bracketed, four_places, plain, share};
use crate::sheet::{Ending, Sheet, with_byte_order_mark};

/// What Xero exports at most in one file.
const MOST_DOCUMENTS: usize = 500;

/// One sales invoices export: its file name and the days that it covers.
pub(crate) struct Export {
    /// The file's name.
    pub(crate) name: &'static str,
    /// The first day.
    pub(crate) first: NaiveDate,
    /// The last day.
    pub(crate) last: NaiveDate,
}

/// A sales invoices export: voided and draft documents are in it, and overpayments without a number.
///
/// # Panics
/// Where it would hold more documents than Xero exports in one file.
pub(crate) fn sales_invoices(books: &Books, export: &Export) -> Result<Vec<u8>, csv::Error> {
    const HEADER: &str = "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,\
        POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,SAPostalCode,\
        SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,\
        InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,\
        TrackingOption1,TrackingName2,TrackingOption2,Currency,Type,Sent,Status";
    let mut sheet = Sheet::new(HEADER.split(',').count());
    sheet.header(HEADER);
    let within = |date: NaiveDate| export.first <= date && date <= export.last;
    let mut rows: Vec<(NaiveDate, Vec<Vec<String>>)> = Vec::new();
    for (document, open) in
        books.documents.iter().zip(books.open_balances()).filter(|(document, _)| within(document.date))
    {
        rows.push((document.date, document_rows(books, document, open)));
    }
    for (payment, left) in
        books.payments.iter().zip(books.unapplied()).filter(|(payment, left)| *left > 0 && within(payment.date))
    {
        let name = &books.customers[payment.customer].name;
        rows.push((payment.date, vec![overpayment_row(name, payment.date, left)]));
    }
    assert!(rows.len() <= MOST_DOCUMENTS, "{} holds {} documents", export.name, rows.len());
    rows.sort_by_key(|(date, _)| *date);
    for row in rows.iter().flat_map(|(_, rows)| rows) {
        sheet.row(row);
    }
    sheet.bytes(Ending::CrLf)
}

fn day_first(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A row of 44 cells with some of them filled.
fn cells(filled: &[(usize, String)]) -> Vec<String> {
    let mut row = vec![String::new(); 44];
    for (column, text) in filled {
        row[*column].clone_from(text);
    }
    row
}

fn document_rows(books: &Books, document: &Document, open: Cents) -> Vec<Vec<String>> {
    let (open, status, sent) = match document.standing {
        Standing::Posted if open == 0 => (open, "Paid", "Sent"),
        Standing::Posted => (open, "Awaiting Payment", "Sent"),
        Standing::Voided => (document.gross(), "Voided", "Sent"),
        Standing::Draft => (document.gross(), "Draft", "Unsent"),
    };
    let kind = if document.kind == Kind::CreditNote { "Sales credit note" } else { "Sales invoice" };
    let row = |line: &crate::books::Line| {
        // A credit note has positive quantities at negative prices.
        let quantity = line.quantity.unwrap_or(1).abs();
        let price = if line.amount < 0 { -line.price } else { line.price };
        cells(&[
            (0, books.customers[document.customer].name.clone()),
            (18, document.number.clone()),
            (20, day_first(document.date)),
            (21, document.due.map(day_first).unwrap_or_default()),
            (23, four_places(document.gross())),
            (24, four_places(document.tax())),
            (25, four_places(document.gross() - open)),
            (26, four_places(open)),
            (28, line.description.clone()),
            (29, four_places(quantity * 100)),
            (30, four_places(price)),
            (32, four_places(line.amount)),
            (33, "200".to_owned()),
            (34, "15% GST on Income".to_owned()),
            (35, four_places(line.tax)),
            (40, "NZD".to_owned()),
            (41, kind.to_owned()),
            (42, sent.to_owned()),
            (43, status.to_owned()),
        ])
    };
    document.lines.iter().map(row).collect()
}

fn overpayment_row(name: &str, date: NaiveDate, left: Cents) -> Vec<String> {
    cells(&[
        (0, name.to_owned()),
        (20, day_first(date)),
        (23, four_places(left)),
        (24, four_places(0)),
        (25, four_places(0)),
        (26, four_places(left)),
        (28, "Overpayment".to_owned()),
        (29, four_places(100)),
        (30, four_places(left)),
        (32, four_places(left)),
        (33, "610".to_owned()),
        (34, "No GST".to_owned()),
        (35, four_places(0)),
        (40, "NZD".to_owned()),
        (41, "Sales overpayment".to_owned()),
        (42, "Sent".to_owned()),
        (43, "Awaiting Payment".to_owned()),
    ])
}

/// One posting to accounts receivable.
struct Posting {
    date: NaiveDate,
    source: &'static str,
    customer: usize,
    reference: String,
    /// Positive where more is owed.
    amount: Cents,
    tax: Cents,
}

fn postings(books: &Books) -> Vec<Posting> {
    let documents = books.documents.iter().filter(|document| document.is_receivable()).map(|document| Posting {
        date: document.date,
        source: if document.kind == Kind::Invoice { "Receivable Invoice" } else { "Receivable Credit Note" },
        customer: document.customer,
        reference: document.number.clone(),
        amount: document.gross(),
        tax: document.tax(),
    });
    let payments = books.settlements.iter().filter_map(|settlement| match settlement.with {
        With::Payment(payment) => Some(Posting {
            date: books.payments[payment].date,
            source: "Receivable Payment",
            customer: books.payments[payment].customer,
            reference: books.documents[settlement.invoice].number.clone(),
            amount: -settlement.amount,
            tax: 0,
        }),
        With::CreditNote(_) => None,
    });
    let left = books.payments.iter().zip(books.unapplied()).filter(|(_, left)| *left > 0);
    let overpayments = left.map(|(payment, left)| Posting {
        date: payment.date,
        source: "Receivable Overpayment",
        customer: payment.customer,
        reference: String::new(),
        amount: -left,
        tax: 0,
    });
    let mut postings: Vec<Posting> = documents.chain(payments).chain(overpayments).collect();
    postings.sort_by_key(|posting| posting.date);
    postings
}

/// The account transactions of accounts receivable.
pub(crate) fn account_transactions(company: &str, books: &Books) -> Result<Vec<u8>, csv::Error> {
    const ACCOUNT: &str = "Accounts Receivable";
    let mut sheet = Sheet::new(9);
    sheet.row(&["Account Transactions"]);
    sheet.row(&[company]);
    sheet.row(&["For the period 1 July 2023 to 30 September 2026"]);
    sheet.row(&[""]);
    sheet.header("Date,Source,Description,Reference,Debit,Credit,Running Balance,Gross,Tax");
    sheet.row(&[ACCOUNT]);
    sheet.row(&["Opening Balance", "", "", "", "0.00", "0.00", "0.00", "0.00", "0.00"]);
    let (mut debits, mut credits, mut taxes) = (0, 0, 0);
    for posting in postings(books) {
        let (debit, credit) = (posting.amount.max(0), (-posting.amount).max(0));
        debits += debit;
        credits += credit;
        taxes += posting.tax;
        sheet.row(&[
            &posting.date.format("%d %b %Y").to_string(),
            posting.source,
            &books.customers[posting.customer].name,
            &posting.reference,
            &bracketed(debit),
            &bracketed(credit),
            &bracketed(debits - credits),
            &bracketed(posting.amount),
            &bracketed(posting.tax),
        ]);
    }
    let balance = bracketed(debits - credits);
    let total = |label: &str| {
        let sums = [bracketed(debits), bracketed(credits), balance.clone(), balance.clone(), bracketed(taxes)];
        [vec![label.to_owned(), String::new(), String::new(), String::new()], sums.to_vec()].concat()
    };
    sheet.row(&total(&format!("Total {ACCOUNT}")));
    sheet.row(&["Closing Balance", "", "", "", "0.00", "0.00", &balance, "0.00", "0.00"]);
    sheet.row(&total("Total"));
    Ok(with_byte_order_mark(&sheet.bytes(Ending::CrLf)?))
}

/// One line of the aged receivables.
struct Owed {
    customer: usize,
    date: NaiveDate,
    due: Option<NaiveDate>,
    number: String,
    reference: &'static str,
    open: Cents,
    tax: Cents,
    seen: &'static str,
}

/// What is owed by document, and one invoice that was paid on the last day: Xero lists it with nothing.
fn owed(books: &Books) -> Vec<Owed> {
    let paid_today = books.settlements.iter().find_map(|settlement| match settlement.with {
        With::Payment(payment) => (books.payments[payment].date == AS_OF).then_some(settlement.invoice),
        With::CreditNote(_) => None,
    });
    let documents = books.documents.iter().enumerate().zip(books.open_balances());
    let documents = documents.filter(|((place, _), open)| *open != 0 || paid_today == Some(*place));
    let documents = documents.map(|((_, document), open)| Owed {
        customer: document.customer,
        date: document.date,
        due: document.due,
        number: document.number.clone(),
        reference: "",
        open,
        tax: share(document.tax(), open, document.gross()),
        seen: if days_between(document.date, AS_OF) > 14 { "Seen" } else { "Not seen" },
    });
    let left = books.payments.iter().zip(books.unapplied()).filter(|(_, left)| *left > 0);
    let overpayments = left.map(|(payment, left)| Owed {
        customer: payment.customer,
        date: payment.date,
        due: None,
        number: String::new(),
        reference: "Overpayment",
        open: -left,
        tax: 0,
        seen: "",
    });
    let mut owed: Vec<Owed> = documents.chain(overpayments).collect();
    owed.sort_by_key(|owed| owed.date);
    owed
}

/// Amounts by age: current, less than a month, one month, older; then their sum and the tax in it.
type Ages = [Cents; 6];

fn ages(owed: &Owed) -> Ages {
    let bucket = match owed.due {
        Some(due) if due <= months_before(AS_OF, 2) => 3,
        Some(due) if due <= months_before(AS_OF, 1) => 2,
        Some(due) if due < AS_OF => 1,
        _ => 0,
    };
    let mut ages = [0; 6];
    ages[bucket] = owed.open;
    ages[4] = owed.open;
    ages[5] = owed.tax;
    ages
}

fn sum(ages: impl Iterator<Item = Ages>) -> Ages {
    ages.fold([0; 6], |sum, ages| std::array::from_fn(|column| sum[column] + ages[column]))
}

/// The amounts as cells: Xero writes an empty bucket as `0`, the sum and the tax always with decimals.
fn age_cells(ages: Ages) -> Vec<String> {
    let cell =
        |(column, amount): (usize, Cents)| if amount == 0 && column < 4 { "0".to_owned() } else { plain(amount) };
    ages.into_iter().enumerate().map(cell).collect()
}

/// The aged receivables by document.
pub(crate) fn aged_receivables_detail(company: &str, books: &Books) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = Sheet::new(13);
    sheet.row(&["Aged Receivables Detail"]);
    sheet.row(&[company]);
    sheet.row(&["As at 30 September 2026"]);
    sheet.row(&["Ageing by due date"]);
    sheet.header(
        "Contact Account Number,Primary Person,Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,\
         Older,Total,Outstanding GST,Invoice Seen",
    );
    let all = owed(books);
    let line = |label: &[&str], amounts: Vec<String>, last: &str| {
        let mut cells: Vec<String> = label.iter().map(ToString::to_string).collect();
        cells.resize(6, String::new());
        cells.extend(amounts);
        cells.push(last.to_owned());
        cells
    };
    for (name, group) in books.by_customer(&all, |owed| owed.customer) {
        sheet.row(&[&name]);
        for owed in &group {
            let due = owed.due.map(|due| due.to_string()).unwrap_or_default();
            let label = ["", "", &owed.date.to_string(), &due, &owed.number, owed.reference];
            sheet.row(&line(&label, age_cells(ages(owed)), owed.seen));
        }
        let total = sum(group.iter().map(|owed| ages(owed)));
        sheet.row(&line(&[&format!("Total {name}")], age_cells(total), ""));
    }
    let total = sum(all.iter().map(ages));
    sheet.row(&line(&["Total"], age_cells(total), ""));
    let percentages = total[..5].iter().map(|amount| format!("{}%", share(100, *amount, total[4]))).collect();
    sheet.row(&line(&["Percentage of total"], percentages, ""));
    sheet.bytes(Ending::CrLf)
}
