//! What matters, by urgency and then by money at stake: one rule a file, each a function of the results that speaks only where figures carry
//! it. The head of each file says what the rule looks at, when it speaks, how the money is computed and how sure it is;
//! the pack prints those heads.
//!
//! A new rule is a file here with a `find`, and a line in [`RULES`].

mod basket;
mod collections_shortfall;
mod concentration;
mod confidence;
mod credit_balances;
mod customers_lost;
mod decline_beside;
mod export_incomplete;
mod habit;
mod high_risk;
mod large_loss;
mod last_quarter;
mod materiality;
mod overdue;
mod overdue_others;
mod replacement;
mod sales_trend;
mod shock;
mod slipping;
mod slower_payment;
mod small_customers;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_changes;
mod unapplied_credit;
mod upside;
mod yearly;

use std::collections::BTreeMap;

pub(super) use confidence::stopped;

use super::context::Context;
use super::methods::head;
use super::model::{Block, Body, Cell, Column, Confidence, Finding, Link, Row, Table, TableStyle, Target, Urgency};
use super::parts::place;
use super::{format, notes, words};
use crate::base::Money;

/// So many findings at most stand in full; the others follow in a list.
const IN_FULL: usize = 7;

/// What a rule found.
struct Found {
    /// Which rule, and which of its findings: `overdue`, `customer-lost`.
    id: &'static str,
    /// How soon to act: what findings are ranked by first.
    urgency: Urgency,
    /// The money at stake, by which findings of the same urgency are ranked: above zero.
    stake: Money,
    /// Which kind of money: "past due".
    kind: &'static str,
    /// What to do, in a few words.
    headline: String,
    /// What was seen.
    seen: String,
    /// Why it matters.
    why: String,
    /// What to do.
    action: String,
    /// How sure.
    confidence: Confidence,
    /// To the customers and the proof.
    links: Vec<Link>,
}

/// A rule.
struct Rule {
    /// Its name, as the pack prints it.
    name: &'static str,
    /// Its file, whose head is its method.
    source: &'static str,
    /// It needs sales up to the as-of date, and so is silent where the export seems to end before it.
    needs_latest_sales: bool,
    /// Looks over everything, and speaks or not.
    find: fn(&Context<'_>) -> Vec<Found>,
}

/// A rule from its file.
macro_rules! rule {
    ($name:literal, $file:ident, needs_latest_sales: $needs:literal) => {
        Rule {
            name: $name,
            source: include_str!(concat!(stringify!($file), ".rs")),
            needs_latest_sales: $needs,
            find: $file::find,
        }
    };
}

/// The rules. Findings of the same urgency and amount come in this order.
const RULES: [Rule; 18] = [
    rule!("Sales that end early", export_incomplete, needs_latest_sales: false),
    rule!("Money past due", overdue, needs_latest_sales: false),
    rule!("A large customer lost", large_loss, needs_latest_sales: true),
    rule!("Customers lost", customers_lost, needs_latest_sales: true),
    rule!("Good customers slipping", slipping, needs_latest_sales: true),
    rule!("Dependence", concentration, needs_latest_sales: false),
    rule!("Growth or decline", sales_trend, needs_latest_sales: true),
    rule!("Decline among the other customers", decline_beside, needs_latest_sales: true),
    rule!("Replacement", replacement, needs_latest_sales: true),
    rule!("Upside", upside, needs_latest_sales: true),
    rule!("Average basket", basket, needs_latest_sales: true),
    rule!("Slower payment", slower_payment, needs_latest_sales: false),
    rule!("Collections behind what is due", collections_shortfall, needs_latest_sales: false),
    rule!("Credit to customers of high risk", high_risk, needs_latest_sales: false),
    rule!("A month out of the ordinary", shock, needs_latest_sales: true),
    rule!("Unapplied credit", unapplied_credit, needs_latest_sales: false),
    rule!("Credit balances", credit_balances, needs_latest_sales: false),
    rule!("Small customers", small_customers, needs_latest_sales: true),
];

/// The money that the first finding is about; `None` where none but dependence and growth were found: those amounts are
/// what there is, and the sales of the largest customer would outweigh everything else.
pub(super) fn first_stake(cx: &Context<'_>) -> Option<Money> {
    of_first_stake(cx).map(|(_, stake)| stake)
}

/// The finding that is about it: its headline, and the amount.
pub(super) fn of_first_stake(cx: &Context<'_>) -> Option<(String, Money)> {
    let first = found(cx).into_iter().next().filter(|found| found.urgency != Urgency::Watch)?;
    Some((first.headline, first.stake))
}

/// All that the rules find, most urgent first, then largest amount first.
fn found(cx: &Context<'_>) -> Vec<Found> {
    let stopped = stopped(cx).is_some();
    let rules = RULES.iter().filter(|rule| !(stopped && rule.needs_latest_sales));
    let mut found: Vec<Found> = rules.flat_map(|rule| (rule.find)(cx)).collect();
    found.sort_by_key(|found| (found.urgency, std::cmp::Reverse(found.stake)));
    found
}

/// All findings in their order.
fn ranked(cx: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found(cx).into_iter().map(|found| finding(cx, found)).collect();
    number_repeated_ids(&mut findings);
    findings
}

/// How soon to act, beside a finding.
fn when(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::First => "Before all else",
        Urgency::Now => "Act now",
        Urgency::Quarter => "This quarter",
        Urgency::Watch => "Keep in view",
    }
}

