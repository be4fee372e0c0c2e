//! What changed since the last pack: a firm's pack at one date, the books written on and mended, and the pack of a later
//! date.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::harness::Firm;

const HEAD: &str = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n";
const CUSTOMERS: &str = "customer_id,name,email,country,terms_days\nC1,Alder,,US,30\nC2,Birch,,US,30\n";
const USD: &str = "currency = \"USD\"\nhistory_start = 2024-01-01";

/// Sales of 1,000 in the twelve months to August 2026, 120 of them in September 2025, and 500 in the year before.
const AUGUST: &str = "\
    I0,C1,invoice,2025-03-10,2025-04-09,USD,500.00,0.00,500.00,\n\
    I1,C1,invoice,2025-09-10,2025-10-10,USD,120.00,0.00,120.00,\n\
    I2,C1,invoice,2026-02-10,2026-03-12,USD,580.00,0.00,580.00,\n\
    I3,C2,invoice,2026-07-10,2026-08-09,USD,300.00,0.00,300.00,\n";
/// Written in September: an invoice and a credit note; and one of August that came late.
const SEPTEMBER: &str = "\
    I4,C2,invoice,2026-08-20,2026-09-19,USD,80.00,0.00,80.00,\n\
    I5,C1,invoice,2026-09-12,2026-10-12,USD,300.00,0.00,300.00,\n\
    N1,C1,credit_note,2026-09-20,,USD,-50.00,0.00,-50.00,I5\n";

fn firm() -> Firm {
    let firm = Firm::new().with_client("one", USD, &[]);
    write(&firm, "invoices.csv", &[HEAD, AUGUST].concat());
    write(&firm, "customers.csv", CUSTOMERS);
    write(&firm, "payments.csv", "payment_id,date,customer_id,invoice_id,amount\nP1,2025-04-02,C1,I0,500.00\n");
    firm
}

fn write(firm: &Firm, name: &str, text: &str) {
    firm.write(&format!("clients/one/exports/{name}"), text);
}

fn build(firm: &Firm, as_of: &str) {
    firm.build(&["--as-of", as_of]).assert_code(0);
}

/// A figure's row of `movements.csv`, as numbers.
fn movement(firm: &Firm, figure: &str) -> BTreeMap<String, f64> {
    let rows = firm.data("one", "movements");
    let row = rows.into_iter().find(|row| row["figure"] == figure).unwrap_or_else(|| panic!("no {figure}"));
    row.into_iter().filter_map(|(column, cell)| Some((column, cell.parse().ok()?))).collect()
}

fn summary(firm: &Firm) -> String {
    fs::read_to_string(firm.site("one/index.html")).expect("a summary").replace('\u{a0}', " ")
}

#[test]
fn movements_are_split_and_late_entries_are_named() {
    let firm = firm();
    build(&firm, "2026-08-31");
    assert!(summary(&firm).contains("No pack of an earlier date is on record."));
    assert!(firm.data("one", "movements").is_empty());

    write(&firm, "invoices.csv", &[HEAD, AUGUST, SEPTEMBER].concat());
    build(&firm, "2026-09-30");
    let sales = movement(&firm, "net_revenue_ttm");
    let wanted = [
        ("before", 1_000.0),
        ("time_passing", -120.0),
        ("new_documents", 300.0),
        ("new_credits", -50.0),
        ("entered_later", 80.0),
        ("changed_rules", 0.0),
        ("now", 1_210.0),
    ];
    for (part, value) in wanted {
        assert!((sales[part] - value).abs() < 1e-9, "{part}: {}", sales[part]);
    }
    // The late invoice is past due by now; the others that are past due were so before.
    let overdue = movement(&firm, "overdue_balance");
    assert!((overdue["time_passing"] - 80.0).abs() < 1e-9, "{overdue:?}");

    let changes = firm.data("one", "changes");
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((&changes[0]["change"][..], &changes[0]["number"][..]), ("added", "I4"));
    assert_eq!((&changes[0]["file"][..], &changes[0]["row"][..]), ("invoices.csv", "6"));
    let summary = summary(&firm);
    assert!(
        summary.contains("One document entered, changed or gone since changes what the pack of 31 August 2026 showed")
    );
    assert!(summary.contains("Since then, of the documents up to 31 August 2026, one has been entered"));
}

#[test]
fn parts_add_up_for_every_figure() {
    let firm = firm();
    build(&firm, "2026-08-31");
    // Changed, deleted, dated on, and a payment entered late; and a rule of the ledger.
    let mended = AUGUST.replace("580.00", "600.00").replace("2026-07-10", "2026-09-01");
    write(&firm, "invoices.csv", &[HEAD, &mended, SEPTEMBER].concat());
    write(&firm, "payments.csv", "payment_id,date,customer_id,invoice_id,amount\nP2,2026-08-30,C1,I2,100.00\n");
    firm.write("clients/one/customers.toml", "[[merge]]\ninto = \"C1\"\nnames = [\"C2\"]\n");
    build(&firm, "2026-09-30");
    let mut split = 0;
    for row in firm.data("one", "movements") {
        let number = |column: &str| row[column].parse::<f64>().ok();
        let Some(entered) = number("entered_later") else { continue };
        let parts = ["time_passing", "new_documents", "new_credits", "changed_rules"].map(number);
        let sum: f64 = parts.into_iter().flatten().sum::<f64>() + entered;
        let moved = number("now").expect("a value") - number("before").expect("a value");
        assert!((moved - sum).abs() < 1e-6, "{row:?}");
        split += 1;
    }
    assert!(split >= 8, "{split} figures were split");
    // 20 more, 300 dated on into September, 80 late; the merged customers are a rule.
    assert!((movement(&firm, "net_revenue_ttm")["entered_later"] + 200.0).abs() < 1e-9);
    assert!((movement(&firm, "active_customers")["changed_rules"] + 1.0).abs() < 1e-9);
    let changes: Vec<String> = firm.data("one", "changes").into_iter().map(|row| row["change"].clone()).collect();
    for change in ["added", "changed", "removed", "settled_otherwise"] {
        assert!(changes.iter().any(|found| found == change), "no {change} among {changes:?}");
    }
    assert!(summary(&firm).contains("Later entries and changed rules change what the pack of 31 August 2026 showed"));
    assert!(summary(&firm).contains("Settings that differ: customers.toml."));
}

