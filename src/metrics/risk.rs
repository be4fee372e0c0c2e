//! Risk triage: whose receivables need a person's attention, by points with their reasons.
//!
//! # Question
//!
//! Which customers may pay late, or not at all, and why?
//!
//! # Formula
//!
//! A point each for
//!
//! - **pays late**: a timeliness score of 1 or 2, which is more than 30 days beyond terms with what is past due counted;
//! - **long past due**: an open item more than 60 days past due;
//! - **slower than a year ago**: days beyond terms paid 15 days or more above those of the year before;
//! - **exposure**: an open balance above the customer's credit limit; or, beside another point, more than 10% of all that
//!   customers owe, where ten customers or more owe something;
//! - **sales fall**: a momentum score of 1 or 2, which is sales below three quarters of the year before, of a customer that
//!   owes something.
//!
//! Three points or more are **high**, one or two **medium**, none **low**. A customer that owes nothing and bought nothing
//! in the twelve months has no level: there is nothing to lose.
//!
//! A person's own judgement wins. It stands in the client's customers file with name, day and reason, and is shown as such
//! with the computed level beside it. Of several for one customer the latest wins.
//!
//! # Worked example
//!
//! A customer owes 302,317 of 390,000. Its oldest item is 177 days past due (1 point), it pays 47 days beyond terms
//! (timeliness score 2: 1 point), a year ago it was 12 days (1 point), and it is 77.5% of what is owed (1 point). Sales
//! hold. Four points: high.
//!
//! # Edge cases
//!
//! - An open balance is what the customer owes less its unapplied credit.
//! - To owe a large share is no fault: it makes other points weigh more, and alone gives none. Among few debtors
//!   everyone's share is large, and it says nothing.
//! - Where one of two years has no payment, nothing is said about slower.
//! - A customer who is not scored, or not long enough to compare two years, gets no point for sales. Nor does one that owes
//!   nothing: there is nothing of which to be late. Where sales stop unusually long before the as-of date nobody gets it: an
//!   export may be incomplete.
//! - A judgement dated after the as-of date has not been made.
//! - Without receivables there are no computed levels; judgements stand.
//!
//! # Source
//!
//! Three levels with a person's override as in Tally Street's articles; the points are ours.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Measured;
use super::aging::{Aging, Balance};
use super::payment::{CustomerPayment, Payment};
use super::segmentation::{Comparison, Segmentation, SegmentedCustomer};
use crate::base::Money;
use crate::ledger::{CustomerIx, Ledger};

/// The highest timeliness score that gives a point.
const TIMELINESS_MAX: u8 = 2;
/// More days past due than this give a point.
const OVERDUE_DAYS: i64 = 60;
/// So many more days beyond terms than a year ago give a point.
const SLOWER_DAYS: f64 = 15.0;
/// A larger share of what is owed than this gives a point.
const EXPOSURE: f64 = 0.10;
/// From so many customers who owe something on, a share of what is owed tells one from another.
const DEBTORS: usize = 10;
/// The highest momentum score that gives a point.
const MOMENTUM_MAX: u8 = 2;
/// So many points are a high risk.
const HIGH_POINTS: usize = 3;

/// What people say of single customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiskPolicy {
    /// In the order of writing.
    pub overrides: Vec<RiskOverride>,
}

/// A person's judgement of one customer's risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskOverride {
    /// The customer's id or exact name, as the pack has it.
    pub customer: String,
    /// The level that holds.
    pub level: RiskLevel,
    /// Who judged.
    pub by: String,
    /// When.
    pub date: NaiveDate,
    /// Why.
    pub note: String,
}

/// How much attention a customer's receivables need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RiskLevel {
    /// None: no point.
    Low,
    /// Some: one or two points.
    Medium,
    /// Much: three points or more.
    High,
}

/// The triage of one business.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// `Err` where the exports do not tell what is open; then there are no computed levels.
    pub known: Measured<()>,
    /// One a customer, parallel to [`Ledger::customers`].
    pub customers: Vec<CustomerRisk>,
}

/// One customer's risk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerRisk {
    /// By the points; `None` where nothing is open and nothing was bought, or where receivables are not known.
    pub computed: Option<RiskLevel>,
    /// Why, one a point.
    pub points: Vec<RiskPoint>,
    /// A person's judgement, which wins.
    pub judged: Option<RiskOverride>,
}

impl CustomerRisk {
    /// The level that holds: a person's, else the computed one.
    pub fn level(&self) -> Option<RiskLevel> {
        self.judged.as_ref().map(|judged| judged.level).or(self.computed)
    }
}

