//! What the pack says about itself: as-of date, period, basis of preparation, feet of pages.

use std::collections::BTreeMap;

use super::context::Context;
use super::format;
use super::model::{Fact, Meta};
use super::parts::fact;
use super::{summary, words};
use crate::base::Basis;
use crate::config::AsOfSource;
use crate::ledger::{DueDateSource, PaymentData};

/// Composes the report's own facts.
pub(super) fn meta(cx: &Context<'_>) -> Meta {
    let settings = cx.inputs.settings;
    Meta {
        firm: settings.firm.clone(),
        client: settings.client.clone(),
        client_id: settings.client_id.clone(),
        title: "Customer advisory pack".to_owned(),
        as_of: cx.as_of().to_string(),
        as_of_text: format::long_date(cx.as_of()),
        currency: cx.amounts.currency.code().to_owned(),
        currency_text: cx.currency().to_owned(),
        language: "en".to_owned(),
        paper: settings.paper,
        draft: settings.reviewed_by.is_none(),
        facts: summary::facts(cx),
        foot: format!("{}. {}. {}.", settings.firm, foot_period(cx), words::capitalised(cx.currency())),
        prepared: format!(
            "Prepared by {} from the client’s own ledger. Unaudited. Amounts in {}, {}.",
            settings.firm,
            cx.currency(),
            tax_clause(cx)
        ),
        how_to_read: how_to_read(cx),
    }
}

fn foot_period(cx: &Context<'_>) -> String {
    if cx.has_year() {
        format!("Twelve months to {}", format::long_date(cx.as_of()))
    } else {
        let start = format::long_date(cx.inputs.ledger.history_start());
        format!("{start} to {}", format::long_date(cx.as_of()))
    }
}

fn how_to_read(cx: &Context<'_>) -> String {
    let year = if cx.has_year() {
        format!(" A year is the twelve months to {}.", format::period_end(cx.as_of()))
    } else {
        String::new()
    };
    format!(
        "Sales are invoices and receipts less credit notes, dated by invoice.{year} Amounts are in {}. Negative amounts \
         carry a minus sign; a dash means that there is nothing to show. Whole units are rounded one by one, so that a \
         sum may differ from its parts by one; the exact amounts are in the data files. In charts, dark is what is \
         measured and grey the comparison; green and solid is a gain, red and hatched a loss. Each of the nine segments \
         has its own mark, which holds in black and white.",
        cx.currency()
    )
}

/// The as-of date and how it was decided.
pub(super) fn as_of(cx: &Context<'_>) -> String {
    let how = match cx.inputs.settings.as_of_source {
        AsOfSource::Given => "given for this build",
        AsOfSource::ClientSettings => "set for this client",
        AsOfSource::FirmSettings => "set by the firm",
        AsOfSource::Exports => "the period end that the exports state",
        AsOfSource::LatestDocument => "assumed: the date of the latest document",
    };
    format!("{}, {how}", format::long_date(cx.as_of()))
}

/// What is compared with what.
pub(super) fn period(cx: &Context<'_>) -> String {
    if cx.results().value.net_revenue_prev_ttm.is_ok() {
        format!("Twelve months to {}, against the twelve before", format::period_end(cx.as_of()))
    } else if cx.has_year() {
        format!("Twelve months to {}; the year before is not covered", format::period_end(cx.as_of()))
    } else {
        let start = format::period_start(cx.inputs.ledger.history_start());
        format!("{start} to {}: less than a year", format::period_end(cx.as_of()))
    }
}

