//! The section as tables for machines.

use super::customers::List;
use crate::metrics::Measured;
use crate::metrics::cohorts::{Cohort, CohortTable};
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::report::context::{Context, place};
use crate::report::data::{Value, money, ratio, yes_no};
use crate::report::model::DataKind::{Code, Date, Integer, Money as Amount, Ratio, Text};
use crate::report::model::DataTable;

/// Customers of every bridge, cohorts, and the simulated years.
pub(in crate::report) fn tables(cx: &Context<'_>) -> Vec<DataTable> {
    let cohorts = &cx.results().cohorts;
    vec![
        customers(cx),
        cohort_table(cx, "cohorts_years", &cohorts.by_year),
        cohort_table(cx, "cohorts_quarters", &cohorts.by_quarter),
        simulator(cx),
    ]
}

/// Every customer of every bridge: that of the trailing twelve months and those of fiscal years, oldest first.
fn customers(cx: &Context<'_>) -> DataTable {
    let retention = &cx.results().retention;
    let years = retention.fiscal_years.iter().zip(&retention.fiscal_year_movements);
    let years = years.map(|((year, bridge), movements)| (year.to_string(), bridge, movements));
    let newest = retention.ttm.as_ref().ok().map(|bridge| ("ttm".to_owned(), bridge, &retention.movements));
    let rows = years.chain(newest).flat_map(|(span, bridge, movements)| {
        movements.iter().map(move |movement| customer(cx, &span, bridge, movement)).collect::<Vec<_>>()
    });
    let columns = [
        ("span", Code),
        ("period_end", Date),
        ("customer_id", Text),
        ("customer", Text),
        ("class", Code),
        ("previous_sales", Amount),
        ("current_sales", Amount),
        ("amount", Amount),
        ("correction", Amount),
        ("may_only_be_late", Code),
        ("next_sale", Date),
    ];
    DataTable::new("retention_customers", columns, rows.collect())
}

fn customer(cx: &Context<'_>, span: &str, bridge: &Bridge, movement: &Movement) -> Vec<Value> {
    let customer = &cx.inputs.ledger.customers()[place(movement.customer)];
    let is_newest = cx.results().retention.ttm.as_ref().is_ok_and(|ttm| ttm.current == bridge.current);
    let late =
        (is_newest && movement.class == MovementClass::Churn).then(|| yes_no(super::may_only_be_late(cx, movement)));
    let amount: crate::base::Money = List::ALL
        .into_iter()
        .filter(|list| *list != List::Corrected)
        .filter(|list| list.holds(movement))
        .map(|list| list.change(movement))
        .sum();
    vec![
        Some(span.to_owned()),
        Some(bridge.current.last_day().to_string()),
        Some(customer.id.clone()),
        Some(customer.name.clone()),
        Some(class(movement.class).to_owned()),
        Some(money(cx, movement.previous)),
        Some(money(cx, movement.current)),
        Some(money(cx, amount)),
        Some(money(cx, movement.correction())),
        late,
        movement.next_sale.map(|day| day.to_string()),
    ]
}

fn class(class: MovementClass) -> &'static str {
    match class {
        MovementClass::Expansion => "expansion",
        MovementClass::Unchanged => "unchanged",
        MovementClass::Contraction => "contraction",
        MovementClass::Churn => "churn",
        MovementClass::Reactivation => "reactivation",
        MovementClass::New => "new",
        MovementClass::Correction => "correction",
    }
}

/// One row a cohort and period, those included that are not over, but then without rates.
fn cohort_table(cx: &Context<'_>, name: &str, cohorts: &Measured<CohortTable>) -> DataTable {
    let columns = [
        ("first_sale_from", Date),
        ("first_sale_to", Date),
        ("may_be_older", Code),
        ("cohort_customers", Integer),
        ("period", Integer),
        ("period_is_over", Code),
        ("customers", Integer),
        ("customer_share", Ratio),
        ("sales", Amount),
        ("sales_ratio", Ratio),
    ];
    let row = |cohort: &Cohort, number: usize| {
        let period = cohort.periods[number];
        vec![
            Some(cohort.first_sales.first_day().to_string()),
            Some(cohort.first_sales.last_day().to_string()),
            Some(yes_no(cohort.is_opening)),
            Some(cohort.customers.to_string()),
            Some(number.to_string()),
            Some(yes_no(period.is_over)),
            Some(period.customers.to_string()),
            ratio(cohort.customer_share(number)),
            Some(money(cx, period.sales)),
            ratio(cohort.revenue_ratio(number)),
        ]
    };
    let cohorts = cohorts.as_ref().map_or(&[][..], |table| &table.cohorts);
    let rows = cohorts.iter().flat_map(|cohort| (0..cohort.periods.len()).map(move |number| row(cohort, number)));
    DataTable::new(name, columns, rows.collect())
}

fn simulator(cx: &Context<'_>) -> DataTable {
    let paths = cx.results().retention_simulation.as_ref().map_or(&[][..], |simulation| &simulation.paths);
    let rows = paths.iter().flat_map(|path| {
        path.revenue.iter().enumerate().map(|(year, &sales)| {
            vec![
                Some(path.points.to_string()),
                ratio(Some(path.net_revenue_retention)),
                Some(year.to_string()),
                Some(money(cx, sales)),
            ]
        })
    });
    let columns = [("points", Integer), ("net_revenue_retention", Ratio), ("year", Integer), ("sales", Amount)];
    DataTable::new("retention_simulator", columns, rows.collect())
}
