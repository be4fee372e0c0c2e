//! Bytes of an export to the tables in it: one of a text file, one a sheet of a workbook, one a list of an IIF file.

mod archive;
mod compound;
mod error;
mod grid;
mod iif;
mod limits;
mod number;
mod number_format;
mod ods;
mod spreadsheetml;
mod strings;
#[cfg(test)]
mod tests;
mod xls;
mod xls_text;
mod xlsx;
mod xml;

use std::sync::Arc;

use self::archive::Archive;
pub(crate) use self::error::ContainerError;
pub(crate) use self::number::serial_day;
use super::table::{Table, read_table, sniff_delimiter};
use super::text;

/// One table of a file.
#[derive(Debug)]
pub(crate) struct Part {
    /// The sheet's name, where the file has several tables.
    pub(crate) sheet: Option<Arc<str>>,
    /// Its cells.
    pub(crate) table: Table,
    /// What the bytes were read as: "CSV, UTF-8, comma", "XLSX".
    pub(crate) read_as: String,
}

impl Part {
    /// Whether the file itself says what the table is a list of, as an IIF file does: one that is not known is of
    /// something else, whatever its headings.
    pub(crate) fn names_its_list(&self) -> bool {
        self.read_as.starts_with("IIF")
    }
}

/// Reads the tables of a file, blank ones among them.
///
/// # Errors
/// Why the bytes hold none.
pub(crate) fn open(bytes: &[u8]) -> Result<Vec<Part>, ContainerError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return open_archive(bytes);
    }
    if bytes.starts_with(compound::SIGNATURE) {
        return xls::read(bytes);
    }
    if is_image(bytes) {
        let remedy = "Take the file away, and export as CSV what it shows";
        return Err(ContainerError::not_a_table("The file is a picture, which is no table", remedy));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(ContainerError::undecodable("The file is a PDF, which is no table"));
    }
    open_text(bytes)
}

fn open_archive(bytes: &[u8]) -> Result<Vec<Part>, ContainerError> {
    let mut archive = Archive::open(bytes)?;
    if archive.has("xl/workbook.bin") {
        return Err(ContainerError::undecodable("The file is a binary Excel workbook (XLSB), which is not read"));
    }
    if archive.has("word/document.xml") || archive.has("ppt/presentation.xml") {
        return Err(ContainerError::undecodable("The file is a document of an office program and no workbook"));
    }
    if archive.has("[Content_Types].xml") {
        return xlsx::read(&mut archive);
    }
    if archive.has("content.xml") {
        return ods::read(&mut archive);
    }
    let remedy = "Unpack it, put the exports that are in it into the folder, and take the archive away";
    Err(ContainerError::not_a_table("The file is a ZIP archive and no workbook", remedy))
}

/// Whether the bytes begin as photographs and screen shots do: JPEG, PNG, GIF.
fn is_image(bytes: &[u8]) -> bool {
    [b"\xff\xd8\xff".as_slice(), b"\x89PNG\r\n\x1a\n", b"GIF8"].iter().any(|signature| bytes.starts_with(signature))
}

fn open_text(bytes: &[u8]) -> Result<Vec<Part>, ContainerError> {
    let decoded = text::decode(bytes)?;
    match markup(&decoded.text) {
        Some(Markup::Spreadsheet) => return spreadsheetml::read(&decoded.text),
        Some(Markup::WebPage) => {
            let seen = "The file is a web page, though it may be named as a workbook";
            return Err(ContainerError::undecodable(seen));
        }
        None => {}
    }
    let is_iif = iif::is_iif(&decoded.text);
    let delimiter = if is_iif { b'\t' } else { sniff_delimiter(&decoded.text) };
    let table = read_table(&decoded.text, delimiter)
        .map_err(|error| ContainerError::undecodable(format!("The file cannot be read as a table: {error}")))?;
    if is_iif && table.unclosed_quote.is_none() {
        return iif::read(&table, &format!("IIF, {}", decoded.encoding));
    }
    let delimiter = match delimiter {
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "bar",
        _ => "comma",
    };
    Ok(vec![Part { sheet: None, table, read_as: format!("CSV, {}, {delimiter}", decoded.encoding) }])
}

/// Markup that programs export as tables.
enum Markup {
    /// Excel's XML of 2003.
    Spreadsheet,
    /// HTML, which some programs name `.xls`.
    WebPage,
}

fn markup(text: &str) -> Option<Markup> {
    const LOOKED_AT: usize = 4096;
    let text = text.trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let start: String = text.chars().take(LOOKED_AT).collect();
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") && start.contains("Workbook") {
        // A web page of Excel's names the same language.
        let is_page = start.to_lowercase().contains("<html");
        return Some(if is_page { Markup::WebPage } else { Markup::Spreadsheet });
    }
    let lower = start.to_lowercase();
    ["<html", "<!doctype html", "<table", "<body", "<meta"]
        .iter()
        .any(|tag| lower.contains(tag))
        .then_some(Markup::WebPage)
}
