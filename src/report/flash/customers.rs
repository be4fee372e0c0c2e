//! Who bought and who paid in the week.

use super::Week;
use crate::base::Money;
use crate::ledger::CustomerIx;
use crate::metrics::Measured;
use crate::metrics::aging::Balance;
use crate::metrics::flash::{Business, CustomerOfWeek};
use crate::report::context::place;
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::words;

/// So many customers stand on paper.
const ON_PAPER: usize = 5;
/// So many payers.
const PAYERS_ON_PAPER: usize = 3;

/// The week's sales by customer.
pub(super) fn block(week: &Week<'_>) -> Block {
    const ID: &str = "customers";
    let Week { cx, flash } = week;
    if flash.customers.is_empty() {
        return Block::missing(ID, "Nobody bought in the week", "No invoice, receipt or credit note is dated in it.");
    }
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment").not_on_phones(),
        Column::right("Week").emphasised(),
        Column::right("Of the week"),
        Column::right("Year to date"),
        Column::right("Twelve months"),
    ];
    let row = |customer: &CustomerOfWeek| {
        let place = place(customer.customer);
        Row::body(vec![
            Cell::text(cx.name(place)),
            Cell::segment(cx.segment(place)),
            Cell::text(cx.money(customer.week)),
            share(customer.week, flash.week_sales.now),
            Cell::or_dash(customer.year_to_date.as_ref().ok().map(|&sales| cx.money(sales))),
            Cell::or_dash(customer.ttm.as_ref().ok().map(|&sales| cx.money(sales))),
        ])
    };
    let mut rows: Vec<Row> = flash.customers.iter().map(row).collect();
    let number = flash.customers.len();
    let all = if number == 1 { "The one customer".to_owned() } else { format!("All {number} of the week") };
    rows.push(Row::total(sums(week, all, &flash.customers)));
    let mut table = Table::new(TableStyle::Full, columns, rows);
    if let Some((_, rest)) = flash.customers.split_at_checked(ON_PAPER).filter(|(_, rest)| !rest.is_empty()) {
        let name = words::counted(rest.len(), "further customer", "further customers");
        table = table.cut_on_paper(ON_PAPER, Row::subtotal(sums(week, name, rest)));
    }
    Block::table(ID, table)
        .headline(headline(week))
        .label(format!(
            "Sales of the week by customer, {}, with the fiscal year and twelve months to date",
            cx.currency()
        ))
        .link("As data", Target::Data { name: "customers".to_owned() })
}

fn share(part: Money, whole: Money) -> Cell {
    Cell::or_dash(part.ratio(whole).filter(|_| whole.is_positive()).map(format::percent_whole))
}

fn sums(week: &Week<'_>, name: String, customers: &[CustomerOfWeek]) -> Vec<Cell> {
    let sum = |amount: fn(&CustomerOfWeek) -> &Measured<Money>| {
        let sum: Measured<Money> = customers.iter().map(|customer| amount(customer).clone()).sum();
        Cell::or_dash(sum.ok().map(|sum| week.cx.money(sum)))
    };
    let sales: Money = customers.iter().map(|customer| customer.week).sum();
    vec![
        Cell::text(name),
        Cell::Blank,
        Cell::text(week.cx.money(sales)),
        share(sales, week.flash.week_sales.now),
        sum(|customer| &customer.year_to_date),
        sum(|customer| &customer.ttm),
    ]
}

/// Who was the largest, or that more was credited than sold.
fn headline(week: &Week<'_>) -> String {
    let Week { cx, flash } = week;
    let sales = flash.week_sales.now;
    let first = flash.customers.first().filter(|first| first.week.is_positive());
    match first {
        _ if !sales.is_positive() => "Credit notes took back what was sold in the week, or more".to_owned(),
        Some(first) if flash.customers.len() == 1 => {
            format!("{} alone bought in the week{}", cx.name(place(first.customer)), past_due(week, first.customer))
        }
        Some(first) => {
            let share = first.week.ratio(sales).filter(|share| *share <= 1.0);
            let share = share.map_or_else(String::new, |share| format!(", {} of it", format::percent_whole(share)));
            let (name, past_due) = (cx.name(place(first.customer)), past_due(week, first.customer));
            format!("{name} bought most in the week{share}{past_due}")
        }
        None => "Sales of the week by customer".to_owned(),
    }
}

