//! **Looks at** the sales to all customers but the largest one, of the twelve months and of the twelve before, where that
//! customer has a tenth of sales or more (the limit of the scorecard’s strong band).
//!
//! **Speaks** where they fell by 5% or more and sales as a whole did not, so that the largest customer hides the fall; with
//! five other customers or more the year before.
//!
//! **Money at stake**: that fall.
//!
//! **How sure**: firm: sums of documents. Why customers bought less the ledger cannot tell.

use super::sales_trend::{FALL, fell};
use super::{Found, confidence, last_quarter, link, materiality};
use crate::report::context::{Context, place as place_of};
use crate::report::format;
use crate::report::model::Urgency;
use crate::report::parts::place;

/// Finds a fall that the largest customer hides.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    one(cx).into_iter().collect()
}

/// Whether it speaks.
pub(super) fn speaks(cx: &Context<'_>) -> bool {
    one(cx).is_some()
}

fn one(cx: &Context<'_>) -> Option<Found> {
    let value = &cx.results().value;
    let (Ok(now), Ok(before)) = (&value.net_revenue_ttm, &value.net_revenue_prev_ttm) else { return None };
    let &(largest, sales) = cx.large_customers().first()?;
    let own = cx.value(largest);
    let (others_now, others_before) = (*now - sales, *before - *own.prev_ttm_sales.as_ref().ok()?);
    let fall = others_before - others_now;
    let rate = fall.ratio(others_before).filter(|rate| others_before.is_positive() && *rate >= FALL)?;
    let movements = cx.results().retention.movements.iter();
    let others = movements.filter(|m| place_of(m.customer) != largest && m.previous.is_positive()).count();
    if fell(cx) || others < materiality::CUSTOMERS as usize {
        return None;
    }
    let name = cx.name(largest);
    Some(Found {
        id: "sales-decline-beside",
        urgency: Urgency::Quarter,
        stake: fall,
        kind: "less sold to all others",
        headline: format!("Stop the fall that {name} hides"),
        seen: format!(
            "Without {name}, sales fell {} to {} {}.{}",
            format::percent(rate),
            cx.money(others_now),
            cx.window(),
            last_quarter::turned_without(cx, largest)
        ),
        why: format!(
            "{name} bought {} more, which hides it in sales as a whole and makes them depend on one customer the more.",
            cx.money(sales - *own.prev_ttm_sales.as_ref().ok()?)
        ),
        action:
            "Go through the customers who buy less or stopped, largest first, and set a number of new customers for \
                 the year."
                .to_owned(),
        confidence: confidence::of_sales(cx),
        links: vec![
            link("Sales month by month", place("summary", "rolling-sales")),
            link("The bridge", place("retention", "bridge")),
        ],
    })
}
