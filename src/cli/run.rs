//! What all commands share: every client of a firm, several at a time, said in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use anstream::{eprint, eprintln, print, println};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::base::{Problem, Severity};
use crate::config::FirmSettings;

use super::arguments::FirmArguments;
use super::books::Books;
use super::firm::{ClientFolder, Firm, FolderError};
use super::outcome::{Outcome, Tally};

/// What came of one client.
#[derive(Default)]
pub(super) struct ClientRun {
    /// For stdout: data.
    pub(super) data: String,
    /// For stderr: talk.
    pub(super) talk: String,
    /// In numbers.
    pub(super) tally: Tally,
}

/// Does `work` for every client that the arguments name and prints what came of it, in the order of the clients.
/// `done` is the word of the closing line: "4 clients built".
pub(super) fn for_each_client(
    arguments: &FirmArguments,
    done: &str,
    work: impl Fn(&ClientFolder, &FirmSettings) -> ClientRun + Sync,
) -> Outcome {
    let started = Instant::now();
    let firm = match Firm::open(&arguments.folder, &arguments.clients) {
        Ok(firm) => firm,
        Err(error) => {
            eprintln!("error: {error}");
            return Outcome::Usage;
        }
    };
    let pool = match thread_pool(arguments.jobs) {
        Ok(pool) => pool,
        Err(error) => {
            eprintln!("error: cannot start threads: {error}");
            return Outcome::Failure;
        }
    };
    let progress = progress_bar(firm.clients.len());
    let one = |client: &ClientFolder| {
        let run =
            catch_unwind(AssertUnwindSafe(|| work(client, &firm.settings))).unwrap_or_else(|_| failure(&client.id));
        progress.inc(1);
        run
    };
    let runs: Vec<ClientRun> = pool.install(|| firm.clients.par_iter().map(one).collect());
    progress.finish_and_clear();

    let mut tally = Tally::default();
    for run in runs {
        print!("{}", run.data);
        eprint!("{}", run.talk);
        tally = tally.plus(run.tally);
    }
    println!("{}", tally.closing_line(done, started.elapsed()));
    tally.outcome
}

fn thread_pool(jobs: Option<u16>) -> Result<ThreadPool, ThreadPoolBuildError> {
    // Zero: one for each processor.
    ThreadPoolBuilder::new().num_threads(jobs.map_or(0, usize::from)).build()
}

/// A bar on a terminal; nothing elsewhere.
fn progress_bar(clients: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:32} {pos} of {len} clients, {elapsed}");
    ProgressBar::new(clients as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn failure(client: &str) -> ClientRun {
    ClientRun {
        talk: format!("{client}: Ledgerpress failed here; the message above is a mistake of ours, please report it\n"),
        tally: Tally { failed: 1, outcome: Outcome::Failure, ..Tally::default() },
        ..ClientRun::default()
    }
}

impl ClientRun {
    /// A client whose folder or settings cannot be used.
    pub(super) fn unusable(client: &str, error: &FolderError) -> Self {
        Self {
            talk: format!("{client}: error: {error}\n"),
            tally: Tally { failed: 1, outcome: Outcome::Usage, ..Tally::default() },
            ..Self::default()
        }
    }

    /// A client whose books were read: the numbers, good or with problems.
    pub(super) fn of(books: &Books) -> Self {
        let stopped = books.stopping().next().is_some();
        Self {
            tally: Tally {
                clients: usize::from(!stopped),
                failed: usize::from(stopped),
                documents: books.assembly.ledger.documents().len(),
                warnings: books.warnings(),
                outcome: if stopped { Outcome::Problems } else { Outcome::Good },
            },
            ..Self::default()
        }
    }
}

/// One problem on lines of its own: place and what was seen, then what to do.
pub(super) fn problem_lines(problem: &Problem, waived: bool) -> String {
    let severity = match (problem.severity, waived) {
        (Severity::Warning, _) => "warning",
        (Severity::Error, true) => "waived",
        (Severity::Error, false) => "error",
    };
    let place = problem.origin.as_ref().map(|origin| format!("{origin}: ")).unwrap_or_default();
    format!("  {severity}[{}]: {place}{}\n    {}\n", problem.code, problem.seen, problem.remedy)
}
