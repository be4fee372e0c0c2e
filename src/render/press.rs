//! One report into all the files of its pack.

use std::cell::RefCell;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use crate::report::model::{Body, Chart, DataTable, FLASH_PDF, PACK_PDF, PACK_WORKBOOK};
use crate::report::{FirmOverview, Report, compose_overview};

use super::charts::{ChartError, ChartFonts, Drawing, Studio, for_web};
use super::html::{self, ChartSvg, HtmlError, Look, SCRIPT, STYLE, Templates};
use super::pdf::{self, Attachment, PdfError, PdfInput};
use super::theme::{Theme, ThemeError};
use super::workbook::{WorkbookError, workbook};
use super::{OutputFile, crm, data};

/// Why a report could not be rendered: a fault of ours or of a theme, never of the data.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The theme cannot be used.
    #[error("theme.toml: {0}")]
    Theme(#[from] ThemeError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// The pages could not be written.
    #[error(transparent)]
    Html(#[from] HtmlError),
    /// The PDF could not be typeset.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The report is no JSON.
    #[error("report.json: {0}")]
    Json(#[from] serde_json::Error),
}

/// The `@font-face` rules of the web fonts.
const FONT_FACES: &str = include_str!("../../themes/ledger/fonts/fonts.css");
static WEB_FONTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/ledger/fonts/web");
const SANS: &[u8] = include_bytes!("../../themes/ledger/fonts/paper/LedgerpressSans-Regular.ttf");
const SANS_SEMIBOLD: &[u8] = include_bytes!("../../themes/ledger/fonts/paper/LedgerpressSans-Semibold.ttf");

thread_local! {
    /// The engine that draws charts belongs to one thread and is worth keeping from one client to the next.
    static STUDIO: RefCell<Option<Studio>> = const { RefCell::new(None) };
}

/// Everything that all packs of a run share.
pub struct Press {
    theme: Theme,
    templates: Templates,
    typesetter: &'static pdf::Engine,
}

impl Press {
    /// Loads the theme.
    ///
    /// # Errors
    /// Where the theme cannot be used.
    pub fn new() -> Result<Self, RenderError> {
        let theme = Theme::parse(include_str!("../../themes/ledger/theme.toml"))?;
        let templates = Templates::new(&BTreeMap::new())?;
        Ok(Self { theme, templates, typesetter: pdf::Engine::built_in()? })
    }

    /// All files of one pack, by path.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn pack(&self, report: &Report) -> Result<Vec<OutputFile>, RenderError> {
        let drawings = self.drawings(report)?;
        let attachments: Vec<Attachment> =
            report.data.iter().filter(|table| table.name == "customers").map(attached).collect();
        let paper = self.paper(&drawings, &attachments, |input| pdf::pack(report, input))?;
        let mut more = vec![file(PACK_PDF, paper), file(PACK_WORKBOOK, workbook(report, &self.theme.light)?)];
        more.extend(crm::files(report));
        more.push(json("report.json", report)?);
        self.files(report, &drawings, more)
    }

    /// All files of a flash, by path: the pages, and its first section on one page of paper.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn flash(&self, report: &Report) -> Result<Vec<OutputFile>, RenderError> {
        let drawings = self.drawings(report)?;
        let paper = self.paper(&drawings, &[], |input| pdf::one_page(report, input))?;
        self.files(report, &drawings, [file(FLASH_PDF, paper), json("report.json", report)?])
    }

    /// All files of the firm's overview, by path.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn overview(&self, overview: &FirmOverview) -> Result<Vec<OutputFile>, RenderError> {
        let pages = compose_overview(overview);
        let drawings = self.drawings(&pages)?;
        self.files(&pages, &drawings, [json("overview.json", overview)?])
    }

    /// The pages, the data and `more` files, by path.
    fn files(
        &self,
        report: &Report,
        drawings: &BTreeMap<String, Drawing>,
        more: impl IntoIterator<Item = OutputFile>,
    ) -> Result<Vec<OutputFile>, RenderError> {
        let mut files = self.site(report, drawings)?;
        files.extend(report.data.iter().map(|table| file(format!("data/{}.csv", table.name), data::csv(table))));
        files.extend(more);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// Pages, style, script and fonts.
    fn site(&self, report: &Report, drawings: &BTreeMap<String, Drawing>) -> Result<Vec<OutputFile>, RenderError> {
        let tokens = self.theme.css_tokens();
        let look = Look { fonts: FONT_FACES, tokens: &tokens, style: STYLE, script: SCRIPT };
        let for_web = |svg: &str| for_web(svg, &self.theme);
        let charts = drawings
            .iter()
            .map(|(id, drawing)| {
                (id.clone(), ChartSvg { wide: for_web(&drawing.wide), narrow: for_web(&drawing.narrow) })
            })
            .collect();
        let mut files = html::pages(report, &look, &charts, &self.templates)?;
        for font in WEB_FONTS.files() {
            let name = font.path().file_name().unwrap_or_default().to_string_lossy();
            files.push(file(format!("fonts/{name}"), font.contents()));
        }
        Ok(files)
    }

    /// What `set` makes of the drawings, the theme's colours and the attachments.
    fn paper(
        &self,
        drawings: &BTreeMap<String, Drawing>,
        attachments: &[Attachment],
        set: impl FnOnce(&PdfInput<'_>) -> Result<Vec<u8>, PdfError>,
    ) -> Result<Vec<u8>, RenderError> {
        let charts = drawings.iter().map(|(id, drawing)| (id.clone(), drawing.wide.clone())).collect();
        let palette = self.theme.light.iter().map(|(token, colour)| (token.to_owned(), colour.to_owned())).collect();
        let input = PdfInput { engine: self.typesetter, palette: &palette, charts: &charts, attachments };
        Ok(set(&input)?)
    }

    /// Every chart of the report, by id.
    fn drawings(&self, report: &Report) -> Result<BTreeMap<String, Drawing>, RenderError> {
        STUDIO.with_borrow_mut(|studio| {
            let studio = match studio {
                Some(studio) => studio,
                none => none.insert(Studio::new(&chart_fonts())?),
            };
            let draw = |chart: &Chart| Ok((chart.id.clone(), studio.draw(chart, &self.theme)?));
            charts(report).map(draw).collect()
        })
    }
}

/// The customer sheet goes with the PDF, where its rows beyond a hundred do not stand.
fn attached(table: &DataTable) -> Attachment {
    Attachment {
        name: format!("{}.csv", table.name),
        bytes: data::csv(table),
        media_type: "text/csv".to_owned(),
        description: "The customer sheet: every customer with all its figures".to_owned(),
    }
}

fn chart_fonts() -> ChartFonts<'static> {
    ChartFonts { family: "Ledgerpress Sans", regular: SANS, semibold: SANS_SEMIBOLD }
}

fn charts(report: &Report) -> impl Iterator<Item = &Chart> {
    let in_sections = report.sections.iter().flat_map(|section| &section.blocks);
    let of_customers = report.customers.iter().flat_map(|customer| &customer.blocks);
    in_sections.chain(of_customers).filter_map(|block| match &block.body {
        Body::Chart(chart) => Some(&**chart),
        _ => None,
    })
}

fn json(path: &str, value: &impl Serialize) -> Result<OutputFile, RenderError> {
    let mut json = serde_json::to_vec(value)?;
    json.push(b'\n');
    Ok(file(path, json))
}

fn file(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> OutputFile {
    OutputFile { path: path.into(), bytes: bytes.into() }
}
