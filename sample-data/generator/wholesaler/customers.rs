//! The wholesaler's customers, by the part that they play in its story.

use chrono::NaiveDate;

use super::names::made_up_names;
use super::{CASH, CREDITED, LATE, LOST, STAR, cases};
use crate::books::Customer;
use crate::buying::{Purchase, Rhythm, Season, purchases};
use crate::calendar::{AS_OF, LAST_YEAR, THIS_YEAR, YEARS, day, days_between, plus, working_day, year_end, year_start};
use crate::money::{Cents, per_mille};
use crate::random::Random;

pub(super) const CEDAR: &str = "Cedar Point Stores";

pub(super) const LARKIN: &str = "Larkin Farm Co-op";

/// Spring and early summer are busy, the turn of the year is quiet.
const SEASON: Season = [700, 790, 1080, 1290, 1350, 1210, 1010, 960, 1010, 960, 870, 770];

/// One customer: how it buys and how it pays.
pub(super) struct Plan {
    pub(super) customer: Customer,
    pub(super) purchases: Vec<Purchase>,
    /// Days beyond terms, by year.
    pub(super) late: [i64; YEARS],
    /// How far it strays from that, in days.
    pub(super) wobble: i64,
    /// It pays once a month, on the twentieth.
    pub(super) in_runs: bool,
    /// It pays at the counter: sales receipts.
    pub(super) cash: bool,
    /// It pays nothing that it bought after this day.
    pub(super) pays_until: NaiveDate,
    /// It pays by cheque; the number stands in the transaction list.
    pub(super) cheques: bool,
}

impl Plan {
    fn of(name: impl Into<String>, terms: i64, late: i64, purchases: Vec<Purchase>) -> Self {
        Self {
            customer: Customer { id: String::new(), name: name.into(), parent: None, terms },
            purchases,
            late: [late; YEARS],
            wobble: 9,
            in_runs: false,
            cash: false,
            pays_until: AS_OF,
            cheques: false,
        }
    }
}

/// Thousands of dollars as cents.
const fn thousand(amounts: [i64; YEARS]) -> [Cents; YEARS] {
    let mut cents = amounts;
    let mut year = 0;
    while year < YEARS {
        cents[year] *= 100_000;
        year += 1;
    }
    cents
}

/// Hundreds of dollars as cents.
const fn hundred(amount: i64) -> Cents {
    amount * 10_000
}

/// The sums of the years up to last year's, which is `size`, grown by so many thousandths a year.
fn grown(random: &mut Random, size: Cents, start: usize, growth: (i64, i64)) -> [Cents; YEARS] {
    let mut yearly = [0; YEARS];
    let mut amount = size;
    for year in (start..=LAST_YEAR).rev() {
        yearly[year] = amount;
        amount = amount * 1000 / random.between(growth.0, growth.1);
    }
    let first_share = if start == 0 { 1000 } else { random.between(350, 900) };
    if start < LAST_YEAR {
        yearly[start] = per_mille(yearly[start], first_share);
    }
    yearly
}

/// The day of a customer's first purchase: soon after the books begin, or somewhere in a later year.
fn first_day(random: &mut Random, start: usize, gap: i64) -> NaiveDate {
    let latest = if start == 0 { gap } else { 300 };
    plus(year_start(start), random.between(0, latest))
}

/// A customer that goes on buying.
fn goes_on(random: &mut Random, first: NaiveDate, gap: i64, yearly: [Cents; YEARS]) -> Vec<Purchase> {
    purchases(random, &Rhythm { first, last: plus(AS_OF, gap), gap, yearly }, &SEASON)
}

/// A customer whose last purchase is on the day `last`.
fn stops(random: &mut Random, first: NaiveDate, last: NaiveDate, gap: i64, yearly: [Cents; YEARS]) -> Vec<Purchase> {
    purchases(random, &Rhythm { first, last, gap, yearly }, &SEASON)
}

/// The year in which a customer of long standing began to buy.
fn some_start(random: &mut Random) -> usize {
    match random.between(0, 99) {
        0..55 => 0,
        55..72 => 1,
        72..88 => 2,
        _ => 3,
    }
}

