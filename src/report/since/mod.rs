//! What changed since the last pack: each headline figure's movement by what caused it, and the documents of the period
//! already reported that are no longer what they were.

mod entries;
mod tables;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::context::Context;
use super::format;
use super::inputs::Inputs;
use super::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use super::parts::place;
use super::record::LastPack;
use super::words;
use crate::base::Money;
use crate::metrics::movement::{Before, Change, Entry, Movement, Parts, Unit, movements, readings};

pub(super) use tables::tables;

const HEADLINE: &str = "What changed since the last pack";

/// The last pack compared with this one.
pub(super) struct Since<'a> {
    last: &'a LastPack,
    /// One a headline figure.
    movements: Vec<Movement>,
    entries: Vec<Entry>,
}

impl<'a> Since<'a> {
    /// Compares; `None` without a last pack.
    pub(super) fn of(inputs: &Inputs<'a>) -> Option<Self> {
        let last = inputs.last_pack?;
        let (ledger, policies) = last
            .under_its_rules
            .as_ref()
            .map_or((inputs.ledger, inputs.policies), |(ledger, policies)| (ledger, policies));
        let entries = crate::metrics::movement::entries(
            &last.record.documents,
            ledger,
            last.record.as_of,
            last.record.readings.contains_key("open_balance"),
        );
        let before = Before {
            as_of: last.record.as_of,
            readings: &last.record.readings,
            ledger,
            policies,
            entries_differ: !entries.is_empty(),
        };
        let as_of = inputs.results.as_of;
        let now = readings(inputs.ledger, as_of, inputs.policies);
        let movements = movements(inputs.ledger, as_of, inputs.policies, &now, &before);
        Some(Self { last, movements, entries })
    }

    /// The date of the last pack.
    fn date(&self) -> NaiveDate {
        self.last.record.as_of
    }

    /// The ledger in which the entries have their places.
    fn ledger(&self, cx: &Context<'a>) -> &'a crate::ledger::Ledger {
        self.last.under_its_rules.as_ref().map_or(cx.inputs.ledger, |(ledger, _)| ledger)
    }

    /// The entries that are changes of documents, not merely settled otherwise.
    fn changed_documents(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.change != Change::Resettled)
    }

    /// Whether what the last pack showed is moved by later entries, and whether by changed rules.
    fn moved_by(&self) -> (bool, bool) {
        let any = |get: fn(&crate::metrics::movement::Parts) -> i64| {
            self.movements.iter().filter_map(|m| m.parts.as_ref()).any(|parts| get(parts) != 0)
        };
        (any(|parts| parts.entered_later), any(|parts| parts.rules))
    }

    /// The sums of what entries add to sales of all time, to those of twelve months and to the open balance, each with what entered later in the
    /// movement of that figure; only where nothing but entries can stand in it.
    pub(super) fn entered_later(&self) -> Vec<(&'static str, Money, Money)> {
        type Adds = fn(&Entry, NaiveDate) -> Money;
        const FIGURES: [(&str, &str, Adds); 3] = [
            ("net_revenue_total", "Entries since the last pack = sales entered later", Entry::sales_change),
            (
                "net_revenue_ttm",
                "Entries since the last pack = what entered later of sales of twelve months",
                Entry::ttm_sales_change,
            ),
            (
                "open_balance",
                "Entries since the last pack = what entered later of the open balance",
                Entry::balance_change,
            ),
        ];
        let last = self.last;
        if last.record.program != super::tool() || !last.changed_rules.is_empty() && last.under_its_rules.is_none() {
            return Vec::new();
        }
        let one = |(figure, name, adds): (&str, &'static str, Adds)| {
            let parts = self.movements.iter().find(|movement| movement.figure == figure)?.parts?;
            let entries = self.entries.iter().map(|entry| adds(entry, self.date())).sum();
            Some((name, entries, Money::from_minor(parts.entered_later)))
        };
        FIGURES.into_iter().filter_map(one).collect()
    }

    /// Of each movement that is split, whether its parts add up to it.
    pub(super) fn adding_up(&self) -> impl Iterator<Item = bool> {
        self.movements.iter().filter_map(|movement| {
            let (parts, before, now) = (movement.parts?, movement.before?, movement.now.as_ref().ok()?);
            Some(before + parts.sum() == *now)
        })
    }
}

/// The blocks of the summary.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let Some(since) = &cx.since else {
        let text =
            "No pack of an earlier date is on record. The next pack will say what moved each figure since this one.";
        return vec![Block::missing("since-last-pack", HEADLINE, text)];
    };
    let mut blocks = vec![sums_block(cx, since)];
    blocks.extend(rates_block(cx, since));
    blocks.extend(entries::block(cx, since));
    blocks
}

/// The figures that one of the two packs has: the sums of documents, or the others.
fn shown<'a>(since: &'a Since<'_>, sums: bool) -> impl Iterator<Item = &'a Movement> {
    since.movements.iter().filter(move |m| m.is_sum() == sums && (m.before.is_some() || m.now.is_ok()))
}

/// A table of movements, with the figure before its parts and the one after them.
fn table(cx: &Context<'_>, since: &Since<'_>, parts: &[&str], rows: Vec<Row>) -> Table {
    let mut columns = vec![Column::left("Figure").wide(), Column::right(&format::short_date(since.date()))];
    columns.extend(parts.iter().map(|part| Column::right(part)));
    columns.push(Column::right(&format::short_date(cx.as_of())).emphasised());
    Table::new(TableStyle::Full, columns, rows)
}

