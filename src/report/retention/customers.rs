//! The customers behind each movement of the bridge, largest first: the bridge opens to them.

use super::lateness::{Lost, may_only_be_late, next_due, with_the_late};
use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::parts::place;
use crate::report::{format, words};

/// So many customers of a list on paper, and in its headline.
const LISTED: usize = 10;

/// The lists, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Lost,
    Shrunk,
    Grown,
    Returned,
    New,
    Corrected,
}

impl List {
    pub(super) const ALL: [Self; 6] =
        [Self::Lost, Self::Shrunk, Self::Grown, Self::Returned, Self::New, Self::Corrected];

    /// The block's id.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Lost => "customers-lost",
            Self::Shrunk => "customers-shrunk",
            Self::Grown => "customers-grown",
            Self::Returned => "customers-returned",
            Self::New => "customers-new",
            Self::Corrected => "customers-corrected",
        }
    }

    /// The movement's name in the bridge.
    pub(super) fn in_bridge(self) -> &'static str {
        match self {
            Self::Lost => "Stopped buying",
            Self::Shrunk => "Bought less",
            Self::Grown => "Bought more",
            Self::Returned => "Came back after a pause",
            Self::New => "New customers",
            Self::Corrected => "Corrections",
        }
    }

    /// Its customers among those of a pair of years.
    pub(super) fn holds(self, movement: &Movement) -> bool {
        match self {
            Self::Lost => movement.class == MovementClass::Churn,
            Self::Shrunk => movement.class == MovementClass::Contraction,
            Self::Grown => movement.class == MovementClass::Expansion,
            Self::Returned => movement.class == MovementClass::Reactivation,
            Self::New => movement.class == MovementClass::New,
            Self::Corrected => !movement.correction().is_zero(),
        }
    }

    /// A customer's part of the movement, with its sign in the bridge.
    pub(super) fn change(self, movement: &Movement) -> Money {
        match self {
            Self::Lost | Self::Shrunk => -movement.amount(),
            Self::Grown | Self::Returned | Self::New => movement.amount(),
            Self::Corrected => movement.correction(),
        }
    }

    /// The movement in the bridge, with its sign.
    pub(super) fn total(self, bridge: &Bridge) -> Money {
        match self {
            Self::Lost => -bridge.churn,
            Self::Shrunk => -bridge.contraction,
            Self::Grown => bridge.expansion,
            Self::Returned => bridge.reactivation,
            Self::New => bridge.new,
            Self::Corrected => bridge.corrections,
        }
    }

    /// Its customers, largest part first.
    pub(super) fn members(self, movements: &[Movement]) -> Vec<&Movement> {
        let mut found: Vec<&Movement> = movements.iter().filter(|m| self.holds(m)).collect();
        found.sort_by_key(|m| (std::cmp::Reverse(self.change(m).abs()), m.customer));
        found
    }
}

/// Those who stopped buying.
pub(super) fn lost(cx: &Context<'_>, bridge: &Bridge) -> Option<Block> {
    block(cx, bridge, List::Lost)
}

/// One block for each other movement that somebody made; that of those grown stands even where nobody did.
pub(super) fn others(cx: &Context<'_>, bridge: &Bridge) -> Vec<Block> {
    let others = List::ALL.into_iter().filter(|list| *list != List::Lost);
    others.filter_map(|list| block(cx, bridge, list)).collect()
}

fn block(cx: &Context<'_>, bridge: &Bridge, list: List) -> Option<Block> {
    let members = list.members(&cx.results().retention.movements);
    if members.is_empty() {
        return nobody(list);
    }
    let block = Block::table(list.id(), table(cx, bridge, list, &members))
        .headline(headline(cx, bridge, list, &members))
        .label(format!("{}, {}", label(list), cx.currency()))
        .link("The bridge", place("retention", "bridge-table"))
        .link("All as data", Target::Data { name: "retention_customers".to_owned() });
    Some(if list == List::Lost { block.note(late_note(cx, bridge)) } else { block })
}

/// What stands where nobody made a movement that a reader looks for.
fn nobody(list: List) -> Option<Block> {
    let (headline, text) = match list {
        List::Lost => ("No customer of the year before stopped buying", "Each of them bought in both years."),
        List::Grown => {
            ("No customer of the year before bought more", "None of them bought for more than the year before.")
        }
        _ => return None,
    };
    Some(Block::missing(list.id(), headline, text))
}

fn label(list: List) -> &'static str {
    match list {
        List::Lost => "Customers of the year before without a sale in this one, largest first",
        List::Shrunk => "Customers who bought less than the year before, largest loss first",
        List::Grown => "Customers who bought more than the year before, largest gain first",
        List::Returned => "Customers who had bought earlier, but not in the year before, largest first",
        List::New => "Customers who had never bought before, largest first",
        List::Corrected => "Customers whose credit notes outweigh their sales of a year",
    }
}

/// The sum of some customers' parts as a share of the movement.
fn share(list: List, members: &[&Movement], bridge: &Bridge) -> Option<f64> {
    members.iter().map(|m| list.change(m)).sum::<Money>().ratio(list.total(bridge))
}

