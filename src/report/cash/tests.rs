//! That what the cash page says follows the figures, and that people's judgements are shown as such.

use super::*;
use crate::base::months_before;
use crate::metrics::risk::{RiskLevel, RiskOverride, RiskPolicy};
use crate::metrics::shock_monitor::{Reading, Standing, Watched};
use crate::metrics::{NotEnough, Policies, compute};
use crate::report::fixture::{World, day, dollars, empty, established, start_up};
use crate::report::model::{Body, Cell};

fn block_of(world: &World, id: &str) -> Option<Block> {
    let cx = Context::new(world.inputs());
    section(&cx).blocks.into_iter().find(|block| block.id == id)
}

fn headline_of(world: &World, id: &str) -> String {
    block_of(world, id).and_then(|block| block.headline).unwrap_or_default()
}

/// Days to pay of this year and the one before, then both with what is past due.
fn days_headline(paid: [f64; 2], with_open: [f64; 2]) -> String {
    let mut world = established();
    let payment = &mut world.results.payment;
    payment.ttm.days_to_pay = Ok(paid[0]);
    payment.prev_ttm.days_to_pay = Ok(paid[1]);
    payment.ttm.days_to_pay_with_open = Ok(with_open[0]);
    payment.prev_ttm.days_to_pay_with_open = Ok(with_open[1]);
    headline_of(&world, "days")
}

#[test]
fn money_that_has_not_come_is_not_left_out_of_the_headline() {
    assert_eq!(days_headline([33.0, 36.0], [34.0, 37.0]), "Customers pay 3.0 days sooner than a year ago");
    assert_eq!(
        days_headline([33.0, 36.0], [42.5, 37.0]),
        "With what is past due, customers take 5.5 days longer than a year ago; what was paid came 3.0 days sooner"
    );
    assert_eq!(
        days_headline([33.0, 36.0], [37.0, 36.5]),
        "With what is past due, customers take as long as a year ago; what was paid came 3.0 days sooner"
    );
    assert_eq!(
        days_headline([35.0, 36.0], [40.0, 37.0]),
        "With what is past due, customers take 3.0 days longer than a year ago; what was paid came much as then"
    );
    assert_eq!(
        days_headline([39.0, 36.0], [36.0, 36.5]),
        "With what is past due, customers take as long as a year ago; what was paid came 3.0 days later"
    );
    assert_eq!(days_headline([36.5, 36.0], [36.5, 36.0]), "Customers pay after 36.5 days, much as a year ago");
}

#[test]
fn nobody_pays_as_then_where_much_more_is_past_due() {
    let mut world = established();
    let payment = &mut world.results.payment;
    (payment.ttm.days_to_pay, payment.prev_ttm.days_to_pay) = (Ok(33.0), Ok(36.0));
    (payment.ttm.days_to_pay_with_open, payment.prev_ttm.days_to_pay_with_open) = (Ok(37.0), Ok(36.5));
    let ratios = &mut world.results.receivable_ratios;
    let then = months_before(ratios.now.as_ref().expect("ratios").period.last_day(), 12);
    let now = ratios.now.as_mut().expect("ratios");
    (now.owed, now.current) = (dollars(323), dollars(190));
    let before = ratios.month_ends.iter_mut().find(|r| r.period.last_day() == then).expect("a year before");
    (before.owed, before.current) = (dollars(228), dollars(157));
    assert_eq!(
        headline_of(&world, "days"),
        "What is past due rose from 31.1% to 41.2% of what is owed within a year; what was paid came 3.0 days sooner"
    );
}

fn rows_of(world: &World, id: &str) -> Vec<Vec<(String, String)>> {
    let Some(Body::Table(table)) = block_of(world, id).map(|block| block.body) else { return Vec::new() };
    let text = |cell: &Cell| match cell {
        Cell::Text { text, sub, .. } => (text.clone(), sub.clone()),
        _ => (String::new(), String::new()),
    };
    table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect()
}

