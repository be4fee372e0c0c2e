//! One file to what is known of each of its tables before rows are read: sheets of a known format, and others.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::container::{self, Part};
use super::format::Format;
use super::headings::normal_heading;
use super::nearest::Nearest;
use super::notices::{quoted, shortened};
use super::recognise::{Recognised, Unrecognised, recognise};
use super::sections::sections;
use super::sheet::Sheet;
use super::table::Row;
use super::{ExportFile, catalog};
use crate::base::{Currency, LeftOut, Origin, Problem, Severity, Source};

/// One table of a file.
pub(crate) enum Opened<'f> {
    /// Of a known format.
    Sheet(Box<Sheet<'f>>),
    /// Not to be used.
    Unread(Box<Unread>),
}

/// A table that is not to be used.
pub(crate) struct Unread {
    /// An account of its rows.
    pub(crate) source: Source,
    /// Why not; `None` where it is notes or a cover beside other sheets.
    pub(crate) problem: Option<Problem>,
}

/// Finds out what a file is: one of each table in it, in their order.
pub(crate) fn open<'f>(file: &ExportFile, own: &'f [Format], currency: Currency) -> Vec<Opened<'f>> {
    let origin = Origin::file(Arc::clone(&file.path));
    let digest = digest(&file.bytes);
    let unusable = |code, seen: String, remedy: &str| {
        let source = unread(origin.clone(), digest.clone(), String::new(), 0);
        let problem = Some(Problem::error(code, origin.clone(), seen, remedy));
        vec![Opened::Unread(Box::new(Unread { source, problem }))]
    };
    let mut parts = match container::open(&file.bytes) {
        Ok(parts) => parts,
        Err(error) => return unusable(error.code, error.seen, error.remedy),
    };
    parts.retain(|part| part.table.len() > 0);
    if parts.is_empty() {
        let remedy = "Export the report again, or take the file away";
        return unusable("empty-file", "The file holds nothing".to_owned(), remedy);
    }
    let built_in = catalog::built_in();
    let recognised = |part: &Part| recognise(&part.table, own, &built_in);
    let mut results: Vec<_> = parts.iter().map(recognised).collect();
    let is_cut = cut_into_sections(&mut parts, &results);
    if is_cut {
        results = parts.iter().map(recognised).collect();
    }
    let known: Vec<BTreeSet<String>> = parts
        .iter()
        .zip(&results)
        .filter_map(|(part, result)| Some(known_headings(part, result.as_ref().ok()?)))
        .collect();
    // The first of the sheets with the most rows: `max_by_key` would give the last.
    let fullest = (0..parts.len()).rev().max_by_key(|&index| parts[index].table.len());
    let mut opened = Vec::new();
    for (index, (part, result)) in parts.into_iter().zip(results).enumerate() {
        let origin = Origin { sheet: part.sheet.clone(), ..origin.clone() };
        let problem = match result {
            _ if part.table.unclosed_quote.is_some() => Some(unclosed_quote(&part, &origin)),
            Ok(recognised) => {
                let sheet = Sheet::new(origin, digest.clone(), part, recognised, currency);
                opened.push(Opened::Sheet(Box::new(sheet)));
                continue;
            }
            Err(Unrecognised::Unknown { .. }) if is_cut => {
                (part.table.len() > 1).then(|| unread_section(&part, &origin))
            }
            Err(Unrecognised::Ambiguous(formats)) => Some(ambiguous(&formats, own, &origin)),
            Err(Unrecognised::Unknown { row, headings, nearest }) => {
                let alone = known.is_empty() && Some(index) == fullest;
                let may_be_list = !part.names_its_list() && part.table.len() > 1;
                let is_near = || !nearest.is_empty() || known.iter().any(|known| is_like(&headings, known));
                let place = origin.at_row(row);
                if alone || may_be_list && is_near() {
                    Some(unknown(&headings, &nearest, own, place))
                } else {
                    (may_be_list && is_table(&part)).then(|| unknown_sheet(&part, &headings, place))
                }
            }
        };
        opened.push(Opened::Unread(Box::new(not_used(&part, &origin, &digest, problem))));
    }
    opened
}

/// Cuts a text file that holds several tables into them; whether it does.
fn cut_into_sections(parts: &mut Vec<Part>, results: &[Result<Recognised<'_>, Unrecognised<'_>>]) -> bool {
    let ([part], [Ok(recognised)]) = (parts.as_slice(), results) else { return false };
    let Some(cut) = sections(part, &recognised.format.layout).filter(|_| part.table.unclosed_quote.is_none()) else {
        return false;
    };
    *parts = cut;
    true
}

/// What stands in a part of a file that is of no known format is not read, and is lost if nothing else tells it.
fn unread_section(part: &Part, origin: &Origin) -> Problem {
    let place = part.table.rows().next().map_or_else(|| origin.clone(), |row| origin.at_row(row.number()));
    let seen = "This part of the file is of no known format, and is not read".to_owned();
    let remedy =
        "Export the file again without it; where it holds documents of customers, cut it out to a file of its own";
    Problem::error("unread-section", place, seen, remedy)
}

/// The headings of a table that was recognised.
fn known_headings(part: &Part, recognised: &Recognised<'_>) -> BTreeSet<String> {
    let row = recognised.header.and_then(|header| part.table.rows().nth(header));
    row.into_iter().flat_map(Row::cells).filter(|cell| !cell.is_empty()).map(normal_heading).collect()
}

