//! One data row to a draft: the facts in its cells, or why there are none.

use chrono::NaiveDate;

use super::basis::when_paid;
use super::cells::Cells;
use super::conditions::{PlacedAmountRows, PlacedCondition};
use super::damage::check_texts;
use super::documents::{Amounts, GROSS, NET, OPEN_BALANCE, TAX, WITHHELD, added, application, leading_amount};
use super::draft::{CustomerDraft, CustomerRef, DocumentDraft, DraftKind};
use super::field::Field;
use super::format::{Expect, KindName, KindReading, KindRule, LeaveOut, PartlyKnown, RowMeaning};
use super::further::{self, Further};
use super::guess;
use super::notices::quoted;
use super::parts::{self, Part};
use super::perspective::Perspective;
use super::postings::NoCustomer;
use super::product::NetFromAt;
use super::recognise::Place;
use super::rounded::check_identities;
use super::sheet::Sheet;
use super::telephone::without_labels;
use crate::base::Money;

/// What became of a data row.
pub(crate) enum Outcome<'a> {
    /// A document or a part of one, with its amounts in the file's own signs.
    Document {
        draft: Box<DocumentDraft>,
        amounts: Amounts,
        /// What the row says of documents besides.
        further: Vec<Further>,
        /// What is settled beside a payment without money.
        discount: Option<Money>,
    },
    /// A customer.
    Customer(Box<CustomerDraft>),
    /// The totals of a customer, by its name as written.
    CustomerTotal(String),
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
    leave_out: Vec<LeaveOutAt<'a>>,
    amount_rows: Vec<PlacedAmountRows<'a>>,
    expect: Vec<(&'a Expect, Place)>,
    net_from: Option<NetFromAt>,
    partly_known: Vec<(&'a PartlyKnown, Place)>,
    parts: Vec<(&'a Part, Place)>,
}

/// Rows that are no facts, with the places of the columns that decide.
struct LeaveOutAt<'a> {
    rule: &'a LeaveOut,
    place: Place,
    condition: Option<PlacedCondition<'a>>,
}

impl LeaveOutAt<'_> {
    fn applies(&self, cells: &Cells<'_>) -> bool {
        self.rule.applies_to(cells.at(self.place))
            && self.condition.as_ref().is_none_or(|condition| condition.holds(cells))
    }
}

impl<'a> RowRules<'a> {
    /// The rules of the sheet's format.
    pub(crate) fn new(sheet: &'a Sheet<'_>) -> Self {
        let place = |column: &str| Some(sheet.columns.named(column)).filter(|place| place.exists());
        let format = sheet.format;
        let leave_out = format.leave_out.iter().filter_map(|rule| {
            let lacking = rule.column_may_lack.then(Place::default);
            let condition = rule.condition.as_ref().map(|condition| PlacedCondition::new(condition, sheet));
            Some(LeaveOutAt { rule, place: place(&rule.column).or(lacking)?, condition })
        });
        Self {
            leave_out: leave_out.collect(),
            amount_rows: format.amount_rows.iter().filter_map(|rule| PlacedAmountRows::new(rule, sheet)).collect(),
            net_from: format.net_from.as_ref().map(|rule| NetFromAt::new(rule, sheet)),
            expect: format.expect.iter().filter_map(|rule| Some((rule, place(&rule.column)?))).collect(),
            partly_known: format.partly_known.iter().filter_map(|rule| Some((rule, place(&rule.column)?))).collect(),
            parts: parts::in_file(sheet),
        }
    }
}

const UNREADABLE: Outcome<'static> = Outcome::LeftOut { reason: "unreadable", notable: true };

