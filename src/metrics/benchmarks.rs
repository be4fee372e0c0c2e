//! Benchmarks: the main ratios of one business beside those of the firm's clients.
//!
//! # Question
//!
//! Is this business's growth, retention, dependence or speed of payment usual among the clients of its accountants?
//!
//! # Formula
//!
//! Eight ratios are taken from each client of the firm, each as of the client's own date and computed as elsewhere in
//! this pack: sales growth, net and gross revenue retention, customers kept, the largest customer's share, days to pay,
//! days beyond terms, and the overdue share (what is past due / what is owed, before unapplied credit).
//!
//! The clients that have a ratio are put in order, from the smallest value to the largest. With n of them, numbered from
//! 0, the quartile p (0.25, 0.5, 0.75) stands at the place p x (n - 1); between two places it is interpolated on the
//! straight line. This is the definition of Excel's `QUARTILE.INC` and `MEDIAN`.
//!
//! A ratio is shown only where at least five clients have it. In packs, quartiles are rounded to whole per cent and whole
//! days, so that no client's exact figure can be read from them; no client is named, and nothing tells how large any of
//! them is.
//!
//! # Worked example
//!
//! Six clients take 20, 24, 31, 38, 45 and 80 days to be paid. The lower quartile stands at place 0.25 x 5 = 1.25:
//! 24 + 0.25 x 7 = 25.75 days. The median is at 2.5: 34.5 days. The upper quartile is at 3.75: 38 + 0.75 x 7 = 43.25
//! days.
//!
//! # Edge cases
//!
//! - Four clients or fewer: nothing is shown, for so few could be told apart.
//! - A client without the data for a ratio does not count for that ratio; the number of those who do is shown.
//! - A client whose exports have errors that stop its pack does not count at all, nor does one that its settings leave
//!   out.
//! - This client is one of those who are counted.
//!
//! # Source
//!
//! Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 7. The
//! least number of five is our own.

use chrono::NaiveDate;

use super::aging::{Aging, aging};
use super::concentration::{Concentration, concentration};
use super::payment::{Payment, payment};
use super::retention::{Bridge, Retention, retention};
use super::value::{Value, value};
use super::{Policies, Results};
use crate::ledger::Ledger;

/// Ratios that fewer clients have are not shown.
pub const CLIENTS_MIN: usize = 5;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ratio {
    /// Sales of twelve months / those of the twelve before, less 1.
    Growth,
    /// Sales now of last year's customers / their sales then.
    NetRevenueRetention,
    /// The same without what they bought more.
    GrossRevenueRetention,
    /// Share of last year's customers who bought again.
    CustomerRetention,
    /// The largest customer's share of sales.
    LargestShare,
    /// Invoice to payment, by amount.
    DaysToPay,
    /// Due date to payment, by amount.
    DaysBeyondTerms,
    /// Past due / owed.
    OverdueShare,
}

impl Ratio {
    /// All eight, in the order of the pack.
    pub const ALL: [Self; 8] = [
        Self::Growth,
        Self::NetRevenueRetention,
        Self::GrossRevenueRetention,
        Self::CustomerRetention,
        Self::LargestShare,
        Self::DaysToPay,
        Self::DaysBeyondTerms,
        Self::OverdueShare,
    ];
}

/// The ratios of one client in the order of [`Ratio::ALL`]; `None` where it lacks the data.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratios([Option<f64>; Ratio::ALL.len()]);

/// The three quartiles of one ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    /// How many clients have the ratio: at least [`CLIENTS_MIN`].
    pub clients: usize,
    /// A quarter of them are at or below it.
    pub lower: f64,
    /// Half of them are.
    pub median: f64,
    /// Three quarters of them are.
    pub upper: f64,
}

/// The quartiles of each ratio in the order of [`Ratio::ALL`]; `None` where too few clients have it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Benchmarks([Option<Quartiles>; Ratio::ALL.len()]);

impl Ratios {
    /// The ratios among all results.
    pub fn of(results: &Results) -> Self {
        Self::from_parts(&results.value, &results.retention, &results.concentration, &results.payment, &results.aging)
    }

    /// One of them: fractions, and days.
    pub fn get(&self, ratio: Ratio) -> Option<f64> {
        self.0[ratio as usize]
    }

    fn from_parts(
        value: &Value,
        retention: &Retention,
        concentration: &Concentration,
        payment: &Payment,
        aging: &Aging,
    ) -> Self {
        let rate = |rate: fn(&Bridge) -> Option<f64>| retention.ttm.as_ref().ok().and_then(rate);
        let sales = value.net_revenue_ttm.as_ref().ok().zip(value.net_revenue_prev_ttm.as_ref().ok());
        let growth = sales.filter(|(_, before)| before.is_positive()).and_then(|(now, before)| {
            let change = *now - *before;
            change.ratio(*before)
        });
        let overdue = aging.total.as_ref().ok().and_then(|total| {
            let owed = total.buckets.iter().copied().sum();
            total.overdue_balance().ratio(owed)
        });
        Self(Ratio::ALL.map(|ratio| match ratio {
            Ratio::Growth => growth,
            Ratio::NetRevenueRetention => rate(Bridge::net_revenue_retention),
            Ratio::GrossRevenueRetention => rate(Bridge::gross_revenue_retention),
            Ratio::CustomerRetention => rate(Bridge::customer_retention),
            Ratio::LargestShare => concentration.now.as_ref().ok().map(|shares| shares.top_1),
            Ratio::DaysToPay => payment.ttm.days_to_pay.as_ref().ok().copied(),
            Ratio::DaysBeyondTerms => payment.ttm.days_beyond_terms.as_ref().ok().copied(),
            Ratio::OverdueShare => overdue,
        }))
    }
}

