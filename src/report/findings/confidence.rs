//! How sure a finding is: one of three words, and the reason.

use std::collections::BTreeSet;

use super::materiality;
use crate::ledger::{DueDateSource, TieOut, TieOutMeasure, Verdict};
use crate::report::context::Context;
use crate::report::model::Confidence;
use crate::report::{format, words};

/// What rests on fewer payments, or on fewer invoices and cash sales, is not firm.
pub(super) const FEW: usize = 5;

/// It is so: a sum of documents.
pub(super) fn firm(reason: impl Into<String>) -> Confidence {
    Confidence { word: "Firm".to_owned(), reason: reason.into() }
}

/// The figures are right, and what they mean is the usual reading.
pub(super) fn likely(reason: impl Into<String>) -> Confidence {
    Confidence { word: "Likely".to_owned(), reason: reason.into() }
}

/// There may be another explanation.
pub(super) fn uncertain(reason: impl Into<String>) -> Confidence {
    Confidence { word: "Uncertain".to_owned(), reason: reason.into() }
}

/// Of sums of sales.
pub(super) fn of_sales(cx: &Context<'_>) -> Confidence {
    if let Some(why) = little(cx) {
        return likely(why);
    }
    let stated = stated(cx, TieOutMeasure::NetSales) || stated(cx, TieOutMeasure::GrossSales);
    firm(if stated {
        "A sum of invoices and credit notes, which agree with the totals that the exports state."
    } else {
        "A sum of invoices and credit notes in the ledger."
    })
}

/// Why sums of sales say little: they are of one month, or of few documents.
fn little(cx: &Context<'_>) -> Option<String> {
    let sales = materiality::sales_documents(cx);
    if !cx.has_year() && cx.months_covered().0 <= 1 {
        return Some(
            "The sums are firm, but the ledger covers little more than a month: a year may look different.".to_owned(),
        );
    }
    (sales < FEW).then(|| format!("The sums are firm, but rest on {} only.", words::counted(sales, "sale", "sales")))
}

/// That the ledger holds no sale of its last weeks, as a sentence; `None` where sales go on up to the as-of date.
pub(in crate::report) fn stopped(cx: &Context<'_>) -> Option<String> {
    let stop = cx.results().sales_stop.as_ref()?;
    Some(format!(
        "The last sale is dated {}, {} before the as-of date, though sales were never more than {} apart in the twelve \
         months before it: the export may be incomplete.",
        format::long_date(stop.last_sale),
        format::days(stop.silence_days as f64),
        format::days(stop.longest_gap_days as f64)
    ))
}

/// Of what is open, and how old it is.
pub(super) fn of_balances(cx: &Context<'_>) -> Confidence {
    if lists_open_invoices(cx) {
        return firm("Open invoices of the ledger with their due dates, as the exports list them to the same total.");
    }
    if let Some(share) = share_matched_here(cx) {
        return likely(format!(
            "The sums are firm. Which invoice a payment settled, and so how old the rest is, the exports do not say for {}; \
             the oldest was taken.",
            part(share)
        ));
    }
    let of_balance = |t: &&TieOut| t.measure == TieOutMeasure::OpenBalance;
    let by_exports = cx.inputs.tie_outs.iter().filter(of_balance).any(|t| t.origin.is_some());
    firm(if stated(cx, TieOutMeasure::OpenBalance) && by_exports {
        "Open invoices of the ledger, which agree with the balances that the exports state."
    } else if stated(cx, TieOutMeasure::OpenBalance) {
        "Open invoices of the ledger, which agree with the balance stated in client.toml."
    } else {
        "Open invoices of the ledger; a payment that is not booked yet would still show as owed."
    })
}

/// Some export lists every open invoice, with a total of that day that the ledger agrees with: which invoices are open, and
/// so how old they are, is then known whatever payments settled.
fn lists_open_invoices(cx: &Context<'_>) -> bool {
    let ties = |t: &&TieOut| {
        t.measure == TieOutMeasure::OpenBalance
            && t.customer.is_none()
            && t.as_of == Some(cx.as_of())
            && t.verdict == Verdict::Ties
    };
    let files: BTreeSet<&str> =
        cx.inputs.tie_outs.iter().filter(ties).filter_map(|t| Some(&*t.origin.as_ref()?.file)).collect();
    let items = &cx.results().aging.open_items;
    let lists = |file: &&str| {
        items.iter().all(|item| {
            let document = cx.inputs.ledger.document(item.document);
            document.origins.iter().any(|origin| &*origin.file == *file)
                && document.due_date_source == DueDateSource::Stated
        })
    };
    !items.is_empty() && files.iter().any(lists)
}

/// Of how fast customers pay.
pub(super) fn of_payments(cx: &Context<'_>) -> Confidence {
    let payments = cx.payment_times().payments as usize;
    if payments < FEW {
        return likely(format!(
            "It rests on {} only.",
            words::counted(payments, "settlement of an invoice", "settlements of invoices")
        ));
    }
    match share_matched_here(cx) {
        Some(share) => likely(format!(
            "Which invoice a payment settled the exports do not say for {}; the oldest was taken.",
            part(share)
        )),
        None => firm("From the dates of invoices and payments, each payment with its invoice."),
    }
}

/// "any payment", or "40% of the money paid".
fn part(share: f64) -> String {
    if share >= 0.995 {
        "any payment".to_owned()
    } else {
        format!("{} of the money paid", format::percent_whole(share))
    }
}

/// The share of payments that no export links to an invoice, of all time; `None` for none.
fn share_matched_here(cx: &Context<'_>) -> Option<f64> {
    let times = &cx.results().payment.lifetime;
    times.derived.ratio(times.amount).filter(|share| *share >= 0.005)
}

/// The exports state such a total, and the ledger agrees with each.
fn stated(cx: &Context<'_>, measure: TieOutMeasure) -> bool {
    let mut of_measure = cx.inputs.tie_outs.iter().filter(|t: &&TieOut| t.measure == measure).peekable();
    of_measure.peek().is_some() && of_measure.all(|t| t.verdict == Verdict::Ties)
}
