//! Whole clients as their systems export them: the reports overlap, and make one ledger.

use super::drafting::{
    FileOfDrafts, assembled, credit_note, day, draft, euro, file, import, invoice, money, named, payment, with_id,
};
use super::{Assembly, AssumptionKind, ControlBalance, LedgerPolicy, Verdict, assemble};
use crate::base::Money;
use crate::import::draft::ControlMeasure::{GrossSales, NetSales, OpenBalance, Payments, RowCheck};
use crate::import::draft::DraftKind;
use crate::ledger::{DocumentKind, DueDateSource, PaymentData};

const NORTH: &str = "Cedar Holdings:Site 12, North";
const SOUTH: &str = "Cedar Holdings:Site 12, South";
const FIRST: &str = "2025-01-01";
const LAST: &str = "2025-06-30";

/// The eight reports of one company on QuickBooks Online.
fn quickbooks() -> Vec<FileOfDrafts> {
    let (alder, birch, duenn) = ("Alder Lane Dental", "Birch & Sons", "Dünn Café");
    let receipt = |customer| draft(DraftKind::CashSale, "SR-5", &named(customer), "2025-03-09");
    vec![
        file(
            "AR Aging Detail.csv",
            vec![
                invoice("1003", NORTH, "2025-03-01").due("2025-03-01").gross("640.00").open("640.00"),
                invoice("1004", alder, "2025-04-15").due("2025-05-15").gross("1200.00").open("200.00"),
                invoice("1005", duenn, "2025-06-02").due("2025-07-02").gross("310.00").open("310.00"),
            ],
        )
        .balances_at(LAST)
        .total(OpenBalance, "", "1150.00"),
        file("Customer Contact List.csv", vec![])
            .contact(named(alder), "ap0@example.com", None)
            .contact(named(birch), "ap1@example.com", None)
            .contact(named(NORTH), "ap2@example.com", None)
            .contact(named(SOUTH), "ap3@example.com", None)
            .contact(named(duenn), "ap4@example.com", None),
        file(
            "Invoice List by Date.csv",
            vec![
                invoice("1001", alder, "2025-01-15").due("2025-02-14").gross("1200.00").open("0.00").at(LAST),
                invoice("1002", birch, "2025-02-03").due("2025-03-05").gross("12450.50").open("0.00").at(LAST),
                invoice("1003", NORTH, "2025-03-01").due("2025-03-01").gross("640.00").open("640.00").at(LAST),
                invoice("1004", alder, "2025-04-15").due("2025-05-15").gross("1200.00").open("200.00").at(LAST),
                invoice("1005", duenn, "2025-06-02").due("2025-07-02").gross("310.00").open("310.00").at(LAST),
            ],
        )
        .period(FIRST, LAST)
        .total(GrossSales, "", "15800.50")
        .total(OpenBalance, "", "1150.00"),
        file(
            "Invoices and Received Payments.csv",
            vec![
                invoice("1001", alder, "2025-01-15").gross("1200.00"),
                payment("", alder, "2025-02-20").gross("1200.00"),
                invoice("1004", alder, "2025-04-15").gross("1200.00"),
                payment("", alder, "2025-06-30").gross("1000.00"),
                invoice("1002", birch, "2025-02-03").gross("12450.50"),
                credit_note("CM-9", birch, "2025-02-20").gross("450.50"),
                payment("", birch, "2025-03-05").gross("12000.00"),
                invoice("1003", NORTH, "2025-03-01").gross("640.00"),
                invoice("1005", duenn, "2025-06-02").gross("310.00"),
                payment("", duenn, "2025-06-30"),
            ],
        ),
        file(
            "Open Invoices.csv",
            vec![
                invoice("1004", alder, "2025-04-15").due("2025-05-15").open("200.00"),
                invoice("1003", NORTH, "2025-03-01").due("2025-03-01").open("640.00"),
                invoice("1005", duenn, "2025-06-02").due("2025-07-02").open("310.00"),
            ],
        )
        .balances_at(LAST)
        .total(OpenBalance, alder, "200.00")
        .total(OpenBalance, NORTH, "640.00")
        .total(OpenBalance, duenn, "310.00")
        .total(OpenBalance, "", "1150.00"),
        file(
            "Sales by Customer Detail.csv",
            vec![
                invoice("1001", alder, "2025-01-15").net("1200.00"),
                invoice("1004", alder, "2025-04-15").net("1200.00"),
                invoice("1002", birch, "2025-02-03").net("12450.50"),
                credit_note("CM-9", birch, "2025-02-20").net("450.50"),
                invoice("1003", NORTH, "2025-03-01").net("640.00"),
                receipt(SOUTH).net("75.25"),
                invoice("1005", duenn, "2025-06-02").net("310.00"),
            ],
        )
        .period(FIRST, LAST)
        .total(NetSales, alder, "2400.00")
        .total(NetSales, birch, "12000.00")
        .total(NetSales, NORTH, "640.00")
        .total(NetSales, SOUTH, "75.25")
        .total(NetSales, "Cedar Holdings", "715.25")
        .total(NetSales, duenn, "310.00")
        .total(NetSales, "", "15425.25"),
        file(
            "Transaction List by Customer.csv",
            vec![
                invoice("1001", alder, "2025-01-15").gross("1200.00"),
                payment("", alder, "2025-02-20").gross("1200.00"),
                invoice("1004", alder, "2025-04-15").gross("1200.00"),
                payment("C-77", alder, "2025-06-30").gross("1000.00"),
                invoice("1002", birch, "2025-02-03").gross("12450.50"),
                credit_note("CM-9", birch, "2025-02-20").gross("450.50"),
                payment("8841", birch, "2025-03-05").gross("12000.00"),
                invoice("1003", NORTH, "2025-03-01").gross("640.00"),
                receipt(SOUTH).gross("75.25"),
                invoice("1005", duenn, "2025-06-02").gross("310.00"),
            ],
        )
        .period(FIRST, LAST)
        .total(RowCheck, alder, "4600.00"),
        file(
            "Transaction List by Date.csv",
            vec![
                payment("", alder, "2025-02-20").gross("1200.00"),
                payment("8841", birch, "2025-03-05").gross("12000.00"),
                payment("C-77", alder, "2025-06-30").gross("1000.00"),
            ],
        )
        .period(FIRST, LAST)
        .total(Payments, "", "14200.00"),
    ]
}

