//! What the client says of its customers: names that are one, names shown as others, customers left out.
//!
//! A rule names a customer by the export's id or by its exact name, which also stands for its sub-customers
//! (`Parent:Child`). Rules are applied to the drafts, so that everything after them knows only the customers meant;
//! what each name's own totals say is compared with the documents that were told under that name.

use std::collections::{BTreeMap, BTreeSet};

use super::alias_conflicts::conflicts;
use crate::base::{Money, Origin, Problem};
use crate::import::draft::{CustomerRef, Import};
use crate::ledger::Document;

/// One thing that a client says of its customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerRule {
    /// Several names or ids are one customer.
    Merge {
        /// The name or id that all of them get.
        into: String,
        /// The others.
        names: Vec<String>,
    },
    /// A customer is shown under another name.
    Rename {
        /// Its name or id in the exports.
        from: String,
        /// The name to show.
        to: String,
    },
    /// A customer's documents are left out of the ledger.
    Exclude {
        /// Its name or id in the exports.
        name: String,
        /// Why.
        reason: String,
    },
}

/// The documents of a customer that were left out at the client's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The customer, as the rule names it.
    pub name: String,
    /// Its name in the exports, where the rule names it by its id.
    pub called: Option<String>,
    /// Why, as the rule says.
    pub reason: String,
    /// How many documents.
    pub documents: usize,
    /// Their sales without tax, less what was taken back.
    pub sales: Money,
}

/// A name that the client's settings turn into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameChange {
    /// The name or id in the exports, as the rule has it.
    pub from: String,
    /// Its name in the exports, where the rule has its id.
    pub from_called: Option<String>,
    /// The name or id that it gets.
    pub to: String,
    /// The name in the exports of the customer that it becomes, where the rule has its id.
    pub to_called: Option<String>,
    /// No customer of the exports has the name that it gets.
    pub is_new_name: bool,
    /// It becomes one customer with others; otherwise it is the same customer, shown under another name.
    pub merged: bool,
    /// How many documents of the ledger it concerns.
    pub documents: usize,
}

/// What the rules did.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    /// How each document of a merged customer was told: by the place, the name that stands there.
    told_as: BTreeMap<Origin, CustomerRef>,
    /// Every way of naming a customer that takes part in a merge.
    merged: BTreeSet<CustomerRef>,
    /// The exclusions, and the places that fall under them.
    exclusions: Vec<Exclusion>,
    excluded: BTreeMap<Origin, usize>,
    /// The names that become others, and the places that fall under each.
    changes: Vec<NameChange>,
    changed: BTreeMap<Origin, BTreeSet<usize>>,
}

impl Aliases {
    /// Applies the rules to all drafts.
    pub(super) fn apply(import: &mut Import, rules: &[CustomerRule], found: &mut Vec<Problem>) -> Self {
        let mut aliases = Self::default();
        if rules.is_empty() {
            return aliases;
        }
        let known = Known::of(import);
        found.extend(conflicts(&known, rules));
        let mut renamings = Vec::new();
        for rule in rules {
            match rule {
                CustomerRule::Merge { into, names } => {
                    let matchers: Vec<Matcher> = names.iter().map(|name| known.matcher(name, found)).collect();
                    let first_change = aliases.tell(&known, names, into, true);
                    renamings.push(Renaming { matchers, to: known.target(into), keeps_id: false, first_change });
                    let target = known.matcher_of(into);
                    let takes_part = |r: &&CustomerRef| {
                        let by_name = renamings.last().is_some_and(|renaming| renaming.apply(r).is_some());
                        by_name || target.below(r).is_some()
                    };
                    aliases.merged.extend(known.refs.iter().filter(takes_part).cloned());
                }
                CustomerRule::Rename { from, to } => {
                    let matcher = known.matcher(from, found);
                    found.extend(known.taken(&matcher, to));
                    let first_change = aliases.tell(&known, std::slice::from_ref(from), to, false);
                    renamings.push(Renaming { matchers: vec![matcher], to: named(to), keeps_id: true, first_change });
                }
                CustomerRule::Exclude { name, reason } => {
                    let matcher = known.matcher(name, found);
                    let at = aliases.exclusions.len();
                    let places = import.documents.iter().map(|d| (&d.origin, &d.customer));
                    let contacts = import.customers.iter().map(|c| (&c.origin, &c.customer));
                    for (origin, _) in places.chain(contacts).filter(|(_, customer)| matcher.below(customer).is_some())
                    {
                        aliases.excluded.entry(origin.clone()).or_insert(at);
                    }
                    let (name, called, reason) = (name.clone(), known.called(name), reason.clone());
                    aliases.exclusions.push(Exclusion { name, called, reason, documents: 0, sales: Money::ZERO });
                }
            }
        }
        aliases.rename(import, &renamings);
        aliases
    }

