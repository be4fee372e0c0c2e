//! The flash: the last week, and the quarter so far by week.
//!
//! # Question
//!
//! What happened in the last seven days, does the quarter keep up with last year's, and who crossed a line?
//!
//! # Formula
//!
//! - **The week** is the seven days that end with the as-of date; weeks before it end on the same day of the week. The
//!   quarter is the fiscal one that holds the as-of date, up to that date; its first week may be cut short.
//! - **Sales** are net: invoices and cash sales less credit notes and cash refunds, without tax, by document date. **The
//!   year before** is the same days of the year before; all weeks together are the same quarter up to the same day.
//! - **New business** is sales to customers whose first sale lies in the month of the sale or in the eleven months before,
//!   and not in the ledger's first twelve months; the rest is **repeat business**.
//! - **Cash collected** is payments and cash sales with tax, less refunds, by day of payment. The usual week is the median of
//!   the same seven days, counted from the month's end, of the six months before; from four of them on.
//! - **Newly overdue** is what is open and past due now and was not past due a week ago.
//! - **Lines crossed** since the end of the week before: the open balance passed the credit limit; something passed 30, 60
//!   or 90 days past due; the first purchase on record; a purchase after twelve months or more without one; another
//!   segment. The segments are those that count: into New and Late Payer and out of New a change counts at once, any other
//!   at a month end at which the rules give the new one for the second time running.
//! - **The largest customer** is that of the quarter; growth is told without it as well where that reads differently.
//!
//! # Worked example
//!
//! As of Wednesday 20 May 2026, calendar year: the week is 14 to 20 May, the quarter 1 April to 20 May. Counted back from
//! 20 May, weeks end on 13 and 6 May and on 29, 22, 15, 8 and 1 April: the first one is 1 April alone, then come seven
//! whole weeks. An invoice due on 13 May and still open was not past due on 13 May and is now: newly overdue.
//!
//! # Edge cases
//!
//! - Where the ledger does not cover the same days of the year before, there is no comparison.
//! - New against repeat needs twelve months of ledger before the days it speaks of.
//! - Where a month ends in the days of the year before with another number of days (February), weeks are cut so that the
//!   month ends meet; that week may hold six or eight days.
//! - A payment whose day the exports do not tell is no cash; without dated payments nothing is said of cash.
//! - A segment is not told for those who bought for the first time or came back: that line says it.
//!
//! # Source
//!
//! The weekly flash report of controllers' practice; the lines are our own.

mod crossings;
#[cfg(test)]
mod tests;
mod weeks;

use chrono::{Days, NaiveDate};

use super::aging::{Aging, OpenItem, aging};
use super::receivables::balances_known;
use super::revenue::{CustomerRevenue, NetRevenue};
use super::sales_history::{cash, is_new_business};
use super::segmentation::Segment;
use super::shock_monitor::cash_of_seven_days;
use super::window::covered;
use super::{Measured, NotEnough, Policies};
use crate::base::{Money, Month, Period};
use crate::ledger::{CustomerIx, Ledger, PaymentData};

/// One week of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// The date that the books are seen from: the week's last day.
    pub as_of: NaiveDate,
    /// The seven days.
    pub week: Period,
    /// The fiscal quarter up to the as-of date.
    pub quarter: Period,
    /// The fiscal year up to the as-of date.
    pub year: Period,
    /// The weeks of the quarter, oldest first; their sales add up to the quarter's.
    pub weeks: Vec<WeekOfSales>,
    /// Net sales of the week.
    pub week_sales: Compared,
    /// Net sales of the quarter so far.
    pub quarter_sales: Compared,
    /// The customer with the largest net sales of the quarter so far; `None` where nobody's are above zero.
    pub largest: Option<LargestOfQuarter>,
    /// Customers with an invoice, receipt or credit note in the week, largest net sales first.
    pub customers: Vec<CustomerOfWeek>,
    /// The week's sales.
    pub week_business: Measured<Business>,
    /// The quarter's.
    pub quarter_business: Measured<Business>,
    /// What came in; `Err` without dated payments.
    pub cash: Measured<Cash>,
    /// What is past due now and was not a week ago, largest first.
    pub newly_overdue: Measured<Vec<OpenItem>>,
    /// Who crossed a line, gravest first.
    pub crossings: Vec<Crossing>,
}

/// Net sales of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekOfSales {
    /// The days: seven, or fewer in the quarter's first week.
    pub days: Period,
    /// Net sales.
    pub sales: Compared,
}

