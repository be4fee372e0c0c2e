//! Whole workbooks through the whole room: the same books in every form, and what goes wrong in spreadsheets.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::draft::Import;
use super::tests::{assert_rows_conserved, codes, import_text, policy};
use super::{ExportFile, import};
use crate::base::Money;

fn import_bytes(path: &str, bytes: Vec<u8>) -> Import {
    import(&[ExportFile { path: Arc::from(path), bytes }], &[], &policy("USD"))
}

/// A workbook of one sheet with `rows` of text, into which `more` then writes.
fn workbook(rows: &[&[&str]], more: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).expect("written");
        }
    }
    more(sheet);
    workbook.save_to_buffer().expect("bytes")
}

const PAYMENTS: &[&str] = &["payment_id", "date", "customer_id", "invoice_id", "amount"];

/// What was read, without the places where it stood.
fn facts(import: &Import) -> Vec<String> {
    let facts = import.documents.iter().map(|draft| {
        let amounts = [draft.net, draft.tax, draft.gross].map(|amount| amount.map(Money::minor));
        let (kind, number, customer) = (draft.kind, &draft.number, &draft.customer);
        let dates = (draft.date, draft.due_date);
        format!("{kind:?} {number:?} {customer:?} {dates:?} {amounts:?} {:?}", draft.applications)
    });
    facts.chain(codes(import).into_iter().map(str::to_owned)).collect()
}

#[test]
fn the_same_books_in_every_form_are_the_same_drafts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let read = |path: &str| fs::read(folder.join(path)).expect("a sample");
    let csv = read("plain-invoices/invoices.csv");
    let expected = facts(&import_bytes("invoices.csv", csv.clone()));
    assert_eq!(expected.len(), 7);
    for form in
        ["plain-invoices-xls/invoices.xls", "plain-invoices-ods/invoices.ods", "plain-invoices-xml/invoices.xls"]
    {
        let import = import_bytes(form, read(form));
        assert_rows_conserved(&import.sources);
        assert_eq!(facts(&import), expected, "{form}");
    }
    let text = String::from_utf8(csv).expect("UTF-8");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    for epoch_1904 in [false, true] {
        let bytes = workbook_with_values(&rows, epoch_1904);
        let import = import_bytes("invoices.xlsx", bytes);
        assert_eq!(facts(&import), expected, "1904: {epoch_1904}");
        assert_eq!(import.sources[0].read_as, if epoch_1904 { "XLSX, days counted from 1904" } else { "XLSX" });
    }
}

/// A workbook with true dates and numbers.
fn workbook_with_values(rows: &[&[&str]], epoch_1904: bool) -> Vec<u8> {
    let date = Format::new().set_num_format("d mmm yyyy");
    let bytes = workbook(&[], |sheet| {
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                if let Ok(day) = cell.parse::<chrono::NaiveDate>() {
                    let epoch = if epoch_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
                    let epoch = chrono::NaiveDate::from_ymd_opt(epoch.0, epoch.1, epoch.2).expect("a day");
                    let serial = i32::try_from((day - epoch).num_days()).expect("a serial");
                    sheet.write_number_with_format(row, column, serial, &date).expect("written");
                } else if let Ok(number) = cell.parse::<f64>() {
                    sheet.write(row, column, number).expect("written");
                } else if !cell.is_empty() {
                    sheet.write(row, column, *cell).expect("written");
                }
            }
        }
    });
    if epoch_1904 { with_epoch_1904(&bytes) } else { bytes }
}

/// The same workbook with its days counted from 1904.
fn with_epoch_1904(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut part = from.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        if name == "xl/workbook.xml" {
            assert!(text.contains("<workbookPr "));
            text = text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ");
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(text.as_bytes()).expect("written");
    }
    to.finish().expect("an archive").into_inner()
}

#[test]
fn a_formula_that_was_never_computed_is_told_at_its_cell() {
    let rows: [&[&str]; 3] = [PAYMENTS, &["P1", "2025-01-31", "C1", "", ""], &["P2", "2025-01-31", "C1", "", "7.00"]];
    let import = import_bytes(
        "p.xlsx",
        workbook(&rows, |sheet| {
            sheet.write(1, 4, Formula::new("=SUM(A1:A2)")).expect("written");
        }),
    );
    assert_eq!(codes(&import), ["unsaved-formula"]);
    let place = import.problems[0].origin.as_ref().expect("a place").to_string();
    assert_eq!(place, "p.xlsx, sheet Sheet1, row 2, column amount");
    assert_eq!(import.documents.len(), 1);
    assert_rows_conserved(&import.sources);

    let saved = import_bytes(
        "p.xlsx",
        workbook(&rows, |sheet| {
            sheet.write(1, 4, Formula::new("=SUM(A1:A2)").set_result("5.25")).expect("written");
        }),
    );
    assert_eq!(codes(&saved), <[&str; 0]>::default());
    assert_eq!(saved.documents[0].gross, Some(Money::from_minor(525)));
}

