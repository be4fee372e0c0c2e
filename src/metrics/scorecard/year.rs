//! One year of the drivers.

use chrono::NaiveDate;

use super::Driver;
use crate::base::{Currency, Money, Period};
use crate::ledger::Ledger;
use crate::metrics::arithmetic::counted;
use crate::metrics::concentration::top_1;
use crate::metrics::payment::days_beyond_terms_with_open;
use crate::metrics::purchases::Purchases;
use crate::metrics::receivables::{OpenAmounts, PaidPart};
use crate::metrics::retention::{Bridge, twelve_month_bridge};
use crate::metrics::revenue::NetRevenue;
use crate::metrics::window::covered;
use crate::metrics::{Measured, NotEnough};

/// What drivers are made from: twelve months and the twelve before.
pub(super) struct Year {
    pub(super) sales: Measured<Money>,
    previous_sales: Measured<Money>,
    pub(super) repeat_sales: Measured<Money>,
    pub(super) bridge: Measured<Bridge>,
    pub(super) largest: Money,
    largest_share: Option<f64>,
    days_beyond_terms: Measured<f64>,
    active_customers: u32,
    pub(super) purchases: u32,
}

impl Year {
    /// The year that ends with `end`; `open` is asked for one end after another.
    pub(super) fn ending(
        ledger: &Ledger,
        revenue: &NetRevenue,
        (open, paid): (&mut OpenAmounts<'_>, &[PaidPart]),
        purchases: &[Purchases],
        end: NaiveDate,
    ) -> Self {
        let (current, previous) = (Period::trailing_twelve_months(end), Period::previous_twelve_months(end));
        let both_covered = covered(ledger, previous);
        let of_customers = || revenue.customers.iter().map(|c| (c, c.sales.within(current)));
        let repeat = || of_customers().filter(|(c, _)| c.bought_before(current.first_day())).map(|(_, sales)| sales);
        Self {
            sales: covered(ledger, current).map(|()| revenue.business.within(current)),
            previous_sales: both_covered.clone().map(|()| revenue.business.within(previous)),
            repeat_sales: both_covered.map(|()| repeat().sum()),
            bridge: twelve_month_bridge(ledger, revenue, end),
            largest: of_customers().map(|(_, sales)| sales).max().unwrap_or_default(),
            largest_share: top_1(revenue, current),
            days_beyond_terms: days_beyond_terms_with_open(ledger, open, paid, current),
            active_customers: revenue.active_customers(current),
            purchases: counted(purchases.iter().map(|p| p.count_within(current, end)).sum()),
        }
    }

    /// The value of one driver. Shares and rates are fractions.
    pub(super) fn value(&self, driver: Driver, currency: Currency) -> Measured<f64> {
        let sales = self.sales.clone();
        let rate =
            |rate: fn(&Bridge) -> Option<f64>| self.bridge.clone().and_then(|b| rate(&b).ok_or(NotEnough::NoSales));
        match driver {
            Driver::Growth => share(sales?, self.previous_sales.clone()?).map(|ratio| ratio - 1.0),
            Driver::RepeatRevenue => share(self.repeat_sales.clone()?, sales?),
            Driver::CustomerRetention => rate(Bridge::customer_retention),
            Driver::NetRevenueRetention => rate(Bridge::net_revenue_retention),
            Driver::Concentration => sales.and(self.largest_share.ok_or(NotEnough::NoSales)),
            Driver::PaymentTimeliness => self.days_beyond_terms.clone(),
            Driver::Replacement => {
                let bridge = self.bridge.clone()?;
                (bridge.new + bridge.reactivation).ratio(bridge.churn + bridge.contraction).ok_or(NotEnough::Nothing)
            }
            Driver::ValuePerCustomer => per_one(sales?, self.active_customers, currency),
            Driver::AverageBasket => per_one(sales?, self.purchases, currency),
        }
    }
}

/// Sales divided by a number of things, in major units.
fn per_one(sales: Money, things: u32, currency: Currency) -> Measured<f64> {
    if things == 0 { Err(NotEnough::NoSales) } else { Ok(sales.to_major(currency) / f64::from(things)) }
}

/// A part of sales above zero.
fn share(part: Money, whole: Money) -> Measured<f64> {
    part.ratio(whole).filter(|_| whole.is_positive()).ok_or(NotEnough::NoSales)
}
