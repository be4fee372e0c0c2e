//! Sales that end well before the day that the books are seen from, as an export that was cut off leaves them: payments go
//! on, invoices do not.
//!
//! # Question
//!
//! Do the exports hold the sales of all days up to the as-of date, or would a fall be that of the export?
//!
//! # Formula
//!
//! Sales **stop** where no invoice and no cash sale is dated in the last two weeks or more before the as-of date, for
//! longer than any two days of sales were ever apart in the twelve months to the last one, in a business with twelve days
//! of sales or more in them.
//!
//! **Growth on the same days** = net sales from the first of the twelve months to the last sale / net sales of the same
//! days of the year before - 1.
//!
//! While sales stop, nothing is said that rests on comparing this year with the one before: growth, retention, replacement
//! and value per customer are in no band, and nothing is carried on for years.
//!
//! # Worked example
//!
//! As of 20 January 2026 the last invoice is dated 1 December 2025, 50 days before; until then there was one each week but
//! in January, when 38 days passed without one. The twelve months begin on 21 January 2025. Up to 1 December sales were
//! 4,500, and 4,400 from 21 January to 1 December 2024: growth on the same days 2.3 %.
//!
//! # Edge cases
//!
//! - In a business that sells on fewer than twelve days a year a silence says something from a year on.
//! - A pause that comes every year, such as holidays, was there in the twelve months too, and is no stop.
//! - Where the ledger does not cover the year before, or that had no sales on these days, there is no growth; nor where the
//!   last sale is older than twelve months.
//!
//! # Source
//!
//! Our own.

use chrono::NaiveDate;

use super::revenue::NetRevenue;
use super::window::covered;
use super::{Measured, NotEnough};
use crate::base::{Money, Period, months_before};
use crate::ledger::Ledger;

/// A shorter silence says nothing.
const SILENCE_DAYS_MIN: i64 = 14;
/// A business with fewer days of sales in a year does not sell often enough for a silence of less than a year to say
/// anything.
const SALE_DAYS_MIN: usize = 12;
const YEAR_DAYS: i64 = 366;

/// A silence before the as-of date that is longer than any other of the twelve months to the last sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesStop {
    /// The day of the last invoice or cash sale.
    pub last_sale: NaiveDate,
    /// Days from it to the as-of date.
    pub silence_days: i64,
    /// The most days between two consecutive days of sales in the twelve months to the last one.
    pub longest_gap_days: i64,
    /// Sales of the days that the exports cover in both years.
    pub same_days: Measured<SameDays>,
}

/// Sales from the first of the trailing twelve months to the last sale, and of the same days a year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameDays {
    /// The days of this year.
    pub current: Period,
    /// Those of the year before.
    pub previous: Period,
    /// Net sales of `current`.
    pub sales: Money,
    /// Net sales of `previous`, above zero.
    pub previous_sales: Money,
}

impl SameDays {
    /// Sales / sales of the year before - 1.
    pub fn growth(&self) -> Option<f64> {
        (self.sales - self.previous_sales).ratio(self.previous_sales)
    }

    fn up_to(last_sale: NaiveDate, ledger: &Ledger, as_of: NaiveDate) -> Measured<Self> {
        let (year, year_before) = (Period::trailing_twelve_months(as_of), Period::previous_twelve_months(as_of));
        covered(ledger, year_before)?;
        if last_sale < year.first_day() {
            return Err(NotEnough::NoSales);
        }
        let current = Period::from_first_to_last(year.first_day(), last_sale);
        let previous = Period::from_first_to_last(year_before.first_day(), months_before(last_sale, 12));
        let sales = NetRevenue::new(ledger, as_of).business;
        let of = |days| sales.within(days);
        let same = Self { current, previous, sales: of(current), previous_sales: of(previous) };
        if same.previous_sales.is_positive() { Ok(same) } else { Err(NotEnough::NoSales) }
    }
}

