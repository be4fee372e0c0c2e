//! The sales threshold under which a field visit does not pay, and who is below it.
//!
//! # Question
//!
//! From what sales a year does a customer carry the cost of being looked after in person?
//!
//! # Formula
//!
//! - **Management cost** = visits a year x cost of a visit.
//! - **Sales threshold** = management cost / the share of sales that selling may cost.
//! - **Potential** of a customer is the best of its past five years: the trailing twelve months and the four calendar
//!   years before the current one.
//! - **Small** is who is below the threshold with both its trailing twelve months and its potential. Who is below it now
//!   and has been at or above it in one of those years is a **potential customer**, not a small one. Who is below it and
//!   first bought in the trailing twelve months is **new and small**: its year is not over.
//!
//! # Worked example
//!
//! A visit costs 75, a customer wants four visits a year, and selling may cost 8 % of sales. Management cost
//! 4 x 75 = 300; threshold 300 / 0.08 = 3,750. With six visits it is 5,625; with four visits at 200 it is 10,000.
//!
//! # Edge cases
//!
//! - Without a cost of a visit there is no threshold. None is assumed.
//! - A customer exactly at the threshold is above it.
//! - Customers without sales above zero in the trailing twelve months are not counted; they are lapsed, not small.
//! - Years before the ledger begins count as no sales, so that potential may be too low with a short ledger.
//!
//! # Source
//!
//! The rule of 8 % and of four to six visits a year is that of Suxxeed's articles on small-customer management. Published
//! costs of a visit run from 75 to some 280 euros.

use chrono::{Datelike, NaiveDate};

use super::arithmetic::{counted, nearest};
use super::revenue::{CustomerRevenue, NetRevenue};
use super::window::covered;
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Ledger};

/// What looking after a customer costs. Without a cost of visits there is no threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallCustomerPolicy {
    /// What one visit costs.
    pub cost_per_visit: Option<Money>,
    /// Visits a customer expects in a year. Default 4.
    pub visits_per_year: u32,
    /// The share of sales that selling may cost, 0 to 1. Default 0.08.
    pub allowed_share: f64,
    /// Margin on sales, 0 to 1, where known.
    pub margin: Option<f64>,
}

impl Default for SmallCustomerPolicy {
    fn default() -> Self {
        Self { cost_per_visit: None, visits_per_year: 4, allowed_share: 0.08, margin: None }
    }
}

/// Small customers of one business.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallCustomers {
    /// Cost a visit x visits / allowed share, rounded to the minor unit.
    pub threshold: Measured<Threshold>,
}

/// The threshold and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Sales a year that carry the visits.
    pub sales_threshold: Money,
    /// Visits x cost: what a customer's visits cost a year.
    pub management_cost: Money,
    /// Customers with positive sales in the trailing twelve months, largest first.
    pub active: Vec<RankedCustomer>,
    /// The threshold and the customers below it for other settings: the client's own visits a year and four to six, each
    /// with three quarters of, the whole and one and a half of the client's own cost a visit.
    pub sensitivity: Vec<SensitivityCell>,
}

impl Threshold {
    /// What visiting every customer below the threshold costs a year, less the share of their sales that selling may
    /// cost; rounded to the minor unit.
    pub fn cost_above_allowed(&self, allowed_share: f64) -> Money {
        let below = self.active.iter().filter(|c| c.group != SizeGroup::Above);
        let (number, sales) = below.fold((0, Money::ZERO), |(number, sales), c| (number + 1, sales + c.ttm_sales));
        Money::from_minor(self.management_cost.minor() * number) - nearest(sales.minor() as f64 * allowed_share)
    }
}

/// One active customer.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedCustomer {
    /// Who.
    pub customer: CustomerIx,
    /// Net sales of the trailing twelve months.
    pub ttm_sales: Money,
    /// The best year of the past five.
    pub potential: Money,
    /// Where it stands.
    pub group: SizeGroup,
}

/// Where a customer stands against the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SizeGroup {
    /// At or above it.
    Above,
    /// Below it now, above it in one of the past five years: a potential customer, not a small one.
    Potential,
    /// Below it, with its first sale in the last twelve months.
    NewAndSmall,
    /// Below it in every year.
    Small,
}

