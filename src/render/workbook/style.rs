//! How cells look: a set of accounts in the theme's colours, with a number format for each kind of value.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

use crate::base::Currency;
use crate::render::theme::Palette;
use crate::report::model::DataKind;

/// Every format of the workbook.
pub(super) struct Style {
    /// Decimals of the currency.
    pub(super) decimals: u8,
    pub(super) title: Format,
    pub(super) heading: Format,
    /// Headings over numbers.
    pub(super) heading_right: Format,
    pub(super) plain: Format,
    pub(super) wrapped: Format,
    pub(super) quiet: Format,
    pub(super) bold: Format,
    pub(super) link: Format,
    pub(super) bad: Format,
    /// Text that begins like a formula: stays text when somebody edits the cell.
    pub(super) quoted: Format,
    total: Format,
}

impl Style {
    pub(super) fn new(palette: &Palette, currency: Currency) -> Self {
        let colour = |token: &str| Color::from(palette.get(token));
        let base = Format::new().set_font_color(colour("ink")).set_align(FormatAlign::Top);
        let heading = base
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(colour("wash"))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(colour("ink"));
        Self {
            decimals: currency.minor_digits(),
            title: base.clone().set_bold().set_font_size(16),
            heading_right: heading.clone().set_align(FormatAlign::Right),
            heading,
            wrapped: base.clone().set_text_wrap(),
            quiet: base.clone().set_font_color(colour("ink-2")),
            bold: base.clone().set_bold(),
            link: base.clone().set_font_color(colour("accent")),
            bad: base.clone().set_bold().set_font_color(colour("bad")),
            quoted: base.clone().set_quote_prefix(),
            total: base
                .clone()
                .set_bold()
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(colour("ink"))
                .set_border_bottom(FormatBorder::Double)
                .set_border_bottom_color(colour("ink")),
            plain: base,
        }
    }

    /// A cell of a kind.
    pub(super) fn of(&self, kind: DataKind) -> Format {
        self.numbered(&self.plain, kind)
    }

    /// A sum of cells of a kind.
    pub(super) fn total(&self, kind: DataKind) -> Format {
        self.numbered(&self.total, kind)
    }

    fn numbered(&self, base: &Format, kind: DataKind) -> Format {
        let format = match kind {
            DataKind::Text | DataKind::Code => return base.clone(),
            DataKind::Integer => "#,##0".to_owned(),
            DataKind::Decimal => "#,##0.00".to_owned(),
            DataKind::Money => money_format(self.decimals),
            DataKind::Ratio => "0.0%".to_owned(),
            DataKind::Days => "#,##0.0".to_owned(),
            DataKind::Date => "yyyy-mm-dd".to_owned(),
        };
        base.clone().set_num_format(format)
    }

    /// The format of a figure by [`crate::report::model::Figure::unit`].
    pub(super) fn of_figure(&self, unit: &str, value: f64) -> Format {
        self.of(match unit {
            "ratio" => DataKind::Ratio,
            "days" => DataKind::Days,
            "count" if value.fract() == 0.0 => DataKind::Integer,
            "count" | "index" => DataKind::Decimal,
            _ => DataKind::Money,
        })
    }
}

fn money_format(decimals: u8) -> String {
    match decimals {
        0 => "#,##0".to_owned(),
        n => format!("#,##0.{}", "0".repeat(usize::from(n))),
    }
}

/// Writes a formula whose stored result is the report's own figure.
pub(super) fn write_formula(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formula: &str,
    result: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?;
    Ok(())
}