/// Amounts with tax of all documents of a kind, and how many there are.
fn total(assembly: &Assembly, kind: DocumentKind) -> (usize, Money) {
    let documents = assembly.ledger.of_kind(kind);
    (documents.len(), documents.iter().map(|document| document.gross).sum())
}

fn open_balance(assembly: &Assembly, date: &str) -> Money {
    assembly.ledger.open_at(date).into_iter().map(|(_, amount)| amount).sum()
}

#[test]
fn eight_quickbooks_reports_make_one_ledger() {
    let assembly = assembled(quickbooks());
    assert_eq!(assembly.codes(), ["gap-month"], "{:?}", assembly.problems);
    assert_eq!(total(&assembly, DocumentKind::Invoice), (5, money("15800.50")));
    assert_eq!(total(&assembly, DocumentKind::CreditNote), (1, money("450.50")));
    assert_eq!(total(&assembly, DocumentKind::CashSale), (1, money("75.25")));
    assert_eq!(total(&assembly, DocumentKind::Payment), (3, money("14200.00")));
    assert_eq!(assembly.ledger.documents().len(), 10);
    assert_eq!(open_balance(&assembly, LAST), money("1150.00"));
    assert_eq!(
        assembly.ledger.allocations_shown(),
        [
            "~Payment 1001 2025-02-20 1200.00",
            "~CM-9 1002 2025-02-20 450.50",
            "~8841 1002 2025-03-05 12000.00",
            "~C-77 1004 2025-06-30 1000.00",
        ]
    );
    assert_eq!(assembly.ledger.payment_data(), PaymentData::Dated);
    assert_eq!(assembly.ledger.receivables_since(), None);
    assert!(!assembly.ledger.tax_unknown(), "one report has the net amount, another the total");
    assert_eq!(assembly.ledger.history_start(), day(FIRST));
}

#[test]
fn every_quickbooks_total_ties_out() {
    let assembly = assembled(quickbooks());
    assert_eq!(assembly.tie_outs.len(), 16);
    for tie_out in &assembly.tie_outs {
        assert_eq!(tie_out.verdict, Verdict::Ties, "{tie_out:?}");
        assert_eq!(tie_out.ledger.is_none(), tie_out.measure == super::TieOutMeasure::Rows);
    }
}

#[test]
fn sub_customers_are_rolled_up_into_their_parent() {
    let assembly = assembled(quickbooks());
    let names: Vec<&str> = assembly.ledger.customers().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Alder Lane Dental", "Birch & Sons", "Cedar Holdings", "Dünn Café"]);
    let cedar = &assembly.ledger.customers()[2];
    assert_eq!(cedar.sub_customers, ["Site 12, North", "Site 12, South"]);
    let receipt = assembly.ledger.of_kind(DocumentKind::CashSale)[0];
    assert_eq!(receipt.sub_customer, Some(1));

    let apart = assemble(import(quickbooks()), &LedgerPolicy { roll_up: false, ..LedgerPolicy::new(euro()) });
    let names: Vec<&str> = apart.ledger.customers().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Alder Lane Dental", "Birch & Sons", NORTH, SOUTH, "Dünn Café"]);
    assert_eq!(apart.ledger.customers()[2].parent.as_deref(), Some("Cedar Holdings"));
    assert!(apart.tie_outs.iter().all(|tie_out| tie_out.verdict == Verdict::Ties), "{:?}", apart.problems);
}

