//! Tests of the whole: the built binary on whole firms' folders, and the rules that hold for the source.

mod harness;
mod names;
mod oracle;
mod reference;
mod runs;
mod sample;
mod tidy;
