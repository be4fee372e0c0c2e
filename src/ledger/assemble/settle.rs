//! Which payment or credit note settles which invoice. Amounts are in the documents' own currencies, and only documents
//! in one currency are set against each other.
//!
//! In this order, each step taking only what the ones before it left:
//!
//! 1. Links that the exports state, by date of the payment (`links`). A link beyond what is open of either side is cut; a
//!    link to a document that is not there leaves the money on account.
//! 2. Invoices with a day of settlement: credit notes that a balance shows as used by then, and a payment of the
//!    remainder on that day.
//! 3. Refunds out of the customer's credits: credit notes before payments, the newest first.
//! 4. Credits without link information against the oldest open invoice: those of the sub-customer first, then those of
//!    the whole parent. Where an export states what is open at a day, invoices and credits take part up to that day only
//!    with what is stated as settled by then: an invoice stated as open in full receives nothing before that day.
//! 5. What a balance still shows as settled was paid on a day that no export tells: a payment dated at the balance.

mod links;
mod used_credits;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::merge::Fact;
use super::parties::{Parties, PartyIx};
use super::tally::Tally;
use super::{LedgerPolicy, allocation};
use crate::base::{Currency, Money, Origin, Problem};
use crate::ledger::{Allocation, AssumptionKind, DocumentKind, DueDateSource, PaymentData};

/// The documents with everything set against each other.
pub(super) struct Settled {
    /// By date as they came; then the payments that were derived.
    pub(super) facts: Vec<Fact>,
    /// Between places in `facts`.
    pub(super) allocations: Vec<Allocation>,
    /// What is known about payments.
    pub(super) payment_data: PaymentData,
    /// The first day at which receivables are right, where balances stood in for payments.
    pub(super) receivables_since: Option<NaiveDate>,
}

/// Settles documents, which are ordered by date. `unread` are the numbers of rows that are a problem of their own: that
/// a document of such a number is not there is told already.
pub(super) fn settle(
    facts: Vec<Fact>,
    unread: &BTreeSet<String>,
    parties: &Parties,
    policy: &LedgerPolicy,
    found: &mut Vec<Problem>,
) -> Settled {
    let roots = facts.iter().map(|fact| parties.root(fact.party)).collect();
    let currencies: BTreeSet<Currency> = facts.iter().map(|fact| fact.currency).collect();
    let mut book = Book {
        left: facts.iter().map(|fact| fact.gross).collect(),
        settled_by_balance: vec![Money::ZERO; facts.len()],
        told: facts.len(),
        allocations: Vec::with_capacity(facts.len()),
        facts,
        roots,
    };
    book.follow_links(unread, parties, found);
    book.set_used_credit_notes();
    book.pay_on_settlement_days();
    for &currency in &currencies {
        book.derive(parties.len(), currency, |book, at| book.facts[at].party);
        if policy.roll_up {
            book.derive(parties.len(), currency, |book, at| book.roots[at]);
        }
    }
    let receivables_since = book.settle_undated(found);
    Settled { payment_data: book.payment_data(), receivables_since, facts: book.facts, allocations: book.allocations }
}

/// The documents with what is left of each. All lists are parallel to `facts`.
struct Book {
    facts: Vec<Fact>,
    /// By fact, of those that the exports tell: the customer's parent.
    roots: Vec<PartyIx>,
    /// Not yet set against anything.
    left: Vec<Money>,
    /// Set against something up to and including the day of the stated balance.
    settled_by_balance: Vec<Money>,
    /// How many documents the exports tell of; behind them stand the derived ones, which are used up.
    told: usize,
    allocations: Vec<Allocation>,
}

impl Book {
    /// The day on which setting one against the other takes effect.
    fn effect(&self, from: usize, to: usize) -> NaiveDate {
        self.facts[from].date.max(self.facts[to].date)
    }

    fn allocate(&mut self, from: usize, to: usize, amount: Money, derived: bool) {
        if !amount.is_positive() {
            return;
        }
        let date = self.effect(from, to);
        for at in [from, to] {
            self.left[at] -= amount;
            if self.facts[at].balance.as_ref().is_some_and(|balance| date <= balance.date) {
                self.settled_by_balance[at] += amount;
            }
        }
        self.allocations.push(allocation(from, to, date, amount, derived));
    }

