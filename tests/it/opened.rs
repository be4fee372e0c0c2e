//! Figures and customers opened on the terminal, and that every figure of the sample firm is what its formula and its
//! documents say.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{Firm, ledgerpress};

const INVOICES: &[u8] = b"invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
    I1,C1,invoice,2025-01-15,2025-02-14,USD,100.00,0.00,100.00,\n\
    I2,C1,invoice,2026-02-20,2026-03-22,USD,50.00,0.00,50.00,\n\
    I3,C2,invoice,2026-03-20,2026-04-19,USD,250.00,0.00,250.00,\n\
    N1,C2,credit_note,2026-03-25,,USD,-20.00,0.00,-20.00,I3\n";
/// Of a client that comes first among the firm's.
const OTHER_INVOICES: &[u8] = b"invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
    X1,C1,invoice,2025-01-15,2025-02-14,EUR,7.00,0.00,7.00,\n";
const CUSTOMERS: &[u8] =
    b"customer_id,name,email,country,terms_days\nC1,Alder & Sons,a@example.com,US,30\nC2,Birch,,US,30\n";
const PAYMENTS: &[u8] = b"payment_id,date,customer_id,invoice_id,amount\nP1,2025-02-10,C1,I1,100.00\n";

fn firm() -> Firm {
    let exports = [("customers.csv", CUSTOMERS), ("invoices.csv", INVOICES), ("payments.csv", PAYMENTS)];
    let other = [("customers.csv", CUSTOMERS), ("invoices.csv", OTHER_INVOICES)];
    Firm::new().with_client("another", "currency = \"EUR\"\nas_of = 2026-04-30", &other).with_client(
        "one",
        "currency = \"USD\"\nas_of = 2026-04-30",
        &exports,
    )
}

fn explain(firm: &Firm, more: &[&str]) -> String {
    let folder = firm.path().to_str().expect("text");
    let run = ledgerpress(&[&["explain", folder, "one"], more].concat());
    run.assert_code(0);
    run.stdout.replace('\u{a0}', " ")
}

#[test]
fn a_figure_opens_to_its_documents() {
    let wanted = "\
Client one, as of 2026-04-30

Sales, twelve months: 280 USD

Formula
  Invoices and cash sales less credit notes and cash refunds of the twelve months, without tax
  In full: proof.html#method-value of the pack.

Documents
  3 sales documents of the twelve months: 280.00 in all, which gives the figure
  2026-02-20  Invoice      I2  Alder & Sons   50.00  invoices.csv, row 3
  2026-03-20  Invoice      I3  Birch         250.00  invoices.csv, row 4
  2026-03-25  Credit note  N1  Birch         −20.00  invoices.csv, row 5
";
    assert_eq!(explain(&firm(), &["net_revenue_ttm"]), wanted);
}

#[test]
fn arithmetic_opens_to_its_inputs() {
    let text = explain(&firm(), &["average_basket"]);
    let wanted = "\
Client one, as of 2026-04-30

Average basket: 140 USD

Formula
  Sales, twelve months ÷ purchases, twelve months
  In full: proof.html#method-value of the pack.

Made of
  net_revenue_ttm  280  Sales, twelve months
  purchases_ttm      2  Purchases, twelve months
";
    assert_eq!(text, wanted);
    let list = explain(&firm(), &[]);
    assert!(list.lines().any(|line| line.starts_with("open_balance ") && line.ends_with("Open balance")), "{list}");
}

#[test]
fn a_customer_opens_to_its_scores_and_documents() {
    for name in ["Alder & Sons", "alder & sons", "C1"] {
        let text = explain(&firm(), &[name]);
        assert!(text.contains("\n\nAlder & Sons: "), "{text}");
        assert!(
            text.contains("  1 open items and unapplied credits: 50.00 in all, which gives the open balance\n"),
            "{text}"
        );
        assert!(text.contains("150.00 in all, which gives the lifetime value\n"), "{text}");
        assert!(text.contains("\nScores\n") && text.contains("invoices.csv, row 2"), "{text}");
    }
}

#[test]
fn what_there_is_not_is_said_with_what_is_like_it() {
    let firm = firm();
    let folder = firm.path().to_str().expect("text");
    let run = ledgerpress(&["explain", folder, "one", "net_revenue_tmm"]);
    assert!(run.assert_code(2).stderr.contains("Perhaps you mean: net_revenue_ttm"), "{}", run.stderr);
    let run = ledgerpress(&["explain", folder, "one", "Alder"]);
    assert!(run.assert_code(2).stderr.contains("Alder & Sons"), "{}", run.stderr);
    let run = ledgerpress(&["explain", folder, "two"]);
    assert!(run.assert_code(2).stderr.contains("there are: another, one"), "{}", run.stderr);
    ledgerpress(&["explain", "unreadable-amount"]).assert_code(0);
}