    /// Notes that names become another; gives the place of the first among the changes.
    fn tell(&mut self, known: &Known, names: &[String], to: &str, merged: bool) -> usize {
        let change = |from: &String| NameChange {
            from: from.clone(),
            from_called: known.called(from),
            to: to.to_owned(),
            to_called: known.called(to),
            is_new_name: !known.has(&known.matcher_of(to)),
            merged,
            documents: 0,
        };
        let first = self.changes.len();
        self.changes.extend(names.iter().map(change));
        first
    }

    /// Gives every draft the customer that the rules mean.
    fn rename(&mut self, import: &mut Import, renamings: &[Renaming]) {
        for document in &import.documents {
            if self.merged.contains(&document.customer) {
                self.told_as.insert(document.origin.clone(), document.customer.clone());
            }
        }
        let documents = import.documents.iter_mut().map(|d| (&mut d.customer, Some(&d.origin)));
        let contacts = import.customers.iter_mut().map(|c| (&mut c.customer, None));
        let totals = import.control_totals.iter_mut().filter_map(|t| t.customer.as_mut());
        let merged = &self.merged;
        // Totals of a merged name keep it: they are compared with the documents that were told under it.
        let totals = totals.filter(|customer| !merged.contains(*customer)).map(|customer| (customer, None));
        for (customer, place) in documents.chain(contacts).chain(totals) {
            for renaming in renamings {
                if let Some((change, renamed)) = renaming.apply(customer) {
                    *customer = renamed;
                    if let Some(origin) = place {
                        self.changed.entry(origin.clone()).or_default().insert(change);
                    }
                }
            }
        }
    }

    /// Whether any customer is left out.
    pub(super) fn excludes(&self) -> bool {
        !self.excluded.is_empty()
    }

    /// Whether the document or contact at this place is left out.
    pub(super) fn is_excluded(&self, origin: &Origin) -> bool {
        self.excluded.contains_key(origin)
    }

    /// The exclusions, with what `documents` of the whole ledger fall under them.
    pub(super) fn exclusions(&self, documents: &[Document]) -> Vec<Exclusion> {
        let mut exclusions = self.exclusions.clone();
        for document in documents {
            let rule = document.origins.iter().find_map(|origin| self.excluded.get(origin));
            if let Some(exclusion) = rule.and_then(|&at| exclusions.get_mut(at)) {
                exclusion.documents += 1;
                exclusion.sales += document.sale();
            }
        }
        exclusions
    }

    /// The names that became others, with how many of these `documents` fall under each.
    pub(super) fn changes(&self, documents: &[Document]) -> Vec<NameChange> {
        let mut changes = self.changes.clone();
        for document in documents {
            let of_document: BTreeSet<usize> =
                document.origins.iter().filter_map(|origin| self.changed.get(origin)).flatten().copied().collect();
            for at in of_document {
                if let Some(change) = changes.get_mut(at) {
                    change.documents += 1;
                }
            }
        }
        changes
    }

    /// Whether a total's customer is one of several names of a customer.
    pub(super) fn is_merged(&self, customer: &CustomerRef) -> bool {
        self.merged.contains(customer)
    }

