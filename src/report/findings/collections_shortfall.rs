//! **Looks at** what is due within 30 days, what is past due included, and what is expected to come in.
//!
//! **Speaks** where a tenth or more of what is due is not expected, that is 2% of what is owed or more, and what is due lies
//! above the range that holds four of five outcomes. Without enough settled invoices there is no forecast, and the rule is
//! silent.
//!
//! **Money at stake**: what is due less what is expected within 30 days.
//!
//! **How sure**: likely where the forecast was tested at past month ends and erred by a quarter of the payments or less;
//! else uncertain.

use super::{Found, confidence, link, materiality};
use crate::base::Money;
use crate::metrics::collections::{Forecast, Rule};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Confidence;
use crate::report::parts::place;

/// The horizon, in days.
const DAYS: u16 = 30;
/// From this share of what is due on.
const LEAST: f64 = 0.10;
/// Up to this error of past forecasts the finding is likely.
const TRUSTED: f64 = 0.25;

/// Finds collections that fall behind.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(forecast) = &cx.results().collections.forecast else { return Vec::new() };
    let Some(expected) = forecast.totals.iter().find(|total| total.days == DAYS) else { return Vec::new() };
    let due: Money = forecast.invoices.iter().filter(|i| i.days_past_due >= -i64::from(DAYS)).map(|i| i.open).sum();
    let shortfall = due - expected.amount;
    let share = shortfall.ratio(due).filter(|share| *share >= LEAST && due > expected.high);
    let Some(share) = share.filter(|_| materiality::of_owed(cx, shortfall)) else { return Vec::new() };
    let past_due: Money = forecast.invoices.iter().filter(|i| i.days_past_due > 0).map(|i| i.open).sum();
    vec![Found {
        id: "collections-shortfall",
        stake: shortfall,
        kind: "due, not expected",
        headline: format!("Plan cash with {}, not with the {} that is due", cx.short(expected.amount), cx.short(due)),
        seen: format!(
            "Of {} due within 30 days, {} of it past due already, {} is expected: {} less.",
            cx.money(due),
            cx.money(past_due),
            cx.money(expected.amount),
            format::percent_whole(share)
        ),
        why: format!(
            "Who plans with due dates will be short by {}. Four of five outcomes lie between {} and {}.",
            cx.money(shortfall),
            cx.money(expected.low),
            cx.money(expected.high)
        ),
        action: "Use the expected amount in the cash plan, and call on the invoices least likely to be paid first."
            .to_owned(),
        confidence: sureness(cx, forecast),
        links: vec![link("Expected collections", place("cash", "expected"))],
    }]
}

/// By how the same rule did at past month ends.
fn sureness(cx: &Context<'_>, forecast: &Forecast) -> Confidence {
    let record = cx.results().collections.track_record.as_ref();
    let score = record.and_then(|record| {
        let scores = record.scores.iter().find(|(days, _)| *days == DAYS).map(|(_, scores)| scores)?;
        Rule::ALL.into_iter().zip(scores).find(|(rule, _)| *rule == forecast.totals_by).and_then(|(_, s)| s.error)
    });
    match score {
        Some(error) if error <= TRUSTED => confidence::likely(format!(
            "At past month ends such forecasts of 30 days were off by {} of the payments.",
            format::percent_whole(error)
        )),
        Some(error) => confidence::uncertain(format!(
            "At past month ends such forecasts of 30 days were off by {} of the payments.",
            format::percent_whole(error)
        )),
        None => confidence::uncertain("There were too few past month ends to test such a forecast on."),
    }
}
