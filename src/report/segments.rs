//! The nine segments: who is in them, what they bring, how they pay, and the rule that puts them there.

use super::context::{Context, place as place_of};
use super::format;
use super::model::{
    Axis, Block, Cell, ChartSpec, Column, Reference, Row, ScatterPoint, Section, Table, TableStyle, Unit,
};
use super::parts::{chart, drawn_places, for_scale, place};
use super::{rfm_classic, segment_flows, segment_rule, words};
use crate::base::Money;
use crate::metrics::retention::MovementClass;
use crate::metrics::segmentation::Segment;

/// Worth having, and falling or lately gone.
const SLIPPING: [Segment; 2] = [Segment::DontLoseThem, Segment::GiveAttention];
/// So many marks on the map at most.
const MARKS: usize = 600;
/// So many rows behind the map.
const MAP_ROWS: usize = 30;
/// So many names a segment.
const NAMES: usize = 4;

/// Composes the section.
pub(super) fn section(cx: &Context<'_>) -> Section {
    let groups = groups(cx);
    let mut blocks = vec![table(cx, &groups), inside(cx, &groups), map(cx)];
    blocks.extend(segment_flows::blocks(cx));
    blocks.extend([members(cx, &groups), segment_rule::block(cx)]);
    blocks.extend(rfm_classic::block(cx));
    Section {
        id: "segments".to_owned(),
        name: "Segments".to_owned(),
        headline: headline(cx, &groups),
        lead: lead(cx),
        blocks,
    }
}

/// One segment's customers and sums.
pub(super) struct Group {
    /// Which.
    pub segment: Segment,
    /// Its customers, largest lifetime value first.
    pub customers: Vec<usize>,
    /// Their net sales of the window.
    pub sales: Money,
    /// Their net sales of all time.
    pub lifetime_value: Money,
    /// Their purchases of all time.
    pub purchases: u64,
    /// Mean of their days to pay, each customer counting once; `None` without payments.
    pub days_to_pay: Option<f64>,
}

impl Group {
    fn of(cx: &Context<'_>, segment: Segment, customers: Vec<usize>) -> Self {
        let days: Vec<f64> = customers.iter().filter_map(|&i| cx.days_to_pay(i)).collect();
        Self {
            segment,
            sales: customers.iter().map(|&i| cx.customer_sales(i)).sum(),
            lifetime_value: customers.iter().map(|&i| cx.value(i).lifetime_value).sum(),
            purchases: customers.iter().map(|&i| u64::from(cx.value(i).purchases)).sum(),
            days_to_pay: (!days.is_empty()).then(|| days.iter().sum::<f64>() / days.len() as f64),
            customers,
        }
    }

    /// Its largest customer by sales of the window, with the shares of the largest and of the three largest in the sales
    /// of those with sales above zero; `None` where none has.
    pub(super) fn largest(&self, cx: &Context<'_>) -> Option<(usize, [f64; 2])> {
        let mut sales: Vec<(Money, usize)> = self
            .customers
            .iter()
            .map(|&i| (cx.customer_sales(i), i))
            .filter(|(sales, _)| sales.is_positive())
            .collect();
        sales.sort_by_key(|&(sales, i)| (std::cmp::Reverse(sales), cx.places[i]));
        let all: Money = sales.iter().map(|&(sales, _)| sales).sum();
        let first = |number: usize| sales.iter().take(number).map(|&(sales, _)| sales).sum::<Money>().ratio(all);
        Some((sales.first()?.1, [first(1)?, first(3)?]))
    }

    /// Lifetime value a customer, rounded to the minor unit.
    pub(super) fn average_lifetime_value(&self) -> Option<Money> {
        each(self.lifetime_value, self.customers.len())
    }

    /// Purchases a customer.
    pub(super) fn purchases_each(&self) -> Option<f64> {
        (!self.customers.is_empty()).then(|| self.purchases as f64 / self.customers.len() as f64)
    }
}

/// An amount shared out evenly, rounded half away from zero to the minor unit.
pub(super) fn each(amount: Money, among: usize) -> Option<Money> {
    let among = i64::try_from(among).ok().filter(|&n| n > 0)?;
    let half = if amount.is_negative() { -(among / 2) } else { among / 2 };
    Some(Money::from_minor((amount.minor() + half) / among))
}

/// The segments that have customers, and those of the nine that have none, in their fixed order.
pub(super) fn groups(cx: &Context<'_>) -> Vec<Group> {
    Segment::ALL
        .into_iter()
        .map(|segment| {
            let members = cx.order.iter().copied().filter(|&i| cx.segment(i) == segment).collect();
            Group::of(cx, segment, members)
        })
        .filter(|group| group.segment != Segment::NotScored || !group.customers.is_empty())
        .collect()
}

