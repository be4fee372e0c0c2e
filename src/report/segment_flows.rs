//! Where customers went between segments: the drawing, the matrix, and those who moved with the reason why.

use super::context::{Context, place as place_of};
use super::model::DataKind::{Code, Date, Integer, Money as Amount, Text};
use super::model::{
    Block, Cell, ChartSpec, Column, DataTable, FlowBand, FlowGroup, Over, Row, Table, TableStyle, Target, Tone,
};
use super::parts::{chart, place};
use super::{data, format, transition, words};
use crate::base::{Money, Month};
use crate::metrics::Measured;
use crate::metrics::segmentation::{Flow, Flows, Segment, Transition};

/// So many of those who moved stand on the page.
const MOVES: usize = 60;
/// And on paper.
const MOVES_ON_PAPER: usize = 25;

/// Composes the blocks.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    match flows(cx) {
        Ok(flows) => vec![drawing(cx, flows), matrix(cx, flows), moves(cx, flows)],
        Err(why) => vec![Block::missing("flows", "Who moved between segments", cx.reason_sentence(why))],
    }
}

fn flows<'a>(cx: &Context<'a>) -> Result<&'a Flows, &'a crate::metrics::NotEnough> {
    cx.results().segmentation.flows.as_ref()
}

/// One name for those who were not yet customers, too.
fn group_name(segment: Option<Segment>) -> &'static str {
    segment.map_or("Not yet a customer", words::segment)
}

/// The groups of one side in their fixed order, those with customers alone; "not yet a customer" last.
fn sides(flows: &Flows) -> (Vec<Option<Segment>>, Vec<Segment>) {
    let has_from = |from: &Option<Segment>| flows.flows.iter().any(|flow| flow.from == *from);
    let has_to = |to: &Segment| flows.flows.iter().any(|flow| flow.to == *to);
    let from = Segment::ALL.into_iter().map(Some).chain([None]).filter(has_from).collect();
    (from, Segment::ALL.into_iter().filter(has_to).collect())
}

fn size<'a>(flows: impl Iterator<Item = &'a Flow>) -> usize {
    flows.map(|flow| flow.customers.len()).sum()
}

/// Up, down, or neither: by the rank of the two segments.
fn tone(flow: &Flow) -> Tone {
    match flow.from.map(|from| flow.to.rank().cmp(&from.rank())) {
        Some(std::cmp::Ordering::Greater) => Tone::Good,
        Some(std::cmp::Ordering::Less) => Tone::Bad,
        Some(std::cmp::Ordering::Equal) | None => Tone::Quiet,
    }
}

/// How many customers moved up, and how many down.
pub(super) fn up_and_down(cx: &Context<'_>) -> Measured<(usize, usize)> {
    let flows = flows(cx).map_err(Clone::clone)?;
    let count = |wanted: Tone| size(flows.flows.iter().filter(|flow| tone(flow) == wanted));
    Ok((count(Tone::Good), count(Tone::Bad)))
}

/// The customers who moved up, or those who moved down; nobody where that is not known.
pub(super) fn moved_customers(cx: &Context<'_>, up: bool) -> Vec<usize> {
    let wanted = if up { Tone::Good } else { Tone::Bad };
    let flows = flows(cx).map_or(&[][..], |flows| &flows.flows);
    flows.iter().filter(|flow| tone(flow) == wanted).flat_map(|flow| &flow.customers).map(|&c| place_of(c)).collect()
}

fn months(cx: &Context<'_>, flows: &Flows) -> (String, String) {
    (format::period_end(flows.from), format::period_end(cx.as_of()))
}

/// The customers who were in a segment then.
fn known(flows: &Flows) -> impl Iterator<Item = &Flow> {
    flows.flows.iter().filter(|flow| flow.from.is_some())
}

/// How many moved to a worse segment and how many to a better one, the larger number first.
fn headline(cx: &Context<'_>, flows: &Flows) -> String {
    if cx.sales_stop().is_some() {
        return "Customers between segments, on sales that are not complete".to_owned();
    }
    let all = size(known(flows));
    let moved = |wanted: Tone| size(flows.flows.iter().filter(|flow| tone(flow) == wanted));
    let (up, down) = (moved(Tone::Good), moved(Tone::Bad));
    let first = |number: usize, side: &str| {
        let part = words::capitalised(&words::pair(number, all).0);
        format!("{part} of {} moved to a {side} segment", words::customers(all))
    };
    match (up, down) {
        _ if all == 0 => "No customer is old enough to have moved".to_owned(),
        (0, 0) if known(flows).all(|flow| flow.from == Some(flow.to)) => {
            "Every customer stayed in its segment".to_owned()
        }
        (0, 0) => "No customer moved to a better or a worse segment".to_owned(),
        (up, 0) => format!("{}, none to a worse one", first(up, "better")),
        (0, down) => format!("{}, none to a better one", first(down, "worse")),
        (up, down) if down >= up => {
            format!("{}, {} to a better one", first(down, "worse"), words::pair(up, all).0)
        }
        (up, down) => format!("{}, {} to a worse one", first(up, "better"), words::pair(down, all).0),
    }
}