fn finding(cx: &Context<'_>, found: Found) -> Finding {
    Finding {
        id: found.id.to_owned(),
        amount: cx.money(found.stake),
        amount_kind: found.kind.to_owned(),
        urgency: found.urgency,
        when: when(found.urgency).to_owned(),
        headline: found.headline,
        seen: words::single_stops(&found.seen),
        why: words::single_stops(&found.why),
        action: words::single_stops(&found.action),
        confidence: Confidence { reason: words::single_stops(&found.confidence.reason), ..found.confidence },
        links: found.links,
    }
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

/// The block of the findings that matter most, and the list of the others where there are more.
pub(super) fn blocks(cx: &Context<'_>) -> (Block, Option<Block>) {
    let mut findings = ranked(cx);
    let others = findings.split_off(findings.len().min(IN_FULL));
    let number = findings.len();
    let headline = headline(&findings);
    let block = |body| Block::new("findings", body).link("How findings come about", place("proof", "method-findings"));
    let first = match number {
        0 => block(Body::Prose { paragraphs: vec![nothing_found(cx)] }).headline("Nothing here calls for action now"),
        1 => block(Body::Findings { findings })
            .headline(headline)
            .label(format!("The amount is in {}", cx.currency())),
        _ => block(Body::Findings { findings })
            .headline(headline)
            .label(format!(
                "Most urgent first, then largest amount first. Amounts of sales or money owed, in {}: they overlap and must \
                 not be added",
                cx.currency()
            )),
    };
    if others.is_empty() {
        return (first, None);
    }
    let more = format!("{} more", words::number_word(others.len()));
    (first.link(&more, place("summary", "further-findings")), Some(further(cx, others)))
}

/// How many there are of each urgency: "Seven things that matter: two to act on now, four this quarter, one to keep in
/// view".
fn headline(findings: &[Finding]) -> String {
    let number = |of: &[Urgency]| findings.iter().filter(|finding| of.contains(&finding.urgency)).count();
    let groups = [
        (number(&[Urgency::First, Urgency::Now]), "to act on now"),
        (number(&[Urgency::Quarter]), "for this quarter"),
        (number(&[Urgency::Watch]), "to keep in view"),
    ];
    let some: Vec<_> = groups.into_iter().filter(|&(number, _)| number > 0).collect();
    let all = words::number_word(findings.len());
    match some.as_slice() {
        [(1, only)] => format!("One thing {only}"),
        [(_, only)] => format!("{all} things {only}"),
        several => {
            let parts = several.iter().map(|&(number, what)| format!("{} {what}", words::number(number)));
            format!("{all} things that matter: {}", parts.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The findings beyond those in full, as a list.
fn further(cx: &Context<'_>, findings: Vec<Finding>) -> Block {
    let headline = match findings.len() {
        1 => "One thing more, less urgent or of less money".to_owned(),
        number => format!("{} things more, less urgent or of less money", words::number_word(number)),
    };
    let row = |finding: Finding| {
        let Finding { amount, amount_kind, when, headline, seen, action, confidence, links, .. } = finding;
        let proof = links.into_iter().last();
        Row::body(vec![
            Cell::with_sub(amount, format!("{amount_kind}. {when}")),
            Cell::with_sub(headline, format!("{seen} {action}")),
            Cell::with_sub(confidence.word, confidence.reason),
            proof.map_or(Cell::Blank, |link| Cell::linked(link.text, link.target)),
        ])
    };
    let columns = vec![
        Column::right("Amount"),
        Column::left("What was seen, and what to do").wide(),
        Column::left("How sure").wide(),
        Column::left("Proof").not_on_paper(),
    ];
    Block::table("further-findings", Table::new(TableStyle::Full, columns, findings.into_iter().map(row).collect()))
        .headline(headline)
        .label(format!("Amounts of sales or money owed, in {}", cx.currency()))
}

/// How findings come about: the heads of all rules.
pub(super) fn method() -> Block {
    const HOW: &str = "Rules look over all results. A rule speaks only where the data carry it: where the ledger is long \
                       enough, where enough customers and payments stand behind it, and where at least 1% of sales or 2% \
                       of what is owed is at stake, if its text does not say otherwise.\n\n\
                       What they find is ranked by urgency, and by money at stake within it. **Act now**: money that is \
                       past due or at risk, a month out of the ordinary, a customer who began to buy less within the \
                       last half year; before all else, a hole in the data. **This quarter**: customers and sales that were lost or \
                       are falling. **Keep in view**: dependence and growth, whose amount is what there is and not what \
                       is being lost. The amounts overlap and must not be added: a customer may have left and owe money too.\n\n\
                       How sure a finding is stands beside it. **Firm**: it is the sum of documents in the ledger. \
                       **Likely**: the figures are right, and what they mean is the usual reading. **Uncertain**: there may be \
                       another explanation; ask before acting.";
    let rules = RULES.iter().map(|rule| format!("# {}\n\n{}", rule.name, head(rule.source)));
    let text: Vec<String> = std::iter::once(HOW.to_owned()).chain(rules).collect();
    Block::new("method-findings", Body::Commentary { nodes: notes::nodes(&text.join("\n\n")) })
        .headline("How findings come about")
        .not_on_paper()
}

/// What was looked for and not found, where nothing was found at all.
fn nothing_found(cx: &Context<'_>) -> String {
    let results = cx.results();
    let overdue = match &results.aging.total {
        Ok(total) if total.overdue_balance().is_zero() => "nothing is past due".to_owned(),
        Ok(total) => format!("no more than {} is past due", cx.money(total.overdue_balance())),
        Err(_) => "the exports do not tell what is past due".to_owned(),
    };
    let lost = match &results.retention.ttm {
        Ok(_) => "no large customer of the year before was lost or bought much less".to_owned(),
        Err(_) => "the ledger is too short to tell whether customers were lost".to_owned(),
    };
    let dependence = match cx.largest() {
        Some(largest) => format!(
            "no customer reaches {} of sales; the largest is {}",
            format::percent_whole(cx.inputs.policies.scorecard.concentration.strong),
            format::percent(largest.share)
        ),
        None => "there are no sales to depend on".to_owned(),
    };
    format!("{}.", words::capitalised(&words::list(&[overdue, lost, dependence])))
}

fn link(text: impl Into<String>, target: Target) -> Link {
    Link { text: text.into(), target }
}

/// The customers with the largest amounts by name, "A, B and C"; at most so many.
fn names_of(cx: &Context<'_>, amounts: &[(usize, Money)], most: usize) -> String {
    let names: Vec<String> = amounts.iter().take(most).map(|&(customer, _)| cx.name(customer)).collect();
    words::list(&names)
}

/// The same behind a number of customers: "namely A and B" where that is all of them, else "most of all A, B and C".
fn most_of_all(cx: &Context<'_>, amounts: &[(usize, Money)], most: usize) -> String {
    let before = if amounts.len() <= most { "namely" } else { "most of all" };
    format!("{before} {}", names_of(cx, amounts, most))
}

/// Customers with positive amounts, largest first, and their sum.
fn largest_first(amounts: impl Iterator<Item = (usize, Money)>) -> (Vec<(usize, Money)>, Money) {
    let mut positive: Vec<(usize, Money)> = amounts.filter(|(_, amount)| amount.is_positive()).collect();
    positive.sort_by_key(|&(customer, amount)| (std::cmp::Reverse(amount), customer));
    let sum = positive.iter().map(|&(_, amount)| amount).sum();
    (positive, sum)
}

/// The nearest whole number of minor units.
fn nearest(minor_units: f64) -> Money {
    #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose; `as` stays within the range of i64")]
    let rounded = minor_units.round() as i64;
    Money::from_minor(rounded)
}
