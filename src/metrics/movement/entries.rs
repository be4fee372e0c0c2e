//! Documents of a period already reported that are no longer what they were: added, changed, deleted, settled otherwise.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;

use crate::base::{Money, Period};
use crate::ledger::{Document, DocumentIx, DocumentKind, Ledger};
use crate::metrics::receivables::{balances_known, open_amounts, placed_documents};

/// A document as a pack knew it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownDocument {
    /// Which kind.
    pub kind: DocumentKind,
    /// Its number; payments often have none.
    pub number: Option<String>,
    /// The customer's id.
    pub customer: String,
    /// Issued, received or paid on.
    pub date: NaiveDate,
    /// Payable by.
    pub due_date: Option<NaiveDate>,
    /// Without tax.
    pub net: Money,
    /// With tax.
    pub gross: Money,
    /// What was open of it at the pack's date: of a debit what is owed, of a credit what is not yet set against
    /// anything; zero for what is outside the receivables.
    pub open: Money,
}

/// What became of one document since the pack that knew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What became of it.
    pub change: Change,
    /// As it was then; `None` where it was not there.
    pub before: Option<KnownDocument>,
    /// As it is now, seen from the date of then; `None` where it is gone.
    pub now: Option<KnownDocument>,
    /// Its place in the ledger of now.
    pub document: Option<DocumentIx>,
}

/// What can become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Dated in the period already reported, and entered since.
    Added,
    /// Another amount, date, due date or customer. A new date may lie beyond the period already reported.
    Changed,
    /// No export has it any more.
    Removed,
    /// The document is the same, but other payments or credits are set against it.
    Resettled,
}

/// Every document up to `as_of`, as a pack of that date knows it, but for payments whose day is not known.
pub fn known_documents(ledger: &Ledger, as_of: NaiveDate) -> Vec<KnownDocument> {
    let open = open_amounts(ledger, as_of);
    let documents = ledger.documents_until(as_of).iter().zip(open).filter(|(document, _)| is_comparable(document));
    documents.map(|(document, open)| known(ledger, document, open)).collect()
}

/// A payment that bears the day of its export, for want of its own, bears another one in the next export.
fn is_comparable(document: &Document) -> bool {
    !document.date_is_assumed
}

fn known(ledger: &Ledger, document: &Document, open: Money) -> KnownDocument {
    KnownDocument {
        kind: document.kind,
        number: document.number.clone(),
        customer: ledger.customer(document.customer).id.clone(),
        date: document.date,
        due_date: document.due_date,
        net: document.net,
        gross: document.gross,
        open,
    }
}

/// Where the documents of `ledger` differ from those that a pack of `as_of` knew; changes of documents first, then what is
/// merely settled otherwise, each by its amount, largest first.
///
/// Documents are the same where all that is known of them agrees. Of the others those of one kind and number are one
/// document that was changed, first with the same customer, then with another. What is open of a document is compared
/// only where it was known then (`balances_were_known`) and is known now for that date.
pub fn entries(before: &[KnownDocument], ledger: &Ledger, as_of: NaiveDate, balances_were_known: bool) -> Vec<Entry> {
    let balances_are_known = balances_were_known && balances_known(ledger, as_of).is_ok();
    let open = open_amounts(ledger, as_of);
    let documents = placed_documents(ledger, as_of).zip(open).filter(|((_, document), _)| is_comparable(document));
    let mut now: Vec<Option<Placed>> =
        documents.map(|((ix, document), open)| Some(Placed { ix, known: known(ledger, document, open) })).collect();
    let mut before: Vec<Option<&KnownDocument>> = before.iter().map(Some).collect();

    let mut entries = Vec::new();
    pair(
        &mut before,
        &mut now,
        |d| Some(facts(d)),
        |then, found| {
            if balances_are_known && then.open != found.known.open {
                entries.push(Entry::of(Change::Resettled, Some(then), Some(found)));
            }
        },
    );
    let numbered = |d: &KnownDocument| d.number.clone().map(|number| (d.kind, number));
    let with_customer = |d: &KnownDocument| numbered(d).map(|key| (key, d.customer.clone()));
    pair(&mut before, &mut now, with_customer, |then, found| {
        entries.push(Entry::of(Change::Changed, Some(then), Some(found)));
    });
    pair(&mut before, &mut now, numbered, |then, found| {
        entries.push(Entry::of(Change::Changed, Some(then), Some(found)));
    });
    // What is left may have been dated on beyond the pack's date.
    let mut later: Vec<Option<Placed>> = (0..)
        .map(DocumentIx)
        .zip(ledger.documents())
        .filter(|(_, document)| document.date > as_of && is_comparable(document))
        .map(|(ix, document)| Some(Placed { ix, known: known(ledger, document, Money::ZERO) }))
        .collect();
    pair(&mut before, &mut later, with_customer, |then, found| {
        entries.push(Entry::of(Change::Changed, Some(then), Some(found)));
    });
    entries.extend(before.into_iter().flatten().map(|then| Entry::of(Change::Removed, Some(then), None)));
    entries.extend(now.into_iter().flatten().map(|found| Entry::of(Change::Added, None, Some(found))));
    entries.sort_by_cached_key(|entry| {
        let same = entry.now.clone().or_else(|| entry.before.clone());
        (entry.change == Change::Resettled, Reverse(entry.size()), same, entry.document)
    });
    entries
}

