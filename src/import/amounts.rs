//! Amounts as exports write them, and the decimal mark that a file keeps to.

use rust_decimal::Decimal;

use super::evidence::Finding;
use crate::base::{Currency, DecimalMark, Money, ParseMoneyError};

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AmountError {
    /// No form of an amount.
    #[error("is not an amount")]
    NotAnAmount,
    /// `1,234` or `1.234`, and nothing tells whether that is a thousand or one and a bit.
    #[error("could be meant in two ways")]
    MarkUnknown,
    /// It bears the sign of a currency that is not the one that is read.
    #[error("is in another currency")]
    OtherCurrency,
    /// Digits beyond the currency's minor unit.
    #[error("has more decimals than the currency")]
    TooManyDecimals,
    /// Beyond [`Money::LIMIT`].
    #[error("is larger than any amount that can be right")]
    TooLarge,
    /// A formula of a workbook that holds no value.
    #[error("is a formula whose value was never computed")]
    Unsaved,
}

/// An amount without its sign and currency, as the digits and separators that are left.
struct Bare<'a> {
    negative: bool,
    other_currency: bool,
    digits: &'a str,
}

/// Reads amounts of one currency.
#[derive(Debug)]
pub(crate) struct AmountReader {
    currency: Currency,
    mark: Option<DecimalMark>,
    /// Kept between calls so that reading does not allocate.
    plain: String,
}

impl AmountReader {
    /// A reader of amounts in `currency`; `mark` is `None` where nothing tells.
    pub(crate) fn new(currency: Currency, mark: Option<DecimalMark>) -> Self {
        Self { currency, mark, plain: String::new() }
    }

    /// The same reader with the point as decimal mark, as numbers of a workbook have it whatever the file's texts have.
    pub(crate) fn with_point<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.mark.replace(DecimalMark::Point);
        let value = read(self);
        self.mark = mark;
        value
    }

    /// From now on amounts are in `currency`.
    pub(crate) fn set_currency(&mut self, currency: Currency) {
        self.currency = currency;
    }

    /// The currency that amounts are read in.
    pub(crate) fn currency(&self) -> Currency {
        self.currency
    }

    /// The decimal mark, where it is known.
    pub(crate) fn mark(&self) -> Option<DecimalMark> {
        self.mark
    }

    /// Reads one cell; `None` where it is empty, which is not zero.
    pub(crate) fn read(&mut self, text: &str) -> Result<Option<Money>, AmountError> {
        if !self.read_plain(text)? {
            return Ok(None);
        }
        Money::parse_plain(&self.plain, self.currency).map(Some).map_err(|error| match error {
            ParseMoneyError::NotANumber => AmountError::NotAnAmount,
            ParseMoneyError::TooManyDecimals => AmountError::TooManyDecimals,
            ParseMoneyError::TooLarge => AmountError::TooLarge,
        })
    }

    /// Reads one cell as a number that is no amount itself, such as a price with four decimals or a quantity.
    pub(crate) fn read_number(&mut self, text: &str) -> Result<Option<Decimal>, AmountError> {
        if !self.read_plain(text)? {
            return Ok(None);
        }
        self.plain.parse().map(Some).map_err(|_| AmountError::TooLarge)
    }

    /// Puts a cell into `plain` as `[-]digits.[digits]`; false where the cell is empty.
    fn read_plain(&mut self, text: &str) -> Result<bool, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(false);
        }
        let bare = bare(text, self.currency).ok_or(AmountError::NotAnAmount)?;
        if bare.other_currency {
            // A word may begin with the three letters of a currency.
            let is_number = bare.digits.starts_with(|c: char| c.is_ascii_digit());
            return Err(if is_number { AmountError::OtherCurrency } else { AmountError::NotAnAmount });
        }
        let mark = match self.mark {
            Some(mark) => mark,
            None if mark_in_digits(bare.digits) == Finding::Open => return Err(AmountError::MarkUnknown),
            None => DecimalMark::Point,
        };
        self.plain.clear();
        if bare.negative {
            self.plain.push('-');
        }
        push_plain(bare.digits, mark.character(), &mut self.plain).ok_or(AmountError::NotAnAmount)?;
        Ok(true)
    }
}

