//! The sheet that a chart is drawn on: its size, its colours, its text; and the texts, rules and boxes that lie on it
//! beside what ECharts draws from series.

use serde_json::{Value, json};

use super::fonts::{Measure, Weight};
use super::scale::Scale;
use super::svg::printable;
use crate::render::theme::Palette;

/// The size of all text, px. On paper the wide drawing is scaled to 0.62, which leaves 8.06 pt.
pub(crate) const TEXT: f64 = 13.0;
/// From line to line, px.
pub(crate) const LINE: f64 = 16.0;
/// Between a plot and the labels beside it, px.
pub(crate) const GAP: f64 = 8.0;

/// What a drawing is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Pages and paper: 808 px.
    Wide,
    /// Phones: 300 px.
    Narrow,
}

/// The sheet.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'a> {
    /// What it is for.
    pub(crate) form: Form,
    /// The literal colours.
    pub(crate) palette: &'a Palette,
    /// The fonts.
    pub(crate) measure: &'a Measure,
}

impl Sheet<'_> {
    pub(crate) fn width(&self) -> f64 {
        self.choose(808.0, 300.0)
    }

    /// One value for the wide form, another for the narrow one.
    pub(crate) fn choose<T>(&self, wide: T, narrow: T) -> T {
        match self.form {
            Form::Wide => wide,
            Form::Narrow => narrow,
        }
    }

    pub(crate) fn colour(&self, token: &str) -> &str {
        self.palette.get(token)
    }

    /// The width of the widest of a text's lines.
    pub(crate) fn text_width(&self, text: &str, weight: Weight) -> f64 {
        text.split('\n').map(|line| self.measure.width(line, weight, TEXT)).fold(0.0, f64::max)
    }

    /// `text` broken to lines no wider than `limit`, at most `most` of them.
    pub(crate) fn wrap(&self, text: &str, weight: Weight, limit: f64, most: usize) -> String {
        let line: String = text.chars().map(printable).collect();
        self.measure.wrap(&line, weight, TEXT, limit, most).join("\n")
    }

    /// `text` on one line no wider than `limit`.
    pub(crate) fn shorten(&self, text: &str, weight: Weight, limit: f64) -> String {
        let line: String = text.chars().map(printable).collect();
        self.measure.shorten(&line, weight, TEXT, limit)
    }

    /// The room that a value axis needs left of the plot.
    pub(crate) fn axis_room(&self, scale: &Scale, unit: crate::report::model::Unit) -> f64 {
        let widths = scale.ticks.iter().map(|tick| self.text_width(&scale.tick_text(*tick, unit), Weight::Regular));
        (widths.fold(0.0, f64::max) + GAP + 1.0).ceil()
    }
}

/// The part of the sheet where values are drawn, px from the sheet's left upper corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plot {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Plot {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle of the place of category `index` of `count`, across.
    pub(crate) fn slot(&self, index: usize, count: usize) -> f64 {
        self.left + (index as f64 + 0.5) * self.width() / count.max(1) as f64
    }

    /// Where a value stands across.
    pub(crate) fn across(&self, scale: &Scale, value: f64) -> Option<f64> {
        scale.share(value).map(|share| self.left + share * self.width())
    }

    /// Where a value stands on an upright scale.
    pub(crate) fn up(&self, scale: &Scale, value: f64) -> Option<f64> {
        scale.share(value).map(|share| self.bottom - share * self.height())
    }
}

/// Where a text's `x` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text: its lines are parted by line feeds and stand around `y`.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) text: String,
    pub(crate) anchor: Anchor,
    pub(crate) token: &'static str,
    pub(crate) weight: Weight,
    /// A rim of paper round the letters, for texts that lie over lines.
    pub(crate) halo: bool,
}

impl Label {
    pub(crate) fn new(x: f64, y: f64, text: impl AsRef<str>, anchor: Anchor) -> Self {
        let text = text.as_ref().chars().map(|sign| if sign == '\n' { sign } else { printable(sign) });
        Self { x, y, text: text.collect(), anchor, token: "ink-2", weight: Weight::Regular, halo: false }
    }

    pub(crate) fn token(self, token: &'static str) -> Self {
        Self { token, ..self }
    }

    pub(crate) fn semibold(self) -> Self {
        Self { weight: Weight::Semibold, ..self }
    }

