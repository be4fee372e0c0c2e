//! The problems of one file, so that a file that is wrong throughout does not bury those of the others.

use std::collections::BTreeMap;

use crate::base::{Code, Origin, Problem, Severity};

/// So many problems of one kind are kept one by one. Who prints them shows fewer.
const TOLD: usize = 1000;

/// Collects the problems of one file.
#[derive(Debug)]
pub(crate) struct Notices {
    file: Origin,
    problems: Vec<Problem>,
    counts: BTreeMap<Code, (Severity, usize)>,
    /// Where the first problem of a kind stands that is not kept.
    untold: BTreeMap<Code, Origin>,
}

impl Notices {
    /// None yet.
    pub(crate) fn new(file: Origin) -> Self {
        Self { file, problems: Vec::new(), counts: BTreeMap::new(), untold: BTreeMap::new() }
    }

    /// Takes in one.
    pub(crate) fn add(&mut self, problem: Problem) {
        let (severity, count) = self.counts.entry(problem.code).or_insert((problem.severity, 0));
        *severity = problem.severity.max(*severity);
        *count += 1;
        if *count <= TOLD {
            self.problems.push(problem);
        } else {
            self.untold.entry(problem.code).or_insert(problem.origin.unwrap_or_else(|| self.file.clone()));
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// All of them, with one for each kind that has more than are told.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        for (code, (severity, count)) in self.counts {
            if count > TOLD {
                self.problems.push(Problem {
                    code,
                    severity,
                    // Behind the ones that are told, where problems are put in order.
                    origin: self.untold.remove(code),
                    seen: format!("There are {} more problems of this kind from here on", count - TOLD),
                    remedy: "See to the first ones: often one cause is behind them all".to_owned(),
                });
            }
        }
        self.problems
    }
}

/// A text from a file, in backquotes, in one line and cut to what a message can hold.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", shortened(text))
}

/// A text from a file in one line, cut after some sixty characters.
pub(crate) fn shortened(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut short: String = text.chars().take(LIMIT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_problems_of_a_kind_are_summed_up() {
        let file = Origin::file("a.csv");
        let mut notices = Notices::new(file.clone());
        for row in 1..=1005 {
            notices.add(Problem::error("unreadable-date", file.at_row(row), "x", "y"));
        }
        notices.add(Problem::warning("other", file, "x", "y"));
        let problems = notices.finish();
        assert_eq!(problems.len(), 1002);
        let last = problems.last().expect("one");
        assert!(last.seen.contains("5 more"));
        assert_eq!(last.origin.as_ref().and_then(|origin| origin.row), Some(1001));
    }

    #[test]
    fn quotes_are_short_and_in_one_line() {
        assert_eq!(quoted("a\nb"), "`a b`");
        assert_eq!(shortened(&"é".repeat(61)).chars().count(), 61);
    }
}
