//! The typeset pack: one report as a tagged PDF (PDF/UA-1 and PDF/A-3a in one file), set by Typst as a library.
//!
//! Data goes in as JSON values and is never parsed as markup; templates see nothing but the files given here. What
//! the compiler does is a pure function of its input, so the same report gives the same bytes on any thread.

mod letters;
mod paper;
mod widths;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_kit::diagnostics::{DiagnosticFormat, DiagnosticWorld, emit, termcolor::NoColor};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::report::Report;

pub use world::Engine;
use world::PackWorld;

/// What a pack needs beside the report.
#[derive(Clone, Copy, Debug)]
pub struct PdfInput<'a> {
    /// Templates and fonts: built once and shared between packs and threads.
    pub engine: &'a Engine,
    /// The theme's colours on white paper by token (`ink`, `seg-ch` …), each as `#rrggbb`.
    pub palette: &'a BTreeMap<String, String>,
    /// The drawing of every chart in the report's sections by [`crate::report::model::Chart::id`]: SVG in literal
    /// colours, 808 wide.
    pub charts: &'a BTreeMap<String, String>,
    /// Files carried inside the PDF.
    pub attachments: &'a [Attachment],
}

/// A file of data carried inside the PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, of our own words: `customers.csv`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// `text/csv`.
    pub media_type: String,
    /// For people.
    pub description: String,
}

/// What is set on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Cover, contents, a chapter a section.
    Pack,
    /// The first section on one page.
    OnePage,
}

/// Why a pack could not be typeset.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The templates or the data in them: each trouble with file, line and hint, as the compiler says it.
    #[error("the PDF could not be typeset:\n{0}")]
    Typesetting(String),
    /// A file given as a font is none.
    #[error("the file {0} holds no font")]
    Font(String),
    /// A template's name leads out of the templates' folder.
    #[error("the template name {0} is not a path inside the templates")]
    TemplateName(String),
    /// The report holds a chart without a drawing.
    #[error("the chart {0} has not been drawn")]
    ChartNotDrawn(String),
    /// The report's as-of date is not an ISO date.
    #[error("the as-of date {0} is not a date")]
    AsOf(String),
    /// The report could not be handed over as JSON.
    #[error("the report could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The typeset pack of `report`, as the bytes of a PDF file.
///
/// # Errors
/// Where a drawing is missing, the as-of date is none, or a template of the firm's own does not compile.
pub fn pack(report: &Report, input: &PdfInput) -> Result<Vec<u8>, PdfError> {
    typeset(report, input, Form::Pack)
}

/// The first section of `report` on one page, as the bytes of a PDF file.
///
/// # Errors
/// As for [`pack`].
pub fn one_page(report: &Report, input: &PdfInput) -> Result<Vec<u8>, PdfError> {
    typeset(report, input, Form::OnePage)
}

fn typeset(report: &Report, input: &PdfInput, form: Form) -> Result<Vec<u8>, PdfError> {
    let options = options(report)?;
    let files = paper::files(report, input, form)?;
    let world = PackWorld::new(input.engine, form, files);
    let bytes = set(&world)
        .and_then(|document| typst_pdf::pdf(&document, &options).map_err(|troubles| typesetting(&world, &troubles)));
    // Typst remembers what it laid out; the next pack has other data, so that memory would only grow.
    comemo::evict(0);
    bytes
}

/// The pages.
fn set(world: &PackWorld) -> Result<PagedDocument, PdfError> {
    typst::compile(world).output.map_err(|troubles| typesetting(world, &troubles))
}

/// Standards and identity of the file: all from the report, nothing from clock or machine.
fn options(report: &Report) -> Result<PdfOptions, PdfError> {
    let meta = &report.meta;
    let as_of: NaiveDate = meta.as_of.parse().map_err(|_| PdfError::AsOf(meta.as_of.clone()))?;
    let timestamp = u8::try_from(as_of.month())
        .ok()
        .zip(u8::try_from(as_of.day()).ok())
        .and_then(|(month, day)| Datetime::from_ymd_hms(as_of.year(), month, day, 0, 0, 0))
        .map(Timestamp::new_utc);
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
        .map_err(|refusal| PdfError::Typesetting(refusal.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{} {} {}", meta.client_id, meta.title, meta.as_of)),
        creator: Smart::Custom(Some(format!("Ledgerpress {}", env!("CARGO_PKG_VERSION")))),
        timestamp,
        standards,
        ..PdfOptions::default()
    })
}

/// What the compiler has against the templates, each trouble with its place and the hints.
fn typesetting(world: &dyn DiagnosticWorld, troubles: &[SourceDiagnostic]) -> PdfError {
    let mut text = NoColor::new(Vec::new());
    match emit(&mut text, world, troubles, DiagnosticFormat::Human) {
        Ok(()) => PdfError::Typesetting(String::from_utf8_lossy(text.get_ref()).trim_end().to_owned()),
        Err(_) => PdfError::Typesetting(troubles.iter().map(|t| t.message.to_string()).collect::<Vec<_>>().join("\n")),
    }
}
