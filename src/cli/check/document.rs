//! The check of a firm as one JSON document. Its field names are stable: they are added to, never renamed. Amounts are
//! texts with the currency's decimals ("1234.50"), dates are ISO, and what is not known is null.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::{Basis, Currency, LeftOut, Money, Origin, Period, Problem, Severity, Source};
use crate::cli::books::Books;
use crate::cli::firm::FolderError;
use crate::cli::outcome::{Outcome, Tally};
use crate::cli::problem_list::sorted;
use crate::cli::run::ClientRun;
use crate::ledger::{TieOut, Verdict};
use crate::metrics::aging::aging;

use super::{KINDS, as_of_source, measure};

/// Raised where a field changes its meaning or goes away.
const VERSION: u32 = 1;

/// One client's part of the document, with its numbers for the closing line.
pub(super) struct Checked {
    client: ClientDocument,
    tally: Tally,
}

#[derive(Serialize)]
struct FirmDocument<'a> {
    version: u32,
    firm: &'a str,
    /// "ready", "not-ready", "unusable", "failed": the worst of the clients'.
    outcome: &'static str,
    clients: Vec<ClientDocument>,
}

#[derive(Serialize)]
struct ClientDocument {
    /// The name of its folder.
    id: String,
    outcome: &'static str,
    /// Why its folder or settings cannot be used.
    error: Option<String>,
    #[serde(flatten)]
    books: Option<BooksDocument>,
}

#[derive(Serialize)]
struct BooksDocument {
    name: String,
    currency: String,
    as_of: String,
    as_of_source: &'static str,
    sources: Vec<SourceDocument>,
    tie_outs: Vec<TieOutDocument>,
    ledger: LedgerDocument,
    /// Errors before waived errors before warnings, then by place.
    problems: Vec<ProblemDocument>,
}

/// A place in the exports.
#[derive(Serialize)]
struct Place {
    file: Option<String>,
    sheet: Option<String>,
    row: Option<u32>,
    column: Option<String>,
}

#[derive(Serialize)]
struct Span {
    first_day: String,
    last_day: String,
}

#[derive(Serialize)]
struct SourceDocument {
    file: String,
    sheet: Option<String>,
    /// The format's name; null where the file was not recognised.
    format: Option<String>,
    read_as: String,
    recognised_by: String,
    company: Option<String>,
    period: Option<Span>,
    as_of: Option<String>,
    /// "accrual" or "cash".
    basis: Option<&'static str>,
    digest: String,
    /// `rows_read` = `rows_used` + the rows of `left_out`.
    rows_read: u32,
    rows_used: u32,
    left_out: Vec<LeftOutDocument>,
}

#[derive(Serialize)]
struct LeftOutDocument {
    reason: String,
    rows: u32,
    notable: bool,
    first_row: Option<u32>,
    seen: String,
}

#[derive(Serialize)]
struct TieOutDocument {
    #[serde(flatten)]
    place: Place,
    measure: &'static str,
    customer: Option<String>,
    period: Option<Span>,
    as_of: Option<String>,
    stated: String,
    read: Option<String>,
    ledger: Option<String>,
    difference: String,
    /// "ties", "rows-differ", "ledger-differs".
    verdict: &'static str,
}

#[derive(Serialize)]
struct LedgerDocument {
    customers: usize,
    /// Dated up to `as_of`, by kind; kinds that did not occur are absent.
    documents: BTreeMap<String, usize>,
    /// Dated later, and not counted.
    later_documents: usize,
    first_date: Option<String>,
    last_date: Option<String>,
    net_sales: String,
    /// Null where the exports do not tell what is owed.
    open_balance: Option<String>,
}

#[derive(Serialize)]
struct ProblemDocument {
    code: &'static str,
    /// "error" or "warning".
    severity: &'static str,
    /// Whether the client's settings waive it: then it does not stop the pack.
    waived: bool,
    #[serde(flatten)]
    place: Place,
    seen: String,
    remedy: String,
}

/// The whole firm's document, and its numbers.
pub(super) fn firm(name: &str, clients: Vec<Checked>) -> (String, Tally) {
    let tally = clients.iter().fold(Tally::default(), |sum, checked| sum.plus(checked.tally));
    let document = FirmDocument {
        version: VERSION,
        firm: name,
        outcome: outcome_name(tally.outcome),
        clients: clients.into_iter().map(|checked| checked.client).collect(),
    };
    (serde_json::to_string_pretty(&document).unwrap_or_default(), tally)
}

/// One client's part.
pub(super) fn client(id: &str, read: &Result<Books, FolderError>) -> Checked {
    let (tally, error, books) = match read {
        Ok(books) => (ClientRun::of(books).tally, None, Some(books_document(books))),
        Err(error) => (ClientRun::unusable(id, error).tally, Some(error.to_string()), None),
    };
    let outcome = outcome_name(tally.outcome);
    Checked { client: ClientDocument { id: id.to_owned(), outcome, error, books }, tally }
}

