//! A figure opened.

use super::{ExplainedDocuments, ExplainedFigure, document};
use crate::report::context::Context;
use crate::report::evidence::{Documents, Evidence};
use crate::report::inputs::Inputs;
use crate::report::model::Figure;
use crate::report::{figure_definitions, figures};

/// A figure with everything that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureExplanation {
    /// Its id, name and value.
    pub figure: ExplainedFigure,
    /// "USD", "ratio", "days", "count", "index".
    pub unit: String,
    /// Why there is no value.
    pub reason: Option<String>,
    /// The formula in one line.
    pub formula: String,
    /// The block of the pack's proof that tells the rule in full.
    pub method: String,
    /// The figures that it is made of.
    pub inputs: Vec<ExplainedFigure>,
    /// The documents behind it.
    pub documents: Option<ExplainedDocuments>,
}

/// Opens the figure of this id; `None` where there is no such figure.
pub fn explain_figure(inputs: &Inputs<'_>, id: &str) -> Option<FigureExplanation> {
    let cx = Context::new(*inputs);
    let all = figures::figures(&cx);
    let figure = all.get(id)?;
    let line = |id: &str| all.get(id).map(|figure| listed(id, figure));
    let which = figure_definitions::find(id).map_or(Documents::None, |definition| definition.documents);
    let documents = figure.documents.as_ref().map(|summary| ExplainedDocuments {
        which: summary.which.clone(),
        documents: Evidence::of(&cx, which).documents.iter().map(|&(ix, amount)| document(&cx, ix, amount)).collect(),
        sum: summary.sum_text.clone(),
        ties: summary.ties,
    });
    Some(FigureExplanation {
        figure: listed(id, figure),
        unit: figure.unit.clone(),
        reason: figure.reason.clone(),
        formula: figure.formula.clone(),
        method: figure.method.clone(),
        inputs: figure.inputs.iter().filter_map(|input| line(input)).collect(),
        documents,
    })
}

/// Every figure, in the order of the pack's page of figures.
pub fn list_figures(inputs: &Inputs<'_>) -> Vec<ExplainedFigure> {
    let all = figures::figures(&Context::new(*inputs));
    let in_order = figure_definitions::all().filter_map(|definition| all.get_key_value(definition.id));
    in_order.map(|(id, figure)| listed(id, figure)).collect()
}

fn listed(id: &str, figure: &Figure) -> ExplainedFigure {
    ExplainedFigure { id: id.to_owned(), name: figure.name.clone(), value: figure.text.clone() }
}
