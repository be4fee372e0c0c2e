//! XLSX workbooks: a ZIP archive of XML parts, as Excel 2007 and later write them.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::archive::Archive;
use super::grid::Grid;
use super::limits::{Budget, CELL_FORMATS, SHEETS};
use super::number::{date_text, number_text};
use super::number_format::{is_date_format, is_date_format_id};
use super::strings::Strings;
use super::xml::{Token, Xml, append};
use super::{ContainerError, Part};
use crate::import::table::{CellKind, Epoch, Table};

/// Reads all sheets.
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Vec<Part>, ContainerError> {
    let workbook_path = workbook_path(archive)?;
    let workbook = read_workbook(archive, &workbook_path)?;
    let relations = read_relations(archive, &workbook_path)?;
    let part_of_type = |ending: &str| {
        relations.values().find(|relation| relation.kind.ends_with(ending)).map(|relation| relation.target.clone())
    };
    let mut budget = Budget::new();
    let strings = match part_of_type("/sharedStrings") {
        Some(path) => read_strings(archive, &path, &mut budget)?,
        None => Strings::default(),
    };
    let date_formats = match part_of_type("/styles") {
        Some(path) => read_styles(archive, &path)?,
        None => Vec::new(),
    };
    let mut parts = Vec::new();
    for WorkbookSheet { name, relation, hidden } in &workbook.sheets {
        let Some(relation) = relations.get(relation).filter(|relation| relation.kind.ends_with("/worksheet")) else {
            continue;
        };
        let Some(xml) = archive.xml(&relation.target)? else {
            return Err(ContainerError::damaged("one of its sheets is missing"));
        };
        let grid = Grid::new(workbook.epoch, &mut budget);
        let sheet = SheetReader { xml, grid, workbook: &workbook, strings: &strings, date_formats: &date_formats };
        let read_as = match workbook.epoch {
            Epoch::Day1900 => "XLSX",
            Epoch::Day1904 => "XLSX, days counted from 1904",
        };
        let read_as = if *hidden { format!("{read_as}, a hidden sheet") } else { read_as.to_owned() };
        parts.push(Part { sheet: Some(name.as_str().into()), table: sheet.read()?, read_as });
    }
    Ok(parts)
}

/// A sheet as the workbook lists it.
struct WorkbookSheet {
    name: String,
    /// The id of its relation.
    relation: String,
    /// Nobody sees it who opens the workbook.
    hidden: bool,
}

/// What the workbook's own part says.
struct Workbook {
    sheets: Vec<WorkbookSheet>,
    epoch: Epoch,
    /// The program that wrote it computed nothing: formulas hold zero until a spreadsheet program opens it.
    to_be_computed: bool,
}

/// Where another part stands, and what it is.
struct Relation {
    kind: String,
    target: String,
}

fn workbook_path(archive: &mut Archive<'_>) -> Result<String, ContainerError> {
    let relations = read_relations(archive, "")?;
    let workbook = relations.into_values().find(|relation| relation.kind.ends_with("/officeDocument"));
    Ok(workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target))
}

/// The relations of the part at `path`, by id, with targets as paths in the archive.
fn read_relations(archive: &mut Archive<'_>, path: &str) -> Result<BTreeMap<String, Relation>, ContainerError> {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut relations = BTreeMap::new();
    let Some(mut xml) = archive.small_xml(&format!("{folder}{slash}_rels/{file}.rels"))? else { return Ok(relations) };
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.name() == "Relationship" => {
                let value = |name| tag.attribute(name).unwrap_or_default().into_owned();
                let target = value("Target");
                let target = target.strip_prefix('/').map_or_else(|| format!("{folder}{slash}{target}"), str::to_owned);
                relations.insert(value("Id"), Relation { kind: value("Type"), target });
            }
            Token::End => return Ok(relations),
            _ => {}
        }
    }
}

fn read_workbook(archive: &mut Archive<'_>, path: &str) -> Result<Workbook, ContainerError> {
    let Some(mut xml) = archive.small_xml(path)? else {
        return Err(ContainerError::damaged("it has no list of sheets"));
    };
    let mut workbook = Workbook { sheets: Vec::new(), epoch: Epoch::Day1900, to_be_computed: false };
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.name() == "sheet" => {
                if workbook.sheets.len() == SHEETS {
                    return Err(ContainerError::too_large(&format!("more than {SHEETS} sheets")));
                }
                let value = |name| tag.attribute(name).unwrap_or_default().into_owned();
                let hidden = ["hidden", "veryHidden"].contains(&value("state").as_str());
                workbook.sheets.push(WorkbookSheet { name: value("name"), relation: value("id"), hidden });
            }
            Token::Open(tag) if tag.name() == "workbookPr" && tag.is_true("date1904") => {
                workbook.epoch = Epoch::Day1904;
            }
            Token::Open(tag) if tag.name() == "calcPr" => workbook.to_be_computed = tag.is_true("fullCalcOnLoad"),
            Token::End => return Ok(workbook),
            _ => {}
        }
    }
}

