//! RFM+T: nine segments by recency, frequency, monetary value with momentum, and timeliness of payment.
//!
//! # Question
//!
//! Which customers carry the business, which are coming up, which are slipping away, and which pay late?
//!
//! # Formula
//!
//! Every customer with a sale in the last 36 months has four scores from 1 to 5. The numbers are settings; these are the
//! defaults.
//!
//! **Rhythm.** The purchase cycle of the business is the median over its customers of their median gap between purchase
//! dates. A customer's own cycle is the geometric mean of its gaps with three gaps of the business's cycle mixed in; who
//! buys about once a year has the median of its gaps. The repurchase window is the number of days within which eight of
//! ten repeat purchases come.
//!
//! **Recency.** The horizon is the repurchase window, or 1.25 of the customer's own cycles where that is longer. Days
//! since the last sale within 1 horizon: 5; within 1.5: 4; within 2: 3; within 3: 2; beyond: 1.
//!
//! **Frequency.** One purchase: 2. Others begin with 3. One point more where purchases of the last two years are at least
//! 80 % of those that the own cycle lets expect; one more where purchase dates increase; one less where they decrease;
//! one less after three own cycles (and 60 days) without purchase. They increase or decrease where the counts of the
//! last twelve months and of the twelve before differ by a fifth and by more than the root of their sum.
//!
//! **Monetary.** Value is the rank by lifetime value among scored customers: top 10 %: 5; next 15 %: 4; next 25 %: 3; next
//! 25 %: 2; the rest: 1. Momentum is sales of the last twelve months / the twelve before: from 1.25: 5; from 1.05: 4; from
//! 0.75: 3; from 0.40: 2; below: 1. Monetary = 0.4 value + 0.6 momentum.
//!
//! **Timeliness.** Days beyond terms of the payments of the last twelve months and of what is overdue now, weighted by
//! amount: up to 0: 5; up to 10: 4; up to 30: 3; up to 60: 2; beyond: 1.
//!
//! **Score** = 100 x (0.25 (recency - 1) + 0.20 (frequency - 1) + 0.35 (monetary - 1) + 0.20 (timeliness - 1)) / 4.
//!
//! The **former score** is the same, as it stood at the last sale (for those who stopped) or a year ago (for those who
//! buy less). The first rule that matches decides:
//!
//! 1. No sale in 36 months: **Not scored**.
//! 2. First sale in the last twelve months, no payment yet, nothing more than 30 days overdue: **New**.
//! 3. Timeliness 2 or less, and recency 3 or more or something more than 30 days overdue: **Late Payer**.
//! 4. Recency 2 or less: one purchase and value 2 or less: **Possible Mismatch**. Last sale within two years, former
//!    score 70, value 4 and timeliness 4 or more: **Don't Lose Them**. Last sale within two years, former score 50 and
//!    value 3 or more: **Give Attention**. Else **Hibernating**.
//! 5. Momentum 2 or less, or purchases decreasing with momentum 3 or less and sales below 90 % of the year before: at most
//!    three purchases and value 2 or less: **Promising** with a score from 45, else **Give Attention**. Former score 70,
//!    value 4 and timeliness 4 or more: **Don't Lose Them**. Else **Give Attention**.
//! 6. Score 80, value 5, recency 4, momentum 3, timeliness 3 or more, and a customer for a year: **Champion**.
//! 7. Score 60, value 3 or more, two purchases, and a customer for 180 days: **Good**.
//! 8. All others: **Promising**.
//!
//! # Worked example
//!
//! One customer buys for 120,000 once a year, another for 10,000 a month; both pay on time. Their own cycles are 365 and
//! some 30 days, so each is within its horizon: recency 5. Each buys as often as its cycle lets expect: frequency 4. Both
//! are among the top tenth with sales as last year: value 5, momentum 3, monetary 3.8. Timeliness 5. Score
//! 100 x (0.25 x 4 + 0.20 x 3 + 0.35 x 2.8 + 0.20 x 4) / 4 = 84.5: both are Champions.
//!
//! # Edge cases
//!
//! - Fewer than ten customers with two gaps: the business's cycle and window are taken as 90 days, and the page says so.
//! - In the first two years of a customer two whole years cannot be compared: momentum 4. The same after a year without
//!   any sale.
//! - Who bought nothing in twelve months, but whose own next purchase is not due yet, counts as steady: momentum 3.
//! - Lifetime value at or below zero: value 1.
//! - Neither payments in twelve months nor anything overdue: timeliness 3.
//! - No payment data at all: timeliness is blank for everyone, its weight is shared out among the others, and nobody is
//!   New or a Late Payer.
//! - A Late Payer keeps beside its segment the one that it would have with timeliness left blank.
//! - A cash sale is a payment: who bought for cash is not New.
//!
//! # Source
//!
//! The nine segments, and timeliness beside recency, frequency and monetary value, come from the published articles on
//! RFM+T, version 2. The numbers are our own. They were fitted to the seven example rows of those articles, six of which
//! come out as published; that is a fit, not a validation. Rules stand in place of clustering, so that every customer's
//! segment can be explained.

