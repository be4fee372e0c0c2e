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
    /// Two braces that no two others close on the same line.
    Unclosed,
    /// The pack has no value for the figure.
    WithoutValue,
    /// What the note says that the figure is cannot be compared with it.
    Unreadable {
        /// What the note says.
        written: String,
        /// What it is now.
        now: String,
    },
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
    /// Everything between the braces, or what follows those that stay open.
    inside: &'a str,
    is_closed: bool,
}

impl<'a> Mark<'a> {
    /// The mark whose braces were just opened, and the text behind it.
    fn opened(rest: &'a str) -> (Self, &'a str) {
        let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
        let own = line.split("{{").next().unwrap_or(line);
        let closed = own.split_once("}}").map(|(inside, _)| inside);
        let inside = closed.unwrap_or(own);
        let behind = rest.get(inside.len() + if closed.is_some() { 2 } else { 0 }..).unwrap_or_default();
        let (figure, written) = match inside.split_once('=') {
            Some((figure, written)) => (figure.trim(), Some(written.trim())),
            None => (inside.trim(), None),
        };
        (Self { figure, written, inside, is_closed: closed.is_some() }, behind)
    }

    /// The mark as it stands in the note.
    fn as_written(&self) -> String {
        let close = if self.is_closed { "}}" } else { "" };
        ["{{", self.inside, close].concat()
    }

    /// What is wrong with it, if anything is.
    fn trouble(&self, figure: Option<&Figure>) -> Option<MarkTroubleKind> {
        let Some(figure) = figure.filter(|_| self.is_closed) else {
            return Some(if self.is_closed { MarkTroubleKind::Unknown } else { MarkTroubleKind::Unclosed });
        };
        let now = || figure.text.clone();
        match self.written {
            Some(written) if holds(written, figure) => None,
            Some(written) if number(&without_spaces(written), &figure.unit).is_none() && !is_blank(written) => {
                Some(MarkTroubleKind::Unreadable { written: written.to_owned(), now: now() })
            }
            Some(written) => Some(MarkTroubleKind::Moved { written: written.to_owned(), now: now() }),
            None => figure.value.is_none().then_some(MarkTroubleKind::WithoutValue),
        }
    }
}

/// Whether a dash stands for the value, as the pack prints one where there is none.
fn is_blank(written: &str) -> bool {
    matches!(written, "-" | "\u{2013}" | "\u{2014}")
}

/// A text and the mark that follows it, and the text after the last one without a mark.
fn pieces(markdown: &str) -> Vec<(&str, Option<Mark<'_>>)> {
    let mut pieces = Vec::new();
    let mut rest = markdown;
    while let Some((before, opened)) = rest.split_once("{{") {
        let (mark, behind) = Mark::opened(opened);
        pieces.push((before, Some(mark)));
        rest = behind;
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
        let figure = figures.get(mark.figure);
        let now = || figure.map_or_else(|| mark.as_written(), |figure| figure.text.clone());
        text += &match (mark.trouble(figure), mark.written) {
            (Some(MarkTroubleKind::Unknown | MarkTroubleKind::Unclosed), _) => mark.as_written(),
            (Some(MarkTroubleKind::Moved { written, now }), _) => {
                [&written, " (**this figure has moved since: now ", &now, "**)"].concat()
            }
            (Some(MarkTroubleKind::Unreadable { .. } | MarkTroubleKind::WithoutValue), _) | (None, None) => now(),
            (None, Some(written)) => written.to_owned(),
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
        if let Some(kind) = mark.trouble(figures.get(mark.figure)) {
            let figure = if mark.is_closed { mark.figure.to_owned() } else { mark.as_written() };
            troubles.push(MarkTrouble { line, figure, kind });
        }
    }
    troubles
}

fn without_spaces(text: &str) -> String {
    text.replace([' ', format::NO_BREAK], "")
}

/// Whether a figure still is what was written, to as many digits as were written.
fn holds(written: &str, figure: &Figure) -> bool {
    if without_spaces(written) == without_spaces(&figure.text) {
        return true;
    }
    let (Some((number, half_digit)), Some(value)) = (number(&without_spaces(written), &figure.unit), figure.value)
    else {
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
            ("none".to_owned(), Figure { value: None, ..figure("ratio", 0.0, "–") }),
        ])
    }

    #[test]
    fn marks_become_figures_and_moved_ones_say_so() {
        let text = |note: &str| filled_in(note, &figures());
        assert_eq!(text("Sales of {{sales}}, kept {{ kept }}."), "Sales of 3,061,204, kept 94.2%.");
        assert_eq!(text("{{sales = 3,061,204}}"), "3,061,204");
        assert_eq!(text("{{sales=3.06 M}} and {{kept = 94 %}}"), "3.06 M and 94 %");
        assert_eq!(text("{{sales = 2,945,770}}!"), "2,945,770 (**this figure has moved since: now 3,061,204**)!");
        assert_eq!(text("{{unknown = 3}} {{ or }} {{"), "{{unknown = 3}} {{ or }} {{");
        assert_eq!(text("{{sales and {{kept}}\nor {{sales\n}}"), "{{sales and 94.2%\nor {{sales\n}}");
        assert_eq!(text("{{sales = abc}}, {{none}}"), "3,061,204, –");
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

    #[test]
    fn open_braces_values_that_are_none_and_figures_without_one_are_troubles() {
        let kinds = |note: &str| -> Vec<(u32, String, MarkTroubleKind)> {
            mark_troubles(note, &figures()).into_iter().map(|found| (found.line, found.figure, found.kind)).collect()
        };
        let open = |line, text: &str| (line, text.to_owned(), MarkTroubleKind::Unclosed);
        assert_eq!(kinds("a\n{{sales is\n{{kept}} {{"), [open(2, "{{sales is"), open(3, "{{")]);
        let (written, now) = ("abc".to_owned(), "94.2%".to_owned());
        assert_eq!(kinds("{{kept = abc}}"), [(1, "kept".to_owned(), MarkTroubleKind::Unreadable { written, now })]);
        assert_eq!(kinds("{{none}}"), [(1, "none".to_owned(), MarkTroubleKind::WithoutValue)]);
        assert_eq!(kinds("{{none = –}}"), []);
        let (written, now) = ("5%".to_owned(), "–".to_owned());
        assert_eq!(kinds("{{none = 5%}}"), [(1, "none".to_owned(), MarkTroubleKind::Moved { written, now })]);
    }
}
