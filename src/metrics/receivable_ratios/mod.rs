//! Receivables against sales: days sales outstanding in four readings, and how effective collection is.
//!
//! # Question
//!
//! How many days of sales are tied up in receivables, how many of them by agreement and how many by lateness, and how
//! much of what could be collected was collected?
//!
//! # Formula
//!
//! Everything is with tax. **Owed** is the open part of invoices and carried-over balances, before unapplied credit;
//! **current** is the part of it that is not past due. **Credit sales** are invoices less credit notes; cash sales are not
//! among them. Days and sales are those of the twelve months that end with the date, unless said otherwise.
//!
//! - **Days sales outstanding, simple** = owed at the end / credit sales x days.
//! - **Best possible days sales outstanding** = current at the end / credit sales x days: what would be tied up if everybody
//!   paid on the due date.
//! - **Average days delinquent** = the first less the second. Never below zero.
//! - **Days sales outstanding by countback**: what is owed is taken off the credit sales of the newest month, then of the
//!   one before, and so on. A month that it uses up counts with all its days, the last one with the part that is used. Growth
//!   and seasons do not distort it.
//! - **True days sales outstanding**: for each open invoice its age in days x its open amount / the credit sales of its
//!   month; all added up.
//! - **Collection effectiveness index**, of the month that ends with the date = (owed at its beginning + its credit sales -
//!   owed at its end) / (owed at its beginning + its credit sales - current at its end) x 100. 100: nothing is past due.
//!   Over a quarter the published formula takes a third of the sales.
//!
//! # Worked example
//!
//! 12,000 is owed. Credit sales of the months, newest first: 2,500 (30 days), 1,750 (31), 2,250 (31), 2,500 (30), 2,000
//! (31), 2,250 (30). Five months take 11,000 and 153 days; the remaining 1,000 is 1,000 / 2,250 of 30 days, which is 13.33.
//! Countback: 166.33 days. With 13,000 owed it is 179.67.
//!
//! With credit sales of 36,500 in 365 days, 3,000 owed and 2,000 of it current: simple 30 days, best possible 20,
//! delinquent 10. A month begins with 3,500 owed, sells 3,000 and ends like that: (3,500 + 3,000 - 3,000) / (3,500 + 3,000
//! - 2,000) x 100 = 77.8.
//!
//! # Edge cases
//!
//! - Unapplied credit is not taken off: it is not known which invoice it will settle, and best possible and simple days
//!   must rest on the same items.
//! - Countback stops where a month has no sales, or where the ledger begins, and then says "more than so many days".
//! - A month that the date cuts short counts with its days so far.
//! - Invoices alone are in the true days: a balance carried over has no month of sales here. Where an invoice's month has no
//!   credit sales left after credit notes, there is no true figure.
//! - No sales in the twelve months: no simple and no best possible days. A ledger of less than twelve months has countback,
//!   true days and the index alone.
//! - The index needs the ledger to cover its month, and what was owed before it to be known. Where nothing was owed and
//!   nothing sold, nothing could be collected, and there is no index.
//! - The figures of past month ends are those that were to be seen then.
//!
//! # Source
//!
//! Common practice of credit departments; best possible days, days delinquent and the index as the Credit Research
//! Foundation lists them. A widely copied example of countback prints 179.7 days for 12,000 owed; by its own figures that
//! is the answer for 13,000.

mod countback;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use countback::Countback;

use super::receivables::{OpenAmounts, balances_known, due_date};
use super::revenue::DatedAmounts;
use super::window::{covered, covered_month_ends};
use super::{Measured, NotEnough};
use crate::base::{Money, Month, Period, months_before};
use crate::ledger::{DocumentKind, Ledger};

/// The ratios at the as-of date and at past month ends.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivableRatios {
    /// At the as-of date; `Err` where the exports do not tell what is open.
    pub now: Measured<Ratios>,
    /// At each of the last 36 complete month ends whose twelve months the ledger covers, oldest first, as was known then.
    pub month_ends: Vec<Ratios>,
}

impl ReceivableRatios {
    /// A year before the as-of date, where that is a month end that the ledger covers.
    pub fn year_before(&self) -> Option<&Ratios> {
        let then = months_before(self.now.as_ref().ok()?.period.last_day(), 12);
        self.month_ends.iter().find(|ratios| ratios.period.last_day() == then)
    }
}

/// The ratios at one date. Days are zero or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// The twelve months that end with the date.
    pub period: Period,
    /// Open items with tax at its end, before unapplied credit.
    pub owed: Money,
    /// The part of it that is not past due.
    pub current: Money,
    /// Invoices less credit notes of the period, with tax.
    pub credit_sales: Measured<Money>,
    /// Owed / credit sales x days.
    pub days_sales_outstanding: Measured<f64>,
    /// Current / credit sales x days; at most the one before.
    pub best_possible_days: Measured<f64>,
    /// The difference of the two.
    pub average_days_delinquent: Measured<f64>,
    /// By counting back through the months.
    pub countback: Measured<Countback>,
    /// By each invoice's own month.
    pub true_days: Measured<f64>,
    /// Of the month that ends with the date; 100 is best.
    pub collection_effectiveness: Measured<f64>,
}

impl Ratios {
    /// The part of what is owed that is past due.
    pub fn past_due(&self) -> Money {
        self.owed - self.current
    }

