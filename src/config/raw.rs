//! The settings files as they are typed; [`Client::check`] turns them into what they mean.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _};

use super::plain::plain;
use super::{BenchmarkSettings, ClientSettings, Paper, RecordSettings, SettingsCause};
use crate::base::{Currency, DateOrder, DecimalMark, Money};
use crate::metrics::Policies;
use crate::metrics::cohorts::CohortPolicy;
use crate::metrics::lateness::LatenessPolicy;
use crate::metrics::retention::RetentionPolicy;
use crate::metrics::risk::RiskPolicy;
use crate::metrics::scorecard::{Mistake, ScorecardPolicy};
use crate::metrics::segmentation::SegmentationPolicy;
use crate::metrics::small_customers::SmallCustomerPolicy;

/// Keys that are each client's own and cannot be the firm's default.
const OWN_KEYS: [&str; 2] = ["name", "currency"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Firm {
    #[serde(deserialize_with = "words")]
    pub(super) name: String,
    pub(super) as_of: Option<Day>,
    #[serde(default, deserialize_with = "words_if_given")]
    pub(super) prepared_by: Option<String>,
    #[serde(default)]
    pub(super) records: RecordSettings,
    #[serde(default, deserialize_with = "defaults")]
    pub(super) defaults: toml::Table,
}

/// The firm's defaults: any settings of a client that [`Client`] would take.
fn defaults<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<toml::Table, D::Error> {
    let table = toml::Table::deserialize(deserializer)?;
    if let Some(key) = OWN_KEYS.iter().find(|key| table.contains_key(**key)) {
        return Err(D::Error::custom(format!("`{key}` is each client's own; write it in client.toml")));
    }
    let mut complete = table.clone();
    for key in OWN_KEYS {
        complete.insert(key.to_owned(), toml::Value::String("a client's own".to_owned()));
    }
    Client::deserialize(complete).map_err(|e| D::Error::custom(format!("in [defaults]: {}", told(&e))))?;
    Ok(table)
}

/// A text that says something: where a name is asked for, an empty one is none.
pub(super) fn words<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        Err(D::Error::custom("this must not be empty; write a text, or take the line out"))
    } else {
        Ok(text)
    }
}

fn words_if_given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    words(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    #[serde(deserialize_with = "words")]
    name: String,
    currency: Option<String>,
    as_of: Option<Day>,
    #[serde(default, deserialize_with = "words_if_given")]
    prepared_by: Option<String>,
    #[serde(default, deserialize_with = "words_if_given")]
    reviewed_by: Option<String>,
    #[serde(default)]
    paper: Paper,
    date_order: Option<DateOrder>,
    decimal_mark: Option<DecimalMark>,
    roll_up: Option<bool>,
    history_start: Option<Day>,
    control_balance: Option<Number>,
    #[serde(default)]
    waive: Vec<String>,
    fiscal_year_end_month: Option<u32>,
    #[serde(default)]
    small_customers: SmallCustomers,
    #[serde(default)]
    segmentation: SegmentationPolicy,
    #[serde(default)]
    scorecard: ScorecardPolicy,
    #[serde(default)]
    cohorts: CohortPolicy,
    #[serde(default)]
    cash: Cash,
    #[serde(default)]
    benchmarks: BenchmarkSettings,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cash {
    cost_of_capital: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SmallCustomers {
    cost_per_visit: Option<Number>,
    visits_per_year: Option<u32>,
    allowed_share: Option<f64>,
    margin: Option<f64>,
}

impl Client {
    pub(super) fn over_defaults(text: &str, defaults: &toml::Table) -> Result<Self, SettingsCause> {
        // Parsed once alone, so that a mistake in the file is shown at its own line.
        parse::<Self>(text)?;
        Self::deserialize(complete(text, defaults)?).map_err(|e| SettingsCause::Toml(told(&e)))
    }

    pub(super) fn check(self) -> Result<ClientSettings, SettingsCause> {
        let currency = Currency::parse(&self.currency.ok_or(SettingsCause::CurrencyMissing)?)?;
        let money = |key, number: Option<Number>| number.map(|n| n.money(key, currency)).transpose();
        let fiscal_year_end_month = self.fiscal_year_end_month.unwrap_or(12);
        if !(1..=12).contains(&fiscal_year_end_month) {
            return Err(out_of_range("fiscal_year_end_month", &fiscal_year_end_month, "1 to 12"));
        }
        if let Some(Mistake { key, seen, wanted }) = self.scorecard.mistake() {
            return Err(SettingsCause::Range { key, seen, range: wanted });
        }
        if self.cohorts.min_customers == 0 {
            return Err(out_of_range("cohorts.min_customers", &0, "1 or more"));
        }
        self.segmentation.check().map_err(|mistake| SettingsCause::Range {
            key: mistake.key,
            seen: mistake.seen,
            range: mistake.range,
        })?;
        let small = SmallCustomerPolicy::default();
        let cost_per_visit = money("cost_per_visit", self.small_customers.cost_per_visit)?;
        if let Some(negative) = cost_per_visit.filter(|cost| *cost < Money::ZERO) {
            return Err(out_of_range("cost_per_visit", &negative.to_plain(currency), "0 or above"));
        }
        let small_customers = SmallCustomerPolicy {
            cost_per_visit,
            visits_per_year: self.small_customers.visits_per_year.unwrap_or(small.visits_per_year),
            allowed_share: share("allowed_share", self.small_customers.allowed_share)?.unwrap_or(small.allowed_share),
            margin: share("margin", self.small_customers.margin)?,
        };
        let cost_of_capital = share("cost_of_capital", self.cash.cost_of_capital)?;
        Ok(ClientSettings {
            name: self.name,
            currency,
            as_of: self.as_of.map(|d| d.0),
            prepared_by: self.prepared_by,
            reviewed_by: self.reviewed_by,
            paper: self.paper,
            date_order: self.date_order,
            decimal_mark: self.decimal_mark,
            roll_up: self.roll_up.unwrap_or(true),
            history_start: self.history_start.map(|d| d.0),
            control_balance: money("control_balance", self.control_balance)?,
            waive: self.waive,
            benchmarks: self.benchmarks,
            policies: Policies {
                retention: RetentionPolicy { fiscal_year_end_month },
                segmentation: self.segmentation,
                scorecard: self.scorecard,
                small_customers,
                cohorts: CohortPolicy { fiscal_year_end_month, ..self.cohorts },
                lateness: cost_of_capital
                    .map_or_else(LatenessPolicy::default, |cost_of_capital| LatenessPolicy { cost_of_capital }),
                // What `customers.toml` says of them comes later.
                risk: RiskPolicy::default(),
            },
        })
    }
}

/// A date of TOML, without time; quotation marks round it do no harm.
#[derive(Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Day(pub(super) NaiveDate);

impl TryFrom<toml::Value> for Day {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        // A day with a time is a text that is no day.
        let text = match &value {
            toml::Value::Datetime(datetime) => datetime.to_string(),
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_| format!("`{text}` is not a day; write it as in 2026-09-30"))
    }
}

/// An amount as it is typed: `75`, `282.61` or `"282.61"`.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Decimal(f64),
    Text(String),
}

