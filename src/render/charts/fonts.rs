//! How wide a text is in the very fonts that are shown: the sum of its signs' advances, without kerning.

use std::collections::BTreeMap;

use super::ChartError;

/// The two weights that charts are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// 400.
    Regular,
    /// 600, for the one thing that a chart speaks of.
    Semibold,
}

/// The fonts of the charts' texts, as the bytes of static TrueType files.
#[derive(Clone, Copy, Debug)]
pub struct ChartFonts<'a> {
    /// The family's name as pages and documents know it: "Ledgerpress Sans".
    pub family: &'a str,
    /// Weight 400.
    pub regular: &'a [u8],
    /// Weight 600.
    pub semibold: &'a [u8],
}

/// Advances of all signs of the two weights, in em.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    /// The family's name.
    pub(crate) family: String,
    regular: BTreeMap<char, f64>,
    semibold: BTreeMap<char, f64>,
}

impl Measure {
    pub(crate) fn new(fonts: &ChartFonts) -> Result<Self, ChartError> {
        Ok(Self {
            family: fonts.family.to_owned(),
            regular: advances(fonts.regular)?,
            semibold: advances(fonts.semibold)?,
        })
    }

    /// The width of one line, in the unit of `size`.
    pub(crate) fn width(&self, text: &str, weight: Weight, size: f64) -> f64 {
        let advances = match weight {
            Weight::Regular => &self.regular,
            Weight::Semibold => &self.semibold,
        };
        text.chars().map(|sign| advances.get(&sign).copied().unwrap_or_else(|| foreign_advance(sign))).sum::<f64>()
            * size
    }

    /// `text` in lines no wider than `limit`: broken at spaces, and inside a word only where the word alone is wider.
    /// What does not fit in `most` lines ends in an ellipsis.
    pub(crate) fn wrap(&self, text: &str, weight: Weight, size: f64, limit: f64, most: usize) -> Vec<String> {
        let lines = self.fill(text, weight, size, limit, most);
        // The narrowest block of as many lines: no word stands alone on the last one. Words that are broken already
        // stay as they are.
        let narrower = (1..8).map(|eighth| limit * f64::from(eighth) / 8.0).find_map(|limit| {
            let narrower = self.fill(text, weight, size, limit, most);
            (narrower.len() == lines.len() && narrower.join(" ") == lines.join(" ")).then_some(narrower)
        });
        narrower.unwrap_or(lines)
    }

    /// Lines filled one after another.
    fn fill(&self, text: &str, weight: Weight, size: f64, limit: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, weight, size) <= limit {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.break_word(word, weight, size, limit, &mut lines);
        }
        lines.push(line);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.shorten(&format!("{last}…"), weight, size, limit);
            }
        }
        lines
    }

    /// `text` itself where it fits, else its beginning and an ellipsis.
    pub(crate) fn shorten(&self, text: &str, weight: Weight, size: f64, limit: f64) -> String {
        if self.width(text, weight, size) <= limit {
            return text.to_owned();
        }
        let mut kept: String = text.trim_end_matches('…').to_owned();
        while !kept.is_empty() && self.width(&kept, weight, size) + self.width("…", weight, size) > limit {
            kept.pop();
        }
        format!("{}…", kept.trim_end())
    }

    /// Pushes the full lines of a word and gives back its last piece.
    fn break_word(&self, word: &str, weight: Weight, size: f64, limit: f64, lines: &mut Vec<String>) -> String {
        let mut piece = String::new();
        for sign in word.chars() {
            piece.push(sign);
            if self.width(&piece, weight, size) > limit && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::take(&mut piece));
                piece.push(sign);
            }
        }
        piece
    }
}

/// Signs that the fonts lack come from another font on the reader's device: square in the east, about as wide as a
/// capital elsewhere, nothing for marks that sit on the sign before them.
fn foreign_advance(sign: char) -> f64 {
    match u32::from(sign) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0.0,
        0x1100.. => 1.0,
        _ => 0.65,
    }
}

fn advances(bytes: &[u8]) -> Result<BTreeMap<char, f64>, ChartError> {
    let face = ttf_parser::Face::parse(bytes, 0).map_err(|error| ChartError::Font(error.to_string()))?;
    let em = f64::from(face.units_per_em());
    let tables = face.tables().cmap.ok_or_else(|| ChartError::Font("it maps no characters".to_owned()))?;
    let mut advances = BTreeMap::new();
    for table in tables.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let glyph = table.glyph_index(code);
            let advance = glyph.and_then(|glyph| face.glyph_hor_advance(glyph));
            if let (Some(sign), Some(advance)) = (char::from_u32(code), advance) {
                advances.insert(sign, f64::from(advance) / em);
            }
        });
    }
    Ok(advances)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::charts::samples;

    #[test]
    fn tabular_figures_are_equally_wide_and_semibold_is_wider() {
        let measure = samples::measure();
        let one = measure.width("1111", Weight::Regular, 13.0);
        assert!((one - measure.width("8888", Weight::Regular, 13.0)).abs() < 1e-9);
        assert!(one > 20.0 && one < 40.0);
        assert!(measure.width("customers", Weight::Semibold, 13.0) > measure.width("customers", Weight::Regular, 13.0));
    }

    #[test]
    fn wrapped_lines_keep_the_limit_and_lose_no_word() {
        let measure = samples::measure();
        let text = "Oberrunner, Hodkiewicz and Vandervort LLC";
        let lines = measure.wrap(text, Weight::Regular, 13.0, 110.0, 9);
        assert!(lines.len() >= 2);
        assert!(lines.iter().all(|line| measure.width(line, Weight::Regular, 13.0) <= 110.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_word_wider_than_the_limit_is_broken_and_too_many_lines_end_in_an_ellipsis() {
        let measure = samples::measure();
        let lines = measure.wrap(&"W".repeat(60), Weight::Regular, 13.0, 100.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| measure.width(line, Weight::Regular, 13.0) <= 100.0));
        assert!(lines[1].ends_with('…'));
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        let fonts = ChartFonts { family: "Nothing", regular: b"no font", semibold: b"no font" };
        assert!(matches!(Measure::new(&fonts), Err(ChartError::Font(_))));
    }
}
