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
//! - **Loss of the largest one, three and five customers**: their sales; where a margin is set, sales x margin; what they
//!   owe less their unapplied credit, and that as a share of what all customers owe, each less its own unapplied credit. A
//!   customer with more credit than debts owes nothing, and does not lessen what the others owe.
//! - **Trend**: the measures at the as-of date, a year and two years earlier, and at each month end with twelve months
//!   before it.
//!
//! A customer that leaves can make the measures look better. Where the largest share fell within a year, and the largest
//! customer of a year before now buys at most half as much, its sales of the year before are put back in thought. If
//! that takes back half of the fall or more, **the fall comes from that customer**, and the page says so.
//!
//! # Worked example
//!
//! Thirteen customers with 30, 10, 10 and ten times 5 per cent of sales. The largest has 30 %, the five largest 60 %. The
//! index is 900 + 100 + 100 + 10 x 25 = 1,350; effective customers 10,000 / 1,350 = 7.4; Gini coefficient 0.300. Without
//! the largest customer sales are 70; at a margin of 40 % its loss costs 12 of margin.
//!
//! A year ago A bought for 50 and five others for 10 each: A had half of sales. Now A is gone and the largest has a fifth.
//! With A's 50 put back the largest share would be a half again: the fall comes from A.
//!
//! # Edge cases
//!
//! - Customers with sales at or below zero are left out of the shares; their sum is given beside.
//! - With few customers the index is high by arithmetic: ten customers cannot have less than 1,000. Set it beside
//!   10,000 / N.
//! - The Gini coefficient needs two customers.
//! - Sub-customers count with their parent: the risk is the parent's.
//! - Sales and margin of a loss are those of the trailing twelve months, or of the whole ledger where it is shorter. Margin
//!   is a setting of the client, the same for all customers; without it none is shown.
//! - Where no customer owes more than its credit, there is no share of what is owed.
//! - The usual limits of the index (1,500 and 2,500) were made for markets, not for one business's customers: they are a
//!   reference only.
//!
//! # Source
//!
//! The index and its limits are those of the United States' merger guidelines of 2010. A customer of ten per cent is the
//! line from which United States accounting has one disclosed (ASC 280-10-50-42); elsewhere it is a common rule of thumb.

use chrono::NaiveDate;

use super::aging::{Aging, Balance, aging};
use super::arithmetic::{counted, nearest};
use super::revenue::NetRevenue;
use super::window::{covered, covered_month_ends, first_day, three_years};
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Ledger};

/// The numbers of largest customers whose loss is looked at.
const LOSSES: [usize; 3] = [1, 3, 5];

/// How far sales depend on few customers: trailing twelve months, at the as-of date, a year and two years earlier.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// At the as-of date.
    pub now: Measured<Shares>,
    /// A year and two years earlier, newest first.
    pub earlier: [Measured<Shares>; 2],
    /// At each of the last 36 complete month ends with a full window and sales, oldest first.
    pub month_ends: Vec<(NaiveDate, Shares)>,
    /// What the loss of the largest one, three and five customers would take away. The larger numbers only where there
    /// are more customers than that; none without sales.
    pub losses: Vec<Loss>,
    /// The customer that the largest share fell with since a year before, where it did.
    pub departure: Option<Departure>,
}

/// What the loss of the largest customers by sales would take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// Who, largest first.
    pub customers: Vec<CustomerIx>,
    /// Their net sales: trailing twelve months, or the whole ledger where it is shorter.
    pub sales: Money,
    /// The same as a share of the sales of all customers with sales above zero, 0 to 1.
    pub share: f64,
    /// The margin on those sales; `None` where no margin is set.
    pub margin: Option<Money>,
    /// What they owe, less their unapplied credit; `None` where the exports do not tell what is open.
    pub open_balance: Option<Money>,
    /// The same as a share of what all customers owe who owe more than their credit; `None` where nobody does.
    pub open_share: Option<f64>,
}

/// The largest customer of a year before, with whose falling sales the largest share fell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// Who.
    pub customer: CustomerIx,
    /// Its net sales of the twelve months to a year before.
    pub previous: Money,
    /// Its net sales now: at most half of that; at or below zero where it left.
    pub current: Money,
    /// Its share a year before, 0 to 1.
    pub share_before: f64,
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

