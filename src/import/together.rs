//! What shows only when all files of a client have been read: bases that do not go together, totals without the
//! documents behind them, and contacts that are no customers.

use std::collections::BTreeSet;

use super::draft::{ControlMeasure, CustomerDraft, CustomerRef, Import};
use super::notices::shortened;
use super::sheet::Sheet;
use crate::base::{LeftOut, Origin, Problem};

/// What is wrong with the files as a whole. `sheets` are in the order of their paths.
pub(crate) fn problems(sheets: &[&Sheet<'_>], import: &Import) -> Vec<Problem> {
    mixed_basis(sheets, import).into_iter().chain(documents_missing(import)).collect()
}

/// Sales when paid and sales when made in one ledger would be counted twice, in parts.
fn mixed_basis(sheets: &[&Sheet<'_>], import: &Import) -> Option<Problem> {
    if !sheets.iter().any(|sheet| sheet.shows_sales_when_paid()) {
        return None;
    }
    let documents = import.documents.iter().map(|document| &document.origin);
    let totals = import.control_totals.iter().filter(|total| total.measure != ControlMeasure::RowCheck);
    let told: Vec<&Origin> = documents.chain(totals.map(|total| &total.origin)).collect();
    let tells = |sheet: &&&Sheet<'_>| {
        told.iter().any(|origin| origin.file == sheet.origin.file && origin.sheet == sheet.origin.sheet)
    };
    let when_paid = sheets.iter().find(|sheet| sheet.shows_sales_when_paid() && tells(sheet))?;
    let when_made = sheets.iter().find(|sheet| !sheet.shows_sales_when_paid() && tells(sheet))?;
    let seen = format!(
        "The report is on cash basis, with sales when they were paid, but {} tells of documents when they were made",
        when_made.origin
    );
    let remedy = "Export the report again with the accounting method set to accrual, or take the other files away";
    Some(Problem::error("mixed-basis", when_paid.origin.clone(), seen, remedy))
}

/// Customers' totals prove documents; they do not stand in for them.
fn documents_missing(import: &Import) -> Option<Problem> {
    let total = import.control_totals.iter().find(|total| total.without_documents)?;
    let file = Origin { row: None, column: None, ..total.origin.clone() };
    let seen = "The exports hold totals of customers alone, and no document behind them";
    let remedy = "Export the reports that list invoices and payments one by one, beside this summary";
    import.documents.is_empty().then(|| Problem::error("documents-missing", file, seen, remedy))
}

/// Leaves out the contacts that no document names, of lists that hold suppliers too.
pub(crate) fn leave_out_other_contacts(sheets: &[&Sheet<'_>], import: &mut Import) {
    let lists: BTreeSet<&Origin> =
        sheets.iter().filter(|sheet| sheet.format.contacts_of_all_kinds).map(|sheet| &sheet.origin).collect();
    if lists.is_empty() {
        return;
    }
    let in_list = |origin: &Origin| lists.contains(&Origin { row: None, column: None, ..origin.clone() });
    let named: BTreeSet<&CustomerRef> = import.documents.iter().map(|document| &document.customer).collect();
    let ids: BTreeSet<&str> = named.iter().filter_map(|customer| customer.id.as_deref()).collect();
    let names: BTreeSet<&str> = named.iter().filter_map(|customer| customer.name.as_deref()).collect();
    let is_named = |customer: &CustomerRef| {
        customer.id.as_deref().is_some_and(|id| ids.contains(id))
            || customer.name.as_deref().is_some_and(|name| names.contains(name))
    };
    let customers = std::mem::take(&mut import.customers);
    let (kept, others): (Vec<CustomerDraft>, Vec<CustomerDraft>) =
        customers.into_iter().partition(|contact| !in_list(&contact.origin) || is_named(&contact.customer));
    import.customers = kept;
    for source in &mut import.sources {
        let is_here = |origin: &Origin| origin.file == source.origin.file && origin.sheet == source.origin.sheet;
        let here: Vec<&CustomerDraft> = others.iter().filter(|contact| is_here(&contact.origin)).collect();
        let Some(first) = here.first() else { continue };
        let rows = u32::try_from(here.len()).unwrap_or(u32::MAX);
        source.rows_used = source.rows_used.saturating_sub(rows);
        source.left_out.push(LeftOut {
            reason: "contact that no document names: a supplier, or nobody's customer yet".to_owned(),
            rows,
            notable: false,
            first: first.origin.clone(),
            seen: shortened(first.customer.name.as_deref().or(first.customer.id.as_deref()).unwrap_or_default()),
        });
    }
}
