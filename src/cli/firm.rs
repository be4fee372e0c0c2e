//! A firm's folder on disk: settings, clients, and what each client's folder holds.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::base::Problem;
use crate::config::{ClientSettings, CustomerSettings, FirmSettings, Rules, SettingsCause, SettingsError};
use crate::deliver::FIRM_FOLDER;
use crate::import::ExportFile;

use super::unread;

/// The largest export that is read: far above any real one, far below what would exhaust a machine.
const EXPORT_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// The client's own exchange rates.
pub(super) const RATES_FILE: &str = "rates.csv";

/// A firm's folder.
pub(super) struct Firm {
    pub(super) settings: FirmSettings,
    /// All of them, by name.
    pub(super) clients: Vec<ClientFolder>,
}

/// A client's folder, not yet read.
pub(super) struct ClientFolder {
    /// Its name: the client's id.
    pub(super) id: String,
    folder: PathBuf,
    /// The command is about this client.
    asked: bool,
}

/// What a client's folder holds.
pub(super) struct ClientFiles {
    pub(super) settings: ClientSettings,
    pub(super) exports: Vec<ExportFile>,
    /// The client's own formats: name of the file, its text.
    pub(super) formats: Vec<(String, String)>,
    /// What `customers.toml` says.
    pub(super) customers: CustomerSettings,
    /// The text of `rates.csv`; empty where there is none.
    pub(super) rates: String,
    /// All that decides the figures beside the exports, as text.
    pub(super) rules: Rules,
    /// The adviser's notes.
    pub(super) notes: Vec<Note>,
    /// What lies in the folder that nothing reads.
    pub(super) unread: Vec<Problem>,
}

/// A note of the adviser's.
pub(super) struct Note {
    /// The file, as it is named in the client's folder: `notes/summary.md`.
    pub(super) file: String,
    /// The section that it belongs to: the file's name without its ending, in small letters.
    pub(super) section: String,
    /// Its text.
    pub(super) markdown: String,
}

impl Note {
    fn of((name, markdown): (String, String)) -> Self {
        // Some systems do not tell small letters from capitals.
        let section = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_lowercase();
        Self { file: format!("notes/{name}"), section, markdown }
    }
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
    #[error("{} is not a firm's folder: {}\nA firm's folder holds firm.toml, with a line like `name = \"Your firm\"`, and a folder clients/<client>/ for \
             each client", folder.display(), what.text())]
    NoFirm { folder: PathBuf, what: NoFirm },
    #[error("{} is {}: the packs need a folder of their own, such as --out site", out.display(), place)]
    BadOut { out: PathBuf, place: &'static str },
    #[error("{} has no client `{wanted}`; there are: {}", folder.display(), present.join(", "))]
    NoSuchClient { folder: PathBuf, wanted: String, present: Vec<String> },
    #[error("{} is not a client's folder: give the one with client.toml in it, as in firm/clients/northgate", .0.display())]
    NotAClient(PathBuf),
    #[error(
        "a client's folder cannot be called `{0}`: the firm's own overview is written into a folder of that name; rename it"
    )]
    Reserved(String),
    #[error("{} holds no clients; make clients/<client>/client.toml and clients/<client>/exports/", .0.display())]
    NoClients(PathBuf),
}

/// What a folder is that is no firm's.
#[derive(Clone, Copy, Debug)]
pub(super) enum NoFirm {
    /// Nothing is there.
    Absent,
    /// A file.
    File,
    /// A client's folder.
    Client,
    /// A folder without firm.toml.
    Other,
}

impl NoFirm {
    fn of(folder: &Path) -> Self {
        match () {
            () if folder.is_file() => Self::File,
            () if !folder.exists() => Self::Absent,
            () if folder.join("client.toml").is_file() || folder.join("exports").is_dir() => Self::Client,
            () => Self::Other,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Absent => "there is no such folder",
            Self::File => "it is a file",
            Self::Client => {
                "it looks like a client's; give the folder two levels above it, and this one's name to --client"
            }
            Self::Other => "it has no firm.toml",
        }
    }
}

fn hint(path: &Path, cause: &io::Error) -> &'static str {
    match (cause.kind(), path.file_name().and_then(|name| name.to_str())) {
        (io::ErrorKind::NotFound, Some("client.toml")) => {
            "\nA client's folder holds client.toml with the lines: name = \"The client\" and currency = \"USD\""
        }
        _ => "",
    }
}

impl Firm {
    /// Opens a firm's folder. The command is about all its clients, or those named in `only`.
    pub(super) fn open(folder: &Path, only: &[String]) -> Result<Self, FolderError> {
        let file = folder.join("firm.toml");
        if !file.is_file() {
            return Err(FolderError::NoFirm { folder: folder.to_owned(), what: NoFirm::of(folder) });
        }
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
                // Some systems do not tell small letters from capitals.
                if id.eq_ignore_ascii_case(FIRM_FOLDER) {
                    return Err(FolderError::Reserved(id.to_owned()));
                }
                let asked = only.is_empty() || only.iter().any(|wanted| wanted == id);
                clients.push(ClientFolder { id: id.to_owned(), folder: path, asked });
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
        Ok(Self { settings, clients })
    }