/// A client on which Ledgerpress itself failed.
pub(super) fn failed(id: &str) -> Checked {
    let tally = ClientRun::failed(id).tally;
    let outcome = outcome_name(tally.outcome);
    let error = Some("Ledgerpress failed here; please report it".to_owned());
    Checked { client: ClientDocument { id: id.to_owned(), outcome, error, books: None }, tally }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "ready",
        Outcome::Problems => "not-ready",
        Outcome::Usage => "unusable",
        Outcome::Failure => "failed",
    }
}

fn books_document(books: &Books) -> BooksDocument {
    let currency = books.settings.currency;
    BooksDocument {
        name: books.settings.name.clone(),
        currency: currency.code().to_owned(),
        as_of: books.as_of.to_string(),
        as_of_source: as_of_source(books.as_of_source).1,
        sources: books.assembly.sources.iter().map(source).collect(),
        tie_outs: books.assembly.tie_outs.iter().map(|tie_out| tie_out_document(tie_out, currency)).collect(),
        ledger: ledger(books),
        problems: sorted(books).into_iter().map(|problem| problem_document(problem, books)).collect(),
    }
}

fn place(origin: Option<&Origin>) -> Place {
    Place {
        file: origin.map(|origin| origin.file.to_string()),
        sheet: origin.and_then(|origin| origin.sheet.as_deref()).map(str::to_owned),
        row: origin.and_then(|origin| origin.row),
        column: origin.and_then(|origin| origin.column.as_deref()).map(str::to_owned),
    }
}

fn span(period: Period) -> Span {
    Span { first_day: period.first_day().to_string(), last_day: period.last_day().to_string() }
}

fn source(source: &Source) -> SourceDocument {
    SourceDocument {
        file: source.origin.file.to_string(),
        sheet: source.origin.sheet.as_deref().map(str::to_owned),
        format: source.format.clone(),
        read_as: source.read_as.clone(),
        recognised_by: source.recognised_by.clone(),
        company: source.company.clone(),
        period: source.period.map(span),
        as_of: source.as_of.map(|day| day.to_string()),
        basis: source.basis.map(|basis| match basis {
            Basis::Accrual => "accrual",
            Basis::Cash => "cash",
        }),
        digest: source.digest.clone(),
        rows_read: source.rows_read,
        rows_used: source.rows_used,
        left_out: source.left_out.iter().map(left_out).collect(),
    }
}

fn left_out(left: &LeftOut) -> LeftOutDocument {
    LeftOutDocument {
        reason: left.reason.clone(),
        rows: left.rows,
        notable: left.notable,
        first_row: left.first.row,
        seen: left.seen.clone(),
    }
}

fn tie_out_document(tie_out: &TieOut, currency: Currency) -> TieOutDocument {
    let plain = |money: Money| money.to_plain(currency);
    TieOutDocument {
        place: place(tie_out.origin.as_ref()),
        measure: measure(tie_out.measure).1,
        customer: tie_out.customer.clone(),
        period: tie_out.period.map(span),
        as_of: tie_out.as_of.map(|day| day.to_string()),
        stated: plain(tie_out.stated),
        read: tie_out.read.map(plain),
        ledger: tie_out.ledger.map(plain),
        difference: plain(tie_out.difference),
        verdict: match tie_out.verdict {
            Verdict::Ties => "ties",
            Verdict::RowsDiffer => "rows-differ",
            Verdict::LedgerDiffers => "ledger-differs",
        },
    }
}

fn ledger(books: &Books) -> LedgerDocument {
    let (ledger, currency) = (&books.assembly.ledger, books.settings.currency);
    let documents = ledger.documents_until(books.as_of);
    let count = |kind| documents.iter().filter(|document| document.kind == kind).count();
    let kinds = KINDS.iter().map(|(kind, name, _)| (name.replace(' ', "-"), count(*kind)));
    let sales: Money = documents.iter().map(crate::ledger::Document::sale).sum();
    LedgerDocument {
        customers: ledger.customers().len(),
        documents: kinds.filter(|(_, count)| *count > 0).collect(),
        later_documents: ledger.documents().len() - documents.len(),
        first_date: documents.first().map(|document| document.date.to_string()),
        last_date: documents.last().map(|document| document.date.to_string()),
        net_sales: sales.to_plain(currency),
        open_balance: aging(ledger, books.as_of).total.ok().map(|total| total.open_balance().to_plain(currency)),
    }
}

fn problem_document(problem: &Problem, books: &Books) -> ProblemDocument {
    ProblemDocument {
        code: problem.code,
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        waived: problem.severity == Severity::Error && books.waives(problem),
        place: place(problem.origin.as_ref()),
        seen: problem.seen.clone(),
        remedy: problem.remedy.clone(),
    }
}
