//! The worked example, what is blank and what is grouped, and that every sale has its one place.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::ledger::DocumentKind;
use crate::ledger::testing::{Books, Event, books_of, day, events, whole};

fn found(books: &Books, as_of: NaiveDate) -> Cohorts {
    cohorts(&books.ledger(), as_of, &CohortPolicy::default())
}

/// Five who were there in 2022 and buy each June; five who come in March 2023, of whom one stops and the others buy more.
fn two_cohorts() -> Books {
    let mut books = Books::new("EUR");
    for number in 0..5 {
        for year in 2022..=2025 {
            books.invoice(&format!("Old {number}"), day(year, 6, 1), whole(50));
        }
        books.invoice(&format!("Young {number}"), day(2023, 3, 10), whole(60));
        books.invoice(&format!("Young {number}"), day(2024, 2, 1), whole(40));
        if number > 0 {
            books.invoice(&format!("Young {number}"), day(2024, 7, 1), whole(120));
        }
    }
    books.history_from(day(2022, 1, 1));
    books
}

fn shares(cohort: &Cohort) -> Vec<Option<f64>> {
    (0..cohort.periods.len()).map(|period| cohort.customer_share(period)).collect()
}

fn ratios(cohort: &Cohort) -> Vec<Option<f64>> {
    (0..cohort.periods.len()).map(|period| cohort.revenue_ratio(period)).collect()
}

#[test]
fn worked_example_comes_out() {
    let table = found(&two_cohorts(), day(2025, 12, 31)).by_year.expect("four years");
    let [old, young] = table.cohorts.as_slice() else { panic!("{table:?}") };
    assert_eq!((old.customers, old.is_opening, young.customers, young.is_opening), (5, true, 5, false));
    assert_eq!((young.first_sales.first_day(), young.first_sales.last_day()), (day(2023, 1, 1), day(2023, 12, 31)));
    // Both sales of March 2023 and February 2024 are of the first twelve months.
    assert_eq!(shares(young), [Some(1.0), Some(0.8), None]);
    assert_eq!(ratios(young), [Some(1.0), Some(0.96), None]);
    assert_eq!(shares(old), [Some(1.0), Some(1.0), Some(1.0), None]);
}

#[test]
fn the_same_twelve_months_for_all_cut_the_first_year() {
    let policy = CohortPolicy { years: CohortYears::SameForAll, ..CohortPolicy::default() };
    let table = cohorts(&two_cohorts().ledger(), day(2025, 12, 31), &policy).by_year.expect("four years");
    let young = &table.cohorts[1];
    assert_eq!(shares(young), [Some(1.0), Some(1.0), Some(0.0)]);
    // 300 in 2023; 5 x 40 + 4 x 120 in 2024.
    assert_eq!(ratios(young), [Some(1.0), Some(680.0 / 300.0), Some(0.0)]);
}

#[test]
fn quarters_are_those_of_the_fiscal_year() {
    let table = found(&two_cohorts(), day(2024, 8, 15)).by_quarter.expect("two years");
    assert_eq!(table.windows.last(), Some(&Period::from_first_to_last(day(2024, 7, 1), day(2024, 9, 30))));
    let young = &table.cohorts[1];
    assert_eq!((young.first_sales.first_day(), young.first_sales.last_day()), (day(2023, 1, 1), day(2023, 3, 31)));
    let nothing = Some(0.0);
    assert_eq!(shares(young), [Some(1.0), nothing, nothing, nothing, Some(1.0), nothing, None], "the last is not over");
    let ends_in_january = CohortPolicy { fiscal_year_end_month: 1, ..CohortPolicy::default() };
    let table = cohorts(&two_cohorts().ledger(), day(2024, 8, 15), &ends_in_january).by_quarter.expect("two years");
    assert_eq!(table.windows[0], Period::from_first_to_last(day(2022, 1, 1), day(2022, 1, 31)), "cut by the ledger");
    assert_eq!(table.windows[1], Period::from_first_to_last(day(2022, 2, 1), day(2022, 4, 30)));
}

