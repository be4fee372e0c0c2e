//! The story: results, facts, settings and the adviser's notes become one [`Report`] value, with every sentence
//! written, every number rounded and every row in its place.
//!
//! Each section is a file that reads the results and writes blocks; no file computes a metric. A sentence is chosen by
//! the figures it speaks of, and where they do not carry one, the pack says plainly what there is.

mod cash;
pub mod check;
mod collections;
mod concentration;
mod context;
mod currency;
mod customer_page;
mod customers;
mod data;
mod exclusions;
mod figures;
mod findings;
mod format;
mod glossary;
mod identities;
mod inputs;
mod methods;
pub mod model;
mod name_changes;
mod notes;
mod parts;
mod proof;
mod rates;
mod reason;
mod retention;
mod scorecard;
mod segments;
mod settings_text;
mod small_customers;
mod summary;
mod sums;
mod tie_outs;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use inputs::{Inputs, ReportSettings};
pub use model::Report;

use context::Context;
use model::{Block, Body, Section};

/// Version of the report's structure.
const SCHEMA: u32 = 1;

/// Composes one client's report. The same inputs give the same report, to the last letter.
pub fn compose(inputs: &Inputs<'_>) -> Report {
    let cx = Context::new(*inputs);
    let mut sections = vec![
        summary::section(&cx),
        scorecard::section(&cx),
        retention::section(&cx),
        segments::section(&cx),
        customers::section(&cx),
        concentration::section(&cx),
        cash::section(&cx),
        small_customers::section(&cx),
        proof::section(&cx),
    ];
    for section in &mut sections {
        add_notes(section, inputs.notes);
    }
    Report {
        schema: SCHEMA,
        tool: format!("Ledgerpress {}", env!("CARGO_PKG_VERSION")),
        meta: settings_text::meta(&cx),
        figures: figures::figures(&cx),
        sections,
        customers: cx.order.iter().map(|&customer| customer_page::page(&cx, customer)).collect(),
        data: data::tables(&cx),
    }
}

/// Puts the adviser's notes on a section at its end, except in the summary, where they follow the findings.
fn add_notes(section: &mut Section, notes: &[(String, String)]) {
    let own = notes.iter().filter(|(id, _)| *id == section.id).enumerate();
    let blocks: Vec<Block> = own
        .map(|(i, (_, markdown))| {
            let id = if i == 0 { "notes".to_owned() } else { format!("notes-{}", i + 1) };
            Block::new(&id, Body::Commentary { nodes: notes::nodes(markdown) }).headline("From your adviser")
        })
        .collect();
    let at = section.blocks.iter().position(|block| block.id == "findings").map_or(section.blocks.len(), |i| i + 1);
    section.blocks.splice(at..at, blocks);
}
