//! Risk triage: whose receivables need attention and why, people's own judgements shown as such.

use crate::base::Money;
use crate::metrics::aging::Balance;
use crate::metrics::payment::PaymentTimes;
use crate::metrics::risk::{CustomerRisk, RiskLevel, RiskOverride, RiskPoint};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Body, Cell, Column, Row, Table, TableStyle, Target, Tone};
use crate::report::parts::place;
use crate::report::words;

/// So many customers by name; a person's judgement is always among them.
const LISTED: usize = 20;

/// The level as data files and sentences have it.
pub(in crate::report) fn level_name(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Low => "low",
        RiskLevel::Medium => "medium",
        RiskLevel::High => "high",
    }
}

/// Composes the block; none where receivables are not known and nobody judged.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    let risk = &cx.results().risk;
    let named: Vec<usize> = ranked(cx);
    if risk.known.is_err() && named.is_empty() {
        return None;
    }
    let number = |level| risk.customers.iter().filter(|customer| customer.level() == level).count();
    let [high, medium, low, none] =
        [Some(RiskLevel::High), Some(RiskLevel::Medium), Some(RiskLevel::Low), None].map(number);
    let rest = match (low, none) {
        (low, 0) => format!("{} low", format::length(low)),
        (low, none) => format!(
            "{} low; {} {} nothing and bought nothing in twelve months",
            format::length(low),
            words::customers(none),
            if none == 1 { "owes" } else { "owe" }
        ),
    };
    // Who always pays late shows only where the days of payments are known.
    let unseen = if cx.has_dated_payments() {
        ""
    } else {
        " The exports do not tell when customers paid, so whoever pays late and owes nothing past due now counts as low."
    };
    let counts =
        format!("High: {}. Medium: {}. The others: {rest}.{unseen}", format::length(high), format::length(medium));
    if named.is_empty() {
        let headline = if cx.has_dated_payments() {
            "No customer is a high or a medium risk"
        } else {
            "No customer is a high or a medium risk, as far as balances tell"
        };
        return Some(Block::missing("risk", headline, counts));
    }
    let (shown, others): (Vec<_>, Vec<_>) = named
        .iter()
        .copied()
        .enumerate()
        .partition(|&(i, customer)| i < LISTED || risk.customers[customer].judged.is_some());
    let mut rows: Vec<Row> = shown.iter().map(|&(_, customer)| Row::body(cells(cx, customer))).collect();
    if !others.is_empty() {
        let name = words::tallied(others.len(), "further customer", "further customers");
        let others: Vec<usize> = others.into_iter().map(|(_, customer)| customer).collect();
        rows.push(Row::subtotal(sums(cx, name, &others)));
    }
    rows.push(Row::total(sums(cx, "All of these".to_owned(), &named)));
    let columns = vec![
        Column::left("Customer").wide(),
        Column::left("Risk"),
        Column::left("Why").wide(),
        Column::right("Open"),
        Column::right("Past due").emphasised(),
    ];
    let block = Block::table("risk", Table::new(TableStyle::Full, columns, rows))
        .headline(headline(cx, high, medium))
        .label(format!("Customers by risk, then by open balance, with the reasons, a point each, {}", cx.currency()))
        .note(format!("{counts} Three points or more are high, one or two medium. A person’s judgement wins."))
        .link("All customers as data", Target::Data { name: "payment-behaviour".to_owned() })
        .link("The rule", place("proof", "method-risk"));
    Some(block)
}

/// Customers of high and medium risk and those that a person judged: highest first, then by open balance.
fn ranked(cx: &Context<'_>) -> Vec<usize> {
    let risk = &cx.results().risk;
    let is_named = |customer: &CustomerRisk| customer.level() >= Some(RiskLevel::Medium) || customer.judged.is_some();
    let mut named: Vec<usize> = (0..risk.customers.len()).filter(|&i| is_named(&risk.customers[i])).collect();
    let open = |i: usize| cx.results().aging.customers[i].open_balance();
    named.sort_by_key(|&i| std::cmp::Reverse((risk.customers[i].level(), open(i), std::cmp::Reverse(i))));
    named
}

fn headline(cx: &Context<'_>, high: usize, medium: usize) -> String {
    let owed = |level| -> Money {
        let customers = cx.results().risk.customers.iter().zip(&cx.results().aging.customers);
        customers.filter(|(risk, _)| risk.level() == Some(level)).map(|(_, balance)| balance.open_balance()).sum()
    };
    let owing = |number: usize, level, word: &str| {
        let is = if number == 1 { "is" } else { "are" };
        let owes = if number == 1 { "owes" } else { "owe" };
        let open = owed(level);
        let rest = if open.is_positive() { format!(" and {owes} {}", cx.short(open)) } else { String::new() };
        format!("{} {is} a {word} risk{rest}", words::customers_first(number))
    };
    match (high, medium) {
        (0, 0) => "No customer is a high or a medium risk".to_owned(),
        (0, medium) => {
            format!("No customer is a high risk; {}", words::uncapitalised(&owing(medium, RiskLevel::Medium, "medium")))
        }
        (high, _) => owing(high, RiskLevel::High, "high"),
    }
}

