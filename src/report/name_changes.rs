//! The names of customers that the client's settings turn into others.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::words;
use crate::ledger::NameChange;

/// One row a name; `None` where every customer has the name that the exports have.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let changes = cx.inputs.name_changes;
    if changes.is_empty() {
        return None;
    }
    let columns = vec![
        Column::left("Name in the exports").wide(),
        Column::left("Name in this pack").wide(),
        Column::left("Why"),
        Column::right("Documents"),
    ];
    let merged = changes.iter().filter(|change| change.merged).count();
    let headline = match (merged, changes.len() - merged) {
        (0, renamed) => format!("{} replaced by another", names_are(renamed)),
        (merged, 0) => format!("{} counted under another", names_are(merged)),
        (merged, renamed) => {
            let renamed = words::counted(renamed, "is", "are");
            format!("{} counted under another and {renamed} replaced", names_are(merged))
        }
    };
    let table = Table::new(TableStyle::Full, columns, changes.iter().map(row).collect());
    Some(
        Block::table("names", table)
            .headline(words::capitalised(&headline))
            .label("Customers’ names that the client’s customers.toml changes, with the documents under each")
            .note(
                "A total that an export prints for one of these names is compared with the documents that the exports \
                 have under it.",
            ),
    )
}

fn names_are(number: usize) -> String {
    words::counted(number, "name is", "names are")
}

fn row(change: &NameChange) -> Row {
    Row::body(vec![
        Cell::text(words::with_name(&change.from, change.from_called.as_deref())),
        Cell::text(words::with_name(&change.to, change.to_called.as_deref())),
        Cell::text(match (change.merged, change.is_new_name) {
            (true, true) => "One customer, by a new name",
            (true, false) => "One customer",
            (false, _) => "The same customer",
        }),
        Cell::text(format::length(change.documents)),
    ])
}

#[cfg(test)]
mod tests {
    use crate::ledger::NameChange;
    use crate::report::compose;
    use crate::report::fixture::{World, established};

    #[test]
    fn names_that_became_others_are_printed() {
        let mut world = established();
        let text = |world: &World| serde_json::to_string(&compose(&world.inputs())).expect("a report");
        assert!(!text(&world).contains("customers.toml changes"));
        let change = |from: &str, merged| {
            let (from, to) = (from.to_owned(), "Acme Ltd".to_owned());
            let from_called = (from == "A-7").then(|| "Acme Wholesale".to_owned());
            NameChange { from, from_called, to, to_called: None, is_new_name: true, merged, documents: 12 }
        };
        for (changes, headline) in [
            (vec![change("ACME", true)], "One\u{a0}name is counted under another"),
            (vec![change("A-7", false)], "One\u{a0}name is replaced by another"),
            (
                vec![change("ACME", true), change("Acme (old)", true), change("A-7", false)],
                "Two\u{a0}names are counted under another and one\u{a0}is replaced",
            ),
        ] {
            world.name_changes = changes;
            let text = text(&world);
            for part in [headline, "Acme Ltd", "customers.toml changes"] {
                assert!(text.contains(part), "{part}");
            }
            let (merges, by_id) = (headline.contains("counted"), headline.contains("replaced"));
            assert_eq!(text.contains("One customer, by a new name"), merges);
            assert_eq!(text.contains("Acme Wholesale (A-7)"), by_id, "a name beside its id");
        }
    }
}
