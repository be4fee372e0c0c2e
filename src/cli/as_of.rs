//! Whether the books reach the day that they are seen from, and what is odd in them as of that day.

use chrono::NaiveDate;

use crate::base::{Money, Problem, Source};
use crate::ledger::{Ledger, negative_balances};
use crate::metrics::sales_stop::sales_stop;

/// What is odd in the ledger of these files as seen from a date.
pub(super) fn problems(ledger: &Ledger, sources: &[Source], as_of: NaiveDate) -> Vec<Problem> {
    let found = [
        beyond_books(ledger, sources, as_of),
        dated_after(ledger, as_of),
        sales_stopped(ledger, as_of),
        negative_balance(ledger, as_of),
    ];
    found.into_iter().flatten().collect()
}

/// A day that lies so far behind all that the exports tell that the time between counts as one without business: sales
/// of nothing, customers that went silent, invoices that nobody pays.
fn beyond_books(ledger: &Ledger, sources: &[Source], as_of: NaiveDate) -> Option<Problem> {
    /// The longest quarter: a pack between two quarterly closings may be seen from the later one.
    const DAYS_MAX: i64 = 92;
    let latest = ledger.documents_until(as_of).last()?.date;
    let stated = sources.iter().filter_map(|source| source.as_of.max(source.period.map(|period| period.last_day())));
    let end = stated.chain([latest]).max()?;
    let days = (as_of - end).num_days();
    (days > DAYS_MAX).then(|| {
        let seen = format!("The exports end on {end}, {days} days before the as-of date {as_of}");
        let remedy = format!(
            "Export again up to that day, or see the books from one that the exports reach: `as_of = {end}` in client.toml; \
             where nothing happened since, waive this code"
        );
        Problem::error("as-of-after-books", None, seen, remedy)
    })
}

/// Sales dated after the day that the books are seen from: not counted, and mistyped where they lie in the future.
fn dated_after(ledger: &Ledger, as_of: NaiveDate) -> Option<Problem> {
    let later = &ledger.documents()[ledger.documents_until(as_of).len()..];
    let mut sales = later.iter().filter(|document| document.kind.is_purchase());
    let first = sales.next()?;
    let number = first.number.as_ref().map(|number| format!("`{number}` of ")).unwrap_or_default();
    let count = match sales.count() {
        0 => String::new(),
        more => format!("{}, the first is ", more + 1),
    };
    let seen = format!(
        "invoices and cash sales dated after the as-of date {as_of}, not counted: {count}{number}{}",
        first.date
    );
    let remedy = "Nothing, where the exports reach beyond that day; else correct the dates";
    Some(Problem::warning("dated-after-as-of", first.origins.first().cloned(), seen, remedy))
}

/// Sales that end well before the day that the books are seen from, as in an export that was cut off.
fn sales_stopped(ledger: &Ledger, as_of: NaiveDate) -> Option<Problem> {
    let stop = sales_stop(ledger, as_of)?;
    let seen = format!(
        "The last sale is dated {}, {} days before the as-of date {as_of}; in the twelve months before, sales were never \
         more than {} days apart",
        stop.last_sale, stop.silence_days, stop.longest_gap_days
    );
    let remedy = "Export again, since invoices seem to be missing, or set `as_of` in client.toml to the end of the last \
                  complete month";
    Some(Problem::warning("sales-stop", None, seen, remedy))
}

