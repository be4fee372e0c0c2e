//! The value impact scorecard: three years of each driver, its direction, band, and what one step is worth.
//!
//! # Question
//!
//! Which habits of its customers make the business worth more, which way do they move, and what would a small step be
//! worth?
//!
//! # Formula
//!
//! Each driver is taken over the trailing twelve months at the as-of date, a year and two years earlier.
//!
//! | driver | value | strong / fair | one step is worth |
//! |---|---|---|---|
//! | growth | sales / sales of the twelve months before - 1 | 10 % / 0 % | 1 point: 1 % of sales |
//! | repeat revenue | sales to customers who had bought before the twelve months / sales | 80 % / 60 % | nothing by itself: a larger share of earlier customers may mean fewer new ones |
//! | customer retention | customers of the year before who bought again / customers of the year before | 90 % / 75 % | 1 point: 1 % of those customers x the median sales of a lost one |
//! | net revenue retention | see retention | 100 % / 90 % | 1 point: what it adds to the revenue of the fifth year |
//! | concentration | share of the largest customer | below 10 % / below 25 % | its loss: its sales |
//! | payment timeliness | days beyond terms of what was paid and of what is past due, weighted | 0 / 15 days | 1 day faster: sales on account with tax / 365, in cash, once |
//! | replacement | (new + reactivation) / (churn + contraction) | 1 / 0.8 | one new customer: the median sales of the new customers of the twelve months |
//! | value per customer | sales / active customers | rising / level | 1 %: the same 1 % of sales |
//! | average basket | sales / purchases | rising / level | 1 %: the same 1 % of sales |
//!
//! What is beyond fair is weak. The settings call the fair band steady. The median sales of a lost customer are those of
//! the year before it left, over the customers lost in the three years as far as the ledger covers them: half of them
//! bought for less. One large customer does not move the median as it would a mean. **Direction** compares now with a year
//! before: better or worse where they differ by more than 1 point (rates), 2 % (amounts) or 2 days (days), else level. For
//! concentration and payment timeliness lower is better. The direction of repeat revenue is that of its amount: its share
//! also falls where more new customers come, and that is no loss. Where the largest share fell because its customer left
//! or buys at most half as much, concentration has no direction, and its band is no better than that of the year before.
//!
//! Payment timeliness counts every invoice that is past due on the last day as if it were paid on it, as the score for
//! timeliness does. A customer who stops paying would else drop out and make the others look prompt.
//!
//! The fifth year's revenue is found by taking this year's sales five times x (net retention + the client's own rate of
//! new business), where that rate is (new + reactivation) / opening revenue.
//!
//! **Four levers** are worked out beside the drivers, each with its figures put in: payment five days sooner (sales on
//! account with tax / 365 x 5, in cash, once); the average basket 1 % larger (1 % of sales, purchases staying as many);
//! one point more of net revenue retention over five years; and, from the page on concentration, the loss of the largest
//! customer.
//!
//! Whether a smaller average basket is its customers’ doing shows among those who bought in both years, and among those
//! without the one whose sales fell most: a large order that did not come again lowers the average of all, too.
//!
//! There is no total score. Count the strong, the fair and the weak.
//!
//! # Worked example
//!
//! Sales of 1,000 after 800 the year before: growth 25 %, strong; a point is worth 10 a year. Of the 1,000, 700 come from
//! customers who had bought before: repeat revenue 70 %, fair. With sales of 10, net retention of 95 % and new business
//! of 20 % a year, revenue of the fifth year is 20.11; at 96 % it is 21.00, so the point is worth 0.89. With 365,000 sold
//! on account in the year, five days sooner free 365,000 / 365 x 5 = 5,000.
//!
//! # Edge cases
//!
//! - A year that the ledger does not cover stays empty, with the reason. Repeat revenue needs a year before its own, to
//!   know who had bought before; so do growth, retention and replacement.
//! - A year without sales gives no rates.
//! - Where sales stop unusually long before the as-of date, growth, customers kept, net revenue retention, replacement and
//!   value per customer have no direction, band or worth, and growth no value: an export may be incomplete. Growth on the
//!   same days of both years stands beside it.
//! - With nothing lost there is no replacement rate: nothing had to be replaced.
//! - Where every customer of the year before bought again, no point of customer retention is left to win.
//! - Customers who bought nothing more count as lost, those too who by their own rhythm may only be late.
//! - Sales on account are invoices less credit notes. Cash sales are paid already.
//! - What counts as strong depends on the trade. A builder of car parks has no repeat orders: set the limits for such a
//!   client.
//!
//! # Source
//!
//! The choice of drivers, the limits of the bands and the tolerances are our own defaults. Each driver's formula is that
//! of its own page.

