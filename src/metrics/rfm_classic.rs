//! Classic RFM: customers by quintiles of recency, frequency and money, as marketers know it.
//!
//! # Question
//!
//! Into which of the groups that marketing tools use does each customer fall?
//!
//! # Formula
//!
//! Every customer with a purchase up to the as-of date has three figures: days since its last purchase, number of
//! purchases, and net sales, all over the whole ledger. Each figure is parted into five at the points below which a
//! fifth, two fifths, three fifths and four fifths of the customers lie, plus one (one day, one purchase, one unit of
//! money). Who lies below the first point scores 1, from the first to below the second 2, and so on up to 5; for days
//! since the last purchase it is the other way round, so that 5 is the most recent.
//!
//! A point between two customers is interpolated: among n customers in order, the share p lies at place 1 + (n - 1) x p.
//!
//! The first line that matches gives the group:
//!
//! 1. **Champions**: recency 5, frequency 5, money 5.
//! 2. **Potential Loyalist**: recency 3 to 5, frequency 3 to 5, money 2 to 5.
//! 3. **Loyal Customers**: recency 2 to 4, frequency 2 to 4, money 2 to 4.
//! 4. **Promising**: recency 3 to 4, frequency 1 to 3, money 3 to 5.
//! 5. **New Customers**: recency 4 to 5, frequency 1 to 3, money 1 to 5.
//! 6. **Can't Lose Them**: recency 1 to 2, frequency 3 to 4, money 4 to 5.
//! 7. **At Risk**: recency 1 to 2, frequency 2 to 5, money 4 to 5.
//! 8. **Need Attention**: recency 1 to 3, frequency 3 to 5, money 3 to 5.
//! 9. **About To Sleep**: recency 2 to 3, frequency 1 to 3, money 1 to 4.
//! 10. **Lost**: recency 1, frequency 1 to 5, money 1 to 5.
//! 11. **Others**: the rest.
//!
//! # Worked example
//!
//! Five customers bought 1, 2, 3, 4 and 10 times. The points are 1.8, 2.6, 3.4 and 5.2, each plus one: 2.8, 3.6, 4.4 and
//! 6.2. So 1 and 2 purchases score 1, 3 score 2, 4 score 3, and 10 score 5; nobody scores 4.
//!
//! # Edge cases
//!
//! - The scores are ranks among this client's own customers: a fifth or so always scores 1, however good it is.
//! - It knows neither how customers pay nor whether they buy more or less than before; the nine segments do.
//! - Where many customers have the same figure, some scores stand empty.
//! - Who was never sold to, or had every purchase credited in full, has no scores.
//! - Adding one to the points is the published scheme's way. For amounts it makes the scheme depend on the currency.
//!
//! # Source
//!
//! The scheme and the names are those of the R package rfm; its published counts for the 995 customers of its own
//! example come out.

use chrono::NaiveDate;

use super::arithmetic::counted;
use super::purchases::purchases;
use super::revenue::NetRevenue;
use crate::base::Money;
use crate::ledger::Ledger;

/// The groups in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClassicSegment {
    /// Best in all three.
    Champions,
    /// Recent and often.
    PotentialLoyalist,
    /// Middling in all three.
    LoyalCustomers,
    /// Rather recent, seldom, for much.
    Promising,
    /// Recent and seldom.
    NewCustomers,
    /// Long ago, often, for much.
    CantLoseThem,
    /// Long ago, for much.
    AtRisk,
    /// Not recent, often.
    NeedAttention,
    /// Not recent, seldom.
    AboutToSleep,
    /// Longest ago.
    Lost,
    /// None of the others.
    Others,
}

/// The lowest and highest scores of each group: recency, frequency, money.
const RULES: [(ClassicSegment, [[u8; 2]; 3]); 10] = [
    (ClassicSegment::Champions, [[5, 5], [5, 5], [5, 5]]),
    (ClassicSegment::PotentialLoyalist, [[3, 5], [3, 5], [2, 5]]),
    (ClassicSegment::LoyalCustomers, [[2, 4], [2, 4], [2, 4]]),
    (ClassicSegment::Promising, [[3, 4], [1, 3], [3, 5]]),
    (ClassicSegment::NewCustomers, [[4, 5], [1, 3], [1, 5]]),
    (ClassicSegment::CantLoseThem, [[1, 2], [3, 4], [4, 5]]),
    (ClassicSegment::AtRisk, [[1, 2], [2, 5], [4, 5]]),
    (ClassicSegment::NeedAttention, [[1, 3], [3, 5], [3, 5]]),
    (ClassicSegment::AboutToSleep, [[2, 3], [1, 3], [1, 4]]),
    (ClassicSegment::Lost, [[1, 1], [1, 5], [1, 5]]),
];