    /// Whether a document was told under this name: of the customer itself, or of one of its sub-customers.
    pub(super) fn told_under(&self, document: &Document, customer: &CustomerRef) -> Option<Kinship> {
        let of = |origin| {
            let told = self.told_as.get(origin)?;
            if told == customer || told.id.is_some() && told.id == customer.id {
                return Some(Kinship::Own);
            }
            let (told, name) = (told.name.as_deref()?, customer.name.as_deref()?);
            match below(told, name)? {
                "" => Some(Kinship::Own),
                _ => Some(Kinship::Child),
            }
        };
        document.origins.iter().find_map(of)
    }
}

/// Whose a document is, as seen from a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kinship {
    /// Its own.
    Own,
    /// A sub-customer's.
    Child,
}

fn named(name: &str) -> CustomerRef {
    CustomerRef { name: Some(name.to_owned()), ..CustomerRef::default() }
}

/// What stands below `parent` in a name: nothing where it is the parent itself; `None` where it is neither.
pub(super) fn below<'a>(name: &'a str, parent: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(parent)?;
    if rest.is_empty() { Some(rest) } else { rest.trim_start().strip_prefix(':').map(str::trim) }
}

/// Every way in which the exports name customers.
pub(super) struct Known {
    refs: BTreeSet<CustomerRef>,
    /// Sub-customers with ids, and the parent that a contact list or their own name tells.
    parents: Vec<(CustomerRef, String)>,
}

impl Known {
    fn of(import: &Import) -> Self {
        let documents = import.documents.iter().map(|d| &d.customer);
        let contacts = import.customers.iter().map(|c| &c.customer);
        let totals = import.control_totals.iter().filter_map(|t| t.customer.as_ref());
        let refs: BTreeSet<CustomerRef> = documents.chain(contacts).chain(totals).cloned().collect();
        let by_lists = import.customers.iter().filter_map(|c| Some((c.customer.clone(), c.parent.clone()?)));
        let by_names = refs.iter().filter_map(|r| Some((r.clone(), r.parent.clone()?)));
        let parents = by_lists.chain(by_names).collect();
        Self { refs, parents }
    }

    /// Finds a customer that a rule names; tells where nobody has that name.
    fn matcher(&self, name: &str, found: &mut Vec<Problem>) -> Matcher {
        let matcher = self.matcher_of(name);
        if !self.has(&matcher) {
            found.push(Problem::warning(
                "unused-alias",
                None,
                format!("customers.toml names `{name}`, and no export has a customer of that name or id"),
                "Correct the name, or take it out of customers.toml",
            ));
        }
        matcher
    }

    fn matcher_of(&self, name: &str) -> Matcher {
        let bears = |r: &&CustomerRef| r.id.as_deref() == Some(name) || r.name.as_deref() == Some(name);
        let ids: BTreeSet<String> = self.refs.iter().filter(bears).filter_map(|r| r.id.clone()).collect();
        let borne = |r: &&CustomerRef| r.id.as_ref().is_some_and(|id| ids.contains(id));
        let names: BTreeSet<&str> = self.refs.iter().filter(borne).filter_map(|r| r.name.as_deref()).collect();
        let is_parent = |parent: &str| parent == name || ids.contains(parent) || names.contains(parent);
        let children = self.parents.iter().filter(|(_, parent)| is_parent(parent)).map(|(child, _)| child.clone());
        Matcher { children: children.collect(), ids, name: name.to_owned() }
    }

    /// Whether the exports have a customer that is meant, or a sub-customer of it.
    fn has(&self, matcher: &Matcher) -> bool {
        self.refs.iter().any(|r| matcher.below(r).is_some())
    }

    /// The ways of naming the very customer that a rule means by `name`, without its sub-customers.
    pub(super) fn meant(&self, name: &str) -> BTreeSet<&CustomerRef> {
        let matcher = self.matcher_of(name);
        self.refs.iter().filter(|r| matcher.below(r) == Some("")).collect()
    }

    /// The name that the exports have for a customer's id; `None` where this is no id or has no name.
    fn called(&self, id: &str) -> Option<String> {
        self.refs.iter().filter(|r| r.id.as_deref() == Some(id)).find_map(|r| r.name.clone())
    }

