//! From drafts to facts: one [`Ledger`] out of everything that the exports say.
//!
//! The steps, each in a file of its own:
//!
//! 1. `normal`: names and numbers in one spelling.
//! 2. `aliases`: which names the client says are one, or to be left out.
//! 3. `parties`: who is who, and who is whose sub-customer; `unlisted`: who is on no list.
//! 4. `claims`: every draft in one shape: whose it is, which kind, which sign.
//! 5. `identity`: which drafts of several files tell of the same document; `duplicates`: which may, and are an error.
//! 6. `merge`: one document out of what they tell, and where they contradict each other.
//! 7. `terms`: when each invoice is due.
//! 8. `settle`: which payment or credit note settles which invoice.
//! 9. `convert`: everything into the client's currency.
//! 10. `tie_out`: the ledger against the totals that the exports state.
//! 11. `checks`, `trend` and `files`: what is odd without being wrong.
//!
//! The order of files and rows changes nothing: everything is put in the order of its places in the files first.

mod alias_conflicts;
mod aliases;
mod assumptions;
mod checks;
mod claims;
mod convert;
mod denomination;
mod duplicates;
mod files;
mod identity;
mod merge;
mod normal;
mod parties;
mod settle;
mod tally;
mod terms;
mod tie_out;
mod trend;
mod unlisted;

#[cfg(test)]
mod currencies;
#[cfg(test)]
mod drafting;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod stories;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::{Currency, Money, Month, Problem, RateTable, Source};
use crate::import::draft::{CustomerDraft, DocumentDraft, Import};
use crate::ledger::{Allocation, Customer, CustomerIx, Document, DocumentIx, DocumentKind, Ledger, LedgerParts};

use aliases::Aliases;
pub use aliases::{CustomerRule, Exclusion, NameChange};
use claims::Claims;
pub use convert::{ForeignAmount, RateSource, RateUse};
use merge::Fact;
use parties::Parties;
pub use tie_out::{TieOut, TieOutMeasure, Verdict};

/// What a client's settings say about its ledger.
#[derive(Clone, Debug)]
pub struct LedgerPolicy {
    /// The currency of every amount; documents in another one are converted.
    pub currency: Currency,
    /// Sub-customers count as their parent. Default: true.
    pub roll_up: bool,
    /// The first day that the exports cover; `None`: the first day of the first document's month.
    pub history_start: Option<NaiveDate>,
    /// What the general ledger's receivables account shows, to tie out against.
    pub control_balance: Option<ControlBalance>,
    /// Exchange rates, for documents whose export states none.
    pub rates: RateTable,
    /// Which customers are one, shown under another name, or left out.
    pub customers: Vec<CustomerRule>,
}

impl LedgerPolicy {
    /// The defaults, in this currency.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            roll_up: true,
            history_start: None,
            control_balance: None,
            rates: RateTable::default(),
            customers: Vec::new(),
        }
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
    /// The exchange rates that documents were converted at, by currency and source.
    pub rates: Vec<RateUse>,
    /// The customers that the client's settings leave out, in their order.
    pub exclusions: Vec<Exclusion>,
    /// The names that the client's settings turn into others, in their order.
    pub name_changes: Vec<NameChange>,
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
pub fn assemble(mut import: Import, policy: &LedgerPolicy) -> Assembly {
    let mut found = Vec::new();
    normal::normalise(&mut import);
    let aliases = Aliases::apply(&mut import, &policy.customers, &mut found);
    let Import {
        mut sources,
        customers: mut contacts,
        mut documents,
        mut control_totals,
        mut problems,
        unread_numbers,
    } = import;
    sources.sort_by(|a, b| a.origin.cmp(&b.origin));
    contacts.sort_by(|a, b| a.origin.cmp(&b.origin));
    documents.sort_by(|a, b| a.origin.cmp(&b.origin));
    control_totals.sort_by(|a, b| a.origin.cmp(&b.origin));
    problems.sort_by(|a, b| (&a.origin, a.code, &a.seen).cmp(&(&b.origin, b.code, &b.seen)));

    let newest = newest_day(&sources, documents.iter().map(|d| d.date));
    let kept = aliases.excludes().then(|| {
        let kept = documents.iter().filter(|d| !aliases.is_excluded(&d.origin)).cloned().collect();
        let contacts: Vec<_> = contacts.iter().filter(|c| !aliases.is_excluded(&c.origin)).cloned().collect();
        Made::of(kept, &unread_numbers, &contacts, &sources, newest, policy)
    });
    let all = Made::of(documents, &unread_numbers, &contacts, &sources, newest, policy);
    let books = tie_out::Books {
        all: all.scope(newest),
        kept: kept.as_ref().map(|kept| kept.scope(newest)),
        claims: &all.claims,
        aliases: &aliases,
    };
    let tie_outs = tie_out::tie_out(&books, &sources, &control_totals, policy, &mut found);
    let exclusions = aliases.exclusions(all.ledger.documents());
    let made = kept.unwrap_or(all);
    let name_changes = aliases.changes(made.ledger.documents());

    found.extend(made.found);
    checks::check(&made.ledger, &mut found);
    trend::check(&made.ledger, last_day(&sources, newest), &mut found);
    files::check(&sources, &mut found);
    found.sort_by(|a, b| (a.code, &a.origin, &a.seen).cmp(&(b.code, &b.origin, &b.seen)));
    problems.extend(found);
    let (assumptions, rates) = (made.assumptions, made.rates);
    Assembly { ledger: made.ledger, sources, tie_outs, problems, assumptions, rates, exclusions, name_changes }
}

