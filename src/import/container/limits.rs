//! What a workbook may cost. A file of some hundred kilobytes can be written so that it unpacks to gigabytes; these
//! limits keep the worst one under 300 MB of memory and some five seconds, and let through a client's real one of
//! 300,000 rows and 15 columns.

use super::ContainerError;

/// Bytes that the parts of one workbook may unpack to. They are read as a stream, so this bounds time, not memory; a
/// sheet of 300,000 rows and 15 columns is some 170 MB of XML.
pub(crate) const UNPACKED_BYTES: u64 = 192 << 20;
/// Bytes of a part that describes the workbook and is kept in memory while it is read: sheets, styles, relations.
pub(crate) const SMALL_PART_BYTES: u64 = 16 << 20;
/// Files inside the archive. Excel writes some twenty; every one costs memory before it is looked at.
pub(crate) const ARCHIVE_PARTS: usize = 4_096;
/// Sheets. Excel itself slows down at a few hundred.
pub(crate) const SHEETS: usize = 256;
/// Bytes of one tag or one run of text in XML. Excel's longest cell has 32,767 characters.
pub(crate) const XML_TOKEN_BYTES: u64 = 1 << 20;
/// Tags and texts of one part: they cost time even where they say nothing. A cell has some six of them.
pub(crate) const XML_TOKENS: u32 = 40_000_000;
/// How deep elements may be nested in XML. Workbooks nest them some ten deep.
pub(crate) const XML_DEPTH: usize = 256;
/// Cells of all sheets together, blank ones between filled ones included: nine bytes of memory each.
pub(crate) const CELLS: usize = 6_000_000;
/// Bytes of text in all cells together, and of the strings that cells share.
pub(crate) const TEXT_BYTES: usize = 64 << 20;
/// Bytes of one row that is kept because it may be repeated.
pub(crate) const ROW_BYTES: usize = 16 << 20;
/// Cell formats. Excel's own limit is 65,490.
pub(crate) const CELL_FORMATS: usize = 65_536;
/// Rows of a sheet, as Excel has them.
pub(crate) const ROWS: u32 = 1_048_576;
/// Columns of a sheet, as Excel has them.
pub(crate) const COLUMNS: u32 = 16_384;

/// What is left of a workbook's limits while it is read.
#[derive(Debug)]
pub(crate) struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    /// All of it.
    pub(crate) fn new() -> Self {
        Self { cells: CELLS, text: TEXT_BYTES }
    }

    /// Takes `cells` cells.
    pub(crate) fn take_cells(&mut self, cells: usize) -> Result<(), ContainerError> {
        let left = self.cells.checked_sub(cells);
        self.cells = left.ok_or_else(|| ContainerError::too_large(&format!("more than {CELLS} cells")))?;
        Ok(())
    }

    /// Takes `bytes` bytes of text.
    pub(crate) fn take_text(&mut self, bytes: usize) -> Result<(), ContainerError> {
        let left = self.text.checked_sub(bytes);
        let megabytes = TEXT_BYTES >> 20;
        self.text = left.ok_or_else(|| ContainerError::too_large(&format!("more than {megabytes} MB of text")))?;
        Ok(())
    }
}