fn headline(cx: &Context<'_>, bridge: &Bridge, list: List, members: &[&Movement]) -> String {
    let amount = cx.money(list.total(bridge).abs());
    let everybody = words::customers_first(members.len());
    let top = &members[..members.len().min(LISTED)];
    let part = share(list, top, bridge).map_or_else(String::new, format::percent_whole);
    let (few, all) = words::pair(top.len(), members.len());
    let few = words::capitalised(&few);
    let is_short = top.len() == members.len();
    match list {
        List::Lost => {
            let late = Lost::new(cx).clause_among_them().map_or_else(String::new, |clause| format!("; {clause}"));
            if is_short {
                format!("{everybody} bought nothing more{late}")
            } else {
                format!("{few} of {all} lost customers make up {part} of what was lost{late}")
            }
        }
        List::Shrunk if is_short => format!("{everybody} bought {amount} less"),
        List::Shrunk => format!("{few} of {all} customers make up {part} of what was bought less"),
        List::Grown if is_short => format!("{everybody} bought {amount} more"),
        List::Grown => format!("{few} of {all} customers brought {part} of what was gained"),
        List::Returned => format!("{everybody} came back and bought for {amount}"),
        List::New => {
            let who = words::counted_first(members.len(), "new customer", "new customers");
            format!("{who} bought for {amount}")
        }
        List::Corrected => {
            let whose = if members.len() == 1 { "One customer’s".to_owned() } else { format!("{everybody}’") };
            format!("{whose} credit notes outweigh sales and correct the bridge")
        }
    }
}

fn columns(list: List) -> Vec<Column> {
    let mut columns = vec![Column::left("Customer").wide(), Column::left("Segment").not_on_phones()];
    if list == List::Lost {
        columns.extend([Column::left("Last sale").not_on_phones(), Column::left("Its own rhythm").not_on_phones()]);
    }
    columns.push(Column::right("Year before"));
    columns.push(Column::right("This year"));
    columns.push(Column::right("In the bridge").emphasised());
    columns.push(Column::right("Share"));
    columns
}

fn table(cx: &Context<'_>, bridge: &Bridge, list: List, members: &[&Movement]) -> Table {
    let mut rows: Vec<Row> = members.iter().map(|m| row(cx, bridge, list, m)).collect();
    let all = words::customers(members.len());
    let name = if members.len() == 1 { "The one customer".to_owned() } else { format!("All {all}") };
    rows.push(Row::total(sums(cx, bridge, list, members, name)));
    let table = Table::new(TableStyle::Full, columns(list), rows);
    if members.len() <= LISTED {
        return table;
    }
    let rest = &members[LISTED..];
    let name = words::tallied(rest.len(), "further customer", "further customers");
    table.cut_on_paper(LISTED, Row::subtotal(sums(cx, bridge, list, rest, name)))
}

fn row(cx: &Context<'_>, bridge: &Bridge, list: List, movement: &Movement) -> Row {
    let customer = place_of(movement.customer);
    let mut cells = vec![cx.name_cell(customer), Cell::segment(cx.segment(customer))];
    if list == List::Lost {
        let last = cx.value(customer).most_recent_sale;
        cells.extend([Cell::or_dash(last.map(format::short_date)), rhythm(cx, movement)]);
    }
    cells.extend([
        Cell::text(cx.amounts.whole_or_dash(movement.previous)),
        Cell::text(cx.amounts.whole_or_dash(movement.current)),
        Cell::text(cx.amounts.change(list.change(movement))),
        Cell::or_dash(share(list, &[movement], bridge).map(format::percent)),
    ]);
    Row::body(cells)
}

/// What a lost customer's own purchases let expect.
fn rhythm(cx: &Context<'_>, movement: &Movement) -> Cell {
    let customer = place_of(movement.customer);
    let evidence = &cx.scored(customer).evidence;
    let due = next_due(cx, customer).map(format::short_date);
    match due {
        Some(due) if may_only_be_late(cx, movement) => Cell::with_sub("May only be late", format!("due about {due}")),
        Some(_) => Cell::text(format!("Every {}", format::days(evidence.purchase_cycle_days))),
        None => Cell::text("Bought once"),
    }
}

fn sums(cx: &Context<'_>, bridge: &Bridge, list: List, members: &[&Movement], name: String) -> Vec<Cell> {
    let mut cells = vec![Cell::text(name)];
    cells.extend(Cell::blanks(if list == List::Lost { 3 } else { 1 }));
    let (previous, current) = members
        .iter()
        .fold((Money::ZERO, Money::ZERO), |(previous, current), m| (previous + m.previous, current + m.current));
    cells.extend([
        Cell::text(cx.amounts.whole_or_dash(previous)),
        Cell::text(cx.amounts.whole_or_dash(current)),
        Cell::text(cx.amounts.change(members.iter().map(|m| list.change(m)).sum())),
        Cell::or_dash(share(list, members, bridge).map(format::percent)),
    ]);
    cells
}

/// Who may only be late, and what that does to the rate.
fn late_note(cx: &Context<'_>, bridge: &Bridge) -> String {
    let lost = Lost::new(cx);
    let (Some(now), Some(then)) = (bridge.net_revenue_retention(), with_the_late(bridge, lost.late_sales())) else {
        return String::new();
    };
    if lost.late.is_empty() {
        return String::new();
    }
    let names: Vec<String> = lost.late.iter().take(LISTED).map(|m| cx.name(place_of(m.customer))).collect();
    let more = match lost.late.len().saturating_sub(names.len()) {
        0 => String::new(),
        more => format!(" and {} more", format::length(more)),
    };
    let (buy, their, they) =
        if lost.late.len() == 1 { ("buys", "its", "it buys") } else { ("buy", "their", "they buy") };
    format!(
        "{}{more} {buy} so seldom that {their} next purchase is not due yet. By the calendar that counts as lost, and so \
         it stands in every figure here. If {they} as in the year before, net retention is {} instead of {}.",
        words::list(&names),
        format::percent(then),
        format::percent(now)
    )
}
