//! One customer's page: key figures, sales by year, scores and documents. Small lines and bars only: a client may have
//! thousands of these pages.

use std::collections::BTreeMap;

use super::context::Context;
use super::documents::kind_name;
use super::format;
use super::model::{Block, Body, Cell, Column, CustomerPage, KeyFigure, Row, Table, TableStyle, Tone};
use super::parts::place;
use super::segments::each;
use super::summary::customer_spark;
use super::{customer_standing, origins, reason, words};
use crate::base::{Money, Month};
use crate::ledger::{Document, DocumentIx, DocumentKind, ForeignAmount};
use crate::metrics::payment::InvoiceHistory;
use crate::metrics::segmentation::Segment;

/// So many documents stand by themselves, and all that are open.
const DOCUMENTS: usize = 24;

/// Composes the page of the customer at this place in the ledger.
pub(super) fn page(cx: &Context<'_>, customer: usize) -> CustomerPage {
    let segment = cx.segment(customer);
    let mut blocks = vec![
        Block::new("key-figures", Body::KeyFigures { figures: key_figures(cx, customer) }),
        years(cx, customer),
        scores(cx, customer),
    ];
    blocks.extend(customer_standing::blocks(cx, customer));
    blocks.extend(super::cash::customer_risk(cx, customer));
    blocks.extend(sub_customers(cx, customer));
    blocks.push(documents(cx, customer));
    CustomerPage {
        slug: cx.slug(customer).to_owned(),
        name: cx.name(customer),
        segment: words::mark(segment),
        segment_name: words::segment(segment).to_owned(),
        reason: reason::sentence(cx, customer),
        blocks,
    }
}

fn key_figure(name: &str, (value, unit): (String, &str), comparison: String) -> KeyFigure {
    KeyFigure {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        change: String::new(),
        comparison,
        tone: Tone::Plain,
        spark: None,
        target: None,
    }
}

fn key_figures(cx: &Context<'_>, customer: usize) -> Vec<KeyFigure> {
    vec![
        lifetime_value(cx, customer),
        sales(cx, customer),
        days_to_pay(cx, customer),
        open_balance(cx, customer),
        average_invoice(cx, customer),
    ]
}

fn lifetime_value(cx: &Context<'_>, customer: usize) -> KeyFigure {
    let rank = words::rank(cx.places[customer] + 1);
    let comparison = format!("{rank} of {}", format::length(cx.order.len()));
    key_figure("Lifetime value", cx.amounts.short_parts(cx.value(customer).lifetime_value), comparison)
}

fn sales(cx: &Context<'_>, customer: usize) -> KeyFigure {
    let value = cx.value(customer);
    let now = match &value.ttm_sales {
        Ok(now) => *now,
        Err(why) => {
            let name = format!("Sales {}", cx.window());
            return key_figure(&name, cx.amounts.short_parts(cx.customer_sales(customer)), cx.reason(why));
        }
    };
    let mut figure = key_figure("Sales, twelve months", cx.amounts.short_parts(now), String::new());
    match &value.prev_ttm_sales {
        Ok(before) if before.is_positive() => {
            let change = (now - *before).ratio(*before).unwrap_or(0.0);
            figure.change = format::percent_change(change);
            figure.tone = match change {
                c if c >= 0.01 => Tone::Good,
                c if c <= -0.01 => Tone::Bad,
                _ => Tone::Plain,
            };
            figure.comparison = format!("on the year before, {}", cx.short(*before));
        }
        Ok(before) => figure.comparison = format!("{} the year before", cx.short(*before)),
        Err(why) => figure.comparison = cx.reason(why),
    }
    figure.spark = customer_spark(cx, customer);
    figure
}

