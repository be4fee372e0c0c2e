//! The section's tables for machines.

use super::risk::level_name;
use super::spread::band_name;
use crate::metrics::Measured;
use crate::metrics::payment::SPREAD;
use crate::metrics::receivable_ratios::Countback;
use crate::metrics::shock_monitor::{Reading, Shock, Standing, Watch, Watched};
use crate::report::context::Context;
use crate::report::data::{days, fixed as number, measured, money, yes_no};
use crate::report::model::DataKind::{self, Code, Date, Days, Decimal, Integer, Money as Amount, Text};
use crate::report::model::DataTable;

/// All of them.
pub(in crate::report) fn tables(cx: &Context<'_>) -> Vec<DataTable> {
    vec![customers(cx), spread(cx), ratios(cx), shocks(cx)]
}

const CUSTOMERS: [(&str, DataKind); 19] = [
    ("customer_id", Text),
    ("customer", Text),
    ("payments", Integer),
    ("days_to_pay", Days),
    ("days_to_pay_median", Days),
    ("days_to_pay_p90", Days),
    ("days_to_pay_with_open_items", Days),
    ("days_beyond_terms_paid", Days),
    ("days_beyond_terms_paid_prev_ttm", Days),
    ("days_beyond_terms_open", Days),
    ("overdue_balance_average", Amount),
    ("cost_of_lateness", Amount),
    ("risk", Code),
    ("risk_computed", Code),
    ("risk_points", Integer),
    ("risk_judged_by", Text),
    ("risk_judged_on", Date),
    ("risk_note", Text),
    ("credit_limit", Amount),
];

fn customers(cx: &Context<'_>) -> DataTable {
    let (results, ledger) = (cx.results(), cx.inputs.ledger);
    let known = results.lateness.total.is_ok();
    let rows = cx.order.iter().map(|&i| {
        let (customer, payment) = (&ledger.customers()[i], &results.payment.customers[i]);
        let (times, late, risk) =
            (cx.customer_payment_times(i), &results.lateness.customers[i], &results.risk.customers[i]);
        let judged = risk.judged.as_ref();
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            Some(times.payments.to_string()),
            days(&times.days_to_pay),
            days(&times.days_to_pay_median),
            days(&times.days_to_pay_p90),
            days(&times.days_to_pay_with_open),
            days(&times.days_beyond_terms),
            days(&payment.prev_ttm.days_beyond_terms),
            days(&payment.days_beyond_terms_open),
            known.then(|| money(cx, late.tied_up)),
            known.then(|| money(cx, late.cost)),
            risk.level().map(|level| level_name(level).to_owned()),
            risk.computed.map(|level| level_name(level).to_owned()),
            risk.computed.map(|_| risk.points.len().to_string()),
            judged.map(|judged| judged.by.clone()),
            judged.map(|judged| judged.date.to_string()),
            judged.map(|judged| judged.note.clone()),
            customer.credit_limit.map(|limit| money(cx, limit)),
        ]
    });
    DataTable::new("payment-behaviour", CUSTOMERS, rows.collect())
}

fn spread(cx: &Context<'_>) -> DataTable {
    let (now, before) = (cx.payment_times(), &cx.results().payment.prev_ttm);
    let rows = SPREAD.into_iter().zip(now.spread).zip(before.spread).map(|((band, now), before)| {
        let has_before = cx.results().payment.prev_ttm.days_to_pay.is_ok();
        vec![
            Some(band_name(band).replace('–', "-")),
            Some(now.parts.to_string()),
            Some(money(cx, now.amount)),
            has_before.then(|| before.parts.to_string()),
            has_before.then(|| money(cx, before.amount)),
        ]
    });
    let columns = [
        ("days_to_pay", Text),
        ("parts", Integer),
        ("amount", Amount),
        ("parts_prev_ttm", Integer),
        ("amount_prev_ttm", Amount),
    ];
    DataTable::new("days-to-pay-spread", columns, rows.collect())
}