/// The threshold at another setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SensitivityCell {
    /// Visits a year.
    pub visits_per_year: u32,
    /// Cost a visit.
    pub cost_per_visit: Money,
    /// The threshold.
    pub sales_threshold: Money,
    /// Active customers with less.
    pub customers_below: u32,
    /// It is the client's own setting.
    pub is_own: bool,
}

/// Visits a year that customers are said to expect.
const USUAL_VISITS: [u32; 3] = [4, 5, 6];

/// Costs of a visit to compare, as shares of the client's own.
const COMPARED_COSTS: [f64; 3] = [0.75, 1.0, 1.5];

/// Calendar years before the current one that potential looks back to.
const YEARS_BEFORE: i32 = 4;

/// Computes small customers at `as_of`.
pub fn small_customers(ledger: &Ledger, as_of: NaiveDate, policy: &SmallCustomerPolicy) -> SmallCustomers {
    SmallCustomers { threshold: threshold(ledger, as_of, policy) }
}

fn threshold(ledger: &Ledger, as_of: NaiveDate, policy: &SmallCustomerPolicy) -> Measured<Threshold> {
    let cost_per_visit = policy.cost_per_visit.ok_or(NotEnough::Setting("small_customers.cost_per_visit"))?;
    covered(ledger, Period::trailing_twelve_months(as_of))?;
    let management_cost = Money::from_minor(cost_per_visit.minor() * i64::from(policy.visits_per_year));
    let sales_threshold = sales_threshold(cost_per_visit.minor() as f64, policy.visits_per_year, policy.allowed_share);
    let active = active_customers(ledger, as_of, sales_threshold);
    let sensitivity = sensitivity(policy, cost_per_visit, &active);
    Ok(Threshold { sales_threshold, management_cost, active, sensitivity })
}

/// Sales a year that carry the visits, rounded only here. The cost is in minor units and may have a fraction, as a rep's
/// yearly cost divided by visits does.
fn sales_threshold(cost_per_visit: f64, visits_per_year: u32, allowed_share: f64) -> Money {
    nearest(cost_per_visit * f64::from(visits_per_year) / allowed_share)
}

/// Customers with sales above zero in the trailing twelve months, largest first.
fn active_customers(ledger: &Ledger, as_of: NaiveDate, threshold: Money) -> Vec<RankedCustomer> {
    let revenue = NetRevenue::new(ledger, as_of);
    let ttm = Period::trailing_twelve_months(as_of);
    let rank = |(customer, revenue): (CustomerIx, &CustomerRevenue)| {
        let ttm_sales = revenue.sales.within(ttm);
        let potential = years_before(as_of).map(|year| revenue.sales.within(year)).fold(ttm_sales, Money::max);
        let is_new = revenue.first_sale().is_some_and(|first| ttm.contains(first));
        let group = match (ttm_sales >= threshold, potential >= threshold) {
            (true, _) => SizeGroup::Above,
            (false, true) => SizeGroup::Potential,
            (false, false) if is_new => SizeGroup::NewAndSmall,
            (false, false) => SizeGroup::Small,
        };
        ttm_sales.is_positive().then_some(RankedCustomer { customer, ttm_sales, potential, group })
    };
    let mut active: Vec<RankedCustomer> = revenue.by_customer().filter_map(rank).collect();
    active.sort_by_key(|ranked| (std::cmp::Reverse(ranked.ttm_sales), ranked.customer));
    active
}

/// The calendar years before that of `as_of` which potential looks at.
fn years_before(as_of: NaiveDate) -> impl Iterator<Item = Period> {
    (1..=YEARS_BEFORE).map(move |back| as_of.year() - back).filter_map(|year| {
        let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?);
        Some(Period::from_first_to_last(first, last))
    })
}