fn days_to_pay(cx: &Context<'_>, customer: usize) -> KeyFigure {
    let payment = &cx.results().payment.customers[customer];
    let terms = cx.inputs.ledger.customers()[customer].terms_days;
    let lifetime = payment.lifetime.days_to_pay.as_ref().ok().map(|&days| format::decimal(days, 0));
    match &cx.customer_payment_times(customer).days_to_pay {
        Ok(days) => {
            let mut figure = key_figure("Days to pay", (format::decimal(*days, 0), ""), String::new());
            if let Ok(beyond) = cx.customer_payment_times(customer).days_beyond_terms {
                let number = format::decimal(beyond.abs(), 0);
                (figure.change, figure.tone) = match number.as_str() {
                    "0" => ("on the due date".to_owned(), Tone::Plain),
                    _ if beyond > 0.0 => (format!("{number} beyond terms, paid"), Tone::Bad),
                    _ => (format!("{number} before the due date"), Tone::Plain),
                };
            }
            let terms = terms.map(|terms| format!("usual terms {terms} days"));
            let all_time = lifetime.filter(|_| cx.has_year()).map(|days| format!("{days} over all time"));
            figure.comparison = [terms, all_time].into_iter().flatten().collect::<Vec<_>>().join("; ");
            figure
        }
        Err(why) => {
            let comparison =
                lifetime.map_or_else(|| cx.reason(why), |days| format!("no payment in the year; {days} over all time"));
            key_figure("Days to pay", (format::DASH.to_owned(), ""), comparison)
        }
    }
}

fn open_balance(cx: &Context<'_>, customer: usize) -> KeyFigure {
    let aging = &cx.results().aging;
    if let Err(why) = &aging.total {
        return key_figure("Open balance", (format::DASH.to_owned(), ""), cx.reason(why));
    }
    let balance = &aging.customers[customer];
    let overdue = balance.overdue_balance();
    let mut figure = key_figure("Open balance", cx.amounts.short_parts(balance.open_balance()), String::new());
    if overdue.is_positive() {
        figure.change = format!("{} past due", cx.money(overdue));
        figure.tone = Tone::Bad;
    } else {
        "nothing past due".clone_into(&mut figure.comparison);
    }
    figure
}

fn average_invoice(cx: &Context<'_>, customer: usize) -> KeyFigure {
    let value = cx.value(customer);
    let comparison = match value.first_sale {
        Some(day) => format!(
            "{} since {}",
            words::counted(value.purchases as usize, "purchase", "purchases"),
            format::period_start(Month::of(day).first_day())
        ),
        None => "no purchase".to_owned(),
    };
    let average = each(value.lifetime_value, value.purchases as usize);
    let parts = average.map_or_else(|| (format::DASH.to_owned(), ""), |average| cx.amounts.short_parts(average));
    key_figure("Average purchase", parts, comparison)
}

/// Sales by calendar year, parts of years marked.
fn years(cx: &Context<'_>, customer: usize) -> Block {
    let by_year = &cx.value(customer).by_year;
    if by_year.is_empty() {
        return Block::missing("years", "Sales by year", "The ledger covers no year of sales.");
    }
    let longest = by_year.iter().map(|&(_, sales)| cx.scale(sales)).fold(0.0, f64::max);
    let start = cx.inputs.ledger.history_start();
    let as_of = Month::of(cx.as_of());
    let mut rows: Vec<Row> = by_year
        .iter()
        .map(|&(year, sales)| {
            if year < Month::of(start).year() {
                return year_row(cx, (year, sales), "before the ledger begins: not all of it".to_owned(), longest);
            }
            let begins = Month::of(start).year() == year && Month::of(start).number() > 1;
            let december = as_of.number() == 12 && as_of.last_day() == cx.as_of();
            let ends = as_of.year() == year && !december;
            let sub = match (begins, ends) {
                (true, true) => format!("{} to {}", format::short_date(start), format::short_date(cx.as_of())),
                (true, false) => format!("from {}", format::short_date(start)),
                (false, true) => format!("to {}", format::short_date(cx.as_of())),
                (false, false) => String::new(),
            };
            year_row(cx, (year, sales), sub, longest)
        })
        .collect();
    let total: Money = by_year.iter().map(|&(_, sales)| sales).sum();
    rows.push(Row::total(vec![Cell::text("Lifetime value"), Cell::text(cx.money(total)), Cell::Blank]));
    let columns = vec![Column::left("Year"), Column::right("Sales").emphasised(), Column::left("").wide()];
    Block::table("years", Table::new(TableStyle::Mid, columns, rows))
        .headline(years_headline(cx, by_year))
        .label(format!("Sales by calendar year, {}", cx.currency()))
}

