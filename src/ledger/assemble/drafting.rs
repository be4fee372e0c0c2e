//! Drafts for tests, written as short as a row of a report.

use chrono::NaiveDate;

use super::{Assembly, LedgerPolicy, assemble};
use crate::base::{Basis, Currency, Money, Origin, Period, Problem, Source};
use crate::import::draft::{
    Application, ControlMeasure, ControlTotal, CustomerDraft, CustomerRef, DocumentDraft, DraftKind, Import,
};
use crate::ledger::{Document, DocumentKind, Ledger};

/// Euros: any currency with cents does.
pub(super) fn euro() -> Currency {
    Currency::parse("EUR").expect("a currency")
}

/// An amount as a report prints it.
pub(super) fn money(text: &str) -> Money {
    Money::parse_plain(text, euro()).expect("an amount")
}

/// A date in ISO form.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A customer by its name alone.
pub(super) fn named(name: &str) -> CustomerRef {
    CustomerRef { name: Some(name.to_owned()), ..CustomerRef::default() }
}

/// A customer by id and name.
pub(super) fn with_id(id: &str, name: &str) -> CustomerRef {
    CustomerRef { id: Some(id.to_owned()), name: (!name.is_empty()).then(|| name.to_owned()), parent: None }
}

/// One document of a file; the setters add what the file tells of it.
pub(super) fn draft(kind: DraftKind, number: &str, customer: &CustomerRef, date: &str) -> DocumentDraft {
    DocumentDraft {
        origin: Origin::file(""),
        more_rows: Vec::new(),
        kind,
        number: (!number.is_empty()).then(|| number.to_owned()),
        customer: customer.clone(),
        date: day(date),
        due_date: None,
        terms_days: None,
        net: None,
        tax: None,
        gross: None,
        open_balance: None,
        balance_date: None,
        settled_on: None,
        applications: Vec::new(),
        links_known: false,
        currency: None,
        rate: None,
    }
}

/// An invoice of a customer known by name.
pub(super) fn invoice(number: &str, customer: &str, date: &str) -> DocumentDraft {
    draft(DraftKind::Invoice, number, &named(customer), date)
}

/// A credit note of a customer known by name.
pub(super) fn credit_note(number: &str, customer: &str, date: &str) -> DocumentDraft {
    draft(DraftKind::CreditNote, number, &named(customer), date)
}

/// A payment of a customer known by name; an empty number is none.
pub(super) fn payment(number: &str, customer: &str, date: &str) -> DocumentDraft {
    draft(DraftKind::Payment, number, &named(customer), date)
}

impl DocumentDraft {
    pub(super) fn net(self, amount: &str) -> Self {
        Self { net: Some(money(amount)), ..self }
    }

    pub(super) fn tax(self, amount: &str) -> Self {
        Self { tax: Some(money(amount)), ..self }
    }

    pub(super) fn gross(self, amount: &str) -> Self {
        Self { gross: Some(money(amount)), ..self }
    }

    pub(super) fn open(self, amount: &str) -> Self {
        Self { open_balance: Some(money(amount)), ..self }
    }

    pub(super) fn at(self, balance_date: &str) -> Self {
        Self { balance_date: Some(day(balance_date)), ..self }
    }

    pub(super) fn due(self, date: &str) -> Self {
        Self { due_date: Some(day(date)), ..self }
    }

    pub(super) fn settled(self, date: &str) -> Self {
        Self { settled_on: Some(day(date)), ..self }
    }

    /// Set against a document; an empty amount is none.
    pub(super) fn link(mut self, to_number: &str, amount: &str) -> Self {
        let amount = (!amount.is_empty()).then(|| money(amount));
        self.applications.push(Application { to_number: to_number.to_owned(), amount });
        self.links_known()
    }

    pub(super) fn links_known(self) -> Self {
        Self { links_known: true, ..self }
    }
}

/// One file with what it states.
pub(super) struct FileOfDrafts {
    source: Source,
    contacts: Vec<CustomerDraft>,
    documents: Vec<DocumentDraft>,
    totals: Vec<ControlTotal>,
}

/// A file of documents, in the order of its rows.
pub(super) fn file(path: &str, documents: Vec<DocumentDraft>) -> FileOfDrafts {
    let origin = Origin::file(path);
    let documents =
        (1_u32..).zip(documents).map(|(row, d)| DocumentDraft { origin: origin.at_row(row), ..d }).collect();
    let source = Source {
        origin,
        format: None,
        read_as: String::new(),
        recognised_by: String::new(),
        assumed: Vec::new(),
        company: None,
        period: None,
        as_of: None,
        basis: None,
        digest: String::new(),
        rows_read: 0,
        rows_used: 0,
        left_out: Vec::new(),
    };
    FileOfDrafts { source, contacts: Vec::new(), documents, totals: Vec::new() }
}

