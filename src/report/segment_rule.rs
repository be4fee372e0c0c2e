//! The rule of the segments in short, with the client's own thresholds.

use super::context::Context;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::parts::place;
use super::{format, glossary, words};
use crate::metrics::segmentation::SegmentationPolicy;

/// The steps of the rule with the thresholds of `policy`: which segment, and where it holds.
fn steps(policy: &SegmentationPolicy) -> [(String, String); 8] {
    let p = policy;
    let number = |value: f64| format::decimal(value, 0);
    let dont_lose = format!(
        "former score {}, value {} and timeliness {} or more: Don’t Lose Them",
        number(p.dont_lose_min_former),
        p.dont_lose_min_value,
        p.dont_lose_min_timeliness
    );
    let step = |name: &str, text: String| (name.to_owned(), text);
    [
        step("Not scored", format!("no sale in the last {} months, or no document", p.scope_months)),
        step(
            "New",
            format!(
                "first sale in the last {} months, no payment yet, nothing more than {} days past due",
                p.new_months, p.long_overdue_days
            ),
        ),
        step(
            "Late Payer",
            format!(
                "timeliness {} or less, and recency {} or more or something open more than {} days past due",
                p.late_max_timeliness, p.late_min_recency, p.long_overdue_days
            ),
        ),
        (
            format!("Lapsed: recency {} or less", p.lapsed_max_recency),
            format!(
                "one purchase and value {} or less: Possible Mismatch; last sale within {} days, {dont_lose}; former score \
                 {} and value {} or more: Give Attention; else Hibernating",
                p.small_max_value,
                p.lapsed_max_days,
                number(p.attention_min_former),
                p.attention_min_value
            ),
        ),
        (
            format!(
                "Falling: momentum {} or less, or fewer purchases with momentum {} or less and sales below {}",
                p.falling_max_momentum,
                p.falling_slower_max_momentum,
                format::percent_whole(p.falling_slower_max_ratio)
            ),
            format!(
                "value {} or less and at most {}: Promising from a score of {}, else Give Attention; {dont_lose}; else Give \
                 Attention",
                p.small_max_value,
                words::counted(p.small_max_purchases as usize, "purchase", "purchases"),
                number(p.small_min_score)
            ),
        ),
        step(
            "Champion",
            format!(
                "score {}, value {}, recency {}, momentum {}, timeliness {} or more, customer for {} days or longer",
                number(p.champion_min_score),
                p.champion_min_value,
                p.champion_min_recency,
                p.champion_min_momentum,
                p.champion_min_timeliness,
                p.champion_min_tenure_days
            ),
        ),
        step(
            "Good",
            format!(
                "score {}, value {} or more, customer for {} days or longer, {} or more",
                number(p.good_min_score),
                p.good_min_value,
                p.good_min_tenure_days,
                words::counted(p.good_min_purchases as usize, "purchase", "purchases")
            ),
        ),
        step("Promising", "all others".to_owned()),
    ]
}

/// The rule with its thresholds, first match first.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let segmentation = &cx.results().segmentation;
    let policy = &cx.inputs.policies.segmentation;
    let rows = steps(policy)
        .into_iter()
        .enumerate()
        .map(|(i, (name, text))| Row::body(vec![Cell::text((i + 1).to_string()), Cell::text(name), Cell::text(text)]))
        .collect();
    let columns = vec![Column::right("Step"), Column::left("Segment"), Column::left("Where").wide()];
    let cycle = if segmentation.cycle_is_assumed {
        format!(
            "Fewer than {} buy often enough to measure a purchase cycle, so {} stand in.",
            words::customers(policy.cycle_min_customers as usize),
            format::days(policy.default_cycle_days)
        )
    } else {
        format!(
            "Customers of this business buy about every {}; {} of repeat purchases come within {}.",
            format::days(segmentation.business_cycle_days),
            format::percent_whole(policy.window_share),
            format::days(segmentation.repurchase_window_days)
        )
    };
    let timeliness = if segmentation.without_timeliness {
        " There is no payment data, so timeliness is blank for everyone, its weight is shared out over the other three, and \
          no customer can be New or a Late Payer."
    } else {
        ""
    };
    let changed = glossary::changed_segmentation(policy, &SegmentationPolicy::default()).len();
    let own = match changed {
        0 => String::new(),
        1 => " One setting differs from its default.".to_owned(),
        n => format!(" {} settings differ from their defaults.", words::number_word(n)),
    };
    Block::table("rule", Table::new(TableStyle::Full, columns, rows))
        .headline("The rule in short: the first step that matches decides")
        .label("Recency, frequency, value, momentum and timeliness score 1 to 5; the score is 0 to 100")
        .note(cycle + timeliness + &own)
        .link("Settings that differ", place("proof", "settings"))
        .link("The whole rule", place("proof", "method-segmentation"))
}
