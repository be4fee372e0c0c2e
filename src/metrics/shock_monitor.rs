//! Shock monitor: the last week and the last month against the same place in the six months before.
//!
//! # Question
//!
//! Did sales, cash or lateness just change more than they usually do?
//!
//! # Formula
//!
//! **Index** = the last period's figure / mean of the six figures of the same place in the six months before x 100. Three
//! figures: net sales, cash collected, and days beyond terms of what is open at the period's end.
//!
//! - **Month**: the last month that is over, against the six months before it.
//! - **Week**: invoices and payments bunch at the month's end, so weeks are counted back from it. Week 1 is the seven days
//!   that end with the month's last day, week 2 the seven before them, up to week 4. The last week that is over stands
//!   against the same week of the six months before.
//!
//! A figure is **flagged** only where it lies outside the lowest and the highest of the six, and its index below 85 or
//! above 115 as well.
//!
//! # Worked example
//!
//! Sales of the last week were 7,300; in the same week of the six months before 9,000, 11,000, 10,000, 9,500, 10,500 and
//! 10,000: mean 10,000, index 73, below the lowest of the six: flagged. What is open was 94 days past due; the six
//! figures before had a mean of 75.8: index 124.
//!
//! # Edge cases
//!
//! - The first days of a month that belong to none of its four last weeks (none to three) are in no week.
//! - Fewer than four figures before: no flag. A place before the ledger begins is no figure; one without a sale is zero.
//! - Where nothing was past due, there are no days beyond terms, which is not zero days.
//! - A mean of zero or below gives no index.
//! - A period with days among the last ten before the as-of date is provisional: books that are kept late may still change
//!   it.
//!
//! # Source
//!
//! The shock monitor of Tally Street's articles (sales at 73, collections at 50, 94 days beyond terms, 24% up); the
//! counting of weeks and the rule for flags are ours.

use chrono::{Days, NaiveDate};

use super::payment::days_beyond_terms_open_at;
use super::revenue::DatedAmounts;
use super::sales_history::cash;
use super::window::covered;
use super::{Measured, NotEnough};
use crate::base::{Money, Month, Period};
use crate::ledger::{Ledger, PaymentData};

/// So many months are the measure.
const MONTHS: i32 = 6;
/// Figures that it takes for a flag.
const FIGURES_MIN: usize = 4;
/// An index further from 100 than this is beyond the usual.
const BEYOND: f64 = 15.0;
/// Weeks counted back from the month's end.
const WEEKS: u64 = 4;
/// So many last days may still change.
const PROVISIONAL_DAYS: u64 = 10;

/// The last week and the last month.
#[derive(Clone, Debug, PartialEq)]
pub struct ShockMonitor {
    /// The last of the month's four last weeks that is over.
    pub week: Watch,
    /// The last month that is over.
    pub month: Watch,
}

/// One period and its three figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The days.
    pub period: Period,
    /// 1 for the week that ends with the month; `None` for a month.
    pub week: Option<u8>,
    /// Some of its days are so recent that books kept late may still change it.
    pub provisional: bool,
    /// Net sales, cash collected, days beyond terms open.
    pub figures: [Shock; 3],
}

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Sales without tax of the period.
    NetSales,
    /// Payments and cash sales less refunds of the period, with tax.
    CashCollected,
    /// Days past due of what is past due at the period's end, weighted by amount.
    DaysBeyondTermsOpen,
}

/// A figure in its own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// An amount.
    Amount(Money),
    /// Days.
    Days(f64),
}

/// One figure against those before.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// Which.
    pub watched: Watched,
    /// The last period's.
    pub last: Measured<Reading>,
    /// The same place in the six months before, oldest first.
    pub before: Vec<(Period, Measured<Reading>)>,
}

/// How the last figure stands against those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Flagged: higher than all before, and by more than 15 %.
    Higher,
    /// Flagged: lower than all before, and by more than 15 %.
    Lower,
    /// As usual.
    Usual,
    /// Too few figures to tell.
    Unknown,
}

impl Reading {
    /// For means and scales: minor units, or days.
    pub fn number(self) -> f64 {
        match self {
            Self::Amount(amount) => amount.minor() as f64,
            Self::Days(days) => days,
        }
    }
}

impl Shock {
    /// The figures before that there are, smallest first.
    fn sorted(&self) -> Vec<Reading> {
        let mut known: Vec<Reading> = self.before.iter().filter_map(|(_, reading)| reading.clone().ok()).collect();
        known.sort_by(|a, b| a.number().total_cmp(&b.number()));
        known
    }

