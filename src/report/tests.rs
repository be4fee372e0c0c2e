//! Whole reports of small invented clients: their structure, their wording, and that sentences follow the figures.

use std::collections::BTreeSet;

use super::fixture::{World, day, dollars, empty, established, start_up};
use super::model::{Body, Cell, ChartSpec, DataTable, Report, RowKind};
use super::{check, compose};
use crate::base::{Money, Problem};
use crate::ledger::Verdict;
use crate::metrics::NotEnough;

fn sound(world: &World) -> Report {
    let report = compose(&world.inputs());
    let breaches = check::breaches(&report);
    assert!(breaches.is_empty(), "{breaches:#?}");
    let wording = check::bad_wording(&report);
    assert!(wording.is_empty(), "{wording:#?}");
    report
}

fn headline<'a>(report: &'a Report, section: &str) -> &'a str {
    report.sections.iter().find(|s| s.id == section).map_or("", |s| &s.headline)
}

fn body<'a>(report: &'a Report, section: &str, block: &str) -> &'a Body {
    let section = report.sections.iter().find(|s| s.id == section).expect("the section");
    &section.blocks.iter().find(|b| b.id == block).expect("the block").body
}

fn findings(report: &Report) -> Vec<(&str, &str)> {
    match body(report, "summary", "findings") {
        Body::Findings { findings } => findings.iter().map(|f| (f.id.as_str(), f.amount.as_str())).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn an_established_client_has_a_sound_report() {
    let report = sound(&established());
    // Year before: 84,800 a month; this year: 89,600.
    assert_eq!(
        headline(&report, "summary"),
        "Sales grew 5.7% to 1.08\u{a0}M, but last year’s customers bought 2.1% less, lost ones included"
    );
    assert_eq!(headline(&report, "retention"), "Last year’s customers bought 2.1% less, lost ones included");
    assert_eq!(headline(&report, "concentration"), "Langosh and Sons is 64.7% of sales: a high dependence");
    assert_eq!(headline(&report, "proof"), "The ledger ties out with the one total that is stated");
    assert_eq!(report.customers.len(), 9);
    assert_eq!(report.customers[0].name, "Langosh and Sons");
    assert!(report.meta.draft);
}

#[test]
fn findings_are_ranked_by_urgency_and_then_by_money() {
    let report = sound(&established());
    // What is past due; 144,000 of Bailey; 7,000 x 12 lost; 58,000 x 12.
    let wanted = [
        ("overdue", "16,000"),
        ("customer-falling", "144,000"),
        ("customer-lost", "84,000"),
        ("collections-shortfall", "16,000"),
        ("concentration", "696,000"),
        ("sales-growth", "57,600"),
    ];
    assert_eq!(findings(&report), wanted);
}

#[test]
fn a_start_up_says_what_there_is() {
    let report = sound(&start_up());
    assert_eq!(
        headline(&report, "summary"),
        "Eight\u{a0}months of sales, 14.0\u{a0}k in all: too short for a year-on-year view"
    );
    assert_eq!(headline(&report, "segments"), "No customer is a Champion, and none is slipping away");
    assert_eq!(headline(&report, "small-customers"), "What a visit costs is not known yet");
    assert_eq!(headline(&report, "retention"), "Retention cannot be computed before 31\u{a0}January\u{a0}2028");
    assert_eq!(report.figures["net_revenue_ttm"].value, None);
    assert!(report.figures["net_revenue_ttm"].reason.is_some());
    assert_eq!(report.figures["net_revenue_total"].value, Some(14_000.0));
    let ids: Vec<&str> = findings(&report).into_iter().map(|f| f.0).collect();
    assert_eq!(ids, ["concentration"]);
    assert!(report.data.iter().any(|table| table.name == "retention" && table.rows.is_empty()));
}

#[test]
fn a_client_without_documents_has_a_report_too() {
    let report = sound(&empty());
    assert_eq!(headline(&report, "summary"), "No sales up to 30\u{a0}September\u{a0}2026");
    assert_eq!(headline(&report, "cash"), "The exports do not tell what is open");
    assert!(findings(&report).is_empty());
}

#[test]
fn the_verdict_follows_the_figures() {
    let verdict = |now: i64, before: i64| {
        let mut world = established();
        world.results.value.net_revenue_ttm = Ok(dollars(now));
        world.results.value.net_revenue_prev_ttm = Ok(dollars(before));
        headline(&sound(&world), "summary").to_owned()
    };
    assert!(verdict(3_060_743, 3_063_608).starts_with("Sales held at 3.06\u{a0}M, but last year’s"));
    assert!(verdict(3_060_743, 2_000_000).starts_with("Sales grew 53.0% to 3.06\u{a0}M, but"));
    assert!(verdict(900_000, 1_000_000).starts_with("Sales fell 10.0% to 900\u{a0}k, and last year’s"));
    assert_eq!(verdict(900_000, 0), "Sales of 900\u{a0}k in twelve months, against 0 in the year before");
    let mut world = established();
    world.results.value.net_revenue_prev_ttm = Err(NotEnough::NoSales);
    assert!(headline(&compose(&world.inputs()), "summary").ends_with("too early to compare them with a year before"));
}

#[test]
fn retention_above_at_and_below_one_hundred() {
    let headline_of = |expansion: i64| {
        let mut world = established();
        let bridge = world.results.retention.ttm.as_mut().expect("a bridge");
        let lost = bridge.churn + bridge.contraction;
        bridge.expansion = lost + dollars(expansion);
        bridge.closing_revenue = bridge.opening_revenue + dollars(expansion) + bridge.new + bridge.reactivation;
        headline(&sound(&world), "retention").to_owned()
    };
    assert_eq!(headline_of(0), "Last year’s customers bought as much as then, lost ones included");
    assert_eq!(headline_of(101_760), "Last year’s customers bought 10.0% more, lost ones included");
    assert_eq!(headline_of(-101_760), "Last year’s customers bought 10.0% less, lost ones included");
}

#[test]
fn totals_of_the_customer_sheet_tie_to_the_ledger() {
    let world = established();
    let report = sound(&world);
    let Body::Table(table) = body(&report, "customers", "sheet") else { panic!("a table") };
    let total = table.rows.last().expect("a total");
    assert_eq!(total.kind, RowKind::Total);
    let text = |i: usize| match &total.cells[i] {
        Cell::Text { text, .. } => text.clone(),
        other => panic!("{other:?}"),
    };
    let sum: Money = world.results.value.customers.iter().map(|c| c.lifetime_value).sum();
    assert_eq!(sum, world.results.value.net_revenue_total);
    assert_eq!(text(3), "2,884,800");
    assert_eq!(text(5), "1,075,200");
}

#[test]
fn a_failed_tie_out_and_a_waived_error_are_named() {
    let mut world = established();
    world.tie_outs[0].verdict = Verdict::LedgerDiffers;
    world.tie_outs[0].difference = Money::from_minor(-124_000);
    world.problems.push(Problem::error("unreadable-date", None, "`31/02` is not a date", "Correct it"));
    let report = sound(&world);
    assert_eq!(headline(&report, "proof"), "The ledger differs from the one total that is stated");
    let proof = report.sections.iter().find(|s| s.id == "proof").expect("proof");
    let block = |id: &str| proof.blocks.iter().find(|b| b.id == id).expect("the block");
    assert_eq!(block("tie-outs").headline.as_deref(), Some("One total differs, by −1,240.00"));
    assert_eq!(block("problems").note.as_deref(), Some("Waived: unreadable-date."));
    let identities = block("identities").headline.as_deref().expect("a headline");
    assert!(identities.starts_with("All ") && identities.ends_with(" identities hold"), "{identities}");
}

#[test]
fn a_partial_month_is_marked() {
    let buyers = [super::fixture::Buyer { name: "Only", monthly: [100, 120, 0], pays_after: 10 }];
    let world = super::fixture::world(&buyers, day(2025, 1, 1), day(2026, 3, 12), crate::ledger::PaymentData::Dated);
    let report = sound(&world);
    let Body::Chart(chart) = body(&report, "summary", "monthly-sales") else { panic!("a chart") };
    let ChartSpec::Columns { categories, .. } = &chart.spec else { panic!("columns") };
    assert_eq!(categories.len(), 13);
    assert!(categories[12].partial && categories[12].sub == "12\u{a0}days");
    assert!(!categories[11].partial);
}

#[test]
fn notes_stand_in_their_section_and_ids_are_stable() {
    let report = sound(&established());
    assert!(matches!(body(&report, "cash", "notes"), Body::Commentary { nodes } if nodes.len() == 1));
    let again = compose(&established().inputs());
    assert_eq!(report, again);
    let slugs: BTreeSet<&str> = report.customers.iter().map(|c| c.slug.as_str()).collect();
    assert!(slugs.iter().all(|slug| slug.len() == 16 && slug.bytes().all(|b| b.is_ascii_hexdigit())));
    let json = serde_json::to_string(&report).expect("json");
    let read: Report = serde_json::from_str(&json).expect("a report");
    assert_eq!(serde_json::to_string(&read).expect("json"), json);
}

#[test]
fn the_figures_hold_every_id_that_others_rely_on() {
    let report = sound(&established());
    for id in [
        "net_revenue_total",
        "net_revenue_ttm",
        "net_revenue_prev_ttm",
        "net_revenue_retention_ttm",
        "gross_revenue_retention_ttm",
        "customer_retention_ttm",
        "top_1_share",
        "top_10_share",
        "herfindahl_hirschman_index",
        "days_to_pay",
        "days_beyond_terms_paid",
        "days_beyond_terms_open",
        "open_balance",
        "overdue_balance",
        "average_basket",
        "sales_threshold",
        "customers_below_threshold",
    ] {
        assert!(report.figures.get(id).is_some_and(|figure| figure.value.is_some()), "{id}");
    }
    assert_eq!(report.figures["net_revenue_retention_ttm"].value, Some(0.978_774));
    assert_eq!(report.figures["net_revenue_ttm"].text, "1,075,200");
}

#[test]
fn data_tables_have_the_agreed_columns() {
    let report = sound(&established());
    let columns = |name: &str| {
        let table = report.data.iter().find(|t| t.name == name).expect("the table");
        table.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        columns("customers"),
        "customer_id, customer, parent, segment, segment_score, recency_score, frequency_score, monetary_score, \
         timeliness_score, first_sale, most_recent_sale, ltv, purchases, ttm_sales, prev_ttm_sales, days_to_pay, \
         days_to_pay_simple, days_beyond_terms_paid, days_beyond_terms_open, open_balance, overdue_balance, reason, \
         segment_by_rules, previous_segment, transition_date, moves_up_by, level, address, country, phone, email, active, \
         terms_days, credit_limit, purchases_ttm, sales_since_history_start, risk"
    );
    let bridge = "opening_revenue, retention_base, expansion, contraction, churn, reactivation, new, corrections, \
                  closing_revenue, net_revenue_retention, gross_revenue_retention, customer_retention, \
                  opening_customers, churned_customers, reactivated_customers, new_customers, closing_customers";
    assert_eq!(columns("retention"), format!("month_end, {bridge}"));
    assert_eq!(columns("retention_years"), format!("fiscal_year, {bridge}"));
}

#[test]
fn sums_of_tables_are_the_reports_own_figures() {
    let report = sound(&established());
    let total = |name: &str, column: &str| {
        let table = report.data.iter().find(|table| table.name == name).expect("the table");
        let place = table.column(column).expect("the column");
        table.totals[place].as_deref().map(|total| total.parse::<f64>().expect("a number"))
    };
    for (table, column, figure) in [
        ("customers", "ltv", "net_revenue_total"),
        ("customers", "ttm_sales", "net_revenue_ttm"),
        ("customers", "open_balance", "open_balance"),
        ("segments", "ttm_sales", "net_revenue_ttm"),
        ("segments", "customers", "customers"),
        ("aging", "not_due", "aging_not_due"),
        ("aging", "open_balance", "open_balance"),
        ("aging", "overdue_balance", "overdue_balance"),
    ] {
        assert_eq!(total(table, column), report.figures[figure].value, "{table}, {column}");
    }
    assert_eq!(total("customers", "days_to_pay"), None, "days do not add up");
    let retention = report.data.iter().find(|table| table.name == "retention").expect("the table");
    assert!(retention.totals.is_empty(), "neither do years that overlap");
}

#[test]
fn any_name_leaves_the_structure_sound() {
    let names = [
        "",
        " \u{7}\n",
        "<script>alert(1)</script>",
        "=cmd()|'/c calc'!A1",
        "{{ name }} {% raw %}",
        "#let x = $ \\ * _ @ref",
        "مرحبا \u{202e}abc",
        "🦀\u{200d}🦀",
        "A name of forty letters and then some more, and more, and more, and more, and more, and more",
    ];
    let mut buyers = Vec::new();
    for (i, name) in (0..).zip(names) {
        buyers.push(super::fixture::Buyer { name, monthly: [100 + i, 90, 80], pays_after: 50 });
    }
    let world = super::fixture::world(&buyers, day(2023, 10, 1), day(2026, 9, 30), crate::ledger::PaymentData::Dated);
    let report = compose(&world.inputs());
    assert_eq!(check::breaches(&report), Vec::<String>::new());
    assert!(report.customers.iter().all(|page| !page.name.trim().is_empty() && !page.name.contains('\n')));
    let customers = report.data.iter().find(|table| table.name == "customers").expect("the table");
    assert!(customers.rows.iter().any(|row| row[1].as_deref() == Some(names[3])), "data keep names as they are");
}

#[test]
fn drawings_do_not_grow_with_the_client() {
    let buyer = super::fixture::Buyer { name: "One of many", monthly: [10, 12, 5_000], pays_after: 20 };
    let world =
        super::fixture::world(&vec![buyer; 650], day(2026, 1, 1), day(2026, 3, 31), crate::ledger::PaymentData::Dated);
    let report = sound(&world);
    let Body::Table(sheet) = body(&report, "customers", "sheet") else { panic!("a table") };
    assert_eq!((sheet.rows.len(), sheet.paper_rows), (651, Some(100)));
    let Body::Chart(map) = body(&report, "segments", "map") else { panic!("a chart") };
    let ChartSpec::Scatter { points, .. } = &map.spec else { panic!("a scatter") };
    assert!((300..=601).contains(&points.len()), "{}", points.len());
}

#[test]
fn sales_of_a_short_ledger_are_those_since_its_beginning() {
    let world = start_up();
    let report = sound(&world);
    let Body::Table(sheet) = body(&report, "customers", "sheet") else { panic!("a table") };
    let Some(Cell::Text { text, .. }) = sheet.rows[0].cells.get(5) else { panic!("{:?}", sheet.rows[0]) };
    assert_eq!(text, "7,200");
    let page = &report.customers[0];
    let Body::KeyFigures { figures } = &page.blocks[0].body else { panic!("key figures") };
    assert_eq!((figures[1].name.as_str(), figures[1].value.as_str()), ("Sales since February\u{a0}2026", "7.20"));
}

/// A customer that the rules see otherwise since this month alone.
#[test]
fn what_does_not_count_yet_is_said() {
    let world = established();
    let report = sound(&world);
    for (page, data) in report.customers.iter().zip(&report.data[0].rows) {
        let pending = data[3] != data[22];
        assert_eq!(page.reason.contains("second month end"), pending, "{}", page.reason);
    }
}

#[test]
fn what_is_expected_of_the_invoices_adds_up_to_the_totals_table() {
    let world = established();
    let report = sound(&world);
    let table = |name: &str| report.data.iter().find(|table| table.name == name).expect("a table");
    let (invoices, totals) = (table("expected-collections"), table("expected-totals"));
    let of = |table: &DataTable, row: &[Option<String>], name: &str| {
        table.column(name).and_then(|place| row.get(place).cloned()).flatten()
    };
    assert_eq!(totals.rows.len(), 5);
    for row in &totals.rows {
        let days = of(totals, row, "within_days").expect("a horizon");
        let sum = of(invoices, &invoices.totals, &format!("expected_{days}_days"));
        assert_eq!(of(totals, row, "expected_by_invoice"), sum, "{days} days");
        if of(totals, row, "expected_by").as_deref() == Some("customers") {
            assert_eq!(of(totals, row, "expected"), sum, "{days} days");
        }
        let figure = &report.figures[&format!("expected_collections_{days}_days")];
        let expected = of(totals, row, "expected").map(|amount| amount.parse::<f64>().expect("a number"));
        assert_eq!(figure.value, expected, "{days} days");
    }
}
