//! The formats that are known: those compiled in, and a client's own before them.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::format::{Format, parse_format};
use crate::base::{Origin, Problem};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/import/formats");

/// The built-in formats, or what is wrong with one: a test reads them all, so nothing is in a released binary.
static BUILT_IN: LazyLock<Vec<Result<Format, String>>> = LazyLock::new(|| texts().map(parse_format).collect());

/// The texts of the built-in formats, by id.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    files.into_iter().map(|file| file.contents_utf8().unwrap_or_default())
}

/// The built-in formats.
pub(crate) fn built_in() -> Vec<&'static Format> {
    BUILT_IN.iter().flatten().collect()
}

/// Reads a client's own formats, given as paths and TOML texts; those with mistakes become problems.
pub(crate) fn own(files: &[(String, String)]) -> (Vec<Format>, Vec<Problem>) {
    let mut formats: Vec<Format> = Vec::new();
    let mut problems = Vec::new();
    let mut problem = |path: &str, seen: String| {
        let remedy = "Correct the format file, or take it away";
        problems.push(Problem::error("bad-format", Origin::file(path), seen, remedy));
    };
    for (path, text) in files {
        match parse_format(text) {
            Ok(format) if formats.iter().any(|other| other.id == format.id) => {
                problem(path, format!("The id `{}` is that of another format file", format.id));
            }
            Ok(format) => formats.push(format),
            Err(message) => problem(path, format!("The format file has a mistake: {message}")),
        }
    }
    (formats, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_built_in_format_is_sound_and_named_as_its_file() {
        let mut ids = BTreeSet::new();
        for file in FILES.files() {
            let path = file.path().display();
            let format = parse_format(file.contents_utf8().expect("UTF-8")).unwrap_or_else(|e| panic!("{path}: {e}"));
            assert_eq!(file.path().file_stem().and_then(|stem| stem.to_str()), Some(format.id.as_str()));
            assert!(ids.insert(format.id));
        }
        assert_eq!(ids.len(), built_in().len());
    }

    #[test]
    fn mistakes_in_own_formats_are_problems() {
        let (formats, problems) = own(&[("formats/x.toml".to_owned(), "id = 1".to_owned())]);
        assert!(formats.is_empty());
        assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["bad-format"]);
    }
}
