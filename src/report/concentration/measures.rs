//! The measures of concentration over three years, and how to read them.

use crate::base::months_before;
use crate::metrics::concentration::Shares;
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle};
use crate::report::parts::place;
use crate::report::{format, words};

/// Effective customers that differ by less than this part are much the same.
const LEVEL: f64 = 0.05;
const HEADLINE: &str = "Measures of concentration, three years";

/// The measures at the as-of date, a year and two years earlier.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let concentration = &cx.results().concentration;
    let years: Vec<(u32, &Shares)> =
        [(24, &concentration.earlier[1]), (12, &concentration.earlier[0]), (0, &concentration.now)]
            .into_iter()
            .filter_map(|(months, shares)| Some((months, shares.as_ref().ok()?)))
            .collect();
    let Some(&(_, now)) = years.last().filter(|_| concentration.now.is_ok()) else {
        let why = concentration.now.as_ref().err().map_or_else(String::new, |why| cx.reason_sentence(why));
        return Block::missing("measures", HEADLINE, why);
    };
    let before = years.iter().find(|(months, _)| *months == 12).map(|&(_, shares)| shares);
    let mut columns = vec![Column::left("Measure")];
    for &(months, _) in &years {
        let column = Column::right(&format::short_date(months_before(cx.as_of(), months)));
        columns.push(if months == 0 { column.emphasised() } else { column });
    }
    columns.push(Column::left("Reading").wide());
    Block::table("measures", Table::new(TableStyle::Full, columns, rows(cx, &years, now)))
        .headline(headline(cx, now, before))
        .label("Twelve months to the day named; customers with positive net sales")
        .note(note(cx))
        .link("Formulas", place("proof", "method-concentration"))
}

fn rows(cx: &Context<'_>, years: &[(u32, &Shares)], now: &Shares) -> Vec<Row> {
    let row = |figure: &str, name: &str, sub: &str, get: &dyn Fn(&Shares) -> Option<String>, reading: String| {
        let mut cells = vec![Cell::with_sub(name, sub).opening(figure)];
        cells.extend(years.iter().map(|(_, shares)| Cell::or_dash(get(shares))));
        cells.push(if reading.is_empty() { Cell::Blank } else { Cell::text(reading) });
        Row::body(cells)
    };
    let number = now.customers.len();
    vec![
        row(
            "top_1_share",
            "Largest customer",
            "share of sales",
            &|s| Some(format::percent(s.top_1)),
            top_1_reading(cx, now.top_1),
        ),
        row("top_5_share", "Five largest", "share of sales", &|s| Some(format::percent(s.top_5)), String::new()),
        row("top_10_share", "Ten largest", "share of sales", &|s| Some(format::percent(s.top_10)), String::new()),
        row(
            "herfindahl_hirschman_index",
            "Concentration index",
            "Herfindahl-Hirschman: sum of squared shares in per cent; 10,000 is one customer with all sales",
            &|s| Some(format::decimal(s.herfindahl_hirschman_index, 0)),
            hhi_reading(now.herfindahl_hirschman_index, number),
        ),
        row(
            "effective_customers",
            "Effective customers",
            "customers of equal size with the same index",
            &|s| Some(format::decimal(s.effective_customers, 1)),
            format!("of {} with sales", words::tallied(number, "customer", "customers")),
        ),
        row(
            "gini",
            "Inequality of shares",
            "Gini coefficient: 0 equal shares, towards 1 one customer with all",
            &|s| s.gini.map(|gini| format::decimal(gini, 3)),
            String::new(),
        ),
    ]
}

/// Which way sales went, and where the measures only look better, why.
fn headline(cx: &Context<'_>, now: &Shares, before: Option<&Shares>) -> String {
    let Some(before) = before else { return HEADLINE.to_owned() };
    let (was, is) = (format::decimal(before.effective_customers, 1), format::decimal(now.effective_customers, 1));
    if cx.sales_stop().is_some() {
        return HEADLINE.to_owned();
    }
    let more = now.effective_customers > before.effective_customers;
    if was == is {
        return format!("Sales are spread as they were a year ago: {is} effective customers");
    }
    if (now.effective_customers / before.effective_customers - 1.0).abs() < LEVEL {
        return format!("Sales are spread much as a year ago: {is} effective customers, then {was}");
    }
    if let Some(departure) = cx.results().concentration.departure.filter(|_| more) {
        let name = cx.name(place_of(departure.customer));
        let did = if departure.current.is_positive() { "buys less" } else { "bought nothing since" };
        return format!("Sales look better spread because {name} {did}: {is} effective customers, then {was}");
    }
    let word = if more { "more" } else { "fewer" };
    format!("Sales rest on {word} customers than a year ago: {is} effective ones, then {was}")
}

/// Where the limits come from. The disclosure line is the law of one country only.
fn note(cx: &Context<'_>) -> String {
    let tenth = if cx.amounts.currency.code() == "USD" {
        "10% is the line from which ASC 280 has a customer disclosed, counted at the parent."
    } else {
        "10% is a common rule of thumb, counted at the parent."
    };
    format!(
        "{tenth} The bands of the index (1,500 and 2,500) were made for markets of competing sellers: reference only."
    )
}

fn top_1_reading(cx: &Context<'_>, share: f64) -> String {
    let limits = cx.inputs.policies.scorecard.concentration;
    let (watch, high) = (format::percent_whole(limits.strong), format::percent_whole(limits.steady));
    if share >= limits.steady {
        format!("high: {high} or more")
    } else if share >= limits.strong {
        format!("to be watched: {watch} or more")
    } else {
        format!("below {watch}")
    }
}

fn hhi_reading(index: f64, customers: usize) -> String {
    let band = if index >= 2_500.0 {
        "2,500 or more"
    } else if index >= 1_500.0 {
        "1,500 to 2,500"
    } else {
        "below 1,500"
    };
    let few = if customers < 10 {
        let least = format::decimal(10_000.0 / customers.max(1) as f64, 0);
        format!("; with {} it cannot be below {least}", words::tallied(customers, "customer", "customers"))
    } else {
        String::new()
    };
    format!("{band}, reference only{few}")
}
