//! How sales gather in few customers: cumulative shares as a line, with named points on it.

use charming::element::{LineStyle, Symbol};
use charming::series::{Line, Scatter};
use serde_json::json;

use super::names::put_names;
use super::scatter::{axis_scale, put_frame};
use super::{Plan, solid, value_axis};
use crate::render::charts::labels::Placer;
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Area, GAP, LINE, Plot, Sheet};
use crate::report::model::{Axis, NamedPoint};

/// More points than this on a line are finer than the drawing.
const MOST_POINTS: usize = 400;

pub(super) fn plan(sheet: &Sheet, points: &[[f64; 2]], x: &Axis, y: &Axis, named: &[NamedPoint]) -> Plan {
    let values = |place: usize| {
        let named = named.iter().map(move |point| if place == 0 { point.x } else { point.y });
        points.iter().map(move |point| point[place]).chain(named)
    };
    let (across, up) = (axis_scale(values(0), x, sheet), axis_scale(values(1), y, sheet));
    // The curve ends with the last customer.
    let last = values(0).filter_map(|value| across.terms(value)).fold(across.low, f64::max);
    let across = if last > across.low { across.ending_at(last) } else { across };
    let names = |axis: &Axis| if axis.name.is_empty() { 0.0 } else { LINE };
    let plot = Plot {
        left: sheet.axis_room(&up, y.unit),
        top: LINE / 2.0 + names(y) + if y.name.is_empty() { 0.0 } else { 6.0 },
        right: sheet.width() - sheet.choose(16.0, 16.0),
        bottom: sheet.choose(310.0, 246.0),
    };
    let curve = Line::new()
        .symbol(Symbol::None)
        .line_style(LineStyle::new().color(sheet.colour("ink")).width(2.4))
        .data(thinned(points).filter_map(|point| terms(&across, &up, *point)).collect());
    let dots = Scatter::new()
        .symbol(Symbol::Circle)
        .symbol_size(8.4)
        .item_style(solid(sheet, "accent").border_color(sheet.colour("paper")).border_width(0.8))
        .data(named.iter().filter_map(|point| terms(&across, &up, [point.x, point.y])).collect());
    let mut plan = Plan::new(sheet, plot.bottom + GAP + LINE + names(x) + 4.0, &plot)
        .axes(value_axis(&across, x.unit, sheet, false), value_axis(&up, y.unit, sheet, true))
        .series(curve, json!({"lineStyle": {"join": "round", "cap": "round"}}))
        .series(dots, json!({"z": 3}));
    put_frame(&mut plan, sheet, &plot, x, y);

    let place = |[x, y]: [f64; 2]| Some([plot.across(&across, x)?, plot.up(&up, y)?]);
    let line: Vec<[f64; 2]> = thinned(points).filter_map(|point| place(*point)).collect();
    let bounds = Area { left: plot.left + 2.0, top: 0.0, right: sheet.width(), bottom: plot.bottom };
    let mut placer = Placer::new(sheet, bounds, between(&line));
    let named = named.iter().filter_map(|point| Some((place([point.x, point.y])?, point.name.as_str())));
    put_names(&mut plan, sheet, &mut placer, named);
    plan
}

fn terms(across: &Scale, up: &Scale, [x, y]: [f64; 2]) -> Option<Vec<f64>> {
    Some(vec![across.terms(x)?, up.terms(y)?])
}

/// At most some [`MOST_POINTS`] of the points, evenly taken, the first and the last always.
fn thinned(points: &[[f64; 2]]) -> impl Iterator<Item = &[f64; 2]> {
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.iter().enumerate().filter(move |(index, _)| index % every == 0 || *index == last).map(|(_, point)| point)
}

/// The points and three more between each two.
fn between(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let pairs = points.windows(2).flat_map(|pair| {
        let ([x, y], [to_x, to_y]) = (pair[0], pair[1]);
        [0.0, 0.25, 0.5, 0.75].map(|share| [x + share * (to_x - x), y + share * (to_y - y)])
    });
    pairs.chain(points.last().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_both_ends() {
        let points: Vec<[f64; 2]> = (0..=5000).map(|index| [f64::from(index), 0.0]).collect();
        let thin: Vec<_> = thinned(&points).collect();
        assert!(thin.len() <= MOST_POINTS + 1);
        assert_eq!((thin[0][0], thin[thin.len() - 1][0]), (0.0, 5000.0));
        assert_eq!(thinned(&points[..3]).count(), 3);
        assert_eq!(thinned(&[]).count(), 0);
    }
}
