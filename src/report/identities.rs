//! Sums that must agree, both sides shown.

use std::collections::BTreeMap;

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Figure, Row, Table, TableStyle, Tone};
use super::segments::groups;
use super::since::Since;
use super::{figure_definitions, words};
use crate::base::Money;
use crate::metrics::aging::Balance;
use crate::metrics::risk::RiskLevel;

/// One identity: what it says, its two sides in words, and whether they agree.
pub(super) struct Identity {
    pub(super) name: &'static str,
    pub(super) left: String,
    pub(super) right: String,
    pub(super) holds: bool,
}

/// Composes the block.
pub(super) fn block(cx: &Context<'_>, figures: &BTreeMap<String, Figure>) -> Block {
    shown(cx, identities(cx, figures))
}

/// The block of some identities.
pub(super) fn shown(cx: &Context<'_>, identities: Vec<Identity>) -> Block {
    let failed = identities.iter().filter(|identity| !identity.holds).count();
    let number = words::number(identities.len());
    let headline = match failed {
        0 => format!("All {number} identities hold"),
        1 => format!("One of {number} identities does not hold"),
        n => format!("{} of {number} identities do not hold", words::number_word(n)),
    };
    let rows = identities
        .into_iter()
        .map(|identity| {
            let verdict =
                if identity.holds { Cell::toned("Holds", Tone::Good) } else { Cell::toned("Does not hold", Tone::Bad) };
            Row::body(vec![Cell::text(identity.name), Cell::text(identity.left), Cell::text(identity.right), verdict])
        })
        .collect();
    let columns =
        vec![Column::left("Identity").wide(), Column::right("Left"), Column::right("Right"), Column::left("")];
    Block::table("identities", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("Sums that must agree to the last unit, {}", cx.currency()))
}

fn identities(cx: &Context<'_>, figures: &BTreeMap<String, Figure>) -> Vec<Identity> {
    let mut all = vec![customers_and_total(cx), documents_and_total(cx), segments(cx)];
    all.extend(months_and_total(cx));
    if let (Ok(shares), Ok(sales)) = (&cx.results().concentration.now, &cx.results().value.net_revenue_ttm) {
        let name = "Customers with sales + those with credits only = sales of the year";
        all.push(amounts(cx, name, shares.total + shares.negative, *sales));
    }
    all.extend(flows(cx));
    if let Ok(bridge) = &cx.results().retention.ttm {
        let left = bridge.opening_revenue + bridge.new + bridge.reactivation + bridge.expansion
            - bridge.contraction
            - bridge.churn
            + bridge.corrections;
        all.push(amounts(
            cx,
            "Sales of the year before and all movements = sales of the year",
            left,
            bridge.closing_revenue,
        ));
        let c = bridge.customers;
        let gained = u64::from(c.opening) + u64::from(c.new) + u64::from(c.reactivated);
        all.push(Identity {
            name: "Customers before − stopped + new + returned = customers now",
            left: format!(
                "{} − {} + {} + {}",
                format::count(c.opening),
                format::count(c.churned),
                format::count(c.new),
                format::count(c.reactivated)
            ),
            right: format::count(c.closing),
            holds: gained == u64::from(c.closing) + u64::from(c.churned),
        });
    }
    all.extend(super::retention::identities(cx));
    if let Ok(total) = &cx.results().aging.total {
        let aging = &cx.results().aging;
        let customers: Money = aging.customers.iter().map(Balance::open_balance).sum();
        all.push(amounts(cx, "Open balances of all customers = open balance", customers, total.open_balance()));
        let items: Money = aging.open_items.iter().map(|item| item.open).sum();
        all.push(amounts(
            cx,
            "Open items − unapplied credit = aging buckets − unapplied credit",
            items - total.unapplied,
            total.open_balance(),
        ));
        all.extend(receivables_and_risk(cx, total));
    }
    all.push(formulas(figures));
    all.push(documents_and_figures(figures));
    if let Some(since) = &cx.since {
        all.push(movements(since));
        let tied = since.entered_later().into_iter();
        all.extend(tied.map(|(name, entries, entered_later)| amounts(cx, name, entries, entered_later)));
    }
    all
}

