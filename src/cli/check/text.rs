//! The check of one client for a bookkeeper to read: files, totals, ledger, problems, verdict.

use std::fmt::Write as _;

use crate::base::{Basis, LeftOut, Money, Severity, Source};
use crate::cli::books::Books;
use crate::cli::problem_list;
use crate::cli::terminal::{BAD, GOOD, STRONG, columns, grouped, left, wrapped};
use crate::config::AsOfSource;
use crate::ledger::{Document, Exclusion, NameChange, RateUse, TieOut, TieOutMeasure, Verdict};
use crate::metrics::aging::aging;

use super::{KINDS, as_of_source, measure};

/// So many differing totals of customers are shown.
const DIFFERING_SHOWN: usize = 10;

/// The whole report.
pub(super) fn of(books: &Books, width: usize) -> String {
    let settings = &books.settings;
    let mut text = format!("{STRONG}{}: {}{STRONG:#}\n", books.id, settings.name);
    let _ = writeln!(text, "{}, {}", settings.currency, as_of(books));
    text += &section("Files", &files(books, width));
    text += &section("Totals", &totals(books, width));
    text += &section("Ledger", &ledger(books, width));
    text += &section("Problems", &problem_list::text(&problem_list::sorted(books), books, width));
    text + "\n" + &verdict(books) + "\n"
}

fn as_of(books: &Books) -> String {
    let source = books.as_of_source;
    if source == AsOfSource::LatestDocument && books.assembly.ledger.documents().is_empty() {
        return "as of no day: there is no document".to_owned();
    }
    format!("as of {} ({})", books.as_of, as_of_source(source).0)
}

/// A titled part; nothing where it holds nothing.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{STRONG}{title}{STRONG:#}\n{body}") }
}

fn files(books: &Books, width: usize) -> String {
    books.assembly.sources.iter().map(|source| file(source, width)).collect::<Vec<_>>().join("\n")
}

fn file(source: &Source, width: usize) -> String {
    let mut lines = format!("  {}\n", source.origin);
    let mut line = |label: &str, text: &str| {
        if !text.is_empty() {
            lines += &wrapped(&format!("    {}", left(label, 12)), text, width);
        }
    };
    let Some(format) = &source.format else {
        let is_opened = !source.read_as.is_empty();
        line("what", if is_opened { "not recognised; to look at it: ledgerpress map FILE" } else { "not opened" });
        line("read as", &source.read_as);
        line("rows", &format!("{} read, none of them used", number(source.rows_read)));
        return lines;
    };
    line("what", format);
    line("known by", &source.recognised_by);
    line("read as", &source.read_as);
    line("company", source.company.as_deref().unwrap_or_default());
    line("covers", &covers(source));
    let out: u32 = source.left_out.iter().map(|left| left.rows).sum();
    let rows =
        format!("{} read = {} used + {} left out", number(source.rows_read), number(source.rows_used), number(out));
    line("rows", &rows);
    let (notable, furniture): (Vec<&LeftOut>, Vec<&LeftOut>) = source.left_out.iter().partition(|left| left.notable);
    let counted = |left: &&LeftOut| format!("{} ({})", left.reason, number(left.rows));
    line("left out", &furniture.iter().map(counted).collect::<Vec<_>>().join(", "));
    for left in notable {
        let row = left.first.row.map(|row| format!("row {row}, ")).unwrap_or_default();
        line(
            if furniture.is_empty() { "left out" } else { "" },
            &format!("{}; the first is {row}`{}`", counted(&left), left.seen),
        );
    }
    lines
}