    /// The customer that others become.
    fn target(&self, into: &str) -> CustomerRef {
        if self.refs.iter().any(|r| r.id.as_deref() == Some(into)) {
            CustomerRef { id: Some(into.to_owned()), ..CustomerRef::default() }
        } else {
            named(into)
        }
    }

    /// A new name that is another customer's already would merge the two unsaid.
    fn taken(&self, from: &Matcher, to: &str) -> Option<Problem> {
        let is_other = |r: &CustomerRef| r.name.as_deref() == Some(to) && from.below(r).is_none();
        self.refs.iter().any(is_other).then(|| {
            Problem::error(
                "ambiguous-alias",
                None,
                format!("customers.toml renames `{}` to `{to}`, which is another customer's name", from.name),
                "Write a [[merge]] where the two are one customer, else another name",
            )
        })
    }
}

/// Tells the ways of naming one customer from all others.
struct Matcher {
    name: String,
    /// Every id that bears the name.
    ids: BTreeSet<String>,
    /// Its sub-customers that have ids.
    children: BTreeSet<CustomerRef>,
}

impl Matcher {
    /// What stands below the customer in this name: nothing where it is the customer; `None` where it is another one.
    fn below<'a>(&self, customer: &'a CustomerRef) -> Option<&'a str> {
        match &customer.id {
            Some(id) if self.ids.contains(id) => Some(""),
            Some(_) => self.children.contains(customer).then_some(customer.name.as_deref().unwrap_or_default()),
            None => below(customer.name.as_deref()?, &self.name),
        }
    }
}

/// Customers that become another one, or get another name.
struct Renaming {
    matchers: Vec<Matcher>,
    to: CustomerRef,
    keeps_id: bool,
    /// The place of the first matcher's name among the changes that are told; the others' follow.
    first_change: usize,
}

impl Renaming {
    /// Which change a customer falls under, and the new way of naming it; `None` where it is not meant.
    fn apply(&self, customer: &CustomerRef) -> Option<(usize, CustomerRef)> {
        let mut matchers = (self.first_change..).zip(&self.matchers);
        let (change, matcher, below) = matchers.find_map(|(at, m)| Some((at, m, m.below(customer)?)))?;
        let is_child_with_id = customer.id.is_some() && matcher.children.contains(customer);
        let renamed = if is_child_with_id { self.moved(customer)? } else { self.renamed(customer, below) };
        Some((change, renamed))
    }

    /// The customer itself, or what stands `below` it where that has no id.
    fn renamed(&self, customer: &CustomerRef, below: &str) -> CustomerRef {
        let below = if customer.id.is_some() { "" } else { below };
        match (&self.to.name, &self.to.id) {
            (Some(name), None) if !below.is_empty() => named(&format!("{name}:{below}")),
            (None, Some(id)) if !below.is_empty() => named(&format!("{id}:{below}")),
            (Some(name), _) if self.keeps_id => {
                let parent = customer.parent.clone().filter(|parent| self::below(name, parent).is_some());
                CustomerRef { id: customer.id.clone(), parent, ..self.to.clone() }
            }
            _ => self.to.clone(),
        }
    }

