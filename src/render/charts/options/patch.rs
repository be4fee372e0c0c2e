//! What charming has no words for: the one place where its options are completed by hand.

use charming::Chart as Options;
use serde_json::{Map, Value, json};

use crate::render::charts::sheet::{Overlay, Sheet, TEXT};

/// The options with everything that charming leaves out. `series_more` holds an object a series, merged into it.
pub(super) fn complete(
    options: &Options,
    series_more: &[Value],
    overlay: &[Overlay],
    sheet: &Sheet,
) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(options)?;
    let root = json!({
        // Dates are written by the report; nothing here may depend on where it runs.
        "useUTC": true,
        "textStyle": {"fontFamily": sheet.measure.family, "fontSize": TEXT},
        "graphic": {"elements": overlay.iter().map(|overlay| overlay.element(sheet)).collect::<Vec<_>>()},
    });
    merge(&mut value, root);
    // ECharts 6 moves the plot when it finds that labels need room; here the room is measured beforehand.
    for grid in array(&mut value, "grid") {
        merge(grid, json!({"outerBoundsMode": "none"}));
    }
    for (series, more) in array(&mut value, "series").iter_mut().zip(series_more) {
        // What only matters where there is a mouse costs time; clipping would cut marks at the plot's edge.
        merge(series, json!({"silent": true, "clip": false, "emphasis": {"disabled": true}}));
        merge(series, more.clone());
    }
    Ok(value)
}

fn array<'a>(value: &'a mut Value, key: &str) -> &'a mut [Value] {
    match value.get_mut(key) {
        Some(Value::Array(items)) => items,
        _ => &mut [],
    }
}

/// Objects are merged key by key; anything else takes the place of what was there.
pub(super) fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (key, value) in more {
                merge(into.entry(key).or_insert_with(|| Value::Object(Map::new())), value);
            }
        }
        (into, more) => *into = more,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_merged_and_the_rest_is_replaced() {
        let mut value = json!({"a": {"b": 1, "c": [1, 2]}, "d": 4});
        merge(&mut value, json!({"a": {"c": [3], "e": {"f": 5}}}));
        assert_eq!(value, json!({"a": {"b": 1, "c": [3], "e": {"f": 5}}, "d": 4}));
    }
}
