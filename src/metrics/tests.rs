//! What holds for all metrics together: published receivables come out to the cent, later facts change nothing, neither
//! does the order of rows, and amounts have no scale.

use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Measured, Policies, Results, collections, compute};
use crate::base::{Currency, Money};
use crate::ledger::testing::{Books, Event, books_of, day, events, whole};
use crate::ledger::{CustomerIx, DocumentKind, Ledger, PaymentData};

fn computed(ledger: &Ledger, as_of: NaiveDate) -> Results {
    compute(ledger, as_of, &Policies::default())
}

fn cents(cents: i64) -> Money {
    Money::from_minor(cents)
}

/// Whether a value is what was published, to its last printed digit.
fn is(measured: Option<f64>, published: f64, digits: i32) -> bool {
    measured.is_some_and(|value| (value - published).abs() <= 0.500_001 * 10_f64.powi(-digits))
}

/// IBM's published receivables: one invoice and one payment a row.
fn ibm_receivables() -> Option<Ledger> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ibm-late-payment/accounts-receivable.csv");
    if !path.exists() {
        let mut out = std::io::stdout();
        let _ = std::io::Write::write_all(&mut out, format!("skipped: {} is not there\n", path.display()).as_bytes());
        return None;
    }
    let text = fs::read_to_string(path).expect("a readable file");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let headings = rows.headers().expect("headings").clone();
    let column = |name| headings.iter().position(|heading| heading == name).expect("a column");
    let [customer, number, issued, due, amount, settled] =
        ["customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "SettledDate"].map(column);
    let usd = Currency::parse("USD").expect("a currency");
    let mut books = Books::new("USD");
    for row in rows.records() {
        let row = row.expect("a row");
        let date = |column: usize| NaiveDate::parse_from_str(&row[column], "%m/%d/%Y").expect("a date");
        let amount = Money::parse_plain(&row[amount], usd).expect("an amount");
        let invoice = books.invoice_due(&row[customer], date(issued), date(due), amount);
        books.edit(invoice).number = Some(row[number].to_owned());
        books.pay(invoice, date(settled), amount);
    }
    Some(books.ledger())
}

/// The reference's own check of the same model on the same invoices had a Brier score of 0.072 at 30 days, against 0.122
/// and 0.103 of the simple rules; its month ends may differ by one or two.
#[test]
fn on_published_receivables_the_chances_beat_both_simple_rules() {
    let Some(ledger) = ibm_receivables() else { return };
    let record = collections::collections(&ledger, day(2013, 12, 31)).track_record.expect("a track record");
    for tested in &record.horizons[..3] {
        let [customers, pool, due_date, mean_days] = tested.chances_off;
        assert!(customers < due_date.min(mean_days) && customers < pool, "{tested:?}");
    }
    assert!(record.horizons[2].made().error.is_some_and(|error| error < 0.05), "{:?}", record.horizons[2]);
    let [customers, _, due_date, mean_days] = record.horizons[2].chances_off;
    assert!((customers - 0.072).abs() < 0.015, "{customers}");
    assert!((due_date - 0.122).abs() < 0.02 && (mean_days - 0.103).abs() < 0.02, "{record:?}");
}

