//! The checked settings: what `firm.toml` and a client's `client.toml` mean.
//!
//! Every key of `client.toml` but `name` and `currency` may stand under `[defaults]` in `firm.toml` and then holds for
//! all clients that do not say otherwise. An unknown key is an error: a misspelt one must not be passed over.

mod customers;
mod plain;
mod rates;
mod raw;
mod rules;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{Currency, DateOrder, DecimalMark, Money, ParseMoneyError, UnknownCurrency};
use crate::metrics::Policies;

pub use customers::{CustomerSettings, Exclude, Merge, Rename};
pub use rates::exchange_rates;
pub use rules::Rules;

/// What `firm.toml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct FirmSettings {
    /// The accounting firm's name.
    pub name: String,
    /// The date that all books are seen from, where the firm fixes one.
    pub as_of: Option<NaiveDate>,
    /// Who prepares the packs, where a client's settings name nobody else.
    pub prepared_by: Option<String>,
    /// The records of what packs showed.
    pub records: RecordSettings,
    /// Settings that hold for every client that does not say otherwise.
    defaults: toml::Table,
}

/// Whether and where a build keeps what its packs showed, so that the next pack can say what changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordSettings {
    /// Keep records, and compare with them. Default: yes.
    pub keep: bool,
    /// The folder that holds them, from the firm's own. Default: `.ledgerpress`.
    pub folder: PathBuf,
}

impl Default for RecordSettings {
    fn default() -> Self {
        Self { keep: true, folder: PathBuf::from(".ledgerpress") }
    }
}

/// What one `client.toml`, over the firm's defaults, says.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientSettings {
    /// The client's name.
    pub name: String,
    /// The currency of its books.
    pub currency: Currency,
    /// The date that its books are seen from, where fixed.
    pub as_of: Option<NaiveDate>,
    /// Who prepared the pack.
    pub prepared_by: Option<String>,
    /// Who reviewed it; until somebody has, the pack is marked "Draft".
    pub reviewed_by: Option<String>,
    /// Paper of the PDF.
    pub paper: Paper,
    /// How to read dates like 03/04/2026, where the exports leave it open.
    pub date_order: Option<DateOrder>,
    /// How to read numbers like 1,234, where the exports leave it open.
    pub decimal_mark: Option<DecimalMark>,
    /// Count sub-customers as part of their parent. Default: yes.
    pub roll_up: bool,
    /// The first day that the ledger covers, where it is not the first document's month.
    pub history_start: Option<NaiveDate>,
    /// What the client's own books say that customers owe at the as-of date, to tie out against.
    pub control_balance: Option<Money>,
    /// Codes of problems that do not stop this client's pack; the pack prints them.
    pub waive: Vec<String>,
    /// Whether the client is set beside the firm's others.
    pub benchmarks: BenchmarkSettings,
    /// Settings of the metrics.
    pub policies: Policies,
}

/// Whether a client is set beside the firm's others: `[benchmarks]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BenchmarkSettings {
    /// Show the quartiles of the firm's clients in this client's pack. Default: yes.
    pub show: bool,
    /// Count this client among those that the quartiles are taken from. Default: yes.
    pub include: bool,
}

impl Default for BenchmarkSettings {
    fn default() -> Self {
        Self { show: true, include: true }
    }
}

/// Paper sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// How the date that the books are seen from was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOfSource {
    /// Asked for on the command line.
    Given,
    /// Set in `client.toml`.
    ClientSettings,
    /// Set in `firm.toml`.
    FirmSettings,
    /// The period end that the exports state.
    Exports,
    /// Nothing said: the latest document's date.
    LatestDocument,
}

