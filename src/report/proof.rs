//! The proof: what ties out, what was left out, what was assumed, what adds up, and how each figure is computed.

use std::collections::BTreeMap;

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Figure, Row, Section, Table, TableStyle, Tone};
use super::{
    benchmarks, exclusions, findings, glossary, identities, methods, name_changes, rates, sums, tie_outs, words,
};
use crate::base::{LeftOut, Problem, Severity, Source};
use crate::ledger::Verdict;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>, figures: &BTreeMap<String, Figure>) -> Section {
    let mut blocks = vec![tie_outs::block(cx), files(cx), left_out(cx), problems(cx)];
    blocks.extend(name_changes::block(cx));
    blocks.extend(exclusions::block(cx));
    blocks.extend(rates::block(cx));
    blocks.extend([identities::block(cx, figures), sums::block(cx), glossary::assumptions(cx), glossary::settings(cx)]);
    let unused =
        [(cx.results().rfm_classic.is_none(), "method-rfm-classic"), (!benchmarks::is_shown(cx), benchmarks::METHOD)];
    let is_used = |block: &Block| !unused.contains(&(true, block.id.as_str()));
    blocks.extend(methods::blocks().into_iter().filter(is_used));
    blocks.push(findings::method());
    blocks.push(glossary::block());
    Section { id: "proof".to_owned(), name: "Proof".to_owned(), headline: headline(cx), lead: lead(cx), blocks }
}

fn headline(cx: &Context<'_>) -> String {
    let totals = cx.inputs.tie_outs;
    let failed = totals.iter().filter(|total| total.verdict != Verdict::Ties).count();
    match (totals.len(), failed) {
        (0, _) => "No export prints a total, so the ledger stands on its rows alone".to_owned(),
        (1, 0) => "The ledger ties out with the one total that is stated".to_owned(),
        (n, 0) => format!("The ledger ties out with all {} totals that are stated", format::count(n as u64)),
        (1, _) => "The ledger differs from the one total that is stated".to_owned(),
        (n, f) if n == f => format!("The ledger differs from all {} totals that are stated", format::count(n as u64)),
        (n, f) => format!("The ledger ties out, but for {f} of the {} totals that are stated", format::count(n as u64)),
    }
}

fn lead(cx: &Context<'_>) -> String {
    format!(
        "Every figure in this pack comes from {} of the client. Documents dated after {} are not counted; an invoice paid \
         after it is open here. How each figure is computed stands in full on the proof page of the web pages.",
        words::counted(cx.inputs.sources.len(), "export", "exports"),
        format::long_date(cx.as_of())
    )
}

pub(super) fn file_name(source: &Source) -> String {
    match &source.origin.sheet {
        Some(sheet) => words::one_line(&format!("{}, sheet {sheet}", source.origin.file)),
        None => words::one_line(&source.origin.file),
    }
}

