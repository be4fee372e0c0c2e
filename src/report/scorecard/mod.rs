//! The value impact scorecard: drivers, their direction, band and the worth of one step.

mod levers;
mod together;

use super::context::{Context, place as place_of};
use super::format;
use super::model::{Block, Cell, Column, Row, Section, Table, TableStyle};
use super::parts::{place, spark};
use super::retention::Lost;
use super::{benchmarks, findings, sales_stop, words};
use crate::base::{Month, months_before};
use crate::metrics::NotEnough;
use crate::metrics::sales_stop::SameDays;
use crate::metrics::scorecard::{Band, BandLimits, Direction, Driver, ScorecardPolicy, ScorecardRow};

/// So many drivers at most are named in the headline.
const NAMED: usize = 4;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let rows = &cx.results().scorecard.rows;
    let mut blocks = if rows.iter().all(|row| row.values[2].is_err()) {
        vec![Block::missing("drivers", "The drivers of value", too_short(cx))]
    } else {
        vec![drivers(cx, rows), levers::block(cx), together::block(cx), bands(cx)]
    };
    blocks.extend(benchmarks::block(cx));
    Section {
        id: "scorecard".to_owned(),
        name: "Scorecard".to_owned(),
        headline: headline(rows),
        lead: lead(cx, rows) + &findings::stopped(cx).map_or_else(String::new, |stopped| format!(" {stopped}")),
        blocks,
    }
}

/// Why drivers cannot be judged: sales that end early, or a young ledger.
fn too_short(cx: &Context<'_>) -> String {
    if let Some(stop) = cx.sales_stop().filter(|_| cx.has_year()) {
        return format!(
            "{}. Growth, customers kept, net revenue retention, replacement and value per customer compare a year with one \
             that has sales on all its days: they are judged once the exports are complete.",
            sales_stop::sales_end(stop)
        );
    }
    let start = format::period_start(cx.inputs.ledger.history_start());
    format!(
        "The drivers compare years, and the ledger begins in {start}. The first of them can be computed when it covers twelve \
         months, most of them at twenty-four."
    )
}

fn in_band(rows: &[ScorecardRow], band: Band) -> Vec<String> {
    rows.iter().filter(|row| row.band.as_ref() == Ok(&band)).map(|row| in_sentence(row.driver)).collect()
}

/// A driver as the subject of "is weak" and "is strong".
fn in_sentence(driver: Driver) -> String {
    match driver {
        Driver::Concentration => "independence from the largest customer".to_owned(),
        other => words::uncapitalised(words::driver(other)),
    }
}

/// Which drivers are weak and which are strong.
fn headline(rows: &[ScorecardRow]) -> String {
    let (weak, strong, fair) = (in_band(rows, Band::Weak), in_band(rows, Band::Strong), in_band(rows, Band::Fair));
    let clause = |names: &[String], word: &str| match names {
        [only] => format!("{only} is {word}"),
        few if few.len() <= NAMED => format!("{} are {word}", words::list(few)),
        many => {
            format!("{} of {} drivers are {word}", words::number(many.len()), words::number(rows.len()))
        }
    };
    let text = match (weak.is_empty(), strong.is_empty()) {
        (false, false) => format!("{}; {}", clause(&weak, "weak"), clause(&strong, "strong")),
        (false, true) => format!("{}; none is strong", clause(&weak, "weak")),
        (true, false) => format!("{}; none is weak", clause(&strong, "strong")),
        (true, true) if !fair.is_empty() => clause(&fair, "fair"),
        (true, true) => "The ledger is too short to judge any driver of value".to_owned(),
    };
    words::capitalised(&text)
}

fn lead(cx: &Context<'_>, rows: &[ScorecardRow]) -> String {
    let number = |band| in_band(rows, band).len();
    if rows.iter().all(|row| row.band.is_err()) {
        return "A buyer of this business would pay for sales that come back by themselves. Whether they do shows in years, \
                and the ledger does not hold enough of them yet."
            .to_owned();
    }
    let bands = [(Band::Strong, "strong"), (Band::Fair, "fair"), (Band::Weak, "weak")];
    let held = bands.into_iter().filter(|&(band, _)| number(band) > 0);
    let mut parts: Vec<String> = held
        .map(|(band, word)| {
            let verb = if number(band) == 1 { "is" } else { "are" };
            format!("{} {verb} {word}", words::number(number(band)))
        })
        .collect();
    let is_withheld = |row: &&ScorecardRow| matches!(row.band, Err(NotEnough::SalesStop(_)));
    let withheld = rows.iter().filter(is_withheld).count();
    parts.extend(cx.sales_stop().filter(|_| withheld > 0).map(|_| {
        let verb = if withheld == 1 { "is" } else { "are" };
        format!("{} {verb} not judged, since sales end early", words::number(withheld))
    }));
    parts.extend(match rows.iter().filter(|row| row.band.is_err()).count() - withheld {
        0 => None,
        1 => Some("one lacks the data".to_owned()),
        n => Some(format!("{} lack the data", words::number(n))),
    });
    format!(
        "A buyer of this business would pay for sales that come back by themselves. Of {} drivers of value {}.",
        words::number(rows.len()),
        words::list(&parts)
    )
}

