//! The worked example, what each step is worth, and where bands and directions change.

use proptest::prelude::*;

use super::judgement::{band, direction};
use super::worth::point_of_net_revenue_retention;
use super::*;
use crate::ledger::DocumentKind;
use crate::ledger::testing::{Books, books_of, day, events, whole};
use crate::metrics::NotEnough;
use crate::metrics::retention::{Bridge, twelve_month_bridge};

fn row(scorecard: &Scorecard, driver: Driver) -> &ScorecardRow {
    scorecard.rows.iter().find(|row| row.driver == driver).expect("every driver has a row")
}

fn now(row: &ScorecardRow) -> f64 {
    row.values[2].clone().expect("a value")
}

/// 800 in 2023 and 1,000 in 2024, of which 300 from a new customer; every invoice paid 40 days after its date.
fn worked_example() -> Books {
    let mut books = Books::new("EUR");
    books.history_from(day(2021, 1, 1));
    books.paid("Old", day(2022, 5, 1), 40, whole(500));
    books.paid("Old", day(2023, 5, 1), 40, whole(500));
    books.paid("Lost", day(2023, 5, 1), 40, whole(300));
    books.paid("Old", day(2024, 5, 1), 40, whole(700));
    books.paid("New", day(2024, 5, 1), 40, whole(300));
    books
}

fn at_end_of_2024(books: &Books) -> Scorecard {
    scorecard(&books.ledger(), day(2024, 12, 31), &ScorecardPolicy::default())
}

#[test]
fn worked_example_comes_out() {
    let scorecard = at_end_of_2024(&worked_example());
    let growth = row(&scorecard, Driver::Growth);
    assert_eq!((now(growth), growth.band.clone(), growth.step_worth.clone()), (0.25, Ok(Band::Strong), Ok(whole(10))));
    assert_eq!(growth.direction, Ok(Direction::Worse), "60 % the year before");
    let repeat = row(&scorecard, Driver::RepeatRevenue);
    assert_eq!((now(repeat), repeat.band.clone()), (0.7, Ok(Band::Fair)));
    let bridge = retention_of_ten();
    let worth = point_of_net_revenue_retention(&bridge, &ScorecardPolicy::default());
    assert_eq!(worth, Ok(Money::from_minor(89)));
}

/// Sales of 10, net retention of 95 % and new business of 20 %.
fn retention_of_ten() -> Bridge {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for (customer, date, cents) in
        [("A", day(2023, 1, 1), 870), ("A", day(2024, 1, 1), 826), ("B", day(2024, 1, 1), 174)]
    {
        books.invoice(customer, date, Money::from_minor(cents));
    }
    let ledger = books.ledger();
    let end = day(2024, 12, 31);
    twelve_month_bridge(&ledger, &NetRevenue::new(&ledger, end), end).expect("history")
}

#[test]
fn steps_are_worth_their_money() {
    let scorecard = at_end_of_2024(&worked_example());
    let worth = |driver| row(&scorecard, driver).step_worth.clone();
    // Of two customers one was lost in the three years, with sales of 300: a point is 2 % of 300.
    assert_eq!(worth(Driver::CustomerRetention), Ok(whole(6)));
    assert_eq!(worth(Driver::RepeatRevenue), Err(NotEnough::Nothing), "by itself it brings nothing");
    assert_eq!(worth(Driver::Concentration), Ok(whole(700)));
    assert_eq!(worth(Driver::PaymentTimeliness), Ok(Money::from_minor(274)));
    assert_eq!(worth(Driver::Replacement), Ok(whole(300)), "New alone came in the year");
    assert_eq!(worth(Driver::ValuePerCustomer), Ok(whole(10)));
    assert_eq!(worth(Driver::AverageBasket), Ok(whole(10)));
}

