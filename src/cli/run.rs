//! What the commands on a firm share: every client, several at a time, said in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use anstream::{eprint, eprintln, print, println};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

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

/// What came of all clients.
pub(super) struct Runs<T> {
    /// The firm's name.
    pub(super) firm: String,
    /// One a client, by id.
    pub(super) clients: Vec<T>,
    /// How long it took.
    pub(super) took: Duration,
}

/// A firm's folder and the threads that work on its clients.
pub(super) struct Workshop {
    /// The firm.
    pub(super) firm: Firm,
    pool: ThreadPool,
    started: Instant,
}

impl Workshop {
    /// Opens the firm's folder.
    ///
    /// # Errors
    /// How the run ended, which has then been said, where the folder cannot be used.
    pub(super) fn open(arguments: &FirmArguments) -> Result<Self, Outcome> {
        let started = Instant::now();
        let firm = Firm::open(&arguments.folder, &arguments.clients).map_err(|error| {
            eprintln!("error: {error}");
            Outcome::Usage
        })?;
        let pool = thread_pool(arguments.jobs).map_err(|error| {
            eprintln!("error: cannot start threads: {error}");
            Outcome::Failure
        })?;
        Ok(Self { firm, pool, started })
    }

    /// Does `work` for some clients, several at a time; what comes of each, in their order. `failed` is what comes of a
    /// client on which it panics.
    pub(super) fn each<T: Send>(
        &self,
        clients: &[&ClientFolder],
        work: impl Fn(&ClientFolder, &FirmSettings) -> T + Sync,
        failed: fn(&str) -> T,
    ) -> Vec<T> {
        let progress = progress_bar(clients.len());
        let one = |client: &&ClientFolder| {
            let done = catch_unwind(AssertUnwindSafe(|| work(client, &self.firm.settings)));
            progress.inc(1);
            done.unwrap_or_else(|_| failed(&client.id))
        };
        let done = self.pool.install(|| clients.par_iter().map(one).collect());
        progress.finish_and_clear();
        done
    }

    /// What came of all clients that were asked for.
    pub(super) fn runs<T>(self, clients: Vec<T>) -> Runs<T> {
        Runs { firm: self.firm.settings.name, clients, took: self.started.elapsed() }
    }
}

/// Does `work` for every client that the arguments name; `failed` is what comes of a client on which it panics.
///
/// # Errors
/// How the run ended, which has then been said, where the firm's folder cannot be used.
pub(super) fn each_client<T: Send>(
    arguments: &FirmArguments,
    work: impl Fn(&ClientFolder, &FirmSettings) -> T + Sync,
    failed: fn(&str) -> T,
) -> Result<Runs<T>, Outcome> {
    let workshop = Workshop::open(arguments)?;
    let clients = workshop.each(&workshop.firm.asked(), work, failed);
    Ok(workshop.runs(clients))
}

impl Runs<ClientRun> {
    /// Prints what came of each client, in their order, then `after`, and the closing line with `done`: "4 clients built".
    pub(super) fn say(self, done: &str, after: &str) -> Outcome {
        let mut tally = Tally::default();
        for run in self.clients {
            print!("{}", run.data);
            eprint!("{}", run.talk);
            tally = tally.plus(run.tally);
        }
        print!("{after}");
        println!("{}", tally.closing_line(done, self.took));
        tally.outcome
    }
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

impl ClientRun {
    /// A client on which Ledgerpress itself failed.
    pub(super) fn failed(client: &str) -> Self {
        Self {
            talk: format!(
                "{client}: Ledgerpress failed here; the message above is a mistake of ours, please report it\n"
            ),
            tally: Tally { failed: 1, outcome: Outcome::Failure, ..Tally::default() },
            ..Self::default()
        }
    }

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