/// A reason that counts one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RiskPoint {
    /// So many days beyond terms, with what is past due.
    PaysLate(f64),
    /// Its oldest open item is so many days past due.
    LongPastDue(i64),
    /// Days beyond terms paid: now, and in the year before.
    Slower(f64, f64),
    /// Its share of what all customers owe, 0 to 1.
    Exposure(f64),
    /// It owes more than its credit limit, which is this.
    OverCreditLimit(Money),
    /// Sales of the twelve months / those of the year before; `None` where nothing was bought.
    SalesFall(Option<f64>),
}

/// What the points are made from.
#[derive(Clone, Copy, Debug)]
pub struct RiskBasis<'a> {
    /// Timeliness and momentum.
    pub segmentation: &'a Segmentation,
    /// Days beyond terms.
    pub payment: &'a Payment,
    /// What is owed.
    pub aging: &'a Aging,
    /// Sales stop unusually long before the as-of date: a fall of them may be the export's.
    pub sales_stop: bool,
}

/// Judges every customer at `as_of`; `basis` is computed from the same ledger at the same date.
pub fn risk(ledger: &Ledger, as_of: NaiveDate, policy: &RiskPolicy, basis: RiskBasis<'_>) -> Risk {
    let debtors = basis.aging.customers.iter().filter(|balance| balance.open_balance().is_positive()).count();
    let all = basis.aging.total.as_ref().ok().map(|total| Business {
        owed: owed(total),
        is_spread: debtors >= DEBTORS,
        sales_stop: basis.sales_stop,
    });
    let parts = basis.segmentation.customers.iter().zip(&basis.payment.customers).zip(&basis.aging.customers);
    let mut customers: Vec<CustomerRisk> = ledger
        .customers()
        .iter()
        .zip(parts)
        .map(|(customer, ((segmented, payment), balance))| match all {
            Some(all) => computed(segmented, payment, balance, customer.credit_limit, all),
            None => CustomerRisk::default(),
        })
        .collect();
    for judged in policy.overrides.iter().filter(|judged| judged.date <= as_of) {
        let [customer] = named(ledger, &judged.customer)[..] else { continue };
        let Some(risk) = customers.get_mut(customer.0 as usize) else { continue };
        if risk.judged.as_ref().is_none_or(|earlier| earlier.date <= judged.date) {
            risk.judged = Some(judged.clone());
        }
    }
    Risk { known: basis.aging.total.as_ref().map(|_| ()).map_err(Clone::clone), customers }
}

/// The customers that a name fits: the one with this id, else all of this exact name.
pub fn named(ledger: &Ledger, name: &str) -> Vec<CustomerIx> {
    let placed = || (0..).map(CustomerIx).zip(ledger.customers());
    let by_id: Vec<CustomerIx> = placed().filter(|(_, customer)| customer.id == name).map(|(ix, _)| ix).collect();
    if by_id.is_empty() {
        placed().filter(|(_, customer)| customer.name == name).map(|(ix, _)| ix).collect()
    } else {
        by_id
    }
}

/// What is owed before unapplied credit.
fn owed(balance: &Balance) -> Money {
    balance.buckets.into_iter().sum()
}

/// What is the same for all customers.
#[derive(Clone, Copy)]
struct Business {
    /// What all customers owe, before unapplied credit.
    owed: Money,
    /// By enough customers for a share of it to say something.
    is_spread: bool,
    /// Sales stop unusually long before the as-of date.
    sales_stop: bool,
}

