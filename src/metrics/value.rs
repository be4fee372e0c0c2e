//! Lifetime value, trailing-twelve-month sales, purchases and average basket.
//!
//! # Question
//!
//! What has each customer been worth so far, what is it worth now, and when did it last buy?
//!
//! # Formula
//!
//! All sales are without tax and dated by the document: invoices and cash sales, less credit notes and cash refunds.
//!
//! - **Lifetime value** is the sum of all of them up to the as-of date.
//! - **Trailing twelve months** are the twelve calendar months that end with the as-of date; the **previous twelve
//!   months** are the twelve before. With a month end as the as-of date these are whole months, and the figure ties to
//!   a sales-by-customer report of the same months.
//! - **Purchases** are invoices and cash sales above zero. **Average basket** is the sales of the trailing twelve months
//!   divided by the purchases in them, to the nearest cent.
//! - An **active customer** has sales above zero in the trailing twelve months.
//! - **First** and **most recent sale** are the days of the first and last invoice or cash sale above zero.
//!
//! # Worked example
//!
//! As of 31 December 2024 a customer has an invoice of 600 in May 2023, invoices of 300 and 200 in March and June 2024,
//! and a credit note of 50 in July 2024. Lifetime value 1,050; trailing twelve months 450; previous twelve months 600;
//! three purchases, two of them in the trailing twelve months; average basket 450 / 2 = 225.
//!
//! # Edge cases
//!
//! - A credit note counts on its own day. It may fall into a later year than the sale it takes back, and sales of a
//!   window may be negative.
//! - An invoice that credit notes have taken back in full is no purchase any more. Its sale and its credit both stay in
//!   the sales, each on its day.
//! - Where the ledger begins later than a window does, the window's figure is not given. Lifetime value
//!   and first sale count every document that the exports hold, also those before a first day that the settings give.
//! - This is invoiced revenue, not recognised revenue: a year's contract invoiced in May counts in May.
//!
//! # Source
//!
//! The customer sheet of Tally Street's guides, with credit notes taken off and calendar months in place of 365 days.

use chrono::{Datelike, NaiveDate};

use super::arithmetic::{counted, divided};
use super::purchases::{Purchases, purchases};
use super::revenue::{CustomerRevenue, DatedAmounts, NetRevenue};
use super::window::{covered, covered_month_ends, first_day};
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::Ledger;

/// Value and recency of the business and of each customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Net sales of all time up to the as-of date.
    pub net_revenue_total: Money,
    /// Net sales of the trailing twelve months.
    pub net_revenue_ttm: Measured<Money>,
    /// Net sales of the twelve months before those.
    pub net_revenue_prev_ttm: Measured<Money>,
    /// Purchases in the trailing twelve months.
    pub purchases_ttm: Measured<u32>,
    /// Net sales a purchase, trailing twelve months, rounded to the minor unit.
    pub average_basket: Measured<Money>,
    /// Customers with positive net sales in the trailing twelve months.
    pub active_customers: Measured<u32>,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<CustomerValue>,
}

/// Value and recency of one customer.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerValue {
    /// Day of the first sale with a positive amount.
    pub first_sale: Option<NaiveDate>,
    /// Day of the most recent one.
    pub most_recent_sale: Option<NaiveDate>,
    /// Net sales of all time; at or below zero where credits outweigh sales.
    pub lifetime_value: Money,
    /// Purchases of all time: invoices and cash sales, without those fully credited.
    pub purchases: u32,
    /// Purchases in the trailing twelve months.
    pub purchases_ttm: u32,
    /// Net sales of the trailing twelve months.
    pub ttm_sales: Measured<Money>,
    /// Net sales of the twelve months before those.
    pub prev_ttm_sales: Measured<Money>,
    /// Net sales by calendar year, the first year of the ledger first, up to the as-of date.
    pub by_year: Vec<(i32, Money)>,
    /// Net sales of the trailing twelve months at each of the last 36 month ends that have a full window.
    pub rolling: Vec<(NaiveDate, Money)>,
}

/// Computes value and recency at `as_of`.
pub fn value(ledger: &Ledger, as_of: NaiveDate) -> Value {
    let revenue = NetRevenue::new(ledger, as_of);
    let purchases = purchases(ledger, as_of);
    let ttm = Period::trailing_twelve_months(as_of);
    let ttm_is_covered = covered(ledger, ttm);
    let sales_within = |sales: &DatedAmounts, window| covered(ledger, window).map(|()| sales.within(window));
    let purchases_ttm = counted(purchases.iter().map(|p| p.count_within(ttm, as_of)).sum());
    let net_revenue_ttm = sales_within(&revenue.business, ttm);

    Value {
        net_revenue_total: revenue.business.total(),
        net_revenue_prev_ttm: sales_within(&revenue.business, Period::previous_twelve_months(as_of)),
        purchases_ttm: ttm_is_covered.clone().map(|()| purchases_ttm),
        average_basket: net_revenue_ttm
            .clone()
            .and_then(|sales| divided(sales, purchases_ttm).ok_or(NotEnough::NoSales)),
        active_customers: ttm_is_covered.map(|()| revenue.active_customers(ttm)),
        customers: customers(ledger, as_of, &revenue, &purchases),
        net_revenue_ttm,
    }
}

