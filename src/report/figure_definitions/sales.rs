//! Figures of sales: value, retention, concentration, small customers.

use super::{Definition, Formula, Relation};
use crate::report::evidence::Documents::{Bridge, Largest, None, Sales};
use crate::report::evidence::{BridgePart, Span};
use crate::report::figure_parts::{Parts, Setting};

/// A figure that is a sum of sales documents.
const fn sales(id: &'static str, name: &'static str, rule: &'static str, span: Span) -> Definition {
    let formula = Formula::Rule(rule, &[]);
    Definition {
        id,
        name,
        method: "value",
        formula,
        documents: Sales(span),
        relation: Relation::Sum,
        parts: Parts::None,
    }
}

/// A figure that a rule makes from sales documents.
const fn rule(
    id: &'static str,
    name: &'static str,
    method: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
    span: Span,
) -> Definition {
    let formula = Formula::Rule(rule, inputs);
    Definition { id, name, method, formula, documents: Sales(span), relation: Relation::None, parts: Parts::None }
}

/// A part of the bridge from the sales of one year to those of the next.
const fn bridge(id: &'static str, name: &'static str, text: &'static str, part: BridgePart) -> Definition {
    let formula = Formula::Rule(text, &[]);
    Definition {
        id,
        name,
        method: "retention",
        formula,
        documents: Bridge(part),
        relation: Relation::Sum,
        parts: Parts::None,
    }
}

/// Arithmetic of other figures.
const fn arithmetic(id: &'static str, name: &'static str, method: &'static str, formula: Formula) -> Definition {
    Definition { id, name, method, formula, documents: None, relation: Relation::None, parts: Parts::None }
}

/// The definitions.
pub(super) const DEFINITIONS: &[Definition] = &[
    sales(
        "net_revenue_ttm",
        "Sales, twelve months",
        "Invoices and cash sales less credit notes and cash refunds of the twelve months, without tax",
        Span::Ttm,
    ),
    sales(
        "net_revenue_prev_ttm",
        "Sales, the twelve months before",
        "Invoices and cash sales less credit notes and cash refunds of the twelve months before, without tax",
        Span::PreviousTtm,
    ),
    sales(
        "net_revenue_total",
        "Sales of all time",
        "Invoices and cash sales less credit notes and cash refunds of every date up to the as-of date, without tax",
        Span::All,
    ),
    arithmetic(
        "average_basket",
        "Average basket",
        "value",
        Formula::Quotient { plus: &["net_revenue_ttm"], minus: &[], by: "purchases_ttm" },
    ),
    rule(
        "purchases_ttm",
        "Purchases, twelve months",
        "value",
        "Invoices and cash sales above zero of the twelve months that credit notes have not taken back in full",
        &[],
        Span::Ttm,
    ),
    Definition {
        relation: Relation::Customers,
        ..rule(
            "active_customers",
            "Active customers",
            "value",
            "Customers whose sales of the twelve months are above zero",
            &[],
            Span::Ttm,
        )
    },
    arithmetic(
        "customers",
        "Customers",
        "segmentation",
        Formula::Sum {
            plus: &[
                "customers_champion",
                "customers_good",
                "customers_promising",
                "customers_new",
                "customers_dont_lose_them",
                "customers_give_attention",
                "customers_late_payer",
                "customers_hibernating",
                "customers_possible_mismatch",
                "customers_not_scored",
            ],
            minus: &[],
        },
    ),
    arithmetic(
        "net_revenue_retention_ttm",
        "Net revenue retention",
        "retention",
        Formula::Quotient {
            plus: &["retention_base_ttm", "expansion_ttm"],
            minus: &["contraction_ttm", "churn_ttm"],
            by: "retention_base_ttm",
        },
    ),
    arithmetic(
        "gross_revenue_retention_ttm",
        "Gross revenue retention",
        "retention",
        Formula::Quotient {
            plus: &["retention_base_ttm"],
            minus: &["contraction_ttm", "churn_ttm"],
            by: "retention_base_ttm",
        },
    ),
    arithmetic(
        "customer_retention_ttm",
        "Customers kept",
        "retention",
        Formula::Quotient {
            plus: &["opening_customers_ttm"],
            minus: &["churned_customers_ttm"],
            by: "opening_customers_ttm",
        },
    ),
    arithmetic(
        "opening_revenue_ttm",
        "Opening sales of the bridge",
        "retention",
        Formula::Sum { plus: &["net_revenue_prev_ttm"], minus: &[] },
    ),
    bridge(
        "retention_base_ttm",
        "Retention base",
        "Sales of the year before of those customers whose sales in it were above zero",
        BridgePart::Base,
    ),
    bridge("expansion_ttm", "Expansion", "More bought by customers who bought in both years", BridgePart::Expansion),
    bridge(
        "contraction_ttm",
        "Contraction",
        "Less bought by customers who bought in both years",
        BridgePart::Contraction,
    ),
    bridge(
        "churn_ttm",
        "Sales of lost customers",
        "Sales of the year before to customers who bought nothing since",
        BridgePart::Churn,
    ),
    bridge(
        "reactivation_ttm",
        "Sales to returned customers",
        "Sales to customers who bought nothing in the year before, but earlier",
        BridgePart::Reactivation,
    ),
    bridge("new_ttm", "Sales to new customers", "Sales to customers who had never bought before", BridgePart::New),
    rule(
        "corrections_ttm",
        "Corrections",
        "retention",
        "What single customers with sales below zero in either year do to the sums",
        &[],
        Span::BothYears,
    ),
    arithmetic(
        "closing_revenue_ttm",
        "Closing sales of the bridge",
        "retention",
        Formula::Sum {
            plus: &["opening_revenue_ttm", "new_ttm", "reactivation_ttm", "expansion_ttm", "corrections_ttm"],
            minus: &["contraction_ttm", "churn_ttm"],
        },
    ),
    Definition {
        documents: Largest,
        ..rule(
            "top_1_share",
            "Share of the largest customer",
            "concentration",
            "Sales of the twelve months to the largest customer ÷ sales to all customers above zero",
            &["largest_customer_sales"],
            Span::Ttm,
        )
    },
    rule(
        "top_5_share",
        "Share of the five largest customers",
        "concentration",
        "Sales of the twelve months to the five largest customers ÷ sales to all customers above zero",
        &[],
        Span::Ttm,
    ),
    rule(
        "top_10_share",
        "Share of the ten largest customers",
        "concentration",
        "Sales of the twelve months to the ten largest customers ÷ sales to all customers above zero",
        &[],
        Span::Ttm,
    ),
    rule(
        "herfindahl_hirschman_index",
        "Herfindahl-Hirschman index",
        "concentration",
        "Sum of the squares of the customers’ shares of sales in per cent",
        &[],
        Span::Ttm,
    ),
    rule(
        "effective_customers",
        "Effective number of customers",
        "concentration",
        "10,000 ÷ Herfindahl-Hirschman index",
        &["herfindahl_hirschman_index"],
        Span::Ttm,
    ),
    rule(
        "gini",
        "Gini coefficient",
        "concentration",
        "How unevenly sales are spread over the customers: 0 is even, 1 is all with one",
        &[],
        Span::Ttm,
    ),
    Definition {
        parts: Parts::Settings(&[Setting::CostPerVisit, Setting::VisitsPerYear, Setting::AllowedShare]),
        ..arithmetic(
            "sales_threshold",
            "Sales threshold",
            "small-customers",
            Formula::Rule("Cost of a visit × visits a year ÷ the share of sales that they may cost", &[]),
        )
    },
];
