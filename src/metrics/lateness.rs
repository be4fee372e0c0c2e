//! What lateness costs: the money that stood past due, and the interest on it.
//!
//! # Question
//!
//! How much money did late payment tie up, whose was it, and what did it cost?
//!
//! # Formula
//!
//! Of every invoice and carried-over balance, each amount counts from the day after its due date to the day on which it was
//! paid or written off; what is still open counts to the as-of date. Only days in the trailing twelve months count.
//!
//! - **Money tied up by lateness** = sum of amount x days late, divided by the days of the twelve months: what was past due
//!   on an average day.
//! - **Cost of lateness** = sum of amount x days late x cost of capital a year / 365.
//!
//! The cost of capital is a setting, by default 8% a year: an assumption, printed wherever the cost stands. It is what the
//! business pays its bank for the money, or what else it could earn with it.
//!
//! # Worked example
//!
//! An invoice of 10,000 is paid 45 days after its due date; another of 2,000 is open and 100 days past due. Amount x days:
//! 10,000 x 45 + 2,000 x 100 = 650,000. Money tied up: 650,000 / 365 = 1,780.82. Cost: 650,000 x 8% / 365 = 142.47.
//!
//! # Edge cases
//!
//! - Money that came early or on the day is no gain here: it does not make up for what came late.
//! - An amount that a credit note settled was never to be paid, so it was not late.
//! - A payment whose day the exports do not tell is left out.
//! - Of an item that was past due before the twelve months began, only the days inside them count.
//! - A ledger of less than twelve months is seen from its beginning; the cost is then that of the days so far, not of a year.
//! - The amounts are those of each customer, rounded; the total is their sum.
//!
//! # Source
//!
//! Simple interest on overdue balances, as credit managers reckon it; the default rate is ours.

use chrono::NaiveDate;

use super::arithmetic::nearest;
use super::receivables::{balances_known, due_date, open_amounts};
use super::window::{covered, first_day};
use super::{Measured, NotEnough};
use crate::base::{Money, Period};
use crate::ledger::{CustomerIx, DocumentKind, Ledger, PaymentData};

/// What money costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatenessPolicy {
    /// Cost of capital a year as a fraction: 0.08 is eight per cent.
    pub cost_of_capital: f64,
}

impl Default for LatenessPolicy {
    fn default() -> Self {
        Self { cost_of_capital: 0.08 }
    }
}

/// What lateness cost one business.
#[derive(Clone, Debug, PartialEq)]
pub struct Lateness {
    /// The trailing twelve months, or the days since the ledger begins.
    pub window: Period,
    /// The sum of all customers; `Err` where payments are not known with their days.
    pub total: Measured<LateMoney>,
    /// One a customer, parallel to [`Ledger::customers`]; zeros where `total` is `Err`.
    pub customers: Vec<LateMoney>,
}

/// Money that came late, or has not come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LateMoney {
    /// Past due on an average day of the window; never negative.
    pub tied_up: Money,
    /// Interest on it over the window; never negative.
    pub cost: Money,
}

/// Computes the cost of lateness at `as_of`.
pub fn lateness(ledger: &Ledger, as_of: NaiveDate, policy: LatenessPolicy) -> Lateness {
    let window = window(ledger, as_of);
    if let Err(why) = known(ledger, as_of) {
        return Lateness { window, total: Err(why), customers: vec![LateMoney::default(); ledger.customers().len()] };
    }
    let customers: Vec<LateMoney> =
        money_days(ledger, as_of, window).into_iter().map(|sum| LateMoney::of(sum, window, policy)).collect();
    let total = LateMoney {
        tied_up: customers.iter().map(|late| late.tied_up).sum(),
        cost: customers.iter().map(|late| late.cost).sum(),
    };
    Lateness { window, total: Ok(total), customers }
}

fn known(ledger: &Ledger, as_of: NaiveDate) -> Measured<()> {
    balances_known(ledger, as_of)?;
    if ledger.payment_data() == PaymentData::Dated { Ok(()) } else { Err(NotEnough::NoPayments) }
}

/// The trailing twelve months, or what the ledger covers of them.
fn window(ledger: &Ledger, as_of: NaiveDate) -> Period {
    let year = Period::trailing_twelve_months(as_of);
    match covered(ledger, year) {
        Ok(()) => year,
        Err(_) => Period::from_first_to_last(first_day(ledger).unwrap_or(as_of).max(year.first_day()), as_of),
    }
}

/// Amounts x days late in the window of each customer, in minor units x days.
fn money_days(ledger: &Ledger, as_of: NaiveDate, window: Period) -> Vec<i128> {
    let mut sums = vec![0_i128; ledger.customers().len()];
    let mut add = |customer: CustomerIx, amount: Money, due: NaiveDate, until: NaiveDate| {
        if let Some(sum) = sums.get_mut(customer.0 as usize) {
            *sum += i128::from(amount.minor()) * i128::from(days_late(due, until, window));
        }
    };
    for allocation in ledger.allocations_until(as_of) {
        let (credit, debit) = (ledger.document(allocation.from), ledger.document(allocation.to));
        let ends_lateness = matches!(credit.kind, DocumentKind::Payment | DocumentKind::WriteOff);
        if ends_lateness && !credit.date_is_assumed {
            add(debit.customer, allocation.amount, due_date(debit), credit.date);
        }
    }
    for (document, open) in ledger.documents_until(as_of).iter().zip(open_amounts(ledger, as_of)) {
        if document.kind.is_debit() {
            add(document.customer, open, due_date(document), as_of);
        }
    }
    sums
}

