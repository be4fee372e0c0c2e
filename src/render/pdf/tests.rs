//! Whole packs: from a report to pages and bytes.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use typst::layout::{Frame, FrameItem};

use super::*;
use crate::report::model::{Align, Block, Body, Cell, Column, Paper, Row, RowKind, Section, Table, TableStyle, Tone};

const PALETTE: [(&str, &str); 24] = [
    ("paper", "#ffffff"),
    ("ink", "#16191c"),
    ("ink-2", "#50565c"),
    ("ink-3", "#868d94"),
    ("rule", "#c4c9ce"),
    ("grid", "#e3e6e9"),
    ("data", "#33424f"),
    ("accent", "#0a4a6e"),
    ("good", "#0b6a5d"),
    ("bad", "#a8290f"),
    ("seg-ch", "#123364"),
    ("seg-go", "#2e79bd"),
    ("seg-pr", "#1b9da8"),
    ("seg-ne", "#3c7246"),
    ("seg-dl", "#b8853a"),
    ("seg-ga", "#543700"),
    ("seg-lp", "#c52e05"),
    ("seg-hi", "#4b4f56"),
    ("seg-pm", "#8c5b88"),
    ("h1", "#f1f3f5"),
    ("h2", "#dfe5e9"),
    ("h3", "#c6d0d8"),
    ("h4", "#a9b8c4"),
    ("h5", "#8ba0b0"),
];

/// The colours, drawings and attachments that packs are made with here.
struct Setting {
    palette: BTreeMap<String, String>,
    charts: BTreeMap<String, String>,
    attachments: Vec<Attachment>,
}

impl Setting {
    /// Plain drawings for all charts of `report`.
    fn of(report: &Report) -> Self {
        let blocks = report.sections.iter().flat_map(|section| &section.blocks);
        let charts = blocks.filter_map(|block| match &block.body {
            Body::Chart(chart) => Some((chart.id.clone(), drawing(&chart.title))),
            _ => None,
        });
        let sheet = Attachment {
            name: "customers.csv".to_owned(),
            bytes: b"customer_id,customer\r\n1,Bailey Group\r\n".to_vec(),
            media_type: "text/csv".to_owned(),
            description: "The customer sheet".to_owned(),
        };
        Self {
            palette: PALETTE.iter().map(|(token, colour)| ((*token).to_owned(), (*colour).to_owned())).collect(),
            charts: charts.collect(),
            attachments: vec![sheet],
        }
    }

    fn input<'a>(&'a self, engine: &'a Engine) -> PdfInput<'a> {
        PdfInput { engine, palette: &self.palette, charts: &self.charts, attachments: &self.attachments }
    }
}

/// A chart of three bars as the charts' room gives it: 808 wide, literal colours.
fn drawing(title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let bars = [(60, 80), (310, 150), (560, 220)].map(|(x, height)| {
        let y = 270 - height;
        format!("<rect x=\"{x}\" y=\"{y}\" width=\"180\" height=\"{height}\" fill=\"#33424f\"/>")
    });
    let bars = bars.concat();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"808\" height=\"300\" viewBox=\"0 0 808 300\">{bars}\
         <text x=\"60\" y=\"290\" font-family=\"Ledgerpress Sans\" font-size=\"13\" fill=\"#50565c\">{title}</text></svg>"
    )
}

/// The invented report with every kind of block and cell.
fn fixture() -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report.json");
    let json = std::fs::read_to_string(path).expect("the fixture");
    serde_json::from_str(&json).expect("a report")
}

/// A report of one section with one block.
fn report_of(body: Body) -> Report {
    let block = Block {
        id: "only".to_owned(),
        headline: Some("A headline".to_owned()),
        label: None,
        body,
        note: None,
        aside: Vec::new(),
        links: Vec::new(),
        screen_only: false,
    };
    let section = Section {
        id: "customers".to_owned(),
        name: "Customers".to_owned(),
        headline: "What is so".to_owned(),
        lead: String::new(),
        blocks: vec![block],
    };
    Report { sections: vec![section], ..fixture() }
}

fn column(title: &str, align: Align) -> Column {
    Column {
        title: title.to_owned(),
        align,
        emphasis: false,
        wide: false,
        wide_screens_only: false,
        screen_only: false,
    }
}

fn cell(text: &str) -> Cell {
    Cell::Text { text: text.to_owned(), sub: String::new(), target: None, tone: Tone::Plain, mark: None }
}

fn row(kind: RowKind, texts: &[&str]) -> Row {
    Row { kind, cells: texts.iter().map(|text| cell(text)).collect() }
}

fn table(columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table { style: TableStyle::Full, over: Vec::new(), columns, rows, paper_rows: None, paper_rest: None }
}

