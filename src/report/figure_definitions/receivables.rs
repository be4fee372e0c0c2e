//! Figures of what is owed and of how customers pay.

use super::{Definition, Formula, Relation};
use crate::metrics::shock_monitor::Watched;
use crate::report::evidence::Documents::{self, Open, OpenDebits, Payments};
use crate::report::evidence::{OpenPart, Span};
use crate::report::figure_parts::{self, Parts, Setting};

/// A part of what is open.
const fn open(id: &'static str, name: &'static str, rule: &'static str, part: OpenPart) -> Definition {
    let formula = Formula::Rule(rule, &[]);
    Definition {
        id,
        name,
        method: "aging",
        formula,
        documents: Open(part),
        relation: Relation::Sum,
        parts: Parts::None,
    }
}

/// A mean or median over payments.
const fn paid(id: &'static str, name: &'static str, rule: &'static str, span: Span) -> Definition {
    let formula = Formula::Rule(rule, &[]);
    Definition {
        id,
        name,
        method: "payment",
        formula,
        documents: Payments(span),
        relation: Relation::None,
        parts: Parts::None,
    }
}

/// What is expected to come in.
const fn expected(id: &'static str, name: &'static str, horizon: usize) -> Definition {
    let formula = Formula::Rule(
        "Sum over the open invoices of what is open × the chance that it is paid by then, by the rule that came closest to \
         what was paid at past month ends, corrected where that came closer still. Which rule, by how much it is corrected, and \
         what the chances of the single invoices add up to stands in the data table expected-totals",
        &[],
    );
    Definition {
        id,
        name,
        method: "collections",
        formula,
        documents: Documents::Expected(horizon),
        relation: Relation::None,
        parts: Parts::None,
    }
}

const BY_AMOUNT: &str = "Mean of the days from invoice to payment, each payment weighted by its amount";
const SIMPLE: &str = "Mean over the invoices that were closed of the days from invoice to payment";
const MEDIAN: &str = "Half of what was paid came within so many days of the invoice";
const BEYOND: &str = "Mean of the days from due date to payment, each payment weighted by its amount";

/// A ratio of receivables and sales on account.
const fn ratio(
    id: &'static str,
    name: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
) -> Definition {
    let (formula, documents) = (Formula::Rule(rule, inputs), OpenDebits);
    Definition {
        id,
        name,
        method: "receivable-ratios",
        formula,
        documents,
        relation: Relation::None,
        parts: Parts::None,
    }
}

/// What lateness costs.
const fn lateness(
    id: &'static str,
    name: &'static str,
    rule: &'static str,
    inputs: &'static [&'static str],
) -> Definition {
    let (formula, documents) = (Formula::Rule(rule, inputs), Payments(Span::Ttm));
    Definition { id, name, method: "lateness", formula, documents, relation: Relation::None, parts: Parts::None }
}

/// The last month or week against those before.
const fn shock(id: &'static str, name: &'static str, watched: Watched, span: figure_parts::Span) -> Definition {
    let formula = Formula::Rule("The last one ÷ the mean of the same position in the six months before × 100", &[]);
    let (documents, relation, parts) = (Documents::None, Relation::None, Parts::Watch(watched, span));
    Definition { id, name, method: "shock-monitor", formula, documents, relation, parts }
}

