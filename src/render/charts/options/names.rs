//! Names beside the marks that the text speaks of.

use super::Plan;
use crate::render::charts::fonts::Weight;
use crate::render::charts::labels::Placer;
use crate::render::charts::sheet::{Anchor, LINE, Label, Overlay, Sheet};

/// From a mark's middle to its name, px.
const BESIDE: f64 = 9.0;
/// A name farther from its mark than this is tied to it by a fine line.
const UNTIED: f64 = 14.0;

/// Puts names beside their marks, given by the marks' middles. A name for which there is no free place is left out
/// rather than laid over another.
pub(super) fn put_names<'a>(
    plan: &mut Plan,
    sheet: &Sheet,
    placer: &mut Placer,
    named: impl Iterator<Item = ([f64; 2], &'a str)>,
) {
    for (mark, name) in named {
        let name = sheet.wrap(name, Weight::Regular, sheet.choose(190.0, 110.0), 3);
        let Some(text) = placer.place(candidates(mark, &name)) else { continue };
        let area = text.area(sheet);
        let near = [mark[0].clamp(area.left - 2.0, area.right + 2.0), mark[1].clamp(area.top, area.bottom)];
        if (near[0] - mark[0]).hypot(near[1] - mark[1]) > UNTIED {
            plan.put(Overlay::Rule { from: mark, to: near, token: "ink-3", width: 1.0 });
        }
        plan.text(text);
    }
}

/// Places for a name, best first: beside its mark, over and under it, and the same farther away.
fn candidates([x, y]: [f64; 2], name: &str) -> Vec<Label> {
    let half = LINE * name.split('\n').count() as f64 / 2.0;
    let mut places = Vec::new();
    for distance in [0.0, 14.0, 28.0, 44.0, 62.0, 84.0, 110.0] {
        for aside in [0.0, 24.0, 56.0] {
            let levels = if distance == 0.0 { vec![y] } else { vec![y - distance, y + distance] };
            for level in levels {
                places.push((x + BESIDE + aside, level, Anchor::Start));
                places.push((x - BESIDE - aside, level, Anchor::End));
            }
        }
        places.push((x, y - BESIDE - half - distance, Anchor::Middle));
        places.push((x, y + BESIDE + half + distance, Anchor::Middle));
    }
    places.into_iter().map(|(x, y, anchor)| Label::new(x, y, name, anchor).token("ink").halo()).collect()
}
