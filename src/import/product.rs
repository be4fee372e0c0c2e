//! Amounts that an export does not state but implies: a quantity at a price, less a discount in per cent.

use rust_decimal::{Decimal, RoundingStrategy};

use super::cells::Cells;
use super::format::NetFrom;
use super::recognise::Place;
use super::sheet::Sheet;
use crate::base::{Currency, Money};

/// The columns of quantity, price and discount in one file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NetFromAt {
    quantity: Place,
    unit_price: Place,
    discount_percent: Place,
}

impl NetFromAt {
    /// Where the columns of `rule` stand.
    pub(crate) fn new(rule: &NetFrom, sheet: &Sheet<'_>) -> Self {
        let discount = rule.discount_percent.as_ref();
        Self {
            quantity: sheet.columns.named(&rule.quantity),
            unit_price: sheet.columns.named(&rule.unit_price),
            discount_percent: discount.map(|name| sheet.columns.named(name)).unwrap_or_default(),
        }
    }

    /// The amount of a row; `None` where quantity or price is missing or, which is then told, unreadable.
    pub(crate) fn amount(self, cells: &mut Cells<'_>) -> Option<Money> {
        let quantity = cells.number_at(self.quantity);
        let unit_price = cells.number_at(self.unit_price);
        let discount = cells.number_at(self.discount_percent);
        if cells.broken {
            return None;
        }
        let amount = net(quantity?, unit_price?, discount.unwrap_or_default(), cells.client_currency());
        if amount.is_none() {
            let seen = "The quantity at its price is more than any amount that can be right".to_owned();
            let remedy = "Correct quantity or price and export again";
            cells.fail("unreadable-amount", None, seen, remedy);
        }
        amount
    }
}

/// `quantity` x `unit_price` x (1 - `discount_percent` / 100), rounded to the minor unit, halves away from zero; `None`
/// beyond [`Money::LIMIT`].
fn net(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, currency: Currency) -> Option<Money> {
    let full = quantity.checked_mul(unit_price)?;
    let discount = full.checked_mul(discount_percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    let digits = u32::from(currency.minor_digits());
    let net = full.checked_sub(discount)?.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    Money::parse_plain(&net.to_string(), currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_at_a_price_less_a_discount() {
        let dollars = Currency::parse("USD").expect("a currency");
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        for (quantity, price, discount, expected) in [
            ("3", "19.99", "0", Some(5_997)),
            ("2.5", "80.0000", "10", Some(18_000)),
            ("1", "0.125", "0", Some(13)),
            ("-1", "0.125", "0", Some(-13)),
            ("7", "33.3333", "12.5", Some(20_417)),
            ("1", "50", "100", Some(0)),
            ("1000000000000", "1000000", "0", None),
            ("79228162514264337593543950335", "10", "0", None),
        ] {
            let amount = net(number(quantity), number(price), number(discount), dollars);
            assert_eq!(amount.map(Money::minor), expected, "{quantity} at {price} less {discount} %");
        }
        let yen = Currency::parse("JPY").expect("a currency");
        assert_eq!(net(number("3"), number("0.5"), number("0"), yen), Some(Money::from_minor(2)));
    }
}
