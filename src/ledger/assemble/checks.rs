//! What is odd in the ledger without being wrong: each thing one warning, with how often it occurs.

use std::collections::BTreeMap;

use super::tally::{Tally, some_of};
use crate::base::{Money, Month, Problem};
use crate::ledger::{Document, DocumentKind, DueDateSource, Ledger};

/// Longer than any usual terms, and than any usual pause in a ledger.
const TWO_YEARS: i64 = 731;

/// Warns of payments before their invoices, odd dates and taxes, and months without sales.
pub(super) fn check(ledger: &Ledger, found: &mut Vec<Problem>) {
    found.extend(payments_before_invoices(ledger));
    found.extend(due_before_invoice(ledger));
    found.extend(due_long_after_invoice(ledger));
    found.extend(dated_long_before(ledger));
    found.extend(tax_above_net(ledger));
    found.extend(months_without_sales(ledger));
}

fn called(document: &Document) -> String {
    match &document.number {
        Some(number) => format!("`{number}` of {}", document.date),
        None => format!("the document of {}", document.date),
    }
}

/// Payments that an export sets against an invoice of a later day. Those that were matched here are prepayments.
fn payments_before_invoices(ledger: &Ledger) -> Option<Problem> {
    let mut early = Tally::default();
    for allocation in ledger.allocations().iter().filter(|allocation| !allocation.derived) {
        let (from, to) = (ledger.document(allocation.from), ledger.document(allocation.to));
        if from.kind == DocumentKind::Payment && to.kind == DocumentKind::Invoice && from.date < to.date {
            early.add(from.origins.first(), || format!("that of {} for invoice {}", from.date, called(to)));
        }
    }
    early.warning(
        "payment-before-invoice",
        "payments earlier than the invoice that they settle, counted as paid on the day of the invoice",
        "Nothing, where they are prepayments; else correct the dates",
    )
}

fn due_before_invoice(ledger: &Ledger) -> Option<Problem> {
    let mut early = Tally::default();
    for document in ledger.documents() {
        if let Some(due) = document.due_date.filter(|&due| due < document.date)
            && document.due_date_source == DueDateSource::Stated
        {
            early.add(document.origins.first(), || format!("{}, due on {due}", called(document)));
        }
    }
    early.warning(
        "due-before-invoice",
        "documents that are due before their own date",
        "Correct the dates; where all are so, look whether the file's dates are read with day and month the right way round",
    )
}

/// Due dates that are probably mistyped, or follow from mistyped terms: 2062 for 2026.
fn due_long_after_invoice(ledger: &Ledger) -> Option<Problem> {
    let mut late = Tally::default();
    for document in ledger.documents() {
        if let Some(due) = document.due_date.filter(|&due| (due - document.date).num_days() > TWO_YEARS) {
            late.add(document.origins.first(), || format!("{}, due on {due}", called(document)));
        }
    }
    late.warning(
        "due-long-after-invoice",
        "documents that are due more than two years after their own date",
        "Correct the due date, or the customer's terms where it follows from them: until it comes, they are not overdue",
    )
}

/// The few documents that are dated years before all others: the books seem to begin with them.
fn dated_long_before(ledger: &Ledger) -> Option<Problem> {
    /// Where more than one document in so many is that old, the business rested.
    const FEW_OF: usize = 10;
    let is_history = |document: &&Document| document.kind != DocumentKind::OpeningBalance && !document.date_is_assumed;
    let documents: Vec<&Document> = ledger.documents().iter().filter(is_history).collect();
    let is_gap = |pair: &[&Document]| (pair[1].date - pair[0].date).num_days() > TWO_YEARS;
    let count = documents.windows(2).take(documents.len() / FEW_OF).rposition(is_gap)? + 1;
    let mut before = Tally::default();
    for document in documents.into_iter().take(count) {
        before.add(document.origins.first(), || called(document));
    }
    before.warning(
        "dated-long-before",
        "documents dated more than two years before all later ones, with which the history begins",
        "Correct their dates; where they are right, set `history_start` in client.toml to the first day that the exports \
         cover in full",
    )
}

fn tax_above_net(ledger: &Ledger) -> Option<Problem> {
    let mut above = Tally::default();
    let plain = |money: Money| money.to_plain(ledger.currency());
    for document in ledger.documents().iter().filter(|d| d.net.is_positive() && d.tax > d.net) {
        let seen = || format!("{}: {} and tax of {}", called(document), plain(document.net), plain(document.tax));
        above.add(document.origins.first(), seen);
    }
    above.warning(
        "tax-above-net",
        "documents whose tax is more than the amount without it",
        "Look whether the two columns are taken for each other, or the documents are for tax alone",
    )
}

