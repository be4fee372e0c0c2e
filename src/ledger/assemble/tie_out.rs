//! The ledger against the totals that the exports themselves state.
//!
//! Every total is proved twice: the rows that were read add up to it, so no row is missing; and the ledger, made of all
//! files together, has the same figure, so that no document was lost, counted twice or given another amount. The
//! ledger's figure is taken
//!
//! - of sales and payments: over the file's period, of the kinds of document that the file lists; where the file names
//!   no period, of the documents that it lists;
//! - of open balances: at the file's as-of date, of everything; where the file covers a period, of the documents of that
//!   period and of the kinds that the file lists, at its end.
//!
//! A total over documents in another currency than the client's is in no one currency: it proves that every row was read.
//! Where the file lists no documents at all, as a summary does, its totals cover those of every kind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::aliases::{Aliases, Kinship};
use super::claims::{Claims, is_same_file};
use super::parties::{Parties, PartyIx};
use super::tally::listed;
use super::{ControlBalance, LedgerPolicy, Place};
use crate::base::{Currency, Money, Origin, Period, Problem, Source};
use crate::import::draft::{ControlMeasure, ControlTotal, CustomerRef};
use crate::ledger::{Document, DocumentKind, Ledger};

/// A stated total beside what was read and what the ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieOut {
    /// The total's place in the file; `None` for the control balance of the settings.
    pub origin: Option<Origin>,
    /// What it adds up.
    pub measure: TieOutMeasure,
    /// The name of the customer whose total it is; `None`: everyone's.
    pub customer: Option<String>,
    /// The days whose documents it adds up; `None` where the file names none.
    pub period: Option<Period>,
    /// The day that an open balance is of.
    pub as_of: Option<NaiveDate>,
    /// What the file or the settings state.
    pub stated: Money,
    /// The sum of the rows that were read from the file, in the file's own signs; `None` for the settings' balance.
    pub read: Option<Money>,
    /// The ledger's own figure; `None` where the total means nothing in accounting or names an unknown customer.
    pub ledger: Option<Money>,
    /// What the documents of excluded customers add to the ledger's figure: exports count them.
    pub excluded: Money,
    /// Ours less the stated one: of the rows, where those differ, else of the ledger with the excluded customers. Zero
    /// where all agree.
    pub difference: Money,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// What a [`TieOut`] adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TieOutMeasure {
    /// Sales without tax, less what was taken back.
    NetSales,
    /// Invoices less credit notes, with tax.
    GrossSales,
    /// Payments received.
    Payments,
    /// Open invoices less unapplied credits.
    OpenBalance,
    /// The rows of a column whose sum means nothing in accounting: it proves only that every row was read.
    Rows,
}

/// Whether a stated total holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// To the cent.
    Ties,
    /// The rows that were read add up to something else.
    RowsDiffer,
    /// The rows add up, but the ledger has another figure.
    LedgerDiffers,
}

impl From<ControlMeasure> for TieOutMeasure {
    fn from(measure: ControlMeasure) -> Self {
        match measure {
            ControlMeasure::NetSales => Self::NetSales,
            ControlMeasure::GrossSales => Self::GrossSales,
            ControlMeasure::Payments => Self::Payments,
            ControlMeasure::OpenBalance => Self::OpenBalance,
            ControlMeasure::RowCheck => Self::Rows,
        }
    }
}

impl TieOutMeasure {
    /// As a sentence names it.
    fn name(self) -> &'static str {
        match self {
            Self::NetSales => "sales without tax",
            Self::GrossSales => "invoices and credit notes with tax",
            Self::Payments => "payments",
            Self::OpenBalance => "open balances",
            Self::Rows => "rows",
        }
    }
}

/// The ledger, and how to find customers in it.
pub(super) struct Scope<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) parties: &'a Parties,
    /// By party.
    pub(super) places: &'a [Place],
    /// The newest day that the exports speak of.
    pub(super) newest: Option<NaiveDate>,
}

/// What the totals are held against.
pub(super) struct Books<'a> {
    /// The ledger of all documents, those of excluded customers too, since exports count them.
    pub(super) all: Scope<'a>,
    /// The ledger without excluded customers, where any are.
    pub(super) kept: Option<Scope<'a>>,
    pub(super) claims: &'a Claims,
    pub(super) aliases: &'a Aliases,
}

