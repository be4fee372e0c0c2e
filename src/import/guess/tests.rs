//! What is guessed of files that are known: the written format must always be one.

use std::path::Path;
use std::sync::Arc;

use super::look;
use crate::import::format::parse_format;
use crate::import::{ExportFile, test_data};

/// Every example of a format, looked at as if it were unknown.
#[test]
fn every_format_that_is_written_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut written = 0;
    for folder in std::fs::read_dir(root).expect("tests/formats") {
        for file in test_data::files_in(&folder.expect("an entry").path()) {
            if file.path.ends_with(".toml") || file.path.ends_with(".json") {
                continue;
            }
            for table in look(&file, &[], "x").unwrap_or_default() {
                let Some(format) = table.format.filter(|_| table.missing.is_empty()) else { continue };
                if let Err(error) = parse_format(&format) {
                    panic!("{}: {error}\n{format}", file.path);
                }
                written += 1;
            }
        }
    }
    assert!(written > 10, "{written} formats");
}

#[test]
fn no_text_is_too_odd_to_look_at() {
    for text in
        ["", "a", "a,b", "a,b\n", "\n\n,,\n", "a,a\n1,1\n", "\"x\"\"\n],[=\",b\n'1','2'\n", "Total,x\nTotal,1\n"]
    {
        let file = ExportFile { path: Arc::from("odd \"file\".csv"), bytes: text.as_bytes().to_vec() };
        for table in look(&file, &[], "odd").expect("text") {
            if let Some(format) = table.format.filter(|_| table.missing.is_empty()) {
                assert!(parse_format(&format).is_ok(), "{format}");
            }
        }
    }
}

fn format_of(text: &str) -> String {
    let file = ExportFile { path: Arc::from("list.csv"), bytes: text.as_bytes().to_vec() };
    let mut tables = look(&file, &[], "list").expect("text");
    tables.pop().and_then(|table| table.format).expect("headings")
}

/// In a short list every status differs; the void invoice must not become a sale for that.
#[test]
fn a_short_list_has_statuses_too() {
    let format = format_of(
        "Invoice No,Client,Invoice date,Total,Status\n1,A,2025-01-05,10.00,Paid\n2,B,2025-02-06,20.00,Void\n",
    );
    assert!(format.contains("status = \"Status\"") && format.contains("is = [\"void\"]"), "{format}");
}

#[test]
fn the_amounts_of_lines_are_added_up_though_they_are_equal() {
    let lines = "1,Alpha,2025-01-05,100.00\n1,Alpha,2025-01-05,100.00\n";
    let of_lines = format_of(&format!("Invoice No,Client,Invoice date,Line total\n{lines}"));
    assert!(of_lines.contains("row = \"line\"") && !of_lines.contains("repeated"), "{of_lines}");
    let of_documents = format_of(&format!("Invoice No,Client,Invoice date,Invoice total\n{lines}"));
    assert!(of_documents.contains("repeated = [\"gross\"]"), "{of_documents}");
}

#[test]
fn whose_an_amount_is_shows_in_its_values() {
    let list = |headings: &str, rows: &[&str]| format_of(&format!("{headings}\n{}\n", rows.join("\n")));
    let (heading, undecided) = ("Invoice No,Client,Invoice date,Amount", "NOT DECIDED");
    let equal = |number: u32| format!("{number},Alpha,2025-01-05,1{number}.00");
    let twice = |numbers: std::ops::Range<u32>| {
        let rows: Vec<String> = numbers.flat_map(|number| [equal(number), equal(number)]).collect();
        list(heading, &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let few = twice(1..2);
    assert!(few.contains("repeated = [\"gross\"]") && few.contains(undecided), "{few}");
    let many = twice(1..5);
    assert!(many.contains("repeated = [\"gross\"]") && !many.contains(undecided), "{many}");
    let of_lines = list(heading, &["1,Alpha,2025-01-05,10.00", "1,Alpha,2025-01-05,20.00", "2,B,2025-01-06,5.00"]);
    assert!(of_lines.contains("row = \"line\"") && !of_lines.contains("repeated"), "{of_lines}");
    let with_tax = list(&format!("{heading},Tax"), &["1,Alpha,2025-01-05,10.00,0.00", "1,Alpha,2025-01-05,20.00,0.00"]);
    assert!(!with_tax.contains("repeated"), "nothing shows in zeros: {with_tax}");
    let beside =
        list(&format!("{heading},Item price"), &["1,Alpha,2025-01-05,30.00,10.00", "1,Alpha,2025-01-05,30.00,20.00"]);
    assert!(beside.contains("repeated = [\"gross\"]") && !beside.contains(undecided), "{beside}");
}

#[test]
fn a_heading_with_the_sign_of_a_currency_in_it_is_no_amount() {
    let format = format_of(
        "Facture;Client;Date;Montant TTC;Reste à payer\nF1;Dupont;05/01/2025;20,00;10,00\nF2;Élan;25/01/2025;3,00;3,00\n",
    );
    assert!(format.contains("open_balance = \"Reste à payer\""), "{format}");
}
