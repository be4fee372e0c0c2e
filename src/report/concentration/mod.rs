//! How far sales depend on few customers, and what losing the largest would do.

mod loss;
mod measures;
mod trend;

use super::context::Context;
use super::format;
use super::model::{Axis, Block, Cell, ChartSpec, Column, NamedPoint, Row, Section, Table, TableStyle, Unit};
use super::parts::{chart, drawn_places, for_scale};
use super::words;
use crate::base::Money;
use crate::metrics::concentration::Departure;
pub(super) use trend::data;

/// So many points on the curve at most.
const POINTS: usize = 300;
/// So many customers in the table.
const LISTED: usize = 10;

/// Of so few customers with sales nearly every one is large.
const FEW: usize = 3;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let sellers = cx.sellers();
    let blocks = if sellers.is_empty() {
        let reason = format!("No customer bought {}.", cx.window());
        vec![Block::missing("curve", "Shares of sales", reason), loss::block(cx, &sellers)]
    } else {
        vec![
            curve(cx, &sellers),
            largest(cx, &sellers),
            measures::block(cx),
            trend::block(cx),
            loss::block(cx, &sellers),
        ]
    };
    Section {
        id: "concentration".to_owned(),
        name: "Concentration".to_owned(),
        headline: headline(cx, &sellers),
        lead: lead(cx, &sellers),
        blocks,
    }
}

fn headline(cx: &Context<'_>, sellers: &[(usize, Money)]) -> String {
    let total = total_of(sellers);
    let share = |sales: Money| sales.ratio(total).unwrap_or(0.0);
    let limits = cx.inputs.policies.scorecard.concentration;
    let Some(&(first, most)) = sellers.first() else { return "There are no sales to depend on".to_owned() };
    if sellers.len() == 1 {
        return format!("All sales come from one customer: {}", cx.name(first));
    }
    if sellers.len() <= FEW {
        let number = words::customers_first(sellers.len());
        let largest = format::percent(share(most));
        return format!("{number} bring all sales; the largest, {}, {largest}", cx.name(first));
    }
    let verdict = if share(most) >= limits.steady { "a high dependence" } else { "to be watched" };
    match cx.large_customers().as_slice() {
        [] => {
            let limit = format::percent_whole(limits.strong);
            format!("No customer reaches {limit} of sales; the largest is {}", format::percent(share(most)))
        }
        [_] => format!("{} is {} of sales: {verdict}", cx.name(first), format::percent(share(most))),
        several => {
            let names: Vec<String> = several.iter().map(|&(customer, _)| cx.name(customer)).collect();
            let together = format::percent(share(total_of(several)));
            format!("{} are {together} of sales together: {verdict}", words::list(&names))
        }
    }
}

fn lead(cx: &Context<'_>, sellers: &[(usize, Money)]) -> String {
    match &cx.results().concentration.now {
        Ok(shares) => {
            let number = shares.customers.len();
            let few = if number > LISTED {
                format!("The ten largest customers bring {} of sales.", format::percent(shares.top_10))
            } else if number == 1 {
                "There was one customer with sales.".to_owned()
            } else {
                format!(
                    "{} in all; with so few, shares are high by arithmetic.",
                    words::counted_first(number, "customer had sales", "customers had sales")
                )
            };
            let effective = format::decimal(shares.effective_customers, 1);
            let left = cx.results().concentration.departure.map_or_else(String::new, |departure| {
                let name = cx.name(super::context::place(departure.customer));
                let share = format::percent(departure.share_before);
                format!(
                    " {name}, {share} of sales a year ago, {}: a fall of the shares from there is no gain.",
                    what(departure)
                )
            });
            format!("{few} Sales are as concentrated as with {effective} customers of equal size.{left}")
        }
        Err(why) if sellers.is_empty() => cx.reason_sentence(why),
        Err(_) => format!(
            "Shares are of the sales {}, since the ledger does not cover a year yet. With {} they are high by arithmetic.",
            cx.window(),
            words::customers(sellers.len())
        ),
    }
}

/// What the largest customer of a year before did.
fn what(departure: Departure) -> &'static str {
    if departure.current.is_positive() { "buys much less now" } else { "bought nothing since" }
}

fn total_of(sellers: &[(usize, Money)]) -> Money {
    sellers.iter().map(|&(_, sales)| sales).sum()
}

/// Cumulative sales after each customer.
fn cumulated(sellers: &[(usize, Money)]) -> Vec<Money> {
    sellers
        .iter()
        .scan(Money::ZERO, |sum, &(_, sales)| {
            *sum += sales;
            Some(*sum)
        })
        .collect()
}

