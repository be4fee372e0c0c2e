//! XLS workbooks, as Excel wrote them from 1993 to 2003 (BIFF5 and BIFF8): a stream of records in a compound file.

use std::collections::BTreeMap;
use std::sync::Arc;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use super::compound::{CompoundFile, u16_at, u32_at};
use super::grid::Grid;
use super::limits::{Budget, CELL_FORMATS, SHEETS, UNPACKED_BYTES};
use super::number::{date_text, number_text};
use super::number_format::{is_date_format, is_date_format_id};
use super::strings::Strings;
use super::xls_text::{Segments, Texts};
use super::{ContainerError, Part};
use crate::import::table::{CellKind, Epoch, Table};

/// The records that are read, by their numbers.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const DATE_1904: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const R_STRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABEL_SST: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// Reads all sheets of the compound file that `bytes` are.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Part>, ContainerError> {
    let file = CompoundFile::read(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(ContainerError::protected());
    }
    let stream = match file.stream("Workbook")? {
        Some(stream) => stream,
        None => file.stream("Book")?.ok_or_else(no_workbook)?,
    };
    let mut budget = Budget::new();
    let workbook = read_globals(&stream, &mut budget)?;
    let mut unread = UNPACKED_BYTES;
    let mut parts = Vec::new();
    for (name, offset) in &workbook.sheets {
        let records = stream.get(*offset..).ok_or_else(|| ContainerError::damaged("one of its sheets is missing"))?;
        let grid = Grid::new(workbook.epoch, &mut budget);
        let table = SheetReader { workbook: &workbook, grid, awaited: None }.read(records, &mut unread)?;
        parts.push(Part { sheet: Some(Arc::clone(name)), table, read_as: "XLS".to_owned() });
    }
    Ok(parts)
}

fn no_workbook() -> ContainerError {
    ContainerError::undecodable("The file is of an old Microsoft program and holds no workbook")
}

fn cut_off() -> ContainerError {
    ContainerError::damaged("a record in it is cut off")
}

/// Each record's number and bytes.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let number = u16_at(self.0, 0)?;
        let length = usize::from(u16_at(self.0, 2)?);
        let rest = self.0.get(4..)?;
        let (data, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((number, data))
    }
}

/// What stands before the sheets.
struct Workbook {
    /// Sheets by name, each with its place in the stream.
    sheets: Vec<(Arc<str>, usize)>,
    texts: Texts,
    epoch: Epoch,
    strings: Strings,
    /// For each cell format whether it shows a date.
    date_formats: Vec<bool>,
}

