//! Text to a table of text cells: which delimiter, which rows, each with the number that a spreadsheet shows.

use csv::{ReaderBuilder, StringRecord};

/// The rows of a file that hold anything, as text cells without blanks around them. All cells lie in one string, so that
/// a large file costs a handful of allocations.
#[derive(Debug, Default)]
pub(crate) struct Table {
    text: String,
    /// Where each cell ends in `text`.
    cell_ends: Vec<usize>,
    rows: Vec<RowSpan>,
    /// What each cell holds; empty where all hold text, as in files that are text themselves.
    kinds: Vec<CellKind>,
    /// The day that a workbook's serial numbers count from; `None` where the file is no workbook.
    pub(crate) epoch: Option<Epoch>,
    /// The row that begins a quoted cell which is never closed, so that the rest of the file is inside it.
    pub(crate) unclosed_quote: Option<u32>,
}

/// What a cell of a workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Text, or what is shown as text: a date, a truth value, an error.
    Text,
    /// A number, with a point as decimal mark whatever the workbook's language.
    Number,
    /// A formula whose value was never computed; the cell's text is the formula.
    UnsavedFormula,
}

/// The day that a workbook's serial numbers of days count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is the first of January 1900: Excel.
    Day1900,
    /// 0 is the first of January 1904: Excel for the Mac, once.
    Day1904,
}

#[derive(Debug)]
struct RowSpan {
    number: u32,
    first_cell: usize,
    end_cell: usize,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    index: usize,
}

impl Table {
    /// How many rows hold anything.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All rows, first to last.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| Row { table: self, index })
    }

    /// The empty table of a workbook whose days count from `epoch`.
    pub(crate) fn of_workbook(epoch: Epoch) -> Self {
        Self { epoch: Some(epoch), ..Self::default() }
    }

    /// The same table without its rows.
    pub(crate) fn without_rows(&self) -> Self {
        Self { epoch: self.epoch, unclosed_quote: self.unclosed_quote, ..Self::default() }
    }

    /// The table of these rows alone, under their numbers.
    pub(crate) fn part(&self, rows: std::ops::Range<usize>) -> Self {
        let mut part = self.without_rows();
        for row in rows.map(|index| Row { table: self, index }) {
            for (column, cell) in row.cells().enumerate() {
                part.text.push_str(cell);
                part.cell_ends.push(part.text.len());
                if !self.kinds.is_empty() {
                    part.kinds.push(row.kind(column));
                }
            }
            part.close_row(row.number());
        }
        part
    }

    /// Adds a cell of a workbook to the row that is open.
    pub(crate) fn add_cell(&mut self, kind: CellKind, text: &str) {
        self.text.push_str(text);
        self.cell_ends.push(self.text.len());
        self.kinds.push(kind);
    }

    /// Ends the row that is open, if it has any cell.
    pub(crate) fn close_row(&mut self, number: u32) {
        let first_cell = self.rows.last().map_or(0, |row| row.end_cell);
        let end_cell = self.cell_ends.len();
        if end_cell > first_cell {
            self.rows.push(RowSpan { number, first_cell, end_cell });
        }
    }

    /// Takes in a row, if it holds anything.
    fn push<'c>(&mut self, number: u32, cells: impl IntoIterator<Item = &'c str>) {
        let (first_cell, first_byte) = (self.cell_ends.len(), self.text.len());
        for cell in cells {
            self.text.push_str(without_text_mark(cell.trim()));
            self.cell_ends.push(self.text.len());
        }
        if self.text.len() == first_byte {
            self.cell_ends.truncate(first_cell);
        } else {
            self.rows.push(RowSpan { number, first_cell, end_cell: self.cell_ends.len() });
        }
    }
}

