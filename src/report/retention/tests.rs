//! What the section says of renewals that are only late, of short ledgers, and that its customers add up to the bridge.

use std::collections::BTreeMap;

use crate::base::Money;
use crate::ledger::testing::{Books, whole};
use crate::metrics::compute;
use crate::report::fixture::{World, day, empty, established, start_up};
use crate::report::model::{Block, Body, Cell, Report, Section};
use crate::report::{check, compose};

fn sound(world: &World) -> Report {
    let report = compose(&world.inputs());
    assert_eq!(check::breaches(&report), Vec::<String>::new());
    assert_eq!(check::bad_wording(&report), Vec::<String>::new());
    report
}

fn world_of(books: &Books) -> World {
    let mut world = empty();
    world.ledger = books.ledger();
    world.results = compute(&world.ledger, day(2026, 9, 30), &world.policies);
    world
}

fn section<'a>(report: &'a Report, id: &str) -> &'a Section {
    report.sections.iter().find(|section| section.id == id).expect("the section")
}

fn block<'a>(report: &'a Report, id: &str) -> &'a Block {
    section(report, "retention").blocks.iter().find(|block| block.id == id).expect("the block")
}

/// Two who buy each month, and `late` customers on a yearly contract whose invoice slips by ten days each year: the next
/// one is due in October 2026. With `gone`, one more who stopped for good.
fn contracts(late: usize, gone: bool) -> World {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 9, 1));
    for month in 0..49_u32 {
        let date = day(2022 + (8 + month).cast_signed() / 12, (8 + month) % 12 + 1, 10);
        for name in ["Steady", "Regular"] {
            books.paid(name, date, 20, whole(100));
        }
        if gone && month < 30 {
            books.paid("Gone", date, 20, whole(50));
        }
    }
    for number in 0..late {
        for date in [day(2022, 9, 4), day(2023, 9, 12), day(2024, 9, 20), day(2025, 9, 28)] {
            books.paid(&format!("Contract {number}"), date, 20, whole(1_000));
        }
    }
    world_of(&books)
}

fn finding(report: &Report, id: &str) -> Option<[String; 3]> {
    let findings = section(report, "summary").blocks.iter().find_map(|block| match &block.body {
        Body::Findings { findings } => Some(findings),
        _ => None,
    })?;
    let found = findings.iter().find(|finding| finding.id == id)?;
    Some([found.headline.clone(), found.seen.clone(), found.action.clone()])
}

#[test]
fn contracts_that_are_only_late_are_told_apart_from_losses() {
    let world = contracts(2, true);
    let report = sound(&world);
    assert_eq!(
        section(&report, "retention").headline,
        "Last year’s customers bought 48.4% less, lost ones included; two of the three who stopped may only be late with their orders"
    );
    assert!(section(&report, "summary").headline.ends_with("lost ones included"));
    let lost = block(&report, "customers-lost");
    assert_eq!(
        lost.headline.as_deref(),
        Some("Three\u{a0}customers bought nothing more; two of them may only be late")
    );
    let note = lost.note.as_deref().expect("a note");
    assert!(note.starts_with("Contract 0 and Contract 1 buy so seldom") && note.contains("94.6% instead of"), "{note}");
    let note = block(&report, "simulator").note.as_deref().expect("a note");
    assert!(note.ends_with("Two\u{a0}customers who may only be late count as lost in it."), "{note}");
    let [headline, seen, _] = finding(&report, "customers-late").expect("the finding");
    assert_eq!(headline, "Remind two\u{a0}customers of the order that is about due");
    assert!(seen.contains("purchase is not overdue yet"), "{seen}");
    let [headline, ..] = finding(&report, "customer-lost").expect("the finding");
    assert!(headline.contains("Gone"), "{headline}");
    assert_eq!(report.figures["churned_customers_ttm"].value, Some(3.0), "the figures stay by formula");
    assert_eq!(report.figures["customers_may_only_be_late_ttm"].value, Some(2.0));
    assert_eq!(report.figures["sales_may_only_be_late_ttm"].value, Some(2_000.0));
}

#[test]
fn where_everybody_is_only_late_nobody_is_called_lost() {
    let report = sound(&contracts(2, false));
    let headline = &section(&report, "retention").headline;
    assert!(headline.ends_with("both who stopped may only be late with their orders"), "{headline}");
    let [.., action] = finding(&report, "customers-late").expect("the finding");
    assert!(action.starts_with("Ask each for the next order"), "{action}");
    assert_eq!(finding(&report, "customer-lost"), None);
    assert_eq!(finding(&report, "customers-lost"), None);
}