fn tax_clause(cx: &Context<'_>) -> &'static str {
    if cx.inputs.ledger.tax_unknown() { "tax not told apart by the exports" } else { "net of tax" }
}

/// The basis in one sentence.
pub(super) fn basis(cx: &Context<'_>) -> String {
    format!("Unaudited. Invoices and receipts less credit notes, {}, {}", tax_clause(cx), cx.currency())
}

/// Every matter of the basis of preparation.
pub(super) fn basis_lines(cx: &Context<'_>) -> Vec<Fact> {
    let tax = if cx.inputs.ledger.tax_unknown() {
        "No export tells the tax apart, so amounts with and without tax are taken to be the same: an assumption"
    } else {
        "Sales are net of tax; receivables and cash are with tax, since that is what is owed and paid"
    };
    vec![
        fact("Audit", "Unaudited: computed from the client’s own exports, without confirmation by third parties"),
        fact("Exports", exports(cx)),
        fact(
            "Cut-off",
            format!(
                "Documents dated up to {} count; what is later has not happened, so an invoice paid after it is open here",
                format::long_date(cx.as_of())
            ),
        ),
        fact("Ledger begins", beginning(cx)),
        fact("Sales", "Invoices and receipts less credit notes, by document date: invoiced, not recognised, revenue"),
        fact("Tax", tax),
        fact("Accounting basis", accounting_basis(cx)),
        fact("Payments", payments(cx)),
        fact("Due dates", due_dates(cx)),
        fact("Currency", format!("{} ({})", words::capitalised(cx.currency()), cx.amounts.currency)),
    ]
}

/// The ledger's first day, and what stands before it.
fn beginning(cx: &Context<'_>) -> String {
    let start = format::long_date(cx.inputs.ledger.history_start());
    cx.earlier.sentence(cx.amounts).map_or_else(|| start.clone(), |earlier| format!("{start}, {earlier}"))
}

/// Which systems' exports, and how many files of each.
fn exports(cx: &Context<'_>) -> String {
    let mut systems: BTreeMap<&str, usize> = BTreeMap::new();
    for source in cx.inputs.sources {
        let system =
            source.format.as_deref().map_or("not recognised", |name| name.split(':').next().unwrap_or(name).trim());
        *systems.entry(system).or_default() += 1;
    }
    if systems.is_empty() {
        return "No file".to_owned();
    }
    let parts: Vec<String> = systems
        .iter()
        .map(|(system, files)| format!("{system} ({})", words::tallied(*files, "file", "files")))
        .collect();
    words::list(&parts)
}

fn accounting_basis(cx: &Context<'_>) -> String {
    let stated: Vec<Basis> = cx.inputs.sources.iter().filter_map(|source| source.basis).collect();
    let accrual = stated.contains(&Basis::Accrual);
    match (accrual, stated.contains(&Basis::Cash)) {
        (true, true) => "The exports differ: some state accrual, some cash basis".to_owned(),
        (true, false) => "Accrual, as the exports state: sales when invoiced".to_owned(),
        (false, true) => {
            "Cash, as the exports state: sales are shown when they were paid, in the amount that was paid, \
                          and receivables, days to pay and what else hangs on invoices are not known from these reports"
                .to_owned()
        }
        (false, false) => "The exports do not state it; sales are counted when invoiced".to_owned(),
    }
}

fn payments(cx: &Context<'_>) -> String {
    match cx.inputs.ledger.payment_data() {
        PaymentData::Dated => match cx.results().payment.lifetime.derived.ratio(cx.results().payment.lifetime.amount) {
            Some(share) if share > 0.9995 => {
                "Dated. All of it was set against the oldest open invoice, since no export says which one was meant"
                    .to_owned()
            }
            Some(share) if share > 0.0 => format!(
                "Dated. {} of the amount was set against the oldest open invoice, since no export says which one was meant",
                format::percent(share)
            ),
            _ => {
                "Dated, set against the invoices that the exports name; the proof lists what they leave open".to_owned()
            }
        },
        PaymentData::BalancesOnly => {
            "The exports tell what is paid at their own date, not when it was paid: no days to pay".to_owned()
        }
        PaymentData::None => "The exports hold sales alone: nothing is said about payment or receivables".to_owned(),
    }
}

/// How many due dates are assumed, by source.
fn due_dates(cx: &Context<'_>) -> String {
    let debits = || cx.inputs.ledger.documents_until(cx.as_of()).iter().filter(|d| d.kind.is_debit());
    let number = |source| debits().filter(|d| d.due_date_source == source).count();
    let all = debits().count();
    let stated = number(DueDateSource::Stated);
    if all == 0 {
        return "No document has one".to_owned();
    }
    if stated == all {
        return "All stated by the exports".to_owned();
    }
    let assumed: Vec<String> = [
        (DueDateSource::CustomerTerms, "from the customer’s usual terms"),
        (DueDateSource::BusinessTerms, "from the most frequent terms of the business"),
        (DueDateSource::ThirtyDays, "as thirty days, since nothing is known"),
    ]
    .into_iter()
    .filter_map(|(source, how)| match number(source) {
        0 => None,
        n => Some(format!("{} {how}", format::length(n))),
    })
    .collect();
    format!(
        "{} of {} stated by the exports; assumed: {}",
        format::length(stated),
        format::length(all),
        words::list(&assumed)
    )
}
