//! `ledgerpress build`: the documents of every client, and the firm's overview.
//!
//! Clients are read twice: first all of them, for the ratios that benchmarks are made of, then those that are built. So
//! a client's pack is the same whether it is built alone or with the others, and nothing of one client but a few numbers
//! is in memory while another is worked on.

use std::path::{Path, PathBuf};

use crate::base::Problem;
use crate::config::FirmSettings;
use crate::deliver::{DeliverError, FIRM_FOLDER, replace_flash, replace_pack};
use crate::metrics::benchmarks::{Benchmarks, CLIENTS_MIN, Ratios, benchmarks, ratios};
use crate::metrics::flash::flash;
use crate::metrics::{Results, compute};
use crate::render::{Press, RenderError};
use crate::report::{FirmOverview, Inputs, LastPack, PackSummary, ReportSettings, compose, compose_flash};

use super::arguments::{BuildArguments, PackKind};
use super::books::Books;
use super::built_lines;
use super::firm::{ClientFolder, check_out};
use super::note_marks;
use super::outcome::Outcome;
use super::overview::{self, Told};
use super::problem_list;
use super::run::{ClientRun, Workshop};
use super::since::{Kept, keep, last_pack, records_folder};
use super::terminal;

/// Why a sound ledger gave no pack: not the data's fault.
#[derive(Debug, thiserror::Error)]
enum PackError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Deliver(#[from] DeliverError),
}

impl PackError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Render(_) => Outcome::Failure,
            Self::Deliver(_) => Outcome::Usage, // the folder that was asked for cannot be written
        }
    }
}

/// What all clients of a run share.
struct Bindery<'a> {
    arguments: &'a BuildArguments,
    press: Press,
    benchmarks: Benchmarks,
}

/// What came of one client, for the terminal and for the overview.
struct Built {
    run: ClientRun,
    told: Told,
}

/// Builds what the arguments ask for.
pub(super) fn build(arguments: &BuildArguments) -> Outcome {
    if let Err(error) = check_out(&arguments.out, &arguments.firm.folder) {
        anstream::eprintln!("error: {error}");
        return Outcome::Usage;
    }
    let press = match Press::new() {
        Ok(press) => press,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            return Outcome::Failure;
        }
    };
    let workshop = match Workshop::open(&arguments.firm) {
        Ok(workshop) => workshop,
        Err(ended) => return ended,
    };
    let bindery = Bindery { arguments, press, benchmarks: firm_benchmarks(&workshop, arguments) };
    let work = |client: &ClientFolder, firm: &FirmSettings| bindery.client(client, firm);
    let built = workshop.each(&workshop.firm.asked(), work, Built::failed);
    let (runs, told): (Vec<ClientRun>, Vec<Told>) = built.into_iter().map(|built| (built.run, built.told)).unzip();
    let firm = &workshop.firm;
    let overview = overview::after(&firm.settings, &firm.clients, told, &bindery.benchmarks, &arguments.out);
    let written = bindery.overview(&overview);
    let mut runs = workshop.runs(runs);
    if runs.clients.len() > built_lines::CLIENTS_MAX {
        runs.clients.iter_mut().for_each(|run| run.data.clear());
    }
    let outcome = runs.say("built", &built_lines::of_all(arguments, &overview));
    written.map_or_else(
        |error| {
            anstream::eprintln!("error: {error}");
            outcome.max(error.outcome())
        },
        |()| outcome,
    )
}

/// The quartiles over all clients of the firm, whichever are built.
fn firm_benchmarks(workshop: &Workshop, arguments: &BuildArguments) -> Benchmarks {
    let clients: Vec<&ClientFolder> = workshop.firm.clients.iter().collect();
    if clients.len() < CLIENTS_MIN {
        return Benchmarks::default();
    }
    let work = |client: &ClientFolder, firm: &FirmSettings| client_ratios(client, firm, arguments);
    let ratios: Vec<Ratios> = workshop.each(&clients, work, |_| None).into_iter().flatten().collect();
    benchmarks(&ratios)
}

/// One client's ratios; `None` where its books cannot be used or its settings leave it out.
fn client_ratios(client: &ClientFolder, firm: &FirmSettings, arguments: &BuildArguments) -> Option<Ratios> {
    let books = Books::read(client, firm, arguments.firm.as_of).ok()?;
    let counts = books.settings.benchmarks.include && books.stopping().next().is_none();
    counts.then(|| ratios(&books.assembly.ledger, books.as_of, &books.settings.policies))
}

impl Built {
    fn failed(client: &str) -> Self {
        Self { run: ClientRun::failed(client), told: Told::failed(client, "Ledgerpress itself failed") }
    }
}

