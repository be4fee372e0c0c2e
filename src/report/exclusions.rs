//! The customers that the client's settings leave out of the ledger.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::words;
use crate::ledger::Exclusion;

/// One row a rule; `None` where nobody is left out.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let exclusions = cx.inputs.exclusions;
    if exclusions.is_empty() {
        return None;
    }
    let row = |exclusion: &Exclusion| {
        Row::body(vec![
            Cell::text(words::with_name(&exclusion.name, exclusion.called.as_deref())),
            Cell::text(format::length(exclusion.documents)),
            Cell::text(cx.amounts.exact(exclusion.sales)),
            Cell::text(words::one_line(&exclusion.reason)),
        ])
    };
    let columns = vec![
        Column::left("Customer"),
        Column::right("Documents"),
        Column::right("Sales without tax"),
        Column::left("Why").wide(),
    ];
    let customers = words::counted(exclusions.len(), "customer is", "customers are");
    let table = Table::new(TableStyle::Full, columns, exclusions.iter().map(row).collect());
    Some(
        Block::table("excluded", table)
            .headline(format!("{} left out of every figure", words::capitalised(&customers)))
            .label(format!("Customers that the client’s settings exclude; {}", cx.currency()))
            .note("Totals of exports that count them are compared with the ledger and these documents together."),
    )
}

#[cfg(test)]
mod tests {
    use crate::base::Money;
    use crate::ledger::Exclusion;
    use crate::report::compose;
    use crate::report::fixture::established;

    #[test]
    fn who_is_left_out_is_printed_with_the_reason() {
        let mut world = established();
        let text =
            |world: &crate::report::fixture::World| serde_json::to_string(&compose(&world.inputs())).expect("a report");
        assert!(!text(&world).contains("left out of every figure"));
        let (name, called, reason) = ("K-4".to_owned(), Some("Own canteen".to_owned()), "Not a customer".to_owned());
        world.exclusions = vec![Exclusion { name, called, reason, documents: 12, sales: Money::from_minor(12_345) }];
        let text = text(&world);
        for part in [" left out of every figure", "Own canteen (K-4)", "123.45", "Not a customer"] {
            assert!(text.contains(part), "{part}");
        }
    }
}