#[test]
fn the_same_folder_gives_the_same_pack_and_the_same_record() {
    let firm = firm();
    build(&firm, "2026-08-31");
    let record = firm.path().join(".ledgerpress/one/2026-08-31.json");
    let (pack, kept) = (firm.pack("one"), fs::read(&record).expect("a record"));
    build(&firm, "2026-08-31");
    assert!(firm.pack("one") == pack && fs::read(&record).expect("a record") == kept);
    // A pack of a later date compares with it, again and again; one of the same date does not.
    build(&firm, "2026-09-30");
    let later = firm.pack("one");
    assert!(summary(&firm).contains("What the pack of 31 August 2026 showed still stands"));
    build(&firm, "2026-09-30");
    assert!(firm.pack("one") == later);
    build(&firm, "2026-08-31");
    assert!(firm.pack("one") == pack);
}

#[test]
fn records_are_kept_where_the_settings_say_and_only_then() {
    let firm = firm();
    firm.write("firm.toml", "name = \"Firm\"\n[records]\nkeep = false\n");
    build(&firm, "2026-08-31");
    assert!(!firm.path().join(".ledgerpress").exists());
    firm.write("firm.toml", "name = \"Firm\"\n[records]\nfolder = \"kept/records\"\n");
    build(&firm, "2026-08-31");
    assert!(firm.path().join("kept/records/one/2026-08-31.json").is_file());

    firm.write("kept/records/one/2026-08-31.json", "{\"version\": 99}");
    let run = firm.build(&["--as-of", "2026-09-30"]);
    assert!(run.assert_code(0).stderr.contains("version 99"), "{}", run.stderr);
    firm.write("firm.toml", "name = \"Firm\"\n[records]\nkepe = false\n");
    assert!(firm.build(&[]).assert_code(2).stderr.contains("kepe"));
}

#[test]
fn a_client_that_is_not_built_leaves_no_record() {
    let firm = firm();
    write(&firm, "invoices.csv", &[HEAD, "I0,C1,invoice,2025-03-10,2025-04-09,USD,x,0.00,500.00,\n"].concat());
    firm.build(&[]).assert_code(1);
    assert!(!firm.path().join(".ledgerpress").exists());
}

#[test]
fn a_note_whose_figure_has_moved_is_marked() {
    let firm = firm();
    firm.write(
        "clients/one/notes/summary.md",
        "Sales of {{net_revenue_ttm = 1,000}} in the year, {{net_revenue_total}} in all.\n",
    );
    build(&firm, "2026-08-31");
    assert!(summary(&firm).contains("Sales of 1,000 in the year, 1,500 in all."));
    let run = firm.check(&["--as-of", "2026-09-30", "--format", "json"]);
    let checked: Value = serde_json::from_str(&run.assert_code(0).stdout).expect("JSON");
    let problems = checked["clients"][0]["problems"].as_array().expect("a list");
    let moved = problems.iter().find(|problem| problem["code"] == "figure-moved").expect("the note");
    assert_eq!((&moved["file"], &moved["row"]), (&"notes/summary.md".into(), &1.into()));
    build(&firm, "2026-09-30");
    let summary = summary(&firm);
    assert!(summary.contains("Sales of 1,000 (<strong>this figure has moved since: now 880</strong>)"), "{summary}");
}

#[test]
fn a_trial_and_a_draft_leave_the_record_of_a_reviewed_pack() {
    let firm = firm();
    let record = firm.path().join(".ledgerpress/one/2026-08-31.json");
    let at = |more: &[&str]| {
        firm.build(&[&["--as-of", "2026-08-31"], more].concat()).assert_code(0);
    };
    at(&["--no-record"]);
    assert!(!record.exists(), "a trial keeps no record");
    let settings = fs::read_to_string(firm.path().join("clients/one/client.toml")).expect("settings");
    firm.write("clients/one/client.toml", &format!("reviewed_by = \"Ann\"\n{settings}"));
    at(&[]);
    let reviewed = fs::read(&record).expect("a record");
    firm.write("clients/one/client.toml", &settings);
    at(&[]);
    assert!(fs::read(&record).expect("a record") == reviewed, "a draft does not replace it");
}

#[test]
fn a_reviewed_pack_of_the_same_date_that_differs_is_told() {
    let firm = firm();
    let settings = fs::read_to_string(firm.path().join("clients/one/client.toml")).expect("settings");
    firm.write("clients/one/client.toml", &format!("reviewed_by = \"Ann\"\n{settings}"));
    let told = || firm.build(&["--as-of", "2026-08-31"]).assert_code(0).stderr.contains("its record is replaced");
    assert!(!told(), "the first one");
    assert!(!told(), "the same again");
    write(&firm, "invoices.csv", &[HEAD, AUGUST, SEPTEMBER].concat());
    assert!(told(), "an invoice of August came late");
    assert!(!told(), "which is on record now");
}