fn read_globals(stream: &[u8], budget: &mut Budget) -> Result<Workbook, ContainerError> {
    let mut workbook = Workbook {
        sheets: Vec::new(),
        texts: Texts { wide: false, encoding: WINDOWS_1252 },
        epoch: Epoch::Day1900,
        strings: Strings::default(),
        date_formats: Vec::new(),
    };
    let mut own_formats: BTreeMap<u16, bool> = BTreeMap::new();
    let mut formats: Vec<u16> = Vec::new();
    let mut records = Records(stream).peekable();
    while let Some((number, data)) = records.next() {
        match number {
            record::BOF => match u16_at(data, 0) {
                Some(0x0600) => workbook.texts.wide = true,
                Some(0x0500) => workbook.texts.wide = false,
                _ => return Err(ContainerError::undecodable("The workbook is of an Excel before 1993")),
            },
            record::FILE_PASS => return Err(ContainerError::protected()),
            record::CODE_PAGE => workbook.texts.encoding = code_page(u16_at(data, 0).unwrap_or(1252)),
            record::DATE_1904 if u16_at(data, 0) == Some(1) => workbook.epoch = Epoch::Day1904,
            record::FORMAT => {
                let code = data.get(2..).and_then(|text| {
                    if workbook.texts.wide { workbook.texts.long(text) } else { workbook.texts.short(text) }
                });
                let is_date = is_date_format(&code.unwrap_or_default());
                own_formats.insert(u16_at(data, 0).unwrap_or(0), is_date);
            }
            record::XF if formats.len() < CELL_FORMATS => formats.push(u16_at(data, 2).unwrap_or(0)),
            record::BOUND_SHEET => {
                // Others are charts and macros.
                let is_worksheet = data.get(5) == Some(&0);
                let offset = u32_at(data, 0).and_then(|offset| usize::try_from(offset).ok());
                let name = data.get(6..).and_then(|name| workbook.texts.short(name));
                let (Some(offset), Some(name)) = (offset, name) else { return Err(cut_off()) };
                if workbook.sheets.len() == SHEETS {
                    return Err(ContainerError::too_large(&format!("more than {SHEETS} sheets")));
                }
                if is_worksheet {
                    workbook.sheets.push((name.into(), offset));
                }
            }
            record::SST => {
                let mut segments = vec![data.get(8..).ok_or_else(cut_off)?];
                while let Some((_, data)) = records.next_if(|(number, _)| *number == record::CONTINUE) {
                    segments.push(data);
                }
                workbook.strings = read_strings(segments, budget)?;
            }
            record::EOF => {
                let is_date = |format: &u16| {
                    own_formats.get(format).copied().unwrap_or_else(|| is_date_format_id(u32::from(*format)))
                };
                workbook.date_formats = formats.iter().map(is_date).collect();
                return Ok(workbook);
            }
            _ => {}
        }
    }
    Err(cut_off())
}

fn read_strings(segments: Vec<&[u8]>, budget: &mut Budget) -> Result<Strings, ContainerError> {
    let mut segments = Segments::new(segments);
    let mut strings = Strings::default();
    while !segments.is_at_end() {
        strings.push(&segments.shared_string().ok_or_else(cut_off)?, budget)?;
    }
    Ok(strings)
}

fn code_page(number: u16) -> &'static Encoding {
    if matches!(number, 10_000 | 32_768) {
        return MACINTOSH;
    }
    Encoding::for_label(format!("windows-{number}").as_bytes()).unwrap_or(WINDOWS_1252)
}

/// Reads one sheet.
struct SheetReader<'a> {
    workbook: &'a Workbook,
    grid: Grid<'a>,
    /// The place of a formula whose text stands in the record after it.
    awaited: Option<(u32, u32)>,
}

