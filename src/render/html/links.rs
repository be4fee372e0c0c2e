//! Where things stand in the site, and how a page gets there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::HtmlError;
use crate::report::Report;
use crate::report::model::{Link, Target};

/// Every place that a link may lead to.
pub(crate) struct Places<'a> {
    /// Section ids with the names of their pages without `.html`, and their blocks.
    sections: BTreeMap<&'a str, (&'a str, BTreeSet<&'a str>)>,
    customers: BTreeSet<&'a str>,
    data: BTreeSet<&'a str>,
    report: &'a Report,
}

/// A link whose address is known.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct LinkView<'a> {
    pub(crate) text: &'a str,
    pub(crate) href: String,
}

impl<'a> Places<'a> {
    /// The first section is `index.html`, the others are called by their ids.
    ///
    /// # Errors
    /// [`HtmlError::Name`] if an id is not fit for an address.
    pub(crate) fn of(report: &'a Report) -> Result<Self, HtmlError> {
        let mut sections = BTreeMap::new();
        for (index, section) in report.sections.iter().enumerate() {
            let file = if index == 0 { "index" } else { checked(&section.id)? };
            let blocks = section.blocks.iter().map(|block| checked(&block.id)).collect::<Result<_, _>>()?;
            sections.insert(checked(&section.id)?, (file, blocks));
        }
        for file in &report.crm {
            checked(&file.table.name)?;
        }
        for block in report.customers.iter().flat_map(|customer| &customer.blocks) {
            checked(&block.id)?;
        }
        Ok(Self {
            sections,
            customers: report.customers.iter().map(|customer| checked(&customer.slug)).collect::<Result<_, _>>()?,
            data: report.data.iter().map(|table| checked(&table.name)).collect::<Result<_, _>>()?,
            report,
        })
    }

    /// The file of a section's page, without `.html`; `None` if there is no such section.
    pub(crate) fn section(&self, id: &str) -> Option<&'a str> {
        self.sections.get(id).map(|(file, _)| *file)
    }

    /// The address of a place; `root` leads from the page to the client's folder.
    pub(crate) fn address(&self, target: &Target, root: &str) -> Result<String, HtmlError> {
        match target {
            Target::Section { section, block } => match (self.sections.get(section.as_str()), block) {
                (Some((file, _)), None) => Ok(format!("{root}{file}.html")),
                (Some((file, blocks)), Some(block)) if blocks.contains(block.as_str()) => {
                    Ok(format!("{root}{file}.html#{block}"))
                }
                (_, block) => Err(HtmlError::DeadLink(format!(
                    "section `{section}`, block `{}`",
                    block.as_deref().unwrap_or("-")
                ))),
            },
            Target::Customer { slug } if self.customers.contains(slug.as_str()) => {
                Ok(format!("{root}customers/{slug}.html"))
            }
            Target::Customer { slug } => Err(HtmlError::DeadLink(format!("customer `{slug}`"))),
            Target::Data { name } if self.data.contains(name.as_str()) => Ok(format!("{root}data/{name}.csv")),
            Target::Data { name } => Err(HtmlError::DeadLink(format!("data `{name}`"))),
            Target::File { path } if self.report.has_file(path) => Ok(format!("{root}{path}")),
            Target::File { path } => Err(HtmlError::DeadLink(format!("file `{path}`"))),
            Target::Pack { client, page } => Ok(format!("{root}../{}/{page}", encoded(client))),
        }
    }

    /// Links with their addresses.
    pub(crate) fn links<'t>(&self, links: &'t [Link], root: &str) -> Result<Vec<LinkView<'t>>, HtmlError> {
        links.iter().map(|link| Ok(LinkView { text: &link.text, href: self.address(&link.target, root)? })).collect()
    }
}

/// A folder's name as part of an address.
fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut address, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            _ => {
                // Writing to memory does not fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address
    })
}

/// An id that may stand in a path and an address: never a name out of the data.
fn checked(id: &str) -> Result<&str, HtmlError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !id.is_empty() && id.chars().all(fits) { Ok(id) } else { Err(HtmlError::Name(id.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folders_name_cannot_leave_its_place_in_an_address() {
        assert_eq!(encoded("north-gate_2.b"), "north-gate_2.b");
        assert_eq!(encoded("A & B/\"#?"), "A%20%26%20B%2F%22%23%3F");
        assert_eq!(encoded("Möller"), "M%C3%B6ller");
    }
}
