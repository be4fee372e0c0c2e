//! Tables as templates read them, in parts that keep a page small.

use serde::Serialize;

use super::HtmlError;
use super::links::Places;
use crate::render::spark::{self, SparkSize};
use crate::report::model::{Align, Cell, Column, Over, Row, RowKind, SegmentMark, Table, TableStyle, Tone};

/// Body rows on one page; with 200 rows of the customer sheet a page stays under 300 KB.
const PART_ROWS: usize = 200;
/// Up to so many columns a table fits a phone without scrolling.
const FITTING_COLUMNS: usize = 3;
/// From so many columns on they stand closer.
const CLOSE_COLUMNS: usize = 9;
/// The shortest bar, in hundredths of the longest: one px.
const SHORTEST_BAR: f64 = 1.0;

/// [`Table`], or a part of it, as templates read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TableView<'a> {
    /// Its form, for the style sheet.
    pub(crate) class: String,
    /// Fits a phone: it does not scroll, its texts wrap.
    pub(crate) fits: bool,
    /// What it is, for screen readers; unique on its page.
    pub(crate) label: String,
    pub(crate) over: Vec<OverView<'a>>,
    pub(crate) columns: Vec<ColumnView<'a>>,
    pub(crate) body: Vec<RowView<'a>>,
    /// Sums at the end; they are of the whole table and stand on each part.
    pub(crate) foot: Vec<RowView<'a>>,
    /// Sorting, filtering and search apply.
    pub(crate) sheet: bool,
    /// Links between the parts; empty if there is but one.
    pub(crate) parts: Vec<PartView>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

/// A heading over several columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OverView<'a> {
    pub(crate) title: &'a str,
    pub(crate) span: usize,
    /// `ws`: wide screens only; `ns`: narrow ones only.
    pub(crate) class: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ColumnView<'a> {
    pub(crate) title: &'a str,
    pub(crate) class: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RowView<'a> {
    /// Empty, `sub` or `total`.
    pub(crate) class: &'static str,
    /// The row's heading.
    pub(crate) first: CellView<'a>,
    pub(crate) cells: Vec<CellView<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct CellView<'a> {
    pub(crate) class: String,
    pub(crate) content: Content<'a>,
}

/// [`Cell`] as templates read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Content<'a> {
    Blank,
    Text {
        text: &'a str,
        sub: &'a str,
        href: Option<String>,
        tone: &'static str,
        /// Words, which may run from right to left; else a number.
        words: bool,
        /// Phones show a mark before the text, which is empty for "not scored".
        marked: bool,
        mark: &'static str,
        mark_name: &'a str,
    },
    Segment {
        mark: &'static str,
        text: &'a str,
        sub: &'a str,
    },
    /// `percent` from 1 to 100.
    Bar {
        percent: f64,
        mark: &'static str,
    },
    Spark {
        svg: String,
    },
    /// `way`: `up`, `level` or `down`.
    Direction {
        way: &'static str,
        tone: &'static str,
        text: &'a str,
    },
    /// `filled` from 0 to 3.
    Band {
        filled: u8,
        text: &'a str,
    },
    Heat {
        text: &'a str,
        sub: &'a str,
        own: bool,
    },
}

/// A link to a part of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PartView {
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// Where a table stands.
pub(crate) struct Place<'p> {
    pub(crate) places: &'p Places<'p>,
    /// From the page to the client's folder: empty or `../`.
    pub(crate) root: &'p str,
    /// The page's file name without `.html`.
    pub(crate) stem: &'p str,
    /// The block that it stands in.
    pub(crate) block: &'p str,
    /// Which part to show, from 1.
    pub(crate) part: usize,
}

/// How many pages a table takes: at least one.
pub(crate) fn part_count(table: &Table) -> usize {
    split(table).0.len().div_ceil(PART_ROWS).max(1)
}

/// The file name of a part, without `.html`.
pub(crate) fn part_stem(stem: &str, part: usize) -> String {
    if part == 1 { stem.to_owned() } else { format!("{stem}-{part}") }
}

/// One part of a table.
pub(crate) fn view<'a>(table: &'a Table, label: String, place: &Place<'_>) -> Result<TableView<'a>, HtmlError> {
    let (body, foot) = split(table);
    let shown = body.chunks(PART_ROWS).nth(place.part - 1).unwrap_or_default();
    let rows = |rows: &'a [Row]| -> Result<Vec<_>, _> {
        rows.iter().filter_map(|row| self::row(row, table, place).transpose()).collect()
    };
    let count = part_count(table);
    let href = |part: usize| format!("{}.html#{}", part_stem(place.stem, part), place.block);
    let parts = if count == 1 { 0 } else { count };
    Ok(TableView {
        class: class(table),
        fits: table.columns.len() <= FITTING_COLUMNS,
        label,
        over: over(table),
        columns: table.columns.iter().map(|column| column_view(column)).collect(),
        body: rows(shown)?,
        foot: rows(foot)?,
        sheet: table.style == TableStyle::Sheet,
        parts: (1..=parts)
            .map(|number| PartView { number, href: href(number), current: number == place.part })
            .collect(),
        previous: (place.part > 1).then(|| href(place.part - 1)),
        next: (place.part < count).then(|| href(place.part + 1)),
    })
}

/// Body rows, and the sums that end the table.
fn split(table: &Table) -> (&[Row], &[Row]) {
    let body = table.rows.iter().rposition(|row| row.kind == RowKind::Body).map_or(0, |last| last + 1);
    table.rows.split_at(body)
}

