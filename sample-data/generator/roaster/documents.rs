//! What the roaster's customers are billed, and how they pay.

use super::cafes::Plan;
use super::{CREDITED, DRAFTED, GROUP_ONE, GST, SLOW, VOIDED};
use crate::books::{Document, Kind, Standing};
use crate::buying::{Catalogue, Item, itemised, single_line};
use crate::calendar::{AS_OF, day, days_between, plus, twentieth_of_next_month, working_day};
use crate::money::{Cents, per_mille};
use crate::random::Random;
use crate::settling::{Receipt, numbered, paid};

const CATALOGUE: Catalogue = Catalogue { items: &ITEMS, tax_percent: GST, line_worth: 70_000 };

const ITEMS: [Item; 9] = [
    item("HOUSE-1KG", "House blend beans, 1 kg", 3150),
    item("DARK-1KG", "Dark roast beans, 1 kg", 3250),
    item("DECAF-1KG", "Decaf beans, 1 kg", 3600),
    item("FILTER-1KG", "Filter roast beans, 1 kg", 3900),
    item("ORIGIN-1KG", "Single origin beans, 1 kg", 4450),
    item("CUPS-8OZ", "Paper cups 8 oz, box of 1,000", 11_800),
    item("LIDS-8OZ", "Lids 8 oz, box of 1,000", 6400),
    item("CHAI-1KG", "Chai mix, 1 kg", 2450),
    item("CHOC-2KG", "Drinking chocolate, 2 kg", 3980),
];

const fn item(name: &'static str, description: &'static str, price: Cents) -> Item {
    Item { name, description, price }
}

pub(super) fn documents(random: &mut Random, plans: &[Plan]) -> Vec<Document> {
    let mut drafts: Vec<Document> = Vec::new();
    for (customer, plan) in plans.iter().enumerate() {
        for purchase in &plan.purchases {
            let invoice = drafts.len();
            let document = |kind, date, lines| Document {
                number: String::new(),
                kind,
                standing: Standing::Posted,
                customer,
                date,
                due: (kind == Kind::Invoice).then(|| twentieth_of_next_month(date)),
                lines,
                applies_to: (kind == Kind::CreditNote).then_some(invoice),
            };
            let mut lines = itemised(random, &CATALOGUE, *purchase);
            if plan.customer.name == GROUP_ONE && purchase.date > day(2026, 8, 31) {
                "House blend beans, 1 kg\nStanding order, five shops".clone_into(&mut lines[0].description);
            }
            drafts.push(document(Kind::Invoice, purchase.date, lines));
            if random.chance(9) && days_between(purchase.date, AS_OF) > 90 {
                let amount = -per_mille(drafts[invoice].net(), random.between(60, 300));
                let date = working_day(plus(purchase.date, random.between(2, 8)));
                drafts.push(document(
                    Kind::CreditNote,
                    date,
                    vec![single_line("RETURN", "Stale bag returned", amount, GST)],
                ));
            }
        }
    }
    drafts.extend(scripted(plans));
    let mut counters = [0, 0];
    numbered(&drafts, |document| {
        let (place, prefix) = if document.kind == Kind::CreditNote { (1, "CN") } else { (0, "INV") };
        counters[place] += 1;
        format!("{prefix}-{:04}", counters[place])
    })
}

/// A credit note that nobody has used yet, two cancelled invoices and one that was never issued.
fn scripted(plans: &[Plan]) -> [Document; 4] {
    let document = |kind, standing, name: &str, date, amount, description: &str| Document {
        number: String::new(),
        kind,
        standing,
        customer: plans.iter().position(|plan| plan.customer.name == name).expect("a name of the plans"),
        date,
        due: (kind == Kind::Invoice).then(|| twentieth_of_next_month(date)),
        lines: vec![single_line("OTHER", description, amount, GST)],
        applies_to: None,
    };
    [
        document(
            Kind::CreditNote,
            Standing::Posted,
            CREDITED,
            day(2026, 9, 23),
            -15_000,
            "Grinder hire, month not used",
        ),
        document(Kind::Invoice, Standing::Voided, VOIDED, day(2025, 9, 16), 64_000, "Entered twice"),
        document(Kind::Invoice, Standing::Voided, VOIDED, day(2026, 3, 10), 48_500, "Cancelled order"),
        document(Kind::Invoice, Standing::Draft, DRAFTED, day(2026, 9, 29), 39_000, "October order, not yet confirmed"),
    ]
}

/// The payments for one invoice: around the twentieth, a few in two parts, two customers late.
pub(super) fn payments(
    random: &mut Random,
    document: &Document,
    place: usize,
    name: &str,
    amount: Cents,
) -> Vec<Receipt> {
    let due = document.due.unwrap_or(document.date);
    let late = if SLOW.contains(&name) { random.between(16, 34) } else { random.around(-2, 5) };
    let first = working_day(plus(due, late).max(plus(document.date, 9)));
    let receipt =
        |date, amount| Receipt { payment: paid(document.customer, date, amount), settles: vec![(place, amount)] };
    if random.chance(14) {
        let part = per_mille(amount, random.between(400, 600));
        let second = working_day(plus(first, random.between(6, 16)));
        vec![receipt(first, part), receipt(second, amount - part)]
    } else {
        vec![receipt(first, amount)]
    }
}
