//! What is expected to come in, beside how well such forecasts did here so far.

use super::context::{Context, place};
use super::data::{money, totalled};
use super::format;
use super::model::{Block, Cell, Column, DataKind, DataTable, Row, Table, TableStyle, Target};
use super::parts;
use super::words;
use crate::base::Money;
use crate::metrics::NotEnough;
use crate::metrics::collections::{
    Collections, Expected, Forecast, HORIZONS, InvoiceForecast, Rule, SETTLED_MIN, Score, Tested, TrackRecord,
};

/// So many invoices by name.
const LISTED: usize = 12;
/// The horizon of headlines and of the list of invoices, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;
/// From this bias of past forecasts on the reader is told on which side they erred.
const BIASED: f64 = 0.20;

/// The blocks of the cash section; none where payments have no days.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let Collections { forecast, track_record } = &cx.results().collections;
    let mut blocks = match forecast {
        Ok(forecast) => vec![totals(cx, forecast), invoices(cx, forecast)],
        Err(why) if *why != NotEnough::Nothing || nothing_is_open(cx) => Vec::new(),
        Err(_) => {
            let text = format!(
                "A forecast takes at least {SETTLED_MIN} invoices settled by payment: from fewer, chances would be noise."
            );
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
        let amount = match total.amount {
            Some(amount) => Cell::text(cx.money(amount)),
            None => Cell::dash(),
        };
        let money = |amount: Option<Money>| Cell::or_dash(amount.map(|amount| cx.money(amount)));
        Row::body(vec![
            Cell::text(format!("{} days", total.days)).opening(&format!("expected_collections_{}_days", total.days)),
            amount,
            Cell::or_dash(total.amount.and_then(|amount| amount.ratio(open)).map(format::percent)),
            money(total.range.map(|(low, _)| low)),
            money(total.range.map(|(_, high)| high)),
            Cell::or_dash(total.past.and_then(|past| past.error).map(format::percent_whole)),
            Cell::or_dash(total.past.and_then(|past| past.bias).map(format::percent_change_whole)),
            Cell::text(if total.amount.is_some() { name(total.by) } else { "no amount: no rule did better" }),
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
        Column::left("Forecast by"),
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
        .note(totals_note(forecast))
        .link("Every open invoice as data", Target::Data { name: "expected-collections".to_owned() })
        .link("Formulas", parts::place("proof", "method-collections"))
}

/// What is not in the amounts, which horizons have none, and on which side past forecasts erred.
fn totals_note(forecast: &Forecast) -> String {
    let mut note = vec![format!(
        "Learned from {} settled by payment. What is already invoiced only: new invoices and cash sales come on top.",
        words::counted(forecast.settled, "invoice", "invoices")
    )];
    let horizons = |kept: &dyn Fn(&Expected) -> bool| -> Vec<String> {
        forecast.totals.iter().filter(|total| kept(total)).map(|total| total.days.to_string()).collect()
    };
    let withheld = horizons(&|total| total.amount.is_none());
    if !withheld.is_empty() {
        note.push(format!(
            "No amount for {} days: at past month ends even the best rule was off by more than all that came.",
            words::list(&withheld)
        ));
    }
    let biased = |total: &Expected| total.past.and_then(|past| past.bias).filter(|_| total.amount.is_some());
    let high = horizons(&|total| biased(total).is_some_and(|bias| bias >= BIASED));
    let low = horizons(&|total| biased(total).is_some_and(|bias| bias <= -BIASED));
    for (days, side) in [(high, "high: expect less than the amount"), (low, "low: expect more than the amount")] {
        if !days.is_empty() {
            note.push(format!("For {} days past forecasts were too {side}.", words::list(&days)));
        }
    }
    let untested = horizons(&|total| total.past.is_none());
    if !untested.is_empty() {
        note.push(format!("For {} days the forecast is untested.", words::list(&untested)));
    }
    note.join(" ")
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
        cells.extend(invoice.chances.iter().map(|chance| Cell::or_dash(chance.map(format::percent_whole))));
        Row::body(cells)
    };
    let mut rows: Vec<Row> = listed[..shown].iter().map(row).collect();
    if listed.len() > shown {
        let name = words::tallied(listed.len() - shown, "smaller invoice", "smaller invoices");
        let mut cells = vec![Cell::text(name), Cell::Blank, Cell::text(cx.money(rest))];
        cells.extend(Cell::blanks(1 + HORIZONS.len()));
        rows.push(Row::subtotal(cells));
    }
    let leading = leading(forecast).map(|(total, _)| total.days);
    let at = HORIZONS.iter().position(|&days| Some(days) == leading);
    let chance = |invoice: &InvoiceForecast| invoice.chances.get(at?).copied().flatten();
    let unlikely: Money =
        forecast.invoices.iter().filter(|i| chance(i).is_some_and(|chance| chance < 0.5)).map(|i| i.open).sum();
    let mut columns = vec![
        Column::left("Customer").wide(),
        Column::left("Invoice"),
        Column::right("Open").emphasised(),
        Column::right("Days past due"),
    ];
    columns.extend(HORIZONS.map(|days| Column::right(&format!("{days} days"))));
    let headline = match leading {
        None => "The largest open invoices".to_owned(),
        Some(days) if unlikely.is_zero() => {
            format!("Every open invoice is more likely than not to be paid within {days} days")
        }
        Some(days) => {
            format!("{} is open on invoices that are unlikely to be paid within {days} days", cx.short(unlikely))
        }
    };
    Block::table("expected-invoices", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("The largest open invoices and their chance to be paid within so many days, {}", cx.currency()))
        .note(
            "Each horizon by the rule that forecasts its total, so that open amounts times chances add up to what is expected. \
             By due dates and by mean days chances are all or nothing. A negative number of days is still to run.",
        )
}

fn record(record: &TrackRecord, forecast: Option<&Forecast>) -> Option<Block> {
    let leading = forecast.and_then(leading).and_then(|(total, _)| record.of(total.days));
    let shown = leading.or_else(|| record.horizons.get(MONTH)).or_else(|| record.horizons.last())?;
    let per_cent = |value: Option<f64>| Cell::or_dash(value.map(format::percent));
    let row = |tested: &Tested, name: &str, score: &Score| {
        Row::body(vec![
            Cell::text(format!("{} days", tested.days)),
            Cell::text(name),
            per_cent(score.error),
            Cell::or_dash(score.bias.map(format::percent_change)),
            Cell::text(format::decimal(score.brier, 3)),
            Cell::text(format::length(tested.month_ends.len())),
        ])
    };
    let mut rows = Vec::new();
    for tested in &record.horizons {
        rows.extend(Rule::ALL.into_iter().zip(&tested.scores).map(|(rule, score)| row(tested, name(rule), score)));
        rows.push(row(tested, "as forecast above", &tested.made));
    }
    let columns = vec![
        Column::left("Horizon"),
        Column::left("Rule"),
        Column::right("Error of the total").emphasised(),
        Column::right("Bias"),
        Column::right("Brier score of the chances"),
        Column::right("Month ends"),
    ];
    let months = words::counted(shown.month_ends.len(), "month end", "month ends");
    let headline = match shown.made.error {
        Some(error) => format!(
            "At {months} so far the forecast of {} days was {} away from what came",
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
    let block = Block::table("track-record", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!(
            "Forecasts made at {months}, {span}, from what was known then, against what was paid; {}",
            words::counted(shown.predictions, "open invoice", "open invoices")
        ))
        .note(
            "Error: the distances between forecast and payments, divided by the payments. Bias above zero is too much. \
             Brier score: 0 is perfect, 0.25 is a coin. Each horizon is forecast by the rule with the smallest error, \
             simple rules included; as forecast also lets no invoice be less likely within a longer horizon.",
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

/// A rule as a row names it.
fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::Customers => "chances of each customer",
        Rule::Pool => "chances of all customers",
        Rule::DueDate => "everything on its due date",
        Rule::MeanDays => "everyone after its mean days",
    }
}

/// Every open invoice with its chances, for machines.
pub(super) fn data(cx: &Context<'_>) -> DataTable {
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
        row
    };
    let invoices = cx.results().collections.forecast.as_ref().map_or(&[][..], |forecast| &forecast.invoices);
    let table = DataTable::new("expected-collections", columns, invoices.iter().map(row).collect());
    totalled(cx, table, &["open"])
}
