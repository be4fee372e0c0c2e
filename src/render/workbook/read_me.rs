//! The first sheet: whose figures these are, of which day, how to read them, and what each sheet holds.

use rust_xlsxwriter::utility::quote_sheet_name;
use rust_xlsxwriter::{Url, Worksheet};

use super::sheet::set_print;
use super::style::Style;
use super::{Listed, WorkbookError};
use crate::report::Report;

/// What holds for every sheet.
const RULES: [&str; 5] = [
    "Amounts, rates and days are numbers and can be computed with; days are true dates. An empty cell is a figure that there \
     is not: it is never zero.",
    "Columns that add up have their sum in the last row; it follows the filter. Sums, rates and shares whose arithmetic can \
     be followed are formulas; all other figures are values, computed by the methods that the pack's proof prints.",
    "Rates and shares are fractions shown as per cent, rounded to six decimals.",
    "Names, numbers of documents and reasons are text, also where they begin with =, +, - or @.",
    "The same tables are in the folder data as CSV, under the same names of columns in small letters.",
];

/// Writes the sheet.
pub(super) fn sheet(report: &Report, style: &Style, name: &str, listed: &[Listed]) -> Result<Worksheet, WorkbookError> {
    let meta = &report.meta;
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 92)?.set_column_width(2, 10)?;
    sheet.set_screen_gridlines(false);
    sheet.write_string_with_format(0, 0, &meta.client, &style.title)?;
    sheet.write_string_with_format(1, 0, &meta.title, &style.quiet)?;
    let mut row = 2;
    if meta.draft {
        sheet.write_string_with_format(row, 0, "Draft: not yet reviewed", &style.bad)?;
        row += 1;
    }
    row += 1;
    let facts = meta.facts.iter().map(|fact| (&*fact.term, &*fact.text));
    let more = [("Currency", &*meta.currency_text), ("Accounting firm", &*meta.firm), ("Written by", &*report.tool)];
    for (term, text) in facts.chain(more) {
        sheet.write_string_with_format(row, 0, term, &style.bold)?;
        sheet.write_string_with_format(row, 1, text, &style.wrapped)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "How to read it", &style.bold)?;
    for text in [&*meta.how_to_read].into_iter().chain(RULES) {
        sheet.write_string_with_format(row, 1, text, &style.wrapped)?;
        row += 1;
    }
    row += 1;
    for (column, (heading, format)) in
        (0..).zip([("Sheet", &style.heading), ("What it holds", &style.heading), ("Rows", &style.heading_right)])
    {
        sheet.write_string_with_format(row, column, heading, format)?;
    }
    row += 1;
    for line in listed {
        write_line(&mut sheet, row, line, style)?;
        row += 1;
    }
    set_print(&mut sheet, report);
    Ok(sheet)
}

fn write_line(sheet: &mut Worksheet, row: u32, line: &Listed, style: &Style) -> Result<(), WorkbookError> {
    let link = Url::new(format!("internal:{}!A1", quote_sheet_name(&line.name))).set_text(&line.name);
    sheet.write_url_with_format(row, 0, link, &style.link)?;
    let about = [&*line.about, &*line.notice].join(" ");
    sheet.write_string_with_format(row, 1, about.trim(), &style.wrapped)?;
    let rows = u32::try_from(line.rows).unwrap_or(u32::MAX);
    sheet.write_number_with_format(row, 2, rows, &style.of(crate::report::model::DataKind::Integer))?;
    Ok(())
}
