//! How sure a finding is: one of three words, and the reason.

use crate::ledger::{TieOut, TieOutMeasure, Verdict};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::Confidence;

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
    let stated = stated(cx, TieOutMeasure::NetSales) || stated(cx, TieOutMeasure::GrossSales);
    firm(if stated {
        "A sum of invoices and credit notes, which agree with the totals that the exports state."
    } else {
        "A sum of invoices and credit notes in the ledger."
    })
}

/// Of what is open, and how old it is.
pub(super) fn of_balances(cx: &Context<'_>) -> Confidence {
    if let Some(share) = share_matched_here(cx) {
        return likely(format!(
            "The sums are firm. Which invoice a payment settled, and so how old the rest is, the exports do not say for {} \
             the money paid; the oldest was taken.",
            part(share)
        ));
    }
    firm(if stated(cx, TieOutMeasure::OpenBalance) {
        "Open invoices of the ledger, which agree with the balances that the exports state."
    } else {
        "Open invoices of the ledger; a payment that is not booked yet would still show as owed."
    })
}

/// Of how fast customers pay.
pub(super) fn of_payments(cx: &Context<'_>) -> Confidence {
    match share_matched_here(cx) {
        Some(share) => likely(format!(
            "For {} the money paid the exports do not say which invoice it settled; the oldest was taken.",
            part(share)
        )),
        None => firm("From the dates of invoices and payments, each payment with its invoice."),
    }
}

/// "all", or "40% of".
fn part(share: f64) -> String {
    if share >= 0.995 { "all".to_owned() } else { format!("{} of", format::percent_whole(share)) }
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
