//! One data row to a draft: the facts in its cells, or why there are none.

use chrono::NaiveDate;

use super::cells::Cells;
use super::documents::{Amounts, application, leading_amount};
use super::draft::{CustomerDraft, DocumentDraft, DraftKind};
use super::field::Field;
use super::format::{Expect, KindName, KindReading, KindRule, LeaveOut, RowMeaning};
use super::notices::quoted;
use super::recognise::Place;
use super::sheet::Sheet;
use crate::base::Money;

/// What became of a data row.
pub(crate) enum Outcome<'a> {
    /// A document or a part of one, with its amounts in the file's own signs.
    Document(Box<DocumentDraft>, Amounts),
    /// A customer.
    Customer(Box<CustomerDraft>),
    /// No fact.
    LeftOut {
        /// Why, as a sentence fragment.
        reason: &'a str,
        /// Whether somebody may look for it.
        notable: bool,
    },
}

/// A format's rules for whole rows, with the places of their columns; those whose columns the file lacks are not here.
pub(crate) struct RowRules<'a> {
    leave_out: Vec<(&'a LeaveOut, Place)>,
    expect: Vec<(&'a Expect, Place)>,
}

impl<'a> RowRules<'a> {
    /// The rules of the sheet's format.
    pub(crate) fn new(sheet: &'a Sheet<'_>) -> Self {
        let place = |column: &str| Some(sheet.columns.named(column)).filter(|place| place.exists());
        let format = sheet.format;
        Self {
            leave_out: format.leave_out.iter().filter_map(|rule| Some((rule, place(&rule.column)?))).collect(),
            expect: format.expect.iter().filter_map(|rule| Some((rule, place(&rule.column)?))).collect(),
        }
    }
}

const UNREADABLE: Outcome<'static> = Outcome::LeftOut { reason: "unreadable", notable: true };

/// Reads the row whose cells are `cells`.
pub(crate) fn read_row<'a>(sheet: &'a Sheet<'_>, rules: &RowRules<'a>, cells: &mut Cells<'_>) -> Outcome<'a> {
    for (rule, place) in &rules.leave_out {
        let text = cells.at(*place).to_lowercase();
        if rule.is.contains(&text) || (!rule.is_not.is_empty() && !rule.is_not.contains(&text)) {
            return Outcome::LeftOut { reason: &rule.reason, notable: rule.notable };
        }
    }
    for (rule, place) in &rules.expect {
        cells.check_known(*place, &rule.is);
    }
    cells.check_width();
    match sheet.format.row {
        RowMeaning::Customer => read_customer(cells),
        RowMeaning::Document | RowMeaning::Line => read_document(sheet, cells),
    }
}

fn read_customer(cells: &mut Cells<'_>) -> Outcome<'static> {
    let (Some(customer), false) = (cells.customer(), cells.broken) else { return UNREADABLE };
    Outcome::Customer(Box::new(CustomerDraft {
        origin: cells.origin(),
        customer,
        email: cells.filled(Field::Email),
        country: cells.filled(Field::Country),
        terms_days: cells.terms(Field::TermsDays, true),
        parent: cells.filled(Field::Parent),
        phone: cells.filled(Field::Phone),
        address: cells.filled(Field::Address),
        credit_limit: cells.amount(Field::CreditLimit),
        active: cells.yes_or_no(Field::Active),
    }))
}

fn read_document<'a>(sheet: &'a Sheet<'_>, cells: &mut Cells<'_>) -> Outcome<'a> {
    let amounts: Amounts = Field::AMOUNTS.map(|field| cells.amount(field));
    let kind = kind_of(sheet, cells, &amounts);
    let reading = kind.and_then(|kind| sheet.format.kinds.get(&KindName(kind))).unwrap_or(&KindReading::USUAL);
    let leading = leading_amount(&amounts);
    if let Some(reason) = &reading.left_out_when_zero
        && leading.is_none_or(Money::is_zero)
        && !cells.broken
    {
        return Outcome::LeftOut { reason, notable: true };
    }
    if leading.is_none() && !cells.broken {
        let field = [Field::Gross, Field::Net, Field::OpenBalance].into_iter().find(|&f| sheet.columns.of(f).exists());
        let remedy = "Give the document an amount in the accounting system, or take it out of the report";
        cells.fail("missing-amount", field, "The row has no amount".to_owned(), remedy);
    }
    let date = document_date(cells);
    let due_date = cells.date(Field::DueDate);
    let settled_on = cells.date(Field::SettledOn);
    let customer = cells.customer();
    let currency = cells.currency();
    let applied = applied_amount(sheet, cells, &amounts);
    let own_number = cells.filled(Field::Number);
    if own_number.is_none() && matches!(kind, Some(DraftKind::Invoice | DraftKind::CreditNote)) {
        cells.tell_missing_number(sheet.format.number_is_unique);
    }
    let (Some(kind), Some(date), Some(customer), false) = (kind, date, customer, cells.broken) else {
        return UNREADABLE;
    };
    let (number, applications) = if reading.number_is_of_invoice {
        (None, application(own_number, leading))
    } else {
        (own_number, application(cells.filled(Field::AppliesTo), applied))
    };
    let draft = DocumentDraft {
        origin: cells.origin(),
        kind,
        number,
        customer,
        date,
        due_date,
        terms_days: cells.terms(Field::Terms, due_date.is_none()),
        net: None,
        tax: None,
        gross: None,
        open_balance: None,
        balance_date: None,
        settled_on,
        applications,
        links_known: reading.number_is_of_invoice || sheet.columns.of(Field::AppliesTo).exists(),
        currency,
        rate: None,
    };
    Outcome::Document(Box::new(draft), amounts)
}

/// How much is set against the invoice that the row names. It may stand in the same column as the document's amount.
fn applied_amount(sheet: &Sheet<'_>, cells: &mut Cells<'_>, amounts: &Amounts) -> Option<Money> {
    let place = sheet.columns.of(Field::Applied);
    let same = Field::AMOUNTS.iter().position(|&field| place.exists() && sheet.columns.of(field) == place);
    same.map_or_else(|| cells.amount(Field::Applied), |same| amounts[same])
}

/// The document's date, which no document lacks.
fn document_date(cells: &mut Cells<'_>) -> Option<NaiveDate> {
    if cells.text(Field::Date).is_empty() {
        let remedy = "Give the document a date in the accounting system and export again";
        cells.fail("unreadable-date", Some(Field::Date), "The row has no date".to_owned(), remedy);
    }
    cells.date(Field::Date)
}

/// Which kind of document the row is; told where its type is unknown.
fn kind_of(sheet: &Sheet<'_>, cells: &mut Cells<'_>, amounts: &Amounts) -> Option<DraftKind> {
    let text = cells.text(Field::Type);
    let types = &sheet.format.types;
    let named = types.get(text).or_else(|| types.get(&text.to_lowercase()));
    match named.or(sheet.format.kind.as_ref()) {
        Some(KindRule::Always(kind)) => Some(kind.0),
        Some(KindRule::BySign { positive, negative }) => {
            let is_negative = leading_amount(amounts).is_some_and(Money::is_negative);
            Some(if is_negative { negative.0 } else { positive.0 })
        }
        None => {
            let seen =
                format!("{} is not a transaction type that {} is known to have", quoted(text), sheet.format.name);
            let remedy =
                "Leave such transactions out of the report, or name the type in a format file of the client's own";
            cells.fail("unknown-transaction-type", Some(Field::Type), seen, remedy);
            None
        }
    }
}
