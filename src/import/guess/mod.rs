//! An export of an unknown kind: what its tables hold, what their columns seem to mean, and a format for each that its
//! reader can correct. Nothing that is guessed here is used before a person has the format in a client's folder.

mod columns;
mod lines;
#[cfg(test)]
mod tests;
mod words;
mod written;

use std::sync::Arc;

use columns::is_amount;
pub use columns::{ColumnLook, Confidence, Meaning};
use words::words;

use super::container::{self, Part};
use super::evidence::{Cell, Evidence};
use super::notices::quoted;
use super::orders::OrderEvidence;
use super::recognise::recognise;
use super::table::{Row, Table};
use super::{ExportFile, catalog};
use crate::base::{DateOrder, DecimalMark};

/// Headings are looked for in so many rows.
const ROWS_SEARCHED: usize = 30;

/// What one table of a file shows.
#[derive(Clone, Debug)]
pub struct TableLook {
    /// The sheet, where the file is a workbook.
    pub sheet: Option<Arc<str>>,
    /// What the bytes were read as: "CSV, comma".
    pub read_as: String,
    /// Rows that hold anything.
    pub rows: usize,
    /// The format that knows the file already, and by what.
    pub known: Option<String>,
    /// Rows above the headings: number, text.
    pub titles: Vec<(u32, String)>,
    /// The row of headings, as a spreadsheet numbers it; `None` where no row looks like one.
    pub header_row: Option<u32>,
    /// The columns, left to right.
    pub columns: Vec<ColumnLook>,
    /// Rows that seem to be facts.
    pub data_rows: usize,
    /// Rows of totals: number, label.
    pub total_rows: Vec<(u32, String)>,
    /// Whether the rows stand in groups, each under the name of its customer.
    pub grouped: bool,
    /// What the dates tell of the order of day and month, as a sentence fragment.
    pub dates: String,
    /// What the amounts tell of the decimal mark, as a sentence fragment.
    pub amounts: String,
    /// What every document needs and no column seems to hold.
    pub missing: Vec<&'static str>,
    /// A format in TOML; `None` where there are no headings.
    pub format: Option<String>,
}

/// Looks at each table of a file. `own` are the client's own formats, as paths and TOML texts; `id` is that of the
/// format to be written.
///
/// # Errors
/// Why the file holds no table.
pub fn look(file: &ExportFile, own: &[(String, String)], id: &str) -> Result<Vec<TableLook>, String> {
    let (own, _) = catalog::own(own);
    let known = |table: &Table| {
        let found = recognise(table, &own, &catalog::built_in()).ok()?;
        Some(format!("{} ({})", found.format.name, found.format.id))
    };
    let parts = container::open(&file.bytes).map_err(|error| error.seen)?;
    let parts = parts.into_iter().filter(|part| part.table.len() > 0);
    Ok(parts.map(|part| look_at(&part, &file.path, id, known(&part.table))).collect())
}

/// The rows of a table, told apart.
pub(super) struct Shape<'t> {
    headings: Vec<String>,
    data: Vec<Row<'t>>,
    totals: Vec<Row<'t>>,
    /// The names of the groups, where there are any.
    groups: Vec<&'t str>,
    columns: Vec<ColumnLook>,
    orders: OrderEvidence,
    marks: Evidence<DecimalMark>,
}

fn look_at(part: &Part, path: &str, id: &str, known: Option<String>) -> TableLook {
    let table = &part.table;
    let header = header(table);
    let titles = table.rows().take(header.unwrap_or(0)).map(|row| (row.number(), row.first_filled().to_owned()));
    let mut look = TableLook {
        sheet: part.sheet.clone(),
        read_as: part.read_as.clone(),
        rows: table.len(),
        known,
        titles: titles.collect(),
        header_row: None,
        columns: Vec::new(),
        data_rows: 0,
        total_rows: Vec::new(),
        grouped: false,
        dates: String::new(),
        amounts: String::new(),
        missing: Vec::new(),
        format: None,
    };
    let Some((index, row)) = header.and_then(|index| Some((index, table.rows().nth(index)?))) else { return look };
    let shape = Shape::new(row, table.rows().skip(index + 1).collect());
    look.header_row = Some(row.number());
    look.data_rows = shape.data.len();
    look.total_rows = shape.totals.iter().map(|row| (row.number(), row.first_filled().to_owned())).collect();
    look.grouped = !shape.groups.is_empty();
    look.dates = dates_told(&shape.orders);
    look.amounts = told(&shape.marks, |mark| match mark {
        DecimalMark::Point => "a decimal point",
        DecimalMark::Comma => "a decimal comma",
    });
    look.missing = shape.missing();
    look.format = Some(written::format(&shape, id, path));
    look.columns = shape.columns;
    look
}

