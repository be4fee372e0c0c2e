//! A recognised file before its rows are read as facts: what each row is, and what the file tells of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::amounts::mark_in;
use super::carry::carried_down;
use super::container::{Part, serial_day};
use super::currencies::ConvertedPlaces;
use super::dates::{is_plausible, read_date, readings};
use super::evidence::Evidence;
use super::field::Field;
use super::format::{Format, FormatEvidence, Layout, NetFrom};
use super::headings::{Headings, NamePattern, normal_heading};
use super::headless::{self, holds_figures_alone};
use super::metadata::Metadata;
use super::orders::OrderEvidence;
use super::recognise::{Columns, Recognised};
use super::table::{CellKind, Epoch, Row, Table};
use super::titles::{Span, read_basis, read_span, read_stamp};
use crate::base::{Basis, Currency, Origin, Period};
use crate::base::{DateOrder, DecimalMark};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Above the headings.
    Title,
    /// The headings, or the same again.
    Header,
    /// A group's name alone.
    GroupHeading,
    /// The total of a group.
    GroupTotal,
    /// The total of a group with the groups in it.
    NestedTotal,
    /// The total of the whole report.
    GrandTotal,
    /// What the format knows as no data.
    Furniture,
    /// The stamp of date, time and basis.
    Stamp,
    /// Figures alone: the total of the innermost group.
    FigureTotal,
    /// A fact, if it can be read.
    Data,
}

/// A recognised file.
#[derive(Debug)]
pub(crate) struct Sheet<'f> {
    pub(crate) origin: Origin,
    pub(crate) digest: String,
    /// What the bytes were read as.
    pub(crate) read_as: String,
    pub(crate) table: Table,
    pub(crate) format: &'f Format,
    /// Why it was recognised as that.
    pub(crate) recognised_by: String,
    pub(crate) columns: Columns,
    /// The columns of each amount that stands in several.
    pub(crate) summed: BTreeMap<&'f str, Vec<usize>>,
    /// Where the amounts stand once more in another currency.
    pub(crate) converted: Option<ConvertedPlaces>,
    /// The headings as written, by column.
    pub(crate) headings: Vec<Arc<str>>,
    /// Parallel to the table's rows.
    pub(crate) roles: Vec<Role>,
    pub(crate) company: Option<String>,
    pub(crate) period: Option<Period>,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) basis: Option<Basis>,
    /// Columns of dates in a text file that hold nothing but serial numbers of days.
    pub(crate) serial_columns: Vec<usize>,
    /// What the row of metadata tells, where the format has one.
    pub(crate) metadata: Option<Metadata>,
    /// What its dates tell of their order.
    pub(crate) date_orders: OrderEvidence,
    /// What its amounts tell of their decimal mark.
    pub(crate) decimal_marks: Evidence<DecimalMark>,
}

impl<'f> Sheet<'f> {
    /// Looks at the rows of a recognised table.
    pub(crate) fn new(
        origin: Origin,
        digest: String,
        part: Part,
        recognised: Recognised<'f>,
        currency: Currency,
    ) -> Self {
        let Recognised { format, header, title, columns, joined } = recognised;
        let Part { table, read_as, .. } = part;
        let header_row = header.and_then(|header| table.rows().nth(header));
        let headings: Vec<Arc<str>> = match (header_row, &format.without_headings) {
            (None, Some(rule)) => headless::headings(format, rule),
            (row, _) => row.into_iter().flat_map(Row::cells).map(Arc::from).collect(),
        };
        let role = |(index, row)| role(&format.layout, &headings, header, index, row);
        let roles: Vec<Role> = table.rows().enumerate().map(role).collect();
        let normal: Vec<String> = headings.iter().map(|heading| normal_heading(heading)).collect();
        let table = match &format.carry_down {
            Some(rule) => {
                let places =
                    |names: &[String]| names.iter().filter_map(|name| columns.get(name).copied()).collect::<Vec<_>>();
                let is_data: Vec<bool> = roles.iter().map(|role| *role == Role::Data).collect();
                carried_down(&table, &is_data, &places(&rule.when_blank), &places(&rule.columns))
            }
            None => table,
        };
        let metadata = format.metadata.as_ref().and_then(|rule| rule.read(&table, header?));
        let mut sheet = Self {
            summed: summed(format, &normal),
            converted: ConvertedPlaces::find(format, &normal),
            origin,
            digest,
            read_as,
            format,
            recognised_by: recognised_by(format, header.map(|_| &*headings), title.as_deref(), &columns),
            columns: Columns::new(format, columns, joined),
            headings,
            roles,
            company: None,
            period: metadata.as_ref().and_then(|metadata| metadata.period),
            as_of: None,
            basis: None,
            serial_columns: Vec::new(),
            metadata,
            date_orders: OrderEvidence::default(),
            decimal_marks: Evidence::default(),
            table,
        };
        sheet.read_titles(title.as_deref());
        sheet.gather_evidence(currency);
        sheet
    }

