//! Figures that count customers: of the bridge, of the segments, by risk.

use super::{Definition, Formula, Relation};
use crate::metrics::risk::RiskLevel;
use crate::metrics::segmentation::Segment;
use crate::report::evidence::Documents::{self, Sales};
use crate::report::evidence::{BridgePart, Span};
use crate::report::figure_parts::{Members, Parts};

const fn counted(
    id: &'static str,
    name: &'static str,
    method: &'static str,
    formula: Formula,
    documents: Documents,
) -> Definition {
    Definition { id, name, method, formula, documents, relation: Relation::None, parts: Parts::None }
}

/// Customers of the bridge from one year to the next.
const fn bridge(id: &'static str, name: &'static str, rule: &'static str, part: BridgePart) -> Definition {
    let of = counted(id, name, "retention", Formula::Rule(rule, &[]), Documents::Bridge(part));
    Definition { relation: Relation::Customers, ..of }
}

/// Customers who are told by name.
const fn members(
    id: &'static str,
    name: &'static str,
    method: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
    members: Members,
) -> Definition {
    let parts = Parts::Customers(members);
    Definition { parts, ..counted(id, name, method, Formula::Rule(rule, inputs), Documents::None) }
}

/// Customers of a segment.
const fn segment(id: &'static str, name: &'static str, segment: Segment) -> Definition {
    const RULE: &str =
        "Customers whose segment it is: the one that the rules give, once it has held for two month ends";
    members(id, name, "segmentation", RULE, &[], Members::Segment(segment))
}

/// The definitions.
pub(super) const DEFINITIONS: &[Definition] = &[
    bridge(
        "opening_customers_ttm",
        "Customers of the year before",
        "Customers whose sales of the year before were above zero",
        BridgePart::Base,
    ),
    bridge(
        "churned_customers_ttm",
        "Customers lost",
        "Customers of the year before whose sales of this one are not above zero",
        BridgePart::Churn,
    ),
    bridge(
        "reactivated_customers_ttm",
        "Customers returned",
        "Customers of this year who bought nothing in the year before, but earlier",
        BridgePart::Reactivation,
    ),
    bridge("new_customers_ttm", "New customers", "Customers of this year who had never bought before", BridgePart::New),
    counted(
        "closing_customers_ttm",
        "Customers of this year",
        "retention",
        Formula::Sum {
            plus: &["opening_customers_ttm", "new_customers_ttm", "reactivated_customers_ttm"],
            minus: &["churned_customers_ttm"],
        },
        Sales(Span::BothYears),
    ),
    members(
        "customers_may_only_be_late_ttm",
        "Customers lost who may only be late",
        "retention",
        "Customers lost whose next purchase is not due yet by their own rhythm",
        &["churned_customers_ttm"],
        Members::MayOnlyBeLate,
    ),
    segment("customers_champion", "Customers in Champion", Segment::Champion),
    segment("customers_good", "Customers in Good", Segment::Good),
    segment("customers_promising", "Customers in Promising", Segment::Promising),
    segment("customers_new", "Customers in New", Segment::New),
    segment("customers_dont_lose_them", "Customers in Don’t Lose Them", Segment::DontLoseThem),
    segment("customers_give_attention", "Customers in Give Attention", Segment::GiveAttention),
    segment("customers_late_payer", "Customers in Late Payer", Segment::LatePayer),
    segment("customers_hibernating", "Customers in Hibernating", Segment::Hibernating),
    segment("customers_possible_mismatch", "Customers in Possible Mismatch", Segment::PossibleMismatch),
    segment("customers_not_scored", "Customers not scored", Segment::NotScored),
    members(
        "customers_moved_up",
        "Customers who moved up",
        "segmentation",
        "Customers whose segment is a better one than at the beginning of the span that the flows show",
        &[],
        Members::MovedUp,
    ),
    members(
        "customers_moved_down",
        "Customers who moved down",
        "segmentation",
        "Customers whose segment is a worse one than at the beginning of the span that the flows show",
        &[],
        Members::MovedDown,
    ),
    members(
        "high_risk_customers",
        "Customers of high risk",
        "risk",
        "Customers with three points of risk or more, or judged so",
        &[],
        Members::Risk(RiskLevel::High),
    ),
    members(
        "medium_risk_customers",
        "Customers of medium risk",
        "risk",
        "Customers with one or two points of risk, or judged so",
        &[],
        Members::Risk(RiskLevel::Medium),
    ),
    members(
        "low_risk_customers",
        "Customers of low risk",
        "risk",
        "Customers without a point of risk, or judged so",
        &[],
        Members::Risk(RiskLevel::Low),
    ),
    members(
        "customers_below_threshold",
        "Customers below the threshold",
        "small-customers",
        "Active customers whose sales of the twelve months are below the threshold",
        &["sales_threshold", "active_customers"],
        Members::Below,
    ),
    members(
        "potential_customers_below_threshold",
        "Customers below the threshold with potential",
        "small-customers",
        "Customers below the threshold that once bought above it",
        &["customers_below_threshold", "sales_threshold"],
        Members::BelowWithPotential,
    ),
];
