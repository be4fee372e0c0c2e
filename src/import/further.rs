//! Further documents that a row tells of besides its own: the write-off of an invoice, the refund of a payment.

use chrono::NaiveDate;
use serde::Deserialize;

use super::cells::Cells;
use super::documents::turned;
use super::draft::{Application, DocumentDraft, DraftKind};
use super::field::Field;
use super::format::{Format, KindName};
use super::notices::Notices;
use super::sheet::Sheet;
use crate::base::{Currency, Money, Problem};

/// A document that a row tells of besides its own, where an amount for it is there and not zero. It has the row's
/// customer and currency and is set against the row's document. Where a row is a line, each line says the same of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Also {
    /// What it is.
    pub(crate) kind: KindName,
    /// The name of the column of its amount.
    pub(crate) gross: String,
    /// The name of the column of its day. A file that lacks the column is read with the day of the row's document, which
    /// is told; in a file that has it, an amount without a day is an error.
    pub(crate) date: Option<String>,
}

/// What a row says of a further document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Further {
    kind: DraftKind,
    /// In the file's own sign.
    gross: Money,
    /// `None`: the file does not say.
    date: Option<NaiveDate>,
}

/// Reads what a row says of documents besides its own.
pub(crate) fn read(sheet: &Sheet<'_>, cells: &mut Cells<'_>) -> Vec<Further> {
    let mut further = Vec::new();
    for also in &sheet.format.also {
        let Some(gross) = cells.amount_named(&also.gross).filter(|gross| !gross.is_zero()) else { continue };
        let place = also.date.as_ref().map(|name| sheet.columns.named(name)).filter(|place| place.exists());
        let date = place.and_then(|place| cells.date_at(place));
        if place.is_some() && date.is_none() && !cells.broken {
            let remedy = "Give it a date in the accounting system and export again";
            let seen = format!("There is an amount for a {} but no date", also.kind.0.spoken());
            cells.fail("unreadable-date", None, seen, remedy);
        }
        further.push(Further { kind: also.kind.0, gross, date });
    }
    further
}

/// The drafts of what the rows of `document` say besides it. `currency` is that of its amounts.
pub(crate) fn drafts(
    document: &DocumentDraft,
    further: Vec<Further>,
    format: &Format,
    currency: Currency,
    notices: &mut Notices,
) -> Vec<DocumentDraft> {
    let draft = |Further { kind, gross, date }: Further| {
        let gross = turned(gross, format, kind);
        let date = date.unwrap_or_else(|| {
            let seen = format!(
                "The export does not say when the {} of {} was made: it is taken to be of the day of its {}, {}",
                kind.spoken(),
                gross.to_plain(currency),
                document.kind.spoken(),
                document.date,
            );
            let remedy = "Add the column of its date to the export, where the accounting system has one";
            notices.add(Problem::warning("date-assumed", document.origin.clone(), seen, remedy));
            document.date
        });
        let application = |number: &String| Application { to_number: number.clone(), amount: Some(gross) };
        DocumentDraft {
            origin: document.origin.clone(),
            more_rows: Vec::new(),
            kind,
            number: None,
            customer: document.customer.clone(),
            date,
            due_date: None,
            terms_days: None,
            net: None,
            tax: None,
            gross: Some(gross),
            open_balance: None,
            balance_date: None,
            settled_on: None,
            applications: document.number.iter().map(application).collect(),
            links_known: document.number.is_some(),
            currency: document.currency,
            rate: document.rate,
        }
    };
    further.into_iter().map(draft).collect()
}

/// Checks that the columns of further documents are there.
///
/// # Errors
/// Which one is not.
pub(crate) fn check(format: &Format) -> Result<(), String> {
    for also in &format.also {
        for name in [Some(&also.gross), also.date.as_ref()].into_iter().flatten() {
            if !format.columns.contains_key(name) {
                return Err(format!("`also` uses the column `{name}` but `columns` does not name it"));
            }
            if Field::ALL.iter().any(|field| field.name() == name) && also.gross == *name {
                return Err(format!("`also` takes its amount from `{name}`, which is the row's own"));
            }
        }
    }
    Ok(())
}
