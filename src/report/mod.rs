//! The story: results, facts, settings and the adviser's notes become one [`Report`] value, with every sentence
//! written, every number rounded and every row in its place.
//!
//! Each section is a file that reads the results and writes blocks; no file computes a metric. A sentence is chosen by
//! the figures it speaks of, and where they do not carry one, the pack says plainly what there is.

mod benchmarks;
mod cash;
pub mod check;
mod collections;
mod concentration;
mod context;
mod crm;
mod currency;
mod customer_list;
mod customer_page;
mod customer_standing;
mod customers;
mod data;
mod documents;
mod earlier;
mod evidence;
mod exclusions;
mod explanation;
mod figure_definitions;
mod figure_marks;
mod figure_parts;
mod figure_reasons;
mod figures;
mod figures_page;
mod findings;
mod flash;
mod format;
mod glossary;
mod identities;
mod inputs;
mod methods;
pub mod model;
mod monthly_sales;
mod name_changes;
mod notes;
mod origins;
mod overview;
mod parts;
mod proof;
mod rates;
mod reason;
mod record;
mod retention;
mod rfm_classic;
mod sales_stop;
mod scorecard;
mod segment_flows;
mod segment_rule;
mod segment_slipping;
mod segments;
mod settings_text;
mod settlements;
mod since;
mod small_customers;
mod summary;
mod sums;
mod tie_outs;
mod transition;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use explanation::{
    CustomerExplanation, DocumentExplanation, ExplainedCustomers, ExplainedDocument, ExplainedDocuments,
    ExplainedFigure, ExplainedPart, FigureExplanation, explain_customer, explain_document, explain_figure,
    list_figures,
};
pub use figure_marks::{MarkTrouble, MarkTroubleKind, mark_troubles};
pub use flash::compose_flash;
pub use format::unit;
pub use inputs::{Inputs, ReportSettings};
pub use model::Report;
pub use overview::{ClientEntry, FirmOverview, LastBuild, PackSummary, ProblemGroup, ProblemWeight, compose_overview};
pub use record::{LastPack, Record, RecordError};

use std::collections::BTreeMap;

use context::Context;
use model::{Block, Body, Section};

/// Version of the report's structure.
const SCHEMA: u32 = 1;

/// Composes one client's report. The same inputs give the same report, to the last letter.
pub fn compose(inputs: &Inputs<'_>) -> Report {
    let cx = Context::new(*inputs);
    let figures = figures::figures(&cx);
    let mut sections = vec![
        summary::section(&cx),
        scorecard::section(&cx),
        retention::section(&cx),
        segments::section(&cx),
        customers::section(&cx),
        concentration::section(&cx),
        cash::section(&cx),
        small_customers::section(&cx),
        proof::section(&cx, &figures),
    ];
    for section in &mut sections {
        add_notes(section, inputs.notes, &figures);
    }
    sections.push(figures_page::section(&cx, &figures));
    let data = data::tables(&cx);
    Report {
        schema: SCHEMA,
        tool: tool(),
        meta: settings_text::meta(&cx),
        figures,
        sections,
        customers: cx.order.iter().map(|&customer| customer_page::page(&cx, customer)).collect(),
        files: [model::PACK_PDF, model::PACK_WORKBOOK].map(str::to_owned).to_vec(),
        crm: crm::files(&cx, &data),
        data,
    }
}

/// The figures of a report alone.
pub fn figures(inputs: &Inputs<'_>) -> BTreeMap<String, model::Figure> {
    figures::figures(&Context::new(*inputs))
}

/// Name and version of the program.
fn tool() -> String {
    format!("Ledgerpress {}", env!("CARGO_PKG_VERSION"))
}

/// Puts the adviser's notes on a section at its end, except in the summary, where they follow the findings.
fn add_notes(section: &mut Section, notes: &[(String, String)], figures: &BTreeMap<String, model::Figure>) {
    let own = notes.iter().filter(|(id, _)| *id == section.id).enumerate();
    let blocks: Vec<Block> = own
        .map(|(i, (_, markdown))| {
            let id = if i == 0 { "notes".to_owned() } else { format!("notes-{}", i + 1) };
            Block::new(&id, Body::Commentary { nodes: notes::nodes(&figure_marks::filled_in(markdown, figures)) })
                .headline("From your adviser")
        })
        .collect();
    let at = section.blocks.iter().position(|block| block.id == "findings").map_or(section.blocks.len(), |i| i + 1);
    section.blocks.splice(at..at, blocks);
}
