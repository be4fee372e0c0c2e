//! Rows read are rows used and rows left out with a reason, for every file that there is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledgerpress::base::{Currency, Severity, Source};
use ledgerpress::import::{ExportFile, ImportPolicy, import};

use crate::harness::{read_folder, sample_firm, shared, skip};

/// Holds the identity for each file of a folder, read as one client's; gives how many files were recognised.
fn assert_conserved(folder: &Path) -> usize {
    let (formats, exports): (Vec<_>, Vec<_>) = read_folder(folder)
        .expect("a folder")
        .into_iter()
        .filter(|(name, _)| name != "expected.json")
        .partition(|(name, _)| name.rsplit('.').next() == Some("toml"));
    let formats = formats.into_iter().filter(|(name, _)| name != "case.toml");
    let formats: Vec<(String, String)> =
        formats.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect();
    let exports: Vec<ExportFile> =
        exports.into_iter().map(|(path, bytes)| ExportFile { path: Arc::from(path), bytes }).collect();
    let currency = Currency::parse("EUR").expect("a currency");
    let drafts = import(&exports, &formats, &ImportPolicy { currency, date_order: None, decimal_mark: None });
    for file in &exports {
        let told = drafts.sources.iter().any(|source| source.origin.file == file.path);
        assert!(told, "{}: {} is not accounted for", folder.display(), file.path);
    }
    for source in &drafts.sources {
        let left_out: u32 = source.left_out.iter().map(|left| left.rows).sum();
        let place = format!("{}: {}", folder.display(), source.origin);
        if source.format.is_some() {
            assert_eq!(source.rows_read, source.rows_used + left_out, "{place}");
            assert!(source.left_out.iter().all(|left| left.rows > 0 && !left.reason.is_empty()), "{place}");
        } else {
            let is_told = drafts.problems.iter().any(|problem| {
                problem.severity == Severity::Error
                    && problem.origin.as_ref().is_some_and(|origin| origin.file == source.origin.file)
            });
            // A sheet beside one that is recognised is left out as a whole.
            assert!(is_told || source.rows_read == left_out, "{place} is not recognised, and no problem says so");
        }
    }
    drafts.sources.iter().filter(|source: &&Source| source.format.is_some()).count()
}

/// The folders in a folder.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[test]
fn every_row_of_every_example_is_accounted_for() {
    let examples = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats"));
    let recognised: usize = examples.iter().map(|folder| assert_conserved(folder)).sum();
    assert!(recognised >= examples.len() / 2, "{recognised} files were recognised");
}

#[test]
fn every_row_of_the_sample_firm_is_accounted_for() {
    for client in folders(&sample_firm().join("clients")) {
        assert!(assert_conserved(&client.join("exports")) > 0, "{}", client.display());
    }
}

#[test]
fn every_row_of_the_reference_data_is_accounted_for() {
    let data = shared("data");
    if !data.is_dir() {
        return skip("no reference data");
    }
    let recognised: usize = folders(&data).iter().map(|folder| assert_conserved(folder)).sum();
    assert!(recognised > 10, "{recognised} files were recognised");
}