#[test]
fn published_receivables_come_out() {
    let Some(ledger) = ibm_receivables() else { return };
    let results = computed(&ledger, day(2013, 12, 31));

    let value = &results.value;
    assert_eq!(value.net_revenue_total, cents(14_770_318));
    assert_eq!(value.net_revenue_ttm, Ok(cents(7_163_911)));
    assert_eq!(value.net_revenue_prev_ttm, Ok(cents(7_606_407)));
    assert_eq!((value.purchases_ttm.clone(), value.customers.len()), (Ok(1_189), 100));

    let bridge = results.retention.ttm.expect("two years of history");
    assert!(is(bridge.net_revenue_retention(), 0.941_826, 6));
    assert!(is(bridge.gross_revenue_retention(), 0.820_199, 6));
    assert_eq!(bridge.customer_retention(), Some(1.0));
    assert_eq!((bridge.expansion, bridge.contraction), (cents(925_144), cents(1_367_640)));
    assert_eq!((bridge.churn, bridge.new, bridge.reactivation), (cents(0), cents(0), cents(0)));
    assert_eq!(results.retention.month_ends, [bridge]);
    assert_eq!(results.retention.fiscal_years, [(2013, bridge)]);

    let shares = results.concentration.now.expect("sales");
    assert!(is(Some(shares.top_10), 0.175_973, 6) && is(Some(shares.top_1), 0.021_148, 6));
    assert!(is(Some(shares.herfindahl_hirschman_index), 114.54, 2));
    let (largest, sales) = shares.customers[0];
    assert_eq!((ledger.customer(largest).id.as_str(), sales), ("8389-TCXFQ", cents(151_499)));

    let payment = &results.payment;
    let rounded = |measured: &Measured<f64>, published| is(measured.clone().ok(), published, 4);
    assert!(rounded(&payment.ttm.days_beyond_terms, -4.4290), "{:?}", payment.ttm);
    assert!(rounded(&payment.lifetime.days_beyond_terms, -3.3660), "{:?}", payment.lifetime);
    assert!(rounded(&payment.ttm.days_to_pay, 25.5710) && rounded(&payment.lifetime.days_to_pay, 26.6340));
    assert!(rounded(&payment.ttm.days_to_pay_simple, 25.2408));
    assert!(rounded(&payment.lifetime.days_to_pay_simple, 26.3751));
    assert!(rounded(&payment.days_beyond_terms_open, 6.3902), "{:?}", payment.days_beyond_terms_open);

    let total = results.aging.total.expect("payments");
    assert_eq!((total.open_balance(), total.overdue_balance()), (cents(76_190), cents(55_565)));
    assert_eq!((results.aging.open_items.len(), total.items[1..].iter().sum::<u32>()), (13, 10));
}

#[test]
fn every_metric_says_how_it_is_computed() {
    let sources = [
        include_str!("aging.rs"),
        include_str!("concentration.rs"),
        include_str!("retention/mod.rs"),
        include_str!("retention_simulator.rs"),
        include_str!("cohorts/mod.rs"),
        include_str!("lateness.rs"),
        include_str!("payment/mod.rs"),
        include_str!("receivable_ratios/mod.rs"),
        include_str!("risk.rs"),
        include_str!("shock_monitor.rs"),
        include_str!("rfm_classic.rs"),
        include_str!("sales_history.rs"),
        include_str!("scorecard/mod.rs"),
        include_str!("segmentation/mod.rs"),
        include_str!("small_customers.rs"),
        include_str!("value.rs"),
    ];
    for source in sources {
        let text: Vec<&str> = source.lines().take_while(|line| line.starts_with("//!")).collect();
        let headings: Vec<&str> = text.iter().filter_map(|line| line.strip_prefix("//! # ")).collect();
        assert_eq!(headings, ["Question", "Formula", "Worked example", "Edge cases", "Source"], "{}", text[0]);
        assert!(!text.iter().any(|line| line.contains('`')), "words for accountants, not code: {}", text[0]);
    }
}

#[test]
fn an_empty_ledger_computes() {
    let results = computed(&Books::new("EUR").ledger(), day(2024, 12, 31));
    assert!(results.value.net_revenue_ttm.is_err() && results.retention.ttm.is_err());
    assert!(results.concentration.now.is_err() && results.sales_history.months.is_empty());
    assert_eq!(results.aging.total.map(|total| total.open_balance()), Ok(cents(0)));
}

#[test]
fn sales_without_payments_compute() {
    let mut books = Books::new("EUR");
    books.payment_data(PaymentData::None);
    for month in 1..=12 {
        for year in [2022, 2023, 2024] {
            books.invoice("Alder", day(year, month, 5), whole(100));
        }
    }
    let results = computed(&books.ledger(), day(2024, 12, 31));
    assert_eq!(results.value.net_revenue_ttm, Ok(whole(1_200)));
    assert!(results.payment.lifetime.days_to_pay.is_err() && results.aging.total.is_err());
    assert!(results.concentration.losses.iter().all(|loss| loss.open_balance.is_none() && loss.open_share.is_none()));
    assert!(results.segmentation.without_timeliness);
}

