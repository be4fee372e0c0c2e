//! Amounts without sign beside a column that says debit or credit: `S` and `H`, `Dr` and `Cr`.

use serde::Deserialize;

use super::known_texts::KnownTexts;

/// The column that says on which side of the customer's account the row's amounts stand. Without the column the amounts
/// are taken as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sides {
    /// The column's name.
    pub(crate) column: String,
    /// The texts that mean debit, in lower case: amounts are taken as written. An empty text may be one of them.
    pub(crate) debit: KnownTexts,
    /// The texts that mean credit, in lower case: amounts are turned round.
    pub(crate) credit: KnownTexts,
}

impl Sides {
    /// Whether `text` means credit; `None` where it means neither.
    pub(crate) fn is_credit(&self, text: &str) -> Option<bool> {
        if self.credit.have(text) { Some(true) } else { self.debit.have(text).then_some(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_debit_credit_or_unknown() {
        let sides: Sides = toml::from_str("column = 'side'\ndebit = ['s', '']\ncredit = ['h']").expect("sides");
        assert_eq!(["S", "", "h", "x"].map(|text| sides.is_credit(text)), [Some(false), Some(false), Some(true), None]);
    }
}
