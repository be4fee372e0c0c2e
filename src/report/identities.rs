//! Sums that must agree, both sides shown.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle, Tone};
use super::segments::groups;
use super::words;
use crate::base::Money;
use crate::metrics::aging::Balance;

/// One identity: what it says, its two sides in words, and whether they agree.
struct Identity {
    name: &'static str,
    left: String,
    right: String,
    holds: bool,
}

/// Composes the block.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let identities = identities(cx);
    let failed = identities.iter().filter(|identity| !identity.holds).count();
    let number = words::uncapitalised(&words::number_word(identities.len()));
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

fn identities(cx: &Context<'_>) -> Vec<Identity> {
    let mut all = vec![customers_and_total(cx), documents_and_total(cx), segments(cx)];
    all.extend(months_and_total(cx));
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
    }
    all
}

fn amounts(cx: &Context<'_>, name: &'static str, left: Money, right: Money) -> Identity {
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
