//! What is expected to come in, beside how well such forecasts did here so far.

use super::context::{Context, place};
use super::data::totalled;
use super::format;
use super::model::{Block, Cell, Column, DataKind, DataTable, Row, Table, TableStyle, Target};
use super::parts;
use super::words;
use crate::base::Money;
use crate::metrics::NotEnough;
use crate::metrics::collections::{Collections, Forecast, HORIZONS, InvoiceForecast, Rule, SETTLED_MIN, TrackRecord};

/// So many invoices by name.
const LISTED: usize = 12;
/// The horizon of headlines and of the list of invoices, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;

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
        Some(track_record) => blocks.push(record(track_record)),
        None if forecast.is_ok() => blocks.push(untested()),
        None => {}
    }
    blocks
}

fn nothing_is_open(cx: &Context<'_>) -> bool {
    cx.results().aging.total.as_ref().is_ok_and(|total| total.items.iter().all(|&items| items == 0))
}

fn totals(cx: &Context<'_>, forecast: &Forecast) -> Block {
    let open: Money = forecast.invoices.iter().map(|invoice| invoice.open).sum();
    let row = |total: &crate::metrics::collections::Expected| {
        Row::body(vec![
            Cell::text(format!("{} days", total.days)),
            Cell::text(cx.money(total.amount)),
            Cell::or_dash(total.amount.ratio(open).map(format::percent)),
            Cell::text(cx.money(total.low)),
            Cell::text(cx.money(total.high)),
        ])
    };
    let columns = vec![
        Column::left("Within"),
        Column::right("Expected").emphasised(),
        Column::right("Of what is open"),
        Column::right("Nine of ten times above"),
        Column::right("Nine of ten times below"),
    ];
    let month = &forecast.totals[MONTH];
    Block::table("expected", Table::new(TableStyle::Mid, columns, forecast.totals.iter().map(row).collect()))
        .headline(format!(
            "{} of the {} open on invoices should come in within 30 days",
            cx.short(month.amount),
            cx.short(open)
        ))
        .label(format!(
            "Payments expected on the invoices open at {}, with tax, {}",
            format::long_date(cx.as_of()),
            cx.currency()
        ))
        .note(format!(
            "Learned from {} settled by payment; the total is forecast {}. New invoices of these days are not in it.",
            words::counted(forecast.settled, "invoice", "invoices"),
            by(forecast.totals_by)
        ))
        .link("Every open invoice as data", Target::Data { name: "expected-collections".to_owned() })
        .link("Formulas", parts::place("proof", "method-collections"))
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
        cells.extend(invoice.chances.iter().map(|&chance| Cell::text(format::percent_whole(chance))));
        Row::body(cells)
    };
    let mut rows: Vec<Row> = listed[..shown].iter().map(row).collect();
    if listed.len() > shown {
        let name = words::tallied(listed.len() - shown, "smaller invoice", "smaller invoices");
        let mut cells = vec![Cell::text(name), Cell::Blank, Cell::text(cx.money(rest))];
        cells.extend(Cell::blanks(1 + HORIZONS.len()));
        rows.push(Row::subtotal(cells));
    }
    let unlikely: Money = forecast.invoices.iter().filter(|i| i.chances[MONTH] < 0.5).map(|i| i.open).sum();
    let mut columns = vec![
        Column::left("Customer").wide(),
        Column::left("Invoice"),
        Column::right("Open").emphasised(),
        Column::right("Days past due"),
    ];
    columns.extend(HORIZONS.map(|days| Column::right(&format!("{days} days"))));
    let headline = if unlikely.is_zero() {
        "Every open invoice is more likely than not to be paid within 30 days".to_owned()
    } else {
        format!("{} is open on invoices that are unlikely to be paid within 30 days", cx.short(unlikely))
    };
    Block::table("expected-invoices", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!("The largest open invoices and their chance to be paid within so many days, {}", cx.currency()))
        .note(format!(
            "The chances are those {}. A negative number of days is still to run.",
            of_rule(forecast.chances_by)
        ))
}

fn record(record: &TrackRecord) -> Block {
    let per_cent = |value: Option<f64>| Cell::or_dash(value.map(format::percent));
    let mut rows = Vec::new();
    for (days, scores) in &record.scores {
        for (rule, score) in Rule::ALL.into_iter().zip(scores) {
            rows.push(Row::body(vec![
                Cell::text(format!("{days} days")),
                Cell::text(name(rule)),
                per_cent(score.error),
                Cell::or_dash(score.bias.map(format::percent_change)),
                Cell::text(format::decimal(score.brier, 3)),
            ]));
        }
    }
    let columns = vec![
        Column::left("Horizon"),
        Column::left("Rule"),
        Column::right("Error of the total").emphasised(),
        Column::right("Bias"),
        Column::right("Brier score of the chances"),
    ];
    let (totals_by, _) = record.best();
    let best = record.scores.last().and_then(|(_, scores)| {
        Rule::ALL.into_iter().zip(scores).find(|(rule, _)| *rule == totals_by).and_then(|(_, score)| score.error)
    });
    let months = words::counted(record.month_ends.len(), "month end", "month ends");
    let headline = match best {
        Some(error) => {
            format!("At {months} so far the forecast of 30 days was {} away from what came", format::percent(error))
        }
        None => "How such forecasts did here so far".to_owned(),
    };
    let span = match (record.month_ends.first(), record.month_ends.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{} to {}", format::long_date(*first), format::long_date(*last))
        }
        (Some(only), _) => format::long_date(*only),
        _ => String::new(),
    };
    Block::table("track-record", Table::new(TableStyle::Full, columns, rows))
        .headline(headline)
        .label(format!(
            "Forecasts made at {months}, {span}, from what was known then, against what was paid; {}",
            words::counted(record.predictions, "open invoice", "open invoices")
        ))
        .note(
            "Error: the distances between forecast and payments, divided by the payments. Bias above zero is too much. \
             Brier score: 0 is perfect, 0.25 is a coin. The total is forecast by the rule with the smallest error at 30 \
             days, the chances by the one with the smallest Brier score, simple rules included.",
        )
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

/// Whose chances a rule gives, in a sentence.
fn of_rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Customers => "of each customer's own history, drawn towards that of all",
        Rule::Pool => "of all customers together, which did better here than each customer's own",
        Rule::DueDate => "of the due dates, all or nothing: for this client the simple rule did better than the model",
        Rule::MeanDays => "of the mean days, all or nothing: for this client the simple rule did better than the model",
    }
}

/// How a rule forecasts, in a sentence.
fn by(rule: Rule) -> &'static str {
    match rule {
        Rule::Customers => "by the chances of each customer",
        Rule::Pool => "by the chances of all customers together",
        Rule::DueDate => "by the due dates: for this client the simple rule did better than the model",
        Rule::MeanDays => "by each customer's mean days: for this client the simple rule did better than the model",
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
            Some(invoice.open.to_plain(cx.amounts.currency)),
            Some(invoice.days_past_due.to_string()),
        ];
        row.extend(invoice.chances.iter().map(|chance| Some(format!("{chance:.6}"))));
        row
    };
    let invoices = cx.results().collections.forecast.as_ref().map_or(&[][..], |forecast| &forecast.invoices);
    let table = DataTable::new("expected-collections", columns, invoices.iter().map(row).collect());
    totalled(cx, table, &["open"])
}
