//! The figures, each opened: its formula, the figures and customers that it is made of, and the documents behind it. On
//! screens alone: on paper nobody can follow a link to a document.

use std::collections::BTreeMap;

use super::context::Context;
use super::evidence::{Documents, Evidence};
use super::figure_definitions::{self, Definition, Relation};
use super::format;
use super::model::{Block, Cell, Column, Figure, Row, Section, Table, TableStyle, Target};
use super::parts::place;
use super::words;

/// The section's id.
const SECTION: &str = "figures";
/// So many customers stand below a figure; the others are one row.
const CUSTOMERS: usize = 5;

/// Where a figure opens.
pub(super) fn place_of(figure: &str) -> Target {
    place(SECTION, figure)
}

/// Composes the section.
pub(super) fn section(cx: &Context<'_>, figures: &BTreeMap<String, Figure>) -> Section {
    let defined: Vec<(&Definition, &Figure)> =
        figure_definitions::all().filter_map(|definition| Some((definition, figures.get(definition.id)?))).collect();
    let mut evidence: BTreeMap<Documents, Evidence> = BTreeMap::new();
    let mut blocks = vec![list(&defined)];
    for &(definition, figure) in &defined {
        let evidence = evidence.entry(definition.documents).or_insert_with(|| Evidence::of(cx, definition.documents));
        blocks.push(block(cx, definition, figure, figures, evidence).not_on_paper());
    }
    Section {
        id: SECTION.to_owned(),
        name: "Figures".to_owned(),
        headline: format!("The {} figures of this pack, opened", format::length(defined.len())),
        lead: "Each with its formula, the figures or customers that it is made of, and the documents behind it. A \
               customer’s page lists its documents, and each document names the row of the export that it was read from."
            .to_owned(),
        blocks,
    }
}

/// Every figure with its value.
fn list(defined: &[(&Definition, &Figure)]) -> Block {
    let row = |(definition, figure): &(&Definition, &Figure)| {
        let unit = if figure.unit == "index" { "" } else { &figure.unit };
        Row::body(vec![
            Cell::linked(definition.name, place_of(definition.id)),
            Cell::text(definition.id),
            Cell::text(&figure.text),
            Cell::text(if unit.is_empty() { format::DASH } else { unit }),
        ])
    };
    let columns = vec![
        Column::left("Figure").wide(),
        Column::left("Id").not_on_phones(),
        Column::right("Value").emphasised(),
        Column::left("Unit").not_on_phones(),
    ];
    Block::table("list", Table::new(TableStyle::Mid, columns, defined.iter().map(row).collect()))
        .label("The id is what ledgerpress explain and notes call a figure by")
        .link("Every document, with its row", documents_target())
        .not_on_paper()
}

fn documents_target() -> Target {
    Target::Data { name: "documents".to_owned() }
}

fn block(
    cx: &Context<'_>,
    definition: &Definition,
    figure: &Figure,
    figures: &BTreeMap<String, Figure>,
    evidence: &Evidence,
) -> Block {
    let mut rows: Vec<Row> = definition
        .formula
        .inputs()
        .into_iter()
        .filter_map(|input| {
            let value = figures.get(input)?;
            Some(Row::body(vec![Cell::linked(&value.name, place_of(input)), Cell::text(&value.text)]))
        })
        .collect();
    if rows.is_empty() && definition.relation != Relation::None {
        rows = contributions(cx, evidence);
    }
    rows.push(Row::total(vec![Cell::text(definition.name), Cell::text(&figure.text)]));
    let columns = vec![Column::left("Made of").wide(), Column::right("Value").emphasised()];
    let mut block = Block::table(definition.id, Table::new(TableStyle::Mid, columns, rows))
        .headline(definition.name)
        .label(figure.formula.clone())
        .note(note(figure))
        .link("How it is computed", place("proof", &figure.method));
    if figure.documents.is_some() {
        block = block.link("The documents", documents_target());
    }
    block
}

/// The customers that add most, and all others as one row.
fn contributions(cx: &Context<'_>, evidence: &Evidence) -> Vec<Row> {
    let customers = evidence.by_customer(cx);
    let (first, rest) = customers.split_at(CUSTOMERS.min(customers.len()));
    let row = |&(customer, sum, _): &(usize, crate::base::Money, usize)| {
        Row::body(vec![cx.name_cell(customer), Cell::text(cx.money(sum))])
    };
    let mut rows: Vec<Row> = first.iter().map(row).collect();
    if !rest.is_empty() {
        let name = words::counted(rest.len(), "further customer", "further customers");
        let sum = rest.iter().map(|&(_, sum, _)| sum).sum();
        rows.push(Row::body(vec![Cell::linked(name, place("customers", "sheet")), Cell::text(cx.money(sum))]));
    }
    rows
}

/// Why there is no value, and what the figure rests on.
fn note(figure: &Figure) -> String {
    let mut sentences = Vec::new();
    if let Some(reason) = &figure.reason {
        sentences.push(format!("No value: {reason}."));
    }
    if let Some(documents) = &figure.documents {
        let ties = match documents.ties {
            Some(true) if figure.inputs.is_empty() && figure.unit != "count" => ": that is the figure",
            Some(true) if figure.unit != "count" => ": the same",
            _ => "",
        };
        sentences.push(format!(
            "It rests on {} {}, {} in all{ties}.",
            format::length(documents.number),
            documents.which,
            documents.sum_text
        ));
    }
    sentences.join(" ")
}