fn computed(
    segmented: &SegmentedCustomer,
    payment: &CustomerPayment,
    balance: &Balance,
    credit_limit: Option<Money>,
    all: Business,
) -> CustomerRisk {
    let (evidence, scores) = (&segmented.rating.evidence, segmented.rating.scores.as_ref());
    let open = balance.open_balance();
    if !open.is_positive() && owed(balance).is_zero() && !evidence.ttm_sales.is_positive() {
        return CustomerRisk::default();
    }
    let late = scores.and_then(|s| s.timeliness).is_some_and(|score| score <= TIMELINESS_MAX);
    let slower = match (&payment.ttm.days_beyond_terms, &payment.prev_ttm.days_beyond_terms) {
        (Ok(now), Ok(before)) if now - before >= SLOWER_DAYS => Some(RiskPoint::Slower(*now, *before)),
        _ => None,
    };
    let is_comparable = open.is_positive() && !all.sales_stop && evidence.comparison != Comparison::TooYoung;
    let falls = is_comparable && scores.is_some_and(|s| s.momentum <= MOMENTUM_MAX);
    let mut points: Vec<RiskPoint> = [
        evidence.days_beyond_terms.filter(|_| late).map(RiskPoint::PaysLate),
        (evidence.oldest_overdue_days > OVERDUE_DAYS).then_some(RiskPoint::LongPastDue(evidence.oldest_overdue_days)),
        slower,
        over_limit(open, credit_limit),
        falls.then_some(RiskPoint::SalesFall(evidence.momentum)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !points.is_empty() && !points.iter().any(|point| matches!(point, RiskPoint::OverCreditLimit(_))) {
        points.extend(exposure(open, all));
    }
    let level = match points.len() {
        0 => RiskLevel::Low,
        HIGH_POINTS.. => RiskLevel::High,
        _ => RiskLevel::Medium,
    };
    CustomerRisk { computed: Some(level), points, judged: None }
}

/// The point for more than the credit limit.
fn over_limit(open: Money, credit_limit: Option<Money>) -> Option<RiskPoint> {
    credit_limit.filter(|&limit| limit.is_positive() && open > limit).map(RiskPoint::OverCreditLimit)
}

/// The point for a large share of what is owed.
fn exposure(open: Money, all: Business) -> Option<RiskPoint> {
    let share = open.ratio(all.owed).filter(|&share| open.is_positive() && share > EXPOSURE);
    share.filter(|_| all.is_spread).map(RiskPoint::Exposure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::ledger::{DocumentKind, PaymentData};
    use crate::metrics::{Policies, compute};
    use proptest::prelude::*;

    fn computed_with(books: &Books, as_of: NaiveDate, overrides: &[RiskOverride]) -> Risk {
        let policies = Policies { risk: RiskPolicy { overrides: overrides.to_vec() }, ..Policies::default() };
        compute(&books.ledger(), as_of, &policies).risk
    }

    fn levels(books: &Books) -> Vec<Option<RiskLevel>> {
        computed_with(books, day(2024, 12, 31), &[]).customers.iter().map(CustomerRisk::level).collect()
    }

    /// Three years: "Prompt" pays on the day and owes little; "Slow" got slower and owes most; "Gone" owes nothing.
    fn three_customers() -> Books {
        let mut books = Books::new("EUR");
        books.history_from(day(2021, 1, 1));
        books.paid("Gone", day(2021, 5, 1), 30, whole(500));
        for year in [2022, 2023, 2024] {
            for month in 1..=12 {
                books.paid("Prompt", day(year, month, 1), 28, whole(1_000));
                match (year, month) {
                    (2024, 8..) => _ = books.invoice("Slow", day(year, month, 1), whole(1_000)),
                    (2024, _) => _ = books.paid("Slow", day(year, month, 1), 90, whole(1_000)),
                    _ => _ = books.paid("Slow", day(year, month, 1), 35, whole(1_000)),
                }
            }
        }
        books.invoice("Prompt", day(2024, 12, 30), whole(100));
        for number in 0..8 {
            books.invoice(&format!("Small {number}"), day(2024, 12, 30), whole(10));
        }
        books
    }

    fn judgement(level: RiskLevel, date: NaiveDate) -> RiskOverride {
        let (by, note) = ("Ann".to_owned(), "Pays in January".to_owned());
        RiskOverride { customer: "Slow".to_owned(), level, by, date, note }
    }

    #[test]
    fn points_make_the_level() {
        let books = three_customers();
        assert_eq!(levels(&books)[..3], [None, Some(RiskLevel::Low), Some(RiskLevel::High)]);
        let slow = &computed_with(&books, day(2024, 12, 31), &[]).customers[2];
        // Of August 122 days past due; 60 days beyond terms instead of 5; 5,000 of 5,180.
        let [late, RiskPoint::LongPastDue(days), RiskPoint::Slower(now, before), RiskPoint::Exposure(share)] =
            slow.points[..]
        else {
            panic!("{slow:?}")
        };
        assert!(matches!(late, RiskPoint::PaysLate(days) if days > 30.0));
        assert_eq!(days, 122);
        assert!(now - before > 40.0 && (share - 5_000.0 / 5_180.0).abs() < 1e-9);
    }

    #[test]
    fn sales_that_fall_and_a_credit_limit_are_points() {
        let mut books = Books::new("EUR");
        books.history_from(day(2021, 1, 1));
        for month in 1..=12 {
            for (year, amount) in [(2022, 1_000), (2023, 1_000), (2024, 700)] {
                books.paid("Alder", day(year, month, 1), 20, whole(amount));
            }
        }
        books.invoice("Alder", day(2024, 12, 20), whole(90));
        books.invoice("Birch", day(2024, 12, 20), whole(2_000));
        assert_eq!(levels(&books)[1], Some(RiskLevel::Low), "to owe most is no fault");
        assert_eq!(levels(&books)[0], Some(RiskLevel::Medium));
        let found = computed_with(&books, day(2024, 12, 31), &[]);
        assert!(matches!(found.customers[0].points[..], [RiskPoint::SalesFall(Some(ratio))] if ratio < 0.75));
        assert_eq!(over_limit(whole(90), Some(whole(80))), Some(RiskPoint::OverCreditLimit(whole(80))));
        assert_eq!(over_limit(whole(90), Some(whole(90))), None);
        assert_eq!(over_limit(whole(-10), Some(whole(0))), None);
        let all = Business { owed: whole(100), is_spread: true, sales_stop: false };
        assert_eq!(exposure(whole(10), all), None, "a tenth is not more than a tenth");
        assert_eq!(exposure(whole(11), all), Some(RiskPoint::Exposure(0.11)));
        assert_eq!(exposure(whole(11), Business { is_spread: false, ..all }), None);
    }

    #[test]
    fn sales_that_fall_say_nothing_of_who_owes_nothing_or_of_an_export_that_ends_early() {
        let mut books = Books::new("EUR");
        books.history_from(day(2021, 1, 1));
        for month in 1..=12 {
            for (year, amount) in [(2022, 1_000), (2023, 1_000), (2024, 700)] {
                books.paid("Alder", day(year, month, 1), 20, whole(amount));
                books.paid("Birch", day(year, month, 1), 20, whole(amount));
            }
        }
        books.invoice("Birch", day(2024, 12, 20), whole(90));
        assert_eq!(levels(&books), [Some(RiskLevel::Low), Some(RiskLevel::Medium)]);
        // Sales end on 20 December, with at most 31 days between two of them.
        let stopped = computed_with(&books, day(2025, 2, 15), &[]);
        let falls = |customer: &CustomerRisk| customer.points.iter().any(|p| matches!(p, RiskPoint::SalesFall(_)));
        assert!(!stopped.customers.iter().any(falls), "{stopped:?}");
    }

    #[test]
    fn a_judgement_wins_until_a_later_one() {
        let books = three_customers();
        let (older, newer) =
            (judgement(RiskLevel::Low, day(2024, 10, 1)), judgement(RiskLevel::Medium, day(2024, 11, 1)));
        let judged = [newer.clone(), older, judgement(RiskLevel::Low, day(2025, 1, 1))];
        let slow = computed_with(&books, day(2024, 12, 31), &judged).customers[2].clone();
        assert_eq!((slow.level(), slow.computed), (Some(RiskLevel::Medium), Some(RiskLevel::High)));
        assert_eq!(slow.judged, Some(newer));
        assert_eq!(slow.points.len(), 4);
        let before_both = computed_with(&books, day(2024, 9, 30), &judged).customers[2].clone();
        assert_eq!(before_both.judged, None);
    }

    #[test]
    fn a_name_that_fits_several_fits_none() {
        let mut books = three_customers();
        assert_eq!(named(&books.ledger(), "Slow").len(), 1);
        assert!(named(&books.ledger(), "slow").is_empty());
        books.payment_data(PaymentData::None);
        let judged = [judgement(RiskLevel::Medium, day(2024, 10, 1))];
        let found = computed_with(&books, day(2024, 12, 31), &judged);
        assert!(found.known.is_err());
        let levels: Vec<_> = found.customers.iter().take(3).map(|c| (c.computed, c.level())).collect();
        assert_eq!(levels, [(None, None), (None, None), (None, Some(RiskLevel::Medium))]);
    }

    #[test]
    fn unapplied_credit_lessens_the_exposure() {
        let mut books = three_customers();
        books.document(DocumentKind::Payment, "Slow", day(2024, 12, 30), whole(4_990));
        let slow = &computed_with(&books, day(2024, 12, 31), &[]).customers[2];
        assert!(slow.points.iter().all(|point| !matches!(point, RiskPoint::Exposure(_))), "{slow:?}");
    }

    proptest! {
        #[test]
        fn every_customer_has_the_level_of_its_points(events in events()) {
            let books = books_of(&events);
            let found = computed_with(&books, day(2022, 12, 31), &[]);
            prop_assert_eq!(found.customers.len(), books.ledger().customers().len());
            for customer in found.customers {
                let expected = match customer.points.len() {
                    0 => RiskLevel::Low,
                    1 | 2 => RiskLevel::Medium,
                    _ => RiskLevel::High,
                };
                prop_assert!(customer.computed == Some(expected) || (customer.computed, customer.points.len()) == (None, 0));
            }
        }
    }
}
