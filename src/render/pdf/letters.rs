//! Letters that the typeface lacks. A tagged PDF may not hold a missing glyph, and a customer's name must never stop a
//! pack: such letters become a visible mark, invisible controls go, and long words get places to break.

use std::collections::BTreeSet;

use serde_json::Value;

use super::widths::Faces;

/// Stands for a letter that the typeface lacks.
const MARK: char = '\u{25A1}';

/// A place to break that shows nothing.
const BREAK: char = '\u{200B}';

/// Longer words than this get places to break, so that they cannot run over the next column.
const LONGEST_WORD: usize = 24;

/// Letters between two places to break in a word that is too long.
const BREAK_EVERY: usize = 12;

/// Keys of the report's JSON that hold addresses and ids, not text.
const NOT_TEXT: [&str; 5] = ["href", "id", "section", "block", "slug"];

/// The letters that a pack can be set in.
pub(super) struct Letters(BTreeSet<char>);

impl Letters {
    /// The letters that both weights of the text face have. Headings in another face fall back to it.
    pub(super) fn of(faces: &Faces) -> Self {
        Self(faces.letters().filter(|&letter| !is_private(letter)).collect())
    }

    /// Makes every text inside `value` one that can be set; the texts in which letters were replaced join `replaced`.
    pub(super) fn settle(&self, value: &mut Value, replaced: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                let (settled, marked) = self.settled(text);
                let original = std::mem::replace(text, settled);
                if marked {
                    replaced.insert(original);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.settle(value, replaced)),
            Value::Object(fields) => fields
                .iter_mut()
                .filter(|(key, value)| !(NOT_TEXT.contains(&key.as_str()) && value.is_string()))
                .for_each(|(_, value)| self.settle(value, replaced)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// `text` as it can be set, and whether letters had to be replaced.
    pub(super) fn settled(&self, text: &str) -> (String, bool) {
        let (set, replaced) = self.replaced(text);
        (with_breaks(&set, LONGEST_WORD, BREAK_EVERY), replaced)
    }

    /// `text` with a mark for each letter that cannot be set, without places to break: for drawings and addresses.
    pub(super) fn replaced(&self, text: &str) -> (String, bool) {
        let mut replaced = false;
        let set = text
            .chars()
            .filter_map(|letter| match letter {
                '\n' => Some('\n'),
                '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
                _ if letter.is_control() || is_invisible(letter) => None,
                _ if self.0.contains(&letter) => Some(letter),
                _ => {
                    replaced = true;
                    Some(MARK)
                }
            })
            .collect();
        (set, replaced)
    }
}

/// `text` with a place to break after every `every` letters of each word longer than `longest`.
pub(super) fn with_breaks(text: &str, longest: usize, every: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let mut broken = String::with_capacity(text.len() + text.len() / every * BREAK.len_utf8());
    for word in text.split_inclusive([' ', '\n', '-', BREAK]) {
        let is_long = word.chars().count() > longest;
        for (index, letter) in word.chars().enumerate() {
            if is_long && index > 0 && index % every == 0 {
                broken.push(BREAK);
            }
            broken.push(letter);
        }
    }
    broken
}

/// Controls of direction, joining and variation: without a glyph of their own, and able to reorder a whole line.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters whose meaning is private to one font.
fn is_private(letter: char) -> bool {
    matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::Engine;
    use proptest::prelude::*;

    fn settled(text: &str) -> (String, bool) {
        Engine::built_in().expect("the built-in engine").letters.settled(text)
    }

    #[test]
    fn letters_of_the_typeface_stay() {
        for name in ["Łódź GmbH", "Ελληνικά ὕδωρ", "Чай и кофе", "−1,234 €", "Việt Nam", "O’Brien & Co"]
        {
            assert_eq!(settled(name), (name.to_owned(), false));
        }
    }

    #[test]
    fn letters_that_the_typeface_lacks_are_marked_and_controls_go() {
        assert_eq!(settled("日本 Ltd"), ("□□ Ltd".to_owned(), true));
        assert_eq!(settled("\u{202E}evil\u{200F}\u{7}\u{0}"), ("evil".to_owned(), false));
        assert_eq!(settled("cake 🎂\u{FE0F}"), ("cake □".to_owned(), true));
        assert_eq!(settled("\u{E000}\u{FFFE}"), ("□□".to_owned(), true));
        assert_eq!(settled("a\tb"), ("a b".to_owned(), false));
    }

    #[test]
    fn long_words_can_break() {
        let (text, _) = settled(&"x".repeat(30));
        assert_eq!(text, format!("{0}\u{200B}{0}\u{200B}xxxxxx", "x".repeat(12)));
        let name = "Müller & Söhne Großhandelsgesellschaft mbH";
        assert_eq!(settled(name).0, name);
    }

    #[test]
    fn addresses_and_ids_stay_as_they_are() {
        let mut value =
            serde_json::json!({"href": "https://例.example", "id": "日", "text": "日", "list": ["日", "a"]});
        let mut replaced = BTreeSet::new();
        Engine::built_in().expect("the built-in engine").letters.settle(&mut value, &mut replaced);
        assert_eq!(replaced, BTreeSet::from(["日".to_owned()]));
        assert_eq!(
            value,
            serde_json::json!({"href": "https://例.example", "id": "日", "text": "□", "list": ["□", "a"]})
        );
    }

    proptest! {
        #[test]
        fn settling_twice_is_settling_once(text in "\\PC{0,80}") {
            let (once, _) = settled(&text);
            let (twice, replaced) = settled(&once);
            prop_assert_eq!(once, twice);
            prop_assert!(!replaced);
        }
    }
}