    /// Each row with what it is.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Row<'_>, Role)> {
        self.table.rows().zip(self.roles.iter().copied())
    }

    /// Only the rows that should be facts.
    fn data(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows().filter(|(_, role)| *role == Role::Data).map(|(row, _)| row)
    }

    /// The first title row that is neither the report's title nor its span names the company. It stands before the span.
    fn read_titles(&mut self, title: Option<&str>) {
        let texts: Vec<(Role, String)> = self
            .rows()
            .filter(|(_, role)| matches!(role, Role::Title | Role::Stamp))
            .map(|(row, role)| (role, row.first_filled().to_owned()))
            .collect();
        let mut span_seen = false;
        for (role, text) in texts {
            if role == Role::Stamp {
                self.basis = read_stamp(&text).and_then(|stamp| stamp.basis).or(self.basis);
            } else if let Some(span) = read_span(&text, self.format.date_order) {
                span_seen = true;
                match span {
                    Span::Period(period) => self.period = Some(period),
                    Span::AsOf(day) => self.as_of = Some(day),
                    Span::AllDates => {}
                }
            } else if let Some(basis) = read_basis(&text) {
                self.basis = Some(basis);
            } else if self.company.is_none()
                && !span_seen
                && title.is_some()
                && title != Some(text.as_str())
                && !self.format.layout.other_titles.iter().any(|beginning| text.starts_with(beginning.as_str()))
            {
                self.company = Some(text);
            }
        }
    }

    fn gather_evidence(&mut self, currency: Currency) {
        let cells = |fields: &[Field]| -> Vec<usize> {
            fields.iter().filter_map(|&field| self.columns.of(field).cell).collect()
        };
        let also = &self.format.also;
        let named = |name: &str| self.columns.named(name).cell;
        let further_dates = also.iter().filter_map(|also| named(also.date.as_deref()?)).collect();
        let date_columns = [cells(&Field::DATES), further_dates].concat();
        let further_amounts = also.iter().filter_map(|also| named(&also.gross)).collect();
        let factors = self.format.net_from.iter().flat_map(NetFrom::columns).filter_map(named).collect();
        let summed = self.summed.values().flatten().copied().collect();
        let amount_columns =
            [cells(&Field::MONEY), cells(&[Field::CreditLimit]), further_amounts, factors, summed].concat();
        let mut date_orders = OrderEvidence::default();
        let mut decimal_marks = Evidence::default();
        for row in self.data() {
            for &column in &date_columns {
                let cell = row.cell(column);
                if let Some(readings) = readings(cell) {
                    date_orders.add(readings, row.number(), cell);
                }
            }
            for &column in &amount_columns {
                let cell = row.cell(column);
                // A workbook's numbers have their own mark.
                if row.kind(column) == CellKind::Text {
                    decimal_marks.add(mark_in(cell, currency), row.number(), cell);
                }
            }
        }
        self.serial_columns = date_columns.into_iter().filter(|&column| self.holds_serials(column)).collect();
        self.date_orders = date_orders;
        self.decimal_marks = decimal_marks;
    }

    /// Whether a column of a text file holds five digits in each row that says anything there, as dates become when a
    /// spreadsheet program exports them without their format.
    fn holds_serials(&self, column: usize) -> bool {
        let is_serial = |cell: &str| cell.len() == 5 && cell.bytes().all(|byte| byte.is_ascii_digit());
        let mut filled = self.data().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).peekable();
        self.table.epoch.is_none() && filled.peek().is_some() && filled.all(is_serial)
    }

    /// The date that a cell holds as a serial number of a day; `None` where it holds none.
    pub(crate) fn serial_date(&self, row: Row<'_>, column: usize) -> Option<NaiveDate> {
        let epoch = match self.table.epoch {
            Some(epoch) => Some(epoch).filter(|_| row.kind(column) == CellKind::Number),
            None => self.serial_columns.contains(&column).then_some(Epoch::Day1900),
        }?;
        let (whole, _time_of_day) = row.cell(column).split_once('.').unwrap_or((row.cell(column), ""));
        serial_day(whole.parse().ok()?, epoch).filter(|&date| is_plausible(date))
    }

    /// Those of `orders` that put all dates into the period that the file says it covers; all of them where it names none
    /// or none of them does.
    pub(crate) fn orders_within_period(&self, orders: &[DateOrder]) -> Vec<DateOrder> {
        let end = self.as_of.or(self.period.map(|period| period.last_day()));
        let (Some(end), Some(column)) = (end, self.columns.of(Field::Date).cell) else { return orders.to_vec() };
        let within = |date: NaiveDate| date <= end && self.period.is_none_or(|period| period.contains(date));
        let fits = |order: DateOrder| {
            let mut dates = self.data().filter_map(|row| read_date(row.cell(column), Some(order)).ok());
            dates.all(within)
        };
        let fitting: Vec<DateOrder> = orders.iter().copied().filter(|&order| fits(order)).collect();
        if fitting.is_empty() { orders.to_vec() } else { fitting }
    }
}

