//! Whole clients: the overlapping reports that a bookkeeper exports of one set of books make one ledger that ties out.

use std::path::Path;

use serde_json::Value;

use crate::harness::Firm;

/// A pack of the exports in a folder of `tests/fixtures/clients`, built without error.
fn built(folder: &str, currency: &str) -> Firm {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clients").join(folder);
    let settings = format!("currency = \"{currency}\"");
    let firm = Firm::new().with_client_from("c", &settings, &path).expect("the folder");
    firm.build(&[]).assert_code(0);
    firm
}

#[test]
fn eleven_quickbooks_reports_of_one_company_make_one_ledger() {
    let firm = built("quickbooks-online", "USD");
    assert_eq!(firm.report("c")["meta"]["as_of"], Value::from("2025-06-30"));
    firm.assert_figure("c", "net_revenue_total", 2_200.00 + 450.00 + 640.00 + 385.25, 2);
    firm.assert_figure("c", "open_balance", 1_030.80, 2);
    firm.assert_figure("c", "overdue_balance", 896.00, 2);
    let customers = firm.data("c", "customers");
    assert_eq!(customers.len(), 4, "the sub-customer is its parent's");
}

#[test]
fn a_report_of_sales_on_cash_basis_makes_a_pack_that_says_so() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/quickbooks-online-sales-by-customer-detail-cash-basis");
    let sales = std::fs::read(folder.join("sales.csv")).expect("the sample");
    let firm = Firm::new().with_client("c", "currency = \"USD\"", &[("sales.csv", &sales)]);
    firm.build(&[]).assert_code(0);
    firm.assert_figure("c", "net_revenue_total", 138.00, 2);
    assert_eq!(firm.figure("c", "open_balance"), None, "nothing is known of receivables");
    let report = firm.report("c").to_string();
    assert!(report.contains("Cash, as the exports state: sales are shown when they were paid"));
}

#[test]
fn six_xero_exports_of_one_organisation_make_one_ledger() {
    let firm = built("xero", "NZD");
    assert_eq!(firm.report("c")["meta"]["as_of"], Value::from("2025-03-31"));
    firm.assert_figure("c", "net_revenue_total", 1_000.00 + 600.00 - 100.00 + 100.00, 2);
    firm.assert_figure("c", "open_balance", 365.00, 2);
    firm.assert_figure("c", "overdue_balance", 300.00, 2);
    assert_eq!(firm.data("c", "customers").len(), 2, "the supplier among the contacts is no customer");
}

#[test]
fn years_after_the_last_sale_a_pack_says_that_there_were_none() {
    let firm = built("xero", "NZD");
    let late = ["--as-of", "2029-12-31", "--pack", "all"];
    assert!(firm.build(&late).assert_code(1).stderr.contains("as-of-after-books"));
    firm.write("clients/c/client.toml", "name = \"C\"\ncurrency = \"NZD\"\nwaive = [\"as-of-after-books\"]\n");
    firm.build(&late).assert_code(0);
    assert!(firm.report("c").to_string().contains("There are no sales to depend on"));
}
