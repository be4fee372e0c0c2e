//! The bridge by fiscal year, and what each customer did in each.

use std::collections::BTreeMap;

use crate::base::{Money, Month};
use crate::ledger::CustomerIx;
use crate::metrics::retention::{Movement, MovementClass, first_fiscal_comparison};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::{format, sales_stop, words};

/// So many customers on paper.
const LISTED: usize = 10;

/// The bridges of complete fiscal years.
pub(super) fn bridges(cx: &Context<'_>) -> Block {
    let years = &cx.results().retention.fiscal_years;
    if years.is_empty() {
        return Block::missing("fiscal-years", "By fiscal year", not_yet(cx));
    }
    let columns = vec![
        Column::left("Fiscal year"),
        Column::right("Year before"),
        Column::right("Bought more"),
        Column::right("Bought less"),
        Column::right("Stopped"),
        Column::right("Came back"),
        Column::right("New"),
        Column::right("Corrections").not_on_phones(),
        Column::right("Sales").emphasised(),
        Column::right("Net"),
        Column::right("Gross"),
        Column::right("Kept"),
    ];
    let rows = years
        .iter()
        .map(|(year, b)| {
            let change = |amount: Money| Cell::text(cx.amounts.change(amount));
            let rate = |rate: Option<f64>| Cell::or_dash(rate.map(format::percent));
            Row::body(vec![
                Cell::text(year.to_string()),
                Cell::text(cx.money(b.opening_revenue)),
                change(b.expansion),
                change(-b.contraction),
                change(-b.churn),
                change(b.reactivation),
                change(b.new),
                change(b.corrections),
                Cell::text(cx.money(b.closing_revenue)),
                rate(b.net_revenue_retention()),
                rate(b.gross_revenue_retention()),
                rate(b.customer_retention()),
            ])
        })
        .collect();
    Block::table("fiscal-years", Table::new(TableStyle::Full, columns, rows))
        .headline("By fiscal year")
        .label(format!("Complete fiscal years on the ones before ({}), {}", ends(cx), cx.currency()))
        .note(stopped(cx))
        .link("As data", Target::Data { name: "retention_years".to_owned() })
}

/// That the newest fiscal year lacks days, where the exports’ sales end in it.
fn stopped(cx: &Context<'_>) -> String {
    let newest = cx.results().retention.fiscal_years.last().map(|(_, bridge)| bridge.current.last_day());
    let stop = cx.sales_stop().filter(|_| newest.is_some_and(|end| !cx.sales_reach(end)));
    stop.map_or_else(String::new, |stop| {
        format!("The last year is not comparable: {}.", words::uncapitalised(&sales_stop::sales_end(stop)))
    })
}

/// "years that end in March".
fn ends(cx: &Context<'_>) -> String {
    match cx.inputs.policies.retention.fiscal_year_end_month {
        12 => "calendar years".to_owned(),
        month => format!("years that end in {}", format::month_word(month)),
    }
}

/// Why no fiscal year can be compared, and from when one can.
fn not_yet(cx: &Context<'_>) -> String {
    let ledger = cx.inputs.ledger;
    if ledger.documents().is_empty() {
        return "Two complete fiscal years are needed, and the ledger holds no documents.".to_owned();
    }
    let first = first_fiscal_comparison(ledger.history_start(), &cx.inputs.policies.retention);
    let from = first
        .map_or_else(String::new, |day| format!(" The first comparison can be had at {}.", format::long_date(day)));
    format!(
        "Two complete fiscal years ({}) are needed, and the ledger begins in {}.{from}",
        ends(cx),
        format::period_start(ledger.history_start())
    )
}

/// What each customer did in each of the fiscal years, largest change of the newest first; `None` without a year.
pub(super) fn customers(cx: &Context<'_>) -> Option<Block> {
    let retention = &cx.results().retention;
    let years = &retention.fiscal_years;
    let newest = retention.fiscal_year_movements.last()?;
    let by_customer: Vec<BTreeMap<CustomerIx, &Movement>> =
        retention.fiscal_year_movements.iter().map(|all| all.iter().map(|m| (m.customer, m)).collect()).collect();
    let mut order: Vec<CustomerIx> = newest.iter().map(|m| m.customer).collect();
    let earlier = retention.fiscal_year_movements.iter().rev().flatten().map(|m| m.customer);
    let mut seen: std::collections::BTreeSet<CustomerIx> = order.iter().copied().collect();
    order.extend(earlier.filter(|customer| seen.insert(*customer)));
    let cells = |customer: &CustomerIx| {
        by_customer.iter().map(|all| all.get(customer).map_or_else(Cell::dash, |m| cell(cx, m))).collect::<Vec<_>>()
    };
    let row = |customer: &CustomerIx| {
        let name = cx.name_cell(place_of(*customer));
        Row::body(std::iter::once(name).chain(cells(customer)).collect())
    };
    let sums = |name: String, customers: &[CustomerIx]| {
        let changes = by_customer.iter().map(|all| {
            let found = customers.iter().filter_map(|customer| all.get(customer));
            Cell::text(cx.amounts.change(found.map(|m| m.current - m.previous).sum()))
        });
        std::iter::once(Cell::text(name)).chain(changes).collect::<Vec<_>>()
    };
    let mut rows: Vec<Row> = order.iter().map(row).collect();
    rows.push(Row::total(sums("Change of sales".to_owned(), &order)));
    let columns = std::iter::once(Column::left("Customer").wide())
        .chain(years.iter().enumerate().map(|(place, (year, _))| {
            let column = Column::right(&year.to_string());
            if place + 1 == years.len() { column.emphasised() } else { column }
        }))
        .collect();
    let mut table = Table::new(TableStyle::Mid, columns, rows);
    if order.len() > LISTED {
        let name = words::tallied(order.len() - LISTED, "further customer", "further customers");
        table = table.cut_on_paper(LISTED, Row::subtotal(sums(name, &order[LISTED..])));
    }
    let block = Block::table("fiscal-year-customers", table)
        .headline("What each customer did, by fiscal year")
        .label(format!(
            "Change of sales on the fiscal year before, largest change of the last one first, {}",
            cx.currency()
        ))
        .link("All as data", Target::Data { name: "retention_customers".to_owned() });
    Some(block)
}

/// The change of a customer's sales, and beneath it what the number does not say.
fn cell(cx: &Context<'_>, movement: &Movement) -> Cell {
    let again = movement
        .next_sale
        .map_or_else(String::new, |day| format!("; again in {}", format::short_month(Month::of(day))));
    let what = match movement.class {
        MovementClass::Expansion | MovementClass::Contraction | MovementClass::Unchanged => String::new(),
        MovementClass::Churn => format!("stopped{again}"),
        MovementClass::Reactivation => "came back".to_owned(),
        MovementClass::New => "new".to_owned(),
        MovementClass::Correction => "credit notes".to_owned(),
    };
    Cell::with_sub(cx.amounts.change(movement.current - movement.previous), what)
}
