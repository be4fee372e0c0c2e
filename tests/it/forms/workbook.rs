//! Books as Excel workbooks: amounts as numbers, dates as days, all tables as sheets of one workbook or each in its own.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use ledgerpress::import::ExportFile;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::books::Books;
use super::plain::{Split, Table, tables};
use super::style::Style;

/// The plain layout's tables in workbooks.
pub(super) fn files(books: &Books, split: Split, in_one: bool) -> Vec<ExportFile> {
    let tables = tables(books, &Style::PLAIN, split);
    let groups: Vec<&[_]> = if in_one { vec![&tables] } else { tables.chunks(1).collect() };
    let file = |group: &[Table]| {
        let mut workbook = Workbook::new();
        for (name, headings, rows) in group {
            write(workbook.add_worksheet(), name, headings, rows).expect("a sheet");
        }
        let name = if in_one { "books" } else { group[0].0.trim() };
        ExportFile { path: Arc::from(format!("{name}.xlsx")), bytes: workbook.save_to_buffer().expect("memory") }
    };
    groups.into_iter().map(file).collect()
}

fn write(sheet: &mut Worksheet, name: &str, headings: &[&str], rows: &[Vec<String>]) -> Result<(), XlsxError> {
    sheet.set_name(name.trim())?;
    let day_form = Format::new().set_num_format("dd/mm/yyyy");
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string(0, column, *heading)?;
        for (row, cells) in (1..).zip(rows) {
            let text = &cells[usize::from(column)];
            let day = text.parse::<NaiveDate>().ok().filter(|_| heading.contains("date"));
            let number = text.parse::<f64>().ok().filter(|_| ["net", "tax", "total", "amount"].contains(heading));
            if let Some(day) = day {
                let year = u16::try_from(day.year()).expect("a year of this age");
                let parts = [day.month(), day.day()].map(|part| u8::try_from(part).expect("a part of a date"));
                let day = ExcelDateTime::from_ymd(year, parts[0], parts[1])?;
                sheet.write_datetime_with_format(row, column, &day, &day_form)?;
            } else if let Some(number) = number {
                sheet.write_number(row, column, number)?;
            } else if !text.is_empty() {
                sheet.write_string(row, column, text)?;
            }
        }
    }
    Ok(())
}
