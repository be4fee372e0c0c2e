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
    firm.build(&["--as-of", "31.12.2026"]).assert_code(2);
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
