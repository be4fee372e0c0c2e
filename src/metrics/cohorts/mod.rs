//! Cohorts: how customers who came in the same year or quarter bought from then on.
//!
//! # Question
//!
//! Of the customers who came in one year, how many are still buying, and do those who stay buy more? Do newer customers
//! leave sooner than older ones did?
//!
//! # Formula
//!
//! A **cohort** is everybody whose first sale lies in the same period. Its periods are counted from there: period 0 is the
//! one in which it came.
//!
//! - **Customers still buying** in period k = customers of the cohort with a sale in period k / customers of the cohort.
//! - **Sales** of period k = net sales to the cohort in period k / net sales to it in period 0.
//!
//! Cohorts by year are the twelve months up to the as-of date, the twelve before, and so on. Their years are counted for
//! each customer from its own first sale: its first twelve months are year 0. So year 0 is a whole year for everybody. A
//! setting takes the same twelve months for all instead; then year 0 is only as long as what is left of it after the first
//! sale.
//!
//! Cohorts by quarter, and the periods of these, are the quarters of the fiscal year; quarter 0 is what is left of the
//! quarter after the first sale.
//!
//! Customers who bought in the first twelve months of the ledger are one cohort of their own: they may have been customers
//! long before it begins.
//!
//! # Worked example
//!
//! The ledger begins in 2022. Five customers come in 2023 and buy for 100 each in their first twelve months; in the twelve
//! months after that four of them buy, for 120 each. Year 0: 100 % of customers. Year 1: 4 / 5 = 80 % of customers, and
//! 480 / 500 = 96 % of sales.
//!
//! # Edge cases
//!
//! - Cohorts by year need 36 months of ledger, its first year and two more; cohorts by quarter need 24.
//! - A period that is not over for every customer of the cohort stays blank. It is not low, it is not known.
//! - A cohort of fewer than five customers is put together with the next one. The newest customers, where they are fewer
//!   than five, stand alone without rates.
//! - A sale is an invoice or cash sale above zero. A customer whose credit notes outweigh its purchases of a period still
//!   bought in it.
//! - Where the sales of period 0 are not above zero there is no ratio of sales.
//! - The first cohort holds whoever bought in the first year of the ledger, old customers and new ones alike.
//! - Customers without any sale belong to no cohort; their credit notes stand apart, so that all adds up.
//!
//! # Source
//!
//! The usual cohort table. First twelve months as year 0, the grouping of small cohorts and the cohort of the ledger's
//! first year are our own.

mod grid;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::Deserialize;

use self::grid::{Grid, quarters, years};
use super::arithmetic::counted;
use super::revenue::{CustomerRevenue, NetRevenue};
use super::window::covered;
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::Ledger;

/// Cohorts by year need so many months of ledger: its first year and two more.
pub const MONTHS_FOR_YEARS: u32 = 36;
/// Cohorts by quarter need so many.
pub const MONTHS_FOR_QUARTERS: u32 = 24;

/// How the years of a cohort are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CohortYears {
    /// From each customer's own first sale.
    #[default]
    FromFirstSale,
    /// The same twelve months for all.
    SameForAll,
}

/// Settings of cohorts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys with their values")]
pub struct CohortPolicy {
    /// How years are counted. Default: from each customer's own first sale.
    pub years: CohortYears,
    /// Smaller cohorts are put together. Default: 5.
    pub min_customers: u32,
    /// The month in which the fiscal year ends, 1 to 12, as in retention: its quarters are those of the cohorts.
    #[serde(skip)]
    pub fiscal_year_end_month: u32,
}

impl Default for CohortPolicy {
    fn default() -> Self {
        Self { years: CohortYears::default(), min_customers: 5, fiscal_year_end_month: 12 }
    }
}

/// Both tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohorts {
    /// By year of first sale.
    pub by_year: Measured<CohortTable>,
    /// By quarter of first sale.
    pub by_quarter: Measured<CohortTable>,
}

/// Cohorts by one length of period.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortTable {
    /// The periods from the ledger's first day to the as-of date, oldest first. The first one may be cut by the ledger's
    /// beginning, the last one may not be over.
    pub windows: Vec<Period>,
    /// The cohorts, oldest first; none without customers.
    pub cohorts: Vec<Cohort>,
    /// Net sales in each window of those who belong to no cohort: credit notes of customers without a sale.
    pub outside: Vec<Money>,
}

/// One cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// The days in which its first sales lie.
    pub first_sales: Period,
    /// It bought in the first year of the ledger, and may have bought before it.
    pub is_opening: bool,
    /// It is too small to be shown with rates.
    pub is_too_small: bool,
    /// Its customers.
    pub customers: u32,
    /// Its periods from 0 on, those included that are not over.
    pub periods: Vec<CohortPeriod>,
    /// Its net sales in each of [`CohortTable::windows`].
    pub window_sales: Vec<Money>,
}

