//! A figure opened.

use super::{ExplainedDocuments, ExplainedFigure, document};
use crate::base::Money;
use crate::report::context::Context;
use crate::report::evidence::Evidence;
use crate::report::figure_definitions::Relation;
use crate::report::figure_parts::Part;
use crate::report::inputs::Inputs;
use crate::report::model::Figure;
use crate::report::{figure_definitions, figures, format};

/// A figure with everything that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureExplanation {
    /// Its id, name and value.
    pub figure: ExplainedFigure,
    /// "USD", "days"; nothing for counts, shares and indices, which say themselves.
    pub unit: String,
    /// Why there is no value.
    pub reason: Option<String>,
    /// The formula in one line.
    pub formula: String,
    /// The block of the pack's proof that tells the rule in full.
    pub method: String,
    /// The figures that it is made of.
    pub inputs: Vec<ExplainedFigure>,
    /// What else it is made of: what it is, where it is set, its value.
    pub parts: Vec<ExplainedPart>,
    /// The customers that it counts.
    pub customers: Option<ExplainedCustomers>,
    /// The documents behind it.
    pub documents: Option<ExplainedDocuments>,
}

/// A setting, a finding or another thing that a figure is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedPart {
    /// What it is.
    pub name: String,
    /// Where it is set, or another word about it; may be empty.
    pub sub: String,
    /// Its value.
    pub value: String,
}

/// The customers that a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedCustomers {
    /// What the amounts are: "Sales in the twelve months to September 2026".
    pub amounts: String,
    /// Name and amount, largest first.
    pub customers: Vec<(String, String)>,
    /// What the amounts come to.
    pub sum: String,
}

/// Opens the figure of this id; `None` where there is no such figure.
pub fn explain_figure(inputs: &Inputs<'_>, id: &str) -> Option<FigureExplanation> {
    let cx = Context::new(*inputs);
    let all = figures::figures(&cx);
    let figure = all.get(id)?;
    let line = |id: &str| all.get(id).map(|figure| listed(id, figure));
    let definition = figure_definitions::find(id)?;
    let evidence = Evidence::of(&cx, definition.documents);
    let counted = definition.counted(&cx, &evidence);
    let documents = figure.documents.as_ref().map(|summary| ExplainedDocuments {
        which: summary.which.clone(),
        documents: evidence.documents.iter().map(|&(ix, amount)| document(&cx, ix, amount)).collect(),
        sum: summary.sum_text.clone(),
        counted: (definition.relation == Relation::Customers).then(|| counted.as_ref().map_or(0, Vec::len)),
        ties: summary.ties,
    });
    let customers = definition.parts.amount_name(&cx).zip(counted).filter(|_| figure.value.is_some());
    Some(FigureExplanation {
        figure: listed(id, figure),
        unit: if figure.value.is_some() { format::unit(&figure.unit).to_owned() } else { String::new() },
        reason: figure.reason.clone(),
        formula: figure.formula.clone(),
        method: figure.method.clone(),
        inputs: figure.inputs.iter().filter_map(|input| line(input)).collect(),
        parts: definition
            .parts
            .list(&cx)
            .into_iter()
            .map(|Part { name, sub, value, .. }| ExplainedPart { name, sub, value })
            .collect(),
        customers: customers.map(|(amounts, customers)| listed_customers(&cx, amounts, &customers)),
        documents,
    })
}

fn listed_customers(cx: &Context<'_>, amounts: String, customers: &[(usize, Money)]) -> ExplainedCustomers {
    ExplainedCustomers {
        amounts,
        customers: customers.iter().map(|&(customer, amount)| (cx.name(customer), cx.amounts.exact(amount))).collect(),
        sum: cx.amounts.exact(customers.iter().map(|&(_, amount)| amount).sum()),
    }
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
