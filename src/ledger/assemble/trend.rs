//! Months that are far from the twelve before them, as a file that is cut off or read twice leaves them.
//!
//! A month is far from the twelve before it where its sales, or its number of invoices and cash sales, lies more than
//! three interquartile ranges outside the middle half of theirs; the range counts as a tenth of their median and as one
//! document at least, so that even months do not make every small change a sudden one. Only months that are over by the
//! last day that the exports cover are looked at.

use chrono::NaiveDate;

use super::checks::{MonthOfSales, sales_by_month};
use super::tally::some_of;
use crate::base::{Month, Problem};
use crate::ledger::Ledger;

const MONTHS_BEFORE: usize = 12;

/// Warns of sudden changes, and of a last month that is far below the ones before it.
pub(super) fn check(ledger: &Ledger, last_day: Option<NaiveDate>, found: &mut Vec<Problem>) {
    let Some(last_day) = last_day else { return };
    let last_complete = Month::last_complete(last_day);
    let months: Vec<(Month, MonthOfSales)> =
        sales_by_month(ledger).into_iter().filter(|(month, _)| *month <= last_complete).collect();
    let measures: [fn(&MonthOfSales) -> i64; 2] = [|month| month.sales.minor(), |month| month.documents];
    let mut sudden: Vec<String> = Vec::new();
    for window in months.windows(MONTHS_BEFORE + 1) {
        let Some((&(month, now), before)) = window.split_last() else { continue };
        let changes = measures.map(|measure| {
            let before: Vec<i64> = before.iter().map(|(_, month)| measure(month)).collect();
            change(&before, measure(&now))
        });
        if month == last_complete && changes.contains(&Some(Change::Fall)) {
            found.push(Problem::warning(
                "low-last-month",
                None,
                format!("{month} has far fewer sales than the twelve months before it"),
                "Check whether the export was made before the month was over, or is cut off",
            ));
        } else if changes.iter().any(Option::is_some) {
            sudden.push(month.to_string());
        }
    }
    if !sudden.is_empty() {
        found.push(Problem::warning(
            "sudden-change",
            None,
            format!("months whose sales are far from those of the twelve months before: {}", some_of(&sudden)),
            "Check whether an export of the month is missing, or is there twice",
        ));
    }
}

/// Which way a month leaves what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Rise,
    Fall,
}

/// Whether a month lies three interquartile ranges outside the middle half of the ones before it.
fn change(before: &[i64], now: i64) -> Option<Change> {
    let mut sorted = before.to_vec();
    sorted.sort_unstable();
    // Twelve months: the quartiles lie between the third and the fourth, and between the ninth and the tenth.
    let &[_, _, low, low_next, _, middle, middle_next, _, high, high_next, _, _] = sorted.as_slice() else {
        return None;
    };
    // Doubled, so that means of two stay whole.
    let (first, third, median) = (low + low_next, high + high_next, middle + middle_next);
    let range = (third - first).max(median.abs() / 10).max(2);
    match 2 * now {
        now if now > third + 3 * range => Some(Change::Rise),
        now if now < first - 3 * range => Some(Change::Fall),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::assemble::Assembly;
    use crate::ledger::assemble::drafting::{assembled, file, invoice};

    /// Two invoices a month; the last month has one of this amount.
    fn year_and(last: &str, period_end: &str) -> Assembly {
        let mut rows = Vec::new();
        for month in 1..=12 {
            for number in 0..2 {
                let row = invoice(&format!("{month}-{number}"), "Acme", &format!("2025-{month:02}-1{number}"));
                rows.push(row.gross(if month % 2 == 0 { "100.00" } else { "110.00" }));
            }
        }
        rows.push(invoice("X", "Acme", "2026-01-10").gross(last));
        assembled(vec![file("a.csv", rows).period("2025-01-01", period_end)])
    }

    #[test]
    fn a_month_is_held_against_the_twelve_before() {
        let year = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13];
        assert_eq!((change(&year, 13), change(&year, 18), change(&year, 19)), (None, None, Some(Change::Rise)));
        assert_eq!((change(&year, 5), change(&year, 4)), (None, Some(Change::Fall)));
        assert_eq!(change(&[100; 12], 130), None, "a tenth of the median is the least range");
        assert_eq!(change(&[100; 12], 131), Some(Change::Rise));
        assert_eq!(change(&[100; 11], 1), None, "less than a year");
    }

    #[test]
    fn a_low_last_month_may_be_a_cut_off_export() {
        assert_eq!(year_and("5.00", "2026-01-31").codes(), ["low-last-month"]);
        assert_eq!(year_and("5.00", "2026-01-20").codes(), Vec::<&str>::new(), "the month is not over");
        assert_eq!(year_and("900.00", "2026-01-31").codes(), ["sudden-change"], "it is no fall");
    }

    #[test]
    fn other_sudden_changes_are_one_warning() {
        let mut rows: Vec<_> =
            (1..=12).map(|m| invoice(&format!("{m}"), "Acme", &format!("2025-{m:02}-10")).gross("100.00")).collect();
        rows.push(invoice("X", "Acme", "2026-01-10").gross("900.00"));
        rows.push(invoice("Y", "Acme", "2026-02-10").gross("100.00"));
        let assembly = assembled(vec![file("a.csv", rows).period("2025-01-01", "2026-02-28")]);
        assert_eq!(assembly.codes(), ["sudden-change"]);
        assert!(assembly.problem("sudden-change").seen.ends_with(": `2026-01`"));
    }
}
