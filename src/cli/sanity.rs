//! Whether the books and the date that they are seen from make sense together.

use chrono::NaiveDate;

use crate::base::Problem;
use crate::config::AsOfSource;
use crate::ledger::Ledger;

/// A gap before the latest document of more days than this makes its date doubtful as the end of the books.
const GAP_DAYS_MAX: i64 = 366;

/// What is wrong with a ledger as seen from a date.
pub(super) fn problems(
    ledger: &Ledger,
    nothing_read: bool,
    as_of: NaiveDate,
    as_of_source: AsOfSource,
) -> Option<Problem> {
    let documents = ledger.documents();
    let Some(first) = documents.first() else {
        let seen = if nothing_read { "The folder `exports` holds no file" } else { "The exports hold no document" };
        let remedy = "Put what came out of the accounting system into the client's `exports` folder";
        return Some(Problem::error("no-documents", None, seen, remedy));
    };
    if as_of < first.date {
        let seen = format!("The books begin on {}, after the as-of date {as_of}", first.date);
        let remedy = "Give a later --as-of or `as_of`, or export earlier periods too";
        return Some(Problem::error("nothing-before-as-of", None, seen, remedy));
    }
    let before = documents.iter().rev().map(|document| document.date).find(|date| *date < as_of)?;
    let gap = (as_of - before).num_days();
    (as_of_source == AsOfSource::LatestDocument && gap > GAP_DAYS_MAX).then(|| {
        let seen = format!("The latest document is dated {as_of}, {gap} days after the one before it ({before})");
        let remedy = "Correct that date, or say in client.toml which day the books end: `as_of = 2026-09-30`";
        Problem::error("doubtful-as-of", documents.last().and_then(|d| d.origins.first().cloned()), seen, remedy)
    })
}

/// Waivers that waive nothing: most likely misspelt, or no longer needed.
pub(super) fn unused_waivers(waive: &[String], problems: &[Problem]) -> Vec<Problem> {
    waive
        .iter()
        .filter(|code| problems.iter().all(|problem| problem.code != *code))
        .map(|code| {
            let seen = format!("`waive` names `{code}`, and no problem of this client has that code");
            Problem::warning("unused-waiver", None, seen, "Correct the code, or take it out of client.toml")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day};

    #[test]
    fn books_without_documents_stop_the_pack() {
        let ledger = Books::new("USD").ledger();
        let found = problems(&ledger, true, day(2026, 9, 30), AsOfSource::Given).expect("a problem");
        assert_eq!(found.code, "no-documents");
    }

    #[test]
    fn a_waiver_of_nothing_is_told() {
        let seen = unused_waivers(&["gap-mnth".to_owned()], &[]);
        assert_eq!(seen.len(), 1);
        assert!(seen[0].seen.contains("gap-mnth"));
    }
}
