//! Who the customers are: what the books hold about each, its segment's history, and what would move it up.

use super::context::Context;
use super::customer_standing::level;
use super::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use super::{data, format, transition, words};
use crate::base::Month;
use crate::ledger::Customer;
use crate::metrics::segmentation::Change;

/// So many customers stand on the page, which would grow too heavy; the data and each customer’s page have all.
const ON_PAGE: usize = 100;
/// So many stand on paper.
const ON_PAPER: usize = 40;

/// One column of the list: its heading, and what it says of a customer.
struct Field {
    column: Column,
    text: fn(&Context<'_>, usize) -> Option<String>,
}

/// Composes the list. Columns that would be empty for everyone are left out.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let rows: Vec<Vec<Option<String>>> =
        cx.order.iter().map(|&i| fields().iter().map(|field| (field.text)(cx, i)).collect()).collect();
    let used: Vec<bool> =
        (0..fields().len()).map(|place| rows.iter().any(|row| row.get(place).is_some_and(Option::is_some))).collect();
    let kept = |place: &usize| used.get(*place).copied().unwrap_or(false);
    let mut columns = vec![Column::left("Customer")];
    columns.extend(fields().into_iter().enumerate().filter(|(place, _)| kept(place)).map(|(_, field)| field.column));
    let body = cx.order.iter().zip(rows).take(ON_PAGE).map(|(&customer, row)| {
        let cells = row.into_iter().enumerate().filter(|(place, _)| kept(place)).map(|(_, text)| Cell::or_dash(text));
        Row::body(std::iter::once(cx.name_cell(customer)).chain(cells).collect())
    });
    let width = columns.len();
    let mut table = Table::new(TableStyle::Full, columns, body.collect());
    let number = cx.order.len();
    if number > ON_PAPER {
        let name = words::counted(number - ON_PAPER, "further customer", "further customers");
        table = table.cut_on_paper(
            ON_PAPER,
            Row::subtotal(std::iter::once(Cell::text(name)).chain(Cell::blanks(width - 1)).collect()),
        );
    }
    let more = match number.saturating_sub(ON_PAGE) {
        0 => String::new(),
        n => format!(
            "The {} smaller {} by lifetime value stand in the data, and each has a page. ",
            format::length(n),
            if n == 1 { "customer" } else { "customers" }
        ),
    };
    Block::table("list", table)
        .headline(headline(cx))
        .label("What the books hold about each customer, and the smallest single change that the rules say would lift it")
        .note(format!(
            "{more}Level: rank by lifetime value among scored customers, 5 for the top tenth to 1 for the lowest quarter. A dash \
             means that the exports do not tell, or that no single change would do. Columns that no export fills are left out."
        ))
        .link("All columns as data", Target::Data { name: "customers".to_owned() })
}

fn headline(cx: &Context<'_>) -> String {
    let lifts: Vec<Change> = cx.order.iter().filter_map(|&i| Some(cx.segmented(i).lift?.change)).collect();
    let waiting = lifts.iter().filter(|change| **change == Change::SecondMonthEnd).count();
    lifted(lifts.len() - waiting, waiting, cx.order.len())
}

/// How many of all customers one change would lift, and how many more only `waiting` for a second month end does.
fn lifted(by_change: usize, waiting: usize, all: usize) -> String {
    let verb = if waiting == 1 { "moves" } else { "move" };
    let changed = || {
        let (part, whole) = words::pair(by_change, all);
        format!("One change would lift {part} of {whole} customers")
    };
    match (by_change, waiting) {
        (0, 0) => "Who the customers are".to_owned(),
        (0, _) => format!("{} {verb} up if the next month end agrees", words::customers_first(waiting)),
        (_, 0) => changed(),
        (_, _) => {
            format!("{}; {} more {verb} up if the next month end agrees", changed(), words::pair(waiting, all).0)
        }
    }
}

fn books<'a>(cx: &Context<'a>, customer: usize) -> &'a Customer {
    &cx.inputs.ledger.customers()[customer]
}

fn one_line(text: Option<&str>) -> Option<String> {
    text.map(words::one_line).filter(|text| !text.trim().is_empty())
}

fn fields() -> Vec<Field> {
    let left = |title: &str| Column::left(title).not_on_phones();
    let field = |column: Column, text: fn(&Context<'_>, usize) -> Option<String>| Field { column, text };
    vec![
        field(Column::left("What would move it up").wide(), transition::lift),
        field(left("Segment before"), |cx, i| {
            let last = cx.segmented(i).transition.as_ref()?;
            Some(format!("{} until {}", words::segment(last.from), format::short_month(Month::of(last.on))))
        }),
        field(left("Parent"), |cx, i| one_line(books(cx, i).parent.as_deref())),
        field(Column::right("Level").not_on_phones(), |cx, i| level(cx, i).map(|level| level.to_string())),
        field(left("Telephone").not_on_paper(), |cx, i| one_line(books(cx, i).phone.as_deref())),
        field(left("Address").not_on_paper(), |cx, i| one_line(books(cx, i).address.as_deref())),
        field(left("Active").not_on_paper(), |cx, i| books(cx, i).active.map(data::yes_no)),
        field(Column::right("Terms").not_on_phones(), |cx, i| books(cx, i).terms_days.map(format::count)),
        field(Column::right("Credit limit").not_on_phones(), |cx, i| {
            books(cx, i).credit_limit.map(|limit| cx.money(limit))
        }),
        field(left("First sale"), |cx, i| cx.value(i).first_sale.map(format::short_date)),
        field(left("Most recent sale"), |cx, i| cx.value(i).most_recent_sale.map(format::short_date)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_a_month_end_is_no_change() {
        assert_eq!(
            lifted(110, 14, 240),
            "One change would lift 110 of 240 customers; 14 more move up if the next month end agrees"
        );
        assert_eq!(lifted(3, 0, 9), "One change would lift three of nine customers");
        assert_eq!(lifted(0, 1, 9).replace('\u{a0}', " "), "One customer moves up if the next month end agrees");
        assert_eq!(lifted(0, 0, 9), "Who the customers are");
    }
}
