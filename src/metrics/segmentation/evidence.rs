//! What one customer's scores are made from, as its own documents tell it on a given day.

use chrono::{Days, NaiveDate};

use super::facts::CustomerFacts;
use super::rhythm::{BusinessRhythm, OwnCycle};
use super::timeline::{Known, Timeline};
use super::{Comparison, Evidence, FrequencyTrend, SegmentationPolicy};
use crate::base::{Period, months_before};
use crate::metrics::arithmetic::counted;
use crate::metrics::window::opening_end;

/// A ledger may lack so many months of the year before and still tell a fall: with them it would be a deeper one.
const MONTHS_LACKING: u32 = 1;

/// A day that customers are seen from, and the spans that end with it.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: NaiveDate,
    ttm: Period,
    previous: Period,
    /// Customers from this day or before can have two years compared.
    comparable_before: NaiveDate,
    /// Of customers from this day or before nobody knows since when they have been; `None` where the ledger lacks more
    /// than a month of the year before, so that nothing can be compared.
    opening_end: Option<NaiveDate>,
    /// Open items can be told on that day.
    balances_known: bool,
}

impl Moment {
    /// In a ledger that begins on `history_start`.
    pub(super) fn new(
        at: NaiveDate,
        history_start: NaiveDate,
        balances_known: bool,
        policy: &SegmentationPolicy,
    ) -> Self {
        let previous = Period::previous_twelve_months(at);
        Self {
            at,
            ttm: Period::trailing_twelve_months(at),
            previous,
            opening_end: (months_before(history_start, MONTHS_LACKING) <= previous.first_day())
                .then(|| opening_end(history_start)),
            comparable_before: months_before(at, policy.comparison_months),
            balances_known,
        }
    }

    /// Whether two years of a customer with this first sale can be compared.
    fn comparison(&self, first_sale: Option<NaiveDate>) -> Comparison {
        let by = |last: Option<NaiveDate>| first_sale.zip(last).is_some_and(|(first, last)| first <= last);
        if by(Some(self.comparable_before)) {
            Comparison::Fair
        } else if by(self.opening_end) {
            Comparison::OfFallsOnly
        } else {
            Comparison::TooYoung
        }
    }
}

/// What the documents up to a moment tell of a customer.
pub(super) fn evidence(
    customer: &CustomerFacts,
    moment: &Moment,
    business: &BusinessRhythm,
    policy: &SegmentationPolicy,
) -> Evidence {
    let timeline = customer.timeline(moment.at, policy);
    let purchases = counted(customer.purchases.count(moment.at));
    let last_sale = customer.revenue.most_recent_sale(moment.at);
    let buying = Buying { known: timeline.until(moment.at), purchases, last_sale };
    made_of(customer, &buying, moment, business, policy)
}

/// The same with one purchase more on the day itself, whatever its amount.
pub(super) fn evidence_with_purchase(
    customer: &CustomerFacts,
    moment: &Moment,
    business: &BusinessRhythm,
    policy: &SegmentationPolicy,
) -> Evidence {
    let mut days = customer.timeline(moment.at, policy).until(moment.at).days.to_vec();
    if days.last() != Some(&moment.at) {
        days.push(moment.at);
    }
    let timeline = Timeline::new(days, policy);
    let purchases = counted(customer.purchases.count(moment.at) + 1);
    let buying = Buying { known: timeline.until(moment.at), purchases, last_sale: Some(moment.at) };
    made_of(customer, &buying, moment, business, policy)
}

/// When a customer bought.
struct Buying<'a> {
    known: Known<'a>,
    purchases: u32,
    last_sale: Option<NaiveDate>,
}

fn made_of(
    customer: &CustomerFacts,
    buying: &Buying<'_>,
    moment: &Moment,
    business: &BusinessRhythm,
    policy: &SegmentationPolicy,
) -> Evidence {
    let &Moment { at, ttm, previous, balances_known, .. } = moment;
    let known = &buying.known;
    let cycle = OwnCycle::of(known, business, policy);
    let first_sale = customer.revenue.first_sale().filter(|&first| first <= at);
    let days_since = |day: NaiveDate| (at - day).num_days();
    let (ttm_sales, prev_ttm_sales) = (customer.revenue.sales.within(ttm), customer.revenue.sales.within(previous));
    let both_positive = ttm_sales.is_positive() && prev_ttm_sales.is_positive();
    let dates_ttm = known.since(previous.last_day());
    let mut evidence = Evidence {
        recency_days: buying.last_sale.map(days_since),
        purchase_cycle_days: cycle.days,
        annual: cycle.annual,
        horizon_days: business.window_days.max(policy.cycle_tolerance * cycle.days),
        tenure_days: first_sale.map_or(0, days_since),
        comparison: moment.comparison(first_sale),
        purchases: buying.purchases,
        purchase_dates: counted(known.days.len()),
        purchase_dates_ttm: counted(dates_ttm),
        purchase_dates_prev_ttm: counted(known.since(previous.first_day() - Days::new(1)) - dates_ttm),
        coverage: None,
        trend: FrequencyTrend::NotAvailable,
        lifetime_value: customer.revenue.sales.until(at),
        value_percentile: None,
        ttm_sales,
        prev_ttm_sales,
        momentum: ttm_sales.ratio(prev_ttm_sales).filter(|_| both_positive),
        days_beyond_terms: customer.days_beyond_terms(ttm, balances_known),
        has_paid: customer.has_paid(at),
        oldest_overdue_days: if balances_known { customer.oldest_overdue_days(at) } else { 0 },
        former_score: None,
    };
    evidence.coverage = coverage(&evidence, known, at, policy);
    evidence.trend = trend(&evidence, policy);
    evidence
}

/// Purchase dates of the last two years as a share of those that the customer's own cycle lets expect; `None` for fewer
/// than two.
fn coverage(evidence: &Evidence, known: &Known<'_>, at: NaiveDate, policy: &SegmentationPolicy) -> Option<f64> {
    let seen = known.since(at - Days::new(policy.coverage_days.unsigned_abs()));
    let span = policy.coverage_days.min(evidence.tenure_days) as f64;
    let expected = (span / evidence.purchase_cycle_days).max(1.0);
    (known.days.len() >= 2).then_some(seen as f64 / expected)
}

/// It bought nothing in the twelve months, and by its cycle its next purchase is not due yet. The cycle of one who bought
/// once is the business's.
pub(super) fn is_not_due_yet(evidence: &Evidence, policy: &SegmentationPolicy) -> bool {
    let tolerated = policy.cycle_tolerance * evidence.purchase_cycle_days;
    evidence.purchase_dates_ttm == 0 && evidence.recency_days.is_some_and(|days| days as f64 <= tolerated)
}

/// Whether purchases become more or fewer, by their own cycle.
fn trend(evidence: &Evidence, policy: &SegmentationPolicy) -> FrequencyTrend {
    if evidence.tenure_days < policy.trend_min_tenure_days || evidence.purchase_dates < 2 {
        return FrequencyTrend::NotAvailable;
    }
    let (now, before) = (f64::from(evidence.purchase_dates_ttm), f64::from(evidence.purchase_dates_prev_ttm));
    if is_not_due_yet(evidence, policy) {
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