mod evidence;
mod policy;
mod rhythm;
mod rules;
mod scores;
#[cfg(test)]
mod tests;

pub use policy::SegmentationPolicy;

use chrono::NaiveDate;

use self::evidence::{CustomerFacts, customer_facts};
use self::rhythm::{BusinessRhythm, gaps};
use self::rules::Verdict;
use self::scores::{LifetimeValues, scores};
use super::receivables::balances_known;
use crate::base::{Money, Period};
use crate::ledger::{Ledger, PaymentData};

/// The nine segments and "not scored", in the fixed order: growing, falling, owing, asleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Buys often, grows or holds, pays well.
    Champion,
    /// Reliable sales and payment.
    Good,
    /// Mostly young; may move up.
    Promising,
    /// Has bought, has not paid yet.
    New,
    /// Was among the best; is falling or gone.
    DontLoseThem,
    /// Was good; may be saved.
    GiveAttention,
    /// Buys well, pays late.
    LatePayer,
    /// Asleep or lost.
    Hibernating,
    /// Bought once, little.
    PossibleMismatch,
    /// No sale in 36 months, or no document.
    NotScored,
}

impl Segment {
    /// All ten, in their fixed order.
    pub const ALL: [Self; 10] = [
        Self::Champion,
        Self::Good,
        Self::Promising,
        Self::New,
        Self::DontLoseThem,
        Self::GiveAttention,
        Self::LatePayer,
        Self::Hibernating,
        Self::PossibleMismatch,
        Self::NotScored,
    ];
}

/// The segments of one business.
#[derive(Clone, Debug, PartialEq)]
pub struct Segmentation {
    /// The business's purchase cycle in days.
    pub business_cycle_days: f64,
    /// Eight of ten repeat purchases come within so many days.
    pub repurchase_window_days: f64,
    /// Fewer than ten customers have the gaps to measure those two by, so defaults stand in.
    pub cycle_is_assumed: bool,
    /// There is no payment data, so the timeliness score is blank and its weight shared out.
    pub without_timeliness: bool,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<SegmentedCustomer>,
}

/// One customer's segment, and everything that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentedCustomer {
    /// The segment.
    pub segment: Segment,
    /// The segment that a Late Payer would have by its purchases alone.
    pub otherwise: Option<Segment>,
    /// The step of the rules that matched.
    pub rule: Rule,
    /// The scores; `None` for those not scored.
    pub scores: Option<Scores>,
    /// What the scores were made from.
    pub evidence: Evidence,
}

/// Which step of the rules decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// No sale in the scope, or no document.
    OutOfScope,
    /// First sale in the last twelve months, no payment yet, nothing long overdue.
    NoPaymentYet,
    /// Pays late.
    PaysLate,
    /// No purchase for longer than the customer's cycle allows.
    Lapsed,
    /// Sales or frequency fall.
    Falling,
    /// The best.
    Best,
    /// Reliable.
    Reliable,
    /// None of the others.
    Remaining,
}

