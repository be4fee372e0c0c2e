//! The overview: what it keeps, and its pages.

use super::pages::SECTIONS;
use super::*;
use crate::metrics::benchmarks::benchmarks;
use crate::report::fixture::{World, established, start_up};
use crate::report::model::{Body, Cell, Table};
use crate::report::{check, compose};

fn entry(id: &str, world: &World, last_build: LastBuild) -> ClientEntry {
    ClientEntry {
        id: id.to_owned(),
        name: format!("Client {id}"),
        last_build,
        pack: Some(PackSummary::of(&compose(&world.inputs()))),
        flash_as_of: None,
        problems: vec![ProblemGroup {
            code: "repeated-row".to_owned(),
            title: "A row repeats another".to_owned(),
            weight: ProblemWeight::Warning,
            count: 2,
            first: "sales.csv, row 7: Row 7 repeats row 6".to_owned(),
            remedy: "Look at it".to_owned(),
        }],
    }
}

fn overview(clients: Vec<ClientEntry>) -> FirmOverview {
    FirmOverview::new("Calloway & Reeve", clients, &benchmarks(&[]))
}

fn pages(overview: &FirmOverview) -> Report {
    let report = compose_overview(overview);
    let breaches = check::breaches_in(&report, &SECTIONS);
    assert!(breaches.is_empty(), "{breaches:#?}");
    let wording = check::bad_wording(&report);
    assert!(wording.is_empty(), "{wording:#?}");
    report
}

fn table<'a>(report: &'a Report, block: &str) -> &'a Table {
    let blocks = report.sections.iter().flat_map(|section| &section.blocks);
    match blocks.filter(|b| b.id == block).map(|b| &b.body).next() {
        Some(Body::Table(table)) => table,
        _ => panic!("no table {block}"),
    }
}

fn first_cells(table: &Table) -> Vec<&str> {
    let text = |cell: &'_ Cell| matches!(cell, Cell::Text { .. });
    table
        .rows
        .iter()
        .filter_map(|row| row.cells.first().filter(|cell| text(cell)))
        .map(|cell| match cell {
            Cell::Text { text, .. } => text.as_str(),
            _ => "",
        })
        .collect()
}

#[test]
fn what_failed_stands_first_then_the_largest_stake() {
    let broken = LastBuild::Failed { reason: "Stopped by its data: An amount cannot be read".to_owned() };
    let mut never = entry("zz", &start_up(), LastBuild::Never);
    never.pack = None;
    let overview = overview(vec![
        entry("small", &start_up(), LastBuild::Built),
        entry("large", &established(), LastBuild::Built),
        entry("broken", &start_up(), broken),
        never,
    ]);
    let report = pages(&overview);
    assert_eq!(first_cells(table(&report, "clients")), ["Client broken", "Client zz", "Client large", "Client small"]);
    assert_eq!(report.sections[0].headline, "One of 4 clients was not built");
    assert_eq!(first_cells(table(&report, "not-built")), ["Client broken"]);
    let short = &table(&report, "clients").rows[3].cells[2];
    assert!(
        matches!(short, Cell::Text { text, sub, .. } if text == "14,000" && sub.starts_with("since ")),
        "{short:?}"
    );
    assert_eq!(overview.clients[1].pack.as_ref().and_then(|p| p.value("money_at_stake")), Some(16_000.0));
    let alerts = |place: usize| -> Vec<&str> {
        let pack = overview.clients[place].pack.as_ref();
        pack.map(|pack| pack.alerts.iter().map(|alert| alert.id.as_str()).collect()).unwrap_or_default()
    };
    // What one customer buys is the largest amount of all, and no alarm where anything else is.
    assert_eq!(alerts(1), ["overdue", "customer-falling", "customer-lost"]);
    assert_eq!(alerts(2), ["concentration"]);
    assert!(table(&report, "alerts").rows.len() >= 3);
    assert_eq!(report.data[0].rows.len(), 4);
    assert!(report.data[0].rows.iter().all(|row| row.len() == report.data[0].columns.len()));
}

#[test]
fn several_currencies_are_ranked_by_share() {
    let built = |id: &str, world: &World| entry(id, world, LastBuild::Built);
    let (mut large, mut yen) = (built("large", &established()), built("yen", &established()));
    if let (Some(large), Some(yen)) = (&mut large.pack, &mut yen.pack) {
        yen.currency = "JPY".to_owned();
        // A hundred times the number, and half the share.
        for (id, factor) in [("money_at_stake", 50.0), ("net_revenue_ttm", 100.0)] {
            let value = large.figures.get(id).and_then(|figure| figure.value).map(|value| value * factor);
            if let Some(figure) = yen.figures.get_mut(id) {
                figure.value = value;
            }
        }
    }
    let report = pages(&overview(vec![yen, large]));
    assert_eq!(first_cells(table(&report, "clients")), ["Client large", "Client yen"]);
}

#[test]
fn an_overview_reads_back_as_it_was_written() {
    let written = overview(vec![entry("large", &established(), LastBuild::Built)]);
    let json = serde_json::to_vec(&written).expect("JSON");
    assert_eq!(FirmOverview::parse(&json), Some(written.clone()));
    let other = serde_json::to_vec(&FirmOverview { schema: 99, ..written }).expect("JSON");
    assert_eq!(FirmOverview::parse(&other), None);
    assert_eq!(FirmOverview::parse(b"{"), None);
}

#[test]
fn nobody_is_a_firm_too() {
    let report = pages(&overview(Vec::new()));
    assert_eq!(report.sections[1].headline, "No client’s pack has a finding");
}
