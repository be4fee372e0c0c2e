//! Packs of data that nobody here made, against figures that were worked out elsewhere.

use crate::harness::{Firm, shared, skip};

fn built(folder: &str, settings: &str, arguments: &[&str]) -> Option<Firm> {
    let Some(firm) = Firm::new().with_client_from("c", settings, &shared(folder)) else {
        skip(&format!("no reference data in {folder}"));
        return None;
    };
    firm.build(arguments).assert_code(0);
    Some(firm)
}

#[test]
fn the_receivables_list_gives_the_published_figures() {
    let Some(firm) = built("data/ibm-late-payment", "currency = \"USD\"", &["--as-of", "2013-12-31"]) else { return };
    for (id, expected, digits) in [
        ("net_revenue_total", 147_703.18, 2),
        ("net_revenue_ttm", 71_639.11, 2),
        ("net_revenue_prev_ttm", 76_064.07, 2),
        ("net_revenue_retention_ttm", 0.941_826, 6),
        ("gross_revenue_retention_ttm", 0.820_199, 6),
        ("customer_retention_ttm", 1.0, 6),
        ("top_10_share", 0.175_973, 6),
        ("top_1_share", 0.021_148, 6),
        ("herfindahl_hirschman_index", 114.54, 2),
        ("days_beyond_terms_paid", -4.4290, 4),
        ("days_beyond_terms_open", 6.3902, 4),
        ("days_to_pay", 25.5710, 4),
        ("open_balance", 761.90, 2),
        ("overdue_balance", 555.65, 2),
    ] {
        firm.assert_figure("c", id, expected, digits);
    }
    assert_eq!(firm.figure("c", "sales_threshold"), None, "no costs, no threshold");
    let rows = firm.data("c", "retention");
    assert_eq!(rows.len(), 1, "one month end has both windows");
    let row = &rows[0];
    for (column, expected) in [
        ("month_end", "2013-12-31"),
        ("opening_revenue", "76064.07"),
        ("expansion", "9251.44"),
        ("contraction", "13676.40"),
        ("churn", "0.00"),
        ("reactivation", "0.00"),
        ("new", "0.00"),
        ("closing_revenue", "71639.11"),
        ("net_revenue_retention", "0.941826"),
        ("gross_revenue_retention", "0.820199"),
        ("customer_retention", "1.000000"),
    ] {
        assert_eq!(row[column], expected, "{column}");
    }
    let customers = firm.data("c", "customers");
    assert_eq!(customers.len(), 100);
    let largest = customers.iter().find(|c| c["customer_id"] == "8389-TCXFQ").expect("the largest");
    assert_eq!(largest["ttm_sales"], "1514.99");
}

#[test]
fn the_eight_quickbooks_reports_make_one_ledger() {
    let folder = "data/quickbooks-online-reconstructed";
    let Some(firm) = built(folder, "currency = \"USD\"", &[]) else { return };
    assert_eq!(firm.report("c")["meta"]["as_of"], "2025-06-30", "the date that the exports state");
    firm.assert_figure("c", "net_revenue_total", 15_800.50 - 450.50 + 75.25, 2);
    firm.assert_figure("c", "open_balance", 1_150.00, 2);
    firm.assert_figure("c", "overdue_balance", 840.00, 2);
    let customers = firm.data("c", "customers");
    let cedar = customers.iter().find(|c| c["customer"] == "Cedar Holdings").expect("the parent");
    assert_eq!((&cedar["ltv"][..], &cedar["purchases"][..]), ("715.25", "2"));
    assert_eq!(customers.len(), 4);
}

#[test]
fn the_three_xero_exports_make_one_ledger() {
    let Some(firm) = built("data/xero-reconstructed", "currency = \"NZD\"", &[]) else { return };
    assert_eq!(firm.report("c")["meta"]["as_of"], "2025-03-31");
    firm.assert_figure("c", "net_revenue_total", 1_500.00, 2);
    firm.assert_figure("c", "open_balance", 250.00, 2);
    firm.assert_figure("c", "overdue_balance", 0.0, 2);
}
