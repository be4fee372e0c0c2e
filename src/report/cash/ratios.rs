//! Receivables against sales: the ratios now and a year ago with what each says, and their course.

use crate::base::{Money, months_before};
use crate::metrics::Measured;
use crate::metrics::receivable_ratios::{Countback, Ratios};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Cell, ChartSpec, Column, Line, LineRole, Row, Table, TableStyle, Target, Unit};
use crate::report::parts::{POINTS_OF_A_LINE, chart, for_scale, place};

/// The blocks; none where receivables are not known or nothing was ever sold on account.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let ratios = &cx.results().receivable_ratios;
    match &ratios.now {
        Ok(now) if now.owed.is_zero() && now.credit_sales.as_ref().map_or(true, |sales| sales.is_zero()) => Vec::new(),
        Ok(now) => [Some(table(cx, now)), over_time(cx)].into_iter().flatten().collect(),
        Err(_) => Vec::new(),
    }
}

/// Days by counting back, as a cell has them.
pub(super) fn countback_text(countback: Countback) -> String {
    match countback {
        Countback::Days(days) => format::decimal(days, 1),
        Countback::MoreThan(days) => format!("> {days}"),
    }
}

fn table(cx: &Context<'_>, now: &Ratios) -> Block {
    let a_year_ago = months_before(cx.as_of(), 12);
    let before = cx.results().receivable_ratios.year_before();
    let row = |name: Cell, says: String, get: &dyn Fn(&Ratios) -> Option<String>| {
        let mut cells = vec![name, Cell::or_dash(get(now))];
        cells.extend(before.map(|before| Cell::or_dash(get(before))));
        cells.push(Cell::text(says));
        Row::body(cells)
    };
    let days = |value: &Measured<f64>| value.as_ref().ok().map(|&days| format::decimal(days, 1));
    let money = |value: &Measured<Money>| value.as_ref().ok().map(|&amount| cx.money(amount));
    let rows = vec![
        row(Cell::text("Owed"), "Open items with tax, before unapplied credit".to_owned(), &|r| Some(cx.money(r.owed))),
        row(Cell::text("Not past due"), "The part of it whose due date is still to come".to_owned(), &|r| {
            Some(cx.money(r.current))
        }),
        row(
            Cell::text("Credit sales, twelve months").opening("credit_sales_ttm"),
            or_why(cx, &now.credit_sales, "Invoices less credit notes, with tax; cash sales are not among them"),
            &|r| money(&r.credit_sales),
        ),
        row(
            Cell::text("Days sales outstanding, simple").opening("days_sales_outstanding"),
            or_why(cx, &now.days_sales_outstanding, "Owed at the end / credit sales of twelve months × their days"),
            &|r| days(&r.days_sales_outstanding),
        ),
        row(
            Cell::text("Best possible days sales outstanding").opening("best_possible_days_sales_outstanding"),
            or_why(
                cx,
                &now.best_possible_days,
                "What it would be if everybody paid on the due date: the terms’ own part",
            ),
            &|r| days(&r.best_possible_days),
        ),
        row(
            Cell::text("Average days delinquent").opening("average_days_delinquent"),
            or_why(cx, &now.average_days_delinquent, "The difference of the two: the days that lateness adds"),
            &|r| days(&r.average_days_delinquent),
        ),
        row(
            Cell::text("Days sales outstanding by countback").opening("days_sales_outstanding_countback"),
            countback_says(now),
            &|r| r.countback.clone().ok().map(countback_text),
        ),
        row(
            Cell::text("True days sales outstanding").opening("true_days_sales_outstanding"),
            or_why(cx, &now.true_days, "Each open invoice against the sales of its own month, all added up"),
            &|r| days(&r.true_days),
        ),
        row(
            Cell::text("Collection effectiveness, last month").opening("collection_effectiveness_index"),
            effectiveness_says(&now.collection_effectiveness),
            &|r| days(&r.collection_effectiveness),
        ),
    ];
    let mut columns = vec![Column::left("Measure"), Column::right(&format::short_date(cx.as_of())).emphasised()];
    columns.extend(before.map(|_| Column::right(&format::short_date(a_year_ago))));
    columns.push(Column::left("What it says").wide());
    Block::table("receivable-ratios", Table::new(TableStyle::Full, columns, rows))
        .headline(headline(now))
        .label(format!("Receivables against credit sales, both with tax, {}; ending balances", cx.currency()))
        .note(
            "Watch the simple one with the days that lateness adds: they grow only where customers pay later. Countback moves \
             with the sales of the last months, and the true one jumps with a single old invoice of a weak month. Each figure is \
             rounded by itself. Unapplied credit is not taken off what is owed.",
        )
        .link("Month ends as data", Target::Data { name: "receivable-ratios".to_owned() })
        .link("Formulas", place("proof", "method-receivable-ratios"))
}

/// What it says, or why it is not there.
fn or_why<T>(cx: &Context<'_>, value: &Measured<T>, says: &str) -> String {
    value.as_ref().err().map_or_else(|| says.to_owned(), |why| cx.reason_sentence(why))
}

