//! Exact money.
//!
//! A [`Money`] is a count of minor units (cents) and carries no currency of its own: every amount of
//! one ledger is in that ledger's [`Currency`], and an amount in another one never becomes a `Money`
//! of that ledger. So two currencies cannot meet in a sum.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// A currency of ISO 4217, with the number of its minor digits (2 for USD, 0 for JPY, 3 for KWD).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    code: [u8; 3],
    minor_digits: u8,
}

/// The text is not an ISO 4217 code of a currency in use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency code; write three letters as in USD, EUR or GBP")]
pub struct UnknownCurrency(pub String);

impl Currency {
    /// Reads a three-letter code in either case.
    ///
    /// # Errors
    /// [`UnknownCurrency`] where ISO 4217 has no such code, or one without minor units (gold).
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let upper = code.trim().to_ascii_uppercase();
        let unknown = || UnknownCurrency(code.trim().to_owned());
        let currency = iso_currency::Currency::from_code(&upper).ok_or_else(unknown)?;
        let minor_digits = currency.exponent().ok_or_else(unknown)?;
        let code = <[u8; 3]>::try_from(upper.as_bytes()).map_err(|_| unknown())?;
        Ok(Self { code, minor_digits: u8::try_from(minor_digits).map_err(|_| unknown())? })
    }

    /// The three letters, upper case.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// The English name in the singular, as ISO 4217 writes it.
    pub fn name(&self) -> String {
        iso_currency::Currency::from_code(self.code()).map_or_else(|| self.code().to_owned(), |c| c.name().to_owned())
    }

    /// Digits after the decimal mark: 2 for most.
    pub fn minor_digits(&self) -> u8 {
        self.minor_digits
    }

    /// Minor units in one major unit: 100 for most.
    pub fn minor_per_major(&self) -> i64 {
        10_i64.pow(u32::from(self.minor_digits))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount: minor units (cents) of the currency of the ledger that holds it. May be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money(i64);

/// Why a plain decimal number is not an amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// Something other than digits, one leading minus and one decimal point.
    #[error("is not a number")]
    NotANumber,
    /// Digits other than zero beyond the currency's minor unit.
    #[error("has more decimals than the currency")]
    TooManyDecimals,
    /// Beyond [`Money::LIMIT`].
    #[error("larger than any amount that can be right")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest amount that a single document may have, in minor units: a thousand billion of a
    /// currency with cents. It leaves room to sum ninety thousand of them without overflow.
    pub const LIMIT: i64 = 100_000_000_000_000;

    /// An amount of so many minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Reads `[-]digits[.digits]`, the form that readers normalise to. Zeros beyond the currency's
    /// decimals are accepted (`1150.0000`), other digits are not.
    ///
    /// # Errors
    /// See [`ParseMoneyError`].
    ///
    /// ```
    /// # use ledgerpress::base::{Currency, Money};
    /// let usd = Currency::parse("USD").unwrap();
    /// assert_eq!(Money::parse_plain("-1150.5000", usd), Ok(Money::from_minor(-115_050)));
    /// assert!(Money::parse_plain("0.005", usd).is_err());
    /// ```
    pub fn parse_plain(text: &str, currency: Currency) -> Result<Self, ParseMoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(ParseMoneyError::NotANumber);
        }
        let wanted = usize::from(currency.minor_digits);
        let (kept, beyond) = fraction.split_at(fraction.len().min(wanted));
        if beyond.bytes().any(|b| b != b'0') {
            return Err(ParseMoneyError::TooManyDecimals);
        }
        let mut minor: i64 = 0;
        let zeros = std::iter::repeat_n(b'0', wanted - kept.len());
        for digit in whole.bytes().chain(kept.bytes()).chain(zeros) {
            minor = minor * 10 + i64::from(digit - b'0');
            if minor > Self::LIMIT {
                return Err(ParseMoneyError::TooLarge);
            }
        }
        Ok(Self(if negative { -minor } else { minor }))
    }

    /// The amount in major units with all its decimals, a dot and no grouping: what data files hold.
    pub fn to_plain(self, currency: Currency) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let per_major = currency.minor_per_major().unsigned_abs();
        let minor = self.0.unsigned_abs();
        let digits = usize::from(currency.minor_digits);
        if digits == 0 {
            return format!("{sign}{minor}");
        }
        format!("{sign}{}.{:0digits$}", minor / per_major, minor % per_major)
    }

    /// The amount in major units as a float, for charts and statistics; never for sums.
    pub fn to_major(self, currency: Currency) -> f64 {
        self.0 as f64 / currency.minor_per_major() as f64
    }

    /// This amount as a share of `whole`; `None` where `whole` is zero.
    pub fn ratio(self, whole: Self) -> Option<f64> {
        (whole.0 != 0).then(|| self.0 as f64 / whole.0 as f64)
    }

    /// The distance from zero.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// This amount, or zero where it is negative.
    #[must_use]
    pub fn or_zero_if_negative(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a known code")
    }

    #[test]
    fn currencies_know_their_decimals() {
        assert_eq!(currency("usd").code(), "USD");
        assert_eq!(currency("JPY").minor_digits(), 0);
        assert_eq!(currency("KWD").minor_per_major(), 1000);
        assert!(Currency::parse("XYZ").is_err());
        assert!(Currency::parse("").is_err());
    }

    #[test]
    fn plain_numbers_are_read_exactly() {
        let usd = currency("USD");
        let read = |text| Money::parse_plain(text, usd);
        assert_eq!(read("1"), Ok(Money::from_minor(100)));
        assert_eq!(read(".5"), Ok(Money::from_minor(50)));
        assert_eq!(read("-0.05"), Ok(Money::from_minor(-5)));
        assert_eq!(read("1.001"), Err(ParseMoneyError::TooManyDecimals));
        assert_eq!(read("99999999999999999999"), Err(ParseMoneyError::TooLarge));
        for wrong in ["", "-", ".", "1,5", "1 000", "--1", "+1", "1e3", "NaN", "٣"] {
            assert_eq!(read(wrong), Err(ParseMoneyError::NotANumber), "{wrong}");
        }
        assert_eq!(Money::parse_plain("12", currency("JPY")), Ok(Money::from_minor(12)));
    }

    proptest! {
        #[test]
        fn plain_text_round_trips(minor in -Money::LIMIT..=Money::LIMIT, code in "USD|JPY|KWD") {
            let currency = currency(&code);
            let money = Money::from_minor(minor);
            prop_assert_eq!(Money::parse_plain(&money.to_plain(currency), currency), Ok(money));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Money::parse_plain(&text, currency("EUR"));
        }
    }
}
