//! The documents behind a figure, each with what it adds.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{Context, place};
use super::documents::open_balances;
use super::settlements;
use crate::base::{Money, Period};
use crate::ledger::{DocumentIx, DocumentKind};
use crate::metrics::retention::{Movement, MovementClass};

/// Which documents stand behind a figure, and what each adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Documents {
    /// None of its own: its inputs have them.
    None,
    /// Sales documents, each with what it adds to sales.
    Sales(Span),
    /// Sales documents of the customers of a part of the bridge, each with what it adds to that part.
    Bridge(BridgePart),
    /// Sales documents of the trailing twelve months of the largest customer.
    Largest,
    /// Open items and unapplied credits, each with what is open of it.
    Open(OpenPart),
    /// Open items alone, each with what is open of it.
    OpenDebits,
    /// Dated payments, each with what of it is set against invoices.
    Payments(Span),
    /// Invoices and credit notes of the trailing twelve months, with tax.
    CreditSales,
    /// Open invoices, each with what is expected of it within the horizon of that place.
    Expected(usize),
}

/// A span of days that ends with the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Span {
    /// Since the ledger begins.
    All,
    /// The trailing twelve months.
    Ttm,
    /// The twelve months before them.
    PreviousTtm,
    /// Those twenty-four months.
    BothYears,
}

/// A part of the bridge from the sales of one year to those of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BridgePart {
    /// Customers of the year before, with its sales.
    Base,
    /// Lost ones, with the sales of the year before.
    Churn,
    /// New ones, with the sales of this year.
    New,
    /// Returned ones, likewise.
    Reactivation,
    /// Those who bought more, with the difference.
    Expansion,
    /// Those who bought less, likewise.
    Contraction,
}

/// A part of what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OpenPart {
    /// All of it, less what is not set against anything.
    All,
    /// Past due.
    Overdue,
    /// One bucket of the aging.
    Bucket(usize),
    /// Credits that are not set against anything, as positive amounts.
    Unapplied,
}

impl Documents {
    /// As a clause: "sales documents of the twelve months".
    pub(super) fn in_words(self) -> String {
        let of = |what: &str, span: Span| format!("{what} {}", span.in_words());
        match self {
            Self::None => String::new(),
            Self::Sales(span) => of("sales documents", span),
            Self::Bridge(BridgePart::Base) => "sales documents of the customers of the year before".to_owned(),
            Self::Bridge(BridgePart::Churn) => "sales documents of the customers lost".to_owned(),
            Self::Bridge(BridgePart::New) => "sales documents of the new customers".to_owned(),
            Self::Bridge(BridgePart::Reactivation) => "sales documents of the customers who returned".to_owned(),
            Self::Bridge(BridgePart::Expansion) => {
                "sales documents of the customers who bought more, those of the year before taken off".to_owned()
            }
            Self::Bridge(BridgePart::Contraction) => {
                "sales documents of the customers who bought less, those of this year taken off".to_owned()
            }
            Self::Largest => of("sales documents of the largest customer", Span::Ttm),
            Self::Payments(span) => of("payments set against invoices", span),
            Self::OpenDebits => "open items".to_owned(),
            Self::CreditSales => of("invoices and credit notes, with tax,", Span::Ttm),
            Self::Expected(_) => "open invoices, each with what is expected of it".to_owned(),
            Self::Open(OpenPart::All) => "open items and unapplied credits".to_owned(),
            Self::Open(OpenPart::Overdue) => "open items past due".to_owned(),
            Self::Open(OpenPart::Bucket(_)) => "open items of that age".to_owned(),
            Self::Open(OpenPart::Unapplied) => "unapplied credits".to_owned(),
        }
    }
}

impl Span {
    fn in_words(self) -> &'static str {
        match self {
            Self::All => "of all dates",
            Self::Ttm => "of the twelve months",
            Self::PreviousTtm => "of the twelve months before",
            Self::BothYears => "of both twelve months",
        }
    }

    /// The days of the span.
    fn period(self, cx: &Context<'_>) -> Period {
        let as_of = cx.as_of();
        let previous = Period::previous_twelve_months(as_of);
        match self {
            Self::All => Period::from_first_to_last(chrono::NaiveDate::MIN, as_of),
            Self::Ttm => Period::trailing_twelve_months(as_of),
            Self::PreviousTtm => previous,
            Self::BothYears => Period::from_first_to_last(previous.first_day(), as_of),
        }
    }
}

/// Documents, and what each adds.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// By date.
    pub documents: Vec<(DocumentIx, Money)>,
}

impl Evidence {
    /// Finds the documents.
    pub(super) fn of(cx: &Context<'_>, which: Documents) -> Self {
        let mut documents = match which {
            Documents::None => Vec::new(),
            Documents::Sales(span) => sales(cx, span.period(cx)),
            Documents::Bridge(part) => bridge(cx, part),
            Documents::Largest => largest(cx),
            Documents::Open(part) => open(cx, part),
            Documents::OpenDebits => cx.results().aging.open_items.iter().map(|i| (i.document, i.open)).collect(),
            Documents::Payments(span) => payments(cx, span.period(cx)),
            Documents::CreditSales => credit_sales(cx),
            Documents::Expected(horizon) => expected(cx, horizon),
        };
        documents.sort_unstable();
        Self { documents }
    }

    /// What they add up to.
    pub(super) fn sum(&self) -> Money {
        self.documents.iter().map(|&(_, amount)| amount).sum()
    }

