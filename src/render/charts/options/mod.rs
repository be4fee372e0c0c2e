//! From what to draw to ECharts' options: one file a kind of chart.
//!
//! Every place on the sheet is decided here: scales, margins and labels come from measured texts, so that nothing is
//! clipped and no label lies on another. ECharts draws axes, bars, lines and marks onto these places.

mod bars;
mod columns;
mod curve;
mod flows;
mod grouped;
mod lines;
mod names;
mod patch;
mod ranked;
mod scatter;
mod waterfall;

use charming::Chart as Options;
use charming::component::{Axis, Grid};
use charming::element::{AxisLabel, AxisLine, AxisTick, AxisType, BoundaryGap, Color, ItemStyle, LineStyle, SplitLine};
use charming::series::{Bar, Series};
use serde_json::{Value, json};

use super::fonts::Weight;
use super::scale::Scale;
use super::sheet::{Anchor, Area, GAP, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{Category, ChartSpec, Unit};

/// A chart laid out on its sheet.
pub(crate) struct Plan {
    /// The sheet's height, px.
    pub(crate) height: f64,
    /// What charming can say.
    options: Options,
    /// What it can't, a value a series.
    series_more: Vec<Value>,
    /// What lies beside the series.
    overlay: Vec<Overlay>,
}

/// Lays a chart out.
pub(crate) fn plan(spec: &ChartSpec, sheet: &Sheet) -> Plan {
    match spec {
        ChartSpec::Columns { categories, measured, comparison, unit } => {
            columns::plan(sheet, categories, measured, comparison.as_ref(), *unit)
        }
        ChartSpec::Pairs { categories, first, second, unit } => grouped::pairs(sheet, categories, first, second, *unit),
        ChartSpec::Stacks { categories, lower, upper, unit } => grouped::stacks(sheet, categories, lower, upper, *unit),
        ChartSpec::Lines { month_ends, lines, reference, unit, from_zero } => lines::plan(
            sheet,
            &lines::LineChart { month_ends, lines, reference: reference.as_ref(), unit: *unit, from_zero: *from_zero },
        ),
        ChartSpec::Waterfall { steps, unit } => waterfall::plan(sheet, steps, *unit),
        ChartSpec::Scatter { points, x, y, reference } => scatter::plan(sheet, points, x, y, reference.as_ref()),
        ChartSpec::Curve { points, x, y, named } => curve::plan(sheet, points, x, y, named),
        ChartSpec::Bars { rows, unit } => bars::plan(sheet, rows, *unit),
        ChartSpec::Ranked { points, threshold, above, below, unit } => {
            ranked::plan(sheet, &ranked::Ranked { points, threshold, above, below, unit: *unit })
        }
        ChartSpec::Flows { from, to, left, right, bands } => {
            flows::plan(sheet, &flows::Diagram { from, to, left, right, bands })
        }
    }
}

impl Plan {
    /// An empty sheet with a plot on it.
    fn new(sheet: &Sheet, height: f64, plot: &Plot) -> Self {
        let grid =
            Grid::new().left(plot.left).top(plot.top).right(sheet.width() - plot.right).bottom(height - plot.bottom);
        Self {
            height,
            options: Options::new().animation(false).grid(grid),
            series_more: Vec::new(),
            overlay: Vec::new(),
        }
    }

    fn axes(self, x: Axis, y: Axis) -> Self {
        Self { options: self.options.x_axis(x).y_axis(y), ..self }
    }

    /// Adds a series, with what charming can't say of it.
    fn series(mut self, series: impl Into<Series>, more: Value) -> Self {
        self.series_more.push(more);
        Self { options: self.options.series(series), ..self }
    }

    fn put(&mut self, overlay: Overlay) {
        self.overlay.push(overlay);
    }

    fn text(&mut self, text: Label) {
        self.overlay.push(Overlay::Label(text));
    }

    /// The options as ECharts reads them.
    pub(crate) fn options(&self, sheet: &Sheet) -> Result<Value, serde_json::Error> {
        patch::complete(&self.options, &self.series_more, &self.overlay, sheet)
    }
}

/// An axis with its labels beside it and, where `lines`, fine lines across the plot.
fn value_axis(scale: &Scale, unit: Unit, sheet: &Sheet, lines: bool) -> Axis {
    let label =
        AxisLabel::new().color(sheet.colour("ink-2")).font_size(super::sheet::TEXT).formatter(scale.formatter(unit));
    let label = scale.ticks.iter().fold(label, |label, tick| label.custom_values(*tick));
    Axis::new()
        .type_(AxisType::Value)
        .min(scale.low)
        .max(scale.high)
        .axis_label(label)
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false).custom_values(scale.ticks.clone()))
        .split_line(SplitLine::new().show(lines).line_style(LineStyle::new().color(sheet.colour("grid")).width(1.0)))
}

/// An axis that only places things; what it would say is put on the sheet as texts.
fn category_axis(count: usize) -> Axis {
    Axis::new()
        .type_(AxisType::Category)
        .show(false)
        .boundary_gap(BoundaryGap::CategoryAxis(true))
        .data((0..count).map(|index| index.to_string()).collect())
}

/// An axis that only places things, on a scale.
fn hidden_axis(scale: &Scale) -> Axis {
    Axis::new().type_(AxisType::Value).show(false).min(scale.low).max(scale.high)
}

/// Filled with one colour; ECharts would let what is behind marks shine through.
fn solid(sheet: &Sheet, token: &str) -> ItemStyle {
    ItemStyle::new().opacity(1.0).color(Color::Value(sheet.colour(token).to_owned()))
}

/// Paper inside, a line around.
fn outlined(sheet: &Sheet, token: &str) -> ItemStyle {
    solid(sheet, "paper").border_color(sheet.colour(token)).border_width(1.2)
}

