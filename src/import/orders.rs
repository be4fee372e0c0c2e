//! What the dates of a file tell of the order of day, month and year that it keeps to: each cell says which orders it can
//! be, and the file's order is one that fits all its cells; where none does, the one that fits most of them.

use std::cmp::Reverse;

use super::dates::Readings;
use super::evidence::{Cell, Oddity, Sample};
use crate::base::DateOrder;

/// What all dates of a file tell together.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderEvidence {
    /// For each order the cells that are no day in it: parallel to [`DateOrder::ALL`].
    excluding: [Sample; DateOrder::ALL.len()],
    /// For each order the first cell that is a day in it and in another one is none.
    told_by: [Option<Cell>; DateOrder::ALL.len()],
    /// For each of [`PAIRS`] the first cell that the two orders read as different days.
    told_apart_by: [Option<Cell>; PAIRS.len()],
}

const PAIRS: [(DateOrder, DateOrder); 3] = [
    (DateOrder::DayFirst, DateOrder::MonthFirst),
    (DateOrder::DayFirst, DateOrder::YearFirst),
    (DateOrder::MonthFirst, DateOrder::YearFirst),
];

impl OrderEvidence {
    /// Takes in one cell. One that is a day in no order tells nothing.
    pub(crate) fn add(&mut self, readings: Readings, row: u32, text: &str) {
        let cell = || Cell { row, text: text.to_owned() };
        let fits = |order: &DateOrder| readings.in_order(*order).is_some();
        if !readings.is_a_day() {
            return;
        }
        let tells = !DateOrder::ALL.iter().all(fits);
        for order in DateOrder::ALL {
            if !fits(&order) {
                self.excluding[order as usize].add(row, text);
            } else if tells && self.told_by[order as usize].is_none() {
                self.told_by[order as usize] = Some(cell());
            }
        }
        for ((one, other), told_apart_by) in PAIRS.into_iter().zip(&mut self.told_apart_by) {
            let days = readings.in_order(one).zip(readings.in_order(other));
            if told_apart_by.is_none() && days.is_some_and(|(one, other)| one != other) {
                *told_apart_by = Some(cell());
            }
        }
    }

    /// The orders that fit all cells; where none does, the one that fits most, and of equally many the one that the first
    /// of them tell.
    pub(crate) fn possible(&self) -> impl Iterator<Item = DateOrder> {
        let count = |order: DateOrder| self.excluding[order as usize].count;
        let first_odd = |order: DateOrder| self.excluding[order as usize].first.first().map(|cell| cell.row);
        let best = DateOrder::ALL.into_iter().min_by_key(|&order| (count(order), Reverse(first_odd(order))));
        DateOrder::ALL.into_iter().filter(move |&order| count(order) == 0 || best == Some(order) && self.is_mixed())
    }

    /// No order fits all cells.
    fn is_mixed(&self) -> bool {
        self.excluding.iter().all(|cells| cells.count > 0)
    }

    /// The cells that are no day in the order that fits most, where none fits all.
    pub(crate) fn oddity(&self) -> Option<Oddity<'_>> {
        let order = self.told().filter(|_| self.is_mixed())? as usize;
        Some(Oddity { usual: self.told_by[order].as_ref()?, odd: &self.excluding[order] })
    }

    /// The order, where only one is possible.
    pub(crate) fn told(&self) -> Option<DateOrder> {
        let mut possible = self.possible();
        possible.next().filter(|_| possible.next().is_none())
    }

    /// A cell that two of `orders` read as different days.
    pub(crate) fn open_among(&self, orders: &[DateOrder]) -> Option<&Cell> {
        let pairs = PAIRS.iter().zip(&self.told_apart_by);
        let both = |(one, other): &(DateOrder, DateOrder)| orders.contains(one) && orders.contains(other);
        pairs.filter(|(pair, _)| both(pair)).find_map(|(_, cell)| cell.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::dates::readings;

    fn evidence(cells: &[&str]) -> OrderEvidence {
        let mut evidence = OrderEvidence::default();
        for (row, text) in (1..).zip(cells) {
            if let Some(readings) = readings(text) {
                evidence.add(readings, row, text);
            }
        }
        evidence
    }

    fn open(cells: &[&str]) -> Option<u32> {
        let evidence = evidence(cells);
        let possible: Vec<DateOrder> = evidence.possible().collect();
        evidence.open_among(&possible).map(|cell| cell.row)
    }

    #[test]
    fn the_order_is_the_one_that_fits_all_cells() {
        let told = |cells: &[&str]| evidence(cells).told();
        assert_eq!(told(&["03/04/2025", "15/04/2025"]), Some(DateOrder::DayFirst));
        assert_eq!(told(&["03/04/2025", "4/15/2025"]), Some(DateOrder::MonthFirst));
        assert_eq!(told(&["03/04/2025"]), None);
        assert_eq!(told(&["07-14-26", "03-04-26"]), Some(DateOrder::MonthFirst));
        assert_eq!(told(&["26-09-20"]), None);
        assert_eq!(told(&["26-09-20", "26-10-31", "25-02-29"]), Some(DateOrder::DayFirst));
        assert_eq!(told(&["26-02-20", "99-12-31", "30-02-26"]), Some(DateOrder::YearFirst));
        assert_eq!(told(&["2025-01-15", "15.01.2025"]), None);
    }

    #[test]
    fn a_file_is_open_where_the_orders_that_are_left_differ() {
        assert_eq!(open(&["05/05/2025", "03/04/2025"]), Some(2));
        assert_eq!(open(&["03/04/2025", "15/04/2025"]), None);
        assert_eq!(open(&["05/05/25"]), None);
        assert_eq!(open(&["05-05-25"]), Some(1));
        assert_eq!(open(&["05-05-25", "05/05/2025"]), None);
        assert_eq!(open(&["2025-01-15"]), None);
    }

    #[test]
    fn where_no_order_fits_all_cells_most_decide() {
        let odd = |cells: &[&str]| {
            let evidence = evidence(cells);
            let oddity = evidence.oddity()?;
            let rows: Vec<u32> = oddity.odd.first.iter().map(|cell| cell.row).collect();
            Some((evidence.told()?, oddity.usual.row, rows))
        };
        assert_eq!(odd(&["15/04/2025", "31/31/2025", "14/04/2025"]), None);
        assert_eq!(odd(&["15/04/2025", "31/31/2025", "4/15/2025"]), Some((DateOrder::DayFirst, 1, vec![3])));
        let most = ["15/04/2025", "4/15/2025", "4/16/2025", "4/17/2025"];
        assert_eq!(odd(&most), Some((DateOrder::MonthFirst, 2, vec![1])));
    }
}