/// Rows read, used and left out of each file, with its digest.
fn files(cx: &Context<'_>) -> Block {
    if cx.inputs.sources.is_empty() {
        return Block::missing("files", "Every row is accounted for", "No export was read.");
    }
    let out = |source: &Source| source.left_out.iter().map(|part| part.rows).sum::<u32>();
    let holds = |source: &Source| source.rows_read == source.rows_used + out(source);
    let rows = cx
        .inputs
        .sources
        .iter()
        .map(|source| {
            let verdict = if holds(source) {
                Cell::toned("Adds up", Tone::Good)
            } else {
                Cell::toned("Does not add up", Tone::Bad)
            };
            let format = source.format.clone().unwrap_or_else(|| "Not recognised".to_owned());
            Row::body(vec![
                Cell::text(file_name(source)),
                Cell::with_sub(words::one_line(&format), words::quoted(&source.recognised_by)),
                Cell::text(format::count(source.rows_read)),
                Cell::text(format::count(source.rows_used)),
                Cell::text(format::count(out(source))),
                verdict,
                Cell::or_dash(Some(source.digest.clone()).filter(|digest| !digest.is_empty())),
            ])
        })
        .collect();
    let columns = vec![
        Column::left("File"),
        Column::left("Report").wide(),
        Column::right("Rows read"),
        Column::right("Used"),
        Column::right("Left out"),
        Column::left(""),
        Column::left("Digest"),
    ];
    let failed = cx.inputs.sources.iter().filter(|source| !holds(source)).count();
    let headline = match failed {
        0 => "Every row is accounted for: read = used + left out".to_owned(),
        1 => "One file has rows that are neither used nor left out".to_owned(),
        n => format!("{} files have rows that are neither used nor left out", words::number_word(n)),
    };
    Block::table("files", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label("Rows of each export. Digest: the first twelve digits of the file’s SHA-256")
}

/// What was left out and why, documents that somebody may look for first.
/// Documents that were left out, one row a reason, then what of each file is the report's own furniture.
fn left_out(cx: &Context<'_>) -> Block {
    let parts = || cx.inputs.sources.iter().flat_map(|source| &source.left_out);
    if parts().next().is_none() {
        return Block::missing("left-out", "Nothing was left out", "Every row of the exports became a fact.");
    }
    let mut rows: Vec<Row> = parts().filter(|part| part.notable).map(document_left_out).collect();
    rows.extend(cx.inputs.sources.iter().filter_map(furniture));
    let columns = vec![
        Column::left("File"),
        Column::right("First row"),
        Column::right("Rows"),
        Column::left("What the first one said").wide(),
        Column::left("Why it was left out"),
    ];
    let notable: u32 = parts().filter(|part| part.notable).map(|part| part.rows).sum();
    let headline = match notable {
        0 => "Only titles, totals and blank rows were left out".to_owned(),
        1 => "One row of a document was left out".to_owned(),
        n => format!("{} rows of documents were left out", words::number_word(n as usize)),
    };
    Block::table("left-out", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label("Rows that became no fact, by reason; documents first")
}

fn document_left_out(part: &LeftOut) -> Row {
    Row::body(vec![
        Cell::text(words::one_line(&part.first.file)),
        Cell::or_dash(part.first.row.map(format::count)),
        Cell::text(format::count(part.rows)),
        Cell::or_dash(Some(words::one_line(&part.seen)).filter(|text| !text.trim().is_empty())),
        Cell::text(words::capitalised(&words::quoted(&part.reason))),
    ])
}

/// Titles, headings, totals and stamps of one file, on one row.
fn furniture(source: &Source) -> Option<Row> {
    let parts: Vec<&LeftOut> = source.left_out.iter().filter(|part| !part.notable).collect();
    let first = parts.first()?;
    let reasons: Vec<String> =
        parts.iter().map(|part| format!("{} ({})", words::quoted(&part.reason), format::count(part.rows))).collect();
    Some(Row::body(vec![
        Cell::text(file_name(source)),
        Cell::or_dash(first.first.row.map(format::count)),
        Cell::text(format::count(parts.iter().map(|part| part.rows).sum::<u32>())),
        Cell::dash(),
        Cell::with_sub("Furniture of the report", words::list(&reasons)),
    ]))
}

/// Warnings that stay, and errors that the settings waive.
fn problems(cx: &Context<'_>) -> Block {
    let problems = cx.inputs.problems;
    if problems.is_empty() {
        return Block::missing("problems", "No problem was found", "The exports were read without error or warning.");
    }
    let row = |problem: &Problem| {
        let place = problem
            .origin
            .as_ref()
            .map_or_else(|| "The client’s data as a whole".to_owned(), |origin| words::one_line(&origin.to_string()));
        let kind = match problem.severity {
            Severity::Error => Cell::toned("Error, waived", Tone::Bad),
            Severity::Warning => Cell::text("Warning"),
        };
        Row::body(vec![
            kind,
            Cell::text(problem.code),
            Cell::text(place),
            Cell::or_dash(Some(words::quoted(&problem.seen)).filter(|text| !text.trim().is_empty())),
            Cell::or_dash(Some(words::quoted(&problem.remedy)).filter(|text| !text.trim().is_empty())),
        ])
    };
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    let columns = vec![
        Column::left("Kind"),
        Column::left("Code"),
        Column::left("Where"),
        Column::left("What was seen").wide(),
        Column::left("What to do").wide(),
    ];
    let waived = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = words::counted(problems.len() - waived, "warning", "warnings");
    let headline = match waived {
        0 => format!("{} to know about", words::capitalised(&warnings)),
        n => format!("{} waived by this client’s settings, and {warnings}", words::counted(n, "error", "errors")),
    };
    let mut waived_codes: Vec<&str> =
        problems.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| problem.code).collect();
    waived_codes.sort_unstable();
    waived_codes.dedup();
    let note = if waived_codes.is_empty() { String::new() } else { format!("Waived: {}.", words::list(&waived_codes)) };
    Block::table("problems", Table::new(TableStyle::Full, columns, sorted.into_iter().map(row).collect()))
        .headline(headline)
        .label("What was wrong with the exports, and what the bookkeeper can do")
        .note(note)
}