/// The places of the columns that are added up to one amount, of those that the file has.
fn summed<'f>(format: &'f Format, headings: &[String]) -> BTreeMap<&'f str, Vec<usize>> {
    let places = |columns: &[Headings]| columns.iter().filter_map(|column| column.place_among(headings)).collect();
    format.summed.iter().map(|(name, columns)| (name.as_str(), places(columns))).collect()
}

/// Why a file was recognised, as a sentence fragment.
fn recognised_by(
    format: &Format,
    headings: Option<&[Arc<str>]>,
    title: Option<&str>,
    columns: &BTreeMap<String, usize>,
) -> String {
    let places = format.recognise.columns.iter().filter_map(|name| columns.get(name));
    let named = places.filter_map(|&place| headings?.get(place)).filter(|heading| !heading.is_empty());
    let names: Vec<String> = named.map(|heading| format!("`{heading}`")).collect();
    let title = title.map(|title| format!("the title `{title}`"));
    let names = match headings {
        Some(_) => (!names.is_empty()).then(|| format!("the headings {}", names.join(", "))),
        None => Some("what its columns hold, as it has no headings".to_owned()),
    };
    let reasons: Vec<String> = title.into_iter().chain(names).collect();
    let evidence = match format.evidence {
        FormatEvidence::Measured => "",
        FormatEvidence::Documented => " (a format known from its vendor's description)",
        FormatEvidence::FromMemory => " (a format known from memory)",
    };
    format!("{}{evidence}", reasons.join(" and "))
}

fn role(layout: &Layout, headings: &[Arc<str>], header: Option<usize>, index: usize, row: Row<'_>) -> Role {
    if header.is_some_and(|header| index < header) {
        return Role::Title;
    }
    let first = row.cell(0);
    let repeats_headings =
        || first == headings.first().map_or("", |h| h) && row.cells().eq(headings.iter().map(|h| &**h));
    if header == Some(index) || repeats_headings() {
        return Role::Header;
    }
    if first.is_empty() {
        let is_total = layout.figure_totals && holds_figures_alone(row);
        return if is_total { Role::FigureTotal } else { Role::Data };
    }
    let alone = row.stands_alone();
    let named_in = |patterns: &[NamePattern]| patterns.iter().any(|p| p.name_in(first).is_some());
    if layout.stamp && alone && read_stamp(first).is_some() {
        Role::Stamp
    } else if !layout.furniture.is_empty() && layout.furniture.contains_key(&first.to_lowercase()) {
        Role::Furniture
    } else if layout.grand_totals.iter().any(|total| total == first) {
        Role::GrandTotal
    } else if alone && layout.group.is_some() {
        Role::GroupHeading
    } else if named_in(&layout.nested_totals) {
        Role::NestedTotal
    } else if named_in(&layout.group_totals) {
        Role::GroupTotal
    } else {
        Role::Data
    }
}
