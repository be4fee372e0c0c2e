//! Which format a table is of, and where its headings stand.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::field::Field;
use super::format::{Format, Joined};
use super::headings::{Headings, normal_heading};
use super::nearest::{self, Nearest};
use super::table::{Row, Table};

/// Headings are looked for in so many rows that hold anything.
const ROWS_SEARCHED: usize = 30;

/// What a table was recognised as.
#[derive(Debug)]
pub(crate) struct Recognised<'f> {
    /// The format.
    pub(crate) format: &'f Format,
    /// The place of the row of headings among the table's rows; `None` where it has none.
    pub(crate) header: Option<usize>,
    /// The title above it that the format knows, as written.
    pub(crate) title: Option<String>,
    /// The columns found, by the format's names for them.
    pub(crate) columns: BTreeMap<String, usize>,
    /// The columns of each text that stands in several.
    pub(crate) joined: BTreeMap<String, JoinedPlaces>,
}

/// Why a table was not recognised.
#[derive(Debug)]
pub(crate) enum Unrecognised<'f> {
    /// No format fits.
    Unknown {
        /// The row of the headings, or where none resembles those of a format, the one that has the most cells, as a
        /// spreadsheet numbers it.
        row: u32,
        /// Its cells.
        headings: Vec<String>,
        /// The formats that nearly fit.
        nearest: Vec<Nearest<'f>>,
    },
    /// Several formats fit.
    Ambiguous(Vec<&'f Format>),
}

/// A format that a row of headings does not fit.
#[derive(Debug)]
pub(crate) struct Misfit<'f> {
    /// The format.
    pub(crate) format: &'f Format,
    /// Everything that is in the way.
    pub(crate) obstacles: Vec<Obstacle<'f>>,
    /// How many columns it needs.
    pub(crate) needed: usize,
    /// A title above the row is one of its own.
    pub(crate) is_titled: bool,
    /// The columns that are there, needed or not, by the format's names for them.
    pub(crate) places: BTreeMap<String, usize>,
}

/// Why a row of headings does not fit a format.
#[derive(Debug)]
pub(crate) enum Obstacle<'f> {
    /// A column that must be there is not, by the format's name for it.
    Column(&'f str),
    /// None of its titles stands above.
    Title,
    /// This heading must not be there.
    Heading(String),
    /// The first column has a heading and must not, or the other way round.
    FirstColumn {
        /// It must have none.
        must_be_unnamed: bool,
    },
}

/// Finds the row of headings and the format. A client's `own` formats go before those `built_in`, and a format whose
/// title is there before those that fit by headings alone.
pub(crate) fn recognise<'f>(
    table: &Table,
    own: &'f [Format],
    built_in: &[&'f Format],
) -> Result<Recognised<'f>, Unrecognised<'f>> {
    let mut titles: Vec<&str> = Vec::new();
    for (header, row) in table.rows().take(ROWS_SEARCHED).enumerate() {
        let headings: Vec<String> = row.cells().map(normal_heading).collect();
        let fits =
            |format: &'f Format| fit(format, header, &headings, &titles).ok().filter(|found| found.cells_fit(table));
        let mut found: Vec<Recognised<'f>> = own.iter().filter_map(fits).collect();
        if found.is_empty() {
            found = built_in.iter().copied().filter_map(fits).collect();
        }
        if found.iter().any(|recognised| recognised.title.is_some()) {
            found.retain(|recognised| recognised.title.is_some());
        }
        if found.len() > 1 {
            return Err(Unrecognised::Ambiguous(found.iter().map(|recognised| recognised.format).collect()));
        }
        if let Some(recognised) = found.pop() {
            return Ok(recognised);
        }
        titles.push(row.first_filled());
    }
    without_headings(table, own, built_in).ok_or_else(|| unknown(table, own, built_in))
}

