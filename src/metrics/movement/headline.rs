//! The figures whose movement from pack to pack is explained, each as a whole number of its smallest unit.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::Money;
use crate::ledger::Ledger;
use crate::metrics::arithmetic::nearest;
use crate::metrics::retention::Bridge;
use crate::metrics::{Measured, NotEnough, Policies, aging, concentration, payment, retention, value};

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The smallest unit of the ledger's currency.
    Money,
    /// Millionths of one.
    Ratio,
    /// Ten-thousandths of a day.
    Days,
    /// Things.
    Count,
}

/// A figure as a whole number of its smallest unit, or the reason why there is none.
pub type Reading = Measured<i64>;
/// Readings by the figure's id.
pub type Readings = BTreeMap<&'static str, Reading>;

/// An amount, but no sum.
pub(super) const AVERAGE_BASKET: &str = "average_basket";

/// The figures, by the ids that they have in the pack, and what each is counted in.
pub const HEADLINE: [(&str, Unit); 10] = [
    ("net_revenue_total", Unit::Money),
    ("net_revenue_ttm", Unit::Money),
    ("active_customers", Unit::Count),
    (AVERAGE_BASKET, Unit::Money),
    ("net_revenue_retention_ttm", Unit::Ratio),
    ("customer_retention_ttm", Unit::Ratio),
    ("top_1_share", Unit::Ratio),
    ("days_to_pay", Unit::Days),
    ("open_balance", Unit::Money),
    ("overdue_balance", Unit::Money),
];

impl Unit {
    /// So many of the smallest unit are one of what people count in; `None` for money, where the currency says it.
    pub fn per_whole(self) -> Option<u32> {
        match self {
            Self::Money => None,
            Self::Ratio => Some(1_000_000),
            Self::Days => Some(10_000),
            Self::Count => Some(1),
        }
    }

    /// A number in what people count in as a whole number of the smallest unit.
    fn whole(self, number: f64) -> i64 {
        nearest(number * f64::from(self.per_whole().unwrap_or(1))).minor()
    }
}

/// Every headline figure of a ledger at a date.
pub fn readings(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> Readings {
    let value = value::value(ledger, as_of);
    let payment = payment::payment(ledger, as_of);
    let aging = aging::aging(ledger, as_of).total;
    let bridge = retention::retention(ledger, as_of, &policies.retention).ttm;
    let shares = concentration::concentration(ledger, as_of, None).now;
    let money = |amount: Measured<Money>| amount.map(Money::minor);
    let rate = |get: fn(&Bridge) -> Option<f64>| {
        let rate = bridge.clone().and_then(|bridge| get(&bridge).ok_or(NotEnough::NoSales));
        rate.map(|rate| Unit::Ratio.whole(rate))
    };
    let balance = |get: fn(&aging::Balance) -> Money| money(aging.as_ref().map(get).map_err(Clone::clone));
    BTreeMap::from([
        ("net_revenue_total", money(Ok(value.net_revenue_total))),
        ("net_revenue_ttm", money(value.net_revenue_ttm)),
        ("active_customers", value.active_customers.map(i64::from)),
        (AVERAGE_BASKET, money(value.average_basket)),
        ("net_revenue_retention_ttm", rate(Bridge::net_revenue_retention)),
        ("customer_retention_ttm", rate(Bridge::customer_retention)),
        ("top_1_share", shares.map(|shares| Unit::Ratio.whole(shares.top_1))),
        ("days_to_pay", payment.ttm.days_to_pay.map(|days| Unit::Days.whole(days))),
        ("open_balance", balance(aging::Balance::open_balance)),
        ("overdue_balance", balance(aging::Balance::overdue_balance)),
    ])
}
