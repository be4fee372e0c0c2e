//! The pack as a workbook, `pack.xlsx`: every table of `data/` as a typed sheet, the summary figures, and the revenue
//! bridge as a statement whose arithmetic is live.
//!
//! Nothing is computed here that the report does not hold: a formula carries the report's own figure as its stored
//! result, so that a viewer that does not calculate shows the same number as one that does.

mod figures;
mod formulas;
mod names;
mod read_me;
mod sheet;
mod statement;
mod style;
mod table;
#[cfg(test)]
mod tests;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::theme::Palette;
use crate::base::Currency;
use crate::report::Report;
use crate::report::model::DataTable;
use style::Style;

/// Why a workbook could not be written: a fault in the program, never in the data.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A cell is not of its column's kind.
    #[error("data/{table}.csv: `{text}` in {column} is not of the column's kind")]
    Kind {
        /// [`DataTable::name`].
        table: String,
        /// The column.
        column: String,
        /// The cell.
        text: String,
    },
    /// The report's currency or date is none.
    #[error("`{0}` is no currency or date")]
    Meta(String),
    /// What the format does not take.
    #[error("pack.xlsx: {0}")]
    Xlsx(#[from] XlsxError),
}

/// A sheet that is written, as the first sheet lists it.
struct Listed {
    /// The sheet's name.
    name: String,
    /// What it holds.
    about: String,
    /// Rows of data.
    rows: usize,
    /// What is not as the reader expects; may be empty.
    notice: String,
}

/// A sheet with more rows is not kept in memory.
const ROWS_IN_MEMORY: usize = 20_000;

/// Writes the workbook. `palette`: the theme's colours on white paper.
///
/// # Errors
/// [`WorkbookError`].
pub fn workbook(report: &Report, palette: &Palette) -> Result<Vec<u8>, WorkbookError> {
    workbook_of(report, palette, table::ROWS_MAX)
}

/// The same with another bound on the rows of a sheet.
fn workbook_of(report: &Report, palette: &Palette, rows_max: usize) -> Result<Vec<u8>, WorkbookError> {
    let meta = &report.meta;
    let currency = Currency::parse(&meta.currency).map_err(|_| WorkbookError::Meta(meta.currency.clone()))?;
    let style = Style::new(palette, currency);
    let mut book = Workbook::new();
    let mut taken = names::Taken::default();
    let first = taken.sheet("Read me");
    let (mut sheets, mut listed) = (Vec::new(), Vec::new());
    let mut add = |(sheet, line): (Worksheet, Listed)| {
        sheets.push(sheet);
        listed.push(line);
    };
    add(figures::sheet(report, &style, taken.sheet("Summary figures"))?);
    let mut statement = statement::Statement::of(report);
    for data in ordered(&report.data) {
        if data.name == "retention"
            && let Some(statement) = statement.take()
        {
            add(statement.sheet(report, &style, taken.sheet("Retention"))?);
        }
        let (title, headings) = (names::title(&data.name), names::headings(data, &report.figures));
        let sheet = blank_sheet(&mut book, data.rows.len())?;
        add(table::sheet(sheet, data, &style, &mut taken, (&title, &headings), rows_max)?);
    }
    book.set_properties(&properties(report)?);
    book.push_worksheet(read_me::sheet(report, &style, &first, &listed)?);
    for mut sheet in sheets {
        sheet::set_print(&mut sheet, report);
        book.push_worksheet(sheet);
    }
    Ok(book.save_to_buffer()?)
}

/// A sheet for so many rows. Those of a long one go to a temporary file as they are written: a hundred thousand documents
/// would take half a gigabyte.
fn blank_sheet(book: &mut Workbook, rows: usize) -> Result<Worksheet, XlsxError> {
    if rows > ROWS_IN_MEMORY { book.new_worksheet_with_low_memory() } else { Ok(Worksheet::new()) }
}

/// The tables in the order of [`names::ORDER`], then the others as the report has them.
fn ordered(data: &[DataTable]) -> Vec<&DataTable> {
    let mut tables: Vec<&DataTable> = data.iter().collect();
    tables.sort_by_key(|table| names::place(&table.name));
    tables
}

fn properties(report: &Report) -> Result<DocProperties, WorkbookError> {
    let meta = &report.meta;
    let as_of = ExcelDateTime::parse_from_str(&meta.as_of).map_err(|_| WorkbookError::Meta(meta.as_of.clone()))?;
    Ok(DocProperties::new()
        .set_title(format!("{}: {}", meta.client, meta.title))
        .set_subject(format!("As of {}, {}", meta.as_of_text, meta.currency_text))
        .set_author(&meta.firm)
        .set_company(&meta.firm)
        .set_comment(&meta.prepared)
        .set_status(if meta.draft { "Draft" } else { "Final" })
        .set_creation_datetime(&as_of))
}
