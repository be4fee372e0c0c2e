//! The reference of formats, held against the schema that it describes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::tidy::production_files;

/// The keys of the schema: the public fields of every struct of import that refuses unknown ones, as they are written in
/// a format, and the names of the columns that are read.
fn keys() -> BTreeSet<(String, String)> {
    let mut keys = BTreeSet::new();
    for (path, text) in production_files() {
        if path.strip_prefix("src/import/").is_none_or(|name| name.contains('/')) {
            continue;
        }
        let (mut strict, mut inside, mut renamed) = (false, false, None);
        for line in text.lines() {
            strict |= line.contains("deny_unknown_fields");
            inside = inside || (strict && line.contains("struct ") && line.ends_with('{'));
            if line == "}" {
                (strict, inside) = (false, false);
            }
            let new_name = line.split_once("serde(rename = \"").and_then(|(_, rest)| rest.split('"').next());
            renamed = new_name.or(renamed);
            let field = line.trim_start().strip_prefix("pub").and_then(|rest| rest.split_once(' ')?.1.split_once(':'));
            if let Some((key, _)) = field.filter(|_| inside) {
                keys.insert((renamed.take().unwrap_or(key).to_owned(), path.clone()));
            }
            if path.ends_with("field.rs") && line.contains("=> \"") {
                keys.extend(line.split('"').nth(1).map(|name| (name.to_owned(), path.clone())));
            }
        }
    }
    keys
}

#[test]
fn the_reference_of_formats_has_every_key_of_the_schema_and_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/FORMATS.md");
    let reference = fs::read_to_string(path).expect("the reference");
    let keys = keys();
    assert!(keys.iter().any(|(key, _)| key == "number_is_unique") && keys.iter().any(|(key, _)| key == "due_date"));
    let absent: Vec<String> = keys
        .iter()
        .filter(|(key, _)| !reference.contains(&format!("`{key}`")))
        .map(|(key, path)| format!("src/import/FORMATS.md lacks the key `{key}` of {path}: give it a row"))
        .collect();
    assert!(absent.is_empty(), "\n{}", absent.join("\n"));
    let rows = reference.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let gone: Vec<&str> = rows.filter(|row| keys.iter().all(|(key, _)| key != row)).collect();
    assert!(gone.is_empty(), "src/import/FORMATS.md has rows that the schema lacks: {gone:?}");
}
