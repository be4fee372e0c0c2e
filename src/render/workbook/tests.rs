//! Workbooks of the example report, with tables that are awkward.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataType as _, Reader, Xlsx, open_workbook_from_rs};

use super::*;
use crate::render::theme::Theme;
use crate::report::model::DataKind;

fn report() -> Report {
    serde_json::from_str(include_str!("../../../tests/fixtures/report.json")).expect("a report")
}

fn theme() -> Theme {
    Theme::parse(include_str!("../../../themes/ledger/theme.toml")).expect("a theme")
}

fn opened(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook")
}

/// The cells of a row, none of them empty.
fn cells<const N: usize>(texts: [&str; N]) -> Vec<Option<String>> {
    texts.map(|text| Some(text.to_owned())).into()
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (report, theme) = (report(), theme());
    let first = workbook(&report, &theme.light).expect("written");
    // The format keeps seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == workbook(&report, &theme.light).expect("written"), "no clock reaches the workbook");
}

#[test]
fn every_kind_of_cell_is_what_it_says() {
    let mut report = report();
    let columns = [
        ("name", DataKind::Text),
        ("segment", DataKind::Code),
        ("purchases", DataKind::Integer),
        ("score", DataKind::Decimal),
        ("open", DataKind::Money),
        ("share", DataKind::Ratio),
        ("late", DataKind::Days),
        ("day", DataKind::Date),
    ];
    let row = ["=HYPERLINK(\"http://x\")", "Good", "3", "71.25", "-1234.50", "0.25", "12.5", "2026-09-30"];
    let old = ["@home", "", "-1", "0.00", "0.00", "0.000000", "-0.5000", "1899-12-30"];
    let mut table = DataTable::new("odd/name:[x]", columns, vec![cells(row), cells(old)]);
    table.rows.push(vec![None; 8]);
    table.totals = vec![None; 8];
    (table.totals[2], table.totals[4]) = (Some("2".to_owned()), Some("-1234.50".to_owned()));
    report.data = vec![table];
    let mut book = opened(&workbook(&report, &theme().light).expect("written"));
    let sheet = book.worksheet_range("Odd name  x").expect("a clean name");
    let text = |text: &str| Data::String(text.to_owned());
    let numbers = |row: usize| -> Vec<Option<f64>> {
        sheet.rows().nth(row).expect("a row")[2..7].iter().map(Data::get_float).collect()
    };
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(1, 0), text("=HYPERLINK(\"http://x\")"), "text, not a formula");
    assert_eq!(cell(2, 0), text("@home"));
    assert_eq!(numbers(1), [3.0, 71.25, -1234.5, 0.25, 12.5].map(Some));
    assert_eq!(cell(1, 7).get_datetime().map(|day| day.as_f64()), Some(46_295.0));
    assert_eq!(cell(2, 7), text("1899-12-30"), "Excel has no such day");
    assert_eq!(cell(3, 4), Data::Empty, "missing is not zero");
    assert_eq!((cell(4, 0), cell(4, 2), cell(4, 4)), (text("Total"), Data::Float(2.0), Data::Float(-1234.5)));
    let formulas = book.worksheet_formula("Odd name  x").expect("formulas");
    let formulas: Vec<&str> = formulas.used_cells().map(|(_, _, formula)| formula.as_str()).collect();
    assert_eq!(formulas, ["SUBTOTAL(109,Data_odd_name__x_[Purchases])", "SUBTOTAL(109,Data_odd_name__x_[Open])"]);
}

#[test]
fn a_cell_of_another_kind_is_a_fault() {
    let mut report = report();
    report.data = vec![DataTable::new("t", [("open", DataKind::Money)], vec![cells(["1,000.00"])])];
    let error = workbook(&report, &theme().light).expect_err("no number");
    assert_eq!(error.to_string(), "data/t.csv: `1,000.00` in open is not of the column's kind");
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let mut report = report();
    let rows = (0..5).map(|n| vec![Some("x".repeat(40_000)), Some(n.to_string())]).collect();
    let mut table = DataTable::new("notes", [("text", DataKind::Text), ("open", DataKind::Money)], rows);
    table.totals = vec![None, Some("10".to_owned())];
    let empty = DataTable::new("empty", [("a", DataKind::Text), ("a", DataKind::Text)], Vec::new());
    report.data = vec![table, empty];
    let mut book = opened(&workbook_of(&report, &theme().light, 3).expect("written"));
    let sheet = book.worksheet_range("Notes").expect("a sheet");
    assert_eq!(sheet.height(), 4, "headings and three rows, no sums");
    let read_me = book.worksheet_range("Read me").expect("the first sheet");
    let lines: BTreeMap<String, String> = read_me.rows().map(|row| (row[0].to_string(), row[1].to_string())).collect();
    assert_eq!(
        lines["Notes"],
        "As in data/notes.csv. 2 rows more than a sheet holds are left out; there are no sums. Texts longer than a cell \
         holds are cut: 3. All is in data/notes.csv."
    );
    assert!(lines.contains_key("Empty"));
    assert_eq!(book.worksheet_range("Empty").expect("a sheet").rows().next().expect("headings").len(), 2);
}

#[test]
fn a_long_sheet_is_whole_though_it_is_not_kept_in_memory() {
    let mut report = report();
    let number = ROWS_IN_MEMORY + 1;
    let rows = (1..=number).map(|row| cells([&format!("Invoice {row}"), &row.to_string()])).collect();
    let mut table = DataTable::new("notes", [("note", DataKind::Text), ("amount", DataKind::Integer)], rows);
    table.totals = vec![None, Some("200030001".to_owned())];
    report.data = vec![table];
    let mut book = opened(&workbook(&report, &theme().light).expect("written"));
    let sheet = book.worksheet_range("Notes").expect("a sheet");
    assert_eq!(sheet.height(), number + 2);
    let shown = |row: usize| sheet.rows().nth(row).expect("a row").iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(0), ["Note", "Amount"]);
    assert_eq!(shown(1), ["Invoice 1", "1"]);
    assert_eq!(shown(number), [format!("Invoice {number}"), number.to_string()]);
    assert_eq!(shown(number + 1), ["Total", "200030001"]);
}

#[test]
fn the_first_sheet_says_whose_figures_these_are() {
    let report = report();
    let mut book = opened(&workbook(&report, &theme().light).expect("written"));
    assert_eq!(book.sheet_names()[..2], ["Read me", "Summary figures"]);
    let sheet = book.worksheet_range("Read me").expect("the first sheet");
    let texts: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for wanted in [&report.meta.client, &report.meta.currency_text, &report.meta.how_to_read, &report.tool] {
        assert!(texts.contains(wanted), "{wanted}");
    }
    assert_eq!(texts.iter().any(|text| text.starts_with("Draft")), report.meta.draft);
}
