//! The whole room on reference data, with the totals that its authors state, and on small files with one thing wrong.

use std::sync::Arc;

use super::draft::{ControlMeasure, DocumentDraft, DraftKind, Import};
use super::{DateOrder, ExportFile, ImportPolicy, import, test_data};
use crate::base::{Basis, Currency, Money, Source};
use chrono::NaiveDate;

pub(super) fn policy(currency: &str) -> ImportPolicy {
    ImportPolicy { currency: Currency::parse(currency).expect("a currency"), date_order: None, decimal_mark: None }
}

fn file(path: &str, text: &str) -> ExportFile {
    ExportFile { path: Arc::from(path), bytes: text.as_bytes().to_vec() }
}

pub(super) fn import_text(text: &str) -> Import {
    import(&[file("a.csv", text)], &[], &policy("USD"))
}

pub(super) fn codes(import: &Import) -> Vec<&'static str> {
    import.problems.iter().map(|problem| problem.code).collect()
}

fn sum(documents: &[&DocumentDraft], amount: impl Fn(&DocumentDraft) -> Option<Money>) -> i64 {
    documents.iter().filter_map(|document| amount(document)).sum::<Money>().minor()
}

fn of_kind<'a>(import: &'a Import, file: &str, kind: DraftKind) -> Vec<&'a DocumentDraft> {
    import.documents.iter().filter(|d| &*d.origin.file == file && d.kind == kind).collect()
}

pub(super) fn assert_rows_conserved(sources: &[Source]) {
    for source in sources.iter().filter(|source| source.format.is_some()) {
        let left_out: u32 = source.left_out.iter().map(|left| left.rows).sum();
        assert_eq!(source.rows_read, source.rows_used + left_out, "{}", source.origin);
    }
}

fn assert_totals_tie(import: &Import) {
    for total in &import.control_totals {
        assert_eq!(total.stated, total.read, "{}", total.origin);
    }
}

/// The sum of a whole file's total rows for one measure.
fn grand_total(import: &Import, file: &str, measure: ControlMeasure) -> i64 {
    let whole =
        |t: &&super::draft::ControlTotal| &*t.origin.file == file && t.measure == measure && t.customer.is_none();
    let totals: Vec<Money> = import.control_totals.iter().filter(whole).map(|t| t.stated).collect();
    assert_eq!(totals.len(), 1, "{file}");
    totals[0].minor()
}

#[test]
fn the_ibm_receivables_are_read() {
    let Some(files) = test_data::read_folder("ibm-late-payment") else { return };
    let import = import(&files, &[], &policy("USD"));
    assert_eq!(codes(&import), <[&str; 0]>::default());
    assert_rows_conserved(&import.sources);
    assert_eq!(import.documents.len(), 2466);
    let documents: Vec<&DocumentDraft> = import.documents.iter().collect();
    assert_eq!(sum(&documents, |d| d.gross), 14_770_318);
    assert_eq!(documents[0].number.as_deref(), Some("0000611365"));
    assert!(documents.iter().all(|d| d.settled_on.is_some() && d.due_date.is_some()));
}

#[test]
fn the_quickbooks_reports_are_read() {
    let Some(files) = test_data::read_folder("quickbooks-online-reconstructed") else { return };
    let import = import(&files, &[], &policy("USD"));
    assert_eq!(codes(&import), <[&str; 0]>::default());
    assert_rows_conserved(&import.sources);
    assert_totals_tie(&import);
    assert_eq!(import.sources.iter().filter(|source| source.format.is_some()).count(), 8);
    assert!(import.sources.iter().all(|source| source.company.as_deref() == Some("Invented Grounds Care, LLC")));
    assert_eq!(import.customers.len(), 5);

    let sales = "Sales by Customer Detail.csv";
    let invoices = of_kind(&import, sales, DraftKind::Invoice);
    assert_eq!((invoices.len(), sum(&invoices, |d| d.net)), (5, 1_580_050));
    let credits = of_kind(&import, sales, DraftKind::CreditNote);
    assert_eq!((credits.len(), sum(&credits, |d| d.net)), (1, 45_050));
    assert_eq!(sum(&of_kind(&import, sales, DraftKind::CashSale), |d| d.net), 7_525);
    assert_eq!(grand_total(&import, sales, ControlMeasure::NetSales), 1_542_525);
    let basis = import.sources.iter().find(|s| &*s.origin.file == sales).and_then(|s| s.basis);
    assert_eq!(basis, Some(Basis::Accrual));

    for list in
        ["Transaction List by Date.csv", "Transaction List by Customer.csv", "Invoices and Received Payments.csv"]
    {
        let payments = of_kind(&import, list, DraftKind::Payment);
        assert_eq!((payments.len(), sum(&payments, |d| d.gross)), (3, 1_420_000), "{list}");
    }
    for open in ["Open Invoices.csv", "AR Aging Detail.csv", "Invoice List by Date.csv"] {
        let invoices = of_kind(&import, open, DraftKind::Invoice);
        assert_eq!(sum(&invoices, |d| d.open_balance), 115_000, "{open}");
        assert_eq!(grand_total(&import, open, ControlMeasure::OpenBalance), 115_000);
        assert!(invoices.iter().all(|d| d.balance_date == NaiveDate::from_ymd_opt(2025, 6, 30)));
    }
}

