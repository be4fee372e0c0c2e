//! Tests of segments through time: what is read again is what was known, later facts change nothing, and what is said
//! to lift a customer does.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::base::Month;
use crate::ledger::DocumentKind;
use crate::ledger::testing::{Books, Event, books_of, day, events, whole};

fn found(books: &Books, as_of: NaiveDate) -> Segmentation {
    segmentation(&books.ledger(), as_of, &SegmentationPolicy::default())
}

/// Monthly invoices, each paid so many days after it.
fn monthly(books: &mut Books, customer: &str, months: std::ops::Range<i32>, amount: i64, days: u64) {
    for month in months {
        books.paid(customer, Month::of(day(2022, 1, 1)).plus(month).first_day() + Days::new(9), days, whole(amount));
    }
}

#[test]
fn a_customer_that_stops_moves_once_with_the_reason_at_hand() {
    let mut books = Books::new("EUR");
    monthly(&mut books, "Steady", 0..36, 100, 20);
    monthly(&mut books, "Stops", 0..24, 900, 20);
    let found = found(&books, day(2024, 12, 31));
    assert_eq!((found.month_ends.len(), found.month_ends[0]), (36, day(2022, 1, 31)));
    let [steady, stops] = &found.customers[..] else { panic!("two customers") };
    assert_eq!(steady.history.len(), 36);
    let transition = stops.transition.as_ref().expect("it moved");
    assert_eq!(transition.after.segment, stops.segment);
    assert!(transition.from.rank() > stops.segment.rank());
    assert_eq!(transition.before.segment, transition.from);
    assert!(transition.before_on < transition.on && transition.on > day(2024, 1, 31));
    let place = found.month_ends.iter().position(|&end| end == transition.on).expect("a month end");
    let at = |place: usize| stops.history[place].expect("a customer");
    // Two month ends running gave the new segment before it counted.
    assert_eq!((at(place - 1).by_rules, at(place - 1).segment), (stops.segment, transition.from));
    assert_eq!((at(place).by_rules, at(place).segment), (stops.segment, stops.segment));
}

#[test]
fn flows_hold_every_customer_once() {
    let mut books = Books::new("EUR");
    monthly(&mut books, "Steady", 0..36, 100, 20);
    monthly(&mut books, "Stops", 0..20, 900, 20);
    monthly(&mut books, "Young", 30..36, 50, 20);
    books.customer("Never");
    let all = found(&books, day(2024, 12, 17));
    let flows = all.flows.as_ref().expect("three years");
    assert_eq!(flows.from, day(2023, 11, 30));
    assert_eq!(flows.flows.iter().map(|flow| flow.customers.len()).sum::<usize>(), 4);
    let total: Money = all.customers.iter().map(|c| c.rating.evidence.ttm_sales).sum();
    assert_eq!(flows.flows.iter().map(|flow| flow.sales).sum::<Money>(), total);
    let young = all.customers.last().expect("customers");
    assert_eq!(young.history.iter().flatten().count(), 5, "a customer since the first sale");
    assert!(flows.flows.iter().any(|flow| flow.from.is_none() && flow.to == young.segment));
    let short = found(&books, day(2022, 12, 31)).flows;
    assert!(matches!(short, Err(crate::metrics::NotEnough::History { .. })), "{short:?}");
}

#[test]
fn who_pays_late_is_lifted_by_paying_in_time() {
    let mut books = Books::new("EUR");
    for customer in 0..12 {
        monthly(&mut books, &format!("C{customer:02}"), 0..36, 50 + customer, 20);
    }
    monthly(&mut books, "Late", 0..36, 900, 85);
    let found = found(&books, day(2024, 12, 31));
    let late = found.customers.last().expect("customers");
    assert_eq!(late.segment, Segment::LatePayer);
    let lift = late.lift.expect("something lifts it");
    assert_eq!(lift.change, Change::DaysBeyondTerms(30.0));
    assert_eq!((late.rating.otherwise, lift.to), (Some(Segment::Champion), Segment::Good), "timeliness is 3 then");
}

#[test]
fn who_stopped_is_lifted_by_a_purchase_and_a_champion_by_nothing() {
    let mut books = Books::new("EUR");
    for customer in 0..30 {
        monthly(&mut books, &format!("C{customer:02}"), 0..36, 50 + customer, 20);
    }
    monthly(&mut books, "Stops", 0..10, 500, 20);
    monthly(&mut books, "Top", 0..36, 990, 20);
    let found = found(&books, day(2024, 12, 31));
    let [.., stops, top] = &found.customers[..] else { panic!("customers") };
    assert_eq!((stops.rating.rule, stops.segment), (Rule::Lapsed, Segment::Hibernating));
    let lift = stops.lift.expect("a purchase lifts it");
    assert!(matches!(lift.change, Change::Purchase) && lift.to.rank() > stops.segment.rank(), "{lift:?}");
    assert_eq!((top.segment, top.lift), (Segment::Champion, None));
}

