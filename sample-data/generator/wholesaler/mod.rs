//! Copperline Hardware Supply: a wholesaler whose sales stand still because one customer grows.

mod cases;
mod customers;
mod documents;
mod names;

use crate::books::{Books, Customer, Settlement};
use crate::calendar::{AS_OF, YEARS, in_words, year_of};
use crate::figures::Figures;
use crate::folder::{Client, Story, filled};
use crate::money::{Cents, grouped, percent, rounded};
use crate::quickbooks::{Contact, reports};
use crate::random::Random;
use crate::settling::{assembled, oldest_first};
use customers::{CEDAR, LARKIN, plans};
use documents::{documents, steps, with_cheque_numbers};

const COMPANY: &str = "Copperline Hardware Supply, LLC";

const SEED: u64 = 2026;

/// The customer that grows.
pub(crate) const STAR: &str = "Brightwater Home Centers";

/// The large customer that pays late.
pub(crate) const LATE: &str = "Dunmore Building Group";

/// The large customer that stopped buying.
pub(crate) const LOST: &str = "Hollis & Wren Outfitters";

/// The customer whose credit memo is larger than its invoice.
pub(crate) const CREDITED: &str = "Harlow, Pike & Sons";

/// The customer that pays cash and once took goods back.
pub(crate) const CASH: &str = "Quillan's Corner Store";

fn books() -> Books {
    let mut random = Random::seeded(SEED);
    let plans = plans(&mut random);
    let documents = documents(&mut random, &plans);
    let mut families: Vec<&str> = plans.iter().map(|plan| plan.customer.family()).collect();
    families.dedup();
    let mut receipts = Vec::new();
    let mut credits: Vec<Settlement> = Vec::new();
    for family in families {
        let (paid, credited) = oldest_first(&documents, steps(&mut random, &plans, &documents, family));
        receipts.extend(paid);
        credits.extend(credited);
    }
    let receipts = with_cheque_numbers(&plans, receipts);
    let customers = plans.into_iter().map(|plan| plan.customer).collect();
    assembled(customers, documents, receipts, credits)
}

/// The contact list: all customers, the parents of sub-customers, and two who never bought.
fn contacts(books: &Books) -> Vec<Contact> {
    const FIRST_NAMES: [&str; 12] =
        ["Ada", "Ben", "Carla", "Dev", "Elin", "Frank", "Grace", "Hugo", "Ines", "Joel", "Kemi", "Lena"];
    const LAST_NAMES: [&str; 11] =
        ["Abbot", "Bright", "Castell", "Dorrance", "Ekwall", "Fairlie", "Goss", "Hale", "Ibbot", "Jessop", "Kerr"];
    const STREETS: [&str; 7] = ["Harbor St", "Mill Rd", "Second Ave", "Depot Ln", "Orchard Way", "Main St", "Ferry Rd"];
    const TOWNS: [&str; 6] =
        ["Astley Falls OR", "Brinmouth OR", "Cray Harbor WA", "Dunhollow OR", "Eddis Ferry WA", "Fernbank OR"];
    let mut names: Vec<String> = books.customers.iter().map(Customer::full_name).collect();
    names.extend([CEDAR, LARKIN, "Underwood Test Kitchen", "Zephyr Trading Post"].map(ToOwned::to_owned));
    names.sort_by_key(|name| (name.to_lowercase(), name.clone()));
    let contact = |(place, name): (usize, String)| {
        let first = FIRST_NAMES[place * 7 % FIRST_NAMES.len()];
        let last = LAST_NAMES[place * 5 % LAST_NAMES.len()];
        let street = STREETS[place * 3 % STREETS.len()];
        let phone = if place % 4 == 1 { String::new() } else { format!("Phone: (555) 010-{:04}", 100 + place) };
        Contact {
            name,
            phone,
            email: format!("ap{place}@example.com"),
            person: format!("{first} {last}"),
            address: format!("{} {street} {}", 10 + place * 13 % 890, TOWNS[place % TOWNS.len()]),
        }
    };
    names.into_iter().enumerate().map(contact).collect()
}

