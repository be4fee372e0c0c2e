//! Drafts in one shape: whose each is, which kind of document it claims, with amounts above zero.
//!
//! A document with an amount below zero is the opposite one: a negative invoice is a credit note, a negative payment is
//! a refund. An opening balance below zero is money that came in at an unknown earlier day: a payment whose date is
//! assumed.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::parties::{Parties, PartyIx};
use super::tally::Tally;
use crate::base::{Basis, Currency, Money, Origin, Problem, Source};
use crate::import::draft::{DocumentDraft, DraftKind};
use crate::ledger::DocumentKind;

/// One file's word on one document.
#[derive(Debug)]
pub(super) struct Claim {
    /// The draft; its amounts are those of [`Self::kind`].
    pub(super) draft: DocumentDraft,
    /// Which kind.
    pub(super) kind: DocumentKind,
    /// Whose.
    pub(super) party: PartyIx,
    /// The party's parent, or the party.
    pub(super) root: PartyIx,
    /// The file (and sheet), counted in the order of paths.
    pub(super) source: usize,
    /// What is open, and when.
    pub(super) balance: Option<Balance>,
    /// The currency of all its amounts.
    pub(super) currency: Currency,
    /// Its amounts were below zero, and it is the opposite of what its file calls it.
    pub(super) turned: bool,
    /// It is a part of a sale, on the day on which that part was paid: a report on cash basis gives the same number to
    /// each part.
    pub(super) is_part: bool,
}

impl Claim {
    /// The amount that tells it from others: with tax, else without.
    pub(super) fn amount(&self) -> Option<Money> {
        self.draft.gross.or(self.draft.net)
    }
}

/// What is open of a document, as an export states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Balance {
    /// At the end of this day.
    pub(super) date: NaiveDate,
    /// How much; the usual direction of the document's kind.
    pub(super) open: Money,
    /// The file itself names the day, so it is no list whose balances may be of a later one.
    pub(super) dated_by_file: bool,
    /// Where it says so.
    pub(super) origin: Origin,
}

/// All claims, and what was learned on the way.
pub(super) struct Claims {
    /// In the order of files and rows.
    pub(super) list: Vec<Claim>,
    /// Which kinds of document each source tells of, by the source's place in the list of sources.
    pub(super) kinds_told: BTreeSet<(usize, DocumentKind)>,
    /// Whose documents in another currency than the client's each source tells of.
    pub(super) foreign_told: BTreeSet<(usize, PartyIx)>,
}