/// All customers together.
pub(super) fn everyone(cx: &Context<'_>) -> Group {
    Group::of(cx, Segment::NotScored, cx.order.clone())
}

/// What the groups are, and how those who are slipping away differ from those who stopped buying.
fn lead(cx: &Context<'_>) -> String {
    let what = "Every customer is in one of nine groups by how recently and often it buys, for how much and in what \
                direction, and how it pays. The rule is the same for all, and each customer’s reason is on its page.";
    let slipping = "Slipping away are Don’t Lose Them and Give Attention: they were worth having, and they buy less or \
                    have lately stopped.";
    let stopped: Vec<usize> = cx
        .results()
        .retention
        .movements
        .iter()
        .filter(|m| m.class == MovementClass::Churn)
        .map(|m| place_of(m.customer))
        .collect();
    if cx.results().retention.ttm.is_err() || stopped.is_empty() {
        return format!("{what} {slipping}");
    }
    let of = |wanted: &[Segment]| stopped.iter().filter(|&&i| wanted.contains(&cx.segment(i))).count();
    let (saved, asleep) = (of(&SLIPPING), of(&[Segment::Hibernating, Segment::PossibleMismatch]));
    let parts: Vec<String> = [
        (saved, "slipping away"),
        (asleep, "Hibernating or Possible Mismatch"),
        (stopped.len() - saved - asleep, "in other segments"),
    ]
    .into_iter()
    .filter(|&(number, _)| number > 0)
    .map(|(number, name)| format!("{} {} {name}", format::length(number), if number == 1 { "is" } else { "are" }))
    .collect();
    format!(
        "{what} {slipping} Of the {} who bought in the year before and nothing in this one, {}.",
        words::customers(stopped.len()),
        words::list(&parts)
    )
}

fn headline(cx: &Context<'_>, groups: &[Group]) -> String {
    let all = cx.order.len();
    if all == 0 {
        return "The ledger holds no customer".to_owned();
    }
    if let Some(only) = groups.iter().find(|group| group.customers.len() == all) {
        let name = words::segment(only.segment);
        return match all {
            1 => format!("The one customer is {name}"),
            _ => format!("All {all} customers are {name}"),
        };
    }
    let size = |segment| groups.iter().find(|g| g.segment == segment).map_or(0, |g| g.customers.len());
    let slipping: usize = SLIPPING.into_iter().map(size).sum();
    let slip = match slipping {
        0 => "no customer is slipping away".to_owned(),
        1 => "1 customer is slipping away".to_owned(),
        n => format!("{} are slipping away", words::customers(n)),
    };
    let champions = groups.iter().find(|g| g.segment == Segment::Champion && !g.customers.is_empty());
    let share = |group: &Group| group.sales.ratio(cx.window_sales()).filter(|share| (0.0..=1.0).contains(share));
    match champions.map(|group| (group.customers.len(), share(group))) {
        Some((1, Some(share))) => format!("One Champion brings {} of sales; {slip}", format::percent_whole(share)),
        Some((n, Some(share))) => {
            format!("{} Champions bring {} of sales; {slip}", words::number_word(n), format::percent_whole(share))
        }
        Some((n, None)) => format!("{} of {all} customers are Champions; {slip}", words::number_word(n)),
        None if slipping == 0 => "No customer is a Champion, and none is slipping away".to_owned(),
        None => format!("No customer is a Champion; {slip}"),
    }
}