mod basket;
mod judgement;
mod levers;
mod policy;
#[cfg(test)]
mod tests;
mod worth;
mod year;

pub use basket::{BasketMover, BasketOfBoth, BasketPair};
pub use levers::{BasketStep, FasterPayment, Levers, RetentionPoint};
pub use policy::{BandLimits, Mistake, ScorecardPolicy};

use chrono::NaiveDate;

use self::judgement::{band, direction};
use self::worth::step_worth;
use self::year::Year;
use super::concentration::departure_at;
use super::purchases::purchases;
use super::receivables::{OpenAmounts, paid_parts};
use super::revenue::NetRevenue;
use super::window::{last_month_ends, three_years};
use super::{Measured, NotEnough};
use crate::base::Money;
use crate::ledger::Ledger;

/// The drivers of value, in their fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Driver {
    /// Trailing twelve months / the twelve before - 1.
    Growth,
    /// Share of sales to customers who had bought before the window.
    RepeatRevenue,
    /// Customers of the year before who bought again.
    CustomerRetention,
    /// Sales of the same customers.
    NetRevenueRetention,
    /// Share of the largest customer.
    Concentration,
    /// Days beyond terms of what was paid and of what is past due, weighted.
    PaymentTimeliness,
    /// (New + reactivated) / (churn + contraction).
    Replacement,
    /// Sales / active customers.
    ValuePerCustomer,
    /// Sales / purchases.
    AverageBasket,
}

impl Driver {
    /// All nine, in their fixed order.
    pub const ALL: [Self; 9] = [
        Self::Growth,
        Self::RepeatRevenue,
        Self::CustomerRetention,
        Self::NetRevenueRetention,
        Self::Concentration,
        Self::PaymentTimeliness,
        Self::Replacement,
        Self::ValuePerCustomer,
        Self::AverageBasket,
    ];

    /// Its value or its direction changes where days of sales are missing.
    fn compares_years(self) -> bool {
        match self {
            Self::Growth
            | Self::CustomerRetention
            | Self::NetRevenueRetention
            | Self::Replacement
            | Self::ValuePerCustomer => true,
            Self::RepeatRevenue | Self::Concentration | Self::PaymentTimeliness | Self::AverageBasket => false,
        }
    }
}

/// Which way a driver moved against the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// For the worse.
    Worse,
    /// Within the tolerance.
    Level,
    /// For the better.
    Better,
}

/// Where a driver stands on the firm's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Band {
    /// Below.
    Weak,
    /// Between; the settings call it `steady`.
    Fair,
    /// Above.
    Strong,
}

/// The scorecard: no composite score, but counts of strong, fair and weak.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    /// One a driver, in the order of [`Driver`].
    pub rows: Vec<ScorecardRow>,
    /// What larger steps are worth, with the figures that go into them.
    pub levers: Levers,
    /// The average basket of the customers who bought in both years.
    pub basket_of_both: Measured<BasketOfBoth>,
    /// The customer behind the change of the average basket of all.
    pub basket_mover: Option<BasketMover>,
    /// Sales to customers who had bought before: of the twelve months before the trailing ones, and of those.
    pub repeat_sales: [Measured<Money>; 2],
}

