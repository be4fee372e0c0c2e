//! **Looks at** everything past its due date: the customer who owes most of it, and all the others together.
//!
//! **Speaks** where 2% of what is owed or more is past due. A customer who owes half of it or more has a finding of its
//! own, unless it is as late as usual and that is 35 days at most. The others have one together, in which are those whose oldest open
//! item is over a week longer past due than their payments usually are (mean by amount, from three payments on), and those with
//! debts of more than 90 days who bought nothing in the twelve months. Who is as late as usual is counted there and no more;
//! so is who steadily pays up to 35 days late: the slowest of its last five to eight invoices took at most a week more than the
//! middle one, and nothing it owes is older than that. Where all are as late as usual, those who pay more than 35 days late
//! have a finding for the quarter.
//!
//! What is 91 days late or more is in these findings, with what to do about it where it is 5% of what is owed or more.
//!
//! It is to be acted on now where it is 1% of sales or more, or the oldest item is more than 30 days past due.
//!
//! **Money at stake**: what is past due, with tax, before unapplied credit.
//!
//! **How sure**: firm where exports link payments to invoices; likely where payments were set against the oldest invoice.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::overdue_others::{self, Owing, is_as_late_as_usual, is_slow};
use super::{Found, confidence, habit, high_risk, largest_first, link, materiality, names_of};
use crate::base::Money;
use crate::ledger::DocumentKind;
use crate::metrics::aging::Balance;
use crate::report::context::Context;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::{format, words};

/// From this share of all that is past due a customer gets a finding of its own: it owes more than the others together.
const OWN_FINDING: f64 = 0.50;
/// From this share of what is owed money that is 91 days late or more is a matter of its own.
const OLD: f64 = 0.05;
/// An item so many days past due or fewer is a delay as it happens.
const DELAY_DAYS: i64 = 30;
/// From this share of a customer’s sales what it owes past its due date is more than a delay.
const MUCH_OF_SALES: f64 = 0.25;
/// Fewer payments show no habit.
const PAYMENTS: u32 = 3;

/// Finds what is past due.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    if cx.results().aging.total.is_err() {
        return Vec::new();
    }
    let (all, overdue) = past_due(cx);
    let own = of_its_own(cx, &all, overdue);
    let others: Vec<(usize, Money)> = all.iter().copied().filter(|one| Some(*one) != own).collect();
    let (steady, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|&(i, _)| habit::explains_lateness(cx, i));
    let mut owing = Owing::of(cx, &others);
    let mut found: Vec<Found> =
        own.map(|(customer, amount)| largest(cx, customer, amount, overdue)).into_iter().collect();
    found.extend(overdue_others::others(cx, &owing, own.is_some(), overdue));
    if found.is_empty() {
        owing.as_usual.retain(|&(customer, _)| is_slow(cx, customer));
        return overdue_others::slow_by_habit(cx, &owing.as_usual, overdue).into_iter().collect();
    }
    if let Some(last) = found.last_mut() {
        let as_usual = largest_first(steady.into_iter().chain(owing.as_usual)).0;
        last.why.push_str(&late_as_usual(cx, &as_usual));
    }
    found
}

/// What customers owe past the due date, largest first, and the sum.
fn past_due(cx: &Context<'_>) -> (Vec<(usize, Money)>, Money) {
    largest_first((0..).zip(cx.results().aging.customers.iter().map(Balance::overdue_balance)))
}

/// The customer that has a finding of its own, with what it owes past its due date.
fn of_its_own(cx: &Context<'_>, all: &[(usize, Money)], overdue: Money) -> Option<(usize, Money)> {
    let in_habit = |customer| {
        let delay = is_as_late_as_usual(cx, customer) && !is_slow(cx, customer);
        delay || habit::explains_lateness(cx, customer)
    };
    let &(first, most) = all.iter().find(|&&(customer, _)| !in_habit(customer))?;
    let is_large = most.ratio(overdue).is_some_and(|share| share >= OWN_FINDING);
    (is_large && materiality::of_owed(cx, most)).then_some((first, most))
}

/// The customer of whom a finding on what is past due speaks alone.
pub(super) fn debtor_of_its_own(cx: &Context<'_>) -> Option<usize> {
    let (all, overdue) = past_due(cx);
    cx.results().aging.total.as_ref().ok()?;
    of_its_own(cx, &all, overdue).map(|(customer, _)| customer)
}