    /// The mean of those before, in minor units or days; `None` for none.
    pub fn mean(&self) -> Option<f64> {
        let before = self.sorted();
        (!before.is_empty()).then(|| before.iter().map(|reading| reading.number()).sum::<f64>() / before.len() as f64)
    }

    /// The last figure / the mean of those before x 100.
    pub fn index(&self) -> Option<f64> {
        let last = self.last.as_ref().ok()?;
        self.mean().filter(|mean| *mean > 0.0).map(|mean| last.number() / mean * 100.0)
    }

    /// The lowest and the highest of those before.
    pub fn range(&self) -> Option<(Reading, Reading)> {
        let sorted = self.sorted();
        Some((*sorted.first()?, *sorted.last()?))
    }

    /// The middle amount of those before, to the nearest minor unit.
    ///
    /// # Errors
    /// Where fewer are known than it takes to tell what is usual, and where the figures are no amounts.
    pub fn usual_amount(&self) -> Measured<Money> {
        let known = self.before.iter().filter(|(_, reading)| matches!(reading, Ok(Reading::Amount(_)))).count();
        if known < FIGURES_MIN {
            let why = self.before.iter().find_map(|(_, reading)| reading.clone().err());
            return Err(why.unwrap_or(NotEnough::Nothing));
        }
        let median = self.median().ok_or(NotEnough::Nothing)?;
        #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose; `as` stays within the range of i64")]
        let rounded = median.round() as i64;
        Ok(Money::from_minor(rounded))
    }

    /// The middle one of those before; of an even number the mean of the middle two, in minor units or days.
    pub fn median(&self) -> Option<f64> {
        let sorted = self.sorted();
        let upper = sorted.get(sorted.len() / 2)?;
        let lower = sorted.get(sorted.len().saturating_sub(1) / 2)?;
        Some(f64::midpoint(lower.number(), upper.number()))
    }

    /// Whether it is out of the ordinary.
    pub fn standing(&self) -> Standing {
        let (Ok(last), Some((lowest, highest)), Some(index)) = (&self.last, self.range(), self.index()) else {
            return Standing::Unknown;
        };
        match last.number() {
            _ if self.sorted().len() < FIGURES_MIN => Standing::Unknown,
            number if number > highest.number() && index > 100.0 + BEYOND => Standing::Higher,
            number if number < lowest.number() && index < 100.0 - BEYOND => Standing::Lower,
            _ => Standing::Usual,
        }
    }

    /// Whether a flag is bad news: less sales or cash, or more days.
    pub fn is_bad(&self) -> bool {
        match self.watched {
            Watched::NetSales | Watched::CashCollected => self.standing() == Standing::Lower,
            Watched::DaysBeyondTermsOpen => self.standing() == Standing::Higher,
        }
    }
}

/// Watches the last week and the last month that are over at `as_of`.
pub fn shock_monitor(ledger: &Ledger, as_of: NaiveDate) -> ShockMonitor {
    let facts = Facts::new(ledger, as_of);
    let (month, week) = last_week(as_of);
    ShockMonitor {
        week: facts.watch(Some(week), |months| nth_week(month.plus(-months), week)),
        month: facts.watch(None, |months| Month::last_complete(as_of).plus(-months).period()),
    }
}

/// Cash collected of the seven days that end on `last_day`, against the days of the same place in the six months before: as
/// far from the month's end, and at the earliest ending on the month's first day. Where the days are one of the month's four
/// last weeks, this is the monitor's own comparison.
pub fn cash_of_seven_days(ledger: &Ledger, last_day: NaiveDate) -> Shock {
    Facts::new(ledger, last_day).shock(Watched::CashCollected, |months| same_seven_days(last_day, months))
}

/// The seven days of the same place so many months before.
fn same_seven_days(last_day: NaiveDate, months: i32) -> Period {
    let month = Month::of(last_day);
    let before = month.plus(-months);
    let last = (before.last_day() - (month.last_day() - last_day)).max(before.first_day());
    Period::from_first_to_last(last - Days::new(6), last)
}

/// The last week that is over: its month, and its number from the month's end.
fn last_week(as_of: NaiveDate) -> (Month, u8) {
    let month = Month::of(as_of);
    let over = (1..=4).find(|&week| nth_week(month, week).last_day() <= as_of && starts_within(month, week));
    over.map_or((month.plus(-1), 1), |week| (month, week))
}

fn starts_within(month: Month, week: u8) -> bool {
    nth_week(month, week).first_day() >= month.first_day()
}

