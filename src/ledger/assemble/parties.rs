//! Who is who: customers and sub-customers out of the ways in which rows name them.
//!
//! - The export's customer id is the identity; two ids are never merged. A row with a name alone is the customer whose
//!   id bears, or in another file bore, exactly that name; where no id or several ids do, the name is the identity.
//! - An id with several names has been renamed. The contact list's name holds (the last list's by path); without one
//!   the name on the newest document.
//! - `Parent:Child` and `Parent : Child` are a sub-customer where the row has no id or the export is known to write names
//!   so, for only then is the colon the export's own mark: a customer with an id may be called `Re: Mix`. Below the first
//!   mark all is the child's name.
//! - A contact list may name a customer's parent, by name or id: it is then a sub-customer too.
//! - Names that differ by case, blanks or punctuation alone are reported, never merged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::aliases::below;
use super::duplicates::merge;
use super::normal::name_letters;
use super::tally::{Tally, listed, some_of};
use super::{Business, Place};
use crate::base::{Money, Origin, Problem};
use crate::import::draft::{CustomerDraft, CustomerRef, DocumentDraft};
use crate::ledger::{Customer, CustomerIx};

/// A party's place in [`Parties`]: in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PartyIx(u32);

impl PartyIx {
    /// Before all others.
    pub(super) const FIRST: Self = Self(0);
    /// After all others.
    pub(super) const LAST: Self = Self(u32::MAX);

    /// As an index of a list that is parallel to the parties.
    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// Whom documents are made out to: a customer or a sub-customer.
#[derive(Clone, Debug)]
struct Party {
    id: String,
    name: String,
    /// Of a sub-customer: the parent's id, and its own name below the parent.
    child_of: Option<(String, String)>,
    /// A row names it; otherwise it is known as a parent alone.
    named: bool,
    email: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    credit_limit: Option<Money>,
    active: Option<bool>,
    terms_days: Option<u16>,
}

/// Everyone that the exports name.
#[derive(Debug)]
pub(super) struct Parties {
    /// By id.
    list: Vec<Party>,
    /// By party: the parent, or the party itself.
    roots: Vec<PartyIx>,
    by_ref: HashMap<CustomerRef, PartyIx>,
    /// By document draft.
    of_drafts: Vec<Option<PartyIx>>,
    by_name: HashMap<String, PartyIx>,
}

impl Parties {
    /// Finds all parties of these drafts, which are in the order of files and rows.
    pub(super) fn identify(contacts: &[CustomerDraft], documents: &[DocumentDraft], found: &mut Vec<Problem>) -> Self {
        let Mentions { list: mentions, of_drafts } = mentions(contacts, documents);
        let mut register = Register::of_ids(&mentions, found);
        let ids: Vec<Option<String>> = mentions.iter().map(|mention| register.enter(mention, found)).collect();
        register.adopt(families(contacts, &mentions, &ids));

        let list: Vec<Party> = register.parties.into_values().collect();
        let place = |id: &str| {
            let at = list.binary_search_by(|party| party.id.as_str().cmp(id)).unwrap_or(0);
            PartyIx(u32::try_from(at).unwrap_or(u32::MAX))
        };
        let roots = list.iter().map(|p| place(p.child_of.as_ref().map_or(p.id.as_str(), |(root, _)| root))).collect();
        let by_name = register.by_name.iter().map(|(name, id)| (name.clone(), place(id))).collect();
        let of_mentions: Vec<Option<PartyIx>> = ids.iter().map(|id| id.as_deref().map(place)).collect();
        let of_drafts = of_drafts.into_iter().map(|mention| of_mentions[mention]).collect();
        let by_ref = mentions
            .into_iter()
            .zip(of_mentions)
            .filter_map(|(mention, party)| Some((mention.reference, party?)))
            .collect();
        let mut parties = Self { list, roots, by_ref, of_drafts, by_name };
        parties.add_contact_details(contacts);
        parties.report_near_identical(found);
        parties
    }

    /// The party that a row means; `None` where nothing in the exports has that name.
    pub(super) fn of(&self, reference: &CustomerRef) -> Option<PartyIx> {
        let by_name = || self.by_name.get(reference.name.as_deref()?.trim());
        self.by_ref.get(reference).or_else(by_name).copied()
    }

