//! The roaster's customers and how much they buy.

use chrono::NaiveDate;

use super::{CREDITED, DRAFTED, GROUP_ONE, GROUP_TWO, OVERPAID, SLOW, VOIDED};
use crate::books::Customer;
use crate::buying::{Purchase, Rhythm, Season, purchases};
use crate::calendar::{AS_OF, LAST_YEAR, THIS_YEAR, YEARS, day, days_between, plus, year_start};
use crate::money::Cents;
use crate::random::Random;

const FIRST_DAY: NaiveDate = day(2023, 7, 3);

/// The year of the calendar that holds the first day; three of its months are in the books.
const FIRST_YEAR: usize = 2;

/// Cafés close around the new year; otherwise coffee has no season.
const SEASON: Season = [800, 960, 1030, 1010, 1030, 1040, 1030, 1030, 1010, 1020, 1030, 1010];

const MONTHLY: [&str; 15] = [
    "Harakeke House",
    OVERPAID,
    "Ponsford Street Espresso",
    "The Copper Kettle",
    CREDITED,
    "Northcliff Roastery Bar",
    SLOW[0],
    "Old Post Office Café",
    "Rātā Room",
    "Second Storey Coffee",
    "Wharf 9",
    "Whitebait & Co.",
    "Little Weka",
    "Marigold Canteen",
    "Saddleback Store",
];

const OCCASIONAL: [&str; 24] = [
    VOIDED,
    DRAFTED,
    SLOW[1],
    "Acorn Bookshop Café",
    "Bay Hospital Kiosk",
    "Cable Bay Pantry",
    "Driftwood Diner",
    "Ember & Oat",
    "Five Mile Pie Shop",
    "Gannet Street Deli",
    "Hilltop Lawn Bowls Club",
    "Island Bay Surf Club",
    "Jandal Juice Bar",
    "Kererū Kitchen",
    "Lantern Lane",
    "Manuka Motel",
    "Nikau Nursery Café",
    "Orchard Gate",
    "Pōhutukawa Picnic Co.",
    "Quay West Office Catering",
    "Raumati Lunchbox",
    "Shelly Beach Kiosk",
    "Toetoe Tearooms",
    "Upland Garden Centre",
];

const JOINED_LAST_YEAR: [&str; 6] =
    ["Ātea Studio Café", "Bramble Yard", "Cook's Landing", "Dune Street Diner", "East Pier Espresso", "Foundry Lane"];

const JOINED_THIS_YEAR: [&str; 7] = [
    "Glasshouse Café",
    "Hāpuku Hut",
    "Ice House",
    "Jetty & Sons",
    "Kauri Court Hotel",
    "Lighthouse Laundry Bar",
    "Matai Street Market",
];

/// Name, last purchase: they closed or changed roaster.
const LEFT: [(&str, NaiveDate); 5] = [
    ("Number Eight Wire Café", day(2024, 5, 14)),
    ("Opossum Coffee Cart", day(2024, 11, 19)),
    ("Paper Lane", day(2025, 4, 8)),
    ("Quarter Past", day(2025, 7, 22)),
    ("Rimu Rooms", day(2026, 2, 17)),
];

pub(super) struct Plan {
    pub(super) customer: Customer,
    pub(super) purchases: Vec<Purchase>,
}

/// Yearly sums that grow to `this_year`; a quarter of the first year is in the books.
fn grown(random: &mut Random, this_year: Cents, growth: (i64, i64)) -> [Cents; YEARS] {
    let mut yearly = [0; YEARS];
    let mut amount = this_year;
    for year in (FIRST_YEAR..=THIS_YEAR).rev() {
        yearly[year] = amount;
        amount = amount * 1000 / random.between(growth.0, growth.1);
    }
    yearly[FIRST_YEAR] /= 4;
    yearly
}

fn plan(random: &mut Random, name: &str, first: NaiveDate, last: NaiveDate, gap: i64, yearly: [Cents; YEARS]) -> Plan {
    let customer = Customer { id: String::new(), name: name.to_owned(), parent: None, terms: 30 };
    Plan { customer, purchases: purchases(random, &Rhythm { first, last, gap, yearly }, &SEASON) }
}

pub(super) fn plans(random: &mut Random) -> Vec<Plan> {
    const fn thousands(amount: i64) -> Cents {
        amount * 100_000
    }
    let later = plus(AS_OF, 60);
    let mut plans = Vec::new();
    let one = [0, 0, thousands(13), thousands(66), thousands(118), thousands(195)];
    plans.push(plan(random, GROUP_ONE, FIRST_DAY, later, 14, one));
    let two = [0, 0, thousands(12), thousands(57), thousands(101), thousands(181)];
    plans.push(plan(random, GROUP_TWO, plus(FIRST_DAY, 8), later, 15, two));
    for (place, name) in (0..).zip(MONTHLY) {
        let yearly = grown(random, thousands(44) - 240_000 * place, (990, 1090));
        let first = plus(FIRST_DAY, random.between(0, 28));
        plans.push(plan(random, name, first, later, 42, yearly));
    }
    for (place, name) in (0..).zip(OCCASIONAL) {
        let yearly = grown(random, thousands(11) - 32_000 * place, (970, 1080));
        let first = plus(FIRST_DAY, random.between(0, 50));
        let gap = random.between(64, 78);
        plans.push(plan(random, name, first, later, gap, yearly));
    }
    for (place, name) in (0..).zip(JOINED_LAST_YEAR) {
        let yearly = [0, 0, 0, 0, thousands(4) + 60_000 * place, thousands(8) + 110_000 * place];
        let first = plus(year_start(LAST_YEAR), random.between(30, 200));
        plans.push(plan(random, name, first, later, 42, yearly));
    }
    for (place, name) in (0..).zip(JOINED_THIS_YEAR) {
        let first = plus(year_start(THIS_YEAR), 20 + 54 * place);
        let yearly = [0, 0, 0, 0, 0, thousands(9) * days_between(first, later) / 400];
        plans.push(plan(random, name, first, later, 36, yearly));
    }
    for (place, (name, last)) in (0..).zip(LEFT) {
        let yearly = grown(random, thousands(6) + 70_000 * place, (980, 1040));
        let first = plus(FIRST_DAY, random.between(0, 50));
        plans.push(plan(random, name, first, last, 46, yearly));
    }
    plans
}
