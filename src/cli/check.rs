//! `ledgerpress check`: everything but writing. The bookkeeper's report.

use std::fmt::Write as _;

use crate::base::{Money, Source};
use crate::config::{AsOfSource, FirmSettings};
use crate::ledger::{DocumentKind, Ledger, TieOut, TieOutMeasure, Verdict};
use crate::metrics::aging::aging;

use super::arguments::CheckArguments;
use super::books::Books;
use super::firm::ClientFolder;
use super::outcome::Outcome;
use super::run::{ClientRun, for_each_client, problem_lines};

/// Checks the clients that the arguments name.
pub(super) fn check(arguments: &CheckArguments) -> Outcome {
    for_each_client(&arguments.firm, "checked", |client, firm| check_client(client, firm, arguments))
}

fn check_client(client: &ClientFolder, firm: &FirmSettings, arguments: &CheckArguments) -> ClientRun {
    match Books::read(client, firm, arguments.firm.as_of) {
        Ok(books) => ClientRun { data: text(&books), ..ClientRun::of(&books) },
        Err(error) => ClientRun::unusable(&client.id, &error),
    }
}

fn text(books: &Books) -> String {
    let mut text = format!(
        "{}: {}, {}, as of {} ({})\n",
        books.id,
        books.settings.name,
        books.settings.currency,
        books.as_of,
        decided_by(books.as_of_source),
    );
    for source in &books.assembly.sources {
        text += &source_lines(source);
    }
    text += &tie_out_lines(books);
    text += &ledger_lines(books);
    for problem in &books.problems {
        text += &problem_lines(problem, books.waives(problem));
    }
    text.push('\n');
    text
}

fn decided_by(source: AsOfSource) -> &'static str {
    match source {
        AsOfSource::Given => "asked for",
        AsOfSource::ClientSettings => "set in client.toml",
        AsOfSource::FirmSettings => "set in firm.toml",
        AsOfSource::Exports => "the end that the exports state",
        AsOfSource::LatestDocument => "assumed: the latest document's date",
    }
}

fn source_lines(source: &Source) -> String {
    let format = source.format.as_deref().unwrap_or("not recognised");
    let mut lines = format!("  {}: {format}\n", source.origin);
    if !source.recognised_by.is_empty() {
        let _ = writeln!(lines, "    recognised by {}", source.recognised_by);
    }
    let left_out: u32 = source.left_out.iter().map(|l| l.rows).sum();
    let _ = write!(lines, "    {} rows read = {} used + {left_out} left out", source.rows_read, source.rows_used);
    for (place, reason) in source.left_out.iter().enumerate() {
        let _ = write!(lines, "{}{} ({})", if place == 0 { ": " } else { ", " }, reason.reason, reason.rows);
    }
    lines.push('\n');
    lines
}

fn tie_out_lines(books: &Books) -> String {
    let mut lines = String::new();
    let (whole, parts): (Vec<&TieOut>, Vec<&TieOut>) =
        books.assembly.tie_outs.iter().partition(|t| t.customer.is_none());
    for tie_out in whole {
        lines += &tie_out_line(tie_out, books);
    }
    let differing: Vec<&&TieOut> = parts.iter().filter(|t| t.verdict != Verdict::Ties).collect();
    if !parts.is_empty() {
        let _ = writeln!(lines, "  {} of {} customers' totals tie out", parts.len() - differing.len(), parts.len());
    }
    for tie_out in differing {
        lines += &tie_out_line(tie_out, books);
    }
    lines
}

fn tie_out_line(tie_out: &TieOut, books: &Books) -> String {
    let plain = |money: Money| money.to_plain(books.settings.currency);
    let place = tie_out.origin.as_ref().map_or_else(|| "client.toml".to_owned(), ToString::to_string);
    let whose = tie_out.customer.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    let ledger = tie_out.ledger.map(|money| format!(", ledger {}", plain(money))).unwrap_or_default();
    let verdict = match tie_out.verdict {
        Verdict::Ties => "ties out".to_owned(),
        Verdict::RowsDiffer => format!("the rows differ by {}", plain(tie_out.difference)),
        Verdict::LedgerDiffers => format!("the ledger differs by {}", plain(tie_out.difference)),
    };
    format!("  {place}: {}{whose} {}{ledger}: {verdict}\n", measure_name(tie_out.measure), plain(tie_out.stated))
}

fn measure_name(measure: TieOutMeasure) -> &'static str {
    match measure {
        TieOutMeasure::NetSales => "sales without tax",
        TieOutMeasure::GrossSales => "invoices and credit notes with tax",
        TieOutMeasure::Payments => "payments",
        TieOutMeasure::OpenBalance => "open balance",
        TieOutMeasure::Rows => "sum of the rows",
    }
}

fn ledger_lines(books: &Books) -> String {
    let ledger = &books.assembly.ledger;
    let plain = |money: Money| money.to_plain(books.settings.currency);
    let documents = ledger.documents_until(books.as_of);
    let count = |kind| documents.iter().filter(|d| d.kind == kind).count();
    let kinds: Vec<String> = KINDS
        .iter()
        .filter(|(kind, ..)| count(*kind) > 0)
        .map(|(kind, one, many)| format!("{} {}", count(*kind), if count(*kind) == 1 { one } else { many }))
        .collect();
    let sales: Money = documents.iter().map(crate::ledger::Document::sale).sum();
    let mut lines = format!("  ledger: {} customers, {}\n", ledger.customers().len(), kinds.join(", "));
    let _ = writeln!(lines, "    net sales {}, open balance {}", plain(sales), open_balance(ledger, books));
    let later = ledger.documents().len() - documents.len();
    if later > 0 {
        let _ = writeln!(lines, "    {later} documents are dated after {} and not counted", books.as_of);
    }
    lines
}

fn open_balance(ledger: &Ledger, books: &Books) -> String {
    match aging(ledger, books.as_of).total {
        Ok(balance) => balance.open_balance().to_plain(books.settings.currency),
        Err(_) => "not known".to_owned(),
    }
}

/// Each kind in the singular and the plural.
const KINDS: [(DocumentKind, &str, &str); 8] = [
    (DocumentKind::Invoice, "invoice", "invoices"),
    (DocumentKind::CashSale, "cash sale", "cash sales"),
    (DocumentKind::CreditNote, "credit note", "credit notes"),
    (DocumentKind::CashRefund, "cash refund", "cash refunds"),
    (DocumentKind::Payment, "payment", "payments"),
    (DocumentKind::Refund, "refund", "refunds"),
    (DocumentKind::WriteOff, "write-off", "write-offs"),
    (DocumentKind::OpeningBalance, "opening balance", "opening balances"),
];
