//! What every section looks up: names, links, amounts, and the span of sales that the pack can speak of.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::earlier::Earlier;
use super::format::{self, Amounts};
use super::inputs::Inputs;
use super::model::{Cell, Target};
use super::since::Since;
use super::{currency, words};
use crate::base::{Money, Period};
use crate::ledger::{Customer, CustomerIx, Document, DocumentIx, PaymentData};
use crate::metrics::payment::PaymentTimes;
use crate::metrics::retention::Bridge;
use crate::metrics::sales_stop::SalesStop;
use crate::metrics::segmentation::{Rating, Segment, SegmentedCustomer};
use crate::metrics::value::CustomerValue;
use crate::metrics::{NotEnough, Results};

/// The inputs and what is looked up in them again and again. Customers go by their place in the ledger.
pub(super) struct Context<'a> {
    /// What the report is made from.
    pub inputs: Inputs<'a>,
    /// Writes amounts of the ledger's currency.
    pub amounts: Amounts,
    currency: String,
    /// The customers in the order of the sheet: largest lifetime value first, then by id.
    pub order: Vec<usize>,
    /// The place of each customer in `order`.
    pub places: Vec<usize>,
    /// The documents of each customer up to the as-of date, oldest first.
    documents: Vec<Vec<DocumentIx>>,
    slugs: Vec<String>,
    /// What changed since the last pack, where one is on record.
    pub since: Option<Since<'a>>,
    /// What stands before the ledger's first day.
    pub earlier: Earlier,
}

/// The customer with the largest sales of the window.
#[derive(Clone, Copy)]
pub(super) struct Largest {
    /// Who.
    pub customer: usize,
    /// Its net sales.
    pub sales: Money,
    /// Its share of the sales of customers with positive sales, 0 to 1.
    pub share: f64,
}

