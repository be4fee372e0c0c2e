//! Net, gross and customer retention, and the revenue bridge between two periods.
//!
//! # Question
//!
//! If nobody new had come, how much of last year's revenue would still be there?
//!
//! # Formula
//!
//! Two periods of the same length stand side by side: the earlier with sales p of each customer, the later with sales c.
//! Every customer falls into one class:
//!
//! | class | who | amount in the bridge |
//! |---|---|---|
//! | expansion | bought before (p above 0), buys more | c - p |
//! | contraction | bought before, buys less, but still buys | p - c |
//! | churn | bought before, c is 0 or less | p |
//! | reactivation | p is 0 or less, c above 0, had bought at some time before | c |
//! | new | p is 0 or less, c above 0, had never bought before | c |
//!
//! The **retention base** is the sum of all p above 0.
//!
//! - **Net revenue retention** = (base + expansion - contraction - churn) / base.
//! - **Gross revenue retention** = (base - contraction - churn) / base. It is never above 100 %.
//! - **Customer retention** = customers of the earlier period who buy in the later one / customers of the earlier one.
//! - **Bridge**: opening revenue + new + reactivation + expansion - contraction - churn + corrections = closing revenue.
//!   Corrections are what customers with negative sales do to the two sums: min(c, 0) - min(p, 0), added over all.
//!
//! The periods are the trailing twelve months and the twelve before, at the as-of date and at each month end; and fiscal
//! years.
//!
//! # Worked example
//!
//! Last year A bought for 100, B for 80, C for 20. This year A buys for 130, B for 60, C nothing, and D, who is new, for
//! 50. Base 200; expansion 30; contraction 20; churn 20; new 50. Net retention 190 / 200 = 95 %; gross 160 / 200 = 80 %;
//! customers 2 / 3 = 67 %. Bridge: 200 + 50 + 30 - 20 - 20 = 240.
//!
//! # Edge cases
//!
//! - Customers who come back after a period away are outside net retention, since tools differ here; they are shown on
//!   their own.
//! - With a short ledger a customer who seems new may have bought before it began.
//! - A row stands only where the ledger covers both periods in full: 36 month ends need 59 months.
//! - Monthly rates do not multiply to the yearly one. Nothing is projected from a month to a year.
//! - Retention counts invoiced revenue: a contract invoiced a few days late moves between periods.
//!
//! # Source
//!
//! The usual formula of net revenue retention, with churn shown apart from contraction. ChartMogul keeps reactivation
//! apart as well; Chargify adds it to net churn; the published formula of Baremetrics knows churn and expansion only.

use chrono::{Datelike, NaiveDate};

use super::Measured;
use super::revenue::{CustomerRevenue, NetRevenue};
use super::window::{covered, last_month_ends, three_years};
use crate::base::{Money, Month, Period};
use crate::ledger::{CustomerIx, Ledger};

/// Settings of retention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// The month in which the fiscal year ends, 1 to 12. Default 12: the calendar year.
    pub fiscal_year_end_month: u32,
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        Self { fiscal_year_end_month: 12 }
    }
}

/// Retention of one business.
#[derive(Clone, Debug, PartialEq)]
pub struct Retention {
    /// The trailing twelve months on the twelve before.
    pub ttm: Measured<Bridge>,
    /// What each customer with sales in either did between the two, largest amount first; empty without a bridge.
    pub movements: Vec<Movement>,
    /// The trailing twelve months at the as-of date, a year and two years earlier; oldest first.
    pub annual: [Measured<Bridge>; 3],
    /// Complete fiscal years on the ones before, with the year's name; oldest first, at most three.
    pub fiscal_years: Vec<(i32, Bridge)>,
    /// The trailing twelve months at each of the last 36 complete month ends that have both windows; oldest first.
    pub month_ends: Vec<Bridge>,
}

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

/// Computes retention at `as_of`.
pub fn retention(ledger: &Ledger, as_of: NaiveDate, policy: &RetentionPolicy) -> Retention {
    let revenue = NetRevenue::new(ledger, as_of);
    let annual = three_years(as_of).map(|end| twelve_month_bridge(ledger, &revenue, end));
    let [.., ttm] = annual.clone();
    let movements = ttm.as_ref().map(|bridge| movements(&revenue, bridge)).unwrap_or_default();
    let month_ends = last_month_ends(as_of).filter_map(|end| twelve_month_bridge(ledger, &revenue, end).ok()).collect();
    let fiscal_years = fiscal_years(as_of, policy)
        .into_iter()
        .filter_map(|(year, end)| Some((year, twelve_month_bridge(ledger, &revenue, end).ok()?)))
        .collect();
    Retention { ttm, movements, annual, fiscal_years, month_ends }
}

