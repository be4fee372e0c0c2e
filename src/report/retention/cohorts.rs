//! Cohorts as numbers on tints: who still buys, and for how much, by year and by quarter of first sale.

use super::possible_from;
use crate::metrics::Measured;
use crate::metrics::cohorts::{Cohort, CohortTable, CohortYears, MONTHS_FOR_QUARTERS, MONTHS_FOR_YEARS};
use crate::report::context::Context;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::parts::place;
use crate::report::{format, words};

/// So many cohorts and periods are shown; the data hold all.
const SHOWN: usize = 12;
/// A headline speaks of a cohort of so many customers or more: in a smaller one a rate is one or two of them.
const TOLD_FROM: u32 = 20;

/// One length of period.
struct Length<'a> {
    id: &'static str,
    data: &'static str,
    /// "year".
    period: &'static str,
    /// "Year".
    column: &'static str,
    months: u32,
    /// The period whose figures the headline tells: a year later.
    told: usize,
    table: &'a Measured<CohortTable>,
}

/// What a table shows of a cohort in a period.
type Rate = fn(&Cohort, usize) -> Option<f64>;

/// The tables by year and by quarter.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let cohorts = &cx.results().cohorts;
    let by_year = Length {
        id: "cohorts-years",
        data: "cohorts_years",
        period: "year",
        column: "Year",
        months: MONTHS_FOR_YEARS,
        told: 1,
        table: &cohorts.by_year,
    };
    let by_quarter = Length {
        id: "cohorts-quarters",
        data: "cohorts_quarters",
        period: "quarter",
        column: "Q",
        months: MONTHS_FOR_QUARTERS,
        told: 4,
        table: &cohorts.by_quarter,
    };
    [by_year, by_quarter].iter().flat_map(|length| length_blocks(cx, length)).collect()
}

fn length_blocks(cx: &Context<'_>, length: &Length<'_>) -> Vec<Block> {
    let table = match length.table {
        Ok(table) => table,
        Err(why) => {
            let headline = format!("Customers by {} of first sale", length.period);
            return vec![Block::missing(length.id, &headline, possible_from(cx, why, length.months))];
        }
    };
    let shown = &table.cohorts[table.cohorts.len().saturating_sub(SHOWN)..];
    let customers = Block::table(length.id, heat(length, shown, Cohort::customer_share))
        .headline(customers_headline(length, shown))
        .label(format!(
            "Customers with a sale, % of those who first bought in the {0}; {0} 0 is {1}",
            length.period,
            period_zero(cx, length)
        ))
        .note(note(cx, length, table, shown.len()))
        .link("As data", Target::Data { name: length.data.to_owned() })
        .link("Formula", place("proof", "method-cohorts"));
    let sales = Block::table(&format!("{}-sales", length.id), heat(length, shown, Cohort::revenue_ratio))
        .headline(sales_headline(length, shown))
        .label(format!("Net sales, % of those in {} 0", length.period))
        .link("As data", Target::Data { name: length.data.to_owned() });
    vec![customers, sales]
}

/// What period 0 is.
fn period_zero(cx: &Context<'_>, length: &Length<'_>) -> &'static str {
    match (length.period, cx.inputs.policies.cohorts.years) {
        ("year", CohortYears::FromFirstSale) => "the first twelve months of each customer",
        ("year", CohortYears::SameForAll) => "what was left of the twelve months after the first sale",
        _ => "what was left of the quarter after the first sale",
    }
}

fn heat(length: &Length<'_>, cohorts: &[Cohort], rate: Rate) -> Table {
    let known = |period: usize| cohorts.iter().any(|cohort| rate(cohort, period).is_some());
    let periods = (0..SHOWN).take_while(|&period| known(period)).count().max(1);
    let mut columns = vec![Column::left("First sale in"), Column::right("Customers")];
    columns.extend((0..periods).map(|period| Column::right(&format!("{} {period}", length.column))));
    let row = |cohort: &Cohort| {
        let mut cells = vec![name_cell(cohort), Cell::text(format::count(cohort.customers))];
        cells.extend((0..periods).map(|period| rate(cohort, period).map_or(Cell::Blank, tinted)));
        Row::body(cells)
    };
    Table::new(TableStyle::Heat, columns, cohorts.iter().map(row).collect())
}

