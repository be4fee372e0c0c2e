//! ODS workbooks: a ZIP archive with the cells in one part, as LibreOffice writes them. Rows and columns that repeat are
//! written once; blank ones are passed over without being made.

use super::archive::{Archive, XmlPart};
use super::grid::Grid;
use super::limits::{Budget, COLUMNS, ROW_BYTES, SHEETS};
use super::number::number_text;
use super::xml::{Tag, Token, append};
use super::{ContainerError, Part};
use crate::import::table::{CellKind, Epoch, Table};

/// Reads all sheets.
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Vec<Part>, ContainerError> {
    if is_encrypted(archive)? {
        return Err(ContainerError::protected());
    }
    let Some(xml) = archive.xml("content.xml")? else { return Err(ContainerError::damaged("it has no content")) };
    let mut budget = Budget::new();
    let mut reader = SheetsReader { xml, epoch: Epoch::Day1900 };
    let mut parts = Vec::new();
    loop {
        match reader.xml.next()? {
            // It stands before the tables.
            Token::Open(tag) if tag.name() == "null-date" => {
                let day = tag.attribute("date-value").unwrap_or_default();
                reader.epoch = if day.starts_with("1904-01-01") { Epoch::Day1904 } else { Epoch::Day1900 };
            }
            Token::Open(tag) if tag.name() == "table" => {
                if parts.len() == SHEETS {
                    return Err(ContainerError::too_large(&format!("more than {SHEETS} sheets")));
                }
                let name = tag.attribute("name").unwrap_or_default().as_ref().into();
                let table = reader.read_sheet(&mut budget)?;
                parts.push(Part { sheet: Some(name), table, read_as: "ODS".to_owned() });
            }
            Token::End => return Ok(parts),
            _ => {}
        }
    }
}

fn is_encrypted(archive: &mut Archive<'_>) -> Result<bool, ContainerError> {
    let Some(mut manifest) = archive.small_xml("META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match manifest.next()? {
            Token::Open(tag) if tag.name() == "encryption-data" => return Ok(true),
            Token::End => return Ok(false),
            _ => {}
        }
    }
}

struct SheetsReader<'a, 'b> {
    xml: XmlPart<'a, 'b>,
    epoch: Epoch,
}

/// A filled cell and the columns that it fills.
struct Cell {
    first_column: u32,
    columns: u32,
    kind: CellKind,
    text: String,
}

impl SheetsReader<'_, '_> {
    /// Reads up to the end of the table whose tag was the last token.
    fn read_sheet(&mut self, budget: &mut Budget) -> Result<Table, ContainerError> {
        let mut grid = Grid::new(self.epoch, budget);
        let mut row = 0_u32;
        loop {
            match self.xml.next_inside()? {
                Token::Open(tag) if tag.name() == "table-row" => {
                    let repeated = tag.number("number-rows-repeated").unwrap_or(1);
                    let cells = self.read_row()?;
                    // Sheets end with a row that is repeated up to the last one there can be: it is blank.
                    if !cells.is_empty() {
                        for copy in 0..repeated {
                            put_row(&mut grid, row.saturating_add(copy), &cells)?;
                        }
                    }
                    row = row.saturating_add(repeated);
                }
                Token::Close(tag) if tag.name() == "table" => return Ok(grid.finish()),
                _ => {}
            }
        }
    }

    fn read_row(&mut self) -> Result<Vec<Cell>, ContainerError> {
        let mut cells = Vec::new();
        let mut column = 0_u32;
        let mut bytes = 0;
        loop {
            let stated = match self.xml.next_inside()? {
                Token::Open(tag) if matches!(tag.name(), "table-cell" | "covered-table-cell") => Stated::by(&tag),
                Token::Close(tag) if tag.name() == "table-row" => return Ok(cells),
                _ => continue,
            };
            let columns = stated.columns;
            let text = self.read_text(stated.covered)?;
            let (kind, text) = stated.value(text);
            if !text.trim().is_empty() {
                bytes += text.len();
                if bytes > ROW_BYTES {
                    return Err(ContainerError::too_large(&format!("a row of more than {} MB", ROW_BYTES >> 20)));
                }
                if column >= COLUMNS {
                    return Err(ContainerError::damaged("it has a cell beyond the last column"));
                }
                cells.push(Cell { first_column: column, columns, kind, text });
            }
            column = column.saturating_add(columns);
        }
    }

    /// The text of the cell whose tag was the last token, its paragraphs in lines; without its comments.
    fn read_text(&mut self, covered: bool) -> Result<String, ContainerError> {
        let cell = if covered { "covered-table-cell" } else { "table-cell" };
        let mut text = String::new();
        let (mut in_paragraph, mut in_comment) = (false, false);
        loop {
            let piece = match self.xml.next_inside()? {
                Token::Open(tag) => match tag.name() {
                    "annotation" => {
                        in_comment = true;
                        continue;
                    }
                    "p" if !in_comment => {
                        in_paragraph = true;
                        if text.is_empty() { "".into() } else { "\n".into() }
                    }
                    "s" if in_paragraph => " ".repeat(tag.number("c").unwrap_or(1).min(100) as usize).into(),
                    "tab" | "line-break" if in_paragraph => " ".into(),
                    _ => continue,
                },
                Token::Text(piece) if in_paragraph => piece,
                Token::Close(tag) if tag.name() == "annotation" => {
                    in_comment = false;
                    continue;
                }
                Token::Close(tag) if tag.name() == "p" => {
                    in_paragraph = false;
                    continue;
                }
                Token::Close(tag) if tag.name() == cell => return Ok(text),
                _ => continue,
            };
            append(&mut text, &piece)?;
        }
    }
}

fn put_row(grid: &mut Grid<'_>, row: u32, cells: &[Cell]) -> Result<(), ContainerError> {
    for cell in cells {
        for copy in 0..cell.columns {
            grid.put(row, cell.first_column.saturating_add(copy), cell.kind, &cell.text)?;
        }
    }
    Ok(())
}

/// What a cell's tag says.
struct Stated {
    columns: u32,
    covered: bool,
    number: Option<f64>,
    /// Dates in ISO 8601, and texts that are not shown as they are.
    text: Option<String>,
    boolean: Option<bool>,
    formula: Option<String>,
    typed: bool,
}

impl Stated {
    fn by(tag: &Tag<'_>) -> Self {
        let text = |name| tag.attribute(name).map(std::borrow::Cow::into_owned);
        Self {
            columns: tag.number("number-columns-repeated").unwrap_or(1),
            covered: tag.name() == "covered-table-cell",
            number: tag.attribute("value").and_then(|value| value.parse().ok()),
            text: text("date-value").or_else(|| text("string-value").filter(|text| !text.is_empty())),
            boolean: tag.attribute("boolean-value").map(|value| value == "true"),
            formula: text("formula"),
            typed: tag.attribute("value-type").is_some(),
        }
    }

    /// What the cell holds; `shown` is the text in it.
    fn value(self, shown: String) -> (CellKind, String) {
        match self {
            // Under a merged cell: not shown.
            Self { covered: true, .. } => (CellKind::Text, String::new()),
            Self { formula: Some(formula), typed: false, .. } if shown.is_empty() => {
                (CellKind::UnsavedFormula, formula.trim_start_matches("of:").to_owned())
            }
            Self { number: Some(number), .. } => (CellKind::Number, number_text(number)),
            Self { boolean: Some(boolean), .. } => (CellKind::Text, if boolean { "TRUE" } else { "FALSE" }.to_owned()),
            Self { text: Some(text), .. } => (CellKind::Text, text),
            _ => (CellKind::Text, shown),
        }
    }
}
