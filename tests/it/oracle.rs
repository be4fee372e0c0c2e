//! The same figures as DuckDB computes in SQL, cell by cell.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{Firm, run, say, shared, skip};

const AS_OF: &str = "2026-06-30";

/// Firms of the plain layout, made up by chance: so many clients, of so many invoices each, by a seed.
struct Generated {
    clients: u32,
    invoices: u32,
    seeds: std::ops::RangeInclusive<u32>,
    untidy: bool,
}

fn compare(generated: &Generated) {
    let python = |arguments: &[&str]| run(Command::new("python3").args(arguments));
    if python(&["-c", "import duckdb"]).is_none_or(|run| run.code != 0) {
        return skip("Python's duckdb is not installed");
    }
    let generator = shared("tools/generate_firm.py");
    if !generator.is_file() {
        return skip("no generator of firms");
    }
    let generator = generator.to_str().expect("text");
    let firm = Firm::new();
    for seed in generated.seeds.clone() {
        let folder = firm.path().join(format!("generated-{seed}"));
        let (clients, invoices) = (generated.clients.to_string(), generated.invoices.to_string());
        let mut arguments = vec![generator, folder.to_str().expect("text"), "--clients", &clients];
        let seed_text = seed.to_string();
        arguments.extend(["--invoices", &invoices, "--asof", AS_OF, "--seed", &seed_text]);
        arguments.extend(generated.untidy.then_some("--dirty"));
        python(&arguments).expect("python3").assert_code(0);
        adopt(&firm, &folder, seed);
    }

    firm.build(&["--as-of", AS_OF]).assert_code(0);
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/plain_layout.py");
    let (folder, site) = (firm.path(), firm.site(""));
    let run = python(&[oracle, folder.to_str().expect("text"), site.to_str().expect("text"), AS_OF]).expect("python3");
    run.assert_code(0);
    say(run.stdout.trim());
}

/// Moves the clients of a generated folder to the firm, under names that tell their seed.
fn adopt(firm: &Firm, folder: &Path, seed: u32) {
    let clients = firm.path().join("clients");
    fs::create_dir_all(&clients).expect("a folder");
    for client in fs::read_dir(folder.join("clients")).expect("generated clients") {
        let client = client.expect("a client");
        let name = format!("seed-{seed}-{}", client.file_name().to_str().expect("text"));
        fs::rename(client.path(), clients.join(name)).expect("moved");
    }
}

#[test]
fn fifty_seeds_of_small_clients_give_what_sql_gives() {
    compare(&Generated { clients: 1, invoices: 80, seeds: 1..=50, untidy: false });
}

#[test]
fn middling_clients_give_what_sql_gives() {
    compare(&Generated { clients: 10, invoices: 2_000, seeds: 1..=1, untidy: false });
}

#[test]
fn a_large_client_gives_what_sql_gives() {
    compare(&Generated { clients: 1, invoices: 20_000, seeds: 3..=3, untidy: false });
}

#[test]
fn untidy_exports_give_what_sql_gives() {
    compare(&Generated { clients: 3, invoices: 400, seeds: 7..=7, untidy: true });
}