/// Holds every stated total, in the order of files and rows, against the ledger.
pub(super) fn tie_out(
    books: &Books<'_>,
    sources: &[Source],
    totals: &[ControlTotal],
    policy: &LedgerPolicy,
    found: &mut Vec<Problem>,
) -> Vec<TieOut> {
    let mut tie_outs = Vec::with_capacity(totals.len());
    for of_file in totals.chunk_by(|a, b| is_same_file(&a.origin, &b.origin)) {
        let at = sources.iter().position(|source| is_same_file(&source.origin, &of_file[0].origin));
        let told = books.claims.kinds_told.iter().filter(|(source, _)| Some(*source) == at);
        let kinds = told.map(|&(_, kind)| kind).collect();
        let mut file = File::new(&of_file[0].origin, at.map(|at| &sources[at]), kinds, books.all.newest);
        file.without_documents = of_file.iter().any(|total| total.without_documents);
        let mut all = Figures::new(&books.all, &file, books.aliases);
        let mut kept = books.kept.as_ref().map(|kept| Figures::new(kept, &file, books.aliases));
        for total in of_file {
            let measure = if at.is_some_and(|at| books.all.is_foreign(books.claims, at, total)) {
                TieOutMeasure::Rows
            } else {
                TieOutMeasure::from(total.measure)
            };
            // A customer that only a summary knows has nothing in the ledger.
            let nothing =
                (total.without_documents && measure != TieOutMeasure::Rows).then_some(Figure::everyone(Money::ZERO));
            let ledger = all.of(measure, total.customer.as_ref()).or(nothing);
            let kept = kept.as_mut().map(|kept| kept.of(measure, total.customer.as_ref()).unwrap_or_default());
            tie_outs.push(file.tie_out(total, measure, ledger, kept));
        }
    }
    tie_outs.extend(policy.control_balance.and_then(|control| control_balance(books, control)));
    let differing = tie_outs.iter().filter(|tie_out| tie_out.verdict != Verdict::Ties);
    found.extend(listed(differing.map(|tie_out| tie_out.problem(policy.currency)).collect()));
    tie_outs
}

/// The ledger's figure of a customer: its own, and that with its sub-customers. A parent's total may be either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Figure {
    own: Money,
    family: Money,
}

impl Figure {
    fn everyone(amount: Money) -> Self {
        Self { own: amount, family: amount }
    }
}

/// The ledger's figures for the totals of one file, each measure summed once.
struct Figures<'a> {
    scope: &'a Scope<'a>,
    file: &'a File<'a>,
    aliases: &'a Aliases,
    children: Vec<Vec<PartyIx>>,
    amounts: BTreeMap<TieOutMeasure, Vec<(usize, Money)>>,
    sums: BTreeMap<TieOutMeasure, BTreeMap<Place, Money>>,
}

impl<'a> Figures<'a> {
    fn new(scope: &'a Scope<'a>, file: &'a File<'a>, aliases: &'a Aliases) -> Self {
        let (amounts, sums) = (BTreeMap::new(), BTreeMap::new());
        Self { scope, file, aliases, children: scope.children(), amounts, sums }
    }

    /// The figure of one customer or, without one, of everyone; `None` where the ledger has none.
    fn of(&mut self, measure: TieOutMeasure, customer: Option<&CustomerRef>) -> Option<Figure> {
        if measure == TieOutMeasure::Rows {
            return None;
        }
        let (scope, file) = (self.scope, self.file);
        let amounts = self.amounts.entry(measure).or_insert_with(|| scope.amounts(file, measure));
        let sums = self.sums.entry(measure).or_insert_with(|| scope.sums(amounts));
        match customer {
            None => Some(Figure::everyone(sums.values().copied().sum())),
            Some(customer) if self.aliases.is_merged(customer) => {
                Some(scope.told_under(amounts, customer, self.aliases))
            }
            Some(customer) => scope.of_customer(sums, &self.children, customer),
        }
    }
}

/// What of a file decides which documents its totals cover.
struct File<'a> {
    origin: &'a Origin,
    period: Option<Period>,
    /// The day of its open balances.
    as_of: Option<NaiveDate>,
    /// It states the day itself, and no period: its open balances are everyone's.
    covers_all: bool,
    kinds: BTreeSet<DocumentKind>,
    /// It lists no documents, so that its totals are of every kind.
    without_documents: bool,
}

