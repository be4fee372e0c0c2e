//! Books whose sales end well before the day that they are seen from, as an export that was cut off leaves them: payments
//! go on, invoices do not.

use chrono::NaiveDate;

use super::Ledger;
use crate::base::Period;

/// A shorter silence says nothing.
const SILENCE_DAYS_MIN: i64 = 14;
/// A business with fewer days of sales in a year does not sell often enough for a silence to say anything.
const SALE_DAYS_MIN: usize = 12;

/// A silence before the as-of date that is longer than any other of the trailing twelve months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalesStop {
    /// The day of the last invoice or cash sale.
    pub last_sale: NaiveDate,
    /// Days from it to the as-of date.
    pub silence_days: i64,
    /// The most days between two consecutive days of sales in the twelve months.
    pub longest_gap_days: i64,
}

/// The silence at the end of the books, where no sale falls in the last two weeks or more before `as_of`, for longer than
/// sales were ever apart in the twelve months to it, in a business with twelve days of sales or more in them.
pub fn sales_stop(ledger: &Ledger, as_of: NaiveDate) -> Option<SalesStop> {
    let window = Period::trailing_twelve_months(as_of);
    let sales = ledger.documents_until(as_of).iter().filter(|document| document.kind.is_purchase());
    let mut days: Vec<NaiveDate> = sales.map(|document| document.date).filter(|day| window.contains(*day)).collect();
    days.dedup();
    let &last_sale = days.last().filter(|_| days.len() >= SALE_DAYS_MIN)?;
    let gaps = days.iter().zip(days.iter().skip(1)).map(|(before, after)| (*after - *before).num_days());
    let longest_gap_days = gaps.max()?;
    let silence_days = (as_of - last_sale).num_days();
    (silence_days >= SILENCE_DAYS_MIN && silence_days > longest_gap_days).then_some(SalesStop {
        last_sale,
        silence_days,
        longest_gap_days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::ledger::testing::{Books, day};

    /// An invoice on the fifth of each month of a year.
    fn monthly() -> Ledger {
        let mut books = Books::new("USD");
        for month in 1..=12 {
            books.invoice("Acme", day(2025, month, 5), Money::from_minor(100));
        }
        books.ledger()
    }

    #[test]
    fn a_silence_longer_than_any_before_is_a_stop() {
        let ledger = monthly();
        assert_eq!(sales_stop(&ledger, day(2025, 12, 31)), None, "26 days, as in every month");
        // The trailing year holds eleven days of sales.
        assert_eq!(sales_stop(&ledger, day(2026, 1, 6)), None, "too seldom");
    }

    #[test]
    fn daily_sales_that_end_are_a_stop_from_two_weeks_on() {
        let mut books = Books::new("USD");
        for number in 1..=28 {
            books.invoice("Acme", day(2025, 11, number), Money::from_minor(100));
        }
        let ledger = books.ledger();
        assert_eq!(sales_stop(&ledger, day(2025, 12, 11)), None);
        let stop = SalesStop { last_sale: day(2025, 11, 28), silence_days: 14, longest_gap_days: 1 };
        assert_eq!(sales_stop(&ledger, day(2025, 12, 12)), Some(stop));
    }

    #[test]
    fn books_without_sales_do_not_stop() {
        assert_eq!(sales_stop(&Books::new("USD").ledger(), day(2025, 12, 31)), None);
    }
}