fn curve(cx: &Context<'_>, sellers: &[(usize, Money)]) -> Block {
    let total = total_of(sellers);
    let sums = cumulated(sellers);
    let share = |sum: Money| for_scale(sum.ratio(total).unwrap_or(0.0));
    let mut points = vec![[0.0, 0.0]];
    points.extend(drawn_places(sums.len(), POINTS).into_iter().map(|i| [(i + 1) as f64, share(sums[i])]));
    let named: Vec<NamedPoint> = [1, 5, 10]
        .into_iter()
        .filter(|&n| n == 1 || n < sums.len())
        .map(|n| {
            let text = format::percent(share(sums[n - 1]));
            let name = match n {
                1 => format!("the largest: {text}"),
                _ => format!("the {n} largest: {text}"),
            };
            NamedPoint { x: n as f64, y: share(sums[n - 1]), name }
        })
        .collect();
    let rows = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]
        .into_iter()
        .filter(|&n| n < sums.len())
        .chain([sums.len()])
        .map(|n| {
            Row::body(vec![
                Cell::text(format::length(n)),
                Cell::text(cx.money(sums[n - 1])),
                Cell::text(format::percent(share(sums[n - 1]))),
            ])
        })
        .collect();
    let columns = vec![Column::right("Largest customers"), Column::right("Sales"), Column::right("Share").emphasised()];
    let half = sums.iter().position(|&sum| sum + sum >= total).map_or(0, |i| i + 1);
    let fifth = sellers.len().div_ceil(5);
    let headline = if sellers.len() >= 10 {
        format!("A fifth of the customers brings {} of sales", format::percent_whole(share(sums[fifth - 1])))
    } else {
        let verb = if half == 1 { "brings" } else { "bring" };
        let all = words::customers(sellers.len());
        format!("{} of {all} {verb} half of sales or more", words::number_word(half))
    };
    let description = format!(
        "{headline}. {}.",
        words::capitalised(&words::list(&named.iter().map(|point| point.name.clone()).collect::<Vec<_>>()))
    );
    let spec = ChartSpec::Curve {
        points,
        x: Axis { name: "customers, largest first".to_owned(), unit: Unit::Count, logarithmic: false },
        y: Axis { name: String::new(), unit: Unit::Percent, logarithmic: false },
        named,
    };
    Block::chart(chart("curve", "Concentration curve", description, spec, Table::new(TableStyle::Mid, columns, rows)))
        .headline(headline)
        .label(format!("Cumulative share of the sales {}, customers from the largest down", cx.window()))
        .note("The steeper the beginning, the fewer customers carry the business. Customers with positive sales only.")
}

fn largest(cx: &Context<'_>, sellers: &[(usize, Money)]) -> Block {
    let total = total_of(sellers);
    let sums = cumulated(sellers);
    let share = |amount: Money| amount.ratio(total).unwrap_or(0.0);
    let shown = sellers.len().min(LISTED);
    let mut rows: Vec<Row> = sellers[..shown]
        .iter()
        .zip(&sums)
        .map(|(&(customer, sales), &sum)| {
            let open = cx.results().aging.total.is_ok().then(|| cx.results().aging.customers[customer].open_balance());
            Row::body(vec![
                cx.name_cell(customer),
                Cell::segment(cx.segment(customer)),
                Cell::text(cx.money(sales)),
                Cell::text(format::percent(share(sales))),
                Cell::bar(share(sales), share(sellers[0].1), None),
                Cell::text(format::percent(share(sum))),
                Cell::or_dash(open.map(|open| cx.amounts.whole_or_dash(open))),
            ])
        })
        .collect();
    if sellers.len() > shown {
        let rest = total - sums[shown - 1];
        rows.push(Row::subtotal(vec![
            Cell::text(words::tallied(sellers.len() - shown, "further customer", "further customers")),
            Cell::Blank,
            Cell::text(cx.money(rest)),
            Cell::text(format::percent(share(rest))),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
        ]));
    }
    rows.push(Row::total(vec![
        Cell::text(format!("All with sales: {}", words::tallied(sellers.len(), "customer", "customers"))),
        Cell::Blank,
        Cell::text(cx.money(total)),
        Cell::text(format::percent(1.0)),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
    ]));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment").not_on_phones(),
        Column::right("Sales").emphasised(),
        Column::right("Share"),
        Column::left("").not_on_phones(),
        Column::right("Together"),
        Column::right("Open"),
    ];
    let headline = match sellers.len() {
        n if n > LISTED => {
            format!("The ten largest customers bring {} of sales", format::percent(share(sums[shown - 1])))
        }
        1 => "One customer brings all sales".to_owned(),
        n => format!("All {} with sales", words::customers(n)),
    };
    let note = match cx.results().concentration.now.as_ref().map(|shares| shares.negative) {
        Ok(negative) if negative.is_negative() => format!(
            "Customers whose credits outweigh their sales are left out of the shares; together they are {}.",
            cx.money(negative)
        ),
        _ => String::new(),
    };
    Block::table("largest", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("Sales {}, {}; open with tax", cx.window(), cx.currency()))
        .note(note)
}
