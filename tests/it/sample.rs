//! The sample firm, from its exports to pages, papers and data, looked at by tools that nobody here wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::harness::{ledgerpress, read_folder, run, sample_firm, skip};

pub(crate) const CLIENTS: [&str; 4] =
    ["copperline-hardware", "fernlight-studio", "moehring-wartung", "pipi-bay-coffee"];

/// More than a reader should have to load, in bytes: the page with its style, script and fonts aside.
const PAGE_BYTES_MAX: usize = 300_000;

/// The sample firm's packs, built once for all tests.
pub(crate) fn site() -> &'static Path {
    static SITE: OnceLock<TempDir> = OnceLock::new();
    let built = || {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A copy: a build keeps its records in the firm's folder.
        let firm = copy_of_the_sample();
        let out = folder.path().to_str().expect("text");
        let run = ledgerpress(&["build", firm.path().to_str().expect("text"), "--out", out]);
        run.assert_code(0);
        assert!(run.stdout.contains("\n4 clients built, "), "{}", run.stdout);
        folder
    };
    SITE.get_or_init(built).path()
}

/// The sample firm in a folder of its own.
pub(crate) fn copy_of_the_sample() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = read_folder(&sample_firm()).expect("the sample firm").into_iter();
    for (path, bytes) in files.filter(|(path, _)| !path.starts_with(".ledgerpress/")) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

fn pages(client: &str) -> BTreeMap<String, String> {
    let pack = read_folder(&site().join(client)).expect("a pack");
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "html");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    pack.into_iter().filter(|(path, _)| is_page(path)).map(|(path, bytes)| (path, text(bytes))).collect()
}

/// The values of an attribute, wherever it stands.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(&*start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_pack_has_all_its_parts() {
    for client in CLIENTS {
        let pack = read_folder(&site().join(client)).expect("a pack");
        for file in [
            "index.html",
            "scorecard.html",
            "retention.html",
            "segments.html",
            "customers.html",
            "concentration.html",
            "cash.html",
            "small-customers.html",
            "proof.html",
            "figures.html",
            "pack.pdf",
            "pack.xlsx",
            "crm/README.txt",
            "crm/hubspot-companies.csv",
            "crm/salesforce-accounts.csv",
            "report.json",
            "data/aging.csv",
            "data/expected-collections.csv",
            "data/expected-totals.csv",
            "data/payment-behaviour.csv",
            "data/days-to-pay-spread.csv",
            "data/receivable-ratios.csv",
            "data/shock-monitor.csv",
            "data/customers.csv",
            "data/retention.csv",
            "data/retention_years.csv",
            "data/retention_customers.csv",
            "data/retention_simulator.csv",
            "data/cohorts_years.csv",
            "data/cohorts_quarters.csv",
            "data/segments.csv",
            "data/documents.csv",
            "data/movements.csv",
            "data/changes.csv",
        ] {
            assert!(pack.contains_key(file), "{client}: no {file}");
        }
    }
}

#[test]
fn workbooks_hold_what_the_reports_hold() {
    for client in CLIENTS {
        crate::workbook::assert_sound(&read_folder(&site().join(client)).expect("a pack"));
    }
}

#[test]
fn links_lead_somewhere_and_nothing_comes_from_elsewhere() {
    for client in CLIENTS {
        let pack = read_folder(&site().join(client)).expect("a pack");
        let pages = pages(client);
        for (path, page) in &pages {
            assert!(page.len() < PAGE_BYTES_MAX, "{client}/{path} has {} bytes", page.len());
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for link in attributes(page, "href").into_iter().chain(attributes(page, "src")) {
                if link.starts_with("https:") || link.starts_with("mailto:") {
                    continue; // the adviser's own links, which nothing loads
                }
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let file = match file.strip_prefix("../") {
                    Some(up) => up.to_owned(),
                    None if file.is_empty() => path.clone(),
                    None if folder.is_empty() => file.to_owned(),
                    None => format!("{folder}/{file}"),
                };
                assert!(pack.contains_key(&file), "{client}/{path}: {link} leads nowhere");
                if let Some(target) = pages.get(&file).filter(|_| !anchor.is_empty()) {
                    assert!(target.contains(&format!(" id=\"{anchor}\"")), "{client}/{path}: no {link}");
                }
            }
            let ids = attributes(page, "id");
            let unique: BTreeSet<_> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len(), "{client}/{path}: an id stands twice");
        }
    }
}

#[test]
fn no_clients_name_stands_in_anothers_pack() {
    let names = ["Copperline", "Fernlight", "Möhring", "Pipi Bay"];
    for (client, own) in CLIENTS.iter().zip(names) {
        for (path, page) in pages(client) {
            for name in names.iter().filter(|name| **name != own) {
                assert!(!page.contains(*name), "{client}/{path} names {name}");
            }
        }
    }
}

#[test]
fn papers_are_sound_and_tagged() {
    for client in CLIENTS {
        let pdf = site().join(client).join("pack.pdf");
        let Some(check) = run(Command::new("qpdf").arg("--check").arg(&pdf)) else {
            return skip("qpdf is not installed");
        };
        check.assert_code(0);
        let Some(info) = run(Command::new("pdfinfo").arg(&pdf)) else { return skip("pdfinfo is not installed") };
        let line = info.stdout.lines().find(|line| line.starts_with("Tagged:")).unwrap_or_default();
        assert!(line.ends_with("yes"), "{client}: {line}");
        let attached = run(Command::new("pdfdetach").arg("-list").arg(&pdf)).expect("of the same package");
        assert!(attached.stdout.contains("customers.csv"), "{}", attached.stdout);
    }
}

#[test]
fn pages_pass_a_validator_and_work_in_a_browser() {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if !checker.join("node_modules").is_dir() {
        return skip("`npm ci` was not run in tests/browser");
    }
    if !Path::new("/usr/bin/chromium").exists() {
        return skip("Chromium is not installed");
    }
    let mut chosen = Vec::new();
    for client in ["copperline-hardware", "fernlight-studio"] {
        let (customers, others): (Vec<_>, Vec<_>) =
            pages(client).into_keys().partition(|path| path.starts_with("customers/"));
        chosen
            .extend(others.into_iter().chain(customers.into_iter().take(2)).map(|path| site().join(client).join(path)));
    }
    let Some(run) = run(Command::new("node").arg(checker.join("check.mjs")).args(chosen)) else {
        return skip("Node is not installed");
    };
    run.assert_code(0);
}

#[test]
fn the_generator_writes_what_is_committed() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let generator = Path::new(env!("CARGO_BIN_EXE_ledgerpress")).with_file_name("examples").join("sample-firm");
    let Some(run) = run(Command::new(generator).arg(scratch.path())) else {
        return skip("the example is built only where all tests are");
    };
    run.assert_code(0);
    let (written, mut committed) =
        (read_folder(scratch.path()).expect("written"), read_folder(&sample_firm()).expect("there"));
    // What a build in the sample firm's own folder has kept.
    committed.retain(|path, _| !path.starts_with(".ledgerpress/"));
    assert_eq!(written.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    for (path, bytes) in written {
        assert!(committed[&path] == bytes, "{path} differs from what the generator writes");
    }
}
