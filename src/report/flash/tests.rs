//! Whole flashes of small invented clients.

use super::{SECTIONS, compose_flash};
use crate::ledger::PaymentData;
use crate::metrics::flash::flash;
use crate::report::check;
use crate::report::fixture::{Buyer, World, day, empty, established, start_up, world};
use crate::report::model::{Body, Report};

fn sound(world: &World) -> Report {
    let flash = flash(&world.ledger, world.results.as_of, &world.policies);
    let report = compose_flash(&world.inputs(), &flash);
    let breaches = check::breaches_in(&report, &SECTIONS);
    assert!(breaches.is_empty(), "{breaches:#?}");
    let wording = check::bad_wording(&report);
    assert!(wording.is_empty(), "{wording:#?}");
    let proof = report.sections[1].blocks.iter().find(|block| block.id == "identities").expect("a proof");
    let headline = proof.headline.as_deref().unwrap_or_default();
    assert!(headline.starts_with("All ") && headline.ends_with(" identities hold"), "{headline}");
    report
}

fn body<'a>(report: &'a Report, block: &str) -> &'a Body {
    &report.sections[0].blocks.iter().find(|b| b.id == block).expect("the block").body
}

#[test]
fn an_established_client_has_a_sound_flash() {
    let report = sound(&established());
    // July to September: 89,600 a month now, 84,800 a year ago.
    assert_eq!(
        report.sections[0].headline,
        "The quarter closed 5.7% ahead of last year’s: 269\u{a0}k against 254\u{a0}k; without Langosh and Sons it is 32.5% behind"
    );
    assert_eq!(report.figures["flash_sales_quarter_to_date"].value, Some(268_800.0));
    assert_eq!(report.figures["flash_sales_week"].value, Some(0.0));
    assert!(matches!(body(&report, "customers"), Body::Missing { .. }), "all invoices are dated the tenth");
    assert!(matches!(body(&report, "weekly-sales"), Body::Chart(_)));
    assert!(report.meta.draft);
}

#[test]
fn a_week_with_sales_lists_its_customers() {
    let monthly = |name, amount| Buyer { name, monthly: [amount; 3], pays_after: 30 };
    let buyers: Vec<Buyer> =
        ["A", "B", "C", "D", "E", "F", "G", "H"].into_iter().zip(1..).map(|(n, i)| monthly(n, i * 100)).collect();
    let world = world(&buyers, day(2024, 1, 1), day(2026, 6, 12), PaymentData::Dated);
    let report = sound(&world);
    let Body::Table(table) = body(&report, "customers") else { panic!("no table") };
    assert_eq!((table.rows.len(), table.paper_rows), (9, Some(5)));
    let Body::Table(cash) = body(&report, "cash") else { panic!("no table") };
    assert_eq!(cash.rows.len(), 9);
    assert_eq!(report.figures["flash_cash_collected_week"].value, Some(3_600.0));
}

#[test]
fn little_data_still_makes_sense() {
    for world in [start_up(), empty()] {
        let report = sound(&world);
        assert_eq!(report.figures["flash_sales_week_year_before"].value, None);
    }
    let nothing = sound(&empty());
    assert_eq!(nothing.sections[0].headline, "Sales of 0 in the quarter");
    let unpaid = world(
        &[Buyer { name: "Only", monthly: [100, 100, 100], pays_after: 1 }],
        day(2026, 5, 1),
        day(2026, 6, 12),
        PaymentData::None,
    );
    assert!(matches!(body(&sound(&unpaid), "cash"), Body::Missing { .. }));
}

#[test]
fn days_are_said_shortly() {
    let text =
        |first, last| super::days_text(crate::base::Period::from_first_to_last(first, last)).replace('\u{a0}', " ");
    assert_eq!(text(day(2026, 5, 14), day(2026, 5, 20)), "14 to 20 May 2026");
    assert_eq!(text(day(2026, 4, 1), day(2026, 5, 20)), "1 Apr to 20 May 2026");
    assert_eq!(text(day(2025, 12, 29), day(2026, 1, 4)), "29 Dec 2025 to 4 Jan 2026");
    assert_eq!(text(day(2026, 4, 1), day(2026, 4, 1)), "1 Apr 2026");
}
