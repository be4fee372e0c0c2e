//! Rules that hold in some rows only: what must hold of a row, and amounts that count where it does.

use super::cells::Cells;
use super::documents::Amounts;
use super::field::Field;
use super::format::{AmountRows, Condition};
use super::known_texts::KnownTexts;
use super::recognise::Place;
use super::sheet::Sheet;
use crate::base::Money;

/// A condition with the place of its column.
pub(crate) struct PlacedCondition<'a> {
    place: Place,
    is: &'a KnownTexts,
}

impl<'a> PlacedCondition<'a> {
    /// The condition in `sheet`; where the file lacks its column it holds of no row.
    pub(crate) fn new(condition: &'a Condition, sheet: &Sheet<'_>) -> Self {
        Self { place: sheet.columns.named(&condition.column), is: &condition.is }
    }

    /// Whether it holds of the row.
    pub(crate) fn holds(&self, cells: &Cells<'_>) -> bool {
        self.place.exists() && self.is.have(cells.at(self.place))
    }
}

/// An amount that counts in some rows only.
pub(crate) struct PlacedAmountRows<'a> {
    /// Its place in [`Field::AMOUNTS`].
    amount: usize,
    conditions: Vec<PlacedCondition<'a>>,
    turned: bool,
}

impl<'a> PlacedAmountRows<'a> {
    /// The rule in `sheet`; `None` where its column is none of amounts, which the format's checks see to.
    pub(crate) fn new(rule: &'a AmountRows, sheet: &Sheet<'_>) -> Option<Self> {
        let amount = Field::AMOUNTS.iter().position(|field| field.name() == rule.column)?;
        let conditions = rule.conditions.iter().map(|condition| PlacedCondition::new(condition, sheet)).collect();
        Some(Self { amount, conditions, turned: rule.turned })
    }

    /// Lets the amount count in this row, or makes it zero. What is empty stays so.
    pub(crate) fn apply(&self, cells: &Cells<'_>, amounts: &mut Amounts) {
        let counts = self.conditions.iter().any(|condition| condition.holds(cells));
        amounts[self.amount] = amounts[self.amount].map(|amount| match (counts, self.turned) {
            (false, _) => Money::ZERO,
            (true, false) => amount,
            (true, true) => -amount,
        });
    }
}
