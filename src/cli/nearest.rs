//! Which of some names a misspelt one may have meant.

/// The names most like a text that is none of them, best first, at most three.
pub(super) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    const SHOWN: usize = 3;
    let wanted = plain(text);
    let mut by_distance: Vec<(usize, &str)> = names
        .map(|name| (strsim::levenshtein(&wanted, &plain(name)), name))
        // More changes than half of it: another word altogether, unless it shares one.
        .filter(|(distance, name)| *distance <= wanted.chars().count() / 2 || shares_a_word(&wanted, &plain(name)))
        .collect();
    by_distance.sort_unstable();
    by_distance.into_iter().take(SHOWN).map(|(_, name)| name).collect()
}

/// Small letters, with hyphens between the words.
fn plain(text: &str) -> String {
    text.to_lowercase().replace([' ', '_'], "-")
}

fn shares_a_word(text: &str, name: &str) -> bool {
    const LETTERS_MIN: usize = 4;
    text.split('-').any(|word| word.len() >= LETTERS_MIN && name.split('-').any(|other| other == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbours() {
        let names = ["net_revenue_ttm", "open_balance", "Hollis & Wren", "Dunmore"];
        assert_eq!(nearest("net revenue tmm", names.into_iter()), ["net_revenue_ttm"]);
        assert_eq!(nearest("wren", names.into_iter()), ["Hollis & Wren"]);
        assert!(nearest("zzzz", names.into_iter()).is_empty());
    }
}
