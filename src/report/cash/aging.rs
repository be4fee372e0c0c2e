//! What is open, by age: the buckets, and how they add up to the open balance.

use crate::base::Money;
use crate::metrics::aging::{AgingBucket, Balance};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{BarRow, Block, Cell, ChartSpec, Column, Row, Table, TableStyle, Target, Tone, Unit};
use crate::report::parts::{chart, place};
use crate::report::words;

/// The buckets as bars.
pub(super) fn chart_block(cx: &Context<'_>, total: &Balance) -> Block {
    let bar = |label: &str, amount: Money, tone| BarRow {
        label: label.to_owned(),
        value: cx.scale(amount),
        text: cx.money(amount),
        tone,
    };
    let mut rows: Vec<BarRow> = AgingBucket::ALL
        .into_iter()
        .zip(total.buckets)
        .map(|(bucket, amount)| {
            bar(words::bucket(bucket), amount, if bucket == AgingBucket::NotDue { Tone::Plain } else { Tone::Bad })
        })
        .collect();
    if !total.unapplied.is_zero() {
        rows.push(bar("Unapplied credit", -total.unapplied, Tone::Quiet));
    }
    let figures = Table::new(
        TableStyle::Mid,
        vec![Column::left("Age"), Column::right("Amount").emphasised()],
        rows.iter().map(|row| Row::body(vec![Cell::text(row.label.clone()), Cell::text(row.text.clone())])).collect(),
    );
    let headline = headline(cx, total);
    let description = format!("{headline}. The open balance is {}.", cx.money(total.open_balance()));
    Block::chart(chart("aging", "Aging", description, ChartSpec::Bars { rows, unit: Unit::Money }, figures))
        .headline(headline)
        .label(format!(
            "What is owed at {}, by days past due, with tax, {}",
            format::long_date(cx.as_of()),
            cx.currency()
        ))
        .link("Aging by customer as data", Target::Data { name: "aging".to_owned() })
}

fn headline(cx: &Context<'_>, total: &Balance) -> String {
    let overdue = total.overdue_balance();
    let long = total.buckets[4];
    if overdue.is_zero() {
        return "Nothing is past due".to_owned();
    }
    if long.is_zero() {
        return "Nothing is more than 90 days past due".to_owned();
    }
    let share = long.ratio(overdue).map_or_else(String::new, format::percent_whole);
    format!("{} is 91 days late or more: {share} of what is past due", cx.short(long))
}

/// The buckets, unapplied credit and the open balance.
pub(super) fn table(cx: &Context<'_>, total: &Balance) -> Block {
    let owed: Money = total.buckets.iter().copied().sum();
    let share = |amount: Money| Cell::or_dash(amount.ratio(owed).map(format::percent));
    let mut rows: Vec<Row> = AgingBucket::ALL
        .into_iter()
        .zip(total.buckets)
        .zip(total.items)
        .map(|((bucket, amount), items)| {
            Row::body(vec![
                Cell::text(words::bucket(bucket)),
                Cell::text(format::count(items)),
                Cell::text(cx.amounts.exact(amount)),
                share(amount),
            ])
        })
        .collect();
    let items: u32 = total.items.iter().sum();
    let row = |name: &str, items: Cell, amount: Money, share: Cell| {
        vec![Cell::text(name), items, Cell::text(cx.amounts.exact(amount)), share]
    };
    rows.push(Row::subtotal(row("Owed", Cell::text(format::count(items)), owed, share(owed))));
    rows.push(Row::body(row("Unapplied credit", Cell::Blank, -total.unapplied, Cell::Blank)));
    rows.push(Row::total(row("Open balance", Cell::Blank, total.open_balance(), Cell::Blank)));
    let columns =
        vec![Column::left("Age"), Column::right("Items"), Column::right("Amount").emphasised(), Column::right("Share")];
    Block::table("aging-table", Table::new(TableStyle::Mid, columns, rows))
        .headline("The buckets add up to the open balance")
        .label(format!("Open items at {}, with tax, {}", format::long_date(cx.as_of()), cx.currency()))
        .note("An item due on the day itself is not yet past due. Unapplied credit is money or credit notes not yet set against an invoice.")
        .link("The check", place("proof", "identities"))
}
