//! The words that every room uses: money, dates, periods, places in files, problems.

mod conventions;
mod date;
mod money;
mod origin;
mod problem;
mod rate;
mod rate_table;
mod source;

pub use conventions::{DateOrder, DecimalMark};
pub use date::{Month, Period, months_before};
pub use money::{Currency, Money, ParseMoneyError, UnknownCurrency};
pub use origin::Origin;
pub use problem::{Code, Problem, Severity};
pub use rate::ExchangeRate;
pub use rate_table::RateTable;
pub use source::{Basis, LeftOut, Source};
