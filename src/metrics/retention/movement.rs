//! What each customer did between two periods: its class and its amount in the bridge.

use chrono::NaiveDate;

use super::bridge::Bridge;
use crate::base::{Money, Period};
use crate::ledger::CustomerIx;
use crate::metrics::revenue::{CustomerRevenue, NetRevenue};

/// What one customer did between two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Who.
    pub customer: CustomerIx,
    /// What.
    pub class: MovementClass,
    /// Net sales of the earlier period.
    pub previous: Money,
    /// Net sales of the later one.
    pub current: Money,
    /// The first sale after the later period up to the as-of date, of a customer who bought nothing in it.
    pub next_sale: Option<NaiveDate>,
}

/// What a customer can do between two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MovementClass {
    /// Bought more.
    Expansion,
    /// Bought the same.
    Unchanged,
    /// Bought less.
    Contraction,
    /// Bought nothing more.
    Churn,
    /// Came back.
    Reactivation,
    /// Bought for the first time.
    New,
    /// Net sales at or below zero in both.
    Correction,
}

impl MovementClass {
    /// The class of a customer with these sales; `bought_before` the later period.
    fn of(previous: Money, current: Money, bought_before: bool) -> Self {
        match (previous.is_positive(), current.is_positive()) {
            (true, false) => Self::Churn,
            (true, true) if current > previous => Self::Expansion,
            (true, true) if current < previous => Self::Contraction,
            (true, true) => Self::Unchanged,
            (false, true) if bought_before => Self::Reactivation,
            (false, true) => Self::New,
            (false, false) => Self::Correction,
        }
    }
}

impl Movement {
    pub(super) fn of(customer: CustomerIx, revenue: &CustomerRevenue, previous: Period, current: Period) -> Self {
        let (p, c) = (revenue.sales.within(previous), revenue.sales.within(current));
        let class = MovementClass::of(p, c, revenue.bought_before(current.first_day()));
        let next_sale = revenue.first_sale_after(current.last_day()).filter(|_| class == MovementClass::Churn);
        Self { customer, class, previous: p, current: c, next_sale }
    }

    /// The amount in its place of the bridge, never below zero; nothing for those unchanged and for corrections.
    pub fn amount(&self) -> Money {
        match self.class {
            MovementClass::Expansion => self.current - self.previous,
            MovementClass::Contraction => self.previous - self.current,
            MovementClass::Churn => self.previous,
            MovementClass::Reactivation | MovementClass::New => self.current,
            MovementClass::Unchanged | MovementClass::Correction => Money::ZERO,
        }
    }

    /// What its negative sales do to the sums of the two periods; nothing for most customers.
    pub fn correction(&self) -> Money {
        self.current.min(Money::ZERO) - self.previous.min(Money::ZERO)
    }
}

/// What each customer with sales in either period of `bridge` did, largest change first.
pub(in crate::metrics) fn movements(revenue: &NetRevenue, bridge: &Bridge) -> Vec<Movement> {
    let mut movements: Vec<Movement> = revenue
        .by_customer()
        .map(|(ix, customer)| Movement::of(ix, customer, bridge.previous, bridge.current))
        .filter(|movement| !movement.previous.is_zero() || !movement.current.is_zero())
        .collect();
    movements.sort_by_key(|m| (std::cmp::Reverse((m.current - m.previous).abs()), m.customer));
    movements
}
