//! Movements and entries for machines.

use super::Since;
use crate::base::Money;
use crate::metrics::movement::{Change, Entry, KnownDocument, Unit};
use crate::report::context::Context;
use crate::report::data::{self, Value};
use crate::report::documents::kind_code;
use crate::report::model::DataKind::{self, Code, Date, Decimal, Integer, Money as Amount, Text};
use crate::report::model::DataTable;

const MOVEMENTS: [(&str, DataKind); 11] = [
    ("figure", Code),
    ("unit", Code),
    ("last_pack", Date),
    ("this_pack", Date),
    ("before", Decimal),
    ("time_passing", Decimal),
    ("new_documents", Decimal),
    ("new_credits", Decimal),
    ("entered_later", Decimal),
    ("changed_rules", Decimal),
    ("now", Decimal),
];

const CHANGES: [(&str, DataKind); 17] = [
    ("change", Code),
    ("type", Code),
    ("number", Text),
    ("customer_id", Text),
    ("customer_id_before", Text),
    ("date", Date),
    ("date_before", Date),
    ("due_date", Date),
    ("due_date_before", Date),
    ("net", Amount),
    ("net_before", Amount),
    ("gross", Amount),
    ("gross_before", Amount),
    ("open", Amount),
    ("open_before", Amount),
    ("file", Text),
    ("row", Integer),
];

/// `movements.csv` and `changes.csv`; without rows where there is no last pack.
pub(in crate::report) fn tables(cx: &Context<'_>) -> [DataTable; 2] {
    let since = cx.since.as_ref();
    let movements = since.map(|since| movements(cx, since)).unwrap_or_default();
    let changes = since.map(|since| since.entries.iter().map(|entry| change(cx, since, entry)).collect());
    [DataTable::new("movements", MOVEMENTS, movements), DataTable::new("changes", CHANGES, changes.unwrap_or_default())]
}

fn movements(cx: &Context<'_>, since: &Since<'_>) -> Vec<Vec<Value>> {
    let one = |movement: &crate::metrics::movement::Movement| {
        let number = |value: i64| plain(cx, movement.unit, value);
        let part = |get: fn(&crate::metrics::movement::Parts) -> i64| movement.parts.as_ref().map(get).map(number);
        vec![
            Some(movement.figure.to_owned()),
            Some(unit(cx, movement.unit).to_owned()),
            Some(since.date().to_string()),
            Some(cx.as_of().to_string()),
            movement.before.map(number),
            part(|parts| parts.time),
            part(|parts| parts.new_documents),
            part(|parts| parts.credits),
            part(|parts| parts.entered_later),
            part(|parts| parts.rules),
            movement.now.as_ref().ok().map(|now| number(*now)),
        ]
    };
    since.movements.iter().map(one).collect()
}

fn unit<'a>(cx: &'a Context<'_>, unit: Unit) -> &'a str {
    match unit {
        Unit::Money => cx.amounts.currency.code(),
        Unit::Ratio => "ratio",
        Unit::Days => "days",
        Unit::Count => "count",
    }
}

/// A number of smallest units as a decimal, exactly.
fn plain(cx: &Context<'_>, unit: Unit, value: i64) -> String {
    let places = match unit {
        Unit::Money => return Money::from_minor(value).to_plain(cx.amounts.currency),
        Unit::Ratio => 6,
        Unit::Days => 4,
        Unit::Count => return value.to_string(),
    };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{decimals}", if value < 0 { "-" } else { "" })
}

fn change(cx: &Context<'_>, since: &Since<'_>, entry: &Entry) -> Vec<Value> {
    let name = match entry.change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
        Change::Resettled => "settled_otherwise",
    };
    let (now, before) = (entry.now.as_ref(), entry.before.as_ref());
    let either = now.or(before);
    let amount = |document: Option<&KnownDocument>, get: fn(&KnownDocument) -> Money| {
        document.map(|document| data::money(cx, get(document)))
    };
    let date = |document: Option<&KnownDocument>| document.map(|document| document.date.to_string());
    let due = |document: Option<&KnownDocument>| document.and_then(|d| d.due_date).map(|day| day.to_string());
    let origin = entry.document.and_then(|ix| since.ledger(cx).document(ix).origins.first());
    vec![
        Some(name.to_owned()),
        either.map(|document| kind_code(document.kind).to_owned()),
        either.and_then(|document| document.number.clone()),
        now.map(|document| document.customer.clone()),
        before.map(|document| document.customer.clone()),
        date(now),
        date(before),
        due(now),
        due(before),
        amount(now, |d| d.net),
        amount(before, |d| d.net),
        amount(now, |d| d.gross),
        amount(before, |d| d.gross),
        amount(now, |d| d.open),
        amount(before, |d| d.open),
        origin.map(|origin| origin.file.to_string()),
        origin.and_then(|origin| origin.row).map(|row| row.to_string()),
    ]
}