/// Names and amounts, a row each.
fn name_table<'a>(names: impl IntoIterator<Item = &'a str>) -> Table {
    let rows = names.into_iter().map(|name| row(RowKind::Body, &[name, "1,234"])).collect();
    table(vec![column("Customer", Align::Left), column("Sales", Align::Right)], rows)
}

fn pack_of(report: &Report) -> Vec<u8> {
    let setting = Setting::of(report);
    let engine = Engine::built_in().expect("the built-in engine");
    pack(report, &setting.input(engine)).unwrap_or_else(|error| panic!("{error}"))
}

/// One run of text on a page: what it says and its size in points.
struct Run {
    page: usize,
    text: String,
    size: f64,
}

/// Every run of text on the pages of a report, in the order of the page.
fn runs_of(report: &Report) -> Vec<Run> {
    fn walk(frame: &Frame, page: usize, runs: &mut Vec<Run>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, page, runs),
                FrameItem::Text(text) => {
                    runs.push(Run { page, text: text.text.to_string(), size: text.size.to_pt() });
                }
                _ => {}
            }
        }
    }
    let setting = Setting::of(report);
    let engine = Engine::built_in().expect("the built-in engine");
    let files = paper::files(report, &setting.input(engine), Form::Pack).expect("the files");
    let document = set(&PackWorld::new(engine, Form::Pack, files)).unwrap_or_else(|error| panic!("{error}"));
    let mut runs = Vec::new();
    for (page, sheet) in document.pages().iter().enumerate() {
        walk(&sheet.frame, page + 1, &mut runs);
    }
    runs
}

/// All text of a report's pages, without the places to break that were put into long words.
fn text_of(report: &Report) -> String {
    let texts: Vec<String> = runs_of(report).into_iter().map(|run| run.text).collect();
    texts.join(" ").replace('\u{200B}', "")
}

#[test]
fn every_kind_of_block_is_set_and_type_is_never_under_8_points() {
    let report = fixture();
    let bytes = pack_of(&report);
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert!(bytes.len() < 1_000_000, "{} bytes", bytes.len());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pack-fixture.pdf");
    std::fs::write(path, &bytes).expect("target is writable");

    let runs = runs_of(&report);
    let smallest = runs.iter().map(|run| run.size).fold(f64::INFINITY, f64::min);
    assert!(smallest >= 8.0 - 1e-9, "type of {smallest} pt");
    let words: String = runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().join(" ");
    for section in &report.sections {
        assert!(words.contains(&section.name), "{} is missing", section.name);
    }
}

#[test]
fn the_same_report_gives_the_same_bytes_on_any_thread() {
    let report = fixture();
    let first = pack_of(&report);
    let others: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| pack_of(&report))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(others.iter().all(|other| *other == first));
}

#[test]
fn letter_paper_is_set_with_the_same_width_of_text() {
    let mut report = fixture();
    report.meta.paper = Paper::Letter;
    let bytes = pack_of(&report);
    assert!(bytes.windows(20).any(|window| window.starts_with(b"[0 0 612 792]")));
}

