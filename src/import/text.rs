//! Bytes of an export to text: which encoding, and what is no text at all.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Why the bytes of a file are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotText {
    /// A ZIP archive, as XLSX and ODS workbooks are.
    #[error("the file is a workbook or another ZIP archive, not text")]
    Archive,
    /// An XLS workbook.
    #[error("the file is an old Excel workbook, not text")]
    OldWorkbook,
    /// A PDF.
    #[error("the file is a PDF, not text")]
    Pdf,
    /// Bytes that no text holds.
    #[error("the file holds bytes that are not text")]
    Binary,
    /// A byte order mark promises an encoding that the bytes do not keep to.
    #[error("the file says that it is {0} but is not")]
    Malformed(&'static str),
}

/// The text of `bytes`, without its byte order mark: what the mark says, else UTF-8, else Windows-1252, which older
/// programs and Excel in Europe write.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(NotText::Archive);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(NotText::OldWorkbook);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(NotText::Pdf);
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[mark..])
            .ok_or(NotText::Malformed(encoding.name()))?,
        None => match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    };
    if text.contains('\0') { Err(NotText::Binary) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decode(b"a,\xC3\xBC").as_deref(), Ok("a,ü"));
        assert_eq!(decode(b"\xEF\xBB\xBFa,\xC3\xBC").as_deref(), Ok("a,ü"));
        assert_eq!(decode(b"a,\xFC,\x80").as_deref(), Ok("a,ü,€"));
        assert_eq!(decode(b"\xFF\xFEa\0,\0\xFC\0").as_deref(), Ok("a,ü"));
        assert_eq!(decode(b"\xFE\xFF\0a\0,\0\xFC").as_deref(), Ok("a,ü"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04rest"), Err(NotText::Archive));
        assert_eq!(decode(b"%PDF-1.7"), Err(NotText::Pdf));
        assert_eq!(decode(b"a\0b\0"), Err(NotText::Binary));
        assert_eq!(decode(b"\xEF\xBB\xBFa\xFC"), Err(NotText::Malformed("UTF-8")));
        assert_eq!(decode(b"\xFF\xFE\x00\xD8"), Err(NotText::Malformed("UTF-16LE")));
    }
}
