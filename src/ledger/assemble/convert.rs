//! Settled documents into the client's currency, so that exchange differences leave no open cents.
//!
//! - Invoices, opening balances and cash sales have their own rate: the export's, else that of their amount in both
//!   currencies, else the rates file's.
//! - What payments, credit notes and write-offs settle, they settle at its carrying amount: the parts set against an
//!   invoice are rounded so that their sums are, and an invoice settled in full is settled to the cent. What is left of
//!   a credit has the credit's own rate.
//! - A refund is worth what it uses up of the credit that it comes out of, and its remainder has its own rate.
//! - What has no rate is left out, as is what settles it, and is an error that says which rates are missing.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::merge::Fact;
use crate::base::{Currency, ExchangeRate, Money, Problem, RateTable};
use crate::ledger::{Allocation, DocumentIx, DocumentKind};

/// What a document was in its own currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignAmount {
    /// The currency.
    pub currency: Currency,
    /// With tax, in the minor units of that currency.
    pub gross: Money,
}

/// Where the rate of a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RateSource {
    /// The export states it.
    Export,
    /// Two exports have the document's amount, one in each currency.
    BothAmounts,
    /// `rates.csv`.
    RatesFile,
    /// Payments and credits: the rate of the document that they settle.
    Settled,
}

impl RateSource {
    /// As a sentence names it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Export => "the export",
            Self::BothAmounts => "the amounts in both currencies",
            Self::RatesFile => "the rates file",
            Self::Settled => "the document that they settle",
        }
    }
}

/// The rates that documents of one currency were converted at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateUse {
    /// The documents' own currency.
    pub currency: Currency,
    /// Where the rates come from.
    pub source: RateSource,
    /// How many documents; one that has two rates, for its parts, is counted with each source.
    pub documents: usize,
    /// The lowest rate.
    pub lowest: ExchangeRate,
    /// The highest rate.
    pub highest: ExchangeRate,
    /// The day of the first document.
    pub first: NaiveDate,
    /// The day of the last document.
    pub last: NaiveDate,
}

/// Documents in the client's currency.
pub(super) struct Converted {
    pub(super) facts: Vec<Fact>,
    /// Between places in `facts`.
    pub(super) allocations: Vec<Allocation>,
    /// By currency and source.
    pub(super) rates: Vec<RateUse>,
}

/// Converts documents and what is set against them into the currency `home`.
pub(super) fn convert(
    facts: Vec<Fact>,
    allocations: Vec<Allocation>,
    home: Currency,
    table: &RateTable,
    found: &mut Vec<Problem>,
) -> Converted {
    if facts.iter().all(|fact| fact.currency == home) {
        return Converted { facts, allocations, rates: Vec::new() };
    }
    let mut converter = Converter::new(&facts, home, table);
    let mut order: Vec<usize> = (0..allocations.len()).collect();
    order.sort_by_key(|&at| (allocations[at].date, allocations[at].from, allocations[at].to));
    let mut worth = vec![Money::ZERO; allocations.len()];
    converter.price_what_is_sold_or_owed();
    for &at in order.iter().filter(|&&at| !is_refund(&facts, &allocations[at])) {
        worth[at] = converter.settle(&allocations[at]);
    }
    converter.price_what_is_left_of_credits();
    for &at in order.iter().filter(|&&at| is_refund(&facts, &allocations[at])) {
        worth[at] = converter.pay_out(&allocations[at]);
    }
    converter.price_what_is_left_of_refunds();

    let Converter { gross, uses, missing, .. } = converter;
    found.extend(missing.into_iter().map(|(currency, missing)| missing.problem(currency, home)));
    let rates = uses.into_values().collect();
    let allocations = allocations.into_iter().zip(worth).map(|(a, amount)| Allocation { amount, ..a }).collect();
    let facts = facts.into_iter().zip(gross).map(|(fact, gross)| Some(at_home(fact, gross?, home)));
    let (facts, allocations) = without_gaps(facts.collect(), allocations);
    Converted { facts, allocations, rates }
}

fn is_refund(facts: &[Fact], allocation: &Allocation) -> bool {
    facts[place(allocation.to)].kind == DocumentKind::Refund
}

fn place(ix: DocumentIx) -> usize {
    ix.0 as usize
}