#[test]
fn one_large_customer_lost_or_won_does_not_set_what_one_is_worth() {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    books.paid("Stays", day(2023, 5, 1), 10, whole(1_000));
    books.paid("Stays", day(2024, 5, 1), 10, whole(1_000));
    for (name, sales) in [("Large", 50_000), ("Small", 200), ("Middle", 300)] {
        books.paid(name, day(2023, 5, 1), 10, whole(sales));
    }
    for (name, sales) in [("New large", 18_000), ("New small", 2_000), ("New middle", 3_000), ("Other", 2_500)] {
        books.paid(name, day(2024, 5, 1), 10, whole(sales));
    }
    let scorecard = at_end_of_2024(&books);
    let worth = |driver| row(&scorecard, driver).step_worth.clone();
    // 4 % of 300, the middle one of the three; half of 2,500 and 3,000.
    assert_eq!(worth(Driver::CustomerRetention), Ok(whole(12)));
    assert_eq!(worth(Driver::Replacement), Ok(whole(2_750)));
}

#[test]
fn repeat_revenue_goes_the_way_of_its_amount() {
    let with = |old_now: i64, new: i64| {
        let mut books = Books::new("EUR");
        books.history_from(day(2021, 1, 1));
        books.paid("Old", day(2022, 5, 1), 10, whole(1_000));
        books.paid("Old", day(2023, 5, 1), 10, whole(1_000));
        books.paid("Old", day(2024, 5, 1), 10, whole(old_now));
        books.paid("New", day(2024, 6, 1), 10, whole(new));
        let scorecard = at_end_of_2024(&books);
        let row = row(&scorecard, Driver::RepeatRevenue);
        (now(row), row.direction.clone())
    };
    assert_eq!(with(1_000, 1_000), (0.5, Ok(Direction::Level)), "more new customers are no loss");
    assert_eq!(with(1_200, 1_800), (0.4, Ok(Direction::Better)));
    assert_eq!(with(900, 100), (0.9, Ok(Direction::Worse)));
}

#[test]
fn a_largest_customer_who_left_makes_no_better_spread() {
    let mut books = Books::new("EUR");
    books.history_from(day(2022, 1, 1));
    books.paid("Gone", day(2023, 5, 1), 10, whole(150));
    for (place, name) in ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"].into_iter().enumerate() {
        books.paid(name, day(2023, 5, 1), 10, whole(78 - i64::from(place == 0)));
        books.paid(name, day(2024, 5, 1), 10, whole(78 - i64::from(place == 0)));
    }
    let left = at_end_of_2024(&books);
    let spread = row(&left, Driver::Concentration);
    assert!(now(spread) < 0.10, "strong by its share");
    assert_eq!((spread.direction.clone(), spread.band.clone()), (Err(NotEnough::Nothing), Ok(Band::Fair)));
    books.paid("Gone", day(2024, 5, 1), 10, whole(85));
    let fell = at_end_of_2024(&books);
    let spread = row(&fell, Driver::Concentration);
    assert_eq!((spread.direction.clone(), spread.band.clone()), (Ok(Direction::Better), Ok(Band::Strong)));
}

#[test]
fn a_customer_who_stops_paying_does_not_drop_out_of_timeliness() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for year in [2023, 2024] {
        books.paid("Prompt", day(year, 5, 1), 30, whole(900));
    }
    let open = books.invoice("Silent", day(2024, 9, 1), whole(100));
    let due = day(2024, 9, 22);
    books.edit(open).due_date = Some(due);
    let scorecard = at_end_of_2024(&books);
    let prompt = 900.0 * now_of_prompt(&books) / 1_000.0;
    // 100 days past due on the last day of the year.
    assert!((now(row(&scorecard, Driver::PaymentTimeliness)) - (prompt + 10.0)).abs() < 1e-9);
}

/// Days beyond terms of what Prompt paid.
fn now_of_prompt(books: &Books) -> f64 {
    let ledger = books.ledger();
    let payment = crate::metrics::payment::payment(&ledger, day(2024, 12, 31));
    payment.ttm.days_beyond_terms.expect("payments")
}

#[test]
fn the_customer_behind_the_average_basket_is_found() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for (name, before, now) in [("A", 100, 105), ("B", 200, 210), ("Big", 9_000, 600)] {
        books.paid(name, day(2023, 5, 1), 10, whole(before));
        books.paid(name, day(2024, 5, 1), 10, whole(now));
    }
    let mover = at_end_of_2024(&books).basket_mover.expect("three customers");
    assert_eq!(mover.customer.0, 2);
    assert!((mover.change_without - 0.05).abs() < 1e-9, "{mover:?}");
}

