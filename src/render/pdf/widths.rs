//! How wide the columns of a table stand on paper: from the letters in them, so that numbers never run into each other
//! and names wrap only where they must.

use std::collections::BTreeMap;

use serde::Serialize;
use ttf_parser::Face;

use super::letters::with_breaks;
use crate::report::model::{Align, Cell, Column, RowKind, Table, TableStyle};

/// Width of the text in points, the same on A4 and Letter: charts of 808 units keep their letters above 8 pt.
pub(super) const TEXT_WIDTH: f64 = 501.0;

/// Width of one of two columns of text in points.
pub(super) const HALF_WIDTH: f64 = 242.0;

/// Size of small print, the smallest type, in points.
const SMALL: f64 = 8.0;

/// Sizes of table text in points, the larger first.
const SIZES: [f64; 2] = [8.5, SMALL];

/// Room that a segment's mark takes before the name, in points.
const MARK: f64 = 9.6;

/// A table up to this height, in points, is kept on one page with its headline: a higher one would leave too much of a
/// page empty where it does not fit any more.
const TOGETHER: f64 = 190.0;

/// The part of the width that a column of long text gets before names get all on one line.
const LONG_TEXT: f64 = 0.42;

/// The same of a table on tints, which is read as one picture.
const MATRIX_TOGETHER: f64 = 420.0;

/// Most that a column gains, in points, from room that no text needs.
const AIR: f64 = 26.0;

/// How far each letter of the text face reaches, in its two weights.
pub(super) struct Faces {
    regular: Advances,
    semibold: Advances,
}

/// Widths of the letters of one font, each as a part of the type size.
type Advances = BTreeMap<char, f64>;

/// The widths of the letters in a font file; `None` where it is none.
fn advances(file: &[u8]) -> Option<Advances> {
    let face = Face::parse(file, 0).ok()?;
    let units = f64::from(face.units_per_em());
    let mut advances = Advances::new();
    for subtable in face.tables().cmap?.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        subtable.codepoints(|code| {
            let advance =
                |letter| Some((letter, f64::from(face.glyph_hor_advance(face.glyph_index(letter)?)?) / units));
            advances.extend(char::from_u32(code).and_then(advance));
        });
    }
    Some(advances)
}

/// How a table stands on paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct TableLayout {
    /// Size of the text in points.
    pub(super) size: f64,
    /// Room between columns in points.
    pub(super) gap: f64,
    /// Widths of the columns in points, the room before each but the first included.
    pub(super) widths: Vec<f64>,
    /// Short enough not to be broken over pages.
    pub(super) together: bool,
}

/// What one column asks for, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Room {
    /// Under this, words overprint the next column.
    least: f64,
    /// With this, nothing wraps.
    wanted: f64,
}

impl Room {
    fn fixed(width: f64) -> Self {
        Self { least: width, wanted: width }
    }

    fn plus(self, width: f64) -> Self {
        Self { least: self.least + width, wanted: self.wanted + width }
    }

    fn or(self, other: Self) -> Self {
        Self { least: self.least.max(other.least), wanted: self.wanted.max(other.wanted) }
    }
}

impl Faces {
    /// The faces in two font files; `None` where one is none.
    pub(super) fn new(regular: &[u8], semibold: &[u8]) -> Option<Self> {
        Some(Self { regular: advances(regular)?, semibold: advances(semibold)? })
    }

    /// The letters that both weights have.
    pub(super) fn letters(&self) -> impl Iterator<Item = char> {
        self.regular.keys().copied().filter(|letter| self.semibold.contains_key(letter))
    }

