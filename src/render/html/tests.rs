//! The site of the fixture: complete, linked, in order, and of one structure whatever the names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::report::model::{Body, Cell, Chart, Inline, Node, Row, RowKind, Section, Target};

const TOKENS: &str = ":root { --paper: #ffffff; --ink: #16191c; }";

fn fixture() -> Report {
    serde_json::from_str(include_str!("../../../tests/fixtures/report.json")).unwrap()
}

/// Every chart of a report, on sections' and customers' pages.
fn charts_of(report: &Report) -> impl Iterator<Item = &Chart> {
    let blocks = report.sections.iter().map(|section| &section.blocks);
    blocks.chain(report.customers.iter().map(|customer| &customer.blocks)).flatten().filter_map(|block| {
        match &block.body {
            Body::Chart(chart) => Some(&**chart),
            _ => None,
        }
    })
}

/// Stand-ins for drawings: an empty sheet of the right size.
fn drawings(report: &Report) -> BTreeMap<String, ChartSvg> {
    let svg = |id: &str, form: &str, width: u32| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} 270\" width=\"{width}\" height=\"270\" \
             role=\"img\" aria-labelledby=\"{id}-{form}-title\"><title id=\"{id}-{form}-title\">Chart</title>\
             <path d=\"M0 240H{width}\" stroke=\"var(--ink)\"/></svg>"
        )
    };
    charts_of(report)
        .map(|chart| {
            let drawing = ChartSvg { wide: svg(&chart.id, "wide", 808), narrow: svg(&chart.id, "narrow", 300) };
            (chart.id.clone(), drawing)
        })
        .collect()
}

fn site(report: &Report) -> Vec<OutputFile> {
    let look = Look { fonts: "", tokens: TOKENS, style: STYLE, script: SCRIPT };
    pages(report, &look, &drawings(report), &Templates::new(&BTreeMap::new()).unwrap()).unwrap()
}

fn html(files: &[OutputFile]) -> impl Iterator<Item = (&str, &str)> {
    let page = |file: &&OutputFile| Path::new(&file.path).extension().is_some_and(|found| found == "html");
    files.iter().filter(page).map(|file| (file.path.as_str(), std::str::from_utf8(&file.bytes).unwrap()))
}

fn page<'f>(files: &'f [OutputFile], path: &str) -> &'f str {
    html(files).find(|(found, _)| *found == path).unwrap_or_else(|| panic!("no {path}")).1
}

/// Elements in the order of the document, with the attributes that CSS and scripts go by.
fn structure(html: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(html);
    let element = |node: scraper::ElementRef<'_>| {
        let mut names: Vec<&str> = node.value().attrs().map(|(name, _)| name).collect();
        names.sort_unstable();
        format!("{} {names:?} {:?} {:?}", node.value().name(), node.value().attr("class"), node.value().attr("href"))
    };
    let all = scraper::Selector::parse("*").unwrap();
    document.select(&all).map(element).collect()
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    let document = scraper::Html::parse_document(html);
    document.select(&selector).filter_map(|node| node.value().attr(name).map(str::to_owned)).collect()
}

#[test]
fn the_fixture_is_a_report_and_comes_back_unchanged() {
    let report = fixture();
    let written = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), report);
    let original: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/report.json")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), original, "nothing is passed over");
}

#[test]
fn the_fixture_uses_every_kind() {
    let text = serde_json::to_string(&fixture()).unwrap();
    let kinds = [
        "key_figures",
        "findings",
        "chart",
        "table",
        "prose",
        "missing",
        "commentary",
        "blank",
        "text",
        "segment",
        "bar",
        "spark",
        "direction",
        "band",
        "heat",
        "columns",
        "pairs",
        "stacks",
        "lines",
        "waterfall",
        "scatter",
        "curve",
        "bars",
        "ranked",
        "body",
        "subtotal",
        "total",
    ];
    for kind in kinds {
        assert!(text.contains(&format!("\"kind\":\"{kind}\"")), "no {kind}");
    }
    for node in ["paragraph", "heading", "list", "quote", "code", "grid", "rule"] {
        assert!(text.contains(&format!("\"node\":\"{node}\"")), "no {node}");
    }
    for inline in ["text", "strong", "code", "anchor", "break"] {
        assert!(text.contains(&format!("\"inline\":\"{inline}\"")), "no {inline}");
    }
}

#[test]
fn every_section_and_customer_has_a_page() {
    let files = site(&fixture());
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let sections =
        ["index", "scorecard", "retention", "segments", "customers", "concentration", "cash", "small-customers"];
    for section in sections {
        assert!(paths.contains(&format!("{section}.html").as_str()), "{section}");
    }
    assert_eq!(paths.iter().filter(|path| path.starts_with("customers/")).count(), 3);
    assert_eq!(paths[paths.len() - 2..], ["style.css", "script.js"]);
}

