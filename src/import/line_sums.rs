//! Where a document's totals are repeated on each of its rows, its lines must add up to them: a row that is missing or
//! damaged is seen by that.

use super::documents::{Amounts, GROSS, LINE_TOTAL, NET, SUBTOTAL, TAX};
use super::draft::{DocumentDraft, DraftKind};
use super::notices::{Notices, quoted};
use crate::base::{Currency, Money, Problem};

/// Tells a document whose lines do not add up to what it states: to its subtotal where it has one, else to its total
/// with or without tax, for exports give lines in both ways.
pub(crate) fn tell_differing_lines(
    draft: &DocumentDraft,
    amounts: &Amounts,
    currency: Currency,
    notices: &mut Notices,
) {
    let Some(lines) = amounts[LINE_TOTAL] else { return };
    let without_tax = || Some(amounts[GROSS]? - amounts[TAX]?);
    let total = [amounts[GROSS], amounts[NET].or_else(without_tax)];
    let stated: Vec<Money> =
        amounts[SUBTOTAL].map_or(total, |subtotal| [Some(subtotal), None]).into_iter().flatten().collect();
    if stated.is_empty() || stated.contains(&lines) {
        return;
    }
    let number = quoted(draft.number.as_deref().unwrap_or_default());
    let mut stated: Vec<String> = stated.iter().map(|amount| amount.to_plain(currency)).collect();
    stated.dedup();
    let lines = lines.to_plain(currency);
    let seen =
        format!("The lines of document {number} add up to {lines}, but the document states {}", stated.join(" or "));
    let remedy = "Export again with all lines of each document, and do not take rows out of the file";
    notices.add(Problem::error("lines-differ", draft.origin.clone(), seen, remedy));
}

/// Tells a payment whose whole amount is repeated for each invoice that it was set against, where those parts and the
/// unused remainder are not the whole. Money paid back out of the remainder is a reason that the export does not show.
pub(crate) fn tell_differing_parts(
    draft: &DocumentDraft,
    whole_is_repeated: bool,
    currency: Currency,
    notices: &mut Notices,
) {
    let (Some(whole), Some(unused)) = (draft.gross, draft.open_balance) else { return };
    let Some(parts) = draft.applications.iter().map(|application| application.amount).sum::<Option<Money>>() else {
        return;
    };
    if draft.kind != DraftKind::Payment || !draft.links_known || !whole_is_repeated || parts + unused == whole {
        return;
    }
    let [parts, unused, whole] = [parts, unused, whole].map(|amount| amount.to_plain(currency));
    let seen = format!("The payment is of {whole}, but {parts} is set against invoices and {unused} is unused");
    let remedy = "Export again with all rows of each payment, unless the difference was paid back to the customer";
    notices.add(Problem::warning("payment-parts-differ", draft.origin.clone(), seen, remedy));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::test_data::draft_of;

    /// Whether lines of these amounts are told to differ from the document.
    fn is_told(lines: i64, subtotal: Option<i64>, tax: Option<i64>, gross: i64) -> bool {
        let mut amounts = Amounts::default();
        amounts[LINE_TOTAL] = Some(Money::from_minor(lines));
        amounts[SUBTOTAL] = subtotal.map(Money::from_minor);
        amounts[TAX] = tax.map(Money::from_minor);
        amounts[GROSS] = Some(Money::from_minor(gross));
        let mut notices = Notices::new(crate::base::Origin::file("a.csv"));
        let currency = Currency::parse("USD").expect("a currency");
        tell_differing_lines(&draft_of(DraftKind::Invoice), &amounts, currency, &mut notices);
        !notices.is_empty()
    }

    #[test]
    fn lines_add_up_to_the_total_with_or_without_tax() {
        assert!(!is_told(120, None, Some(20), 120));
        assert!(!is_told(100, None, Some(20), 120));
        assert!(is_told(110, None, Some(20), 120));
        assert!(is_told(100, None, None, 120));
    }

    #[test]
    fn a_subtotal_is_all_that_lines_must_add_up_to() {
        assert!(!is_told(90, Some(90), Some(20), 120));
        assert!(is_told(120, Some(90), Some(20), 120));
    }
}