fn countback_says(now: &Ratios) -> String {
    match &now.countback {
        Ok(Countback::Days(days)) => {
            format!("What is owed is as much as the sales of the last {}", format::days(*days))
        }
        Ok(Countback::MoreThan(days)) => format!(
            "What is owed is more than the sales of the last {}; before them there is a month without sales, or no ledger",
            format::days(*days as f64)
        ),
        Err(_) => "The newest month has no credit sales to count back through".to_owned(),
    }
}

fn effectiveness_says(index: &Measured<f64>) -> String {
    match index {
        Ok(index) if format::decimal(*index, 1) == "100.0" => {
            "Everything that could be collected was collected; 100 is the most".to_owned()
        }
        Ok(index) if *index >= 0.0 => {
            format!("Of every 100 that could be collected in the month, {} were settled", format::decimal(*index, 1))
        }
        Ok(_) => "More was left over from the month than could be collected in it".to_owned(),
        Err(_) => "Nothing could be collected in the month, or it is not known".to_owned(),
    }
}

fn headline(now: &Ratios) -> String {
    let days = |days: f64| format::decimal(days, 1);
    match (&now.days_sales_outstanding, &now.average_days_delinquent, &now.countback) {
        _ if now.owed.is_zero() => "Nothing is owed: no day of credit sales".to_owned(),
        (Ok(simple), Ok(late), _) if days(*late) == "0.0" => {
            format!("{} days of credit sales are owed, none of them through lateness", days(*simple))
        }
        (Ok(simple), Ok(late), _) => {
            format!("{} days of credit sales are owed, {} of them through lateness", days(*simple), days(*late))
        }
        (_, _, Ok(Countback::Days(back))) => {
            format!("What is owed is as much as the sales of the last {}", format::days(*back))
        }
        _ => "Receivables against sales".to_owned(),
    }
}

/// Simple and best possible days at each month end; none for too few of them.
fn over_time(cx: &Context<'_>) -> Option<Block> {
    let month_ends: Vec<&Ratios> =
        cx.results().receivable_ratios.month_ends.iter().filter(|r| r.days_sales_outstanding.is_ok()).collect();
    let (first, last) = (month_ends.first()?, month_ends.last()?);
    if month_ends.len() < POINTS_OF_A_LINE {
        return None;
    }
    let line = |name: &str, role, get: fn(&Ratios) -> &Measured<f64>| {
        let end = get(last).as_ref().ok().map_or_else(String::new, |&days| format!("{} ", format::decimal(days, 1)));
        let values = month_ends.iter().map(|r| get(r).as_ref().ok().copied().map(for_scale)).collect();
        Line { end_label: format!("{end}{name}"), values, role }
    };
    let spec = ChartSpec::Lines {
        month_ends: month_ends.iter().map(|r| r.period.last_day().to_string()).collect(),
        lines: vec![
            line("simple", LineRole::Measured, |r| &r.days_sales_outstanding),
            line("best possible", LineRole::Comparison, |r| &r.best_possible_days),
        ],
        reference: None,
        unit: Unit::Days,
        from_zero: true,
    };
    let headline = over_time_headline(&month_ends);
    let ends = [first, last].map(|r| format::period_end(r.period.last_day()));
    let description = format!("{headline}. {} to {}.", ends[0], ends[1]);
    let block =
        Block::chart(chart("ratios-over-time", "Days sales outstanding", description, spec, figures(&month_ends)))
            .headline(headline)
            .label(format!(
                "Days sales outstanding, simple and best possible, at each month end, {} to {}",
                ends[0], ends[1]
            ))
            .note("The distance between the lines is average days delinquent. Each point shows what was known then.");
    Some(block)
}

/// How the distance between the lines ran: its highest, and now.
fn over_time_headline(month_ends: &[&Ratios]) -> String {
    let late = || {
        let days = |r: &&Ratios| Some((r.period.last_day(), r.average_days_delinquent.clone().ok()?));
        month_ends.iter().filter_map(days)
    };
    let worst = late().max_by(|(_, a), (_, b)| a.total_cmp(b));
    let (Some((_, now)), Some((when, most))) = (late().next_back(), worst) else {
        return "Days sales outstanding at month ends".to_owned();
    };
    let text = |days: f64| format::decimal(days, 1);
    if text(now) == text(most) {
        format!("Lateness adds {} days, the most of {} month ends", text(now), format::length(month_ends.len()))
    } else {
        format!("Lateness adds {} days; at the end of {} it added {}", text(now), format::period_end(when), text(most))
    }
}

fn figures(month_ends: &[&Ratios]) -> Table {
    let days = |value: &Measured<f64>| Cell::or_dash(value.as_ref().ok().map(|&days| format::decimal(days, 1)));
    let rows = month_ends.iter().rev().map(|r| {
        Row::body(vec![
            Cell::text(format::short_date(r.period.last_day())),
            days(&r.days_sales_outstanding),
            days(&r.best_possible_days),
            days(&r.average_days_delinquent),
            Cell::or_dash(r.countback.clone().ok().map(countback_text)),
            days(&r.true_days),
            days(&r.collection_effectiveness),
        ])
    });
    let columns = vec![
        Column::left("Month end"),
        Column::right("Simple").emphasised(),
        Column::right("Best possible"),
        Column::right("Delinquent"),
        Column::right("Countback"),
        Column::right("True"),
        Column::right("Effectiveness"),
    ];
    Table::new(TableStyle::Mid, columns, rows.collect())
}