fn covers(source: &Source) -> String {
    let period = source.period.map(|period| format!("{} to {}", period.first_day(), period.last_day()));
    let as_of = source.as_of.map(|day| format!("balances at {day}"));
    let basis = source.basis.map(|basis| match basis {
        Basis::Accrual => "accrual basis".to_owned(),
        Basis::Cash => "cash basis".to_owned(),
    });
    [period, as_of, basis].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn totals(books: &Books, width: usize) -> String {
    let all = &books.assembly.tie_outs;
    let is_sum = |tie_out: &&TieOut| tie_out.measure == TieOutMeasure::Rows && tie_out.customer.is_none();
    let whole: Vec<&TieOut> = all.iter().filter(|t| t.customer.is_none() && !is_sum(t)).collect();
    let sums: Vec<&TieOut> = all.iter().filter(is_sum).collect();
    let customers: Vec<&TieOut> = all.iter().filter(|t| t.customer.is_some()).collect();
    let mut text = table(&whole, books);
    text += &summary(&customers, "customers' totals tie out", books);
    text += &summary(&sums, "sums of columns agree with their rows", books);
    let no_balance = all.iter().all(|tie_out| tie_out.measure != TieOutMeasure::OpenBalance);
    if no_balance && !books.assembly.ledger.documents().is_empty() {
        let advice = "No export states what customers owe, so that nothing proves the open balance: add an aged \
                      receivables report, or `control_balance` in client.toml";
        text += &wrapped("  ", advice, width);
    }
    text
}

/// How many of the totals hold, and those that do not.
fn summary(tie_outs: &[&TieOut], what: &str, books: &Books) -> String {
    if tie_outs.is_empty() {
        return String::new();
    }
    let differing: Vec<&TieOut> = tie_outs.iter().copied().filter(|t| t.verdict != Verdict::Ties).collect();
    let holding = tie_outs.len() - differing.len();
    let mut text = format!("  {} of {} {what}\n", count(holding), count(tie_outs.len()));
    text += &table(differing.get(..DIFFERING_SHOWN).unwrap_or(&differing), books);
    if differing.len() > DIFFERING_SHOWN {
        let _ = writeln!(text, "    … and {} more", count(differing.len() - DIFFERING_SHOWN));
    }
    text
}

/// Totals below each other: what, where, stated, verdict.
fn table(tie_outs: &[&TieOut], books: &Books) -> String {
    let plain = |money: Money| grouped(&money.to_plain(books.settings.currency));
    let rows: Vec<[String; 4]> = tie_outs
        .iter()
        .map(|tie_out| {
            let whose = tie_out.customer.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
            let day = tie_out.as_of.map(|day| format!(" at {day}")).unwrap_or_default();
            let place = tie_out.origin.as_ref().map_or_else(|| "client.toml".to_owned(), ToString::to_string);
            let verdict = match tie_out.verdict {
                Verdict::Ties => {
                    let excluded = tie_out.with_excluded(books.settings.currency);
                    format!("{GOOD}ties out{GOOD:#}{excluded}")
                }
                Verdict::RowsDiffer => {
                    let read = tie_out.read.map(plain).unwrap_or_default();
                    format!("{BAD}rows {read}, {} off{BAD:#}", plain(tie_out.difference))
                }
                Verdict::LedgerDiffers => {
                    let ledger = tie_out.ledger.map(plain).unwrap_or_default();
                    format!("{BAD}ledger {ledger}, {} off{BAD:#}", plain(tie_out.difference))
                }
            };
            [format!("{}{whose}{day}", measure(tie_out.measure).0), place, plain(tie_out.stated), verdict]
        })
        .collect();
    let [what, place, stated, _] = widths(&rows);
    let line =
        |row: &[String; 4]| format!("  {:<what$}  {:<place$}  {:>stated$}  {}\n", row[0], row[1], row[2], row[3]);
    rows.iter().map(line).collect()
}

fn widths<const N: usize>(rows: &[[String; N]]) -> [usize; N] {
    std::array::from_fn(|column| rows.iter().map(|row| columns(&row[column])).max().unwrap_or(0))
}

/// What the rule that leaves a customer out takes with it.
fn exclusion_words(exclusion: &Exclusion, books: &Books) -> String {
    let Exclusion { name, called, reason, documents, sales } = exclusion;
    let name = called.as_ref().map_or_else(|| name.clone(), |called| format!("{called} ({name})"));
    let sales = grouped(&sales.to_plain(books.settings.currency));
    let noun = if *documents == 1 { "document" } else { "documents" };
    format!("{noun} of {name}, sales without tax {sales}, by customers.toml: {reason}")
}

/// What became of a customer's name.
fn change_label(change: &NameChange) -> &'static str {
    if change.merged { "merged" } else { "renamed" }
}

