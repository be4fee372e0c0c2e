//! Scales: from values to places on the drawing, and the few round values that are labelled.

use crate::report::model::Unit;

/// A scale along one side of the plot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    /// The value at its beginning; on a logarithmic scale its power of ten.
    pub(crate) low: f64,
    /// The value at its end, above `low`; on a logarithmic scale its power of ten.
    pub(crate) high: f64,
    /// What is labelled, in the terms of `low` and `high`.
    pub(crate) ticks: Vec<f64>,
    /// Values stand by their powers of ten.
    pub(crate) logarithmic: bool,
}

/// Round days: weeks would be odd among months.
const DAY_STEPS: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 90.0, 180.0, 360.0, 720.0, 1800.0];

impl Scale {
    /// A scale that holds all finite `values` with a little room, and zero where `from_zero`. At most `most` steps.
    pub(crate) fn linear(values: impl Iterator<Item = f64>, unit: Unit, from_zero: bool, most: u32) -> Self {
        let (low, high) = bounds(values.chain(from_zero.then_some(0.0)));
        // What arithmetic left a hair beside zero is zero.
        let hair = (high - low) * 1e-9;
        let (low, high) = (if low.abs() < hair { 0.0 } else { low }, if high.abs() < hair { 0.0 } else { high });
        let (low, high) = match (low, high) {
            _ if high > low => (low, high),
            // No made-up number beside zero.
            _ if from_zero || low == 0.0 => {
                return Self { low: 0.0, high: 1.0, ticks: vec![0.0], logarithmic: false };
            }
            // One level only: a scale round it.
            _ => (low - low.abs() / 10.0, high + high.abs() / 10.0),
        };
        let step = step(high - low, unit, most);
        let room = (high - low) * 0.03;
        // A bound at zero stays there; any other gets room, or the next round value where that is near.
        let high = if high == 0.0 { 0.0 } else { snap(high + room, step, f64::ceil) };
        let low = if low == 0.0 { 0.0 } else { snap(low - room, step, f64::floor) };
        let first = tick_index(low, step, f64::ceil);
        let last = tick_index(high, step, f64::floor);
        let ticks = (first..=last).map(|index| index as f64 * step).collect();
        Self { low, high, ticks, logarithmic: false }
    }

    /// The same scale ending at `high`.
    pub(crate) fn ending_at(self, high: f64) -> Self {
        let ticks = self.ticks.into_iter().filter(|tick| *tick <= high).collect();
        Self { high, ticks, ..self }
    }

    /// A scale by powers of ten that holds all `values` above zero.
    pub(crate) fn logarithmic(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = bounds(values.filter(|value| *value > 0.0).map(f64::log10));
        let (first, last) = (low.floor(), high.ceil().max(low.floor() + 1.0));
        let step = ((last - first) / 6.0).ceil();
        let ticks = (0..=6).map(|index| first + step * f64::from(index)).filter(|tick| *tick <= last + 1e-9).collect();
        Self { low: first, high: last.max(high + 0.05), ticks, logarithmic: true }
    }

    /// Where a value stands on this scale in its own terms: itself, or its power of ten. `None` where it can't stand:
    /// nothing at or below zero has a power of ten.
    pub(crate) fn terms(&self, value: f64) -> Option<f64> {
        let terms = if self.logarithmic { value.log10() } else { value };
        terms.is_finite().then_some(terms)
    }

    /// The share of the scale's length at `value`, 0 at its beginning and 1 at its end.
    pub(crate) fn share(&self, value: f64) -> Option<f64> {
        self.terms(value).map(|terms| (terms - self.low) / (self.high - self.low))
    }

    /// The name of the function that writes its ticks (`formatters` in `bundle/entry.js`).
    pub(crate) fn formatter(&self, unit: Unit) -> &'static str {
        match (self.logarithmic, unit) {
            (true, Unit::Percent) => "power-percent",
            (true, _) => "power-plain",
            (false, Unit::Money) => "money",
            (false, Unit::Percent) => "percent",
            (false, Unit::Days) => "days",
            (false, Unit::Count) => "count",
        }
    }

    /// About how a tick reads, for the room that it needs.
    pub(crate) fn tick_text(&self, tick: f64, unit: Unit) -> String {
        let value = if self.logarithmic { 10_f64.powf(tick) } else { tick };
        let sign = if value < 0.0 { "−" } else { "" };
        let size = value.abs();
        let short = |divisor: f64, suffix: &str| format!("{sign}{}{suffix}", trimmed(size / divisor));
        match unit {
            Unit::Percent => short(0.01, "%"),
            Unit::Money if !self.logarithmic && size >= 1e9 => short(1e9, " bn"),
            Unit::Money if !self.logarithmic && size >= 1e6 => short(1e6, " M"),
            Unit::Money if !self.logarithmic && size >= 1e3 => short(1e3, " k"),
            _ => {
                let text = trimmed(size);
                let commas = text.split('.').next().map_or(0, |whole| whole.len().saturating_sub(1) / 3);
                format!("{sign}{text}{}", ",".repeat(commas))
            }
        }
    }
}

