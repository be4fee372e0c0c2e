//! Direction and band of a driver.

use super::{Band, BandLimits, Direction, Driver, ScorecardPolicy};
use crate::metrics::Measured;

/// Now against a year before. Of repeat revenue the two are amounts: its share also falls where more new customers come.
pub(super) fn direction(
    driver: Driver,
    [before, now]: [Measured<f64>; 2],
    policy: &ScorecardPolicy,
) -> Measured<Direction> {
    let (now, before) = (now?, before?);
    let tolerance = match driver {
        Driver::RepeatRevenue | Driver::ValuePerCustomer | Driver::AverageBasket => policy.level_amount * before.abs(),
        Driver::PaymentTimeliness => policy.level_days,
        _ => policy.level_rate,
    };
    let lower_is_better = matches!(driver, Driver::Concentration | Driver::PaymentTimeliness);
    let gain = if lower_is_better { before - now } else { now - before };
    // A difference of exactly the tolerance is level, however its fraction is held.
    let margin = 1e-9 * before.abs().max(1.0);
    Ok(match gain {
        gain if gain > tolerance + margin => Direction::Better,
        gain if gain < -tolerance - margin => Direction::Worse,
        _ => Direction::Level,
    })
}

/// A value on the scale of the policy.
pub(super) fn band(
    driver: Driver,
    now: Measured<f64>,
    direction: &Measured<Direction>,
    policy: &ScorecardPolicy,
) -> Measured<Band> {
    let now = now?;
    let from = |limits: BandLimits| Ok(banded(now >= limits.strong, now >= limits.steady));
    match driver {
        Driver::Growth => from(policy.growth),
        Driver::RepeatRevenue => from(policy.repeat_revenue),
        Driver::CustomerRetention => from(policy.customer_retention),
        Driver::NetRevenueRetention => from(policy.net_revenue_retention),
        Driver::Replacement => from(policy.replacement),
        Driver::Concentration => Ok(banded(now < policy.concentration.strong, now < policy.concentration.steady)),
        Driver::PaymentTimeliness => {
            Ok(banded(now <= policy.payment_timeliness.strong, now <= policy.payment_timeliness.steady))
        }
        Driver::ValuePerCustomer | Driver::AverageBasket => direction.clone().map(|direction| match direction {
            Direction::Better => Band::Strong,
            Direction::Level => Band::Fair,
            Direction::Worse => Band::Weak,
        }),
    }
}

fn banded(strong: bool, steady: bool) -> Band {
    match (strong, steady) {
        (true, _) => Band::Strong,
        (false, true) => Band::Fair,
        (false, false) => Band::Weak,
    }
}
