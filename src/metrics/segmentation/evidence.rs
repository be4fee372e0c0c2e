//! What one customer's scores are made from, as its own documents tell it on a given day.

use chrono::{Days, NaiveDate};

use super::rhythm::{BusinessRhythm, OwnCycle, gaps};
use super::{Evidence, FrequencyTrend, SegmentationPolicy};
use crate::base::{Money, Period, months_before};
use crate::ledger::{CustomerIx, DocumentKind, Ledger};
use crate::metrics::aging::aging;
use crate::metrics::arithmetic::{counted, weighted_mean};
use crate::metrics::purchases::{Purchases, purchases};
use crate::metrics::receivables::{PaidPart, due_date, grouped, paid_parts, paid_within};
use crate::metrics::revenue::{CustomerRevenue, NetRevenue};

/// The facts about one customer up to the as-of date.
pub(super) struct CustomerFacts {
    pub(super) revenue: CustomerRevenue,
    pub(super) purchases: Purchases,
    /// By day of payment.
    paid: Vec<PaidPart>,
    owed: Vec<Owed>,
    /// A payment or a cash sale is there.
    has_paid: bool,
    /// At the as-of date; 0 where nothing is overdue.
    oldest_overdue_days: i64,
}

/// What an invoice adds to what is owed, and each credit set against it takes off again: from which day on, and due when.
/// So what is overdue at any day is a sum.
struct Owed {
    customer: CustomerIx,
    from: NaiveDate,
    due: NaiveDate,
    amount: Money,
}

/// The facts about every customer, parallel to [`Ledger::customers`].
pub(super) fn customer_facts(ledger: &Ledger, as_of: NaiveDate) -> Vec<CustomerFacts> {
    let documents = ledger.documents_until(as_of);
    let money_in = |kind| matches!(kind, DocumentKind::Payment | DocumentKind::CashSale);
    let payers = documents.iter().filter(|d| money_in(d.kind)).map(|d| d.customer);
    NetRevenue::new(ledger, as_of)
        .customers
        .into_iter()
        .zip(purchases(ledger, as_of))
        .zip(grouped(ledger, paid_parts(ledger, as_of), |part| part.customer))
        .zip(grouped(ledger, owed(ledger, as_of), |owed| owed.customer))
        .zip(grouped(ledger, payers, |&customer| customer))
        .zip(grouped(ledger, aging(ledger, as_of).open_items, |item| item.customer))
        .map(|(((((revenue, purchases), paid), owed), payments), open_items)| CustomerFacts {
            revenue,
            purchases,
            paid,
            owed,
            has_paid: !payments.is_empty(),
            oldest_overdue_days: open_items.iter().map(|item| item.days_past_due).fold(0, i64::max),
        })
        .collect()
}

/// Everything that changes what is owed up to `as_of`.
fn owed(ledger: &Ledger, as_of: NaiveDate) -> Vec<Owed> {
    let documents = ledger.documents_until(as_of).iter().filter(|d| d.kind.is_debit());
    let added = documents.map(|d| Owed { customer: d.customer, from: d.date, due: due_date(d), amount: d.gross });
    let taken_off = ledger.allocations_until(as_of).iter().map(|allocation| {
        let debit = ledger.document(allocation.to);
        Owed { customer: debit.customer, from: allocation.date, due: due_date(debit), amount: -allocation.amount }
    });
    added.chain(taken_off).collect()
}

