//! Net revenue by day, of the business and of each customer: the base series that metrics share.
//!
//! Running totals by day make the sales of any window the difference of two look-ups, so that thirty-six month ends
//! cost no more than one reading of the documents.

use chrono::NaiveDate;

use super::arithmetic::counted;
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, Ledger};

/// Amounts by day with running totals.
#[derive(Clone, Debug, Default)]
pub(super) struct DatedAmounts {
    /// Ascending, each once.
    days: Vec<NaiveDate>,
    /// The sum up to and including each day.
    totals: Vec<Money>,
}

impl DatedAmounts {
    /// Adds an amount; days come in order.
    pub(super) fn add(&mut self, day: NaiveDate, amount: Money) {
        let total = self.total() + amount;
        match (self.days.last(), self.totals.last_mut()) {
            (Some(&last), Some(sum)) if last == day => *sum = total,
            _ => {
                self.days.push(day);
                self.totals.push(total);
            }
        }
    }

    /// The sum of everything.
    pub(super) fn total(&self) -> Money {
        self.totals.last().copied().unwrap_or_default()
    }

    /// The sum up to and including `day`.
    pub(super) fn until(&self, day: NaiveDate) -> Money {
        self.first_total(self.days.partition_point(|&d| d <= day))
    }

    /// The sum of the days in `window`.
    pub(super) fn within(&self, window: Period) -> Money {
        let before = self.first_total(self.days.partition_point(|&d| d < window.first_day()));
        self.until(window.last_day()) - before
    }

    /// The sum of the first so many days.
    fn first_total(&self, days: usize) -> Money {
        days.checked_sub(1).and_then(|last| self.totals.get(last)).copied().unwrap_or_default()
    }
}

/// Net sales of one customer.
#[derive(Clone, Debug, Default)]
pub(super) struct CustomerRevenue {
    /// Net sales by day.
    pub(super) sales: DatedAmounts,
    /// The days of its sales above zero, ascending; a day with two sales stands twice.
    sale_days: Vec<NaiveDate>,
}

impl CustomerRevenue {
    /// Day of the first sale.
    pub(super) fn first_sale(&self) -> Option<NaiveDate> {
        self.sale_days.first().copied()
    }

    /// Day of the first sale after `day`.
    pub(super) fn first_sale_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.sale_days.get(self.sale_days.partition_point(|&d| d <= day)).copied()
    }

    /// It had a sale in `window`.
    pub(super) fn bought_within(&self, window: Period) -> bool {
        self.most_recent_sale(window.last_day()).is_some_and(|day| window.contains(day))
    }

    /// Day of the most recent sale up to and including `day`.
    pub(super) fn most_recent_sale(&self, day: NaiveDate) -> Option<NaiveDate> {
        let known = self.sale_days.partition_point(|&d| d <= day);
        known.checked_sub(1).and_then(|last| self.sale_days.get(last)).copied()
    }

    /// Day of the first sale in `window`.
    pub(super) fn first_sale_within(&self, window: Period) -> Option<NaiveDate> {
        let earlier = self.sale_days.partition_point(|&d| d < window.first_day());
        self.sale_days.get(earlier).copied().filter(|&day| window.contains(day))
    }

    /// It had bought before `day`.
    pub(super) fn bought_before(&self, day: NaiveDate) -> bool {
        self.first_sale().is_some_and(|first| first < day)
    }
}

/// Net sales up to an as-of date.
#[derive(Clone, Debug)]
pub(super) struct NetRevenue {
    /// Of the whole business.
    pub(super) business: DatedAmounts,
    /// Of each customer, parallel to [`Ledger::customers`].
    pub(super) customers: Vec<CustomerRevenue>,
}

impl NetRevenue {
    /// Reads the documents once.
    pub(super) fn new(ledger: &Ledger, as_of: NaiveDate) -> Self {
        let mut business = DatedAmounts::default();
        let mut customers = vec![CustomerRevenue::default(); ledger.customers().len()];
        for document in ledger.documents_until(as_of) {
            let sale = document.sale();
            if document.kind.sales_sign() == 0 {
                continue;
            }
            business.add(document.date, sale);
            if let Some(customer) = customers.get_mut(document.customer.0 as usize) {
                customer.sales.add(document.date, sale);
                if sale.is_positive() {
                    customer.sale_days.push(document.date);
                }
            }
        }
        Self { business, customers }
    }

    /// Every customer with its place in the ledger.
    pub(super) fn by_customer(&self) -> impl Iterator<Item = (CustomerIx, &CustomerRevenue)> {
        (0..).map(CustomerIx).zip(&self.customers)
    }

    /// Customers with net sales above zero in `window`.
    pub(super) fn active_customers(&self, window: Period) -> u32 {
        counted(self.customers.iter().filter(|c| c.sales.within(window).is_positive()).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::ledger::{Document, DocumentKind};
    use proptest::prelude::*;

    #[test]
    fn credit_notes_count_on_their_own_day_and_payments_not_at_all() {
        let mut books = Books::new("USD");
        let invoice = books.paid("Alder", day(2024, 1, 10), 20, whole(100));
        books.credit(DocumentKind::CreditNote, invoice, day(2024, 2, 5), whole(30));
        books.document(DocumentKind::CashSale, "Birch", day(2024, 1, 10), whole(7));
        let revenue = NetRevenue::new(&books.ledger(), day(2024, 12, 31));
        let january = Period::from_first_to_last(day(2024, 1, 1), day(2024, 1, 31));
        assert_eq!(revenue.business.within(january), whole(107));
        assert_eq!(revenue.business.total(), whole(77));
        assert_eq!(revenue.customers[0].sales.until(day(2024, 2, 4)), whole(100));
        assert_eq!(revenue.customers[0].most_recent_sale(day(2024, 12, 31)), Some(day(2024, 1, 10)));
        assert_eq!(revenue.customers[0].most_recent_sale(day(2024, 1, 9)), None);
        assert_eq!(revenue.active_customers(january), 2);
        let first_sale_is_before = |day| revenue.customers[0].bought_before(day);
        assert!(first_sale_is_before(day(2024, 1, 11)) && !first_sale_is_before(day(2024, 1, 10)));
    }

    proptest! {
        #[test]
        fn windows_are_the_sums_of_their_documents(events in events(), from in 0_i64..1_900, days in 0_i64..900) {
            let ledger = books_of(&events).ledger();
            let first = day(2019, 1, 1) + chrono::TimeDelta::days(from);
            let window = Period::from_first_to_last(first, first + chrono::TimeDelta::days(days));
            let revenue = NetRevenue::new(&ledger, day(2030, 1, 1));
            let inside = ledger.documents().iter().filter(|d| window.contains(d.date));
            prop_assert_eq!(revenue.business.within(window), inside.map(Document::sale).sum::<Money>());
            let of_customers: Money = revenue.customers.iter().map(|c| c.sales.within(window)).sum();
            prop_assert_eq!(revenue.business.within(window), of_customers);
        }
    }
}