/// The customers that the story is about, sub-customers and scripted cases among them.
fn named(random: &mut Random) -> Vec<Plan> {
    let start = day(2020, 10, 2);
    let star = goes_on(random, start, 15, thousand([112, 158, 214, 292, 428, 696]));
    let late = goes_on(random, day(2020, 10, 13), 26, thousand([88, 128, 166, 212, 262, 188]));
    let lost = stops(random, day(2020, 10, 20), day(2025, 8, 21), 38, thousand([91, 103, 112, 117, 98, 0]));
    let child = |name: &str, parent: &str, purchases| {
        let mut plan = Plan::of(name, 30, -3, purchases);
        plan.customer.parent = Some(parent.to_owned());
        plan
    };
    let mill_pond = goes_on(random, day(2020, 10, 27), 60, thousand([17, 19, 22, 25, 29, 31]));
    let dock_street = goes_on(random, day(2021, 11, 9), 76, thousand([0, 8, 11, 13, 15, 16]));
    let north_bay = goes_on(random, day(2023, 3, 14), 98, thousand([0, 0, 4, 6, 7, 8]));
    let redfield = goes_on(random, day(2021, 2, 2), 91, thousand([5, 8, 8, 9, 9, 10]));
    let upton = goes_on(random, day(2022, 4, 12), 112, thousand([0, 3, 4, 4, 5, 5]));
    let umlaut = goes_on(random, day(2021, 5, 4), 76, thousand([4, 9, 10, 11, 11, 12]));
    vec![
        Plan { in_runs: true, cheques: true, ..Plan::of(STAR, 30, 0, star) },
        Plan {
            late: [8, 17, 29, 36, 45, 47],
            pays_until: day(2026, 4, 12),
            cheques: true,
            ..Plan::of(LATE, 30, 0, late)
        },
        Plan { wobble: 4, ..Plan::of(LOST, 60, -6, lost) },
        child("Mill Pond", CEDAR, mill_pond),
        child("Dock Street, East", CEDAR, dock_street),
        child("North Bay", CEDAR, north_bay),
        child("Redfield", LARKIN, redfield),
        child("Upton", LARKIN, upton),
        Plan::of("Küchenhaus Löwe", 30, -2, umlaut),
        Plan::of(CREDITED, 30, 2, cases::credited_purchases()),
        Plan { cash: true, ..Plan::of(CASH, 0, 0, cases::cash_purchases()) },
    ]
}

/// Large, steady or growing, and prompt.
fn champions(random: &mut Random) -> Vec<Plan> {
    const SIZES: [i64; 15] = [1210, 1080, 950, 840, 730, 650, 580, 520, 465, 415, 375, 335, 305, 280, 255];
    let plan = |(place, size): (usize, &i64)| {
        let start = if place % 4 == 3 { some_start(random).min(2) } else { 0 };
        let gap = random.between(66, 84);
        let mut yearly = grown(random, hundred(*size), start, (1040, 1120));
        yearly[THIS_YEAR] = per_mille(yearly[LAST_YEAR], random.between(1000, 1090));
        let first = first_day(random, start, gap);
        let late = random.between(-6, 0);
        Plan {
            in_runs: place % 3 == 0,
            cheques: place % 2 == 0,
            ..Plan::of("", 30, late, goes_on(random, first, gap, yearly))
        }
    };
    SIZES.iter().enumerate().map(plan).collect()
}

/// The broad middle: steady, mostly prompt.
fn good(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let size = hundred(49) + hundred(205) * (46 - place) * (46 - place) / (46 * 46);
        let start = some_start(random);
        let gap = random.between(116, 150);
        let mut yearly = grown(random, size, start, (990, 1090));
        yearly[THIS_YEAR] = per_mille(yearly[LAST_YEAR], random.between(945, 1055));
        let first = first_day(random, start, gap);
        let terms = if place % 7 == 4 { 15 } else { 30 };
        let late = random.between(-5, 9);
        Plan { cheques: place % 3 == 0, ..Plan::of("", terms, late, goes_on(random, first, gap, yearly)) }
    };
    (0..46).map(plan).collect()
}

