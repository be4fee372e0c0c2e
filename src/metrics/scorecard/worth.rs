//! What one step of a driver is worth.

use chrono::NaiveDate;

use super::year::Year;
use super::{Driver, ScorecardPolicy};
use crate::base::{Money, Period};
use crate::ledger::{DocumentKind, Ledger};
use crate::metrics::arithmetic::{divided, median, nearest};
use crate::metrics::retention::{Bridge, Movement, MovementClass, movements};
use crate::metrics::retention_simulator::{RetentionSimulation, retention_simulator};
use crate::metrics::revenue::NetRevenue;
use crate::metrics::window::covered;
use crate::metrics::{Measured, NotEnough};

/// What one step is worth, to the nearest minor unit.
pub(super) fn step_worth(
    driver: Driver,
    (ledger, revenue): (&Ledger, &NetRevenue),
    as_of: NaiveDate,
    years: &[Year; 3],
    policy: &ScorecardPolicy,
) -> Measured<Money> {
    let [.., now] = years;
    match driver {
        Driver::Growth | Driver::ValuePerCustomer | Driver::AverageBasket => {
            divided(now.sales.clone()?, 100).ok_or(NotEnough::NoSales)
        }
        Driver::RepeatRevenue => Err(NotEnough::Nothing),
        Driver::CustomerRetention => point_of_customer_retention(&now.bridge.clone()?, revenue, years),
        Driver::NetRevenueRetention => point_of_net_revenue_retention(&now.bridge.clone()?, policy),
        Driver::Concentration => now
            .sales
            .clone()
            .and_then(|_| if now.largest.is_positive() { Ok(now.largest) } else { Err(NotEnough::NoSales) }),
        Driver::PaymentTimeliness => day_of_credit_sales(ledger, as_of),
        Driver::Replacement => typical_new_customer(&now.bridge.clone()?, revenue),
    }
}

/// 1 % of the customers of the year before x the median sales of those lost. Where all were kept no step is left.
fn point_of_customer_retention(bridge: &Bridge, revenue: &NetRevenue, years: &[Year; 3]) -> Measured<Money> {
    if bridge.customers.churned == 0 {
        return Err(NotEnough::Nothing);
    }
    let bridges = years.iter().filter_map(|year| year.bridge.as_ref().ok());
    let lost = bridges.flat_map(|bridge| amounts_of(MovementClass::Churn, revenue, bridge)).collect();
    let typical = median(lost).ok_or(NotEnough::Nothing)?;
    Ok(nearest(typical.minor() as f64 * f64::from(bridge.customers.opening) / 100.0))
}

/// What the customers of a class stand for in a bridge.
fn amounts_of(class: MovementClass, revenue: &NetRevenue, bridge: &Bridge) -> Vec<Money> {
    movements(revenue, bridge).iter().filter(|movement| movement.class == class).map(Movement::amount).collect()
}

/// What a point more does to the revenue of the last simulated year.
pub(super) fn point_of_net_revenue_retention(bridge: &Bridge, policy: &ScorecardPolicy) -> Measured<Money> {
    simulation(bridge, policy)?.worth(1).map(|worth| worth.last_year).ok_or(NotEnough::Nothing)
}

/// The years ahead that the scorecard looks at.
pub(super) fn simulation(bridge: &Bridge, policy: &ScorecardPolicy) -> Measured<RetentionSimulation> {
    retention_simulator(&Ok(*bridge), policy.new_business, policy.simulated_years)
}

/// A day's sales on account, with tax.
fn day_of_credit_sales(ledger: &Ledger, as_of: NaiveDate) -> Measured<Money> {
    divided(credit_sales(ledger, as_of)?, 365).ok_or(NotEnough::NoSales)
}

/// Sales on account with tax: invoices less credit notes of the trailing twelve months.
pub(super) fn credit_sales(ledger: &Ledger, as_of: NaiveDate) -> Measured<Money> {
    let window = Period::trailing_twelve_months(as_of);
    covered(ledger, window)?;
    let on_account = ledger.documents_until(as_of).iter().filter(|d| window.contains(d.date)).map(|d| match d.kind {
        DocumentKind::Invoice => d.gross,
        DocumentKind::CreditNote => -d.gross,
        _ => Money::ZERO,
    });
    Ok(on_account.sum())
}

/// The median sales of the new customers of the trailing twelve months.
fn typical_new_customer(bridge: &Bridge, revenue: &NetRevenue) -> Measured<Money> {
    median(amounts_of(MovementClass::New, revenue, bridge)).ok_or(NotEnough::Nothing)
}