impl<'a> File<'a> {
    fn new(
        origin: &'a Origin,
        source: Option<&Source>,
        kinds: BTreeSet<DocumentKind>,
        newest: Option<NaiveDate>,
    ) -> Self {
        let period = source.and_then(|source| source.period);
        let as_of = source.and_then(|source| source.as_of);
        let covers_all = as_of.is_some() && period.is_none();
        Self {
            origin,
            period,
            as_of: as_of.or(period.map(|p| p.last_day())).or(newest),
            covers_all,
            kinds,
            without_documents: false,
        }
    }

    /// Whether a total of this measure counts the document.
    fn covers(&self, document: &Document, measure: TieOutMeasure) -> bool {
        let is_open_balance = measure == TieOutMeasure::OpenBalance;
        if is_open_balance && self.as_of.is_none_or(|as_of| document.date > as_of) {
            return false;
        }
        match self.period {
            _ if is_open_balance && (self.covers_all || self.without_documents) => true,
            Some(period) => {
                period.contains(document.date) && (self.without_documents || self.kinds.contains(&document.kind))
            }
            None if self.without_documents => true,
            None => document.origins.iter().any(|origin| is_same_file(origin, self.origin)),
        }
    }

    /// `ledger` is of all documents, `kept` without those of excluded customers, where any are.
    fn tie_out(
        &self,
        total: &ControlTotal,
        measure: TieOutMeasure,
        ledger: Option<Figure>,
        kept: Option<Figure>,
    ) -> TieOut {
        let is_family = ledger.is_some_and(|figure| figure.family == total.stated);
        let chosen = |figure: Figure| if is_family { figure.family } else { figure.own };
        let (ledger, kept) = (ledger.map(chosen), kept.map(chosen));
        let excluded = ledger.zip(kept).map(|(all, kept)| all - kept).unwrap_or_default();
        let is_open_balance = measure == TieOutMeasure::OpenBalance;
        let of_ledger = ledger.map_or(Money::ZERO, |ledger| ledger - total.stated);
        let (verdict, difference) = if total.read != total.stated {
            (Verdict::RowsDiffer, total.read - total.stated)
        } else if of_ledger.is_zero() {
            (Verdict::Ties, Money::ZERO)
        } else {
            (Verdict::LedgerDiffers, of_ledger)
        };
        TieOut {
            origin: Some(total.origin.clone()),
            measure,
            customer: total.customer.as_ref().and_then(|customer| customer.name.clone().or(customer.id.clone())),
            period: self.period,
            as_of: self.as_of.filter(|_| is_open_balance),
            stated: total.stated,
            read: Some(total.read),
            ledger: ledger.map(|ledger| ledger - excluded),
            excluded,
            difference,
            verdict,
        }
    }
}

