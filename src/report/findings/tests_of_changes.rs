//! Findings that compare two years: what stands behind a fall, who is only late, and books that stop early.

use chrono::Days;

use super::tests::{find, findings, many, speaks};
use crate::ledger::PaymentData;
use crate::ledger::testing::{Books, day};
use crate::metrics::compute;
use crate::metrics::segmentation::FrequencyTrend;
use crate::metrics::small_customers::SizeGroup;
use crate::report::fixture::{Buyer, World, dollars, world};
use crate::report::{check, compose};

/// A text with spaces for those that do not break.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A client with these books.
fn kept(books: &Books, as_of: chrono::NaiveDate) -> World {
    let mut world = many(&[]);
    world.ledger = books.ledger();
    world.results = compute(&world.ledger, as_of, &world.policies);
    world
}

#[test]
fn books_that_end_early_are_one_finding_and_nothing_rests_on_the_gap() {
    let mut books = Books::new("USD");
    books.history_from(day(2023, 1, 1));
    let mut date = day(2023, 1, 2);
    for week in 0.. {
        if date > day(2025, 12, 2) {
            break;
        }
        books.invoice(["A", "B", "C", "D", "E", "F"][week % 6], date, dollars(100));
        date = date + Days::new(7);
    }
    let stopped = kept(&books, day(2026, 1, 20));
    let found = findings(&stopped);
    let ids: Vec<&str> = found.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(
        ids,
        ["export-incomplete", "overdue-others", "concentration"],
        "what is owed, and to whom most was sold"
    );
    let first = &found[0];
    assert_eq!((first.id.as_str(), first.when.as_str()), ("export-incomplete", "Before all else"));
    assert_eq!(plain(&first.headline), "Complete the export first: it holds no sale after 1 December 2025");
    // 53 sales of 100 in the 365 days to the last one, for 50 days.
    assert_eq!((first.amount.as_str(), first.confidence.word.as_str()), ("726", "Uncertain"));
    assert!(plain(&first.seen).starts_with("The last sale is dated 1 December 2025, 50 days before"), "{}", first.seen);
    let lead = |world: &World| plain(&compose(&world.inputs()).sections[0].lead);
    assert!(lead(&stopped).contains("The last sale is dated 1 December 2025"), "{}", lead(&stopped));
    let whole = kept(&books, day(2025, 12, 7));
    assert!(!lead(&whole).contains("The last sale") && !speaks(&whole, "sales-decline"));
}

#[test]
fn a_fall_names_the_customer_behind_it_and_no_costs() {
    let fall = find(&many(&[("Less", [3_000, 3_000, 1_000], 20)]), "sales-decline").expect("24,000 of 168,000");
    assert!(fall.why.starts_with("Less alone bought 24,000 less; all others together bought 0 less."), "{}", fall.why);
}

/// Three customers who buy twelve times a year for 95 and then for 100.
fn larger_purchases() -> Books {
    let mut books = Books::new("USD");
    books.history_from(day(2023, 1, 1));
    for month in 1..=12 {
        for name in ["A", "B", "C"] {
            books.invoice(name, day(2024, month, 5), dollars(95));
            books.invoice(name, day(2025, month, 5), dollars(100));
        }
    }
    books
}

#[test]
fn an_average_that_fell_with_one_customer_is_no_finding() {
    let as_of = day(2025, 12, 31);
    let mut lost = larger_purchases();
    lost.invoice("Gone", day(2024, 3, 5), dollars(10_000));
    assert!(!speaks(&kept(&lost, as_of), "basket"), "one large order that did not come again");
    let mut fallen = larger_purchases();
    for month in 1..=12 {
        fallen.invoice("Fallen", day(2024, month, 5), dollars(900));
        fallen.invoice("Fallen", day(2025, month, 5), dollars(90));
    }
    assert!(!speaks(&kept(&fallen, as_of), "basket"), "the others buy more at a time");
    for name in ["D", "E", "F"] {
        for month in 1..=12 {
            fallen.invoice(name, day(2024, month, 5), dollars(200));
            fallen.invoice(name, day(2025, month, 5), dollars(150));
        }
    }
    let basket = find(&kept(&fallen, as_of), "basket").expect("now without Fallen, too");
    assert!(basket.seen.contains("Without Fallen, whose sales fell most, it fell 15.3%."), "{}", basket.seen);
}

