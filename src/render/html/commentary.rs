//! The adviser's commentary: headings in order below the block's, links only where they are safe to follow.

use serde::Serialize;

use crate::report::model::{Inline, Node};

/// [`Node`] as templates read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "node", rename_all = "snake_case")]
pub(crate) enum NodeView<'a> {
    Paragraph {
        inlines: Vec<InlineView<'a>>,
    },
    /// `level` 2 to 6.
    Heading {
        level: u8,
        inlines: Vec<InlineView<'a>>,
    },
    List {
        ordered: bool,
        items: Vec<Vec<NodeView<'a>>>,
    },
    Quote {
        nodes: Vec<NodeView<'a>>,
    },
    Code {
        text: &'a str,
    },
    Grid {
        head: Vec<Vec<InlineView<'a>>>,
        rows: Vec<Vec<Vec<InlineView<'a>>>>,
    },
    Rule,
}

/// [`Inline`] as templates read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "inline", rename_all = "snake_case")]
pub(crate) enum InlineView<'a> {
    Text {
        text: &'a str,
    },
    Strong {
        inlines: Vec<InlineView<'a>>,
    },
    Code {
        text: &'a str,
    },
    Anchor {
        href: &'a str,
        inlines: Vec<InlineView<'a>>,
    },
    /// A link that must not be followed: its text alone.
    Span {
        inlines: Vec<InlineView<'a>>,
    },
    Break,
}

/// Nodes below a heading of level `above`: none skips a level.
pub(crate) fn nodes(nodes: &[Node], above: u8) -> Vec<NodeView<'_>> {
    Outline { above, last: above }.nodes(nodes)
}

/// The level of the block's heading and of the last one in the commentary.
struct Outline {
    above: u8,
    last: u8,
}

impl Outline {
    fn nodes<'a>(&mut self, nodes: &'a [Node]) -> Vec<NodeView<'a>> {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    fn node<'a>(&mut self, node: &'a Node) -> NodeView<'a> {
        match node {
            Node::Paragraph { inlines: content } => NodeView::Paragraph { inlines: inlines(content) },
            Node::Heading { level, inlines: content } => {
                self.last = self.above.saturating_add(*level).min(self.last.saturating_add(1)).clamp(2, 6);
                NodeView::Heading { level: self.last, inlines: inlines(content) }
            }
            Node::List { ordered, items } => {
                NodeView::List { ordered: *ordered, items: items.iter().map(|item| self.nodes(item)).collect() }
            }
            Node::Quote { nodes } => NodeView::Quote { nodes: self.nodes(nodes) },
            Node::Code { text } => NodeView::Code { text },
            Node::Grid { head, rows } => NodeView::Grid {
                head: head.iter().map(|cell| inlines(cell)).collect(),
                rows: rows.iter().map(|row| row.iter().map(|cell| inlines(cell)).collect()).collect(),
            },
            Node::Rule => NodeView::Rule,
        }
    }
}

fn inlines(content: &[Inline]) -> Vec<InlineView<'_>> {
    content.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> InlineView<'_> {
    match inline {
        Inline::Text { text } => InlineView::Text { text },
        Inline::Strong { inlines: content } => InlineView::Strong { inlines: inlines(content) },
        Inline::Code { text } => InlineView::Code { text },
        Inline::Anchor { href, inlines: content } if may_be_followed(href) => {
            InlineView::Anchor { href, inlines: inlines(content) }
        }
        Inline::Anchor { inlines: content, .. } => InlineView::Span { inlines: inlines(content) },
        Inline::Break => InlineView::Break,
    }
}

/// Only addresses of the web and of mail, written without blanks or controls.
fn may_be_followed(href: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    let scheme = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    scheme && !href.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8) -> Node {
        Node::Heading { level, inlines: vec![Inline::Text { text: "x".to_owned() }] }
    }

    fn levels(levels: &[u8], above: u8) -> Vec<u8> {
        let written: Vec<Node> = levels.iter().map(|&level| heading(level)).collect();
        let level = |view| match view {
            NodeView::Heading { level, .. } => level,
            other => panic!("no heading: {other:?}"),
        };
        nodes(&written, above).into_iter().map(level).collect()
    }

    #[test]
    fn headings_follow_the_block_and_skip_no_level() {
        assert_eq!(levels(&[1, 2, 3, 1], 2), [3, 4, 5, 3]);
        assert_eq!(levels(&[3, 3, 1, 3], 2), [3, 4, 3, 4]);
        assert_eq!(levels(&[1, 3], 1), [2, 3]);
    }

    #[test]
    fn only_web_and_mail_are_followed() {
        for href in ["https://example.com", "HTTP://example.com/a?b=c", "mailto:dana@example.com"] {
            assert!(may_be_followed(href), "{href}");
        }
        for href in
            ["javascript:alert(1)", " https://example.com", "java\nscript:", "data:text/html,x", "//a", "a.html"]
        {
            assert!(!may_be_followed(href), "{href}");
        }
    }

    #[test]
    fn the_text_of_a_refused_link_stays() {
        let text = || vec![Inline::Text { text: "there".to_owned() }];
        let anchor = Inline::Anchor { href: "file:///etc/passwd".to_owned(), inlines: text() };
        assert_eq!(inline(&anchor), InlineView::Span { inlines: vec![InlineView::Text { text: "there" }] });
    }
}
