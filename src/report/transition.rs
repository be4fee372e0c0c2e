//! Sentences about segments through time: why a customer moved, what waits for a second month end, and what would move
//! it up.

use super::context::Context;
use super::{format, words};
use crate::base::Money;
use crate::metrics::segmentation::{Change, Comparison, Evidence, Rating, Rule, Scores, Segment, Transition};

/// What changed in the scores between the last time that the rules gave the old segment and the transition.
pub(super) fn why(cx: &Context<'_>, transition: &Transition) -> String {
    let (before, after) = (&transition.before, &transition.after);
    let mut parts = match after.segment {
        Segment::NotScored => vec!["no sale for so long that it is not scored any more".to_owned()],
        _ => decisive(cx, before, after).into_iter().chain(changed_scores(cx, before, after)).take(3).collect(),
    };
    if parts.is_empty() {
        parts.push(changed_otherwise(before, after));
    }
    format!("{}.", words::capitalised(&words::list(&parts)))
}

/// What decided besides the scores: a rule that looks at the figures themselves.
fn decisive(cx: &Context<'_>, before: &Rating, after: &Rating) -> Option<String> {
    let policy = &cx.inputs.policies.segmentation;
    let (evidence, scores) = (&after.evidence, after.scores.as_ref()?);
    let since = evidence.recency_days?;
    match after.rule {
        Rule::Falling if before.rule != Rule::Falling && scores.momentum > policy.falling_max_momentum => {
            let (ttm, previous) = (cx.money(evidence.ttm_sales), cx.money(evidence.prev_ttm_sales));
            Some(format!("it buys less often and for less ({}; sales {ttm} after {previous})", purchases(evidence)))
        }
        Rule::Lapsed if before.rule == Rule::Lapsed && since > policy.lapsed_max_days => {
            Some(format!("no purchase for {}", format::days(since as f64)))
        }
        _ => None,
    }
}

/// The scores that changed, those that weigh most first, each with what it was made from.
fn changed_scores(cx: &Context<'_>, before: &Rating, after: &Rating) -> Vec<String> {
    let (Some(old), Some(new)) = (&before.scores, &after.scores) else { return Vec::new() };
    let (was, is) = (&before.evidence, &after.evidence);
    let timeliness = old.timeliness.zip(new.timeliness);
    let mut changes: Vec<(u8, String)> = [
        timeliness.and_then(|(old, new)| step("timeliness", old, new, || days_beyond_terms(was, is))),
        step("recency", old.recency, new.recency, || last_sale(is)),
        step("momentum", old.momentum, new.momentum, || sales(cx, was, is)),
        step("frequency", old.frequency, new.frequency, || purchases(is)),
        step("value", old.value, new.value, || lifetime_value(cx, was, is)),
    ]
    .into_iter()
    .flatten()
    .collect();
    // Stable: of equal steps the first named above stays first.
    changes.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    changes.into_iter().take(3).map(|(_, text)| text).collect()
}

fn step(name: &str, old: u8, new: u8, from: impl Fn() -> String) -> Option<(u8, String)> {
    (old != new).then(|| (old.abs_diff(new), format!("{name} {old} to {new} ({})", from())))
}

fn last_sale(is: &Evidence) -> String {
    is.recency_days
        .map_or_else(|| "no sale".to_owned(), |days| format!("last sale {} before", format::days(days as f64)))
}

fn purchases(is: &Evidence) -> String {
    format!(
        "{} of purchase in the year, {} in the one before",
        words::counted(is.purchase_dates_ttm as usize, "day", "days"),
        format::count(is.purchase_dates_prev_ttm)
    )
}

fn sales(cx: &Context<'_>, was: &Evidence, is: &Evidence) -> String {
    if is.comparison != Comparison::TooYoung {
        let year = format!("sales of twelve months {}", cx.money(is.ttm_sales));
        format!("{year}, the year before {}", cx.money(is.prev_ttm_sales))
    } else if was.comparison != Comparison::TooYoung {
        "no fair comparison of years".to_owned()
    } else {
        "too young to compare years".to_owned()
    }
}

fn lifetime_value(cx: &Context<'_>, was: &Evidence, is: &Evidence) -> String {
    let now = cx.money(is.lifetime_value);
    if was.lifetime_value == is.lifetime_value {
        format!("lifetime value {now} as before, while others grew")
    } else {
        format!("lifetime value {now}, was {}", cx.money(was.lifetime_value))
    }
}

fn days_beyond_terms(was: &Evidence, is: &Evidence) -> String {
    match (was.days_beyond_terms, is.days_beyond_terms) {
        (Some(was), Some(is)) => format!("{}, was {}", against_terms(is), against_terms(was)),
        (None, Some(is)) => against_terms(is),
        (_, None) => "no dated payment in the year and nothing past due".to_owned(),
    }
}

fn against_terms(days: f64) -> String {
    let number = format::days(days.abs());
    match format::decimal(days, 0).as_str() {
        "0" => "on the due date".to_owned(),
        _ if days > 0.0 => format!("{number} beyond terms"),
        _ => format!("{number} before the due date"),
    }
}