fn read_strings(archive: &mut Archive<'_>, path: &str, budget: &mut Budget) -> Result<Strings, ContainerError> {
    let mut strings = Strings::default();
    let Some(mut xml) = archive.xml(path)? else { return Ok(strings) };
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.name() == "si" => {
                text.clear();
                read_rich_text(&mut xml, "si", &mut text)?;
                strings.push(&text, budget)?;
            }
            Token::End => return Ok(strings),
            _ => {}
        }
    }
}

/// The text up to the end of the element `until`: that of all its runs, without the reading aids of Asian scripts.
fn read_rich_text(xml: &mut Xml<impl BufRead>, until: &str, text: &mut String) -> Result<(), ContainerError> {
    let (mut in_text, mut in_aid) = (false, false);
    loop {
        match xml.next_inside()? {
            Token::Open(tag) if tag.name() == "t" => in_text = true,
            Token::Open(tag) if tag.name() == "rPh" => in_aid = true,
            Token::Text(piece) if in_text && !in_aid => append(text, &piece)?,
            Token::Close(tag) if tag.name() == until => break,
            Token::Close(tag) if tag.name() == "t" => in_text = false,
            Token::Close(tag) if tag.name() == "rPh" => in_aid = false,
            _ => {}
        }
    }
    if text.contains("_x") {
        *text = unescaped(text);
    }
    Ok(())
}

/// Resolves Excel's own way to write characters that XML cannot hold: `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        plain.push_str(&code.map_or_else(|| "_x".to_owned(), String::from));
        rest = &rest[at + if code.is_some() { 7 } else { 2 }..];
    }
    plain + rest
}

/// For each cell format whether it shows a date.
fn read_styles(archive: &mut Archive<'_>, path: &str) -> Result<Vec<bool>, ContainerError> {
    let mut date_formats = Vec::new();
    let Some(mut xml) = archive.small_xml(path)? else { return Ok(date_formats) };
    let mut own: BTreeMap<u32, bool> = BTreeMap::new();
    let mut in_cell_formats = false;
    loop {
        match xml.next()? {
            Token::Open(tag) => match tag.name() {
                "numFmt" => {
                    let code = tag.attribute("formatCode").unwrap_or_default();
                    own.insert(tag.number("numFmtId").unwrap_or(0), is_date_format(&code));
                }
                "cellXfs" => in_cell_formats = true,
                "xf" if in_cell_formats => {
                    if date_formats.len() == CELL_FORMATS {
                        return Err(ContainerError::too_large(&format!("more than {CELL_FORMATS} cell formats")));
                    }
                    let id = tag.number("numFmtId").unwrap_or(0);
                    date_formats.push(own.get(&id).copied().unwrap_or_else(|| is_date_format_id(id)));
                }
                _ => {}
            },
            Token::Close(tag) if tag.name() == "cellXfs" => in_cell_formats = false,
            Token::End => return Ok(date_formats),
            _ => {}
        }
    }
}

/// Reads one sheet.
struct SheetReader<'a, R> {
    xml: Xml<R>,
    grid: Grid<'a>,
    workbook: &'a Workbook,
    strings: &'a Strings,
    date_formats: &'a [bool],
}

/// A cell as its tags say.
#[derive(Default)]
struct Cell {
    kind: String,
    date_format: bool,
    formula: Option<String>,
    /// Its value, or the text that stands in the cell itself.
    value: Option<String>,
}

