//! The totals that exports and settings state, beside what was read and what the ledger holds.

use std::collections::BTreeMap;

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle, Tone};
use super::{proof, words};
use crate::ledger::{TieOut, TieOutMeasure, Verdict};

/// Every total of a whole file on a row of its own; those of customers and groups, which are many, on one row a file,
/// but for the ones that differ.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let totals = cx.inputs.tie_outs;
    if cx.inputs.sources.is_empty() && totals.is_empty() {
        return Block::missing("tie-outs", "Totals of the exports", "No export was read.");
    }
    let mut parts: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for total in totals {
        if is_part(total) && total.verdict == Verdict::Ties {
            *parts.entry(place(total)).or_default() += 1;
        } else {
            rows.push(row(cx, total));
        }
    }
    rows.extend(parts.into_iter().map(|(file, number)| {
        let what = words::counted(number, "total of a customer or group", "totals of customers and groups");
        let mut cells = vec![Cell::text(words::one_line(&file)), Cell::text(what)];
        cells.extend((0..5).map(|_| Cell::dash()));
        cells.push(Cell::toned(if number == 1 { "Ties out" } else { "All tie out" }, Tone::Good));
        Row::body(cells)
    }));
    let silent =
        cx.inputs.sources.iter().filter(|source| !totals.iter().any(|total| place(total) == *source.origin.file));
    rows.extend(silent.map(|source| {
        let mut cells = vec![Cell::text(proof::file_name(source))];
        cells.extend((0..6).map(|_| Cell::dash()));
        cells.push(Cell::toned("No total printed", Tone::Quiet));
        Row::body(cells)
    }));
    let columns = vec![
        Column::left("File"),
        Column::left("Adds up").wide(),
        Column::left("Covers"),
        Column::right("Its own total"),
        Column::right("Read"),
        Column::right("Ledger"),
        Column::right("Difference").emphasised(),
        Column::left("Verdict"),
    ];
    Block::table("tie-outs", Table::new(TableStyle::Full, columns, rows)).headline(headline(cx)).label(format!(
        "What each export says it adds up to, what was read, and what the ledger holds; {}",
        cx.currency()
    ))
}

/// The total of a customer, or of a group that means nothing to the ledger.
fn is_part(total: &TieOut) -> bool {
    total.customer.is_some() || total.measure == TieOutMeasure::Rows
}

/// The file, or the settings, that state it.
fn place(total: &TieOut) -> String {
    total.origin.as_ref().map_or_else(|| "client.toml".to_owned(), |origin| origin.file.to_string())
}

fn row(cx: &Context<'_>, total: &TieOut) -> Row {
    let amount = |amount| Cell::or_dash(Option::map(amount, |amount| cx.amounts.exact(amount)));
    let covers = match (total.period, total.as_of) {
        (_, Some(day)) => Some(format::short_date(day)),
        (Some(period), None) => Some(format::period(period)),
        (None, None) => None,
    };
    let what = match &total.customer {
        Some(name) => format!("{}, {}", measure(total.measure), words::one_line(name)),
        None => measure(total.measure).to_owned(),
    };
    Row::body(vec![
        Cell::text(words::one_line(&place(total))),
        Cell::text(what),
        Cell::or_dash(covers),
        amount(Some(total.stated)),
        amount(total.read),
        match total.ledger {
            Some(ledger) if !total.excluded.is_zero() => {
                let excluded = format!("and {} of excluded customers", cx.amounts.exact(total.excluded));
                Cell::with_sub(cx.amounts.exact(ledger), excluded)
            }
            ledger => amount(ledger),
        },
        amount(Some(total.difference)),
        match total.verdict {
            Verdict::Ties => Cell::toned("Ties out", Tone::Good),
            Verdict::RowsDiffer => Cell::toned("Rows differ", Tone::Bad),
            Verdict::LedgerDiffers => Cell::toned("Ledger differs", Tone::Bad),
        },
    ])
}

fn measure(measure: TieOutMeasure) -> &'static str {
    match measure {
        TieOutMeasure::NetSales => "Sales without tax",
        TieOutMeasure::GrossSales => "Documents with tax",
        TieOutMeasure::Payments => "Payments",
        TieOutMeasure::OpenBalance => "Open balance",
        TieOutMeasure::Rows => "Sum of the rows",
    }
}

fn headline(cx: &Context<'_>) -> String {
    let failed: Vec<_> = cx.inputs.tie_outs.iter().filter(|total| total.verdict != Verdict::Ties).collect();
    match failed.as_slice() {
        _ if cx.inputs.tie_outs.is_empty() => "There is no total to tie out to".to_owned(),
        [] => "Every total ties out".to_owned(),
        [one] => format!("One total differs, by {}", cx.amounts.exact(one.difference)),
        many => format!("{} totals differ", words::number_word(many.len())),
    }
}
