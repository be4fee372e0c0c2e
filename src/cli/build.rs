//! `ledgerpress build`: a pack for every client.

use crate::config::FirmSettings;
use crate::deliver::{DeliverError, replace_pack};
use crate::metrics::compute;
use crate::render::{Press, RenderError};
use crate::report::{Inputs, Report, ReportSettings, compose};

use super::arguments::BuildArguments;
use super::books::Books;
use super::firm::ClientFolder;
use super::outcome::Outcome;
use super::run::{ClientRun, for_each_client, problem_lines};

/// Why a sound ledger gave no pack: not the data's fault.
#[derive(Debug, thiserror::Error)]
enum PackError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Deliver(#[from] DeliverError),
}

/// Builds the packs that the arguments ask for.
pub(super) fn build(arguments: &BuildArguments) -> Outcome {
    let press = match Press::new() {
        Ok(press) => press,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            return Outcome::Failure;
        }
    };
    for_each_client(&arguments.firm, "built", |client, firm| build_client(client, firm, arguments, &press))
}

fn build_client(client: &ClientFolder, firm: &FirmSettings, arguments: &BuildArguments, press: &Press) -> ClientRun {
    let books = match Books::read(client, firm, arguments.firm.as_of) {
        Ok(books) => books,
        Err(error) => return ClientRun::unusable(&client.id, &error),
    };
    let mut run = ClientRun::of(&books);
    let stopping: String = books.stopping().map(|problem| problem_lines(problem, false)).collect();
    if !stopping.is_empty() {
        run.talk = format!("{}: not built; the pack of the last build stays\n{stopping}", books.id);
        return run;
    }
    let report = report(&books, firm);
    let written = press
        .pack(&report)
        .map_err(PackError::from)
        .and_then(|files| replace_pack(&arguments.out, &books.id, &files).map_err(PackError::from));
    if let Err(error) = written {
        run.talk = format!("{}: error: {error}\n", books.id);
        run.tally.outcome = match error {
            PackError::Render(_) => Outcome::Failure,
            PackError::Deliver(_) => Outcome::Usage, // the folder that was asked for cannot be written
        };
        (run.tally.clients, run.tally.failed) = (0, 1);
    }
    run
}

/// One client's report.
fn report(books: &Books, firm: &FirmSettings) -> Report {
    let (ledger, settings) = (&books.assembly.ledger, &books.settings);
    let results = compute(ledger, books.as_of, &settings.policies);
    compose(&Inputs {
        ledger,
        results: &results,
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
        problems: &books.remaining(),
        notes: &books.notes,
    })
}