/// One period of a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CohortPeriod {
    /// Customers with a sale in it.
    pub customers: u32,
    /// Net sales in it.
    pub sales: Money,
    /// It is over for every customer of the cohort.
    pub is_over: bool,
}

impl Cohort {
    /// A period that is over, of a cohort that is large enough.
    fn known(&self, period: usize) -> Option<&CohortPeriod> {
        self.periods.get(period).filter(|found| found.is_over && !self.is_too_small)
    }

    /// The share of its customers who bought in a period; `None` while the period is not over.
    pub fn customer_share(&self, period: usize) -> Option<f64> {
        Some(f64::from(self.known(period)?.customers) / f64::from(self.customers))
    }

    /// Its sales in a period / its sales in period 0; `None` while either is not over.
    pub fn revenue_ratio(&self, period: usize) -> Option<f64> {
        let first = self.known(0)?.sales;
        self.known(period)?.sales.ratio(first).filter(|_| first.is_positive())
    }
}

/// Computes both tables at `as_of`.
pub fn cohorts(ledger: &Ledger, as_of: NaiveDate, policy: &CohortPolicy) -> Cohorts {
    let revenue = NetRevenue::new(ledger, as_of);
    let table = |months, grid: &dyn Fn() -> Grid| {
        covered(ledger, Period::months_ending(as_of, months))?;
        let found = CohortTable::new(&revenue, &grid(), policy);
        if found.cohorts.is_empty() { Err(NotEnough::NoSales) } else { Ok(found) }
    };
    let start = ledger.history_start();
    Cohorts {
        by_year: table(MONTHS_FOR_YEARS, &|| Grid::new(years(start, as_of), start, as_of, policy.years)),
        by_quarter: table(MONTHS_FOR_QUARTERS, &|| {
            let windows = quarters(start, as_of, policy.fiscal_year_end_month);
            Grid::new(windows, start, as_of, CohortYears::SameForAll)
        }),
    }
}

impl CohortTable {
    fn new(revenue: &NetRevenue, grid: &Grid, policy: &CohortPolicy) -> Self {
        let spans = grouped(grid, revenue, policy.min_customers);
        let mut cohorts: Vec<Cohort> = spans.iter().map(|&span| grid.empty_cohort(span)).collect();
        let mut outside = vec![Money::ZERO; grid.windows.len()];
        for customer in &revenue.customers {
            let first = grid.first_sale(customer);
            let place = first.and_then(|day| spans.iter().position(|span| span.contains(day)));
            match (first, place.and_then(|place| cohorts.get_mut(place))) {
                (Some(first), Some(cohort)) => cohort.add(customer, first, grid),
                _ => add(&mut outside, customer, &grid.windows),
            }
        }
        for cohort in &mut cohorts {
            cohort.is_too_small = cohort.customers < policy.min_customers;
        }
        Self { windows: grid.windows.clone(), cohorts, outside }
    }
}

impl Cohort {
    fn add(&mut self, customer: &CustomerRevenue, first_sale: NaiveDate, grid: &Grid) {
        self.customers += 1;
        add(&mut self.window_sales, customer, &grid.windows);
        for (number, period) in self.periods.iter_mut().enumerate() {
            let Some(days) = grid.period(first_sale, number) else { continue };
            period.customers += u32::from(customer.bought_within(days));
            period.sales += customer.sales.within(days);
        }
    }
}

fn add(sums: &mut [Money], customer: &CustomerRevenue, windows: &[Period]) {
    for (sum, &window) in sums.iter_mut().zip(windows) {
        *sum += customer.sales.within(window);
    }
}

/// The spans of first sales, oldest first: that of the ledger's first year, then window by window, small ones put
/// together with the next. Those without a customer are left out.
fn grouped(grid: &Grid, revenue: &NetRevenue, min_customers: u32) -> Vec<Period> {
    let first_sales: Vec<NaiveDate> = revenue.customers.iter().filter_map(|c| grid.first_sale(c)).collect();
    let mut spans = Vec::new();
    let mut open: Option<NaiveDate> = None;
    for span in grid.spans() {
        let from = open.unwrap_or(span.first_day());
        let whole = Period::from_first_to_last(from, span.last_day());
        match counted(first_sales.iter().filter(|&&day| whole.contains(day)).count()) {
            0 => open = None,
            few if few < min_customers => open = Some(from),
            _ => {
                spans.push(whole);
                open = None;
            }
        }
    }
    if let (Some(from), Some(last)) = (open, grid.windows.last()) {
        spans.push(Period::from_first_to_last(from, last.last_day()));
    }
    spans
}
