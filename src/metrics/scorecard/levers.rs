//! What larger steps are worth, with the figures that go into each.

use chrono::NaiveDate;

use super::ScorecardPolicy;
use super::worth::{credit_sales, simulation};
use super::year::Year;
use crate::base::Money;
use crate::ledger::{Ledger, PaymentData};
use crate::metrics::arithmetic::nearest;
use crate::metrics::{Measured, NotEnough};

/// Three levers. The fourth, the loss of the largest customer, stands with concentration.
#[derive(Clone, Debug, PartialEq)]
pub struct Levers {
    /// Customers pay some days sooner.
    pub faster_payment: Measured<FasterPayment>,
    /// The average basket is larger by a step.
    pub basket: Measured<BasketStep>,
    /// Net revenue retention is a point higher, for some years.
    pub retention_point: Measured<RetentionPoint>,
}

/// Payment some days sooner: cash, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FasterPayment {
    /// Invoices less credit notes of the trailing twelve months, with tax.
    pub credit_sales: Money,
    /// So many days sooner.
    pub days: u32,
    /// Sales on account / 365 x days.
    pub cash: Money,
}

/// A larger average basket: sales a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BasketStep {
    /// Net sales of the trailing twelve months.
    pub sales: Money,
    /// Purchases in them.
    pub purchases: u32,
    /// The step, as a fraction.
    pub step: f64,
    /// Sales x step: the purchases stay as many.
    pub worth: Money,
}

/// One point more of net revenue retention: sales of the last year looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetentionPoint {
    /// Net sales of the trailing twelve months, from which the years are counted.
    pub sales: Money,
    /// Net revenue retention as it is, as a fraction.
    pub retention: f64,
    /// (New + reactivation) / opening revenue, or / closing revenue where the settings say so, as a fraction.
    pub new_business: f64,
    /// Years ahead.
    pub years: u32,
    /// Sales of the last of them as things are.
    pub revenue: Money,
    /// The same with a point more each year.
    pub revenue_with: Money,
    /// The difference, rounded once.
    pub worth: Money,
}

/// Works the levers out at `as_of`, the end of the last of `years`.
pub(super) fn levers(ledger: &Ledger, as_of: NaiveDate, years: &[Year; 3], policy: &ScorecardPolicy) -> Levers {
    let [.., now] = years;
    Levers {
        faster_payment: faster_payment(ledger, as_of, policy),
        basket: basket(now, policy),
        retention_point: retention_point(now, policy),
    }
}

/// None where payments are not known: whether anybody could pay sooner is not known either.
fn faster_payment(ledger: &Ledger, as_of: NaiveDate, policy: &ScorecardPolicy) -> Measured<FasterPayment> {
    let credit_sales = credit_sales(ledger, as_of)?;
    if ledger.payment_data() == PaymentData::None {
        return Err(NotEnough::NoPayments);
    }
    let days = policy.days_faster;
    let cash = nearest(credit_sales.minor() as f64 * f64::from(days) / 365.0);
    Ok(FasterPayment { credit_sales, days, cash })
}

fn basket(now: &Year, policy: &ScorecardPolicy) -> Measured<BasketStep> {
    let sales = now.sales.clone()?;
    if now.purchases == 0 || !sales.is_positive() {
        return Err(NotEnough::NoSales);
    }
    let step = policy.basket_step;
    Ok(BasketStep { sales, purchases: now.purchases, step, worth: nearest(sales.minor() as f64 * step) })
}

fn retention_point(now: &Year, policy: &ScorecardPolicy) -> Measured<RetentionPoint> {
    let simulation = simulation(&now.bridge.clone()?, policy)?;
    let (Some(own), Some(higher), Some(worth)) = (simulation.path(0), simulation.path(1), simulation.worth(1)) else {
        return Err(NotEnough::Nothing);
    };
    Ok(RetentionPoint {
        sales: simulation.revenue,
        retention: simulation.net_revenue_retention,
        new_business: simulation.new_business_rate,
        years: policy.simulated_years,
        revenue: own.last_year(),
        revenue_with: higher.last_year(),
        worth: worth.last_year,
    })
}