fn sums_block(cx: &Context<'_>, since: &Since<'_>) -> Block {
    const PARTS: [&str; 5] = ["Time passing", "New documents", "New credits", "Entered later", "Changed rules"];
    let parts = |p: &Parts| vec![p.time, p.new_documents, p.credits, p.entered_later, p.rules];
    let rows = shown(since, true).map(|m| row(cx, m, PARTS.len(), parts)).collect();
    Block::table("since-last-pack", table(cx, since, &PARTS, rows))
        .headline(headline(since))
        .label(format!(
            "What moved each figure from the pack of {} to this one, {}",
            format::long_date(since.date()),
            cx.currency()
        ))
        .note(note(since))
        .link("How the parts are computed", place("proof", "method-movement"))
        .link("Exact parts", Target::Data { name: "movements".to_owned() })
}

/// Rates, averages and counts; `None` where neither pack has one.
fn rates_block(cx: &Context<'_>, since: &Since<'_>) -> Option<Block> {
    const PARTS: [&str; 3] = ["Time and new documents", "Entered later", "Changed rules"];
    let parts = |p: &Parts| vec![p.going_on(), p.entered_later, p.rules];
    let rows: Vec<Row> = shown(since, false).map(|m| row(cx, m, PARTS.len(), parts)).collect();
    (!rows.is_empty()).then(|| {
        Block::table("since-last-pack-rates", table(cx, since, &PARTS, rows))
            .headline("Rates, averages and numbers since then")
            .label(format!("The same for figures that are no sums of documents, {}, points and days", cx.currency()))
    })
}

/// What became of what the last pack showed.
fn headline(since: &Since<'_>) -> String {
    let pack = format!("the pack of {}", format::long_date(since.date()));
    let documents = since.changed_documents().count();
    let differ = match documents {
        0 => "Documents that are settled otherwise now".to_owned(),
        number => words::counted_first(number, "document", "documents") + " entered, changed or gone since",
    };
    let all_are_split = since.movements.iter().all(|m| m.before.is_none() || m.parts.is_some());
    let nothing_differs = since.entries.is_empty() && since.last.changed_rules.is_empty();
    match since.moved_by() {
        (true, true) => format!("Later entries and changed rules change what {pack} showed"),
        (true, false) if documents == 1 => format!("{differ} changes what {pack} showed"),
        (true, false) => format!("{differ} change what {pack} showed"),
        (false, true) => format!("Changed rules change what {pack} showed"),
        (false, false) if nothing_differs => {
            format!("What {pack} showed still stands; time and new documents moved these figures")
        }
        (false, false) if all_are_split => {
            format!("Neither later entries nor changed settings move what {pack} showed of these figures")
        }
        (false, false) => format!("What moved since {pack}"),
    }
}

fn note(since: &Since<'_>) -> String {
    let mut sentences = vec![
        "Time passing: the same documents, seen from the later date. New documents: invoices, payments and refunds dated \
         since. Entered later: documents dated up to the last pack that were added, changed or taken out after it. The \
         parts add up exactly; printed, each is rounded."
            .to_owned(),
    ];
    let last = since.last;
    if !last.changed_rules.is_empty() {
        let unread = if last.under_its_rules.is_some() {
            ""
        } else {
            ", and this version cannot compute under those of then, so that their part stands under “Entered later”"
        };
        sentences.push(format!("Settings that differ: {}{unread}.", words::list(&last.changed_rules)));
    }
    if last.record.program != super::tool() {
        sentences.push(format!("The last pack was made by {}, this one by {}.", last.record.program, super::tool()));
    }
    sentences.join(" ")
}

/// A movement with so many parts.
fn row(cx: &Context<'_>, movement: &Movement, number: usize, parts: impl Fn(&Parts) -> Vec<i64>) -> Row {
    let value = |value: i64| value_text(cx, movement.unit, value);
    let name = super::figure_definitions::name(movement.figure);
    let why = match (&movement.now, movement.before, movement.parts) {
        (Err(why), _, _) => cx.reason(why),
        (_, None, _) => "the last pack had no value".to_owned(),
        (_, _, None) => "a step between the two has no value, so the movement is not split".to_owned(),
        _ => String::new(),
    };
    let mut name = Cell::linked(name, super::figures_page::place_of(movement.figure));
    if let Cell::Text { sub, .. } = &mut name {
        *sub = why;
    }
    let parts = movement.parts.as_ref().map(parts);
    let mut cells = vec![name, Cell::or_dash(movement.before.map(value))];
    for place in 0..number {
        let part = parts.as_ref().and_then(|parts| parts.get(place)).copied().filter(|part| *part != 0);
        cells.push(Cell::or_dash(part.map(|part| change_text(cx, movement.unit, part))));
    }
    cells.push(Cell::or_dash(movement.now.as_ref().ok().map(|now| value(*now))));
    Row::body(cells)
}

/// A number in what people count in.
fn whole(unit: Unit, value: i64) -> f64 {
    value as f64 / unit.per_whole().map_or(1.0, f64::from)
}

fn value_text(cx: &Context<'_>, unit: Unit, value: i64) -> String {
    match unit {
        Unit::Money => cx.money(Money::from_minor(value)),
        Unit::Ratio => format::percent(whole(unit, value)),
        Unit::Days => format::decimal(whole(unit, value), 1),
        Unit::Count => format::decimal(whole(unit, value), 0),
    }
}

fn change_text(cx: &Context<'_>, unit: Unit, change: i64) -> String {
    match unit {
        Unit::Money => cx.amounts.change(Money::from_minor(change)),
        Unit::Ratio => format::decimal_change(whole(unit, change) * 100.0, 1),
        Unit::Days => format::decimal_change(whole(unit, change), 1),
        Unit::Count => format::decimal_change(whole(unit, change), 0),
    }
}
