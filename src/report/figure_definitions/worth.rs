//! Figures of what something is worth: levers of the scorecard, the largest customer, what findings are about.

use super::{Definition, Formula, Relation};
use crate::report::evidence::Documents::{self, Sales};
use crate::report::evidence::Span;
use crate::report::figure_parts::{Parts, Setting};

const fn worth(
    id: &'static str,
    name: &'static str,
    method: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
) -> Definition {
    let formula = Formula::Rule(rule, inputs);
    Definition { id, name, method, formula, documents: Documents::None, relation: Relation::None, parts: Parts::None }
}

/// The definitions.
pub(super) const DEFINITIONS: &[Definition] = &[
    Definition {
        documents: Sales(Span::BothYears),
        formula: Formula::Quotient {
            plus: &["net_revenue_ttm"],
            minus: &["net_revenue_prev_ttm"],
            by: "net_revenue_prev_ttm",
        },
        ..worth("sales_growth_ttm", "Growth of sales", "value", "", &[])
    },
    worth(
        "sales_may_only_be_late_ttm",
        "Sales of lost customers who may only be late",
        "retention",
        "Sales of the year before of the customers lost whose next purchase is not due yet by their own rhythm",
        &["customers_may_only_be_late_ttm", "churn_ttm"],
    ),
    worth(
        "new_business_rate",
        "New business",
        "retention-simulator",
        "Sales to new and returned customers ÷ all sales of the year before (or of the same year, where the settings say so)",
        &["new_ttm", "reactivation_ttm"],
    ),
    Definition {
        parts: Parts::Settings(&[Setting::SimulatedYears]),
        ..worth(
            "net_revenue_retention_point_worth",
            "Worth of a point of net revenue retention",
            "retention-simulator",
            "Sales of the last simulated year with retention a point higher, less those with retention as it is",
            &["net_revenue_ttm", "net_revenue_retention_ttm", "new_business_rate"],
        )
    },
    Definition {
        parts: Parts::Settings(&[Setting::SimulatedYears]),
        ..worth(
            "net_revenue_retention_five_points_worth",
            "Worth of five points of net revenue retention",
            "retention-simulator",
            "Sales of the last simulated year with retention five points higher, less those with retention as it is",
            &["net_revenue_ttm", "net_revenue_retention_ttm", "new_business_rate"],
        )
    },
    Definition {
        documents: Documents::Largest,
        relation: Relation::Sum,
        ..worth(
            "largest_customer_sales",
            "Sales to the largest customer",
            "concentration",
            "Sales of the twelve months to the customer with the largest",
            &[],
        )
    },
    Definition {
        parts: Parts::Settings(&[Setting::Margin]),
        ..worth(
            "largest_customer_margin",
            "Margin on the largest customer",
            "concentration",
            "Sales to the largest customer × the margin on sales",
            &["largest_customer_sales"],
        )
    },
    worth(
        "largest_customer_open_balance",
        "Open balance of the largest customer",
        "concentration",
        "What the largest customer owes, less its unapplied credit",
        &["open_balance"],
    ),
    Definition {
        parts: Parts::Settings(&[Setting::DaysFaster]),
        ..worth(
            "faster_payment_cash",
            "Cash from faster payment",
            "scorecard",
            "Invoices less credit notes of the twelve months, with tax ÷ 365 × the days that the scorecard looks at",
            &["credit_sales_ttm"],
        )
    },
    Definition {
        parts: Parts::Settings(&[Setting::BasketStep]),
        ..worth(
            "basket_step_worth",
            "Worth of a larger average basket",
            "scorecard",
            "Sales of the twelve months × the step that the scorecard looks at",
            &["net_revenue_ttm", "average_basket"],
        )
    },
    Definition {
        parts: Parts::Finding,
        ..worth(
            "money_at_stake",
            "Money at stake in the first finding",
            "findings",
            "The amount that the first finding is about: the most urgent one, and of those the largest, without dependence \
             and growth; amounts of findings overlap and are not added up",
            &[],
        )
    },
];
