//! How long a hundred thousand documents take, and how much memory: `cargo bench`.
//!
//! Invented books in the plain layout, the same in every run: 3,000 customers, 52,000 invoices and 48,000 payments over
//! six years. `items/s` are rows a second; `max alloc` is the most memory that was held at once, without the files.
//! The budget is half a second and 300 MB for all steps together. `month_ends_36` reads the segments of 5,000 customers
//! and the same documents again at 36 month ends; its budget is two seconds.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use ledgerpress::base::Currency;
use ledgerpress::import::draft::Import;
use ledgerpress::import::{ExportFile, ImportPolicy, import};
use ledgerpress::ledger::{Assembly, LedgerPolicy, assemble};
use ledgerpress::metrics::segmentation::{SegmentationPolicy, segmentation};
use ledgerpress::metrics::{Policies, compute};

#[global_allocator]
static ALLOCATOR: AllocProfiler<mimalloc::MiMalloc> = AllocProfiler::new(mimalloc::MiMalloc);

const CUSTOMERS: u64 = 3_000;
/// Of the books whose segments are read through time.
const MANY_CUSTOMERS: u64 = 5_000;
const INVOICES: u64 = 52_000;
const PAYMENTS: u64 = 48_000;
const DAYS: u64 = 6 * 365;
const ROWS: u64 = CUSTOMERS + INVOICES + PAYMENTS;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn read(bencher: Bencher) {
    let files = files(CUSTOMERS);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| read_files(&files));
}

#[divan::bench(sample_count = 10)]
fn reconcile(bencher: Bencher) {
    let drafts = read_files(&files(CUSTOMERS));
    bencher.counter(ItemsCount::new(ROWS)).with_inputs(|| drafts.clone()).bench_local_values(reconciled);
}

#[divan::bench(sample_count = 10)]
fn figures(bencher: Bencher) {
    let assembly = reconciled(read_files(&files(CUSTOMERS)));
    let policies = Policies::default();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| compute(&assembly.ledger, as_of(), &policies));
}

#[divan::bench(sample_count = 10)]
fn all_together(bencher: Bencher) {
    let files = files(CUSTOMERS);
    let policies = Policies::default();
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| compute(&reconciled(read_files(&files)).ledger, as_of(), &policies));
}

#[divan::bench(sample_count = 10)]
fn month_ends_36(bencher: Bencher) {
    let ledger = reconciled(read_files(&files(MANY_CUSTOMERS))).ledger;
    let policy = SegmentationPolicy::default();
    bencher.counter(ItemsCount::new(36_u32)).bench_local(|| {
        let found = segmentation(&ledger, as_of(), &policy);
        assert_eq!(found.month_ends.len(), 36);
        found
    });
}

fn currency() -> Currency {
    Currency::parse("EUR").expect("a currency")
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day")
}

fn read_files(files: &[ExportFile]) -> Import {
    let drafts = import(files, &[], &ImportPolicy { currency: currency(), date_order: None, decimal_mark: None });
    assert!(drafts.problems.is_empty(), "{:?}", drafts.problems.first());
    drafts
}

fn reconciled(drafts: Import) -> Assembly {
    assemble(drafts, &LedgerPolicy::new(currency()))
}

/// The books. Every customer orders on days of its own and pays each invoice on a later one; the last ones are open.
fn files(customers: u64) -> Vec<ExportFile> {
    let mut master = "customer_id,name,email,country,terms_days\n".to_owned();
    for customer in 0..customers {
        let _ = writeln!(master, "C{customer:05},Customer {customer},c{customer}@example.com,DE,30");
    }
    let mut invoices = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n".to_owned();
    let mut payments = "payment_id,date,customer_id,invoice_id,amount\n".to_owned();
    for number in 0..INVOICES {
        let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 17;
        // The square makes a few large customers and many small ones.
        let share = scattered % customers;
        let customer = share * share / customers;
        let issued = as_of() - Days::new(DAYS - number * DAYS / INVOICES);
        let due = issued + Days::new(30);
        let net = 2_000 + scattered % 490_000;
        let (tax, gross) = (net / 5, net + net / 5);
        let [net, tax, gross] = [net, tax, gross].map(|minor| format!("{}.{:02}", minor / 100, minor % 100));
        let _ = writeln!(invoices, "R{number:06},C{customer:05},invoice,{issued},{due},EUR,{net},{tax},{gross},");
        if number < PAYMENTS {
            let paid = (issued + Days::new(10 + scattered % 50)).min(as_of());
            let _ = writeln!(payments, "P{number:06},{paid},C{customer:05},R{number:06},{gross}");
        }
    }
    [("customers.csv", master), ("invoices.csv", invoices), ("payments.csv", payments)]
        .map(|(path, text)| ExportFile { path: Arc::from(path), bytes: text.into_bytes() })
        .into()
}
