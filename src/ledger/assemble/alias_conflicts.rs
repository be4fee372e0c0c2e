//! What a client says of its customers that cannot all be so: one name under two others, names in a circle, and a
//! customer that is merged and left out.

use std::collections::BTreeSet;

use super::aliases::{CustomerRule, Known};
use crate::base::Problem;
use crate::import::draft::CustomerRef;

/// A name in a rule, and whom it means.
struct Meant<'a> {
    name: &'a str,
    customers: BTreeSet<&'a CustomerRef>,
}

impl<'a> Meant<'a> {
    fn of(known: &'a Known, name: &'a str) -> Self {
        Self { name, customers: known.meant(name) }
    }

    /// Whether both mean one customer, though one may be its id and the other its name.
    fn is(&self, other: &Self) -> bool {
        self.name == other.name || !self.customers.is_disjoint(&other.customers)
    }
}

/// One name that a rule turns into another.
struct Change<'a> {
    from: Meant<'a>,
    to: Meant<'a>,
    merges: bool,
}

impl Change<'_> {
    /// "merges `A` into `B`"
    fn text(&self) -> String {
        let (verb, word) = if self.merges { ("merges", "into") } else { ("renames", "to") };
        format!("{verb} `{}` {word} `{}`", self.from.name, self.to.name)
    }
}

/// The rules that contradict each other.
pub(super) fn conflicts(known: &Known, rules: &[CustomerRule]) -> Vec<Problem> {
    let mut changes = Vec::new();
    let mut excluded = Vec::new();
    for rule in rules {
        let change = |from, to, merges| Change { from: Meant::of(known, from), to: Meant::of(known, to), merges };
        match rule {
            CustomerRule::Merge { into, names } => {
                changes.extend(names.iter().map(|name| change(name.as_str(), into.as_str(), true)));
            }
            CustomerRule::Rename { from, to } => changes.push(change(from, to, false)),
            CustomerRule::Exclude { name, .. } => excluded.push(Meant::of(known, name)),
        }
    }
    let mut found = Vec::new();
    for (at, later) in changes.iter().enumerate() {
        found.extend(changes.iter().take(at).find_map(|earlier| contradiction(earlier, later)));
    }
    found.extend(excluded.iter().filter_map(|excluded| merged_and_excluded(excluded, &changes)));
    found
}

/// One customer cannot become two, and one that has become another takes nobody in.
fn contradiction(earlier: &Change<'_>, later: &Change<'_>) -> Option<Problem> {
    let remedy = if later.from.is(&earlier.from) && !later.to.is(&earlier.to) {
        "Keep one of the two rules"
    } else if earlier.merges && later.merges && later.to.is(&earlier.from) && !earlier.to.is(&earlier.from) {
        "Merge all of these names into one that is merged into none itself"
    } else {
        return None;
    };
    let seen = format!("customers.toml {}, and {}", earlier.text(), later.text());
    Some(Problem::error("conflicting-aliases", None, seen, remedy))
}

/// A customer that is left out and merged: what becomes of its documents, and of the others'.
fn merged_and_excluded(excluded: &Meant<'_>, changes: &[Change<'_>]) -> Option<Problem> {
    let merges = || changes.iter().filter(|change| change.merges);
    let (change, what) = merges()
        .find(|change| change.from.is(excluded))
        .map(|change| (change, "its documents are left out"))
        .or_else(|| {
            let taking_in = merges().find(|change| change.to.is(excluded))?;
            Some((taking_in, "its own documents are left out, and those of the names merged into it stay"))
        })?;
    Some(Problem::warning(
        "merged-and-excluded",
        None,
        format!("customers.toml {} and excludes `{}`: {what}", change.text(), excluded.name),
        "Take the [[exclude]] or the [[merge]] out; to leave out all of them, exclude each name",
    ))
}

#[cfg(test)]
mod tests {
    use crate::import::draft::DraftKind;
    use crate::ledger::assemble::drafting::{draft, euro, file, import, invoice, with_id};
    use crate::ledger::assemble::{CustomerRule, LedgerPolicy, assemble};

    fn codes(rules: &[(&str, &str, &str)]) -> Vec<&'static str> {
        let row = |id: &str, name: &str| draft(DraftKind::Invoice, id, &with_id(id, name), "2025-01-05").gross("17.50");
        let rows = vec![
            row("K-1", "Acme"),
            row("K-2", "Birch"),
            row("K-3", "Cedar"),
            invoice("9", "Dove", "2025-01-05").gross("1.00"),
        ];
        let owned = str::to_owned;
        let rule = |&(kind, from, to): &(&str, &str, &str)| match kind {
            "merge" => CustomerRule::Merge { into: owned(to), names: vec![owned(from)] },
            "rename" => CustomerRule::Rename { from: owned(from), to: owned(to) },
            _ => CustomerRule::Exclude { name: owned(from), reason: owned(to) },
        };
        let policy = LedgerPolicy { customers: rules.iter().map(rule).collect(), ..LedgerPolicy::new(euro()) };
        assemble(import(vec![file("a.csv", rows)]), &policy).problems.iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn names_in_a_circle_stop_the_pack() {
        assert_eq!(codes(&[("merge", "K-3", "K-2"), ("merge", "K-2", "K-3")]), ["conflicting-aliases"]);
        assert_eq!(codes(&[("merge", "K-3", "K-2"), ("merge", "K-2", "Cedar")]), ["conflicting-aliases"]);
        let three = [("merge", "K-1", "K-2"), ("merge", "K-2", "K-3"), ("merge", "K-3", "K-1")];
        assert_eq!(codes(&three), ["conflicting-aliases"]);
    }

    #[test]
    fn one_name_under_two_others_stops_the_pack() {
        assert_eq!(codes(&[("merge", "K-1", "K-2"), ("merge", "K-1", "K-3")]), ["conflicting-aliases"]);
        assert_eq!(codes(&[("merge", "Acme", "K-2"), ("merge", "K-1", "K-3")]), ["conflicting-aliases"]);
        assert_eq!(codes(&[("merge", "K-1", "K-2"), ("rename", "K-1", "New")]), ["conflicting-aliases"]);
        assert_eq!(codes(&[("rename", "K-1", "New"), ("rename", "Acme", "Other")]), ["conflicting-aliases"]);
    }

    #[test]
    fn rules_that_agree_pass() {
        let agreed = [
            ("merge", "K-1", "K-2"),
            ("merge", "Acme", "Birch"),
            ("rename", "K-2", "New"),
            ("exclude", "Dove", "ours"),
        ];
        assert_eq!(codes(&agreed), [""; 0]);
        assert_eq!(codes(&[("merge", "K-1", "K-2"), ("merge", "K-2", "K-3")]), [""; 0], "one after the other");
        assert_eq!(codes(&[("merge", "K-1", "Group"), ("merge", "K-2", "Group")]), [""; 0]);
    }

    #[test]
    fn a_merged_customer_that_is_left_out_is_told() {
        assert_eq!(codes(&[("merge", "K-1", "K-2"), ("exclude", "Acme", "ours")]), ["merged-and-excluded"]);
        assert_eq!(codes(&[("merge", "K-1", "K-2"), ("exclude", "K-2", "ours")]), ["merged-and-excluded"]);
    }
}