impl FileOfDrafts {
    pub(super) fn period(mut self, first: &str, last: &str) -> Self {
        self.source.period = Some(Period::from_first_to_last(day(first), day(last)));
        self
    }

    pub(super) fn company(mut self, name: &str) -> Self {
        self.source.company = Some(name.to_owned());
        self
    }

    pub(super) fn balances_at(mut self, date: &str) -> Self {
        self.source.as_of = Some(day(date));
        self
    }

    pub(super) fn contact(mut self, customer: CustomerRef, email: &str, terms_days: Option<u16>) -> Self {
        let origin = self.source.origin.at_row(900);
        self.contacts.push(CustomerDraft {
            origin,
            customer,
            email: Some(email.to_owned()),
            country: None,
            terms_days,
            parent: None,
            phone: None,
            address: None,
            credit_limit: None,
            active: None,
        });
        self
    }

    /// The last contact as the sub-customer of another one.
    pub(super) fn below(mut self, parent: &str) -> Self {
        if let Some(contact) = self.contacts.last_mut() {
            contact.parent = Some(parent.to_owned());
        }
        self
    }

    /// A total whose rows add up; an empty customer is everyone.
    pub(super) fn total(self, measure: ControlMeasure, customer: &str, stated: &str) -> Self {
        self.total_read(measure, customer, stated, stated)
    }

    pub(super) fn total_read(mut self, measure: ControlMeasure, customer: &str, stated: &str, read: &str) -> Self {
        let row = 1000 + u32::try_from(self.totals.len()).expect("few totals");
        self.totals.push(ControlTotal {
            origin: self.source.origin.at_row(row),
            measure,
            customer: (!customer.is_empty()).then(|| named(customer)),
            stated: money(stated),
            read: money(read),
            without_documents: false,
        });
        self
    }

    /// The file is a report on cash basis.
    pub(super) fn on_cash_basis(mut self) -> Self {
        self.source.basis = Some(Basis::Cash);
        self
    }

    /// The file states the totals so far without the documents behind them.
    pub(super) fn without_documents(mut self) -> Self {
        for total in &mut self.totals {
            total.without_documents = true;
        }
        self
    }
}

/// All files of a client.
pub(super) fn import(files: Vec<FileOfDrafts>) -> Import {
    let mut import = Import::default();
    for file in files {
        import.sources.push(file.source);
        import.customers.extend(file.contacts);
        import.documents.extend(file.documents);
        import.control_totals.extend(file.totals);
    }
    import
}

/// The ledger of these files, with the default settings.
pub(super) fn assembled(files: Vec<FileOfDrafts>) -> Assembly {
    assemble(import(files), &LedgerPolicy::new(euro()))
}

impl Assembly {
    /// The codes of all problems, in order.
    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.problems.iter().map(|problem| problem.code).collect()
    }

    /// The first problem with this code.
    pub(super) fn problem(&self, code: &str) -> &Problem {
        self.problems.iter().find(|p| p.code == code).unwrap_or_else(|| panic!("no {code} in {:?}", self.problems))
    }
}

impl Ledger {
    /// The documents of one kind.
    pub(super) fn of_kind(&self, kind: DocumentKind) -> Vec<&Document> {
        self.documents().iter().filter(|document| document.kind == kind).collect()
    }

    /// Net sales of all documents.
    pub(super) fn net_sales(&self) -> Money {
        self.documents().iter().map(Document::sale).sum()
    }

    /// What is open at a day: each debit and credit with something left, credits below zero.
    pub(super) fn open_at(&self, date: &str) -> Vec<(String, Money)> {
        let as_of = day(date);
        let mut open = Vec::new();
        for (ix, document) in self.documents_until(as_of).iter().enumerate() {
            let of_this = |at: crate::ledger::DocumentIx| at.0 as usize == ix;
            let settled = self.allocations_until(as_of).iter().filter(|a| of_this(a.from) || of_this(a.to));
            let left = document.gross - settled.map(|a| a.amount).sum::<Money>();
            let called = document.number.clone().unwrap_or_else(|| format!("{:?}", document.kind));
            if document.kind.is_debit() && !left.is_zero() {
                open.push((called, left));
            } else if document.kind.is_credit() && !left.is_zero() {
                open.push((called, -left));
            }
        }
        open
    }

    /// All allocations as "from to date amount", with `~` before what was derived.
    pub(super) fn allocations_shown(&self) -> Vec<String> {
        let called = |document: &Document| document.number.clone().unwrap_or_else(|| format!("{:?}", document.kind));
        let shown = |a: &crate::ledger::Allocation| {
            let (from, to) = (self.document(a.from), self.document(a.to));
            let mark = if a.derived { "~" } else { "" };
            format!("{mark}{} {} {} {}", called(from), called(to), a.date, a.amount.to_plain(euro()))
        };
        self.allocations().iter().map(shown).collect()
    }
}
