//! Figures in the adviser's notes: `{{net_revenue_ttm}}` becomes the figure, and `{{net_revenue_ttm = 3,061,204}}` says
//! what it was when the note was written, so that a figure that has moved since is marked.

use std::collections::BTreeMap;

use super::format;
use super::model::Figure;

/// A mark in a note that cannot stand as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkTrouble {
    /// The line of the note, from 1.
    pub line: u32,
    /// The figure's id, as it stands there.
    pub figure: String,
    /// What is wrong.
    pub kind: MarkTroubleKind,
}

/// What can be wrong with a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkTroubleKind {
    /// No figure has this id.
    Unknown,
    /// The figure has moved since the note was written.
    Moved {
        /// What the note says.
        written: String,
        /// What it is now.
        now: String,
    },
}

/// One mark: the figure's id, and what the note says that it is.
struct Mark<'a> {
    figure: &'a str,
    written: Option<&'a str>,
}

/// A text and the mark that follows it, and the text after the last one without a mark.
fn pieces(markdown: &str) -> Vec<(&str, Option<Mark<'_>>)> {
    let mut pieces = Vec::new();
    let mut rest = markdown;
    while let Some((before, (inside, after))) =
        rest.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
    {
        let (figure, written) = match inside.split_once('=') {
            Some((figure, written)) => (figure.trim(), Some(written.trim())),
            None => (inside.trim(), None),
        };
        pieces.push((before, Some(Mark { figure, written })));
        rest = after;
    }
    pieces.push((rest, None));
    pieces
}

/// The note with its marks as text. A mark of an unknown figure stays as it was written.
pub(super) fn filled_in(markdown: &str, figures: &BTreeMap<String, Figure>) -> String {
    let mut text = String::with_capacity(markdown.len());
    for (before, mark) in pieces(markdown) {
        text += before;
        let Some(mark) = mark else { continue };
        text += &match (figures.get(mark.figure), mark.written) {
            (None, None) => ["{{", mark.figure, "}}"].concat(),
            (None, Some(written)) => ["{{", mark.figure, " = ", written, "}}"].concat(),
            (Some(figure), None) => figure.text.clone(),
            (Some(figure), Some(written)) if holds(written, figure) => written.to_owned(),
            (Some(figure), Some(written)) => {
                [written, " (**this figure has moved since: now ", &figure.text, "**)"].concat()
            }
        };
    }
    text
}

/// Every mark of a note that is wrong by now.
pub fn mark_troubles(markdown: &str, figures: &BTreeMap<String, Figure>) -> Vec<MarkTrouble> {
    let mut troubles = Vec::new();
    let mut line = 1;
    for (before, mark) in pieces(markdown) {
        line += u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        let Some(mark) = mark else { continue };
        let kind = match (figures.get(mark.figure), mark.written) {
            (None, _) => MarkTroubleKind::Unknown,
            (Some(figure), Some(written)) if !holds(written, figure) => {
                MarkTroubleKind::Moved { written: written.to_owned(), now: figure.text.clone() }
            }
            _ => continue,
        };
        troubles.push(MarkTrouble { line, figure: mark.figure.to_owned(), kind });
    }
    troubles
}

/// Whether a figure still is what was written, to as many digits as were written.
fn holds(written: &str, figure: &Figure) -> bool {
    let plain = |text: &str| text.replace([' ', format::NO_BREAK], "");
    if plain(written) == plain(&figure.text) {
        return true;
    }
    let (Some((number, half_digit)), Some(value)) = (number(&plain(written), &figure.unit), figure.value) else {
        return false;
    };
    (number - value).abs() <= half_digit * (1.0 + 1e-9)
}

/// A number as people write it, `3,061,204`, `94.1%`, `3.06M` or `−12.5`, and half of what its last digit stands for.
fn number(text: &str, unit: &str) -> Option<(f64, f64)> {
    let unsigned = text.trim_start_matches(['-', '\u{2212}']);
    let letters = unsigned.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let digits = unsigned.strip_suffix(letters)?.replace(',', "");
    let scale = match letters {
        "%" => 0.01,
        "k" => 1e3,
        "M" => 1e6,
        "bn" => 1e9,
        "days" | "day" if unit == "days" => 1.0,
        "" => 1.0,
        code if code == unit => 1.0,
        _ => return None,
    };
    let places = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let value: f64 = digits.parse().ok()?;
    let last_digit = (0..places).fold(scale, |scale, _| scale / 10.0);
    let sign = if unsigned.len() < text.len() { -1.0 } else { 1.0 };
    Some((sign * value * scale, last_digit / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> BTreeMap<String, Figure> {
        let figure = |unit: &str, value: f64, text: &str| Figure {
            name: String::new(),
            value: Some(value),
            unit: unit.to_owned(),
            text: text.to_owned(),
            reason: None,
            method: String::new(),
            formula: String::new(),
            inputs: Vec::new(),
            documents: None,
        };
        BTreeMap::from([
            ("sales".to_owned(), figure("USD", 3_061_204.45, "3,061,204")),
            ("kept".to_owned(), figure("ratio", 0.941_826, "94.2%")),
        ])
    }

    #[test]
    fn marks_become_figures_and_moved_ones_say_so() {
        let text = |note: &str| filled_in(note, &figures());
        assert_eq!(text("Sales of {{sales}}, kept {{ kept }}."), "Sales of 3,061,204, kept 94.2%.");
        assert_eq!(text("{{sales = 3,061,204}}"), "3,061,204");
        assert_eq!(text("{{sales=3.06 M}} and {{kept = 94 %}}"), "3.06 M and 94 %");
        assert_eq!(text("{{sales = 2,945,770}}!"), "2,945,770 (**this figure has moved since: now 3,061,204**)!");
        assert_eq!(text("{{unknown = 3}} {{ or }} {{"), "{{unknown = 3}} {{or}} {{");
    }

    #[test]
    fn as_many_digits_as_were_written_must_hold() {
        let figures = figures();
        let holds = |written: &str, id: &str| holds(written, &figures[id]);
        for good in ["3,061,204.45", "3061204", "3.1M", "3,061k", "3.06 M", "3,061,204.45 USD"] {
            assert!(holds(good, "sales"), "{good}");
        }
        for bad in ["3,061,205", "3.07M", "-3,061,204", "3.06 mio", "", "about three million", "3,061,204.46"] {
            assert!(!holds(bad, "sales"), "{bad}");
        }
        assert!(holds("94.2%", "kept") && holds("0.94", "kept") && !holds("94.1%", "kept"));
    }

    #[test]
    fn troubles_have_their_lines() {
        let found = mark_troubles("First {{sales}}\n\nthen {{kept = 90%}}\nand {{nothing}}", &figures());
        let moved = MarkTroubleKind::Moved { written: "90%".to_owned(), now: "94.2%".to_owned() };
        let wanted = [(3, "kept", moved), (4, "nothing", MarkTroubleKind::Unknown)];
        let wanted = wanted.map(|(line, figure, kind)| MarkTrouble { line, figure: figure.to_owned(), kind });
        assert_eq!(found, wanted);
    }
}
