//! The arguments as they are typed, and their help.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

/// Turns a folder of ledger exports into one customer advisory pack a client.
///
/// A firm's folder holds `firm.toml` and, for each client, `clients/<client>/client.toml` and
/// `clients/<client>/exports/` with whatever came out of the accounting system, untouched. A pack is a web site that
/// works from disk, a PDF, and the figures as data.
#[derive(Debug, Parser)]
#[command(name = "ledgerpress", version, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all is well, 1 problems in the data, 2 wrong arguments or settings, 3 a failure of Ledgerpress itself.
Start with: ledgerpress check FIRM";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the packs of a firm's clients
    ///
    /// Reads each client's exports, reconciles them against the totals that they state themselves, and writes
    /// OUT/<client>/index.html with its pages, pack.pdf, report.json and data/*.csv. A client with a problem in its
    /// data is reported and keeps the pack that it had; the others are built.
    #[command(after_help = EXIT_CODES)]
    Build(BuildArguments),

    /// Read and reconcile everything, and write nothing
    ///
    /// Prints for each client what each file was recognised as, how many rows were used and why others were not, what
    /// ties out, and every problem with its place and its remedy.
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub(super) firm: FirmArguments,

    /// Folder that receives the packs, one folder a client; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "site")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) firm: FirmArguments,
}

#[derive(Debug, Args)]
pub(super) struct FirmArguments {
    /// The firm's folder: the one with firm.toml in it
    #[arg(value_name = "FIRM")]
    pub(super) folder: PathBuf,

    /// Only this client, by the name of its folder; may be given several times
    #[arg(long = "client", value_name = "ID")]
    pub(super) clients: Vec<String>,

    /// The date to see the books from; what is dated later has not happened
    ///
    /// Without it: as_of in client.toml, else in firm.toml, else the period end that the exports state, else the
    /// date of the latest document. The pack says which it was.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<NaiveDate>,

    /// How many clients to work on at the same time; without it, one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}
