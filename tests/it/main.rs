//! Tests of the whole: the built binary on whole firms' folders, and the rules that hold for the source.

mod clients;
mod corpus;
mod damage;
mod firm;
mod forms;
mod guide;
mod harness;
mod map;
mod names;
mod opened;
mod oracle;
mod problems;
mod reference;
mod rows;
mod runs;
mod sample;
mod since;
mod tidy;
mod workbook;