/// Scores from 1 (worst) to 5 (best).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Days since the last sale against the customer's own cycle.
    pub recency: u8,
    /// Steadiness and trend of purchases.
    pub frequency: u8,
    /// Rank by lifetime value.
    pub value: u8,
    /// This year's sales against last year's.
    pub momentum: u8,
    /// 0.4 value + 0.6 momentum, 1.0 to 5.0.
    pub monetary: f64,
    /// Days beyond terms; `None` where there is no payment data at all.
    pub timeliness: Option<u8>,
    /// All together, 0 to 100.
    pub total: f64,
}

/// Direction of the number of purchase dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrequencyTrend {
    /// More often.
    Increasing,
    /// As often.
    Steady,
    /// As often by its own cycle: the next purchase is not due yet.
    AwaitingOwnCycle,
    /// Less often.
    Decreasing,
    /// Less than a year of history or fewer than two purchases.
    NotAvailable,
}

/// What one customer's scores were made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Days since the last sale.
    pub recency_days: Option<i64>,
    /// The customer's own purchase cycle in days.
    pub purchase_cycle_days: f64,
    /// Buys about once a year.
    pub annual: bool,
    /// Days without purchase that still count as recent.
    pub horizon_days: f64,
    /// Days since the first sale.
    pub tenure_days: i64,
    /// It has been a customer for long enough to compare two whole years.
    pub comparable: bool,
    /// Purchases of all time.
    pub purchases: u32,
    /// Purchase dates of all time: two purchases on one day are one.
    pub purchase_dates: u32,
    /// Purchase dates in the trailing twelve months.
    pub purchase_dates_ttm: u32,
    /// Purchase dates in the twelve months before.
    pub purchase_dates_prev_ttm: u32,
    /// Purchase dates of the last two years / those that the own cycle lets expect; `None` for fewer than two.
    pub coverage: Option<f64>,
    /// Their direction.
    pub trend: FrequencyTrend,
    /// Net sales of all time.
    pub lifetime_value: Money,
    /// Percentile of the lifetime value among scored customers, 0 to 100.
    pub value_percentile: Option<f64>,
    /// Net sales of the trailing twelve months, whether or not the ledger covers all of them.
    pub ttm_sales: Money,
    /// Net sales of the twelve months before, likewise.
    pub prev_ttm_sales: Money,
    /// This year's sales / last year's; `None` in the first year or where either is not above zero.
    pub momentum: Option<f64>,
    /// Days beyond terms with open items as a floor; `None` without payments and overdue items.
    pub days_beyond_terms: Option<f64>,
    /// There is a payment or a cash sale, of whatever day.
    pub has_paid: bool,
    /// Largest number of days past due of an open item; 0 where none is.
    pub oldest_overdue_days: i64,
    /// The score at the last sale (lapsed) or a year ago (falling); `None` for the others.
    pub former_score: Option<f64>,
}

/// Puts every customer into one segment.
pub fn segmentation(ledger: &Ledger, as_of: NaiveDate, policy: &SegmentationPolicy) -> Segmentation {
    let customers = customer_facts(ledger, as_of);
    let business = Business::new(ledger, as_of, policy, &customers);
    Segmentation {
        business_cycle_days: business.rhythm.cycle_days,
        repurchase_window_days: business.rhythm.window_days,
        cycle_is_assumed: business.rhythm.is_assumed,
        without_timeliness: !business.with_timeliness,
        customers: customers.iter().map(|customer| business.segmented(customer)).collect(),
    }
}

/// What all customers are judged by.
struct Business<'a> {
    as_of: NaiveDate,
    policy: &'a SegmentationPolicy,
    rhythm: BusinessRhythm,
    lifetime_values: LifetimeValues,
    /// Open items can be told from this day on; `None`: never.
    balances_since: Option<NaiveDate>,
    with_timeliness: bool,
}

