//! The client's main ratios beside those of the firm's clients. No other client is named, and quartiles are rounded so
//! that no other client's figure can be read from them.

use super::context::Context;
use super::data::fixed;
use super::model::DataKind::{Code, Decimal, Integer};
use super::model::{Block, Cell, Column, DataTable, Row, Table, TableStyle};
use super::parts::place;
use super::{format, words};
use crate::metrics::benchmarks::{CLIENTS_MIN, Quartiles, Ratio, Ratios};

/// The block that says how benchmarks are computed.
pub(super) const METHOD: &str = "method-benchmarks";

/// Names, ids, and which end is better.
pub(super) struct Named {
    /// For people.
    pub name: &'static str,
    /// What it measures, in a few words.
    pub meaning: &'static str,
    /// In `benchmarks.csv`.
    pub id: &'static str,
    /// More is better.
    pub more_is_better: bool,
    /// Days, not a fraction.
    pub days: bool,
}

/// What a ratio is called.
pub(super) fn named(ratio: Ratio) -> Named {
    let rate = |name, meaning, id, more_is_better| Named { name, meaning, id, more_is_better, days: false };
    let days = |name, meaning, id| Named { name, meaning, id, more_is_better: false, days: true };
    match ratio {
        Ratio::Growth => rate("Sales growth", "twelve months on the year before", "sales_growth", true),
        Ratio::NetRevenueRetention => {
            rate("Net revenue retention", "sales of last year’s customers", "net_revenue_retention", true)
        }
        Ratio::GrossRevenueRetention => {
            rate("Gross revenue retention", "the same without what they bought more", "gross_revenue_retention", true)
        }
        Ratio::CustomerRetention => {
            rate("Customers kept", "of those who bought the year before", "customer_retention", true)
        }
        Ratio::LargestShare => rate("Largest customer", "share of sales", "largest_share", false),
        Ratio::DaysToPay => days("Days to pay", "by amount", "days_to_pay"),
        Ratio::DaysBeyondTerms => days("Days beyond terms", "of what was paid, by amount", "days_beyond_terms"),
        Ratio::OverdueShare => rate("Overdue share", "past due of what is owed", "overdue_share", false),
    }
}

/// A quartile as a pack may show it: whole per cent, whole days.
pub(super) fn rounded(ratio: Ratio, value: f64) -> f64 {
    if named(ratio).days { value.round() } else { (value * 100.0).round() / 100.0 }
}

/// A value of a ratio with so many decimals.
pub(super) fn text(ratio: Ratio, value: f64, decimals: usize) -> String {
    match ratio {
        _ if named(ratio).days => format::decimal(value, decimals),
        Ratio::Growth => format!("{}%", format::decimal_change(value * 100.0, decimals)),
        _ => format!("{}%", format::decimal(value * 100.0, decimals)),
    }
}

/// Fewer ratios beside each other say nothing of a business.
const RATIOS_MIN: usize = 3;

/// The quartiles of a ratio as this pack shows them; `None` where there are none, and where the client and enough others
/// have fewer than [`RATIOS_MIN`] ratios in common.
pub(super) fn shown(cx: &Context<'_>, ratio: Ratio) -> Option<Quartiles> {
    let own = Ratios::of(cx.results());
    let compared = |ratio: &Ratio| own.get(*ratio).is_some() && quartiles(cx, *ratio).is_some();
    let enough = Ratio::ALL.iter().filter(|ratio| compared(ratio)).count() >= RATIOS_MIN;
    quartiles(cx, ratio).filter(|_| enough)
}

/// The quartiles of a ratio, rounded.
fn quartiles(cx: &Context<'_>, ratio: Ratio) -> Option<Quartiles> {
    let Quartiles { clients, lower, median, upper } = cx.inputs.benchmarks?.get(ratio)?;
    let [lower, median, upper] = [lower, median, upper].map(|value| rounded(ratio, value));
    Some(Quartiles { clients, lower, median, upper })
}

/// Whether this pack shows any.
pub(super) fn is_shown(cx: &Context<'_>) -> bool {
    Ratio::ALL.into_iter().any(|ratio| shown(cx, ratio).is_some())
}

/// Where a value stands among the clients.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Lowest,
    Middle,
    Highest,
}

