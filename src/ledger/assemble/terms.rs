//! When each invoice is due: as stated, else by the customer's usual terms, the business's, or thirty days.
//!
//! The usual terms of a customer are those of the contact list, else the most frequent ones of its own invoices; of
//! equally frequent ones the shorter.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::Place;
use super::merge::Fact;
use super::parties::Parties;
use crate::ledger::{AssumptionKind, Customer, DocumentKind, DueDateSource};

/// Days from invoice to due date where nothing is known.
const DEFAULT_DAYS: u16 = 30;

/// How often each number of days occurs.
type Frequencies = BTreeMap<u16, usize>;

/// Gives every debit a due date and every customer its usual terms. `places` is parallel to the parties.
pub(super) fn set_due_dates(facts: &mut [Fact], customers: &mut [Customer], places: &[Place], parties: &Parties) {
    let mut of_business = Frequencies::new();
    let mut of_customer = vec![Frequencies::new(); customers.len()];
    for fact in facts.iter().filter(|fact| fact.kind == DocumentKind::Invoice) {
        if let Some(days) = stated_days(fact) {
            *of_business.entry(days).or_default() += 1;
            *of_customer[places[fact.party.at()].customer.0 as usize].entry(days).or_default() += 1;
        }
    }
    for (customer, frequencies) in customers.iter_mut().zip(&of_customer) {
        customer.terms_days = customer.terms_days.or_else(|| most_frequent(frequencies));
    }
    let of_business = most_frequent(&of_business);

    for fact in facts.iter_mut().filter(|fact| fact.kind.is_debit()) {
        let customer = &customers[places[fact.party.at()].customer.0 as usize];
        let (due_date, source) = if let Some(due_date) = fact.due_date {
            (due_date, DueDateSource::Stated)
        } else if fact.kind == DocumentKind::Refund {
            (fact.date, DueDateSource::Stated)
        } else if let Some(days) = fact.terms_days {
            (after(fact.date, days), DueDateSource::Stated)
        } else if let Some(days) = parties.terms_days(fact.party).or(customer.terms_days) {
            fact.assumed.push(AssumptionKind::DueByCustomerTerms);
            (after(fact.date, days), DueDateSource::CustomerTerms)
        } else if let Some(days) = of_business {
            fact.assumed.push(AssumptionKind::DueByBusinessTerms);
            (after(fact.date, days), DueDateSource::BusinessTerms)
        } else {
            fact.assumed.push(AssumptionKind::DueAfterThirtyDays);
            (after(fact.date, DEFAULT_DAYS), DueDateSource::ThirtyDays)
        };
        (fact.due_date, fact.due_date_source) = (Some(due_date), source);
    }
}

/// The invoice's own terms; `None` where it states none, or is due before it is made.
fn stated_days(fact: &Fact) -> Option<u16> {
    match fact.due_date {
        Some(due_date) => u16::try_from((due_date - fact.date).num_days()).ok(),
        None => fact.terms_days,
    }
}

fn most_frequent(frequencies: &Frequencies) -> Option<u16> {
    frequencies.iter().max_by_key(|&(&days, &count)| (count, std::cmp::Reverse(days))).map(|(&days, _)| days)
}

fn after(date: NaiveDate, days: u16) -> NaiveDate {
    date.checked_add_days(Days::new(days.into())).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::{DocumentDraft, DraftKind};
    use crate::ledger::assemble::drafting::{assembled, day, draft, file, invoice, named};

    #[test]
    fn of_equally_frequent_terms_the_shorter_hold() {
        assert_eq!(most_frequent(&Frequencies::from([(14, 2), (30, 2), (60, 1)])), Some(14));
        assert_eq!(most_frequent(&Frequencies::from([(14, 2), (30, 3)])), Some(30));
        assert_eq!(most_frequent(&Frequencies::new()), None);
    }
    #[test]
    fn missing_due_dates_follow_the_customer_then_the_business_then_thirty_days() {
        let due = |row: DocumentDraft, days| DocumentDraft { terms_days: Some(days), ..row.gross("1.00") };
        let known = assembled(vec![file(
            "a.csv",
            vec![
                due(invoice("1", "Acme", "2025-01-01"), 10),
                invoice("2", "Acme", "2025-01-02").gross("1.00"),
                invoice("3", "Bolt", "2025-01-03").gross("1.00"),
                draft(DraftKind::Refund, "R", &named("Bolt"), "2025-01-04").gross("1.00"),
            ],
        )]);
        let shown: Vec<_> = known.ledger.documents().iter().map(|d| (d.due_date, d.due_date_source)).collect();
        assert_eq!(
            shown,
            [
                (Some(day("2025-01-11")), DueDateSource::Stated),
                (Some(day("2025-01-12")), DueDateSource::CustomerTerms),
                (Some(day("2025-01-13")), DueDateSource::BusinessTerms),
                (Some(day("2025-01-04")), DueDateSource::Stated),
            ]
        );
        let unknown = assembled(vec![file("a.csv", vec![invoice("1", "Acme", "2025-01-01").gross("1.00")])]);
        let only = &unknown.ledger.documents()[0];
        assert_eq!((only.due_date, only.due_date_source), (Some(day("2025-01-31")), DueDateSource::ThirtyDays));
        assert!(unknown.assumptions.iter().any(|a| a.kind == AssumptionKind::DueAfterThirtyDays && a.count == 1));
    }
}
