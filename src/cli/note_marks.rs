//! Figures that the adviser's notes name: those that no pack has, and those that have moved since the note was written.

use crate::base::{Origin, Problem};
use crate::config::FirmSettings;
use crate::report::{MarkTroubleKind, figures, mark_troubles};

use super::books::Books;
use super::build::with_report;
use super::sanity::{self, UNUSED_WAIVER};

/// Adds what is wrong with the figures in the notes to the problems of books that are otherwise ready.
pub(super) fn add_problems(books: &mut Books, firm: &FirmSettings) {
    let has_marks = books.notes.iter().any(|note| note.markdown.contains("{{"));
    if !has_marks || books.stopping().next().is_some() {
        return;
    }
    let figures = with_report(books, firm, figures);
    let mut problems = Vec::new();
    for note in &books.notes {
        for trouble in mark_troubles(&note.markdown, &figures) {
            let place = Origin::file(note.file.as_str()).at_row(trouble.line);
            problems.push(problem(place, &trouble.figure, trouble.kind));
        }
    }
    books.problems.append(&mut problems);
    // Told before the notes were read: a waiver of what is wrong with them is none without use.
    books.problems.retain(|problem| problem.code != UNUSED_WAIVER);
    let unused = sanity::unused_waivers(&books.settings.waive, &books.problems);
    books.problems.extend(unused);
}

fn problem(place: Origin, figure: &str, kind: MarkTroubleKind) -> Problem {
    match kind {
        MarkTroubleKind::Unknown => Problem::error(
            "unknown-figure",
            place,
            format!("The note names the figure `{figure}`, and no pack has one of that id"),
            "Correct the id; `ledgerpress explain FIRM CLIENT` lists them all",
        ),
        MarkTroubleKind::Unclosed => Problem::error(
            "unclosed-figure",
            place,
            format!("The braces of `{figure}` are not closed on their line"),
            "Close them, as in {{net_revenue_ttm}}; a note cannot print two braces as they are",
        ),
        MarkTroubleKind::Unreadable { written, now } => Problem::error(
            "unreadable-figure",
            place,
            format!("The note says that `{figure}` is `{written}`, which is no value of its kind; it is {now}"),
            format!("Write the value with digits, as in {{{{{figure} = {now}}}}}, or the id alone"),
        ),
        MarkTroubleKind::WithoutValue => Problem::warning(
            "figure-without-value",
            place,
            format!("The note names the figure `{figure}`, which has no value in this pack and is printed as a dash"),
            "Read the note again; `ledgerpress explain FIRM CLIENT` says why a figure has no value",
        ),
        MarkTroubleKind::Moved { written, now } => Problem::warning(
            "figure-moved",
            place,
            format!("The note says that `{figure}` is {written}, and now it is {now}"),
            "Read the note again and write the figure that is so now; the pack marks it until then",
        ),
    }
}
