//! A document opened.

use crate::base::Money;
use crate::ledger::{Allocation, Document, DocumentIx};
use crate::report::context::{Context, place};
use crate::report::documents::{has_tax, kind_name, open_balances};
use crate::report::inputs::Inputs;
use crate::report::origins;
use crate::report::words;

/// A document with everything that the ledger has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentExplanation {
    /// "Invoice 3430".
    pub title: String,
    /// Terms and what they say: customer, dates, amounts.
    pub facts: Vec<(String, String)>,
    /// What it was set against up to the as-of date: day, blank where no export tells it, the other document, amount.
    pub settlements: Vec<(String, String, String)>,
    /// Every file, sheet and row that tells of it; the first is that which the pack prints.
    pub found_in: Vec<String>,
}

/// Opens the documents of this number: usually one, none where there is none, several where numbers repeat.
pub fn explain_document(inputs: &Inputs<'_>, wanted: &str) -> Vec<DocumentExplanation> {
    let cx = Context::new(*inputs);
    let bears = |document: &Document| {
        document.number.as_deref().is_some_and(|number| number.eq_ignore_ascii_case(wanted.trim()))
    };
    let documents = (0..).map(DocumentIx).zip(inputs.ledger.documents());
    documents.filter(|(_, document)| bears(document)).map(|(ix, document)| explanation(&cx, ix, document)).collect()
}

fn explanation(cx: &Context<'_>, ix: DocumentIx, document: &Document) -> DocumentExplanation {
    DocumentExplanation {
        title: title(document),
        facts: facts(cx, ix, document),
        settlements: cx
            .inputs
            .ledger
            .allocations_until(cx.as_of())
            .iter()
            .filter_map(|allocation| settlement(cx, ix, allocation))
            .collect(),
        found_in: origins::in_every_file(&document.origins),
    }
}

/// "Invoice 3430", or the kind alone.
fn title(document: &Document) -> String {
    let number = document.number.as_deref().map(|number| format!(" {}", words::one_line(number)));
    kind_name(document.kind).to_owned() + &number.unwrap_or_default()
}

fn facts(cx: &Context<'_>, ix: DocumentIx, document: &Document) -> Vec<(String, String)> {
    let ledger = cx.inputs.ledger;
    let customer = ledger.customer(document.customer);
    let sub = document.sub_customer.and_then(|sub| customer.sub_customers.get(place_in(sub)));
    let name = cx.name(place(document.customer));
    let later = (document.date > cx.as_of()).then(|| format!("{}, after the as-of date: not counted", document.date));
    let assumed = document.date_is_assumed.then(|| format!("not told by the exports, which are of {}", document.date));
    let due = document.due_date.filter(|_| document.kind.is_debit()).map(|day| day.to_string());
    let open = || open_balances(cx).map(|open| open.get(&ix).copied().unwrap_or(Money::ZERO));
    let exact = |amount| cx.amounts.exact(amount);
    let taxed = has_tax(document.kind);
    [
        ("Customer", Some(sub.map_or_else(|| name.clone(), |sub| format!("{name}, {}", words::one_line(sub))))),
        ("Customer\u{2019}s id", Some(words::one_line(&customer.id))),
        ("Date", Some(later.or(assumed).unwrap_or_else(|| document.date.to_string()))),
        ("Due", due),
        ("Without tax", taxed.then(|| exact(document.net))),
        ("Tax", taxed.then(|| exact(document.tax))),
        (if taxed { "With tax" } else { "Amount" }, Some(exact(document.gross))),
        ("Adds to sales", taxed.then(|| exact(document.sale()))),
        ("Open", open().map(exact)),
    ]
    .into_iter()
    .filter_map(|(term, text)| Some((term.to_owned(), text?)))
    .collect()
}

fn place_in(sub: u32) -> usize {
    usize::try_from(sub).unwrap_or(usize::MAX)
}

/// Stands in the place of a day, and is as wide.
const UNDATED: &str = "          ";

/// The other document of an allocation in which this one takes part.
fn settlement(cx: &Context<'_>, ix: DocumentIx, allocation: &Allocation) -> Option<(String, String, String)> {
    let other = match () {
        () if allocation.from == ix => allocation.to,
        () if allocation.to == ix => allocation.from,
        () => return None,
    };
    let how = if allocation.derived { ", set against the oldest as no export says" } else { "" };
    let other = cx.inputs.ledger.document(other);
    let is_dated = !cx.inputs.ledger.document(allocation.from).date_is_assumed;
    let (day, text) = if is_dated {
        (allocation.date.to_string(), format!("{} of {}{how}", title(other), other.date))
    } else {
        (UNDATED.to_owned(), format!("{}{how}; the exports do not tell its day", title(other)))
    };
    Some((day, text, cx.amounts.exact(allocation.amount)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::established;

    #[test]
    fn a_number_opens_its_document_with_settlements_and_places() {
        let world = established();
        let inputs = world.inputs();
        let allocation = inputs.ledger.allocations().first().expect("a payment");
        let document = inputs.ledger.document(allocation.to);
        let number = document.number.clone().expect("a number");
        let opened = explain_document(&inputs, &number);
        let one = opened.iter().find(|one| one.title.ends_with(&number)).expect("the document");
        let said = |term: &str| one.facts.iter().find(|(known, _)| known == term).map(|(_, text)| text.clone());
        assert_eq!(said("Date"), Some(document.date.to_string()));
        assert!(said("Customer").is_some() && said("With tax").is_some());
        assert!(!one.settlements.is_empty());
        assert!(!one.found_in.is_empty());
        assert_eq!(explain_document(&inputs, "no such number"), []);
    }
}
