//! A format in TOML for a table of an unknown kind, with a comment for everything that its reader may want to correct.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Shape;
use super::columns::is_amount;
use super::lines;
use super::words::words;
use crate::base::{DateOrder, DecimalMark};
use crate::import::table::Row;

/// The order in which columns are written.
const ORDER: [&str; 17] = [
    "customer_id",
    "customer",
    "number",
    "date",
    "due_date",
    "terms",
    "settled_on",
    "type",
    "status",
    "net",
    "tax",
    "gross",
    "open_balance",
    "paid",
    "applies_to",
    "currency",
    "email",
];

/// The format of the table whose rows are told apart in `shape`; `id` becomes its name too, and `path` is named in it.
pub(super) fn format(shape: &Shape<'_>, id: &str, path: &str) -> String {
    let guess = Guess::new(shape);
    let mut text = format!(
        "# What `ledgerpress map` made of {}. Correct what is wrong, then run `ledgerpress check`.\n\
         # The guide \"Adding a format\" in the README tells what else a format can say.\n\
         id = {}\nname = {}\nevidence = \"measured\"\n",
        one_line(path),
        quoted(id),
        quoted(&spoken(id)),
    );
    text += &guess.rows();
    text += &guess.kind();
    text += &guess.habits();
    text += &guess.recognise();
    text += &guess.layout();
    text += &guess.columns();
    text += &guess.types();
    text += &guess.statuses();
    text + &guess.totals()
}

struct Guess<'s, 't> {
    shape: &'s Shape<'t>,
    /// Our names for the columns that are used, with their places.
    used: BTreeMap<&'static str, usize>,
    /// The file lists payments: its only date is that of a payment.
    of_payments: bool,
}

impl<'s, 't> Guess<'s, 't> {
    fn new(shape: &'s Shape<'t>) -> Self {
        let mut used: BTreeMap<&'static str, usize> =
            ORDER.iter().filter_map(|&name| Some((name, shape.place(name)?))).collect();
        // A type of which no text is known says nothing.
        let speaks = |place: usize| texts(shape, place).iter().any(|text| words().kind(text).is_some());
        if used.get("type").is_some_and(|&place| !speaks(place)) {
            used.remove("type");
        }
        let of_payments = !used.contains_key("date") && used.contains_key("settled_on");
        if of_payments && let Some(place) = used.remove("settled_on") {
            used.insert("date", place);
            if let Some(invoice) = used.remove("number") {
                used.insert("applies_to", invoice);
            }
        }
        Self { shape, used, of_payments }
    }

