//! Documents that may be one and are counted as two: the worst fault that a ledger can have.
//!
//! Only documents of different files are in doubt. What one file lists twice is two documents, and so are two that any
//! file lists beside each other. Two documents of different files are in doubt where they are of one kind and day, and
//!
//! - of one customer, with one amount but different numbers, or a number that is only spelt differently
//!   (`INV-0012` and `12`);
//! - of different customers, with one number, and one amount or names that are nearly the same;
//! - of customers of whose names one begins with the other, of one amount, whatever the numbers;
//! - money of customers whose names are nearly the same, of one amount;
//! - money of one customer, in one file in a foreign currency and in the other in the client's.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::claims::{Claim, called};
use super::identity::{Buckets, Group, is_sale_or_opening};
use super::normal::{name_letters, number_core};
use super::parties::{Parties, PartyIx};
use super::tally::{Tally, listed};
use crate::base::{Currency, Money, Origin, Problem};
use crate::ledger::DocumentKind;

const REMEDY_NUMBER: &str = "Take one of the two files away, or give the document one number in both; where they are two \
                             documents, waive this code";
const REMEDY_MONEY: &str = "Take one of the two files away; where they are two payments, waive this code";

/// Reports documents of several files that may be one, and payments that one file lists twice.
pub(super) fn report(claims: &[Claim], groups: &[Group], parties: &Parties, found: &mut Vec<Problem>) {
    repeated_rows(claims, found);
    repeated_sales(claims, groups, found);
    let documents: Vec<Told<'_>> = groups.iter().filter_map(|group| Told::of(claims, group)).collect();
    let mut doubts = Doubts { documents: &documents, doubted: vec![false; documents.len()], problems: Vec::new() };
    // Most clients have all sales from the same files, and all money: then no two can be one.
    if are_of_several_files(documents.iter().filter(|document| document.is_sale())) {
        doubts.numbers_of_one_customer();
        doubts.customers_of_one_number(parties);
        doubts.longer_names(parties);
    }
    if are_of_several_files(documents.iter().filter(|document| !document.is_sale())) {
        doubts.money(parties);
    }
    let Doubts { doubted, problems, .. } = doubts;
    found.extend(listed(problems));
    found.extend(shared_numbers(&documents, &doubted, parties));
}

/// Whether not all documents are listed by the same files.
fn are_of_several_files<'a>(documents: impl Iterator<Item = &'a Told<'a>>) -> bool {
    let mut sources = documents.map(|document| &document.sources);
    let first = sources.next();
    sources.any(|sources| Some(sources) != first)
}

/// A document as files tell it.
struct Told<'a> {
    first: &'a Claim,
    kind: DocumentKind,
    date: NaiveDate,
    root: PartyIx,
    number: Option<&'a str>,
    /// Every amount above zero that a file gives: without tax or with it.
    amounts: Vec<(Currency, Money)>,
    /// The files that list it, in order.
    sources: Vec<usize>,
}

impl<'a> Told<'a> {
    fn of(claims: &'a [Claim], group: &Group) -> Option<Self> {
        let first = claims.get(*group.first()?)?;
        let told = || group.iter().filter_map(|&at| claims.get(at));
        let sizes = |c: &Claim| [c.draft.net, c.draft.gross].map(|size| Some((c.currency, size?)));
        let mut amounts: Vec<(Currency, Money)> =
            told().flat_map(sizes).flatten().filter(|(_, size)| size.is_positive()).collect();
        amounts.sort_unstable();
        amounts.dedup();
        let mut sources: Vec<usize> = told().map(|claim| claim.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let number = told().find_map(|claim| claim.draft.number.as_deref());
        Some(Self { first, kind: first.kind, date: first.draft.date, root: first.root, number, amounts, sources })
    }

    fn is_sale(&self) -> bool {
        is_sale_or_opening(self.kind)
    }

    /// No file lists both, so nothing says that they are two.
    fn may_be(&self, other: &Self) -> bool {
        self.sources.iter().all(|source| other.sources.binary_search(source).is_err())
    }

    fn shares_amount(&self, other: &Self) -> bool {
        self.amounts.iter().any(|amount| other.amounts.binary_search(amount).is_ok())
    }

    fn origin(&self) -> &Origin {
        &self.first.draft.origin
    }
}

/// The search for documents in doubt.
struct Doubts<'a> {
    documents: &'a [Told<'a>],
    /// By document: it is in doubt already.
    doubted: Vec<bool>,
    problems: Vec<Problem>,
}

