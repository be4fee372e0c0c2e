//! The classic quintiles, for those who ask for them in the settings.

use super::context::Context;
use super::data;
use super::format;
use super::model::DataKind::{Code, Integer, Money as Amount, Text};
use super::model::{Block, Cell, Column, DataTable, Row, Table, TableStyle, Target};
use super::parts::place;
use super::segments::each;
use crate::base::Money;
use crate::metrics::rfm_classic::{ClassicScores, ClassicSegment};

/// A group's name.
fn name(segment: ClassicSegment) -> &'static str {
    match segment {
        ClassicSegment::Champions => "Champions",
        ClassicSegment::PotentialLoyalist => "Potential Loyalist",
        ClassicSegment::LoyalCustomers => "Loyal Customers",
        ClassicSegment::Promising => "Promising",
        ClassicSegment::NewCustomers => "New Customers",
        ClassicSegment::CantLoseThem => "Can’t Lose Them",
        ClassicSegment::AtRisk => "At Risk",
        ClassicSegment::NeedAttention => "Need Attention",
        ClassicSegment::AboutToSleep => "About To Sleep",
        ClassicSegment::Lost => "Lost",
        ClassicSegment::Others => "Others",
    }
}

/// Customers, purchases and sales of each group; nothing unless the settings ask for it.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let scored: Vec<ClassicScores> = cx.results().rfm_classic.as_ref()?.iter().flatten().copied().collect();
    let line = |name: &str, members: &[ClassicScores]| {
        let purchases: u64 = members.iter().map(|scores| u64::from(scores.purchases)).sum();
        let sales: Money = members.iter().map(|scores| scores.lifetime_value).sum();
        let each = usize::try_from(purchases).ok().and_then(|purchases| each(sales, purchases));
        vec![
            Cell::text(name),
            Cell::text(format::length(members.len())),
            Cell::text(format::count(purchases)),
            Cell::text(cx.money(sales)),
            Cell::or_dash(each.map(|amount| cx.money(amount))),
        ]
    };
    let mut rows: Vec<Row> = ClassicSegment::ALL
        .into_iter()
        .map(|segment| {
            let members: Vec<ClassicScores> =
                scored.iter().copied().filter(|scores| scores.segment == segment).collect();
            Row::body(line(name(segment), &members))
        })
        .collect();
    rows.push(Row::total(line("All with a purchase", &scored)));
    let columns = vec![
        Column::left("Group").wide(),
        Column::right("Customers"),
        Column::right("Purchases"),
        Column::right("Lifetime value").emphasised(),
        Column::right("A purchase"),
    ];
    Some(
        Block::table("classic", Table::new(TableStyle::Mid, columns, rows))
            .headline("The same customers by the classic quintiles")
            .label(format!("Recency, frequency and money over the whole ledger, each in five equal parts, {}", cx.currency()))
            .note("Beside the nine segments for those who know this scheme from marketing. It ranks customers against each other and knows neither payment nor direction; no other figure of the pack uses it.")
            .link("How it is computed", place("proof", "method-rfm-classic"))
            .link("The groups as data", Target::Data { name: "rfm_classic".to_owned() }),
    )
}

/// Each customer's scores and group; nothing unless the settings ask for it.
pub(super) fn data(cx: &Context<'_>) -> Option<DataTable> {
    let all = cx.results().rfm_classic.as_ref()?;
    let columns = [
        ("customer_id", Text),
        ("customer", Text),
        ("recency_days", Integer),
        ("purchases", Integer),
        ("ltv", Amount),
        ("recency_score", Integer),
        ("frequency_score", Integer),
        ("monetary_score", Integer),
        ("group", Code),
    ];
    let row = |&i: &usize| {
        let customer = &cx.inputs.ledger.customers()[i];
        let scores = all.get(i).copied().flatten();
        let of = |text: fn(&ClassicScores) -> String| scores.as_ref().map(text);
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            of(|s| s.recency_days.to_string()),
            of(|s| s.purchases.to_string()),
            scores.map(|s| data::money(cx, s.lifetime_value)),
            of(|s| s.recency.to_string()),
            of(|s| s.frequency.to_string()),
            of(|s| s.monetary.to_string()),
            of(|s| name(s.segment).replace('’', "'")),
        ]
    };
    Some(DataTable::new("rfm_classic", columns, cx.order.iter().map(row).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::compute;
    use crate::report::fixture::{day, established};
    use crate::report::{check, compose};

    #[test]
    fn the_scheme_stands_only_where_it_is_asked_for() {
        let mut world = established();
        let names =
            |report: &crate::report::Report| report.data.iter().map(|table| table.name.clone()).collect::<Vec<_>>();
        let without = compose(&world.inputs());
        assert!(!names(&without).contains(&"rfm_classic".to_owned()));
        world.policies.segmentation.rfm_classic = true;
        world.results = compute(&world.ledger, day(2026, 9, 30), &world.policies);
        let with = compose(&world.inputs());
        assert_eq!(check::breaches(&with), Vec::<String>::new());
        assert!(names(&with).contains(&"rfm_classic".to_owned()));
        let segments = with.sections.iter().find(|section| section.id == "segments").expect("the section");
        let block = segments.blocks.iter().find(|block| block.id == "classic").expect("the block");
        let crate::report::model::Body::Table(table) = &block.body else { panic!("a table") };
        assert_eq!(table.rows.len(), ClassicSegment::ALL.len() + 1);
    }
}