/// A driver's value in its own unit.
fn value_text(driver: Driver, value: f64) -> String {
    match driver {
        Driver::Growth => format::percent_change(value),
        Driver::RepeatRevenue | Driver::CustomerRetention | Driver::NetRevenueRetention | Driver::Concentration => {
            format::percent(value)
        }
        Driver::PaymentTimeliness => format::decimal(value, 1),
        Driver::Replacement => format::decimal(value, 2),
        Driver::ValuePerCustomer | Driver::AverageBasket => format::decimal(value, 0),
    }
}

/// A step of a driver, in short: the note tells more of it.
fn step(driver: Driver) -> &'static str {
    match driver {
        Driver::Growth | Driver::CustomerRetention | Driver::NetRevenueRetention => "a point more",
        Driver::RepeatRevenue => "none by itself",
        Driver::Concentration => "if it is lost",
        Driver::PaymentTimeliness => "a day sooner",
        Driver::Replacement => "a new customer",
        Driver::ValuePerCustomer | Driver::AverageBasket => "1% more",
    }
}

fn drivers(cx: &Context<'_>, rows: &[ScorecardRow]) -> Block {
    let year = |months: u32| short_end(months_before(cx.as_of(), months));
    let columns = vec![
        Column::left("Driver").wide(),
        Column::right(&year(24)).not_on_phones(),
        Column::right(&year(12)),
        Column::right(&year(0)).emphasised(),
        Column::left("36 months"),
        Column::left("Direction"),
        Column::left("Band"),
        Column::right("Worth"),
    ];
    let body = rows.iter().map(|row| driver_row(cx, row)).collect();
    let policy = &cx.inputs.policies.scorecard;
    let judged = rows.iter().filter(|row| row.direction.is_ok()).count();
    let worse = rows.iter().filter(|row| row.direction == Ok(Direction::Worse)).count();
    let better = rows.iter().filter(|row| row.direction == Ok(Direction::Better)).count();
    let headline = match (judged, worse, better) {
        (0, _, _) => "No driver has a year before to be compared with".to_owned(),
        (_, 0, 0) => "No driver moved by more than its tolerance this year".to_owned(),
        (all, 0, better) if all == better => {
            "Every driver that can be compared went the right way this year".to_owned()
        }
        (_, 0, _) => {
            let (better, judged) = (words::number(better), words::number(judged));
            format!("No driver went the wrong way this year; {better} of {judged} went the right way")
        }
        _ => {
            let (worse, judged) = (words::number_word(worse), words::number(judged));
            format!("{worse} of {judged} drivers went the wrong way this year")
        }
    };
    Block::table("drivers", Table::new(TableStyle::Full, columns, body))
        .headline(headline)
        .label(format!(
            "Twelve months to the day named; month ends in the small chart; worth of one step in {} a year",
            cx.currency()
        ))
        .note(format!(
            "Direction compares the last two years: a change within {} points for rates, {} for amounts or {} for days counts \
             as level; that of repeat revenue is of its amount. Steps are of different size and do not rank the drivers: a point \
             of growth and 1% more per customer or purchase are the same 1% of sales. Worth is a year’s sales, except for payment timeliness, which frees cash once, for net revenue retention, which is the \
             difference in the sales of year {}, and for the largest customer, which is what its loss would take.{}",
            format::decimal(policy.level_rate * 100.0, 1),
            format::percent(policy.level_amount),
            format::days(policy.level_days),
            policy.simulated_years,
            kept_customer(rows)
        ))
        .link("How each driver is computed", place("proof", "method-scorecard"))
}

