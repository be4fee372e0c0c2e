//! Net, gross and customer retention, and the revenue bridge between two periods.
//!
//! # Question
//!
//! If nobody new had come, how much of last year's revenue would still be there?
//!
//! # Formula
//!
//! Two periods of the same length stand side by side: the earlier with sales p of each customer, the later with sales c.
//! Every customer falls into one class:
//!
//! | class | who | amount in the bridge |
//! |---|---|---|
//! | expansion | bought before (p above 0), buys more | c - p |
//! | contraction | bought before, buys less, but still buys | p - c |
//! | churn | bought before, c is 0 or less | p |
//! | reactivation | p is 0 or less, c above 0, had bought at some time before | c |
//! | new | p is 0 or less, c above 0, had never bought before | c |
//!
//! The **retention base** is the sum of all p above 0.
//!
//! - **Net revenue retention** = (base + expansion - contraction - churn) / base.
//! - **Gross revenue retention** = (base - contraction - churn) / base. It is never above 100 %.
//! - **Customer retention** = customers of the earlier period who buy in the later one / customers of the earlier one.
//! - **Corrections** of one customer: min(c, 0) - min(p, 0).
//! - **Bridge**: opening revenue + new + reactivation + expansion - contraction - churn + corrections = closing revenue.
//!   Corrections are what customers with negative sales do to the two sums, added over all.
//!
//! The periods are the trailing twelve months and the twelve before, at the as-of date and at each month end; and fiscal
//! years.
//!
//! # Worked example
//!
//! Last year A bought for 100, B for 80, C for 20. This year A buys for 130, B for 60, C nothing, and D, who is new, for
//! 50. Base 200; expansion 30; contraction 20; churn 20; new 50. Net retention 190 / 200 = 95 %; gross 160 / 200 = 80 %;
//! customers 2 / 3 = 67 %. Bridge: 200 + 50 + 30 - 20 - 20 = 240.
//!
//! # Edge cases
//!
//! - Customers who come back after a period away are outside net retention, since tools differ here; they are shown on
//!   their own.
//! - With a short ledger a customer who seems new may have bought before it began.
//! - A row stands only where the ledger covers both periods in full: 36 month ends need 59 months.
//! - Monthly rates do not multiply to the yearly one. Nothing is projected from a month to a year.
//! - Retention counts invoiced revenue: a contract invoiced a few days late moves between periods. A customer whose next
//!   purchase is not due yet by its own rhythm still counts as churn here; the pack names it apart.
//! - Of a customer who stopped buying in an earlier fiscal year, the first sale after that year is noted, where there is one.
//!
//! # Source
//!
//! The usual formula of net revenue retention, with churn shown apart from contraction. ChartMogul keeps reactivation
//! apart as well; Chargify adds it to net churn; the published formula of Baremetrics knows churn and expansion only.

mod bridge;
mod movement;
#[cfg(test)]
mod tests;

pub use bridge::{Bridge, BridgeCustomers};
pub(super) use movement::movements;
pub use movement::{Movement, MovementClass};

use chrono::{Datelike, NaiveDate};

use super::Measured;
use super::revenue::NetRevenue;
use super::window::{covered, last_month_ends, three_years};
use crate::base::{Month, Period};
use crate::ledger::Ledger;

/// A comparison needs so many months of ledger: two years.
pub const MONTHS_TO_COMPARE: u32 = 24;

/// Settings of retention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// The month in which the fiscal year ends, 1 to 12. Default 12: the calendar year.
    pub fiscal_year_end_month: u32,
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        Self { fiscal_year_end_month: 12 }
    }
}

/// Retention of one business.
#[derive(Clone, Debug, PartialEq)]
pub struct Retention {
    /// The trailing twelve months on the twelve before.
    pub ttm: Measured<Bridge>,
    /// What each customer with sales in either did between the two, largest change first; empty without a bridge.
    pub movements: Vec<Movement>,
    /// The trailing twelve months at the as-of date, a year and two years earlier; oldest first.
    pub annual: [Measured<Bridge>; 3],
    /// Complete fiscal years on the ones before, with the year's name; oldest first, at most three.
    pub fiscal_years: Vec<(i32, Bridge)>,
    /// The movements of each of `fiscal_years`, in the same order.
    pub fiscal_year_movements: Vec<Vec<Movement>>,
    /// The trailing twelve months at each of the last 36 complete month ends that have both windows; oldest first.
    pub month_ends: Vec<Bridge>,
}

/// Computes retention at `as_of`.
pub fn retention(ledger: &Ledger, as_of: NaiveDate, policy: &RetentionPolicy) -> Retention {
    let revenue = NetRevenue::new(ledger, as_of);
    let annual = three_years(as_of).map(|end| twelve_month_bridge(ledger, &revenue, end));
    let [.., ttm] = annual.clone();
    let movements = ttm.as_ref().map(|bridge| movement::movements(&revenue, bridge)).unwrap_or_default();
    let month_ends = last_month_ends(as_of).filter_map(|end| twelve_month_bridge(ledger, &revenue, end).ok()).collect();
    let fiscal_years: Vec<(i32, Bridge)> = fiscal_years(as_of, policy)
        .into_iter()
        .filter_map(|(year, end)| Some((year, twelve_month_bridge(ledger, &revenue, end).ok()?)))
        .collect();
    let fiscal_year_movements = fiscal_years.iter().map(|(_, bridge)| movement::movements(&revenue, bridge)).collect();
    Retention { ttm, movements, annual, fiscal_years, fiscal_year_movements, month_ends }
}

/// The bridge to the twelve months that end with `end` from the twelve before.
///
/// # Errors
/// Without history for both.
pub(super) fn twelve_month_bridge(ledger: &Ledger, revenue: &NetRevenue, end: NaiveDate) -> Measured<Bridge> {
    let (previous, current) = (Period::previous_twelve_months(end), Period::trailing_twelve_months(end));
    covered(ledger, previous)?;
    Ok(Bridge::between(revenue, previous, current))
}

/// The last day of the first fiscal year that can be compared with the one before in such a ledger.
pub fn first_fiscal_comparison(history_start: NaiveDate, policy: &RetentionPolicy) -> Option<NaiveDate> {
    let starts_in_time = |end: &NaiveDate| Period::previous_twelve_months(*end).first_day() >= history_start;
    (0..=3).filter_map(|years| end_of_year(history_start.year() + years, policy)).find(starts_in_time)
}

/// Names and last days of the last three fiscal years that are over at the end of `as_of`, oldest first.
fn fiscal_years(as_of: NaiveDate, policy: &RetentionPolicy) -> Vec<(i32, NaiveDate)> {
    let is_over = end_of_year(as_of.year(), policy).is_some_and(|end| end <= as_of);
    let last = if is_over { as_of.year() } else { as_of.year() - 1 };
    (last - 2..=last).filter_map(|year| Some((year, end_of_year(year, policy)?))).collect()
}

/// The last day of the fiscal year of this name.
fn end_of_year(year: i32, policy: &RetentionPolicy) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, policy.fiscal_year_end_month.clamp(1, 12), 1).map(|day| Month::of(day).last_day())
}