#[test]
fn where_everybody_bought_again_no_point_is_left_to_win() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    for (customer, sales) in [("A", 100), ("B", 300)] {
        books.paid(customer, day(2023, 5, 1), 10, whole(sales));
        books.paid(customer, day(2024, 5, 1), 10, whole(900));
    }
    assert_eq!(row(&at_end_of_2024(&books), Driver::CustomerRetention).step_worth, Err(NotEnough::Nothing));
}

#[test]
fn a_basket_that_fell_with_a_lost_order_did_not_fall_among_the_others() {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    books.paid("Gone", day(2023, 3, 1), 10, whole(5_000));
    for (customer, before, now) in [("A", 100, 110), ("B", 900, 500), ("C", 200, 220)] {
        books.paid(customer, day(2023, 5, 1), 10, whole(before));
        books.paid(customer, day(2024, 5, 1), 10, whole(now));
    }
    let basket = at_end_of_2024(&books).basket_of_both.expect("two years");
    assert_eq!((basket.all.sales_before, basket.all.sales_now), (whole(1_200), whole(830)));
    assert_eq!((basket.all.before(), basket.all.purchases_now), (40_000.0, 3));
    let (_, others) = basket.without_largest_fall.expect("B fell");
    assert_eq!((others.sales_before, others.sales_now), (whole(300), whole(330)));
    assert!(basket.all.fall() > 0.3 && others.fall() < -0.09, "{basket:?}");
}

#[test]
fn levers_have_their_figures() {
    let levers = at_end_of_2024(&worked_example()).levers;
    // 1,000 / 365 x 5
    let cash = Money::from_minor(1_370);
    assert_eq!(levers.faster_payment, Ok(FasterPayment { credit_sales: whole(1_000), days: 5, cash }));
    let basket = levers.basket.expect("sales");
    assert_eq!((basket.sales, basket.purchases, basket.worth), (whole(1_000), 2, whole(10)));
    let point = levers.retention_point.expect("a year before");
    assert_eq!((point.retention, point.new_business, point.sales), (0.875, 0.375, whole(1_000)));
    assert_eq!((point.revenue, point.years), (Money::from_minor(305_176), 5));
    assert!((point.revenue_with - point.revenue - point.worth).abs() <= Money::from_minor(1));
}

#[test]
fn the_example_of_five_days_comes_out() {
    let mut books = Books::new("EUR");
    books.history_from(day(2024, 1, 1));
    books.paid("Alder", day(2024, 5, 1), 10, whole(365_000));
    let levers = at_end_of_2024(&books).levers;
    assert_eq!(levers.faster_payment.map(|f| f.cash), Ok(whole(5_000)));
    assert!(levers.retention_point.is_err());
    books.payment_data(crate::ledger::PaymentData::None);
    assert_eq!(at_end_of_2024(&books).levers.faster_payment, Err(NotEnough::NoPayments));
}

#[test]
fn a_day_of_credit_sales_has_tax_and_no_cash_sales() {
    let mut books = worked_example();
    let taxed = books.invoice("Old", day(2024, 8, 1), whole(365));
    books.edit(taxed).gross = whole(438);
    books.credit(DocumentKind::CreditNote, taxed, day(2024, 9, 1), whole(73));
    books.document(DocumentKind::CashSale, "Old", day(2024, 8, 1), whole(900));
    let worth = row(&at_end_of_2024(&books), Driver::PaymentTimeliness).step_worth.clone();
    // (1,000 + 438 - 73) / 365
    assert_eq!(worth, Ok(Money::from_minor(374)));
}