/// Settings that cannot be used, with the file they stand in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {cause}", file.display())]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub cause: SettingsCause,
}

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsCause {
    /// Not TOML, an unknown key, a missing one or a wrong type.
    #[error("{0}")]
    Toml(String),
    /// No currency.
    #[error("`currency` is missing; add a line such as: currency = \"USD\"")]
    CurrencyMissing,
    /// A currency that is none.
    #[error("`currency`: {0}")]
    Currency(#[from] UnknownCurrency),
    /// An amount that is none.
    #[error("`{key}`: {seen} {error}")]
    Amount {
        /// The key.
        key: &'static str,
        /// What stands there.
        seen: String,
        /// Why it is no amount.
        error: ParseMoneyError,
    },
    /// A beginning of the history that lies after the day that the books are seen from.
    #[error(
        "`history_start` is {start}, after the as-of date {as_of}; write the first day that the exports cover, or take \
         the line out"
    )]
    HistoryStart {
        /// The first day, as it is set.
        start: NaiveDate,
        /// The day that the books are seen from.
        as_of: NaiveDate,
    },
    /// A number outside its range.
    #[error("`{key}` is {seen}; it must be {range}")]
    Range {
        /// The key.
        key: &'static str,
        /// What stands there.
        seen: String,
        /// What it may be.
        range: &'static str,
    },
}

impl SettingsCause {
    /// The same in one line, without the piece of the file that the reader of TOML shows: "line 3, column 5: ...".
    pub fn in_one_line(&self) -> String {
        let text = self.to_string();
        let Some(shown) = text.strip_prefix("TOML parse error at ") else {
            return text.lines().collect::<Vec<_>>().join(" ");
        };
        let mut lines = shown.lines();
        let place = lines.next().unwrap_or_default();
        // The piece stands between bars, with the line's number before the first one.
        let is_piece = |line: &&str| {
            line.split_once('|')
                .is_some_and(|(number, _)| number.bytes().all(|byte| byte == b' ' || byte.is_ascii_digit()))
        };
        format!("{place}: {}", lines.skip_while(is_piece).collect::<Vec<_>>().join(" "))
    }
}

impl FirmSettings {
    /// Reads the text of `firm.toml`.
    ///
    /// # Errors
    /// Where the text cannot be used; `file` is named in the message.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let raw: raw::Firm = raw::parse(text).map_err(|cause| at(file, cause))?;
        let raw::Firm { name, as_of, prepared_by, records, defaults } = raw;
        Ok(Self { name, as_of: as_of.map(|d| d.0), prepared_by, records, defaults })
    }

    /// Reads the text of a `client.toml` over this firm's defaults.
    ///
    /// # Errors
    /// Where the text cannot be used; `file` is named in the message.
    pub fn client(&self, text: &str, file: &Path) -> Result<ClientSettings, SettingsError> {
        raw::Client::over_defaults(text, &self.defaults).and_then(raw::Client::check).map_err(|cause| at(file, cause))
    }

    /// What a client's figures depend on: [`Rules::settings`] of the text of its `client.toml`.
    ///
    /// # Errors
    /// Where the text cannot be used; `file` is named in the message.
    pub fn client_rules(&self, text: &str, file: &Path) -> Result<String, SettingsError> {
        raw::complete(text, &self.defaults).and_then(rules::of).map_err(|cause| at(file, cause))
    }
}