/// Computes concentration at `as_of`. `margin` is the margin on sales, 0 to 1, where it is known.
pub fn concentration(ledger: &Ledger, as_of: NaiveDate, margin: Option<f64>) -> Concentration {
    let revenue = NetRevenue::new(ledger, as_of);
    let at = |day| shares(ledger, &revenue, Period::trailing_twelve_months(day));
    let [two_years_before, year_before, now] = three_years(as_of).map(at);
    let month_ends = covered_month_ends(ledger, as_of).filter_map(|end| Some((end, at(end).ok()?))).collect();
    let departure = departure(&revenue, as_of, &now, &year_before);
    let losses = losses(ledger, &revenue, as_of, margin);
    Concentration { now, earlier: [year_before, two_years_before], month_ends, losses, departure }
}

/// Customers with positive sales in the window, largest first, and the sum of the others' sales.
fn sellers(revenue: &NetRevenue, window: Period) -> (Vec<(CustomerIx, Money)>, Money) {
    let all = revenue.by_customer().map(|(ix, customer)| (ix, customer.sales.within(window)));
    let (mut customers, others): (Vec<_>, Vec<_>) = all.partition(|(_, sales)| sales.is_positive());
    customers.sort_by_key(|&(ix, sales)| (std::cmp::Reverse(sales), ix));
    (customers, sum(&others))
}

fn sum(customers: &[(CustomerIx, Money)]) -> Money {
    customers.iter().map(|&(_, sales)| sales).sum()
}

/// The first `n` of the customers, or all where there are fewer.
fn largest(customers: &[(CustomerIx, Money)], n: usize) -> &[(CustomerIx, Money)] {
    customers.get(..n).unwrap_or(customers)
}

