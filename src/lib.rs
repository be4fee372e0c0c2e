//! Ledgerpress turns a firm's folder of ledger exports into one advisory pack a client.
//!
//! Data moves one way, through six rooms; each hands the next a finished value and knows nothing of
//! the rooms behind it:
//!
//! ```text
//! files -> import -> ledger -> metrics -> report -> render -> deliver
//!         (drafts)   (facts)   (results)  (story)   (bytes)   (the world)
//! ```
//!
//! [`base`] holds the words that every room uses, [`config`] the checked settings, [`cli`] wires
//! everything together. Which room may import which is a test (`tests/it/tidy.rs`).

pub mod base;
#[cfg(feature = "pack")]
pub mod cli;
pub mod config;
#[cfg(feature = "pack")]
pub mod deliver;
pub mod import;
pub mod ledger;
pub mod metrics;
#[cfg(feature = "pack")]
pub mod render;
pub mod report;
