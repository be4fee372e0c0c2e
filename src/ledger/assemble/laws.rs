//! What holds for any exports: their order, overlap and division change nothing, and nothing is set against too much.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::drafting::{FileOfDrafts, day, euro, file, import, invoice, named, payment};
use super::{Assembly, LedgerPolicy, assemble};
use crate::base::{Currency, ExchangeRate, Money, Origin};
use crate::import::draft::{DocumentDraft, DraftKind, Import};
use crate::ledger::{Document, DocumentIx, DocumentKind, Ledger};

const CUSTOMERS: [&str; 4] = ["Acme", "Cedar:North", "Cedar:South", "Müller & Söhne"];
const LAST: &str = "2025-12-31";

/// What happened, before any report tells of it.
#[derive(Clone, Debug)]
struct Books {
    /// Customer, day of the year, cents without tax.
    sales: Vec<(usize, u32, i64)>,
    /// The same of credit notes.
    credits: Vec<(usize, u32, i64)>,
    /// Customer, day, cents, and the sale that it is for.
    payments: Vec<(usize, u32, i64, Option<usize>)>,
}

fn books() -> impl Strategy<Value = Books> {
    let amount = 1_i64..90_000;
    let sale = (0..CUSTOMERS.len(), 0_u32..365, amount.clone());
    let paid = (0..CUSTOMERS.len(), 0_u32..365, amount, prop::option::of(0_usize..20));
    (prop::collection::vec(sale.clone(), 1..20), prop::collection::vec(sale, 0..5), prop::collection::vec(paid, 0..20))
        .prop_map(|(sales, credits, payments)| Books { sales, credits, payments })
}

fn date(offset: u32) -> String {
    (day("2025-01-01") + chrono::Days::new(offset.into())).to_string()
}

fn cents(minor: i64) -> String {
    Money::from_minor(minor).to_plain(euro())
}

impl Books {
    /// Invoices and credit notes without tax.
    fn sales_report(&self) -> Vec<DocumentDraft> {
        let invoices = self.sales.iter().enumerate().map(|(i, &(customer, on, net))| {
            invoice(&format!("I{i}"), CUSTOMERS[customer], &date(on)).net(&cents(net))
        });
        let credits = self.credits.iter().enumerate().map(|(i, &(customer, on, net))| DocumentDraft {
            kind: DraftKind::CreditNote,
            ..invoice(&format!("C{i}"), CUSTOMERS[customer], &date(on)).net(&cents(net))
        });
        invoices.chain(credits).collect()
    }

    /// Invoices with tax and due dates.
    fn invoice_list(&self) -> Vec<DocumentDraft> {
        let with_tax = |(i, &(customer, on, net)): (usize, &(usize, u32, i64))| {
            let row = invoice(&format!("I{i}"), CUSTOMERS[customer], &date(on)).gross(&cents(net + net / 5));
            if i % 3 == 0 { row } else { row.due(&date(on + 30)) }
        };
        self.sales.iter().enumerate().map(with_tax).collect()
    }

    /// Payments with their numbers and links. No two have one amount, so that parts of the list are still lists.
    fn payments_report(&self) -> Vec<DocumentDraft> {
        let rows = self.payments.iter().enumerate().map(|(i, &(customer, on, amount, to))| {
            let row =
                payment(&format!("P{i}"), CUSTOMERS[customer], &date(on)).gross(&cents(amount * 100 + amount_tag(i)));
            to.map_or(row.clone(), |to| row.link(&format!("I{to}"), ""))
        });
        rows.collect()
    }

    /// The same payments as a list without numbers has them.
    fn bank_list(&self) -> Vec<DocumentDraft> {
        let bare = |row: DocumentDraft| DocumentDraft { number: None, applications: vec![], links_known: false, ..row };
        self.payments_report().into_iter().map(bare).collect()
    }

    fn files(&self, names: [&str; 4]) -> Vec<FileOfDrafts> {
        vec![
            file(names[0], self.sales_report()),
            file(names[1], self.invoice_list()),
            file(names[2], self.payments_report()),
            file(names[3], self.bank_list()),
        ]
    }

    fn import(&self) -> Import {
        import(self.files(["a.csv", "b.csv", "c.csv", "d.csv"]))
    }
}

fn amount_tag(i: usize) -> i64 {
    i64::try_from(i).expect("few payments")
}

fn assembly_of(import: Import) -> Assembly {
    assemble(import, &LedgerPolicy::new(euro()))
}

/// Everything but the places in the files and the currencies that it came from.
fn facts(ledger: &Ledger) -> String {
    let documents: Vec<Document> = ledger
        .documents()
        .iter()
        .map(|document| Document { origins: vec![], foreign: None, ..document.clone() })
        .collect();
    let known = (ledger.payment_data(), ledger.receivables_since(), ledger.history_start(), ledger.tax_unknown());
    format!("{:#?}\n{documents:#?}\n{:#?}\n{known:?}", ledger.customers(), ledger.allocations())
}

/// What is left of each document, and its number.
fn left(ledger: &Ledger) -> Vec<(Document, Money)> {
    let settled = |ix: DocumentIx| -> Money {
        ledger.allocations().iter().filter(|a| a.from == ix || a.to == ix).map(|a| a.amount).sum()
    };
    let documents = (0_u32..).zip(ledger.documents());
    documents.map(|(ix, document)| (document.clone(), document.gross - settled(DocumentIx(ix)))).collect()
}

