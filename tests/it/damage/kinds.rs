//! The ways in which one cell of an export can be damaged.

use super::cells::Cell;

/// What happens to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// It holds nothing any more.
    Emptied,
    /// It holds this, which is no amount, no date and no known word.
    Garbage(&'static str),
    /// The delimiter behind it is gone: it and the next one are one, and all others move to the left.
    Joined,
    /// Point and comma change places.
    OtherMark,
    /// A year of four digits is another one.
    OtherYear,
    /// Its last digit is gone.
    Cut,
}

impl Damage {
    pub(super) const ALL: [Self; 14] = [
        Self::Emptied,
        Self::Garbage("#REF!"),
        Self::Garbage("#N/A"),
        Self::Garbage("x"),
        Self::Garbage("??"),
        Self::Garbage("\u{fffd}"),
        Self::Garbage("1.2.3"),
        Self::Garbage("32/13/2025"),
        Self::Garbage("1E+05"),
        Self::Joined,
        Self::OtherMark,
        Self::OtherYear,
        Self::OtherYear,
        Self::Cut,
    ];

    /// The text with this damage done to one cell; `None` where it cannot happen to this cell.
    pub(super) fn done(self, text: &str, cell: &Cell) -> Option<String> {
        let (before, written, after) = (&text[..cell.span.start], &text[cell.span.clone()], &text[cell.span.end..]);
        let changed = match self {
            Self::Emptied => String::new(),
            Self::Garbage(garbage) => garbage.to_owned(),
            Self::Joined => {
                let rest = after.get(1..).filter(|_| cell.is_followed)?;
                return Some(format!("{before}{written}{rest}"));
            }
            Self::OtherMark => {
                let swapped = written.chars().map(|c| match c {
                    '.' => ',',
                    ',' => '.',
                    other => other,
                });
                let swapped: String = swapped.collect();
                if swapped.starts_with('"') { swapped } else { format!("\"{swapped}\"") }
            }
            Self::OtherYear => {
                let year =
                    written.find("20").filter(|at| written[*at..].bytes().take(4).all(|b| b.is_ascii_digit()))?;
                format!("{}29{}", &written[..year], &written[year + 2..])
            }
            Self::Cut => {
                let last = written.rfind(|c: char| c.is_ascii_digit())?;
                format!("{}{}", &written[..last], &written[last + 1..])
            }
        };
        (changed.trim_matches('"') != written.trim_matches('"')).then(|| format!("{before}{changed}{after}"))
    }

    /// The text that stands there instead, where it is one that nobody meant.
    pub(super) fn garbage(self) -> Option<&'static str> {
        if let Self::Garbage(text) = self { Some(text) } else { None }
    }

    /// Whether that text can only be the trace of an error, even among names and numbers.
    pub(super) fn is_trace(self) -> bool {
        self.garbage().is_some_and(|text| text.starts_with('#') || text == "\u{fffd}")
    }

    /// Whether what stands there afterwards may be a value that somebody meant.
    pub(super) fn may_be_meant(self) -> bool {
        !matches!(self, Self::Garbage(_))
    }
}
