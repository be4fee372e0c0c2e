//! Days sales outstanding by counting back through the months whose sales are still owed.

use crate::base::Money;
use crate::metrics::{Measured, NotEnough};

/// How many days of the newest sales are owed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Countback {
    /// So many.
    Days(f64),
    /// More than so many: a month without sales, or the ledger's beginning, came first.
    MoreThan(i64),
}

impl Countback {
    /// The days, or those that it is more than.
    pub fn at_least(self) -> f64 {
        match self {
            Self::Days(days) => days,
            Self::MoreThan(days) => days as f64,
        }
    }
}

/// Takes what is owed off the credit sales of each month with its days, newest first.
///
/// # Errors
/// Where something is owed and the newest month already has no sales.
pub(super) fn countback(owed: Money, months: impl Iterator<Item = (Money, i64)>) -> Measured<Countback> {
    let (mut left, mut counted) = (owed, 0);
    if !left.is_positive() {
        return Ok(Countback::Days(0.0));
    }
    for (sales, days) in months {
        if !sales.is_positive() {
            break;
        }
        if left < sales {
            let part = left.ratio(sales).unwrap_or_default();
            return Ok(Countback::Days(counted as f64 + days as f64 * part));
        }
        left -= sales;
        counted += days;
        if left.is_zero() {
            return Ok(Countback::Days(counted as f64));
        }
    }
    if counted > 0 { Ok(Countback::MoreThan(counted)) } else { Err(NotEnough::NoSales) }
}
