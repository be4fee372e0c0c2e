//! QuickBooks Desktop's interchange files (IIF): lists and transactions one after the other, tabs between the cells.
//! A line that begins with `!` and a keyword names the columns of the lines that begin with the keyword alone.
//!
//! Each list becomes a table. The transactions, each a `TRNS` line and the `SPL` lines that balance it, become one, a
//! row for each line, so that every posting can be read with what its transaction says.

use std::collections::BTreeMap;

use super::{ContainerError, Part};
use crate::import::notices::quoted;
use crate::import::table::{CellKind, Row, Table};

/// Whether a text is such a file: its first line names columns.
pub(crate) fn is_iif(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let keyword = first.trim_start_matches('"').strip_prefix('!').and_then(|rest| rest.split(['\t', '"']).next());
    let is_keyword = |keyword: &str| !keyword.is_empty() && keyword.bytes().all(|byte| byte.is_ascii_alphanumeric());
    first.contains('\t') && keyword.is_some_and(is_keyword)
}

/// The tables of the file whose lines are `lines`.
///
/// # Errors
/// Where a line begins with a word that no line of headings has.
pub(crate) fn read(lines: &Table, read_as: &str) -> Result<Vec<Part>, ContainerError> {
    let accounts = account_types(lines);
    let mut headings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut lists: Vec<List<'_>> = Vec::new();
    let mut transactions: Option<Transactions<'_>> = None;
    for row in lines.rows() {
        let keyword = row.cell(0);
        if let Some(keyword) = keyword.strip_prefix('!') {
            headings.insert(keyword, row.cells().skip(1).collect());
            if !matches!(keyword, "TRNS" | "SPL" | "ENDTRNS") {
                lists.push(List::new(keyword, row));
            }
            continue;
        }
        match keyword {
            "TRNS" | "SPL" => {
                let transactions = transactions.get_or_insert_with(|| Transactions::new(&headings, row.number()));
                transactions.add(row, &headings, &accounts);
            }
            "ENDTRNS" => {}
            _ => {
                let Some(list) = lists.iter_mut().rev().find(|list| list.keyword == keyword) else {
                    let (keyword, row) = (quoted(keyword), row.number());
                    let seen =
                        format!("Row {row} begins with {keyword}, and no line that begins with `!` names its columns");
                    return Err(ContainerError::undecodable(seen));
                };
                list.add(row);
            }
        }
    }
    let part = |name: &str, table| Part { sheet: Some(name.into()), table, read_as: read_as.to_owned() };
    let lists = lists.into_iter().map(|list| part(list.name(), list.table));
    Ok(lists.chain(transactions.map(|transactions| part("transactions", transactions.table))).collect())
}

/// A list of customers, accounts and the like.
struct List<'a> {
    keyword: &'a str,
    table: Table,
}

impl<'a> List<'a> {
    fn new(keyword: &'a str, first: Row<'a>) -> Self {
        let mut list = Self { keyword, table: Table::default() };
        list.add(first);
        list
    }

    fn add(&mut self, row: Row<'_>) {
        for cell in row.cells().skip(1) {
            self.table.add_cell(CellKind::Text, cell);
        }
        self.table.close_row(row.number());
    }

    fn name(&self) -> &'a str {
        if self.keyword == "CUST" { "customers" } else { self.keyword }
    }
}

/// All transactions: the columns of their lines, those of the first line again as `TRNS.…`, the type of the line's
/// account, and the customer whose receivables it changes.
struct Transactions<'a> {
    table: Table,
    own: Vec<&'a str>,
    head: Vec<&'a str>,
    /// The cells of the transaction's first line, parallel to `head`.
    first_line: Vec<&'a str>,
}

impl<'a> Transactions<'a> {
    fn new(headings: &BTreeMap<&'a str, Vec<&'a str>>, row: u32) -> Self {
        let of = |keyword: &str| headings.get(keyword).cloned().unwrap_or_default();
        let head = of("TRNS");
        let mut own = head.clone();
        own.extend(of("SPL").into_iter().filter(|column| !head.contains(column)));
        let mut table = Table::default();
        table.add_cell(CellKind::Text, "LINE");
        for column in &own {
            table.add_cell(CellKind::Text, column);
        }
        for column in &head {
            table.add_cell(CellKind::Text, &format!("TRNS.{column}"));
        }
        table.add_cell(CellKind::Text, "ACCOUNT TYPE");
        table.add_cell(CellKind::Text, "CUSTOMER");
        // The line that names the columns stands just above, or further up.
        table.close_row(row.saturating_sub(1));
        Self { table, own, head, first_line: Vec::new() }
    }

    fn add(&mut self, row: Row<'a>, headings: &BTreeMap<&'a str, Vec<&'a str>>, accounts: &BTreeMap<String, &str>) {
        let keyword = row.cell(0);
        let columns = headings.get(keyword).map(Vec::as_slice).unwrap_or_default();
        let value = |name: &str| columns.iter().position(|&c| c == name).map_or("", |place| row.cell(place + 1));
        if keyword == "TRNS" {
            self.first_line = self.head.iter().map(|name| value(name)).collect();
        }
        self.table.add_cell(CellKind::Text, keyword);
        for name in &self.own {
            self.table.add_cell(CellKind::Text, value(name));
        }
        for cell in &self.first_line {
            self.table.add_cell(CellKind::Text, cell);
        }
        let account_type = account_type(value("ACCNT"), accounts);
        let named = if account_type == RECEIVABLES { value("NAME") } else { "" };
        let of_transaction = self.head.iter().position(|&name| name == "NAME");
        let of_transaction = of_transaction.and_then(|place| self.first_line.get(place)).copied().unwrap_or_default();
        self.table.add_cell(CellKind::Text, account_type);
        self.table.add_cell(CellKind::Text, if named.is_empty() { of_transaction } else { named });
        // Cells beyond the named columns are kept where they are seen to be too many.
        row.cells().skip(columns.len() + 1).for_each(|cell| self.table.add_cell(CellKind::Text, cell));
        self.table.close_row(row.number());
    }
}

/// The type of accounts of what customers owe.
const RECEIVABLES: &str = "AR";

/// The type of each account that the file lists, by its name in lower case.
fn account_types(lines: &Table) -> BTreeMap<String, &str> {
    let mut types = BTreeMap::new();
    let (mut name, mut kind) = (None, None);
    for row in lines.rows() {
        let place = |heading: &str| row.cells().position(|cell| cell == heading);
        match row.cell(0) {
            "!ACCNT" => (name, kind) = (place("NAME"), place("ACCNTTYPE")),
            "ACCNT" => {
                if let (Some(name), Some(kind)) = (name, kind) {
                    types.insert(row.cell(name).to_lowercase(), row.cell(kind));
                }
            }
            _ => {}
        }
    }
    types
}

/// The type of an account: what the file's own list says; without one it is known of receivables by their usual name,
/// perhaps behind a number: `1200 · Accounts Receivable`.
fn account_type<'a>(account: &str, listed: &BTreeMap<String, &'a str>) -> &'a str {
    const USUAL: [&str; 2] = ["accounts receivable", "accounts receivable (a/r)"];
    let account = account.to_lowercase();
    if let Some(kind) = listed.get(&account) {
        return kind;
    }
    let name = account.rsplit('·').next().unwrap_or_default().trim();
    if USUAL.contains(&name) { RECEIVABLES } else { "" }
}