    pub(crate) fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// The place that it takes.
    pub(crate) fn area(&self, sheet: &Sheet) -> Area {
        let width = sheet.text_width(&self.text, self.weight);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        let height = LINE * self.text.split('\n').count() as f64;
        Area { left, top: self.y - height / 2.0, right: left + width, bottom: self.y + height / 2.0 }
    }

    /// Moved across so far that it lies within the sheet.
    pub(crate) fn inside(self, sheet: &Sheet) -> Self {
        let area = self.area(sheet);
        let shift = (1.0 - area.left).max(0.0) - (area.right - sheet.width() + 1.0).max(0.0);
        Self { x: self.x + shift, ..self }
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub(crate) fn holds(&self, [x, y]: [f64; 2]) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Wider by `rim` on all sides.
    pub(crate) fn grown(&self, rim: f64) -> Self {
        Self { left: self.left - rim, top: self.top - rim, right: self.right + rim, bottom: self.bottom + rim }
    }

    pub(crate) fn within(&self, outer: &Self) -> bool {
        self.left >= outer.left && self.right <= outer.right && self.top >= outer.top && self.bottom <= outer.bottom
    }
}

/// What lies on the sheet beside the series.
#[derive(Clone, Debug)]
pub(crate) enum Overlay {
    /// Words.
    Label(Label),
    /// A straight line.
    Rule { from: [f64; 2], to: [f64; 2], token: &'static str, width: f64 },
    /// A filled rectangle, for keys.
    Fill { area: Area, token: &'static str },
    /// An outlined rectangle of paper, for keys.
    Outline { area: Area, token: &'static str },
    /// A tinted area that others show through.
    Band { outline: Vec<[f64; 2]>, token: &'static str, opacity: f64 },
}

impl Overlay {
    pub(crate) fn rule(from: [f64; 2], to: [f64; 2], token: &'static str) -> Self {
        Self::Rule { from, to, token, width: 1.0 }
    }

    /// As an element of ECharts' graphic component: rules over bars and under lines and marks, texts over all. `rich` is never set, so
    /// that braces in names stay braces.
    pub(crate) fn element(&self, sheet: &Sheet) -> Value {
        match self {
            Self::Label(text) => text_element(text, sheet),
            Self::Rule { from, to, token, width } => {
                let [[x1, y1], [x2, y2]] = [from, to].map(|point| point.map(|place| crisp(place, *width)));
                json!({"type": "line", "z": 2.5, "silent": true,
                    "shape": {"x1": x1, "y1": y1, "x2": x2, "y2": y2},
                    "style": {"stroke": sheet.colour(token), "lineWidth": width}})
            }
            Self::Fill { area, token } => rectangle(area, &json!({"fill": sheet.colour(token)})),
            Self::Band { outline, token, opacity } => json!({"type": "polygon", "z": 0.5, "silent": true,
                "shape": {"points": outline}, "style": {"fill": sheet.colour(token), "opacity": opacity}}),
            Self::Outline { area, token } => rectangle(
                area,
                &json!({"fill": sheet.colour("paper"), "stroke": sheet.colour(token), "lineWidth": 1.2}),
            ),
        }
    }
}

fn text_element(text: &Label, sheet: &Sheet) -> Value {
    let align = match text.anchor {
        Anchor::Start => "left",
        Anchor::Middle => "center",
        Anchor::End => "right",
    };
    let weight = match text.weight {
        Weight::Regular => 400,
        Weight::Semibold => 600,
    };
    let mut style = json!({
        "x": text.x, "y": text.y, "text": text.text, "fill": sheet.colour(text.token),
        "font": format!("{weight} {TEXT}px {}", sheet.measure.family),
        "align": align, "verticalAlign": "middle", "lineHeight": LINE,
    });
    if text.halo {
        style["stroke"] = sheet.colour("paper").into();
        style["lineWidth"] = 4.into();
    }
    json!({"type": "text", "z": 10, "silent": true, "style": style})
}

fn rectangle(area: &Area, style: &Value) -> Value {
    let shape =
        json!({"x": area.left, "y": area.top, "width": area.right - area.left, "height": area.bottom - area.top});
    json!({"type": "rect", "z": 1, "silent": true, "shape": shape, "style": style})
}

/// Lines of one px are sharp in the middle of a pixel, wider ones on its edge.
fn crisp(place: f64, width: f64) -> f64 {
    if width < 1.5 { place.floor() + 0.5 } else { place.round() }
}
