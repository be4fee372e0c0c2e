//! How a run ended: its exit code and its closing line.

use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

/// How one client, or the whole run, ended; the worst one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// All is well.
    #[default]
    Good,
    /// Problems in the data.
    Problems,
    /// Wrong arguments or settings.
    Usage,
    /// A failure of ours.
    Failure,
}

impl Outcome {
    /// 0, 1, 2 or 3.
    pub(super) fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Good => 0,
            Self::Problems => 1,
            Self::Usage => 2,
            Self::Failure => 3,
        })
    }
}

/// What a run did, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Clients that were finished.
    pub(super) clients: usize,
    /// Clients that were not, for whatever reason.
    pub(super) failed: usize,
    /// Documents in the ledgers.
    pub(super) documents: usize,
    /// Warnings, over all clients.
    pub(super) warnings: usize,
    /// The worst outcome.
    pub(super) outcome: Outcome,
}

impl Tally {
    /// Both together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            clients: self.clients + other.clients,
            failed: self.failed + other.failed,
            documents: self.documents + other.documents,
            warnings: self.warnings + other.warnings,
            outcome: self.outcome.max(other.outcome),
        }
    }

    /// The closing line: "4 clients built, 4,980 documents, 3 warnings, 1.9 s".
    pub(super) fn closing_line(self, done: &str, took: Duration) -> String {
        let failed = if self.failed == 0 { String::new() } else { format!(", {} not {done}", Count(self.failed, "")) };
        format!(
            "{} {done}{failed}, {}, {}, {:.1} s",
            Count(self.clients, "client"),
            Count(self.documents, "document"),
            Count(self.warnings, "warning"),
            took.as_secs_f64(),
        )
    }
}

/// A number of things: "1 client", "4,980 documents"; the bare number where the thing has no name.
struct Count(usize, &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (place, digit) in digits.char_indices() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match (self.0, self.1) {
            (_, "") => Ok(()),
            (1, thing) => write!(f, " {thing}"),
            (_, thing) => write!(f, " {thing}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts() {
        let tally = Tally { clients: 1, failed: 0, documents: 1_234_567, warnings: 0, outcome: Outcome::Good };
        let line = tally.closing_line("built", Duration::from_millis(1940));
        assert_eq!(line, "1 client built, 1,234,567 documents, 0 warnings, 1.9 s");
        let both = tally.plus(Tally { failed: 2, outcome: Outcome::Problems, ..Tally::default() });
        assert!(both.closing_line("built", Duration::ZERO).starts_with("1 client built, 2 not built, "));
        assert_eq!(both.outcome, Outcome::Problems);
    }
}