/// Whether a part holds rows under headings, not notes or a cover.
fn is_table(part: &Part) -> bool {
    const CELLS_MIN: usize = 3;
    let is_wide = |row: &Row<'_>| row.cells().filter(|cell| !cell.is_empty()).count() >= CELLS_MIN;
    part.table.rows().filter(is_wide).nth(1).is_some()
}

/// Whether a sheet's headings are mostly those of a known sheet beside it: another year of the same list, say, with one
/// column renamed. Left out in silence, its documents would be missing from the totals.
fn is_like(headings: &[String], known: &BTreeSet<String>) -> bool {
    const SHARED_MIN: usize = 3;
    let shared = headings.iter().filter(|heading| known.contains(&normal_heading(heading))).count();
    shared >= SHARED_MIN && 2 * shared >= headings.len()
}

fn not_used(part: &Part, origin: &Origin, digest: &str, problem: Option<Problem>) -> Unread {
    let mut source = unread(origin.clone(), digest.to_owned(), part.read_as.clone(), part.table.len());
    let stops = problem.as_ref().is_some_and(|problem| problem.severity == Severity::Error);
    if let (false, Some(first)) = (stops, part.table.rows().next()) {
        let filled: Vec<&str> = first.cells().filter(|cell| !cell.is_empty()).collect();
        source.left_out.push(LeftOut {
            reason: "sheet of another kind".to_owned(),
            rows: source.rows_read,
            notable: true,
            first: origin.at_row(first.number()),
            seen: shortened(&filled.join(", ")),
        });
    }
    Unread { source, problem }
}

fn unclosed_quote(part: &Part, origin: &Origin) -> Problem {
    let seen = "A quotation mark begins a cell here and none ends it: the rest of the file is inside that cell";
    let remedy = "Export the report again, or close the quotation mark";
    let place = part.table.unclosed_quote.map_or_else(|| origin.clone(), |row| origin.at_row(row));
    Problem::error("unclosed-quote", place, seen, remedy)
}

/// Built-in formats are told apart by what the file lost; a client's own can be made to tell.
fn ambiguous(formats: &[&Format], own: &[Format], origin: &Origin) -> Problem {
    let names: Vec<&str> = formats.iter().map(|format| format.name.as_str()).collect();
    let seen = format!("The headings fit more than one format: {}", names.join("; "));
    let files: Vec<String> = formats
        .iter()
        .filter(|format| is_own(format, own))
        .map(|format| quoted(&format!("{}.toml", format.id)))
        .collect();
    let remedy = match files.split_last() {
        None => "Export the report with its title rows, or with all its usual columns".to_owned(),
        Some((last, others)) => format!(
            "Of the client's formats {} and {last}, delete the one that is not needed; where both are, add to `columns` \
             under [recognise] in each a column that only its own files have, or to `without` a heading that they lack",
            others.join(", ")
        ),
    };
    Problem::error("ambiguous-format", origin.clone(), seen, remedy)
}

fn is_own(format: &Format, own: &[Format]) -> bool {
    own.iter().any(|other| std::ptr::eq(other, format))
}

fn unknown(headings: &[String], nearest: &[Nearest<'_>], own: &[Format], place: Origin) -> Problem {
    let near: Vec<String> =
        nearest.iter().map(|near| format!("{}, but {}", near.format.name, near.lacks.join(", and "))).collect();
    let closest = if near.is_empty() { String::new() } else { format!("; closest: {}", near.join("; or ")) };
    let seen = format!("No known format has these headings: {}{closest}", headings_seen(headings));
    let again = match nearest.first().map(|near| near.format) {
        Some(format) if is_own(format, own) => format!("Correct the client's format `{}.toml`", format.id),
        Some(format) => {
            format!("Export the report again with its usual columns (`ledgerpress formats {}` tells how)", format.id)
        }
        None => "Export one of the known reports (`ledgerpress formats` lists them) with its usual columns".to_owned(),
    };
    let rid = if place.sheet.is_some() { "delete the sheet" } else { "take the file away" };
    let remedy = format!("{again}, let `ledgerpress map FILE` write a format for this one, or {rid}");
    Problem::error("unknown-format", place, seen, remedy)
}

/// A table beside sheets that are known, which resembles none of them and no format: a budget, say, or a list that is
/// needed.
fn unknown_sheet(part: &Part, headings: &[String], place: Origin) -> Problem {
    let rows = part.table.len();
    let seen =
        format!("The sheet is of no known format, and its {rows} rows are left out: {}", headings_seen(headings));
    let remedy = "Nothing, where it lists no documents of customers; else export it as one of the known reports \
                  (`ledgerpress formats` lists them), or let `ledgerpress map FILE` write a format for it";
    Problem::warning("unknown-format", place, seen, remedy)
}

/// The first headings, quoted, and how many more there are.
fn headings_seen(headings: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = headings.iter().take(SHOWN).map(|heading| quoted(heading)).collect();
    if headings.len() > SHOWN {
        shown.push(format!("and {} more", headings.len() - SHOWN));
    }
    shown.join(", ")
}

fn unread(origin: Origin, digest: String, read_as: String, rows: usize) -> Source {
    Source {
        origin,
        format: None,
        read_as,
        recognised_by: String::new(),
        assumed: Vec::new(),
        company: None,
        period: None,
        as_of: None,
        basis: None,
        digest,
        rows_read: u32::try_from(rows).unwrap_or(u32::MAX),
        rows_used: 0,
        left_out: Vec::new(),
    }
}

/// The first 12 hexadecimal digits of the SHA-256 of `bytes`.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let first = digest.iter().take(6).fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    format!("{first:012x}")
}