#[test]
fn small_cohorts_are_put_together_and_the_newest_stand_alone() {
    let mut books = two_cohorts();
    for (name, year) in [("A", 2024), ("B", 2024), ("C", 2025), ("D", 2025), ("E", 2025), ("F", 2026), ("G", 2026)] {
        books.invoice(name, day(year, 5, 5), whole(10));
    }
    let table = found(&books, day(2026, 12, 31)).by_year.expect("five years");
    let cohorts: Vec<_> = table
        .cohorts
        .iter()
        .map(|c| (c.first_sales.first_day(), c.first_sales.last_day(), c.customers, c.is_too_small))
        .collect();
    let wanted = [
        (day(2022, 1, 1), day(2022, 12, 31), 5, false),
        (day(2023, 1, 1), day(2023, 12, 31), 5, false),
        (day(2024, 1, 1), day(2025, 12, 31), 5, false),
        (day(2026, 1, 1), day(2026, 12, 31), 2, true),
    ];
    assert_eq!(cohorts, wanted);
    assert_eq!(shares(&table.cohorts[2]), [Some(1.0), None, None], "year 1 of those of 2025 is not over");
    assert_eq!(shares(&table.cohorts[3]), [None]);
}

#[test]
fn credit_notes_of_those_who_never_bought_stand_apart() {
    let mut books = two_cohorts();
    books.document(DocumentKind::CreditNote, "Never", day(2024, 5, 5), whole(7));
    let table = found(&books, day(2025, 12, 31)).by_year.expect("four years");
    assert_eq!(table.outside, [whole(0), whole(0), whole(-7), whole(0)]);
}

#[test]
fn a_first_sale_on_a_leap_day_has_its_cohort() {
    let mut books = two_cohorts();
    books.history_from(day(2019, 1, 1));
    books.invoice("Leap", day(2020, 2, 29), whole(1));
    let table = found(&books, day(2024, 2, 28)).by_year.expect("five years");
    assert_eq!(table.windows.iter().filter(|window| window.contains(day(2020, 2, 29))).count(), 1);
    assert_eq!(table.cohorts.iter().map(|c| c.customers).sum::<u32>(), 11);
}

#[test]
fn short_ledgers_have_no_cohorts() {
    let early = found(&two_cohorts(), day(2024, 12, 30));
    let history_start = day(2022, 1, 1);
    assert_eq!(early.by_year, Err(NotEnough::History { needed_from: day(2021, 12, 31), history_start }));
    assert!(early.by_quarter.is_ok() && found(&two_cohorts(), day(2024, 12, 31)).by_year.is_ok());
    assert!(found(&two_cohorts(), day(2023, 12, 30)).by_quarter.is_err());
    assert_eq!(found(&Books::new("EUR"), day(2024, 12, 31)).by_year, Err(NotEnough::NoSales));
}

fn policies() -> impl Strategy<Value = CohortPolicy> {
    let years = prop_oneof![Just(CohortYears::FromFirstSale), Just(CohortYears::SameForAll)];
    (years, 1_u32..4, 1_u32..=12).prop_map(|(years, min_customers, fiscal_year_end_month)| CohortPolicy {
        years,
        min_customers,
        fiscal_year_end_month,
    })
}

proptest! {
    #[test]
    fn every_customer_and_every_sale_has_one_place(events in events(), policy in policies(), days in 1_100_u64..1_900) {
        let (ledger, as_of) = (books_of(&events).ledger(), Event::epoch() + Days::new(days));
        let revenue = NetRevenue::new(&ledger, as_of);
        let buyers = revenue.customers.iter().filter(|c| c.first_sale().is_some()).count();
        let found = cohorts(&ledger, as_of, &policy);
        for table in [&found.by_year, &found.by_quarter].into_iter().flatten() {
            let customers: u32 = table.cohorts.iter().map(|c| c.customers).sum();
            prop_assert_eq!(customers as usize, buyers);
            for (place, &window) in table.windows.iter().enumerate() {
                let sales: Money = table.cohorts.iter().map(|c| c.window_sales[place]).sum();
                prop_assert_eq!(sales + table.outside[place], revenue.business.within(window));
            }
            let all: Money = table.cohorts.iter().flat_map(|c| &c.window_sales).chain(&table.outside).copied().sum();
            prop_assert_eq!(all, revenue.business.total());
            let small = table.cohorts.iter().filter(|c| c.is_too_small).count();
            prop_assert!(small <= usize::from(table.cohorts.last().is_some_and(|c| c.is_too_small)));
        }
    }

    #[test]
    fn every_cohort_begins_with_all_its_customers(events in events(), policy in policies(), days in 1_100_u64..1_900) {
        let found = cohorts(&books_of(&events).ledger(), Event::epoch() + Days::new(days), &policy);
        for cohort in [&found.by_year, &found.by_quarter].into_iter().flatten().flat_map(|table| &table.cohorts) {
            prop_assert!(cohort.customers > 0 && cohort.periods[0].customers == cohort.customers);
            prop_assert!(cohort.periods.iter().all(|period| period.customers <= cohort.customers));
            prop_assert!(cohort.periods.is_sorted_by_key(|period| !period.is_over), "what is over comes first");
        }
    }
}
