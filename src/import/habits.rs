//! Settles for each file the order of its dates and its decimal mark: by its own cells, by its format, by the period it
//! covers, by the client's settings, by the client's other files; else the user is asked. What was settled by anything
//! but the file and its format is told.

use super::ImportPolicy;
use super::amounts::AmountReader;
use super::cells::Habits;
use super::evidence::{Cell, Oddity};
use super::notices::quoted;
use super::sheet::Sheet;
use crate::base::{DateOrder, DecimalMark};
use crate::base::{Problem, Severity};

/// How the cells of one file are read.
pub(crate) struct Settled {
    pub(crate) habits: Habits,
    /// What the file left open and who settled it, as sentences.
    pub(crate) assumed: Vec<String>,
    /// What could not be settled, and what the file contradicts itself in.
    pub(crate) problems: Vec<Problem>,
}

/// A habit of one file, before the other files are asked.
enum Choice<T> {
    /// The habit makes no difference to any cell.
    NoMatter(Option<T>),
    /// The file or its format tells.
    Told(T),
    /// The client's settings tell.
    BySettings(T),
    /// Nothing tells: what is possible.
    Open(Vec<T>),
}

/// For each sheet how its cells are read.
pub(crate) fn settle(sheets: &[&Sheet<'_>], policy: ImportPolicy) -> Vec<Settled> {
    let orders: Vec<Choice<DateOrder>> = sheets.iter().map(|sheet| order_of(sheet, policy.date_order)).collect();
    let marks: Vec<Choice<DecimalMark>> = sheets.iter().map(|sheet| mark_of(sheet, policy.decimal_mark)).collect();
    let (usual_order, usual_mark) = (unanimous(sheets, &orders), unanimous(sheets, &marks));
    let settle = |((sheet, order), mark): ((&&Sheet<'_>, Choice<DateOrder>), Choice<DecimalMark>)| {
        let order = decide(sheet, order, usual_order.as_ref());
        let mark = decide(sheet, mark, usual_mark.as_ref());
        Settled {
            habits: Habits {
                currency: policy.currency,
                date_order: order.choice,
                amounts: AmountReader::new(policy.currency, mark.choice),
            },
            assumed: order.assumed.into_iter().chain(mark.assumed).collect(),
            problems: [contradiction_of(sheet, order.choice), order.problem]
                .into_iter()
                .chain([contradiction_of(sheet, mark.choice), mark.problem])
                .flatten()
                .collect(),
        }
    };
    sheets.iter().zip(orders).zip(marks).map(settle).collect()
}

fn order_of(sheet: &Sheet<'_>, stated: Option<DateOrder>) -> Choice<DateOrder> {
    let evidence = &sheet.date_orders;
    if let Some(told) = evidence.told() {
        return Choice::Told(told);
    }
    let possible: Vec<DateOrder> = evidence.possible().collect();
    if let Some(usual) = sheet.format.date_order.filter(|usual| possible.contains(usual)) {
        return Choice::Told(usual);
    }
    if evidence.open_among(&possible).is_none() {
        return Choice::NoMatter(possible.first().copied());
    }
    // The period is asked only where it is needed: it costs a look at every date.
    let possible = sheet.orders_within_period(&possible);
    if let (Some(first), None) = (possible.first(), evidence.open_among(&possible)) {
        return Choice::Told(*first);
    }
    match stated.filter(|stated| possible.contains(stated)) {
        Some(stated) => Choice::BySettings(stated),
        None => Choice::Open(possible),
    }
}

fn mark_of(sheet: &Sheet<'_>, stated: Option<DecimalMark>) -> Choice<DecimalMark> {
    let evidence = &sheet.decimal_marks;
    match (evidence.choice().or(sheet.format.decimal_mark), stated) {
        (Some(told), _) => Choice::Told(told),
        (None, stated) if evidence.open.is_none() => Choice::NoMatter(stated),
        (None, Some(stated)) => Choice::BySettings(stated),
        (None, None) => Choice::Open(vec![DecimalMark::Point, DecimalMark::Comma]),
    }
}

/// What all files that tell agree on, and the first of them.
fn unanimous<T: Copy + PartialEq>(sheets: &[&Sheet<'_>], choices: &[Choice<T>]) -> Option<(T, String)> {
    let mut told = sheets.iter().zip(choices).filter_map(|(sheet, choice)| match choice {
        Choice::Told(told) => Some((*told, sheet)),
        _ => None,
    });
    let (first, sheet) = told.next()?;
    told.all(|(other, _)| other == first).then(|| (first, sheet.origin.to_string()))
}

/// A habit of one file when all files have been asked.
struct Decided<T> {
    choice: Option<T>,
    assumed: Option<String>,
    problem: Option<Problem>,
}

fn decide<T: Habit>(sheet: &Sheet<'_>, choice: Choice<T>, usual: Option<&(T, String)>) -> Decided<T> {
    let assumed = |chosen: T, authority: &str| {
        let cell = T::open_cell(sheet, T::ALL)?;
        Some(format!("{} such as {} are read {}, {authority}", T::CELLS, quoted(&cell.text), chosen.in_words()))
    };
    match (choice, usual) {
        (Choice::NoMatter(choice), usual) => {
            let choice = choice.or_else(|| usual.map(|(usual, _)| *usual));
            Decided { choice, assumed: None, problem: None }
        }
        (Choice::Told(choice), _) => Decided { choice: Some(choice), assumed: None, problem: None },
        (Choice::BySettings(choice), _) => {
            let authority = format!("as `{}` in client.toml says", T::SETTING);
            Decided { choice: Some(choice), assumed: assumed(choice, &authority), problem: None }
        }
        (Choice::Open(possible), Some((usual, file))) if possible.contains(usual) => Decided {
            choice: Some(*usual),
            assumed: assumed(*usual, &format!("as those of {file} are")),
            problem: None,
        },
        (Choice::Open(possible), _) => Decided { choice: None, assumed: None, problem: ask(sheet, &possible) },
    }
}

/// The problem that asks the user, with the lines that answer it.
fn ask<T: Habit>(sheet: &Sheet<'_>, possible: &[T]) -> Option<Problem> {
    let cell = T::open_cell(sheet, possible)?;
    let lines: Vec<String> =
        possible.iter().map(|choice| format!("`{} = \"{}\"`", T::SETTING, choice.name())).collect();
    let remedy = format!("Add {} to client.toml", lines.join(" or "));
    Some(problem(sheet, T::OPEN_CODE, cell, &format!("{} {}", quoted(&cell.text), T::OPEN), &remedy))
}

/// The cells of a file that are not written as most are: told once, with all of them.
fn contradiction_of<T: Habit>(sheet: &Sheet<'_>, choice: Option<T>) -> Option<Problem> {
    let Oddity { usual, odd } = T::oddity(sheet)?;
    let first = odd.first.first()?;
    let show = |cell: &Cell| format!("{} in row {}", quoted(&cell.text), cell.row);
    let shown: Vec<String> = odd.first.iter().map(show).collect();
    let more = match odd.count - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let are = if odd.count == 1 { "is" } else { "are" };
    let how = choice.map(|choice| format!(" {},", choice.in_words())).unwrap_or_default();
    let (cells, usual, shown) = (T::CELLS.to_lowercase(), show(usual), shown.join(", "));
    let seen = format!("{shown}{more} {are} not written as the other {cells} of the file are,{how} such as {usual}");
    Some(problem(sheet, T::MIXED_CODE, first, &seen, T::MIXED_REMEDY))
}

fn problem(sheet: &Sheet<'_>, code: &'static str, cell: &Cell, seen: &str, remedy: &str) -> Problem {
    let origin = sheet.origin.at_row(cell.row);
    Problem { code, severity: Severity::Error, origin: Some(origin), seen: seen.to_owned(), remedy: remedy.to_owned() }
}

/// What dates and amounts have each in their own words.
trait Habit: Copy + PartialEq + 'static {
    /// All choices.
    const ALL: &'static [Self];
    /// The cells that it is about, at the start of a sentence.
    const CELLS: &'static str;
    /// Its key in client.toml.
    const SETTING: &'static str;
    /// What is wrong with a cell that is open.
    const OPEN: &'static str;
    const OPEN_CODE: &'static str;
    const MIXED_CODE: &'static str;
    const MIXED_REMEDY: &'static str;

    /// Its name in client.toml.
    fn name(self) -> String;
    /// In a sentence: "with the day first".
    fn in_words(self) -> &'static str;
    /// A cell that `choices` read differently.
    fn open_cell<'a>(sheet: &'a Sheet<'_>, choices: &[Self]) -> Option<&'a Cell>;
    /// The cells that are not written as most are.
    fn oddity<'a>(sheet: &'a Sheet<'_>) -> Option<Oddity<'a>>;
}

impl Habit for DateOrder {
    const ALL: &'static [Self] = &Self::ALL;
    const CELLS: &'static str = "Dates";
    const SETTING: &'static str = "date_order";
    const OPEN: &'static str = "could be two days, and no date in the files tells which comes first";
    const OPEN_CODE: &'static str = "ambiguous-date-order";
    const MIXED_CODE: &'static str = "mixed-date-orders";
    const MIXED_REMEDY: &'static str =
        "Correct them, or export again with one date format; a spreadsheet program may have changed some of the dates";

    fn name(self) -> String {
        Self::name(self).to_owned()
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::DayFirst => "with the day first",
            Self::MonthFirst => "with the month first",
            Self::YearFirst => "with the year first",
        }
    }

    fn open_cell<'a>(sheet: &'a Sheet<'_>, choices: &[Self]) -> Option<&'a Cell> {
        sheet.date_orders.open_among(choices)
    }

    fn oddity<'a>(sheet: &'a Sheet<'_>) -> Option<Oddity<'a>> {
        sheet.date_orders.oddity()
    }
}

impl Habit for DecimalMark {
    const ALL: &'static [Self] = &[Self::Point, Self::Comma];
    const CELLS: &'static str = "Amounts";
    const SETTING: &'static str = "decimal_mark";
    const OPEN: &'static str = "could be meant in two ways, and no amount in the files tells which";
    const OPEN_CODE: &'static str = "ambiguous-decimal-mark";
    const MIXED_CODE: &'static str = "mixed-decimal-marks";
    const MIXED_REMEDY: &'static str = "Correct them, or export again with one number format; a spreadsheet program may have changed some of the amounts";

    fn name(self) -> String {
        self.character().to_string()
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Point => "with a point before the decimals",
            Self::Comma => "with a comma before the decimals",
        }
    }

    fn open_cell<'a>(sheet: &'a Sheet<'_>, _: &[Self]) -> Option<&'a Cell> {
        sheet.decimal_marks.open.as_ref()
    }

    fn oddity<'a>(sheet: &'a Sheet<'_>) -> Option<Oddity<'a>> {
        sheet.decimal_marks.oddity()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::NaiveDate;

    use crate::base::DateOrder;
    use crate::import::draft::Import;
    use crate::import::tests::{HEAD, codes, policy};
    use crate::import::{ExportFile, ImportPolicy, import};

    fn payment(path: &str, date: &str) -> ExportFile {
        let bytes = format!("{HEAD}P-{path},{date},C1,,5.00\n").into_bytes();
        ExportFile { path: Arc::from(path), bytes }
    }

    fn assumed(import: &Import) -> Vec<&str> {
        import.sources.iter().flat_map(|source| &source.assumed).map(String::as_str).collect()
    }

    fn dates(import: &Import) -> Vec<NaiveDate> {
        import.documents.iter().map(|document| document.date).collect()
    }

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    #[test]
    fn an_order_that_another_file_lent_is_told() {
        let files = [payment("a.csv", "13/02/2025"), payment("b.csv", "03/04/2025"), payment("c.csv", "2025-01-02")];
        let import = import(&files, &[], &policy("USD"));
        assert_eq!(codes(&import), <[&str; 0]>::default());
        assert_eq!(dates(&import), [day(2025, 2, 13), day(2025, 4, 3), day(2025, 1, 2)]);
        assert_eq!(assumed(&import), ["Dates such as `03/04/2025` are read with the day first, as those of a.csv are"]);
    }

    #[test]
    fn all_orders_that_a_date_can_have_are_asked_for() {
        let alone = import(&[payment("a.csv", "26-09-20")], &[], &policy("USD"));
        assert_eq!(codes(&alone), ["ambiguous-date-order"]);
        assert_eq!(
            alone.problems[0].remedy,
            "Add `date_order = \"day-first\"` or `date_order = \"year-first\"` to client.toml"
        );
        let stated = ImportPolicy { date_order: Some(DateOrder::YearFirst), ..policy("USD") };
        let settled = import(&[payment("a.csv", "26-09-20")], &[], &stated);
        assert_eq!(dates(&settled), [day(2026, 9, 20)]);
        assert_eq!(
            assumed(&settled),
            ["Dates such as `26-09-20` are read with the year first, as `date_order` in client.toml says"]
        );
    }

    #[test]
    fn an_order_that_does_not_fit_is_not_taken_over() {
        let month_first = ImportPolicy { date_order: Some(DateOrder::MonthFirst), ..policy("USD") };
        let import = import(&[payment("a.csv", "26-09-20"), payment("b.csv", "09/26/2020")], &[], &month_first);
        assert_eq!(codes(&import), ["ambiguous-date-order"]);
        assert_eq!(dates(&import), [day(2020, 9, 26)]);
    }
}
