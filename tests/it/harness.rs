//! A firm's folder in a temporary place, and the built binary run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A firm's folder that goes away with the test.
pub(crate) struct Firm {
    folder: TempDir,
}

/// How a run of the binary ended.
pub(crate) struct Run {
    /// 0 to 3.
    pub(crate) code: i32,
    /// What it printed as data.
    pub(crate) stdout: String,
    /// What it said.
    pub(crate) stderr: String,
}

impl Firm {
    /// A firm without clients.
    pub(crate) fn new() -> Self {
        let firm = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        firm.write("firm.toml", "name = \"Test & Partners\"\n");
        firm
    }

    /// The same with a client: the lines of its `client.toml` beyond the name, and its exports.
    #[must_use]
    pub(crate) fn with_client(self, id: &str, settings: &str, exports: &[(&str, &[u8])]) -> Self {
        self.write(&format!("clients/{id}/client.toml"), &format!("name = \"Client {id}\"\n{settings}\n"));
        for (name, bytes) in exports {
            self.write_bytes(&format!("clients/{id}/exports/{name}"), bytes);
        }
        self
    }

    /// The same with a client whose exports are all files of a folder; `None` where that folder is absent.
    pub(crate) fn with_client_from(self, id: &str, settings: &str, folder: &Path) -> Option<Self> {
        let exports = read_folder(folder)?;
        let exports: Vec<(&str, &[u8])> = exports.iter().map(|(name, bytes)| (&name[..], &bytes[..])).collect();
        Some(self.with_client(id, settings, &exports))
    }

    /// Writes a file into the firm's folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// Writes a file of any kind into the firm's folder.
    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    /// The firm's folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder that [`Self::build`] writes to.
    pub(crate) fn site(&self, path: &str) -> PathBuf {
        self.folder.path().join("site").join(path)
    }

    /// `ledgerpress build FIRM --out FIRM/site` and more arguments.
    pub(crate) fn build(&self, arguments: &[&str]) -> Run {
        let out = self.site("");
        ledgerpress(&[&["build", self.text(), "--out", out.to_str().expect("text")], arguments].concat())
    }

    /// `ledgerpress check FIRM` and more arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Run {
        ledgerpress(&[&["check", self.text()], arguments].concat())
    }

    fn text(&self) -> &str {
        self.folder.path().to_str().expect("a path in UTF-8")
    }

    /// A client's `report.json`.
    pub(crate) fn report(&self, client: &str) -> Value {
        let path = self.site(client).join("report.json");
        serde_json::from_slice(&fs::read(&path).expect("a report")).expect("JSON")
    }

    /// One figure of a client's `report.json`; `None` where it has no value.
    pub(crate) fn figure(&self, client: &str, id: &str) -> Option<f64> {
        let figure = &self.report(client)["figures"][id];
        assert!(figure.is_object(), "no figure `{id}`");
        assert!(figure["value"].is_number() || figure["reason"].is_string(), "`{id}` has neither value nor reason");
        figure["value"].as_f64()
    }

    /// Asserts that a figure has this value, to half a unit of its last printed digit.
    pub(crate) fn assert_figure(&self, client: &str, id: &str, expected: f64, digits: i32) {
        let value = self.figure(client, id).unwrap_or_else(|| panic!("`{id}` has no value"));
        assert!((value - expected).abs() < 0.5 * 10_f64.powi(-digits) + 1e-9, "{id}: {value}, not {expected}");
    }

    /// A table of a client's `data/`, each row by column.
    pub(crate) fn data(&self, client: &str, table: &str) -> Vec<BTreeMap<String, String>> {
        let path = self.site(client).join("data").join(format!("{table}.csv"));
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    /// Every file of a client's pack, by path.
    pub(crate) fn pack(&self, client: &str) -> BTreeMap<String, Vec<u8>> {
        read_folder(&self.site(client)).expect("a pack")
    }
}

/// Every file below a folder, by its path in it; `None` where the folder is absent.
pub(crate) fn read_folder(folder: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    folder.is_dir().then(|| {
        walkdir::WalkDir::new(folder)
            .into_iter()
            .map(|entry| entry.expect("readable"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
                (path, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    })
}

/// Runs the built binary.
pub(crate) fn ledgerpress(arguments: &[&str]) -> Run {
    run(Command::new(env!("CARGO_BIN_EXE_ledgerpress")).args(arguments)).expect("the binary starts")
}

/// Runs a command to its end; `None` where it is not there.
pub(crate) fn run(command: &mut Command) -> Option<Run> {
    let Output { status, stdout, stderr } = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("{command:?}: {error}"),
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some(Run { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) })
}

impl Run {
    /// Asserts the exit code, showing what was said where it is another.
    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// Says why a test does nothing. In CI, where everything is installed, that is a failure.
pub(crate) fn skip(reason: &str) {
    assert!(std::env::var_os("LEDGERPRESS_TEST_ALL").is_none(), "skipped where nothing may be: {reason}");
    say(&format!("skipped: {reason}"));
}

/// Prints a line that a test run with `--nocapture` shows.
#[expect(clippy::print_stderr, reason = "a test has nowhere else to say it")]
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}

/// A folder of the reference data beside the project, which is not part of it.
pub(crate) fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path)
}

/// The project's own sample firm.
pub(crate) fn sample_firm() -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let mut firms = fs::read_dir(samples).expect("sample data").flatten().map(|e| e.path());
    firms.find(|path| path.join("firm.toml").is_file()).expect("a sample firm")
}