#[test]
fn a_total_that_was_never_computed_proves_nothing() {
    let rows: [&[&str]; 4] = [
        &["", "Date", "Transaction type", "Num", "Due date", "Open balance"],
        &["Ada"],
        &["", "2025-01-31", "Invoice", "7", "", "5.00"],
        &["TOTAL"],
    ];
    let import = import_bytes(
        "o.xlsx",
        workbook(&rows, |sheet| {
            sheet.write(3, 5, Formula::new("=F3")).expect("written");
        }),
    );
    assert_eq!(codes(&import), ["unsaved-total", "undated-balances"]);
    assert_eq!((import.documents.len(), import.control_totals.len()), (1, 0));
}

#[test]
fn a_workbooks_numbers_have_their_own_decimal_mark() {
    // The text says that the file's mark is a comma; the number is what it is.
    let rows: [&[&str]; 3] = [PAYMENTS, &["P1", "31.01.2025", "C1", "", "1.190,50"], &["P2", "", "C1", "", ""]];
    let import = import_bytes(
        "p.xlsx",
        workbook(&rows, |sheet| {
            sheet.write(2, 4, 1234.567e1).expect("written");
            // A day without a date's format.
            sheet.write(2, 1, 45_688).expect("written");
        }),
    );
    assert_eq!(codes(&import), <[&str; 0]>::default());
    let read: Vec<_> = import.documents.iter().map(|d| (d.date.to_string(), d.gross.map(Money::minor))).collect();
    assert_eq!(read, [("2025-01-31".to_owned(), Some(119_050)), ("2025-01-31".to_owned(), Some(1_234_567))]);
}

#[test]
fn a_sheet_of_another_kind_is_counted_and_left_out() {
    let mut workbook = Workbook::new();
    let notes = workbook.add_worksheet().set_name("Notes").expect("a name");
    for row in 0..3 {
        notes.write(row, 0, "a note").expect("written");
    }
    workbook.add_worksheet().set_name("Blank").expect("a name");
    let sheet = workbook.add_worksheet().set_name("Payments").expect("a name").set_hidden(true);
    for (column, cell) in (0..).zip(PAYMENTS) {
        sheet.write(0, column, *cell).expect("written");
    }
    for (column, cell) in (0..).zip(["P1", "2025-01-31", "C1", "", "7.00"]) {
        sheet.write(1, column, cell).expect("written");
    }
    let import = import_bytes("book.xlsx", workbook.save_to_buffer().expect("bytes"));
    assert_eq!(codes(&import), <[&str; 0]>::default());
    let sources: Vec<(String, u32, u32)> = import
        .sources
        .iter()
        .map(|s| (s.origin.to_string(), s.rows_read, s.left_out.iter().map(|l| l.rows).sum()))
        .collect();
    assert_eq!(sources, [("book.xlsx, sheet Notes".to_owned(), 3, 3), ("book.xlsx, sheet Payments".to_owned(), 2, 1),]);
    assert!(import.sources[0].left_out[0].notable);
    let read_as: Vec<&str> = import.sources.iter().map(|source| source.read_as.as_str()).collect();
    assert_eq!(read_as, ["XLSX", "XLSX, a hidden sheet"]);
    assert_eq!(import.documents[0].origin.to_string(), "book.xlsx, sheet Payments, row 2");
}

#[test]
fn a_further_sheet_of_the_same_list_is_not_left_out_in_silence() {
    let mut workbook = Workbook::new();
    let renamed: Vec<&str> = PAYMENTS.iter().map(|&cell| if cell == "amount" { "sum" } else { cell }).collect();
    for (name, headings) in [("2025", PAYMENTS), ("2024", &renamed)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        for (row, cells) in (0..).zip([headings, &["P1", "2025-01-31", "C1", "", "7.00"]]) {
            for (column, &cell) in (0..).zip(cells) {
                sheet.write(row, column, cell).expect("written");
            }
        }
    }
    let import = import_bytes("book.xlsx", workbook.save_to_buffer().expect("bytes"));
    assert_eq!(codes(&import), ["unknown-format"]);
    let place = import.problems[0].origin.as_ref().expect("a place").to_string();
    assert_eq!(place, "book.xlsx, sheet 2024, row 1");
}

