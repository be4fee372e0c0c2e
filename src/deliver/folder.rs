//! A pack on disk: all of it or what was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::render::OutputFile;

/// Stands in every folder that we wrote. A folder without it is somebody else's and is never replaced.
const MARKER: &str = ".ledgerpress";
const MARKER_TEXT: &[u8] = b"Written by Ledgerpress; replaced whole by the next build.\n";

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

/// The firm's own folder beside those of its clients, for what names all of them. No client may be called so.
pub const FIRM_FOLDER: &str = "_firm";

/// The flash's folder in a client's. It is a document of its own, which a new pack leaves where it is.
pub const FLASH_FOLDER: &str = "flash";

/// Puts a pack's files into `out/client`, in place of the pack that is there. A flash that lies there stays.
///
/// The new folder is written in full beside the old one and then takes its place, so that a reader never sees a mixture
/// and a failure leaves the old pack as it was.
///
/// # Errors
/// Where the folder is not ours or the system refuses.
pub fn replace_pack(out: &Path, client: &str, files: &[OutputFile]) -> Result<(), DeliverError> {
    let target = out.join(client);
    refuse_foreign_files(&target)?;
    take_place(&target, &Staged::write(out, files)?, Some(FLASH_FOLDER))
}

/// Puts a flash's files into `out/client/flash`, in place of the flash that is there. The pack round it stays.
///
/// # Errors
/// Where the client's folder is not ours or the system refuses.
pub fn replace_flash(out: &Path, client: &str, files: &[OutputFile]) -> Result<(), DeliverError> {
    let folder = out.join(client);
    let target = folder.join(FLASH_FOLDER);
    refuse_foreign_files(&folder)?;
    refuse_foreign_files(&target)?;
    let staged = Staged::write(out, files)?;
    write(&folder.join(MARKER), MARKER_TEXT)?;
    take_place(&target, &staged, None)
}

/// A folder written in full that has not taken its place yet; it goes away by itself.
struct Staged(TempDir);

impl Staged {
    fn write(out: &Path, files: &[OutputFile]) -> Result<Self, DeliverError> {
        fs::create_dir_all(out).map_err(io_error(out))?;
        let staged = Self(tempfile::Builder::new().prefix(".ledgerpress-").tempdir_in(out).map_err(io_error(out))?);
        for file in files {
            write(&staged.fresh().join(&file.path), &file.bytes)?;
        }
        write(&staged.fresh().join(MARKER), MARKER_TEXT)?;
        Ok(staged)
    }

    /// The folder that was written.
    fn fresh(&self) -> PathBuf {
        self.0.path().join("new")
    }

    /// Where the one before goes.
    fn old(&self) -> PathBuf {
        self.0.path().join("old")
    }
}

/// Puts a staged folder where `target` is, with the subfolder `kept` of the old one in it.
fn take_place(target: &Path, staged: &Staged, kept: Option<&str>) -> Result<(), DeliverError> {
    let (fresh, old) = (staged.fresh(), staged.old());
    if target.exists() {
        fs::rename(target, &old).map_err(io_error(target))?;
    }
    let kept = kept.map(|name| (old.join(name), fresh.join(name))).filter(|(from, _)| from.is_dir());
    let moved = kept.as_ref().map_or(Ok(()), |(from, to)| fs::rename(from, to));
    let Err(cause) = moved.and_then(|()| fs::rename(&fresh, target)) else { return Ok(()) };
    if let Some((from, to)) = kept.filter(|(_, to)| to.is_dir()) {
        fs::rename(&to, &from).map_err(io_error(&to))?;
    }
    if old.exists() {
        fs::rename(&old, target).map_err(io_error(target))?;
    }
    Err(io_error(target)(cause))
}

fn refuse_foreign_files(folder: &Path) -> Result<(), DeliverError> {
    if holds_foreign_files(folder).map_err(io_error(folder))? {
        return Err(DeliverError::NotOurs(folder.to_owned()));
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

pub(super) fn io_error(path: &Path) -> impl Fn(io::Error) -> DeliverError + '_ {
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
    fn pack_and_flash_leave_each_other_alone() {
        let out = tempfile::tempdir().expect("a folder");
        let read = |path: &str| fs::read_to_string(out.path().join("c").join(path)).unwrap_or_default();
        replace_flash(out.path(), "c", &[file("index.html", "f1"), file("old.html", "x")]).expect("written");
        replace_pack(out.path(), "c", &[file("index.html", "p1")]).expect("written");
        assert_eq!((read("index.html"), read("flash/index.html")), ("p1".to_owned(), "f1".to_owned()));
        replace_flash(out.path(), "c", &[file("index.html", "f2")]).expect("replaced");
        assert_eq!((read("index.html"), read("flash/index.html")), ("p1".to_owned(), "f2".to_owned()));
        assert!(!out.path().join("c/flash/old.html").exists(), "nothing of the old flash is left");
        replace_pack(out.path(), "c", &[file("index.html", "p2")]).expect("replaced");
        assert_eq!((read("index.html"), read("flash/index.html")), ("p2".to_owned(), "f2".to_owned()));
        let names: Vec<_> = fs::read_dir(out.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["c"], "no scratch folder is left");
    }

    #[test]
    fn a_flash_refuses_a_folder_that_is_not_ours() {
        let out = tempfile::tempdir().expect("a folder");
        fs::create_dir(out.path().join("c")).expect("made");
        fs::write(out.path().join("c/thesis.doc"), "years of work").expect("written");
        let error = replace_flash(out.path(), "c", &[file("index.html", "1")]).expect_err("refused");
        assert!(matches!(error, DeliverError::NotOurs(_)), "{error}");
        assert!(!out.path().join("c/flash").exists());
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
