//! One table of `data/` as a sheet: numbers as numbers, days as days, text as text, sums and rates as formulas.

use rust_xlsxwriter::{Format, IgnoreError, Worksheet, XlsxError};

use chrono::NaiveDate;

use super::formulas::Live;
use super::names::{self, Taken};
use super::sheet::{TableFrame, Widths, add_table};
use super::style::{Style, write_formula};
use super::{Listed, WorkbookError};
use crate::render::data::begins_like_a_formula;
use crate::report::model::{DataKind, DataTable, DataValue};

/// Rows of data that a sheet takes beside its headings and a row of sums.
pub(super) const ROWS_MAX: usize = 1_048_574;
/// UTF-16 units that a cell takes.
const TEXT_MAX: usize = 32_767;
/// How many columns at the left may stay in sight.
const FROZEN_MAX: usize = 3;

/// One column as it is written.
struct Written {
    kind: DataKind,
    format: Format,
    live: Option<Live>,
}

/// Writes the sheet, from its first row to its last, which a sheet outside memory asks for.
pub(super) fn sheet(
    mut sheet: Worksheet,
    data: &DataTable,
    style: &Style,
    taken: &mut Taken,
    (title, headings): (&str, &[String]),
    rows_max: usize,
) -> Result<(Worksheet, Listed), WorkbookError> {
    let rows = data.rows.get(..rows_max).unwrap_or(&data.rows);
    let cut = data.rows.len() - rows.len();
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let name = taken.sheet(title);
    sheet.set_name(&name)?;
    let kinds: Vec<DataKind> = data.columns.iter().map(|column| column.kind).collect();
    let columns: Vec<Written> = data
        .columns
        .iter()
        .map(|column| Written {
            kind: column.kind,
            format: style.of(column.kind),
            live: Live::of(&column.name, data, style.decimals),
        })
        .collect();
    let mut widths = Widths::of_headings(headings);
    // What was cut off is in no sum of the sheet.
    let totals: &[Option<String>] = if cut == 0 { &data.totals } else { &[] };
    let frame = TableFrame {
        name: taken.table(&data.name),
        headings,
        kinds: &kinds,
        rows: count,
        sums: totals.iter().map(Option::is_some).collect(),
    };
    add_table(&mut sheet, &frame, style)?;
    let mut shortened = 0;
    for (row, cells) in (1..).zip(rows) {
        for ((n, column), cell) in (0..).zip(&columns).zip(cells) {
            let Some(text) = cell else { continue };
            let at = (row, n);
            let formula = column.live.as_ref().and_then(|live| live.at(row, cells, (1, count)));
            let shown = match (formula, column.kind.read(text)) {
                (Some(formula), Some(_)) => {
                    write_formula(&mut sheet, at, &formula, text, &column.format)?;
                    shown_length(column.kind, text)
                }
                (None, Some(DataValue::Number(number))) => {
                    sheet.write_number_with_format(row, n, number, &column.format)?;
                    shown_length(column.kind, text)
                }
                (None, Some(DataValue::Date(day))) => {
                    write_day(&mut sheet, at, day, &column.format)?;
                    shown_length(column.kind, text)
                }
                (None, Some(DataValue::Text(text))) => {
                    shortened += usize::from(write_text(&mut sheet, at, text, style)?);
                    text.chars().count()
                }
                (_, None) => return Err(wrong_kind(data, usize::from(n), text)),
            };
            widths.fit(usize::from(n), shown);
        }
    }
    write_totals(&mut sheet, &frame, totals, style, &mut widths)?;
    widths.set(&mut sheet)?;
    sheet.set_freeze_panes(1, frozen(data))?;
    ignore_numbers_in_text(&mut sheet, &kinds, count)?;
    let notice = notice(data, cut, shortened);
    Ok((sheet, Listed { name, about: names::about(&data.name), rows: rows.len(), notice }))
}

fn wrong_kind(data: &DataTable, column: usize, text: &str) -> WorkbookError {
    let column = data.columns.get(column).map_or_else(String::new, |column| column.name.clone());
    WorkbookError::Kind { table: data.name.clone(), column, text: text.to_owned() }
}

