//! The customer sheet: every customer, largest lifetime value first, with totals that tie to the ledger.

use super::context::Context;
use super::crm;
use super::format;
use super::model::{Block, Cell, Column, Row, Section, Table, TableStyle, Target, Tone};
use super::parts::place;
use super::summary::customer_spark;
use super::{customer_list, words};
use crate::base::Money;
use crate::metrics::Measured;

/// So many customers stand on paper.
const ON_PAPER: usize = 100;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let number = cx.order.len();
    let blocks = if number == 0 {
        vec![Block::missing("sheet", "Customer sheet", "The ledger holds no customer.")]
    } else {
        [Some(sheet(cx)), Some(customer_list::block(cx)), crm::block(cx)].into_iter().flatten().collect()
    };
    Section {
        id: "customers".to_owned(),
        name: "Customers".to_owned(),
        headline: headline(cx),
        lead: format!(
            "The sheet holds every customer since {}, largest lifetime value first. Each name opens a page with its \
             history, its documents and the reason for its segment.",
            format::period_start(cx.first_day())
        ),
        blocks,
    }
}

/// How many of the largest customers make half of sales.
fn headline(cx: &Context<'_>) -> String {
    let sellers = cx.sellers();
    let total: Money = sellers.iter().map(|&(_, sales)| sales).sum();
    let mut sum = Money::ZERO;
    let half = sellers.iter().position(|&(_, sales)| {
        sum += sales;
        sum + sum >= total
    });
    match (sellers.len(), half) {
        (0, _) => format!("No customer bought {}", cx.window()),
        (1, _) => format!("One customer is all of the sales {}", cx.window()),
        (_, Some(0)) => format!("One customer is half of sales or more: {}", cx.name(sellers[0].0)),
        (_, Some(last)) => format!("{} customers are half of sales", words::number_word(last + 1)),
        (_, None) => "All customers".to_owned(),
    }
}

/// Sums over some customers.
#[derive(Default)]
struct Sums {
    lifetime_value: Money,
    purchases: u64,
    sales: Option<Money>,
    before: Option<Money>,
    days: Vec<f64>,
    open: Option<Money>,
    overdue: Option<Money>,
}

impl Sums {
    fn of(cx: &Context<'_>, customers: &[usize]) -> Self {
        let mut sums = Self::default();
        let receivables = cx.results().aging.total.is_ok();
        let add = |sum: &mut Option<Money>, amount: &Measured<Money>| {
            if let Ok(amount) = amount {
                *sum = Some(sum.unwrap_or_default() + *amount);
            }
        };
        for &customer in customers {
            let value = cx.value(customer);
            sums.lifetime_value += value.lifetime_value;
            sums.purchases += u64::from(value.purchases);
            add(&mut sums.sales, &Ok(cx.customer_sales(customer)));
            add(&mut sums.before, &value.prev_ttm_sales);
            sums.days.extend(cx.days_to_pay(customer));
            if receivables {
                let balance = &cx.results().aging.customers[customer];
                add(&mut sums.open, &Ok(balance.open_balance()));
                add(&mut sums.overdue, &Ok(balance.overdue_balance()));
            }
        }
        sums
    }

    fn cells(&self, cx: &Context<'_>, name: String) -> Vec<Cell> {
        let money = |amount: Option<Money>| Cell::or_dash(amount.map(|amount| cx.money(amount)));
        let days = (!self.days.is_empty()).then(|| self.days.iter().sum::<f64>() / self.days.len() as f64);
        vec![
            Cell::text(name),
            Cell::Blank,
            Cell::Blank,
            Cell::text(cx.money(self.lifetime_value)),
            Cell::text(format::count(self.purchases)),
            money(self.sales),
            money(self.before),
            Cell::or_dash(self.sales.zip(self.before).and_then(|(now, before)| change(now, before))),
            Cell::or_dash(days.map(|days| format::decimal(days, 0))),
            money(self.open),
            money(self.overdue),
            Cell::Blank,
        ]
    }
}

/// The change on the year before, without decimals; `None` where there is no fair base.
pub(super) fn change(now: Money, before: Money) -> Option<String> {
    before.is_positive().then(|| (now - before).ratio(before).map(format::percent_change_whole))?
}