fn year_row(cx: &Context<'_>, (year, sales): (i32, Money), sub: String, longest: f64) -> Row {
    Row::body(vec![
        Cell::with_sub(year.to_string(), sub),
        Cell::text(cx.amounts.whole_or_dash(sales)),
        Cell::bar(cx.scale(sales), longest, None),
    ])
}

/// The best year, and whether it is the last one.
fn years_headline(cx: &Context<'_>, by_year: &[(i32, Money)]) -> String {
    let best = by_year.iter().max_by_key(|&&(year, sales)| (sales, year)).filter(|(_, sales)| sales.is_positive());
    match best {
        Some(_) if by_year.len() == 1 => "Sales of the one year so far".to_owned(),
        Some((year, sales)) if by_year.last().is_some_and(|(last, _)| last == year) => {
            let whole = cx.as_of() == Month::of(cx.as_of()).last_day() && Month::of(cx.as_of()).number() == 12;
            let verb = if whole { "was the best year" } else { "is the best year already" };
            format!("{year} {verb}, with {}", cx.short(*sales))
        }
        Some((year, sales)) => format!("The best year was {year}, with {}", cx.short(*sales)),
        None => "Credits outweigh sales in every year".to_owned(),
    }
}

fn scores(cx: &Context<'_>, customer: usize) -> Block {
    let scored = cx.scored(customer);
    let (counts, by_rules) = (cx.segment(customer), scored.segment);
    let headline = match by_rules {
        Segment::NotScored => "Why it is not scored".to_owned(),
        _ if counts == by_rules => format!("Why its segment is {}", words::segment(counts)),
        _ => format!("It is {}; by the rules alone it is {} now", words::segment(counts), words::segment(by_rules)),
    };
    let Some(total) = scored.scores.as_ref().map(|scores| scores.total) else {
        return Block::missing("scores", &headline, reason::sentence(cx, customer));
    };
    let mut rows: Vec<Row> = reason::scores(cx, customer)
        .into_iter()
        .map(|(name, points, from)| Row::body(vec![Cell::text(name), Cell::text(points), Cell::text(from)]))
        .collect();
    rows.push(Row::total(vec![Cell::text("Score, 0 to 100"), Cell::text(format::decimal(total, 0)), Cell::Blank]));
    let columns = vec![Column::left("Score"), Column::right("Points").emphasised(), Column::left("From").wide()];
    Block::table("scores", Table::new(TableStyle::Mid, columns, rows))
        .headline(headline)
        .label("Four scores of 1 to 5, each from the customer’s own documents")
        .link("The rule", place("segments", "rule"))
}

/// Sales of the sub-customers rolled up into this one; nothing where there are none.
fn sub_customers(cx: &Context<'_>, customer: usize) -> Option<Block> {
    let names = &cx.inputs.ledger.customers()[customer].sub_customers;
    if names.is_empty() {
        return None;
    }
    let window = cx.window_period();
    let mut sums: BTreeMap<Option<u32>, (Money, Money, u32)> = BTreeMap::new();
    for (_, document) in cx.documents(customer) {
        let (all, year, documents) = sums.entry(document.sub_customer).or_default();
        *all += document.sale();
        *documents += u32::from(document.kind.sales_sign() != 0);
        if window.contains(document.date) {
            *year += document.sale();
        }
    }
    let line = |name: String, (all, year, documents): (Money, Money, u32)| {
        let cells = [format::count(documents), cx.money(all), cx.money(year)];
        [Cell::text(name)].into_iter().chain(cells.into_iter().map(Cell::text)).collect::<Vec<_>>()
    };
    let none = (Money::ZERO, Money::ZERO, 0);
    let mut rows: Vec<Row> = (0_u32..)
        .zip(names)
        .map(|(i, name)| Row::body(line(words::one_line(name), sums.get(&Some(i)).copied().unwrap_or(none))))
        .collect();
    if let Some(&direct) = sums.get(&None) {
        rows.push(Row::body(line("Made out to the parent itself".to_owned(), direct)));
    }
    let total = sums.values().fold(none, |sum, part| (sum.0 + part.0, sum.1 + part.1, sum.2 + part.2));
    rows.push(Row::total(line("Together".to_owned(), total)));
    let columns = vec![
        Column::left("Sub-customer").wide(),
        Column::right("Sales documents"),
        Column::right("Lifetime value"),
        Column::right("Sales").emphasised(),
    ];
    let number = words::counted(names.len(), "sub-customer counts", "sub-customers count");
    Some(
        Block::table("sub-customers", Table::new(TableStyle::Mid, columns, rows))
            .headline(format!("{number} as one customer"))
            .label(format!("Sales {}, {}", cx.window(), cx.currency())),
    )
}