/// Value and recency of every customer.
fn customers(ledger: &Ledger, as_of: NaiveDate, revenue: &NetRevenue, purchases: &[Purchases]) -> Vec<CustomerValue> {
    let (ttm, previous) = (Period::trailing_twelve_months(as_of), Period::previous_twelve_months(as_of));
    let years = calendar_years(ledger, as_of);
    let month_ends: Vec<NaiveDate> = covered_month_ends(ledger, as_of).collect();
    let one = |(customer, purchases): (&CustomerRevenue, &Purchases)| {
        let sales = &customer.sales;
        let sales_within = |window| covered(ledger, window).map(|()| sales.within(window));
        CustomerValue {
            first_sale: customer.first_sale(),
            most_recent_sale: customer.most_recent_sale(as_of),
            lifetime_value: sales.total(),
            purchases: counted(purchases.days(as_of).count()),
            purchases_ttm: counted(purchases.count_within(ttm, as_of)),
            ttm_sales: sales_within(ttm),
            prev_ttm_sales: sales_within(previous),
            by_year: years.iter().map(|&(year, period)| (year, sales.within(period))).collect(),
            rolling: month_ends.iter().map(|&end| (end, sales.within(Period::trailing_twelve_months(end)))).collect(),
        }
    };
    revenue.customers.iter().zip(purchases).map(one).collect()
}

/// The calendar years from the ledger's first to that of `as_of`, the last one up to `as_of`; none without documents.
fn calendar_years(ledger: &Ledger, as_of: NaiveDate) -> Vec<(i32, Period)> {
    let Some(first) = first_day(ledger) else { return Vec::new() };
    let one = |year| {
        let january = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let december = NaiveDate::from_ymd_opt(year, 12, 31)?;
        Some((year, Period::from_first_to_last(january, december.min(as_of))))
    };
    (first.year()..=as_of.year()).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use proptest::prelude::*;

    fn worked_example() -> Books {
        let mut books = Books::new("EUR");
        books.history_from(day(2023, 1, 1));
        books.invoice("Alder", day(2023, 5, 10), whole(600));
        books.invoice("Alder", day(2024, 3, 10), whole(300));
        let june = books.invoice("Alder", day(2024, 6, 10), whole(200));
        books.credit(DocumentKind::CreditNote, june, day(2024, 7, 10), whole(50));
        books
    }

    #[test]
    fn worked_example_comes_out() {
        let value = value(&worked_example().ledger(), day(2024, 12, 31));
        let alder = &value.customers[0];
        assert_eq!(alder.lifetime_value, whole(1_050));
        assert_eq!((alder.ttm_sales.clone(), alder.prev_ttm_sales.clone()), (Ok(whole(450)), Ok(whole(600))));
        assert_eq!((alder.purchases, alder.purchases_ttm), (3, 2));
        assert_eq!(alder.by_year, [(2023, whole(600)), (2024, whole(450))]);
        assert_eq!((alder.first_sale, alder.most_recent_sale), (Some(day(2023, 5, 10)), Some(day(2024, 6, 10))));
        assert_eq!(value.average_basket, Ok(whole(225)));
        assert_eq!(value.active_customers, Ok(1));
        assert_eq!(alder.rolling.len(), 13);
        assert_eq!(alder.rolling.last(), Some(&(day(2024, 12, 31), whole(450))));
    }

    #[test]
    fn a_ledger_that_begins_too_late_says_so() {
        let value = value(&worked_example().ledger(), day(2024, 11, 30));
        assert_eq!(value.net_revenue_ttm, Ok(whole(450)));
        let short = NotEnough::History { needed_from: day(2022, 12, 1), history_start: day(2023, 1, 1) };
        assert_eq!(value.net_revenue_prev_ttm, Err(short.clone()));
        assert_eq!(value.customers[0].prev_ttm_sales, Err(short));
    }

    #[test]
    fn a_year_of_credits_alone_has_no_basket() {
        let mut books = worked_example();
        books.document(DocumentKind::CreditNote, "Birch", day(2026, 2, 1), whole(80));
        let value = value(&books.ledger(), day(2026, 12, 31));
        assert_eq!(value.net_revenue_ttm, Ok(whole(-80)));
        assert_eq!(value.average_basket, Err(NotEnough::NoSales));
        assert_eq!((value.active_customers, value.purchases_ttm), (Ok(0), Ok(0)));
        assert_eq!((value.customers[1].first_sale, value.customers[1].lifetime_value), (None, whole(-80)));
    }

    #[test]
    fn an_empty_ledger_has_no_value_and_no_years() {
        let mut books = Books::new("EUR");
        books.customer("Alder");
        let value = value(&books.ledger(), day(2024, 12, 31));
        assert_eq!(value.net_revenue_ttm, Err(NotEnough::NoSales));
        assert_eq!(value.customers[0].by_year, []);
    }

    proptest! {
        #[test]
        fn years_and_customers_add_up_to_the_total(events in events()) {
            let value = value(&books_of(&events).ledger(), day(2023, 9, 17));
            let lifetime: Money = value.customers.iter().map(|c| c.lifetime_value).sum();
            prop_assert_eq!(lifetime, value.net_revenue_total);
            for customer in &value.customers {
                let years: Money = customer.by_year.iter().map(|&(_, sales)| sales).sum();
                prop_assert_eq!(years, customer.lifetime_value);
                prop_assert!(customer.purchases_ttm <= customer.purchases);
            }
        }
    }
}