    /// The party of each document draft, in their order; `None` where it names nobody.
    pub(super) fn of_drafts(&self) -> &[Option<PartyIx>] {
        &self.of_drafts
    }

    /// The parent of a sub-customer; any other party itself.
    pub(super) fn root(&self, party: PartyIx) -> PartyIx {
        self.roots[party.at()]
    }

    /// A row names it; otherwise it is known as a parent alone, and has no documents of its own.
    pub(super) fn is_named(&self, party: PartyIx) -> bool {
        self.list[party.at()].named
    }

    /// All parties, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = PartyIx> {
        (0_u32..).take(self.list.len()).map(PartyIx)
    }

    /// The name for people.
    pub(super) fn name(&self, party: PartyIx) -> &str {
        &self.list[party.at()].name
    }

    /// Usual days from invoice to due date, as a contact list has it; a sub-customer without has its parent's.
    pub(super) fn terms_days(&self, party: PartyIx) -> Option<u16> {
        self.list[party.at()].terms_days.or(self.list[self.root(party).at()].terms_days)
    }

    /// How many parties there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The customers of the ledger, and where each party stands among them.
    pub(super) fn customers(&self, roll_up: bool) -> Business {
        let mut customers: Vec<Customer> = Vec::new();
        let mut own_place = vec![None; self.list.len()];
        for (at, party) in self.list.iter().enumerate() {
            let is_root = party.child_of.is_none();
            if if roll_up { is_root } else { party.named } {
                own_place[at] = u32::try_from(customers.len()).ok().map(CustomerIx);
                let parent = party.child_of.as_ref().map(|_| self.list[self.roots[at].at()].name.clone());
                customers.push(Customer {
                    id: party.id.clone(),
                    name: party.name.clone(),
                    parent,
                    sub_customers: Vec::new(),
                    email: party.email.clone(),
                    country: party.country.clone(),
                    phone: party.phone.clone(),
                    address: party.address.clone(),
                    credit_limit: party.credit_limit,
                    active: party.active,
                    terms_days: party.terms_days,
                });
            }
        }
        let place =
            |at: usize| -> CustomerIx { own_place[at].or(own_place[self.roots[at].at()]).unwrap_or(CustomerIx(0)) };
        if roll_up {
            for (at, party) in self.list.iter().enumerate() {
                if let Some((_, name)) = &party.child_of {
                    customers[place(at).0 as usize].sub_customers.push(name.clone());
                }
            }
            for customer in &mut customers {
                customer.sub_customers.sort();
                customer.sub_customers.dedup();
            }
        }
        let sub_customer = |at: usize| {
            let (_, name) = self.list[at].child_of.as_ref()?;
            let names = &customers[place(at).0 as usize].sub_customers;
            names.binary_search(name).ok().and_then(|ix| u32::try_from(ix).ok())
        };
        let places = (0..self.list.len())
            .map(|at| Place { customer: place(at), sub_customer: if roll_up { sub_customer(at) } else { None } })
            .collect();
        Business { customers, places }
    }

    /// Adds what contact lists tell; what a later list tells takes the place of an earlier one's.
    fn add_contact_details(&mut self, contacts: &[CustomerDraft]) {
        for contact in contacts {
            let Some(party) = self.of(&contact.customer) else { continue };
            let party = &mut self.list[party.at()];
            party.email = contact.email.clone().or_else(|| party.email.take());
            party.country = contact.country.clone().or_else(|| party.country.take());
            party.phone = contact.phone.clone().or_else(|| party.phone.take());
            party.address = contact.address.clone().or_else(|| party.address.take());
            party.credit_limit = contact.credit_limit.or(party.credit_limit);
            party.active = contact.active.or(party.active);
            party.terms_days = contact.terms_days.or(party.terms_days);
        }
    }

