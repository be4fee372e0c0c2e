//! Bytes: the HTML site, the PDF, the workbook and the data files of one report. Knows the report and the theme; reads no file, knows
//! no ledger.

pub mod charts;
mod crm;
mod data;
pub mod html;
pub mod pdf;
mod press;
pub mod spark;
pub mod theme;
pub mod workbook;

pub use press::{Press, RenderError};

/// A file of a pack, to be written below the client's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path below the client's folder, with forward slashes; made of our own words and digests, never of data.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}
