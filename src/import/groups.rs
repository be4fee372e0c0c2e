//! The groups of a grouped report, and the sums that total rows are held against.

use std::collections::BTreeSet;

use crate::base::Money;

/// The groups that are open at a row, the outermost first. With groups nested in groups (sub-customers), an outer one
/// stays open until its total "with sub-customers".
#[derive(Debug)]
pub(crate) struct Groups {
    open: Vec<Group>,
    /// The groups that have a total with the groups nested in them: those that others can be nested in.
    parents: BTreeSet<String>,
    /// What the rows outside of all groups add up to.
    outside: Sums,
    grand: Sums,
}

#[derive(Debug)]
struct Group {
    /// As its heading says.
    written: String,
    /// With its parent's name before it: `Parent:Child`.
    full: String,
    own: Sums,
    with_nested: Sums,
    /// Other groups stand in it.
    has_nested: bool,
}

/// One sum for each total column of the format.
pub(crate) type Sums = Vec<Money>;

/// The sums that belong to a total row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Closed {
    /// The group's full name; empty for rows in no group and for all rows.
    pub(crate) name: String,
    /// What its rows add up to.
    pub(crate) sums: Sums,
    /// The sums hold those of other groups.
    pub(crate) has_nested: bool,
}

impl Groups {
    /// No group open; `columns` sums are kept.
    pub(crate) fn new(columns: usize, parents: BTreeSet<String>) -> Self {
        let zero = vec![Money::ZERO; columns];
        Self { open: Vec::new(), parents, outside: zero.clone(), grand: zero }
    }

    /// A group's heading. `owner` is the name of the group whose own rows it heads, where it is such a heading.
    pub(crate) fn open(&mut self, written: &str, owner: Option<&str>) {
        while self.open.last().is_some_and(|group| !self.parents.contains(&group.written)) {
            self.open.pop();
        }
        let full = match self.open.last() {
            Some(parent) if owner == Some(&parent.written) => parent.full.clone(),
            Some(parent) if !has_parent(written, &parent.full) => format!("{}:{written}", parent.full),
            _ => written.to_owned(),
        };
        if let Some(parent) = self.open.last_mut() {
            parent.has_nested = true;
        }
        let zero = vec![Money::ZERO; self.grand.len()];
        self.open.push(Group {
            written: written.to_owned(),
            full,
            own: zero.clone(),
            with_nested: zero,
            has_nested: false,
        });
    }

    /// The full name of the innermost open group; empty outside of all.
    pub(crate) fn name(&self) -> &str {
        self.open.last().map_or("", |group| &group.full)
    }

    /// Adds a row's amount to the sums of one total column.
    pub(crate) fn add(&mut self, column: usize, amount: Money) {
        let sums = self.open.iter_mut().map(|group| &mut group.with_nested).chain([&mut self.grand]);
        for sums in sums {
            add_to(sums, column, amount);
        }
        if let Some(group) = self.open.last_mut() {
            add_to(&mut group.own, column, amount);
        } else {
            add_to(&mut self.outside, column, amount);
        }
    }

    /// The total row of the group `name`, alone or with the groups nested in it; `None` where no such group is open.
    pub(crate) fn close(&mut self, name: &str, with_nested: bool) -> Option<Closed> {
        let at = self.open.iter().rposition(|group| group.written == name || group.full == name)?;
        let group = &self.open[at];
        let sums = if with_nested { &group.with_nested } else { &group.own };
        let has_nested = with_nested && group.has_nested;
        let closed = Closed { name: group.full.clone(), sums: sums.clone(), has_nested };
        if with_nested || !self.parents.contains(&group.written) {
            self.open.truncate(at);
        }
        Some(closed)
    }

    /// The total row of the rows in no group.
    pub(crate) fn close_outside(&mut self) -> Closed {
        let none = vec![Money::ZERO; self.outside.len()];
        Closed { name: String::new(), has_nested: false, sums: std::mem::replace(&mut self.outside, none) }
    }

    /// The total row of the innermost open group, which it does not name; `None` where none is open.
    pub(crate) fn close_innermost(&mut self) -> Option<Closed> {
        let name = self.open.last()?.written.clone();
        self.close(&name, false)
    }

    /// What all rows so far add up to.
    pub(crate) fn grand(&self) -> &Sums {
        &self.grand
    }
}

/// Whether `name` is `Parent:Child` of `parent` already.
fn has_parent(name: &str, parent: &str) -> bool {
    name.strip_prefix(parent).is_some_and(|rest| rest.starts_with(':'))
}

/// A sum that overflows stays at its limit: it then differs from any total that a file can state.
fn add_to(sums: &mut Sums, column: usize, amount: Money) {
    if let Some(sum) = sums.get_mut(column) {
        *sum = Money::from_minor(sum.minor().saturating_add(amount.minor()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    #[test]
    fn sub_customers_are_nested_until_their_parents_total() {
        let mut groups = Groups::new(1, BTreeSet::from(["Cedar".to_owned()]));
        groups.open("Alder", None);
        groups.add(0, money(1));
        groups.open("Cedar", None);
        assert_eq!(groups.name(), "Cedar");
        groups.add(0, money(10));
        groups.open("North", None);
        assert_eq!(groups.name(), "Cedar:North");
        groups.add(0, money(100));
        let sums = |closed: Option<Closed>| closed.map(|c| (c.name, c.sums[0].minor()));
        assert_eq!(sums(groups.close("North", false)), Some(("Cedar:North".to_owned(), 100)));
        groups.open("Cedar:South", None);
        groups.add(0, money(1000));
        assert_eq!(sums(groups.close("Cedar:South", false)), Some(("Cedar:South".to_owned(), 1000)));
        assert_eq!(sums(groups.close("Cedar", false)), Some(("Cedar".to_owned(), 10)));
        assert_eq!(sums(groups.close("Cedar", true)), Some(("Cedar".to_owned(), 1110)));
        assert_eq!(groups.name(), "");
        assert_eq!(groups.close("Cedar", true), None);
        assert_eq!(groups.grand()[0], money(1111));
    }

    #[test]
    fn a_parents_own_rows_may_have_a_group_of_their_own() {
        let mut groups = Groups::new(1, BTreeSet::from(["Cedar", "Cedar - Other", "North"].map(str::to_owned)));
        groups.open("Cedar", None);
        groups.open("Cedar - Other", Some("Cedar"));
        assert_eq!(groups.name(), "Cedar");
        let closed = groups.close("Cedar - Other", true).expect("a group");
        assert_eq!((closed.name.as_str(), closed.has_nested), ("Cedar", false));
        groups.open("North", None);
        assert_eq!(groups.name(), "Cedar:North");
        assert!(groups.close("North", true).is_some());
        assert!(groups.close("Cedar", true).expect("a group").has_nested);
    }

    #[test]
    fn without_totals_a_heading_ends_the_group_before() {
        let mut groups = Groups::new(0, BTreeSet::new());
        groups.open("A", None);
        groups.open("B", None);
        assert_eq!(groups.name(), "B");
    }
}