/// The seven days that end so many weeks before the month does; 1 ends with it.
fn nth_week(month: Month, week: u8) -> Period {
    let weeks = u64::from(week).clamp(1, WEEKS);
    let first = month.last_day() - Days::new(7 * weeks - 1);
    Period::from_first_to_last(first, first + Days::new(6))
}

/// What the figures are made from.
struct Facts<'a> {
    ledger: &'a Ledger,
    as_of: NaiveDate,
    sales: DatedAmounts,
    cash: DatedAmounts,
}

impl<'a> Facts<'a> {
    fn new(ledger: &'a Ledger, as_of: NaiveDate) -> Self {
        let (mut sales, mut collected) = (DatedAmounts::default(), DatedAmounts::default());
        for document in ledger.documents_until(as_of) {
            sales.add(document.date, document.sale());
            collected.add(document.date, cash(document));
        }
        Self { ledger, as_of, sales, cash: collected }
    }

    /// The period that is `periods(0)` against those of so many months before.
    fn watch(&self, week: Option<u8>, periods: impl Fn(i32) -> Period) -> Watch {
        let period = periods(0);
        Watch {
            period,
            week,
            provisional: self.as_of - Days::new(PROVISIONAL_DAYS) < period.last_day(),
            figures: [Watched::NetSales, Watched::CashCollected, Watched::DaysBeyondTermsOpen]
                .map(|watched| self.shock(watched, &periods)),
        }
    }

    /// One figure of `periods(0)` against those of so many months before.
    fn shock(&self, watched: Watched, periods: impl Fn(i32) -> Period) -> Shock {
        Shock {
            watched,
            last: self.reading(watched, periods(0)),
            before: (1..=MONTHS).rev().map(periods).map(|p| (p, self.reading(watched, p))).collect(),
        }
    }