/// The days after `due` up to and including `until` that lie in the window.
fn days_late(due: NaiveDate, until: NaiveDate, window: Period) -> i64 {
    let before = window.first_day().pred_opt().unwrap_or(window.first_day());
    (until.min(window.last_day()) - due.max(before)).num_days().max(0)
}

impl LateMoney {
    fn of(money_days: i128, window: Period, policy: LatenessPolicy) -> Self {
        let money_days = money_days as f64;
        Self {
            tied_up: nearest(money_days / window.days().max(1) as f64),
            cost: nearest(money_days * policy.cost_of_capital / 365.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, Event, books_of, day, events, whole};
    use chrono::Days;
    use proptest::prelude::*;

    fn cents(cents: i64) -> Money {
        Money::from_minor(cents)
    }

    fn computed(books: &Books, as_of: NaiveDate) -> Lateness {
        lateness(&books.ledger(), as_of, LatenessPolicy::default())
    }

    fn worked_example() -> Books {
        let mut books = Books::new("EUR");
        books.history_from(day(2022, 1, 1));
        let late = books.invoice_due("Alder", day(2023, 3, 1), day(2023, 3, 31), whole(10_000));
        books.pay(late, day(2023, 5, 15), whole(10_000));
        books.invoice_due("Birch", day(2023, 9, 1), day(2023, 9, 22), whole(2_000));
        books
    }

    #[test]
    fn worked_example_comes_out() {
        let found = computed(&worked_example(), day(2023, 12, 31));
        let (alder, birch) = (found.customers[0], found.customers[1]);
        assert_eq!((alder.tied_up, birch.tied_up), (cents(123_288), cents(54_795)));
        assert_eq!((alder.cost, birch.cost), (cents(9_863), cents(4_384)));
        // Rounded for each customer: 142.47 and 1,780.82 but for a cent.
        assert_eq!(found.total, Ok(LateMoney { tied_up: cents(178_083), cost: cents(14_247) }));
    }

    #[test]
    fn only_the_days_of_the_window_count() {
        let found = computed(&worked_example(), day(2024, 4, 30));
        // Alder was late for 15 days since 1 May 2023; Birch for 221 of 366 days.
        assert_eq!(found.customers[0].tied_up, cents(10_000 * 15 * 100 / 366 + 1));
        assert_eq!(found.customers[1].tied_up, cents(2_000 * 221 * 100 / 366));
        let mut books = worked_example();
        books.history_from(day(2023, 9, 1));
        let short = computed(&books, day(2023, 12, 31));
        assert_eq!(short.window, Period::from_first_to_last(day(2023, 3, 1), day(2023, 12, 31)));
    }

    #[test]
    fn early_money_and_credit_notes_are_not_late() {
        let mut books = Books::new("EUR");
        books.history_from(day(2022, 1, 1));
        books.paid("Alder", day(2023, 3, 1), 5, whole(100));
        books.paid("Alder", day(2023, 3, 1), 30, whole(100));
        let credited = books.invoice("Alder", day(2023, 3, 1), whole(100));
        books.credit(DocumentKind::CreditNote, credited, day(2023, 6, 1), whole(100));
        books.document(DocumentKind::Payment, "Alder", day(2023, 6, 1), whole(500));
        assert_eq!(computed(&books, day(2023, 12, 31)).total, Ok(LateMoney::default()));
        let written_off = books.invoice("Alder", day(2023, 3, 1), whole(365));
        books.credit(DocumentKind::WriteOff, written_off, day(2023, 4, 10), whole(365));
        assert_eq!(computed(&books, day(2023, 12, 31)).total.expect("known").tied_up, whole(10));
        books.payment_data(PaymentData::BalancesOnly);
        assert_eq!(computed(&books, day(2023, 12, 31)).total, Err(NotEnough::NoPayments));
    }

    proptest! {
        #[test]
        fn the_cost_is_interest_on_the_money_tied_up(events in events(), as_of in 800_u64..1_900) {
            let mut books = books_of(&events);
            let (ledger, as_of) = (books.ledger(), Event::epoch() + Days::new(as_of));
            let found = lateness(&ledger, as_of, LatenessPolicy { cost_of_capital: 0.365 });
            prop_assume!(!ledger.documents_until(as_of).is_empty());
            let total = found.total.expect("payments are known");
            // 36.5 % a year is a thousandth a day.
            let of_tied_up = total.tied_up.minor() as f64 * found.window.days() as f64 / 1_000.0;
            let rounding = found.window.days() as f64 / 1_000.0 * 7.0 + 7.0;
            prop_assert!((of_tied_up - total.cost.minor() as f64).abs() <= rounding);
            prop_assert!(!total.tied_up.is_negative());
            books.document(DocumentKind::Payment, "C0", as_of + Days::new(1), whole(9));
            prop_assert_eq!(total, lateness(&books.ledger(), as_of, LatenessPolicy { cost_of_capital: 0.365 }).total.expect("known"));
        }
    }
}
