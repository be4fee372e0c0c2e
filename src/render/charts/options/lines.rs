//! Lines over month ends. Wide: each line's name stands behind its end. Narrow: over or under it, on a rim of paper.

use charming::element::{ItemStyle, LineStyle, LineStyleType, Symbol};
use charming::series;
use serde_json::{Value, json};

use super::{Plan, category_axis, value_axis};
use crate::render::charts::fonts::Weight;
use crate::render::charts::labels::{Placer, spread};
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Anchor, Area, Form, GAP, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{Line, LineRole, Reference, Unit};

/// What is drawn.
pub(super) struct LineChart<'a> {
    pub(super) month_ends: &'a [String],
    pub(super) lines: &'a [Line],
    pub(super) reference: Option<&'a Reference>,
    pub(super) unit: Unit,
    pub(super) from_zero: bool,
}

pub(super) fn plan(sheet: &Sheet, chart: &LineChart) -> Plan {
    let values = chart.lines.iter().flat_map(|line| line.values.iter().filter_map(|value| *value));
    let scale = Scale::linear(
        values.chain(chart.reference.map(|reference| reference.value)),
        chart.unit,
        chart.from_zero,
        sheet.choose(5, 4),
    );
    let labels = end_labels(sheet, chart);
    let right = match sheet.form {
        Form::Wide => labels.iter().map(|label| sheet.text_width(&label.text, label.weight)).fold(0.0, f64::max) + 16.0,
        Form::Narrow => 8.0,
    };
    let left = sheet.axis_room(&scale, chart.unit);
    let bottom = sheet.choose(286.0, 226.0);
    let plot = Plot { left, top: LINE, right: (sheet.width() - right).floor(), bottom };
    let count = chart.month_ends.len();

    let mut plan = Plan::new(sheet, bottom + GAP + LINE + 8.0, &plot)
        .axes(category_axis(count), value_axis(&scale, chart.unit, sheet, true));
    put_years(&mut plan, sheet, &plot, chart.month_ends);
    let on_zero = plot.up(&scale, 0.0).filter(|zero| (plot.top..=plot.bottom).contains(zero));
    plan.put(Overlay::rule([plot.left, bottom], [plot.right, bottom], "rule"));
    if let Some(zero) = on_zero {
        plan.put(Overlay::rule([plot.left, zero], [plot.right, zero], "ink"));
    }
    if let Some(level) = chart.reference.and_then(|reference| plot.up(&scale, reference.value)) {
        plan.put(Overlay::rule([plot.left, level], [plot.right, level], "ink"));
    }
    // The measured line is drawn last, on top of what it is compared with.
    let mut lines: Vec<&Line> = chart.lines.iter().collect();
    lines.sort_by_key(|line| {
        [LineRole::Comparison, LineRole::Part, LineRole::Measured].iter().position(|role| *role == line.role)
    });
    for line in lines {
        plan = plan.series(series(sheet, line, chart), json!({"z": 3, "lineStyle": {"cap": "round", "join": "round"}, "showAllSymbol": true, "data": points(sheet, line, chart)}));
    }
    let labels = match sheet.form {
        Form::Wide => beside(sheet, &plot, &scale, labels),
        Form::Narrow => over(sheet, &plot, &scale, chart, labels),
    };
    for label in labels {
        plan.text(label);
    }
    plan
}

/// The colour of a line and that of its end and name.
fn tokens(role: LineRole, chart: &LineChart) -> (&'static str, &'static str) {
    // One accent a chart: the part's where there is one.
    let has_part = chart.lines.iter().any(|line| line.role == LineRole::Part);
    match role {
        LineRole::Measured if has_part => ("ink", "ink"),
        LineRole::Measured => ("ink", "accent"),
        LineRole::Comparison => ("ink-3", "ink-3"),
        LineRole::Part => ("accent", "accent"),
    }
}

fn series(sheet: &Sheet, line: &Line, chart: &LineChart) -> series::Line {
    let (stroke, _) = tokens(line.role, chart);
    let (width, dash) = match line.role {
        LineRole::Measured => (2.4, LineStyleType::Solid),
        LineRole::Comparison => (1.6, LineStyleType::Solid),
        LineRole::Part => (2.0, LineStyleType::Dashed),
    };
    series::Line::new()
        .symbol(Symbol::Circle)
        .show_symbol(true)
        .connect_nulls(false)
        .item_style(ItemStyle::new().border_color(sheet.colour("paper")).border_width(0.8))
        .line_style(LineStyle::new().color(sheet.colour(stroke)).width(width).type_(dash))
}

/// The points: a dot at the last one, and where a point stands between two gaps and would not be seen.
fn points(sheet: &Sheet, line: &Line, chart: &LineChart) -> Vec<Value> {
    let last = line.values.iter().rposition(Option::is_some);
    let at = |index: usize| line.values.get(index).copied().flatten();
    let (stroke, end) = tokens(line.role, chart);
    (line.values.iter().enumerate())
        .map(|(index, value)| {
            let Some(value) = value else { return Value::Null };
            let alone = index.checked_sub(1).and_then(at).is_none() && at(index + 1).is_none();
            let (symbol, size, token) = if Some(index) == last {
                ("circle", if line.role == LineRole::Measured { 8.4 } else { 6.4 }, end)
            } else if alone {
                ("circle", 5.0, stroke)
            } else {
                ("none", 0.0, stroke)
            };
            json!({"value": value, "symbol": symbol, "symbolSize": size, "itemStyle": {"color": sheet.colour(token)}})
        })
        .collect()
}

