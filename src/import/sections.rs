//! Files that hold several tables below each other, each under a row with its name: an export of everything at once.

use std::sync::Arc;

use super::container::Part;
use super::format::Layout;

/// The tables of a file whose first one is laid out so, under their names; `None` where it holds only that one.
pub(crate) fn sections(part: &Part, layout: &Layout) -> Option<Vec<Part>> {
    if layout.sections.is_empty() {
        return None;
    }
    let begins =
        part.table.rows().enumerate().filter(|(_, row)| row.stands_alone() && layout.sections.have(row.cell(0)));
    let begins: Vec<(usize, Arc<str>)> = begins.map(|(at, row)| (at, Arc::from(row.cell(0)))).collect();
    if begins.len() < 2 {
        return None;
    }
    let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([part.table.len()]);
    // What stands above the first name belongs to its table.
    let starts = [0].into_iter().chain(begins.iter().skip(1).map(|(at, _)| *at));
    let section = |((start, end), (_, name)): ((usize, usize), &(usize, Arc<str>))| Part {
        sheet: Some(Arc::clone(name)),
        table: part.table.part(start..end),
        read_as: part.read_as.clone(),
    };
    Some(starts.zip(ends).zip(&begins).map(section).collect())
}
