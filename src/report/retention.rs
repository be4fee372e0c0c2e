//! Net, gross and customer retention, the revenue bridge, and who was lost and who grew.

use super::context::{Context, place as place_of};
use super::format;
use super::model::{
    Block, Cell, ChartSpec, Column, Line, LineRole, Reference, Row, Section, Series, Step, StepKind, Table, TableStyle,
    Unit,
};
use super::parts::{chart, for_scale, place};
use super::summary::{last_months, month_categories, same_customers};
use super::words;
use crate::base::{Money, Month};
use crate::metrics::Measured;
use crate::metrics::retention::{Bridge, Movement, MovementClass};

/// So many customers in the tables of those lost and grown.
const LISTED: usize = 10;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let retention = &cx.results().retention;
    let mut blocks = vec![history(cx)];
    match &retention.ttm {
        Ok(bridge) => {
            blocks.push(waterfall(cx, bridge));
            blocks.extend([bridge_table(cx), rates_table(cx), fiscal_years(cx)]);
            blocks.extend([customers_lost(cx, bridge), customers_grown(cx, bridge)]);
        }
        Err(why) => {
            let text = format!(
                "{} Until then the sheet of customers shows what each has bought.",
                words::reason_sentence(why)
            );
            blocks.push(
                Block::missing("bridge", "From last year’s sales to this year’s", text)
                    .link("Customers", place("customers", "sheet")),
            );
            blocks.push(fiscal_years(cx));
        }
    }
    blocks.push(new_and_repeat(cx));
    Section { id: "retention".to_owned(), name: "Retention".to_owned(), headline: headline(cx), lead: lead(cx), blocks }
}

fn headline(cx: &Context<'_>) -> String {
    match &cx.results().retention.ttm {
        Ok(bridge) => match bridge.net_revenue_retention() {
            Some(rate) => words::capitalised(&same_customers(rate).0),
            None => "No customer of the year before to compare with".to_owned(),
        },
        Err(why) => format!("Retention cannot be computed yet: {}", words::reason(why)),
    }
}

fn lead(cx: &Context<'_>) -> String {
    let retention = &cx.results().retention;
    let rate = retention.ttm.as_ref().ok().and_then(|b| Some((b, b.net_revenue_retention()?)));
    let Some((bridge, rate)) = rate else {
        return "Retention compares what the same customers bought in two years that follow each other.".to_owned();
    };
    let earlier = retention.annual[1].as_ref().ok().and_then(Bridge::net_revenue_retention);
    let earlier = earlier
        .map_or_else(String::new, |rate| format!(" A year earlier it was {}.", format::decimal(rate * 100.0, 2)));
    format!(
        "Out of every 100 that customers spent in the twelve months to {}, the same customers spent {} in the twelve \
         months after.{earlier}",
        format::period_end(bridge.previous.last_day()),
        format::decimal(rate * 100.0, 2)
    )
}

