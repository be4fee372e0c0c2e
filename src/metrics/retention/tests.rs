//! Worked examples and published figures, and what holds for every bridge.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::base::Money;
use crate::ledger::testing::{Books, Event, books_of, day, events, whole};
use crate::ledger::{CustomerIx, DocumentKind};
use crate::metrics::{NotEnough, first_covered};

/// Sales of 2023 and 2024 by customer in books that begin with 2022; negative ones are credit notes.
fn two_years(sales: &[(&str, i64, i64)]) -> Books {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    for &(customer, previous, current) in sales {
        for (date, amount) in [(day(2023, 6, 1), previous), (day(2024, 6, 1), current)] {
            let kind = if amount < 0 { DocumentKind::CreditNote } else { DocumentKind::Invoice };
            if amount != 0 {
                books.document(kind, customer, date, whole(amount.abs()));
            }
        }
    }
    books
}

fn at_end_of_2024(books: &Books) -> Retention {
    retention(&books.ledger(), day(2024, 12, 31), &RetentionPolicy::default())
}

fn rates(bridge: &Bridge) -> [Option<f64>; 3] {
    [bridge.net_revenue_retention(), bridge.gross_revenue_retention(), bridge.customer_retention()]
}

#[test]
fn worked_example_comes_out() {
    let found = at_end_of_2024(&two_years(&[("A", 100, 130), ("B", 80, 60), ("C", 20, 0), ("D", 0, 50)]));
    let bridge = found.ttm.expect("two years of history");
    assert_eq!((bridge.opening_revenue, bridge.retention_base), (whole(200), whole(200)));
    assert_eq!((bridge.expansion, bridge.contraction, bridge.churn), (whole(30), whole(20), whole(20)));
    assert_eq!((bridge.new, bridge.reactivation, bridge.corrections), (whole(50), whole(0), whole(0)));
    assert_eq!(bridge.closing_revenue, whole(240));
    assert_eq!(rates(&bridge), [Some(0.95), Some(0.80), Some(2.0 / 3.0)]);
    let classes: Vec<_> = found.movements.iter().map(|m| (m.customer.0, m.class)).collect();
    let expected = [
        (3, MovementClass::New),
        (0, MovementClass::Expansion),
        (1, MovementClass::Contraction),
        (2, MovementClass::Churn),
    ];
    assert_eq!(classes, expected);
}

#[test]
fn returning_and_negative_customers_have_their_own_places() {
    let mut books = two_years(&[
        ("Back", 0, 40),
        ("Credited", 100, -30),
        ("Mended", -20, 70),
        ("Negative", -5, -8),
        ("Same", 10, 10),
    ]);
    books.invoice("Back", day(2022, 3, 1), whole(500));
    books.invoice("Mended", day(2022, 3, 1), whole(500));
    books.invoice("Gone", day(2022, 3, 1), whole(500));
    let found = at_end_of_2024(&books);
    let bridge = found.ttm.expect("two years of history");
    assert_eq!((bridge.opening_revenue, bridge.retention_base), (whole(85), whole(110)));
    assert_eq!((bridge.churn, bridge.reactivation, bridge.new), (whole(100), whole(110), whole(0)));
    assert_eq!((bridge.corrections, bridge.closing_revenue), (whole(-13), whole(82)));
    assert_eq!(bridge.customer_retention(), Some(0.5));
    assert_eq!((bridge.customers.unchanged, bridge.customers.churned, bridge.customers.reactivated), (1, 1, 2));
    assert_eq!(found.movements.len(), 5, "who was in neither year did nothing");
}

#[test]
fn five_hundred_customers_of_whom_four_hundred_stay() {
    let mut books = Books::new("EUR");
    for number in 0..500 {
        let name = format!("C{number:03}");
        books.invoice(&name, day(2023, 1, 1), whole(10));
        if number % 5 != 0 {
            books.invoice(&name, day(2024, 1, 1), whole(10));
        }
    }
    let bridge = at_end_of_2024(&books).ttm.expect("two years of history");
    assert_eq!((bridge.customers.opening, bridge.customers.churned), (500, 100));
    assert_eq!(bridge.customer_retention(), Some(0.8));
}

