//! The bridge from the sales of one period to those of the next, and the rates that it gives.

use super::movement::{Movement, MovementClass};
use crate::base::{Money, Period};
use crate::metrics::revenue::NetRevenue;

/// From the sales of one period to those of the next.
///
/// `opening + new + reactivation + expansion - contraction - churn + corrections == closing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The earlier period.
    pub previous: Period,
    /// The later period.
    pub current: Period,
    /// Net sales of the earlier one.
    pub opening_revenue: Money,
    /// Net sales of those customers whose sales in the earlier one were above zero: what the rates divide by.
    pub retention_base: Money,
    /// More bought by customers of both.
    pub expansion: Money,
    /// Less bought by customers of both: positive.
    pub contraction: Money,
    /// Sales of customers who bought nothing more: positive.
    pub churn: Money,
    /// Sales to customers who were away in the earlier period and had bought before it.
    pub reactivation: Money,
    /// Sales to customers who had never bought before.
    pub new: Money,
    /// What negative net sales of single customers do to the sums.
    pub corrections: Money,
    /// Net sales of the later one.
    pub closing_revenue: Money,
    /// Customers by what they did.
    pub customers: BridgeCustomers,
}

/// `opening - churned + new + reactivated == closing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BridgeCustomers {
    /// With sales above zero in the earlier period.
    pub opening: u32,
    /// Of those, who bought more.
    pub expanded: u32,
    /// Of those, who bought less.
    pub contracted: u32,
    /// Of those, who bought the same.
    pub unchanged: u32,
    /// Of those, who bought nothing more.
    pub churned: u32,
    /// Who had bought before the earlier period, and now again.
    pub reactivated: u32,
    /// Who had never bought before.
    pub new: u32,
    /// With sales above zero in the later period.
    pub closing: u32,
}

impl Bridge {
    /// Sales now of the customers of the earlier period / their sales then. `None` where there were none.
    pub fn net_revenue_retention(&self) -> Option<f64> {
        (self.retention_base + self.expansion - self.contraction - self.churn).ratio(self.retention_base)
    }

    /// The same without what they bought more: never above 1.
    pub fn gross_revenue_retention(&self) -> Option<f64> {
        (self.retention_base - self.contraction - self.churn).ratio(self.retention_base)
    }

    /// The share of the earlier period's customers who bought again.
    pub fn customer_retention(&self) -> Option<f64> {
        let customers = self.customers;
        (customers.opening > 0).then(|| f64::from(customers.opening - customers.churned) / f64::from(customers.opening))
    }
}

impl Bridge {
    /// The bridge between two periods.
    pub(super) fn between(revenue: &NetRevenue, previous: Period, current: Period) -> Self {
        let mut bridge = Self::empty(previous, current);
        for (ix, customer) in revenue.by_customer() {
            bridge.add(Movement::of(ix, customer, previous, current));
        }
        bridge
    }

    fn empty(previous: Period, current: Period) -> Self {
        Self {
            previous,
            current,
            opening_revenue: Money::ZERO,
            retention_base: Money::ZERO,
            expansion: Money::ZERO,
            contraction: Money::ZERO,
            churn: Money::ZERO,
            reactivation: Money::ZERO,
            new: Money::ZERO,
            corrections: Money::ZERO,
            closing_revenue: Money::ZERO,
            customers: BridgeCustomers::default(),
        }
    }

    /// Adds one customer.
    fn add(&mut self, movement: Movement) {
        let Movement { previous, current, .. } = movement;
        self.opening_revenue += previous;
        self.closing_revenue += current;
        self.retention_base += previous.or_zero_if_negative();
        self.corrections += movement.correction();
        self.customers.opening += u32::from(previous.is_positive());
        self.customers.closing += u32::from(current.is_positive());
        let (sum, customers) = match movement.class {
            MovementClass::Expansion => (&mut self.expansion, &mut self.customers.expanded),
            MovementClass::Contraction => (&mut self.contraction, &mut self.customers.contracted),
            MovementClass::Churn => (&mut self.churn, &mut self.customers.churned),
            MovementClass::Reactivation => (&mut self.reactivation, &mut self.customers.reactivated),
            MovementClass::New => (&mut self.new, &mut self.customers.new),
            MovementClass::Unchanged => {
                self.customers.unchanged += 1;
                return;
            }
            MovementClass::Correction => return,
        };
        *sum += movement.amount();
        *customers += 1;
    }
}