impl ClassicSegment {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 11] = [
        Self::Champions,
        Self::PotentialLoyalist,
        Self::LoyalCustomers,
        Self::Promising,
        Self::NewCustomers,
        Self::CantLoseThem,
        Self::AtRisk,
        Self::NeedAttention,
        Self::AboutToSleep,
        Self::Lost,
        Self::Others,
    ];

    /// The first group that takes these scores of recency, frequency and money.
    pub fn of(scores: [u8; 3]) -> Self {
        let takes =
            |limits: &[[u8; 2]; 3]| limits.iter().zip(scores).all(|([low, high], s)| (*low..=*high).contains(&s));
        RULES.iter().find(|(_, limits)| takes(limits)).map_or(Self::Others, |&(segment, _)| segment)
    }
}

/// One customer by the classic scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassicScores {
    /// 1 to 5; 5 bought last.
    pub recency: u8,
    /// 1 to 5; 5 bought most often.
    pub frequency: u8,
    /// 1 to 5; 5 bought for most.
    pub monetary: u8,
    /// Days since the last purchase.
    pub recency_days: i64,
    /// Purchases of all time.
    pub purchases: u32,
    /// Net sales of all time.
    pub lifetime_value: Money,
    /// The group.
    pub segment: ClassicSegment,
}

/// Parts the customers; parallel to [`Ledger::customers`], `None` without a purchase.
pub fn rfm_classic(ledger: &Ledger, as_of: NaiveDate) -> Vec<Option<ClassicScores>> {
    let figures: Vec<Option<(i64, u32, Money)>> = NetRevenue::new(ledger, as_of)
        .customers
        .iter()
        .zip(purchases(ledger, as_of))
        .map(|(revenue, purchases)| {
            let last = purchases.days(as_of).last()?;
            Some(((as_of - last).num_days(), counted(purchases.count(as_of)), revenue.sales.total()))
        })
        .collect();
    let major = |amount: Money| amount.to_major(ledger.currency());
    let cuts = |figure: fn(&(i64, u32, Money)) -> f64| cut_points(figures.iter().flatten().map(figure).collect());
    let days = cuts(|&(days, ..)| days as f64);
    let counts = cuts(|&(_, count, _)| f64::from(count));
    let amounts = cut_points(figures.iter().flatten().map(|&(.., amount)| major(amount)).collect());
    let one = |(recency_days, purchases, lifetime_value): (i64, u32, Money)| {
        let recency = 6 - score(recency_days as f64, &days);
        let (frequency, monetary) = (score(f64::from(purchases), &counts), score(major(lifetime_value), &amounts));
        let segment = ClassicSegment::of([recency, frequency, monetary]);
        ClassicScores { recency, frequency, monetary, recency_days, purchases, lifetime_value, segment }
    };
    figures.into_iter().map(|figures| figures.map(one)).collect()
}

/// The four points that part values into fifths, each plus one.
fn cut_points(mut values: Vec<f64>) -> [f64; 4] {
    values.sort_by(f64::total_cmp);
    [1_usize, 2, 3, 4].map(|fifth| {
        let steps = values.len().saturating_sub(1) * fifth;
        let (lower, part) = (steps / 5, (steps % 5) as f64 / 5.0);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        let (low, high) = (at(lower), at((lower + 1).min(values.len().saturating_sub(1))));
        low + part * (high - low) + 1.0
    })
}

