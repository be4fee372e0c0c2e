//! The report as paper shows it: without what only screens show, with every text settled, each table's widths, and all
//! of it as the files that the templates read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::widths::{HALF_WIDTH, TEXT_WIDTH, TableLayout};
use super::{Attachment, Form, PdfError, PdfInput};
use crate::report::Report;
use crate::report::model::{Block, Body, Column, Fact, Meta, Node, Over, Row, RowKind, Section, Table, TableStyle};

/// The id of the list of what a section lacks.
const MISSING: &str = "blank";

/// `pack.json`: everything that the templates know of the report.
#[derive(Serialize)]
struct Pack {
    #[serde(flatten)]
    story: Story,
    /// By section and block, `retention/bridge`.
    layouts: BTreeMap<String, TableLayout>,
    /// Paths of the drawings by chart.
    drawings: BTreeMap<String, String>,
    attachments: Vec<AttachedFile>,
    /// Texts in which letters were replaced.
    marked_texts: usize,
    /// In points.
    text_width: f64,
    /// Of a text beside another, in points.
    half_width: f64,
}

/// The part of the report that is on paper.
#[derive(Serialize, Deserialize)]
struct Story {
    meta: Meta,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct AttachedFile {
    name: String,
    media_type: String,
    description: String,
}

/// The files that the templates read: `pack.json`, `palette.json`, drawings, attachments.
pub(super) fn files(report: &Report, input: &PdfInput, form: Form) -> Result<BTreeMap<String, Vec<u8>>, PdfError> {
    let letters = &input.engine.letters;
    let mut replaced = BTreeSet::new();
    let sections = match form {
        Form::Pack => report.sections.clone(),
        Form::OnePage => report.sections.iter().take(1).cloned().collect(),
    };
    let mut story = serde_json::to_value(Story { meta: report.meta.clone(), sections })?;
    letters.settle(&mut story, &mut replaced);
    let mut story: Story = serde_json::from_value(story)?;
    for section in &mut story.sections {
        section.blocks.retain(|block| !block.screen_only);
        if form == Form::Pack {
            gather_missing(section);
        }
    }
    story.sections.retain(|section| !section.blocks.is_empty());

    let mut files = BTreeMap::new();
    let mut drawings = BTreeMap::new();
    let mut layouts = BTreeMap::new();
    for section in &mut story.sections {
        for block in &mut section.blocks {
            match &mut block.body {
                Body::Table(table) => {
                    **table = on_paper(table);
                    let width = width(table, form);
                    let layout = input.engine.faces.layout(table, width);
                    layouts.insert(format!("{}/{}", section.id, block.id), layout);
                }
                Body::Chart(chart) => {
                    let drawing =
                        input.charts.get(&chart.id).ok_or_else(|| PdfError::ChartNotDrawn(chart.id.clone()))?;
                    // Numbered, not named: the compiler never forgets a path.
                    let path = format!("charts/{}.svg", drawings.len());
                    files.insert(path.clone(), letters.replaced(drawing).0.into_bytes());
                    drawings.insert(chart.id.clone(), path);
                }
                Body::Commentary { nodes } => close_gaps(nodes, &mut 0),
                Body::KeyFigures { .. } | Body::Findings { .. } | Body::Prose { .. } | Body::Missing { .. } => {}
            }
        }
    }
    let attachments = input.attachments.iter().map(|file| attach(file, &mut files)).collect();
    let marked_texts = replaced.len();
    let pack =
        Pack { story, layouts, drawings, attachments, marked_texts, text_width: TEXT_WIDTH, half_width: HALF_WIDTH };
    files.insert("pack.json".to_owned(), serde_json::to_vec(&without_specs(serde_json::to_value(pack)?))?);
    files.insert("palette.json".to_owned(), serde_json::to_vec(input.palette)?);
    Ok(files)
}

/// Puts what a section lacks together in one short list at its end, where it lacks several things: page after page of single
/// reasons would hide what there is.
fn gather_missing(section: &mut Section) {
    let reason = |block: &Block| match &block.body {
        Body::Missing { text } => Some(Fact { term: block.headline.clone().unwrap_or_default(), text: text.clone() }),
        _ => None,
    };
    let reasons: Vec<Fact> = section.blocks.iter().filter_map(reason).collect();
    if reasons.len() < 2 {
        return;
    }
    let (missing, there) =
        std::mem::take(&mut section.blocks).into_iter().partition(|block| matches!(block.body, Body::Missing { .. }));
    section.blocks = there;
    section.blocks.extend(missing.into_iter().next().map(|first: Block| Block {
        id: MISSING.to_owned(),
        headline: Some("What stands blank, and why".to_owned()),
        label: None,
        note: None,
        links: Vec::new(),
        body: Body::Prose { paragraphs: Vec::new() },
        aside: reasons,
        ..first
    }));
}

/// How wide a table stands, in points: on a single page, small ones stand beside each other.
fn width(table: &Table, form: Form) -> f64 {
    match (form, table.style) {
        (Form::OnePage, TableStyle::Mid) => HALF_WIDTH,
        _ => TEXT_WIDTH,
    }
}

/// Puts the attachment's bytes among the files.
fn attach(file: &Attachment, files: &mut BTreeMap<String, Vec<u8>>) -> AttachedFile {
    files.insert(file.name.clone(), file.bytes.clone());
    AttachedFile { name: file.name.clone(), media_type: file.media_type.clone(), description: file.description.clone() }
}

/// Drops what charts were drawn from: on paper they are pictures.
fn without_specs(mut pack: Value) -> Value {
    let bodies = pack
        .get_mut("sections")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(|section| section.get_mut("blocks")?.as_array_mut())
        .flatten()
        .filter_map(|block| block.get_mut("body")?.as_object_mut());
    for body in bodies {
        if body.get("kind").is_some_and(|kind| kind == "chart") {
            body.retain(|key, _| !matches!(key.as_str(), "spec" | "figures"));
        }
    }
    pack
}

/// The table with the columns and rows that stand on paper.
fn on_paper(table: &Table) -> Table {
    let on_paper: Vec<bool> = table.columns.iter().map(|column| !column.screen_only).collect();
    let row = |row: &Row| Row { kind: row.kind, cells: kept(&row.cells, &on_paper) };
    let most = table.paper_rows.unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut body_rows = 0;
    let mut rest = table.paper_rest.as_ref();
    for next in &table.rows {
        body_rows += usize::from(next.kind == RowKind::Body);
        if next.kind != RowKind::Body || body_rows <= most {
            rows.push(row(next));
        } else if let Some(rest) = rest.take() {
            rows.push(row(rest));
        }
    }
    let columns: Vec<Column> = kept(&table.columns, &on_paper);
    Table {
        style: table.style,
        over: over_on_paper(&table.over, &on_paper),
        columns,
        rows,
        paper_rows: None,
        paper_rest: None,
    }
}

/// Those of `items` that stand on paper.
fn kept<T: Clone>(items: &[T], on_paper: &[bool]) -> Vec<T> {
    items.iter().zip(on_paper).filter(|(_, stands)| **stands).map(|(item, _)| item.clone()).collect()
}

/// Headings over columns, each over those of its columns that stand on paper.
fn over_on_paper(over: &[Over], on_paper: &[bool]) -> Vec<Over> {
    let mut columns = on_paper.iter();
    over.iter()
        .map(|heading| {
            let span = columns.by_ref().take(heading.span).filter(|stands| **stands).count();
            Over { title: heading.title.clone(), span }
        })
        .filter(|heading| heading.span > 0)
        .collect()
}

/// Makes heading levels consecutive: no heading stands more than one level below the one before it.
fn close_gaps(nodes: &mut [Node], level_before: &mut u8) {
    for node in nodes {
        match node {
            Node::Heading { level, .. } => {
                *level = (*level).clamp(1, *level_before + 1);
                *level_before = *level;
            }
            Node::List { items, .. } => items.iter_mut().for_each(|item| close_gaps(item, level_before)),
            Node::Quote { nodes } => close_gaps(nodes, level_before),
            Node::Paragraph { .. } | Node::Code { .. } | Node::Grid { .. } | Node::Rule => {}
        }
    }
}
