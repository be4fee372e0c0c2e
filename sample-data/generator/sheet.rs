//! A table on its way to a CSV file: rows padded to one width, and lines that are truly empty.

/// How lines end.
#[derive(Clone, Copy)]
pub(crate) enum Ending {
    /// Carriage return and line feed.
    CrLf,
    /// Line feed alone.
    Lf,
}

/// Rows of text.
pub(crate) struct Sheet {
    width: usize,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A table of so many columns without rows.
    pub(crate) const fn new(width: usize) -> Self {
        Self { width, rows: Vec::new() }
    }

    /// Adds a row, padded with empty cells to the table's width.
    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let mut row: Vec<String> = cells.iter().map(|cell| cell.as_ref().to_owned()).collect();
        row.resize(self.width, String::new());
        self.rows.push(row);
    }

    /// Adds a row of the headings in `header`, which are separated by commas.
    pub(crate) fn header(&mut self, header: &str) {
        let cells: Vec<&str> = header.split(',').collect();
        self.row(&cells);
    }

    /// Adds a line without any cell, not even a comma.
    pub(crate) fn empty_line(&mut self) {
        self.rows.push(Vec::new());
    }

    /// The file: fields are quoted where they must be.
    pub(crate) fn bytes(&self, ending: Ending) -> Result<Vec<u8>, csv::Error> {
        let (terminator, end_of_line) = match ending {
            Ending::CrLf => (csv::Terminator::CRLF, "\r\n"),
            Ending::Lf => (csv::Terminator::Any(b'\n'), "\n"),
        };
        let mut file = Vec::new();
        for (place, block) in self.rows.split(Vec::is_empty).enumerate() {
            if place > 0 {
                file.extend_from_slice(end_of_line.as_bytes());
            }
            let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(&mut file);
            for row in block {
                writer.write_record(row)?;
            }
            writer.flush()?;
        }
        Ok(file)
    }
}

/// The file with a UTF-8 byte order mark before it.
pub(crate) fn with_byte_order_mark(file: &[u8]) -> Vec<u8> {
    [b"\xEF\xBB\xBF", file].concat()
}
