//! Customers who bought once a year, and of whom the yearly purchase is missing: a contract that was not renewed.

use chrono::{Datelike, NaiveDate};

use crate::base::{Money, Month};
use crate::report::context::Context;
use crate::report::format;

/// So many purchases make a habit.
const PURCHASES: usize = 3;
/// Days between two purchases of a yearly habit: a year, six weeks sooner or later.
const YEAR_DAYS: std::ops::RangeInclusive<i64> = 323..=407;

/// What is missing, as a sentence: "It bought once a year, in March; March 2026 is missing." `None` for a customer
/// without that habit, or whose month is not over.
pub(super) fn missing(cx: &Context<'_>, customer: usize) -> Option<String> {
    let purchases = cx.documents(customer).map(|(_, document)| document);
    let mut days: Vec<NaiveDate> =
        purchases.filter(|d| d.kind.is_purchase() && d.sale() > Money::ZERO).map(|d| d.date).collect();
    days.dedup();
    let mut gaps = days.iter().zip(days.iter().skip(1)).map(|(before, after)| (*after - *before).num_days());
    let &last = days.last().filter(|_| days.len() >= PURCHASES && gaps.all(|gap| YEAR_DAYS.contains(&gap)))?;
    let due = Month::of(NaiveDate::from_ymd_opt(last.year() + 1, last.month(), 1)?);
    if due.last_day() > cx.as_of() {
        return None;
    }
    let month = format::month_word(last.month());
    Some(if days.iter().all(|day| day.month() == last.month()) {
        format!("It bought once a year, in {month}; {} is missing.", format::long_month(due))
    } else {
        format!(
            "It bought once a year, last in {}; the purchase of the year after is missing.",
            format::long_month(Month::of(last))
        )
    })
}
