//! The problems of a client in the order in which a bookkeeper sees to them: what stops the pack first, then by place;
//! and told so that many of a kind do not bury the others.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use clap::builder::styling::Style;

use crate::base::{Origin, Problem, Severity};

use super::books::Books;
use super::catalogue;
use super::terminal::{BAD, ODD, wrapped};

/// So many problems of one code and file are told one by one on a terminal.
const TOLD: usize = 5;
/// So many are printed in a pack.
const PRINTED: usize = 20;

/// What a problem does to the pack, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Stops it.
    Stops,
    /// Would stop it, but for the client's settings.
    Waived,
    /// Is printed in it.
    Told,
}

impl Weight {
    fn of(problem: &Problem, books: &Books) -> Self {
        match problem.severity {
            Severity::Warning => Self::Told,
            Severity::Error if books.waives(problem) => Self::Waived,
            Severity::Error => Self::Stops,
        }
    }

    fn word(self) -> (&'static str, Style) {
        match self {
            Self::Stops => ("error", BAD),
            Self::Waived => ("waived", ODD),
            Self::Told => ("warning", ODD),
        }
    }
}

/// All problems of a client: errors, waived errors, warnings; each of them by place, those of the whole client last.
pub(super) fn sorted(books: &Books) -> Vec<&Problem> {
    let mut problems: Vec<&Problem> = books.problems.iter().collect();
    problems.sort_by_key(|problem| (Weight::of(problem, books), problem.origin.is_none(), problem.origin.clone()));
    problems
}

/// The problems as text, those of one code and remedy together; of each file the first few, and how many more.
pub(super) fn text(problems: &[&Problem], books: &Books, width: usize) -> String {
    let mut groups: Vec<Vec<&Problem>> = Vec::new();
    for problem in problems {
        let same = |group: &&mut Vec<&Problem>| group.first().is_some_and(|first| alike(first, problem));
        match groups.iter_mut().find(same) {
            Some(group) => group.push(problem),
            None => groups.push(vec![problem]),
        }
    }
    groups.iter().map(|group| group_text(group, books, width)).collect::<Vec<_>>().join("\n")
}

fn alike(one: &Problem, other: &Problem) -> bool {
    (one.code, one.severity, &one.remedy) == (other.code, other.severity, &other.remedy)
}

fn group_text(group: &[&Problem], books: &Books, width: usize) -> String {
    let Some(first) = group.first() else { return String::new() };
    let (word, style) = Weight::of(first, books).word();
    let title = catalogue::find(first.code).map(|entry| format!(": {}", entry.title)).unwrap_or_default();
    let mut text = format!("  {style}{word}[{}]{style:#}{title}\n", first.code);
    let mut told: BTreeMap<Option<&Arc<str>>, usize> = BTreeMap::new();
    for problem in group {
        let count = told.entry(problem.origin.as_ref().map(|origin| &origin.file)).or_insert(0);
        *count += 1;
        if *count <= TOLD {
            let place = problem.origin.as_ref().map(|origin| format!("{origin}: ")).unwrap_or_default();
            text += &wrapped("    ", &format!("{place}{}", problem.seen), width);
        }
    }
    for (file, count) in told.into_iter().filter(|(_, count)| *count > TOLD) {
        let place = file.map(|file| format!(" in {file}")).unwrap_or_default();
        let _ = writeln!(text, "    … and {} more{place}", count - TOLD);
    }
    text + &wrapped("    → ", &first.remedy, width)
}

/// The problems that a pack prints: of each code and file the first ones, and one that says how many more there are.
pub(super) fn printed(problems: impl IntoIterator<Item = Problem>) -> Vec<Problem> {
    let mut counts: BTreeMap<(&'static str, Option<Arc<str>>), usize> = BTreeMap::new();
    let mut printed: Vec<Problem> = Vec::new();
    let mut last: BTreeMap<(&'static str, Option<Arc<str>>), Problem> = BTreeMap::new();
    for problem in problems {
        let key = (problem.code, problem.origin.as_ref().map(|origin| Arc::clone(&origin.file)));
        let count = counts.entry(key.clone()).or_insert(0);
        *count += 1;
        if *count <= PRINTED {
            printed.push(problem);
        } else {
            last.insert(key, problem);
        }
    }
    for (key, problem) in last {
        let more = counts.get(&key).map_or(0, |count| count - PRINTED);
        printed.push(Problem {
            origin: key.1.map(Origin::file),
            seen: format!("There are {more} more problems of this kind"),
            remedy: "See to the first ones: often one cause is behind them all".to_owned(),
            ..problem
        });
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_prints_the_first_of_many() {
        let file = Origin::file("a.csv");
        let many = (1..=25).map(|row| Problem::error("unreadable-date", file.at_row(row), "x", "y"));
        let printed = printed(many.chain([Problem::warning("gap-month", None, "x", "y")]));
        assert_eq!(printed.len(), 22);
        assert!(printed[21].seen.contains("5 more"), "{}", printed[21].seen);
        assert_eq!(printed[21].origin, Some(file));
    }
}
