//! From one total to another by steps. Wide: upright bars. Narrow: lying bars, each with its name above it.

use charming::element::ItemStyle;
use charming::series::Bar;
use serde_json::{Value, json};

use super::patch::merge;
use super::{Plan, category_axis, hatching, hidden_axis, outlined, solid, value_axis};
use crate::render::charts::fonts::Weight;
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Anchor, Form, GAP, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{Step, StepKind, Unit};

/// Where a step's bar begins and ends, and where the next one goes on.
struct Span {
    low: f64,
    high: f64,
    end: f64,
}

pub(super) fn plan(sheet: &Sheet, steps: &[Step], unit: Unit) -> Plan {
    let spans = spans(steps);
    let ends = spans.iter().flat_map(|span| [span.low, span.high]);
    match sheet.form {
        Form::Wide => upright(sheet, steps, &spans, &Scale::linear(ends, unit, true, 4), unit),
        Form::Narrow => lying(sheet, steps, &spans, &Scale::linear(ends, unit, true, 4)),
    }
}

fn spans(steps: &[Step]) -> Vec<Span> {
    let mut level = 0.0;
    let mut spans = Vec::new();
    for step in steps {
        let from = if step.kind == StepKind::Change { level } else { 0.0 };
        level = from + step.value;
        spans.push(Span { low: f64::min(from, level), high: f64::max(from, level), end: level });
    }
    spans
}

fn token(step: &Step) -> &'static str {
    match step.kind {
        StepKind::Change if step.value < 0.0 => "bad",
        StepKind::Change if step.value > 0.0 => "good",
        _ => "ink",
    }
}

/// Bars that float: an unseen one up to where they begin, and the seen one on top of it. `least` is the length that a
/// bar has at least, so that a small step is still seen.
fn floating(plan: Plan, sheet: &Sheet, steps: &[Step], spans: &[Span], width: f64, least: f64) -> Plan {
    let stacked = |style| Bar::new().bar_width(width).stack("steps").item_style(style);
    let starts: Vec<f64> = spans.iter().map(|span| span.low).collect();
    let bars: Vec<Value> = (steps.iter().zip(spans))
        .map(|(step, span)| {
            let length = if step.value == 0.0 { 0.0 } else { (span.high - span.low).max(least) };
            let mut item = json!({"value": length, "itemStyle": style(sheet, step)});
            if step.kind == StepKind::Change && step.value < 0.0 {
                merge(&mut item, hatching(sheet, "bad"));
            }
            item
        })
        .collect();
    // Bars that begin below zero and end above it add up only if the signs don't matter.
    plan.series(stacked(ItemStyle::new().color("transparent")).data(starts), json!({"stackStrategy": "all"}))
        .series(stacked(ItemStyle::new()), json!({"stackStrategy": "all", "data": bars}))
}

fn style(sheet: &Sheet, step: &Step) -> ItemStyle {
    match step.kind {
        StepKind::Total => solid(sheet, "data"),
        StepKind::Subtotal => outlined(sheet, "ink"),
        StepKind::Change if step.value < 0.0 => outlined(sheet, "bad"),
        StepKind::Change => solid(sheet, "good"),
    }
}

/// A step's name, broken where it says so and wherever it would touch its neighbours.
fn name_lines(sheet: &Sheet, step: &Step, limit: f64) -> String {
    let lines: Vec<String> = step.label.split('\n').map(|line| sheet.wrap(line, Weight::Regular, limit, 2)).collect();
    lines.join("\n")
}

