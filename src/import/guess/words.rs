//! The words of five languages by which columns, types and totals are known: `words.toml`, compiled in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::import::headings::normal_heading;

/// The table of words, all in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Headings by our name for the column.
    pub(super) headings: BTreeMap<String, Vec<String>>,
    /// Texts of a column of types, by the kind of document.
    pub(super) types: BTreeMap<String, Vec<String>>,
    /// Texts of a column of statuses that make a row no fact, by the reason.
    pub(super) statuses: BTreeMap<String, Vec<String>>,
    totals: TotalWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TotalWords {
    words: Vec<String>,
}

/// A test reads the table, so that it is never empty in a released binary.
static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

/// The table.
pub(super) fn words() -> &'static Words {
    &WORDS
}

/// A shorter word within a long heading says little.
const LETTERS_MIN: usize = 4;

/// How well a heading is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// It holds a word of the table.
    Holds,
    /// It is one.
    Is,
}

impl Words {
    /// How well a heading is known as that of the column `name`, and by how long a word: longer ones say more.
    pub(super) fn heading(&self, name: &str, heading: &str) -> Option<(Known, usize)> {
        let heading = normal_heading(&heading.replace('_', " "));
        let heading = heading.trim_end_matches([':', '*']);
        let known = self.headings.get(name)?;
        if known.iter().any(|word| word == heading) {
            return Some((Known::Is, heading.len()));
        }
        let holds = |word: &&String| word.len() >= LETTERS_MIN && holds_word(heading, word);
        known.iter().filter(holds).map(|word| (Known::Holds, word.len())).max()
    }

    /// The kind of document that a text of a column of types means.
    pub(super) fn kind(&self, text: &str) -> Option<&str> {
        key_of(&self.types, text)
    }

    /// Why a row with this status is no fact; `None` where it is one or the text is not known.
    pub(super) fn left_out(&self, status: &str) -> Option<&str> {
        key_of(&self.statuses, status)
    }

    /// Whether a text begins with a word for totals.
    pub(super) fn is_total(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let begins = |word: &String| {
            text.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        self.totals.words.iter().any(begins)
    }
}

fn key_of<'a>(table: &'a BTreeMap<String, Vec<String>>, text: &str) -> Option<&'a str> {
    let text = text.to_lowercase().replace('_', " ");
    table.iter().find(|(_, words)| words.contains(&text)).map(|(key, _)| key.as_str())
}

/// Whether `word` stands in `text` with no letter before or behind it.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric));
        let behind = text.get(at + word.len()..).is_none_or(|rest| !rest.starts_with(char::is_alphanumeric));
        before && behind
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::KindName;

    #[test]
    fn the_table_is_sound() {
        let words: Words = toml::from_str(include_str!("words.toml")).expect("sound");
        for (name, headings) in &words.headings {
            for heading in headings {
                assert_eq!(*heading, normal_heading(heading), "{name}: as headings are compared, please");
            }
        }
        for kind in words.types.keys() {
            assert!(KindName::try_from(kind.clone()).is_ok(), "{kind}");
        }
    }

    #[test]
    fn headings_of_five_languages_are_known() {
        for (name, heading) in [
            ("customer", "Kundenname"),
            ("number", "N° de facture"),
            ("date", "Fecha de emisión"),
            ("due_date", "Vervaldatum"),
            ("gross", "Total incl. tax"),
        ] {
            assert_eq!(words().heading(name, heading).map(|known| known.0), Some(Known::Is), "{heading}");
        }
        assert_eq!(words().heading("customer", "Main customer of the group").map(|k| k.0), Some(Known::Holds));
        assert_eq!(words().heading("customer", "Shelf"), None);
        assert!(words().is_total("Summe:") && words().is_total("TOTAL") && !words().is_total("Totalschaden GmbH"));
    }
}