#[test]
fn a_yearly_purchase_that_did_not_come_is_told_as_that() {
    let mut books = larger_purchases();
    books.history_from(day(2022, 1, 1));
    for (year, date) in [(2022, 15), (2023, 13), (2024, 18)] {
        books.paid("Clinic", day(year, 3, date), 20, dollars(900));
    }
    let lost = find(&kept(&books, day(2025, 12, 31)), "customer-lost").expect("lost");
    assert!(plain(&lost.seen).ends_with("It bought once a year, in March; March 2025 is missing."), "{}", lost.seen);
    assert!(lost.action.contains("not renewed") && !lost.action.contains("next order"), "{}", lost.action);
}

fn two_gone() -> World {
    many(&[("One", [200, 200, 0], 20), ("Two", [200, 200, 0], 20)])
}

#[test]
fn customers_with_old_debts_are_not_on_the_list_to_call() {
    let lost = |world: &World| find(world, "customers-lost").expect("two lost").action;
    assert_eq!(lost(&two_gone()), "Call all of them this quarter, beginning with One and Two.");
    let mut owing = two_gone();
    owing.results.aging.customers[0].buckets[4] = dollars(300);
    let wanted = "One owes money that is 91 days late or more: settle that first. Call Two this quarter.";
    assert_eq!(lost(&owing), wanted);
}

#[test]
fn customers_who_may_only_be_late_need_no_replacement() {
    let mut world = two_gone();
    let gap = find(&world, "replacement").expect("two lost and nobody won");
    assert_eq!((gap.amount.as_str(), gap.why.as_str()), ("4,800", "No customer bought more, either."));
    world.results.segmentation.customers[0].rating.evidence.trend = FrequencyTrend::AwaitingOwnCycle;
    let gap = find(&world, "replacement").expect("one is gone");
    assert_eq!(gap.amount, "4,800", "one count of losses in the whole pack");
    assert_eq!(
        gap.seen,
        "Customers lost and those who buy less took 4,800 of sales (2,400 of it by one who may only be late); new and \
         returning customers brought nothing. In customers: two lost, nobody won."
    );
    world.results.segmentation.customers[1].rating.evidence.trend = FrequencyTrend::AwaitingOwnCycle;
    assert!(!speaks(&world, "replacement"));
}

#[test]
fn the_customer_behind_most_of_the_expansion_is_named() {
    let gap = find(&many(&[("Less", [1_000, 1_000, 600], 20), ("More", [500, 500, 600], 20)]), "replacement");
    let why = gap.expect("4,800 lost").why;
    assert_eq!(why, "Customers who bought more brought 1,200, which does not make up for it. All of it is More.");
}

#[test]
fn growth_is_told_once() {
    let grown = many(&[("More", [1_000, 1_000, 2_000], 20)]);
    assert!(!speaks(&grown, "upside"));
    let growth = find(&grown, "sales-growth").expect("12,000 of 144,000");
    assert_eq!(growth.headline, "Good news: sales grew, most of all with More");
    assert!(growth.seen.contains("Net revenue retention"), "{}", growth.seen);
}

#[test]
fn the_amount_of_small_customers_is_of_those_named() {
    let mut world = many(&[("W", [10; 3], 20), ("X", [10; 3], 20), ("Y", [10; 3], 20), ("Z", [10; 3], 20)]);
    let threshold = world.results.small_customers.threshold.as_mut().expect("a cost is set");
    let small = threshold.active.iter_mut().find(|c| c.group != SizeGroup::Above).expect("four are small");
    small.group = SizeGroup::Potential;
    let found = find(&world, "small-customers").expect("three");
    assert_eq!((found.amount.as_str(), found.amount_kind.as_str()), ("871", "a year, if visited"));
    assert_eq!(
        plain(&found.seen),
        "Four customers buy for less than 3,750 a year, 480 together: three in each of the past five years and one after a \
         better year among those."
    );
}