#[test]
fn who_sells_less_is_lifted_by_the_sales_that_it_lacks() {
    let mut books = Books::new("EUR");
    for customer in 0..30 {
        monthly(&mut books, &format!("C{customer:02}"), 0..36, 50 + customer, 20);
    }
    monthly(&mut books, "Less", 0..24, 1_000, 20);
    monthly(&mut books, "Less", 24..36, 350, 20);
    let before = found(&books, day(2024, 12, 31));
    let less = before.customers.last().expect("customers");
    assert_eq!(less.rating.rule, Rule::Falling);
    let Some(Lift { change: Change::Sales(more), to }) = less.lift else { panic!("{:?}", less.lift) };
    // 35 % of the year before; from 40 % on momentum is 2, from 75 % on it is 3 and the customer does not fall any more.
    assert_eq!(more, whole(12_000 * 3 / 4 - 12 * 350));
    books.paid("Less", day(2024, 12, 10), 20, more);
    assert_eq!(found(&books, day(2024, 12, 31)).customers.last().expect("customers").rating.segment, to);
}

#[test]
fn month_ends_begin_where_receivables_are_known() {
    let mut books = Books::new("EUR");
    monthly(&mut books, "Alder", 0..36, 100, 20);
    books.receivables_since(day(2024, 6, 1));
    assert_eq!(found(&books, day(2024, 12, 31)).month_ends.first(), Some(&day(2024, 6, 30)));
    assert_eq!(found(&books, day(2024, 3, 31)).month_ends.len(), 27);
}

proptest! {
    #[test]
    fn a_month_end_is_read_as_if_it_were_the_last_day(events in events(), months in 1_i32..40) {
        let policy = SegmentationPolicy::default();
        let all = books_of(&events).ledger();
        let end = Month::of(day(2024, 6, 1)).plus(-months).last_day();
        let known: Vec<Event> = events.iter().filter(|event| event.date() <= end).cloned().collect();
        let facts = customer_facts(&all, day(2024, 6, 30), &policy);
        let again: Vec<Rating> = Snapshot::new(&all, &facts, end, &policy).ratings().collect();
        let cut = books_of(&known).ledger();
        let then: Vec<Rating> = segmentation(&cut, end, &policy).customers.into_iter().map(|c| c.rating).collect();
        prop_assert_eq!(again, then);
    }

    #[test]
    fn later_facts_change_no_month_end(events in events()) {
        let as_of = day(2023, 4, 30);
        let mut books = books_of(&events);
        let before = found(&books, as_of);
        for (customer, later) in [("C0", 1), ("C1", 40), ("C2", 400)] {
            books.paid(customer, as_of + Days::new(later), 9, whole(70));
            books.document(DocumentKind::CreditNote, customer, as_of + Days::new(later), whole(7));
        }
        prop_assert_eq!(before, found(&books, as_of));
    }

    #[test]
    fn histories_keep_the_rule_against_flapping(events in events()) {
        let all = found(&books_of(&events), day(2023, 12, 31));
        prop_assert_eq!(all.flows.iter().flat_map(|f| &f.flows).map(|f| f.customers.len()).sum::<usize>(), all.customers.len());
        for customer in &all.customers {
            prop_assert_eq!(customer.history.len(), all.month_ends.len());
            prop_assert_eq!(customer.history.last().copied().flatten().map_or(Segment::NotScored, |s| s.segment), customer.segment);
            let standings: Vec<Standing> = customer.history.iter().copied().flatten().collect();
            for pair in standings.windows(2) {
                let at_once = [Segment::New, Segment::LatePayer, Segment::NotScored].contains(&pair[1].segment)
                    || [Segment::New, Segment::NotScored].contains(&pair[0].segment);
                let changed = pair[0].segment != pair[1].segment;
                prop_assert!(!changed || at_once || pair[0].by_rules == pair[1].segment, "{pair:?}");
                prop_assert!(!changed || pair[1].by_rules == pair[1].segment, "{pair:?}");
            }
            let changes = standings.windows(2).filter(|pair| pair[0].segment != pair[1].segment).count();
            prop_assert_eq!(customer.transition.is_some(), changes > 0);
            if let Some(lift) = customer.lift {
                prop_assert!(lift.to.rank() > customer.segment.rank().min(customer.rating.segment.rank()));
            }
        }
    }
}