    fn report_near_identical(&self, found: &mut Vec<Problem>) {
        let mut by_letters: BTreeMap<String, Vec<&Party>> = BTreeMap::new();
        for party in &self.list {
            let letters = name_letters(&party.name);
            if !letters.is_empty() {
                by_letters.entry(letters).or_default().push(party);
            }
        }
        let groups = by_letters.into_values().filter(|parties| parties.len() > 1);
        let problem = |parties: Vec<&Party>| {
            let names: Vec<String> = parties.iter().map(|party| party.name.clone()).collect();
            let has_one_name = parties.windows(2).any(|pair| pair[0].name == pair[1].name);
            let keys: Vec<&str> = parties.iter().map(|p| if has_one_name { &*p.id } else { &*p.name }).collect();
            let seen = format!("customers with nearly the same name, counted apart: {}", some_of(&names));
            let lines = merge(keys[0], keys[1..].iter().copied());
            let remedy = format!("Write into customers.toml, where they are one customer: {lines}");
            Problem::warning("near-identical-customers", None, seen, remedy)
        };
        found.extend(listed(groups.map(problem).collect()));
    }
}

/// One way of naming a customer, and where it was met.
struct Mention {
    reference: CustomerRef,
    /// The first place.
    origin: Origin,
    /// The last contact list that has it, if any, and then the newest document: the greatest has the current name.
    currency: (Option<Origin>, Option<NaiveDate>),
}

impl Mention {
    fn id(&self) -> Option<&str> {
        trimmed(self.reference.id.as_ref())
    }

    fn name(&self) -> Option<&str> {
        trimmed(self.reference.name.as_ref())
    }
}

fn trimmed(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Each way of naming a customer once, and which of them each document draft has.
struct Mentions {
    list: Vec<Mention>,
    of_drafts: Vec<usize>,
}

fn mentions(contacts: &[CustomerDraft], documents: &[DocumentDraft]) -> Mentions {
    let mut places: HashMap<&CustomerRef, usize> = HashMap::new();
    let mut mentions: Vec<Mention> = Vec::new();
    let mut of_drafts = Vec::with_capacity(documents.len());
    let contacts = contacts.iter().map(|c| (&c.customer, &c.origin, None));
    for (reference, origin, date) in contacts.chain(documents.iter().map(|d| (&d.customer, &d.origin, Some(d.date)))) {
        let at = *places.entry(reference).or_insert_with(|| {
            mentions.push(Mention { reference: reference.clone(), origin: origin.clone(), currency: (None, None) });
            mentions.len() - 1
        });
        let currency = &mut mentions[at].currency;
        match date {
            Some(_) => {
                currency.1 = currency.1.max(date);
                of_drafts.push(at);
            }
            None => currency.0 = currency.0.take().max(Some(origin.clone())),
        }
    }
    Mentions { list: mentions, of_drafts }
}

/// A sub-customer with an id, and what an export tells of its place.
struct Kin<'a> {
    id: &'a str,
    /// The parent's name or id.
    parent: &'a str,
    /// Its own name below the parent; `None`: the name it goes by.
    name: Option<&'a str>,
}

/// The sub-customers that contact lists tell, and then those that names tell, the newest first: the first word holds.
fn families<'a>(contacts: &'a [CustomerDraft], mentions: &'a [Mention], ids: &'a [Option<String>]) -> Vec<Kin<'a>> {
    let named = || mentions.iter().zip(ids).filter_map(|(mention, id)| Some((mention, id.as_deref()?)));
    let mut of_lists = contacts.iter().filter(|contact| contact.parent.is_some()).peekable();
    let id_of: HashMap<&CustomerRef, &str> = match of_lists.peek() {
        Some(_) => named().map(|(mention, id)| (&mention.reference, id)).collect(),
        None => HashMap::new(),
    };
    let listed = of_lists.filter_map(|contact| {
        let id = id_of.get(&contact.customer).copied()?;
        Some(Kin { id, parent: contact.parent.as_deref()?, name: None })
    });
    let mut told: Vec<_> = named().filter(|(mention, _)| mention.reference.parent.is_some()).collect();
    told.sort_by(|(a, _), (b, _)| b.currency.cmp(&a.currency));
    let told = told.into_iter().filter_map(|(mention, id)| {
        let parent = mention.reference.parent.as_deref()?;
        Some(Kin { id, parent, name: below(mention.name()?, parent) })
    });
    listed.chain(told).filter(|kin| !kin.parent.is_empty() && kin.name != Some("")).collect()
}

