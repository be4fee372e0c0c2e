//! The revenue bridge as a statement: each part on a line, with closing revenue, the three rates and the checks as live
//! formulas. One column for the trailing twelve months, one for each fiscal year.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::utility::column_number_to_name;

use super::style::{Style, write_formula};
use super::{Listed, WorkbookError};
use crate::report::Report;
use crate::report::model::{DataKind, DataTable, DataValue};

/// A line of the statement.
struct Line {
    label: &'static str,
    kind: DataKind,
    content: Content,
}

/// What a line shows in each column.
enum Content {
    /// A heading over the lines that follow.
    Heading,
    /// A figure of the report.
    Given(&'static str),
    /// A formula, in which `@` stands for the column and a number for the line of that number in [`LINES`]; its stored
    /// result is the report's figure.
    Live { formula: &'static str, figure: &'static str },
    /// What closing revenue is off the sum of its parts, as a formula.
    Difference { formula: &'static str },
}

const fn given(label: &'static str, kind: DataKind, figure: &'static str) -> Line {
    Line { label, kind, content: Content::Given(figure) }
}

const fn live(label: &'static str, kind: DataKind, formula: &'static str, figure: &'static str) -> Line {
    Line { label, kind, content: Content::Live { formula, figure } }
}

const fn heading(label: &'static str) -> Line {
    Line { label, kind: DataKind::Code, content: Content::Heading }
}

/// The first line of the statement on its sheet, counted from 0.
const FIRST: u32 = 4;

/// The statement. Formulas name rows of the sheet, which begin with [`FIRST`] + 1: a test holds them to their lines.
const LINES: [Line; 24] = [
    heading("Sales"),
    given("Opening revenue: the twelve months before", DataKind::Money, "opening_revenue"),
    given("+ New customers", DataKind::Money, "new"),
    given("+ Customers who returned", DataKind::Money, "reactivation"),
    given("+ Customers who bought more", DataKind::Money, "expansion"),
    given("− Customers who bought less", DataKind::Money, "contraction"),
    given("− Customers who stopped", DataKind::Money, "churn"),
    given("± Customers with negative sales", DataKind::Money, "corrections"),
    live("= Closing revenue", DataKind::Money, "=@6+@7+@8+@9-@10-@11+@12", "closing_revenue"),
    given("Closing revenue in the ledger", DataKind::Money, "closing_revenue"),
    Line {
        label: "Difference, which must be nil",
        kind: DataKind::Money,
        content: Content::Difference { formula: "=ROUND(@13-@14,6)" },
    },
    heading("Revenue retention"),
    given("Opening revenue of customers above zero", DataKind::Money, "retention_base"),
    live("Net revenue retention", DataKind::Ratio, "=ROUND((@17+@9-@10-@11)/@17,6)", "net_revenue_retention"),
    given("As the pack has it", DataKind::Ratio, "net_revenue_retention"),
    live("Gross revenue retention", DataKind::Ratio, "=ROUND((@17-@10-@11)/@17,6)", "gross_revenue_retention"),
    given("As the pack has it", DataKind::Ratio, "gross_revenue_retention"),
    heading("Customers"),
    given("Customers of the twelve months before", DataKind::Integer, "opening_customers"),
    given("− Customers who stopped", DataKind::Integer, "churned_customers"),
    given("+ New customers", DataKind::Integer, "new_customers"),
    given("+ Customers who returned", DataKind::Integer, "reactivated_customers"),
    live("= Customers now", DataKind::Integer, "=@23-@24+@25+@26", "closing_customers"),
    live("Customer retention", DataKind::Ratio, "=ROUND((@23-@24)/@23,6)", "customer_retention"),
];

/// The spans that the statement shows: a heading and the figures by name.
pub(super) struct Statement {
    spans: Vec<(String, BTreeMap<&'static str, f64>)>,
}

impl Statement {
    /// The trailing twelve months, then the fiscal years, latest first; `None` where there is no bridge.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let latest = values(|name| report.figures.get(&format!("{name}_ttm"))?.value);
        let mut spans = vec![(format!("Twelve months to {}", report.meta.as_of_text), latest)];
        if let Some(years) = report.data.iter().find(|table| table.name == "retention_years") {
            spans.extend(years.rows.iter().rev().filter_map(|row| {
                let year = row.first()?.as_deref()?;
                Some((format!("Fiscal year {year}"), values(|name| number(years, row, name))))
            }));
        }
        spans.retain(|(_, values)| values.contains_key("closing_revenue"));
        (!spans.is_empty()).then_some(Self { spans })
    }

    /// Writes the sheet.
    pub(super) fn sheet(
        &self,
        report: &Report,
        style: &Style,
        name: String,
    ) -> Result<(Worksheet, Listed), WorkbookError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        sheet.write_string_with_format(0, 0, "From the sales of one year to those of the next", &style.title)?;
        let label = format!("{}, {}. Sums and rates are formulas.", report.meta.client, report.meta.currency_text);
        sheet.write_string_with_format(1, 0, label, &style.quiet)?;
        sheet.write_string_with_format(FIRST - 1, 0, "", &style.heading)?;
        for (column, (span, values)) in (1..).zip(&self.spans) {
            sheet.write_string_with_format(FIRST - 1, column, span, &style.heading_right)?;
            for (row, line) in (FIRST..).zip(&LINES) {
                write(&mut sheet, (row, column), line, values, style)?;
            }
            sheet.set_column_width(column, 20)?;
        }
        for (row, line) in (FIRST..).zip(&LINES) {
            let format = match line.content {
                Content::Given(_) => &style.plain,
                _ => &style.bold,
            };
            sheet.write_string_with_format(row, 0, line.label, format)?;
        }
        sheet.set_column_width(0, 44)?;
        sheet.set_freeze_panes(FIRST, 1)?;
        let about = "The revenue bridge line by line: closing revenue, the rates and the checks are live.".to_owned();
        Ok((sheet, Listed { name, about, rows: LINES.len(), notice: String::new() }))
    }
}

/// The figures that the lines show, as far as there are any.
fn values(get: impl Fn(&str) -> Option<f64>) -> BTreeMap<&'static str, f64> {
    let named = LINES.iter().filter_map(|line| match line.content {
        Content::Given(figure) | Content::Live { figure, .. } => Some(figure),
        Content::Heading | Content::Difference { .. } => None,
    });
    named.filter_map(|name| Some((name, get(name)?))).collect()
}

