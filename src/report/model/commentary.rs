//! Commentary: what Markdown can say, as values.

use serde::{Deserialize, Serialize};

/// A piece of commentary, out of Markdown. HTML in it is text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "node", rename_all = "snake_case")]
pub enum Node {
    /// A paragraph.
    Paragraph {
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A heading below the block's own, level 1 to 3.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Node>>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        nodes: Vec<Node>,
    },
    /// Preformatted text.
    Code {
        /// The text.
        text: String,
    },
    /// A table.
    Grid {
        /// The headings.
        head: Vec<Vec<Inline>>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A rule.
    Rule,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "inline", rename_all = "snake_case")]
pub enum Inline {
    /// Plain.
    Text {
        /// The text.
        text: String,
    },
    /// Semibold, for strong and emphasised text alike.
    Strong {
        /// What is stressed.
        inlines: Vec<Inline>,
    },
    /// Monospaced.
    Code {
        /// The text.
        text: String,
    },
    /// A link to a `http`, `https` or `mailto` address.
    Anchor {
        /// The address.
        href: String,
        /// What it says.
        inlines: Vec<Inline>,
    },
    /// A line break.
    Break,
}
