//! How a customer buys: a rhythm of dates, a sum for each year, and lines from a catalogue.

use chrono::{Datelike, NaiveDate};

use crate::books::Line;
use crate::calendar::{AS_OF, YEARS, days_between, plus, working_day, year_of};
use crate::money::{Cents, per_mille, share};
use crate::random::Random;

/// When and for how much a customer buys.
pub(crate) struct Rhythm {
    /// The day from which it buys.
    pub(crate) first: NaiveDate,
    /// The last day on which it buys; [`plus`] a gap beyond the end of the books where it goes on.
    pub(crate) last: NaiveDate,
    /// The usual number of days from one purchase to the next.
    pub(crate) gap: i64,
    /// What it buys in each October-to-September year, without tax.
    pub(crate) yearly: [Cents; YEARS],
}

/// One purchase.
#[derive(Clone, Copy)]
pub(crate) struct Purchase {
    /// When.
    pub(crate) date: NaiveDate,
    /// For how much, without tax.
    pub(crate) amount: Cents,
}

/// Something to sell.
pub(crate) struct Item {
    /// Its name in the accounting system.
    pub(crate) name: &'static str,
    /// What the line says.
    pub(crate) description: &'static str,
    /// Its price in the first year; it rises by three percent a year.
    pub(crate) price: Cents,
}

/// How busy each month is, January first, in thousandths of an average month.
pub(crate) type Season = [i64; 12];

/// The purchases of a rhythm: more often and larger in the season, and each year's sum as told.
pub(crate) fn purchases(random: &mut Random, rhythm: &Rhythm, season: &Season) -> Vec<Purchase> {
    let weighted: Vec<(NaiveDate, i64)> = dates(random, rhythm, season)
        .into_iter()
        .map(|date| (date, random.between(700, 1350) * of_month(season, date)))
        .collect();
    let weight_of =
        |year: usize| weighted.iter().filter(|(date, _)| year_of(*date) == year).map(|(_, weight)| weight).sum::<i64>();
    let weights: Vec<i64> = (0..YEARS).map(weight_of).collect();
    weighted
        .iter()
        .map(|(date, weight)| {
            let year = year_of(*date);
            Purchase { date: *date, amount: share(rhythm.yearly[year], *weight, weights[year]) }
        })
        .filter(|purchase| purchase.amount > 0)
        .collect()
}

fn dates(random: &mut Random, rhythm: &Rhythm, season: &Season) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut date = rhythm.first;
    while date <= rhythm.last && date <= AS_OF {
        dates.push(working_day(date));
        let busy = of_month(season, date) + 500;
        let step = rhythm.gap * random.between(780, 1220) * 3 / 2 / busy;
        date = plus(date, step.max(3));
    }
    if rhythm.last < AS_OF && rhythm.first < rhythm.last {
        dates.retain(|date| days_between(*date, rhythm.last) > rhythm.gap / 2);
        dates.push(working_day(rhythm.last));
    }
    dates
}

fn of_month(season: &Season, date: NaiveDate) -> i64 {
    season[usize::try_from(date.month0()).expect("a month is a small number")]
}

/// A catalogue with the tax on its items.
pub(crate) struct Catalogue {
    /// What there is to buy.
    pub(crate) items: &'static [Item],
    /// The tax in percent of the price.
    pub(crate) tax_percent: i64,
    /// A purchase gets one more line for each such amount, up to three.
    pub(crate) line_worth: Cents,
}

/// Lines that come to about the purchase's amount without tax, in whole pieces at the year's price.
pub(crate) fn itemised(random: &mut Random, catalogue: &Catalogue, purchase: Purchase) -> Vec<Line> {
    let year = i64::try_from(year_of(purchase.date)).expect("a small number");
    let most = 1 + purchase.amount / catalogue.line_worth;
    let count = random.between(1, most.min(3));
    let mut left = purchase.amount;
    let mut lines = Vec::new();
    let items =
        (random.index(catalogue.items.len())..).step_by(7).map(|place| &catalogue.items[place % catalogue.items.len()]);
    for (number, item) in (1..=count).zip(items) {
        let wanted = if number == count { left } else { per_mille(left, random.between(350, 650)) };
        let price = per_mille(item.price, 1000 + 30 * year);
        let quantity = ((wanted + price / 2) / price).max(1);
        let amount = quantity * price;
        left -= amount;
        lines.push(Line {
            item: item.name,
            description: item.description.to_owned(),
            quantity: Some(quantity),
            price,
            amount,
            tax: share(amount, catalogue.tax_percent, 100),
        });
    }
    lines
}

/// One line for one piece.
pub(crate) fn single_line(item: &'static str, description: &str, amount: Cents, tax_percent: i64) -> Line {
    Line {
        item,
        description: description.to_owned(),
        quantity: Some(if amount < 0 { -1 } else { 1 }),
        price: amount.abs(),
        amount,
        tax: share(amount, tax_percent, 100),
    }
}