#[test]
fn a_short_ledger_has_fewer_rows() {
    let mut books = Books::new("EUR");
    books.invoice("Alder", day(2023, 1, 5), whole(10));
    let found = at_end_of_2024(&books);
    assert_eq!((found.month_ends.len(), found.fiscal_years.len()), (1, 1));
    assert!(found.annual[2].is_ok());
    let reason = NotEnough::History { needed_from: day(2022, 1, 1), history_start: day(2023, 1, 1) };
    assert_eq!(found.annual[1], Err(reason));
    let a_day_early = retention(&books.ledger(), day(2024, 12, 30), &RetentionPolicy::default());
    assert!(a_day_early.ttm.is_err() && a_day_early.movements.is_empty() && a_day_early.month_ends.is_empty());
}

#[test]
fn fiscal_years_are_named_by_their_end() {
    let policy = |fiscal_year_end_month| RetentionPolicy { fiscal_year_end_month };
    let last = |as_of, month| fiscal_years(as_of, &policy(month)).pop();
    assert_eq!(last(day(2024, 12, 31), 12), Some((2024, day(2024, 12, 31))));
    assert_eq!(last(day(2024, 12, 30), 12), Some((2023, day(2023, 12, 31))));
    assert_eq!(last(day(2024, 12, 31), 6), Some((2024, day(2024, 6, 30))));
    assert_eq!(last(day(2024, 2, 28), 2), Some((2023, day(2023, 2, 28))));
    assert_eq!(fiscal_years(day(2024, 12, 31), &policy(2))[1], (2023, day(2023, 2, 28)));
}

#[test]
fn a_churned_customer_who_bought_again_later_is_noted() {
    let mut books = two_years(&[("Late", 100, 0), ("Gone", 80, 0), ("Same", 10, 10)]);
    books.invoice("Late", day(2025, 2, 1), whole(100));
    books.invoice("Same", day(2025, 2, 1), whole(10));
    let found = retention(&books.ledger(), day(2025, 6, 30), &RetentionPolicy::default());
    let next: Vec<_> = found.fiscal_year_movements[1].iter().map(|m| (m.class, m.next_sale)).collect();
    let churn = MovementClass::Churn;
    assert_eq!(
        next,
        [(churn, Some(day(2025, 2, 1))), (churn, None), (MovementClass::Unchanged, None)],
        "{:?}",
        found.fiscal_years
    );
    let known = retention(&books.ledger(), day(2025, 1, 31), &RetentionPolicy::default());
    assert!(known.fiscal_year_movements[1].iter().all(|m| m.next_sale.is_none()), "not known yet");
}

#[test]
fn the_first_fiscal_year_to_compare_is_told() {
    let fiscal =
        |start, fiscal_year_end_month| first_fiscal_comparison(start, &RetentionPolicy { fiscal_year_end_month });
    assert_eq!(fiscal(day(2024, 1, 1), 12), Some(day(2025, 12, 31)));
    assert_eq!(fiscal(day(2024, 1, 2), 12), Some(day(2026, 12, 31)));
    assert_eq!(fiscal(day(2024, 2, 1), 1), Some(day(2026, 1, 31)));
    assert_eq!(fiscal(day(2024, 4, 1), 3), Some(day(2026, 3, 31)));
}

