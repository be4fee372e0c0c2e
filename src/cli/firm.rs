//! A firm's folder on disk: settings, clients, and what each client's folder holds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::config::{ClientSettings, FirmSettings, SettingsError};
use crate::import::ExportFile;

/// The largest export that is read: far above any real one, far below what would exhaust a machine.
const EXPORT_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// A firm's folder.
pub(super) struct Firm {
    pub(super) settings: FirmSettings,
    /// By name.
    pub(super) clients: Vec<ClientFolder>,
}

/// A client's folder, not yet read.
pub(super) struct ClientFolder {
    /// Its name: the client's id.
    pub(super) id: String,
    folder: PathBuf,
}

/// What a client's folder holds.
pub(super) struct ClientFiles {
    pub(super) settings: ClientSettings,
    pub(super) exports: Vec<ExportFile>,
    /// The client's own formats: name of the file, its text.
    pub(super) formats: Vec<(String, String)>,
    /// The adviser's notes: section, Markdown.
    pub(super) notes: Vec<(String, String)>,
}

/// Why a folder cannot be used: exit code 2.
#[derive(Debug, thiserror::Error)]
pub(super) enum FolderError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("cannot read {}: {cause}{}", path.display(), hint(path, cause))]
    Io { path: PathBuf, cause: io::Error },
    #[error("{}: larger than {} MB; split the export", .0.display(), EXPORT_BYTES_MAX / 1024 / 1024)]
    TooLarge(PathBuf),
    #[error("{} has no client `{wanted}`; there are: {}", folder.display(), present.join(", "))]
    NoSuchClient { folder: PathBuf, wanted: String, present: Vec<String> },
    #[error("{} holds no clients; make clients/<client>/client.toml and clients/<client>/exports/", .0.display())]
    NoClients(PathBuf),
}

fn hint(path: &Path, cause: &io::Error) -> &'static str {
    match (cause.kind(), path.file_name().and_then(|name| name.to_str())) {
        (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, Some("firm.toml")) => {
            "\nA firm's folder holds firm.toml with a line like: name = \"Your firm\""
        }
        (io::ErrorKind::NotFound, Some("client.toml")) => {
            "\nA client's folder holds client.toml with the lines: name = \"The client\" and currency = \"USD\""
        }
        _ => "",
    }
}

impl Firm {
    /// Opens a firm's folder, with all its clients or only those named in `only`.
    pub(super) fn open(folder: &Path, only: &[String]) -> Result<Self, FolderError> {
        let file = folder.join("firm.toml");
        let settings = FirmSettings::parse(&read_text(&file)?, &file)?;
        let mut clients = Vec::new();
        let client_folders = folder.join("clients");
        if !client_folders.is_dir() {
            return Err(FolderError::NoClients(folder.to_owned()));
        }
        for path in children(&client_folders)? {
            if path.is_dir()
                && let Some(id) = path.file_name().and_then(|name| name.to_str())
                && !id.starts_with('.')
            {
                clients.push(ClientFolder { id: id.to_owned(), folder: path });
            }
        }
        let present = || clients.iter().map(|c| c.id.clone()).collect();
        if clients.is_empty() {
            return Err(FolderError::NoClients(folder.to_owned()));
        }
        if let Some(wanted) = only.iter().find(|id| clients.iter().all(|c| &c.id != *id)) {
            let (folder, wanted) = (folder.to_owned(), wanted.clone());
            return Err(FolderError::NoSuchClient { folder, wanted, present: present() });
        }
        clients.retain(|client| only.is_empty() || only.contains(&client.id));
        Ok(Self { settings, clients })
    }
}

impl ClientFolder {
    /// Reads everything that the folder holds.
    pub(super) fn read(&self, firm: &FirmSettings) -> Result<ClientFiles, FolderError> {
        let file = self.folder.join("client.toml");
        let settings = firm.client(&read_text(&file)?, &file)?;
        Ok(ClientFiles {
            settings,
            exports: read_exports(&self.folder.join("exports"))?,
            formats: read_texts(&self.folder.join("formats"), "toml")?,
            notes: read_texts(&self.folder.join("notes"), "md")?
                .into_iter()
                .map(|(name, text)| (name.trim_end_matches(".md").to_owned(), text))
                .collect(),
        })
    }
}

fn read_text(path: &Path) -> Result<String, FolderError> {
    fs::read_to_string(path).map_err(|cause| io_error(path, cause))
}

fn io_error(path: &Path, cause: io::Error) -> FolderError {
    FolderError::Io { path: path.to_owned(), cause }
}

/// What a folder holds, by name.
fn children(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let entries = fs::read_dir(folder).map_err(|cause| io_error(folder, cause))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|cause| io_error(folder, cause))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Every file below `exports`, at any depth, by path. Hidden files and a spreadsheet's lock files are none.
fn read_exports(folder: &Path) -> Result<Vec<ExportFile>, FolderError> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            FolderError::Io { path, cause: error.into() }
        })?;
        let name = entry.file_name().to_string_lossy();
        if !entry.file_type().is_file() || name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let path = entry.path();
        if entry.metadata().is_ok_and(|m| m.len() > EXPORT_BYTES_MAX) {
            return Err(FolderError::TooLarge(path.to_owned()));
        }
        let relative = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(path).map_err(|cause| io_error(path, cause))?;
        files.push(ExportFile { path: relative.into(), bytes });
    }
    Ok(files)
}

/// The texts with this ending in a folder, by name; none where the folder is not there.
fn read_texts(folder: &Path, ending: &str) -> Result<Vec<(String, String)>, FolderError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for path in children(folder)? {
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            texts.push((name, read_text(&path)?));
        }
    }
    Ok(texts)
}
