//! Five years on the client's own rates, and what a point of net revenue retention is worth.

use super::{Lost, not_yet};
use crate::base::{Money, Month};
use crate::metrics::NotEnough;
use crate::metrics::retention_simulator::{NewBusiness, RetentionSimulation, SimulatedPath};
use crate::report::context::Context;
use crate::report::model::{Block, Cell, ChartSpec, Column, Line, LineRole, Row, Table, TableStyle, Unit};
use crate::report::parts::{chart, place};
use crate::report::{format, words};

/// The drawing and the table; one block with the reason where nothing can be simulated.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    match &cx.results().retention_simulation {
        Ok(simulation) => vec![drawing(cx, simulation), table(cx, simulation)],
        Err(why) => {
            let text = match why {
                NotEnough::Nothing => "The rates of one year are too large to be carried on for years.".to_owned(),
                NotEnough::NoSales => {
                    "It begins from the sales of two years that follow each other, and one of them has none.".to_owned()
                }
                NotEnough::SalesStop(last_sale) => format!(
                    "It carries the rates of the last year on, and the exports’ sales end on {}: the rates would be those of \
                     an incomplete export.",
                    format::long_date(*last_sale)
                ),
                why => not_yet(cx, why),
            };
            vec![Block::missing("simulator", "What a point of retention is worth", text)]
        }
    }
}

fn years(simulation: &RetentionSimulation) -> usize {
    simulation.paths[0].revenue.len().saturating_sub(1)
}

/// The years' last days, from the as-of date on.
fn year_ends(cx: &Context<'_>, simulation: &RetentionSimulation) -> Vec<chrono::NaiveDate> {
    let day = cx.as_of();
    let month = Month::of(day);
    (0..=years(simulation))
        .filter_map(|year| i32::try_from(12 * year).ok())
        .map(|months| if month.last_day() == day { month.plus(months).last_day() } else { later(day, months) })
        .collect()
}

fn later(day: chrono::NaiveDate, months: i32) -> chrono::NaiveDate {
    day.checked_add_months(chrono::Months::new(months.unsigned_abs())).unwrap_or(day)
}

/// "94.1%".
fn rate(path: &SimulatedPath) -> String {
    format::percent(path.net_revenue_retention)
}

fn drawing(cx: &Context<'_>, simulation: &RetentionSimulation) -> Block {
    let ends = year_ends(cx, simulation);
    let line = |points: i32, role| {
        simulation.path(points).map(|path| Line {
            end_label: format!("{} at {}", cx.short(path.last_year()), rate(path)),
            values: path.revenue.iter().map(|&sales| Some(cx.scale(sales))).collect(),
            role,
        })
    };
    let lines: Vec<Line> = [line(0, LineRole::Measured), line(5, LineRole::Part), line(-5, LineRole::Comparison)]
        .into_iter()
        .flatten()
        .collect();
    let headline = headline(cx, simulation);
    let ends_text: Vec<&str> = lines.iter().map(|line| line.end_label.as_str()).collect();
    let description = format!("{headline}. Sales of the last year drawn: {}.", words::list(&ends_text));
    let columns = vec![
        Column::left("Twelve months to"),
        Column::right("Five points less"),
        Column::right("As now").emphasised(),
        Column::right("Five points more"),
    ];
    let rows = ends.iter().enumerate().map(|(year, end)| {
        let sales = |points: i32| simulation.path(points).and_then(|path| path.revenue.get(year).copied());
        let cell = |points| Cell::or_dash(sales(points).map(|sales| cx.money(sales)));
        Row::body(vec![Cell::text(format::short_date(*end)), cell(-5), cell(0), cell(5)])
    });
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let spec = ChartSpec::Lines {
        month_ends: ends.iter().map(ToString::to_string).collect(),
        lines,
        reference: None,
        unit: Unit::Money,
        from_zero: true,
    };
    Block::chart(chart("simulator", "Sales on these rates", description, spec, figures))
        .headline(headline)
        .label(format!(
            "Sales of twelve months if the rates of the last year held, and with net retention five points lower and \
             higher, {}",
            cx.currency()
        ))
        .note(note(cx))
        .aside("Formula", formula(simulation))
        .aside("New business", new_business(cx, simulation))
        .link("Formula", place("proof", "method-retention-simulator"))
}