impl<'a> Context<'a> {
    /// Looks everything up once.
    pub(super) fn new(inputs: Inputs<'a>) -> Self {
        let customers = inputs.ledger.customers();
        let values = &inputs.results.value.customers;
        let mut order: Vec<usize> = (0..customers.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(values[i].lifetime_value), i));
        let mut places = vec![0; order.len()];
        for (place, &customer) in order.iter().enumerate() {
            places[customer] = place;
        }
        let mut documents = vec![Vec::new(); customers.len()];
        for (ix, document) in (0..).map(DocumentIx).zip(inputs.ledger.documents_until(inputs.results.as_of)) {
            documents[place(document.customer)].push(ix);
        }
        Self {
            amounts: Amounts { currency: inputs.ledger.currency() },
            currency: currency::in_words(inputs.ledger.currency()),
            order,
            places,
            documents,
            slugs: customers.iter().map(slug).collect(),
            since: Since::of(&inputs),
            earlier: Earlier::of(inputs.ledger),
            inputs,
        }
    }

    pub(super) fn results(&self) -> &'a Results {
        self.inputs.results
    }

    pub(super) fn as_of(&self) -> NaiveDate {
        self.inputs.results.as_of
    }

    /// The currency for people: "US dollars".
    pub(super) fn currency(&self) -> &str {
        &self.currency
    }

    /// A customer's name, on one line; its id where the name shows nothing.
    pub(super) fn name(&self, customer: usize) -> String {
        let customer = &self.inputs.ledger.customers()[customer];
        let names = [&customer.name, &customer.id].map(|text| words::one_line(text));
        names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "(no name)".to_owned())
    }

    pub(super) fn slug(&self, customer: usize) -> &str {
        &self.slugs[customer]
    }

    /// A customer's page.
    pub(super) fn page(&self, customer: usize) -> Target {
        Target::Customer { slug: self.slugs[customer].clone() }
    }

    /// A customer's name, leading to its page.
    pub(super) fn name_cell(&self, customer: usize) -> Cell {
        Cell::linked(self.name(customer), self.page(customer))
    }

    /// A customer's documents up to the as-of date, oldest first.
    pub(super) fn documents(&self, customer: usize) -> impl DoubleEndedIterator<Item = (DocumentIx, &'a Document)> {
        let ledger = self.inputs.ledger;
        self.documents[customer].iter().map(move |&ix| (ix, ledger.document(ix)))
    }

    pub(super) fn value(&self, customer: usize) -> &'a CustomerValue {
        &self.inputs.results.value.customers[customer]
    }

    /// A customer's segment and how it came to it.
    pub(super) fn segmented(&self, customer: usize) -> &'a SegmentedCustomer {
        &self.inputs.results.segmentation.customers[customer]
    }

    /// What the rules say of a customer at the as-of date alone.
    pub(super) fn scored(&self, customer: usize) -> &'a Rating {
        &self.segmented(customer).rating
    }

    /// The segment that counts.
    pub(super) fn segment(&self, customer: usize) -> Segment {
        self.segmented(customer).segment
    }

    /// Whole units: "1,638,417".
    pub(super) fn money(&self, amount: Money) -> String {
        self.amounts.whole(amount)
    }

    /// Three digits: "3.06 M".
    pub(super) fn short(&self, amount: Money) -> String {
        self.amounts.short(amount)
    }

    /// Major units for scales.
    pub(super) fn scale(&self, amount: Money) -> f64 {
        amount.to_major(self.amounts.currency)
    }

    /// The ledger covers the trailing twelve months.
    pub(super) fn has_year(&self) -> bool {
        self.results().value.net_revenue_ttm.is_ok()
    }

    /// Net sales of the trailing twelve months, or since the ledger's first day where it is shorter.
    pub(super) fn window_sales(&self) -> Money {
        let value = &self.results().value;
        value.net_revenue_ttm.as_ref().map_or(value.net_revenue_total - self.earlier.sales(), |&sales| sales)
    }

    /// A customer's part of [`Self::window_sales`].
    pub(super) fn customer_sales(&self, customer: usize) -> Money {
        self.value(customer).ttm_sales.as_ref().map_or_else(|_| self.sales_since_start(customer), |&sales| sales)
    }

    /// A customer's sales since the ledger's first day.
    pub(super) fn sales_since_start(&self, customer: usize) -> Money {
        self.value(customer).lifetime_value - self.earlier.sales_of(customer)
    }

    /// The first day that the ledger tells of: its own first day, or that of a document before it.
    pub(super) fn first_day(&self) -> NaiveDate {
        let start = self.inputs.ledger.history_start();
        self.earlier.first.map_or(start, |first| first.min(start))
    }

    /// The span of [`Self::window_sales`] in a sentence: "in the twelve months to September 2026", "since February
    /// 2026".
    pub(super) fn window(&self) -> String {
        if self.has_year() {
            format!("in the twelve months to {}", format::period_end(self.as_of()))
        } else {
            format!("since {}", format::period_start(self.inputs.ledger.history_start()))
        }
    }

    /// The days of the window.
    pub(super) fn window_period(&self) -> Period {
        if self.has_year() {
            Period::trailing_twelve_months(self.as_of())
        } else {
            Period::from_first_to_last(self.inputs.ledger.history_start(), self.as_of())
        }
    }

    /// The customer with the largest sales of the window, and its share; `None` without positive sales.
    pub(super) fn largest(&self) -> Option<Largest> {
        if let Ok(shares) = &self.results().concentration.now {
            return shares.customers.first().map(|&(customer, sales)| Largest {
                customer: place(customer),
                sales,
                share: shares.top_1,
            });
        }
        let sellers = self.sellers();
        let total: Money = sellers.iter().map(|&(_, sales)| sales).sum();
        let &(customer, sales) = sellers.first()?;
        Some(Largest { customer, sales, share: sales.ratio(total)? })
    }

    /// The customers with positive sales in the window, largest first.
    pub(super) fn sellers(&self) -> Vec<(usize, Money)> {
        let mut sellers: Vec<(usize, Money)> = (0..self.places.len())
            .map(|i| (i, self.customer_sales(i)))
            .filter(|(_, sales)| sales.is_positive())
            .collect();
        sellers.sort_by_key(|&(i, sales)| (std::cmp::Reverse(sales), i));
        sellers
    }

    /// The customers that sales depend on, largest first: the largest one where it reaches the limit of the scorecard’s
    /// strong band, and with it at most two others that reach it too and are at least half as large.
    pub(super) fn large_customers(&self) -> Vec<(usize, Money)> {
        const NAMED: usize = 3;
        let watch = self.inputs.policies.scorecard.concentration.strong;
        let sellers = self.sellers();
        let total: Money = sellers.iter().map(|&(_, sales)| sales).sum();
        let Some(&(_, most)) = sellers.first() else { return Vec::new() };
        let is_large = |&&(_, sales): &&(usize, Money)| {
            sales + sales >= most && sales.ratio(total).is_some_and(|share| share >= watch)
        };
        sellers.iter().take_while(is_large).take(NAMED).copied().collect()
    }

    /// How the customers pay: payments of the trailing twelve months, or all of them where the ledger is shorter.
    pub(super) fn payment_times(&self) -> &'a PaymentTimes {
        let payment = &self.results().payment;
        if self.has_year() { &payment.ttm } else { &payment.lifetime }
    }

    /// How one customer pays, over the same span.
    pub(super) fn customer_payment_times(&self, customer: usize) -> &'a PaymentTimes {
        let payment = &self.results().payment.customers[customer];
        if self.has_year() { &payment.ttm } else { &payment.lifetime }
    }

    /// A customer's days to pay by amount, over the same span; `None` without payments.
    pub(super) fn days_to_pay(&self, customer: usize) -> Option<f64> {
        self.customer_payment_times(customer).days_to_pay.as_ref().ok().copied()
    }

    /// Payments are known with their dates.
    pub(super) fn has_dated_payments(&self) -> bool {
        self.inputs.ledger.payment_data() == PaymentData::Dated
    }

    /// Where the exports’ sales end unusually long before the as-of date; `None` where they go on.
    pub(super) fn sales_stop(&self) -> Option<&'a SalesStop> {
        self.results().sales_stop.as_ref()
    }

    /// The exports’ sales reach up to `day`.
    pub(super) fn sales_reach(&self, day: NaiveDate) -> bool {
        self.sales_stop().is_none_or(|stop| day <= stop.last_sale)
    }

    /// The pairs of years that end with a month up to which the exports’ sales reach, oldest first.
    pub(super) fn retention_month_ends(&self) -> impl Iterator<Item = &'a Bridge> {
        let bridges = self.results().retention.month_ends.iter();
        bridges.filter(|bridge| self.sales_reach(bridge.current.last_day()))
    }

    /// Why there is no value: a clause that begins small and has no full stop.
    pub(super) fn reason(&self, why: &NotEnough) -> String {
        words::reason(why, self.as_of())
    }

    /// The same as a sentence of its own.
    pub(super) fn reason_sentence(&self, why: &NotEnough) -> String {
        words::reason_sentence(why, self.as_of())
    }

    /// Complete months that the ledger covers, and whether a part of another one follows.
    pub(super) fn months_covered(&self) -> (usize, bool) {
        let history = &self.results().sales_history;
        (
            history.months.len() - usize::from(history.last_is_partial && !history.months.is_empty()),
            history.last_is_partial,
        )
    }
}

/// A customer's place in the ledger.
pub(super) fn place(customer: CustomerIx) -> usize {
    customer.0 as usize
}

/// A page's name: the first 16 hexadecimal digits of the SHA-256 of the customer's id. Names are data and never become
/// paths; a digest is stable between builds whatever other customers come and go.
fn slug(customer: &Customer) -> String {
    Sha256::digest(customer.id.as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
