//! The rows of one recognised file to drafts and control totals, with an account of every row.

use std::collections::BTreeSet;

use super::cells::{Cells, Habits};
use super::documents::Documents;
use super::draft::{ControlMeasure, ControlTotal, CustomerRef, Import};
use super::field::Field;
use super::format::FormatEvidence;
use super::groups::{Closed, Groups};
use super::headings::NamePattern;
use super::notices::{Notices, quoted};
use super::recognise::Place;
use super::row::{Outcome, RowRules, read_row};
use super::sheet::{Role, Sheet};
use super::table::Row;
use super::tally::Tally;
use crate::base::{Basis, Problem, Source};

/// Reads the rows of `sheet` into `import`.
pub(crate) fn read(sheet: &Sheet<'_>, habits: Habits, mut notices: Notices, import: &mut Import) {
    let tally = if let Some(reason) = whole_file_left_out(sheet, &mut notices) {
        leave_all_out(sheet, reason)
    } else {
        refuse_cash_basis(sheet, &mut notices);
        warn_if_without_numbers(sheet, &mut notices);
        let tally = Reader::new(sheet, habits, &mut notices, import).read();
        warn_if_nothing_was_read(sheet, &tally, &mut notices);
        tally
    };
    import.sources.push(source(sheet, tally));
    import.problems.extend(notices.finish());
}

/// What is known while the rows of a file are read, from the first to the last.
struct Reader<'a> {
    sheet: &'a Sheet<'a>,
    habits: Habits,
    rules: RowRules<'a>,
    totals: Vec<TotalPlace>,
    groups: Groups,
    documents: Documents<'a>,
    tally: Tally,
    notices: &'a mut Notices,
    import: &'a mut Import,
}

/// A column that total rows add up, with its place in the file.
struct TotalPlace {
    place: Place,
    measure: ControlMeasure,
}

impl<'a> Reader<'a> {
    fn new(sheet: &'a Sheet<'a>, habits: Habits, notices: &'a mut Notices, import: &'a mut Import) -> Self {
        let format = sheet.format;
        let totals = format
            .totals
            .iter()
            .map(|total| TotalPlace { place: sheet.columns.named(&total.column), measure: total.measure.measure() });
        Self {
            sheet,
            rules: RowRules::new(sheet),
            totals: totals.collect(),
            groups: Groups::new(format.totals.len(), nested_groups(sheet)),
            documents: Documents::new(format, habits.currency, sheet.table.len()),
            tally: Tally::new(sheet.origin.clone()),
            habits,
            notices,
            import,
        }
    }

    fn read(mut self) -> Tally {
        let sheet = self.sheet;
        let layout = &sheet.format.layout;
        let mut ends_with_total = layout.grand_totals.is_empty();
        for (row, role) in sheet.rows() {
            let first = row.cell(0);
            match role {
                Role::Data => {
                    self.data(row);
                    continue;
                }
                Role::GroupHeading => self.groups.open(first),
                Role::GroupTotal => {
                    let closed = name_in(&layout.group_totals, first).and_then(|name| self.groups.close(name, false));
                    let of_customer = layout.group.as_deref() == Some(Field::Customer.name());
                    self.total(row, closed, of_customer);
                }
                Role::NestedTotal => {
                    let closed = name_in(&layout.nested_totals, first).and_then(|name| self.groups.close(name, true));
                    self.total(row, closed, false);
                }
                Role::GrandTotal => {
                    ends_with_total = true;
                    let closed = Closed { name: String::new(), sums: self.groups.grand().clone() };
                    self.total(row, Some(closed), true);
                }
                Role::Furniture => self.furniture_with_amount(row),
                Role::Title | Role::Header | Role::Stamp => {}
            }
            self.tally.left_out(row, furniture(sheet, role, first), false);
        }
        if !ends_with_total && sheet.format.evidence == FormatEvidence::Measured {
            self.total_is_missing();
        }
        let balance_date = sheet.as_of.or(sheet.period.map(|period| period.last_day()));
        self.import.documents.extend(self.documents.finish(balance_date, self.notices));
        self.tally
    }

