//! Small customers: the sales that carry their visits, who is below, and how to serve them.

use super::context::{Context, place as place_of};
use super::format;
use super::model::{
    Block, Cell, ChartSpec, Column, RankedMark, RankedPoint, Reference, Row, Section, Table, TableStyle, Unit,
};
use super::parts::{chart, drawn_places, place};
use super::segments::each;
use super::words;
use crate::base::Money;
use crate::metrics::NotEnough;
use crate::metrics::small_customers::{RankedCustomer, SizeGroup, SmallCustomerPolicy, Threshold};

/// So many points on the chart at most.
const POINTS: usize = 500;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let section = |headline: String, lead: String, blocks| Section {
        id: "small-customers".to_owned(),
        name: "Small customers".to_owned(),
        headline,
        lead,
        blocks,
    };
    match &cx.results().small_customers.threshold {
        Ok(threshold) => {
            let blocks = if threshold.active.is_empty() {
                vec![Block::missing("ranked", "Customers against the line", format!("No customer bought {}.", cx.window()))]
            } else {
                vec![ranked(cx, threshold), groups(cx, threshold), sensitivity(cx, threshold)]
            };
            section(headline(threshold), lead(cx, threshold), blocks)
        }
        Err(NotEnough::Setting(_)) => section(
            "What a visit costs is not known yet".to_owned(),
            "A customer pays for its visits where its sales reach the cost of the visits divided by the share of sales \
             that selling may cost."
                .to_owned(),
            missing_cost(cx),
        ),
        Err(why) => section(
            "Small customers cannot be told apart yet".to_owned(),
            cx.reason_sentence(why),
            vec![Block::missing("ranked", "Customers against the line", cx.reason_sentence(why))],
        ),
    }
}

fn missing_cost(cx: &Context<'_>) -> Vec<Block> {
    let text = format!(
        "Without it there is no line between customers who carry their visits and those who do not. Your adviser can add it: \
         it is salary, car and days on the road, shared out over the visits. {}",
        example(cx)
    );
    vec![Block::missing("ranked", "The cost of a visit is missing", text)]
}

/// How a visit comes to its cost, in the client's currency.
fn example(cx: &Context<'_>) -> String {
    format!(
        "For example: a field representative at 120,000 {currency} a year, 200 days on the road and eight visits a day come \
         to 75 {currency} a visit.",
        currency = cx.currency()
    )
}

fn below(threshold: &Threshold) -> impl Iterator<Item = &RankedCustomer> {
    threshold.active.iter().filter(|customer| customer.group != SizeGroup::Above)
}

fn sum(customers: impl Iterator<Item = Money>) -> Money {
    customers.sum()
}

fn headline(threshold: &Threshold) -> String {
    match (below(threshold).count(), threshold.active.len()) {
        (0, 0) => "No customer bought in the last twelve months".to_owned(),
        (0, _) => "Every active customer carries its visits".to_owned(),
        (1, _) => "One customer would cost more to visit than its sales allow".to_owned(),
        (n, all) if n == all => {
            format!("All {} active customers would cost more to visit than their sales allow", words::number(all))
        }
        (n, _) => format!("{} would cost more to visit than their sales allow", words::customers_first(n)),
    }
}

/// The arithmetic of the threshold.
fn lead(cx: &Context<'_>, threshold: &Threshold) -> String {
    let policy = &cx.inputs.policies.small_customers;
    let number = below(threshold).count();
    let all = sum(threshold.active.iter().map(|c| c.ttm_sales));
    let share = sum(below(threshold).map(|c| c.ttm_sales)).ratio(all);
    let part = share.filter(|_| number > 0).map_or_else(String::new, |share| {
        let together = if number == 1 { "it is" } else { "together they are" };
        format!(", and {together} {} of sales", format::percent(share))
    });
    let visits = words::number_word(policy.visits_per_year as usize);
    let noun = if policy.visits_per_year == 1 { "visit" } else { "visits" };
    let verb = if number == 1 { "does" } else { "do" };
    format!(
        "{visits} {noun} a year at {} cost {}. If selling may cost {} of sales, a customer must buy for {} a year to \
         carry them. {} of {} active customers {verb} not{part}.",
        policy.cost_per_visit.map_or_else(|| format::DASH.to_owned(), |cost| amount(cx, cost)),
        amount(cx, threshold.management_cost),
        format::percent_short(policy.allowed_share),
        amount(cx, threshold.sales_threshold),
        words::number_word(number),
        words::number(threshold.active.len()),
    )
}

/// Whole units where the amount is whole, else with its decimals.
fn amount(cx: &Context<'_>, amount: Money) -> String {
    if amount.minor() % cx.amounts.currency.minor_per_major() == 0 {
        cx.money(amount)
    } else {
        cx.amounts.exact(amount)
    }
}

