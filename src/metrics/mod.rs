//! The sums: one metric a file, each a pure function of (ledger, as-of date, policy).
//!
//! No metric reads a clock, a file or another room's settings. What is dated after the as-of date has not happened.
//! Money is summed exactly; ratios are the last step. A metric without enough data says why, as [`NotEnough`]; missing
//! is never zero.
//!
//! What several metrics read is made in one place: dated net sales (`revenue`), purchases (`purchases`), open amounts
//! and payments (`receivables`), and the windows that a ledger covers (`window`).

pub mod aging;
pub mod benchmarks;
pub mod cohorts;
pub mod collections;
pub mod concentration;
pub mod flash;
pub mod lateness;
pub mod movement;
pub mod payment;
pub mod receivable_ratios;
pub mod retention;
pub mod retention_simulator;
pub mod rfm_classic;
pub mod risk;
pub mod sales_history;
pub mod sales_stop;
pub mod scorecard;
pub mod segmentation;
pub mod shock_monitor;
pub mod small_customers;
pub mod value;

mod arithmetic;
mod purchases;
mod receivables;
mod revenue;
#[cfg(test)]
mod tests;
mod window;

pub use window::first_covered;

use chrono::NaiveDate;

use crate::ledger::Ledger;

pub use receivables::open_amounts;

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
    /// The sales of the exports end on this day, unusually long before the as-of date: two years cannot be compared.
    SalesStop(NaiveDate),
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
    /// How cohorts are counted.
    pub cohorts: cohorts::CohortPolicy,
    /// What money costs.
    pub lateness: lateness::LatenessPolicy,
    /// What people say of single customers' risk.
    pub risk: risk::RiskPolicy,
}

/// All results for one client at one date.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The date that the books are seen from.
    pub as_of: NaiveDate,
    /// Where sales end unusually long before that date; `None` where they go on.
    pub sales_stop: Option<sales_stop::SalesStop>,
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
    /// The classic quintiles, parallel to the customers; `None` unless the settings ask for them.
    pub rfm_classic: Option<Vec<Option<rfm_classic::ClassicScores>>>,
    /// Retention and the revenue bridge.
    pub retention: retention::Retention,
    /// Shares of sales.
    pub concentration: concentration::Concentration,
    /// The value impact scorecard.
    pub scorecard: scorecard::Scorecard,
    /// The sales threshold and who is below it.
    pub small_customers: small_customers::SmallCustomers,
    /// Customers by year and quarter of first sale.
    pub cohorts: cohorts::Cohorts,
    /// Five years on the client's own rates.
    pub retention_simulation: Measured<retention_simulator::RetentionSimulation>,
    /// Receivables against sales.
    pub receivable_ratios: receivable_ratios::ReceivableRatios,
    /// What late payment costs.
    pub lateness: lateness::Lateness,
    /// Whose receivables need attention.
    pub risk: risk::Risk,
    /// The last week and month against those before.
    pub shock_monitor: shock_monitor::ShockMonitor,
}

/// Computes everything.
pub fn compute(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> Results {
    std::thread::scope(|scope| {
        // The segments at 36 month ends are half of the work: they have a thread of their own.
        let segmentation = scope.spawn(|| segmentation::segmentation(ledger, as_of, &policies.segmentation));
        let payment = payment::payment(ledger, as_of);
        let aging = aging::aging(ledger, as_of);
        let retention = retention::retention(ledger, as_of, &policies.retention);
        let value = value::value(ledger, as_of);
        let concentration = concentration::concentration(ledger, as_of, policies.small_customers.margin);
        let receivable_ratios = receivable_ratios::receivable_ratios(ledger, as_of);
        let lateness = lateness::lateness(ledger, as_of, policies.lateness);
        let shock_monitor = shock_monitor::shock_monitor(ledger, as_of);
        let collections = collections::collections(ledger, as_of);
        let sales_history = sales_history::sales_history(ledger, as_of);
        let sales_stop = sales_stop::sales_stop(ledger, as_of);
        let last_sale = sales_stop.as_ref().map(|stop| stop.last_sale);
        let mut scorecard = scorecard::scorecard(ledger, as_of, &policies.scorecard);
        if let Some(last_sale) = last_sale {
            scorecard.withhold_comparisons(last_sale);
        }
        let small_customers = small_customers::small_customers(ledger, as_of, &policies.small_customers);
        let cohorts = cohorts::cohorts(ledger, as_of, &policies.cohorts);
        let segmentation = segmentation.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let basis = risk::RiskBasis {
            segmentation: &segmentation,
            payment: &payment,
            aging: &aging,
            sales_stop: sales_stop.is_some(),
        };
        Results {
            as_of,
            risk: risk::risk(ledger, as_of, &policies.risk, basis),
            retention_simulation: retention_simulator::retention_simulator(
                &last_sale.map_or_else(|| retention.ttm.clone(), |day| Err(NotEnough::SalesStop(day))),
                policies.scorecard.new_business,
                policies.scorecard.simulated_years,
            ),
            rfm_classic: policies.segmentation.rfm_classic.then(|| rfm_classic::rfm_classic(ledger, as_of)),
            sales_stop,
            receivable_ratios,
            lateness,
            shock_monitor,
            collections,
            sales_history,
            scorecard,
            small_customers,
            cohorts,
            value,
            payment,
            aging,
            segmentation,
            retention,
            concentration,
        }
    })
}
