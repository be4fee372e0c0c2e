//! How the payments of a span spread over the days that they took.

use crate::metrics::payment::{PaymentTimes, SPREAD};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Category, Cell, ChartSpec, Column, Row, Series, Table, TableStyle, Target, Unit};
use crate::report::parts::{chart, place};
use crate::report::words;

/// A band in a few letters: "0–15", "121+".
pub(super) fn band_name((first, last): (i64, Option<i64>)) -> String {
    last.map_or_else(|| format!("{first}+"), |last| format!("{first}–{last}"))
}

/// Composes the block; none without payments.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let now = cx.payment_times();
    let before = Some(&cx.results().payment.prev_ttm).filter(|before| cx.has_year() && before.days_to_pay.is_ok());
    if now.days_to_pay.is_err() {
        return None;
    }
    let series = |name: &str, times: &PaymentTimes| Series {
        name: name.to_owned(),
        values: times.spread.iter().map(|band| Some(cx.scale(band.amount))).collect(),
    };
    let category = |band| Category { label: band_name(band), sub: String::new(), partial: false };
    let spec = ChartSpec::Columns {
        categories: SPREAD.into_iter().map(category).collect(),
        measured: series(if cx.has_year() { "this year" } else { "so far" }, now),
        comparison: before.map(|before| series("year before", before)),
        unit: Unit::Money,
    };
    let headline = headline(now);
    let description = format!(
        "{headline}. {} in all.",
        words::counted_first(now.parts as usize, "part of a payment", "parts of payments")
    );
    let block = Block::chart(chart("days-spread", "Days to pay, spread", description, spec, figures(cx, now, before)))
        .headline(headline)
        .label(format!("Amounts paid {} by days from invoice to payment, with tax, {}", cx.window(), cx.currency()))
        .note("A settlement is a payment set against one invoice; one that pays two invoices is two.")
        .link("As data", Target::Data { name: "days-to-pay-spread".to_owned() })
        .link("Formulas", place("proof", "method-payment"));
    Some(block)
}

fn headline(times: &PaymentTimes) -> String {
    match (&times.days_to_pay_median, &times.days_to_pay_p90) {
        (Ok(median), Ok(slow)) => {
            format!(
                "Half of the money came within {}, nine tenths within {}",
                format::days(*median),
                format::days(*slow)
            )
        }
        _ => "How long each part of the money took".to_owned(),
    }
}

fn figures(cx: &Context<'_>, now: &PaymentTimes, before: Option<&PaymentTimes>) -> Table {
    let mut rows: Vec<Row> = SPREAD
        .into_iter()
        .zip(now.spread)
        .enumerate()
        .map(|(i, (band, part))| {
            let mut cells = vec![
                Cell::text(band_name(band)),
                Cell::text(format::count(part.parts)),
                Cell::text(cx.amounts.whole_or_dash(part.amount)),
                Cell::or_dash(part.amount.ratio(now.amount).map(format::percent)),
            ];
            cells.extend(before.map(|before| Cell::text(cx.amounts.whole_or_dash(before.spread[i].amount))));
            Row::body(cells)
        })
        .collect();
    let mut total = vec![
        Cell::text("All"),
        Cell::text(format::count(now.parts)),
        Cell::text(cx.money(now.amount)),
        Cell::text(format::percent(1.0)),
    ];
    total.extend(before.map(|before| Cell::text(cx.money(before.amount))));
    rows.push(Row::total(total));
    let mut columns = vec![
        Column::left("Days"),
        Column::right("Parts of payments"),
        Column::right("Amount").emphasised(),
        Column::right("Share"),
    ];
    columns.extend(before.map(|_| Column::right("Year before")));
    Table::new(TableStyle::Mid, columns, rows)
}