#[test]
fn a_ledger_of_one_month_is_not_firm() {
    let few = [Buyer { name: "First", monthly: [900, 0, 0], pays_after: 12 }];
    let month = |buyers: &[Buyer]| world(buyers, day(2026, 9, 1), day(2026, 9, 30), PaymentData::Dated);
    assert!(!speaks(&month(&few), "concentration"), "one sale");
    let five = ["A", "B", "C", "D", "E"].map(|name| Buyer { name, monthly: [900, 0, 0], pays_after: 12 });
    let month = month(&five);
    let found = find(&month, "concentration").expect("one customer");
    assert_eq!(found.confidence.word, "Likely");
    assert_eq!(check::bad_wording(&compose(&month.inputs())), Vec::<String>::new());
    let mut few = many(&[("Late", [1_000; 3], 60)]);
    few.results.payment.prev_ttm.days_beyond_terms = Ok(-35.0);
    assert_eq!(find(&few, "slower-payment").map(|f| f.confidence.word), Some("Firm".to_owned()));
    few.results.payment.ttm.payments = 4;
    assert_ne!(find(&few, "slower-payment").map(|f| f.confidence.word), Some("Firm".to_owned()));
}

#[test]
fn a_fall_that_turned_in_the_last_quarter_is_told() {
    let mut books = Books::new("USD");
    books.history_from(day(2023, 1, 1));
    for month in 1..=12 {
        for name in ["A", "B", "C", "D", "E", "F"] {
            books.invoice(name, day(2024, month, 5), dollars(1_000));
            books.invoice(name, day(2025, month, 5), dollars(if month < 10 { 700 } else { 1_100 }));
        }
    }
    let fall = find(&kept(&books, day(2025, 12, 31)), "sales-decline").expect("a fifth less");
    let wanted =
        "The last three months point the other way: sales were 10.0% above those of the same months a year before.";
    assert!(fall.seen.ends_with(wanted), "{}", fall.seen);
    let goes_on = find(&many(&[("Less", [3_000, 3_000, 1_000], 20)]), "sales-decline").expect("a fall");
    assert!(!goes_on.seen.contains("last three months"), "{}", goes_on.seen);
}

#[test]
fn the_month_behind_a_year_s_fall_is_the_chart_s_headline() {
    let mut books = Books::new("USD");
    books.history_from(day(2023, 1, 1));
    for month in 1..=12 {
        for (name, more) in [("A", 0), ("B", 0), ("C", 20)] {
            books.invoice(name, day(2024, month, 5), dollars(1_000));
            books.invoice(name, day(2025, month, 5), dollars(1_000 + more));
        }
    }
    books.invoice("Gone", day(2024, 3, 9), dollars(9_000));
    let report = compose(&kept(&books, day(2025, 12, 31)).inputs());
    let chart = report.sections[0].blocks.iter().find(|block| block.id == "monthly-sales").expect("the chart");
    // 20 more in every month, and 9,000 less in March.
    let wanted = "March 2025 alone was 8,980 below the year before: more than the whole fall of 8,760";
    assert_eq!(chart.headline.as_deref().map(plain).as_deref(), Some(wanted));
}

#[test]
fn a_debtor_who_stopped_paying_and_is_still_delivered_to_is_told_so() {
    let mut books = Books::new("USD");
    books.history_from(day(2024, 1, 1));
    for month in 1..=12 {
        for name in ["A", "B", "C"] {
            books.paid(name, day(2025, month, 5), 20, dollars(1_000));
        }
        if month < 6 {
            books.paid("Silent", day(2025, month, 5), 27, dollars(1_000));
        } else {
            books.invoice("Silent", day(2025, month, 9), dollars(1_000 + i64::from(month)));
        }
    }
    let overdue = find(&kept(&books, day(2025, 12, 31)), "overdue").expect("months unpaid");
    let seen = plain(&overdue.seen);
    assert!(
        seen.contains("It has paid nothing since 1 June 2025 (213 days); until then it paid about every"),
        "{seen}"
    );
    let wanted =
        "Since then it has had seven more invoices on account, 7,063 in all, the last of 1,012 on 9 December 2025.";
    assert!(seen.ends_with(wanted), "{seen}");
}