/// Net and gross retention at each month end.
fn history(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Net and gross revenue retention over time";
    let month_ends = &cx.results().retention.month_ends;
    let (Some(first), Some(last)) = (month_ends.first(), month_ends.last()) else {
        let start = format::period_start(cx.inputs.ledger.history_start());
        let text = format!("The first point needs two whole years of sales, and the ledger begins in {start}.");
        return Block::missing("history", HEADLINE, text);
    };
    let line = |rate: fn(&Bridge) -> Option<f64>| month_ends.iter().map(|b| rate(b).map(for_scale)).collect::<Vec<_>>();
    let (net, gross) = (line(Bridge::net_revenue_retention), line(Bridge::gross_revenue_retention));
    let end_label = |values: &[Option<f64>], name: &str| {
        values
            .last()
            .copied()
            .flatten()
            .map_or_else(|| name.to_owned(), |rate| format!("{} {name}", format::percent(rate)))
    };
    let headline = history_headline(month_ends).unwrap_or_else(|| HEADLINE.to_owned());
    let ends = [format::period_end(first.current.last_day()), format::period_end(last.current.last_day())];
    let description =
        format!("{headline}. At {}: {}, {}.", ends[1], end_label(&net, "net"), end_label(&gross, "gross"));
    let rows = month_ends.iter().rev().map(|b| {
        let rate = |rate: Option<f64>| Cell::or_dash(rate.map(format::percent));
        Row::body(vec![
            Cell::text(format::short_date(b.current.last_day())),
            rate(b.net_revenue_retention()),
            rate(b.gross_revenue_retention()),
            rate(b.customer_retention()),
        ])
    });
    let columns = vec![
        Column::left("Month end"),
        Column::right("Net").emphasised(),
        Column::right("Gross"),
        Column::right("Customers kept"),
    ];
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let spec = ChartSpec::Lines {
        month_ends: month_ends.iter().map(|b| b.current.last_day().to_string()).collect(),
        lines: vec![
            Line { end_label: end_label(&net, "net"), values: net, role: LineRole::Measured },
            Line { end_label: end_label(&gross, "gross"), values: gross, role: LineRole::Comparison },
        ],
        reference: Some(Reference { value: 1.0, name: "100%: the same sales again".to_owned() }),
        unit: Unit::Percent,
        from_zero: false,
    };
    let mut block = Block::chart(chart("history", "Net and gross revenue retention", description, spec, figures))
        .headline(headline)
        .label(format!(
            "Net and gross revenue retention, twelve months on the twelve before, {}",
            words::counted(month_ends.len(), "month end", "month ends")
        ))
        .note("The scale does not begin at zero because these are ratios, drawn as lines.")
        .aside("Net", "counts what last year’s customers buy now: more, less, or nothing. New customers and those who came back are left out.")
        .aside("Gross", "counts only the losses. It can never pass 100%.")
        .link("Formula", place("proof", "method-retention"));
    if month_ends.len() < 36 {
        let start = format::period_start(cx.inputs.ledger.history_start());
        block =
            block.aside("History", format!("The first point needs 24 months of ledger; this one begins in {start}."));
    }
    block
}

/// On which side of 100 % net retention is, and since when.
fn history_headline(month_ends: &[Bridge]) -> Option<String> {
    let rates: Vec<f64> = month_ends.iter().filter_map(Bridge::net_revenue_retention).collect();
    let now = *rates.last()?;
    if rates.len() < month_ends.len() {
        return None;
    }
    let below = now < 1.0;
    let side = if below { "below" } else { "at or above" };
    let run = rates.iter().rev().take_while(|&&rate| (rate < 1.0) == below).count();
    if rates.len() == 1 {
        return Some(format!("Net retention is {side} 100% at its first month end"));
    }
    if run == rates.len() {
        return Some(format!("Net retention was {side} 100% at every month end shown"));
    }
    let since = format::long_month(Month::of(month_ends[rates.len() - run].current.last_day()));
    Some(match (below, run) {
        (true, 1) => format!("Net retention fell below 100% in {since}"),
        (true, _) => format!("Net retention passed below 100% in {since} and has not come back"),
        (false, 1) => format!("Net retention came back to 100% in {since}"),
        (false, _) => format!("Net retention came back to 100% in {since} and has stayed there"),
    })
}

/// Sales now of the customers of the year before, with the corrections left aside.
fn same_customers_now(bridge: &Bridge) -> Money {
    bridge.opening_revenue + bridge.expansion - bridge.contraction - bridge.churn
}

