//! Where a fact was read.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A place in a client's exports: file, sheet of a workbook, row, column. Every fact keeps the one it
/// was read from, so that any figure can be followed back to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file's path inside the client's `exports` folder, with forward slashes.
    pub file: Arc<str>,
    /// The sheet, where the file is a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row as a spreadsheet numbers it, from 1; `None` for the file as a whole.
    pub row: Option<u32>,
    /// The column's heading, where one cell is meant.
    pub column: Option<Arc<str>>,
}

impl Origin {
    /// The file as a whole.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: None, row: None, column: None }
    }

    /// The same file, at a row counted from 1.
    #[must_use]
    pub fn at_row(&self, row: u32) -> Self {
        Self { row: Some(row), ..self.clone() }
    }

    /// The same place, naming the column.
    #[must_use]
    pub fn in_column(&self, column: impl Into<Arc<str>>) -> Self {
        Self { column: Some(column.into()), ..self.clone() }
    }
}

impl Ord for Origin {
    /// By file, sheet, row and column. Places are sorted by the hundred thousand, and nearly all of them share their file.
    fn cmp(&self, other: &Self) -> Ordering {
        let file = if Arc::ptr_eq(&self.file, &other.file) { Ordering::Equal } else { self.file.cmp(&other.file) };
        file.then_with(|| self.sheet.cmp(&other.sheet))
            .then_with(|| self.row.cmp(&other.row))
            .then_with(|| self.column.cmp(&other.column))
    }
}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}
