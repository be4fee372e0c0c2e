//! Customers whose id no list of customers has, where there is one with ids: a mistyped id makes a customer of its own.
//!
//! A list may be of a part of the customers on purpose, so that all of them are one warning. An id that differs from a
//! listed one in capitals or in zeros before it alone is told by itself, with the one that is meant.

use std::collections::BTreeMap;

use super::duplicates::merge;
use super::tally::{listed, some_of};
use crate::base::{Origin, Problem};
use crate::import::draft::{CustomerDraft, DocumentDraft};

/// Reports the ids in `documents`, which are in the order of files and rows, that none of the `contacts` has.
pub(super) fn report(contacts: &[CustomerDraft], documents: &[DocumentDraft], found: &mut Vec<Problem>) {
    let known: BTreeMap<&str, &Origin> =
        contacts.iter().filter_map(|contact| Some((contact.customer.id.as_deref()?, &contact.origin))).collect();
    if known.is_empty() {
        return;
    }
    let mut unlisted: BTreeMap<&str, &Origin> = BTreeMap::new();
    for document in documents {
        if let Some(id) = document.customer.id.as_deref().filter(|id| !known.contains_key(id)) {
            unlisted.entry(id).or_insert(&document.origin);
        }
    }
    let alike: BTreeMap<String, (&str, &Origin)> =
        known.iter().map(|(id, origin)| (core(id), (*id, *origin))).collect();
    let (mut near, mut others) = (Vec::new(), Vec::new());
    for (id, origin) in unlisted {
        match alike.get(&core(id)) {
            Some(&(meant, place)) => near.push(nearly(id, origin, meant, place)),
            None => others.push((origin, id.to_owned())),
        }
    }
    found.extend(listed(near));
    others.sort();
    let Some((origin, _)) = others.first() else { return };
    let ids: Vec<String> = others.iter().map(|(_, id)| id.clone()).collect();
    let seen = format!("ids that no list of customers has, counted as customers of their own: {}", some_of(&ids));
    let remedy = "Correct those that are mistyped; nothing, where the list is of a part of the customers on purpose";
    found.push(Problem::warning("unlisted-customer", (*origin).clone(), seen, remedy));
}

fn nearly(id: &str, origin: &Origin, meant: &str, place: &Origin) -> Problem {
    let how = if id.eq_ignore_ascii_case(meant) { "in capitals" } else { "in capitals or zeros before it" };
    let seen = format!(
        "`{id}` is on no list of customers, and differs {how} alone from `{meant}` in {place}: it counts as \
                        another customer"
    );
    let remedy =
        format!("Correct it, or write into customers.toml, where they are one customer: {}", merge(meant, [id]));
    Problem::warning("unlisted-customer", origin.clone(), seen, remedy)
}

/// What two spellings of an id have in common.
fn core(id: &str) -> String {
    id.to_lowercase().trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use crate::import::draft::DraftKind;
    use crate::ledger::assemble::Assembly;
    use crate::ledger::assemble::drafting::{assembled, draft, file, named, with_id};

    fn sales_to(ids: &[&str], listed: &[&str]) -> Assembly {
        let sale = |(at, id): (usize, &&str)| {
            draft(DraftKind::Invoice, &at.to_string(), &with_id(id, ""), "2025-01-05").gross("10.00")
        };
        let contacts = listed.iter().fold(file("customers.csv", vec![]), |list, id| {
            list.contact(with_id(id, &format!("Customer {id}")), "", None)
        });
        assembled(vec![contacts, file("sales.csv", ids.iter().enumerate().map(sale).collect())])
    }

    #[test]
    fn ids_that_no_list_has_are_one_warning() {
        let assembly = sales_to(&["C1", "C9", "C8", "C7", "C6", "C9"], &["C1", "C2"]);
        assert_eq!(assembly.codes(), ["unlisted-customer"]);
        assert_eq!(
            assembly.problem("unlisted-customer").to_string(),
            "warning[unlisted-customer] sales.csv, row 2: ids that no list of customers has, counted as customers of \
             their own: `C9`, `C8`, `C7` and 1 more. Correct those that are mistyped; nothing, where the list is of a part \
             of the customers on purpose."
        );
        assert!(sales_to(&["C1"], &["C1", "C2"]).problems.is_empty());
        assert!(sales_to(&["C1"], &[]).problems.is_empty(), "no list, no question");
        let names = assembled(vec![file("customers.csv", vec![]).contact(named("Acme"), "", None)]);
        assert!(names.problems.is_empty());
    }

    #[test]
    fn an_id_that_is_nearly_listed_is_told_with_the_one_that_is_meant() {
        let assembly = sales_to(&["C1", "c1"], &["C1"]);
        let problem = assembly.problem("unlisted-customer");
        assert_eq!(
            problem.seen,
            "`c1` is on no list of customers, and differs in capitals alone from `C1` in customers.csv, row 900: it counts as \
             another customer"
        );
        assert!(problem.remedy.ends_with("`[[merge]]`, `into = \"C1\"`, `names = [\"c1\"]`"), "{}", problem.remedy);
        let padded = sales_to(&["12"], &["0012"]);
        assert!(padded.problem("unlisted-customer").seen.contains("zeros before it alone from `0012`"));
    }
}
