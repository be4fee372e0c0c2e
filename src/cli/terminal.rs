//! Text for people on a terminal: its width, lines that wrap between words, and emphasis.
//!
//! What is printed goes through `anstream`, which takes the emphasis off again where nobody looks at a terminal.

use std::{env, io};

use clap::builder::styling::{AnsiColor, Style};
use terminal_size::{Width, terminal_size_of};

/// Headlines.
pub(super) const STRONG: Style = Style::new().bold();
/// What stops a pack.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What the reader should know.
pub(super) const ODD: Style = AnsiColor::Yellow.on_default().bold();
/// What is as it should be.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();

/// Columns of a page where nothing says how wide it is: as wide as reads well.
const WIDTH_USUAL: usize = 100;
/// Narrower pages are not laid out well, and wider ones do not read well.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=120;

/// How many columns a line may have: as many as the terminal that shows it has, else `COLUMNS` of the environment,
/// within reason.
#[expect(clippy::disallowed_methods, reason = "the terminal's width is no setting, and changes no pack")]
pub(super) fn width() -> usize {
    let terminal = terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns));
    let columns = terminal.or_else(|| env::var("COLUMNS").ok()?.parse().ok());
    columns.unwrap_or(WIDTH_USUAL).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// `text` on lines of at most `width` columns, broken between words. The first line begins with `first`, all others
/// with as many blanks.
pub(super) fn wrapped(first: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(columns(first));
    let mut lines = String::from(first);
    let mut used = columns(first);
    let mut line_is_empty = true;
    for word in text.split_whitespace() {
        let more = columns(word) + usize::from(!line_is_empty);
        if !line_is_empty && used + more > width {
            lines.push('\n');
            lines.push_str(&indent);
            used = columns(&indent) + columns(word);
        } else {
            if !line_is_empty {
                lines.push(' ');
            }
            used += more;
        }
        lines.push_str(word);
        line_is_empty = false;
    }
    lines.push('\n');
    lines
}

/// The same, every paragraph of `text` by itself; blank lines divide paragraphs.
pub(super) fn paragraphs(first: &str, text: &str, width: usize) -> String {
    let wrap = |paragraph: &str| wrapped(first, paragraph, width);
    text.split("\n\n").map(wrap).collect::<Vec<_>>().join("\n")
}

/// How many columns a text without emphasis takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text, filled up with blanks to `width` columns.
pub(super) fn left(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

/// `1234567` as `1,234,567`; a sign and decimals stay as they are.
pub(super) fn grouped(number: &str) -> String {
    let (sign, unsigned) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, decimals) = unsigned.find('.').map_or((unsigned, ""), |point| unsigned.split_at(point));
    let mut text = String::from(sign);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + decimals
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("  - ", "one two three four", 13), "  - one two\n    three\n    four\n");
        assert_eq!(wrapped("", "averyverylongword b", 5), "averyverylongword\nb\n");
        assert_eq!(paragraphs("  ", "a\nb\n\nc", 80), "  a b\n\n  c\n");
    }

    #[test]
    fn thousands_are_grouped() {
        for (plain, shown) in [("0", "0"), ("999", "999"), ("-1234567.80", "-1,234,567.80"), ("100000", "100,000")] {
            assert_eq!(grouped(plain), shown);
        }
    }

    proptest! {
        #[test]
        fn wrapping_loses_no_word_and_keeps_to_the_width(text in "[a-z ]{0,200}", width in 10_usize..60) {
            let lines = wrapped("> ", &text, width);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(lines.trim_start_matches('>')), words(&text));
            for line in lines.lines() {
                prop_assert!(columns(line) <= width || words(line.trim_start_matches('>')).len() == 1);
            }
        }
    }
}
