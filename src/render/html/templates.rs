//! The templates: built in, each replaceable by a firm's own of the same name.

use std::collections::BTreeMap;
use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use super::HtmlError;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/html");

/// The templates of all pages, read once and used for every client.
pub struct Templates(Tera);

impl Templates {
    /// The built-in templates, with `own` ones in place of those of the same name (`section.html`, `cell.html` …).
    ///
    /// # Errors
    /// [`HtmlError::Template`] if one of them can't be read.
    pub fn new(own: &BTreeMap<String, String>) -> Result<Self, HtmlError> {
        let built_in = BUILT_IN
            .files()
            .filter_map(|file| Some((file.path().to_str()?.to_owned(), file.contents_utf8()?.to_owned())));
        let mut sources: BTreeMap<String, String> = built_in.collect();
        sources.extend(own.iter().map(|(name, source)| (name.clone(), source.clone())));
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        tera.add_raw_templates(sources)
            .map_err(|error| HtmlError::Template { name: "html".to_owned(), reason: told(&error) })?;
        Ok(Self(tera))
    }

    /// Fills one template.
    pub(crate) fn render(&self, name: &str, page: &impl Serialize) -> Result<String, HtmlError> {
        Context::from_serialize(page)
            .and_then(|context| self.0.render(name, &context))
            .map_err(|error| HtmlError::Template { name: name.to_owned(), reason: told(&error) })
    }
}

/// An error and what caused it, on one line.
fn told(error: &tera::Error) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

/// Text as HTML, in elements and in quoted attributes alike; the one place where texts of the report become markup.
///
/// Code points that HTML does not allow (controls but for tab and line feed, noncharacters) become U+FFFD, so that they
/// are seen.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some((place, found)) = rest.char_indices().find(|&(_, c)| replacement(c).is_some()) {
        let (plain, tail) = rest.split_at(place);
        out.write_all(plain.as_bytes())?;
        out.write_all(replacement(found).unwrap_or_default().as_bytes())?;
        rest = tail.get(found.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

/// What stands for a code point; `None` where it stands for itself.
fn replacement(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        '\t' | '\n' => None,
        '\r' => Some("\n"), // what the HTML parser makes of it
        c if c.is_control() || is_noncharacter(c) => Some("\u{fffd}"),
        _ => None,
    }
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_is_text_in_elements_and_attributes() {
        assert_eq!(escaped("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(escaped("Müller & Söhne"), "Müller &amp; Söhne");
    }

    #[test]
    fn what_html_does_not_allow_is_seen() {
        assert_eq!(escaped("a\0b\u{7f}c\u{85}d\u{fffe}e\u{1ffff}f\u{fdd0}"), "a�b�c�d�e�f�");
        assert_eq!(escaped("tab\tline\nreturn\r"), "tab\tline\nreturn\n");
        assert_eq!(escaped("\u{202e}turned"), "\u{202e}turned");
    }

    #[test]
    fn a_firm_replaces_templates_by_name() {
        let own = BTreeMap::from([("section.html".to_owned(), "{{ title }}!".to_owned())]);
        let templates = Templates::new(&own).unwrap();
        let page = BTreeMap::from([("title", "Summary <1>")]);
        assert_eq!(templates.render("section.html", &page).unwrap(), "Summary &lt;1&gt;!");
    }

    #[test]
    fn a_template_that_cannot_be_read_is_told() {
        let own = BTreeMap::from([("section.html".to_owned(), "{% if %}".to_owned())]);
        let told = Templates::new(&own).err().unwrap().to_string();
        assert!(told.contains("section.html"), "{told}");
    }
}
