//! Which drafts tell of the same document.
//!
//! - Sales documents with a number (invoices, credit notes, cash sales and refunds, opening balances) are the same by
//!   kind, number and customer, parents and their sub-customers being one. Where one file has the number on several
//!   dates, they are several documents, told apart by date; so are the parts of a sale that a report on cash basis lists
//!   on the days on which they were paid.
//! - Everything else (money, and what has no number) is the same by kind, customer, date, currency and amount. A number or a link
//!   to an invoice tells two of them apart where both rows have one; where one row has none, it may be either. A file
//!   lists a document once, so there are as many of a kind as the file with most of them has.
//! - A credit known by its open balance alone is the credit of that customer and day, if there is one of that size.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::claims::{Claim, called};
use super::parties::PartyIx;
use super::tally::Tally;
use crate::base::{Currency, Money, Problem};
use crate::import::draft::Application;
use crate::ledger::DocumentKind;

/// Claims about one document: indices into the list of claims, in the order of files and rows.
pub(super) type Group = Vec<usize>;

/// Groups claims, which are in the order of files and rows.
pub(super) fn group(claims: &[Claim], found: &mut Vec<Problem>) -> Vec<Group> {
    let mut numbered = Buckets::with_capacity(claims.len());
    let mut unnumbered = Buckets::with_capacity(claims.len());
    let mut without_amount = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        match (&claim.draft.number, claim.amount()) {
            (Some(number), _) if is_sale_or_opening(claim.kind) => {
                numbered.add((claim.kind, claim.root, number.as_str()), at);
            }
            (_, Some(amount)) => unnumbered.add((claim.kind, claim.root, claim.draft.date, claim.currency, amount), at),
            (_, None) => without_amount.push(at),
        }
    }
    let mut duplicates = Tally::default();
    let mut groups = Vec::with_capacity(numbered.list.len() + unnumbered.list.len());
    for bucket in numbered.list {
        by_number(claims, bucket, &mut groups, &mut duplicates);
    }
    for bucket in unnumbered.list {
        by_copies(claims, bucket, &mut groups);
    }
    by_balance(claims, &without_amount, &mut groups);
    found.extend(duplicates.warning(
        "duplicate-number",
        "numbers that one file gives to documents of different dates, counted as different documents",
        "Check whether they are one document; numbers should be used once",
    ));
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}

/// The kinds whose number is an identity. Numbers of payments are often the payer's cheque number.
pub(super) fn is_sale_or_opening(kind: DocumentKind) -> bool {
    kind.sales_sign() != 0 || kind == DocumentKind::OpeningBalance
}

/// Lists by key, in the order in which the keys were first met: the map is for lookup alone.
pub(super) struct Buckets<K> {
    place: HashMap<K, usize>,
    pub(super) list: Vec<Vec<usize>>,
}

impl<K: std::hash::Hash + Eq> Buckets<K> {
    pub(super) fn with_capacity(keys: usize) -> Self {
        Self { place: HashMap::with_capacity(keys), list: Vec::new() }
    }

    pub(super) fn add(&mut self, key: K, at: usize) {
        let place = *self.place.entry(key).or_insert(self.list.len());
        match self.list.get_mut(place) {
            Some(bucket) => bucket.push(at),
            None => self.list.push(vec![at]),
        }
    }
}

/// One document for a number, or one a date where a single file has several dates.
fn by_number(claims: &[Claim], mut bucket: Vec<usize>, groups: &mut Vec<Group>, duplicates: &mut Tally) {
    let date = |at: usize| claims[at].draft.date;
    let clash = bucket.windows(2).find(|pair| {
        let [one, other] = [pair[0], pair[1]];
        claims[one].source == claims[other].source && date(one) != date(other)
    });
    let in_parts = bucket.iter().any(|&at| claims[at].is_part);
    match clash {
        None if !in_parts => {
            groups.push(bucket);
            return;
        }
        Some(&[_, second]) if !in_parts => {
            let draft = &claims[second].draft;
            duplicates.add(Some(&draft.origin), || called(draft));
        }
        _ => {}
    }
    bucket.sort_by_key(|&at| date(at));
    groups.extend(bucket.chunk_by(|&a, &b| date(a) == date(b)).map(<[usize]>::to_vec));
}

