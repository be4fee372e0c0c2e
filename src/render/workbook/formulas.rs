//! The columns whose arithmetic a reader can follow: formulas over the same row.

use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use crate::report::model::DataTable;

/// A column and its formula: `{name}` is the cell of that column in the same row, `{name*}` all of its cells, `{#}` the
/// decimals of the currency. Rates are rounded to the six decimals that `data/` has, averages to the minor unit.
const LIVE: [(&str, &str); 8] = [
    ("closing_revenue", "{opening_revenue}+{new}+{reactivation}+{expansion}-{contraction}-{churn}+{corrections}"),
    ("net_revenue_retention", "ROUND(({retention_base}+{expansion}-{contraction}-{churn})/{retention_base},6)"),
    ("gross_revenue_retention", "ROUND(({retention_base}-{contraction}-{churn})/{retention_base},6)"),
    ("customer_retention", "ROUND(({opening_customers}-{churned_customers})/{opening_customers},6)"),
    ("open_balance", "{not_due}+{days_1_to_30}+{days_31_to_60}+{days_61_to_90}+{days_91_and_more}-{unapplied_credit}"),
    ("overdue_balance", "{days_1_to_30}+{days_31_to_60}+{days_61_to_90}+{days_91_and_more}"),
    ("share_of_sales", "ROUND({ttm_sales}/SUM({ttm_sales*}),6)"),
    ("average_ltv", "ROUND({ltv}/{customers},{#})"),
];

/// A column's formula, fitted to a table.
pub(super) struct Live {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Cell(usize),
    Column(usize),
}

impl Live {
    /// The formula of a column; `None` where it has none or the table lacks what it reads.
    pub(super) fn of(column: &str, table: &DataTable, decimals: u8) -> Option<Self> {
        let (_, pattern) = LIVE.iter().find(|(name, _)| *name == column)?;
        let mut pieces = Vec::new();
        for (n, part) in pattern.split(['{', '}']).enumerate() {
            pieces.push(match (n % 2, part.strip_suffix('*')) {
                (0, _) => Piece::Text(part.to_owned()),
                (_, _) if part == "#" => Piece::Text(decimals.to_string()),
                (_, Some(name)) => Piece::Column(table.column(name)?),
                (_, None) => Piece::Cell(table.column(part)?),
            });
        }
        Some(Self { pieces })
    }

    /// The formula in the row of a sheet; `None` where a cell that it reads is empty in `cells`. The rows of the table go
    /// from `first` to `last` on the sheet.
    pub(super) fn at(&self, row: u32, cells: &[Option<String>], (first, last): (u32, u32)) -> Option<String> {
        let mut formula = "=".to_owned();
        for piece in &self.pieces {
            match *piece {
                Piece::Text(ref text) => formula.push_str(text),
                Piece::Cell(column) => {
                    cells.get(column)?.as_ref()?;
                    formula.push_str(&row_col_to_cell(row, u16::try_from(column).ok()?));
                }
                Piece::Column(column) => {
                    let letters = column_number_to_name(u16::try_from(column).ok()?);
                    formula.push_str(&[&*letters, &(first + 1).to_string()].join("$"));
                    formula.push(':');
                    formula.push_str(&[&*letters, &(last + 1).to_string()].join("$"));
                }
            }
        }
        Some(formula)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::DataKind;

    #[test]
    fn a_formula_reads_its_own_row() {
        let columns = ["segment", "ttm_sales", "share_of_sales"].map(|name| (name, DataKind::Money));
        let cells = vec![Some("Good".to_owned()), Some("5.00".to_owned()), Some("0.5".to_owned())];
        let table = DataTable::new("segments", columns, vec![cells.clone()]);
        let live = Live::of("share_of_sales", &table, 2).expect("it can be computed");
        assert_eq!(live.at(4, &cells, (1, 9)).as_deref(), Some("=ROUND(B5/SUM(B$2:B$10),6)"));
        assert_eq!(live.at(4, &[None, None, None], (1, 9)), None, "nothing to compute from");
        assert!(Live::of("average_ltv", &table, 2).is_none(), "no such columns");
        assert!(Live::of("segment", &table, 2).is_none());
    }
}
