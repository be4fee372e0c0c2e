//! `ledgerpress explain`: more about a problem than its message has room for, or a figure or a customer of a client
//! opened to what it is made of.

mod opened;

use std::fmt::Write as _;
use std::path::Path;

use super::arguments::ExplainArguments;
use super::books::Books;
use super::build::with_report;
use super::catalogue::{self, Entry, UsualSeverity};
use super::firm::Firm;
use super::nearest::nearest;
use super::outcome::Outcome;
use super::problem_list;
use super::terminal::{STRONG, columns, left, paragraphs, width, wrapped};
use crate::report::{Inputs, explain_customer, explain_document, explain_figure, list_figures};
use opened::Form;

/// Explains what the arguments name: a code, a client's figure or customer; or lists what there is.
pub(super) fn explain(arguments: &ExplainArguments) -> Outcome {
    let width = width();
    match (&arguments.code_or_firm, &arguments.client) {
        (None, _) => {
            anstream::print!("{}", list(width));
            Outcome::Good
        }
        (Some(code), None) => explain_code(code, width),
        (Some(firm), Some(client)) => {
            explain_client(Path::new(firm), client, arguments, Form { width, all: arguments.all })
        }
    }
}

/// Opens a figure or a customer of a client, or lists its figures.
fn explain_client(folder: &Path, client: &str, arguments: &ExplainArguments, form: Form) -> Outcome {
    let read = Firm::open(folder, &[client.to_owned()]).and_then(|firm| {
        let books = firm.asked().first().map(|client| Books::read(client, &firm.settings, arguments.as_of));
        Ok((books.transpose()?, firm.settings))
    });
    let (books, firm) = match read {
        Ok((Some(books), firm)) => (books, firm),
        Ok((None, _)) => return Outcome::Usage,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            return Outcome::Usage;
        }
    };
    let stopping: Vec<_> = problem_list::sorted(&books).into_iter().filter(|p| books.stops(p)).collect();
    if !stopping.is_empty() {
        let problems = problem_list::text(&stopping, &books, form.width);
        anstream::eprint!("{}: no figure is sound before these are mended\n{problems}", books.id);
        return Outcome::Problems;
    }
    match with_report(&books, &firm, |inputs| told(inputs, arguments.figure.as_deref(), form)) {
        Ok(text) => {
            let of = format!("{}, as of {}", books.settings.name, books.as_of);
            anstream::print!("{of}\n\n{text}");
            Outcome::Good
        }
        Err(text) => {
            anstream::eprint!("{text}");
            Outcome::Usage
        }
    }
}

/// What there is to say of a figure, a customer or a document; as an error, that there is none, and what is like it.
fn told(inputs: &Inputs<'_>, wanted: Option<&str>, form: Form) -> Result<String, String> {
    let Some(wanted) = wanted else { return Ok(opened::list(&list_figures(inputs), form)) };
    if let Some(figure) = explain_figure(inputs, wanted) {
        return Ok(opened::figure(&figure, form));
    }
    let customers = explain_customer(inputs, wanted);
    let documents = explain_document(inputs, wanted);
    let customers = customers.iter().map(|one| opened::customer(one, form));
    let all: Vec<String> = customers.chain(documents.iter().map(|one| opened::document(one, form))).collect();
    if !all.is_empty() {
        return Ok(all.join("\n"));
    }
    let mut text =
        format!("error: no figure has the id `{wanted}`, no customer that name, and no document that number\n");
    let figures = list_figures(inputs);
    let names = inputs.ledger.customers().iter().map(|customer| customer.name.as_str());
    let like = nearest(wanted, figures.iter().map(|figure| figure.id.as_str()).chain(names));
    if !like.is_empty() {
        let _ = writeln!(text, "Perhaps you mean: {}", like.join(", "));
    }
    Err(text + "All figures: ledgerpress explain FIRM CLIENT\n")
}

fn explain_code(code: &str, width: usize) -> Outcome {
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
    let nearest = nearest(code, catalogue::entries().iter().map(|entry| entry.code.as_str()));
    if !nearest.is_empty() {
        let _ = writeln!(text, "Perhaps you mean: {}", nearest.join(", "));
    }
    let all: Vec<&str> = catalogue::entries().iter().map(|entry| entry.code.as_str()).collect();
    text += &wrapped("All codes: ", &all.join(", "), width);
    text
}