#[test]
fn the_xero_exports_are_read() {
    let Some(files) = test_data::read_folder("xero-reconstructed") else { return };
    let import = import(&files, &[], &policy("NZD"));
    assert_eq!(codes(&import), <[&str; 0]>::default());
    assert_rows_conserved(&import.sources);
    assert_totals_tie(&import);

    let sales = "SalesInvoices.csv";
    let net = |kind| sum(&of_kind(&import, sales, kind), |d| d.net);
    assert_eq!(net(DraftKind::Invoice) - net(DraftKind::CreditNote), 150_000);
    let voided = import.sources.iter().flat_map(|s| &s.left_out).find(|left| left.reason == "voided document");
    assert_eq!(voided.map(|left| (left.rows, left.notable)), Some((1, true)));

    let aged = "Aged Receivables Detail.csv";
    let open = |kind| sum(&of_kind(&import, aged, kind), |d| d.open_balance);
    assert_eq!((open(DraftKind::Invoice), open(DraftKind::Payment)), (30_000, 5_000));
    assert_eq!(grand_total(&import, aged, ControlMeasure::OpenBalance), 25_000);

    let account = "Account Transactions.csv";
    let gross = |kind| sum(&of_kind(&import, account, kind), |d| d.gross);
    assert_eq!(gross(DraftKind::Invoice) - gross(DraftKind::CreditNote) - gross(DraftKind::Payment), 25_000);
}

#[test]
fn the_order_of_files_makes_no_difference() {
    let Some(mut files) = test_data::read_folder("quickbooks-online-reconstructed") else { return };
    let forward = import(&files, &[], &policy("USD"));
    files.reverse();
    assert_eq!(format!("{forward:?}"), format!("{:?}", import(&files, &[], &policy("USD"))));
}

/// The headings of the plain layout's payments.
pub(super) const HEAD: &str = "payment_id,date,customer_id,invoice_id,amount\n";

#[test]
fn broken_cells_are_told_at_their_place_and_reading_goes_on() {
    let import = import_text(&format!(
        "{HEAD}P1,2025-01-32,C1,,5.00\nP2,2025-01-31,,,\nP3,2025-01-31,C1,,5.0x\nP4,2025-01-31,C1,,5.00\n"
    ));
    assert_eq!(codes(&import), ["unreadable-date", "missing-amount", "missing-customer", "unreadable-amount"]);
    let places: Vec<String> = import.problems.iter().filter_map(|p| Some(p.origin.as_ref()?.to_string())).collect();
    assert_eq!(
        places,
        [
            "a.csv, row 2, column date",
            "a.csv, row 3, column amount",
            "a.csv, row 3, column customer_id",
            "a.csv, row 4, column amount"
        ]
    );
    assert!(import.problems[3].seen.contains("`5.0x`"));
    assert_eq!(import.documents.len(), 1);
    assert_rows_conserved(&import.sources);
}

