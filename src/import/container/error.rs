//! Why a file cannot be opened, for the person who exported it.

use crate::base::Code;

/// Why the bytes of a file hold no tables that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{seen}")]
pub(crate) struct ContainerError {
    /// The problem's code.
    pub(crate) code: Code,
    /// What was seen: a sentence without a full stop.
    pub(crate) seen: String,
    /// What to do: a sentence without a full stop.
    pub(crate) remedy: &'static str,
}

const AS_CSV: &str = "Export the report as CSV, or open the file in a spreadsheet program and save it as CSV UTF-8";

impl ContainerError {
    /// The bytes are not what a ledger's export is.
    pub(crate) fn undecodable(seen: impl Into<String>) -> Self {
        Self { code: "undecodable", seen: seen.into(), remedy: AS_CSV }
    }

    /// Something that is no export at all, or holds exports inside it.
    pub(crate) fn not_a_table(seen: &str, remedy: &'static str) -> Self {
        Self { code: "undecodable", seen: seen.to_owned(), remedy }
    }

    /// A workbook that is cut off, or written against the rules of its format.
    pub(crate) fn damaged(what: &str) -> Self {
        Self::undecodable(format!("The workbook is damaged: {what}"))
    }

    /// A workbook that only a password opens.
    pub(crate) fn protected() -> Self {
        let remedy = "Open the workbook with its password, save it without one, and hand it over again";
        Self { code: "protected-workbook", seen: "The workbook is protected by a password".to_owned(), remedy }
    }

    /// A workbook beyond the limits, whether honest or not.
    pub(crate) fn too_large(what: &str) -> Self {
        let seen = format!("The workbook is too large to be an export of a ledger: it holds {what}");
        let remedy = "Export the report as CSV, or in parts, a year each";
        Self { code: "workbook-too-large", seen, remedy }
    }

    /// A workbook that says of itself what is not so, in a way that only does harm.
    pub(crate) fn hostile(what: &str) -> Self {
        let seen = format!("The workbook is built to exhaust the program that reads it: {what}");
        let remedy = "Do not open it; ask its sender for a new export, as CSV";
        Self { code: "hostile-workbook", seen, remedy }
    }
}
