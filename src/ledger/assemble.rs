//! From drafts to facts: one [`Ledger`] out of everything that the exports say.
//!
//! The steps, each in a file of its own:
//!
//! 1. `parties`: who is who, and who is whose sub-customer.
//! 2. `claims`: every draft in one shape: whose it is, which kind, which sign.
//! 3. `identity`: which drafts of several files tell of the same document.
//! 4. `merge`: one document out of what they tell, and where they contradict each other.
//! 5. `terms`: when each invoice is due.
//! 6. `settle`: which payment or credit note settles which invoice.
//! 7. `tie_out`: the ledger against the totals that the exports state.
//! 8. `checks`: what is odd without being wrong.
//!
//! The order of files and rows changes nothing: everything is put in the order of its places in the files first.

mod checks;
mod claims;
mod identity;
mod merge;
mod parties;
mod settle;
mod tally;
mod terms;
mod tie_out;

#[cfg(test)]
mod drafting;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod stories;

use chrono::NaiveDate;

use crate::base::{Currency, Money, Month, Problem, Source};
use crate::import::draft::Import;
use crate::ledger::{Allocation, Customer, CustomerIx, Document, DocumentIx, DocumentKind, Ledger, LedgerParts};

use merge::Fact;
use parties::Parties;
pub use tie_out::{TieOut, TieOutMeasure, Verdict};

/// What a client's settings say about its ledger.
#[derive(Clone, Debug)]
pub struct LedgerPolicy {
    /// The currency of every amount; documents in another one are a problem.
    pub currency: Currency,
    /// Sub-customers count as their parent. Default: true.
    pub roll_up: bool,
    /// The first day that the exports cover; `None`: the first day of the first document's month.
    pub history_start: Option<NaiveDate>,
    /// What the general ledger's receivables account shows, to tie out against.
    pub control_balance: Option<ControlBalance>,
}

impl LedgerPolicy {
    /// The defaults, in this currency.
    pub fn new(currency: Currency) -> Self {
        Self { currency, roll_up: true, history_start: None, control_balance: None }
    }
}

/// The balance of the receivables account in the general ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlBalance {
    /// The day that it is of; `None`: the day of the newest document or statement in the exports.
    pub date: Option<NaiveDate>,
    /// Open invoices less unapplied credits.
    pub balance: Money,
}

/// The ledger, and what it takes to trust it.
#[derive(Clone, Debug)]
pub struct Assembly {
    /// The facts.
    pub ledger: Ledger,
    /// The files, as import describes them, by path.
    pub sources: Vec<Source>,
    /// Every total that the exports or the settings state, beside what was read and what the ledger holds.
    pub tie_outs: Vec<TieOut>,
    /// What import found, by place; then what the ledger found, by code and place.
    pub problems: Vec<Problem>,
    /// What the ledger holds that no export says, by kind; kinds that did not occur are absent.
    pub assumptions: Vec<Assumption>,
}

/// Something in the ledger that no export says, for the basis of preparation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What was derived or assumed.
    pub kind: AssumptionKind,
    /// How often: allocations for [`AssumptionKind::AllocatedOldestFirst`], documents for all others.
    pub count: usize,
    /// The sum of the amounts concerned, with tax; never negative.
    pub amount: Money,
}

/// The kinds of [`Assumption`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AssumptionKind {
    /// Parts of payments and credit notes set against the oldest open invoice, since the export does not link them.
    AllocatedOldestFirst,
    /// Payments known from a balance alone, dated at that balance.
    PaymentDateAssumed,
    /// Credits that a balance shows as used up, with nothing that they were used for: taken as paid out at that date.
    RefundDateAssumed,
    /// Payments taken from the day on which the export says that the invoice was settled.
    PaidOnSettlementDay,
    /// Invoices without a due date, due after their customer's usual terms.
    DueByCustomerTerms,
    /// Invoices without a due date, due after the business's most frequent terms.
    DueByBusinessTerms,
    /// Invoices without a due date, due after thirty days, since no terms are known.
    DueAfterThirtyDays,
    /// Sales of which an export tells one amount, without saying what of it is tax: net equals gross.
    TaxUnknown,
    /// Invoices and credits known by their open balance alone: carried as opening balances, not as sales.
    KnownByBalanceAlone,
    /// Documents with an amount below zero, taken as the opposite kind.
    TurnedRound,
    /// Payments of nothing, left out: they only set a credit against an invoice.
    PaymentOfNothing,
}

