//! What is wrong with the input, said so that a bookkeeper can mend it.

use std::fmt;

use super::Origin;

/// How bad a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The pack is built; the reader should know.
    Warning,
    /// The client's pack is not built, unless its settings waive the code.
    Error,
}

/// The stable name of a kind of problem, as in `unreadable-amount`: kebab case, never reused. A
/// client's settings waive problems by it.
pub type Code = &'static str;

/// One thing that is wrong: where, what was seen, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind.
    pub code: Code,
    /// Whether it stops the client's pack.
    pub severity: Severity,
    /// Where; `None` where the client's data as a whole is meant.
    pub origin: Option<Origin>,
    /// What was seen, with the offending text quoted: one sentence without a full stop.
    pub seen: String,
    /// What to do about it: one sentence without a full stop, in the imperative.
    pub remedy: String,
}

impl Problem {
    /// A problem that stops the client's pack.
    pub fn error(
        code: Code,
        origin: impl Into<Option<Origin>>,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code, severity: Severity::Error, origin: origin.into(), seen: seen.into(), remedy: remedy.into() }
    }

    /// A problem that the reader of the pack should know.
    pub fn warning(
        code: Code,
        origin: impl Into<Option<Origin>>,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, origin, seen, remedy) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]", self.code)?;
        if let Some(origin) = &self.origin {
            write!(f, " {origin}")?;
        }
        write!(f, ": {}. {}.", self.seen, self.remedy)
    }
}
