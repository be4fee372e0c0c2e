//! What a figure did between two packs, split into what made it move.
//!
//! # Question
//!
//! The last pack showed one figure, this one shows another. How much of the difference is new business, how much is time
//! passing, how much was written into the books afterwards, and how much is a setting that somebody changed?
//!
//! # Formula
//!
//! Each figure is computed again with one thing changed at a time, always by the same rule as in the pack:
//!
//! 1. as the last pack showed it;
//! 2. from the documents as the exports have them now, at the old date and under the old settings: the difference to (1)
//!    is **entered later**, which means documents of the period already reported that were added, changed or deleted;
//! 3. the same under the settings of now: the difference to (2) is **changed rules**;
//! 4. the same documents seen from the new date: the difference to (3) is **time passing**, since sales leave the twelve
//!    months and open items fall due;
//! 5. with the documents dated after the old date, but without credit notes, cash refunds and write-offs among them: the
//!    difference to (4) is **new documents**;
//! 6. with all documents, as this pack shows it: the difference to (5) is **new credits**.
//!
//! The five parts add up to the movement exactly. Money is compared in its smallest unit, rates in millionths, days in
//! ten-thousandths.
//!
//! # Worked example
//!
//! The pack of 31 August shows sales of 1,000 in twelve months. By 30 September an invoice of 300 and a credit note of 50
//! were written, an invoice of 80 dated 20 August was entered, and sales of 120 from the September before left the
//! window. The pack of 30 September shows 1,210: entered later 80, changed rules 0, time passing -120, new documents 300,
//! new credits -50, together 210.
//!
//! # Edge cases
//!
//! - A figure that one of the two packs could not give has no movement. Where a step between them cannot be computed, the
//!   movement is given without its parts.
//! - Where no document of the old period differs, nothing can have been entered later: a difference between (1) and (2) is
//!   then a rule, for instance one of the program itself, which may have become a newer version.
//! - A payment that no export links to an invoice is set against the oldest open one, so that a new document may change
//!   what an old payment settled. Such documents are named as "settled otherwise".
//! - A document of the period already reported that is dated after it now leaves that period, which is entered later, and
//!   comes in again as a new document.
//! - What entered later adds up: sales of all time, those of the twelve months and the open balance moved by as much as the
//!   documents that were added, changed or taken out. The pack checks it.
//! - Rates, averages and counts are not sums of documents. What time does to them without the new documents is the figure of
//!   books that stand still, and tells nobody anything; so time, new documents and new credits stand as one part.
//! - A payment whose day the exports do not tell bears the day of the export, and moves with it: it is never an entry.
//!
//! # Source
//!
//! The step-by-step substitution that price and volume variances use, applied in a fixed order.

mod entries;
mod headline;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use entries::{Change, Entry, KnownDocument, entries, known_documents};
pub use headline::{HEADLINE, Reading, Readings, Unit, readings};

use headline::AVERAGE_BASKET;

use super::Policies;
use crate::ledger::{Document, DocumentKind, Ledger};

/// What the last pack stood on.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The date that it saw the books from; earlier than that of the new one.
    pub as_of: NaiveDate,
    /// What it showed, by the figure's id; a figure that it could not give is not there.
    pub readings: &'a BTreeMap<String, i64>,
    /// The documents as the exports have them now, read under the settings of then.
    pub ledger: &'a Ledger,
    /// The settings of the metrics of then.
    pub policies: &'a Policies,
    /// A document of the period already reported differs from what the last pack knew.
    pub entries_differ: bool,
}

/// What one figure did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The figure's id.
    pub figure: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// What the last pack showed; `None` where it could not.
    pub before: Option<i64>,
    /// What this one shows.
    pub now: Reading,
    /// What made the difference; `None` where one of the steps has no value.
    pub parts: Option<Parts>,
}

impl Movement {
    /// The figure is a sum of documents, so that each of its parts is an amount of its own.
    pub fn is_sum(&self) -> bool {
        self.unit == Unit::Money && self.figure != AVERAGE_BASKET
    }
}

/// The parts of a movement, in the figure's unit. They add up to it exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Documents of the period already reported that were added, changed or taken out since.
    pub entered_later: i64,
    /// Settings, or the program itself.
    pub rules: i64,
    /// The same documents, seen from a later date.
    pub time: i64,
    /// Documents dated since, credits aside.
    pub new_documents: i64,
    /// Credit notes, cash refunds and write-offs dated since.
    pub credits: i64,
}

impl Parts {
    /// All of them together.
    pub fn sum(&self) -> i64 {
        self.entered_later + self.rules + self.going_on()
    }

    /// What time and the documents dated since do together: the books going on.
    pub fn going_on(&self) -> i64 {
        self.time + self.new_documents + self.credits
    }
}

/// The movement of every headline figure from the last pack to `now`, which are the readings of `ledger` at `as_of` under
/// `policies`.
pub fn movements(
    ledger: &Ledger,
    as_of: NaiveDate,
    policies: &Policies,
    now: &Readings,
    before: &Before<'_>,
) -> Vec<Movement> {
    let later = |document: &Document| document.date > before.as_of;
    let known = ledger.with_only(|document| !later(document));
    let without_credits = ledger.with_only(|document| !(later(document) && is_taken_back(document.kind)));
    let steps = [
        readings(before.ledger, before.as_of, before.policies),
        readings(ledger, before.as_of, policies),
        readings(&known, as_of, policies),
        readings(&without_credits, as_of, policies),
    ];
    let one = |&(figure, unit): &(&'static str, Unit)| {
        let of = |readings: &Readings| readings.get(figure).cloned().unwrap_or(Err(super::NotEnough::Nothing));
        let (recorded, now) = (before.readings.get(figure).copied(), of(now));
        let values = steps.iter().map(|step| of(step).ok()).collect::<Option<Vec<i64>>>();
        let parts = match (recorded, values.as_deref(), &now) {
            (Some(recorded), Some(&[late, rules, time, documents]), &Ok(now)) => {
                Some(parts(recorded, [late, rules, time, documents], now, before.entries_differ))
            }
            _ => None,
        };
        Movement { figure, unit, before: recorded, now, parts }
    };
    HEADLINE.iter().map(one).collect()
}

/// The differences from step to step.
fn parts(recorded: i64, [late, rules, time, documents]: [i64; 4], now: i64, entries_differ: bool) -> Parts {
    let parts = Parts {
        entered_later: late - recorded,
        rules: rules - late,
        time: time - rules,
        new_documents: documents - time,
        credits: now - documents,
    };
    if entries_differ { parts } else { Parts { entered_later: 0, rules: parts.rules + parts.entered_later, ..parts } }
}

/// Takes back a sale or closes an item without money.
fn is_taken_back(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::CreditNote | DocumentKind::CashRefund | DocumentKind::WriteOff)
}

#[cfg(test)]
mod tests;