fn number(table: &DataTable, row: &[Option<String>], name: &str) -> Option<f64> {
    let place = table.column(name)?;
    match table.columns.get(place)?.kind.read(row.get(place)?.as_deref()?)? {
        DataValue::Number(number) => Some(number),
        _ => None,
    }
}

/// One cell; nothing where the report has no such figure.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    line: &Line,
    values: &BTreeMap<&'static str, f64>,
    style: &Style,
) -> Result<(), WorkbookError> {
    let at = (row, column);
    let fitted = |formula: &str| formula.replace('@', &column_number_to_name(column));
    match line.content {
        Content::Heading => {}
        Content::Given(figure) => {
            if let Some(&value) = values.get(figure) {
                sheet.write_number_with_format(row, column, value, &style.of(line.kind))?;
            }
        }
        Content::Live { formula, figure } => {
            if let Some(value) = values.get(figure) {
                write_formula(sheet, at, &fitted(formula), &value.to_string(), &style.total(line.kind))?;
            }
        }
        Content::Difference { formula } => {
            if let Some(difference) = difference(values) {
                write_formula(sheet, at, &fitted(formula), &difference.to_string(), &style.total(line.kind))?;
            }
        }
    }
    Ok(())
}

/// What the parts of the bridge make beyond closing revenue: nil, or the bridge is wrong.
fn difference(values: &BTreeMap<&'static str, f64>) -> Option<f64> {
    let signs = [
        ("opening_revenue", 1.0),
        ("new", 1.0),
        ("reactivation", 1.0),
        ("expansion", 1.0),
        ("contraction", -1.0),
        ("churn", -1.0),
        ("corrections", 1.0),
        ("closing_revenue", -1.0),
    ];
    let parts: Option<Vec<f64>> = signs.iter().map(|(name, sign)| Some(values.get(name)? * sign)).collect();
    // Sums of cents in floating point are off by less than a millionth.
    Some((parts?.iter().sum::<f64>() * 1e6).round() / 1e6 + 0.0)
}
