//! Tables: columns, rows and the kinds of cell.

use serde::{Deserialize, Serialize};

use super::{SegmentMark, Spark, Target, Tone};

/// A table: rules only, sums under a rule, totals over a double one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its form.
    pub style: TableStyle,
    /// A row of headings above the columns' own, each spanning some; empty for most.
    pub over: Vec<Over>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows in order, totals included.
    pub rows: Vec<Row>,
    /// How many body rows paper shows; `None`: all. The totals always stand.
    pub paper_rows: Option<usize>,
    /// What stands on paper for the body rows beyond `paper_rows`.
    pub paper_rest: Option<Row>,
}

/// Forms of table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableStyle {
    /// As wide as text; few columns.
    #[default]
    Mid,
    /// As wide as the page.
    Full,
    /// As wide as the page, many columns set closer.
    Sheet,
    /// Numbers on tints.
    Heat,
}

/// A heading over several columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// The heading; may be empty.
    pub title: String,
    /// How many columns.
    pub span: usize,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that a renderer may leave out or stress")]
pub struct Column {
    /// Its heading; may be empty (over bars).
    pub title: String,
    /// Text left, numbers right.
    pub align: Align,
    /// The newest figure: semibold.
    pub emphasis: bool,
    /// Long text that may wrap and takes the room that is left.
    pub wide: bool,
    /// Left out on a phone.
    pub wide_screens_only: bool,
    /// Left out on paper.
    pub screen_only: bool,
}

/// Sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// One row; as many cells as columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// Kinds of row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// One of many.
    #[default]
    Body,
    /// A sum on the way: a rule above, semibold.
    Subtotal,
    /// The sum: a rule above, a double one below.
    Total,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cell {
    /// Nothing, not even a dash.
    Blank,
    /// Words or a number, already formatted; a dash where there is nothing to show.
    Text {
        /// What it says.
        text: String,
        /// Small print under it; may be empty.
        sub: String,
        /// Where it leads.
        target: Option<Target>,
        /// Good, bad or neither.
        tone: Tone,
        /// A mark before it that phones show, where the segment's own column is left out.
        mark: Option<SegmentMark>,
    },
    /// A segment's mark and name.
    Segment {
        /// Which.
        segment: SegmentMark,
        /// Its name.
        text: String,
        /// Small print under it; may be empty.
        sub: String,
    },
    /// A bar from zero.
    Bar {
        /// 0 to 100 of the column's longest.
        percent: f64,
        /// In a segment's colour; else in that of the data.
        segment: Option<SegmentMark>,
    },
    /// A small line.
    Spark {
        /// The line.
        spark: Spark,
    },
    /// A triangle or bar, and the word.
    Direction {
        /// +1 better, 0 level, -1 worse.
        sign: i8,
        /// The word.
        text: String,
    },
    /// Three boxes filled up to the band, and the word.
    Band {
        /// Filled boxes: 1 weak, 2 fair, 3 strong.
        filled: u8,
        /// The word.
        text: String,
    },
    /// A number on a tint.
    Heat {
        /// 0 none to 5 strongest.
        step: u8,
        /// The number.
        text: String,
        /// Small print under it; may be empty.
        sub: String,
        /// Outlined: the client's own setting.
        own: bool,
    },
}