    /// A sub-customer with an id of its own keeps it; where its name begins with its parent's, that is the new one's.
    fn moved(&self, child: &CustomerRef) -> Option<CustomerRef> {
        let below = below(child.name.as_deref()?, child.parent.as_deref()?)?;
        let parent = self.to.name.clone().or_else(|| self.to.id.clone())?;
        Some(CustomerRef { id: child.id.clone(), name: Some(format!("{parent}:{below}")), parent: Some(parent) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::{ControlMeasure, DocumentDraft, DraftKind};
    use crate::ledger::assemble::drafting::{
        FileOfDrafts, day, draft, euro, file, import, invoice, money, payment, with_id,
    };
    use crate::ledger::assemble::{Assembly, ControlBalance, LedgerPolicy, Verdict, assemble};

    fn with_rules(files: Vec<FileOfDrafts>, rules: Vec<CustomerRule>) -> Assembly {
        let control_balance = Some(ControlBalance { date: Some(day("2025-12-31")), balance: money("35.00") });
        assemble(import(files), &LedgerPolicy { customers: rules, control_balance, ..LedgerPolicy::new(euro()) })
    }

    fn merged(into: &str, names: &[&str]) -> CustomerRule {
        CustomerRule::Merge { into: into.to_owned(), names: names.iter().map(|&name| name.to_owned()).collect() }
    }

    fn excluded(name: &str) -> CustomerRule {
        CustomerRule::Exclude { name: name.to_owned(), reason: "ours".to_owned() }
    }

    fn renamed(from: &str, to: &str) -> CustomerRule {
        CustomerRule::Rename { from: from.to_owned(), to: to.to_owned() }
    }

    fn names(assembly: &Assembly) -> Vec<&str> {
        assembly.ledger.customers().iter().map(|c| c.name.as_str()).collect()
    }

    /// Last year's report under the old name, this year's under the new one, which has last year's invoice too.
    fn two_names() -> Vec<FileOfDrafts> {
        let sale = |number, customer, date, net: &str| invoice(number, customer, date).net(net);
        vec![
            file(
                "old.csv",
                vec![sale("1", "Old Co", "2025-01-05", "10.00"), sale("2", "Old Co : North", "2025-01-06", "5.00")],
            )
            .period("2025-01-01", "2025-01-31")
            .total(ControlMeasure::NetSales, "Old Co", "15.00")
            .total(ControlMeasure::NetSales, "", "15.00"),
            file(
                "new.csv",
                vec![sale("1", "New Co", "2025-01-05", "10.00"), sale("3", "New Co", "2025-02-05", "20.00")],
            )
            .total(ControlMeasure::NetSales, "New Co", "30.00"),
        ]
    }

    #[test]
    fn merged_names_are_one_customer_and_each_names_total_ties() {
        let assembly = with_rules(two_names(), vec![merged("New Co", &["Old Co"])]);
        assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
        assert_eq!(names(&assembly), ["New Co"]);
        assert_eq!(assembly.ledger.customers()[0].sub_customers, ["North"]);
        assert_eq!(assembly.ledger.documents().len(), 3, "the invoice of both reports is one");
        let [change] = assembly.name_changes.as_slice() else { panic!("one change") };
        assert_eq!((change.from.as_str(), change.to.as_str(), change.documents), ("Old Co", "New Co", 2));
        assert!(change.merged && !change.is_new_name);
        assert_eq!(assembly.ledger.net_sales(), money("35.00"));
        assert_eq!(assembly.tie_outs.len(), 4);
        assert!(assembly.tie_outs.iter().all(|t| t.verdict == Verdict::Ties && t.ledger == Some(t.stated)));
    }

    #[test]
    fn ids_and_names_may_be_merged_and_renamed() {
        let row = |id, name, date| draft(DraftKind::Invoice, date, &with_id(id, name), date).gross("17.50");
        let files = || vec![file("a.csv", vec![row("7", "Acme", "2025-01-05"), row("8", "Acme", "2025-01-06")])];
        let told = |assembly: &Assembly| -> Vec<(String, bool, usize)> {
            assembly.name_changes.iter().map(|c| (c.from.clone(), c.merged, c.documents)).collect()
        };
        let assembly = with_rules(files(), vec![merged("7", &["8", "9"])]);
        assert_eq!((names(&assembly), assembly.codes()), (vec!["Acme"], vec!["unused-alias"]));
        assert_eq!(told(&assembly), [("8".to_owned(), true, 1), ("9".to_owned(), true, 0)]);
        let assembly = with_rules(files(), vec![renamed("7", "Acme One"), renamed("8", "Acme Two")]);
        assert_eq!((names(&assembly), assembly.problems.len()), (vec!["Acme One", "Acme Two"], 0));
        assert_eq!(assembly.ledger.customers()[0].id, "7");
        assert_eq!(told(&assembly), [("7".to_owned(), false, 1), ("8".to_owned(), false, 1)]);
        let assembly = with_rules(two_names(), vec![renamed("Old Co", "Older Co")]);
        assert_eq!(names(&assembly), ["New Co", "Older Co"]);
    }

    #[test]
    fn rules_about_a_parent_hold_for_sub_customers_with_ids() {
        let north = || CustomerRef { parent: Some("Cedar".to_owned()), ..with_id("3", "Cedar : North") };
        let row =
            |customer: CustomerRef, number| draft(DraftKind::Invoice, number, &customer, "2025-01-05").gross("17.50");
        let files = || vec![file("a.csv", vec![row(north(), "1"), row(with_id("2", "Cedar"), "2")])];
        for rule in [merged("Elm", &["Cedar"]), renamed("Cedar", "Elm"), renamed("2", "Elm")] {
            let assembly = with_rules(files(), vec![rule]);
            assert_eq!((names(&assembly), assembly.problems.len()), (vec!["Elm"], 0));
            assert_eq!(assembly.ledger.customers()[0].sub_customers, ["North"]);
        }
        let assembly = with_rules(files(), vec![renamed("3", "Cedar : South")]);
        assert_eq!(assembly.ledger.customers()[0].sub_customers, ["South"]);
        let assembly = with_rules(files(), vec![excluded("Cedar")]);
        assert_eq!(assembly.exclusions[0].documents, 2);
    }

    #[test]
    fn excluded_customers_are_left_out_counted_and_still_part_of_the_exports_totals() {
        let files = vec![
            file(
                "a.csv",
                vec![
                    invoice("1", "Acme", "2025-01-05").net("20.00"),
                    invoice("2", "Head Office:Canteen", "2025-01-06").net("25.00"),
                    payment("", "Head Office", "2025-01-20").gross("10.00"),
                ],
            )
            .total(ControlMeasure::NetSales, "Head Office", "25.00")
            .total(ControlMeasure::NetSales, "", "45.00"),
        ];
        let assembly = with_rules(files, vec![excluded("Head Office")]);
        assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
        assert_eq!(names(&assembly), ["Acme"]);
        assert_eq!(assembly.ledger.net_sales(), money("20.00"));
        let [exclusion] = assembly.exclusions.as_slice() else { panic!("one exclusion") };
        assert_eq!((exclusion.documents, exclusion.sales, exclusion.reason.as_str()), (2, money("25.00"), "ours"));
        let shown: Vec<_> = assembly.tie_outs.iter().map(|t| (t.ledger, t.excluded, t.verdict)).collect();
        let some = |amount| Some(money(amount));
        assert_eq!(
            shown,
            [
                (some("0.00"), money("25.00"), Verdict::Ties),
                (some("20.00"), money("25.00"), Verdict::Ties),
                (some("20.00"), money("15.00"), Verdict::Ties),
            ]
        );
    }

    #[test]
    fn a_rule_about_nobody_and_one_onto_somebody_are_told() {
        let rules = vec![excluded("Nobody"), renamed("Old Co", "New Co"), merged("Old Co", &["old co"])];
        let assembly = with_rules(two_names(), rules);
        let codes = assembly.codes();
        assert_eq!(codes.iter().filter(|code| **code == "unused-alias").count(), 2);
        assert!(codes.contains(&"ambiguous-alias"));
        assert!(assembly.problem("unused-alias").seen.contains("`Nobody`"));
        assert_eq!(assembly.exclusions.len(), 1, "it is printed with no document");
    }

    #[test]
    fn rows_of_one_customer_under_two_names_stay_apart_without_a_rule() {
        let row: fn(&str) -> DocumentDraft = |customer| invoice("1", customer, "2025-01-05").net("35.00");
        let assembly = with_rules(vec![file("a.csv", vec![row("Acme")])], Vec::new());
        assert_eq!((names(&assembly), assembly.exclusions.len()), (vec!["Acme"], 0));
    }
}