/// What stands in the table of documents: everything but payments and write-offs.
fn is_listed(document: &Document) -> bool {
    !matches!(document.kind, DocumentKind::Payment | DocumentKind::WriteOff)
}

/// The latest documents and every open one, newest first, with sums that hold for all.
fn documents(cx: &Context<'_>, customer: usize) -> Block {
    let listed: Vec<(DocumentIx, &Document)> = cx.documents(customer).rev().filter(|(_, d)| is_listed(d)).collect();
    if listed.is_empty() {
        return Block::missing("documents", "Documents", "The ledger holds no invoice or receipt of this customer.");
    }
    let invoices = &cx.results().payment.customers[customer].invoices;
    let history: BTreeMap<DocumentIx, &InvoiceHistory> = invoices.iter().map(|i| (i.document, i)).collect();
    let is_open = |ix: DocumentIx| history.get(&ix).is_some_and(|invoice| invoice.open.is_positive());
    let open_older = listed.iter().skip(DOCUMENTS).filter(|&&(ix, _)| is_open(ix)).count();
    let latest = DOCUMENTS.saturating_sub(open_older);
    let mut seen = 0..;
    let (shown, rest): (Vec<_>, Vec<_>) =
        listed.iter().copied().partition(|&(ix, _)| seen.next().is_some_and(|i| i < latest) || is_open(ix));
    let mut rows: Vec<Row> = shown.iter().map(|(ix, d)| document_row(cx, d, history.get(ix).copied())).collect();
    let sum = |documents: &[(DocumentIx, &Document)]| documents.iter().map(|(_, d)| signed(d)).sum::<Money>();
    let open: Money = invoices.iter().map(|invoice| invoice.open).sum();
    let line = |name: String, amount: Money, open: Cell| {
        let mut cells = vec![Cell::text(name), Cell::Blank, Cell::Blank, Cell::text(cx.money(amount))];
        cells.extend(Cell::blanks(3));
        cells.extend([open, Cell::Blank]);
        cells
    };
    if !rest.is_empty() {
        let name = words::tallied(rest.len(), "earlier document", "earlier documents");
        rows.push(Row::subtotal(line(name, sum(&rest), Cell::dash())));
    }
    let all = words::tallied(listed.len(), "document", "documents");
    rows.push(Row::total(line(all, sum(&shown) + sum(&rest), Cell::text(cx.amounts.whole_or_dash(open)))));
    let columns = vec![
        Column::left("Document"),
        Column::left("Date"),
        Column::left("Due"),
        Column::right("Amount").emphasised(),
        Column::left("Closed"),
        Column::right("Days to pay"),
        Column::left("Against terms"),
        Column::right("Open"),
        Column::left("Found in").not_on_paper().not_on_phones(),
    ];
    let label = if rest.is_empty() {
        format!(
            "All {}, newest first, with tax, {}",
            words::counted(listed.len(), "document", "documents"),
            cx.currency()
        )
    } else {
        format!(
            "{} of {} documents, the latest and every open one, newest first, with tax, {}",
            format::length(shown.len()),
            format::length(listed.len()),
            cx.currency()
        )
    };
    Block::table("documents", Table::new(TableStyle::Full, columns, rows))
        .headline("Documents")
        .label(label)
        .note(payments_note(cx, customer))
        .link("Proof", place("proof", "tie-outs"))
}

