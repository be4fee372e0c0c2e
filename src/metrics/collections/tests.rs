//! The worked example, the laws of chances, and the track record on published receivables.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::ledger::testing::{Books, Event, books_of, day, events, whole};

/// Forty invoices of one habit: half paid on their due date, half ten days later; one that falls due today.
fn worked_example() -> Ledger {
    let mut books = Books::new("EUR");
    for number in 0..40 {
        let issued = day(2024, 1, 1) + Days::new(number);
        let invoice = books.invoice_due("Alder", issued, issued + Days::new(30), whole(100));
        books.pay(invoice, issued + Days::new(if number % 2 == 0 { 30 } else { 40 }), whole(100));
    }
    books.invoice_due("Newcomer", day(2024, 5, 1), day(2024, 5, 31), whole(100));
    books.ledger()
}

#[test]
fn half_of_those_that_fall_due_are_paid_within_five_days() {
    let (ledger, as_of) = (worked_example(), day(2024, 5, 31));
    let history = History::of(&ledger, as_of);
    let open = history.open_at(as_of);
    let curves = Curves::learned(&history, as_of);
    assert_eq!((history.settled_until(as_of), open.len()), (40, 1));
    let chance = curves.chance(Rule::Pool, &open[0], 5);
    // The newcomer itself has not been at risk in this stretch.
    assert!((chance - 0.5).abs() < 1e-12, "{chance}");
    assert!((curves.chance(Rule::Customers, &open[0], 5) - 0.5).abs() < 1e-12, "without a history of its own");
    assert!(curves.chance(Rule::Pool, &open[0], 20) > 0.95);
    assert!((curves.chance(Rule::DueDate, &open[0], 7) - 1.0).abs() < 1e-12);
    assert!(curves.chance(Rule::MeanDays, &open[0], 4) < 0.5, "the mean is 35 days, which is 5 past due");
}

#[test]
fn what_is_paid_at_once_is_no_more_than_certain() {
    let mut books = Books::new("EUR");
    for number in 0..40 {
        let issued = day(2024, 1, 1) + Days::new(number);
        let invoice = books.invoice_due("Alder", issued, issued + Days::new(11), whole(100));
        books.pay(invoice, issued, whole(100));
    }
    books.invoice_due("Alder", day(2024, 3, 1), day(2024, 3, 12), whole(100));
    let (ledger, as_of) = (books.ledger(), day(2024, 3, 1));
    let history = History::of(&ledger, as_of);
    let open = history.open_at(as_of);
    let chance = Curves::learned(&history, as_of).chance(Rule::Customers, &open[0], 7);
    assert!((chance - 1.0).abs() < 1e-12, "{chance}");
}

#[test]
fn few_settled_invoices_give_no_chances() {
    let mut books = Books::new("USD");
    for number in 0..29 {
        books.paid("Alder", day(2024, 1, 1) + Days::new(number), 20, whole(10));
    }
    books.invoice("Alder", day(2024, 5, 1), whole(10));
    let collections = collections(&books.ledger(), day(2024, 5, 31));
    assert_eq!(collections.forecast, Err(NotEnough::Nothing));
    assert_eq!(collections.track_record, None);
}

#[test]
fn without_days_of_payment_there_is_no_forecast() {
    let mut books = Books::new("USD");
    books.invoice("Alder", day(2024, 1, 1), whole(10));
    books.payment_data(PaymentData::None);
    assert_eq!(collections(&books.ledger(), day(2024, 5, 31)).forecast, Err(NotEnough::NoPayments));
}

#[test]
fn an_invoice_that_was_credited_was_never_paid() {
    let mut books = Books::new("USD");
    let invoice = books.invoice("Alder", day(2024, 1, 1), whole(10));
    books.credit(crate::ledger::DocumentKind::CreditNote, invoice, day(2024, 1, 5), whole(10));
    let history = History::of(&books.ledger(), day(2024, 5, 31));
    assert_eq!(history.settled_until(day(2024, 5, 31)), 0);
    assert_eq!(history.open_at(day(2024, 1, 4)).len(), 1);
    assert_eq!(history.open_at(day(2024, 1, 5)).len(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chances_are_chances_and_grow_with_time(facts in events(), on in 0_u64..900) {
        let (ledger, as_of) = (books_of(&facts).ledger(), Event::epoch() + Days::new(on));
        let history = History::of(&ledger, as_of);
        let curves = Curves::learned(&history, as_of);
        for invoice in history.open_at(as_of) {
            for rule in Rule::ALL {
                let chances: Vec<f64> = HORIZONS.iter().map(|&days| curves.chance(rule, &invoice, days)).collect();
                prop_assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)), "{chances:?}");
                prop_assert!(chances.is_sorted(), "{chances:?}");
            }
        }
    }

    #[test]
    fn what_is_expected_is_part_of_what_is_open(facts in events(), on in 0_u64..900) {
        let (ledger, as_of) = (books_of(&facts).ledger(), Event::epoch() + Days::new(on));
        if let Ok(forecast) = collections(&ledger, as_of).forecast {
            let open: Money = forecast.invoices.iter().map(|invoice| invoice.open).sum();
            for total in &forecast.totals {
                prop_assert!(total.low <= total.amount && total.amount <= total.high && total.high <= open);
            }
            let amounts: Vec<Money> = forecast.totals.iter().map(|total| total.amount).collect();
            prop_assert!(amounts.is_sorted());
        }
    }
}
