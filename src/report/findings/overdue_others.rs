//! What customers owe past their due date who have no finding of their own: whom to call, and what to do about old debts of
//! those who no longer buy.

use super::overdue::{decide, oldest_days, urgency};
use super::{Found, confidence, habit, link, materiality, names_of};
use crate::base::Money;
use crate::report::context::Context;
use crate::report::model::Urgency;
use crate::report::parts::place;
use crate::report::{format, words};

/// Fewer payments show no usual lateness.
const PAYMENTS: u32 = 3;
/// So many days more than usual are no change.
const WEEK: i64 = 7;
/// What is more days past due is old.
const OLD_DAYS: i64 = 90;
/// So many customers are named.
const NAMED: usize = 3;

/// Customers with what they owe past the due date, largest first, by what is to be done about them.
#[derive(Default)]
pub(super) struct Owing {
    /// A week or more later than they usually are, or without payments to compare with.
    pub(super) later: Vec<(usize, Money)>,
    /// With debts that are more than 90 days late, who no longer buy.
    pub(super) gone: Vec<(usize, Money)>,
    /// No later than they usually are.
    pub(super) as_usual: Vec<(usize, Money)>,
}

impl Owing {
    pub(super) fn of(cx: &Context<'_>, customers: &[(usize, Money)]) -> Self {
        let mut owing = Self::default();
        for &(customer, overdue) in customers {
            let oldest = oldest_days(cx, customer);
            let group = if oldest > OLD_DAYS && !cx.customer_sales(customer).is_positive() {
                &mut owing.gone
            } else if is_as_late_as_usual(cx, customer) {
                &mut owing.as_usual
            } else {
                &mut owing.later
            };
            group.push((customer, overdue));
        }
        owing
    }
}

/// Its oldest open item is at most a week longer past due than its payments usually are, and not old.
pub(super) fn is_as_late_as_usual(cx: &Context<'_>, customer: usize) -> bool {
    let oldest = oldest_days(cx, customer);
    oldest <= OLD_DAYS && usual_lateness(cx, customer).is_some_and(|usual| oldest <= usual.max(0) + WEEK)
}

/// It usually pays so late that the habit is one to change.
pub(super) fn is_slow(cx: &Context<'_>, customer: usize) -> bool {
    usual_lateness(cx, customer).is_some_and(|usual| usual > habit::LATE)
}

/// The mean days past due of its payments by amount: those of twelve months, or of all time, where there are enough.
fn usual_lateness(cx: &Context<'_>, customer: usize) -> Option<i64> {
    let payment = &cx.results().payment.customers[customer];
    let times = [&payment.ttm, &payment.lifetime].into_iter().find(|times| times.payments >= PAYMENTS)?;
    let days = *times.days_beyond_terms.as_ref().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose; days fit")]
    Some(days.round() as i64)
}

