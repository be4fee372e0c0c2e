//! The rules applied to every customer at one date.

use chrono::{NaiveDate, TimeDelta};

use super::evidence::{Moment, evidence};
use super::facts::CustomerFacts;
use super::rhythm::BusinessRhythm;
use super::rules::{self, Verdict};
use super::scores::{LifetimeValues, scores};
use super::timeline::Known;
use super::{Evidence, Rating, Rule, Scores, Segment, SegmentationPolicy};
use crate::base::{Money, Period};
use crate::ledger::{Ledger, PaymentData};
use crate::metrics::receivables::balances_known;

/// What all customers are judged by at one date, with only what was known then.
pub(super) struct Snapshot<'a> {
    customers: &'a [CustomerFacts],
    pub(super) policy: &'a SegmentationPolicy,
    history_start: NaiveDate,
    pub(super) moment: Moment,
    pub(super) rhythm: BusinessRhythm,
    pub(super) lifetime_values: LifetimeValues,
    /// Open items can be told from this day on; `None`: never.
    balances_since: Option<NaiveDate>,
    pub(super) with_timeliness: bool,
    /// The months in which a customer can be New.
    new: Period,
    /// The months with a sale in which a customer is scored.
    scope: Period,
}

impl<'a> Snapshot<'a> {
    /// `customers` are the facts of the same ledger up to `at` or any later day.
    pub(super) fn new(
        ledger: &Ledger,
        customers: &'a [CustomerFacts],
        at: NaiveDate,
        policy: &'a SegmentationPolicy,
    ) -> Self {
        let timelines: Vec<_> = customers.iter().map(|customer| customer.timeline(at, policy)).collect();
        let known: Vec<Known<'_>> = timelines.iter().map(|timeline| timeline.until(at)).collect();
        let scope = Period::months_ending(at, policy.scope_months);
        let in_scope = |customer: &&CustomerFacts| is_in_scope(customer, at, scope);
        let lifetime_values: Vec<Money> =
            customers.iter().filter(in_scope).map(|customer| customer.revenue.sales.until(at)).collect();
        let payment_data = ledger.payment_data();
        let has_payments = payment_data != PaymentData::None;
        let balances_since = has_payments.then(|| ledger.receivables_since().unwrap_or(NaiveDate::MIN));
        Self {
            customers,
            policy,
            history_start: ledger.history_start(),
            moment: Moment::new(at, ledger.history_start(), balances_since.is_some_and(|since| since <= at), policy),
            rhythm: BusinessRhythm::of(&known, policy),
            lifetime_values: LifetimeValues::new(lifetime_values),
            balances_since,
            with_timeliness: payment_data == PaymentData::Dated || balances_known(ledger, at).is_ok(),
            new: Period::months_ending(at, policy.new_months),
            scope,
        }
    }

    /// What the rules say of every customer.
    pub(super) fn ratings(&self) -> impl Iterator<Item = Rating> {
        self.customers.iter().map(|customer| self.rating(customer))
    }

    /// What the rules say of one customer.
    pub(super) fn rating(&self, customer: &CustomerFacts) -> Rating {
        let evidence = self.ranked(evidence(customer, &self.moment, &self.rhythm, self.policy));
        self.rating_by(customer, evidence, is_in_scope(customer, self.moment.at, self.scope))
    }

    /// What the rules would say of it by such evidence.
    pub(super) fn rating_by(&self, customer: &CustomerFacts, mut evidence: Evidence, in_scope: bool) -> Rating {
        let found = in_scope.then(|| scores(&evidence, self.with_timeliness, self.policy)).flatten();
        let Some(found) = found else {
            evidence.value_percentile = None;
            let (segment, rule) = (Segment::NotScored, Rule::OutOfScope);
            return Rating { segment, otherwise: None, rule, scores: None, evidence };
        };
        let (verdict, otherwise) = self.verdict(customer, &evidence, &found);
        evidence.former_score = verdict.former_score;
        Rating { segment: verdict.segment, otherwise, rule: verdict.rule, scores: Some(found), evidence }
    }

    /// With its rank among the lifetime values of this date.
    pub(super) fn ranked(&self, mut evidence: Evidence) -> Evidence {
        evidence.value_percentile = self.lifetime_values.percentile(evidence.lifetime_value);
        evidence
    }

    /// The rules in their order, and for a Late Payer the segment that it would have otherwise.
    fn verdict(&self, customer: &CustomerFacts, evidence: &Evidence, found: &Scores) -> (Verdict, Option<Segment>) {
        let policy = self.policy;
        let first_sale_is_recent = customer.revenue.first_sale().is_some_and(|first| self.new.contains(first));
        if self.balances_known(self.moment.at) && rules::is_new(evidence, first_sale_is_recent, policy) {
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
        let at = self.moment.at - TimeDelta::days(days_ago);
        let then = Moment::new(at, self.history_start, self.balances_known(at), self.policy);
        let evidence = self.ranked(evidence(customer, &then, &self.rhythm, self.policy));
        Some(scores(&evidence, with_timeliness, self.policy)?.total)
    }

    fn balances_known(&self, at: NaiveDate) -> bool {
        self.balances_since.is_some_and(|since| since <= at)
    }
}

/// It has a sale in the months that are looked at.
fn is_in_scope(customer: &CustomerFacts, at: NaiveDate, scope: Period) -> bool {
    customer.revenue.most_recent_sale(at).is_some_and(|sale| scope.contains(sale))
}
