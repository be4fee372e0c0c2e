//! The rules, in their order: the first that matches gives the segment.

use super::{Evidence, FrequencyTrend, Rule, Scores, Segment, SegmentationPolicy};

/// What the rules decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) segment: Segment,
    pub(super) rule: Rule,
    /// Where a former score was looked at.
    pub(super) former_score: Option<f64>,
}

impl Verdict {
    pub(super) const fn new(segment: Segment, rule: Rule) -> Self {
        Self { segment, rule, former_score: None }
    }
}

/// It has bought for the first time, nothing is paid yet, and nothing is long overdue.
pub(super) fn is_new(evidence: &Evidence, first_sale_is_recent: bool, policy: &SegmentationPolicy) -> bool {
    first_sale_is_recent && !evidence.has_paid && evidence.oldest_overdue_days <= policy.long_overdue_days
}

/// It pays late, and it still buys or owes for long.
pub(super) fn is_late_payer(evidence: &Evidence, scores: &Scores, policy: &SegmentationPolicy) -> bool {
    scores.timeliness.is_some_and(|timeliness| timeliness <= policy.late_max_timeliness)
        && (scores.recency >= policy.late_min_recency || evidence.oldest_overdue_days > policy.long_overdue_days)
}

/// The segment by purchases: what remains once the new and the late are out. `former` gives the customer's score so many
/// days ago. A blank timeliness hinders nobody.
pub(super) fn by_purchases(
    evidence: &Evidence,
    scores: &Scores,
    former: impl Fn(i64) -> Option<f64>,
    policy: &SegmentationPolicy,
) -> Verdict {
    if scores.recency <= policy.lapsed_max_recency {
        return lapsed(evidence, scores, former(evidence.recency_days.unwrap_or_default()), policy);
    }
    if is_falling(evidence, scores, policy) {
        return falling(evidence, scores, former(policy.falling_days_back), policy);
    }
    let is_champion = scores.total >= policy.champion_min_score
        && scores.value >= policy.champion_min_value
        && scores.recency >= policy.champion_min_recency
        && scores.momentum >= policy.champion_min_momentum
        && is_timely(scores, policy.champion_min_timeliness)
        && evidence.tenure_days >= policy.champion_min_tenure_days;
    let is_good = scores.total >= policy.good_min_score
        && scores.value >= policy.good_min_value
        && evidence.tenure_days >= policy.good_min_tenure_days
        && evidence.purchases >= policy.good_min_purchases;
    match (is_champion, is_good) {
        (true, _) => Verdict::new(Segment::Champion, Rule::Best),
        (false, true) => Verdict::new(Segment::Good, Rule::Reliable),
        (false, false) => Verdict::new(Segment::Promising, Rule::Remaining),
    }
}

fn is_timely(scores: &Scores, at_least: u8) -> bool {
    scores.timeliness.is_none_or(|timeliness| timeliness >= at_least)
}

fn lapsed(evidence: &Evidence, scores: &Scores, former_score: Option<f64>, policy: &SegmentationPolicy) -> Verdict {
    let former_at_least = |score: f64| former_score.is_some_and(|former| former >= score);
    let recently = evidence.recency_days.is_some_and(|days| days <= policy.lapsed_max_days);
    let segment = if evidence.purchases <= 1 && scores.value <= policy.small_max_value {
        Segment::PossibleMismatch
    } else if recently && was_among_the_best(scores, former_score, policy) {
        Segment::DontLoseThem
    } else if recently && former_at_least(policy.attention_min_former) && scores.value >= policy.attention_min_value {
        Segment::GiveAttention
    } else {
        Segment::Hibernating
    };
    Verdict { segment, rule: Rule::Lapsed, former_score }
}

fn is_falling(evidence: &Evidence, scores: &Scores, policy: &SegmentationPolicy) -> bool {
    let less_often = evidence.trend == FrequencyTrend::Decreasing;
    let sells_less =
        (evidence.ttm_sales.minor() as f64) < policy.falling_slower_max_ratio * evidence.prev_ttm_sales.minor() as f64;
    scores.momentum <= policy.falling_max_momentum
        || less_often && scores.momentum <= policy.falling_slower_max_momentum && sells_less
}