impl CustomerFacts {
    /// What the documents up to `at` tell. `balances_known`: open items can be told on that day.
    pub(super) fn evidence(
        &self,
        at: NaiveDate,
        balances_known: bool,
        business: &BusinessRhythm,
        policy: &SegmentationPolicy,
    ) -> Evidence {
        let (ttm, previous) = (Period::trailing_twelve_months(at), Period::previous_twelve_months(at));
        let dates = self.purchases.distinct_days(at);
        let cycle = OwnCycle::of(&gaps(&dates), business, policy);
        let first_sale = self.revenue.first_sale().filter(|&first| first <= at);
        let days_since = |day: NaiveDate| (at - day).num_days();
        let dates_within = |window: Period| counted(dates.iter().filter(|&&day| window.contains(day)).count());
        let (ttm_sales, prev_ttm_sales) = (self.revenue.sales.within(ttm), self.revenue.sales.within(previous));
        let both_positive = ttm_sales.is_positive() && prev_ttm_sales.is_positive();
        let mut evidence = Evidence {
            recency_days: self.revenue.most_recent_sale(at).map(days_since),
            purchase_cycle_days: cycle.days,
            annual: cycle.annual,
            horizon_days: business.window_days.max(policy.cycle_tolerance * cycle.days),
            tenure_days: first_sale.map_or(0, days_since),
            comparable: first_sale.is_some_and(|first| first <= months_before(at, policy.comparison_months)),
            purchases: counted(self.purchases.days(at).count()),
            purchase_dates: counted(dates.len()),
            purchase_dates_ttm: dates_within(ttm),
            purchase_dates_prev_ttm: dates_within(previous),
            coverage: None,
            trend: FrequencyTrend::NotAvailable,
            lifetime_value: self.revenue.sales.until(at),
            value_percentile: None,
            ttm_sales,
            prev_ttm_sales,
            momentum: ttm_sales.ratio(prev_ttm_sales).filter(|_| both_positive),
            days_beyond_terms: self.days_beyond_terms(at, balances_known),
            has_paid: self.has_paid,
            oldest_overdue_days: self.oldest_overdue_days,
            former_score: None,
        };
        evidence.coverage = coverage(&evidence, &dates, at, policy);
        evidence.trend = trend(&evidence, policy);
        evidence
    }

    /// Days beyond terms of the payments of twelve months and of what is overdue, weighted by amount; `None` without
    /// either.
    fn days_beyond_terms(&self, at: NaiveDate, balances_known: bool) -> Option<f64> {
        let window = Period::trailing_twelve_months(at);
        let paid = paid_within(&self.paid, window).map(|part| (part.days_beyond_terms, part.amount));
        let overdue = self.owed.iter().filter(|owed| balances_known && owed.from <= at && owed.due < at);
        weighted_mean(paid.chain(overdue.map(|owed| ((at - owed.due).num_days(), owed.amount))))
    }
}

/// Purchase dates of the last two years as a share of those that the customer's own cycle lets expect; `None` for fewer
/// than two.
fn coverage(evidence: &Evidence, dates: &[NaiveDate], at: NaiveDate, policy: &SegmentationPolicy) -> Option<f64> {
    let since = at - Days::new(policy.coverage_days.unsigned_abs());
    let seen = dates.iter().filter(|&&day| day > since).count();
    let span = policy.coverage_days.min(evidence.tenure_days) as f64;
    let expected = (span / evidence.purchase_cycle_days).max(1.0);
    (dates.len() >= 2).then_some(seen as f64 / expected)
}

/// Whether purchases become more or fewer, by their own cycle.
fn trend(evidence: &Evidence, policy: &SegmentationPolicy) -> FrequencyTrend {
    if evidence.tenure_days < policy.trend_min_tenure_days || evidence.purchase_dates < 2 {
        return FrequencyTrend::NotAvailable;
    }
    let (now, before) = (f64::from(evidence.purchase_dates_ttm), f64::from(evidence.purchase_dates_prev_ttm));
    let tolerated = policy.cycle_tolerance * evidence.purchase_cycle_days;
    let not_due_yet = evidence.recency_days.is_some_and(|days| days as f64 <= tolerated);
    if evidence.purchase_dates_ttm == 0 && not_due_yet {
        return FrequencyTrend::AwaitingOwnCycle;
    }
    // Two counts differ by chance by about the root of their sum.
    let difference = now - before;
    let beyond_chance = difference.abs() >= policy.trend_min_deviations * (now + before).sqrt() && difference != 0.0;
    match beyond_chance {
        true if now >= policy.trend_increase * before => FrequencyTrend::Increasing,
        true if now <= policy.trend_decrease * before => FrequencyTrend::Decreasing,
        _ => FrequencyTrend::Steady,
    }
}
