//! What is open and how old, whose lateness costs what, who is a risk, how customers pay, and what just changed.

mod aging;
mod collected;
mod data;
mod days;
mod late_payers;
mod ratios;
mod risk;
mod shocks;
mod spread;
#[cfg(test)]
mod tests;

use super::collections;
use super::context::Context;
use super::format;
use super::model::{Block, Section};
use crate::base::Money;
use crate::metrics::receivable_ratios::Ratios;

pub(super) use data::{tables, watched_id};
pub(super) use days::hidden_change;
pub(super) use risk::{customer as customer_risk, level_name, points as risk_points, sentences as risk_sentences};
pub(super) use shocks::reading_text;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let mut blocks = match &cx.results().aging.total {
        Ok(total) if total.items.iter().all(|&items| items == 0) && total.unapplied.is_zero() => {
            vec![Block::missing("aging", "Nothing is open", "No invoice is unpaid and no credit is unapplied.")]
        }
        Ok(total) => vec![aging::chart_block(cx, total), aging::table(cx, total)],
        Err(why) => {
            let text =
                format!("{} Add the receivables or payments report of the same system.", cx.reason_sentence(why));
            vec![Block::missing("aging", "What is open, and how old", text)]
        }
    };
    if cx.results().aging.total.is_ok() {
        blocks.push(late_payers::block(cx));
    }
    blocks.extend(risk::block(cx));
    blocks.extend(collections::blocks(cx));
    blocks.push(days::block(cx));
    blocks.extend(days::over_time(cx));
    blocks.extend(spread::block(cx));
    blocks.extend(ratios::blocks(cx));
    blocks.extend(shocks::blocks(cx));
    blocks.push(collected::block(cx));
    Section { id: "cash".to_owned(), name: "Cash".to_owned(), headline: headline(cx), lead: lead(cx), blocks }
}

fn headline(cx: &Context<'_>) -> String {
    let Ok(total) = &cx.results().aging.total else {
        return "The exports do not tell what is open".to_owned();
    };
    let owed: Money = total.buckets.iter().copied().sum();
    let overdue = total.overdue_balance();
    match overdue.ratio(owed) {
        None => "Nothing is open".to_owned(),
        Some(_) if overdue.is_zero() => format!("{} is open, none of it past due", cx.short(owed)),
        Some(share) => {
            let before = cx.results().receivable_ratios.year_before().and_then(Ratios::past_due_share);
            let before = before.map_or_else(String::new, |share| format!(", a year ago {}", format::percent(share)));
            let share = format::percent(share);
            format!("{} of the {} owed is past due: {share}{before}", cx.short(overdue), cx.short(owed))
        }
    }
}

fn lead(cx: &Context<'_>) -> String {
    let payment = &cx.results().payment;
    let times = cx.payment_times();
    let days = match &times.days_to_pay {
        Ok(days) => *days,
        Err(why) => return format!("Days to pay cannot be said: {}.", cx.reason(why)),
    };
    let terms = match payment.usual_terms_days {
        Some(terms) => format!("; usual terms are {terms}{}", days::other_terms(cx, terms)),
        None if payment.terms_vary => "; terms vary from invoice to invoice".to_owned(),
        None => String::new(),
    };
    let beyond = match times.days_beyond_terms {
        Ok(beyond) => format!(" {}.", against_terms(beyond)),
        Err(_) => String::new(),
    };
    let open = match payment.days_beyond_terms_open {
        Ok(open) => format!(" What is past due now has been so for {} on average, by amount.", format::days(open)),
        Err(_) => String::new(),
    };
    let shock = shocks::key_line(cx).map_or_else(String::new, |news| format!(" {news}."));
    let with_open = hidden_change(cx).and_then(|_| payment.ttm.days_to_pay_with_open.clone().ok());
    let days = format::decimal(days, 1);
    let pay = match with_open {
        Some(with_open) => format!(
            "With what is past due, customers take {} days, weighted by amount; what was paid came after {days}{terms}.",
            format::decimal(with_open, 1)
        ),
        None => format!("Customers pay after {days} days, weighted by amount{terms}."),
    };
    format!("{pay}{beyond}{open}{}{shock}", past_due_a_year_ago(cx))
}

/// " A year ago 70.8 k of the 228 k owed was past due.": where that is known.
fn past_due_a_year_ago(cx: &Context<'_>) -> String {
    let before = cx.results().receivable_ratios.year_before().filter(|before| before.owed.is_positive());
    before.map_or_else(String::new, |before| {
        format!(" A year ago {} of the {} owed was past due.", cx.short(before.past_due()), cx.short(before.owed))
    })
}

/// Days beyond terms paid, as a sentence without its full stop.
fn against_terms(beyond: f64) -> String {
    let text = format::decimal(beyond.abs(), 1);
    if text == "0.0" {
        "What was paid came on the due date on average".to_owned()
    } else if beyond > 0.0 {
        format!("What was paid came {text} days after its due date on average")
    } else {
        format!("What was paid came {text} days before its due date on average")
    }
}
