//! The files for CRM systems: a CSV for each, and what its columns are as a text beside them.

use std::fmt::Write as _;

use super::OutputFile;
use super::data::csv;
use crate::report::Report;
use crate::report::model::{CRM_README, CrmFile};

/// The files in `crm/`; none where the report has none.
pub(super) fn files(report: &Report) -> Vec<OutputFile> {
    let file = |file: &CrmFile| OutputFile { path: file.path(), bytes: csv(&file.table) };
    let mut files: Vec<OutputFile> = report.crm.iter().map(file).collect();
    if !files.is_empty() {
        files.push(OutputFile { path: CRM_README.to_owned(), bytes: readme(report).into_bytes() });
    }
    files
}

/// What the columns are and how to import them, as plain text.
fn readme(report: &Report) -> String {
    let meta = &report.meta;
    let mut text = format!(
        "{}\nThe customers for CRM systems, as of {}\n\nUTF-8, commas between values, days as year-month-day. An apostrophe \
         before a name that begins with =, +, - or @ keeps spreadsheets from taking it for a formula.\n",
        meta.client, meta.as_of_text
    );
    for file in &report.crm {
        // Writing to a string can't fail.
        let _ = write!(text, "\n\n{}: {}.csv\n\n", file.system, file.table.name);
        for (number, step) in (1..).zip(&file.steps) {
            let _ = writeln!(text, "{number}. {step}");
        }
        for field in &file.fields {
            let _ = write!(text, "\n{}\n    Field: {}\n    {}\n", field.heading, field.field, field.meaning);
        }
    }
    text
}
