//! The problem codes: each is in the catalogue, each in the catalogue can happen, and each has the smallest client
//! folder that provokes it.
//!
//! `tests/problems/<code>/` holds that folder (`exports/`, where needed `client.toml` and `formats/`) and `message.txt`,
//! the message that `check` gives for the code there. `UPDATE_GOLDEN=1 cargo test --test it problems` writes the
//! messages anew: read the difference before you commit it. A new code is a file in `src/cli/problems/` and a folder here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Firm, ledgerpress, read_folder};
use crate::tidy::{code_lines, production_files};

/// Texts in the form of a code that are none, in the sources of import, ledger and the command line.
const NO_CODES: [&str; 32] = [
    "credit-note",
    "cash-sale",
    "cash-refund",
    "write-off",
    "write-offs",
    "opening-balance",
    "from-memory",
    "kebab-case",
    "client-settings",
    "firm-settings",
    "latest-document",
    "net-sales",
    "gross-sales",
    "open-balance",
    "row-check",
    "rows-differ",
    "ledger-differs",
    "not-ready",
    "day-first",
    "not-active",
    "boolean-value",
    "covered-table-cell",
    "date-value",
    "encryption-data",
    "line-break",
    "null-date",
    "number-columns-repeated",
    "number-rows-repeated",
    "string-value",
    "table-cell",
    "table-row",
    "value-type",
];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The codes of the catalogue.
fn catalogue() -> BTreeSet<String> {
    let files = read_folder(&root("src/cli/problems")).expect("the catalogue");
    files.keys().map(|name| name.trim_end_matches(".toml").to_owned()).collect()
}

/// The texts in quotation marks of the form `one-word` or `several-words`, with the file that they stand in.
fn words_in_sources() -> BTreeMap<String, String> {
    let rooms = ["src/import/", "src/ledger/", "src/cli/"];
    let mut words = BTreeMap::new();
    for (path, text) in production_files() {
        if !rooms.iter().any(|room| path.starts_with(room)) {
            continue;
        }
        let production = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for line in code_lines(production) {
            for word in line.split('"').skip(1).step_by(2).filter(|word| is_kebab_case(word)) {
                words.entry(word.to_owned()).or_insert_with(|| path.clone());
            }
        }
    }
    words
}

fn is_kebab_case(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase()))
}

#[test]
fn the_catalogue_has_the_codes_that_the_sources_name() {
    let (catalogue, words) = (catalogue(), words_in_sources());
    let mut wrong = Vec::new();
    for (word, path) in words.iter().filter(|(word, _)| word.contains('-')) {
        if !catalogue.contains(word) && !NO_CODES.contains(&word.as_str()) {
            wrong.push(format!(
                "{path}: `{word}` looks like a problem code and has no src/cli/problems/{word}.toml; write one, or name it \
                 in NO_CODES of tests/it/problems.rs"
            ));
        }
    }
    for code in &catalogue {
        if !words.contains_key(code) {
            wrong.push(format!("src/cli/problems/{code}.toml: nothing in the sources has this code"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_code_has_the_smallest_folder_that_provokes_it() {
    let folders: BTreeSet<String> = fs::read_dir(root("tests/problems"))
        .expect("tests/problems")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    assert_eq!(folders, catalogue(), "one folder a code of src/cli/problems");

    let firm = Firm::new();
    for code in &folders {
        firm.write(&format!("clients/{code}/client.toml"), "name = \"Invented Co\"\ncurrency = \"USD\"\n");
        for (path, bytes) in read_folder(&root("tests/problems").join(code)).expect("there") {
            if path != "message.txt" {
                firm.write_bytes(&format!("clients/{code}/{path}"), &bytes);
            }
        }
    }
    let run = firm.check(&["--format", "json"]);
    let document: Value = serde_json::from_str(&run.assert_code(1).stdout).expect("one JSON document");
    let clients = document["clients"].as_array().expect("a list of clients");
    assert_eq!(clients.len(), folders.len());
    let wrong: Vec<String> = clients.iter().filter_map(|client| differing(client).err()).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Holds a client's messages of its own code against its `message.txt`.
fn differing(client: &Value) -> Result<(), String> {
    let code = client["id"].as_str().expect("an id");
    let problems = client["problems"].as_array().ok_or_else(|| format!("{code}: {}", client["error"]))?;
    let of_code = problems.iter().filter(|problem| problem["code"] == code);
    let messages: String = of_code.map(|problem| message(problem) + "\n").collect();
    if messages.is_empty() {
        let seen: Vec<String> = problems.iter().map(message).collect();
        return Err(format!("tests/problems/{code} does not provoke {code} but {seen:?}"));
    }
    let path = root("tests/problems").join(code).join("message.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &messages).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if messages == expected { Ok(()) } else { Err(format!("{}:\n{messages}is not\n{expected}", path.display())) }
}

/// A problem in one line, as the JSON has it.
fn message(problem: &Value) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let mut place = String::new();
    for (before, key) in [("", "file"), (", sheet ", "sheet"), (", row ", "row"), (", column ", "column")] {
        if !problem[key].is_null() {
            place += before;
            place += problem[key].to_string().trim_matches('"');
        }
    }
    let colon = if place.is_empty() { "" } else { ": " };
    format!("{}[{}] {place}{colon}{}. {}.", text("severity"), text("code"), text("seen"), text("remedy"))
}

/// What the examples of formats provoke is in the catalogue too.
#[test]
fn the_catalogue_has_the_codes_of_the_format_examples() {
    let catalogue = catalogue();
    for (path, bytes) in read_folder(&root("tests/formats")).expect("examples") {
        if !path.ends_with("expected.json") {
            continue;
        }
        let expected: Value = serde_json::from_slice(&bytes).expect("JSON");
        for problem in expected["problems"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let code = problem.split(['[', ']']).nth(1).expect("a code in brackets");
            assert!(catalogue.contains(code), "tests/formats/{path}: no src/cli/problems/{code}.toml");
        }
    }
}

#[test]
fn explain_tells_what_to_do() {
    let run = ledgerpress(&["explain", "unreadable-amount"]);
    for word in ["unreadable-amount", "Usual causes", "What to do", "stop the pack", "waive = [\"unreadable-amount\"]"]
    {
        assert!(run.assert_code(0).stdout.contains(word), "no `{word}` in\n{}", run.stdout);
    }
    let as_shown = ledgerpress(&["explain", "error[unreadable-amount]"]);
    assert_eq!(as_shown.stdout, run.stdout);
    let all = ledgerpress(&["explain"]);
    let unknown = ledgerpress(&["explain", "unreadable-amout"]);
    assert!(unknown.assert_code(2).stderr.contains("Perhaps you mean: unreadable-amount"), "{}", unknown.stderr);
    for code in catalogue() {
        assert!(all.assert_code(0).stdout.contains(&code), "{code}");
        assert!(unknown.stderr.contains(&code), "{code}");
    }
}
