//! The cells of a sheet, as they come out of a workbook, to a table.

use super::ContainerError;
use super::limits::{Budget, COLUMNS, ROWS};
use crate::import::table::{CellKind, Epoch, Table};

/// A sheet while it is read: its filled cells are put in by rows, and from left to right.
#[derive(Debug)]
pub(crate) struct Grid<'b> {
    table: Table,
    budget: &'b mut Budget,
    /// The row that is open, counted from 0.
    row: u32,
    /// The first column of it that is not filled yet.
    next_column: u32,
}

impl<'b> Grid<'b> {
    /// An empty sheet of a workbook whose days count from `epoch`.
    pub(crate) fn new(epoch: Epoch, budget: &'b mut Budget) -> Self {
        Self { table: Table::of_workbook(epoch), budget, row: 0, next_column: 0 }
    }

    /// Puts a cell at `row` and `column`, both counted from 0. A blank text is no cell.
    pub(crate) fn put(&mut self, row: u32, column: u32, kind: CellKind, text: &str) -> Result<(), ContainerError> {
        let text = text.trim();
        if text.is_empty() {
            // It costs time alone, but that too.
            return self.budget.take_cells(1);
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(ContainerError::damaged("it has a cell beyond the last row or column"));
        }
        if row > self.row {
            self.close_row();
            self.row = row;
        }
        if row < self.row || column < self.next_column {
            return Err(ContainerError::damaged("its cells are not in order"));
        }
        let blanks = column - self.next_column;
        self.budget.take_cells(blanks as usize + 1)?;
        self.budget.take_text(text.len())?;
        for _ in 0..blanks {
            self.table.add_cell(CellKind::Text, "");
        }
        self.table.add_cell(kind, text);
        self.next_column = column + 1;
        Ok(())
    }

    fn close_row(&mut self) {
        self.table.close_row(self.row + 1);
        self.next_column = 0;
    }

    /// The table of all cells that were put in.
    pub(crate) fn finish(mut self) -> Table {
        self.close_row();
        self.table
    }
}