/// The move that most customers made, as a sentence with a space before it; empty where nobody moved.
fn largest_move(flows: &Flows) -> String {
    let moves = known(flows).filter(|flow| flow.from != Some(flow.to));
    let largest = moves.max_by_key(|flow| (flow.customers.len(), std::cmp::Reverse((flow.from, flow.to))));
    largest.map_or_else(String::new, |flow| {
        let was = flow.from.map_or_else(String::new, |from| match flow.customers.len() {
            1 => format!("{} customer", words::segment(from)),
            _ => words::segment_customers(from),
        });
        let verb = if flow.customers.len() == 1 { "is" } else { "are" };
        let number = words::number_word(flow.customers.len());
        format!(" {number} former {was} {verb} now {}, the largest move.", words::segment(flow.to))
    })
}

fn drawing(cx: &Context<'_>, flows: &Flows) -> Block {
    let (from, to) = sides(flows);
    let (then, now) = months(cx, flows);
    let group = |segment: Option<Segment>, number: usize| FlowGroup {
        segment: segment.map(words::mark),
        name: group_name(segment).to_owned(),
        value: number as f64,
        text: format::length(number),
    };
    let band = |flow: &Flow| {
        Some(FlowBand {
            from: from.iter().position(|segment| *segment == flow.from)?,
            to: to.iter().position(|segment| *segment == flow.to)?,
            value: flow.customers.len() as f64,
            tone: tone(flow),
        })
    };
    let spec = ChartSpec::Flows {
        from: then.clone(),
        to: now.clone(),
        left: from.iter().map(|&s| group(s, size(flows.flows.iter().filter(|flow| flow.from == s)))).collect(),
        right: to.iter().map(|&s| group(Some(s), size(flows.flows.iter().filter(|flow| flow.to == s)))).collect(),
        bands: flows.flows.iter().filter_map(band).collect(),
    };
    let rows = flows
        .flows
        .iter()
        .map(|flow| {
            Row::body(vec![
                Cell::text(group_name(flow.from)),
                Cell::segment(flow.to),
                Cell::text(format::length(flow.customers.len())),
                Cell::text(cx.money(flow.sales)),
            ])
        })
        .collect();
    let columns = vec![
        Column::left(&format!("From, {then}")),
        Column::left(&format!("To, {now}")),
        Column::right("Customers").emphasised(),
        Column::right("Sales"),
    ];
    let moved = match up_and_down(cx) {
        Ok((up, down)) => {
            format!("{} moved to a better segment, {} to a worse one", words::customers_first(up), words::number(down))
        }
        Err(_) => String::new(),
    };
    let headline = headline(cx, flows);
    let description = format!("{headline}. {moved}.");
    let figures = Table::new(TableStyle::Mid, columns, rows);
    Block::chart(chart("flows", "Customers between segments", description, spec, figures))
        .headline(headline)
        .label(format!("Customers by segment at the end of {then} and of {now}; a band is as thick as the customers in it"))
        .note(format!(
            "{moved}.{} Better and worse go by the order Champion, Good, Promising, New; then those who fall or pay late; \
             then those who sleep.",
            largest_move(flows)
        ))
}

/// Customers and sales by segment then and now.
fn matrix(cx: &Context<'_>, flows: &Flows) -> Block {
    let (from, to) = sides(flows);
    let (then, now) = months(cx, flows);
    let most = flows.flows.iter().filter(|f| f.from != Some(f.to)).map(|f| f.customers.len()).max().unwrap_or(0);
    let sum = |flows: &mut dyn Iterator<Item = &Flow>| {
        flows.fold((0, Money::ZERO), |(n, sales), flow| (n + flow.customers.len(), sales + flow.sales))
    };
    let sums = |(number, sales): (usize, Money)| Cell::with_sub(format::length(number), cx.money(sales));
    let mut rows: Vec<Row> = from
        .iter()
        .map(|&was| {
            let name = was.map_or_else(|| Cell::text(group_name(None)), Cell::segment);
            let cells = to.iter().map(|&is| {
                let flow = flows.flows.iter().find(|flow| flow.from == was && flow.to == is);
                flow.map_or(Cell::Blank, |flow| Cell::Heat {
                    step: if was == Some(is) { 0 } else { tint(flow.customers.len(), most) },
                    text: format::length(flow.customers.len()),
                    sub: cx.money(flow.sales),
                    own: was == Some(is),
                })
            });
            let all = sums(sum(&mut flows.flows.iter().filter(|flow| flow.from == was)));
            Row::body(std::iter::once(name).chain(cells).chain([all]).collect())
        })
        .collect();
    let totals = to.iter().map(|&is| sums(sum(&mut flows.flows.iter().filter(|flow| flow.to == is))));
    let all = sums(sum(&mut flows.flows.iter()));
    rows.push(Row::total(std::iter::once(Cell::text("All")).chain(totals).chain([all]).collect()));
    let mut columns = vec![Column::left(&format!("From, {then}"))];
    columns.extend(to.iter().map(|&segment| Column::right(words::segment(segment))));
    columns.push(Column::right("All").emphasised());
    let mut table = Table::new(TableStyle::Heat, columns, rows);
    table.over = vec![
        Over { title: String::new(), span: 1 },
        Over { title: format!("To, {now}"), span: to.len() },
        Over { title: String::new(), span: 1 },
    ];
    Block::table("flow-table", table)
        .headline(matrix_headline(flows))
        .label(format!("Customers and, small, their sales {} in {}; outlined: stayed", cx.window(), cx.currency()))
        .link("The flows as data", Target::Data { name: "segment_flows".to_owned() })
}