/// The worth of documents while it is found out. All lists are parallel to `facts`.
struct Converter<'a> {
    facts: &'a [Fact],
    home: Currency,
    table: &'a RateTable,
    /// With tax, in the client's currency; `None`: no rate, or not known yet.
    gross: Vec<Option<Money>>,
    /// How much is settled of a debit, or used up of a credit by anything but refunds; in its own currency.
    settled: Vec<Money>,
    /// A part of a credit is set against something without a rate.
    touches_unpriced: Vec<bool>,
    /// What that much of a credit is worth.
    settled_worth: Vec<Money>,
    /// What the remainder of a credit, refunds included, is worth; `None`: it has no rate.
    left_worth: Vec<Option<Money>>,
    /// How much of that remainder, or of a refund, is paid out.
    paid_out: Vec<Money>,
    uses: BTreeMap<(Currency, RateSource), RateUse>,
    missing: BTreeMap<Currency, Missing>,
}

impl<'a> Converter<'a> {
    fn new(facts: &'a [Fact], home: Currency, table: &'a RateTable) -> Self {
        let zeros = vec![Money::ZERO; facts.len()];
        Self {
            facts,
            home,
            table,
            gross: vec![None; facts.len()],
            settled: zeros.clone(),
            touches_unpriced: vec![false; facts.len()],
            settled_worth: zeros.clone(),
            left_worth: vec![None; facts.len()],
            paid_out: zeros,
            uses: BTreeMap::new(),
            missing: BTreeMap::new(),
        }
    }

    /// The document's own rate.
    fn rate(&self, fact: &Fact) -> Option<(ExchangeRate, RateSource)> {
        let of_table = || Some((self.table.on(fact.currency, fact.date)?, RateSource::RatesFile));
        fact.rate.or_else(of_table)
    }

    /// An amount of a document at the document's own rate; tells where there is none.
    fn at_own_rate(&mut self, at: usize, amount: Money) -> Option<Money> {
        let fact = &self.facts[at];
        if fact.currency == self.home || amount.is_zero() {
            return Some(amount);
        }
        let rate = self.rate(fact);
        let worth = rate.and_then(|(rate, _)| rate.convert(amount, fact.currency, self.home));
        match (rate, worth) {
            (Some((rate, source)), Some(_)) => self.note(fact, rate, source, 1),
            _ => self.missing.entry(fact.currency).or_default().add(fact),
        }
        worth
    }

    fn note(&mut self, fact: &Fact, rate: ExchangeRate, source: RateSource, documents: usize) {
        let (currency, date) = (fact.currency, fact.date);
        let first = RateUse { currency, source, documents: 0, lowest: rate, highest: rate, first: date, last: date };
        let used = self.uses.entry((currency, source)).or_insert(first);
        used.documents += documents;
        (used.lowest, used.highest) = (used.lowest.min(rate), used.highest.max(rate));
        (used.first, used.last) = (used.first.min(date), used.last.max(date));
    }

    fn price_what_is_sold_or_owed(&mut self) {
        for (at, fact) in self.facts.iter().enumerate() {
            if !fact.kind.is_credit() && fact.kind != DocumentKind::Refund {
                self.gross[at] = self.at_own_rate(at, fact.gross);
            }
        }
    }

    /// What a part set against an invoice is worth; nothing where the invoice has no rate.
    fn settle(&mut self, allocation: &Allocation) -> Money {
        let (from, to) = (place(allocation.from), place(allocation.to));
        let before = self.settled[to];
        let is_first = self.settled[from].is_zero();
        self.settled[from] += allocation.amount;
        self.settled[to] += allocation.amount;
        let Some(carried) = self.gross[to] else {
            self.touches_unpriced[from] = true;
            return Money::ZERO;
        };
        let part = |settled| share(carried, settled, self.facts[to].gross);
        let worth = part(self.settled[to]) - part(before);
        self.settled_worth[from] += worth;
        if self.facts[from].currency != self.home
            && let Some((rate, _)) = self.rate(&self.facts[to])
        {
            self.note(&self.facts[from], rate, RateSource::Settled, usize::from(is_first));
        }
        worth
    }

    fn price_what_is_left_of_credits(&mut self) {
        for (at, fact) in self.facts.iter().enumerate() {
            if !fact.kind.is_credit() {
                continue;
            }
            let left = fact.gross - self.settled[at];
            self.left_worth[at] = self.at_own_rate(at, left);
            let worth = self.settled_worth[at] + self.left_worth[at].unwrap_or_default();
            let is_lost = worth.is_zero() && (self.left_worth[at].is_none() || self.touches_unpriced[at]);
            self.gross[at] = (!is_lost).then_some(worth);
        }
    }

