//! The record of the last pack: found, read, and compared under the rules that it was made by.

use std::path::{Path, PathBuf};

use crate::config::{ClientSettings, CustomerSettings, FirmSettings, SettingsError};
use crate::deliver::{DeliverError, keep_record, latest_record_before, record_of};
use crate::report::{LastPack, Record, RecordError};

use super::books::{Books, ledger_under};
use super::firm::{ClientFolder, FolderError};

/// Why the last pack's record cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub(super) enum LastPackError {
    #[error(transparent)]
    Deliver(#[from] DeliverError),
    #[error("the record of the last pack in {} cannot be used: {cause}; delete it", folder.display())]
    Record { folder: PathBuf, cause: RecordError },
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// Why this pack's record was not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeepError {
    #[error(transparent)]
    Deliver(#[from] DeliverError),
    #[error("the record is no JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The folder of a firm's records; `None` where its settings keep none.
pub(super) fn records_folder(firm: &FirmSettings, folder: &Path) -> Option<PathBuf> {
    firm.records.keep.then(|| folder.join(&firm.records.folder))
}

/// The last pack of an earlier date, with the exports of now read under its rules where those were others.
pub(super) fn last_pack(
    records: &Path,
    client: &ClientFolder,
    books: &Books,
) -> Result<Option<LastPack>, LastPackError> {
    let Some(bytes) = latest_record_before(records, &books.id, books.as_of)? else { return Ok(None) };
    let folder = || records.join(&books.id);
    let record = Record::parse(&bytes).map_err(|cause| LastPackError::Record { folder: folder(), cause })?;
    let changed_rules = record.rules.differences(&books.rules);
    let under_its_rules = if changed_rules.is_empty() {
        None
    } else {
        // Settings that this version does not know any more: the pack says so.
        match (ClientSettings::of_rules(&record.rules.settings), customers(&record)) {
            (Ok(settings), Ok(customers)) => Some(ledger_under(client, &record.rules, settings, customers)?),
            _ => None,
        }
    };
    Ok(Some(LastPack { record, changed_rules, under_its_rules }))
}

fn customers(record: &Record) -> Result<CustomerSettings, SettingsError> {
    CustomerSettings::parse(&record.rules.customers, Path::new("customers.toml"))
}

/// What became of the record of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is on record, or an equal one was.
    New,
    /// It took the place of another reviewed pack of the same date, which the client may have.
    InPlaceOfReviewed,
    /// It is not: a draft does not take the place of a reviewed pack of the same date.
    Not,
}

/// Keeps what the pack of these books showed.
pub(super) fn keep(records: &Path, books: &Books) -> Result<Kept, KeepError> {
    let (ledger, reviewed) = (&books.assembly.ledger, books.settings.reviewed_by.is_some());
    let record = Record::of(ledger, books.as_of, &books.settings.policies, books.rules.clone(), reviewed).to_json()?;
    let earlier = record_of(records, &books.id, books.as_of)?.filter(|earlier| *earlier != record);
    let was_reviewed = earlier.is_some_and(|bytes| Record::parse(&bytes).is_ok_and(|record| record.reviewed));
    if was_reviewed && !reviewed {
        return Ok(Kept::Not);
    }
    keep_record(records, &books.id, books.as_of, &record)?;
    Ok(if was_reviewed { Kept::InPlaceOfReviewed } else { Kept::New })
}
