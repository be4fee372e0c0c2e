//! Figures that the adviser's notes name: those that no pack has, and those that have moved since the note was written.

use crate::base::{Origin, Problem};
use crate::config::FirmSettings;
use crate::report::{MarkTroubleKind, figures, mark_troubles};

use super::books::Books;
use super::build::with_report;

/// Adds what is wrong with the figures in the notes to the problems of books that are otherwise ready.
pub(super) fn add_problems(books: &mut Books, firm: &FirmSettings) {
    let has_marks = books.notes.iter().any(|(_, markdown)| markdown.contains("{{"));
    if !has_marks || books.stopping().next().is_some() {
        return;
    }
    let figures = with_report(books, firm, figures);
    let mut problems = Vec::new();
    for (section, markdown) in &books.notes {
        for trouble in mark_troubles(markdown, &figures) {
            let place = Origin::file(format!("notes/{section}.md")).at_row(trouble.line);
            problems.push(problem(place, &trouble.figure, trouble.kind));
        }
    }
    books.problems.append(&mut problems);
}

fn problem(place: Origin, figure: &str, kind: MarkTroubleKind) -> Problem {
    match kind {
        MarkTroubleKind::Unknown => Problem::warning(
            "unknown-figure",
            place,
            format!("The note names the figure `{figure}`, and no pack has one of that id"),
            "Correct the id; `ledgerpress explain FIRM CLIENT` lists them all",
        ),
        MarkTroubleKind::Moved { written, now } => Problem::warning(
            "figure-moved",
            place,
            format!("The note says that `{figure}` is {written}, and now it is {now}"),
            "Read the note again and write the figure that is so now; the pack marks it until then",
        ),
    }
}