impl Doubts<'_> {
    fn numbers_of_one_customer(&mut self) {
        let mut by_amount = Buckets::with_capacity(self.documents.len());
        let mut by_number = Buckets::with_capacity(self.documents.len());
        for (at, document) in self.documents.iter().enumerate().filter(|(_, document)| document.is_sale()) {
            for amount in &document.amounts {
                by_amount.add((document.kind, document.root, document.date, *amount), at);
            }
            if let Some(number) = document.number {
                by_number.add((document.kind, document.root, document.date, number_core(number)), at);
            }
        }
        let seen = |one: &Told<'_>, other: &Told<'_>| {
            let number = other.number.map_or("without a number".to_owned(), |number| format!("as `{number}`"));
            format!(
                "{} may be the one that stands {number}, with the same customer and day, in {}: it is counted twice",
                called(&one.first.draft),
                other.origin()
            )
        };
        for bucket in by_number.list.iter().chain(&by_amount.list) {
            self.look_through(bucket, |one, other| one.number != other.number, seen, |_, _| REMEDY_NUMBER.to_owned());
        }
    }

    fn customers_of_one_number(&mut self, parties: &Parties) {
        let mut buckets = Buckets::with_capacity(self.documents.len());
        for (at, document) in self.documents.iter().enumerate().filter(|(_, document)| document.is_sale()) {
            if let Some(number) = document.number {
                buckets.add((document.kind, document.date, number_core(number)), at);
            }
        }
        let is_doubtful = |one: &Told<'_>, other: &Told<'_>| {
            one.root != other.root && (one.shares_amount(other) || has_like_name(parties, one, other))
        };
        self.look_through_customers(&buckets.list, is_doubtful, parties);
    }

    /// One sale that was numbered anew as well as given to `Acme Ltd` instead of `Acme`.
    fn longer_names(&mut self, parties: &Parties) {
        let mut buckets = Buckets::with_capacity(self.documents.len());
        for (at, document) in self.documents.iter().enumerate().filter(|(_, document)| document.is_sale()) {
            let name = parties.name(document.root);
            let word = name_letters(name.split_whitespace().next().unwrap_or_default());
            for amount in document.amounts.iter().filter(|_| !word.is_empty()) {
                buckets.add((document.kind, document.date, *amount, word.clone()), at);
            }
        }
        let is_doubtful = |one: &Told<'_>, other: &Told<'_>| {
            let [this, that] = [one, other].map(|document| name_letters(parties.name(document.root)));
            one.root != other.root && (this.starts_with(&that) || that.starts_with(&this))
        };
        self.look_through_customers(&buckets.list, is_doubtful, parties);
    }

    fn money(&mut self, parties: &Parties) {
        let mut by_name = Buckets::with_capacity(0);
        let mut by_customer = Buckets::with_capacity(0);
        let is_money = |document: &Told<'_>| !document.is_sale();
        for (at, document) in self.documents.iter().enumerate().filter(|(_, document)| is_money(document)) {
            by_customer.add((document.kind, document.root, document.date), at);
            if let Some(&amount) = document.amounts.last() {
                by_name.add((document.kind, name_letters(parties.name(document.root)), document.date, amount), at);
            }
        }
        self.look_through_customers(&by_name.list, |one, other| one.root != other.root, parties);
        let in_other_currency = |one: &Told<'_>, other: &Told<'_>| one.first.currency != other.first.currency;
        let seen = |one: &Told<'_>, other: &Told<'_>| {
            format!(
                "{} in {} may be the one of that day in {} in {}: it is counted twice",
                called(&one.first.draft),
                one.first.currency,
                other.first.currency,
                other.origin()
            )
        };
        for bucket in &by_customer.list {
            self.look_through(bucket, in_other_currency, seen, |_, _| REMEDY_MONEY.to_owned());
        }
    }

    fn look_through_customers(
        &mut self,
        buckets: &[Vec<usize>],
        is_doubtful: impl Fn(&Told<'_>, &Told<'_>) -> bool,
        parties: &Parties,
    ) {
        let seen = |one: &Told<'_>, other: &Told<'_>| {
            let [this, that] = [one, other].map(|document| parties.name(document.root));
            format!(
                "{} of `{this}` may be the one of `{that}` in {}: it is counted twice",
                called(&one.first.draft),
                other.origin()
            )
        };
        let remedy = |one: &Told<'_>, other: &Told<'_>| {
            let [this, that] = [one, other].map(|document| parties.name(document.root));
            format!(
                "Write into customers.toml, where they are one customer: {}; else waive this code",
                merge(that, [this])
            )
        };
        for bucket in buckets {
            self.look_through(bucket, &is_doubtful, seen, remedy);
        }
    }

    /// Tells of each document that may be an earlier one of the bucket. Documents that the same files list are compared
    /// through the first of them alone, so that long lists of equal documents take no longer.
    fn look_through(
        &mut self,
        bucket: &[usize],
        is_doubtful: impl Fn(&Told<'_>, &Told<'_>) -> bool,
        seen: impl Fn(&Told<'_>, &Told<'_>) -> String,
        remedy: impl Fn(&Told<'_>, &Told<'_>) -> String,
    ) {
        if bucket.len() < 2 {
            return;
        }
        let mut firsts: BTreeMap<&[usize], usize> = BTreeMap::new();
        for &at in bucket {
            let document = &self.documents[at];
            let earlier = firsts.values().map(|&first| &self.documents[first]);
            let twin = earlier
                .filter(|other| document.may_be(other) && is_doubtful(document, other))
                .min_by_key(|o| o.origin());
            if let Some(other) = twin.filter(|_| !self.doubted[at]) {
                let origin = document.origin().clone();
                let (seen, remedy) = (seen(document, other), remedy(document, other));
                self.problems.push(Problem::error("possible-duplicate", origin, seen, remedy));
                self.doubted[at] = true;
            }
            firsts.entry(&document.sources).or_insert(at);
        }
    }
}

