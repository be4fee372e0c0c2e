//! Two series in each category: beside each other, or one on top of the other.

use serde_json::json;

use super::{
    KeyMark, Plan, bar, categories_room, category_axis, hatching, key_lines, only, outlined, put_categories, put_key,
    solid, value_axis,
};
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{LINE, Overlay, Plot, Sheet};
use crate::report::model::{Category, Series, Unit};

/// Two bars beside each other: the first solid, the second outlined; both hatched where the period is not over.
pub(super) fn pairs(sheet: &Sheet, categories: &[Category], first: &Series, second: &Series, unit: Unit) -> Plan {
    let key = [(KeyMark::Fill("data"), first.name.as_str()), (KeyMark::Outline("ink"), second.name.as_str())];
    let values = first.values.iter().chain(&second.values).filter_map(|value| *value);
    let frame = Frame::new(sheet, &key, &Scale::linear(values, unit, true, sheet.choose(5, 4)), categories, unit);
    let width = (frame.slot * 0.34).clamp(2.0, 40.0).round();
    let gap = if frame.slot > 30.0 { "12%" } else { "0%" };
    // The two bars of a pair are stacks of one whole and one hatched part, of which one is empty.
    let pair = |style, values, stack: &str| bar(width, style, values).bar_gap(gap).stack(stack);
    let mut plan = frame.plan;
    for (series, stack, whole, partial, lines) in [
        (first, "first", solid(sheet, "data"), outlined(sheet, "data"), "data"),
        (second, "second", outlined(sheet, "ink"), outlined(sheet, "ink"), "ink-3"),
    ] {
        plan = plan
            .series(pair(whole, only(&series.values, categories, false), stack), json!({}))
            .series(pair(partial, only(&series.values, categories, true), stack), hatching(sheet, lines));
    }
    plan
}

/// Two parts of one bar: the lower one solid, the upper one outlined; both hatched where the period is not over.
pub(super) fn stacks(sheet: &Sheet, categories: &[Category], lower: &Series, upper: &Series, unit: Unit) -> Plan {
    let key = [(KeyMark::Outline("ink"), upper.name.as_str()), (KeyMark::Fill("data"), lower.name.as_str())];
    let scale = Scale::linear(stack_ends(&lower.values, &upper.values), unit, true, sheet.choose(5, 4));
    let frame = Frame::new(sheet, &key, &scale, categories, unit);
    let width = (frame.slot * 0.6).clamp(2.0, 56.0).round();
    let part = |style, values| bar(width, style, values).stack("whole");
    let mut plan = frame.plan;
    for (series, whole, partial, lines) in [
        (lower, solid(sheet, "data"), outlined(sheet, "data"), "data"),
        (upper, outlined(sheet, "ink"), outlined(sheet, "ink"), "ink-3"),
    ] {
        plan = plan
            .series(part(whole, only(&series.values, categories, false)), json!({}))
            .series(part(partial, only(&series.values, categories, true)), hatching(sheet, lines));
    }
    plan
}

/// Where stacks reach to: parts of one sign add up.
fn stack_ends<'a>(lower: &'a [Option<f64>], upper: &'a [Option<f64>]) -> impl Iterator<Item = f64> + 'a {
    lower.iter().zip(upper).flat_map(|(lower, upper)| {
        let (lower, upper) = (lower.unwrap_or(0.0), upper.unwrap_or(0.0));
        [lower.min(0.0) + upper.min(0.0), lower.max(0.0) + upper.max(0.0)]
    })
}

/// Key, axes and names, before the bars.
struct Frame {
    plan: Plan,
    /// The width of one category's place, px.
    slot: f64,
}

impl Frame {
    fn new(sheet: &Sheet, key: &[(KeyMark, &str)], scale: &Scale, categories: &[Category], unit: Unit) -> Self {
        let left = sheet.axis_room(scale, unit);
        let top = key_lines(sheet, key, sheet.width() - left) as f64 * LINE + 14.0;
        let plot = Plot { left, top, right: sheet.width(), bottom: top + sheet.choose(205.0, 165.0) };
        let mut plan = Plan::new(sheet, plot.bottom + categories_room(categories), &plot)
            .axes(category_axis(categories.len()), value_axis(scale, unit, sheet, true));
        put_key(&mut plan, sheet, key, left);
        put_categories(&mut plan, sheet, &plot, categories);
        if let Some(zero) = plot.up(scale, 0.0) {
            plan.put(Overlay::rule([plot.left, zero], [plot.right, zero], "ink"));
        }
        Self { plan, slot: plot.width() / categories.len().max(1) as f64 }
    }
}
