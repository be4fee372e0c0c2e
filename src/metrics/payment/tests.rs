//! The worked example, what is left out, and what is not known.

use super::*;
use crate::ledger::testing::{Books, books_of, day, events, whole};
use chrono::Days;
use proptest::prelude::*;

fn near(measured: Measured<f64>, expected: f64) -> bool {
    measured.is_ok_and(|value| (value - expected).abs() < 1e-9)
}

/// Two invoices of January 2024 in books that begin two years before.
fn worked_example() -> Books {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    let first = books.invoice("Alder", day(2024, 1, 1), whole(1_000));
    books.pay(first, day(2024, 1, 21), whole(600));
    books.pay(first, day(2024, 2, 20), whole(400));
    books.paid("Alder", day(2024, 1, 1), 10, whole(9_000));
    books
}

#[test]
fn terms_are_usual_where_three_of_five_invoices_have_them() {
    let mut books = Books::new("EUR");
    let terms = |books: &Books| {
        let payment = payment(&books.ledger(), day(2024, 12, 31));
        (payment.usual_terms_days, payment.terms_vary)
    };
    assert_eq!(terms(&books), (None, false), "no due date at all");
    for days in [30, 30, 30, 20, 45] {
        books.invoice_due("Alder", day(2024, 1, 1), day(2024, 1, 1) + Days::new(days), whole(10));
    }
    assert_eq!(terms(&books), (Some(30), false));
    books.invoice_due("Alder", day(2024, 2, 1), day(2024, 3, 20), whole(10));
    assert_eq!(terms(&books), (None, true));
}

#[test]
fn worked_example_comes_out() {
    let payment = payment(&worked_example().ledger(), day(2024, 12, 31));
    assert!(near(payment.ttm.days_to_pay.clone(), 12.2));
    assert!(near(payment.ttm.days_to_pay_simple.clone(), 30.0));
    assert!(near(payment.ttm.days_to_pay_median.clone(), 10.0));
    assert!(near(payment.ttm.days_beyond_terms.clone(), -17.8));
    assert_eq!((payment.ttm.payments, payment.ttm.invoices_closed), (3, 2));
    assert_eq!((payment.ttm.amount, payment.ttm.derived), (whole(10_000), whole(0)));
    assert_eq!(payment.usual_terms_days, Some(30));
    assert_eq!(payment.prev_ttm.days_to_pay, Err(NotEnough::Nothing));
    assert_eq!(payment.lifetime, payment.ttm);
    let invoices = &payment.customers[0].invoices;
    let told: Vec<_> = invoices.iter().map(|i| (i.open, i.closed_on, i.days_to_pay, i.days_against_terms)).collect();
    let large = (whole(0), Some(day(2024, 1, 11)), Some(10), Some(-20));
    let small = (whole(0), Some(day(2024, 2, 20)), Some(32), Some(20));
    assert_eq!(told, [large, small]);
}

#[test]
fn half_of_the_weight_is_between_two_values() {
    let median = |values: &[(i64, i64)]| {
        times::weighted_quantile(values.iter().map(|&(value, weight)| (value, whole(weight))).collect(), 5)
    };
    assert_eq!(median(&[(30, 1), (10, 1)]), Some(20.0));
    assert_eq!(median(&[(30, 3), (10, 1), (90, 1)]), Some(30.0));
    assert_eq!(median(&[]), None);
}

#[test]
fn what_is_past_due_is_a_floor() {
    let mut books = worked_example();
    books.invoice("Birch", day(2024, 9, 22), whole(1_000));
    books.invoice("Birch", day(2024, 12, 20), whole(9_000));
    let payment = payment(&books.ledger(), day(2024, 12, 31));
    // (122,000 + 1,000 x 100) / 11,000; what is not due yet is not in it.
    assert!(near(payment.ttm.days_to_pay_with_open.clone(), 222.0 / 11.0));
    assert!(near(payment.ttm.days_to_pay, 12.2));
    assert_eq!(payment.prev_ttm.days_to_pay_with_open, Err(NotEnough::Nothing));
    let birch = &payment.customers[1];
    assert_eq!(birch.ttm.days_to_pay, Err(NotEnough::Nothing));
    assert!(near(birch.ttm.days_to_pay_with_open.clone(), 100.0), "there without a payment");
    assert_eq!(payment.rolling_days_to_pay_with_open.last(), Some(&(day(2024, 12, 31), Some(222.0 / 11.0))));
}

