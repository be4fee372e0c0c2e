//! What is odd in the ledger without being wrong: each thing one warning, with how often it occurs.

use std::collections::BTreeMap;

use super::tally::{Tally, some_of};
use crate::base::{Money, Month, Problem};
use crate::ledger::{Document, DocumentKind, DueDateSource, Ledger, PaymentData};

/// Warns of payments before their invoices, odd due dates and taxes, negative balances, and months without sales.
pub(super) fn check(ledger: &Ledger, found: &mut Vec<Problem>) {
    found.extend(payments_before_invoices(ledger));
    found.extend(due_before_invoice(ledger));
    found.extend(tax_above_net(ledger));
    found.extend(negative_balances(ledger));
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

/// Customers to whom the business owes more than they owe.
fn negative_balances(ledger: &Ledger) -> Option<Problem> {
    if ledger.payment_data() == PaymentData::None {
        return None;
    }
    let mut balances: Vec<Money> = vec![Money::ZERO; ledger.customers().len()];
    for document in ledger.documents() {
        if let Some(balance) = balances.get_mut(document.customer.0 as usize) {
            match document.kind {
                kind if kind.is_debit() => *balance += document.gross,
                kind if kind.is_credit() => *balance -= document.gross,
                _ => {}
            }
        }
    }
    let customers = ledger.customers().iter().zip(&balances);
    let negative: Vec<String> = customers.filter(|(_, b)| b.is_negative()).map(|(c, _)| c.name.clone()).collect();
    let sum: Money = balances.into_iter().filter(|balance| balance.is_negative()).sum();
    (!negative.is_empty()).then(|| {
        let sum = sum.to_plain(ledger.currency());
        let seen = format!("customers with more credit than debt, {sum} in all: {}", some_of(&negative));
        let remedy = "Check whether their invoices are missing from the exports, or the credit is to be paid back";
        Problem::warning("negative-balance", None, seen, remedy)
    })
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
                payment("P", "Bolt", "2025-01-07").gross("25.00"),
                payment("Q", "Acme", "2025-01-01").gross("10.00"),
            ],
        )]);
        assert_eq!(assembly.codes(), ["due-before-invoice", "negative-balance", "tax-above-net"]);
        assert!(assembly.problem("due-before-invoice").seen.ends_with(": `1` of 2025-01-05, due on 2025-01-01"));
        assert!(assembly.problem("tax-above-net").seen.ends_with(": `1` of 2025-01-05: 10.00 and tax of 50.00"));
        assert_eq!(
            assembly.problem("negative-balance").seen,
            "customers with more credit than debt, -25.00 in all: `Bolt`"
        );
    }
}