/// A document and its place.
struct Placed {
    ix: DocumentIx,
    known: KnownDocument,
}

/// Everything about a document but what is open of it.
fn facts(d: &KnownDocument) -> KnownDocument {
    KnownDocument { open: Money::ZERO, ..d.clone() }
}

/// Takes out of both lists, in their order, the documents that have the same key.
fn pair<K: Ord>(
    before: &mut [Option<&KnownDocument>],
    now: &mut [Option<Placed>],
    key: impl Fn(&KnownDocument) -> Option<K>,
    mut found: impl FnMut(&KnownDocument, Placed),
) {
    let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (place, document) in now.iter().enumerate() {
        if let Some(key) = document.as_ref().and_then(|document| key(&document.known)) {
            places.entry(key).or_default().push_back(place);
        }
    }
    for slot in before {
        let Some(then) = *slot else { continue };
        let place = key(then).and_then(|key| places.get_mut(&key)?.pop_front());
        if let Some(document) = place.and_then(|place| now.get_mut(place)?.take()) {
            *slot = None;
            found(then, document);
        }
    }
}

impl Entry {
    fn of(change: Change, before: Option<&KnownDocument>, now: Option<Placed>) -> Self {
        let document = now.as_ref().map(|now| now.ix);
        Self { change, before: before.cloned(), now: now.map(|now| now.known), document }
    }

    /// How much money it is about: the difference of the amounts, or the amount where only the date, the due date or the
    /// customer differs.
    pub fn size(&self) -> Money {
        let amounts = |get: fn(&KnownDocument) -> Money| {
            let [before, now] = [&self.before, &self.now].map(|d| d.as_ref().map_or(Money::ZERO, get));
            (before, now, (now - before).abs())
        };
        let (before, now, difference) =
            amounts(if self.change == Change::Resettled { |d| d.open } else { |d| d.gross });
        if difference.is_zero() { before.max(now) } else { difference }
    }

    /// It is dated after `as_of` now, and so has left the period that a pack of that day reported.
    pub fn has_moved_beyond(&self, as_of: NaiveDate) -> bool {
        self.now.as_ref().is_some_and(|now| now.date > as_of)
    }

    /// What it adds to net sales of all time up to `as_of`.
    pub fn sales_change(&self, as_of: NaiveDate) -> Money {
        self.difference(as_of, |document| Money::from_minor(document.net.minor() * document.kind.sales_sign()))
    }

    /// What it adds to net sales of the twelve months that end with `as_of`: less where its date has left them.
    pub fn ttm_sales_change(&self, as_of: NaiveDate) -> Money {
        let twelve_months = Period::trailing_twelve_months(as_of);
        self.difference(as_of, |document| {
            let sign = if twelve_months.contains(document.date) { document.kind.sales_sign() } else { 0 };
            Money::from_minor(document.net.minor() * sign)
        })
    }

    /// What it adds to the open balance at the end of `as_of`; a payment takes off.
    pub fn balance_change(&self, as_of: NaiveDate) -> Money {
        self.difference(as_of, |document| match document.kind {
            kind if kind.is_debit() => document.gross,
            kind if kind.is_credit() => -document.gross,
            _ => Money::ZERO,
        })
    }

    fn difference(&self, as_of: NaiveDate, of: impl Fn(&KnownDocument) -> Money) -> Money {
        let in_period = |document: &&KnownDocument| document.date <= as_of;
        let side = |document: &Option<KnownDocument>| document.as_ref().filter(in_period).map_or(Money::ZERO, &of);
        side(&self.now) - side(&self.before)
    }
}
