//! The facts about each customer, prepared once so that they can be seen from any earlier day: sorted by day, with
//! running sums.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};

use super::SegmentationPolicy;
use super::timeline::Timeline;
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Document, DocumentIx, DocumentKind, Ledger};
use crate::metrics::purchases::{Purchases, purchases};
use crate::metrics::receivables::{PaidPart, due_date, grouped, paid_parts, paid_within, placed_documents};
use crate::metrics::revenue::{CustomerRevenue, NetRevenue};

/// The facts about one customer up to the as-of date.
pub(super) struct CustomerFacts {
    pub(super) revenue: CustomerRevenue,
    pub(super) purchases: Purchases,
    /// Of the purchases as they count at the as-of date; `None` where one of them was credited in full, so that earlier
    /// days see others.
    timeline: Option<Timeline>,
    /// By day of payment.
    paid: Vec<PaidPart>,
    overdue: OverdueSums,
    late: Vec<LateItem>,
    /// The day of the first payment or cash sale.
    first_payment: Option<NaiveDate>,
}

/// What is overdue on any day and how old it is, as running sums. An invoice adds to what is overdue from the day after
/// its due date, and each credit set against it takes off again, from then on or from its own later day.
#[derive(Default)]
struct OverdueSums {
    /// Ascending.
    days: Vec<NaiveDate>,
    /// Up to and including each day: the sum of the amounts, in minor units, and of amount x due day.
    sums: Vec<(i128, i128)>,
}

/// A change of what is overdue, from a day on.
struct OverdueChange {
    customer: CustomerIx,
    from: NaiveDate,
    due: NaiveDate,
    amount: Money,
}

/// A debit that was open after its due date.
struct LateItem {
    customer: CustomerIx,
    /// It exists, and is past due, from this day on ...
    from: NaiveDate,
    due: NaiveDate,
    /// ... until it was settled in full.
    settled: Option<NaiveDate>,
}

/// The facts about every customer, parallel to [`Ledger::customers`].
pub(super) fn customer_facts(ledger: &Ledger, as_of: NaiveDate, policy: &SegmentationPolicy) -> Vec<CustomerFacts> {
    let documents = ledger.documents_until(as_of);
    let money_in = |kind| matches!(kind, DocumentKind::Payment | DocumentKind::CashSale);
    let payers = documents.iter().filter(|d| money_in(d.kind)).map(|d| (d.customer, d.date));
    NetRevenue::new(ledger, as_of)
        .customers
        .into_iter()
        .zip(purchases(ledger, as_of))
        .zip(grouped(ledger, paid_parts(ledger, as_of), |part| part.customer))
        .zip(grouped(ledger, overdue_changes(ledger, as_of), |change| change.customer))
        .zip(grouped(ledger, late_items(ledger, as_of), |item| item.customer))
        .zip(grouped(ledger, payers, |&(customer, _)| customer))
        .map(|(((((revenue, purchases), paid), changes), late), payments)| CustomerFacts {
            timeline: (!purchases.any_credited()).then(|| Timeline::new(purchases.distinct_days(as_of), policy)),
            revenue,
            purchases,
            paid,
            overdue: OverdueSums::new(changes),
            late,
            first_payment: payments.first().map(|&(_, day)| day),
        })
        .collect()
}

/// Everything that changes what is overdue up to `as_of`.
fn overdue_changes(ledger: &Ledger, as_of: NaiveDate) -> Vec<OverdueChange> {
    let change = |debit: &Document, from: NaiveDate, amount| {
        let due = due_date(debit);
        OverdueChange { customer: debit.customer, from: from.max(due + Days::new(1)), due, amount }
    };
    let debits = ledger.documents_until(as_of).iter().filter(|d| d.kind.is_debit());
    let added = debits.map(|debit| change(debit, debit.date, debit.gross));
    let taken_off = ledger.allocations_until(as_of).iter().map(|allocation| {
        let debit = ledger.document(allocation.to);
        change(debit, allocation.date, -allocation.amount)
    });
    added.chain(taken_off).collect()
}

