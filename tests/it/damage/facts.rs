//! What an import tells, in a form that shows which parts of it differ from another one.

use std::collections::{BTreeMap, BTreeSet};

use ledgerpress::base::Origin;
use ledgerpress::import::draft::{CustomerDraft, DocumentDraft, Import};

/// A fact by its place: the parts of it by name, each as text.
pub(super) type Facts = BTreeMap<(String, String), BTreeMap<&'static str, String>>;

/// Parts that hold what somebody typed: any text may be meant there.
const FREE: [&str; 8] = ["number", "customer", "against", "email", "country", "phone", "address", "parent"];

/// How two imports differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// In nothing.
    None,
    /// In texts that somebody typed.
    FreeText,
    /// In dates, amounts or kinds.
    Values,
    /// In which facts there are.
    Facts,
}

/// All documents and customers.
pub(super) fn facts(import: &Import) -> Facts {
    let documents = import.documents.iter().map(|draft| (place("document", &draft.origin), document(draft)));
    let customers = import.customers.iter().map(|draft| (place("customer", &draft.origin), customer(draft)));
    documents.chain(customers).collect()
}

fn place(what: &str, origin: &Origin) -> (String, String) {
    (what.to_owned(), origin.to_string())
}

fn document(draft: &DocumentDraft) -> BTreeMap<&'static str, String> {
    let against: Vec<&String> = draft.applications.iter().map(|application| &application.to_number).collect();
    let applied: Vec<_> = draft.applications.iter().map(|application| application.amount).collect();
    BTreeMap::from([
        ("number", format!("{:?}", draft.number)),
        ("customer", format!("{:?}", draft.customer)),
        ("against", format!("{against:?}")),
        ("applied", format!("{applied:?}")),
        ("kind", format!("{:?}", draft.kind)),
        ("dates", format!("{} {:?} {:?}", draft.date, draft.due_date, draft.settled_on)),
        // A due date says what the terms would.
        ("terms", format!("{:?}", draft.terms_days.filter(|_| draft.due_date.is_none()))),
        ("amounts", format!("{:?} {:?} {:?}", draft.net, draft.tax, draft.gross)),
        ("open", format!("{:?} at {:?}", draft.open_balance, draft.balance_date)),
        ("currency", format!("{:?} {:?}", draft.currency, draft.rate)),
    ])
}

fn customer(draft: &CustomerDraft) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("customer", format!("{:?}", draft.customer)),
        ("email", format!("{:?}", draft.email)),
        ("country", format!("{:?}", draft.country)),
        ("phone", format!("{:?}", draft.phone)),
        ("address", format!("{:?}", draft.address)),
        ("parent", format!("{:?}", draft.parent)),
        ("terms", format!("{:?}", draft.terms_days)),
        ("limit", format!("{:?}", draft.credit_limit)),
        ("active", format!("{:?}", draft.active)),
    ])
}

/// Whether `text` stands among what somebody typed.
pub(super) fn typed(facts: &Facts, text: &str) -> bool {
    facts.values().flatten().any(|(part, typed)| FREE.contains(part) && typed.contains(text))
}

/// How `after` differs from `before`, and in which parts.
pub(super) fn difference(before: &Facts, after: &Facts) -> (Difference, BTreeSet<&'static str>) {
    if !before.keys().eq(after.keys()) {
        return (Difference::Facts, BTreeSet::new());
    }
    let pairs = before.values().zip(after.values());
    let parts = pairs.flat_map(|(before, after)| before.iter().filter(|(part, text)| after.get(*part) != Some(*text)));
    let parts: BTreeSet<&'static str> = parts.map(|(part, _)| *part).collect();
    let difference = match (parts.is_empty(), parts.iter().all(|part| FREE.contains(part))) {
        (true, _) => Difference::None,
        (false, true) => Difference::FreeText,
        (false, false) => Difference::Values,
    };
    (difference, parts)
}