fn ratios(cx: &Context<'_>) -> DataTable {
    let ratios = &cx.results().receivable_ratios;
    // The as-of date is a row of its own where it is no month end.
    let now = ratios.now.iter().filter(|now| ratios.month_ends.last().is_none_or(|last| last.period != now.period));
    let rows = ratios.month_ends.iter().chain(now).map(|r| {
        // Beside "more than 153" stands a yes, so that nobody takes it for 153.
        let (countback_days, more_than) = match r.countback {
            Ok(Countback::Days(days)) => (Some(days), Some("no".to_owned())),
            Ok(Countback::MoreThan(days)) => (Some(days as f64), Some("yes".to_owned())),
            Err(_) => (None, None),
        };
        vec![
            Some(r.period.last_day().to_string()),
            Some(money(cx, r.owed)),
            Some(money(cx, r.current)),
            measured(cx, &r.credit_sales),
            days(&r.days_sales_outstanding),
            days(&r.best_possible_days),
            days(&r.average_days_delinquent),
            countback_days.and_then(|days| number(days, 4)),
            more_than,
            days(&r.true_days),
            days(&r.collection_effectiveness),
        ]
    });
    let columns = [
        ("date", Date),
        ("owed", Amount),
        ("not_past_due", Amount),
        ("credit_sales", Amount),
        ("days_sales_outstanding", Days),
        ("best_possible_days_sales_outstanding", Days),
        ("average_days_delinquent", Days),
        ("days_sales_outstanding_countback", Days),
        ("countback_is_more_than", Code),
        ("true_days_sales_outstanding", Days),
        ("collection_effectiveness_index", Decimal),
    ];
    DataTable::new("receivable-ratios", columns, rows.collect())
}

/// What is watched, as data files and figures have it.
pub(in crate::report) fn watched_id(watched: Watched) -> &'static str {
    match watched {
        Watched::NetSales => "net_sales",
        Watched::CashCollected => "cash_collected",
        Watched::DaysBeyondTermsOpen => "days_beyond_terms_open",
    }
}

fn shocks(cx: &Context<'_>) -> DataTable {
    let monitor = &cx.results().shock_monitor;
    let reading = |reading: &Measured<Reading>| match reading {
        Ok(Reading::Amount(amount)) => Some(money(cx, *amount)),
        Ok(Reading::Days(value)) => number(*value, 4),
        Err(_) => None,
    };
    let rows = |watch: &Watch| -> Vec<Vec<Option<String>>> {
        let of_figure = |shock: &Shock| {
            let flag = match shock.standing() {
                Standing::Higher => "higher",
                Standing::Lower => "lower",
                Standing::Usual => "usual",
                Standing::Unknown => "unknown",
            };
            let in_its_unit = |value: Option<f64>| {
                value.zip(shock.range()).and_then(|(value, (low, _))| match low {
                    Reading::Amount(_) => number(value / minor(cx), 4),
                    Reading::Days(_) => number(value, 4),
                })
            };
            let mut row = vec![
                Some(if watch.week.is_some() { "week" } else { "month" }.to_owned()),
                Some(watch.period.first_day().to_string()),
                Some(watch.period.last_day().to_string()),
                Some(watched_id(shock.watched).to_owned()),
                reading(&shock.last),
                shock.index().and_then(|index| number(index, 4)),
                in_its_unit(shock.mean()),
                in_its_unit(shock.median()),
            ];
            row.extend(shock.before.iter().map(|(_, before)| reading(before)));
            row.extend([Some(flag.to_owned()), Some(yes_no(watch.provisional))]);
            row
        };
        watch.figures.iter().map(of_figure).collect()
    };
    let columns = [
        ("span", Code),
        ("first_day", Date),
        ("last_day", Date),
        ("figure", Code),
        ("last", Decimal),
        ("index", Decimal),
        ("mean", Decimal),
        ("median", Decimal),
        ("before_6", Decimal),
        ("before_5", Decimal),
        ("before_4", Decimal),
        ("before_3", Decimal),
        ("before_2", Decimal),
        ("before_1", Decimal),
        ("flag", Code),
        ("provisional", Code),
    ];
    DataTable::new("shock-monitor", columns, [rows(&monitor.month), rows(&monitor.week)].concat())
}

/// Minor units in a major one.
fn minor(cx: &Context<'_>) -> f64 {
    cx.amounts.currency.minor_per_major() as f64
}
