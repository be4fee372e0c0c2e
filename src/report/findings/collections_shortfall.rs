//! **Looks at** what is invoiced and due within 30 days, what is past due included, and what of it is expected by then.
//!
//! **Speaks** where a tenth or more of what is due is not expected, that is 2% of what is owed or more, and what is due lies
//! above the range that holds four of five outcomes. Where there is no forecast of 30 days, or past ones erred by more than
//! all that came, the rule is silent.
//!
//! **Money at stake**: what is due less what of it is expected within 30 days. It is owed already, and the part that is past
//! due is also in the finding on overdue customers.
//!
//! **How sure**: likely where the forecast was tested at past month ends and erred by a quarter of the payments or less;
//! else uncertain.

use std::collections::BTreeMap;

use super::{Found, confidence, largest_first, link, materiality, nearest};
use crate::base::Money;
use crate::metrics::collections::{Expected, HORIZONS, InvoiceForecast};
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Confidence;
use crate::report::parts::place;

/// The horizon, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;
/// From this share of what is due on.
const LEAST: f64 = 0.10;
/// Up to this error of past forecasts the finding is likely.
const TRUSTED: f64 = 0.25;

/// Finds collections that fall behind.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(forecast) = &cx.results().collections.forecast else { return Vec::new() };
    let (Some(expected), Some(days)) = (forecast.totals.get(MONTH), HORIZONS.get(MONTH)) else { return Vec::new() };
    let Some(amount) = expected.amount else { return Vec::new() };
    let due: Vec<&InvoiceForecast> =
        forecast.invoices.iter().filter(|i| i.days_past_due >= -i64::from(*days)).collect();
    let all: Money = due.iter().map(|invoice| invoice.open).sum();
    let missing = |invoice: &InvoiceForecast| invoice.open - nearest(invoice.expected_minor(MONTH).unwrap_or_default());
    let shortfall: Money = due.iter().map(|invoice| missing(invoice)).sum();
    let high = expected.range.map_or(amount, |(_, high)| high);
    let share = shortfall.ratio(all).filter(|share| *share >= LEAST && all > high);
    if share.is_none() || !materiality::of_owed(cx, shortfall) {
        return Vec::new();
    }
    let past_due: Money = due.iter().filter(|i| i.days_past_due > 0).map(|i| missing(i)).sum();
    let mut behind: BTreeMap<usize, Money> = BTreeMap::new();
    for invoice in &due {
        *behind.entry(place_of(invoice.customer)).or_default() += missing(invoice);
    }
    let (behind, _) = largest_first(behind.into_iter());
    vec![Found {
        id: "collections-shortfall",
        stake: shortfall,
        kind: "due, not expected",
        headline: format!(
            "Of the {} invoiced and due within 30 days, expect {}",
            cx.short(all),
            cx.short(all - shortfall)
        ),
        seen: format!(
            "{} is due by then, {} is not expected in time{}.{}",
            cx.money(all),
            cx.money(shortfall),
            if past_due.is_positive() {
                format!(", {} of it past due already and among what is to be collected", cx.money(past_due))
            } else {
                String::new()
            },
            behind.first().map_or_else(String::new, |&(customer, part)| format!(
                " The largest part is {}’s: {}.",
                cx.name(customer),
                cx.money(part)
            ))
        ),
        why: why(cx, expected, amount),
        action: "Put the expected amount into the cash plan, and call first where most is not expected.".to_owned(),
        confidence: sureness(expected),
        links: vec![link("Expected collections", place("cash", "expected"))],
    }]
}

/// What else comes, and within what range.
fn why(cx: &Context<'_>, expected: &Expected, amount: Money) -> String {
    let range = expected.range.map_or_else(String::new, |(low, high)| {
        format!(" Four of five outcomes lie between {} and {}.", cx.money(low), cx.money(high))
    });
    format!(
        "With invoices that are paid before they are due, {} should come in within 30 days; new invoices and cash sales come on \
         top.{range}",
        cx.money(amount)
    )
}

/// By how such forecasts did at past month ends.
fn sureness(expected: &Expected) -> Confidence {
    let off = |error: f64| {
        format!(
            "At past month ends such forecasts of 30 days were off by {} of the payments.",
            format::percent_whole(error)
        )
    };
    match expected.past.and_then(|past| past.error) {
        Some(error) if error <= TRUSTED => confidence::likely(off(error)),
        Some(error) => confidence::uncertain(off(error)),
        None => confidence::uncertain("There were too few past month ends to test such a forecast on."),
    }
}