/// The finding on those who are later than usual and those who no longer buy; `None` where there are none. `but` says that a
/// customer with most of what is past due has a finding of its own.
pub(super) fn others(cx: &Context<'_>, owing: &Owing, but: bool, of_all: Money) -> Option<Found> {
    let (later, gone) = (sum(&owing.later), sum(&owing.gone));
    let stake = later + gone;
    let customers = || owing.later.iter().chain(&owing.gone).map(|&(customer, _)| customer);
    let oldest = customers().map(|customer| oldest_days(cx, customer)).max()?;
    let urgency = urgency(cx, stake, oldest);
    let share = stake.ratio(of_all).filter(|_| stake < of_all);
    let why = share.map_or_else(
        || "That is all that is past due.".to_owned(),
        |share| format!("That is {} of the {} past due in all.", format::percent_whole(share), cx.money(of_all)),
    );
    let sentences =
        |parts: [String; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if !materiality::of_owed(cx, stake + sum(&owing.as_usual)) {
        return None;
    }
    Some(Found {
        id: "overdue-others",
        urgency,
        stake,
        kind: "past due",
        headline: headline(cx, owing, but),
        seen: sentences([seen_later(cx, &owing.later, but), seen_gone(cx, &owing.gone)]),
        why,
        action: sentences([call(cx, &owing.later, urgency), settle(&owing.gone)]),
        confidence: confidence::of_balances(cx),
        links: vec![link("Late payers", place("cash", "late-payers")), link("Aging", place("cash", "aging"))],
    })
}

fn sum(customers: &[(usize, Money)]) -> Money {
    customers.iter().map(|&(_, overdue)| overdue).sum()
}

fn headline(cx: &Context<'_>, owing: &Owing, but: bool) -> String {
    let amount = cx.money(sum(&owing.later));
    let other = if but { "other " } else { "" };
    match owing.later.len() {
        0 => {
            let who = named_or_counted(cx, &owing.gone, "customers who no longer buy");
            format!("Settle the {} of old debts of {who}", cx.money(sum(&owing.gone)))
        }
        1 | 2 => format!("Ask {} for the {amount} past due", names_of(cx, &owing.later, 2)),
        number if owing.later.iter().all(|&(customer, _)| usual_lateness(cx, customer).is_some()) => {
            format!("Ask the {} {other}customers who are later than they usually pay", words::number(number))
        }
        number => format!("Ask {} {other}customers for the {amount} past due", words::number(number)),
    }
}

/// Up to two by name, more by their number.
fn named_or_counted(cx: &Context<'_>, customers: &[(usize, Money)], what: &str) -> String {
    match customers.len() {
        1 | 2 => names_of(cx, customers, 2),
        number => format!("{} {what}", words::number(number)),
    }
}

/// Who is later than usual, by name with the days.
fn seen_later(cx: &Context<'_>, later: &[(usize, Money)], but: bool) -> String {
    let one = |&(customer, overdue): &(usize, Money)| {
        let usual = match usual_lateness(cx, customer) {
            Some(usual) if usual > 0 => format!("usually {usual}"),
            Some(_) => "usually on time".to_owned(),
            None => "too few payments to tell what is usual".to_owned(),
        };
        let oldest = format::days(oldest_days(cx, customer) as f64);
        format!("{} owes {}, {oldest} past due ({usual})", cx.name(customer), cx.money(overdue))
    };
    let named: Vec<String> = later.iter().take(NAMED).map(one).collect();
    let other = if but { "other " } else { "" };
    match later.len() {
        0 => String::new(),
        number if number <= NAMED => format!("{}.", named.join("; ")),
        number => format!(
            "{} {other}customers owe {} past the due date and are later than usual, or have paid too seldom to tell. The largest: {}.",
            words::number_word(number),
            cx.money(sum(later)),
            named.join("; ")
        ),
    }
}

fn seen_gone(cx: &Context<'_>, gone: &[(usize, Money)]) -> String {
    let days = gone.iter().map(|&(customer, _)| oldest_days(cx, customer));
    let (Some(least), Some(most)) = (days.clone().min(), days.max()) else { return String::new() };
    let late =
        if least == most { format::days(most as f64) } else { format!("{least} to {}", format::days(most as f64)) };
    let names = names_of(cx, gone, NAMED);
    let amount = cx.money(sum(gone));
    match gone.len() {
        1 => format!("{names}, who no longer buys, owes {amount}, {late} past due."),
        number if number <= NAMED => format!("{names}, who no longer buy, owe {amount}, {late} past due."),
        number => format!(
            "{} customers who no longer buy owe {amount}, {late} past due, most of all {names}.",
            words::number_word(number)
        ),
    }
}

/// Whom to call, as soon as the finding is to be acted on.
fn call(cx: &Context<'_>, later: &[(usize, Money)], urgency: Urgency) -> String {
    const CALLED: usize = 5;
    if later.is_empty() {
        return String::new();
    }
    let (ask, when) = match urgency {
        Urgency::First | Urgency::Now => ("Call", "this week"),
        Urgency::Quarter | Urgency::Watch => ("Remind", "with the next statement"),
    };
    let old = later.iter().map(|&(customer, _)| cx.results().aging.customers[customer].buckets[4]).sum();
    let rest = if later.len() > CALLED { " Send statements to the rest." } else { "" };
    format!("{ask} {} {when}.{rest}{}", names_of(cx, later, CALLED), decide(cx, old))
}

fn settle(gone: &[(usize, Money)]) -> String {
    let who = match gone.len() {
        0 => return String::new(),
        1 => "the one who no longer buys, no order will remind it",
        _ => "those who no longer buy, no order will remind them",
    };
    format!(
        "Of {who}: agree on a payment plan, give the debt to a collection agency, or write it off and reclaim the tax where the \
         law allows."
    )
}

/// The finding on customers who are as late as always, where that is much: to be agreed on, and not chased.
pub(super) fn slow_by_habit(cx: &Context<'_>, customers: &[(usize, Money)], of_all: Money) -> Option<Found> {
    let (number, stake) = (customers.len(), sum(customers));
    let names = names_of(cx, customers, NAMED);
    let oldest = customers.iter().map(|&(customer, _)| oldest_days(cx, customer)).max()?;
    let (owe, pay) = if number == 1 { ("owes", "pays") } else { ("owe", "pay") };
    let most = if number > NAMED { format!(" Most of it is {names}.") } else { String::new() };
    let who = if number > NAMED { words::customers_first(number) } else { names.clone() };
    Some(Found {
        id: "overdue-others",
        urgency: Urgency::Quarter,
        stake,
        kind: "past due, as usual",
        headline: format!("Agree on earlier payment with {}", named_or_counted(cx, customers, "customers")),
        seen: format!("{who} {owe} {} past the due date, up to {}, and {pay} so as a rule.{most}", cx.money(stake), format::days(oldest as f64)),
        why: format!(
            "That is {} of the {} past due in all. It will come as it always did, and is credit given for nothing until then.",
            stake.ratio(of_all).map_or_else(String::new, format::percent_whole),
            cx.money(of_all)
        ),
        action: "Agree on a due date that is kept, or on direct debit; a reminder changes no habit.".to_owned(),
        confidence: confidence::of_balances(cx),
        links: vec![link("Late payers", place("cash", "late-payers")), link("Aging", place("cash", "aging"))],
    })
    .filter(|found| materiality::of_owed(cx, found.stake))
}
