//! Currencies as sentences name them: in the plural, with a small letter where the language has one.

use crate::base::Currency;

/// "US dollars", "euros", "pounds sterling"; where the plural is not known here, the name in ISO 4217.
pub(super) fn in_words(currency: Currency) -> String {
    let known = match currency.code() {
        "AUD" => "Australian dollars",
        "CAD" => "Canadian dollars",
        "CHF" => "Swiss francs",
        "CZK" => "Czech koruny",
        "DKK" => "Danish kroner",
        "EUR" => "euros",
        "GBP" => "pounds sterling",
        "HKD" => "Hong Kong dollars",
        "INR" => "Indian rupees",
        "JPY" => "yen",
        "MXN" => "Mexican pesos",
        "NOK" => "Norwegian kroner",
        "NZD" => "New Zealand dollars",
        "PLN" => "Polish zlotys",
        "SEK" => "Swedish kronor",
        "SGD" => "Singapore dollars",
        "USD" => "US dollars",
        "ZAR" => "South African rand",
        _ => return currency.name(),
    };
    known.to_owned()
}
