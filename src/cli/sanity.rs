//! Whether there are books to see from the as-of date, and whether the client's own words on them are of use.

use chrono::NaiveDate;

use crate::base::{Origin, Problem, Severity};
use crate::config::AsOfSource;
use crate::ledger::{Document, DocumentKind, Ledger};

use super::catalogue;
use super::firm::Note;
use super::nearest::nearest;
use crate::report::check::SECTIONS;

/// A gap before the latest document of more days than this makes its date doubtful as the end of the books.
const GAP_DAYS_MAX: i64 = 366;

/// The code of [`unused_waivers`].
pub(super) const UNUSED_WAIVER: &str = "unused-waiver";

/// What is wrong with a ledger as seen from a date.
pub(super) fn problems(
    ledger: &Ledger,
    nothing_read: bool,
    as_of: NaiveDate,
    as_of_source: AsOfSource,
) -> Option<Problem> {
    let documents = ledger.documents();
    let Some(first) = documents.first() else {
        let (seen, remedy) = if nothing_read {
            let remedy = "Put what came out of the accounting system into the client's `exports` folder";
            ("The folder `exports` holds no file", remedy)
        } else {
            let remedy = "See to the other problems; where there is none, export a report that lists invoices";
            ("The exports hold no document", remedy)
        };
        return Some(Problem::error("no-documents", None, seen, remedy));
    };
    let is_of_receivables =
        |document: &Document| document.kind.sales_sign() != 0 || document.kind == DocumentKind::OpeningBalance;
    if !documents.iter().any(is_of_receivables) {
        let seen = "The exports hold payments, and nothing that was sold or is owed";
        let remedy = "Export the invoices too, as a list or a report of sales by customer";
        return Some(Problem::error("no-documents", None, seen, remedy));
    }
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

/// Waivers that waive nothing: most likely misspelt, no longer needed, or of a warning, which stops nothing.
pub(super) fn unused_waivers(waive: &[String], problems: &[Problem]) -> Vec<Problem> {
    waive
        .iter()
        .filter(|code| problems.iter().all(|problem| problem.code != *code || problem.severity != Severity::Error))
        .map(|code| {
            let (seen, remedy) = if problems.iter().any(|problem| problem.code == *code) {
                let seen = format!("`waive` names `{code}`, which is a warning here: it stops no pack and stays in it");
                (seen, "Take it out of client.toml: warnings cannot be waived".to_owned())
            } else if catalogue::find(code).is_some() {
                let seen = format!("`waive` names `{code}`, and no problem of this client has that code");
                (seen, "Take it out of client.toml".to_owned())
            } else {
                let codes = catalogue::entries().iter().map(|entry| entry.code.as_str());
                let nearest = nearest(code, codes).first().map(|near| format!(" to `{near}`")).unwrap_or_default();
                let remedy = format!(
                    "Correct it{nearest}, or take it out of client.toml; `ledgerpress explain` lists all codes"
                );
                (format!("`waive` names `{code}`, which is no problem's code"), remedy)
            };
            Problem::warning(UNUSED_WAIVER, None, seen, remedy)
        })
        .collect()
}

/// Notes that belong to no section, and so to no page.
pub(super) fn unknown_notes(notes: &[Note]) -> Vec<Problem> {
    notes
        .iter()
        .filter(|note| !SECTIONS.contains(&note.section.as_str()))
        .map(|note| {
            let place = Origin::file(note.file.as_str());
            let remedy = format!("Rename it to a section's name with .md: {}", SECTIONS.join(", "));
            Problem::warning("unknown-note", place, format!("The pack has no section `{}`", note.section), remedy)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::ledger::testing::{Books, day};

    #[test]
    fn books_without_documents_stop_the_pack() {
        let ledger = Books::new("USD").ledger();
        let found = problems(&ledger, true, day(2026, 9, 30), AsOfSource::Given).expect("a problem");
        assert_eq!(found.code, "no-documents");
    }

    #[test]
    fn payments_alone_stop_the_pack() {
        let mut books = Books::new("USD");
        let invoice = books.invoice("Acme", day(2026, 9, 1), Money::from_minor(100));
        books.pay(invoice, day(2026, 9, 20), Money::from_minor(100));
        let found = |books: &Books| problems(&books.ledger(), false, day(2026, 9, 30), AsOfSource::Given);
        assert_eq!(found(&books), None);
        let mut alone = Books::new("USD");
        alone.document(DocumentKind::Payment, "Acme", day(2026, 9, 20), Money::from_minor(100));
        assert_eq!(found(&alone).map(|problem| problem.code), Some("no-documents"));
    }

    #[test]
    fn a_waiver_of_nothing_is_told() {
        let seen = unused_waivers(&["gap-mnth".to_owned()], &[]);
        assert_eq!(seen.len(), 1);
        assert!(seen[0].seen.contains("gap-mnth") && seen[0].remedy.contains("to `gap-month`"), "{}", seen[0].remedy);
        let waive = ["gap-month".to_owned()];
        assert!(unused_waivers(&waive, &[])[0].remedy.starts_with("Take it out"));
        let warning = unused_waivers(&waive, &[Problem::warning("gap-month", None, "", "")]);
        assert!(warning[0].seen.contains("is a warning here"), "{}", warning[0].seen);
        assert_eq!(unused_waivers(&waive, &[Problem::error("gap-month", None, "", "")]), []);
    }
}