/// The first format that the columns of a table without headings fit by what they hold.
fn without_headings<'f>(table: &Table, own: &'f [Format], built_in: &[&'f Format]) -> Option<Recognised<'f>> {
    own.iter().chain(built_in.iter().copied()).find_map(|format| {
        let rule = format.without_headings.as_ref().filter(|rule| rule.fits(table))?;
        Some(Recognised { format, header: None, title: None, columns: rule.places(), joined: BTreeMap::new() })
    })
}

impl Recognised<'_> {
    /// Whether the cells below the headings hold what the format asks of them.
    fn cells_fit(&self, table: &Table) -> bool {
        self.format.recognise.cells.iter().all(|rule| {
            // Group headings stand in the first column.
            let group = self.format.layout.group.as_ref().filter(|group| **group == rule.column).map(|_| 0);
            let columns: Vec<usize> = self.columns.get(&rule.column).copied().into_iter().chain(group).collect();
            let mut rows = table.rows().skip(self.header.map_or(0, |header| header + 1));
            let contains = |row: Row<'_>| {
                let mut texts = columns.iter().map(|&column| row.cell(column).to_lowercase());
                texts.any(|text| rule.contain.iter().any(|part| text.contains(part)))
            };
            rows.any(contains) == rule.anywhere
        })
    }
}

/// Whether the row at `header` can be the headings of a file of the format, with `titles` above it.
fn fit<'f>(
    format: &'f Format,
    header: usize,
    headings: &[String],
    titles: &[&str],
) -> Result<Recognised<'f>, Misfit<'f>> {
    let rule = &format.recognise;
    let place = |name: &str| format.columns.get(name)?.place_among(headings);
    let joined: BTreeMap<String, JoinedPlaces> =
        format.joined.iter().map(|(name, joined)| (name.clone(), JoinedPlaces::find(joined, headings))).collect();
    let group = format.layout.group.as_deref();
    let is_joined = |name: &str| joined.get(name).is_some_and(|places| places.first().is_some());
    let title = titles.iter().find(|title| rule.titles.normal.contains(&normal_heading(title)));
    let told_by_title = title.and(rule.columns_with_title.as_ref());
    let needed = told_by_title.unwrap_or(&rule.columns);
    let lacks = |name: &&String| place(name).is_none() && group != Some(name) && !is_joined(name);
    let mut obstacles: Vec<Obstacle<'f>> =
        needed.iter().filter(lacks).map(|name| Obstacle::Column(name.as_str())).collect();
    let unnamed = headings.first().is_none_or(String::is_empty);
    if let Some(must_be) = rule.first_column_unnamed.filter(|&must_be| must_be != unnamed) {
        obstacles.push(Obstacle::FirstColumn { must_be_unnamed: must_be });
    }
    if rule.title_required && title.is_none() {
        obstacles.push(Obstacle::Title);
    }
    if let Some(heading) = headings.iter().find(|&heading| rule.without.normal.contains(heading))
        && told_by_title.is_none()
    {
        obstacles.push(Obstacle::Heading(heading.clone()));
    }
    // Where the title tells all, the headings are the first row that can be some.
    let too_few = needed.is_empty() && headings.iter().filter(|heading| !heading.is_empty()).count() < 2;
    let columns: BTreeMap<String, usize> =
        format.columns.keys().filter_map(|name| Some((name.clone(), place(name)?))).collect();
    if obstacles.is_empty() && !too_few {
        let title = title.map(|&title| title.to_owned());
        return Ok(Recognised { format, header: Some(header), title, columns, joined });
    }
    Err(Misfit { format, obstacles, needed: needed.len(), is_titled: title.is_some(), places: columns })
}

