//! The texts that the cells of a workbook share.

use super::ContainerError;
use super::limits::Budget;

/// Texts by their place, all in one string.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Adds the next one.
    pub(crate) fn push(&mut self, text: &str, budget: &mut Budget) -> Result<(), ContainerError> {
        // Each costs as much as a cell, beside its text.
        budget.take_cells(1)?;
        budget.take_text(text.len())?;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Ok(())
    }

    /// The one at a place, counted from 0.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.text.get(start..*self.ends.get(index)?)
    }
}
