//! From the tree of nodes that ECharts draws to an SVG for pages and paper.
//!
//! Only elements and attributes that are known pass. Coordinates are moved out of transformations and rounded to a
//! tenth of a px; ids are counted afresh with the chart's id before them, so that neither the order of drawing nor the
//! neighbours on a page matter; whatever the texts hold, the result is well-formed XML 1.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::ChartError;
use super::engine::Node;
use super::path::{self, Matrix};
use super::sheet::TEXT;

/// From the middle of a line of text to the letters' foot, px: renderers disagree about `dominant-baseline`.
const MIDDLE_TO_BASELINE: f64 = TEXT * 0.34;

/// What stands at the head of the drawing.
pub(crate) struct Head<'a> {
    /// Unique on a page.
    pub(crate) id: &'a str,
    /// For screen readers.
    pub(crate) title: &'a str,
    /// For screen readers.
    pub(crate) description: &'a str,
    /// Of all texts.
    pub(crate) family: &'a str,
    /// px.
    pub(crate) width: f64,
    /// px.
    pub(crate) height: f64,
}

/// Attributes that are taken over as they are.
const PLAIN: [&str; 13] = [
    "fill",
    "fill-opacity",
    "height",
    "id",
    "paint-order",
    "patternTransform",
    "patternUnits",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "text-anchor",
    "width",
];
/// Attributes that paint: neighbours that share them are put in a group.
const PAINT: [&str; 9] = [
    "fill",
    "fill-opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
];
/// From so many equally painted neighbours on, a group is shorter.
const LEAST_GROUP: usize = 3;

/// Writes the drawing.
pub(crate) fn write(root: &Node, head: &Head) -> Result<String, ChartError> {
    let id = safe_id(head.id);
    let mut svg = String::new();
    let (width, height) = (path::rounded(head.width), path::rounded(head.height));
    // Writing to a string can't fail, here and below.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{}, sans-serif\" font-size=\"{TEXT}\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        escaped(head.family),
        escaped(head.title),
        escaped(head.description)
    );
    let mut ids = Ids { prefix: id, new: BTreeMap::new() };
    let elements = elements(&root.children, &mut ids)?;
    write_elements(&mut svg, &elements);
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// An element ready to be written.
struct Element {
    tag: &'static str,
    attributes: BTreeMap<&'static str, String>,
    children: Vec<Element>,
    text: String,
}

/// ECharts' ids and ours.
struct Ids {
    prefix: String,
    new: BTreeMap<String, usize>,
}

impl Ids {
    fn get(&mut self, old: &str) -> String {
        let next = self.new.len() + 1;
        format!("{}-{}", self.prefix, self.new.entry(old.to_owned()).or_insert(next))
    }
}

fn elements(nodes: &[Node], ids: &mut Ids) -> Result<Vec<Element>, ChartError> {
    let mut elements = Vec::new();
    for node in nodes {
        // ECharts groups what it clips. Options ask for no clipping, yet lines have a frame all the same.
        if node.tag == "g" {
            elements.extend(self::elements(&node.children, ids)?);
        } else {
            elements.extend(element(node, ids)?);
        }
    }
    Ok(elements)
}

/// `None` for what would not be seen.
fn element(node: &Node, ids: &mut Ids) -> Result<Option<Element>, ChartError> {
    const TAGS: [&str; 8] = ["circle", "defs", "path", "pattern", "polygon", "polyline", "rect", "text"];
    if node.tag == "clipPath" {
        return Ok(None);
    }
    let unknown = || ChartError::Drawing(format!("an element `{}`", node.tag));
    let tag = TAGS.into_iter().find(|tag| *tag == node.tag).ok_or_else(unknown)?;
    let is_mark = matches!(tag, "circle" | "path" | "polygon" | "polyline" | "rect" | "text");
    if is_mark && unseen(&node.attrs) {
        return Ok(None);
    }
    let mut attributes = plain_attributes(&node.attrs, ids);
    let transform = match node.attrs.get("transform") {
        None => Matrix::IDENTITY,
        Some(value) => {
            let text = value.as_str().unwrap_or_default();
            Matrix::parse(text).ok_or_else(|| ChartError::Drawing(format!("a transformation `{text}`")))?
        }
    };
    if let Some(width) = number(&node.attrs, "stroke-width") {
        attributes.insert("stroke-width", path::hundredths(width * transform.scale()));
    }
    let tag = match tag {
        "path" | "polyline" | "polygon" => {
            attributes.insert("d", outline(tag, &node.attrs, &transform)?);
            "path"
        }
        "circle" => {
            let [x, y] = transform.apply(["cx", "cy"].map(|name| number(&node.attrs, name).unwrap_or_default()));
            attributes.insert("cx", path::rounded(x));
            attributes.insert("cy", path::rounded(y));
            attributes.insert("r", path::hundredths(number(&node.attrs, "r").unwrap_or_default() * transform.scale()));
            "circle"
        }
        "text" => {
            let [x, y] = transform.apply(["x", "y"].map(|name| number(&node.attrs, name).unwrap_or_default()));
            attributes.insert("x", path::rounded(x));
            attributes.insert("y", path::rounded(y + MIDDLE_TO_BASELINE));
            // ECharts gives the font as a style; family and size are the drawing's own.
            if node.attrs.get("style").and_then(Value::as_str).is_some_and(|style| style.contains("600")) {
                attributes.insert("font-weight", "600".to_owned());
            }
            "text"
        }
        other => {
            for name in ["x", "y"] {
                if let Some(place) = number(&node.attrs, name) {
                    attributes.insert(name, path::rounded(place));
                }
            }
            other
        }
    };
    let children = elements(&node.children, ids)?;
    if tag == "defs" && children.is_empty() {
        return Ok(None);
    }
    Ok(Some(Element { tag, attributes, children, text: node.text.clone() }))
}

