//! A format: what is known about one kind of export, as data. Each is a TOML file; this is its schema; `check` has its checks.

mod check;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub(crate) use self::check::parse_format;

use super::carry::CarryDown;
use super::currencies::{Converted, RateMeans};
use super::draft::{ControlMeasure, DraftKind};
use super::further::Also;
use super::headings::{Headings, NamePattern};
use super::headless::WithoutHeadings;
use super::known_texts::KnownTexts;
use super::metadata::{DateForm, MetadataRule};
use super::parts::Part;
use super::postings::PostingRule;
use super::recipe::Recipe;
use super::sides::Sides;
use crate::base::{DateOrder, DecimalMark};

/// One kind of export.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own that a format sets or not")]
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
    /// Texts that stand before a field's text and are no part of it, by the field, in order of preference: the word
    /// `Invoice #` before a number.
    #[serde(default)]
    pub(crate) prefixes: BTreeMap<String, Vec<String>>,
    /// Amount columns that say the document's whole amount again on each of its rows.
    #[serde(default)]
    pub(crate) repeated: BTreeSet<String>,
    /// Further documents that a row tells of: the write-off of an invoice, the refund of a payment.
    #[serde(default)]
    pub(crate) also: Vec<Also>,
    /// Rows that tell a part of a document that other rows make.
    #[serde(default)]
    pub(crate) parts: Vec<Part>,
    /// Amounts that stand in several columns, as the taxes of two authorities do, by the field that is their sum. A field
    /// is either here or in `columns`.
    #[serde(default)]
    pub(crate) summed: BTreeMap<String, Vec<Headings>>,
    /// Rows of whose documents the export does not tell all.
    #[serde(default)]
    pub(crate) partly_known: Vec<PartlyKnown>,
    /// Documents that are paid in full, where the export tells that by a word and has no amount for it: nothing of them
    /// is open.
    pub(crate) paid_when: Option<Expect>,
    /// An empty cell in a column of net amounts means that the document bears no tax: its gross amount is net.
    #[serde(default)]
    pub(crate) blank_net_is_gross: bool,
    /// Where the export says its amounts over again in another currency. A format whose amounts are in the currency of
    /// the books throughout does not name a column `currency`.
    pub(crate) converted: Option<Converted>,
    /// Which way round the column `rate` is.
    #[serde(default)]
    pub(crate) rate_means: RateMeans,
    /// No two documents of a kind bear the same number, and each has one: rows with the same number are one document,
    /// and must agree on its customer and date.
    #[serde(default)]
    pub(crate) number_is_unique: bool,
    /// Amount columns that count in some of a document's rows only.
    #[serde(default)]
    pub(crate) amount_rows: Vec<AmountRows>,
    /// Columns that hold one of a few known texts in all rows that are not left out: what another text means is not known,
    /// so that its row is not read.
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
    /// What becomes of a report on cash basis.
    #[serde(default)]
    pub(crate) cash_basis: CashBasis,
    /// The whole file is known and of no use: why.
    pub(crate) file_left_out: Option<String>,
    /// The whole file is known and the wrong one: what it is and what to do.
    pub(crate) refused: Option<Refused>,
    /// The file is read, but what it shows may not be what the books hold: why, and what to do.
    pub(crate) doubtful: Option<Refused>,
    /// What `net` is where no column holds it.
    pub(crate) net_from: Option<NetFrom>,
    /// A contact list that holds suppliers too: only those contacts are customers that a document of the exports names.
    #[serde(default)]
    pub(crate) contacts_of_all_kinds: bool,
    /// The name that stands where a document has no customer. Cash sales and refunds whose row names none are given it.
    pub(crate) nobody: Option<String>,
    /// The file may lack its headings: how it is then known.
    pub(crate) without_headings: Option<WithoutHeadings>,
    /// A row above the headings tells facts of the whole file by position. Without it the file cannot be read.
    pub(crate) metadata: Option<MetadataRule>,
    /// Amounts have no sign: a column says whether they are debit or credit.
    pub(crate) sides: Option<Sides>,
    /// Rows are postings between two accounts, of which one may be a customer's.
    pub(crate) posting: Option<PostingRule>,
    /// Rows may continue the one above.
    pub(crate) carry_down: Option<CarryDown>,
    /// Customers' ids are numbers: a text of other characters in the column `customer_id` is the customer's name, where
    /// the row has no other.
    #[serde(default)]
    pub(crate) customer_ids_are_numbers: bool,
    /// What divides a parent's name from its sub-customer's in rows that have the customer's id too.
    pub(crate) parent_mark: Option<String>,
    /// Fields whose dates have no marks between their numbers.
    #[serde(default)]
    pub(crate) date_forms: BTreeMap<String, DateForm>,
    /// Columns of texts that are the due date where that field is empty and the text reads as a day (as
    /// `day-month-year`) from the document's date to two years later.
    #[serde(default)]
    pub(crate) due_date_hints: Vec<String>,
    /// How to get the export out of its accounting system.
    pub(crate) recipe: Option<Recipe>,
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
    /// A customer's totals, in the columns of `totals`, with no document behind them. Those of sales are held against
    /// the ledger's sales of the report's period, those of open balances against its balances at the as-of date.
    CustomerTotal,
}