    /// What a part of a credit that a refund uses up is worth.
    fn pay_out(&mut self, allocation: &Allocation) -> Money {
        let (from, to) = (place(allocation.from), place(allocation.to));
        let before = self.paid_out[from];
        self.paid_out[from] += allocation.amount;
        self.paid_out[to] += allocation.amount;
        let Some(left_worth) = self.left_worth[from] else { return Money::ZERO };
        let left = self.facts[from].gross - self.settled[from];
        let worth = share(left_worth, self.paid_out[from], left) - share(left_worth, before, left);
        self.settled_worth[to] += worth;
        worth
    }

    fn price_what_is_left_of_refunds(&mut self) {
        for (at, fact) in self.facts.iter().enumerate() {
            if fact.kind == DocumentKind::Refund {
                let left = self.at_own_rate(at, fact.gross - self.paid_out[at]);
                let worth = self.settled_worth[at] + left.unwrap_or_default();
                self.gross[at] = (left.is_some() || !worth.is_zero()).then_some(worth);
            }
        }
    }
}

/// `part` of `whole` as an amount of which `carried` is the whole, rounded to the cent, halves away from zero.
fn share(carried: Money, part: Money, whole: Money) -> Money {
    if whole.is_zero() {
        return Money::ZERO;
    }
    let (carried, part, whole) = (i128::from(carried.minor()), i128::from(part.minor()), i128::from(whole.minor()));
    let (product, whole) = (carried * part * whole.signum(), whole.abs());
    let rounded = (product.abs() * 2 + whole) / (2 * whole) * product.signum();
    Money::from_minor(i64::try_from(rounded).unwrap_or(Money::LIMIT))
}

/// The document with this worth, its tax in proportion.
fn at_home(fact: Fact, gross: Money, home: Currency) -> Fact {
    if fact.currency == home {
        return fact;
    }
    let net = if fact.net == fact.gross { gross } else { share(gross, fact.net, fact.gross) };
    let foreign = Some(ForeignAmount { currency: fact.currency, gross: fact.gross });
    Fact { net, tax: gross - net, gross, foreign, currency: home, ..fact }
}

/// The documents that are there, and the allocations between them that are worth anything.
fn without_gaps(facts: Vec<Option<Fact>>, allocations: Vec<Allocation>) -> (Vec<Fact>, Vec<Allocation>) {
    let mut places: Vec<Option<DocumentIx>> = Vec::with_capacity(facts.len());
    let mut next = 0;
    for fact in &facts {
        places.push(fact.is_some().then_some(DocumentIx(next)));
        next += u32::from(fact.is_some());
    }
    let moved = |a: Allocation| Some(Allocation { from: places[place(a.from)]?, to: places[place(a.to)]?, ..a });
    let allocations = allocations.into_iter().filter(|a| a.amount.is_positive()).filter_map(moved).collect();
    (facts.into_iter().flatten().collect(), allocations)
}

/// Documents of one currency that have no rate.
#[derive(Default)]
struct Missing {
    documents: usize,
    days: Option<(NaiveDate, NaiveDate)>,
    first: Option<crate::base::Origin>,
}

impl Missing {
    fn add(&mut self, fact: &Fact) {
        self.documents += 1;
        let (first, last) = self.days.unwrap_or((fact.date, fact.date));
        self.days = Some((first.min(fact.date), last.max(fact.date)));
        let origins = self.first.take().into_iter().chain(fact.origins.first().cloned());
        self.first = origins.min();
    }

    fn problem(self, currency: Currency, home: Currency) -> Problem {
        let (first, last) = self.days.unwrap_or_default();
        let dated = if first == last { first.to_string() } else { format!("from {first} to {last}") };
        let seen =
            format!("documents in {currency} without an exchange rate, left out: {}, dated {dated}", self.documents);
        let remedy = format!(
            "Write the rates of that time into the client's rates.csv, under the headings `date,currency,rate`, as in \
             `{first},{currency},1.0850` where 1 {currency} is 1.0850 {home}; each holds for {} days",
            RateTable::DAYS_MAX
        );
        Problem::error("missing-rate", self.first, seen, remedy)
    }
}
