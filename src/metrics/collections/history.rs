//! What became of each invoice, so that it can be seen as it was known on any past day.

use chrono::NaiveDate;

use crate::base::Money;
use crate::ledger::{CustomerIx, DocumentIx, DocumentKind, Ledger};
use crate::metrics::receivables::due_date;

/// One in so many invoices may be settled before an older one for customers to count as settling the older ones first.
const OUT_OF_ORDER: usize = 10;

/// Every invoice up to a day, with what reduced it.
#[derive(Debug)]
pub(super) struct History {
    pub(super) invoices: Vec<Invoice>,
    /// How many customers the ledger has.
    pub(super) customers: usize,
}

/// One invoice's course.
#[derive(Debug)]
pub(super) struct Invoice {
    pub(super) document: DocumentIx,
    pub(super) customer: CustomerIx,
    pub(super) issued: NaiveDate,
    pub(super) due: NaiveDate,
    gross: Money,
    /// By date.
    reductions: Vec<Reduction>,
    /// The day on which nothing was left, and whether a payment brought that about; `None` while open.
    closed: Option<(NaiveDate, bool)>,
}

#[derive(Clone, Copy, Debug)]
struct Reduction {
    date: NaiveDate,
    amount: Money,
    is_payment: bool,
}

/// An invoice that is open on a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenInvoice {
    /// Its place in [`History::invoices`].
    pub(super) at: usize,
    pub(super) document: DocumentIx,
    pub(super) customer: CustomerIx,
    pub(super) open: Money,
    pub(super) days_past_due: i64,
    /// Days past due on the day on which it was issued: its terms, negative.
    pub(super) issued_at: i64,
}

impl History {
    /// The invoices up to `as_of`. Those that were closed on an unknown day are left out.
    pub(super) fn of(ledger: &Ledger, as_of: NaiveDate) -> Self {
        let documents = ledger.documents_until(as_of);
        let mut places = vec![None; documents.len()];
        let mut invoices = Vec::new();
        for (ix, document) in (0..).map(DocumentIx).zip(documents) {
            if document.kind == DocumentKind::Invoice && document.gross.is_positive() {
                places[ix.0 as usize] = Some(invoices.len());
                invoices.push(Invoice {
                    document: ix,
                    customer: document.customer,
                    issued: document.date,
                    due: due_date(document),
                    gross: document.gross,
                    reductions: Vec::new(),
                    closed: None,
                });
            }
        }
        let mut undated = vec![false; invoices.len()];
        for allocation in ledger.allocations_until(as_of) {
            let Some(at) = places.get(allocation.to.0 as usize).copied().flatten() else { continue };
            let credit = ledger.document(allocation.from);
            undated[at] |= credit.date_is_assumed;
            let is_payment = credit.kind == DocumentKind::Payment;
            invoices[at].reductions.push(Reduction { date: allocation.date, amount: allocation.amount, is_payment });
        }
        for invoice in &mut invoices {
            invoice.closed = invoice.closing();
        }
        let mut undated = undated.into_iter();
        invoices.retain(|_| !undated.next().unwrap_or_default());
        Self { invoices, customers: ledger.customers().len() }
    }

    /// How many invoices were settled by payment up to and including `day`.
    pub(super) fn settled_until(&self, day: NaiveDate) -> usize {
        self.invoices.iter().filter(|invoice| invoice.settled_by(day).is_some()).count()
    }

    /// Whether at most one in ten of the invoices settled by payment up to `day` was settled while an older one of the same
    /// customer was open.
    pub(super) fn settled_in_order(&self, day: NaiveDate) -> bool {
        let mut last_closed: Vec<Option<NaiveDate>> = vec![None; self.customers];
        let (mut settled, mut before_older) = (0_usize, 0_usize);
        for invoice in self.invoices.iter().take_while(|invoice| invoice.issued <= day) {
            let Some(of_older) = last_closed.get_mut(invoice.customer.0 as usize) else { continue };
            if let Some(paid_on) = invoice.settled_by(day) {
                settled += 1;
                before_older += usize::from(of_older.is_some_and(|closed| closed > paid_on));
            }
            *of_older = (*of_older).max(Some(invoice.closed_by(day).unwrap_or(NaiveDate::MAX)));
        }
        before_older * OUT_OF_ORDER <= settled
    }

    /// The invoices that are open at the end of `day`, oldest first.
    pub(super) fn open_at(&self, day: NaiveDate) -> Vec<OpenInvoice> {
        let open = |(at, invoice): (usize, &Invoice)| {
            let open = invoice.open_at(day);
            open.is_positive().then(|| OpenInvoice {
                at,
                document: invoice.document,
                customer: invoice.customer,
                open,
                days_past_due: (day - invoice.due).num_days(),
                issued_at: (invoice.issued - invoice.due).num_days(),
            })
        };
        let known = self.invoices.partition_point(|invoice| invoice.issued <= day);
        self.invoices[..known].iter().enumerate().filter_map(open).collect()
    }
}

impl Invoice {
    fn closing(&self) -> Option<(NaiveDate, bool)> {
        let reduced: Money = self.reductions.iter().map(|reduction| reduction.amount).sum();
        let last = self.reductions.last().filter(|_| reduced >= self.gross)?;
        let by_payment = self.reductions.iter().any(|r| r.date == last.date && r.is_payment);
        Some((last.date, by_payment))
    }

    /// The day on which it was closed, where that was on or before `day`.
    pub(super) fn closed_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.closed.map(|(closed, _)| closed).filter(|closed| *closed <= day)
    }

    /// The day on which a payment closed it, where that was on or before `day`.
    pub(super) fn settled_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.closed.filter(|&(closed, by_payment)| by_payment && closed <= day).map(|(closed, _)| closed)
    }

    /// What is left of it at the end of `day`; nothing before it was issued.
    fn open_at(&self, day: NaiveDate) -> Money {
        if self.closed_by(day).is_some() || self.issued > day {
            return Money::ZERO;
        }
        let reduced: Money = self.reductions.iter().take_while(|r| r.date <= day).map(|r| r.amount).sum();
        self.gross - reduced
    }

    /// What was paid of it after `from`, up to and including `to`.
    pub(super) fn paid_between(&self, from: NaiveDate, to: NaiveDate) -> Money {
        let within = |r: &&Reduction| r.is_payment && from < r.date && r.date <= to;
        self.reductions.iter().filter(within).map(|r| r.amount).sum()
    }
}