impl Scope<'_> {
    /// Whether a total of this file is over documents in another currency than the client's.
    fn is_foreign(&self, claims: &Claims, source: usize, total: &ControlTotal) -> bool {
        let everyone = (source, PartyIx::FIRST)..=(source, PartyIx::LAST);
        let mut foreign = claims.foreign_told.range(everyone).map(|&(_, party)| party);
        match &total.customer {
            None => foreign.next().is_some(),
            Some(customer) => {
                let party = self.parties.of(customer);
                foreign.any(|one| Some(one) == party || Some(self.parties.root(one)) == party)
            }
        }
    }

    /// By party: its sub-customers.
    fn children(&self) -> Vec<Vec<PartyIx>> {
        let mut children = vec![Vec::new(); self.parties.len()];
        for party in self.parties.all() {
            let root = self.parties.root(party);
            if root != party {
                children[root.at()].push(party);
            }
        }
        children
    }

    /// The part of each document in the ledger's figure, by its place; without those that have none.
    fn amounts(&self, file: &File<'_>, measure: TieOutMeasure) -> Vec<(usize, Money)> {
        let mut settled = vec![Money::ZERO; self.ledger.documents().len()];
        if let Some(as_of) = file.as_of.filter(|_| measure == TieOutMeasure::OpenBalance) {
            for allocation in self.ledger.allocations_until(as_of) {
                settled[allocation.from.0 as usize] += allocation.amount;
                settled[allocation.to.0 as usize] += allocation.amount;
            }
        }
        let mut amounts = Vec::new();
        for (at, (document, settled)) in self.ledger.documents().iter().zip(settled).enumerate() {
            let amount = match measure {
                TieOutMeasure::NetSales => document.sale(),
                TieOutMeasure::GrossSales if document.kind == DocumentKind::Invoice => document.gross,
                TieOutMeasure::GrossSales if document.kind == DocumentKind::CreditNote => -document.gross,
                TieOutMeasure::Payments if document.kind == DocumentKind::Payment && !document.date_is_assumed => {
                    document.gross
                }
                TieOutMeasure::OpenBalance if document.kind.is_debit() => document.gross - settled,
                TieOutMeasure::OpenBalance if document.kind.is_credit() => settled - document.gross,
                _ => continue,
            };
            if !amount.is_zero() && file.covers(document, measure) {
                amounts.push((at, amount));
            }
        }
        amounts
    }

    /// The ledger's figure of each customer and sub-customer.
    fn sums(&self, amounts: &[(usize, Money)]) -> BTreeMap<Place, Money> {
        let mut sums: BTreeMap<Place, Money> = BTreeMap::new();
        for &(at, amount) in amounts {
            let document = &self.ledger.documents()[at];
            let place = Place { customer: document.customer, sub_customer: document.sub_customer };
            *sums.entry(place).or_default() += amount;
        }
        sums
    }

    /// The figure of one of several names of a customer: of the documents that were told under it.
    fn told_under(&self, amounts: &[(usize, Money)], customer: &CustomerRef, aliases: &Aliases) -> Figure {
        let mut figure = Figure::default();
        for &(at, amount) in amounts {
            match aliases.told_under(&self.ledger.documents()[at], customer) {
                Some(Kinship::Own) => {
                    figure.own += amount;
                    figure.family += amount;
                }
                Some(Kinship::Child) => figure.family += amount,
                None => {}
            }
        }
        figure
    }

    /// The figure of one customer.
    fn of_customer(
        &self,
        sums: &BTreeMap<Place, Money>,
        children: &[Vec<PartyIx>],
        customer: &CustomerRef,
    ) -> Option<Figure> {
        let party = self.parties.of(customer)?;
        let own = |party: PartyIx| {
            let place = self.parties.is_named(party).then(|| self.places[party.at()]);
            place.and_then(|place| sums.get(&place).copied()).unwrap_or_default()
        };
        let family = own(party) + children[party.at()].iter().map(|&child| own(child)).sum();
        Some(Figure { own: own(party), family })
    }

    /// Open invoices less unapplied credits.
    fn balance(&self, as_of: NaiveDate) -> Money {
        let signed = |document: &Document| match document.kind {
            kind if kind.is_debit() => document.gross,
            kind if kind.is_credit() => -document.gross,
            _ => Money::ZERO,
        };
        self.ledger.documents_until(as_of).iter().map(signed).sum()
    }
}

fn control_balance(books: &Books<'_>, control: ControlBalance) -> Option<TieOut> {
    let as_of = control.date.or(books.all.newest)?;
    let all = books.all.balance(as_of);
    let kept = books.kept.as_ref().map_or(all, |kept| kept.balance(as_of));
    let difference = all - control.balance;
    Some(TieOut {
        origin: None,
        measure: TieOutMeasure::OpenBalance,
        customer: None,
        period: None,
        as_of: Some(as_of),
        stated: control.balance,
        read: None,
        ledger: Some(kept),
        excluded: all - kept,
        difference,
        verdict: if difference.is_zero() { Verdict::Ties } else { Verdict::LedgerDiffers },
    })
}

impl TieOut {
    /// What a sentence adds to the ledger's figure where customers are excluded.
    pub fn with_excluded(&self, currency: Currency) -> String {
        if self.excluded.is_zero() {
            String::new()
        } else {
            format!(" and {} of excluded customers", self.excluded.to_plain(currency))
        }
    }

