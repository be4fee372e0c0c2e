//! Small invented clients for tests: a ledger of monthly invoices with every invoice paid in full.

use chrono::{Days, NaiveDate};

use super::{Inputs, ReportSettings};
use crate::base::{Basis, Currency, LeftOut, Money, Month, Origin, Problem, Source};
use crate::config::{AsOfSource, Paper};
use crate::ledger::{
    Allocation, Assumption, Customer, CustomerIx, Document, DocumentIx, DocumentKind, DueDateSource, Exclusion, Ledger,
    LedgerParts, NameChange, PaymentData, RateUse, TieOut, TieOutMeasure, Verdict,
};
use crate::metrics::{Policies, Results, compute};

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

pub(super) fn dollars(whole: i64) -> Money {
    Money::from_minor(whole * 100)
}

/// A customer that buys once a month.
#[derive(Clone)]
pub(super) struct Buyer {
    pub name: &'static str,
    /// Monthly invoices in whole dollars: one amount for each year of the ledger; 0 buys nothing.
    pub monthly: [i64; 3],
    /// Days from invoice to payment.
    pub pays_after: u64,
}

/// One client with everything that a report takes.
pub(super) struct World {
    pub ledger: Ledger,
    pub results: Results,
    pub policies: Policies,
    pub settings: ReportSettings,
    pub sources: Vec<Source>,
    pub tie_outs: Vec<TieOut>,
    pub assumptions: Vec<Assumption>,
    pub rates: Vec<RateUse>,
    pub exclusions: Vec<Exclusion>,
    pub name_changes: Vec<NameChange>,
    pub problems: Vec<Problem>,
    pub notes: Vec<(String, String)>,
}

impl World {
    pub(super) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            ledger: &self.ledger,
            results: &self.results,
            policies: &self.policies,
            settings: &self.settings,
            sources: &self.sources,
            tie_outs: &self.tie_outs,
            assumptions: &self.assumptions,
            rates: &self.rates,
            exclusions: &self.exclusions,
            name_changes: &self.name_changes,
            problems: &self.problems,
            notes: &self.notes,
            benchmarks: None,
            last_pack: None,
        }
    }
}

/// Three years of a wholesaler: one large customer grows, one pays late and falls, one is lost, one is new.
pub(super) fn established() -> World {
    let buyer = |name, monthly, pays_after| Buyer { name, monthly, pays_after };
    let buyers = [
        buyer("Langosh and Sons", [20_000, 38_000, 58_000], 33),
        buyer("Bailey Group", [25_000, 28_000, 16_000], 77),
        buyer("Lehner Hyatt Corp", [6_000, 7_000, 0], 10),
        buyer("Harber Bros LLC", [2_000, 2_800, 0], 55),
        buyer("Müller & Söhne Großhandelsgesellschaft mbH", [9_000, 9_000, 9_000], 20),
        buyer("Ward", [0, 0, 4_000], 17),
        buyer("Ferry, Ullrich \"and\" <Oberbrunner>", [3_000, 0, 2_500], 40),
        buyer("Tiny", [0, 0, 100], 400),
        buyer("Asleep", [1_000, 0, 0], 25),
    ];
    world(&buyers, day(2023, 10, 1), day(2026, 9, 30), PaymentData::Dated)
}

/// Three customers and eight months.
pub(super) fn start_up() -> World {
    let buyer = |name, monthly| Buyer { name, monthly, pays_after: 12 };
    let buyers = [buyer("First Ltd", [900, 0, 0]), buyer("Second Ltd", [700, 0, 0]), buyer("Third Ltd", [150, 0, 0])];
    world(&buyers, day(2026, 2, 1), day(2026, 9, 30), PaymentData::Dated)
}

/// A client without any document.
pub(super) fn empty() -> World {
    world(&[], day(2026, 9, 1), day(2026, 9, 30), PaymentData::None)
}

