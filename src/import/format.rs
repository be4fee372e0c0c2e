//! A format: what is known about one kind of export, as data. Each is a TOML file; this is its schema and its checks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::draft::{ControlMeasure, DraftKind};
use super::field::Field;
use super::headings::{Headings, NamePattern};
use crate::base::{DateOrder, DecimalMark};

/// One kind of export.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Format {
    /// Kebab case, unique; the file's name without `.toml`.
    pub(crate) id: String,
    /// The name for people, as in "Xero: Sales invoices".
    pub(crate) name: String,
    /// How well the format is known.
    pub(crate) evidence: FormatEvidence,
    /// What a row is.
    pub(crate) row: RowMeaning,
    /// How a file is known to be one.
    pub(crate) recognise: Recognise,
    /// How rows are arranged.
    #[serde(default)]
    pub(crate) layout: Layout,
    /// Each column that matters, by our name for it, and the headings that it may have: see [`Field`] for the names
    /// that are read. Others may be named for `recognise`, `leave_out`, `totals` and `layout.group`.
    pub(crate) columns: BTreeMap<String, Headings>,
    /// Fields whose text is put together from several columns, such as an address: those that the file has and that hold
    /// anything, in this order. A field is either here or in `columns`.
    #[serde(default)]
    pub(crate) joined: BTreeMap<String, Joined>,
    /// What a row is where `types` does not say: for exports without a type column.
    pub(crate) kind: Option<KindRule>,
    /// What each text of the column `type` means, in lower case.
    #[serde(default)]
    pub(crate) types: BTreeMap<String, KindRule>,
    /// How rows of a kind are read, where that is not as written.
    #[serde(default)]
    pub(crate) kinds: BTreeMap<KindName, KindReading>,
    /// Amount columns that say the document's whole amount again on each of its rows.
    #[serde(default)]
    pub(crate) repeated: BTreeSet<String>,
    /// No two documents of a kind bear the same number, and each has one: rows with the same number are one document,
    /// and must agree on its customer and date.
    #[serde(default)]
    pub(crate) number_is_unique: bool,
    /// Columns that hold one of a few known texts in all rows that are not left out.
    #[serde(default)]
    pub(crate) expect: Vec<Expect>,
    /// Rows that are no facts, each with the reason that the pack prints.
    #[serde(default)]
    pub(crate) leave_out: Vec<LeaveOut>,
    /// The columns that total rows add up, and what their sums mean.
    #[serde(default)]
    pub(crate) totals: Vec<TotalColumn>,
    /// The order of day and month, where the system always writes the same.
    pub(crate) date_order: Option<DateOrder>,
    /// The decimal mark, where the system always writes the same.
    pub(crate) decimal_mark: Option<DecimalMark>,
    /// A report of sales when paid cannot be used.
    #[serde(default)]
    pub(crate) accrual_only: bool,
    /// The whole file is known and of no use: why.
    pub(crate) file_left_out: Option<String>,
    /// The whole file is known and the wrong one: what it is and what to do.
    pub(crate) refused: Option<Refused>,
}

/// How well a format is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FormatEvidence {
    /// Seen in real files.
    Measured,
    /// Described by the vendor.
    Documented,
    /// From memory.
    FromMemory,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RowMeaning {
    /// A document.
    Document,
    /// A part of a document (a line of an invoice, an allocation of a payment): rows of the same kind, number, customer
    /// and date are one document.
    Line,
    /// A customer.
    Customer,
}

/// How a file is known to be of a format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recognise {
    /// Titles above the headings, any of them. A file with one of them is preferred to one with the headings alone.
    #[serde(default)]
    pub(crate) titles: Headings,
    /// The headings do not suffice: a title must be there.
    #[serde(default)]
    pub(crate) title_required: bool,
    /// Names of `columns` that must be there.
    pub(crate) columns: Vec<String>,
    /// Headings that must not be there.
    #[serde(default)]
    pub(crate) without: Headings,
    /// Whether the first column must lack a heading (true) or have one (false).
    pub(crate) first_column_unnamed: Option<bool>,
}

