//! The overview for machines.

use super::{ClientEntry, FIGURES, LastBuild, ProblemWeight};
use crate::report::model::DataKind::{Code, Date, Decimal, Integer, Text};
use crate::report::model::DataTable;

/// One row a client, for machines.
pub(super) fn data(ranked: &[&ClientEntry]) -> DataTable {
    let mut columns = vec![
        ("client_id", Text),
        ("client", Text),
        ("last_build", Code),
        ("reason", Text),
        ("as_of", Date),
        ("currency", Code),
        ("draft", Code),
    ];
    columns.extend(FIGURES.map(|id| (id, Decimal)));
    columns.extend([
        ("errors", Integer),
        ("waived", Integer),
        ("warnings", Integer),
        ("flash_as_of", Date),
        ("first_finding", Text),
    ]);
    let row = |client: &&ClientEntry| {
        let (outcome, reason) = match &client.last_build {
            LastBuild::Built => ("built", None),
            LastBuild::Failed { reason } => ("failed", Some(reason.clone())),
            LastBuild::Never => ("never", None),
        };
        let pack = client.pack.as_ref();
        let of_weight = |weight: ProblemWeight| {
            let groups = client.problems.iter().filter(|problem| problem.weight == weight);
            Some(groups.map(|problem| problem.count).sum::<usize>().to_string())
        };
        let mut cells = vec![
            Some(client.id.clone()),
            Some(client.name.clone()),
            Some(outcome.to_owned()),
            reason,
            pack.map(|pack| pack.as_of.clone()),
            pack.map(|pack| pack.currency.clone()),
            pack.map(|pack| pack.draft.to_string()),
        ];
        cells.extend(FIGURES.map(|id| pack.and_then(|pack| pack.value(id)).map(|value| value.to_string())));
        cells.extend([ProblemWeight::Error, ProblemWeight::Waived, ProblemWeight::Warning].map(of_weight));
        cells.push(client.flash_as_of.clone());
        cells.push(pack.and_then(|pack| pack.alerts.first()).map(|alert| alert.headline.clone()));
        cells
    };
    DataTable::new("overview", columns, ranked.iter().map(row).collect())
}
