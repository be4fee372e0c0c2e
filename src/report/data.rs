//! The figures as tables for machines: dot decimals, no grouping, ISO dates, empty for missing.

use super::benchmarks;
use super::cash;
use super::collections;
use super::concentration;
use super::context::Context;
use super::model::DataKind::{self, Code, Date, Days, Decimal, Integer, Money as Amount, Ratio, Text};
use super::model::DataTable;
use super::segments::{Group, everyone, groups};
use super::{customer_standing, documents, reason, rfm_classic, segment_flows, settlements, since, transition, words};
use crate::base::Money;
use crate::metrics::Measured;
use crate::metrics::retention::Bridge;
use crate::metrics::segmentation::Segment;

/// A cell; `None` for missing.
pub(super) type Value = Option<String>;

/// Every table, in the order of their names' first use in the pack.
pub(super) fn tables(cx: &Context<'_>) -> Vec<DataTable> {
    let mut all = vec![customers(cx), retention(cx), retention_years(cx), segments(cx), aging(cx)];
    all.extend(collections::tables(cx));
    all.extend(super::retention::tables(cx));
    all.extend(cash::tables(cx));
    all.push(concentration::data(cx));
    all.extend(segment_flows::data(cx));
    all.extend(rfm_classic::data(cx));
    all.push(benchmarks::data(cx));
    all.push(documents::table(cx));
    all.push(settlements::table(cx));
    all.extend(since::tables(cx));
    all
}

/// A number rounded half away from zero to so many decimals; zero has no sign.
pub(super) fn rounded(value: f64, places: i32) -> Option<f64> {
    let scale = 10_f64.powi(places);
    let rounded = (value * scale).round() / scale;
    rounded.is_finite().then_some(rounded + 0.0)
}

/// A number with so many decimals.
pub(super) fn fixed(value: f64, places: u8) -> Value {
    let places_wide = usize::from(places);
    rounded(value, i32::from(places)).map(|value| format!("{value:.places_wide$}"))
}

pub(super) fn ratio(value: Option<f64>) -> Value {
    value.and_then(|value| fixed(value, 6))
}

/// Days with four decimals.
pub(super) fn days(value: &Measured<f64>) -> Value {
    value.as_ref().ok().and_then(|&value| fixed(value, 4))
}

/// "yes" or "no".
pub(super) fn yes_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}

/// In major units with all their decimals.
pub(super) fn money(cx: &Context<'_>, amount: Money) -> String {
    amount.to_plain(cx.amounts.currency)
}

/// The same of an amount that may be missing.
pub(super) fn measured(cx: &Context<'_>, amount: &Measured<Money>) -> Value {
    amount.as_ref().ok().map(|&amount| money(cx, amount))
}

/// A table with the sums of these columns, each of money or whole numbers. Missing cells add nothing; a column without
/// any cell has no sum.
pub(super) fn totalled(cx: &Context<'_>, mut table: DataTable, columns: &[&str]) -> DataTable {
    let currency = cx.amounts.currency;
    let sum = |place: usize, kind: DataKind| -> Value {
        let cells: Vec<&str> = table.rows.iter().filter_map(|row| row.get(place)?.as_deref()).collect();
        match kind {
            _ if cells.is_empty() => None,
            Amount => {
                let amounts: Option<Vec<Money>> =
                    cells.iter().map(|cell| Money::parse_plain(cell, currency).ok()).collect();
                amounts.map(|amounts| money(cx, amounts.into_iter().sum()))
            }
            Integer => {
                cells.iter().map(|cell| cell.parse::<i64>().ok()).sum::<Option<i64>>().map(|sum| sum.to_string())
            }
            _ => None,
        }
    };
    let wanted = |name: &str| columns.contains(&name);
    table.totals = (0..)
        .zip(&table.columns)
        .map(|(place, column)| wanted(&column.name).then(|| sum(place, column.kind)).flatten())
        .collect();
    if table.totals.iter().all(Option::is_none) {
        table.totals.clear();
    }
    table
}

/// A segment's name with a plain apostrophe.
pub(super) fn segment_name(segment: Segment) -> String {
    words::segment(segment).replace('’', "'")
}

