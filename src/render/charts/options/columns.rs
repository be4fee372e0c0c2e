//! Upright bars with a cross-bar for the comparison; a period that is not over is hatched.

use charming::element::Symbol;
use charming::series::Scatter;
use serde_json::json;

use super::{
    KeyMark, Plan, bar, categories_room, category_axis, hatching, key_lines, only, outlined, put_categories, put_key,
    solid, value_axis,
};
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{LINE, Overlay, Plot, Sheet};
use crate::report::model::{Category, Series, Unit};

pub(super) fn plan(
    sheet: &Sheet,
    categories: &[Category],
    measured: &Series,
    comparison: Option<&Series>,
    unit: Unit,
) -> Plan {
    let compared = comparison.map_or(&[][..], |series| &series.values);
    let values = measured.values.iter().chain(compared).filter_map(|value| *value);
    let scale = Scale::linear(values, unit, true, sheet.choose(5, 4));
    let left = sheet.axis_room(&scale, unit);
    let key: Vec<_> = comparison
        .map(|series| [(KeyMark::Bar("ink-3"), series.name.as_str()), (KeyMark::Fill("data"), measured.name.as_str())])
        .into_iter()
        .flatten()
        .collect();
    let top =
        if key.is_empty() { LINE / 2.0 } else { (key_lines(sheet, &key, sheet.width() - left) as f64) * LINE + 14.0 };
    let bottom = top + sheet.choose(205.0, 165.0);
    let plot = Plot { left, top, right: sheet.width(), bottom };
    let width = (plot.width() / categories.len().max(1) as f64 * 0.6).clamp(2.0, 56.0).round();

    let mut plan = Plan::new(sheet, bottom + categories_room(categories), &plot)
        .axes(category_axis(categories.len()), value_axis(&scale, unit, sheet, true))
        .series(bar(width, solid(sheet, "data"), only(&measured.values, categories, false)), json!({}))
        .series(bar(width, outlined(sheet, "data"), only(&measured.values, categories, true)), hatching(sheet, "data"));
    if let Some(series) = comparison {
        plan = plan
            .series(cross_bars(sheet, &series.values), json!({"symbolSize": [(width * 1.35).round(), 3.4], "z": 3}));
    }
    put_key(&mut plan, sheet, &key, left);
    put_categories(&mut plan, sheet, &plot, categories);
    if let Some(zero) = plot.up(&scale, 0.0) {
        plan.put(Overlay::rule([plot.left, zero], [plot.right, zero], "ink"));
    }
    plan
}

/// A short line across each bar, with a rim of paper so that it shows on the bar too.
fn cross_bars(sheet: &Sheet, values: &[Option<f64>]) -> Scatter {
    let points = values.iter().enumerate().filter_map(|(index, value)| Some(vec![index as f64, (*value)?]));
    Scatter::new()
        .symbol(Symbol::Rect)
        .item_style(solid(sheet, "ink-3").border_color(sheet.colour("paper")).border_width(1.0))
        .data(points.collect())
}