/// The silence at the end of the books, where no sale falls in the last two weeks or more before `as_of`, for longer than
/// sales were ever apart in the twelve months to the last one. In a business with fewer than twelve days of sales in them
/// a silence counts from a year on.
pub fn sales_stop(ledger: &Ledger, as_of: NaiveDate) -> Option<SalesStop> {
    let sales = || ledger.documents_until(as_of).iter().filter(|document| document.kind.is_purchase());
    let last_sale = sales().next_back()?.date;
    let window = Period::trailing_twelve_months(last_sale);
    let mut days: Vec<NaiveDate> = sales().map(|document| document.date).filter(|day| window.contains(*day)).collect();
    days.dedup();
    let silence_days = (as_of - last_sale).num_days();
    let gaps = days.iter().zip(days.iter().skip(1)).map(|(before, after)| (*after - *before).num_days());
    let longest_gap_days = gaps.max()?;
    let silence_min = if days.len() >= SALE_DAYS_MIN { SILENCE_DAYS_MIN } else { YEAR_DAYS };
    (silence_days >= silence_min && silence_days > longest_gap_days).then(|| SalesStop {
        last_sale,
        silence_days,
        longest_gap_days,
        same_days: SameDays::up_to(last_sale, ledger, as_of),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day, whole};

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
        let silence = |as_of| sales_stop(&ledger, as_of).map(|stop| (stop.silence_days, stop.longest_gap_days));
        assert_eq!(silence(day(2025, 12, 31)), None, "26 days, as in every month");
        assert_eq!(silence(day(2026, 1, 5)), None, "31 days, as from month to month");
        assert_eq!(silence(day(2026, 1, 6)), Some((32, 31)));
        assert_eq!(silence(day(2026, 12, 31)), Some((391, 31)), "the longer the silence, the surer");
        assert_eq!(silence(day(2030, 12, 31)), Some((1852, 31)));
        let late = sales_stop(&ledger, day(2030, 12, 31)).expect("a stop");
        assert_eq!(late.same_days, Err(NotEnough::NoSales), "no day of these twelve months had a sale");
    }

    #[test]
    fn where_sales_are_few_a_silence_counts_from_a_year_on() {
        let mut books = Books::new("USD");
        for month in [1, 6] {
            books.invoice("Acme", day(2025, month, 5), Money::from_minor(100));
        }
        let ledger = books.ledger();
        assert_eq!(sales_stop(&ledger, day(2026, 6, 5)), None, "365 days");
        assert!(sales_stop(&ledger, day(2026, 6, 6)).is_some_and(|stop| stop.longest_gap_days == 151));
    }

    #[test]
    fn daily_sales_that_end_are_a_stop_from_two_weeks_on() {
        let mut books = Books::new("USD");
        for number in 1..=28 {
            books.invoice("Acme", day(2025, 11, number), Money::from_minor(100));
        }
        let ledger = books.ledger();
        assert_eq!(sales_stop(&ledger, day(2025, 12, 11)), None);
        let same_days = Err(NotEnough::History { needed_from: day(2023, 12, 13), history_start: day(2025, 11, 1) });
        let stop = SalesStop { last_sale: day(2025, 11, 28), silence_days: 14, longest_gap_days: 1, same_days };
        assert_eq!(sales_stop(&ledger, day(2025, 12, 12)), Some(stop));
    }

    #[test]
    fn worked_example_comes_out() {
        let mut books = Books::new("USD");
        books.history_from(day(2024, 1, 1));
        // 44 and 45 Mondays.
        for (first, last) in [(day(2024, 1, 29), day(2024, 11, 25)), (day(2025, 1, 27), day(2025, 12, 1))] {
            for date in first.iter_days().step_by(7).take_while(|&date| date <= last) {
                books.invoice("Acme", date, whole(100));
            }
        }
        // Of the days that this year lacks: the longest gap runs from it to the first Monday.
        books.invoice("Acme", day(2024, 12, 20), whole(7_000));
        let stop = sales_stop(&books.ledger(), day(2026, 1, 20)).expect("a stop");
        assert_eq!((stop.last_sale, stop.silence_days, stop.longest_gap_days), (day(2025, 12, 1), 50, 38));
        let same = stop.same_days.expect("two years");
        let span = |period: Period| (period.first_day(), period.last_day());
        assert_eq!(span(same.current), (day(2025, 1, 21), day(2025, 12, 1)));
        assert_eq!(span(same.previous), (day(2024, 1, 21), day(2024, 12, 1)));
        assert_eq!((same.sales, same.previous_sales), (whole(4_500), whole(4_400)));
        assert!(same.growth().is_some_and(|growth| (growth - 100.0 / 4_400.0).abs() < 1e-12));
    }

    #[test]
    fn books_without_sales_do_not_stop() {
        assert_eq!(sales_stop(&Books::new("USD").ledger(), day(2025, 12, 31)), None);
    }
}
