//! Worked cases and identities of the flash.

use proptest::prelude::*;

use super::*;
use crate::ledger::testing::{Books, books_of, day, events, whole};
use crate::ledger::{Document, DocumentKind};
use crate::metrics::sales_history::sales_history;

const AS_OF: (i32, u32, u32) = (2026, 5, 20);

fn as_of() -> NaiveDate {
    day(AS_OF.0, AS_OF.1, AS_OF.2)
}

fn at(books: &Books) -> Flash {
    flash(&books.ledger(), as_of(), &Policies::default())
}

/// Two customers who buy every Monday for 100 and 40 since 2024, and pay after ten days.
fn steady() -> Books {
    let mut books = Books::new("USD");
    let mut monday = day(2024, 1, 1);
    while monday <= as_of() {
        books.paid("Alder", monday, 10, whole(100));
        books.paid("Birch", monday, 10, whole(40));
        monday = monday + Days::new(7);
    }
    books
}

fn lines(flash: &Flash) -> Vec<(u32, Line, Money)> {
    flash.crossings.iter().map(|crossing| (crossing.customer.0, crossing.line, crossing.amount)).collect()
}

#[test]
fn a_steady_business_sells_the_same_each_week() {
    let flash = at(&steady());
    assert_eq!((flash.week.first_day(), flash.quarter.first_day()), (day(2026, 5, 14), day(2026, 4, 1)));
    assert_eq!(flash.weeks.len(), 8);
    // 1 April 2026 is a Wednesday: no sale in the short first week, one Monday in each of the others.
    assert_eq!(flash.weeks[0].sales.now, whole(0));
    assert!(
        flash.weeks[1..].iter().all(|week| week.sales == Compared { now: whole(140), year_before: Ok(whole(140)) })
    );
    assert_eq!(flash.quarter_sales.now, whole(980));
    let customers: Vec<_> = flash.customers.iter().map(|c| (c.customer.0, c.week, c.year_to_date.clone())).collect();
    assert_eq!(customers, [(0, whole(100), Ok(whole(2000))), (1, whole(40), Ok(whole(800)))]);
    assert_eq!(
        flash.week_business.as_ref().map(|b| (b.new, b.repeat, b.repeat_customers)),
        Ok((whole(0), whole(140), 2))
    );
    let cash = flash.cash.as_ref().expect("dated payments");
    assert_eq!((cash.week, cash.usual.clone()), (whole(140), Ok(whole(140))));
    assert_eq!(flash.newly_overdue, Ok(vec![]));
    assert_eq!(flash.crossings, []);
}

#[test]
fn what_falls_due_in_the_week_is_newly_overdue() {
    let mut books = steady();
    let due = |books: &mut Books, day| books.invoice_due("Alder", self::day(2026, 3, 2), day, whole(7));
    due(&mut books, day(2026, 5, 12)); // past due a week ago already
    due(&mut books, day(2026, 5, 13)); // due on the day that ends the week before: past due since
    let paid = due(&mut books, day(2026, 5, 15));
    books.pay(paid, day(2026, 5, 18), whole(7));
    due(&mut books, day(2026, 5, 20)); // due today: not past due
    books.invoice_due("Birch", day(2026, 5, 18), day(2026, 5, 1), whole(9)); // made out late
    let found = at(&books).newly_overdue.expect("balances");
    assert_eq!(
        found.iter().map(|item| (item.customer.0, item.open)).collect::<Vec<_>>(),
        [(1, whole(9)), (0, whole(7))]
    );
}