/// Matches the rows of different files one to one. Those that say most come first, so that what says less finds them.
fn by_copies(claims: &[Claim], mut bucket: Vec<usize>, groups: &mut Vec<Group>) {
    if bucket.len() == 1 {
        groups.push(bucket);
        return;
    }
    bucket.sort_by(|&a, &b| Mark::of(&claims[b]).cmp(&Mark::of(&claims[a])).then(a.cmp(&b)));
    let first = groups.len();
    for at in bucket {
        let mark = Mark::of(&claims[at]);
        let best = groups[first..]
            .iter_mut()
            .filter(|group| group.iter().all(|&other| claims[other].source != claims[at].source))
            .filter(|group| group.iter().all(|&other| Mark::of(&claims[other]).fits(&mark)))
            .min_by_key(|group| !group.iter().any(|&other| Mark::of(&claims[other]) == mark));
        match best {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
}

/// What tells two documents of one kind, customer, day and amount apart.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Mark<'a> {
    number: Option<&'a str>,
    links: Vec<&'a str>,
}

impl<'a> Mark<'a> {
    fn of(claim: &'a Claim) -> Self {
        let mut links: Vec<&str> =
            claim.draft.applications.iter().map(|Application { to_number, .. }| to_number.as_str()).collect();
        links.sort_unstable();
        Self { number: claim.draft.number.as_deref(), links }
    }

    fn fits(&self, other: &Self) -> bool {
        let numbers_fit = self.number.is_none() || other.number.is_none() || self.number == other.number;
        numbers_fit && (self.links.is_empty() || other.links.is_empty() || self.links == other.links)
    }
}

/// Finds the document of each row that has no amount, or makes it one of its own.
fn by_balance(claims: &[Claim], without_amount: &[usize], groups: &mut Vec<Group>) {
    if without_amount.is_empty() {
        return;
    }
    let mut of_day: HashMap<(PartyIx, NaiveDate, bool, Currency), Vec<usize>> = HashMap::new();
    let key = |claim: &Claim| (claim.root, claim.draft.date, claim.kind.is_credit(), claim.currency);
    for (place, group) in groups.iter().enumerate() {
        if let Some(&first) = group.first() {
            of_day.entry(key(&claims[first])).or_default().push(place);
        }
    }
    for &at in without_amount {
        let claim = &claims[at];
        let open = claim.balance.as_ref().map_or(Money::ZERO, |balance| balance.open);
        let fits = |group: &Group| {
            group.iter().map(|&other| &claims[other]).all(|other| {
                other.source != claim.source
                    && (other.kind == claim.kind || claim.draft.number.is_none())
                    && (other.draft.number.is_none()
                        || claim.draft.number.is_none()
                        || other.draft.number == claim.draft.number)
                    && other.amount().is_none_or(|amount| amount >= open)
            })
        };
        let preference = |group: &Group| {
            let other = |test: &dyn Fn(&Claim) -> bool| group.iter().any(|&other| test(&claims[other]));
            (
                !other(&|o| o.kind == claim.kind),
                !other(&|o| o.draft.number == claim.draft.number),
                !other(&|o| o.amount() == Some(open)),
            )
        };
        let candidates = of_day.entry(key(claim)).or_default();
        let best = candidates.iter().copied().filter(|&p| fits(&groups[p])).min_by_key(|&p| preference(&groups[p]));
        if let Some(place) = best {
            groups[place].push(at);
        } else {
            candidates.push(groups.len());
            groups.push(vec![at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::import::draft::DraftKind;
    use crate::ledger::DocumentKind;
    use crate::ledger::assemble::drafting::{assembled, credit_note, draft, file, invoice, money, named, payment};

    #[test]
    fn there_are_as_many_copies_as_the_file_with_most_of_them_has() {
        let paid = |number| payment(number, "Acme", "2025-01-05").gross("10.00");
        let assembly = assembled(vec![
            file("a.csv", vec![paid(""), paid("")]),
            file("b.csv", vec![paid("8841")]),
            file("c.csv", vec![paid("")]),
        ]);
        let payments = assembly.ledger.of_kind(DocumentKind::Payment);
        assert_eq!(
            payments.iter().map(|p| (p.number.as_deref(), p.origins.len())).collect::<Vec<_>>(),
            [(None, 1), (Some("8841"), 3)]
        );
    }

    #[test]
    fn numbers_and_links_tell_equal_payments_apart() {
        let paid = |number| payment(number, "Acme", "2025-01-05").gross("10.00");
        let by_number = assembled(vec![file("a.csv", vec![paid("1")]), file("b.csv", vec![paid("2"), paid("")])]);
        assert_eq!(by_number.ledger.documents().len(), 2);
        let by_link = assembled(vec![
            file("a.csv", vec![paid("").link("I2", "")]),
            file("b.csv", vec![paid("").link("I1", ""), paid("").link("I2", "")]),
        ]);
        assert_eq!(by_link.ledger.documents().iter().map(|d| d.origins.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn one_number_on_two_dates_of_one_file_is_two_documents() {
        let first = || invoice("1", "Acme", "2025-01-05").gross("10.00");
        let second = || invoice("1", "Acme", "2025-02-05").gross("20.00");
        let assembly = assembled(vec![file("a.csv", vec![first(), second()]), file("b.csv", vec![second()])]);
        assert_eq!(assembly.ledger.documents().iter().map(|d| d.origins.len()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(assembly.codes(), ["duplicate-number"]);
    }

    #[test]
    fn parts_of_a_sale_on_cash_basis_are_told_apart_by_the_days_on_which_they_were_paid() {
        let part = |date, amount| draft(DraftKind::CashSale, "1", &named("Acme"), date).net(amount);
        let assembly = assembled(vec![
            file("a.csv", vec![part("2025-01-05", "10.00"), part("2025-02-05", "20.00")]).on_cash_basis(),
            file("b.csv", vec![part("2025-02-05", "20.00"), part("2025-03-05", "5.00")]).on_cash_basis(),
            file("c.csv", vec![part("2025-04-05", "7.00")]).on_cash_basis(),
        ]);
        let shown: Vec<_> = assembly.ledger.documents().iter().map(|d| (d.net, d.origins.len())).collect();
        assert_eq!(shown, [("10.00", 1), ("20.00", 2), ("5.00", 1), ("7.00", 1)].map(|(net, n)| (money(net), n)));
        assert!(assembly.problems.is_empty());
    }

    #[test]
    fn one_number_of_two_customers_is_two_documents_and_odd() {
        let to = |customer| invoice("1", customer, "2025-01-05").gross("10.00");
        let assembly = assembled(vec![file("a.csv", vec![to("Old Co")]), file("b.csv", vec![to("New Co")])]);
        assert_eq!(assembly.ledger.documents().len(), 2);
        assert_eq!(assembly.codes(), ["possible-duplicate"]);
    }

    #[test]
    fn a_credit_known_by_its_balance_is_that_of_the_day() {
        let assembly = assembled(vec![
            file(
                "a.csv",
                vec![
                    payment("", "Acme", "2025-01-05").gross("30.00"),
                    payment("9", "Acme", "2025-01-05").gross("80.00"),
                ],
            ),
            file(
                "aged.csv",
                vec![
                    credit_note("", "Acme", "2025-01-05").open("50.00"),
                    payment("", "Acme", "2025-01-06").open("7.00"),
                ],
            )
            .balances_at("2025-01-31"),
        ]);
        assert_eq!(
            assembly
                .ledger
                .of_kind(DocumentKind::Payment)
                .iter()
                .map(|d| (d.gross, d.origins.len()))
                .collect::<Vec<_>>(),
            [(money("30.00"), 1), (money("80.00"), 2), (money("7.00"), 1)]
        );
    }
}
