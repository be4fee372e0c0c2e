//! The arguments as they are typed, and their help.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// OUT/<client>/index.html with its pages, pack.pdf, pack.xlsx, report.json, data/*.csv and crm/*.csv. A client with
    /// a problem in its data is reported and keeps the pack that it had; the others are built. OUT/_firm/index.html is
    /// the overview of all clients, for the firm's eyes only.
    #[command(after_help = EXIT_CODES)]
    Build(BuildArguments),

    /// Read and reconcile everything, and write nothing
    ///
    /// Prints for each client what each file was recognised as, how many rows were used and why others were not, what
    /// ties out, and every problem with its place and its remedy.
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),

    /// Tell more about a problem, a figure, a customer or a document
    ///
    /// `explain CODE` says what a problem means, where it comes from and what to do; without CODE it lists all codes.
    /// `explain FIRM CLIENT FIGURE` prints a figure's formula, what it is made of and the documents behind it, each with
    /// the row that it was read from, and a customer's name or a document's number in place of FIGURE does the same for that.
    Explain(ExplainArguments),

    /// List the exports that are read, or show one: its columns, and how to get it out of its system
    Formats(FormatsArguments),

    /// Look at an export of an unknown kind and write a format for it
    ///
    /// Shows title rows, headings, each column with samples and what it seems to mean, and why. With --client it writes
    /// a format file into the client's folder, which you can correct; a file of that name is not overwritten.
    Map(MapArguments),
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub(super) firm: FirmArguments,

    /// Folder that receives the packs, one folder a client; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "site")]
    pub(super) out: PathBuf,

    /// Which documents to build; those that are not built stay as they are
    #[arg(long, value_enum, default_value_t)]
    pub(super) pack: PackKind,

    /// A trial: keep no record of what the packs show, so that no later pack compares itself with these
    #[arg(long)]
    pub(super) no_record: bool,
}

/// The documents that a client can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PackKind {
    /// The monthly pack: OUT/<client>/index.html and pack.pdf
    #[default]
    Monthly,
    /// The weekly flash on one page: OUT/<client>/flash/index.html and flash.pdf
    Flash,
    /// Both
    All,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) firm: FirmArguments,

    /// For people, or for machines: one JSON document on stdout for the whole firm
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: CheckFormat,
}

/// How the check is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum CheckFormat {
    /// A report for people.
    #[default]
    Text,
    /// One JSON document; the README describes it.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A code, as it stands in the brackets of a message: unreadable-amount; or the firm's folder
    #[arg(value_name = "CODE|FIRM")]
    pub(super) code_or_firm: Option<String>,

    /// The client, by the name of its folder
    #[arg(value_name = "CLIENT")]
    pub(super) client: Option<String>,

    /// The figure, by its id, or the customer, by its name or id; without it, all figures are listed
    #[arg(value_name = "FIGURE|CUSTOMER")]
    pub(super) figure: Option<String>,

    /// Every document, not the first twenty
    #[arg(long)]
    pub(super) all: bool,

    /// The date to see the books from
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(super) struct FormatsArguments {
    /// The format's id, as the list has it
    #[arg(value_name = "ID")]
    pub(super) id: Option<String>,

    /// A client's folder, for the formats of its own
    #[arg(long, value_name = "CLIENT_FOLDER")]
    pub(super) client: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct MapArguments {
    /// The export to look at
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// The client's folder: the format is written into its `formats`
    #[arg(long, value_name = "CLIENT_FOLDER")]
    pub(super) client: Option<PathBuf>,

    /// Write the format to this file
    #[arg(long, value_name = "PATH", conflicts_with = "client")]
    pub(super) out: Option<PathBuf>,
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
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<NaiveDate>,

    /// How many clients to work on at the same time; without it, one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}

/// Reads a day as it must be typed.
fn day(text: &str) -> Result<NaiveDate, String> {
    let typed = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    typed.map_err(|_| "it must be a day in the form YYYY-MM-DD, such as 2026-09-30".to_owned())
}
