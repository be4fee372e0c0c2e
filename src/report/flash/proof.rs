//! The sums of the flash that must agree, both sides shown.

use super::Week;
use crate::base::Money;
use crate::report::identities::{self, Identity, amounts};
use crate::report::model::Block;

/// Composes the block.
pub(super) fn block(week: &Week<'_>) -> Block {
    identities::shown(&week.cx, identities(week))
}

fn identities(week: &Week<'_>) -> Vec<Identity> {
    let Week { cx, flash } = week;
    let documents = cx.inputs.ledger.documents_until(flash.as_of).iter();
    let of_week: Money = documents.filter(|d| flash.week.contains(d.date)).map(crate::ledger::Document::sale).sum();
    let weeks: Money = flash.weeks.iter().map(|week| week.sales.now).sum();
    let customers: Money = flash.customers.iter().map(|customer| customer.week).sum();
    let mut all = vec![
        amounts(cx, "Documents of the week = sales of the week", of_week, flash.week_sales.now),
        amounts(cx, "Sales of the week’s customers = sales of the week", customers, flash.week_sales.now),
        amounts(cx, "Sales of all weeks = sales of the quarter so far", weeks, flash.quarter_sales.now),
    ];
    if let Ok(before) = flash.quarter_sales.year_before {
        let weeks = flash.weeks.iter().filter_map(|week| week.sales.year_before.as_ref().ok()).copied().sum();
        all.push(amounts(cx, "The same, a year before", weeks, before));
    }
    if let Ok(business) = &flash.week_business {
        let sum = business.new + business.repeat;
        all.push(amounts(cx, "New and repeat business = sales of the week", sum, flash.week_sales.now));
    }
    if let Ok(business) = &flash.quarter_business {
        let sum = business.new + business.repeat;
        all.push(amounts(cx, "New and repeat business = sales of the quarter so far", sum, flash.quarter_sales.now));
    }
    all
}