proptest! {
    #[test]
    fn the_order_of_files_and_rows_changes_nothing(
        (books, order) in books().prop_flat_map(|books| {
            let rows: Vec<usize> = (0..books.import().documents.len()).collect();
            (Just(books), Just(rows).prop_shuffle())
        }),
    ) {
        let straight = books.import();
        let mut shuffled = straight.clone();
        shuffled.documents = order.iter().map(|&at| straight.documents[at].clone()).collect();
        shuffled.sources.reverse();
        prop_assert_eq!(format!("{:?}", assembly_of(straight)), format!("{:?}", assembly_of(shuffled)));
    }

    #[test]
    fn a_rate_of_one_changes_no_fact(books in books()) {
        let mut dollars = books.import();
        for draft in &mut dollars.documents {
            draft.currency = Some(Currency::parse("USD").expect("a currency"));
            draft.rate = ExchangeRate::new(Decimal::ONE);
        }
        prop_assert_eq!(facts(&assembly_of(books.import()).ledger), facts(&assembly_of(dollars).ledger));
    }

    #[test]
    fn the_names_of_files_change_no_fact(books in books()) {
        let renamed = import(books.files(["z.csv", "y.csv", "x.csv", "w.csv"]));
        prop_assert_eq!(facts(&assembly_of(books.import()).ledger), facts(&assembly_of(renamed).ledger));
    }

    #[test]
    fn exporting_a_file_twice_changes_no_fact(books in books(), twice in 0_usize..4) {
        let mut files = books.files(["a.csv", "b.csv", "c.csv", "d.csv"]);
        let again = books.files(["a again.csv", "b again.csv", "c again.csv", "d again.csv"]).swap_remove(twice);
        files.push(again);
        prop_assert_eq!(facts(&assembly_of(books.import()).ledger), facts(&assembly_of(import(files)).ledger));
    }

    #[test]
    fn dividing_a_file_changes_no_fact(books in books(), divided in 0_usize..4, at in 0_usize..40) {
        let mut import = books.import();
        let path = import.sources[divided].origin.file.clone();
        let rows = import.documents.iter_mut().filter(|draft| draft.origin.file == path);
        for draft in rows.skip(at) {
            draft.origin = Origin { file: format!("second part of {path}").into(), ..draft.origin.clone() };
        }
        prop_assert_eq!(facts(&assembly_of(books.import()).ledger), facts(&assembly_of(import).ledger));
    }

    #[test]
    fn nothing_is_set_against_more_than_there_is(books in books()) {
        let assembly = assembly_of(books.import());
        for (document, left) in left(&assembly.ledger) {
            prop_assert!(!left.is_negative(), "{document:?}");
        }
        for allocation in assembly.ledger.allocations() {
            let (from, to) = (assembly.ledger.document(allocation.from), assembly.ledger.document(allocation.to));
            prop_assert!(from.kind.is_credit() && to.kind.is_debit() && allocation.amount.is_positive());
            prop_assert_eq!(from.customer, to.customer);
            prop_assert_eq!(allocation.date, from.date.max(to.date));
        }
        let count = |kind| assembly.ledger.of_kind(kind).len();
        prop_assert_eq!(count(DocumentKind::Invoice), books.sales.len());
        prop_assert_eq!(count(DocumentKind::Payment), books.payments.len());
    }

    #[test]
    fn without_links_a_customer_has_no_credit_beside_an_open_invoice(books in books()) {
        let assembly = assembly_of(import(vec![file("a.csv", books.sales_report()), file("d.csv", books.bank_list())]));
        let left = left(&assembly.ledger);
        for (at, _) in assembly.ledger.customers().iter().enumerate() {
            let has_left = |is_side: fn(DocumentKind) -> bool| {
                left.iter().any(|(d, left)| d.customer.0 as usize == at && is_side(d.kind) && left.is_positive())
            };
            prop_assert!(!(has_left(DocumentKind::is_debit) && has_left(DocumentKind::is_credit)));
        }
    }

    #[test]
    fn stated_balances_are_reproduced(books in books()) {
        let linked = assembly_of(import(vec![file("a.csv", books.sales_report()), file("c.csv", books.payments_report())]));
        let left = left(&linked.ledger);
        let stated = |draft: DocumentDraft| {
            let known = left.iter().find(|(d, _)| d.number == draft.number).expect("a document of the books");
            draft.open(&known.1.to_plain(euro())).at(LAST)
        };
        let without_links = |draft: DocumentDraft| DocumentDraft { applications: vec![], links_known: false, ..draft };
        let again = assembly_of(import(vec![
            file("a.csv", books.sales_report().into_iter().map(stated).collect()),
            file("c.csv", books.payments_report().into_iter().map(stated).map(without_links).collect()),
        ]));
        let shown = |ledger: &Ledger| -> Vec<_> {
            super::laws::left(ledger).into_iter().map(|(d, left)| (d.number, left)).collect()
        };
        prop_assert_eq!(shown(&linked.ledger), shown(&again.ledger), "{:?}", again.problems);
        prop_assert!(again.problems.iter().all(|p| p.code != "open-balance-differs"));
    }
}

#[test]
fn the_books_are_told_by_several_files() {
    let books = Books { sales: vec![(0, 3, 500)], credits: vec![], payments: vec![(0, 9, 5, None)] };
    let assembly = assembly_of(books.import());
    let documents = assembly.ledger.documents();
    assert_eq!(documents.iter().map(|d| d.origins.len()).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(documents[0].net, Money::from_minor(500));
    assert_eq!(documents[0].gross, Money::from_minor(600));
    assert_eq!(assembly.ledger.customers()[0].id, named("Acme").name.expect("a name"));
}