fn matrix_headline(flows: &Flows) -> String {
    let known = || flows.flows.iter().filter(|flow| flow.from.is_some());
    let (all, stayed) = (size(known()), size(known().filter(|flow| flow.from == Some(flow.to))));
    match all {
        0 => "Every customer is new since then".to_owned(),
        _ => format!("{} of {} stayed in their segment", format::length(stayed), words::customers(all)),
    }
}

/// How strong a cell's tint is: 1 to 5, by the square root of its share of the largest, so that few are seen too.
fn tint(number: usize, most: usize) -> u8 {
    let share = number as f64 / most.max(1) as f64;
    [0.05, 0.2, 0.45, 0.8].into_iter().fold(1, |step, limit| step + u8::from(share > limit))
}

/// The customers whose segment now is not that of then, largest sales first.
fn moved<'a>(cx: &Context<'a>, flows: &Flows) -> Vec<(usize, &'a Transition)> {
    let changed = flows.flows.iter().filter(|flow| flow.from.is_some_and(|from| from != flow.to));
    let mut moved: Vec<(usize, &Transition)> = changed
        .flat_map(|flow| &flow.customers)
        .filter_map(|&customer| Some((place_of(customer), cx.segmented(place_of(customer)).transition.as_deref()?)))
        .collect();
    moved.sort_by_key(|&(customer, _)| (std::cmp::Reverse(weight(cx, customer)), cx.places[customer]));
    moved
}

/// What a move is about: sales of the year or, for those who stopped, of the year before.
fn weight(cx: &Context<'_>, customer: usize) -> Money {
    let evidence = &cx.scored(customer).evidence;
    evidence.ttm_sales.max(evidence.prev_ttm_sales)
}

fn moves(cx: &Context<'_>, flows: &Flows) -> Block {
    const HEADLINE: &str = "Who moved, and why";
    let moved = moved(cx, flows);
    let (then, _) = months(cx, flows);
    if moved.is_empty() {
        return Block::missing("moves", HEADLINE, format!("Every customer of {then} is in the same segment now."));
    }
    let row = |&(customer, transition): &(usize, &Transition)| {
        let evidence = &cx.scored(customer).evidence;
        let then = flows.flows.iter().find(|flow| flow.customers.iter().any(|&c| place_of(c) == customer));
        Row::body(vec![
            cx.name_cell(customer),
            Cell::segment(then.and_then(|flow| flow.from).unwrap_or(transition.from)),
            Cell::segment(cx.segment(customer)),
            Cell::text(format::short_month(Month::of(transition.on))),
            Cell::text(cx.amounts.whole_or_dash(evidence.prev_ttm_sales)),
            Cell::text(cx.amounts.whole_or_dash(evidence.ttm_sales)),
            Cell::text(format!("{}{}", transition::why(cx, transition), by_rules(cx, customer))),
        ])
    };
    let rows: Vec<Row> = moved.iter().take(MOVES).map(row).collect();
    let rest = || {
        let name = words::counted(moved.len() - MOVES_ON_PAPER, "more who moved", "more who moved");
        Row::subtotal(std::iter::once(Cell::text(name)).chain(Cell::blanks(6)).collect())
    };
    let more = match moved.len().saturating_sub(MOVES) {
        0 => String::new(),
        n => format!(" {} with smaller sales moved too; the data have them.", words::customers_first(n)),
    };
    let columns = vec![
        Column::left("Customer"),
        Column::left("From"),
        Column::left("To"),
        Column::left("Since"),
        Column::right("Year before").not_on_paper(),
        Column::right("Sales").emphasised(),
        Column::left("What changed").wide(),
    ];
    let mut table = Table::new(TableStyle::Full, columns, rows);
    if moved.len() > MOVES_ON_PAPER {
        table = table.cut_on_paper(MOVES_ON_PAPER, rest());
    }
    Block::table("moves", table)
        .headline(moves_headline(cx, moved.len(), &then))
        .label(format!(
            "Customers whose segment differs from that of {then}, largest sales first, {}. What changed is told of the last \
             move",
            cx.currency()
        ))
        .note(format!(
            "Since: the month end from which the new segment counts. A change counts at the second month end running at \
             which the rules give it; into New and Late Payer at once.{more}"
        ))
        .link("Every move of three years as data", Target::Data { name: "segment_moves".to_owned() })
        .link("The rule", place("segments", "rule"))
}

