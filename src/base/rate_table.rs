//! Exchange rates by day, as a list of them gives.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Currency, ExchangeRate};

/// Rates of other currencies in the client's currency, by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateTable {
    rates: BTreeMap<(Currency, NaiveDate), ExchangeRate>,
}

impl RateTable {
    /// The oldest rate that still stands for a day: with monthly rates every day has one.
    pub const DAYS_MAX: i64 = 31;

    /// Enters a rate; gives the one that the day had before, if any, which stays.
    pub fn enter(&mut self, currency: Currency, date: NaiveDate, rate: ExchangeRate) -> Option<ExchangeRate> {
        let known = self.rates.get(&(currency, date)).copied();
        self.rates.entry((currency, date)).or_insert(rate);
        known
    }

    /// The latest rate on or before the day and at most [`Self::DAYS_MAX`] days older.
    pub fn on(&self, currency: Currency, date: NaiveDate) -> Option<ExchangeRate> {
        let (&(_, of), &rate) = self.rates.range((currency, NaiveDate::MIN)..=(currency, date)).next_back()?;
        ((date - of).num_days() <= Self::DAYS_MAX).then_some(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_rate_holds_for_a_month() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let rate = |text: &str| ExchangeRate::new(text.parse().expect("a number")).expect("a rate");
        let [euro, yen] = ["EUR", "JPY"].map(|code| Currency::parse(code).expect("a currency"));
        let mut table = RateTable::default();
        assert_eq!(table.enter(euro, day("2025-01-31"), rate("1.04")), None);
        assert_eq!(table.enter(euro, day("2025-02-28"), rate("1.05")), None);
        assert_eq!(table.enter(yen, day("2025-01-01"), rate("0.0064")), None);
        assert_eq!(table.enter(euro, day("2025-02-28"), rate("1.06")), Some(rate("1.05")), "the first one stays");
        assert_eq!(table.on(euro, day("2025-01-30")), None, "none is known yet");
        assert_eq!(table.on(euro, day("2025-02-27")), Some(rate("1.04")));
        assert_eq!(table.on(euro, day("2025-03-31")), Some(rate("1.05")), "31 days later");
        assert_eq!(table.on(euro, day("2025-04-01")), None, "too old");
    }
}