/// Neither filled nor outlined.
fn unseen(attrs: &Map<String, Value>) -> bool {
    let none = |name: &str, default: &str| {
        let paint = attrs.get(name).and_then(Value::as_str).unwrap_or(default);
        matches!(paint, "none" | "transparent") || number(attrs, &format!("{name}-opacity")) == Some(0.0)
    };
    none("fill", "black") && none("stroke", "none")
}

fn plain_attributes(attrs: &Map<String, Value>, ids: &mut Ids) -> BTreeMap<&'static str, String> {
    let mut plain = BTreeMap::new();
    for name in PLAIN {
        let value = match attrs.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => path::hundredths(number.as_f64().unwrap_or_default()),
            _ => continue,
        };
        let value = match value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
            Some(old) => format!("url(#{})", ids.get(old)),
            None if name == "id" => ids.get(&value),
            None => value,
        };
        plain.insert(name, value);
    }
    plain
}

fn number(attrs: &Map<String, Value>, name: &str) -> Option<f64> {
    match attrs.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn outline(tag: &str, attrs: &Map<String, Value>, transform: &Matrix) -> Result<String, ChartError> {
    let text = |name: &str| attrs.get(name).and_then(Value::as_str).unwrap_or_default();
    let drawn = match tag {
        "path" => text("d").to_owned(),
        "polygon" => format!("M{}Z", text("points")),
        _ => format!("M{}", text("points")),
    };
    path::transformed(&drawn, transform).ok_or_else(|| ChartError::Drawing(format!("a path `{drawn:.60}`")))
}

/// Writes elements, equally painted neighbours in a group.
fn write_elements(svg: &mut String, elements: &[Element]) {
    for run in elements.chunk_by(|one, other| groupable(one) && groupable(other) && paint(one).eq(paint(other))) {
        let grouped = run.len() >= LEAST_GROUP;
        if grouped {
            svg.push_str("<g");
            paint(&run[0]).for_each(|(name, value)| write_attribute(svg, name, value));
            svg.push_str(">\n");
        }
        for element in run {
            write_element(svg, element, grouped);
        }
        if grouped {
            svg.push_str("</g>\n");
        }
    }
}

fn groupable(element: &Element) -> bool {
    matches!(element.tag, "path" | "circle") && element.children.is_empty()
}

fn paint(element: &Element) -> impl Iterator<Item = (&&'static str, &String)> {
    element.attributes.iter().filter(|(name, _)| PAINT.contains(name))
}

fn write_element(svg: &mut String, element: &Element, in_group: bool) {
    let _ = write!(svg, "<{}", element.tag);
    for (name, value) in &element.attributes {
        if !(in_group && PAINT.contains(name)) {
            write_attribute(svg, name, value);
        }
    }
    if element.children.is_empty() && element.text.is_empty() {
        svg.push_str("/>\n");
        return;
    }
    svg.push('>');
    svg.push_str(&escaped(&element.text));
    if !element.children.is_empty() {
        svg.push('\n');
        write_elements(svg, &element.children);
    }
    let _ = writeln!(svg, "</{}>", element.tag);
}

fn write_attribute(svg: &mut String, name: &str, value: &str) {
    let _ = write!(svg, " {name}=\"{}\"", escaped(value));
}

/// An id of letters, digits, hyphens and underscores that begins with a letter.
fn safe_id(id: &str) -> String {
    let safe = id.chars().map(|sign| if sign.is_ascii_alphanumeric() || sign == '_' { sign } else { '-' });
    let safe: String = safe.collect();
    if safe.starts_with(|sign: char| sign.is_ascii_alphabetic()) { safe } else { format!("c{safe}") }
}

/// As text or attribute of XML 1.0: signs with a meaning are escaped, signs that XML forbids become U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            sign => escaped.push(printable(sign)),
        }
    }
    escaped
}

/// The sign itself, a space for breaks and tabs, U+FFFD for what XML 1.0 forbids.
pub(crate) fn printable(sign: char) -> char {
    match sign {
        '\t' | '\n' | '\r' => ' ',
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_neither_open_nor_close_anything() {
        let hostile = "<script>alert(\"1\")</script>]]>&amp;\u{7}\u{0}\u{fffe}\n";
        assert_eq!(
            escaped(hostile),
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;]]&gt;&amp;amp;\u{fffd}\u{fffd}\u{fffd} "
        );
    }

    #[test]
    fn ids_are_safe_in_references() {
        assert_eq!(safe_id("a b)\"<"), "a-b---");
        assert_eq!(safe_id("7"), "c7");
    }

    #[test]
    fn an_unknown_element_is_refused() {
        let node: Node = serde_json::from_str(r#"{"tag":"script","attrs":{},"children":[],"text":""}"#).unwrap();
        let mut ids = Ids { prefix: "c".to_owned(), new: BTreeMap::new() };
        assert!(element(&node, &mut ids).is_err());
    }
}
