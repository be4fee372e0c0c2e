//! The data files: one CSV a table.

use crate::report::model::{DataKind, DataTable};

/// Characters with which a spreadsheet takes a cell for a formula.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋'];

/// A table as CSV in UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers keep
/// their minus.
pub(super) fn csv(table: &DataTable) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = table.columns.iter().map(|column| column.name.as_str());
    // Writing to memory does not fail, and all rows have as many cells as there are columns.
    let mut complete = writer.write_record(header).is_ok();
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns).map(|(cell, column)| match cell.as_deref() {
            Some(text) if column.kind == DataKind::Text => guarded(text),
            Some(text) => text.to_owned(),
            None => String::new(),
        });
        complete &= writer.write_record(cells).is_ok();
    }
    debug_assert!(complete, "{}: a row has another number of cells than the header", table.name);
    writer.into_inner().unwrap_or_default()
}

fn guarded(text: &str) -> String {
    if begins_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Whether a spreadsheet might take a text for a formula.
pub(super) fn begins_like_a_formula(text: &str) -> bool {
    text.trim_start_matches([' ', '\u{a0}']).starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_a_formula_and_numbers_stay_numbers() {
        let some = |text: &str| Some(text.to_owned());
        let table = DataTable::new(
            "t",
            [("customer", DataKind::Text), ("sales", DataKind::Money)],
            vec![
                vec![some("=1+1"), some("-5.00")],
                vec![some(" @SUM(A1)"), None],
                vec![some("Müller, Söhne"), some("1.00")],
            ],
        );
        let text = String::from_utf8(csv(&table)).expect("UTF-8");
        assert_eq!(text, "customer,sales\n'=1+1,-5.00\n' @SUM(A1),\n\"Müller, Söhne\",1.00\n");
    }
}
