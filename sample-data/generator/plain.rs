//! The plain layout: customers, invoices and payments as three tables with ISO dates.

use crate::books::{Books, Customer, Kind, With};
use crate::money::{Cents, plain};
use crate::sheet::{Ending, Sheet};

/// Where customers are and how they are billed.
pub(crate) struct Locale {
    /// The customers' country.
    pub(crate) country: &'static str,
    /// The currency of all amounts.
    pub(crate) currency: &'static str,
}

/// A list of customers.
pub(crate) fn customers(customers: &[Customer], locale: &Locale) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = Sheet::new(5);
    sheet.header("customer_id,name,email,country,terms_days");
    for customer in customers {
        let email = format!("{}@example.com", customer.id.to_lowercase());
        sheet.row(&[&customer.id, &customer.name, &email, locale.country, &customer.terms.to_string()]);
    }
    sheet.bytes(Ending::Lf)
}

/// The invoices and credit notes.
pub(crate) fn invoices(books: &Books, locale: &Locale) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = Sheet::new(10);
    sheet.header("invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to");
    for document in &books.documents {
        sheet.row(&[
            document.number.as_str(),
            &books.customers[document.customer].id,
            if document.kind == Kind::CreditNote { "credit_note" } else { "invoice" },
            &document.date.to_string(),
            &document.due.map(|due| due.to_string()).unwrap_or_default(),
            locale.currency,
            &plain(document.net()),
            &plain(document.tax()),
            &plain(document.gross()),
            document.applies_to.map_or("", |invoice| books.documents[invoice].number.as_str()),
        ]);
    }
    sheet.bytes(Ending::Lf)
}

/// The payments, one row for each invoice that one settles, and one for what is left of it.
pub(crate) fn payments(books: &Books) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = Sheet::new(5);
    sheet.header("payment_id,date,customer_id,invoice_id,amount");
    let left = books.unapplied();
    for (place, payment) in books.payments.iter().enumerate() {
        let mut row = |invoice: &str, amount: Cents| {
            let customer = &books.customers[payment.customer].id;
            sheet.row(&[&payment.number, &payment.date.to_string(), customer, invoice, &plain(amount)]);
        };
        for settlement in books.settlements.iter().filter(|settlement| settlement.with == With::Payment(place)) {
            row(&books.documents[settlement.invoice].number, settlement.amount);
        }
        if left[place] != 0 {
            row("", left[place]);
        }
    }
    sheet.bytes(Ending::Lf)
}
