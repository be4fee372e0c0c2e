//! Sentences about what changed, and that they are so.

use crate::base::Money;
use crate::config::Rules;
use crate::metrics::movement::KnownDocument;
use crate::report::fixture::{World, day, empty, established, start_up};
use crate::report::inputs::Inputs;
use crate::report::model::{Block, Body, Cell, Report};
use crate::report::record::{LastPack, Record};
use crate::report::{check, compose};

/// The pack of this world a month earlier.
fn last_pack(world: &World) -> LastPack {
    let record = Record::of(&world.ledger, day(2026, 8, 31), &world.policies, Rules::default(), false);
    LastPack { record, changed_rules: Vec::new(), under_its_rules: None }
}

fn report(world: &World, last: &LastPack) -> Report {
    let report = compose(&Inputs { last_pack: Some(last), ..world.inputs() });
    assert_eq!(check::breaches(&report), Vec::<String>::new());
    assert_eq!(check::bad_wording(&report), Vec::<String>::new());
    report
}

fn block<'a>(report: &'a Report, id: &str) -> Option<&'a Block> {
    report.sections.first()?.blocks.iter().find(|block| block.id == id)
}

fn headline(world: &World, last: &LastPack) -> String {
    let report = report(world, last);
    block(&report, "since-last-pack")
        .and_then(|block| block.headline.clone())
        .expect("a headline")
        .replace('\u{a0}', " ")
}

/// What of the first document that fits is told by the list of entries, one text a cell.
fn entry(world: &World, last: &LastPack) -> Vec<String> {
    let report = report(world, last);
    let Some(Body::Table(table)) = block(&report, "entries-since").map(|block| &block.body) else { return Vec::new() };
    let text = |cell: &Cell| match cell {
        Cell::Text { text, .. } => text.replace('\u{a0}', " "),
        _ => String::new(),
    };
    table.rows.first().map(|row| row.cells.iter().map(text).collect()).unwrap_or_default()
}

/// Changes the last invoice that the record knows, and what it says of sales with it.
fn with_change(world: &World, change: impl FnOnce(&mut KnownDocument), sales: i64) -> LastPack {
    let mut last = last_pack(world);
    let invoices = last.record.documents.iter_mut().filter(|document| document.number.is_some());
    change(invoices.max_by_key(|document| document.date).expect("an invoice"));
    *last.record.readings.entry("net_revenue_ttm".to_owned()).or_default() += sales;
    last
}

#[test]
fn an_unchanged_past_is_said_to_be_so() {
    let world = established();
    assert_eq!(
        headline(&world, &last_pack(&world)),
        "What the pack of 31 August 2026 showed still stands; time and new documents moved these figures"
    );
    assert!(entry(&world, &last_pack(&world)).is_empty());
}

#[test]
fn a_changed_amount_is_named_with_what_it_was() {
    let world = established();
    let last = with_change(
        &world,
        |document| {
            document.net -= Money::from_minor(10_000);
            document.gross -= Money::from_minor(10_000);
        },
        -10_000,
    );
    assert_eq!(
        headline(&world, &last),
        "One document entered, changed or gone since changes what the pack of 31 August 2026 showed"
    );
    let told = entry(&world, &last);
    assert!(told[3].starts_with("Amount was ") && told[4] == "100.00", "{told:?}");
}

#[test]
fn a_change_that_moves_no_figure_is_said_to_move_none() {
    let world = established();
    let last = with_change(&world, |document| document.due_date = Some(day(2026, 12, 1)), 0);
    assert_eq!(
        headline(&world, &last),
        "Neither later entries nor changed settings move what the pack of 31 August 2026 showed of these figures"
    );
    assert_eq!(entry(&world, &last)[3], "Due date was 1 Dec 2026");
}

#[test]
fn a_rule_that_moves_a_figure_is_told_from_an_entry() {
    let world = established();
    let mut last = with_change(&world, |_| (), 500);
    last.changed_rules = vec!["roll_up".to_owned()];
    last.under_its_rules = Some((world.ledger.clone(), world.policies.clone()));
    assert_eq!(headline(&world, &last), "Changed rules change what the pack of 31 August 2026 showed");
    let report = report(&world, &last);
    let note = block(&report, "since-last-pack").and_then(|block| block.note.clone()).expect("a note");
    assert!(note.ends_with("Settings that differ: roll_up."), "{note}");
}

#[test]
fn short_and_empty_ledgers_have_sensible_texts() {
    let world = start_up();
    assert_eq!(
        headline(&world, &last_pack(&world)),
        "What the pack of 31 August 2026 showed still stands; time and new documents moved these figures"
    );
    let world = empty();
    assert!(headline(&world, &last_pack(&world)).contains("31 August 2026"));
}