/// At most six decimals, no trailing zeros.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The least and the greatest; (0, 0) of nothing.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low <= high { (low, high) } else { (0.0, 0.0) }
}

/// The smallest round step that parts `length` into at most `most` pieces.
fn step(length: f64, unit: Unit, most: u32) -> f64 {
    let least = length / f64::from(most);
    if unit == Unit::Days
        && let Some(step) = DAY_STEPS.into_iter().find(|step| *step >= least)
    {
        return step;
    }
    let power = 10_f64.powf(least.log10().floor());
    let whole_only = unit == Unit::Count || unit == Unit::Days;
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .filter(|mantissa| !(whole_only && (mantissa * power).fract() != 0.0))
        .map(|mantissa| mantissa * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(1.0);
    if whole_only { step.max(1.0) } else { step }
}

/// The next multiple of `step` in the direction of `round`, where it is within a third of a step.
fn snap(value: f64, step: f64, round: fn(f64) -> f64) -> f64 {
    let multiple = round(value / step) * step;
    if (multiple - value).abs() <= step / 3.0 { multiple } else { value }
}

#[expect(clippy::cast_possible_truncation, reason = "a scale has a handful of steps")]
fn tick_index(value: f64, step: f64, round: fn(f64) -> f64) -> i64 {
    let steps = value / step;
    // A multiple of the step that arithmetic left a hair beside it counts as one.
    if (steps - steps.round()).abs() < 1e-6 { steps.round() as i64 } else { round(steps) as i64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ticks(values: &[f64], unit: Unit, from_zero: bool) -> Vec<f64> {
        Scale::linear(values.iter().copied(), unit, from_zero, 5).ticks
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(ticks(&[302_000.0], Unit::Money, true), [0.0, 100_000.0, 200_000.0, 300_000.0]);
        assert_eq!(ticks(&[3_500_000.0], Unit::Money, true), [0.0, 1e6, 2e6, 3e6]);
        assert_eq!(ticks(&[0.0, 128.0], Unit::Days, true), [0.0, 30.0, 60.0, 90.0, 120.0]);
        assert_eq!(ticks(&[2.0], Unit::Count, true), [0.0, 1.0, 2.0]);
        assert_eq!(ticks(&[-100.0, 100.0], Unit::Money, true), [-100.0, -50.0, 0.0, 50.0, 100.0]);
    }

    #[test]
    fn nothing_and_zeros_have_a_scale() {
        assert_eq!(ticks(&[], Unit::Count, true), [0.0]);
        assert_eq!(ticks(&[0.0, 0.0], Unit::Money, false), [0.0]);
        assert!(Scale::logarithmic(std::iter::empty()).high > Scale::logarithmic(std::iter::empty()).low);
    }

    #[test]
    fn a_logarithmic_scale_has_powers_of_ten_and_no_place_for_zero() {
        let scale = Scale::logarithmic([330.0, 698_175.0].into_iter());
        assert_eq!(scale.ticks, [2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(scale.share(0.0), None);
        assert_eq!(scale.share(10_000.0), Some(0.5));
        assert_eq!(scale.tick_text(6.0, Unit::Money), "1000000,,");
    }

    proptest! {
        #[test]
        fn every_value_is_on_its_scale(values in prop::collection::vec(-1e9..1e9_f64, 1..40), from_zero: bool) {
            let scale = Scale::linear(values.iter().copied(), Unit::Money, from_zero, 5);
            for value in &values {
                let share = scale.share(*value).unwrap();
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share));
            }
            prop_assert!((2..=7).contains(&scale.ticks.len()), "{:?}", scale.ticks);
        }

        #[test]
        fn every_value_is_on_its_logarithmic_scale(values in prop::collection::vec(1e-3..1e9_f64, 1..40)) {
            let scale = Scale::logarithmic(values.iter().copied());
            for value in &values {
                prop_assert!((0.0..=1.0).contains(&scale.share(*value).unwrap()));
            }
            prop_assert!((2..=7).contains(&scale.ticks.len()), "{:?}", scale.ticks);
        }
    }
}
