//! Reports on cash basis: those of sales show sales when they were paid, and are read so; others cannot be used.

use super::draft::DraftKind;
use super::format::CashBasis;
use super::notices::Notices;
use super::sheet::Sheet;
use crate::base::{Basis, Problem};

impl Sheet<'_> {
    /// Whether its rows are sales on the day, and in the amount, in which they were paid.
    pub(crate) fn shows_sales_when_paid(&self) -> bool {
        self.basis == Some(Basis::Cash) && self.format.cash_basis == CashBasis::SalesWhenPaid
    }
}

/// What a document is in a report of sales when paid: paid at once, and so outside the receivables.
pub(crate) fn when_paid(kind: DraftKind) -> DraftKind {
    match kind {
        DraftKind::Invoice => DraftKind::CashSale,
        DraftKind::CreditNote => DraftKind::CashRefund,
        other => other,
    }
}

/// Tells a report on cash basis, as what it is where it can be used and as an error where it cannot.
pub(crate) fn tell_cash_basis(sheet: &Sheet<'_>, notices: &mut Notices) {
    if sheet.basis != Some(Basis::Cash) {
        return;
    }
    let origin = sheet.origin.clone();
    let remedy = "Export the report again with the accounting method set to accrual";
    notices.add(match sheet.format.cash_basis {
        CashBasis::SalesWhenPaid => {
            let seen = "The report is on cash basis: sales are counted on the day and in the amount in which they were \
                        paid, and what is still unpaid is not known";
            Problem::warning("cash-basis", origin, seen, remedy)
        }
        CashBasis::Refused => {
            let seen = "The report is on cash basis, which does not show what is owed and when it was invoiced";
            Problem::error("cash-basis", origin, seen, remedy)
        }
    });
}