/// How the rows of a report are arranged.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    /// Rows stand in groups, each under a row that holds the group's name alone, in the first column: the column that
    /// the name fills.
    pub(crate) group: Option<String>,
    /// The first cell of a group's total row, with `{group}` for the name.
    #[serde(default)]
    pub(crate) group_totals: Vec<NamePattern>,
    /// The same for the total of a group with the groups nested in it.
    #[serde(default)]
    pub(crate) nested_totals: Vec<NamePattern>,
    /// The first cell of the whole report's total row.
    #[serde(default)]
    pub(crate) grand_totals: Vec<String>,
    /// First cells of other rows that are no data, and what those are.
    #[serde(default)]
    pub(crate) furniture: BTreeMap<String, String>,
    /// The report ends with QuickBooks' stamp of date, time and basis.
    #[serde(default)]
    pub(crate) stamp: bool,
}

/// A text that stands in several columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joined {
    /// The columns' headings.
    pub(crate) columns: Vec<Headings>,
    /// What stands between their texts.
    #[serde(default = "blank")]
    pub(crate) with: String,
}

fn blank() -> String {
    " ".to_owned()
}

/// A kind of document by its name in a format: `invoice`, `credit-note`, `cash-sale` …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct KindName(pub(crate) DraftKind);

impl TryFrom<String> for KindName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Ok(Self(match name.as_str() {
            "invoice" => DraftKind::Invoice,
            "credit-note" => DraftKind::CreditNote,
            "cash-sale" => DraftKind::CashSale,
            "cash-refund" => DraftKind::CashRefund,
            "payment" => DraftKind::Payment,
            "refund" => DraftKind::Refund,
            "write-off" => DraftKind::WriteOff,
            "opening-balance" => DraftKind::OpeningBalance,
            _ => return Err(format!("`{name}` is not a kind of document")),
        }))
    }
}

/// Which kind of document a row is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum KindRule {
    /// Always the same.
    Always(KindName),
    /// It depends on the amount's sign.
    BySign {
        /// Zero and above.
        positive: KindName,
        /// Below zero.
        negative: KindName,
    },
}

/// How rows of one kind are read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindReading {
    /// The sign that its amounts usually have.
    #[serde(default)]
    pub(crate) sign: Sign,
    /// The column `number` holds the number of the invoice that it is set against, not its own.
    #[serde(default)]
    pub(crate) number_is_of_invoice: bool,
    /// Rows with no amount, or with nothing in it, are left out: why.
    pub(crate) left_out_when_zero: Option<String>,
}

impl KindReading {
    /// How rows of a kind are read that the format does not name.
    pub(crate) const USUAL: Self = Self { sign: Sign::Positive, number_is_of_invoice: false, left_out_when_zero: None };
}

/// The sign that amounts of a kind usually have in an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sign {
    /// Positive: taken as written.
    #[default]
    Positive,
    /// Negative: turned round.
    Negative,
    /// Not known, or both: its distance from zero is taken.
    Either,
}

/// A column that holds one of a few known texts: what another one means is not known, so that its row is not read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    /// The column's name.
    pub(crate) column: String,
    /// The texts, in lower case.
    pub(crate) is: BTreeSet<String>,
}

/// Rows that are no facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaveOut {
    /// The name of the column that decides.
    pub(crate) column: String,
    /// Left out where the cell is one of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) is: BTreeSet<String>,
    /// Left out where the cell is none of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) is_not: BTreeSet<String>,
    /// Why, as a sentence fragment.
    pub(crate) reason: String,
    /// Whether somebody may look for them.
    #[serde(default = "yes")]
    pub(crate) notable: bool,
}

fn yes() -> bool {
    true
}

/// A column that total rows add up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TotalColumn {
    /// The column's name.
    pub(crate) column: String,
    /// What the sum means.
    pub(crate) measure: MeasureName,
}

/// A [`ControlMeasure`] by its name in a format.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MeasureName {
    NetSales,
    GrossSales,
    Payments,
    OpenBalance,
    RowCheck,
}

impl MeasureName {
    pub(crate) fn measure(self) -> ControlMeasure {
        match self {
            Self::NetSales => ControlMeasure::NetSales,
            Self::GrossSales => ControlMeasure::GrossSales,
            Self::Payments => ControlMeasure::Payments,
            Self::OpenBalance => ControlMeasure::OpenBalance,
            Self::RowCheck => ControlMeasure::RowCheck,
        }
    }
}

