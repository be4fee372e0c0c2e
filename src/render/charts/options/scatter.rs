//! A mark a customer, in its segment's form and colour, between two scales.

use charming::element::Symbol;
use charming::series::Scatter;
use serde_json::json;

use super::names::put_names;
use super::{Plan, outlined, solid, value_axis};
use crate::render::charts::fonts::Weight;
use crate::render::charts::labels::Placer;
use crate::render::charts::marks::{DRAWING_ORDER, mark};
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Anchor, Area, GAP, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{Axis, Reference, ScatterPoint};

/// Draws every point that its scales have a place for: on a logarithmic scale those above zero.
pub(super) fn plan(sheet: &Sheet, points: &[ScatterPoint], x: &Axis, y: &Axis, reference: Option<&Reference>) -> Plan {
    let across = axis_scale(points.iter().map(|point| point.x).chain(reference.map(|line| line.value)), x, sheet);
    let up = axis_scale(points.iter().map(|point| point.y), y, sheet);
    let left = sheet.axis_room(&up, y.unit);
    let names = |axis: &Axis| if axis.name.is_empty() { 0.0 } else { LINE };
    let plot = Plot {
        left,
        top: LINE / 2.0 + names(y) + if y.name.is_empty() { 0.0 } else { 6.0 },
        right: sheet.width() - sheet.choose(16.0, 12.0),
        bottom: sheet.choose(372.0, 282.0),
    };
    let mut plan = Plan::new(sheet, plot.bottom + GAP + LINE + names(x) + 4.0, &plot)
        .axes(value_axis(&across, x.unit, sheet, false), value_axis(&up, y.unit, sheet, true));
    put_frame(&mut plan, sheet, &plot, x, y);
    for segment in DRAWING_ORDER {
        let mark = mark(segment);
        let places = (points.iter().filter(|point| point.segment == segment))
            .filter_map(|point| Some(vec![across.terms(point.x)?, up.terms(point.y)?]));
        let places: Vec<Vec<f64>> = places.collect();
        if places.is_empty() {
            continue;
        }
        let style = if mark.hollow {
            outlined(sheet, mark.token).border_width(1.5)
        } else {
            solid(sheet, mark.token).border_color(sheet.colour("paper")).border_width(0.6)
        };
        let series =
            Scatter::new().symbol(Symbol::Custom(mark.symbol.to_owned())).symbol_size(mark.size).item_style(style);
        plan = plan.series(series.data(places), json!({"z": 3}));
    }

    let line = reference.and_then(|line| plot.across(&across, line.value)).map(|at| upright(at, &plot));
    let marks = points.iter().filter_map(|point| place(&plot, &across, &up, point.x, point.y));
    let marks = marks.chain(line.into_iter().flatten()).collect();
    let bounds = Area { left: plot.left, top: 0.0, right: sheet.width(), bottom: plot.bottom };
    let mut placer = Placer::new(sheet, bounds, marks);
    if let Some((reference, at)) = reference.and_then(|line| Some((line, plot.across(&across, line.value)?))) {
        plan.put(Overlay::Rule { from: [at, plot.top], to: [at, plot.bottom], token: "accent", width: 1.6 });
        let name = sheet.wrap(&reference.name, Weight::Semibold, sheet.choose(180.0, 90.0), 3);
        if let Some(text) = placer.place(reference_places(&name, at, &plot)) {
            plan.text(text);
        }
    }
    let named =
        points.iter().filter_map(|point| Some((place(&plot, &across, &up, point.x, point.y)?, point.name.as_deref()?)));
    put_names(&mut plan, sheet, &mut placer, named);
    plan
}

/// The scale of an axis: days begin at zero.
pub(super) fn axis_scale(values: impl Iterator<Item = f64>, axis: &Axis, sheet: &Sheet) -> Scale {
    if axis.logarithmic {
        Scale::logarithmic(values)
    } else {
        Scale::linear(values, axis.unit, true, sheet.choose(5, 4))
    }
}

/// The rule under the plot and the axes' names.
pub(super) fn put_frame(plan: &mut Plan, sheet: &Sheet, plot: &Plot, x: &Axis, y: &Axis) {
    plan.put(Overlay::rule([plot.left, plot.bottom], [plot.right, plot.bottom], "rule"));
    if !x.name.is_empty() {
        let name = sheet.shorten(&x.name, Weight::Regular, sheet.width() - 2.0);
        plan.text(Label::new(sheet.width(), plot.bottom + GAP + LINE * 1.5 + 2.0, name, Anchor::End));
    }
    if !y.name.is_empty() {
        let name = sheet.shorten(&y.name, Weight::Regular, sheet.width() - 2.0);
        plan.text(Label::new(0.0, LINE / 2.0, name, Anchor::Start));
    }
}

fn place(plot: &Plot, across: &Scale, up: &Scale, x: f64, y: f64) -> Option<[f64; 2]> {
    Some([plot.across(across, x)?, plot.up(up, y)?])
}

/// Points on an upright line.
fn upright(at: f64, plot: &Plot) -> Vec<[f64; 2]> {
    (0..64).map(|step| [at, plot.top + plot.height() * f64::from(step) / 63.0]).collect()
}

/// Beside an upright line, from its foot upwards.
fn reference_places(name: &str, at: f64, plot: &Plot) -> Vec<Label> {
    let half = LINE * name.split('\n').count() as f64 / 2.0;
    let heights = (0..12).map(|step| plot.bottom - half - 6.0 - f64::from(step) * LINE);
    let beside = heights.flat_map(|y| [(at + 6.0, y, Anchor::Start), (at - 6.0, y, Anchor::End)]);
    beside.map(|(x, y, anchor)| Label::new(x, y, name, anchor).token("accent").semibold().halo()).collect()
}
