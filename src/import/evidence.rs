//! What the cells of a file tell of a habit that the whole file keeps to, such as its decimal mark.

/// What one cell tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding<T> {
    /// It can only be meant so.
    Says(T),
    /// It could be meant either way.
    Open,
    /// The habit makes no difference to it.
    Nothing,
}

/// What all cells of a file tell together.
#[derive(Clone, Debug)]
pub(crate) struct Evidence<T> {
    /// The first cell that can only be meant one way, and its row.
    pub(crate) says: Option<(T, Cell)>,
    /// The first cell that says otherwise.
    pub(crate) contradicts: Option<Cell>,
    /// The first cell that could be meant either way.
    pub(crate) open: Option<Cell>,
}

/// A cell to show in a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The row as a spreadsheet numbers it.
    pub(crate) row: u32,
    /// What the cell says.
    pub(crate) text: String,
}

impl<T> Default for Evidence<T> {
    fn default() -> Self {
        Self { says: None, contradicts: None, open: None }
    }
}

impl<T: Copy + PartialEq> Evidence<T> {
    /// Takes in one cell.
    pub(crate) fn add(&mut self, finding: Finding<T>, row: u32, text: &str) {
        let cell = || Cell { row, text: text.to_owned() };
        match (finding, &self.says) {
            (Finding::Nothing, _) => {}
            (Finding::Open, _) => self.open = self.open.take().or_else(|| Some(cell())),
            (Finding::Says(choice), None) => self.says = Some((choice, cell())),
            (Finding::Says(choice), Some((first, _))) => {
                if *first != choice && self.contradicts.is_none() {
                    self.contradicts = Some(cell());
                }
            }
        }
    }

    /// The habit, where the cells tell.
    pub(crate) fn choice(&self) -> Option<T> {
        self.says.as_ref().map(|(choice, _)| *choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_clear_cell_decides_and_the_first_contrary_one_is_kept() {
        let mut evidence = Evidence::default();
        for (row, finding) in (1..).zip([Finding::Nothing, Finding::Open, Finding::Says('a'), Finding::Says('a')]) {
            evidence.add(finding, row, "x");
        }
        assert_eq!((evidence.choice(), evidence.contradicts.is_some()), (Some('a'), false));
        evidence.add(Finding::Says('b'), 9, "y");
        assert_eq!(evidence.contradicts, Some(Cell { row: 9, text: "y".to_owned() }));
        assert_eq!(evidence.open.map(|cell| cell.row), Some(2));
    }
}