/// What becomes of a report on cash basis, which shows sales when they were paid and in the amount that was paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CashBasis {
    /// It cannot be used.
    #[default]
    Refused,
    /// Its invoices are read as cash sales and its credit notes as cash refunds, which are outside the receivables. The
    /// signs of `kinds` must then be the same for both.
    SalesWhenPaid,
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
    /// Names of `columns` that must be there. None need to where a title must.
    #[serde(default)]
    pub(crate) columns: Vec<String>,
    /// The same where one of the titles is there: it tells enough for users to have taken other columns away, and to have
    /// added those of `without`.
    pub(crate) columns_with_title: Option<Vec<String>>,
    /// Headings that must not be there.
    #[serde(default)]
    pub(crate) without: Headings,
    /// Whether the first column must lack a heading (true) or have one (false).
    pub(crate) first_column_unnamed: Option<bool>,
    /// Texts that must, or must not, stand somewhere below the headings: for reports with the same headings.
    #[serde(default)]
    pub(crate) cells: Vec<CellsRule>,
}

/// What the cells of a column tell of a file's format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CellsRule {
    /// The column's name.
    pub(crate) column: String,
    /// Texts in lower case, any of them.
    pub(crate) contain: Vec<String>,
    /// Whether a cell must contain one of them, or none may.
    pub(crate) anywhere: bool,
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
    /// The name in the total row of rows that stand in no group.
    pub(crate) no_group: Option<String>,
    /// The heading of the group of a group's own rows, beside the groups nested in it, with `{group}` for the name.
    #[serde(default)]
    pub(crate) own_rows: Vec<NamePattern>,
    /// The first cell of the whole report's total row.
    #[serde(default)]
    pub(crate) grand_totals: Vec<String>,
    /// Rows that hold figures alone are totals of the innermost group.
    #[serde(default)]
    pub(crate) figure_totals: bool,
    /// First cells of other rows that are no data, and what those are.
    #[serde(default)]
    pub(crate) furniture: BTreeMap<String, String>,
    /// The report ends with QuickBooks' stamp of date, time and basis.
    #[serde(default)]
    pub(crate) stamp: bool,
    /// Beginnings of title rows that name the program or the part of the file, and so not the company.
    #[serde(default)]
    pub(crate) other_titles: Vec<String>,
    /// First cells, in lower case, of rows that hold nothing else and begin a part of the file with headings of its own:
    /// each is a table of its own, recognised by itself.
    #[serde(default)]
    pub(crate) sections: KnownTexts,
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
    /// Headings of columns, the first filled one of which is the text by itself: a person's organisation.
    #[serde(default)]
    pub(crate) rather: Vec<Headings>,
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
    /// People write the file by this rule: an amount with the other sign is a mistake.
    #[serde(default)]
    pub(crate) sign_is_binding: bool,
    /// The column `number` holds the number of the invoice that it is set against, not its own.
    #[serde(default)]
    pub(crate) number_is_of_invoice: bool,
    /// Rows with no amount, or with nothing in it, are left out: why.
    pub(crate) left_out_when_zero: Option<String>,
    /// The name of the column of its own number, where that is not `number`.
    pub(crate) own_number: Option<String>,
}

