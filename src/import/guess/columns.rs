//! What the cells of each column are, and what the column therefore seems to mean.

use std::collections::BTreeSet;

use super::words::{Known, words};
use crate::base::{Currency, DecimalMark};
use crate::import::amounts::{AmountError, AmountReader, mark_in};
use crate::import::dates::{DateError, read_date, readings};
use crate::import::evidence::{Evidence, Finding};
use crate::import::orders::OrderEvidence;
use crate::import::table::Row;

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// By the cells alone.
    Perhaps,
    /// The heading holds a known word, and the cells fit.
    Likely,
    /// The heading is a known one, and the cells fit.
    Sure,
}

impl Confidence {
    /// As a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Perhaps => "perhaps",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What a column seems to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Our name for the column.
    pub name: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, as a sentence fragment.
    pub reason: String,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct ColumnLook {
    /// Its heading as written; empty where it has none.
    pub heading: String,
    /// The first few different texts in it.
    pub samples: Vec<String>,
    /// What its cells are, as a sentence fragment.
    pub cells: String,
    /// What it seems to mean.
    pub meaning: Option<Meaning>,
    /// In numbers.
    pub(super) counts: Counts,
}

/// What the cells of a column are.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) filled: usize,
    pub(super) dates: usize,
    pub(super) amounts: usize,
    pub(super) with_digit: usize,
    pub(super) distinct: BTreeSet<String>,
}

/// So many samples are shown.
const SAMPLES: usize = 3;
/// A column of types or statuses has at most so many different texts.
const WORDS_MAX: usize = 12;

impl Counts {
    fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = Self::default();
        for cell in cells.filter(|cell| !cell.is_empty()) {
            counts.filled += 1;
            counts.dates += usize::from(is_date(cell));
            counts.amounts += usize::from(is_amount(cell));
            counts.with_digit += usize::from(cell.contains(|c: char| c.is_ascii_digit()));
            counts.distinct.insert(cell.to_owned());
        }
        counts
    }

    /// Nine of ten cells: one that is broken does not change what the column is.
    fn mostly(&self, part: usize) -> bool {
        self.filled > 0 && part * 10 >= self.filled * 9
    }

    pub(super) fn are_dates(&self) -> bool {
        self.mostly(self.dates)
    }

    pub(super) fn are_amounts(&self) -> bool {
        self.mostly(self.amounts) && !self.are_dates()
    }

    pub(super) fn are_few_words(&self) -> bool {
        (1..=WORDS_MAX).contains(&self.distinct.len()) && self.distinct.len() < self.filled && !self.are_amounts()
    }

    /// Whether the texts are few, one, or as many as there are rows with one of them known: a short list says each once.
    fn are_few_words_or(&self, is_known: impl Fn(&str) -> bool) -> bool {
        self.are_few_words() || self.distinct.len() == 1 || self.distinct.iter().any(|text| is_known(text))
    }

    fn are_unique(&self) -> bool {
        self.filled > 1 && self.distinct.len() == self.filled
    }

    fn spoken(&self) -> String {
        let what = match (self.filled, self.distinct.len()) {
            (0, _) => return "empty cells".to_owned(),
            _ if self.are_dates() => "dates",
            _ if self.are_whole_numbers() && self.are_unique() => "whole numbers, all different",
            _ if self.are_whole_numbers() => "whole numbers",
            _ if self.are_amounts() => "amounts",
            _ if self.are_unique() => "texts, all different",
            (_, 1) => "one text on all rows",
            _ if self.are_few_words() => return format!("{} different texts", self.distinct.len()),
            _ => "texts",
        };
        what.to_owned()
    }
}

/// Looks at each column of the rows below the headings.
pub(super) fn look(headings: &[String], rows: &[Row<'_>]) -> Vec<ColumnLook> {
    let mut columns: Vec<ColumnLook> = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| {
            let cells = || rows.iter().map(move |row| row.cell(index));
            let mut samples: Vec<String> = Vec::new();
            for cell in cells().filter(|cell| !cell.is_empty()) {
                if samples.len() < SAMPLES && !samples.iter().any(|sample| sample == cell) {
                    samples.push(cell.to_owned());
                }
            }
            let counts = Counts::of(cells());
            ColumnLook { heading: heading.clone(), samples, cells: counts.spoken(), meaning: None, counts }
        })
        .collect();
    by_headings(&mut columns);
    by_cells(&mut columns);
    columns
}

/// Whether the cells can be what a heading says.
fn fits(name: &str, counts: &Counts) -> bool {
    match name {
        "date" | "due_date" | "settled_on" => counts.are_dates() || (counts.filled == 0 && name != "date"),
        "net" | "tax" | "gross" | "amount" | "open_balance" | "paid" => counts.are_amounts(),
        "type" => counts.are_few_words_or(|text| words().kind(text).is_some()),
        "status" => counts.are_few_words_or(|text| words().left_out(text).is_some()),
        "currency" => counts.distinct.iter().all(|text| text.len() == 3 && Currency::parse(text).is_ok()),
        "customer" => !counts.are_dates() && !counts.are_amounts(),
        _ => !counts.are_dates(),
    }
}

