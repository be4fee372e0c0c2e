//! A format from its TOML, and whether its parts fit together.

use std::collections::BTreeSet;

use super::{Format, NetFrom, RowMeaning};
use crate::import::field::Field;
use crate::import::{currencies, further, parts};

/// Reads a format and checks that its parts fit together.
///
/// # Errors
/// What is wrong with it, for the person who wrote it.
pub(crate) fn parse_format(toml_text: &str) -> Result<Format, String> {
    let format: Format = toml::from_str(toml_text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
    check(&format)?;
    Ok(format)
}

/// The fields whose text may stand in several columns.
const JOINABLE: [Field; 3] = [Field::Customer, Field::Address, Field::Phone];

fn check(format: &Format) -> Result<(), String> {
    let has = |name: &str| {
        let group = format.layout.group.as_deref() == Some(name);
        format.columns.contains_key(name) || format.joined.contains_key(name) || group
    };
    for name in format.joined.keys() {
        if format.columns.contains_key(name) || JOINABLE.iter().all(|field| field.name() != name) {
            return Err(format!("`joined` cannot have the field `{name}`"));
        }
    }
    let used = columns_used(format);
    for name in format.columns.keys() {
        if Field::ALL.iter().all(|field| field.name() != name) && !used.contains(name.as_str()) {
            return Err(format!("the column `{name}` is used for nothing; its name may be misspelt"));
        }
    }
    if let Some(name) = used.into_iter().find(|name| !has(name)) {
        return Err(format!("the column `{name}` is used but `columns` does not name it"));
    }
    for name in format.amount_rows.iter().map(|rule| &rule.column) {
        if Field::AMOUNTS.iter().all(|field| field.name() != name) {
            return Err(format!("`amount_rows` names `{name}`, which is not a column of amounts"));
        }
    }
    for name in &format.repeated {
        if Field::AMOUNTS.iter().all(|field| field.name() != name) {
            return Err(format!("`repeated` names `{name}`, which is not a column of amounts"));
        }
    }
    if let Some(name) = format.prefixes.keys().find(|name| Field::AppliesTo.name() != **name) {
        return Err(format!("`prefixes` cannot have the field `{name}`"));
    }
    for name in format.summed.keys() {
        if format.columns.contains_key(name) || Field::AMOUNTS.iter().all(|field| field.name() != name) {
            return Err(format!("`summed` cannot have the field `{name}`"));
        }
    }
    further::check(format)?;
    parts::check(format)?;
    currencies::check(format)?;
    if format.recognise.columns.is_empty() && !format.recognise.title_required {
        return Err("`recognise.columns` is empty: any file would be recognised".to_owned());
    }
    if format.refused.is_some() || format.file_left_out.is_some() {
        return Ok(());
    }
    let customer = has("customer") || has("customer_id") || format.posting.is_some();
    let needs_kind = matches!(format.row, RowMeaning::Document | RowMeaning::Line);
    if format.row == RowMeaning::CustomerTotal && format.totals.is_empty() {
        return Err("no `totals` say which of a customer's totals the rows hold".to_owned());
    }
    check_bookkeeping(format)?;
    if !customer {
        return Err("no column holds the customer".to_owned());
    }
    if needs_kind && !has("date") {
        return Err("no column holds the date".to_owned());
    }
    if needs_kind && format.kind.is_none() && format.types.is_empty() {
        return Err("neither `kind` nor `types` says what a row is".to_owned());
    }
    if !format.types.is_empty() && !has("type") {
        return Err("`types` is given but no column `type`".to_owned());
    }
    Ok(())
}

/// Checks the parts that formats of general ledgers have.
fn check_bookkeeping(format: &Format) -> Result<(), String> {
    let is_date = |name: &str| Field::DATES.iter().any(|field| field.name() == name);
    if let Some(name) = format.date_forms.keys().find(|name| !is_date(name)) {
        return Err(format!("`date_forms` names `{name}`, which is not a column of dates"));
    }
    if format.posting.is_some() && format.metadata.is_none() {
        return Err("`posting` needs `metadata`, which tell the length of accounts".to_owned());
    }
    Ok(())
}

/// The columns that a format's rules name.
fn columns_used(format: &Format) -> BTreeSet<&str> {
    let recognise = format.recognise.columns.iter().chain(format.recognise.columns_with_title.iter().flatten());
    let recognise = recognise.chain(format.recognise.cells.iter().map(|rule| &rule.column));
    let posting = format.posting.iter();
    let accounts = posting.clone().flat_map(|rule| [Some(&rule.account), rule.contra_account.as_ref()]).flatten();
    recognise
        .chain(format.leave_out.iter().map(|rule| &rule.column))
        .chain(format.conditions().map(|condition| &condition.column))
        .chain(format.expect.iter().map(|rule| &rule.column))
        .chain(format.totals.iter().map(|total| &total.column))
        .chain(format.also.iter().flat_map(|also| [&also.gross].into_iter().chain(&also.date)))
        .chain(format.parts.iter().map(|part| &part.column))
        .chain(format.paid_when.iter().map(|rule| &rule.column))
        .chain(format.partly_known.iter().map(|rule| &rule.column))
        .chain(format.kinds.values().filter_map(|kind| kind.own_number.as_ref()))
        .chain(format.sides.iter().map(|sides| &sides.column))
        .chain(accounts)
        .chain(posting.flat_map(|rule| &rule.reversed).map(|mark| &mark.column))
        .chain(format.carry_down.iter().flat_map(|rule| rule.when_blank.iter().chain(&rule.columns)))
        .chain(format.without_headings.iter().flat_map(|rule| rule.columns.keys()))
        .chain(&format.due_date_hints)
        .map(String::as_str)
        .chain(format.net_from.iter().flat_map(NetFrom::columns))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = r#"
        id = "x"
        name = "X"
        evidence = "from-memory"
        row = "document"
        kind = "invoice"
        recognise.columns = ["date"]
        [columns]
        customer = "Name"
        date = ["Date", "Day"]
        net = "Net"
    "#;

    #[test]
    fn the_smallest_format_is_read() {
        let format = parse_format(SMALLEST).expect("a format");
        assert_eq!(format.columns["date"].normal, ["date", "day"]);
    }

    #[test]
    fn mistakes_are_told() {
        for (from, to, message) in [
            ("net = \"Net\"", "nett = \"Net\"", "`nett` is used for nothing"),
            ("[\"date\"]", "[\"when\"]", "`when` is used but"),
            ("[\"date\"]", "[]", "any file"),
            ("kind = \"invoice\"", "", "says what a row is"),
            ("kind = \"invoice\"", "kind = \"bill\"", "KindRule"),
            ("customer = \"Name\"", "", "holds the customer"),
            ("kind = \"invoice\"", "kindness = 1", "unknown field"),
            (
                "net = \"Net\"",
                "net = \"Net\"\n[[also]]\nkind = \"refund\"\ngross = \"back\"",
                "the column `back` is used but",
            ),
            ("net = \"Net\"", "net = \"Net\"\n[[also]]\nkind = \"refund\"\ngross = \"net\"", "which is the row's own"),
            ("net = \"Net\"", "net = \"Net\"\n[converted]\ncolumns = {}", "`converted.columns` lacks `net`"),
            ("net = \"Net\"", "net = \"Net\"\n[converted]\ncolumns = { net = \"N\", tax = \"T\" }", "names `tax`"),
            ("net = \"Net\"", "net = \"Net\"\n[summed]\nnet = [\"A\"]", "`summed` cannot have"),
            ("net = \"Net\"", "net = \"Net\"\n[prefixes]\nnet = [\"A\"]", "`prefixes` cannot have"),
            ("net = \"Net\"", "net = \"Net\"\n[kinds.payment]\nown_number = \"no\"", "the column `no` is used but"),
            (
                "net = \"Net\"",
                "net = \"Net\"\n[[parts]]\ncolumn = \"date\"\nis = []\nkind = \"invoice\"\nfield = \"net\"",
                "`parts` needs",
            ),
            ("row = \"document\"", "row = \"customer-total\"", "no `totals` say"),
            (
                "kind = \"invoice\"",
                "kind = \"invoice\"\nnet_from = { quantity = \"q\", unit_price = \"p\" }",
                "`p` is used but",
            ),
            ("[columns]", "[date_forms]\nnet = \"day-month\"\n[columns]", "not a column of dates"),
            (
                "[columns]",
                "[posting]\naccount = \"date\"\ncustomers_begin_with = [\"1\"]\n[columns]",
                "needs `metadata`",
            ),
        ] {
            let error = parse_format(&SMALLEST.replace(from, to)).expect_err(to);
            assert!(error.contains(message), "{error}");
        }
    }
}
