//! What is expected to come in, beside how well such forecasts did here so far.

use super::context::{Context, place};
use super::data::{fixed, money, totalled};
use super::format;
use super::model::{Block, Cell, Column, DataKind, DataTable, Row, Table, TableStyle, Target};
use super::parts;
use super::words;
use crate::base::Money;
use crate::metrics::NotEnough;
use crate::metrics::collections::{
    Collections, Expected, Forecast, HORIZONS, InvoiceForecast, Rule, SETTLED_MIN, Score, Tested, TrackRecord, Way,
};

/// So many invoices by name.
const LISTED: usize = 12;
/// The horizon of headlines and of the list of invoices, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;

/// The blocks of the cash section; none where payments have no days.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let Collections { forecast, track_record, .. } = &cx.results().collections;
    let mut blocks = match forecast {
        Ok(forecast) => vec![totals(cx, forecast), invoices(cx, forecast)],
        Err(why) if *why != NotEnough::Nothing || nothing_is_open(cx) => Vec::new(),
        Err(_) => {
            let text = format!("{}: from fewer, chances would be noise.", words::capitalised(&too_few_settled()));
            vec![Block::missing("expected", "What is expected to come in", text)]
        }
    };
    match track_record {
        Some(track_record) => blocks.extend(record(track_record, forecast.as_ref().ok())),
        None if forecast.is_ok() => blocks.push(untested()),
        None => {}
    }
    blocks
}

fn too_few_settled() -> String {
    format!("a forecast takes at least {SETTLED_MIN} invoices settled by payment")
}

/// Why a horizon without an amount has none.
const NO_RULE: &str = "at past month ends even the best rule was off by more than all that came";
/// Why a range is given and no amount, as a clause.
const ONE_SIDED: &str = "every forecast so far erred on one side, so that there is only a range";

/// Why there is no amount for the horizon of that place, as a clause; `None` where there is one, and where the reason is
/// that of all figures of receivables.
pub(super) fn no_amount(cx: &Context<'_>, horizon: usize) -> Option<String> {
    match &cx.results().collections.forecast {
        Ok(forecast) => {
            let withheld = forecast.totals.get(horizon).filter(|total| total.amount.is_none())?;
            Some(if withheld.range.is_some() { ONE_SIDED } else { NO_RULE }.to_owned())
        }
        Err(NotEnough::Nothing) if nothing_is_open(cx) => Some("no invoice is open".to_owned()),
        Err(NotEnough::Nothing) => Some(too_few_settled()),
        Err(_) => None,
    }
}

fn nothing_is_open(cx: &Context<'_>) -> bool {
    cx.results().aging.total.as_ref().is_ok_and(|total| total.items.iter().all(|&items| items == 0))
}

/// The horizon that is talked about: 30 days; where that has no amount, the next longer that has one, else a shorter one.
fn leading(forecast: &Forecast) -> Option<(&Expected, Money)> {
    let told = |total: &'_ Expected| total.amount.is_some();
    let (shorter, longer) = forecast.totals.split_at(MONTH.min(forecast.totals.len()));
    let leading = longer.iter().find(|total| told(total)).or_else(|| shorter.iter().rev().find(|total| told(total)))?;
    Some((leading, leading.amount?))
}

fn totals(cx: &Context<'_>, forecast: &Forecast) -> Block {
    let open: Money = forecast.invoices.iter().map(|invoice| invoice.open).sum();
    let row = |total: &Expected| {
        let money = |amount: Option<Money>| Cell::or_dash(amount.map(|amount| cx.money(amount)));
        Row::body(vec![
            Cell::text(format::days(f64::from(total.days)))
                .opening(&format!("expected_collections_{}_days", total.days)),
            money(total.amount),
            Cell::or_dash(total.amount.and_then(|amount| amount.ratio(open)).map(format::percent)),
            money(total.range.map(|(low, _)| low)),
            money(total.range.map(|(_, high)| high)),
            Cell::or_dash(total.past.and_then(|past| past.error).map(format::percent_whole)),
            Cell::or_dash(total.past.and_then(|past| past.bias).map(format::percent_change_whole)),
            Cell::text(match total.amount {
                Some(_) => words::capitalised(&way(total.way, total.factor)),
                None if total.range.is_some() => "A range only: each way erred on one side".to_owned(),
                None => "No amount: no way came close enough".to_owned(),
            }),
        ])
    };
    let columns = vec![
        Column::left("Within"),
        Column::right("Expected").emphasised(),
        Column::right("Of what is open"),
        Column::right("Nine of ten times above"),
        Column::right("Nine of ten times below"),
        Column::right("Off so far"),
        Column::right("Too high so far"),
        Column::left("Expected by"),
    ];
    let headline = match leading(forecast) {
        Some((total, amount)) => format!(
            "{} of the {} open on invoices should come in within {} days",
            cx.short(amount),
            cx.short(open),
            total.days
        ),
        None => "What comes in cannot be foretold here: past forecasts were off by more than all that came".to_owned(),
    };
    Block::table("expected", Table::new(TableStyle::Full, columns, forecast.totals.iter().map(row).collect()))
        .headline(headline)
        .label(format!(
            "Payments expected on the invoices open at {}, with tax, {}",
            format::long_date(cx.as_of()),
            cx.currency()
        ))
        .note(totals_note(cx, forecast))
        .link("Every open invoice as data", Target::Data { name: "expected-collections".to_owned() })
        .link("Formulas", parts::place("proof", "method-collections"))
}

