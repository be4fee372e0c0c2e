//! What an export says, before it is a fact: one [`DocumentDraft`] for each document that a file shows, with whatever
//! that file tells of it. Several files tell of the same document; the ledger makes one of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::{Currency, ExchangeRate, Money, Origin, Problem, Source};

/// Everything that was read out of one client's exports.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// One a file, in the order of their paths.
    pub sources: Vec<Source>,
    /// Customers as contact lists name them.
    pub customers: Vec<CustomerDraft>,
    /// Documents, in the order of files and rows.
    pub documents: Vec<DocumentDraft>,
    /// What the files themselves say their columns add up to.
    pub control_totals: Vec<ControlTotal>,
    /// The numbers in rows that could not be read, each of which is a problem: the documents are not missing for nothing.
    pub unread_numbers: BTreeSet<String>,
    /// All that was wrong with the files.
    pub problems: Vec<Problem>,
}

/// How a row names its customer. At least one of the two is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomerRef {
    /// The export's own customer id.
    pub id: Option<String>,
    /// The name, trimmed; sub-customers as `Parent:Child`, as the export writes them.
    pub name: Option<String>,
    /// The parent with which the name begins, where the row has an id as well and the format tells which mark divides
    /// the two: without an id every colon does.
    pub parent: Option<String>,
}

/// A customer as a contact list has it.
#[derive(Clone, Debug)]
pub struct CustomerDraft {
    /// Where it was read.
    pub origin: Origin,
    /// Id and name.
    pub customer: CustomerRef,
    /// E-mail address.
    pub email: Option<String>,
    /// Country, as the export writes it.
    pub country: Option<String>,
    /// Usual days from invoice to due date.
    pub terms_days: Option<u16>,
    /// The name or id of the customer whose sub-customer it is, where the list has a column for it.
    pub parent: Option<String>,
    /// Telephone number, without the label that the export may write before it.
    pub phone: Option<String>,
    /// Postal address in one line.
    pub address: Option<String>,
    /// What it may owe at most, in the client's currency.
    pub credit_limit: Option<Money>,
    /// Whether the accounting system has it as active.
    pub active: Option<bool>,
}

/// The kinds of document that exports tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DraftKind {
    /// A sale on account.
    Invoice,
    /// A sale taken back on account.
    CreditNote,
    /// A sale paid at once (QuickBooks: sales receipt).
    CashSale,
    /// A cash sale taken back, paid out at once (QuickBooks: refund receipt).
    CashRefund,
    /// Money in, whether for an invoice or not yet (overpayment, prepayment).
    Payment,
    /// Money paid back to the customer out of a credit.
    Refund,
    /// An open item closed without payment.
    WriteOff,
    /// An open item carried over from an earlier ledger.
    OpeningBalance,
}

impl DraftKind {
    /// In a sentence.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CashSale => "cash sale",
            Self::OpeningBalance => "opening balance",
            Self::Refund => "refund",
            Self::CashRefund => "cash refund",
            Self::CreditNote => "credit note",
            Self::Payment => "payment",
            Self::WriteOff => "write-off",
        }
    }
}

/// A document as one file shows it. Amounts are positive for the usual direction of the kind: a credit note of 100 has
/// `net = 100`. The reader has already turned the export's sign round.
#[derive(Clone, Debug)]
pub struct DocumentDraft {
    /// The document's first row in the file.
    pub origin: Origin,
    /// Its other rows in the same file and sheet: lines of an invoice, parts of a payment.
    pub more_rows: Vec<u32>,
    /// Which kind.
    pub kind: DraftKind,
    /// The document's number; payments often have none.
    pub number: Option<String>,
    /// Whose it is.
    pub customer: CustomerRef,
    /// Issued, received or paid on.
    pub date: NaiveDate,
    /// Payable by.
    pub due_date: Option<NaiveDate>,
    /// Days from invoice to due date, where the export names terms ("Net 30").
    pub terms_days: Option<u16>,
    /// Without tax.
    pub net: Option<Money>,
    /// The tax.
    pub tax: Option<Money>,
    /// With tax: what is owed or was paid.
    pub gross: Option<Money>,
    /// What is still unpaid (of an invoice) or unapplied (of a credit note or payment) at [`Self::balance_date`].
    pub open_balance: Option<Money>,
    /// The day that `open_balance` is of: the report's as-of date or period end; `None` where the file does not say.
    pub balance_date: Option<NaiveDate>,
    /// The day on which it was paid in full, where the export gives only that.
    pub settled_on: Option<NaiveDate>,
    /// What this payment, credit note or write-off was set against.
    pub applications: Vec<Application>,
    /// The export names what each payment was set against; where it names nothing, the payment is on account.
    pub links_known: bool,
    /// The document's own currency, where the export says: all its amounts are in it. `None`: the client's.
    pub currency: Option<Currency>,
    /// What one unit of `currency` is worth in the client's currency, where the export says.
    pub rate: Option<ExchangeRate>,
}

/// A part of a payment or credit note that an export sets against a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Application {
    /// The number of the invoice.
    pub to_number: String,
    /// How much; `None`: as much as the credit and the invoice allow.
    pub amount: Option<Money>,
}

/// A sum that a file itself states, to tie out against.
#[derive(Clone, Debug)]
pub struct ControlTotal {
    /// The total's own row.
    pub origin: Origin,
    /// What it adds up.
    pub measure: ControlMeasure,
    /// The customer whose total it is, or the whole file's.
    pub customer: Option<CustomerRef>,
    /// The amount that the file states.
    pub stated: Money,
    /// The same sum over the rows that were read from this file, in the file's own signs: import's own arithmetic. It
    /// differs from `stated` where rows are missing, unreadable or were left out.
    pub read: Money,
    /// The file states totals alone, without the documents behind them: the total covers every document of the file's
    /// span, whichever file tells of it.
    pub without_documents: bool,
}

/// What a control total adds up. The file's drafts are the documents it covers, unless it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ControlMeasure {
    /// Signed sales without tax: invoices and cash sales less credit notes and cash refunds.
    NetSales,
    /// Signed amounts with tax of invoices and credit notes.
    GrossSales,
    /// Payments received.
    Payments,
    /// Open balances of what is owed, less unapplied credits, at the file's as-of date.
    OpenBalance,
    /// A column whose sum means nothing in accounting (the transaction list adds invoices and their payments): it
    /// proves only that every row was read.
    RowCheck,
}