impl Place {
    /// Compared as finely as the quartiles are shown.
    fn of(ratio: Ratio, value: f64, quartiles: Quartiles) -> Self {
        match rounded(ratio, value) {
            value if value < quartiles.lower => Self::Lowest,
            value if value > quartiles.upper => Self::Highest,
            _ => Self::Middle,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Lowest => "lowest quarter",
            Self::Middle => "middle half",
            Self::Highest => "highest quarter",
        }
    }

    /// +1 in the better quarter, -1 in the worse one.
    fn sign(self, more_is_better: bool) -> i8 {
        match (self, more_is_better) {
            (Self::Middle, _) => 0,
            (Self::Highest, true) | (Self::Lowest, false) => 1,
            (Self::Highest, false) | (Self::Lowest, true) => -1,
        }
    }
}

/// Composes the block; `None` where too few ratios can be compared, or the settings want none.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let own = Ratios::of(cx.results());
    let lines: Vec<(Ratio, Option<f64>, Quartiles)> =
        Ratio::ALL.into_iter().filter_map(|ratio| Some((ratio, own.get(ratio), shown(cx, ratio)?))).collect();
    if lines.is_empty() {
        return None;
    }
    let columns = vec![
        Column::left("Ratio").wide(),
        Column::right("This client").emphasised(),
        Column::right("Lower quartile"),
        Column::right("Median"),
        Column::right("Upper quartile"),
        Column::right("Clients"),
        Column::left("Stands in the"),
    ];
    let rows = lines.iter().map(|&(ratio, own, quartiles)| row(ratio, own, quartiles)).collect();
    let block = Block::table("benchmarks", Table::new(TableStyle::Full, columns, rows))
        .headline(headline(&lines))
        .label("Beside the firm’s other clients: this client’s ratios and the quartiles over all clients that have them")
        .note(format!(
            "Each client as of its own date; this one is counted too. A ratio stands here where at least {CLIENTS_MIN} \
             clients have it. Quartiles are rounded to whole per cent and whole days, and this client is placed by the same. The firm’s clients are in different \
             trades: a difference is a question, not a verdict.",
        ))
        .link("How quartiles are computed", place("proof", METHOD));
    Some(block)
}

fn row(ratio: Ratio, own: Option<f64>, quartiles: Quartiles) -> Row {
    let Named { name, meaning, more_is_better, .. } = named(ratio);
    let stands = own.map_or_else(Cell::dash, |own| {
        let place = Place::of(ratio, own, quartiles);
        Cell::Direction { sign: place.sign(more_is_better), text: place.word().to_owned() }
    });
    Row::body(vec![
        Cell::with_sub(name, meaning),
        Cell::or_dash(own.map(|own| text(ratio, own, 1))),
        Cell::text(text(ratio, quartiles.lower, 0)),
        Cell::text(text(ratio, quartiles.median, 0)),
        Cell::text(text(ratio, quartiles.upper, 0)),
        Cell::text(format::length(quartiles.clients)),
        stands,
    ])
}

/// How many ratios stand at either end.
fn headline(lines: &[(Ratio, Option<f64>, Quartiles)]) -> String {
    let signs: Vec<i8> = lines
        .iter()
        .filter_map(|&(ratio, own, quartiles)| {
            own.map(|own| Place::of(ratio, own, quartiles).sign(named(ratio).more_is_better))
        })
        .collect();
    let number = |sign: i8| signs.iter().filter(|s| **s == sign).count();
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    let of = words::counted(signs.len(), "ratio", "ratios");
    match (signs.len(), number(1), number(-1)) {
        (_, 0, 0) => "Every ratio is where the middle half of the firm’s clients are".to_owned(),
        (_, good, 0) => format!(
            "{} of {of} {} among the best quarter of the firm’s clients, none among the worst",
            words::number_word(good),
            are(good)
        ),
        (_, 0, bad) => format!(
            "{} of {of} {} among the worst quarter of the firm’s clients, none among the best",
            words::number_word(bad),
            are(bad)
        ),
        (_, good, bad) => format!(
            "{} of {of} {} among the best quarter of the firm’s clients, {} among the worst",
            words::number_word(good),
            are(good),
            words::number(bad)
        ),
    }
}

