//! Files without headings: recognised by what stands in each column of all their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::dates::{read_date, readings};
use super::format::Format;
use super::known_texts::KnownTexts;
use super::table::{Row, Table};

/// What the columns of a file without headings hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithoutHeadings {
    /// The columns, by the names of `columns`, counted from 1.
    pub(crate) columns: BTreeMap<String, usize>,
    /// The least and the most cells that a row has; blank ones at its end may be missing.
    pub(crate) cells: (usize, usize),
    /// Columns that hold one of these texts, in lower case.
    pub(crate) texts: BTreeMap<String, KnownTexts>,
    /// Columns that hold a date.
    pub(crate) dates: BTreeSet<String>,
    /// Columns that hold an amount or nothing.
    #[serde(default)]
    pub(crate) amounts: BTreeSet<String>,
}

impl WithoutHeadings {
    /// Whether all rows of `table` are such as this says.
    pub(crate) fn fits(&self, table: &Table) -> bool {
        table.len() > 0 && table.rows().all(|row| self.fits_row(row))
    }

    fn fits_row(&self, row: Row<'_>) -> bool {
        let cell = |name: &str| self.column(name).map_or("", |column| row.cell(column));
        let (least, most) = self.cells;
        (least..=most).contains(&row.cells().count())
            && self.texts.iter().all(|(name, texts)| texts.have(cell(name)))
            && self.dates.iter().all(|name| is_date(cell(name)))
            && self.amounts.iter().all(|name| is_amount(cell(name)))
    }

    /// A column's place, counted from 0.
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name)?.checked_sub(1)
    }

    /// The places of all columns.
    pub(crate) fn places(&self) -> BTreeMap<String, usize> {
        self.columns.keys().filter_map(|name| Some((name.clone(), self.column(name)?))).collect()
    }
}

/// What the headings of a file without any would be: those that the format knows its columns by.
pub(crate) fn headings(format: &Format, rule: &WithoutHeadings) -> Vec<Arc<str>> {
    let mut headings: Vec<Arc<str>> = vec![Arc::from(""); rule.cells.1];
    for (name, place) in rule.places() {
        let heading = format.columns.get(&name).and_then(|headings| headings.normal.first());
        if let (Some(cell), Some(heading)) = (headings.get_mut(place), heading) {
            *cell = Arc::from(heading.as_str());
        }
    }
    headings
}

fn is_date(text: &str) -> bool {
    readings(text).is_some() || read_date(text, None).is_ok()
}

/// Digits with marks that amounts have, or nothing.
fn is_amount(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '(' | ')' | ' ' | '\'' | '\u{a0}');
    text.is_empty() || (text.chars().all(is_part) && text.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a row holds figures and nothing else: such as the sub-totals of some reports.
pub(crate) fn holds_figures_alone(row: Row<'_>) -> bool {
    row.cells().all(is_amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::read_table;

    #[test]
    fn all_rows_must_fit() {
        let rule: WithoutHeadings = toml::from_str(
            "columns = { type = 1, date = 2, net = 3 }\ncells = [3, 4]\ntexts.type = ['si', 'sc']\n\
             dates = ['date']\namounts = ['net']",
        )
        .expect("a rule");
        let fits = |text: &str| rule.fits(&read_table(text, b',').expect("a table"));
        assert!(fits("SI,01/02/2026,5.00\nsc,28/02/2026,1.00,x\n"));
        assert!(fits("SI,01/02/2026,\n"));
        for row in ["XX,01/02/2026,5.00", "SI,x,5.00", "SI,01/02/2026,x", "SI,01/02/2026", "SI,01/02/2026,5,a,b"] {
            assert!(!fits(&format!("SI,01/02/2026,5.00\n{row}\n")), "{row}");
        }
    }
}