/// What an amount tells of the decimal mark that its file keeps to.
pub(crate) fn mark_in(text: &str, currency: Currency) -> Finding<DecimalMark> {
    bare(text.trim(), currency).map_or(Finding::Nothing, |bare| mark_in_digits(bare.digits))
}

fn mark_in_digits(digits: &str) -> Finding<DecimalMark> {
    // The separators, the last one last.
    let mut last: Option<(usize, u8)> = None;
    let mut one_before: Option<u8> = None;
    for (at, byte) in digits.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b',')) {
        one_before = last.map(|(_, byte)| byte);
        last = Some((at, byte));
    }
    let Some((at, separator)) = last else { return Finding::Nothing };
    let (itself, the_other) = match separator {
        b'.' => (DecimalMark::Point, DecimalMark::Comma),
        _ => (DecimalMark::Comma, DecimalMark::Point),
    };
    match one_before {
        // `1.234.567`: a decimal mark stands once.
        Some(before) if before == separator => Finding::Says(the_other),
        Some(_) => Finding::Says(itself),
        None => {
            let whole = &digits[..at];
            let looks_grouped = digits.len() - at - 1 == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            if looks_grouped { Finding::Open } else { Finding::Says(itself) }
        }
    }
}

/// Takes signs and currency off: `-$400.00`, `$-142.85`, `(1,234.56)`, `1,234.56 CR`, `12-`, `€ 5`, `5 EUR`,
/// `1.190,00 H`.
fn bare(text: &str, currency: Currency) -> Option<Bare<'_>> {
    let mut rest = text;
    let mut minuses = 0;
    let mut other_currency = false;
    // Nearly all amounts are bare already.
    while !rest.starts_with(|c: char| c.is_ascii_digit()) || !rest.ends_with(|c: char| c.is_ascii_digit()) {
        rest = rest.trim();
        if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            minuses += 1;
            rest = inner;
        } else if let Some(after) = rest.strip_prefix(MINUSES).or_else(|| rest.strip_suffix(MINUSES)) {
            minuses += 1;
            rest = after;
        } else if let Some(before) = strip_word(rest, "cr") {
            minuses += 1;
            rest = before;
        } else if let Some(before) = strip_word(rest, "dr").or_else(|| strip_side(rest, 'S')) {
            rest = before;
        } else if let Some(before) = strip_side(rest, 'H') {
            minuses += 1;
            rest = before;
        } else if let Some((after, belongs)) = strip_currency(rest, currency) {
            other_currency |= !belongs;
            rest = after;
        } else {
            break;
        }
    }
    (minuses <= 1).then_some(Bare { negative: minuses == 1, other_currency, digits: rest })
}

/// The minus of the keyboard and the two that typesetting programs put in its place.
const MINUSES: [char; 3] = ['-', '\u{2212}', '\u{2013}'];

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    text.get(at..).filter(|end| end.eq_ignore_ascii_case(word)).map(|_| &text[..at])
}

