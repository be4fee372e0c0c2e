//! What a run does: what it writes, what it says, how it ends.

use std::fs;

use crate::harness::{Firm, ledgerpress};

const CUSTOMERS: &[u8] = b"customer_id,name,email,country,terms_days\nC1,Alder,a@example.com,US,30\n";
const INVOICES: &[u8] = b"invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
    I1,C1,invoice,2026-01-15,2026-02-14,USD,100.00,0.00,100.00,\n\
    I2,C1,invoice,2026-02-20,2026-03-22,USD,50.00,0.00,50.00,\n";
const PAYMENTS: &[u8] = b"payment_id,date,customer_id,invoice_id,amount\nP1,2026-02-10,C1,I1,100.00\n";
const USD: &str = "currency = \"USD\"";

fn exports(invoices: &'static [u8]) -> [(&'static str, &'static [u8]); 3] {
    [("customers.csv", CUSTOMERS), ("invoices.csv", invoices), ("payments.csv", PAYMENTS)]
}

#[test]
fn a_pack_is_complete_in_itself() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    let run = firm.build(&[]);
    run.assert_code(0);
    let closing = run.stdout.lines().last().expect("a closing line");
    assert!(closing.starts_with("1 client built, 3 documents, "), "{closing}");
    assert!(run.stdout.starts_with("one: pack ") && run.stdout.contains("one/index.html"), "{}", run.stdout);
    let pack = firm.pack("one");
    for file in ["index.html", "proof.html", "pack.pdf", "report.json", "data/customers.csv", "data/retention.csv"] {
        assert!(pack.contains_key(file), "no {file} among {:?}", pack.keys());
    }
    firm.assert_figure("one", "open_balance", 50.0, 2);
}

#[test]
fn a_broken_row_stops_its_client_alone() {
    let firm = Firm::new().with_client("bad", USD, &exports(INVOICES)).with_client("good", USD, &exports(INVOICES));
    firm.build(&[]).assert_code(0);
    let before = firm.pack("bad");

    for (broken, seen, place) in [
        ("I3,C1,invoice,2026-03-01,2026-03-31,USD,1O0.00,0.00,100.00,\n", "1O0.00", "invoices.csv, row 4"),
        ("I3,C1,invoice,2026-13-01,2026-03-31,USD,100.00,0.00,100.00,\n", "2026-13-01", "invoices.csv, row 4"),
        ("I3,,invoice,2026-03-01,2026-03-31,USD,100.00,0.00,100.00,\n", "customer", "invoices.csv, row 4"),
    ] {
        let text = [std::str::from_utf8(INVOICES).expect("text"), broken].concat();
        firm.write("clients/bad/exports/invoices.csv", &text);
        let run = firm.build(&[]);
        run.assert_code(1);
        assert!(run.stderr.contains(place), "{}", run.stderr);
        assert!(run.stderr.contains(seen), "{}", run.stderr);
        assert!(run.stdout.contains("1 client built, 1 not built"), "{}", run.stdout);
        assert_eq!(firm.pack("bad"), before, "the old pack stays as it was");
        firm.check(&[]).assert_code(1);
    }
}

#[test]
fn a_waived_problem_is_printed_in_the_pack() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    let broken = [std::str::from_utf8(INVOICES).expect("text"), "I3,C1,invoice,2026-03-01,,USD,x,0.00,x,\n"].concat();
    firm.write("clients/one/exports/invoices.csv", &broken);
    firm.build(&[]).assert_code(1);
    let settings = "name = \"One\"\ncurrency = \"USD\"\nwaive = [\"unreadable-amount\"]\n";
    firm.write("clients/one/client.toml", settings);
    firm.build(&[]).assert_code(0);
    let proof = fs::read_to_string(firm.site("one/proof.html")).expect("the proof");
    assert!(proof.contains("unreadable-amount") && proof.contains("invoices.csv"), "the proof names it");
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let mut firm = Firm::new();
    for id in ["a", "b", "c"] {
        firm = firm.with_client(id, USD, &exports(INVOICES));
    }
    firm.build(&["--jobs", "1"]).assert_code(0);
    let first: Vec<_> = ["a", "b", "c"].map(|id| firm.pack(id)).into();
    firm.build(&["--jobs", "2"]).assert_code(0);
    let second: Vec<_> = ["a", "b", "c"].map(|id| firm.pack(id)).into();
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
        for (path, bytes) in first {
            assert!(second[path] == *bytes, "{path} differs");
        }
    }
}

#[test]
fn wrong_use_is_explained() {
    ledgerpress(&[]).assert_code(2);
    let run = ledgerpress(&["build", "no-such-folder"]);
    assert!(run.assert_code(2).stderr.contains("firm.toml"), "{}", run.stderr);
    let firm = Firm::new().with_client("one", "currency = \"USD\"\ncolour = 1", &exports(INVOICES));
    let run = firm.build(&[]);
    assert!(run.assert_code(2).stderr.contains("colour"), "{}", run.stderr);
    let run = firm.build(&["--client", "two"]);
    assert!(run.assert_code(2).stderr.contains("there are: one"), "{}", run.stderr);
    let run = firm.build(&["--as-of", "31.12.2026"]);
    assert!(run.assert_code(2).stderr.contains("2026-09-30"), "{}", run.stderr);
}