/// Builds a client. `as_of` is a month end unless the test wants a part of a month.
pub(super) fn world(buyers: &[Buyer], start: NaiveDate, as_of: NaiveDate, payment_data: PaymentData) -> World {
    let ledger = ledger(buyers, start, as_of, payment_data);
    let mut policies = Policies::default();
    policies.small_customers.cost_per_visit = (buyers.len() > 3).then_some(dollars(75));
    let results = compute(&ledger, as_of, &policies);
    let settings = ReportSettings {
        firm: "Calloway & Reeve".to_owned(),
        client: "Northgate Trade Supply, Inc.".to_owned(),
        client_id: "northgate".to_owned(),
        as_of_source: AsOfSource::Exports,
        prepared_by: Some("Dana Okafor, CPA".to_owned()),
        reviewed_by: None,
        paper: Paper::A4,
    };
    World {
        sources: vec![source(u32::try_from(ledger.documents().len()).expect("few"))],
        tie_outs: vec![tie_out(results.value.net_revenue_total)],
        assumptions: Vec::new(),
        rates: Vec::new(),
        exclusions: Vec::new(),
        name_changes: Vec::new(),
        problems: vec![Problem::warning(
            "repeated-row",
            Origin::file("sales.csv").at_row(7),
            "Row 7 repeats row 6",
            "Look at it",
        )],
        notes: vec![("cash".to_owned(), "**Called** Bailey on [Friday](https://example.org).".to_owned())],
        ledger,
        results,
        policies,
        settings,
    }
}

fn source(rows: u32) -> Source {
    let origin = Origin::file("sales.csv");
    Source {
        format: Some("QuickBooks Online: Sales by Customer Detail".to_owned()),
        read_as: String::new(),
        recognised_by: "Transaction type, Num, Amount".to_owned(),
        assumed: Vec::new(),
        company: None,
        period: None,
        as_of: None,
        basis: Some(Basis::Accrual),
        digest: "5e1c90a7d2f4".to_owned(),
        rows_read: rows + 3,
        rows_used: rows,
        left_out: vec![
            LeftOut {
                reason: "title row".to_owned(),
                rows: 2,
                notable: false,
                first: origin.at_row(1),
                seen: "Sales".to_owned(),
            },
            LeftOut {
                reason: "voided document".to_owned(),
                rows: 1,
                notable: true,
                first: origin.at_row(9),
                seen: "INV-7".to_owned(),
            },
        ],
        origin,
    }
}

fn tie_out(total: Money) -> TieOut {
    TieOut {
        origin: Some(Origin::file("sales.csv").at_row(99)),
        measure: TieOutMeasure::NetSales,
        customer: None,
        period: None,
        as_of: None,
        stated: total,
        read: Some(total),
        ledger: Some(total),
        excluded: Money::ZERO,
        difference: Money::ZERO,
        verdict: Verdict::Ties,
    }
}

fn ledger(buyers: &[Buyer], start: NaiveDate, as_of: NaiveDate, payment_data: PaymentData) -> Ledger {
    let months = u32::try_from(Month::of(start).until(Month::of(as_of))).expect("forward") + 1;
    let (mut documents, mut allocations) = (Vec::new(), Vec::new());
    for (i, buyer) in (0..).zip(buyers) {
        for month in 0..months {
            let amount = dollars(buyer.monthly[(month / 12) as usize]);
            if amount.is_zero() {
                continue;
            }
            let date = Month::of(start).plus(month.cast_signed()).first_day() + Days::new(9);
            let invoice = Document {
                kind: DocumentKind::Invoice,
                number: Some(format!("INV-{i}-{month}")),
                customer: CustomerIx(i),
                sub_customer: None,
                date,
                date_is_assumed: false,
                due_date: Some(date + Days::new(30)),
                due_date_source: DueDateSource::Stated,
                net: amount,
                tax: Money::ZERO,
                gross: amount,
                foreign: None,
                origins: vec![Origin::file("sales.csv").at_row(month + 2)],
            };
            let paid = date + Days::new(buyer.pays_after);
            if paid <= as_of && payment_data == PaymentData::Dated {
                let from = DocumentIx(u32::try_from(documents.len()).expect("few"));
                let to = DocumentIx(from.0 + 1);
                allocations.push(Allocation { from, to, date: paid, amount, derived: false });
                documents.push(Document {
                    kind: DocumentKind::Payment,
                    number: None,
                    date: paid,
                    due_date: None,
                    ..invoice.clone()
                });
            }
            documents.push(invoice);
        }
    }
    let customer = |(i, buyer): (usize, &Buyer)| Customer {
        id: format!("C{i:02}"),
        name: buyer.name.to_owned(),
        parent: None,
        sub_customers: if i == 4 { vec!["Hof\u{7}".to_owned()] } else { Vec::new() },
        email: None,
        country: None,
        phone: None,
        address: None,
        credit_limit: None,
        active: None,
        terms_days: Some(30),
    };
    Ledger::from(LedgerParts {
        currency: Currency::parse("USD").expect("a code"),
        customers: buyers.iter().enumerate().map(customer).collect(),
        documents,
        allocations,
        history_start: Some(start),
        payment_data,
        receivables_since: None,
        tax_unknown: true,
    })
}
