//! What holds for any file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::tests::{HEAD, assert_rows_conserved, codes, import_text, policy};
use super::{DateOrder, ExportFile, ImportPolicy, import};
use crate::base::Money;

/// How one file may be written: the same facts come out of all of these.
#[derive(Clone, Copy, Debug)]
struct Style {
    delimiter: u8,
    line_end: csv::Terminator,
    date: &'static str,
    comma: bool,
    brackets: bool,
    encode: fn(&str) -> Vec<u8>,
}

const STYLES: [Style; 4] = [
    Style {
        delimiter: b',',
        line_end: csv::Terminator::Any(b'\n'),
        date: "%Y-%m-%d",
        comma: false,
        brackets: false,
        encode: |text| text.as_bytes().to_vec(),
    },
    Style {
        delimiter: b';',
        line_end: csv::Terminator::CRLF,
        date: "%d.%m.%Y",
        comma: true,
        brackets: false,
        encode: |text| encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    },
    Style {
        delimiter: b'\t',
        line_end: csv::Terminator::CRLF,
        date: "%-d/%-m/%Y",
        comma: false,
        brackets: true,
        encode: |text| [0xFEFF_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    },
    Style {
        delimiter: b'|',
        line_end: csv::Terminator::Any(b'\n'),
        date: "%d %b %Y",
        comma: false,
        brackets: true,
        encode: |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    },
];

impl Style {
    fn amount(self, minor: i64) -> String {
        let plain = Money::from_minor(minor.abs()).to_plain(policy("EUR").currency);
        let text = if self.comma { plain.replace('.', ",") } else { plain };
        match (minor < 0, self.brackets) {
            (false, _) => text,
            (true, true) => format!("({text})"),
            (true, false) => format!("-{text}"),
        }
    }

    fn invoices(self, rows: &[(u64, i64)]) -> ExportFile {
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter).terminator(self.line_end).from_writer(Vec::new());
        writer.write_record(["invoice_id", "customer_id", "type", "issue_date", "net", "total"]).expect("written");
        for (number, &(offset, minor)) in rows.iter().enumerate() {
            let day = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day") + chrono::Days::new(offset);
            let kind = if minor < 0 { "credit_note" } else { "invoice" };
            let amount = self.amount(minor);
            let record = [
                format!("R{number}"),
                "Müller; Söhne, Köln".to_owned(),
                kind.to_owned(),
                day.format(self.date).to_string(),
            ];
            writer.write_record(record.iter().chain([&amount, &amount])).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8");
        ExportFile { path: Arc::from("a.csv"), bytes: (self.encode)(&text) }
    }
}

/// Any table under any of the known headings, furniture and nonsense among its rows.
fn any_report() -> impl Strategy<Value = String> {
    let headings = prop::sample::select(vec![
        "payment_id,date,customer_id,invoice_id,amount",
        "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to",
        "customer_id,name,email,country,terms_days",
        ",Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount,Balance",
        ",Date,Transaction type,Num,Term,Due date,Open balance",
        "Date,Transaction type,Num,Name,Memo,Due date,Amount,Open balance",
        "Date,Source,Description,Reference,Debit,Credit,Running Balance,Gross,Tax",
    ]);
    let cell = prop::sample::select(vec![
        "",
        "",
        "",
        "A",
        "B:C",
        "TOTAL",
        "Total",
        "Total for A",
        "Total for A with sub-customers",
        "Total A",
        "Invoice",
        "Credit Memo",
        "invoice",
        "Receivable Invoice",
        "Accounts Receivable",
        "Opening Balance",
        "Closing Balance",
        "2025-01-31",
        "01/02/2025",
        "13/02/2025",
        "5.00",
        "-5.00",
        "1.234",
        "\"1,234.56\"",
        "(7.00)",
        "x",
        "\"a\nb\"",
        "USD",
        "EUR",
        "99999999999999",
    ]);
    let row = prop::collection::vec(cell, 0..11).prop_map(|cells| cells.join(","));
    (prop::collection::vec("[A-Za-z ,]{0,12}", 0..3), headings, prop::collection::vec(row, 0..25))
        .prop_map(|(titles, headings, rows)| format!("{}\n{headings}\n{}\n", titles.join("\n"), rows.join("\n")))
}

proptest! {
    #[test]
    fn rows_read_are_rows_used_and_rows_left_out(text in any_report()) {
        let import = import_text(&text);
        assert_rows_conserved(&import.sources);
        prop_assert!(import.sources.iter().all(|source| source.format.is_some()), "{:?}", import.problems);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), head in any_report()) {
        let mut mixed = head.into_bytes();
        mixed.extend(&bytes);
        for bytes in [bytes, mixed] {
            let import = import(&[ExportFile { path: Arc::from("a.csv"), bytes }], &[], &policy("USD"));
            prop_assert_eq!(import.sources.len(), 1);
        }
    }

    #[test]
    fn the_same_rows_are_the_same_facts_however_they_are_written(
        rows in prop::collection::vec((0_u64..2_000, -999_999_i64..999_999), 1..20)
    ) {
        let policy = ImportPolicy { date_order: Some(DateOrder::DayFirst), ..policy("EUR") };
        let read = STYLES.map(|style| import(&[style.invoices(&rows)], &[], &policy));
        prop_assert_eq!(codes(&read[0]), <[&str; 0]>::default());
        prop_assert_eq!(read[0].documents.len(), rows.len());
        for other in &read[1..] {
            prop_assert_eq!(format!("{:?}", &read[0].documents), format!("{:?}", &other.documents));
        }
    }

    /// What every document of a file adds up to is what its lines add up to. The same line twice is one line: a payment's
    /// number is its own.
    #[test]
    fn lines_sum_to_their_documents(lines in prop::collection::btree_set((0_u8..4, -9_999_i64..9_999), 1..30)) {
        let mut text = HEAD.to_owned();
        let mut expected: BTreeMap<String, i64> = BTreeMap::new();
        for (number, minor) in lines {
            let amount = Money::from_minor(minor).to_plain(policy("USD").currency);
            writeln!(text, "P{number},2025-01-31,C1,,{amount}").expect("written");
            *expected.entry(format!("P{number}")).or_default() += minor;
        }
        let import = import_text(&text);
        let read = import.documents.iter().map(|d| (d.number.clone().expect("a number"), d.gross.expect("gross").minor()));
        prop_assert_eq!(read.collect::<BTreeMap<_, _>>(), expected);
    }
}
