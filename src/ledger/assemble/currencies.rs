//! Clients with customers in other currencies: worked cases, and what holds at any rates.

use proptest::prelude::*;

use super::drafting::{assembled, credit_note, day, draft, euro, file, import, invoice, money, named, payment};
use super::{Assembly, LedgerPolicy, RateSource, TieOutMeasure, Verdict, assemble};
use crate::base::{Currency, ExchangeRate, Money, RateTable};
use crate::import::draft::{ControlMeasure, DocumentDraft, DraftKind};
use crate::ledger::DocumentKind;

fn currency(code: &str) -> Currency {
    Currency::parse(code).expect("a currency")
}

fn rate(text: &str) -> ExchangeRate {
    ExchangeRate::new(text.parse().expect("a number")).expect("a rate")
}

/// The document in dollars; an empty rate is none.
fn dollars(row: DocumentDraft, at: &str) -> DocumentDraft {
    let rate = (!at.is_empty()).then(|| rate(at));
    DocumentDraft { currency: Some(currency("USD")), rate, ..row }
}

fn with_rates(rows: Vec<DocumentDraft>, rates: &[(&str, &str)]) -> Assembly {
    let mut table = RateTable::default();
    for (date, value) in rates {
        table.enter(currency("USD"), day(date), rate(value));
    }
    assemble(import(vec![file("a.csv", rows)]), &LedgerPolicy { rates: table, ..LedgerPolicy::new(euro()) })
}

fn amounts(assembly: &Assembly) -> Vec<(DocumentKind, Money)> {
    assembly.ledger.documents().iter().map(|document| (document.kind, document.gross)).collect()
}

#[test]
fn a_payment_settles_an_invoice_at_its_carrying_amount() {
    let assembly = assembled(vec![file(
        "a.csv",
        vec![
            dollars(invoice("1", "Acme", "2025-01-05").net("100.00").tax("20.00"), "0.91"),
            dollars(payment("P", "Acme", "2025-02-05").gross("70.00").link("1", "70.00"), "0.95"),
            dollars(payment("Q", "Acme", "2025-03-05").gross("80.00").link("1", "50.00"), "0.99"),
        ],
    )]);
    assert!(assembly.problems.is_empty(), "{:?}", assembly.problems);
    let documents = assembly.ledger.documents();
    assert_eq!(
        (documents[0].net, documents[0].tax, documents[0].gross),
        (money("91.00"), money("18.20"), money("109.20"))
    );
    assert_eq!(documents[0].foreign.map(|f| (f.currency, f.gross)), Some((currency("USD"), money("120.00"))));
    assert_eq!(
        assembly.ledger.allocations_shown(),
        ["P 1 2025-02-05 63.70", "Q 1 2025-03-05 45.50"],
        "109.20 in all, whatever the rates of the payments"
    );
    assert_eq!(documents[2].gross, money("75.20"), "45.50, and 30.00 at its own rate");
    assert_eq!(assembly.ledger.open_at("2025-03-31"), [("Q".to_owned(), money("-29.70"))]);
    let rates: Vec<_> = assembly.rates.iter().map(|r| (r.source, r.documents, r.lowest, r.highest)).collect();
    assert_eq!(
        rates,
        [(RateSource::Export, 2, rate("0.91"), rate("0.99")), (RateSource::Settled, 2, rate("0.91"), rate("0.91"))]
    );
}

#[test]
fn the_rates_file_stands_in_and_a_missing_rate_says_what_to_write() {
    let rows = || {
        vec![
            dollars(invoice("1", "Acme", "2025-01-15").gross("100.00"), ""),
            dollars(invoice("2", "Acme", "2025-03-15").gross("50.00"), ""),
            dollars(payment("P", "Acme", "2025-03-20").gross("150.00"), ""),
            invoice("3", "Acme", "2025-03-20").gross("7.00"),
        ]
    };
    let known = with_rates(rows(), &[("2025-01-01", "0.95"), ("2025-03-01", "0.90")]);
    assert_eq!(known.ledger.net_sales(), money("147.00"));
    assert_eq!(known.ledger.open_at("2025-12-31"), [("3".to_owned(), money("7.00"))]);

    let partly = with_rates(rows(), &[("2025-01-01", "0.95")]);
    assert_eq!(
        amounts(&partly),
        [
            (DocumentKind::Invoice, money("95.00")),
            (DocumentKind::Invoice, money("7.00")),
            (DocumentKind::Payment, money("95.00"))
        ],
        "what settles a document without a rate goes with it"
    );
    assert_eq!(partly.codes(), ["gap-month", "missing-rate"]);
    assert_eq!(
        partly.problem("missing-rate").to_string(),
        "error[missing-rate] a.csv, row 2: documents in USD without an exchange rate, left out: 1, dated 2025-03-15. \
         Write the rates of that time into the client's rates.csv, under the headings `date,currency,rate`, as in `2025-03-15,USD,1.0850` where 1 USD is 1.0850 EUR; each holds for 31 days."
    );
}