/// A rate on its tint: the strongest for almost everybody, none for nobody.
fn tinted(rate: f64) -> Cell {
    const LIMITS: [(f64, u8); 4] = [(0.95, 5), (0.8, 4), (0.6, 3), (0.4, 2)];
    let least = u8::from(rate > 0.0);
    let step = LIMITS.iter().find(|(limit, _)| rate >= *limit).map_or(least, |&(_, step)| step);
    Cell::Heat { step, text: format::decimal(rate * 100.0, 0), sub: String::new(), own: false }
}

fn name_cell(cohort: &Cohort) -> Cell {
    let days = format::period(cohort.first_sales);
    if cohort.is_opening { Cell::with_sub("Before, or in the first year", days) } else { Cell::text(days) }
}

/// The newest cohort after the first one whose rate a year later is known, and the one before it; `None` where either is
/// too small to tell of.
fn newest(cohorts: &[Cohort], period: usize, rate: Rate) -> Option<(&Cohort, f64, Option<f64>)> {
    let mut known =
        cohorts.iter().rev().filter(|c| !c.is_opening).filter_map(|c| rate(c, period).map(|found| (c, found)));
    let (cohort, found) = known.next()?;
    let before = known.next();
    let large = |cohort: &Cohort| cohort.customers >= TOLD_FROM;
    (large(cohort) && before.is_none_or(|(earlier, _)| large(earlier)))
        .then(|| (cohort, found, before.map(|(_, earlier)| earlier)))
}

fn customers_headline(length: &Length<'_>, cohorts: &[Cohort]) -> String {
    let Some((cohort, share, earlier)) = newest(cohorts, length.told, Cohort::customer_share) else {
        return format!("Customers by {} of first sale", length.period);
    };
    let when = if length.told == 1 { "in their second year" } else { "four quarters later" };
    format!(
        "Of those who came in {}, {} bought {when}{}",
        format::period(cohort.first_sales),
        format::percent_whole(share),
        against(earlier)
    )
}

fn sales_headline(length: &Length<'_>, cohorts: &[Cohort]) -> String {
    let Some((cohort, ratio, earlier)) = newest(cohorts, length.told, Cohort::revenue_ratio) else {
        return format!("Their sales, by {} of first sale", length.period);
    };
    let (first, later) =
        if length.told == 1 { ("first year", "in the second") } else { ("first quarter", "four quarters later") };
    format!(
        "Those who came in {} bought for {} of their {first} {later}{}",
        format::period(cohort.first_sales),
        format::percent_whole(ratio),
        against(earlier)
    )
}

fn against(earlier: Option<f64>) -> String {
    earlier.map_or_else(String::new, |earlier| {
        format!(", against {} of the cohort before", format::percent_whole(earlier))
    })
}

fn note(cx: &Context<'_>, length: &Length<'_>, table: &CohortTable, shown: usize) -> String {
    let blank = format!(
        "A stronger tint means more. Blank: the {} is not over for all of them. The ledger begins in {}, so whoever bought \
         in its first year may have been a customer before.",
        length.period,
        format::period_start(cx.inputs.ledger.history_start())
    );
    let least = cx.inputs.policies.cohorts.min_customers as usize;
    let least = words::counted(least, "customer", "customers");
    let small = if table.cohorts.iter().any(|cohort| cohort.is_too_small) {
        format!(" The last row holds fewer than {least}: too few for rates.")
    } else {
        format!(" Cohorts of fewer than {least} are put together with the next one.")
    };
    let rest = if shown < table.cohorts.len() {
        format!(" The newest {} cohorts are shown; the data hold all.", format::length(shown))
    } else {
        String::new()
    };
    blank + &small + &rest
}