/// A name that belongs to a level, before it has its place.
struct EndLabel {
    text: String,
    value: f64,
    token: &'static str,
    weight: Weight,
    /// The name of the reference, not of a line.
    is_reference: bool,
}

fn end_labels(sheet: &Sheet, chart: &LineChart) -> Vec<EndLabel> {
    let limit = sheet.choose(132.0, 150.0);
    let label = |text: &str, value, token, weight, is_reference| EndLabel {
        text: sheet.wrap(text, weight, limit, 3),
        value,
        token,
        weight,
        is_reference,
    };
    let lines = chart.lines.iter().filter_map(|line| {
        let value = line.values.iter().rev().find_map(|value| *value)?;
        Some(match line.role {
            LineRole::Comparison => label(&line.end_label, value, "ink-2", Weight::Regular, false),
            role => label(&line.end_label, value, tokens(role, chart).1, Weight::Semibold, false),
        })
    });
    let reference =
        chart.reference.map(|reference| label(&reference.name, reference.value, "ink-2", Weight::Regular, true));
    lines.chain(reference).filter(|label| !label.text.is_empty()).collect()
}

/// Behind the ends, moved apart where they would overlap.
fn beside(sheet: &Sheet, plot: &Plot, scale: &Scale, labels: Vec<EndLabel>) -> Vec<Label> {
    let wanted: Vec<(f64, f64)> = (labels.iter())
        .map(|label| {
            let height = LINE * label.text.split('\n').count() as f64;
            (plot.up(scale, label.value).unwrap_or(plot.bottom), height)
        })
        .collect();
    let middles = spread(&wanted, 0.0, plot.bottom + LINE);
    let place = |(label, middle): (EndLabel, f64)| {
        let text = Label { weight: label.weight, ..Label::new(plot.right + 10.0, middle, label.text, Anchor::Start) };
        text.token(label.token).inside(sheet)
    };
    labels.into_iter().zip(middles).map(place).collect()
}

/// Over or under the ends, where they cover least of the lines; the reference's name anywhere along it.
fn over(sheet: &Sheet, plot: &Plot, scale: &Scale, chart: &LineChart, labels: Vec<EndLabel>) -> Vec<Label> {
    let bounds = Area { left: plot.left + 2.0, top: 0.0, right: sheet.width(), bottom: plot.bottom };
    let mut placer = Placer::new(sheet, bounds, line_points(plot, scale, chart));
    let place = |label: EndLabel| {
        let y = plot.up(scale, label.value).unwrap_or(plot.bottom);
        let half = LINE * label.text.split('\n').count() as f64 / 2.0;
        let distances: &[f64] = if label.is_reference { &[2.0] } else { &[5.0, 12.0, 20.0, 30.0, 42.0, 56.0, 72.0] };
        let steps: u32 = if label.is_reference { 8 } else { 0 };
        let candidates =
            distances.iter().flat_map(|distance| [y - half - distance, y + half + distance]).flat_map(|y| {
                let (label, far) = (&label, sheet.text_width(&label.text, label.weight));
                (0..=steps).map(move |step| {
                    let x = plot.right - f64::from(step) / 8.0 * (plot.width() - far - 4.0);
                    let text = Label { weight: label.weight, ..Label::new(x, y, &label.text, Anchor::End) };
                    text.token(label.token).halo()
                })
            });
        placer.place(candidates.collect())
    };
    labels.into_iter().filter_map(place).collect()
}

/// Points on all lines and on the reference, close enough that no label slips between them.
fn line_points(plot: &Plot, scale: &Scale, chart: &LineChart) -> Vec<[f64; 2]> {
    let count = chart.month_ends.len();
    let mut points = Vec::new();
    for line in chart.lines {
        for (index, pair) in line.values.windows(2).enumerate() {
            let ends = [pair[0], pair[1]].map(|value| value.and_then(|value| plot.up(scale, value)));
            if let [Some(from), Some(to)] = ends {
                let (x, width) = (plot.slot(index, count), plot.width() / count as f64);
                points.extend([0.0, 0.25, 0.5, 0.75, 1.0].map(|share| [x + share * width, from + share * (to - from)]));
            }
        }
    }
    points
}

/// Years in the middle of their months, parted by ticks.
fn put_years(plan: &mut Plan, sheet: &Sheet, plot: &Plot, month_ends: &[String]) {
    let year = |index: usize| month_ends.get(index).and_then(|date| date.get(..4)).unwrap_or_default();
    let (slot, mut first) = (plot.width() / month_ends.len().max(1) as f64, 0);
    for index in 1..=month_ends.len() {
        if index < month_ends.len() && year(index) == year(first) {
            continue;
        }
        let (from, to) = (plot.left + first as f64 * slot, plot.left + index as f64 * slot);
        if first > 0 {
            plan.put(Overlay::rule([from, plot.bottom], [from, plot.bottom + 6.0], "rule"));
        }
        if sheet.text_width(year(first), Weight::Regular) + 4.0 <= to - from || month_ends.len() == 1 {
            plan.text(Label::new(
                f64::midpoint(from, to),
                plot.bottom + GAP + LINE / 2.0 + 2.0,
                year(first),
                Anchor::Middle,
            ));
        }
        first = index;
    }
}