fn note(cx: &Context<'_>) -> String {
    let late = Lost::new(cx).clause_among_all().map_or_else(String::new, |who| format!(" {who} as lost in it."));
    format!("An illustration of arithmetic, not a forecast: no business keeps its rates for years.{late}")
}

fn span(simulation: &RetentionSimulation) -> String {
    words::counted(years(simulation), "year", "years")
}

fn headline(cx: &Context<'_>, simulation: &RetentionSimulation) -> String {
    let worth = |points| simulation.worth(points).map_or(Money::ZERO, |worth| worth.last_year);
    format!(
        "A point of net retention is worth {} of yearly sales in {}, five points {}",
        cx.short(worth(1)),
        span(simulation),
        cx.short(worth(5))
    )
}

fn formula(simulation: &RetentionSimulation) -> String {
    let (own, new) = (format::percent(simulation.net_revenue_retention), format::percent(simulation.new_business_rate));
    match simulation.new_business {
        NewBusiness::ShareOfPriorYear => format!("Next year’s sales = this year’s × ({own} + {new})."),
        NewBusiness::ShareOfSameYear => format!("Next year’s sales = this year’s × {own} / (100% − {new})."),
    }
}

fn new_business(cx: &Context<'_>, simulation: &RetentionSimulation) -> String {
    let share = format::percent(simulation.new_business_rate);
    let Ok(bridge) = &cx.results().retention.ttm else { return String::new() };
    let (won, of) = match simulation.new_business {
        NewBusiness::ShareOfPriorYear => (bridge.opening_revenue, "the sales of the year before"),
        NewBusiness::ShareOfSameYear => (bridge.closing_revenue, "the sales of the year"),
    };
    format!(
        "New and returning customers bought for {}: {share} of {of}, {}.",
        cx.money(bridge.new + bridge.reactivation),
        cx.money(won)
    )
}

fn table(cx: &Context<'_>, simulation: &RetentionSimulation) -> Block {
    let ends = year_ends(cx, simulation);
    let mut columns = vec![Column::left("Net revenue retention")];
    columns.extend(ends.iter().skip(1).map(|end| Column::right(&format::short_month(Month::of(*end)))));
    let of_years = years(simulation);
    columns.push(Column::right(&format!("Year {of_years}, against “as now”")).emphasised());
    columns.push(Column::right(&format!("All {of_years} years, against “as now”")).not_on_phones());
    let rows = simulation.paths.iter().map(|path| {
        let worth = simulation.worth(path.points).filter(|_| path.points != 0);
        let mut cells = vec![Cell::with_sub(rate(path), points(path.points))];
        cells.extend(path.revenue.iter().skip(1).map(|&sales| Cell::text(cx.money(sales))));
        cells.push(Cell::or_dash(worth.map(|worth| cx.amounts.change(worth.last_year))));
        cells.push(Cell::or_dash(worth.map(|worth| cx.amounts.change(worth.all_years))));
        Row::body(cells)
    });
    Block::table("simulator-table", Table::new(TableStyle::Full, columns, rows.collect()))
        .headline("The same in figures")
        .label(format!(
            "Sales of twelve months on these rates, beginning from {}, {}",
            cx.money(simulation.revenue),
            cx.currency()
        ))
        .link("In the scorecard", place("scorecard", "drivers"))
}

/// "as now", "one point more".
fn points(points: i32) -> String {
    let number = points.unsigned_abs() as usize;
    let text = words::counted(number, "point", "points");
    match points {
        0 => "as now".to_owned(),
        1.. => format!("{text} more"),
        _ => format!("{text} less"),
    }
}
