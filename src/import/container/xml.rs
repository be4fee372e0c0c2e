//! XML as a stream of tags and texts, under limits: no token is longer than a cell can be, no nesting deeper than a
//! workbook's, and no entity is known beyond XML's own five and numbered characters.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::ContainerError;
use super::limits::{XML_DEPTH, XML_TOKEN_BYTES, XML_TOKENS};

/// One step through an XML file.
pub(crate) enum Token<'a> {
    /// A tag that opens; one that also closes is followed by its [`Token::Close`].
    Open(Tag<'a>),
    /// A tag that closes.
    Close(ClosingTag<'a>),
    /// A piece of text: one text may come in several.
    Text(Cow<'a, str>),
    /// A comment and the like.
    Other,
    /// The file ends.
    End,
}

/// A tag that opens, with its attributes.
pub(crate) struct Tag<'a>(BytesStart<'a>);

/// A tag that closes.
pub(crate) struct ClosingTag<'a>(BytesEnd<'a>);

impl Tag<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of this name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        // The check for repeated names takes quadratic time.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok()
    }

    /// An attribute that is a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(value.trim(), "1" | "true"))
    }
}

impl ClosingTag<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// Reads an XML file.
pub(crate) struct Xml<R> {
    reader: Reader<Guarded<R>>,
    buffer: Vec<u8>,
    depth: usize,
    tokens: u32,
}

impl<R: BufRead> Xml<R> {
    /// Nothing read yet.
    pub(crate) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(Guarded { source, since_token: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, tokens: 0 }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, ContainerError> {
        self.buffer.clear();
        self.reader.get_mut().since_token = 0;
        self.tokens += 1;
        if self.tokens > XML_TOKENS {
            return Err(ContainerError::too_large("more tags than any sheet needs"));
        }
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| read_error(&error))?;
        Ok(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > XML_DEPTH {
                    return Err(ContainerError::hostile("its tags are nested without end"));
                }
                Token::Open(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close(ClosingTag(tag))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(reference) => Token::Text(referred(&reference)?),
            Event::Eof => Token::End,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Token::Other,
        })
    }

    /// The next token of a file that cannot end here.
    pub(crate) fn next_inside(&mut self) -> Result<Token<'_>, ContainerError> {
        match self.next()? {
            Token::End => Err(ContainerError::damaged("it is cut off")),
            token => Ok(token),
        }
    }

    /// The text up to the end of the element `until`.
    pub(crate) fn text_until(&mut self, until: &str) -> Result<String, ContainerError> {
        let mut text = String::new();
        loop {
            match self.next_inside()? {
                Token::Text(piece) => append(&mut text, &piece)?,
                Token::Close(tag) if tag.name() == until => return Ok(text),
                _ => {}
            }
        }
    }
}

/// Adds a piece to the text of one cell.
pub(crate) fn append(text: &mut String, piece: &str) -> Result<(), ContainerError> {
    if (text.len() + piece.len()) as u64 > XML_TOKEN_BYTES {
        return Err(too_long());
    }
    text.push_str(piece);
    Ok(())
}

fn too_long() -> ContainerError {
    ContainerError::too_large("a single text of more than a megabyte")
}

/// What `&amp;` or `&#65;` stands for.
fn referred(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, ContainerError> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(Cow::Owned(character.to_string()));
    }
    let known = resolve_predefined_entity(reference);
    known.map(Cow::Borrowed).ok_or_else(|| ContainerError::damaged("it uses an XML entity that is not known"))
}

/// What went wrong, where it was a limit of ours, or else that the XML is no XML.
fn read_error(error: &quick_xml::Error) -> ContainerError {
    let ours = match error {
        quick_xml::Error::Io(error) => error.get_ref().and_then(|inner| inner.downcast_ref::<ContainerError>()),
        _ => None,
    };
    ours.cloned().unwrap_or_else(|| ContainerError::damaged("its XML cannot be read"))
}

/// Lets no token become longer than the limit, before it is all in memory.
struct Guarded<R> {
    source: R,
    since_token: u64,
}

impl<R: BufRead> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl<R: BufRead> BufRead for Guarded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_token > XML_TOKEN_BYTES {
            return Err(io::Error::other(too_long()));
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.since_token = self.since_token.saturating_add(bytes as u64);
        self.source.consume(bytes);
    }
}
