//! What the wholesaler's customers are billed, and how they pay.

use super::customers::Plan;
use super::{CASH, CREDITED, LOST, STAR, cases};
use crate::books::{Document, Kind, Line, Payment, Standing};
use crate::buying::{Catalogue, Item, itemised, single_line};
use crate::calendar::{AS_OF, days_between, payment_run, plus, working_day, year_of, year_start};
use crate::money::{Cents, per_mille};
use crate::random::Random;
use crate::settling::{Receipt, Step, What, numbered};

const CATALOGUE: Catalogue = Catalogue { items: &ITEMS, tax_percent: 0, line_worth: 300_000 };

const ITEMS: [Item; 20] = [
    item("Fasteners:Deck screws", "Deck screws, 5 lb", 1840),
    item("Fasteners:Framing nails", "Framing nails, 30 lb", 4195),
    item("Fasteners:Anchor bolts", "Anchor bolts, box of 50", 3120),
    item("Tools:Claw hammer", "Claw hammer 16 oz", 1275),
    item("Tools:Utility knife", "Utility knife, box of 12", 5450),
    item("Tools:Tape measure", "Tape measure 25 ft", 880),
    item("Garden:Hose 50 ft", "Garden hose 50 ft", 2160),
    item("Garden:Round shovel", "Round point shovel", 1925),
    item("Garden:Wheelbarrow", "Wheelbarrow 6 cu ft", 8640),
    item("Garden:Potting bench", "Potting bench, cedar", 11_900),
    item("Paint:Roller kit", "Roller kit, 9 in", 1080),
    item("Paint:Drop cloth", "Drop cloth 9 x 12", 1360),
    item("Paint:Masking tape", "Masking tape, case", 4725),
    item("Electrical:LED bulbs", "LED bulbs, case of 48", 9840),
    item("Electrical:Outdoor cord", "Outdoor cord 100 ft", 3690),
    item("Plumbing:Ball valve", "Ball valve 3/4 in", 745),
    item("Plumbing:PEX tube", "PEX tube 100 ft", 3480),
    item("Storage:Shelf unit", "Shelf unit, steel", 7250),
    item("Safety:Work gloves", "Work gloves, dozen", 2880),
    item("Safety:Ear muffs", "Ear muffs", 1190),
];

const fn item(name: &'static str, description: &'static str, price: Cents) -> Item {
    Item { name, description, price }
}

/// The documents: invoices, sales receipts, and credit memos some days after their invoices.
pub(super) fn documents(random: &mut Random, plans: &[Plan]) -> Vec<Document> {
    let mut drafts = Vec::new();
    for (customer, plan) in plans.iter().enumerate() {
        for purchase in &plan.purchases {
            let terms = plan.customer.terms;
            let draft = |kind, date, lines| Document {
                number: String::new(),
                kind,
                standing: Standing::Posted,
                customer,
                date,
                due: (kind == Kind::Invoice).then(|| plus(date, terms)),
                lines,
                applies_to: None,
            };
            let kind = if plan.cash { Kind::CashSale } else { Kind::Invoice };
            let lines = match plan.customer.name.as_str() {
                CREDITED => vec![single_line("Hardware:Assorted", "Assorted, as ordered", purchase.amount, 0)],
                STAR => discounted(itemised(random, &CATALOGUE, *purchase)),
                _ => itemised(random, &CATALOGUE, *purchase),
            };
            let invoice = draft(kind, purchase.date, lines);
            let scripted = plan.cash || [STAR, CREDITED].contains(&plan.customer.name.as_str());
            if !scripted && plan.customer.terms >= 15 && days_between(purchase.date, AS_OF) > 130 && random.chance(33) {
                let part = if random.chance(250) { 1000 } else { random.between(60, 420) };
                let amount = -per_mille(invoice.net(), part);
                let date = working_day(plus(purchase.date, random.between(3, 9)));
                let description = if part == 1000 { "Returned" } else { "Damaged in transit" };
                let line = single_line(invoice.lines[0].item, description, amount, 0);
                drafts.push(draft(Kind::CreditNote, date, vec![line]));
            }
            drafts.push(invoice);
        }
        if plan.customer.name == CREDITED {
            drafts.push(cases::large_credit(customer));
        }
        if plan.customer.name == CASH {
            drafts.push(cases::refund(customer));
        }
    }
    let mut counters = [1000, 100, 500, 20];
    numbered(&drafts, |document| {
        let (place, prefix) = match document.kind {
            Kind::Invoice => (0, ""),
            Kind::CreditNote => (1, "CM-"),
            Kind::CashSale => (2, "SR-"),
            Kind::Refund => (3, "RF-"),
        };
        counters[place] += 1;
        format!("{prefix}{}", counters[place])
    })
}

/// Lines with a discount of two percent below them where they come to enough.
fn discounted(lines: Vec<Line>) -> Vec<Line> {
    let amount: Cents = lines.iter().map(|line| line.amount).sum();
    if amount < 1_200_000 {
        return lines;
    }
    let discount = Line {
        item: "Discount:Volume",
        description: "Volume discount 2%".to_owned(),
        quantity: None,
        price: 0,
        amount: -per_mille(amount, 20),
        tax: 0,
    };
    [lines, vec![discount]].concat()
}

/// What happens to the account of one family: its documents, and payments after its habit.
pub(super) fn steps(random: &mut Random, plans: &[Plan], documents: &[Document], family: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let of_family = |document: &Document| plans[document.customer].customer.family() == family;
    for (place, document) in documents.iter().enumerate().filter(|(_, document)| of_family(document)) {
        let plan = &plans[document.customer];
        steps.push(Step { date: document.date, what: What::Issue(place) });
        if document.kind != Kind::Invoice || document.date > plan.pays_until {
            continue;
        }
        let due = document.due.unwrap_or(document.date);
        let late = plan.late[year_of(document.date)];
        let soonest = plus(document.date, if plan.customer.terms == 0 { 1 } else { 13 });
        let wanted =
            if plan.in_runs { payment_run(plus(due, late)) } else { plus(due, random.around(late, plan.wobble)) };
        let date = working_day(wanted.max(soonest));
        if random.chance(28) && ![CREDITED, LOST].contains(&family) {
            let per_mille = random.between(380, 640);
            let rest = working_day(plus(date, random.between(9, 30)));
            steps.push(Step { date, what: What::PayThrough { invoice: place, per_mille } });
            steps.push(Step { date: rest, what: What::PayThrough { invoice: place, per_mille: 1000 } });
        } else {
            steps.push(Step { date, what: What::PayThrough { invoice: place, per_mille: 1000 } });
        }
    }
    if family == CREDITED {
        steps.push(Step { date: cases::CREDIT_USED, what: What::UseCredit });
    }
    steps.retain(|step| step.date <= AS_OF);
    steps
}

/// Numbers of cheques, rising with time, for those who pay by them.
pub(super) fn with_cheque_numbers(plans: &[Plan], receipts: Vec<Receipt>) -> Vec<Receipt> {
    let number = |payment: &Payment| {
        let plan = &plans[payment.customer];
        let since = days_between(year_start(0), payment.date);
        let base = 2000 + 37 * i64::try_from(payment.customer).unwrap_or(0);
        if plan.cheques { (base + since / 3).to_string() } else { String::new() }
    };
    receipts
        .into_iter()
        .map(|receipt| {
            let number = number(&receipt.payment);
            Receipt { payment: Payment { number, ..receipt.payment }, ..receipt }
        })
        .collect()
}