impl<'a> Business<'a> {
    fn new(ledger: &Ledger, as_of: NaiveDate, policy: &'a SegmentationPolicy, customers: &[CustomerFacts]) -> Self {
        let all_gaps: Vec<_> =
            customers.iter().map(|customer| gaps(&customer.purchases.distinct_days(as_of))).collect();
        let scored = customers.iter().filter(|customer| is_in_scope(customer, as_of, policy));
        let payment_data = ledger.payment_data();
        let has_payments = payment_data != PaymentData::None;
        Self {
            as_of,
            policy,
            rhythm: BusinessRhythm::of(&all_gaps, policy),
            lifetime_values: LifetimeValues::new(scored.map(|customer| customer.revenue.sales.total()).collect()),
            balances_since: has_payments.then(|| ledger.receivables_since().unwrap_or(NaiveDate::MIN)),
            with_timeliness: payment_data == PaymentData::Dated || balances_known(ledger, as_of).is_ok(),
        }
    }

    fn balances_known(&self, at: NaiveDate) -> bool {
        self.balances_since.is_some_and(|since| since <= at)
    }

    fn segmented(&self, customer: &CustomerFacts) -> SegmentedCustomer {
        let in_scope = is_in_scope(customer, self.as_of, self.policy);
        let mut evidence = self.evidence(customer, self.as_of);
        let found = in_scope.then(|| scores(&evidence, self.with_timeliness, self.policy)).flatten();
        let Some(found) = found else {
            evidence.value_percentile = None;
            let (segment, rule) = (Segment::NotScored, Rule::OutOfScope);
            return SegmentedCustomer { segment, otherwise: None, rule, scores: None, evidence };
        };
        let (verdict, otherwise) = self.verdict(customer, &evidence, &found);
        evidence.former_score = verdict.former_score;
        SegmentedCustomer { segment: verdict.segment, otherwise, rule: verdict.rule, scores: Some(found), evidence }
    }

    /// What the documents up to `at` tell, ranked among today's lifetime values.
    fn evidence(&self, customer: &CustomerFacts, at: NaiveDate) -> Evidence {
        let mut evidence = customer.evidence(at, self.balances_known(at), &self.rhythm, self.policy);
        evidence.value_percentile = self.lifetime_values.percentile(evidence.lifetime_value);
        evidence
    }

    /// The rules in their order, and for a Late Payer the segment that it would have otherwise.
    fn verdict(&self, customer: &CustomerFacts, evidence: &Evidence, found: &Scores) -> (Verdict, Option<Segment>) {
        let policy = self.policy;
        let recent = Period::months_ending(self.as_of, policy.new_months);
        let first_sale_is_recent = customer.revenue.first_sale().is_some_and(|first| recent.contains(first));
        if self.balances_known(self.as_of) && rules::is_new(evidence, first_sale_is_recent, policy) {
            return (Verdict::new(Segment::New, Rule::NoPaymentYet), None);
        }
        let by_purchases = |found: &Scores, with_timeliness: bool| {
            let former = |days_ago| self.former_score(customer, days_ago, with_timeliness);
            rules::by_purchases(evidence, found, former, policy)
        };
        if rules::is_late_payer(evidence, found, policy) {
            let otherwise = scores(evidence, false, policy).map(|found| by_purchases(&found, false).segment);
            return (Verdict::new(Segment::LatePayer, Rule::PaysLate), otherwise);
        }
        (by_purchases(found, self.with_timeliness), None)
    }

    /// The score so many days ago; `None` where the customer had not bought by then.
    fn former_score(&self, customer: &CustomerFacts, days_ago: i64, with_timeliness: bool) -> Option<f64> {
        let at = self.as_of - chrono::TimeDelta::days(days_ago);
        Some(scores(&self.evidence(customer, at), with_timeliness, self.policy)?.total)
    }
}

/// It has a sale in the months that are looked at.
fn is_in_scope(customer: &CustomerFacts, as_of: NaiveDate, policy: &SegmentationPolicy) -> bool {
    let scope = Period::months_ending(as_of, policy.scope_months);
    customer.revenue.most_recent_sale(as_of).is_some_and(|sale| scope.contains(sale))
}
