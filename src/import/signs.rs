//! Documents whose amount runs against their kind, as a credit note below zero would be a sale.
//!
//! One among others of its kind may be odd, or be wrong in the books: it is kept and told. Where each of a file's credit
//! notes is so, it is the format that has their sign wrong, and every figure would be: that is an error.

use std::collections::BTreeMap;

use super::documents::{Amounts, leading_amount};
use super::draft::{DocumentDraft, DraftKind};
use super::notices::Notices;
use crate::base::{Currency, Money, Origin, Problem};

/// A single document may be odd; so many that are all alike tell of the format.
const TELLING: usize = 2;

/// The signs of a file's documents, by kind.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    kinds: BTreeMap<DraftKind, Seen>,
}

/// The documents of one kind.
#[derive(Debug, Default)]
struct Seen {
    usual: usize,
    against: usize,
    /// The first that runs against its kind.
    first: Option<Origin>,
}

impl Signs {
    /// Takes in a document with the amount that tells its sign, positive where it has the sign of its kind.
    pub(crate) fn add(&mut self, draft: &DocumentDraft, amount: Money) {
        let seen = self.kinds.entry(draft.kind).or_default();
        if amount.is_negative() {
            seen.against += 1;
            seen.first.get_or_insert_with(|| draft.origin.clone());
        } else if amount.is_positive() {
            seen.usual += 1;
        }
    }

    /// Whether it is the format that has the sign of a kind wrong.
    fn is_contradicted(&self, kind: DraftKind) -> bool {
        let takes_back = matches!(kind, DraftKind::CreditNote | DraftKind::CashRefund);
        takes_back && self.kinds.get(&kind).is_some_and(|seen| seen.usual == 0 && seen.against >= TELLING)
    }

    /// Tells of each kind whose sign the format has wrong.
    pub(crate) fn tell_contradicted(&self, notices: &mut Notices) {
        for (&kind, seen) in &self.kinds {
            if let Some(first) = seen.first.clone().filter(|_| self.is_contradicted(kind)) {
                let said = format!(
                    "All {} {}s of the file have the sign opposite to the one that its format gives them: they would \
                     count as sales",
                    seen.against,
                    kind.spoken()
                );
                let remedy = "Give that kind the other `sign` in a format file of the client's own, or waive this code \
                              where the documents are meant so";
                notices.add(Problem::error("unexpected-sign", first, said, remedy));
            }
        }
    }

    /// Tells a document whose amount, here as [`Self::add`] has it, runs against its kind: it is kept so.
    pub(crate) fn tell_unexpected(
        &self,
        draft: &DocumentDraft,
        amounts: &Amounts,
        currency: Currency,
        notices: &mut Notices,
    ) {
        let amount = leading_amount(amounts).filter(|amount| amount.is_negative());
        if let Some(amount) = amount.filter(|_| !self.is_contradicted(draft.kind)) {
            let kind = draft.kind.spoken();
            let amount = amount.abs().to_plain(currency);
            let seen =
                format!("This {kind} of {amount} has the sign that others of its kind in the export do not have");
            let remedy = "Look at the document in the accounting system: its type or its sign may be wrong";
            notices.add(Problem::warning("unexpected-sign", draft.origin.clone(), seen, remedy));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{Currency, Severity};
    use crate::import::{ExportFile, ImportPolicy, import};

    const HEAD: &str = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n";

    fn severities(amounts: &[&str]) -> Vec<Severity> {
        let row =
            |(at, amount): (usize, &&str)| format!("C{at},C1,credit_note,2025-01-15,,USD,{amount},0.00,{amount},\n");
        let text: String = amounts.iter().enumerate().map(row).collect();
        let file = ExportFile { path: "invoices.csv".into(), bytes: format!("{HEAD}{text}").into_bytes() };
        let currency = Currency::parse("USD").expect("a currency");
        let policy = ImportPolicy { currency, date_order: None, decimal_mark: None };
        let problems = import(&[file], &[], &policy).problems;
        assert!(problems.iter().all(|problem| problem.code == "unexpected-sign"), "{problems:?}");
        problems.iter().map(|problem| problem.severity).collect()
    }

    #[test]
    fn credit_notes_that_all_run_against_their_format_stop_the_pack() {
        assert_eq!(severities(&["-5.00", "-6.00"]), []);
        assert_eq!(severities(&["-5.00", "6.00"]), [Severity::Warning]);
        assert_eq!(severities(&["5.00"]), [Severity::Warning]);
        assert_eq!(severities(&["5.00", "6.00", "7.00"]), [Severity::Error]);
    }
}
