//! The customers in the forms in which HubSpot and Salesforce import companies, with what each column is.
//!
//! What the two systems document, and what follows from it here:
//!
//! - HubSpot: one header row whose names are those of the properties, UTF-8; a company needs a name or a domain, and is
//!   recognised by its domain, its record id or a custom property that requires unique values
//!   (<https://knowledge.hubspot.com/import-and-export/set-up-your-import-file>,
//!   <https://developers.hubspot.com/docs/api-reference/latest/crm/objects/companies/guide>). Ledgers know no domains, and
//!   one guessed from an e-mail address would merge strangers who use the same mail host: so the ledger's id is the
//!   unique property.
//! - Salesforce: headings are the names of the fields, those of custom ones end in `__c`; UTF-8; days as `yyyy-MM-dd`; an
//!   upsert takes an external id; an empty value leaves the field as it is
//!   (<https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm>,
//!   <https://developer.salesforce.com/docs/platform/api-asynch/guide/walkthrough-upsert.html>).

use std::collections::BTreeSet;

use super::context::Context;
use super::data::segment_name;
use super::model::{Block, Body, CRM_README, CrmField, CrmFile, DataKind, DataTable, Target};
use crate::metrics::segmentation::Segment;

/// One thing that a CRM system learns of a customer.
struct Known {
    /// The column of the customer sheet that holds it; the as-of date where there is none.
    source: Option<&'static str>,
    kind: DataKind,
    /// Its heading in HubSpot, and the property that takes it.
    hubspot: [&'static str; 2],
    /// Its heading in Salesforce, and the field that takes it.
    salesforce: [&'static str; 2],
    /// What it is.
    meaning: &'static str,
}

const fn known(
    source: &'static str,
    kind: DataKind,
    hubspot: [&'static str; 2],
    salesforce: [&'static str; 2],
    meaning: &'static str,
) -> Known {
    Known { source: Some(source), kind, hubspot, salesforce, meaning }
}

/// Picks a system's heading and field.
type Names = fn(&Known) -> [&'static str; 2];

/// The files' names.
const HUBSPOT: &str = "hubspot-companies";
const SALESFORCE: &str = "salesforce-accounts";
const STANDARD: &str = "standard";

/// Everything, in the columns' order. A source that the customer sheet does not have gives no column.
const KNOWN: [Known; 18] = [
    known(
        "customer_id",
        DataKind::Text,
        ["Ledger customer ID", "custom: single-line text, unique values required"],
        ["Ledger_Customer_ID__c", "custom: Text(255), External ID, Unique"],
        "The customer’s id in the accounting system, else its exact name there. It recognises the company again.",
    ),
    known("customer", DataKind::Text, ["Company name", STANDARD], ["Name", STANDARD], "The customer’s name."),
    known("phone", DataKind::Text, ["Phone number", STANDARD], ["Phone", STANDARD], "Telephone number."),
    known(
        "address",
        DataKind::Text,
        ["Street address", STANDARD],
        ["BillingStreet", STANDARD],
        "Postal address in one line.",
    ),
    known(
        "country",
        DataKind::Text,
        ["Country/Region", STANDARD],
        ["BillingCountry", STANDARD],
        "Country as the accounting system writes it. Leave it out where the CRM holds a list of its own.",
    ),
    known(
        "segment",
        DataKind::Code,
        ["Customer segment", "custom: dropdown select"],
        ["Customer_Segment__c", "custom: Picklist"],
        "The segment at the as-of date.",
    ),
    known(
        "segment_score",
        DataKind::Decimal,
        ["Customer score", "custom: number"],
        ["Customer_Score__c", "custom: Number(7, 4)"],
        "Recency, frequency, value and timeliness together: 0 to 100.",
    ),
    known(
        "risk",
        DataKind::Code,
        ["Payment risk", "custom: dropdown select"],
        ["Payment_Risk__c", "custom: Picklist"],
        "How likely trouble with payment is.",
    ),
    known(
        "ltv",
        DataKind::Money,
        ["Lifetime value", "custom: number, as currency"],
        ["Lifetime_Value__c", "custom: Currency(16, 2)"],
        "Net sales since the ledger began.",
    ),
    known(
        "ttm_sales",
        DataKind::Money,
        ["Sales in twelve months", "custom: number, as currency"],
        ["Sales_Twelve_Months__c", "custom: Currency(16, 2)"],
        "Net sales of the twelve months to the as-of date.",
    ),
    known(
        "prev_ttm_sales",
        DataKind::Money,
        ["Sales in the twelve months before", "custom: number, as currency"],
        ["Sales_Twelve_Months_Before__c", "custom: Currency(16, 2)"],
        "Net sales of the twelve months before those.",
    ),
    known(
        "purchases",
        DataKind::Integer,
        ["Purchases", "custom: number"],
        ["Purchases__c", "custom: Number(18, 0)"],
        "Number of sales since the ledger began.",
    ),
    known(
        "first_sale",
        DataKind::Date,
        ["First sale", "custom: date picker"],
        ["First_Sale__c", "custom: Date"],
        "Day of the first sale, as year-month-day.",
    ),
    known(
        "most_recent_sale",
        DataKind::Date,
        ["Most recent sale", "custom: date picker"],
        ["Most_Recent_Sale__c", "custom: Date"],
        "Day of the most recent sale.",
    ),
    known(
        "days_to_pay",
        DataKind::Days,
        ["Days to pay", "custom: number"],
        ["Days_To_Pay__c", "custom: Number(10, 4)"],
        "Days from invoice to payment in the last twelve months, weighted by amount.",
    ),
    known(
        "open_balance",
        DataKind::Money,
        ["Open balance", "custom: number, as currency"],
        ["Open_Balance__c", "custom: Currency(16, 2)"],
        "What the customer owes at the as-of date, less credit not yet applied.",
    ),
    known(
        "overdue_balance",
        DataKind::Money,
        ["Overdue balance", "custom: number, as currency"],
        ["Overdue_Balance__c", "custom: Currency(16, 2)"],
        "What of it is past due.",
    ),
    Known {
        source: None,
        kind: DataKind::Date,
        hubspot: ["Ledger figures as of", "custom: date picker"],
        salesforce: ["Ledger_Figures_As_Of__c", "custom: Date"],
        meaning: "The day that the figures are of.",
    },
];

/// The files for both systems; none without customers.
pub(super) fn files(cx: &Context<'_>, data: &[DataTable]) -> Vec<CrmFile> {
    let Some(customers) = data.iter().find(|table| table.name == "customers" && !table.rows.is_empty()) else {
        return Vec::new();
    };
    let hubspot = CrmFile {
        system: "HubSpot".to_owned(),
        steps: hubspot_steps(cx),
        fields: fields(customers, |known| known.hubspot),
        table: table(cx, customers, HUBSPOT, |known| known.hubspot),
    };
    let salesforce = CrmFile {
        system: "Salesforce".to_owned(),
        steps: salesforce_steps(cx),
        fields: fields(customers, |known| known.salesforce),
        table: table(cx, customers, SALESFORCE, |known| known.salesforce),
    };
    vec![hubspot, salesforce]
}

fn hubspot_steps(cx: &Context<'_>) -> Vec<String> {
    let amounts = format!("Amounts are in {}.", cx.currency());
    [
        "Create the custom properties below for companies, once. Give dropdowns the words that stand below.",
        "Import the file as companies, one object. Headings that are called like the properties are matched by HubSpot.",
        "Choose “Ledger customer ID” as the unique identifier. The file has no domain names, since ledgers know none.",
        "Choose year-month-day for dates.",
        &amounts,
    ]
    .map(str::to_owned)
    .into()
}

fn salesforce_steps(cx: &Context<'_>) -> Vec<String> {
    let amounts = format!("Amounts are in {}.", cx.currency());
    [
        "Create the custom fields below for accounts, once. Give the picklists the words that stand below.",
        "Upsert the file into Account with Data Loader or the Bulk API, with Ledger_Customer_ID__c as external id. Headings \
         are the names of the fields. The Data Import Wizard takes it too, but reads dates in your own locale’s order.",
        "Salesforce takes at most 255 characters of a name or an address and 40 of a telephone number.",
        "An empty value leaves the field as it is: a balance that was paid is written as 0.",
        &amounts,
    ]
    .map(str::to_owned)
    .into()
}

/// What there is to tell: a known thing with the place of its column.
fn present(customers: &DataTable) -> impl Iterator<Item = (&'static Known, Option<usize>)> {
    KNOWN.iter().filter_map(|known| match known.source {
        None => Some((known, None)),
        Some(source) => customers.column(source).map(|place| (known, Some(place))),
    })
}

fn fields(customers: &DataTable, names: Names) -> Vec<CrmField> {
    let field = |(known, place): (&Known, Option<usize>)| {
        let [heading, field] = names(known);
        let meaning = match place.filter(|_| known.kind == DataKind::Code) {
            Some(place) => format!("{} {}", known.meaning, words_of(known, customers, place)),
            None => known.meaning.to_owned(),
        };
        CrmField { heading: heading.to_owned(), field: field.to_owned(), meaning }
    };
    present(customers).map(field).collect()
}

/// The words that a field must allow: every segment, since the next pack may hold another one; otherwise those that stand
/// in the column.
fn words_of(known: &Known, customers: &DataTable, place: usize) -> String {
    let words: Vec<String> = if known.source == Some("segment") {
        Segment::ALL.map(segment_name).into()
    } else {
        let found: BTreeSet<&str> = customers.rows.iter().filter_map(|row| row.get(place)?.as_deref()).collect();
        found.into_iter().map(str::to_owned).collect()
    };
    format!("Words: {}.", words.join(", "))
}

fn table(cx: &Context<'_>, customers: &DataTable, name: &str, names: Names) -> DataTable {
    let as_of = cx.as_of().to_string();
    let columns: Vec<(&Known, Option<usize>)> = present(customers).collect();
    let row = |row: &Vec<Option<String>>| {
        let cell = |&(known, place): &(&Known, Option<usize>)| match (place, known.source) {
            (None, _) => Some(as_of.clone()),
            (Some(place), Some("phone")) => row.get(place)?.as_deref().map(telephone),
            (Some(place), _) => row.get(place)?.clone(),
        };
        columns.iter().map(cell).collect()
    };
    let headings = columns.iter().map(|(known, _)| (names(known)[0], known.kind));
    DataTable::new(name, headings, customers.rows.iter().map(row).collect())
}

/// A telephone number as a CRM system takes it: the first one where there are several (`Phone: 555 0101 Mobile: 555 0102`),
/// without its label. So that no spreadsheet takes it for a formula, an international prefix stands in brackets:
/// `(+64) 9 303 1234`.
fn telephone(text: &str) -> String {
    let mut parts = text.split(';').next().unwrap_or(text).split(':');
    let number = match (parts.next(), parts.next(), parts.next()) {
        (Some(only), None, _) => only,
        // The label of the second number ends the first.
        (_, Some(first), Some(_)) => first.trim_end_matches(char::is_alphabetic),
        (_, Some(first), None) => first,
        (None, ..) => text,
    };
    let number = number.trim();
    match number.strip_prefix('+') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (prefix, rest) = rest.split_at(digits);
            format!("(+{prefix}){rest}")
        }
        None => number.to_owned(),
    }
}

/// Where the files are, for the page of the customer sheet; none without customers.
pub(super) fn block(cx: &Context<'_>) -> Option<Block> {
    if cx.order.is_empty() {
        return None;
    }
    let file = |name: &str| Target::File { path: format!("crm/{name}.csv") };
    let paragraphs = vec![
        "The folder “crm” of this pack holds every customer with its segment, score, lifetime value, sales, days to pay \
         and balances, in the form in which HubSpot imports companies and Salesforce imports accounts. The notes there \
         say which field takes each column and how an import of the next pack finds the same companies again."
            .to_owned(),
    ];
    Some(
        Block::new("crm", Body::Prose { paragraphs })
            .headline("The same figures can stand in your CRM")
            .link("For HubSpot", file(HUBSPOT))
            .link("For Salesforce", file(SALESFORCE))
            .link("What each column is", Target::File { path: CRM_README.to_owned() }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::compose;
    use crate::report::fixture::{empty, established, start_up};

    #[test]
    fn each_system_gets_every_customer_under_its_own_names() {
        for world in [established(), start_up()] {
            let report = compose(&world.inputs());
            let customers = report.data.iter().find(|table| table.name == "customers").expect("a sheet");
            let names: Vec<&str> = report.crm.iter().map(|file| file.table.name.as_str()).collect();
            assert_eq!(names, [HUBSPOT, SALESFORCE]);
            for (file, name, segment) in
                [(&report.crm[0], "Company name", "Customer segment"), (&report.crm[1], "Name", "Customer_Segment__c")]
            {
                assert_eq!(file.table.rows.len(), customers.rows.len());
                for (to, from) in [(name, "customer"), (segment, "segment")] {
                    let (to, from) = (file.table.column(to).expect("there"), customers.column(from).expect("there"));
                    for (row, sheet) in file.table.rows.iter().zip(&customers.rows) {
                        assert_eq!(row[to], sheet[from]);
                    }
                }
                let last = file.table.rows[0].last().expect("a cell");
                assert_eq!(last.as_deref(), Some("2026-09-30"), "the as-of date");
                assert!(file.fields.iter().any(|field| field.meaning.contains("Don't Lose Them")), "words to allow");
            }
        }
        let nothing = compose(&empty().inputs());
        assert!(nothing.crm.is_empty() && !nothing.has_file(CRM_README));
    }

    #[test]
    fn a_risk_is_carried_where_the_sheet_has_one() {
        let world = established();
        let cx = Context::new(world.inputs());
        let risk = |risk: &str| vec![Some("C1".to_owned()), Some("Alder".to_owned()), Some(risk.to_owned())];
        let columns = [("customer_id", DataKind::Text), ("customer", DataKind::Text), ("risk", DataKind::Code)];
        let sheet = DataTable::new("customers", columns, vec![risk("medium"), risk("high"), risk("medium")]);
        let made = files(&cx, &[sheet]);
        let headings: Vec<&str> = made[1].fields.iter().map(|field| field.heading.as_str()).collect();
        assert_eq!(headings, ["Ledger_Customer_ID__c", "Name", "Payment_Risk__c", "Ledger_Figures_As_Of__c"]);
        assert!(made[1].fields[2].meaning.ends_with("Words: high, medium."), "{}", made[1].fields[2].meaning);
        assert_eq!(made[1].table.rows[1][2].as_deref(), Some("high"));
    }

    #[test]
    fn a_telephone_number_has_no_label_and_is_no_formula() {
        assert_eq!(telephone("Phone: (555) 010-0130"), "(555) 010-0130");
        assert_eq!(telephone("Phone:555 0101 Mobile:555 0102"), "555 0101");
        assert_eq!(telephone("Phone: 1 Mobile: 2 Fax: 3"), "1");
        assert_eq!(telephone("555 0101; Mobile 555 0102"), "555 0101");
        assert_eq!(telephone("+64 9 303 1234"), "(+64) 9 303 1234");
        assert_eq!(telephone("+6493031234"), "(+6493031234)");
        assert_eq!(telephone("09 303 1234"), "09 303 1234");
        assert_eq!(telephone("+=1"), "(+)=1");
    }
}