impl<'a> Row<'a> {
    fn span(self) -> &'a RowSpan {
        &self.table.rows[self.index]
    }

    /// The row as a spreadsheet numbers it: records counted from 1, blank lines included. A line break inside quotes
    /// does not begin a row.
    pub(crate) fn number(self) -> u32 {
        self.span().number
    }

    /// The cell at `column`, counted from 0; empty beyond the row's end.
    pub(crate) fn cell(self, column: usize) -> &'a str {
        let span = self.span();
        let cell = span.first_cell + column;
        if cell >= span.end_cell {
            return "";
        }
        let start = if cell == 0 { 0 } else { self.table.cell_ends[cell - 1] };
        &self.table.text[start..self.table.cell_ends[cell]]
    }

    /// What the cell at `column` holds.
    pub(crate) fn kind(self, column: usize) -> CellKind {
        let span = self.span();
        let cell = span.first_cell + column;
        let within = cell < span.end_cell;
        self.table.kinds.get(cell).copied().filter(|_| within).unwrap_or(CellKind::Text)
    }

    /// All cells.
    pub(crate) fn cells(self) -> impl Iterator<Item = &'a str> {
        let span = self.span();
        (0..span.end_cell - span.first_cell).map(move |column| self.cell(column))
    }

    /// Whether the first cell holds something and the others nothing.
    pub(crate) fn stands_alone(self) -> bool {
        !self.cell(0).is_empty() && self.cells().skip(1).all(str::is_empty)
    }

    /// The first cell that holds anything.
    pub(crate) fn first_filled(self) -> &'a str {
        self.cells().find(|cell| !cell.is_empty()).unwrap_or("")
    }
}

/// Reads `text` as rows of cells with `delimiter` between them.
///
/// # Errors
/// The csv reader's own, which text in memory does not provoke.
pub(crate) fn read_table(text: &str, delimiter: u8) -> Result<Table, csv::Error> {
    let mut reader = reader(text, delimiter);
    let mut table = Table { text: String::with_capacity(text.len()), ..Table::default() };
    let mut record = StringRecord::new();
    let mut number = 0_u32;
    let mut last_start = 0;
    while reader.read_record(&mut record)? {
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        number = number.saturating_add(1 + blank_lines_at(text.as_bytes(), start));
        last_start = start;
        table.push(number, &record);
    }
    let quotes = text.get(last_start..).unwrap_or_default().matches('"').count();
    if quotes % 2 == 1 && last_cell_spans_lines(&table) {
        table.unclosed_quote = Some(number);
    }
    Ok(table)
}

/// A cell without what makes spreadsheet programs take it for text: `="0012"` and `'0012` are 0012. An apostrophe may
/// begin a name, and is such a mark before figures alone.
fn without_text_mark(cell: &str) -> &str {
    let is_of_figures = |text: &&str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.bytes().all(|byte| byte.is_ascii_digit() || b".,-/: ".contains(&byte))
    };
    let formula = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|text| !text.contains('"'));
    formula.or_else(|| cell.strip_prefix('\'').filter(is_of_figures)).map_or(cell, str::trim)
}

/// Whether the last cell of the last row holds a line break.
fn last_cell_spans_lines(table: &Table) -> bool {
    table.rows().last().is_some_and(|row| {
        let columns = row.cells().count();
        columns > 0 && row.cell(columns - 1).contains('\n')
    })
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes())
}

/// How many blank lines the csv reader passed over before the record at `start`. Spreadsheets count them.
fn blank_lines_at(bytes: &[u8], start: usize) -> u32 {
    let after_cr = start > 0 && bytes.get(start - 1) == Some(&b'\r');
    let mut rest = bytes.get(start..).unwrap_or_default();
    if after_cr && rest.first() == Some(&b'\n') {
        rest = &rest[1..];
    }
    let mut blank = 0_u32;
    loop {
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
            _ => return blank,
        };
        blank = blank.saturating_add(1);
    }
}

