//! The flash: one page about the last week, made of the same pieces as the pack.
//!
//! Paper shows the first section alone, on one page; the web pages add how it is computed.

mod customers;
mod data;
mod lines;
mod proof;
#[cfg(test)]
mod tests;
mod weeks;

use chrono::{Datelike, NaiveDate};

use super::context::{self, Context};
use super::model::{Block, Body, FLASH_PDF, Fact, KeyFigure, Meta, Report, Section, Tone};
use super::parts::fact;
use super::{Inputs, SCHEMA, format, methods, settings_text, tool, words};
use crate::base::Period;
use crate::metrics::NotEnough;
use crate::metrics::flash::{Compared, Flash, LargestOfQuarter};

/// The ids of the flash's sections in reading order; paper shows the first.
#[cfg(test)]
const SECTIONS: [&str; 2] = ["flash", "method"];

/// A relative change smaller than this counts as "level".
const LEVEL: f64 = 0.01;
/// The quarter is told without its largest customer where its change then differs by so much.
const APART: f64 = 0.05;

/// What the flash's pieces look up.
struct Week<'a> {
    cx: Context<'a>,
    flash: &'a Flash,
}

/// Composes one client's flash.
pub fn compose_flash(inputs: &Inputs<'_>, flash: &Flash) -> Report {
    let week = Week { cx: Context::new(*inputs), flash };
    let blocks = vec![
        Block::new("key-figures", Body::KeyFigures { figures: key_figures(&week) }),
        weeks::block(&week),
        customers::block(&week),
        lines::crossings(&week),
        lines::newly_overdue(&week),
        customers::business(&week),
        customers::cash(&week),
    ];
    let page = Section {
        id: "flash".to_owned(),
        name: "Flash".to_owned(),
        headline: headline(&week),
        lead: lead(&week),
        blocks,
    };
    let method = Section {
        id: "method".to_owned(),
        name: "How it is computed".to_owned(),
        headline: "Every figure comes from the client’s own ledger".to_owned(),
        lead: "How the ledger compares with the totals that the exports state is in the proof of the monthly pack."
            .to_owned(),
        blocks: vec![proof::block(&week), methods::flash()],
    };
    Report {
        schema: SCHEMA,
        tool: tool(),
        meta: meta(&week),
        figures: data::figures(&week),
        sections: vec![page, method],
        customers: Vec::new(),
        data: data::tables(&week),
        files: vec![FLASH_PDF.to_owned()],
        crm: Vec::new(),
    }
}

/// Days in a sentence: "14 to 20 May 2026".
fn days_text(days: Period) -> String {
    let (first, last) = (days.first_day(), days.last_day());
    let last_text = format::short_date(last);
    if first == last {
        return last_text;
    }
    let first_text = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => first.day().to_string(),
        (true, false) => tick(first),
        _ => format::short_date(first),
    };
    format!("{first_text} to {last_text}")
}

fn meta(week: &Week<'_>) -> Meta {
    let settings = week.cx.inputs.settings;
    let pack = settings_text::meta(&week.cx);
    let prepared = settings.prepared_by.clone().unwrap_or_else(|| settings.firm.clone());
    Meta {
        title: "Weekly flash".to_owned(),
        facts: vec![
            fact("As of", settings_text::as_of(&week.cx)),
            fact("Week", format!("The seven days {}", days_text(week.flash.week))),
            fact("Fiscal quarter", fiscal_quarter(week)),
            fact("Basis", settings_text::basis(&week.cx)),
            Fact { term: "Prepared by".to_owned(), text: prepared },
        ],
        foot: format!(
            "{}. Seven days to {}. {}.",
            settings.firm,
            format::long_date(week.flash.as_of),
            words::capitalised(week.cx.currency())
        ),
        ..pack
    }
}

fn fiscal_quarter(week: &Week<'_>) -> String {
    let days = days_text(week.flash.quarter);
    if week.flash.quarter_is_over() { days } else { format!("{days}, up to the as-of date") }
}

/// The relative change on the same days of the year before, where there is a fair base.
fn growth(compared: &Compared) -> Option<f64> {
    let before = *compared.year_before.as_ref().ok().filter(|before| before.is_positive())?;
    (compared.now - before).ratio(before)
}

/// How the quarter stands against last year's, and how without its largest customer where that reads differently.
fn headline(week: &Week<'_>) -> String {
    let quarter = &week.flash.quarter_sales;
    let over = week.flash.quarter_is_over();
    let (when, verb) = if over { ("in the quarter", "closed") } else { ("in the quarter so far", "so far is") };
    let now = week.cx.short(quarter.now);
    let Ok(before) = &quarter.year_before else {
        return format!("Sales of {now} {when}");
    };
    let then = week.cx.short(*before);
    match growth(quarter) {
        Some(change) => format!(
            "The quarter {verb} {} last year’s: {now} against {then}{}",
            standing(change),
            without_the_largest(week, change)
        ),
        None => format!("Sales of {now} {when}, against {then} in the same days of last year"),
    }
}

/// "5.7% ahead of": a relative change on last year.
fn standing(change: f64) -> String {
    match change {
        _ if change.abs() < LEVEL => "level with".to_owned(),
        _ if change > 0.0 => format!("{} ahead of", format::percent(change)),
        _ => format!("{} behind", format::percent(-change)),
    }
}