/// The text before the German mark of a side, `S` for debit or `H` for credit: `1.190,00 S`. In capitals only, and
/// behind a digit: `5 h` may be hours.
fn strip_side(text: &str, side: char) -> Option<&str> {
    text.strip_suffix(side).map(str::trim_end).filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

/// The text without a currency's sign or code at its start or end, and whether that can be the client's currency.
fn strip_currency(text: &str, currency: Currency) -> Option<(&str, bool)> {
    // Words in the names of the currencies that have the sign: many countries call their money dollar or pound.
    const SIGNS: [(char, &[&str]); 5] =
        [('$', &["dollar", "peso"]), ('€', &["euro"]), ('£', &["pound"]), ('¥', &["yen", "yuan"]), ('₹', &["rupee"])];
    let first = text.get(..3).zip(text.get(3..));
    let last = text.len().checked_sub(3).and_then(|at| text.get(at..).zip(text.get(..at)));
    for (code, rest) in first.into_iter().chain(last) {
        if code.eq_ignore_ascii_case(currency.code()) {
            return Some((rest, true));
        }
        if Currency::parse(code).is_ok() {
            return Some((rest, false));
        }
    }
    if let Some(found) = strip_dollar_of(text, currency) {
        return Some(found);
    }
    SIGNS.iter().find_map(|(sign, words)| {
        let rest = text.strip_prefix(*sign).or_else(|| text.strip_suffix(*sign))?;
        let name = currency.name().to_lowercase();
        Some((rest, words.iter().any(|word| name.contains(word))))
    })
}

/// The text without a dollar sign that says whose dollars they are: `US$ 5`, `C$5`.
fn strip_dollar_of(text: &str, currency: Currency) -> Option<(&str, bool)> {
    let (whose, rest) = text.split_once('$')?;
    let code = currency.code();
    let belongs = match whose {
        "A" => code == "AUD",
        "C" => code == "CAD",
        "S" => code == "SGD",
        "US" | "AU" | "CA" | "NZ" | "HK" | "SG" => code.starts_with(whose) && code.ends_with('D'),
        _ => return None,
    };
    Some((rest, belongs))
}

/// Writes `digits` as `digits[.digits]`; `None` where the separators do not stand where separators stand.
fn push_plain(digits: &str, mark: char, plain: &mut String) -> Option<()> {
    let (whole, decimals) = digits.split_once(mark).unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    if is_digits(whole) {
        plain.push_str(whole);
    } else {
        let separator = whole.chars().find(|c| !c.is_ascii_digit())?;
        if !matches!(separator, '.' | ',' | ' ' | '\'' | '\u{2019}' | '\u{a0}' | '\u{2009}' | '\u{202f}') {
            return None;
        }
        let groups = whole.split(separator).count();
        for (index, group) in whole.split(separator).enumerate() {
            // Groups of two are the Indian way; the last one has three everywhere.
            let fits = match group.len() {
                3 => true,
                1 => index == 0,
                2 => index + 1 < groups,
                _ => false,
            };
            if !fits || !is_digits(group) {
                return None;
            }
            plain.push_str(group);
        }
    }
    plain.push('.');
    plain.push_str(decimals);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd() -> Currency {
        Currency::parse("USD").expect("a currency")
    }

    fn read(text: &str, mark: Option<DecimalMark>) -> Result<Option<i64>, AmountError> {
        AmountReader::new(usd(), mark).read(text).map(|money| money.map(Money::minor))
    }

    #[test]
    fn forms_with_a_point() {
        for (text, minor) in [
            ("1,234.56", 123_456),
            ("1234.5600", 123_456),
            ("1 234.56", 123_456),
            ("1'234.56", 123_456),
            ("12,34,567.00", 123_456_700),
            ("(1,234.56)", -123_456),
            ("$1,234.56", 123_456),
            ("($400.00)", -40_000),
            ("US$ 400.00", 40_000),
            ("(US$10.00)", -1_000),
            ("-$400.00", -40_000),
            ("$-142.85", -14_285),
            ("$13.50 ", 1_350),
            ("1,234.56 CR", -123_456),
            ("12.00 Dr", 1_200),
            ("1,190.00 S", 119_000),
            ("1,190.00 H", -119_000),
            ("5.00H", -500),
            ("\u{2212}5", -500),
            ("5-", -500),
            ("USD 7.5", 750),
            ("7.5 usd", 750),
            (".5", 50),
            ("0", 0),
        ] {
            assert_eq!(read(text, Some(DecimalMark::Point)), Ok(Some(minor)), "{text}");
        }
    }

    #[test]
    fn forms_with_a_comma() {
        for text in ["1.234,56", "1 234,56", "1\u{a0}234,56", "1\u{202f}234,5600", "1234,56"] {
            assert_eq!(read(text, Some(DecimalMark::Comma)), Ok(Some(123_456)), "{text}");
        }
    }

    #[test]
    fn empty_is_not_zero_and_unreadable_is_neither() {
        assert_eq!(read("  ", None), Ok(None));
        for text in [
            "x",
            "-",
            "--5",
            "(-5)",
            "12.34.56",
            "1,2000.00",
            "1,,000",
            "1 2 3",
            "12,34",
            "5,",
            "1e5",
            "%5",
            "()",
            "5 h",
            "S",
            "H",
        ] {
            assert_eq!(read(text, Some(DecimalMark::Point)), Err(AmountError::NotAnAmount), "{text}");
        }
        assert_eq!(read("1.005", Some(DecimalMark::Point)), Err(AmountError::TooManyDecimals));
        for text in ["€5.00", "£5.00", "5.00 EUR", "GBP 5.00", "C$5.00", "HK$ 5.00"] {
            assert_eq!(read(text, Some(DecimalMark::Point)), Err(AmountError::OtherCurrency), "{text}");
        }
        assert_eq!(read("99999999999999999", None), Err(AmountError::TooLarge));
        assert_eq!(read("1,234", None), Err(AmountError::MarkUnknown));
    }

    #[test]
    fn a_sign_belongs_to_the_currencies_that_bear_it() {
        let fits = |text: &str, code: &str| {
            let currency = Currency::parse(code).expect("a currency");
            AmountReader::new(currency, Some(DecimalMark::Point)).read(text).is_ok()
        };
        for code in ["USD", "CAD", "NZD", "SGD", "MXN"] {
            assert!(fits("$5", code) && !fits("€5", code) && !fits("£5", code), "{code}");
        }
        for (text, code) in [("€5", "EUR"), ("£5", "GBP"), ("£5", "EGP"), ("¥5", "JPY"), ("¥5", "CNY"), ("₹5", "INR")]
        {
            assert!(fits(text, code) && !fits("$5", code), "{code}");
        }
    }

    #[test]
    fn numbers_keep_all_their_decimals() {
        let number = |text: &str| AmountReader::new(usd(), Some(DecimalMark::Comma)).read_number(text);
        assert_eq!(number("1.234,56789").map(|n| n.map(|n| n.to_string())), Ok(Some("1234.56789".to_owned())));
        assert_eq!(number("(0,125)").map(|n| n.map(|n| n.to_string())), Ok(Some("-0.125".to_owned())));
        assert_eq!(number(""), Ok(None));
        assert_eq!(number("two"), Err(AmountError::NotAnAmount));
        assert_eq!(number(&"9".repeat(40)), Err(AmountError::TooLarge));
    }

    #[test]
    fn cells_tell_their_decimal_mark() {
        let says = |text| mark_in(text, usd());
        for text in ["1,234.56", "0.123", "1.5", "$1234.000", "1,234,567", "(1.50)"] {
            assert_eq!(says(text), Finding::Says(DecimalMark::Point), "{text}");
        }
        for text in ["1.234,56", "1,5", "1.234.567", "12345,000"] {
            assert_eq!(says(text), Finding::Says(DecimalMark::Comma), "{text}");
        }
        for text in ["1,234", "12.345", "($999,000)"] {
            assert_eq!(says(text), Finding::Open, "{text}");
        }
        assert_eq!(says("1234"), Finding::Nothing);
    }

    /// `1234567.89` with `group` between the thousands and `mark` before the cents.
    fn written(minor: i64, group: &str, mark: char) -> String {
        let whole = (minor / 100).to_string();
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(digit);
        }
        format!("{text}{mark}{:02}", minor % 100)
    }

    proptest! {
        #[test]
        fn amounts_round_trip(minor in 0..=Money::LIMIT, negative: bool) {
            let signed = if negative { -minor } else { minor };
            for (group, mark, decimal) in
                [(",", '.', DecimalMark::Point), ("", '.', DecimalMark::Point), (".", ',', DecimalMark::Comma),
                 ("\u{a0}", ',', DecimalMark::Comma)]
            {
                let text = written(minor, group, mark);
                let text = if negative { format!("({text})") } else { text };
                prop_assert_eq!(read(&text, Some(decimal)), Ok(Some(signed)));
                prop_assert_eq!(mark_in(&text, usd()), Finding::Says(decimal));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = (read(&text, None), mark_in(&text, usd()));
        }
    }
}
