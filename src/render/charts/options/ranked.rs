//! Customers from the largest to the smallest against a threshold, on a logarithmic scale.

use charming::element::Symbol;
use charming::series::Scatter;
use serde_json::json;

use super::names::put_names;
use super::{Plan, hidden_axis, outlined, solid, value_axis};
use crate::render::charts::fonts::Weight;
use crate::render::charts::labels::Placer;
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Anchor, Area, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{RankedMark, RankedPoint, Reference, Unit};

/// What is drawn.
pub(super) struct Ranked<'a> {
    pub(super) points: &'a [RankedPoint],
    pub(super) threshold: &'a Reference,
    pub(super) above: &'a str,
    pub(super) below: &'a str,
    pub(super) unit: Unit,
}

pub(super) fn plan(sheet: &Sheet, chart: &Ranked) -> Plan {
    let values = chart.points.iter().map(|point| point.value).chain([chart.threshold.value]);
    let scale = Scale::logarithmic(values);
    let count = chart.points.len();
    let plot = Plot {
        left: sheet.axis_room(&scale, chart.unit),
        top: LINE / 2.0,
        right: sheet.width(),
        bottom: sheet.choose(340.0, 270.0),
    };
    // A little room at both ends, so that no mark touches the edge.
    let room = 0.5 + count as f64 / 100.0;
    let ranks = Scale { low: -room, high: count.max(1) as f64 - 1.0 + room, ticks: Vec::new(), logarithmic: false };
    let place =
        |(rank, point): (usize, &RankedPoint)| Some([plot.across(&ranks, rank as f64)?, plot.up(&scale, point.value)?]);
    let above = chart.points.iter().filter(|point| point.mark == RankedMark::Above).count();
    let parting = plot.across(&ranks, above as f64 - 0.5).unwrap_or(plot.left);
    let counts = counts(sheet, &plot, parting, chart);
    let mut plan = Plan::new(sheet, counts[1].y + LINE / 2.0 + 4.0, &plot)
        .axes(hidden_axis(&ranks), value_axis(&scale, chart.unit, sheet, true));
    plan.put(Overlay::rule([plot.left, plot.bottom], [plot.right, plot.bottom], "rule"));
    let size = sheet.choose(4.6, 3.6);
    for (kind, style, size) in [
        (RankedMark::Above, solid(sheet, "ink"), size),
        (RankedMark::Small, outlined(sheet, "bad"), size),
        (RankedMark::Potential, solid(sheet, "bad"), size + 1.0),
    ] {
        let places = (chart.points.iter().enumerate().filter(|(_, point)| point.mark == kind))
            .filter_map(|(rank, point)| Some(vec![rank as f64, scale.terms(point.value)?]));
        let series = Scatter::new().symbol(Symbol::Circle).symbol_size(size).item_style(style).data(places.collect());
        plan = plan.series(series, json!({"z": 3}));
    }

    let level = plot.up(&scale, chart.threshold.value);
    let line = level.into_iter().flat_map(|level| (0..64).map(move |step| [f64::from(step) / 63.0, level]));
    let line = line.map(|[share, level]| [plot.left + share * plot.width(), level]);
    let marks = chart.points.iter().enumerate().filter_map(place).chain(line).collect();
    let bounds = Area { left: plot.left + 2.0, top: 0.0, right: sheet.width(), bottom: plot.bottom };
    let mut placer = Placer::new(sheet, bounds, marks);
    put_threshold(&mut plan, sheet, &plot, &scale, chart, &mut placer);
    let named = chart.points.iter().enumerate();
    let named = named.filter_map(|(rank, point)| Some((place((rank, point))?, point.name.as_deref()?)));
    put_names(&mut plan, sheet, &mut placer, named);
    if above > 0 && above < count {
        plan.put(Overlay::rule([parting, plot.bottom - 6.0], [parting, plot.bottom + 6.0], "ink-3"));
    }
    for text in counts.into_iter().filter(|text| !text.text.is_empty()) {
        plan.text(text);
    }
    plan
}

fn put_threshold(plan: &mut Plan, sheet: &Sheet, plot: &Plot, scale: &Scale, chart: &Ranked, placer: &mut Placer) {
    let Some(level) = plot.up(scale, chart.threshold.value) else { return };
    plan.put(Overlay::Rule { from: [plot.left, level], to: [plot.right, level], token: "accent", width: 1.6 });
    let name = sheet.wrap(&chart.threshold.name, Weight::Semibold, plot.width() - 12.0, 2);
    let half = LINE * name.split('\n').count() as f64 / 2.0 + 5.0;
    let places = [(plot.left + 6.0, Anchor::Start), (plot.right - 2.0, Anchor::End)];
    let candidates = places.into_iter().flat_map(|(x, anchor)| {
        [level + half, level - half].map(|y| Label::new(x, y, &name, anchor).token("accent").semibold().halo())
    });
    if let Some(text) = placer.place(candidates.collect()) {
        plan.text(text);
    }
}

/// How many lie on either side, under the plot: each under its own part where there is room, else one under the
/// other.
fn counts(sheet: &Sheet, plot: &Plot, parting: f64, chart: &Ranked) -> [Label; 2] {
    let y = plot.bottom + 6.0 + LINE / 2.0;
    let text = |x: f64, y: f64, text: &str, anchor, token| {
        let short = sheet.shorten(text, Weight::Semibold, sheet.width() - 2.0);
        Label::new(x, y, short, anchor).token(token).semibold().inside(sheet)
    };
    let above = text(f64::midpoint(plot.left, parting), y, chart.above, Anchor::Middle, "ink");
    let below = text(f64::midpoint(parting, plot.right), y, chart.below, Anchor::Middle, "bad");
    if above.area(sheet).right + 12.0 <= below.area(sheet).left {
        return [above, below];
    }
    [text(plot.left, y, chart.above, Anchor::Start, "ink"), text(plot.right, y + LINE, chart.below, Anchor::End, "bad")]
}
