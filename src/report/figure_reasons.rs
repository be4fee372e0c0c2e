//! Why a figure has no value, where its metric says no more than that there is nothing to compute it from.

use chrono::NaiveDate;

use super::words;
use crate::metrics::NotEnough;

/// A clause that begins small and has no full stop.
pub(super) fn reason(figure: &str, why: &NotEnough, as_of: NaiveDate) -> String {
    match nothing(figure) {
        Some(nothing) if *why == NotEnough::Nothing => nothing.to_owned(),
        _ => words::reason(why, as_of),
    }
}

/// What there is nothing of.
fn nothing(figure: &str) -> Option<&'static str> {
    Some(match figure {
        "average_basket" => "there was no purchase in the twelve months",
        "days_to_pay_simple" => "no payment closed an invoice in the twelve months",
        "days_to_pay_simple_lifetime" => "no payment closed an invoice",
        "days_to_pay_p90" => "there were fewer than five payments in the twelve months",
        "days_to_pay_with_open_items" => "nothing was paid in the twelve months, and nothing is past due",
        "days_to_pay_with_open_items_prev_ttm" => "nothing was paid in that year, and nothing was past due at its end",
        "days_beyond_terms_open" => "nothing is past due",
        id if id.ends_with("_lifetime") => "no invoice was paid on a known day",
        id if id.starts_with("days_to_pay") || id == "days_beyond_terms_paid" => {
            "no invoice was paid in the twelve months"
        }
        "usual_terms_days" => "no invoice states its due date",
        "gini" => "it takes two customers or more",
        "largest_customer_open_balance" => "the exports do not tell what is open",
        "sales_growth_ttm" => "there were no sales in the year before",
        "overdue_share" => "nothing is owed",
        "money_at_stake" => "no finding is about money that is being lost or is past due",
        "faster_payment_cash" => "there were no sales on account in the twelve months",
        id if id.starts_with("days_sales_outstanding")
            || id == "best_possible_days_sales_outstanding"
            || id == "average_days_delinquent"
            || id == "true_days_sales_outstanding" =>
        {
            "there were no sales on account in the twelve months"
        }
        "collection_effectiveness_index" => "there was nothing to collect in the last month",
        id if id.starts_with("shock_index_") => "the months before have no figure above zero to compare with",
        _ => return None,
    })
}