    fn cell(&self, name: &str, row: &Row<'t>) -> &'t str {
        self.used.get(name).map_or("", |&place| row.cell(place))
    }

    /// What a row is, and whether numbers are unique.
    fn rows(&self) -> String {
        let mut documents: BTreeMap<(&str, &str), Vec<Row<'t>>> = BTreeMap::new();
        for row in self.shape.data.iter().filter(|row| !self.cell("number", row).is_empty()) {
            documents.entry((self.cell("type", row), self.cell("number", row))).or_default().push(*row);
        }
        let blank = self.shape.data.iter().any(|row| self.cell("number", row).is_empty());
        let of_lines: Vec<Vec<Row<'t>>> = documents.into_values().filter(|rows| rows.len() > 1).collect();
        let same = |name: &str, pair: &[Row<'t>]| self.cell(name, &pair[0]) == self.cell(name, &pair[1]);
        let is_one = |pair: &[Row<'t>]| ["customer", "customer_id", "date"].iter().all(|name| same(name, pair));
        let contrary = of_lines.iter().any(|rows| !rows.windows(2).all(is_one));
        let mut text = String::new();
        if of_lines.is_empty() || contrary {
            text += "row = \"document\"\n";
        } else {
            text += "# Numbers stand on several rows: each row is a line of a document.\nrow = \"line\"\n";
            text += &lines::repeated(self.shape, &self.used, &of_lines);
        }
        if self.used.contains_key("number") && !blank && !contrary {
            text += "number_is_unique = true\n";
        }
        text
    }

    /// What a document is, where no type says.
    fn kind(&self) -> String {
        if self.used.contains_key("type") {
            return String::new();
        }
        if self.of_payments {
            return "# The only date is that of a payment.\nkind = \"payment\"\n".to_owned();
        }
        if self.amounts_of(|_| true).any(is_negative) {
            "# Some amounts are below zero.\nkind = { positive = \"invoice\", negative = \"credit-note\" }\n".to_owned()
        } else {
            "# What each row is: invoice, credit-note, cash-sale, payment, refund, write-off …\nkind = \"invoice\"\n"
                .to_owned()
        }
    }

    /// The leading amounts of the rows that `wanted` says.
    fn amounts_of(&self, wanted: impl Fn(&Row<'t>) -> bool) -> impl Iterator<Item = &'t str> {
        let leading = ["gross", "net", "open_balance"].into_iter().find(|name| self.used.contains_key(name));
        let rows = self.shape.data.iter().filter(move |row| wanted(row));
        rows.map(move |row| self.cell(leading.unwrap_or_default(), row)).filter(|cell| is_amount(cell))
    }

    fn habits(&self) -> String {
        let mut text = String::new();
        let orders = &self.shape.orders;
        let possible: Vec<DateOrder> = orders.possible().collect();
        match orders.told() {
            Some(order) => drop(writeln!(text, "date_order = \"{}\"", order.name())),
            None if orders.open_among(&possible).is_some() => {
                text += "# The dates leave open which comes first; say it here if the system always writes the same:\n\
                         # date_order = \"day-first\" or \"month-first\"\n";
            }
            None => {}
        }
        match self.shape.marks.choice() {
            Some(DecimalMark::Point) => text += "decimal_mark = \".\"\n",
            Some(DecimalMark::Comma) => text += "decimal_mark = \",\"\n",
            None => {}
        }
        text
    }

    fn recognise(&self) -> String {
        let needed = ["customer_id", "customer", "number", "date", "type", "net", "gross", "open_balance"];
        let names: Vec<String> =
            needed.iter().filter(|name| self.used.contains_key(*name)).map(|n| quoted(n)).collect();
        format!(
            "\n# A file with all of these columns is one of this format.\n[recognise]\ncolumns = [{}]\n",
            names.join(", ")
        )
    }

    fn layout(&self) -> String {
        let (mut groups, mut grand) = (BTreeSet::new(), BTreeSet::new());
        for label in self.shape.totals.iter().map(|row| row.cell(0)).filter(|label| !label.is_empty()) {
            let group =
                self.shape.groups.iter().find(|group| label.ends_with(*group) || label.contains(&format!(" {group}")));
            match group {
                Some(group) => groups.insert(label.replacen(group, "{group}", 1)),
                None => grand.insert(label.to_owned()),
            };
        }
        let mut text = String::new();
        if !self.shape.groups.is_empty() {
            text += "# Rows stand in groups, each under the customer's name.\ngroup = \"customer\"\n";
        }
        for (key, labels) in [("group_totals", groups), ("grand_totals", grand)] {
            if !labels.is_empty() {
                let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
                let _ = writeln!(text, "{key} = [{}]", labels.join(", "));
            }
        }
        if text.is_empty() { text } else { format!("\n[layout]\n{text}") }
    }

    fn columns(&self) -> String {
        let mut text =
            "\n# Our name for a column = its heading, or a list of headings that it may have.\n[columns]\n".to_owned();
        let names = ORDER.iter().filter_map(|name| Some((*name, *self.used.get(name)?)));
        for (name, place) in names {
            let Some(column) = self.shape.columns.get(place) else { continue };
            let why =
                column.meaning.as_ref().map(|m| format!("{}: {}", m.confidence.word(), m.reason)).unwrap_or_default();
            let _ = writeln!(text, "# {why}\n{name} = {}", quoted(&column.heading));
        }
        if self.of_payments
            && self.used.contains_key("applies_to")
            && let Some(amount) = self.heading("gross")
        {
            let _ = writeln!(text, "# How much is set against the invoice: all of it.\napplied = {}", quoted(amount));
        }
        if self.used.contains_key("gross") && !self.used.contains_key("net") && !self.used.contains_key("tax") {
            text += "# If the amounts are without tax, write `net` for `gross`, here and above.\n";
        }
        if let Some(label) = self.label_of_totals() {
            let _ = writeln!(text, "label = {}", quoted(label));
        }
        for (place, column) in self.shape.columns.iter().enumerate().filter(|(_, column)| !column.heading.is_empty()) {
            if self.used.values().all(|used| *used != place) {
                let samples: Vec<String> = column.samples.iter().map(|sample| one_line(sample)).collect();
                let _ = writeln!(text, "# Not used: {} ({})", one_line(&column.heading), samples.join(", "));
            }
        }
        text
    }

    fn heading(&self, name: &str) -> Option<&str> {
        let place = *self.used.get(name)?;
        self.shape.headings.get(place).map(String::as_str)
    }

    /// The heading over the labels of totals, where those do not stand in the first column, and the column is not used.
    fn label_of_totals(&self) -> Option<&str> {
        let place = self.place_of_labels()?;
        self.used
            .values()
            .all(|used| *used != place)
            .then(|| self.shape.headings.get(place).map(String::as_str))
            .flatten()
    }

    fn place_of_labels(&self) -> Option<usize> {
        let row = self.shape.totals.iter().find(|row| row.cell(0).is_empty())?;
        row.cells().position(|cell| !cell.is_empty())
    }

    fn types(&self) -> String {
        let Some(&place) = self.used.get("type") else { return String::new() };
        let mut text = "\n# What each text of the column of types means, in lower case.\n[types]\n".to_owned();
        let mut kinds = BTreeSet::new();
        for written in texts(self.shape, place) {
            match words().kind(&written) {
                Some(kind) => {
                    kinds.insert(kind);
                    let _ = writeln!(text, "{} = {}", quoted(&written), quoted(kind));
                }
                None => {
                    let _ = writeln!(
                        text,
                        "# {} = \"…\": what is that? Until it is said, such rows are errors.",
                        quoted(&written)
                    );
                }
            }
        }
        for kind in kinds.into_iter().filter(|kind| *kind != "invoice") {
            let of_kind = |row: &Row<'t>| words().kind(row.cell(place)) == Some(kind);
            if self.amounts_of(of_kind).any(is_negative) {
                let all = self.amounts_of(of_kind).all(is_negative);
                let sign = if all { "negative" } else { "either" };
                let _ = writeln!(text, "\n[kinds.{kind}]\nsign = {}", quoted(sign));
            }
        }
        text
    }

    /// Rows that a status makes no facts; and the statuses that are known to be facts, so that a new one is told.
    fn statuses(&self) -> String {
        let credit_by_sign =
            !self.used.contains_key("type") && !self.of_payments && self.amounts_of(|_| true).any(is_negative);
        let mut text = String::new();
        if credit_by_sign {
            text += "\n[kinds.credit-note]\nsign = \"negative\"\n";
        }
        let Some(&place) = self.used.get("status") else { return text };
        let mut facts = Vec::new();
        for written in texts(self.shape, place) {
            let lower = quoted(&written);
            match words().left_out(&written) {
                Some(reason) => {
                    let _ = writeln!(
                        text,
                        "\n[[leave_out]]\ncolumn = \"status\"\nis = [{lower}]\nreason = {}",
                        quoted(reason)
                    );
                }
                None => facts.push(lower),
            }
        }
        if self.shape.data.iter().any(|row| row.cell(place).is_empty()) {
            facts.push(quoted(""));
        }
        let facts = facts.join(", ");
        let _ = writeln!(
            text,
            "\n# Another status than these is an error, until it is named here or under leave_out.\n\
                                [[expect]]\ncolumn = \"status\"\nis = [{facts}]"
        );
        text
    }

    fn totals(&self) -> String {
        let mut text = String::new();
        if let Some(place) = self.place_of_labels() {
            let name = self.used.iter().find(|(_, used)| **used == place).map_or("label", |(name, _)| name);
            let labels: BTreeSet<String> = self.shape.totals.iter().map(|row| row.cell(place).to_lowercase()).collect();
            let labels: Vec<String> =
                labels.iter().filter(|label| !label.is_empty()).map(|label| quoted(label)).collect();
            let _ = writeln!(
                text,
                "\n[[leave_out]]\ncolumn = \"{name}\"\nis = [{}]\nreason = \"total\"\nnotable = false",
                labels.join(", ")
            );
        }
        if self.shape.totals.iter().any(|row| !row.cell(0).is_empty()) {
            for name in ["net", "tax", "gross", "open_balance", "paid"] {
                let Some(&place) = self.used.get(name) else { continue };
                if self.shape.totals.iter().any(|row| is_amount(row.cell(place))) {
                    let _ = writeln!(
                        text,
                        "\n# The total proves that every row was read.\n[[totals]]\ncolumn = \"{name}\"\nmeasure = \"row-check\""
                    );
                }
            }
        }
        text
    }
}

/// The different texts of a column, in lower case and in order.
fn texts(shape: &Shape<'_>, place: usize) -> BTreeSet<String> {
    let distinct = shape.columns.get(place).map(|column| &column.counts.distinct);
    distinct.into_iter().flatten().map(|text| text.to_lowercase()).collect()
}

/// Whether an amount is written as below zero.
fn is_negative(amount: &str) -> bool {
    amount.contains(['-', '\u{2212}', '(']) || amount.to_lowercase().ends_with("cr")
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A text for a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// `open-items` as "Open items".
fn spoken(id: &str) -> String {
    let text = id.replace('-', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
