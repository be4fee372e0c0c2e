//! Rows of one file to one draft a document: lines summed, repeated totals taken once, signs turned to the usual
//! direction of the kind.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::draft::{Application, CustomerRef, DocumentDraft, DraftKind};
use super::field::Field;
use super::format::{Format, KindName, KindReading, RowMeaning, Sign};
use super::notices::{Notices, quoted};
use crate::base::{Currency, Money, Problem};

/// The amounts of a row or document, in the order of [`Field::AMOUNTS`] and in the file's own signs.
pub(crate) type Amounts = [Option<Money>; Field::AMOUNTS.len()];

const NET: usize = 0;
const TAX: usize = 1;
const GROSS: usize = 2;
const OPEN_BALANCE: usize = 3;
const PAID: usize = 4;

/// The amount that tells a row's sign and whether there is anything in it.
pub(crate) fn leading_amount(amounts: &Amounts) -> Option<Money> {
    [GROSS, NET, OPEN_BALANCE].into_iter().find_map(|place| amounts[place])
}

/// The documents of one file as they come up.
#[derive(Debug)]
pub(crate) struct Documents<'f> {
    format: &'f Format,
    currency: Currency,
    drafts: Vec<(DocumentDraft, Amounts)>,
    /// Where the document of a line is among the drafts. Only looked up in, never walked.
    by_key: HashMap<Key, usize>,
    repeated: [bool; Field::AMOUNTS.len()],
}

/// Kind and number, and customer and date too where numbers are not unique.
type Key = (DraftKind, String, Option<(CustomerRef, NaiveDate)>);

impl<'f> Documents<'f> {
    /// None yet; there will be no more than `rows`.
    pub(crate) fn new(format: &'f Format, currency: Currency, rows: usize) -> Self {
        // Growing them as they fill is a third of the time that a large file takes.
        let (documents, keys) = match format.row {
            RowMeaning::Customer => (0, 0),
            RowMeaning::Document => (rows, 0),
            RowMeaning::Line => (rows, rows),
        };
        let repeated = Field::AMOUNTS.map(|field| format.repeated.contains(field.name()));
        Self { format, currency, drafts: Vec::with_capacity(documents), by_key: HashMap::with_capacity(keys), repeated }
    }

    /// Takes in a row: a document, or a part of one. The draft's own amounts are still empty.
    pub(crate) fn add(&mut self, draft: DocumentDraft, amounts: Amounts, notices: &mut Notices) {
        if self.format.row == RowMeaning::Line
            && let Some(same) = self.same_document(&draft)
        {
            self.merge(same, draft, amounts, notices);
        } else {
            self.drafts.push((draft, amounts));
        }
    }

    /// The place of the document that a line is of. A line without a number is of the document just before it, if that
    /// has none either; but where totals are repeated on each line, it is a document by itself.
    fn same_document(&mut self, draft: &DocumentDraft) -> Option<usize> {
        let next = self.drafts.len();
        let Some(number) = &draft.number else {
            let (last, _) = self.drafts.last()?;
            let same = last.number.is_none()
                && (last.kind, last.date, &last.customer) == (draft.kind, draft.date, &draft.customer);
            return (same && self.format.repeated.is_empty()).then(|| next - 1);
        };
        let whose = (!self.format.number_is_unique).then(|| (draft.customer.clone(), draft.date));
        let key = (draft.kind, number.clone(), whose);
        let place = *self.by_key.entry(key).or_insert(next);
        (place < next).then_some(place)
    }

    fn merge(&mut self, place: usize, line: DocumentDraft, line_amounts: Amounts, notices: &mut Notices) {
        let Some((document, amounts)) = self.drafts.get_mut(place) else { return };
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
        for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
            let (so_far, more) = (amounts[index], line_amounts[index]);
            if !self.repeated[index] {
                amounts[index] = added(so_far, more);
            } else if so_far != more {
                tell(spoken(field));
            }
        }
        document.due_date = document.due_date.or(line.due_date);
        document.terms_days = document.terms_days.or(line.terms_days);
        document.settled_on = document.settled_on.or(line.settled_on);
        document.currency = document.currency.or(line.currency);
        document.applications.extend(line.applications);
    }

    /// The drafts, in the order of their first rows. `balance_date` is the day that their open balances are of.
    pub(crate) fn finish(
        self,
        balance_date: Option<NaiveDate>,
        notices: &mut Notices,
    ) -> impl Iterator<Item = DocumentDraft> {
        let (format, currency) = (self.format, self.currency);
        let finish = move |(mut draft, mut amounts): (DocumentDraft, Amounts)| {
            let sign = format.kinds.get(&KindName(draft.kind)).unwrap_or(&KindReading::USUAL).sign;
            let turn = |amount: Money| match sign {
                Sign::Positive => amount,
                Sign::Negative => -amount,
                Sign::Either => amount.abs(),
            };
            if too_large(&amounts) {
                let remedy = "Correct the amounts in the accounting system and export again";
                let seen = "The rows of this document add up to more than any amount that can be right";
                notices.add(Problem::error("unreadable-amount", draft.origin.clone(), seen, remedy));
                amounts = Amounts::default();
            }
            let amounts = amounts.map(|amount| amount.map(turn));
            tell_unexpected_sign(&draft, &amounts, currency, notices);
            fill(&mut draft, &amounts, currency, notices);
            draft.balance_date = draft.open_balance.and(balance_date);
            for application in &mut draft.applications {
                application.amount = application.amount.map(turn);
            }
            draft
        };
        self.drafts.into_iter().map(finish)
    }
}

/// Sums that overflow stay at the limit, which [`too_large`] then sees.
fn added(a: Option<Money>, b: Option<Money>) -> Option<Money> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Money::from_minor(a.minor().saturating_add(b.minor()))),
        (a, b) => a.or(b),
    }
}

fn too_large(amounts: &Amounts) -> bool {
    amounts.iter().flatten().any(|amount| amount.minor().unsigned_abs() > Money::LIMIT.unsigned_abs())
}

/// Tells a document whose amount runs against its kind: it is kept so.
fn tell_unexpected_sign(draft: &DocumentDraft, amounts: &Amounts, currency: Currency, notices: &mut Notices) {
    if let Some(amount) = leading_amount(amounts).filter(|amount| amount.is_negative()) {
        let kind = match draft.kind {
            DraftKind::Invoice => "invoice",
            DraftKind::CashSale => "cash sale",
            DraftKind::OpeningBalance => "opening balance",
            DraftKind::Refund => "refund",
            DraftKind::CashRefund => "cash refund",
            DraftKind::CreditNote => "credit note",
            DraftKind::Payment => "payment",
            DraftKind::WriteOff => "write-off",
        };
        let amount = amount.abs().to_plain(currency);
        let seen = format!("This {kind} of {amount} has the sign that others of its kind in the export do not have");
        let remedy = "Look at the document in the accounting system: its type or its sign may be wrong";
        notices.add(Problem::warning("unexpected-sign", draft.origin.clone(), seen, remedy));
    }
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
        _ => "amount",
    }
}

/// The application of a row, where it names the invoice that it is set against.
pub(crate) fn application(to_number: Option<String>, amount: Option<Money>) -> Vec<Application> {
    to_number.map(|to_number| Application { to_number, amount }).into_iter().collect()
}
