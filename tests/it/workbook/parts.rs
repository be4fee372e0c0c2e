//! What Excel refuses or repairs, looked for in the parts of a workbook.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use roxmltree::Document;

/// Asserts that the parts are XML, and that sheets and tables keep to the format's rules.
pub(crate) fn assert_sound(workbook: &[u8]) {
    let texts = texts(workbook);
    let documents: BTreeMap<&str, Document<'_>> = texts
        .iter()
        .map(|(name, text)| (&**name, Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"))))
        .collect();
    assert_sheets(&documents["xl/workbook.xml"]);
    let mut names = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (part, document) in documents.iter().filter(|(part, _)| part.starts_with("xl/tables/")) {
        let table = document.root_element();
        let name = table.attribute("name").expect("a name").to_lowercase();
        assert!(names.insert(name), "{part}: a table's name stands twice");
        assert!(ids.insert(table.attribute("id").expect("an id")), "{part}: a table's id stands twice");
        let columns: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name((table.tag_name().namespace().unwrap_or_default(), "tableColumn")))
            .map(|column| column.attribute("name").expect("a heading"))
            .collect();
        let unique: BTreeSet<String> = columns.iter().map(|column| column.to_lowercase()).collect();
        assert_eq!(unique.len(), columns.len(), "{part}: two headings are alike");
        for column in columns {
            let plain = column.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
            assert!(plain && !column.is_empty() && column.len() < 256, "{part}: the heading `{column}`");
        }
    }
    for (part, document) in documents.iter().filter(|(part, _)| part.starts_with("xl/worksheets/sheet")) {
        for formula in document.descendants().filter(|node| node.tag_name().name() == "f") {
            let text = formula.text().unwrap_or_default();
            let ours = text.chars().all(|c| c.is_ascii_alphanumeric() || "+-*/(),:$.[]_ ".contains(c));
            assert!(ours, "{part}: a formula of somebody else's: {text}");
        }
    }
}

fn texts(workbook: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    (0..archive.len())
        .map(|n| {
            let mut part = archive.by_index(n).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("UTF-8");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

fn assert_sheets(workbook: &Document<'_>) {
    let mut taken = BTreeSet::new();
    for sheet in workbook.descendants().filter(|node| node.tag_name().name() == "sheet") {
        let name = sheet.attribute("name").expect("a name");
        assert!(!name.is_empty() && name.encode_utf16().count() <= 31, "{name}");
        assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
        assert!(taken.insert(name.to_lowercase()), "{name} stands twice");
    }
}
