//! A pack on disk: all of it or what was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::render::OutputFile;

/// Stands in every folder that we wrote. A folder without it is somebody else's and is never replaced.
const MARKER: &str = ".ledgerpress";

/// Why a pack could not be written. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The folder holds something that we did not write.
    #[error("{} holds files that Ledgerpress did not write; choose another folder with --out, or empty it", .0.display())]
    NotOurs(PathBuf),
    /// The system refused.
    #[error("cannot write {}: {cause}", path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// Puts a pack's files into `out/client`, in place of the pack that is there.
///
/// The new folder is written in full beside the old one and then takes its place, so that a reader never sees a mixture
/// and a failure leaves the old pack as it was.
///
/// # Errors
/// Where the folder is not ours or the system refuses.
pub fn replace_pack(out: &Path, client: &str, files: &[OutputFile]) -> Result<(), DeliverError> {
    let target = out.join(client);
    if holds_foreign_files(&target).map_err(io_error(&target))? {
        return Err(DeliverError::NotOurs(target));
    }
    fs::create_dir_all(out).map_err(io_error(out))?;
    let staging = tempfile::Builder::new().prefix(".ledgerpress-").tempdir_in(out).map_err(io_error(out))?;
    let (fresh, old) = (staging.path().join("new"), staging.path().join("old"));
    for file in files {
        write(&fresh.join(&file.path), &file.bytes)?;
    }
    write(&fresh.join(MARKER), b"Written by Ledgerpress; replaced whole by the next build.\n")?;
    if target.exists() {
        fs::rename(&target, &old).map_err(io_error(&target))?;
    }
    if let Err(cause) = fs::rename(&fresh, &target) {
        if old.exists() {
            fs::rename(&old, &target).map_err(io_error(&target))?;
        }
        return Err(io_error(&target)(cause));
    }
    Ok(())
}

fn holds_foreign_files(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some() && !folder.join(MARKER).is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), DeliverError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io_error(parent))?;
    }
    fs::write(path, bytes).map_err(io_error(path))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> DeliverError + '_ {
    move |cause| DeliverError::Io { path: path.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_pack_takes_the_place_of_the_one_before() {
        let out = tempfile::tempdir().expect("a folder");
        replace_pack(out.path(), "c", &[file("index.html", "1"), file("data/a.csv", "x")]).expect("written");
        replace_pack(out.path(), "c", &[file("index.html", "2")]).expect("replaced");
        assert_eq!(fs::read_to_string(out.path().join("c/index.html")).expect("there"), "2");
        assert!(!out.path().join("c/data").exists(), "nothing of the old pack is left");
        let names: Vec<_> = fs::read_dir(out.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["c"], "no scratch folder is left");
    }

    #[test]
    fn a_folder_that_is_not_ours_is_left_alone() {
        let out = tempfile::tempdir().expect("a folder");
        fs::create_dir(out.path().join("c")).expect("made");
        fs::write(out.path().join("c/thesis.doc"), "years of work").expect("written");
        let error = replace_pack(out.path(), "c", &[file("index.html", "1")]).expect_err("refused");
        assert!(matches!(error, DeliverError::NotOurs(_)), "{error}");
        assert!(out.path().join("c/thesis.doc").exists());
    }
}
