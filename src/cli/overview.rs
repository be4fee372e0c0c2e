//! The firm's overview: what a build adds to it, and what it keeps from the builds before.
//!
//! A build of some clients takes what is known of the others from the overview that stands in the output folder. What
//! stands there of a client that was never in an overview is read from the pack itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::base::Severity;
use crate::config::FirmSettings;
use crate::deliver::{FIRM_FOLDER, FLASH_FOLDER};
use crate::metrics::benchmarks::Benchmarks;
use crate::report::{ClientEntry, FirmOverview, LastBuild, PackSummary, ProblemGroup, ProblemWeight, Report};

use super::books::Books;
use super::catalogue;
use super::firm::{ClientFolder, FolderError};
use super::problem_list;

/// What one build tells of one client.
pub(super) struct Told {
    /// The client's id.
    pub(super) id: String,
    /// Its name, where the settings could be read.
    pub(super) name: Option<String>,
    /// Why it was not built.
    pub(super) failure: Option<String>,
    /// The pack that was built.
    pub(super) pack: Option<PackSummary>,
    /// ISO date of the flash that was built.
    pub(super) flash_as_of: Option<String>,
    /// What is wrong with its data; `None` where that could not be found out.
    pub(super) problems: Option<Vec<ProblemGroup>>,
}

impl Told {
    /// Of a client whose books were read.
    pub(super) fn of(books: &Books) -> Self {
        let problems = groups(books);
        let stopping: Vec<&str> = problems
            .iter()
            .filter(|group| group.weight == ProblemWeight::Error)
            .map(|group| group.title.as_str())
            .collect();
        let failure = (!stopping.is_empty()).then(|| format!("Stopped by its data: {}", stopping.join("; ")));
        Self {
            id: books.id.clone(),
            name: Some(books.settings.name.clone()),
            failure,
            pack: None,
            flash_as_of: None,
            problems: Some(problems),
        }
    }

    /// Of a client that was not built for another reason than its data.
    pub(super) fn failed(id: &str, reason: impl Into<String>) -> Self {
        let failure = Some(reason.into());
        Self { id: id.to_owned(), name: None, failure, pack: None, flash_as_of: None, problems: None }
    }

    /// Of a client whose folder or settings cannot be used.
    pub(super) fn unusable(id: &str, error: &FolderError) -> Self {
        // Without the way to the firm's folder, which is no part of the input.
        let reason = match error {
            FolderError::Settings(error) => {
                let file = error.file.file_name().unwrap_or_default().to_string_lossy();
                return Self::without_settings(id, &file, &error.cause.in_one_line());
            }
            FolderError::Io { path, cause } => {
                format!("cannot read {}: {cause}", path.file_name().unwrap_or_default().to_string_lossy())
            }
            other => other.to_string(),
        };
        Self::failed(id, reason)
    }
}

impl Told {
    /// Of a client one of whose settings cannot be used: an error as those of its data are.
    fn without_settings(id: &str, file: &str, what: &str) -> Self {
        let problem = ProblemGroup {
            code: file.to_owned(),
            title: "The settings cannot be used".to_owned(),
            weight: ProblemWeight::Error,
            count: 1,
            first: what.to_owned(),
            remedy: format!("Correct {file} and build again"),
        };
        Self { problems: Some(vec![problem]), ..Self::failed(id, format!("{file}: {what}")) }
    }
}

/// The problems by code, those that stop the pack first and each code at the place of its first one.
fn groups(books: &Books) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    for problem in problem_list::sorted(books) {
        let weight = match () {
            () if books.stops(problem) => ProblemWeight::Error,
            () if problem.severity == Severity::Error => ProblemWeight::Waived,
            () => ProblemWeight::Warning,
        };
        match groups.iter_mut().find(|group| group.weight == weight && group.code == problem.code) {
            Some(group) => group.count += 1,
            None => groups.push(ProblemGroup {
                code: problem.code.to_owned(),
                title: catalogue::find(problem.code).map_or(problem.code, |entry| &entry.title).to_owned(),
                weight,
                count: 1,
                first: problem.origin.as_ref().map_or_else(String::new, |origin| format!("{origin}: ")) + &problem.seen,
                remedy: problem.remedy.clone(),
            }),
        }
    }
    groups
}

/// The overview after a build that told this of some clients.
pub(super) fn after(
    firm: &FirmSettings,
    clients: &[ClientFolder],
    told: Vec<Told>,
    benchmarks: &Benchmarks,
    out: &Path,
) -> FirmOverview {
    let mut before: BTreeMap<String, ClientEntry> = earlier(out).into_iter().map(|c| (c.id.clone(), c)).collect();
    let mut told: BTreeMap<String, Told> = told.into_iter().map(|told| (told.id.clone(), told)).collect();
    let entry = |client: &ClientFolder| {
        let before = before.remove(&client.id).map_or_else(|| unknown(&client.id, out), |entry| standing(entry, out));
        let name = client.name(firm).unwrap_or(before.name);
        let before = ClientEntry { name, ..before };
        match told.remove(&client.id) {
            Some(told) => updated(before, told),
            None => before,
        }
    };
    FirmOverview::new(&firm.name, clients.iter().map(entry).collect(), benchmarks)
}

fn updated(before: ClientEntry, told: Told) -> ClientEntry {
    ClientEntry {
        id: before.id,
        name: told.name.unwrap_or(before.name),
        last_build: told.failure.map_or(LastBuild::Built, |reason| LastBuild::Failed { reason }),
        pack: told.pack.or(before.pack),
        flash_as_of: told.flash_as_of.or(before.flash_as_of),
        problems: told.problems.unwrap_or_default(),
    }
}

/// The clients of the overview that stands in the output folder; none where there is none, or one of another version.
fn earlier(out: &Path) -> Vec<ClientEntry> {
    let overview = fs::read(out.join(FIRM_FOLDER).join("overview.json")).ok();
    overview.and_then(|json| FirmOverview::parse(&json)).map(|overview| overview.clients).unwrap_or_default()
}

/// A client as an overview knew it, without what has gone from the output folder since.
fn standing(entry: ClientEntry, out: &Path) -> ClientEntry {
    let folder = out.join(&entry.id);
    let stands = |page: &Path| page.is_file();
    ClientEntry {
        pack: entry.pack.filter(|_| stands(&folder.join("index.html"))),
        flash_as_of: entry.flash_as_of.filter(|_| stands(&folder.join(FLASH_FOLDER).join("index.html"))),
        ..entry
    }
}

/// A client that no overview knows, with what stands in the output folder.
fn unknown(id: &str, out: &Path) -> ClientEntry {
    let folder = out.join(id);
    let report =
        |folder: &Path| -> Option<Report> { serde_json::from_slice(&fs::read(folder.join("report.json")).ok()?).ok() };
    let pack = report(&folder);
    ClientEntry {
        id: id.to_owned(),
        name: pack.as_ref().map_or(id, |report| &report.meta.client).to_owned(),
        last_build: LastBuild::Never,
        flash_as_of: report(&folder.join(FLASH_FOLDER)).map(|report| report.meta.as_of),
        pack: pack.as_ref().map(PackSummary::of),
        problems: Vec::new(),
    }
}
