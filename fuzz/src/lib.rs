//! What the fuzz targets do with bytes that are made up: no bytes may panic, and for any bytes the account of the rows
//! holds. The tests replay the corpus through the same functions.

use std::sync::Arc;

use ledgerpress::base::Currency;
use ledgerpress::import::{ExportFile, ImportPolicy, import};
use ledgerpress::ledger::{LedgerPolicy, assemble};

/// Any bytes as an export.
pub fn reader(bytes: &[u8]) {
    read("export.csv", bytes.to_vec());
}

/// A text as an amount, with an amount beside it that settles nothing.
pub fn amounts(bytes: &[u8]) {
    let amount = quoted(bytes);
    read("invoices.csv", format!("{INVOICES}I1,C1,invoice,2025-01-31,,USD,{amount},,7,\n").into_bytes());
}

/// A text as a date, with one beside it that could be two days.
pub fn dates(bytes: &[u8]) {
    let date = quoted(bytes);
    read("invoices.csv", format!("{INVOICES}I1,C1,invoice,{date},03/04/2025,USD,7.00,,7.00,\n").into_bytes());
}

/// Any bytes below the first headings of an IIF file.
pub fn iif(bytes: &[u8]) {
    const HEADINGS: &[u8] =
        b"!TRNS\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\n!SPL\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\n!ENDTRNS\n";
    read("export.iif", [HEADINGS, bytes].concat());
}

/// Any bytes behind the mark of a ZIP archive, or behind that of an old workbook.
pub fn workbook(bytes: &[u8]) {
    match bytes {
        [b'P', b'K', ..] | [0xD0, 0xCF, ..] => read("export.xlsx", bytes.to_vec()),
        _ => {
            read("export.xlsx", [b"PK\x03\x04", bytes].concat());
            read("export.xls", [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], bytes].concat());
        }
    }
}

const INVOICES: &str = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n";

/// The bytes as one cell of a CSV file.
fn quoted(bytes: &[u8]) -> String {
    format!("\"{}\"", String::from_utf8_lossy(bytes).replace('"', "\"\""))
}

/// Reads and reconciles one file, and holds the account of its rows.
///
/// # Panics
/// Where anything is wrong with Ledgerpress, not with the file.
fn read(path: &str, bytes: Vec<u8>) {
    let currency = Currency::parse("USD").expect("a currency");
    let file = ExportFile { path: Arc::from(path), bytes };
    let drafts = import(&[file], &[], &ImportPolicy { currency, date_order: None, decimal_mark: None });
    assert!(!drafts.sources.is_empty(), "the file is not accounted for");
    for source in &drafts.sources {
        let left_out: u32 = source.left_out.iter().map(|left| left.rows).sum();
        assert!(source.format.is_none() || source.rows_read == source.rows_used + left_out, "{source:?}");
    }
    let _ = assemble(drafts, &LedgerPolicy::new(currency));
}
