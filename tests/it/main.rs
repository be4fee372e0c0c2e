//! Tests of the whole: the built binary on whole firms' folders, and the rules that hold for the source.

mod clients;
mod guide;
mod harness;
mod map;
mod names;
mod oracle;
mod problems;
mod reference;
mod runs;
mod sample;
mod tidy;
