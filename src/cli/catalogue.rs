//! The catalogue of problem codes: `problems/<code>.toml`, one a code, compiled in. A test holds it against the codes
//! that the sources name (`tests/it/problems.rs`).

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/problems");

/// What there is to say about one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The code: the file's name.
    #[serde(skip)]
    pub(super) code: String,
    /// What it is, in a few words.
    pub(super) title: String,
    /// Whether it stops the client's pack.
    pub(super) severity: UsualSeverity,
    /// What it means, in paragraphs.
    pub(super) means: String,
    /// Where it usually comes from.
    pub(super) causes: Vec<String>,
    /// What to do: settings, menu steps, in the imperative.
    pub(super) remedies: Vec<String>,
    /// What becomes of the data where the client's settings waive the code; absent where it never stops a pack.
    pub(super) waived: Option<String>,
}

/// Whether problems of a code stop the client's pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum UsualSeverity {
    /// Always.
    Error,
    /// Never.
    Warning,
    /// It depends on the file; the message says which.
    Either,
}

/// The catalogue, by code. A test reads every file of it, so that none is passed over in a released binary.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = FILES.files().filter_map(|file| read(file).ok()).collect();
    entries.sort_by(|a, b| a.code.cmp(&b.code));
    entries
});

fn read(file: &include_dir::File<'_>) -> Result<Entry, String> {
    let code = file.path().file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let entry = toml::from_str(file.contents_utf8().unwrap_or_default()).map_err(|error| error.to_string())?;
    Ok(Entry { code, ..entry })
}

/// All entries, by code.
pub(super) fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The entry of a code.
pub(super) fn find(code: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_sound() {
        for file in FILES.files() {
            let path = file.path().display();
            let entry = read(file).unwrap_or_else(|error| panic!("{path}: {error}"));
            let texts = [vec![entry.title, entry.means], entry.causes, entry.remedies].concat();
            assert!(texts.len() >= 4, "{path}: a cause and a remedy, please");
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{path}: an empty text");
            let stops = entry.severity != UsualSeverity::Warning;
            assert_eq!(entry.waived.is_some(), stops, "{path}: `waived` is for what stops a pack, and only for that");
        }
        assert_eq!(entries().len(), FILES.files().count());
    }
}