#[test]
fn a_judgement_wins_and_is_shown_with_who_when_and_why() {
    let mut world = established();
    let computed = rows_of(&world, "risk");
    assert_eq!(computed[0][0].0, "Bailey Group");
    assert_eq!((computed[0][1].0.as_str(), computed[0][1].1.as_str()), ("Medium", ""));
    let judged = RiskOverride {
        customer: "Bailey Group".to_owned(),
        level: RiskLevel::Low,
        by: "Dana Okafor".to_owned(),
        date: day(2026, 9, 15),
        note: "Bank guarantee".to_owned(),
    };
    let policies = Policies { risk: RiskPolicy { overrides: vec![judged] }, ..Policies::default() };
    world.results = compute(&world.ledger, world.results.as_of, &policies);
    let rows = rows_of(&world, "risk");
    let bailey = rows.iter().find(|row| row[0].0 == "Bailey Group").expect("shown, though low");
    assert_eq!((bailey[1].0.as_str(), bailey[1].1.as_str()), ("Low", "computed: medium"));
    assert_eq!(bailey[2].0, "Judged low by Dana Okafor, 15\u{a0}Sep\u{a0}2026: Bank guarantee");
    assert!(bailey[2].1.contains("past due"), "the points stay");
    let cx = Context::new(world.inputs());
    let page = customer_risk(&cx, 1).expect("a block on its page");
    assert_eq!(page.headline.as_deref(), Some("Risk: low"));
}

#[test]
fn what_lateness_costs_stands_with_its_rate() {
    let world = established();
    assert!(headline_of(&world, "late-payers").starts_with("Late payment tied up "));
    let note = |world: &World| block_of(world, "late-payers").and_then(|block| block.note).unwrap_or_default();
    assert!(note(&world).contains("8.0% is an assumption"), "{}", note(&world));
    let mut own = established();
    own.policies.lateness.cost_of_capital = 0.065;
    assert!(note(&own).contains("6.5% is this client’s own setting"));
    own.results.lateness.total = Err(NotEnough::NoPayments);
    assert!(headline_of(&own, "late-payers").ends_with("past due") && note(&own).contains("not known"));
}

#[test]
fn a_shock_is_in_the_lead_and_in_the_headline() {
    let mut world = established();
    let month = &mut world.results.shock_monitor.month;
    let [_, cash, _] = &mut month.figures;
    for (_, before) in &mut cash.before {
        *before = Ok(Reading::Amount(dollars(80_000)));
    }
    cash.last = Ok(Reading::Amount(dollars(40_000)));
    let expected = "In September\u{a0}2026, cash collected of 40.0\u{a0}k was less than in any of the six \
                    months before (80.0\u{a0}k at least)";
    let headline = headline_of(&world, "shocks-month");
    assert!(headline.starts_with(expected), "{headline}");
    assert!(lead(&Context::new(world.inputs())).ends_with(&format!("{headline}.")));
}

#[test]
fn a_second_weak_month_is_not_usual() {
    let mut world = established();
    let cash = &mut world.results.shock_monitor.month.figures[1];
    assert_eq!(cash.watched, Watched::CashCollected);
    for (_, before) in &mut cash.before {
        *before = Ok(Reading::Amount(dollars(60_000)));
    }
    cash.before.last_mut().expect("August").1 = Ok(Reading::Amount(dollars(10_000)));
    cash.last = Ok(Reading::Amount(dollars(10_500)));
    assert_eq!(cash.standing(), Standing::Usual, "August was lower");
    for other in [0, 2] {
        world.results.shock_monitor.month.figures[other].last = Err(NotEnough::Nothing);
    }
    let again = "Second weak month in a row for cash collected: 10,000 in August 2026, 10,500 in September 2026, against a mean of 51,667";
    let headline = headline_of(&world, "shocks-month").replace('\u{a0}', " ");
    assert_eq!(headline, again);
}

#[test]
fn short_ledgers_and_empty_ones_say_what_there_is() {
    let ids = |world: &World| -> Vec<String> {
        section(&Context::new(world.inputs())).blocks.into_iter().map(|block| block.id).collect()
    };
    assert_eq!(ids(&empty()), ["aging", "days", "collected"]);
    let world = start_up();
    let young = ids(&world);
    assert!(["risk", "days", "days-spread", "shocks-month"].iter().all(|id| young.contains(&(*id).to_owned())));
    assert!(
        ["days-over-time", "receivable-ratios", "ratios-over-time"].iter().all(|id| !young.contains(&(*id).to_owned()))
    );
    assert_eq!(
        headline_of(&world, "shocks-month"),
        "Of what can be compared, nothing is out of the ordinary in September\u{a0}2026"
    );
}
