//! The few words that pages have of their own; all others stand in the report.

use serde::Serialize;

/// The furniture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Words {
    /// The link over the head of the page.
    pub(crate) skip: &'static str,
    /// The navigation.
    pub(crate) sections: &'static str,
    /// Not yet reviewed.
    pub(crate) draft: &'static str,
    /// Before the date in the head of the page.
    pub(crate) as_of: &'static str,
    /// In the foot of the page.
    pub(crate) proof: &'static str,
    /// In the foot of the page: the PDF.
    pub(crate) pdf: &'static str,
    /// In the foot of the page: the workbook.
    pub(crate) workbook: &'static str,
    /// A finding's first sentence.
    pub(crate) seen: &'static str,
    /// Its second.
    pub(crate) why: &'static str,
    /// Its third.
    pub(crate) action: &'static str,
    /// How sure it is.
    pub(crate) sure: &'static str,
    /// Over the table behind a chart.
    pub(crate) figures: &'static str,
    /// Names a table for screen readers; its headline follows.
    pub(crate) table: &'static str,
    /// Names the links between the parts of a long table.
    pub(crate) parts: &'static str,
    /// Before a part's number.
    pub(crate) page: &'static str,
    /// To the part before.
    pub(crate) previous: &'static str,
    /// To the part after.
    pub(crate) next: &'static str,
    /// The script's search box.
    pub(crate) search: &'static str,
    /// The same where the table goes on on further pages.
    pub(crate) search_page: &'static str,
    /// The script's filter.
    pub(crate) segment: &'static str,
    /// The filter's first choice.
    pub(crate) all_segments: &'static str,
    /// How many rows the script shows; `#` stands for their number.
    pub(crate) shown: &'static str,
}

/// English.
pub(crate) const ENGLISH: Words = Words {
    skip: "To the text",
    sections: "Sections",
    draft: "Draft",
    as_of: "As of",
    proof: "How every figure ties out",
    pdf: "This pack as a PDF",
    workbook: "Its figures as a workbook",
    seen: "Seen",
    why: "Why",
    action: "Do",
    sure: "Sure",
    figures: "Figures behind the chart",
    table: "Table",
    parts: "Parts of the table",
    page: "Page",
    previous: "Previous",
    next: "Next",
    search: "Search by name",
    search_page: "Search this page",
    segment: "Segment",
    all_segments: "All segments",
    shown: "# shown",
};