/// The parties while they are being found.
struct Register {
    /// By id.
    parties: BTreeMap<String, Party>,
    /// The id of each name that stands for one party.
    by_name: BTreeMap<String, String>,
    /// Names that several ids bear.
    ambiguous: BTreeSet<String>,
}

impl Register {
    /// The parties that have an id, under their current names.
    fn of_ids(mentions: &[Mention], found: &mut Vec<Problem>) -> Self {
        let mut of_id: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
        let mut ids_of_name: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for mention in mentions {
            if let Some(id) = mention.id() {
                of_id.entry(id).or_default().push(mention);
                if let Some(name) = mention.name() {
                    ids_of_name.entry(name).or_default().insert(id);
                }
            }
        }
        let mut renamed = Tally::default();
        let mut parties = BTreeMap::new();
        for (id, mut mentions) in of_id {
            mentions.retain(|mention| mention.name().is_some());
            mentions.sort_by(|a, b| (&a.currency, a.name()).cmp(&(&b.currency, b.name())));
            let current = mentions.last().and_then(|mention| mention.name()).unwrap_or(id);
            if let Some(other) = mentions.iter().find(|mention| mention.name() != Some(current)) {
                let old = other.name().unwrap_or(id);
                renamed.add(Some(&other.origin), || format!("`{id}`: `{old}`, now `{current}`"));
            }
            parties.insert(id.to_owned(), Party::new(id, current));
        }
        found.extend(renamed.warning(
            "renamed-customer",
            "customers with one id and several names, shown under the newest",
            "Check that each id is one customer; rename it everywhere, or give the other one an id of its own",
        ));
        let ambiguous = ids_of_name.iter().filter(|(_, ids)| ids.len() > 1).map(|(&name, _)| name.to_owned()).collect();
        let by_name = ids_of_name
            .into_iter()
            .filter(|(_, ids)| ids.len() == 1)
            .filter_map(|(name, ids)| Some((name.to_owned(), (*ids.first()?).to_owned())))
            .collect();
        Self { parties, by_name, ambiguous }
    }

    /// The id of the party that a mention means, entering it where it is new; `None` where it names nobody.
    fn enter(&mut self, mention: &Mention, found: &mut Vec<Problem>) -> Option<String> {
        if let Some(id) = mention.id() {
            return Some(id.to_owned());
        }
        let name = mention.name()?;
        if self.ambiguous.contains(name) {
            found.push(Problem::warning(
                "ambiguous-customer",
                mention.origin.clone(),
                format!("`{name}` is the name of several customer ids, and this row has no id"),
                "Export the column with the customer's id, or give the customers different names",
            ));
        }
        Some(self.enter_name(name, true))
    }

    /// Makes customers the sub-customers of those that are told to be their parents.
    fn adopt(&mut self, families: Vec<Kin<'_>>) {
        if families.is_empty() {
            return;
        }
        for kin in families {
            if self.parties.get(kin.id).is_none_or(|party| party.child_of.is_some()) {
                continue;
            }
            let parent = self.enter_name(kin.parent, false);
            let is_own_ancestor = self.top(&parent).0 == kin.id;
            if let Some(party) = self.parties.get_mut(kin.id).filter(|_| !is_own_ancestor) {
                party.child_of = Some((parent, kin.name.unwrap_or(&party.name).to_owned()));
            }
        }
        let ids: Vec<String> = self.parties.keys().cloned().collect();
        let tops: Vec<_> = ids.iter().map(|id| self.top(id)).collect();
        for (party, (top, below)) in self.parties.values_mut().zip(tops) {
            party.child_of = (!below.is_empty()).then(|| (top, below.join(":")));
        }
    }

    /// The customer that has no parent, above this one, and the names from it down to this one.
    fn top(&self, id: &str) -> (String, Vec<String>) {
        let (mut at, mut below) = (id, Vec::new());
        while let Some((parent, name)) = self.parties.get(at).and_then(|party| party.child_of.as_ref()) {
            below.insert(0, name.clone());
            at = parent;
        }
        (at.to_owned(), below)
    }

