//! Figures that count customers: of the bridge, of the segments, by risk.

use super::{Definition, Formula, Relation};
use crate::report::evidence::Documents::{self, OpenDebits, Sales};
use crate::report::evidence::{BridgePart, Span};

const fn counted(
    id: &'static str,
    name: &'static str,
    method: &'static str,
    formula: Formula,
    documents: Documents,
) -> Definition {
    Definition { id, name, method, formula, documents, relation: Relation::None }
}

/// Customers of the bridge from one year to the next.
const fn bridge(id: &'static str, name: &'static str, rule: &'static str, part: BridgePart) -> Definition {
    let of = counted(id, name, "retention", Formula::Rule(rule, &[]), Documents::Bridge(part));
    Definition { relation: Relation::Customers, ..of }
}

/// Customers of a segment.
const fn segment(id: &'static str, name: &'static str) -> Definition {
    const RULE: &str =
        "Customers whose segment it is: the one that the rules give, once it has held for two month ends";
    counted(id, name, "segmentation", Formula::Rule(RULE, &[]), Documents::None)
}

/// Customers who went from one segment to another.
const fn moved(id: &'static str, name: &'static str, rule: &'static str) -> Definition {
    counted(id, name, "segmentation", Formula::Rule(rule, &[]), Documents::None)
}

/// Customers of a level of risk.
const fn risk(id: &'static str, name: &'static str, rule: &'static str) -> Definition {
    counted(id, name, "risk", Formula::Rule(rule, &[]), OpenDebits)
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
    counted(
        "customers_may_only_be_late_ttm",
        "Customers lost who may only be late",
        "retention",
        Formula::Rule(
            "Customers lost whose next purchase is not due yet by their own rhythm",
            &["churned_customers_ttm"],
        ),
        Sales(Span::All),
    ),
    segment("customers_champion", "Champions"),
    segment("customers_good", "Customers in Good"),
    segment("customers_promising", "Customers in Promising"),
    segment("customers_new", "Customers in New"),
    segment("customers_dont_lose_them", "Customers in Don’t Lose Them"),
    segment("customers_give_attention", "Customers in Give Attention"),
    segment("customers_late_payer", "Late Payers"),
    segment("customers_hibernating", "Customers in Hibernating"),
    segment("customers_possible_mismatch", "Customers in Possible Mismatch"),
    segment("customers_not_scored", "Customers not scored"),
    moved(
        "customers_moved_up",
        "Customers who moved up",
        "Customers whose segment is a better one than at the beginning of the span that the flows show",
    ),
    moved(
        "customers_moved_down",
        "Customers who moved down",
        "Customers whose segment is a worse one than at the beginning of the span that the flows show",
    ),
    risk("high_risk_customers", "Customers of high risk", "Customers with three points of risk or more, or judged so"),
    risk("medium_risk_customers", "Customers of medium risk", "Customers with one or two points of risk, or judged so"),
    risk("low_risk_customers", "Customers of low risk", "Customers without a point of risk, or judged so"),
];