    /// What a bookkeeper has to know of a total that does not hold.
    fn problem(&self, currency: Currency) -> Problem {
        let plain = |money: Money| money.to_plain(currency);
        let customer = self.customer.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
        let when = match (self.as_of, self.period) {
            (Some(as_of), _) => format!(" at {as_of}"),
            (None, Some(period)) => format!(" from {} to {}", period.first_day(), period.last_day()),
            (None, None) => String::new(),
        };
        let what = format!("{}{customer}{when}", self.measure.name());
        let (ours, remedy) = match self.verdict {
            Verdict::RowsDiffer => (
                format!("the rows that were read add up to {}", plain(self.read.unwrap_or_default())),
                "Look for rows that were left out or are a problem of their own, and export the file again",
            ),
            Verdict::LedgerDiffers | Verdict::Ties => (
                format!("the ledger has {}{}", plain(self.ledger.unwrap_or_default()), self.with_excluded(currency)),
                "Look for a document that only one of the exports lists, or that they list differently; where the export \
                 is of a part of the business on purpose, waive this code",
            ),
        };
        let stated_by = if self.origin.is_some() { "the file states" } else { "the settings' control_balance is" };
        let seen =
            format!("{what}: {stated_by} {}, {ours}: a difference of {}", plain(self.stated), plain(self.difference));
        Problem::error("control-total-differs", self.origin.clone(), seen, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::assemble::drafting::{assembled, credit_note, file, invoice, money, payment};

    #[test]
    fn a_sale_that_only_another_file_has_shows_in_the_period_total() {
        let assembly = assembled(vec![
            file("a.csv", vec![invoice("1", "Old Co", "2025-01-05").net("10.00")])
                .period("2025-01-01", "2025-01-31")
                .total(ControlMeasure::NetSales, "Old Co", "10.00")
                .total(ControlMeasure::NetSales, "", "10.00"),
            file(
                "b.csv",
                vec![
                    invoice("1", "New Co", "2025-01-05").net("10.00"),
                    invoice("2", "New Co", "2025-02-05").net("5.00"),
                ],
            )
            .total(ControlMeasure::NetSales, "", "15.00"),
        ]);
        let shown: Vec<_> = assembly.tie_outs.iter().map(|t| (t.ledger, t.difference, t.verdict)).collect();
        assert_eq!(
            shown,
            [
                (Some(money("10.00")), Money::ZERO, Verdict::Ties),
                (Some(money("20.00")), money("10.00"), Verdict::LedgerDiffers),
                (Some(money("15.00")), Money::ZERO, Verdict::Ties),
            ]
        );
        assert_eq!(assembly.codes(), ["control-total-differs", "possible-duplicate"]);
    }

    #[test]
    fn a_summary_without_documents_covers_those_of_all_files() {
        let totals = |measure| {
            file("summary.csv", vec![])
                .total(measure, "Acme", "100.00")
                .total(measure, "Bolt", "-30.00")
                .total(measure, "Nobody", "5.00")
                .total(measure, "", "70.00")
                .without_documents()
        };
        let shown = |summary| {
            let documents = vec![
                invoice("1", "Acme", "2025-01-05").gross("100.00"),
                credit_note("C", "Bolt", "2025-01-06").gross("30.00"),
                invoice("2", "Acme", "2025-03-05").gross("7.00"),
            ];
            let assembly = assembled(vec![file("all.csv", documents), summary]);
            let tie_outs = assembly.tie_outs.iter();
            tie_outs.map(|t| (t.customer.clone().unwrap_or_default(), t.difference)).collect::<Vec<_>>()
        };
        let expected = [("Acme", "0.00"), ("Bolt", "0.00"), ("Nobody", "-5.00"), ("", "0.00")]
            .map(|(name, difference)| (name.to_owned(), money(difference)));
        assert_eq!(shown(totals(ControlMeasure::NetSales).period("2025-01-01", "2025-01-31")), expected);
        assert_eq!(shown(totals(ControlMeasure::OpenBalance).balances_at("2025-01-31")), expected);
    }

    #[test]
    fn open_balances_at_an_as_of_date_are_everyones_less_credits() {
        let assembly = assembled(vec![
            file(
                "sales.csv",
                vec![
                    invoice("1", "Acme", "2025-01-05").gross("100.00"),
                    credit_note("C", "Bolt", "2025-01-06").gross("30.00"),
                ],
            ),
            file(
                "paid.csv",
                vec![
                    payment("", "Acme", "2025-01-20").gross("60.00"),
                    payment("", "Acme", "2025-02-20").gross("40.00"),
                ],
            ),
            file("aged.csv", vec![invoice("1", "Acme", "2025-01-05").open("40.00")])
                .balances_at("2025-01-31")
                .total(ControlMeasure::OpenBalance, "Nobody", "0.00")
                .total(ControlMeasure::OpenBalance, "", "40.00"),
        ]);
        let shown: Vec<_> = assembly.tie_outs.iter().map(|t| (t.customer.as_deref(), t.ledger, t.difference)).collect();
        assert_eq!(shown, [(Some("Nobody"), None, Money::ZERO), (None, Some(money("10.00")), money("-30.00"))]);
    }
}