    /// A balance carried over from before the report's first day stands for documents that the file does not show.
    fn furniture_with_amount(&mut self, row: Row<'_>) {
        for total in &self.totals {
            let Some(column) = total.place.cell else { continue };
            let text = row.cell(column);
            if let Ok(Some(amount)) = self.habits.amounts.read(text)
                && !amount.is_zero()
            {
                let origin = self.sheet.origin.at_row(row.number());
                let seen =
                    format!("{} holds {}, and no document here stands for it", quoted(row.cell(0)), quoted(text));
                let remedy = "Export from the first day of the books, so that the documents behind it are there";
                self.notices.add(Problem::warning("balance-without-documents", origin, seen, remedy));
                return;
            }
        }
    }

    /// A report that is known to close with a total and does not may have been cut off.
    fn total_is_missing(&mut self) {
        let expected = self.sheet.format.layout.grand_totals.first().map_or("", String::as_str);
        let seen =
            format!("The file does not end with its {} row, so nothing proves that it is whole", quoted(expected));
        let remedy = "Export the report again and keep its last rows";
        self.notices.add(Problem::warning("missing-total", self.sheet.origin.clone(), seen, remedy));
    }

    fn data(&mut self, row: Row<'_>) {
        let group = self.groups.name().to_owned();
        let mut cells = Cells::new(self.sheet, row, &group, &mut self.habits, self.notices);
        let outcome = read_row(self.sheet, &self.rules, &mut cells);
        let used = !matches!(outcome, Outcome::LeftOut { .. });
        for (column, total) in self.totals.iter().enumerate() {
            // What is left out is no part of a total in accounting; it is of one that counts rows.
            if (used || total.measure == ControlMeasure::RowCheck)
                && let Some(amount) = cells.amount_at(total.place)
            {
                self.groups.add(column, amount);
            }
        }
        match outcome {
            Outcome::Document(draft, amounts) => self.documents.add(*draft, amounts, self.notices),
            Outcome::Customer(customer) => self.import.customers.push(*customer),
            Outcome::LeftOut { reason, notable } => self.tally.left_out(row, reason, notable),
        }
        if used {
            self.tally.used();
        }
    }

    /// Holds a total row against the sums of the rows it covers. `in_accounting`: it is a customer's total or the whole
    /// report's; those of other groups prove only that every row was read.
    fn total(&mut self, row: Row<'_>, closed: Option<Closed>, in_accounting: bool) {
        let origin = self.sheet.origin.at_row(row.number());
        let Some(closed) = closed else {
            let seen = format!("{} is the total of a group that does not stand above it", quoted(row.cell(0)));
            let remedy = "Export the report again, and do not take rows out of it";
            self.notices.add(Problem::warning("unknown-total", origin, seen, remedy));
            return;
        };
        let of_customer = in_accounting && !closed.name.is_empty();
        let customer = of_customer.then_some(CustomerRef { id: None, name: Some(closed.name) });
        for (total, read) in self.totals.iter().zip(closed.sums) {
            let Some(column) = total.place.cell else { continue };
            let origin = origin.in_column(self.sheet.headings.get(column).cloned().unwrap_or_default());
            match self.habits.amounts.read(row.cell(column)) {
                Ok(None) => {}
                Ok(Some(stated)) => self.import.control_totals.push(ControlTotal {
                    origin,
                    measure: if in_accounting { total.measure } else { ControlMeasure::RowCheck },
                    customer: customer.clone(),
                    stated,
                    read,
                }),
                Err(error) => {
                    let seen = format!("The total {} {error}", quoted(row.cell(column)));
                    self.notices.add(Problem::error("unreadable-amount", origin, seen, "Export the report again"));
                }
            }
        }
    }
}

/// The reason for leaving out a row that is no data.
fn furniture<'a>(sheet: &'a Sheet<'_>, role: Role, first_cell: &str) -> &'a str {
    match role {
        Role::Title => "title row",
        Role::Header => "headings",
        Role::GroupHeading => "heading of a group",
        Role::GroupTotal | Role::NestedTotal | Role::GrandTotal => "total",
        Role::Furniture => sheet.format.layout.furniture.get(&first_cell.to_lowercase()).map_or("no data", |what| what),
        Role::Stamp => "date and time of the report",
        Role::Data => "data",
    }
}

