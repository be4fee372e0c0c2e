//! Whether the average basket moved with its customers, or only because the customers are others.

use chrono::NaiveDate;

use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Ledger};
use crate::metrics::arithmetic::counted;
use crate::metrics::purchases::Purchases;
use crate::metrics::revenue::NetRevenue;
use crate::metrics::window::covered;
use crate::metrics::{Measured, NotEnough};

/// The average basket of the trailing twelve months and of the twelve before, among the customers who bought in both.
#[derive(Clone, Debug, PartialEq)]
pub struct BasketOfBoth {
    /// All of them.
    pub all: BasketPair,
    /// The one whose sales fell most between the two, and the baskets of the others; `None` where nobody’s fell or nobody
    /// else bought in both.
    pub without_largest_fall: Option<(CustomerIx, BasketPair)>,
}

/// Sales and purchases of two years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasketPair {
    /// Net sales of the twelve months before.
    pub sales_before: Money,
    /// Purchases in them, above zero.
    pub purchases_before: u32,
    /// Net sales of the trailing twelve months.
    pub sales_now: Money,
    /// Purchases in them, above zero.
    pub purchases_now: u32,
}

impl BasketPair {
    /// Sales / purchases of the twelve months before, in minor units.
    pub fn before(&self) -> f64 {
        self.sales_before.minor() as f64 / f64::from(self.purchases_before)
    }

    /// Sales / purchases of the trailing twelve months, in minor units.
    pub fn now(&self) -> f64 {
        self.sales_now.minor() as f64 / f64::from(self.purchases_now)
    }

    /// 1 - now / before: above zero where the basket shrank.
    pub fn fall(&self) -> f64 {
        1.0 - self.now() / self.before()
    }

    fn sum(pairs: impl Iterator<Item = Self>) -> Self {
        pairs.fold(Self::default(), |sum, pair| Self {
            sales_before: sum.sales_before + pair.sales_before,
            purchases_before: sum.purchases_before + pair.purchases_before,
            sales_now: sum.sales_now + pair.sales_now,
            purchases_now: sum.purchases_now + pair.purchases_now,
        })
    }

    /// Averages of it mean something.
    fn is_sound(&self) -> bool {
        self.purchases_before > 0 && self.purchases_now > 0 && self.sales_before.is_positive()
    }
}

/// Takes the basket of the customers who bought in both years.
pub(super) fn basket_of_both(
    ledger: &Ledger,
    as_of: NaiveDate,
    revenue: &NetRevenue,
    purchases: &[Purchases],
) -> Measured<BasketOfBoth> {
    let (now, before) = (Period::trailing_twelve_months(as_of), Period::previous_twelve_months(as_of));
    covered(ledger, before)?;
    let pair = |(customer, bought): (usize, &Purchases)| {
        let sales = &revenue.customers.get(customer)?.sales;
        let pair = BasketPair {
            sales_before: sales.within(before),
            purchases_before: counted(bought.count_within(before, as_of)),
            sales_now: sales.within(now),
            purchases_now: counted(bought.count_within(now, as_of)),
        };
        (pair.purchases_before > 0 && pair.purchases_now > 0).then_some((customer, pair))
    };
    let both: Vec<(usize, BasketPair)> = purchases.iter().enumerate().filter_map(pair).collect();
    let all = BasketPair::sum(both.iter().map(|&(_, pair)| pair));
    if !all.is_sound() {
        return Err(NotEnough::NoSales);
    }
    let fall = |pair: &BasketPair| pair.sales_before - pair.sales_now;
    let most = both.iter().filter(|(_, pair)| fall(pair).is_positive()).max_by_key(|(_, pair)| fall(pair));
    let without_largest_fall = most.and_then(|&(customer, _)| {
        let others = BasketPair::sum(both.iter().filter(|&&(other, _)| other != customer).map(|&(_, pair)| pair));
        others.is_sound().then_some((CustomerIx(counted(customer)), others))
    });
    Ok(BasketOfBoth { all, without_largest_fall })
}
