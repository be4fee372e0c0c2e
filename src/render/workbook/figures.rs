//! The summary figures: one row a figure, as `report.json` has them.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::sheet::{TableFrame, Widths, add_table};
use super::style::Style;
use super::{Listed, WorkbookError};
use crate::report::Report;
use crate::report::model::{DataKind, Figure};
use crate::report::unit;

const HEADINGS: [&str; 6] =
    ["Figure", "Value", "Unit", "As the pack prints it", "Why there is none", "Name in report json"];

/// Writes the sheet.
pub(super) fn sheet(report: &Report, style: &Style, name: String) -> Result<(Worksheet, Listed), WorkbookError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(&name)?;
    let headings = HEADINGS.map(str::to_owned);
    let rows = report.figures.len();
    let frame = TableFrame {
        name: "Data_summary".to_owned(),
        headings: &headings,
        kinds: &[DataKind::Code, DataKind::Decimal, DataKind::Code, DataKind::Code, DataKind::Code, DataKind::Code],
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        sums: Vec::new(),
    };
    add_table(&mut sheet, &frame, style)?;
    let widths = write(&mut sheet, &report.figures, &headings, style)?;
    widths.set(&mut sheet)?;
    sheet.set_freeze_panes(1, 1)?;
    let about = "Every figure of the pack by name, with its unit.".to_owned();
    Ok((sheet, Listed { name, about, rows, notice: String::new() }))
}

fn write(
    sheet: &mut Worksheet,
    figures: &BTreeMap<String, Figure>,
    headings: &[String],
    style: &Style,
) -> Result<Widths, WorkbookError> {
    let mut widths = Widths::of_headings(headings);
    for (row, (id, figure)) in (1..).zip(figures) {
        if let Some(value) = figure.value {
            sheet.write_number_with_format(row, 1, value, &style.of_figure(&figure.unit, value))?;
        }
        let reason = figure.reason.as_deref().unwrap_or_default();
        let texts = [(0, figure.name.as_str()), (2, unit(&figure.unit)), (3, &figure.text), (4, reason), (5, id)];
        for (column, text) in texts {
            sheet.write_string_with_format(row, column, text, &style.plain)?;
            widths.fit(usize::from(column), text.chars().count());
        }
        widths.fit(1, 16);
    }
    Ok(widths)
}