fn table(cx: &Context<'_>, groups: &[Group]) -> Block {
    let everyone = everyone(cx);
    let most = groups.iter().map(|g| g.customers.len()).max().unwrap_or(0) as f64;
    let largest = groups.iter().map(|g| cx.scale(g.sales)).fold(0.0, f64::max);
    let share = |sales: Money| Cell::or_dash(sales.ratio(everyone.sales).map(format::percent));
    let averages = |group: &Group| {
        [
            Cell::or_dash(group.average_lifetime_value().map(|value| cx.money(value))),
            Cell::or_dash(group.purchases_each().map(|number| format::decimal(number, 0))),
            Cell::or_dash(group.days_to_pay.map(|days| format::decimal(days, 0))),
        ]
    };
    let mut rows: Vec<Row> = groups
        .iter()
        .map(|group| {
            let mark = Some(words::mark(group.segment));
            let mut cells = vec![
                Cell::segment_with(group.segment, words::segment_meaning(group.segment)),
                Cell::text(format::length(group.customers.len())),
                Cell::bar(group.customers.len() as f64, most, mark),
                Cell::text(cx.money(group.sales)),
                Cell::bar(cx.scale(group.sales), largest, mark),
                share(group.sales),
            ];
            cells.extend(averages(group));
            Row::body(cells)
        })
        .collect();
    let mut total = vec![
        Cell::text("All customers"),
        Cell::text(format::length(everyone.customers.len())),
        Cell::Blank,
        Cell::text(cx.money(everyone.sales)),
        Cell::Blank,
        share(everyone.sales),
    ];
    total.extend(averages(&everyone));
    rows.push(Row::total(total));
    let columns = vec![
        Column::left("Segment"),
        Column::right("Customers"),
        Column::left("").not_on_phones(),
        Column::right("Sales").emphasised(),
        Column::left("").not_on_phones(),
        Column::right("Share of sales"),
        Column::right("Average lifetime value"),
        Column::right("Purchases each"),
        Column::right("Days to pay"),
    ];
    Block::table("nine", Table::new(TableStyle::Full, columns, rows))
        .headline(table_headline(groups, everyone.sales))
        .label(format!(
            "Sales {} and lifetime value in {}; days to pay are simple averages of the customers who paid",
            cx.window(),
            cx.currency()
        ))
        .link("Each customer’s segment", place("customers", "sheet"))
        .link("The segments as data", super::model::Target::Data { name: "segments".to_owned() })
}

/// How much of each segment hangs on its largest customers.
fn inside(cx: &Context<'_>, groups: &[Group]) -> Block {
    const HEADLINE: &str = "How much of each segment is its largest customer";
    let rows: Vec<Row> = groups
        .iter()
        .filter_map(|group| {
            let (largest, shares) = group.largest(cx)?;
            let share = |share: f64| Cell::text(format::percent(share));
            Some(Row::body(vec![
                Cell::segment(group.segment),
                Cell::text(format::length(group.customers.len())),
                cx.name_cell(largest),
                share(shares[0]),
                Cell::bar(shares[0], 1.0, Some(words::mark(group.segment))),
                share(shares[1]),
            ]))
        })
        .collect();
    if rows.is_empty() {
        return Block::missing("inside", HEADLINE, format!("No segment has sales {}.", cx.window()));
    }
    let columns = vec![
        Column::left("Segment"),
        Column::right("Customers"),
        Column::left("Largest customer").wide(),
        Column::right("Its share").emphasised(),
        Column::left("").not_on_phones(),
        Column::right("Three largest"),
    ];
    Block::table("inside", Table::new(TableStyle::Full, columns, rows))
        .headline(inside_headline(cx, groups).unwrap_or_else(|| HEADLINE.to_owned()))
        .label(format!("Shares of the sales of each segment {}, of its customers with sales above zero", cx.window()))
}

/// The segment with several customers that hangs most on one of them.
fn inside_headline(cx: &Context<'_>, groups: &[Group]) -> Option<String> {
    let several = groups.iter().filter(|group| group.customers.len() > 1);
    let shares = several.filter_map(|group| Some((group, group.largest(cx)?)));
    let (group, (largest, [share, _])) = shares.max_by(|(_, (_, a)), (_, (_, b))| a[0].total_cmp(&b[0]))?;
    (share < 0.9995).then(|| {
        format!(
            "{} is {} of what {} buy",
            cx.name(largest),
            format::percent_whole(share),
            words::segment_customers(group.segment)
        )
    })
}

/// Which segment buys most.
fn table_headline(groups: &[Group], all: Money) -> String {
    let first = groups.iter().max_by_key(|g| (g.sales, std::cmp::Reverse(g.segment))).filter(|g| g.sales.is_positive());
    let Some((group, share)) = first.and_then(|g| Some((g, g.sales.ratio(all).filter(|s| *s <= 1.0)?))) else {
        return "The segments and what they bring".to_owned();
    };
    let who = words::segment_customers(group.segment);
    if share > 0.5 && share < 0.9995 {
        format!("{who} buy more than all others together")
    } else if share <= 0.5 {
        format!("{who} are the largest group by sales, with {}", format::percent_whole(share))
    } else {
        format!("All sales come from {who}")
    }
}

