//! The record of a pack: what it showed and what it stood on, compact enough to keep for every date.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::documents::{kind_code, kind_of};
use crate::base::Money;
use crate::config::Rules;
use crate::ledger::Ledger;
use crate::metrics::Policies;
use crate::metrics::movement::{KnownDocument, known_documents, readings};

/// Version of the file's structure.
const VERSION: u32 = 1;

/// What a pack showed, and what it stood on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Name and version of the program that made the pack.
    pub program: String,
    /// The date that the pack saw the books from.
    pub as_of: NaiveDate,
    /// Somebody had reviewed the pack: it was no draft.
    pub reviewed: bool,
    /// The rules that its figures were made by.
    pub rules: Rules,
    /// The headline figures by id, each in its smallest unit; those without a value are not there.
    pub readings: BTreeMap<String, i64>,
    /// Every document that it counted.
    pub documents: Vec<KnownDocument>,
}

/// Why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not written by us, or damaged.
    #[error("it is no record of a pack: {0}")]
    Json(#[from] serde_json::Error),
    /// Of another version of the program.
    #[error("it has version {0}, and this version of Ledgerpress reads version {VERSION}")]
    Version(u32),
    /// A value that no record holds.
    #[error("it holds `{0}`")]
    Value(String),
}

/// The last pack, and the exports of now read under its rules.
#[derive(Clone, Debug)]
pub struct LastPack {
    /// What it showed.
    pub record: Record,
    /// The rules that differ between then and now: keys of `client.toml`, names of other files.
    pub changed_rules: Vec<String>,
    /// The ledger of now under the rules of then; `None` where those are the rules of now, or where this version of the
    /// program cannot compute under them.
    pub under_its_rules: Option<(Ledger, Policies)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    program: String,
    as_of: String,
    reviewed: bool,
    rules: Rules,
    figures: BTreeMap<String, i64>,
    /// The ids of customers that have documents.
    customers: Vec<String>,
    documents: Vec<Line>,
}

/// Kind, number, place among the customers, date, due date, net, gross, open: amounts in minor units.
#[derive(Serialize, Deserialize)]
struct Line(String, Option<String>, usize, String, Option<String>, i64, i64, i64);

impl Record {
    /// The record of a pack of this ledger.
    pub fn of(ledger: &Ledger, as_of: NaiveDate, policies: &Policies, rules: Rules, reviewed: bool) -> Self {
        let readings = readings(ledger, as_of, policies).into_iter();
        Self {
            program: super::tool(),
            as_of,
            reviewed,
            rules,
            readings: readings.filter_map(|(id, value)| Some((id.to_owned(), value.ok()?))).collect(),
            documents: known_documents(ledger, as_of),
        }
    }

    /// As JSON, a line a document.
    ///
    /// # Errors
    /// Never for a record made by [`Self::of`].
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut places: BTreeMap<&str, usize> =
            self.documents.iter().map(|document| (document.customer.as_str(), 0)).collect();
        for (place, slot) in places.values_mut().enumerate() {
            *slot = place;
        }
        let line = |d: &KnownDocument| {
            let place = places.get(d.customer.as_str()).copied().unwrap_or_default();
            let due = d.due_date.map(|day| day.to_string());
            let [net, gross, open] = [d.net, d.gross, d.open].map(Money::minor);
            Line(kind_code(d.kind).to_owned(), d.number.clone(), place, d.date.to_string(), due, net, gross, open)
        };
        let file = File {
            version: VERSION,
            program: self.program.clone(),
            as_of: self.as_of.to_string(),
            reviewed: self.reviewed,
            rules: self.rules.clone(),
            figures: self.readings.clone(),
            customers: places.keys().map(|&id| id.to_owned()).collect(),
            documents: self.documents.iter().map(line).collect(),
        };
        let mut bytes = serde_json::to_vec(&file)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// Where the bytes are no record of this version.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Versioned { version } = serde_json::from_slice(bytes)?;
        if version != VERSION {
            return Err(RecordError::Version(version));
        }
        let file: File = serde_json::from_slice(bytes)?;
        let customers = file.customers;
        let document = |Line(kind, number, place, date, due, net, gross, open): Line| {
            Ok(KnownDocument {
                kind: kind_of(&kind).ok_or(RecordError::Value(kind))?,
                number,
                customer: customers.get(place).ok_or_else(|| RecordError::Value(place.to_string()))?.clone(),
                date: day(&date)?,
                due_date: due.map(|due| day(&due)).transpose()?,
                net: Money::from_minor(net),
                gross: Money::from_minor(gross),
                open: Money::from_minor(open),
            })
        };
        Ok(Self {
            program: file.program,
            as_of: day(&file.as_of)?,
            reviewed: file.reviewed,
            rules: file.rules,
            readings: file.figures,
            documents: file.documents.into_iter().map(document).collect::<Result<_, RecordError>>()?,
        })
    }
}

fn day(text: &str) -> Result<NaiveDate, RecordError> {
    text.parse().map_err(|_| RecordError::Value(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::established;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let world = established();
        let rules = Rules { settings: "currency = \"USD\"\n".to_owned(), ..Rules::default() };
        let record = Record::of(&world.ledger, world.results.as_of, &world.policies, rules, true);
        let bytes = record.to_json().expect("JSON");
        assert_eq!(Record::parse(&bytes).expect("a record"), record);
        assert!(bytes.len() < 80 * record.documents.len() + 2_000, "{} bytes", bytes.len());
        assert_eq!(record.readings["net_revenue_ttm"], 107_520_000);
    }

    #[test]
    fn what_is_no_record_says_why() {
        let why = |text: &str| Record::parse(text.as_bytes()).expect_err("no record").to_string();
        assert!(why("{").starts_with("it is no record of a pack"));
        assert!(why("{\"version\": 2}").contains("version 2"));
    }
}
