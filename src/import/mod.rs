//! Reads the exports of one client into drafts: documents, customers and control totals, each with its place in the
//! files. Knows files and formats; knows nothing of ledgers.
//!
//! A file becomes one or more tables of cells (`container`, `text`, `table`), each is recognised as of a format
//! (`recognise`, `format`, `catalog`), and its rows are told apart (`sheet`). When all files have been looked at,
//! the order of dates and the decimal mark of each are settled (`habits`) and the rows are read (`read`). What shows only
//! in all files together is looked at last (`together`).

mod amounts;
mod basis;
mod carry;
mod catalog;
mod cells;
mod conditions;
mod container;
mod copies;
mod currencies;
mod damage;
mod dates;
mod documents;
mod double_headings;
pub mod draft;
mod evidence;
mod field;
mod format;
mod further;
#[cfg(test)]
mod golden;
mod groups;
mod guess;
mod guide;
mod habits;
mod headings;
mod headless;
mod known_texts;
mod line_sums;
mod metadata;
mod month_names;
mod nearest;
mod notices;
mod opening;
mod orders;
mod parts;
mod perspective;
mod postings;
mod product;
#[cfg(test)]
mod properties;
mod read;
mod recipe;
mod recognise;
mod rounded;
mod row;
mod sections;
mod sheet;
mod sides;
mod signs;
mod table;
mod tally;
mod telephone;
#[cfg(test)]
mod test_data;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod together;
mod unread_columns;
#[cfg(test)]
mod workbook_tests;

use std::sync::Arc;

use self::draft::Import;
pub use self::guess::{ColumnLook, Confidence, Meaning, TableLook, look};
pub use self::guide::{ColumnGuide, FormatGuide, built_in_formats, own_formats};
use self::notices::Notices;
use self::opening::Opened;
pub use self::recipe::Recipe;
use self::sheet::Sheet;
use crate::base::{Currency, DateOrder, DecimalMark};

/// One file of a client's exports.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// Its path inside the `exports` folder, with forward slashes.
    pub path: Arc<str>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What the client's settings say of the exports.
#[derive(Clone, Copy, Debug)]
pub struct ImportPolicy {
    /// The client's currency: of all amounts, unless a document says otherwise.
    pub currency: Currency,
    /// The order of day, month and year in files that do not tell; `date_order` in client.toml.
    pub date_order: Option<DateOrder>,
    /// The decimal mark in files that do not tell; `decimal_mark` in client.toml.
    pub decimal_mark: Option<DecimalMark>,
}

/// Reads all `files` of one client. `own_formats` are the client's own format files, as paths and TOML texts: they win
/// over the built-in ones. The result does not depend on the order of the files.
pub fn import(files: &[ExportFile], own_formats: &[(String, String)], policy: &ImportPolicy) -> Import {
    let mut files: Vec<&ExportFile> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (own, problems) = catalog::own(own_formats);
    let mut import = Import { problems, ..Import::default() };

    let opened: Vec<Opened<'_>> = files.iter().flat_map(|file| opening::open(file, &own, policy.currency)).collect();
    let sheets: Vec<&Sheet<'_>> = opened
        .iter()
        .filter_map(|opened| match opened {
            Opened::Sheet(sheet) => Some(&**sheet),
            Opened::Unread(_) => None,
        })
        .collect();
    let mut settled = habits::settle(&sheets, *policy).into_iter();
    for opened in &opened {
        match opened {
            Opened::Sheet(sheet) => {
                let Some(settled) = settled.next() else { continue };
                let mut notices = Notices::new(sheet.origin.clone());
                for problem in settled.problems {
                    notices.add(problem);
                }
                read::read(sheet, settled.habits, settled.assumed, notices, &mut import);
            }
            Opened::Unread(unread) => {
                import.sources.push(unread.source.clone());
                import.problems.extend(unread.problem.clone());
            }
        }
    }
    together::leave_out_other_contacts(&sheets, &mut import);
    let problems = together::problems(&sheets, &import);
    import.problems.extend(problems);
    import
}
