//! What larger steps are worth, each with its formula and the figures that go into it.

use crate::metrics::NotEnough;
use crate::metrics::scorecard::{BasketStep, FasterPayment, RetentionPoint};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle};
use crate::report::parts::place;
use crate::report::{format, words};

/// A step, how it is computed, what it is worth, and of which kind that is.
type Lever = (String, Result<(String, String), NotEnough>, String);

/// Five days sooner, the largest customer lost, a larger basket, a point of retention.
pub(super) fn block(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "What four steps would be worth";
    let levers = [faster_payment(cx), largest_customer(cx), basket(cx), retention_point(cx)];
    let known = levers.iter().filter(|(_, worth, _)| worth.is_ok()).count();
    if known == 0 {
        let why = levers.into_iter().find_map(|(_, worth, _)| worth.err());
        return Block::missing(
            "levers",
            HEADLINE,
            why.as_ref().map_or_else(String::new, |why| cx.reason_sentence(why)),
        );
    }
    let row = |(step, worth, kind): Lever| match worth {
        Ok((formula, worth)) => {
            Row::body(vec![Cell::text(step), Cell::text(formula), Cell::text(worth), Cell::text(kind)])
        }
        Err(why) => {
            Row::body(vec![Cell::text(step), Cell::text(cx.reason_sentence(&why)), Cell::dash(), Cell::text(kind)])
        }
    };
    let columns = vec![
        Column::left("Step"),
        Column::left("How it is computed").wide(),
        Column::right("Worth").emphasised(),
        Column::left("Of which kind"),
    ];
    Block::table("levers", Table::new(TableStyle::Full, columns, levers.into_iter().map(row).collect()))
        .headline(HEADLINE)
        .label(format!("Each step alone, everything else staying as it is, {}", cx.currency()))
        .note("No forecast: what each step would bring, not how likely it is. The steps are of different size and do not rank.")
        .link("Concentration", place("concentration", "loss"))
}

fn faster_payment(cx: &Context<'_>) -> Lever {
    let days = f64::from(cx.inputs.policies.scorecard.days_faster);
    let worth =
        cx.results().scorecard.levers.faster_payment.clone().map(|FasterPayment { credit_sales, days, cash }| {
            (format!("Sales on account with tax of {} / 365 × {days}", cx.money(credit_sales)), cx.money(cash))
        });
    (format!("Customers pay {} sooner", format::days(days)), worth, "cash, once".to_owned())
}

fn largest_customer(cx: &Context<'_>) -> Lever {
    let loss = cx.results().concentration.losses.first().filter(|_| cx.has_year());
    let no_year = || cx.results().value.net_revenue_ttm.clone().err().unwrap_or(NotEnough::NoSales);
    let worth = loss.ok_or_else(no_year).map(|loss| {
        let name = loss.customers.first().map_or_else(String::new, |&customer| cx.name(place_of(customer)));
        let margin = loss.margin.map_or_else(String::new, |margin| format!(", with margin of {}", cx.money(margin)));
        let open = loss.open_balance.filter(|open| open.is_positive());
        let open = open.map_or_else(String::new, |open| format!("; it also owes {}", cx.money(open)));
        let share = format::percent(loss.share);
        (format!("Sales to {name}, {share} of all{margin}{open}"), cx.amounts.change(-loss.sales))
    });
    ("The largest customer is lost".to_owned(), worth, "sales a year".to_owned())
}

fn basket(cx: &Context<'_>) -> Lever {
    let step = format::percent_short(cx.inputs.policies.scorecard.basket_step);
    let worth = cx.results().scorecard.levers.basket.clone().map(|BasketStep { sales, purchases, worth, .. }| {
        let number = words::tallied(purchases as usize, "purchase", "purchases");
        (format!("Sales of {} × {step}, with {number} as now", cx.money(sales)), cx.money(worth))
    });
    (format!("The average basket is {step} larger"), worth, "sales a year".to_owned())
}

fn retention_point(cx: &Context<'_>) -> Lever {
    let years = cx.inputs.policies.scorecard.simulated_years;
    let worth = cx.results().scorecard.levers.retention_point.clone().map(|point: RetentionPoint| {
        let formula = format!(
            "Sales of {}, each year × ({} + {} new business): {} in year {years}; with 1 point more {}",
            cx.money(point.sales),
            format::percent(point.retention),
            format::percent(point.new_business),
            cx.money(point.revenue),
            cx.money(point.revenue_with)
        );
        (formula, cx.money(point.worth))
    });
    (
        format!("1 point more net revenue retention, for {}", words::tallied(years as usize, "year", "years")),
        worth,
        format!("sales of year {years}"),
    )
}
