//! Where labels go so that none lies on another.

use super::sheet::{Area, Label, Sheet};

/// Moves labels up and down so that none overlaps its neighbour and all lie between `top` and `bottom` where there is
/// room. `wanted` are the middles and heights; given back are the middles, in the same order.
pub(crate) fn spread(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].0.total_cmp(&wanted[*other].0));
    let mut middles: Vec<f64> = wanted.iter().map(|(middle, _)| *middle).collect();
    let mut edge = top;
    for index in &order {
        let half = wanted[*index].1 / 2.0;
        middles[*index] = middles[*index].max(edge + half);
        edge = middles[*index] + half;
    }
    let mut edge = bottom;
    for index in order.iter().rev() {
        let half = wanted[*index].1 / 2.0;
        middles[*index] = middles[*index].min(edge - half);
        edge = middles[*index] - half;
    }
    middles
}

/// Places labels one after another, each where it covers least.
pub(crate) struct Placer<'a> {
    sheet: Sheet<'a>,
    /// Where labels may lie.
    bounds: Area,
    /// Marks and points of lines, which labels should not cover.
    obstacles: Vec<[f64; 2]>,
    /// Where labels lie already.
    taken: Vec<Area>,
}

impl<'a> Placer<'a> {
    pub(crate) fn new(sheet: &Sheet<'a>, bounds: Area, obstacles: Vec<[f64; 2]>) -> Self {
        Self { sheet: *sheet, bounds, obstacles, taken: Vec::new() }
    }

    /// The best of `candidates`: none that leaves the bounds or overlaps a label; of the rest the one that covers few
    /// marks and stands early in the list. `None` where there is none.
    pub(crate) fn place(&mut self, candidates: Vec<Label>) -> Option<Label> {
        let possible = candidates.into_iter().enumerate().filter_map(|(rank, text)| {
            let area = text.area(&self.sheet);
            let free = area.within(&self.bounds) && !self.taken.iter().any(|other| area.overlaps(other));
            let covered = || self.obstacles.iter().filter(|point| area.grown(RIM).holds(**point)).count();
            free.then(|| (covered() * COVERED_MARK + rank, text, area))
        });
        let (_, text, area) = possible.min_by_key(|(cost, ..)| *cost)?;
        self.taken.push(area);
        Some(text)
    }
}

/// Marks are some px wide.
const RIM: f64 = 3.0;
/// To cover a mark is as bad as to stand so many places later in the list of candidates.
const COVERED_MARK: usize = 12;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(spread(&[(100.0, 16.0), (20.0, 16.0)], 0.0, 200.0), [100.0, 20.0]);
    }

    #[test]
    fn labels_at_the_edges_are_pushed_inside() {
        assert_eq!(spread(&[(0.0, 16.0), (200.0, 32.0)], 0.0, 200.0), [8.0, 184.0]);
    }

    proptest! {
        #[test]
        fn spread_labels_never_overlap(middles in prop::collection::vec(0.0..300.0_f64, 1..8)) {
            let wanted: Vec<_> = middles.iter().map(|middle| (*middle, 32.0)).collect();
            let mut placed = spread(&wanted, 0.0, 300.0);
            placed.sort_by(f64::total_cmp);
            for pair in placed.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 32.0 - 1e-9);
            }
            prop_assert!(placed[0] >= 16.0 - 1e-9 && placed[placed.len() - 1] <= 284.0 + 1e-9);
        }
    }
}
