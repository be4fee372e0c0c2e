//! One data row of a recognised file: its cells as dates, amounts and names, and what is wrong with them.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::amounts::{AmountError, AmountReader};
use super::dates::{DateError, read_date};
use super::draft::CustomerRef;
use super::field::Field;
use super::notices::{Notices, quoted};
use super::recognise::Place;
use super::sheet::Sheet;
use super::table::Row;
use crate::base::DateOrder;
use crate::base::{Currency, Money, Origin, Problem};

/// How the cells of one file are read.
#[derive(Debug)]
pub(crate) struct Habits {
    /// The client's currency.
    pub(crate) currency: Currency,
    /// The order of day and month; `None` where nothing tells.
    pub(crate) date_order: Option<DateOrder>,
    /// Amounts, with their decimal mark.
    pub(crate) amounts: AmountReader,
}

/// Reads the cells of one row, and remembers whether any of them was unreadable.
pub(crate) struct Cells<'a> {
    sheet: &'a Sheet<'a>,
    row: Row<'a>,
    group: &'a str,
    habits: &'a mut Habits,
    notices: &'a mut Notices,
    /// A cell could not be read: the row is no fact.
    pub(crate) broken: bool,
}

impl<'a> Cells<'a> {
    /// The cells of `row`, which stands in `group`.
    pub(crate) fn new(
        sheet: &'a Sheet<'a>,
        row: Row<'a>,
        group: &'a str,
        habits: &'a mut Habits,
        notices: &'a mut Notices,
    ) -> Self {
        Self { sheet, row, group, habits, notices, broken: false }
    }

    /// Where the row stands.
    pub(crate) fn origin(&self) -> Origin {
        self.sheet.origin.at_row(self.row.number())
    }

