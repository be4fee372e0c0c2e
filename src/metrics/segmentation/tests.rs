//! The published example rows inside a portfolio of other customers, and the statements that come with them.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::ledger::testing::{Books, books_of, day, events, whole};
use crate::ledger::{DocumentKind, PaymentData};
use crate::metrics::aging::aging;
use crate::metrics::payment::payment;

fn as_of() -> NaiveDate {
    day(2024, 12, 31)
}

/// `total` in invoices of equal size, spread evenly from `first` to `last`, each paid so many days after its date where
/// that has come.
fn spread(books: &mut Books, customer: &str, invoices: i64, [first, last]: [NaiveDate; 2], total: i64, days: u64) {
    let step = (last - first).num_days() / (invoices - 1).max(1);
    for number in 0..invoices {
        let amount = total * (number + 1) / invoices - total * number / invoices;
        let date = last - chrono::TimeDelta::days(step * (invoices - 1 - number));
        let invoice = books.invoice(customer, date, whole(amount));
        if date + Days::new(days) <= as_of() {
            books.pay(invoice, date + Days::new(days), whole(amount));
        }
    }
}

/// A customer with monthly invoices: lifetime value, trailing twelve months, the twelve before, and days to pay.
fn row(books: &mut Books, customer: &str, lifetime: i64, [ttm, previous]: [i64; 2], days: u64) {
    let older = lifetime - ttm - previous;
    for (total, span) in [
        (older, [day(2021, 2, 5), day(2022, 12, 20)]),
        (previous, [day(2023, 1, 15), day(2023, 12, 30)]),
        (ttm, [day(2024, 1, 20), day(2024, 12, 12)]),
    ] {
        if total > 0 {
            spread(books, customer, 12, span, total, days);
        }
    }
}

/// 240 customers of four years, whose sizes span two powers of ten, with rhythms of 20 to 90 days, some of whom come
/// late or stop early, and who pay at very different speed.
fn portfolio() -> Books {
    let mut books = Books::new("EUR");
    for number in 0..240_u32 {
        let mixed = u64::from(number * 7_919 % 240);
        let rhythm = 20 + i64::from(number * 37 % 71);
        let first = day(2021, 1, 4) + Days::new(if mixed.is_multiple_of(3) { mixed * 5 } else { 0 });
        let last = as_of() - Days::new(if mixed.is_multiple_of(5) { mixed * 4 } else { mixed % 20 });
        let invoices = ((last - first).num_days() / rhythm).max(1);
        let lifetime = 2_000.0 * 1.0165_f64.powi(i32::try_from(number).expect("small"));
        let lifetime = crate::metrics::arithmetic::nearest(lifetime).minor();
        spread(&mut books, &format!("Other {number:03}"), invoices, [first, last], lifetime, 5 + mixed % 60);
    }
    books
}

/// What the rules say of one customer.
fn segmented(books: &Books, customer: &str) -> Rating {
    segmented_by(books, customer, &SegmentationPolicy::default())
}

fn segmented_by(books: &Books, customer: &str, policy: &SegmentationPolicy) -> Rating {
    let ledger = books.ledger();
    let place = ledger.customers().iter().position(|c| c.id == customer).expect("a customer");
    segmentation(&ledger, as_of(), policy).customers.swap_remove(place).rating
}

fn total(customer: &Rating) -> f64 {
    customer.scores.expect("scored").total
}

fn published_rows() -> Books {
    let mut books = portfolio();
    row(&mut books, "Langosh", 1_638_417, [698_175, 451_249], 33);
    row(&mut books, "Hintz", 1_067_922, [183_140, 237_132], 1);
    row(&mut books, "Bailey", 964_484, [196_467, 332_329], 77);
    row(&mut books, "Lehner", 84_938, [0, 84_938], 10);
    row(&mut books, "Herzog", 82_982, [24_206, 28_829], 53);
    row(&mut books, "Schulist", 77_765, [756, 2_867], 46);
    row(&mut books, "Harber", 67_167, [0, 33_599], 55);
    books
}

#[test]
fn published_rows_come_out() {
    let books = published_rows();
    let (ledger, days_to_pay) = (books.ledger(), payment(&books.ledger(), as_of()).customers);
    for (customer, ltv, [ttm, previous], days, segment) in [
        ("Langosh", 1_638_417, [698_175, 451_249], 33.0, Segment::Champion),
        ("Hintz", 1_067_922, [183_140, 237_132], 1.0, Segment::Champion),
        ("Bailey", 964_484, [196_467, 332_329], 77.0, Segment::LatePayer),
        ("Lehner", 84_938, [0, 84_938], 10.0, Segment::DontLoseThem),
        ("Herzog", 82_982, [24_206, 28_829], 53.0, Segment::Good),
        // Published as Good; its sales fell by three quarters to a hundredth of its lifetime value.
        ("Schulist", 77_765, [756, 2_867], 46.0, Segment::GiveAttention),
        ("Harber", 67_167, [0, 33_599], 55.0, Segment::GiveAttention),
    ] {
        let found = segmented(&books, customer);
        let evidence = &found.evidence;
        assert_eq!(evidence.lifetime_value, whole(ltv), "{customer}");
        assert_eq!((evidence.ttm_sales, evidence.prev_ttm_sales), (whole(ttm), whole(previous)), "{customer}");
        let place = ledger.customers().iter().position(|c| c.id == customer).expect("a customer");
        assert_eq!(days_to_pay[place].ttm.days_to_pay, Ok(days), "{customer}");
        assert_eq!(found.segment, segment, "{customer}: {found:?}");
    }
}

