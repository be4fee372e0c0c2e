//! `ledgerpress map`: an export of an unknown kind, looked at, and a format for it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::import::{ExportFile, TableLook, look};

use super::arguments::MapArguments;
use super::firm::{FolderError, client_formats};
use super::outcome::Outcome;
use super::terminal::{STRONG, columns, left, width, wrapped};

/// Why there is no format: exit code 2.
#[derive(Debug, thiserror::Error)]
enum MapError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("cannot read {}: {cause}", path.display())]
    Read { path: PathBuf, cause: std::io::Error },
    #[error("{}: {cause}", path.display())]
    NoTable { path: PathBuf, cause: String },
    #[error("{} is there already and is not overwritten; take it away, or give --out another name", .0.display())]
    Exists(PathBuf),
    #[error("cannot write {}: {cause}", path.display())]
    Write { path: PathBuf, cause: std::io::Error },
}

/// Looks at the file that the arguments name.
pub(super) fn map(arguments: &MapArguments) -> Outcome {
    match try_map(arguments) {
        Ok(outcome) => outcome,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            Outcome::Usage
        }
    }
}

fn try_map(arguments: &MapArguments) -> Result<Outcome, MapError> {
    let path = &arguments.file;
    let bytes = fs::read(path).map_err(|cause| MapError::Read { path: path.clone(), cause })?;
    let own = arguments.client.as_deref().map(client_formats).transpose()?.unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let id = id_of(path);
    let file = ExportFile { path: Arc::from(&*name), bytes };
    let tables = look(&file, &own, &id).map_err(|cause| MapError::NoTable { path: path.clone(), cause })?;
    let width = width();
    for table in &tables {
        anstream::print!("{}", text(&name, table, width));
    }
    // Of a workbook the fullest sheet that no format knows.
    let unknown = tables.iter().filter(|table| table.known.is_none() && table.format.is_some());
    let Some((table, format)) = unknown.max_by_key(|table| table.data_rows).and_then(|t| Some((t, t.format.as_ref()?)))
    else {
        return Ok(if tables.iter().any(|table| table.known.is_some()) { Outcome::Good } else { Outcome::Problems });
    };
    let target = arguments.client.as_ref().map(|client| client.join("formats").join(format!("{id}.toml")));
    match target.or_else(|| arguments.out.clone()) {
        None => anstream::println!(
            "\n{STRONG}The format{STRONG:#}: with --client CLIENT_FOLDER it is written there\n\n{format}"
        ),
        Some(target) => {
            write(&target, format)?;
            anstream::println!("\nWritten: {}\nLook through it, then: ledgerpress check FIRM", target.display());
        }
    }
    Ok(if table.missing.is_empty() { Outcome::Good } else { Outcome::Problems })
}

/// Writes a file that is not there yet.
fn write(target: &Path, text: &str) -> Result<(), MapError> {
    if target.exists() {
        return Err(MapError::Exists(target.to_owned()));
    }
    let failed = |cause| MapError::Write { path: target.to_owned(), cause };
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(target, text).map_err(failed)
}

/// A file's name as an id: "Offene Posten 2026.csv" as `offene-posten-2026`.
fn id_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "export".to_owned() } else { words.join("-") }
}

fn text(name: &str, table: &TableLook, width: usize) -> String {
    let sheet = table.sheet.as_ref().map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
    let mut text = format!("{STRONG}{name}{sheet}{STRONG:#}\n");
    let mut line = |label: &str, what: &str| text += &wrapped(&format!("  {}", left(label, 12)), what, width);
    line("read as", &table.read_as);
    if let Some(known) = &table.known {
        line("recognised", &format!("{known}; no format of your own is needed"));
    }
    line("rows", &table.rows.to_string());
    for (row, title) in &table.titles {
        line("title", &format!("row {row}: {title}"));
    }
    match table.header_row {
        Some(row) => line("headings", &format!("row {row}")),
        None => line("headings", "none found: no row holds several words and neither dates nor amounts"),
    }
    if table.header_row.is_none() {
        return text;
    }
    line("facts", &format!("{} rows", table.data_rows));
    if table.grouped {
        line("groups", "rows stand in groups, each under a name of its own");
    }
    for (row, label) in table.total_rows.iter().take(3) {
        line("total", &format!("row {row}: {label}"));
    }
    line("dates", &table.dates);
    line("amounts", &table.amounts);
    text += &columns_text(table, width);
    if !table.missing.is_empty() {
        let what =
            format!("No column seems to hold {}. Name it in the format under [columns].", table.missing.join(" or "));
        text += &wrapped("", &what, width);
    }
    text
}

/// The columns below each other: heading, what it seems to mean, and why.
fn columns_text(table: &TableLook, width: usize) -> String {
    const HEADING_MAX: usize = 28;
    let shown =
        |heading: &str| if heading.is_empty() { "(no heading)".to_owned() } else { shortened(heading, HEADING_MAX) };
    let widest = table.columns.iter().map(|column| columns(&shown(&column.heading))).max().unwrap_or(0);
    let mut text = format!("\n{STRONG}Columns{STRONG:#}\n");
    for column in &table.columns {
        let meaning = match &column.meaning {
            Some(meaning) => format!("{} ({}): {}", meaning.name, meaning.confidence.word(), meaning.reason),
            None => format!("not used ({})", column.cells),
        };
        text += &wrapped(&format!("  {}  ", left(&shown(&column.heading), widest)), &meaning, width);
        let samples: Vec<String> = column.samples.iter().map(|sample| shortened(sample, HEADING_MAX)).collect();
        if !samples.is_empty() {
            let _ = write!(text, "{}", wrapped(&format!("  {}  ", " ".repeat(widest)), &samples.join(" | "), width));
        }
    }
    text
}

fn shortened(text: &str, most: usize) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if columns(&line) <= most { line } else { line.chars().take(most - 1).chain(['…']).collect() }
}