/// A ledger with what was learned while it was made.
struct Made {
    ledger: Ledger,
    parties: Parties,
    /// By party.
    places: Vec<Place>,
    claims: Claims,
    assumptions: Vec<Assumption>,
    rates: Vec<RateUse>,
    found: Vec<Problem>,
}

impl Made {
    /// Makes the ledger of these drafts, which are in the order of files and rows.
    fn of(
        documents: Vec<DocumentDraft>,
        unread_numbers: &BTreeSet<String>,
        contacts: &[CustomerDraft],
        sources: &[Source],
        newest: Option<NaiveDate>,
        policy: &LedgerPolicy,
    ) -> Self {
        let mut found = Vec::new();
        unlisted::report(contacts, &documents, &mut found);
        let parties = Parties::identify(contacts, &documents, &mut found);
        let claims = claims::from_drafts(documents, sources, &parties, newest, policy.currency, &mut found);
        let groups = identity::group(&claims.list, &mut found);
        duplicates::report(&claims.list, &groups, &parties, &mut found);
        let merged = merge::merge(&claims.list, &groups, policy.currency, &mut found);

        let business = parties.customers(policy.roll_up);
        let mut facts = merged.facts;
        facts.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut customers = business.customers;
        terms::set_due_dates(&mut facts, &mut customers, &business.places, &parties);
        let history_start = history_start(&facts);
        let settled = settle::settle(facts, unread_numbers, &parties, policy, &mut found);
        let converted =
            convert::convert(settled.facts, settled.allocations, policy.currency, &policy.rates, &mut found);
        let assumptions = assumptions::of(&converted.facts, &converted.allocations, merged.payments_of_nothing);

        let ledger = Ledger::from(LedgerParts {
            currency: policy.currency,
            documents: converted.facts.into_iter().map(|fact| document(fact, &business.places)).collect(),
            allocations: converted.allocations,
            history_start: policy.history_start.or(history_start),
            payment_data: settled.payment_data,
            receivables_since: settled.receivables_since,
            tax_unknown: merged.tax_unknown,
            customers,
        });
        Self { ledger, parties, places: business.places, claims, assumptions, rates: converted.rates, found }
    }

    fn scope(&self, newest: Option<NaiveDate>) -> tie_out::Scope<'_> {
        tie_out::Scope { ledger: &self.ledger, parties: &self.parties, places: &self.places, newest }
    }
}

/// The newest day that the exports speak of: of a document, or of a balance. Where a file states balances without
/// their date, they are taken as of this day, since exports are made together.
fn newest_day(sources: &[Source], dates: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
    dates.chain(sources.iter().filter_map(|s| s.as_of)).max()
}

/// The last day that the exports speak of, or say that they cover.
fn last_day(sources: &[Source], newest: Option<NaiveDate>) -> Option<NaiveDate> {
    sources.iter().filter_map(|source| Some(source.period?.last_day())).chain(newest).max()
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
        foreign: fact.foreign,
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
