//! The figures as tables for machines: files in `data/`, sheets of the workbook, and files for CRM systems.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The pack as a PDF.
pub const PACK_PDF: &str = "pack.pdf";
/// The flash as a PDF.
pub const FLASH_PDF: &str = "flash.pdf";
/// The pack as a workbook.
pub const PACK_WORKBOOK: &str = "pack.xlsx";
/// What the columns of the files in `crm/` mean, and how to import them.
pub const CRM_README: &str = "crm/README.txt";

/// A table for machines: a file in `data/`. Dot as decimal mark, no grouping, ISO dates, `None` for missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataTable {
    /// The file's name without `.csv`.
    pub name: String,
    /// The columns.
    pub columns: Vec<DataColumn>,
    /// The rows; as many cells as columns.
    pub rows: Vec<Vec<Option<String>>>,
    /// The sums of those columns whose cells add up to something, in the columns' order; empty where none does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Option<String>>,
}

/// A column of a [`DataTable`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataColumn {
    /// Its heading, in snake case.
    pub name: String,
    /// What its cells hold.
    pub kind: DataKind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataKind {
    /// Free text out of the client's data, which a spreadsheet must not take for a formula.
    Text,
    /// A word or a name of ours that nobody adds up: a segment, a fiscal year.
    Code,
    /// A whole number.
    Integer,
    /// A number with decimals: a score, an average.
    Decimal,
    /// Major units of the ledger's currency, with all its decimals.
    Money,
    /// A fraction: 0.94 is 94 %.
    Ratio,
    /// Days, with decimals.
    Days,
    /// A day, `2026-09-30`.
    Date,
}

/// A cell of a [`DataTable`] as its column's kind reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DataValue<'a> {
    /// Letters.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
}

impl DataTable {
    /// A table without totals.
    pub fn new<N: Into<String>>(
        name: &str,
        columns: impl IntoIterator<Item = (N, DataKind)>,
        rows: Vec<Vec<Option<String>>>,
    ) -> Self {
        let columns = columns.into_iter().map(|(name, kind)| DataColumn { name: name.into(), kind }).collect();
        Self { name: name.to_owned(), columns, rows, totals: Vec::new() }
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

impl DataKind {
    /// A cell's text as this kind reads it; `None` where the text is not of this kind.
    pub fn read(self, text: &str) -> Option<DataValue<'_>> {
        match self {
            Self::Text | Self::Code => Some(DataValue::Text(text)),
            Self::Date => text.parse().ok().map(DataValue::Date),
            Self::Integer => text.parse::<i64>().ok().and_then(|_| number(text)),
            Self::Decimal | Self::Money | Self::Ratio | Self::Days => number(text),
        }
    }
}

/// Digits with at most a minus and a dot; no exponent, no infinity.
fn number(text: &str) -> Option<DataValue<'_>> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'.');
    plain.then(|| text.parse().ok().map(DataValue::Number)).flatten()
}

/// The customers in the form in which one CRM system imports companies: a file in `crm/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrmFile {
    /// The system: "HubSpot".
    pub system: String,
    /// How to import the file, one step a sentence or two.
    pub steps: Vec<String>,
    /// What each column is, in the columns' order.
    pub fields: Vec<CrmField>,
    /// The file; its columns are called as the system calls its fields.
    pub table: DataTable,
}

/// A column of a [`CrmFile`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrmField {
    /// The column's heading: "Company name", "Customer_Segment__c".
    pub heading: String,
    /// The field that takes it: "standard", or the type of the custom field to create.
    pub field: String,
    /// What it holds.
    pub meaning: String,
}

impl CrmFile {
    /// Its path in the client's folder.
    pub fn path(&self) -> String {
        format!("crm/{}.csv", self.table.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_its_column_says() {
        assert_eq!(DataKind::Money.read("-12.50"), Some(DataValue::Number(-12.5)));
        assert_eq!(DataKind::Integer.read("3"), Some(DataValue::Number(3.0)));
        assert_eq!(DataKind::Text.read("=1+1"), Some(DataValue::Text("=1+1")));
        let day = NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day");
        assert_eq!(DataKind::Date.read("2026-09-30"), Some(DataValue::Date(day)));
        for (kind, text) in [
            (DataKind::Integer, "3.5"),
            (DataKind::Money, "1,000.00"),
            (DataKind::Decimal, "inf"),
            (DataKind::Decimal, "NaN"),
            (DataKind::Ratio, "1e3"),
            (DataKind::Days, ""),
            (DataKind::Date, "30.09.2026"),
        ] {
            assert_eq!(kind.read(text), None, "{kind:?} {text}");
        }
    }
}
