//! The facts: one immutable [`Ledger`] a client, made from the drafts of all its exports and reconciled against the
//! totals that those state.

mod assemble;
mod negative_balances;
mod subset;
#[cfg(test)]
pub(crate) mod testing;

pub use assemble::{
    Assembly, Assumption, AssumptionKind, ControlBalance, CustomerRule, Exclusion, ForeignAmount, LedgerPolicy,
    NameChange, RateSource, RateUse, TieOut, TieOutMeasure, Verdict, assemble,
};
pub use negative_balances::negative_balances;

use chrono::NaiveDate;

use crate::base::{Currency, Money, Origin};

/// A customer's place in [`Ledger::customers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomerIx(pub u32);

/// A document's place in [`Ledger::documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentIx(pub u32);

/// A customer as the pack counts it: the parent, with its sub-customers rolled up (unless the settings say otherwise).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The export's id, else the exact name. Unique in the ledger.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The parent's name, where sub-customers are not rolled up.
    pub parent: Option<String>,
    /// The sub-customers rolled up into this one, by name; empty for most.
    pub sub_customers: Vec<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Country, as the export writes it.
    pub country: Option<String>,
    /// Telephone number, without the label that the export may write before it.
    pub phone: Option<String>,
    /// Postal address in one line.
    pub address: Option<String>,
    /// What it may owe at most.
    pub credit_limit: Option<Money>,
    /// Whether the accounting system has it as active.
    pub active: Option<bool>,
    /// Usual days from invoice to due date: stated, else the most frequent of its invoices.
    pub terms_days: Option<u16>,
}

/// The kinds of document. Each is a sale or not, and stands in the receivables on the debit side, on the credit side,
/// or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// A sale on account: debit.
    Invoice,
    /// A sale paid at once: outside the receivables.
    CashSale,
    /// An open item carried over from an earlier ledger: debit, no sale.
    OpeningBalance,
    /// Money paid back out of a credit: debit, no sale.
    Refund,
    /// A sale taken back on account: credit.
    CreditNote,
    /// A cash sale taken back and paid out at once: outside the receivables.
    CashRefund,
    /// Money in: credit, no sale.
    Payment,
    /// An open item closed without payment: credit, no sale.
    WriteOff,
}

impl DocumentKind {
    /// +1 for what is added to sales, -1 for what is taken off, 0 for what is no sale.
    pub const fn sales_sign(self) -> i64 {
        match self {
            Self::Invoice | Self::CashSale => 1,
            Self::CreditNote | Self::CashRefund => -1,
            Self::OpeningBalance | Self::Refund | Self::Payment | Self::WriteOff => 0,
        }
    }

    /// Adds to what the customer owes: what credits are set against.
    pub const fn is_debit(self) -> bool {
        matches!(self, Self::Invoice | Self::OpeningBalance | Self::Refund)
    }

    /// Takes off what the customer owes: what is set against debits.
    pub const fn is_credit(self) -> bool {
        matches!(self, Self::CreditNote | Self::Payment | Self::WriteOff)
    }

    /// A purchase of the customer: invoices and cash sales.
    pub const fn is_purchase(self) -> bool {
        matches!(self, Self::Invoice | Self::CashSale)
    }
}

/// One document. Amounts are positive; the kind gives the sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which kind.
    pub kind: DocumentKind,
    /// Its number; payments often have none.
    pub number: Option<String>,
    /// The customer, after roll-up.
    pub customer: CustomerIx,
    /// The sub-customer that it was made out to: a place in [`Customer::sub_customers`].
    pub sub_customer: Option<u32>,
    /// Issued, received or paid on.
    pub date: NaiveDate,
    /// The export tells that the payment was made but not when: `date` is that of the export, and the payment is left
    /// out of all counts of days.
    pub date_is_assumed: bool,
    /// Payable by. For debits only; see [`Self::due_date_source`].
    pub due_date: Option<NaiveDate>,
    /// Where the due date comes from.
    pub due_date_source: DueDateSource,
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub gross: Money,
    /// What it was in its own currency, where that is not the ledger's.
    pub foreign: Option<ForeignAmount>,
    /// Every place that tells of it: those that list it as a transaction before those that list what is open of it, each in
    /// the order of files and rows.
    pub origins: Vec<Origin>,
}

/// Where a due date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DueDateSource {
    /// The export gives the date, or the document's own terms.
    Stated,
    /// The customer's usual terms.
    CustomerTerms,
    /// The most frequent terms of the whole business.
    BusinessTerms,
    /// Thirty days, since nothing is known.
    ThirtyDays,
}

impl Document {
    /// What it adds to sales without tax; negative for credit notes; zero for what is no sale.
    pub fn sale(&self) -> Money {
        Money::from_minor(self.net.minor() * self.kind.sales_sign())
    }
}

/// A part of a credit (payment, credit note, write-off) set against a debit (invoice, refund, opening balance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The credit.
    pub from: DocumentIx,
    /// The debit.
    pub to: DocumentIx,
    /// When it takes effect: the later of the two documents' dates.
    pub date: NaiveDate,
    /// How much; above zero.
    pub amount: Money,
    /// The export does not say which invoice was meant: set against the oldest open one.
    pub derived: bool,
}