/// Reads the row whose cells are `cells`.
pub(crate) fn read_row<'a>(sheet: &'a Sheet<'_>, rules: &RowRules<'a>, cells: &mut Cells<'_>) -> Outcome<'a> {
    let part = parts::told_by(&rules.parts, cells);
    let left_out = rules.leave_out.iter().filter(|_| part.is_none()).find(|rule| rule.applies(cells));
    if let Some(LeaveOutAt { rule, .. }) = left_out {
        return Outcome::LeftOut { reason: &rule.reason, notable: rule.notable };
    }
    match Perspective::of(sheet, cells) {
        Ok(view) => cells.view = view,
        Err(NoCustomer { reason, notable }) => return Outcome::LeftOut { reason, notable },
    }
    for (rule, place) in &rules.expect {
        cells.check_known(*place, &rule.is);
    }
    for (rule, place) in &rules.partly_known {
        if rule.is.have(cells.at(*place)) {
            cells.tell_partly_known(rule);
        }
    }
    cells.check_width();
    check_identities(cells);
    match sheet.format.row {
        RowMeaning::Customer => read_customer(cells),
        RowMeaning::CustomerTotal => Outcome::CustomerTotal(cells.text(Field::Customer).to_owned()),
        RowMeaning::Document | RowMeaning::Line => read_document(sheet, rules, part, cells),
    }
}

fn read_customer(cells: &mut Cells<'_>) -> Outcome<'static> {
    check_texts(cells);
    let (Some(customer), false) = (cells.customer(), cells.broken) else { return UNREADABLE };
    Outcome::Customer(Box::new(CustomerDraft {
        origin: cells.origin(),
        customer,
        email: cells.filled(Field::Email),
        country: cells.filled(Field::Country),
        terms_days: cells.terms(Field::TermsDays, true),
        parent: cells.filled(Field::Parent),
        phone: cells.filled(Field::Phone).map(|phone| without_labels(&phone)),
        address: cells.filled(Field::Address).map(|address| in_one_line(&address)),
        credit_limit: cells.amount(Field::CreditLimit),
        active: cells.yes_or_no(Field::Active),
    }))
}

/// The lines of a text in one.
fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

fn read_document<'a>(
    sheet: &'a Sheet<'_>,
    rules: &RowRules<'_>,
    part: Option<&Part>,
    cells: &mut Cells<'_>,
) -> Outcome<'a> {
    check_texts(cells);
    let currency = cells.settle_currency();
    let mut read = read_amounts(sheet, cells);
    rules.amount_rows.iter().for_each(|rule| rule.apply(cells, &mut read));
    if let Some(rule) = &rules.net_from
        && read[NET].is_none()
    {
        read[NET] = rule.amount(cells);
    }
    let (kind, amounts) = match part {
        Some(part) => (Some(part.kind.0), part.amounts(&read)),
        None => (kind_of(sheet, cells, &read), read),
    };
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
    let due_date = cells.due_date(date);
    // What is still open is not settled: the day is then that of the last part payment.
    let is_open = amounts[OPEN_BALANCE].is_some_and(|open| !open.is_zero());
    let settled_on = cells.date(Field::SettledOn).filter(|_| !is_open);
    let customer = customer_or_nobody(sheet, kind, cells);
    let rate = cells.rate(currency);
    let further = further::read(sheet, cells);
    let applied = applied_amount(sheet, cells, &amounts);
    let discount = cells.amount(Field::Discount).filter(|discount| !discount.is_zero());
    let number = cells.filled(Field::Number);
    let number_is_of_invoice = reading.number_is_of_invoice || kind.is_some_and(|kind| cells.view.takes_back(kind));
    let own_number = match &reading.own_number {
        Some(column) => cells.own_number(column),
        None => number.clone().filter(|_| !number_is_of_invoice),
    };
    if own_number.is_none() && number.is_none() && matches!(kind, Some(DraftKind::Invoice | DraftKind::CreditNote)) {
        cells.tell_missing_number(sheet.format.number_is_unique);
    }
    if own_number.as_deref().is_some_and(guess::is_label_of_total) {
        cells.tell_total_for_number();
    }
    let (Some(kind), Some(date), Some(customer), false) = (kind, date, customer, cells.broken) else {
        return UNREADABLE;
    };
    let applications = if number_is_of_invoice {
        application(number, added(leading, amounts[WITHHELD]))
    } else {
        application(applies_to(sheet, cells), applied)
    };
    let draft = DocumentDraft {
        origin: cells.origin(),
        more_rows: Vec::new(),
        kind: if sheet.shows_sales_when_paid() { when_paid(kind) } else { kind },
        number: own_number,
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
        links_known: number_is_of_invoice || sheet.columns.of(Field::AppliesTo).exists(),
        currency,
        rate,
    };
    Outcome::Document { draft: Box::new(draft), amounts, further, discount }
}

