//! Where customers went: groups of one date on the left, of another on the right, and bands between them.

use charming::component::Axis;
use charming::element::AxisType;

use super::{KeyMark, Plan, key_lines, put_key};
use crate::render::charts::fonts::Weight;
use crate::render::charts::marks::mark;
use crate::render::charts::sheet::{Anchor, Area, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{FlowBand, FlowGroup, Tone};

/// The height of all customers together, px.
const ALL: f64 = 330.0;
/// The width of a group's box, px.
const BOX: f64 = 14.0;
/// Between two groups, px.
const BETWEEN: f64 = 8.0;
/// Points on each edge of a band.
const POINTS: u32 = 24;
/// The thinnest band, px.
const THINNEST: f64 = 0.8;

/// The diagram's parts.
pub(super) struct Diagram<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) left: &'a [FlowGroup],
    pub(super) right: &'a [FlowGroup],
    pub(super) bands: &'a [FlowBand],
}

/// A group on its sheet.
struct Placed {
    label: String,
    /// The box's edges.
    top: f64,
    bottom: f64,
    /// Where the next band joins.
    next: f64,
}

pub(super) fn plan(sheet: &Sheet, diagram: &Diagram) -> Plan {
    let key = [
        (KeyMark::Fill("good"), "to a better segment"),
        (KeyMark::Fill("bad"), "to a worse one"),
        (KeyMark::Fill("ink-3"), "neither"),
    ];
    let head = key_lines(sheet, &key, sheet.width()) as f64 * LINE + 14.0;
    let all: f64 = [diagram.left, diagram.right].into_iter().map(total).fold(0.0, f64::max);
    let scale = if all > 0.0 { ALL / all } else { 0.0 };
    let top = head + LINE + 6.0;
    let mut left = placed(sheet, diagram.left, top, scale);
    let mut right = placed(sheet, diagram.right, top, scale);
    let end = left.iter().chain(&right).map(|group| group.bottom).fold(top, f64::max);
    let room =
        |groups: &[Placed]| groups.iter().map(|g| sheet.text_width(&g.label, Weight::Regular)).fold(0.0, f64::max);
    let plot =
        Plot { left: room(&left) + 8.0 + BOX, top, right: sheet.width() - room(&right) - 8.0 - BOX, bottom: end };
    let unseen = || Axis::new().type_(AxisType::Value).show(false).min(0).max(1);
    let mut plan = Plan::new(sheet, end + LINE, &plot).axes(unseen(), unseen());
    put_key(&mut plan, sheet, &key, 0.0);
    let half = sheet.width() / 2.0 - 6.0;
    let heading = |text: &str| sheet.shorten(text, Weight::Semibold, half);
    plan.text(Label::new(0.0, head + LINE / 2.0, heading(diagram.from), Anchor::Start).semibold());
    plan.text(Label::new(sheet.width(), head + LINE / 2.0, heading(diagram.to), Anchor::End).semibold());
    put_bands(&mut plan, &plot, diagram.bands, scale, &mut left, &mut right);
    for (group, at) in diagram.left.iter().zip(&left) {
        put_group(&mut plan, group, at, [plot.left - BOX, plot.left]);
        plan.text(
            Label::new(plot.left - BOX - 7.0, f64::midpoint(at.top, at.bottom), &at.label, Anchor::End).token("ink"),
        );
    }
    for (group, at) in diagram.right.iter().zip(&right) {
        put_group(&mut plan, group, at, [plot.right, plot.right + BOX]);
        plan.text(
            Label::new(plot.right + BOX + 7.0, f64::midpoint(at.top, at.bottom), &at.label, Anchor::Start).token("ink"),
        );
    }
    plan
}

fn total(groups: &[FlowGroup]) -> f64 {
    groups.iter().map(|group| group.value).sum()
}

/// Groups from the top down, each with room for its name.
fn placed(sheet: &Sheet, groups: &[FlowGroup], top: f64, scale: f64) -> Vec<Placed> {
    let mut edge = top;
    let one = |group: &FlowGroup| {
        let name = name(sheet, group);
        let height = (group.value * scale).max(1.5);
        let slot = height.max(LINE * name.split('\n').count() as f64) + BETWEEN;
        let begin = edge + (slot - height) / 2.0;
        edge += slot;
        Placed { label: name, top: begin, bottom: begin + height, next: begin }
    };
    groups.iter().map(one).collect()
}

/// A group's name with its size, which is never cut.
fn name(sheet: &Sheet, group: &FlowGroup) -> String {
    let size = format!("\u{a0}{}", group.text);
    let limit = sheet.choose(200.0, 84.0);
    let room = (limit - sheet.text_width(&size, Weight::Regular)).max(sheet.choose(60.0, 40.0));
    sheet.wrap(&group.name, Weight::Regular, room, sheet.choose(1, 2)) + &size
}

/// Bands leave and join each group in the order of the groups on the other side, so that as few as can be cross.
fn put_bands(plan: &mut Plan, plot: &Plot, bands: &[FlowBand], scale: f64, left: &mut [Placed], right: &mut [Placed]) {
    let mut leaving: Vec<&FlowBand> = bands.iter().collect();
    leaving.sort_by_key(|band| (band.from, band.to));
    let mut starts = vec![0.0; bands.len()];
    for band in &leaving {
        if let (Some(group), Some(place)) = (left.get_mut(band.from), bands.iter().position(|b| std::ptr::eq(b, *band)))
        {
            starts[place] = group.next;
            group.next += band.value * scale;
        }
    }
    let mut joining: Vec<(usize, &FlowBand)> = bands.iter().enumerate().collect();
    joining.sort_by_key(|(_, band)| (band.to, band.from));
    for (place, band) in joining {
        let Some(group) = right.get_mut(band.to).filter(|_| band.from < left.len()) else { continue };
        let height = (band.value * scale).max(THINNEST);
        plan.put(Overlay::Band {
            outline: outline(plot, [starts[place], group.next], height),
            token: match band.tone {
                Tone::Good => "good",
                Tone::Bad => "bad",
                Tone::Plain | Tone::Quiet => "ink-3",
            },
            opacity: if matches!(band.tone, Tone::Good | Tone::Bad) { 0.5 } else { 0.22 },
        });
        group.next += band.value * scale;
    }
}

/// From a height on the left edge to one on the right, level at both ends.
fn outline(plot: &Plot, [from, to]: [f64; 2], height: f64) -> Vec<[f64; 2]> {
    let edge = |step: u32, lower: f64| {
        let part = f64::from(step) / f64::from(POINTS);
        let eased = part * part * (3.0 - 2.0 * part);
        [plot.left + part * plot.width(), from + (to - from) * eased + lower]
    };
    let upper = (0..=POINTS).map(|step| edge(step, 0.0));
    upper.chain((0..=POINTS).rev().map(|step| edge(step, height))).collect()
}

fn put_group(plan: &mut Plan, group: &FlowGroup, at: &Placed, [left, right]: [f64; 2]) {
    let area = Area { left, top: at.top, right, bottom: at.bottom };
    plan.put(match group.segment.map(mark) {
        Some(mark) if mark.hollow => Overlay::Outline { area, token: mark.token },
        Some(mark) => Overlay::Fill { area, token: mark.token },
        None => Overlay::Outline { area, token: "ink-3" },
    });
}