fn waterfall(cx: &Context<'_>, bridge: &Bridge) -> Block {
    let end = |date| {
        if Month::of(date).last_day() == date { format::short_month(Month::of(date)) } else { format::short_date(date) }
    };
    let total = |label: String, amount: Money| Step {
        label,
        text: cx.money(amount),
        value: cx.scale(amount),
        kind: StepKind::Total,
    };
    let change = |label: &str, amount: Money| Step {
        label: label.to_owned(),
        text: cx.amounts.change(amount),
        value: cx.scale(amount),
        kind: StepKind::Change,
    };
    let mut steps = vec![
        total(format!("Sales to\n{}", end(bridge.previous.last_day())), bridge.opening_revenue),
        change("Bought\nmore", bridge.expansion),
        change("Bought\nless", -bridge.contraction),
        change("Stopped\nbuying", -bridge.churn),
        Step { kind: StepKind::Subtotal, ..total("Last year’s\ncustomers".to_owned(), same_customers_now(bridge)) },
        change("Came\nback", bridge.reactivation),
        change("New\ncustomers", bridge.new),
    ];
    if !bridge.corrections.is_zero() {
        steps.push(change("Corrections", bridge.corrections));
    }
    steps.push(total(format!("Sales to\n{}", end(bridge.current.last_day())), bridge.closing_revenue));
    let rows = steps
        .iter()
        .map(|step| Row::body(vec![Cell::text(step.label.replace('\n', " ")), Cell::text(step.text.clone())]))
        .collect();
    let figures = Table::new(TableStyle::Mid, vec![Column::left("Step"), Column::right("Amount").emphasised()], rows);
    let headline = bridge_headline(cx, bridge);
    let description =
        format!("{headline}. From {} to {}.", cx.money(bridge.opening_revenue), cx.money(bridge.closing_revenue));
    Block::chart(chart("bridge", "Revenue bridge", description, ChartSpec::Waterfall { steps, unit: Unit::Money }, figures))
        .headline(headline)
        .label(format!(
            "From last year’s sales to this year’s, {}. Solid, gained; hatched, lost; outlined, what last year’s customers bought",
            cx.currency()
        ))
        .note(base_note(cx, bridge))
}

fn base_note(cx: &Context<'_>, bridge: &Bridge) -> String {
    if bridge.retention_base == bridge.opening_revenue && bridge.corrections.is_zero() {
        return String::new();
    }
    format!(
        "Net revenue retention divides by {}, the sales of those customers whose sales of the year before were above \
         zero. Corrections are what customers with negative net sales do to the sums.",
        cx.money(bridge.retention_base)
    )
}

fn bridge_headline(cx: &Context<'_>, bridge: &Bridge) -> String {
    let losses = bridge.contraction + bridge.churn;
    let gains = bridge.expansion;
    let (lost, gained) = (cx.money(losses), cx.money(gains));
    match losses.cmp(&gains) {
        std::cmp::Ordering::Greater => format!("Losses of {lost} outran gains of {gained} from the same customers"),
        std::cmp::Ordering::Less => format!("Gains of {gained} outran losses of {lost} from the same customers"),
        std::cmp::Ordering::Equal if gains.is_zero() => {
            "The same customers bought exactly as much as before".to_owned()
        }
        std::cmp::Ordering::Equal => format!("Gains and losses of {gained} from the same customers cancel out"),
    }
}

/// The pairs of years that can be had, oldest first.
fn pairs(annual: &[Measured<Bridge>; 3]) -> Vec<&Bridge> {
    annual.iter().filter_map(|pair| pair.as_ref().ok()).collect()
}

fn year_columns(pairs: &[&Bridge], first: &str) -> Vec<Column> {
    let mut columns = vec![Column::left(first)];
    for (i, pair) in pairs.iter().enumerate() {
        let end = pair.current.last_day();
        let title = if Month::of(end).last_day() == end {
            format::short_month(Month::of(end))
        } else {
            format::short_date(end)
        };
        let column = Column::right(&title);
        columns.push(if i + 1 == pairs.len() { column.emphasised() } else { column });
    }
    columns
}

