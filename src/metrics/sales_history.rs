//! Sales by month, cash beside them, and new against repeat sales.
//!
//! # Question
//!
//! How do sales run through the years, how much of them comes from new customers, and does the cash follow?
//!
//! # Formula
//!
//! - **Net sales of a month**: invoices and cash sales less credit notes and cash refunds, without tax, dated in it.
//! - **Rolling twelve months**: net sales of the twelve months that end with each whole month.
//! - **New business**: the part of a month's sales from customers whose first sale lies in this month or in the eleven
//!   before, but after the ledger's first twelve months: who bought in those may have been a customer before. The rest is
//!   **repeat business**.
//! - **Cash collected**: payments and cash sales with tax, less refunds, by day of payment.
//! - **The year before**: net sales of the same days of the same month a year earlier.
//!
//! # Worked example
//!
//! The ledger begins in January 2022. A customer buys for 100 in January 2023 and for 80 in each of December 2023 and
//! January 2024. In December it is still new, since its first sale lies eleven months back; the 80 of January 2024 are
//! repeat business. The rolling twelve months are 180 at the end of 2023 and 160 at the end of January 2024.
//!
//! # Edge cases
//!
//! - A month that the as-of date cuts short is shown as partial, and is set against the same days of the year before.
//! - A month without documents stands with zeros: the gap is real.
//! - A payment whose day the exports do not tell is left out of the cash.
//! - Sales carry no tax here; cash does. Sales with tax are given beside the cash for that reason.
//!
//! # Source
//!
//! The monthly report of Tally Street's guides; new against repeat by a twelve-month rule of our own.

use chrono::NaiveDate;

use super::revenue::{CustomerRevenue, NetRevenue};
use super::window::{covered, first_day, opening_end};
use crate::base::{Money, Month, Period, months_before};
use crate::ledger::{Document, DocumentKind, Ledger};

/// The business by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesHistory {
    /// Every month from the ledger's first to the as-of date's, gaps included; the last one may be partial.
    pub months: Vec<MonthOfSales>,
    /// The as-of date is not a month end, so the last of `months` is not whole.
    pub last_is_partial: bool,
    /// Net sales of the twelve months that end at each complete month end with a full window, oldest first.
    pub rolling_twelve_months: Vec<(NaiveDate, Money)>,
}

/// One month, up to the as-of date where it is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthOfSales {
    /// Which.
    pub month: Month,
    /// Net sales.
    pub net_revenue: Money,
    /// The part of it from customers whose first sale is in this month or in the eleven before, and not in the ledger's
    /// opening: new business.
    pub new_customers: Money,
    /// The rest: repeat business.
    pub repeat_customers: Money,
    /// Payments and cash sales received, less refunds, with tax; by day of payment. Payments without a known day are
    /// left out.
    pub cash_collected: Money,
    /// Sales with tax, to set cash against.
    pub gross_revenue: Money,
    /// Net sales of the same days of the same month a year before; `None` where the ledger began later.
    pub year_before: Option<Money>,
}

/// Months, from its first one on, in which a customer counts as new.
const MONTHS_NEW: i32 = 12;

/// Computes the months up to `as_of`.
pub fn sales_history(ledger: &Ledger, as_of: NaiveDate) -> SalesHistory {
    let revenue = NetRevenue::new(ledger, as_of);
    let mut months = empty_months(ledger, as_of);
    let first = months.first().map(|month| month.month);
    for document in ledger.documents_until(as_of) {
        let place = first.and_then(|first| usize::try_from(first.until(Month::of(document.date))).ok());
        let customer = revenue.customers.get(document.customer.0 as usize);
        if let Some(month) = place.and_then(|place| months.get_mut(place)) {
            let is_new = is_new_business(ledger, customer.and_then(CustomerRevenue::first_sale), document.date);
            month.add(document, is_new);
        }
    }
    for month in &mut months {
        month.year_before = year_before(ledger, &revenue, month.month, as_of);
    }
    let rolling_twelve_months = months
        .iter()
        .map(|month| month.month.last_day())
        .filter(|&end| end <= as_of)
        .map(|end| (end, Period::trailing_twelve_months(end)))
        .filter(|&(_, window)| covered(ledger, window).is_ok())
        .map(|(end, window)| (end, revenue.business.within(window)))
        .collect();
    SalesHistory { months, last_is_partial: Month::of(as_of).last_day() != as_of, rolling_twelve_months }
}

/// Every month from the first that tells of anything to that of `as_of`, with nothing in it yet.
fn empty_months(ledger: &Ledger, as_of: NaiveDate) -> Vec<MonthOfSales> {
    let Some(first) = first_day(ledger).map(Month::of) else { return Vec::new() };
    let empty = |months| MonthOfSales {
        month: first.plus(months),
        net_revenue: Money::ZERO,
        new_customers: Money::ZERO,
        repeat_customers: Money::ZERO,
        cash_collected: Money::ZERO,
        gross_revenue: Money::ZERO,
        year_before: None,
    };
    (0..=first.until(Month::of(as_of))).map(empty).collect()
}

impl MonthOfSales {
    /// Adds a document of this month, new business or not.
    fn add(&mut self, document: &Document, is_new: bool) {
        let sale = document.sale();
        self.net_revenue += sale;
        if is_new {
            self.new_customers += sale;
        } else {
            self.repeat_customers += sale;
        }
        self.gross_revenue += Money::from_minor(document.gross.minor() * document.kind.sales_sign());
        self.cash_collected += cash(document);
    }
}