#[test]
fn demanding_growth_of_champions_makes_hintz_good() {
    let policy = SegmentationPolicy { champion_min_momentum: 4, ..SegmentationPolicy::default() };
    assert_eq!(segmented_by(&published_rows(), "Hintz", &policy).segment, Segment::Good);
    assert_eq!(segmented_by(&published_rows(), "Langosh", &policy).segment, Segment::Champion);
}

#[test]
fn rare_and_frequent_purchases_of_the_same_sum_score_alike() {
    let mut books = portfolio();
    spread(&mut books, "Yearly", 4, [day(2021, 6, 15), day(2024, 6, 15)], 480_000, 20);
    spread(&mut books, "Monthly", 48, [day(2021, 1, 20), day(2024, 12, 18)], 480_000, 20);
    for customer in ["Yearly", "Monthly"] {
        let found = segmented(&books, customer);
        assert_eq!(found.segment, Segment::Champion, "{found:?}");
        assert!((total(&found) - 84.5).abs() < 1e-9, "{found:?}");
    }
    assert!(segmented(&books, "Yearly").evidence.annual);
}

#[test]
fn fifteen_purchases_are_worth_what_they_lead_to() {
    let mut books = portfolio();
    for (customer, by_year) in
        [("Growing", [(3, 10_000), (4, 18_000), (8, 32_000)]), ("Declining", [(8, 32_000), (5, 20_000), (2, 8_000)])]
    {
        for (year, (invoices, total)) in (2022..).zip(by_year) {
            spread(&mut books, customer, invoices, [day(year, 2, 10), day(year, 11, 30)], total, 25);
        }
    }
    let (growing, declining) = (segmented(&books, "Growing"), segmented(&books, "Declining"));
    assert_eq!((growing.evidence.purchases, declining.evidence.purchases), (15, 15));
    assert_eq!(growing.evidence.lifetime_value, declining.evidence.lifetime_value);
    assert_eq!(growing.segment, Segment::Good, "{growing:?}");
    assert_eq!((declining.segment, declining.rule), (Segment::DontLoseThem, Rule::Falling), "{declining:?}");
    assert!(declining.evidence.former_score.is_some_and(|former| former >= 70.0));
    assert!(total(&growing) > total(&declining) + 25.0);
}

#[test]
fn in_a_business_of_yearly_purchases_the_time_of_year_does_not_matter() {
    let mut books = Books::new("EUR");
    for number in 0..20_u64 {
        for years in 0..4 {
            let date = as_of() - Days::new(30 + number * 15 + years * 365);
            books.paid(&format!("C{number:02}"), date, 20, whole(1_000));
        }
    }
    let (recent, long_ago) = (segmented(&books, "C00"), segmented(&books, "C18"));
    assert_eq!((recent.evidence.recency_days, long_ago.evidence.recency_days), (Some(30), Some(300)));
    assert_eq!(recent.scores, long_ago.scores);
    assert_eq!(recent.segment, long_ago.segment);
}

#[test]
fn a_purchase_that_is_not_due_yet_is_no_fall() {
    let mut books = Books::new("EUR");
    for (customer, last) in [("Drifting", 375), ("Gone", 500)] {
        for years in 0..4 {
            books.paid(customer, as_of() - Days::new(last + years * 365), 20, whole(1_000));
        }
    }
    let drifting = segmented(&books, "Drifting");
    assert_eq!(drifting.evidence.trend, FrequencyTrend::AwaitingOwnCycle);
    assert_eq!((drifting.evidence.ttm_sales, drifting.scores.map(|s| s.momentum)), (whole(0), Some(3)));
    assert!(matches!(drifting.rule, Rule::Best | Rule::Reliable | Rule::Remaining));
    let gone = segmented(&books, "Gone");
    assert_eq!((gone.evidence.trend, gone.rule), (FrequencyTrend::Decreasing, Rule::Falling));
}