impl SheetReader<'_> {
    fn read(mut self, stream: &[u8], unread: &mut u64) -> Result<Table, ContainerError> {
        // Charts inside a sheet are streams of their own.
        let mut depth = 0_u32;
        for (number, data) in Records(stream) {
            let left = unread.checked_sub(4 + data.len() as u64);
            *unread = left.ok_or_else(|| ContainerError::hostile("its sheets lie over each other"))?;
            match number {
                record::BOF => depth = depth.saturating_add(1),
                record::EOF if depth <= 1 => return Ok(self.grid.finish()),
                record::EOF => depth -= 1,
                _ if depth == 1 => self.read_record(number, data)?,
                _ => {}
            }
        }
        Err(cut_off())
    }

    fn read_record(&mut self, number: u16, data: &[u8]) -> Result<(), ContainerError> {
        match number {
            record::STRING => {
                let text = self.workbook.texts.long(data).ok_or_else(cut_off)?;
                let Some((row, column)) = self.awaited.take() else { return Ok(()) };
                return self.grid.put(row, column, CellKind::Text, &text);
            }
            record::LABEL_SST
            | record::LABEL
            | record::R_STRING
            | record::NUMBER
            | record::RK
            | record::MUL_RK
            | record::BOOL_ERR
            | record::FORMULA => {}
            _ => return Ok(()),
        }
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Err(cut_off()) };
        let (row, column) = (u32::from(row), u32::from(column));
        let format = u16_at(data, 4).unwrap_or(0);
        let value = data.get(6..).unwrap_or_default();
        match number {
            record::LABEL_SST => {
                let index = u32_at(value, 0).and_then(|index| usize::try_from(index).ok()).ok_or_else(cut_off)?;
                let text = self.workbook.strings.get(index);
                let text = text.ok_or_else(|| ContainerError::damaged("a text that a cell names is missing"))?;
                self.grid.put(row, column, CellKind::Text, text)
            }
            record::LABEL | record::R_STRING => {
                let text = self.workbook.texts.long(value).ok_or_else(cut_off)?;
                self.grid.put(row, column, CellKind::Text, &text)
            }
            record::NUMBER => self.put_number(row, column, format, f64_at(value).ok_or_else(cut_off)?),
            record::RK => self.put_number(row, column, format, rk(u32_at(value, 0).ok_or_else(cut_off)?)),
            record::MUL_RK => {
                // A format and a number for each column; the last column stands at the end.
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
                for (column, cell) in (column..).zip(cells) {
                    let (Some(format), Some(number)) = (u16_at(cell, 0), u32_at(cell, 2)) else { continue };
                    self.put_number(row, column, format, rk(number))?;
                }
                Ok(())
            }
            record::BOOL_ERR => match value {
                [code, 0, ..] => self.grid.put(row, column, CellKind::Text, truth(*code)),
                [code, ..] => self.grid.put(row, column, CellKind::Text, error_value(*code)),
                [] => Err(cut_off()),
            },
            _ => self.put_formula(row, column, format, value),
        }
    }

    fn put_number(&mut self, row: u32, column: u32, format: u16, number: f64) -> Result<(), ContainerError> {
        let is_date = self.workbook.date_formats.get(usize::from(format)).copied().unwrap_or(false);
        match date_text(number, self.workbook.epoch).filter(|_| is_date) {
            Some(date) => self.grid.put(row, column, CellKind::Text, &date),
            None => self.grid.put(row, column, CellKind::Number, &number_text(number)),
        }
    }

    /// A formula's saved value: a number, or a sign that it is something else.
    fn put_formula(&mut self, row: u32, column: u32, format: u16, value: &[u8]) -> Result<(), ContainerError> {
        const TO_BE_COMPUTED: u16 = 0b11;
        match *value {
            [0, _, _, _, _, _, 0xFF, 0xFF, ..] => {
                self.awaited = Some((row, column));
                Ok(())
            }
            [1, _, code, _, _, _, 0xFF, 0xFF, ..] => self.grid.put(row, column, CellKind::Text, truth(code)),
            [2, _, code, _, _, _, 0xFF, 0xFF, ..] => self.grid.put(row, column, CellKind::Text, error_value(code)),
            // An empty text.
            [_, _, _, _, _, _, 0xFF, 0xFF, ..] => Ok(()),
            _ => {
                let number = f64_at(value).ok_or_else(cut_off)?;
                let to_be_computed = u16_at(value, 8).is_some_and(|flags| flags & TO_BE_COMPUTED != 0);
                if to_be_computed && number == 0.0 {
                    return self.grid.put(row, column, CellKind::UnsavedFormula, "=formula");
                }
                self.put_number(row, column, format, number)
            }
        }
    }
}

fn f64_at(bytes: &[u8]) -> Option<f64> {
    bytes.first_chunk().map(|bytes| f64::from_le_bytes(*bytes))
}

/// A number in four bytes: the upper part of a floating-point one, or a whole one, perhaps to be divided by 100.
fn rk(number: u32) -> f64 {
    const HUNDREDTHS: u32 = 0b01;
    const WHOLE: u32 = 0b10;
    let value = if number & WHOLE == 0 {
        f64::from_bits(u64::from(number & !0b11) << 32)
    } else {
        f64::from(number.cast_signed() >> 2)
    };
    if number & HUNDREDTHS == 0 { value } else { value / 100.0 }
}

fn truth(code: u8) -> &'static str {
    if code == 0 { "FALSE" } else { "TRUE" }
}

fn error_value(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
