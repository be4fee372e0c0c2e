//! The nine segments' marks, told apart by form as well as by colour, as ECharts symbols.

use crate::report::model::SegmentMark;

/// A segment's form and colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    /// ECharts' symbol.
    pub(crate) symbol: &'static str,
    /// The colour's token.
    pub(crate) token: &'static str,
    /// Drawn as an outline round paper.
    pub(crate) hollow: bool,
    /// Across, px.
    pub(crate) size: f64,
}

/// All marks in the order in which they are drawn: the many first, the few on top of them.
pub(crate) const DRAWING_ORDER: [SegmentMark; 10] = [
    SegmentMark::NotScored,
    SegmentMark::PossibleMismatch,
    SegmentMark::Hibernating,
    SegmentMark::Good,
    SegmentMark::Promising,
    SegmentMark::New,
    SegmentMark::GiveAttention,
    SegmentMark::DontLoseThem,
    SegmentMark::Champion,
    SegmentMark::LatePayer,
];

const TRIANGLE_UP: &str = "path://M0 8L5 0L10 8Z";
const TRIANGLE_DOWN: &str = "path://M0 0L10 0L5 8Z";
const DIAMOND: &str = "path://M5 0L10 5L5 10L0 5Z";
/// A ring whose left half is filled.
const HALF_DISC: &str = "path://M5 0A5 5 0 0 0 5 10A5 5 0 0 0 5 0ZM5 1.4A3.6 3.6 0 0 1 5 8.6Z";
const CROSS: &str = "path://M1.5 0L5 3.5L8.5 0L10 1.5L6.5 5L10 8.5L8.5 10L5 6.5L1.5 10L0 8.5L3.5 5L0 1.5Z";

/// The mark of a segment.
pub(crate) fn mark(segment: SegmentMark) -> Mark {
    let solid = |symbol, token, size| Mark { symbol, token, hollow: false, size };
    let hollow = |symbol, token, size| Mark { symbol, token, hollow: true, size };
    match segment {
        SegmentMark::Champion => solid("circle", "seg-ch", 8.5),
        SegmentMark::Good => solid("rect", "seg-go", 7.5),
        SegmentMark::Promising => solid(TRIANGLE_UP, "seg-pr", 9.0),
        SegmentMark::New => hollow("circle", "seg-ne", 7.5),
        SegmentMark::DontLoseThem => solid(DIAMOND, "seg-dl", 10.0),
        SegmentMark::GiveAttention => solid(TRIANGLE_DOWN, "seg-ga", 9.0),
        SegmentMark::LatePayer => solid(HALF_DISC, "seg-lp", 9.0),
        SegmentMark::Hibernating => hollow("rect", "seg-hi", 6.5),
        SegmentMark::PossibleMismatch => solid(CROSS, "seg-pm", 8.5),
        SegmentMark::NotScored => hollow("circle", "ink-3", 6.0),
    }
}
