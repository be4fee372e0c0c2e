//! What a client's `customers.toml` says of its customers: which names are one, which are shown under another,
//! which are left out, and whose risk a person has judged.
//!
//! ```toml
//! [[merge]]
//! into = "Acme Ltd"
//! names = ["ACME Limited", "Acme (old)"]
//!
//! [[rename]]
//! from = "CUST-0042"
//! to = "Birch & Sons"
//!
//! [[exclude]]
//! name = "Own head office"
//! reason = "Not a customer"
//!
//! [[risk]]
//! customer = "Birch & Sons"
//! level = "low"
//! by = "Dana Okafor"
//! date = 2026-09-15
//! note = "Paid by bank guarantee"
//! ```

use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{SettingsError, at, raw};
use crate::metrics::risk::{RiskLevel, RiskOverride};

/// What `customers.toml` says; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerSettings {
    /// Names that are one customer.
    #[serde(default)]
    pub merge: Vec<Merge>,
    /// Customers shown under another name.
    #[serde(default)]
    pub rename: Vec<Rename>,
    /// Customers left out of the ledger.
    #[serde(default)]
    pub exclude: Vec<Exclude>,
    /// A person's judgement of single customers' risk.
    #[serde(default, deserialize_with = "judgements")]
    pub risk: Vec<RiskOverride>,
}

/// Several names of one customer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The name or id that all of them get.
    pub into: String,
    /// The other names or ids.
    pub names: Vec<String>,
}

/// A customer under another name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// Its name or id in the exports.
    pub from: String,
    /// The name to show.
    pub to: String,
}

/// A customer that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclude {
    /// Its name or id in the exports.
    pub name: String,
    /// Why, for the pack to print.
    pub reason: String,
}

/// A person's judgement of one customer's risk, as it is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Risk {
    /// Its name or id, as the pack has it.
    #[serde(deserialize_with = "words")]
    customer: String,
    level: RiskLevel,
    #[serde(deserialize_with = "words")]
    by: String,
    date: raw::Day,
    #[serde(deserialize_with = "words")]
    note: String,
}

fn judgements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RiskOverride>, D::Error> {
    let judged = |risk: Risk| {
        let Risk { customer, level, by, date, note } = risk;
        RiskOverride { customer, level, by, date: date.0, note }
    };
    Ok(Vec::<Risk>::deserialize(deserializer)?.into_iter().map(judged).collect())
}

/// A text that says something: a judgement without a name or a reason is none.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(D::Error::custom("this must not be empty")) } else { Ok(text) }
}

impl CustomerSettings {
    /// Reads the text of `customers.toml`.
    ///
    /// # Errors
    /// Where the text cannot be used; `file` is named in the message.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        raw::parse(text).map_err(|cause| at(file, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<CustomerSettings, SettingsError> {
        CustomerSettings::parse(text, Path::new("customers.toml"))
    }

    #[test]
    fn every_rule_is_read() {
        let text = "[[merge]]\ninto = \"A\"\nnames = [\"a\", \"b\"]\n[[rename]]\nfrom = \"7\"\nto = \"C\"\n\
                    [[exclude]]\nname = \"D\"\nreason = \"ours\"\n";
        let settings = parse(text).expect("good settings");
        assert_eq!(settings.merge[0].names, ["a", "b"]);
        assert_eq!((settings.rename[0].to.as_str(), settings.exclude[0].reason.as_str()), ("C", "ours"));
        assert_eq!(parse(""), Ok(CustomerSettings::default()));
    }

    #[test]
    fn a_judgement_says_who_when_and_why() {
        let text = |level: &str, by: &str| {
            format!("[[risk]]\ncustomer = \"A\"\nlevel = \"{level}\"\nby = \"{by}\"\ndate = 2026-09-15\nnote = \"x\"\n")
        };
        let settings = parse(&text("high", "Ann")).expect("good settings");
        let judged = &settings.risk[0];
        assert_eq!((judged.level, judged.by.as_str()), (RiskLevel::High, "Ann"));
        assert_eq!(judged.date.to_string(), "2026-09-15");
        let message = |text: &str| parse(text).expect_err("a mistake").to_string();
        assert!(message(&text("higher", "Ann")).contains("`low`"), "{}", message(&text("higher", "Ann")));
        assert!(message(&text("high", " ")).contains("must not be empty"));
        assert!(message("[[risk]]\ncustomer = \"A\"\nlevel = \"low\"\nby = \"B\"\ndate = 2026-09-15").contains("note"));
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text: &str| parse(text).expect_err("a mistake").to_string();
        assert!(message("[[merge]]\nin = \"A\"\nnames = []").contains("`in`"));
        assert!(message("[[exclude]]\nname = \"A\"").contains("reason"));
        assert!(message("[[delete]]\nname = \"A\"").contains("delete"));
    }
}
