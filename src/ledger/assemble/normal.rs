//! Names and numbers in one spelling: composed letters (Unicode's NFC) and no blanks around them.
//!
//! `é` may be one character or an `e` with an accent after it, depending on the program that wrote the file. Whoever
//! compares names would see two customers where a reader sees one.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::import::draft::{CustomerRef, Import};

/// Puts every name, id and number of the drafts into one spelling.
pub(super) fn normalise(import: &mut Import) {
    for contact in &mut import.customers {
        customer(&mut contact.customer);
        contact.parent.iter_mut().for_each(text);
    }
    for document in &mut import.documents {
        customer(&mut document.customer);
        document.number.iter_mut().for_each(text);
        document.applications.iter_mut().for_each(|application| text(&mut application.to_number));
    }
    import.unread_numbers = std::mem::take(&mut import.unread_numbers).into_iter().map(in_one_spelling).collect();
    import.control_totals.iter_mut().filter_map(|total| total.customer.as_mut()).for_each(customer);
}

fn customer(reference: &mut CustomerRef) {
    reference.id.iter_mut().chain(&mut reference.name).chain(&mut reference.parent).for_each(text);
}

fn text(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() || !is_nfc(trimmed) {
        *text = trimmed.nfc().collect();
    }
}

fn in_one_spelling(mut number: String) -> String {
    text(&mut number);
    number
}

/// What two spellings of a name have in common: its letters and digits in lower case.
pub(super) fn name_letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What two spellings of a document's number have in common: `#1001`, `INV-1001` and `001001` are alike.
pub(super) fn number_core(number: &str) -> String {
    let letters = name_letters(number);
    let bare = letters.strip_prefix("invoice").or(letters.strip_prefix("inv")).unwrap_or(&letters);
    let digits = bare.trim_start_matches(char::is_alphabetic);
    let series = &bare[..bare.len() - digits.len()];
    let core = format!("{series}{}", digits.trim_start_matches('0'));
    if core.is_empty() { letters } else { core }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::assemble::drafting::{assembled, file, invoice};

    #[test]
    fn letters_are_compared_as_a_reader_sees_them() {
        let (composed, decomposed) = ("Caf\u{e9} R\u{e9}-1", "Cafe\u{301} Re\u{301}-1");
        let row = |text: &str| invoice(text, text, "2025-01-05").gross("10.00");
        let assembly =
            assembled(vec![file("a.csv", vec![row(composed)]), file("b.csv", vec![row(&format!(" {decomposed} "))])]);
        assert_eq!(assembly.ledger.documents().len(), 1);
        assert_eq!(assembly.ledger.customers()[0].name, composed);
        assert!(assembly.problems.is_empty());
    }

    #[test]
    fn numbers_have_a_core() {
        for spelling in ["1001", "#1001", "INV-1001", "inv 001001", "Invoice #1001"] {
            assert_eq!(number_core(spelling), "1001");
        }
        assert_eq!(number_core("RE-2025/07"), "re202507");
        assert_eq!((number_core("RE-0012"), number_core("CN-12")), ("re12".to_owned(), "cn12".to_owned()));
        assert_eq!((number_core("000"), number_core("INV")), ("000".to_owned(), "inv".to_owned()));
    }
}