#[test]
fn dates_that_could_be_two_days_are_asked_for() {
    let ambiguous = format!("{HEAD}P1,03/04/2025,C1,,5.00\n");
    let clear = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
                 I1,C1,invoice,13/02/2025,15/03/2025,USD,5.00,0.00,5.00,\n";
    let alone = import_text(&ambiguous);
    assert_eq!(codes(&alone), ["ambiguous-date-order"]);
    assert!(alone.problems[0].remedy.contains("date_order = \"day-first\""));
    assert_eq!(alone.documents.len(), 0);
    assert_rows_conserved(&alone.sources);

    let third_of_april = NaiveDate::from_ymd_opt(2025, 4, 3);
    let date_of = |import: &Import| import.documents.iter().find(|d| d.kind == DraftKind::Payment).map(|d| d.date);
    let with_other_file = import(&[file("p.csv", &ambiguous), file("i.csv", clear)], &[], &policy("USD"));
    assert_eq!(date_of(&with_other_file), third_of_april);
    let stated = ImportPolicy { date_order: Some(DateOrder::DayFirst), ..policy("USD") };
    assert_eq!(date_of(&import(&[file("p.csv", &ambiguous)], &[], &stated)), third_of_april);

    let mixed = import_text(&format!("{HEAD}P1,13/04/2025,C1,,5.00\nP2,04/13/2025,C1,,5.00\n"));
    assert_eq!(codes(&mixed), ["mixed-date-orders"]);
    assert!(mixed.problems[0].seen.contains("row 2") && mixed.problems[0].seen.contains("row 3"));
}

#[test]
fn a_period_settles_the_order_of_dates() {
    let open = "Co\r\nOpen Invoices\r\n\"As of Apr 30, 2025\"\r\n\r\n,Date,Transaction type,Num,Term,Due date,Open balance\r\n\
                A,,,,,,\r\n,03/04/2025,Invoice,1,Net 30,05/06/2025,5.00\r\n,04/07/2025,Invoice,2,,,5.00\r\n\
                TOTAL,,,,,,10.00\r\n";
    let import = import_text(open);
    assert_eq!(codes(&import), <[&str; 0]>::default());
    assert_eq!(import.documents[0].date, NaiveDate::from_ymd_opt(2025, 3, 4).expect("a day"));
}

#[test]
fn amounts_that_could_be_meant_in_two_ways_are_asked_for() {
    let import = import_text(&format!("{HEAD}P1,2025-01-31,C1,,\"1,234\"\nP2,2025-01-31,C1,,7\n"));
    assert_eq!(codes(&import), ["ambiguous-decimal-mark"]);
    assert_eq!(import.documents.len(), 1);
    let settled = import_text(&format!("{HEAD}P1,2025-01-31,C1,,\"1,234\"\nP2,2025-01-31,C1,,7.00\n"));
    assert_eq!(settled.documents[0].gross, Some(Money::from_minor(123_400)));
}

#[test]
fn files_that_cannot_be_used_are_told() {
    let files = [
        file("empty.csv", "\n\n"),
        file("other.csv", "Colour,Weight\nred,5\n"),
        ExportFile { path: Arc::from("book.xlsx"), bytes: b"PK\x03\x04".to_vec() },
        file("quote.csv", "a,b\n1,\"x\n2,y\n"),
    ];
    let import = import(&files, &[], &policy("USD"));
    assert_eq!(codes(&import), ["undecodable", "empty-file", "unknown-format", "unclosed-quote"]);
    assert!(import.problems[2].seen.contains("`Colour`, `Weight`"));
    assert_eq!(import.sources.len(), 4);
    assert!(import.sources.iter().all(|source| source.format.is_none() && source.digest.len() == 12));
}

#[test]
fn cells_that_slipped_to_the_right_are_told() {
    let import = import_text(&format!("{HEAD}P1,2025-01-31,C1,,1,200.00\nP2,2025-01-31,C1,,5.00,,\n"));
    assert_eq!(codes(&import), ["too-many-cells"]);
    assert!(import.problems[0].seen.contains("`200.00`"));
    assert_eq!(import.documents.len(), 1);
}

#[test]
fn a_document_that_runs_against_its_kind_is_kept_and_a_credit_note_told() {
    let import = import_text(
        "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
         C1,C1,credit_note,2025-01-15,,USD,5.00,0.00,5.00,\nI1,C1,invoice,2025-01-15,,USD,-5.00,0.00,-5.00,\n",
    );
    // What an invoice below zero is, the ledger says.
    assert_eq!(codes(&import), ["unexpected-sign"]);
    let gross: Vec<Option<i64>> = import.documents.iter().map(|d| d.gross.map(Money::minor)).collect();
    assert_eq!(gross, [Some(-500), Some(-500)]);
}