const CUSTOMERS: [(&str, DataKind); 37] = [
    ("customer_id", Text),
    ("customer", Text),
    ("parent", Text),
    ("segment", Code),
    ("segment_score", Decimal),
    ("recency_score", Integer),
    ("frequency_score", Integer),
    ("monetary_score", Decimal),
    ("timeliness_score", Integer),
    ("first_sale", Date),
    ("most_recent_sale", Date),
    ("ltv", Amount),
    ("purchases", Integer),
    ("ttm_sales", Amount),
    ("prev_ttm_sales", Amount),
    ("days_to_pay", Days),
    ("days_to_pay_simple", Days),
    ("days_beyond_terms_paid", Days),
    ("days_beyond_terms_open", Days),
    ("open_balance", Amount),
    ("overdue_balance", Amount),
    ("reason", Text),
    ("segment_by_rules", Code),
    ("previous_segment", Code),
    ("transition_date", Date),
    ("moves_up_by", Text),
    ("level", Code),
    ("address", Text),
    ("country", Text),
    ("phone", Text),
    ("email", Text),
    ("active", Code),
    ("terms_days", Integer),
    ("credit_limit", Amount),
    ("purchases_ttm", Integer),
    ("sales_since_history_start", Amount),
    ("risk", Code),
];

fn customers(cx: &Context<'_>) -> DataTable {
    let receivables = cx.results().aging.total.is_ok();
    let rows = cx.order.iter().map(|&i| {
        let customer = &cx.inputs.ledger.customers()[i];
        let (value, scored) = (cx.value(i), cx.scored(i));
        let scores = scored.scores.as_ref();
        let transition = cx.segmented(i).transition.as_deref();
        let (payment, times) = (&cx.results().payment.customers[i], cx.customer_payment_times(i));
        let balance = &cx.results().aging.customers[i];
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            customer.parent.clone(),
            Some(segment_name(cx.segment(i))),
            scores.and_then(|s| fixed(s.total, 4)),
            scores.map(|s| s.recency.to_string()),
            scores.map(|s| s.frequency.to_string()),
            scores.and_then(|s| fixed(s.monetary, 1)),
            scores.and_then(|s| s.timeliness).map(|points| points.to_string()),
            value.first_sale.map(|day| day.to_string()),
            value.most_recent_sale.map(|day| day.to_string()),
            Some(money(cx, value.lifetime_value)),
            Some(value.purchases.to_string()),
            measured(cx, &value.ttm_sales),
            measured(cx, &value.prev_ttm_sales),
            days(&times.days_to_pay),
            days(&times.days_to_pay_simple),
            days(&times.days_beyond_terms),
            days(&payment.days_beyond_terms_open),
            receivables.then(|| money(cx, balance.open_balance())),
            receivables.then(|| money(cx, balance.overdue_balance())),
            Some(reason::sentence(cx, i)),
            Some(segment_name(scored.segment)),
            transition.map(|last| segment_name(last.from)),
            transition.map(|last| last.on.to_string()),
            transition::lift(cx, i),
            customer_standing::level(cx, i).map(|level| level.to_string()),
            customer.address.clone(),
            customer.country.clone(),
            customer.phone.clone(),
            customer.email.clone(),
            customer.active.map(yes_no),
            customer.terms_days.map(|days| days.to_string()),
            customer.credit_limit.map(|limit| money(cx, limit)),
            Some(value.purchases_ttm.to_string()),
            Some(money(cx, cx.sales_since_start(i))),
            cx.results().risk.customers[i].level().map(|level| cash::level_name(level).to_owned()),
        ]
    });
    let table = DataTable::new("customers", CUSTOMERS, rows.collect());
    let sums = ["ltv", "purchases", "ttm_sales", "prev_ttm_sales", "open_balance", "overdue_balance"];
    totalled(cx, table, &[&sums[..], &["sales_since_history_start"]].concat())
}

/// The columns of a bridge, after the one that names its span.
const BRIDGE: [(&str, DataKind); 17] = [
    ("opening_revenue", Amount),
    ("retention_base", Amount),
    ("expansion", Amount),
    ("contraction", Amount),
    ("churn", Amount),
    ("reactivation", Amount),
    ("new", Amount),
    ("corrections", Amount),
    ("closing_revenue", Amount),
    ("net_revenue_retention", Ratio),
    ("gross_revenue_retention", Ratio),
    ("customer_retention", Ratio),
    ("opening_customers", Integer),
    ("churned_customers", Integer),
    ("reactivated_customers", Integer),
    ("new_customers", Integer),
    ("closing_customers", Integer),
];

