//! A recognised file before its rows are read as facts: what each row is, and what the file tells of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::amounts::mark_in;
use super::dates::{order_in, read_date};
use super::evidence::Evidence;
use super::field::Field;
use super::format::{Format, FormatEvidence, Layout};
use super::headings::NamePattern;
use super::recognise::{Columns, Recognised};
use super::table::{Row, Table};
use super::titles::{Span, read_span, read_stamp};
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
    /// A fact, if it can be read.
    Data,
}

/// A recognised file.
#[derive(Debug)]
pub(crate) struct Sheet<'f> {
    pub(crate) origin: Origin,
    pub(crate) digest: String,
    pub(crate) table: Table,
    pub(crate) format: &'f Format,
    /// Why it was recognised as that.
    pub(crate) recognised_by: String,
    pub(crate) columns: Columns,
    /// The headings as written, by column.
    pub(crate) headings: Vec<Arc<str>>,
    /// Parallel to the table's rows.
    pub(crate) roles: Vec<Role>,
    pub(crate) company: Option<String>,
    pub(crate) period: Option<Period>,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) basis: Option<Basis>,
    /// What its dates tell of their order.
    pub(crate) date_orders: Evidence<DateOrder>,
    /// What its amounts tell of their decimal mark.
    pub(crate) decimal_marks: Evidence<DecimalMark>,
}

impl<'f> Sheet<'f> {
    /// Looks at the rows of a recognised table.
    pub(crate) fn new(
        origin: Origin,
        digest: String,
        table: Table,
        recognised: Recognised<'f>,
        currency: Currency,
    ) -> Self {
        let Recognised { format, header, title, columns, joined } = recognised;
        let header_row = table.rows().nth(header);
        let headings: Vec<Arc<str>> = header_row.into_iter().flat_map(Row::cells).map(Arc::from).collect();
        let role = |(index, row)| role(&format.layout, &headings, header, index, row);
        let roles: Vec<Role> = table.rows().enumerate().map(role).collect();
        let mut sheet = Self {
            origin,
            digest,
            format,
            recognised_by: recognised_by(format, &headings, title.as_deref(), &columns),
            columns: Columns::new(format, columns, joined),
            headings,
            roles,
            company: None,
            period: None,
            as_of: None,
            basis: None,
            date_orders: Evidence::default(),
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

    /// The first title row that is neither the report's title nor its span names the company.
    fn read_titles(&mut self, title: Option<&str>) {
        let texts: Vec<(Role, String)> = self
            .rows()
            .filter(|(_, role)| matches!(role, Role::Title | Role::Stamp))
            .map(|(row, role)| (role, row.first_filled().to_owned()))
            .collect();
        for (role, text) in texts {
            if role == Role::Stamp {
                self.basis = read_stamp(&text).and_then(|stamp| stamp.basis).or(self.basis);
            } else if let Some(span) = read_span(&text, self.format.date_order) {
                match span {
                    Span::Period(period) => self.period = Some(period),
                    Span::AsOf(day) => self.as_of = Some(day),
                    Span::AllDates => {}
                }
            } else if self.company.is_none() && title.is_some() && title != Some(text.as_str()) {
                self.company = Some(text);
            }
        }
    }

    fn gather_evidence(&mut self, currency: Currency) {
        let cells = |fields: &[Field]| -> Vec<usize> {
            fields.iter().filter_map(|&field| self.columns.of(field).cell).collect()
        };
        let date_columns = cells(&Field::DATES);
        let amount_columns = [cells(&Field::AMOUNTS), cells(&[Field::Applied, Field::CreditLimit])].concat();
        let mut date_orders = Evidence::default();
        let mut decimal_marks = Evidence::default();
        for row in self.data() {
            for &column in &date_columns {
                let cell = row.cell(column);
                date_orders.add(order_in(cell), row.number(), cell);
            }
            for &column in &amount_columns {
                let cell = row.cell(column);
                decimal_marks.add(mark_in(cell, currency), row.number(), cell);
            }
        }
        self.date_orders = date_orders;
        self.decimal_marks = decimal_marks;
    }

    /// The order that puts all dates into the period that the file says it covers, where the other one does not.
    pub(crate) fn order_by_period(&self) -> Option<DateOrder> {
        let end = self.as_of.or(self.period.map(|period| period.last_day()))?;
        let column = self.columns.of(Field::Date).cell?;
        let within = |date: NaiveDate| date <= end && self.period.is_none_or(|period| period.contains(date));
        let fits = |order| {
            let mut dates = self.data().filter_map(|row| read_date(row.cell(column), Some(order)).ok());
            dates.all(within)
        };
        match (fits(DateOrder::DayFirst), fits(DateOrder::MonthFirst)) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

/// Why a file was recognised, as a sentence fragment.
fn recognised_by(
    format: &Format,
    headings: &[Arc<str>],
    title: Option<&str>,
    columns: &BTreeMap<String, usize>,
) -> String {
    let places = format.recognise.columns.iter().filter_map(|name| columns.get(name));
    let names: Vec<String> = places.filter_map(|&place| headings.get(place)).map(|h| format!("`{h}`")).collect();
    let title = title.map_or_else(String::new, |title| format!("the title `{title}` and "));
    let evidence = match format.evidence {
        FormatEvidence::Measured => "",
        FormatEvidence::Documented => " (a format known from its vendor's description)",
        FormatEvidence::FromMemory => " (a format known from memory)",
    };
    format!("{title}the headings {}{evidence}", names.join(", "))
}

fn role(layout: &Layout, headings: &[Arc<str>], header: usize, index: usize, row: Row<'_>) -> Role {
    if index < header {
        return Role::Title;
    }
    let first = row.cell(0);
    let repeats_headings =
        || first == headings.first().map_or("", |h| h) && row.cells().eq(headings.iter().map(|h| &**h));
    if index == header || repeats_headings() {
        return Role::Header;
    }
    if first.is_empty() {
        return Role::Data;
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