/// Customers who first buy in February 2023, most of them steady; the ledger begins in `start`.
fn first_seen_in_february(start: NaiveDate) -> Books {
    let mut books = Books::new("EUR");
    books.history_from(start);
    for (customer, previous, ttm) in [("Falling", 10_000, 3_800), ("Steady", 9_000, 9_100), ("Rising", 1_000, 4_000)] {
        spread(&mut books, customer, 11, [day(2023, 2, 3), day(2023, 12, 30)], previous, 20);
        spread(&mut books, customer, 12, [day(2024, 1, 20), day(2024, 12, 12)], ttm, 20);
    }
    books
}

#[test]
fn youth_excuses_no_fall_of_customers_of_the_opening_year() {
    let momentum = |start, customer| {
        let found = segmented(&first_seen_in_february(start), customer);
        (found.evidence.comparison, found.scores.expect("scored").momentum)
    };
    // The ledger begins with the two years: whoever bought in its first may have done so before.
    let opening = day(2023, 1, 1);
    assert_eq!(momentum(opening, "Falling"), (Comparison::OfFallsOnly, 1));
    assert_eq!(momentum(opening, "Steady"), (Comparison::OfFallsOnly, 3));
    assert_eq!(momentum(opening, "Rising"), (Comparison::OfFallsOnly, 4), "it may have come in February");
    let falling = segmented(&first_seen_in_february(opening), "Falling");
    assert_eq!((falling.rule, falling.segment), (Rule::Falling, Segment::GiveAttention), "{falling:?}");
    // A month is lacking; the ledger covers the year before that, in which they did not buy; more is lacking.
    assert_eq!(momentum(day(2023, 2, 1), "Falling"), (Comparison::OfFallsOnly, 1));
    assert_eq!(momentum(day(2022, 1, 1), "Falling"), (Comparison::TooYoung, 4));
    assert_eq!(momentum(day(2023, 2, 2), "Falling"), (Comparison::TooYoung, 4));
}

#[test]
fn terms_decide_whether_fifty_five_days_are_late() {
    let mut books = portfolio();
    for month in 1..=10 {
        let date = day(2024, month, 3);
        for (customer, terms) in [("Thirty", 30), ("Sixty", 60)] {
            let invoice = books.invoice_due(customer, date, date + Days::new(terms), whole(500));
            books.pay(invoice, date + Days::new(55), whole(500));
        }
    }
    let timeliness = |customer| segmented(&books, customer).scores.and_then(|scores| scores.timeliness);
    assert_eq!((timeliness("Thirty"), timeliness("Sixty")), (Some(3), Some(5)));
}

#[test]
fn a_champion_who_pays_fifty_days_late_is_a_late_payer() {
    let mut books = portfolio();
    row(&mut books, "Large", 1_600_000, [600_000, 450_000], 80);
    let found = segmented(&books, "Large");
    assert_eq!((found.segment, found.rule), (Segment::LatePayer, Rule::PaysLate));
    assert_eq!(found.otherwise, Some(Segment::Champion));
}

#[test]
fn new_customers_are_new_until_they_pay_or_are_long_overdue() {
    let mut books = portfolio();
    books.invoice("Fresh", as_of() - Days::new(60), whole(500));
    books.invoice("Forgetful", as_of() - Days::new(90), whole(500));
    books.paid("Paying", as_of() - Days::new(60), 20, whole(500));
    books.document(DocumentKind::CashSale, "Cash", as_of() - Days::new(60), whole(500));
    assert_eq!(segmented(&books, "Fresh").rule, Rule::NoPaymentYet);
    let forgetful = segmented(&books, "Forgetful");
    assert_eq!((forgetful.segment, forgetful.evidence.oldest_overdue_days), (Segment::LatePayer, 60));
    assert_eq!(segmented(&books, "Paying").segment, Segment::Promising);
    assert_eq!(segmented(&books, "Cash").segment, Segment::Promising);
}

#[test]
fn the_lapsed_are_told_apart_by_what_they_were() {
    let mut books = portfolio();
    books.paid("Once", day(2023, 5, 1), 20, whole(300));
    spread(&mut books, "Asleep", 10, [day(2021, 2, 1), day(2022, 9, 1)], 90_000, 20);
    books.paid("Long gone", day(2021, 12, 31), 20, whole(300));
    books.customer("Never");
    assert_eq!(segmented(&books, "Once").segment, Segment::PossibleMismatch);
    let asleep = segmented(&books, "Asleep");
    assert_eq!((asleep.segment, asleep.rule), (Segment::Hibernating, Rule::Lapsed));
    for customer in ["Long gone", "Never"] {
        let found = segmented(&books, customer);
        assert_eq!((found.segment, found.scores, found.evidence.value_percentile), (Segment::NotScored, None, None));
    }
}