    /// The same by customer, largest first: the customer's place, and the sum.
    pub(super) fn amounts_by_customer(&self, cx: &Context<'_>) -> Vec<(usize, Money)> {
        let mut sums: BTreeMap<usize, Money> = BTreeMap::new();
        for &(ix, amount) in &self.documents {
            *sums.entry(place(cx.inputs.ledger.document(ix).customer)).or_default() += amount;
        }
        let mut sums: Vec<(usize, Money)> = sums.into_iter().collect();
        sums.sort_by_key(|&(customer, sum)| (std::cmp::Reverse(sum), customer));
        sums
    }
}

fn sales(cx: &Context<'_>, period: Period) -> Vec<(DocumentIx, Money)> {
    let documents = (0..).map(DocumentIx).zip(cx.inputs.ledger.documents_until(cx.as_of()));
    let sales = documents.filter(|(_, d)| d.kind.sales_sign() != 0 && period.contains(d.date));
    sales.map(|(ix, document)| (ix, document.sale())).collect()
}

/// The years that count, by sign, and whose sales.
fn bridge(cx: &Context<'_>, part: BridgePart) -> Vec<(DocumentIx, Money)> {
    let fits = |movement: &&Movement| match part {
        BridgePart::Base => movement.previous.is_positive(),
        BridgePart::Churn => movement.class == MovementClass::Churn,
        BridgePart::New => movement.class == MovementClass::New,
        BridgePart::Reactivation => movement.class == MovementClass::Reactivation,
        BridgePart::Expansion => movement.class == MovementClass::Expansion,
        BridgePart::Contraction => movement.class == MovementClass::Contraction,
    };
    let movements = cx.results().retention.movements.iter();
    let members: BTreeSet<usize> = movements.filter(fits).map(|movement| place(movement.customer)).collect();
    let of_members = |span: Span, sign: i64| {
        let documents = sales(cx, span.period(cx)).into_iter();
        let is_member = |ix: DocumentIx| members.contains(&place(cx.inputs.ledger.document(ix).customer));
        let signed = move |amount: Money| if sign < 0 { -amount } else { amount };
        documents
            .filter(move |&(ix, _)| is_member(ix))
            .map(move |(ix, amount)| (ix, signed(amount)))
            .collect::<Vec<_>>()
    };
    match part {
        BridgePart::Base | BridgePart::Churn => of_members(Span::PreviousTtm, 1),
        BridgePart::New | BridgePart::Reactivation => of_members(Span::Ttm, 1),
        BridgePart::Expansion => [of_members(Span::Ttm, 1), of_members(Span::PreviousTtm, -1)].concat(),
        BridgePart::Contraction => [of_members(Span::PreviousTtm, 1), of_members(Span::Ttm, -1)].concat(),
    }
}

fn largest(cx: &Context<'_>) -> Vec<(DocumentIx, Money)> {
    let Some(largest) = cx.largest().filter(|_| cx.has_year()) else { return Vec::new() };
    let documents = sales(cx, Span::Ttm.period(cx)).into_iter();
    documents.filter(|&(ix, _)| place(cx.inputs.ledger.document(ix).customer) == largest.customer).collect()
}

fn open(cx: &Context<'_>, part: OpenPart) -> Vec<(DocumentIx, Money)> {
    let items = &cx.results().aging.open_items;
    let aged = |fits: &dyn Fn(i64) -> bool| {
        items.iter().filter(|item| fits(item.days_past_due)).map(|item| (item.document, item.open)).collect()
    };
    match part {
        OpenPart::All => open_balances(cx).unwrap_or_default().into_iter().collect(),
        OpenPart::Overdue => aged(&|days| days > 0),
        OpenPart::Bucket(bucket) => aged(&|days| crate::metrics::aging::AgingBucket::of(days) as usize == bucket),
        OpenPart::Unapplied => {
            let open = open_balances(cx).unwrap_or_default().into_iter();
            let is_credit = |ix: DocumentIx| cx.inputs.ledger.document(ix).kind.is_credit();
            open.filter(|&(ix, _)| is_credit(ix)).map(|(ix, open)| (ix, -open)).collect()
        }
    }
}

/// What of each dated payment of the period is set against invoices.
fn payments(cx: &Context<'_>, period: Period) -> Vec<(DocumentIx, Money)> {
    let mut paid: BTreeMap<DocumentIx, Money> = BTreeMap::new();
    for part in settlements::within(cx.inputs.ledger, period) {
        *paid.entry(part.payment).or_default() += part.amount;
    }
    paid.into_iter().collect()
}

fn credit_sales(cx: &Context<'_>) -> Vec<(DocumentIx, Money)> {
    let period = Span::Ttm.period(cx);
    let documents = (0..).map(DocumentIx).zip(cx.inputs.ledger.documents_until(cx.as_of()));
    let inside = documents.filter(|(_, document)| period.contains(document.date));
    inside
        .filter_map(|(ix, document)| match document.kind {
            DocumentKind::Invoice => Some((ix, document.gross)),
            DocumentKind::CreditNote => Some((ix, -document.gross)),
            _ => None,
        })
        .collect()
}

/// What is expected of each open invoice within the horizon of that place.
fn expected(cx: &Context<'_>, horizon: usize) -> Vec<(DocumentIx, Money)> {
    let Ok(forecast) = &cx.results().collections.forecast else { return Vec::new() };
    forecast.invoices.iter().filter_map(|invoice| Some((invoice.document, invoice.expected(horizon)?))).collect()
}
