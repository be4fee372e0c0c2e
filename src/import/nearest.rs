//! Which formats a file that is of none resembles, and what it lacks to be of one.
//!
//! Wrong advice costs more than none: a format is named where the file bears its title, or has most of the columns that it
//! needs and is mostly such columns.

use std::cmp::Reverse;

use super::format::Format;
use super::notices::quoted;
use super::recognise::{Misfit, Obstacle};

/// A format that a file nearly fits.
#[derive(Debug)]
pub(crate) struct Nearest<'f> {
    /// The format.
    pub(crate) format: &'f Format,
    /// What is in the way, as clauses.
    pub(crate) lacks: Vec<String>,
}

/// So many formats that are equally near are named.
const NAMED: usize = 2;

/// The row that resembles the headings of a format most, and the formats that are nearest to it. Each row comes with its
/// place, its headings, and the formats that it does not fit: the first are preferred to the others.
pub(crate) fn among<'f, 'h>(
    rows: impl Iterator<Item = (usize, &'h [String], Vec<Misfit<'f>>)>,
) -> Option<(usize, Vec<Nearest<'f>>)> {
    let near = rows.flat_map(|(header, headings, misfits)| {
        let misfits = misfits.into_iter().filter(|misfit| is_near(misfit, headings));
        misfits.map(move |misfit| (rank(&misfit), header, headings, misfit))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_by_key(|&(rank, header, ..)| (rank, header));
    let &(best, header, ..) = near.first()?;
    let nearest = near.into_iter().take_while(|&(rank, at, ..)| rank == best && at == header).take(NAMED);
    Some((header, nearest.map(|(_, _, headings, misfit)| told(&misfit, headings)).collect()))
}

/// The lower the nearer.
fn rank(misfit: &Misfit<'_>) -> (Reverse<bool>, usize, Reverse<usize>) {
    (Reverse(misfit.is_titled), misfit.obstacles.len(), Reverse(misfit.places.len()))
}

fn is_near(misfit: &Misfit<'_>, headings: &[String]) -> bool {
    /// Columns that must be there beside those that are missing.
    const SHARED_MIN: usize = 3;
    /// So many needed columns tell a format whatever else the file has.
    const TELLING: usize = 4;
    let Misfit { format, obstacles, needed, is_titled, places } = misfit;
    if obstacles.is_empty() || format.refused.is_some() || format.file_left_out.is_some() {
        return false;
    }
    let missing = obstacles.iter().filter(|obstacle| matches!(obstacle, Obstacle::Column(_))).count();
    let found = needed.saturating_sub(missing);
    if *is_titled {
        return found > 0 && found >= missing;
    }
    let filled = headings.iter().filter(|heading| !heading.is_empty()).count();
    let shared = places.len();
    2 * missing < found + usize::from(found >= TELLING)
        && shared >= SHARED_MIN
        && (found >= TELLING || 2 * shared >= filled)
}

fn told<'f>(misfit: &Misfit<'f>, headings: &[String]) -> Nearest<'f> {
    let format = misfit.format;
    let missing = misfit.obstacles.iter().filter_map(|obstacle| match obstacle {
        Obstacle::Column(name) => Some(heading_of(format, name)),
        _ => None,
    });
    let missing: Vec<String> = missing.collect();
    let mut lacks = Vec::new();
    match missing.as_slice() {
        [] => {}
        [one] => lacks.push(format!("its column {one} is missing{}", renamed(misfit, headings))),
        [most @ .., last] => lacks.push(format!("its columns {} and {last} are missing", most.join(", "))),
    }
    lacks.extend(misfit.obstacles.iter().filter_map(|obstacle| match obstacle {
        Obstacle::Column(_) => None,
        Obstacle::Title => {
            let title = format.recognise.titles.written.first().map_or("", String::as_str);
            Some(format!("its title row, {}, is missing above the headings", quoted(title)))
        }
        Obstacle::Heading(heading) => Some(format!("it never has a column {}", quoted(heading))),
        Obstacle::FirstColumn { must_be_unnamed: true } => Some("its first column has no heading".to_owned()),
        Obstacle::FirstColumn { must_be_unnamed: false } => Some("its first column has a heading".to_owned()),
    }));
    Nearest { format, lacks }
}

/// The one heading that the format does not know may be that of its one missing column.
fn renamed(misfit: &Misfit<'_>, headings: &[String]) -> String {
    let is_known = |place: &usize| misfit.places.values().any(|known| known == place);
    let mut unknown = (0..headings.len()).filter(|place| !headings[*place].is_empty() && !is_known(place));
    match (unknown.next(), unknown.next()) {
        (Some(only), None) => format!(", unless {} is it", quoted(&headings[only])),
        _ => String::new(),
    }
}

/// A column's first heading, quoted.
fn heading_of(format: &Format, name: &str) -> String {
    let heading = format.columns.get(name).and_then(|headings| headings.written.first());
    quoted(heading.map_or(name, String::as_str))
}

#[cfg(test)]
mod tests {
    use crate::import::tests::import_text;

    fn seen(text: &str) -> String {
        let imported = import_text(text);
        let problem = imported.problems.first().expect("a problem");
        assert_eq!(problem.code, "unknown-format", "{problem}");
        problem.to_string()
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, told) in [
            (
                "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax\nI1,C1,invoice,2025-01-15,,USD,5.00,0.00\n",
                "`total` is missing",
            ),
            (
                "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,sum total\nI1,C1,invoice,2025-01-15,,USD,5.00,0.00,5\n",
                "`total` is missing, unless `sum total` is it",
            ),
            (
                "Acme\nOpen Invoices\nAs of Jul 25 2026\n\n,Date,Transaction type,Num,Due date,Amount\nA,,,,,\n",
                "QuickBooks Online: Open Invoices, but its column `Open balance` is missing",
            ),
        ] {
            let seen = seen(text);
            assert!(seen.contains(told), "{seen}");
        }
    }

    #[test]
    fn files_that_resemble_nothing_are_not_compared() {
        for headings in [
            "Date,Description,Amount,Balance",
            "Booking date,Value date,Reference,Debit,Credit,Balance",
            "Shelf,Item,Pieces",
            "Employee,Hours,Rate,Gross,Tax,Net",
            "SKU,Product,Quantity,Unit price,Total",
            "Name,E-mail,Telephone,Birthday",
        ] {
            let seen = seen(&format!("{headings}\n1,2,3,4\n"));
            assert!(!seen.contains("closest"), "{seen}");
        }
    }
}
