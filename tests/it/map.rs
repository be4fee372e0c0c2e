//! An export of an unknown kind: `map` writes a format for it, and `check` then reads every row.

use std::fs;

use serde_json::Value;

use crate::harness::{Firm, ledgerpress};

/// Units sold to invented customers, as a till program in English lists them.
const ENGLISH: &str = "Bill to party,Slip #,Raised on,Payable by,VAT amount,Worth incl. VAT,Handled by\n\
    Alder Lane Dental,S-1001,2026-01-15,2026-02-14,20.00,120.00,Ann\n\
    Birch & Sons,S-1002,2026-01-20,2026-02-19,40.00,240.00,Ben\n\
    \"Cedar, Ltd\",S-1003,2026-02-03,2026-03-05,10.00,60.00,Ann\n\
    Alder Lane Dental,S-1004,2026-02-17,2026-03-19,1.00,6.00,Ben\n";

/// With semicolons, decimal commas, types and statuses, in German.
const GERMAN: &str = "Kd-Nr.;Kundenname;Beleg-Nr.;Belegart;Belegdatum;Fälligkeit;Betrag netto;MwSt.;Betrag brutto;Zustand\n\
    10001;Müller GmbH;RE-1;Rechnung;15.01.2026;14.02.2026;1.000,00;190,00;1.190,00;bezahlt\n\
    10002;Schäfer KG;RE-2;Rechnung;20.01.2026;19.02.2026;100,00;19,00;119,00;offen\n\
    10001;Müller GmbH;GU-1;Gutschrift;03.02.2026;;-50,00;-9,50;-59,50;offen\n\
    10003;Yıldız Bau;RE-3;Rechnung;05.02.2026;07.03.2026;200,00;38,00;238,00;storniert\n";

/// With title rows above and a row of totals below.
const TITLED: &str = "Invented Trading Co,,,,\n\
    Receivables journal,,,,\n\
    \n\
    Patron,Document no,Document date,Gross amount,Outstanding\n\
    Fig Tree Cafe,77,1/15/2026,\"1,134.56\",0.00\n\
    Grove House,78,1/28/2026,100.00,100.00\n\
    Fig Tree Cafe,79,2/3/2026,50.00,50.00\n\
    Total,,,\"1,284.56\",150.00\n";

/// Grouped by customer, with totals of the groups.
const GROUPED: &str = "Invented AG\nOffene Posten\n\n,Datum,Nummer,Offener Betrag\n\
    Anna GmbH,,,\n,15.01.2026,R1,\"1.100,00\"\n,16.01.2026,R2,\"50,00\"\nSumme Anna GmbH,,,\"1.150,00\"\n\
    Bert KG,,,\n,17.01.2026,R3,\"10,00\"\nSumme Bert KG,,,\"10,00\"\nSumme,,,\"1.160,00\"\n";

/// Maps an export into a new client's folder and gives the format and the client's part of the check.
fn mapped(name: &str, currency: &str, text: &str) -> (String, Value) {
    let settings = format!("currency = \"{currency}\"");
    let firm = Firm::new().with_client("one", &settings, &[(&format!("{name}.csv"), text.as_bytes())]);
    assert!(checked(&firm)["sources"][0]["format"].is_null(), "no built-in format knows it");
    let client = firm.path().join("clients/one");
    let export = client.join("exports").join(format!("{name}.csv"));
    let (client, export) = (client.to_str().expect("text"), export.to_str().expect("text"));
    let run = ledgerpress(&["map", export, "--client", client]);
    run.assert_code(0);
    let format = firm.path().join(format!("clients/one/formats/{name}.toml"));
    let written = fs::read_to_string(&format).expect("a format");
    ledgerpress(&["map", export, "--client", client]).assert_code(0);
    assert_eq!(fs::read_to_string(&format).expect("a format"), written, "the format is as it was");
    (written, checked(&firm))
}

fn checked(firm: &Firm) -> Value {
    let document: Value = serde_json::from_str(&firm.check(&["--format", "json"]).stdout).expect("JSON");
    document["clients"][0].clone()
}

#[track_caller]
fn assert_read(client: &Value, used: u32, documents: &Value, net_sales: &str) {
    let source = &client["sources"][0];
    let errors = client["problems"].as_array().expect("a list").iter().filter(|p| p["severity"] == "error");
    assert_eq!(errors.count(), 0, "{:#}", client["problems"]);
    assert_eq!(source["rows_used"], used, "{source:#}");
    assert_eq!(&client["ledger"]["documents"], documents);
    assert_eq!(client["ledger"]["net_sales"], net_sales);
}

#[test]
fn unfamiliar_english_headings() {
    let (format, client) = mapped("till", "GBP", ENGLISH);
    assert_read(&client, 4, &serde_json::json!({"invoice": 4}), "355.00");
    assert!(format.contains("# Not used: Handled by (Ann, Ben)"), "{format}");
    assert!(format.contains("due_date = \"Payable by\""), "{format}");
}

#[test]
fn german_with_semicolons_types_and_statuses() {
    let (format, client) = mapped("belege", "EUR", GERMAN);
    assert_read(&client, 3, &serde_json::json!({"invoice": 2, "credit-note": 1}), "1050.00");
    assert_eq!(client["sources"][0]["left_out"][1]["reason"], "voided document");
    assert!(format.contains("decimal_mark = \",\"") && format.contains("sign = \"negative\""), "{format}");
}

#[test]
fn title_rows_and_a_total() {
    let (format, client) = mapped("journal", "USD", TITLED);
    // The invoice with nothing outstanding was paid.
    assert_read(&client, 3, &serde_json::json!({"invoice": 3, "payment": 1}), "1284.56");
    assert!(format.contains("grand_totals = [\"Total\"]"), "{format}");
    let ties = client["tie_outs"].as_array().expect("a list");
    assert!(!ties.is_empty() && ties.iter().all(|tie| tie["verdict"] == "ties"), "{ties:?}");
}

#[test]
fn rows_in_groups_with_totals() {
    let (format, client) = mapped("posten", "EUR", GROUPED);
    assert_read(&client, 3, &serde_json::json!({"opening-balance": 3}), "0.00");
    assert_eq!(client["ledger"]["open_balance"], "1160.00");
    assert!(format.contains("group_totals = [\"Summe {group}\"]"), "{format}");
    let ties = client["tie_outs"].as_array().expect("a list");
    assert!(ties.len() == 3 && ties.iter().all(|tie| tie["verdict"] == "ties"), "{ties:?}");
}

#[test]
fn a_known_export_is_recognised_and_a_picture_is_none() {
    let firm = Firm::new();
    firm.write("list.csv", "customer_id,name,email,country,terms_days\nC1,Alder,,,30\n");
    firm.write_bytes("chart.png", b"\x89PNG\r\n\x1a\n\0\0\0");
    let path = |name: &str| firm.path().join(name).to_str().expect("text").to_owned();
    let run = ledgerpress(&["map", &path("list.csv")]);
    assert!(run.assert_code(0).stdout.contains("Plain layout: customers"), "{}", run.stdout);
    let run = ledgerpress(&["map", &path("chart.png")]);
    assert!(run.assert_code(2).stderr.contains("a picture"), "{}", run.stderr);
}

#[test]
fn what_is_not_found_is_said() {
    let firm = Firm::new();
    firm.write("stock.csv", "Shelf,Item,Pieces\nA1,Nails,200\nA2,Nails,30\n");
    let run = ledgerpress(&["map", firm.path().join("stock.csv").to_str().expect("text")]);
    assert!(run.assert_code(1).stdout.contains("No column seems to hold the date"), "{}", run.stdout);
}
