//! Microsoft's compound file, a small file system inside a file: what XLS workbooks and password-protected XLSX ones
//! are. Everything it says of itself is checked against the bytes that are there.

use super::ContainerError;

/// The first bytes of every compound file.
pub(crate) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sector numbers from here on are signs: free, end of a chain, part of the table itself.
const SIGNS: u32 = 0xFFFF_FFFA;
const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const SMALL_SECTOR_BYTES: usize = 64;
/// Shorter streams lie in small sectors.
const SMALL_STREAM_BYTES: usize = 4096;

/// An open compound file.
pub(crate) struct CompoundFile<'b> {
    bytes: &'b [u8],
    sector_bytes: usize,
    /// For each sector the one that follows it in its chain.
    next: Vec<u32>,
    next_small: Vec<u32>,
    entries: Vec<Entry>,
}

/// A stream, or a folder of them.
struct Entry {
    name: String,
    start: u32,
    bytes: usize,
}

impl<'b> CompoundFile<'b> {
    /// Reads the tables of the file that `bytes` are.
    pub(crate) fn read(bytes: &'b [u8]) -> Result<Self, ContainerError> {
        let sector_bytes = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged()),
        };
        let mut file = Self { bytes, sector_bytes, next: Vec::new(), next_small: Vec::new(), entries: Vec::new() };
        file.next = file.read_next()?;
        let directory = file.chained(header(bytes, 48)?)?;
        file.entries = directory.chunks_exact(ENTRY_BYTES).filter_map(entry).collect();
        let small = header(bytes, 60)?;
        file.next_small = if small < SIGNS { numbers(&file.chained(small)?).collect() } else { Vec::new() };
        Ok(file)
    }

    /// Whether there is a stream of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` where there is none of this name.
    pub(crate) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, ContainerError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let mut bytes = if entry.bytes >= SMALL_STREAM_BYTES {
            self.chained(entry.start)?
        } else {
            // The small sectors lie in the stream of the first entry.
            let all = self.chained(self.entries.first().ok_or_else(damaged)?.start)?;
            let sector = |number: u32| {
                let start = usize::try_from(number).ok()?.checked_mul(SMALL_SECTOR_BYTES)?;
                all.get(start..)?.get(..SMALL_SECTOR_BYTES)
            };
            chain(entry.start, &self.next_small, sector)?
        };
        bytes.truncate(entry.bytes);
        Ok(Some(bytes))
    }

    /// How many sectors there are, the last one perhaps cut off.
    fn sectors(&self) -> usize {
        self.bytes.len().saturating_sub(HEADER_BYTES).div_ceil(self.sector_bytes)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        // The header takes the place of the first sector.
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector_bytes).unwrap_or(rest))
    }

    fn chained(&self, start: u32) -> Result<Vec<u8>, ContainerError> {
        chain(start, &self.next, |number| self.sector(number))
    }

    /// Reads the table of chains, whose own sectors are listed in the header and in a chain of lists.
    fn read_next(&self) -> Result<Vec<u32>, ContainerError> {
        let sectors = self.sectors();
        let listed = self.bytes.get(76..HEADER_BYTES).ok_or_else(damaged)?;
        let mut places: Vec<u32> = numbers(listed).filter(|&place| place < SIGNS).collect();
        let mut list = header(self.bytes, 68)?;
        let mut lists = 0;
        while list < SIGNS {
            lists += 1;
            if lists > sectors {
                return Err(endless());
            }
            let mut more: Vec<u32> = numbers(self.sector(list).ok_or_else(damaged)?).collect();
            list = more.pop().ok_or_else(damaged)?;
            places.extend(more.into_iter().filter(|&place| place < SIGNS));
            if places.len() > sectors {
                return Err(endless());
            }
        }
        let mut next = Vec::new();
        for place in places {
            next.extend(numbers(self.sector(place).ok_or_else(damaged)?));
            if next.len() >= sectors {
                break;
            }
        }
        Ok(next)
    }
}

/// The sectors of a chain one after the other. No chain is longer than the table has places.
fn chain<'a>(start: u32, next: &[u32], sector: impl Fn(u32) -> Option<&'a [u8]>) -> Result<Vec<u8>, ContainerError> {
    let mut bytes = Vec::new();
    let mut number = start;
    for _ in 0..=next.len() {
        if number >= SIGNS {
            return Ok(bytes);
        }
        bytes.extend_from_slice(sector(number).ok_or_else(damaged)?);
        let place = usize::try_from(number).map_err(|_| damaged())?;
        number = next.get(place).copied().ok_or_else(damaged)?;
    }
    Err(endless())
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units = bytes.get(..64)?.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let name = char::decode_utf16(units.take_while(|&unit| unit != 0)).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    let size = usize::try_from(u32_at(bytes, 120)?).ok()?;
    Some(Entry { name, start: u32_at(bytes, 116)?, bytes: size })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|number| u32::from_le_bytes([number[0], number[1], number[2], number[3]]))
}

fn header(bytes: &[u8], at: usize) -> Result<u32, ContainerError> {
    u32_at(bytes, at).ok_or_else(damaged)
}

/// The number of two bytes at a place.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// The number of four bytes at a place.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn damaged() -> ContainerError {
    ContainerError::damaged("the table of its parts does not fit its bytes")
}

fn endless() -> ContainerError {
    ContainerError::hostile("the table of its parts runs in a circle")
}