/// Whether a text without a figure in it is what totals are labelled with.
pub(super) fn is_label_of_total(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_digit()) && words().is_total(text)
}

/// The order that the dates are written in, or the one that leaves it open.
fn dates_told(orders: &OrderEvidence) -> String {
    let possible: Vec<DateOrder> = orders.possible().collect();
    match (orders.told(), orders.open_among(&possible)) {
        (Some(DateOrder::DayFirst), _) => "the day first".to_owned(),
        (Some(DateOrder::MonthFirst), _) => "the month first".to_owned(),
        (Some(DateOrder::YearFirst), _) => "the year first".to_owned(),
        (None, Some(cell)) => format!("open: {} in row {} could be meant in two ways", quoted(&cell.text), cell.row),
        (None, None) => "written so that the question does not arise".to_owned(),
    }
}

/// What cells tell, with the one that does.
fn told<T: Copy + PartialEq>(evidence: &Evidence<T>, name: fn(T) -> &'static str) -> String {
    let show = |cell: &Cell| format!("{} in row {}", quoted(&cell.text), cell.row);
    let odd = evidence.oddity().and_then(|oddity| oddity.odd.first.first());
    match (evidence.told(), odd, &evidence.open) {
        (Some((_, usual)), Some(other), _) => {
            format!("two ways: {} and {} cannot be written in the same way", show(usual), show(other))
        }
        (Some((choice, cell)), None, _) => format!("{}, by {}", name(choice), show(cell)),
        (None, _, Some(cell)) => format!("open: {} could be meant in two ways", show(cell)),
        (None, _, None) => "written so that the question does not arise".to_owned(),
    }
}

/// The place of the row that looks most like headings: many texts that are neither dates nor amounts, and words that
/// headings have.
fn header(table: &Table) -> Option<usize> {
    let score = |row: Row<'_>| {
        let filled: Vec<&str> = row.cells().filter(|cell| !cell.is_empty()).collect();
        let is_value = |cell: &&&str| columns::is_date(cell) || is_amount(cell);
        if filled.len() < 2 || filled.iter().any(|cell| is_value(&cell)) {
            return 0;
        }
        let known = |cell: &&&str| words().headings.keys().any(|name| words().heading(name, cell).is_some());
        filled.len() + 3 * filled.iter().filter(known).count()
    };
    // The first of the best: `max_by_key` would give the last. The last row of all has no data below it.
    let last = table.len().saturating_sub(1);
    let rows: Vec<(usize, Row<'_>)> = table.rows().enumerate().take(ROWS_SEARCHED.min(last)).collect();
    let best = rows.into_iter().rev().max_by_key(|(_, row)| score(*row))?;
    (score(best.1) > 0).then_some(best.0)
}

impl<'t> Shape<'t> {
    fn new(header: Row<'t>, below: Vec<Row<'t>>) -> Self {
        let headings: Vec<String> = header.cells().map(str::to_owned).collect();
        let unnamed = headings.first().is_some_and(String::is_empty);
        let (groups, rows): (Vec<Row<'t>>, Vec<Row<'t>>) = below.into_iter().partition(|r| unnamed && r.stands_alone());
        // A row of totals has no date; which column holds dates is seen with the totals among the rows as well.
        let dated = columns::look(&headings, &rows).iter().position(|column| column.means("date"));
        let is_total = |row: &Row<'t>| {
            words().is_total(row.first_filled()) && !dated.is_some_and(|column| columns::is_date(row.cell(column)))
        };
        let (totals, data): (Vec<Row<'t>>, Vec<Row<'t>>) = rows.into_iter().partition(is_total);
        let columns = columns::look(&headings, &data);
        Self {
            orders: columns::date_orders(&columns, &data),
            marks: columns::decimal_marks(&columns, &data),
            groups: groups.into_iter().map(|row| row.cell(0)).collect(),
            headings,
            data,
            totals,
            columns,
        }
    }

    /// The place of the column that seems to mean this.
    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.means(name))
    }

    fn missing(&self) -> Vec<&'static str> {
        let has = |names: &[&str]| names.iter().any(|name| self.place(name).is_some());
        let mut missing = Vec::new();
        if !has(&["customer", "customer_id"]) && self.groups.is_empty() {
            missing.push("the customer");
        }
        if !has(&["date", "settled_on"]) {
            missing.push("the date");
        }
        if !has(&["net", "gross", "open_balance"]) {
            missing.push("the amount");
        }
        missing
    }
}