/// What is not in the amounts, how they go with the single invoices, which horizons have none, and whom the range leaves out.
fn totals_note(cx: &Context<'_>, forecast: &Forecast) -> String {
    let mut note = vec![format!(
        "Learned from {} settled by payment. What is already invoiced only: new invoices and cash sales come on top.",
        words::counted(forecast.settled, "invoice", "invoices")
    )];
    let horizons = |kept: &dyn Fn(&Expected) -> bool| -> Option<String> {
        let days: Vec<String> =
            forecast.totals.iter().filter(|total| kept(total)).map(|total| total.days.to_string()).collect();
        (!days.is_empty()).then(|| words::list(&days))
    };
    note.extend(horizons(&|total| total.amount.is_some() && total.amount != total.by_invoice).map(|days| {
        format!(
            "For {days} days this is not the sum of open × chance over the single invoices: it came closer to what was paid \
             so far."
        )
    }));
    note.extend(
        horizons(&|total| total.amount.is_none() && total.range.is_some())
            .map(|days| format!("For {days} days only a range: every forecast so far erred on one side.")),
    );
    note.extend(horizons(&|total| total.amount.is_none() && total.range.is_none()).map(|days| {
        format!("No amount for {days} days: at past month ends even the best was off by more than all that came.")
    }));
    note.extend(horizons(&|total| total.past.is_none()).map(|days| format!("For {days} days it is untested.")));
    note.extend(leading(forecast).and_then(|(total, _)| outside_the_range(cx, total)));
    note.join(" ")
}

/// Whose doubtful invoices the range of a horizon does not reckon with, as a sentence; `None` where they would fit into it.
pub(super) fn outside_the_range(cx: &Context<'_>, total: &Expected) -> Option<String> {
    let apart = total.apart?;
    Some(format!(
        "The range for {} days does not reckon with {} paying its {} at once.",
        total.days,
        cx.name(place(apart.customer)),
        cx.money(apart.open)
    ))
}

/// A chance for people: never none, never certain.
fn chance_text(chance: f64) -> String {
    match chance {
        chance if chance < 0.01 => format!("<{}1%", format::NO_BREAK),
        chance if chance > 0.99 => format!(">{}99%", format::NO_BREAK),
        chance => format::percent_whole(chance),
    }
}

/// The largest open invoices with their chances, those least likely to be paid first.
fn invoices(cx: &Context<'_>, forecast: &Forecast) -> Block {
    let mut listed: Vec<&InvoiceForecast> = forecast.invoices.iter().collect();
    listed.sort_by_key(|invoice| (std::cmp::Reverse(invoice.open), invoice.document));
    let shown = listed.len().min(LISTED);
    let rest: Money = listed[shown..].iter().map(|invoice| invoice.open).sum();
    let row = |invoice: &&InvoiceForecast| {
        let document = cx.inputs.ledger.document(invoice.document);
        let mut cells = vec![
            cx.name_cell(place(invoice.customer)),
            Cell::or_dash(document.number.as_deref().map(words::one_line)),
            Cell::text(cx.money(invoice.open)),
            Cell::text(format::decimal(invoice.days_past_due as f64, 0)),
        ];
        cells.extend(invoice.chances.iter().map(|chance| Cell::or_dash(chance.map(chance_text))));
        Row::body(cells)
    };
    let mut rows: Vec<Row> = listed[..shown].iter().map(row).collect();
    if listed.len() > shown {
        let name = words::tallied(listed.len() - shown, "smaller invoice", "smaller invoices");
        let mut cells = vec![Cell::text(name), Cell::Blank, Cell::text(cx.money(rest))];
        cells.extend(Cell::blanks(1 + HORIZONS.len()));
        rows.push(Row::subtotal(cells));
    }
    let days = leading(forecast).map(|(total, _)| total.days);
    let at = HORIZONS.iter().position(|&horizon| Some(horizon) == days);
    let chances: Vec<f64> =
        forecast.invoices.iter().filter_map(|invoice| invoice.chances.get(at?).copied().flatten()).collect();
    let unlikely = chances.iter().filter(|chance| **chance < 0.5).count();
    let mut columns = vec![
        Column::left("Customer").wide(),
        Column::left("Invoice"),
        Column::right("Open").emphasised(),
        Column::right("Days past due"),
    ];
    columns.extend(HORIZONS.map(|days| Column::right(&format!("{days} days"))));
    let headline = match days.filter(|_| !chances.is_empty()) {
        None => "The largest open invoices".to_owned(),
        Some(days) if unlikely == 0 => {
            format!("Every open invoice is more likely than not to be paid within {days} days")
        }
        Some(days) => {
            let (part, whole) = words::pair(unlikely, chances.len());
            let is = if unlikely == 1 { "is" } else { "are" };
            let part = words::capitalised(&part);
            format!("{part} of {whole} open invoices {is} more likely to be open than paid in {days} days")
        }
    };
    Block::table("expected-invoices", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("The largest open invoices and their chance to be paid within so many days, {}", cx.currency()))
        .note(format!(
            "Each chance is by its own customer’s habit, whichever way the total is made. A negative number of days is still to \
             run.{}",
            if forecast.totals.iter().all(|total| total.by_invoice.is_some()) {
                ""
            } else {
                " A dash: at past month ends such chances were off by more than all that came."
            }
        ))
}

