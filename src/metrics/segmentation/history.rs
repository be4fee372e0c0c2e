//! Where a customer stood at each month end, and which changes count: the rule against flapping.

use chrono::NaiveDate;

use super::{Rating, Segment, SegmentedCustomer};

/// A customer's place at one month end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The segment that counted.
    pub segment: Segment,
    /// What the rules said at this month end alone.
    pub by_rules: Segment,
}

/// A change of segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// From which one.
    pub from: Segment,
    /// The date from which the new one counts: a month end, or the as-of date.
    pub on: NaiveDate,
    /// The last month end at which the rules still gave the old one.
    pub before_on: NaiveDate,
    /// What they said then.
    pub before: Rating,
    /// What they said on `on`.
    pub after: Rating,
}

/// A customer's history while it is being read, month end after month end.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    standings: Vec<Option<Standing>>,
    /// The last rating that agreed with the segment that counts.
    agreed: Option<(NaiveDate, Rating)>,
    transition: Option<Box<Transition>>,
}

impl History {
    /// Takes note of what the rules say at the next month end.
    pub(super) fn add_month_end(&mut self, end: NaiveDate, rating: Rating) {
        let standing = self.next(&rating, true);
        self.note(end, standing, rating);
        self.standings.push(standing);
    }

    /// Takes note of the as-of date, where it is not the last month end, and closes the history.
    pub(super) fn finish(mut self, as_of: NaiveDate, is_month_end: bool, rating: Rating) -> SegmentedCustomer {
        let last = if is_month_end {
            self.standings.last().copied().flatten()
        } else {
            let standing = self.next(&rating, false);
            self.note(as_of, standing, rating.clone());
            standing
        };
        let segment = last.map_or(rating.segment, |standing| standing.segment);
        SegmentedCustomer { segment, rating, history: self.standings, transition: self.transition, lift: None }
    }

    /// Where the customer stands next; `None` before its first sale.
    fn next(&self, rating: &Rating, is_month_end: bool) -> Option<Standing> {
        rating.evidence.recency_days?;
        let last = self.standings.last().copied().flatten();
        Some(Standing { segment: held(last, rating.segment, is_month_end), by_rules: rating.segment })
    }

    /// Keeps what a transition needs to be explained.
    fn note(&mut self, date: NaiveDate, standing: Option<Standing>, rating: Rating) {
        let Some(standing) = standing else { return };
        if let Some((before_on, before)) = self.agreed.take_if(|(_, agreed)| agreed.segment != standing.segment) {
            let from = before.segment;
            self.transition = Some(Box::new(Transition { from, on: date, before_on, before, after: rating.clone() }));
        }
        if standing.segment == standing.by_rules {
            self.agreed = Some((date, rating));
        }
    }
}

/// The segment that counts, from the last month end's standing and what the rules say now. A change counts at the second
/// month end running at which the rules give it; into New and Late Payer and out of New at once, for these are facts; and
/// a customer begins and ends to be scored at once.
fn held(last: Option<Standing>, by_rules: Segment, is_month_end: bool) -> Segment {
    let Some(last) = last else { return by_rules };
    let at_once = matches!(by_rules, Segment::New | Segment::LatePayer | Segment::NotScored)
        || matches!(last.segment, Segment::New | Segment::NotScored);
    let again = is_month_end && last.by_rules == by_rules;
    if at_once || again { by_rules } else { last.segment }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Segment::{Champion, GiveAttention, Good, Hibernating, LatePayer, New, NotScored, Promising};

    /// The segments that count, out of what the rules say at one month end after another.
    fn counted(by_rules: &[Segment]) -> Vec<Segment> {
        let mut last = None;
        let next = |&by_rules: &Segment| {
            let segment = held(last, by_rules, true);
            last = Some(Standing { segment, by_rules });
            segment
        };
        by_rules.iter().map(next).collect()
    }

    #[test]
    fn a_change_counts_at_the_second_month_end() {
        assert_eq!(counted(&[Good, Champion, Champion, Champion]), [Good, Good, Champion, Champion]);
        assert_eq!(counted(&[Good, Champion, Good, Champion, Good]), [Good; 5]);
        assert_eq!(
            counted(&[Good, Champion, Promising, GiveAttention, GiveAttention]),
            [Good, Good, Good, Good, GiveAttention]
        );
    }

    #[test]
    fn new_and_late_payer_count_at_once_and_new_ends_at_once() {
        assert_eq!(counted(&[Good, LatePayer, Good, Good]), [Good, LatePayer, LatePayer, Good]);
        assert_eq!(counted(&[New, Promising, Good]), [New, Promising, Promising], "who has paid is not New");
        assert_eq!(counted(&[Hibernating, New]), [Hibernating, New]);
    }

    #[test]
    fn being_scored_begins_and_ends_at_once() {
        assert_eq!(counted(&[Hibernating, NotScored, Promising, Good]), [Hibernating, NotScored, Promising, Promising]);
    }

    #[test]
    fn a_date_within_a_month_confirms_nothing() {
        let last = Some(Standing { segment: Good, by_rules: Champion });
        assert_eq!((held(last, Champion, false), held(last, Champion, true)), (Good, Champion));
        assert_eq!(held(last, LatePayer, false), LatePayer);
        let new = Some(Standing { segment: New, by_rules: New });
        assert_eq!(held(new, Promising, false), Promising);
    }
}
