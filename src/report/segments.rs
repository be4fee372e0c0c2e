//! The nine segments: who is in them, what they bring, how they pay, and the rule that puts them there.

use super::context::Context;
use super::format;
use super::model::{
    Axis, Block, Cell, ChartSpec, Column, Reference, Row, ScatterPoint, Section, Table, TableStyle, Unit,
};
use super::parts::{chart, drawn_places, for_scale, place};
use super::segment_slipping::{self, Slipping};
use super::{rfm_classic, sales_stop, segment_flows, segment_rule, words};
use crate::base::Money;
use crate::metrics::segmentation::Segment;

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

/// What the groups are, and who of them is slipping away.
fn lead(cx: &Context<'_>) -> String {
    let what = "Every customer is in one of nine groups by how recently and often it buys, for how much and in what \
                direction, and how it pays. The rule is the same for all, and each customer’s reason is on its page.";
    match cx.sales_stop() {
        Some(stop) => format!(
            "{what} They are seen as of {}, up to which sales are not complete. {}: who seems to buy less, or to have \
             stopped, may only be missing in the export.",
            format::long_date(cx.as_of()),
            sales_stop::sales_end(stop)
        ),
        None => format!("{what} {}", segment_slipping::sentences(cx)),
    }
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
            2 => format!("Both customers are {name}"),
            _ => format!("All {} are {name}", words::customers(all)),
        };
    }
    if let Some(stop) = cx.sales_stop() {
        let (seen, last) = (format::long_date(cx.as_of()), format::long_date(stop.last_sale));
        return format!("Segments as of {seen}, on sales that end on {last}");
    }
    let slipping = Slipping::of(cx);
    let lost = segment_slipping::lost(cx).len();
    let slip = slipping.headline(lost);
    let champions = groups.iter().find(|g| g.segment == Segment::Champion && !g.customers.is_empty());
    let share = |group: &Group| group.sales.ratio(cx.window_sales()).filter(|share| (0.0..=1.0).contains(share));
    match champions.map(|group| (group.customers.len(), share(group))) {
        Some((1, Some(share))) => format!("One Champion brings {} of sales; {slip}", format::percent_whole(share)),
        Some((n, Some(share))) => {
            format!("{} Champions bring {} of sales; {slip}", words::number_word(n), format::percent_whole(share))
        }
        Some((n, None)) => format!("{} of {all} customers are Champions; {slip}", words::number_word(n)),
        None if slipping.away == 0 && lost == 0 => "No customer is a Champion, and none is slipping away".to_owned(),
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

/// A customer on the map.
struct OnMap {
    customer: usize,
    /// Days from the due date of each invoice to its payment, weighted by amount; negative is early.
    beyond_terms: f64,
    sales: Money,
}

impl OnMap {
    /// Paid after the due dates, in whole days.
    fn is_late(&self) -> bool {
        self.beyond_terms.round() > 0.0
    }
}

/// The customers with sales whose payments can be held against their invoices’ own due dates, largest sales first.
fn on_map(cx: &Context<'_>) -> Vec<OnMap> {
    let place = |(customer, sales)| {
        let beyond_terms = *cx.customer_payment_times(customer).days_beyond_terms.as_ref().ok()?;
        Some(OnMap { customer, beyond_terms, sales })
    };
    cx.sellers().into_iter().filter_map(place).collect()
}

/// The customers on a map of days beyond terms and sales.
fn map(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "How customers buy and how they pay";
    let all = on_map(cx);
    if all.is_empty() {
        let text = format!("No customer with sales has a dated payment {}.", cx.window());
        return Block::missing("map", HEADLINE, text);
    }
    let late = all.iter().find(|one| cx.segment(one.customer) == Segment::LatePayer);
    let named: Vec<usize> = all.iter().take(2).chain(late).map(|one| one.customer).collect();
    let points = drawn_places(all.len(), MARKS)
        .into_iter()
        .map(|at| {
            let OnMap { customer, beyond_terms, sales } = all[at];
            ScatterPoint {
                x: for_scale(beyond_terms),
                y: cx.scale(sales),
                segment: words::mark(cx.segment(customer)),
                name: named.contains(&customer).then(|| cx.name(customer)),
            }
        })
        .collect();
    let spec = ChartSpec::Scatter {
        points,
        x: Axis { name: "average days after the due date".to_owned(), unit: Unit::Days, logarithmic: false },
        y: Axis { name: String::new(), unit: Unit::Money, logarithmic: true },
        reference: Some(Reference { value: 0.0, name: "due date".to_owned() }),
    };
    let headline = map_headline(&all).unwrap_or_else(|| HEADLINE.to_owned());
    let description = format!("{headline}. {} are drawn.", words::capitalised(&words::customers(all.len())));
    let label = format!(
        "Customers with sales {} and a payment: days from each invoice’s own due date to its payment, averaged by amount, \
         against sales, {}, logarithmic scale",
        cx.window(),
        cx.currency()
    );
    let note = if all.len() > MARKS {
        "The largest hundred are drawn, and the others evenly from large to small; the customer sheet has all."
    } else {
        ""
    };
    Block::chart(chart("map", "Days beyond terms and sales", description, spec, map_figures(cx, &all)))
        .headline(headline)
        .label(label)
        .note(note)
}

/// The part of the sales on the map whose customers pay after the due dates of their invoices.
fn map_headline(all: &[OnMap]) -> Option<String> {
    let late = || all.iter().filter(|one| one.is_late());
    let sales: Money = late().map(|one| one.sales).sum();
    let share = sales.ratio(all.iter().map(|one| one.sales).sum())?;
    Some(match (late().count(), all.len()) {
        (0, 1) => "The one customer pays by the due date, on average".to_owned(),
        (0, _) => "Every customer pays by the due date, on average".to_owned(),
        (1, 1) => "The one customer pays after the due date, on average".to_owned(),
        (late, _) => format!(
            "{} {} after the due date on average, with {} of these sales",
            words::customers_first(late),
            if late == 1 { "pays" } else { "pay" },
            format::percent_whole(share)
        ),
    })
}

fn map_figures(cx: &Context<'_>, all: &[OnMap]) -> Table {
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Segment"),
        Column::right("Days to pay"),
        Column::right("Days beyond terms"),
        Column::right("Sales").emphasised(),
    ];
    let mut rows: Vec<Row> = all
        .iter()
        .take(MAP_ROWS)
        .map(|one| {
            Row::body(vec![
                cx.name_cell(one.customer),
                Cell::segment(cx.segment(one.customer)),
                Cell::or_dash(cx.days_to_pay(one.customer).map(|days| format::decimal(days, 0))),
                Cell::text(format::decimal(one.beyond_terms, 0)),
                Cell::text(cx.money(one.sales)),
            ])
        })
        .collect();
    if let Some(rest) = all.get(MAP_ROWS..).filter(|rest| !rest.is_empty()) {
        let sales: Money = rest.iter().map(|one| one.sales).sum();
        let name = words::tallied(rest.len(), "further customer", "further customers");
        rows.push(Row::subtotal(vec![
            Cell::text(name),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::text(cx.money(sales)),
        ]));
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
