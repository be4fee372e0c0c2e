//! What sheets, tables and columns are called, and in which order the sheets stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::model::{DataColumn, DataKind, DataTable, Figure};

/// What a reader should know of a table.
struct Known {
    /// [`DataTable::name`].
    name: &'static str,
    title: &'static str,
    about: &'static str,
}

/// The tables that have a place and a sentence of their own, in the order of their sheets; all others follow them.
const ORDER: [Known; 9] = [
    Known {
        name: "customers",
        title: "Customers",
        about: "The customer sheet: every customer with all its figures, largest lifetime value first.",
    },
    Known {
        name: "segments",
        title: "Segments",
        about: "The nine segments: customers, sales and averages. Shares and averages are live.",
    },
    Known {
        name: "retention",
        title: "Retention months",
        about: "The revenue bridge and its rates at each month end: the twelve months before it against the twelve before \
                those. Closing revenue and rates are live.",
    },
    Known { name: "retention_years", title: "Retention years", about: "The same by fiscal year." },
    Known { name: "concentration", title: "Concentration", about: "How much of sales the largest customers hold." },
    Known {
        name: "aging",
        title: "Aging",
        about: "What each customer owes, by days past due. Buckets less unapplied credit = open balance, live.",
    },
    Known {
        name: "expected-collections",
        title: "Expected collections",
        about: "Every open invoice with its chance to be paid within so many days, and what is expected of it.",
    },
    Known {
        name: "documents",
        title: "Documents",
        about: "Every document up to the as-of date, with the file and rows that it came from.",
    },
    Known {
        name: "settlements",
        title: "Settlements",
        about: "Every part of a payment with the invoice that it settles: what days to pay rest on.",
    },
];

/// Headings that are no mere spelling of the column's name.
const HEADINGS: [(&str, &str); 10] = [
    ("customer_id", "Customer ID"),
    ("ltv", "Lifetime value"),
    ("average_ltv", "Average lifetime value"),
    ("ttm_sales", "Sales twelve months"),
    ("prev_ttm_sales", "Sales twelve months before"),
    ("sales_since_history_start", "Sales since the ledger begins"),
    ("in_ttm", "In the twelve months"),
    ("in_previous_ttm", "In the twelve months before"),
    ("new", "Sales to new customers"),
    ("reason", "Why this segment"),
];

/// A table's place among the sheets.
pub(super) fn place(name: &str) -> usize {
    ORDER.iter().position(|known| known.name == name).unwrap_or(ORDER.len())
}

/// The name of a table's sheet.
pub(super) fn title(name: &str) -> String {
    ORDER.get(place(name)).map_or_else(|| spelt(name), |known| known.title.to_owned())
}

/// What a table's sheet holds, in a sentence.
pub(super) fn about(name: &str) -> String {
    ORDER.get(place(name)).map_or_else(|| format!("As in data/{name}.csv."), |known| known.about.to_owned())
}

/// "open_balance" as "Open balance"; nothing but letters, digits and spaces, which structured references take as they
/// are.
pub(super) fn spelt(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The headings of a table's columns, each once: Excel refuses a table in which two are alike but for capitals. A column of
/// measures that a figure of the pack has a name for is called so.
pub(super) fn headings(table: &DataTable, figures: &BTreeMap<String, Figure>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let heading = |column: &DataColumn| {
        let name = column.name.as_str();
        let known = HEADINGS.iter().find(|(column, _)| *column == name).map(|(_, heading)| (*heading).to_owned());
        let is_measure = matches!(column.kind, DataKind::Money | DataKind::Ratio | DataKind::Days | DataKind::Decimal);
        let figure = || figures.get(name).or_else(|| figures.get(&format!("aging_{name}"))).filter(|_| is_measure);
        let wanted = known.or_else(|| figure().map(|figure| spelt(&figure.name.replace(',', ""))));
        let wanted = wanted.unwrap_or_else(|| spelt(&in_words(name)));
        unique(&wanted, &mut taken, |wanted, n| format!("{wanted} {n}"))
    };
    table.columns.iter().map(heading).collect()
}

/// A column's name without our own abbreviations: "payments_prev_ttm" as "payments twelve months before".
fn in_words(name: &str) -> String {
    name.replace("_prev_ttm", " twelve months before")
        .replace("_ttm", " twelve months")
        .replace("ltv", "lifetime value")
}

/// Names of sheets and tables that are taken.
#[derive(Default)]
pub(super) struct Taken {
    sheets: BTreeSet<String>,
    tables: BTreeSet<String>,
}

/// The longest name of a sheet.
const SHEET_NAME_MAX: usize = 31;

impl Taken {
    /// A name for a sheet: without the characters that Excel refuses, at most 31 long, not taken yet.
    pub(super) fn sheet(&mut self, wanted: &str) -> String {
        let clean: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim().to_owned();
        // Its own sheet of changes is called so in some languages.
        let clean = if clean.eq_ignore_ascii_case("history") { "History of sales".to_owned() } else { clean };
        unique(&cut(&clean, SHEET_NAME_MAX), &mut self.sheets, |wanted, n| {
            let number = format!(" {n}");
            cut(wanted, SHEET_NAME_MAX - number.len()) + &number
        })
    }

    /// A name for a table: begins with `Data_`, so that it is never taken for a cell (`Top10`).
    pub(super) fn table(&mut self, wanted: &str) -> String {
        let clean: String = wanted.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        unique(&format!("Data_{clean}"), &mut self.tables, |wanted, n| format!("{wanted}_{n}"))
    }
}

/// The wanted name, or the first numbered one that is free, whatever the capitals.
fn unique(wanted: &str, taken: &mut BTreeSet<String>, numbered: impl Fn(&str, usize) -> String) -> String {
    let mut name = wanted.to_owned();
    let mut n = 2;
    while name.is_empty() || !taken.insert(name.to_lowercase()) {
        name = numbered(wanted, n);
        n += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_takes() {
        let mut taken = Taken::default();
        assert_eq!(taken.sheet("Customers"), "Customers");
        assert_eq!(taken.sheet("customers"), "customers 2");
        assert_eq!(taken.sheet("A/B: [new]?"), "A B   new");
        let long = "a name that is longer than a sheet may have";
        assert_eq!(taken.sheet(long), "a name that is longer than a sh");
        assert_eq!(taken.sheet(long), "a name that is longer than a 2");
        assert_eq!(taken.sheet("History"), "History of sales");
        assert_eq!([taken.table("top-10"), taken.table("Top 10")], ["Data_top_10", "Data_Top_10_2"]);
    }

    #[test]
    fn headings_are_unique_and_plain() {
        let columns = ["ltv", "lifetime value", "Lifetime_value", "days_1_to_30", "a,b"];
        let table = DataTable::new("t", columns.map(|name| (name, DataKind::Code)), Vec::new());
        let headings = headings(&table, &BTreeMap::new());
        assert_eq!(headings, ["Lifetime value", "Lifetime value 2", "Lifetime value 3", "Days 1 to 30", "A b"]);
    }
}
