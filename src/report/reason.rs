//! The sentence that says why a customer is in its segment, and its scores with their evidence.

use super::context::Context;
use super::format;
use super::{transition, words};
use crate::base::Period;
use crate::ledger::DocumentKind;
use crate::metrics::segmentation::{Comparison, Evidence, FrequencyTrend, Rating, Rule, Scores};

/// One sentence, or two: why the customer is where it is.
pub(super) fn sentence(cx: &Context<'_>, customer: usize) -> String {
    let pending = transition::pending(cx, customer);
    let rules = by_rules(cx, customer);
    if pending.is_empty() { rules } else { format!("{rules} {pending}") }
}

/// Why the rules put it where they do.
fn by_rules(cx: &Context<'_>, customer: usize) -> String {
    let scored = cx.scored(customer);
    let evidence = &scored.evidence;
    match scored.rule {
        Rule::OutOfScope => out_of_scope(cx, customer),
        Rule::NoPaymentYet => {
            format!(
                "First sale {} ago, no payment yet, and nothing long overdue.",
                format::days(evidence.tenure_days as f64)
            )
        }
        Rule::PaysLate => pays_late(cx, scored),
        Rule::Lapsed => lapsed(evidence),
        Rule::Falling => falling(cx, evidence),
        Rule::Best | Rule::Reliable | Rule::Remaining => standing(scored),
    }
}

fn out_of_scope(cx: &Context<'_>, customer: usize) -> String {
    match cx.value(customer).most_recent_sale {
        Some(day) => format!(
            "Last sale on {}, more than {} months ago.",
            format::long_date(day),
            cx.inputs.policies.segmentation.scope_months
        ),
        None if cx.documents(customer).next().is_none() => "No document in the ledger.".to_owned(),
        None => "No sale in the ledger.".to_owned(),
    }
}

fn pays_late(cx: &Context<'_>, scored: &Rating) -> String {
    let evidence = &scored.evidence;
    let lapsed = cx.inputs.policies.segmentation.lapsed_max_recency;
    let left = scored.scores.as_ref().is_some_and(|scores| scores.recency <= lapsed);
    let late = match (evidence.recency_days, evidence.days_beyond_terms) {
        (Some(since), _) if left => format!("It has bought nothing for {} and still owes", format::days(since as f64)),
        (_, Some(days)) => format!("It pays {} beyond terms, open items included", format::days(days)),
        (_, None) => "It pays late".to_owned(),
    };
    let oldest = if evidence.oldest_overdue_days > 0 {
        format!("; its oldest open item is {} past due", format::days(evidence.oldest_overdue_days as f64))
    } else {
        String::new()
    };
    let otherwise = scored.otherwise.map_or_else(String::new, |segment| {
        format!(" By its purchases alone it would be {}.", words::segment(segment))
    });
    format!("{late}{oldest}.{otherwise}")
}

fn lapsed(evidence: &Evidence) -> String {
    let since = evidence
        .recency_days
        .map_or_else(|| "No purchase".to_owned(), |days| format!("No purchase for {}", format::days(days as f64)));
    let rhythm = if evidence.purchase_dates == 1 {
        "; it bought once".to_owned()
    } else {
        format!("; it bought about every {}", format::days(evidence.purchase_cycle_days))
    };
    format!("{since}{rhythm}{}.", former(evidence, "at its last purchase"))
}

fn former(evidence: &Evidence, when: &str) -> String {
    evidence
        .former_score
        .map_or_else(String::new, |score| format!("; its score {when} was {}", format::decimal(score, 0)))
}

fn falling(cx: &Context<'_>, evidence: &Evidence) -> String {
    let sales = match evidence.momentum {
        Some(momentum) if momentum < 0.995 => format!(
            "Sales fell {} on the year before, from {} to {}",
            format::percent_whole(1.0 - momentum),
            cx.money(evidence.prev_ttm_sales),
            cx.money(evidence.ttm_sales)
        ),
        _ if evidence.prev_ttm_sales.is_positive() && !evidence.ttm_sales.is_positive() => {
            format!("It bought for {} the year before and nothing in this one", cx.money(evidence.prev_ttm_sales))
        }
        _ => format!(
            "It bought on {} in the year, after {} in the year before",
            days_of_purchase(evidence.purchase_dates_ttm),
            format::count(evidence.purchase_dates_prev_ttm)
        ),
    };
    format!("{sales}{}.", former(evidence, "a year ago"))
}

fn days_of_purchase(number: u32) -> String {
    words::tallied(number as usize, "day", "days")
}