fn unknown<'f>(table: &Table, own: &'f [Format], built_in: &[&'f Format]) -> Unrecognised<'f> {
    let rows: Vec<Row<'_>> = table.rows().take(ROWS_SEARCHED).collect();
    let normal: Vec<Vec<String>> = rows.iter().map(|row| row.cells().map(normal_heading).collect()).collect();
    let titles: Vec<&str> = rows.iter().map(|row| row.first_filled()).collect();
    let formats = || own.iter().chain(built_in.iter().copied());
    let misfits = normal.iter().enumerate().map(|(header, headings)| {
        let misfit = |format| fit(format, header, headings, &titles[..header]).err();
        (header, headings.as_slice(), formats().filter_map(misfit).collect())
    });
    let (near_row, nearest) = nearest::among(misfits).unzip();
    let filled = |row: &Row<'_>| row.cells().filter(|cell| !cell.is_empty()).count();
    // The first of those with the most: `max_by_key` would give the last.
    let fullest = || rows.iter().rev().copied().max_by_key(filled);
    let row = near_row.and_then(|header: usize| rows.get(header).copied()).or_else(fullest);
    Unrecognised::Unknown {
        row: row.map_or(1, Row::number),
        headings: row.into_iter().flat_map(Row::cells).filter(|cell| !cell.is_empty()).map(str::to_owned).collect(),
        nearest: nearest.unwrap_or_default(),
    }
}

/// Where each column of a recognised file stands.
#[derive(Debug)]
pub(crate) struct Columns {
    fields: [Place; Field::ALL.len()],
    named: BTreeMap<String, usize>,
    group: Option<String>,
    joined: BTreeMap<&'static str, JoinedPlaces>,
}

/// The columns whose texts make one.
#[derive(Debug)]
pub(crate) struct JoinedPlaces {
    rather: Vec<usize>,
    columns: Vec<usize>,
    with: String,
}

impl JoinedPlaces {
    fn find(rule: &Joined, headings: &[String]) -> Self {
        let places = |columns: &[Headings]| columns.iter().filter_map(|column| column.place_among(headings)).collect();
        Self { rather: places(&rule.rather), columns: places(&rule.columns), with: rule.with.clone() }
    }

    /// The column to name in a problem.
    fn first(&self) -> Option<usize> {
        self.rather.first().or(self.columns.first()).copied()
    }

    fn text(&self, row: Row<'_>) -> String {
        let filled = |&column: &usize| Some(row.cell(column)).filter(|text| !text.is_empty());
        match self.rather.iter().find_map(filled) {
            Some(text) => text.to_owned(),
            None => self.columns.iter().filter_map(filled).collect::<Vec<_>>().join(&self.with),
        }
    }
}

/// Where the value of one column comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The cell at this column.
    pub(crate) cell: Option<usize>,
    /// The name of the group, where there is no cell or nothing in it.
    pub(crate) group: bool,
}

impl Columns {
    /// The places of `format`'s columns, found at `named` and, for texts that stand in several columns, at `joined`.
    pub(crate) fn new(
        format: &Format,
        named: BTreeMap<String, usize>,
        mut joined: BTreeMap<String, JoinedPlaces>,
    ) -> Self {
        let group = format.layout.group.clone();
        let mut columns = Self { fields: Default::default(), named, group, joined: BTreeMap::new() };
        for field in Field::ALL {
            columns.fields[field as usize] = columns.named(field.name());
            if let Some(places) = joined.remove(field.name()) {
                columns.fields[field as usize].cell = places.first();
                columns.joined.insert(field.name(), places);
            }
        }
        columns
    }

    /// The text of a field in `row`, put together where it stands in several columns; empty where there is none.
    pub(crate) fn text<'a>(&self, field: Field, row: Row<'a>, group: &'a str) -> Cow<'a, str> {
        match self.joined.get(field.name()) {
            Some(joined) => Cow::Owned(joined.text(row)),
            None => Cow::Borrowed(self.of(field).read(row, group)),
        }
    }

    /// The place of a column that is read into drafts.
    pub(crate) fn of(&self, field: Field) -> Place {
        self.fields[field as usize]
    }

    /// The place of a column by its name in the format.
    pub(crate) fn named(&self, name: &str) -> Place {
        Place { cell: self.named.get(name).copied(), group: self.group.as_deref() == Some(name) }
    }
}

impl Place {
    /// Whether the file has the column at all.
    pub(crate) fn exists(self) -> bool {
        self.cell.is_some() || self.group
    }

    /// What `row` says there; empty where it says nothing.
    pub(crate) fn read<'a>(self, row: Row<'a>, group: &'a str) -> &'a str {
        let cell = self.cell.map_or("", |column| row.cell(column));
        if cell.is_empty() && self.group { group } else { cell }
    }
}