    /// How much of a document may be settled on a day without contradicting its stated balance.
    fn room(&self, at: usize, day: NaiveDate) -> Money {
        match &self.facts[at].balance {
            Some(balance) if day <= balance.date => {
                let settled = self.facts[at].gross - balance.open;
                (settled - self.settled_by_balance[at]).min(self.left[at]).or_zero_if_negative()
            }
            _ => self.left[at],
        }
    }

    /// How much of a credit may be set against something that the export does not name.
    fn free(&self, credit: usize, day: NaiveDate) -> Money {
        let is_stated = self.facts[credit].balance.as_ref().is_some_and(|balance| day <= balance.date);
        if self.facts[credit].is_linked && !is_stated { Money::ZERO } else { self.room(credit, day) }
    }

    /// Step 2.
    fn pay_on_settlement_days(&mut self) {
        let due: Vec<(usize, NaiveDate)> = (0..self.told)
            .filter(|&at| self.facts[at].kind.is_debit() && self.left[at].is_positive())
            .filter_map(|at| Some((at, self.facts[at].settled_on?)))
            .collect();
        if due.is_empty() {
            return;
        }
        let mut payments: HashMap<(PartyIx, Currency, NaiveDate, Money), Vec<usize>> = HashMap::new();
        for at in (0..self.told).rev().filter(|&at| self.facts[at].kind == DocumentKind::Payment) {
            let fact = &self.facts[at];
            payments.entry((self.roots[at], fact.currency, fact.date, self.left[at])).or_default().push(at);
        }
        for (at, day) in due {
            let amount = self.left[at];
            let known = payments.get_mut(&(self.roots[at], self.facts[at].currency, day, amount)).and_then(Vec::pop);
            let from = known.unwrap_or_else(|| {
                let origin = self.facts[at].origins.first().cloned();
                let made = self.add(at, DocumentKind::Payment, day, amount, origin);
                self.facts[made].assumed.push(AssumptionKind::PaidOnSettlementDay);
                made
            });
            self.allocate(from, at, amount, false);
        }
    }

    /// Adds a document that follows from another one.
    fn add(&mut self, of: usize, kind: DocumentKind, date: NaiveDate, amount: Money, origin: Option<Origin>) -> usize {
        self.facts.push(Fact {
            kind,
            number: None,
            party: self.facts[of].party,
            date,
            date_is_assumed: false,
            due_date: kind.is_debit().then_some(date),
            due_date_source: DueDateSource::Stated,
            terms_days: None,
            net: amount,
            tax: Money::ZERO,
            gross: amount,
            origins: origin.into_iter().collect(),
            balance: None,
            settled_on: None,
            links: Vec::new(),
            is_linked: true,
            currency: self.facts[of].currency,
            rate: None,
            foreign: None,
            assumed: Vec::new(),
        });
        self.left.push(amount);
        self.settled_by_balance.push(Money::ZERO);
        self.facts.len() - 1
    }

    /// Steps 3 and 4, among the documents in one currency that have the same owner.
    fn derive(&mut self, owners: usize, currency: Currency, owner: impl Fn(&Self, usize) -> PartyIx) {
        let mut sides: Vec<(Vec<usize>, Vec<usize>)> = vec![Default::default(); owners];
        let is_open = |book: &Self, at: usize| book.left[at].is_positive() && book.facts[at].currency == currency;
        for at in (0..self.told).filter(|&at| is_open(self, at)) {
            let (credits, debits) = &mut sides[owner(self, at).at()];
            if self.facts[at].kind.is_credit() {
                credits.push(at);
            } else if self.facts[at].kind.is_debit() {
                debits.push(at);
            }
        }
        for (credits, debits) in sides {
            if !credits.is_empty() && !debits.is_empty() {
                self.pay_refunds(&credits, &debits);
                self.set_against_oldest(&credits, &debits);
            }
        }
    }

    fn pay_refunds(&mut self, credits: &[usize], debits: &[usize]) {
        for &refund in debits {
            if self.facts[refund].kind != DocumentKind::Refund {
                continue;
            }
            let day = self.facts[refund].date;
            let mut sources: Vec<usize> = credits.iter().copied().filter(|&at| self.facts[at].date <= day).collect();
            sources.sort_by_key(|&at| (self.facts[at].kind != DocumentKind::CreditNote, std::cmp::Reverse(at)));
            for credit in sources {
                let part = self.room(credit, day).min(self.room(refund, day));
                self.allocate(credit, refund, part, true);
            }
        }
    }