/// What is known about payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentData {
    /// The exports hold payments with their dates.
    Dated,
    /// The exports tell what is paid at their own date, not when it was paid.
    BalancesOnly,
    /// The exports hold sales alone: no payment and no balance.
    None,
}

/// The parts that a [`Ledger`] is made of.
#[derive(Clone, Debug)]
pub struct LedgerParts {
    /// The currency of every amount.
    pub currency: Currency,
    /// In any order that the documents' indices agree with; ids are unique.
    pub customers: Vec<Customer>,
    /// In any order that the allocations' indices agree with.
    pub documents: Vec<Document>,
    /// In any order.
    pub allocations: Vec<Allocation>,
    /// The first day that the ledger covers; `None`: the first day of the first document's month.
    pub history_start: Option<NaiveDate>,
    /// What is known about payments.
    pub payment_data: PaymentData,
    /// The earliest as-of date at which receivables are right; `None`: any.
    pub receivables_since: Option<NaiveDate>,
    /// No export told the tax apart: net equals gross by assumption.
    pub tax_unknown: bool,
}

/// One client's facts. Built once, never changed; see [`LedgerParts`] for the fields' meaning.
///
/// Customers are ordered by id; documents by date, then kind, number and customer; allocations by date. So facts up to
/// an as-of date are a prefix of each.
#[derive(Clone, Debug)]
pub struct Ledger {
    parts: LedgerParts,
    history_start: NaiveDate,
}

impl Ledger {
    /// The currency of every amount.
    pub fn currency(&self) -> Currency {
        self.parts.currency
    }

    /// Every customer, ordered by id. Results of metrics are parallel to this slice.
    pub fn customers(&self) -> &[Customer] {
        &self.parts.customers
    }

    /// One customer.
    pub fn customer(&self, ix: CustomerIx) -> &Customer {
        &self.parts.customers[ix.0 as usize]
    }

    /// All documents, by date.
    pub fn documents(&self) -> &[Document] {
        &self.parts.documents
    }

    /// One document.
    pub fn document(&self, ix: DocumentIx) -> &Document {
        &self.parts.documents[ix.0 as usize]
    }

    /// All allocations, by date.
    pub fn allocations(&self) -> &[Allocation] {
        &self.parts.allocations
    }

    /// The documents dated up to and including `as_of`; what is later has not happened.
    pub fn documents_until(&self, as_of: NaiveDate) -> &[Document] {
        let documents = self.documents();
        &documents[..documents.partition_point(|d| d.date <= as_of)]
    }

    /// The allocations in effect at the end of `as_of`.
    pub fn allocations_until(&self, as_of: NaiveDate) -> &[Allocation] {
        let allocations = self.allocations();
        &allocations[..allocations.partition_point(|a| a.date <= as_of)]
    }

    /// The first day that the ledger covers. A window that begins before it is "not enough history".
    pub fn history_start(&self) -> NaiveDate {
        self.history_start
    }

    /// What is known about payments.
    pub fn payment_data(&self) -> PaymentData {
        self.parts.payment_data
    }

    /// The earliest as-of date at which receivables are right; `None`: any.
    pub fn receivables_since(&self) -> Option<NaiveDate> {
        self.parts.receivables_since
    }

    /// No export told the tax apart: net equals gross by assumption.
    pub fn tax_unknown(&self) -> bool {
        self.parts.tax_unknown
    }
}

impl From<LedgerParts> for Ledger {
    /// Puts the parts in order, and their indices with them.
    fn from(mut parts: LedgerParts) -> Self {
        let mut order: Vec<usize> = (0..parts.customers.len()).collect();
        order.sort_by(|&a, &b| parts.customers[a].id.cmp(&parts.customers[b].id));
        let place = places(&order);
        parts.customers = order.iter().map(|&i| parts.customers[i].clone()).collect();
        for document in &mut parts.documents {
            document.customer = CustomerIx(place[document.customer.0 as usize]);
        }

        let key = |d: &Document| (d.date, d.kind, d.number.clone(), d.customer, d.gross, d.origins.first().cloned());
        let mut order: Vec<usize> = (0..parts.documents.len()).collect();
        order.sort_by_cached_key(|&i| key(&parts.documents[i]));
        let place = places(&order);
        let mut taken: Vec<Option<Document>> = parts.documents.into_iter().map(Some).collect();
        parts.documents = order.iter().filter_map(|&i| taken[i].take()).collect();
        for allocation in &mut parts.allocations {
            allocation.from = DocumentIx(place[allocation.from.0 as usize]);
            allocation.to = DocumentIx(place[allocation.to.0 as usize]);
        }
        parts.allocations.sort_by_key(|a| (a.date, a.to, a.from, a.amount));

        let first_day = parts.documents.first().map_or(NaiveDate::MIN, |d| crate::base::Month::of(d.date).first_day());
        Self { history_start: parts.history_start.unwrap_or(first_day), parts }
    }
}

/// The new place of each old index, from the old indices in their new order.
fn places(order: &[usize]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (new, &old) in (0_u32..).zip(order) {
        places[old] = new;
    }
    places
}