/// The delimiter that cuts the first rows into the most cells of an even count; a line `sep=;`, as Excel knows it, says
/// so outright. A comma where nothing tells.
pub(crate) fn sniff_delimiter(text: &str) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    const ROWS: usize = 100;
    if let Some(&[delimiter, b'\r' | b'\n', ..]) = text.strip_prefix("sep=").map(str::as_bytes)
        && CANDIDATES.contains(&delimiter)
    {
        return delimiter;
    }
    let score = |delimiter: u8| {
        let counts: Vec<usize> = reader(text, delimiter).into_records().take(ROWS).flatten().map(|r| r.len()).collect();
        let of_count = |n: usize| counts.iter().filter(|&&count| count == n).count() * (n - 1);
        counts.iter().map(|&n| of_count(n)).max().unwrap_or(0)
    };
    // `max_by_key` gives the last of equals: the comma goes last.
    CANDIDATES.into_iter().rev().max_by_key(|&delimiter| score(delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::test_data;
    use proptest::prelude::*;
    use serde_json::Value;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        let table = read_table(text, sniff_delimiter(text)).expect("a table");
        let read = |row: Row<'_>| (row.number(), (0..row.cells().count()).map(|i| row.cell(i).to_owned()).collect());
        table.rows().map(read).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn marks_of_text_are_no_part_of_it() {
        for (cell, text) in [
            ("=\"0012\"", "0012"),
            ("'0012", "0012"),
            ("'2025-01-15", "2025-01-15"),
            ("'t Hoen", "'t Hoen"),
            ("'90s Records", "'90s Records"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("'", "'"),
        ] {
            assert_eq!(without_text_mark(cell), text);
        }
    }

    #[test]
    fn rows_have_a_spreadsheets_numbers() {
        let text = "a,b\r\n\r\n\"c\r\nd\",e\r\n,\r\n\r\n\r\nf,g\r\n";
        assert_eq!(cells(text), [row(1, &["a", "b"]), row(3, &["c\r\nd", "e"]), row(7, &["f", "g"])]);
        assert_eq!(cells("\n\na,b\nc,d"), [row(3, &["a", "b"]), row(4, &["c", "d"])]);
    }

    #[test]
    fn delimiters_are_told_apart() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3", b','),
            ("Nr;Datum;Betrag\n1;01.02.2025;1.190,00\n2;02.02.2025;3,50", b';'),
            ("a\tb\tc\nx, y\tz\t1,5", b'\t'),
            ("a|b\n1|2", b'|'),
            ("sep=;\na,b;c,d", b';'),
            ("one column", b','),
            ("Company, Inc\nTitle\n\na;b;c;d\n1;2;3;4", b';'),
        ] {
            assert_eq!(sniff_delimiter(text), delimiter, "{text}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_seen() {
        assert_eq!(read_table("a,b\n1,\"x\n2,y\n", b',').expect("a table").unclosed_quote, Some(2));
        assert_eq!(read_table("a,b\n1,\"x\n2\"\n", b',').expect("a table").unclosed_quote, None);
        assert_eq!(read_table("a,b\n1,5\"\n", b',').expect("a table").unclosed_quote, None);
    }

    /// csv-spectrum: small awkward files with the cells that they hold.
    #[test]
    fn the_csv_spectrum_parses_to_its_json() {
        let Some(files) = test_data::read_folder("csv-spectrum/csvs") else { return };
        for file in files {
            let name = file.path.rsplit('/').next().expect("a name").trim_end_matches(".csv").to_owned();
            let json = test_data::read_file(&format!("csv-spectrum/json/{name}.json")).expect("its JSON");
            let mut expected: Value = serde_json::from_slice(&json).expect("JSON");
            if name == "location_coordinates" {
                // The published JSON has an invented telephone number where the file has another, and no list.
                expected["Contact Phone Number"] = Value::from("2095257564");
                expected = Value::from(vec![expected]);
            }
            let text = crate::import::text::decode(&file.bytes).expect("text").text;
            let rows = cells(&text);
            let (header, data) = rows.split_first().expect("a header");
            let objects = data.iter().map(|(_, cells)| {
                header.1.iter().zip(cells).map(|(k, v)| (k.clone(), Value::from(v.as_str()))).collect::<Value>()
            });
            assert_eq!(objects.collect::<Vec<_>>(), *expected.as_array().expect("a list"), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(?s)[a-z,;\"\r\n\t ü|]{0,80}") {
            let table = read_table(&text, sniff_delimiter(&text)).expect("a table");
            let numbers: Vec<u32> = table.rows().map(Row::number).collect();
            prop_assert!(numbers.is_sorted_by(|a, b| a < b));
        }

        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a-zü,;\"\n ]{0,6}", 3), 1..8)
        ) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            // A first row that settles the delimiter.
            writer.write_record(["x", "y", "z"]).expect("written");
            for row in &rows {
                writer.write_record(row).expect("written");
            }
            let text = String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8");
            prop_assume!(sniff_delimiter(&text) == b',');
            let filled = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
            let expected: Vec<Vec<String>> = rows.iter().filter(filled).map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            let read: Vec<Vec<String>> = cells(&text).into_iter().skip(1).map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
