//! The firm's overview: all clients of a firm on a few pages, for the firm's eyes only. It names every client and so never
//! stands in a client's folder.
//!
//! What is kept of each client is small: a few figures, its first findings and its problems by code. The pages are made
//! of the same pieces as a pack.

mod data;
mod pages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Body, Figure, Finding, Report, Urgency};
use super::{benchmarks, tool};
use crate::metrics::benchmarks::{Benchmarks, Ratio};
pub use pages::compose_overview;

/// Version of [`FirmOverview`].
const SCHEMA: u32 = 1;
/// So many findings of each client are kept.
const ALERTS: usize = 3;
/// The figures that are kept of each pack.
const FIGURES: [&str; 15] = [
    "net_revenue_total",
    "net_revenue_ttm",
    "sales_growth_ttm",
    "net_revenue_retention_ttm",
    "gross_revenue_retention_ttm",
    "customer_retention_ttm",
    "top_1_share",
    "days_to_pay",
    "days_to_pay_with_open_items",
    "days_beyond_terms_paid",
    "open_balance",
    "overdue_balance",
    "overdue_share",
    "money_at_stake",
    "customers",
];

/// Everything that the overview tells: `overview.json` is exactly this, and a build of some clients takes the others from
/// it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirmOverview {
    /// Version of this structure: 1.
    pub schema: u32,
    /// Name and version of the program.
    pub tool: String,
    /// The accounting firm.
    pub firm: String,
    /// One a client, by id.
    pub clients: Vec<ClientEntry>,
    /// The quartiles over the firm's clients, by ratio; only those that enough clients have.
    pub benchmarks: BTreeMap<String, Benchmark>,
}

/// One client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientEntry {
    /// The name of its folder.
    pub id: String,
    /// Its name; its id where the settings cannot be read.
    pub name: String,
    /// How the last build of it ended.
    pub last_build: LastBuild,
    /// The pack that stands in its folder: of the last build, or where that failed of one before.
    pub pack: Option<PackSummary>,
    /// ISO date that the flash in its folder is seen from.
    pub flash_as_of: Option<String>,
    /// What was wrong with its data, most grave first.
    pub problems: Vec<ProblemGroup>,
}

/// How a client's last build ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum LastBuild {
    /// It was built.
    Built,
    /// It was not; what stood in its folder stays.
    Failed {
        /// Why, in a sentence without a full stop.
        reason: String,
    },
    /// It was not built into this folder yet, as far as the overview knows.
    Never,
}

/// What is kept of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackSummary {
    /// ISO date that the books are seen from.
    pub as_of: String,
    /// The same for people.
    pub as_of_text: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Not yet reviewed.
    pub draft: bool,
    /// Where the ledger covers less than twelve months, since when, for people: "February 2026"; else empty.
    #[serde(default)]
    pub since: String,
    /// The key figures, by id.
    pub figures: BTreeMap<String, Figure>,
    /// Its first findings, in the pack's order: most urgent first, then by money.
    pub alerts: Vec<Alert>,
}

/// A finding in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Which rule found it.
    pub id: String,
    /// How soon to act.
    #[serde(default)]
    pub urgency: Urgency,
    /// What to do.
    pub headline: String,
    /// What was seen.
    pub seen: String,
    /// The money at stake.
    pub amount: String,
    /// Which kind of money.
    pub amount_kind: String,
}

/// Problems of one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemGroup {
    /// The code.
    pub code: String,
    /// What it is, in a few words.
    pub title: String,
    /// What it does to the pack.
    pub weight: ProblemWeight,
    /// How many there are.
    pub count: usize,
    /// The first one: its place, and what was seen.
    pub first: String,
    /// What to do.
    pub remedy: String,
}

/// What a problem does to the pack, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemWeight {
    /// It stops it.
    Error,
    /// It would, but for the client's settings.
    Waived,
    /// It is printed in it.
    Warning,
}

/// The quartiles of one ratio: a fraction, or days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// How many clients have it.
    pub clients: usize,
    /// The lower quartile.
    pub lower: f64,
    /// The median.
    pub median: f64,
    /// The upper quartile.
    pub upper: f64,
}

impl FirmOverview {
    /// The overview of these clients, which are put in order.
    pub fn new(firm: &str, mut clients: Vec<ClientEntry>, quartiles: &Benchmarks) -> Self {
        clients.sort_by(|a, b| a.id.cmp(&b.id));
        let benchmark = |ratio| {
            let q = quartiles.get(ratio)?;
            let round = |value: f64| (value * 1e6).round() / 1e6;
            let (lower, median, upper) = (round(q.lower), round(q.median), round(q.upper));
            Some((benchmarks::named(ratio).id.to_owned(), Benchmark { clients: q.clients, lower, median, upper }))
        };
        Self {
            schema: SCHEMA,
            tool: tool(),
            firm: firm.to_owned(),
            clients,
            benchmarks: Ratio::ALL.into_iter().filter_map(benchmark).collect(),
        }
    }

    /// Reads `overview.json` as an earlier build wrote it; `None` where it is of another version or none at all.
    pub fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().filter(|overview: &Self| overview.schema == SCHEMA)
    }
}

impl PackSummary {
    /// What is kept of a report.
    pub fn of(report: &Report) -> Self {
        let kept = |id: &str| report.figures.get(id).map(|figure| (id.to_owned(), figure.clone()));
        let findings = report.sections.iter().flat_map(|section| &section.blocks).find_map(|block| match &block.body {
            Body::Findings { findings } => Some(findings.as_slice()),
            _ => None,
        });
        Self {
            as_of: report.meta.as_of.clone(),
            as_of_text: report.meta.as_of_text.clone(),
            currency: report.meta.currency.clone(),
            draft: report.meta.draft,
            since: since(report),
            figures: FIGURES.into_iter().filter_map(kept).collect(),
            alerts: alerts(findings.unwrap_or_default()),
        }
    }

    /// One figure's value.
    fn value(&self, id: &str) -> Option<f64> {
        self.figures.get(id)?.value
    }
}

/// Since when the ledger tells of sales, where it covers less than twelve months.
fn since(report: &Report) -> String {
    let has_year = report.figures.get("net_revenue_ttm").is_some_and(|figure| figure.value.is_some());
    let period = report.meta.facts.iter().find(|fact| fact.term == "Period").filter(|_| !has_year);
    period.and_then(|fact| fact.text.split(" to ").next()).unwrap_or_default().to_owned()
}

/// The first findings in short, in the pack's order.
fn alerts(findings: &[Finding]) -> Vec<Alert> {
    findings.iter().take(ALERTS).map(Alert::of).collect()
}

impl Alert {
    fn of(finding: &Finding) -> Self {
        Self {
            id: finding.id.clone(),
            urgency: finding.urgency,
            headline: finding.headline.clone(),
            seen: finding.seen.clone(),
            amount: finding.amount.clone(),
            amount_kind: finding.amount_kind.clone(),
        }
    }
}
