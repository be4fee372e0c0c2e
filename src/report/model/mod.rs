//! The report as a value: plain data that every renderer shares. `report.json` is exactly this.
//!
//! All wording, ordering and rounding is decided before it gets here. Renderers give it form; they compute no figure
//! and sort nothing. Texts are plain text, never markup; spaces that must not break are U+00A0.

mod chart;
mod commentary;
mod data;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::config::Paper;
pub use chart::*;
pub use commentary::*;
pub use data::*;
pub use table::*;

/// One client's pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this structure: 1.
    pub schema: u32,
    /// Name and version of the program.
    pub tool: String,
    /// Who, when, in what.
    pub meta: Meta,
    /// Every figure that other tools may want, by id.
    pub figures: BTreeMap<String, Figure>,
    /// The sections in reading order: summary, scorecard, retention, segments, customers, concentration, cash,
    /// small-customers, proof, figures.
    pub sections: Vec<Section>,
    /// One page a customer, in the order of the customer sheet.
    pub customers: Vec<CustomerPage>,
    /// The figures as tables, one a file in `data/`.
    pub data: Vec<DataTable>,
    /// The documents beside the pages, by path: [`PACK_PDF`], [`PACK_WORKBOOK`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The customers as files that customer relationship management (CRM) systems import, one a file in `crm/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crm: Vec<CrmFile>,
}

impl Report {
    /// Whether the pack has this file beside its pages and its `data/`; see [`Target::File`].
    pub fn has_file(&self, path: &str) -> bool {
        self.files.iter().any(|file| file == path)
            || (path == CRM_README && !self.crm.is_empty())
            || self.crm.iter().any(|file| file.path() == path)
    }
}

/// Who, when, in what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The accounting firm.
    pub firm: String,
    /// The client.
    pub client: String,
    /// The client's folder name.
    pub client_id: String,
    /// What this document is: "Customer advisory pack".
    pub title: String,
    /// ISO date that the books are seen from.
    pub as_of: String,
    /// The same for people: "30 September 2026".
    pub as_of_text: String,
    /// ISO 4217 code.
    pub currency: String,
    /// For people: "US dollars".
    pub currency_text: String,
    /// BCP 47: "en".
    pub language: String,
    /// Paper of the PDF.
    pub paper: Paper,
    /// Not yet reviewed: marked "Draft" wherever the title stands.
    pub draft: bool,
    /// As of, period, basis of preparation, prepared by: for the cover and the head of the summary.
    pub facts: Vec<Fact>,
    /// The running foot of the PDF: "Calloway & Reeve. Twelve months to 30 September 2026. US dollars."
    pub foot: String,
    /// The foot of each web page.
    pub prepared: String,
    /// "How to read the figures", for the page of contents.
    pub how_to_read: String,
}

/// A term and what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The term.
    pub term: String,
    /// What it says.
    pub text: String,
}

/// One figure for machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// For people: "Sales, twelve months".
    pub name: String,
    /// Money in major units, ratios as fractions rounded to six decimals, days to four; `None`: see `reason`.
    pub value: Option<f64>,
    /// Currency code, "ratio", "days", "count", "index".
    pub unit: String,
    /// For people.
    pub text: String,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The block of the proof that tells how it is computed: `method-value`.
    pub method: String,
    /// The formula in one line.
    pub formula: String,
    /// The ids of the figures that it is computed from.
    pub inputs: Vec<String>,
    /// The documents behind it; `None` where its inputs say more, or where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<FigureDocuments>,
}

/// The documents behind a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureDocuments {
    /// Which, as a clause: "sales documents of the twelve months".
    pub which: String,
    /// How many.
    pub number: usize,
    /// What they add up to, in major units.
    pub sum: f64,
    /// The same for people.
    pub sum_text: String,
    /// Whether the sum is the figure; `None` where it need not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ties: Option<bool>,
}

/// One section: a page of the site, a chapter of the PDF.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// `summary`, `small-customers` …: the page's file name and the anchor's first part.
    pub id: String,
    /// The name in the navigation.
    pub name: String,
    /// What is so, in one sentence.
    pub headline: String,
    /// One or two sentences more; may be empty.
    pub lead: String,
    /// What it is made of.
    pub blocks: Vec<Block>,
}

/// A piece of a section, with what stands round it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The anchor inside its section.
    pub id: String,
    /// What is so.
    pub headline: Option<String>,
    /// What is shown, for which period, in which unit.
    pub label: Option<String>,
    /// The piece itself.
    pub body: Body,
    /// Small print under it.
    pub note: Option<String>,
    /// Reading aids beside it.
    pub aside: Vec<Fact>,
    /// Where to go on.
    pub links: Vec<Link>,
    /// Left out on paper, and with it a section that has no other block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub screen_only: bool,
}