/// 1 below the first point, 2 from it to below the second, and so on.
fn score(value: f64, cuts: &[f64; 4]) -> u8 {
    cuts.iter().fold(1, |score, &cut| score + u8::from(value >= cut))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::ledger::DocumentKind;
    use crate::ledger::testing::{Books, day, whole};

    #[test]
    fn worked_example_comes_out() {
        let cuts = cut_points(vec![10.0, 1.0, 2.0, 3.0, 4.0]);
        for (found, expected) in cuts.into_iter().zip([2.8, 3.6, 4.4, 6.2]) {
            assert!((found - expected).abs() < 1e-9, "{cuts:?}");
        }
        assert_eq!([1.0, 2.0, 3.0, 4.0, 10.0].map(|value| score(value, &cuts)), [1, 1, 2, 3, 5]);
        assert!(cut_points(Vec::new()).into_iter().all(|cut| (cut - 1.0).abs() < 1e-9));
    }

    #[test]
    fn every_combination_has_one_group() {
        for scores in (0..125_u8).map(|i| [i / 25 + 1, i / 5 % 5 + 1, i % 5 + 1]) {
            let places: Vec<_> = RULES.iter().filter(|(segment, _)| *segment == ClassicSegment::of(scores)).collect();
            assert!(places.len() == 1 || ClassicSegment::of(scores) == ClassicSegment::Others, "{scores:?}");
        }
        assert_eq!(ClassicSegment::of([5, 5, 5]), ClassicSegment::Champions);
        assert_eq!(ClassicSegment::of([3, 4, 1]), ClassicSegment::Others);
    }

    #[test]
    fn who_never_bought_has_no_scores() {
        let mut books = Books::new("USD");
        books.customer("Never");
        books.paid("Once", day(2024, 5, 1), 10, whole(100));
        let [never, once] = &rfm_classic(&books.ledger(), day(2024, 5, 31))[..] else { panic!("two customers") };
        assert!(never.is_none());
        assert_eq!(once.map(|c| (c.recency_days, c.purchases, c.lifetime_value)), Some((30, 1, whole(100))));
    }

    fn name(segment: ClassicSegment) -> &'static str {
        match segment {
            ClassicSegment::Champions => "Champions",
            ClassicSegment::PotentialLoyalist => "Potential Loyalist",
            ClassicSegment::LoyalCustomers => "Loyal Customers",
            ClassicSegment::Promising => "Promising",
            ClassicSegment::NewCustomers => "New Customers",
            ClassicSegment::CantLoseThem => "Can't Lose Them",
            ClassicSegment::AtRisk => "At Risk",
            ClassicSegment::NeedAttention => "Need Attention",
            ClassicSegment::AboutToSleep => "About To Sleep",
            ClassicSegment::Lost => "Lost",
            ClassicSegment::Others => "Others",
        }
    }

    /// The package's own example: its orders give its published scores of each customer and counts of each group.
    #[test]
    fn published_scores_and_counts_come_out() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/rfm-orders");
        if !folder.exists() {
            let text = format!("skipped: {} is not there\n", folder.display());
            let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
            return;
        }
        let rows = |name: &str| -> Vec<BTreeMap<String, String>> {
            let text = std::fs::read_to_string(folder.join(name)).expect("a readable file");
            csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
        };
        let mut books = Books::new("USD");
        for order in rows("rfm_data_orders.csv") {
            let date = order["order_date"].parse().expect("a date");
            let amount = whole(order["revenue"].parse().expect("whole dollars"));
            books.document(DocumentKind::CashSale, &order["customer_id"], date, amount);
        }
        let ledger = books.ledger();
        let found = rfm_classic(&ledger, day(2006, 12, 31));
        let by_id: BTreeMap<&str, ClassicScores> =
            ledger.customers().iter().zip(&found).filter_map(|(c, scores)| Some((c.id.as_str(), (*scores)?))).collect();

        let published = rows("check_rfm_scores_orders.csv");
        assert_eq!(published.len(), by_id.len());
        for row in published {
            let scores = by_id[row["customer_id"].as_str()];
            // The file writes scores as "3.0".
            let of = |key: &str| row[key].trim_end_matches(".0").parse::<u8>().expect("a score");
            assert_eq!(name(scores.segment), row["segment"], "{row:?}");
            let found = [scores.recency, scores.frequency, scores.monetary];
            assert_eq!(found, ["recency_score", "frequency_score", "monetary_score"].map(of), "{row:?}");
        }
        for row in rows("check_segment_summary_orders.csv") {
            let members: Vec<_> = by_id.values().filter(|scores| name(scores.segment) == row["seg"]).collect();
            let orders: u32 = members.iter().map(|scores| scores.purchases).sum();
            let revenue: Money = members.iter().map(|scores| scores.lifetime_value).sum();
            let found = [members.len().to_string(), orders.to_string(), (revenue.minor() / 100).to_string()];
            assert_eq!(found, ["customers", "orders", "revenue"].map(|key| row[key].clone()), "{row:?}");
        }
    }
}