/// The classes of a table: its form; `close` for many columns, `named` where each row's heading is explained.
fn class(table: &Table) -> String {
    let form = match table.style {
        TableStyle::Mid => "mid",
        TableStyle::Full => "full",
        TableStyle::Sheet => "full sheet",
        TableStyle::Heat => "full heat",
    };
    let close = if table.columns.len() >= CLOSE_COLUMNS { " close" } else { "" };
    let explained = |row: &Row| matches!(row.cells.first(), Some(Cell::Text { sub, .. }) if !sub.is_empty());
    let named = if split(table).0.iter().all(explained) { " named" } else { "" };
    format!("{form}{close}{named}")
}

/// Headings over columns; where a phone leaves out some of their columns, once for each width.
fn over(table: &Table) -> Vec<OverView<'_>> {
    let mut views = Vec::new();
    let mut columns = table.columns.as_slice();
    for Over { title, span } in &table.over {
        let (under, rest) = columns.split_at((*span).min(columns.len()));
        columns = rest;
        let narrow = under.iter().filter(|column| !column.wide_screens_only).count();
        if narrow == under.len() {
            views.push(OverView { title, span: *span, class: "" });
        } else {
            views.push(OverView { title, span: *span, class: "ws" });
            if narrow > 0 {
                views.push(OverView { title, span: narrow, class: "ns" });
            }
        }
    }
    views
}

fn column_view(column: &Column) -> ColumnView<'_> {
    ColumnView { title: &column.title, class: classes(column, false) }
}

/// `n` number, `now` emphasis, `w` wide text, `ws` wide screens only.
fn classes(column: &Column, body: bool) -> String {
    let named = [
        (column.align == Align::Right, "n"),
        (body && column.emphasis, "now"),
        (column.wide, "w"),
        (column.wide_screens_only, "ws"),
    ];
    named.iter().filter(|(holds, _)| *holds).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

fn row<'a>(row: &'a Row, table: &'a Table, place: &Place<'_>) -> Result<Option<RowView<'a>>, HtmlError> {
    let mut cells = table.columns.iter().zip(&row.cells).map(|(column, cell)| {
        let class = format!("{} {}", classes(column, true), heat_class(cell, table.style));
        Ok(CellView { class: class.trim().to_owned(), content: content(cell, column, row, place)? })
    });
    let Some(first) = cells.next().transpose()? else { return Ok(None) };
    let class = match row.kind {
        RowKind::Body => "",
        RowKind::Subtotal => "sub",
        RowKind::Total => "total",
    };
    Ok(Some(RowView { class, first, cells: cells.collect::<Result<_, _>>()? }))
}

/// The tint of a number; `x` for other cells of such a table.
fn heat_class(cell: &Cell, style: TableStyle) -> String {
    match cell {
        Cell::Heat { step, own, .. } => {
            let tint = if *step == 0 { String::new() } else { format!("tint-{}", (*step).min(5)) };
            let own = if *own { " set" } else { "" };
            format!("{tint}{own}").trim_start().to_owned()
        }
        _ if style == TableStyle::Heat => "x".to_owned(),
        _ => String::new(),
    }
}

fn content<'a>(cell: &'a Cell, column: &Column, row: &'a Row, place: &Place<'_>) -> Result<Content<'a>, HtmlError> {
    Ok(match cell {
        Cell::Text { text, sub, target, tone, mark } => Content::Text {
            text,
            sub,
            href: target.as_ref().map(|target| place.places.address(target, place.root)).transpose()?,
            tone: tone_class(*tone),
            words: column.align == Align::Left,
            marked: mark.is_some(),
            mark: mark.map_or("", mark_key),
            mark_name: mark.map_or("", |mark| segment_name(row, mark)),
        },
        Cell::Segment { segment, text, sub } => Content::Segment { mark: mark_key(*segment), text, sub },
        Cell::Bar { percent, segment } if *percent > 0.0 => {
            Content::Bar { percent: percent.clamp(SHORTEST_BAR, 100.0), mark: segment.map_or("", mark_key) }
        }
        Cell::Bar { .. } | Cell::Blank => Content::Blank,
        Cell::Spark { spark } => Content::Spark { svg: spark::draw(spark, SparkSize::Cell) },
        Cell::Direction { sign, text } => {
            let (way, tone) = match sign.signum() {
                1 => ("up", "up"),
                -1 => ("down", "down"),
                _ => ("level", "quiet"),
            };
            Content::Direction { way, tone, text }
        }
        Cell::Band { filled, text } => Content::Band { filled: (*filled).min(3), text },
        Cell::Heat { text, sub, own, .. } => Content::Heat { text, sub, own: *own },
    })
}

/// The name of a mark, which its row gives in the segment's own column.
fn segment_name(row: &Row, mark: SegmentMark) -> &str {
    let named = row.cells.iter().find_map(|cell| match cell {
        Cell::Segment { segment, text, .. } if *segment == mark => Some(text.as_str()),
        _ => None,
    });
    named.unwrap_or_default()
}

/// `up` good, `down` bad, `quiet` less important; empty for neither.
pub(crate) fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "up",
        Tone::Bad => "down",
        Tone::Quiet => "quiet",
    }
}

/// The key of a segment's mark and colour, as in the tokens; empty for "not scored", which has neither.
pub(crate) fn mark_key(mark: SegmentMark) -> &'static str {
    match mark {
        SegmentMark::Champion => "ch",
        SegmentMark::Good => "go",
        SegmentMark::Promising => "pr",
        SegmentMark::New => "ne",
        SegmentMark::DontLoseThem => "dl",
        SegmentMark::GiveAttention => "ga",
        SegmentMark::LatePayer => "lp",
        SegmentMark::Hibernating => "hi",
        SegmentMark::PossibleMismatch => "pm",
        SegmentMark::NotScored => "",
    }
}