/// What the rules say now, where that does not count yet.
fn by_rules(cx: &Context<'_>, customer: usize) -> String {
    let by_rules = cx.scored(customer).segment;
    if by_rules == cx.segment(customer) {
        String::new()
    } else {
        format!(" By the rules it is {} now.", words::segment(by_rules))
    }
}

fn moves_headline(cx: &Context<'_>, moved: usize, then: &str) -> String {
    match up_and_down(cx) {
        _ if cx.sales_stop().is_some() => {
            format!("{} moved since {then}, on sales that are not complete", words::customers_first(moved))
        }
        Ok((up, down)) => format!(
            "{} moved since {then}: {} up, {} down",
            words::customers_first(moved),
            format::length(up),
            format::length(down)
        ),
        Err(_) => format!("{} moved since {then}", words::customers_first(moved)),
    }
}

/// The flows, and every change of segment at the month ends that were read, as tables.
pub(super) fn data(cx: &Context<'_>) -> Vec<DataTable> {
    let of_flow = |flow: &Flow| {
        let cells = [flow.customers.len().to_string(), data::money(cx, flow.sales)];
        [flow.from.map(data::segment_name), Some(data::segment_name(flow.to))]
            .into_iter()
            .chain(cells.map(Some))
            .collect()
    };
    let flow_rows = flows(cx).map(|flows| flows.flows.iter().map(of_flow).collect()).unwrap_or_default();
    let sales = if cx.has_year() { "ttm_sales" } else { "sales_since_history_start" };
    let flow_columns = [("segment_then", Code), ("segment_now", Code), ("customers", Integer), (sales, Amount)];
    let month_ends = &cx.results().segmentation.month_ends;
    let of_customer = |&i: &usize| {
        let customer = &cx.inputs.ledger.customers()[i];
        let mut last = None;
        let mut rows: Vec<Vec<Option<String>>> = Vec::new();
        for (end, standing) in month_ends.iter().zip(&cx.segmented(i).history) {
            let Some(segment) = standing.map(|standing| standing.segment) else { continue };
            if last.is_some_and(|last| last != segment) {
                rows.push(vec![
                    Some(customer.id.clone()),
                    Some(customer.name.clone()),
                    Some(end.to_string()),
                    last.map(data::segment_name),
                    Some(data::segment_name(segment)),
                ]);
            }
            last = Some(segment);
        }
        rows
    };
    let move_columns =
        [("customer_id", Text), ("customer", Text), ("month_end", Date), ("segment_before", Code), ("segment", Code)];
    vec![
        DataTable::new("segment_flows", flow_columns, flow_rows),
        DataTable::new("segment_moves", move_columns, cx.order.iter().flat_map(of_customer).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{established, start_up};

    #[test]
    fn the_drawing_holds_every_customer_on_both_sides() {
        let world = established();
        let cx = Context::new(world.inputs());
        let blocks = blocks(&cx);
        let crate::report::model::Body::Chart(chart) = &blocks[0].body else { panic!("a chart") };
        let ChartSpec::Flows { left, right, bands, .. } = &chart.spec else { panic!("flows") };
        let customers = cx.order.len() as f64;
        let sum = |groups: &[FlowGroup]| groups.iter().map(|group| group.value).sum::<f64>();
        let banded: f64 = bands.iter().map(|band| band.value).sum();
        assert!((sum(left) - customers).abs() < 1e-9 && (sum(right) - customers).abs() < 1e-9);
        assert!((banded - customers).abs() < 1e-9);
    }

    #[test]
    fn a_short_ledger_has_no_flows_but_a_reason() {
        let world = start_up();
        let cx = Context::new(world.inputs());
        assert_eq!(blocks(&cx).len(), 1);
        assert!(up_and_down(&cx).is_err());
    }

    #[test]
    fn tints_grow_with_the_number() {
        assert_eq!([1, 5, 15, 30, 100].map(|n| tint(n, 100)), [1, 1, 2, 3, 5]);
        assert_eq!(tint(0, 0), 1);
    }
}