/// Customers below the field-visit threshold, and those of them who were above it in an earlier year.
fn small_customers(books: &Books, figures: &Figures) -> (usize, usize) {
    const THRESHOLD: Cents = 375_000;
    let best_year = |name: &str| {
        let mut years = [0; YEARS];
        for document in books.documents.iter().filter(|document| books.customers[document.customer].family() == name) {
            years[year_of(document.date)] += document.net();
        }
        years.into_iter().skip(1).max().unwrap_or(0)
    };
    let small = figures.by_customer.iter().filter(|(_, sales)| sales.this_year > 0 && sales.this_year < THRESHOLD);
    let once_above = small.clone().filter(|(name, _)| best_year(name) >= THRESHOLD);
    (small.count(), once_above.count())
}

/// What a customer owes, and what of it is past due.
fn owed_by(books: &Books, name: &str) -> (Cents, Cents) {
    let open = books.documents.iter().zip(books.open_balances());
    let open = open.filter(|(document, _)| books.customers[document.customer].family() == name);
    let past_due = open.clone().filter(|(document, _)| document.due.is_some_and(|due| due < AS_OF));
    (open.map(|(_, open)| open).sum(), past_due.map(|(_, open)| open).sum())
}

/// The day on which a customer last paid.
fn last_payment(books: &Books, name: &str) -> String {
    let paid = books.payments.iter().rfind(|payment| books.customers[payment.customer].name == name);
    paid.map(|payment| in_words(payment.date)).unwrap_or_default()
}

/// The client's folder.
pub(crate) fn client() -> Result<Client, csv::Error> {
    let books = books();
    let figures = Figures::of(&books);
    let (star, late, lost) = (figures.of_customer(STAR), figures.of_customer(LATE), figures.of_customer(LOST));
    let (owes, past_due) = owed_by(&books, LATE);
    let (small, once_above) = small_customers(&books, &figures);
    let (before, kept) = figures.kept();
    let last_lost = books.documents.iter().rfind(|document| books.customers[document.customer].name == LOST);
    let values = [
        ("star_now", rounded(star.this_year)),
        ("star_before", rounded(star.last_year)),
        ("star_share", percent(star.this_year, figures.sales.this_year)),
        ("star_share_before", percent(star.last_year, figures.sales.last_year)),
        ("others_now", rounded(figures.sales.this_year - star.this_year)),
        ("others_before", rounded(figures.sales.last_year - star.last_year)),
        ("sales_now", rounded(figures.sales.this_year)),
        ("sales_before", rounded(figures.sales.last_year)),
        ("net_retention", figures.net_retention()),
        ("gross_retention", figures.gross_retention()),
        ("before", before.to_string()),
        ("kept", kept.to_string()),
        ("gone", (before - kept).to_string()),
        ("shrunk", figures.shrunk().to_string()),
        ("late_paid", last_payment(&books, LATE)),
        ("late_now", rounded(late.this_year)),
        ("late_before", rounded(late.last_year)),
        ("late_owes", grouped(owes)),
        ("late_past_due", grouped(past_due)),
        ("lost_before", rounded(lost.last_year)),
        ("lost_lifetime", rounded(lost.lifetime)),
        ("lost_day", last_lost.map(|document| in_words(document.date)).unwrap_or_default()),
        ("receivables", grouped(figures.receivables)),
        ("overdue", grouped(figures.overdue)),
        ("small", small.to_string()),
        ("once_above", once_above.to_string()),
        ("customers", figures.by_customer.len().to_string()),
    ];
    Ok(Client {
        folder: "copperline-hardware",
        settings: include_str!("../settings/copperline-hardware.toml").to_owned(),
        exports: reports(COMPANY, &books, &contacts(&books))?,
        notes: vec![
            ("summary.md", filled(include_str!("../notes/copperline-summary.md"), &values)),
            ("retention.md", filled(include_str!("../notes/copperline-retention.md"), &values)),
            ("cash.md", filled(include_str!("../notes/copperline-cash.md"), &values)),
        ],
        story: Story {
            name: COMPANY,
            text: filled(include_str!("../stories/copperline.md"), &values),
            figures: figures.table("USD"),
            cases: cases::cases(&books),
        },
    })
}
