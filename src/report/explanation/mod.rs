//! A figure, a customer or a document opened, as texts for a terminal: the same formulas, inputs and documents as in the pack.

mod customer;
mod document;
mod figure;

pub use customer::{CustomerExplanation, explain_customer};
pub use document::{DocumentExplanation, explain_document};
pub use figure::{ExplainedCustomers, ExplainedPart, FigureExplanation, explain_figure, list_figures};

use super::context::{Context, place};
use super::documents::kind_name;
use super::{origins, words};
use crate::base::Money;
use crate::ledger::DocumentIx;

/// A figure, in a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedFigure {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Documents and what they add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedDocuments {
    /// Which, as a clause: "sales documents of the twelve months".
    pub which: String,
    /// By date.
    pub documents: Vec<ExplainedDocument>,
    /// Their sum, with every decimal.
    pub sum: String,
    /// Where the figure is a number of customers: how many of them come to more than zero.
    pub counted: Option<usize>,
    /// Whether the sum, or the number of customers, is the figure; `None` where it need not be.
    pub ties: Option<bool>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedDocument {
    /// "Invoice".
    pub kind: String,
    /// Its number, or nothing.
    pub number: String,
    /// ISO date.
    pub date: String,
    /// The customer.
    pub customer: String,
    /// What it adds to the sum.
    pub amount: String,
    /// File, sheet and rows of the export that tells of it first.
    pub found_in: String,
}

/// One document as text, with what it adds.
fn document(cx: &Context<'_>, ix: DocumentIx, amount: Money) -> ExplainedDocument {
    let document = cx.inputs.ledger.document(ix);
    ExplainedDocument {
        kind: kind_name(document.kind).to_owned(),
        number: document.number.as_deref().map(words::one_line).unwrap_or_default(),
        date: document.date.to_string(),
        customer: cx.name(place(document.customer)),
        amount: cx.amounts.exact(amount),
        found_in: origins::in_first_file(&document.origins),
    }
}
