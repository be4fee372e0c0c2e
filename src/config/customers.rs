//! What a client's `customers.toml` says of its customers: which names are one, which are shown under another, and
//! which are left out.
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
//! ```

use std::path::Path;

use serde::Deserialize;

use super::{SettingsError, at, raw};

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
    fn mistakes_are_named() {
        let message = |text: &str| parse(text).expect_err("a mistake").to_string();
        assert!(message("[[merge]]\nin = \"A\"\nnames = []").contains("`in`"));
        assert!(message("[[exclude]]\nname = \"A\"").contains("reason"));
        assert!(message("[[delete]]\nname = \"A\"").contains("delete"));
    }
}