/// The threshold for the client's own and for other visits and costs.
fn sensitivity(policy: &SmallCustomerPolicy, cost_per_visit: Money, active: &[RankedCustomer]) -> Vec<SensitivityCell> {
    let mut visits = USUAL_VISITS.to_vec();
    visits.push(policy.visits_per_year);
    visits.sort_unstable();
    visits.dedup();
    let costs = COMPARED_COSTS.map(|share| nearest(cost_per_visit.minor() as f64 * share));
    let cell = |visits_per_year, cost: Money| {
        let sales_threshold = sales_threshold(cost.minor() as f64, visits_per_year, policy.allowed_share);
        SensitivityCell {
            visits_per_year,
            cost_per_visit: cost,
            sales_threshold,
            customers_below: counted(active.iter().filter(|ranked| ranked.ttm_sales < sales_threshold).count()),
            is_own: visits_per_year == policy.visits_per_year && cost == cost_per_visit,
        }
    };
    visits.into_iter().flat_map(|visits| costs.map(|cost| cell(visits, cost))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use proptest::prelude::*;

    fn policy(cost: i64) -> SmallCustomerPolicy {
        SmallCustomerPolicy { cost_per_visit: Some(whole(cost)), ..SmallCustomerPolicy::default() }
    }

    #[test]
    fn worked_example_comes_out() {
        let cents = |cost: f64, visits| sales_threshold(cost * 100.0, visits, 0.08);
        assert_eq!(cents(75.0, 4), whole(3_750));
        assert_eq!(cents(75.0, 6), whole(5_625));
        assert_eq!(cents(200.0, 4), whole(10_000));
        // A rep of 130,000 a year with 690 hours for selling, an hour and a half a visit.
        assert_eq!(cents(130_000.0 / 690.0 * 1.5, 6), Money::from_minor(2_119_565));
    }

    #[test]
    fn customers_stand_in_their_groups() {
        let mut books = Books::new("EUR");
        for (customer, year, sales) in [
            ("At", 2024, 3_750),
            ("Fallen", 2020, 3_750),
            ("Fallen", 2024, 100),
            ("Forgotten", 2019, 9_000),
            ("Forgotten", 2024, 90),
            ("Fresh", 2024, 80),
            ("Gone", 2023, 9_000),
            ("Small", 2023, 3_000),
            ("Small", 2024, 3_749),
        ] {
            books.invoice(customer, day(year, 6, 1), whole(sales));
        }
        let found = small_customers(&books.ledger(), day(2024, 12, 31), &policy(75)).threshold.expect("a cost");
        assert_eq!((found.sales_threshold, found.management_cost), (whole(3_750), whole(300)));
        let groups: Vec<_> = found.active.iter().map(|r| (r.ttm_sales, r.potential, r.group)).collect();
        let expected = [
            (whole(3_750), whole(3_750), SizeGroup::Above),
            (whole(3_749), whole(3_749), SizeGroup::Small),
            (whole(100), whole(3_750), SizeGroup::Potential),
            (whole(90), whole(90), SizeGroup::Small),
            (whole(80), whole(80), SizeGroup::NewAndSmall),
        ];
        assert_eq!(groups, expected);
        assert_eq!(found.sensitivity.len(), 9);
        let own: Vec<_> = found.sensitivity.iter().filter(|cell| cell.is_own).collect();
        assert_eq!((own.len(), own[0].customers_below), (1, 4));
    }

    #[test]
    fn without_a_cost_there_is_no_threshold() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2023, 6, 1), whole(10));
        let none = small_customers(&books.ledger(), day(2024, 12, 31), &SmallCustomerPolicy::default());
        assert_eq!(none.threshold, Err(NotEnough::Setting("small_customers.cost_per_visit")));
        let young = small_customers(&books.ledger(), day(2023, 12, 31), &policy(75));
        assert!(matches!(young.threshold, Err(NotEnough::History { .. })));
    }

    proptest! {
        #[test]
        fn whoever_costs_more_needs_more(events in events(), cost in 1_i64..500) {
            let ledger = books_of(&events).ledger();
            let found = small_customers(&ledger, day(2023, 6, 30), &policy(cost)).threshold.expect("a cost");
            let below = found.active.iter().filter(|ranked| ranked.group != SizeGroup::Above).count();
            let own = found.sensitivity.iter().find(|cell| cell.is_own).expect("the client's own");
            prop_assert_eq!(own.customers_below as usize, below);
            for row in found.sensitivity.chunks(3) {
                prop_assert!(row.is_sorted_by_key(|cell| (cell.sales_threshold, cell.customers_below)));
            }
            for ranked in &found.active {
                prop_assert!(ranked.potential >= ranked.ttm_sales && ranked.ttm_sales.is_positive());
            }
        }
    }
}
