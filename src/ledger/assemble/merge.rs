//! One document out of what several files tell of it.
//!
//! Each file adds what it knows: the net amount from one, the total from another, the due date from a third. With two of
//! net, tax and total the third follows; with one alone, net equals total. Where two files give the same thing
//! differently it is an error, and the first file's word (by path and row) stands until it is mended.

use chrono::NaiveDate;

use super::claims::{Balance, Claim, called};
use super::convert::{ForeignAmount, RateSource};
use super::denomination::Denomination;
use super::identity::Group;
use super::parties::PartyIx;
use super::tally::{Tally, listed};
use crate::base::{Currency, ExchangeRate, Money, Origin, Problem};
use crate::import::draft::{Application, DocumentDraft, DraftKind};
use crate::ledger::{AssumptionKind, DocumentKind, DueDateSource};

/// A document while the ledger is being made. The fields of the same names are those of the ledger's document.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) kind: DocumentKind,
    pub(super) number: Option<String>,
    /// Whom it was made out to: the sub-customer, where a file tells.
    pub(super) party: PartyIx,
    pub(super) date: NaiveDate,
    pub(super) date_is_assumed: bool,
    pub(super) due_date: Option<NaiveDate>,
    pub(super) due_date_source: DueDateSource,
    /// The document's own terms.
    pub(super) terms_days: Option<u16>,
    pub(super) net: Money,
    pub(super) tax: Money,
    pub(super) gross: Money,
    pub(super) origins: Vec<Origin>,
    /// The newest word on what is open of it.
    pub(super) balance: Option<Balance>,
    /// The day on which it was paid in full.
    pub(super) settled_on: Option<NaiveDate>,
    /// What it was set against, each number once.
    pub(super) links: Vec<Application>,
    /// The exports say what it was set against, be it nothing.
    pub(super) is_linked: bool,
    /// Of all amounts: the document's own, until they are converted into the client's.
    pub(super) currency: Currency,
    /// The rate that the exports tell.
    pub(super) rate: Option<(ExchangeRate, RateSource)>,
    /// What it was before it was converted.
    pub(super) foreign: Option<ForeignAmount>,
    /// What of it no export says.
    pub(super) assumed: Vec<AssumptionKind>,
}

impl Fact {
    /// The order of documents: facts first, so that it does not depend on the names of files.
    pub(super) fn order(&self) -> impl Ord + use<'_> {
        (self.date, self.kind, self.number.as_deref(), self.party, self.gross, &self.origins)
    }
}

/// All documents, and what was learned on the way.
pub(super) struct Merged {
    /// In the order of the groups.
    pub(super) facts: Vec<Fact>,
    /// There are sales, and no export tells the tax of any.
    pub(super) tax_unknown: bool,
    /// How many payments of nothing were left out.
    pub(super) payments_of_nothing: usize,
}

/// Merges each group into one document.
pub(super) fn merge(claims: &[Claim], groups: &[Group], home: Currency, found: &mut Vec<Problem>) -> Merged {
    let mut merger = Merger::new(home);
    let mut facts = Vec::with_capacity(groups.len());
    for group in groups {
        let told: Vec<&Claim> = group.iter().filter_map(|&at| claims.get(at)).collect();
        facts.extend(merger.document(&told));
    }
    found.extend(listed(merger.amounts));
    found.extend(listed(merger.dates));
    found.extend(listed(merger.rates));
    found.extend(listed(merger.currencies));
    found.extend(merger.no_amount.error(
        "missing-amount",
        "documents without any amount, left out",
        "Export a report that has their amounts",
    ));
    found.extend(merger.balances.warning(
        "conflicting-balances",
        "documents with two open balances of one day; that of the report with an as-of date is taken, else the larger",
        "Export the reports again, all on one day",
    ));
    found.extend(merger.home_balances.warning(
        "balance-in-other-currency",
        "open balances that are in the client's currency, of documents in another one, not used",
        "Export the open balances in the currency of the documents",
    ));
    let tax_unknown = merger.sales > 0 && merger.taxed == 0;
    Merged { facts, tax_unknown, payments_of_nothing: merger.payments_of_nothing }
}