#[test]
fn a_customer_who_stops_paying_makes_nothing_better() {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    for month in 1..=12 {
        for year in [2022, 2023, 2024] {
            books.paid("Prompt", day(year, month, 1), 20, whole(100));
        }
        books.paid("Slow", day(2023, month, 1), 29, whole(900));
        books.invoice("Slow", day(2024, month, 1), whole(900));
    }
    let payment = payment(&books.ledger(), day(2024, 12, 31));
    let change = |get: fn(&PaymentTimes) -> &Measured<f64>| {
        get(&payment.ttm).clone().expect("now") - get(&payment.prev_ttm).clone().expect("before")
    };
    assert!(change(|t| &t.days_to_pay) < -5.0, "what was paid came sooner");
    assert!(change(|t| &t.days_to_pay_with_open) > 100.0, "the rest did not come at all");
}

#[test]
fn the_slowest_tenth_is_told_from_five_payments_on() {
    let slowest = |payments: u64| {
        let mut books = Books::new("EUR");
        books.history_from(day(2023, 1, 1));
        for number in 0..payments {
            books.paid("Alder", day(2024, 3, 1), 10 * (number + 1), whole(100));
        }
        payment(&books.ledger(), day(2024, 12, 31)).ttm.days_to_pay_p90
    };
    assert_eq!(slowest(4), Err(NotEnough::Nothing));
    assert!(near(slowest(5), 50.0));
    assert!(near(slowest(10), 95.0), "nine of ten payments of the same size took 90 days or fewer");
}

#[test]
fn payments_are_counted_by_how_long_they_took() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for days in [0, 15, 16, 30, 31, 60, 61, 90, 91, 120, 121, 200] {
        books.paid("Alder", day(2024, 1, 10), days, whole(10));
    }
    let spread = payment(&books.ledger(), day(2024, 12, 31)).ttm.spread;
    assert_eq!(spread.map(|band| band.parts), [2, 2, 1, 1, 2, 2, 2]);
    assert_eq!(spread[0].amount, whole(20));
}

#[test]
fn early_money_counts_as_no_days_and_as_early() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    let invoice = books.invoice("Alder", day(2024, 3, 10), whole(100));
    books.pay(invoice, day(2024, 2, 29), whole(100));
    let ledger = books.ledger();
    let ttm = payment(&ledger, day(2024, 12, 31)).ttm;
    assert!(near(ttm.days_to_pay, 0.0) && near(ttm.days_to_pay_simple, 0.0));
    assert!(near(ttm.days_beyond_terms, -40.0));
    let before_the_invoice = payment(&ledger, day(2024, 3, 9));
    assert_eq!(before_the_invoice.ttm.days_to_pay, Err(NotEnough::Nothing));
    let rolling = payment(&ledger, day(2024, 12, 31)).rolling_days_to_pay;
    let at = |end| rolling.iter().find(|&&(found, _)| found == end).map(|&(_, days)| days);
    assert_eq!((at(day(2024, 2, 29)), at(day(2024, 3, 31))), (Some(None), Some(Some(0.0))));
}

#[test]
fn credits_and_write_offs_pay_nothing() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for kind in [DocumentKind::CreditNote, DocumentKind::WriteOff] {
        let invoice = books.invoice("Alder", day(2024, 3, 10), whole(100));
        books.credit(kind, invoice, day(2024, 6, 10), whole(100));
    }
    let opening = books.document(DocumentKind::OpeningBalance, "Alder", day(2024, 1, 1), whole(70));
    books.pay(opening, day(2024, 1, 15), whole(70));
    let payment = payment(&books.ledger(), day(2024, 12, 31));
    assert_eq!((payment.ttm.payments, payment.ttm.invoices_closed), (0, 0));
    assert_eq!(payment.ttm.days_to_pay_simple, Err(NotEnough::Nothing));
    assert_eq!(payment.customers[0].invoices[0].closed_on, Some(day(2024, 6, 10)));
}