fn ranked(cx: &Context<'_>, threshold: &Threshold) -> Block {
    let active = &threshold.active;
    let all = sum(active.iter().map(|c| c.ttm_sales));
    let under: Vec<&RankedCustomer> = below(threshold).collect();
    let under_sales = sum(under.iter().map(|c| c.ttm_sales));
    let share = |sales: Money| {
        sales.ratio(all).map_or_else(String::new, |share| format!(" · {} of sales", format::percent(share)))
    };
    let potential = under.iter().filter(|c| c.group == SizeGroup::Potential).count();
    let points = drawn_places(active.len(), POINTS)
        .into_iter()
        .map(|i| RankedPoint {
            value: cx.scale(active[i].ttm_sales),
            mark: match active[i].group {
                SizeGroup::Above => RankedMark::Above,
                SizeGroup::Potential => RankedMark::Potential,
                SizeGroup::NewAndSmall | SizeGroup::Small => RankedMark::Small,
            },
            name: (i < 2).then(|| cx.name(place_of(active[i].customer))),
        })
        .collect();
    let line = amount(cx, threshold.sales_threshold);
    let above_text = format!("{} above{}", format::length(active.len() - under.len()), share(all - under_sales));
    let below_text = format!("{} below{}", format::length(under.len()), share(under_sales));
    let rows = [
        ("At or above the line", active.len() - under.len(), all - under_sales),
        ("Below it", under.len(), under_sales),
    ]
    .into_iter()
    .map(|(name, number, sales)| {
        Row::body(vec![
            Cell::text(name),
            Cell::text(format::length(number)),
            Cell::text(cx.money(sales)),
            Cell::or_dash(sales.ratio(all).map(format::percent)),
        ])
    })
    .chain([Row::total(vec![
        Cell::text("Active customers"),
        Cell::text(format::length(active.len())),
        Cell::text(cx.money(all)),
        Cell::text(format::percent(1.0)),
    ])])
    .collect();
    let columns =
        vec![Column::left(""), Column::right("Customers"), Column::right("Sales").emphasised(), Column::right("Share")];
    let verb = if under.len() == 1 { "lies" } else { "lie" };
    let headline = format!(
        "{} of {} active customers {verb} below the line",
        if under.is_empty() { "None".to_owned() } else { words::number_word(under.len()) },
        words::number(active.len())
    );
    let description = format!("{headline}: {above_text}, {below_text}. The line is {line}.");
    let spec = ChartSpec::Ranked {
        points,
        threshold: Reference {
            value: cx.scale(threshold.sales_threshold),
            name: format!("Sales threshold {line} a year"),
        },
        above: above_text,
        below: below_text,
        unit: Unit::Money,
    };
    let policy = &cx.inputs.policies.small_customers;
    let settings = format!(
        "{}, {} a visit, {} of sales.",
        words::tallied(policy.visits_per_year as usize, "visit", "visits"),
        policy.cost_per_visit.map_or_else(|| format::DASH.to_owned(), |cost| amount(cx, cost)),
        format::percent_short(policy.allowed_share)
    );
    Block::chart(chart(
        "ranked",
        "Customers against the sales threshold",
        description,
        spec,
        Table::new(TableStyle::Mid, columns, rows),
    ))
    .headline(headline)
    .label(format!(
        "Active customers from largest to smallest, sales of twelve months in {}, logarithmic scale",
        cx.currency()
    ))
    .aside(
        "Solid red",
        format!(
            "{} below the line now that bought above it in one of the last five years: potential, not small.",
            words::customers_first(potential)
        ),
    )
    .aside(
        "Hollow red",
        format!("{} new this year, or below the line in every year.", words::customers_first(under.len() - potential)),
    )
    .aside("Settings", settings)
}

