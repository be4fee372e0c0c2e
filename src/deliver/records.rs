//! The records of what packs showed: `<records>/<client>/<as-of date>.json`, one a pack.

use std::fs;
use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::folder::{DeliverError, io_error};

/// The bytes of the client's latest record from before a date; `None` where there is none.
///
/// # Errors
/// Where the system refuses to read it.
pub fn latest_record_before(records: &Path, client: &str, as_of: NaiveDate) -> Result<Option<Vec<u8>>, DeliverError> {
    let folder = records.join(client);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(&folder)(error)),
    };
    let mut latest: Option<NaiveDate> = None;
    for entry in entries {
        let name = entry.map_err(io_error(&folder))?.file_name();
        latest = latest.max(date_of(&name.to_string_lossy()).filter(|date| *date < as_of));
    }
    let Some(date) = latest else { return Ok(None) };
    record_of(records, client, date)
}

/// The bytes of the client's record of a date; `None` where there is none.
///
/// # Errors
/// Where the system refuses to read it.
pub fn record_of(records: &Path, client: &str, as_of: NaiveDate) -> Result<Option<Vec<u8>>, DeliverError> {
    let file = records.join(client).join(file_name(as_of));
    match fs::read(&file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(&file)(error)),
    }
}

/// Keeps a client's record, in place of one of the same date. A reader never sees a half of it.
///
/// # Errors
/// Where the system refuses to write it.
pub fn keep_record(records: &Path, client: &str, as_of: NaiveDate, bytes: &[u8]) -> Result<(), DeliverError> {
    let folder = records.join(client);
    fs::create_dir_all(&folder).map_err(io_error(&folder))?;
    let file = folder.join(file_name(as_of));
    let staging = tempfile::Builder::new().prefix(".record-").tempdir_in(&folder).map_err(io_error(&folder))?;
    let fresh = staging.path().join("record.json");
    fs::write(&fresh, bytes).map_err(io_error(&file))?;
    fs::rename(&fresh, &file).map_err(io_error(&file))
}

fn file_name(as_of: NaiveDate) -> String {
    format!("{as_of}.json")
}

fn date_of(name: &str) -> Option<NaiveDate> {
    let date = name.strip_suffix(".json")?.parse().ok()?;
    (file_name(date) == name).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_record_of_an_earlier_date_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let found = |date: &str| latest_record_before(folder.path(), "c", day(date)).expect("readable");
        assert_eq!(found("2026-09-30"), None);
        for (date, text) in
            [("2026-07-31", "old"), ("2026-08-31", "first"), ("2026-08-31", "again"), ("2026-09-30", "now")]
        {
            keep_record(folder.path(), "c", day(date), text.as_bytes()).expect("kept");
        }
        fs::write(folder.path().join("c/notes.json"), "not ours").expect("written");
        assert_eq!(found("2026-09-30").as_deref(), Some(&b"again"[..]));
        assert_eq!(found("2026-07-31"), None);
        assert_eq!(found("2027-01-31").as_deref(), Some(&b"now"[..]));
        assert_eq!(latest_record_before(folder.path(), "other", day("2027-01-31")).expect("readable"), None);
        assert_eq!(fs::read_dir(folder.path().join("c")).expect("there").count(), 4, "no scratch file is left");
    }
}
