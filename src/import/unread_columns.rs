//! Columns that no field takes, though their heading is nearly that of a field which the file lacks.

use std::collections::BTreeSet;

use super::field::Field;
use super::headings::{Headings, normal_heading};
use super::notices::{Notices, quoted};
use super::sheet::{Role, Sheet};
use crate::base::Problem;

/// Fields without which figures are as they should be.
const OF_CONTACTS: [Field; 7] =
    [Field::Email, Field::Country, Field::Phone, Field::Address, Field::CreditLimit, Field::Active, Field::Parent];

/// Tells each column that seems to be one which the format reads and the file has under no heading: without it amounts are
/// taken to be in another currency, tax to be none, or a due date to be the usual one.
pub(crate) fn check_unread_columns(sheet: &Sheet<'_>, notices: &mut Notices) {
    let headings: Vec<String> = sheet.headings.iter().map(|heading| normal_heading(heading)).collect();
    let format = sheet.format;
    let joined = format.joined.values().flat_map(|joined| joined.rather.iter().chain(&joined.columns));
    let known = || format.columns.values().chain(joined.clone()).chain(format.summed.values().flatten());
    let read: BTreeSet<usize> = known().filter_map(|column| column.place_among(&headings)).collect();
    let Some((header, _)) = sheet.rows().find(|(_, role)| *role == Role::Header) else { return };
    let holds_anything =
        |place: usize| sheet.rows().any(|(row, role)| role == Role::Data && !row.cell(place).is_empty());
    for (place, heading) in headings.iter().enumerate() {
        if read.contains(&place) || heading.is_empty() || !holds_anything(place) {
            continue;
        }
        let mut missing = Field::ALL.iter().filter(|field| !OF_CONTACTS.contains(field)).filter_map(|field| {
            let column = format.columns.get(field.name())?;
            column.place_among(&headings).is_none().then_some(column)
        });
        if let Some(meant) = missing.find_map(|column| nearly(heading, column)) {
            let seen =
                format!("The column {} is not read, but may be {}", quoted(&sheet.headings[place]), quoted(meant));
            let remedy = format!("Head it {}, or take it out of the file where it is something else", quoted(meant));
            notices.add(Problem::error("unread-column", sheet.origin.at_row(header.number()), seen, remedy));
        }
    }
}

/// The heading among a column's that is written nearly like this one.
fn nearly<'c>(heading: &str, column: &'c Headings) -> Option<&'c str> {
    let place = column.normal.iter().position(|wanted| is_misspelt(heading, wanted))?;
    column.written.get(place).or(column.written.first()).map(String::as_str)
}

/// One letter put in, taken out, replaced, or exchanged with its neighbour; in long words two. Numbers tell columns apart.
fn is_misspelt(heading: &str, wanted: &str) -> bool {
    const SHORT: usize = 4;
    const LONG: usize = 9;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = wanted.chars().count();
    let first = heading.chars().next() == wanted.chars().next();
    let changes_max = if letters >= LONG { 2 } else { 1 };
    letters > 2
        && (letters > SHORT || first)
        && digits(heading) == digits(wanted)
        && strsim::osa_distance(heading, wanted) <= changes_max
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tests::import_text;

    #[test]
    fn a_letter_is_a_slip_and_another_word_is_none() {
        for (heading, wanted) in [
            ("curency", "currency"),
            ("nett", "net"),
            ("taxx", "tax"),
            ("du_date", "due_date"),
            ("aplies_to", "applies_to"),
            ("nmae", "name"),
        ] {
            assert!(is_misspelt(heading, wanted), "{heading}");
        }
        for (heading, wanted) in
            [("fax", "tax"), ("rate", "date"), ("line 2", "line 1"), ("id", "if"), ("memo", "name")]
        {
            assert!(!is_misspelt(heading, wanted), "{heading}");
        }
    }

    #[test]
    fn a_misspelt_column_is_told_once_and_an_empty_or_foreign_one_is_not() {
        let read = |head: &str, cell: &str| {
            let text = format!(
                "invoice_id,customer_id,type,issue_date,due_date,{head},net,tax,total\n\
                 I1,C1,invoice,2025-01-15,2025-02-14,{cell},5.00,0.00,5.00\n"
            );
            let problems = import_text(&text).problems;
            problems
                .iter()
                .filter(|problem| problem.code == "unread-column")
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        let told = read("curency", "USD");
        assert!(told.len() == 1 && told[0].contains("`curency` is not read, but may be `currency`"), "{told:?}");
        assert!(read("curency", "").is_empty(), "nothing in it");
        assert!(read("salesperson", "Ann").is_empty());
        assert!(read("currency", "USD").is_empty());
    }
}