#[test]
fn names_are_never_markup() {
    let names =
        ["#import \"x\"", "$x$", "*a*", "@ref", "#panic()", "<script>", "= Heading", "\\u{41}", "// gone", "`raw`"];
    let text = text_of(&report_of(Body::Table(Box::new(name_table(names)))));
    for name in names {
        assert!(text.contains(name), "{name} is missing in {text}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn naughty_strings_as_names_can_be_set() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/naughty-strings/blns.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return;
    };
    let names: Vec<String> = serde_json::from_str(&json).expect("a list of strings");
    let report = report_of(Body::Table(Box::new(name_table(names.iter().map(String::as_str)))));
    assert!(text_of(&report).contains("letters that this typeface lacks"));
    pack_of(&report);
}

#[test]
fn a_long_table_repeats_its_headings_on_each_page() {
    let names: Vec<String> = (0..300).map(|at| format!("Customer {at}")).collect();
    let mut table = name_table(names.iter().map(String::as_str));
    table.rows.push(row(RowKind::Total, &["All", "370,200"]));
    let runs = runs_of(&report_of(Body::Table(Box::new(table))));
    let pages =
        |wanted: &str| -> Vec<usize> { runs.iter().filter(|run| run.text == wanted).map(|run| run.page).collect() };
    let (from, to) = (pages("Customer 0"), pages("370,200"));
    let (from, to) = (from.first().copied().expect("the first row"), to.first().copied().expect("the total"));
    assert!(to > from + 3);
    assert_eq!(pages("Sales"), (from..=to).collect::<Vec<_>>());
}

#[test]
fn a_chapter_follows_a_short_one_on_its_page_and_no_other() {
    let pages_of_chapters = |rows: usize| {
        let names: Vec<String> = (0..rows).map(|at| format!("Customer {at}")).collect();
        let first = report_of(Body::Table(Box::new(name_table(names.iter().map(String::as_str)))));
        let mut second = first.sections[0].clone();
        "cash".clone_into(&mut second.id);
        "What is owed".clone_into(&mut second.headline);
        let report = Report { sections: vec![first.sections[0].clone(), second], ..first };
        let runs = runs_of(&report);
        let last_page_with = |text: &str| runs.iter().rfind(|run| run.text == text).map(|run| run.page);
        (last_page_with("What is so"), last_page_with("What is owed"))
    };
    assert_eq!(pages_of_chapters(5), (Some(3), Some(3)));
    assert_eq!(pages_of_chapters(30), (Some(3), Some(4)));
}

#[test]
fn paper_shows_the_first_rows_the_rest_as_one_and_the_total() {
    let mut table = name_table(["First", "Second", "Third", "Fourth"]);
    table.rows.push(row(RowKind::Total, &["All", "4,936"]));
    table.paper_rows = Some(2);
    table.paper_rest = Some(row(RowKind::Subtotal, &["2 further customers", "2,468"]));
    if let Some(column) = table.columns.first_mut() {
        column.title = "Shown".to_owned();
    }
    table.columns.push(Column { screen_only: true, ..column("Screen", Align::Left) });
    table.rows.iter_mut().chain(&mut table.paper_rest).for_each(|row| row.cells.push(cell("pixel")));
    let text = text_of(&report_of(Body::Table(Box::new(table))));
    for there in ["Shown", "First", "Second", "2 further customers", "All", "4,936"] {
        assert!(text.contains(there), "{there} is missing");
    }
    for absent in ["Third", "Fourth", "Screen", "pixel"] {
        assert!(!text.contains(absent), "{absent} is there");
    }
}

#[test]
fn sections_without_blocks_and_blocks_without_content_are_set() {
    let mut report = fixture();
    report.sections.iter_mut().for_each(|section| section.blocks.clear());
    pack_of(&report);
    report.sections.clear();
    pack_of(&report);
    for body in [
        Body::KeyFigures { figures: Vec::new() },
        Body::Findings { findings: Vec::new() },
        Body::Prose { paragraphs: Vec::new() },
        Body::Commentary { nodes: Vec::new() },
        Body::Missing { text: String::new() },
        Body::Table(Box::new(table(Vec::new(), Vec::new()))),
        Body::Table(Box::new(name_table([]))),
    ] {
        pack_of(&report_of(body));
    }
}

#[test]
fn a_template_that_does_not_compile_is_shown_with_file_and_line() {
    let report = fixture();
    let setting = Setting::of(&report);
    let refused = |text: &str| {
        let templates = BTreeMap::from([("front.typ".to_owned(), text.to_owned())]);
        let engine = Engine::new(&templates, &[]).expect("an engine");
        pack(&report, &setting.input(&engine)).expect_err("a refusal").to_string()
    };
    assert!(refused("#let cover(pack) = {\n  nothing\n}\n#let contents(pack) = []").contains("front.typ:2:2"));
    assert!(refused("#let cover(pack) = read(\"/etc/passwd\")\n#let contents(pack) = []").contains("file not found"));
    assert!(refused("#import \"@preview/cetz:0.3.0\"").contains("error"));
}

#[test]
fn a_chart_without_a_drawing_is_refused() {
    let report = fixture();
    let setting = Setting { charts: BTreeMap::new(), ..Setting::of(&report) };
    let refusal = pack(&report, &setting.input(Engine::built_in().expect("the built-in engine")));
    assert!(matches!(refusal, Err(PdfError::ChartNotDrawn(_))));
}

#[test]
fn numbers_keep_their_room_beside_long_names() {
    let amounts = ["123,456,789,012"; 7];
    let mut columns = vec![column("Customer", Align::Left)];
    columns.extend(amounts.map(|_| column("Sales", Align::Right)));
    let name = "A".repeat(40);
    let texts: Vec<&str> = std::iter::once(name.as_str()).chain(amounts).collect();
    let engine = Engine::built_in().expect("the built-in engine");
    let mut table = table(columns, vec![row(RowKind::Total, &texts)]);
    let layout = engine.faces.layout(&mut table, widths::TEXT_WIDTH);
    assert!((layout.widths.iter().sum::<f64>() - widths::TEXT_WIDTH).abs() < 1e-6);
    assert!((layout.size - 8.0).abs() < 1e-9, "{layout:?}");
    // Fifteen figures and commas of 8 pt semibold, and the room before them.
    assert!(layout.widths.iter().skip(1).all(|width| *width > 55.0), "{layout:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_name_can_be_set(names in proptest::collection::vec("\\PC{0,40}|[\\x00-\\x{2fff}]{0,20}", 1..20)) {
        pack_of(&report_of(Body::Table(Box::new(name_table(names.iter().map(String::as_str))))));
    }
}