/// Who is left out, as a sentence behind others.
fn late_as_usual(cx: &Context<'_>, customers: &[(usize, Money)]) -> String {
    if customers.is_empty() {
        return String::new();
    }
    let sum: Money = customers.iter().map(|&(_, overdue)| overdue).sum();
    let (who, is) = match customers.len() {
        1 => (names_of(cx, customers, 1), "is"),
        number => (words::customers_first(number), "are"),
    };
    format!(" {who}, with {} past due, {is} no later than usual.", cx.money(sum))
}

fn largest(cx: &Context<'_>, customer: usize, overdue: Money, of_all: Money) -> Found {
    let name = cx.name(customer);
    let amount = cx.money(overdue);
    let rank = words::rank(cx.places[customer] + 1);
    let balance = cx.results().aging.customers[customer].open_balance();
    let pays = pays(cx, customer);
    let owes = match balance.cmp(&overdue) {
        Ordering::Equal => format!("{amount}, all of it past due"),
        Ordering::Less => format!("{amount} past its due date; less its unapplied credit it is {}", cx.money(balance)),
        Ordering::Greater => format!("{}, of which {amount} is past due", cx.money(balance)),
    };
    let all = if overdue == of_all {
        "That is all that is past due".to_owned()
    } else {
        let share = overdue.ratio(of_all).map_or_else(String::new, format::percent_whole);
        format!("That is {share} of the {} past due in all", cx.money(of_all))
    };
    let oldest = oldest_days(cx, customer);
    let old = cx.results().aging.customers[customer].buckets[4];
    let of_it_old = if old.is_positive() && old < overdue {
        format!(" {} of it is 91 days late or more.", cx.money(old))
    } else {
        String::new()
    };
    let risk = high_risk::of_debtor(cx, customer);
    Found {
        id: "overdue",
        urgency: urgency(cx, overdue, oldest),
        stake: overdue,
        kind: "past due",
        headline: format!("Collect the {amount} that {name} owes past its due date"),
        seen: format!("{name}, the {rank} customer by lifetime value, owes {owes}.{pays}"),
        why: format!("{all}; the oldest open item is {} past due.{of_it_old}{risk}", format::days(oldest as f64)),
        action: format!("{}{}", ask(cx, customer, overdue, oldest), decide(cx, old)),
        confidence: confidence::of_balances(cx),
        links: vec![link(name, cx.page(customer)), link("Aging", place("cash", "aging"))],
    }
}

/// Now, where it is more than a delay as it happens.
pub(super) fn urgency(cx: &Context<'_>, overdue: Money, oldest: i64) -> Urgency {
    if oldest > DELAY_DAYS || materiality::of_sales(cx, overdue) { Urgency::Now } else { Urgency::Quarter }
}

/// What to say to the customer.
fn ask(cx: &Context<'_>, customer: usize, overdue: Money, oldest: i64) -> String {
    let (amount, sales) = (cx.money(overdue), cx.customer_sales(customer));
    let when = if urgency(cx, overdue, oldest) == Urgency::Now { "now" } else { "with the next statement" };
    let much = oldest > DELAY_DAYS && overdue.ratio(sales).is_some_and(|share| share >= MUCH_OF_SALES);
    match silence(cx, customer) {
        _ if !sales.is_positive() => {
            format!("Ask for the {amount} {when}; it buys nothing at present, so no order will remind it.")
        }
        Some(_) => {
            format!(
                "Ask for the {amount} {when} and why payments stopped, and deliver on account again only when it has paid."
            )
        }
        None if much => format!("Ask for the {amount} {when}, and deliver on account again only when it has paid."),
        None if !materiality::of_sales(cx, overdue) => format!("Ask for the {amount} {when}."),
        None => {
            format!("Ask for the {amount} {when}, and agree on the day of payment before the next delivery on account.")
        }
    }
}

/// What to do about money that is 91 days late or more, where there is much of it.
pub(super) fn decide(cx: &Context<'_>, old: Money) -> String {
    if !old.is_positive() || old.ratio(materiality::owed(cx)).is_none_or(|share| share < OLD) {
        return String::new();
    }
    format!(
        " Decide on the {} that is 91 days late or more: a payment plan, a collection agency, or write it off and reclaim \
         the tax where the law allows.",
        cx.money(old)
    )
}

