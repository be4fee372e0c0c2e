//! What is known about the files that the facts were read from.

use chrono::NaiveDate;

use super::{Origin, Period};

/// One file of a client's exports, or one sheet of a workbook, and what became of its rows.
///
/// `rows_read == rows_used + left_out.rows` holds for every source that was read without error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file (and sheet).
    pub origin: Origin,
    /// The format's name for people, as in "QuickBooks Online: Sales by Customer Detail"; `None` where the file was
    /// not recognised.
    pub format: Option<String>,
    /// What the bytes were read as: "CSV, UTF-8, comma", "XLSX".
    pub read_as: String,
    /// Why it was recognised as that: the headings that decided.
    pub recognised_by: String,
    /// What the file itself leaves open and was taken from elsewhere, each a sentence without a full stop: the order of
    /// its dates or its decimal mark, from the client's settings or other files.
    pub assumed: Vec<String>,
    /// The company named in the file's title rows.
    pub company: Option<String>,
    /// The span that the file says it covers.
    pub period: Option<Period>,
    /// The day that the file says its balances are of.
    pub as_of: Option<NaiveDate>,
    /// "accrual" or "cash", where the file says so.
    pub basis: Option<Basis>,
    /// First 12 hexadecimal digits of the file's SHA-256.
    pub digest: String,
    /// Rows that hold anything, from the first one to the last.
    pub rows_read: u32,
    /// Rows that became facts.
    pub rows_used: u32,
    /// Rows that did not, by reason.
    pub left_out: Vec<LeftOut>,
}

/// The accounting basis that a report was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Sales when invoiced.
    Accrual,
    /// Sales when paid.
    Cash,
}

/// Rows of one file that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Why, as a sentence fragment: "title row", "total", "voided document", "draft".
    pub reason: String,
    /// How many rows.
    pub rows: u32,
    /// Whether they are documents that somebody may look for (voided, draft), not the report's furniture (titles,
    /// totals, blank rows).
    pub notable: bool,
    /// The first of them, to look at.
    pub first: Origin,
    /// What the first of them said, shortened.
    pub seen: String,
}