    /// Oldest credit against oldest debit. A debit that may take no more until the day of its balance is put aside
    /// until the credits have come to that day, so that no debit is looked at again and again.
    fn set_against_oldest(&mut self, credits: &[usize], debits: &[usize]) {
        let mut open: BTreeSet<usize> = debits.iter().copied().collect();
        let mut aside: BTreeSet<(NaiveDate, usize)> = BTreeSet::new();
        for &credit in credits {
            let date = self.facts[credit].date;
            while let Some(&(until, debit)) = aside.first().filter(|(until, _)| *until < date) {
                aside.remove(&(until, debit));
                open.insert(debit);
            }
            let mut from = 0;
            while let Some(&debit) = open.range(from..).next() {
                let day = self.effect(credit, debit);
                let (free, room) = (self.free(credit, day), self.room(debit, day));
                if room.is_zero() {
                    open.remove(&debit);
                    if self.left[debit].is_positive() {
                        aside.extend(self.facts[debit].balance.as_ref().map(|balance| (balance.date, debit)));
                    }
                } else if free.is_zero() {
                    match self.first_after_balance(credit).filter(|&next| next > debit) {
                        Some(next) => from = next,
                        None => break,
                    }
                } else {
                    self.allocate(credit, debit, free.min(room), true);
                }
            }
        }
    }

    /// The first document that a credit, held back up to the day of its balance, may be set against after it.
    fn first_after_balance(&self, credit: usize) -> Option<usize> {
        let balance = self.facts[credit].balance.as_ref()?;
        let is_held = self.left[credit].is_positive() && !self.facts[credit].is_linked;
        is_held.then(|| self.facts[..self.told].partition_point(|fact| fact.date <= balance.date))
    }

    /// Step 5. Gives the first day at which receivables are right, where a payment was dated so.
    fn settle_undated(&mut self, found: &mut Vec<Problem>) -> Option<NaiveDate> {
        let mut differing = Tally::default();
        let mut since = None;
        for at in 0..self.told {
            let fact = &self.facts[at];
            let Some(balance) = fact.balance.as_ref().filter(|_| fact.kind.is_debit() || fact.kind.is_credit()) else {
                continue;
            };
            let missing = fact.gross - balance.open - self.settled_by_balance[at];
            if missing.is_zero() {
                continue;
            }
            let balance = balance.clone();
            let part = missing.min(self.left[at]);
            if part.is_positive() {
                let (kind, assumed) = if fact.kind.is_debit() {
                    (DocumentKind::Payment, AssumptionKind::PaymentDateAssumed)
                } else {
                    (DocumentKind::Refund, AssumptionKind::RefundDateAssumed)
                };
                let date = balance.date.max(fact.date);
                let made = self.add(at, kind, date, part, Some(balance.origin.clone()));
                self.facts[made].date_is_assumed = true;
                self.facts[made].assumed.push(assumed);
                let (from, to) = if kind == DocumentKind::Payment { (made, at) } else { (at, made) };
                self.allocate(from, to, part, false);
                since = since.max(Some(date));
            }
            if missing != part.or_zero_if_negative() {
                let fact = &self.facts[at];
                let ours = fact.gross - self.settled_by_balance[at];
                differing.add(Some(&balance.origin), || {
                    let (stated, ours) = (balance.open.to_plain(fact.currency), ours.to_plain(fact.currency));
                    format!("{}: {stated} at {}, but {ours} by the payments", shown(fact), balance.date)
                });
            }
        }
        found.extend(differing.warning(
            "open-balance-differs",
            "documents whose stated open balance is not what their payments leave",
            "Export all reports on one day, with all payments up to it",
        ));
        since
    }

    fn payment_data(&self) -> PaymentData {
        let is_dated = |fact: &Fact| fact.kind == DocumentKind::Payment && !fact.date_is_assumed;
        let any_used = self.allocations.iter().any(|a| is_dated(&self.facts[a.from.0 as usize]));
        let any_assumed = self.facts.iter().any(|fact| fact.date_is_assumed);
        if any_used || !any_assumed && self.facts.iter().any(is_dated) {
            PaymentData::Dated
        } else if any_assumed || self.facts.iter().any(|fact| fact.balance.is_some()) {
            PaymentData::BalancesOnly
        } else {
            PaymentData::None
        }
    }
}