fn falling(evidence: &Evidence, scores: &Scores, former_score: Option<f64>, policy: &SegmentationPolicy) -> Verdict {
    let is_small = scores.value <= policy.small_max_value && evidence.purchases <= policy.small_max_purchases;
    let segment = if is_small && scores.total >= policy.small_min_score {
        Segment::Promising
    } else if !is_small && was_among_the_best(scores, former_score, policy) {
        Segment::DontLoseThem
    } else {
        Segment::GiveAttention
    };
    Verdict { segment, rule: Rule::Falling, former_score }
}

fn was_among_the_best(scores: &Scores, former_score: Option<f64>, policy: &SegmentationPolicy) -> bool {
    former_score.is_some_and(|former| former >= policy.dont_lose_min_former)
        && scores.value >= policy.dont_lose_min_value
        && is_timely(scores, policy.dont_lose_min_timeliness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::ledger::testing::whole;
    use crate::metrics::segmentation::Comparison;

    /// A customer of two years with four purchases: just good enough for a Champion.
    fn champion() -> (Evidence, Scores) {
        let evidence = Evidence {
            recency_days: Some(20),
            purchase_cycle_days: 90.0,
            annual: false,
            horizon_days: 112.5,
            tenure_days: 730,
            comparison: Comparison::Fair,
            purchases: 4,
            purchase_dates: 4,
            purchase_dates_ttm: 2,
            purchase_dates_prev_ttm: 2,
            coverage: Some(1.0),
            trend: FrequencyTrend::Steady,
            lifetime_value: whole(2_000),
            value_percentile: Some(95.0),
            ttm_sales: whole(1_000),
            prev_ttm_sales: whole(1_000),
            momentum: Some(1.0),
            days_beyond_terms: Some(20.0),
            has_paid: true,
            oldest_overdue_days: 0,
            former_score: None,
        };
        let scores =
            Scores { recency: 4, frequency: 4, value: 5, momentum: 3, monetary: 3.8, timeliness: Some(3), total: 80.0 };
        (evidence, scores)
    }

    /// The segment of the champion after a change, with a former score of 70.
    fn changed(change: impl Fn(&mut Evidence, &mut Scores)) -> Segment {
        changed_from(70.0, change)
    }

    fn changed_from(former: f64, change: impl Fn(&mut Evidence, &mut Scores)) -> Segment {
        let (mut evidence, mut scores) = champion();
        change(&mut evidence, &mut scores);
        by_purchases(&evidence, &scores, |_| Some(former), &SegmentationPolicy::default()).segment
    }

    #[test]
    fn champions_need_everything() {
        assert_eq!(changed(|_, _| ()), Segment::Champion);
        assert_eq!(changed(|_, s| s.total = 79.9), Segment::Good);
        assert_eq!(changed(|_, s| s.value = 4), Segment::Good);
        assert_eq!(changed(|_, s| s.recency = 3), Segment::Good);
        assert_eq!(changed(|_, s| s.timeliness = Some(2)), Segment::Good);
        assert_eq!(changed(|e, _| e.tenure_days = 364), Segment::Good);
        assert_eq!(changed(|_, s| s.timeliness = None), Segment::Champion);
    }

    #[test]
    fn the_good_are_known_for_a_while() {
        let good = |change: fn(&mut Evidence, &mut Scores)| {
            changed(|evidence, scores| {
                (scores.total, scores.value) = (60.0, 3);
                change(evidence, scores);
            })
        };
        assert_eq!(good(|_, _| ()), Segment::Good);
        assert_eq!(good(|_, s| s.total = 59.9), Segment::Promising);
        assert_eq!(good(|_, s| s.value = 2), Segment::Promising);
        assert_eq!(good(|e, _| e.tenure_days = 179), Segment::Promising);
        assert_eq!(good(|e, _| e.purchases = 1), Segment::Promising);
    }

    #[test]
    fn the_lapsed() {
        let lapsed = |former, change: fn(&mut Evidence, &mut Scores)| {
            changed_from(former, |evidence, scores| {
                (evidence.recency_days, scores.recency) = (Some(730), 2);
                (scores.value, scores.timeliness) = (4, Some(4));
                change(evidence, scores);
            })
        };
        assert_eq!(lapsed(70.0, |_, _| ()), Segment::DontLoseThem);
        assert_eq!(lapsed(69.9, |_, _| ()), Segment::GiveAttention);
        assert_eq!(lapsed(70.0, |_, s| s.value = 3), Segment::GiveAttention);
        assert_eq!(lapsed(70.0, |_, s| s.timeliness = Some(3)), Segment::GiveAttention);
        assert_eq!(lapsed(49.9, |_, _| ()), Segment::Hibernating);
        assert_eq!(lapsed(70.0, |_, s| s.value = 2), Segment::Hibernating);
        assert_eq!(lapsed(70.0, |e, _| e.recency_days = Some(731)), Segment::Hibernating);
        assert_eq!(lapsed(70.0, |e, s| (e.purchases, s.value) = (1, 2)), Segment::PossibleMismatch);
        assert_eq!(lapsed(70.0, |e, _| e.purchases = 1), Segment::DontLoseThem);
    }

    #[test]
    fn the_falling() {
        let falling = |former, change: fn(&mut Evidence, &mut Scores)| {
            changed_from(former, |evidence, scores| {
                (scores.momentum, scores.value, scores.timeliness) = (2, 4, Some(4));
                change(evidence, scores);
            })
        };
        assert_eq!(falling(70.0, |_, _| ()), Segment::DontLoseThem);
        assert_eq!(falling(69.9, |_, _| ()), Segment::GiveAttention);
        assert_eq!(falling(70.0, |_, s| s.timeliness = Some(3)), Segment::GiveAttention);
        assert_eq!(falling(70.0, |e, s| (e.purchases, s.value, s.total) = (3, 2, 45.0)), Segment::Promising);
        assert_eq!(falling(70.0, |e, s| (e.purchases, s.value, s.total) = (3, 2, 44.9)), Segment::GiveAttention);
        assert_eq!(falling(70.0, |e, s| (e.purchases, s.value, s.total) = (4, 2, 45.0)), Segment::GiveAttention);
    }

    #[test]
    fn buying_less_often_is_falling_only_with_less_sales() {
        let less_often = |ttm_sales: Money, momentum| {
            changed(|evidence, scores| {
                (evidence.trend, evidence.ttm_sales, scores.momentum) =
                    (FrequencyTrend::Decreasing, ttm_sales, momentum);
                scores.timeliness = Some(4);
            })
        };
        assert_eq!(less_often(whole(899), 3), Segment::DontLoseThem);
        assert_eq!(less_often(whole(900), 3), Segment::Champion);
        assert_eq!(less_often(whole(899), 4), Segment::Champion);
    }

    #[test]
    fn the_late_and_the_new() {
        let policy = SegmentationPolicy::default();
        let (mut evidence, mut scores) = champion();
        assert!(!is_late_payer(&evidence, &scores, &policy));
        scores.timeliness = Some(2);
        assert!(is_late_payer(&evidence, &scores, &policy));
        scores.recency = 2;
        assert!(!is_late_payer(&evidence, &scores, &policy));
        evidence.oldest_overdue_days = 31;
        assert!(is_late_payer(&evidence, &scores, &policy));

        assert!(!is_new(&evidence, true, &policy));
        evidence.has_paid = false;
        assert!(!is_new(&evidence, true, &policy));
        evidence.oldest_overdue_days = 30;
        assert!(is_new(&evidence, true, &policy) && !is_new(&evidence, false, &policy));
    }
}