fn record(record: &TrackRecord, forecast: Option<&Forecast>) -> Option<Block> {
    let leading = forecast.and_then(leading).and_then(|(total, _)| record.of(total.days));
    let shown = leading.or_else(|| record.horizons.get(MONTH)).or_else(|| record.horizons.last())?;
    let per_cent = |value: Option<f64>| Cell::or_dash(value.map(format::percent));
    let row = |tested: &Tested, of: Way| {
        let (score, is_used) = (tested.score(of), of == tested.way && tested.made().is_usable());
        let off = Rule::ALL.iter().zip(tested.chances_off).find(|&(&rule, _)| Way::plain(rule) == of);
        Row::body(vec![
            Cell::text(format::days(f64::from(tested.days))),
            Cell::text(words::capitalised(&way(of, None))),
            per_cent(score.error),
            Cell::or_dash(score.bias.map(format::percent_change)),
            if is_used { Cell::text("Used") } else { Cell::Blank },
            Cell::or_dash(off.map(|(_, off)| format::decimal(off, 3))),
            Cell::text(format::length(tested.month_ends.len())),
        ])
    };
    // A corrected total stands beside the same as it is, so that its worth is seen.
    let is_shown = |tested: &Tested, way: Way| !way.corrected || way == tested.way;
    let rows = record.horizons.iter().flat_map(|tested| {
        Way::ALL.into_iter().filter(|&way| is_shown(tested, way)).map(|way| row(tested, way)).collect::<Vec<Row>>()
    });
    let columns = vec![
        Column::left("Within"),
        Column::left("Expected by"),
        Column::right("Total off by").emphasised(),
        Column::right("Too high by"),
        Column::left(""),
        Column::right("Chances off by"),
        Column::right("Month ends"),
    ];
    let months = words::counted(shown.month_ends.len(), "month end", "month ends");
    let headline = match shown.made().error {
        Some(error) => format!(
            "At {months} so far such a forecast of {} days was {} away from what came",
            shown.days,
            format::percent(error)
        ),
        None => "How such forecasts did here so far".to_owned(),
    };
    let span = match (shown.month_ends.first(), shown.month_ends.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{} to {}", format::long_date(*first), format::long_date(*last))
        }
        (Some(only), _) => format::long_date(*only),
        _ => String::new(),
    };
    let rows = rows.collect();
    let block = Block::table("track-record", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!(
            "Forecasts made at {months}, {span}, from what was known then, against what was paid; {}",
            words::counted(shown.predictions, "open invoice", "open invoices")
        ))
        .note(
            "Total off by: the distances between forecast and payments, as part of the payments. The total is by \
             the first one within a point of the smallest; one at the edge of its own range is left out. Corrected: \
             multiplied by what was paid / what was forecast at the month ends before. Chances off by: 0 is perfect, 0.25 is what a coin does; the chances of the invoices are always their own customer’s.",
        );
    Some(block)
}

fn untested() -> Block {
    Block::missing(
        "track-record",
        "How such forecasts did here so far",
        format!(
            "Not tested yet: there is no past month end at which {SETTLED_MIN} invoices had been settled and that is 30 days \
             ago."
        ),
    )
}