/// One driver.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorecardRow {
    /// Which.
    pub driver: Driver,
    /// Two years before the as-of date, a year before, now. Shares and rates as fractions, days in days, value per
    /// customer and average basket in major units of the currency.
    pub values: [Measured<f64>; 3],
    /// The same at each of the last 36 complete month ends where it can be had, oldest first.
    pub month_ends: Vec<(NaiveDate, f64)>,
    /// Now against a year before.
    pub direction: Measured<Direction>,
    /// Now, on the scale of the policy.
    pub band: Measured<Band>,
    /// What one step is worth: a year's sales, or cash once for payment timeliness; for concentration, the largest
    /// customer's sales. Always missing for repeat revenue, whose step is worth nothing by itself.
    pub step_worth: Measured<Money>,
}

impl Scorecard {
    /// Where sales stop on `last_sale`, unusually long before the as-of date, a year is compared with more days than it
    /// has: what rests on that keeps its values, but gets neither direction, band nor worth. Growth has no value either: that
    /// of the same days stands with the sales that stop.
    pub(super) fn withhold_comparisons(&mut self, last_sale: NaiveDate) {
        let why = NotEnough::SalesStop(last_sale);
        for row in self.rows.iter_mut().filter(|row| row.driver.compares_years()) {
            if row.driver == Driver::Growth {
                row.values[2] = Err(why.clone());
            }
            row.direction = Err(why.clone());
            row.band = Err(why.clone());
            row.step_worth = Err(why.clone());
            row.month_ends.retain(|&(end, _)| end <= last_sale);
        }
        self.levers.retention_point = Err(why);
    }
}

/// Computes the scorecard at `as_of`.
pub fn scorecard(ledger: &Ledger, as_of: NaiveDate, policy: &ScorecardPolicy) -> Scorecard {
    let (revenue, paid) = (NetRevenue::new(ledger, as_of), paid_parts(ledger, as_of));
    let purchases = purchases(ledger, as_of);
    let year = |open: &mut OpenAmounts<'_>, end| Year::ending(ledger, &revenue, (open, &paid), &purchases, end);
    let mut open = OpenAmounts::new(ledger);
    let years = three_years(as_of).map(|end| year(&mut open, end));
    let mut open = OpenAmounts::new(ledger);
    let month_ends: Vec<(NaiveDate, Year)> = last_month_ends(as_of).map(|end| (end, year(&mut open, end))).collect();
    let departed = departure_at(ledger, &revenue, as_of).is_some();
    let currency = ledger.currency();
    let [_, year_before, now] = &years;
    let repeat_sales = [&year_before.repeat_sales, &now.repeat_sales].map(Clone::clone);
    let as_number = |sales: Money| sales.minor() as f64;
    let row = |driver: Driver| {
        let values = years.each_ref().map(|year| year.value(driver, currency));
        let [_, before, now] = values.clone();
        // A share that fell because its customer left is no better spread: it is not judged, and its band is not lifted.
        let gone = driver == Driver::Concentration && departed;
        let direction = match driver {
            Driver::Concentration if gone => Err(NotEnough::Nothing),
            Driver::RepeatRevenue => direction(driver, repeat_sales.clone().map(|sales| sales.map(as_number)), policy),
            _ => direction(driver, [before.clone(), now.clone()], policy),
        };
        let banded = |value| band(driver, value, &direction, policy);
        let band = if gone { banded(now).and_then(|band| Ok(band.min(banded(before)?))) } else { banded(now) };
        ScorecardRow {
            driver,
            month_ends: month_ends
                .iter()
                .filter_map(|(end, year)| Some((*end, year.value(driver, currency).ok()?)))
                .collect(),
            band,
            step_worth: step_worth(driver, (ledger, &revenue), as_of, &years, policy),
            direction,
            values,
        }
    };
    let levers = levers::levers(ledger, as_of, &years, policy);
    let basket_of_both = basket::basket_of_both(ledger, as_of, &revenue, &purchases);
    let basket_mover = basket_of_both.as_ref().ok().and_then(|_| basket::basket_mover(as_of, &revenue, &purchases));
    Scorecard {
        rows: Driver::ALL.into_iter().map(row).collect(),
        levers,
        basket_of_both,
        basket_mover,
        repeat_sales: repeat_sales.clone(),
    }
}