#[test]
fn what_would_count_a_document_twice_is_told() {
    let payments = import_text(&format!("{HEAD}P1,2025-01-31,C1,I1,5.00\nP1,2025-02-01,C2,I2,5.00\n"));
    assert_eq!(codes(&payments), ["inconsistent-lines", "inconsistent-lines"]);

    let xero = "ContactName,InvoiceNumber,InvoiceDate,Total,InvoiceAmountDue,Type,Status\n\
                Ada,,2025-01-31,5.00,5.00,Sales invoice,Paid\nAda,I2,2025-01-31,5.00,5.00,Sales invoice,Pending\n\
                Ada,,2025-01-31,5.00,5.00,Sales overpayment,Paid\n";
    let xero = import_text(xero);
    assert_eq!(codes(&xero), ["missing-number", "unexpected-value"]);
    assert!(xero.problems[1].seen.contains("`Status` is `Pending`"));
    assert_eq!(xero.documents.len(), 1);

    let open = |number| {
        format!(
            "As of January 2025\n,Date,Transaction type,{number},Due date,Open balance\nAda\n\
             ,2025-01-31,Invoice,,,5.00\nTOTAL,,,,,5.00\n"
        )
    };
    assert_eq!(codes(&import_text(&open("Num"))), ["missing-number"]);
    let without = import_text(&open("Reference"));
    assert_eq!(codes(&without), ["missing-column"]);
    assert_eq!(without.documents.len(), 1);
}

#[test]
fn a_balance_from_before_the_report_is_told() {
    let ledger = |opening: &str| {
        format!(
            "Account Transactions\nCo\nFor the period 1 February 2025 to 31 March 2025\n\n\
             Date,Source,Description,Reference,Debit,Credit,Running Balance,Gross,Tax\nAccounts Receivable,,,,,,,,\n\
             Opening Balance,,,,{opening},0.00,{opening},0.00,0.00\n\
             04 Feb 2025,Receivable Invoice,Ada,I1,5.00,0.00,5.00,5.00,0.00\n\
             Total Accounts Receivable,,,,5.00,0.00,5.00,5.00,0.00\nTotal,,,,5.00,0.00,5.00,5.00,0.00\n"
        )
    };
    assert_eq!(codes(&import_text(&ledger("0.00"))), <[&str; 0]>::default());
    assert_eq!(codes(&import_text(&ledger("70.00"))), ["balance-without-documents"]);
}

#[test]
fn a_report_that_was_cut_off_is_told() {
    let open = ",Date,Transaction type,Num,Due date,Open balance\nAda\n,2025-01-31,Invoice,7,,5.00\n";
    let import = import_text(open);
    assert_eq!(codes(&import), ["missing-total", "undated-balances"]);
    assert!(import.problems[0].seen.contains("`TOTAL`"), "{}", import.problems[0].seen);
}

#[test]
fn a_file_of_which_nothing_is_of_use_is_told() {
    let list = "Date,Transaction type,Num,Posting (Y/N),Name,Memo,Account name,Split,Amount\n\
                1/20/2025,Estimate,,No,Ada,,Sales,,100.00\nTOTAL,,,,,,,,100.00\n";
    let import = import_text(list);
    assert_eq!(codes(&import), ["nothing-read"]);
    assert_rows_conserved(&import.sources);
    let headings_alone = import_text(HEAD);
    assert_eq!(codes(&headings_alone), ["nothing-read"]);
    assert!(headings_alone.problems[0].seen.contains("no documents below them"));
}

#[test]
fn a_total_in_the_column_of_numbers_is_no_document() {
    let head = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n";
    let row = |number: &str| format!("{number},C1,invoice,2025-01-15,,USD,5.00,0.00,5.00,\n");
    let import = import_text(&format!("{head}{}{}{}", row("I1"), row("Total 7"), row("Grand total")));
    assert_eq!(codes(&import), ["unknown-total"]);
    assert_eq!(import.documents.len(), 2);
}

