//! How often something was met, with an example: so that a thousand rows of one trouble are one sentence.

use crate::base::{Code, Origin, Problem};

/// How many problems of one code are listed one by one before the remainder becomes a number.
const LISTED: usize = 10;

/// Occurrences of one thing: how many, and the first of them in the order of files and rows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    count: usize,
    first: Option<(Origin, String)>,
}

impl Tally {
    /// Counts one more. `example` is asked for the first only.
    pub(super) fn add(&mut self, origin: Option<&Origin>, example: impl FnOnce() -> String) {
        self.count += 1;
        if let Some(origin) = origin
            && self.first.as_ref().is_none_or(|(first, _)| origin < first)
        {
            self.first = Some((origin.clone(), example()));
        }
    }

    /// How many there were.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// One warning for all of them; none where there were none.
    pub(super) fn warning(self, code: Code, what: &str, remedy: &str) -> Option<Problem> {
        (self.count > 0).then(|| {
            let (origin, seen) = self.sentence(what);
            Problem::warning(code, origin, seen, remedy)
        })
    }

    /// One error for all of them; none where there were none.
    pub(super) fn error(self, code: Code, what: &str, remedy: &str) -> Option<Problem> {
        (self.count > 0).then(|| {
            let (origin, seen) = self.sentence(what);
            Problem::error(code, origin, seen, remedy)
        })
    }

    fn sentence(self, what: &str) -> (Option<Origin>, String) {
        match self.first {
            Some((origin, example)) if self.count == 1 => (Some(origin), format!("{what}: {example}")),
            Some((origin, example)) => (Some(origin), format!("{what}: {}, the first is {example}", self.count)),
            None => (None, format!("{what}: {}", self.count)),
        }
    }
}

/// The first few problems of a kind and, where there are more, one that says how many.
pub(super) fn listed(problems: Vec<Problem>) -> Vec<Problem> {
    let total = problems.len();
    let mut listed: Vec<Problem> = problems.into_iter().take(LISTED).collect();
    if let Some(last) = listed.last().filter(|_| total > LISTED) {
        let seen = format!("{} more like these", total - LISTED);
        listed.push(Problem { seen, origin: None, ..last.clone() });
    }
    listed
}

/// Up to three things in a row, and how many more there are: "`a`, `b` and 4 more".
pub(super) fn some_of(things: &[String]) -> String {
    let quoted: Vec<String> = things.iter().take(3).map(|thing| format!("`{thing}`")).collect();
    let more = things.len() - quoted.len();
    match quoted.split_last() {
        Some((last, before)) if more == 0 && !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ if more == 0 => quoted.join(", "),
        _ => format!("{} and {more} more", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_things_is_short() {
        let things = |n: usize| (1..=n).map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(some_of(&things(1)), "`1`");
        assert_eq!(some_of(&things(2)), "`1` and `2`");
        assert_eq!(some_of(&things(3)), "`1`, `2` and `3`");
        assert_eq!(some_of(&things(7)), "`1`, `2`, `3` and 4 more");
    }

    #[test]
    fn many_problems_are_listed_in_part() {
        let one = |i: u32| Problem::error("odd", Origin::file("a.csv").at_row(i), "odd", "mend it");
        assert_eq!(listed((1..=10).map(one).collect()).len(), 10);
        let many = listed((1..=25).map(one).collect());
        assert_eq!((many.len(), many[10].seen.as_str()), (11, "15 more like these"));
    }

    #[test]
    fn the_first_is_the_first_in_the_files() {
        let mut tally = Tally::default();
        tally.add(Some(&Origin::file("b.csv")), || "b".to_owned());
        tally.add(Some(&Origin::file("a.csv")), || "a".to_owned());
        let warning = tally.warning("odd", "odd rows", "mend them").expect("two were counted");
        assert_eq!(warning.seen, "odd rows: 2, the first is a");
    }
}
