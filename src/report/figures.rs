//! Every figure that other tools may want, by id.

use std::collections::BTreeMap;

use super::context::Context;
use super::data::rounded;
use super::format;
use super::model::Figure;
use super::words;
use crate::base::Money;
use crate::metrics::collections::HORIZONS;
use crate::metrics::retention::Bridge;
use crate::metrics::small_customers::SizeGroup;
use crate::metrics::{Measured, NotEnough};

type Figures = BTreeMap<String, Figure>;
/// An amount of a bridge.
type Part = fn(&Bridge) -> Money;

/// Collects the figures.
pub(super) fn figures(cx: &Context<'_>) -> Figures {
    let mut all = Figures::new();
    value(cx, &mut all);
    retention(cx, &mut all);
    concentration(cx, &mut all);
    payment(cx, &mut all);
    receivables(cx, &mut all);
    collections(cx, &mut all);
    small_customers(cx, &mut all);
    all
}

fn put(all: &mut Figures, id: &str, unit: &str, value: Measured<(f64, String)>) {
    let (value, text, reason) = match value {
        Ok((value, text)) => (Some(value), text, None),
        Err(why) => (None, format::DASH.to_owned(), Some(words::reason(&why))),
    };
    all.insert(id.to_owned(), Figure { value, unit: unit.to_owned(), text, reason });
}

fn money(cx: &Context<'_>, all: &mut Figures, id: &str, amount: Measured<Money>) {
    put(all, id, cx.amounts.currency.code(), amount.map(|amount| (cx.scale(amount), cx.money(amount))));
}

fn number(all: &mut Figures, id: &str, number: Measured<u32>) {
    put(all, id, "count", number.map(|number| (f64::from(number), format::count(number))));
}

/// A float rounded as its unit demands; what is not finite is missing.
fn float(all: &mut Figures, id: &str, unit: &str, places: i32, value: Measured<f64>, text: impl Fn(f64) -> String) {
    let value = value.and_then(|value| rounded(value, places).map(|r| (r, text(value))).ok_or(NotEnough::Nothing));
    put(all, id, unit, value);
}

fn ratio(all: &mut Figures, id: &str, value: Measured<f64>) {
    float(all, id, "ratio", 6, value, format::percent);
}

fn days(all: &mut Figures, id: &str, value: Measured<f64>) {
    float(all, id, "days", 4, value, |days| format::decimal(days, 1));
}

fn value(cx: &Context<'_>, all: &mut Figures) {
    let value = &cx.results().value;
    money(cx, all, "net_revenue_total", Ok(value.net_revenue_total));
    money(cx, all, "net_revenue_ttm", value.net_revenue_ttm.clone());
    money(cx, all, "net_revenue_prev_ttm", value.net_revenue_prev_ttm.clone());
    money(cx, all, "average_basket", value.average_basket.clone());
    number(all, "purchases_ttm", value.purchases_ttm.clone());
    number(all, "active_customers", value.active_customers.clone());
    number(all, "customers", Ok(u32::try_from(cx.order.len()).unwrap_or(u32::MAX)));
}

fn retention(cx: &Context<'_>, all: &mut Figures) {
    let bridge = &cx.results().retention.ttm;
    let rate = |get: fn(&Bridge) -> Option<f64>| bridge.clone().and_then(|b| get(&b).ok_or(NotEnough::NoSales));
    ratio(all, "net_revenue_retention_ttm", rate(Bridge::net_revenue_retention));
    ratio(all, "gross_revenue_retention_ttm", rate(Bridge::gross_revenue_retention));
    ratio(all, "customer_retention_ttm", rate(Bridge::customer_retention));
    let parts: [(&str, Part); 9] = [
        ("opening_revenue_ttm", |b| b.opening_revenue),
        ("retention_base_ttm", |b| b.retention_base),
        ("expansion_ttm", |b| b.expansion),
        ("contraction_ttm", |b| b.contraction),
        ("churn_ttm", |b| b.churn),
        ("reactivation_ttm", |b| b.reactivation),
        ("new_ttm", |b| b.new),
        ("corrections_ttm", |b| b.corrections),
        ("closing_revenue_ttm", |b| b.closing_revenue),
    ];
    for (id, get) in parts {
        money(cx, all, id, bridge.clone().map(|b| get(&b)));
    }
}

