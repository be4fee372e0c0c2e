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
    /// What the cells say that can only be meant one way, in the order in which it was met.
    says: Vec<(T, Sample)>,
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

/// Cells of one kind: how many, and the first few.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) count: usize,
    pub(crate) first: Vec<Cell>,
}

impl Sample {
    /// Takes in one cell.
    pub(crate) fn add(&mut self, row: u32, text: &str) {
        const KEPT: usize = 3;
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(Cell { row, text: text.to_owned() });
        }
    }
}

/// A file that does not keep to its habit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Oddity<'a> {
    /// The first cell that is as most are.
    pub(crate) usual: &'a Cell,
    /// Those that are not.
    pub(crate) odd: &'a Sample,
}

impl<T> Default for Evidence<T> {
    fn default() -> Self {
        Self { says: Vec::new(), open: None }
    }
}

impl<T: Copy + PartialEq> Evidence<T> {
    /// Takes in one cell.
    pub(crate) fn add(&mut self, finding: Finding<T>, row: u32, text: &str) {
        match finding {
            Finding::Nothing => {}
            Finding::Open if self.open.is_some() => {}
            Finding::Open => self.open = Some(Cell { row, text: text.to_owned() }),
            Finding::Says(choice) => {
                let known = self.says.iter().position(|(says, _)| *says == choice);
                let place = known.unwrap_or_else(|| {
                    self.says.push((choice, Sample::default()));
                    self.says.len() - 1
                });
                self.says[place].1.add(row, text);
            }
        }
    }

    /// The habit, where the cells tell: what most of them say, of equally many the first.
    pub(crate) fn choice(&self) -> Option<T> {
        self.usual().map(|(choice, _)| *choice)
    }

    /// The habit, with the first cell that tells it.
    pub(crate) fn told(&self) -> Option<(T, &Cell)> {
        let (choice, cells) = self.usual()?;
        Some((*choice, cells.first.first()?))
    }

    /// The cells that do not keep to the habit, where it has two sides.
    pub(crate) fn oddity(&self) -> Option<Oddity<'_>> {
        let (choice, cells) = self.usual()?;
        let (_, odd) = self.says.iter().find(|(other, _)| other != choice)?;
        Some(Oddity { usual: cells.first.first()?, odd })
    }

    fn usual(&self) -> Option<&(T, Sample)> {
        // `max_by_key` would give the last of equally many.
        self.says.iter().rev().max_by_key(|(_, cells)| cells.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_most_cells_say_decides_and_the_others_are_odd() {
        let mut evidence = Evidence::default();
        for (row, finding) in (1..).zip([Finding::Nothing, Finding::Open, Finding::Says('a')]) {
            evidence.add(finding, row, "x");
        }
        assert_eq!((evidence.choice(), evidence.oddity().is_some()), (Some('a'), false));
        evidence.add(Finding::Says('b'), 8, "y");
        assert_eq!(evidence.choice(), Some('a'), "of equally many the first");
        evidence.add(Finding::Says('b'), 9, "z");
        assert_eq!(evidence.choice(), Some('b'));
        let oddity = evidence.oddity().expect("one cell says otherwise");
        assert_eq!((oddity.usual.row, oddity.odd.count, oddity.odd.first[0].row), (8, 1, 3));
        assert_eq!(evidence.open.map(|cell| cell.row), Some(2));
    }

    #[test]
    fn of_many_odd_cells_the_first_few_are_kept() {
        let mut cells = Sample::default();
        (1..=9).for_each(|row| cells.add(row, "x"));
        assert_eq!((cells.count, cells.first.len()), (9, 3));
    }
}