fn standing(scored: &Rating) -> String {
    let evidence = &scored.evidence;
    let score = scored
        .scores
        .as_ref()
        .map_or_else(String::new, |scores| format!("Score {} of 100: ", format::decimal(scores.total, 0)));
    let mut parts = Vec::new();
    if let Some(days) = evidence.recency_days {
        parts.push(format!("last sale {} ago", format::days(days as f64)));
    }
    if let Some(percentile) = evidence.value_percentile {
        parts.push(format!("lifetime value {}", percentile_words(percentile)));
    }
    parts.push(momentum_words(evidence));
    if let Some(days) = evidence.days_beyond_terms {
        parts.push(terms_words(days));
    }
    let text = words::list(&parts);
    if score.is_empty() { format!("{}.", words::capitalised(&text)) } else { format!("{score}{text}.") }
}

/// Where a lifetime value stands among the scored customers.
fn percentile_words(percentile: f64) -> String {
    if percentile > 90.0 {
        "in the top tenth".to_owned()
    } else if percentile > 75.0 {
        "in the top quarter".to_owned()
    } else if percentile > 50.0 {
        "in the upper half".to_owned()
    } else if percentile > 25.0 {
        "in the lower half".to_owned()
    } else {
        "in the lowest quarter".to_owned()
    }
}

fn momentum_words(evidence: &Evidence) -> String {
    match evidence.momentum {
        _ if evidence.comparison == Comparison::TooYoung => "too young for a fair comparison of years".to_owned(),
        Some(momentum) if momentum >= 1.005 => {
            let first_year = match evidence.comparison {
                Comparison::OfFallsOnly => ", in which the ledger first knows it",
                Comparison::Fair | Comparison::TooYoung => "",
            };
            format!("sales up {} on the year before{first_year}", format::percent_whole(momentum - 1.0))
        }
        Some(momentum) if momentum <= 0.995 => {
            format!("sales down {} on the year before", format::percent_whole(1.0 - momentum))
        }
        Some(_) => "sales as in the year before".to_owned(),
        None => without_momentum(evidence).to_owned(),
    }
}

/// Why two years of sales cannot be compared.
fn without_momentum(evidence: &Evidence) -> &'static str {
    let (now, before) = (evidence.ttm_sales, evidence.prev_ttm_sales);
    if before.is_negative() {
        "no comparison with the year before, in which credit notes outweighed sales"
    } else if before.is_zero() {
        "no comparison with the year before, which had no sales"
    } else if now.is_negative() {
        "no comparison with the year before, as credit notes outweigh sales in this one"
    } else {
        "no sales in this year to compare with the year before"
    }
}

fn terms_words(days: f64) -> String {
    let text = format::days(days.abs());
    if format::decimal(days, 0) == "0" {
        "payment on the due date".to_owned()
    } else if days > 0.0 {
        format!("payment {text} beyond terms")
    } else {
        format!("payment {text} before the due date")
    }
}

/// The scores as (name, points, from what), in their fixed order.
pub(super) fn scores(cx: &Context<'_>, customer: usize) -> Vec<(&'static str, String, String)> {
    let scored = cx.scored(customer);
    let Some(scores) = &scored.scores else { return Vec::new() };
    let evidence = &scored.evidence;
    vec![
        ("Recency", scores.recency.to_string(), recency_evidence(evidence)),
        ("Frequency", scores.frequency.to_string(), frequency_evidence(evidence)),
        ("Money", format::decimal(scores.monetary, 1), money_evidence(scores, evidence)),
        (
            "Timeliness",
            scores.timeliness.map_or_else(|| format::DASH.to_owned(), |points| points.to_string()),
            timeliness_evidence(cx, customer, scores, evidence),
        ),
    ]
}

fn recency_evidence(evidence: &Evidence) -> String {
    let last = evidence
        .recency_days
        .map_or_else(|| "No sale".to_owned(), |days| format!("Last sale {} ago", format::days(days as f64)));
    let rhythm = if evidence.annual {
        "; it buys about once a year".to_owned()
    } else if evidence.purchase_dates == 1 {
        format!("; one purchase, so the business’s cycle of {} stands in", format::days(evidence.purchase_cycle_days))
    } else {
        format!("; it buys about every {}", format::days(evidence.purchase_cycle_days))
    };
    let horizon = format::days(evidence.horizon_days);
    match evidence.recency_days {
        Some(days) if days as f64 > evidence.horizon_days => {
            format!("{last}{rhythm}; beyond the {horizon} that count as recent")
        }
        _ => format!("{last}{rhythm}; up to {horizon} counts as recent"),
    }
}

