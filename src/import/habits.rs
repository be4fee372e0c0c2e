//! Settles for each file the order of its dates and its decimal mark: by its own cells, by its format, by the client's
//! settings, by the period it covers, by the client's other files; else the user is asked.

use super::ImportPolicy;
use super::amounts::AmountReader;
use super::cells::Habits;
use super::evidence::{Cell, Evidence};
use super::notices::quoted;
use super::sheet::Sheet;
use crate::base::{DateOrder, DecimalMark};
use crate::base::{Problem, Severity};

/// For each sheet how its cells are read, and what could not be settled.
pub(crate) fn settle(sheets: &[&Sheet<'_>], policy: ImportPolicy) -> Vec<(Habits, Vec<Problem>)> {
    let orders: Vec<Option<DateOrder>> = sheets
        .iter()
        .map(|sheet| {
            let stated = sheet.date_orders.choice().or(sheet.format.date_order).or(policy.date_order);
            // The period is asked only where it is needed: it costs a look at every date.
            stated.or_else(|| sheet.date_orders.open.is_some().then(|| sheet.order_by_period()).flatten())
        })
        .collect();
    let marks: Vec<Option<DecimalMark>> = sheets
        .iter()
        .map(|sheet| sheet.decimal_marks.choice().or(sheet.format.decimal_mark).or(policy.decimal_mark))
        .collect();
    let (usual_order, usual_mark) = (unanimous(&orders), unanimous(&marks));
    let settle = |((sheet, order), mark): ((&&Sheet<'_>, Option<DateOrder>), Option<DecimalMark>)| {
        let (date_order, mark) = (order.or(usual_order), mark.or(usual_mark));
        let amounts = AmountReader::new(policy.currency, mark);
        let mut problems = date_problems(sheet, date_order);
        problems.extend(mark_problems(sheet, mark));
        (Habits { currency: policy.currency, date_order, amounts }, problems)
    };
    sheets.iter().zip(orders.iter().copied()).zip(marks.iter().copied()).map(settle).collect()
}

/// What all files that tell agree on.
fn unanimous<T: Copy + PartialEq>(choices: &[Option<T>]) -> Option<T> {
    let mut told = choices.iter().flatten();
    let first = told.next()?;
    told.all(|other| other == first).then_some(*first)
}

fn date_problems(sheet: &Sheet<'_>, settled: Option<DateOrder>) -> Vec<Problem> {
    let mixed = contradiction(sheet, &sheet.date_orders).map(|seen| {
        let remedy = "Export again with one date format; a spreadsheet program may have changed some of the dates";
        problem(sheet, "mixed-date-orders", sheet.date_orders.contradicts.as_ref(), &seen, remedy)
    });
    let open = sheet.date_orders.open.as_ref().filter(|_| settled.is_none()).map(|cell| {
        let seen =
            format!("{} could be two days, and no date in the files tells which comes first", quoted(&cell.text));
        let remedy = "Add `date_order = \"day-first\"` or `date_order = \"month-first\"` to client.toml";
        problem(sheet, "ambiguous-date-order", Some(cell), &seen, remedy)
    });
    mixed.into_iter().chain(open).collect()
}

fn mark_problems(sheet: &Sheet<'_>, settled: Option<DecimalMark>) -> Vec<Problem> {
    let mixed = contradiction(sheet, &sheet.decimal_marks).map(|seen| {
        let remedy = "Export again with one number format; a spreadsheet program may have changed some of the amounts";
        problem(sheet, "mixed-decimal-marks", sheet.decimal_marks.contradicts.as_ref(), &seen, remedy)
    });
    let open = sheet.decimal_marks.open.as_ref().filter(|_| settled.is_none()).map(|cell| {
        let seen = format!("{} could be meant in two ways, and no amount in the files tells which", quoted(&cell.text));
        let remedy = "Add `decimal_mark = \".\"` or `decimal_mark = \",\"` to client.toml";
        problem(sheet, "ambiguous-decimal-mark", Some(cell), &seen, remedy)
    });
    mixed.into_iter().chain(open).collect()
}

/// The two cells that contradict each other, in words.
fn contradiction<T>(sheet: &Sheet<'_>, evidence: &Evidence<T>) -> Option<String> {
    let (_, first) = evidence.says.as_ref()?;
    let other = evidence.contradicts.as_ref()?;
    let file = &sheet.origin.file;
    let show = |cell: &Cell| format!("{} in row {}", quoted(&cell.text), cell.row);
    Some(format!("{} and {} of {file} cannot be written in the same way", show(first), show(other)))
}

fn problem(sheet: &Sheet<'_>, code: &'static str, cell: Option<&Cell>, seen: &str, remedy: &str) -> Problem {
    let origin = cell.map_or_else(|| sheet.origin.clone(), |cell| sheet.origin.at_row(cell.row));
    Problem { code, severity: Severity::Error, origin: Some(origin), seen: seen.to_owned(), remedy: remedy.to_owned() }
}
