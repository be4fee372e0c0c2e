//! Rows of one file to one draft a document: lines summed, repeated totals taken once, signs turned to the usual
//! direction of the kind.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::copies::Copies;
use super::draft::{Application, CustomerRef, DocumentDraft, DraftKind};
use super::field::Field;
use super::format::{Format, KindName, KindReading, RowMeaning, Sign};
use super::further::{self, Further};
use super::line_sums;
use super::notices::{Notices, quoted};
use super::signs::Signs;
use crate::base::{Currency, Money, Problem};

/// The amounts of a row or document, in the order of [`Field::AMOUNTS`] and in the file's own signs.
pub(crate) type Amounts = [Option<Money>; Field::AMOUNTS.len()];

/// The places of the fields among [`Amounts`].
pub(crate) const NET: usize = 0;
pub(crate) const TAX: usize = 1;
pub(crate) const GROSS: usize = 2;
pub(crate) const OPEN_BALANCE: usize = 3;
const PAID: usize = 4;
pub(crate) const LINE_TOTAL: usize = 5;
pub(crate) const SUBTOTAL: usize = 6;
pub(crate) const WITHHELD: usize = 7;

/// The amount that tells a row's sign and whether there is anything in it.
pub(crate) fn leading_amount(amounts: &Amounts) -> Option<Money> {
    [GROSS, NET, OPEN_BALANCE].into_iter().find_map(|place| amounts[place])
}

/// The documents of one file as they come up.
#[derive(Debug)]
pub(crate) struct Documents<'f> {
    format: &'f Format,
    currency: Currency,
    drafts: Vec<(DocumentDraft, Amounts, Vec<Further>)>,
    /// Where the document of a line is among the drafts. Only looked up in, never walked.
    by_key: HashMap<Key, usize>,
    repeated: [bool; Field::AMOUNTS.len()],
    copies: Copies,
}

/// Kind and number, and customer and date too where numbers are not unique.
type Key = (DraftKind, String, Option<(CustomerRef, NaiveDate)>);

impl<'f> Documents<'f> {
    /// None yet; there will be no more than `rows`.
    pub(crate) fn new(format: &'f Format, currency: Currency, rows: usize) -> Self {
        // Growing them as they fill is a third of the time that a large file takes.
        let (documents, keys) = match format.row {
            RowMeaning::Customer | RowMeaning::CustomerTotal => (0, 0),
            RowMeaning::Document => (rows, 0),
            RowMeaning::Line => (rows, rows),
        };
        let repeated = Field::AMOUNTS.map(|field| format.repeated.contains(field.name()));
        let drafts = Vec::with_capacity(documents);
        let copies = Copies::default();
        Self { format, currency, drafts, by_key: HashMap::with_capacity(keys), repeated, copies }
    }

    /// Takes in a row: a document, or a part of one, and what it says of documents besides. The draft's own amounts are
    /// still empty.
    pub(crate) fn add(&mut self, draft: DocumentDraft, amounts: Amounts, further: Vec<Further>, notices: &mut Notices) {
        if self.format.row != RowMeaning::Line {
            self.drafts.push((draft, amounts, further));
            return;
        }
        let same = self.same_document(&draft);
        // Each row of a payment sets it against another invoice.
        let is_of_payment = draft.kind == DraftKind::Payment && self.format.number_is_unique;
        if is_of_payment && self.copies.have(same.unwrap_or(self.drafts.len()), &draft, &amounts) {
            return;
        }
        match same {
            Some(same) => self.merge(same, draft, amounts, &further, notices),
            None => self.drafts.push((draft, amounts, further)),
        }
    }

    /// The place of the document that a line is of. A line without a number is of the document just before it, if that
    /// has none either; but where totals are repeated on each line, it is a document by itself.
    fn same_document(&mut self, draft: &DocumentDraft) -> Option<usize> {
        let next = self.drafts.len();
        let Some(number) = &draft.number else {
            let (last, ..) = self.drafts.last()?;
            let same = last.number.is_none()
                && (last.kind, last.date, &last.customer) == (draft.kind, draft.date, &draft.customer);
            return (same && self.format.repeated.is_empty()).then(|| next - 1);
        };
        let whose = (!self.format.number_is_unique).then(|| (draft.customer.clone(), draft.date));
        let key = (draft.kind, number.clone(), whose);
        let place = *self.by_key.entry(key).or_insert(next);
        (place < next).then_some(place)
    }