    /// Width of `text` on one line in points.
    fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let advances = if bold { &self.semibold } else { &self.regular };
        // A little more than the letters, since shaping may move them apart.
        text.chars().filter_map(|letter| advances.get(&letter)).sum::<f64>() * size * 1.01
    }

    /// What running text asks for.
    fn text(&self, text: &str, size: f64, bold: bool) -> Room {
        let words = text.split([' ', '\n', '\u{200B}']).map(|word| self.width(word, size, bold));
        let lines = text.split('\n').map(|line| self.width(line, size, bold));
        Room { least: words.fold(0.0, f64::max), wanted: lines.fold(0.0, f64::max) }
    }

    /// What a heading asks for: two lines are as good as one.
    fn title(&self, title: &str, size: f64) -> Room {
        let Room { least, wanted } = self.text(title, size, false);
        Room { least, wanted: least.max(wanted * 0.6) }
    }

    /// What a cell asks for; `bold` as its row or column is.
    fn cell(&self, cell: &Cell, align: Align, size: f64, bold: bool) -> Room {
        let with_sub = |room: Room, sub: &str| {
            let Room { least, wanted } = self.text(sub, SMALL, false);
            // Under an amount, more than two lines would be a column of single words.
            let lines = if align == Align::Right { wanted * 0.52 } else { 0.0 };
            room.or(Room { least: least.max(lines), wanted })
        };
        match cell {
            Cell::Blank => Room::default(),
            Cell::Text { text, sub, .. } | Cell::Heat { text, sub, .. } => {
                let room = self.text(text, size, bold);
                with_sub(if align == Align::Right && text.len() <= 24 { Room::fixed(room.wanted) } else { room }, sub)
            }
            Cell::Segment { text, sub, .. } => with_sub(self.text(text, size, bold).plus(MARK), sub),
            Cell::Bar { .. } => Room::fixed(40.0),
            Cell::Spark { .. } => Room::fixed(60.0),
            Cell::Direction { text, .. } => Room::fixed(self.width(text, size, bold) + 9.0),
            Cell::Band { text, .. } => Room::fixed(self.width(text, size, bold) + 30.0),
        }
    }

    /// What each column of `table` asks for at a text size, without the room between columns.
    fn rooms(&self, table: &Table, size: f64) -> Vec<Room> {
        let mut rooms: Vec<Room> = table.columns.iter().map(|column| self.title(&column.title, size)).collect();
        for row in &table.rows {
            for ((room, column), cell) in rooms.iter_mut().zip(&table.columns).zip(&row.cells) {
                let bold = column.emphasis || row.kind != RowKind::Body;
                *room = room.or(self.cell(cell, column.align, size, bold));
            }
        }
        rooms
    }

    /// The layout of `table` in so many points, whose words get more places to break where its numbers leave too little room.
    pub(super) fn layout(&self, table: &mut Table, width: f64) -> TableLayout {
        let gap = match table.style {
            TableStyle::Mid | TableStyle::Full if table.columns.len() < 8 => 9.0,
            TableStyle::Mid | TableStyle::Full => 7.0,
            TableStyle::Sheet => 6.0,
            TableStyle::Heat => 10.0,
        };
        let available = width - gap * table.columns.len().saturating_sub(1) as f64;
        let least = |rooms: &[Room]| rooms.iter().map(|room| room.least).sum::<f64>();
        let mut size = SIZES[0];
        let mut rooms = self.rooms(table, size);
        if least(&rooms) > available {
            size = SIZES[1];
            rooms = self.rooms(table, size);
        }
        if least(&rooms) > available {
            soften(table);
            rooms = self.rooms(table, size);
        }
        if least(&rooms) > available {
            // Small type is bad, figures printed over each other are worse.
            size *= available / least(&rooms);
            rooms = self.rooms(table, size);
        }
        let contents = share(&rooms, &table.columns, available);
        let most = if table.style == TableStyle::Heat { MATRIX_TOGETHER } else { TOGETHER };
        let together = self.height(table, &contents, size) <= most;
        let widths =
            contents.iter().enumerate().map(|(at, width)| if at == 0 { *width } else { width + gap }).collect();
        TableLayout { size, gap, widths, together }
    }

    /// About how high the table stands, in points.
    fn height(&self, table: &Table, widths: &[f64], size: f64) -> f64 {
        let lines = |text: &str, size: f64, width: f64| {
            if text.is_empty() {
                0.0
            } else {
                (self.width(text, size, false) * 1.1 / width.max(1.0)).ceil() * size * 1.3
            }
        };
        let cell = |(cell, width): (&Cell, &f64)| match cell {
            Cell::Text { text, sub, .. } | Cell::Segment { text, sub, .. } | Cell::Heat { text, sub, .. } => {
                lines(text, size, *width) + lines(sub, SMALL, *width)
            }
            _ => size * 1.3,
        };
        table.rows.iter().map(|row| 6.5 + row.cells.iter().zip(widths).map(cell).fold(0.0, f64::max)).sum()
    }
}

