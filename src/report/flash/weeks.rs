//! Sales of the quarter by week, against the same days of the year before.

use super::{Week, days_text, tick};
use crate::base::Money;
use crate::metrics::Measured;
use crate::metrics::flash::WeekOfSales;
use crate::report::format;
use crate::report::model::{Block, Category, Cell, ChartSpec, Column, Row, Series, Table, TableStyle, Target, Unit};
use crate::report::parts::chart;
use crate::report::words;

/// Composes the block.
pub(super) fn block(week: &Week<'_>) -> Block {
    let Week { cx, flash } = week;
    let compared = flash.weeks.iter().any(|week| week.sales.year_before.is_ok());
    let values = |amount: fn(&WeekOfSales) -> Option<Money>| -> Vec<Option<f64>> {
        flash.weeks.iter().map(|week| amount(week).map(|amount| cx.scale(amount))).collect()
    };
    let category = |week: &WeekOfSales| Category {
        label: tick(week.days.last_day()),
        sub: if is_short(week) { format::days(week.days.days() as f64) } else { String::new() },
        partial: is_short(week),
    };
    let spec = ChartSpec::Columns {
        categories: flash.weeks.iter().map(category).collect(),
        measured: Series {
            name: if compared { "this year" } else { "sales" }.to_owned(),
            values: values(|week| Some(week.sales.now)),
        },
        comparison: compared.then(|| Series {
            name: "same days a year earlier".to_owned(),
            values: values(|week| week.sales.year_before.clone().ok()),
        }),
        unit: Unit::Money,
    };
    let headline = headline(&flash.weeks);
    let quarter = days_text(flash.quarter);
    let description =
        format!("{headline}. {}, {quarter}: {} in all.", quarter_name(week), cx.short(flash.quarter_sales.now));
    let short = flash.weeks.first().filter(|week| is_short(week)).map(|first| {
        format!(
            " The first one holds {}.",
            words::counted(usize::try_from(first.days.days()).unwrap_or(0), "day", "days")
        )
    });
    Block::chart(chart("weekly-sales", "Sales by week", description, spec, figures(week, compared)))
        .headline(headline)
        .label(format!(
            "Sales by week of the fiscal quarter, {quarter}, {}; under the bars the last day",
            cx.currency()
        ))
        .note(format!(
            "A week is seven days, counted back from the as-of date.{} Invoices less credit notes, by invoice date.",
            short.unwrap_or_default()
        ))
        .link("As data", Target::Data { name: "weeks".to_owned() })
}

fn quarter_name(week: &Week<'_>) -> &'static str {
    if week.flash.quarter_is_over() { "The quarter" } else { "The quarter so far" }
}

fn is_short(week: &WeekOfSales) -> bool {
    week.days.days() < 7
}

/// How many weeks beat the same days of the year before.
fn headline(weeks: &[WeekOfSales]) -> String {
    let pairs: Vec<bool> = weeks
        .iter()
        .filter_map(|week| week.sales.year_before.as_ref().ok().map(|before| week.sales.now > *before))
        .collect();
    let better = pairs.iter().filter(|better| **better).count();
    match (pairs.len(), better) {
        (0, _) => "Sales by week".to_owned(),
        (1, 1) => "The quarter’s one week beat the same days of last year".to_owned(),
        (1, _) => "The quarter’s one week did not beat the same days of last year".to_owned(),
        (all, 0) => format!("None of the quarter’s {all} weeks beat the same days of last year"),
        (all, better) if all == better => format!("Each of the quarter’s {all} weeks beat the same days of last year"),
        (all, better) => {
            format!("{} of the quarter’s {all} weeks beat the same days of last year", words::number_word(better))
        }
    }
}

fn figures(week: &Week<'_>, compared: bool) -> Table {
    let Week { cx, flash } = week;
    let mut columns = vec![Column::left("Week"), Column::right("Sales").emphasised()];
    if compared {
        columns.extend([Column::right("Year before"), Column::right("Change")]);
    }
    let cells = |name: String, now: Money, before: &Measured<Money>| {
        let mut cells = vec![Cell::text(name), Cell::text(cx.money(now))];
        if compared {
            let before = before.as_ref().ok().copied();
            cells.push(Cell::or_dash(before.map(|before| cx.money(before))));
            cells.push(Cell::or_dash(before.map(|before| cx.amounts.change(now - before))));
        }
        cells
    };
    let rows = flash
        .weeks
        .iter()
        .map(|week| Row::body(cells(days_text(week.days), week.sales.now, &week.sales.year_before)))
        .chain([Row::total(cells(
            quarter_name(week).to_owned(),
            flash.quarter_sales.now,
            &flash.quarter_sales.year_before,
        ))])
        .collect();
    Table::new(TableStyle::Mid, columns, rows)
}
