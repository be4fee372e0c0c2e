//! The currency of a document that several files tell of, some in its own currency and some in the client's.
//!
//! Accounting systems print foreign documents in either. The document is in the foreign currency where any file says
//! so; what the others say of its amounts is then their worth in the client's currency, which tells the rate. A file
//! that names no currency, and has the very same amount, means the document's own.

use super::claims::{Claim, called};
use super::convert::RateSource;
use crate::base::{Currency, ExchangeRate, Money, Problem};

/// What files tell of one document, by the currency that they tell it in.
pub(super) struct Denomination<'a> {
    /// The document's own.
    pub(super) currency: Currency,
    /// What is told in it.
    pub(super) own: Vec<&'a Claim>,
    /// What is told in the client's currency, of a document in another one.
    pub(super) at_home: Vec<&'a Claim>,
}

impl<'a> Denomination<'a> {
    /// Sorts what is told of a document. `home` is the client's currency.
    pub(super) fn of(told: &[&'a Claim], home: Currency, found: &mut Vec<Problem>) -> Self {
        let Some(first) = told.iter().copied().find(|claim| claim.currency != home) else {
            return Self { currency: home, own: told.to_vec(), at_home: Vec::new() };
        };
        let currency = first.currency;
        let amounts: Vec<Money> = told.iter().filter(|c| c.currency == currency).flat_map(|c| sizes(c)).collect();
        let mut denomination = Self { currency, own: Vec::new(), at_home: Vec::new() };
        for &claim in told {
            let says_nothing_else =
                claim.draft.currency.is_none() && claim.amount().is_some_and(|amount| amounts.contains(&amount));
            if claim.currency == currency || says_nothing_else {
                denomination.own.push(claim);
            } else if claim.currency == home {
                denomination.at_home.push(claim);
            } else {
                found.push(Problem::error(
                    "conflicting-currencies",
                    claim.draft.origin.clone(),
                    format!(
                        "{} is in {} here, but in {currency} in {}",
                        called(&claim.draft),
                        claim.currency,
                        first.draft.origin
                    ),
                    "Export both reports again, or take the one that is out of date away",
                ));
            }
        }
        denomination
    }

    /// The rate that follows from its amount in both currencies.
    pub(super) fn rate_of_both_amounts(&self, home: Currency) -> Option<(ExchangeRate, RateSource)> {
        let measures: [fn(&Claim) -> Option<Money>; 2] = [|c| c.draft.gross, |c| c.draft.net];
        measures.into_iter().find_map(|measure| {
            let own = self.own.iter().find_map(|claim| measure(claim))?;
            let worth = self.at_home.iter().find_map(|claim| measure(claim))?;
            Some((ExchangeRate::between(own, self.currency, worth, home)?, RateSource::BothAmounts))
        })
    }
}

/// Every amount that tells how large the document is.
fn sizes(claim: &Claim) -> impl Iterator<Item = Money> {
    claim.draft.gross.into_iter().chain(claim.draft.net)
}
