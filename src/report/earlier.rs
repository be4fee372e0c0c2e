//! Documents that stand before the first day that the settings let the ledger begin with.
//!
//! `history_start` says from which day on the ledger is complete. No span that begins before it is compared, and sales
//! "since" it leave out what is earlier. What is earlier still counts where every document does: in lifetime values, in
//! first sales, in what is open and in figures of all dates.

use chrono::NaiveDate;

use super::format::{self, Amounts};
use super::words;
use crate::base::Money;
use crate::ledger::{Document, DocumentKind, Ledger};

/// What stands before the ledger's first day, balances carried over left out: those are no history.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// The day of the first one; `None` where there is none.
    pub first: Option<NaiveDate>,
    documents: usize,
    /// Sales by customer, by its place in the ledger.
    sales: Vec<Money>,
}

impl Earlier {
    /// Looks for them.
    pub(super) fn of(ledger: &Ledger) -> Self {
        let start = ledger.history_start();
        let is_history =
            |document: &&Document| document.kind != DocumentKind::OpeningBalance && !document.date_is_assumed;
        let documents = ledger.documents().iter().take_while(|document| document.date < start).filter(is_history);
        let mut earlier = Self { sales: vec![Money::ZERO; ledger.customers().len()], ..Self::default() };
        for document in documents {
            earlier.first.get_or_insert(document.date);
            earlier.documents += 1;
            if let Some(sales) = earlier.sales.get_mut(super::context::place(document.customer)) {
                *sales += document.sale();
            }
        }
        earlier
    }

    /// A customer's sales before the ledger's first day.
    pub(super) fn sales_of(&self, customer: usize) -> Money {
        self.sales.get(customer).copied().unwrap_or_default()
    }

    /// All sales before it.
    pub(super) fn sales(&self) -> Money {
        self.sales.iter().copied().sum()
    }

    /// How many there are, with what they come to, and where they count; `None` where there are none.
    pub(super) fn sentence(&self, amounts: Amounts) -> Option<String> {
        let (number, verb) = match self.documents {
            1 => ("one document".to_owned(), "stands"),
            many => (words::counted(many, "document", "documents"), "stand"),
        };
        Some(format!(
            "as set for this client; {number} from {} on {verb} before it, with sales of {}: they count in lifetime values, \
             first sales, what is open and figures of all dates, and in nothing that begins with the ledger",
            format::long_date(self.first?),
            amounts.exact(self.sales())
        ))
    }
}