#[test]
fn two_formats_that_fit_are_not_chosen_between() {
    let toml = |id: &str| {
        format!(
            "id = \"{id}\"\nname = \"Format {id}\"\nevidence = \"measured\"\nrow = \"document\"\nkind = \"invoice\"\n\
             recognise.columns = [\"date\"]\n[columns]\ncustomer = \"A\"\ndate = \"B\"\nnet = \"C\"\n"
        )
    };
    let own = ["x", "y"].map(|id| (format!("formats/{id}.toml"), toml(id)));
    let import = import(&[file("a.csv", "A,B,C\nq,2025-01-31,5.00\n")], &own, &policy("USD"));
    assert_eq!(codes(&import), ["ambiguous-format"]);
    assert!(import.problems[0].seen.contains("Format x; Format y"));
}

#[test]
fn the_figures_of_a_damaged_report_no_longer_tie_out() {
    let Some(file) = test_data::read_file("quickbooks-online-reconstructed/Sales by Customer Detail.csv") else {
        return;
    };
    let text = String::from_utf8(file)
        .expect("UTF-8")
        .replace("Installation,,1.00,\"12,450.50\",\"12,450.50\"", "Installation,,1.00,\"12,450.50\",\"12,405.50\"");
    let import = import_text(&text);
    let differ = import.control_totals.iter().filter(|total| total.stated != total.read);
    assert_eq!(differ.map(|total| total.origin.row).collect::<Vec<_>>(), [Some(13), Some(23)]);
}

#[test]
fn amounts_are_read_in_their_rows_currency() {
    let invoices = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
                    I1,C1,invoice,2025-01-15,,JPY,500,0,500,\nI2,C1,invoice,2025-01-15,,USD,5.00,0.00,€5.00,\n\
                    I3,C1,invoice,2025-01-15,,XYZ,5.00,0.00,5.00,\nI4,C1,invoice,2025-01-15,,JPY,5.50,0,5.50,\n\
                    I5,C1,invoice,2025-01-15,,USD,5.50,0,5.50,\n";
    let import = import_text(invoices);
    assert_eq!(
        codes(&import),
        ["other-currency", "unknown-currency", "unreadable-amount", "unreadable-amount"],
        "a euro sign in a row of dollars, no currency, and yen that have no cents"
    );
    let read = import.documents.iter().map(|d| (d.gross.map(Money::minor), d.currency.map(|c| c.code().to_owned())));
    let expected = [(Some(500), Some("JPY".to_owned())), (Some(550), Some("USD".to_owned()))];
    assert_eq!(read.collect::<Vec<_>>(), expected);
}

#[test]
fn an_own_format_wins_and_needs_no_rust() {
    let toml = r#"
        id = "till"
        name = "Till"
        evidence = "measured"
        row = "line"
        kind = "cash-sale"
        recognise.columns = ["date", "net"]
        [columns]
        customer = "Buyer"
        number = "Slip"
        date = "Day"
        net = "Sum"
    "#;
    let own = [("formats/till.toml".to_owned(), toml.to_owned())];
    let text = "Buyer;Slip;Day;Sum\nAda;7;31.12.2024;1.190,00\nAda;7;31.12.2024;10,00\n";
    let import = import(&[file("t.csv", text)], &own, &policy("EUR"));
    assert_eq!(codes(&import), <[&str; 0]>::default());
    assert_eq!(import.documents.len(), 1);
    assert_eq!(import.documents[0].net, Some(Money::from_minor(120_000)));
}

#[test]
fn the_naughty_strings_are_names_like_others() {
    let Some(json) = test_data::read_file("naughty-strings/blns.json") else { return };
    let names: Vec<String> = serde_json::from_slice(&json).expect("JSON");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["customer_id", "name", "email", "country", "terms_days"]).expect("written");
    for (index, name) in names.iter().enumerate() {
        writer.write_record([&format!("C{index}"), name, "", "", "30"]).expect("written");
    }
    let bytes = writer.into_inner().expect("bytes");
    let import = import(&[ExportFile { path: Arc::from("c.csv"), bytes }], &[], &policy("USD"));
    // Control characters are in no name: such a row is told, and the others are read.
    let is_damaged = |name: &&String| name.trim().chars().any(super::text::is_damage);
    let damaged = names.iter().filter(is_damaged).count();
    assert_eq!(codes(&import), vec!["damaged-text"; damaged]);
    assert_eq!(import.customers.len(), names.len() - damaged);
    for (draft, name) in import.customers.iter().zip(names.iter().filter(|name| !is_damaged(name))) {
        assert_eq!(draft.customer.name.as_deref().unwrap_or_default(), name.trim());
    }
}