#[test]
fn values_bands_and_directions_of_the_example() {
    let scorecard = at_end_of_2024(&worked_example());
    let seen = |driver| {
        let row = row(&scorecard, driver);
        (now(row), row.band.clone(), row.direction.clone())
    };
    assert_eq!(seen(Driver::CustomerRetention), (0.5, Ok(Band::Weak), Ok(Direction::Worse)));
    assert_eq!(seen(Driver::NetRevenueRetention), (0.875, Ok(Band::Weak), Ok(Direction::Worse)));
    assert_eq!(seen(Driver::Concentration), (0.7, Ok(Band::Weak), Ok(Direction::Worse)));
    assert_eq!(seen(Driver::PaymentTimeliness), (10.0, Ok(Band::Fair), Ok(Direction::Level)));
    assert_eq!(seen(Driver::ValuePerCustomer), (500.0, Ok(Band::Strong), Ok(Direction::Better)));
    // 500 a purchase after 400.
    assert_eq!(seen(Driver::AverageBasket), (500.0, Ok(Band::Strong), Ok(Direction::Better)));
    let replacement = row(&scorecard, Driver::Replacement);
    assert_eq!((now(replacement), replacement.band.clone()), (1.0, Ok(Band::Strong)));
    assert_eq!(replacement.values[1], Err(NotEnough::Nothing), "nothing was lost the year before");
    assert_eq!(replacement.direction, Err(NotEnough::Nothing));
}

#[test]
fn a_difference_of_the_tolerance_is_level() {
    let policy = ScorecardPolicy::default();
    let moved = |driver, before, now| direction(driver, [Ok(before), Ok(now)], &policy);
    assert_eq!(moved(Driver::CustomerRetention, 0.94, 0.95), Ok(Direction::Level));
    assert_eq!(moved(Driver::CustomerRetention, 0.94, 0.9501), Ok(Direction::Better));
    assert_eq!(moved(Driver::Concentration, 0.10, 0.12), Ok(Direction::Worse));
    assert_eq!(moved(Driver::PaymentTimeliness, 5.0, 3.0), Ok(Direction::Level));
    assert_eq!(moved(Driver::PaymentTimeliness, 5.0, 2.9), Ok(Direction::Better));
    assert_eq!(moved(Driver::ValuePerCustomer, 1_000.0, 1_020.0), Ok(Direction::Level));
    assert_eq!(moved(Driver::ValuePerCustomer, 1_000.0, 979.0), Ok(Direction::Worse));
}

#[test]
fn limits_belong_to_the_better_band_but_for_concentration() {
    let policy = ScorecardPolicy::default();
    let banded = |driver, now| band(driver, Ok(now), &Ok(Direction::Level), &policy);
    assert_eq!(banded(Driver::Growth, 0.0), Ok(Band::Fair));
    assert_eq!(banded(Driver::NetRevenueRetention, 1.0), Ok(Band::Strong));
    assert_eq!(banded(Driver::Concentration, 0.10), Ok(Band::Fair));
    assert_eq!(banded(Driver::Concentration, 0.25), Ok(Band::Weak));
    assert_eq!(banded(Driver::PaymentTimeliness, 0.0), Ok(Band::Strong));
    assert_eq!(banded(Driver::PaymentTimeliness, 15.0), Ok(Band::Fair));
}

#[test]
fn a_young_business_learns_what_is_missing() {
    let mut books = Books::new("EUR");
    books.paid("Alder", day(2024, 5, 1), 10, whole(100));
    for row in at_end_of_2024(&books).rows {
        assert!(row.values.iter().all(|value| matches!(value, Err(NotEnough::History { .. }))), "{:?}", row.driver);
        assert!(row.band.is_err() && row.direction.is_err() && row.step_worth.is_err() && row.month_ends.is_empty());
    }
}

proptest! {
    #[test]
    fn the_last_month_end_is_now(events in events()) {
        let scorecard = scorecard(&books_of(&events).ledger(), day(2023, 6, 30), &ScorecardPolicy::default());
        for row in scorecard.rows {
            let [two_years_before, _, now] = row.values.map(Result::ok);
            let at = |end| row.month_ends.iter().find(|&&(found, _)| found == end).map(|&(_, value)| value);
            prop_assert_eq!(at(day(2023, 6, 30)), now);
            prop_assert_eq!(at(day(2021, 6, 30)), two_years_before);
        }
    }
}
