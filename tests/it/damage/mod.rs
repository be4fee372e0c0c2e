//! Damage to one cell of an export either changes no fact or is told at its place.
//!
//! In every folder of `tests/formats` some two hundred cells are damaged, one at a time, and what comes out is held
//! against what came out before. What can be known is known: a cell that holds no amount, no date and no known word is
//! never read as one in silence. What cannot be known is counted and printed: another name, another amount in a file
//! that states it once. `DAMAGE_CELLS=2000` tries more.

mod cells;
mod facts;
mod kinds;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ledgerpress::base::{Currency, DateOrder, Problem};
use ledgerpress::import::{ExportFile, ImportPolicy, import};
use ledgerpress::ledger::{LedgerPolicy, assemble};

use crate::harness::{read_folder, say};
use cells::{Cell, cells, delimiter, text};
use facts::{Difference, Facts, difference, facts, typed};
use kinds::Damage;

/// Whether a name or number that is the trace of an error must be told.
const TRACES_ARE_TOLD: bool = true;

/// What became of a damaged cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// No fact is another.
    Unchanged,
    /// A problem names its row, its file as a whole or the total that covers it.
    Told,
    /// A problem names another row: the other line of the document, the other date of the file.
    ToldElsewhere,
    /// The account of the file's rows says that other ones were left out, or the pack's basis that more was assumed.
    Accounted,
    /// A text that somebody typed is another one.
    FreeText,
    /// A column has another heading, so that the file has one column less of those that it may lack.
    Heading,
    /// An empty cell, where one may be.
    Empty,
    /// Another value that may be meant.
    Legible,
    /// None of these: a fault.
    Silent,
}

/// The exports of one folder.
struct Exports {
    files: Vec<ExportFile>,
    formats: Vec<(String, String)>,
    policy: ImportPolicy,
}

/// What came out of exports.
struct Reading {
    facts: Facts,
    problems: Vec<Problem>,
    /// What became of the rows of each file.
    account: String,
    /// What the ledger holds that no export says, which the pack prints.
    assumptions: String,
    /// The row of the file's headings.
    header: Option<u32>,
}

impl Exports {
    fn read(folder: &Path) -> Self {
        let files = read_folder(folder).expect("a folder");
        let utf8 = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let (mut formats, mut exports) = (Vec::new(), Vec::new());
        let mut case = toml::Table::new();
        for (name, bytes) in files {
            match name.rsplit('.').next() {
                _ if name == "case.toml" => case = utf8(bytes).parse().expect("TOML"),
                Some("toml") => formats.push((name, utf8(bytes))),
                Some("json") => {}
                _ => exports.push(ExportFile { path: Arc::from(name), bytes }),
            }
        }
        let setting = |key: &str| case.get(key).and_then(toml::Value::as_str);
        let currency = Currency::parse(setting("currency").unwrap_or("USD")).expect("a currency");
        let date_order = setting("date_order").map(|order| match order {
            "day-first" => DateOrder::DayFirst,
            _ => DateOrder::MonthFirst,
        });
        Self { files: exports, formats, policy: ImportPolicy { currency, date_order, decimal_mark: None } }
    }

    /// What they tell with another text in the file at `place`.
    fn with(&self, place: usize, text: String) -> Reading {
        let mut files = self.files.clone();
        files[place].bytes = text.into_bytes();
        let import = import(&files, &self.formats, &self.policy);
        let account = import.sources.iter().map(|s| format!("{:?} {} {:?}", s.format, s.rows_used, s.left_out));
        let (facts, account) = (facts(&import), account.collect());
        let assembly = assemble(import, &LedgerPolicy::new(self.policy.currency));
        let header = assembly.sources.iter().find(|source| source.origin.file == self.files[place].path);
        let header = header.and_then(|source| source.left_out.iter().find(|left| left.reason == "headings"));
        Reading {
            facts,
            problems: assembly.problems,
            account,
            assumptions: format!("{:?}", assembly.assumptions),
            header: header.and_then(|left| left.first.row),
        }
    }
}

/// What became of damage that turned `before` into `after`.
fn outcome(before: &Reading, after: &Reading, damage: Damage, file: &str, cell: &Cell) -> Outcome {
    let (difference, _) = difference(&before.facts, &after.facts);
    if difference == Difference::None {
        return Outcome::Unchanged;
    }
    let mut new = after.problems.iter().filter(|problem| !before.problems.contains(problem)).peekable();
    let is_told = new.peek().is_some();
    let at_place = |problem: &Problem| {
        let here = problem.origin.as_ref().filter(|origin| &*origin.file == file);
        here.is_some_and(|origin| {
            origin.row.is_none_or(|row| row == cell.row) || problem.code == "control-total-differs"
        })
    };
    if new.any(at_place) {
        return Outcome::Told;
    }
    let is_free_text =
        difference == Difference::FreeText || damage.garbage().is_some_and(|text| typed(&after.facts, text));
    match difference {
        _ if is_told => Outcome::ToldElsewhere,
        _ if is_free_text && TRACES_ARE_TOLD && damage.is_trace() => Outcome::Silent,
        _ if is_free_text => Outcome::FreeText,
        Difference::Facts if before.account != after.account => Outcome::Accounted,
        _ if before.assumptions != after.assumptions => Outcome::Accounted,
        _ if before.header == Some(cell.row) => Outcome::Heading,
        _ if damage == Damage::Emptied => Outcome::Empty,
        _ if damage.may_be_meant() => Outcome::Legible,
        _ => Outcome::Silent,
    }
}

/// Damages cells of the exports in a folder: how often each outcome came, and the faults in words.
fn damage_cells(folder: &Path, tries: usize) -> (BTreeMap<Outcome, usize>, Vec<String>) {
    let exports = Exports::read(folder);
    let (mut counts, mut faults) = (BTreeMap::new(), Vec::new());
    let texts: Vec<(usize, String)> =
        exports.files.iter().enumerate().filter_map(|(place, file)| Some((place, text(&file.bytes)?))).collect();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).expect("31 bits") % limit
    };
    for (place, text) in &texts {
        let file = &exports.files[*place].path;
        let before = exports.with(*place, text.clone());
        let cells = cells(text, delimiter(text));
        let mut left = tries.div_ceil(texts.len());
        while left > 0 {
            let (cell, damage) = (&cells[below(cells.len())], Damage::ALL[below(Damage::ALL.len())]);
            let Some(damaged) = damage.done(text, cell) else { continue };
            left -= 1;
            let after = exports.with(*place, damaged);
            let outcome = outcome(&before, &after, damage, file, cell);
            *counts.entry(outcome).or_default() += 1;
            if outcome == Outcome::Silent || std::env::var_os("DAMAGE_SHOW").is_some() {
                let parts = difference(&before.facts, &after.facts).1;
                let written = &text[cell.span.clone()];
                let folder = folder.file_name().expect("a name").display();
                faults.push(format!(
                    "{outcome:?}: {folder}/{file}, row {}: {written} {damage:?} changed {parts:?}",
                    cell.row
                ));
            }
        }
    }
    (counts, faults)
}

#[test]
fn damage_to_one_cell_changes_nothing_or_is_told() {
    let tries = std::env::var_os("DAMAGE_CELLS").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(200);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut folders: Vec<_> = std::fs::read_dir(root).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    folders.sort();
    let mut faults = Vec::new();
    for folder in folders {
        let (counts, found) = damage_cells(&folder, tries);
        say(&format!("{}: {counts:?}", folder.file_name().expect("a name").display()));
        faults.extend(found);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
