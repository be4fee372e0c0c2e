//! Every figure that other tools may want, by id.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cash;
use super::context::Context;
use super::data::rounded;
use super::figure_definitions;
use super::figure_reasons;
use super::format;
use super::model::Figure;
use super::retention::Lost;
use super::segment_flows::up_and_down;
use super::{findings, words};
use crate::base::Money;
use crate::metrics::benchmarks::{Ratio, Ratios as ComparedRatios};
use crate::metrics::collections::HORIZONS;
use crate::metrics::concentration::Loss;
use crate::metrics::receivable_ratios::{Countback, Ratios};
use crate::metrics::retention::{Bridge, BridgeCustomers};
use crate::metrics::risk::RiskLevel;
use crate::metrics::segmentation::Segment;
use crate::metrics::shock_monitor::Watch;
use crate::metrics::small_customers::SizeGroup;
use crate::metrics::{Measured, NotEnough};

/// Figures while they are collected, as of one date.
pub(super) struct Figures {
    as_of: NaiveDate,
    by_id: BTreeMap<String, Figure>,
}

impl Figures {
    /// None yet.
    pub(super) fn of(cx: &Context<'_>) -> Self {
        Self { as_of: cx.as_of(), by_id: BTreeMap::new() }
    }

    /// All that were collected.
    pub(super) fn into_map(self) -> BTreeMap<String, Figure> {
        self.by_id
    }
}

/// An amount of a bridge.
type Part = fn(&Bridge) -> Money;
/// A number of customers of a bridge.
type Number = fn(&BridgeCustomers) -> u32;

/// Collects the figures.
pub(super) fn figures(cx: &Context<'_>) -> BTreeMap<String, Figure> {
    let mut all = Figures::of(cx);
    value(cx, &mut all);
    retention(cx, &mut all);
    retention_outlook(cx, &mut all);
    concentration(cx, &mut all);
    levers(cx, &mut all);
    payment(cx, &mut all);
    receivables(cx, &mut all);
    collections(cx, &mut all);
    small_customers(cx, &mut all);
    receivable_ratios(cx, &mut all);
    lateness_and_risk(cx, &mut all);
    shocks(cx, &mut all);
    segments(cx, &mut all);
    beside_others(cx, &mut all);
    let mut all = all.into_map();
    figure_definitions::complete(cx, &mut all);
    all
}

pub(super) fn put(all: &mut Figures, id: &str, unit: &str, value: Measured<(f64, String)>) {
    let (value, text, reason) = match value {
        Ok((value, text)) => (Some(value), text, None),
        Err(why) => (None, format::DASH.to_owned(), Some(figure_reasons::reason(id, &why, all.as_of))),
    };
    all.by_id.insert(id.to_owned(), undefined(value, unit, text, reason));
}

/// A figure that its definition has yet to complete.
fn undefined(value: Option<f64>, unit: &str, text: String, reason: Option<String>) -> Figure {
    Figure {
        name: String::new(),
        value,
        unit: unit.to_owned(),
        text,
        reason,
        method: String::new(),
        formula: String::new(),
        inputs: Vec::new(),
        documents: None,
    }
}

/// The reason why a figure has no value, where it has none.
fn because(all: &mut Figures, id: &str, reason: impl Into<Option<String>>) {
    if let (Some(figure), Some(reason)) = (all.by_id.get_mut(id).filter(|figure| figure.value.is_none()), reason.into())
    {
        figure.reason = Some(reason);
    }
}

pub(super) fn money(cx: &Context<'_>, all: &mut Figures, id: &str, amount: Measured<Money>) {
    put(all, id, cx.amounts.currency.code(), amount.map(|amount| (cx.scale(amount), cx.money(amount))));
}

pub(super) fn number(all: &mut Figures, id: &str, number: Measured<u32>) {
    put(all, id, "count", number.map(|number| (f64::from(number), format::count(number))));
}