/// "Sep 2026", or the day where it is not a month end.
fn short_end(date: chrono::NaiveDate) -> String {
    let month = Month::of(date);
    if month.last_day() == date { format::short_month(month) } else { format::short_date(date) }
}

fn driver_row(cx: &Context<'_>, row: &ScorecardRow) -> Row {
    let value = |i: usize| Cell::or_dash(row.values[i].as_ref().ok().map(|&v| value_text(row.driver, v)));
    let reference = match row.driver {
        Driver::NetRevenueRetention => Some(1.0),
        Driver::Growth | Driver::PaymentTimeliness => Some(0.0),
        _ => None,
    };
    let line = row.month_ends.iter().map(|&(_, v)| Some(v)).collect();
    let direction = match row.direction {
        Ok(direction) => Cell::Direction {
            sign: match direction {
                Direction::Worse => -1,
                Direction::Level => 0,
                Direction::Better => 1,
            },
            text: words::direction(direction).to_owned(),
        },
        Err(_) => Cell::dash(),
    };
    let band = match row.band {
        Ok(band) => Cell::Band {
            filled: match band {
                Band::Weak => 1,
                Band::Fair => 2,
                Band::Strong => 3,
            },
            text: words::band(band).to_owned(),
        },
        Err(_) => Cell::dash(),
    };
    let meaning = match (&row.values[2], &row.band) {
        (_, Err(NotEnough::SalesStop(_))) => {
            let same_days = same_days(cx, row.driver);
            format!("{}; not judged, since sales end early{same_days}", words::driver_meaning(row.driver))
        }
        (Ok(_), _) => format!("{}{}", words::driver_meaning(row.driver), remark(cx, row)),
        (Err(why), _) => format!("{}; {}", words::driver_meaning(row.driver), cx.reason(why)),
    };
    Row::body(vec![
        Cell::with_sub(words::driver(row.driver), meaning),
        value(0),
        value(1),
        value(2),
        Cell::spark(spark(line, reference, false)),
        direction,
        band,
        step_worth(cx, row),
    ])
}

/// Growth on the days that both years have, where sales end early.
fn same_days(cx: &Context<'_>, driver: Driver) -> String {
    let stop = cx.sales_stop().filter(|_| driver == Driver::Growth);
    let growth = stop.and_then(|stop| stop.same_days.as_ref().ok().and_then(SameDays::growth));
    growth.map_or_else(String::new, |growth| format!("; {} on the same days", format::percent_change(growth)))
}

/// The worth of a step, over the step.
fn step_worth(cx: &Context<'_>, row: &ScorecardRow) -> Cell {
    let worth = match (row.driver, &row.step_worth, &row.values[2]) {
        (Driver::Concentration, Ok(worth), _) => cx.amounts.change(-*worth),
        (_, Ok(worth), _) => cx.money(*worth),
        (Driver::RepeatRevenue, Err(_), Ok(_)) => format::DASH.to_owned(),
        (_, Err(_), _) => return Cell::dash(),
    };
    Cell::with_sub(worth, step(row.driver))
}

/// What a customer kept is taken to be worth, where that has a worth.
fn kept_customer(rows: &[ScorecardRow]) -> &'static str {
    let has_worth = rows.iter().any(|row| row.driver == Driver::CustomerRetention && row.step_worth.is_ok());
    if has_worth {
        " A customer kept counts with the median sales of those lost in the years shown, a new one with the median of this \
         year’s: half of them bought for less."
    } else {
        ""
    }
}

/// What to know of a driver's movement, beside its meaning.
fn remark(cx: &Context<'_>, row: &ScorecardRow) -> String {
    match row.driver {
        Driver::Concentration => gone(cx, row),
        Driver::CustomerRetention | Driver::Replacement => late(cx),
        Driver::RepeatRevenue => amount_of_repeat_sales(cx),
        Driver::AverageBasket => mover(cx, row),
        _ => String::new(),
    }
}

/// Those lost who may only be late: they count as lost everywhere in the pack.
fn late(cx: &Context<'_>) -> String {
    match Lost::new(cx).late.len() {
        0 => String::new(),
        1 => "; one who may only be late counts as lost".to_owned(),
        number => format!("; {} who may only be late count as lost", words::number(number)),
    }
}

/// What repeat sales did in money: their share also falls where more new customers come.
fn amount_of_repeat_sales(cx: &Context<'_>) -> String {
    let [Ok(before), Ok(now)] = &cx.results().scorecard.repeat_sales else { return String::new() };
    let Some(change) = (*now - *before).ratio(*before).filter(|_| before.is_positive()) else { return String::new() };
    format!("; {}, {} on the year before", cx.money(*now), format::percent_change(change))
}