fn assert_identities(bridge: &Bridge) -> Result<(), TestCaseError> {
    let sum = bridge.opening_revenue + bridge.new + bridge.reactivation + bridge.expansion
        - bridge.contraction
        - bridge.churn
        + bridge.corrections;
    prop_assert_eq!(sum, bridge.closing_revenue);
    let customers = bridge.customers;
    prop_assert_eq!(customers.opening + customers.new + customers.reactivated, customers.closing + customers.churned);
    let classes = customers.expanded + customers.contracted + customers.unchanged + customers.churned;
    prop_assert_eq!(classes, customers.opening);
    if let [Some(net), Some(gross), Some(kept)] = rates(bridge) {
        let lost = f64::from(customers.churned) / f64::from(customers.opening);
        prop_assert!((kept + lost - 1.0).abs() < 1e-12);
        prop_assert!(gross <= net.min(1.0) && gross >= 0.0);
        let gap = bridge.expansion.ratio(bridge.retention_base).unwrap_or_default();
        prop_assert!((net - gross - gap).abs() < 1e-9);
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_bridge_adds_up(events in events(), month in 1_u32..=12) {
        let policy = RetentionPolicy { fiscal_year_end_month: month };
        let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &policy);
        prop_assert_eq!(found.month_ends.len(), 36);
        let years = found.fiscal_years.iter().map(|(_, bridge)| bridge);
        for bridge in found.month_ends.iter().chain(years).chain(found.annual.iter().flatten()) {
            assert_identities(bridge)?;
        }
        prop_assert_eq!(found.ttm.as_ref().ok(), found.month_ends.last());
    }

    #[test]
    fn every_customer_moves_once(events in events()) {
        let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &RetentionPolicy::default());
        let bridge = found.ttm.expect("history");
        let mut customers: Vec<CustomerIx> = found.movements.iter().map(|m| m.customer).collect();
        customers.sort_unstable();
        customers.dedup();
        prop_assert_eq!(customers.len(), found.movements.len());
        prop_assert!(customers.len() <= usize::from(Event::CUSTOMERS));
        let (previous, current) = found.movements.iter().fold((Money::ZERO, Money::ZERO), |(p, c), m| {
            (p + m.previous, c + m.current)
        });
        prop_assert_eq!((previous, current), (bridge.opening_revenue, bridge.closing_revenue));
    }

    #[test]
    fn the_first_comparison_is_the_first_day_that_has_one(start in 0_u64..1_500) {
        let mut books = Books::new("EUR");
        let start = Event::epoch() + Days::new(start);
        books.invoice("A", start, whole(10));
        books.history_from(start);
        let at = |as_of| retention(&books.ledger(), as_of, &RetentionPolicy::default()).ttm;
        let first = first_covered(start, MONTHS_TO_COMPARE);
        // Twelve months before 28 February end on a month's last day, even where 29 February follows.
        prop_assert!(at(first).is_ok() && at(first - Days::new(2)).is_err(), "{start} {first}");
    }

    #[test]
    fn customers_listed_add_up_to_their_bridge(events in events(), month in 1_u32..=12) {
        let policy = RetentionPolicy { fiscal_year_end_month: month };
        let found = retention(&books_of(&events).ledger(), day(2023, 11, 30), &policy);
        let years = found.fiscal_years.iter().map(|(_, bridge)| bridge).zip(&found.fiscal_year_movements);
        for (bridge, movements) in years.chain(found.ttm.as_ref().ok().zip(Some(&found.movements))) {
            let of = |class| {
                let listed: Vec<&Movement> = movements.iter().filter(|m| m.class == class).collect();
                (listed.iter().map(|m| m.amount()).sum::<Money>(), u32::try_from(listed.len()).expect("few"))
            };
            let customers = bridge.customers;
            prop_assert_eq!(of(MovementClass::Expansion), (bridge.expansion, customers.expanded));
            prop_assert_eq!(of(MovementClass::Contraction), (bridge.contraction, customers.contracted));
            prop_assert_eq!(of(MovementClass::Churn), (bridge.churn, customers.churned));
            prop_assert_eq!(of(MovementClass::Reactivation), (bridge.reactivation, customers.reactivated));
            prop_assert_eq!(of(MovementClass::New), (bridge.new, customers.new));
            prop_assert_eq!(of(MovementClass::Unchanged), (whole(0), customers.unchanged));
            let corrections: Money = movements.iter().map(Movement::correction).sum();
            prop_assert_eq!(corrections, bridge.corrections);
            prop_assert!(movements.iter().all(|m| m.next_sale.is_none() || m.class == MovementClass::Churn));
        }
        prop_assert_eq!(found.fiscal_years.len(), found.fiscal_year_movements.len());
    }
}