/// Whether a sale on `date` is to a customer in its first twelve months. Whoever first bought in the opening of the ledger
/// may have been a customer before, and is never new.
pub(super) fn is_new_business(ledger: &Ledger, first_sale: Option<NaiveDate>, date: NaiveDate) -> bool {
    first_sale.is_some_and(|first| {
        first > opening_end(ledger.history_start()) && Month::of(first).until(Month::of(date)) < MONTHS_NEW
    })
}

/// What a document brought in; negative for money paid back.
pub(super) fn cash(document: &Document) -> Money {
    match document.kind {
        _ if document.date_is_assumed => Money::ZERO,
        DocumentKind::Payment | DocumentKind::CashSale => document.gross,
        DocumentKind::Refund | DocumentKind::CashRefund => -document.gross,
        DocumentKind::Invoice | DocumentKind::OpeningBalance | DocumentKind::CreditNote | DocumentKind::WriteOff => {
            Money::ZERO
        }
    }
}

/// Net sales of the same days of the same month a year before.
fn year_before(ledger: &Ledger, revenue: &NetRevenue, month: Month, as_of: NaiveDate) -> Option<Money> {
    let last = months_before(month.last_day().min(as_of), 12);
    let days = Period::from_first_to_last(month.plus(-12).first_day(), last);
    covered(ledger, days).ok().map(|()| revenue.business.within(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use proptest::prelude::*;

    #[test]
    fn worked_example_comes_out() {
        let mut books = Books::new("EUR");
        books.history_from(day(2022, 1, 1));
        books.invoice("Alder", day(2023, 1, 10), whole(100));
        books.paid("Alder", day(2023, 12, 10), 30, whole(80));
        books.invoice("Alder", day(2024, 1, 20), whole(80));
        let history = sales_history(&books.ledger(), day(2024, 1, 31));
        assert_eq!(history.months.len(), 25);
        let (december, january) = (&history.months[23], &history.months[24]);
        assert_eq!((december.new_customers, december.repeat_customers), (whole(80), whole(0)));
        assert_eq!((january.new_customers, january.repeat_customers), (whole(0), whole(80)));
        assert_eq!((january.cash_collected, january.year_before), (whole(80), Some(whole(100))));
        assert_eq!((december.year_before, history.months[11].year_before), (Some(whole(0)), None));
        assert_eq!(
            history.rolling_twelve_months[12..],
            [(day(2023, 12, 31), whole(180)), (day(2024, 1, 31), whole(160))]
        );
        assert!(!history.last_is_partial);
    }

    #[test]
    fn whoever_bought_in_the_opening_may_have_been_a_customer_before() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2023, 12, 31), whole(100));
        books.invoice("Birch", day(2024, 1, 1), whole(10));
        books.invoice("Alder", day(2024, 1, 20), whole(80));
        books.history_from(day(2023, 1, 1));
        let january = *sales_history(&books.ledger(), day(2024, 1, 31)).months.last().expect("months");
        assert_eq!((january.new_customers, january.repeat_customers), (whole(10), whole(80)));
    }

    #[test]
    fn a_partial_month_is_set_against_the_same_days() {
        let mut books = Books::new("EUR");
        books.invoice("Alder", day(2023, 1, 10), whole(100));
        books.invoice("Alder", day(2023, 1, 21), whole(50));
        books.invoice("Alder", day(2024, 1, 2), whole(80));
        books.invoice("Alder", day(2024, 1, 25), whole(9));
        let history = sales_history(&books.ledger(), day(2024, 1, 20));
        assert!(history.last_is_partial);
        let january = history.months[12];
        assert_eq!((january.net_revenue, january.year_before), (whole(80), Some(whole(100))));
        assert_eq!(history.rolling_twelve_months.last(), Some(&(day(2023, 12, 31), whole(150))));
    }

    #[test]
    fn cash_is_what_came_in_less_what_went_back() {
        let mut books = Books::new("EUR");
        let invoice = books.invoice("Alder", day(2024, 1, 5), whole(100));
        books.pay(invoice, day(2024, 1, 6), whole(60));
        let undated = books.pay(invoice, day(2024, 1, 31), whole(40));
        books.edit(undated).date_is_assumed = true;
        books.document(DocumentKind::CashSale, "Alder", day(2024, 1, 7), whole(30));
        books.document(DocumentKind::CashRefund, "Alder", day(2024, 1, 8), whole(10));
        books.document(DocumentKind::Refund, "Alder", day(2024, 1, 8), whole(5));
        let january = sales_history(&books.ledger(), day(2024, 1, 31)).months[0];
        assert_eq!(january.cash_collected, whole(75));
        assert_eq!((january.net_revenue, january.gross_revenue), (whole(120), whole(120)));
    }

    #[test]
    fn an_empty_ledger_has_no_months() {
        assert_eq!(sales_history(&Books::new("EUR").ledger(), day(2024, 1, 20)).months, []);
    }

    proptest! {
        #[test]
        fn months_add_up(events in events()) {
            let ledger = books_of(&events).ledger();
            let as_of = day(2023, 9, 17);
            let history = sales_history(&ledger, as_of);
            let total: Money = history.months.iter().map(|m| m.net_revenue).sum();
            prop_assert_eq!(total, NetRevenue::new(&ledger, as_of).business.total());
            for month in &history.months {
                prop_assert_eq!(month.new_customers + month.repeat_customers, month.net_revenue);
            }
            for &(end, rolling) in &history.rolling_twelve_months {
                let last = history.months.iter().position(|m| m.month.last_day() == end).expect("a month");
                prop_assert_eq!(history.months[last - 11..=last].iter().map(|m| m.net_revenue).sum::<Money>(), rolling);
            }
        }
    }
}
