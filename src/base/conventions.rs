//! How a country writes its dates and numbers, where a file leaves it open.

use serde::Deserialize;

/// Which comes first in dates such as `03/04/2025` and `03-04-25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `31/12/2025`, `31-12-25`.
    DayFirst,
    /// `12/31/2025`, `12-31-25`.
    MonthFirst,
    /// `25-12-31`: with a year of two digits, and only with dashes.
    YearFirst,
}

impl DateOrder {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
            Self::YearFirst => "year-first",
        }
    }
}

/// What stands before the cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DecimalMark {
    /// `1,234.56`.
    #[serde(rename = ".")]
    Point,
    /// `1.234,56`.
    #[serde(rename = ",")]
    Comma,
}

impl DecimalMark {
    /// The mark itself.
    pub const fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}
