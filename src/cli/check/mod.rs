//! `ledgerpress check`: everything but writing. The bookkeeper's report, for people (`text`) or machines (`document`).

mod document;
mod text;

use crate::config::{AsOfSource, FirmSettings};
use crate::ledger::{DocumentKind, TieOutMeasure};

use super::arguments::{CheckArguments, CheckFormat};
use super::books::Books;
use super::firm::{ClientFolder, FolderError};
use super::note_marks;
use super::outcome::Outcome;
use super::run::{ClientRun, Runs, each_client};
use super::terminal;

/// The word of the closing line: "4 clients ready, 1 not ready".
const DONE: &str = "ready";

/// Checks the clients that the arguments name.
pub(super) fn check(arguments: &CheckArguments) -> Outcome {
    let read = |client: &ClientFolder, firm: &FirmSettings| {
        let mut books = Books::read(client, firm, arguments.firm.as_of)?;
        note_marks::add_problems(&mut books, firm);
        Ok(books)
    };
    match arguments.format {
        CheckFormat::Text => {
            let width = terminal::width();
            let work = |client: &ClientFolder, firm: &FirmSettings| told(&client.id, &read(client, firm), width);
            each_client(&arguments.firm, work, ClientRun::failed).map_or_else(|ended| ended, |runs| runs.say(DONE, ""))
        }
        CheckFormat::Json => {
            let work = |client: &ClientFolder, firm: &FirmSettings| document::client(&client.id, &read(client, firm));
            each_client(&arguments.firm, work, document::failed).map_or_else(|ended| ended, print_document)
        }
    }
}

fn told(id: &str, read: &Result<Books, FolderError>, width: usize) -> ClientRun {
    match read {
        Ok(books) => ClientRun { data: text::of(books, width), ..ClientRun::of(books) },
        Err(error) => ClientRun::unusable(id, error),
    }
}

/// Prints the document on stdout and everything that is no data on stderr.
fn print_document(runs: Runs<document::Checked>) -> Outcome {
    let (document, tally) = document::firm(&runs.firm, runs.clients);
    anstream::println!("{document}");
    anstream::eprintln!("{}", tally.closing_line(DONE, runs.took));
    tally.outcome
}

/// How the date was decided: for people, and for machines.
fn as_of_source(source: AsOfSource) -> (&'static str, &'static str) {
    match source {
        AsOfSource::Given => ("asked for", "given"),
        AsOfSource::ClientSettings => ("set in client.toml", "client-settings"),
        AsOfSource::FirmSettings => ("set in firm.toml", "firm-settings"),
        AsOfSource::Exports => ("the end that the exports state", "exports"),
        AsOfSource::LatestDocument => ("assumed: the latest document's date", "latest-document"),
    }
}

/// What a total adds up: for people, and for machines.
fn measure(measure: TieOutMeasure) -> (&'static str, &'static str) {
    match measure {
        TieOutMeasure::NetSales => ("sales without tax", "net-sales"),
        TieOutMeasure::GrossSales => ("invoices and credit notes with tax", "gross-sales"),
        TieOutMeasure::Payments => ("payments", "payments"),
        TieOutMeasure::OpenBalance => ("open balance", "open-balance"),
        TieOutMeasure::Rows => ("sum of the rows", "rows"),
    }
}

/// Each kind of document in the singular and the plural; the singular with hyphens is its name for machines.
const KINDS: [(DocumentKind, &str, &str); 8] = [
    (DocumentKind::Invoice, "invoice", "invoices"),
    (DocumentKind::CashSale, "cash sale", "cash sales"),
    (DocumentKind::CreditNote, "credit note", "credit notes"),
    (DocumentKind::CashRefund, "cash refund", "cash refunds"),
    (DocumentKind::Payment, "payment", "payments"),
    (DocumentKind::Refund, "refund", "refunds"),
    (DocumentKind::WriteOff, "write-off", "write-offs"),
    (DocumentKind::OpeningBalance, "opening balance", "opening balances"),
];
