//! What the drivers say together: dependence, losses and gains, and retention without the largest customer.

use super::{too_short, value_text};
use crate::metrics::scorecard::{Band, Driver};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Body};
use crate::report::retention::Lost;
use crate::report::{format, words};

/// Two or three sentences that put the drivers together.
pub(super) fn block(cx: &Context<'_>) -> Block {
    let mut paragraphs = Vec::new();
    let concentration = &cx.results().concentration;
    if let (Ok(now), Ok(then)) = (&concentration.now, &concentration.earlier[1]) {
        paragraphs.push(format!(
            "In two years the largest customer’s share went from {} to {}, and the number of customers that would carry \
             the same sales in equal parts from {} to {}.{}",
            format::percent(then.top_1),
            format::percent(now.top_1),
            format::decimal(then.effective_customers, 1),
            format::decimal(now.effective_customers, 1),
            departure(cx)
        ));
    }
    if let (Ok(bridge), None) = (&cx.results().retention.ttm, &cx.results().sales_stop) {
        let (won, lost) = (bridge.new + bridge.reactivation, bridge.churn + bridge.contraction);
        paragraphs.push(format!(
            "Customers of the year before bought less or stopped for {}{}; new and returning customers brought {}, and \
             customers who bought more another {}.",
            cx.money(lost),
            Lost::new(cx).late_among_them(cx),
            cx.money(won),
            cx.money(bridge.expansion)
        ));
    }
    if cx.results().sales_stop.is_none() {
        paragraphs.extend(without_largest(cx));
    }
    if paragraphs.is_empty() {
        paragraphs.push(too_short(cx));
    }
    Block::new("together", Body::Prose { paragraphs })
        .headline("What the scorecard says together")
        .aside("Reading the bands", "Weak, fair and strong are places on the firm’s scale, not marks for effort.")
        .aside("Where the money is", "The worth of one step is not a forecast, and steps are not of one size: it says what a step would bring, not which to take.")
}

/// Said where the largest share fell because its customer left: the scorecard counts the fall as better.
fn departure(cx: &Context<'_>) -> String {
    let Some(departure) = cx.results().concentration.departure else { return String::new() };
    let (name, share) = (cx.name(place_of(departure.customer)), format::percent(departure.share_before));
    let what = if departure.current.is_positive() { "buys much less now" } else { "bought nothing since" };
    format!(" {name}, {share} of sales a year ago, {what}: the fall since then is its leaving, and no gain in spread.")
}

/// Net revenue retention without the largest customer, where that lies on the other side of 100% or in another band.
fn without_largest(cx: &Context<'_>) -> Option<String> {
    let retention = &cx.results().retention;
    let bridge = retention.ttm.as_ref().ok()?;
    let largest = cx.largest()?.customer;
    let movement = retention.movements.iter().find(|m| place_of(m.customer) == largest && m.previous.is_positive())?;
    let kept = bridge.retention_base + bridge.expansion - bridge.contraction - bridge.churn;
    let base = bridge.retention_base - movement.previous;
    let without = (kept - movement.current.or_zero_if_negative()).ratio(base).filter(|_| base.is_positive())?;
    let all = kept.ratio(bridge.retention_base)?;
    let limits = cx.inputs.policies.scorecard.net_revenue_retention;
    let band = |rate: f64| match rate {
        rate if rate >= limits.strong => Band::Strong,
        rate if rate >= limits.steady => Band::Fair,
        _ => Band::Weak,
    };
    let turns = (all >= 1.0) != (without >= 1.0) || band(all) != band(without);
    turns.then(|| {
        format!(
            "Without {} net revenue retention is {} ({}), not {} ({}).",
            cx.name(largest),
            value_text(Driver::NetRevenueRetention, without),
            words::uncapitalised(words::band(band(without))),
            value_text(Driver::NetRevenueRetention, all),
            words::uncapitalised(words::band(band(all)))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::established;

    #[test]
    fn retention_that_one_customer_carries_is_told_without_it() {
        let world = established();
        let Body::Prose { paragraphs } = block(&Context::new(world.inputs())).body else { panic!("prose") };
        let text = paragraphs.join(" ");
        // 58,000 + 16,000 + 9,000 of 84,800 a month; without Langosh 25,000 of 46,800.
        let wanted = "Without Langosh and Sons net revenue retention is 53.4% (weak), not 97.9% (fair).";
        assert!(text.contains(wanted), "{text}");
        assert!(!text.contains("lever"), "{text}");
    }
}
