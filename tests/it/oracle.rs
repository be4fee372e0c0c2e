//! The same figures as DuckDB computes in SQL, cell by cell.

use std::process::Command;

use crate::harness::{Firm, ledgerpress, run, say, shared, skip};

const AS_OF: &str = "2026-06-30";

fn compare(clients: &str, invoices: &str, more: &[&str]) {
    let python = |arguments: &[&str]| run(Command::new("python3").args(arguments));
    if python(&["-c", "import duckdb"]).is_none_or(|run| run.code != 0) {
        return skip("Python's duckdb is not installed");
    }
    let generator = shared("tools/generate_firm.py");
    if !generator.is_file() {
        return skip("no generator of firms");
    }
    let scratch = Firm::new();
    let folder = scratch.path().join("generated");
    let (folder, site) = (folder.to_str().expect("text"), scratch.site(""));
    let generator = generator.to_str().expect("text");
    let arguments =
        [&[generator, folder, "--clients", clients, "--invoices", invoices, "--asof", AS_OF], more].concat();
    python(&arguments).expect("python3").assert_code(0);

    let site = site.to_str().expect("text");
    ledgerpress(&["build", folder, "--out", site, "--as-of", AS_OF]).assert_code(0);
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/plain_layout.py");
    let run = python(&[oracle, folder, site, AS_OF]).expect("python3");
    run.assert_code(0);
    say(run.stdout.trim());
}

#[test]
fn twenty_clients_give_what_sql_gives() {
    compare("20", "2000", &[]);
}

#[test]
fn untidy_exports_give_what_sql_gives() {
    compare("3", "400", &["--dirty", "--seed", "7"]);
}