/// An amount, and that of the same days of the year before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// This year.
    pub now: Money,
    /// The year before; `Err` where the ledger does not cover it.
    pub year_before: Measured<Money>,
}

/// The quarter's largest customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargestOfQuarter {
    /// Who.
    pub customer: CustomerIx,
    /// Its net sales of the quarter so far.
    pub sales: Compared,
}

/// One customer's sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerOfWeek {
    /// Who.
    pub customer: CustomerIx,
    /// Net sales of the week; below zero where more was credited than sold.
    pub week: Money,
    /// Net sales of the fiscal year so far; `Err` where the ledger begins later.
    pub year_to_date: Measured<Money>,
    /// Net sales of the trailing twelve months; likewise.
    pub ttm: Measured<Money>,
}

/// Sales by who bought: they add up to the sales of the days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Business {
    /// To customers in their first twelve months.
    pub new: Money,
    /// To all others.
    pub repeat: Money,
    /// How many of the first bought.
    pub new_customers: u32,
    /// How many of the others.
    pub repeat_customers: u32,
}

/// Money that came in, less money that went back, with tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cash {
    /// In the week.
    pub week: Money,
    /// In a usual week: the median of the same place in the six months before; `Err` where fewer than four are known.
    pub usual: Measured<Money>,
    /// From whom, largest first; they add up to `week`.
    pub customers: Vec<(CustomerIx, Money)>,
}

/// A line that a customer crossed in the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Who.
    pub customer: CustomerIx,
    /// Which.
    pub line: Line,
    /// Money that goes with it: the open balance, what is so long past due, the week's sales, or twelve months' sales.
    pub amount: Money,
}

/// The lines, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Owes more than the credit limit.
    CreditLimit {
        /// The limit.
        limit: Money,
    },
    /// Something is past due for more days than this: 90, 60 or 30.
    PastDue(PastDue),
    /// Another segment.
    Segment {
        /// A week ago.
        from: Segment,
        /// Now.
        to: Segment,
    },
    /// Bought again after twelve months or more.
    Returned {
        /// The sale before.
        last_sale: NaiveDate,
    },
    /// Bought for the first time on record.
    FirstPurchase,
}

/// Days past due that matter, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PastDue {
    /// More than 90 days.
    Days90,
    /// More than 60 days.
    Days60,
    /// More than 30 days.
    Days30,
}

impl PastDue {
    /// All three, worst first.
    pub const ALL: [Self; 3] = [Self::Days90, Self::Days60, Self::Days30];

    /// The number of days.
    pub const fn days(self) -> i64 {
        match self {
            Self::Days90 => 90,
            Self::Days60 => 60,
            Self::Days30 => 30,
        }
    }
}

impl Flash {
    /// The quarter is over: the as-of date is its last day.
    pub fn quarter_is_over(&self) -> bool {
        Month::of(self.quarter.first_day()).plus(2).last_day() == self.as_of
    }
}

