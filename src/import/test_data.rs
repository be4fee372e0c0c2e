//! Files for tests: those of the project and the reference data beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ExportFile;
use super::draft::{CustomerRef, DocumentDraft, DraftKind};
use crate::base::Origin;

/// A document of which nothing is known but its kind.
pub(super) fn draft_of(kind: DraftKind) -> DocumentDraft {
    DocumentDraft {
        origin: Origin::file("a.csv"),
        more_rows: Vec::new(),
        kind,
        number: None,
        customer: CustomerRef { name: Some("Alder".to_owned()), ..CustomerRef::default() },
        date: NaiveDate::default(),
        due_date: None,
        terms_days: None,
        net: None,
        tax: None,
        gross: None,
        open_balance: None,
        balance_date: None,
        settled_on: None,
        applications: Vec::new(),
        links_known: false,
        currency: None,
        rate: None,
    }
}

/// The reference data's folder beside the project; `None`, with the reason printed, where it is absent.
fn reference_folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    report_skipped(&folder);
    None
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn report_skipped(folder: &Path) {
    eprintln!("skipped: {} is absent", folder.display());
}

/// One file of the reference data.
pub(super) fn read_file(path: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(reference_folder()?.join(path)).expect("the file is there"))
}

/// The files of one folder of the reference data.
pub(super) fn read_folder(name: &str) -> Option<Vec<ExportFile>> {
    Some(files_in(&reference_folder()?.join(name)))
}

/// The files of a folder, by name.
pub(super) fn files_in(folder: &Path) -> Vec<ExportFile> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: PathBuf| ExportFile {
        path: Arc::from(path.file_name().and_then(|name| name.to_str()).expect("a name")),
        bytes: std::fs::read(&path).expect("readable"),
    };
    paths.into_iter().map(read).collect()
}
