//! The flash for machines.

use std::collections::BTreeMap;

use super::Week;
use super::lines::kind;
use crate::base::Money;
use crate::metrics::flash::{Business, Line};
use crate::metrics::{Measured, NotEnough};
use crate::report::context::place;
use crate::report::data::{measured, money, segment_name};
use crate::report::figures::{Figures, money as put_money, number as put_number};
use crate::report::model::DataKind::{Code, Date, Integer, Money as Amount, Text};
use crate::report::model::{DataTable, Figure};

/// Every figure of the flash.
pub(super) fn figures(week: &Week<'_>) -> BTreeMap<String, Figure> {
    let Week { cx, flash } = week;
    let mut all = Figures::of(cx);
    let cash = |get: fn(&crate::metrics::flash::Cash) -> Measured<Money>| {
        flash.cash.as_ref().map_err(Clone::clone).and_then(get)
    };
    let overdue = flash.newly_overdue.as_ref().map(|items| items.iter().map(|item| item.open).sum());
    let amounts: [(&str, Measured<Money>); 11] = [
        ("flash_sales_week", Ok(flash.week_sales.now)),
        ("flash_sales_week_year_before", flash.week_sales.year_before.clone()),
        ("flash_sales_quarter_to_date", Ok(flash.quarter_sales.now)),
        ("flash_sales_quarter_to_date_year_before", flash.quarter_sales.year_before.clone()),
        ("flash_new_business_week", part(&flash.week_business, |business| business.new)),
        ("flash_repeat_business_week", part(&flash.week_business, |business| business.repeat)),
        ("flash_new_business_quarter_to_date", part(&flash.quarter_business, |business| business.new)),
        ("flash_repeat_business_quarter_to_date", part(&flash.quarter_business, |business| business.repeat)),
        ("flash_cash_collected_week", cash(|cash| Ok(cash.week))),
        ("flash_cash_collected_usual_week", cash(|cash| cash.usual.clone())),
        ("flash_newly_overdue", overdue.map_err(Clone::clone)),
    ];
    for (id, amount) in amounts {
        put_money(cx, &mut all, id, amount);
    }
    let items = flash.newly_overdue.as_ref().map(Vec::len).map_err(Clone::clone);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    put_number(&mut all, "flash_newly_overdue_items", items.map(count));
    put_number(&mut all, "flash_lines_crossed", Ok(count(flash.crossings.len())));
    all.into_map()
}

fn part(business: &Measured<Business>, get: fn(&Business) -> Money) -> Result<Money, NotEnough> {
    business.as_ref().map(get).map_err(Clone::clone)
}

/// Every table of the flash.
pub(super) fn tables(week: &Week<'_>) -> Vec<DataTable> {
    vec![weeks(week), customers(week), newly_overdue(week), lines(week)]
}

fn weeks(week: &Week<'_>) -> DataTable {
    let rows = week.flash.weeks.iter().map(|one| {
        vec![
            Some(one.days.first_day().to_string()),
            Some(one.days.last_day().to_string()),
            Some(money(&week.cx, one.sales.now)),
            measured(&week.cx, &one.sales.year_before),
        ]
    });
    let columns = [("first_day", Date), ("last_day", Date), ("sales", Amount), ("sales_year_before", Amount)];
    DataTable::new("weeks", columns, rows.collect())
}

fn customers(week: &Week<'_>) -> DataTable {
    let rows = week.flash.customers.iter().map(|one| {
        let customer = week.cx.inputs.ledger.customer(one.customer);
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            Some(segment_name(week.cx.segment(place(one.customer)))),
            Some(money(&week.cx, one.week)),
            measured(&week.cx, &one.year_to_date),
            measured(&week.cx, &one.ttm),
        ]
    });
    let columns = [
        ("customer_id", Text),
        ("customer", Text),
        ("segment", Code),
        ("week_sales", Amount),
        ("year_to_date_sales", Amount),
        ("ttm_sales", Amount),
    ];
    DataTable::new("customers", columns, rows.collect())
}

fn newly_overdue(week: &Week<'_>) -> DataTable {
    let rows = week.flash.newly_overdue.iter().flatten().map(|item| {
        let ledger = week.cx.inputs.ledger;
        let (customer, document) = (ledger.customer(item.customer), ledger.document(item.document));
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            document.number.clone(),
            Some(document.date.to_string()),
            document.due_date.map(|day| day.to_string()),
            Some(item.days_past_due.to_string()),
            Some(money(&week.cx, item.open)),
        ]
    });
    let columns = [
        ("customer_id", Text),
        ("customer", Text),
        ("document", Text),
        ("date", Date),
        ("due_date", Date),
        ("days_past_due", Integer),
        ("open", Amount),
    ];
    DataTable::new("newly-overdue", columns, rows.collect())
}

fn lines(week: &Week<'_>) -> DataTable {
    let rows = week.flash.crossings.iter().map(|crossing| {
        let customer = week.cx.inputs.ledger.customer(crossing.customer);
        let (from, to) = match crossing.line {
            Line::Segment { from, to } => (Some(segment_name(from)), Some(segment_name(to))),
            _ => (None, None),
        };
        vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            Some(kind(crossing.line).to_owned()),
            from,
            to,
            Some(money(&week.cx, crossing.amount)),
        ]
    });
    let columns = [
        ("customer_id", Text),
        ("customer", Text),
        ("line", Code),
        ("segment_before", Code),
        ("segment_now", Code),
        ("amount", Amount),
    ];
    DataTable::new("lines", columns, rows.collect())
}
