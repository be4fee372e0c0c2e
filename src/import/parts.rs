//! Rows that tell a part of a document that other rows make: in a general ledger an invoice is the posting to the
//! receivables, and the postings to income tell what it comes to without tax.

use serde::Deserialize;

use super::cells::Cells;
use super::documents::{Amounts, GROSS, leading_amount};
use super::field::Field;
use super::format::{Format, KindName, RowMeaning};
use super::known_texts::KnownTexts;
use super::recognise::Place;
use super::sheet::Sheet;

/// Rows that tell a part of the document of the same number, customer and date. They are not asked whether they are to be
/// left out. Rows are lines in such a format, and one of these without a number is a row like others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// The name of the column that decides.
    pub(crate) column: String,
    /// It is one of these, in lower case.
    pub(crate) is: KnownTexts,
    /// The kind of the document.
    pub(crate) kind: KindName,
    /// Which of the document's amounts the row's amount is added to.
    pub(crate) field: String,
    /// The row's amount has the other sign than the document's: income is a credit where the invoice is a debit.
    #[serde(default)]
    pub(crate) turned: bool,
}

/// The part that a row tells, where it tells one. `parts` are the format's with the places of their columns.
pub(crate) fn told_by<'a>(parts: &[(&'a Part, Place)], cells: &Cells<'_>) -> Option<&'a Part> {
    let told = |(part, place): &(&'a Part, Place)| {
        (part.is.have(cells.at(*place)) && !cells.text(Field::Number).is_empty()).then_some(*part)
    };
    parts.iter().find_map(told)
}

impl Part {
    /// The amounts of its document that a row with the amounts `read` tells.
    pub(crate) fn amounts(&self, read: &Amounts) -> Amounts {
        let mut amounts = Amounts::default();
        let told = read[GROSS].or(leading_amount(read));
        if let Some(place) = Field::AMOUNTS.iter().position(|field| field.name() == self.field) {
            amounts[place] = told.map(|amount| if self.turned { -amount } else { amount });
        }
        amounts
    }
}

/// The format's parts whose columns the file has.
pub(crate) fn in_file<'a>(sheet: &'a Sheet<'_>) -> Vec<(&'a Part, Place)> {
    let place = |part: &'a Part| Some((part, sheet.columns.named(&part.column))).filter(|(_, place)| place.exists());
    sheet.format.parts.iter().filter_map(place).collect()
}

/// Checks that parts fit their format.
///
/// # Errors
/// What does not.
pub(crate) fn check(format: &Format) -> Result<(), String> {
    for part in &format.parts {
        if format.row != RowMeaning::Line {
            return Err("`parts` needs `row = \"line\"`".to_owned());
        }
        if Field::AMOUNTS.iter().all(|field| field.name() != part.field) {
            return Err(format!("`parts` names the field `{}`, which holds no amount", part.field));
        }
        if !format.columns.contains_key(&part.column) {
            return Err(format!("`parts` uses the column `{}` but `columns` does not name it", part.column));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::import::draft::DraftKind;

    #[test]
    fn a_part_adds_to_one_amount_of_its_document() {
        let part = Part {
            column: "group".to_owned(),
            is: KnownTexts::default(),
            kind: KindName(DraftKind::Invoice),
            field: "net".to_owned(),
            turned: true,
        };
        let mut read = Amounts::default();
        read[GROSS] = Some(Money::from_minor(-500));
        let mut expected = Amounts::default();
        expected[0] = Some(Money::from_minor(500));
        assert_eq!(part.amounts(&read), expected);
    }
}