impl<R: BufRead> SheetReader<'_, R> {
    fn read(mut self) -> Result<Table, ContainerError> {
        let (mut row, mut column) = (0_u32, 0_u32);
        let mut cell = Cell::default();
        loop {
            match self.xml.next_inside()? {
                Token::Open(tag) if tag.name() == "row" => {
                    row = tag.number("r").map_or(row, |number| number.saturating_sub(1));
                    column = 0;
                }
                Token::Open(tag) if tag.name() == "c" => {
                    if let Some(place) = tag.attribute("r") {
                        (row, column) = place_of(&place)?;
                    }
                    let format = tag.number("s").and_then(|format| usize::try_from(format).ok());
                    cell.date_format =
                        format.and_then(|format| self.date_formats.get(format)).copied().unwrap_or(false);
                    cell.kind.clear();
                    cell.kind.push_str(&tag.attribute("t").unwrap_or_default());
                    self.read_cell(&mut cell)?;
                    self.put(row, column, &cell)?;
                    column = column.saturating_add(1);
                }
                Token::Close(tag) if tag.name() == "row" => row = row.saturating_add(1),
                Token::Close(tag) if tag.name() == "sheetData" => return Ok(self.grid.finish()),
                _ => {}
            }
        }
    }

    fn read_cell(&mut self, cell: &mut Cell) -> Result<(), ContainerError> {
        (cell.formula, cell.value) = (None, None);
        loop {
            match self.xml.next_inside()? {
                Token::Open(tag) => match tag.name() {
                    "f" => cell.formula = Some(self.xml.text_until("f")?),
                    "v" => cell.value = Some(self.xml.text_until("v")?),
                    "is" => {
                        let mut text = String::new();
                        read_rich_text(&mut self.xml, "is", &mut text)?;
                        cell.value = Some(text);
                    }
                    _ => {}
                },
                Token::Close(tag) if tag.name() == "c" => return Ok(()),
                _ => {}
            }
        }
    }

    fn put(&mut self, row: u32, column: u32, cell: &Cell) -> Result<(), ContainerError> {
        let value = cell.value.as_deref().unwrap_or_default();
        if let Some(formula) = &cell.formula
            && self.is_unsaved(cell, value)
        {
            return self.grid.put(row, column, CellKind::UnsavedFormula, &format!("={formula}"));
        }
        match cell.kind.as_str() {
            "s" => {
                let text = value.trim().parse().ok().and_then(|index| self.strings.get(index));
                let text = text.ok_or_else(|| ContainerError::damaged("a text that a cell names is missing"))?;
                self.grid.put(row, column, CellKind::Text, text)
            }
            "b" => self.grid.put(row, column, CellKind::Text, if value.trim() == "1" { "TRUE" } else { "FALSE" }),
            "n" | "" => match value.trim().parse::<f64>() {
                Ok(number) => self.put_number(row, column, number, cell.date_format),
                Err(_) => self.grid.put(row, column, CellKind::Text, value),
            },
            // `str`, `inlineStr`, `e` for errors, `d` for dates in ISO 8601.
            _ => self.grid.put(row, column, CellKind::Text, value),
        }
    }

    fn put_number(&mut self, row: u32, column: u32, number: f64, is_date: bool) -> Result<(), ContainerError> {
        match date_text(number, self.workbook.epoch).filter(|_| is_date) {
            Some(date) => self.grid.put(row, column, CellKind::Text, &date),
            None => self.grid.put(row, column, CellKind::Number, &number_text(number)),
        }
    }

    /// Whether a formula's value was never computed: it has none, or zero where the workbook says that all is still to
    /// be computed. A formula that gives a text may well give an empty one.
    fn is_unsaved(&self, cell: &Cell, value: &str) -> bool {
        let computed_text = cell.kind == "str" && cell.value.is_some();
        let zero = matches!(cell.kind.as_str(), "" | "n") && value.trim() == "0";
        (value.is_empty() && !computed_text) || (zero && self.workbook.to_be_computed)
    }
}

/// Row and column, counted from 0, of a cell as `BC12`.
fn place_of(reference: &str) -> Result<(u32, u32), ContainerError> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at(letters);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    let row = digits.parse::<u32>().ok().and_then(|row| row.checked_sub(1));
    match (row, column.and_then(|column| column.checked_sub(1))) {
        (Some(row), Some(column)) => Ok((row, column)),
        _ => Err(ContainerError::damaged("a cell does not say where it stands")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_where_they_stand() {
        assert_eq!(place_of("A1"), Ok((0, 0)));
        assert_eq!(place_of("XFD1048576"), Ok((1_048_575, 16_383)));
        for wrong in ["", "A", "1", "A0", "ZZZZZZZZZZ1", "A99999999999", "Å1"] {
            assert!(place_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn escaped_characters_are_resolved() {
        assert_eq!(unescaped("a_x000D_b_x005F_x000D_c_xZZ"), "a\rb_x000D_c_xZZ");
        assert_eq!(unescaped("_x_x00é0_"), "_x_x00é0_");
    }
}
