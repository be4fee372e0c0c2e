//! Small arithmetic that metrics share: rounding of money (halves go away from zero), counts and means.

use crate::base::Money;

/// `amount / parts`, to the nearest minor unit; `None` for no parts.
pub(super) fn divided(amount: Money, parts: u32) -> Option<Money> {
    let parts = i64::from(parts);
    let half = if amount.is_negative() { -parts / 2 } else { parts / 2 };
    (parts > 0).then(|| Money::from_minor((amount.minor() + half) / parts))
}

/// The nearest whole number of minor units.
pub(super) fn nearest(minor_units: f64) -> Money {
    #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose; `as` stays within the range of i64")]
    let rounded = minor_units.round() as i64;
    Money::from_minor(rounded)
}

/// The middle one of some amounts, or the mean of the middle two; `None` of none.
pub(super) fn median(mut amounts: Vec<Money>) -> Option<Money> {
    amounts.sort_unstable();
    let upper = *amounts.get(amounts.len() / 2)?;
    let lower = *amounts.get((amounts.len() - 1) / 2)?;
    divided(lower + upper, 2)
}

/// A count of things that are held in memory.
pub(super) fn counted(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// Sum of values x weights / sum of weights; `None` where the weights are zero. Exact up to the division.
pub(super) fn weighted_mean(values_and_weights: impl Iterator<Item = (i64, Money)>) -> Option<f64> {
    let (sum, weight) = values_and_weights.fold((0_i128, 0_i128), |(sum, weight), (value, amount)| {
        let amount = i128::from(amount.minor());
        (sum + amount * i128::from(value), weight + amount)
    });
    (weight != 0).then(|| sum as f64 / weight as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        let of = |minor: &[i64]| median(minor.iter().copied().map(Money::from_minor).collect()).map(Money::minor);
        assert_eq!(of(&[]), None);
        assert_eq!((of(&[7]), of(&[9, 1, 2]), of(&[4, 100, 1, 2])), (Some(7), Some(2), Some(3)));
    }

    #[test]
    fn halves_go_away_from_zero() {
        let split = |minor, parts| divided(Money::from_minor(minor), parts).map(Money::minor);
        assert_eq!(split(10, 4), Some(3));
        assert_eq!(split(-10, 4), Some(-3));
        assert_eq!(split(10, 3), Some(3));
        assert_eq!(split(-11, 3), Some(-4));
        assert_eq!(split(10, 0), None);
        assert_eq!(nearest(2.5).minor(), 3);
        assert_eq!(nearest(-2.5).minor(), -3);
    }
}