/// The bridge to the twelve months that end with `end` from the twelve before.
///
/// # Errors
/// Without history for both.
pub(super) fn twelve_month_bridge(ledger: &Ledger, revenue: &NetRevenue, end: NaiveDate) -> Measured<Bridge> {
    let (previous, current) = (Period::previous_twelve_months(end), Period::trailing_twelve_months(end));
    covered(ledger, previous)?;
    Ok(bridge(revenue, previous, current))
}

/// Names and last days of the last three fiscal years that are over at the end of `as_of`, oldest first.
fn fiscal_years(as_of: NaiveDate, policy: &RetentionPolicy) -> Vec<(i32, NaiveDate)> {
    let end_month = policy.fiscal_year_end_month.clamp(1, 12);
    let end_of = |year| NaiveDate::from_ymd_opt(year, end_month, 1).map(|day| Month::of(day).last_day());
    let last = if end_of(as_of.year()).is_some_and(|end| end <= as_of) { as_of.year() } else { as_of.year() - 1 };
    (last - 2..=last).filter_map(|year| Some((year, end_of(year)?))).collect()
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
    fn of(customer: CustomerIx, revenue: &CustomerRevenue, previous: Period, current: Period) -> Self {
        let (p, c) = (revenue.sales.within(previous), revenue.sales.within(current));
        let class = MovementClass::of(p, c, revenue.bought_before(current.first_day()));
        Self { customer, class, previous: p, current: c }
    }
}

/// What each customer with sales in either period of `bridge` did, largest change first.
fn movements(revenue: &NetRevenue, bridge: &Bridge) -> Vec<Movement> {
    let mut movements: Vec<Movement> = revenue
        .by_customer()
        .map(|(ix, customer)| Movement::of(ix, customer, bridge.previous, bridge.current))
        .filter(|movement| !movement.previous.is_zero() || !movement.current.is_zero())
        .collect();
    movements.sort_by_key(|m| (std::cmp::Reverse((m.current - m.previous).abs()), m.customer));
    movements
}

/// The bridge between two periods.
fn bridge(revenue: &NetRevenue, previous: Period, current: Period) -> Bridge {
    let mut bridge = Bridge::empty(previous, current);
    for (ix, customer) in revenue.by_customer() {
        bridge.add(Movement::of(ix, customer, previous, current));
    }
    bridge
}

impl Bridge {
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
        let Movement { class, previous, current, .. } = movement;
        self.opening_revenue += previous;
        self.closing_revenue += current;
        self.retention_base += previous.or_zero_if_negative();
        self.corrections += current.min(Money::ZERO) - previous.min(Money::ZERO);
        self.customers.opening += u32::from(previous.is_positive());
        self.customers.closing += u32::from(current.is_positive());
        let (sum, customers, amount) = match class {
            MovementClass::Expansion => (&mut self.expansion, &mut self.customers.expanded, current - previous),
            MovementClass::Contraction => (&mut self.contraction, &mut self.customers.contracted, previous - current),
            MovementClass::Churn => (&mut self.churn, &mut self.customers.churned, previous),
            MovementClass::Reactivation => (&mut self.reactivation, &mut self.customers.reactivated, current),
            MovementClass::New => (&mut self.new, &mut self.customers.new, current),
            MovementClass::Unchanged => {
                self.customers.unchanged += 1;
                return;
            }
            MovementClass::Correction => return,
        };
        *sum += amount;
        *customers += 1;
    }

    /// Sales to new and returning customers / opening revenue: the rate at which this client wins business. `None`
    /// where opening revenue is not above zero.
    pub fn new_business_rate(&self) -> Option<f64> {
        (self.new + self.reactivation).ratio(self.opening_revenue).filter(|_| self.opening_revenue.is_positive())
    }
}

