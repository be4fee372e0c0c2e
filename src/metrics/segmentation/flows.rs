//! How many customers, with which sales, went from which segment to which over a span of months.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Segment, SegmentationPolicy, SegmentedCustomer};
use crate::base::{Money, Month, months_before};
use crate::ledger::{CustomerIx, Ledger};
use crate::metrics::{Measured, NotEnough};

/// Every customer by its segment then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// The month end that is compared with the as-of date.
    pub from: NaiveDate,
    /// Each pair of segments that has customers, by the first and then the second. `None`: not yet a customer.
    pub flows: Vec<Flow>,
}

/// The customers of one segment then and one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The segment then; `None` before its first sale.
    pub from: Option<Segment>,
    /// The segment now.
    pub to: Segment,
    /// Who, in the ledger's order.
    pub customers: Vec<CustomerIx>,
    /// Their net sales of the trailing twelve months, as far as the ledger reaches.
    pub sales: Money,
}

/// The flows over the months of the policy.
pub(super) fn flows(
    ledger: &Ledger,
    as_of: NaiveDate,
    month_ends: &[NaiveDate],
    customers: &[SegmentedCustomer],
    policy: &SegmentationPolicy,
) -> Measured<Flows> {
    if customers.is_empty() || month_ends.is_empty() {
        return Err(NotEnough::NoSales);
    }
    let needed = months_before(as_of, policy.flow_months);
    let too_short = || NotEnough::History {
        needed_from: Month::last_complete(needed).first_day(),
        history_start: ledger.history_start(),
    };
    let place = month_ends.partition_point(|&end| end <= needed).checked_sub(1).ok_or_else(too_short)?;
    let from = month_ends.get(place).copied().ok_or_else(too_short)?;
    let mut groups: BTreeMap<(Option<Segment>, Segment), (Vec<CustomerIx>, Money)> = BTreeMap::new();
    for (ix, customer) in (0..).map(CustomerIx).zip(customers) {
        let then = customer.history.get(place).copied().flatten().map(|standing| standing.segment);
        let (members, sales) = groups.entry((then, customer.segment)).or_default();
        members.push(ix);
        *sales += customer.rating.evidence.ttm_sales;
    }
    let flow = |((from, to), (customers, sales))| Flow { from, to, customers, sales };
    Ok(Flows { from, flows: groups.into_iter().map(flow).collect() })
}
