//! Who crossed a line between the end of the week before and the as-of date.

use chrono::NaiveDate;

use super::{Crossing, Line, PastDue, was_past_due, weeks};
use crate::base::{Money, Month, Period, months_before};
use crate::ledger::{CustomerIx, Ledger};
use crate::metrics::Policies;
use crate::metrics::aging::{Aging, aging};
use crate::metrics::receivables::balances_known;
use crate::metrics::revenue::NetRevenue;
use crate::metrics::segmentation::{Segment, segmentation};

/// Months without a sale after which a purchase is a return.
const ABSENT_MONTHS: u32 = 12;

/// Every line that was crossed, gravest first, then the largest amount.
pub(super) fn crossings(
    ledger: &Ledger,
    revenue: &NetRevenue,
    now: &Aging,
    week: Period,
    policies: &Policies,
) -> Vec<Crossing> {
    let week_ago = weeks::day_before(week);
    if week_ago < ledger.history_start() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if now.total.is_ok() && balances_known(ledger, week_ago).is_ok() {
        found.extend(credit_limits(ledger, now, &aging(ledger, week_ago)));
        found.extend(past_due(ledger, now, week_ago));
    }
    let returned: Vec<Crossing> = returns(revenue, week).collect();
    found.extend(segments(ledger, revenue, week, policies, &returned));
    found.extend(returned);
    found.sort_by_key(|crossing| (rank(crossing.line), std::cmp::Reverse(crossing.amount), crossing.customer));
    found
}

/// The order of the kinds; those past due by their days.
fn rank(line: Line) -> (u8, Option<PastDue>) {
    match line {
        Line::CreditLimit { .. } => (0, None),
        Line::PastDue(days) => (1, Some(days)),
        Line::Segment { .. } => (2, None),
        Line::Returned { .. } => (3, None),
        Line::FirstPurchase => (4, None),
    }
}

/// Who owes more than the limit now and did not a week ago.
fn credit_limits<'a>(ledger: &'a Ledger, now: &'a Aging, before: &'a Aging) -> impl Iterator<Item = Crossing> + 'a {
    let balances = now.customers.iter().zip(&before.customers);
    (0..).map(CustomerIx).zip(ledger.customers()).zip(balances).filter_map(|((ix, customer), (now, before))| {
        let limit = customer.credit_limit.filter(|limit| limit.is_positive())?;
        let balance = now.open_balance();
        let crossed = balance > limit && before.open_balance() <= limit;
        crossed.then_some(Crossing { customer: ix, line: Line::CreditLimit { limit }, amount: balance })
    })
}

/// Who has something past due for more than 90, 60 or 30 days that was not a week ago: the worst line of each.
fn past_due(ledger: &Ledger, now: &Aging, week_ago: NaiveDate) -> Vec<Crossing> {
    let mut crossed = vec![[Money::ZERO; PastDue::ALL.len()]; ledger.customers().len()];
    for item in &now.open_items {
        let line = PastDue::ALL.iter().position(|line| item.days_past_due > line.days());
        let Some((place, line)) = line.and_then(|place| Some((place, PastDue::ALL.get(place)?))) else { continue };
        if was_past_due(ledger, item, week_ago, line.days()) {
            continue;
        }
        if let Some(sum) = crossed.get_mut(item.customer.0 as usize).and_then(|sums| sums.get_mut(place)) {
            *sum += item.open;
        }
    }
    let worst =
        |sums: [Money; PastDue::ALL.len()]| PastDue::ALL.into_iter().zip(sums).find(|(_, amount)| amount.is_positive());
    (0..)
        .map(CustomerIx)
        .zip(crossed)
        .filter_map(|(customer, sums)| {
            worst(sums).map(|(line, amount)| Crossing { customer, line: Line::PastDue(line), amount })
        })
        .collect()
}

/// Who bought for the first time, or again after a year.
fn returns(revenue: &NetRevenue, week: Period) -> impl Iterator<Item = Crossing> + '_ {
    revenue.by_customer().filter_map(move |(customer, own)| {
        let first_of_week = own.first_sale_within(week)?;
        let line = match own.most_recent_sale(weeks::day_before(week)) {
            None => Line::FirstPurchase,
            Some(last_sale) if last_sale <= months_before(first_of_week, ABSENT_MONTHS) => Line::Returned { last_sale },
            Some(_) => return None,
        };
        Some(Crossing { customer, line, amount: own.sales.within(week) })
    })
}

/// Whose segment that counts is another than a week ago, but for those of whom more is told already. Between month ends
/// only a change into New or Late Payer counts: what the rules say of a day in between would come and go.
fn segments(
    ledger: &Ledger,
    revenue: &NetRevenue,
    week: Period,
    policies: &Policies,
    told: &[Crossing],
) -> Vec<Crossing> {
    let before = segmentation(ledger, weeks::day_before(week), &policies.segmentation);
    let now = segmentation(ledger, week.last_day(), &policies.segmentation);
    let month_end = week.contains(Month::of(week.first_day()).last_day());
    let twelve_months = Period::trailing_twelve_months(week.last_day());
    let both = before.customers.iter().zip(&now.customers);
    revenue
        .by_customer()
        .zip(both)
        .filter(|(_, (before, now))| {
            before.segment != now.segment && (month_end || matches!(now.segment, Segment::New | Segment::LatePayer))
        })
        .filter(|((customer, _), _)| told.iter().all(|crossing| crossing.customer != *customer))
        .map(|((customer, own), (before, now))| Crossing {
            customer,
            line: Line::Segment { from: before.segment, to: now.segment },
            amount: own.sales.within(twelve_months),
        })
        .collect()
}
