//! `ledgerpress formats`: the exports that are read, and how to get each out of its accounting system.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::import::{FormatGuide, Recipe, built_in_formats, own_formats};

use super::arguments::FormatsArguments;
use super::firm::client_formats;
use super::outcome::Outcome;
use super::terminal::{STRONG, columns, left, width, wrapped};

/// The heading of formats that belong to no system.
const NO_SYSTEM: &str = "Any system";
/// The heading of a client's own formats.
const OWN: &str = "The client's own";

/// Lists the formats, or shows the one that the arguments name.
pub(super) fn formats(arguments: &FormatsArguments) -> Outcome {
    let own = match &arguments.client {
        None => Vec::new(),
        Some(folder) => match client_formats(folder) {
            Ok(texts) => own_formats(&texts),
            Err(error) => {
                anstream::eprintln!("error: {error}");
                return Outcome::Usage;
            }
        },
    };
    let built_in = built_in_formats();
    let Some(id) = &arguments.id else {
        anstream::print!("{}", list(&own, &built_in, width()));
        return Outcome::Good;
    };
    // The client's own win, as they do when files are read.
    let found: Vec<&FormatGuide> = own.iter().chain(&built_in).filter(|format| &format.id == id).take(1).collect();
    if let [format] = found[..] {
        anstream::print!("{}", one(format, width()));
        return Outcome::Good;
    }
    let similar: Vec<&str> =
        own.iter().chain(&built_in).filter(|f| f.id.contains(id.as_str())).map(|f| f.id.as_str()).collect();
    let hint = if similar.is_empty() { "`ledgerpress formats` lists all".to_owned() } else { similar.join(", ") };
    anstream::eprintln!("error: no format has the id `{id}`\nPerhaps: {hint}");
    Outcome::Usage
}

fn list(own: &[FormatGuide], built_in: &[FormatGuide], width: usize) -> String {
    let mut groups: BTreeMap<(bool, &str), Vec<&FormatGuide>> = BTreeMap::new();
    for format in built_in {
        let system = if format.system().is_empty() { NO_SYSTEM } else { format.system() };
        groups.entry((system == NO_SYSTEM, system)).or_default().push(format);
    }
    let own: Vec<&FormatGuide> = own.iter().collect();
    let ids = own.iter().copied().chain(built_in).map(|format| columns(&format.id)).max().unwrap_or(0);
    let mut text = String::new();
    let first = (!own.is_empty()).then_some((OWN, own));
    for (system, formats) in first.into_iter().chain(groups.into_iter().map(|((_, system), formats)| (system, formats)))
    {
        let _ = writeln!(text, "{STRONG}{system}{STRONG:#}");
        for format in formats {
            let evidence = if format.not_read.is_some() { "known, and not read" } else { format.evidence };
            let what = format!("{} ({evidence})", format.export());
            text += &wrapped(&format!("  {}  ", left(&format.id, ids)), &what, width);
        }
        text.push('\n');
    }
    let words = "measured: seen in real files; documented: described by the vendor; from memory: not yet seen.";
    text + &wrapped("", words, width) + "How to get one, and its columns: ledgerpress formats ID\n"
}

fn one(format: &FormatGuide, width: usize) -> String {
    let mut text = format!("{STRONG}{}{STRONG:#} ({}, {})\n", format.name, format.id, format.evidence);
    if let Some(why) = &format.not_read {
        text += &wrapped("  ", &format!("Known, and not read. {why}"), width);
    }
    if let Some(recipe) = &format.recipe {
        text += &recipe_text(recipe, width);
    }
    text += &recognised(format, width);
    let _ = writeln!(text, "\n{STRONG}Columns, and the headings that they may have{STRONG:#}");
    let widest = format.columns.iter().map(|column| columns(&column.name)).max().unwrap_or(0);
    for column in &format.columns {
        let mark = if column.needed { "*" } else { " " };
        text += &wrapped(&format!(" {mark} {}  ", left(&column.name, widest)), &column.headings.join(" | "), width);
    }
    text += "   * a file without it is not recognised\n";
    if !format.negative.is_empty() {
        let kinds: Vec<String> = format.negative.iter().map(|kind| format!("{kind}s")).collect();
        text += &wrapped("   - ", &format!("Negative are the amounts of {}", kinds.join(", ")), width);
    }
    text
}

fn recipe_text(recipe: &Recipe, width: usize) -> String {
    let mut text = format!("\n{STRONG}How to get it{STRONG:#} ({})\n", recipe.known);
    text += &wrapped("  1. ", &recipe.menu, width);
    for (number, option) in (2..).zip(&recipe.options) {
        text += &wrapped(&format!("  {number}. "), option, width);
    }
    if !recipe.columns.is_empty() {
        text += &wrapped("  Columns: ", &recipe.columns.join(", "), width);
    }
    for note in &recipe.notes {
        text += &wrapped("  - ", note, width);
    }
    text
}

fn recognised(format: &FormatGuide, width: usize) -> String {
    let mut text = format!("\n{STRONG}How it is recognised{STRONG:#}\n");
    let quoted = |texts: &[String]| texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" or ");
    if !format.titles.is_empty() {
        let needed = if format.title_required { "must stand" } else { "may stand" };
        text += &wrapped("  - ", &format!("The title {} {needed} above the headings", quoted(&format.titles)), width);
    }
    text += &wrapped("  - ", "All columns with a star are there", width);
    if !format.without.is_empty() {
        text += &wrapped("  - ", &format!("No column is headed {}", quoted(&format.without)), width);
    }
    if let Some(group) = &format.group {
        text += &wrapped("  - ", &format!("Rows stand in groups; a group's name is the {group}"), width);
    }
    text
}