    fn enter_name(&mut self, name: &str, named: bool) -> String {
        if let Some(id) = self.by_name.get(name) {
            let id = id.clone();
            if let Some(party) = self.parties.get_mut(&id) {
                party.named |= named;
            }
            return id;
        }
        let party = match name.split_once(':').map(|(parent, child)| (parent.trim(), child.trim())) {
            _ if self.parties.contains_key(name) => {
                self.by_name.insert(name.to_owned(), name.to_owned());
                return name.to_owned();
            }
            Some((parent, child)) if !parent.is_empty() && !child.is_empty() => {
                let full_name = format!("{parent}:{child}");
                let parent = self.enter_name(parent, false);
                Party { child_of: Some((parent, child.to_owned())), ..Party::new(&full_name, &full_name) }
            }
            _ => Party::new(name, name),
        };
        let id = party.id.clone();
        self.by_name.insert(name.to_owned(), id.clone());
        let party = self.parties.entry(id.clone()).or_insert(Party { named: false, ..party });
        party.named |= named;
        id
    }
}

impl Party {
    fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            child_of: None,
            named: true,
            email: None,
            country: None,
            phone: None,
            address: None,
            credit_limit: None,
            active: None,
            terms_days: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::DraftKind;
    use crate::ledger::assemble::Assembly;
    use crate::ledger::assemble::drafting::{assembled, draft, file, named, with_id};

    fn sales_to(customers: &[(CustomerRef, &str)]) -> Assembly {
        let row =
            |(customer, date): &(CustomerRef, &str)| draft(DraftKind::Invoice, date, customer, date).gross("10.00");
        assembled(vec![file("sales.csv", customers.iter().map(row).collect())])
    }

    fn ids_and_names(assembly: &Assembly) -> Vec<(&str, &str)> {
        assembly.ledger.customers().iter().map(|c| (c.id.as_str(), c.name.as_str())).collect()
    }

    #[test]
    fn a_name_alone_means_the_id_that_bears_it() {
        let assembly = sales_to(&[
            (named(" Acme "), "2025-01-01"),
            (with_id("7", "Acme"), "2025-01-02"),
            (with_id("8", ""), "2025-01-03"),
            (named("8"), "2025-01-04"),
        ]);
        assert_eq!(ids_and_names(&assembly), [("7", "Acme"), ("8", "8")]);
        assert!(assembly.problems.is_empty());
    }

    #[test]
    fn two_ids_are_never_merged() {
        let assembly = sales_to(&[
            (with_id("7", "Acme"), "2025-01-01"),
            (with_id("8", "Acme"), "2025-01-02"),
            (named("Acme"), "2025-01-03"),
        ]);
        assert_eq!(ids_and_names(&assembly), [("7", "Acme"), ("8", "Acme"), ("Acme", "Acme")]);
        assert_eq!(assembly.codes(), ["ambiguous-customer", "near-identical-customers"]);
    }

    #[test]
    fn a_renamed_customer_has_its_newest_name_and_the_contact_lists_before_all() {
        let sales = [
            (with_id("7", "New Co"), "2025-03-01"),
            (with_id("7", "Old Co"), "2025-01-01"),
            (named("Old Co"), "2025-02-01"),
        ];
        let assembly = sales_to(&sales);
        assert_eq!(ids_and_names(&assembly), [("7", "New Co")]);
        assert_eq!(
            assembly.problem("renamed-customer").seen,
            "customers with one id and several names, shown under the newest: `7`: `Old Co`, now `New Co`"
        );
        let contacts = |path| file(path, vec![]).contact(with_id("7", path), "x@example.com", None);
        let row = draft(DraftKind::Invoice, "1", &sales[0].0, "2025-03-01").gross("10.00");
        let assembly = assembled(vec![contacts("b.csv"), file("sales.csv", vec![row]), contacts("a.csv")]);
        assert_eq!(ids_and_names(&assembly), [("7", "b.csv")]);
    }

