//! Credit notes and cash refunds whose amount runs against their kind, so that they would be sales. What runs against
//! other kinds is a document of the opposite kind, which the ledger tells.
//!
//! One among others of its kind may be odd, as the cancellation of a credit note is: it is kept and told. It is an error
//! where it is set against an invoice, as a credit note is, or where people write the file and its format states the sign.
//! Where each of a file's credit notes is so, it is the format that has their sign wrong, and every figure would be: that
//! is an error too.

use std::collections::BTreeMap;

use super::documents::{Amounts, leading_amount, turned};
use super::draft::{DocumentDraft, DraftKind};
use super::format::{Format, KindName};
use super::notices::{Notices, quoted};
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
        takes_back(kind) && self.kinds.get(&kind).is_some_and(|seen| seen.usual == 0 && seen.against >= TELLING)
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
                let remedy = "Write their amounts with the other sign, or give that kind the other `sign` in a format \
                              file of the client's own; waive this code where the documents are meant so";
                notices.add(Problem::error("unexpected-sign", first, said, remedy));
            }
        }
    }

    /// Tells a document that takes back and whose amount, here as [`Self::add`] has it, is that of a sale: it is kept so.
    pub(crate) fn tell_unexpected(
        &self,
        draft: &DocumentDraft,
        amounts: &Amounts,
        format: &Format,
        currency: Currency,
        notices: &mut Notices,
    ) {
        let amount = leading_amount(amounts).filter(|amount| amount.is_negative() && takes_back(draft.kind));
        let Some(amount) = amount.filter(|_| !self.is_contradicted(draft.kind)) else { return };
        let kind = draft.kind.spoken();
        // As the file has it, and as it would have it.
        let written = turned(amount, format, draft.kind);
        let [written, right] = [written, -written].map(|amount| amount.to_plain(currency));
        let binding = format.kinds.get(&KindName(draft.kind)).is_some_and(|reading| reading.sign_is_binding);
        let against = draft.applications.first().map(|application| quoted(&application.to_number));
        if against.is_none() && !binding {
            let seen = format!(
                "This {kind} has the sign opposite to that of its kind, and counts as a sale: {written} in place of {right}"
            );
            let remedy = "Nothing, where it cancels another one; else correct its type or its sign in the accounting \
                          system and export again";
            notices.add(Problem::warning("unexpected-sign", draft.origin.clone(), seen, remedy));
            return;
        }
        let seen = match against {
            Some(to) => {
                format!("This {kind} of {written} is set against {to}, and would count as a sale with that sign")
            }
            None => format!("This {kind} of {written} would count as a sale with that sign, against its format's rule"),
        };
        let seen = format!("{seen}: it should be {right}");
        let remedy = "Write its net, tax and total with the other sign; where it is a sale, correct its type";
        notices.add(Problem::error("unexpected-sign", draft.origin.clone(), seen, remedy));
    }
}

fn takes_back(kind: DraftKind) -> bool {
    matches!(kind, DraftKind::CreditNote | DraftKind::CashRefund)
}

#[cfg(test)]
mod tests {
    use crate::base::{Currency, Problem, Severity};
    use crate::import::{ExportFile, ImportPolicy, import};

    /// A format that gives credit notes the usual sign of an export, without binding anybody to it.
    const EXPORT: &str = r#"
        id = "mine"
        name = "Mine"
        evidence = "from-memory"
        row = "document"
        kind = "credit-note"
        recognise.columns = ["gross", "customer"]
        kinds.credit-note.sign = "negative"

        [columns]
        number = "No"
        customer = "Who"
        date = "When"
        gross = "What"
        applies_to = "For"
    "#;

    fn told(head: &str, rows: impl Iterator<Item = String>) -> Vec<Problem> {
        let bytes = format!("{head}{}", rows.collect::<String>()).into_bytes();
        let file = ExportFile { path: "invoices.csv".into(), bytes };
        let currency = Currency::parse("USD").expect("a currency");
        let policy = ImportPolicy { currency, date_order: None, decimal_mark: None };
        let problems = import(&[file], &[("mine.toml".to_owned(), EXPORT.to_owned())], &policy).problems;
        assert!(problems.iter().all(|problem| problem.code == "unexpected-sign"), "{problems:?}");
        problems
    }

    fn exported(amounts: &[&str]) -> Vec<Severity> {
        let rows = (1..).zip(amounts).map(|(at, amount)| format!("C{at},Ada,2025-01-15,{amount}\n"));
        told("No,Who,When,What,For\n", rows).iter().map(|problem| problem.severity).collect()
    }

    #[test]
    fn credit_notes_that_all_run_against_their_format_stop_the_pack() {
        assert_eq!(exported(&["-5.00,", "-6.00,"]), []);
        assert_eq!(exported(&["-5.00,", "6.00,"]), [Severity::Warning]);
        assert_eq!(exported(&["5.00,"]), [Severity::Warning]);
        assert_eq!(exported(&["5.00,", "6.00,", "7.00,"]), [Severity::Error]);
    }

    #[test]
    fn a_credit_note_that_is_set_against_an_invoice_is_no_sale() {
        assert_eq!(exported(&["-5.00,I1", "6.00,I1"]), [Severity::Error]);
    }

    #[test]
    fn in_the_plain_layout_credit_notes_are_negative() {
        let head = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n";
        let row = |amount: &str| format!("C{amount},C1,credit_note,2025-01-15,,USD,{amount},0.00,{amount},\n");
        let told = told(head, ["-5.00", "6.00"].map(row).into_iter());
        assert_eq!(
            told[0].to_string(),
            "error[unexpected-sign] invoices.csv, row 3: This credit note of 6.00 would count as a sale with that sign, \
             against its format's rule: it should be -6.00. Write its net, tax and total with the other sign; where it is a \
             sale, correct its type."
        );
    }
}
