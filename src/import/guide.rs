//! What is known of each format, for people: how it is recognised, what its columns may be called, how to get it.

use serde::Deserialize;

use super::catalog;
use super::field::Field;
use super::format::{Format, FormatEvidence, Sign, parse_format};
use super::recipe::Recipe;

/// A format as a person looks it up.
#[derive(Clone, Debug)]
pub struct FormatGuide {
    /// Kebab case: the name of its file.
    pub id: String,
    /// The name for people, as in "Xero: Sales invoices".
    pub name: String,
    /// "measured", "documented" or "from memory".
    pub evidence: &'static str,
    /// Why a file of it is of no use, and what to do; `None` where it is read.
    pub not_read: Option<String>,
    /// Titles above the headings, any of them.
    pub titles: Vec<String>,
    /// Whether one of the titles must be there.
    pub title_required: bool,
    /// Headings that must not be there.
    pub without: Vec<String>,
    /// The column that the names of groups fill.
    pub group: Option<String>,
    /// Its columns: those that must be there first, each in the order of [`Field`].
    pub columns: Vec<ColumnGuide>,
    /// The kinds of document whose amounts are negative in it, in a sentence: "credit note".
    pub negative: Vec<&'static str>,
    /// How to get the export out of its system.
    pub recipe: Option<Recipe>,
}

/// A column of a format.
#[derive(Clone, Debug)]
pub struct ColumnGuide {
    /// Our name for it.
    pub name: String,
    /// What its heading may be, as the format's file has it.
    pub headings: Vec<String>,
    /// Whether a file without it is not recognised.
    pub needed: bool,
}

impl FormatGuide {
    /// The accounting system: what stands before the colon of the name; empty where the format is of none.
    pub fn system(&self) -> &str {
        self.name.split_once(": ").map_or("", |(system, _)| system)
    }

    /// The export: what stands behind the colon of the name.
    pub fn export(&self) -> &str {
        self.name.split_once(": ").map_or(&self.name, |(_, export)| export)
    }
}

/// The formats that are compiled in, by id.
pub fn built_in_formats() -> Vec<FormatGuide> {
    catalog::texts().filter_map(|text| guide(text).ok()).collect()
}

/// A client's own formats, given as TOML texts; those with mistakes are passed over: `check` tells them.
pub fn own_formats(texts: &[(String, String)]) -> Vec<FormatGuide> {
    texts.iter().filter_map(|(_, text)| guide(text).ok()).collect()
}

/// The texts of a format's file as they are written, before they are made comparable.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    columns: toml::Table,
    recognise: WrittenRule,
}

#[derive(Deserialize)]
struct WrittenRule {
    titles: Option<toml::Value>,
    without: Option<toml::Value>,
}

fn guide(text: &str) -> Result<FormatGuide, String> {
    let format = parse_format(text)?;
    let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut columns: Vec<ColumnGuide> = written
        .columns
        .iter()
        .map(|(name, headings)| ColumnGuide {
            name: name.clone(),
            headings: texts_in(headings),
            needed: format.recognise.columns.contains(name),
        })
        .collect();
    let place = |name: &str| Field::ALL.iter().position(|field| field.name() == name).unwrap_or(Field::ALL.len());
    columns.sort_by_key(|column| (!column.needed, place(&column.name)));
    Ok(FormatGuide {
        titles: written.recognise.titles.as_ref().map(texts_in).unwrap_or_default(),
        without: written.recognise.without.as_ref().map(texts_in).unwrap_or_default(),
        not_read: not_read(&format),
        evidence: evidence(format.evidence),
        negative: negative(&format),
        title_required: format.recognise.title_required,
        group: format.layout.group,
        columns,
        id: format.id,
        name: format.name,
        recipe: format.recipe,
    })
}

fn negative(format: &Format) -> Vec<&'static str> {
    let kinds = format.kinds.iter().filter(|(_, reading)| reading.sign == Sign::Negative);
    kinds.map(|(kind, _)| kind.0.spoken()).collect()
}

fn not_read(format: &Format) -> Option<String> {
    let refused = format.refused.as_ref().map(|refused| format!("{}. {}.", refused.seen, refused.remedy));
    refused.or_else(|| format.file_left_out.as_ref().map(|why| format!("Its rows are left out: {why}.")))
}

/// The evidence as a word for people.
fn evidence(evidence: FormatEvidence) -> &'static str {
    match evidence {
        FormatEvidence::Measured => "measured",
        FormatEvidence::Documented => "documented",
        FormatEvidence::FromMemory => "from memory",
    }
}

/// One text or a list of them, each with `{customer}` as people read it.
fn texts_in(value: &toml::Value) -> Vec<String> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    values.iter().filter_map(toml::Value::as_str).map(|text| text.replace("{customer}", "Customer")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_export_that_is_read_has_a_recipe() {
        for format in built_in_formats().iter().filter(|f| f.not_read.is_none() && f.system() != "Plain layout") {
            let told = format.recipe.as_ref().is_some_and(|recipe| {
                !recipe.menu.is_empty() && !recipe.options.is_empty() && !recipe.known.is_empty()
            });
            assert!(
                told,
                "src/import/formats/{}.toml lacks its recipe: add a table [recipe] with `menu` (the way to the report), \
                 `options` (what to set, in order) and `known` (how well the steps are known), as the other formats have \
                 it",
                format.id
            );
        }
    }

    #[test]
    fn a_guide_shows_headings_as_they_are_written() {
        let all = built_in_formats();
        assert_eq!(all.len(), catalog::built_in().len());
        let list = all.iter().find(|format| format.id == "quickbooks-online-invoice-list").expect("it is built in");
        assert_eq!((list.system(), list.export()), ("QuickBooks Online", "Invoice List"));
        assert_eq!(list.titles, ["Invoice List by Date", "Invoice List"]);
        let customer = list.columns.iter().find(|column| column.name == "customer").expect("a column");
        assert_eq!(customer.headings, ["Name", "Customer full name", "Customer"]);
        assert!(customer.needed);
        let plain = all.iter().find(|format| format.id == "plain-invoices").expect("it is built in");
        assert_eq!(plain.negative, ["credit note"]);
    }
}
