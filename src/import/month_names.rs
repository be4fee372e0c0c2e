//! The names of the months in the languages of the exports that are known.

/// Each month's names in English, German, French, Spanish and Dutch, in lower case.
const NAMES: [&[&str]; 12] = [
    &["january", "januar", "jänner", "janvier", "enero", "januari"],
    &["february", "februar", "février", "fevrier", "febrero", "februari"],
    &["march", "märz", "maerz", "mars", "marzo", "maart", "mrz", "mrt"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo", "mei"],
    &["june", "juni", "juin", "junio"],
    &["july", "juli", "juillet", "julio"],
    &["august", "août", "aout", "agosto", "augustus"],
    &["september", "septembre", "septiembre", "setiembre"],
    &["october", "oktober", "octobre", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "dezember", "décembre", "decembre", "diciembre"],
];

/// 1 for `Jan`, `january`, `JANV`, `enero` to 12; abbreviations have three letters at least.
pub(crate) fn month_named(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let fits = |names: &[&str]| text.chars().count() >= 3 && names.iter().any(|name| name.starts_with(&text));
    // `jui` is June in French, and July too: an abbreviation that fits two months names none.
    let mut months = (1_u32..).zip(NAMES).filter(|(_, names)| fits(names)).map(|(number, _)| number);
    months.next().filter(|_| months.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_five_languages() {
        for (text, month) in [
            ("Jan", 1),
            ("Jänner", 1),
            ("févr", 2),
            ("März", 3),
            ("mars", 3),
            ("maart", 3),
            ("MRT", 3),
            ("avr", 4),
            ("Mai", 5),
            ("mei", 5),
            ("juin", 6),
            ("juil", 7),
            ("août", 8),
            ("Sept", 9),
            ("okt", 10),
            ("noviembre", 11),
            ("Dezember", 12),
        ] {
            assert_eq!(month_named(text), Some(month), "{text}");
        }
        for text in ["", "ja", "jui", "Total", "janua1"] {
            assert_eq!(month_named(text), None, "{text}");
        }
    }
}