/// With tax; negative for what is taken back.
fn signed(document: &Document) -> Money {
    with_sign(document, document.gross)
}

fn with_sign(document: &Document, amount: Money) -> Money {
    match document.kind {
        DocumentKind::CreditNote | DocumentKind::CashRefund => -amount,
        _ => amount,
    }
}

fn document_row(cx: &Context<'_>, document: &Document, invoice: Option<&InvoiceHistory>) -> Row {
    let name = match &document.number {
        Some(number) if document.kind == DocumentKind::Invoice => Cell::text(words::one_line(number)),
        Some(number) => Cell::with_sub(words::one_line(number), kind_name(document.kind)),
        None => Cell::text(kind_name(document.kind)),
    };
    let against = match invoice {
        Some(invoice) if invoice.open.is_positive() => match invoice.days_against_terms {
            Some(days @ 1..) => Cell::toned(format!("{} past due", format::days(days as f64)), Tone::Bad),
            _ => Cell::toned("not due", Tone::Quiet),
        },
        Some(InvoiceHistory { closed_on: Some(_), days_against_terms: Some(days), .. }) => Cell::text(match days {
            1.. => format!("{} late", format::days(*days as f64)),
            0 => "on the day".to_owned(),
            _ => format!("{} early", format::days(-days as f64)),
        }),
        _ => Cell::dash(),
    };
    let origin = document.origins.first().map_or(Cell::Blank, |origin| {
        Cell::with_sub(words::one_line(&origin.file), origins::rows_in_first_file(&document.origins))
    });
    Row::body(vec![
        name,
        Cell::text(format::short_date(document.date)),
        Cell::or_dash(document.due_date.filter(|_| document.kind.is_debit()).map(format::short_date)),
        amount(cx, document),
        Cell::or_dash(invoice.and_then(|i| i.closed_on).map(format::short_date)),
        Cell::or_dash(invoice.and_then(|i| i.days_to_pay).map(|days| format::decimal(days as f64, 0))),
        against,
        Cell::or_dash(invoice.map(|i| cx.amounts.whole_or_dash(i.open))),
        origin,
    ])
}

/// Its amount and, below it, the one in its own currency.
fn amount(cx: &Context<'_>, document: &Document) -> Cell {
    let amount = cx.money(signed(document));
    match document.foreign {
        Some(ForeignAmount { currency, gross }) => {
            let own = format::Amounts { currency }.exact(with_sign(document, gross));
            Cell::with_sub(amount, format!("{own}{NO_BREAK}{currency}", NO_BREAK = format::NO_BREAK))
        }
        None => Cell::text(amount),
    }
}

fn payments_note(cx: &Context<'_>, customer: usize) -> String {
    let payments = cx.documents(customer).filter(|(_, d)| d.kind == DocumentKind::Payment);
    let (number, amount) = payments.fold((0, Money::ZERO), |(n, sum), (_, d)| (n + 1, sum + d.gross));
    let lifetime = &cx.results().payment.customers[customer].lifetime;
    let paid = if number == 0 {
        "No payment in the ledger.".to_owned()
    } else {
        let part = if lifetime.derived == lifetime.amount {
            "all of it".to_owned()
        } else {
            format!("{} of it", cx.money(lifetime.derived))
        };
        let derived = if lifetime.derived.is_positive() {
            format!("; {part} set against the oldest open invoice, since no export names one")
        } else {
            String::new()
        };
        format!(
            "{}, {} in all{derived}.",
            words::capitalised(&words::counted(number, "payment", "payments")),
            cx.money(amount)
        )
    };
    let unapplied = cx.results().aging.customers[customer].unapplied;
    if unapplied.is_positive() {
        format!("{paid} {} of credit is not set against anything and lessens the open balance.", cx.money(unapplied))
    } else {
        paid
    }
}
