//! The worked example, each kind of entry, and that the parts are the movement.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::base::Money;
use crate::ledger::testing::{Books, books_of, day, events, whole};

fn recorded(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> BTreeMap<String, i64> {
    let readings = readings(ledger, as_of, policies);
    readings.into_iter().filter_map(|(id, value)| Some((id.to_owned(), value.ok()?))).collect()
}

/// The movements between the books of then, seen from `from`, and those of now, seen from `to`.
fn moved(then: &Books, from: NaiveDate, now: &Books, to: NaiveDate) -> (Vec<Movement>, Vec<Entry>) {
    let (policies, then, now) = (Policies::default(), then.ledger(), now.ledger());
    let entries = entries(&known_documents(&then, from), &now, from, true);
    let before = Before {
        as_of: from,
        readings: &recorded(&then, from, &policies),
        ledger: &now,
        policies: &policies,
        entries_differ: !entries.is_empty(),
    };
    (movements(&now, to, &policies, &readings(&now, to, &policies), &before), entries)
}

fn parts_of(movements: &[Movement], figure: &str) -> Parts {
    movements.iter().find(|m| m.figure == figure).and_then(|m| m.parts).expect("parts")
}

/// Sales of 1,000 in the twelve months to August 2025, 120 of them in September 2024.
fn august() -> Books {
    let mut books = Books::new("EUR");
    books.history_from(day(2023, 1, 1));
    books.invoice("Alder", day(2024, 9, 5), whole(120));
    books.invoice("Alder", day(2025, 3, 5), whole(880));
    books
}

#[test]
fn worked_example_comes_out() {
    let mut september = august();
    september.invoice("Birch", day(2025, 8, 20), whole(80));
    let invoice = september.invoice("Alder", day(2025, 9, 10), whole(300));
    september.credit(DocumentKind::CreditNote, invoice, day(2025, 9, 20), whole(50));
    let (movements, entries) = moved(&august(), day(2025, 8, 31), &september, day(2025, 9, 30));
    let sales = movements.iter().find(|m| m.figure == "net_revenue_ttm").expect("sales");
    let minor = |units: i64| whole(units).minor();
    assert_eq!((sales.before, sales.now.clone()), (Some(minor(1_000)), Ok(minor(1_210))));
    let wanted =
        Parts { entered_later: minor(80), rules: 0, time: minor(-120), new_documents: minor(300), credits: minor(-50) };
    assert_eq!(sales.parts, Some(wanted));
    // Everything is due after thirty days: the 80 of August are not, at either date.
    assert_eq!(parts_of(&movements, "open_balance").entered_later, minor(80));
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].change, entries[0].size()), (Change::Added, whole(80)));
}