impl KindReading {
    /// How rows of a kind are read that the format does not name.
    pub(crate) const USUAL: Self = Self {
        sign: Sign::Positive,
        sign_is_binding: false,
        number_is_of_invoice: false,
        left_out_when_zero: None,
        own_number: None,
    };
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

/// A column that holds one of a few known texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    /// The column's name.
    pub(crate) column: String,
    /// The texts, in lower case.
    pub(crate) is: KnownTexts,
}

/// Rows of whose documents the export does not tell all, which is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartlyKnown {
    /// The name of the column that decides.
    pub(crate) column: String,
    /// It is one of these, in lower case.
    pub(crate) is: KnownTexts,
    /// What the export does not tell, as a sentence without its full stop.
    pub(crate) seen: String,
    /// What to do, in the imperative.
    pub(crate) remedy: String,
}

/// Rows that are no facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaveOut {
    /// The name of the column that decides.
    pub(crate) column: String,
    /// Only rows where this holds as well.
    #[serde(rename = "where")]
    pub(crate) condition: Option<Condition>,
    /// Left out where the cell is one of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) is: KnownTexts,
    /// Left out where the cell is none of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) is_not: KnownTexts,
    /// A file without the column is read as if all cells of it were empty; else the rule is passed over there.
    #[serde(default)]
    pub(crate) column_may_lack: bool,
    /// Left out where the cell contains one of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) contains: KnownTexts,
    /// Left out where the cell contains none of these, in lower case. Empty: not used.
    #[serde(default)]
    pub(crate) lacks: KnownTexts,
    /// Why, as a sentence fragment.
    pub(crate) reason: String,
    /// Whether somebody may look for them.
    #[serde(default = "yes")]
    pub(crate) notable: bool,
}

impl LeaveOut {
    /// Whether a row with this cell is left out.
    pub(crate) fn applies_to(&self, cell: &str) -> bool {
        self.is.have(cell)
            || (!self.is_not.is_empty() && !self.is_not.have(cell))
            || self.contains.stand_in(cell)
            || (!self.lacks.is_empty() && !self.lacks.stand_in(cell))
    }
}

fn yes() -> bool {
    true
}

/// What must hold of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The name of the column that decides.
    pub(crate) column: String,
    /// What its cell may be, in lower case.
    pub(crate) is: KnownTexts,
}

/// An amount column that counts in some of a document's rows only, as where each row is a posting and one column holds
/// the amounts of all: it is zero in the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountRows {
    /// The name of the amount column.
    pub(crate) column: String,
    /// It counts where any of these holds.
    #[serde(rename = "where")]
    pub(crate) conditions: Vec<Condition>,
    /// It has the opposite sign there.
    #[serde(default)]
    pub(crate) turned: bool,
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

/// An amount that is a quantity of something at a price, rounded to the currency's minor unit, halves away from zero.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NetFrom {
    /// The name of the column of quantities.
    pub(crate) quantity: String,
    /// The name of the column of prices of one, without tax.
    pub(crate) unit_price: String,
    /// The name of the column that says how many per cent are taken off; where its cell is empty, none.
    pub(crate) discount_percent: Option<String>,
}

impl NetFrom {
    /// The names of its columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        [&self.quantity, &self.unit_price].into_iter().chain(&self.discount_percent).map(String::as_str)
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

impl Format {
    /// All conditions in its rules.
    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let of_rows = self.leave_out.iter().filter_map(|rule| rule.condition.as_ref());
        of_rows.chain(self.amount_rows.iter().flat_map(|rule| &rule.conditions))
    }
}