/// What is collected while documents are merged.
struct Merger {
    home: Currency,
    amounts: Vec<Problem>,
    dates: Vec<Problem>,
    rates: Vec<Problem>,
    currencies: Vec<Problem>,
    no_amount: Tally,
    balances: Tally,
    home_balances: Tally,
    payments_of_nothing: usize,
    /// Sales, and those of them whose tax is told.
    sales: usize,
    taxed: usize,
}

/// Net, tax and total of one document.
struct Amounts {
    net: Money,
    tax: Money,
    gross: Money,
    tax_told: bool,
}

impl Merger {
    fn new(home: Currency) -> Self {
        Self {
            home,
            amounts: Vec::new(),
            dates: Vec::new(),
            rates: Vec::new(),
            currencies: Vec::new(),
            no_amount: Tally::default(),
            balances: Tally::default(),
            home_balances: Tally::default(),
            payments_of_nothing: 0,
            sales: 0,
            taxed: 0,
        }
    }

    /// The document of one group; `None` where nothing tells how much it is.
    fn document(&mut self, told: &[&Claim]) -> Option<Fact> {
        let first = *told.first()?;
        let kind = told
            .iter()
            .map(|claim| claim.kind)
            .find(|&kind| told.iter().any(|c| c.kind == kind && c.amount().is_some()));
        let mut kind = kind.unwrap_or(first.kind);
        let mut date_is_assumed =
            told.iter().any(|c| c.kind == DocumentKind::Payment && c.draft.kind == DraftKind::OpeningBalance);
        let denomination = Denomination::of(told, self.home, &mut self.currencies);
        let balance = self.balance(&denomination);
        let mut assumed = Vec::new();
        let amounts = if let Some(amounts) = self.amounts(&denomination.own, kind) {
            amounts
        } else {
            let open = self.known_by_balance(first, balance.as_ref())?;
            assumed.push(AssumptionKind::KnownByBalanceAlone);
            date_is_assumed = kind.is_credit() != open.is_negative();
            kind = if date_is_assumed { DocumentKind::Payment } else { DocumentKind::OpeningBalance };
            Amounts { net: open.abs(), tax: Money::ZERO, gross: open.abs(), tax_told: false }
        };
        if kind == DocumentKind::Payment && amounts.gross.is_zero() {
            self.payments_of_nothing += 1;
            return None;
        }
        if kind.sales_sign() != 0 {
            self.sales += 1;
            self.taxed += usize::from(amounts.tax_told);
            if !amounts.tax_told {
                assumed.push(AssumptionKind::TaxUnknown);
            }
        }
        if told.iter().any(|claim| claim.turned) {
            assumed.push(AssumptionKind::TurnedRound);
        }
        let rate = self.rate(&denomination);
        let date = self.agreed_date(told, "dated", |c| Some(c.draft.date)).unwrap_or(first.draft.date);
        let mut places = told.to_vec();
        // Where a reader is sent first: to the row that has the document as a transaction, with its amount and number.
        places.sort_by_key(|c| (c.amount().is_none(), c.balance.is_some(), c.draft.number.is_none()));
        let mut origins: Vec<Origin> = places.iter().flat_map(|claim| rows_of(&claim.draft)).collect();
        origins.dedup();
        let links = links(&denomination);
        Some(Fact {
            kind,
            number: told.iter().find_map(|claim| claim.draft.number.clone()),
            party: told.iter().find(|claim| claim.party != claim.root).unwrap_or(&first).party,
            date,
            date_is_assumed,
            due_date: self.agreed_date(told, "due", |c| c.draft.due_date).filter(|_| kind.is_debit()),
            due_date_source: DueDateSource::Stated,
            terms_days: told.iter().find_map(|claim| claim.draft.terms_days),
            net: amounts.net,
            tax: amounts.tax,
            gross: amounts.gross,
            origins,
            balance,
            settled_on: self.agreed_date(told, "settled", |c| c.draft.settled_on),
            is_linked: !links.is_empty() || told.iter().any(|claim| claim.draft.links_known),
            links,
            currency: denomination.currency,
            rate,
            foreign: None,
            assumed,
        })
    }