#[test]
fn currencies_are_settled_apart() {
    let assembly = with_rates(
        vec![
            dollars(invoice("1", "Acme", "2025-01-05").gross("100.00"), "0.90"),
            invoice("2", "Acme", "2025-01-06").gross("100.00"),
            payment("P", "Acme", "2025-02-01").gross("150.00"),
            dollars(payment("Q", "Acme", "2025-02-02").gross("40.00").link("2", ""), "0.90"),
        ],
        &[],
    );
    assert_eq!(assembly.ledger.allocations_shown(), ["~P 2 2025-02-01 100.00"]);
    assert_eq!(assembly.codes(), ["cross-currency-application"]);
}

#[test]
fn a_refund_is_worth_the_credit_that_it_uses_up() {
    let assembly = with_rates(
        vec![
            dollars(credit_note("C", "Acme", "2025-01-10").gross("100.00"), "0.90"),
            dollars(draft(DraftKind::Refund, "R", &named("Acme"), "2025-02-10").gross("100.00"), "0.80"),
        ],
        &[],
    );
    assert_eq!(assembly.ledger.allocations_shown(), ["~C R 2025-02-10 90.00"]);
    assert!(assembly.ledger.open_at("2025-12-31").is_empty());
}

#[test]
fn one_document_in_both_currencies_tells_its_rate() {
    let row = || invoice("1", "Acme", "2025-01-05");
    let assembly = assembled(vec![
        file("foreign.csv", vec![dollars(row().gross("100.00").open("40.00"), "")]).balances_at("2025-01-31"),
        file("home.csv", vec![row().gross("92.00").open("36.80")]).balances_at("2025-01-31"),
        file("silent.csv", vec![row().gross("100.00")]),
    ]);
    assert_eq!(assembly.codes(), ["balance-in-other-currency"]);
    assert_eq!(assembly.ledger.documents()[0].gross, money("92.00"));
    assert_eq!(assembly.ledger.documents()[0].origins.len(), 3);
    assert_eq!(assembly.ledger.open_at("2025-01-31"), [("1".to_owned(), money("36.80"))]);
    assert_eq!(assembly.rates[0].source, RateSource::BothAmounts);
    let yen = DocumentDraft { currency: Some(currency("JPY")), ..row().gross("1.00") };
    let clash = assembled(vec![file("a.csv", vec![dollars(row().gross("1.00"), "0.9")]), file("b.csv", vec![yen])]);
    assert_eq!(clash.codes(), ["conflicting-currencies"]);
}

#[test]
fn no_total_compares_two_currencies() {
    let assembly = with_totals();
    let shown: Vec<_> =
        assembly.tie_outs.iter().map(|t| (t.customer.as_deref(), t.measure, t.ledger, t.verdict)).collect();
    assert_eq!(
        shown,
        [
            (Some("Acme"), TieOutMeasure::Rows, None, Verdict::Ties),
            (Some("Bolt"), TieOutMeasure::NetSales, Some(money("5.00")), Verdict::Ties),
            (None, TieOutMeasure::Rows, None, Verdict::Ties),
        ]
    );
}

fn with_totals() -> Assembly {
    let rows = vec![
        dollars(invoice("1", "Acme:North", "2025-01-05").net("10.00"), "0.9"),
        invoice("2", "Bolt", "2025-01-06").net("5.00"),
    ];
    assembled(vec![
        file("a.csv", rows)
            .total(ControlMeasure::NetSales, "Acme", "10.00")
            .total(ControlMeasure::NetSales, "Bolt", "5.00")
            .total(ControlMeasure::NetSales, "", "15.00"),
    ])
}

/// An invoice in cents, its rate in ten-thousandths, and the parts in which it is paid, each with its own rate.
fn paid_invoice() -> impl Strategy<Value = (i64, i64, Vec<(i64, i64)>)> {
    (1_i64..5_000_000, 1_i64..400_000, prop::collection::vec((1_i64..2_000_000, 1_i64..400_000), 0..6))
}

proptest! {
    #[test]
    fn an_invoice_paid_in_full_is_settled_to_the_cent((gross, at, parts) in paid_invoice()) {
        let cents = |minor: i64| Money::from_minor(minor).to_plain(euro());
        let ten_thousandths = |value: i64| format!("{}.{:04}", value / 10_000, value % 10_000);
        let mut rows = vec![dollars(invoice("1", "Acme", "2025-01-05").gross(&cents(gross)), &ten_thousandths(at))];
        let mut left = gross;
        for (n, (part, at)) in parts.into_iter().enumerate() {
            let row = payment(&format!("P{n}"), "Acme", &format!("2025-02-{:02}", n + 1)).gross(&cents(part));
            rows.push(dollars(row, &ten_thousandths(at)));
            left -= part;
        }
        if left > 0 {
            rows.push(dollars(payment("LAST", "Acme", "2025-03-01").gross(&cents(left)), ""));
        }
        let ledger = with_rates(rows, &[("2025-02-20", "1")]).ledger;
        let worth: Money = ledger.of_kind(DocumentKind::Invoice).iter().map(|invoice| invoice.gross).sum();
        let settled: Money = ledger.allocations().iter().map(|a| a.amount).sum();
        prop_assert_eq!(worth, settled);
        for (ix, document) in (0_u32..).zip(ledger.documents()) {
            let used: Money = ledger
                .allocations()
                .iter()
                .filter(|a| a.from.0 == ix || a.to.0 == ix)
                .map(|a| a.amount)
                .sum();
            prop_assert!(used <= document.gross);
        }
    }
}
