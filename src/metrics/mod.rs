//! The sums: one metric a file, each a pure function of (ledger, as-of date, policy).
//!
//! No metric reads a clock, a file or another room's settings. What is dated after the as-of date has not happened.
//! Money is summed exactly; ratios are the last step. A metric without enough data says why, as [`NotEnough`]; missing
//! is never zero.
//!
//! What several metrics read is made in one place: dated net sales (`revenue`), purchases (`purchases`), open amounts
//! and payments (`receivables`), and the windows that a ledger covers (`window`).

pub mod aging;
pub mod collections;
pub mod concentration;
pub mod payment;
pub mod retention;
pub mod sales_history;
pub mod scorecard;
pub mod segmentation;
pub mod small_customers;
pub mod value;

mod arithmetic;
mod purchases;
mod receivables;
mod revenue;
#[cfg(test)]
mod tests;
mod window;

use chrono::NaiveDate;

use crate::ledger::Ledger;

/// A result, or the reason why there is none.
pub type Measured<T> = Result<T, NotEnough>;

/// Why a metric has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotEnough {
    /// Its window begins before the ledger does.
    History {
        /// The window's first day.
        needed_from: NaiveDate,
        /// The ledger's first day.
        history_start: NaiveDate,
    },
    /// No sale in the window that it divides by.
    NoSales,
    /// The exports hold no payments, or none with dates.
    NoPayments,
    /// The exports tell of balances only from this day on.
    NoReceivablesBefore(NaiveDate),
    /// Nothing of the kind is there to be measured (no overdue item, no new customer).
    Nothing,
    /// The client's settings lack this key.
    Setting(&'static str),
}

/// The settings of every metric, each with its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    /// Fiscal year and kept pairs.
    pub retention: retention::RetentionPolicy,
    /// Thresholds of the nine segments.
    pub segmentation: segmentation::SegmentationPolicy,
    /// Bands of the scorecard.
    pub scorecard: scorecard::ScorecardPolicy,
    /// Cost of visits.
    pub small_customers: small_customers::SmallCustomerPolicy,
}

/// All results for one client at one date.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The date that the books are seen from.
    pub as_of: NaiveDate,
    /// Value and recency.
    pub value: value::Value,
    /// Sales, cash and their parts by month.
    pub sales_history: sales_history::SalesHistory,
    /// Days to pay and days beyond terms.
    pub payment: payment::Payment,
    /// What is open, by age.
    pub aging: aging::Aging,
    /// What is expected to come in.
    pub collections: collections::Collections,
    /// The nine segments.
    pub segmentation: segmentation::Segmentation,
    /// Retention and the revenue bridge.
    pub retention: retention::Retention,
    /// Shares of sales.
    pub concentration: concentration::Concentration,
    /// The value impact scorecard.
    pub scorecard: scorecard::Scorecard,
    /// The sales threshold and who is below it.
    pub small_customers: small_customers::SmallCustomers,
}

/// Computes everything.
pub fn compute(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> Results {
    let value = value::value(ledger, as_of);
    let payment = payment::payment(ledger, as_of);
    let aging = aging::aging(ledger, as_of);
    let retention = retention::retention(ledger, as_of, &policies.retention);
    let concentration = concentration::concentration(ledger, as_of);
    let segmentation = segmentation::segmentation(ledger, as_of, &policies.segmentation);
    Results {
        as_of,
        collections: collections::collections(ledger, as_of),
        sales_history: sales_history::sales_history(ledger, as_of),
        scorecard: scorecard::scorecard(ledger, as_of, &policies.scorecard),
        small_customers: small_customers::small_customers(ledger, as_of, &policies.small_customers),
        value,
        payment,
        aging,
        segmentation,
        retention,
        concentration,
    }
}