/// Where a link leads from a page: a path in the client's folder and an anchor.
fn destination(page: &str, href: &str) -> (String, Option<String>) {
    let (path, anchor) = href.split_once('#').map_or((href, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    if path.is_empty() {
        return (page.to_owned(), anchor);
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = match path.strip_prefix("../") {
        Some(above) => above.to_owned(),
        None if folder.is_empty() => path.to_owned(),
        None => format!("{folder}/{path}"),
    };
    (path, anchor)
}

#[test]
fn every_link_inside_the_pack_leads_somewhere() {
    let mut report = fixture();
    lengthen_the_sheet(&mut report, 450);
    let files = site(&report);
    let mut known: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    known.extend(report.data.iter().map(|table| format!("data/{}.csv", table.name)));
    for (path, text) in html(&files) {
        let hrefs =
            [attributes(text, "a", "href"), attributes(text, "link", "href"), attributes(text, "script", "src")];
        for href in hrefs.concat().iter().filter(|href| !href.starts_with("https://")) {
            let (file, anchor) = destination(path, href);
            assert!(known.contains(&file) || report.has_file(&file), "{path}: {href}");
            if let Some(anchor) = anchor {
                assert!(attributes(page(&files, &file), "[id]", "id").contains(&anchor), "{path}: {href}");
            }
        }
        for href in attributes(text, "use", "href") {
            assert!(attributes(text, "symbol", "id").contains(&href[1..].to_owned()), "{path}: {href}");
        }
    }
}

#[test]
fn ids_and_names_of_regions_are_unique_on_each_page() {
    for (path, text) in html(&site(&fixture())) {
        for (selector, attribute) in [("[id]", "id"), ("[role=region]", "aria-label")] {
            let mut found = attributes(text, selector, attribute);
            found.sort();
            assert!(found.windows(2).all(|pair| pair[0] != pair[1]), "{path}: {found:?}");
        }
    }
}

#[test]
fn headings_skip_no_level() {
    let selector = scraper::Selector::parse("h1, h2, h3, h4, h5, h6").unwrap();
    for (path, text) in html(&site(&fixture())) {
        let document = scraper::Html::parse_document(text);
        let mut last = 0;
        for heading in document.select(&selector) {
            let level = heading.value().name()[1..].parse::<u8>().unwrap();
            assert!(level <= last + 1 && (level > 1 || last == 0), "{path}: h{level} after h{last}");
            last = level;
        }
    }
}

#[test]
fn pages_load_nothing_from_elsewhere_and_keep_the_policy() {
    for (path, text) in html(&site(&fixture())) {
        assert!(text.contains("default-src 'none'"), "{path}");
        assert!(text.contains("<meta name=\"robots\" content=\"noindex"), "{path}");
        for inline in ["[style]", "style", "[onclick]", "script:not([src])", "iframe", "img"] {
            let selector = scraper::Selector::parse(inline).unwrap();
            assert_eq!(scraper::Html::parse_document(text).select(&selector).count(), 0, "{path}: {inline}");
        }
        for (selector, attribute) in [("[src]", "src"), ("link", "href")] {
            assert!(attributes(text, selector, attribute).iter().all(|source| !source.contains("//")), "{path}");
        }
    }
}

#[test]
fn drafts_say_so_on_every_page_and_reviewed_packs_nowhere() {
    let mut report = fixture();
    assert!(html(&site(&report)).all(|(_, text)| text.contains("<title>Draft: ") && text.contains("class=\"draft\"")));
    report.meta.draft = false;
    assert!(
        html(&site(&report)).all(|(_, text)| !text.contains("<title>Draft: ") && !text.contains("class=\"draft\""))
    );
}

#[test]
fn only_safe_links_of_commentary_are_links() {
    let files = site(&fixture());
    let proof = page(&files, "proof.html");
    assert!(proof.contains("an address of another kind") && !proof.contains("javascript:"));
    assert!(proof.contains("<a href=\"https://example.com/retention\" rel=\"noreferrer\">the method in full</a>"));
    assert!(proof.contains("&lt;script&gt;alert(1)&lt;/script&gt; in a note is text"));
}

/// Gives the customer sheet so many body rows.
fn lengthen_the_sheet(report: &mut Report, count: usize) {
    let section = report.sections.iter_mut().find(|section| section.id == "customers").unwrap();
    let Body::Table(sheet) = &mut section.blocks[0].body else { panic!("no sheet") };
    let body: Vec<Row> = sheet.rows.iter().filter(|row| row.kind == RowKind::Body).cloned().collect();
    let sums: Vec<Row> = sheet.rows.iter().filter(|row| row.kind != RowKind::Body).cloned().collect();
    sheet.rows = body.into_iter().cycle().take(count).chain(sums).collect();
    for cell in sheet.rows.iter_mut().flat_map(|row| &mut row.cells) {
        if let Cell::Spark { spark } = cell {
            spark.values = spark.values.iter().copied().cycle().take(36).collect();
        }
    }
}

#[test]
fn a_long_sheet_is_split_and_its_sums_stand_on_each_part() {
    let mut report = fixture();
    lengthen_the_sheet(&mut report, 450);
    let files = site(&report);
    for (path, rows) in [("customers.html", 200), ("customers-2.html", 200), ("customers-3.html", 50)] {
        let text = page(&files, path);
        let selector = scraper::Selector::parse("tbody tr").unwrap();
        assert_eq!(scraper::Html::parse_document(text).select(&selector).count(), rows, "{path}");
        assert_eq!(text.matches("<tr class=\"total\">").count(), 1, "{path}");
        // A page with style, script and fonts is to stay under 300 KB.
        assert!(text.len() < 220_000, "{path} has {} bytes", text.len());
    }
    assert!(!page(&files, "customers-2.html").contains("class=\"lead\""));
    assert!(
        page(&files, "customers-2.html").contains("rel=\"prev\"")
            && !html(&files).any(|(p, _)| p == "customers-4.html")
    );
    lengthen_the_sheet(&mut report, 200);
    assert!(!html(&site(&report)).any(|(path, _)| path == "customers-2.html"));
}

#[test]
fn what_the_pack_does_not_have_is_an_error() {
    let look = Look { fonts: "", tokens: TOKENS, style: STYLE, script: SCRIPT };
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    let built = |report: &Report| pages(report, &look, &drawings(report), &templates).map(|files| files.len());

    let mut dead = fixture();
    dead.sections[1].blocks[0].links[0].target = Target::Customer { slug: "none".to_owned() };
    assert_eq!(built(&dead), Err(HtmlError::DeadLink("customer `none`".to_owned())));

    let mut climbing = fixture();
    climbing.customers[0].slug = "../../etc/passwd".to_owned();
    assert_eq!(built(&climbing), Err(HtmlError::Name("../../etc/passwd".to_owned())));

    let undrawn = fixture();
    let missing = pages(&undrawn, &look, &BTreeMap::new(), &templates);
    assert_eq!(missing, Err(HtmlError::NoDrawing("rolling-sales".to_owned())));
}

#[test]
fn an_empty_report_is_still_a_page() {
    let mut report = fixture();
    report.sections = vec![Section { blocks: Vec::new(), ..report.sections[0].clone() }];
    report.customers.clear();
    let files = site(&report);
    assert!(page(&files, "index.html").contains("<h2 class=\"verdict\">"));
}

/// Puts a name wherever the ledger's or the adviser's words reach a page.
fn rename(report: &mut Report, name: &str) {
    report.meta.client = name.to_owned();
    report.meta.firm = name.to_owned();
    report.customers[0].name = name.to_owned();
    report.customers[0].reason = name.to_owned();
    for block in &mut report.sections[0].blocks {
        block.headline = block.headline.as_ref().map(|_| name.to_owned());
        match &mut block.body {
            Body::Findings { findings } => {
                for finding in findings {
                    (finding.headline, finding.seen, finding.amount) =
                        (name.to_owned(), name.to_owned(), name.to_owned());
                    finding.links[0].text = name.to_owned();
                }
            }
            Body::Commentary { nodes } => {
                *nodes = vec![
                    Node::Paragraph { inlines: vec![Inline::Text { text: name.to_owned() }] },
                    Node::Code { text: name.to_owned() },
                ];
            }
            _ => {}
        }
    }
    let sheet = report.sections.iter_mut().find(|section| section.id == "customers").unwrap();
    let Body::Table(table) = &mut sheet.blocks[0].body else { panic!("no sheet") };
    for row in &mut table.rows {
        for cell in &mut row.cells {
            if let Cell::Text { text, sub, .. } | Cell::Segment { text, sub, .. } = cell {
                (*text, *sub) = (name.to_owned(), name.to_owned());
            }
        }
    }
}

fn structures(name: &str) -> BTreeMap<String, Vec<String>> {
    let mut report = fixture();
    report.sections.retain(|section| ["summary", "customers", "proof"].contains(&section.id.as_str()));
    report.customers.truncate(1);
    drop_links(&mut report);
    rename(&mut report, name);
    html(&site(&report)).map(|(path, text)| (path.to_owned(), structure(text))).collect()
}

/// Some links lead to sections that [`structures`] leaves out.
fn drop_links(report: &mut Report) {
    for block in report.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        match &mut block.body {
            Body::Findings { findings } => {
                for link in findings.iter_mut().flat_map(|finding| &mut finding.links) {
                    link.target = Target::Section { section: "proof".to_owned(), block: None };
                }
            }
            Body::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    if let Cell::Text { target, .. } = cell {
                        *target = None;
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn naughty_names_change_no_structure() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/naughty-strings/blns.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return;
    };
    let names: Vec<String> = serde_json::from_str(&text).unwrap();
    let harmless = structures("Harmless Ltd");
    for name in names.iter().filter(|name| !name.is_empty()) {
        assert_eq!(structures(name), harmless, "{name:?}");
    }
}