/// What the first sheet says of rows and texts that did not fit.
fn notice(data: &DataTable, cut: usize, shortened: usize) -> String {
    let mut parts = Vec::new();
    if cut > 0 {
        parts.push(format!("{cut} rows more than a sheet holds are left out; there are no sums."));
    }
    if shortened > 0 {
        parts.push(format!("Texts longer than a cell holds are cut: {shortened}."));
    }
    if !parts.is_empty() {
        parts.push(format!("All is in data/{}.csv.", data.name));
    }
    parts.join(" ")
}

/// The columns that stay in sight: up to the customer's name, where that is near the left.
fn frozen(data: &DataTable) -> u16 {
    let named = data.column("customer").filter(|&place| place < FROZEN_MAX);
    named.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or(u16::from(!data.columns.is_empty()))
}

/// The characters that a cell shows, nearly: separators of thousands, no more decimals than the format has.
fn shown_length(kind: DataKind, text: &str) -> usize {
    let whole = text.split('.').next().map_or(0, str::len);
    match kind {
        DataKind::Integer | DataKind::Days | DataKind::Decimal => whole + whole / 3 + 3,
        DataKind::Money => text.len() + whole / 3,
        DataKind::Ratio => 7,
        DataKind::Date => 10,
        DataKind::Text | DataKind::Code => text.chars().count(),
    }
}

/// A day, or its text where it is before the first day that Excel counts as everybody else does.
fn write_day(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    day: NaiveDate,
    format: &Format,
) -> Result<(), XlsxError> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    let serial = (day - first).num_days();
    // Excel takes 1900 for a leap year: its days are ours from 1 March 1900, day 61.
    match u32::try_from(serial) {
        Ok(serial) if serial >= 61 => sheet.write_number_with_format(row, column, f64::from(serial), format)?,
        _ => sheet.write_string_with_format(row, column, day.to_string(), format)?,
    };
    Ok(())
}

/// Writes text as text, never as a formula, and tells whether it had to be cut.
fn write_text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, style: &Style) -> Result<bool, XlsxError> {
    let format = if begins_like_a_formula(text) { &style.quoted } else { &style.plain };
    // Most texts are short in bytes already.
    let cut = text.len() > TEXT_MAX && text.encode_utf16().count() > TEXT_MAX;
    if cut {
        sheet.write_string_with_format(row, column, shortened(text), format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(cut)
}

fn shortened(text: &str) -> String {
    let mut units = 0;
    let kept = text.chars().take_while(|letter| {
        units += letter.len_utf16();
        units < TEXT_MAX
    });
    kept.chain(['…']).collect()
}

/// The row of sums: `SUBTOTAL`, which follows the filter, with the report's own sums as stored results.
fn write_totals(
    sheet: &mut Worksheet,
    frame: &TableFrame<'_>,
    totals: &[Option<String>],
    style: &Style,
    widths: &mut Widths,
) -> Result<(), XlsxError> {
    let row = frame.rows.max(1) + 1;
    for ((n, total), (heading, &kind)) in (0..).zip(totals).zip(frame.headings.iter().zip(frame.kinds)) {
        let format = style.total(kind);
        match total {
            Some(total) => {
                let formula = format!("=SUBTOTAL(109,{}[{heading}])", frame.name);
                write_formula(sheet, (row, n), &formula, total, &format)?;
                widths.fit(usize::from(n), shown_length(kind, total) + 1);
            }
            None if n == 0 => {
                sheet.write_string_with_format(row, n, "Total", &format)?;
            }
            None => {
                sheet.write_blank(row, n, &format)?;
            }
        }
    }
    Ok(())
}

/// Ids made of digits are text on purpose: no green corners.
fn ignore_numbers_in_text(sheet: &mut Worksheet, kinds: &[DataKind], rows: u32) -> Result<(), XlsxError> {
    for (n, kind) in (0..).zip(kinds) {
        if matches!(kind, DataKind::Text | DataKind::Code) {
            sheet.ignore_error_range(1, n, rows.max(1), n, IgnoreError::NumberStoredAsText)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_what_a_cell_takes() {
        let long = "😀".repeat(20_000);
        let cut = shortened(&long);
        assert!(cut.encode_utf16().count() <= TEXT_MAX && cut.ends_with("😀…"), "{}", cut.len());
    }
}
