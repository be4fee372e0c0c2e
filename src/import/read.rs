//! The rows of one recognised file to drafts and control totals, with an account of every row.

use std::collections::BTreeSet;

use super::amounts::AmountError;
use super::basis::tell_cash_basis;
use super::cells::{Cells, Habits};
use super::damage::check_headings;
use super::documents::{Documents, deduction};
use super::double_headings::check_double_headings;
use super::draft::{ControlMeasure, ControlTotal, CustomerRef, DocumentDraft, Import};
use super::field::Field;
use super::format::{FormatEvidence, RowMeaning};
use super::groups::{Closed, Groups};
use super::headings::NamePattern;
use super::notices::{Notices, quoted};
use super::recognise::Place;
use super::row::{Outcome, RowRules, read_row};
use super::sheet::{Role, Sheet};
use super::table::Row;
use super::tally::Tally;
use super::titles::read_span;
use super::unread_columns::check_unread_columns;
use crate::base::{Currency, Money, Origin, Problem, Source};

/// Reads the rows of `sheet` into `import`. `assumed` is what `habits` took from elsewhere than the file, in sentences.
pub(crate) fn read(sheet: &Sheet<'_>, habits: Habits, assumed: Vec<String>, mut notices: Notices, import: &mut Import) {
    let tally = if let Some(reason) = whole_file_left_out(sheet, habits.currency, &mut notices) {
        leave_all_out(sheet, reason)
    } else if let Some(problem) = customers_missing(sheet) {
        notices.add(problem);
        leave_all_out(sheet, "its customer is not in the file")
    } else {
        tell_cash_basis(sheet, &mut notices);
        check_headings(sheet, &mut notices);
        check_double_headings(sheet, &mut notices);
        check_unread_columns(sheet, &mut notices);
        warn_if_doubtful(sheet, &mut notices);
        warn_if_without_numbers(sheet, &mut notices);
        warn_of_serial_dates(sheet, &mut notices);
        let tally = Reader::new(sheet, habits, &mut notices, import).read();
        warn_if_nothing_was_read(sheet, &tally, &mut notices);
        warn_if_balances_are_undated(sheet, &mut notices);
        tally
    };
    import.sources.push(source(sheet, assumed, tally));
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
    /// The first total that is a formula without a value.
    unsaved_total: Option<Origin>,
    /// A row so far was in another currency than the client's.
    foreign: bool,
    nobody_told: bool,
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
            foreign: false,
            nobody_told: false,
            habits,
            unsaved_total: None,
            notices,
            import,
        }
    }

    fn read(mut self) -> Tally {
        let sheet = self.sheet;
        let layout = &sheet.format.layout;
        let by_customer = layout.group.as_deref() == Some(Field::Customer.name());
        let mut ends_with_total = layout.grand_totals.is_empty();
        for (row, role) in sheet.rows() {
            let first = row.cell(0);
            match role {
                Role::Data => {
                    self.data(row);
                    continue;
                }
                Role::GroupHeading => self.groups.open(first, name_in(&layout.own_rows, first)),
                Role::GroupTotal => {
                    let closed = name_in(&layout.group_totals, first).and_then(|name| self.close_group(name));
                    let of_customer = by_customer && closed.as_ref().is_some_and(|closed| !closed.name.is_empty());
                    self.total(row, closed, of_customer);
                }
                Role::NestedTotal => {
                    let closed = name_in(&layout.nested_totals, first).and_then(|name| self.groups.close(name, true));
                    let of_totals = sheet.format.row == RowMeaning::CustomerTotal;
                    if closed.is_none() && of_totals {
                        // A customer whose name begins as a total does.
                        self.customer_total(row);
                        continue;
                    }
                    let alone = by_customer && closed.as_ref().is_some_and(|closed| !closed.has_nested);
                    self.total(row, closed, of_totals || alone);
                }
                Role::FigureTotal => {
                    // Outside of a group nothing says what it is the total of.
                    if let Some(closed) = self.groups.close_innermost() {
                        self.total(row, Some(closed), by_customer);
                    }
                }
                Role::GrandTotal => {
                    ends_with_total = true;
                    let closed = Closed { name: String::new(), sums: self.groups.grand().clone(), has_nested: false };
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
        if let Some(origin) = self.unsaved_total.take() {
            let seen = "The total is a formula whose value was never computed, so it proves nothing";
            let remedy = "Open the workbook in a spreadsheet program, save it, and hand it over again";
            self.notices.add(Problem::warning("unsaved-total", origin, seen, remedy));
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
            let says_something = match self.habits.amount(row, column) {
                Ok(amount) => amount.is_some_and(|amount| !amount.is_zero()),
                Err(error) => error == AmountError::Unsaved,
            };
            if says_something {
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

    /// The group `name`, or the rows in no group where its name says that.
    fn close_group(&mut self, name: &str) -> Option<Closed> {
        let closed = self.groups.close(name, false);
        let no_group = self.sheet.format.layout.no_group.as_deref() == Some(name);
        closed.or_else(|| no_group.then(|| self.groups.close_outside()))
    }

    fn data(&mut self, row: Row<'_>) {
        if self.sheet.format.row == RowMeaning::CustomerTotal {
            self.customer_total(row);
            return;
        }
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
        self.foreign |= used && cells.foreign;
        if !used && cells.broken {
            self.import.unread_numbers.extend(cells.filled(Field::Number));
        }
        match outcome {
            Outcome::Document { draft, amounts, further, discount } => {
                self.tell_nobody(&draft);
                let deduction = discount.map(|discount| deduction(&draft, discount));
                self.documents.add(*draft, amounts, further, self.notices);
                if let Some((draft, amounts)) = deduction {
                    self.documents.add(draft, amounts, Vec::new(), self.notices);
                }
            }
            Outcome::Customer(customer) => self.import.customers.push(*customer),
            Outcome::CustomerTotal(_) => {}
            Outcome::LeftOut { reason, notable } => self.tally.left_out(row, reason, notable),
        }
        if used {
            self.tally.used();
        }
    }

    /// Tells, once, that documents stand under a name that means no customer: together they look like one.
    fn tell_nobody(&mut self, draft: &DocumentDraft) {
        let Some(nobody) = self.sheet.format.nobody.as_ref().filter(|_| !self.nobody_told) else { return };
        if let Some(name) = draft.customer.name.as_ref().filter(|name| name.eq_ignore_ascii_case(nobody)) {
            self.nobody_told = true;
            let seen = format!("Documents under {} have no customer, and count as those of one so named", quoted(name));
            let remedy = "Give them their customers in the accounting system and export again";
            self.notices.add(Problem::warning("customer-not-specified", draft.origin.clone(), seen, remedy));
        }
    }

    /// A row that is a customer's total. That of a parent is its own; its family has a total row of its own below.
    fn customer_total(&mut self, row: Row<'_>) {
        let group = self.groups.name().to_owned();
        let mut cells = Cells::new(self.sheet, row, &group, &mut self.habits, self.notices);
        let name = match read_row(self.sheet, &self.rules, &mut cells) {
            Outcome::CustomerTotal(name) => name,
            Outcome::LeftOut { reason, notable } => return self.tally.left_out(row, reason, notable),
            Outcome::Document { .. } | Outcome::Customer(_) => return,
        };
        let amounts: Vec<Option<Money>> = self.totals.iter().map(|total| cells.amount_at(total.place)).collect();
        self.groups.open(&name, None);
        for (column, amount) in amounts.into_iter().enumerate() {
            self.groups.add(column, amount.unwrap_or_default());
        }
        let closed = self.groups.close(&name, false);
        self.total(row, closed, true);
        self.tally.used();
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
        if self.foreign {
            let seen = format!("{} may add up amounts of several currencies: it is not compared", quoted(row.cell(0)));
            let remedy = "Nothing need be done; a report in one currency would prove that every row was read";
            self.notices.add(Problem::warning("total-of-currencies", origin, seen, remedy));
            return;
        }
        let of_customer = in_accounting && !closed.name.is_empty();
        let without_documents = self.sheet.format.row == RowMeaning::CustomerTotal;
        let customer = of_customer.then_some(CustomerRef { name: Some(closed.name), ..CustomerRef::default() });
        for (total, read) in self.totals.iter().zip(closed.sums) {
            let Some(column) = total.place.cell else { continue };
            let origin = origin.in_column(self.sheet.headings.get(column).cloned().unwrap_or_default());
            match self.habits.amount(row, column) {
                Ok(None) => {}
                Err(AmountError::Unsaved) => self.unsaved_total = self.unsaved_total.take().or(Some(origin)),
                Ok(Some(stated)) => self.import.control_totals.push(ControlTotal {
                    origin,
                    measure: if in_accounting { total.measure } else { ControlMeasure::RowCheck },
                    customer: customer.clone(),
                    stated,
                    read,
                    without_documents,
                }),
                Err(AmountError::OtherCurrency) => {
                    let ours = self.habits.currency;
                    let seen = format!("{} is not in the client's currency, which is {ours}", quoted(row.cell(column)));
                    let remedy = "Correct `currency` in client.toml, or export the report in the client's currency";
                    self.notices.add(Problem::error("other-currency", origin, seen, remedy));
                }
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
        Role::GroupTotal | Role::NestedTotal | Role::GrandTotal | Role::FigureTotal => "total",
        Role::Furniture => sheet.format.layout.furniture.get(&first_cell.to_lowercase()).map_or("no data", |what| what),
        Role::Stamp => "date and time of the report",
        Role::Data => "data",
    }
}

/// The reason why no row of a known file is of use, told where the file is the wrong one.
fn whole_file_left_out<'a>(sheet: &'a Sheet<'_>, currency: Currency, notices: &mut Notices) -> Option<&'a str> {
    let format = sheet.format;
    if let Some(refused) = &format.refused {
        let origin = sheet.origin.clone();
        notices.add(Problem::error("not-a-sales-report", origin, &*refused.seen, &*refused.remedy));
        return Some("row of a report that cannot be used");
    }
    if format.metadata.is_some() {
        match sheet.metadata.as_ref().map(|metadata| metadata.currency.as_deref()) {
            None => {
                let seen =
                    "The row above the headings, which tells the fiscal year and the length of accounts, is missing";
                let remedy = "Export again, and keep the first row of the file as it is";
                notices.add(Problem::error("missing-metadata", sheet.origin.clone(), seen, remedy));
                return Some("row of a file that does not tell its fiscal year");
            }
            Some(Some(books)) if !books.eq_ignore_ascii_case(currency.code()) => {
                let seen =
                    format!("The books are kept in {}, which is not the client's currency, {currency}", quoted(books));
                let remedy = "Correct `currency` in client.toml, or take the file away";
                notices.add(Problem::error("other-currency", sheet.origin.clone(), seen, remedy));
                return Some("row of a file in another currency");
            }
            Some(_) => {}
        }
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

/// A file without any column of customers, where users can take it away or have to add it.
fn customers_missing(sheet: &Sheet<'_>) -> Option<Problem> {
    let fields = [Field::Customer, Field::CustomerId];
    if fields.iter().any(|&field| sheet.columns.of(field).exists()) {
        return None;
    }
    let headings = fields.iter().filter_map(|field| sheet.format.columns.get(field.name()));
    let name = headings.flat_map(|headings| &headings.written).next()?;
    let seen = format!("The file has no column that names the customers, such as {}", quoted(name));
    let remedy = "Add the column to the report and export again";
    Some(Problem::error("missing-column", sheet.origin.clone(), seen, remedy))
}

/// A file that may not show what the books hold.
fn warn_if_doubtful(sheet: &Sheet<'_>, notices: &mut Notices) {
    if let Some(doubtful) = &sheet.format.doubtful {
        let origin = sheet.origin.clone();
        notices.add(Problem::warning("doubtful-file", origin, &*doubtful.seen, &*doubtful.remedy));
    }
}

/// Without their numbers the same documents in two reports would be counted twice.
fn warn_if_without_numbers(sheet: &Sheet<'_>, notices: &mut Notices) {
    let number = Field::Number.name();
    if let Some(headings) = sheet.format.columns.get(number)
        && !sheet.columns.of(Field::Number).exists()
    {
        let names: Vec<String> = headings.written.iter().map(|heading| quoted(heading)).collect();
        let seen = format!("The file has no column of document numbers: none is named {}", names.join(" or "));
        let remedy =
            "Add the column to the report and export again: the same document in another report is known by it";
        notices.add(Problem::warning("missing-column", sheet.origin.clone(), seen, remedy));
    }
}

/// Numbers that stand for days are read as Excel counts them, but a Macintosh may have counted otherwise.
fn warn_of_serial_dates(sheet: &Sheet<'_>, notices: &mut Notices) {
    let Some(&column) = sheet.serial_columns.first() else { return };
    let mut data = sheet.rows().filter(|(_, role)| *role == Role::Data);
    let first = data.find_map(|(row, _)| Some((row, sheet.serial_date(row, column)?)));
    let Some((row, date)) = first else { return };
    let heading = sheet.headings.get(column).cloned().unwrap_or_default();
    let seen = format!("The dates are numbers, read as Excel's count of days: {} is {date}", quoted(row.cell(column)));
    let remedy = "See whether that is the day; if not, export again with dates that are written as dates";
    let place = sheet.origin.at_row(row.number()).in_column(heading);
    notices.add(Problem::warning("serial-dates", place, seen, remedy));
}

/// A report that states open balances usually names their day above its headings.
fn warn_if_balances_are_undated(sheet: &Sheet<'_>, notices: &mut Notices) {
    let mut titles = sheet.rows().filter(|(_, role)| *role == Role::Title);
    if [Field::OpenBalance, Field::Paid].iter().any(|&field| sheet.columns.of(field).exists())
        && !sheet.format.recognise.titles.normal.is_empty()
        && !titles.any(|(row, _)| read_span(row.first_filled(), sheet.format.date_order).is_some())
    {
        let seen = "The file does not say of which day its open balances are: no title row names a day or a period";
        let remedy = "Export the report again and keep its title rows";
        notices.add(Problem::warning("undated-balances", sheet.origin.clone(), seen, remedy));
    }
}

/// A file with rows of which none is a fact is probably the wrong report, or another account is meant; one without any
/// rows may be of a time or a choice of customers that holds nothing.
fn warn_if_nothing_was_read(sheet: &Sheet<'_>, tally: &Tally, notices: &mut Notices) {
    if tally.used > 0 || !notices.is_empty() {
        return;
    }
    let data = sheet.roles.iter().filter(|role| **role == Role::Data).count();
    let (seen, remedy) = if data == 0 {
        ("The file has headings, and no documents below them".to_owned(), "Look whether the report was to be empty")
    } else {
        let reasons: Vec<&str> = tally.left_out.iter().filter(|left| left.notable).map(|left| &*left.reason).collect();
        let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        let seen = match data {
            1 => format!("The one row below the headings could not be used{why}"),
            _ => format!("None of the {data} rows below the headings could be used{why}"),
        };
        (seen, "Look whether this is the report that was meant, with customers' documents in it")
    };
    notices.add(Problem::warning("nothing-read", sheet.origin.clone(), seen, remedy));
}

/// The groups that have others nested in them: those with a total that says so.
fn nested_groups(sheet: &Sheet<'_>) -> BTreeSet<String> {
    let totals = sheet.rows().filter(|(_, role)| *role == Role::NestedTotal);
    totals.filter_map(|(row, _)| name_in(&sheet.format.layout.nested_totals, row.cell(0))).map(str::to_owned).collect()
}

fn name_in<'a>(patterns: &[NamePattern], text: &'a str) -> Option<&'a str> {
    patterns.iter().find_map(|pattern| pattern.name_in(text))
}

fn source(sheet: &Sheet<'_>, assumed: Vec<String>, tally: Tally) -> Source {
    Source {
        origin: sheet.origin.clone(),
        format: Some(sheet.format.name.clone()),
        read_as: sheet.read_as.clone(),
        recognised_by: sheet.recognised_by.clone(),
        assumed,
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