#[test]
fn a_missing_report_shows_as_a_difference() {
    let mut files = quickbooks();
    files.remove(5);
    files.push(
        file("Sales by Customer Detail.csv", vec![invoice("1001", "Alder Lane Dental", "2025-01-15").net("1200.00")])
            .period(FIRST, LAST)
            .total_read(NetSales, "", "15425.25", "1200.00"),
    );
    let assembly = assembled(files);
    let seen = &assembly.problem("control-total-differs").seen;
    assert_eq!(
        seen,
        "sales without tax from 2025-01-01 to 2025-06-30: the file states 15425.25, the rows that were read add up to \
         1200.00: a difference of -14225.25"
    );
}

#[test]
fn the_control_balance_of_the_settings_ties_out() {
    let with = |balance| {
        let control_balance = Some(ControlBalance { date: None, balance: money(balance) });
        assemble(import(quickbooks()), &LedgerPolicy { control_balance, ..LedgerPolicy::new(euro()) })
    };
    assert_eq!(with("1150.00").codes(), ["gap-month"]);
    let differing = with("1000.00");
    let tie_out = differing.tie_outs.last().expect("the control balance");
    assert_eq!((tie_out.as_of, tie_out.difference), (Some(day(LAST)), money("150.00")));
    assert_eq!(
        differing.problem("control-total-differs").seen,
        "open balances at 2025-06-30: the settings' control_balance is 1000.00, the ledger has 1150.00: a difference of 150.00"
    );
}

const KEA: &str = "Kea Café Group";
const HARBOUR: &str = "Harbour Trading Ltd";

/// Sales invoices of one organisation on Xero; the voided one is left out by import.
fn xero_sales() -> FileOfDrafts {
    file(
        "SalesInvoices.csv",
        vec![
            invoice("INV-0012", KEA, "2025-02-04").due("2025-04-22").gross("1150.00").tax("150.00").open("300.00"),
            invoice("INV-0013", HARBOUR, "2025-02-13").due("2025-03-15").gross("690.00").tax("90.00").open("0.00"),
            credit_note("CN-0004", HARBOUR, "2025-02-20").gross("115.00").tax("15.00").open("0.00"),
            payment("", HARBOUR, "2025-03-01").gross("50.00").tax("0.00").open("50.00"),
        ],
    )
}

fn xero_accounts() -> FileOfDrafts {
    file(
        "Account Transactions.csv",
        vec![
            invoice("INV-0012", KEA, "2025-02-04").gross("1150.00").tax("150.00"),
            invoice("INV-0013", HARBOUR, "2025-02-13").gross("690.00").tax("90.00"),
            credit_note("CN-0004", HARBOUR, "2025-02-20").gross("115.00").tax("15.00"),
            payment("", HARBOUR, "2025-03-01").gross("50.00").links_known(),
            payment("", KEA, "2025-03-12").gross("850.00").link("INV-0012", "850.00"),
            payment("", HARBOUR, "2025-03-14").gross("575.00").link("INV-0013", "575.00"),
        ],
    )
    .period("2025-02-01", "2025-03-31")
    .total(OpenBalance, "", "250.00")
}

fn xero_aged() -> FileOfDrafts {
    file(
        "Aged Receivables Detail.csv",
        vec![
            payment("", HARBOUR, "2025-03-01").open("50.00"),
            invoice("INV-0012", KEA, "2025-02-04").due("2025-04-22").open("300.00"),
        ],
    )
    .balances_at("2025-03-31")
    .total(OpenBalance, HARBOUR, "-50.00")
    .total(OpenBalance, KEA, "300.00")
    .total(OpenBalance, "", "250.00")
}

#[test]
fn three_xero_exports_make_one_ledger() {
    let assembly = assembled(vec![xero_accounts(), xero_aged(), xero_sales()]);
    assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
    assert_eq!(assembly.ledger.net_sales(), money("1500.00"));
    assert_eq!(open_balance(&assembly, "2025-03-31"), money("250.00"));
    assert_eq!(
        assembly.ledger.open_at("2025-03-31"),
        [("INV-0012".to_owned(), money("300.00")), ("Payment".to_owned(), money("-50.00"))]
    );
    assert_eq!(
        assembly.ledger.allocations_shown(),
        [
            "~CN-0004 INV-0013 2025-02-20 115.00",
            "Payment INV-0012 2025-03-12 850.00",
            "Payment INV-0013 2025-03-14 575.00",
        ]
    );
    assert_eq!(total(&assembly, DocumentKind::Payment), (3, money("1475.00")), "the overpayment is in all three files");
    assert_eq!(assembly.ledger.payment_data(), PaymentData::Dated);
    assert_eq!(assembly.tie_outs.len(), 4);
    assert!(assembly.tie_outs.iter().all(|tie_out| tie_out.verdict == Verdict::Ties));
}