    /// Net, tax and total, each from whichever file tells it; `None` where none tells any.
    fn amounts(&mut self, told: &[&Claim], kind: DocumentKind) -> Option<Amounts> {
        let conflicts_before = self.amounts.len();
        let gross = self.agreed_amount(told, "a total of", |c| c.draft.gross);
        let net = self.agreed_amount(told, "an amount without tax of", |c| c.draft.net);
        let tax = self.agreed_amount(told, "a tax of", |c| c.draft.tax);
        if let (Some(net), Some(tax), Some(gross)) = (net, tax, gross)
            && net + tax != gross
            && let Some(first) = told.first()
        {
            let plain = |money: Money| money.to_plain(first.currency);
            self.amounts.push(Problem::error(
                "conflicting-amounts",
                first.draft.origin.clone(),
                format!(
                    "{}: {} and tax of {} are not its total of {}",
                    called(&first.draft),
                    plain(net),
                    plain(tax),
                    plain(gross)
                ),
                "Correct the amounts, or leave the column out that is of something else",
            ));
        }
        // One is enough of a document: the others follow from it.
        self.amounts.truncate(conflicts_before + 1);
        let (net, gross) = match (net, tax, gross) {
            (Some(net), _, Some(gross)) => (net, gross),
            (Some(net), tax, None) => (net, net + tax.unwrap_or_default()),
            (None, tax, Some(gross)) => (gross - tax.unwrap_or_default(), gross),
            (None, _, None) => return None,
        };
        let tax_told =
            tax.is_some() || told.iter().any(|c| c.draft.net.is_some()) && told.iter().any(|c| c.draft.gross.is_some());
        let net = if kind.sales_sign() == 0 { gross } else { net };
        Some(Amounts { net, tax: gross - net, gross, tax_told })
    }

    /// The open balance that stands in for the amount, where it is all that is known of the document.
    fn known_by_balance(&mut self, first: &Claim, balance: Option<&Balance>) -> Option<Money> {
        let is_open_item = first.kind.is_debit() || first.kind.is_credit();
        match balance.map(|balance| balance.open) {
            Some(open) if is_open_item => Some(open),
            _ if first.kind == DocumentKind::Payment => {
                self.payments_of_nothing += 1;
                None
            }
            _ => {
                self.no_amount.add(Some(&first.draft.origin), || called(&first.draft));
                None
            }
        }
    }

    /// The newest balance. One in the client's currency, of a document in another one, says only whether anything is open.
    fn balance(&mut self, told: &Denomination<'_>) -> Option<Balance> {
        let rank = |b: &Balance| (b.date, b.dated_by_file, b.open);
        let is_nothing = |balance: &&Balance| balance.open.is_zero();
        let at_home = || told.at_home.iter().filter_map(|claim| claim.balance.as_ref());
        for claim in &told.at_home {
            if let Some(unused) = claim.balance.as_ref().filter(|balance| !is_nothing(balance)) {
                let seen = || format!("{}, of which {} is open", called(&claim.draft), unused.open.to_plain(self.home));
                self.home_balances.add(Some(&unused.origin), seen);
            }
        }
        let own = || told.own.iter().filter_map(|claim| claim.balance.as_ref());
        let balances = || own().chain(at_home().filter(is_nothing));
        let newest = balances().max_by_key(|balance| rank(balance))?;
        if let Some(other) = balances().find(|other| other.date == newest.date && other.open != newest.open) {
            let plain = |money: Money| money.to_plain(told.currency);
            let seen =
                || format!("{} in {} and {} in {}", plain(newest.open), newest.origin, plain(other.open), other.origin);
            self.balances.add(Some(&newest.origin), seen);
        }
        Some(newest.clone())
    }

    /// The rate that the exports state, else the one that follows from the amount in both currencies.
    fn rate(&mut self, told: &Denomination<'_>) -> Option<(ExchangeRate, RateSource)> {
        if told.currency == self.home {
            return None;
        }
        let (stated, conflict) = agreed(&told.own, |c| c.draft.rate);
        self.rates.extend(conflict.map(|c| c.problem("conflicting-rates", "at a rate of", |rate| rate.to_string())));
        stated.map(|rate| (rate, RateSource::Export)).or_else(|| told.rate_of_both_amounts(self.home))
    }

    fn agreed_amount(&mut self, told: &[&Claim], what: &str, field: impl Fn(&Claim) -> Option<Money>) -> Option<Money> {
        let (value, conflict) = agreed(told, field);
        let currency = told.first().map_or(self.home, |claim| claim.currency);
        let plain = |money: Money| money.to_plain(currency);
        self.amounts.extend(conflict.map(|c| c.problem("conflicting-amounts", what, plain)));
        value
    }