/// Every debit that was not settled by its due date, with the day on which it was.
fn late_items(ledger: &Ledger, as_of: NaiveDate) -> Vec<LateItem> {
    let settled = settled_on(ledger, as_of);
    placed_documents(ledger, as_of)
        .filter(|(_, document)| document.kind.is_debit())
        .map(|(DocumentIx(place), document)| {
            let due = due_date(document);
            LateItem {
                customer: document.customer,
                from: document.date.max(due + Days::new(1)),
                due,
                settled: settled.get(place as usize).copied().flatten(),
            }
        })
        .filter(|item| item.settled.is_none_or(|settled| settled > item.from))
        .collect()
}

/// The day on which nothing was left of each debit, parallel to [`Ledger::documents_until`]; a debit of nothing is
/// settled on its own day.
fn settled_on(ledger: &Ledger, as_of: NaiveDate) -> Vec<Option<NaiveDate>> {
    let documents = ledger.documents_until(as_of);
    let mut left: Vec<Money> = documents.iter().map(|d| d.gross).collect();
    let mut settled: Vec<Option<NaiveDate>> = documents.iter().map(|d| d.gross.is_zero().then_some(d.date)).collect();
    for allocation in ledger.allocations_until(as_of) {
        let place = allocation.to.0 as usize;
        if let (Some(left), Some(day)) = (left.get_mut(place), settled.get_mut(place)) {
            *left -= allocation.amount;
            *day = left.is_zero().then_some(allocation.date);
        }
    }
    settled
}

impl CustomerFacts {
    /// The purchase dates as they count at the end of `at`.
    pub(super) fn timeline(&self, at: NaiveDate, policy: &SegmentationPolicy) -> Cow<'_, Timeline> {
        match &self.timeline {
            Some(timeline) => Cow::Borrowed(timeline),
            None => Cow::Owned(Timeline::new(self.purchases.distinct_days(at), policy)),
        }
    }

    /// A payment or a cash sale is there at the end of `at`.
    pub(super) fn has_paid(&self, at: NaiveDate) -> bool {
        self.first_payment.is_some_and(|first| first <= at)
    }

    /// Largest number of days past due of an item that is open at the end of `at`; 0 where none is.
    pub(super) fn oldest_overdue_days(&self, at: NaiveDate) -> i64 {
        let open = self.late.iter().filter(|i| i.from <= at && i.settled.is_none_or(|settled| settled > at));
        open.map(|item| (at - item.due).num_days()).fold(0, i64::max)
    }

    /// Days beyond terms of the payments of `window` and, where `with_overdue`, of what is overdue at its end, weighted
    /// by amount; `None` without either.
    pub(super) fn days_beyond_terms(&self, window: Period, with_overdue: bool) -> Option<f64> {
        let paid = paid_within(&self.paid, window).fold((0_i128, 0_i128), |(days, amounts), part| {
            let amount = i128::from(part.amount.minor());
            (days + amount * i128::from(part.days_beyond_terms), amounts + amount)
        });
        let overdue = if with_overdue { self.overdue.at(window.last_day()) } else { (0, 0) };
        let (days, amounts) = (paid.0 + overdue.0, paid.1 + overdue.1);
        (amounts != 0).then(|| days as f64 / amounts as f64)
    }
}

impl OverdueSums {
    fn new(mut changes: Vec<OverdueChange>) -> Self {
        changes.sort_by_key(|change| change.from);
        let mut sum = (0, 0);
        let mut all = Self::default();
        for change in changes {
            let amount = i128::from(change.amount.minor());
            sum = (sum.0 + amount, sum.1 + amount * day_number(change.due));
            all.days.push(change.from);
            all.sums.push(sum);
        }
        all
    }

    /// The sum of amount x days past due at the end of `at`, and of the amounts.
    fn at(&self, at: NaiveDate) -> (i128, i128) {
        let known = self.days.partition_point(|&day| day <= at);
        let (amounts, dues) = known.checked_sub(1).and_then(|last| self.sums.get(last)).copied().unwrap_or_default();
        (amounts * day_number(at) - dues, amounts)
    }
}

fn day_number(day: NaiveDate) -> i128 {
    i128::from((day - NaiveDate::default()).num_days())
}