/// How it pays, where enough payments tell.
fn pays_in(cx: &Context<'_>, customer: usize) -> String {
    let Some(days) = cx.days_to_pay(customer).filter(|_| cx.customer_payment_times(customer).payments >= PAYMENTS)
    else {
        return String::new();
    };
    match cx.inputs.ledger.customers()[customer].terms_days {
        Some(terms) => format!(" It pays in {} on {terms}-day terms.", format::days(days)),
        None => format!(" It pays in {}.", format::days(days)),
    }
}

/// How it pays: its last payment and what it was given on account since, or its habit.
fn pays(cx: &Context<'_>, customer: usize) -> String {
    let Some(&last) = paid_days(cx, customer).last() else { return String::new() };
    let first = match silence(cx, customer) {
        Some(silence) => format!(" {}", silence.sentence()),
        None => format!("{} Its last payment was on {}.", pays_in(cx, customer), format::long_date(last)),
    };
    first + &on_account_since(cx, customer, last)
}

/// Several invoices dated after a day, as a sentence: how many, their sum with tax, and the last.
fn on_account_since(cx: &Context<'_>, customer: usize, day: NaiveDate) -> String {
    let documents = cx.documents(customer).map(|(_, document)| document);
    let invoices: Vec<_> = documents.filter(|d| d.kind == DocumentKind::Invoice && d.date > day).collect();
    let sum: Money = invoices.iter().map(|invoice| invoice.gross).sum();
    match invoices.as_slice() {
        // One alone is what it owes.
        [] | [_] => String::new(),
        [.., last] => format!(
            " Since then it has had {} more invoices on account, {} in all, the last of {} on {}.",
            words::number(invoices.len()),
            cx.money(sum),
            cx.money(last.gross),
            format::long_date(last.date)
        ),
    }
}

/// The days on which it paid.
fn paid_days(cx: &Context<'_>, customer: usize) -> BTreeSet<NaiveDate> {
    let documents = cx.documents(customer).map(|(_, document)| document);
    documents.filter(|d| d.kind == DocumentKind::Payment && !d.date_is_assumed).map(|document| document.date).collect()
}

/// A customer that has paid nothing for long, by its own habit.
struct Silence {
    last: NaiveDate,
    /// Since the last payment.
    days: i64,
    /// The median days between payments until then.
    habit: i64,
}

impl Silence {
    fn sentence(&self) -> String {
        format!(
            "It has paid nothing since {} ({}); until then it paid about every {}.",
            format::long_date(self.last),
            format::days(self.days as f64),
            format::days(self.habit as f64)
        )
    }
}

/// The customer's silence, by the days on which it paid.
fn silence(cx: &Context<'_>, customer: usize) -> Option<Silence> {
    since_last(&paid_days(cx, customer), cx.as_of())
}

/// A silence of at least twice the median between the days of payment, and thirty days more than it.
fn since_last(paid: &BTreeSet<NaiveDate>, as_of: NaiveDate) -> Option<Silence> {
    if paid.len() < PAYMENTS as usize {
        return None;
    }
    let mut gaps: Vec<i64> =
        paid.iter().zip(paid.iter().skip(1)).map(|(one, next)| (*next - *one).num_days()).collect();
    gaps.sort_unstable();
    let (last, habit) = (*paid.last()?, *gaps.get(gaps.len() / 2)?);
    let days = (as_of - last).num_days();
    (days >= 2 * habit && days >= habit + 30).then_some(Silence { last, days, habit })
}

/// Days past due of the customer's oldest open item.
pub(super) fn oldest_days(cx: &Context<'_>, customer: usize) -> i64 {
    let items = cx.results().aging.open_items.iter();
    items.filter(|item| item.customer.0 as usize == customer).map(|item| item.days_past_due).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::day;

    #[test]
    fn silence_is_long_by_the_customer_s_own_habit() {
        let monthly: BTreeSet<NaiveDate> = (1..=6).map(|month| day(2026, month, 1)).collect();
        assert!(since_last(&monthly, day(2026, 7, 30)).is_none(), "59 days");
        let silent = since_last(&monthly, day(2026, 9, 30)).expect("121 days");
        assert_eq!(
            silent.sentence().replace('\u{a0}', " "),
            "It has paid nothing since 1 June 2026 (121 days); until then it paid about every 31 days."
        );
        let yearly = [2023, 2024, 2025].map(|year| day(year, 6, 1)).into();
        assert!(since_last(&yearly, day(2026, 9, 30)).is_none(), "once a year is its habit");
        let twice = [day(2025, 1, 1), day(2025, 1, 2)].into();
        assert!(since_last(&twice, day(2026, 9, 30)).is_none(), "two payments are no habit");
    }
}
