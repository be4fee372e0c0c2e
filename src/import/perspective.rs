//! How a row looks at the customer's account: from which side, and whose account it is. Rows without
//! sides and postings look at it as they are written.

use super::cells::Cells;
use super::draft::DraftKind;
use super::format::KindRule;
use super::postings::NoCustomer;
use super::sheet::Sheet;

/// How one row looks at the customer's account.
#[derive(Debug, Default)]
pub(crate) struct Perspective {
    /// Amounts are turned round: they stand on the credit side, or are seen from the other account.
    pub(crate) turned: bool,
    /// The customer's account, where the row is a posting.
    pub(crate) account: Option<String>,
    /// The kind of document that the account opposite to the customer's makes of the row.
    pub(crate) kind: Option<KindRule>,
    /// The row reverses an earlier one.
    pub(crate) reversed: bool,
}

impl Perspective {
    /// How the row of `cells` looks at the account.
    ///
    /// # Errors
    /// It looks at no customer's account.
    pub(crate) fn of(sheet: &Sheet<'_>, cells: &mut Cells<'_>) -> Result<Self, NoCustomer> {
        let format = sheet.format;
        let mut view = Self::default();
        if let Some(sides) = &format.sides {
            let place = sheet.columns.named(&sides.column);
            if place.exists() {
                match sides.is_credit(cells.at(place)) {
                    Some(is_credit) => view.turned = is_credit,
                    None => cells.fail_unknown(place),
                }
            }
        }
        if let (Some(rule), Some(metadata)) = (&format.posting, &sheet.metadata) {
            let at = |column: &str| cells.at(sheet.columns.named(column));
            let contra = rule.contra_account.as_ref().map_or("", |column| at(column));
            let posting = rule.customers_side(at(&rule.account), contra, metadata.account_length)?;
            view.turned ^= posting.turned;
            view.account = Some(posting.customer.to_owned());
            view.kind = rule.kind(posting.contra, metadata.account_length).copied();
            view.reversed = rule.reversed.iter().any(|mark| mark.is.have(at(&mark.column)));
        }
        Ok(view)
    }

    /// The column `number` of a row of this kind holds the number of another document, which it takes back.
    pub(crate) fn takes_back(&self, kind: DraftKind) -> bool {
        self.reversed && kind == DraftKind::CreditNote
    }
}