    #[test]
    fn a_colon_marks_a_sub_customer_only_without_an_id() {
        let assembly = sales_to(&[
            (with_id("7", "Re: Mix"), "2025-01-01"),
            (named("Cedar : North : Roof"), "2025-01-02"),
            (named("Cedar:North:Roof"), "2025-01-03"),
            (named("Cedar:"), "2025-01-04"),
        ]);
        let cedar = &assembly.ledger.customers()[1];
        assert_eq!(ids_and_names(&assembly), [("7", "Re: Mix"), ("Cedar", "Cedar"), ("Cedar:", "Cedar:")]);
        assert_eq!(cedar.sub_customers, ["North : Roof", "North:Roof"]);
    }

    #[test]
    fn names_that_are_known_to_be_paths_are_sub_customers_with_ids() {
        let child = |id: &str, parent: &str, name: &str| CustomerRef {
            parent: Some(parent.to_owned()),
            ..with_id(id, &format!("{parent} : {name}"))
        };
        let assembly = sales_to(&[
            (child("3", "Cedar", "North"), "2025-01-01"),
            (child("4", "Cedar", "North : Roof"), "2025-01-02"),
            (with_id("2", "Cedar"), "2025-01-03"),
            (named("Cedar : North"), "2025-01-04"),
            (child("5", "Lone", "Shop"), "2025-01-05"),
            (child("6", "Old", "Pier"), "2025-01-06"),
            (child("6", "New", "Pier"), "2025-01-07"),
        ]);
        assert_eq!(ids_and_names(&assembly), [("2", "Cedar"), ("Lone", "Lone"), ("New", "New")]);
        assert_eq!(assembly.ledger.customers()[0].sub_customers, ["North", "North : Roof"]);
        let subs: Vec<_> = assembly.ledger.documents().iter().map(|d| d.sub_customer).collect();
        assert_eq!(subs, [Some(0), Some(1), None, Some(0), Some(0), Some(0), Some(0)]);
        assert_eq!(assembly.codes(), ["renamed-customer"]);
    }

    #[test]
    fn nearly_the_same_name_is_reported_and_counted_apart() {
        let assembly = sales_to(&[(named("O'Brien & Sons"), "2025-01-01"), (named("OBRIEN  & SONS."), "2025-01-02")]);
        assert_eq!(assembly.ledger.customers().len(), 2);
        assert_eq!(
            assembly.problem("near-identical-customers").seen,
            "customers with nearly the same name, counted apart: `O'Brien & Sons` and `OBRIEN  & SONS.`"
        );
        assert_eq!(
            assembly.problem("near-identical-customers").remedy,
            "Write into customers.toml, where they are one customer: `[[merge]]`, `into = \"O'Brien & Sons\"`, \
             `names = [\"OBRIEN  & SONS.\"]`"
        );
    }

    #[test]
    fn a_contact_list_may_name_parents() {
        let contacts = file("contacts.csv", vec![])
            .contact(with_id("1", "Cedar"), "", None)
            .below("3")
            .contact(with_id("2", "North"), "", None)
            .below("Cedar")
            .contact(with_id("3", "Forest"), "", None)
            .below("2")
            .contact(named("Lone"), "", None)
            .below("Elsewhere");
        let row = |id, number| draft(DraftKind::Invoice, number, &with_id(id, ""), "2025-01-05").gross("10.00");
        let assembly = assembled(vec![contacts, file("sales.csv", vec![row("2", "A"), row("3", "B")])]);
        assert_eq!(ids_and_names(&assembly), [("3", "Forest"), ("Elsewhere", "Elsewhere")], "nobody is above itself");
        assert_eq!(assembly.ledger.customers()[0].sub_customers, ["Cedar", "Cedar:North"]);
        let subs: Vec<_> = assembly.ledger.documents().iter().map(|d| d.sub_customer).collect();
        assert_eq!(subs, [Some(1), None]);
    }

    #[test]
    fn a_row_without_a_customer_is_an_error() {
        let assembly = sales_to(&[(named(" "), "2025-01-01"), (named("Acme"), "2025-01-02")]);
        assert_eq!(assembly.ledger.documents().len(), 1);
        assert_eq!(assembly.codes(), ["missing-customer"]);
    }
}