#[test]
fn negative_lifetime_value_is_no_value() {
    let mut books = Books::new("EUR");
    books.paid("Credited", day(2024, 6, 1), 20, whole(100));
    books.document(DocumentKind::CreditNote, "Credited", day(2024, 7, 1), whole(300));
    assert_eq!(segmented(&books, "Credited").scores.map(|scores| scores.value), Some(1));
}

#[test]
fn without_payment_data_timeliness_is_blank_and_its_weight_shared_out() {
    let mut books = published_rows();
    books.payment_data(PaymentData::None);
    let ledger = books.ledger();
    let found = segmentation(&ledger, as_of(), &SegmentationPolicy::default());
    assert!(found.without_timeliness);
    assert!(found.customers.iter().all(|c| !matches!(c.rating.segment, Segment::New | Segment::LatePayer)));
    let scores = segmented(&books, "Hintz").scores.expect("scored");
    let expected = 100.0
        * (0.25 * f64::from(scores.recency - 1)
            + 0.20 * f64::from(scores.frequency - 1)
            + 0.35 * (scores.monetary - 1.0))
        / 0.80
        / 4.0;
    assert_eq!(scores.timeliness, None);
    assert!((scores.total - expected).abs() < 1e-9);
}

#[test]
fn every_segment_has_customers_in_the_portfolio() {
    let mut books = published_rows();
    books.invoice("Fresh", as_of() - Days::new(20), whole(500));
    let found = segmentation(&books.ledger(), as_of(), &SegmentationPolicy::default());
    assert!(!found.cycle_is_assumed && !found.without_timeliness);
    let count = |segment| found.customers.iter().filter(|c| c.rating.segment == segment).count();
    let champions = count(Segment::Champion);
    assert!((5..=50).contains(&champions), "{champions} of {}", found.customers.len());
    for segment in [Segment::Good, Segment::Promising, Segment::LatePayer, Segment::Hibernating, Segment::GiveAttention]
    {
        assert!(count(segment) > 0, "{segment:?}");
    }
    assert_eq!(Segment::ALL.map(count).iter().sum::<usize>(), found.customers.len());
}

#[test]
fn unknown_balances_make_nobody_new_or_overdue() {
    let mut books = portfolio();
    books.invoice("Fresh", as_of() - Days::new(60), whole(500));
    books.invoice("Forgetful", as_of() - Days::new(90), whole(500));
    books.receivables_since(as_of() + Days::new(1));
    for customer in ["Fresh", "Forgetful"] {
        let found = segmented(&books, customer);
        assert_eq!((found.segment, found.evidence.days_beyond_terms), (Segment::Promising, None));
    }
    books.payment_data(PaymentData::BalancesOnly);
    let found = segmentation(&books.ledger(), as_of(), &SegmentationPolicy::default());
    assert!(found.without_timeliness);
}

proptest! {
    #[test]
    fn timeliness_is_made_of_payments_and_of_what_aging_shows_overdue(events in events()) {
        let (ledger, as_of) = (books_of(&events).ledger(), day(2022, 6, 30));
        let found = segmentation(&ledger, as_of, &SegmentationPolicy::default());
        let (payment, aging) = (payment(&ledger, as_of), aging(&ledger, as_of));
        for (place, customer) in found.customers.iter().map(|c| &c.rating).enumerate() {
            let times = &payment.customers[place].ttm;
            let paid = times.days_beyond_terms.clone().unwrap_or_default();
            let open = payment.customers[place].days_beyond_terms_open.clone().unwrap_or_default();
            let (paid_amount, open_amount) = (times.amount, aging.customers[place].overdue_balance());
            let sum = paid * paid_amount.minor() as f64 + open * open_amount.minor() as f64;
            let expected = (paid_amount + open_amount).is_positive().then(|| sum / (paid_amount + open_amount).minor() as f64);
            let near = match (customer.evidence.days_beyond_terms, expected) {
                (Some(days), Some(expected)) => (days - expected).abs() < 1e-6,
                (days, expected) => days == expected,
            };
            prop_assert!(near, "{:?} {:?}", customer.evidence, expected);
        }
    }

    #[test]
    fn segments_part_the_customers(events in events()) {
        let ledger = books_of(&events).ledger();
        let found = segmentation(&ledger, day(2023, 6, 30), &SegmentationPolicy::default());
        prop_assert_eq!(found.customers.len(), ledger.customers().len());
        for customer in found.customers.iter().map(|c| &c.rating) {
            prop_assert_eq!(customer.scores.is_none(), customer.segment == Segment::NotScored);
            prop_assert_eq!(customer.otherwise.is_some(), customer.segment == Segment::LatePayer);
            if let Some(scores) = customer.scores {
                let all = [scores.recency, scores.frequency, scores.value, scores.momentum];
                prop_assert!(all.into_iter().chain(scores.timeliness).all(|score| (1..=5).contains(&score)));
                prop_assert!((0.0..=100.0).contains(&scores.total));
            }
        }
    }
}