    /// The same as a share, 0 to 1; `None` where nothing is owed.
    pub fn past_due_share(&self) -> Option<f64> {
        self.past_due().ratio(self.owed)
    }
}

/// Computes the ratios at `as_of` and at the month ends before.
pub fn receivable_ratios(ledger: &Ledger, as_of: NaiveDate) -> ReceivableRatios {
    let books = Books { ledger, credit_sales: credit_sales(ledger, as_of) };
    let mut open = OpenAmounts::new(ledger);
    let month_ends = covered_month_ends(ledger, as_of).filter_map(|end| books.ratios(&mut open, end).ok()).collect();
    ReceivableRatios { month_ends, now: books.ratios(&mut OpenAmounts::new(ledger), as_of) }
}

/// Invoices less credit notes by day, with tax.
fn credit_sales(ledger: &Ledger, as_of: NaiveDate) -> DatedAmounts {
    let mut sales = DatedAmounts::default();
    for document in ledger.documents_until(as_of) {
        match document.kind {
            DocumentKind::Invoice => sales.add(document.date, document.gross),
            DocumentKind::CreditNote => sales.add(document.date, -document.gross),
            _ => {}
        }
    }
    sales
}

/// What the ratios are made from.
struct Books<'a> {
    ledger: &'a Ledger,
    credit_sales: DatedAmounts,
}

impl Books<'_> {
    /// The ratios at the end of the day `at`; `open` has come no further than a month before it.
    fn ratios(&self, open: &mut OpenAmounts<'_>, at: NaiveDate) -> Measured<Ratios> {
        balances_known(self.ledger, at)?;
        let month = Period::months_ending(at, 1);
        let opening = Owed::at(open, month.first_day().pred_opt().unwrap_or(month.first_day()));
        let owed = Owed::at(open, at);
        let period = Period::trailing_twelve_months(at);
        let credit_sales = covered(self.ledger, period).map(|()| self.credit_sales.within(period));
        let days = |amount: Money| {
            let sales = credit_sales.clone()?;
            let ratio = amount.ratio(sales).filter(|_| sales.is_positive()).ok_or(NotEnough::NoSales)?;
            Ok(ratio * period.days() as f64)
        };
        Ok(Ratios {
            days_sales_outstanding: days(owed.total),
            best_possible_days: days(owed.current),
            average_days_delinquent: days(owed.total - owed.current),
            countback: countback::countback(owed.total, self.months_back(at)),
            true_days: self.true_days(&owed, at),
            collection_effectiveness: self.collection_effectiveness(&opening, &owed, month),
            period,
            owed: owed.total,
            current: owed.current,
            credit_sales,
        })
    }

    /// Credit sales and days of the months back from `at` to the ledger's beginning; the first one ends with `at`.
    fn months_back(&self, at: NaiveDate) -> impl Iterator<Item = (Money, i64)> {
        let start = self.ledger.history_start();
        (0..)
            .map(move |months| {
                let month = Month::of(at).plus(-months);
                Period::from_first_to_last(month.first_day(), month.last_day().min(at))
            })
            .take_while(move |period| start <= period.first_day())
            .map(|period| (self.credit_sales.within(period), period.days()))
    }

    /// The days of each open invoice, by its part in the credit sales of its own month.
    fn true_days(&self, owed: &Owed, at: NaiveDate) -> Measured<f64> {
        let mut days = 0.0;
        for &(date, open) in &owed.invoices {
            let month = Month::of(date);
            let month = Period::from_first_to_last(month.first_day(), month.last_day().min(at));
            let sold = self.credit_sales.within(month);
            let part = open.ratio(sold).filter(|_| sold.is_positive()).ok_or(NotEnough::NoSales)?;
            days += (at - date).num_days() as f64 * part;
        }
        Ok(days)
    }

    /// Of a month, from what was owed before it to what is owed at its end.
    fn collection_effectiveness(&self, opening: &Owed, closing: &Owed, month: Period) -> Measured<f64> {
        covered(self.ledger, month)?;
        balances_known(self.ledger, month.first_day().pred_opt().unwrap_or(month.first_day()))?;
        let to_be_collected = opening.total + self.credit_sales.within(month);
        index(to_be_collected, closing.total, closing.current).ok_or(NotEnough::Nothing)
    }
}

/// What is owed on a day.
struct Owed {
    total: Money,
    current: Money,
    /// Day and open amount of every open invoice, by day.
    invoices: Vec<(NaiveDate, Money)>,
}

impl Owed {
    /// At the end of `day`.
    fn at(open: &mut OpenAmounts<'_>, day: NaiveDate) -> Self {
        let mut owed = Self { total: Money::ZERO, current: Money::ZERO, invoices: Vec::new() };
        for (document, open) in open.debits_at(day) {
            owed.total += open;
            if due_date(document) >= day {
                owed.current += open;
            }
            if document.kind == DocumentKind::Invoice {
                owed.invoices.push((document.date, open));
            }
        }
        owed
    }
}

/// 100 x (to be collected - owed) / (to be collected - current); `None` where nothing could have been collected.
fn index(to_be_collected: Money, owed: Money, current: Money) -> Option<f64> {
    let collectable = to_be_collected - current;
    let ratio = (to_be_collected - owed).ratio(collectable)?;
    collectable.is_positive().then_some(ratio * 100.0)
}
