//! Shares of sales: the largest customers, Herfindahl-Hirschman index, effective customers, Gini coefficient.
//!
//! # Question
//!
//! How much would it hurt to lose one customer, or a few of them?
//!
//! # Formula
//!
//! Only customers with sales above zero in the trailing twelve months count, and shares are shares of their sum.
//!
//! - **Share of the largest, of the five and of the ten largest**.
//! - **Herfindahl-Hirschman index**: sum of the squares of all shares in per cent. 10,000 is one customer alone; N
//!   customers of the same size give 10,000 / N.
//! - **Effective customers**: 10,000 / index. So many customers of the same size would depend as much on one another.
//! - **Gini coefficient**: with the sales x of n customers in ascending order, sum of (2 i - n - 1) x / (n x total). 0 is
//!   every customer alike; near 1 is everything from one.
//! - **Share of receivables**: what the customers with the largest sales owe, before unapplied credit, divided by what
//!   all owe.
//!
//! # Worked example
//!
//! Thirteen customers with 30, 10, 10 and ten times 5 per cent of sales. The largest has 30 %, the five largest 60 %. The
//! index is 900 + 100 + 100 + 10 x 25 = 1,350; effective customers 10,000 / 1,350 = 7.4; Gini coefficient 0.300.
//!
//! # Edge cases
//!
//! - Customers with sales at or below zero are left out of the shares; their sum is given beside.
//! - With few customers the index is high by arithmetic: ten customers cannot have less than 1,000. Set it beside
//!   10,000 / N.
//! - The Gini coefficient needs two customers.
//! - Sub-customers count with their parent: the risk is the parent's.
//! - The usual limits of the index (1,500 and 2,500) were made for markets, not for one business's customers: they are a
//!   reference only.
//!
//! # Source
//!
//! The customer of ten per cent is the disclosure line of ASC 280-10-50-42. The index and its limits are those of the
//! United States' merger guidelines of 2010.

use chrono::NaiveDate;

use super::aging::aging;
use super::arithmetic::counted;
use super::revenue::NetRevenue;
use super::window::{covered, covered_month_ends, three_years};
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Ledger};

/// How far sales depend on few customers: trailing twelve months, at the as-of date, a year and two years earlier.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// At the as-of date.
    pub now: Measured<Shares>,
    /// A year and two years earlier, newest first.
    pub earlier: [Measured<Shares>; 2],
    /// The largest customer's share at each of the last 36 complete month ends with a full window, oldest first.
    pub rolling_top_1: Vec<(NaiveDate, f64)>,
    /// Receivables of the largest one, three and five customers by sales now, as a share of all that is owed.
    pub receivable_shares: [Option<f64>; 3],
}

/// Shares of the customers with positive net sales in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The customers and their net sales, largest first.
    pub customers: Vec<(CustomerIx, Money)>,
    /// The sum of those: what shares divide by.
    pub total: Money,
    /// Net sales of the other customers, at or below zero.
    pub negative: Money,
    /// Share of the largest, 0 to 1.
    pub top_1: f64,
    /// Share of the five largest.
    pub top_5: f64,
    /// Share of the ten largest.
    pub top_10: f64,
    /// Sum of the squared shares in per cent: 10,000 / customers to 10,000.
    pub herfindahl_hirschman_index: f64,
    /// Customers of equal size that would give the same index: 10,000 / index.
    pub effective_customers: f64,
    /// 0 for equal shares, towards 1 for one customer with all; `None` for fewer than two customers.
    pub gini: Option<f64>,
}

/// Computes concentration at `as_of`.
pub fn concentration(ledger: &Ledger, as_of: NaiveDate) -> Concentration {
    let revenue = NetRevenue::new(ledger, as_of);
    let [two_years_before, year_before, now] =
        three_years(as_of).map(|day| shares(ledger, &revenue, Period::trailing_twelve_months(day)));
    let rolling_top_1 = covered_month_ends(ledger, as_of)
        .filter_map(|end| Some((end, top_1(&revenue, Period::trailing_twelve_months(end))?)))
        .collect();
    let receivable_shares = receivable_shares(ledger, as_of, &now);
    Concentration { now, earlier: [year_before, two_years_before], rolling_top_1, receivable_shares }
}

/// The shares in one window.
///
/// # Errors
/// Without history, and where no customer has sales above zero.
fn shares(ledger: &Ledger, revenue: &NetRevenue, window: Period) -> Measured<Shares> {
    covered(ledger, window)?;
    let all = revenue.by_customer().map(|(ix, customer)| (ix, customer.sales.within(window)));
    let (mut customers, others): (Vec<_>, Vec<_>) = all.partition(|(_, sales)| sales.is_positive());
    customers.sort_by_key(|&(ix, sales)| (std::cmp::Reverse(sales), ix));
    let sum = |customers: &[(CustomerIx, Money)]| customers.iter().map(|&(_, sales)| sales).sum::<Money>();
    let total = sum(&customers);
    let ratio = |part: Money| part.ratio(total).ok_or(NotEnough::NoSales);
    let largest = |n: usize| ratio(sum(customers.get(..n).unwrap_or(&customers)));

    let mut herfindahl_hirschman_index = 0.0;
    for &(_, sales) in &customers {
        herfindahl_hirschman_index += (100.0 * ratio(sales)?).powi(2);
    }
    Ok(Shares {
        total,
        negative: sum(&others),
        top_1: largest(1)?,
        top_5: largest(5)?,
        top_10: largest(10)?,
        herfindahl_hirschman_index,
        effective_customers: 10_000.0 / herfindahl_hirschman_index,
        gini: gini(&customers, total),
        customers,
    })
}