/// Makes claims of drafts, which are in the order of files and rows, as are the sources.
pub(super) fn from_drafts(
    drafts: Vec<DocumentDraft>,
    sources: &[Source],
    parties: &Parties,
    newest: Option<NaiveDate>,
    home: Currency,
    found: &mut Vec<Problem>,
) -> Claims {
    let mut claims =
        Claims { list: Vec::with_capacity(drafts.len()), kinds_told: BTreeSet::new(), foreign_told: BTreeSet::new() };
    let (mut nobody, mut turned, mut future) = (Tally::default(), Tally::default(), Tally::default());
    let mut place = SourcePlace::default();
    for (mut draft, &party) in drafts.into_iter().zip(parties.of_drafts()) {
        let Some(party) = party else {
            nobody.add(Some(&draft.origin), || called(&draft));
            continue;
        };
        let currency = draft.currency.unwrap_or(home);
        let amount = draft.gross.or(draft.net);
        let is_opposite = amount.is_some_and(Money::is_negative);
        if is_opposite {
            // What takes back and would be a sale is told where it is read.
            if !matches!(draft.kind, DraftKind::CreditNote | DraftKind::CashRefund) {
                let seen = || format!("{} at {}", called(&draft), amount.unwrap_or_default().to_plain(currency));
                turned.add(Some(&draft.origin), seen);
            }
            for amount in [&mut draft.net, &mut draft.tax, &mut draft.gross, &mut draft.open_balance] {
                *amount = amount.map(|money| -money);
            }
        }
        let kind = kind(draft.kind, is_opposite);
        place.advance(&draft.origin, sources);
        let source = place.listed.map(|at| &sources[at]);
        if let Some(at) = place.listed {
            claims.kinds_told.insert((at, kind));
            if currency != home {
                claims.foreign_told.insert((at, party));
            }
            if amount.is_none() && kind.is_debit() {
                claims.kinds_told.insert((at, DocumentKind::OpeningBalance));
            }
        }
        if source.and_then(last_day).is_some_and(|last_day| draft.date > last_day) {
            future.add(Some(&draft.origin), || called(&draft));
        }
        let is_part = source.is_some_and(|source| source.basis == Some(Basis::Cash));
        let balance = draft.open_balance.map(|open| Balance {
            date: draft.balance_date.or(source.and_then(|s| s.as_of)).or(newest).unwrap_or(draft.date),
            open,
            dated_by_file: source.is_some_and(|s| s.as_of.is_some()),
            origin: draft.origin.clone(),
        });
        let (root, source) = (parties.root(party), place.number);
        claims.list.push(Claim { draft, kind, party, root, source, balance, currency, turned: is_opposite, is_part });
    }
    found.extend(nobody.error(
        "missing-customer",
        "documents that name no customer, left out",
        "Name the customer in the accounting system and export again",
    ));
    found.extend(turned.warning(
        "negative-invoice",
        "documents with an amount below zero, taken as the opposite kind (an invoice as a credit note)",
        "Nothing, where that is what they are; else correct the amount and export again",
    ));
    found.extend(future.warning(
        "future-dated",
        "documents dated after the last day that their file says it covers",
        "Check the dates",
    ));
    claims
}

/// The last day that a file says it covers.
fn last_day(source: &Source) -> Option<NaiveDate> {
    source.as_of.max(source.period.map(|period| period.last_day()))
}

/// The document as a message calls it: "Invoice `1001`".
pub(super) fn called(draft: &DocumentDraft) -> String {
    let kind = draft.kind.spoken();
    match &draft.number {
        Some(number) => format!("{kind} `{number}` of {}", draft.date),
        None => format!("the {kind} of {}", draft.date),
    }
}

fn kind(kind: DraftKind, is_opposite: bool) -> DocumentKind {
    match (kind, is_opposite) {
        (DraftKind::Invoice, false) | (DraftKind::CreditNote, true) => DocumentKind::Invoice,
        (DraftKind::CreditNote, false) | (DraftKind::Invoice, true) => DocumentKind::CreditNote,
        (DraftKind::CashSale, false) | (DraftKind::CashRefund, true) => DocumentKind::CashSale,
        (DraftKind::CashRefund, false) | (DraftKind::CashSale, true) => DocumentKind::CashRefund,
        (DraftKind::Payment, false) | (DraftKind::Refund | DraftKind::OpeningBalance, true) => DocumentKind::Payment,
        (DraftKind::Refund, false) | (DraftKind::Payment, true) => DocumentKind::Refund,
        (DraftKind::WriteOff, false) => DocumentKind::WriteOff,
        (DraftKind::OpeningBalance, false) | (DraftKind::WriteOff, true) => DocumentKind::OpeningBalance,
    }
}

/// The file that a walk over the drafts has come to.
#[derive(Default)]
struct SourcePlace {
    /// How many files came before it.
    number: usize,
    /// Its place in the list of sources.
    listed: Option<usize>,
    file: Option<Origin>,
}

impl SourcePlace {
    fn advance(&mut self, origin: &Origin, sources: &[Source]) {
        if self.file.as_ref().is_some_and(|file| is_same_file(file, origin)) {
            return;
        }
        self.number += usize::from(self.file.is_some());
        self.file = Some(origin.clone());
        self.listed = sources.iter().position(|source| is_same_file(&source.origin, origin));
    }
}

/// Whether two places are in one file, and of a workbook in one sheet.
pub(super) fn is_same_file(one: &Origin, other: &Origin) -> bool {
    one.file == other.file && one.sheet == other.sheet
}