/// Customers to whom the business owes more than they owe on that day.
fn negative_balance(ledger: &Ledger, as_of: NaiveDate) -> Option<Problem> {
    const SHOWN: usize = 3;
    let negative = negative_balances(ledger, as_of);
    let sum: Money = negative.iter().map(|(_, balance)| *balance).sum();
    let names: Vec<String> =
        negative.iter().take(SHOWN).map(|&(customer, _)| format!("`{}`", ledger.customer(customer).name)).collect();
    let names = match (names.split_last()?, negative.len() - names.len()) {
        (_, more @ 1..) => format!("{} and {more} more", names.join(", ")),
        ((last, []), 0) => last.clone(),
        ((last, before), 0) => format!("{} and {last}", before.join(", ")),
    };
    let sum = sum.to_plain(ledger.currency());
    let seen = format!("customers with more credit than debt on {as_of}, {sum} in all: {names}");
    let remedy = "Check whether their invoices are missing from the exports, or the credit is to be paid back";
    Some(Problem::warning("negative-balance", None, seen, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Origin, Period};
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, day};

    fn covering(last: NaiveDate) -> Source {
        Source {
            origin: Origin::file("x.csv"),
            format: None,
            read_as: String::new(),
            recognised_by: String::new(),
            assumed: Vec::new(),
            company: None,
            period: Some(Period::from_first_to_last(day(2026, 1, 1), last)),
            as_of: None,
            basis: None,
            digest: String::new(),
            rows_read: 0,
            rows_used: 0,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn a_day_that_no_export_reaches_stops_the_pack() {
        let mut books = Books::new("USD");
        books.invoice("Acme", day(2026, 9, 30), Money::from_minor(100));
        books.invoice("Acme", day(2062, 9, 30), Money::from_minor(100));
        let ledger = books.ledger();
        let found = |as_of| beyond_books(&ledger, &[], as_of);
        assert_eq!(found(day(2026, 12, 31)), None, "92 days: a quarter");
        assert_eq!(
            found(day(2027, 1, 1)).expect("an error").to_string(),
            "error[as-of-after-books]: The exports end on 2026-09-30, 93 days before the as-of date 2027-01-01. Export again \
             up to that day, or see the books from one that the exports reach: `as_of = 2026-09-30` in client.toml; where \
             nothing happened since, waive this code."
        );
        assert_eq!(beyond_books(&ledger, &[covering(day(2026, 12, 31))], day(2027, 1, 1)), None, "the exports say so");
        assert_eq!(found(day(2062, 9, 30)), None, "a document of that day");
        assert_eq!(beyond_books(&Books::new("USD").ledger(), &[], day(2030, 1, 1)), None);
    }

    #[test]
    fn credit_of_that_day_is_told() {
        let mut books = Books::new("USD");
        for (name, cents) in [("Acme", 150), ("Bolt", 50), ("Cog", 25), ("Dee", 25)] {
            books.document(DocumentKind::Payment, name, day(2026, 9, 1), Money::from_minor(cents));
            let found = negative_balance(&books.ledger(), day(2026, 9, 30)).expect("a warning").seen;
            let (_, names) = found.split_once("in all: ").expect("names");
            let expected = match name {
                "Acme" => "`Acme`",
                "Bolt" => "`Acme` and `Bolt`",
                "Cog" => "`Acme`, `Bolt` and `Cog`",
                _ => "`Acme`, `Bolt`, `Cog` and 1 more",
            };
            assert_eq!(names, expected);
        }
        let ledger = books.ledger();
        let found = negative_balance(&ledger, day(2026, 9, 30)).expect("a warning");
        assert!(found.seen.starts_with("customers with more credit than debt on 2026-09-30, -2.50 in all"), "{found}");
        assert_eq!(negative_balance(&ledger, day(2026, 8, 31)), None);
    }

    #[test]
    fn sales_after_the_as_of_date_are_told() {
        let mut books = Books::new("USD");
        for month in [9, 10, 11] {
            books.invoice("Acme", day(2026, month, 5), Money::from_minor(100));
        }
        let ledger = books.ledger();
        let found = dated_after(&ledger, day(2026, 9, 30)).expect("a warning");
        assert!(found.seen.ends_with("not counted: 2, the first is `000001` of 2026-10-05"), "{}", found.seen);
        assert_eq!(dated_after(&ledger, day(2026, 11, 30)), None);
    }

    #[test]
    fn sales_that_stop_before_the_as_of_date_are_told() {
        let mut books = Books::new("USD");
        for number in 1..=28 {
            books.invoice("Acme", day(2025, 11, number), Money::from_minor(100));
        }
        let found = sales_stopped(&books.ledger(), day(2025, 12, 20)).expect("a warning");
        assert!(found.seen.contains("dated 2025-11-28, 22 days before the as-of date 2025-12-20"), "{}", found.seen);
        assert_eq!(sales_stopped(&books.ledger(), day(2025, 11, 30)), None);
    }
}
