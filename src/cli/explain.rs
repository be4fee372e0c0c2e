//! `ledgerpress explain`: more about a problem than its message has room for.

use std::fmt::Write as _;

use super::arguments::ExplainArguments;
use super::catalogue::{self, Entry, UsualSeverity};
use super::outcome::Outcome;
use super::terminal::{STRONG, columns, left, paragraphs, width, wrapped};

/// Explains the code that the arguments name, or lists all of them.
pub(super) fn explain(arguments: &ExplainArguments) -> Outcome {
    let width = width();
    let Some(code) = &arguments.code else {
        anstream::print!("{}", list(width));
        return Outcome::Good;
    };
    // As a message shows it: error[unreadable-amount].
    let bare = code.trim_end_matches(']').rsplit('[').next().unwrap_or(code);
    if let Some(entry) = catalogue::find(bare) {
        anstream::print!("{}", text(entry, width));
        return Outcome::Good;
    }
    anstream::eprint!("{}", unknown(bare, width));
    Outcome::Usage
}

fn text(entry: &Entry, width: usize) -> String {
    let mut text = format!("{STRONG}{}{STRONG:#}: {}\n\n", entry.code, entry.title);
    text += &paragraphs("  ", &entry.means, width);
    text += &section("Usual causes", &entry.causes, width);
    text += &section("What to do", &entry.remedies, width);
    let _ = writeln!(text, "\n{STRONG}Does it stop the pack?{STRONG:#}");
    let stops = match entry.severity {
        UsualSeverity::Error => "Yes.",
        UsualSeverity::Warning => "No: it is a warning, which the pack prints. There is nothing to waive.",
        UsualSeverity::Either => "It depends on the file: as an error it does, as a warning it is only printed.",
    };
    text += &wrapped("  ", stops, width);
    if let Some(waived) = &entry.waived {
        let how = format!("To build all the same, write `waive = [\"{}\"]` into client.toml. {waived}", entry.code);
        text += &paragraphs("  ", &how, width);
    }
    text
}

fn section(title: &str, items: &[String], width: usize) -> String {
    let items: String = items.iter().map(|item| wrapped("  - ", item, width)).collect();
    format!("\n{STRONG}{title}{STRONG:#}\n{items}")
}

fn list(width: usize) -> String {
    let widest = catalogue::entries().iter().map(|entry| columns(&entry.code)).max().unwrap_or(0);
    let mut text = String::new();
    for entry in catalogue::entries() {
        text += &wrapped(&format!("{}  ", left(&entry.code, widest)), &entry.title, width);
    }
    text + "\nMore about one: ledgerpress explain CODE\n"
}

fn unknown(code: &str, width: usize) -> String {
    let mut text = format!("error: no problem has the code `{code}`\n");
    let nearest = catalogue::nearest(code);
    if !nearest.is_empty() {
        let _ = writeln!(text, "Perhaps you mean: {}", nearest.join(", "));
    }
    let all: Vec<&str> = catalogue::entries().iter().map(|entry| entry.code.as_str()).collect();
    text += &wrapped("All codes: ", &all.join(", "), width);
    text
}
