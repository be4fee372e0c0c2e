//! What every sheet has: columns as wide as their content, a table with filters, and a page that prints.

use rust_xlsxwriter::{Table, TableColumn, TableStyle, Worksheet, XlsxError};

use super::style::Style;
use crate::report::Report;
use crate::report::model::{DataKind, Paper};

/// The widest and the narrowest column, in characters.
const WIDTH_MAX: usize = 60;
const WIDTH_MIN: usize = 9;
/// Room for the button of a filter.
const FILTER: usize = 4;

/// The widths that the columns of a sheet need, in characters.
pub(super) struct Widths(Vec<usize>);

impl Widths {
    /// Wide enough for the longest word of each heading and its filter.
    pub(super) fn of_headings(headings: &[String]) -> Self {
        let word = |heading: &String| heading.split(' ').map(|word| word.chars().count()).max().unwrap_or(0) + FILTER;
        Self(headings.iter().map(word).collect())
    }

    /// Makes room for a cell's text.
    pub(super) fn fit(&mut self, column: usize, characters: usize) {
        if let Some(width) = self.0.get_mut(column) {
            *width = characters.max(*width);
        }
    }

    pub(super) fn set(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, &width) in (0..).zip(&self.0) {
            let width = u32::try_from(width.clamp(WIDTH_MIN, WIDTH_MAX)).unwrap_or(0);
            sheet.set_column_width(column, f64::from(width) + 1.0)?;
        }
        Ok(())
    }
}

/// A table's place and parts: headings in row 1, then its rows.
pub(super) struct TableFrame<'a> {
    /// The table's name in formulas.
    pub(super) name: String,
    pub(super) headings: &'a [String],
    pub(super) kinds: &'a [DataKind],
    /// Rows of data.
    pub(super) rows: u32,
    /// Columns with a sum under them; empty for none.
    pub(super) sums: Vec<bool>,
}

/// Puts a table with filters round the rows, with its headings frozen and repeated on paper. Headings are the cells of row
/// 1. The cells of the row of sums remain to be written.
pub(super) fn add_table(sheet: &mut Worksheet, frame: &TableFrame<'_>, style: &Style) -> Result<(), XlsxError> {
    let has_sums = frame.sums.contains(&true);
    // The button of the filter covers the right end of a heading.
    let over_numbers = style.heading_right.clone().set_indent(2);
    let columns: Vec<TableColumn> = frame
        .headings
        .iter()
        .zip(frame.kinds)
        .enumerate()
        .map(|(n, (heading, kind))| {
            let number = !matches!(kind, DataKind::Text | DataKind::Code);
            let format = if number { &over_numbers } else { &style.heading };
            let column = TableColumn::new().set_header(heading).set_header_format(format);
            match frame.sums.get(n) {
                Some(true) => column.set_total_function(rust_xlsxwriter::TableFunction::Sum),
                Some(false) if n == 0 => column.set_total_label("Total"),
                _ => column,
            }
        })
        .collect();
    let table = Table::new()
        .set_name(&frame.name)
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_total_row(has_sums);
    // A table has at least one row, be it empty.
    let last_row = frame.rows.max(1) + u32::from(has_sums);
    let last_column = u16::try_from(frame.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.add_table(0, 0, last_row, last_column, &table)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Landscape, one page wide, with who, what and when over each page.
pub(super) fn set_print(sheet: &mut Worksheet, report: &Report) {
    let meta = &report.meta;
    let draft = if meta.draft { "  Draft" } else { "" };
    let head = format!("&L{}&C{}{draft}&RAs of {}, {}", field(&meta.client), "&A", meta.as_of_text, meta.currency);
    sheet
        .set_landscape()
        .set_paper_size(match meta.paper {
            Paper::A4 => 9,
            Paper::Letter => 1,
        })
        .set_print_fit_to_pages(1, 0)
        .set_header(head)
        .set_footer(format!("&L{}&RPage &P of &N", field(&meta.firm)));
}

/// A name in a page's header: `&` begins a field there, and a header has at most 255 characters.
fn field(text: &str) -> String {
    text.chars().take(60).collect::<String>().replace('&', "&&")
}
