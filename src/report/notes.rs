//! Markdown, the adviser's notes and the methods, as plain nodes.
//!
//! Nothing of it can become markup: raw HTML is text, links lead only to `http`, `https` and `mailto` addresses, images
//! are their alternative text, headings have levels 1 to 3, and nesting has an end.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::model::{Inline, Node};

/// Lists and quotations nested deeper than this are flattened.
const DEEPEST: usize = 6;

/// Reads Markdown.
pub(crate) fn nodes(markdown: &str) -> Vec<Node> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader { frames: vec![Frame::default()], depth: 0 };
    for event in Parser::new_ext(markdown, options) {
        reader.take(event);
    }
    while reader.frames.len() > 1 {
        reader.close();
    }
    let mut root = reader.frames.pop().unwrap_or_default();
    root.end_paragraph();
    root.nodes
}

/// What is being collected.
#[derive(Default)]
struct Frame {
    kind: Kind,
    nodes: Vec<Node>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Node>>,
    cells: Vec<Vec<Inline>>,
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    text: String,
}

#[derive(Default)]
enum Kind {
    /// Blocks: the document, an item, a quotation.
    #[default]
    Blocks,
    Item,
    Quote,
    Paragraph,
    Heading(u8),
    List(bool),
    Code,
    Strong,
    Anchor(String),
    /// An image, or a link to a place that is not allowed: only its text is kept.
    Passage,
    Table,
    TableRow(bool),
    TableCell,
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Inlines that stand where blocks are expected (tight lists) are a paragraph.
    fn end_paragraph(&mut self) {
        if !self.inlines.is_empty() {
            let inlines = std::mem::take(&mut self.inlines);
            self.nodes.push(Node::Paragraph { inlines });
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Inline::Text { text: last }) = self.inlines.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.inlines.push(Inline::Text { text: text.to_owned() });
        }
    }
}

struct Reader {
    frames: Vec<Frame>,
    depth: usize,
}

impl Reader {
    fn top(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.top().inlines.push(Inline::Code { text: text.into_string() });
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.top().inlines.push(Inline::Break),
            Event::Rule => self.block(Node::Rule),
            Event::FootnoteReference(name) => self.text(&format!("[{name}]")),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn text(&mut self, text: &str) {
        let top = self.top();
        if matches!(top.kind, Kind::Code) {
            top.text.push_str(text);
        } else {
            top.push_text(text);
        }
    }

    fn block(&mut self, node: Node) {
        let top = self.top();
        top.end_paragraph();
        top.nodes.push(node);
    }

    fn open(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(level_of(level)),
            Tag::CodeBlock(_) => Kind::Code,
            Tag::Emphasis | Tag::Strong => Kind::Strong,
            Tag::Link { dest_url, .. } if is_allowed(&dest_url) => Kind::Anchor(dest_url.into_string()),
            Tag::Link { .. } | Tag::Image { .. } => Kind::Passage,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead => Kind::TableRow(true),
            Tag::TableRow => Kind::TableRow(false),
            Tag::TableCell => Kind::TableCell,
            Tag::BlockQuote(_) | Tag::List(_) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return;
                }
                if let Tag::List(first) = tag { Kind::List(first.is_some()) } else { Kind::Quote }
            }
            Tag::Item => {
                if self.depth > DEEPEST {
                    self.text(" ");
                    return;
                }
                Kind::Item
            }
            _ => return,
        };
        let is_block = !matches!(kind, Kind::Strong | Kind::Anchor(_) | Kind::Passage);
        let top = self.top();
        if is_block && !matches!(top.kind, Kind::Paragraph | Kind::TableCell) {
            top.end_paragraph();
        }
        self.frames.push(Frame::new(kind));
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth < DEEPEST {
                    self.close();
                }
            }
            TagEnd::Item if self.depth > DEEPEST => {}
            TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => self.close(),
            _ => {}
        }
    }

    /// Hands what the innermost frame holds to the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(mut frame) = self.frames.pop() else { return };
        match std::mem::take(&mut frame.kind) {
            Kind::Strong => self.top().inlines.push(Inline::Strong { inlines: frame.inlines }),
            Kind::Anchor(href) => self.top().inlines.push(Inline::Anchor { href, inlines: frame.inlines }),
            Kind::Passage => self.top().inlines.append(&mut frame.inlines),
            Kind::Paragraph => {
                if !frame.inlines.is_empty() {
                    self.block(Node::Paragraph { inlines: frame.inlines });
                }
            }
            Kind::Heading(level) => self.block(Node::Heading { level, inlines: frame.inlines }),
            Kind::Code => self.block(Node::Code { text: frame.text.trim_end().to_owned() }),
            Kind::Item => {
                frame.end_paragraph();
                self.top().items.push(frame.nodes);
            }
            Kind::List(ordered) => self.block(Node::List { ordered, items: frame.items }),
            Kind::Quote => {
                frame.end_paragraph();
                self.block(Node::Quote { nodes: frame.nodes });
            }
            Kind::TableCell => self.top().cells.push(frame.inlines),
            Kind::TableRow(true) => self.top().head = frame.cells,
            Kind::TableRow(false) => self.top().rows.push(frame.cells),
            Kind::Table => self.block(Node::Grid { head: frame.head, rows: frame.rows }),
            Kind::Blocks => {
                frame.end_paragraph();
                self.top().nodes.append(&mut frame.nodes);
            }
        }
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

