//! **Looks at** everything past its due date: the customer who owes most of it, and all the others together.
//!
//! **Speaks** where 2% of what is owed or more is past due. A customer who owes half of it or more has a finding of its
//! own; the others then have one together. Who steadily pays up to 35 days late, and is no later than that, is left
//! out: the slowest of its last five to eight invoices took at most a week more than the middle one, and nothing it owes is
//! older than that.
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

use super::{Found, confidence, habit, largest_first, link, materiality, most_of_all, names_of};
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
    let aging = &cx.results().aging;
    if aging.total.is_err() {
        return Vec::new();
    }
    let (all, overdue) = largest_first((0..).zip(aging.customers.iter().map(Balance::overdue_balance)));
    let (as_usual, owing): (Vec<_>, Vec<_>) = all.into_iter().partition(|&(i, _)| habit::explains_lateness(cx, i));
    let Some(&(first, most)) = owing.first() else { return Vec::new() };
    let found = if owing.len() == 1 {
        vec![largest(cx, first, most, overdue)]
    } else if most.ratio(overdue).is_some_and(|share| share < OWN_FINDING) {
        vec![the_others(cx, &owing, None, overdue)]
    } else {
        vec![largest(cx, first, most, overdue), the_others(cx, &owing[1..], Some(first), overdue)]
    };
    let mut found: Vec<Found> = found.into_iter().filter(|found| materiality::of_owed(cx, found.stake)).collect();
    if let Some(last) = found.last_mut() {
        last.why.push_str(&late_as_usual(cx, &as_usual));
    }
    found
}

/// Who is left out, as a sentence behind others.
fn late_as_usual(cx: &Context<'_>, customers: &[(usize, Money)]) -> String {
    if customers.is_empty() {
        return String::new();
    }
    let sum: Money = customers.iter().map(|&(_, overdue)| overdue).sum();
    let (who, verb) = match customers.len() {
        1 => (names_of(cx, customers, 1), "is no later than it always pays"),
        number => (words::customers_first(number), "are no later than they always pay"),
    };
    format!(" {who} {verb}, with {} past due, and left out here.", cx.money(sum))
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
    Found {
        id: "overdue",
        urgency: urgency(cx, overdue, oldest),
        stake: overdue,
        kind: "past due",
        headline: format!("Collect the {amount} that {name} owes past its due date"),
        seen: format!("{name}, the {rank} customer by lifetime value, owes {owes}.{pays}"),
        why: format!("{all}; the oldest open item is {} past due.{of_it_old}", format::days(oldest as f64)),
        action: format!("{}{}", ask(cx, customer, overdue, oldest), decide(cx, old)),
        confidence: confidence::of_balances(cx),
        links: vec![link(name, cx.page(customer)), link("Aging", place("cash", "aging"))],
    }
}

fn urgency(cx: &Context<'_>, overdue: Money, oldest: i64) -> Urgency {
    if oldest > DELAY_DAYS || materiality::of_sales(cx, overdue) { Urgency::Now } else { Urgency::Quarter }
}

/// What to say to the customer.
fn ask(cx: &Context<'_>, customer: usize, overdue: Money, oldest: i64) -> String {
    let (amount, sales) = (cx.money(overdue), cx.customer_sales(customer));
    let much = oldest > DELAY_DAYS && overdue.ratio(sales).is_some_and(|share| share >= MUCH_OF_SALES);
    match silence(cx, customer) {
        _ if !sales.is_positive() => {
            format!("Ask for the {amount} now; it buys nothing at present, so no order will remind it.")
        }
        Some(_) => {
            format!(
                "Ask for the {amount} now and why payments stopped, and deliver on account again only when it has paid."
            )
        }
        None if much => format!("Ask for the {amount} now, and deliver on account again only when it has paid."),
        None if !materiality::of_sales(cx, overdue) => format!("Ask for the {amount} now."),
        None => {
            format!("Ask for the {amount} now, and on which day it will be paid before the next delivery on account.")
        }
    }
}

/// What to do about money that is 91 days late or more, where there is much of it.
fn decide(cx: &Context<'_>, old: Money) -> String {
    if !old.is_positive() || old.ratio(materiality::owed(cx)).is_none_or(|share| share < OLD) {
        return String::new();
    }
    format!(
        " Decide on the {} that is 91 days late or more: a payment plan, a collection agency, or write it off and reclaim \
         the tax where the law allows.",
        cx.money(old)
    )
}

fn the_others(cx: &Context<'_>, owing: &[(usize, Money)], but: Option<usize>, of_all: Money) -> Found {
    let sum: Money = owing.iter().map(|&(_, overdue)| overdue).sum();
    let amount = cx.money(sum);
    let number = owing.len();
    let top_sum: Money = owing.iter().take(5).map(|&(_, overdue)| overdue).sum();
    let names = names_of(cx, owing, 3);
    let others = if but.is_some() { "other " } else { "" };
    let headline = if number == 1 {
        format!("Chase {names} for what is past due")
    } else {
        format!("Chase the {} {others}customers past due by amount, not by age", words::number(number))
    };
    let aside = but.map_or_else(String::new, |customer| format!(" beside {}", cx.name(customer)));
    let seen = match number {
        1 => format!("{names} owes {amount} past the due date{aside}."),
        _ => format!(
            "{} owe {amount} past the due date{aside}, {}.",
            words::customers_first(number),
            most_of_all(cx, owing, 3)
        ),
    };
    let action = if number > 5 {
        format!("Call the five who owe most first: {} of it. Send statements to the rest.", cx.money(top_sum))
    } else {
        format!("Call {} this week.", names_of(cx, owing, 5))
    };
    let long: Money = owing.iter().map(|&(customer, _)| cx.results().aging.customers[customer].buckets[4]).sum();
    let share = sum.ratio(of_all).filter(|_| but.is_some()).map_or_else(String::new, |share| {
        format!("That is {} of the {} past due in all; ", format::percent_whole(share), cx.money(of_all))
    });
    let action = action + &decide(cx, long);
    let why = if long.is_positive() {
        format!("{share}{} of it is 91 days late or more.", cx.money(long))
    } else {
        words::capitalised(&format!("{share}none of it is more than 90 days late, so it can still be had."))
    };
    Found {
        id: "overdue-others",
        urgency: urgency(cx, sum, owing.iter().map(|&(customer, _)| oldest_days(cx, customer)).max().unwrap_or(0)),
        stake: sum,
        kind: "past due",
        headline,
        seen,
        why,
        action,
        confidence: confidence::of_balances(cx),
        links: vec![link("Late payers", place("cash", "late-payers")), link("Aging", place("cash", "aging"))],
    }
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
            " Since that payment it bought on account {} times more, for {} in all, last for {} on {}.",
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
fn oldest_days(cx: &Context<'_>, customer: usize) -> i64 {
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