/// What else rules look at, where no score of 1 to 5 changed.
fn changed_otherwise(before: &Rating, after: &Rating) -> String {
    let (was, is) = (&before.evidence, &after.evidence);
    let total = |scores: &Option<Scores>| scores.as_ref().map(|scores| format::decimal(scores.total, 0));
    let totals = total(&before.scores).zip(total(&after.scores));
    if before.scores.is_none() {
        return "it bought again after a long time".to_owned();
    }
    if is.has_paid && !was.has_paid {
        return "it paid for the first time".to_owned();
    }
    if after.segment == Segment::LatePayer {
        let oldest = format::days(is.oldest_overdue_days as f64);
        return format!("its oldest open item was {oldest} past due");
    }
    match totals {
        Some((old, new)) if old != new => format!("score {old} to {new}"),
        _ => format!("it had been a customer for {}", format::days(is.tenure_days as f64)),
    }
}

/// What the rules say now, where that does not count yet; empty where it does.
pub(super) fn pending(cx: &Context<'_>, customer: usize) -> String {
    let (counts, by_rules) = (cx.segment(customer), cx.scored(customer).segment);
    if counts == by_rules {
        return String::new();
    }
    format!(
        "By the rules it is {} now; that counts once it holds at a second month end, so it stays {} until then.",
        words::segment(by_rules),
        words::segment(counts)
    )
}

/// The smallest single change that lifts a customer, and to where; `None` where there is none.
pub(super) fn lift(cx: &Context<'_>, customer: usize) -> Option<String> {
    let lift = cx.segmented(customer).lift?;
    let change = match lift.change {
        Change::SecondMonthEnd => "at the next month end, if the rules say the same then".to_owned(),
        Change::Tenure(days) => {
            let missing = u64::try_from(days - cx.scored(customer).evidence.tenure_days).unwrap_or_default();
            let on = cx.as_of() + chrono::Days::new(missing);
            format!("a customer for {} on {}, all else as now", format::days(days as f64), format::long_date(on))
        }
        Change::FirstPayment => "a first payment".to_owned(),
        Change::DaysBeyondTerms(days) => within_terms(days),
        Change::Purchase => "one more purchase".to_owned(),
        Change::Sales(more) => {
            let unit = cx.amounts.currency.minor_per_major();
            format!("sales of {} more in twelve months", cx.money(rounded_up(more, unit)))
        }
    };
    Some(format!("{}: {}", words::segment(lift.to), change))
}

fn within_terms(days: f64) -> String {
    let number = format::days(days.abs());
    if days > 0.0 {
        format!("pays within {number} beyond terms, open items included")
    } else if days < 0.0 {
        format!("pays {number} before the due date, open items included")
    } else {
        "pays by the due date, open items included".to_owned()
    }
}

/// To the next whole unit, so that the amount that is named is enough.
fn rounded_up(amount: Money, unit: i64) -> Money {
    Money::from_minor(amount.minor().saturating_add(unit - 1) / unit * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{established, start_up};

    #[test]
    fn every_transition_has_a_sentence() {
        for world in [established(), start_up()] {
            let inputs = world.inputs();
            let cx = Context::new(inputs);
            let moved = cx.order.iter().filter_map(|&i| cx.segmented(i).transition.as_deref());
            for transition in moved {
                let text = why(&cx, transition);
                assert!(text.ends_with('.') && text.len() > 10, "{text}");
                assert!(text.contains(" to ") || !text.contains("momentum"), "{text}");
            }
        }
    }

    #[test]
    fn what_lifts_a_customer_is_told_with_the_segment_that_it_leads_to() {
        let world = established();
        let cx = Context::new(world.inputs());
        let lifts: Vec<String> = cx.order.iter().filter_map(|&i| lift(&cx, i)).collect();
        assert!(!lifts.is_empty());
        for text in lifts {
            assert!(Segment::ALL.into_iter().any(|segment| text.starts_with(words::segment(segment))), "{text}");
        }
        let bailey = cx.order.iter().copied().find(|&i| cx.name(i) == "Bailey Group").expect("a customer");
        assert_eq!(cx.segment(bailey), Segment::LatePayer);
        assert_eq!(lift(&cx, bailey), None, "its sales fall too, so that paying in time would not be enough");
    }

    #[test]
    fn amounts_are_enough() {
        assert_eq!(rounded_up(Money::from_minor(1_240_001), 100), Money::from_minor(1_240_100));
        assert_eq!(rounded_up(Money::from_minor(1_240_000), 100), Money::from_minor(1_240_000));
        assert_eq!(rounded_up(Money::from_minor(1_240_001), 1), Money::from_minor(1_240_001));
        assert_eq!(
            (within_terms(30.0).as_str(), within_terms(0.0).contains("by the due date")),
            ("pays within 30\u{a0}days beyond terms, open items included", true)
        );
    }
}
