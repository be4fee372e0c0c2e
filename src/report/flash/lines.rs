//! What fell overdue in the week, and who crossed a line.

use super::{Week, tick};
use crate::base::Money;
use crate::metrics::flash::{Crossing, Line};
use crate::report::context::place;
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target, Tone};
use crate::report::words;

/// So many lines crossed stand on paper.
const CROSSINGS_ON_PAPER: usize = 5;
/// So many newly overdue items.
const ITEMS_ON_PAPER: usize = 4;

/// Open items that fell overdue.
pub(super) fn newly_overdue(week: &Week<'_>) -> Block {
    const ID: &str = "newly-overdue";
    let Week { cx, flash } = week;
    let items = match &flash.newly_overdue {
        Ok(items) => items,
        Err(why) => return Block::missing(ID, "Newly overdue", cx.reason_sentence(why)),
    };
    if items.is_empty() {
        let text = "Nothing that is open now came past its due date in the week.";
        return Block::missing(ID, "Nothing is newly overdue", text);
    }
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Document"),
        Column::right("Days late"),
        Column::right("Open").emphasised(),
    ];
    let total: Money = items.iter().map(|item| item.open).sum();
    let mut rows: Vec<Row> = items
        .iter()
        .map(|item| {
            let number = cx.inputs.ledger.document(item.document).number.as_deref().map(words::one_line);
            Row::body(vec![
                Cell::text(cx.name(place(item.customer))),
                Cell::or_dash(number.filter(|number| !number.trim().is_empty())),
                Cell::text(format::decimal(item.days_past_due as f64, 0)),
                Cell::text(cx.money(item.open)),
            ])
        })
        .collect();
    let sum =
        |name: String, amount: Money| vec![Cell::text(name), Cell::Blank, Cell::Blank, Cell::text(cx.money(amount))];
    rows.push(Row::total(sum("Newly overdue".to_owned(), total)));
    let mut table = Table::new(TableStyle::Mid, columns, rows);
    if let Some((_, rest)) = items.split_at_checked(ITEMS_ON_PAPER).filter(|(_, rest)| !rest.is_empty()) {
        let name = words::counted(rest.len(), "further item", "further items");
        table = table.cut_on_paper(ITEMS_ON_PAPER, Row::subtotal(sum(name, rest.iter().map(|item| item.open).sum())));
    }
    let headline = match items.len() {
        1 => "One item fell overdue".to_owned(),
        number => format!("{} fell overdue", words::counted_first(number, "item", "items")),
    };
    Block::table(ID, table).headline(headline).link("As data", Target::Data { name: "newly-overdue".to_owned() })
}

/// Who crossed a line.
pub(super) fn crossings(week: &Week<'_>) -> Block {
    const ID: &str = "lines";
    let Week { cx, flash } = week;
    if flash.crossings.is_empty() {
        let text = "Since a week ago no customer went over its credit limit or 30, 60 or 90 days past due, changed its \
                    segment, bought for the first time or came back after a year, as far as the exports tell.";
        return Block::missing(ID, "Nobody crossed a line", text);
    }
    let columns = vec![
        Column::left("Customer"),
        Column::left("What happened since a week ago").wide(),
        Column::left("Amount of"),
        Column::right("Amount").emphasised(),
    ];
    let rows = flash.crossings.iter().map(|crossing| row(week, crossing)).collect();
    let mut table = Table::new(TableStyle::Full, columns, rows);
    if let Some((_, rest)) = flash.crossings.split_at_checked(CROSSINGS_ON_PAPER).filter(|(_, rest)| !rest.is_empty()) {
        let name = format!("{} in the web page", words::counted(rest.len(), "further line", "further lines"));
        let rest = [Cell::text(name)].into_iter().chain(Cell::blanks(3)).collect();
        table = table.cut_on_paper(CROSSINGS_ON_PAPER, Row::subtotal(rest));
    }
    let mut customers: Vec<_> = flash.crossings.iter().map(|crossing| crossing.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    Block::table(ID, table)
        .headline(format!("{} crossed a line", words::customers_first(customers.len())))
        .label(format!(
            "Since the end of {}; amounts in {}",
            tick(flash.week.first_day() - chrono::Days::new(1)),
            cx.currency()
        ))
        .link("As data", Target::Data { name: "lines".to_owned() })
}

fn row(week: &Week<'_>, crossing: &Crossing) -> Row {
    let (what, amount_of, tone) = told(week, crossing.line);
    Row::body(vec![
        Cell::text(week.cx.name(place(crossing.customer))),
        Cell::toned(what, tone),
        Cell::text(amount_of),
        Cell::text(week.cx.money(crossing.amount)),
    ])
}

/// What happened, what its amount is of, and whether it is good or bad.
fn told(week: &Week<'_>, line: Line) -> (String, &'static str, Tone) {
    match line {
        Line::CreditLimit { limit } => {
            (format!("Owes more than its credit limit of {}", week.cx.money(limit)), "open balance", Tone::Bad)
        }
        Line::PastDue(days) => (format!("Passed {} days past due", days.days()), "that long past due", Tone::Bad),
        Line::Segment { from, to } => {
            (format!("Was {}, is {}", words::segment(from), words::segment(to)), "twelve months’ sales", Tone::Plain)
        }
        Line::Returned { last_sale } => (
            format!("Bought again; the sale before was on {}", format::short_date(last_sale)),
            "sales of the week",
            Tone::Good,
        ),
        Line::FirstPurchase => ("Bought for the first time on record".to_owned(), "sales of the week", Tone::Good),
    }
}

/// The kind of line for machines.
pub(super) fn kind(line: Line) -> &'static str {
    match line {
        Line::CreditLimit { .. } => "credit_limit_exceeded",
        Line::PastDue(days) => match days.days() {
            90.. => "passed_90_days_past_due",
            60.. => "passed_60_days_past_due",
            _ => "passed_30_days_past_due",
        },
        Line::Segment { .. } => "segment_changed",
        Line::Returned { .. } => "returned",
        Line::FirstPurchase => "first_purchase",
    }
}
