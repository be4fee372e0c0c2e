//! What beside the exports decides a client's figures, as text: to keep with a pack, and to compute with again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ClientSettings, SettingsCause, raw};

/// Keys that say who, for whom, when and on what paper. No figure depends on them but through the as-of date, which is
/// kept by itself; a waived problem stays what it is.
const NO_RULES: [&str; 8] =
    ["name", "as_of", "prepared_by", "reviewed_by", "paper", "control_balance", "waive", "benchmarks"];

/// The rules that a client's figures were made by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// `client.toml` over the firm's defaults, as TOML without comments and without the keys that decide no figure.
    pub settings: String,
    /// The text of `customers.toml`.
    pub customers: String,
    /// The text of `rates.csv`.
    pub rates: String,
    /// The client's own formats: name of the file, its text.
    pub formats: BTreeMap<String, String>,
}

impl Rules {
    /// What is otherwise in later rules: each key of `client.toml` with what it was and is, and the names of the other
    /// files.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let (own, others) = (keys(&self.settings), keys(&other.settings));
        let all: BTreeSet<&String> = own.keys().chain(others.keys()).collect();
        let said = |value: Option<&String>| value.map_or_else(|| "not set".to_owned(), Clone::clone);
        let differs = all.into_iter().filter(|key| own.get(*key) != others.get(*key));
        let mut names: Vec<String> =
            differs.map(|key| format!("{key} (was {}, is {})", said(own.get(key)), said(others.get(key)))).collect();
        names.extend((self.customers != other.customers).then(|| "customers.toml".to_owned()));
        names.extend((self.rates != other.rates).then(|| "rates.csv".to_owned()));
        names.extend((self.formats != other.formats).then(|| "formats".to_owned()));
        names
    }
}

/// The part of a client's complete settings that figures depend on.
pub(super) fn of(mut settings: toml::Table) -> Result<String, SettingsCause> {
    settings.retain(|key, _| !NO_RULES.contains(&key));
    toml::to_string(&settings).map_err(|error| SettingsCause::Toml(error.to_string()))
}

impl ClientSettings {
    /// The settings of [`Rules::settings`]; what is not among them has its default.
    ///
    /// # Errors
    /// Where this version of the program does not know the settings of then any more.
    pub fn of_rules(rules: &str) -> Result<Self, SettingsCause> {
        let text = format!("name = \"-\"\n{rules}");
        raw::Client::over_defaults(&text, &toml::Table::new()).and_then(raw::Client::check)
    }
}

/// Every key with a value, `table.key`, and the value as text.
fn keys(settings: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let table: toml::Table = toml::from_str(settings).unwrap_or_default();
    let mut waiting: Vec<(String, toml::Value)> = table.into_iter().collect();
    while let Some((name, value)) = waiting.pop() {
        match value {
            toml::Value::Table(inner) => {
                waiting.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
            }
            value => {
                found.insert(name, value.to_string());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::FirmSettings;

    #[test]
    fn rules_are_what_figures_depend_on() {
        let firm = "name = \"F\"\n[defaults]\nroll_up = false\n[defaults.segmentation]\nchampion_min_momentum = 4\n";
        let firm = FirmSettings::parse(firm, Path::new("firm.toml")).expect("a firm");
        let client = |more: &str| {
            let text = format!("name = \"C\" # a comment\ncurrency = \"EUR\"\nas_of = 2026-09-30\n{more}");
            firm.client_rules(&text, Path::new("client.toml")).expect("rules")
        };
        let rules = client("waive = [\"a\"]\nreviewed_by = \"Ann\"\n");
        assert_eq!(rules, "currency = \"EUR\"\nroll_up = false\n\n[segmentation]\nchampion_min_momentum = 4\n");
        let read = ClientSettings::of_rules(&rules).expect("settings");
        assert_eq!((read.currency.code(), read.roll_up), ("EUR", false));
        assert_eq!(read.policies.segmentation.champion_min_momentum, 4);
        let wrap = |settings: String| Rules { settings, ..Rules::default() };
        let other = Rules { rates: "x".to_owned(), ..wrap(client("history_start = 2025-01-01\nroll_up = true\n")) };
        assert_eq!(
            wrap(rules.clone()).differences(&other),
            ["history_start (was not set, is 2025-01-01)", "roll_up (was false, is true)", "rates.csv"]
        );
        assert!(wrap(rules.clone()).differences(&wrap(rules)).is_empty());
    }
}
