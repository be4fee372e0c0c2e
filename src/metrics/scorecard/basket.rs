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

    /// Without one of those that are in it.
    fn less(self, one: Self) -> Self {
        Self {
            sales_before: self.sales_before - one.sales_before,
            purchases_before: self.purchases_before.saturating_sub(one.purchases_before),
            sales_now: self.sales_now - one.sales_now,
            purchases_now: self.purchases_now.saturating_sub(one.purchases_now),
        }
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

/// The customer behind the change of the average basket of all customers: the one without whom it would have changed
/// least, or turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BasketMover {
    /// Who.
    pub customer: CustomerIx,
    /// The change of the basket of all the others, as a fraction of the year before.
    pub change_without: f64,
}

/// Finds who is behind the change of the average basket; `None` where too little is left without any of them.
pub(super) fn basket_mover(as_of: NaiveDate, revenue: &NetRevenue, purchases: &[Purchases]) -> Option<BasketMover> {
    let pairs: Vec<BasketPair> = pairs(as_of, revenue, purchases).collect();
    let all = BasketPair::sum(pairs.iter().copied());
    let fell = all.is_sound().then(|| all.fall())?;
    let without = (0..).zip(&pairs).map(|(place, &pair)| (CustomerIx(place), all.less(pair)));
    let others = without.filter(|(_, others)| others.is_sound());
    let movers = others.map(|(customer, others)| BasketMover { customer, change_without: -others.fall() });
    // Towards no change, and beyond it.
    movers.min_by(|a, b| (-a.change_without * fell.signum()).total_cmp(&(-b.change_without * fell.signum())))
}

/// Sales and purchases of each customer in the trailing twelve months and the twelve before.
fn pairs(as_of: NaiveDate, revenue: &NetRevenue, purchases: &[Purchases]) -> impl Iterator<Item = BasketPair> {
    let (now, before) = (Period::trailing_twelve_months(as_of), Period::previous_twelve_months(as_of));
    revenue.customers.iter().zip(purchases).map(move |(customer, bought)| BasketPair {
        sales_before: customer.sales.within(before),
        purchases_before: counted(bought.count_within(before, as_of)),
        sales_now: customer.sales.within(now),
        purchases_now: counted(bought.count_within(now, as_of)),
    })
}

/// Takes the basket of the customers who bought in both years.
pub(super) fn basket_of_both(
    ledger: &Ledger,
    as_of: NaiveDate,
    revenue: &NetRevenue,
    purchases: &[Purchases],
) -> Measured<BasketOfBoth> {
    covered(ledger, Period::previous_twelve_months(as_of))?;
    let bought_in_both = |(_, pair): &(usize, BasketPair)| pair.purchases_before > 0 && pair.purchases_now > 0;
    let both: Vec<(usize, BasketPair)> = pairs(as_of, revenue, purchases).enumerate().filter(bought_in_both).collect();
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