#[test]
fn without_payment_dates_the_balances_stand_for_them() {
    let assembly = assembled(vec![xero_aged(), xero_sales()]);
    assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
    let ledger = &assembly.ledger;
    assert_eq!(
        (ledger.payment_data(), ledger.receivables_since()),
        (PaymentData::BalancesOnly, Some(day("2025-03-31")))
    );
    assert_eq!(open_balance(&assembly, "2025-03-31"), money("250.00"));
    assert_eq!(
        ledger.allocations_shown(),
        [
            "~CN-0004 INV-0013 2025-02-20 115.00",
            "Payment INV-0012 2025-03-31 850.00",
            "Payment INV-0013 2025-03-31 575.00",
        ]
    );
    let assumed = ledger.of_kind(DocumentKind::Payment).iter().filter(|payment| payment.date_is_assumed).count();
    assert_eq!(assumed, 2, "the overpayment has its date");
    let assumption = assembly.assumptions.iter().find(|a| a.kind == AssumptionKind::PaymentDateAssumed);
    assert_eq!(assumption.map(|a| (a.count, a.amount)), Some((2, money("1425.00"))));
}

#[test]
fn a_settlement_day_is_a_payment_in_full() {
    let row = |number, date, due, amount, settled| {
        draft(DraftKind::Invoice, number, &with_id("0379-NEVHP", ""), date).due(due).gross(amount).settled(settled)
    };
    let assembly = assembled(vec![file(
        "accounts-receivable.csv",
        vec![
            row("0611365", "2013-01-02", "2013-02-01", "55.94", "2013-01-15"),
            row("7900770", "2013-01-26", "2013-02-25", "61.74", "2013-03-03"),
        ],
    )]);
    assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
    let ledger = &assembly.ledger;
    assert_eq!(ledger.allocations_shown(), ["Payment 0611365 2013-01-15 55.94", "Payment 7900770 2013-03-03 61.74"]);
    assert_eq!(ledger.open_at("2013-01-31"), [("7900770".to_owned(), money("61.74"))]);
    assert!(ledger.tax_unknown());
    assert_eq!(ledger.payment_data(), PaymentData::Dated);
    assert_eq!((ledger.customers()[0].id.as_str(), ledger.customers()[0].name.as_str()), ("0379-NEVHP", "0379-NEVHP"));
    assert_eq!(ledger.customers()[0].terms_days, Some(30));
}

#[test]
fn a_plain_folder_with_links() {
    let customer = with_id("C00001", "");
    let of = |kind, number, date| draft(kind, number, &customer, date);
    let assembly = assembled(vec![
        file("customers.csv", vec![]).contact(with_id("C00001", "Re: Mix"), "ap1@example.com", Some(14)),
        file(
            "invoices.csv",
            vec![
                of(DraftKind::Invoice, "INV-1", "2025-01-10")
                    .due("2025-01-24")
                    .net("100.00")
                    .tax("20.00")
                    .gross("120.00"),
                of(DraftKind::Invoice, "INV-2", "2025-01-20").net("50.00").tax("10.00").gross("60.00"),
                of(DraftKind::CreditNote, "CN-1", "2025-02-01")
                    .net("110.00")
                    .tax("22.00")
                    .gross("132.00")
                    .link("INV-1", ""),
            ],
        ),
        file("payments.csv", vec![of(DraftKind::Payment, "P1", "2025-02-03").gross("60.00").links_known()]),
    ]);
    assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
    let ledger = &assembly.ledger;
    assert_eq!(ledger.allocations_shown(), ["CN-1 INV-1 2025-02-01 120.00"]);
    assert_eq!(
        ledger.open_at("2025-02-28"),
        [
            ("INV-2".to_owned(), money("60.00")),
            ("CN-1".to_owned(), money("-12.00")),
            ("P1".to_owned(), money("-60.00")),
        ],
        "a credit note larger than its invoice leaves a credit; a payment without a link stays on account"
    );
    let customer = &ledger.customers()[0];
    assert_eq!((customer.name.as_str(), customer.terms_days), ("Re: Mix", Some(14)));
    let second = ledger.of_kind(DocumentKind::Invoice)[1];
    assert_eq!((second.due_date, second.due_date_source), (Some(day("2025-02-03")), DueDateSource::CustomerTerms));
    assert!(!ledger.tax_unknown());
}
