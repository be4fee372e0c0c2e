//! The figures, each opened: its formula, the figures and customers that it is made of, and the documents behind it. On
//! screens alone: on paper nobody can follow a link to a document.

use std::collections::BTreeMap;

use super::context::Context;
use super::evidence::{Documents, Evidence};
use super::figure_definitions::{self, Definition, Relation};
use super::figure_parts::{Part, Parts};
use super::format;
use super::model::{Block, Cell, Column, Figure, Row, Section, Table, TableStyle, Target};
use super::parts::place;
use super::words;
use crate::base::Money;

/// The section's id.
const SECTION: &str = "figures";
/// So many customers stand below a figure; the others are one row.
const CUSTOMERS: usize = 5;
/// So many of those that a figure counts.
const COUNTED: usize = 12;

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
        Row::body(vec![
            Cell::linked(definition.name, place_of(definition.id)),
            Cell::text(definition.id),
            Cell::text(&figure.text),
            match format::unit(&figure.unit) {
                "" => Cell::Blank,
                unit => Cell::text(unit),
            },
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
        .link("Every document, with its row", data_target("documents"))
        .not_on_paper()
}

fn data_target(name: &str) -> Target {
    Target::Data { name: name.to_owned() }
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
    rows.extend(definition.parts.list(cx).into_iter().map(part_row));
    let has_other_parts = !rows.is_empty();
    rows.extend(match definition.counted(cx, evidence) {
        Some(_) if figure.value.is_none() => Vec::new(),
        Some(counted) if definition.parts != Parts::None || !has_other_parts => counted_rows(cx, &counted),
        None if definition.relation == Relation::Sum && !has_other_parts => {
            contributions(cx, &evidence.amounts_by_customer(cx), CUSTOMERS)
        }
        _ => Vec::new(),
    });
    rows.push(Row::total(vec![Cell::text(definition.name), Cell::text(&figure.text)]));
    let columns = vec![Column::left("Made of").wide(), Column::right("Value").emphasised()];
    let mut block = Block::table(definition.id, Table::new(TableStyle::Mid, columns, rows))
        .headline(definition.name)
        .label(figure.formula.clone())
        .note(note(cx, definition, figure, evidence))
        .link("How it is computed", place("proof", &figure.method));
    if figure.documents.is_some() {
        block = match definition.documents {
            Documents::Payments(_) => block.link("Every part of a payment", data_target("settlements")),
            Documents::Expected(_) => block.link("Every open invoice", data_target("expected-collections")),
            _ => block.link("The documents", data_target("documents")),
        };
    }
    block
}

fn part_row(part: Part) -> Row {
    let name = match part.target {
        Some(target) => Cell::linked(part.name, target).below(part.sub),
        None => Cell::with_sub(part.name, part.sub),
    };
    Row::body(vec![name, Cell::text(part.value)])
}

/// The customers that a figure counts, with what they come to; the number itself stands in the last row.
fn counted_rows(cx: &Context<'_>, customers: &[(usize, Money)]) -> Vec<Row> {
    let mut rows = contributions(cx, customers, COUNTED);
    if customers.len() > 1 {
        let together = format!("{} together", words::tallied(customers.len(), "customer", "customers"));
        let sum = customers.iter().map(|&(_, amount)| amount).sum();
        rows.push(Row::subtotal(vec![Cell::text(together), Cell::text(cx.money(sum))]));
    }
    rows
}

/// The customers that add most, and all others as one row.
fn contributions(cx: &Context<'_>, customers: &[(usize, Money)], shown: usize) -> Vec<Row> {
    // One further customer takes no more room than the row that would stand for it.
    let shown = if customers.len() == shown + 1 { shown + 1 } else { shown };
    let (first, rest) = customers.split_at(shown.min(customers.len()));
    let row = |&(customer, sum): &(usize, Money)| Row::body(vec![cx.name_cell(customer), Cell::text(cx.money(sum))]);
    let mut rows: Vec<Row> = first.iter().map(row).collect();
    if !rest.is_empty() {
        let name = words::counted(rest.len(), "further customer", "further customers");
        let sum = rest.iter().map(|&(_, sum)| sum).sum();
        rows.push(Row::body(vec![Cell::linked(name, place("customers", "sheet")), Cell::text(cx.money(sum))]));
    }
    rows
}

/// Why there is no value, and what the figure rests on.
fn note(cx: &Context<'_>, definition: &Definition, figure: &Figure, evidence: &Evidence) -> String {
    let mut sentences = Vec::new();
    if let Some(reason) = &figure.reason {
        sentences.push(format!("No value: {reason}."));
    }
    if let (Some(_), Some(amount)) = (figure.value, definition.parts.amount_name(cx)) {
        sentences.push(format!("Beside each customer: {}.", words::uncapitalised(&amount)));
    }
    if let Some(documents) = &figure.documents {
        let ties = match (documents.ties, definition.relation) {
            (Some(true), Relation::Sum) if figure.inputs.is_empty() => ": that is the figure".to_owned(),
            (Some(true), Relation::Sum) => ": the same".to_owned(),
            (Some(true), Relation::Customers) => others_than_counted(cx, definition, evidence),
            _ => String::new(),
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

/// What documents of customers who do not count come to: ", of which −120.00 of two customers who do not count".
fn others_than_counted(cx: &Context<'_>, definition: &Definition, evidence: &Evidence) -> String {
    let counted = definition.counted(cx, evidence).unwrap_or_default();
    let all = evidence.amounts_by_customer(cx);
    let others = all.len().saturating_sub(counted.len());
    if others == 0 {
        return String::new();
    }
    let rest: Money = all.iter().map(|&(_, amount)| amount).sum::<Money>() - counted.iter().map(|&(_, a)| a).sum();
    let who = words::counted(others, "customer who does not count", "customers who do not count");
    format!(", of which {} are of {who}, not being above zero", cx.amounts.exact(rest))
}
