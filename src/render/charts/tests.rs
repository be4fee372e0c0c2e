//! What holds for every drawing.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use roxmltree::{Document, Node};

use super::fonts::{Measure, Weight};
use super::sheet::{Area, TEXT};
use super::{Studio, awkward, for_web, samples};
use crate::report::model::Chart;

fn all_charts() -> Vec<Chart> {
    samples::usual().into_iter().chain(awkward::awkward()).collect()
}

/// All drawings, made once for all tests.
fn all_drawings() -> &'static [(String, String)] {
    static ALL: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ALL.get_or_init(|| drawings(&samples::studio(), &all_charts()))
}

/// Every drawing with its name: "lines-gaps, narrow".
fn drawings(studio: &Studio, charts: &[Chart]) -> Vec<(String, String)> {
    let theme = samples::theme();
    let both = charts.iter().flat_map(|chart| {
        let drawing = studio.draw(chart, &theme).unwrap_or_else(|error| panic!("{}: {error}", chart.id));
        [(format!("{}, wide", chart.id), drawing.wide), (format!("{}, narrow", chart.id), drawing.narrow)]
    });
    both.collect()
}

fn texts<'a>(document: &'a Document) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name("text"))
}

/// Where a text stands, from its foot and the measured width of its letters.
fn area(text: Node, measure: &Measure) -> Area {
    let number = |name: &str| text.attribute(name).unwrap().parse::<f64>().unwrap();
    let weight = if text.attribute("font-weight") == Some("600") { Weight::Semibold } else { Weight::Regular };
    let width = measure.width(text.text().unwrap_or_default(), weight, TEXT);
    let left = match text.attribute("text-anchor").unwrap_or("start") {
        "middle" => number("x") - width / 2.0,
        "end" => number("x") - width,
        _ => number("x"),
    };
    Area { left, top: number("y") - 0.7 * TEXT, right: left + width, bottom: number("y") + 0.2 * TEXT }
}

/// Writes all drawings to `target/charts/`, to be looked at, and reads them back as XML.
#[test]
fn every_drawing_is_well_formed_and_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/charts");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, svg) in all_drawings() {
        std::fs::write(folder.join(name.replace(", ", "-")).with_extension("svg"), svg).unwrap();
        let document = Document::parse(svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{name}");
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name}: ids are unique");
        for referenced in root.attribute("aria-labelledby").unwrap().split(' ') {
            assert!(ids.contains(&referenced), "{name}: {referenced}");
        }
        for reference in svg.split("url(#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(ids.contains(&reference) || name.contains("hostile"), "{name}: {reference}");
        }
        let tags: BTreeSet<&str> = document.descendants().map(|node| node.tag_name().name()).collect();
        let known = ["", "circle", "defs", "desc", "g", "path", "pattern", "rect", "svg", "text", "title"];
        assert!(tags.iter().all(|tag| known.contains(tag)), "{name}: {tags:?}");
        assert!(!svg.contains("NaN") && !svg.contains("class=") && !svg.contains("ecmeta"), "{name}");
        assert!(svg.len() < 400_000, "{name}: {} bytes", svg.len());
    }
}

#[test]
fn no_text_leaves_its_sheet_or_lies_on_another() {
    let measure = samples::measure();
    for (name, svg) in all_drawings() {
        let document = Document::parse(svg).unwrap();
        let size: Vec<f64> = document
            .root_element()
            .attribute("viewBox")
            .unwrap()
            .split(' ')
            .map(|part| part.parse().unwrap())
            .collect();
        let sheet = Area { left: -0.5, top: -0.5, right: size[2] + 0.5, bottom: size[3] + 0.5 };
        let areas: Vec<(&str, Area)> =
            texts(&document).map(|text| (text.text().unwrap_or_default(), area(text, &measure))).collect();
        for (index, (text, area)) in areas.iter().enumerate() {
            assert!(area.within(&sheet), "{name}: `{text}` leaves the sheet: {area:?}");
            for (other, other_area) in &areas[..index] {
                assert!(!area.grown(-0.5).overlaps(&other_area.grown(-0.5)), "{name}: `{text}` lies on `{other}`");
            }
        }
    }
}

#[test]
fn neither_the_order_of_drawing_nor_the_engine_changes_a_byte() {
    let charts = samples::usual();
    let studio = samples::studio();
    let first = drawings(&studio, &charts);
    let reversed: Vec<Chart> = charts.iter().rev().cloned().collect();
    let mut again = drawings(&studio, &reversed);
    let mut elsewhere = std::thread::spawn(move || drawings(&samples::studio(), &reversed)).join().unwrap();
    for drawings in [&mut again, &mut elsewhere] {
        drawings.sort();
    }
    let mut sorted = first;
    sorted.sort();
    assert!(sorted == again, "a second time, in the other order");
    assert!(sorted == elsewhere, "on another thread's engine");
}

#[test]
fn names_are_shown_letter_by_letter_whatever_they_hold() {
    let hostile = chart_named("ranked-hostile");
    let drawing = samples::studio().draw(&hostile, &samples::theme()).unwrap();
    let document = Document::parse(&drawing.wide).unwrap();
    let shown: Vec<&str> = texts(&document).filter_map(|text| text.text()).collect();
    for name in ["<script>alert(1)</script>", "{a|bold} {b} {value}", "\" onload=\"x", "株式会社テスト"] {
        assert!(shown.contains(&name), "{name} is not among {shown:?}");
    }
    assert!(shown.contains(&"a]]>b&amp;c\u{fffd}\u{fffd}"), "forbidden signs are replaced: {shown:?}");
}

fn chart_named(id: &str) -> Chart {
    all_charts().into_iter().find(|chart| chart.id == id).unwrap()
}

#[test]
fn titles_and_ids_can_not_break_the_drawing() {
    let mut chart = chart_named("bars");
    chart.id = "a\"b<c> 1".to_owned();
    chart.title = "</title><script>\u{0}".to_owned();
    chart.description = "]]> & \"quoted\"".to_owned();
    let drawing = samples::studio().draw(&chart, &samples::theme()).unwrap();
    let document = Document::parse(&drawing.wide).unwrap();
    let text = |tag: &str| document.descendants().find(|node| node.has_tag_name(tag)).and_then(|node| node.text());
    assert_eq!(text("title"), Some("</title><script>\u{fffd}"));
    assert_eq!(text("desc"), Some("]]> & \"quoted\""));
}

#[test]
fn for_the_web_every_colour_is_a_token_and_no_text_is_changed() {
    let theme = samples::theme();
    for (name, svg) in all_drawings() {
        let web = for_web(svg, &theme);
        let document = Document::parse(&web).unwrap();
        for node in document.descendants() {
            for attribute in node.attributes() {
                let literal = attribute.value().starts_with('#') || attribute.value().starts_with("rgb");
                assert!(!literal, "{name}: {}=\"{}\"", attribute.name(), attribute.value());
            }
        }
        let before = Document::parse(svg).unwrap();
        let [before, after] =
            [&before, &document].map(|document| texts(document).map(|text| text.text()).collect::<Vec<_>>());
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn every_point_is_drawn() {
    let drawing = samples::studio().draw(&chart_named("scatter-crowd"), &samples::theme()).unwrap();
    let document = Document::parse(&drawing.wide).unwrap();
    let marks = document.descendants().filter(|node| node.has_tag_name("path")).count();
    assert!((5000..5040).contains(&marks), "{marks} paths");
}