/// The share of the largest customer in one window; `None` without sales.
pub(super) fn top_1(revenue: &NetRevenue, window: Period) -> Option<f64> {
    let sales = revenue.customers.iter().map(|customer| customer.sales.within(window).or_zero_if_negative());
    let (largest, total) = sales.fold((Money::ZERO, Money::ZERO), |(max, sum), sales| (max.max(sales), sum + sales));
    largest.ratio(total)
}

/// The Gini coefficient of `customers`, largest first, with the sum `total`.
fn gini(customers: &[(CustomerIx, Money)], total: Money) -> Option<f64> {
    let n = i128::from(counted(customers.len()));
    let weighted: i128 =
        (1..).zip(customers.iter().rev()).map(|(i, &(_, sales))| (2 * i - n - 1) * i128::from(sales.minor())).sum();
    (n >= 2).then(|| weighted as f64 / (n * i128::from(total.minor())) as f64)
}

/// What the largest one, three and five customers by sales owe, as a share of what all owe.
fn receivable_shares(ledger: &Ledger, as_of: NaiveDate, now: &Measured<Shares>) -> [Option<f64>; 3] {
    let aging = aging(ledger, as_of);
    let owed = |customer: CustomerIx| {
        aging.customers.get(customer.0 as usize).map(|b| b.buckets.into_iter().sum()).unwrap_or_default()
    };
    let (Ok(now), Ok(total)) = (now, &aging.total) else { return [None; 3] };
    let total: Money = total.buckets.into_iter().sum();
    [1, 3, 5].map(|n| now.customers.iter().take(n).map(|&(customer, _)| owed(customer)).sum::<Money>().ratio(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use proptest::prelude::*;

    fn shares_of(sales: &[i64]) -> Shares {
        let mut books = Books::new("EUR");
        books.history_from(day(2024, 1, 1));
        for (number, &amount) in sales.iter().enumerate() {
            let kind = if amount < 0 { DocumentKind::CreditNote } else { DocumentKind::Invoice };
            books.document(kind, &format!("C{number:02}"), day(2024, 6, 1), whole(amount.abs()));
        }
        concentration(&books.ledger(), day(2024, 12, 31)).now.expect("sales")
    }

    #[test]
    fn worked_example_comes_out() {
        let shares = shares_of(&[5, 5, 5, 30, 5, 5, 10, 5, 5, 10, 5, 5, 5]);
        assert!((shares.herfindahl_hirschman_index - 1_350.0).abs() < 1e-9);
        assert!((shares.gini.expect("two customers") - 0.3).abs() < 1e-12);
        assert_eq!((shares.top_1, shares.top_5, shares.top_10), (0.3, 0.6, 0.85));
        assert!((shares.effective_customers - 7.407_407).abs() < 1e-6);
        assert_eq!(shares.customers[0], (CustomerIx(3), whole(30)));
    }

    #[test]
    fn negative_customers_are_left_out_and_shown() {
        let shares = shares_of(&[60, -20, 40]);
        assert_eq!((shares.top_1, shares.total, shares.negative), (0.6, whole(100), whole(-20)));
    }

    #[test]
    fn one_customer_is_everything() {
        let shares = shares_of(&[60]);
        assert_eq!((shares.top_1, shares.top_10, shares.gini), (1.0, 1.0, None));
        assert!((shares.herfindahl_hirschman_index - 10_000.0).abs() < 1e-9);
    }

    #[test]
    fn receivables_of_the_largest_are_set_against_all() {
        let mut books = Books::new("EUR");
        books.history_from(day(2024, 1, 1));
        books.paid("Large", day(2024, 3, 1), 30, whole(900));
        books.invoice("Middle", day(2024, 4, 1), whole(300));
        books.invoice("Small", day(2024, 5, 1), whole(100));
        let found = concentration(&books.ledger(), day(2024, 12, 31));
        assert_eq!(found.receivable_shares, [Some(0.0), Some(1.0), Some(1.0)]);
        assert_eq!(found.rolling_top_1, [(day(2024, 12, 31), 900.0 / 1_300.0)]);
        assert!(matches!(found.earlier[0], Err(NotEnough::History { .. })));
    }

    #[test]
    fn a_year_without_sales_has_no_shares() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2020, 4, 1), whole(300));
        let found = concentration(&books.ledger(), day(2024, 12, 31));
        assert_eq!(found.now, Err(NotEnough::NoSales));
        assert_eq!(found.rolling_top_1, []);
    }

    proptest! {
        #[test]
        fn indices_stay_within_their_bounds(events in events()) {
            let found = concentration(&books_of(&events).ledger(), day(2023, 6, 30));
            for (end, share) in &found.rolling_top_1 {
                prop_assert!(*share > 0.0 && *share <= 1.0, "{end}");
            }
            if let Ok(shares) = found.now {
                let customers = shares.customers.len() as f64;
                prop_assert!(shares.herfindahl_hirschman_index <= 10_000.0 + 1e-6);
                prop_assert!(shares.herfindahl_hirschman_index >= 10_000.0 / customers - 1e-6);
                prop_assert!(shares.top_1 <= shares.top_5 && shares.top_5 <= shares.top_10 && shares.top_10 <= 1.0);
                prop_assert_eq!(found.rolling_top_1.last(), Some(&(day(2023, 6, 30), shares.top_1)));
                prop_assert!(shares.gini.is_none_or(|gini| (0.0..1.0).contains(&gini)));
            }
        }
    }
}
