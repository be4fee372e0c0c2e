//! As much of a spreadsheet's arithmetic as the workbook's formulas use.

use std::collections::BTreeMap;

use calamine::{Data, Range, Table};

/// What a formula may read: the cells of its own sheet, and tables by name.
pub(crate) struct Book<'a> {
    pub(crate) cells: &'a Range<Data>,
    pub(crate) tables: &'a BTreeMap<String, Table<Data>>,
}

impl Book<'_> {
    /// The value of a formula, without its `=`.
    pub(crate) fn compute(&self, formula: &str) -> Result<f64, String> {
        let mut reader = Reader { book: self, rest: formula };
        let value = reader.sum()?;
        if reader.rest.is_empty() { Ok(value) } else { Err(format!("`{}` is left over", reader.rest)) }
    }

    fn cell(&self, reference: &str) -> Result<f64, String> {
        let plain = reference.replace('$', "");
        let letters = plain.trim_end_matches(|c: char| c.is_ascii_digit());
        let row: u32 = plain[letters.len()..].parse().map_err(|_| format!("{reference} is no cell"))?;
        let column = letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
        match self.cells.get_value((row - 1, column - 1)) {
            Some(Data::Float(value)) => Ok(*value),
            other => Err(format!("{reference} holds {other:?}")),
        }
    }

    /// The sum of a block of cells, or of a column of a table.
    fn sum_of(&self, range: &str) -> Result<f64, String> {
        if let Some((table, column)) = range.strip_suffix(']').and_then(|range| range.split_once('[')) {
            let table = self.tables.get(table).ok_or_else(|| format!("no table {table}"))?;
            let place = table.columns().iter().position(|name| name == column).ok_or_else(|| format!("no {column}"))?;
            return Ok(table.data().rows().map(|row| number(&row[place])).sum());
        }
        let (first, last) = range.split_once(':').ok_or_else(|| format!("{range} is no range"))?;
        let row = |cell: &str| cell.rsplit('$').next().and_then(|row| row.parse::<u32>().ok());
        let (Some(from), Some(to)) = (row(first), row(last)) else { return Err(format!("{range} is no range")) };
        let letters = first.split('$').next().unwrap_or_default();
        Ok((from..=to).map(|row| self.cell(&format!("{letters}{row}")).unwrap_or(0.0)).sum())
    }
}

fn number(cell: &Data) -> f64 {
    if let Data::Float(value) = cell { *value } else { 0.0 }
}

/// A formula, read from the left.
struct Reader<'a, 'b> {
    book: &'a Book<'b>,
    rest: &'a str,
}

impl<'a> Reader<'a, '_> {
    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn sum(&mut self) -> Result<f64, String> {
        let mut value = self.product()?;
        loop {
            if self.takes('+') {
                value += self.product()?;
            } else if self.takes('-') {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, String> {
        let mut value = self.factor()?;
        loop {
            if self.takes('*') {
                value *= self.factor()?;
            } else if self.takes('/') {
                value /= self.factor()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn factor(&mut self) -> Result<f64, String> {
        if self.takes('(') {
            let value = self.sum()?;
            return if self.takes(')') { Ok(value) } else { Err("a bracket is open".to_owned()) };
        }
        let word = self.word(|c| c.is_ascii_alphanumeric() || c == '$' || c == '.');
        if !self.takes('(') {
            return word.parse().or_else(|_| self.book.cell(word));
        }
        let value = match word {
            "ROUND" => {
                let value = self.sum()?;
                if !self.takes(',') {
                    return Err("ROUND takes two".to_owned());
                }
                let scale = 10_f64.powf(self.sum()?);
                // As spreadsheets do, a half that the binary form keeps just below counts as a half.
                let scaled = value * scale;
                (scaled + scaled.signum() * 1e-7).round() / scale
            }
            "SUM" => self.book.sum_of(self.word(|c| c != ')'))?,
            "SUBTOTAL" => {
                let all = self.word(|c| c != ')');
                let range = all.strip_prefix("109,").ok_or_else(|| format!("SUBTOTAL({all})"))?;
                self.book.sum_of(range)?
            }
            other => return Err(format!("{other} is unknown here")),
        };
        if self.takes(')') { Ok(value) } else { Err("a bracket is open".to_owned()) }
    }
}

#[test]
fn arithmetic_is_a_spreadsheets() {
    let cells = Range::from_sparse(
        [((0, 1), 4.0), ((1, 1), 0.5), ((2, 27), 7.0)]
            .map(|(at, value)| calamine::Cell::new(at, Data::Float(value)))
            .into(),
    );
    let book = Book { cells: &cells, tables: &BTreeMap::new() };
    for (formula, expected) in
        [("B1+B2*2-1", 4.0), ("ROUND((B1-B2)/3,2)", 1.17), ("SUM(B$1:B$2)-AB3", -2.5), ("(B1+B2)/(B1-B2-2)", 3.0)]
    {
        assert_eq!(book.compute(formula), Ok(expected), "{formula}");
    }
    for formula in ["B9", "NOW()", "B1+", "(B1", "ROUND(B1)"] {
        assert!(book.compute(formula).is_err(), "{formula}");
    }
}
