//! Number formats of Excel: which of them show a number as a date.

/// Whether one of Excel's own formats, known by number, shows a date. A length of time (46) is none.
pub(crate) fn is_date_format_id(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether a format as `dd/mm/yyyy` shows a date: it has one of the letters of day, month, year or time outside of
/// quotes and brackets. `[h]:mm`, a length of time, is none.
pub(crate) fn is_date_format(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            // The next one is shown as it is, or gives a width.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => {
                characters.by_ref().take_while(|&c| c != '"').for_each(drop);
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|&c| c != ']').collect();
                let unit = inside.to_ascii_lowercase();
                if !unit.is_empty() && ['h', 'm', 's'].iter().any(|letter| unit.chars().all(|c| c == *letter)) {
                    return false;
                }
            }
            // What follows is for negative numbers.
            ';' => return false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_known() {
        for code in ["dd/mm/yyyy", "[$-409]d-mmm-yy;@", "YYYY-MM-DD", "h:mm AM/PM", "[$-F800]dddd", "mmm yyyy"] {
            assert!(is_date_format(code), "{code}");
        }
        for code in
            ["General", "0.00", "#,##0.00 \"kr\"", "[Red]0;0", "[$USD] #,##0", "[h]:mm:ss", "\\d0", "0;yyyy", "@", ""]
        {
            assert!(!is_date_format(code), "{code}");
        }
    }
}