/// The customers on a map of days to pay and sales.
fn map(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "How customers buy and how they pay";
    let all: Vec<(usize, f64, Money)> =
        cx.sellers().into_iter().filter_map(|(i, sales)| Some((i, cx.days_to_pay(i)?, sales))).collect();
    if all.is_empty() {
        let text = format!("No customer with sales has a dated payment {}.", cx.window());
        return Block::missing("map", HEADLINE, text);
    }
    let late = all.iter().find(|(i, ..)| cx.segment(*i) == Segment::LatePayer).map(|&(i, ..)| i);
    let named: Vec<usize> = all.iter().take(2).map(|&(i, ..)| i).chain(late).collect();
    let points = drawn_places(all.len(), MARKS)
        .into_iter()
        .map(|at| {
            let (i, x, sales) = all[at];
            let name = named.contains(&i).then(|| cx.name(i));
            ScatterPoint { x: for_scale(x), y: cx.scale(sales), segment: words::mark(cx.segment(i)), name }
        })
        .collect();
    let terms = cx.results().payment.usual_terms_days;
    let reference = terms.map(|days| Reference { value: days as f64, name: format!("terms: {days} days") });
    let spec = ChartSpec::Scatter {
        points,
        x: Axis { name: "average days to pay".to_owned(), unit: Unit::Days, logarithmic: false },
        y: Axis { name: String::new(), unit: Unit::Money, logarithmic: true },
        reference,
    };
    let headline = map_headline(&all, terms).unwrap_or_else(|| HEADLINE.to_owned());
    let description = format!("{headline}. {} are drawn.", words::capitalised(&words::customers(all.len())));
    let label = format!(
        "Customers with sales {} and a payment: average days to pay against sales, {}, logarithmic scale",
        cx.window(),
        cx.currency()
    );
    let note = if all.len() > MARKS {
        "The largest hundred are drawn, and the others evenly from large to small; the customer sheet has all."
    } else {
        ""
    };
    Block::chart(chart("map", "Days to pay and sales", description, spec, map_figures(cx, &all)))
        .headline(headline)
        .label(label)
        .note(note)
}

/// The part of the sales on the map whose customers take longer than the usual terms.
fn map_headline(all: &[(usize, f64, Money)], terms: Option<i64>) -> Option<String> {
    let terms = u64::try_from(terms?).ok()?;
    let late: Vec<Money> =
        all.iter().filter(|(_, days, _)| days.round() > terms as f64).map(|&(_, _, sales)| sales).collect();
    let sales: Money = late.iter().copied().sum();
    let share = sales.ratio(all.iter().map(|&(_, _, s)| s).sum())?;
    let line = format!("{} days, the most frequent terms", format::count(terms));
    Some(match late.len() {
        0 => format!("Every customer pays within {line}, on average"),
        1 => format!("One customer takes more than {line}, with {} of these sales", format::percent_whole(share)),
        n => format!(
            "{} take more than {line}, with {} of these sales",
            words::customers_first(n),
            format::percent_whole(share)
        ),
    })
}

fn map_figures(cx: &Context<'_>, all: &[(usize, f64, Money)]) -> Table {
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment"),
        Column::right("Days to pay"),
        Column::right("Sales").emphasised(),
    ];
    let mut rows: Vec<Row> = all
        .iter()
        .take(MAP_ROWS)
        .map(|&(i, days, sales)| {
            Row::body(vec![
                cx.name_cell(i),
                Cell::segment(cx.segment(i)),
                Cell::text(format::decimal(days, 0)),
                Cell::text(cx.money(sales)),
            ])
        })
        .collect();
    if all.len() > MAP_ROWS {
        let rest: Money = all[MAP_ROWS..].iter().map(|&(_, _, sales)| sales).sum();
        let name = words::tallied(all.len() - MAP_ROWS, "further customer", "further customers");
        rows.push(Row::subtotal(vec![Cell::text(name), Cell::Blank, Cell::Blank, Cell::text(cx.money(rest))]));
    }
    Table::new(TableStyle::Mid, columns, rows)
}

/// The largest customers of each segment by name.
fn members(cx: &Context<'_>, groups: &[Group]) -> Block {
    let rows = groups
        .iter()
        .filter(|group| !group.customers.is_empty())
        .map(|group| {
            let shown = group.customers.len().min(NAMES);
            let mut names: Vec<String> = group.customers[..shown].iter().map(|&i| cx.name(i)).collect();
            let rest = group.customers.len() - shown;
            if rest > 0 {
                names.push(words::tallied(rest, "other", "others"));
            }
            Row::body(vec![
                Cell::segment(group.segment),
                Cell::text(format::length(group.customers.len())),
                Cell::text(names.join("; ")),
            ])
        })
        .collect();
    let columns =
        vec![Column::left("Segment"), Column::right("Customers"), Column::left("Largest lifetime value first").wide()];
    Block::table("members", Table::new(TableStyle::Full, columns, rows))
        .headline("Who is in them")
        .link("All customers with their reasons", place("customers", "sheet"))
}
