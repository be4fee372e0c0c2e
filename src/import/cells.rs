//! One data row of a recognised file: its cells as dates, amounts and names, and what is wrong with them.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::amounts::{AmountError, AmountReader, mark_in};
use super::currencies::read_rate;
use super::damage::is_damaged;
use super::dates::{DateError, Readings, names_other_year, read_date, readings};
use super::documents::added;
use super::draft::CustomerRef;
use super::evidence::Finding;
use super::field::Field;
use super::format::PartlyKnown;
use super::known_texts::KnownTexts;
use super::metadata::DateForm;
use super::notices::{Notices, quoted};
use super::perspective::Perspective;
use super::recognise::Place;
use super::rounded::is_rounded;
use super::sheet::Sheet;
use super::table::{CellKind, Row};
use crate::base::{Currency, ExchangeRate, Money, Origin, Problem};
use crate::base::{DateOrder, DecimalMark};

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

impl Habits {
    /// The amount in a cell; `None` where it is empty. A number of a workbook has its own decimal mark.
    pub(crate) fn amount(&mut self, row: Row<'_>, column: usize) -> Result<Option<Money>, AmountError> {
        self.read(row, column, AmountReader::read)
    }

    /// The number in a cell, with as many decimals as it has; `None` where it is empty. A sign of per cent is passed over.
    fn number(&mut self, row: Row<'_>, column: usize) -> Result<Option<Decimal>, AmountError> {
        self.read(row, column, |amounts, text| amounts.read_number(text.trim_end_matches('%')))
    }

