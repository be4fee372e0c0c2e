//! The ZIP archive that XLSX and ODS workbooks are, read under limits: its parts are unpacked as a stream, and neither
//! what the archive says of their sizes nor what comes out may be beyond what a workbook needs.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::ContainerError;
use super::limits::{ARCHIVE_PARTS, SMALL_PART_BYTES, UNPACKED_BYTES};
use super::xml::Xml;

/// An open archive.
pub(crate) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// The parts by their path in lower case: programs do not agree on capitals.
    places: BTreeMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// A part of the archive as XML.
pub(crate) type XmlPart<'a, 'b> = Xml<BufReader<Part<'a, 'b>>>;

impl<'b> Archive<'b> {
    /// Opens the archive that `bytes` are.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, ContainerError> {
        if parts_stated(bytes) > ARCHIVE_PARTS {
            return Err(ContainerError::too_large(&format!("more than {ARCHIVE_PARTS} files in its archive")));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| not_a_zip())?;
        let names = zip.file_names().map(|name| name.map(|name| name.to_lowercase()));
        let places = names.enumerate().filter_map(|(place, name)| Some((name.ok()?, place))).collect();
        Ok(Self { zip, places, left: UNPACKED_BYTES })
    }

    /// Whether there is a part at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.places.contains_key(&path.to_lowercase())
    }

    /// The part at `path`, which describes the workbook and holds no cells; `None` where there is none.
    pub(crate) fn small_xml(&mut self, path: &str) -> Result<Option<XmlPart<'_, 'b>>, ContainerError> {
        self.part(path, SMALL_PART_BYTES)
    }

    /// The part at `path`, to be read as XML; `None` where there is none.
    pub(crate) fn xml(&mut self, path: &str) -> Result<Option<XmlPart<'_, 'b>>, ContainerError> {
        self.part(path, UNPACKED_BYTES)
    }

    fn part(&mut self, path: &str, most: u64) -> Result<Option<XmlPart<'_, 'b>>, ContainerError> {
        let Some(&place) = self.places.get(&path.to_lowercase()) else { return Ok(None) };
        let file = self.zip.by_index(place).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ContainerError::protected(),
            _ => not_a_zip(),
        })?;
        let stated = file.size();
        if stated > self.left {
            return Err(too_much());
        }
        if stated > most {
            return Err(ContainerError::too_large(&format!("a description of itself of more than {} MB", most >> 20)));
        }
        Ok(Some(Xml::new(BufReader::with_capacity(1 << 16, Part { file, left: &mut self.left }))))
    }
}

/// A part while it is unpacked.
pub(crate) struct Part<'a, 'b> {
    file: ZipFile<'a, Cursor<&'b [u8]>>,
    /// What may still come of the whole archive.
    left: &'a mut u64,
}

impl Read for Part<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The reader of the archive itself stops at a part that holds more than the archive says.
        let read = self.file.read(buffer)?;
        let left = self.left.checked_sub(read as u64);
        *self.left = left.ok_or_else(|| io::Error::other(too_much()))?;
        Ok(read)
    }
}

/// How many parts the archive's last record says there are: to be known before they are all looked at.
fn parts_stated(bytes: &[u8]) -> usize {
    const RECORD: [u8; 4] = *b"PK\x05\x06";
    const LONGEST_TAIL: usize = 22 + 65_535;
    let tail = &bytes[bytes.len().saturating_sub(LONGEST_TAIL)..];
    let records = tail.windows(12).filter(|window| window.starts_with(&RECORD));
    // 65,535 stands for a number too large for its place.
    records.map(|record| usize::from(u16::from_le_bytes([record[10], record[11]]))).max().unwrap_or(0)
}

fn not_a_zip() -> ContainerError {
    ContainerError::damaged("its ZIP archive cannot be unpacked")
}

fn too_much() -> ContainerError {
    ContainerError::too_large(&format!("more than {} MB when it is unpacked", UNPACKED_BYTES >> 20))
}
