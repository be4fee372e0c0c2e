//! What is odd in the ledger without being wrong: each thing one warning, with how often it occurs.

use std::collections::BTreeSet;

use super::tally::{Tally, some_of};
use crate::base::{Month, Problem};
use crate::ledger::{DocumentKind, Ledger};

/// Warns of payments before their invoices and of months without sales.
pub(super) fn check(ledger: &Ledger, found: &mut Vec<Problem>) {
    let mut early = Tally::default();
    for allocation in ledger.allocations() {
        let (from, to) = (ledger.document(allocation.from), ledger.document(allocation.to));
        if from.kind == DocumentKind::Payment && to.kind == DocumentKind::Invoice && from.date < to.date {
            early.add(from.origins.first(), allocation.amount, || {
                let number = to.number.as_deref().unwrap_or_default();
                format!("of {} for invoice `{number}` of {}", from.date, to.date)
            });
        }
    }
    found.extend(early.warning(
        "payment-before-invoice",
        "payments earlier than the invoice that they settle, counted as paid on the day of the invoice",
        "Nothing, where they are prepayments; else correct the dates",
    ));
    let gaps = months_without_sales(ledger);
    if !gaps.is_empty() {
        found.push(Problem::warning(
            "gap-month",
            None,
            format!("months without any sale between the first and the last: {}", some_of(&gaps)),
            "Check whether an export is missing",
        ));
    }
}

fn months_without_sales(ledger: &Ledger) -> Vec<String> {
    let months: BTreeSet<Month> =
        ledger.documents().iter().filter(|document| document.kind.is_purchase()).map(|d| Month::of(d.date)).collect();
    let (Some(&first), Some(&last)) = (months.first(), months.last()) else { return Vec::new() };
    let all = (0..first.until(last)).map(|n| first.plus(n));
    all.filter(|month| !months.contains(month)).map(|month| month.to_string()).collect()
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
                    payment("P", "Acme", "2025-01-01").gross("10.00"),
                    invoice("2", "Acme", "2025-04-05").gross("10.00"),
                ],
            )
            .period("2025-01-01", "2025-03-31"),
        ]);
        assert_eq!(assembly.codes(), ["future-dated", "gap-month", "payment-before-invoice"]);
        assert!(assembly.problem("gap-month").seen.ends_with("`2025-02` and `2025-03`"));
        assert!(
            assembly.problem("payment-before-invoice").seen.contains(": 1, the first is of 2025-01-01 for invoice `1`")
        );
    }
}