    fn agreed_date(
        &mut self,
        told: &[&Claim],
        what: &str,
        field: impl Fn(&Claim) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let (value, conflict) = agreed(told, field);
        self.dates.extend(conflict.map(|c| c.problem("conflicting-dates", what, |date: NaiveDate| date.to_string())));
        value
    }
}

/// Two files that tell the same thing differently.
struct Conflict<'a, T> {
    first: (&'a Claim, T),
    other: (&'a Claim, T),
}

impl<T: Copy> Conflict<'_, T> {
    fn problem(&self, code: &'static str, what: &str, show: impl Fn(T) -> String) -> Problem {
        let (first, other) = (self.first.0, self.other.0);
        Problem::error(
            code,
            first.draft.origin.clone(),
            format!(
                "{} is here {what} {}, but {} in {}",
                called(&first.draft),
                show(self.first.1),
                show(self.other.1),
                other.draft.origin
            ),
            "Export both reports again, or take the one that is out of date away",
        )
    }
}

/// What the first file says of it, and the first one that says otherwise.
fn agreed<'a, T: Copy + PartialEq>(
    told: &[&'a Claim],
    field: impl Fn(&Claim) -> Option<T>,
) -> (Option<T>, Option<Conflict<'a, T>>) {
    let mut values = told.iter().filter_map(|&claim| Some((claim, field(claim)?)));
    let Some(first) = values.next() else { return (None, None) };
    let conflict = values.find(|(_, value)| *value != first.1).map(|other| Conflict { first, other });
    (Some(first.1), conflict)
}

/// What it was set against: of each number the sum within one file, and the largest of several files' sums. Sums in
/// another currency than the document's are none.
fn links(told: &Denomination<'_>) -> Vec<Application> {
    let mut links: Vec<Application> = Vec::new();
    let own = told.own.iter().map(|claim| (claim, true));
    for (claim, in_own_currency) in own.chain(told.at_home.iter().map(|claim| (claim, false))) {
        let mut of_file: Vec<Application> = Vec::new();
        for link in &claim.draft.applications {
            let link = Application { amount: link.amount.filter(|_| in_own_currency), ..link.clone() };
            match of_file.iter_mut().find(|known| known.to_number == link.to_number) {
                Some(known) => known.amount = known.amount.zip(link.amount).map(|(a, b)| a + b),
                None => of_file.push(link),
            }
        }
        for link in of_file {
            match links.iter_mut().find(|known| known.to_number == link.to_number) {
                Some(known) => known.amount = known.amount.max(link.amount),
                None => links.push(link),
            }
        }
    }
    links.sort_by(|a, b| a.to_number.cmp(&b.to_number));
    links
}