/// The quartiles that this pack shows, for machines; without rows where it shows none.
pub(super) fn data(cx: &Context<'_>) -> DataTable {
    let columns = [
        ("ratio", Code),
        ("unit", Code),
        ("lower_quartile", Decimal),
        ("median", Decimal),
        ("upper_quartile", Decimal),
        ("clients", Integer),
    ];
    let row = |of: Ratio| {
        let quartiles = shown(cx, of)?;
        let Named { id, days, .. } = named(of);
        let (unit, places) = if days { ("days", 0) } else { ("ratio", 2) };
        let cells = [quartiles.lower, quartiles.median, quartiles.upper].map(|value| fixed(value, places));
        let names = [id, unit].map(|text| Some(text.to_owned()));
        Some(names.into_iter().chain(cells).chain([Some(quartiles.clients.to_string())]).collect())
    };
    DataTable::new("benchmarks", columns, Ratio::ALL.into_iter().filter_map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::benchmarks::{Benchmarks, benchmarks};
    use crate::report::fixture::{World, established, start_up};
    use crate::report::model::{Body, Report};
    use crate::report::{Inputs, check, compose};

    fn beside(world: &World, clients: usize) -> (Report, Benchmarks) {
        let benchmarks = benchmarks(&vec![Ratios::of(&established().results); clients]);
        let report = compose(&Inputs { benchmarks: Some(&benchmarks), ..world.inputs() });
        let breaches = check::breaches(&report);
        assert!(breaches.is_empty(), "{breaches:#?}");
        let wording = check::bad_wording(&report);
        assert!(wording.is_empty(), "{wording:#?}");
        (report, benchmarks)
    }

    fn shown_block(report: &Report) -> Option<&Block> {
        report.sections.iter().find(|s| s.id == "scorecard")?.blocks.iter().find(|b| b.id == "benchmarks")
    }

    fn rows(report: &Report) -> &[Vec<Option<String>>] {
        &report.data.iter().find(|table| table.name == "benchmarks").expect("the table").rows
    }

    fn has_method(report: &Report) -> bool {
        report.sections.iter().flat_map(|s| &s.blocks).any(|block| block.id == METHOD)
    }

    #[test]
    fn five_clients_are_enough_and_four_are_not() {
        let world = established();
        let (report, _) = beside(&world, 4);
        assert!(shown_block(&report).is_none() && !has_method(&report));
        assert!(rows(&report).is_empty());
        let (report, _) = beside(&world, 5);
        let block = shown_block(&report).expect("the block");
        assert!(matches!(&block.body, Body::Table(table) if table.rows.len() == 8) && has_method(&report));
        assert_eq!(block.headline.as_deref(), Some("Every ratio is where the middle half of the firm’s clients are"));
        assert_eq!(rows(&report)[0][3].as_deref(), Some("0.06"));
        assert_eq!(report.figures["sales_growth_ttm"].text, "+5.7%");
        assert_eq!(rows(&report)[0][5].as_deref(), Some("5"));
    }

    #[test]
    fn a_client_without_some_ratios_has_dashes_and_one_with_few_has_no_block() {
        let mut world = established();
        world.results.payment.ttm.days_to_pay = Err(crate::metrics::NotEnough::NoPayments);
        let (report, _) = beside(&world, 6);
        let Body::Table(table) = &shown_block(&report).expect("the block").body else { panic!("no table") };
        assert_eq!((&table.rows[5].cells[1], &table.rows[5].cells[6]), (&Cell::dash(), &Cell::dash()));
        let (report, _) = beside(&start_up(), 6);
        assert!(shown_block(&report).is_none() && !has_method(&report) && rows(&report).is_empty());
    }

    #[test]
    fn a_place_is_told_as_finely_as_it_is_seen() {
        let quartiles = Quartiles { clients: 5, lower: 0.94, median: 1.0, upper: 1.1 };
        let place = |value| Place::of(Ratio::NetRevenueRetention, value, quartiles).word();
        assert_eq!((place(0.936), place(0.934), place(1.11)), ("middle half", "lowest quarter", "highest quarter"));
        assert_eq!(Place::Lowest.sign(false), 1);
        assert_eq!(Place::Lowest.sign(true), -1);
        assert_eq!(text(Ratio::Growth, 0.057, 0), "+6%");
        assert_eq!(text(Ratio::DaysBeyondTerms, -4.4, 0), "−4");
    }
}