fn cells(cx: &Context<'_>, customer: usize) -> Vec<Cell> {
    let risk = &cx.results().risk.customers[customer];
    let level = risk.level().map_or(format::DASH, level_name);
    let tone = if risk.level() == Some(RiskLevel::High) { Tone::Bad } else { Tone::Plain };
    let (level, why) = match &risk.judged {
        Some(judged) => (
            Cell::with_sub(words::capitalised(level), computed(risk)),
            Cell::with_sub(judgement(judged), reasons(cx, customer)),
        ),
        None => (Cell::toned(words::capitalised(level), tone), Cell::text(reasons(cx, customer))),
    };
    let mut cells = vec![cx.name_cell(customer), level, why];
    cells.extend(amounts(cx, &[customer]));
    cells
}

fn sums(cx: &Context<'_>, name: String, customers: &[usize]) -> Vec<Cell> {
    let mut cells = vec![Cell::text(name), Cell::Blank, Cell::Blank];
    cells.extend(amounts(cx, customers));
    cells
}

fn amounts(cx: &Context<'_>, customers: &[usize]) -> [Cell; 2] {
    let balances = || customers.iter().map(|&i| &cx.results().aging.customers[i]);
    let (open, overdue) = (balances().map(Balance::open_balance).sum(), balances().map(Balance::overdue_balance).sum());
    [open, overdue].map(|amount| Cell::text(cx.amounts.whole_or_dash(amount)))
}

/// The computed level beside a person's.
fn computed(risk: &CustomerRisk) -> String {
    risk.computed.map_or_else(|| "not computed".to_owned(), |level| format!("computed: {}", level_name(level)))
}

/// What a person said: who, when and why.
fn judgement(judged: &RiskOverride) -> String {
    format!(
        "Judged {} by {}, {}: {}",
        level_name(judged.level),
        words::one_line(&judged.by),
        format::short_date(judged.date),
        words::one_line(&judged.note)
    )
}

/// A customer's points as a clause.
pub(in crate::report) fn points(cx: &Context<'_>, customer: usize) -> String {
    words::uncapitalised(&reasons(cx, customer))
}

/// The points as one sentence without its full stop.
fn reasons(cx: &Context<'_>, customer: usize) -> String {
    let risk = &cx.results().risk.customers[customer];
    if risk.points.is_empty() {
        return "No point".to_owned();
    }
    let points: Vec<String> = risk.points.iter().map(|point| reason(cx, customer, *point)).collect();
    words::capitalised(&points.join("; "))
}

fn reason(cx: &Context<'_>, customer: usize, point: RiskPoint) -> String {
    let nothing_past_due = cx.results().aging.customers[customer].overdue_balance().is_zero();
    match point {
        RiskPoint::PaysLate(days) if nothing_past_due => format!("paid {} beyond terms", format::days(days)),
        RiskPoint::PaysLate(days) => format!("{} beyond terms, with what is past due", format::days(days)),
        RiskPoint::LongPastDue(days) => format!("an item {} past due", format::days(days as f64)),
        RiskPoint::Slower(now, before) => {
            format!("paid {} beyond terms, against {} the year before", format::days(now), format::decimal(before, 0))
        }
        RiskPoint::Exposure(share) => format!("{} of all that is owed", format::percent(share)),
        RiskPoint::OverCreditLimit(limit) => format!("owes more than its credit limit of {}", cx.money(limit)),
        RiskPoint::SalesFall(Some(ratio)) => format!("sales fell {}", format::percent_whole(1.0 - ratio)),
        RiskPoint::SalesFall(None) => "no sales in twelve months".to_owned(),
    }
}

/// How one customer pays, what counts against it, and what a person said of it, as sentences.
pub(in crate::report) fn sentences(cx: &Context<'_>, customer: usize) -> Vec<String> {
    let risk = &cx.results().risk.customers[customer];
    let mut paragraphs: Vec<String> = pays(cx, cx.customer_payment_times(customer)).into_iter().collect();
    if risk.computed.is_some() {
        let number = words::counted_first(risk.points.len(), "point", "points");
        paragraphs.push(match risk.points.len() {
            0 => "No point counts against it.".to_owned(),
            _ => format!("{number}: {}.", words::uncapitalised(&reasons(cx, customer))),
        });
    }
    paragraphs.extend(risk.judged.as_ref().map(|judged| format!("{}; {}.", judgement(judged), computed(risk))));
    paragraphs
}

/// The same as a block; none where there is nothing to say.
pub(in crate::report) fn customer(cx: &Context<'_>, customer: usize) -> Option<Block> {
    let paragraphs = sentences(cx, customer);
    if paragraphs.is_empty() {
        return None;
    }
    let headline = match cx.results().risk.customers[customer].level() {
        Some(level) => format!("Risk: {}", level_name(level)),
        None => "How it pays".to_owned(),
    };
    Some(
        Block::new("risk", Body::Prose { paragraphs })
            .headline(headline)
            .link("The rule", place("proof", "method-risk")),
    )
}

/// The middle and the slowest tenth of a customer's payments; from five payments on.
fn pays(cx: &Context<'_>, times: &PaymentTimes) -> Option<String> {
    let (Ok(median), Ok(slow)) = (&times.days_to_pay_median, &times.days_to_pay_p90) else { return None };
    let settled = words::counted_first(times.payments as usize, "settlement", "settlements");
    Some(format!(
        "{settled} of invoices {}: half of the money came within {}, nine tenths within {}.",
        cx.window(),
        format::days(*median),
        format::days(*slow)
    ))
}