fn groups(cx: &Context<'_>, threshold: &Threshold) -> Block {
    let policy = &cx.inputs.policies.small_customers;
    let line = |name: &str, members: &[&RankedCustomer], action: &str| {
        let sales = sum(members.iter().map(|c| c.ttm_sales));
        let visits = cx.scale(threshold.management_cost) * members.len() as f64;
        let allowed = cx.scale(sales) * policy.allowed_share;
        vec![
            Cell::text(name),
            Cell::text(format::length(members.len())),
            Cell::text(cx.money(sales)),
            Cell::or_dash(each(sales, members.len()).map(|sales| cx.money(sales))),
            Cell::text(format::decimal(visits, 0)),
            Cell::text(format::decimal(allowed, 0)),
            Cell::text(format::decimal(allowed - visits, 0)),
            if action.is_empty() { Cell::Blank } else { Cell::text(action) },
        ]
    };
    let of = |group: SizeGroup| below(threshold).filter(|c| c.group == group).collect::<Vec<_>>();
    let all: Vec<&RankedCustomer> = below(threshold).collect();
    if all.is_empty() {
        return Block::missing(
            "groups",
            "No customer is below the line",
            "Each active customer buys enough to carry its visits.",
        );
    }
    let rows = vec![
        Row::body(line("Once above the line", &of(SizeGroup::Potential), "Visit, with a plan to win back")),
        Row::body(line("New this year", &of(SizeGroup::NewAndSmall), "Phone after each order; review in a year")),
        Row::body(line("Small in every year", &of(SizeGroup::Small), "Serve from the desk, by phone and online")),
        Row::total(line("Below the line", &all, "")),
    ];
    let columns = vec![
        Column::left("Group"),
        Column::right("Customers"),
        Column::right("Sales"),
        Column::right("Sales each"),
        Column::right("Cost of visits"),
        Column::right("Cost allowed"),
        Column::right("Difference").emphasised(),
        Column::left("What to do").wide(),
    ];
    let gap = threshold.cost_above_allowed(policy.allowed_share);
    Block::table("groups", Table::new(TableStyle::Full, columns, rows))
        .headline(format!("Visiting all of them would cost {} a year more than their sales allow", cx.money(gap)))
        .label(format!("Customers below {} a year, {}", amount(cx, threshold.sales_threshold), cx.currency()))
        .link("The customers by name", place("customers", "sheet"))
}

/// The threshold at other settings, as a table on tints.
fn sensitivity(cx: &Context<'_>, threshold: &Threshold) -> Block {
    let cells = &threshold.sensitivity;
    let mut visits: Vec<u32> = cells.iter().map(|cell| cell.visits_per_year).collect();
    let mut costs: Vec<Money> = cells.iter().map(|cell| cell.cost_per_visit).collect();
    visits.sort_unstable();
    visits.dedup();
    costs.sort_unstable();
    costs.dedup();
    if cells.is_empty() {
        return Block::missing("sensitivity", "The line at other settings", "No other setting was computed.");
    }
    let active = u32::try_from(threshold.active.len()).unwrap_or(u32::MAX);
    let rows = visits
        .iter()
        .map(|&number| {
            let mut row = vec![Cell::text(words::tallied(number as usize, "visit", "visits"))];
            row.extend(costs.iter().map(|&cost| {
                let cell = cells.iter().find(|cell| cell.visits_per_year == number && cell.cost_per_visit == cost);
                cell.map_or(Cell::Blank, |cell| Cell::Heat {
                    step: tint(cell.customers_below, active),
                    text: cx.money(cell.sales_threshold),
                    sub: format!("{} below", format::count(cell.customers_below)),
                    own: cell.is_own,
                })
            }));
            Row::body(row)
        })
        .collect();
    let mut columns = vec![Column::left("Visits a year")];
    columns.extend(costs.iter().map(|&cost| Column::right(&format!("{} a visit", amount(cx, cost)))));
    Block::table("sensitivity", Table::new(TableStyle::Heat, columns, rows))
        .headline(sensitivity_headline(cx, threshold))
        .label(format!("Sales threshold in {}, and customers below it; outlined, the present setting", cx.currency()))
        .aside(
            "Formula",
            format!(
                "Visits × cost of a visit / {}.",
                format::percent_short(cx.inputs.policies.small_customers.allowed_share)
            ),
        )
        .aside(
            "Cost of a visit",
            format!("Salary, car and days on the road, shared out over the visits. {}", example(cx)),
        )
        .note(default_note(&cx.inputs.policies.small_customers))
}

fn default_note(policy: &SmallCustomerPolicy) -> String {
    let default = SmallCustomerPolicy::default();
    if policy.visits_per_year == default.visits_per_year
        && (policy.allowed_share - default.allowed_share).abs() < f64::EPSILON
    {
        "Visits a year and the allowed share are the usual ones; the cost of a visit is set for this client.".to_owned()
    } else {
        "The settings are this client’s own.".to_owned()
    }
}

/// 0 to 5 by the share of active customers below.
fn tint(below: u32, active: u32) -> u8 {
    let share = (5 * u64::from(below)).div_ceil(u64::from(active.max(1)));
    u8::try_from(share.min(5)).unwrap_or(5)
}

/// The next dearer visit at the same number of visits.
fn sensitivity_headline(cx: &Context<'_>, threshold: &Threshold) -> String {
    let own = threshold.sensitivity.iter().find(|cell| cell.is_own);
    let next = own.and_then(|own| {
        threshold
            .sensitivity
            .iter()
            .filter(|cell| cell.visits_per_year == own.visits_per_year && cell.cost_per_visit > own.cost_per_visit)
            .min_by_key(|cell| cell.cost_per_visit)
    });
    match next {
        Some(cell) => format!(
            "At {} a visit, {} would be below",
            amount(cx, cell.cost_per_visit),
            words::customers(cell.customers_below as usize)
        ),
        None => "The line at other settings".to_owned(),
    }
}