/// The ratios of one client, without computing anything else.
pub fn ratios(ledger: &Ledger, as_of: NaiveDate, policies: &Policies) -> Ratios {
    Ratios::from_parts(
        &value(ledger, as_of),
        &retention(ledger, as_of, &policies.retention),
        &concentration(ledger, as_of, None),
        &payment(ledger, as_of),
        &aging(ledger, as_of),
    )
}

impl Benchmarks {
    /// Of one ratio.
    pub fn get(&self, ratio: Ratio) -> Option<Quartiles> {
        self.0[ratio as usize]
    }

    /// Whether not one ratio has enough clients.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

/// The quartiles over a firm's clients, in whatever order these come.
pub fn benchmarks(clients: &[Ratios]) -> Benchmarks {
    Benchmarks(Ratio::ALL.map(|ratio| quartiles(clients.iter().filter_map(|client| client.get(ratio)).collect())))
}

/// The quartiles of at least [`CLIENTS_MIN`] finite values.
fn quartiles(mut values: Vec<f64>) -> Option<Quartiles> {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    let clients = values.len();
    (clients >= CLIENTS_MIN).then(|| Quartiles {
        clients,
        lower: quantile(&values, 1),
        median: quantile(&values, 2),
        upper: quantile(&values, 3),
    })
}

/// The value a number of quarters up a list in order: interpolated between its neighbours.
fn quantile(values: &[f64], quarters: usize) -> f64 {
    let fourths = values.len().saturating_sub(1) * quarters;
    let (place, part) = (fourths / 4, (fourths % 4) as f64 / 4.0);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    let below = at(place);
    if part > 0.0 { below + part * (at(place + 1) - below) } else { below }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{Books, books_of, day, events, whole};
    use crate::metrics::compute;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Option<[f64; 3]> {
        quartiles(values.to_vec()).map(|q| [q.lower, q.median, q.upper])
    }

    #[test]
    fn worked_example_comes_out() {
        assert_eq!(of(&[45.0, 20.0, 80.0, 24.0, 31.0, 38.0]), Some([25.75, 34.5, 43.25]));
    }

    #[test]
    fn quartiles_are_those_of_spreadsheets() {
        // Excel: =QUARTILE.INC({1,2,4,7,8,9,10,12},1) = 3.5, median 7.5, third 9.25.
        assert_eq!(of(&[1.0, 2.0, 4.0, 7.0, 8.0, 9.0, 10.0, 12.0]), Some([3.5, 7.5, 9.25]));
        assert_eq!(of(&[3.0, 1.0, 2.0, 5.0, 4.0]), Some([2.0, 3.0, 4.0]));
    }

    #[test]
    fn four_clients_are_too_few() {
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0, f64::NAN]), None);
        let client = |growth| Ratios(Ratio::ALL.map(|ratio| (ratio == Ratio::Growth).then_some(growth)));
        let with = |number: u32| benchmarks(&(0..number).map(|i| client(f64::from(i))).collect::<Vec<_>>());
        assert!(with(4).is_empty());
        assert_eq!(with(5).get(Ratio::Growth).map(|q| (q.clients, q.median)), Some((5, 2.0)));
        assert_eq!(with(5).get(Ratio::DaysToPay), None);
    }

    #[test]
    fn the_ratios_of_a_small_business() {
        let mut books = Books::new("USD");
        books.paid("Alder", day(2024, 1, 10), 40, whole(200));
        books.paid("Birch", day(2024, 2, 10), 20, whole(100));
        books.paid("Alder", day(2025, 1, 10), 40, whole(150));
        books.invoice("Alder", day(2025, 11, 1), whole(90));
        books.invoice("Alder", day(2025, 12, 31), whole(60));
        let ledger = books.ledger();
        let found = ratios(&ledger, day(2025, 12, 31), &Policies::default());
        let wanted = [0.0, 1.0, 2.0 / 3.0, 0.5, 1.0, 40.0, 10.0, 0.6];
        for (ratio, wanted) in Ratio::ALL.into_iter().zip(wanted) {
            let value = found.get(ratio).unwrap_or(f64::NAN);
            assert!((value - wanted).abs() < 1e-9, "{ratio:?}: {value}, not {wanted}");
        }
    }

    proptest! {
        #[test]
        fn quartiles_are_in_order_and_within_the_values(values in proptest::collection::vec(-1e6..1e6_f64, 5..40)) {
            let [lower, median, upper] = of(&values).expect("enough");
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(least <= lower && lower <= median && median <= upper && upper <= most);
            let mut turned = values.clone();
            turned.reverse();
            prop_assert_eq!(of(&turned), of(&values));
        }

        #[test]
        fn the_short_way_and_the_long_way_agree(events in events()) {
            let ledger = books_of(&events).ledger();
            let (as_of, policies) = (day(2023, 9, 17), Policies::default());
            prop_assert_eq!(ratios(&ledger, as_of, &policies), Ratios::of(&compute(&ledger, as_of, &policies)));
        }
    }
}
