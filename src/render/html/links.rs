//! Where things stand in the site, and how a page gets there.

use std::collections::{BTreeMap, BTreeSet};

use super::HtmlError;
use crate::report::Report;
use crate::report::model::{Link, Target};

/// Every place that a link may lead to.
pub(crate) struct Places<'a> {
    /// Section ids with the names of their pages without `.html`, and their blocks.
    sections: BTreeMap<&'a str, (&'a str, BTreeSet<&'a str>)>,
    customers: BTreeSet<&'a str>,
    data: BTreeSet<&'a str>,
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
        for block in report.customers.iter().flat_map(|customer| &customer.blocks) {
            checked(&block.id)?;
        }
        Ok(Self {
            sections,
            customers: report.customers.iter().map(|customer| checked(&customer.slug)).collect::<Result<_, _>>()?,
            data: report.data.iter().map(|table| checked(&table.name)).collect::<Result<_, _>>()?,
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
        }
    }

    /// Links with their addresses.
    pub(crate) fn links<'t>(&self, links: &'t [Link], root: &str) -> Result<Vec<LinkView<'t>>, HtmlError> {
        links.iter().map(|link| Ok(LinkView { text: &link.text, href: self.address(&link.target, root)? })).collect()
    }
}

/// An id that may stand in a path and an address: never a name out of the data.
fn checked(id: &str) -> Result<&str, HtmlError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !id.is_empty() && id.chars().all(fits) { Ok(id) } else { Err(HtmlError::Name(id.to_owned())) }
}
