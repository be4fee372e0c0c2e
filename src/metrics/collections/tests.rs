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
    assert!(curves.chance(Rule::MeanDays, &open[0], 4) < 0.5, "the mean is 35 days, which is 5 past due");
    assert!((curves.chance(Rule::MeanDays, &open[0], 5) - 41.0 / 42.0).abs() < 1e-12, "no rule is sure");
}

#[test]
fn what_was_always_paid_at_once_is_not_certain() {
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
    let curves = Curves::learned(&history, as_of);
    let chance = curves.chance(Rule::Customers, &open[0], 90);
    assert!((chance - 41.0 / 42.0).abs() < 1e-12, "forty of forty: {chance}");
    assert!(curves.chance(Rule::Customers, &open[0], 1) < 1.0);
}

/// Years of a business that pays to the day, and one invoice that has long missed its day.
#[test]
fn what_has_missed_its_day_is_paid_at_once_by_no_rule() {
    let mut books = Books::new("EUR");
    for month in 0..36 {
        for (name, pays_after) in [("Alder", 30), ("Birch", 45), ("Cedar", 60)] {
            let (year, month) = (2021 + month / 12, u32::try_from(month % 12 + 1).expect("a month"));
            books.paid(name, day(year, month, 5), pays_after, whole(1_000));
        }
    }
    books.invoice("Birch", day(2023, 8, 1), whole(11_900));
    for name in ["Alder", "Cedar"] {
        books.invoice(name, day(2023, 12, 20), whole(1_000));
    }
    let as_of = day(2023, 12, 31);
    let (ledger, history) = {
        let ledger = books.ledger();
        let history = History::of(&ledger, as_of);
        (ledger, history)
    };
    let (open, curves) = (history.open_at(as_of), Curves::learned(&history, as_of));
    let late = open.iter().find(|item| item.open == whole(11_900)).expect("open");
    for days in HORIZONS {
        let own = curves.chance(Rule::Customers, late, days);
        assert!((0.0..0.5).contains(&own), "{own}");
        for rule in Rule::ALL {
            assert!(curves.chance(rule, late, days) < 0.5, "{rule:?}");
        }
    }
    let forecast = collections(&ledger, as_of).forecast.expect("enough history");
    let total = forecast.totals.last().expect("90 days");
    assert!(total.amount.expect("tested") < whole(8_000), "{total:?}");
    let apart = total.apart.expect("it owes far more than the range is wide");
    assert_eq!(apart.open, whole(12_900), "with its invoice of December");
    for invoice in &forecast.invoices {
        assert!(invoice.chances.iter().flatten().all(|chance| 0.0 < *chance && *chance < 1.0), "{invoice:?}");
    }
}

/// Payments that always come a little later than the curve says, as where they bunch at month ends.
#[test]
fn a_bias_that_month_ends_show_is_taken_off_the_total() {
    let mut books = Books::new("EUR");
    for number in 0..48_i32 {
        let (year, month) = (2020 + number / 12, u32::try_from(number % 12 + 1).expect("a month"));
        for customer in ["Alder", "Birch", "Cedar", "Dogwood"] {
            books.paid(customer, day(year, month, 28), 18, whole(1_000));
        }
    }
    for customer in ["Alder", "Birch", "Cedar", "Dogwood"] {
        books.invoice(customer, day(2024, 1, 28), whole(1_000));
    }
    // Everything comes on the fifteenth; the curve spreads it over the stretch from 20 to 10 days before the due date.
    let ledger = books.ledger();
    let record = collections(&ledger, day(2024, 1, 31)).track_record.expect("a track record");
    for tested in &record.horizons {
        for rule in Rule::ALL {
            let [plain, corrected] = [false, true].map(|corrected| tested.score(Way { rule, corrected }));
            let worth = |score: Score| score.error.expect("payments");
            assert!(tested.way.rule != rule || worth(tested.made()) <= worth(plain).min(worth(corrected)) + 0.01);
        }
        assert_eq!(tested.factor.is_some(), tested.way.corrected);
    }
    // In the middle of a month nothing is known of what month ends teach.
    let record = collections(&ledger, day(2024, 1, 30)).track_record.expect("a track record");
    assert!(record.horizons.iter().all(|tested| !tested.way.corrected));
}

