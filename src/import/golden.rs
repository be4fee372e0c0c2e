//! Every folder of `tests/formats` is a test: its files are imported, and what comes out is held against its
//! `expected.json`. A new folder is a new test. `UPDATE_GOLDEN=1 cargo test --lib every_format_folder` writes the expectations
//! anew: look at the difference before you commit it.
//!
//! `case.toml`, where there is one, names the client's currency (USD otherwise) and date order; any other `.toml` in the
//! folder is a format of the client's own; all other files are exports.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::draft::{ControlTotal, CustomerDraft, CustomerRef, DocumentDraft, Import};
use super::{DateOrder, ExportFile, ImportPolicy, import, test_data};
use crate::base::{Currency, Money, Problem, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    currency: String,
    date_order: Option<DateOrder>,
}

#[test]
fn every_format_folder_gives_what_it_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&root).expect("tests/formats").map(|e| e.expect("an entry").path()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    let failed: Vec<String> = folders.iter().filter_map(|folder| check(folder).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Every built-in format has a folder that reads a file of it.
#[test]
fn every_built_in_format_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut expected: Vec<String> = Vec::new();
    for folder in fs::read_dir(root).expect("tests/formats") {
        expected
            .push(fs::read_to_string(folder.expect("an entry").path().join("expected.json")).expect("expected.json"));
    }
    for format in super::catalog::built_in() {
        let name = Value::from(format.name.as_str()).to_string();
        assert!(expected.iter().any(|text| text.contains(&name)), "no folder of tests/formats reads a {name}");
    }
}

fn check(folder: &Path) -> Result<(), String> {
    let imported = import_folder(folder);
    let dump = format!("{:#}\n", dump(&imported.0, imported.1));
    let path = folder.join("expected.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &dump).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differs = || {
        let line = dump.lines().zip(expected.lines()).position(|(a, b)| a != b);
        let at = line.unwrap_or(dump.lines().count().min(expected.lines().count()));
        let show = |text: &str| text.lines().nth(at).unwrap_or("the end").trim().to_owned();
        format!("{}: line {}: {} is not {}", path.display(), at + 1, show(&dump), show(&expected))
    };
    if dump == expected { Ok(()) } else { Err(differs()) }
}

fn import_folder(folder: &Path) -> (Import, Currency) {
    let (own, exports): (Vec<ExportFile>, Vec<ExportFile>) = test_data::files_in(folder)
        .into_iter()
        .filter(|f| &*f.path != "expected.json")
        .partition(|f| f.path.ends_with(".toml"));
    let mut case = Case { currency: "USD".to_owned(), date_order: None };
    let mut formats = Vec::new();
    for file in own {
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        if &*file.path == "case.toml" {
            case = toml::from_str(&text).expect("a case");
        } else {
            formats.push((file.path.to_string(), text));
        }
    }
    let currency = Currency::parse(&case.currency).expect("a currency");
    (import(&exports, &formats, &ImportPolicy { currency, date_order: case.date_order, decimal_mark: None }), currency)
}

fn dump(import: &Import, currency: Currency) -> Value {
    json!({
        "sources": import.sources.iter().map(source).collect::<Vec<_>>(),
        "customers": import.customers.iter().map(|c| customer(c, currency)).collect::<Vec<_>>(),
        "documents": import.documents.iter().map(|d| document(d, currency)).collect::<Vec<_>>(),
        "control_totals": import.control_totals.iter().map(|t| control_total(t, currency)).collect::<Vec<_>>(),
        "problems": import.problems.iter().map(Problem::to_string).collect::<Vec<_>>(),
    })
}

/// The object without its nulls and empty lists, so that what is there stands out.
fn compact(value: Value) -> Value {
    let Value::Object(object) = value else { return value };
    let said = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    object.into_iter().filter(|(_, value)| said(value)).collect::<Map<_, _>>().into()
}

fn source(source: &Source) -> Value {
    let left_out = source.left_out.iter().map(|left| {
        let notable = if left.notable { ", notable" } else { "" };
        format!("{} {}{notable}: {}", left.rows, left.reason, left.seen)
    });
    compact(json!({
        "file": source.origin.to_string(),
        "format": source.format,
        "recognised_by": source.recognised_by,
        "assumed": source.assumed,
        "company": source.company,
        "period": source.period.map(|p| format!("{} to {}", p.first_day(), p.last_day())),
        "as_of": source.as_of.map(day),
        "basis": source.basis.map(|basis| format!("{basis:?}")),
        "rows_read": source.rows_read,
        "rows_used": source.rows_used,
        "left_out": left_out.collect::<Vec<_>>(),
    }))
}

fn customer(draft: &CustomerDraft, currency: Currency) -> Value {
    compact(json!({
        "at": draft.origin.to_string(),
        "customer": reference(&draft.customer),
        "email": draft.email,
        "country": draft.country,
        "terms_days": draft.terms_days,
        "parent": draft.parent,
        "phone": draft.phone,
        "address": draft.address,
        "credit_limit": draft.credit_limit.map(|limit| limit.to_plain(currency)),
        "active": draft.active,
    }))
}

fn document(draft: &DocumentDraft, ours: Currency) -> Value {
    let currency = draft.currency.unwrap_or(ours);
    let money = |amount: Option<Money>| amount.map(|amount| amount.to_plain(currency));
    let applications = draft.applications.iter().map(|application| {
        format!(
            "{} {}",
            application.to_number,
            money(application.amount).unwrap_or_else(|| "as far as it goes".to_owned())
        )
    });
    compact(json!({
        "at": draft.origin.to_string(),
        "kind": format!("{:?}", draft.kind),
        "number": draft.number,
        "customer": reference(&draft.customer),
        "parent": draft.customer.parent,
        "date": day(draft.date),
        "due_date": draft.due_date.map(day),
        "terms_days": draft.terms_days,
        "net": money(draft.net),
        "tax": money(draft.tax),
        "gross": money(draft.gross),
        "open_balance": money(draft.open_balance),
        "balance_date": draft.balance_date.map(day),
        "settled_on": draft.settled_on.map(day),
        "applied_to": applications.collect::<Vec<_>>(),
        "currency": draft.currency.map(|currency| currency.code().to_owned()),
        "rate": draft.rate.map(|rate| rate.to_string()),
    }))
}

fn control_total(total: &ControlTotal, currency: Currency) -> Value {
    compact(json!({
        "at": total.origin.to_string(),
        "measure": format!("{:?}", total.measure),
        "customer": total.customer.as_ref().map(reference),
        "stated": total.stated.to_plain(currency),
        "read": total.read.to_plain(currency),
    }))
}

fn reference(customer: &CustomerRef) -> String {
    let parts = [customer.id.as_deref().map(|id| format!("#{id}")), customer.name.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn day(date: NaiveDate) -> String {
    date.to_string()
}
