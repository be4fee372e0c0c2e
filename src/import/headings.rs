//! Texts of a report that a format knows: headings, titles, the first cells of total rows.

use serde::Deserialize;

/// A text with a group's name in it, and what may stand behind the name.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct NamePattern {
    prefix: String,
    suffixes: Vec<String>,
}

impl TryFrom<String> for NamePattern {
    type Error = String;

    /// `{customer}` behind the name stands for any word for a customer.
    fn try_from(text: String) -> Result<Self, String> {
        let (prefix, suffix) = text.split_once("{group}").ok_or_else(|| format!("`{text}` lacks `{{group}}`"))?;
        Ok(Self { prefix: prefix.to_owned(), suffixes: for_each_label(suffix) })
    }
}

impl NamePattern {
    /// The name in `text`, where it fits the pattern.
    pub(crate) fn name_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        let rest = text.strip_prefix(&self.prefix)?;
        self.suffixes.iter().find_map(|suffix| rest.strip_suffix(suffix)).filter(|name| !name.is_empty())
    }
}

/// Texts that a column's heading or a title may be, in order of preference, as [`normal_heading`] gives them. Written as
/// one text or several.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "OneOrMore")]
pub(crate) struct Headings {
    /// As headings are compared, each word for a customer in its place.
    pub(crate) normal: Vec<String>,
    /// As the format has them, for people.
    pub(crate) written: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What QuickBooks companies call their customers: a company may choose another word.
const CUSTOMER_LABELS: [&str; 9] =
    ["customer", "client", "dealer", "donor", "guest", "member", "patient", "tenant", "student"];

impl From<OneOrMore> for Headings {
    /// `{customer}` stands for any word for a customer.
    fn from(written: OneOrMore) -> Self {
        let written = match written {
            OneOrMore::One(heading) => vec![heading],
            OneOrMore::More(headings) => headings,
        };
        let alternatives = written.iter().flat_map(|heading| for_each_label(heading));
        let normal = alternatives.map(|heading| normal_heading(&heading)).collect();
        let written = written.into_iter().map(|heading| heading.replace("{customer}", CUSTOMER_LABELS[0])).collect();
        Self { normal, written }
    }
}

/// The text with each word for a customer in the place of `{customer}`; the text itself where it has no such place.
fn for_each_label(text: &str) -> Vec<String> {
    if text.contains("{customer}") {
        CUSTOMER_LABELS.iter().map(|label| text.replace("{customer}", label)).collect()
    } else {
        vec![text.to_owned()]
    }
}

impl Headings {
    /// The first of the alternatives that stands among `headings`, by its place. `#2` behind an alternative means the
    /// second column of that heading.
    pub(crate) fn place_among(&self, headings: &[String]) -> Option<usize> {
        self.normal.iter().find_map(|wanted| {
            let counted =
                wanted.rsplit_once('#').and_then(|(heading, nth)| Some((heading, nth.parse::<usize>().ok()?)));
            let (heading, nth) = counted.unwrap_or((wanted, 1));
            let mut places = (0..headings.len()).filter(|&place| headings[place] == heading);
            places.nth(nth.checked_sub(1)?)
        })
    }
}

/// A heading as headings are compared: lower case, single blanks, without the star of a required column.
pub(crate) fn normal_heading(heading: &str) -> String {
    let heading = heading.trim().trim_start_matches('*');
    heading.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_compare_without_case_stars_and_blanks() {
        assert_eq!(normal_heading(" *Contact  Name "), "contact name");
        let headings = Headings::from(OneOrMore::One("{customer} full name".to_owned()));
        assert_eq!(headings.written, ["customer full name"]);
        assert!(headings.normal.contains(&normal_heading("Dealer full name")));
    }

    #[test]
    fn equal_headings_are_told_apart_by_their_order() {
        let row = ["id", "name", "id"].map(str::to_owned);
        let place = |text: &str| Headings::from(OneOrMore::One(text.to_owned())).place_among(&row);
        assert_eq!([place("ID"), place("ID#2"), place("ID#3"), place("No.")], [Some(0), Some(2), None, None]);
    }

    #[test]
    fn a_groups_name_is_found_in_its_total() {
        let pattern = NamePattern::try_from("Total for {group}".to_owned()).expect("a pattern");
        assert_eq!(pattern.name_in("Total for Cedar Holdings:Site 12, North"), Some("Cedar Holdings:Site 12, North"));
        assert_eq!(pattern.name_in("Total for "), None);
        assert_eq!(pattern.name_in("TOTAL"), None);
        let nested = NamePattern::try_from("Total for {group} with sub-{customer}s".to_owned()).expect("a pattern");
        assert_eq!(nested.name_in("Total for Cedar Holdings with sub-dealers"), Some("Cedar Holdings"));
        assert_eq!(nested.name_in("Total for Cedar Holdings"), None);
    }
}