fn upright(sheet: &Sheet, steps: &[Step], spans: &[Span], scale: &Scale, unit: Unit) -> Plan {
    let left = sheet.axis_room(scale, unit);
    let slot = (sheet.width() - left) / steps.len().max(1) as f64;
    let names: Vec<String> = steps.iter().map(|step| name_lines(sheet, step, slot - 6.0)).collect();
    let most_lines = names.iter().map(|name| name.split('\n').count()).max().unwrap_or(1) as f64;
    let plot = Plot { left, top: LINE + 10.0, right: sheet.width(), bottom: 280.0 };
    let width = (slot * 0.62).clamp(4.0, 64.0).round();
    let plan = Plan::new(sheet, plot.bottom + GAP + most_lines * LINE + 2.0, &plot)
        .axes(category_axis(steps.len()), value_axis(scale, unit, sheet, true));
    let least = 1.5 * (scale.high - scale.low) / plot.height();
    let mut plan = floating(plan, sheet, steps, spans, width, least);
    let place = |value| plot.up(scale, value).unwrap_or(plot.bottom);
    for (index, (step, span)) in steps.iter().zip(spans).enumerate() {
        let x = plot.slot(index, steps.len());
        let text = sheet.shorten(&step.text, Weight::Semibold, slot - 2.0);
        plan.text(
            Label::new(x, place(span.high) - 11.0, text, Anchor::Middle)
                .token(token(step))
                .semibold()
                .halo()
                .inside(sheet),
        );
        if step.value == 0.0 {
            let y = place(span.end);
            plan.put(Overlay::rule([x - width / 2.0, y], [x + width / 2.0, y], "ink-3"));
        }
        if index + 1 < steps.len() {
            let y = place(span.end);
            plan.put(Overlay::rule(
                [x + width / 2.0, y],
                [plot.slot(index + 1, steps.len()) - width / 2.0, y],
                "ink-3",
            ));
        }
    }
    for (index, name) in names.into_iter().enumerate() {
        let height = LINE * name.split('\n').count() as f64;
        plan.text(
            Label::new(plot.slot(index, steps.len()), plot.bottom + GAP + height / 2.0, name, Anchor::Middle)
                .token("ink"),
        );
    }
    plan.put(Overlay::rule([plot.left, place(0.0)], [plot.right, place(0.0)], "ink"));
    plan
}

/// The height of a bar's place, with the name above the bar.
const ROW: f64 = 46.0;
const BAR: f64 = 15.0;

fn lying(sheet: &Sheet, steps: &[Step], spans: &[Span], scale: &Scale) -> Plan {
    let height = ROW * steps.len().max(1) as f64;
    let plot = Plot { left: 1.0, top: 0.0, right: sheet.width() - 1.0, bottom: height };
    // Bars stand in the middle of their places; the sheet begins half the names' room above them.
    let shift = (ROW - BAR) / 2.0 - 4.0;
    let plot = Plot { top: plot.top + shift, bottom: plot.bottom + shift, ..plot };
    let plan = Plan::new(sheet, height + 4.0, &plot).axes(hidden_axis(scale), category_axis(steps.len()).inverse(true));
    let least = 1.5 * (scale.high - scale.low) / plot.width();
    let mut plan = floating(plan, sheet, steps, spans, BAR, least);
    let place = |value| plot.across(scale, value).unwrap_or(plot.left);
    plan.put(Overlay::rule([place(0.0), 2.0], [place(0.0), height + 2.0], "ink"));
    for (index, (step, span)) in steps.iter().zip(spans).enumerate() {
        let middle = plot.top + ROW * (index as f64 + 0.5);
        let y = middle - BAR / 2.0 - LINE / 2.0 - 3.0;
        let text = sheet.shorten(&step.text, Weight::Semibold, plot.width() * 0.6);
        let amount = Label::new(plot.right, y, &text, Anchor::End).token(token(step)).semibold().halo();
        let room = plot.width() - sheet.text_width(&text, Weight::Semibold) - 18.0;
        let name = sheet.shorten(&step.label.replace('\n', " "), Weight::Regular, room);
        plan.text(Label::new(plot.left + 6.0, y, name, Anchor::Start).token("ink").halo());
        plan.text(amount);
        if step.value == 0.0 {
            let x = place(span.end);
            plan.put(Overlay::rule([x, middle - BAR / 2.0], [x, middle + BAR / 2.0], "ink-3"));
        }
        if index + 1 < steps.len() {
            plan.put(Overlay::rule(
                [place(span.end), middle + BAR / 2.0],
                [place(span.end), middle + ROW - BAR / 2.0],
                "ink-3",
            ));
        }
    }
    plan
}