/// Computes the flash at `as_of`.
pub fn flash(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> Flash {
    let revenue = NetRevenue::new(ledger, as_of);
    let week = Period::from_first_to_last(as_of - Days::new(6), as_of);
    let end_month = policies.retention.fiscal_year_end_month;
    let (quarter, year) = (weeks::fiscal_quarter(as_of, end_month), weeks::fiscal_year(as_of, end_month));
    let aging = aging(ledger, as_of);
    let compared = |days: Period| weeks::compared(ledger, &revenue.business, days);
    Flash {
        as_of,
        week,
        quarter,
        year,
        weeks: weeks::of_quarter(quarter).into_iter().map(|days| WeekOfSales { days, sales: compared(days) }).collect(),
        week_sales: compared(week),
        quarter_sales: compared(quarter),
        largest: largest(ledger, &revenue, quarter),
        customers: customers(ledger, &revenue, week, year),
        week_business: business(ledger, &revenue, week),
        quarter_business: business(ledger, &revenue, quarter),
        cash: cash_collected(ledger, week),
        newly_overdue: newly_overdue(ledger, &aging, weeks::day_before(week)),
        crossings: crossings::crossings(ledger, &revenue, &aging, week, policies),
    }
}

/// Who bought or was credited in the week.
fn customers(ledger: &Ledger, revenue: &NetRevenue, week: Period, year: Period) -> Vec<CustomerOfWeek> {
    let mut present = vec![false; ledger.customers().len()];
    let documents = ledger.documents_until(week.last_day()).iter().rev().take_while(|d| week.contains(d.date));
    for document in documents.filter(|document| document.kind.sales_sign() != 0) {
        if let Some(present) = present.get_mut(document.customer.0 as usize) {
            *present = true;
        }
    }
    let twelve_months = Period::trailing_twelve_months(week.last_day());
    let (year_known, ttm_known) = (covered(ledger, year), covered(ledger, twelve_months));
    let mut customers: Vec<CustomerOfWeek> = revenue
        .by_customer()
        .zip(present)
        .filter(|(_, present)| *present)
        .map(|((customer, own), _)| CustomerOfWeek {
            customer,
            week: own.sales.within(week),
            year_to_date: year_known.clone().map(|()| own.sales.within(year)),
            ttm: ttm_known.clone().map(|()| own.sales.within(twelve_months)),
        })
        .collect();
    customers.sort_by_key(|customer| (std::cmp::Reverse(customer.week), customer.customer));
    customers
}

/// The customer with the largest sales of `quarter`; the first of equals.
fn largest(ledger: &Ledger, revenue: &NetRevenue, quarter: Period) -> Option<LargestOfQuarter> {
    let all =
        revenue.by_customer().map(|(customer, own)| (own.sales.within(quarter), std::cmp::Reverse(customer), own));
    let (_, customer, own) =
        all.filter(|(now, ..)| now.is_positive()).max_by_key(|&(now, customer, _)| (now, customer))?;
    Some(LargestOfQuarter { customer: customer.0, sales: weeks::compared(ledger, &own.sales, quarter) })
}

/// New against repeat business; a customer counts as a buyer where its net sales are above zero.
fn business(ledger: &Ledger, revenue: &NetRevenue, days: Period) -> Measured<Business> {
    covered(ledger, Period::trailing_twelve_months(weeks::day_before(days)))?;
    let mut business = Business::default();
    let mut by_customer = vec![(Money::ZERO, Money::ZERO); ledger.customers().len()];
    let documents = ledger.documents_until(days.last_day()).iter().rev().take_while(|d| days.contains(d.date));
    for document in documents {
        let place = document.customer.0 as usize;
        let first_sale = revenue.customers.get(place).and_then(CustomerRevenue::first_sale);
        let Some((new, repeat)) = by_customer.get_mut(place) else { continue };
        *(if is_new_business(ledger, first_sale, document.date) { new } else { repeat }) += document.sale();
    }
    for (new, repeat) in by_customer {
        business.new += new;
        business.repeat += repeat;
        business.new_customers += u32::from(new.is_positive());
        business.repeat_customers += u32::from(repeat.is_positive());
    }
    Ok(business)
}

/// What came in during the week.
fn cash_collected(ledger: &Ledger, week: Period) -> Measured<Cash> {
    if ledger.payment_data() != PaymentData::Dated {
        return Err(NotEnough::NoPayments);
    }
    let mut by_customer = vec![Money::ZERO; ledger.customers().len()];
    let documents = ledger.documents_until(week.last_day()).iter().rev();
    for document in documents.take_while(|document| week.contains(document.date)) {
        if let Some(sum) = by_customer.get_mut(document.customer.0 as usize) {
            *sum += cash(document);
        }
    }
    let mut customers: Vec<(CustomerIx, Money)> =
        (0..).map(CustomerIx).zip(by_customer).filter(|(_, sum)| !sum.is_zero()).collect();
    customers.sort_by_key(|&(customer, sum)| (std::cmp::Reverse(sum), customer));
    Ok(Cash {
        week: customers.iter().map(|&(_, sum)| sum).sum(),
        usual: cash_of_seven_days(ledger, week.last_day()).usual_amount(),
        customers,
    })
}

/// What is past due now and was not at the end of `week_ago`.
fn newly_overdue(ledger: &Ledger, aging: &Aging, week_ago: NaiveDate) -> Measured<Vec<OpenItem>> {
    aging.total.clone()?;
    balances_known(ledger, week_ago)?;
    let mut items: Vec<OpenItem> = aging
        .open_items
        .iter()
        .filter(|item| item.days_past_due > 0 && !was_past_due(ledger, item, week_ago, 0))
        .copied()
        .collect();
    items.sort_by_key(|item| (std::cmp::Reverse(item.open), item.document));
    Ok(items)
}

/// Whether an item was there on `day` and then past due for more than so many days.
fn was_past_due(ledger: &Ledger, item: &OpenItem, day: NaiveDate, days: i64) -> bool {
    let document = ledger.document(item.document);
    let due = super::receivables::due_date(document);
    document.date <= day && (day - due).num_days() > days
}
