//! Rows that are postings between two accounts: which of the two is a customer's, and what kind of document the other one
//! makes of the row.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::format::KindRule;
use super::known_texts::KnownTexts;

/// How postings tell of customers. Customers and suppliers have accounts with one digit more than those of the general
/// ledger (whose length the file's metadata name), told apart by their first digit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostingRule {
    /// The column of the account that the amounts are seen from.
    pub(crate) account: String,
    /// The column of the other account, which sees them on the other side. Lists of accounts have none.
    pub(crate) contra_account: Option<String>,
    /// First digits of customers' accounts; the others are suppliers'.
    pub(crate) customers_begin_with: BTreeSet<char>,
    /// What the account opposite to the customer's makes of the row, the first that fits. Where none does, `kind` or
    /// `types` say.
    #[serde(default)]
    pub(crate) kinds: Vec<ContraKind>,
    /// Cells that mark a row as the reversal of an earlier one. Its sides are turned already; its number is that of the
    /// document which it reverses.
    #[serde(default)]
    pub(crate) reversed: Vec<Mark>,
}

/// A kind of document by the account opposite to the customer's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContraKind {
    /// The first and the last account of each range, as a chart with accounts of four digits numbers them.
    pub(crate) contra: Vec<(u32, u32)>,
    /// The kind, usually by the sign that the customer's account sees.
    pub(crate) kind: KindRule,
}

/// A cell that marks its row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    /// The column's name.
    pub(crate) column: String,
    /// The texts that mark, in lower case.
    pub(crate) is: KnownTexts,
}

/// Why a posting is none of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoCustomer {
    /// As a sentence fragment.
    pub(crate) reason: &'static str,
    /// Whether somebody may look for the row.
    pub(crate) notable: bool,
}

/// A posting as its customer's account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Posting<'a> {
    /// The customer's account.
    pub(crate) customer: &'a str,
    /// The other account; empty where there is none.
    pub(crate) contra: &'a str,
    /// The customer's account is the contra account: amounts stand on the other side.
    pub(crate) turned: bool,
}

impl PostingRule {
    /// The customer's side of a posting between `account` and `contra`, where the general ledger's accounts have
    /// `length` digits.
    ///
    /// # Errors
    /// Why the row is of no use.
    pub(crate) fn customers_side<'a>(
        &self,
        account: &'a str,
        contra: &'a str,
        length: usize,
    ) -> Result<Posting<'a>, NoCustomer> {
        let owner = |account: &str| self.owner(account, length);
        let none = |reason, notable| Err(NoCustomer { reason, notable });
        match (owner(account), owner(contra)) {
            (Owner::Customer, Owner::Customer) => none("transfer between two customers' accounts", true),
            (Owner::Customer, _) => Ok(Posting { customer: account, contra, turned: false }),
            (_, Owner::Customer) => Ok(Posting { customer: contra, contra: account, turned: true }),
            (Owner::Supplier, _) | (_, Owner::Supplier) => none("supplier's account", false),
            _ => none("no customer's account", false),
        }
    }

    fn owner(&self, account: &str, length: usize) -> Owner {
        let is_personal = account.len() == length + 1 && account.bytes().all(|byte| byte.is_ascii_digit());
        match account.chars().next().filter(|_| is_personal) {
            Some(first) if self.customers_begin_with.contains(&first) => Owner::Customer,
            Some(_) => Owner::Supplier,
            None => Owner::GeneralLedger,
        }
    }

    /// The kind that the account opposite to the customer's gives the row.
    pub(crate) fn kind(&self, contra: &str, length: usize) -> Option<&KindRule> {
        let number: u32 = contra.parse().ok()?;
        let superfluous = u32::try_from(length).ok()?.saturating_sub(4);
        let number = number / 10_u32.checked_pow(superfluous)?;
        let fits = |kind: &&ContraKind| kind.contra.iter().any(|(first, last)| (*first..=*last).contains(&number));
        self.kinds.iter().find(fits).map(|kind| &kind.kind)
    }
}

/// Whose an account is.
enum Owner {
    Customer,
    Supplier,
    GeneralLedger,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> PostingRule {
        toml::from_str(
            "account = 'account'\ncontra_account = 'contra'\ncustomers_begin_with = ['1', '2', '3', '4', '5', '6']\n\
             [[kinds]]\ncontra = [[8000, 8999]]\nkind = { positive = 'invoice', negative = 'credit-note' }",
        )
        .expect("a rule")
    }

    #[test]
    fn the_customers_account_is_on_either_side() {
        let rule = rule();
        let of = |account, contra, length| rule.customers_side(account, contra, length).map_err(|none| none.reason);
        let side = |customer, contra, turned| Ok(Posting { customer, contra, turned });
        assert_eq!(of("10000", "8400", 4), side("10000", "8400", false));
        assert_eq!(of("1200", "69999", 4), side("69999", "1200", true));
        assert_eq!(of("100000", "84000", 5), side("100000", "84000", false));
        assert_eq!(of("10000", "84000", 5), Err("no customer's account"));
        assert_eq!(of("1200", "70001", 4), Err("supplier's account"));
        assert_eq!(of("10000", "70001", 4), side("10000", "70001", false));
        assert_eq!(of("10000", "10001", 4), Err("transfer between two customers' accounts"));
        assert_eq!(of("", "", 4), Err("no customer's account"));
    }

    #[test]
    fn ranges_are_those_of_charts_with_four_digits() {
        let rule = rule();
        for (contra, length, known) in [("8400", 4, true), ("84000", 5, true), ("8400", 5, false), ("1200", 4, false)] {
            assert_eq!(rule.kind(contra, length).is_some(), known, "{contra}");
        }
        assert!(rule.kind("", 4).is_none());
    }
}
