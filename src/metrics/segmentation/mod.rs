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
//! **Through time.** The whole ledger is read again at each of the last 36 month ends with only what was known then. A
//! customer's segment changes only where the rules give the new one at two month ends running, so that nobody goes to
//! and fro over a limit; into New and Late Payer and out of New it changes at once, for these are facts: who has paid is
//! not New. The date of a transition is the day from which the new segment counts. Flows compare the segment that counts now with that of so many months ago.
//!
//! **What would move a customer up** is found by applying the rules again with one thing changed and all else as it is;
//! the first of these that gives a better segment is the one: a second month end, more days as a customer, a first
//! payment, payment within the next better limit beyond terms, one more purchase, or the sales that it lacks to a limit.
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
//! - Whoever first bought in the first twelve months of the ledger may have been a customer before it begins, so that
//!   youth excuses no fall: where the ledger covers both years, or lacks no more than a month of the earlier one, they are
//!   compared all the same. A rise gives momentum 4 at most, since the year before may not be whole.
//! - A limit belongs to the better score. The middle of an even number of gaps is midway between the two middle ones; the
//!   repurchase window is the fewest days within which eight of ten come. Equal lifetime values share the middle of their
//!   ranks.
//! - Purchases on one day are one purchase date. An invoice that credit notes took back in full is no purchase.
//! - Who bought nothing in twelve months, but whose own next purchase is not due yet, counts as steady: momentum 3.
//! - Lifetime value at or below zero: value 1.
//! - Neither payments in twelve months nor anything overdue: timeliness 3.
//! - No payment data at all: timeliness is blank for everyone, its weight is shared out among the others, and nobody is
//!   New or a Late Payer.
//! - A Late Payer keeps beside its segment the one that it would have with timeliness left blank.
//! - A cash sale is a payment: who bought for cash is not New.
//! - At the first month end that is read, what the rules say counts. Being scored begins and ends at once.
//! - Month ends before the exports tell of receivables are not read: their segments would not compare with today's.
//! - An as-of date within a month confirms no change; only New and Late Payer begin on it, and New ends.
//! - The segment of a customer who stopped buying rests on timeliness too. Without a payment in the twelve months that is
//!   3, which is too little for Don't Lose Them.
//! - Where no single change lifts a customer, none is named. Sales that it lacks are named up to those of the better of
//!   its last two years, not beyond.
//!
//! # Source
//!
//! The nine segments, and timeliness beside recency, frequency and monetary value, come from the published articles on
//! RFM+T, version 2. The numbers are our own. They were fitted to the seven example rows of those articles, six of which
//! come out as published; that is a fit, not a validation. Rules stand in place of clustering, so that every customer's
//! segment can be explained.

mod evidence;
mod facts;
mod flows;
mod history;
mod lift;
mod limits;
mod policy;
mod rhythm;
mod rules;
mod scores;
mod snapshot;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod through_time;
mod timeline;

pub use flows::{Flow, Flows};
pub use history::{Standing, Transition};
pub use lift::{Change, Lift};
pub use limits::OutOfRange;
pub use policy::SegmentationPolicy;

use chrono::NaiveDate;

use self::facts::customer_facts;
use self::history::History;
use self::snapshot::Snapshot;
use super::Measured;
use super::window::{first_day, last_month_ends};
use crate::base::Money;
use crate::ledger::Ledger;

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

    /// How good it is to have a customer in this segment, from 0: what "up" and "down" go by. Segments of the same rank
    /// differ in kind: what was good and falls, and what pays late.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Champion => 6,
            Self::Good => 5,
            Self::Promising => 4,
            Self::New => 3,
            Self::DontLoseThem | Self::GiveAttention | Self::LatePayer => 2,
            Self::Hibernating | Self::PossibleMismatch => 1,
            Self::NotScored => 0,
        }
    }
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
    /// The month ends at which the ledger was read again, oldest first: the last 36 at most. The as-of date is the last
    /// of them where it is a month end.
    pub month_ends: Vec<NaiveDate>,
    /// Who went from which segment to which.
    pub flows: Measured<Flows>,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<SegmentedCustomer>,
}

/// One customer's segment, how it came to it, and what would move it up.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentedCustomer {
    /// The segment that counts: a change counts once the rules give it at two month ends running.
    pub segment: Segment,
    /// What the rules say at the as-of date alone.
    pub rating: Rating,
    /// Where it stood at each of [`Segmentation::month_ends`]; `None` before its first sale.
    pub history: Vec<Option<Standing>>,
    /// Its last change of segment among those month ends and the as-of date; `None` without one.
    pub transition: Option<Box<Transition>>,
    /// The smallest single change that the rules say would lift it to a better segment; `None` where there is none.
    pub lift: Option<Lift>,
}

/// What the rules say of one customer at one date, and everything that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// The segment by the rules at this date alone.
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

/// Whether a customer's two last years can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It has been a customer for long enough.
    Fair,
    /// It first bought in the ledger's first year, and may have been a customer before; the ledger covers both years, or
    /// all of them but a month. A fall is one in any case, but a rise may be that of somebody who came within the year
    /// before.
    OfFallsOnly,
    /// It has not been a customer for two years.
    TooYoung,
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
    /// Whether its two last years can be compared.
    pub comparison: Comparison,
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

/// Puts every customer into one segment: reads the ledger again at each month end with what was known then, and at
/// `as_of`.
pub fn segmentation(ledger: &Ledger, as_of: NaiveDate, policy: &SegmentationPolicy) -> Segmentation {
    let facts = customer_facts(ledger, as_of, policy);
    let month_ends = month_ends(ledger, as_of);
    let mut histories = vec![History::default(); facts.len()];
    for &end in &month_ends {
        let then = Snapshot::new(ledger, &facts, end, policy);
        for (history, rating) in histories.iter_mut().zip(then.ratings()) {
            history.add_month_end(end, rating);
        }
    }
    let now = Snapshot::new(ledger, &facts, as_of, policy);
    let is_month_end = month_ends.last() == Some(&as_of);
    let customers: Vec<SegmentedCustomer> = facts
        .iter()
        .zip(histories)
        .map(|(customer, history)| {
            let rating = now.rating(customer);
            let mut segmented = history.finish(as_of, is_month_end, rating);
            segmented.lift = lift::lift(&now, customer, &segmented);
            segmented
        })
        .collect();
    Segmentation {
        business_cycle_days: now.rhythm.cycle_days,
        repurchase_window_days: now.rhythm.window_days,
        cycle_is_assumed: now.rhythm.is_assumed,
        without_timeliness: !now.with_timeliness,
        flows: flows::flows(ledger, as_of, &month_ends, &customers, policy),
        month_ends,
        customers,
    }
}

/// The month ends to read again: the last 36 that the ledger reaches, and at which receivables are known as they are
/// now.
fn month_ends(ledger: &Ledger, as_of: NaiveDate) -> Vec<NaiveDate> {
    let receivables = ledger.receivables_since().filter(|&since| since <= as_of);
    let first = first_day(ledger).max(receivables);
    last_month_ends(as_of).filter(|&end| first.is_some_and(|first| first <= end)).collect()
}
