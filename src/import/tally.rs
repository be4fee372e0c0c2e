//! What became of each row of a file.

use crate::base::{LeftOut, Origin};

use super::notices::shortened;
use super::table::Row;

/// Counts rows used and rows left out by reason: together they are the rows read.
#[derive(Debug)]
pub(crate) struct Tally {
    file: Origin,
    /// Rows that became facts.
    pub(crate) used: u32,
    /// The others, by reason, in the order in which the reasons came up.
    pub(crate) left_out: Vec<LeftOut>,
}

impl Tally {
    /// Nothing yet.
    pub(crate) fn new(file: Origin) -> Self {
        Self { file, used: 0, left_out: Vec::new() }
    }

    /// The row became a fact.
    pub(crate) fn used(&mut self) {
        self.used += 1;
    }

    /// The row did not.
    pub(crate) fn left_out(&mut self, row: Row<'_>, reason: &str, notable: bool) {
        if let Some(same) = self.left_out.iter_mut().find(|left| left.reason == reason && left.notable == notable) {
            same.rows += 1;
            return;
        }
        let filled: Vec<&str> = row.cells().filter(|cell| !cell.is_empty()).collect();
        self.left_out.push(LeftOut {
            reason: reason.to_owned(),
            rows: 1,
            notable,
            first: self.file.at_row(row.number()),
            seen: shortened(&filled.join(", ")),
        });
    }
}
