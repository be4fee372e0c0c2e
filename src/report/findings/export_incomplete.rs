//! **Looks at** the days between the last sale and the as-of date.
//!
//! **Speaks** where they are more than sales were ever apart in the twelve months before, and two weeks or more, in a
//! business that sells on twelve days a year or more: an export seems to end before the as-of date. Findings that compare the
//! latest sales with earlier ones are then left out: customers lost, a fall of sales, a weak month would be the gap in the
//! data.
//!
//! **Money at stake**: the sales of the twelve months to the last sale, or of a shorter ledger, / their days x the days
//! without a sale: what would be usual in them.
//!
//! **How sure**: uncertain: perhaps nothing was sold.

use super::{Found, confidence, link, nearest};
use crate::base::{Money, Period};
use crate::ledger::Document;
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;

/// Finds books that end before the as-of date.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let ledger = cx.inputs.ledger;
    let Some((stop, seen)) = cx.sales_stop().zip(confidence::stopped(cx)) else { return Vec::new() };
    let year = Period::trailing_twelve_months(stop.last_sale);
    let first = year.first_day().max(ledger.history_start());
    let days = (stop.last_sale - first).num_days() + 1;
    let documents = ledger.documents_until(stop.last_sale).iter();
    let sales: Money = documents.filter(|document| document.date >= first).map(Document::sale).sum();
    let usual = nearest(sales.minor() as f64 / days as f64 * stop.silence_days as f64);
    if !usual.is_positive() {
        return Vec::new();
    }
    vec![Found {
        id: "export-incomplete",
        urgency: Urgency::First,
        stake: usual,
        kind: "usual in the days without a sale",
        headline: format!("Complete the export first: it holds no sale after {}", format::long_date(stop.last_sale)),
        seen,
        why: "Such books cannot tell whether sales fell, customers stopped or a month was weak: what compares the latest \
              sales with earlier ones is left out of the findings."
            .to_owned(),
        action: "Export the documents up to the as-of date, or set an as-of date at the end of the last whole month, and \
                 build the pack again."
            .to_owned(),
        confidence: confidence::uncertain("Perhaps nothing was sold in those days: the client knows."),
        links: vec![link("Sales by month", place("summary", "monthly-sales"))],
    }]
}