fn change_words(change: &NameChange) -> String {
    let noun = if change.documents == 1 { "document" } else { "documents" };
    format!("{noun} of {}, here {}, by customers.toml", change.from, change.to)
}

/// How a currency was converted.
fn rate_words(rate: &RateUse) -> String {
    let RateUse { source, documents, lowest, highest, first, last, .. } = rate;
    let documents = format!("{} {}", count(*documents), if *documents == 1 { "document" } else { "documents" });
    let rates = if lowest == highest { lowest.to_string() } else { format!("{lowest} to {highest}") };
    format!("{documents} from {first} to {last} at {rates}, by {}", source.in_words())
}

fn ledger(books: &Books, width: usize) -> String {
    let ledger = &books.assembly.ledger;
    let plain = |money: Money| grouped(&money.to_plain(books.settings.currency));
    let documents = ledger.documents_until(books.as_of);
    let count_of = |kind| documents.iter().filter(|d| d.kind == kind).count();
    let kinds: Vec<String> = KINDS
        .iter()
        .map(|(kind, one, many)| (count_of(*kind), one, many))
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| format!("{} {}", count(n), if n == 1 { one } else { many }))
        .collect();
    let sales: Money = documents.iter().map(Document::sale).sum();
    let open = aging(ledger, books.as_of).total.map_or("not known".to_owned(), |total| plain(total.open_balance()));
    let mut rows = vec![("customers", count(ledger.customers().len()), String::new())];
    rows.extend(books.assembly.rates.iter().map(|rate| ("exchange rate", rate.currency.to_string(), rate_words(rate))));
    rows.push(("documents", count(documents.len()), kinds.join(", ")));
    if let (Some(first), Some(last)) = (documents.first(), documents.last()) {
        rows.push(("from", first.date.to_string(), format!("to {}", last.date)));
    }
    rows.push(("net sales", plain(sales), String::new()));
    rows.push(("open balance", open, String::new()));
    let later = ledger.documents().len() - documents.len();
    if later > 0 {
        rows.push(("later", count(later), format!("dated after {} and not counted", books.as_of)));
    }
    let changes = books.assembly.name_changes.iter();
    rows.extend(changes.map(|change| (change_label(change), count(change.documents), change_words(change))));
    let left_out = books.assembly.exclusions.iter();
    rows.extend(left_out.map(|e| ("left out", count(e.documents), exclusion_words(e, books))));
    let widest = rows.iter().map(|(_, figure, _)| columns(figure)).max().unwrap_or(0);
    let line = |(label, figure, more): (&str, String, String)| {
        let start = format!("  {}{figure:>widest$}", left(label, 14));
        if more.is_empty() { format!("{start}\n") } else { wrapped(&format!("{start}  "), &more, width) }
    };
    rows.into_iter().map(line).collect()
}

/// "Ready to build" or why not.
fn verdict(books: &Books) -> String {
    let errors = books.stopping().count();
    let warnings = books.problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
    let waived = books.problems.len() - errors - warnings;
    let mut parts = Vec::new();
    for (n, one, many) in [(errors, "error", "errors"), (waived, "waived", "waived"), (warnings, "warning", "warnings")]
    {
        if n > 0 {
            parts.push(format!("{} {}", count(n), if n == 1 { one } else { many }));
        }
    }
    let parts = parts.join(", ");
    if errors > 0 {
        let more = "more about each: ledgerpress explain CODE";
        format!("{BAD}{}: not ready: {parts}{BAD:#}\n{more}\n", books.id)
    } else if parts.is_empty() {
        format!("{GOOD}{}: ready to build{GOOD:#}\n", books.id)
    } else {
        format!("{GOOD}{}: ready to build{GOOD:#}, with {parts}\n", books.id)
    }
}

fn count(n: usize) -> String {
    grouped(&n.to_string())
}

fn number(n: u32) -> String {
    grouped(&n.to_string())
}