/// Only addresses that a reader expects behind a link.
fn is_allowed(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let allowed = matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
    allowed && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    fn paragraph(inlines: Vec<Inline>) -> Node {
        Node::Paragraph { inlines }
    }

    #[test]
    fn reads_the_common_pieces() {
        let read = nodes("# Title\n\nA *b* **c** `d`  \ne\n\n1. one\n2. two\n\n> said\n\n---\n\n```\nx = 1\n```\n");
        let strong = |s: &str| Inline::Strong { inlines: vec![text(s)] };
        let wanted = vec![
            Node::Heading { level: 1, inlines: vec![text("Title")] },
            paragraph(vec![
                text("A "),
                strong("b"),
                text(" "),
                strong("c"),
                text(" "),
                Inline::Code { text: "d".to_owned() },
                Inline::Break,
                text("e"),
            ]),
            Node::List {
                ordered: true,
                items: vec![vec![paragraph(vec![text("one")])], vec![paragraph(vec![text("two")])]],
            },
            Node::Quote { nodes: vec![paragraph(vec![text("said")])] },
            Node::Rule,
            Node::Code { text: "x = 1".to_owned() },
        ];
        assert_eq!(read, wanted);
    }

    #[test]
    fn html_is_text_and_images_are_their_words() {
        let html = nodes("<script>alert(1)</script>\n\nA <b>b</b> ![a logo](https://x.example/l.png)");
        assert_eq!(html[0], paragraph(vec![text("<script>alert(1)</script>\n")]));
        assert_eq!(html[1], paragraph(vec![text("A <b>b</b> "), text("a logo")]));
    }

    #[test]
    fn links_lead_only_where_links_may_lead() {
        let kept =
            nodes("[a](https://x.example) [b](javascript:alert(1)) [c](file:///etc/passwd) [d](../x) <me@x.example>");
        let anchors = |nodes: &[Node]| {
            let Some(Node::Paragraph { inlines }) = nodes.first() else { return Vec::new() };
            inlines
                .iter()
                .filter_map(|inline| match inline {
                    Inline::Anchor { href, .. } => Some(href.clone()),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(anchors(&kept), ["https://x.example"]);
        assert_eq!(anchors(&nodes("[m](mailto:me@x.example)")), ["mailto:me@x.example"]);
        assert_eq!(anchors(&nodes("[m](HTTPS://x.example)")), ["HTTPS://x.example"]);
    }

    #[test]
    fn tables_and_deep_headings() {
        let read = nodes("###### Deep\n\n|a|b|\n|-|-|\n|1|2|\n");
        assert_eq!(read[0], Node::Heading { level: 3, inlines: vec![text("Deep")] });
        let grid = Node::Grid {
            head: vec![vec![text("a")], vec![text("b")]],
            rows: vec![vec![vec![text("1")], vec![text("2")]]],
        };
        assert_eq!(read[1], grid);
    }

    fn depth(nodes: &[Node]) -> usize {
        let inner = |node: &Node| match node {
            Node::List { items, .. } => 1 + items.iter().map(|item| depth(item)).max().unwrap_or(0),
            Node::Quote { nodes } => 1 + depth(nodes),
            _ => 0,
        };
        nodes.iter().map(inner).max().unwrap_or(0)
    }

    #[test]
    fn nesting_has_an_end() {
        let quotes = nodes(&format!("{}deep", "> ".repeat(200)));
        assert_eq!(depth(&quotes), DEEPEST);
        assert!(format!("{quotes:?}").contains("deep"));
        let lists: Vec<String> = (0..40).map(|i| format!("{}- level{i}", "  ".repeat(i))).collect();
        let read = nodes(&lists.join("\n"));
        assert!(depth(&read) <= DEEPEST);
        assert!(format!("{read:?}").contains("level39"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(markdown in "[ -~\n<>|#*`\\[\\]()!]{0,200}") {
            prop_assert!(depth(&nodes(&markdown)) <= DEEPEST);
        }
    }
}
