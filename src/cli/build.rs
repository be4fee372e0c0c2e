//! `ledgerpress build`: a pack for every client.

use crate::base::Problem;
use crate::config::FirmSettings;
use crate::deliver::{DeliverError, replace_pack};
use crate::metrics::compute;
use crate::render::{Press, RenderError};
use crate::report::{Inputs, Report, ReportSettings, compose};

use super::arguments::BuildArguments;
use super::books::Books;
use super::firm::{ClientFolder, check_out};
use super::outcome::Outcome;
use super::problem_list;
use super::run::{ClientRun, each_client};
use super::terminal;

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
    let work = |client: &ClientFolder, firm: &FirmSettings| build_client(client, firm, arguments, &press);
    each_client(&arguments.firm, work, ClientRun::failed).map_or_else(|ended| ended, |runs| runs.say("built"))
}

fn build_client(client: &ClientFolder, firm: &FirmSettings, arguments: &BuildArguments, press: &Press) -> ClientRun {
    let books = match Books::read(client, firm, arguments.firm.as_of) {
        Ok(books) => books,
        Err(error) => return ClientRun::unusable(&client.id, &error),
    };
    let mut run = ClientRun::of(&books);
    let stopping: Vec<&Problem> = problem_list::sorted(&books).into_iter().filter(|p| books.stops(p)).collect();
    if !stopping.is_empty() {
        let problems = problem_list::text(&stopping, &books, terminal::width());
        run.talk = format!("{}: not built; the pack of the last build stays\n{problems}", books.id);
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
        rates: &books.assembly.rates,
        exclusions: &books.assembly.exclusions,
        name_changes: &books.assembly.name_changes,
        problems: &books.remaining(),
        notes: &books.notes,
    })
}