/// Revenue after so many years, each year being the one before x (retention + new-business rate). All three as
/// fractions or in one unit; the result is in the unit of `revenue`.
pub fn simulated_revenue(revenue: f64, net_revenue_retention: f64, new_business_rate: f64, years: u32) -> f64 {
    (0..years).fold(revenue, |revenue, _| revenue * (net_revenue_retention + new_business_rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, Event, books_of, day, events, whole};
    use crate::metrics::NotEnough;
    use proptest::prelude::*;

    /// Sales of 2023 and 2024 by customer in books that begin with 2022; negative ones are credit notes.
    fn two_years(sales: &[(&str, i64, i64)]) -> Books {
        let mut books = Books::new("EUR");
        books.history_from(day(2022, 1, 1));
        for &(customer, previous, current) in sales {
            for (date, amount) in [(day(2023, 6, 1), previous), (day(2024, 6, 1), current)] {
                let kind = if amount < 0 { DocumentKind::CreditNote } else { DocumentKind::Invoice };
                if amount != 0 {
                    books.document(kind, customer, date, whole(amount.abs()));
                }
            }
        }
        books
    }

    fn at_end_of_2024(books: &Books) -> Retention {
        retention(&books.ledger(), day(2024, 12, 31), &RetentionPolicy::default())
    }

    fn rates(bridge: &Bridge) -> [Option<f64>; 3] {
        [bridge.net_revenue_retention(), bridge.gross_revenue_retention(), bridge.customer_retention()]
    }

    #[test]
    fn worked_example_comes_out() {
        let found = at_end_of_2024(&two_years(&[("A", 100, 130), ("B", 80, 60), ("C", 20, 0), ("D", 0, 50)]));
        let bridge = found.ttm.expect("two years of history");
        assert_eq!((bridge.opening_revenue, bridge.retention_base), (whole(200), whole(200)));
        assert_eq!((bridge.expansion, bridge.contraction, bridge.churn), (whole(30), whole(20), whole(20)));
        assert_eq!((bridge.new, bridge.reactivation, bridge.corrections), (whole(50), whole(0), whole(0)));
        assert_eq!(bridge.closing_revenue, whole(240));
        assert_eq!(rates(&bridge), [Some(0.95), Some(0.80), Some(2.0 / 3.0)]);
        assert_eq!(bridge.new_business_rate(), Some(0.25));
        let classes: Vec<_> = found.movements.iter().map(|m| (m.customer.0, m.class)).collect();
        let expected = [
            (3, MovementClass::New),
            (0, MovementClass::Expansion),
            (1, MovementClass::Contraction),
            (2, MovementClass::Churn),
        ];
        assert_eq!(classes, expected);
    }

    #[test]
    fn returning_and_negative_customers_have_their_own_places() {
        let mut books = two_years(&[
            ("Back", 0, 40),
            ("Credited", 100, -30),
            ("Mended", -20, 70),
            ("Negative", -5, -8),
            ("Same", 10, 10),
        ]);
        books.invoice("Back", day(2022, 3, 1), whole(500));
        books.invoice("Mended", day(2022, 3, 1), whole(500));
        books.invoice("Gone", day(2022, 3, 1), whole(500));
        let found = at_end_of_2024(&books);
        let bridge = found.ttm.expect("two years of history");
        assert_eq!((bridge.opening_revenue, bridge.retention_base), (whole(85), whole(110)));
        assert_eq!((bridge.churn, bridge.reactivation, bridge.new), (whole(100), whole(110), whole(0)));
        assert_eq!((bridge.corrections, bridge.closing_revenue), (whole(-13), whole(82)));
        assert_eq!(bridge.customer_retention(), Some(0.5));
        assert_eq!((bridge.customers.unchanged, bridge.customers.churned, bridge.customers.reactivated), (1, 1, 2));
        assert_eq!(found.movements.len(), 5, "who was in neither year did nothing");
    }

    #[test]
    fn five_hundred_customers_of_whom_four_hundred_stay() {
        let mut books = Books::new("EUR");
        for number in 0..500 {
            let name = format!("C{number:03}");
            books.invoice(&name, day(2023, 1, 1), whole(10));
            if number % 5 != 0 {
                books.invoice(&name, day(2024, 1, 1), whole(10));
            }
        }
        let bridge = at_end_of_2024(&books).ttm.expect("two years of history");
        assert_eq!((bridge.customers.opening, bridge.customers.churned), (500, 100));
        assert_eq!(bridge.customer_retention(), Some(0.8));
    }

    #[test]
    fn a_short_ledger_has_fewer_rows() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2023, 1, 5), whole(10));
        let found = at_end_of_2024(&books);
        assert_eq!((found.month_ends.len(), found.fiscal_years.len()), (1, 1));
        assert!(found.annual[2].is_ok());
        let reason = NotEnough::History { needed_from: day(2022, 1, 1), history_start: day(2023, 1, 1) };
        assert_eq!(found.annual[1], Err(reason));
        let a_day_early = retention(&books.ledger(), day(2024, 12, 30), &RetentionPolicy::default());
        assert!(a_day_early.ttm.is_err() && a_day_early.movements.is_empty() && a_day_early.month_ends.is_empty());
    }

    #[test]
    fn fiscal_years_are_named_by_their_end() {
        let policy = |fiscal_year_end_month| RetentionPolicy { fiscal_year_end_month };
        let last = |as_of, month| fiscal_years(as_of, &policy(month)).pop();
        assert_eq!(last(day(2024, 12, 31), 12), Some((2024, day(2024, 12, 31))));
        assert_eq!(last(day(2024, 12, 30), 12), Some((2023, day(2023, 12, 31))));
        assert_eq!(last(day(2024, 12, 31), 6), Some((2024, day(2024, 6, 30))));
        assert_eq!(last(day(2024, 2, 28), 2), Some((2023, day(2023, 2, 28))));
        assert_eq!(fiscal_years(day(2024, 12, 31), &policy(2))[1], (2023, day(2023, 2, 28)));
    }

    #[test]
    fn five_years_at_ninety_five_and_at_a_hundred_and_five_per_cent() {
        let path = |retention| [1, 2, 3, 4, 5].map(|years| simulated_revenue(10.0, retention, 0.20, years));
        let near =
            |path: [f64; 5], expected: [f64; 5]| path.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.000_51);
        assert!(near(path(0.95), [11.500, 13.225, 15.209, 17.490, 20.114]));
        assert!(near(path(1.05), [12.500, 15.625, 19.531, 24.414, 30.518]));
        assert!((path(1.05)[4] - path(0.95)[4] - 10.404).abs() < 0.000_51);
    }

    fn assert_identities(bridge: &Bridge) -> Result<(), TestCaseError> {
        let sum = bridge.opening_revenue + bridge.new + bridge.reactivation + bridge.expansion
            - bridge.contraction
            - bridge.churn
            + bridge.corrections;
        prop_assert_eq!(sum, bridge.closing_revenue);
        let customers = bridge.customers;
        prop_assert_eq!(
            customers.opening + customers.new + customers.reactivated,
            customers.closing + customers.churned
        );
        let classes = customers.expanded + customers.contracted + customers.unchanged + customers.churned;
        prop_assert_eq!(classes, customers.opening);
        if let [Some(net), Some(gross), _] = rates(bridge) {
            prop_assert!(gross <= net.min(1.0) && gross >= 0.0);
            let gap = bridge.expansion.ratio(bridge.retention_base).unwrap_or_default();
            prop_assert!((net - gross - gap).abs() < 1e-9);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_bridge_adds_up(events in events(), month in 1_u32..=12) {
            let policy = RetentionPolicy { fiscal_year_end_month: month };
            let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &policy);
            prop_assert_eq!(found.month_ends.len(), 36);
            let years = found.fiscal_years.iter().map(|(_, bridge)| bridge);
            for bridge in found.month_ends.iter().chain(years).chain(found.annual.iter().flatten()) {
                assert_identities(bridge)?;
            }
            prop_assert_eq!(found.ttm.as_ref().ok(), found.month_ends.last());
        }

        #[test]
        fn every_customer_moves_once(events in events()) {
            let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &RetentionPolicy::default());
            let bridge = found.ttm.expect("history");
            let mut customers: Vec<CustomerIx> = found.movements.iter().map(|m| m.customer).collect();
            customers.sort_unstable();
            customers.dedup();
            prop_assert_eq!(customers.len(), found.movements.len());
            prop_assert!(customers.len() <= usize::from(Event::CUSTOMERS));
            let (previous, current) = found.movements.iter().fold((Money::ZERO, Money::ZERO), |(p, c), m| {
                (p + m.previous, c + m.current)
            });
            prop_assert_eq!((previous, current), (bridge.opening_revenue, bridge.closing_revenue));
        }

        #[test]
        fn simulating_is_compounding(retention in 0.0_f64..2.0, new in 0.0_f64..1.0, years in 0_u32..9) {
            let compounded = 10.0 * (retention + new).powf(f64::from(years));
            prop_assert!((simulated_revenue(10.0, retention, new, years) - compounded).abs() < 1e-6 * (1.0 + compounded));
        }
    }
}
