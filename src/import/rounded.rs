//! Numbers of documents and customers that a spreadsheet program has rounded: it shows `113180126743` as `1.1318E+11`
//! and saves that, so that the number is lost and several of them become one.

use super::cells::Cells;
use super::field::Field;
use super::notices::quoted;

/// The texts that say which document a row is of. A customer has its name beside its id.
const IDENTITIES: [Field; 2] = [Field::Number, Field::AppliesTo];

/// So many digits of a number a spreadsheet keeps.
const DIGITS_KEPT: usize = 15;

/// Tells the rounded numbers of a row.
pub(crate) fn check_identities(cells: &mut Cells<'_>) {
    for field in IDENTITIES {
        let text = cells.text(field);
        if is_shortened(text) {
            let seen = format!(
                "{} is what a spreadsheet program makes of a long number: its last digits are lost",
                quoted(text)
            );
            let remedy = "Export again, and do not save the export in a spreadsheet program before you hand it over";
            cells.fail("rounded-number", Some(field), seen, remedy);
        }
    }
}

/// Whether an id is one of many digits that a spreadsheet program has made a number of: `1.1318E+18`, or noughts from the
/// sixteenth digit on. Different customers then have the same id.
pub(crate) fn is_rounded(id: &str) -> bool {
    let ends_in_noughts = id.len() > DIGITS_KEPT + 2 && id.bytes().skip(DIGITS_KEPT).all(|digit| digit == b'0');
    is_shortened(id) || is_digits(id) && ends_in_noughts
}

/// Whether a number that a spreadsheet holds has more digits than it keeps.
pub(crate) fn has_lost_digits(number: &str) -> bool {
    number.bytes().filter(u8::is_ascii_digit).count() > DIGITS_KEPT
}

/// Whether a text is a number as spreadsheets shorten it: `1.1318E+18`, `1E+05`, `1,1318E+11`.
fn is_shortened(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['E', 'e']) else { return false };
    let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    exponent.strip_prefix('+').is_some_and(is_digits) && is_digits(whole) && is_digits(decimals)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_more_digits_than_a_spreadsheet_keeps_has_lost_some() {
        assert!(has_lost_digits("1131801267438480000") && !has_lost_digits("113180126743848"));
    }

    #[test]
    fn numbers_that_a_spreadsheet_rounded_are_seen() {
        for (id, rounded) in [
            ("1131801267438470000", true),
            ("1.1318E+18", true),
            ("1,13E+18", true),
            ("2E+18", true),
            ("1131801267438479900", false),
            ("2520018000000073035", false),
            ("10000", false),
            ("E+18", false),
            ("C1E+", false),
            ("ACME", false),
            ("INV-1E+05", false),
        ] {
            assert_eq!(is_rounded(id), rounded, "{id}");
        }
    }
}