fn bridge_table(cx: &Context<'_>) -> Block {
    let pairs = pairs(&cx.results().retention.annual);
    let now = pairs.last().map_or_else(Default::default, |pair| pair.customers);
    let mut columns = year_columns(&pairs, "Twelve months to");
    let newest = columns.last().map_or_else(String::new, |column| column.title.clone());
    columns.push(Column::right(&format!("Customers, {newest}")));
    let row = |name: &str, amount: &dyn Fn(&Bridge) -> String, customers: Option<u32>| {
        let mut cells = vec![Cell::text(name)];
        cells.extend(pairs.iter().map(|pair| Cell::text(amount(pair))));
        cells.push(customers.map_or(Cell::Blank, |number| Cell::text(format::count(number))));
        cells
    };
    let money = |get: fn(&Bridge) -> Money| move |b: &Bridge| cx.money(get(b));
    let change = |get: fn(&Bridge) -> Money| move |b: &Bridge| cx.amounts.change(get(b));
    let mut rows = vec![
        Row::body(row("Sales of the year before", &money(|b| b.opening_revenue), Some(now.opening))),
        Row::body(row("Bought more", &change(|b| b.expansion), Some(now.expanded))),
        Row::body(row("Bought less", &change(|b| -b.contraction), Some(now.contracted))),
        Row::body(row("Stopped buying", &change(|b| -b.churn), Some(now.churned))),
        Row::subtotal(row("Last year’s customers", &money(same_customers_now), Some(now.opening - now.churned))),
        Row::body(row("Came back after a pause", &change(|b| b.reactivation), Some(now.reactivated))),
        Row::body(row("New customers", &change(|b| b.new), Some(now.new))),
    ];
    if pairs.iter().any(|b| !b.corrections.is_zero()) {
        rows.push(Row::body(row("Corrections", &change(|b| b.corrections), None)));
    }
    rows.push(Row::total(row("Sales of the year", &money(|b| b.closing_revenue), Some(now.closing))));
    let same = if now.unchanged > 0 {
        let who = words::counted_first(now.unchanged as usize, "customer", "customers");
        format!(" {who} bought for exactly the same amount.")
    } else {
        String::new()
    };
    let headline = match pairs.len() {
        1 => "The same in figures".to_owned(),
        number => format!("The same in figures, {} years", words::uncapitalised(&words::number_word(number))),
    };
    Block::table("bridge-table", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label(format!("Sales and what moved them, {}", words::capitalised(cx.currency())))
        .note(format!(
            "Customers of the year before ({}) less those who stopped ({}) plus new ({}) and returned ({}) are the {} of \
             this year.{same} Both sums are checked on every build.",
            format::count(now.opening),
            format::count(now.churned),
            format::count(now.new),
            format::count(now.reactivated),
            format::count(now.closing)
        ))
        .link("The checks", place("proof", "identities"))
}

fn rates_table(cx: &Context<'_>) -> Block {
    let pairs = pairs(&cx.results().retention.annual);
    let row = |name: &str, meaning: &str, rate: fn(&Bridge) -> Option<f64>| {
        let mut cells = vec![Cell::with_sub(name, meaning)];
        cells.extend(pairs.iter().map(|pair| Cell::or_dash(rate(pair).map(format::percent))));
        Row::body(cells)
    };
    let rows = vec![
        row("Net revenue retention", "last year’s customers’ sales now / then", Bridge::net_revenue_retention),
        row("Gross revenue retention", "the same without what they bought more", Bridge::gross_revenue_retention),
        row("Customers kept", "who bought again / who bought", Bridge::customer_retention),
    ];
    Block::table("rates", Table::new(TableStyle::Mid, year_columns(&pairs, "Twelve months to"), rows))
        .headline("Rates of the same pairs of years")
        .note(missing_years(&cx.results().retention.annual))
}

fn missing_years(annual: &[Measured<Bridge>; 3]) -> String {
    let why = annual.iter().find_map(|pair| pair.as_ref().err());
    why.map_or_else(String::new, |why| format!("Earlier pairs are missing: the first one {}.", words::reason(why)))
}

fn fiscal_years(cx: &Context<'_>) -> Block {
    let years = &cx.results().retention.fiscal_years;
    let month = cx.inputs.policies.retention.fiscal_year_end_month;
    if years.is_empty() {
        return Block::missing(
            "fiscal-years",
            "By fiscal year",
            "Two complete fiscal years are needed, and the ledger does not cover them yet.",
        );
    }
    let columns = vec![
        Column::left("Fiscal year"),
        Column::right("Year before"),
        Column::right("Bought more"),
        Column::right("Bought less"),
        Column::right("Stopped"),
        Column::right("Came back"),
        Column::right("New"),
        Column::right("Corrections").not_on_phones(),
        Column::right("Sales").emphasised(),
        Column::right("Net"),
        Column::right("Gross"),
        Column::right("Kept"),
    ];
    let rows = years
        .iter()
        .map(|(year, b)| {
            let change = |amount: Money| Cell::text(cx.amounts.change(amount));
            let rate = |rate: Option<f64>| Cell::or_dash(rate.map(format::percent));
            Row::body(vec![
                Cell::text(year.to_string()),
                Cell::text(cx.money(b.opening_revenue)),
                change(b.expansion),
                change(-b.contraction),
                change(-b.churn),
                change(b.reactivation),
                change(b.new),
                change(b.corrections),
                Cell::text(cx.money(b.closing_revenue)),
                rate(b.net_revenue_retention()),
                rate(b.gross_revenue_retention()),
                rate(b.customer_retention()),
            ])
        })
        .collect();
    let ends = if month == 12 { "calendar years".to_owned() } else { format!("years that end in month {month}") };
    Block::table("fiscal-years", Table::new(TableStyle::Full, columns, rows))
        .headline("By fiscal year")
        .label(format!("Complete fiscal years on the ones before ({ends}), {}", cx.currency()))
}

fn of_class(movements: &[Movement], class: MovementClass, amount: impl Fn(&Movement) -> Money) -> Vec<&Movement> {
    let mut found: Vec<&Movement> = movements.iter().filter(|m| m.class == class).collect();
    found.sort_by_key(|m| (std::cmp::Reverse(amount(m)), m.customer));
    found
}

fn customers_lost(cx: &Context<'_>, bridge: &Bridge) -> Block {
    let lost = of_class(&cx.results().retention.movements, MovementClass::Churn, |m| m.previous);
    if lost.is_empty() {
        return Block::missing(
            "customers-lost",
            "No customer of the year before stopped buying",
            "Each of them bought in both years.",
        );
    }
    let shown = &lost[..lost.len().min(LISTED)];
    let sum: Money = shown.iter().map(|m| m.previous).sum();
    let share = |amount: Money| Cell::or_dash(amount.ratio(bridge.churn).map(format::percent));
    let mut rows: Vec<Row> = shown
        .iter()
        .map(|m| {
            let customer = place_of(m.customer);
            let last = cx.value(customer).most_recent_sale;
            Row::body(vec![
                cx.name_cell(customer),
                Cell::segment(cx.segment(customer)),
                Cell::or_dash(last.map(format::short_date)),
                Cell::text(cx.money(m.previous)),
                share(m.previous),
            ])
        })
        .collect();
    let name = if shown.len() == lost.len() {
        "All lost".to_owned()
    } else {
        format!("{} of {}", words::number_word(shown.len()), format::length(lost.len()))
    };
    rows.push(Row::total(vec![Cell::text(name), Cell::Blank, Cell::Blank, Cell::text(cx.money(sum)), share(sum)]));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment now"),
        Column::left("Last sale").not_on_phones(),
        Column::right("Sales, year before").emphasised(),
        Column::right("Share of the loss"),
    ];
    let part = sum.ratio(bridge.churn).map_or_else(String::new, format::percent_whole);
    let headline = if shown.len() == lost.len() {
        format!("{} bought nothing more", words::customers_first(lost.len()))
    } else {
        format!(
            "{} of {} lost customers make up {part} of what was lost",
            words::number_word(shown.len()),
            format::length(lost.len())
        )
    };
    Block::table("customers-lost", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label(format!("Customers of the year before without a sale in this one, largest first, {}", cx.currency()))
}

fn customers_grown(cx: &Context<'_>, bridge: &Bridge) -> Block {
    let gain = |m: &Movement| m.current - m.previous;
    let grown = of_class(&cx.results().retention.movements, MovementClass::Expansion, gain);
    if grown.is_empty() {
        return Block::missing(
            "customers-grown",
            "No customer of the year before bought more",
            "None of them bought for more than the year before.",
        );
    }
    let shown = &grown[..grown.len().min(LISTED)];
    let mut rows: Vec<Row> = shown
        .iter()
        .map(|m| {
            let customer = place_of(m.customer);
            Row::body(vec![
                cx.name_cell(customer),
                Cell::segment(cx.segment(customer)),
                Cell::text(cx.money(m.previous)),
                Cell::text(cx.money(m.current)),
                Cell::text(cx.amounts.change(gain(m))),
                Cell::or_dash(gain(m).ratio(m.previous).map(format::percent_change_whole)),
            ])
        })
        .collect();
    let sum = |get: &dyn Fn(&Movement) -> Money| shown.iter().map(|m| get(m)).sum::<Money>();
    let (before, now, gained) = (sum(&|m| m.previous), sum(&|m| m.current), sum(&gain));
    let name = if shown.len() == grown.len() {
        "All who bought more".to_owned()
    } else {
        format!("{} of {}", words::number_word(shown.len()), format::length(grown.len()))
    };
    rows.push(Row::total(vec![
        Cell::text(name),
        Cell::Blank,
        Cell::text(cx.money(before)),
        Cell::text(cx.money(now)),
        Cell::text(cx.amounts.change(gained)),
        Cell::or_dash(gained.ratio(before).map(format::percent_change_whole)),
    ]));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment"),
        Column::right("Year before"),
        Column::right("Sales").emphasised(),
        Column::right("More"),
        Column::right("Change"),
    ];
    let share = gained.ratio(bridge.expansion).map_or_else(String::new, format::percent_whole);
    let headline = if shown.len() == grown.len() {
        format!("{} bought {} more", words::customers_first(grown.len()), cx.money(gained))
    } else {
        format!("{} customers brought {share} of what was gained", words::number_word(shown.len()))
    };
    Block::table("customers-grown", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label(format!("Customers who bought more than the year before, largest gain first, {}", cx.currency()))
}

/// New against repeat sales by month.
fn new_and_repeat(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "New and repeat sales";
    let months = last_months(cx);
    if cx.results().value.net_revenue_prev_ttm.is_err() || months.is_empty() {
        return Block::missing(
            "new-and-repeat",
            HEADLINE,
            "In the first year of a ledger every customer looks new, so new and repeat sales are told apart once it covers 24 months.",
        );
    }
    let values = |get: fn(&crate::metrics::sales_history::MonthOfSales) -> Money| {
        months.iter().map(|m| Some(cx.scale(get(m)))).collect::<Vec<_>>()
    };
    let series = |name: &str, values| Series { name: name.to_owned(), values };
    let new: Money = months.iter().map(|m| m.new_customers).sum();
    let all: Money = months.iter().map(|m| m.net_revenue).sum();
    let span = words::counted(months.len(), "month", "months");
    let headline = match new.ratio(all).filter(|share| (0.0..=1.0).contains(share)) {
        Some(0.0) => format!("No new customer bought in these {span}"),
        Some(share) => format!("New customers brought {} of the sales of these {span}", format::percent(share)),
        None => HEADLINE.to_owned(),
    };
    let rows = months.iter().map(|m| {
        Row::body(vec![
            Cell::text(format::short_month(m.month)),
            Cell::text(cx.money(m.repeat_customers)),
            Cell::text(cx.money(m.new_customers)),
            Cell::text(cx.money(m.net_revenue)),
        ])
    });
    let columns =
        vec![Column::left("Month"), Column::right("Repeat"), Column::right("New"), Column::right("Sales").emphasised()];
    let figures = Table::new(TableStyle::Mid, columns, rows.collect());
    let description = format!("{headline}: {} of {}.", cx.short(new), cx.short(all));
    let spec = ChartSpec::Stacks {
        categories: month_categories(cx, months),
        lower: series("repeat customers", values(|m| m.repeat_customers)),
        upper: series("new customers", values(|m| m.new_customers)),
        unit: Unit::Money,
    };
    Block::chart(chart("new-and-repeat", "New and repeat sales", description, spec, figures))
        .headline(headline)
        .label(format!("Sales by month, {}", cx.currency()))
        .note("A customer is new in the month of its first sale and in the eleven after; then its sales are repeat sales.")
}
