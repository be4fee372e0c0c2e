//! How to get an export out of its accounting system: a part of each format, for people.

use serde::Deserialize;

/// Which menu, which report, which options: enough for a bookkeeper to make the export.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The way through the menus to the report: "Reports > Standard reports > Open Invoices".
    pub menu: String,
    /// What to set there and how to export it, in order, in the imperative.
    pub options: Vec<String>,
    /// Columns to choose, as the system calls them, where the usual ones do not suffice.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What else to know: limits of the export, what it does not tell.
    #[serde(default)]
    pub notes: Vec<String>,
    /// How well the steps are known: "menus as of 2026, from memory".
    pub known: String,
}
