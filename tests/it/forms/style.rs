//! The many ways of writing one table: delimiters, encodings, dates, amounts, columns and rows in any order.

use chrono::NaiveDate;
use ledgerpress::base::DateOrder;
use proptest::prelude::*;

use super::books::Minor;

/// How a file is written.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) delimiter: u8,
    pub(super) line_end: LineEnd,
    pub(super) quote_everything: bool,
    pub(super) encoding: Encoding,
    pub(super) dates: DateForm,
    pub(super) amounts: AmountForm,
    /// Decides the order of columns; 0 leaves them.
    pub(super) columns: u64,
    /// Decides the order of rows; 0 leaves them.
    pub(super) rows: u64,
    /// Columns that no format knows stand between the others.
    pub(super) more_columns: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    Lf,
    CrLf,
    Cr,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
    /// Only for texts that it can hold; the others become UTF-8.
    Windows1252,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum DateForm {
    Iso,
    IsoWithTime,
    DayFirst,
    MonthFirst,
    Dotted,
    Named,
    AmericanNamed,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum AmountForm {
    Point,
    PointGrouped,
    DollarGrouped,
    Comma,
    CommaGrouped,
    SpaceGrouped,
    Brackets,
    FourPlaces,
}

impl Style {
    /// The form that Ledgerpress's own layout is described in.
    pub(super) const PLAIN: Self = Self {
        delimiter: b',',
        line_end: LineEnd::Lf,
        quote_everything: false,
        encoding: Encoding::Utf8,
        dates: DateForm::Iso,
        amounts: AmountForm::Point,
        columns: 0,
        rows: 0,
        more_columns: false,
    };

    pub(super) fn date(&self, date: NaiveDate) -> String {
        let form = match self.dates {
            DateForm::Iso => "%Y-%m-%d",
            DateForm::IsoWithTime => "%Y-%m-%dT00:00:00Z",
            DateForm::DayFirst => "%d/%m/%Y",
            DateForm::MonthFirst => "%-m/%-d/%Y",
            DateForm::Dotted => "%d.%m.%Y",
            DateForm::Named => "%d %b %Y",
            DateForm::AmericanNamed => "%B %-d, %Y",
        };
        date.format(form).to_string()
    }

    /// What the client's settings say of the order of dates, where a file may not tell.
    pub(super) fn date_order(&self) -> Option<DateOrder> {
        match self.dates {
            DateForm::DayFirst => Some(DateOrder::DayFirst),
            DateForm::MonthFirst => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    pub(super) fn amount(&self, minor: Minor) -> String {
        let (group, mark) = match self.amounts {
            AmountForm::Point | AmountForm::Brackets | AmountForm::FourPlaces => ("", '.'),
            AmountForm::PointGrouped | AmountForm::DollarGrouped => (",", '.'),
            AmountForm::Comma => ("", ','),
            AmountForm::CommaGrouped => (".", ','),
            AmountForm::SpaceGrouped => ("\u{a0}", ','),
        };
        let bare = grouped(minor.unsigned_abs(), group, mark);
        let sign = if minor < 0 { "-" } else { "" };
        match self.amounts {
            AmountForm::DollarGrouped => format!("{sign}${bare}"),
            AmountForm::Brackets if minor < 0 => format!("({bare})"),
            AmountForm::FourPlaces => format!("{sign}{bare}00"),
            _ => format!("{sign}{bare}"),
        }
    }

    /// The file of these rows under these headings.
    pub(super) fn bytes(&self, headings: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
        self.encoded(&self.text(&self.arranged(headings, rows)))
    }

    /// The headings and rows in the order of this style.
    pub(super) fn arranged(&self, headings: &[&str], mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
        shuffle(&mut rows, self.rows);
        let mut order: Vec<usize> = (0..headings.len()).collect();
        shuffle(&mut order, self.columns);
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        let arrange = |(number, row): (usize, Vec<String>)| {
            let mut cells: Vec<String> = order.iter().map(|&column| row[column].clone()).collect();
            if self.more_columns {
                let (left, right) = if number == 0 { ("Row", "Private note") } else { ("7", "paid, 1.234 at 03/04") };
                cells.insert(0, left.to_owned());
                cells.push(right.to_owned());
            }
            cells
        };
        std::iter::once(headings).chain(rows).enumerate().map(arrange).collect()
    }

    fn text(&self, rows: &[Vec<String>]) -> String {
        let terminator = match self.line_end {
            LineEnd::Lf => csv::Terminator::Any(b'\n'),
            LineEnd::CrLf => csv::Terminator::CRLF,
            LineEnd::Cr => csv::Terminator::Any(b'\r'),
        };
        let quotes = if self.quote_everything { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(terminator)
            .quote_style(quotes)
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row).expect("memory");
        }
        String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8")
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes);
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Encoding::Utf16Le => utf16(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => utf16(u16::to_be_bytes).collect(),
            Encoding::Windows1252 => match encoding_rs::WINDOWS_1252.encode(text) {
                (bytes, _, false) => bytes.into_owned(),
                (_, _, true) => text.as_bytes().to_vec(),
            },
        }
    }
}

/// `1234567.89` with `group` between the thousands and `mark` before the cents.
pub(super) fn grouped(minor: u64, group: &str, mark: char) -> String {
    let whole = (minor / 100).to_string();
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    format!("{text}{mark}{:02}", minor % 100)
}

/// Puts `items` into an order that `seed` decides; 0 leaves them as they are.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev().filter(|_| seed != 0) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, usize::try_from(state >> 33).expect("31 bits") % (last + 1));
    }
}

/// Any style.
pub(super) fn any_style() -> impl Strategy<Value = Style> {
    use prop::sample::select;
    let encodings = [Encoding::Utf8, Encoding::Utf8Marked, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];
    let dates = [
        DateForm::Iso,
        DateForm::IsoWithTime,
        DateForm::DayFirst,
        DateForm::MonthFirst,
        DateForm::Dotted,
        DateForm::Named,
        DateForm::AmericanNamed,
    ];
    let amounts = [
        AmountForm::Point,
        AmountForm::PointGrouped,
        AmountForm::DollarGrouped,
        AmountForm::Comma,
        AmountForm::CommaGrouped,
        AmountForm::SpaceGrouped,
        AmountForm::Brackets,
        AmountForm::FourPlaces,
    ];
    let bytes = (
        select(vec![b',', b';', b'\t', b'|']),
        select(vec![LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr]),
        any::<bool>(),
        select(encodings.to_vec()),
    );
    let cells = (select(dates.to_vec()), select(amounts.to_vec()));
    let order = (0_u64..50, 0_u64..50, any::<bool>());
    (bytes, cells, order).prop_map(|(bytes, (dates, amounts), (columns, rows, more_columns))| Style {
        delimiter: bytes.0,
        line_end: bytes.1,
        quote_everything: bytes.2,
        encoding: bytes.3,
        dates,
        amounts,
        columns,
        rows,
        more_columns,
    })
}