#[test]
fn a_payment_without_a_day_settles_and_is_left_out_of_the_days() {
    let mut books = worked_example();
    let invoice = books.invoice("Birch", day(2024, 5, 1), whole(500));
    let payment_at = books.pay(invoice, day(2024, 12, 31), whole(500));
    books.edit(payment_at).date_is_assumed = true;
    let payment = payment(&books.ledger(), day(2024, 12, 31));
    assert!(near(payment.ttm.days_to_pay, 12.2));
    let birch = &payment.customers[1];
    let invoice = &birch.invoices[0];
    assert_eq!((invoice.open, invoice.closed_on, invoice.days_against_terms), (whole(0), None, None));
    assert_eq!(birch.ttm.days_to_pay_simple, Err(NotEnough::Nothing));
    assert_eq!(payment.days_beyond_terms_open, Err(NotEnough::Nothing));
}

#[test]
fn what_is_not_known_is_said() {
    let mut books = worked_example();
    let short = payment(&books.ledger(), day(2022, 6, 30)).ttm.days_to_pay;
    assert!(matches!(short, Err(NotEnough::History { .. })));
    books.payment_data(PaymentData::BalancesOnly);
    let balances = payment(&books.ledger(), day(2024, 1, 20));
    assert_eq!(balances.lifetime.days_to_pay, Err(NotEnough::NoPayments));
    books.payment_data(PaymentData::None);
    let none = payment(&books.ledger(), day(2024, 12, 31));
    assert_eq!(none.days_beyond_terms_open, Err(NotEnough::NoPayments));
    assert_eq!(none.customers[0].ttm.days_beyond_terms, Err(NotEnough::NoPayments));
}

#[test]
fn open_items_past_due_are_weighted_by_what_is_open() {
    let mut books = worked_example();
    books.invoice("Birch", day(2024, 11, 1), whole(300));
    let partly = books.invoice("Birch", day(2024, 10, 2), whole(1_000));
    books.pay(partly, day(2024, 12, 1), whole(900));
    books.invoice("Birch", day(2024, 12, 20), whole(5_000));
    // 300 past due for 30 days, 100 for 60, and 5,000 not due.
    let payment = payment(&books.ledger(), day(2024, 12, 31));
    assert!(near(payment.days_beyond_terms_open, 37.5));
    assert_eq!(payment.customers[0].days_beyond_terms_open, Err(NotEnough::Nothing));
}

proptest! {
    #[test]
    fn a_month_end_looks_as_it_did_on_that_day(events in events()) {
        let ledger = books_of(&events).ledger();
        for (end, days) in payment(&ledger, day(2023, 12, 31)).rolling_days_to_pay {
            prop_assert_eq!(payment(&ledger, end).ttm.days_to_pay.ok(), days);
        }
        for (end, days) in payment(&ledger, day(2023, 12, 31)).rolling_days_to_pay_with_open {
            prop_assert_eq!(payment(&ledger, end).ttm.days_to_pay_with_open.ok(), days);
        }
    }

    #[test]
    fn the_spread_holds_every_payment_once(events in events()) {
        let payment = payment(&books_of(&events).ledger(), day(2023, 6, 30));
        let customers = payment.customers.iter().flat_map(|c| [&c.ttm, &c.prev_ttm, &c.lifetime]);
        for times in customers.chain([&payment.ttm, &payment.prev_ttm, &payment.lifetime]) {
            prop_assert_eq!(times.spread.iter().map(|band| band.parts).sum::<u32>(), times.parts);
            prop_assert_eq!(times.spread.iter().map(|band| band.amount).sum::<Money>(), times.amount);
            if let (Ok(median), Ok(slow)) = (&times.days_to_pay_median, &times.days_to_pay_p90) {
                prop_assert!(median <= slow);
            }
        }
    }

    #[test]
    fn with_the_same_terms_for_all_the_two_averages_are_those_terms_apart(
        payments in proptest::collection::vec((0_u64..300, 0_u64..120, 1_i64..10_000), 1..20),
        terms in 0_u64..90,
    ) {
        let mut books = Books::new("EUR");
        for (issued, days, amount) in payments {
            let date = day(2023, 1, 1) + Days::new(issued);
            let invoice = books.invoice_due("Alder", date, date + Days::new(terms), whole(amount));
            books.pay(invoice, date + Days::new(days), whole(amount));
        }
        let times = payment(&books.ledger(), day(2024, 12, 31)).lifetime;
        let (to_pay, beyond) = (times.days_to_pay.expect("paid"), times.days_beyond_terms.expect("paid"));
        prop_assert!((to_pay - terms as f64 - beyond).abs() < 1e-6);
    }
}
