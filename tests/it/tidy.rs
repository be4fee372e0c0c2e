//! Rules of the house that a machine can hold: who imports whom, what stands where.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, and the rooms that each may import. A room may always import itself.
const MAY_IMPORT: [(&str, &[&str]); 9] = [
    ("base", &[]),
    ("config", &["base", "metrics"]),
    ("import", &["base"]),
    ("ledger", &["base", "import"]),
    ("metrics", &["base", "ledger"]),
    ("report", &["base", "ledger", "metrics", "config"]),
    ("render", &["base", "report"]),
    ("deliver", &["base", "render", "config"]),
    ("cli", &["base", "config", "import", "ledger", "metrics", "report", "render", "deliver"]),
];

/// Longest source file, tests included.
const LINES_MAX: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with this ending, by its path from the project's root with forward slashes.
fn files(folder: &str, ending: &str) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.file_type().is_file() && entry.path().to_string_lossy().ends_with(ending))
        .map(|entry| (relative(entry.path()), fs::read_to_string(entry.path()).expect("a text file")))
        .collect()
}

/// The sources without the files that only tests are made of.
pub(crate) fn production_files() -> BTreeMap<String, String> {
    let sources = files("src", ".rs");
    let mut tests = Vec::new();
    for (path, text) in &sources {
        let folder = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        for declared in text.split("#[cfg(test)]\n").skip(1) {
            let line = declared.lines().next().unwrap_or_default();
            if let Some((_, module)) = line.trim_end_matches(';').split_once("mod ") {
                tests.push(format!("{folder}/{module}.rs"));
            }
        }
    }
    sources.into_iter().filter(|(path, _)| !tests.contains(path)).collect()
}

fn relative(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("inside the project");
    relative.to_string_lossy().replace('\\', "/")
}

/// The code of a file, without comments.
pub(crate) fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

fn room_of(path: &str) -> Option<&'static str> {
    let first = path.strip_prefix("src/")?.split('/').next()?;
    MAY_IMPORT.iter().map(|(room, _)| *room).find(|room| *room == first.trim_end_matches(".rs"))
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", ".rs") {
        let Some(room) = room_of(&path) else { continue };
        let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == room).expect("a room").1;
        for line in code_lines(&text) {
            if line.contains("super::super") {
                wrong.push(format!("{path}: `super::super` hides which room is meant: {}", line.trim()));
            }
            if line.contains("crate::{") {
                wrong.push(format!("{path}: one room a line, please: {}", line.trim()));
            }
            for import in line.split("crate::").skip(1) {
                let imported: String = import.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                if imported != room && !allowed.contains(&imported.as_str()) {
                    wrong.push(format!("{path}: {room} may not import {imported}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn ledger_imports_only_the_drafts_of_import() {
    for (path, text) in files("src/ledger", ".rs") {
        for line in code_lines(&text) {
            for import in line.split("crate::import::").skip(1) {
                assert!(import.starts_with("draft"), "{path}: {}", line.trim());
            }
        }
    }
}

#[test]
fn no_room_but_the_command_line_reads_the_clock_the_environment_or_the_disk() {
    let forbidden = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "std::env::var", "env::vars"];
    let disk = ["std::fs", "File::open"];
    let mut wrong = Vec::new();
    for (path, text) in production_files() {
        let room = room_of(&path);
        let production = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for line in code_lines(production) {
            let clock = room != Some("cli") && forbidden.iter().any(|word| line.contains(word));
            let door = !matches!(room, Some("cli" | "deliver")) && disk.iter().any(|word| line.contains(word));
            if clock || door {
                wrong.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_metric_says_what_it_is() {
    let headings = ["# Question", "# Formula", "# Worked example", "# Edge cases", "# Source"];
    let metrics = ["aging", "concentration", "payment", "retention", "sales_history", "scorecard", "segmentation"];
    let metrics =
        metrics.into_iter().chain(["collections", "small_customers", "value", "cohorts", "retention_simulator"]);
    let metrics = metrics.chain(["benchmarks", "flash", "lateness", "movement"]);
    let metrics = metrics.chain(["rfm_classic", "receivable_ratios", "risk", "shock_monitor", "sales_stop"]);
    for metric in metrics {
        let folder = root().join("src/metrics").join(metric);
        let file = if folder.is_dir() { folder.join("mod.rs") } else { folder.with_extension("rs") };
        let text = fs::read_to_string(&file).expect("a metric's file");
        for heading in headings {
            let stands = text.lines().any(|line| line.trim_end() == format!("//! {heading}"));
            assert!(stands, "{}: no `//! {heading}`", relative(&file));
        }
    }
}

#[test]
fn source_files_have_one_subject() {
    for (path, text) in files("src", ".rs") {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{path} has {lines} lines: a second reason to change means a second file");
        assert!(text.starts_with("//!"), "{path} does not say what it is");
    }
}

#[test]
fn templates_end_in_html_so_that_they_are_escaped() {
    for path in files("templates/html", "").keys() {
        let ending = path.rsplit('.').next();
        assert_eq!(ending, Some("html"), "{path}: Tera escapes by the file's ending");
    }
}

#[test]
fn every_format_has_an_example() {
    for path in files("src/import/formats", ".toml").keys() {
        let id = path.rsplit('/').next().expect("a name").trim_end_matches(".toml");
        let folder = root().join("tests/formats").join(id);
        assert!(folder.is_dir(), "{path}: no example in tests/formats/{id}");
    }
}

#[test]
fn architecture_stays_short_and_the_version_is_in_the_changelog() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect("a text at the top level");
    assert!(read("ARCHITECTURE.md").lines().count() < 200);
    assert!(read("CHANGELOG.md").contains(concat!("[", env!("CARGO_PKG_VERSION"), "]")));
}
