//! Documents as machines read them: codes of their kinds, and the table of all of them.

use std::collections::BTreeMap;

use super::context::Context;
use super::data;
use super::model::DataKind::{self, Code, Date, Integer, Money as Amount, Text};
use super::model::DataTable;
use super::origins;
use crate::base::{Money, Period};
use crate::ledger::{Document, DocumentIx, DocumentKind};
use crate::metrics::open_amounts;

/// Each kind's code, and its name for people.
const KINDS: [(DocumentKind, &str, &str); 8] = [
    (DocumentKind::Invoice, "invoice", "Invoice"),
    (DocumentKind::CashSale, "cash_sale", "Cash sale"),
    (DocumentKind::OpeningBalance, "opening_balance", "Opening balance"),
    (DocumentKind::Refund, "refund", "Refund"),
    (DocumentKind::CreditNote, "credit_note", "Credit note"),
    (DocumentKind::CashRefund, "cash_refund", "Cash refund"),
    (DocumentKind::Payment, "payment", "Payment"),
    (DocumentKind::WriteOff, "write_off", "Write-off"),
];

/// The code of a kind: `credit_note`.
pub(super) fn kind_code(kind: DocumentKind) -> &'static str {
    KINDS.iter().find(|(known, ..)| *known == kind).map_or("", |&(_, code, _)| code)
}

/// The kind of a code.
pub(super) fn kind_of(code: &str) -> Option<DocumentKind> {
    KINDS.iter().find(|(_, known, _)| *known == code).map(|&(kind, ..)| kind)
}

/// The name of a kind: "Credit note".
pub(super) fn kind_name(kind: DocumentKind) -> &'static str {
    KINDS.iter().find(|(known, ..)| *known == kind).map_or("", |&(.., name)| name)
}

const COLUMNS: [(&str, DataKind); 18] = [
    ("type", Code),
    ("number", Text),
    ("date", Date),
    ("due_date", Date),
    ("customer_id", Text),
    ("customer", Text),
    ("net", Amount),
    ("tax", Amount),
    ("gross", Amount),
    ("sales", Amount),
    ("open_balance", Amount),
    ("days_past_due", Integer),
    ("in_ttm", Code),
    ("in_previous_ttm", Code),
    ("file", Text),
    ("sheet", Text),
    ("row", Integer),
    ("found_in", Text),
];

/// Whether a kind has an amount with tax and one without: money that is paid has neither.
pub(super) fn has_tax(kind: DocumentKind) -> bool {
    kind.sales_sign() != 0
}

/// Every document up to the as-of date, by date. `file`, `sheet` and `row` are the first place that tells of it, `found_in`
/// all of them. `sales` is what it adds to sales without tax, and `open_balance` what
/// is open of it, both negative for what is taken back; the sum of either is the pack's figure.
pub(super) fn table(cx: &Context<'_>) -> DataTable {
    let ttm = Period::trailing_twelve_months(cx.as_of());
    let previous = Period::previous_twelve_months(cx.as_of());
    let open = open_balances(cx);
    let ages: BTreeMap<DocumentIx, i64> =
        cx.results().aging.open_items.iter().map(|item| (item.document, item.days_past_due)).collect();
    let money = |amount: Money| Some(data::money(cx, amount));
    // Where the ledger does not cover twelve months, there are no sales of them to belong to.
    let value = &cx.results().value;
    let (has_ttm, has_previous) = (value.net_revenue_ttm.is_ok(), value.net_revenue_prev_ttm.is_ok());
    let is_sale_in = |document: &Document, window: Period, is_covered: bool| {
        let inside = document.kind.sales_sign() != 0 && window.contains(document.date);
        is_covered.then(|| data::yes_no(inside))
    };
    let row = |(ix, document): (DocumentIx, &Document)| {
        let customer = cx.inputs.ledger.customer(document.customer);
        let origin = document.origins.first();
        vec![
            Some(kind_code(document.kind).to_owned()),
            document.number.clone(),
            Some(document.date.to_string()),
            document.due_date.filter(|_| document.kind.is_debit()).map(|day| day.to_string()),
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            has_tax(document.kind).then(|| data::money(cx, document.net)),
            has_tax(document.kind).then(|| data::money(cx, document.tax)),
            money(document.gross),
            money(document.sale()),
            open.as_ref().and_then(|open| money(open.get(&ix).copied().unwrap_or_default())),
            ages.get(&ix).map(ToString::to_string),
            is_sale_in(document, ttm, has_ttm),
            is_sale_in(document, previous, has_previous),
            origin.map(|origin| origin.file.to_string()),
            origin.and_then(|origin| origin.sheet.as_ref()).map(ToString::to_string),
            origin.and_then(|origin| origin.row).map(|row| row.to_string()),
            Some(origins::in_every_file(&document.origins).join("; ")),
        ]
    };
    let documents = (0..).map(DocumentIx).zip(cx.inputs.ledger.documents_until(cx.as_of()));
    DataTable::new("documents", COLUMNS, documents.map(row).collect())
}

/// What is open of each document, negative for credits; documents that are settled or outside the receivables are not
/// there. `None` where the exports do not tell.
pub(super) fn open_balances(cx: &Context<'_>) -> Option<BTreeMap<DocumentIx, Money>> {
    cx.results().aging.total.as_ref().ok()?;
    let (ledger, as_of) = (cx.inputs.ledger, cx.as_of());
    let documents = (0..).map(DocumentIx).zip(ledger.documents_until(as_of));
    let signed = documents
        .zip(open_amounts(ledger, as_of))
        .map(|((ix, document), open)| (ix, if document.kind.is_credit() { -open } else { open }));
    Some(signed.filter(|(_, open)| !open.is_zero()).collect())
}