impl Bindery<'_> {
    fn client(&self, client: &ClientFolder, firm: &FirmSettings) -> Built {
        let mut books = match Books::read(client, firm, self.arguments.firm.as_of) {
            Ok(books) => books,
            Err(error) => {
                let told = Told::unusable(&client.id, &error);
                return Built { run: ClientRun::unusable(&client.id, &error), told };
            }
        };
        note_marks::add_problems(&mut books, firm);
        let (mut run, mut told) = (ClientRun::of(&books), Told::of(&books));
        let stopping: Vec<&Problem> = problem_list::sorted(&books).into_iter().filter(|p| books.stops(p)).collect();
        if !stopping.is_empty() {
            let problems = problem_list::text(&stopping, &books, terminal::width());
            let stands = self.arguments.out.join(&books.id).join("index.html").is_file();
            let before = if stands { "the pack of the last build stays" } else { "there is no pack of it yet" };
            run.talk = format!("{}: not built; {before}\n{problems}", books.id);
            return Built { run, told };
        }
        let last_pack = self.last_pack(client, firm, &books, &mut run);
        if let Err(error) = self.documents(&books, firm, last_pack.as_ref(), &mut told) {
            run.talk.push_str(&said(&books, &format!("error: {error}")));
            run.tally.outcome = error.outcome();
            (run.tally.clients, run.tally.failed) = (0, 1);
            told.failure = Some(error.to_string());
            return Built { run, told };
        }
        self.keep_record(firm, &books, &mut run);
        run.data = built_lines::of_client(&self.arguments.out, &told, books.warnings());
        Built { run, told }
    }

    fn writes_pack(&self) -> bool {
        matches!(self.arguments.pack, PackKind::Monthly | PackKind::All)
    }

    /// The folder of the records, where this build writes packs and the firm keeps records of them.
    fn records(&self, firm: &FirmSettings) -> Option<PathBuf> {
        records_folder(firm, &self.arguments.firm.folder).filter(|_| self.writes_pack())
    }

    /// The last pack of an earlier date. A record that cannot be used is told and does not stop the pack.
    fn last_pack(
        &self,
        client: &ClientFolder,
        firm: &FirmSettings,
        books: &Books,
        run: &mut ClientRun,
    ) -> Option<LastPack> {
        last_pack(&self.records(firm)?, client, books).unwrap_or_else(|error| {
            run.talk.push_str(&said(books, &format!("{error}; this pack does not say what changed since")));
            None
        })
    }

    /// Keeps what the pack showed, for the next one.
    fn keep_record(&self, firm: &FirmSettings, books: &Books, run: &mut ClientRun) {
        let records = self.records(firm).filter(|_| !self.arguments.no_record);
        match records.map(|records| keep(&records, books)) {
            None | Some(Ok(Kept::New | Kept::Not)) => {}
            Some(Ok(Kept::InPlaceOfReviewed)) => {
                let what = format!(
                    "a reviewed pack of {} had other entries or settings, and its record is replaced: give the client this \
                     one, since the next pack tells what changed since it (trials: --no-record)",
                    books.as_of
                );
                run.talk.push_str(&said(books, &what));
            }
            Some(Err(error)) => {
                let what = format!("error: {error}; the next pack cannot say what changed since this one");
                run.talk.push_str(&said(books, &what));
                run.tally.outcome = Outcome::Usage;
            }
        }
    }

    /// Builds and delivers the client's documents.
    fn documents(
        &self,
        books: &Books,
        firm: &FirmSettings,
        last_pack: Option<&LastPack>,
        told: &mut Told,
    ) -> Result<(), PackError> {
        let (ledger, policies, out) = (&books.assembly.ledger, &books.settings.policies, &self.arguments.out);
        let results = compute(ledger, books.as_of, policies);
        let benchmarks = books.settings.benchmarks.show.then_some(&self.benchmarks);
        let beside = Beside { benchmarks, last_pack };
        if self.writes_pack() {
            let report = with_inputs(books, firm, &results, beside, compose);
            replace_pack(out, &books.id, &self.press.pack(&report)?)?;
            told.pack = Some(PackSummary::of(&report));
        }
        if matches!(self.arguments.pack, PackKind::Flash | PackKind::All) {
            let week = flash(ledger, books.as_of, policies);
            let report = with_inputs(books, firm, &results, beside, |inputs| compose_flash(inputs, &week));
            replace_flash(out, &books.id, &self.press.flash(&report)?)?;
            told.flash_as_of = Some(report.meta.as_of);
        }
        Ok(())
    }

    /// Writes the firm's overview.
    fn overview(&self, overview: &FirmOverview) -> Result<(), PackError> {
        let out: &Path = &self.arguments.out;
        Ok(replace_pack(out, FIRM_FOLDER, &self.press.overview(overview)?)?)
    }
}

/// A line of talk about a client.
fn said(books: &Books, what: &str) -> String {
    format!("{}: {what}\n", books.id)
}

/// What a report tells of beside the client's own books.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// The firm's other clients.
    benchmarks: Option<&'a Benchmarks>,
    /// The last pack of an earlier date.
    last_pack: Option<&'a LastPack>,
}

/// What `tell` makes of everything that is known of a client alone.
pub(super) fn with_report<T>(books: &Books, firm: &FirmSettings, tell: impl FnOnce(&Inputs<'_>) -> T) -> T {
    let results = compute(&books.assembly.ledger, books.as_of, &books.settings.policies);
    with_inputs(books, firm, &results, Beside::default(), tell)
}

/// What `tell` makes of one client's results, facts and settings.
fn with_inputs<T>(
    books: &Books,
    firm: &FirmSettings,
    results: &Results,
    beside: Beside<'_>,
    tell: impl FnOnce(&Inputs<'_>) -> T,
) -> T {
    let settings = &books.settings;
    let notes: Vec<(String, String)> =
        books.notes.iter().map(|note| (note.section.clone(), note.markdown.clone())).collect();
    tell(&Inputs {
        ledger: &books.assembly.ledger,
        results,
        policies: &settings.policies,
        settings: &ReportSettings {
            firm: firm.name.clone(),
            client: settings.name.clone(),
            client_id: books.id.clone(),
            as_of_source: books.as_of_source,
            prepared_by: settings.prepared_by.clone(),
            reviewed_by: settings.reviewed_by.clone(),
            paper: settings.paper,
        },
        sources: &books.assembly.sources,
        tie_outs: &books.assembly.tie_outs,
        assumptions: &books.assembly.assumptions,
        rates: &books.assembly.rates,
        exclusions: &books.assembly.exclusions,
        name_changes: &books.assembly.name_changes,
        problems: &books.remaining(),
        notes: &notes,
        benchmarks: beside.benchmarks,
        last_pack: beside.last_pack,
    })
}
