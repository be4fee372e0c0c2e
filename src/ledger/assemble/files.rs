//! Whether the files of a client belong together: of one company, of times that meet.

use std::collections::BTreeMap;

use chrono::Days;

use super::normal::name_letters;
use super::tally::some_of;
use crate::base::{Period, Problem, Source};

/// Files may lie so many days apart and still belong together, as those of two years do.
const DAYS_APART_MAX: u64 = 31;

/// Tells of files that name another company, and of files whose time meets no other file's.
pub(super) fn check(sources: &[Source], found: &mut Vec<Problem>) {
    found.extend(other_company(sources));
    found.extend(periods_apart(sources));
}

/// The files that name another company than most do; of equally frequent ones the first by path is right.
fn other_company(sources: &[Source]) -> Option<Problem> {
    let named = || sources.iter().filter_map(|source| Some((source, source.company.as_deref()?)));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, company) in named() {
        *counts.entry(name_letters(company)).or_default() += 1;
    }
    let most = counts.values().max()?;
    let (_, usual) = named().find(|(_, company)| counts.get(&name_letters(company)) == Some(most))?;
    let mut others = named().filter(|(_, company)| name_letters(company) != name_letters(usual));
    let (first, company) = others.next()?;
    let more = match others.count() {
        0 => String::new(),
        n => format!("; {n} more files name another one too"),
    };
    Some(Problem::error(
        "other-company",
        first.origin.clone(),
        format!("The file is of `{company}`, but the others are of `{usual}`{more}"),
        "Take the file away, where it is another company's; where it is this one under another name, waive this code",
    ))
}

fn periods_apart(sources: &[Source]) -> Option<Problem> {
    let span = |source: &Source| source.period.or(source.as_of.map(|day| Period::from_first_to_last(day, day)));
    let spans: Vec<(&Source, Period)> = sources.iter().filter_map(|source| Some((source, span(source)?))).collect();
    let meets = |one: &Period, other: &Period| {
        let late = one.first_day().max(other.first_day());
        let early = one.last_day().min(other.last_day());
        late <= early.checked_add_days(Days::new(DAYS_APART_MAX)).unwrap_or(early)
    };
    let is_alone = |at: usize| {
        let mut others = spans.iter().enumerate().filter(|(other, _)| *other != at);
        !others.any(|(_, (_, other))| meets(&spans[at].1, other))
    };
    let alone: Vec<&(&Source, Period)> =
        (0..spans.len()).filter(|&at| spans.len() > 1 && is_alone(at)).map(|at| &spans[at]).collect();
    let (first, _) = alone.first()?;
    let shown = |(source, span): &&(&Source, Period)| {
        format!("{} from {} to {}", source.origin, span.first_day(), span.last_day())
    };
    let files: Vec<String> = alone.iter().map(shown).collect();
    Some(Problem::warning(
        "period-apart",
        first.origin.clone(),
        format!(
            "files whose time is more than {DAYS_APART_MAX} days from that of every other file: {}",
            some_of(&files)
        ),
        "Check whether the exports between them are missing, or the file is an old one",
    ))
}

#[cfg(test)]
mod tests {
    use crate::ledger::assemble::drafting::{assembled, file};

    #[test]
    fn a_file_of_another_company_is_told() {
        let of = |path, company| file(path, vec![]).company(company);
        let same = assembled(vec![of("a.csv", "Acme, LLC"), of("b.csv", "ACME LLC"), file("c.csv", vec![])]);
        assert!(same.problems.is_empty());
        let assembly = assembled(vec![of("a.csv", "Bolt Inc"), of("b.csv", "Acme LLC"), of("c.csv", "Acme LLC")]);
        assert_eq!(
            assembly.problem("other-company").to_string(),
            "error[other-company] a.csv: The file is of `Bolt Inc`, but the others are of `Acme LLC`. Take the file away, \
             where it is another company's; where it is this one under another name, waive this code."
        );
    }

    #[test]
    fn a_file_of_another_time_is_told() {
        let years = |last: &str| {
            assembled(vec![
                file("2024.csv", vec![]).period("2024-01-01", "2024-12-31"),
                file("2025.csv", vec![]).period("2025-01-01", "2025-12-31"),
                file("aged.csv", vec![]).balances_at(last),
            ])
        };
        assert!(years("2026-01-31").problems.is_empty());
        let assembly = years("2026-02-01");
        assert_eq!(assembly.codes(), ["period-apart"]);
        assert!(assembly.problem("period-apart").seen.ends_with(": `aged.csv from 2026-02-01 to 2026-02-01`"));
        assert!(assembled(vec![file("a.csv", vec![]).balances_at("2025-01-31")]).problems.is_empty());
    }
}
