//! Which format a table is of, and where its headings stand.

use std::collections::BTreeMap;

use super::field::Field;
use super::format::Format;
use super::headings::normal_heading;
use super::table::{Row, Table};

/// Headings are looked for in so many rows that hold anything.
const ROWS_SEARCHED: usize = 30;

/// What a table was recognised as.
#[derive(Debug)]
pub(crate) struct Recognised<'f> {
    /// The format.
    pub(crate) format: &'f Format,
    /// The place of the row of headings among the table's rows.
    pub(crate) header: usize,
    /// The title above it that the format knows, as written.
    pub(crate) title: Option<String>,
    /// The columns found, by the format's names for them.
    pub(crate) columns: BTreeMap<String, usize>,
    /// The columns of each text that stands in several.
    pub(crate) joined: BTreeMap<String, Vec<usize>>,
}

/// Why a table was not recognised.
#[derive(Debug)]
pub(crate) enum Unrecognised {
    /// No format fits. The row that has the most cells, probably the headings.
    Unknown {
        /// That row, as a spreadsheet numbers it.
        row: u32,
        /// Its cells.
        headings: Vec<String>,
    },
    /// Several formats fit, by name.
    Ambiguous(Vec<String>),
}

/// Finds the row of headings and the format. A client's `own` formats go before those `built_in`, and a format whose
/// title is there before those that fit by headings alone.
pub(crate) fn recognise<'f>(
    table: &Table,
    own: &'f [Format],
    built_in: &[&'f Format],
) -> Result<Recognised<'f>, Unrecognised> {
    let mut titles: Vec<&str> = Vec::new();
    for (header, row) in table.rows().take(ROWS_SEARCHED).enumerate() {
        let headings: Vec<String> = row.cells().map(normal_heading).collect();
        let fits = |format: &'f Format| fit(format, header, &headings, &titles);
        let mut found: Vec<Recognised<'f>> = own.iter().filter_map(fits).collect();
        if found.is_empty() {
            found = built_in.iter().copied().filter_map(fits).collect();
        }
        if found.iter().any(|recognised| recognised.title.is_some()) {
            found.retain(|recognised| recognised.title.is_some());
        }
        if found.len() > 1 {
            return Err(Unrecognised::Ambiguous(
                found.iter().map(|recognised| recognised.format.name.clone()).collect(),
            ));
        }
        if let Some(recognised) = found.pop() {
            return Ok(recognised);
        }
        titles.push(row.first_filled());
    }
    Err(unknown(table))
}

fn fit<'f>(format: &'f Format, header: usize, headings: &[String], titles: &[&str]) -> Option<Recognised<'f>> {
    let rule = &format.recognise;
    let unnamed = headings.first().is_none_or(String::is_empty);
    if rule.first_column_unnamed.is_some_and(|must_be| must_be != unnamed) {
        return None;
    }
    let place = |name: &str| format.columns.get(name)?.place_among(headings);
    let joined: BTreeMap<String, Vec<usize>> = format
        .joined
        .iter()
        .map(|(name, joined)| (name.clone(), joined.columns.iter().filter_map(|c| c.place_among(headings)).collect()))
        .collect();
    let group = format.layout.group.as_deref();
    let is_joined = |name: &str| joined.get(name).is_some_and(|places| !places.is_empty());
    if rule.columns.iter().any(|name| place(name).is_none() && group != Some(name) && !is_joined(name))
        || headings.iter().any(|heading| rule.without.0.contains(heading))
    {
        return None;
    }
    let title = titles.iter().find(|title| rule.titles.0.contains(&normal_heading(title)));
    if rule.title_required && title.is_none() {
        return None;
    }
    let columns = format.columns.keys().filter_map(|name| Some((name.clone(), place(name)?))).collect();
    Some(Recognised { format, header, title: title.map(|&title| title.to_owned()), columns, joined })
}

fn unknown(table: &Table) -> Unrecognised {
    let filled = |row: &Row<'_>| row.cells().filter(|cell| !cell.is_empty()).count();
    // The first of those with the most: `max_by_key` would give the last.
    let rows: Vec<Row<'_>> = table.rows().take(ROWS_SEARCHED).collect();
    let Some(row) = rows.into_iter().rev().max_by_key(filled) else {
        return Unrecognised::Unknown { row: 1, headings: Vec::new() };
    };
    let headings = row.cells().filter(|cell| !cell.is_empty()).map(str::to_owned).collect();
    Unrecognised::Unknown { row: row.number(), headings }
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
struct JoinedPlaces {
    columns: Vec<usize>,
    with: String,
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
        mut joined: BTreeMap<String, Vec<usize>>,
    ) -> Self {
        let group = format.layout.group.clone();
        let mut columns = Self { fields: Default::default(), named, group, joined: BTreeMap::new() };
        for field in Field::ALL {
            columns.fields[field as usize] = columns.named(field.name());
            if let (Some(rule), Some(places)) = (format.joined.get(field.name()), joined.remove(field.name())) {
                columns.fields[field as usize].cell = places.first().copied();
                columns.joined.insert(field.name(), JoinedPlaces { columns: places, with: rule.with.clone() });
            }
        }
        columns
    }

    /// The text of a field in `row`, put together where it stands in several columns; `None` where there is none.
    pub(crate) fn text(&self, field: Field, row: Row<'_>, group: &str) -> Option<String> {
        let text = match self.joined.get(field.name()) {
            Some(joined) => {
                let texts = joined.columns.iter().map(|&column| row.cell(column)).filter(|text| !text.is_empty());
                texts.collect::<Vec<_>>().join(&joined.with)
            }
            None => self.of(field).read(row, group).to_owned(),
        };
        (!text.is_empty()).then_some(text)
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