/// The ratios rest on the aging's items; payments fall into one band each; the triage holds each customer once.
fn receivables_and_risk(cx: &Context<'_>, total: &Balance) -> Vec<Identity> {
    let results = cx.results();
    let mut all = Vec::new();
    if let Ok(ratios) = &results.receivable_ratios.now {
        let overdue = ratios.owed - ratios.current;
        all.push(amounts(
            cx,
            "Owed − not past due of the ratios = past due of the aging",
            overdue,
            total.overdue_balance(),
        ));
    }
    let times = cx.payment_times();
    let banded = times.spread.iter().map(|band| band.amount).sum();
    all.push(amounts(cx, "Payments by days to pay = all payments of the span", banded, times.amount));
    let count = |level| results.risk.customers.iter().filter(|customer| customer.level() == level).count();
    let levels = [Some(RiskLevel::High), Some(RiskLevel::Medium), Some(RiskLevel::Low), None].map(count);
    let customers = cx.inputs.ledger.customers().len();
    all.push(Identity {
        name: "High + medium + low + no risk = customers",
        left: levels.map(format::length).join(" + "),
        right: format::length(customers),
        holds: levels.iter().sum::<usize>() == customers,
    });
    all
}

/// The flows between segments hold each customer and all sales of the window once.
fn flows(cx: &Context<'_>) -> Vec<Identity> {
    let Ok(flows) = &cx.results().segmentation.flows else { return Vec::new() };
    let members: usize = flows.flows.iter().map(|flow| flow.customers.len()).sum();
    let customers = cx.inputs.ledger.customers().len();
    let number = Identity {
        name: "Flows between segments hold each customer once",
        left: format::length(members),
        right: format::length(customers),
        holds: members == customers,
    };
    let sales = flows.flows.iter().map(|flow| flow.sales).sum();
    match &cx.results().value.net_revenue_ttm {
        Ok(all) => vec![number, amounts(cx, "Sales of the flows = sales of twelve months", sales, *all)],
        Err(_) => vec![number],
    }
}

/// Figures that are plain arithmetic of others, against that arithmetic.
fn formulas(figures: &BTreeMap<String, Figure>) -> Identity {
    let checked = figures.iter().filter_map(|(id, figure)| figure_definitions::is_its_formula(id, figure, figures));
    counted("Figures that are arithmetic of others = that arithmetic", checked)
}

/// Figures that are sums of documents, against those sums.
fn documents_and_figures(figures: &BTreeMap<String, Figure>) -> Identity {
    let checked = figures.values().filter_map(|figure| figure.documents.as_ref()?.ties);
    counted("Figures that are sums of documents = those sums", checked)
}

fn movements(since: &Since<'_>) -> Identity {
    counted("Movements since the last pack = the sums of their parts", since.adding_up())
}

/// Checks of one kind: how many there are, and how many hold.
fn counted(name: &'static str, checks: impl Iterator<Item = bool>) -> Identity {
    let (held, all) = checks.fold((0, 0), |(held, all), holds| (held + usize::from(holds), all + 1));
    Identity { name, left: format::length(all), right: format::length(held), holds: held == all }
}

/// Two sums that must be the same.
pub(super) fn amounts(cx: &Context<'_>, name: &'static str, left: Money, right: Money) -> Identity {
    Identity { name, left: cx.amounts.exact(left), right: cx.amounts.exact(right), holds: left == right }
}

fn customers_and_total(cx: &Context<'_>) -> Identity {
    let value = &cx.results().value;
    let sum = value.customers.iter().map(|customer| customer.lifetime_value).sum();
    amounts(cx, "Lifetime values of all customers = sales of all time", sum, value.net_revenue_total)
}

fn documents_and_total(cx: &Context<'_>) -> Identity {
    let sum = cx.inputs.ledger.documents_until(cx.as_of()).iter().map(crate::ledger::Document::sale).sum();
    amounts(cx, "Documents of the ledger = sales of all time", sum, cx.results().value.net_revenue_total)
}

/// Months against the total; none where the settings let the history begin after the first document.
fn months_and_total(cx: &Context<'_>) -> Option<Identity> {
    let first = cx.inputs.ledger.documents().first()?.date;
    if first < cx.inputs.ledger.history_start() {
        return None;
    }
    let sum = cx.results().sales_history.months.iter().map(|month| month.net_revenue).sum();
    Some(amounts(cx, "Sales of all months = sales of all time", sum, cx.results().value.net_revenue_total))
}

fn segments(cx: &Context<'_>) -> Identity {
    let sum: usize = groups(cx).iter().map(|group| group.customers.len()).sum();
    let customers = cx.inputs.ledger.customers().len();
    Identity {
        name: "Segments hold each customer once",
        left: format::length(sum),
        right: format::length(customers),
        holds: sum == customers,
    }
}