/// Makes the ledger of one client.
///
/// Errors in the data do not stop it: the ledger is then as good as can be, and [`Assembly::problems`] say what is wrong.
pub fn assemble(import: Import, policy: &LedgerPolicy) -> Assembly {
    let Import { mut sources, customers: mut contacts, mut documents, mut control_totals, mut problems } = import;
    sources.sort_by(|a, b| a.origin.cmp(&b.origin));
    contacts.sort_by(|a, b| a.origin.cmp(&b.origin));
    documents.sort_by(|a, b| a.origin.cmp(&b.origin));
    control_totals.sort_by(|a, b| a.origin.cmp(&b.origin));
    problems.sort_by(|a, b| (&a.origin, a.code, &a.seen).cmp(&(&b.origin, b.code, &b.seen)));

    let newest = newest_day(&sources, documents.iter().map(|d| d.date));
    let mut found = Vec::new();
    let mut assumptions = Vec::new();

    let parties = Parties::identify(&contacts, &documents, &mut found);
    let claims = claims::from_drafts(documents, &sources, &parties, newest, policy.currency, &mut found);
    assumptions.extend(claims.assumptions);
    let groups = identity::group(&claims.list, &mut found);
    let merged = merge::merge(&claims.list, &groups, policy.currency, &mut found);
    assumptions.extend(merged.assumptions);

    let business = parties.customers(policy.roll_up);
    let mut facts = merged.facts;
    facts.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut customers = business.customers;
    assumptions.extend(terms::set_due_dates(&mut facts, &mut customers, &business.places, &parties));
    let history_start = history_start(&facts);
    let settled = settle::settle(facts, &parties, policy, &mut found);
    assumptions.extend(settled.assumptions);

    let ledger = Ledger::from(LedgerParts {
        currency: policy.currency,
        documents: settled.facts.into_iter().map(|fact| document(fact, &business.places)).collect(),
        allocations: settled.allocations,
        history_start: policy.history_start.or(history_start),
        payment_data: settled.payment_data,
        receivables_since: settled.receivables_since,
        tax_unknown: merged.tax_unknown,
        customers,
    });
    let scope = tie_out::Scope { ledger: &ledger, parties: &parties, places: &business.places, newest };
    let tie_outs = tie_out::tie_out(&scope, &sources, &control_totals, &claims.kinds_told, policy, &mut found);
    checks::check(&ledger, &mut found);

    found.sort_by(|a, b| (a.code, &a.origin, &a.seen).cmp(&(b.code, &b.origin, &b.seen)));
    problems.extend(found);
    assumptions.retain(|a| a.count > 0);
    assumptions.sort_by_key(|a| a.kind);
    Assembly { ledger, sources, tie_outs, problems, assumptions }
}

/// The newest day that the exports speak of: of a document, or of a balance. Where a file states balances without
/// their date, they are taken as of this day, since exports are made together.
fn newest_day(sources: &[Source], dates: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
    dates.chain(sources.iter().filter_map(|s| s.as_of)).max()
}

/// The first day of the month of the first document; what was carried over from an earlier ledger is not history.
fn history_start(facts: &[Fact]) -> Option<NaiveDate> {
    let is_history = |fact: &&Fact| fact.kind != DocumentKind::OpeningBalance && !fact.date_is_assumed;
    facts.iter().find(is_history).map(|fact| Month::of(fact.date).first_day())
}

/// Where a party's documents go: its customer, and its place among that one's sub-customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    customer: CustomerIx,
    sub_customer: Option<u32>,
}

/// The customers as the ledger counts them.
struct Business {
    /// Ordered by id.
    customers: Vec<Customer>,
    /// By party.
    places: Vec<Place>,
}

fn document(fact: Fact, places: &[Place]) -> Document {
    let place = places[fact.party.at()];
    Document {
        kind: fact.kind,
        number: fact.number,
        customer: place.customer,
        sub_customer: place.sub_customer,
        date: fact.date,
        date_is_assumed: fact.date_is_assumed,
        due_date: fact.due_date,
        due_date_source: fact.due_date_source,
        net: fact.net,
        tax: fact.tax,
        gross: fact.gross,
        origins: fact.origins,
    }
}

/// An index that is known to fit, as the ledger's own type.
fn document_ix(index: usize) -> DocumentIx {
    DocumentIx(u32::try_from(index).unwrap_or(u32::MAX))
}

/// An allocation between two documents by their places in a list.
fn allocation(from: usize, to: usize, date: NaiveDate, amount: Money, derived: bool) -> Allocation {
    Allocation { from: document_ix(from), to: document_ix(to), date, amount, derived }
}