fn bridge(cx: &Context<'_>, span: String, b: &Bridge) -> Vec<Value> {
    let amounts = [
        b.opening_revenue,
        b.retention_base,
        b.expansion,
        b.contraction,
        b.churn,
        b.reactivation,
        b.new,
        b.corrections,
        b.closing_revenue,
    ];
    let rates = [b.net_revenue_retention(), b.gross_revenue_retention(), b.customer_retention()];
    let c = b.customers;
    let customers = [c.opening, c.churned, c.reactivated, c.new, c.closing];
    [Some(span)]
        .into_iter()
        .chain(amounts.map(|amount| Some(money(cx, amount))))
        .chain(rates.map(ratio))
        .chain(customers.map(|number| Some(number.to_string())))
        .collect()
}

fn bridge_columns(span: &'static str, kind: DataKind) -> impl Iterator<Item = (&'static str, DataKind)> {
    [(span, kind)].into_iter().chain(BRIDGE)
}

fn retention(cx: &Context<'_>) -> DataTable {
    let month_ends = cx.results().retention.month_ends.iter();
    let rows = month_ends.map(|b| bridge(cx, b.current.last_day().to_string(), b)).collect();
    DataTable::new("retention", bridge_columns("month_end", Date), rows)
}

fn retention_years(cx: &Context<'_>) -> DataTable {
    let years = cx.results().retention.fiscal_years.iter();
    let rows = years.map(|(year, b)| bridge(cx, year.to_string(), b)).collect();
    DataTable::new("retention_years", bridge_columns("fiscal_year", Code), rows)
}

fn segments(cx: &Context<'_>) -> DataTable {
    let all = everyone(cx).sales;
    // Under a year of ledger a group's sales are those since its first day, which are no twelve months'.
    let has_year = cx.has_year();
    let row = |group: &Group| {
        vec![
            Some(segment_name(group.segment)),
            Some(group.customers.len().to_string()),
            has_year.then(|| money(cx, group.sales)),
            ratio(group.sales.ratio(all)),
            Some(money(cx, group.lifetime_value)),
            group.average_lifetime_value().map(|value| money(cx, value)),
            group.purchases_each().and_then(|number| fixed(number, 4)),
            group.days_to_pay.and_then(|days| fixed(days, 4)),
            ratio(group.largest(cx).map(|(_, [largest, _])| largest)),
            ratio(group.largest(cx).map(|(_, [_, three])| three)),
            Some(money(cx, group.customers.iter().map(|&i| cx.sales_since_start(i)).sum())),
        ]
    };
    let columns = [
        ("segment", Code),
        ("customers", Integer),
        ("ttm_sales", Amount),
        ("share_of_sales", Ratio),
        ("ltv", Amount),
        ("average_ltv", Amount),
        ("average_purchases", Decimal),
        ("average_days_to_pay", Days),
        ("largest_customer_share", Ratio),
        ("top_3_share", Ratio),
        ("sales_since_history_start", Amount),
    ];
    let table = DataTable::new("segments", columns, groups(cx).iter().map(row).collect());
    totalled(cx, table, &["customers", "ttm_sales", "ltv", "sales_since_history_start"])
}

fn aging(cx: &Context<'_>) -> DataTable {
    let amounts = [
        "not_due",
        "days_1_to_30",
        "days_31_to_60",
        "days_61_to_90",
        "days_91_and_more",
        "unapplied_credit",
        "open_balance",
        "overdue_balance",
    ];
    let columns = [("customer_id", Text), ("customer", Text)].into_iter().chain(amounts.map(|name| (name, Amount)));
    let receivables = cx.results().aging.total.is_ok();
    let rows = cx.order.iter().map(|&i| {
        let customer = &cx.inputs.ledger.customers()[i];
        let balance = &cx.results().aging.customers[i];
        let parts =
            balance.buckets.into_iter().chain([balance.unapplied, balance.open_balance(), balance.overdue_balance()]);
        [Some(customer.id.clone()), Some(customer.name.clone())]
            .into_iter()
            .chain(parts.map(|amount| receivables.then(|| money(cx, amount))))
            .collect()
    });
    totalled(cx, DataTable::new("aging", columns, rows.collect()), &amounts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_and_zero_has_no_sign() {
        assert_eq!(fixed(-0.000_000_1, 6).as_deref(), Some("0.000000"));
        assert_eq!(fixed(0.941_826_4, 6).as_deref(), Some("0.941826"));
        assert_eq!(fixed(-4.428_95, 4).as_deref(), Some("-4.4290"));
        assert_eq!(fixed(f64::NAN, 4), None);
        assert_eq!(rounded(1_350.000_04, 4), Some(1_350.0));
    }
}