    /// The text of a field; empty where the file has none.
    pub(crate) fn text(&self, field: Field) -> &'a str {
        self.sheet.columns.of(field).read(self.row, self.group)
    }

    /// The text at a place.
    pub(crate) fn at(&self, place: Place) -> &'a str {
        place.read(self.row, self.group)
    }

    /// The text of a field, where it holds anything.
    pub(crate) fn filled(&self, field: Field) -> Option<String> {
        self.sheet.columns.text(field, self.row, self.group)
    }

    /// Whether a field says yes or no; `None` where it says neither.
    pub(crate) fn yes_or_no(&self, field: Field) -> Option<bool> {
        match self.text(field).to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "active" | "ja" | "oui" => Some(true),
            "no" | "n" | "false" | "0" | "inactive" | "not-active" | "nein" | "non" | "deleted" => Some(false),
            _ => None,
        }
    }

    /// Tells where the row has cells beyond the headings: a comma in an amount or a name that the export did not quote has
    /// then moved all cells after it.
    pub(crate) fn check_width(&mut self) {
        let headings = self.sheet.headings.len();
        if let Some(cell) = self.row.cells().skip(headings).find(|cell| !cell.is_empty()) {
            let seen = format!("The row has more cells than there are headings: {} stands beyond them", quoted(cell));
            let remedy = "Export again with quotation marks round texts, and amounts without marks between thousands";
            self.fail("too-many-cells", None, seen, remedy);
        }
    }

    /// Tells a text at `place` that is none of those `known`.
    pub(crate) fn check_known(&mut self, place: Place, known: &BTreeSet<String>) {
        let text = self.at(place);
        if !known.contains(&text.to_lowercase()) {
            let heading = place.cell.and_then(|column| self.sheet.headings.get(column));
            let column = heading.map_or_else(|| "The group".to_owned(), |heading| format!("`{heading}`"));
            let seen = format!("{column} is {}, which is not known to occur there", quoted(text));
            let remedy = "Correct it in the accounting system, or name it in a format file of the client's own";
            self.fail("unexpected-value", None, seen, remedy);
        }
    }

    /// Tells an invoice or credit note without a number, unless the file has no numbers at all, which is told once.
    pub(crate) fn tell_missing_number(&mut self, required: bool) {
        let seen = "The document has no number, so that it cannot be known again in another report";
        let remedy = "Give it a number in the accounting system and export again";
        if required {
            self.fail("missing-number", Some(Field::Number), seen.to_owned(), remedy);
        } else if self.sheet.columns.of(Field::Number).exists() {
            let place = self.place(Some(Field::Number));
            self.notices.add(Problem::warning("missing-number", place, seen, remedy));
        }
    }

    /// The days that payment terms name; told where they name none and are `needed`.
    pub(crate) fn terms(&mut self, field: Field, needed: bool) -> Option<u16> {
        let text = self.text(field);
        let days = read_terms(text);
        if days.is_none() && needed && !text.is_empty() {
            let seen = format!("The payment terms {} name no number of days", quoted(text));
            let remedy =
                "Name the days in the accounting system, as in `Net 30`, or export due dates with the documents";
            let origin = self.place(Some(field));
            self.notices.add(Problem::warning("unreadable-terms", origin, seen, remedy));
        }
        days
    }

    /// The date of a field; `None` where it is empty or, which is then told, unreadable.
    pub(crate) fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        match read_date(text, self.habits.date_order) {
            Ok(date) => Some(date),
            Err(DateError::Unreadable) => {
                let seen = format!("{} is not a date", quoted(text));
                self.fail(
                    "unreadable-date",
                    Some(field),
                    seen,
                    "Correct the date in the accounting system and export again",
                );
                None
            }
            // Told once for the file.
            Err(DateError::OrderUnknown) => {
                self.broken = true;
                None
            }
        }
    }

    /// The amount of a field; `None` where it is empty or, which is then told, unreadable.
    pub(crate) fn amount(&mut self, field: Field) -> Option<Money> {
        let text = self.sheet.columns.of(field).cell.map_or("", |column| self.row.cell(column));
        match self.habits.amounts.read(text) {
            Ok(amount) => amount,
            // Told once for the file.
            Err(AmountError::MarkUnknown) => {
                self.broken = true;
                None
            }
            Err(AmountError::OtherCurrency) => {
                self.fail_currency(field, text);
                None
            }
            Err(error) => {
                let seen = format!("{} {error}", quoted(text));
                self.fail(
                    "unreadable-amount",
                    Some(field),
                    seen,
                    "Correct the amount in the accounting system and export again",
                );
                None
            }
        }
    }

    /// The amount at a place, for sums; `None` where there is none or it is unreadable, which is not told here.
    pub(crate) fn amount_at(&mut self, place: Place) -> Option<Money> {
        let text = place.cell.map_or("", |column| self.row.cell(column));
        self.habits.amounts.read(text).ok().flatten()
    }

    /// The customer, by id or name; told where there is neither.
    pub(crate) fn customer(&mut self) -> Option<CustomerRef> {
        let customer = CustomerRef { id: self.filled(Field::CustomerId), name: self.filled(Field::Customer) };
        if customer.id.is_none() && customer.name.is_none() {
            let columns = &self.sheet.columns;
            let field = if columns.of(Field::Customer).exists() { Field::Customer } else { Field::CustomerId };
            let remedy = "Give the document a customer in the accounting system and export again";
            self.fail("missing-customer", Some(field), "The row names no customer".to_owned(), remedy);
            return None;
        }
        Some(customer)
    }

    /// The document's currency, where the export says; told where it is not the client's.
    pub(crate) fn currency(&mut self) -> Option<Currency> {
        let text = self.text(Field::Currency);
        if text.is_empty() {
            return None;
        }
        if text.eq_ignore_ascii_case(self.habits.currency.code()) {
            return Some(self.habits.currency);
        }
        self.fail_currency(Field::Currency, text);
        None
    }

    fn fail_currency(&mut self, field: Field, text: &str) {
        let ours = self.habits.currency;
        let seen = format!("{} is not in the client's currency, which is {ours}", quoted(text));
        let remedy = format!("Export the amounts in {ours}, or correct `currency` in client.toml");
        self.fail("other-currency", Some(field), seen, &remedy);
    }

    /// Tells a problem with the row.
    pub(crate) fn fail(&mut self, code: &'static str, field: Option<Field>, seen: String, remedy: &str) {
        self.broken = true;
        self.notices.add(Problem::error(code, self.place(field), seen, remedy));
    }

    /// The row, or its cell of a field.
    fn place(&self, field: Option<Field>) -> Origin {
        let origin = self.origin();
        match field.and_then(|field| self.heading(field)) {
            Some(heading) => origin.in_column(heading),
            None => origin,
        }
    }

    /// The heading of a field's column.
    fn heading(&self, field: Field) -> Option<Arc<str>> {
        let column = self.sheet.columns.of(field).cell?;
        self.sheet.headings.get(column).filter(|heading| !heading.is_empty()).cloned()
    }
}

/// The days of payment terms: `Net 30`, `30`, `30 days`, `2% 10 Net 30`, `Due on receipt`.
fn read_terms(text: &str) -> Option<u16> {
    let lower = text.to_lowercase();
    if lower.contains("receipt") || lower.contains("immediate") {
        return Some(0);
    }
    let after_net = lower.rsplit_once("net").map_or(lower.as_str(), |(_, after)| after);
    let mut numbers = after_net.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let days = numbers.next()?;
    // Two numbers and no "net" between them are a discount that we cannot tell from the terms.
    if numbers.next().is_some() { None } else { days.parse().ok().filter(|days| *days <= 3660) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_days() {
        for (text, days) in [
            ("Net 30", Some(30)),
            ("net15", Some(15)),
            ("45", Some(45)),
            ("60 days", Some(60)),
            ("Due on receipt", Some(0)),
            ("2% 10 Net 30", Some(30)),
            ("1-2", None),
            ("end of month", None),
            ("", None),
        ] {
            assert_eq!(read_terms(text), days, "{text}");
        }
    }
}
