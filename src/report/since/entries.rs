//! The documents of the period already reported that are no longer what they were, as a list.

use chrono::NaiveDate;

use super::Since;
use crate::base::Money;
use crate::metrics::movement::{Change, Entry, KnownDocument};
use crate::report::context::{Context, place as customer_place};
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target};
use crate::report::{documents, words};

/// So many stand on the page; all are in the data.
const SHOWN: usize = 12;

/// The list, largest amount first; `None` where nothing differs.
pub(super) fn block(cx: &Context<'_>, since: &Since<'_>) -> Option<Block> {
    let entries = &since.entries;
    if entries.is_empty() {
        return None;
    }
    let mut rows: Vec<Row> = entries.iter().take(SHOWN).map(|entry| row(cx, since, entry)).collect();
    if let Some(more @ 1..) = entries.len().checked_sub(SHOWN) {
        let name = words::tallied(more, "further entry", "further entries");
        rows.push(Row::subtotal(sums(cx, since, name, &entries[SHOWN..])));
    }
    rows.push(Row::total(sums(cx, since, "All entries".to_owned(), entries)));
    let columns = vec![
        Column::left("Document"),
        Column::left("Customer"),
        Column::left("Dated"),
        Column::left("What became of it").wide(),
        Column::right("Sales, twelve months").emphasised(),
        Column::right("Sales, all time"),
        Column::right("Owed, with tax").emphasised(),
        Column::left("Found in").not_on_paper().not_on_phones(),
    ];
    let label = format!(
        "Documents dated up to {} that are no longer as the pack of that day had them, {}",
        format::long_date(since.date()),
        cx.currency()
    );
    let block = Block::table("entries-since", Table::new(TableStyle::Full, columns, rows))
        .headline(headline(since))
        .label(label)
        .note(format!(
            "What the entry adds to sales of the twelve months to {0}, to sales of all time up to that day, and to what was owed \
             on it; a payment takes off. What is dated later now leaves both and comes in again as a new document.",
            format::long_date(since.date())
        ))
        .link("All of them", Target::Data { name: "changes".to_owned() });
    Some(block)
}

fn headline(since: &Since<'_>) -> String {
    let count = |change: Change| since.entries.iter().filter(|entry| entry.change == change).count();
    let date = format::long_date(since.date());
    let named = [
        (Change::Added, "has been entered", "have been entered"),
        (Change::Changed, "has been changed", "have been changed"),
        (Change::Removed, "is in no export any more", "are in no export any more"),
        (Change::Resettled, "is settled otherwise", "are settled otherwise"),
    ];
    let said = named.into_iter().map(|(change, one, many)| (count(change), one, many));
    let said = said.filter(|(number, ..)| *number > 0).map(|(number, one, many)| {
        let verb = if number == 1 { one } else { many };
        format!("{} {verb}", words::number(number))
    });
    format!("Since then, of the documents up to {date}, {}", words::list(&said.collect::<Vec<_>>()))
}

fn row(cx: &Context<'_>, since: &Since<'_>, entry: &Entry) -> Row {
    let Some(document) = entry.now.as_ref().or(entry.before.as_ref()) else { return Row::body(Vec::new()) };
    let name = match &document.number {
        Some(number) => Cell::with_sub(words::one_line(number), documents::kind_name(document.kind)),
        None => Cell::text(documents::kind_name(document.kind)),
    };
    let origin = entry.document.and_then(|ix| since.ledger(cx).document(ix).origins.first());
    let origin = origin.map_or(Cell::Blank, |origin| {
        let row = origin.row.map_or_else(String::new, |row| format!("row {}", format::count(row)));
        Cell::with_sub(words::one_line(&origin.file), row)
    });
    Row::body(vec![
        name,
        customer(cx, since, entry, document),
        Cell::text(format::short_date(document.date)),
        Cell::text(what(cx, since, entry)),
        change(cx, entry.ttm_sales_change(since.date())),
        change(cx, entry.sales_change(since.date())),
        change(cx, entry.balance_change(since.date())),
        origin,
    ])
}

/// The customer, leading to its page where it has one.
fn customer(cx: &Context<'_>, since: &Since<'_>, entry: &Entry, document: &KnownDocument) -> Cell {
    let customers = cx.inputs.ledger.customers();
    if let Ok(place) = customers.binary_search_by(|customer| customer.id.as_str().cmp(&document.customer)) {
        return cx.name_cell(place);
    }
    // Under the rules of then it may have had another name.
    let then = entry.document.map(|ix| since.ledger(cx).document(ix).customer);
    let name = then.and_then(|ix| since.ledger(cx).customers().get(customer_place(ix))).map(|c| &c.name);
    Cell::or_dash(Some(words::one_line(name.unwrap_or(&document.customer))).filter(|name| !name.trim().is_empty()))
}

/// The customer that a document had in the last pack: its id, and its name where the books of then or the rules of now
/// know it.
fn customer_of_then(cx: &Context<'_>, since: &Since<'_>, id: &str) -> String {
    let then = since.ledger(cx).customers().iter().find(|customer| customer.id == id).map(|c| c.name.as_str());
    let mut changes = cx.inputs.name_changes.iter().filter(|change| change.from == id);
    words::with_name(id, then.or_else(|| changes.find_map(|change| change.from_called.as_deref())))
}

/// What became of a document, in words.
fn what(cx: &Context<'_>, since: &Since<'_>, entry: &Entry) -> String {
    match (entry.change, &entry.before, &entry.now) {
        (Change::Changed, Some(before), Some(now)) => {
            let mut was = Vec::new();
            if before.gross != now.gross {
                was.push(format!("amount was {}", cx.amounts.exact(before.gross)));
            } else if before.net != now.net {
                was.push(format!("amount without tax was {}", cx.amounts.exact(before.net)));
            }
            if before.date != now.date {
                was.push(format!("date was {}", format::short_date(before.date)));
            }
            if before.due_date != now.due_date {
                let due = before.due_date.map_or_else(|| "none".to_owned(), format::short_date);
                was.push(format!("due date was {due}"));
            }
            if before.customer != now.customer {
                was.push(format!("customer was {}", customer_of_then(cx, since, &before.customer)));
            }
            let moved = if entry.has_moved_beyond(since.date()) { "; a new document now" } else { "" };
            format!("{}{moved}", words::capitalised(&words::list(&was)))
        }
        (Change::Resettled, Some(before), Some(now)) => format!(
            "Of it {} was open on {}, by the books of now {}",
            cx.amounts.exact(before.open),
            format::short_date(since.date()),
            cx.amounts.exact(now.open)
        ),
        (Change::Removed, ..) => "In no export any more".to_owned(),
        _ => "Entered since".to_owned(),
    }
}

/// What some entries add together.
fn sums(cx: &Context<'_>, since: &Since<'_>, name: String, entries: &[Entry]) -> Vec<Cell> {
    let sum =
        |of: fn(&Entry, NaiveDate) -> Money| change(cx, entries.iter().map(|entry| of(entry, since.date())).sum());
    let [ttm, sales, owed] = [Entry::ttm_sales_change, Entry::sales_change, Entry::balance_change].map(sum);
    vec![Cell::text(name), Cell::Blank, Cell::Blank, Cell::Blank, ttm, sales, owed, Cell::Blank]
}

fn change(cx: &Context<'_>, amount: Money) -> Cell {
    Cell::or_dash((!amount.is_zero()).then(|| cx.amounts.exact(amount)))
}