/// What a buyer has past due; empty where that is nothing, or unknown.
fn past_due(week: &Week<'_>, customer: CustomerIx) -> String {
    let aging = &week.cx.results().aging;
    let own = aging.customers.get(place(customer)).filter(|_| aging.total.is_ok());
    let overdue = own.map(Balance::overdue_balance).filter(|overdue| overdue.is_positive());
    overdue.map_or_else(String::new, |overdue| format!(", and has {} past due", week.cx.money(overdue)))
}

/// New against repeat business.
pub(super) fn business(week: &Week<'_>) -> Block {
    const ID: &str = "business";
    const HEADLINE: &str = "New against repeat business";
    let Week { cx, flash } = week;
    let (of_week, of_quarter) = match (&flash.week_business, &flash.quarter_business) {
        (Ok(of_week), Ok(of_quarter)) => (of_week, of_quarter),
        (Err(why), _) | (_, Err(why)) => return Block::missing(ID, HEADLINE, cx.reason_sentence(why)),
    };
    let columns = vec![
        Column::left("Customers"),
        Column::right("Week").emphasised(),
        Column::right("Buyers"),
        Column::right(if flash.quarter_is_over() { "Quarter" } else { "Quarter so far" }),
        Column::right("Buyers"),
    ];
    let cells = |name: &str, get: fn(&Business) -> (Money, u32)| {
        let ((week_sales, week_buyers), (sales, buyers)) = (get(of_week), get(of_quarter));
        vec![
            Cell::text(name),
            Cell::text(cx.amounts.whole_or_dash(week_sales)),
            Cell::text(format::count(week_buyers)),
            Cell::text(cx.amounts.whole_or_dash(sales)),
            Cell::text(format::count(buyers)),
        ]
    };
    let mut total = cells("Sales", |business| (business.new + business.repeat, 0));
    for place in [2, 4] {
        if let Some(cell) = total.get_mut(place) {
            *cell = Cell::Blank;
        }
    }
    let rows = vec![
        Row::body(cells("New", |business| (business.new, business.new_customers))),
        Row::body(cells("Repeat", |business| (business.repeat, business.repeat_customers))),
        Row::total(total),
    ];
    Block::table(ID, Table::new(TableStyle::Mid, columns, rows))
        .headline(HEADLINE)
        .note("New: in the first twelve months since the first sale on record.")
}

/// Who paid in the week.
pub(super) fn cash(week: &Week<'_>) -> Block {
    const ID: &str = "cash";
    let Week { cx, flash } = week;
    let cash = match &flash.cash {
        Ok(cash) => cash,
        Err(why) => return Block::missing(ID, "Cash collected", cx.reason_sentence(why)),
    };
    if cash.customers.is_empty() {
        return Block::missing(ID, "Nothing was paid in the week", "No payment is dated in it.");
    }
    let columns = vec![Column::left("Customer").wide(), Column::right("Cash, with tax").emphasised()];
    let row = |&(customer, sum): &(_, Money)| vec![Cell::text(cx.name(place(customer))), Cell::text(cx.money(sum))];
    let mut rows: Vec<Row> = cash.customers.iter().map(|payer| Row::body(row(payer))).collect();
    rows.push(Row::total(vec![Cell::text("Cash collected"), Cell::text(cx.money(cash.week))]));
    let mut table = Table::new(TableStyle::Mid, columns, rows);
    if let Some((_, rest)) = cash.customers.split_at_checked(PAYERS_ON_PAPER).filter(|(_, rest)| !rest.is_empty()) {
        let name = words::counted(rest.len(), "further customer", "further customers");
        let sum: Money = rest.iter().map(|&(_, sum)| sum).sum();
        table = table.cut_on_paper(PAYERS_ON_PAPER, Row::subtotal(vec![Cell::text(name), Cell::text(cx.money(sum))]));
    }
    let paid = cash.customers.iter().filter(|(_, sum)| sum.is_positive()).count();
    let headline = match paid {
        0 => "More was paid back than came in".to_owned(),
        1 => "One customer paid in the week".to_owned(),
        number => format!("{} paid in the week", words::customers_first(number)),
    };
    Block::table(ID, table).headline(headline)
}