/// The shares in one window.
///
/// # Errors
/// Without history, and where no customer has sales above zero.
fn shares(ledger: &Ledger, revenue: &NetRevenue, window: Period) -> Measured<Shares> {
    covered(ledger, window)?;
    let (customers, negative) = sellers(revenue, window);
    let total = sum(&customers);
    let ratio = |part: Money| part.ratio(total).ok_or(NotEnough::NoSales);
    let share = |n: usize| ratio(sum(largest(&customers, n)));

    let mut herfindahl_hirschman_index = 0.0;
    for &(_, sales) in &customers {
        herfindahl_hirschman_index += (100.0 * ratio(sales)?).powi(2);
    }
    Ok(Shares {
        total,
        negative,
        top_1: share(1)?,
        top_5: share(5)?,
        top_10: share(10)?,
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

/// What the loss of the largest customers would take away, of the trailing twelve months or of a shorter ledger.
fn losses(ledger: &Ledger, revenue: &NetRevenue, as_of: NaiveDate, margin: Option<f64>) -> Vec<Loss> {
    let year = Period::trailing_twelve_months(as_of);
    let window = match covered(ledger, year) {
        Ok(()) => year,
        Err(_) => Period::from_first_to_last(first_day(ledger).unwrap_or(as_of).min(as_of), as_of),
    };
    let (customers, _) = sellers(revenue, window);
    let total = sum(&customers);
    let aging = aging(ledger, as_of);
    let worthwhile = |&n: &usize| n == 1 || n < customers.len();
    let loss = |n: usize| {
        let lost = largest(&customers, n);
        let sales = sum(lost);
        let open_balance = open_balance(&aging, lost);
        // Who has more credit than debts owes nothing, and makes no other’s share of what is owed larger.
        let owed: Money = aging.customers.iter().map(|balance| balance.open_balance().or_zero_if_negative()).sum();
        Some(Loss {
            customers: lost.iter().map(|&(customer, _)| customer).collect(),
            sales,
            share: sales.ratio(total)?,
            margin: margin.map(|margin| nearest(sales.minor() as f64 * margin)),
            open_balance,
            open_share: open_balance.and_then(|open| open.ratio(owed)).filter(|_| owed.is_positive()),
        })
    };
    LOSSES.into_iter().filter(worthwhile).filter_map(loss).collect()
}

/// What some customers owe, less their unapplied credit; `None` where the exports do not tell.
fn open_balance(aging: &Aging, customers: &[(CustomerIx, Money)]) -> Option<Money> {
    let of = |customer: CustomerIx| aging.customers.get(customer.0 as usize).map(Balance::open_balance);
    aging.total.is_ok().then(|| customers.iter().filter_map(|&(customer, _)| of(customer)).sum())
}

/// The customer that the largest share fell with between a year before and `as_of`, where it did.
pub(super) fn departure_at(ledger: &Ledger, revenue: &NetRevenue, as_of: NaiveDate) -> Option<Departure> {
    let [_, year_before, now] =
        three_years(as_of).map(|day| shares(ledger, revenue, Period::trailing_twelve_months(day)));
    departure(revenue, as_of, &now, &year_before)
}

/// The largest customer of a year before, where at least half of the fall of the largest share comes from its buying at
/// most half as much.
fn departure(
    revenue: &NetRevenue,
    as_of: NaiveDate,
    now: &Measured<Shares>,
    before: &Measured<Shares>,
) -> Option<Departure> {
    let (now, before) = (now.as_ref().ok()?, before.as_ref().ok()?);
    let &(customer, previous) = before.customers.first()?;
    let (_, its_revenue) = revenue.by_customer().find(|&(ix, _)| ix == customer)?;
    let current = its_revenue.sales.within(Period::trailing_twelve_months(as_of));
    let others = now.customers.iter().filter(|&&(ix, _)| ix != customer).map(|&(_, sales)| sales);
    let (next, rest) = others.fold((Money::ZERO, Money::ZERO), |(max, sum), sales| (max.max(sales), sum + sales));
    let share_with_it = previous.max(next).ratio(rest + previous)?;
    let fall = before.top_1 - now.top_1;
    let is_cause = fall > 0.0 && current + current <= previous && share_with_it - now.top_1 >= fall / 2.0;
    is_cause.then_some(Departure { customer, previous, current, share_before: before.top_1 })
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
        concentration(&books.ledger(), day(2024, 12, 31), None).now.expect("sales")
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
    fn a_loss_is_sales_margin_and_what_is_owed_net_of_credit() {
        let mut books = Books::new("EUR");
        books.history_from(day(2024, 1, 1));
        books.paid("Large", day(2024, 3, 1), 30, whole(900));
        books.invoice("Middle", day(2024, 4, 1), whole(300));
        books.invoice("Small", day(2024, 5, 1), whole(100));
        books.document(DocumentKind::Payment, "Middle", day(2024, 6, 1), whole(100));
        let found = concentration(&books.ledger(), day(2024, 12, 31), Some(0.4));
        let [loss] = &found.losses[..] else { panic!("of three customers only the largest one's loss is asked") };
        assert_eq!(
            (loss.customers.as_slice(), loss.sales, loss.margin),
            (&[CustomerIx(0)][..], whole(900), Some(whole(360)))
        );
        assert_eq!((loss.open_balance, loss.open_share), (Some(Money::ZERO), Some(0.0)));
        assert!((loss.share - 900.0 / 1_300.0).abs() < 1e-12);
        assert_eq!(
            found.month_ends.iter().map(|(end, s)| (*end, s.top_1)).collect::<Vec<_>>(),
            [(day(2024, 12, 31), 900.0 / 1_300.0)]
        );
        assert!(matches!(found.earlier[0], Err(NotEnough::History { .. })));

        books.paid("Fourth", day(2024, 7, 1), 30, whole(50));
        let found = concentration(&books.ledger(), day(2024, 12, 31), None);
        let three = &found.losses[1];
        // Middle owes 300 less 100 of credit, Small 100; nobody else owes anything.
        assert_eq!((three.open_balance, three.open_share, three.margin), (Some(whole(300)), Some(1.0), None));

        books.document(DocumentKind::Payment, "Small", day(2024, 8, 1), whole(150));
        books.paid("Middle", day(2024, 8, 1), 30, whole(900));
        let found = concentration(&books.ledger(), day(2024, 12, 31), None);
        // Middle owes 200, all that is owed, though Small's credit of 50 leaves 150 net.
        assert_eq!(found.losses[0].open_share, Some(1.0));
    }

    #[test]
    fn a_short_ledger_has_losses_of_its_whole_span() {
        let mut books = Books::new("EUR");
        books.history_from(day(2024, 8, 1));
        books.invoice("A", day(2024, 9, 1), whole(300));
        books.invoice("B", day(2024, 9, 2), whole(100));
        let found = concentration(&books.ledger(), day(2024, 12, 31), None);
        assert!(found.now.is_err() && found.month_ends.is_empty());
        assert_eq!(found.losses.iter().map(|l| (l.sales, l.share)).collect::<Vec<_>>(), [(whole(300), 0.75)]);
    }

    /// Sales of the year before and of this one.
    fn two_years(sales: &[(&str, i64, i64)]) -> Concentration {
        let mut books = Books::new("EUR");
        books.history_from(day(2023, 1, 1));
        for &(name, before, now) in sales {
            for (year, amount) in [(2023, before), (2024, now)] {
                if amount > 0 {
                    books.invoice(name, day(year, 6, 1), whole(amount));
                }
            }
        }
        concentration(&books.ledger(), day(2024, 12, 31), None)
    }

    #[test]
    fn a_share_that_fell_with_its_customer_is_no_gain() {
        let others = [("B", 10, 10), ("C", 10, 10), ("D", 10, 10), ("E", 10, 10), ("F", 10, 10)];
        let with = |a| [&[("A", 50, a)][..], &others[..]].concat();
        let departure = two_years(&with(0)).departure.expect("A left");
        assert_eq!(
            (departure.customer, departure.previous, departure.current),
            (CustomerIx(0), whole(50), Money::ZERO)
        );
        assert!((departure.share_before - 0.5).abs() < 1e-12);
        assert!(two_years(&with(25)).departure.is_some(), "half as much");
        assert_eq!(two_years(&with(26)).departure, None);
        // The others grew so much that the share would have fallen all the same.
        let grown = [("A", 50, 25), ("B", 10, 60), ("C", 10, 60), ("D", 10, 60), ("E", 10, 60), ("F", 10, 60)];
        assert_eq!(two_years(&grown).departure, None);
        // It left, but another one is as large now: nothing fell.
        assert_eq!(two_years(&[("A", 50, 0), ("B", 50, 50)]).departure, None);
    }

    #[test]
    fn a_year_without_sales_has_no_shares() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2020, 4, 1), whole(300));
        let found = concentration(&books.ledger(), day(2024, 12, 31), None);
        assert_eq!(found.now, Err(NotEnough::NoSales));
        assert_eq!((found.month_ends, found.losses, found.departure), (Vec::new(), Vec::new(), None));
    }

    proptest! {
        #[test]
        fn measures_stay_within_their_bounds(events in events()) {
            let found = concentration(&books_of(&events).ledger(), day(2023, 6, 30), Some(0.3));
            if let Ok(shares) = &found.now {
                prop_assert_eq!(found.month_ends.last(), Some(&(day(2023, 6, 30), shares.clone())));
            }
            for (end, shares) in &found.month_ends {
                let each = shares.customers.iter().map(|&(_, sales)| sales.ratio(shares.total).expect("sales"));
                prop_assert!((each.sum::<f64>() - 1.0).abs() < 1e-9, "{} shares sum to one", end);
                prop_assert_eq!(shares.customers.iter().map(|&(_, sales)| sales).sum::<Money>(), shares.total);
                let customers = shares.customers.len() as f64;
                prop_assert!(shares.herfindahl_hirschman_index <= 10_000.0 + 1e-6);
                prop_assert!(shares.herfindahl_hirschman_index >= 10_000.0 / customers - 1e-6);
                prop_assert!(shares.effective_customers >= 1.0 - 1e-9 && shares.effective_customers <= customers + 1e-6);
                prop_assert!(shares.top_1 > 0.0 && shares.top_1 <= shares.top_5);
                prop_assert!(shares.top_5 <= shares.top_10 && shares.top_10 <= 1.0);
                prop_assert!(shares.gini.is_none_or(|gini| (0.0..1.0).contains(&gini)));
            }
            for pair in found.losses.windows(2) {
                prop_assert!(pair[0].sales <= pair[1].sales && pair[0].margin <= pair[1].margin);
                prop_assert!(pair[0].share <= pair[1].share && pair[1].share <= 1.0);
            }
        }
    }
}