fn sheet(cx: &Context<'_>) -> Block {
    let columns = vec![
        Column::left("Customer"),
        Column::left("Segment").not_on_phones(),
        Column::right("Score").not_on_paper().not_on_phones(),
        Column::right("Lifetime value"),
        Column::right("Purchases").not_on_phones(),
        Column::right("Sales").emphasised(),
        Column::right("Year before"),
        Column::right("Change"),
        Column::right("Days to pay"),
        Column::right("Open").not_on_paper(),
        Column::right("Past due"),
        Column::left("36 months").not_on_paper().not_on_phones(),
    ];
    let mut rows: Vec<Row> = cx.order.iter().map(|&customer| row(cx, customer)).collect();
    let number = cx.order.len();
    let all = if number == 1 {
        "The one customer".to_owned()
    } else {
        format!("All {}", words::tallied(number, "customer", "customers"))
    };
    rows.push(Row::total(Sums::of(cx, &cx.order).cells(cx, all)));
    let mut table = Table::new(TableStyle::Sheet, columns, rows);
    if number > ON_PAPER {
        let name = words::tallied(number - ON_PAPER, "further customer", "further customers");
        table = table.cut_on_paper(ON_PAPER, Row::subtotal(Sums::of(cx, &cx.order[ON_PAPER..]).cells(cx, name)));
    }
    let year = if cx.has_year() {
        "Sales in twelve months; ".to_owned()
    } else {
        format!("No full year yet, so sales are those {}; ", cx.window())
    };
    Block::table("sheet", table)
        .headline(sheet_headline(cx))
        .label(format!("Customer sheet, {}. {year}the small chart shows twelve-month sales at 36 month ends, from zero", cx.currency()))
        .note(
            "A dash means that there is nothing to show: no sale in the period, nothing open, or no payment yet. Days to \
             pay: weighted by amount for each customer; in the last row the simple average of those. Sums tie to the \
             ledger.",
        )
        .link("The sheet as data", Target::Data { name: "customers".to_owned() })
        .link("How it ties out", place("proof", "identities"))
}

/// Who owes most of what is past due.
fn sheet_headline(cx: &Context<'_>) -> String {
    let aging = &cx.results().aging;
    let Ok(total) = &aging.total else { return "All customers, largest first".to_owned() };
    let first = (0..cx.order.len()).max_by_key(|&i| (aging.customers[i].overdue_balance(), std::cmp::Reverse(i)));
    let all = total.overdue_balance();
    let share = first.and_then(|i| Some((i, aging.customers[i].overdue_balance().ratio(all)?)));
    match share {
        Some((i, share)) if share > 0.9995 => format!("{} holds all that is past due", cx.name(i)),
        Some((i, share)) if share > 0.0 => {
            format!("{} holds {} of what is past due", cx.name(i), format::percent_whole(share))
        }
        _ => "Nothing is past due".to_owned(),
    }
}

fn row(cx: &Context<'_>, customer: usize) -> Row {
    let value = cx.value(customer);
    let balance = &cx.results().aging.customers[customer];
    let receivables = cx.results().aging.total.is_ok();
    let days = cx.days_to_pay(customer);
    let sales = |amount: &Measured<Money>| Cell::or_dash(amount.as_ref().ok().map(|&m| cx.amounts.whole_or_dash(m)));
    let change = match (&value.ttm_sales, &value.prev_ttm_sales) {
        (Ok(now), Ok(before)) => change(*now, *before),
        _ => None,
    };
    let money = |amount: Money| Cell::or_dash(receivables.then(|| cx.amounts.whole_or_dash(amount)));
    let overdue = balance.overdue_balance();
    Row::body(vec![
        Cell::marked(cx.name(customer), cx.page(customer), words::mark(cx.segment(customer))),
        Cell::segment(cx.segment(customer)),
        Cell::or_dash(cx.scored(customer).scores.as_ref().map(|scores| format::decimal(scores.total, 0))),
        Cell::text(cx.money(value.lifetime_value)),
        Cell::text(format::count(value.purchases)),
        Cell::text(cx.amounts.whole_or_dash(cx.customer_sales(customer))),
        sales(&value.prev_ttm_sales),
        Cell::or_dash(change),
        Cell::or_dash(days.map(|days| format::decimal(days, 0))),
        money(balance.open_balance()),
        if receivables && overdue.is_positive() { Cell::toned(cx.money(overdue), Tone::Bad) } else { Cell::dash() },
        Cell::spark(customer_spark(cx, customer)),
    ])
}