/// A document as a message calls it.
fn shown(fact: &Fact) -> String {
    let gross = fact.gross.to_plain(fact.currency);
    match &fact.number {
        Some(number) => format!("`{number}` of {} over {gross}", fact.date),
        None => format!("the document of {} over {gross}", fact.date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::{DocumentDraft, DraftKind, Import};
    use crate::ledger::assemble::drafting::{
        assembled, credit_note, draft, euro, file, import, invoice, money, named, payment,
    };
    use crate::ledger::assemble::{Assembly, assemble};

    fn one_file(documents: Vec<DocumentDraft>) -> Assembly {
        assembled(vec![file("a.csv", documents)])
    }

    #[test]
    fn unlinked_credits_go_to_the_oldest_open_invoice() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00"),
            invoice("2", "Acme", "2025-02-01").gross("100.00"),
            invoice("3", "Acme", "2025-04-01").gross("100.00"),
            credit_note("C", "Acme", "2025-02-10").gross("30.00"),
            payment("P", "Acme", "2025-03-01").gross("200.00"),
        ]);
        assert_eq!(
            assembly.ledger.allocations_shown(),
            ["~C 1 2025-02-10 30.00", "~P 1 2025-03-01 70.00", "~P 2 2025-03-01 100.00", "~P 3 2025-04-01 30.00"]
        );
    }

    #[test]
    fn an_invoice_stated_as_open_receives_nothing_before_that_day() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00").open("100.00").at("2025-03-31"),
            invoice("2", "Acme", "2025-02-01").gross("100.00").open("40.00").at("2025-03-31"),
            payment("P", "Acme", "2025-03-01").gross("60.00"),
            payment("Q", "Acme", "2025-04-01").gross("110.00"),
        ]);
        assert_eq!(
            assembly.ledger.allocations_shown(),
            ["~P 2 2025-03-01 60.00", "~Q 1 2025-04-01 100.00", "~Q 2 2025-04-01 10.00"]
        );
        assert!(assembly.problems.is_empty());
    }

    #[test]
    fn a_credit_stated_as_unapplied_is_held_until_that_day() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00"),
            payment("P", "Acme", "2025-01-15").gross("80.00").open("50.00").at("2025-01-31"),
            invoice("2", "Acme", "2025-02-01").gross("20.00"),
        ]);
        assert_eq!(assembly.ledger.allocations_shown(), ["~P 1 2025-01-15 30.00", "~P 2 2025-02-01 20.00"]);
    }

    #[test]
    fn a_link_to_an_unread_row_is_told_by_that_row_alone() {
        let paid = || payment("P", "Acme", "2025-02-01").gross("80.00").link("7", "80.00");
        let codes = |unread: &str| {
            let unread_numbers = BTreeSet::from([unread.to_owned()]);
            let import = Import { unread_numbers, ..import(vec![file("a.csv", vec![paid()])]) };
            assemble(import, &LedgerPolicy::new(euro())).codes()
        };
        assert_eq!(codes("8"), ["unknown-application"]);
        assert!(codes(" 7").is_empty());
    }

    #[test]
    fn links_are_followed_and_cut_to_what_is_open() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00"),
            invoice("2", "Acme", "2025-01-02").gross("50.00"),
            invoice("3", "Other", "2025-01-02").gross("50.00"),
            payment("P", "Acme", "2025-02-01").gross("200.00").link("2", "80.00").link("1", "90.00"),
            payment("Q", "Acme", "2025-02-02").gross("20.00").link("3", "20.00"),
        ]);
        assert_eq!(assembly.ledger.allocations_shown(), ["P 1 2025-02-01 90.00", "P 2 2025-02-01 50.00"]);
        assert_eq!(assembly.codes(), ["cross-customer-application", "over-application"]);
        assert_eq!(
            assembly.problem("over-application").seen,
            "payments and credits set against more than is open of the invoice, the remainder kept on account: \
             `P` of 2025-02-01 over 200.00, of which 30.00 finds nothing open"
        );
        assert_eq!(
            assembly.ledger.open_at("2025-02-28"),
            [("1", "10.00"), ("3", "50.00"), ("P", "-60.00"), ("Q", "-20.00")].map(|(n, a)| (n.to_owned(), money(a)))
        );
    }

    #[test]
    fn refunds_come_out_of_credits_and_write_offs_close_invoices() {
        let of = |kind, number, date| draft(kind, number, &named("Acme"), date);
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00"),
            payment("P", "Acme", "2025-01-20").gross("70.00"),
            credit_note("C", "Acme", "2025-01-10").gross("40.00"),
            of(DraftKind::Refund, "R", "2025-01-31").gross("40.00"),
            of(DraftKind::WriteOff, "W", "2025-03-01").gross("30.00"),
            of(DraftKind::CashRefund, "S", "2025-03-02").gross("5.00"),
        ]);
        assert_eq!(
            assembly.ledger.allocations_shown(),
            ["~P 1 2025-01-20 70.00", "~C R 2025-01-31 40.00", "~W 1 2025-03-01 30.00"]
        );
        assert_eq!(assembly.ledger.net_sales(), money("55.00"));
    }

    #[test]
    fn a_refund_may_be_linked_to_its_credit_note() {
        let assembly = one_file(vec![
            credit_note("C", "Acme", "2025-01-10").gross("40.00").links_known(),
            draft(DraftKind::Refund, "R", &named("Acme"), "2025-01-31").gross("40.00").link("C", "40.00"),
        ]);
        assert_eq!(assembly.ledger.allocations_shown(), ["C R 2025-01-31 40.00"]);
    }

    #[test]
    fn a_refund_may_name_the_invoice_whose_payment_it_gives_back() {
        let refund = |to| draft(DraftKind::Refund, "R", &named("Acme"), "2025-02-01").gross("4.00").link(to, "4.00");
        let books = |to| {
            one_file(vec![
                invoice("1", "Acme", "2025-01-01").gross("16.00"),
                payment("P", "Acme", "2025-01-20").gross("16.00").link("1", "16.00"),
                refund(to),
            ])
        };
        assert!(books("1").problems.is_empty());
        assert_eq!(books("1").ledger.open_at("2025-02-28"), [("R".to_owned(), money("4.00"))]);
        assert_eq!(books("9").codes(), ["unknown-application"]);
    }

    #[test]
    fn a_known_payment_of_the_settlement_day_is_not_made_twice() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00").settled("2025-01-20"),
            payment("P", "Acme", "2025-01-20").gross("100.00"),
        ]);
        assert_eq!(assembly.ledger.allocations_shown(), ["P 1 2025-01-20 100.00"]);
        assert_eq!(assembly.ledger.documents().len(), 2);
    }

    #[test]
    fn a_credit_stated_as_used_up_by_nothing_was_paid_out() {
        let assembly =
            one_file(vec![credit_note("C", "Acme", "2025-01-10").gross("40.00").open("0.00").at("2025-03-31")]);
        assert_eq!(assembly.ledger.allocations_shown(), ["C Refund 2025-03-31 40.00"]);
        assert_eq!(assembly.ledger.receivables_since(), Some(crate::ledger::assemble::drafting::day("2025-03-31")));
    }

    #[test]
    fn a_balance_that_payments_contradict_is_reported() {
        let assembly = one_file(vec![
            invoice("1", "Acme", "2025-01-01").gross("100.00").open("80.00").at("2025-01-31"),
            payment("P", "Acme", "2025-01-20").gross("50.00").link("1", "50.00"),
        ]);
        assert_eq!(
            assembly.problem("open-balance-differs").seen,
            "documents whose stated open balance is not what their payments leave: `1` of 2025-01-01 over \
             100.00: 80.00 at 2025-01-31, but 50.00 by the payments"
        );
    }

    #[test]
    fn sales_alone_are_no_payment_data() {
        let assembly = one_file(vec![invoice("1", "Acme", "2025-01-01").gross("100.00")]);
        assert_eq!(assembly.ledger.payment_data(), PaymentData::None);
        let open = one_file(vec![invoice("1", "Acme", "2025-01-01").gross("100.00").open("100.00")]);
        assert_eq!((open.ledger.payment_data(), open.ledger.receivables_since()), (PaymentData::BalancesOnly, None));
    }

    #[test]
    fn a_sub_customer_pays_its_own_invoices_first() {
        let assembly = one_file(vec![
            invoice("1", "Cedar:North", "2025-01-01").gross("100.00"),
            invoice("2", "Cedar:South", "2025-02-01").gross("100.00"),
            payment("P", "Cedar:South", "2025-03-01").gross("120.00"),
        ]);
        assert_eq!(assembly.ledger.allocations_shown(), ["~P 1 2025-03-01 20.00", "~P 2 2025-03-01 100.00"]);
    }
}