/// They buy as before and pay a month or two after the due date.
fn late_payers(random: &mut Random) -> Vec<Plan> {
    const SIZES: [i64; 12] = [285, 232, 190, 160, 135, 112, 95, 80, 68, 58, 50, 44];
    let plan = |size: &i64| {
        let start = some_start(random);
        let gap = random.between(98, 126);
        let mut yearly = grown(random, hundred(*size), start, (1000, 1080));
        yearly[THIS_YEAR] = per_mille(yearly[LAST_YEAR], random.between(880, 1010));
        let first = first_day(random, start, gap);
        let late = random.between(35, 58);
        Plan {
            late: [late / 3, late / 2, late * 2 / 3, late * 4 / 5, late, late],
            ..Plan::of("", 30, 0, goes_on(random, first, gap, yearly))
        }
    };
    SIZES.iter().map(plan).collect()
}

/// They bought about half of what they had bought the year before.
fn shrinking(random: &mut Random) -> Vec<Plan> {
    const SIZES: [i64; 16] = [430, 340, 275, 230, 195, 165, 145, 125, 108, 95, 84, 74, 66, 58, 52, 47];
    let plan = |(place, size): (usize, &i64)| {
        let start = some_start(random).min(2);
        let gap = random.between(96, 124);
        let mut yearly = grown(random, hundred(*size), start, (1000, 1070));
        yearly[THIS_YEAR] = per_mille(yearly[LAST_YEAR], random.between(360, 640));
        let first = first_day(random, start, gap);
        let late = if place % 3 == 2 { random.between(12, 22) } else { random.between(-5, 3) };
        Plan::of("", 30, late, goes_on(random, first, gap, yearly))
    };
    SIZES.iter().enumerate().map(plan).collect()
}

/// They bought last year and have not bought since. Three left without paying.
fn stopped(random: &mut Random) -> Vec<Plan> {
    const SIZES: [i64; 22] =
        [336, 228, 180, 142, 118, 100, 90, 82, 75, 69, 63, 58, 53, 48, 44, 40, 36, 32, 28, 24, 20, 16];
    let plan = |(place, size): (usize, &i64)| {
        let start = some_start(random).min(2);
        let gap = random.between(86, 112);
        let last = plus(year_end(LAST_YEAR), -random.between(20, 250));
        let yearly = grown(random, hundred(*size), start, (960, 1060));
        let first = first_day(random, start, gap);
        let late = if place < 3 { -5 } else { random.between(-4, 12) };
        let pays_until = if [9, 14, 20].contains(&place) { plus(last, -1) } else { AS_OF };
        let terms = if place < 3 { 60 } else { 30 };
        // Those on sixty days bought to the last months, so that they paid within the last year.
        let last = if place < 3 { plus(day(2025, 9, 18), -7 * i64::try_from(place).unwrap_or(0)) } else { last };
        Plan { pays_until, ..Plan::of("", terms, late, stops(random, first, last, gap, yearly)) }
    };
    SIZES.iter().enumerate().map(plan).collect()
}

/// Small customers that go on buying; a third of them were once above the field-visit threshold.
fn tail(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let start = if place % 3 == 0 { random.between(0, 1) } else { random.between(0, 4) };
        let start = usize::try_from(start).unwrap_or(0);
        let gap = random.between(150, 190);
        let size = 60_000 + 7_300 * (place * 17 % 34);
        let mut yearly = grown(random, size, start, (970, 1050));
        yearly[THIS_YEAR] = per_mille(yearly[LAST_YEAR], random.between(930, 1060));
        if place % 3 == 0 {
            for amount in &mut yearly[start..3] {
                *amount = hundred(random.between(45, 92));
            }
        }
        let first = first_day(random, start, gap);
        let late = random.between(-3, 12);
        Plan::of("", if place % 8 == 5 { 0 } else { 30 }, late, goes_on(random, first, gap, yearly))
    };
    (0..34).map(plan).collect()
}

