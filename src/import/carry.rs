//! Rows that continue the one above and leave out what is the same: their blank cells take its values.

use serde::Deserialize;

use super::table::Table;

/// Which rows continue others, and what they take over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CarryDown {
    /// A row is a continuation where all of these columns, by name, are blank.
    pub(crate) when_blank: Vec<String>,
    /// The columns whose blank cells then take the value of the row above.
    pub(crate) columns: Vec<String>,
}

/// `table` with the continuations filled in. `is_data` says for each row whether it can be a fact: another row, such as
/// a heading or a total, ends what can be continued.
pub(crate) fn carried_down(table: &Table, is_data: &[bool], when_blank: &[usize], columns: &[usize]) -> Table {
    let mut filled = table.without_rows();
    let mut above: Vec<&str> = Vec::new();
    for (row, is_data) in table.rows().zip(is_data) {
        let mut cells: Vec<&str> = row.cells().collect();
        if *is_data && !when_blank.is_empty() && when_blank.iter().all(|&column| row.cell(column).is_empty()) {
            for &column in columns {
                let carried = above.get(column).copied().unwrap_or_default();
                if let Some(cell) = cells.get_mut(column).filter(|cell| cell.is_empty()) {
                    *cell = carried;
                }
            }
        }
        for (column, cell) in cells.iter().enumerate() {
            filled.add_cell(row.kind(column), cell);
        }
        filled.close_row(row.number());
        above = if *is_data { cells } else { Vec::new() };
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::{Row, read_table};

    #[test]
    fn blank_cells_take_the_value_above_within_a_group() {
        let text = "h,date,num,item\nx,1,A,a\n,,,b\n,,B,c\n,,,d\nTotal,,,\n,,,e\n";
        let table = read_table(text, b',').expect("a table");
        let is_data = [false, true, true, true, true, false, true];
        let filled = carried_down(&table, &is_data, &[1], &[1, 2]);
        let rows: Vec<String> = filled.rows().map(|row| row.cells().collect::<Vec<_>>().join("|")).collect();
        assert_eq!(rows, ["h|date|num|item", "x|1|A|a", "|1|A|b", "|1|B|c", "|1|B|d", "Total|||", "|||e"]);
        assert_eq!(filled.rows().last().map(Row::number), Some(7));
    }
}