/// Gives the words of all text columns a place to break every few letters.
fn soften(table: &mut Table) {
    for row in &mut table.rows {
        for (cell, column) in row.cells.iter_mut().zip(&table.columns) {
            if let (Cell::Text { text, .. }, Align::Left) = (cell, column.align) {
                *text = with_breaks(text, 8, 6);
            }
        }
    }
}

/// Divides `available` points among columns: first what they need, and for the column of long text a fair part of the width;
/// then what they want, evenly; what is left goes to
/// the column of long text, or else the first, after a little air for all.
fn share(rooms: &[Room], columns: &[Column], available: f64) -> Vec<f64> {
    let mut widths: Vec<f64> = rooms.iter().map(|room| room.least).collect();
    let needed: f64 = widths.iter().sum();
    let long = columns.iter().position(|column| column.wide);
    if let Some((width, room)) = long.and_then(|at| Some((widths.get_mut(at)?, rooms.get(at)?))) {
        let fair = room.wanted.min(available * LONG_TEXT);
        *width = width.max(fair.min(*width + (available - needed).max(0.0)));
    }
    let mut left = (available - widths.iter().sum::<f64>()).max(0.0);
    let mut growing: Vec<usize> = (0..rooms.len()).collect();
    growing.sort_by(|&a, &b| {
        let need = |at: usize| rooms.get(at).map_or(0.0, |room| room.wanted - room.least);
        need(a).total_cmp(&need(b))
    });
    let mut waiting = growing.len();
    for at in growing {
        if let (Some(width), Some(room)) = (widths.get_mut(at), rooms.get(at)) {
            let growth = (room.wanted - *width).clamp(0.0, left / waiting as f64);
            *width += growth;
            left -= growth;
        }
        waiting -= 1;
    }
    let filler = long.unwrap_or(0);
    let air = (left * 0.7 / widths.len().max(1) as f64).min(AIR);
    for (at, width) in widths.iter_mut().enumerate() {
        if at != filler {
            *width += air;
            left -= air;
        }
    }
    if let Some(width) = widths.get_mut(filler) {
        *width += left;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(wide: bool) -> Column {
        Column {
            title: String::new(),
            align: Align::Left,
            emphasis: false,
            wide,
            wide_screens_only: false,
            screen_only: false,
        }
    }

    #[test]
    fn long_text_takes_what_names_leave() {
        let rooms = [Room { least: 40.0, wanted: 90.0 }, Room { least: 30.0, wanted: 900.0 }, Room::fixed(50.0)];
        let widths = share(&rooms, &[column(false), column(true), column(false)], 400.0);
        assert_eq!(widths, [90.0, 260.0, 50.0]);
    }

    #[test]
    fn long_text_is_not_squeezed_by_names() {
        let rooms = [
            Room { least: 60.0, wanted: 160.0 },
            Room { least: 50.0, wanted: 150.0 },
            Room { least: 40.0, wanted: 900.0 },
        ];
        let widths = share(&rooms, &[column(false), column(false), column(true)], 400.0);
        assert!(
            widths[2] >= 168.0 && widths[0] >= 60.0 && (widths.iter().sum::<f64>() - 400.0).abs() < 1e-9,
            "{widths:?}"
        );
    }

    #[test]
    fn room_that_nobody_needs_goes_to_the_first_column() {
        let widths = share(&[Room::fixed(60.0), Room::fixed(40.0), Room::fixed(40.0)], &[], 440.0);
        assert_eq!(widths, [308.0, 66.0, 66.0]);
    }

    proptest! {
        #[test]
        fn columns_fill_the_width_and_get_what_they_need(
            rooms in proptest::collection::vec((0.0..60.0_f64, 0.0..800.0_f64), 1..8),
        ) {
            let rooms: Vec<Room> = rooms.into_iter().map(|(least, more)| Room { least, wanted: least + more }).collect();
            let widths = share(&rooms, &vec![column(false); rooms.len()], 500.0);
            prop_assert!((widths.iter().sum::<f64>() - 500.0).abs() < 1e-6);
            prop_assert!(widths.iter().zip(&rooms).all(|(width, room)| *width >= room.least - 1e-9));
        }
    }
}
