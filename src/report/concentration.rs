//! How far sales depend on few customers, and what losing the largest would do.

use super::context::Context;
use super::findings::{HIGH, WATCH};
use super::format;
use super::model::{Axis, Block, Cell, ChartSpec, Column, NamedPoint, Row, Section, Table, TableStyle, Unit};
use super::parts::{chart, drawn_places, for_scale, place};
use super::words;
use crate::base::{Money, months_before};
use crate::metrics::concentration::Shares;

/// So many points on the curve at most.
const POINTS: usize = 300;
/// So many customers in the table.
const LISTED: usize = 10;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let sellers = cx.sellers();
    let blocks = if sellers.is_empty() {
        vec![Block::missing("curve", "Shares of sales", format!("No customer bought {}.", cx.window()))]
    } else {
        vec![curve(cx, &sellers), largest(cx, &sellers), measures(cx), loss(cx, &sellers)]
    };
    Section {
        id: "concentration".to_owned(),
        name: "Concentration".to_owned(),
        headline: headline(cx, sellers.len()),
        lead: lead(cx, &sellers),
        blocks,
    }
}

fn headline(cx: &Context<'_>, sellers: usize) -> String {
    let Some(largest) = cx.largest() else { return "There are no sales to depend on".to_owned() };
    let (name, share) = (cx.name(largest.customer), format::percent(largest.share));
    if sellers == 1 {
        return format!("All sales come from one customer: {name}");
    }
    if largest.share >= HIGH {
        format!("{name} is {share} of sales: a high dependence")
    } else if largest.share >= WATCH {
        format!("{name} is {share} of sales: to be watched")
    } else {
        format!("No customer is a tenth of sales; the largest is {share}")
    }
}