#[test]
fn a_steady_payer_is_expected_when_it_always_came() {
    let mut books = Books::new("EUR");
    for month in 1..=12 {
        for name in ["Birch", "Cedar", "Dogwood"] {
            books.paid(name, day(2023, month, 5), 30, whole(1_000));
        }
    }
    for month in 1..=9 {
        books.paid("Utility", day(2023, month, 7), 63, whole(1_000));
    }
    let invoice = books.invoice("Utility", day(2024, 1, 7), whole(29_000));
    let collections = collections(&books.ledger(), day(2024, 1, 31));
    let habit = collections.habits.iter().flatten().find(|habit| habit.usual() == 63).expect("steady");
    assert_eq!((habit.slowest(), habit.invoices()), (63, 8));
    let forecast = collections.forecast.expect("enough history");
    let open = forecast.invoices.iter().find(|item| item.document == invoice).expect("open");
    let [_, _, in_30, in_60, _] = open.chances[..] else { panic!("five horizons") };
    assert!(in_30.is_some_and(|chance| chance < 0.12), "54 days after the invoice: {in_30:?}");
    assert!(in_60.is_some_and(|chance| chance > 0.9), "84 days after the invoice: {in_60:?}");
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

#[test]
fn a_customer_gone_silent_is_not_expected_to_pay_its_newest_invoice_first() {
    let mut books = Books::new("EUR");
    for month in 1..=12 {
        for name in ["Alder", "Birch", "Cedar"] {
            books.paid(name, day(2023, month, 1), 30, whole(100));
        }
    }
    books.invoice("Alder", day(2024, 1, 1), whole(100));
    books.invoice("Alder", day(2024, 6, 15), whole(100));
    let as_of = day(2024, 6, 30);
    let forecast = collections(&books.ledger(), as_of).forecast.expect("enough history");
    let chances: Vec<f64> = forecast.invoices.iter().filter_map(|invoice| invoice.chances[2]).collect();
    assert_eq!(chances.len(), 2);
    assert!(chances[1] <= chances[0] && chances[0] < 0.5, "{chances:?}");
    let history = History::of(&books.ledger(), as_of);
    assert!(history.settled_in_order(as_of));
    let newest = &history.open_at(as_of)[1];
    assert!(Curves::learned(&history, as_of).chance(Rule::Customers, newest, 30) > 0.8, "that was its habit");
    // One who pays new invoices while an old one stays open: each invoice has its own chance.
    for month in 1..=5 {
        books.paid("Alder", day(2024, month, 10), 30, whole(100));
    }
    assert!(!History::of(&books.ledger(), as_of).settled_in_order(as_of));
}

#[test]
fn a_horizon_at_which_forecasts_were_worthless_has_no_amount() {
    // Nothing is ever paid in its first weeks but the small change of a second customer.
    let mut books = Books::new("EUR");
    for month in 1..=12 {
        for number in 0..4 {
            books.paid("Alder", day(2023, month, 1 + number), 200, whole(100));
            books.paid("Birch", day(2023, month, 1 + number), 31, whole(1));
        }
    }
    books.invoice("Alder", day(2024, 6, 15), whole(100));
    let collections = collections(&books.ledger(), day(2024, 6, 30));
    let forecast = collections.forecast.expect("enough history");
    for (place, total) in forecast.totals.iter().enumerate() {
        let usable = total.past.is_none_or(|past| past.is_usable());
        assert_eq!(total.amount.is_some(), usable, "{total:?}");
        let has_chances = total.by_invoice.is_some();
        assert!(forecast.invoices.iter().all(|invoice| invoice.chances[place].is_some() == has_chances));
        assert!(usable || !has_chances, "the best way is no worse than this one");
    }
    let score = |error| Score { error, bias: None };
    assert!(score(Some(1.0)).is_usable() && !score(Some(1.01)).is_usable() && !score(None).is_usable());
}

#[test]
fn the_range_has_the_bias_of_past_forecasts() {
    let open = [OpenInvoice {
        at: 0,
        document: DocumentIx(0),
        customer: CustomerIx(0),
        open: whole(1_000),
        days_past_due: 0,
        issued_at: -30,
    }];
    // Ten forecasts, each too high by a tenth to a fifth of what was open.
    let misses: Vec<f64> = (0..10).map(|number| -0.2 + 0.01 * f64::from(number)).collect();
    assert_eq!(past_range(whole(500), &open, &misses), Some((whole(310), whole(380))));
    assert_eq!(past_range(whole(100), &open, &misses), Some((whole(0), whole(0))), "no less than nothing");
    assert_eq!(past_range(whole(500), &open, &misses[1..]), None);
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
            let everyone: Vec<_> = forecast.invoices.iter().map(|invoice| invoice.customer).collect();
            for (place, total) in forecast.totals.iter().enumerate() {
                let amount = total.amount.unwrap_or_default();
                prop_assert!(Money::ZERO <= amount && amount <= open);
                if let Some((low, high)) = total.range {
                    prop_assert!(low <= amount && amount <= high && low < high && high <= open);
                }
                prop_assert_eq!(forecast.expected_from(&everyone, place), total.by_invoice);
                let added: Money = forecast.invoices.iter().filter_map(|invoice| invoice.expected(place)).sum();
                prop_assert_eq!(total.by_invoice.unwrap_or_default(), added);
                if let (Some(by_invoice), Some(amount)) = (total.by_invoice, total.amount) {
                    let as_it_is = total.way == Way::plain(Rule::Customers);
                    prop_assert!(!as_it_is || by_invoice <= amount);
                }
            }
            for invoice in &forecast.invoices {
                prop_assert!(invoice.chances.iter().flatten().all(|chance| 0.0 < *chance && *chance < 1.0));
            }
            let amounts: Vec<Money> = forecast.totals.iter().filter_map(|total| total.amount).collect();
            prop_assert!(amounts.is_sorted());
        }
    }
}