impl Number {
    fn money(self, key: &'static str, currency: Currency) -> Result<Money, SettingsCause> {
        // The shortest decimal that reads back as the float is the one that was typed.
        let text = match self {
            Self::Whole(whole) => whole.to_string(),
            Self::Decimal(decimal) => decimal.to_string(),
            Self::Text(text) => text,
        };
        Money::parse_plain(&text, currency).map_err(|error| SettingsCause::Amount { key, seen: text, error })
    }
}

fn share(key: &'static str, value: Option<f64>) -> Result<Option<f64>, SettingsCause> {
    match value {
        Some(share) if !(share > 0.0 && share <= 1.0) => Err(out_of_range(key, &share, "above 0 and at most 1")),
        value => Ok(value),
    }
}

fn out_of_range(key: &'static str, seen: &dyn ToString, range: &'static str) -> SettingsCause {
    SettingsCause::Range { key, seen: seen.to_string(), range }
}

pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, SettingsCause> {
    toml::from_str(text).map_err(|e| SettingsCause::Toml(doubled_section(text).unwrap_or_else(|| told(&e))))
}

/// A section that is written as a list of sections, with two brackets.
fn doubled_section(text: &str) -> Option<String> {
    const SECTIONS: [&str; 8] =
        ["benchmarks", "cash", "cohorts", "defaults", "records", "scorecard", "segmentation", "small_customers"];
    let tables: toml::Table = toml::from_str(text).ok()?;
    let is_list = |name: &&&str| tables.get(**name).is_some_and(toml::Value::is_array);
    let section = SECTIONS.iter().find(is_list)?;
    let line = (1..).zip(text.lines()).find(|(_, line)| line.replace(' ', "").starts_with(&format!("[[{section}]]")));
    let place = line.map_or_else(String::new, |(number, _): (usize, _)| format!("line {number}: "));
    Some(format!("{place}write [{section}] with one bracket: there is one such section"))
}

/// A mistake with its place, in plain words.
fn told(error: &toml::de::Error) -> String {
    let whole = error.to_string();
    let whole = whole.trim_end();
    // The reader's own message stands last, below the line that it is about.
    let place = whole.strip_suffix(error.message().trim_end()).unwrap_or_default();
    format!("{place}{}", plain(error.message().trim_end()))
}

/// A client's settings with the firm's defaults under them.
pub(super) fn complete(text: &str, defaults: &toml::Table) -> Result<toml::Table, SettingsCause> {
    Ok(merged(defaults.clone(), parse(text)?))
}

/// `over` on top of `under`, table by table.
fn merged(mut under: toml::Table, over: toml::Table) -> toml::Table {
    for (key, value) in over {
        let value = match (under.remove(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => toml::Value::Table(merged(below, above)),
            (_, value) => value,
        };
        under.insert(key, value);
    }
    under
}