/// A file that is known to be the wrong one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    /// What it is: "this is a report of suppliers".
    pub(crate) seen: String,
    /// What to do, in the imperative.
    pub(crate) remedy: String,
}

/// Reads a format and checks that its parts fit together.
///
/// # Errors
/// What is wrong with it, for the person who wrote it.
pub(crate) fn parse_format(toml_text: &str) -> Result<Format, String> {
    let format: Format = toml::from_str(toml_text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
    check(&format)?;
    Ok(format)
}

/// The fields whose text may stand in several columns.
const JOINABLE: [Field; 3] = [Field::Customer, Field::Address, Field::Phone];

fn check(format: &Format) -> Result<(), String> {
    let has = |name: &str| {
        let group = format.layout.group.as_deref() == Some(name);
        format.columns.contains_key(name) || format.joined.contains_key(name) || group
    };
    for name in format.joined.keys() {
        if format.columns.contains_key(name) || JOINABLE.iter().all(|field| field.name() != name) {
            return Err(format!("`joined` cannot have the field `{name}`"));
        }
    }
    let decides = |name: &str| {
        format.recognise.columns.iter().any(|n| n == name)
            || format.leave_out.iter().any(|rule| rule.column == name)
            || format.expect.iter().any(|rule| rule.column == name)
            || format.totals.iter().any(|total| total.column == name)
    };
    for name in format.columns.keys() {
        if Field::ALL.iter().all(|field| field.name() != name) && !decides(name) {
            return Err(format!("the column `{name}` is used for nothing: is its name misspelt?"));
        }
    }
    let used = format.recognise.columns.iter().chain(format.leave_out.iter().map(|rule| &rule.column));
    let used = used.chain(format.expect.iter().map(|rule| &rule.column));
    for name in used.chain(format.totals.iter().map(|total| &total.column)) {
        if !has(name) {
            return Err(format!("the column `{name}` is used but `columns` does not name it"));
        }
    }
    for name in &format.repeated {
        if Field::AMOUNTS.iter().all(|field| field.name() != name) {
            return Err(format!("`repeated` names `{name}`, which is not a column of amounts"));
        }
    }
    if format.recognise.columns.is_empty() {
        return Err("`recognise.columns` is empty: any file would be recognised".to_owned());
    }
    if format.refused.is_some() || format.file_left_out.is_some() {
        return Ok(());
    }
    let customer = has("customer") || has("customer_id");
    let needs_kind = format.row != RowMeaning::Customer;
    if !customer {
        return Err("no column holds the customer".to_owned());
    }
    if needs_kind && !has("date") {
        return Err("no column holds the date".to_owned());
    }
    if needs_kind && format.kind.is_none() && format.types.is_empty() {
        return Err("neither `kind` nor `types` says what a row is".to_owned());
    }
    if !format.types.is_empty() && !has("type") {
        return Err("`types` is given but no column `type`".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = r#"
        id = "x"
        name = "X"
        evidence = "from-memory"
        row = "document"
        kind = "invoice"
        recognise.columns = ["date"]
        [columns]
        customer = "Name"
        date = ["Date", "Day"]
        net = "Net"
    "#;

    #[test]
    fn the_smallest_format_is_read() {
        let format = parse_format(SMALLEST).expect("a format");
        assert_eq!(format.columns["date"].0, ["date", "day"]);
    }

    #[test]
    fn mistakes_are_told() {
        for (from, to, message) in [
            ("net = \"Net\"", "nett = \"Net\"", "`nett` is used for nothing"),
            ("[\"date\"]", "[\"when\"]", "`when` is used but"),
            ("[\"date\"]", "[]", "any file"),
            ("kind = \"invoice\"", "", "says what a row is"),
            ("kind = \"invoice\"", "kind = \"bill\"", "KindRule"),
            ("customer = \"Name\"", "", "holds the customer"),
            ("kind = \"invoice\"", "kindness = 1", "unknown field"),
        ] {
            let error = parse_format(&SMALLEST.replace(from, to)).expect_err(to);
            assert!(error.contains(message), "{error}");
        }
    }
}
