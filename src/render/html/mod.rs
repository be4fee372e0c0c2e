//! The static site of one report: a page a section, a page a customer, a style sheet and a script.
//!
//! A client's folder is complete in itself: pages work from disk, with scripts off, and load nothing from elsewhere.
//! [`view`] turns the report into what templates read, [`templates`] holds them, [`links`] knows every address.

mod commentary;
mod links;
mod table;
pub mod templates;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::collections::BTreeMap;

use crate::render::OutputFile;
use crate::report::Report;
use links::Places;
pub use templates::Templates;
use view::{Frame, PageView};

/// The style sheet of the first theme, without fonts and colours.
pub const STYLE: &str = include_str!("../../../themes/ledger/style.css");
/// Sorting, filtering and search on the customer sheet.
pub const SCRIPT: &str = include_str!("../../../themes/ledger/script.js");

/// One chart, drawn in the theme's custom properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartSvg {
    /// An `<svg>` element for windows above 40 rem.
    pub wide: String,
    /// An `<svg>` element for phones.
    pub narrow: String,
}

/// What `style.css` and `script.js` are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    /// The `@font-face` rules, with addresses below `fonts/`; the caller puts the font files there.
    pub fonts: &'a str,
    /// The colours of light and dark as custom properties.
    pub tokens: &'a str,
    /// The theme's rules: [`STYLE`], or a firm's own.
    pub style: &'a str,
    /// [`SCRIPT`], or a firm's own.
    pub script: &'a str,
}

/// Why a site can't be written: a fault of ours or of a firm's own template, never of the data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HtmlError {
    /// A template can't be read or filled.
    #[error("the template `{name}`: {reason}")]
    Template {
        /// Which.
        name: String,
        /// What Tera says.
        reason: String,
    },
    /// A link goes to a place that the pack does not have.
    #[error("a link leads to {0}, which is not in the pack")]
    DeadLink(String),
    /// A chart was not drawn.
    #[error("the chart `{0}` was not drawn")]
    NoDrawing(String),
    /// An id that is to become part of an address holds more than small letters, digits, `-` and `_`.
    #[error("`{0}` can't be part of an address")]
    Name(String),
}

/// All pages of the report in reading order, then `style.css` and `script.js`.
///
/// `charts` holds a drawing for each chart of the report, by its id.
///
/// # Errors
/// [`HtmlError`]: a fault in the program or in a firm's own template.
pub fn pages(
    report: &Report,
    look: &Look<'_>,
    charts: &BTreeMap<String, ChartSvg>,
    templates: &Templates,
) -> Result<Vec<OutputFile>, HtmlError> {
    let places = Places::of(report)?;
    let frame = Frame { report, places: &places, charts };
    let mut files = Vec::new();
    for section in &report.sections {
        for page in frame.section(section)? {
            files.push(written(&page, "section.html", templates)?);
        }
    }
    for customer in &report.customers {
        for page in frame.customer(customer)? {
            files.push(written(&page, "customer.html", templates)?);
        }
    }
    files.push(file("style.css", [look.fonts, look.tokens, look.style].join("\n")));
    files.push(file("script.js", look.script.to_owned()));
    Ok(files)
}

fn written(page: &PageView<'_>, template: &str, templates: &Templates) -> Result<OutputFile, HtmlError> {
    Ok(file(page.path.clone(), templates.render(template, page)?))
}

fn file(path: impl Into<String>, text: String) -> OutputFile {
    OutputFile { path: path.into(), bytes: text.into_bytes() }
}
