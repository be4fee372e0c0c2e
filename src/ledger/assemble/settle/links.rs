//! Payments and credits against the documents that the exports say they are set against.
//!
//! A link names a document by its number, among those of the same customer. Where no document bears that number, the one
//! whose number differs by zeros before it alone is meant: spreadsheets take those away. Where there are several, none is.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::{Book, shown};
use crate::base::{Money, Problem};
use crate::import::draft::Application;
use crate::ledger::DocumentKind;
use crate::ledger::assemble::merge::Fact;
use crate::ledger::assemble::parties::{Parties, PartyIx};
use crate::ledger::assemble::tally::Tally;

/// What a link may name: a customer, whether it is a debit, and a number.
type Key<'a> = (PartyIx, bool, &'a str);
/// The same of any customer.
type Numbered<'a> = (bool, &'a str);

/// A link with the documents that it may mean.
struct Followed {
    from: usize,
    targets: Vec<usize>,
    amount: Option<Money>,
}

/// What is odd about links.
#[derive(Default)]
struct Oddities {
    unknown: Tally,
    of_others: Tally,
    padded: Tally,
    across: Tally,
    beyond: Tally,
}

impl Book {
    /// Step 1. `unread` are the numbers of rows that are a problem of their own.
    pub(super) fn follow_links(&mut self, unread: &BTreeSet<String>, parties: &Parties, found: &mut Vec<Problem>) {
        let mut odd = Oddities::default();
        for Followed { from: at, targets, amount } in self.links(unread, parties, &mut odd) {
            let mut wanted = amount.unwrap_or(self.left[at]);
            for to in targets {
                let (from, to) = if self.facts[at].kind.is_credit() { (at, to) } else { (to, at) };
                let part = wanted.min(self.left[from]).min(self.left[to]).or_zero_if_negative();
                self.allocate(from, to, part, false);
                wanted -= part;
            }
            if amount.is_some() && wanted.is_positive() {
                let fact = &self.facts[at];
                odd.beyond.add(fact.origins.first(), || {
                    format!("{}, of which {} finds nothing open", shown(fact), wanted.to_plain(fact.currency))
                });
            }
        }
        found.extend(odd.problems());
    }

