//! What a point of net revenue retention is worth over five years, by arithmetic on the client's own rates.
//!
//! # Question
//!
//! If last year's customers bought a little more or a little less each year, what would that make of sales in five years?
//!
//! # Formula
//!
//! Two rates of the trailing twelve months are taken as they are: **net revenue retention**, see retention, and the
//! **new-business rate**, what new and returning customers bought / sales of the year before.
//!
//! - **Next year's sales** = this year's sales x (net revenue retention + new-business rate), five times over.
//! - The same is done with retention one and five points lower and higher, and all else as it is.
//! - **Worth of a point** = sales of the fifth year with retention one point higher - sales of the fifth year as it is now.
//!
//! A setting takes new business as a share of the same year's sales instead: next year's sales = this year's sales x net
//! revenue retention / (1 - share), where the share is what new and returning customers bought / sales of this year.
//!
//! # Worked example
//!
//! Sales of 10 million and new business of 20 % of the year before. At a retention of 95 % sales become 11.500, 13.225,
//! 15.209, 17.490 and 20.114 million; at 105 % they become 12.500, 15.625, 19.531, 24.414 and 30.518 million. The ten
//! points are worth 10.404 million in the fifth year. With new business as 20 % of the same year's sales they are worth
//! 15.335 million.
//!
//! # Edge cases
//!
//! - It is arithmetic, not a forecast: no business keeps its rates for five years.
//! - Both rates come from one year. A single large customer won or lost moves them, and with them everything here.
//! - Where sales stop unusually long before the as-of date nothing is simulated: the rates would be those of an incomplete
//!   export.
//! - Without net revenue retention there is nothing to simulate; retention is never taken below zero.
//! - Rates so large that five years of them pass every sensible amount give no result.
//!
//! # Source
//!
//! The example is a published one: 10 million, 20 % from new customers, 95 % against 105 %, and "an extra 10 million" in
//! five years. The first formula reproduces it with the plain reading of its words; the second is the other reading.

use serde::Deserialize;

use super::arithmetic::nearest;
use super::retention::Bridge;
use super::{Measured, NotEnough};
use crate::base::Money;

/// Points of net revenue retention that are added to the client's own, in the order of the paths.
pub const POINTS: [i32; 5] = [-5, -1, 0, 1, 5];

/// What the new-business rate is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewBusiness {
    /// Of the sales of the year before.
    #[default]
    ShareOfPriorYear,
    /// Of the sales of the year itself.
    ShareOfSameYear,
}

impl NewBusiness {
    /// This client's own rate, as a fraction; `None` where there are no sales to divide by.
    fn rate(self, bridge: &Bridge) -> Option<f64> {
        let sales = match self {
            Self::ShareOfPriorYear => bridge.opening_revenue,
            Self::ShareOfSameYear => bridge.closing_revenue,
        };
        (bridge.new + bridge.reactivation).ratio(sales).filter(|_| sales.is_positive())
    }

    /// Sales of a year / sales of the year before. Neither finite nor above zero where all sales of a year are new
    /// business, or more than all.
    fn growth(self, net_revenue_retention: f64, rate: f64) -> f64 {
        match self {
            Self::ShareOfPriorYear => net_revenue_retention + rate,
            Self::ShareOfSameYear => net_revenue_retention / (1.0 - rate),
        }
    }
}

/// Sales of each year on the client's own rates, and with retention some points lower and higher.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionSimulation {
    /// Sales of the trailing twelve months: year 0.
    pub revenue: Money,
    /// The client's own net revenue retention, as a fraction.
    pub net_revenue_retention: f64,
    /// What the new-business rate is a share of.
    pub new_business: NewBusiness,
    /// The client's own new-business rate, as a fraction.
    pub new_business_rate: f64,
    /// One for each of [`POINTS`].
    pub paths: [SimulatedPath; 5],
}

/// One path of sales.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedPath {
    /// Points of retention more than the client's own; negative for fewer.
    pub points: i32,
    /// The retention that was simulated, as a fraction.
    pub net_revenue_retention: f64,
    /// Sales from year 0 on, to the nearest minor unit.
    pub revenue: Vec<Money>,
}

