//! Excel's XML of 2003 (SpreadsheetML), which NetSuite exports under the name `.xls`. Cells say where they stand only
//! where there is a gap before them.

use super::grid::Grid;
use super::limits::{Budget, SHEETS};
use super::number::number_text;
use super::xml::{Token, Xml, append};
use super::{ContainerError, Part};
use crate::import::table::{CellKind, Epoch, Table};

/// Reads all sheets of the workbook that is `text`.
pub(crate) fn read(text: &str) -> Result<Vec<Part>, ContainerError> {
    let mut budget = Budget::new();
    let mut xml = Xml::new(text.as_bytes());
    let mut epoch = Epoch::Day1900;
    let mut parts = Vec::new();
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.name() == "Date1904" => epoch = Epoch::Day1904,
            Token::Open(tag) if tag.name() == "Worksheet" => {
                if parts.len() == SHEETS {
                    return Err(ContainerError::too_large(&format!("more than {SHEETS} sheets")));
                }
                let name = tag.attribute("Name").unwrap_or_default().as_ref().into();
                let table = read_sheet(&mut xml, epoch, &mut budget)?;
                parts.push(Part { sheet: Some(name), table, read_as: "Excel XML 2003".to_owned() });
            }
            Token::End => return Ok(parts),
            _ => {}
        }
    }
}

fn read_sheet(xml: &mut Xml<&[u8]>, epoch: Epoch, budget: &mut Budget) -> Result<Table, ContainerError> {
    let mut grid = Grid::new(epoch, budget);
    // The next row and column, counted from 0.
    let (mut row, mut column) = (0_u32, 0_u32);
    loop {
        match xml.next_inside()? {
            Token::Open(tag) if tag.name() == "Row" => {
                row = tag.number("Index").map_or(row, |index| index.saturating_sub(1));
                column = 0;
            }
            Token::Open(tag) if tag.name() == "Cell" => {
                column = tag.number("Index").map_or(column, |index| index.saturating_sub(1));
                let merged = tag.number("MergeAcross").unwrap_or(0);
                let formula = tag.attribute("Formula").map(std::borrow::Cow::into_owned);
                let (kind, text) = read_cell(xml, formula)?;
                grid.put(row, column, kind, &text)?;
                column = column.saturating_add(1).saturating_add(merged);
            }
            Token::Close(tag) if tag.name() == "Row" => row = row.saturating_add(1),
            Token::Close(tag) if tag.name() == "Worksheet" => return Ok(grid.finish()),
            _ => {}
        }
    }
}

/// What the cell whose tag was the last token holds; without its comments.
fn read_cell(xml: &mut Xml<&[u8]>, formula: Option<String>) -> Result<(CellKind, String), ContainerError> {
    let mut kind = String::new();
    let mut text = String::new();
    let (mut in_data, mut has_data, mut in_comment) = (false, false, false);
    loop {
        match xml.next_inside()? {
            Token::Open(tag) if tag.name() == "Comment" => in_comment = true,
            Token::Open(tag) if tag.name() == "Data" && !in_comment => {
                (in_data, has_data) = (true, true);
                kind = tag.attribute("Type").unwrap_or_default().into_owned();
            }
            Token::Text(piece) if in_data => append(&mut text, &piece)?,
            Token::Close(tag) if tag.name() == "Data" => in_data = false,
            Token::Close(tag) if tag.name() == "Comment" => in_comment = false,
            Token::Close(tag) if tag.name() == "Cell" => break,
            _ => {}
        }
    }
    Ok(match (kind.as_str(), formula) {
        (_, Some(formula)) if !has_data => (CellKind::UnsavedFormula, formula),
        ("Number", _) => match text.trim().parse::<f64>() {
            Ok(number) => (CellKind::Number, number_text(number)),
            Err(_) => (CellKind::Text, text),
        },
        ("Boolean", _) => (CellKind::Text, if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        // `DateTime` is ISO 8601 with a time of day, which for a day alone is midnight.
        ("DateTime", _) => (CellKind::Text, text.trim().trim_end_matches("T00:00:00.000").to_owned()),
        _ => (CellKind::Text, text),
    })
}