fn concentration(cx: &Context<'_>, all: &mut Figures) {
    let shares = &cx.results().concentration.now;
    let of = |get: fn(&crate::metrics::concentration::Shares) -> f64| shares.as_ref().map(get).map_err(Clone::clone);
    ratio(all, "top_1_share", of(|s| s.top_1));
    ratio(all, "top_5_share", of(|s| s.top_5));
    ratio(all, "top_10_share", of(|s| s.top_10));
    let gini = shares.as_ref().map_err(Clone::clone).and_then(|s| s.gini.ok_or(NotEnough::Nothing));
    float(all, "gini", "ratio", 6, gini, |gini| format::decimal(gini, 3));
    float(all, "herfindahl_hirschman_index", "index", 4, of(|s| s.herfindahl_hirschman_index), |index| {
        format::decimal(index, 0)
    });
    float(all, "effective_customers", "count", 4, of(|s| s.effective_customers), |number| format::decimal(number, 1));
}

fn payment(cx: &Context<'_>, all: &mut Figures) {
    let payment = &cx.results().payment;
    days(all, "days_to_pay", payment.ttm.days_to_pay.clone());
    days(all, "days_to_pay_simple", payment.ttm.days_to_pay_simple.clone());
    days(all, "days_to_pay_median", payment.ttm.days_to_pay_median.clone());
    days(all, "days_beyond_terms_paid", payment.ttm.days_beyond_terms.clone());
    days(all, "days_beyond_terms_open", payment.days_beyond_terms_open.clone());
    days(all, "days_to_pay_lifetime", payment.lifetime.days_to_pay.clone());
    days(all, "days_to_pay_simple_lifetime", payment.lifetime.days_to_pay_simple.clone());
    days(all, "days_to_pay_median_lifetime", payment.lifetime.days_to_pay_median.clone());
    days(all, "days_beyond_terms_paid_lifetime", payment.lifetime.days_beyond_terms.clone());
    let terms = payment.usual_terms_days.ok_or(NotEnough::Nothing);
    days(all, "usual_terms_days", terms.map(|days| days as f64));
}

fn receivables(cx: &Context<'_>, all: &mut Figures) {
    let total = &cx.results().aging.total;
    let part = |get: fn(&crate::metrics::aging::Balance) -> Money| total.as_ref().map(get).map_err(Clone::clone);
    money(cx, all, "open_balance", part(crate::metrics::aging::Balance::open_balance));
    money(cx, all, "overdue_balance", part(crate::metrics::aging::Balance::overdue_balance));
    money(cx, all, "unapplied_credit", part(|b| b.unapplied));
    money(cx, all, "aging_not_due", part(|b| b.buckets[0]));
    money(cx, all, "aging_days_1_to_30", part(|b| b.buckets[1]));
    money(cx, all, "aging_days_31_to_60", part(|b| b.buckets[2]));
    money(cx, all, "aging_days_61_to_90", part(|b| b.buckets[3]));
    money(cx, all, "aging_days_91_and_more", part(|b| b.buckets[4]));
}

fn collections(cx: &Context<'_>, all: &mut Figures) {
    let forecast = &cx.results().collections.forecast;
    for (place, days) in HORIZONS.into_iter().enumerate() {
        let expected = forecast.as_ref().map_err(Clone::clone);
        let expected = expected.and_then(|f| f.totals.get(place).map(|t| t.amount).ok_or(NotEnough::Nothing));
        money(cx, all, &format!("expected_collections_{days}_days"), expected);
    }
}

fn small_customers(cx: &Context<'_>, all: &mut Figures) {
    let threshold = &cx.results().small_customers.threshold;
    money(cx, all, "sales_threshold", threshold.as_ref().map(|t| t.sales_threshold).map_err(Clone::clone));
    let below = |group: Option<SizeGroup>| {
        threshold.as_ref().map_err(Clone::clone).map(|t| {
            let members = t.active.iter().filter(|c| group.map_or(c.group != SizeGroup::Above, |g| c.group == g));
            u32::try_from(members.count()).unwrap_or(u32::MAX)
        })
    };
    number(all, "customers_below_threshold", below(None));
    number(all, "potential_customers_below_threshold", below(Some(SizeGroup::Potential)));
}