fn has_like_name(parties: &Parties, one: &Told<'_>, other: &Told<'_>) -> bool {
    let [one, other] = [one, other].map(|document| name_letters(parties.name(document.root)));
    !one.is_empty() && one == other
}

/// The lines of `customers.toml` that make several names one customer.
pub(super) fn merge<'a>(into: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("{name:?}")).collect();
    format!("`[[merge]]`, `into = {into:?}`, `names = [{}]`", names.join(", "))
}

/// Numbers of sales that several customers have, of documents that are not in doubt. On several days they are odd where
/// they are few: in some books each customer or year has numbers of its own.
fn shared_numbers(documents: &[Told<'_>], doubted: &[bool], parties: &Parties) -> Option<Problem> {
    const FEW_OF: usize = 20;
    let mut buckets = Buckets::with_capacity(documents.len());
    for (at, document) in documents.iter().enumerate().filter(|(_, document)| document.is_sale()) {
        if let Some(number) = document.number {
            buckets.add((document.kind, number), at);
        }
    }
    let numbers = buckets.list.len();
    let (mut of_one_day, mut of_any_day) = (Tally::default(), Tally::default());
    for bucket in buckets.list {
        for (place, &at) in bucket.iter().enumerate().filter(|(_, at)| !doubted[**at]) {
            let document = &documents[at];
            let earlier = || bucket.iter().take(place).map(|&at| &documents[at]).filter(|o| o.root != document.root);
            let example = |other: &Told<'_>| {
                let [this, that] = [document, other].map(|document| parties.name(document.root));
                format!("{} of `{this}`, and of `{that}` in {}", called(&document.first.draft), other.origin())
            };
            if let Some(other) = earlier().find(|other| other.date == document.date) {
                of_one_day.add(Some(document.origin()), || example(other));
            }
            if let Some(other) = earlier().next() {
                of_any_day.add(Some(document.origin()), || example(other));
            }
        }
    }
    let is_usual = of_any_day.count() > 1 && of_any_day.count() * FEW_OF > numbers;
    let shared = if is_usual { of_one_day } else { of_any_day };
    shared.warning(
        "number-of-several-customers",
        "documents with the number of another customer's, counted as different documents",
        "Correct the number, or the customer, of the one that is wrong; where both are one customer, merge the names in \
         customers.toml",
    )
}

