//! The texts that a format's rules name, compared with cells without regard to capitals and without copying the cell.

use serde::Deserialize;

/// A few texts in lower case, as a format lists them.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct KnownTexts(Vec<String>);

impl KnownTexts {
    /// Whether the list names none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `cell` is one of them.
    pub(crate) fn have(&self, cell: &str) -> bool {
        if cell.is_ascii() {
            self.0.iter().any(|text| text.eq_ignore_ascii_case(cell))
        } else {
            let cell = cell.to_lowercase();
            self.0.contains(&cell)
        }
    }

    /// Whether one of them stands in `cell`.
    pub(crate) fn stand_in(&self, cell: &str) -> bool {
        if cell.is_ascii() {
            let stands = |text: &String| {
                text.is_empty() || cell.as_bytes().windows(text.len()).any(|w| w.eq_ignore_ascii_case(text.as_bytes()))
            };
            self.0.iter().any(stands)
        } else {
            let cell = cell.to_lowercase();
            self.0.iter().any(|text| cell.contains(text.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_compared_without_regard_to_capitals() {
        let texts = |list: &[&str]| KnownTexts(list.iter().map(|&text| text.to_owned()).collect());
        let known = texts(&["void", "", "bezahlt für"]);
        for (cell, is_known) in [("VOID", true), ("", true), ("Bezahlt FÜR", true), ("voided", false), ("für", false)]
        {
            assert_eq!(known.have(cell), is_known, "{cell}");
        }
        let parts = texts(&["income", "ü"]);
        for (cell, stands) in [("Other INCOME", true), ("GEBÜHR", true), ("inc", false), ("", false)] {
            assert_eq!(parts.stand_in(cell), stands, "{cell}");
        }
        assert!(texts(&[""]).stand_in("") && !texts(&[]).stand_in("a") && texts(&[]).is_empty());
    }
}
