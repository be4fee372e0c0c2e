//! Rows of one payment that stand twice: a payment is set against an invoice in one row, so that the second is a copy.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::documents::Amounts;
use super::draft::{Application, CustomerRef, DocumentDraft};
use super::notices::{Notices, quoted};
use crate::base::{Origin, Problem};

/// What two rows have in common of which one is a copy, beside the payment.
type Row = (usize, CustomerRef, NaiveDate, Vec<Application>, Amounts);

/// The rows of a file's payments, and those of them that are copies.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// Only looked up in, never walked.
    rows: HashMap<Row, Origin>,
    count: usize,
    /// The first copy, what it is of, and where that stands.
    first: Option<(Origin, String)>,
}

impl Copies {
    /// Whether a row of the payment at `place` is a copy of an earlier one.
    pub(crate) fn have(&mut self, place: usize, row: &DocumentDraft, amounts: &Amounts) -> bool {
        let key = (place, row.customer.clone(), row.date, row.applications.clone(), *amounts);
        let Some(earlier) = self.rows.get(&key) else {
            self.rows.insert(key, row.origin.clone());
            return false;
        };
        self.count += 1;
        self.first.get_or_insert_with(|| {
            let number = quoted(row.number.as_deref().unwrap_or_default());
            let to = row.applications.first().map(|to| format!(" set against {}", quoted(&to.to_number)));
            (row.origin.clone(), format!("{number} of {}{}, also in {earlier}", row.date, to.unwrap_or_default()))
        });
        true
    }

    /// Tells the copies, together.
    pub(crate) fn tell(&self, notices: &mut Notices) {
        let Some((origin, first)) = &self.first else { return };
        let count = if self.count == 1 { String::new() } else { format!("{}, the first is ", self.count) };
        let seen = format!(
            "rows of payments that the file lists twice, alike in number, customer, day, invoice and amount, counted once: \
             {count}{first}"
        );
        let remedy = "Take the copy out; where it is a second payment, give it a number of its own";
        notices.add(Problem::warning("repeated-row", origin.clone(), seen, remedy));
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Money;
    use crate::import::tests::import_text;

    const HEAD: &str = "payment_id,date,customer_id,invoice_id,amount\n";

    #[test]
    fn a_row_of_a_payment_that_stands_twice_counts_once_and_is_told() {
        let row = "P9,2026-09-20,C1,I1,100.00\n";
        let import = import_text(&format!("{HEAD}{row}P9,2026-09-20,C1,I2,100.00\n{row}P9,2026-09-20,C1,,5.00\n{row}"));
        let [payment] = &import.documents[..] else { panic!("{:?}", import.documents) };
        assert_eq!((payment.gross, payment.applications.len()), (Some(Money::from_minor(20_500)), 2));
        let [told] = &import.problems[..] else { panic!("{:?}", import.problems) };
        assert_eq!(told.code, "repeated-row");
        assert!(
            told.seen
                .ends_with("counted once: 2, the first is `P9` of 2026-09-20 set against `I1`, also in a.csv, row 2"),
            "{told}"
        );
    }

    #[test]
    fn rows_that_differ_are_parts_of_the_payment() {
        let import = import_text(&format!("{HEAD}P9,2026-09-20,C1,I1,60.00\nP9,2026-09-20,C1,I1,40.00\n"));
        assert!(import.problems.is_empty(), "{:?}", import.problems);
        assert_eq!(import.documents[0].gross, Some(Money::from_minor(10_000)));
    }
}
