//! Published and worked examples, and what the ratios have in common.

use chrono::Days;
use proptest::prelude::*;

use super::countback::countback;
use super::*;
use crate::ledger::PaymentData;
use crate::ledger::testing::{Books, books_of, day, events, whole};

const MONTHS: [(i64, i64); 6] = [(2_500, 30), (1_750, 31), (2_250, 31), (2_500, 30), (2_000, 31), (2_250, 30)];

fn counted(owed: i64) -> Measured<Countback> {
    countback(whole(owed), MONTHS.into_iter().map(|(sales, days)| (whole(sales), days)))
}

fn near(measured: &Measured<f64>, expected: f64) -> bool {
    measured.as_ref().is_ok_and(|value| (value - expected).abs() < 0.005)
}

#[test]
fn countback_gives_what_its_example_gives() {
    let days = |owed| counted(owed).map(Countback::at_least);
    assert!(near(&days(12_000), 166.33), "{:?}", counted(12_000));
    assert!(near(&days(13_000), 179.67), "{:?}", counted(13_000));
    assert_eq!(counted(2_500), Ok(Countback::Days(30.0)));
    assert_eq!(counted(0), Ok(Countback::Days(0.0)));
    assert_eq!(counted(13_250), Ok(Countback::Days(183.0)));
    assert_eq!(counted(13_251), Ok(Countback::MoreThan(183)));
}

#[test]
fn countback_stops_at_a_month_without_sales() {
    let months = [(whole(100), 30), (whole(0), 31), (whole(900), 30)];
    assert_eq!(countback(whole(150), months.into_iter()), Ok(Countback::MoreThan(30)));
    assert_eq!(countback(whole(150), months.into_iter().skip(1)), Err(NotEnough::NoSales));
    assert_eq!(countback(whole(150), [(whole(-5), 30)].into_iter()), Err(NotEnough::NoSales));
}

/// Credit sales of 36,500 in the 365 days of 2023: 33,500 before December, 3,000 in it. Of December nothing is paid, of
/// what is older 3,500 was owed when it began; 3,000 is owed at the end, 1,000 of it past due.
fn worked_example() -> Books {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    books.paid("Alder", day(2023, 2, 1), 20, whole(30_000));
    let older = books.invoice_due("Alder", day(2023, 11, 1), day(2023, 11, 20), whole(3_500));
    books.pay(older, day(2023, 12, 10), whole(2_500));
    let newer = books.invoice_due("Birch", day(2023, 12, 11), day(2024, 1, 10), whole(3_000));
    books.pay(newer, day(2023, 12, 20), whole(1_000));
    books.document(DocumentKind::CashSale, "Birch", day(2023, 12, 20), whole(700));
    books
}

#[test]
fn worked_example_comes_out() {
    let found = receivable_ratios(&worked_example().ledger(), day(2023, 12, 31)).now.expect("balances");
    assert_eq!((found.owed, found.current), (whole(3_000), whole(2_000)));
    assert_eq!(found.credit_sales, Ok(whole(36_500)));
    assert!(near(&found.days_sales_outstanding, 30.0) && near(&found.best_possible_days, 20.0));
    assert!(near(&found.average_days_delinquent, 10.0));
    assert!(near(&found.collection_effectiveness, 77.78), "{found:?}");
    // 3,000 of December's 3,000.
    assert_eq!(found.countback, Ok(Countback::Days(31.0)));
    // 60 days x 1,000 / 3,500 + 20 days x 2,000 / 3,000.
    assert!(near(&found.true_days, 60.0 / 3.5 + 40.0 / 3.0));
}

#[test]
fn what_cannot_be_told_says_why() {
    let mut books = worked_example();
    let short = receivable_ratios(&books.ledger(), day(2022, 6, 30)).now.expect("balances");
    assert!(matches!(short.days_sales_outstanding, Err(NotEnough::History { .. })));
    let before_any_sale = receivable_ratios(&books.ledger(), day(2023, 1, 31)).now.expect("balances");
    assert_eq!(before_any_sale.days_sales_outstanding, Err(NotEnough::NoSales));
    assert_eq!(before_any_sale.collection_effectiveness, Err(NotEnough::Nothing));
    let opening = books.document(DocumentKind::OpeningBalance, "Alder", day(2022, 1, 1), whole(70));
    books.credit(DocumentKind::WriteOff, opening, day(2024, 6, 1), whole(70));
    let carried = receivable_ratios(&books.ledger(), day(2022, 6, 30)).now.expect("balances");
    assert_eq!((carried.owed, carried.true_days), (whole(70), Ok(0.0)));
    assert_eq!(carried.countback, Err(NotEnough::NoSales));
    books.payment_data(PaymentData::None);
    assert_eq!(receivable_ratios(&books.ledger(), day(2023, 12, 31)).now, Err(NotEnough::NoPayments));
}

proptest! {
    #[test]
    fn the_days_hold_together(events in events(), as_of in 400_u64..1_900) {
        let (ledger, as_of) = (books_of(&events).ledger(), day(2019, 1, 1) + Days::new(as_of));
        let found = receivable_ratios(&ledger, as_of);
        for ratios in found.month_ends.iter().chain(&found.now) {
            prop_assert!(ratios.current <= ratios.owed && !ratios.current.is_negative());
            if let (Ok(simple), Ok(best), Ok(delinquent)) =
                (&ratios.days_sales_outstanding, &ratios.best_possible_days, &ratios.average_days_delinquent)
            {
                prop_assert!(best <= simple && *delinquent >= 0.0);
                prop_assert!((simple - best - delinquent).abs() < 1e-6 * simple.max(1.0));
            }
            if let Ok(index) = ratios.collection_effectiveness {
                prop_assert!(index <= 100.0 + 1e-9);
                prop_assert_eq!((index - 100.0).abs() < 1e-9, ratios.owed == ratios.current);
            }
        }
    }

    #[test]
    fn a_month_end_looks_as_it_did_on_that_day(events in events()) {
        let ledger = books_of(&events).ledger();
        for ratios in receivable_ratios(&ledger, day(2023, 9, 17)).month_ends {
            prop_assert_eq!(receivable_ratios(&ledger, ratios.period.last_day()).now, Ok(ratios));
        }
    }

    #[test]
    fn owed_is_what_the_aging_shows(events in events()) {
        let (ledger, as_of) = (books_of(&events).ledger(), day(2022, 9, 17));
        let found = receivable_ratios(&ledger, as_of).now.expect("balances");
        let aging = crate::metrics::aging::aging(&ledger, as_of).total.expect("balances");
        prop_assert_eq!(found.owed, aging.open_balance() + aging.unapplied);
        prop_assert_eq!(found.owed - found.current, aging.overdue_balance());
    }
}
