//! Short ways to write the pieces of a report: blocks, columns, rows, cells.

use super::figures_page;
use super::format::DASH;
use super::model::{
    Align, Block, Body, Cell, Chart, ChartSpec, Column, Fact, Link, Row, RowKind, SegmentMark, Spark, Table,
    TableStyle, Target, Tone,
};
use super::words;
use crate::metrics::segmentation::Segment;

/// A line has so many points or more: two dots are no course.
pub(super) const POINTS_OF_A_LINE: usize = 3;

impl Block {
    /// A block with nothing round it.
    pub(super) fn new(id: &str, body: Body) -> Self {
        Self {
            id: id.to_owned(),
            headline: None,
            label: None,
            body,
            note: None,
            aside: Vec::new(),
            links: Vec::new(),
            screen_only: false,
        }
    }

    /// A block that says why something cannot be shown.
    pub(super) fn missing(id: &str, headline: &str, text: impl Into<String>) -> Self {
        Self::new(id, Body::Missing { text: text.into() }).headline(headline)
    }

    /// A table in a block.
    pub(super) fn table(id: &str, table: Table) -> Self {
        Self::new(id, Body::Table(Box::new(table)))
    }

    /// A chart in a block of the same id.
    pub(super) fn chart(chart: Chart) -> Self {
        Self::new(&chart.id.clone(), Body::Chart(Box::new(chart)))
    }

    pub(super) fn headline(mut self, text: impl Into<String>) -> Self {
        self.headline = Some(text.into());
        self
    }

    pub(super) fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.note = (!text.is_empty()).then_some(text);
        self
    }

    pub(super) fn aside(mut self, term: &str, text: impl Into<String>) -> Self {
        self.aside.push(fact(term, text));
        self
    }

    pub(super) fn link(mut self, text: &str, target: Target) -> Self {
        self.links.push(Link { text: text.to_owned(), target });
        self
    }

    /// Not on paper.
    pub(super) fn not_on_paper(self) -> Self {
        Self { screen_only: true, ..self }
    }
}

/// A chart.
pub(super) fn chart(id: &str, title: &str, description: String, spec: ChartSpec, figures: Table) -> Chart {
    Chart { id: id.to_owned(), title: title.to_owned(), description, spec, figures }
}

/// A term and what it says.
pub(super) fn fact(term: &str, text: impl Into<String>) -> Fact {
    Fact { term: term.to_owned(), text: text.into() }
}

/// A block of a section.
pub(super) fn place(section: &str, block: &str) -> Target {
    Target::Section { section: section.to_owned(), block: Some(block.to_owned()) }
}

impl Column {
    fn new(title: &str, align: Align) -> Self {
        let title = title.to_owned();
        Self { title, align, emphasis: false, wide: false, wide_screens_only: false, screen_only: false }
    }

    /// A column of words, or of bars and marks.
    pub(super) fn left(title: &str) -> Self {
        Self::new(title, Align::Left)
    }

    /// A column of numbers.
    pub(super) fn right(title: &str) -> Self {
        Self::new(title, Align::Right)
    }

    /// Semibold: the newest figure.
    pub(super) fn emphasised(self) -> Self {
        Self { emphasis: true, ..self }
    }

    /// Takes the room that is left.
    pub(super) fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// Not on phones.
    pub(super) fn not_on_phones(self) -> Self {
        Self { wide_screens_only: true, ..self }
    }

    /// Not on paper.
    pub(super) fn not_on_paper(self) -> Self {
        Self { screen_only: true, ..self }
    }
}

impl Table {
    /// A table of all its rows on paper too.
    pub(super) fn new(style: TableStyle, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { style, over: Vec::new(), columns, rows, paper_rows: None, paper_rest: None }
    }

    /// A table that paper cuts after so many body rows.
    pub(super) fn cut_on_paper(mut self, rows: usize, rest: Row) -> Self {
        self.paper_rows = Some(rows);
        self.paper_rest = Some(rest);
        self
    }
}

impl Row {
    /// One of many.
    pub(super) fn body(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Body, cells }
    }

    /// A sum on the way.
    pub(super) fn subtotal(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Subtotal, cells }
    }

    /// The sum.
    pub(super) fn total(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Total, cells }
    }
}

