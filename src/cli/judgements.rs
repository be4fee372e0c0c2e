//! A person's judgements of customers' risks that cannot be used: of nobody, of one customer twice, or of a later day.

use chrono::NaiveDate;

use crate::base::Problem;
use crate::ledger::{CustomerIx, Ledger};
use crate::metrics::risk::{self, RiskOverride};

/// What is wrong with the `[[risk]]` entries of `customers.toml`, for books as seen from a day.
pub(super) fn problems(ledger: &Ledger, judgements: &[RiskOverride], as_of: NaiveDate) -> Vec<Problem> {
    let of_whom: Vec<(&RiskOverride, Vec<CustomerIx>)> =
        judgements.iter().map(|judged| (judged, risk::named(ledger, &judged.customer))).collect();
    let mut found = Vec::new();
    for (at, (judged, customers)) in of_whom.iter().enumerate() {
        found.extend(unused(judged, customers.len()));
        let earlier = of_whom.iter().take(at).find(|(_, others)| customers.len() == 1 && others == customers);
        found.extend(earlier.map(|(other, _)| twice(other, judged)));
        found.extend((judged.date > as_of).then(|| later(judged, as_of)));
    }
    found
}

fn unused(judged: &RiskOverride, customers: usize) -> Option<Problem> {
    let (what, remedy) = match customers {
        0 => ("and no customer of the pack has that name or id", "Copy the name from the pack"),
        1 => return None,
        _ => ("and several customers have that name", "Write the customer's id instead of its name"),
    };
    let seen = format!("customers.toml judges the risk of `{}`, {what}", judged.customer);
    Some(Problem::warning("unused-risk", None, seen, format!("{remedy}, or take the [[risk]] out")))
}

fn twice(one: &RiskOverride, other: &RiskOverride) -> Problem {
    let names = if one.customer == other.customer {
        format!("`{}`", one.customer)
    } else {
        format!("`{}` and `{}`, which are one customer,", one.customer, other.customer)
    };
    let seen = format!("customers.toml judges the risk of {names} twice");
    Problem::error("conflicting-risks", None, seen, "Keep the [[risk]] that holds, and take the other one out")
}

fn later(judged: &RiskOverride, as_of: NaiveDate) -> Problem {
    let RiskOverride { customer, date, .. } = judged;
    let seen = format!(
        "customers.toml judges the risk of `{customer}` on {date}, after the as-of date {as_of}; it does not count"
    );
    let remedy = "Correct the date, or leave it: it counts in packs from that day on";
    Problem::warning("later-risk", None, seen, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::ledger::testing::{Books, day};

    fn judged(customer: &str, date: NaiveDate) -> RiskOverride {
        let (level, by, note) = (risk::RiskLevel::Low, "Ann".to_owned(), "known".to_owned());
        RiskOverride { customer: customer.to_owned(), level, by, date, note }
    }

    fn codes(judgements: &[RiskOverride]) -> Vec<&'static str> {
        let mut books = Books::new("USD");
        books.invoice("Acme", day(2026, 9, 1), Money::from_minor(100));
        problems(&books.ledger(), judgements, day(2026, 9, 30)).iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_judgement_of_nobody_is_told() {
        let on = day(2026, 9, 1);
        assert_eq!(codes(&[judged("Acme", on), judged("ACME", on), judged("ACME", on)]), ["unused-risk"; 2]);
    }

    #[test]
    fn two_judgements_of_one_customer_stop_the_pack() {
        let on = day(2026, 9, 1);
        assert_eq!(codes(&[judged("Acme", on), judged("Acme", on)]), ["conflicting-risks"]);
    }

    #[test]
    fn a_judgement_of_a_later_day_is_told() {
        assert_eq!(codes(&[judged("Acme", day(2026, 9, 30))]), [""; 0]);
        assert_eq!(codes(&[judged("Acme", day(2026, 10, 1))]), ["later-risk"]);
    }
}