impl SimulatedPath {
    /// Sales of the last year.
    pub fn last_year(&self) -> Money {
        self.revenue.last().copied().unwrap_or_default()
    }
}

/// What some points of retention are worth; negative for fewer points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointsWorth {
    /// In the sales of the last year.
    pub last_year: Money,
    /// In the sales of all simulated years together.
    pub all_years: Money,
}

impl RetentionSimulation {
    /// The path with so many points more; `None` for points that were not simulated.
    pub fn path(&self, points: i32) -> Option<&SimulatedPath> {
        self.paths.iter().find(|path| path.points == points)
    }

    /// What so many points more are worth against the client's own path.
    pub fn worth(&self, points: i32) -> Option<PointsWorth> {
        let (own, other) = (self.path(0)?, self.path(points)?);
        let sum = |path: &SimulatedPath| path.revenue.iter().copied().sum::<Money>();
        Some(PointsWorth { last_year: other.last_year() - own.last_year(), all_years: sum(other) - sum(own) })
    }
}

/// Simulates so many years from one bridge.
///
/// # Errors
/// Without a bridge, without sales to begin from, and where the rates pass every sensible amount.
pub fn retention_simulator(
    bridge: &Measured<Bridge>,
    new_business: NewBusiness,
    years: u32,
) -> Measured<RetentionSimulation> {
    let bridge = bridge.as_ref().map_err(Clone::clone)?;
    let own = bridge.net_revenue_retention().ok_or(NotEnough::NoSales)?;
    let rate = new_business.rate(bridge).ok_or(NotEnough::NoSales)?;
    if !bridge.closing_revenue.is_positive() {
        return Err(NotEnough::NoSales);
    }
    let path = |points: i32| {
        let net_revenue_retention = (own + f64::from(points) / 100.0).max(0.0);
        let sales = bridge.closing_revenue.minor() as f64;
        let revenue = path(sales, new_business.growth(net_revenue_retention, rate), years);
        let revenue = revenue.into_iter().map(sensible).collect::<Measured<_>>()?;
        Ok(SimulatedPath { points, net_revenue_retention, revenue })
    };
    let [lowest, lower, now, higher, highest] = POINTS;
    Ok(RetentionSimulation {
        revenue: bridge.closing_revenue,
        net_revenue_retention: own,
        new_business,
        new_business_rate: rate,
        paths: [path(lowest)?, path(lower)?, path(now)?, path(higher)?, path(highest)?],
    })
}

/// Sales from year 0 on, each year the one before x `growth`.
fn path(sales: f64, growth: f64, years: u32) -> Vec<f64> {
    let later = (0..years).scan(sales, |sales, _| {
        *sales *= growth;
        Some(*sales)
    });
    std::iter::once(sales).chain(later).collect()
}

