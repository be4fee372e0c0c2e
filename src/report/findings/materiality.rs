//! From which amount on a finding is worth a reader's time.

use crate::base::Money;
use crate::report::context::Context;

/// Of the sales of the window.
pub(super) const SALES: f64 = 0.01;
/// Of everything that is owed, before unapplied credit.
pub(super) const OWED: f64 = 0.02;
/// Rates over fewer customers of the year before say little.
pub(super) const CUSTOMERS: u32 = 5;

/// Whether an amount matters beside the sales of twelve months, or of a shorter ledger.
pub(super) fn of_sales(cx: &Context<'_>, amount: Money) -> bool {
    let sales = cx.window_sales();
    amount.is_positive() && sales.is_positive() && amount.ratio(sales).is_some_and(|share| share >= SALES)
}

/// Whether an amount matters beside everything that is owed.
pub(super) fn of_owed(cx: &Context<'_>, amount: Money) -> bool {
    amount.is_positive() && amount.ratio(owed(cx)).is_some_and(|share| share >= OWED)
}

/// Invoices and cash sales of twelve months, or of a shorter ledger.
pub(super) fn sales_documents(cx: &Context<'_>) -> usize {
    let window = cx.window_period();
    let documents = cx.inputs.ledger.documents_until(cx.as_of()).iter();
    documents.filter(|document| document.kind.is_purchase() && window.contains(document.date)).count()
}

/// Everything that is owed, before unapplied credit; zero where the exports do not tell.
pub(super) fn owed(cx: &Context<'_>) -> Money {
    cx.results().aging.total.as_ref().map(|total| total.buckets.iter().copied().sum()).unwrap_or_default()
}
