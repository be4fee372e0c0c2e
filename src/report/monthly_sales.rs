//! Sales month by month beside the year before.

use super::context::Context;
use super::model::{Block, Category, Cell, ChartSpec, Column, Row, Series, Table, TableStyle, Unit};
use super::parts::{chart, place};
use super::summary::HELD;
use super::{findings, format, words};
use crate::base::{Money, Month};
use crate::metrics::sales_history::MonthOfSales;

/// The last twelve complete months, and the partial one after them.
pub(super) fn last_months<'a>(cx: &Context<'a>) -> &'a [MonthOfSales] {
    let history = &cx.results().sales_history;
    let wanted = if history.last_is_partial { 13 } else { 12 };
    &history.months[history.months.len().saturating_sub(wanted)..]
}

/// The categories under months; the last one hatched where it is not whole.
pub(super) fn month_categories(cx: &Context<'_>, months: &[MonthOfSales]) -> Vec<Category> {
    let partial = cx.results().sales_history.last_is_partial;
    let days = (cx.as_of() - Month::of(cx.as_of()).first_day()).num_days() + 1;
    months
        .iter()
        .enumerate()
        .map(|(i, month)| {
            let partial = partial && i + 1 == months.len();
            let sub = if partial { format::days(days as f64) } else { String::new() };
            Category { label: format::tick_month(month.month, i == 0 || month.month.number() == 1), sub, partial }
        })
        .collect()
}

/// Composes the block.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let months = last_months(cx);
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Block::missing("monthly-sales", "Sales by month", "The ledger holds no month of sales.");
    };
    let compared = months.iter().any(|m| m.year_before.is_some());
    let series = |values: Vec<Option<f64>>, name: &str| Series { name: name.to_owned(), values };
    let measured = months.iter().map(|m| Some(cx.scale(m.net_revenue))).collect();
    let comparison: Vec<Option<f64>> = months.iter().map(|m| m.year_before.map(|sales| cx.scale(sales))).collect();
    let spec = ChartSpec::Columns {
        categories: month_categories(cx, months),
        measured: series(measured, if compared { "this year" } else { "sales" }),
        comparison: compared.then(|| series(comparison, "same month a year earlier")),
        unit: Unit::Money,
    };
    let headline = headline(cx, months);
    let total: Money = months.iter().map(|m| m.net_revenue).sum();
    let description = format!(
        "{headline}. From {} to {}, {} in all.",
        format::long_month(first.month),
        format::long_month(last.month),
        cx.short(total)
    );
    let label = format!(
        "Sales by month, {} to {}, {}",
        format::long_month(first.month),
        format::long_month(last.month),
        cx.currency()
    );
    let note = if cx.results().sales_history.last_is_partial {
        format!(
            "{} is not over: sales up to {}, against the same days of the year before. Invoices less credit notes, by invoice date.",
            format::long_month(last.month),
            format::long_date(cx.as_of())
        )
    } else {
        "All months are complete. Invoices less credit notes, by invoice date.".to_owned()
    };
    Block::chart(chart("monthly-sales", "Monthly sales", description, spec, figures(cx, months, compared)))
        .headline(headline)
        .label(label)
        .note(note)
        .link("Proof", place("proof", "tie-outs"))
}

fn figures(cx: &Context<'_>, months: &[MonthOfSales], compared: bool) -> Table {
    let mut columns = vec![Column::left("Month"), Column::right("Sales").emphasised()];
    if compared {
        columns.extend([Column::right("Year before"), Column::right("Change")]);
    }
    let rows = months
        .iter()
        .map(|m| {
            let mut cells = vec![Cell::text(format::short_month(m.month)), Cell::text(cx.money(m.net_revenue))];
            if compared {
                cells.push(Cell::or_dash(m.year_before.map(|sales| cx.money(sales))));
                cells.push(Cell::or_dash(m.year_before.map(|sales| cx.amounts.change(m.net_revenue - sales))));
            }
            Row::body(cells)
        })
        .collect();
    Table::new(TableStyle::Mid, columns, rows)
}

/// How many of the complete months beat the year before.
fn headline(cx: &Context<'_>, months: &[MonthOfSales]) -> String {
    let is_whole =
        |month: &&MonthOfSales| month.month.last_day() <= cx.as_of() && cx.sales_reach(month.month.last_day());
    let complete = months.iter().take_while(is_whole).count();
    if let Some(behind) = month_behind(cx) {
        return behind;
    }
    let pairs: Vec<(Money, Money)> =
        months[..complete].iter().filter_map(|m| m.year_before.map(|before| (m.net_revenue, before))).collect();
    let better = pairs.iter().filter(|(now, before)| now > before).count();
    match (pairs.len(), better) {
        (0, _) => best_month(cx, &months[..complete]),
        (1, 1) => "The one month with a year before it beat that".to_owned(),
        (1, _) => "The one month with a year before it did not beat that".to_owned(),
        (all, 0) => format!("None of the last {all} months beat the year before"),
        (all, better) if all == better => format!("Each of the last {all} months beat the year before"),
        (all, better) => format!("{} of the last {all} months beat the year before", words::number_word(better)),
    }
}

/// The month that alone explains half or more of a year's change, as a clause; `None` where sales held, no month
/// does, or the books seem to end before the as-of date.
pub(super) fn month_behind(cx: &Context<'_>) -> Option<String> {
    if findings::stopped(cx).is_some() {
        return None;
    }
    let months = last_months(cx);
    let complete = months.len() - usize::from(cx.results().sales_history.last_is_partial && !months.is_empty());
    let changes: Option<Vec<(Month, Money)>> =
        months[..complete].iter().map(|m| Some((m.month, m.net_revenue - m.year_before?))).collect();
    let changes = changes.filter(|changes| changes.len() == 12)?;
    let year: Money = changes.iter().map(|&(_, change)| change).sum();
    let before: Money = months[..complete].iter().filter_map(|m| m.year_before).sum();
    year.ratio(before).filter(|rate| before.is_positive() && rate.abs() >= HELD)?;
    let part = |change: Money| change.ratio(year).unwrap_or(0.0);
    let &(month, change) = changes.iter().max_by(|a, b| part(a.1).total_cmp(&part(b.1)))?;
    let whole = if year.is_negative() { "fall" } else { "growth" };
    let explains = match part(change) {
        all if all >= 1.005 => format!("more than the whole {whole} of {}", cx.money(year.abs())),
        all if all >= 0.995 => format!("the whole {whole}"),
        most if most >= 0.5 => format!("{} of the {whole} of {}", format::percent_whole(most), cx.money(year.abs())),
        _ => return None,
    };
    let side = if change.is_negative() { "below" } else { "above" };
    Some(format!(
        "{} alone was {} {side} the year before: {explains}",
        format::long_month(month),
        cx.money(change.abs())
    ))
}

/// The best of some months, where one month alone is the best of several.
fn best_month(cx: &Context<'_>, months: &[MonthOfSales]) -> String {
    let best = months.iter().map(|m| m.net_revenue).max().unwrap_or_default();
    let mut which = months.iter().filter(|m| m.net_revenue == best);
    let selling = months.iter().filter(|m| !m.net_revenue.is_zero()).count();
    match (which.next(), which.next()) {
        (Some(month), None) if selling == 1 && best.is_positive() => {
            format!("All sales were in {}", format::long_month(month.month))
        }
        (Some(month), None) if months.len() > 1 && best.is_positive() => {
            format!("The best month so far was {}, with {}", format::long_month(month.month), cx.short(best))
        }
        _ => "Sales by month".to_owned(),
    }
}
