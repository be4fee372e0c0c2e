//! The figures by which each client's story can be told and checked.
//!
//! They are computed from the books alone and printed in the sample's README, so that a reader of
//! the exports has something to compare with.

use std::collections::BTreeMap;

use crate::books::{Books, Kind, Standing};
use crate::calendar::{AS_OF, months_before};
use crate::money::{Cents, percent, plain, rounded};

/// What one customer bought, without tax.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sales {
    /// Since the books began.
    pub(crate) lifetime: Cents,
    /// In the twelve months to the last day.
    pub(crate) this_year: Cents,
    /// In the twelve months before those.
    pub(crate) last_year: Cents,
}

/// The figures of one client.
pub(crate) struct Figures {
    /// Sales by customer, sub-customers with their parents.
    pub(crate) by_customer: BTreeMap<String, Sales>,
    /// All customers together.
    pub(crate) sales: Sales,
    /// How many documents of each kind count.
    pub(crate) counts: BTreeMap<Kind, usize>,
    /// How many payments of more than nothing.
    pub(crate) payments: usize,
    /// What those payments come to.
    pub(crate) paid: Cents,
    /// What customers owe, unused credit and unapplied payments taken off.
    pub(crate) receivables: Cents,
    /// What of that is past due.
    pub(crate) overdue: Cents,
    /// Whether there are two full years to compare.
    pub(crate) has_two_years: bool,
}

impl Figures {
    /// The figures of these books.
    pub(crate) fn of(books: &Books) -> Self {
        let mut by_customer: BTreeMap<String, Sales> = BTreeMap::new();
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        let (last_start, this_start) = (months_before(AS_OF, 24), months_before(AS_OF, 12));
        for document in books.documents.iter().filter(|document| document.standing == Standing::Posted) {
            let sales = by_customer.entry(books.customers[document.customer].family().to_owned()).or_default();
            sales.lifetime += document.net();
            if document.date > this_start {
                sales.this_year += document.net();
            } else if document.date > last_start {
                sales.last_year += document.net();
            }
            *counts.entry(document.kind).or_default() += 1;
        }
        let total = |part: fn(&Sales) -> Cents| by_customer.values().map(part).sum();
        let sales = Sales {
            lifetime: total(|sales| sales.lifetime),
            this_year: total(|sales| sales.this_year),
            last_year: total(|sales| sales.last_year),
        };
        Self {
            sales,
            counts,
            payments: books.payments.iter().filter(|payment| payment.amount != 0).count(),
            paid: books.payments.iter().map(|payment| payment.amount).sum(),
            receivables: books.receivables(),
            overdue: books.overdue(),
            has_two_years: books.documents.first().is_some_and(|first| first.date <= last_start),
            by_customer,
        }
    }

    /// The sales of one customer.
    pub(crate) fn of_customer(&self, name: &str) -> Sales {
        self.by_customer.get(name).copied().unwrap_or_default()
    }

    /// The largest customer of the last twelve months.
    pub(crate) fn largest(&self) -> (&str, Cents) {
        let largest = self.by_customer.iter().max_by_key(|(_, sales)| sales.this_year);
        largest.map_or(("", 0), |(name, sales)| (name, sales.this_year))
    }

    /// Customers of the year before, and those of them who bought again.
    pub(crate) fn kept(&self) -> (usize, usize) {
        let before = self.by_customer.values().filter(|sales| sales.last_year > 0);
        let kept = before.clone().filter(|sales| sales.this_year > 0);
        (before.count(), kept.count())
    }

    /// Customers of the year before who bought less than three quarters of it, but something.
    pub(crate) fn shrunk(&self) -> usize {
        self.by_customer
            .values()
            .filter(|sales| sales.this_year > 0 && sales.this_year * 4 < sales.last_year * 3)
            .count()
    }

    /// Net revenue retention of the last twelve months, as text.
    pub(crate) fn net_retention(&self) -> String {
        self.retention(|sales| sales.this_year.max(0))
    }

    /// Gross revenue retention of the last twelve months, as text.
    pub(crate) fn gross_retention(&self) -> String {
        self.retention(|sales| sales.this_year.max(0).min(sales.last_year))
    }

    fn retention(&self, kept: impl Fn(&Sales) -> Cents) -> String {
        let before = self.by_customer.values().filter(|sales| sales.last_year > 0);
        percent(before.clone().map(kept).sum(), before.map(|sales| sales.last_year).sum())
    }

    /// The figures as rows of a Markdown table.
    pub(crate) fn table(&self, currency: &str) -> String {
        let count = |kind| self.counts.get(&kind).copied().unwrap_or(0);
        let (largest, amount) = self.largest();
        let (before, kept) = self.kept();
        let mut rows = vec![
            ("invoices, credit notes".to_owned(), format!("{}, {}", count(Kind::Invoice), count(Kind::CreditNote))),
            ("cash sales, refunds".to_owned(), format!("{}, {}", count(Kind::CashSale), count(Kind::Refund))),
            ("payments".to_owned(), format!("{}, together {} {currency}", self.payments, plain(self.paid))),
            ("net sales since the books began".to_owned(), plain(self.sales.lifetime)),
            ("net sales, twelve months to 2026-09-30".to_owned(), plain(self.sales.this_year)),
        ];
        if self.has_two_years {
            let text = |text: &str| text.to_owned();
            rows.push((text("net sales, twelve months before"), plain(self.sales.last_year)));
            rows.push((text("net revenue retention"), self.net_retention()));
            rows.push((text("gross revenue retention"), self.gross_retention()));
            let share = share_of(kept, before);
            rows.push((text("customers kept"), format!("{kept} of {before} ({share})")));
        }
        let share = percent(amount, self.sales.this_year);
        rows.push(("largest customer, twelve months".to_owned(), format!("{largest}: {} ({share})", rounded(amount))));
        rows.push(("receivables at 2026-09-30".to_owned(), plain(self.receivables)));
        rows.push(("of which past due".to_owned(), plain(self.overdue)));
        let rows: Vec<String> = rows.iter().map(|(label, value)| format!("| {label} | {value} |\n")).collect();
        format!("| figure | {currency} |\n|---|---|\n{}", rows.concat())
    }
}

fn share_of(part: usize, whole: usize) -> String {
    let number = |count: usize| Cents::try_from(count).expect("a count of customers is small");
    percent(number(part), number(whole))
}
