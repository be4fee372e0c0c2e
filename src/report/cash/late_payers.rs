//! Late payers, ranked by what their lateness costs.

use crate::base::Money;
use crate::metrics::Measured;
use crate::metrics::lateness::{LateMoney, LatenessPolicy};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::parts::place;
use crate::report::words;

/// So many late payers by name.
const LISTED: usize = 20;

/// One customer who paid late or owes past the due date.
#[derive(Clone, Copy)]
struct LatePayer {
    customer: usize,
    late: LateMoney,
    open: Money,
    overdue: Money,
}

/// Composes the block.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let payers = ranked(cx);
    if payers.is_empty() {
        return Block::missing(
            "late-payers",
            "No customer is past due",
            "Every open item is due at the as-of date or later, and nothing that was paid came late.",
        );
    }
    let costs_known = cx.results().lateness.total.is_ok();
    let shown = payers.len().min(LISTED);
    let mut rows: Vec<Row> = payers[..shown].iter().map(|payer| Row::body(cells(cx, payer, costs_known))).collect();
    if payers.len() > shown {
        let name = words::tallied(payers.len() - shown, "further customer", "further customers");
        rows.push(Row::subtotal(sums(cx, name, &payers[shown..], costs_known)));
    }
    rows.push(Row::total(sums(
        cx,
        format!("Late: {}", words::tallied(payers.len(), "customer", "customers")),
        &payers,
        costs_known,
    )));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment").not_on_phones(),
        Column::right("Days to pay").not_on_phones(),
        Column::right("Days beyond terms, paid"),
        Column::right("Days beyond terms, open").not_on_phones(),
        Column::right("Open").not_on_phones(),
        Column::right("Past due now"),
        Column::right("Past due on average"),
        Column::right("Cost").emphasised(),
    ];
    Block::table("late-payers", Table::new(TableStyle::Full, columns, rows))
        .headline(headline(cx, &payers))
        .label(format!("Customers by what their lateness cost {}, {}", cx.window(), cx.currency()))
        .note(note(cx, costs_known))
        .link("All customers as data", Target::Data { name: "payment-behaviour".to_owned() })
        .link("Formulas", place("proof", "method-lateness"))
}

/// Largest cost first, then by what is past due.
fn ranked(cx: &Context<'_>) -> Vec<LatePayer> {
    let lateness = &cx.results().lateness;
    let mut payers: Vec<LatePayer> = cx
        .results()
        .aging
        .customers
        .iter()
        .zip(&lateness.customers)
        .enumerate()
        .map(|(customer, (balance, late))| LatePayer {
            customer,
            late: *late,
            open: balance.open_balance(),
            overdue: balance.overdue_balance(),
        })
        .filter(|payer| payer.overdue.is_positive() || payer.late.tied_up.is_positive())
        .collect();
    payers.sort_by_key(|payer| std::cmp::Reverse((payer.late.cost, payer.overdue, std::cmp::Reverse(payer.customer))));
    payers
}

fn cells(cx: &Context<'_>, payer: &LatePayer, costs_known: bool) -> Vec<Cell> {
    let days = |value: &Measured<f64>| Cell::or_dash(value.as_ref().ok().map(|&days| format::decimal(days, 0)));
    let i = payer.customer;
    let mut cells = vec![
        cx.name_cell(i),
        Cell::segment(cx.segment(i)),
        Cell::or_dash(cx.days_to_pay(i).map(|d| format::decimal(d, 0))),
        days(&cx.customer_payment_times(i).days_beyond_terms),
        days(&cx.results().payment.customers[i].days_beyond_terms_open),
    ];
    cells.extend(amounts(cx, payer.open, payer.overdue, costs_known.then_some(payer.late)));
    cells
}

fn sums(cx: &Context<'_>, name: String, payers: &[LatePayer], costs_known: bool) -> Vec<Cell> {
    let sum = |get: fn(&LatePayer) -> Money| payers.iter().map(get).sum::<Money>();
    let late = LateMoney { tied_up: sum(|p| p.late.tied_up), cost: sum(|p| p.late.cost) };
    let mut cells = vec![Cell::text(name)];
    cells.extend(Cell::blanks(4));
    cells.extend(amounts(cx, sum(|p| p.open), sum(|p| p.overdue), costs_known.then_some(late)));
    cells
}

fn amounts(cx: &Context<'_>, open: Money, overdue: Money, late: Option<LateMoney>) -> [Cell; 4] {
    let whole = |amount: Money| Cell::text(cx.amounts.whole_or_dash(amount));
    let of_late = |get: fn(LateMoney) -> Money| late.map_or_else(Cell::dash, |late| whole(get(late)));
    [whole(open), whole(overdue), of_late(|late| late.tied_up), of_late(|late| late.cost)]
}

fn headline(cx: &Context<'_>, payers: &[LatePayer]) -> String {
    match &cx.results().lateness.total {
        Ok(late) if late.tied_up.is_positive() => {
            let cost = cx.money(late.cost);
            let costs = if cost == "0" { String::new() } else { format!(" and cost {cost}") };
            format!("Late payment tied up {} on an average day{costs} {}", cx.short(late.tied_up), cx.window())
        }
        _ => match payers {
            [only] => format!("{} is the only customer past due", cx.name(only.customer)),
            many => format!("{} are past due", words::customers_first(many.len())),
        },
    }
}

fn note(cx: &Context<'_>, costs_known: bool) -> String {
    let days = format!("Days are those of the payments {}; a dash means that there is none.", cx.window());
    if !costs_known {
        return format!("{days} What lateness costs is not known, since payments have no days.");
    }
    let own = cx.inputs.policies.lateness;
    let rate = if own == LatenessPolicy::default() {
        format!("{} is an assumption, which the client’s settings can replace", format::percent(own.cost_of_capital))
    } else {
        format!("{} is this client’s own setting", format::percent(own.cost_of_capital))
    };
    format!(
        "Cost: amounts past due × days × cost of capital a year / 365; {rate}. Past due on average: what stood past due on \
         an average day of the span. {days}"
    )
}
