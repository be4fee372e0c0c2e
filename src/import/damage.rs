//! Names and numbers of a row that were damaged before the file was handed over: by a formula that failed or was never
//! computed, by a conversion of characters that failed, by a spreadsheet that rounds long numbers.

use super::cells::Cells;
use super::field::Field;
use super::notices::{Notices, quoted};
use super::rounded::{has_lost_digits, is_rounded};
use super::sheet::{Role, Sheet};
use super::table::CellKind;
use super::text::is_damage;
use crate::base::Problem;

/// The texts that say which document or customer a row is of.
const IDENTITIES: [Field; 4] = [Field::CustomerId, Field::Customer, Field::Number, Field::AppliesTo];
/// The other texts that are read.
const OTHER_TEXTS: [Field; 4] = [Field::Type, Field::Terms, Field::TermsDays, Field::Currency];
/// Texts that no figure needs: their damage is told, and the row is read.
const DETAILS: [Field; 5] = [Field::Email, Field::Country, Field::Address, Field::Phone, Field::Parent];

/// Tells what is damaged in the texts of a row.
pub(crate) fn check_texts(cells: &mut Cells<'_>) {
    for field in IDENTITIES.into_iter().chain(OTHER_TEXTS).chain(DETAILS) {
        cells.check_saved(field);
    }
    for field in DETAILS {
        if is_damaged(&cells.whole(field)) {
            let seen = format!("{} is the trace of an error", quoted(cells.text(field)));
            cells.warn("damaged-text", field, seen, "Correct it in the accounting system and export again");
        }
    }
    for field in IDENTITIES {
        let text = cells.text(field);
        if is_damaged(&cells.whole(field)) {
            let seen = format!("{} is no name or number but the trace of an error", quoted(text));
            let remedy = "Correct it in the accounting system, export again, and do not save the export in another \
                          program before you hand it over";
            cells.fail("damaged-text", Some(field), seen, remedy);
        } else if cells.kind(field) == CellKind::Number
            && has_lost_digits(text)
            && !(field == Field::CustomerId && is_rounded(text))
        {
            let seen = format!("{} has more digits than a spreadsheet keeps: the last ones are lost", quoted(text));
            let remedy = "Export as CSV and do not save it in a spreadsheet program before you hand it over";
            cells.warn("rounded-number", field, seen, remedy);
        }
    }
}

/// Whether a text is a spreadsheet's error value, or holds characters that no text holds.
pub(crate) fn is_damaged(text: &str) -> bool {
    const ERRORS: [&str; 10] =
        ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"];
    // Nearly all texts are plain.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.contains('#') && ERRORS.iter().any(|error| text.contains(error));
    }
    text.chars().any(is_damage) || ERRORS.iter().any(|error| text.contains(error))
}

/// Tells headings that are damaged: their columns are not read.
pub(crate) fn check_headings(sheet: &Sheet<'_>, notices: &mut Notices) {
    let header = sheet.rows().find(|(_, role)| *role == Role::Header).map(|(row, _)| row.number());
    for heading in sheet.headings.iter().filter(|heading| is_damaged(heading)) {
        let place = header.map_or_else(|| sheet.origin.clone(), |row| sheet.origin.at_row(row));
        let seen = format!("The heading {} is the trace of an error: its column is not read", quoted(heading));
        notices.add(Problem::warning("damaged-text", place, seen, "Export the report again"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_known_from_names() {
        for text in ["#REF!", "#N/A", "M\u{FFFD}ller", "a\0b", "M\u{81}ller", "a\u{1}"] {
            assert!(is_damaged(text), "{text:?}");
        }
        for text in ["", "#1 Plumbing", "Müller", "a\nb", "N/A", "NULL", "#1001"] {
            assert!(!is_damaged(text), "{text:?}");
        }
    }
}
