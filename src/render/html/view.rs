//! Pages as templates read them: every address known, every drawing in its place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::commentary::{self, NodeView};
use super::links::{LinkView, Places};
use super::table::{self, Place, TableView};
use super::words::{ENGLISH, Words};
use super::{ChartSvg, HtmlError};
use crate::render::spark::{self, SparkSize};
use crate::report::Report;
use crate::report::model::{Block, Body, Chart, CustomerPage, Fact, Finding, KeyFigure, Meta, Section, Table};

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct PageView<'a> {
    /// Below the client's folder.
    #[serde(skip)]
    pub(crate) path: String,
    /// From the page to the client's folder: empty or `../`.
    root: &'static str,
    words: Words,
    tool: &'a str,
    meta: &'a Meta,
    nav: Vec<NavView<'a>>,
    /// The address of the proof, if the pack has one.
    proof: Option<String>,
    /// The address of the PDF, if there is one.
    pdf: Option<String>,
    /// The address of the workbook, if there is one.
    workbook: Option<String>,
    head: HeadView<'a>,
    blocks: Vec<BlockView<'a>>,
}

/// A section in the navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct NavView<'a> {
    name: &'a str,
    href: String,
    /// `page` on its own page, `true` on a page that belongs to it, else empty.
    current: &'static str,
}

/// What stands over the blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct HeadView<'a> {
    /// The section's name.
    section: &'a str,
    /// The section's page, where this is another.
    section_href: Option<String>,
    /// The page in the browser's title.
    name: &'a str,
    /// What is so; a customer's name.
    headline: &'a str,
    lead: &'a str,
    /// Which part of a long page, from 1.
    part: usize,
    /// The first page: the client's name and facts come first.
    cover: bool,
    /// A customer's segment: its mark and name.
    mark: &'static str,
    segment: &'a str,
}

/// [`Block`] as templates read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct BlockView<'a> {
    id: &'a str,
    headline: Option<&'a str>,
    label: Option<&'a str>,
    note: Option<&'a str>,
    aside: &'a [Fact],
    links: Vec<LinkView<'a>>,
    body: BodyView<'a>,
}

