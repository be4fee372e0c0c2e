//! Charts: what to draw, in plain numbers, and what is written beside the marks.

use serde::{Deserialize, Serialize};

use super::{SegmentMark, Table, Tone};

/// A drawing, what it says in words, and the figures behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Unique in the pack; the drawing's file and anchor.
    pub id: String,
    /// Short name for screen readers.
    pub title: String,
    /// What it shows, with figures, in one or two sentences.
    pub description: String,
    /// What to draw.
    pub spec: ChartSpec,
    /// The figures.
    pub figures: Table,
}

/// What to draw. Values are plain numbers for the scale; what is written beside marks is given as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChartSpec {
    /// A bar a category, with a cross-bar for the comparison.
    Columns {
        /// Under the bars.
        categories: Vec<Category>,
        /// The bars.
        measured: Series,
        /// The cross-bars.
        comparison: Option<Series>,
        /// Of the values.
        unit: Unit,
    },
    /// Two bars beside each other in each category.
    Pairs {
        /// Under the bars.
        categories: Vec<Category>,
        /// The left ones: solid.
        first: Series,
        /// The right ones: outlined.
        second: Series,
        /// Of the values.
        unit: Unit,
    },
    /// Bars made of two parts, the lower one first.
    Stacks {
        /// Under the bars.
        categories: Vec<Category>,
        /// From zero.
        lower: Series,
        /// On top of it.
        upper: Series,
        /// Of the values.
        unit: Unit,
    },
    /// Lines over month ends.
    Lines {
        /// ISO dates of the month ends.
        month_ends: Vec<String>,
        /// The lines.
        lines: Vec<Line>,
        /// A named level.
        reference: Option<Reference>,
        /// Of the values.
        unit: Unit,
        /// The scale begins at zero.
        from_zero: bool,
    },
    /// From one total to another by steps.
    Waterfall {
        /// The steps in order.
        steps: Vec<Step>,
        /// Of the values.
        unit: Unit,
    },
    /// A mark a customer.
    Scatter {
        /// The marks.
        points: Vec<ScatterPoint>,
        /// Across.
        x: Axis,
        /// Up.
        y: Axis,
        /// A named upright line.
        reference: Option<Reference>,
    },
    /// Cumulative shares, customers from the largest down.
    Curve {
        /// Cumulative share, 0 to 1, after each customer, from (0, 0).
        points: Vec<[f64; 2]>,
        /// Across.
        x: Axis,
        /// Up.
        y: Axis,
        /// Points with a name.
        named: Vec<NamedPoint>,
    },
    /// Lying bars.
    Bars {
        /// From the top.
        rows: Vec<BarRow>,
        /// Of the values.
        unit: Unit,
    },
    /// Customers from the largest to the smallest against a threshold, on a logarithmic scale.
    Ranked {
        /// Largest first; all above zero.
        points: Vec<RankedPoint>,
        /// The threshold, by its name.
        threshold: Reference,
        /// How many lie at or above it, in words.
        above: String,
        /// How many lie below it, in words.
        below: String,
        /// Of the values.
        unit: Unit,
    },
    /// Groups of one date, groups of another, and bands between them as thick as what went from one to the other.
    Flows {
        /// Over the left side: "September 2025".
        from: String,
        /// Over the right side.
        to: String,
        /// From the top.
        left: Vec<FlowGroup>,
        /// From the top.
        right: Vec<FlowGroup>,
        /// Each from a place in `left` to one in `right`.
        bands: Vec<FlowBand>,
    },
}

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Major units of the currency.
    Money,
    /// A fraction, shown as per cent.
    Percent,
    /// Days.
    Days,
    /// A number of things.
    Count,
}

/// A place under a bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// "Oct ’25", "Nov".
    pub label: String,
    /// A second line: "9 days"; may be empty.
    pub sub: String,
    /// The period is not over: hatched and outlined.
    pub partial: bool,
}

/// A name and a value for each category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What the key says.
    pub name: String,
    /// One a category.
    pub values: Vec<Option<f64>>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What stands at its end: "94.1% net".
    pub end_label: String,
    /// One a month end.
    pub values: Vec<Option<f64>>,
    /// Its part in the story.
    pub role: LineRole,
}

/// Parts that lines play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// The measured one: ink, strong.
    Measured,
    /// The one it is compared with: grey.
    Comparison,
    /// A part of the whole: accent, dashed.
    Part,
}

/// A named level on a scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Where.
    pub value: f64,
    /// Its name: "100%: the same sales again", "terms: 30 days".
    pub name: String,
}

/// One step of a waterfall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Under it, two short lines at most, parted by a line feed.
    pub label: String,
    /// Above it: "+433,710".
    pub text: String,
    /// Positive for gains and totals, negative for losses.
    pub value: f64,
    /// What it is.
    pub kind: StepKind,
}

/// Kinds of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// From zero: solid.
    Total,
    /// From zero: outlined.
    Subtotal,
    /// Up or down from where the last one ended.
    Change,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScatterPoint {
    /// Across.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Its form and colour.
    pub segment: SegmentMark,
    /// Written beside it, for the few that the text names.
    pub name: Option<String>,
}

/// One axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it measures; may be empty.
    pub name: String,
    /// Of the values.
    pub unit: Unit,
    /// Powers of ten.
    pub logarithmic: bool,
}

/// A point with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedPoint {
    /// Across.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Beside it.
    pub name: String,
}

/// One lying bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarRow {
    /// Before it.
    pub label: String,
    /// Its length; negative goes left.
    pub value: f64,
    /// Behind it.
    pub text: String,
    /// Good, bad or neither.
    pub tone: Tone,
}

/// One customer of the ranked chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankedPoint {
    /// Sales, above zero.
    pub value: f64,
    /// How it is drawn.
    pub mark: RankedMark,
    /// Written beside it, for the few that the text names.
    pub name: Option<String>,
}

/// How a customer stands against the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankedMark {
    /// At or above it: ink.
    Above,
    /// Below it now, above it before: solid red.
    Potential,
    /// Below it always: hollow red.
    Small,
}

/// A group at one side of [`ChartSpec::Flows`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowGroup {
    /// Its colour; `None` for those who are in no segment.
    pub segment: Option<SegmentMark>,
    /// Its name.
    pub name: String,
    /// Its size.
    pub value: f64,
    /// The size, written.
    pub text: String,
}

/// What went from one group to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowBand {
    /// A place on the left.
    pub from: usize,
    /// A place on the right.
    pub to: usize,
    /// How much; above zero.
    pub value: f64,
    /// Good, bad or neither.
    pub tone: Tone,
}
