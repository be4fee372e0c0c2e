//! The figures as tables for machines: dot decimals, no grouping, ISO dates, empty for missing.

use super::collections;
use super::context::Context;
use super::model::{DataColumn, DataTable};
use super::segments::{Group, everyone, groups};
use super::{reason, words};
use crate::base::Money;
use crate::metrics::Measured;
use crate::metrics::retention::Bridge;
use crate::metrics::segmentation::Segment;

type Value = Option<String>;

/// Every table, in the order of their names' first use in the pack.
pub(super) fn tables(cx: &Context<'_>) -> Vec<DataTable> {
    vec![customers(cx), retention(cx), retention_years(cx), segments(cx), aging(cx), collections::data(cx)]
}

/// A number rounded half away from zero to so many decimals; zero has no sign.
pub(super) fn rounded(value: f64, places: i32) -> Option<f64> {
    let scale = 10_f64.powi(places);
    let rounded = (value * scale).round() / scale;
    rounded.is_finite().then_some(rounded + 0.0)
}

fn fixed(value: f64, places: u8) -> Value {
    let places_wide = usize::from(places);
    rounded(value, i32::from(places)).map(|value| format!("{value:.places_wide$}"))
}

fn ratio(value: Option<f64>) -> Value {
    value.and_then(|value| fixed(value, 6))
}

fn days(value: &Measured<f64>) -> Value {
    value.as_ref().ok().and_then(|&value| fixed(value, 4))
}

fn money(cx: &Context<'_>, amount: Money) -> String {
    amount.to_plain(cx.amounts.currency)
}

fn measured(cx: &Context<'_>, amount: &Measured<Money>) -> Value {
    amount.as_ref().ok().map(|&amount| money(cx, amount))
}

/// Columns by name; those with a `*` hold free text.
fn table(name: &str, columns: &[&str], rows: Vec<Vec<Value>>) -> DataTable {
    let columns = columns
        .iter()
        .map(|column| match column.strip_suffix('*') {
            Some(name) => DataColumn { name: name.to_owned(), is_text: true },
            None => DataColumn { name: (*column).to_owned(), is_text: false },
        })
        .collect();
    DataTable { name: name.to_owned(), columns, rows }
}

/// A segment's name with a plain apostrophe.
fn segment_name(segment: Segment) -> String {
    words::segment(segment).replace('’', "'")
}

const CUSTOMERS: [&str; 22] = [
    "customer_id*",
    "customer*",
    "parent*",
    "segment",
    "segment_score",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "timeliness_score",
    "first_sale",
    "most_recent_sale",
    "ltv",
    "purchases",
    "ttm_sales",
    "prev_ttm_sales",
    "days_to_pay",
    "days_to_pay_simple",
    "days_beyond_terms_paid",
    "days_beyond_terms_open",
    "open_balance",
    "overdue_balance",
    "reason*",
];

fn customers(cx: &Context<'_>) -> DataTable {
    let receivables = cx.results().aging.total.is_ok();
    let rows = cx.order.iter().map(|&i| {
        let customer = &cx.inputs.ledger.customers()[i];
        let (value, scored) = (cx.value(i), cx.scored(i));
        let scores = scored.scores.as_ref();
        let payment = &cx.results().payment.customers[i];
        let balance = &cx.results().aging.customers[i];
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            customer.parent.clone(),
            Some(segment_name(scored.segment)),
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
            days(&payment.ttm.days_to_pay),
            days(&payment.ttm.days_to_pay_simple),
            days(&payment.ttm.days_beyond_terms),
            days(&payment.days_beyond_terms_open),
            receivables.then(|| money(cx, balance.open_balance())),
            receivables.then(|| money(cx, balance.overdue_balance())),
            Some(reason::sentence(cx, i)),
        ]
    });
    table("customers", &CUSTOMERS, rows.collect())
}

/// The columns of a bridge, after the one that names its span.
const BRIDGE: [&str; 12] = [
    "opening_revenue",
    "retention_base",
    "expansion",
    "contraction",
    "churn",
    "reactivation",
    "new",
    "corrections",
    "closing_revenue",
    "net_revenue_retention",
    "gross_revenue_retention",
    "customer_retention",
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
    [Some(span)].into_iter().chain(amounts.map(|amount| Some(money(cx, amount)))).chain(rates.map(ratio)).collect()
}

fn bridge_columns(span: &'static str) -> Vec<&'static str> {
    [span].into_iter().chain(BRIDGE).collect()
}

fn retention(cx: &Context<'_>) -> DataTable {
    let month_ends = cx.results().retention.month_ends.iter();
    let rows = month_ends.map(|b| bridge(cx, b.current.last_day().to_string(), b)).collect();
    table("retention", &bridge_columns("month_end"), rows)
}

fn retention_years(cx: &Context<'_>) -> DataTable {
    let years = cx.results().retention.fiscal_years.iter();
    let rows = years.map(|(year, b)| bridge(cx, year.to_string(), b)).collect();
    table("retention_years", &bridge_columns("fiscal_year"), rows)
}

fn segments(cx: &Context<'_>) -> DataTable {
    let all = everyone(cx).sales;
    let row = |group: &Group| {
        vec![
            Some(segment_name(group.segment)),
            Some(group.customers.len().to_string()),
            Some(money(cx, group.sales)),
            ratio(group.sales.ratio(all)),
            Some(money(cx, group.lifetime_value)),
            group.average_lifetime_value().map(|value| money(cx, value)),
            group.purchases_each().and_then(|number| fixed(number, 4)),
            group.days_to_pay.and_then(|days| fixed(days, 4)),
        ]
    };
    let columns = [
        "segment",
        "customers",
        "ttm_sales",
        "share_of_sales",
        "ltv",
        "average_ltv",
        "average_purchases",
        "average_days_to_pay",
    ];
    table("segments", &columns, groups(cx).iter().map(row).collect())
}

fn aging(cx: &Context<'_>) -> DataTable {
    let columns = [
        "customer_id*",
        "customer*",
        "not_due",
        "days_1_to_30",
        "days_31_to_60",
        "days_61_to_90",
        "days_91_and_more",
        "unapplied_credit",
        "open_balance",
        "overdue_balance",
    ];
    let receivables = cx.results().aging.total.is_ok();
    let rows = cx.order.iter().map(|&i| {
        let customer = &cx.inputs.ledger.customers()[i];
        let balance = &cx.results().aging.customers[i];
        let amounts =
            balance.buckets.into_iter().chain([balance.unapplied, balance.open_balance(), balance.overdue_balance()]);
        [Some(customer.id.clone()), Some(customer.name.clone())]
            .into_iter()
            .chain(amounts.map(|amount| receivables.then(|| money(cx, amount))))
            .collect()
    });
    table("aging", &columns, rows.collect())
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