/// A way to a total as a row names it.
fn way(of: Way, factor: Option<f64>) -> String {
    let rule = match of.rule {
        Rule::Customers => "each customer’s own habit",
        Rule::Pool => "the habit of all customers",
        Rule::DueDate => "due dates",
        Rule::MeanDays => "each customer’s mean days",
    };
    match factor {
        Some(factor) => format!("{rule}, corrected: × {}", format::decimal(factor, 2)),
        None if of.corrected => format!("{rule}, corrected"),
        None => rule.to_owned(),
    }
}

/// A way as data files name it.
fn way_code(of: Way) -> String {
    let rule = match of.rule {
        Rule::Customers => "customers",
        Rule::Pool => "all_customers",
        Rule::DueDate => "due_dates",
        Rule::MeanDays => "mean_days",
    };
    if of.corrected { format!("{rule}_corrected") } else { rule.to_owned() }
}

/// The tables for machines.
pub(super) fn tables(cx: &Context<'_>) -> Vec<DataTable> {
    vec![data(cx), totals_data(cx)]
}

/// One row a horizon: the total, what the single invoices add up to, and how such totals did.
fn totals_data(cx: &Context<'_>) -> DataTable {
    let columns = [
        ("within_days", DataKind::Integer),
        ("expected", DataKind::Money),
        ("expected_by_invoice", DataKind::Money),
        ("low", DataKind::Money),
        ("high", DataKind::Money),
        ("expected_by", DataKind::Code),
        ("factor", DataKind::Decimal),
        ("error", DataKind::Ratio),
        ("bias", DataKind::Ratio),
        ("month_ends", DataKind::Integer),
    ];
    let record = cx.results().collections.track_record.as_ref();
    let row = |total: &Expected| {
        let amount = |amount: Option<Money>| amount.map(|amount| money(cx, amount));
        let past = |get: fn(&Score) -> Option<f64>| total.past.as_ref().and_then(get).and_then(|value| fixed(value, 6));
        let tested = record.and_then(|record| record.of(total.days));
        vec![
            Some(total.days.to_string()),
            amount(total.amount),
            amount(total.by_invoice),
            amount(total.range.map(|(low, _)| low)),
            amount(total.range.map(|(_, high)| high)),
            total.amount.map(|_| way_code(total.way)),
            total.amount.and(total.factor).and_then(|factor| fixed(factor, 6)),
            past(|past| past.error),
            past(|past| past.bias),
            Some(tested.map_or(0, |tested| tested.month_ends.len()).to_string()),
        ]
    };
    let totals = cx.results().collections.forecast.as_ref().map_or(&[][..], |forecast| &forecast.totals);
    DataTable::new("expected-totals", columns, totals.iter().map(row).collect())
}

/// Every open invoice with its chances, for machines.
fn data(cx: &Context<'_>) -> DataTable {
    let mut columns: Vec<(String, DataKind)> = [
        ("customer_id", DataKind::Text),
        ("customer", DataKind::Text),
        ("document_number", DataKind::Text),
        ("document_date", DataKind::Date),
        ("due_date", DataKind::Date),
        ("open", DataKind::Money),
        ("days_past_due", DataKind::Integer),
    ]
    .map(|(name, kind)| (name.to_owned(), kind))
    .into();
    columns.extend(HORIZONS.map(|days| (format!("chance_{days}_days"), DataKind::Ratio)));
    let expected = HORIZONS.map(|days| format!("expected_{days}_days"));
    columns.extend(expected.clone().map(|name| (name, DataKind::Money)));
    let row = |invoice: &InvoiceForecast| {
        let ledger = cx.inputs.ledger;
        let (document, customer) = (ledger.document(invoice.document), ledger.customer(invoice.customer));
        let mut row = vec![
            Some(customer.id.clone()),
            Some(customer.name.clone()),
            document.number.clone(),
            Some(document.date.to_string()),
            document.due_date.map(|day| day.to_string()),
            Some(money(cx, invoice.open)),
            Some(invoice.days_past_due.to_string()),
        ];
        row.extend(invoice.chances.iter().map(|chance| chance.map(|chance| format!("{chance:.6}"))));
        row.extend((0..HORIZONS.len()).map(|place| invoice.expected(place).map(|amount| money(cx, amount))));
        row
    };
    let invoices = cx.results().collections.forecast.as_ref().map_or(&[][..], |forecast| &forecast.invoices);
    let table = DataTable::new("expected-collections", columns, invoices.iter().map(row).collect());
    let summed: Vec<&str> = std::iter::once("open").chain(expected.iter().map(String::as_str)).collect();
    totalled(cx, table, &summed)
}
