//! A figure, a customer or a document opened, as text.

use std::fmt::Write as _;

use crate::cli::terminal::{BAD, GOOD, STRONG, columns, left, wrapped};
use crate::report::{
    CustomerExplanation, DocumentExplanation, ExplainedCustomers, ExplainedDocument, ExplainedDocuments,
    ExplainedFigure, ExplainedPart, FigureExplanation,
};

/// So many documents stand in a list, unless all are asked for.
const DOCUMENTS: usize = 20;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Columns of a line.
    pub(super) width: usize,
    /// Every document, not the first twenty.
    pub(super) all: bool,
}

/// Every figure with its value.
pub(super) fn list(figures: &[ExplainedFigure], form: Form) -> String {
    let widest = figures.iter().map(|figure| columns(&figure.id)).max().unwrap_or(0);
    let values = figures.iter().map(|figure| columns(&figure.value)).max().unwrap_or(0);
    let line = |figure: &ExplainedFigure| {
        let first = format!("{}  {}  ", left(&figure.id, widest), right(&figure.value, values));
        wrapped(&first, &figure.name, form.width)
    };
    let lines: String = figures.iter().map(line).collect();
    lines
        + "\nMore about one: ledgerpress explain FIRM CLIENT FIGURE, or a customer's name or a document's number in its place\n"
}

/// One figure: value, formula, inputs, documents.
pub(super) fn figure(figure: &FigureExplanation, form: Form) -> String {
    let mut text = format!("{STRONG}{}: {}{STRONG:#} {}", figure.figure.name, figure.figure.value, figure.unit);
    text.truncate(text.trim_end().len());
    text.push('\n');
    if let Some(reason) = &figure.reason {
        text += &wrapped("  ", &format!("No value: {reason}."), form.width);
    }
    text += &heading("Formula");
    text += &wrapped("  ", &figure.formula, form.width);
    text += &wrapped("  ", &format!("In full: proof.html#{} of the pack.", figure.method), form.width);
    if !figure.inputs.is_empty() || !figure.parts.is_empty() {
        text += &heading("Made of");
        let widest = figure.inputs.iter().map(|input| columns(&input.id)).max().unwrap_or(0);
        let values = figure.inputs.iter().map(|input| columns(&input.value)).max().unwrap_or(0);
        for input in &figure.inputs {
            let first = format!("  {}  {}  ", left(&input.id, widest), right(&input.value, values));
            text += &wrapped(&first, &input.name, form.width);
        }
        text += &parts(&figure.parts, form);
    }
    if let Some(customers) = &figure.customers {
        text += &heading("Customers");
        text += &counted(customers, form);
    }
    if let Some(documents) = &figure.documents {
        text += &heading("Documents");
        text += &listed(documents, "the figure", form);
    }
    text
}