    fn reading(&self, watched: Watched, period: Period) -> Measured<Reading> {
        covered(self.ledger, period)?;
        match watched {
            Watched::NetSales => Ok(Reading::Amount(self.sales.within(period))),
            Watched::CashCollected if self.ledger.payment_data() != PaymentData::Dated => Err(NotEnough::NoPayments),
            Watched::CashCollected => Ok(Reading::Amount(self.cash.within(period))),
            Watched::DaysBeyondTermsOpen => {
                days_beyond_terms_open_at(self.ledger, period.last_day()).map(Reading::Days)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, Event, books_of, day, events, whole};
    use proptest::prelude::*;

    fn shock(watched: Watched, last: Reading, before: &[Reading]) -> Shock {
        let period = Period::from_first_to_last(day(2024, 1, 1), day(2024, 1, 7));
        Shock { watched, last: Ok(last), before: before.iter().map(|&reading| (period, Ok(reading))).collect() }
    }

    fn sales(last: i64, before: &[i64]) -> Shock {
        let before: Vec<Reading> = before.iter().map(|&sales| Reading::Amount(whole(sales))).collect();
        shock(Watched::NetSales, Reading::Amount(whole(last)), &before)
    }

    #[test]
    fn the_published_indices_come_out() {
        let example = sales(7_300, &[9_000, 11_000, 10_000, 9_500, 10_500, 10_000]);
        assert!((example.index().expect("an index") - 73.0).abs() < 1e-9);
        assert_eq!((example.standing(), example.is_bad()), (Standing::Lower, true));
        assert_eq!(example.range(), Some((Reading::Amount(whole(9_000)), Reading::Amount(whole(11_000)))));
        assert_eq!(example.median(), Some(1_000_000.0));
        assert!((sales(5_000, &[10_000; 6]).index().expect("an index") - 50.0).abs() < 1e-9);
        let days = [70.0, 80.0, 75.8, 75.8, 72.0, 81.2].map(Reading::Days);
        let late = shock(Watched::DaysBeyondTermsOpen, Reading::Days(94.0), &days);
        assert!((late.index().expect("an index") - 124.0).abs() < 0.05, "{:?}", late.index());
        assert_eq!((late.standing(), late.is_bad()), (Standing::Higher, true));
    }

    #[test]
    fn a_flag_takes_both_bounds() {
        let standing = |last| sales(last, &[50, 150, 100, 100]).standing();
        assert_eq!(
            [40, 50, 84, 116, 150, 151].map(standing),
            [Standing::Lower, Standing::Usual, Standing::Usual, Standing::Usual, Standing::Usual, Standing::Higher]
        );
        let narrow = |last| sales(last, &[100; 4]).standing();
        assert_eq!(
            [84, 85, 115, 116].map(narrow),
            [Standing::Lower, Standing::Usual, Standing::Usual, Standing::Higher]
        );
        assert_eq!(sales(1, &[100; 3]).standing(), Standing::Unknown);
        assert_eq!(sales(1, &[0; 6]).standing(), Standing::Unknown);
        assert_eq!(sales(1, &[]).median(), None);
    }

    #[test]
    fn weeks_are_counted_from_the_months_end() {
        let found = |as_of: NaiveDate| {
            let (month, week) = last_week(as_of);
            (nth_week(month, week).first_day(), nth_week(month, week).last_day(), week)
        };
        assert_eq!(found(day(2024, 3, 31)), (day(2024, 3, 25), day(2024, 3, 31), 1));
        assert_eq!(found(day(2024, 3, 30)), (day(2024, 3, 18), day(2024, 3, 24), 2));
        assert_eq!(found(day(2024, 3, 10)), (day(2024, 3, 4), day(2024, 3, 10), 4));
        assert_eq!(found(day(2024, 3, 9)), (day(2024, 2, 23), day(2024, 2, 29), 1));
        assert_eq!(found(day(2023, 2, 7)), (day(2023, 2, 1), day(2023, 2, 7), 4));
    }

    #[test]
    fn seven_days_have_their_place_in_every_month() {
        let ends = |last_day, months| same_seven_days(last_day, months).last_day();
        assert_eq!(ends(day(2024, 3, 31), 0), day(2024, 3, 31));
        assert_eq!((ends(day(2024, 3, 31), 1), ends(day(2024, 5, 20), 1)), (day(2024, 2, 29), day(2024, 4, 19)));
        assert_eq!(ends(day(2024, 5, 1), 3), day(2024, 2, 1));
        let cash = sales(7, &[4, 1, 3]);
        assert_eq!(cash.usual_amount(), Err(NotEnough::Nothing));
        assert_eq!(sales(7, &[4, 1, 3, 10]).usual_amount(), Ok(Money::from_minor(350)));
    }

    #[test]
    fn at_a_months_end_seven_days_are_the_monitors_week() {
        let ledger = books_of(&[]).ledger();
        let own = shock_monitor(&ledger, day(2024, 8, 31)).week;
        assert_eq!(own.figures[1], cash_of_seven_days(&ledger, day(2024, 8, 31)));
    }

    #[test]
    fn books_give_the_figures_of_the_same_place() {
        let mut books = Books::new("EUR");
        for month in 1..=8 {
            books.paid("Alder", day(2024, month, 26), 3, whole(if month == 8 { 73 } else { 100 }));
            books.paid("Alder", day(2024, month, 2), 3, whole(999));
        }
        books.invoice_due("Birch", day(2024, 7, 1), day(2024, 7, 21), whole(5));
        let found = shock_monitor(&books.ledger(), day(2024, 8, 31));
        assert_eq!((found.week.week, found.week.provisional), (Some(1), true));
        let [sold, cash, late] = &found.week.figures;
        assert!((sold.index().expect("an index") - 73.0).abs() < 1e-9);
        assert_eq!((sold.standing(), cash.standing()), (Standing::Lower, Standing::Lower));
        assert_eq!(late.last, Ok(Reading::Days(41.0)));
        assert_eq!(
            (late.before[5].1.clone(), late.before[4].1.clone()),
            (Ok(Reading::Days(10.0)), Err(NotEnough::Nothing))
        );
        assert_eq!(late.standing(), Standing::Unknown);
        assert_eq!(found.month.period, Month::of(day(2024, 8, 1)).period());
        assert_eq!(found.month.figures[0].before[0].0.first_day(), day(2024, 2, 1));
        let early = shock_monitor(&books.ledger(), day(2024, 4, 30));
        assert_eq!(early.month.figures[0].standing(), Standing::Unknown);
        assert!(early.month.figures[0].before[0].1.is_err());
    }

    proptest! {
        #[test]
        fn what_is_flagged_lies_outside(events in events(), as_of in 400_u64..1_900) {
            let found = shock_monitor(&books_of(&events).ledger(), Event::epoch() + Days::new(as_of));
            for shock in found.week.figures.iter().chain(&found.month.figures) {
                prop_assert_eq!(shock.before.len(), 6);
                if let (Standing::Higher | Standing::Lower, Ok(last), Some((low, high))) =
                    (shock.standing(), &shock.last, shock.range())
                {
                    prop_assert!(last.number() < low.number() || last.number() > high.number());
                }
                if let (Some(median), Some((low, high))) = (shock.median(), shock.range()) {
                    prop_assert!(low.number() <= median && median <= high.number());
                }
            }
        }
    }
}