#[test]
fn figures_of_the_sample_firm_are_their_formulas_and_their_documents() {
    let sample = crate::sample::site();
    for client in crate::sample::CLIENTS {
        let bytes = std::fs::read(sample.join(client).join("report.json")).expect("a report");
        let report: Value = serde_json::from_slice(&bytes).expect("JSON");
        let figures = report["figures"].as_object().expect("figures");
        let mut reader = csv::Reader::from_path(sample.join(client).join("data/documents.csv")).expect("documents");
        let documents: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        let sum = |column: &str, flag: Option<&str>| -> f64 {
            let rows = documents.iter().filter(|row| flag.is_none_or(|flag| row[flag] == "yes"));
            rows.filter_map(|row| row[column].parse::<f64>().ok()).sum()
        };
        for (id, column, flag) in [
            ("net_revenue_total", "sales", None),
            ("net_revenue_ttm", "sales", Some("in_ttm")),
            ("net_revenue_prev_ttm", "sales", Some("in_previous_ttm")),
            ("open_balance", "open_balance", None),
        ] {
            let Some(value) = figures[id]["value"].as_f64() else { continue };
            let of_documents = sum(column, flag);
            assert!((value - of_documents).abs() < 0.005, "{client}, {id}: {value}, of its documents {of_documents}");
        }
        for (id, figure) in figures {
            assert_ne!(figure["documents"]["ties"], Value::Bool(false), "{client}: {id}");
            assert!(figure["formula"].as_str().is_some_and(|formula| !formula.is_empty()), "{client}: {id}");
        }
    }
}

#[test]
fn a_payment_of_several_invoices_names_all_of_its_rows() {
    let payments =
        b"payment_id,date,customer_id,invoice_id,amount\nP1,2026-03-01,C1,I1,100.00\nP1,2026-03-01,C1,I2,50.00\n";
    let exports = [("customers.csv", CUSTOMERS), ("invoices.csv", INVOICES), ("payments.csv", &payments[..])];
    let firm = Firm::new().with_client("one", "currency = \"USD\"\nas_of = 2026-04-30", &exports);
    let text = explain(&firm, &["P1"]);
    assert!(text.contains("payments.csv, rows 2 and 3") && text.contains("  Amount "), "{text}");
    assert!(!text.contains("Without tax"), "{text}");
    firm.build(&[]).assert_code(0);
    let pack = firm.pack("one");
    let table = |name: &str| String::from_utf8_lossy(&pack[name]).into_owned();
    assert!(
        table("data/documents.csv").contains("payments.csv,,2,\"payments.csv, rows 2 and 3\""),
        "{}",
        table("data/documents.csv")
    );
    let settlements = table("data/settlements.csv");
    let rows: Vec<&str> = settlements.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{settlements}");
    assert!(
        rows[0].starts_with("P1,2026-03-01,C1,Alder & Sons,I1,2025-01-15,2025-02-14,100.00,410,380,stated,"),
        "{settlements}"
    );
}

#[test]
fn what_stands_before_the_first_day_is_told_and_counts_where_every_document_does() {
    let exports = [("customers.csv", CUSTOMERS), ("invoices.csv", INVOICES), ("payments.csv", PAYMENTS)];
    let settings = "currency = \"USD\"\nas_of = 2026-04-30\nhistory_start = 2025-05-01";
    let firm = Firm::new().with_client("one", settings, &exports);
    firm.build(&[]).assert_code(0);
    firm.assert_figure("one", "net_revenue_total", 380.0, 2);
    firm.assert_figure("one", "net_revenue_ttm", 280.0, 2);
    let proof = String::from_utf8_lossy(&firm.pack("one")["proof.html"]).replace('\u{a0}', " ");
    let told = "two documents from 15 January 2025 on stand before it, with sales of 100.00";
    assert!(proof.contains(told), "{told}");
    let pack = firm.pack("one");
    let mut reader = csv::Reader::from_reader(&pack["data/customers.csv"][..]);
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let alder = rows.iter().find(|row| row["customer_id"] == "C1").expect("Alder");
    assert_eq!((alder["ltv"].as_str(), alder["sales_since_history_start"].as_str()), ("150.00", "50.00"));
    assert_eq!(alder["first_sale"], "2025-01-15");
}