/// Their last purchase was two to three years ago.
fn asleep(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let start = usize::try_from(random.between(0, 1)).unwrap_or(0);
        let gap = random.between(98, 140);
        let last = plus(AS_OF, -random.between(745, 1070));
        let yearly = grown(random, hundred(18) + hundred(7) * place, start, (960, 1060));
        let first = first_day(random, start, gap);
        let late = random.between(-3, 14);
        Plan::of("", 30, late, stops(random, first, last, gap, yearly))
    };
    (0..18).map(plan).collect()
}

/// Their last purchase was more than three years ago.
fn gone(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let gap = random.between(98, 150);
        let last = plus(AS_OF, -random.between(1130, 1600));
        let yearly = grown(random, hundred(15) + hundred(11) * place, 0, (980, 1080));
        let first = first_day(random, 0, gap);
        let late = random.between(-3, 10);
        Plan::of("", 30, late, stops(random, first, last, gap, yearly))
    };
    (0..10).map(plan).collect()
}

/// They bought once, a year or two or three ago.
fn one_time(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let date = working_day(plus(AS_OF, -random.between(395, 1060)));
        let purchase = Purchase { date, amount: random.between(350, 2600) * 100 };
        Plan { cash: place % 5 == 0, ..Plan::of("", 30, random.between(-5, 8), vec![purchase]) }
    };
    (0..24).map(plan).collect()
}

/// They began in the last twelve months and come back.
fn promising(random: &mut Random) -> Vec<Plan> {
    let plan = |place: i64| {
        let first = plus(year_start(THIS_YEAR), random.between(10, 270));
        let gap = random.between(64, 104);
        let left = days_between(first, AS_OF) + gap;
        let size = match place {
            0 => hundred(420),
            1..4 => hundred(165),
            _ => hundred(random.between(18, 88)),
        };
        let yearly = [0, 0, 0, 0, 0, size * left / 365];
        Plan::of("", 30, random.between(-5, 8), goes_on(random, first, gap, yearly))
    };
    (0..22).map(plan).collect()
}

/// They came back after two years or more.
fn returned(random: &mut Random) -> Vec<Plan> {
    let plan = |_| {
        let gap = random.between(84, 108);
        let amount = hundred(random.between(22, 58));
        let before = plus(AS_OF, -random.between(1000, 1250));
        let first = first_day(random, 0, gap);
        let early = stops(random, first, before, gap, [amount, amount, amount, amount / 2, 0, 0]);
        let again = plus(AS_OF, -random.between(60, 260));
        let late = goes_on(random, again, gap, [0, 0, 0, 0, 0, amount * 2 / 3]);
        Plan::of("", 30, random.between(-3, 6), [early, late].concat())
    };
    (0..5).map(plan).collect()
}

/// Their first invoice is a few weeks old, and nothing is due yet.
fn new(random: &mut Random) -> Vec<Plan> {
    let plan = |_| {
        let date = working_day(plus(AS_OF, -random.between(1, 27)));
        let purchase = Purchase { date, amount: random.between(700, 4200) * 100 };
        Plan { pays_until: year_end(LAST_YEAR), ..Plan::of("", 30, 0, vec![purchase]) }
    };
    (0..6).map(plan).collect()
}

/// All customers that buy, those without a name in the story under made-up names.
pub(super) fn plans(random: &mut Random) -> Vec<Plan> {
    let named = named(random);
    let groups = [
        champions(random),
        good(random),
        late_payers(random),
        shrinking(random),
        stopped(random),
        tail(random),
        asleep(random),
        gone(random),
        one_time(random),
        promising(random),
        returned(random),
        new(random),
    ];
    let names = made_up_names(random);
    let names = random.shuffled(names);
    let others = groups.into_iter().flatten().zip(names).map(|(mut plan, name)| {
        plan.customer.name = name;
        plan
    });
    named.into_iter().chain(others).filter(|plan| !plan.purchases.is_empty()).collect()
}
