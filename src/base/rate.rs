//! Exchange rates.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Currency, Money};

/// How many units of the client's currency one unit of another currency is worth. Above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeRate(Decimal);

impl ExchangeRate {
    /// A rate; `None` where it is not above zero.
    pub fn new(rate: Decimal) -> Option<Self> {
        (rate > Decimal::ZERO).then_some(Self(rate.normalize()))
    }

    /// The rate at which `amount` is worth `home`; `None` where either is not above zero.
    pub fn between(amount: Money, from: Currency, home: Money, to: Currency) -> Option<Self> {
        let major = |money: Money, currency: Currency| {
            Decimal::try_from_i128_with_scale(i128::from(money.minor()), u32::from(currency.minor_digits())).ok()
        };
        let (amount, home) = (major(amount, from)?, major(home, to)?);
        if amount <= Decimal::ZERO { None } else { home.checked_div(amount).and_then(Self::new) }
    }

    /// The rate as a number.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// `amount` of the currency `from` in the currency `to`, rounded to its minor unit, halves away from zero; `None`
    /// where it is beyond [`Money::LIMIT`].
    pub fn convert(self, amount: Money, from: Currency, to: Currency) -> Option<Money> {
        let major =
            Decimal::try_from_i128_with_scale(i128::from(amount.minor()), u32::from(from.minor_digits())).ok()?;
        let minor = major.checked_mul(self.0)?.checked_mul(Decimal::from(to.minor_per_major()))?;
        let minor = minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
        (minor.unsigned_abs() <= Money::LIMIT.unsigned_abs()).then_some(Money::from_minor(minor))
    }
}

impl std::fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> ExchangeRate {
        ExchangeRate::new(text.parse().expect("a number")).expect("a rate")
    }

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a currency")
    }

    #[test]
    fn amounts_are_converted_to_the_minor_unit() {
        let convert = |minor, at, from, to| {
            rate(at).convert(Money::from_minor(minor), currency(from), currency(to)).map(Money::minor)
        };
        assert_eq!(convert(10_000, "1.085", "EUR", "USD"), Some(10_850));
        assert_eq!(convert(1, "0.5", "EUR", "USD"), Some(1), "halves go away from zero");
        assert_eq!(convert(-1, "0.5", "EUR", "USD"), Some(-1));
        assert_eq!(convert(1_500, "0.0067", "JPY", "USD"), Some(1_005));
        assert_eq!(convert(1_005, "149.25", "USD", "JPY"), Some(1_500));
        assert_eq!(convert(Money::LIMIT, "2", "EUR", "USD"), None);
    }

    #[test]
    fn one_amount_in_two_currencies_tells_the_rate() {
        let (euro, yen) = (currency("EUR"), currency("JPY"));
        let between = |minor, home| ExchangeRate::between(Money::from_minor(minor), euro, Money::from_minor(home), yen);
        let third = between(300, 1).expect("a rate");
        assert_eq!(third.convert(Money::from_minor(300), euro, yen), Some(Money::from_minor(1)));
        assert_eq!(between(10_000, 16_250), Some(rate("162.5")));
        assert_eq!((between(0, 1), between(1, 0)), (None, None));
    }

    #[test]
    fn a_rate_is_above_zero() {
        assert_eq!(ExchangeRate::new(Decimal::ZERO), None);
        assert_eq!(ExchangeRate::new(Decimal::NEGATIVE_ONE), None);
        assert_eq!(rate("1.500000").to_string(), "1.5");
    }
}