/// [`Body`] as templates read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum BodyView<'a> {
    KeyFigures { figures: Vec<KeyFigureView<'a>> },
    Findings { findings: Vec<FindingView<'a>> },
    Chart { wide: &'a str, narrow: &'a str, figures: TableView<'a> },
    Table { table: TableView<'a> },
    Prose { paragraphs: &'a [String] },
    Missing { text: &'a str },
    Commentary { nodes: Vec<NodeView<'a>> },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct KeyFigureView<'a> {
    figure: &'a KeyFigure,
    /// To its formula, inputs and documents.
    href: Option<String>,
    tone: &'static str,
    spark: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct FindingView<'a> {
    finding: &'a Finding,
    links: Vec<LinkView<'a>>,
}

/// What all pages of a site share.
pub(crate) struct Frame<'a> {
    pub(crate) report: &'a Report,
    pub(crate) places: &'a Places<'a>,
    pub(crate) charts: &'a BTreeMap<String, ChartSvg>,
}

/// Where a page stands.
struct Spot<'s> {
    root: &'static str,
    /// The file name without `.html`.
    stem: &'s str,
    /// Names its tables where their blocks have no headline.
    name: &'s str,
    part: usize,
}

impl<'a> Frame<'a> {
    /// A section's pages: one, or more where a table is long.
    pub(crate) fn section(&self, section: &'a Section) -> Result<Vec<PageView<'a>>, HtmlError> {
        let stem = self.places.section(&section.id).unwrap_or_default();
        let page = |part: usize| {
            let spot = Spot { root: "", stem, name: &section.name, part };
            let current = if part == 1 { "page" } else { "true" };
            let head = HeadView {
                section: &section.name,
                section_href: (part > 1).then(|| format!("{stem}.html")),
                name: &section.name,
                headline: &section.headline,
                lead: if part == 1 { &section.lead } else { "" },
                part,
                cover: stem == "index" && part == 1,
                mark: "",
                segment: "",
            };
            self.page(&spot, format!("{}.html", table::part_stem(stem, part)), head, &section.blocks, |id| {
                (id == section.id).then_some(current)
            })
        };
        (1..=parts(&section.blocks)).map(page).collect()
    }

    /// A customer's pages: one, or more where it has many documents.
    pub(crate) fn customer(&self, customer: &'a CustomerPage) -> Result<Vec<PageView<'a>>, HtmlError> {
        let sheet = self.report.sections.iter().find(|section| section.id == "customers");
        let page = |part: usize| {
            let spot = Spot { root: "../", stem: &customer.slug, name: &customer.name, part };
            let head = HeadView {
                section: sheet.map_or("", |section| &section.name),
                section_href: self.places.section("customers").map(|file| format!("../{file}.html")),
                name: &customer.name,
                headline: &customer.name,
                lead: if part == 1 { &customer.reason } else { "" },
                part,
                cover: false,
                mark: table::mark_key(customer.segment),
                segment: &customer.segment_name,
            };
            let path = format!("customers/{}.html", table::part_stem(&customer.slug, part));
            self.page(&spot, path, head, &customer.blocks, |id| (id == "customers").then_some("true"))
        };
        (1..=parts(&customer.blocks)).map(page).collect()
    }

    fn page(
        &self,
        spot: &Spot<'_>,
        path: String,
        head: HeadView<'a>,
        blocks: &'a [Block],
        current: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<PageView<'a>, HtmlError> {
        let address = |id: &str| self.places.section(id).map(|file| format!("{}{file}.html", spot.root));
        let nav = self.report.sections.iter().map(|section| NavView {
            name: &section.name,
            href: address(&section.id).unwrap_or_default(),
            current: current(&section.id).unwrap_or_default(),
        });
        let shown = blocks.iter().filter(|block| spot.part <= block_parts(block));
        let mut views = shown.map(|block| self.block(block, spot)).collect::<Result<Vec<_>, _>>()?;
        name_tables_apart(&mut views);
        Ok(PageView {
            path,
            root: spot.root,
            words: ENGLISH,
            tool: &self.report.tool,
            meta: &self.report.meta,
            nav: nav.collect(),
            proof: address("proof"),
            pdf: self.document(spot, ".pdf"),
            workbook: self.document(spot, ".xlsx"),
            head,
            blocks: views,
        })
    }

    /// The address of the document whose path ends so.
    fn document(&self, spot: &Spot<'_>, end: &str) -> Option<String> {
        self.report.files.iter().find(|path| path.ends_with(end)).map(|path| format!("{}{path}", spot.root))
    }

    fn block(&self, block: &'a Block, spot: &Spot<'_>) -> Result<BlockView<'a>, HtmlError> {
        Ok(BlockView {
            id: &block.id,
            headline: block.headline.as_deref(),
            label: block.label.as_deref(),
            note: block.note.as_deref(),
            aside: &block.aside,
            links: self.places.links(&block.links, spot.root)?,
            body: self.body(block, spot)?,
        })
    }

    fn body(&self, block: &'a Block, spot: &Spot<'_>) -> Result<BodyView<'a>, HtmlError> {
        Ok(match &block.body {
            Body::KeyFigures { figures } => BodyView::KeyFigures {
                figures: figures.iter().map(|figure| self.key_figure(figure, spot)).collect::<Result<_, _>>()?,
            },
            Body::Findings { findings } => BodyView::Findings {
                findings: findings
                    .iter()
                    .map(|finding| Ok(FindingView { finding, links: self.places.links(&finding.links, spot.root)? }))
                    .collect::<Result<_, _>>()?,
            },
            Body::Chart(chart) => self.chart(chart, block, spot)?,
            Body::Table(table) => {
                let name = block.headline.as_deref().or(block.label.as_deref()).unwrap_or(spot.name);
                BodyView::Table { table: self.table(table, block, spot, format!("{}: {name}", ENGLISH.table))? }
            }
            Body::Prose { paragraphs } => BodyView::Prose { paragraphs },
            Body::Missing { text } => BodyView::Missing { text },
            Body::Commentary { nodes } => {
                let above = if block.headline.is_some() { 2 } else { 1 };
                BodyView::Commentary { nodes: commentary::nodes(nodes, above) }
            }
        })
    }

    fn key_figure(&self, figure: &'a KeyFigure, spot: &Spot<'_>) -> Result<KeyFigureView<'a>, HtmlError> {
        let href = figure.target.as_ref().map(|target| self.places.address(target, spot.root)).transpose()?;
        let spark = figure.spark.as_ref().map(|spark| spark::draw(spark, SparkSize::Strip));
        Ok(KeyFigureView { figure, href, tone: table::tone_class(figure.tone), spark: spark.unwrap_or_default() })
    }

    fn chart(&self, chart: &'a Chart, block: &Block, spot: &Spot<'_>) -> Result<BodyView<'a>, HtmlError> {
        let drawing = self.charts.get(&chart.id).ok_or_else(|| HtmlError::NoDrawing(chart.id.clone()))?;
        let label = format!("{}: {}", ENGLISH.figures, chart.title);
        let figures = self.table(&chart.figures, block, spot, label)?;
        Ok(BodyView::Chart { wide: &drawing.wide, narrow: &drawing.narrow, figures })
    }

    fn table(
        &self,
        table: &'a Table,
        block: &Block,
        spot: &Spot<'_>,
        label: String,
    ) -> Result<TableView<'a>, HtmlError> {
        let place = Place { places: self.places, root: spot.root, stem: spot.stem, block: &block.id, part: spot.part };
        table::view(table, label, &place)
    }
}

/// How many pages some blocks take.
fn parts(blocks: &[Block]) -> usize {
    blocks.iter().map(block_parts).max().unwrap_or(1)
}

/// On how many pages a block stands, from the first on.
fn block_parts(block: &Block) -> usize {
    match &block.body {
        Body::Table(table) => table::part_count(table),
        Body::Chart(chart) => table::part_count(&chart.figures),
        _ => 1,
    }
}

/// Screen readers list a page's tables by their labels: a second one of the same label gets a number.
fn name_tables_apart(blocks: &mut [BlockView<'_>]) {
    let mut taken = BTreeSet::new();
    for block in blocks {
        let (BodyView::Table { table } | BodyView::Chart { figures: table, .. }) = &mut block.body else { continue };
        let label = table.label.clone();
        let mut number = 1;
        while !taken.insert(table.label.clone()) {
            number += 1;
            table.label = format!("{label} ({number})");
        }
    }
}
