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

use serde::{Deserialize, Deserializer};

use super::plain::plain;
use super::{SettingsCause, SettingsError, at, raw};
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
    #[serde(deserialize_with = "raw::words")]
    pub into: String,
    /// The other names or ids.
    pub names: Vec<String>,
}

/// A customer under another name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// Its name or id in the exports.
    #[serde(deserialize_with = "raw::words")]
    pub from: String,
    /// The name to show.
    #[serde(deserialize_with = "raw::words")]
    pub to: String,
}

/// A customer that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclude {
    /// Its name or id in the exports.
    #[serde(deserialize_with = "raw::words")]
    pub name: String,
    /// Why, for the pack to print.
    #[serde(deserialize_with = "raw::words")]
    pub reason: String,
}

/// A person's judgement of one customer's risk, as it is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Risk {
    /// Its name or id, as the pack has it.
    #[serde(deserialize_with = "raw::words")]
    customer: String,
    level: RiskLevel,
    #[serde(deserialize_with = "raw::words")]
    by: String,
    date: raw::Day,
    #[serde(deserialize_with = "raw::words")]
    note: String,
}

fn judgements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RiskOverride>, D::Error> {
    let judged = |risk: Risk| {
        let Risk { customer, level, by, date, note } = risk;
        RiskOverride { customer, level, by, date: date.0, note }
    };
    Ok(Vec::<Risk>::deserialize(deserializer)?.into_iter().map(judged).collect())
}

impl CustomerSettings {
    /// Reads the text of `customers.toml`.
    ///
    /// # Errors
    /// Where the text cannot be used; `file` is named in the message.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        raw::parse(text)
            .map_err(|cause| at(file, single_section(text).or_else(|| incomplete_entry(text)).unwrap_or(cause)))
    }
}

/// The keys of an entry, by the rule that it belongs to.
const RULES: [(&str, &[&str]); 4] = [
    ("merge", &["into", "names"]),
    ("rename", &["from", "to"]),
    ("exclude", &["name", "reason"]),
    ("risk", &["customer", "level", "by", "date", "note"]),
];

/// An entry that is written as a section of its own: each stands in a list, which TOML marks by two brackets.
fn single_section(text: &str) -> Option<SettingsCause> {
    let tables: toml::Table = raw::parse(text).ok()?;
    let (rule, _) = RULES.iter().find(|(rule, _)| tables.get(*rule).is_some_and(|value| !value.is_array()))?;
    let heading = |line: &str| line.trim_start_matches(['[', ' ']).starts_with(rule);
    let line = (1..).zip(text.lines()).find(|(_, text)| heading(text)).map(|(line, _)| line);
    let place = line.map_or_else(String::new, |line: usize| format!("line {line}: "));
    Some(SettingsCause::Toml(format!("{place}write [[{rule}]] with two brackets, once for each entry")))
}

/// The first entry that lacks a key, by its own line: the reader of TOML gives the file's first.
fn incomplete_entry(text: &str) -> Option<SettingsCause> {
    let tables: toml::Table = raw::parse(text).ok()?;
    let entries = RULES.iter().flat_map(|(rule, keys)| {
        let entries = tables.get(*rule).and_then(toml::Value::as_array).into_iter().flatten();
        entries.enumerate().map(move |(at, entry)| (*rule, *keys, at, entry))
    });
    for (rule, keys, at, entry) in entries {
        let entry = entry.as_table()?;
        // Another mistake of the same entry, a misspelt key, tells more, and has its own place.
        if entry.keys().any(|key| !keys.contains(&key.as_str())) {
            return None;
        }
        if let Some(key) = keys.iter().find(|key| !entry.contains_key(**key)) {
            let heading = |line: &str| line.replace(' ', "").starts_with(&format!("[[{rule}]]"));
            let line = (1..).zip(text.lines()).filter(|(_, text)| heading(text)).nth(at).map(|(line, _)| line);
            let place = line.map_or_else(String::new, |line: usize| format!("line {line}: "));
            let missing = plain(&format!("missing field `{key}`"));
            return Some(SettingsCause::Toml(format!("{place}in this [[{rule}]] {missing}")));
        }
    }
    None
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
        assert!(message(&text("higher", "Ann")).contains("\"low\""), "{}", message(&text("higher", "Ann")));
        assert!(message(&text("high", " ")).contains("must not be empty"));
        let twice =
            text("high", "Ann") + "[[risk]]\ncustomer = \"A\"\nlevel = \"low\"\ndate = 2026-09-15\nnote = \"x\"\n";
        let told = message(&twice);
        assert!(told.contains("line 7: in this [[risk]] `by` is missing; write by = "), "{told}");
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text: &str| parse(text).expect_err("a mistake").to_string();
        assert!(message("[[merge]]\nin = \"A\"\nnames = []").contains("`in`"));
        assert!(message("[[exclude]]\nname = \"A\"").contains("reason"));
        for rule in ["merge", "rename", "exclude", "risk"] {
            let told = message(&format!("# names\n[{rule}]\nname = \"A\""));
            assert!(told.contains(&format!("line 2: write [[{rule}]] with two brackets")), "{told}");
        }
        assert!(message("[[delete]]\nname = \"A\"").contains("delete"));
    }
}