/// The customer without whom the average would have held, or gone the other way.
fn mover(cx: &Context<'_>, row: &ScorecardRow) -> String {
    let level = cx.inputs.policies.scorecard.level_amount;
    let better = match row.direction {
        Ok(Direction::Better) => true,
        Ok(Direction::Worse) => false,
        _ => return String::new(),
    };
    let mover = cx
        .results()
        .scorecard
        .basket_mover
        .filter(|mover| if better { mover.change_without <= level } else { mover.change_without >= -level });
    mover.map_or_else(String::new, |mover| {
        let change = format::percent_change(mover.change_without);
        format!("; without {} {change}", cx.name(place_of(mover.customer)))
    })
}

/// Beside the driver: the largest share fell because its customer buys less or nothing, and what that did to its band.
fn gone(cx: &Context<'_>, row: &ScorecardRow) -> String {
    let Some(departure) = cx.results().concentration.departure else { return String::new() };
    let did = if departure.current.is_positive() { "buys less" } else { "bought nothing since" };
    let limits = cx.inputs.policies.scorecard.concentration;
    let by_share = row.values[2].as_ref().ok().map(|&share| match share {
        share if share < limits.strong => Band::Strong,
        share if share < limits.steady => Band::Fair,
        _ => Band::Weak,
    });
    let held = by_share > row.band.as_ref().ok().copied() && row.band.is_ok();
    let name = cx.name(place_of(departure.customer));
    if held {
        format!("; band held at last year’s, as {name} {did}")
    } else {
        format!("; fell because {name} {did}, and is no better spread")
    }
}

/// The limits of the bands, from the policy.
fn bands(cx: &Context<'_>) -> Block {
    let policy = &cx.inputs.policies.scorecard;
    let columns = vec![Column::left("Driver"), Column::right("Weak"), Column::right("Fair"), Column::right("Strong")];
    let percent = |value: f64| format::percent_whole(value);
    let rows = limits(policy)
        .into_iter()
        .map(|(driver, limits)| {
            let text = |value: f64| match driver {
                Driver::PaymentTimeliness => format::days(value),
                Driver::Replacement => format::decimal(value, 1),
                _ => percent(value),
            };
            let (weak, steady, strong) = band_words(driver, limits, &text);
            Row::body(vec![Cell::text(words::driver(driver)), Cell::text(weak), Cell::text(steady), Cell::text(strong)])
        })
        .chain([Driver::ValuePerCustomer, Driver::AverageBasket].map(|driver| {
            let level = format!("level, within {}", format::percent(policy.level_amount));
            let cells = [words::driver(driver), "falling", &level, "rising"];
            Row::body(cells.into_iter().map(Cell::text).collect())
        }))
        .collect();
    let set = if *policy == ScorecardPolicy::default() { "The usual limits" } else { "Limits set for this client" };
    Block::table("bands", Table::new(TableStyle::Mid, columns, rows))
        .headline("Where weak ends and strong begins")
        .label(format!("{set}. What is strong depends on the trade; the limits can be set for each client"))
}

pub(super) fn limits(policy: &ScorecardPolicy) -> [(Driver, BandLimits); 7] {
    [
        (Driver::Growth, policy.growth),
        (Driver::RepeatRevenue, policy.repeat_revenue),
        (Driver::CustomerRetention, policy.customer_retention),
        (Driver::NetRevenueRetention, policy.net_revenue_retention),
        (Driver::Concentration, policy.concentration),
        (Driver::PaymentTimeliness, policy.payment_timeliness),
        (Driver::Replacement, policy.replacement),
    ]
}

/// The three bands in words; concentration is better below, timeliness up to its limits.
fn band_words(driver: Driver, limits: BandLimits, text: &dyn Fn(f64) -> String) -> (String, String, String) {
    let (strong, steady) = (text(limits.strong), text(limits.steady));
    match driver {
        Driver::Concentration => {
            (format!("{steady} and more"), format!("{strong} to {steady}"), format!("below {strong}"))
        }
        Driver::PaymentTimeliness => {
            (format!("above {steady}"), format!("above {strong} to {steady}"), format!("{strong} or earlier"))
        }
        _ => (format!("below {steady}"), format!("{steady} to {strong}"), format!("{strong} and more")),
    }
}
