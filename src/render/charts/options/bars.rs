//! Lying bars with their values behind them. Wide: names before the bars. Narrow: names above them.

use charming::datatype::DataPointItem;
use charming::series::Bar;
use serde_json::json;

use super::{Plan, category_axis, hidden_axis, solid};
use crate::render::charts::fonts::Weight;
use crate::render::charts::scale::Scale;
use crate::render::charts::sheet::{Anchor, Form, GAP, LINE, Label, Overlay, Plot, Sheet};
use crate::report::model::{BarRow, Tone, Unit};

/// A longer name in front of a bar is shortened, px.
const NAME_LIMIT: f64 = 300.0;

pub(super) fn plan(sheet: &Sheet, rows: &[BarRow], unit: Unit) -> Plan {
    let scale = Scale::linear(rows.iter().map(|row| row.value), unit, true, 5);
    // Values stand behind the bars and there is no axis: the scale ends where the longest bar does.
    let longest = |pick: fn(f64, f64) -> f64| rows.iter().map(|row| row.value).fold(0.0, pick);
    let (low, high) = (longest(f64::min), longest(f64::max));
    let scale = if low < high { Scale { low, high, ..scale } } else { Scale { low: 0.0, high: 1.0, ..scale } };

    let name_room = rows.iter().map(|row| sheet.text_width(&row.label, Weight::Regular)).fold(0.0, f64::max);
    let value_room = |negative: bool| {
        let values = rows.iter().filter(|row| (row.value < 0.0) == negative);
        values.map(|row| sheet.text_width(&row.text, Weight::Regular) + GAP + 2.0).fold(1.0, f64::max)
    };
    let (names, row_height, bar, shift) = match sheet.form {
        Form::Wide => (name_room.min(NAME_LIMIT) + GAP + 4.0, 30.0, 16.0, 0.0),
        Form::Narrow => (0.0, 44.0, 14.0, 9.0),
    };
    let (left, right) = (names + value_room(true), sheet.width() - value_room(false));
    let height = row_height * rows.len().max(1) as f64;
    let plot = Plot { left, top: shift, right: right.max(left + 20.0), bottom: height + shift };

    let data = rows.iter().map(|row| DataPointItem::new(row.value).item_style(solid(sheet, token(row.tone)))).collect();
    let mut plan = Plan::new(sheet, height + 2.0, &plot)
        .axes(hidden_axis(&scale), category_axis(rows.len()).inverse(true))
        .series(Bar::new().bar_width(bar).data(data), json!({}));
    let place = |value| plot.across(&scale, value).unwrap_or(plot.left);
    for (index, row) in rows.iter().enumerate() {
        let y = plot.top + row_height * (index as f64 + 0.5);
        let text = sheet.shorten(&row.text, Weight::Regular, sheet.width() / 2.0);
        let value = match row.value {
            value if value < 0.0 => Label::new(place(value) - GAP, y, text, Anchor::End),
            value => Label::new(place(value) + GAP, y, text, Anchor::Start),
        };
        plan.text(value.token(text_token(row.tone)).inside(sheet));
        plan.text(name(sheet, row, y, bar));
    }
    plan.put(Overlay::rule([place(0.0), plot.top], [place(0.0), plot.bottom - shift], "ink"));
    plan
}

fn name(sheet: &Sheet, row: &BarRow, y: f64, bar: f64) -> Label {
    let (y, limit) = match sheet.form {
        Form::Wide => (y, NAME_LIMIT),
        Form::Narrow => (y - bar / 2.0 - LINE / 2.0 - 3.0, sheet.width() - 10.0),
    };
    let x = sheet.choose(0.0, 7.0);
    Label::new(x, y, sheet.shorten(&row.label, Weight::Regular, limit), Anchor::Start).token("ink").halo()
}

fn token(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "data",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Quiet => "ink-3",
    }
}

fn text_token(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "ink",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Quiet => "ink-2",
    }
}