fn lead(cx: &Context<'_>, sellers: &[(usize, Money)]) -> String {
    match &cx.results().concentration.now {
        Ok(shares) => {
            let number = shares.customers.len();
            let few = if number > LISTED {
                format!("The ten largest customers bring {} of sales.", format::percent(shares.top_10))
            } else {
                format!("{} in all.", words::counted_first(number, "customer had sales", "customers had sales"))
            };
            let effective = format::decimal(shares.effective_customers, 1);
            format!("{few} Sales are as concentrated as with {effective} customers of equal size.")
        }
        Err(why) if sellers.is_empty() => words::reason_sentence(why),
        Err(_) => format!(
            "Shares are of the sales {}, since the ledger does not cover a year yet. With {} they are high by arithmetic.",
            cx.window(),
            words::customers(sellers.len())
        ),
    }
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
        format!("{} of {} {verb} half of sales or more", words::number_word(half), words::customers(sellers.len()))
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
            Cell::text(words::counted(sellers.len() - shown, "further customer", "further customers")),
            Cell::Blank,
            Cell::text(cx.money(rest)),
            Cell::text(format::percent(share(rest))),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
        ]));
    }
    rows.push(Row::total(vec![
        Cell::text(format!("All with sales: {}", words::customers(sellers.len()))),
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
        n => format!("All {n} customers with sales"),
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

/// The measures over three years, with their flags.
fn measures(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Measures of concentration, three years";
    let concentration = &cx.results().concentration;
    let years: Vec<(u32, &Shares)> =
        [(24, &concentration.earlier[1]), (12, &concentration.earlier[0]), (0, &concentration.now)]
            .into_iter()
            .filter_map(|(months, shares)| Some((months, shares.as_ref().ok()?)))
            .collect();
    let Some(&(_, now)) = years.last().filter(|_| concentration.now.is_ok()) else {
        let why = concentration.now.as_ref().err().map_or_else(String::new, words::reason_sentence);
        return Block::missing("measures", HEADLINE, why);
    };
    let mut columns = vec![Column::left("Measure")];
    for &(months, _) in &years {
        let column = Column::right(&format::short_date(months_before(cx.as_of(), months)));
        columns.push(if months == 0 { column.emphasised() } else { column });
    }
    columns.push(Column::left("Reading").wide());
    let row = |name: &str, sub: &str, get: &dyn Fn(&Shares) -> Option<String>, reading: String| {
        let mut cells = vec![Cell::with_sub(name, sub)];
        cells.extend(years.iter().map(|(_, shares)| Cell::or_dash(get(shares))));
        cells.push(if reading.is_empty() { Cell::Blank } else { Cell::text(reading) });
        Row::body(cells)
    };
    let least = 10_000.0 / now.customers.len().max(1) as f64;
    let hhi = now.herfindahl_hirschman_index;
    let rows = vec![
        row("Largest customer", "share of sales", &|s| Some(format::percent(s.top_1)), top_1_reading(now.top_1)),
        row("Five largest", "share of sales", &|s| Some(format::percent(s.top_5)), String::new()),
        row("Ten largest", "share of sales", &|s| Some(format::percent(s.top_10)), String::new()),
        row(
            "Herfindahl-Hirschman index",
            "sum of squared shares in per cent",
            &|s| Some(format::decimal(s.herfindahl_hirschman_index, 0)),
            hhi_reading(hhi, least, now.customers.len()),
        ),
        row(
            "Effective customers",
            "customers of equal size with the same index",
            &|s| Some(format::decimal(s.effective_customers, 1)),
            format!("of {} with sales", words::customers(now.customers.len())),
        ),
        row(
            "Gini coefficient",
            "0 equal shares, towards 1 one customer with all",
            &|s| s.gini.map(|gini| format::decimal(gini, 3)),
            String::new(),
        ),
    ];
    let headline = match years.iter().find(|(months, _)| *months == 12) {
        Some((_, before)) => {
            let (was, is) =
                (format::decimal(before.effective_customers, 1), format::decimal(now.effective_customers, 1));
            if was == is {
                format!("Sales are spread as they were a year ago: {is} effective customers")
            } else {
                let word = if now.effective_customers > before.effective_customers { "more" } else { "fewer" };
                format!("Sales rest on {word} customers than a year ago: {is} effective ones, then {was}")
            }
        }
        None => HEADLINE.to_owned(),
    };
    Block::table("measures", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label("Twelve months to the day named; customers with positive net sales")
        .note(
            "10% is the line from which ASC 280 has a customer disclosed, counted at the parent. The bands of the index \
             (1,500 and 2,500) were made for markets of competing sellers: reference only.",
        )
        .link("Formulas", place("proof", "method-concentration"))
}

fn top_1_reading(share: f64) -> String {
    if share >= HIGH {
        "high: 25% or more".to_owned()
    } else if share >= WATCH {
        "to be watched: 10% or more".to_owned()
    } else {
        "below 10%".to_owned()
    }
}

fn hhi_reading(index: f64, least: f64, customers: usize) -> String {
    let band = if index >= 2_500.0 {
        "2,500 or more"
    } else if index >= 1_500.0 {
        "1,500 to 2,500"
    } else {
        "below 1,500"
    };
    let few = if customers < 10 {
        format!("; with {} it cannot be below {}", words::customers(customers), format::decimal(least, 0))
    } else {
        String::new()
    };
    format!("{band}, reference only{few}")
}

/// What losing the largest customers would do.
fn loss(cx: &Context<'_>, sellers: &[(usize, Money)]) -> Block {
    let total = total_of(sellers);
    let sums = cumulated(sellers);
    let receivables = cx.results().concentration.receivable_shares;
    let mut rows = Vec::new();
    for (n, receivable) in [1, 3, 5].into_iter().zip(receivables) {
        let Some(&lost) = sums.get(n - 1).filter(|_| n == 1 || n < sums.len()) else { continue };
        let name = if n == 1 { "The largest".to_owned() } else { format!("The {n} largest") };
        let owed: Option<Money> = cx.results().aging.total.is_ok().then(|| {
            sellers[..n].iter().map(|&(customer, _)| cx.results().aging.customers[customer].open_balance()).sum()
        });
        rows.push(Row::body(vec![
            Cell::text(name),
            Cell::text(cx.amounts.change(-lost)),
            Cell::text(format::percent_change(-lost.ratio(total).unwrap_or(0.0))),
            Cell::text(cx.money(total - lost)),
            Cell::or_dash(owed.map(|owed| cx.money(owed))),
            Cell::or_dash(receivable.map(format::percent)),
        ]));
    }
    let columns = vec![
        Column::left("Without"),
        Column::right("Sales lost"),
        Column::right("Share"),
        Column::right("Sales left").emphasised(),
        Column::right("Open with them"),
        Column::right("Share of what is owed"),
    ];
    let left = total - sums[0];
    let name = cx.name(sellers[0].0);
    Block::table("loss", Table::new(TableStyle::Mid, columns, rows))
        .headline(format!("Without {name}, sales {} would be {}", cx.window(), cx.short(left)))
        .label(format!("Sales and receivables of the largest customers by sales, {}", cx.currency()))
        .note("Arithmetic, not a forecast: it says what is exposed, not what is likely.")
}