impl Cell {
    /// Words or a number.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), sub: String::new(), target: None, tone: Tone::Plain, mark: None }
    }

    /// Nothing to show.
    pub(super) fn dash() -> Self {
        Self::text(DASH)
    }

    /// The text, or a dash.
    pub(super) fn or_dash(text: Option<String>) -> Self {
        text.map_or_else(Self::dash, Self::text)
    }

    /// With small print under it.
    pub(super) fn with_sub(text: impl Into<String>, sub: impl Into<String>) -> Self {
        Self::Text { text: text.into(), sub: sub.into(), target: None, tone: Tone::Plain, mark: None }
    }

    /// In good, bad or quiet ink.
    pub(super) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self::Text { text: text.into(), sub: String::new(), target: None, tone, mark: None }
    }

    /// Leading somewhere.
    pub(super) fn linked(text: impl Into<String>, target: Target) -> Self {
        Self::Text { text: text.into(), sub: String::new(), target: Some(target), tone: Tone::Plain, mark: None }
    }

    /// The same cell with small print under it.
    pub(super) fn below(mut self, text: String) -> Self {
        if let Self::Text { sub, .. } = &mut self {
            *sub = text;
        }
        self
    }

    /// The same cell, leading to a figure's formula, inputs and documents.
    pub(super) fn opening(mut self, figure: &str) -> Self {
        if let Self::Text { target, .. } = &mut self {
            *target = Some(figures_page::place_of(figure));
        }
        self
    }

    /// Leading somewhere, with a segment's mark for phones.
    pub(super) fn marked(text: impl Into<String>, target: Target, mark: SegmentMark) -> Self {
        Self::Text { text: text.into(), sub: String::new(), target: Some(target), tone: Tone::Plain, mark: Some(mark) }
    }

    /// A segment's mark and name.
    pub(super) fn segment(segment: Segment) -> Self {
        Self::segment_with(segment, "")
    }

    /// A segment's mark and name with small print under it.
    pub(super) fn segment_with(segment: Segment, sub: &str) -> Self {
        let text = words::segment(segment).to_owned();
        Self::Segment { segment: words::mark(segment), text, sub: sub.to_owned() }
    }

    /// A bar from zero, as a share of the column's longest; nothing for zero and below.
    pub(super) fn bar(value: f64, longest: f64, segment: Option<SegmentMark>) -> Self {
        if value > 0.0 && longest > 0.0 {
            Self::Bar { percent: for_scale((value / longest * 100.0).min(100.0)), segment }
        } else {
            Self::Blank
        }
    }

    /// A small line; nothing where there are fewer than two points.
    pub(super) fn spark(spark: Option<Spark>) -> Self {
        spark.map_or(Self::Blank, |spark| Self::Spark { spark })
    }

    /// So many empty cells.
    pub(super) fn blanks(number: usize) -> impl Iterator<Item = Self> {
        std::iter::repeat_n(Self::Blank, number)
    }
}

/// A line over month ends with the point of a year ago marked; `None` for fewer than two points.
pub(super) fn spark(values: Vec<Option<f64>>, reference: Option<f64>, from_zero: bool) -> Option<Spark> {
    if values.iter().flatten().count() < 2 {
        return None;
    }
    let values: Vec<Option<f64>> = values.into_iter().map(|value| value.map(for_scale)).collect();
    let year_ago = values.len().checked_sub(13).filter(|&i| values[i].is_some());
    Some(Spark { values, reference, year_ago, from_zero })
}

/// A value for a scale, rounded to six decimals: enough for any drawing, and the same after it was written and read.
pub(super) fn for_scale(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The places that a drawing of `length` points keeps, so that no drawing grows with the client: all of the first
/// hundred, then evenly up to `most`, and the last.
pub(super) fn drawn_places(length: usize, most: usize) -> Vec<usize> {
    const FIRST: usize = 100;
    if length <= most {
        return (0..length).collect();
    }
    let step = (length - FIRST).div_ceil(most.saturating_sub(FIRST).max(1));
    let mut places: Vec<usize> = (0..FIRST).chain((FIRST..length).step_by(step)).collect();
    if places.last() != Some(&(length - 1)) {
        places.push(length - 1);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_marks_the_point_of_a_year_ago() {
        let thirteen = spark(vec![Some(1.0); 13], None, true).expect("a line");
        assert_eq!(thirteen.year_ago, Some(0));
        assert_eq!(spark(vec![Some(1.0); 12], None, true).expect("a line").year_ago, None);
        assert_eq!(spark(vec![Some(1.0), None], None, true), None);
    }

    #[test]
    fn bars_are_nothing_for_zero() {
        assert_eq!(Cell::bar(0.0, 10.0, None), Cell::Blank);
        assert_eq!(Cell::bar(-1.0, 10.0, None), Cell::Blank);
        assert_eq!(Cell::bar(5.0, 10.0, None), Cell::Bar { percent: 50.0, segment: None });
    }

    #[test]
    fn a_drawing_keeps_first_and_last_and_stays_small() {
        assert_eq!(drawn_places(3, 200), [0, 1, 2]);
        let places = drawn_places(5_000, 300);
        assert!(places.len() <= 301 && places[..100].iter().copied().eq(0..100));
        assert_eq!(places.last(), Some(&4_999));
        assert!(places.is_sorted());
    }
}
