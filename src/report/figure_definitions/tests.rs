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
