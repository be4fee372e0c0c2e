//! Of a list of lines: which amounts are the line's own, and which are the document's, said again on each of its lines.
//!
//! Amounts that differ within a document are of lines. Amounts that are the same on all lines of each document are the
//! document's, where enough documents show it, where the heading says so, or where others beside them differ; else the
//! format asks its reader.

use std::collections::BTreeMap;

use super::Shape;
use super::written::quoted;
use crate::import::table::Row;

/// So many documents with the same amount on all of their lines are no chance.
const TELLING: usize = 3;

/// Whose an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Line,
    Document,
    /// Probably the document's.
    Doubtful,
    /// It is zero on every line.
    Nobodys,
}

/// The key `repeated` for the columns in `used`; nothing where all amounts are of lines. `documents` are the rows of each
/// document that has several.
pub(super) fn repeated(shape: &Shape<'_>, used: &BTreeMap<&'static str, usize>, documents: &[Vec<Row<'_>>]) -> String {
    let amounts = ["net", "tax", "gross", "open_balance", "paid"];
    let places = amounts.iter().filter_map(|&name| Some((name, *used.get(name)?)));
    let found: Vec<(&str, Whose)> = places.map(|(name, place)| (name, whose(shape, place, documents))).collect();
    let any_of_documents = found.iter().any(|(_, whose)| matches!(whose, Whose::Document | Whose::Doubtful));
    let repeated = found.iter().filter(|(_, whose)| match whose {
        Whose::Document | Whose::Doubtful => true,
        Whose::Nobodys => any_of_documents,
        Whose::Line => false,
    });
    let names: Vec<String> = repeated.map(|(name, _)| quoted(name)).collect();
    if names.is_empty() {
        return String::new();
    }
    let doubtful: Vec<&str> =
        found.iter().filter(|(_, whose)| *whose == Whose::Doubtful).map(|&(name, _)| name).collect();
    let doubt = if doubtful.is_empty() {
        String::new()
    } else {
        format!(
            "# NOT DECIDED: {} is the same on all lines of a document, but too few documents have several lines to tell\n\
             # whether that is the whole document's amount or each line's own. Look at one, and take it out in that case.\n",
            doubtful.join(", ")
        )
    };
    format!(
        "# The document's own amounts, said again on each line. Take out those that are the line's own.\n{doubt}\
         repeated = [{}]\n",
        names.join(", ")
    )
}

fn whose(shape: &Shape<'_>, place: usize, documents: &[Vec<Row<'_>>]) -> Whose {
    let heading = shape.headings.get(place).map(|heading| heading.to_lowercase()).unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if differs(place, documents) || says(&["line", "item", "position", "zeile", "ligne", "línea", "linea", "regel"]) {
        return Whose::Line;
    }
    let is_something = |rows: &&Vec<Row<'_>>| rows.first().is_some_and(|row| !is_zero(row.cell(place)));
    let same = documents.iter().filter(is_something).count();
    let others_differ = || {
        let others = shape.columns.iter().enumerate().filter(|(other, column)| {
            *other != place && column.counts.are_amounts() && !column.counts.are_whole_numbers()
        });
        others.into_iter().any(|(other, _)| differs(other, documents))
    };
    match same {
        0 => Whose::Nobodys,
        _ if same >= TELLING || says(&["invoice", "document", "rechnung", "facture", "factura", "factuur"]) => {
            Whose::Document
        }
        _ if others_differ() => Whose::Document,
        _ => Whose::Doubtful,
    }
}

/// Whether the cells of a column differ within any of the documents.
fn differs(place: usize, documents: &[Vec<Row<'_>>]) -> bool {
    documents.iter().any(|rows| rows.windows(2).any(|pair| pair[0].cell(place) != pair[1].cell(place)))
}

fn is_zero(amount: &str) -> bool {
    !amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}
