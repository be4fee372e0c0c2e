//! Sums of this section that must agree.

use super::customers::List;
use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement};
use crate::report::context::Context;
use crate::report::format;
use crate::report::identities::{Identity, amounts};

/// The customers behind the bridge against the bridge, and cohorts against the ledger.
pub(in crate::report) fn identities(cx: &Context<'_>) -> Vec<Identity> {
    let retention = &cx.results().retention;
    let mut all = Vec::new();
    if let Ok(bridge) = &retention.ttm {
        all.extend(List::ALL.map(|list| by_customer(cx, bridge, &retention.movements, list)));
    }
    all.extend(fiscal_years(cx));
    all.extend(cohorts(cx));
    all
}

fn by_customer(cx: &Context<'_>, bridge: &Bridge, movements: &[Movement], list: List) -> Identity {
    let name = match list {
        List::Lost => "Stopped buying, all customers listed = the bridge",
        List::Shrunk => "Bought less, all customers listed = the bridge",
        List::Grown => "Bought more, all customers listed = the bridge",
        List::Returned => "Came back, all customers listed = the bridge",
        List::New => "New, all customers listed = the bridge",
        List::Corrected => "Corrections, all customers listed = the bridge",
    };
    let sum: Money = list.members(movements).iter().map(|m| list.change(m)).sum();
    amounts(cx, name, sum, list.total(bridge))
}

/// The movements of every fiscal year, class by class, in one line.
fn fiscal_years(cx: &Context<'_>) -> Option<Identity> {
    let retention = &cx.results().retention;
    let pairs = retention.fiscal_years.iter().map(|(_, bridge)| bridge).zip(&retention.fiscal_year_movements);
    let sums: Vec<(Money, Money)> = pairs
        .flat_map(|(bridge, movements)| List::ALL.map(|list| (bridge, movements, list)))
        .map(|(bridge, movements, list)| {
            (list.members(movements).iter().map(|m| list.change(m)).sum(), list.total(bridge))
        })
        .collect();
    let agree = sums.iter().filter(|(left, right)| left == right).count();
    (!sums.is_empty()).then(|| Identity {
        name: "Movements of fiscal years that the customers listed add up to = all of them",
        left: format::length(agree),
        right: format::length(sums.len()),
        holds: agree == sums.len(),
    })
}

/// Cohorts against customers and sales.
fn cohorts(cx: &Context<'_>) -> Vec<Identity> {
    let cohorts = &cx.results().cohorts;
    let tables = [
        (&cohorts.by_year, "Sales of all cohorts by year = sales of the ledger’s months"),
        (&cohorts.by_quarter, "Sales of all cohorts by quarter = sales of the ledger’s months"),
    ];
    let months: Money = cx.results().sales_history.months.iter().map(|month| month.net_revenue).sum();
    let mut all: Vec<Identity> = tables
        .into_iter()
        .filter_map(|(table, name)| {
            let table = table.as_ref().ok()?;
            let sales = table.cohorts.iter().flat_map(|cohort| &cohort.window_sales).chain(&table.outside);
            Some(amounts(cx, name, sales.copied().sum(), months))
        })
        .collect();
    if let Ok(table) = &cohorts.by_year {
        let first: u32 = table.cohorts.iter().filter_map(|c| c.periods.first()).map(|period| period.customers).sum();
        let customers: u32 = table.cohorts.iter().map(|cohort| cohort.customers).sum();
        all.push(Identity {
            name: "Customers in the first year of each cohort = its customers",
            left: format::count(first),
            right: format::count(customers),
            holds: first == customers,
        });
    }
    all
}