    fn merge(
        &mut self,
        place: usize,
        line: DocumentDraft,
        line_amounts: Amounts,
        line_further: &[Further],
        notices: &mut Notices,
    ) {
        let Some((document, amounts, further)) = self.drafts.get_mut(place) else { return };
        let mut tell = |what: &str| {
            let number = document.number.as_deref().unwrap_or_default();
            let seen = format!("Document {} has another {what} here than in its first row", quoted(number));
            let remedy = "Export again; if the rows still differ, correct the document in the accounting system";
            notices.add(Problem::error("inconsistent-lines", line.origin.clone(), seen, remedy));
        };
        if document.customer != line.customer {
            tell("customer");
        }
        if document.date != line.date {
            tell("date");
        }
        if document.currency != line.currency {
            tell("currency");
        }
        if document.rate != line.rate {
            tell("exchange rate");
        }
        if *further != line_further {
            tell("write-off or refund");
        }
        for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
            let (so_far, more) = (amounts[index], line_amounts[index]);
            if !self.repeated[index] {
                amounts[index] = added(so_far, more);
            } else if so_far != more {
                tell(spoken(field));
            }
        }
        if let (Some(due), Some(other)) = (document.due_date, line.due_date)
            && due != other
        {
            let number = document.number.as_deref().unwrap_or_default();
            let seen = format!(
                "Document {} is due in instalments, here on {other} beside {due}: its amounts are added up, and it counts \
                 as due on the last of the days",
                quoted(number)
            );
            let remedy = "Leave it so, or book each instalment as an invoice of its own to see it overdue by itself";
            notices.add(Problem::warning("instalments", line.origin.clone(), seen, remedy));
        }
        // The last of an invoice's instalments: it is not overdue as a whole before.
        document.due_date = document.due_date.max(line.due_date);
        document.terms_days = document.terms_days.or(line.terms_days);
        document.settled_on = document.settled_on.or(line.settled_on);
        document.applications.extend(line.applications);
        document.more_rows.extend(line.origin.row);
    }

    /// What the signs of the documents are, by kind.
    fn signs(&self) -> Signs {
        let mut signs = Signs::default();
        for (draft, amounts, _) in &self.drafts {
            if let Some(amount) = leading_amount(amounts) {
                signs.add(draft, turned(amount, self.format, draft.kind));
            }
        }
        signs
    }

    /// The drafts, in the order of their first rows, each with those that its rows tell of besides. `balance_date` is the
    /// day that their open balances are of.
    pub(crate) fn finish(
        self,
        balance_date: Option<NaiveDate>,
        notices: &mut Notices,
    ) -> impl Iterator<Item = DocumentDraft> {
        let (format, ours) = (self.format, self.currency);
        let whole_is_repeated = self.repeated[GROSS];
        let signs = self.signs();
        signs.tell_contradicted(notices);
        self.copies.tell(notices);
        let finish = move |(mut draft, mut amounts, further): (DocumentDraft, Amounts, Vec<Further>)| {
            let currency = draft.currency.unwrap_or(ours);
            let turn = |amount: Money| turned(amount, format, draft.kind);
            if too_large(&amounts) {
                let remedy = "Correct the amounts in the accounting system and export again";
                let seen = "The rows of this document add up to more than any amount that can be right";
                notices.add(Problem::error("unreadable-amount", draft.origin.clone(), seen, remedy));
                amounts = Amounts::default();
            }
            let amounts = amounts.map(|amount| amount.map(turn));
            for application in &mut draft.applications {
                application.amount = application.amount.map(turn);
            }
            signs.tell_unexpected(&draft, &amounts, format, currency, notices);
            fill(&mut draft, &amounts, currency, notices);
            draft.balance_date = draft.open_balance.and(balance_date);
            line_sums::tell_differing_lines(&draft, &amounts, currency, notices);
            line_sums::tell_differing_parts(&draft, whole_is_repeated, currency, notices);
            let further = further::drafts(&draft, further, format, currency, notices);
            std::iter::once(draft).chain(further)
        };
        self.drafts.into_iter().flat_map(finish)
    }
}

