//! Names that would break a page, a sheet or a path if they were anything but data.

use std::fs;

use crate::harness::{Firm, shared, skip};

const SETTINGS: &str = "currency = \"USD\"\n[small_customers]\ncost_per_visit = 75";

/// One customer a name, each with two invoices and a payment.
fn firm(names: &[String]) -> Firm {
    let mut customers = csv::Writer::from_writer(Vec::new());
    let mut invoices = csv::Writer::from_writer(Vec::new());
    let mut payments = csv::Writer::from_writer(Vec::new());
    customers.write_record(["customer_id", "name", "email", "country", "terms_days"]).expect("memory");
    let columns = ["invoice_id", "customer_id", "type", "issue_date", "due_date", "currency", "net", "tax", "total"];
    invoices.write_record(columns).expect("memory");
    payments.write_record(["payment_id", "date", "customer_id", "invoice_id", "amount"]).expect("memory");
    for (i, name) in names.iter().enumerate() {
        let (id, total) = (format!("C{i:04}"), format!("{}.00", 9000 - i));
        customers.write_record([&id, name, "", "", "30"]).expect("memory");
        for year in [2025, 2026] {
            let (number, date, due) = (format!("I{year}-{i}"), format!("{year}-03-10"), format!("{year}-04-09"));
            invoices
                .write_record([&number, &id, "invoice", &date, &due, "USD", &total, "0.00", &total])
                .expect("memory");
        }
        payments.write_record([&format!("P{i}"), "2025-04-20", &id, &format!("I2025-{i}"), &total]).expect("memory");
    }
    let files = [("customers.csv", customers), ("invoices.csv", invoices), ("payments.csv", payments)]
        .map(|(name, writer)| (name, writer.into_inner().expect("memory")));
    let exports: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    Firm::new().with_client("c", SETTINGS, &exports)
}

/// A page's elements in order, as an HTML parser finds them, with the names of their attributes: its structure, without
/// texts and values.
fn structure(page: &[u8]) -> Vec<String> {
    let document = scraper::Html::parse_document(std::str::from_utf8(page).expect("UTF-8"));
    let every = scraper::Selector::parse("*").expect("a selector");
    let shape = |element: scraper::ElementRef<'_>| {
        let attributes: Vec<&str> = element.value().attrs().map(|(name, _)| name).collect();
        format!("{} {}", element.value().name(), attributes.join(" "))
    };
    document.select(&every).map(shape).collect()
}

#[test]
fn naughty_names_change_no_pages_structure() {
    let Ok(text) = fs::read_to_string(shared("data/naughty-strings/blns.json")) else {
        return skip("no naughty strings");
    };
    let strings: Vec<String> = serde_json::from_str(&text).expect("a list of strings");
    // Control characters in a name are reported as damage, so no pack has them.
    let is_name =
        |name: &String| !name.trim().is_empty() && !name.chars().any(|c| c.is_control() && !c.is_whitespace());
    let naughty: Vec<String> = strings.into_iter().filter(is_name).collect();
    assert!(naughty.len() > 400, "{}", naughty.len());
    let harmless: Vec<String> = (0..naughty.len()).map(|i| format!("Customer {i}")).collect();

    let (naughty, harmless) = (firm(&naughty), firm(&harmless));
    for firm in [&naughty, &harmless] {
        firm.build(&["--as-of", "2026-05-31"]).assert_code(0);
    }
    let (naughty, harmless) = (naughty.pack("c"), harmless.pack("c"));
    assert_eq!(naughty.keys().collect::<Vec<_>>(), harmless.keys().collect::<Vec<_>>(), "no name is a path");
    let mut pages = 0;
    for (path, page) in naughty.iter().filter(|(path, _)| path.rsplit('.').next() == Some("html")) {
        // The drawn names in charts wrap by their length, so a chart's lines may differ; nothing else may.
        let shape = |page: &[u8]| {
            let mut elements = structure(page);
            elements.retain(|element| !element.starts_with("tspan"));
            elements
        };
        let (mut seen, mut expected) = (shape(page), shape(&harmless[path]));
        if path == "proof.html" {
            // It tells of names that are nearly the same, which harmless ones are not: no new kind of element, then.
            for elements in [&mut seen, &mut expected] {
                elements.sort();
                elements.dedup();
            }
        }
        let differing = seen.iter().zip(&expected).find(|(a, b)| a != b);
        assert!(seen.len() == expected.len() && differing.is_none(), "{path}: {differing:?}");
        pages += 1;
    }
    assert!(pages > 400, "{pages} pages");

    let sheet = String::from_utf8(naughty["data/customers.csv"].clone()).expect("UTF-8");
    for record in csv::Reader::from_reader(sheet.as_bytes()).records() {
        let name = &record.expect("a row")[1];
        assert!(!name.starts_with(['=', '+', '-', '@']), "{name} would be a formula");
    }
    crate::workbook::assert_sound(&naughty);
}
