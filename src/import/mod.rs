//! Reads the exports of one client into drafts: documents, customers and control totals, each with its place in the
//! files. Knows files and formats; knows nothing of ledgers.
//!
//! A file becomes text (`text`), a table of cells (`table`), is recognised as of a format (`recognise`,
//! `format`, `catalog`), and its rows are told apart (`sheet`). When all files have been looked at,
//! the order of dates and the decimal mark of each are settled (`habits`) and the rows are read (`read`).

mod amounts;
mod catalog;
mod cells;
mod dates;
mod documents;
pub mod draft;
mod evidence;
mod field;
mod format;
#[cfg(test)]
mod golden;
mod groups;
mod habits;
mod headings;
mod notices;
#[cfg(test)]
mod properties;
mod read;
mod recognise;
mod row;
mod sheet;
mod table;
mod tally;
#[cfg(test)]
mod test_data;
#[cfg(test)]
mod tests;
mod text;
mod titles;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use self::draft::Import;
use self::format::Format;
use self::notices::{Notices, quoted};
use self::recognise::Unrecognised;
use self::sheet::Sheet;
use crate::base::{Currency, DateOrder, DecimalMark, Origin, Problem, Source};

/// One file of a client's exports.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// Its path inside the `exports` folder, with forward slashes.
    pub path: Arc<str>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What the client's settings say of the exports.
#[derive(Clone, Copy, Debug)]
pub struct ImportPolicy {
    /// The client's currency: of all amounts, unless a document says otherwise, which is then a problem.
    pub currency: Currency,
    /// The order of day and month in files that do not tell; `date_order` in client.toml.
    pub date_order: Option<DateOrder>,
    /// The decimal mark in files that do not tell; `decimal_mark` in client.toml.
    pub decimal_mark: Option<DecimalMark>,
}

/// Reads all `files` of one client. `own_formats` are the client's own format files, as paths and TOML texts: they win
/// over the built-in ones. The result does not depend on the order of the files.
pub fn import(files: &[ExportFile], own_formats: &[(String, String)], policy: &ImportPolicy) -> Import {
    let mut files: Vec<&ExportFile> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (own, problems) = catalog::own(own_formats);
    let mut import = Import { problems, ..Import::default() };

    let opened: Vec<Result<Sheet<'_>, Box<Unread>>> =
        files.iter().map(|file| open(file, &own, policy.currency)).collect();
    let sheets = opened.iter().filter_map(|opened| opened.as_ref().ok());
    let mut habits = habits::settle(&sheets.collect::<Vec<_>>(), *policy).into_iter();
    for opened in &opened {
        match opened {
            Ok(sheet) => {
                let Some((habits, problems)) = habits.next() else { continue };
                let mut notices = Notices::new(sheet.origin.clone());
                for problem in problems {
                    notices.add(problem);
                }
                read::read(sheet, habits, notices, &mut import);
            }
            Err(unread) => {
                import.sources.push(unread.source.clone());
                import.problems.push(unread.problem.clone());
            }
        }
    }
    import
}

/// A file that is not recognised, and why.
struct Unread {
    source: Source,
    problem: Problem,
}

/// Finds out what a file is.
fn open<'f>(file: &ExportFile, own: &'f [Format], currency: Currency) -> Result<Sheet<'f>, Box<Unread>> {
    let origin = Origin::file(Arc::clone(&file.path));
    let digest = digest(&file.bytes);
    let unread = |rows: usize, code, origin: Origin, seen: String, remedy: &str| {
        let source = unrecognised(Origin::file(Arc::clone(&file.path)), digest.clone(), rows);
        Box::new(Unread { source, problem: Problem::error(code, origin, seen, remedy) })
    };
    let text = text::decode(&file.bytes).map_err(|error| {
        let remedy = "Export the report as CSV, or open the file in a spreadsheet program and save it as CSV UTF-8";
        unread(0, "undecodable", origin.clone(), capitalised(&error.to_string()), remedy)
    })?;
    let table = table::read_table(&text).map_err(|error| {
        let remedy = "Export the report again as CSV";
        unread(0, "undecodable", origin.clone(), format!("The file cannot be read as a table: {error}"), remedy)
    })?;
    if table.len() == 0 {
        let remedy = "Export the report again, or take the file away";
        return Err(unread(0, "empty-file", origin, "The file holds nothing".to_owned(), remedy));
    }
    if let Some(row) = table.unclosed_quote {
        let seen = "A quotation mark begins a cell here and none ends it: the rest of the file is inside that cell";
        let remedy = "Export the report again, or close the quotation mark";
        return Err(unread(table.len(), "unclosed-quote", origin.at_row(row), seen.to_owned(), remedy));
    }
    match recognise::recognise(&table, own, &catalog::built_in()) {
        Ok(recognised) => Ok(Sheet::new(origin, digest, table, recognised, currency)),
        Err(Unrecognised::Ambiguous(names)) => {
            let seen = format!("The headings fit more than one format: {}", names.join("; "));
            let remedy = "Export the report with its title rows, or with all its usual columns";
            Err(unread(table.len(), "ambiguous-format", origin, seen, remedy))
        }
        Err(Unrecognised::Unknown { row, headings }) => {
            let seen = format!("No known format has these headings: {}", headings_seen(&headings));
            let remedy = "Export one of the known reports with its usual columns, take the file away, or describe it in a \
                          format file of the client's own";
            Err(unread(table.len(), "unknown-format", origin.at_row(row), seen, remedy))
        }
    }
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

fn unrecognised(origin: Origin, digest: String, rows: usize) -> Source {
    Source {
        origin,
        format: None,
        read_as: String::new(),
        recognised_by: String::new(),
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

/// The text with its first letter in upper case.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