/// The reason why no row of a known file is of use, told where the file is the wrong one.
fn whole_file_left_out<'a>(sheet: &'a Sheet<'_>, notices: &mut Notices) -> Option<&'a str> {
    let format = sheet.format;
    if let Some(refused) = &format.refused {
        let origin = sheet.origin.clone();
        notices.add(Problem::error("not-a-sales-report", origin, &*refused.seen, &*refused.remedy));
        return Some("row of a report that cannot be used");
    }
    format.file_left_out.as_deref()
}

fn leave_all_out(sheet: &Sheet<'_>, reason: &str) -> Tally {
    let mut tally = Tally::new(sheet.origin.clone());
    for (row, role) in sheet.rows() {
        let reason = if role == Role::Data { reason } else { furniture(sheet, role, row.cell(0)) };
        tally.left_out(row, reason, false);
    }
    tally
}

fn refuse_cash_basis(sheet: &Sheet<'_>, notices: &mut Notices) {
    if sheet.format.accrual_only && sheet.basis == Some(Basis::Cash) {
        let seen = "The report is on cash basis: it shows sales when they were paid, not when they were made";
        let remedy = "Export the report again with the accounting method set to accrual";
        notices.add(Problem::error("cash-basis", sheet.origin.clone(), seen, remedy));
    }
}

/// Without their numbers the same documents in two reports would be counted twice.
fn warn_if_without_numbers(sheet: &Sheet<'_>, notices: &mut Notices) {
    let number = Field::Number.name();
    if let Some(headings) = sheet.format.columns.get(number)
        && !sheet.columns.of(Field::Number).exists()
    {
        let names: Vec<String> = headings.0.iter().map(|heading| quoted(heading)).collect();
        let seen = format!("The file has no column of document numbers: none is named {}", names.join(" or "));
        let remedy =
            "Add the column to the report and export again: the same document in another report is known by it";
        notices.add(Problem::warning("missing-column", sheet.origin.clone(), seen, remedy));
    }
}

/// A file with rows of which none is a fact is probably the wrong report, or another account is meant.
fn warn_if_nothing_was_read(sheet: &Sheet<'_>, tally: &Tally, notices: &mut Notices) {
    let data = sheet.roles.iter().filter(|role| **role == Role::Data).count();
    if data > 0 && tally.used == 0 && notices.is_empty() {
        let reasons: Vec<&str> = tally.left_out.iter().filter(|left| left.notable).map(|left| &*left.reason).collect();
        let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        let seen = format!("None of the {data} rows below the headings could be used{why}");
        let remedy = "Look whether this is the report that was meant, with customers' documents in it";
        notices.add(Problem::warning("nothing-read", sheet.origin.clone(), seen, remedy));
    }
}

/// The groups that have others nested in them: those with a total that says so.
fn nested_groups(sheet: &Sheet<'_>) -> BTreeSet<String> {
    let totals = sheet.rows().filter(|(_, role)| *role == Role::NestedTotal);
    totals.filter_map(|(row, _)| name_in(&sheet.format.layout.nested_totals, row.cell(0))).map(str::to_owned).collect()
}

fn name_in<'a>(patterns: &[NamePattern], text: &'a str) -> Option<&'a str> {
    patterns.iter().find_map(|pattern| pattern.name_in(text))
}

fn source(sheet: &Sheet<'_>, tally: Tally) -> Source {
    Source {
        origin: sheet.origin.clone(),
        format: Some(sheet.format.name.clone()),
        read_as: String::new(),
        recognised_by: sheet.recognised_by.clone(),
        company: sheet.company.clone(),
        period: sheet.period,
        as_of: sheet.as_of,
        basis: sheet.basis,
        digest: sheet.digest.clone(),
        rows_read: u32::try_from(sheet.table.len()).unwrap_or(u32::MAX),
        rows_used: tally.used,
        left_out: tally.left_out,
    }
}
