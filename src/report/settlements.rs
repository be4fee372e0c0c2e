//! Which part of which payment was set against which invoice, as machines read it: what days to pay rest on.

use super::context::Context;
use super::data::{self, totalled, yes_no};
use super::model::DataKind::{self, Code, Date, Integer, Money as Amount, Text};
use super::model::DataTable;
use super::origins;
use crate::base::{Money, Period};
use crate::ledger::{Allocation, DocumentIx, DocumentKind, Ledger};

/// A part of a payment that is set against an invoice.
#[derive(Clone, Copy)]
pub(super) struct Settlement {
    /// The payment.
    pub payment: DocumentIx,
    /// The invoice.
    pub invoice: DocumentIx,
    /// How much.
    pub amount: Money,
    /// The export does not say which invoice was meant.
    derived: bool,
}

/// Those of payments dated in the period, as they were known at its end; by the day from which they count. Payments whose
/// day no export tells are not among them.
pub(super) fn within(ledger: &Ledger, period: Period) -> impl Iterator<Item = Settlement> {
    let counts = move |allocation: &&Allocation| {
        let (payment, invoice) = (ledger.document(allocation.from), ledger.document(allocation.to));
        payment.kind == DocumentKind::Payment
            && invoice.kind == DocumentKind::Invoice
            && !payment.date_is_assumed
            && period.contains(payment.date)
    };
    let known = ledger.allocations_until(period.last_day()).iter().filter(counts);
    known.map(|&Allocation { from, to, amount, derived, .. }| Settlement {
        payment: from,
        invoice: to,
        amount,
        derived,
    })
}

const COLUMNS: [(&str, DataKind); 14] = [
    ("payment_number", Text),
    ("payment_date", Date),
    ("customer_id", Text),
    ("customer", Text),
    ("invoice_number", Text),
    ("invoice_date", Date),
    ("due_date", Date),
    ("amount", Amount),
    ("days_to_pay", Integer),
    ("days_beyond_terms", Integer),
    ("basis", Code),
    ("in_ttm", Code),
    ("in_previous_ttm", Code),
    ("found_in", Text),
];

/// Every part of every dated payment up to the as-of date. The amounts of those `in_ttm` add up to what days to pay of
/// the twelve months rest on; `basis` says whether the export names the invoice or the oldest open one was taken, and
/// `found_in` where the payment was read.
pub(super) fn table(cx: &Context<'_>) -> DataTable {
    let ledger = cx.inputs.ledger;
    let as_of = cx.as_of();
    let value = &cx.results().value;
    let (ttm, previous) = (Period::trailing_twelve_months(as_of), Period::previous_twelve_months(as_of));
    let (has_ttm, has_previous) = (value.net_revenue_ttm.is_ok(), value.net_revenue_prev_ttm.is_ok());
    let row = |part: Settlement| {
        let (payment, invoice) = (ledger.document(part.payment), ledger.document(part.invoice));
        let customer = ledger.customer(invoice.customer);
        let due = invoice.due_date.unwrap_or(invoice.date);
        vec![
            payment.number.clone(),
            Some(payment.date.to_string()),
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            invoice.number.clone(),
            Some(invoice.date.to_string()),
            Some(due.to_string()),
            Some(data::money(cx, part.amount)),
            Some((payment.date - invoice.date).num_days().max(0).to_string()),
            Some((payment.date - due).num_days().to_string()),
            Some(if part.derived { "oldest_first" } else { "stated" }.to_owned()),
            has_ttm.then(|| yes_no(ttm.contains(payment.date))),
            has_previous.then(|| yes_no(previous.contains(payment.date) && invoice.date <= previous.last_day())),
            Some(origins::in_first_file(&payment.origins)),
        ]
    };
    let all = Period::from_first_to_last(chrono::NaiveDate::MIN, as_of);
    let mut parts: Vec<Settlement> = within(ledger, all).collect();
    parts.sort_by_key(|part| (part.payment, part.invoice));
    totalled(cx, DataTable::new("settlements", COLUMNS, parts.into_iter().map(row).collect()), &["amount"])
}
