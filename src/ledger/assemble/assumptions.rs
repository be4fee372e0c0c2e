//! What the ledger holds that no export says, counted over its documents.

use std::collections::BTreeMap;

use super::merge::Fact;
use crate::base::Money;
use crate::ledger::{Allocation, Assumption, AssumptionKind};

/// Counts the assumptions that documents and allocations, in the client's currency, rest on; by kind.
pub(super) fn of(facts: &[Fact], allocations: &[Allocation], payments_of_nothing: usize) -> Vec<Assumption> {
    let of_facts = facts.iter().flat_map(|fact| fact.assumed.iter().map(|&kind| (kind, fact.gross)));
    let of_allocations =
        allocations.iter().filter(|a| a.derived).map(|a| (AssumptionKind::AllocatedOldestFirst, a.amount));
    let of_nothing = (0..payments_of_nothing).map(|_| (AssumptionKind::PaymentOfNothing, Money::ZERO));

    let mut kinds: BTreeMap<AssumptionKind, Assumption> = BTreeMap::new();
    for (kind, amount) in of_facts.chain(of_allocations).chain(of_nothing) {
        let assumption = kinds.entry(kind).or_insert(Assumption { kind, count: 0, amount: Money::ZERO });
        assumption.count += 1;
        assumption.amount += amount;
    }
    kinds.into_values().collect()
}