/// Every ratio of the results, in a fixed order.
fn ratios(results: &Results) -> Vec<f64> {
    let bridges = || results.retention.month_ends.iter();
    let shares = results.concentration.now.iter().flat_map(|s| [s.top_1, s.top_10, s.herfindahl_hirschman_index]);
    let scores = results.segmentation.customers.iter().filter_map(|c| c.rating.scores).map(|s| s.total);
    let payment = [&results.payment.ttm, &results.payment.lifetime]
        .into_iter()
        .flat_map(|t| [&t.days_to_pay, &t.days_to_pay_simple, &t.days_to_pay_median, &t.days_beyond_terms])
        .filter_map(|days| days.clone().ok());
    bridges()
        .filter_map(super::retention::Bridge::net_revenue_retention)
        .chain(bridges().filter_map(super::retention::Bridge::gross_revenue_retention))
        .chain(shares)
        .chain(results.concentration.losses.iter().flat_map(|loss| [Some(loss.share), loss.open_share]).flatten())
        .chain(scores)
        .chain(payment)
        .collect()
}

/// Every sum of the results, in a fixed order.
fn sums(results: &Results) -> Vec<Money> {
    let of_bridge = |b: &super::retention::Bridge| {
        [b.opening_revenue, b.expansion, b.contraction, b.churn, b.new, b.reactivation, b.corrections]
    };
    let months = results.sales_history.months.iter().flat_map(|m| [m.net_revenue, m.new_customers, m.cash_collected]);
    let customers = results.value.customers.iter().map(|c| c.lifetime_value);
    let aging = results.aging.total.iter().flat_map(|total| total.buckets.into_iter().chain([total.unapplied]));
    results.retention.month_ends.iter().flat_map(of_bridge).chain(months).chain(customers).chain(aging).collect()
}

proptest! {
    #[test]
    fn later_facts_change_nothing(events in events(), as_of in 400_u64..1_900) {
        let as_of = Event::epoch() + Days::new(as_of);
        let known: Vec<Event> = events.iter().filter(|event| event.date() <= as_of).cloned().collect();
        prop_assume!(!known.is_empty());
        let mut with_later = books_of(&events);
        with_later.document(DocumentKind::Payment, "C0", as_of + Days::new(1), whole(9));
        let (before, after) = (computed(&books_of(&known).ledger(), as_of), computed(&with_later.ledger(), as_of));
        prop_assert_eq!(before, after);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
    ) {
        let as_of = day(2023, 6, 30);
        prop_assert_eq!(
            computed(&books_of(&events).ledger(), as_of),
            computed(&books_of(&shuffled).ledger(), as_of),
        );
    }

    #[test]
    fn amounts_have_no_scale(events in events()) {
        let as_of = day(2023, 6, 30);
        let larger: Vec<Event> = events.iter().map(|event| event.times(100)).collect();
        let (one, hundred) = (books_of(&events).ledger(), books_of(&larger).ledger());
        let (one, hundred) = (computed(&one, as_of), computed(&hundred, as_of));
        let scaled: Vec<Money> = sums(&one).into_iter().map(|sum| cents(sum.minor() * 100)).collect();
        prop_assert_eq!(scaled, sums(&hundred));
        let (of_one, of_hundred) = (ratios(&one), ratios(&hundred));
        prop_assert_eq!(of_one.len(), of_hundred.len());
        for (a, b) in of_one.into_iter().zip(of_hundred) {
            prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} {b}");
        }
        let segments = |results: &Results| results.segmentation.customers.iter().map(|c| c.segment).collect::<Vec<_>>();
        prop_assert_eq!(segments(&one), segments(&hundred));
    }
}

/// Results are parallel to the ledger's customers.
#[test]
fn results_stand_in_the_order_of_customers() {
    let mut books = Books::new("EUR");
    books.paid("Zelkova", day(2022, 1, 5), 10, whole(1));
    books.paid("Alder", day(2022, 1, 6), 10, whole(2));
    let ledger = books.ledger();
    let results = computed(&ledger, day(2024, 1, 31));
    assert_eq!(ledger.customer(CustomerIx(0)).id, "Alder");
    assert_eq!(results.value.customers[0].lifetime_value, whole(2));
    assert_eq!(results.segmentation.customers[0].rating.evidence.lifetime_value, whole(2));
    assert_eq!(results.payment.customers[0].lifetime.amount, whole(2));
}
