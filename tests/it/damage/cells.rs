//! The cells of a delimited text by their places in it, so that one can be changed and nothing else.

use std::ops::Range;

/// A cell of a file.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// The row as a spreadsheet numbers it.
    pub(super) row: u32,
    /// Where it stands in the text, quotation marks included.
    pub(super) span: Range<usize>,
    /// Whether a delimiter ends it, and not the row.
    pub(super) is_followed: bool,
}

/// All cells of `text`, the empty ones too; rows without any character are counted but have none.
pub(super) fn cells(text: &str, delimiter: u8) -> Vec<Cell> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let (mut row, mut at) = (1, 0);
    while at < bytes.len() {
        let start = at;
        let is_quoted = bytes[at] == b'"';
        let mut quoted = false;
        while at < bytes.len() && (quoted || !(bytes[at] == delimiter || matches!(bytes[at], b'\r' | b'\n'))) {
            quoted ^= is_quoted && bytes[at] == b'"';
            at += 1;
        }
        let is_followed = bytes.get(at) == Some(&delimiter);
        let blank_line = at == start && !is_followed && (start == 0 || matches!(bytes[start - 1], b'\r' | b'\n'));
        if !blank_line {
            cells.push(Cell { row, span: start..at, is_followed });
        }
        if !is_followed {
            row += 1;
            at += usize::from(bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n'));
        }
        at += 1;
    }
    cells
}

/// The delimiter that cuts the text into the most cells.
pub(super) fn delimiter(text: &str) -> u8 {
    let count = |delimiter: &u8| cells(text, *delimiter).len();
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).expect("four of them")
}

/// The text of bytes in any of the encodings that exports have; `None` for a workbook or a page of markup.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let is_workbook = bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF]);
    let text = match (encoding_rs::Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        _ if is_workbook => return None,
        (Some((encoding, mark)), _) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    (!text.trim_start().starts_with('<')).then_some(text)
}

#[test]
fn cells_are_found_where_they_stand() {
    let text = "a,\"b,\"\"\nc\"\r\n\r\n,d\n";
    let found: Vec<(u32, &str)> = cells(text, b',').into_iter().map(|c| (c.row, &text[c.span])).collect();
    assert_eq!(found, [(1, "a"), (1, "\"b,\"\"\nc\""), (3, ""), (3, "d")]);
}