#[test]
fn every_kind_of_entry_is_told_apart() {
    let mut then = august();
    let (kept, gone) = (day(2025, 5, 1), day(2025, 5, 2));
    let paid = then.invoice("Cedar", kept, whole(10));
    then.invoice("Cedar", gone, whole(20));
    let dated_on = then.invoice("Dogwood", day(2025, 8, 30), whole(30));
    then.edit(dated_on).number = Some("D1".to_owned());

    let mut now = august();
    let same = now.invoice("Cedar", kept, whole(10));
    now.edit(same).number = then.edit(paid).number.clone();
    now.pay(same, day(2025, 8, 1), whole(4));
    let moved_on = now.invoice("Dogwood", day(2025, 9, 2), whole(30));
    now.edit(moved_on).number = Some("D1".to_owned());
    now.invoice("Elder", day(2025, 9, 9), whole(1_000));

    let (_, entries) = moved(&then, day(2025, 8, 31), &now, day(2025, 9, 30));
    let found: Vec<(Change, Money)> = entries.iter().map(|entry| (entry.change, entry.size())).collect();
    let wanted = [
        (Change::Changed, whole(30)),
        (Change::Removed, whole(20)),
        (Change::Added, whole(4)),
        (Change::Resettled, whole(4)),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn an_invoice_dated_on_leaves_the_period_and_comes_in_again() {
    let mut then = august();
    let dated = then.invoice("Dogwood", day(2025, 8, 16), whole(2_900));
    then.edit(dated).number = Some("D1".to_owned());
    let mut now = august();
    let dated = now.invoice("Dogwood", day(2025, 9, 2), whole(2_900));
    now.edit(dated).number = Some("D1".to_owned());
    let (movements, entries) = moved(&then, day(2025, 8, 31), &now, day(2025, 9, 30));
    assert!(entries[0].has_moved_beyond(day(2025, 8, 31)));
    assert_eq!(entries[0].sales_change(day(2025, 8, 31)), whole(-2_900));
    assert_eq!(entries[0].balance_change(day(2025, 8, 31)), whole(-2_900));
    for figure in ["net_revenue_total", "open_balance"] {
        let parts = parts_of(&movements, figure);
        assert_eq!((parts.entered_later, parts.new_documents), (whole(-2_900).minor(), whole(2_900).minor()));
    }
}

#[test]
fn payments_that_bear_the_day_of_their_export_are_no_entries() {
    let books = |exported: NaiveDate| {
        let mut books = august();
        let invoice = books.invoice("Cedar", day(2025, 5, 1), whole(10));
        let payment = books.document(DocumentKind::Payment, "Cedar", exported, whole(10));
        books.edit(payment).date_is_assumed = true;
        books.allocate(payment, invoice, whole(10));
        books.receivables_since(exported);
        books
    };
    let (movements, entries) =
        moved(&books(day(2025, 8, 31)), day(2025, 8, 31), &books(day(2025, 9, 30)), day(2025, 9, 30));
    assert_eq!(entries, []);
    let open = movements.iter().find(|m| m.figure == "open_balance").expect("the open balance");
    assert_eq!(
        (open.before, open.now.clone(), open.parts),
        (Some(whole(1_000).minor()), Ok(whole(1_000).minor()), None)
    );
}

#[test]
fn a_figure_that_is_new_has_no_parts() {
    let mut books = Books::new("EUR");
    books.invoice("Alder", day(2025, 1, 10), whole(100));
    let (movements, entries) = moved(&books, day(2025, 12, 30), &books, day(2025, 12, 31));
    let sales = movements.iter().find(|m| m.figure == "net_revenue_ttm").expect("sales");
    assert_eq!((sales.before, sales.now.clone(), sales.parts), (None, Ok(whole(100).minor()), None));
    assert!(entries.is_empty());
}

#[test]
fn without_an_entry_a_difference_is_a_rule() {
    let values = [110, 110, 110, 110];
    assert_eq!(parts(100, values, 110, false), Parts { rules: 10, ..Parts::default() });
    assert_eq!(parts(100, values, 110, true), Parts { entered_later: 10, ..Parts::default() });
}

/// What an entry adds to a figure.
type Adds = fn(&Entry, NaiveDate) -> Money;

proptest! {
    #[test]
    fn parts_are_the_movement(
        then in events(),
        now in events(),
        shared in events(),
        days in 600_i64..1_700,
        passed in 1_i64..200,
    ) {
        let (then, now) = ([then, shared.clone()].concat(), [now, shared].concat());
        let from = day(2019, 1, 1) + TimeDelta::days(days);
        let (movements, entries) = moved(&books_of(&then), from, &books_of(&now), from + TimeDelta::days(passed));
        prop_assert_eq!(movements.len(), HEADLINE.len());
        let later = |figure: &str| movements.iter().find(|m| m.figure == figure).and_then(|m| m.parts).map(|p| p.entered_later);
        let sum = |adds: fn(&Entry, NaiveDate) -> Money| entries.iter().map(|entry| adds(entry, from)).sum::<Money>().minor();
        let adding: [(&str, Adds); 3] = [
            ("net_revenue_total", Entry::sales_change),
            ("net_revenue_ttm", Entry::ttm_sales_change),
            ("open_balance", Entry::balance_change),
        ];
        for (figure, adds) in adding {
            prop_assert!(later(figure).is_none_or(|later| later == sum(adds)), "{figure} {:?} {entries:?}", later(figure));
        }
        for movement in movements {
            if let Some(parts) = movement.parts {
                prop_assert_eq!(Ok(movement.before.unwrap_or_default() + parts.sum()), movement.now);
            }
        }
    }

    #[test]
    fn the_same_books_have_no_entries(events in events(), days in 0_i64..1_900) {
        let books = books_of(&events);
        let as_of = day(2019, 1, 1) + TimeDelta::days(days);
        let (movements, entries) = moved(&books, as_of, &books, as_of + TimeDelta::days(30));
        prop_assert_eq!(entries, []);
        for parts in movements.iter().filter_map(|m| m.parts) {
            prop_assert_eq!((parts.entered_later, parts.rules), (0, 0));
        }
    }
}
