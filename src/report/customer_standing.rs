//! How one customer came to its segment, what would move it up, and what the books hold about it.

use chrono::NaiveDate;

use super::context::Context;
use super::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use super::parts::place;
use super::{format, transition, words};
use crate::base::Month;
use crate::metrics::segmentation::{Segment, Standing};

/// Composes the blocks.
pub(super) fn blocks(cx: &Context<'_>, customer: usize) -> Vec<Block> {
    [history(cx, customer), Some(details(cx, customer))].into_iter().flatten().collect()
}

/// Month ends running in one segment.
struct Stretch {
    segment: Segment,
    first: NaiveDate,
    last: NaiveDate,
    months: usize,
}

fn stretches(cx: &Context<'_>, customer: usize) -> Vec<Stretch> {
    let month_ends = &cx.results().segmentation.month_ends;
    let mut all: Vec<Stretch> = Vec::new();
    for (&end, standing) in month_ends.iter().zip(&cx.segmented(customer).history) {
        let &Some(Standing { segment, .. }) = standing else { continue };
        match all.last_mut().filter(|stretch| stretch.segment == segment) {
            Some(stretch) => {
                stretch.last = end;
                stretch.months += 1;
            }
            None => all.push(Stretch { segment, first: end, last: end, months: 1 }),
        }
    }
    all
}

/// The segments that the customer was in, newest first; nothing where no month end was read.
fn history(cx: &Context<'_>, customer: usize) -> Option<Block> {
    let stretches = stretches(cx, customer);
    let longest = stretches.iter().map(|stretch| stretch.months).max()? as f64;
    let month = |day| format::short_month(Month::of(day));
    let row = |stretch: &Stretch| {
        let span = if stretch.months == 1 {
            month(stretch.first)
        } else {
            format!("{} to {}", month(stretch.first), month(stretch.last))
        };
        Row::body(vec![
            Cell::segment(stretch.segment),
            Cell::text(span),
            Cell::text(format::length(stretch.months)),
            Cell::bar(stretch.months as f64, longest, Some(words::mark(stretch.segment))),
        ])
    };
    let columns = vec![
        Column::left("Segment"),
        Column::left("Month ends"),
        Column::right("Number").emphasised(),
        Column::left("").wide(),
    ];
    let table = Table::new(TableStyle::Mid, columns, stretches.iter().rev().map(row).collect());
    let why = cx.segmented(customer).transition.as_deref().map(|last| transition::why(cx, last));
    let headline = match &cx.segmented(customer).transition {
        Some(last) => format!(
            "From {} to {} in {}",
            words::segment(last.from),
            words::segment(last.after.segment),
            format::period_end(last.on)
        ),
        None => format!("{} at every month end", words::segment(cx.segment(customer))),
    };
    let note = why.map_or_else(String::new, |why| format!("What changed: {}", words::uncapitalised(&why)));
    Some(
        Block::table("segment-history", table)
            .headline(headline)
            .label("Its segment at each of the last month ends, newest first")
            .note(note)
            .link(
                "Who moved",
                place("segments", if cx.results().segmentation.flows.is_ok() { "moves" } else { "flows" }),
            ),
    )
}

/// Everything that the books hold about the customer itself, each with its name.
fn details(cx: &Context<'_>, customer: usize) -> Block {
    let lines = facts(cx, customer);
    let rows = lines.into_iter().map(|(term, text)| Row::body(vec![Cell::text(term), Cell::text(text)])).collect();
    Block::table(
        "details",
        Table::new(TableStyle::Mid, vec![Column::left("Matter"), Column::left("What the books hold").wide()], rows),
    )
    .headline("Who it is, and what would move it up")
    .link("All customers as data", Target::Data { name: "customers".to_owned() })
}

/// Terms and texts; what is not known is left out.
fn facts(cx: &Context<'_>, customer: usize) -> Vec<(&'static str, String)> {
    let books = &cx.inputs.ledger.customers()[customer];
    let value = cx.value(customer);
    let segmented = cx.segmented(customer);
    let text = |text: &Option<String>| text.as_deref().map(words::one_line).filter(|text| !text.trim().is_empty());
    let day = |day: Option<NaiveDate>| day.map(format::long_date);
    let previous = segmented
        .transition
        .as_ref()
        .map(|last| format!("{} until {}", words::segment(last.from), format::long_date(last.on)));
    let lift = match segmented.segment {
        Segment::Champion => None,
        _ => Some(transition::lift(cx, customer).unwrap_or_else(|| "No single change would".to_owned())),
    };
    [
        ("What would move it up", lift),
        ("Previous segment", previous),
        ("Parent", text(&books.parent)),
        ("Level by lifetime value", level(cx, customer).map(level_words)),
        ("Address", text(&books.address)),
        ("Country", text(&books.country)),
        ("Telephone", text(&books.phone)),
        ("E-mail", text(&books.email)),
        ("In the accounting system", books.active.map(|active| if active { "active" } else { "inactive" }.to_owned())),
        ("Terms", books.terms_days.map(|days| format::days(f64::from(days)))),
        ("Credit limit", books.credit_limit.map(|limit| cx.money(limit))),
        ("First sale", day(value.first_sale)),
        ("Most recent sale", day(value.most_recent_sale)),
    ]
    .into_iter()
    .filter_map(|(term, text)| Some((term, text?)))
    .collect()
}

/// The level: the score of its lifetime value, 5 for the top tenth to 1 for the lowest quarter; `None` where it is not
/// scored.
pub(super) fn level(cx: &Context<'_>, customer: usize) -> Option<u8> {
    cx.scored(customer).scores.as_ref().map(|scores| scores.value)
}

fn level_words(level: u8) -> String {
    format!("{level} of 5, where 5 is the largest")
}