    fn read<T>(
        &mut self,
        row: Row<'_>,
        column: usize,
        read: impl FnOnce(&mut AmountReader, &str) -> Result<T, AmountError>,
    ) -> Result<T, AmountError> {
        let text = row.cell(column);
        match row.kind(column) {
            CellKind::Text => read(&mut self.amounts, text),
            CellKind::Number => self.amounts.with_point(|amounts| read(amounts, text)),
            CellKind::UnsavedFormula => Err(AmountError::Unsaved),
        }
    }
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
    /// The row names another currency than the client's.
    pub(crate) foreign: bool,
    /// The row's amounts are read where they stand once more, in the client's currency.
    converted: bool,
    /// How the row looks at the customer's account.
    pub(crate) view: Perspective,
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
        habits.amounts.set_currency(habits.currency);
        let view = Perspective::default();
        Self { sheet, row, group, habits, notices, broken: false, foreign: false, converted: false, view }
    }

    /// Where the row stands.
    pub(crate) fn origin(&self) -> Origin {
        self.sheet.origin.at_row(self.row.number())
    }

    /// The text of a field; empty where the file has none.
    pub(crate) fn text(&self, field: Field) -> &'a str {
        self.sheet.columns.of(field).read(self.row, self.group)
    }

    /// What the cell of a field holds.
    pub(crate) fn kind(&self, field: Field) -> CellKind {
        self.sheet.columns.of(field).cell.map_or(CellKind::Text, |column| self.row.kind(column))
    }

    /// The text at a place.
    pub(crate) fn at(&self, place: Place) -> &'a str {
        place.read(self.row, self.group)
    }

    /// The text of a field, from all columns where it stands in several; empty where the file has none.
    pub(crate) fn whole(&self, field: Field) -> Cow<'a, str> {
        self.sheet.columns.text(field, self.row, self.group)
    }

    /// The same, where it holds anything.
    pub(crate) fn filled(&self, field: Field) -> Option<String> {
        Some(self.whole(field)).filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// Whether a field says yes or no; `None` where it is empty or, which is then told, says neither.
    pub(crate) fn yes_or_no(&mut self, field: Field) -> Option<bool> {
        match self.text(field).to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "active" | "ja" | "oui" => Some(true),
            "no" | "n" | "false" | "0" | "inactive" | "not-active" | "nein" | "non" | "deleted" => Some(false),
            "" => None,
            _ => {
                let seen = format!("{} is neither yes nor no", quoted(self.text(field)));
                self.warn("unexpected-value", field, seen, "Correct it in the accounting system and export again");
                None
            }
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
    pub(crate) fn check_known(&mut self, place: Place, known: &KnownTexts) {
        if !known.have(self.at(place)) {
            self.fail_unknown(place);
        }
    }

    /// Tells what the export does not tell of the row's document.
    pub(crate) fn tell_partly_known(&mut self, rule: &PartlyKnown) {
        self.notices.add(Problem::warning("partly-known", self.origin(), &*rule.seen, &*rule.remedy));
    }

    /// Tells the text at `place`, whose meaning is not known.
    pub(crate) fn fail_unknown(&mut self, place: Place) {
        let heading = place.cell.and_then(|column| self.sheet.headings.get(column));
        let column = heading.map_or_else(|| "The group".to_owned(), |heading| format!("`{heading}`"));
        let seen = format!("{column} is {}, which is not known to occur there", quoted(self.at(place)));
        let remedy = "Correct it in the accounting system, or name it in a format file of the client's own";
        self.fail("unexpected-value", None, seen, remedy);
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

    /// Tells a row that has the label of a total where a document has its number: counted, it would double the sales.
    pub(crate) fn tell_total_for_number(&mut self) {
        let text = self.at(self.sheet.columns.of(Field::Number));
        let seen = format!("{} stands for a number: this is a total that the format does not know", quoted(text));
        let remedy = "Name it under `grand_totals` in a format file of the client's own, or give the document a number";
        self.fail("unknown-total", Some(Field::Number), seen, remedy);
    }

    /// The days that payment terms name; told where they name none and are `needed`.
    pub(crate) fn terms(&mut self, field: Field, needed: bool) -> Option<u16> {
        let text = self.text(field);
        let days = read_terms(text);
        if days.is_none() && needed && !text.is_empty() {
            let seen = format!("The payment terms {} name no usual number of days", quoted(text));
            let remedy =
                "Name the days in the accounting system, as in `Net 30`, or export due dates with the documents";
            let origin = self.place(Some(field));
            self.notices.add(Problem::warning("unreadable-terms", origin, seen, remedy));
        }
        days
    }

    /// The date of a field; `None` where it is empty or, which is then told, unreadable.
    pub(crate) fn date(&mut self, field: Field) -> Option<NaiveDate> {
        self.date_in(self.sheet.columns.of(field), self.sheet.format.date_forms.get(field.name()))
    }

    /// The same of a place.
    pub(crate) fn date_at(&mut self, place: Place) -> Option<NaiveDate> {
        self.date_in(place, None)
    }

    fn date_in(&mut self, place: Place, form: Option<&DateForm>) -> Option<NaiveDate> {
        let text = self.at(place);
        if text.is_empty() {
            return None;
        }
        if place.cell.is_some_and(|column| self.row.kind(column) == CellKind::UnsavedFormula) {
            self.fail_unsaved_formula(place.cell);
            return None;
        }
        let serial = place.cell.and_then(|column| self.sheet.serial_date(self.row, column));
        let read = match (form, serial) {
            (Some(form), _) => form.read(text, self.sheet.metadata.as_ref()).ok_or(DateError::Unreadable),
            (None, Some(day)) => Ok(day),
            (None, None) => read_date(text, self.habits.date_order),
        };
        match read {
            Ok(date) => Some(date),
            // Told once for the file, with all that are written otherwise than its dates are.
            Err(DateError::Unreadable) if self.has_odd_order(text) => {
                self.broken = true;
                None
            }
            Err(DateError::Unreadable) => {
                let why = if names_other_year(text) {
                    "is a date of a year before 1990 or after 2099"
                } else {
                    "is not a date"
                };
                let seen = format!("{} {why}", quoted(text));
                let remedy = "Correct the date in the accounting system and export again";
                self.fail_at("unreadable-date", place.cell, seen, remedy);
                None
            }
            // Told once for the file.
            Err(DateError::OrderUnknown) => {
                self.broken = true;
                None
            }
        }
    }

    /// The due date of a document of `date`, from its own column or from those that often hold one.
    pub(crate) fn due_date(&mut self, date: Option<NaiveDate>) -> Option<NaiveDate> {
        const LONGEST_TERMS: Days = Days::new(731);
        self.date(Field::DueDate).or_else(|| {
            let last = date?.checked_add_days(LONGEST_TERMS)?;
            let hints = self.sheet.format.due_date_hints.iter().map(|column| self.at(self.sheet.columns.named(column)));
            let mut days = hints.filter_map(|text| DateForm::DayMonthYear.read(text, None));
            days.find(|due| Some(*due) >= date && *due <= last)
        })
    }

    /// The amount of a field, as the customer's account sees it; `None` where it is empty or, which is then told,
    /// unreadable.
    pub(crate) fn amount(&mut self, field: Field) -> Option<Money> {
        let sheet = self.sheet;
        match sheet.summed.get(field.name()) {
            None => self.amount_in(sheet.columns.of(field), field.name()),
            Some(columns) => columns.iter().fold(None, |sum, &column| {
                let place = Place { cell: Some(column), group: false };
                added(sum, self.amount_in(place, field.name()))
            }),
        }
    }

    /// The same of a column by its name in the format.
    pub(crate) fn amount_named(&mut self, name: &str) -> Option<Money> {
        self.amount_in(self.sheet.columns.named(name), name)
    }

    /// The amount of the column `name`, which stands at `usual`, or where the file says it in the client's currency.
    fn amount_in(&mut self, usual: Place, name: &str) -> Option<Money> {
        let converted = self.sheet.converted.as_ref().filter(|_| self.converted);
        let column = converted.map_or(usual.cell, |places| places.place(name))?;
        match self.habits.amount(self.row, column) {
            Ok(amount) => amount.map(|amount| if self.view.turned { -amount } else { amount }),
            Err(error) => {
                self.fail_amount(column, error);
                None
            }
        }
    }

    /// Tells an amount or a number that cannot be read.
    fn fail_amount(&mut self, column: usize, error: AmountError) {
        let text = self.row.cell(column);
        match error {
            AmountError::Unsaved => self.fail_unsaved_formula(Some(column)),
            // Told once for the file.
            AmountError::MarkUnknown => self.broken = true,
            AmountError::OtherCurrency => {
                let expected = self.habits.amounts.currency();
                let seen = format!("{} is not in {expected}, the currency that its row is in", quoted(text));
                let remedy =
                    "Add the column of currencies to the report and export again, or correct `currency` in client.toml";
                self.fail_at("other-currency", Some(column), seen, remedy);
            }
            // Told once for the file, with all that are written otherwise than its amounts are.
            _ if self.has_odd_mark(text) => self.broken = true,
            error => {
                let seen = format!("{} {error}", quoted(text));
                let remedy = "Correct the amount in the accounting system and export again";
                self.fail_at("unreadable-amount", Some(column), seen, remedy);
            }
        }
    }

    /// Whether a text is a date in another order than most of the file's.
    fn has_odd_order(&self, text: &str) -> bool {
        self.sheet.date_orders.oddity().is_some() && readings(text).is_some_and(Readings::is_a_day)
    }

    /// Whether an amount has another decimal mark than most of the file's.
    fn has_odd_mark(&self, text: &str) -> bool {
        let evidence = &self.sheet.decimal_marks;
        let usual = evidence.choice().filter(|_| evidence.oddity().is_some());
        let says = mark_in(text, self.habits.amounts.currency());
        usual.is_some_and(|usual| matches!(says, Finding::Says(mark) if mark != usual))
    }

    /// The amount at a place, for sums; `None` where there is none or it is unreadable, which is not told here.
    pub(crate) fn amount_at(&mut self, place: Place) -> Option<Money> {
        let amount = self.habits.amount(self.row, place.cell?).ok().flatten();
        amount.map(|amount| if self.view.turned { -amount } else { amount })
    }

    /// The number at a place, with as many decimals as it has; `None` where there is none or, which is then told, it is
    /// unreadable. A sign of per cent is passed over.
    pub(crate) fn number_at(&mut self, place: Place) -> Option<Decimal> {
        let column = place.cell?;
        match self.habits.number(self.row, column) {
            Ok(number) => number,
            Err(error) => {
                self.fail_amount(column, error);
                None
            }
        }
    }

    /// The client's currency.
    pub(crate) fn client_currency(&self) -> Currency {
        self.habits.currency
    }

    /// The document's number in a column of its own; none, and told, where it is damaged or rounded.
    pub(crate) fn own_number(&mut self, column: &str) -> Option<String> {
        let place = self.sheet.columns.named(column);
        let number = self.at(place);
        if is_damaged(number) {
            let seen = format!("{} is no number but the trace of an error", quoted(number));
            self.fail_at("damaged-text", place.cell, seen, "Correct it in the accounting system and export again");
            return None;
        }
        self.id_at(place)
    }

    /// The id at a place; none, and told, where a spreadsheet program has rounded it.
    fn id_at(&mut self, place: Place) -> Option<String> {
        let id = self.at(place);
        if is_rounded(id) {
            let seen = format!("A spreadsheet program has rounded the id {}: it is not used", quoted(id));
            let remedy = "Export again, and do not open the file in a spreadsheet program before it is read";
            let origin = self.place_at(place.cell);
            self.notices.add(Problem::warning("rounded-number", origin, seen, remedy));
            return None;
        }
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The customer, by id or name; told where there is neither.
    pub(crate) fn customer(&mut self) -> Option<CustomerRef> {
        let id = self.view.account.clone().or_else(|| self.id_at(self.sheet.columns.of(Field::CustomerId)));
        let mut customer = CustomerRef { id, name: self.filled(Field::Customer), parent: None };
        let is_name = |id: &String| id.bytes().any(|byte| !byte.is_ascii_digit());
        if self.sheet.format.customer_ids_are_numbers
            && customer.name.is_none()
            && customer.id.as_ref().is_some_and(is_name)
        {
            customer.name = customer.id.take();
        }
        if customer.id.is_none() && customer.name.is_none() {
            let columns = &self.sheet.columns;
            let field = if columns.of(Field::Customer).exists() { Field::Customer } else { Field::CustomerId };
            let remedy = "Give the document a customer in the accounting system and export again";
            self.fail("missing-customer", Some(field), "The row names no customer".to_owned(), remedy);
            return None;
        }
        if let (Some(mark), Some(_), Some(name)) = (&self.sheet.format.parent_mark, &customer.id, &customer.name) {
            customer.parent = name.split_once(mark.as_str()).map(|(parent, _)| parent.trim().to_owned());
        }
        Some(customer)
    }

    /// The currency that the row's amounts are read in from here on, where the export says; told where it is none. Where
    /// it is not the client's and the amounts stand in the client's as well, they are read there.
    pub(crate) fn settle_currency(&mut self) -> Option<Currency> {
        let text = self.text(Field::Currency);
        if text.is_empty() {
            return None;
        }
        let Ok(currency) = Currency::parse(text) else {
            let seen = format!("{} is not a currency code", quoted(text));
            let remedy = "Give the document a currency of three letters, as in USD, and export again";
            self.fail("unknown-currency", Some(Field::Currency), seen, remedy);
            return None;
        };
        self.foreign = currency != self.habits.currency;
        self.converted = self.foreign && self.stands_in_client_currency();
        let read_in = if self.converted { self.habits.currency } else { currency };
        self.habits.amounts.set_currency(read_in);
        Some(read_in)
    }

    /// Whether the row's amounts stand once more in the client's currency.
    fn stands_in_client_currency(&self) -> bool {
        let code = self.habits.currency.code();
        self.sheet
            .converted
            .as_ref()
            .is_some_and(|places| places.currency.is_none_or(|column| self.row.cell(column).eq_ignore_ascii_case(code)))
    }

    /// The exchange rate of a row whose amounts are in `currency`; told where it is unreadable, or where it is that of the
    /// client's own currency and not one.
    pub(crate) fn rate(&mut self, currency: Option<Currency>) -> Option<ExchangeRate> {
        let text = self.text(Field::Rate);
        if text.is_empty() || self.converted {
            return None;
        }
        let means = self.sheet.format.rate_means;
        let is_number = self.kind(Field::Rate) == CellKind::Number;
        let mark = if is_number { Some(DecimalMark::Point) } else { self.habits.amounts.mark() };
        let Some(rate) = read_rate(text, mark, means, self.habits.currency) else {
            let seen = format!("{} is not an exchange rate", quoted(text));
            let remedy = "Correct the rate in the accounting system; if it could be meant in two ways, add \
                          `decimal_mark = \".\"` or `decimal_mark = \",\"` to client.toml";
            self.fail("unreadable-rate", Some(Field::Rate), seen, remedy);
            return None;
        };
        if self.foreign {
            return Some(rate);
        }
        if currency.is_some() && rate.value() != Decimal::ONE {
            let ours = self.habits.currency;
            let seen = format!(
                "The exchange rate of an amount in {ours} is {}: the books are in another currency",
                quoted(text)
            );
            let remedy = "Set `currency` in client.toml to the currency that the books are kept in";
            self.fail("rate-of-own-currency", Some(Field::Rate), seen, remedy);
        }
        None
    }

    /// Tells a field that is a formula without a value.
    pub(crate) fn check_saved(&mut self, field: Field) {
        if self.kind(field) == CellKind::UnsavedFormula {
            self.fail_unsaved_formula(self.sheet.columns.of(field).cell);
        }
    }

    /// Tells a formula that holds no value.
    pub(crate) fn fail_unsaved_formula(&mut self, column: Option<usize>) {
        let text = column.map_or("", |column| self.row.cell(column));
        let seen = format!("{} is a formula whose value was never computed", quoted(text));
        let remedy = "Open the workbook in a spreadsheet program, save it, and hand it over again";
        self.fail_at("unsaved-formula", column, seen, remedy);
    }

    /// Tells what the reader of the pack should know of a field; the row is read.
    pub(crate) fn warn(&mut self, code: &'static str, field: Field, seen: String, remedy: &str) {
        self.notices.add(Problem::warning(code, self.place(Some(field)), seen, remedy));
    }

    /// Tells a problem with the row.
    pub(crate) fn fail(&mut self, code: &'static str, field: Option<Field>, seen: String, remedy: &str) {
        let column = field.and_then(|field| self.sheet.columns.of(field).cell);
        self.fail_at(code, column, seen, remedy);
    }

    /// Tells a problem with the row, or with its cell at `column`.
    fn fail_at(&mut self, code: &'static str, column: Option<usize>, seen: String, remedy: &str) {
        self.broken = true;
        self.notices.add(Problem::error(code, self.place_at(column), seen, remedy));
    }

    /// The row, or its cell of a field.
    fn place(&self, field: Option<Field>) -> Origin {
        self.place_at(field.and_then(|field| self.sheet.columns.of(field).cell))
    }

    /// The row, or its cell at `column`.
    fn place_at(&self, column: Option<usize>) -> Origin {
        let origin = self.origin();
        let heading = column.and_then(|column| self.sheet.headings.get(column));
        match heading.filter(|heading| !heading.is_empty()) {
            Some(heading) => origin.in_column(Arc::clone(heading)),
            None => origin,
        }
    }
}

/// The days of payment terms: `Net 30`, `30`, `30 days`, `2% 10 Net 30`, `Due on receipt`.
fn read_terms(text: &str) -> Option<u16> {
    /// Two years: more is a typing error, or a date.
    const DAYS_MAX: u16 = 731;
    let lower = text.to_lowercase();
    if lower.contains("receipt") || lower.contains("immediate") {
        return Some(0);
    }
    let after_net = lower.rsplit_once("net").map_or(lower.as_str(), |(_, after)| after);
    let mut numbers = after_net.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let days = numbers.next()?;
    // Two numbers and no "net" between them are a discount that we cannot tell from the terms.
    if numbers.next().is_some() { None } else { days.parse().ok().filter(|days| *days <= DAYS_MAX) }
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
            ("720", Some(720)),
            ("3000", None),
            ("1-2", None),
            ("end of month", None),
            ("", None),
        ] {
            assert_eq!(read_terms(text), days, "{text}");
        }
    }
}