#[test]
fn lines_are_told_once_and_gravest_first() {
    let mut books = steady();
    books.invoice_due("Alder", day(2026, 2, 2), day(2026, 4, 17), whole(70)); // 33 days past due, was 26
    books.invoice_due("Birch", day(2026, 2, 2), day(2026, 2, 14), whole(30)); // 95 days, was 88
    books.invoice_due("Birch", day(2026, 2, 2), day(2026, 3, 19), whole(20)); // 62 days, was 55
    books.paid("Cedar", day(2025, 5, 15), 3, whole(50));
    books.document(DocumentKind::CashSale, "Cedar", day(2026, 5, 15), whole(60));
    books.document(DocumentKind::CashSale, "Dogwood", day(2026, 5, 19), whole(80));
    let found: Vec<_> =
        lines(&at(&books)).into_iter().filter(|(_, line, _)| !matches!(line, Line::Segment { .. })).collect();
    let wanted = [
        (1, Line::PastDue(PastDue::Days90), whole(30)),
        (0, Line::PastDue(PastDue::Days30), whole(70)),
        (2, Line::Returned { last_sale: day(2025, 5, 15) }, whole(60)),
        (3, Line::FirstPurchase, whole(80)),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn a_day_less_than_a_year_is_no_absence() {
    let mut books = steady();
    books.paid("Cedar", day(2025, 5, 16), 3, whole(50));
    books.document(DocumentKind::CashSale, "Cedar", day(2026, 5, 15), whole(60));
    assert!(lines(&at(&books)).iter().all(|(_, line, _)| !matches!(line, Line::Returned { .. })));
}

#[test]
fn a_segment_is_told_where_it_changes() {
    // Good payers until an invoice of Alder's stays open for long: at some week it becomes a Late Payer.
    let mut books = steady();
    books.invoice_due("Alder", day(2025, 12, 1), day(2025, 12, 31), whole(5_000));
    let ledger = books.ledger();
    let mut changes = 0;
    for week in 0..30 {
        let as_of = as_of() - Days::new(7 * week);
        let (policies, before) = (Policies::default(), as_of - Days::new(7));
        let segment =
            |at| crate::metrics::segmentation::segmentation(&ledger, at, &policies.segmentation).customers[0].segment;
        let told = flash(&ledger, as_of, &policies).crossings.into_iter().find_map(|crossing| match crossing.line {
            Line::Segment { from, to } if crossing.customer.0 == 0 => Some((from, to)),
            _ => None,
        });
        let (from, to) = (segment(before), segment(as_of));
        let month_end = Month::of(before + Days::new(1)).last_day() <= as_of;
        let counts = from != to && (month_end || to == Segment::LatePayer);
        assert_eq!(told, counts.then_some((from, to)), "{as_of}");
        changes += usize::from(counts);
    }
    assert!(changes > 0, "nothing was tried");
}

#[test]
fn cash_stands_against_the_same_place_of_the_months_before() {
    // 900 come in on the last day of each month, and 100 a month on the tenth.
    let mut books = Books::new("USD");
    for month in 1..=9 {
        books.paid("Alder", day(2025, month, 1), 9, whole(100));
        let end = Month::of(day(2025, month, 1)).last_day();
        books.paid("Birch", end - Days::new(5), 5, whole(900));
    }
    let ledger = books.ledger();
    let cash = |as_of| flash(&ledger, as_of, &Policies::default()).cash.expect("dated payments");
    let at_the_end = cash(day(2025, 9, 30));
    assert_eq!((at_the_end.week, at_the_end.usual), (whole(900), Ok(whole(900))));
    assert_eq!(cash(day(2025, 9, 20)).usual, Ok(whole(0)));
    assert!(cash(day(2025, 3, 31)).usual.is_err());
}

#[test]
fn the_quarter_has_an_end_and_a_largest_customer() {
    let found = at(&steady());
    assert!(!found.quarter_is_over());
    let largest = found.largest.expect("sales");
    assert_eq!((largest.customer.0, largest.sales), (0, Compared { now: whole(700), year_before: Ok(whole(700)) }));
    assert!(flash(&steady().ledger(), day(2026, 3, 31), &Policies::default()).quarter_is_over());
    assert_eq!(flash_of_nothing().largest, None);
}

#[test]
fn a_limit_is_crossed_once() {
    let limit = |as_of: NaiveDate| {
        let mut books = steady();
        books.invoice("Alder", day(2026, 5, 16), whole(900));
        books.credit_limit("Alder", whole(500));
        lines(&flash(&books.ledger(), as_of, &Policies::default()))
            .into_iter()
            .find(|(_, line, _)| matches!(line, Line::CreditLimit { .. }))
    };
    // 900 and the two unpaid Mondays of 100 (11 and 18 May) are open on 20 May.
    assert_eq!(limit(as_of()), Some((0, Line::CreditLimit { limit: whole(500) }, whole(1_100))));
    assert_eq!(limit(day(2026, 5, 15)), None);
    assert_eq!(limit(day(2026, 5, 30)), None);
}

#[test]
fn a_short_ledger_says_what_it_lacks() {
    let mut books = Books::new("USD");
    books.invoice("Alder", day(2026, 5, 4), whole(100));
    books.invoice("Alder", day(2026, 5, 18), whole(50));
    books.payment_data(PaymentData::None);
    let flash = at(&books);
    assert_eq!((flash.week_sales.now, flash.quarter_sales.now), (whole(50), whole(150)));
    assert!(matches!(flash.week_sales.year_before, Err(NotEnough::History { .. })));
    assert!(matches!(flash.week_business, Err(NotEnough::History { .. })));
    assert_eq!(flash.cash, Err(NotEnough::NoPayments));
    assert_eq!(flash.newly_overdue, Err(NotEnough::NoPayments));
    let empty = flash_of_nothing();
    assert_eq!((empty.customers.len(), empty.crossings.len()), (0, 0));
}

fn flash_of_nothing() -> Flash {
    flash(&Books::new("USD").ledger(), as_of(), &Policies::default())
}

proptest! {
    #[test]
    fn everything_adds_up(events in events(), offset in 0_u64..1_800, end in 1_u32..=12) {
        let ledger = books_of(&events).ledger();
        let as_of = day(2019, 2, 1) + Days::new(offset);
        let mut policies = Policies::default();
        policies.retention.fiscal_year_end_month = end;
        let flash = flash(&ledger, as_of, &policies);
        let within = |days: Period| -> Money {
            ledger.documents_until(as_of).iter().filter(|d| days.contains(d.date)).map(Document::sale).sum()
        };
        prop_assert_eq!(flash.weeks.iter().map(|week| week.sales.now).sum::<Money>(), flash.quarter_sales.now);
        prop_assert_eq!(flash.quarter_sales.now, within(flash.quarter));
        let year_before: Measured<Money> = flash.weeks.iter().map(|week| week.sales.year_before.clone()).sum();
        prop_assert_eq!(year_before.is_ok(), flash.quarter_sales.year_before.is_ok());
        if year_before.is_ok() {
            prop_assert_eq!(year_before, flash.quarter_sales.year_before.clone());
        }
        prop_assert_eq!(flash.customers.iter().map(|c| c.week).sum::<Money>(), flash.week_sales.now);
        prop_assert_eq!(flash.week_sales.now, within(flash.week));
        for (business, days) in [(&flash.week_business, flash.week), (&flash.quarter_business, flash.quarter)] {
            if let Ok(business) = business {
                prop_assert_eq!(business.new + business.repeat, within(days));
            }
        }
        if let Ok(items) = &flash.newly_overdue {
            let overdue: Money = items.iter().map(|item| item.open).sum();
            prop_assert!(overdue <= aging(&ledger, as_of).total.expect("known").overdue_balance());
        }
    }

    #[test]
    fn at_a_quarters_end_it_agrees_with_the_months(events in events(), year in 2021_i32..2024) {
        let ledger = books_of(&events).ledger();
        let as_of = day(year, 6, 30);
        let flash = flash(&ledger, as_of, &Policies::default());
        let history = sales_history(&ledger, as_of);
        let months = &history.months[history.months.len() - 3..];
        prop_assert_eq!(flash.quarter_sales.now, months.iter().map(|m| m.net_revenue).sum::<Money>());
        let business = flash.quarter_business.expect("covered");
        prop_assert_eq!(business.new, months.iter().map(|m| m.new_customers).sum::<Money>());
    }

    #[test]
    fn what_comes_later_changes_nothing(events in events(), offset in 0_u64..1_800) {
        let as_of = day(2019, 2, 1) + Days::new(offset);
        let books = books_of(&events);
        let before = flash(&books.ledger(), as_of, &Policies::default());
        let mut later = books;
        later.paid("C0", as_of + Days::new(1), 5, whole(1_000));
        prop_assert_eq!(flash(&later.ledger(), as_of, &Policies::default()), before);
    }
}