#[test]
fn a_folder_that_is_no_firms_is_told_apart() {
    let firm = Firm::new().with_client("one", "", &exports(INVOICES));
    let path = |path: &str| firm.path().join(path).to_str().expect("text").to_owned();
    for (folder, what) in [
        ("nowhere", "no such folder"),
        ("firm.toml", "it is a file"),
        ("clients/one", "looks like a client's"),
        ("clients", "it has no firm.toml"),
    ] {
        let run = ledgerpress(&["check", &path(folder)]);
        assert!(run.assert_code(2).stderr.contains(what), "{}", run.stderr);
        assert!(run.stderr.contains("A firm's folder holds firm.toml"), "{}", run.stderr);
    }
    let run = firm.check(&[]);
    assert!(run.assert_code(2).stderr.contains("currency = \"USD\""), "{}", run.stderr);
}

#[test]
fn packs_never_go_where_the_exports_are() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    let folder = firm.path().to_str().expect("text");
    for out in ["", "clients", "clients/one", "clients/../clients/new", "site/.."] {
        let out = firm.path().join(out);
        let run = ledgerpress(&["build", folder, "--out", out.to_str().expect("text")]);
        assert!(run.assert_code(2).stderr.contains("a folder of their own"), "{}", run.stderr);
    }
    assert!(firm.path().join("clients/one/exports/invoices.csv").exists());
}

#[test]
fn a_check_for_machines_is_one_document() {
    let firm = Firm::new()
        .with_client("bad", USD, &[("invoices.csv", &[INVOICES, b"I3,C1,invoice,x,,USD,1.00,0.00,1.00,\n"].concat())])
        .with_client("good", USD, &exports(INVOICES))
        .with_client("unset", "", &[]);
    let run = firm.check(&["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.assert_code(2).stdout).expect("one JSON document");
    assert!(run.stderr.contains("1 client ready, 2 not ready"), "{}", run.stderr);
    assert_eq!((&document["version"], &document["outcome"]), (&1.into(), &"unusable".into()));
    let [bad, good, unset] = [0, 1, 2].map(|place| &document["clients"][place]);
    assert_eq!((&bad["id"], &bad["outcome"]), (&"bad".into(), &"not-ready".into()));
    let problem = bad["problems"].as_array().expect("a list").iter().find(|p| p["code"] == "unreadable-date");
    let problem = problem.expect("the broken row");
    assert_eq!((&problem["file"], &problem["row"]), (&"invoices.csv".into(), &4.into()));
    assert_eq!((&problem["column"], &problem["waived"]), (&"issue_date".into(), &false.into()));
    assert_eq!((&good["outcome"], &good["ledger"]["net_sales"]), (&"ready".into(), &"150.00".into()));
    for source in good["sources"].as_array().expect("a list") {
        let left_out = source["left_out"].as_array().expect("a list").iter().map(|left| left["rows"].as_u64());
        let left_out: u64 = left_out.map(|rows| rows.expect("a number")).sum();
        assert_eq!(source["rows_read"], source["rows_used"].as_u64().expect("a number") + left_out);
    }
    assert_eq!(unset["outcome"], "unusable");
    assert!(unset["error"].as_str().expect("why").contains("currency"));
}

#[test]
fn the_formats_are_listed_with_how_to_get_them() {
    let run = ledgerpress(&["formats"]);
    for word in ["QuickBooks Online", "xero-sales-invoices", "measured", "ledgerpress formats ID"] {
        assert!(run.assert_code(0).stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
    let run = ledgerpress(&["formats", "xero-sales-invoices"]);
    for word in ["How to get it", "from memory", "at most 500", "InvoiceAmountDue"] {
        assert!(run.assert_code(0).stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
    let run = ledgerpress(&["formats", "xero"]);
    assert!(run.assert_code(2).stderr.contains("xero-sales-invoices"), "{}", run.stderr);
}

#[test]
fn help_tells_a_newcomer_what_to_do() {
    let run = ledgerpress(&["--help"]);
    for word in ["firm.toml", "client.toml", "exports/", "build", "check", "Exit codes"] {
        assert!(run.stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
    let run = ledgerpress(&["build", "--help"]);
    for word in ["FIRM", "--out", "--client", "--as-of", "--jobs", "report.json"] {
        assert!(run.stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
}

#[test]
fn check_writes_nothing_and_says_what_was_read() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    let run = firm.check(&[]);
    run.assert_code(0);
    assert!(!firm.site("").exists());
    for word in ["invoices.csv", "rows", "open balance", "50.00"] {
        assert!(run.stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
}

#[test]
fn what_happens_after_the_as_of_date_has_not_happened() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    firm.build(&["--as-of", "2026-01-31"]).assert_code(0);
    firm.assert_figure("one", "open_balance", 100.0, 2);
    firm.assert_figure("one", "net_revenue_total", 100.0, 2);
}

#[test]
fn what_programs_leave_in_a_folder_is_no_export() {
    let firm = Firm::new().with_client("one", USD, &exports(INVOICES));
    for name in ["Thumbs.db", "desktop.ini", "~$invoices.xlsx", ".DS_Store"] {
        firm.write_bytes(&format!("clients/one/exports/{name}"), b"\xD0\xCF\x11\xE0");
    }
    firm.check(&[]).assert_code(0);
}
