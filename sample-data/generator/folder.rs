//! What one client's folder holds, before it is written.

/// A client of the accounting firm.
pub(crate) struct Client {
    /// The name of its folder.
    pub(crate) folder: &'static str,
    /// `client.toml`.
    pub(crate) settings: String,
    /// The accounting system's exports: file name and bytes.
    pub(crate) exports: Vec<(String, Vec<u8>)>,
    /// The adviser's commentary: file name and Markdown.
    pub(crate) notes: Vec<(&'static str, String)>,
    /// What the sample's README says about it.
    pub(crate) story: Story,
}

/// What the sample's README says about a client.
pub(crate) struct Story {
    /// The client's name.
    pub(crate) name: &'static str,
    /// What it does, how its exports came about and what its figures show: Markdown paragraphs.
    pub(crate) text: String,
    /// The figures, as a Markdown table.
    pub(crate) figures: String,
    /// Awkward cases: what it is, and where it can be found.
    pub(crate) cases: Vec<(&'static str, String)>,
}

/// `template` with each `{{name}}` replaced by its value.
///
/// # Panics
/// Where a name has no value.
pub(crate) fn filled(template: &str, values: &[(&str, String)]) -> String {
    let text =
        values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value));
    assert!(!text.contains("{{"), "a placeholder without a value in: {text}");
    text
}