/// An amount that a ledger could hold.
fn sensible(minor_units: f64) -> Measured<Money> {
    let in_range = (0.0..=Money::LIMIT as f64).contains(&minor_units);
    if in_range { Ok(nearest(minor_units)) } else { Err(NotEnough::Nothing) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::metrics::retention::{RetentionPolicy, retention};
    use proptest::prelude::*;

    const PRIOR: NewBusiness = NewBusiness::ShareOfPriorYear;
    const SAME: NewBusiness = NewBusiness::ShareOfSameYear;

    /// Millions of the years after year 0, from 10 million and 20 % of new business.
    fn published(of: NewBusiness, net_revenue_retention: f64) -> Vec<f64> {
        path(10.0, of.growth(net_revenue_retention, 0.20), 5).split_off(1)
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.000_51
    }

    #[test]
    fn five_years_at_ninety_five_and_at_a_hundred_and_five_per_cent() {
        let is = |path: Vec<f64>, expected: [f64; 5]| path.into_iter().zip(expected).all(|(a, b)| near(a, b));
        assert!(is(published(PRIOR, 0.95), [11.500, 13.225, 15.209, 17.490, 20.114]));
        assert!(is(published(PRIOR, 1.05), [12.500, 15.625, 19.531, 24.414, 30.518]));
        assert!(near(published(PRIOR, 1.05)[4] - published(PRIOR, 0.95)[4], 10.404));
    }

    #[test]
    fn new_business_as_a_share_of_the_same_year() {
        assert!(near(published(SAME, 0.95)[4], 23.614) && near(published(SAME, 1.05)[4], 38.949));
        assert!(near(published(SAME, 1.05)[4] - published(SAME, 0.95)[4], 15.335));
    }

    /// Ten million, of which two million are new: net retention 95 % of 8.421 million.
    fn ten_million() -> Measured<Bridge> {
        let mut books = Books::new("USD");
        books.invoice("Old", day(2023, 1, 5), whole(10_000_000));
        books.invoice("Old", day(2024, 1, 5), whole(9_500_000));
        books.invoice("New", day(2024, 1, 5), whole(2_000_000));
        retention(&books.ledger(), day(2024, 12, 31), &RetentionPolicy::default()).ttm
    }

    #[test]
    fn a_client_is_simulated_on_its_own_rates() {
        let found = retention_simulator(&ten_million(), PRIOR, 5).expect("rates");
        assert_eq!((found.revenue, found.net_revenue_retention), (whole(11_500_000), 0.95));
        assert!(near(found.new_business_rate, 0.20));
        // The published path, one year on.
        let own: Vec<i64> = found.paths[2].revenue.iter().map(|m| m.minor() / 100_000).collect();
        assert_eq!(own, [11_500, 13_225, 15_208, 17_490, 20_113, 23_130]);
        let worth = |points| found.worth(points).expect("a path");
        // 11.5 x (1.16 ^ 5 - 1.15 ^ 5) and 11.5 x (1.20 ^ 5 - 1.15 ^ 5) million.
        assert_eq!(worth(1).last_year.minor() / 100_000, 1_023);
        assert_eq!(worth(5).last_year.minor() / 100_000, 5_485);
        assert!(worth(-1).last_year.is_negative() && worth(1).all_years > worth(1).last_year);
        assert_eq!((worth(0).last_year, found.worth(2)), (whole(0), None));
    }

    #[test]
    fn nothing_is_simulated_without_rates() {
        let history = NotEnough::History { needed_from: day(2023, 1, 1), history_start: day(2024, 1, 1) };
        assert_eq!(retention_simulator(&Err(history.clone()), PRIOR, 5), Err(history));
        let mut bridge = ten_million().expect("a bridge");
        let simulated = |bridge: &Bridge, of| retention_simulator(&Ok(*bridge), of, 5);
        bridge.closing_revenue = whole(-1);
        assert_eq!(simulated(&bridge, PRIOR), Err(NotEnough::NoSales));
        bridge.closing_revenue = bridge.new;
        assert_eq!(simulated(&bridge, SAME), Err(NotEnough::Nothing), "all sales are new business");
        bridge.new = whole(800_000_000_000);
        assert_eq!(simulated(&bridge, PRIOR), Err(NotEnough::Nothing), "eighty thousand times as much each year");
    }

    proptest! {
        #[test]
        fn more_retention_is_worth_more(events in events(), same in proptest::bool::ANY, years in 1_u32..9) {
            let of = if same { SAME } else { PRIOR };
            let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &RetentionPolicy::default());
            let Ok(simulation) = retention_simulator(&found.ttm, of, years) else { return Ok(()) };
            prop_assert!(simulation.paths.iter().all(|path| path.revenue.len() == years as usize + 1));
            prop_assert!(simulation.paths.is_sorted_by_key(SimulatedPath::last_year));
            let growth = of.growth(simulation.net_revenue_retention, simulation.new_business_rate);
            let compounded = simulation.revenue.minor() as f64 * growth.powf(f64::from(years));
            let last = simulation.paths[2].last_year().minor() as f64;
            prop_assert!((last - compounded).abs() <= 0.5 + 1e-9 * compounded, "{last} {compounded}");
        }
    }
}
