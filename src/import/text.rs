//! Bytes of an export to text: which encoding, and what is no text at all.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1257,
};

use super::container::ContainerError;

/// The text of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    /// Without a byte order mark.
    pub(crate) text: Cow<'a, str>,
    /// The encoding's name for people.
    pub(crate) encoding: &'static str,
}

/// The text of `bytes`: what a byte order mark says, else UTF-16 where every second byte is zero, else UTF-8, else the
/// encoding of an older program.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ContainerError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (utf_16_without_mark(bytes).unwrap_or(UTF_8), bytes),
    };
    // Programs of the time of DOS end their files with this sign.
    let bytes = bytes.strip_suffix(b"\x1A").unwrap_or(bytes);
    let (text, encoding) = if encoding == UTF_8 {
        match str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), UTF_8),
            // One bad byte in a long text of UTF-8 is damage, not another encoding.
            Err(_) if is_damaged_utf_8(bytes) => (String::from_utf8_lossy(bytes), UTF_8),
            Err(_) => {
                let encoding = older_encoding(bytes);
                (encoding.decode_without_bom_handling(bytes).0, encoding)
            }
        }
    } else {
        (encoding.decode_without_bom_handling(bytes).0, encoding)
    };
    if is_binary(&text) {
        return Err(ContainerError::undecodable("The file holds bytes that are not text"));
    }
    Ok(Decoded { text, encoding: spoken(encoding) })
}

/// UTF-16 that does not say so: of the first bytes nearly every second one is zero, as in text of Latin letters.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 1024;
    let start = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let (mut first, mut second) = (0, 0);
    for pair in start.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let pairs = start.len() / 2;
    let most = |zeros: usize| zeros * 10 >= pairs * 8 && pairs > 0;
    match (most(first), most(second)) {
        (true, false) if second == 0 => Some(UTF_16BE),
        (false, true) if first == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether bytes that are no UTF-8 nearly are: nine of ten of their characters beyond ASCII are well-formed, and there
/// are so many that this is no chance.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 10 && good >= 9 * bad
}

/// The encoding of bytes that are no UTF-8. Windows-1252, which Excel and older programs write in the west, unless
/// another one is plain: the Macintosh's by letters where Windows has signs, or what the detector finds in the mass.
fn older_encoding(bytes: &[u8]) -> &'static Encoding {
    const LIKELY: [&Encoding; 6] = [WINDOWS_1250, WINDOWS_1251, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257, ISO_8859_2];
    /// So many letters beyond ASCII make a guess sure.
    const ENOUGH: usize = 12;
    if is_macintosh(bytes) {
        return MACINTOSH;
    }
    if bytes.iter().filter(|byte| !byte.is_ascii()).count() < ENOUGH {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if LIKELY.contains(&guess) { guess } else { WINDOWS_1252 }
}

/// Whether the bytes beyond ASCII that stand between letters are letters on the Macintosh, and some of them are none in
/// Windows-1252: `M\x9Fller`, `Andr\x8E `. An apostrophe or dash between letters proves nothing.
fn is_macintosh(bytes: &[u8]) -> bool {
    let mut proof = 0;
    for window in bytes.windows(3) {
        let &[before, byte, after] = window else { continue };
        if byte.is_ascii() || !before.is_ascii_alphabetic() || !after.is_ascii_lowercase() {
            continue;
        }
        let letter_there = matches!(byte, 0x80..=0x9F | 0xA7 | 0xAE | 0xAF | 0xBE | 0xBF | 0xCB..=0xCF | 0xD8 | 0xD9)
            || matches!(byte, 0xE5..=0xEF | 0xF1..=0xF4);
        if !letter_there {
            return false;
        }
        // Windows' capitals at 0x8A, 0x8C, 0x8E and 0x9F do not stand inside a word.
        let letter_here = matches!(byte, 0x9A | 0x9C | 0x9E | 0xC0..=0xFF);
        let mark_here = matches!(byte, 0x91..=0x97);
        proof += usize::from(!letter_here && !mark_here);
    }
    proof > 0
}

/// Whether so many characters are none of any text that the file is something else.
fn is_binary(text: &str) -> bool {
    const LOOKED_AT: usize = 4096;
    let start = text.chars().take(LOOKED_AT);
    let (mut all, mut strange) = (0_usize, 0_usize);
    for character in start {
        all += 1;
        strange += usize::from(is_damage(character));
    }
    strange * 20 > all
}

/// Whether a character stands in no text but a damaged one: control characters, and the mark of what was not readable
/// where it was converted before.
pub(crate) fn is_damage(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')) || character == '\u{FFFD}'
}

fn spoken(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        "UTF-16"
    } else if encoding == WINDOWS_1252 {
        "Windows-1252"
    } else if encoding == MACINTOSH {
        "Mac Roman"
    } else {
        encoding.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).expect("text");
        (decoded.text.into_owned(), decoded.encoding)
    }

    #[test]
    fn encodings_are_told_apart() {
        for (bytes, text, encoding) in [
            (&b"a,\xC3\xBC"[..], "a,ü", "UTF-8"),
            (b"\xEF\xBB\xBFa,\xC3\xBC", "a,ü", "UTF-8"),
            (b"a,\xFC,\x80", "a,ü,€", "Windows-1252"),
            (b"\xFF\xFEa\0,\0\xFC\0", "a,ü", "UTF-16"),
            (b"\xFE\xFF\0a\0,\0\xFC", "a,ü", "UTF-16"),
            (b"a\0,\0\xFC\0b\0", "a,üb", "UTF-16"),
            (b"\0a\0,\0\xFC\0b", "a,üb", "UTF-16"),
            (b"M\x9Fller,Citro\x91n", "Müller,Citroën", "Mac Roman"),
            (b"O\x92Brien,Zo\x91e,Andr\xE9,Dvo\x9Aak", "O’Brien,Zo‘e,André,Dvošak", "Windows-1252"),
            (b"a,b\x1A", "a,b", "UTF-8"),
        ] {
            assert_eq!(read(bytes), (text.to_owned(), encoding));
        }
    }

    #[test]
    fn names_of_the_east_are_read_where_there_are_enough() {
        let names = "Łukasz Wiśniewski;Małgorzata Wójcik;Przedsiębiorstwo Usługowe Żółw;Zakład Energetyczny Łódź\n";
        let (bytes, _, _) = WINDOWS_1250.encode(names);
        assert_eq!(read(&bytes.repeat(3)), (names.repeat(3), "windows-1250"));
        let german = WINDOWS_1252.encode("Müller & Söhne;Größe;Straße;Übergrößenträger;Bäckerei Jäger;Çelik\n").0;
        assert_eq!(read(&german.repeat(3)).1, "Windows-1252");
    }

    #[test]
    fn a_bad_byte_spoils_its_cell_only() {
        let text = "Müller,Größe,Jäger,Söhne,Bäcker,Köhler,Schröder,Krüger,Böhm,Günther,Fürst\n".repeat(2);
        let bytes = [text.as_bytes(), b"Sch\xFFfer\n"].concat();
        assert_eq!(read(&bytes), (format!("{text}Sch\u{FFFD}fer\n"), "UTF-8"));
        assert_eq!(read(b"name,amount\nAda\0,5.00\nBob,7.00\n").0, "name,amount\nAda\0,5.00\nBob,7.00\n");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(decode(b"\x01\x02\x03\x04a\x05").is_err());
        assert!(decode(&[0; 64]).is_err());
        assert_eq!(decode(b"").map(|decoded| decoded.text.into_owned()), Ok(String::new()));
    }
}