/// Payments that one file lists twice, alike in everything.
fn repeated_rows(claims: &[Claim], found: &mut Vec<Problem>) {
    let mut buckets = Buckets::with_capacity(0);
    for (at, claim) in claims.iter().enumerate() {
        let draft = &claim.draft;
        if let Some(amount) = claim.amount()
            && claim.kind == DocumentKind::Payment
        {
            let mut links: Vec<&str> = draft.applications.iter().map(|link| link.to_number.as_str()).collect();
            links.sort_unstable();
            let number = draft.number.as_deref();
            buckets.add((claim.source, claim.party, number, draft.date, claim.currency, amount, links), at);
        }
    }
    let mut repeated = Tally::default();
    for bucket in buckets.list {
        for pair in bucket.windows(2) {
            let [first, again] = [pair[0], pair[1]].map(|at| &claims[at].draft);
            repeated.add(Some(&again.origin), || format!("{}, also in {}", called(again), first.origin));
        }
    }
    found.extend(repeated.warning(
        "repeated-row",
        "payments that one file lists twice, alike in number, customer, day, amount and invoice, counted as two",
        "Check whether they are two payments; else take one out in the accounting system and export again",
    ));
}

/// Sales that one file lists twice: a row that was copied, or a line of an invoice taken for the whole of it.
fn repeated_sales(claims: &[Claim], groups: &[Group], found: &mut Vec<Problem>) {
    let mut repeated = Tally::default();
    for group in groups {
        for pair in group.windows(2) {
            let (Some(first), Some(again)) = (claims.get(pair[0]), claims.get(pair[1])) else { continue };
            if first.source == again.source && is_sale_or_opening(again.kind) && !again.is_part {
                let origin = &again.draft.origin;
                repeated.add(Some(origin), || format!("{}, also in {}", called(&again.draft), first.draft.origin));
            }
        }
    }
    found.extend(repeated.warning(
        "repeated-row",
        "sales that one file lists twice, alike in number, customer and day, counted once",
        "Check whether the rows are lines of one invoice: a format of the client's own then needs `row = \"line\"`",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Severity;
    use crate::import::draft::DocumentDraft;
    use crate::ledger::assemble::Assembly;
    use crate::ledger::assemble::drafting::{assembled, file, invoice, payment};

    fn two_files(one: Vec<DocumentDraft>, other: Vec<DocumentDraft>) -> Assembly {
        assembled(vec![file("a.csv", one), file("b.csv", other)])
    }

    fn sale(number: &str, customer: &str) -> DocumentDraft {
        invoice(number, customer, "2025-01-05").gross("119.00")
    }

    #[test]
    fn one_sale_under_two_numbers_stops_the_pack() {
        for other in ["inv-0012", "#12", "R-7", ""] {
            let row = DocumentDraft { number: (!other.is_empty()).then(|| other.to_owned()), ..sale("", "Acme") };
            let assembly = two_files(vec![sale("12", "Acme")], vec![row]);
            assert_eq!(assembly.codes(), ["possible-duplicate"], "{other}");
            assert_eq!(assembly.problem("possible-duplicate").severity, Severity::Error);
        }
        let net = invoice("INV-12", "Acme", "2025-01-05").net("100.00");
        let assembly = two_files(vec![sale("12", "Acme")], vec![net]);
        assert_eq!(
            assembly.problem("possible-duplicate").to_string(),
            "error[possible-duplicate] b.csv, row 1: invoice `INV-12` of 2025-01-05 may be the one that stands as `12`, with \
             the same customer and day, in a.csv, row 1: it is counted twice. Take one of the two files away, or give the \
             document one number in both; where they are two documents, waive this code."
        );
    }

    #[test]
    fn what_one_file_lists_beside_each_other_is_two() {
        let both = || vec![sale("12", "Acme"), sale("13", "Acme")];
        assert!(assembled(vec![file("a.csv", both())]).problems.is_empty());
        assert!(two_files(both(), both()).problems.is_empty());
        assert!(two_files(both(), vec![sale("13", "Acme")]).problems.is_empty());
        let later = invoice("13", "Acme", "2025-01-06").gross("119.00");
        assert!(two_files(vec![sale("12", "Acme")], vec![later]).problems.is_empty(), "another day");
    }

    #[test]
    fn one_sale_of_two_names_stops_the_pack_and_says_what_to_write() {
        let assembly = two_files(vec![sale("1", "Acme \"A\" Ltd")], vec![sale("1", "ACME A LTD")]);
        assert_eq!(assembly.codes(), ["near-identical-customers", "possible-duplicate"]);
        assert_eq!(
            assembly.problem("possible-duplicate").remedy,
            "Write into customers.toml, where they are one customer: `[[merge]]`, `into = \"Acme \\\"A\\\" Ltd\"`, \
             `names = [\"ACME A LTD\"]`; else waive this code"
        );
        let net = invoice("1", "ACME A LTD", "2025-01-05").net("100.00");
        assert!(two_files(vec![sale("1", "Acme A Ltd")], vec![net]).codes().contains(&"possible-duplicate"));
        let other_amount = invoice("1", "Bolt", "2025-01-05").gross("5.00");
        assert_eq!(two_files(vec![sale("1", "Acme")], vec![other_amount]).codes(), ["number-of-several-customers"]);
        let in_one = assembled(vec![file("a.csv", vec![sale("1", "Acme"), sale("1", "Bolt")])]);
        assert_eq!(in_one.codes(), ["number-of-several-customers"]);
    }

    #[test]
    fn a_number_that_two_customers_have_on_different_days_is_told_where_that_is_rare() {
        let of = |customer: &str, number: &str, day: u32| {
            invoice(number, customer, &format!("2025-01-{day:02}")).gross("10.00")
        };
        let rare = assembled(vec![file("a.csv", vec![of("Acme", "1", 5), of("Acme", "2", 6), of("Bolt", "1", 7)])]);
        assert_eq!(
            rare.problem("number-of-several-customers").seen,
            "documents with the number of another customer's, counted as different documents: invoice `1` of 2025-01-07 \
             of `Bolt`, and of `Acme` in a.csv, row 1"
        );
        let own = |customer: &'static str, first| (1..9_u32).map(move |n| of(customer, &n.to_string(), first + n));
        let each_its_own = assembled(vec![file("a.csv", own("Acme", 1).chain(own("Bolt", 11)).collect())]);
        assert!(each_its_own.problems.is_empty(), "{:?}", each_its_own.problems);
    }

    #[test]
    fn one_sale_of_two_numbers_and_a_longer_name_stops_the_pack() {
        let assembly = two_files(vec![sale("1", "Acme")], vec![sale("R/101", "ACME Ltd.")]);
        assert_eq!(assembly.codes(), ["possible-duplicate"]);
        assert!(two_files(vec![sale("1", "Acme North")], vec![sale("R/101", "Acme South")]).problems.is_empty());
        let both = || vec![sale("1", "Acme"), sale("R/101", "ACME Ltd.")];
        assert!(two_files(both(), both()).problems.is_empty(), "the files list both");
    }

    #[test]
    fn a_sale_that_one_file_lists_twice_is_told() {
        let assembly = assembled(vec![file("a.csv", vec![sale("1", "Acme"), sale("1", "Acme"), sale("2", "Acme")])]);
        assert_eq!(assembly.ledger.documents().len(), 2);
        assert_eq!(
            assembly.problem("repeated-row").seen,
            "sales that one file lists twice, alike in number, customer and day, counted once: invoice `1` \
             of 2025-01-05, also in a.csv, row 1"
        );
        assert!(two_files(vec![sale("1", "Acme")], vec![sale("1", "Acme")]).problems.is_empty());
    }

    #[test]
    fn one_payment_of_two_names_stops_the_pack() {
        let paid = |customer| payment("", customer, "2025-01-05").gross("10.00");
        let assembly = two_files(vec![paid("Acme")], vec![paid("ACME")]);
        assert_eq!(assembly.codes(), ["near-identical-customers", "possible-duplicate"]);
        assert!(two_files(vec![paid("Acme")], vec![paid("Bolt")]).problems.is_empty());
    }

    #[test]
    fn one_payment_in_two_currencies_stops_the_pack() {
        let paid = || payment("", "Acme", "2025-01-05").gross("10.00");
        let dollars = DocumentDraft { currency: Currency::parse("USD").ok(), ..paid().gross("11.00") };
        let assembly = two_files(vec![paid()], vec![dollars]);
        assert_eq!(assembly.codes(), ["missing-rate", "possible-duplicate"]);
    }

    #[test]
    fn a_payment_that_one_file_lists_twice_is_told() {
        let numbered = || payment("P1", "Acme", "2025-01-05").gross("10.00");
        assert_eq!(assembled(vec![file("a.csv", vec![numbered(), numbered()])]).codes(), ["repeated-row"]);
        let paid = || payment("", "Acme", "2025-01-05").gross("10.00");
        let assembly = assembled(vec![file("a.csv", vec![paid(), paid(), paid().link("1", "")])]);
        assert_eq!(assembly.ledger.documents().len(), 3);
        assert_eq!(
            assembly.problem("repeated-row").seen,
            "payments that one file lists twice, alike in number, customer, day, amount and invoice, counted as two: \
             the payment of 2025-01-05, also in a.csv, row 1"
        );
    }
}
