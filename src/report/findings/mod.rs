//! What to do, by money at stake: one rule a file. No rule speaks without figures that carry it.

mod concentration;
mod customer_lost;
mod overdue;

use std::collections::BTreeMap;

use super::context::Context;
use super::model::{Finding, Link, Target};
use super::{format, words};
pub(super) use concentration::{HIGH, WATCH};

use crate::base::Money;

/// What a rule found, and the money by which it is ranked.
struct Found {
    stake: Money,
    finding: Finding,
}

/// All findings, largest amount first; equal amounts in the order of the rules.
pub(super) fn ranked(cx: &Context<'_>) -> Vec<Finding> {
    let mut found = overdue::find(cx);
    found.extend(customer_lost::find(cx));
    found.extend(concentration::find(cx));
    found.sort_by_key(|f| std::cmp::Reverse(f.stake));
    let mut findings: Vec<Finding> = found.into_iter().map(|f| f.finding).collect();
    number_repeated_ids(&mut findings);
    findings
}

/// A rule may find several things; the second one's id ends in `-2`.
fn number_repeated_ids(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        let times = seen.entry(finding.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            finding.id = format!("{}-{times}", finding.id);
        }
    }
}

/// What was looked for and not found, where nothing was found at all.
pub(super) fn nothing_found(cx: &Context<'_>) -> String {
    let results = cx.results();
    let overdue = match &results.aging.total {
        Ok(_) => "nothing is past due".to_owned(),
        Err(_) => "the exports do not tell what is past due".to_owned(),
    };
    let lost = match &results.retention.ttm {
        Ok(_) => "no large customer of the year before was lost or bought much less".to_owned(),
        Err(_) => "the ledger is too short to tell whether customers were lost".to_owned(),
    };
    let dependence = match cx.largest() {
        Some(largest) => format!(
            "no customer is {} of sales or more; the largest is {}",
            format::percent_whole(WATCH),
            format::percent(largest.share)
        ),
        None => "there are no sales to depend on".to_owned(),
    };
    format!("{}.", words::capitalised(&words::list(&[overdue, lost, dependence])))
}

fn link(text: impl Into<String>, target: Target) -> Link {
    Link { text: text.into(), target }
}