/// Settings, a finding, months: each with its value.
fn parts(parts: &[ExplainedPart], form: Form) -> String {
    let names = parts.iter().map(|part| columns(&part.name)).max().unwrap_or(0).min(form.width / 2);
    let values = parts.iter().map(|part| columns(&part.value)).max().unwrap_or(0);
    let line = |part: &ExplainedPart| {
        let first = format!("  {}  {}  ", left(&part.name, names), right(&part.value, values));
        wrapped(&first, &part.sub, form.width)
    };
    parts.iter().map(line).map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The customers that a figure counts, the first of them or all.
fn counted(customers: &ExplainedCustomers, form: Form) -> String {
    let number = customers.customers.len();
    let mut text =
        wrapped("  ", &format!("{}, which is the figure. {}:", customers_text(number), customers.amounts), form.width);
    let shown = if form.all { number } else { number.min(DOCUMENTS) };
    let rows = customers.customers.get(..shown).unwrap_or_default();
    let together = format!("{} together", customers_text(number));
    let names = rows.iter().map(|(name, _)| columns(name)).chain([columns(&together)]).max().unwrap_or(0);
    let amounts = rows.iter().map(|(_, amount)| columns(amount)).chain([columns(&customers.sum)]).max().unwrap_or(0);
    for (name, amount) in rows {
        let _ = writeln!(text, "  {}  {}", left(name, names), right(amount, amounts));
    }
    text += &more(shown, number);
    let _ = writeln!(text, "  {}  {}", left(&together, names), right(&customers.sum, amounts));
    text
}

fn customers_text(number: usize) -> String {
    let noun = if number == 1 { "customer" } else { "customers" };
    format!("{} {noun}", crate::cli::terminal::grouped(&number.to_string()))
}

/// How many are not shown, and how to see them; nothing where all are.
fn more(shown: usize, number: usize) -> String {
    if shown == number {
        return String::new();
    }
    format!("  {} more: add --all\n", crate::cli::terminal::grouped(&(number - shown).to_string()))
}

/// One customer: segment, scores, open items, documents.
pub(super) fn customer(customer: &CustomerExplanation, form: Form) -> String {
    let mut text = format!("{STRONG}{}: {}{STRONG:#}\n", customer.name, customer.segment);
    text += &wrapped("  ", &customer.why, form.width);
    let _ = writeln!(text, "  Id {}, page {} of the pack.", customer.id, customer.page);
    text.push('\n');
    let widest = customer.facts.iter().map(|(term, _)| columns(term)).max().unwrap_or(0);
    for (term, said) in &customer.facts {
        text += &wrapped(&format!("  {}  ", left(term, widest)), said, form.width);
    }
    if !customer.scores.is_empty() {
        text += &heading("Scores");
        let names = customer.scores.iter().map(|(name, ..)| columns(name)).max().unwrap_or(0);
        let points = customer.scores.iter().map(|(_, points, _)| columns(points)).max().unwrap_or(0);
        for (name, score, from) in &customer.scores {
            text += &wrapped(&format!("  {}  {}  ", left(name, names), right(score, points)), from, form.width);
        }
    }
    if let Some(open) = &customer.open {
        text += &heading("Open");
        text += &listed(open, "the open balance", form);
    }
    text += &heading("Documents");
    text + &listed(&customer.sales, "the lifetime value", form)
}

/// One document: whose, dates, amounts, settlements, places.
pub(super) fn document(document: &DocumentExplanation, form: Form) -> String {
    let mut text = format!("{STRONG}{}{STRONG:#}\n", document.title);
    let widest = document.facts.iter().map(|(term, _)| columns(term)).max().unwrap_or(0);
    for (term, said) in &document.facts {
        text += &wrapped(&format!("  {}  ", left(term, widest)), said, form.width);
    }
    if !document.settlements.is_empty() {
        text += &heading("Settled with");
        let amounts = document.settlements.iter().map(|(_, _, amount)| columns(amount)).max().unwrap_or(0);
        for (day, other, amount) in &document.settlements {
            text += &wrapped(&format!("  {day}  {}  ", right(amount, amounts)), other, form.width);
        }
    }
    text += &heading("Found in");
    text += &document.found_in.iter().map(|place| wrapped("  ", place, form.width)).collect::<String>();
    text
}

fn heading(title: &str) -> String {
    format!("\n{STRONG}{title}{STRONG:#}\n")
}

/// How many, what they add up to, whether that is `whole`, and the first of them.
fn listed(documents: &ExplainedDocuments, whole: &str, form: Form) -> String {
    let number = documents.documents.len();
    let count = crate::cli::terminal::grouped(&number.to_string());
    let ties = match (documents.ties, documents.counted) {
        (Some(true), Some(customers)) => {
            let verb = if customers == 1 { "comes" } else { "come" };
            let count = customers_text(customers);
            format!("; {GOOD}{count} {verb} to more than zero, which gives {whole}{GOOD:#}")
        }
        (Some(true), None) => format!(", {GOOD}which gives {whole}{GOOD:#}"),
        (Some(false), _) => format!(", {BAD}which does not give {whole}{BAD:#}"),
        (None, _) => String::new(),
    };
    let mut text = format!("  {count} {}: {} in all{ties}\n", documents.which, documents.sum);
    let shown = if form.all { number } else { number.min(DOCUMENTS) };
    let rows = documents.documents.get(..shown).unwrap_or_default();
    let wide = |get: fn(&ExplainedDocument) -> &str| rows.iter().map(|row| columns(get(row))).max().unwrap_or(0);
    let (kinds, numbers) = (wide(|row| &row.kind), wide(|row| &row.number));
    let (customers, amounts) = (wide(|row| &row.customer), wide(|row| &row.amount));
    for row in rows {
        let _ = writeln!(
            text,
            "  {}  {}  {}  {}  {}  {}",
            row.date,
            left(&row.kind, kinds),
            left(&row.number, numbers),
            left(&row.customer, customers),
            right(&row.amount, amounts),
            row.found_in
        );
    }
    text + &more(shown, number)
}

fn right(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}