/// The kinds of piece.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Five in a strip.
    KeyFigures {
        /// The figures.
        figures: Vec<KeyFigure>,
    },
    /// What to do, by money.
    Findings {
        /// The findings.
        findings: Vec<Finding>,
    },
    /// A drawing and the figures behind it.
    Chart(Box<Chart>),
    /// A table.
    Table(Box<Table>),
    /// Paragraphs.
    Prose {
        /// One a paragraph.
        paragraphs: Vec<String>,
    },
    /// What would stand here, and why it cannot.
    Missing {
        /// The reason and, where there is one, the remedy.
        text: String,
    },
    /// The adviser's own commentary, or the text of a method.
    Commentary {
        /// The text.
        nodes: Vec<Node>,
    },
}

/// One of the figures in a strip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// What it is.
    pub name: String,
    /// The figure: "3.06", "94.1%", "–".
    pub value: String,
    /// Its unit where it stands small behind the figure: "M", "k"; may be empty.
    pub unit: String,
    /// The change in words: "−10.7 points"; may be empty.
    pub change: String,
    /// What it is compared with: "was 104.8%"; or why there is no value.
    pub comparison: String,
    /// Whether the change is good or bad.
    pub tone: Tone,
    /// Its history.
    pub spark: Option<Spark>,
    /// To its formula, inputs and documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// Whether something is good or bad; where it is neither, ink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Neither.
    #[default]
    Plain,
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// Less important.
    Quiet,
}

/// A small line without axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spark {
    /// Oldest first; a gap where there is none.
    pub values: Vec<Option<f64>>,
    /// A dotted line: 100 %, terms.
    pub reference: Option<f64>,
    /// The place in `values` of a year ago: a grey dot.
    pub year_ago: Option<usize>,
    /// The scale begins at zero.
    pub from_zero: bool,
}

/// One thing that matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule found it: `overdue`, `largest-customer-lost` …
    pub id: String,
    /// The money at stake: "302,317".
    pub amount: String,
    /// Which kind of money: "past due".
    pub amount_kind: String,
    /// How soon to act: what findings are ranked by before their amounts.
    #[serde(default)]
    pub urgency: Urgency,
    /// The same in a few words: "Act now".
    #[serde(default)]
    pub when: String,
    /// What to do, in a few words.
    pub headline: String,
    /// What was seen.
    pub seen: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub action: String,
    /// How sure.
    pub confidence: Confidence,
    /// To the customer and the proof.
    pub links: Vec<Link>,
}

/// How soon a finding asks to act, most urgent first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Before anything else is read: the data have a hole.
    First,
    /// Money at risk now, or a customer who has just stopped.
    Now,
    /// What goes on, or is done already and may be turned.
    Quarter,
    /// What there is, dependence or growth, and not what is being lost.
    #[default]
    Watch,
}

/// How sure a finding is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// "Firm", "Likely" or "Uncertain".
    pub word: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// A link inside the pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it goes.
    pub target: Target,
}

/// A place in the pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Target {
    /// A section, or a block of it.
    Section {
        /// [`Section::id`].
        section: String,
        /// [`Block::id`].
        block: Option<String>,
    },
    /// A customer's page.
    Customer {
        /// [`CustomerPage::slug`].
        slug: String,
    },
    /// A file in `data/`.
    Data {
        /// [`DataTable::name`].
        name: String,
    },
    /// Another file of the pack.
    File {
        /// Its path in the client's folder: [`PACK_WORKBOOK`], [`CrmFile::path`] …
        path: String,
    },
    /// A page of a client's folder; only the firm's overview, which lies beside those folders, leads there.
    Pack {
        /// The folder's name.
        client: String,
        /// The page's path in it.
        page: String,
    },
}

/// The nine segments and "not scored", as renderers tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentMark {
    /// Disc.
    Champion,
    /// Square.
    Good,
    /// Triangle, point up.
    Promising,
    /// Ring.
    New,
    /// Diamond.
    DontLoseThem,
    /// Triangle, point down.
    GiveAttention,
    /// Half-filled disc.
    LatePayer,
    /// Open square.
    Hibernating,
    /// Cross.
    PossibleMismatch,
    /// No mark.
    NotScored,
}

/// One customer's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// The page's file name: hexadecimal digits made from the customer's id, stable between builds.
    pub slug: String,
    /// The name.
    pub name: String,
    /// Its segment.
    pub segment: SegmentMark,
    /// The segment's name.
    pub segment_name: String,
    /// One sentence that says why it is in its segment.
    pub reason: String,
    /// What the page is made of.
    pub blocks: Vec<Block>,
}