/// A float rounded as its unit demands; what is not finite is missing.
pub(super) fn float(
    all: &mut Figures,
    id: &str,
    unit: &str,
    places: i32,
    value: Measured<f64>,
    text: impl Fn(f64) -> String,
) {
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
    let customers: [(&str, Number); 5] = [
        ("opening_customers_ttm", |c| c.opening),
        ("churned_customers_ttm", |c| c.churned),
        ("reactivated_customers_ttm", |c| c.reactivated),
        ("new_customers_ttm", |c| c.new),
        ("closing_customers_ttm", |c| c.closing),
    ];
    for (id, get) in customers {
        number(all, id, bridge.clone().map(|b| get(&b.customers)));
    }
}

/// Customers who may only be late, and what points of retention are worth.
fn retention_outlook(cx: &Context<'_>, all: &mut Figures) {
    let bridge = &cx.results().retention.ttm;
    let lost = Lost::new(cx);
    let late = u32::try_from(lost.late.len()).unwrap_or(u32::MAX);
    number(all, "customers_may_only_be_late_ttm", bridge.clone().map(|_| late));
    money(cx, all, "sales_may_only_be_late_ttm", bridge.clone().map(|_| lost.late_sales()));
    let simulation = &cx.results().retention_simulation;
    ratio(all, "new_business_rate", simulation.as_ref().map(|s| s.new_business_rate).map_err(Clone::clone));
    for (id, points) in [("net_revenue_retention_point_worth", 1), ("net_revenue_retention_five_points_worth", 5)] {
        let worth = simulation.as_ref().map_err(Clone::clone);
        let worth = worth.and_then(|s| s.worth(points).map(|worth| worth.last_year).ok_or(NotEnough::Nothing));
        money(cx, all, id, worth);
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

/// The loss of the largest customers, and what larger steps are worth.
fn levers(cx: &Context<'_>, all: &mut Figures) {
    let sales_of_year = cx.results().value.net_revenue_ttm.as_ref().map_err(Clone::clone);
    let loss = sales_of_year.and_then(|_| cx.results().concentration.losses.first().ok_or(NotEnough::NoSales));
    let of = |get: fn(&Loss) -> Option<Money>| loss.clone().and_then(|loss| get(loss).ok_or(NotEnough::Nothing));
    money(cx, all, "largest_customer_sales", of(|loss| Some(loss.sales)));
    let margin = loss.clone().and_then(|loss| loss.margin.ok_or(NotEnough::Setting("small_customers.margin")));
    money(cx, all, "largest_customer_margin", margin);
    money(cx, all, "largest_customer_open_balance", of(|loss| loss.open_balance));
    let levers = &cx.results().scorecard.levers;
    money(cx, all, "faster_payment_cash", levers.faster_payment.clone().map(|lever| lever.cash));
    money(cx, all, "basket_step_worth", levers.basket.clone().map(|lever| lever.worth));
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
    days(all, "days_to_pay_p90", payment.ttm.days_to_pay_p90.clone());
    days(all, "days_to_pay_with_open_items", payment.ttm.days_to_pay_with_open.clone());
    days(all, "days_to_pay_with_open_items_prev_ttm", payment.prev_ttm.days_to_pay_with_open.clone());
    let terms = payment.usual_terms_days.ok_or(NotEnough::Nothing);
    days(all, "usual_terms_days", terms.map(|days| days as f64));
    if payment.terms_vary {
        because(all, "usual_terms_days", "no terms are those of three of five invoices".to_owned());
    }
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
        let id = format!("expected_collections_{days}_days");
        let expected = expected.and_then(|f| f.totals.get(place).and_then(|t| t.amount).ok_or(NotEnough::Nothing));
        money(cx, all, &id, expected);
        because(all, &id, super::collections::no_amount(cx, place));
    }
}

fn segments(cx: &Context<'_>, all: &mut Figures) {
    for segment in Segment::ALL {
        let id: String = words::segment(segment).to_lowercase().replace('’', "").replace(' ', "_");
        let customers = (0..cx.order.len()).filter(|&i| cx.segment(i) == segment).count();
        number(all, &format!("customers_{id}"), Ok(u32::try_from(customers).unwrap_or(u32::MAX)));
    }
    let moved = up_and_down(cx);
    let counted = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    number(all, "customers_moved_up", moved.clone().map(|(up, _)| counted(up)));
    number(all, "customers_moved_down", moved.map(|(_, down)| counted(down)));
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

fn receivable_ratios(cx: &Context<'_>, all: &mut Figures) {
    const COUNTBACK: &str = "days_sales_outstanding_countback";
    let now = &cx.results().receivable_ratios.now;
    let of = |get: fn(&Ratios) -> &Measured<f64>| now.as_ref().map_err(Clone::clone).and_then(|now| get(now).clone());
    days(all, "days_sales_outstanding", of(|r| &r.days_sales_outstanding));
    days(all, "best_possible_days_sales_outstanding", of(|r| &r.best_possible_days));
    days(all, "average_days_delinquent", of(|r| &r.average_days_delinquent));
    days(all, "true_days_sales_outstanding", of(|r| &r.true_days));
    float(all, "collection_effectiveness_index", "index", 4, of(|r| &r.collection_effectiveness), |index| {
        format::decimal(index, 1)
    });
    let credit_sales = now.as_ref().map_err(Clone::clone).and_then(|now| now.credit_sales.clone());
    money(cx, all, "credit_sales_ttm", credit_sales);
    match now.as_ref().map_err(Clone::clone).and_then(|now| now.countback.clone()) {
        Ok(Countback::MoreThan(more_than)) => {
            let reason =
                format!("more than {more_than} days: beyond them there is a month without sales, or no ledger");
            let text = format!("> {more_than}");
            all.by_id.insert(COUNTBACK.to_owned(), undefined(None, "days", text, Some(reason)));
        }
        countback => days(all, COUNTBACK, countback.map(Countback::at_least)),
    }
}

fn lateness_and_risk(cx: &Context<'_>, all: &mut Figures) {
    let results = cx.results();
    let late = || results.lateness.total.as_ref().map_err(Clone::clone);
    money(cx, all, "overdue_balance_average", late().map(|late| late.tied_up));
    money(cx, all, "cost_of_lateness", late().map(|late| late.cost));
    ratio(all, "cost_of_capital", Ok(cx.inputs.policies.lateness.cost_of_capital));
    for level in [RiskLevel::High, RiskLevel::Medium, RiskLevel::Low] {
        let customers = results.risk.customers.iter().filter(|customer| customer.level() == Some(level)).count();
        let customers = results.risk.known.clone().map(|()| u32::try_from(customers).unwrap_or(u32::MAX));
        number(all, &format!("{}_risk_customers", cash::level_name(level)), customers);
    }
}

fn shocks(cx: &Context<'_>, all: &mut Figures) {
    let monitor = &cx.results().shock_monitor;
    let mut indices = |span: &str, watch: &Watch| {
        for shock in &watch.figures {
            let id = format!("shock_index_{}_{span}", cash::watched_id(shock.watched));
            let index = shock.last.clone().and_then(|_| shock.index().ok_or(NotEnough::Nothing));
            float(all, &id, "index", 4, index, |index| format::decimal(index, 0));
        }
    };
    indices("month", &monitor.month);
    indices("week", &monitor.week);
}

/// What the firm compares its clients by, where no other figure says it.
fn beside_others(cx: &Context<'_>, all: &mut Figures) {
    let ratios = ComparedRatios::of(cx.results());
    let value = &cx.results().value;
    let years = value.net_revenue_ttm.clone().and(value.net_revenue_prev_ttm.clone());
    let growth = years.and(ratios.get(Ratio::Growth).ok_or(NotEnough::NoSales));
    float(all, "sales_growth_ttm", "ratio", 6, growth, format::percent_change);
    let balances = cx.results().aging.total.clone();
    ratio(all, "overdue_share", balances.and(ratios.get(Ratio::OverdueShare).ok_or(NotEnough::Nothing)));
    money(cx, all, "money_at_stake", findings::first_stake(cx).ok_or(NotEnough::Nothing));
}