fn at(file: &Path, cause: SettingsCause) -> SettingsError {
    SettingsError { file: file.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::cohorts::{CohortPolicy, CohortYears};
    use crate::metrics::retention_simulator::NewBusiness;

    fn firm(text: &str) -> Result<FirmSettings, SettingsError> {
        FirmSettings::parse(text, Path::new("firm.toml"))
    }

    fn client(text: &str) -> Result<ClientSettings, SettingsError> {
        let defaults = "name = \"Firm\"\n[defaults]\nroll_up = false\nprepared_by = \"Ann\"\n";
        firm(defaults)?.client(text, Path::new("client.toml"))
    }

    #[test]
    fn name_and_currency_are_enough() {
        let settings = client("name = \"Client\"\ncurrency = \"eur\"").expect("enough");
        assert_eq!(settings.currency.code(), "EUR");
        assert_eq!(settings.policies, Policies::default());
        assert!(!settings.roll_up, "the firm's default holds");
        assert_eq!(settings.prepared_by.as_deref(), Some("Ann"));
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let message = |line: &str| {
            let text = format!("name = \"C\"\ncurrency = \"EUR\"\n{line}\n");
            client(&text).expect_err("a mistake").to_string()
        };
        for (line, part) in [
            ("scorecard.net_revenue_retention = [0.9, 0.8, 0.7]", "{ strong = 0.10, steady = 0.0 }"),
            ("scorecard.growth = \"x\"", "write two limits, such as { strong = 0.10, steady = 0.0 }"),
            ("cash.cost_of_capital = \"8%\"", "0.08 for 8 %"),
            ("cohorts.min_customers = -1", "-1 cannot stand here; write a whole number, 0 or above"),
            ("prepared_by = \"\"", "must not be empty"),
            ("reviewed_by = \" \"", "must not be empty"),
            ("small_customers.cost_per_visit = -5", "`cost_per_visit` is -5.00; it must be 0 or above"),
            ("small_customers.cost_per_visit = true", "write digits, such as 75"),
            ("paper = \"a3\"", "`a3` is not a word that can stand here; write"),
        ] {
            let told = message(line);
            assert!(told.contains(part), "{told}");
            assert!(!told.contains("struct") && !told.contains("expected"), "{told}");
        }
        assert!(message("cash.cost_of_capital = \"8%\"").contains("line 3"), "with its place");
        let cause = client("name = \"C\"\ncash.cost_of_capital = \"8%\"").expect_err("a mistake").cause;
        let line = cause.in_one_line();
        assert!(line.starts_with("line 2, column 24: \"8%\" cannot stand here; write a number"), "{line}");
        assert!(client("name = \"\"\ncurrency = \"EUR\"").expect_err("empty").to_string().contains("empty"));
        assert!(firm("name = \"\"").expect_err("empty").to_string().contains("empty"));
        let defaults = firm("name = \"F\"\n[defaults.cash]\ncost_of_capital = \"8%\"").expect_err("a mistake");
        assert!(defaults.to_string().contains("0.08 for 8 %"), "{defaults}");
    }

    #[test]
    fn a_client_overrides_the_firm_key_by_key() {
        let text = "name = \"C\"\ncurrency = \"JPY\"\nroll_up = true\nas_of = 2026-09-30\n\
                    [small_customers]\ncost_per_visit = 7500\n[segmentation]\nchampion_min_momentum = 4\n";
        let settings = client(text).expect("good settings");
        assert!(settings.roll_up);
        assert_eq!(settings.as_of, NaiveDate::from_ymd_opt(2026, 9, 30));
        assert_eq!(settings.policies.small_customers.cost_per_visit, Some(Money::from_minor(7500)));
        assert_eq!(settings.policies.small_customers.visits_per_year, 4);
        assert_eq!(settings.policies.segmentation.champion_min_momentum, 4);
        let cash =
            client("name = \"C\"\ncurrency = \"EUR\"\n[cash]\ncost_of_capital = 0.065\n").expect("good settings");
        assert!((cash.policies.lateness.cost_of_capital - 0.065).abs() < 1e-12);
    }

    #[test]
    fn cohorts_and_new_business_are_counted_as_set() {
        let text = "name = \"C\"\ncurrency = \"EUR\"\nfiscal_year_end_month = 3\n[cohorts]\nyears = \"same-for-all\"\n\
                    [scorecard]\nnew_business = \"share-of-same-year\"";
        let policies = client(text).expect("good settings").policies;
        let wanted = CohortPolicy { years: CohortYears::SameForAll, min_customers: 5, fiscal_year_end_month: 3 };
        assert_eq!(policies.cohorts, wanted);
        assert_eq!(policies.scorecard.new_business, NewBusiness::ShareOfSameYear);
    }

    #[test]
    fn a_firm_may_leave_benchmarks_out_and_a_client_take_them_in() {
        let firm = firm("name = \"F\"\n[defaults.benchmarks]\nshow = false\n").expect("good settings");
        let of = |text: &str| {
            let text = format!("name = \"C\"\ncurrency = \"EUR\"\n{text}");
            firm.client(&text, Path::new("client.toml")).map(|settings| settings.benchmarks)
        };
        assert_eq!(of(""), Ok(BenchmarkSettings { show: false, include: true }));
        let own = of("[benchmarks]\nshow = true\ninclude = false\n");
        assert_eq!(own, Ok(BenchmarkSettings { show: true, include: false }));
        assert!(of("[benchmarks]\nshwo = true\n").expect_err("a mistake").to_string().contains("shwo"));
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text: &str| client(text).expect_err("a mistake").to_string();
        assert!(message("name = \"C\"").contains("currency = \"USD\""));
        let as_of = |text: &str| format!("name = \"C\"\ncurrency = \"EUR\"\nas_of = {text}");
        assert!(message(&as_of("\"30.9.2026\"")).contains("2026-09-30"));
        assert!(message(&as_of("2026-09-30T10:00:00")).contains("2026-09-30"));
        assert!(client(&as_of("\"2026-09-30\"")).is_ok_and(|s| s.as_of == NaiveDate::from_ymd_opt(2026, 9, 30)));
        assert!(message("name = \"C\"\ncurrency = \"ZZZ\"").contains("ZZZ"));
        assert!(message("name = \"C\"\ncurrency = \"EUR\"\ncurency = 1").contains("curency"));
        let seen = message("name = \"C\"\ncurrency = \"EUR\"\ncontrol_balance = 1.005");
        assert!(seen.contains("control_balance") && seen.contains("1.005"), "{seen}");
        assert!(message("name = \"C\"\ncurrency = \"EUR\"\nfiscal_year_end_month = 13").contains("1 to 12"));
        assert!(message("name = \"C\"\ncurrency = \"EUR\"\n[small_customers]\nallowed_share = 0").contains("above 0"));
        let in_table = |text: &str| message(&format!("name = \"C\"\ncurrency = \"EUR\"\n{text}"));
        assert!(in_table("[cohorts]\nyears = \"mine\"").contains("from-first-sale"));
        assert!(in_table("[cohorts]\nmin_customers = 0").contains("1 or more"));
        assert!(in_table("[scorecard]\nnew_business = \"none\"").contains("share-of-prior-year"));
        assert!(in_table("[scorecard]\nsimulated_years = 11").contains("1 to 10"));
        for section in ["cash", "small_customers", "benchmarks"] {
            let told = in_table(&format!("[[{section}]]\nshow = 5"));
            assert!(told.contains(&format!("line 3: write [{section}] with one bracket")), "{told}");
        }
        assert!(message("name = \"C\"\ncurrency = \"EUR\"\n[cash]\ncost_of_capital = 8").contains("at most 1"));
        let bands = message("name = \"C\"\ncurrency = \"EUR\"\n[scorecard]\ngrowth = { strong = 0.0, steady = 0.1 }");
        assert!(bands.contains("growth") && bands.contains("strong at or above steady"), "{bands}");
        let segmentation = |line: &str| message(&format!("name = \"C\"\ncurrency = \"EUR\"\n[segmentation]\n{line}"));
        let seen = segmentation("champion_min_momentum = 6");
        assert!(seen.contains("`champion_min_momentum` is 6; it must be a score from 1 to 5"), "{seen}");
        assert!(segmentation("weights = [0.5, 0.5, 0.5, 0.5]").contains("add up to 1"));
        assert!(segmentation("timeliness_days = [0, 10, 30]").contains("timeliness_days"));
        assert!(segmentation("champion_min_momemtum = 4").contains("champion_min_momemtum"));
        assert!(firm("").expect_err("a mistake").to_string().contains("name"));
        assert!(firm("name = \"F\"\n[defaults]\nname = \"C\"").is_err(), "a name is each client's own");
    }
}