/// The document's customer. Money over the counter may come from nobody in particular, where the format has a name for
/// that.
fn customer_or_nobody(sheet: &Sheet<'_>, kind: Option<DraftKind>, cells: &mut Cells<'_>) -> Option<CustomerRef> {
    let is_named = [Field::CustomerId, Field::Customer].iter().any(|&field| !cells.whole(field).is_empty());
    let over_the_counter = matches!(kind, Some(DraftKind::CashSale | DraftKind::CashRefund));
    match &sheet.format.nobody {
        Some(nobody) if over_the_counter && !is_named => {
            Some(CustomerRef { name: Some(nobody.clone()), ..CustomerRef::default() })
        }
        _ => cells.customer(),
    }
}

/// The row's amounts: a posting's is debit less credit; an empty net amount may mean that there is no tax, and a word that
/// nothing is open.
fn read_amounts(sheet: &Sheet<'_>, cells: &mut Cells<'_>) -> Amounts {
    let mut amounts: Amounts = Field::AMOUNTS.map(|field| cells.amount(field));
    if !sheet.columns.of(Field::Gross).exists() {
        amounts[GROSS] = match (cells.amount(Field::Debit), cells.amount(Field::Credit)) {
            (debit, Some(credit)) => Some(debit.unwrap_or(Money::ZERO) - credit),
            (debit, None) => debit,
        };
    }
    if let Some(rule) = &sheet.format.paid_when
        && amounts[OPEN_BALANCE].is_none()
        && rule.is.have(cells.at(sheet.columns.named(&rule.column)))
    {
        amounts[OPEN_BALANCE] = Some(Money::ZERO);
    }
    if sheet.format.blank_net_is_gross
        && sheet.columns.of(Field::Net).exists()
        && let (None, Some(gross)) = (amounts[NET], amounts[GROSS])
    {
        let tax = amounts[TAX].unwrap_or(Money::ZERO);
        (amounts[NET], amounts[TAX]) = (Some(gross - tax), Some(tax));
    }
    amounts
}

/// The number of the document that the row is set against, without a word before it.
fn applies_to(sheet: &Sheet<'_>, cells: &Cells<'_>) -> Option<String> {
    let text = cells.filled(Field::AppliesTo)?;
    let prefixes = sheet.format.prefixes.get(Field::AppliesTo.name());
    let without = prefixes.into_iter().flatten().find_map(|prefix| text.strip_prefix(prefix.as_str()));
    Some(without.map_or_else(|| text.clone(), |rest| rest.trim().to_owned())).filter(|text| !text.is_empty())
}

/// How much is set against the invoice that the row names, with what was withheld for it. It may stand in the same column
/// as the document's amount.
fn applied_amount(sheet: &Sheet<'_>, cells: &mut Cells<'_>, amounts: &Amounts) -> Option<Money> {
    let place = sheet.columns.of(Field::Applied);
    let same = Field::AMOUNTS.iter().position(|&field| place.exists() && sheet.columns.of(field) == place);
    let applied = same.map_or_else(|| cells.amount(Field::Applied), |same| amounts[same]);
    applied.and(added(applied, amounts[WITHHELD]))
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
    match cells.view.kind.as_ref().or(named).or(sheet.format.kind.as_ref()) {
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
