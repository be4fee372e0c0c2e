//! Workbooks of built packs, opened again by readers that nobody here wrote: every cell against the report, every formula
//! computed again, every part against what Excel refuses.

mod arithmetic;
mod parts;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;

use arithmetic::Book;

type Pack = BTreeMap<String, Vec<u8>>;

/// Days of Excel's calendar before 1970.
const EPOCH: i64 = 25_569;

/// Everything that holds for the workbook and the CRM files of any pack.
pub(crate) fn assert_sound(pack: &Pack) {
    parts::assert_sound(&pack["pack.xlsx"]);
    let report: Value = serde_json::from_slice(&pack["report.json"]).expect("a report");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(pack["pack.xlsx"].clone())).expect("a workbook");
    book.load_tables().expect("tables");
    for table in report["data"].as_array().expect("tables") {
        assert_table(&mut book, table);
    }
    assert_figures(&mut book, &report["figures"]);
    assert_formulas(&mut book);
    assert_crm_files(pack, &report);
}

/// Every cell of a table: numbers as numbers, days as days, text as text, nothing where there is nothing.
fn assert_table(book: &mut Xlsx<Cursor<Vec<u8>>>, table: &Value) {
    let name = table["name"].as_str().expect("a name");
    let columns = table["columns"].as_array().expect("columns");
    let rows = table["rows"].as_array().expect("rows");
    let written = book.table_by_name(&format!("Data_{}", name.replace('-', "_"))).expect("a table");
    assert_eq!(written.columns().len(), columns.len(), "{name}");
    let cells = written.data();
    let sheet = book.worksheet_range(written.sheet_name()).expect("its sheet");
    for (heading, cell) in written.columns().iter().zip(sheet.rows().next().expect("headings")) {
        assert_eq!(Data::String(heading.clone()), *cell, "{name}: Excel repairs a table whose headings differ");
    }
    for (n, row) in rows.iter().enumerate() {
        for (m, column) in columns.iter().enumerate() {
            let found = cells.get((n, m)).unwrap_or(&Data::Empty);
            let (expected, kind) = (row[m].as_str(), column["kind"].as_str().expect("a kind"));
            assert!(agrees(found, expected, kind), "{name}, row {n}, {}: {found:?}, not {expected:?}", column["name"]);
        }
    }
    assert_eq!(cells.height(), rows.len().max(1), "{name}: no row more");
}

fn agrees(found: &Data, expected: Option<&str>, kind: &str) -> bool {
    match (found, expected) {
        (Data::Empty, expected) => expected.is_none_or(str::is_empty),
        (Data::String(found), Some(expected)) => matches!(kind, "text" | "code") && found == expected,
        (Data::Float(found), Some(expected)) => {
            !matches!(kind, "text" | "code" | "date") && same(*found, expected.parse().expect("a number"))
        }
        (Data::DateTime(found), Some(expected)) => {
            let day: chrono::NaiveDate = expected.parse().expect("a day");
            let days = (day - chrono::NaiveDate::default()).num_days() + EPOCH;
            kind == "date" && same(found.as_f64(), f64::from(u16::try_from(days).expect("a day of our time")))
        }
        _ => false,
    }
}

/// To the last bit, whatever the sign of zero.
fn same(one: f64, other: f64) -> bool {
    (one + 0.0).to_bits() == (other + 0.0).to_bits()
}

/// The summary figures: every one by its name, with its value or the reason for none.
fn assert_figures(book: &mut Xlsx<Cursor<Vec<u8>>>, figures: &Value) {
    let figures = figures.as_object().expect("figures");
    let sheet = book.worksheet_range("Summary figures").expect("the figures");
    assert_eq!(sheet.height(), figures.len() + 1);
    for row in sheet.rows().skip(1) {
        let Data::String(id) = &row[5] else { panic!("no name: {row:?}") };
        let figure = &figures[id];
        match figure["value"].as_f64() {
            Some(value) => assert_eq!(row[1], Data::Float(value), "{id}"),
            None => assert!(row[1] == Data::Empty && row[4] == *figure["reason"].as_str().expect("why"), "{id}"),
        }
    }
}

/// Every formula, computed again, gives the number that is stored with it.
fn assert_formulas(book: &mut Xlsx<Cursor<Vec<u8>>>) {
    let names = book.sheet_names();
    let tables: Vec<String> = book.table_names().into_iter().cloned().collect();
    let tables = tables.iter().map(|name| (name.clone(), book.table_by_name(name).expect("a table"))).collect();
    let sheets: BTreeMap<String, Range<Data>> =
        names.iter().map(|name| (name.clone(), book.worksheet_range(name).expect("a sheet"))).collect();
    let mut computed = 0;
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("formulas");
        let (top, left) = formulas.start().unwrap_or_default();
        let reader = Book { cells: &sheets[name], tables: &tables };
        for (row, column, formula) in formulas.used_cells() {
            let at = (top + u32::try_from(row).expect("a row"), left + u32::try_from(column).expect("a column"));
            let stored = match sheets[name].get_value(at) {
                Some(Data::Float(stored)) => *stored,
                other => panic!("{name} {at:?}: ={formula} has stored {other:?}"),
            };
            let result = reader.compute(formula).unwrap_or_else(|why| panic!("{name}: ={formula}: {why}"));
            let scale = stored.abs().max(1.0);
            assert!((result - stored).abs() < 1e-9 * scale, "{name} {at:?}: ={formula} is {result}, stored {stored}");
            computed += 1;
        }
    }
    assert!(computed > 0 || tables.is_empty(), "formulas are live");
}

/// The files for CRM systems hold each customer once, with the sheet's own figures, and no cell that runs.
fn assert_crm_files(pack: &Pack, report: &Value) {
    let customers = report["customers"].as_array().expect("customers").len();
    for (file, name, value) in [
        ("crm/hubspot-companies.csv", "Ledger customer ID", "Lifetime value"),
        ("crm/salesforce-accounts.csv", "Ledger_Customer_ID__c", "Lifetime_Value__c"),
    ] {
        let rows = |bytes: &[u8]| -> Vec<BTreeMap<String, String>> {
            csv::Reader::from_reader(bytes).deserialize().map(|row| row.expect("a row")).collect()
        };
        let (crm, sheet) = (rows(&pack[file]), rows(&pack["data/customers.csv"]));
        assert_eq!(crm.len(), customers, "{file}");
        for (crm, sheet) in crm.iter().zip(&sheet) {
            assert_eq!((&crm[name], &crm[value]), (&sheet["customer_id"], &sheet["ltv"]), "{file}");
            for (column, cell) in crm {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{file}, {column}: {cell}");
            }
        }
    }
    let readme = std::str::from_utf8(&pack["crm/README.txt"]).expect("UTF-8");
    for heading in ["Customer_Segment__c", "Customer segment", "External ID", "unique values"] {
        assert!(readme.contains(heading), "the notes do not explain {heading}");
    }
}