/// The definitions.
pub(super) const DEFINITIONS: &[Definition] = &[
    Definition {
        formula: Formula::Sum {
            plus: &[
                "aging_not_due",
                "aging_days_1_to_30",
                "aging_days_31_to_60",
                "aging_days_61_to_90",
                "aging_days_91_and_more",
            ],
            minus: &["unapplied_credit"],
        },
        ..open("open_balance", "Open balance", "", OpenPart::All)
    },
    Definition {
        formula: Formula::Sum {
            plus: &["aging_days_1_to_30", "aging_days_31_to_60", "aging_days_61_to_90", "aging_days_91_and_more"],
            minus: &[],
        },
        ..open("overdue_balance", "Past due", "", OpenPart::Overdue)
    },
    open("aging_not_due", "Not due", "What is open of items that are not due yet", OpenPart::Bucket(0)),
    open("aging_days_1_to_30", "1 to 30 days past due", "What is open of items so long past due", OpenPart::Bucket(1)),
    open(
        "aging_days_31_to_60",
        "31 to 60 days past due",
        "What is open of items so long past due",
        OpenPart::Bucket(2),
    ),
    open(
        "aging_days_61_to_90",
        "61 to 90 days past due",
        "What is open of items so long past due",
        OpenPart::Bucket(3),
    ),
    open(
        "aging_days_91_and_more",
        "91 days and more past due",
        "What is open of items so long past due",
        OpenPart::Bucket(4),
    ),
    open(
        "unapplied_credit",
        "Unapplied credit",
        "Payments and credit notes that are not set against anything",
        OpenPart::Unapplied,
    ),
    paid("days_to_pay", "Days to pay, by amount", BY_AMOUNT, Span::Ttm),
    paid("days_to_pay_simple", "Days to pay, by invoice", SIMPLE, Span::Ttm),
    paid("days_to_pay_median", "Days to pay, median", MEDIAN, Span::Ttm),
    paid("days_beyond_terms_paid", "Days beyond terms of what was paid", BEYOND, Span::Ttm),
    Definition {
        method: "payment",
        relation: Relation::None,
        ..open(
            "days_beyond_terms_open",
            "Days beyond terms of what is past due",
            "Mean of the days past due of the items past due, each weighted by what is open of it",
            OpenPart::Overdue,
        )
    },
    paid("days_to_pay_lifetime", "Days to pay of all time, by amount", BY_AMOUNT, Span::All),
    paid("days_to_pay_simple_lifetime", "Days to pay of all time, by invoice", SIMPLE, Span::All),
    paid("days_to_pay_median_lifetime", "Days to pay of all time, median", MEDIAN, Span::All),
    paid("days_beyond_terms_paid_lifetime", "Days beyond terms of all that was paid", BEYOND, Span::All),
    Definition {
        documents: Documents::None,
        parts: Parts::Terms,
        ..paid(
            "usual_terms_days",
            "Usual terms",
            "Days from invoice to due date, where three of five invoices or more have the same",
            Span::All,
        )
    },
    expected("expected_collections_7_days", "Expected collections, 7 days", 0),
    expected("expected_collections_14_days", "Expected collections, 14 days", 1),
    expected("expected_collections_30_days", "Expected collections, 30 days", 2),
    expected("expected_collections_60_days", "Expected collections, 60 days", 3),
    expected("expected_collections_90_days", "Expected collections, 90 days", 4),
    paid(
        "days_to_pay_p90",
        "Days to pay, slowest tenth",
        "Nine tenths of what was paid came within so many days of the invoice",
        Span::Ttm,
    ),
    paid(
        "days_to_pay_with_open_items",
        "Days to pay, with what is past due",
        "Mean of the days from invoice to payment, what is past due counted as if it were paid today, weighted by amount",
        Span::Ttm,
    ),
    paid(
        "days_to_pay_with_open_items_prev_ttm",
        "Days to pay a year ago, with what was past due",
        "The same as it was to be seen a year ago",
        Span::PreviousTtm,
    ),
    Definition {
        documents: Documents::CreditSales,
        relation: Relation::Sum,
        ..ratio(
            "credit_sales_ttm",
            "Sales on account, twelve months",
            "Invoices less credit notes of the twelve months, with tax",
            &[],
        )
    },
    ratio(
        "days_sales_outstanding",
        "Days sales outstanding",
        "What is owed before unapplied credit ÷ sales on account of the twelve months × days",
        &["open_balance", "unapplied_credit", "credit_sales_ttm"],
    ),
    ratio(
        "best_possible_days_sales_outstanding",
        "Best possible days sales outstanding",
        "What is not due yet ÷ sales on account of the twelve months × days",
        &["aging_not_due", "credit_sales_ttm"],
    ),
    ratio(
        "average_days_delinquent",
        "Average days delinquent",
        "Days sales outstanding less the best possible",
        &["days_sales_outstanding", "best_possible_days_sales_outstanding"],
    ),
    ratio(
        "days_sales_outstanding_countback",
        "Days sales outstanding by countback",
        "Days of the newest months whose sales on account make up what is owed",
        &["open_balance", "unapplied_credit"],
    ),
    ratio(
        "true_days_sales_outstanding",
        "True days sales outstanding",
        "Sum over open invoices of age × open amount ÷ sales on account of its month",
        &["open_balance"],
    ),
    ratio(
        "collection_effectiveness_index",
        "Collection effectiveness index",
        "What was collected in the last month ÷ what could have been × 100",
        &["open_balance", "aging_not_due"],
    ),
    Definition {
        documents: OpenDebits,
        ..ratio(
            "overdue_share",
            "Share past due",
            "Past due ÷ all that is owed before unapplied credit",
            &["overdue_balance", "open_balance", "unapplied_credit"],
        )
    },
    lateness(
        "overdue_balance_average",
        "Money tied up by lateness",
        "Sum of amount × days late in the twelve months ÷ the days of them",
        &[],
    ),
    lateness(
        "cost_of_lateness",
        "Cost of lateness",
        "Money tied up by lateness × cost of capital, for the days of the twelve months",
        &["overdue_balance_average", "cost_of_capital"],
    ),
    Definition {
        documents: Documents::None,
        parts: Parts::Settings(&[Setting::CostOfCapital]),
        ..lateness("cost_of_capital", "Cost of capital", "A setting: what money costs in a year", &[])
    },
    shock(
        "shock_index_net_sales_month",
        "Sales of the last month against those before",
        Watched::NetSales,
        figure_parts::Span::Month,
    ),
    shock(
        "shock_index_net_sales_week",
        "Sales of the last week against those before",
        Watched::NetSales,
        figure_parts::Span::Week,
    ),
    shock(
        "shock_index_cash_collected_month",
        "Cash collected in the last month against those before",
        Watched::CashCollected,
        figure_parts::Span::Month,
    ),
    shock(
        "shock_index_cash_collected_week",
        "Cash collected in the last week against those before",
        Watched::CashCollected,
        figure_parts::Span::Week,
    ),
    shock(
        "shock_index_days_beyond_terms_open_month",
        "Days past due after the last month against those before",
        Watched::DaysBeyondTermsOpen,
        figure_parts::Span::Month,
    ),
    shock(
        "shock_index_days_beyond_terms_open_week",
        "Days past due after the last week against those before",
        Watched::DaysBeyondTermsOpen,
        figure_parts::Span::Week,
    ),
];
