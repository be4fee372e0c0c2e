//! The sums behind the key figures, with their numbers, so that each can be worked by hand.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::parts::place;
use super::words;
use crate::base::{Money, Period};
use crate::metrics::retention::Bridge;

/// A figure, its formula, the same with numbers, and the result.
type Line = [String; 4];

/// Composes the block.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let mut lines = vec![sales(cx)];
    lines.extend(cx.results().retention.ttm.as_ref().ok().map(retention(cx)).unwrap_or_default());
    lines.extend(largest(cx));
    lines.extend(days_to_pay(cx));
    lines.extend(average_purchase(cx));
    lines.extend(open_balance(cx));
    lines.extend(threshold(cx));
    let rows = lines.into_iter().map(|line| Row::body(line.into_iter().map(Cell::text).collect())).collect();
    let columns = vec![
        Column::left("Figure"),
        Column::left("Formula").wide(),
        Column::right("With numbers"),
        Column::right("Result").emphasised(),
    ];
    Block::table("sums", Table::new(TableStyle::Full, columns, rows))
        .headline("Every key figure can be worked by hand")
        .label(format!("The sums behind the key figures, {}", cx.currency()))
        .link("Retention", place("retention", "bridge"))
}

fn line(name: &str, formula: impl Into<String>, numbers: String, result: String) -> Line {
    [name.to_owned(), formula.into(), numbers, result]
}

fn sales(cx: &Context<'_>) -> Line {
    let window: Period = cx.window_period();
    let documents = cx.inputs.ledger.documents_until(cx.as_of()).iter();
    let number = documents.filter(|d| d.kind.sales_sign() != 0 && window.contains(d.date)).count();
    let name = if cx.has_year() { "Sales, twelve months" } else { "Sales so far" };
    line(
        name,
        format!(
            "sum of invoices and receipts less credit notes dated {} to {}",
            format::short_date(window.first_day()),
            format::short_date(window.last_day())
        ),
        words::tallied(number, "document", "documents"),
        cx.amounts.exact(cx.window_sales()),
    )
}

fn retention<'a>(cx: &'a Context<'_>) -> impl FnOnce(&Bridge) -> Vec<Line> + 'a {
    |bridge| {
        let rate =
            |value: Option<f64>| value.map_or_else(|| format::DASH.to_owned(), |v| format::decimal(v * 100.0, 2) + "%");
        let base = cx.amounts.exact(bridge.retention_base);
        let gross = bridge.retention_base - bridge.contraction - bridge.churn;
        let net = gross + bridge.expansion;
        let customers = bridge.customers;
        vec![
            line(
                "Net revenue retention",
                "sales now of customers who bought the year before / their sales then",
                format!("{} / {base}", cx.amounts.exact(net)),
                rate(bridge.net_revenue_retention()),
            ),
            line(
                "Gross revenue retention",
                "the same without what they bought more / their sales then",
                format!("{} / {base}", cx.amounts.exact(gross)),
                rate(bridge.gross_revenue_retention()),
            ),
            line(
                "Customers kept",
                "customers of the year before with a sale now / customers of the year before",
                format!(
                    "{} / {}",
                    format::count(u64::from(customers.opening).saturating_sub(u64::from(customers.churned))),
                    format::count(customers.opening)
                ),
                rate(bridge.customer_retention()),
            ),
        ]
    }
}

fn largest(cx: &Context<'_>) -> Option<Line> {
    let largest = cx.largest()?;
    let total: Money = cx.sellers().iter().map(|&(_, sales)| sales).sum();
    Some(line(
        "Largest customer",
        "its sales / sales of all customers with positive sales",
        format!("{} / {}", cx.amounts.exact(largest.sales), cx.amounts.exact(total)),
        format::decimal(largest.share * 100.0, 2) + "%",
    ))
}

fn days_to_pay(cx: &Context<'_>) -> Option<Line> {
    let times = cx.payment_times();
    let days = times.days_to_pay.as_ref().ok()?;
    Some(line(
        "Days to pay, by amount",
        format!("sum of amount × days / sum of amount, payments {} set against invoices", cx.window()),
        format!(
            "{}, {}",
            words::tallied(times.payments as usize, "payment", "payments"),
            cx.amounts.exact(times.amount)
        ),
        format::decimal(*days, 2),
    ))
}

fn average_purchase(cx: &Context<'_>) -> Option<Line> {
    let value = &cx.results().value;
    let (sales, purchases) = (value.net_revenue_ttm.as_ref().ok()?, value.purchases_ttm.as_ref().ok()?);
    let average = value.average_basket.as_ref().ok()?;
    Some(line(
        "Average purchase",
        "sales of twelve months / purchases in them",
        format!("{} / {}", cx.amounts.exact(*sales), format::count(*purchases)),
        cx.amounts.exact(*average),
    ))
}

fn open_balance(cx: &Context<'_>) -> Option<Line> {
    let total = cx.results().aging.total.as_ref().ok()?;
    let owed: Money = total.buckets.iter().copied().sum();
    Some(line(
        "Open balance",
        "what is owed − credit not yet set against anything",
        format!("{} − {}", cx.amounts.exact(owed), cx.amounts.exact(total.unapplied)),
        cx.amounts.exact(total.open_balance()),
    ))
}

fn threshold(cx: &Context<'_>) -> Option<Line> {
    let threshold = cx.results().small_customers.threshold.as_ref().ok()?;
    let policy = &cx.inputs.policies.small_customers;
    Some(line(
        "Sales threshold",
        "visits × cost of a visit / share allowed",
        format!(
            "{} × {} / {}",
            format::count(policy.visits_per_year),
            cx.amounts.exact(policy.cost_per_visit?),
            format::percent(policy.allowed_share)
        ),
        cx.amounts.exact(threshold.sales_threshold),
    ))
}