    /// Every link that can be followed, in the order of the documents that have them.
    fn links(&self, unread: &BTreeSet<String>, parties: &Parties, odd: &mut Oddities) -> Vec<Followed> {
        let targets = self.link_targets(|number| number);
        let of_anyone = LazyCell::new(|| {
            let mut of_anyone: Vec<(Numbered<'_>, usize)> =
                targets.iter().map(|&((_, is_debit, number), at)| ((is_debit, number), at)).collect();
            of_anyone.sort_unstable();
            of_anyone
        });
        let padded = LazyCell::new(|| self.link_targets(without_zeros));
        let mut links = Vec::new();
        for (from, fact) in self.facts.iter().enumerate() {
            for link in &fact.links {
                let key = (self.roots[from], fact.kind.is_credit(), link.to_number.as_str());
                let may_link = fact.kind.is_credit() || fact.kind == DocumentKind::Refund;
                let origin = fact.origins.first();
                let mut meant = if may_link { under(&targets, key) } else { Vec::new() };
                // A refund may name the invoice whose payment it gives back, and a credit note with the wrong sign the one
                // that it was for: it is a debt of its own all the same.
                let is_for_debit = || !fact.kind.is_credit() && !under(&targets, (key.0, true, key.2)).is_empty();
                if meant.is_empty() {
                    if is_for_debit() || unread.contains(&link.to_number) {
                        continue;
                    }
                    let alike = under(&padded, (key.0, key.1, without_zeros(key.2)));
                    if may_link && let [only] = alike.as_slice() {
                        let number = self.facts[*only].number.as_deref().unwrap_or_default();
                        if fact.links.iter().any(|other| other.to_number == number) {
                            continue; // another export has the same link with its zeros
                        }
                        odd.padded.add(origin, || format!("{}, taken as `{number}`", against(fact, link)));
                        meant = alike;
                    } else {
                        let numbered = (key.1, key.2);
                        let first = of_anyone.partition_point(|(target, _)| *target < numbered);
                        match of_anyone.get(first).filter(|(target, _)| may_link && *target == numbered) {
                            Some(&(_, to)) => odd.of_others.add(origin, || self.of_other(from, link, to, parties)),
                            None => odd.unknown.add(origin, || against(fact, link)),
                        }
                        continue;
                    }
                }
                meant.retain(|&to| self.facts[to].currency == fact.currency);
                if meant.is_empty() {
                    odd.across.add(origin, || format!("{}, which is in another currency", against(fact, link)));
                } else {
                    links.push(Followed { from, targets: meant, amount: link.amount });
                }
            }
        }
        links
    }

    /// A link to the document of another customer, in a sentence.
    fn of_other(&self, from: usize, link: &Application, to: usize, parties: &Parties) -> String {
        let [payer, owner] = [from, to].map(|at| parties.name(self.roots[at]));
        let place = self.facts[to].origins.first().map(|origin| format!(" ({origin})")).unwrap_or_default();
        let Application { to_number, .. } = link;
        format!("{} of `{payer}` set against `{to_number}`, a document of `{owner}`{place}", shown(&self.facts[from]))
    }

    /// What links may name, in order, each with its document. `spelled` gives the numbers as they are compared.
    fn link_targets(&self, spelled: impl Fn(&str) -> &str) -> Vec<(Key<'_>, usize)> {
        if self.facts.iter().all(|fact| fact.links.is_empty()) {
            return Vec::new();
        }
        let open_items = (0..self.told).filter(|&at| self.facts[at].kind.is_debit() || self.facts[at].kind.is_credit());
        let key = |at: usize| {
            let fact = &self.facts[at];
            Some(((self.roots[at], fact.kind.is_debit(), spelled(fact.number.as_deref()?)), at))
        };
        let mut targets: Vec<_> = open_items.filter_map(key).collect();
        targets.sort_unstable();
        targets
    }
}

/// The documents that have this key.
fn under(targets: &[(Key<'_>, usize)], key: Key<'_>) -> Vec<usize> {
    let first = targets.partition_point(|(target, _)| *target < key);
    targets[first..].iter().take_while(|(target, _)| *target == key).map(|&(_, at)| at).collect()
}

/// A number without the zeros before it; one of zeros alone keeps them.
fn without_zeros(number: &str) -> &str {
    Some(number.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or(number)
}

/// A link in a sentence.
fn against(fact: &Fact, link: &Application) -> String {
    format!("{} set against `{}`", shown(fact), link.to_number)
}

impl Oddities {
    fn problems(self) -> impl Iterator<Item = Problem> {
        let unknown = self.unknown.warning(
            "unknown-application",
            "payments and credits set against a document that is not in the exports, kept on account",
            "Export the invoices of the same customers and of a longer period",
        );
        let of_others = self.of_others.warning(
            "cross-customer-application",
            "payments and credits set against another customer's document, kept on account of their own",
            "Give the payment the customer of the invoice, or the number of the right invoice, in the accounting system and \
             export again; where both are one customer, merge the names in customers.toml",
        );
        let padded = self.padded.warning(
            "padded-number",
            "payments and credits set against a number that no document has but for zeros before it, set against the \
             customer's one document that it can mean",
            "Check that it is meant; export both files anew, not by way of a spreadsheet, which takes such zeros away",
        );
        let across = self.across.error(
            "cross-currency-application",
            "payments and credits set against a document in another currency, kept on account",
            "Export the payments in the currency of their invoices",
        );
        let beyond = self.beyond.warning(
            "over-application",
            "payments and credits set against more than is open of the invoice, the remainder kept on account",
            "Check whether the payment is entered twice, or belongs to another invoice",
        );
        [unknown, of_others, padded, across, beyond].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::assemble::drafting::{assembled, credit_note, file, invoice, payment};

    #[test]
    fn another_customers_invoice_is_not_settled_and_is_told_with_its_place() {
        let assembly = assembled(vec![
            file("invoices.csv", vec![invoice("12", "Other", "2025-01-01").gross("100.00")]),
            file("payments.csv", vec![payment("P", "Acme", "2025-02-01").gross("30.00").link("12", "30.00")]),
        ]);
        assert_eq!(
            assembly.problem("cross-customer-application").to_string(),
            "warning[cross-customer-application] payments.csv, row 1: payments and credits set against another customer's \
             document, kept on account of their own: `P` of 2025-02-01 over 30.00 of `Acme` set against `12`, a document of \
             `Other` (invoices.csv, row 1). Give the payment the customer of the invoice, or the number of the right \
             invoice, in the accounting system and export again; where both are one customer, merge the names in \
             customers.toml."
        );
        assert!(assembly.ledger.allocations().is_empty());
        assert!(!assembly.codes().contains(&"unknown-application"));
    }

    #[test]
    fn zeros_before_a_number_do_not_hide_the_one_invoice_that_is_meant() {
        let assembly = assembled(vec![file(
            "a.csv",
            vec![
                invoice("0012", "Acme", "2025-01-01").gross("100.00"),
                invoice("12", "Other", "2025-01-01").gross("100.00"),
                invoice("13", "Acme", "2025-01-02").gross("50.00"),
                invoice("0013", "Acme", "2025-01-02").gross("60.00"),
                credit_note("0014", "Acme", "2025-01-03").gross("10.00").links_known(),
                payment("P", "Acme", "2025-02-01").gross("30.00").link("12", "30.00"),
                payment("Q", "Acme", "2025-02-02").gross("20.00").link("013", "20.00"),
                payment("R", "Acme", "2025-02-03").gross("60.00").link("0013", "60.00"),
                payment("S", "Acme", "2025-02-04").gross("7.00").link("14", "7.00"),
            ],
        )]);
        let codes = assembly.codes().into_iter().filter(|code| code.contains("number") || code.contains("app"));
        assert_eq!(codes.collect::<Vec<_>>(), ["padded-number", "unknown-application"]);
        assert_eq!(assembly.ledger.allocations_shown(), ["P 0012 2025-02-01 30.00", "R 0013 2025-02-03 60.00"]);
        assert!(assembly.problem("padded-number").seen.contains("over 30.00 set against `12`, taken as `0012`"));
        assert!(assembly.problem("unknown-application").seen.contains("2, the first is `Q`"));
    }
}