fn frequency_evidence(evidence: &Evidence) -> String {
    let trend = match evidence.trend {
        FrequencyTrend::Increasing => ": more often",
        FrequencyTrend::Steady => ": steady",
        FrequencyTrend::AwaitingOwnCycle => ": its next purchase is not due yet",
        FrequencyTrend::Decreasing => ": less often",
        FrequencyTrend::NotAvailable => "; too short a history for a trend",
    };
    let coverage = evidence.coverage.map_or_else(String::new, |share| {
        format!("; {} of the purchases that its cycle lets expect", format::percent_whole(share))
    });
    format!(
        "{} of purchase in the year, {} in the year before{trend}{coverage}",
        words::capitalised(&days_of_purchase(evidence.purchase_dates_ttm)),
        format::count(evidence.purchase_dates_prev_ttm)
    )
}

fn money_evidence(scores: &Scores, evidence: &Evidence) -> String {
    let value = evidence.value_percentile.map_or_else(
        || "Lifetime value".to_owned(),
        |percentile| format!("Lifetime value {}", percentile_words(percentile)),
    );
    format!("{value} ({}); {} ({})", scores.value, momentum_words(evidence), scores.momentum)
}

fn timeliness_evidence(cx: &Context<'_>, customer: usize, scores: &Scores, evidence: &Evidence) -> String {
    match (scores.timeliness, evidence.days_beyond_terms) {
        (None, _) => "No payment data".to_owned(),
        (Some(_), None) if pays_without_dates(cx, customer) => {
            "The exports do not say when it paid: the middle score stands in".to_owned()
        }
        (Some(_), None) => "No payment and nothing past due in the year: the middle score stands in".to_owned(),
        (Some(_), Some(days)) => {
            let text = words::capitalised(&terms_words(days));
            format!("{text}, weighted by amount, open items included")
        }
    }
}

/// The exports tell that it paid in the twelve months, but not when.
fn pays_without_dates(cx: &Context<'_>, customer: usize) -> bool {
    let year = Period::trailing_twelve_months(cx.as_of());
    let mut payments = cx.documents(customer).filter(|(_, document)| document.kind == DocumentKind::Payment);
    payments.any(|(_, payment)| payment.date_is_assumed && year.contains(payment.date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, day, whole};
    use crate::metrics::compute;
    use crate::report::fixture::{World, empty};

    fn world_of(books: &Books) -> World {
        let mut world = empty();
        world.ledger = books.ledger();
        world.results = compute(&world.ledger, day(2026, 9, 30), &world.policies);
        world
    }

    /// What is said of one score of the first customer.
    fn said(world: &World, score: &str) -> String {
        let cx = Context::new(world.inputs());
        let found = scores(&cx, 0).into_iter().find(|(name, ..)| *name == score).expect("the score");
        found.2.replace('\u{a0}', " ")
    }

    #[test]
    fn a_missed_yearly_order_is_beyond_what_counts_as_recent() {
        let mut books = Books::new("EUR");
        for year in 2022..=2025 {
            books.paid("Clinic", day(year, 3, 18), 20, whole(1_000));
        }
        let recency = said(&world_of(&books), "Recency");
        assert_eq!(
            recency,
            "Last sale 561 days ago; it buys about once a year; beyond the 456 days that count as recent"
        );
    }

    #[test]
    fn payments_of_unknown_days_are_not_denied() {
        let mut books = Books::new("EUR");
        let invoice = books.invoice("Alder", day(2026, 3, 18), whole(100));
        let payment = books.pay(invoice, day(2026, 9, 30), whole(100));
        books.edit(payment).date_is_assumed = true;
        assert!(said(&world_of(&books), "Timeliness").starts_with("The exports do not say when it paid"));
        let mut books = Books::new("EUR");
        books.paid("Alder", day(2024, 3, 18), 20, whole(100));
        books.document(DocumentKind::CashSale, "Alder", day(2026, 3, 18), whole(100));
        assert!(said(&world_of(&books), "Timeliness").starts_with("No payment and nothing past due"));
    }

    #[test]
    fn who_may_be_older_than_the_ledger_is_not_too_young() {
        let mut books = Books::new("EUR");
        books.history_from(day(2024, 10, 1));
        for (customer, before, now) in [("Falls", 300, 100), ("Rises", 100, 300)] {
            for month in 1..=4 {
                books.paid(customer, day(2025, month, 9), 20, whole(before));
                books.paid(customer, day(2026, month, 9), 20, whole(now));
            }
        }
        let world = world_of(&books);
        let cx = Context::new(world.inputs());
        let money = |customer| scores(&cx, customer)[2].2.clone();
        assert!(money(0).contains("sales down 67% on the year before (1)"), "{}", money(0));
        let rises = "sales up 200% on the year before, in which the ledger first knows it (4)";
        assert!(money(1).contains(rises), "{}", money(1));
    }
}
