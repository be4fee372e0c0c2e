//! Texts in XLS workbooks: of two bytes a character or one, or in the encoding of the computer that wrote them.

use encoding_rs::Encoding;

use super::compound::{u16_at, u32_at};

/// How a workbook writes texts outside of its table of shared ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts {
    /// As Unicode, since Excel 97.
    pub(crate) wide: bool,
    /// The encoding of older ones.
    pub(crate) encoding: &'static Encoding,
}

impl Texts {
    /// A text with its length in one byte before it.
    pub(crate) fn short(self, bytes: &[u8]) -> Option<String> {
        let (&length, text) = bytes.split_first()?;
        self.read(usize::from(length), text)
    }

    /// A text with its length in two bytes before it.
    pub(crate) fn long(self, bytes: &[u8]) -> Option<String> {
        let length = u16_at(bytes, 0)?;
        self.read(usize::from(length), bytes.get(2..)?)
    }

    /// The text of `length` characters; what is missing at its end is not read.
    fn read(self, length: usize, bytes: &[u8]) -> Option<String> {
        if !self.wide {
            let bytes = bytes.get(..length).unwrap_or(bytes);
            return Some(self.encoding.decode_without_bom_handling(bytes).0.into_owned());
        }
        if length == 0 {
            return Some(String::new());
        }
        let (&flags, characters) = bytes.split_first()?;
        let mut units = Vec::new();
        take_units(characters, flags & 1 != 0, length, &mut units);
        Some(String::from_utf16_lossy(&units))
    }
}

/// Reads up to `most` UTF-16 units; gives the number of bytes that they took.
fn take_units(bytes: &[u8], wide: bool, most: usize, units: &mut Vec<u16>) -> usize {
    let before = units.len();
    if wide {
        units.extend(bytes.chunks_exact(2).take(most).map(|unit| u16::from_le_bytes([unit[0], unit[1]])));
        2 * (units.len() - before)
    } else {
        units.extend(bytes.iter().take(most).map(|&byte| u16::from(byte)));
        units.len() - before
    }
}

/// A record that is continued in others.
pub(crate) struct Segments<'a> {
    /// The rest of the one that is being read.
    now: &'a [u8],
    later: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Segments<'a> {
    /// The record and its continuations.
    pub(crate) fn new(segments: Vec<&'a [u8]>) -> Self {
        Self { now: &[], later: segments.into_iter() }
    }

    /// Whether nothing is left; else goes on to the next continuation where one is read to its end.
    pub(crate) fn is_at_end(&mut self) -> bool {
        while self.now.is_empty() {
            let Some(next) = self.later.next() else { return true };
            self.now = next;
        }
        false
    }

    /// The next text of the table of shared ones, without its fonts and reading aids; `None` where it is cut off.
    pub(crate) fn shared_string(&mut self) -> Option<String> {
        const WIDE: u8 = 0b0001;
        const READING_AIDS: u8 = 0b0100;
        const FONTS: u8 = 0b1000;
        let length = usize::from(u16_at(self.now, 0)?);
        let flags = *self.now.get(2)?;
        self.now = self.now.get(3..)?;
        let mut behind = 0;
        if flags & FONTS != 0 {
            behind += 4 * usize::from(u16_at(self.now, 0)?);
            self.now = self.now.get(2..)?;
        }
        if flags & READING_AIDS != 0 {
            behind += usize::try_from(u32_at(self.now, 0)?).ok()?;
            self.now = self.now.get(4..)?;
        }
        let mut units = Vec::new();
        let mut wide = flags & WIDE != 0;
        loop {
            let taken = take_units(self.now, wide, length - units.len(), &mut units);
            self.now = self.now.get(taken..)?;
            if units.len() == length {
                break;
            }
            // A text that goes on in a continuation may change its width there.
            self.now = self.later.next()?;
            let (&flags, rest) = self.now.split_first()?;
            (wide, self.now) = (flags & WIDE != 0, rest);
        }
        self.skip(behind)?;
        Some(String::from_utf16_lossy(&units))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.is_at_end() {
                return None;
            }
            let here = bytes.min(self.now.len());
            self.now = self.now.get(here..)?;
            bytes -= here;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_record_in_another_width() {
        let mut segments = Segments::new(vec![b"\x04\0\0ab", b"\x01c\0\xDF\0\x01\0\0x", b""]);
        assert!(!segments.is_at_end());
        assert_eq!(segments.shared_string().as_deref(), Some("abcß"));
        assert!(!segments.is_at_end());
        assert_eq!(segments.shared_string().as_deref(), Some("x"));
        assert!(segments.is_at_end());
    }

    #[test]
    fn fonts_and_reading_aids_are_passed_over() {
        let mut segments = Segments::new(vec![b"\x01\0\x0C\x01\0\x02\0\0\0a1234", b"56\x01\0\0b"]);
        assert!(!segments.is_at_end());
        assert_eq!(segments.shared_string().as_deref(), Some("a"));
        assert_eq!(segments.shared_string().as_deref(), Some("b"));
        let mut cut_off = Segments::new(vec![b"\xFF\xFF\x01ab"]);
        assert!(!cut_off.is_at_end());
        assert_eq!(cut_off.shared_string(), None);
    }
}