/// The problems of a workbook of payments with a second sheet of these rows.
fn problems_beside_payments(rows: &[&[&str]]) -> Vec<String> {
    let mut workbook = Workbook::new();
    for (name, rows) in [("Payments", &[PAYMENTS, &["P1", "2025-01-31", "C1", "", "7.00"]][..]), ("Other", rows)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, &cell) in (0..).zip(*cells) {
                sheet.write(row, column, cell).expect("written");
            }
        }
    }
    let import = import_bytes("book.xlsx", workbook.save_to_buffer().expect("bytes"));
    assert_eq!(import.documents.len(), 1);
    import.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sheet_that_nearly_is_of_a_known_format_stops_the_pack() {
    let invoices: &[&str] = &["invoice_id", "customer_id", "type", "invoiced on", "due_date", "net", "tax", "total"];
    let row: &[&str] = &["I1", "C1", "invoice", "2025-01-01", "2025-01-31", "7.00", "0.00", "7.00"];
    let told = problems_beside_payments(&[invoices, row]);
    let [one] = &told[..] else { panic!("{told:?}") };
    assert!(one.starts_with("error[unknown-format] book.xlsx, sheet Other, row 1: "), "{one}");
    assert!(one.contains("unless `invoiced on` is it") && one.ends_with("or delete the sheet."), "{one}");
}

#[test]
fn a_table_of_no_known_format_beside_known_sheets_is_told_and_notes_are_not() {
    let told = problems_beside_payments(&[&["Shelf", "Item", "Pieces"], &["A1", "Nails", "200"]]);
    let [one] = &told[..] else { panic!("{told:?}") };
    let seen = "warning[unknown-format] book.xlsx, sheet Other, row 1: The sheet is of no known format, and its 2 rows \
                are left out: `Shelf`, `Item`, `Pieces`. ";
    assert!(one.starts_with(seen), "{one}");
    let notes: &[&[&str]] = &[&["Prepared by", "Ada"], &["Checked by", "Bo", "2025-02-01"], &["A note"]];
    assert!(problems_beside_payments(notes).is_empty());
}

#[test]
fn a_workbook_without_a_known_sheet_is_told_once() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "x").expect("written");
    let sheet = workbook.add_worksheet();
    for row in 0..3 {
        sheet.write(row, 0, "Colour").expect("written");
    }
    let import = import_bytes("book.xlsx", workbook.save_to_buffer().expect("bytes"));
    assert_eq!(codes(&import), ["unknown-format"]);
    let place = import.problems[0].origin.as_ref().expect("a place").to_string();
    assert_eq!((place.as_str(), import.sources.len()), ("book.xlsx, sheet Sheet2, row 1", 2));
}

#[test]
fn names_that_a_spreadsheet_damaged_are_told() {
    let rows: [&[&str]; 4] = [
        PAYMENTS,
        &["", "2025-01-31", "C1", "", "1.00"],
        &["P2", "2025-01-31", "#REF!", "", "2.00"],
        &["P3", "2025-01-31", "M\u{FFFD}ller", "", "4.00"],
    ];
    let import = import_bytes(
        "p.xlsx",
        workbook(&rows, |sheet| {
            sheet.write(1, 0, 1_131_801_267_438_479_900_i64 as f64).expect("written");
        }),
    );
    assert_eq!(codes(&import), ["rounded-number", "damaged-text", "damaged-text"]);
    assert_eq!(import.documents.len(), 1);
    assert_rows_conserved(&import.sources);

    let text =
        import_text("payment_id,date,customer_id,invoice_id,amount\nP1,2025-01-31,A\0B,,5.00\nP2,2025-01-31,C,,6.00\n");
    assert_eq!(codes(&text), ["damaged-text"]);
    assert_eq!(text.documents.len(), 1);
}

#[test]
fn dates_that_became_numbers_in_a_text_file_are_read_and_told() {
    let file = |second: &str| {
        format!("payment_id,date,customer_id,invoice_id,amount\nP1,45688,C1,,5.00\nP2,{second},C1,,6.00\n")
    };
    let import = import_text(&file("45689"));
    assert_eq!(codes(&import), ["serial-dates"]);
    assert!(import.problems[0].seen.contains("`45688` is 2025-01-31"), "{}", import.problems[0].seen);
    assert_eq!(import.documents[1].date.to_string(), "2025-02-01");
    // Where others are dates, a number is a mistake.
    assert_eq!(codes(&import_text(&file("2025-02-01"))), ["unreadable-date"]);
    let compact = import_text(&file("2025-02-01").replace("45688", "20250131"));
    assert_eq!(compact.documents[0].date.to_string(), "2025-01-31");
}

#[test]
fn line_ends_and_encodings_of_old_programs_are_read() {
    let text = "payment_id;date;customer_id;invoice_id;amount\rP1;2025-01-31;Müller;;1.190,50\r";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, read_as) in [
        (latin, "CSV, Windows-1252, semicolon"),
        (wide, "CSV, UTF-16, semicolon"),
        (format!("sep=;\r\n{text}").into_bytes(), "CSV, UTF-8, semicolon"),
    ] {
        let import = import_bytes("p.csv", bytes);
        assert_eq!(codes(&import), <[&str; 0]>::default(), "{read_as}");
        assert_eq!(import.sources[0].read_as, read_as);
        assert_eq!(import.documents[0].customer.id.as_deref(), Some("Müller"));
        assert_eq!(import.documents[0].gross, Some(Money::from_minor(119_050)));
    }
}