/// Diagonal lines over what is [`outlined`].
fn hatching(sheet: &Sheet, token: &str) -> Value {
    json!({"itemStyle": {"decal": {
        "symbol": "rect", "color": sheet.colour(token), "dashArrayX": [24, 0], "dashArrayY": [1.8, 3.2],
        "rotation": -std::f64::consts::FRAC_PI_4,
    }}})
}

/// Bars of a width in px that stand in the middle of their places, one series over another.
fn bar(width: f64, style: ItemStyle, values: Vec<Option<f64>>) -> Bar {
    Bar::new().bar_width(width).bar_gap("-100%").item_style(style).data(values)
}

/// The part of `values` whose categories are partial, or the other part.
fn only(values: &[Option<f64>], categories: &[Category], partial: bool) -> Vec<Option<f64>> {
    let both = values.iter().zip(categories);
    both.map(|(value, category)| value.filter(|_| category.partial == partial)).collect()
}

/// Mark and name of one entry of a key.
type KeyEntry<'a> = (KeyMark, &'a str);

/// What stands before a name in a key.
#[derive(Clone, Copy)]
enum KeyMark {
    Fill(&'static str),
    Outline(&'static str),
    Bar(&'static str),
}

/// The height of a key: one line where the names fit, else as many as there are names; nothing for one name.
fn key_lines(sheet: &Sheet, entries: &[KeyEntry], room: f64) -> usize {
    let width: f64 = entries.iter().map(|(_, name)| KEY_MARK + sheet.text_width(name, Weight::Regular) + KEY_GAP).sum();
    if width - KEY_GAP <= room { 1 } else { entries.len() }
}

/// Between a key's mark and the next text.
const KEY_MARK: f64 = 26.0;
/// Between two entries.
const KEY_GAP: f64 = 28.0;

/// A key at the sheet's upper edge, beginning at `left`.
fn put_key(plan: &mut Plan, sheet: &Sheet, entries: &[KeyEntry], left: f64) {
    let one_line = key_lines(sheet, entries, sheet.width() - left) == 1;
    let (mut x, mut y) = (left, LINE / 2.0 + 1.0);
    for (mark, name) in entries {
        let square = Area { left: x, top: y - 6.0, right: x + 12.0, bottom: y + 6.0 };
        let (overlay, width) = match *mark {
            KeyMark::Fill(token) => (Overlay::Fill { area: square, token }, 18.0),
            KeyMark::Outline(token) => (Overlay::Outline { area: square, token }, 18.0),
            KeyMark::Bar(token) => (Overlay::Rule { from: [x, y], to: [x + 20.0, y], token, width: 2.4 }, KEY_MARK),
        };
        plan.put(overlay);
        let name = sheet.shorten(name, Weight::Regular, sheet.width() - x - width);
        let text = Label::new(x + width, y, name, Anchor::Start);
        if one_line {
            x += width + sheet.text_width(&text.text, Weight::Regular) + KEY_GAP;
        } else {
            y += LINE;
        }
        plan.text(text);
    }
}

/// The names under upright bars: all of them where they fit, else every second, third … A period that is not over
/// always has its name.
fn put_categories(plan: &mut Plan, sheet: &Sheet, plot: &Plot, categories: &[Category]) {
    let texts: Vec<Label> = (categories.iter().enumerate())
        .map(|(index, category)| {
            let place = plot.slot(index, categories.len());
            Label::new(place, plot.bottom + GAP + LINE / 2.0, &category.label, Anchor::Middle).inside(sheet)
        })
        .collect();
    let shown = shown_labels(&texts, categories, sheet);
    for (text, category) in
        texts.into_iter().zip(categories).zip(shown).filter_map(|(both, shown)| shown.then_some(both))
    {
        if !category.sub.is_empty() {
            let sub = Label { y: text.y + LINE, text: category.sub.clone(), ..text.clone() };
            plan.text(sub.inside(sheet));
        }
        plan.text(text);
    }
}

/// The room that [`put_categories`] needs under the plot.
fn categories_room(categories: &[Category]) -> f64 {
    let sub = categories.iter().any(|category| !category.sub.is_empty());
    GAP + if sub { 2.0 * LINE } else { LINE } + 2.0
}

fn shown_labels(texts: &[Label], categories: &[Category], sheet: &Sheet) -> Vec<bool> {
    let areas: Vec<Area> = (texts.iter().zip(categories))
        .map(|(text, category)| {
            let sub = Label { text: category.sub.clone(), ..text.clone() }.area(sheet);
            let area = text.area(sheet);
            Area { left: area.left.min(sub.left) - 2.0, right: area.right.max(sub.right) + 2.0, ..area }
        })
        .collect();
    let chosen = |every: usize, first: usize| -> Vec<bool> {
        (0..texts.len()).map(|index| index % every == first || categories[index].partial).collect()
    };
    let clear = |shown: &[bool]| {
        let areas: Vec<&Area> = areas.iter().zip(shown).filter_map(|(area, shown)| shown.then_some(area)).collect();
        areas.windows(2).all(|pair| pair[0].right <= pair[1].left)
    };
    // Names of two words say their year: better fewer names with all years than more of them without.
    let tells_years =
        |shown: &[bool]| (texts.iter().zip(shown)).all(|(text, shown)| *shown || !text.text.contains(' '));
    let sets = || (1..=texts.len()).flat_map(|every| (0..every).map(move |first| (every, first)));
    let clear_sets = || sets().map(|(every, first)| chosen(every, first)).filter(|shown| clear(shown));
    let best = clear_sets().find(|shown| tells_years(shown)).or_else(|| clear_sets().next());
    best.unwrap_or_else(|| vec![false; texts.len()])
}