/// The best heading takes a meaning first, then the longest known word, then the column further left.
fn by_headings(columns: &mut [ColumnLook]) {
    let mut found: Vec<(Known, usize, usize, &str)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        for name in words().headings.keys().filter(|name| fits(name, &column.counts)) {
            if let Some((known, length)) = words().heading(name, &column.heading) {
                found.push((known, length, index, name));
            }
        }
    }
    found.sort_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2)));
    for (known, _, index, name) in found {
        let name = as_amount(name, columns);
        if columns.iter().any(|column| column.means(name)) {
            continue;
        }
        let Some(column) = columns.get_mut(index).filter(|column| column.meaning.is_none()) else { continue };
        let (confidence, reason) = match known {
            Known::Is => (Confidence::Sure, "a known heading"),
            Known::Holds => (Confidence::Likely, "a heading with a known word"),
        };
        let reason = format!("{reason} over {}", column.cells);
        column.meaning = Some(Meaning { name: name.to_owned(), confidence, reason });
    }
}

/// An amount that could be with tax or without counts as with tax, unless another column already is.
fn as_amount<'a>(name: &'a str, columns: &[ColumnLook]) -> &'a str {
    match name {
        "amount" if columns.iter().any(|column| column.means("gross")) => "net",
        "amount" => "gross",
        name => name,
    }
}

/// The columns that every document needs, where no heading told them.
fn by_cells(columns: &mut [ColumnLook]) {
    type Rule = fn(&Counts) -> bool;
    let rules: [(&str, &str, Rule); 4] = [
        ("date", "its cells are dates", Counts::are_dates),
        ("gross", "its cells are amounts", |counts| {
            counts.are_amounts() && !(counts.are_unique() && counts.are_whole_numbers())
        }),
        ("number", "its cells are all different and hold digits", |counts| {
            counts.are_unique() && !counts.are_dates() && counts.mostly(counts.with_digit)
        }),
        ("customer", "its cells are texts", |counts| {
            !counts.are_dates() && !counts.are_amounts() && counts.filled > 0 && !counts.mostly(counts.with_digit)
        }),
    ];
    for (name, reason, rule) in rules {
        let has_amount = name == "gross" && columns.iter().any(|c| c.means("net") || c.means("open_balance"));
        let has_date = name == "date" && columns.iter().any(|c| c.means("settled_on"));
        if has_amount || has_date || columns.iter().any(|column| column.means(name)) {
            continue;
        }
        let free =
            |column: &&mut ColumnLook| column.meaning.is_none() && !column.heading.is_empty() && rule(&column.counts);
        if let Some(column) = columns.iter_mut().find(free) {
            let reason = format!("{reason}, and no other column is headed so");
            column.meaning = Some(Meaning { name: name.to_owned(), confidence: Confidence::Perhaps, reason });
        }
    }
}

impl Counts {
    pub(super) fn are_whole_numbers(&self) -> bool {
        self.distinct.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl ColumnLook {
    /// Whether it seems to mean this.
    pub(super) fn means(&self, name: &str) -> bool {
        self.meaning.as_ref().is_some_and(|meaning| meaning.name == name)
    }
}

/// Whether a text is a date in any order.
pub(super) fn is_date(text: &str) -> bool {
    matches!(read_date(text, None), Ok(_) | Err(DateError::OrderUnknown))
}

/// Whether a text is an amount in any currency and with either decimal mark.
pub(super) fn is_amount(text: &str) -> bool {
    let Some((currency, text)) = without_code(text) else { return false };
    let mark = match mark_in(text, currency) {
        Finding::Says(mark) => mark,
        Finding::Open | Finding::Nothing => DecimalMark::Point,
    };
    match AmountReader::new(currency, Some(mark)).read(text) {
        Ok(amount) => amount.is_some(),
        // Words may hold a currency's letters: the `R` of rands stands in `Reste à payer`.
        Err(error) => !matches!(error, AmountError::NotAnAmount) && text.bytes().any(|byte| byte.is_ascii_digit()),
    }
}

/// A text without a currency's code at its start or end, and a currency to read it in.
fn without_code(text: &str) -> Option<(Currency, &str)> {
    let is_code = |word: &&str| word.len() == 3 && Currency::parse(word).is_ok();
    let code = text.split_whitespace().find(is_code);
    let bare = code.map_or(text, |code| text.trim_start_matches(code).trim_end_matches(code).trim());
    Some((Currency::parse("USD").ok()?, bare))
}

/// What the cells of the columns of dates tell of the order of day, month and year.
pub(super) fn date_orders(columns: &[ColumnLook], rows: &[Row<'_>]) -> OrderEvidence {
    let mut evidence = OrderEvidence::default();
    for row in rows {
        let dates = columns.iter().enumerate().filter(|(_, column)| column.counts.are_dates());
        for cell in dates.map(|(place, _)| row.cell(place)) {
            if let Some(readings) = readings(cell) {
                evidence.add(readings, row.number(), cell);
            }
        }
    }
    evidence
}

/// What the cells of the columns of amounts tell of the decimal mark.
pub(super) fn decimal_marks(columns: &[ColumnLook], rows: &[Row<'_>]) -> Evidence<DecimalMark> {
    evidence(columns, rows, Counts::are_amounts, |cell| {
        without_code(cell).map_or(Finding::Nothing, |(currency, text)| mark_in(text, currency))
    })
}

fn evidence<T: Copy + PartialEq>(
    columns: &[ColumnLook],
    rows: &[Row<'_>],
    concerned: fn(&Counts) -> bool,
    finding: impl Fn(&str) -> Finding<T>,
) -> Evidence<T> {
    let places: Vec<usize> =
        (0..columns.len()).filter(|&at| columns.get(at).is_some_and(|c| concerned(&c.counts))).collect();
    let mut evidence = Evidence::default();
    for row in rows {
        for &place in &places {
            evidence.add(finding(row.cell(place)), row.number(), row.cell(place));
        }
    }
    evidence
}