/// Every row that a draft was made of.
fn rows_of(draft: &DocumentDraft) -> impl Iterator<Item = Origin> {
    let more = draft.more_rows.iter().map(|&row| draft.origin.at_row(row));
    std::iter::once(draft.origin.clone()).chain(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Severity;
    use crate::import::draft::DocumentDraft;
    use crate::ledger::assemble::drafting::{assembled, credit_note, day, draft, file, invoice, money, named, payment};

    #[test]
    fn each_file_adds_what_it_knows() {
        let row = || invoice("1", "Acme", "2025-01-05");
        let assembly = assembled(vec![
            file("a.csv", vec![row().net("100.00")]),
            file("b.csv", vec![row().tax("19.00").due("2025-01-20")]),
            file("c.csv", vec![invoice("2", "Acme", "2025-01-06").gross("119.00").tax("19.00")]),
        ]);
        for document in assembly.ledger.documents() {
            assert_eq!(
                (document.net, document.tax, document.gross),
                (money("100.00"), money("19.00"), money("119.00"))
            );
        }
        assert_eq!(assembly.ledger.documents()[0].due_date, Some(day("2025-01-20")));
        assert!(assembly.problems.is_empty());
    }

    #[test]
    fn contradictions_are_errors_that_name_both_places() {
        let row = |date| invoice("1", "Acme", date);
        let assembly = assembled(vec![
            file("a.csv", vec![row("2025-01-05").gross("100.00").due("2025-02-04")]),
            file("b.csv", vec![row("2025-01-06").gross("110.00").due("2025-02-04")]),
        ]);
        assert_eq!(assembly.ledger.documents().len(), 1);
        assert_eq!(assembly.codes(), ["conflicting-amounts", "conflicting-dates"]);
        let problem = assembly.problem("conflicting-amounts");
        assert_eq!(problem.severity, Severity::Error);
        assert_eq!(
            problem.to_string(),
            "error[conflicting-amounts] a.csv, row 1: invoice `1` of 2025-01-05 is here a total of 100.00, but 110.00 in \
             b.csv, row 1. Export both reports again, or take the one that is out of date away."
        );
        assert!(
            assembly
                .problem("conflicting-dates")
                .seen
                .contains("is here dated 2025-01-05, but 2025-01-06 in b.csv, row 1")
        );
    }

    #[test]
    fn net_tax_and_total_that_do_not_add_up_are_an_error() {
        let row = invoice("1", "Acme", "2025-01-05").net("100.00").tax("20.00").gross("119.00");
        assert_eq!(assembled(vec![file("a.csv", vec![row])]).codes(), ["conflicting-amounts"]);
    }

    #[test]
    fn an_amount_below_zero_is_the_opposite_kind() {
        let balance = |amount| draft(DraftKind::OpeningBalance, "", &named("Acme"), "2025-01-07").gross(amount);
        let assembly = assembled(vec![
            file("a.csv", vec![invoice("1", "Acme", "2025-01-05").net("-100.00").tax("-20.00"), balance("-5.00")]),
            file("b.csv", vec![credit_note("1", "Acme", "2025-01-05").gross("120.00")]),
        ]);
        let kinds: Vec<_> = assembly.ledger.documents().iter().map(|d| (d.kind, d.gross, d.date_is_assumed)).collect();
        assert_eq!(
            kinds,
            [(DocumentKind::CreditNote, money("120.00"), false), (DocumentKind::Payment, money("5.00"), true)]
        );
        assert_eq!(assembly.codes(), ["negative-invoice"]);
    }

    #[test]
    fn what_is_known_by_its_balance_alone_is_no_sale_and_no_history() {
        let assembly = assembled(vec![
            file("aged.csv", vec![invoice("1", "Acme", "2019-01-05").due("2019-02-04").open("40.00")])
                .balances_at("2025-03-31"),
            file("sales.csv", vec![invoice("2", "Acme", "2025-03-05").gross("10.00")]),
        ]);
        let opening = &assembly.ledger.documents()[0];
        assert_eq!(
            (opening.kind, opening.gross, opening.due_date),
            (DocumentKind::OpeningBalance, money("40.00"), Some(day("2019-02-04")))
        );
        assert_eq!(assembly.ledger.net_sales(), money("10.00"));
        assert_eq!(assembly.ledger.history_start(), day("2025-03-01"));
        assert!(assembly.assumptions.iter().any(|a| a.kind == AssumptionKind::KnownByBalanceAlone && a.count == 1));
    }

    #[test]
    fn nothing_is_lost_in_silence() {
        let dollars = Currency::parse("USD").expect("a currency");
        let assembly = assembled(vec![file(
            "a.csv",
            vec![
                invoice("1", "Acme", "2025-01-05"),
                payment("", "Acme", "2025-01-06"),
                DocumentDraft { currency: Some(dollars), ..invoice("2", "Acme", "2025-01-05").gross("1.00") },
            ],
        )]);
        assert!(assembly.ledger.documents().is_empty());
        assert_eq!(assembly.codes(), ["missing-amount", "missing-rate"]);
        assert_eq!(assembly.assumptions.iter().map(|a| a.kind).collect::<Vec<_>>(), [AssumptionKind::PaymentOfNothing]);
    }

    #[test]
    fn of_two_balances_of_one_day_that_of_the_report_with_an_as_of_date_counts() {
        let row = || invoice("1", "Acme", "2025-01-05").gross("100.00");
        let assembly = assembled(vec![
            file("aged.csv", vec![row().open("100.00")]).balances_at("2025-01-31"),
            file("list.csv", vec![row().open("0.00").at("2025-01-31")]),
        ]);
        assert_eq!(assembly.codes(), ["conflicting-balances"]);
        assert_eq!(assembly.ledger.open_at("2025-01-31"), [("1".to_owned(), money("100.00"))]);
    }
}