/// An amount in the sign that is usual for `kind` in drafts, from the one that is usual in the export.
pub(crate) fn turned(amount: Money, format: &Format, kind: DraftKind) -> Money {
    match format.kinds.get(&KindName(kind)).unwrap_or(&KindReading::USUAL).sign {
        Sign::Positive => amount,
        Sign::Negative => -amount,
        Sign::Either => amount.abs(),
    }
}

/// Sums that overflow stay at the limit, which [`too_large`] then sees.
pub(crate) fn added(a: Option<Money>, b: Option<Money>) -> Option<Money> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Money::from_minor(a.minor().saturating_add(b.minor()))),
        (a, b) => a.or(b),
    }
}

fn too_large(amounts: &Amounts) -> bool {
    amounts.iter().flatten().any(|amount| amount.minor().unsigned_abs() > Money::LIMIT.unsigned_abs())
}

/// Puts the amounts into the draft. Of net, tax and gross two give the third; three must agree.
fn fill(draft: &mut DocumentDraft, amounts: &Amounts, currency: Currency, notices: &mut Notices) {
    (draft.net, draft.tax, draft.gross) = match (amounts[NET], amounts[TAX], amounts[GROSS]) {
        (Some(net), Some(tax), None) => (Some(net), Some(tax), Some(net + tax)),
        (None, Some(tax), Some(gross)) => (Some(gross - tax), Some(tax), Some(gross)),
        (Some(net), None, Some(gross)) => (Some(net), Some(gross - net), Some(gross)),
        all => all,
    };
    if let (Some(net), Some(tax), Some(gross)) = (draft.net, draft.tax, draft.gross)
        && net + tax != gross
    {
        let [net, tax, sum, gross] = [net, tax, net + tax, gross].map(|amount| amount.to_plain(currency));
        let seen = format!("Net {net} and tax {tax} are {sum}, but the total is {gross}");
        let remedy = "Correct the document in the accounting system and export again";
        notices.add(Problem::error("inconsistent-amounts", draft.origin.clone(), seen, remedy));
    }
    draft.gross = match amounts[WITHHELD] {
        Some(withheld) => draft.gross.map(|gross| gross + withheld),
        None => draft.gross,
    };
    draft.open_balance = match (amounts[OPEN_BALANCE], amounts[GROSS], amounts[PAID]) {
        (None, Some(gross), Some(paid)) => Some(gross - paid),
        (open, _, _) => open,
    };
}

/// A field of amounts in a sentence.
fn spoken(field: Field) -> &'static str {
    match field {
        Field::Tax => "tax",
        Field::Gross => "total",
        Field::OpenBalance => "open balance",
        Field::Paid => "amount paid",
        Field::Subtotal => "subtotal",
        Field::Withheld => "amount withheld",
        _ => "amount",
    }
}

/// What was settled beside a payment without money, as a document of its own: `payment` is the row's draft, and
/// `discount` has the file's own sign.
pub(crate) fn deduction(payment: &DocumentDraft, discount: Money) -> (DocumentDraft, Amounts) {
    let set_against = |application: &Application| Application { amount: Some(discount), ..application.clone() };
    let draft = DocumentDraft {
        kind: DraftKind::WriteOff,
        number: None,
        due_date: None,
        terms_days: None,
        settled_on: None,
        applications: payment.applications.iter().map(set_against).collect(),
        ..payment.clone()
    };
    let mut amounts = Amounts::default();
    amounts[GROSS] = Some(discount);
    (draft, amounts)
}

/// The application of a row, where it names the invoice that it is set against.
pub(crate) fn application(to_number: Option<String>, amount: Option<Money>) -> Vec<Application> {
    to_number.map(|to_number| Application { to_number, amount }).into_iter().collect()
}
