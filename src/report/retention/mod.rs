//! Net, gross and customer retention, the revenue bridge and the customers behind it, cohorts, and what a point of
//! retention is worth.

mod bridge;
mod cohorts;
mod customers;
mod data;
mod fiscal_years;
mod history;
mod identities;
mod lateness;
mod new_and_repeat;
mod simulator;
#[cfg(test)]
mod tests;

pub(super) use data::tables;
pub(super) use identities::identities;
pub(super) use lateness::{Lost, may_only_be_late};

use super::context::Context;
use super::format;
use super::model::{Block, Section};
use super::parts::place;
use super::summary::same_customers;
use super::{sales_stop, words};
use crate::metrics::retention::{Bridge, MONTHS_TO_COMPARE};
use crate::metrics::{NotEnough, first_covered};

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let retention = &cx.results().retention;
    let mut blocks = vec![history::history(cx)];
    match &retention.ttm {
        Ok(bridge) => {
            blocks.push(bridge::waterfall(cx, bridge));
            blocks.extend([bridge::bridge_table(cx), bridge::rates_table(cx)]);
            blocks.extend(customers::lost(cx, bridge));
        }
        Err(why) => {
            let text = format!("{} Until then the sheet of customers shows what each has bought.", not_yet(cx, why));
            blocks.push(
                Block::missing("bridge", "From last year’s sales to this year’s", text)
                    .link("Customers", place("customers", "sheet")),
            );
        }
    }
    blocks.push(fiscal_years::bridges(cx));
    blocks.push(new_and_repeat::new_and_repeat(cx));
    blocks.extend(cohorts::blocks(cx));
    blocks.extend(simulator::blocks(cx));
    if let Ok(bridge) = &retention.ttm {
        blocks.extend(customers::others(cx, bridge));
    }
    blocks.extend(fiscal_years::customers(cx));
    Section { id: "retention".to_owned(), name: "Retention".to_owned(), headline: headline(cx), lead: lead(cx), blocks }
}

fn headline(cx: &Context<'_>) -> String {
    if let (Ok(_), Some(stop)) = (&cx.results().retention.ttm, cx.sales_stop()) {
        return format!("{}: retention cannot be judged", sales_stop::sales_end(stop));
    }
    match &cx.results().retention.ttm {
        Ok(bridge) => match (bridge.net_revenue_retention(), Lost::new(cx).clause()) {
            (Some(rate), None) => words::capitalised(&same_customers(rate).0),
            (Some(rate), Some(late)) => {
                format!("{}; {late}", words::capitalised(&same_customers(rate).0))
            }
            (None, _) => {
                format!("Nobody to compare with: no customer had sales in {}", year_before(bridge))
            }
        },
        Err(NotEnough::History { history_start, .. }) => {
            let first = first_covered(*history_start, MONTHS_TO_COMPARE);
            format!("Retention cannot be computed before {}", format::long_date(first))
        }
        Err(why) => format!("Retention cannot be computed: {}", cx.reason(why)),
    }
}

/// "the twelve months to September 2025".
fn year_before(bridge: &Bridge) -> String {
    format!("the twelve months to {}", format::period_end(bridge.previous.last_day()))
}

/// Why there is no comparison of two years, and from when there is one.
fn not_yet(cx: &Context<'_>, why: &NotEnough) -> String {
    possible_from(cx, why, MONTHS_TO_COMPARE)
}

/// Why something that needs so many months of ledger cannot be had, and from when it can.
fn possible_from(cx: &Context<'_>, why: &NotEnough, months: u32) -> String {
    match why {
        NotEnough::History { history_start, .. } => format!(
            "It needs {} of sales. The ledger begins in {}, so it can be computed from {}.",
            whole_years(months),
            format::period_start(*history_start),
            format::long_date(first_covered(*history_start, months))
        ),
        other => cx.reason_sentence(other),
    }
}

/// "two whole years".
fn whole_years(months: u32) -> String {
    let years = usize::try_from(months / 12).unwrap_or_default();
    let number = words::number(years);
    format!("{number} whole years")
}

fn lead(cx: &Context<'_>) -> String {
    let retention = &cx.results().retention;
    let rate = retention.ttm.as_ref().ok().and_then(|b| Some((b, b.net_revenue_retention()?)));
    let Some((bridge, rate)) = rate else {
        let text = "Retention compares what the same customers bought in two years that follow each other.";
        return match &retention.ttm {
            Err(why @ NotEnough::History { .. }) => format!("{text} {}", not_yet(cx, why)),
            _ => text.to_owned(),
        };
    };
    let earlier = retention.annual[1].as_ref().ok().and_then(Bridge::net_revenue_retention);
    let earlier = earlier
        .map_or_else(String::new, |rate| format!(" A year earlier it was {}.", format::decimal(rate * 100.0, 2)));
    let stopped = cx.sales_stop().map_or_else(String::new, |stop| {
        format!(
            " That is not comparable: the exports hold no sale of the last {}, so that every rate and the bridge below are \
             of too few sales.",
            format::days(stop.silence_days as f64)
        )
    });
    format!(
        "Out of every 100 that customers spent in {}, the same customers spent {} in the twelve months after.{stopped}{earlier}",
        year_before(bridge),
        format::decimal(rate * 100.0, 2)
    )
}
