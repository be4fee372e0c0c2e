//! Every figure has a definition, every input is a figure, and arithmetic gives what it says.

use std::collections::BTreeSet;

use super::*;
use crate::report::compose;
use crate::report::fixture::{World, empty, established, start_up};
use crate::report::model::Report;

fn reports() -> Vec<Report> {
    [established(), start_up(), empty()].iter().map(|world: &World| compose(&world.inputs())).collect()
}

#[test]
fn every_figure_has_a_definition_and_every_definition_a_figure() {
    for report in reports() {
        let figures: BTreeSet<&str> = report.figures.keys().map(String::as_str).collect();
        let defined: BTreeSet<&str> = all().map(|definition| definition.id).collect();
        assert_eq!(figures, defined, "src/report/figure_definitions defines the figures of src/report/figures.rs");
        assert_eq!(defined.len(), all().count(), "an id stands twice");
    }
}

#[test]
fn inputs_are_figures_and_lead_to_documents() {
    for definition in all() {
        for input in definition.formula.inputs() {
            assert!(find(input).is_some(), "{}: {input} is no figure", definition.id);
            assert_ne!(input, definition.id);
        }
        assert!(!definition.formula.text().is_empty(), "{}", definition.id);
    }
}

#[test]
fn arithmetic_gives_what_it_says() {
    let mut checked = 0;
    for report in reports() {
        for definition in all() {
            let figure = &report.figures[definition.id];
            let Some(holds) = is_its_formula(definition.id, figure, &report.figures) else { continue };
            assert!(holds, "{}: {:?}", definition.id, figure.value);
            checked += 1;
        }
    }
    assert!(checked >= 9, "{checked} formulas were checked");
}

#[test]
fn documents_add_up_to_what_they_should() {
    let report = compose(&established().inputs());
    let ties = |id: &str| report.figures[id].documents.as_ref().and_then(|documents| documents.ties);
    for definition in all() {
        let wanted = (definition.relation != Relation::None).then_some(true);
        assert_eq!(ties(definition.id), wanted, "{}", definition.id);
    }
    // What the payments of the year are set against is what the metric weighs its days by.
    let paid = &report.figures["days_to_pay"].documents.as_ref().expect("documents");
    let world = established();
    assert_eq!(paid.sum_text, exact(&world, world.results.payment.ttm.amount));
}

#[test]
fn no_figure_is_made_of_itself_alone() {
    let world = established();
    let inputs = world.inputs();
    let cx = Context::new(inputs);
    let report = compose(&inputs);
    for definition in all() {
        let figure = &report.figures[definition.id];
        let evidence = Evidence::of(&cx, definition.documents);
        let counted = definition.counted(&cx, &evidence);
        if let (Some(value), Some(counted)) = (figure.value, &counted) {
            assert!((value - counted.len() as f64).abs() < 0.5, "{}: {value}, of {}", definition.id, counted.len());
        }
        let parts = definition.parts.list(&cx).len() + counted.map_or(0, |counted| counted.len());
        let is_opened = !figure.inputs.is_empty() || figure.documents.is_some() || parts > 0;
        assert!(is_opened || figure.value.is_none_or(|value| value == 0.0), "{}", definition.id);
    }
}

#[test]
fn settlements_add_up_to_what_days_to_pay_rest_on() {
    let world = established();
    let report = compose(&world.inputs());
    let table = report.data.iter().find(|table| table.name == "settlements").expect("a table");
    let column = |name: &str| table.column(name).expect("a column");
    let (amount, in_ttm, days) = (column("amount"), column("in_ttm"), column("days_to_pay"));
    let year = || table.rows.iter().filter(|row| row[in_ttm].as_deref() == Some("yes"));
    let number = |cell: &Option<String>| cell.as_ref().and_then(|text| text.parse::<f64>().ok()).expect("a number");
    let sum: f64 = year().map(|row| number(&row[amount])).sum();
    let times = &world.results.payment.ttm;
    assert!((sum - times.amount.to_major(world.ledger.currency())).abs() < 0.001);
    assert_eq!(u32::try_from(year().count()), Ok(times.parts));
    let weighted: f64 = year().map(|row| number(&row[amount]) * number(&row[days])).sum();
    assert!((weighted / sum - times.days_to_pay.clone().expect("payments")).abs() < 1e-6);
}

fn exact(world: &World, amount: crate::base::Money) -> String {
    crate::report::format::Amounts { currency: world.ledger.currency() }.exact(amount)
}

#[test]
fn formulas_read_as_formulas() {
    let text = |id: &str| find(id).map(|definition| definition.formula.text()).unwrap_or_default();
    assert_eq!(text("average_basket"), "Sales, twelve months ÷ purchases, twelve months");
    assert_eq!(
        text("gross_revenue_retention_ttm"),
        "(Retention base − contraction − sales of lost customers) ÷ retention base"
    );
}