    /// The clients that the command is about.
    pub(super) fn asked(&self) -> Vec<&ClientFolder> {
        self.clients.iter().filter(|client| client.asked).collect()
    }
}

impl ClientFolder {
    /// Reads everything that the folder holds.
    pub(super) fn read(&self, firm: &FirmSettings) -> Result<ClientFiles, FolderError> {
        let file = self.folder.join("client.toml");
        let text = read_text(&file)?;
        let customers = self.folder.join("customers.toml");
        let customers_text = read_text_if_there(&customers)?.unwrap_or_default();
        let rates = read_text_if_there(&self.folder.join(RATES_FILE))?.unwrap_or_default();
        let formats = client_formats(&self.folder)?;
        Ok(ClientFiles {
            settings: firm.client(&text, &file)?,
            customers: CustomerSettings::parse(&customers_text, &customers)?,
            exports: self.exports()?,
            rules: Rules {
                settings: firm.client_rules(&text, &file)?,
                customers: customers_text,
                rates: rates.clone(),
                formats: formats.iter().cloned().collect(),
            },
            formats,
            rates,
            notes: read_texts(&self.folder.join("notes"), "md")?.into_iter().map(Note::of).collect(),
            unread: unread::problems(&self.folder)?,
        })
    }

    /// The client's name; `None` where its settings cannot be read.
    pub(super) fn name(&self, firm: &FirmSettings) -> Option<String> {
        let file = self.folder.join("client.toml");
        firm.client(&read_text(&file).ok()?, &file).ok().map(|settings| settings.name)
    }

    /// What is wrong with `client.toml`, where only the books show it.
    pub(super) fn settings_error(&self, cause: SettingsCause) -> FolderError {
        FolderError::Settings(SettingsError { file: self.folder.join("client.toml"), cause })
    }

    /// Reads the exports alone.
    pub(super) fn exports(&self) -> Result<Vec<ExportFile>, FolderError> {
        read_exports(&self.folder.join("exports"))
    }
}

/// Refuses a folder for the packs in which they would replace what they are made of.
pub(super) fn check_out(out: &Path, firm: &Path) -> Result<(), FolderError> {
    let (absolute_out, absolute_firm) = (absolute(out)?, absolute(firm)?);
    let place = if absolute_out == absolute_firm {
        "the firm's own folder"
    } else if absolute_out.starts_with(absolute_firm.join("clients")) {
        "inside the firm's clients/"
    } else {
        return Ok(());
    };
    Err(FolderError::BadOut { out: out.to_owned(), place })
}

/// The path from the root: through links as far as it exists, and without `..` beyond.
fn absolute(path: &Path) -> Result<PathBuf, FolderError> {
    let absolute = std::path::absolute(path).map_err(|cause| io_error(path, cause))?;
    let existing = absolute.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let Some((part, mut real)) = existing else { return Ok(absolute) };
    for component in absolute.strip_prefix(part).unwrap_or(Path::new("")).components() {
        if component == Component::ParentDir {
            real.pop();
        } else {
            real.push(component);
        }
    }
    Ok(real)
}

/// The formats in a client's folder: name of the file, its text.
pub(super) fn client_formats(client: &Path) -> Result<Vec<(String, String)>, FolderError> {
    if !client.is_dir() {
        return Err(FolderError::NotAClient(client.to_owned()));
    }
    read_texts(&client.join("formats"), "toml")
}

fn read_text(path: &Path) -> Result<String, FolderError> {
    fs::read_to_string(path).map_err(|cause| io_error(path, cause))
}

/// The text of a file that a folder may do without.
fn read_text_if_there(path: &Path) -> Result<Option<String>, FolderError> {
    if path.exists() { read_text(path).map(Some) } else { Ok(None) }
}

fn io_error(path: &Path, cause: io::Error) -> FolderError {
    FolderError::Io { path: path.to_owned(), cause }
}

/// What a folder holds, by name.
pub(super) fn children(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let entries = fs::read_dir(folder).map_err(|cause| io_error(folder, cause))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|cause| io_error(folder, cause))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Every file below `exports`, at any depth, by path, but for those that no person put there.
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
        if !entry.file_type().is_file() || is_furniture(&name) {
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

/// Whether a program put the file there: hidden files, a spreadsheet's lock files, what Windows keeps in a folder.
pub(super) fn is_furniture(name: &str) -> bool {
    let is_of_windows = ["thumbs.db", "desktop.ini"].iter().any(|known| name.eq_ignore_ascii_case(known));
    name.starts_with('.') || name.starts_with("~$") || is_of_windows
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