fn months_without_sales(ledger: &Ledger) -> Option<Problem> {
    let months = sales_by_month(ledger);
    let gaps: Vec<String> = months.iter().filter(|(_, s)| s.documents == 0).map(|(m, _)| m.to_string()).collect();
    (!gaps.is_empty()).then(|| {
        Problem::warning(
            "gap-month",
            None,
            format!("months without any sale between the first and the last: {}", some_of(&gaps)),
            "Check whether an export is missing",
        )
    })
}

/// The sales of one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MonthOfSales {
    /// Invoices and cash sales.
    pub(super) documents: i64,
    /// Without tax, less what was taken back.
    pub(super) sales: Money,
}

/// Every month from the first purchase to the last.
pub(super) fn sales_by_month(ledger: &Ledger) -> BTreeMap<Month, MonthOfSales> {
    let purchases = || ledger.documents().iter().filter(|document| document.kind.is_purchase());
    let (Some(first), Some(last)) = (purchases().next(), purchases().next_back()) else { return BTreeMap::new() };
    let (first, last) = (Month::of(first.date), Month::of(last.date));
    let mut months: BTreeMap<Month, MonthOfSales> =
        (0..=first.until(last)).map(|n| (first.plus(n), MonthOfSales::default())).collect();
    for document in ledger.documents() {
        if let Some(month) = months.get_mut(&Month::of(document.date)) {
            month.documents += i64::from(document.kind.is_purchase());
            month.sales += document.sale();
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use crate::ledger::assemble::drafting::{assembled, file, invoice, payment};

    #[test]
    fn what_is_odd_is_told_once_with_its_count() {
        let assembly = assembled(vec![
            file(
                "a.csv",
                vec![
                    invoice("1", "Acme", "2025-01-05").gross("10.00"),
                    payment("P", "Acme", "2025-01-01").gross("10.00").link("1", ""),
                    invoice("2", "Acme", "2025-04-05").gross("10.00"),
                ],
            )
            .period("2025-01-01", "2025-03-31"),
        ]);
        assert_eq!(assembly.codes(), ["future-dated", "gap-month", "payment-before-invoice"]);
        assert!(assembly.problem("gap-month").seen.ends_with("`2025-02` and `2025-03`"));
        assert!(assembly.problem("payment-before-invoice").seen.contains(": that of 2025-01-01 for invoice `1`"));
    }

    #[test]
    fn odd_amounts_and_dates_are_told() {
        let assembly = assembled(vec![file(
            "a.csv",
            vec![
                invoice("1", "Acme", "2025-01-05").net("10.00").tax("50.00").due("2025-01-01"),
                invoice("2", "Acme", "2025-01-06").net("10.00").tax("2.00").due("2025-01-06"),
                invoice("3", "Acme", "2025-01-07").net("10.00").tax("2.00").due("2062-02-06"),
                invoice("4", "Acme", "2025-01-08").net("10.00").tax("2.00").due("2027-01-09"),
            ],
        )]);
        assert_eq!(assembly.codes(), ["due-before-invoice", "due-long-after-invoice", "tax-above-net"]);
        assert!(assembly.problem("due-before-invoice").seen.ends_with(": `1` of 2025-01-05, due on 2025-01-01"));
        assert!(assembly.problem("due-long-after-invoice").seen.ends_with(": `3` of 2025-01-07, due on 2062-02-06"));
        assert!(assembly.problem("tax-above-net").seen.ends_with(": `1` of 2025-01-05: 10.00 and tax of 50.00"));
    }

    #[test]
    fn few_documents_of_years_before_are_told_and_a_pause_is_not() {
        let on = |date: &str| invoice(date, "Acme", date).gross("10.00");
        let days = |days: std::ops::RangeInclusive<u32>| days.map(|day| on(&format!("2025-01-{day:02}")));
        let odd = assembled(vec![file("a.csv", days(1..=10).chain([on("2006-01-05")]).collect())]);
        assert_eq!(odd.codes(), ["dated-long-before", "gap-month"]);
        assert!(odd.problem("dated-long-before").seen.ends_with("begins: `2006-01-05` of 2006-01-05"));
        let pause = assembled(vec![file("a.csv", days(1..=5).chain([on("2006-01-05")]).collect())]);
        assert_eq!(pause.codes(), ["gap-month"]);
    }
}