/// The same for all but the quarter's largest customer, where that has another sign or is [`APART`] or more away.
fn without_the_largest(week: &Week<'_>, change: f64) -> String {
    let told = |largest: &LargestOfQuarter| {
        let all = &week.flash.quarter_sales;
        let others = Compared {
            now: all.now - largest.sales.now,
            year_before: all.year_before.clone().and_then(|all| Ok(all - largest.sales.year_before.clone()?)),
        };
        let others = growth(&others)?;
        let sign = |change: f64| if change.abs() < LEVEL { 0.0 } else { change.signum() };
        let apart = sign(others) * sign(change) < 0.0 || (others - change).abs() >= APART;
        let name = week.cx.name(context::place(largest.customer));
        apart.then(|| {
            let standing = standing(others);
            let standing = standing.rsplit_once(' ').filter(|_| others > -LEVEL).map_or(&*standing, |(first, _)| first);
            format!("; without {name} it is {standing}")
        })
    };
    week.flash.largest.as_ref().and_then(told).unwrap_or_default()
}

/// The week in two sentences.
fn lead(week: &Week<'_>) -> String {
    let flash = week.flash;
    let sales = week.cx.short(flash.week_sales.now);
    let customers = flash.customers.iter().filter(|customer| customer.week.is_positive()).count();
    let days = days_text(flash.week);
    let bought = match customers {
        0 => "Nobody bought in it".to_owned(),
        number => format!("{} bought for {sales}", words::customers_first(number)),
    };
    let fell = flash.newly_overdue.as_ref().map(|items| {
        let amount = week.cx.short(items.iter().map(|item| item.open).sum());
        match items.len() {
            0 => " Nothing fell overdue.".to_owned(),
            number => format!(" {} of {amount} fell overdue.", words::counted_first(number, "item", "items")),
        }
    });
    format!("The week is the seven days {days}. {bought}.{}", fell.unwrap_or_default())
}

fn key_figure(name: &str, value: String, comparison: String) -> KeyFigure {
    KeyFigure {
        name: name.to_owned(),
        value,
        unit: String::new(),
        change: String::new(),
        comparison,
        tone: Tone::Plain,
        spark: None,
        target: None,
    }
}

/// Why a figure of the strip is missing, in the few words that it has room for; the blocks below say more.
fn why_missing(cx: &Context<'_>, why: &NotEnough) -> String {
    match why {
        NotEnough::History { .. } => "the ledger begins too late".to_owned(),
        NotEnough::NoPayments => "no dated payments".to_owned(),
        NotEnough::NoReceivablesBefore(_) => "balances known too late".to_owned(),
        other => cx.reason(other),
    }
}

/// The five figures of the strip.
fn key_figures(week: &Week<'_>) -> Vec<KeyFigure> {
    let Week { cx, flash } = week;
    let sales = |name: &str, compared: &Compared| {
        let (number, unit) = cx.amounts.short_parts(compared.now);
        let comparison = match &compared.year_before {
            Ok(before) => format!("on the same days last year, {}", cx.short(*before)),
            Err(why) => why_missing(cx, why),
        };
        let mut figure = KeyFigure { unit: unit.to_owned(), ..key_figure(name, number, comparison) };
        if let Some(change) = growth(compared) {
            figure.change = format::percent_change(change);
            figure.tone = match change {
                _ if change.abs() < LEVEL => Tone::Plain,
                _ if change > 0.0 => Tone::Good,
                _ => Tone::Bad,
            };
        }
        figure
    };
    let none = |name: &str, why: &NotEnough| key_figure(name, format::DASH.to_owned(), why_missing(cx, why));
    let amount = |name: &str, amount, comparison| {
        let (number, unit) = cx.amounts.short_parts(amount);
        KeyFigure { unit: unit.to_owned(), ..key_figure(name, number, comparison) }
    };
    let new = match &flash.week_business {
        Ok(business) => {
            amount("New business, week", business.new, format!("repeat business {}", cx.short(business.repeat)))
        }
        Err(why) => none("New business, week", why),
    };
    let cash = match &flash.cash {
        Ok(cash) => {
            let comparison = match &cash.usual {
                Ok(usual) => format!("usual at this place of the month: {}", cx.short(*usual)),
                Err(why) => why_missing(cx, why),
            };
            amount("Cash collected, week", cash.week, comparison)
        }
        Err(why) => none("Cash collected, week", why),
    };
    let overdue = match &flash.newly_overdue {
        Ok(items) => {
            let sum = items.iter().map(|item| item.open).sum();
            amount("Newly overdue", sum, words::counted(items.len(), "item", "items"))
        }
        Err(why) => none("Newly overdue", why),
    };
    vec![
        sales("Sales, week", &flash.week_sales),
        sales(if flash.quarter_is_over() { "Sales, quarter" } else { "Sales, quarter so far" }, &flash.quarter_sales),
        new,
        cash,
        overdue,
    ]
}

/// "13 May" for the ticks of the chart.
fn tick(day: NaiveDate) -> String {
    let date = format::short_date(day);
    date.rsplit_once(format::NO_BREAK).map_or_else(|| date.clone(), |(day_and_month, _)| day_and_month.to_owned())
}