#[test]
fn short_ledgers_say_from_when_there_is_something() {
    let report = sound(&start_up());
    let missing = |id: &str| match &block(&report, id).body {
        Body::Missing { text } => text.clone(),
        other => panic!("{other:?}"),
    };
    let from = |date: &str| format!("it can be computed from {date}.").replace(' ', "\u{a0}");
    let has = |id: &str, date: &str| missing(id).replace(' ', "\u{a0}").contains(&from(date));
    assert!(has("bridge", "31 January 2028") && has("simulator", "31 January 2028"), "{}", missing("bridge"));
    assert!(has("cohorts-years", "31 January 2029") && has("cohorts-quarters", "31 January 2028"));
    assert!(missing("fiscal-years").contains("31\u{a0}December\u{a0}2028"), "{}", missing("fiscal-years"));
    assert_eq!(section(&report, "retention").headline, "Retention cannot be computed before 31\u{a0}January\u{a0}2028");
    let nothing = sound(&empty());
    assert_eq!(section(&nothing, "retention").headline, "Retention cannot be computed: no sales in the period");
}

#[test]
fn a_year_without_sales_has_nobody_to_compare_with() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 10, 1));
    books.paid("Alder", day(2026, 5, 1), 20, whole(100));
    let report = sound(&world_of(&books));
    assert_eq!(
        section(&report, "retention").headline,
        "Nobody to compare with: no customer had sales in the twelve months to September\u{a0}2025"
    );
}

#[test]
fn fiscal_years_are_named_by_their_month() {
    let mut world = established();
    world.policies.retention.fiscal_year_end_month = 3;
    world.results = compute(&world.ledger, world.results.as_of, &world.policies);
    let report = sound(&world);
    let label = block(&report, "fiscal-years").label.as_deref().expect("a label");
    assert!(label.contains("years that end in March"), "{label}");
}

#[test]
fn customers_in_the_data_add_up_to_the_bridge() {
    for world in [established(), contracts(3, true)] {
        let report = sound(&world);
        let table = report.data.iter().find(|table| table.name == "retention_customers").expect("the table");
        let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
        let currency = world.ledger.currency();
        for row in table.rows.iter().filter(|row| row[0].as_deref() == Some("ttm")) {
            let amount = Money::parse_plain(row[7].as_deref().expect("an amount"), currency).expect("an amount");
            *sums.entry(row[4].as_deref().expect("a class")).or_default() += amount;
        }
        let bridge = world.results.retention.ttm.expect("two years");
        let of = |class: &str| sums.get(class).copied().unwrap_or_default();
        assert_eq!((of("expansion"), of("contraction")), (bridge.expansion, -bridge.contraction));
        assert_eq!((of("churn"), of("new"), of("reactivation")), (-bridge.churn, bridge.new, bridge.reactivation));
        let years = table.rows.iter().filter(|row| row[0].as_deref() != Some("ttm")).count();
        assert!(years > 0, "fiscal years are listed too");
    }
}

#[test]
fn every_identity_holds() {
    for world in [&established(), &contracts(2, true), &start_up(), &empty()] {
        let report = sound(world);
        let proof = section(&report, "proof").blocks.iter().find(|block| block.id == "identities").expect("the block");
        let Body::Table(table) = &proof.body else { panic!("{proof:?}") };
        for row in &table.rows {
            let Some(Cell::Text { text, .. }) = row.cells.last() else { panic!("{row:?}") };
            assert_eq!(text, "Holds", "{row:?}");
        }
    }
}

#[test]
fn a_point_is_worth_the_same_here_and_in_the_scorecard() {
    let world = established();
    let report = sound(&world);
    let here = report.figures["net_revenue_retention_point_worth"].text.clone();
    let driver = crate::metrics::scorecard::Driver::NetRevenueRetention;
    let row = world.results.scorecard.rows.iter().find(|row| row.driver == driver).expect("a row");
    let worth = row.step_worth.clone().expect("a worth");
    let simulation = world.results.retention_simulation.expect("a simulation");
    assert_eq!(simulation.worth(1).map(|worth| worth.last_year), Some(worth));
    let drivers = section(&report, "scorecard").blocks.iter().find(|block| block.id == "drivers").expect("the drivers");
    let Body::Table(table) = &drivers.body else { panic!("{drivers:?}") };
    let shown = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| matches!(cell, Cell::Text { text, .. } if *text == here));
    assert!(shown, "{here}");
}
